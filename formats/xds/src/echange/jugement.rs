//! Judging an exchange with the DMP: the message around, the VIHF, and what the transaction carries.

use segur_cda::{ContexteCda, juger_coherence, juger_document};
use segur_model::world::Environnement;
use segur_model::{Exchange, Finding, Location};
use segur_saml::vihf::{ContexteVihf, juger_vihf};
use segur_x509::Confiance;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::illisible;
use super::message::{MessageLu, lire_message};
use crate::juger::{Constats, ContexteLot, Cx, juger_lot};
use crate::lot::{Champ, Entree, Lot};
use crate::{RequeteTd02, lire_lot, lire_td02, metadonnees_du_document, ns, regles};

/// What the service could not read.
const ILLISIBLE: &str = "dmp.illisible";

/// What judging needs to know beyond the exchange.
#[derive(Debug, Clone)]
pub struct ContexteEchange {
    /// Authorities trusted to issue signature certificates, and their revocation lists.
    pub confiance: Confiance,
    /// Instant at which certificates are judged.
    pub maintenant: OffsetDateTime,
    /// Whether the candidate follows the clock of the bench: else what it dates is judged against real reception time.
    pub horloge_declaree: bool,
    /// Approval numbers that the DMP knows; none: the number is not compared.
    pub homologations: Vec<String>,
    /// Where the candidate is meant to send: production takes no test or demonstration OID.
    pub environnement: Environnement,
}

/// Every finding on the request of an exchange. The answer is not judged: it is the bench's own. Only TD0.2 and TD2.1 are judged
/// beyond their VIHF.
#[must_use]
pub fn juger(exchange: &Exchange, requete: &[u8], _reponse: &[u8], ctx: &ContexteEchange) -> Vec<Finding> {
    let mut constats = Constats::default();
    // Neither has a message of the candidate to judge.
    if matches!(exchange.operation.as_str(), "dmp.wsdl" | "dmp.connexion-refusee") {
        return constats.0;
    }
    let alimentation = exchange.operation == "dmp.TD2.1";
    let existence = exchange.operation == "dmp.TD0.2";
    if exchange.operation == ILLISIBLE {
        illisible::type_contenu(&mut constats, exchange);
    }
    let message = match lire_message(exchange.requete.entete("content-type"), requete) {
        Ok(message) => message,
        Err(illisible) => {
            let regle = if existence { regles::TD02_LISIBLE } else { regles::LISIBLE };
            constats.dire(regle, &Location::path("/"), "un message lisible", illisible);
            return constats.0;
        }
    };
    if exchange.operation == ILLISIBLE && constats.0.is_empty() {
        illisible::juger(&mut constats, exchange, &message);
    }
    let td02 = existence.then(|| lire_td02(message.enveloppe.as_bytes()));
    let lot = alimentation.then(|| lire_lot(&message.enveloppe));
    if alimentation && !message.mtom {
        constats.dire(
            regles::MIME_MESSAGE,
            &Location::path("Content-Type"),
            "multipart/related",
            exchange.requete.entete("content-type").unwrap_or("(absent)"),
        );
    }
    if alimentation {
        adressage(&mut constats, &message, ns::ACTION_TD21);
    } else if existence {
        adressage(&mut constats, &message, ns::ACTION_TD02);
    }
    expiration(&mut constats, exchange, &message, ctx);
    let patient = patient(
        td02.as_ref().and_then(|t| t.as_ref().ok()),
        lot.as_ref().and_then(|l| l.as_ref().ok()),
    );
    constats.0.extend(vihf(exchange, &message, patient, ctx));
    match td02 {
        Some(Ok(lue)) => test_d_existence(&mut constats, &lue, ctx.environnement),
        Some(Err(illisible)) => constats.dire(
            regles::TD02_LISIBLE,
            &Location::path("/Envelope/Body"),
            "PRPA_IN201307UV02",
            illisible,
        ),
        None => {}
    }
    if alimentation {
        let contexte = ContexteLot {
            environnement: ctx.environnement,
            confiance: ctx.confiance.clone(),
            maintenant: ctx.maintenant,
        };
        constats.0.extend(juger_lot(&message.enveloppe, &message.parties, &contexte));
    }
    if let Some(Ok(lot)) = lot {
        for entree in lot.documents() {
            if let Some((octets, _)) = lot.contenu(entree, &message.parties).filter(|_| est_cda(entree)) {
                let cda = ContexteCda {
                    environnement: ctx.environnement,
                    ..ContexteCda::default()
                };
                constats.0.extend(juger_document(octets, &cda));
                constats.0.extend(juger_coherence(octets, &metadonnees_du_document(&lot, entree)));
            }
        }
    }
    constats.0
}

/// A DICOM object is no CDA: nothing is said of it.
fn est_cda(entree: &Entree) -> bool {
    entree.mime_type.first().is_none_or(|m| m.valeur != "application/dicom")
}

