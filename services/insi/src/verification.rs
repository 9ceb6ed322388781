//! The verification of an INS in the fictitious country: OK or KO. What the real service compares, and how strictly, is not public.

use segur_insi_messages::{Requete, Verification};
use segur_model::World;
use segur_model::world::ReponseInsi;
use serde::Deserialize;

use crate::etat::Etat;
use crate::recherche::{Envoyes, porte};

/// `[insi.verification]`: names of a contract that is not public.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Contrat {
    /// The only namespace in which a request is taken; empty: any.
    pub espace_requete: String,
    /// Namespace of the answer.
    pub espace_reponse: String,
    /// Element of the answer.
    pub element: String,
    /// Code and label of an INS whose traits are the right ones.
    pub ok: (String, String),
    /// Code and label of any other.
    pub ko: (String, String),
}

impl Default for Contrat {
    /// The namespace is seen in one kit; all else is supposed, after the answer of a search.
    fn default() -> Self {
        let paire = |code: &str, libelle: &str| (code.to_owned(), libelle.to_owned());
        Self {
            espace_requete: String::new(),
            espace_reponse: segur_insi_messages::ns::REP_UNITAIRE.to_owned(),
            element: "RESULTAT".to_owned(),
            ok: paire("00", "OK"),
            ko: paire("01", "KO"),
        }
    }
}

impl Contrat {
    /// The answer that says so.
    pub(crate) fn dire(&self, juste: bool) -> Verification {
        let (code, libelle) = if juste { &self.ok } else { &self.ko };
        Verification {
            code: code.clone(),
            libelle: libelle.clone(),
        }
    }

    /// Whether the body, by its qualified name, is in a namespace that is taken.
    pub(crate) fn admet(&self, corps: &str) -> bool {
        self.espace_requete.is_empty() || corps.starts_with(&format!("{{{}}}", self.espace_requete))
    }
}

/// OK, or a fault by its code. A script that an action set for this person comes first: CR 00 is OK, any other KO.
pub(crate) fn verifier(monde: &World, etat: &mut Etat, lue: &Requete) -> Result<bool, String> {
    let Some(patient) = monde.patients.values().find(|p| porte(p, &lue.ins.matricule)) else {
        return Ok(false);
    };
    let appel = etat.appels.entry(patient.fiche.clone()).or_default();
    *appel += 1;
    let tient = |r: &&ReponseInsi| r.prenom.is_none() && r.lieu.is_none() && r.appel.is_none_or(|n| n == *appel);
    if let Some(reponse) = etat.scripts.get(&patient.fiche).and_then(|s| s.iter().find(tient)) {
        return match &reponse.faute {
            Some(faute) => Err(faute.clone()),
            None => Ok(reponse.cr.as_deref().is_none_or(|cr| cr == "00")),
        };
    }
    let envoyes = Envoyes::de(&lue.traits);
    let oid = lue.ins.oid.as_ref().map(|o| o.valeur.as_str());
    let liste = lue.traits.liste.as_ref().map(|l| l.valeur.as_str()).filter(|l| !l.is_empty());
    Ok(patient.ins.as_ref().is_some_and(|i| oid == Some(i.oid.as_str()))
        && envoyes.concerne(patient)
        && envoyes.prenom_convient(patient)
        && envoyes.lieu_convient(patient)
        && liste.is_none_or(|l| l == patient.prenoms.join(" ")))
}
