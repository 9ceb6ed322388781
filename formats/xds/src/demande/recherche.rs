//! TD3.1: the stored queries of ITI-18 (IHE ITI TF-2, § 3.18.4.1.2.3.7), as the DMP takes them.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};
use segur_dialecte::Constateur;
use segur_model::{Champ, Location};
use segur_soap::{enfant, enfants, est};
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::valeurs::{self, Ecriture, VALEURS_MAX};
use super::{Lue, Mots, Releve};
use crate::juger::Cx;
use crate::ns::{QUERY, RIM};
use crate::registre::Disponibilite;
use crate::regles_td as regles;

/// The stored queries that the bench plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoredQuery {
    /// Documents of a patient.
    FindDocuments,
    /// Documents of a patient by reference (accession, order, study).
    FindDocumentsByReferenceId,
    /// Documents by `entryUUID`, `uniqueId` or `logicalId`.
    GetDocuments,
    /// Lots of a patient.
    FindSubmissionSets,
    /// What ties these objects to others.
    GetAssociations,
    /// Documents, and what ties them.
    GetDocumentsAndAssociations,
    /// Lots that hold these documents.
    GetSubmissionSets,
    /// A lot, and what it holds.
    GetSubmissionSetAndContents,
    /// Documents that replace, or are replaced by, this one.
    GetRelatedDocuments,
}

/// How far two clocks may be from each other.
const ECART_TOLERE: Duration = Duration::minutes(10);
const PATIENT_CHERCHE: &str = "$XDSDocumentEntryPatientId";
const STATUT_DOCUMENT: &str = "$XDSDocumentEntryStatus";
/// Parameters of a search of documents: name, and what its values are.
const CRITERES: &[(&str, Genre)] = &[
    (PATIENT_CHERCHE, Genre::Patient),
    (STATUT_DOCUMENT, Genre::Statut),
    ("$XDSDocumentEntryClassCode", Genre::Code),
    ("$XDSDocumentEntryTypeCode", Genre::Code),
    ("$XDSDocumentEntryPracticeSettingCode", Genre::Code),
    ("$XDSDocumentEntryHealthcareFacilityTypeCode", Genre::Code),
    ("$XDSDocumentEntryEventCodeList", Genre::Code),
    ("$XDSDocumentEntryConfidentialityCode", Genre::Code),
    ("$XDSDocumentEntryFormatCode", Genre::Code),
    ("$XDSDocumentEntryAuthorPerson", Genre::Texte),
    ("$XDSDocumentEntryType", Genre::Texte),
    ("$XDSDocumentEntryReferenceIdList", Genre::Texte),
    ("$XDSDocumentEntryCreationTimeFrom", Genre::Date),
    ("$XDSDocumentEntryCreationTimeTo", Genre::Date),
    ("$XDSDocumentEntryServiceStartTimeFrom", Genre::Date),
    ("$XDSDocumentEntryServiceStartTimeTo", Genre::Date),
    ("$XDSDocumentEntryServiceStopTimeFrom", Genre::Date),
    ("$XDSDocumentEntryServiceStopTimeTo", Genre::Date),
];
const IDENTIFIANTS: &[(&str, Genre)] = &[
    ("$XDSDocumentEntryEntryUUID", Genre::Texte),
    ("$XDSDocumentEntryUniqueId", Genre::Texte),
    ("$XDSDocumentEntryLogicalID", Genre::Texte),
    ("$MetadataLevel", Genre::Texte),
    ("$homeCommunityId", Genre::Texte),
];

/// What the values of a parameter are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Genre {
    Texte,
    Code,
    Date,
    Statut,
    Patient,
}

