//! From bytes to values: of a file (with references) and of a content stream (with operators).

use std::cell::Cell;

use super::controle::Controle;
use super::objet::{Dico, Objet};
use crate::limites;

/// What is read next.
#[derive(Debug, PartialEq)]
pub(crate) enum Lu {
    Valeur(Objet),
    Mot(String),
}

/// A reader of values. `reste` is the number of values that may still be parsed in the whole file.
pub(crate) struct Lexeur<'a> {
    pub(crate) octets: &'a [u8],
    pub(crate) pos: usize,
    references: bool,
    reste: &'a Cell<usize>,
    /// Notes how values are written, where that is judged.
    pub(crate) controle: Option<&'a Controle>,
}

pub(crate) fn blanc(o: u8) -> bool {
    matches!(o, 0 | 9 | 10 | 12 | 13 | 32)
}

fn delimiteur(o: u8) -> bool {
    matches!(o, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hexa(o: u8) -> Option<u8> {
    char::from(o).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

impl<'a> Lexeur<'a> {
    pub(crate) fn fichier(octets: &'a [u8], pos: usize, reste: &'a Cell<usize>) -> Self {
        Self {
            octets,
            pos,
            references: true,
            reste,
            controle: None,
        }
    }

    pub(crate) fn contenu(octets: &'a [u8], reste: &'a Cell<usize>) -> Self {
        Self {
            octets,
            pos: 0,
            references: false,
            reste,
            controle: None,
        }
    }

    /// The same, that notes how values are written.
    pub(crate) fn controler(mut self, controle: &'a Controle) -> Self {
        self.controle = Some(controle);
        self
    }

    pub(crate) fn voir(&self) -> Option<u8> {
        self.octets.get(self.pos).copied()
    }

    pub(crate) fn blancs(&mut self) {
        while let Some(o) = self.voir() {
            if o == b'%' {
                while self.voir().is_some_and(|o| o != 10 && o != 13) {
                    self.pos += 1;
                }
            } else if blanc(o) {
                self.pos += 1;
            } else {
                break;
            }
        }
    }

    /// Whether the keyword is next, after white space; it is then passed over.
    pub(crate) fn mot_cle(&mut self, mot: &[u8]) -> bool {
        self.blancs();
        let la = self.octets.get(self.pos..).is_some_and(|r| r.starts_with(mot));
        if la {
            self.pos += mot.len();
        }
        la
    }

    /// A non-negative integer and nothing else.
    pub(crate) fn naturel(&mut self) -> Option<usize> {
        self.blancs();
        let debut = self.pos;
        let mut n = 0_usize;
        while let Some(o) = self.voir().filter(u8::is_ascii_digit) {
            n = n.checked_mul(10)?.checked_add(usize::from(o - b'0'))?;
            self.pos += 1;
        }
        (self.pos > debut).then_some(n)
    }

    /// A value; nothing at the end, at an operator, or when the bounds are met.
    pub(crate) fn valeur(&mut self) -> Option<Objet> {
        match self.suivant()? {
            Lu::Valeur(v) => Some(v),
            Lu::Mot(_) => None,
        }
    }

    /// The next value or operator.
    pub(crate) fn suivant(&mut self) -> Option<Lu> {
        self.lire(0)
    }

    fn lire(&mut self, profondeur: usize) -> Option<Lu> {
        self.blancs();
        let reste = self.reste.get().checked_sub(1)?;
        if profondeur > limites::PROFONDEUR {
            return None;
        }
        self.reste.set(reste);
        let valeur = match self.voir()? {
            b'/' => Objet::Nom(self.nom()),
            b'(' => {
                let chaine = self.litterale();
                if let Some(c) = self.controle {
                    c.chaine(&chaine);
                }
                Objet::Chaine(chaine)
            }
            b'[' => {
                self.pos += 1;
                let mut valeurs = Vec::new();
                loop {
                    self.blancs();
                    if self.voir()? == b']' {
                        self.pos += 1;
                        break;
                    }
                    // A stray word in an array is passed over, as viewers do.
                    if let Lu::Valeur(v) = self.lire(profondeur + 1)? {
                        valeurs.push(v);
                    }
                }
                if let Some(c) = self.controle {
                    c.tableau(valeurs.len());
                }
                Objet::Tableau(valeurs)
            }
            b'<' if self.octets.get(self.pos + 1) == Some(&b'<') => {
                self.pos += 2;
                Objet::Dico(self.dico(profondeur)?)
            }
            b'<' => Objet::Chaine(self.hexadecimale()),
            b'0'..=b'9' | b'+' | b'-' | b'.' => return Some(self.nombre_ou_ref()),
            o if delimiteur(o) => {
                // A stray delimiter is a word of its own: reading always goes on.
                self.pos += 1;
                return Some(Lu::Mot(char::from(o).to_string()));
            }
            _ => {
                let debut = self.pos;
                while self.voir().is_some_and(|o| !blanc(o) && !delimiteur(o)) {
                    self.pos += 1;
                }
                match self.octets.get(debut..self.pos)? {
                    b"null" => Objet::Nul,
                    b"true" => Objet::Bool(true),
                    b"false" => Objet::Bool(false),
                    mot => return Some(Lu::Mot(mot.iter().take(32).map(|o| char::from(*o)).collect())),
                }
            }
        };
        Some(Lu::Valeur(valeur))
    }

    fn dico(&mut self, profondeur: usize) -> Option<Dico> {
        let mut entrees = Vec::new();
        loop {
            self.blancs();
            match self.voir()? {
                b'>' => {
                    self.pos += 1;
                    if self.voir() == Some(b'>') {
                        self.pos += 1;
                    }
                    if let Some(c) = self.controle {
                        c.dictionnaire(entrees.len());
                    }
                    return Some(Dico(entrees));
                }
                b'/' => {
                    let cle = self.nom();
                    self.blancs();
                    if self.voir() == Some(b'>') && self.octets.get(self.pos + 1) == Some(&b'>') {
                        continue;
                    }
                    match self.lire(profondeur + 1)? {
                        Lu::Valeur(v) => entrees.push((cle, v)),
                        // `endobj` within a dictionary: it was never closed.
                        Lu::Mot(mot) if mot.starts_with("end") => return None,
                        Lu::Mot(_) => {}
                    }
                }
                _ => match self.lire(profondeur + 1)? {
                    Lu::Mot(mot) if mot.starts_with("end") => return None,
                    _ => {}
                },
            }
        }
    }

    fn nom(&mut self) -> String {
        self.pos += 1;
        let mut nom = String::new();
        while let Some(o) = self.voir().filter(|o| !blanc(*o) && !delimiteur(*o)) {
            self.pos += 1;
            let suite = (self.octets.get(self.pos), self.octets.get(self.pos + 1));
            if o == b'#'
                && let (Some(a), Some(b)) = suite
                && let (Some(a), Some(b)) = (hexa(*a), hexa(*b))
            {
                nom.push(char::from(a * 16 + b));
                self.pos += 2;
            } else {
                nom.push(char::from(o));
            }
        }
        if let Some(c) = self.controle {
            c.nom(&nom);
        }
        nom
    }

    fn nombre_ou_ref(&mut self) -> Lu {
        let debut = self.pos;
        self.pos += 1;
        while self.voir().is_some_and(|o| o.is_ascii_digit() || o == b'.' || o == b'-') {
            self.pos += 1;
        }
        let texte = self.octets.get(debut..self.pos).unwrap_or_default();
        let texte = std::str::from_utf8(texte).unwrap_or_default();
        if self.references && texte.bytes().all(|o| o.is_ascii_digit()) {
            let ici = self.pos;
            if let Some(numero) = self.reste_de_ref(texte) {
                return Lu::Valeur(Objet::Ref(numero));
            }
            self.pos = ici;
        }
        let nombre = texte.parse::<f64>().ok().filter(|n| n.is_finite());
        // « 12-3 », « 1.2.3 »: read up to where a number ends, as viewers do.
        let nombre = nombre.or_else(|| {
            let fin = texte
                .char_indices()
                .skip(1)
                .find(|(_, c)| *c == '-')
                .map_or(texte.len(), |(i, _)| i);
            texte.get(..fin)?.parse::<f64>().ok().filter(|n| n.is_finite())
        });
        if let (Some(c), Some(n)) = (self.controle, nombre) {
            c.nombre(texte, n);
        }
        Lu::Valeur(Objet::Nombre(nombre.unwrap_or(0.0)))
    }

    fn reste_de_ref(&mut self, numero: &str) -> Option<u32> {
        let numero: u32 = numero.parse().ok()?;
        if !self.voir().is_some_and(blanc) {
            return None;
        }
        // Not more than a few white spaces: a long run of them before « R » is no reference anybody writes.
        self.pos += self.octets.get(self.pos..)?.iter().take(8).take_while(|o| blanc(**o)).count();
        let chiffres = self
            .octets
            .get(self.pos..)?
            .iter()
            .take(6)
            .take_while(|o| o.is_ascii_digit())
            .count();
        if chiffres == 0 || chiffres > 5 {
            return None;
        }
        self.pos += chiffres;
        let blancs = self.octets.get(self.pos..)?.iter().take(8).take_while(|o| blanc(**o)).count();
        self.pos += blancs;
        if blancs == 0 || self.voir() != Some(b'R') {
            return None;
        }
        let apres = self.octets.get(self.pos + 1).copied();
        if apres.is_some_and(|o| !blanc(o) && !delimiteur(o)) {
            return None;
        }
        self.pos += 1;
        Some(numero)
    }

    fn litterale(&mut self) -> Vec<u8> {
        self.pos += 1;
        let mut chaine = Vec::new();
        let mut ouvertes = 1_usize;
        while let Some(o) = self.voir() {
            self.pos += 1;
            match o {
                b'(' => ouvertes += 1,
                b')' => {
                    ouvertes -= 1;
                    if ouvertes == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.echappement(&mut chaine);
                    continue;
                }
                _ => {}
            }
            chaine.push(o);
        }
        chaine
    }

    fn echappement(&mut self, chaine: &mut Vec<u8>) {
        let Some(o) = self.voir() else { return };
        self.pos += 1;
        match o {
            b'n' => chaine.push(10),
            b'r' => chaine.push(13),
            b't' => chaine.push(9),
            b'b' => chaine.push(8),
            b'f' => chaine.push(12),
            b'0'..=b'7' => {
                let mut n = u16::from(o - b'0');
                for _ in 0..2 {
                    let Some(c) = self.voir().filter(|c| (b'0'..=b'7').contains(c)) else {
                        break;
                    };
                    n = n * 8 + u16::from(c - b'0');
                    self.pos += 1;
                }
                chaine.push((n & 0xFF) as u8);
            }
            13 => {
                if self.voir() == Some(10) {
                    self.pos += 1;
                }
            }
            10 => {}
            o => chaine.push(o),
        }
    }

    fn hexadecimale(&mut self) -> Vec<u8> {
        self.pos += 1;
        let mut chiffres = Vec::new();
        let mut autres = false;
        while let Some(o) = self.voir() {
            self.pos += 1;
            if o == b'>' {
                break;
            }
            autres |= hexa(o).is_none() && !blanc(o);
            chiffres.extend(hexa(o));
        }
        let octets: Vec<u8> = chiffres
            .chunks(2)
            .map(|c| c.first().unwrap_or(&0) * 16 + c.get(1).unwrap_or(&0))
            .collect();
        if let Some(c) = self.controle {
            c.hexadecimale(chiffres.len(), autres);
            c.chaine(&octets);
        }
        octets
    }
}
