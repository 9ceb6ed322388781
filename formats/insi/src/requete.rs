//! A request of INSi, read by namespace with the place of everything. Reading is tolerant: what is missing is absent, what is
//! wrong is kept as it is, and the rules say so afterwards.

use roxmltree::{Document, Node};
pub use segur_model::Champ;
use segur_model::Location;
use segur_saml::PsLue;
use segur_soap::ns::{SAML2, WSA, WSSE, WSU};
use segur_soap::{CodeFaute, Enveloppe, PasSoap, XmlRefuse, enfant, enfants, est, lieu, lieu_attribut, texte_de};

use crate::lecture::champ;
use crate::ns;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationInsi {
    /// `rechercherInsAvecTraitsIdentite`.
    Traits,
    /// `rechercherInsAvecCarteVitale`: recognised, not played in this version.
    Vitale,
}

impl OperationInsi {
    /// Its SOAP action.
    #[must_use]
    pub fn action(self) -> &'static str {
        match self {
            Self::Traits => ns::ACTION_TRAITS,
            Self::Vitale => ns::ACTION_VITALE,
        }
    }
}

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
    /// `COUVERTURE`, in `ContexteBAM`: its place and whether it is empty.
    pub couverture: Option<(Location, bool)>,
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

/// `wsse:Security`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Securite {
    /// Where.
    pub lieu: Location,
    /// SAML 2.0 assertions in it.
    pub assertions: usize,
    /// `NameID` of the first assertion.
    pub name_id: Option<Champ>,
    /// `Timestamp`, which libraries add: it proves nobody's identity.
    pub horodatage: Option<Champ>,
    /// Qualified names of what else is in it (`{…}BinarySecurityToken`).
    pub autres: Vec<Champ>,
}

/// The body of the search by traits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// `NomNaissance`.
    pub nom: Option<Champ>,
    /// Each `Prenom`.
    pub prenoms: Vec<Champ>,
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

/// A request, read.
#[derive(Debug, Clone)]
pub struct Requete {
    /// The PS assertion, when there is one.
    pub assertion: PsLue,
    /// What is asked.
    pub operation: OperationInsi,
    /// `wsa:Action`.
    pub action: Option<Champ>,
    /// `wsa:MessageID`.
    pub message_id: Option<Champ>,
    /// `ContexteLPS`.
    pub lps: Option<Contexte>,
    /// `ContexteBAM`.
    pub bam: Option<Contexte>,
    /// `wsse:Security`.
    pub securite: Option<Securite>,
    /// `Security/Timestamp/Expires`.
    pub expiration: Option<Champ>,
    /// Header blocks that must be understood, and are none of those of INSi.
    pub non_compris: Vec<Champ>,
    /// Elements inside what the schemas make a text: a trait, an identifier of a context.
    pub dans_un_texte: Vec<Champ>,
    /// Header blocks that come a second time.
    pub blocs_en_double: Vec<Champ>,
    /// The element in the body.
    pub corps: Champ,
    /// Its content, for the search by traits.
    pub traits: Traits,
}

/// Why a request could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Illisible {
    /// Not XML, or refused XML.
    #[error(transparent)]
    Xml(#[from] XmlRefuse),
    /// Not a SOAP 1.2 message.
    #[error(transparent)]
    Soap(#[from] PasSoap),
    /// A SOAP message that asks something else.
    #[error(
        "le corps « {nom} » n'est pas une opération d'INSi : envoyer RECSANSVITALE (espace de noms {attendu})",
        attendu = ns::RECSANS
    )]
    Operation {
        /// Qualified name of the element in the body.
        nom: String,
        /// Where.
        lieu: Location,
    },
}

impl Illisible {
    /// The code of the fault to answer.
    #[must_use]
    pub fn code(&self) -> CodeFaute {
        match self {
            Self::Soap(e) => e.code(),
            Self::Xml(_) | Self::Operation { .. } => CodeFaute::Sender,
        }
    }