impl StoredQuery {
    /// Each with its identifier.
    const TOUTES: [(Self, &'static str); 9] = [
        (Self::FindDocuments, "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"),
        (Self::FindDocumentsByReferenceId, "urn:uuid:12941a89-e02e-4be5-967c-ce4bfc8fe492"),
        (Self::GetDocuments, "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"),
        (Self::FindSubmissionSets, "urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9"),
        (Self::GetAssociations, "urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155"),
        (Self::GetDocumentsAndAssociations, "urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a"),
        (Self::GetSubmissionSets, "urn:uuid:51224314-5390-4169-9b91-b1980040715a"),
        (Self::GetSubmissionSetAndContents, "urn:uuid:e8e3cb2c-e39c-46b9-99e4-c12f57260b83"),
        (Self::GetRelatedDocuments, "urn:uuid:d90e5407-b356-4d91-a89f-873917b4b0e6"),
    ];

    /// That of an identifier.
    #[must_use]
    pub fn lire(id: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|(_, i)| i.eq_ignore_ascii_case(id)).map(|(q, _)| q)
    }

    /// Its name in IHE, as facts say it.
    #[must_use]
    pub fn nom(self) -> &'static str {
        match self {
            Self::FindDocuments => "FindDocuments",
            Self::FindDocumentsByReferenceId => "FindDocumentsByReferenceId",
            Self::GetDocuments => "GetDocuments",
            Self::FindSubmissionSets => "FindSubmissionSets",
            Self::GetAssociations => "GetAssociations",
            Self::GetDocumentsAndAssociations => "GetDocumentsAndAssociations",
            Self::GetSubmissionSets => "GetSubmissionSets",
            Self::GetSubmissionSetAndContents => "GetSubmissionSetAndContents",
            Self::GetRelatedDocuments => "GetRelatedDocuments",
        }
    }

    /// Whether it was seen in what goes to the DMP (examples, DRIMbox, integrators).
    fn vue(self) -> bool {
        !matches!(
            self,
            Self::GetSubmissionSets | Self::GetSubmissionSetAndContents | Self::GetRelatedDocuments
        )
    }

    /// Its parameters.
    fn parametres(self) -> Vec<(&'static str, Genre)> {
        let mut parametres = match self {
            Self::FindDocuments | Self::FindDocumentsByReferenceId => CRITERES.to_vec(),
            Self::GetDocuments | Self::GetDocumentsAndAssociations => IDENTIFIANTS.to_vec(),
            Self::FindSubmissionSets => vec![
                ("$XDSSubmissionSetPatientId", Genre::Patient),
                ("$XDSSubmissionSetStatus", Genre::Statut),
                ("$XDSSubmissionSetSourceId", Genre::Texte),
                ("$XDSSubmissionSetSubmissionTimeFrom", Genre::Date),
                ("$XDSSubmissionSetSubmissionTimeTo", Genre::Date),
                ("$XDSSubmissionSetAuthorPerson", Genre::Texte),
                ("$XDSSubmissionSetContentType", Genre::Code),
            ],
            Self::GetAssociations | Self::GetSubmissionSets => vec![("$uuid", Genre::Texte)],
            Self::GetSubmissionSetAndContents => vec![
                ("$XDSSubmissionSetEntryUUID", Genre::Texte),
                ("$XDSSubmissionSetUniqueId", Genre::Texte),
                ("$XDSDocumentEntryConfidentialityCode", Genre::Code),
                ("$XDSDocumentEntryFormatCode", Genre::Code),
            ],
            Self::GetRelatedDocuments => vec![
                ("$XDSDocumentEntryEntryUUID", Genre::Texte),
                ("$XDSDocumentEntryUniqueId", Genre::Texte),
                ("$AssociationTypes", Genre::Texte),
            ],
        };
        // Level 2 of metadata and communities are of every query; the DMP has shown neither.
        parametres.extend([("$MetadataLevel", Genre::Texte), ("$homeCommunityId", Genre::Texte)]);
        parametres
    }

    /// Its required parameters: one of each group.
    fn requis(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::FindDocuments => &[&[PATIENT_CHERCHE], &[STATUT_DOCUMENT]],
            Self::FindDocumentsByReferenceId => &[&[PATIENT_CHERCHE], &[STATUT_DOCUMENT], &["$XDSDocumentEntryReferenceIdList"]],
            Self::GetDocuments => &[&[
                "$XDSDocumentEntryEntryUUID",
                "$XDSDocumentEntryUniqueId",
                "$XDSDocumentEntryLogicalID",
            ]],
            Self::GetDocumentsAndAssociations | Self::GetRelatedDocuments => {
                &[&["$XDSDocumentEntryEntryUUID", "$XDSDocumentEntryUniqueId"]]
            }
            Self::FindSubmissionSets => &[&["$XDSSubmissionSetPatientId"], &["$XDSSubmissionSetStatus"]],
            Self::GetAssociations | Self::GetSubmissionSets => &[&["$uuid"]],
            Self::GetSubmissionSetAndContents => &[&["$XDSSubmissionSetEntryUUID", "$XDSSubmissionSetUniqueId"]],
        }
    }
}

