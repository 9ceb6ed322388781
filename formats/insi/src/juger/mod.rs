//! Judging the request of an exchange: the recorded bytes alone, and what the connection showed.

mod authentification;
mod corps;
mod entete;

use segur_model::{Exchange, Finding, Location, Rule};
use segur_soap::TypeContenu;
use segur_x509::Confiance;
use time::OffsetDateTime;

use crate::regles;
use crate::requete::{Champ, Illisible, OperationInsi, Requete, lire_requete};

/// What judging needs to know beyond the exchange.
#[derive(Debug, Clone)]
pub struct ContexteJugement {
    /// Authorities trusted to issue cards, and their revocation lists.
    pub confiance: Confiance,
    /// Instant at which certificates are judged.
    pub maintenant: OffsetDateTime,
    /// Whether the candidate follows the clock of the bench: else what it dates is judged against real reception time.
    pub horloge_declaree: bool,
    /// Numéros d'autorisation that the service knows. Empty: not judged.
    pub idam_connus: Vec<String>,
}

/// How a caller proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Client certificate of a structure.
    Structure,
    /// Assertion signed by a card.
    Carte,
}

impl Mode {
    /// Its name in the fact `mode`.
    #[must_use]
    pub fn nom(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Carte => "carte",
        }
    }
}

/// Every finding on the request of an exchange. The answer is not judged: it is the bench's own, or a service's.
#[must_use]
pub fn juger(exchange: &Exchange, requete: &[u8], _reponse: &[u8], ctx: &ContexteJugement) -> Vec<Finding> {
    let mut constats = Constats::default();
    match lire_requete(requete) {
        Ok(lue) if lue.operation == OperationInsi::Vitale => {
            constats.dire(regles::VITALE, &lue.corps.lieu, "une recherche par traits", &lue.corps.valeur);
        }
        Ok(lue) => {
            http(&mut constats, exchange, &lue);
            entete::juger(&mut constats, exchange, &lue, ctx);
            corps::juger(&mut constats, &lue);
            authentification::juger(&mut constats, exchange, &lue, ctx);
        }
        Err(illisible) => illisibles(&mut constats, exchange, &illisible),
    }
    constats.0
}

fn illisibles(constats: &mut Constats, exchange: &Exchange, illisible: &Illisible) {
    constats.dire(regles::LISIBLE, &illisible.lieu(), "un message SOAP 1.2 lisible", illisible);
    if let Err(refus) = type_contenu(exchange).transpose() {
        constats.dire(regles::TYPE_CONTENU, &Location::path("Content-Type"), "application/soap+xml", refus);
    }
}

/// The content type, when there was an HTTP request at all: a message judged from a file has none.
fn type_contenu(exchange: &Exchange) -> Option<Result<TypeContenu, segur_soap::TypeContenuRefuse>> {
    (!exchange.requete.entetes.is_empty()).then(|| TypeContenu::lire(exchange.requete.entete("content-type")))
}

fn http(constats: &mut Constats, exchange: &Exchange, requete: &Requete) {
    let lieu = Location::path("Content-Type");
    match type_contenu(exchange) {
        Some(Err(refus)) => constats.dire(regles::TYPE_CONTENU, &lieu, "application/soap+xml", refus),
        Some(Ok(TypeContenu { action: Some(action), .. })) if action != requete.operation.action() => {
            constats.dire(regles::ACTION_HTTP, &lieu, requete.operation.action(), action);
        }
        _ => {}
    }
}

/// Findings in the order they are made.
#[derive(Default)]
struct Constats(Vec<Finding>);

impl Constats {
    fn dire(&mut self, regle: Rule, lieu: &Location, attendu: impl Into<String>, vu: impl ToString) {
        self.0.push(regle.finding(lieu.clone(), attendu, vu.to_string()));
    }

    /// The value of a field that must be there and not empty; else the rule is told.
    fn requis<'c>(&mut self, regle: Rule, champ: Option<&'c Champ>, parent: &Location, nom: &str) -> Option<&'c Champ> {
        match champ {
            Some(c) if !c.valeur.is_empty() => Some(c),
            Some(c) => {
                self.dire(regle, &c.lieu, format!("{nom} non vide"), "(vide)");
                None
            }
            None => {
                let lieu = Location {
                    path: format!("{}/{nom}", parent.path),
                    ..parent.clone()
                };
                self.dire(regle, &lieu, format!("{nom} présent"), "(absent)");
                None
            }
        }
    }

    /// Told for the first child that the schema does not allow where it stands.
    fn sequence(&mut self, regle: Rule, enfants: &[Champ], espace: &str, schema: &[(&str, bool)]) {
        let mut rang = 0;
        let mut precedent = None;
        for enfant in enfants {
            let nom = enfant.valeur.strip_prefix(&format!("{{{espace}}}")).unwrap_or(&enfant.valeur);
            let attendus = || schema.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", ");
            let Some(place) = schema.iter().position(|(n, _)| *n == nom) else {
                return self.dire(regle, &enfant.lieu, attendus(), format!("« {nom} », qui n'est pas du schéma"));
            };
            let repete = precedent == Some(place) && !schema.get(place).is_some_and(|(_, plusieurs)| *plusieurs);
            if place < rang || repete {
                return self.dire(regle, &enfant.lieu, attendus(), format!("« {nom} » à cette place"));
            }
            rang = place;
            precedent = Some(place);
        }
    }
}
