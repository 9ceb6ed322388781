//! ER7, the pipes and carets: cut once, kept whole. What is written is what was read, byte for byte.

use std::ops::Range;

use thiserror::Error;

/// Most segments of a message.
pub const SEGMENTS_MAX: usize = 10_000;
/// Most fields of a segment, and most repetitions of a field.
pub const CHAMPS_MAX: usize = 1_000;

/// Opens and closes a message over MLLP.
const MLLP: (char, &str) = ('\u{b}', "\u{1c}\r");

/// Why nothing can be read of a message.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Hl7Illisible {
    /// It does not begin as one.
    #[error("ce n'est pas un message HL7 v2 : il commence par « MSH » et son séparateur de champs, et ici par « {0} »")]
    SansMsh(String),
    /// Its encoding characters are not four different signs.
    #[error(
        "MSH-2 dit les caractères de composant, de répétition, d'échappement et de sous-composant : quatre signes différents (« ^~\\& »), et non « {0} »"
    )]
    Separateurs(String),
    /// It has too many segments, or one of them too many fields.
    #[error("plus de {SEGMENTS_MAX} segments, ou plus de {CHAMPS_MAX} champs dans un segment : au-delà de ce que le banc lit")]
    TropGrand,
}

/// The signs that cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Separateurs {
    /// MSH-1.
    pub champ: char,
    /// First of MSH-2.
    pub composant: char,
    /// Second.
    pub repetition: char,
    /// Third.
    pub echappement: char,
    /// Fourth.
    pub sous_composant: char,
}

/// What the bytes were taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Octets {
    /// UTF-8, which includes ASCII.
    Utf8,
    /// One byte, one character: ISO 8859-15 (and -1, from which it departs in eight signs).
    Latin9,
}

/// A line of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its fields, as places in the text; the first is its name.
    champs: Vec<Range<usize>>,
    /// What ends it: a carriage return, what an editor of texts makes of it, or nothing.
    fin: Range<usize>,
}

/// A message that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    texte: String,
    octets: Octets,
    separateurs: Separateurs,
    segments: Vec<Segment>,
}

impl Message {
    /// Reads a message. Nothing of it is lost: see [`Self::ecrire`].
    ///
    /// # Errors
    /// [`Hl7Illisible`].
    pub fn lire(octets: &[u8]) -> Result<Self, Hl7Illisible> {
        let (texte, jeu) = decoder(octets);
        let debut = texte.len() - texte.trim_start_matches([MLLP.0, '\u{feff}']).len();
        let mut signes = texte[debut..]
            .strip_prefix("MSH")
            .ok_or_else(|| Hl7Illisible::SansMsh(texte[debut..].chars().take(12).collect()))?
            .chars();
        let separateurs = separateurs(&mut signes)?;
        let mut message = Self {
            segments: Vec::new(),
            octets: jeu,
            separateurs,
            texte,
        };
        message.couper(debut)?;
        Ok(message)
    }

    fn couper(&mut self, debut: usize) -> Result<(), Hl7Illisible> {
        let mut ici = debut;
        while ici < self.texte.len() {
            let reste = &self.texte[ici..];
            let longueur = reste.find(['\r', '\n']).unwrap_or(reste.len());
            let apres = &reste[longueur..];
            let fin = apres.len()
                - apres
                    .strip_prefix("\r\n")
                    .or_else(|| apres.strip_prefix(['\r', '\n']))
                    .unwrap_or(apres)
                    .len();
            let mut champs = Vec::new();
            let mut a = ici;
            for champ in reste[..longueur].split(self.separateurs.champ) {
                if champs.len() > CHAMPS_MAX {
                    return Err(Hl7Illisible::TropGrand);
                }
                champs.push(a..a + champ.len());
                a += champ.len() + self.separateurs.champ.len_utf8();
            }
            if self.segments.len() >= SEGMENTS_MAX {
                return Err(Hl7Illisible::TropGrand);
            }
            self.segments.push(Segment {
                champs,
                fin: ici + longueur..ici + longueur + fin,
            });
            ici += longueur + fin;
        }
        Ok(())
    }

    /// The bytes, put together again from what was cut.
    #[must_use]
    pub fn ecrire(&self) -> Vec<u8> {
        let debut = self.segments.first().and_then(|s| s.champs.first()).map_or(0, |c| c.start);
        let mut ecrit = self.texte[..debut].to_owned();
        for s in &self.segments {
            for (rang, champ) in s.champs.iter().enumerate() {
                if rang > 0 {
                    ecrit.push(self.separateurs.champ);
                }
                ecrit.push_str(&self.texte[champ.clone()]);
            }
            ecrit.push_str(&self.texte[s.fin.clone()]);
        }
        match self.octets {
            Octets::Utf8 => ecrit.into_bytes(),
            Octets::Latin9 => ecrit.chars().map(en_latin9).collect(),
        }
    }

