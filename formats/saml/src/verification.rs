//! Verifying the PS assertion of a message.

use roxmltree::{Document, Node};
use segur_dialecte::{Connu, Constateur};
use segur_model::{Certificat, Finding, Location};
use segur_soap::{chemin, enfant, lieu, lieu_attribut, ns, texte_de};

use crate::commun::{self, Assertion};
use crate::lecture::{SOAP, attributs, name_id};
use crate::regles;
use crate::regles::PS;

/// The PS assertion of a message, read in its tree.
#[derive(Debug, Clone, Default)]
pub struct PsLue {
    /// `NameID`.
    pub name_id: Option<String>,
    /// Names and values of its attributes, in order.
    pub attributs: Vec<(String, String)>,
    /// What is wrong with where it stands.
    place: Vec<Finding>,
    assertion: Option<Assertion>,
    /// What is wrong with its subject and its attributes.
    contenu: Vec<Finding>,
    lieu_du_nom: Location,
}

impl PsLue {
    /// Reads the PS assertion of a whole message (`Envelope/Header/Security/Assertion`; or a document that is an assertion alone).
    #[must_use]
    pub fn lire(document: &Document<'_>) -> Self {
        Self::lire_parmi(document, 1)
    }

    /// The same in a message that may carry the assertion of a carte Vitale beside it: the PS assertion is the one of a CPS, wherever it
    /// stands. The other is not judged here: its form is not public.
    #[must_use]
    pub fn lire_avec_vitale(document: &Document<'_>) -> Self {
        Self::lire_parmi(document, 2)
    }

    fn lire_parmi(document: &Document<'_>, permises: usize) -> Self {
        let mut lue = Self::default();
        let Some(assertion) = commun::trouver_parmi(document, SOAP, &PS, &mut lue.place, permises, est_d_une_cps) else {
            return lue;
        };
        lue.assertion = Some(Assertion::lire(document, assertion, &PS));
        let nom = name_id(assertion);
        lue.attributs = attributs(assertion);
        lue.name_id = nom.map(|n| texte_de(n).trim().to_owned()).filter(|n| !n.is_empty());
        lue.lieu_du_nom = lieu(document, nom.unwrap_or(assertion));
        lue.juger_contenu(document, assertion);
        lue
    }

    /// The certificate that signs, trusted or not.
    #[must_use]
    pub fn certificat(&self) -> Option<&Certificat> {
        Some(self.assertion.as_ref()?.signataire.as_ref()?.certificat.dit())
    }

    /// Whether it has the form of a VIHF, which is meant for the DMP.
    #[must_use]
    pub fn est_un_vihf(&self) -> bool {
        self.contenu.iter().any(|f| f.rule == regles::PAS_VIHF.id)
    }

    /// Tells what does not hold. Nothing: the assertion can be trusted.
    pub fn juger(&self, k: &Connu<'_>, c: &mut Constateur) {
        c.etendre(self.place.iter().cloned());
        let Some(assertion) = &self.assertion else { return };
        assertion.juger(&PS, k, c);
        c.etendre(self.contenu.iter().cloned());
        if let Some(certificat) = self.certificat().filter(|c| self.name_id.as_deref() != Some(c.cn.as_str())) {
            let vu = self.name_id.as_deref().unwrap_or("(absent)");
            c.dire(regles::NAME_ID, &self.lieu_du_nom, certificat.cn.clone(), vu);
        }
    }

    /// Subject, attributes, and what a PS assertion does not hold.
    fn juger_contenu(&mut self, document: &Document<'_>, assertion: Node<'_, '_>) {
        if let Some(nom) = name_id(assertion).filter(|n| n.attribute("NameQualifier") != Some("CPS")) {
            let vu = nom.attribute("NameQualifier").unwrap_or("(absent)");
            self.contenu
                .push(regles::NAME_QUALIFIER.finding(lieu_attribut(document, nom, "NameQualifier"), "CPS", vu));
        }
        for etranger in ["Conditions", "AuthnStatement", "AuthzDecisionStatement"]
            .iter()
            .filter_map(|n| enfant(assertion, ns::SAML2, n))
        {
            self.contenu
                .push(regles::PAS_VIHF.finding(lieu(document, etranger), "absent d'une assertion PS", etranger.tag_name().name()));
        }
        if let Some((nom, _)) = self.attributs.iter().find(|(nom, _)| est_attribut_vihf(nom)) {
            self.contenu.push(regles::PAS_VIHF.finding(
                Location::path(chemin(assertion)),
                "aucun attribut de VIHF",
                format!("l'attribut « {nom} »"),
            ));
        }
        let facturation = self
            .attributs
            .iter()
            .find(|(nom, _)| nom.eq_ignore_ascii_case("identifiantFacturation"))
            .map(|(_, v)| v.as_str());
        if !facturation.is_some_and(|f| f.len() == 9 && f.bytes().all(|c| c.is_ascii_digit())) {
            let chemin = format!("{}/AttributeStatement/Attribute[@Name='identifiantFacturation']", chemin(assertion));
            self.contenu
                .push(regles::FACTURATION.finding(Location::path(chemin), "9 chiffres", facturation.unwrap_or("(absent)")));
        }
    }
}

/// Whether an assertion says that it is the one of a professional's card.
#[must_use]
pub fn est_d_une_cps(assertion: Node<'_, '_>) -> bool {
    name_id(assertion).and_then(|n| n.attribute("NameQualifier")) == Some("CPS")
}

fn est_attribut_vihf(nom: &str) -> bool {
    let nom = nom.to_ascii_lowercase();
    nom.starts_with("vihf") || nom.starts_with("urn:oasis:names:tc:xspa") || nom.starts_with("urn:oasis:names:tc:xacml")
}
