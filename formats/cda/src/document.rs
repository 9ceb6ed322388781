//! A clinical document, read with the place of everything. Reading is tolerant: what is missing is absent, what is wrong is kept
//! as it is, and the rules say so afterwards.

use base64::Engine as _;
use roxmltree::{Document, Node};
pub use segur_model::Champ;
use segur_model::Location;
use segur_soap::{lieu, lieu_attribut};

use crate::arbre::{self, attribut};
use crate::identite::{self, TraitsDuPatient};
use crate::{modeles, ns};

/// PDF copies looked at after the first.
const AUTRES_COPIES_MAX: usize = 8;

/// An instance identifier (`II`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifiant {
    /// `@root`.
    pub racine: String,
    /// `@extension`.
    pub extension: Option<String>,
    /// Where.
    pub lieu: Location,
}

/// A model: `templateId`.
pub type Modele = Identifiant;

/// A coded value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// `@code`.
    pub code: String,
    /// `@codeSystem`.
    pub systeme: String,
    /// Where.
    pub lieu: Location,
}

/// How far the content is structured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Niveau {
    /// A header and a file (`nonXMLBody`).
    N1,
    /// A header and sections (`structuredBody`).
    N3,
}

impl Identifiant {
    /// `root`, or `root^extension`.
    #[must_use]
    pub fn complet(&self) -> String {
        match &self.extension {
            Some(extension) => format!("{}^{extension}", self.racine),
            None => self.racine.clone(),
        }
    }
}

impl Niveau {
    /// Its name in the fact `cda.niveau`.
    #[must_use]
    pub fn nom(self) -> &'static str {
        match self {
            Self::N1 => "N1",
            Self::N3 => "N3",
        }
    }
}

/// A file within the document, base64 decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incorpore {
    /// `@mediaType`.
    pub media: String,
    /// Its bytes.
    pub octets: Vec<u8>,
    /// Where.
    pub lieu: Location,
}

/// A clinical document, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cda {
    /// Where `ClinicalDocument` begins.
    pub lieu: Location,
    /// Whether it is within a style sheet (*auto-présentable*).
    pub auto_presentable: bool,
    /// None when there is no body, or an unknown one.
    pub niveau: Option<Niveau>,
    /// `templateId` of the header.
    pub modeles: Vec<Modele>,
    /// `id`.
    pub id: Option<Identifiant>,
    /// `code`.
    pub code: Option<Code>,
    /// `title`.
    pub titre: Option<Champ>,
    /// `effectiveTime/@value`.
    pub date: Option<Champ>,
    /// `confidentialityCode/@code`.
    pub confidentialite: Option<Champ>,
    /// `languageCode/@code`.
    pub langue: Option<Champ>,
    /// `setId`.
    pub set_id: Option<Identifiant>,
    /// `versionNumber/@value`.
    pub version: Option<Champ>,
    /// `patientRole/id`, in order: the first is the INS.
    pub patients: Vec<Identifiant>,
    /// The traits that go with the INS.
    pub traits: TraitsDuPatient,
    /// `inFulfillmentOf/order/id`.
    pub demandes: Vec<Identifiant>,
    /// `relatedDocument[@typeCode='RPLC']/parentDocument/id`.
    pub remplace: Vec<Identifiant>,
    /// `documentationOf/serviceEvent/lab:statusCode/@code` of a laboratory report: `active` or `completed`.
    pub statut: Option<Champ>,
    /// The file of a level 1 document, or the PDF copy within a structured one.
    pub incorpore: Option<Incorpore>,
    /// The PDF copies after the first.
    pub autres_copies: Vec<Incorpore>,
}

impl Cda {
    /// The `templateId` of the header: root, extension.
    #[must_use]
    pub fn template_ids(&self) -> Vec<(String, Option<String>)> {
        self.modeles.iter().map(|m| (m.racine.clone(), m.extension.clone())).collect()
    }

    /// French name of its type (JDV_J07). None without a code, or with one that is not of the set.
    #[must_use]
    pub fn nom_du_type(&self) -> Option<&'static str> {
        modeles::nom(self.code.as_ref()?)
    }

    /// Name of the model of the CI-SIS that it declares, with its version; none when that is not one whose own rules are known.
    #[must_use]
    pub fn volet(&self) -> Option<&'static str> {
        modeles::volet(&self.modeles)
    }
}