fn adressage(constats: &mut Constats, message: &MessageLu, action: &str) {
    let Ok(document) = segur_soap::lire(&message.enveloppe) else {
        return;
    };
    let lu = segur_soap::adressage(&document);
    // A message without its envelope (a template) has no header to look for.
    if document.root_element().tag_name().name() != "Envelope" {
        return;
    }
    let vue = lu.action.as_deref().map(str::trim).unwrap_or_default();
    if vue != action {
        constats.dire(regles::ACTION, &Location::path("/Envelope/Header/Action"), action, vue);
    }
    if lu.message_id.is_none_or(|m| m.trim().is_empty()) {
        constats.dire(
            regles::MESSAGE_ID,
            &Location::path("/Envelope/Header/MessageID"),
            "un identifiant de message (urn:uuid:…)",
            "(absent)",
        );
    }
}

/// Neither the DMP nor its examples have a Timestamp: one that a library adds must still be true.
fn expiration(constats: &mut Constats, exchange: &Exchange, message: &MessageLu, ctx: &ContexteEchange) {
    const ECART_TOLERE: Duration = Duration::minutes(5);
    let Ok(document) = segur_soap::lire(&message.enveloppe) else {
        return;
    };
    if let Some(fin) = segur_soap::expiration(&document)
        && OffsetDateTime::parse(&fin.valeur, &Rfc3339).is_ok_and(|t| t + ECART_TOLERE < recue(exchange, ctx))
    {
        constats.dire(regles::EXPIRATION, &fin.lieu, "une fin à venir", &fin.valeur);
    }
}

/// When the message came, on the clock that the candidate follows.
fn recue(exchange: &Exchange, ctx: &ContexteEchange) -> OffsetDateTime {
    if ctx.horloge_declaree { exchange.instant } else { exchange.recu }
}

fn vihf(exchange: &Exchange, message: &MessageLu, patient: Option<String>, ctx: &ContexteEchange) -> Vec<Finding> {
    let contexte = ContexteVihf {
        homologations: ctx.homologations.clone(),
        certificat_tls: exchange.pair.certificat.clone(),
        patient_du_corps: patient,
    };
    juger_vihf(&message.enveloppe, ctx.confiance.a(ctx.maintenant), recue(exchange, ctx), &contexte)
}

/// The INS that the body targets.
fn patient(td02: Option<&RequeteTd02>, lot: Option<&Lot>) -> Option<String> {
    let demande = td02.and_then(|t| t.patient.as_ref()).map(|p| p.valeur.clone());
    let soumis = || {
        let patient = lot?.soumission()?.patient.first()?;
        Cx::lire(&patient.valeur).map(|cx| cx.id.to_owned())
    };
    demande.filter(|d| !d.is_empty()).or_else(soumis)
}

fn test_d_existence(constats: &mut Constats, requete: &RequeteTd02, environnement: Environnement) {
    let lieu = &requete.lieu;
    if !requete.manquants.is_empty() {
        let vu = format!("(absents : {})", requete.manquants.join(", "));
        constats.dire(regles::TD02_ENVELOPPE, lieu, "les éléments que le schéma exige", vu);
    }
    let champs = [
        (regles::TD02_INTERACTION, &requete.interaction, "interactionId", "PRPA_IN201307UV02"),
        (regles::TD02_RAISON, &requete.raison, "reasonCode", "TEST_EXST"),
        (regles::TD02_DESTINATAIRE, &requete.destinataire, "receiver/device/id", ns::DMP),
    ];
    for (regle, champ, nom, attendu) in champs {
        match champ {
            Some(c) if c.valeur == attendu => {}
            Some(c) => constats.dire(regle, &c.lieu, attendu, &c.valeur),
            None => constats.dire(regle, lieu, format!("{nom} {attendu}"), "(absent)"),
        }
    }
    if requete
        .emetteur
        .as_ref()
        .is_none_or(|e| e.valeur.parse::<segur_ids::Oid>().is_err())
    {
        let (ou, vu) = requete
            .emetteur
            .as_ref()
            .map_or((lieu, "(absent)"), |e| (&e.lieu, e.valeur.as_str()));
        constats.dire(regles::TD02_DESTINATAIRE, ou, "sender/device/id : l'OID de l'émetteur", vu);
    }
    let vide = Champ {
        valeur: String::new(),
        lieu: lieu.clone(),
    };
    let (ins, oid) = (requete.patient.as_ref().unwrap_or(&vide), requete.oid.as_ref().unwrap_or(&vide));
    let forme = ins.valeur.len() == 15 && ins.valeur.get(..13).is_some_and(segur_ids::matricule_forme);
    let connu = segur_ids::oid_ins(&oid.valeur).filter(|o| o.nature != segur_ids::Nature::InsC);
    if !forme || connu.is_none() {
        constats.dire(
            regles::TD02_PATIENT,
            if forme { &oid.lieu } else { &ins.lieu },
            "l'INS en 15 caractères, sous un OID d'INS (1.2.250.1.213.1.4.8 à .11)",
            format!("« {} », OID « {} »", ins.valeur, oid.valeur),
        );
    }
    if environnement == Environnement::Production && connu.is_some_and(|o| o.environnement != Environnement::Production) {
        constats.dire(regles::TD02_PATIENT_REEL, &oid.lieu, "1.2.250.1.213.1.4.8 ou .9", &oid.valeur);
    }
}