/// What is to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retour {
    /// The objects.
    LeafClass,
    /// References to them.
    ObjectRef,
}

impl Mots for Retour {
    const MOTS: &'static [(Self, &'static str)] = &[(Self::LeafClass, "LeafClass"), (Self::ObjectRef, "ObjectRef")];
}

/// One `Slot`: its values are alternatives. A parameter given twice has both (a document has one of each).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parametre {
    /// Name, with its `$`.
    pub nom: Champ,
    /// Values, without quotes.
    pub valeurs: Vec<Champ>,
}

/// A stored query, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recherche {
    /// Where `AdhocQueryRequest` is.
    pub lieu: Location,
    /// `AdhocQuery/@id`.
    pub id: Champ,
    /// The query of this identifier, when the bench plays it.
    pub requete: Option<StoredQuery>,
    /// `@returnType`.
    pub retour: Option<Retour>,
    /// Its parameters, in order.
    pub parametres: Vec<Parametre>,
    /// The patient that it names: INS and OID.
    pub patient: Option<(String, String)>,
}

impl Recherche {
    /// The alternatives of each slot of this name.
    pub fn tous<'a>(&'a self, nom: &'a str) -> impl Iterator<Item = &'a Parametre> {
        self.parametres.iter().filter(move |p| p.nom.valeur == nom)
    }

    /// The values of a parameter, whatever the slot.
    pub fn valeurs<'a>(&'a self, nom: &'a str) -> impl Iterator<Item = &'a str> {
        self.tous(nom).flat_map(|p| p.valeurs.iter().map(|v| v.valeur.as_str()))
    }

    /// An upper bound in the near future is local time where UTC was due. `maintenant`: the instant of the bench.
    pub(crate) fn juger_heures(&self, maintenant: OffsetDateTime, c: &mut Constateur) {
        let bornes = CRITERES.iter().filter(|(nom, genre)| *genre == Genre::Date && nom.ends_with("To"));
        for valeur in bornes.flat_map(|(nom, _)| self.tous(nom)).flat_map(|p| &p.valeurs) {
            let lue = PrimitiveDateTime::parse(&valeur.valeur, format_description!("[year][month][day][hour][minute][second]"));
            let avance = lue.map_or(Duration::ZERO, |d| d.assume_utc() - maintenant);
            if avance > ECART_TOLERE && avance < Duration::hours(3) {
                c.dire(regles::DATE_UTC, &valeur.lieu, "une date en UTC", &valeur.valeur);
            }
        }
    }

    /// Whether it looks for identifiers rather than documents (DMP_3.1b): references, or documents by their `uniqueId`.
    #[must_use]
    pub fn est_reference(&self) -> bool {
        self.retour == Some(Retour::ObjectRef)
    }
}

