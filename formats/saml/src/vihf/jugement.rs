//! Judging the VIHF of a message.

use roxmltree::Document;
use segur_dialecte::{Connu, Constateur};
use segur_model::{Certificat, Finding, Location};
use segur_soap::{XmlRefuse, chemin};
use segur_x509::est_d_une_personne;
use time::Duration;

use super::juge::{Autour, Juge};
use super::regles::{self, VIHF};
use super::{Mode, Vihf, attributs, lecture, sujet};
use crate::commun::{self, AVANCE_TOLEREE, Assertion, Signataire, lisible};
use crate::lecture::{SOAP_TOUS, instant};

/// How far ahead no clock of a candidate is by accident: a local time of France, in winter, is one hour ahead.
const AVANCE_SURE: Duration = Duration::minutes(50);
/// What is known to stand in `AuthnContextDecl`, of the AIR mode; the second is of its simplified form.
const DECLARATIONS: [&str; 2] = ["APP_BROWSER_AUTH", "CONF_EXI_PGSSIS"];

/// A VIHF, read in the tree of its message.
#[derive(Debug, Clone, Default)]
pub struct VihfLu {
    vihf: Option<Vihf>,
    chemin: String,
    /// What is wrong with where it stands.
    place: Vec<Finding>,
    assertion: Option<Assertion>,
}

impl VihfLu {
    /// Reads the VIHF of a whole message (`Envelope/Header/Security/Assertion`), or of a document that is an assertion alone; the first one
    /// when there are several.
    #[must_use]
    pub fn lire(document: &Document<'_>) -> Self {
        let mut lu = Self::default();
        if let Some(assertion) = commun::trouver(document, SOAP_TOUS, &VIHF, &mut lu.place) {
            lu.assertion = Some(Assertion::lire(document, assertion, &VIHF));
            lu.vihf = Some(lecture::lire(document, assertion));
            lu.chemin = chemin(assertion);
        }
        lu
    }

    /// That of a message that is not XML.
    #[must_use]
    pub fn illisible(refus: &XmlRefuse) -> Self {
        Self {
            place: vec![regles::LISIBLE.finding(refus.lieu(), "un document XML", refus.to_string())],
            ..Self::default()
        }
    }

    /// What it says; none when there is no assertion there.
    #[must_use]
    pub fn vihf(&self) -> Option<&Vihf> {
        self.vihf.as_ref()
    }

    /// Tells what is wrong with it, of a message that came with this certificate and whose body targets this patient.
    pub fn juger(&self, k: &Connu<'_>, message: &Autour<'_>, c: &mut Constateur) {
        c.etendre(self.place.iter().cloned());
        let (Some(assertion), Some(vihf)) = (&self.assertion, &self.vihf) else {
            return;
        };
        assertion.juger(&VIHF, k, c);
        let mut juge = Juge {
            vihf,
            k,
            message,
            chemin: &self.chemin,
            constats: c,
        };
        futur(&mut juge);
        contexte(&mut juge);
        attributs::juger(&mut juge);
        sujet::juger(&mut juge);
        certificat_tls(&mut juge);
        if let Some(signataire) = &assertion.signataire {
            certificat(signataire, &mut juge);
        }
    }
}

/// An assertion is not issued after it is received. What a clock may be wrong by warns with its life; what is so far ahead is a local
/// time written as a universal one, or worse.
fn futur(juge: &mut Juge<'_>) {
    if let (Some(recu), Some(emis), Some(texte)) = (juge.k.reception_connue(), juge.vihf.instant, juge.vihf.emission.as_ref())
        && emis - recu > AVANCE_SURE
    {
        let attendu = format!("au plus tard à la réception ({}), en temps universel", lisible(recu));
        juge.dire(&regles::ISSUE_INSTANT_FUTUR, &texte.lieu, attendu, texte.texte.as_str());
    }
}

/// Audience and authentication of the user.
fn contexte(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    for audience in v.audiences.iter().filter(|a| !a.is_empty()) {
        juge.dire(&regles::AUDIENCE, &audience.lieu, "absent", audience.texte.as_str());
    }
    conditions(juge);
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
    if let Some(d) = declare.filter(|d| v.mode_lu() == Some(Mode::IndirecteRenforcee) && d.texte != DECLARATIONS[0]) {
        juge.dire(
            &regles::CONTEXTE_DECLARATION_VALEUR,
            &d.lieu,
            DECLARATIONS.join(" ou "),
            d.texte.as_str(),
        );
    }
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

/// How long the assertion says that it holds. The schema has one `Conditions`; were there more, each would have to hold.
fn conditions(juge: &mut Juge<'_>) {
    let v = juge.vihf;
    let recu = juge.k.reception();
    let mut lues = Vec::new();
    for (texte, debut) in v.pas_avant.iter().map(|t| (t, true)).chain(v.pas_apres.iter().map(|t| (t, false))) {
        let Some(quand) = instant(texte).filter(|t| t.offset().is_utc()) else {
            let attendu = "une date et une heure en temps universel";
            juge.dire(&regles::CONDITIONS_FORME, &texte.lieu, attendu, texte.texte.as_str());
            continue;
        };
        lues.push((quand, debut, texte));
        // Differences: the sum of a far date and of the tolerance may be no date.
        let dehors = if debut {
            quand - recu > AVANCE_TOLEREE
        } else {
            recu - quand > AVANCE_TOLEREE
        };
        if dehors {
            let attendu = format!("une période qui contient la réception ({})", lisible(recu));
            juge.dire(&regles::CONDITIONS_VALIDITE, &texte.lieu, attendu, texte.texte.as_str());
        }
    }
    let fin = lues.iter().filter(|(_, debut, _)| !debut).map(|(t, ..)| *t).min();
    if let Some((_, _, texte)) = lues.iter().find(|(t, debut, _)| *debut && fin.is_some_and(|f| *t >= f)) {
        let attendu = "un début avant la fin (NotOnOrAfter)";
        juge.dire(&regles::CONDITIONS_FORME, &texte.lieu, attendu, texte.texte.as_str());
    }
}

/// Whom the certificate of the connection names, for the mode that the VIHF says.
fn certificat_tls(juge: &mut Juge<'_>) {
    let Some(tls) = juge.message.certificat_tls else { return };
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
    let dit = signataire.certificat.dit();
    let tls = juge.message.certificat_tls;
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