/// What the clinical document of a tree says.
pub(crate) fn dire<'a, 'i>(document: &'a Document<'i>, racine: Node<'a, 'i>) -> Cda {
    let lecteur = Lecteur { document, racine };
    let niveau = niveau(racine);
    Cda {
        lieu: lieu(document, racine),
        auto_presentable: racine != document.root_element(),
        niveau,
        modeles: lecteur.identifiants(&["templateId"]),
        id: lecteur.identifiants(&["id"]).into_iter().next(),
        code: arbre::un(racine, &["code"]).map(|n| Code {
            code: attribut(n, "code").to_owned(),
            systeme: attribut(n, "codeSystem").to_owned(),
            lieu: lieu(document, n),
        }),
        titre: arbre::un(racine, &["title"]).map(|n| Champ {
            valeur: arbre::texte_normalise(n),
            lieu: lieu(document, n),
        }),
        date: lecteur.valeur(&["effectiveTime"], "value"),
        confidentialite: lecteur.valeur(&["confidentialityCode"], "code"),
        langue: lecteur.valeur(&["languageCode"], "code"),
        set_id: lecteur.identifiants(&["setId"]).into_iter().next(),
        version: lecteur.valeur(&["versionNumber"], "value"),
        patients: lecteur.identifiants(&["recordTarget", "patientRole", "id"]),
        traits: identite::lire(document, racine),
        demandes: lecteur.identifiants(&["inFulfillmentOf", "order", "id"]),
        remplace: arbre::tous(racine, &["relatedDocument"])
            .into_iter()
            .filter(|n| attribut(*n, "typeCode") == "RPLC")
            .flat_map(|n| arbre::tous(n, &["parentDocument", "id"]))
            .map(|n| lecteur.identifiant(n))
            .collect(),
        statut: statut(racine).map(|n| Champ {
            valeur: attribut(n, "code").to_owned(),
            lieu: lieu_attribut(document, n, "code"),
        }),
        incorpore: niveau.and_then(|niveau| incorpore(document, racine, niveau)),
        autres_copies: copies_suivantes(document, racine),
    }
}

/// The level, by the body.
pub(crate) fn niveau(cda: Node<'_, '_>) -> Option<Niveau> {
    if arbre::un(cda, &["component", "nonXMLBody"]).is_some() {
        Some(Niveau::N1)
    } else {
        arbre::un(cda, &["component", "structuredBody"]).map(|_| Niveau::N3)
    }
}

/// The status of a laboratory report: of the first act that has one, which is the main act.
fn statut<'a, 'i>(cda: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    arbre::tous(cda, &["documentationOf", "serviceEvent"])
        .into_iter()
        .find_map(|acte| segur_soap::enfant(acte, ns::LAB, "statusCode"))
}

/// The files carried by the sections *FR-Document-PDF-copie*: `observationMedia/value`.
pub(crate) fn copies_pdf<'a, 'i>(cda: Node<'a, 'i>) -> Vec<(Node<'a, 'i>, Vec<Node<'a, 'i>>)> {
    arbre::tous(cda, &["component", "structuredBody", "component", "section"])
        .into_iter()
        .filter(|s| arbre::a_modele(*s, ns::SECTION_COPIE_PDF))
        .map(|section| {
            let medias = section
                .descendants()
                .filter(|n| segur_soap::est(*n, ns::HL7, "observationMedia"))
                .flat_map(|n| arbre::tous(n, &["value"]))
                .collect();
            (section, medias)
        })
        .collect()
}

fn incorpore(document: &Document<'_>, cda: Node<'_, '_>, niveau: Niveau) -> Option<Incorpore> {
    let noeud = match niveau {
        Niveau::N1 => arbre::un(cda, &["component", "nonXMLBody", "text"])?,
        Niveau::N3 => copies_pdf(cda).into_iter().find_map(|(_, medias)| medias.into_iter().next())?,
    };
    lire_incorpore(document, noeud)
}

fn copies_suivantes(document: &Document<'_>, cda: Node<'_, '_>) -> Vec<Incorpore> {
    let medias = copies_pdf(cda).into_iter().flat_map(|(_, medias)| medias);
    medias
        .skip(1)
        .take(AUTRES_COPIES_MAX)
        .filter_map(|n| lire_incorpore(document, n))
        .collect()
}

fn lire_incorpore(document: &Document<'_>, noeud: Node<'_, '_>) -> Option<Incorpore> {
    Some(Incorpore {
        media: attribut(noeud, "mediaType").to_owned(),
        octets: decoder_base64(noeud)?,
        lieu: lieu(document, noeud),
    })
}

/// The bytes of a base64 text, white space ignored. None when it is not base64.
pub(crate) fn decoder_base64(noeud: Node<'_, '_>) -> Option<Vec<u8>> {
    let texte: String = segur_soap::texte_de(noeud).split_ascii_whitespace().collect();
    base64::engine::general_purpose::STANDARD.decode(texte).ok()
}

struct Lecteur<'d, 'a, 'i> {
    document: &'d Document<'i>,
    racine: Node<'a, 'i>,
}

impl<'i> Lecteur<'_, '_, 'i> {
    fn identifiant(&self, noeud: Node<'_, 'i>) -> Identifiant {
        Identifiant {
            racine: attribut(noeud, "root").to_owned(),
            extension: noeud.attribute("extension").map(|e| e.trim().to_owned()),
            lieu: lieu(self.document, noeud),
        }
    }

    fn identifiants(&self, chemin: &[&str]) -> Vec<Identifiant> {
        arbre::tous(self.racine, chemin).into_iter().map(|n| self.identifiant(n)).collect()
    }

    fn valeur(&self, chemin: &[&str], nom: &str) -> Option<Champ> {
        let noeud = arbre::un(self.racine, chemin)?;
        noeud.attribute(nom).map(|v| Champ {
            valeur: v.trim().to_owned(),
            lieu: lieu_attribut(self.document, noeud, nom),
        })
    }
}
