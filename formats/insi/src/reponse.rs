//! An answer of INSi, read by namespace and without regard to the order of elements: official injection files break it.

use roxmltree::Node;
use segur_soap::{PasSoap, XmlRefuse, enfant, enfants, est, texte_de};

use crate::ns;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReponseInsi {
    /// `RESULTAT`.
    Resultat(Resultat),
    /// A SOAP fault.
    Faute(FauteLue),
}

/// `RESULTAT`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resultat {
    /// `CR/CodeCR`: `00`, `01`, `02`.
    pub code_cr: String,
    /// `CR/LibelleCR`.
    pub libelle: String,
    /// `INDIVIDU`, only with `00`.
    pub individu: Option<Individu>,
}

/// `INDIVIDU`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Individu {
    /// `INSACTIF`.
    pub actif: Identifiant,
    /// Each `INSHISTO`.
    pub historique: Vec<Identifiant>,
    /// `TIQ`.
    pub tiq: Tiq,
}

/// `INSACTIF` or `INSHISTO`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identifiant {
    /// `IdIndividu/NumIdentifiant`, 13 characters.
    pub matricule: String,
    /// `IdIndividu/Cle`.
    pub cle: Option<String>,
    /// `OID`.
    pub oid: String,
    /// `DateDeb`.
    pub debut: Option<String>,
    /// `DateFin`.
    pub fin: Option<String>,
}

impl Identifiant {
    /// The 15 characters; 13 when there is no key.
    #[must_use]
    pub fn complet(&self) -> String {
        format!("{}{}", self.matricule, self.cle.as_deref().unwrap_or_default())
    }
}

/// `TIQ`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tiq {
    /// `NomNaissance`.
    pub nom: Option<String>,
    /// `Prenom`.
    pub prenom: Option<String>,
    /// `ListePrenom`: all first names, separated by spaces.
    pub prenoms: Option<String>,
    /// `Sexe`.
    pub sexe: Option<String>,
    /// `DateNaissance`.
    pub date_naissance: Option<String>,
    /// `LieuNaissance`.
    pub lieu_naissance: Option<String>,
}

/// A fault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FauteLue {
    /// `Sender`, `Receiver`…
    pub code: String,
    /// `siram_40`.
    pub sous_code: Option<String>,
    /// Reason.
    pub raison: String,
    /// `Erreur/@code`: `insi_102`, `desir_550`.
    pub erreur: Option<String>,
    /// `Erreur/@severite`.
    pub severite: Option<String>,
    /// `Erreur/@messageID`.
    pub message_id: Option<String>,
    /// Text of `Erreur`.
    pub texte: String,
}

/// Why an answer could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReponseIllisible {
    /// Not XML, or refused XML.
    #[error(transparent)]
    Xml(#[from] XmlRefuse),
    /// Not a SOAP 1.2 message.
    #[error(transparent)]
    Soap(#[from] PasSoap),
    /// Neither a result nor a fault.
    #[error("le corps « {0} » n'est ni RESULTAT ni Fault : ce n'est pas une réponse d'INSi")]
    Corps(String),
}

/// Reads an answer.
///
/// # Errors
/// [`ReponseIllisible`] when the bytes are not a SOAP 1.2 message that holds a result of INSi or a fault.
pub fn lire_reponse(octets: &[u8]) -> Result<ReponseInsi, ReponseIllisible> {
    let texte = segur_soap::decoder(octets)?;
    let document = segur_soap::lire(&texte)?;
    let charge = segur_soap::enveloppe(&document)?.charge;
    if let Some(faute) = segur_soap::lire_faute(charge) {
        let erreur = faute.detail.and_then(|d| enfant(d, ns::SIRAM, "Erreur"));
        let attribut = |nom: &str| erreur.and_then(|e| e.attribute(nom)).map(str::to_owned);
        return Ok(ReponseInsi::Faute(FauteLue {
            erreur: attribut("code"),
            severite: attribut("severite"),
            message_id: attribut("messageID"),
            texte: erreur.map(texte_de).unwrap_or_default(),
            code: faute.code,
            sous_code: faute.sous_code,
            raison: faute.raison,
        }));
    }
    if !est(charge, ns::RESULTAT, "RESULTAT") {
        return Err(ReponseIllisible::Corps(crate::requete::nom_qualifie(charge)));
    }
    let cr = enfant(charge, ns::RESULTAT, "CR");
    Ok(ReponseInsi::Resultat(Resultat {
        code_cr: cr.and_then(|c| valeur(c, "CodeCR")).unwrap_or_default(),
        libelle: cr.and_then(|c| valeur(c, "LibelleCR")).unwrap_or_default(),
        individu: enfant(charge, ns::RESULTAT, "INDIVIDU").map(individu),
    }))
}

/// The answer to a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    /// `CR/CodeCR`.
    pub code: String,
    /// `CR/LibelleCR`: `OK` or `KO`.
    pub libelle: String,
}

/// Reads the answer to a verification by the names of its elements, in any namespace: its contract is not public. None when it is not
/// one.
#[must_use]
pub fn lire_verification(octets: &[u8]) -> Option<Verification> {
    let texte = segur_soap::decoder(octets).ok()?;
    let document = segur_soap::lire(&texte).ok()?;
    let charge = segur_soap::enveloppe(&document).ok()?.charge;
    let cr = charge.children().find(|n| n.tag_name().name() == "CR")?;
    let dans = |nom: &str| cr.children().find(|n| n.tag_name().name() == nom).map(texte_de);
    Some(Verification {
        code: dans("CodeCR")?.trim().to_owned(),
        libelle: dans("LibelleCR").unwrap_or_default().trim().to_owned(),
    })
}

fn individu(noeud: Node<'_, '_>) -> Individu {
    let tiq = enfant(noeud, ns::RESULTAT, "TIQ");
    let trait_de = |nom: &str| tiq.and_then(|t| valeur(t, nom));
    Individu {
        actif: enfant(noeud, ns::RESULTAT, "INSACTIF").map(identifiant).unwrap_or_default(),
        historique: enfants(noeud, ns::RESULTAT, "INSHISTO").map(identifiant).collect(),
        tiq: Tiq {
            nom: trait_de("NomNaissance"),
            prenom: trait_de("Prenom"),
            prenoms: trait_de("ListePrenom"),
            sexe: trait_de("Sexe"),
            date_naissance: trait_de("DateNaissance"),
            lieu_naissance: trait_de("LieuNaissance"),
        },
    }
}

fn identifiant(noeud: Node<'_, '_>) -> Identifiant {
    let id = enfant(noeud, ns::RESULTAT, "IdIndividu");
    Identifiant {
        matricule: id.and_then(|i| valeur(i, "NumIdentifiant")).unwrap_or_default(),
        cle: id.and_then(|i| valeur(i, "Cle")),
        oid: valeur(noeud, "OID").unwrap_or_default(),
        debut: valeur(noeud, "DateDeb"),
        fin: valeur(noeud, "DateFin"),
    }
}

fn valeur(noeud: Node<'_, '_>, nom: &str) -> Option<String> {
    enfant(noeud, ns::RESULTAT, nom).map(|n| texte_de(n).trim().to_owned())
}
