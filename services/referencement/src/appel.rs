//! One request: who asks, what there is, what it changes, how it is answered.

use std::sync::Mutex;

use maud::{Markup, html};
use segur_kit::{Contexte, Reponse, Requete, Travail};
use serde_json::json;
use time::OffsetDateTime;

use crate::candidature::{Acteur, Cadre, Candidature, Dossier, Refus, Role};
use crate::etat::{Etat, Session};
use crate::service::Referencement;

/// One request.
pub(crate) struct Appel<'a> {
    pub service: &'a Referencement,
    pub ctx: &'a Contexte,
    pub requete: &'a Requete,
    pub travail: &'a Mutex<Travail<Etat>>,
    /// Who asks; none: nobody signed in.
    pub qui: Option<Qui>,
    pub maintenant: OffsetDateTime,
}

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Qui {
    pub session: Session,
    /// By a token, without a browser.
    pub porteur: bool,
    /// A reviewer.
    pub relecteur: bool,
}

/// Why there is no answer but a refusal.
#[derive(Debug)]
pub(crate) enum Echec {
    /// Sign in first.
    Anonyme,
    /// The form does not come from a page of ours.
    Ailleurs,
    /// Not there, or not for this person: the same words.
    Absente(String),
    /// A refusal of the workflow.
    Refus(Refus),
    /// Something that was sent is wrong.
    Saisie(u16, String),
    /// What the bench could not do.
    Banc(String),
}

impl From<Refus> for Echec {
    fn from(r: Refus) -> Self {
        Self::Refus(r)
    }
}

pub(crate) type Issue = Result<Reponse, Echec>;

