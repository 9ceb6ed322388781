//! The header blocks: both contexts, `Security`.

use roxmltree::{Document, Node};
use segur_model::{Champ, Location};
use segur_soap::ns::{SAML2, WSU};
use segur_soap::{enfant, enfants, est, lieu, lieu_attribut};

use super::{nomme, noms};
use crate::lecture::champ;
use crate::ns;

/// `ContexteLPS` or `ContexteBAM`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contexte {
    /// Local name: `ContexteLPS`, `ContexteBAM`.
    pub nom: &'static str,
    /// Where the block is.
    pub lieu: Location,
    /// `@Version`.
    pub version: Option<Champ>,
    /// `@Nature`.
    pub nature: Option<Champ>,
    /// `Id`.
    pub id: Option<Champ>,
    /// `Temps`.
    pub temps: Option<Champ>,
    /// `Emetteur`.
    pub emetteur: Option<Champ>,
    /// `LPS`, in `ContexteLPS`.
    pub logiciel: Option<Logiciel>,
    /// `COUVERTURE`, in `ContexteBAM`.
    pub couverture: Option<Couverture>,
    /// Qualified names of the children, in order, with their places (`{namespace}name`).
    pub enfants: Vec<Champ>,
}

/// `ContexteLPS/LPS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logiciel {
    /// Where.
    pub lieu: Location,
    /// `IDAM`: numéro d'autorisation of the vendor.
    pub idam: Option<Champ>,
    /// `IDAM/@R`.
    pub idam_r: Option<Champ>,
    /// `Version`.
    pub version: Option<Champ>,
    /// `Instance`.
    pub instance: Option<Champ>,
    /// `Nom`.
    pub nom: Option<Champ>,
    /// Qualified names of the children, in order.
    pub enfants: Vec<Champ>,
}

/// `ContexteBAM/COUVERTURE`: what was read on the carte Vitale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Couverture {
    /// Where.
    pub lieu: Location,
    /// Whether it holds no element.
    pub vide: bool,
    /// `ASSURE/Id`: number of the person who opens the rights.
    pub assure: Matricule,
    /// `BENEFICIAIRE/Nir`: number of the beneficiary, when the card holds it.
    pub beneficiaire: Matricule,
    /// `BENEFICIAIRE/DateNai`.
    pub date_naissance: Option<Champ>,
    /// `BENEFICIAIRE/Rang`.
    pub rang: Option<Champ>,
    /// Whether `ASSURE` and `BENEFICIAIRE` are there.
    pub groupes: (bool, bool),
}

/// A number of 13 characters and its key, apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matricule {
    /// `Num`, or `NumIdentifiant`.
    pub numero: Option<Champ>,
    /// `Cle`.
    pub cle: Option<Champ>,
}

impl Matricule {
    /// Reads the one in this element, whose children are of this namespace; `nom` is what the number is called there.
    pub(super) fn lire(document: &Document<'_>, porteur: Option<Node<'_, '_>>, espace: &str, nom: &str) -> Self {
        let element = |n: &str| porteur.and_then(|p| enfant(p, espace, n)).map(|e| champ(document, e));
        Self {
            numero: element(nom),
            cle: element("Cle"),
        }
    }

    /// The number, when it is there and not empty.
    #[must_use]
    pub fn dit(&self) -> Option<&str> {
        self.numero.as_ref().map(|n| n.valeur.as_str()).filter(|n| !n.is_empty())
    }
}

/// `wsse:Security`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Securite {
    /// Where.
    pub lieu: Location,
    /// SAML 2.0 assertions in it.
    pub assertions: usize,
    /// `NameID` of the PS assertion.
    pub name_id: Option<Champ>,
    /// The assertion beside that of the professional's card: its place, and when it was issued.
    pub vitale: Option<(Location, Option<Champ>)>,
    /// `Timestamp`, which libraries add: it proves nobody's identity.
    pub horodatage: Option<Champ>,
    /// Qualified names of what else is in it (`{…}BinarySecurityToken`).
    pub autres: Vec<Champ>,
}

