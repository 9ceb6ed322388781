//! The DMP by API under Pro Santé Connect, as the try-outs of the ANS have it (« API Proxy », 2022 and 2023): a gateway receives the SOAP message
//! without its VIHF, under an access token, makes the VIHF and puts it in. No contract of it is public, so every rule here is second-hand.
//!
//! What the software sent is in the request; the VIHF that the bench made of it is in a header of the answer that only the bench has
//! ([`ENTETE_VIHF`]), so that whoever reads the recorded bytes knows on whose behalf the message was played.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use segur_dialecte::Constateur;
use segur_model::rule::{rapportee, regle};
use segur_model::{Faits, Location, Rule, Severity, Trust};
use segur_saml::vihf::VihfLu;

use crate::echange::faits_du_vihf;

/// Path of the endpoint: ours, that of the try-outs is not the address of a service.
pub const CHEMIN: &str = "/api-psc/si-dmp-server/v2/services";
/// Place of the INS, as findings say it: the name of its header is a setting.
pub const LIEU_PATIENT: &str = "en-tête de l'INS";
/// Where the INS is, in the try-outs of 2023, and of 2022.
pub const ENTETES_PATIENT: [&str; 2] = ["X-PatientINS", "X-insHeader"];
/// Which exercice of the professional: codes of the profession and of the category, one after the other (`10C`).
pub const ENTETE_SITUATION: &str = "X-WorkSituation";
/// Header of the answer: the VIHF that the gateway made, in Base64.
pub const ENTETE_VIHF: &str = "banc-vihf";
/// SAML class of the VIHF, whatever the means was (a card too).
pub const CLASSE: &str = "MobileTwoFactorUnregistered";
/// The mode that a comment of the try-outs wishes for, and that no other source has.
pub const DELEGUEE: &str = "DELEGUEE";

/// What nobody is judged on who speaks to the gateway, and why.
pub const NON_JUGE: (&str, &str) = (
    "vihf",
    "le VIHF d'un message envoyé à dmp.psc est fait par la passerelle du banc, d'après des essais de l'ANS : rien n'en est jugé",
);

/// Bytes of the header that are read: a VIHF without its signature has under three thousand.
const VIHF_MAX: usize = 32 << 10;

const ESSAIS_ANS: &str = "ANS, essais publics « API Proxy » : prosanteconnect/generate-VIHF (2022) et proof-of-concept, api-proxy (2023). Ni contrat ni guide public";
const BANC: &str = "segur-bench, docs/dmp.md (réglage [dmp.api-psc])";

segur_model::regles! {
    ESSAIS = regle("dmp.psc.essais",
        "Le mode API PSC est joué d'après des essais de l'ANS de 2022 et 2023 : rien de ce qui lui est propre ne condamne un logiciel",
        Severity::Info, ESSAIS_ANS, Trust::SecondHand);
    OUVERTE = rapportee("dmp.psc.ouverte", "Le mode API PSC est fermé tant que les réglages du banc ne l'ouvrent pas ([dmp.api-psc] ouverte = true)", BANC);
    CLES = rapportee("dmp.psc.cles",
        "Le banc lit les clés de Pro Santé Connect chez qui le joue : sans elles aucun jeton n'est vérifié, et le refus ne dit rien du logiciel", BANC);
    PASSERELLE = rapportee("dmp.psc.passerelle",
        "La passerelle du banc sait faire un VIHF : sa structure ([dmp.api-psc] structure) est une fiche du monde ; sinon le refus ne dit rien du logiciel", BANC);
    JETON = rapportee("dmp.psc.jeton", "L'en-tête Authorization porte un jeton d'accès de Pro Santé Connect, en cours de validité (Bearer)", ESSAIS_ANS);
    PERSONNE = rapportee("dmp.psc.personne",
        "Le professionnel du jeton est connu : l'ajouter à la surcouche du monde s'il est vrai", BANC);
    SITUATION = rapportee("dmp.psc.situation",
        "Qui a plusieurs exercices dit lequel par l'en-tête X-WorkSituation : code de profession et code de catégorie (10C)", ESSAIS_ANS);
    PATIENT = rapportee("dmp.psc.patient",
        "L'INS du patient est dans son en-tête, en 15 caractères : X-PatientINS (2023) ou X-insHeader (2022)", ESSAIS_ANS);
    PATIENT_CORPS = rapportee("dmp.psc.patient-corps", "L'INS de l'en-tête est celui du corps du message", ESSAIS_ANS);
    VIHF = rapportee("dmp.psc.vihf",
        "Le message est envoyé sans VIHF : la passerelle le fait et l'insère (ce qu'elle ferait d'un second n'est pas public)", ESSAIS_ANS);
}

/// Rules on which the message as a whole is refused, though they condemn nobody.
pub const REFUSENT: [Rule; 1] = [PATIENT_CORPS];

/// Whether a request was sent to the gateway, by the line of its HTTP request.
#[must_use]
pub fn est_adresse(ligne: &str) -> bool {
    let adresse = ligne.split(' ').nth(1).unwrap_or_default();
    // Who goes through a proxy writes the whole address.
    let chemin = adresse
        .split_once("://")
        .map_or(adresse, |(_, suite)| suite.find('/').map_or("", |i| &suite[i..]));
    chemin
        .strip_prefix(CHEMIN)
        .is_some_and(|suite| suite.is_empty() || suite.starts_with(['/', '?']))
}

/// A VIHF, as the header of the answer says it.
#[must_use]
pub fn ecrire_entete(vihf: &str) -> String {
    STANDARD.encode(vihf)
}

/// Reads it back.
#[must_use]
pub fn lire_entete(valeur: &str) -> Option<VihfLu> {
    if valeur.len() > VIHF_MAX {
        return None;
    }
    let octets = STANDARD.decode(valeur.trim()).ok()?;
    lire_vihf(std::str::from_utf8(&octets).ok()?)
}

/// Reads a VIHF that stands alone.
#[must_use]
pub fn lire_vihf(texte: &str) -> Option<VihfLu> {
    let lu = VihfLu::lire(&segur_soap::lire(texte).ok()?);
    lu.vihf().is_some().then_some(lu)
}

/// The facts of the VIHF that a header of the answer holds.
pub(crate) fn faits_de_la_reponse(faits: &mut Faits, valeur: Option<&str>) {
    if let Some(lu) = valeur.and_then(lire_entete) {
        faits_du_vihf(faits, lu.vihf());
    }
}

/// Judges what was sent to the gateway: a VIHF that is there all the same, and the patient that the gateway was told against those of the body.
pub(crate) fn juger(c: &mut Constateur, envoye: &VihfLu, fait: Option<&VihfLu>, patients: &[(&str, &str)]) {
    c.dire(
        ESSAIS,
        &Location::path(CHEMIN),
        "un mode dont le contrat est public",
        "des essais de l'ANS",
    );
    if let Some(vihf) = envoye.vihf() {
        let lieu = vihf
            .id
            .as_ref()
            .map_or_else(|| Location::path("/Envelope/Header/Security/Assertion"), |id| id.lieu.clone());
        c.dire(VIHF, &lieu, "(absent)", vihf.id.as_deref().unwrap_or("une assertion"));
    }
    let Some(patient) = fait.and_then(VihfLu::vihf).and_then(segur_saml::vihf::Vihf::patient) else {
        return;
    };
    for (ins, _) in patients {
        if !ins.eq_ignore_ascii_case(&patient.ins) {
            c.dire(PATIENT_CORPS, &Location::path(LIEU_PATIENT), *ins, &patient.ins);
        }
    }
}
