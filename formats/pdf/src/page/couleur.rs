//! Colour spaces, as far as a shade of grey and the clause on device colours need them.

use std::collections::BTreeSet;

use crate::syntaxe::{Fichier, Objet};

/// A family of device colours, which PDF/A-1 allows only with an output intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Famille {
    Gris,
    Rvb,
    Cmjn,
}

impl Famille {
    pub(crate) fn nom(self) -> &'static str {
        match self {
            Self::Gris => "DeviceGray",
            Self::Rvb => "DeviceRGB",
            Self::Cmjn => "DeviceCMYK",
        }
    }
}

/// What a colour space leans on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Usages {
    /// Families of device colours.
    pub(crate) familles: BTreeSet<Famille>,
    /// Streams of ICC profiles, by object number.
    pub(crate) profils: BTreeSet<u32>,
    /// Colorants of the DeviceN that has most.
    pub(crate) encres: usize,
}

/// How numbers become a shade.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Espace {
    Gris,
    Rvb,
    Cmjn,
    /// Inks: 0 is paper.
    Encres(usize),
    /// A palette, in shades.
    Palette(Vec<u8>),
    /// A pattern, or what is not known.
    Autre,
}

/// Whether a shade is seen as dark: 0 is black.
pub(crate) fn sombre(gris: u8) -> bool {
    gris < 128
}

/// What red, green and blue weigh in a shade.
pub(crate) const POIDS: [f64; 3] = [0.299, 0.587, 0.114];

pub(crate) fn octet(n: f64) -> u8 {
    (n.clamp(0.0, 1.0) * 255.0).round() as u8
}

impl Espace {
    pub(crate) fn composantes(&self) -> usize {
        match self {
            Self::Gris | Self::Palette(_) | Self::Autre => 1,
            Self::Rvb => 3,
            Self::Cmjn => 4,
            Self::Encres(n) => *n,
        }
    }

    /// The shade of a colour; nothing for a pattern.
    pub(crate) fn gris(&self, c: &[f64]) -> Option<u8> {
        let n = |i: usize| c.get(i).copied().unwrap_or(0.0);
        match self {
            Self::Gris => Some(octet(n(0))),
            Self::Rvb => Some(octet(POIDS[0] * n(0) + POIDS[1] * n(1) + POIDS[2] * n(2))),
            Self::Cmjn => Some(octet((1.0 - n(3)) * (1.0 - (POIDS[0] * n(0) + POIDS[1] * n(1) + POIDS[2] * n(2))))),
            Self::Encres(_) => Some(octet(1.0 - c.iter().copied().fold(0.0, f64::max))),
            Self::Palette(gris) => gris.get(n(0) as usize).copied(),
            Self::Autre => None,
        }
    }
}

/// Reads a colour space. What it leans on is added to `usages`.
pub(crate) fn espace(fichier: &Fichier<'_>, objet: &Objet, usages: &mut Usages, profondeur: usize) -> Espace {
    let objet = fichier.suivre(objet);
    if profondeur > 4 {
        return Espace::Autre;
    }
    let (nom, suite) = match &*objet {
        Objet::Nom(nom) => (nom.clone(), &[][..]),
        Objet::Tableau(t) => {
            let Some((premier, suite)) = t.split_first() else {
                return Espace::Autre;
            };
            (fichier.suivre(premier).nom().unwrap_or_default().to_owned(), suite)
        }
        _ => return Espace::Autre,
    };
    let element = |i: usize| suite.get(i).cloned().unwrap_or(Objet::Nul);
    match nom.as_str() {
        "DeviceGray" | "G" => {
            usages.familles.insert(Famille::Gris);
            Espace::Gris
        }
        "DeviceRGB" | "RGB" => {
            usages.familles.insert(Famille::Rvb);
            Espace::Rvb
        }
        "DeviceCMYK" | "CMYK" => {
            usages.familles.insert(Famille::Cmjn);
            Espace::Cmjn
        }
        "CalGray" => Espace::Gris,
        "CalRGB" => Espace::Rvb,
        "ICCBased" => {
            let profil = fichier.suivre(&element(0));
            usages.profils.extend(profil.flux().map(|f| f.numero));
            match profil.dico().and_then(|d| fichier.lire(d, "N").entier()) {
                Some(1) => Espace::Gris,
                Some(4) => Espace::Cmjn,
                Some(3) => Espace::Rvb,
                _ => Espace::Autre,
            }
        }
        "Separation" | "DeviceN" => {
            // The alternate space is used when the ink is not there: it counts.
            espace(fichier, &element(1), usages, profondeur + 1);
            let encres = fichier.suivre(&element(0));
            let nombre = encres.tableau().map_or(1, <[_]>::len);
            usages.encres = usages.encres.max(nombre);
            Espace::Encres(nombre.clamp(1, 32))
        }
        "Indexed" | "I" => {
            let base = espace(fichier, &element(0), usages, profondeur + 1);
            let table = fichier.suivre(&element(2));
            let octets = match &*table {
                Objet::Chaine(octets) => octets.clone(),
                Objet::Flux(flux) => fichier.decoder(flux).octets().unwrap_or_default(),
                _ => Vec::new(),
            };
            let couleur = |c: &[u8]| {
                let c: Vec<f64> = c.iter().map(|o| f64::from(*o) / 255.0).collect();
                base.gris(&c).unwrap_or(255)
            };
            Espace::Palette(octets.chunks(base.composantes().max(1)).take(256).map(couleur).collect())
        }
        "Pattern" if !suite.is_empty() => {
            // The colours of an uncoloured pattern.
            espace(fichier, &element(0), usages, profondeur + 1);
            Espace::Autre
        }
        _ => Espace::Autre,
    }
}