impl Contexte {
    pub(super) fn lire(document: &Document<'_>, noeud: Node<'_, '_>, espace: &str, nom: &'static str) -> Self {
        let attribut = |n: &str| attribut(document, noeud, n);
        let element = |n: &str| enfant(noeud, espace, n).map(|e| champ(document, e));
        Self {
            nom,
            lieu: lieu(document, noeud),
            version: attribut("Version"),
            nature: attribut("Nature"),
            id: element("Id"),
            temps: element("Temps"),
            emetteur: element("Emetteur"),
            logiciel: enfant(noeud, espace, "LPS").map(|n| Logiciel::lire(document, n)),
            couverture: enfant(noeud, espace, "COUVERTURE").map(|c| Couverture::lire(document, c)),
            enfants: noms(document, noeud),
        }
    }
}

impl Logiciel {
    fn lire(document: &Document<'_>, noeud: Node<'_, '_>) -> Self {
        let element = |n: &str| enfant(noeud, ns::CTXLPS, n).map(|e| champ(document, e));
        let idam = enfant(noeud, ns::CTXLPS, "IDAM");
        Self {
            lieu: lieu(document, noeud),
            idam: element("IDAM"),
            idam_r: idam.and_then(|i| attribut(document, i, "R")),
            version: element("Version"),
            instance: element("Instance"),
            nom: element("Nom"),
            enfants: noms(document, noeud),
        }
    }
}

impl Couverture {
    fn lire(document: &Document<'_>, noeud: Node<'_, '_>) -> Self {
        let dans = |porteur: Option<Node<'_, '_>>, n: &str| porteur.and_then(|p| enfant(p, ns::CTXBAM, n)).map(|e| champ(document, e));
        let (assure, beneficiaire) = (enfant(noeud, ns::CTXBAM, "ASSURE"), enfant(noeud, ns::CTXBAM, "BENEFICIAIRE"));
        let matricule = |porteur: Option<Node<'_, '_>>, n: &str| {
            Matricule::lire(document, porteur.and_then(|p| enfant(p, ns::CTXBAM, n)), ns::CTXBAM, "Num")
        };
        Self {
            lieu: lieu(document, noeud),
            vide: !noeud.children().any(|n| n.is_element()),
            assure: matricule(assure, "Id"),
            beneficiaire: matricule(beneficiaire, "Nir"),
            date_naissance: dans(beneficiaire, "DateNai"),
            rang: dans(beneficiaire, "Rang"),
            groupes: (assure.is_some(), beneficiaire.is_some()),
        }
    }
}

impl Securite {
    pub(super) fn lire(document: &Document<'_>, noeud: Node<'_, '_>) -> Self {
        let est_horodatage = |n: &Node<'_, '_>| est(*n, WSU, "Timestamp");
        let assertions: Vec<_> = enfants(noeud, SAML2, "Assertion").collect();
        let ps = assertions
            .iter()
            .find(|a| segur_saml::est_d_une_cps(**a))
            .or(assertions.first())
            .copied();
        let vitale = assertions.iter().find(|a| Some(**a) != ps);
        let sujet = ps.and_then(|a| enfant(a, SAML2, "Subject"));
        Self {
            lieu: lieu(document, noeud),
            assertions: assertions.len(),
            name_id: sujet.and_then(|s| enfant(s, SAML2, "NameID")).map(|n| champ(document, n)),
            vitale: vitale.map(|v| (lieu(document, *v), attribut(document, *v, "IssueInstant"))),
            horodatage: noeud.children().find(est_horodatage).map(|n| nomme(document, n)),
            autres: noeud
                .children()
                .filter(|n| n.is_element() && !est(*n, SAML2, "Assertion") && !est_horodatage(n))
                .map(|n| nomme(document, n))
                .collect(),
        }
    }
}

fn attribut(document: &Document<'_>, noeud: Node<'_, '_>, nom: &str) -> Option<Champ> {
    noeud.attribute(nom).map(|v| Champ {
        valeur: v.to_owned(),
        lieu: lieu_attribut(document, noeud, nom),
    })
}
