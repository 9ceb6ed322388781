//! Possible real data: an INS or an RPPS that is neither of the bench's world nor declared stops the writing.
//!
//! A number is looked for only where it can be one: fields known to hold it, and XML texts (or `extension` attributes)
//! that are exactly it. Long digit runs in prose are timestamps, sizes and references far more often than identities.

use std::collections::BTreeSet;

use segur_model::resultat::{Contenu, ResultatCampagne};
use serde_json::Value;

/// Identities that are known to be fictitious: those of the world, and the test identities that the vendor declared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdentitesConnues {
    /// INS: 13 characters, or 15 with the key.
    pub ins: BTreeSet<String>,
    /// RPPS: 11 digits, or 12 with the leading `8`.
    pub rpps: BTreeSet<String>,
}

/// Fields that hold an INS, and fields that hold an RPPS (last part of a dotted name).
const CHAMPS_INS: &[&str] = &["ins", "matricule", "historique"];
const CHAMPS_RPPS: &[&str] = &["ps", "rpps", "utilisateur"];

/// Longest list shown to a person.
const MAX_CITES: usize = 20;

/// What the search found, with the place of each.
#[derive(Default)]
pub(crate) struct Recherche {
    ins: BTreeSet<String>,
    rpps: BTreeSet<String>,
    trouves: BTreeSet<(String, String)>,
}

impl Recherche {
    pub(crate) fn new(connues: &IdentitesConnues) -> Self {
        Self {
            ins: connues.ins.iter().map(|i| racine_ins(i)).collect(),
            rpps: connues.rpps.iter().map(|r| racine_rpps(r)).collect(),
            trouves: BTreeSet::new(),
        }
    }

