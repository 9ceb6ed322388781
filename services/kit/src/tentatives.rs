//! The last attempt on each endpoint of an espace: what a person looks at when nothing connects.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use segur_model::controle::Tentative;
use time::OffsetDateTime;

/// The last attempts of an espace, by endpoint.
#[derive(Default)]
pub(crate) struct Tentatives(Mutex<BTreeMap<String, Derniere>>);

/// The last attempt on one endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Derniere {
    pub(crate) instant: OffsetDateTime,
    pub(crate) reussie: bool,
    pub(crate) explication: String,
    pub(crate) conseil: String,
    pub(crate) ecarts: u32,
    pub(crate) echange: Option<u64>,
}

impl Tentatives {
    pub(crate) fn noter(&self, point: &str, derniere: Derniere) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(point.to_owned(), derniere);
    }

    pub(crate) fn lire(&self, point: &str, url: &str) -> Tentative {
        let derniere = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(point).cloned();
        let (point, url) = (point.to_owned(), url.to_owned());
        match derniere {
            Some(Derniere {
                instant,
                reussie,
                explication,
                conseil,
                ecarts,
                echange,
            }) => Tentative {
                point,
                url,
                instant: Some(instant),
                reussie,
                explication,
                conseil,
                ecarts,
                echange,
            },
            None => Tentative {
                conseil: format!("Donnez l'adresse {url} au logiciel, puis faites-lui appeler le service"),
                point,
                url,
                instant: None,
                reussie: false,
                explication: "personne n'a encore appelé ce point".to_owned(),
                ecarts: 0,
                echange: None,
            },
        }
    }
}