    /// Where.
    #[must_use]
    pub fn lieu(&self) -> Location {
        match self {
            Self::Xml(e) => e.lieu(),
            Self::Soap(e) => e.lieu().clone(),
            Self::Operation { lieu, .. } => lieu.clone(),
        }
    }
}

/// Reads a request, in the charset that its content type says.
///
/// # Errors
/// [`Illisible`] when the bytes are not a SOAP 1.2 message whose body is one of the two searches of INSi.
pub fn lire_requete(type_contenu: Option<&str>, octets: &[u8]) -> Result<Requete, Illisible> {
    let texte = segur_soap::decoder_recu(octets, type_contenu)?;
    let document = segur_soap::lire(&texte)?;
    let enveloppe = segur_soap::enveloppe(&document)?;
    let charge = enveloppe.charge;
    let operation = if est(charge, ns::RECVIT, "RECVITALE") {
        OperationInsi::Vitale
    } else if charge.tag_name().name() == "RECSANSVITALE" {
        // In another namespace it is still what the author means: the rule on namespaces says what is wrong.
        OperationInsi::Traits
    } else {
        return Err(Illisible::Operation {
            nom: nom_qualifie(charge),
            lieu: lieu(&document, charge),
        });
    };
    let mut blocs_en_double = Vec::new();
    for (rang, bloc) in enveloppe.blocs().enumerate() {
        if enveloppe.blocs().take(rang).any(|b| b.tag_name() == bloc.tag_name()) {
            blocs_en_double.push(Champ {
                valeur: nom_qualifie(bloc),
                lieu: lieu(&document, bloc),
            });
        }
    }
    let simple = |espace: &str, nom: &str| enveloppe.bloc(espace, nom).map(|n| champ(&document, n));
    Ok(Requete {
        operation,
        action: simple(segur_soap::ns::WSA, "Action"),
        message_id: simple(segur_soap::ns::WSA, "MessageID"),
        lps: enveloppe
            .bloc(ns::CTXLPS, "ContexteLPS")
            .map(|n| contexte(&document, n, ns::CTXLPS, "ContexteLPS")),
        bam: enveloppe
            .bloc(ns::CTXBAM, "ContexteBAM")
            .map(|n| contexte(&document, n, ns::CTXBAM, "ContexteBAM")),
        securite: enveloppe.bloc(segur_soap::ns::WSSE, "Security").map(|n| securite(&document, n)),
        expiration: segur_soap::expiration(&document),
        non_compris: segur_soap::non_compris(&document, &[WSA, WSSE, ns::CTXLPS, ns::CTXBAM]),
        dans_un_texte: if operation == OperationInsi::Traits {
            dans_un_texte(&document, &enveloppe)
        } else {
            Vec::new()
        },
        blocs_en_double,
        corps: Champ {
            valeur: nom_qualifie(charge),
            lieu: lieu(&document, charge),
        },
        traits: if operation == OperationInsi::Traits {
            traits(&document, charge)
        } else {
            Traits::default()
        },
        assertion: PsLue::lire(&document),
    })
}

/// Elements inside the traits, and inside the values of both contexts: the schemas make them texts. What a context groups (`LPS`,
/// `COUVERTURE`) has elements, and `LPS` has values in turn.
fn dans_un_texte(document: &Document<'_>, enveloppe: &Enveloppe<'_, '_>) -> Vec<Champ> {
    let lps = enveloppe.bloc(ns::CTXLPS, "ContexteLPS");
    let logiciel = lps.and_then(|l| enfant(l, ns::CTXLPS, "LPS"));
    let porteurs = [Some(enveloppe.charge), lps, logiciel, enveloppe.bloc(ns::CTXBAM, "ContexteBAM")];
    porteurs
        .into_iter()
        .flatten()
        .flat_map(|p| p.children())
        .filter(|n| !matches!(n.tag_name().name(), "LPS" | "COUVERTURE"))
        .flat_map(|valeur| valeur.children())
        .filter(Node::is_element)
        .map(|n| nomme(document, n))
        .collect()
}