/// Reads `AdhocQueryRequest`.
pub(crate) fn lire(document: &Document<'_>, charge: Node<'_, '_>) -> Lue<Recherche> {
    let requete = enfant(charge, RIM, "AdhocQuery").filter(|_| est(charge, QUERY, "AdhocQueryRequest"));
    let Some(requete) = requete else {
        return Lue::illisible(document, charge, "AdhocQueryRequest, avec son AdhocQuery");
    };
    let r = Releve::de(document);
    let mut c = Constateur::default();
    let option = enfant(charge, QUERY, "ResponseOption");
    let retour = option.and_then(|o| r.attribut(o, "returnType"));
    let lu = retour.as_ref().and_then(|t| Retour::lire(&t.valeur));
    if lu.is_none() {
        let (ou, vu) = retour
            .as_ref()
            .map_or_else(|| (r.lieu(charge), "(absent)"), |t| (t.lieu.clone(), t.valeur.as_str()));
        c.dire(regles::RETOUR, &ou, "LeafClass ou ObjectRef", vu);
    }
    if let Some(compose) = option
        .and_then(|o| r.attribut(o, "returnComposedObjects"))
        .filter(|v| v.valeur != "true")
    {
        c.dire(regles::COMPOSE, &compose.lieu, "true", &compose.valeur);
    }
    let id = r.attribut(requete, "id").unwrap_or_else(|| Champ {
        valeur: String::new(),
        lieu: r.lieu(requete),
    });
    let connue = StoredQuery::lire(&id.valeur);
    match connue {
        None => c.dire(
            regles::REQUETE,
            &id.lieu,
            "FindDocuments (14d4debf…), GetDocuments (5c4f972b…)…",
            &id.valeur,
        ),
        Some(q) if !q.vue() => c.dire(regles::REQUETE_HORS_EXEMPLES, &id.lieu, "une requête vue du DMP", q.nom()),
        Some(_) => {}
    }
    let mut recherche = Recherche {
        lieu: r.lieu(charge),
        id,
        requete: connue,
        retour: lu,
        parametres: Vec::new(),
        patient: None,
    };
    let genres: BTreeMap<&str, Genre> = connue.map(StoredQuery::parametres).unwrap_or_default().into_iter().collect();
    let mut nombre = 0;
    for slot in enfants(requete, RIM, "Slot") {
        let genre = genres.get(slot.attribute("name").unwrap_or_default()).copied();
        let parametre = slot_lu(&r, &mut c, slot, genre, &mut nombre);
        if nombre > VALEURS_MAX {
            c.dire(
                regles::TROP_DE_VALEURS,
                &recherche.lieu,
                format!("{VALEURS_MAX} valeurs au plus"),
                "davantage",
            );
            break;
        }
        if matches!(connue, Some(StoredQuery::GetDocuments)) && parametre.nom.valeur == PATIENT_CHERCHE {
            c.dire(
                regles::FILTRE_PATIENT,
                &parametre.nom.lieu,
                "aucun patientId",
                &parametre.nom.valeur,
            );
            continue;
        }
        if connue.is_some() && genre.is_none() {
            c.dire(
                regles::PARAMETRE_INCONNU,
                &parametre.nom.lieu,
                "un paramètre de cette requête",
                &parametre.nom.valeur,
            );
            continue;
        }
        recherche.parametres.push(parametre);
    }
    juger(&mut c, &mut recherche);
    Lue::juste(recherche, c)
}