    /// The unknown identities, one sentence each; empty when there is none.
    pub(crate) fn liste(self) -> Vec<String> {
        let total = self.trouves.len();
        let mut liste: Vec<String> = self
            .trouves
            .into_iter()
            .take(MAX_CITES)
            .map(|(quoi, place)| format!("{quoi}, {place}"))
            .collect();
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

    fn faits(&mut self, faits: &segur_model::Faits, place: &str) {
        for (nom, valeurs) in faits {
            valeurs.iter().for_each(|v| self.champ(nom, v, place));
        }
    }

    /// Searches the bytes of a piece: XML, or JSON.
    pub(crate) fn contenu(&mut self, octets: &[u8], place: &str) {
        let decode;
        let octets = match crate::masque::utf16(octets) {
            Some(texte) => {
                decode = texte;
                decode.as_bytes()
            }
            None => octets,
        };
        if matches!(octets.trim_ascii_start().first(), Some(b'{' | b'['))
            && let Ok(valeur) = serde_json::from_slice::<Value>(octets)
        {
            self.valeur("", &valeur, place);
        }
        for debut in octets.iter().enumerate().filter(|(_, o)| **o == b'>').map(|(i, _)| i + 1) {
            let fenetre = &octets[debut..octets.len().min(debut + 64)];
            if let Some(fin) = fenetre.iter().position(|o| *o == b'<') {
                // INSi splits the INS in two elements: `…<NumIdentifiant>13</NumIdentifiant><Cle>2</Cle>`.
                let insi = octets[..debut].ends_with(b"NumIdentifiant>");
                self.texte_xml(fenetre[..fin].trim_ascii(), insi, place);
            }
        }
        const EXTENSION: &[u8] = b"extension=";
        for debut in octets
            .windows(EXTENSION.len())
            .enumerate()
            .filter(|(_, f)| *f == EXTENSION)
            .map(|(i, _)| i + EXTENSION.len() + 1)
        {
            let fenetre = octets.get(debut..octets.len().min(debut + 32)).unwrap_or_default();
            if let Some(fin) = fenetre.iter().position(|o| matches!(o, b'"' | b'\'')) {
                self.texte_xml(&fenetre[..fin], false, place);
            }
        }
    }

    fn texte_xml(&mut self, texte: &[u8], insi: bool, place: &str) {
        let Ok(texte) = std::str::from_utf8(texte) else { return };
        if ins_complet(texte) || (insi && ins_sans_cle(texte)) {
            self.ins(texte, place);
        } else if rpps_plausible(texte) {
            self.rpps(texte, place);
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
        let nom = nom.rsplit('.').next().unwrap_or(nom);
        let valeur = valeur.trim();
        if CHAMPS_INS.contains(&nom) && (ins_complet(valeur) || ins_sans_cle(valeur)) {
            self.ins(valeur, place);
        } else if CHAMPS_RPPS.contains(&nom) && rpps_plausible(valeur) {
            self.rpps(valeur, place);
        }
    }

    fn ins(&mut self, ins: &str, place: &str) {
        if !self.ins.contains(&racine_ins(ins)) {
            self.trouves.insert((format!("INS {ins}"), place.to_owned()));
        }
    }

    fn rpps(&mut self, rpps: &str, place: &str) {
        if !self.rpps.contains(&racine_rpps(rpps)) {
            self.trouves.insert((format!("RPPS {rpps}"), place.to_owned()));
        }
    }
}

fn racine_ins(ins: &str) -> String {
    ins.trim().chars().take(13).collect::<String>().to_ascii_uppercase()
}

fn racine_rpps(rpps: &str) -> String {
    let rpps = rpps.trim();
    if rpps.len() == 12 {
        rpps.strip_prefix('8').unwrap_or(rpps).to_owned()
    } else {
        rpps.to_owned()
    }
}

/// 15 characters whose key is right. A wrong key is no one's: published test data and defects hold some on purpose.
fn ins_complet(texte: &str) -> bool {
    segur_ids::cle_valide(texte)
}

fn ins_sans_cle(texte: &str) -> bool {
    segur_ids::matricule_forme(texte)
}

/// 11 digits with their key, starting as the numbers really given (1) or as test identities (9); or that after an `8`.
fn rpps_plausible(texte: &str) -> bool {
    let nu = if texte.len() == 12 {
        texte.strip_prefix('8').unwrap_or(texte)
    } else {
        texte
    };
    nu.starts_with(['1', '9']) && segur_ids::rpps_valide(nu)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 80 01 75 056 001 with its key.
    fn ins() -> String {
        format!("1800175056001{:02}", segur_ids::cle_ins("1800175056001").unwrap())
    }

    fn trouve(octets: &str, connues: &IdentitesConnues) -> Vec<String> {
        let mut r = Recherche::new(connues);
        r.contenu(octets.as_bytes(), "ici");
        r.liste()
    }

    #[test]
    fn un_ins_inconnu_est_vu_partout_ou_il_peut_etre() {
        let ins = ins();
        for xml in [
            format!("<a>{ins}</a>"),
            format!("<id extension=\"{ins}\" root=\"1.2\"/>"),
            "<NumIdentifiant>1800175056001</NumIdentifiant><Cle>00</Cle>".to_owned(),
            format!("{{\"matricule\": \"{ins}\"}}"),
            format!("{{\"appels\": [{{\"historique\": [\"{ins}\"]}}]}}"),
        ] {
            assert_eq!(trouve(&xml, &IdentitesConnues::default()).len(), 1, "{xml}");
            let connu = IdentitesConnues {
                ins: [ins.clone()].into(),
                rpps: BTreeSet::new(),
            };
            assert_eq!(trouve(&xml, &connu), Vec::<String>::new(), "{xml}");
        }
    }

    #[test]
    fn pas_de_fausse_alerte() {
        let faux = format!("1800175056001{:02}", segur_ids::cle_ins("1800175056001").unwrap() % 97 + 1);
        for xml in [
            format!("<a>{faux}</a>"),
            "<horodatage>1768467600000</horodatage>".to_owned(),
            "<tel>33612345678</tel>".to_owned(),
            "<a>ref 180017505600123 bis</a>".to_owned(),
            "{\"recu\": 1768467600000}".to_owned(),
            "<c>10123456788 </c".to_owned(),
        ] {
            assert_eq!(trouve(&xml, &IdentitesConnues::default()), Vec::<String>::new(), "{xml}");
        }
    }

    #[test]
    fn rpps_avec_ou_sans_huit() {
        assert!(rpps_plausible("99900000045") && rpps_plausible("899900000045"));
        assert!(!rpps_plausible("99900000046") && !rpps_plausible("799900000045"));
        let connues = IdentitesConnues {
            rpps: ["99900000045".to_owned()].into(),
            ins: BTreeSet::new(),
        };
        assert_eq!(trouve("<NameID>899900000045</NameID>", &connues), Vec::<String>::new());
        assert_eq!(trouve("<NameID>899900000045</NameID>", &IdentitesConnues::default()).len(), 1);
    }

    #[test]
    fn corse() {
        let ins = format!("180012A056001{:02}", segur_ids::cle_ins("180012A056001").unwrap());
        assert!(ins_complet(&ins));
    }
}
