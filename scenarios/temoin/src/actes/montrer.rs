//! The DMP as the screen shows it: the extracts that the acts answer.

use segur_model::ReponseActe;
use serde_json::{Map, Value, json};

use super::{Poste, fait, fichier};
use crate::dmp::acces::Usage;
use crate::dmp::lecteur::Lu;
use crate::dmp::liste::Document;
use crate::dmp::reponse::{DossierVu, Existence};
use crate::dmp::types;
use crate::dossier::Dossier;
use crate::ecarts::Ecart;
use crate::identifiants::de_metadonnee;

/// The class of documents of the patient (EX_3.1-1040).
const CLASSE_DU_PATIENT: &str = "90";

impl Poste {
    /// The file, as the screen has it at the opening.
    pub(super) fn montrer_dossier(
        &self,
        dossier: &Dossier,
        vu: &DossierVu,
        autorisation: &str,
        (consultable, usage): (bool, Usage),
    ) -> ReponseActe {
        let i = &dossier.identite;
        let mut o = Objet::default();
        let etat = match vu.existence {
            Existence::Ouvert => "ouvert",
            Existence::Ferme => "ferme",
            Existence::Absent => "absent",
        };
        o.mettre("etat", etat);
        if vu.existence != Existence::Absent {
            o.mettre("autorisation", autorisation);
            o.mettre("medecin_traitant", oui(vu.traitant));
            o.mettre("ens", oui(vu.ens));
        }
        o.mettre("consultable", oui(consultable));
        let rappele = self.ecarts.choisir(Ecart::DmpBrisDeGlaceNonRappele, usage, Usage::Normal);
        o.mettre("acces", rappele.mot());
        o.mettre("fermeture", &jour(&vu.fermeture));
        o.mettre("motif", &vu.motif);
        // RG_0320: the traits of the DMP are not shown; those of the file are.
        if self.ecarts.a(Ecart::DmpTraitsDuDmp) {
            o.mettre("nom", &vu.nom);
            o.mettre("prenoms", &vu.prenoms);
            o.mettre("nom_utilise", &vu.nom_utilise);
            o.mettre("date_naissance", &jour(&vu.naissance));
        } else {
            o.mettre("nom", &i.nom_naissance);
            o.mettre("prenoms", &i.prenoms.join(" "));
            o.mettre("nom_utilise", i.nom_utilise.as_deref().unwrap_or_default());
            o.mettre("date_naissance", &i.date_naissance);
        }
        let message = match vu.existence {
            Existence::Absent => "le patient n'a pas de DMP".to_owned(),
            Existence::Ferme => format!("le DMP du patient est fermé{}", depuis(&vu.fermeture, &vu.motif)),
            Existence::Ouvert if usage == Usage::BrisDeGlace => "DMP ouvert en bris de glace : l'accès est tracé et notifié".to_owned(),
            Existence::Ouvert if consultable => "DMP ouvert".to_owned(),
            Existence::Ouvert if autorisation == "interdite" => "le patient vous a interdit l'accès à son DMP".to_owned(),
            Existence::Ouvert => "DMP existant : déclarer l'accord du patient pour le consulter".to_owned(),
        };
        o.mettre("message", &message);
        o.repondre("dossier-dmp", &message)
    }

    /// The list.
    pub(super) fn montrer_liste(&self, documents: &[Document]) -> ReponseActe {
        let message = match documents.len() {
            0 => "aucun document".to_owned(),
            1 => "un document".to_owned(),
            n => format!("{n} documents"),
        };
        let vus: Vec<Value> = documents.iter().map(|d| self.montrer_entree(d)).collect();
        let mut o = Objet::default();
        o.0.insert("nombre".to_owned(), json!(vus.len()));
        o.mettre("message", &message);
        o.0.insert("documents".to_owned(), Value::Array(vus));
        o.repondre("documents-dmp", &message)
    }

