//! How values are written: what PDF readers forgive, and PDF/A-1 does not (6.1.6, 6.1.8, 6.1.12).

use std::cell::{Cell, RefCell};

use crate::limites;
use crate::pdf::Nature;

/// Bytes of a string, once decoded.
const CHAINE: usize = 65_535;
/// Bytes of a name, once decoded.
const NOM: usize = 127;
const TABLEAU: usize = 8_191;
const DICTIONNAIRE: usize = 4_095;
const REEL: f64 = 32_767.0;
const ENTIER: f64 = 2_147_483_647.0;

/// Where a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ou {
    Objet(u32),
    Page(usize),
    Trailer,
}

impl Ou {
    pub(crate) fn dire(self) -> String {
        match self {
            Self::Objet(numero) => format!("objet {numero}"),
            Self::Page(numero) => format!("page {numero}"),
            Self::Trailer => "trailer".to_owned(),
        }
    }
}

/// A value that is not written as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ecart {
    pub(crate) nature: Nature,
    pub(crate) ou: Ou,
    pub(crate) vu: String,
}

/// What was seen so far, bounded. The place is that of what is being read.
#[derive(Debug)]
pub(crate) struct Controle {
    pub(crate) ou: Cell<Ou>,
    ecarts: RefCell<Vec<Ecart>>,
    /// Values that may still be noted: a file may be made of nothing else.
    reste: Cell<u32>,
}

impl Default for Controle {
    fn default() -> Self {
        Self {
            ou: Cell::new(Ou::Trailer),
            ecarts: RefCell::default(),
            reste: Cell::new(10_000),
        }
    }
}

impl Controle {
    /// Notes a value; the words are made only where they are kept.
    pub(crate) fn noter(&self, nature: Nature, vu: impl FnOnce() -> String) {
        let Some(reste) = self.reste.get().checked_sub(1) else {
            return;
        };
        self.reste.set(reste);
        let mut ecarts = self.ecarts.borrow_mut();
        if ecarts.iter().filter(|e| e.nature == nature).count() >= limites::PAR_NATURE {
            return;
        }
        let ecart = Ecart {
            nature,
            ou: self.ou.get(),
            vu: vu(),
        };
        // A page that is drawn twice is told once.
        if !ecarts.contains(&ecart) {
            ecarts.push(ecart);
        }
    }

    /// What was seen, taken away.
    pub(crate) fn prendre(&self) -> Vec<Ecart> {
        self.ecarts.take()
    }

    pub(super) fn nombre(&self, texte: &str, nombre: f64) {
        if texte.contains('.') {
            if nombre.abs() > REEL {
                self.noter(Nature::Limite, || format!("réel {} : au-delà de ±32767", debut(texte)));
            }
        } else if !(-ENTIER - 1.0..=ENTIER).contains(&nombre) {
            self.noter(Nature::Limite, || format!("entier {} : au-delà de 32 bits", debut(texte)));
        }
    }

    pub(super) fn nom(&self, nom: &str) {
        // A character is a byte.
        let octets = nom.chars().count();
        if octets > NOM {
            self.noter(Nature::Limite, || {
                format!("nom /{}… de {octets} octets, au-delà de 127", debut(nom))
            });
        }
    }

    pub(super) fn chaine(&self, octets: &[u8]) {
        if octets.len() > CHAINE {
            self.noter(Nature::Limite, || format!("chaîne de {} octets, au-delà de 65535", octets.len()));
        }
    }

    pub(super) fn tableau(&self, elements: usize) {
        if elements > TABLEAU {
            self.noter(Nature::Limite, || format!("tableau de {elements} éléments, au-delà de 8191"));
        }
    }

    pub(super) fn dictionnaire(&self, entrees: usize) {
        if entrees > DICTIONNAIRE {
            self.noter(Nature::Limite, || format!("dictionnaire de {entrees} entrées, au-delà de 4095"));
        }
    }

    pub(super) fn hexadecimale(&self, chiffres: usize, autres: bool) {
        if autres {
            self.noter(Nature::ChaineHexadecimale, || {
                "autre chose que des chiffres hexadécimaux".to_owned()
            });
        } else if !chiffres.is_multiple_of(2) {
            self.noter(Nature::ChaineHexadecimale, || format!("{chiffres} chiffres"));
        }
    }
}

fn debut(texte: &str) -> String {
    texte.chars().take(24).collect()
}
