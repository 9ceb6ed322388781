//! What each operation asks, in the body.

use roxmltree::{Document, Node};
use segur_model::Champ;
use segur_soap::{enfant, enfants, lieu, texte_de};

use super::{Matricule, noms};
use crate::lecture::champ;

/// Traits of identity: those by which INSi searches, or those that it verifies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// `NomNaissance`.
    pub nom: Option<Champ>,
    /// Each `Prenom`.
    pub prenoms: Vec<Champ>,
    /// `ListePrenom`: in a verification only.
    pub liste: Option<Champ>,
    /// `Sexe`.
    pub sexe: Option<Champ>,
    /// `DateNaissance`.
    pub date_naissance: Option<Champ>,
    /// `LieuNaissance`.
    pub lieu_naissance: Option<Champ>,
    /// Those whose value has white space around it, as written.
    pub blancs: Vec<Champ>,
    /// Qualified names of the children, in order.
    pub enfants: Vec<Champ>,
}

/// `RECVITALE`: who is asked for, as the card says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LuSurCarte {
    /// `MatriculeIndividu`: of the beneficiary.
    pub individu: Matricule,
    /// `MatriculeOD`: of the person who opens the rights.
    pub ouvrant_droit: Matricule,
    /// `NomNaissance`.
    pub nom: Option<Champ>,
    /// `DateNaissance`.
    pub date_naissance: Option<Champ>,
    /// `RangNaissance`.
    pub rang: Option<Champ>,
    /// Qualified names of the children, in order.
    pub enfants: Vec<Champ>,
}

/// `INSFourni`: the INS whose traits are verified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InsFourni {
    /// `IdIndividu`.
    pub matricule: Matricule,
    /// `OID`.
    pub oid: Option<Champ>,
}

impl Traits {
    /// Values are read by local name: a trait in the wrong namespace is found, and told by the rule on the body.
    pub(super) fn lire(document: &Document<'_>, corps: Node<'_, '_>) -> Self {
        let espace = corps.tag_name().namespace().unwrap_or_default();
        let element = |n: &str| enfant(corps, espace, n).map(|e| champ(document, e));
        Self {
            nom: element("NomNaissance"),
            prenoms: enfants(corps, espace, "Prenom").map(|e| champ(document, e)).collect(),
            liste: element("ListePrenom"),
            sexe: element("Sexe"),
            date_naissance: element("DateNaissance"),
            lieu_naissance: element("LieuNaissance"),
            blancs: corps
                .children()
                .filter(Node::is_element)
                .map(|n| Champ {
                    valeur: texte_de(n),
                    lieu: lieu(document, n),
                })
                .filter(|c| c.valeur.trim() != c.valeur && !c.valeur.trim().is_empty())
                .collect(),
            enfants: noms(document, corps),
        }
    }
}

impl LuSurCarte {
    pub(super) fn lire(document: &Document<'_>, corps: Node<'_, '_>) -> Self {
        let espace = corps.tag_name().namespace().unwrap_or_default();
        let element = |n: &str| enfant(corps, espace, n).map(|e| champ(document, e));
        let matricule = |n: &str| Matricule::lire(document, enfant(corps, espace, n), espace, "NumIdentifiant");
        Self {
            individu: matricule("MatriculeIndividu"),
            ouvrant_droit: matricule("MatriculeOD"),
            nom: element("NomNaissance"),
            date_naissance: element("DateNaissance"),
            rang: element("RangNaissance"),
            enfants: noms(document, corps),
        }
    }
}

/// What a verification asks: the INS, and the traits to compare. The namespace is not public: names alone tell.
pub(super) fn a_verifier(document: &Document<'_>, corps: Node<'_, '_>) -> (InsFourni, Traits) {
    let individu = par_nom(Some(corps), "IndividuVerifie");
    let fourni = par_nom(individu, "INSFourni");
    let id = par_nom(fourni, "IdIndividu");
    let espace = id.and_then(|i| i.tag_name().namespace().map(str::to_owned)).unwrap_or_default();
    let ins = InsFourni {
        matricule: Matricule::lire(document, id, &espace, "NumIdentifiant"),
        oid: par_nom(fourni, "OID").map(|n| champ(document, n)),
    };
    let traits = par_nom(individu, "TraitsIdentiteIndividu");
    (ins, traits.map(|t| Traits::lire(document, t)).unwrap_or_default())
}

fn par_nom<'a, 'i>(porteur: Option<Node<'a, 'i>>, nom: &str) -> Option<Node<'a, 'i>> {
    porteur?.children().find(|n| n.is_element() && n.tag_name().name() == nom)
}
