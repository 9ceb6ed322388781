//! What views answer, as JSON.

use segur_model::{Faits, Finding};
use serde::Serialize;

/// A mailbox.
#[derive(Debug, Serialize)]
pub(super) struct BoiteVue {
    pub adresse: String,
    pub alias: Vec<String>,
    /// `PER`, `ORG`, `APP`, `CAB`, or `usager`.
    pub genre: String,
    /// Fiche of the mailbox, or of the citizen.
    pub fiche: String,
    /// Fiche of who holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub titulaire: Option<String>,
    pub ouverte: bool,
    pub octets: u64,
    pub quota: u64,
    pub messages: usize,
    pub non_lus: usize,
    pub dossiers: Vec<DossierVu>,
}

/// One of its folders.
#[derive(Debug, Serialize)]
pub(super) struct DossierVu {
    pub nom: String,
    pub messages: usize,
    pub non_lus: usize,
}

/// Mails, newest first.
#[derive(Debug, Serialize)]
pub(super) struct ListeVue {
    pub messages: Vec<Ligne>,
    /// How many there are in what was asked, searched or not.
    pub total: usize,
    /// Rank of the last that came: what `depuis` takes to have those that come after.
    pub dernier: u64,
    /// Where the list goes on, as `avant`; none: there is nothing older.
    pub suite: Option<u64>,
}

/// A mail in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Ligne {
    pub boite: String,
    pub dossier: String,
    pub uid: u32,
    pub rang: u64,
    /// On the clock of the bench.
    #[serde(with = "time::serde::rfc3339")]
    pub recu: time::OffsetDateTime,
    pub taille: u64,
    pub drapeaux: Vec<String>,
    pub lu: bool,
    pub genre: String,
    /// A report says that a mail was not delivered.
    pub echec: bool,
    pub objet: String,
    pub de: String,
    pub de_libelle: String,
    pub a: Vec<String>,
    pub message_id: String,
    /// INS of the patients that it is about.
    pub ins: Vec<String>,
    pub pieces: Vec<String>,
    pub ecarts: usize,
    pub avertissements: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echange: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

/// A mail, read.
#[derive(Debug, Serialize)]
pub(super) struct CourrielVu {
    #[serde(flatten)]
    pub ligne: Ligne,
    /// Why it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub illisible: Option<String>,
    /// What the operator wrote before it.
    pub trace: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enveloppe: Option<EnveloppeVue>,
    pub entetes: Vec<EnTeteVu>,
    /// Its text, as a person reads it: plain, else made of its HTML.
    pub texte: String,
    pub textes: Vec<TexteVu>,
    pub parties: Vec<PartieVue>,
    pub archives: Vec<ArchiveVue>,
    pub documents: Vec<DocumentVu>,
    pub faits: Faits,
    pub constats: Vec<ConstatVu>,
}

/// Its envelope.
#[derive(Debug, Serialize)]
pub(super) struct EnveloppeVue {
    pub expediteur: Option<String>,
    pub destinataires: Vec<DestinataireVu>,
    pub ret: Option<String>,
    pub envid: Option<String>,
}

/// One whom it is for.
#[derive(Debug, Serialize)]
pub(super) struct DestinataireVu {
    pub adresse: String,
    pub notify: Vec<String>,
    pub orcpt: Option<String>,
}

/// A header.
#[derive(Debug, Serialize)]
pub(super) struct EnTeteVu {
    pub nom: String,
    /// Unfolded and decoded.
    pub valeur: String,
    /// Line of the mail.
    pub ligne: u32,
}

/// A text part.
#[derive(Debug, Serialize)]
pub(super) struct TexteVu {
    pub partie: usize,
    pub media: String,
    pub texte: String,
    pub coupe: bool,
}

/// A part.
#[derive(Debug, Serialize)]
pub(super) struct PartieVue {
    pub numero: String,
    pub media: String,
    pub nom: Option<String>,
    pub encodage: &'static str,
    /// Decoded; none for what only holds other parts.
    pub taille: Option<usize>,
    pub jointe: bool,
    /// Of another mail that this one gives back.
    pub d_un_autre: bool,
    pub ligne: u32,
}

/// An archive, opened.
#[derive(Debug, Serialize)]
pub(super) struct ArchiveVue {
    pub partie: usize,
    pub nom: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub illisible: Option<String>,
    /// Who METADATA.XML says it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient: Option<PatientVu>,
    /// What the metadata say of each document.
    pub fiches: Vec<FicheVue>,
    pub fichiers: Vec<FichierVu>,
}

/// The patient of the metadata.
#[derive(Debug, Serialize)]
pub(super) struct PatientVu {
    pub ins: String,
    pub oid: String,
    pub nom: String,
    pub prenom: String,
    pub naissance: String,
    pub sexe: String,
    pub qualifie: bool,
}

/// What the metadata say of a document.
#[derive(Debug, Serialize)]
pub(super) struct FicheVue {
    pub uri: String,
    pub titre: String,
    pub type_code: String,
    pub format: String,
    pub media: String,
    pub confidentialite: Vec<String>,
    pub auteurs: Vec<String>,
    pub unique_id: String,
    pub patient: String,
}

/// A file of an archive.
#[derive(Debug, Serialize)]
pub(super) struct FichierVu {
    pub chemin: String,
    pub taille: usize,
}

/// A document that can be opened by its rank.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DocumentVu {
    /// Path in its archive, or name of its part.
    pub chemin: String,
    /// Rank of the part that carries it.
    pub partie: usize,
    pub titre: String,
    pub taille: usize,
}

/// A finding, and where it is shown.
#[derive(Debug, Serialize)]
pub(super) struct ConstatVu {
    #[serde(flatten)]
    pub constat: Finding,
    pub lieu: Lieu,
}

/// Where a finding is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Lieu {
    /// At this header.
    Entete(usize),
    /// At this part.
    Partie(usize),
    /// At this document.
    Document(usize),
    /// At the envelope.
    Enveloppe,
    /// At the headers: it is one that is not there.
    Entetes,
    /// At the mail.
    Courriel,
}
