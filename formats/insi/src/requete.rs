//! A request of INSi, read by namespace with the place of everything. Reading is tolerant: what is missing is absent, what is
//! wrong is kept as it is, and the rules say so afterwards.

mod corps;
mod entete;

use roxmltree::{Document, Node};
pub use segur_model::Champ;
use segur_model::Location;
use segur_saml::PsLue;
use segur_soap::ns::{WSA, WSSE};
use segur_soap::{CodeFaute, Enveloppe, PasSoap, XmlRefuse, enfant, lieu};

pub use corps::{InsFourni, LuSurCarte, Traits};
pub use entete::{Contexte, Couverture, Logiciel, Matricule, Securite};

use crate::lecture::champ;
use crate::ns;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationInsi {
    /// `rechercherInsAvecTraitsIdentite`.
    Traits,
    /// `rechercherInsAvecCarteVitale`.
    Vitale,
    /// `verifierInsAvecTraitsIdentite`, whose WSDL is not public.
    Verification,
}

impl OperationInsi {
    /// Its SOAP action; none where no source gives it.
    #[must_use]
    pub fn action(self) -> Option<&'static str> {
        match self {
            Self::Traits => Some(ns::ACTION_TRAITS),
            Self::Vitale => Some(ns::ACTION_VITALE),
            Self::Verification => None,
        }
    }

    /// The SOAP action of its answer; none where no source gives it.
    #[must_use]
    pub fn action_reponse(self) -> Option<&'static str> {
        match self {
            Self::Traits => Some(ns::ACTION_TRAITS_REPONSE),
            Self::Vitale => Some(ns::ACTION_VITALE_REPONSE),
            Self::Verification => None,
        }
    }

    /// By the local name of the element in the body: in another namespace it is still what the author means, and a rule says what is
    /// wrong.
    fn du_corps(nom: &str) -> Option<Self> {
        match nom {
            "RECSANSVITALE" => Some(Self::Traits),
            "RECVITALE" => Some(Self::Vitale),
            "RequeteUnitaire" => Some(Self::Verification),
            _ => None,
        }
    }
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
    /// The traits, for the search by traits and for a verification.
    pub traits: Traits,
    /// What was read on the card, for the search by carte Vitale.
    pub carte: LuSurCarte,
    /// The INS, for a verification.
    pub ins: InsFourni,
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
        "le corps « {nom} » n'est pas une opération d'INSi : envoyer RECSANSVITALE (espace de noms {traits}) ou RECVITALE ({vitale})",
        traits = ns::RECSANS,
        vitale = ns::RECVIT
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
/// [`Illisible`] when the bytes are not a SOAP 1.2 message whose body is an operation of INSi.
pub fn lire_requete(type_contenu: Option<&str>, octets: &[u8]) -> Result<Requete, Illisible> {
    let texte = segur_soap::decoder_recu(octets, type_contenu)?;
    let document = segur_soap::lire(&texte)?;
    let enveloppe = segur_soap::enveloppe(&document)?;
    let charge = enveloppe.charge;
    let Some(operation) = OperationInsi::du_corps(charge.tag_name().name()) else {
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
    let (ins, traits) = match operation {
        OperationInsi::Traits => (InsFourni::default(), Traits::lire(&document, charge)),
        OperationInsi::Vitale => Default::default(),
        OperationInsi::Verification => corps::a_verifier(&document, charge),
    };
    let vitale = operation == OperationInsi::Vitale;
    Ok(Requete {
        operation,
        action: simple(segur_soap::ns::WSA, "Action"),
        message_id: simple(segur_soap::ns::WSA, "MessageID"),
        lps: enveloppe
            .bloc(ns::CTXLPS, "ContexteLPS")
            .map(|n| Contexte::lire(&document, n, ns::CTXLPS, "ContexteLPS")),
        bam: enveloppe
            .bloc(ns::CTXBAM, "ContexteBAM")
            .map(|n| Contexte::lire(&document, n, ns::CTXBAM, "ContexteBAM")),
        securite: enveloppe
            .bloc(segur_soap::ns::WSSE, "Security")
            .map(|n| Securite::lire(&document, n)),
        expiration: segur_soap::expiration(&document),
        non_compris: segur_soap::non_compris(&document, &[WSA, WSSE, ns::CTXLPS, ns::CTXBAM]),
        dans_un_texte: dans_un_texte(&document, &enveloppe, operation),
        blocs_en_double,
        corps: Champ {
            valeur: nom_qualifie(charge),
            lieu: lieu(&document, charge),
        },
        traits,
        carte: if vitale {
            LuSurCarte::lire(&document, charge)
        } else {
            LuSurCarte::default()
        },
        ins,
        assertion: if vitale {
            PsLue::lire_avec_vitale(&document)
        } else {
            PsLue::lire(&document)
        },
    })
}

/// Elements inside the traits, and inside the values of both contexts: the schemas make them texts. What a context groups (`LPS`,
/// `COUVERTURE`) has elements, and `LPS` has values in turn. The matricules of `RECVITALE` too; nothing is known of a verification.
fn dans_un_texte(document: &Document<'_>, enveloppe: &Enveloppe<'_, '_>, operation: OperationInsi) -> Vec<Champ> {
    let lps = enveloppe.bloc(ns::CTXLPS, "ContexteLPS");
    let logiciel = lps.and_then(|l| enfant(l, ns::CTXLPS, "LPS"));
    let corps = Some(enveloppe.charge).filter(|_| operation != OperationInsi::Verification);
    let porteurs = [corps, lps, logiciel, enveloppe.bloc(ns::CTXBAM, "ContexteBAM")];
    porteurs
        .into_iter()
        .flatten()
        .flat_map(|p| p.children())
        .filter(|n| !matches!(n.tag_name().name(), "LPS" | "COUVERTURE" | "MatriculeIndividu" | "MatriculeOD"))
        .flat_map(|valeur| valeur.children())
        .filter(Node::is_element)
        .map(|n| nomme(document, n))
        .collect()
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
