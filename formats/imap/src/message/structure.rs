//! The parts of a message (RFC 2046), as places in its bytes. What is deeper, or more, than anybody writes is one part.

use std::ops::Range;

use super::champs::{champs, deplier, fin_entete};
use super::contenu::{Parametres, Type, mot_et_parametres};

/// Deepest part in a part.
pub const PROFONDEUR_MAX: usize = 32;
/// Most parts.
pub const PARTIES_MAX: usize = 2_000;

/// A part, the message itself first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partie {
    /// Its header, empty line included.
    pub entete: Range<usize>,
    /// What follows it.
    pub corps: Range<usize>,
    /// What it is.
    pub type_: Type,
    /// `Content-Disposition`: a word, and its parameters.
    pub disposition: Option<(Vec<u8>, Parametres)>,
    /// `Content-Transfer-Encoding`, as written; empty: none.
    pub encodage: Vec<u8>,
    /// `Content-ID`.
    pub identifiant: Option<Vec<u8>>,
    /// `Content-Description`.
    pub description: Option<Vec<u8>>,
    /// `Content-MD5`.
    pub md5: Option<Vec<u8>>,
    /// `Content-Language`.
    pub langues: Vec<Vec<u8>>,
    /// `Content-Location`.
    pub lieu: Option<Vec<u8>>,
    /// What stands in it.
    pub nature: Nature,
}

/// What stands in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nature {
    /// Bytes.
    Simple,
    /// Parts; at least one.
    Multiple(Vec<Partie>),
    /// A whole message.
    Message(Box<Partie>),
}

/// Reads the structure of a message.
#[must_use]
pub fn structure(octets: &[u8]) -> Partie {
    let mut reste = PARTIES_MAX;
    partie(octets, 0..octets.len(), PROFONDEUR_MAX, &mut reste, false)
}

fn partie(octets: &[u8], plage: Range<usize>, profondeur: usize, reste: &mut usize, recueil: bool) -> Partie {
    *reste = reste.saturating_sub(1);
    let debut = plage.start;
    let coupe = debut + fin_entete(&octets[plage.clone()]);
    let mut p = lire_entete(&octets[debut..coupe], recueil);
    (p.entete, p.corps) = (debut..coupe, coupe..plage.end);
    let multiple = p.type_.principal.eq_ignore_ascii_case(b"multipart");
    let message = p.type_.est("message", "rfc822") || p.type_.est("message", "global");
    if (multiple || message) && (profondeur == 0 || *reste == 0) {
        p.type_ = Type::nouveau("application", "octet-stream");
        return p;
    }
    if message {
        let dedans = partie(octets, p.corps.clone(), profondeur - 1, reste, false);
        p.nature = Nature::Message(Box::new(dedans));
    } else if multiple {
        let recueil = p.type_.sous.eq_ignore_ascii_case(b"digest");
        let frontiere = p.type_.parametre("boundary").unwrap_or_default();
        let mut parties = Vec::new();
        for plage in plages(octets, p.corps.clone(), frontiere) {
            if *reste == 0 {
                break;
            }
            parties.push(partie(octets, plage, profondeur - 1, reste, recueil));
        }
        if parties.is_empty() {
            // A multipart has a part; this one is empty.
            parties.push(partie(octets, p.corps.end..p.corps.end, 0, reste, false));
        }
        p.nature = Nature::Multiple(parties);
    }
    p
}

/// Where the parts of a multipart stand. The line end before a boundary is part of it (RFC 2046, § 5.1.1).
fn plages(octets: &[u8], corps: Range<usize>, frontiere: &[u8]) -> Vec<Range<usize>> {
    if frontiere.is_empty() {
        return Vec::new();
    }
    let marque = [b"--", frontiere].concat();
    let zone = &octets[corps.clone()];
    let (mut plages, mut ouverte): (Vec<Range<usize>>, Option<usize>) = (Vec::new(), None);
    for i in memchr::memmem::find_iter(zone, &marque) {
        let en_tete = i == 0 || zone[i - 1] == b'\n';
        let Some((finale, apres)) = fin_de_marque(zone, i + marque.len()).filter(|_| en_tete) else {
            continue;
        };
        if let Some(debut) = ouverte {
            let mut fin = i.saturating_sub(1);
            if fin > debut && zone.get(fin - 1) == Some(&b'\r') {
                fin -= 1;
            }
            plages.push(debut..fin.max(debut));
        }
        ouverte = (!finale).then_some(apres);
        if finale || plages.len() >= PARTIES_MAX {
            break;
        }
    }
    // Without its last boundary, the last part goes to the end.
    plages.extend(ouverte.map(|debut| debut..zone.len()));
    plages.into_iter().map(|p| corps.start + p.start..corps.start + p.end).collect()
}