fn slot_lu(r: &Releve<'_, '_>, c: &mut Constateur, slot: Node<'_, '_>, genre: Option<Genre>, nombre: &mut usize) -> Parametre {
    let nom = r.attribut(slot, "name").unwrap_or_else(|| Champ {
        valeur: String::new(),
        lieu: r.lieu(slot),
    });
    let mut lues = Vec::new();
    for valeur in enfants(slot, RIM, "ValueList").flat_map(|l| enfants(l, RIM, "Value")) {
        let brut = r.texte(valeur);
        let Some((ecriture, textes)) = valeurs::lire(&brut.valeur) else {
            c.dire(
                regles::PARAMETRE_FORME,
                &brut.lieu,
                "'texte', un nombre, ou ('un','deux')",
                &brut.valeur,
            );
            continue;
        };
        if genre == Some(Genre::Patient) && ecriture != Ecriture::Texte {
            c.dire(regles::PATIENT, &brut.lieu, "'INS^^^&OID&ISO^NH'", &brut.valeur);
        }
        *nombre += textes.len();
        if *nombre > VALEURS_MAX {
            break;
        }
        for texte in textes {
            let champ = Champ {
                valeur: texte,
                lieu: brut.lieu.clone(),
            };
            valeur_juste(c, genre, &champ);
            lues.push(champ);
        }
    }
    if matches!(genre, Some(Genre::Patient | Genre::Date)) && lues.len() > 1 {
        c.dire(
            regles::PARAMETRE_NOMBRE,
            &nom.lieu,
            "une seule valeur",
            format!("{} valeurs", lues.len()),
        );
    }
    Parametre { nom, valeurs: lues }
}

fn valeur_juste(c: &mut Constateur, genre: Option<Genre>, champ: &Champ) {
    let v = champ.valeur.as_str();
    match genre {
        Some(Genre::Patient) if Cx::lire(v).is_none() => c.dire(regles::PATIENT, &champ.lieu, "INS^^^&OID&ISO^NH", v),
        Some(Genre::Code) if code(v).is_none() => c.dire(regles::CODE_FORME, &champ.lieu, "code^^codingScheme", v),
        Some(Genre::Date) if !(4..=14).contains(&v.len()) || !v.bytes().all(|o| o.is_ascii_digit()) => {
            c.dire(regles::DATE_FORME, &champ.lieu, "aaaaMMjjhhmmss", v);
        }
        Some(Genre::Statut) if Disponibilite::lire(v).is_none_or(|d| d == Disponibilite::Deleted) => {
            c.dire(regles::STATUT, &champ.lieu, "Approved, Deprecated ou Archived, par leur URN", v);
        }
        _ => {}
    }
}

/// Code and scheme of a value that looks for a code.
#[must_use]
pub(crate) fn code(valeur: &str) -> Option<(&str, &str)> {
    valeur
        .split_once("^^")
        .filter(|(code, systeme)| !code.is_empty() && !systeme.is_empty())
}

fn juger(c: &mut Constateur, recherche: &mut Recherche) {
    let Some(requete) = recherche.requete else { return };
    for groupe in requete.requis() {
        let donne = groupe.iter().any(|nom| recherche.valeurs(nom).next().is_some());
        if !donne {
            c.dire(regles::PARAMETRE_REQUIS, &recherche.lieu, groupe.join(" ou "), "(absent)");
        }
    }
    let patient = [PATIENT_CHERCHE, "$XDSSubmissionSetPatientId"]
        .iter()
        .flat_map(|nom| recherche.valeurs(nom))
        .find_map(Cx::lire)
        .map(|cx| (cx.id.to_owned(), cx.oid.to_owned()));
    recherche.patient = patient;
    if matches!(requete, StoredQuery::FindDocuments | StoredQuery::FindDocumentsByReferenceId) {
        let statuts: Vec<&str> = recherche.valeurs(STATUT_DOCUMENT).collect();
        if !statuts.is_empty() && !statuts.contains(&Disponibilite::Approved.urn()) {
            let lieu = recherche.tous(STATUT_DOCUMENT).next().map_or(&recherche.lieu, |p| &p.nom.lieu);
            c.dire(regles::ACTIFS, lieu, "Approved, seul ou avec d'autres", statuts.join(", "));
        }
    }
    if requete == StoredQuery::GetDocumentsAndAssociations {
        let nombre = IDENTIFIANTS.iter().map(|(nom, _)| recherche.valeurs(nom).count()).sum::<usize>();
        if nombre > 20 {
            c.dire(regles::LOTS, &recherche.lieu, "20 documents au plus", format!("{nombre} documents"));
        }
    }
}
