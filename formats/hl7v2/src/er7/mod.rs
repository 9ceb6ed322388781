//! ER7, the pipes and carets: cut once, kept whole. What is written is what was read, byte for byte.

mod echappement;
mod ligne;
mod octets;

use std::ops::Range;

use thiserror::Error;

pub use self::ligne::{Composants, Ligne};
use self::octets::{decoder, en_latin9};

/// Most segments of a message.
pub const SEGMENTS_MAX: usize = 10_000;
/// Most fields of a segment, and most repetitions of a field.
pub const CHAMPS_MAX: usize = 1_000;

/// Opens a message over MLLP.
const OUVRE: char = '\u{b}';
/// Closes it, before a carriage return.
const FERME: char = '\u{1c}';
/// What a batch is wrapped in: nothing of a message.
const LOT: [&str; 4] = ["FHS", "BHS", "BTS", "FTS"];

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
    /// Lines before MSH: empty, or of the batch that it is in.
    lignes_avant: usize,
    segments: Vec<Segment>,
}

impl Message {
    /// Reads a message. Nothing of it is lost: see [`Self::ecrire`].
    ///
    /// # Errors
    /// [`Hl7Illisible`].
    pub fn lire(octets: &[u8]) -> Result<Self, Hl7Illisible> {
        let (texte, jeu) = decoder(octets);
        let (debut, lignes_avant) = ou_est_msh(&texte);
        let mut signes = texte[debut..]
            .strip_prefix("MSH")
            .ok_or_else(|| Hl7Illisible::SansMsh(texte[debut..].chars().take(12).collect()))?
            .chars();
        let separateurs = separateurs(&mut signes)?;
        let mut message = Self {
            segments: Vec::new(),
            octets: jeu,
            separateurs,
            lignes_avant,
            texte,
        };
        message.couper(debut)?;
        Ok(message)
    }

    fn couper(&mut self, debut: usize) -> Result<(), Hl7Illisible> {
        let mut ici = debut;
        while ici < self.texte.len() {
            let reste = &self.texte[ici..];
            let longueur = reste.find(['\r', '\n', FERME]).unwrap_or(reste.len());
            let apres = &reste[longueur..];
            let fin = apres.len()
                - apres
                    .strip_prefix("\r\n")
                    .or_else(|| apres.strip_prefix(['\r', '\n', FERME]))
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

    /// Its segments with their line, from 1. A line that is empty, that only closes a frame or a batch, is none.
    pub fn segments(&self) -> impl Iterator<Item = Ligne<'_>> {
        let tous = self.segments.iter().enumerate().map(|(rang, segment)| Ligne {
            message: self,
            segment,
            ligne: u32::try_from(rang + 1 + self.lignes_avant).unwrap_or(u32::MAX),
        });
        tous.filter(|l| !l.nom().trim().is_empty() && !LOT.contains(&l.nom()))
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

    /// Whether it is in a frame of MLLP, and whether that is closed.
    #[must_use]
    pub fn trame(&self) -> (bool, bool) {
        let debut = self.segments.first().and_then(|s| s.champs.first()).map_or(0, |c| c.start);
        (self.texte[..debut].contains(OUVRE), self.texte[debut..].contains(FERME))
    }

    /// Whether the last line has no end, as that of a message that was cut.
    #[must_use]
    pub fn sans_fin(&self) -> bool {
        self.segments.last().is_some_and(|s| s.fin.is_empty())
    }

    /// Whether a segment ends otherwise than HL7 says, by a carriage return alone.
    #[must_use]
    pub fn autres_fins(&self) -> bool {
        self.segments.iter().any(|s| self.texte[s.fin.clone()].contains('\n'))
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

/// Where the message begins, and how many lines are before it: empty ones, and those that open a batch. Where it should have begun when it does not.
fn ou_est_msh(texte: &str) -> (usize, usize) {
    let (mut ici, mut lignes) = (0, 0);
    loop {
        let reste = texte[ici..].trim_start_matches([OUVRE, '\u{feff}']);
        let debut = texte.len() - reste.len();
        let longueur = reste.find(['\r', '\n']).unwrap_or(reste.len());
        let passee = reste[..longueur].trim().is_empty() || LOT.iter().any(|n| reste.starts_with(n));
        if !passee || longueur == reste.len() {
            return (debut, lignes);
        }
        let fin = &reste[longueur..];
        ici = debut + longueur + if fin.starts_with("\r\n") { 2 } else { 1 };
        lignes += 1;
    }
}
