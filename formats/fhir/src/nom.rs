//! The name of a search parameter, as it is written.

use crate::table::{Lien, Parametre, Ressource, ressource};

/// `name:contains`, or a chain: `organization:Organization.name:contains`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nom<'a> {
    /// The parameter, or the reference that the chain follows.
    pub tete: &'a str,
    /// Type that the chain says its reference to be of.
    pub genre: Option<&'a str>,
    /// Parameter of the resource referred to.
    pub suite: Option<&'a str>,
    pub modificateur: Option<&'a str>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Vise {
    pub parametre: &'static Parametre,
    /// The reference to follow first.
    pub chaine: Option<&'static Lien>,
}

impl<'a> Nom<'a> {
    /// Reads a name.
    pub fn lire(ecrit: &'a str) -> Self {
        let couper = |texte: &'a str| texte.split_once(':').map_or((texte, None), |(avant, apres)| (avant, Some(apres)));
        match ecrit.split_once('.') {
            None => {
                let (tete, modificateur) = couper(ecrit);
                Self {
                    tete,
                    genre: None,
                    suite: None,
                    modificateur,
                }
            }
            Some((avant, apres)) => {
                let ((tete, genre), (suite, modificateur)) = (couper(avant), couper(apres));
                Self {
                    tete,
                    genre,
                    suite: Some(suite),
                    modificateur,
                }
            }
        }
    }

    /// The name without its modifier nor the type of its reference (`organization.name`).
    pub fn base(&self) -> String {
        match self.suite {
            Some(suite) => format!("{}.{suite}", self.tete),
            None => self.tete.to_owned(),
        }
    }

    /// The name in the refusal of an unknown one. Of a reverse chain (`_has:…:organization.address-city`), production names the end alone,
    /// as a parameter of the resource that is searched.
    pub fn refuse(&self) -> String {
        match (self.tete, self.suite) {
            ("_has", Some(suite)) => suite.to_owned(),
            _ => self.base(),
        }
    }

    /// What it stands for in a search of this resource: a parameter of it, or of a resource that it refers to, one step away.
    pub fn viser(&self, de: &'static Ressource) -> Option<Vise> {
        let Some(suite) = self.suite else {
            return de.parametre(self.tete).map(|parametre| Vise { parametre, chaine: None });
        };
        let lien = de.include.iter().find(|l| l.parametre == self.tete)?;
        if self.genre.is_some_and(|g| g != lien.cible) {
            return None;
        }
        let parametre = ressource(lien.cible)?.parametre(suite)?;
        Some(Vise {
            parametre,
            chaine: Some(lien),
        })
    }
}
