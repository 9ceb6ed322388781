//! The registry of what can be judged: for each operation, the facts read in its recorded bytes and the rules that they
//! must hold. A new service adds its format here and nowhere else in the engine.

use std::collections::BTreeSet;
use std::sync::Arc;

use segur_fhir as fhir;
use segur_insi_messages as insi;
use segur_model::{Environnement, Exchange, Faits, FaitsLus, Finding, Rule, World};
use segur_oidc as oidc;
use segur_saml as saml;
use segur_schematron::JeuAns;
use segur_x509::Confiance;
use segur_xds as xds;
use time::OffsetDateTime;

use crate::documents::{self, DocumentNonJuge};

/// What the checks need beyond the bytes.
#[derive(Debug, Clone)]
pub struct Contexte {
    /// Authorities of the test IGC-Santé, and their revocation lists.
    pub confiance: Confiance,
    /// Authorisation numbers that the world knows.
    pub idam_connus: Vec<String>,
    /// DMP approval numbers that the world knows.
    pub homologations: Vec<String>,
    /// Clients of Pro Santé Connect (`client_id`) that belong to the Espace de Confiance.
    pub clients_edc: Vec<String>,
    /// Whether identities are fictitious ones.
    pub environnement: Environnement,
    /// Whether the candidate follows the bench clock (declared fact `horloge`).
    pub horloge_declaree: bool,
    /// The schematrons that the ANS publishes, where the user gave them: the word `schematron` judges nothing without.
    pub schematrons: Option<Arc<JeuAns>>,
}

impl Contexte {
    /// What a fictitious world knows, with trust in its IGC; the clock is not declared,
    /// and no schematron is given.
    #[must_use]
    pub fn du_monde(monde: &World, confiance: Confiance) -> Self {
        Self {
            confiance,
            idam_connus: monde.idam.clone(),
            homologations: monde.homologations_dmp.clone(),
            clients_edc: monde.clients_psc.values().filter(|c| c.edc).map(|c| c.id.clone()).collect(),
            environnement: Environnement::Test,
            horloge_declaree: false,
            schematrons: None,
        }
    }
}

#[cfg(test)]
impl Contexte {
    /// What a test needs that judges neither certificates nor authorisations.
    pub(crate) fn vide() -> Self {
        Self::du_monde(&World::default(), Confiance::default())
    }
}

/// Every rule.
#[must_use]
pub fn toutes() -> Vec<&'static Rule> {
    [
        insi::REGLES,
        saml::REGLES,
        saml::vihf::REGLES,
        xds::REGLES,
        oidc::REGLES,
        fhir::REGLES,
    ]
    .into_iter()
    .chain(documents::regles())
    .flatten()
    .collect()
}

/// Their identifiers, for the loader.
#[must_use]
pub fn identifiants() -> BTreeSet<String> {
    toutes().iter().map(|r| r.id.to_owned()).collect()
}

/// Whether a word of `verifier` names this rule: its id, or a prefix of it up to a dot.
#[must_use]
pub fn nomme(mot: &str, regle: &str) -> bool {
    regle
        .strip_prefix(mot)
        .is_some_and(|reste| reste.is_empty() || reste.starts_with('.'))
}

/// Reads the facts of an exchange in its recorded bytes.
#[must_use]
pub fn faits(exchange: &Exchange, requete: &[u8], reponse: &[u8]) -> FaitsLus {
    let mut faits = match exchange.service.as_str() {
        "insi" => insi::faits(&exchange.operation, exchange, requete, reponse),
        "dmp" => xds::echange::faits(exchange, requete, reponse),
        "psc" => oidc::faits(exchange, requete, reponse),
        "annuaire" => fhir::faits(exchange, requete, reponse),
        _ => Faits::new(),
    };
    // An empty element is an absent fact: INSi answers both for « nothing ».
    faits.values_mut().for_each(|v| v.retain(|t| !t.is_empty()));
    if let Some(s) = exchange.statut {
        faits.entry("reponse".to_owned()).or_insert_with(|| vec![s.to_string()]);
    }
    if let Some(e) = &exchange.echec {
        faits.entry("echec".to_owned()).or_insert_with(|| vec![e.clone()]);
    }
    if let Some(c) = &exchange.pair.certificat {
        faits.entry("certificat.cn".to_owned()).or_insert_with(|| vec![c.cn.clone()]);
        faits.entry("certificat.ou".to_owned()).or_insert_with(|| c.ou.clone());
    }
    faits.into()
}

/// Judges the recorded bytes of an exchange against the rules that these words name, and the document that it carries.
///
/// # Errors
/// [`DocumentNonJuge`] when a check stopped: nothing is said of the exchange then.
pub fn juger(
    mots: &[String],
    exchange: &Exchange,
    requete: &[u8],
    reponse: &[u8],
    ctx: &Contexte,
) -> Result<Vec<Finding>, DocumentNonJuge> {
    let mut findings = documents::sans_panne(|| message(exchange, requete, reponse, ctx))?;
    if let Some(jeu) = documents::jeu_demande(mots, ctx)
        && let Some((octets, _)) = documents::sans_panne(|| document(exchange, requete))?
    {
        findings.extend(documents::sans_panne(|| documents::schematrons(jeu, &octets))??);
    }
    Ok(findings.into_iter().filter(|f| mots.iter().any(|m| nomme(m, &f.rule))).collect())
}

fn message(exchange: &Exchange, requete: &[u8], reponse: &[u8], ctx: &Contexte) -> Vec<Finding> {
    match exchange.service.as_str() {
        "insi" => {
            let maintenant: OffsetDateTime = exchange.instant;
            insi::juger(
                exchange,
                requete,
                reponse,
                &insi::ContexteJugement {
                    confiance: ctx.confiance.clone(),
                    maintenant,
                    horloge_declaree: ctx.horloge_declaree,
                    idam_connus: ctx.idam_connus.clone(),
                },
            )
        }
        "dmp" => xds::echange::juger(
            exchange,
            requete,
            reponse,
            &xds::echange::ContexteEchange {
                confiance: ctx.confiance.clone(),
                maintenant: exchange.instant,
                horloge_declaree: ctx.horloge_declaree,
                homologations: ctx.homologations.clone(),
                environnement: ctx.environnement,
            },
        ),
        "psc" => oidc::juger(
            exchange,
            requete,
            reponse,
            &oidc::ContexteEchange {
                clients_edc: ctx.clients_edc.clone(),
            },
        ),
        "annuaire" => fhir::juger(exchange, requete, reponse),
        _ => Vec::new(),
    }
}

/// The document that an exchange carries, with its media type.
#[must_use]
pub fn document(exchange: &Exchange, requete: &[u8]) -> Option<(Vec<u8>, String)> {
    match exchange.operation.as_str() {
        "dmp.TD2.1" => xds::echange::document(requete, exchange.requete.entete("content-type").unwrap_or_default()),
        _ => None,
    }
}