impl Appel<'_> {
    /// What there is, to read or change.
    pub fn etat<R>(&self, faire: impl FnOnce(&mut Etat) -> R) -> R {
        let mut travail = self.travail.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        faire(&mut travail.etat)
    }

    /// Who asks.
    pub fn qui(&self) -> Result<&Qui, Echec> {
        self.qui.as_ref().ok_or(Echec::Anonyme)
    }

    /// In what quality who asks acts on a candidature. Nobody reviews what is their own.
    pub fn role(&self, c: &Candidature) -> Role {
        let Some(qui) = &self.qui else { return Role::Personne };
        let id = &qui.session.id_national;
        if c.editeur.id == *id {
            Role::Editeur
        } else if c.collaborateurs.iter().any(|p| p.id == *id) {
            Role::Collaborateur
        } else if qui.relecteur && !c.anciens.contains(id) {
            Role::Relecteur
        } else {
            Role::Personne
        }
    }

    /// Who acts on a candidature.
    pub fn acteur(&self, c: &Candidature) -> Result<Acteur, Echec> {
        let qui = self.qui()?;
        Ok(Acteur {
            id: qui.session.id_national.clone(),
            nom: qui.session.nom.clone(),
            role: self.role(c),
        })
    }

    /// A candidature as it is now: what was due is done. One that is another's is not there.
    pub fn dossier(&self, id: &str) -> Result<Dossier, Echec> {
        self.qui()?;
        let absente = || Echec::Absente(format!("La candidature « {id} » n'existe pas, ou n'est pas la vôtre."));
        let mut d = self.etat(|e| e.dossier(id)).ok_or_else(absente)?;
        if self.role(&d.tete) == Role::Personne {
            return Err(absente());
        }
        self.avancer(&mut d)?;
        Ok(d)
    }

    /// What time did to it, kept.
    pub fn avancer(&self, d: &mut Dossier) -> Result<(), Echec> {
        let maintenant = self.maintenant;
        self.cadre(&d.tete.clone(), |cadre| d.avancer(maintenant, cadre))?;
        self.etat(|e| e.ranger(d));
        Ok(())
    }

    /// Judges with the rules and the catalogue of a candidature.
    pub fn cadre<R>(&self, c: &Candidature, faire: impl FnOnce(&Cadre<'_>) -> R) -> Result<R, Echec> {
        self.service.cadre(self.ctx, &c.referentiel, faire).map_err(Echec::Banc)
    }

    /// Whether it is a program that asks.
    pub fn en_json(&self) -> bool {
        let accept = self.requete.entete("accept").unwrap_or_default();
        accept.contains("application/json") && !accept.contains("text/html")
    }

    /// After an act: back to a page, so that going back and reloading do nothing again.
    pub fn fait(&self, vers: &str) -> Reponse {
        self.fait_avec(vers, &json!({}))
    }

    /// The same, and what a program is told besides.
    pub fn fait_avec(&self, vers: &str, plus: &serde_json::Value) -> Reponse {
        if self.en_json() || self.qui.as_ref().is_some_and(|q| q.porteur) {
            let mut dit = json!({ "simule": true, "fait": true, "suite": vers });
            if let (Some(dit), Some(plus)) = (dit.as_object_mut(), plus.as_object()) {
                dit.extend(plus.clone());
            }
            return json_de(200, &dit);
        }
        Reponse::nouvelle(303, "", "")
            .entete("location", vers)
            .entete("cache-control", "no-store")
    }

    /// A refusal, as a page or as JSON.
    pub fn echec(&self, e: Echec) -> Reponse {
        let (statut, mot, texte) = match e {
            Echec::Anonyme => (401, "connexion", "Connectez-vous par Pro Santé Connect.".to_owned()),
            Echec::Ailleurs => (
                403,
                "origine",
                "Ce formulaire ne vient pas d'une page de ce portail, ou la session a changé depuis. Revenez à la page, et recommencez."
                    .to_owned(),
            ),
            Echec::Absente(t) => (404, "absente", t),
            Echec::Saisie(statut, t) => (statut, "saisie", t),
            Echec::Banc(t) => (500, "banc", t),
            Echec::Refus(r) => {
                let (statut, mot) = match &r {
                    Refus::Role(_) => (403, "role"),
                    Refus::Etat { .. } => (409, "etat"),
                    Refus::Impossible(_) => (409, "impossible"),
                    Refus::Saisie(_) => (400, "saisie"),
                    Refus::PreuveInconnue(_) => (404, "preuve-inconnue"),
                    Refus::ChapitreInconnu(_) => (404, "chapitre-inconnu"),
                    Refus::Entretemps { .. } => (409, "entretemps"),
                    Refus::Incomplet { .. } => (409, "incomplet"),
                };
                (statut, mot, majuscule(&r.to_string()))
            }
        };
        if self.en_json() || self.qui.as_ref().is_some_and(|q| q.porteur) {
            return json_de(statut, &json!({ "refus": mot, "dit": texte }));
        }
        if statut == 401 {
            let ici = self.requete.uri.path_and_query().map_or("/", |p| p.as_str());
            let retour = self.retour();
            let (vers, perdu) = if self.requete.methode == "GET" {
                (ici, false)
            } else {
                (retour.as_str(), true)
            };
            return self.page(401, "Connexion", &crate::ecrans::connexion(vers, perdu));
        }
        let retour = self.retour();
        let contenu = html! {
            p.alerte role="alert" { (texte) }
            p { a href=(retour) { "Revenir" } }
        };
        self.page(statut, "Ce n'est pas possible", &contenu)
    }

    /// Where a refusal leads back: the page of the same thing.
    fn retour(&self) -> String {
        let chemin = self.requete.uri.path();
        let parties: Vec<&str> = chemin.split('/').collect();
        match parties.as_slice() {
            ["", "candidatures", c, "preuves", p, _, ..] => format!("/candidatures/{c}/preuves/{p}"),
            ["", "candidatures", c, ..] if *c != "nouvelle" => format!("/candidatures/{c}"),
            _ => "/".to_owned(),
        }
    }

    /// A page.
    pub fn page(&self, statut: u16, titre: &str, contenu: &Markup) -> Reponse {
        crate::ecrans::page(self, statut, titre, contenu)
    }

    /// What a form of this session carries.
    pub fn jeton(&self) -> &str {
        self.qui.as_ref().map_or("", |q| q.session.jeton.as_str())
    }
}

/// JSON, which nobody keeps.
pub(crate) fn json_de(statut: u16, valeur: &serde_json::Value) -> Reponse {
    Reponse::nouvelle(statut, "application/json; charset=utf-8", format!("{valeur:#}\n"))
        .entete("cache-control", "no-store")
        .entete("x-content-type-options", "nosniff")
}

fn majuscule(t: &str) -> String {
    let mut lettres = t.chars();
    lettres.next().map_or_else(String::new, |l| {
        let mut dit: String = l.to_uppercase().chain(lettres).collect();
        if !dit.ends_with(['.', '!', '?']) {
            dit.push('.');
        }
        dit
    })
}