    /// What its bytes were taken for.
    #[must_use]
    pub fn octets(&self) -> Octets {
        self.octets
    }

    /// Whether it is ASCII alone, which is of every set.
    #[must_use]
    pub fn est_ascii(&self) -> bool {
        self.texte.is_ascii()
    }

    /// The signs that cut it.
    #[must_use]
    pub fn separateurs(&self) -> Separateurs {
        self.separateurs
    }

    /// Its segments with their line, from 1. A line that is empty, or that only closes a frame, is none.
    pub fn segments(&self) -> impl Iterator<Item = Ligne<'_>> {
        let tous = self.segments.iter().enumerate().map(|(rang, segment)| Ligne {
            message: self,
            segment,
            ligne: u32::try_from(rang + 1).unwrap_or(u32::MAX),
        });
        tous.filter(|l| !l.nom().trim_matches(['\u{1c}', ' ']).is_empty())
    }

    /// Those of this name.
    pub fn nommes<'a>(&'a self, nom: &'a str) -> impl Iterator<Item = Ligne<'a>> {
        self.segments().filter(move |s| s.nom() == nom)
    }

    /// The first of this name.
    #[must_use]
    pub fn premier<'a>(&'a self, nom: &'a str) -> Option<Ligne<'a>> {
        self.nommes(nom).next()
    }

    /// Whether a segment ends otherwise than HL7 says, by a carriage return alone.
    #[must_use]
    pub fn autres_fins(&self) -> bool {
        self.segments.iter().any(|s| self.texte[s.fin.clone()].contains('\n'))
    }

    /// A text with its escape sequences replaced: the five signs and `\Xhh…\`. Others (`\.br\`, `\H\`) stay as they are written.
    #[must_use]
    pub fn clair(&self, texte: &str) -> String {
        let s = self.separateurs;
        let mut sortie = String::with_capacity(texte.len());
        let mut reste = texte;
        while let Some((avant, apres)) = reste.split_once(s.echappement) {
            sortie.push_str(avant);
            let Some((mot, suite)) = apres.split_once(s.echappement) else {
                sortie.push(s.echappement);
                reste = apres;
                continue;
            };
            match (mot, mot.strip_prefix('X').and_then(hexadecimal)) {
                ("F", _) => sortie.push(s.champ),
                ("S", _) => sortie.push(s.composant),
                ("R", _) => sortie.push(s.repetition),
                ("E", _) => sortie.push(s.echappement),
                ("T", _) => sortie.push(s.sous_composant),
                (_, Some(octets)) => sortie.push_str(&decoder(&octets).0),
                _ => {
                    sortie.push(s.echappement);
                    sortie.push_str(mot);
                    sortie.push(s.echappement);
                }
            }
            reste = suite;
        }
        sortie + reste
    }
}

/// A segment, in its message.
#[derive(Debug, Clone, Copy)]
pub struct Ligne<'a> {
    message: &'a Message,
    segment: &'a Segment,
    /// From 1.
    pub ligne: u32,
}

impl<'a> Ligne<'a> {
    /// Three letters or digits.
    #[must_use]
    pub fn nom(&self) -> &'a str {
        self.segment.champs.first().map_or("", |c| &self.message.texte[c.clone()])
    }

    /// A field by its number of the standard (`PID-3`: 3), as it is written; empty when it is not there. MSH-1 is the separator itself.
    #[must_use]
    pub fn champ(&self, numero: usize) -> &'a str {
        // What separates the name of MSH from MSH-2 is a field.
        let rang = if self.nom() == "MSH" { numero.saturating_sub(1) } else { numero };
        match self.segment.champs.get(rang) {
            Some(c) if rang > 0 => &self.message.texte[c.clone()],
            _ => "",
        }
    }

    /// Where a field begins in its line, in characters from 1; one that is not there would begin after the last.
    #[must_use]
    pub fn colonne(&self, numero: usize) -> u32 {
        let rang = if self.nom() == "MSH" { numero.saturating_sub(1) } else { numero };
        let champs = &self.segment.champs;
        let debut = champs.first().map_or(0, |c| c.start);
        let place = champs.get(rang).map_or_else(|| champs.last().map_or(debut, |c| c.end), |c| c.start);
        u32::try_from(self.message.texte[debut..place].chars().count() + 1).unwrap_or(u32::MAX)
    }

    /// The repetitions of a field, without the empty ones.
    pub fn repetitions(&self, numero: usize) -> impl Iterator<Item = Composants<'a>> + use<'a> {
        let message = self.message;
        let toutes = self.champ(numero).split(message.separateurs.repetition).take(CHAMPS_MAX);
        toutes.filter(|r| !r.is_empty()).map(move |texte| Composants { message, texte })
    }

    /// The first repetition of a field, empty when there is none.
    #[must_use]
    pub fn premiere(&self, numero: usize) -> Composants<'a> {
        let texte = self
            .champ(numero)
            .split(self.message.separateurs.repetition)
            .next()
            .unwrap_or_default();
        Composants {
            message: self.message,
            texte,
        }
    }

    /// A component of the first repetition, in clear.
    #[must_use]
    pub fn composant(&self, champ: usize, numero: usize) -> String {
        self.premiere(champ).clair(numero)
    }
}

