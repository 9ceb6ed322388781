//! Judging the VIHF of a message.

use segur_model::{Certificat, Finding, Location, Rule};
use segur_soap::chemin;
use segur_x509::{ConfianceDatee, est_d_une_personne};
use time::{Duration, OffsetDateTime};

use super::regles::{self, VIHF};
use super::{ContexteVihf, Mode, Texte, Vihf, attributs, lecture, sujet};
use crate::commun;
use crate::commun::Signataire;
use crate::lecture::{SOAP_TOUS, instant};

/// Judges the VIHF of a whole message (`Envelope/Header/Security/Assertion`), or of a document that is an assertion alone. Its age is
/// judged against `recue`, the certificates at the instant of `confiance`: the bench's clock may be set ahead, the candidate's not.
#[must_use]
pub fn juger_vihf(document: &str, confiance: ConfianceDatee<'_>, recue: OffsetDateTime, ctx: &ContexteVihf) -> Vec<Finding> {
    let mut constats = Vec::new();
    let Some(arbre) = commun::lire(document, &VIHF, &mut constats) else {
        return constats;
    };
    let Some(assertion) = commun::trouver(&arbre, SOAP_TOUS, &VIHF, &mut constats) else {
        return constats;
    };
    commun::juger_entete(&arbre, assertion, recue, &VIHF, &mut constats);
    let signataire = commun::juger_signature(&arbre, assertion, confiance, &VIHF, &mut constats);
    let vihf = lecture::lire(&arbre, assertion);
    let mut juge = Juge {
        vihf: &vihf,
        ctx,
        chemin: chemin(assertion),
        constats,
    };
    contexte(&mut juge);
    attributs::juger(&mut juge);
    sujet::juger(&mut juge);
    certificat_tls(&mut juge);
    if let Some(signataire) = &signataire {
        certificat(signataire, &mut juge);
    }
    juge.constats
}

/// The VIHF that is judged, against what, and the findings so far.
pub(super) struct Juge<'a> {
    pub vihf: &'a Vihf,
    pub ctx: &'a ContexteVihf,
    chemin: String,
    constats: Vec<Finding>,
}

impl Juge<'_> {
    pub fn dire(&mut self, regle: &Rule, lieu: &Location, attendu: impl Into<String>, vu: impl Into<String>) {
        self.constats.push(regle.finding(lieu.clone(), attendu, vu));
    }

    /// A finding about a text that may be absent: its place, or that where it should be.
    pub fn dire_de(&mut self, regle: &Rule, texte: Option<&Texte>, absent: &str, attendu: &str) {
        match texte {
            Some(t) => self.dire(regle, &t.lieu, attendu, t.texte.as_str()),
            None => self.dire(regle, &self.dans(absent), attendu, "(absent)"),
        }
    }

    /// A place in the assertion, known by its path alone.
    pub fn dans(&self, suite: &str) -> Location {
        Location::path(format!("{}/{suite}", self.chemin))
    }
}

/// Audience and authentication of the user.
fn contexte(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    for audience in v.audiences.iter().filter(|a| !a.is_empty()) {
        juge.dire(&regles::AUDIENCE, &audience.lieu, "absent", audience.texte.as_str());
    }
    let quand = v.authentification.as_deref().and_then(instant);
    let mut authentification = |regle, attendu| juge.dire_de(regle, v.authentification.as_ref(), "AuthnStatement/@AuthnInstant", attendu);
    if !quand.is_some_and(|t| t.offset().is_utc()) {
        authentification(&regles::AUTHN_INSTANT, "une date et une heure en temps universel");
    }
    if let (Some(quand), Some(emis)) = (quand, v.instant)
        && !(Duration::ZERO..=Duration::DAY).contains(&(emis - quand))
    {
        authentification(&regles::AUTHN_INSTANT_AGE, "dans le jour qui précède IssueInstant");
    }
    const PLACE: &str = "AuthnStatement/AuthnContext/AuthnContextClassRef";
    const CLASSES: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:";
    let classe = v.classe_contexte.as_deref().and_then(|c| c.strip_prefix(CLASSES));
    if classe.is_none_or(str::is_empty) {
        let attendu = format!("{CLASSES}…");
        juge.dire_de(&regles::CONTEXTE_CLASSE, v.classe_contexte.as_ref(), PLACE, &attendu);
    } else if v.mode_lu() == Some(Mode::Directe) && classe != Some("SmartcardPKI") {
        let attendu = format!("{CLASSES}SmartcardPKI");
        juge.dire_de(&regles::CONTEXTE_CARTE, v.classe_contexte.as_ref(), PLACE, &attendu);
    }
    let declare = v.declaration_contexte.as_ref().filter(|d| !d.is_empty());
    let attendu = match (v.mode_lu(), declare) {
        (Some(Mode::IndirecteRenforcee), None) => "présent, en authentification indirecte renforcée",
        (Some(Mode::Directe | Mode::Indirecte), Some(_)) => "absent, hors de l'authentification indirecte renforcée",
        _ => return,
    };
    juge.dire_de(
        &regles::CONTEXTE_DECLARATION,
        declare,
        "AuthnStatement/AuthnContext/AuthnContextDecl",
        attendu,
    );
}

