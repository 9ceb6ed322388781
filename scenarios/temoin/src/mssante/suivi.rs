//! What the software remembers of mail, beside the records of its patients: what it sent, what it integrated, what it answered.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::recu::{Etat, Recu};
use crate::dossier::Repondu;

/// One mail that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EnvoiSuivi {
    pub message_id: String,
    pub enveloppe: String,
    pub objet: String,
    pub destinataire: String,
    pub etat: Etat,
}

/// The mail of a scenario.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Messagerie {
    pub envois: Vec<EnvoiSuivi>,
    /// Message-ID of those whose document is in a record.
    pub integres: BTreeSet<String>,
    /// Acts answered, by `cle`.
    pub repondus: BTreeMap<String, Repondu>,
}

impl Messagerie {
    /// Follows what reports say of our mails. What is read is no more merely delivered.
    pub(crate) fn suivre(&mut self, recus: &[Recu]) {
        for r in recus.iter().filter_map(|r| r.rapport.as_ref()) {
            let ceux = self
                .envois
                .iter_mut()
                .filter(|e| !r.sur.is_empty() && (e.message_id == r.sur || e.enveloppe == r.sur));
            for e in ceux {
                if e.etat != Etat::Lu || r.etat == Etat::Echec {
                    e.etat = r.etat;
                }
            }
        }
    }

    /// The file `courriels` of the contract. Reports are not mails to read: they tell what became of ours.
    pub(crate) fn fichier(&self, recus: &[Recu], domaine_usagers: &str, nom_de: impl Fn(&str) -> Option<(String, String)>) -> Value {
        let courriels: Vec<Value> = recus
            .iter()
            .filter(|r| r.rapport.is_none())
            .map(|r| {
                let usager = r.usager(domaine_usagers);
                let ins = r
                    .document
                    .as_ref()
                    .map(|d| d.ins.clone())
                    .or(usager.map(str::to_owned))
                    .unwrap_or_default();
                let porte = r
                    .document
                    .as_ref()
                    .map(|d| (d.nom.clone(), d.prenom.clone()))
                    .filter(|(n, _)| !n.is_empty());
                let (nom, prenom) = porte.or_else(|| nom_de(&ins)).unwrap_or_default();
                let mut v = json!({
                    "objet": r.objet,
                    "libelle": r.libelle(),
                    "de": r.de,
                    "emetteur": if usager.is_some() { "usager" } else { "professionnel" },
                    "document": oui(r.document.is_some()),
                    "lu": oui(r.lu),
                    "integre": oui(self.integres.contains(&r.message_id)),
                });
                for (cle, valeur) in [("ins", ins), ("nom", nom), ("prenom", prenom)] {
                    if !valeur.is_empty() {
                        v[cle] = json!(valeur);
                    }
                }
                v
            })
            .collect();
        let envois: Vec<Value> = self
            .envois
            .iter()
            .map(|e| json!({ "objet": e.objet, "destinataire": e.destinataire, "etat": e.etat }))
            .collect();
        json!({ "courriels": courriels, "envois": envois })
    }
}

fn oui(vrai: bool) -> &'static str {
    if vrai { "oui" } else { "non" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mssante::recu::Rapport;

    #[test]
    fn what_was_read_is_no_more_merely_delivered() {
        let envoi = |id: &str| EnvoiSuivi {
            message_id: id.to_owned(),
            enveloppe: format!("env-{id}"),
            objet: String::new(),
            destinataire: String::new(),
            etat: Etat::Envoye,
        };
        let avis = |sur: &str, etat| Recu {
            rapport: Some(Rapport { sur: sur.to_owned(), etat }),
            ..Recu::default()
        };
        let mut m = Messagerie {
            envois: ["a", "b", "c"].map(envoi).into(),
            ..Messagerie::default()
        };
        m.suivre(&[
            avis("a", Etat::Lu),
            avis("env-a", Etat::Distribue),
            avis("env-b", Etat::Distribue),
            avis("", Etat::Echec),
        ]);
        assert_eq!(
            m.envois.iter().map(|e| e.etat).collect::<Vec<_>>(),
            [Etat::Lu, Etat::Distribue, Etat::Envoye]
        );
        let vue = m.fichier(&[avis("a", Etat::Lu)], "x", |_| None);
        assert_eq!(vue["courriels"], json!([]), "a report is not a mail to be read");
    }
}
