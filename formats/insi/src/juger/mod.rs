//! Judging the request of an exchange: the recorded bytes alone, and what the connection showed.

mod authentification;
mod corps;
mod entete;

use segur_dialecte::{Connu, Constateur};
use segur_model::{Exchange, Location, Rule};
use segur_soap::TypeContenu;

use crate::regles;
use crate::requete::{Champ, Illisible, OperationInsi, Requete};

/// Tells what is wrong with the request of an exchange. The answer is not judged: it is the bench's own, or a service's.
pub(crate) fn juger(constats: &mut Constateur, exchange: &Exchange, lue: &Result<Requete, Illisible>, k: &Connu<'_>) {
    match lue {
        Ok(lue) if lue.operation == OperationInsi::Vitale => {
            constats.dire(regles::VITALE, &lue.corps.lieu, "une recherche par traits", &lue.corps.valeur);
        }
        Ok(lue) => {
            http(constats, exchange, lue);
            entete::juger(constats, lue, k);
            corps::juger(constats, lue);
            authentification::juger(constats, exchange, lue, k);
        }
        Err(illisible) => illisibles(constats, exchange, illisible),
    }
}

fn illisibles(constats: &mut Constateur, exchange: &Exchange, illisible: &Illisible) {
    constats.dire(regles::LISIBLE, &illisible.lieu(), "un message SOAP 1.2 lisible", illisible);
    if let Err(refus) = type_contenu(exchange).transpose() {
        constats.dire(regles::TYPE_CONTENU, &Location::path("Content-Type"), "application/soap+xml", refus);
    }
}

/// The content type, when there was an HTTP request at all: a message judged from a file has none.
fn type_contenu(exchange: &Exchange) -> Option<Result<TypeContenu, segur_soap::TypeContenuRefuse>> {
    (!exchange.requete.entetes.is_empty()).then(|| TypeContenu::lire(exchange.requete.entete("content-type")))
}

fn http(constats: &mut Constateur, exchange: &Exchange, requete: &Requete) {
    let lieu = Location::path("Content-Type");
    match type_contenu(exchange) {
        Some(Err(refus)) => constats.dire(regles::TYPE_CONTENU, &lieu, "application/soap+xml", refus),
        Some(Ok(TypeContenu { action: Some(action), .. })) if action != requete.operation.action() => {
            constats.dire(regles::ACTION_HTTP, &lieu, requete.operation.action(), action);
        }
        _ => {}
    }
}

/// Told for the first child that the schema does not allow where it stands.
fn sequence(constats: &mut Constateur, regle: Rule, enfants: &[Champ], espace: &str, schema: &[(&str, bool)]) {
    let mut rang = 0;
    let mut precedent = None;
    for enfant in enfants {
        let nom = enfant.valeur.strip_prefix(&format!("{{{espace}}}")).unwrap_or(&enfant.valeur);
        let attendus = || schema.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", ");
        let Some(place) = schema.iter().position(|(n, _)| *n == nom) else {
            return constats.dire(regle, &enfant.lieu, attendus(), format!("« {nom} », qui n'est pas du schéma"));
        };
        let repete = precedent == Some(place) && !schema.get(place).is_some_and(|(_, plusieurs)| *plusieurs);
        if place < rang || repete {
            return constats.dire(regle, &enfant.lieu, attendus(), format!("« {nom} » à cette place"));
        }
        rang = place;
        precedent = Some(place);
    }
}