/// A repetition of a field.
#[derive(Debug, Clone, Copy)]
pub struct Composants<'a> {
    message: &'a Message,
    /// As it is written.
    pub texte: &'a str,
}

impl<'a> Composants<'a> {
    /// A component by its number, from 1, as it is written; empty when it is not there.
    #[must_use]
    pub fn brut(&self, numero: usize) -> &'a str {
        let mut tous = self.texte.split(self.message.separateurs.composant);
        tous.nth(numero.saturating_sub(1)).unwrap_or_default()
    }

    /// A component, in clear.
    #[must_use]
    pub fn clair(&self, numero: usize) -> String {
        self.message.clair(self.brut(numero))
    }

    /// A part of a component, both from 1, in clear.
    #[must_use]
    pub fn partie(&self, composant: usize, partie: usize) -> String {
        let mut toutes = self.brut(composant).split(self.message.separateurs.sous_composant);
        self.message.clair(toutes.nth(partie.saturating_sub(1)).unwrap_or_default())
    }
}

fn separateurs(signes: &mut std::str::Chars<'_>) -> Result<Separateurs, Hl7Illisible> {
    let refuse = |vus: &[char]| Hl7Illisible::Separateurs(vus.iter().skip(1).collect());
    let vus: Vec<char> = signes.take(5).collect();
    let [champ, composant, repetition, echappement, sous_composant] = vus[..] else {
        return Err(refuse(&vus));
    };
    let tous = [champ, composant, repetition, echappement, sous_composant];
    let double = tous.iter().enumerate().any(|(i, c)| tous[..i].contains(c));
    if double || tous.iter().any(|c| c.is_alphanumeric() || c.is_whitespace() || c.is_control()) {
        return Err(refuse(&vus));
    }
    Ok(Separateurs {
        champ,
        composant,
        repetition,
        echappement,
        sous_composant,
    })
}

fn decoder(octets: &[u8]) -> (String, Octets) {
    match std::str::from_utf8(octets) {
        Ok(texte) => (texte.to_owned(), Octets::Utf8),
        Err(_) => (octets.iter().map(|o| de_latin9(*o)).collect(), Octets::Latin9),
    }
}

/// The eight places where ISO 8859-15 departs from the first 256 characters of Unicode.
const LATIN9: [(u8, char); 8] = [
    (0xa4, '€'),
    (0xa6, 'Š'),
    (0xa8, 'š'),
    (0xb4, 'Ž'),
    (0xb8, 'ž'),
    (0xbc, 'Œ'),
    (0xbd, 'œ'),
    (0xbe, 'Ÿ'),
];

fn de_latin9(octet: u8) -> char {
    LATIN9.iter().find(|(o, _)| *o == octet).map_or(char::from(octet), |(_, c)| *c)
}

/// What [`de_latin9`] undoes: it is only given what that one gave.
fn en_latin9(c: char) -> u8 {
    let ailleurs = LATIN9.iter().find(|(_, l)| *l == c).map(|(o, _)| *o);
    ailleurs.or_else(|| u8::try_from(u32::from(c)).ok()).unwrap_or(b'?')
}

fn hexadecimal(texte: &str) -> Option<Vec<u8>> {
    if texte.is_empty() || !texte.len().is_multiple_of(2) || !texte.is_ascii() {
        return None;
    }
    (0..texte.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&texte[i..i + 2], 16).ok())
        .collect()
}