    fn montrer_entree(&self, d: &Document) -> Value {
        let mut etats = Vec::new();
        // Asked where there is something to say (EX_3.1-1080).
        if d.porte("MASQUE_PS") && !self.ecarts.a(Ecart::DmpMasquageNonMontre) {
            etats.push("masque-ps");
        }
        if d.porte("INVISIBLE_PATIENT") {
            etats.push("invisible-patient");
        }
        if d.porte("INVISIBLE_REPRESENTANTS_LEGAUX") {
            etats.push("invisible-representants");
        }
        let etat = match d.statut.as_str() {
            "Archived" => Some("archive"),
            "Deprecated" => Some("ancienne-version"),
            _ => None,
        };
        etats.extend(etat.filter(|_| !self.ecarts.a(Ecart::DmpArchiveNonSignalee)));
        let mut o = Objet::default();
        o.mettre("titre", &d.titre);
        o.mettre("unique_id", &d.unique_id);
        o.mettre("type", &d.type_);
        o.mettre("libelle", types::libelle(&d.type_).unwrap_or(&d.type_));
        o.mettre("classe", &d.classe);
        o.mettre("date", &de_metadonnee(&d.creation).unwrap_or_default());
        o.mettre("auteur", &d.auteur);
        if d.classe == CLASSE_DU_PATIENT {
            o.mettre("patient", "oui");
        }
        if !etats.is_empty() {
            o.0.insert("etats".to_owned(), json!(etats));
        }
        Value::Object(o.0)
    }
}

/// `AAAA-MM-JJ` of `AAAAMMJJ`.
pub(super) fn jour(brut: &str) -> String {
    match (brut.get(..4), brut.get(4..6), brut.get(6..8)) {
        (Some(a), Some(m), Some(j)) => format!("{a}-{m}-{j}"),
        _ => String::new(),
    }
}

fn depuis(fermeture: &str, motif: &str) -> String {
    let quand = jour(fermeture);
    let quand = if quand.is_empty() { quand } else { format!(" depuis le {quand}") };
    if motif.is_empty() { quand } else { format!("{quand} ({motif})") }
}

pub(super) fn oui(vrai: bool) -> &'static str {
    if vrai { "oui" } else { "non" }
}

/// An extract: what is absent has no key.
#[derive(Default)]
pub(super) struct Objet(pub Map<String, Value>);

impl Objet {
    pub(super) fn mettre(&mut self, nom: &str, valeur: &str) {
        if !valeur.is_empty() {
            self.0.insert(nom.to_owned(), json!(valeur));
        }
    }

    pub(super) fn repondre(self, nom: &str, message: &str) -> ReponseActe {
        ReponseActe {
            fichiers: fichier(nom, Value::Object(self.0)).fichiers,
            ..fait(message)
        }
    }
}

/// A document opened.
pub(super) fn montrer_document(d: &Document, lu: &Lu) -> ReponseActe {
    let mut o = Objet::default();
    o.mettre("unique_id", &d.unique_id);
    if let Some(e) = &lu.entete {
        o.mettre("titre", &e.titre);
        o.mettre("type", &e.type_.code);
        o.mettre("ins", e.ins.as_ref().map(|i| i.extension.as_str()).unwrap_or_default());
        o.mettre("nom", &e.nom);
        o.mettre("auteur", format!("{} {}", e.auteur.nom, e.auteur.prenom).trim());
        o.mettre("cree", &e.date);
    }
    o.mettre("niveau", lu.niveau);
    o.0.insert("taille".to_owned(), json!(lu.taille));
    o.mettre("empreinte", &lu.empreinte);
    o.mettre("texte", &lu.texte);
    o.repondre("document-ouvert", &format!("document « {} » ouvert", d.titre))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_montrees() {
        assert_eq!((jour("20251218").as_str(), jour("2025").as_str()), ("2025-12-18", ""));
        assert_eq!(depuis("20251218", "FERME"), " depuis le 2025-12-18 (FERME)");
    }
}
