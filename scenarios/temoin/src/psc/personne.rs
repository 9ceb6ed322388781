//! Who PSC says is signed in: the userinfo, read without believing that there is one exercice or one activity.

use serde_json::Value;

use super::Refus;
use crate::config::Utilisateur;

/// More than any person has: the rest is not read.
const SITUATIONS_MAX: usize = 100;

/// One place and way of practising: an exercice and one of its activities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Situation {
    pub nom: String,
    pub prenom: String,
    /// TRE_G15.
    pub profession: String,
    pub savoir_faire: String,
    pub section_pharmacien: String,
    /// Code alone (`SA07`).
    pub secteur: String,
    /// Technical identifier of the structure (`F…`, `C…`, `R…`).
    pub structure: String,
    pub finess: String,
    pub raison_sociale: String,
}

/// A professional, as userinfo describes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Personne {
    pub sub: String,
    /// SubjectNameID. Not always `8` and a RPPS.
    pub id_national: String,
    pub nom: String,
    pub prenom: String,
    pub situations: Vec<Situation>,
}

impl Personne {
    /// Reads userinfo.
    pub(crate) fn lire(v: &Value) -> Result<Self, Refus> {
        let sub = texte(v, "sub");
        // Never read out of `sub`, whose shape changes.
        let id_national = texte(v, "SubjectNameID");
        if sub.is_empty() || id_national.is_empty() || id_national.len() > 100 {
            return Err(Refus::Ecarte(
                "le userinfo de PSC n'a pas de SubjectNameID : demander le scope scope_all".to_owned(),
            ));
        }
        Ok(Self {
            sub,
            id_national,
            nom: texte(v, "family_name"),
            prenom: texte(v, "given_name"),
            situations: situations(v),
        })
    }

    /// The RPPS, when the identifier is made of one.
    pub(crate) fn rpps(&self) -> Option<&str> {
        let rpps = self.id_national.strip_prefix('8')?;
        (rpps.len() == 11 && rpps.bytes().all(|b| b.is_ascii_digit())).then_some(rpps)
    }

    /// This person as the user of the software, in this situation.
    pub(crate) fn utilisateur(&self, situation: Option<&Situation>) -> Utilisateur {
        let vide = Situation::default();
        let s = situation.unwrap_or(&vide);
        let ou = |dit: &str, sinon: &str| if dit.is_empty() { sinon } else { dit }.to_owned();
        let option = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        let second = if s.profession == "21" {
            &s.section_pharmacien
        } else {
            &s.savoir_faire
        };
        Utilisateur {
            rpps: self.rpps().unwrap_or_default().to_owned(),
            id_national: self.id_national.clone(),
            nom: ou(&s.nom, &self.nom),
            prenom: ou(&s.prenom, &self.prenom),
            facturation: None,
            savoir_faire: option(second),
            secteur: option(&s.secteur),
            profession: option(&s.profession),
        }
    }
}

/// What is absent is an empty text in userinfo, and sometimes a missing key.
fn texte(v: &Value, nom: &str) -> String {
    v.get(nom).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

fn situations(v: &Value) -> Vec<Situation> {
    let liste = |v: &Value, nom: &str| v.get(nom).and_then(Value::as_array).cloned().unwrap_or_default();
    let exercices = v.get("SubjectRefPro").map(|r| liste(r, "exercices")).unwrap_or_default();
    let mut toutes = Vec::new();
    for e in &exercices {
        let base = Situation {
            nom: texte(e, "nomDexercice"),
            prenom: texte(e, "prenomDexercice"),
            profession: texte(e, "codeProfession"),
            savoir_faire: texte(e, "codeSavoirFaire"),
            ..Situation::default()
        };
        let activites = liste(e, "activities");
        if activites.is_empty() {
            // A student, an employee of a structure: a person who practises, and nowhere yet.
            toutes.push(base.clone());
        }
        for a in &activites {
            toutes.push(Situation {
                section_pharmacien: texte(a, "codeSectionPharmacien"),
                secteur: texte(a, "codeSecteurDactivite"),
                structure: texte(a, "identifiantTechniqueDeLaStructure"),
                finess: texte(a, "numeroFinessSite"),
                raison_sociale: texte(a, "raisonSocialeSite"),
                ..base.clone()
            });
        }
    }
    toutes.truncate(SITUATIONS_MAX);
    toutes
}
