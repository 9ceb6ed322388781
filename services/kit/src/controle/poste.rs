//! What the control plane says of itself and of the bench.

use segur_model::controle::{Etat, EtatService};
use segur_model::vocabulaire;

use super::acces::visible;
use crate::espaces::Coeur;

/// The OpenAPI 3.1 document of the control plane.
pub const OPENAPI: &str = include_str!("openapi.json");

/// Every route: method, path.
pub const ROUTES: &[(&str, &str)] = &[
    ("GET", "/banc/etat"),
    ("GET", "/banc/echanges"),
    ("GET", "/banc/echanges/attendre"),
    ("GET", "/banc/echanges/flux"),
    ("GET", "/banc/echanges/{id}/requete"),
    ("GET", "/banc/echanges/{id}/reponse"),
    ("GET", "/banc/tentatives"),
    ("PUT", "/banc/pannes"),
    ("PUT", "/banc/horloge"),
    ("POST", "/banc/actions/{service}/{action}"),
    ("GET", "/banc/vues/{service}/{chemin}"),
    ("POST", "/banc/espaces"),
    ("POST", "/banc/espaces/{id}/remise-a-zero"),
    ("POST", "/banc/espaces/{id}/sauvegarde"),
    ("POST", "/banc/espaces/{id}/fermeture"),
    ("DELETE", "/banc/espaces/{id}"),
    ("PUT", "/banc/campagnes/{id}"),
    ("POST", "/banc/purge"),
    ("GET", "/banc/mesures"),
    ("GET", "/banc/monde"),
    ("GET", "/banc/igc"),
    ("GET", "/banc/openapi.json"),
];

/// What the bench says of itself; of one espace, or of all. Neither whether the journal can still write, which costs a write, nor the hour of the machine is looked at here.
pub(crate) fn etat(coeur: &Coeur, espace: Option<&str>) -> Etat {
    let services = coeur
        .services
        .iter()
        .chain(&coeur.communs)
        .map(|s| {
            let prefixe = format!("{}.", s.nom());
            EtatService {
                nom: s.nom().to_owned(),
                operations: s.operations().iter().map(|o| o.nom.to_owned()).collect(),
                actions: vocabulaire::ACTIONS
                    .iter()
                    .map(|a| a.nom)
                    .filter(|n| n.starts_with(&prefixe))
                    .map(str::to_owned)
                    .collect(),
            }
        })
        .collect();
    let espaces = coeur
        .liste()
        .iter()
        .filter(|e| espace.is_none_or(|id| id == e.id) && visible(&e.id))
        .map(|e| e.etat())
        .collect();
    Etat {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        graine: coeur.monde.graine.clone(),
        demarrage: coeur.demarrage.clone(),
        donnees: coeur.journal.identite().to_owned(),
        reglages: coeur.reglages.clone(),
        maintenant: None,
        services,
        espaces,
        journal: None,
    }
}