fn contexte(document: &Document<'_>, noeud: Node<'_, '_>, espace: &str, nom: &'static str) -> Contexte {
    let attribut = |n: &str| {
        noeud.attribute(n).map(|v| Champ {
            valeur: v.to_owned(),
            lieu: lieu_attribut(document, noeud, n),
        })
    };
    let element = |n: &str| enfant(noeud, espace, n).map(|e| champ(document, e));
    Contexte {
        nom,
        lieu: lieu(document, noeud),
        version: attribut("Version"),
        nature: attribut("Nature"),
        id: element("Id"),
        temps: element("Temps"),
        emetteur: element("Emetteur"),
        logiciel: enfant(noeud, espace, "LPS").map(|n| logiciel(document, n)),
        couverture: enfant(noeud, espace, "COUVERTURE").map(|c| (lieu(document, c), !c.children().any(|n| n.is_element()))),
        enfants: noms(document, noeud),
    }
}

fn logiciel(document: &Document<'_>, noeud: Node<'_, '_>) -> Logiciel {
    let element = |n: &str| enfant(noeud, ns::CTXLPS, n).map(|e| champ(document, e));
    let idam = enfant(noeud, ns::CTXLPS, "IDAM");
    Logiciel {
        lieu: lieu(document, noeud),
        idam: element("IDAM"),
        idam_r: idam.and_then(|i| {
            i.attribute("R").map(|v| Champ {
                valeur: v.to_owned(),
                lieu: lieu_attribut(document, i, "R"),
            })
        }),
        version: element("Version"),
        instance: element("Instance"),
        nom: element("Nom"),
        enfants: noms(document, noeud),
    }
}

fn securite(document: &Document<'_>, noeud: Node<'_, '_>) -> Securite {
    let est_assertion = |n: &Node<'_, '_>| est(*n, SAML2, "Assertion");
    let est_horodatage = |n: &Node<'_, '_>| est(*n, WSU, "Timestamp");
    let sujet = noeud.children().find(est_assertion).and_then(|a| enfant(a, SAML2, "Subject"));
    Securite {
        lieu: lieu(document, noeud),
        assertions: noeud.children().filter(est_assertion).count(),
        name_id: sujet.and_then(|s| enfant(s, SAML2, "NameID")).map(|n| champ(document, n)),
        horodatage: noeud.children().find(est_horodatage).map(|n| nomme(document, n)),
        autres: noeud
            .children()
            .filter(|n| n.is_element() && !est_assertion(n) && !est_horodatage(n))
            .map(|n| nomme(document, n))
            .collect(),
    }
}

/// Values are read by local name: a trait in the wrong namespace is found, and told by the rule on the body.
fn traits(document: &Document<'_>, corps: Node<'_, '_>) -> Traits {
    let espace = corps.tag_name().namespace().unwrap_or_default();
    let element = |n: &str| enfant(corps, espace, n).map(|e| champ(document, e));
    Traits {
        nom: element("NomNaissance"),
        prenoms: enfants(corps, espace, "Prenom").map(|e| champ(document, e)).collect(),
        sexe: element("Sexe"),
        date_naissance: element("DateNaissance"),
        lieu_naissance: element("LieuNaissance"),
        blancs: corps
            .children()
            .filter(Node::is_element)
            .map(|n| Champ {
                valeur: texte_de(n).to_owned(),
                lieu: lieu(document, n),
            })
            .filter(|c| c.valeur.trim() != c.valeur && !c.valeur.trim().is_empty())
            .collect(),
        enfants: noms(document, corps),
    }
}

fn noms(document: &Document<'_>, noeud: Node<'_, '_>) -> Vec<Champ> {
    noeud.children().filter(Node::is_element).map(|n| nomme(document, n)).collect()
}

/// An element by its name, where it is.
fn nomme(document: &Document<'_>, noeud: Node<'_, '_>) -> Champ {
    Champ {
        valeur: nom_qualifie(noeud),
        lieu: lieu(document, noeud),
    }
}

pub(crate) fn nom_qualifie(noeud: Node<'_, '_>) -> String {
    let nom = noeud.tag_name();
    nom.namespace()
        .map_or_else(|| nom.name().to_owned(), |espace| format!("{{{espace}}}{}", nom.name()))
}
