//! A resource or a Bundle, read once.

use segur_dialecte::{Connu, Constateur, Lu};
use segur_model::{FaitsLus, Finding, Location};

use crate::chemin::Chemin;
use crate::json::{self, Json, JsonIllisible, Noeud};
use crate::structure::Structure;
use crate::{Profils, annuaire, bundle, eprescription, regles};

/// Why a file is no resource.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum R4Illisible {
    /// Nothing in it.
    #[error("fichier vide : une ressource FHIR ou un Bundle, en JSON, est attendu")]
    Vide,
    /// Not JSON.
    #[error("ce n'est pas du JSON qui se lit : {0}")]
    Json(#[from] JsonIllisible),
    /// JSON, and no resource.
    #[error("ce n'est pas une ressource FHIR : pas de resourceType à la racine")]
    SansType,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct R4Lu {
    json: Result<Json, R4Illisible>,
    faits: FaitsLus,
}

impl R4Lu {
    /// Reads a file.
    #[must_use]
    pub fn lire(octets: &[u8]) -> Self {
        Self {
            json: lire(octets),
            faits: FaitsLus::default(),
        }
    }

    /// Its root.
    ///
    /// # Errors
    /// [`R4Illisible`].
    pub fn racine(&self) -> Result<&Noeud, &R4Illisible> {
        self.json.as_ref().map(|j| &j.racine)
    }

    /// What the profiles that its resources say they follow find, each where it is known.
    #[must_use]
    pub fn constats_des_profils(&self, profils: &Profils) -> Vec<Finding> {
        let mut c = Constateur::default();
        if let Ok(j) = &self.json {
            profils.juger(&mut c, &j.racine);
        }
        c.finir()
    }
}

fn lire(octets: &[u8]) -> Result<Json, R4Illisible> {
    if octets.trim_ascii().is_empty() {
        return Err(R4Illisible::Vide);
    }
    let lu = json::lire(octets)?;
    if lu.racine.get("resourceType").is_none() {
        return Err(R4Illisible::SansType);
    }
    Ok(lu)
}

impl Lu for R4Lu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn juger(&self, _: &Connu<'_>, c: &mut Constateur) {
        let Ok(j) = &self.json else { return };
        for (nom, lieu) in &j.doublons {
            let lieu = Location {
                path: nom.to_string(),
                ..lieu.clone()
            };
            c.dire(regles::DOUBLON, &lieu, "ce nom une fois", format!("{nom}, encore"));
        }
        if j.marque {
            c.dire(
                regles::MARQUE,
                &Location::path("(début du fichier)"),
                "« { »",
                "une marque d'ordre des octets",
            );
        }
        let chemin = Chemin::racine(j.racine.dit("resourceType"));
        Structure { c }.ressource(&j.racine, &chemin, None);
        ressources(&j.racine, &chemin, &mut |n, ici| {
            if n.dit("resourceType") == "Bundle" {
                bundle::juger(c, n, ici);
            }
            annuaire::juger(c, n, ici);
            eprescription::juger(c, n, ici);
        });
    }

    fn illisible(&self) -> Option<String> {
        self.json.as_ref().err().map(ToString::to_string)
    }
}

/// Every resource: the root, those of a Bundle, those that they contain.
pub(crate) fn ressources(n: &Noeud, chemin: &Chemin<'_>, voir: &mut dyn FnMut(&Noeud, &Chemin<'_>)) {
    voir(n, chemin);
    for (i, e) in n.chacun("entry").enumerate() {
        if let Some(r) = e.get("resource").filter(|r| r.get("resourceType").is_some()) {
            let ici = chemin.vers("entry", Some(i));
            ressources(r, &ici.vers("resource", None), voir);
        }
    }
    for (i, r) in n.chacun("contained").enumerate() {
        voir(r, &chemin.vers("contained", Some(i)));
    }
}
