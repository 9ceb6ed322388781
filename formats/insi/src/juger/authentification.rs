//! Who calls: the client certificate of a structure, or the assertion of a card.

use segur_dialecte::{Connu, Constateur};
use segur_model::{Exchange, Location};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::faits::mode;
use crate::mode::Mode;
use crate::regles;
use crate::requete::{OperationInsi, Requete};

/// Life of the assertion of a carte Vitale. Second-hand.
const AGE_VITALE: Duration = Duration::minutes(20);

pub(super) fn juger(constats: &mut Constateur, exchange: &Exchange, requete: &Requete, k: &Connu<'_>) {
    if let Some(vide) = requete
        .securite
        .as_ref()
        .filter(|s| s.assertions == 0 && s.autres.is_empty() && s.horodatage.is_none())
    {
        constats.dire(
            regles::SECURITE_VIDE,
            &vide.lieu,
            "au moins une assertion, ou pas de bloc Security",
            "(vide)",
        );
    }
    if let Some(horodatage) = requete.securite.as_ref().and_then(|s| s.horodatage.as_ref()) {
        constats.dire(
            regles::HORODATAGE,
            &horodatage.lieu,
            "des assertions seulement, ou pas de bloc Security",
            &horodatage.valeur,
        );
    }
    match mode(exchange, Some(requete)) {
        Some(Mode::Structure) => structure(constats, exchange, requete),
        Some(Mode::Carte) => carte(constats, requete, k),
        None => sans_preuve(constats, exchange, requete),
    }
}

fn structure(constats: &mut Constateur, exchange: &Exchange, requete: &Requete) {
    let Some(certificat) = &exchange.pair.certificat else { return };
    if !matches!(certificat.cn.as_str(), "INSI-AUTO" | "INSI-MANU") {
        constats.dire(
            regles::CERTIFICAT_CN,
            &Location::path("certificat client/CN"),
            "INSI-AUTO ou INSI-MANU",
            &certificat.cn,
        );
    }
    if let Some(emetteur) = requete
        .lps
        .as_ref()
        .and_then(|l| l.emetteur.as_ref())
        .filter(|e| !e.valeur.is_empty() && !certificat.ou.contains(&e.valeur))
    {
        constats.dire(
            regles::EMETTEUR_STRUCTURE,
            &emetteur.lieu,
            format!("l'OU du certificat : {}", certificat.ou.join(" ou ")),
            &emetteur.valeur,
        );
    }
}

fn carte(constats: &mut Constateur, requete: &Requete, k: &Connu<'_>) {
    let assertion = &requete.assertion;
    let lieu = requete
        .securite
        .as_ref()
        .map_or_else(|| Location::path("/Envelope/Header/Security"), |s| s.lieu.clone());
    if assertion.est_un_vihf() {
        constats.dire(
            regles::JETON_ETRANGER,
            &lieu,
            "une assertion PS",
            "un VIHF (ou une assertion qui en a la forme)",
        );
    }
    let name_id = assertion.name_id.as_deref().unwrap_or_default();
    if let Some(emetteur) = requete
        .lps
        .as_ref()
        .and_then(|l| l.emetteur.as_ref())
        .filter(|e| !e.valeur.is_empty() && e.valeur != name_id)
    {
        constats.dire(regles::EMETTEUR_CARTE, &emetteur.lieu, name_id, &emetteur.valeur);
    }
    assertion.juger(k, constats);
    if requete.operation == OperationInsi::Vitale {
        vitale(constats, requete, &lieu, k);
    }
}

/// The assertion of the card: its age alone can be judged.
fn vitale(constats: &mut Constateur, requete: &Requete, security: &Location, k: &Connu<'_>) {
    let Some((lieu, emise)) = requete.securite.as_ref().and_then(|s| s.vitale.as_ref()) else {
        return constats.dire(
            regles::VITALE_ASSERTION,
            security,
            "une assertion Vitale à côté de l'assertion PS",
            "l'assertion PS seule",
        );
    };
    constats.dire(
        regles::VITALE_ASSERTION_FORME,
        lieu,
        "une forme publique",
        "une assertion à côté de l'assertion PS",
    );
    if let Some(emise) = emise
        && OffsetDateTime::parse(&emise.valeur, &Rfc3339).is_ok_and(|t| k.reception() - t > AGE_VITALE)
    {
        constats.dire(
            regles::VITALE_ASSERTION_AGE,
            &emise.lieu,
            "moins de vingt minutes avant la réception",
            &emise.valeur,
        );
    }
}

/// Neither certificate nor assertion. A message judged from a file shows no connection: nothing can be said of it then.
fn sans_preuve(constats: &mut Constateur, exchange: &Exchange, requete: &Requete) {
    // Its value is a secret, which the journal masks: that there is one is all that can be judged.
    let jeton_http = exchange.requete.entete("authorization").is_some();
    let dans_securite = requete.securite.as_ref().and_then(|s| s.autres.first());
    if let Some(jeton) = dans_securite {
        constats.dire(regles::JETON_ETRANGER, &jeton.lieu, "une assertion PS", &jeton.valeur);
    } else if jeton_http {
        return constats.dire(
            regles::PSC,
            &Location::path("Authorization"),
            "un certificat client ou une assertion PS",
            "un jeton (Authorization)",
        );
    }
    if !exchange.pair.adresse.is_empty() {
        constats.dire(
            regles::PREUVE_IDENTITE,
            &Location::path("/Envelope/Header/Security"),
            "un certificat client ou une assertion PS",
            "ni l'un ni l'autre",
        );
    }
}
