//! Judging the request of an exchange: the recorded bytes alone, and what the connection showed.

mod authentification;
mod carte;
mod corps;
mod entete;
mod verification;

use segur_dialecte::{Connu, Constateur};
use segur_model::{Exchange, Location, Rule};
use segur_soap::TypeContenu;

use crate::regles;
use crate::requete::{Champ, Illisible, OperationInsi, Requete};

/// Tells what is wrong with the request of an exchange. The answer is not judged: it is the bench's own, or a service's.
pub(crate) fn juger(constats: &mut Constateur, exchange: &Exchange, lue: &Result<Requete, Illisible>, k: &Connu<'_>) {
    match lue {
        Ok(lue) => {
            http(constats, exchange, lue);
            entete::juger(constats, lue, k);
            match lue.operation {
                OperationInsi::Traits => corps::juger(constats, lue),
                OperationInsi::Vitale => carte::juger(constats, lue),
                OperationInsi::Verification => verification::juger(constats, lue),
            }
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
    match (type_contenu(exchange), requete.operation.action()) {
        (Some(Err(refus)), _) => constats.dire(regles::TYPE_CONTENU, &lieu, "application/soap+xml", refus),
        (Some(Ok(TypeContenu { action: Some(action), .. })), Some(attendue)) if action != attendue => {
            constats.dire(regles::ACTION_HTTP, &lieu, attendue, action);
        }
        _ => {}
    }
}

/// Whether this is a matricule of 13 characters, `A` or `B` allowed in the seventh place.
fn est_matricule(texte: &str) -> bool {
    texte.len() == 13
        && texte
            .bytes()
            .enumerate()
            .all(|(rang, c)| c.is_ascii_digit() || (rang == 6 && matches!(c, b'A' | b'B')))
}

/// Whether this is the key of a matricule.
fn est_cle(texte: &str) -> bool {
    texte.len() == 2 && texte.bytes().all(|c| c.is_ascii_digit())
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
