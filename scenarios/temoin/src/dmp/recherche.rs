//! TD3.1: the stored queries of this software (ITI-18).

use time::OffsetDateTime;

use super::Appel;
use super::message::Message;
use super::types::{CLASSES, systeme};
use super::{Patient, metadonnees::VISIBILITES};
use crate::cr::Visibilite;
use crate::ecarts::Ecart;
use crate::identifiants::{heure_locale, utc};
use crate::xml::Plume;

const APPROVED: &str = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";
const DEPRECATED: &str = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated";
const ARCHIVED: &str = "urn:asip:ci-sis:2010:StatusType:Archived";
const FIND_DOCUMENTS: &str = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";
const GET_DOCUMENTS: &str = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";

/// What is searched.
#[derive(Debug, Clone, Default)]
pub(crate) struct Criteres {
    pub type_: String,
    pub classe: String,
    /// Earliest act, and latest, excluded.
    pub depuis: Option<OffsetDateTime>,
    pub jusque: Option<OffsetDateTime>,
    pub archives: bool,
    pub anciens: bool,
    /// Only those of this visibility.
    pub visibilite: Option<Visibilite>,
}

/// What a query gives back of each document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retour {
    Metadonnees,
    Reference,
}

/// `FindDocuments`: the list of the documents of a patient. Dates are in UTC (EX_3.1-1070), active documents are always asked for
/// (EX_3.1-1030).
pub(crate) fn liste(appel: &Appel<'_>, patient: &Patient, c: &Criteres) -> Message {
    let ecarts = appel.ecarts;
    let date = |d: OffsetDateTime| ecarts.choisir(Ecart::DmpRechercheHeureLocale, utc(d), heure_locale(d));
    let cite = |v: &str| format!("'{v}'");
    let liste = |v: &[String]| format!("({})", v.join(","));
    let mut statuts = vec![cite(APPROVED)];
    if c.archives {
        if ecarts.a(Ecart::DmpRechercheSansActifs) {
            statuts.clear();
        }
        statuts.push(cite(ARCHIVED));
    }
    if c.anciens {
        statuts.push(cite(DEPRECATED));
    }
    let cx = patient.cx();
    let cx = match () {
        () if ecarts.a(Ecart::DmpPatientEntreParentheses) => format!("('{cx}')"),
        () if ecarts.a(Ecart::DmpApostropheOuverte) => format!("'{cx}"),
        () => cite(&cx),
    };
    let mut slots = vec![("$XDSDocumentEntryPatientId", cx)];
    if !ecarts.a(Ecart::DmpRechercheSansStatut) {
        slots.push(("$XDSDocumentEntryStatus", liste(&statuts)));
    }
    if !c.type_.is_empty() {
        let t = cite(&format!("{}^^{}", c.type_, systeme(&c.type_)));
        slots.push(("$XDSDocumentEntryTypeCode", liste(&[t])));
    }
    if !c.classe.is_empty() {
        let t = cite(&format!("{}^^{CLASSES}", c.classe));
        slots.push(("$XDSDocumentEntryClassCode", liste(&[t])));
    }
    if let Some((code, _)) = c.visibilite.and_then(Visibilite::code) {
        let t = cite(&format!("{code}^^{VISIBILITES}"));
        slots.push(("$XDSDocumentEntryConfidentialityCode", liste(&[t])));
    }
    if let Some(d) = c.depuis {
        slots.push(("$XDSDocumentEntryServiceStartTimeFrom", date(d)));
    }
    if let Some(d) = c.jusque {
        slots.push(("$XDSDocumentEntryServiceStartTimeTo", date(d)));
    }
    let retour = ecarts.choisir(Ecart::DmpListeEnReferences, Retour::Metadonnees, Retour::Reference);
    requete(FIND_DOCUMENTS, retour, &slots)
}

/// `GetDocuments`: the technical identifier of a document, or all its metadata, by its `uniqueId`; the patient is that of the VIHF
/// (RG_3010).
pub(crate) fn document(appel: &Appel<'_>, patient: &Patient, unique_id: &str, retour: Retour) -> Message {
    let mut slots = vec![("$XDSDocumentEntryUniqueId", format!("('{unique_id}')"))];
    if appel.ecarts.a(Ecart::DmpReferenceAvecPatient) {
        slots.insert(0, ("$XDSDocumentEntryPatientId", format!("'{}'", patient.cx())));
    }
    requete(GET_DOCUMENTS, retour, &slots)
}

fn requete(id: &str, retour: Retour, slots: &[(&str, String)]) -> Message {
    let genre = match retour {
        Retour::Metadonnees => "LeafClass",
        Retour::Reference => "ObjectRef",
    };
    let mut p = Plume::fragment();
    let espaces = [
        ("xmlns:query", "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"),
        ("xmlns:rim", "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"),
    ];
    p.dans("query:AdhocQueryRequest", &espaces, |p| {
        p.vide("query:ResponseOption", &[("returnComposedObjects", "true"), ("returnType", genre)]);
        p.dans("rim:AdhocQuery", &[("id", id)], |p| {
            for (nom, valeur) in slots {
                p.dans("rim:Slot", &[("name", nom)], |p| {
                    p.dans("rim:ValueList", &[], |p| p.texte("rim:Value", &[], valeur));
                });
            }
        });
    });
    Message {
        action: "urn:ihe:iti:2007:RegistryStoredQuery",
        corps: p.finir(),
    }
}