/// Whether a line that begins with a boundary is one: it says no more, but that it is the last. And where the next line begins.
fn fin_de_marque(zone: &[u8], i: usize) -> Option<(bool, usize)> {
    let reste = &zone[i..];
    let finale = reste.starts_with(b"--");
    let reste = if finale { &reste[2..] } else { reste };
    let blancs = reste.iter().take_while(|o| matches!(o, b' ' | b'\t')).count();
    let fin = match &reste[blancs..] {
        [] => 0,
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => return None,
    };
    Some((finale, i + if finale { 2 } else { 0 } + blancs + fin))
}

/// The fields that a structure tells. Of two of one name, the first counts.
fn lire_entete(entete: &[u8], recueil: bool) -> Partie {
    let mut p = Partie {
        entete: 0..0,
        corps: 0..0,
        type_: if recueil {
            Type::nouveau("message", "rfc822")
        } else {
            Type {
                parametres: vec![(b"charset".to_vec(), b"us-ascii".to_vec())],
                ..Type::nouveau("text", "plain")
            }
        },
        disposition: None,
        encodage: Vec::new(),
        identifiant: None,
        description: None,
        md5: None,
        langues: Vec::new(),
        lieu: None,
        nature: Nature::Simple,
    };
    let mut type_dit = false;
    for c in champs(entete) {
        let Some(nom) = c.nom.get(..8).filter(|n| n.eq_ignore_ascii_case(b"content-")) else {
            continue;
        };
        let valeur = || deplier(c.valeur).into_owned();
        let mettre = |place: &mut Option<Vec<u8>>| {
            place.get_or_insert_with(valeur);
        };
        match c.nom[nom.len()..].to_ascii_lowercase().as_slice() {
            b"type" if !type_dit => {
                type_dit = true;
                p.type_ = Type::lire(&valeur()).unwrap_or_else(|| p.type_.clone());
            }
            b"transfer-encoding" if p.encodage.is_empty() => p.encodage = mot_et_parametres(&valeur()).0,
            b"disposition" if p.disposition.is_none() => p.disposition = Some(mot_et_parametres(&valeur())).filter(|(m, _)| !m.is_empty()),
            b"id" => mettre(&mut p.identifiant),
            b"description" => mettre(&mut p.description),
            b"md5" => mettre(&mut p.md5),
            b"location" => mettre(&mut p.lieu),
            b"language" if p.langues.is_empty() => {
                let dites = valeur();
                p.langues = dites
                    .split(|o| *o == b',')
                    .map(|l| l.trim_ascii().to_vec())
                    .filter(|l| !l.is_empty())
                    .collect();
            }
            _ => {}
        }
    }
    p
}

impl Partie {
    /// Line ends in its body, as `BODYSTRUCTURE` counts lines.
    #[must_use]
    pub fn lignes(&self, octets: &[u8]) -> usize {
        memchr::memchr_iter(b'\n', &octets[self.corps.clone()]).count()
    }

    /// The part at a path (`1.2`), from the whole message.
    #[must_use]
    pub fn trouver(&self, chemin: &[u32]) -> Option<&Self> {
        let (premier, suite) = chemin.split_first()?;
        let mut partie = self.dans_le_message(*premier)?;
        for n in suite {
            partie = match &partie.nature {
                Nature::Message(m) => m.dans_le_message(*n)?,
                Nature::Multiple(_) => partie.dans_le_message(*n)?,
                Nature::Simple => return None,
            };
        }
        Some(partie)
    }

    /// A message that is not made of parts is one: its first.
    fn dans_le_message(&self, n: u32) -> Option<&Self> {
        match &self.nature {
            Nature::Multiple(parties) => parties.get(usize::try_from(n).ok()?.checked_sub(1)?),
            _ => (n == 1).then_some(self),
        }
    }
}