/// Whom the certificate of the connection names, for the mode that the VIHF says.
fn certificat_tls(juge: &mut Juge<'_>) {
    let Some(tls) = juge.ctx.certificat_tls.as_ref() else { return };
    let lieu = Location::path("certificat client");
    let attendu = match juge.vihf.mode_lu() {
        Some(Mode::Directe) if !est_d_une_personne(&tls.sujet) => Some("le certificat d'authentification de la carte"),
        Some(Mode::Indirecte | Mode::IndirecteRenforcee) if tls.ou.is_empty() => {
            Some("un certificat de structure (ORG AUTH_CLI), dont l'OU est l'identifiant")
        }
        _ => None,
    };
    if let Some(attendu) = attendu {
        juge.dire(&regles::CERTIFICAT_TLS_PORTEUR, &lieu, attendu, tls.sujet.as_str());
    }
    if matches!(tls.cn.as_str(), "INSI-AUTO" | "INSI-MANU") {
        let attendu = "un certificat d'authentification de la structure, hors INSi";
        juge.dire(&regles::CERTIFICAT_TLS_INSI, &lieu, attendu, tls.sujet.as_str());
    }
}

/// What the certificate that signs is for, and whom it names.
fn certificat(signataire: &Signataire, juge: &mut Juge<'_>) {
    let dit = &signataire.certificat;
    let tls = juge.ctx.certificat_tls.as_ref();
    let mauvais = match &signataire.fait_pour_signer {
        Err(raison) => Some(raison.clone()),
        Ok(()) => tls
            .filter(|t| t.empreinte == dit.empreinte)
            .map(|_| "le certificat présenté en TLS".to_owned()),
    };
    if let Some(raison) = mauvais {
        let vu = format!("{} : {raison}", dit.sujet);
        let regle = match juge.vihf.mode_lu() {
            Some(Mode::IndirecteRenforcee) => regles::CERTIFICAT_SIGNATURE_AIR,
            _ => regles::CERTIFICAT_SIGNATURE,
        };
        juge.dire(&regle, &signataire.lieu, "un certificat de signature", vu);
    }
    if let Some(tls) = tls.filter(|t| !meme_porteur(t, dit)) {
        juge.dire(&regles::CERTIFICAT_TLS, &signataire.lieu, tls.sujet.as_str(), dit.sujet.as_str());
    }
    let v = juge.vihf;
    let indirecte = matches!(v.mode_lu(), Some(Mode::Indirecte | Mode::IndirecteRenforcee));
    if let Some(structure) = v.structure.as_ref().filter(|s| indirecte && !dit.ou.contains(&s.texte)) {
        let attendu = if dit.ou.is_empty() {
            "un certificat qui porte la structure (OU)".to_owned()
        } else {
            dit.ou.join(", ")
        };
        juge.dire(&regles::STRUCTURE_CERTIFICAT, &structure.lieu, attendu, structure.texte.as_str());
    }
}

/// A structure is named by its OU, a person by the CN of the card.
fn meme_porteur(un: &Certificat, autre: &Certificat) -> bool {
    if un.ou.is_empty() && autre.ou.is_empty() {
        un.cn == autre.cn
    } else {
        un.ou.iter().any(|o| autre.ou.contains(o))
    }
}
