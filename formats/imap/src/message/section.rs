//! What `BODY[…]` asks, and the bytes that answer it (RFC 3501, § 6.4.5): slices of the message, but where fields are chosen.

use std::borrow::Cow;
use std::fmt::{Display, Formatter};
use std::ops::Range;

use super::champs::{champs, fin_entete};
use super::structure::{Nature, Partie};

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The path of the part; empty: the message.
    pub partie: Vec<u32>,
    /// What of it.
    pub quoi: Quoi,
}

/// What of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quoi {
    /// Its body; of the message, all of it.
    Tout,
    /// `HEADER`
    Entete,
    /// `HEADER.FIELDS (…)`
    Champs(Vec<String>),
    /// `HEADER.FIELDS.NOT (…)`
    SaufChamps(Vec<String>),
    /// `TEXT`
    Texte,
    /// `MIME`
    Mime,
}

/// What answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extrait<'a> {
    /// There is no such part.
    Absent,
    /// A slice of the message.
    Tranche(Range<usize>),
    /// Some of its fields, and the empty line.
    Champs(Cow<'a, [u8]>),
}

impl Display for Section {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let chemin: Vec<String> = self.partie.iter().map(u32::to_string).collect();
        f.write_str(&chemin.join("."))?;
        let (mot, champs) = match &self.quoi {
            Quoi::Tout => return Ok(()),
            Quoi::Entete => ("HEADER", None),
            Quoi::Champs(c) => ("HEADER.FIELDS", Some(c)),
            Quoi::SaufChamps(c) => ("HEADER.FIELDS.NOT", Some(c)),
            Quoi::Texte => ("TEXT", None),
            Quoi::Mime => ("MIME", None),
        };
        if !chemin.is_empty() {
            f.write_str(".")?;
        }
        f.write_str(mot)?;
        champs.map_or(Ok(()), |c| write!(f, " ({})", c.join(" ").to_ascii_uppercase()))
    }
}

impl Section {
    /// Whether the structure of the message must be known to answer it.
    #[must_use]
    pub fn veut_la_structure(&self) -> bool {
        !self.partie.is_empty()
    }
}

/// Finds a section. `structure` is that of the message, for those that want it.
#[must_use]
pub fn extraire<'a>(octets: &'a [u8], structure: Option<&Partie>, section: &Section) -> Extrait<'a> {
    let (entete, corps) = if section.partie.is_empty() {
        let coupe = fin_entete(octets);
        match section.quoi {
            Quoi::Tout => return Extrait::Tranche(0..octets.len()),
            _ => (0..coupe, coupe..octets.len()),
        }
    } else {
        let Some(partie) = structure.and_then(|s| s.trouver(&section.partie)) else {
            return Extrait::Absent;
        };
        match (&section.quoi, &partie.nature) {
            (Quoi::Tout, _) => return Extrait::Tranche(partie.corps.clone()),
            (Quoi::Mime, _) => return Extrait::Tranche(partie.entete.clone()),
            // Only a message has a header and a text.
            (_, Nature::Message(m)) => (m.entete.clone(), m.corps.clone()),
            _ => return Extrait::Absent,
        }
    };
    match &section.quoi {
        Quoi::Tout | Quoi::Texte => Extrait::Tranche(corps),
        Quoi::Entete | Quoi::Mime => Extrait::Tranche(entete),
        Quoi::Champs(noms) => Extrait::Champs(choisir(&octets[entete], |n| contient(noms, n))),
        Quoi::SaufChamps(noms) => Extrait::Champs(choisir(&octets[entete], |n| !contient(noms, n))),
    }
}

fn contient(noms: &[String], nom: &[u8]) -> bool {
    noms.iter().any(|n| n.as_bytes().eq_ignore_ascii_case(nom))
}

/// Some fields, and the empty line that ends a header.
fn choisir(entete: &[u8], garder: impl Fn(&[u8]) -> bool) -> Cow<'_, [u8]> {
    let mut choisis = Vec::new();
    for c in champs(entete).filter(|c| garder(c.nom)) {
        choisis.extend_from_slice(c.brut);
        if !c.brut.ends_with(b"\n") {
            choisis.extend_from_slice(b"\r\n");
        }
    }
    choisis.extend_from_slice(b"\r\n");
    Cow::Owned(choisis)
}

/// What `<debut.nombre>` leaves of a length.
#[must_use]
pub fn partiel(longueur: usize, partiel: Option<(u32, u32)>) -> Range<usize> {
    let Some((debut, nombre)) = partiel else { return 0..longueur };
    let vers = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let debut = vers(debut).min(longueur);
    debut..debut.saturating_add(vers(nombre)).min(longueur)
}
