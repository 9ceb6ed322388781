//! Possible real data: an INS or an RPPS that is neither of the bench's world, nor published for tests, nor declared stops the
//! writing.

mod lecture;
mod publiees;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use segur_model::resultat::{Contenu, ResultatCampagne};
use segur_model::{Environnement, Faits};
use serde_json::Value;

use lecture::Numero;

/// Identities that are known to be fictitious: those of the world, and the test identities that the vendor declared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdentitesConnues {
    /// INS: 13 characters, or 15 with the key.
    pub ins: BTreeSet<String>,
    /// RPPS: 11 digits, or 12 with the leading `8`.
    pub rpps: BTreeSet<String>,
}

/// Longest list shown to a person.
const MAX_CITES: usize = 20;
/// Places shown for one identity.
const MAX_PLACES: usize = 3;

/// A search of identities that may be someone's.
pub struct Recherche {
    ins: BTreeSet<String>,
    rpps: BTreeSet<String>,
    /// By kind and number without its key.
    vus: BTreeMap<(&'static str, String), Vu>,
}

/// An identity, wherever it was.
struct Vu {
    ecrit: String,
    places: Vec<String>,
    environnements: Vec<Environnement>,
}

impl Recherche {
    /// A search that leaves these identities.
    #[must_use]
    pub fn new(connues: &IdentitesConnues) -> Self {
        Self {
            ins: connues.ins.iter().map(|i| racine_ins(i)).collect(),
            rpps: connues.rpps.iter().map(|r| racine_rpps(r)).collect(),
            vus: BTreeMap::new(),
        }
    }

    /// The identities that may be someone's, one sentence each (`INS …, place`); empty when there is none.
    #[must_use]
    pub fn liste(self) -> Vec<String> {
        let inconnus: Vec<String> = self
            .vus
            .into_iter()
            .filter(|((sorte, racine), vu)| !publiee(sorte, racine, vu))
            .map(|((sorte, _), vu)| phrase(sorte, &vu))
            .collect();
        let total = inconnus.len();
        let mut liste: Vec<String> = inconnus.into_iter().take(MAX_CITES).collect();
        if total > MAX_CITES {
            liste.push(format!("… et {} autres", total - MAX_CITES));
        }
        liste
    }

    /// Searches the facts and parameters of a campaign.
    pub(crate) fn resultat(&mut self, resultat: &ResultatCampagne) {
        for s in &resultat.scenarios {
            let place = format!("scénario {}", s.id);
            for etape in &s.etapes {
                if let Some(acte) = &etape.acte {
                    acte.parametres.iter().for_each(|(cle, v)| self.valeur(cle, v, &place));
                }
                etape
                    .observations
                    .iter()
                    .flat_map(|o| &o.echanges)
                    .for_each(|e| self.faits(&e.exchange.faits, &place));
                for piece in &etape.pieces {
                    if let Contenu::Message { echanges, .. } = &piece.quoi {
                        echanges.iter().for_each(|e| self.faits(&e.exchange.faits, &place));
                    }
                }
            }
            s.inattendus.iter().for_each(|e| self.faits(&e.exchange.faits, &place));
        }
    }

    fn faits(&mut self, faits: &Faits, place: &str) {
        for (nom, valeurs) in faits {
            valeurs.iter().for_each(|v| self.champ(nom, v, place));
        }
    }

    /// Searches the bytes of a file: XML, JSON, HL7 v2, or any text. Each place is `place` and the line.
    pub fn contenu(&mut self, octets: &[u8], place: &str) {
        let decode;
        let octets = match segur_masque::utf16(octets) {
            Some(texte) => {
                decode = texte;
                decode.as_bytes()
            }
            None => octets,
        };
        lecture::lire(octets, &mut |numero, i| {
            let ligne = 1 + octets[..i].iter().filter(|o| **o == b'\n').count();
            self.noter(numero, format!("{place}, ligne {ligne}"));
        });
        if matches!(octets.trim_ascii_start().first(), Some(b'{' | b'['))
            && let Ok(valeur) = serde_json::from_slice::<Value>(octets)
        {
            self.valeur("", &valeur, place);
        }
    }

    fn valeur(&mut self, cle: &str, valeur: &Value, place: &str) {
        match valeur {
            Value::String(s) => self.champ(cle, s, place),
            Value::Number(n) => self.champ(cle, &n.to_string(), place),
            Value::Array(liste) => liste.iter().for_each(|v| self.valeur(cle, v, place)),
            Value::Object(objet) => objet.iter().for_each(|(c, v)| self.valeur(c, v, place)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn champ(&mut self, nom: &str, valeur: &str, place: &str) {
        if let Some(numero) = lecture::dans_le_champ(nom, valeur) {
            self.noter(numero, place.to_owned());
        }
    }

    fn noter(&mut self, numero: Numero, place: String) {
        let (sorte, ecrit, racine, environnement) = match numero {
            Numero::Ins(ins, environnement) => ("INS", ins.clone(), racine_ins(&ins), environnement),
            Numero::Rpps(rpps) => ("RPPS", rpps.clone(), rpps, None),
        };
        if (if sorte == "INS" { &self.ins } else { &self.rpps }).contains(&racine) {
            return;
        }
        let vu = self.vus.entry((sorte, racine)).or_insert_with(|| Vu {
            ecrit,
            places: Vec::new(),
            environnements: Vec::new(),
        });
        vu.environnements.extend(environnement.filter(|e| !vu.environnements.contains(e)));
        // A file is told once, by its first line.
        let fichier = |p: &str| p.split(", ligne ").next().unwrap_or_default().to_owned();
        if !vu.places.iter().any(|p| fichier(p) == fichier(&place)) {
            vu.places.push(place);
        }
    }
}

/// Whether an identity is published for tests. One that is written once under an OID of production is judged by the lists alone.
fn publiee(sorte: &str, racine: &str, vu: &Vu) -> bool {
    if sorte == "RPPS" {
        return publiees::rpps_de_test(racine);
    }
    publiees::matricule_publie(racine) || (!vu.environnements.is_empty() && vu.environnements.iter().all(|e| publiees::oid_de_test(*e)))
}

fn phrase(sorte: &str, vu: &Vu) -> String {
    let suite = vu.places.len().saturating_sub(MAX_PLACES);
    // The files first: there the identity can be looked at, and taken out.
    let (ailleurs, fichiers): (Vec<&str>, Vec<&str>) = vu.places.iter().map(String::as_str).partition(|p| p.starts_with("scénario "));
    let places: Vec<&str> = fichiers.into_iter().chain(ailleurs).take(MAX_PLACES).collect();
    let reste = if suite > 0 {
        format!(" et {suite} autres endroits")
    } else {
        String::new()
    };
    format!("{sorte} {}, {}{reste}", vu.ecrit, places.join(" ; "))
}

fn racine_ins(ins: &str) -> String {
    ins.chars()
        .filter(|c| !c.is_whitespace())
        .take(13)
        .collect::<String>()
        .to_ascii_uppercase()
}

fn racine_rpps(rpps: &str) -> String {
    let rpps: String = rpps.chars().filter(|c| !c.is_whitespace()).collect();
    match rpps.strip_prefix('8') {
        Some(nu) if rpps.len() == 12 => nu.to_owned(),
        _ => rpps,
    }
}
