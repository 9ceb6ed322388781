//! Writing an archive: the same documents and fields give the same bytes.

mod metadonnees;
mod pages;

use std::io::{Cursor, Write as _};

use segur_cda::{CodeDerive, Derivation, NonDerivable, deriver};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::bornes::{ENTREE_MAX, ENTREES_MAX, RATIO_JUGE_DES, RATIO_MAX};
use super::lire::{INDEX, LISEZ_MOI, METADATA, RACINE};

/// What the submission set says, and its documents do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoumissionXdm {
    /// `uniqueId`: an OID that no other lot has.
    pub unique_id: String,
    /// `sourceId`: the OID of the sending system.
    pub source_id: String,
    /// `submissionTime`, `AAAAMMJJhhmmss`, UTC.
    pub heure_utc: String,
    /// `contentTypeCode`.
    pub contenu: CodeDerive,
    /// `title`.
    pub titre: Option<String>,
    /// `intendedRecipient`, as written in the metadata.
    pub destinataires: Vec<String>,
    /// Who sends, for `README.TXT`.
    pub emetteur: String,
    /// The software that makes the archive, for `README.TXT`.
    pub logiciel: String,
    /// Whom to ask, for `README.TXT`.
    pub contact: String,
}

/// A document to put in the archive, and what its header cannot say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentXdm<'a> {
    /// The CDA.
    pub octets: &'a [u8],
    /// `classCode`; none: that of the type of the document, when the bench knows it.
    pub classe: Option<CodeDerive>,
    /// `formatCode`; none: that of the model of the document, when the bench knows it.
    pub format: Option<CodeDerive>,
}

/// Why an archive was not written.
#[derive(Debug, thiserror::Error)]
pub enum XdmNonEcrit {
    /// No document, or too many.
    #[error("{nombre} document(s) : donner de 1 à {max} documents", max = DOCUMENTS_MAX)]
    Nombre {
        /// How many.
        nombre: usize,
    },
    /// A document that readers would not take.
    #[error("le document {rang} fait {taille} octets, au-delà de la limite de {ENTREE_MAX} : en donner un plus petit")]
    TropGros {
        /// Its rank, from 1.
        rang: usize,
        /// Bytes.
        taille: usize,
    },
    /// The header of a document does not give its metadata.
    #[error("document {rang} : {cause}")]
    Document {
        /// Its rank, from 1.
        rang: usize,
        /// Why.
        cause: NonDerivable,
    },
    /// A metadata that no table gives.
    #[error("document {rang} : {quoi} n'est pas connu du banc pour {pour} : le donner")]
    Inconnu {
        /// Its rank, from 1.
        rang: usize,
        /// The metadata.
        quoi: &'static str,
        /// For what.
        pour: String,
    },
    /// Documents of several patients.
    #[error("le document {rang} est d'un autre patient que le premier : faire une archive par patient")]
    Patients {
        /// Its rank, from 1.
        rang: usize,
    },
    /// The zip writer gave up.
    #[error("l'archive n'a pas pu être écrite ({0})")]
    Zip(#[from] zip::result::ZipError),
    /// The zip writer gave up on the bytes.
    #[error("l'archive n'a pas pu être écrite ({0})")]
    Ecriture(#[from] std::io::Error),
}

/// Entries besides documents: pages, metadata and folders.
const DOCUMENTS_MAX: usize = ENTREES_MAX - 10;

/// A document, with all that its entry says.
struct Pret<'a> {
    octets: &'a [u8],
    derivation: Derivation,
    classe: CodeDerive,
    format: CodeDerive,
    fichier: String,
}

/// Writes an archive of one lot. Metadata come from the header of each document.
///
/// # Errors
/// [`XdmNonEcrit`] when a header does not give its metadata, or when documents are not of one patient.
pub fn ecrire(soumission: &SoumissionXdm, documents: &[DocumentXdm<'_>]) -> Result<Vec<u8>, XdmNonEcrit> {
    ecrire_d_apres(soumission, documents, None)
}

/// The same, an archive whose metadata are those of another document: what a receiver must notice.
///
/// # Errors
/// As [`ecrire`].
pub fn ecrire_d_apres(soumission: &SoumissionXdm, documents: &[DocumentXdm<'_>], entete: Option<&[u8]>) -> Result<Vec<u8>, XdmNonEcrit> {
    if documents.is_empty() || documents.len() > DOCUMENTS_MAX {
        return Err(XdmNonEcrit::Nombre { nombre: documents.len() });
    }
    let mut prets: Vec<Pret<'_>> = Vec::new();
    for (i, document) in documents.iter().enumerate() {
        let pret = preparer(i + 1, document, entete.unwrap_or(document.octets))?;
        let patient = &pret.derivation.metadonnees.patient_id;
        if prets.first().is_some_and(|p| p.derivation.metadonnees.patient_id != *patient) {
            return Err(XdmNonEcrit::Patients { rang: i + 1 });
        }
        prets.push(pret);
    }
    let dossier = format!("{RACINE}/SUBSET01");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    ajouter(&mut zip, INDEX, pages::index(&dossier, &prets).as_bytes())?;
    ajouter(&mut zip, LISEZ_MOI, pages::lisez_moi(soumission).as_bytes())?;
    let metadonnees = metadonnees::ecrire(soumission, &prets);
    ajouter(&mut zip, &format!("{dossier}/{METADATA}"), metadonnees.as_bytes())?;
    for pret in &prets {
        ajouter(&mut zip, &format!("{dossier}/{}", pret.fichier), pret.octets)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn preparer<'a>(rang: usize, document: &DocumentXdm<'a>, entete: &[u8]) -> Result<Pret<'a>, XdmNonEcrit> {
    let taille = document.octets.len();
    if taille as u64 > ENTREE_MAX {
        return Err(XdmNonEcrit::TropGros { rang, taille });
    }
    let derivation = deriver(entete).map_err(|cause| XdmNonEcrit::Document { rang, cause })?;
    let inconnu = |quoi, pour: &str| XdmNonEcrit::Inconnu {
        rang,
        quoi,
        pour: pour.to_owned(),
    };
    let type_code = &derivation.type_code.code;
    let classe = match &document.classe {
        Some(classe) => classe.clone(),
        None => classe(type_code).ok_or_else(|| inconnu("classCode", type_code))?,
    };
    let format = match &document.format {
        Some(format) => format.clone(),
        None => format(&derivation).ok_or_else(|| inconnu("formatCode", "ce modèle de document"))?,
    };
    Ok(Pret {
        octets: document.octets,
        classe,
        format,
        fichier: format!("DOC{rang:04}.XML"),
        derivation,
    })
}

/// The class of the DMP (JDV_J57) that a type has.
fn classe(type_code: &str) -> Option<CodeDerive> {
    let code = segur_xds::classe_du_type(type_code)?;
    let libelle = match code {
        "10" => "Compte rendu",
        "11" => "Synthèse",
        "31" => "Imagerie médicale",
        "42" => "Prescription",
        "43" => "Dispensation",
        "44" => "Plan de soins, protocole de soins",
        "45" => "Traitement administré",
        "52" => "Certificat, déclaration",
        "60" => "Données de remboursement",
        "90" => "Autres documents déposés par le patient",
        "95" => "Document de gestion",
        autre => autre,
    };
    Some(CodeDerive {
        code: code.to_owned(),
        systeme: "1.2.250.1.213.1.1.4.1".to_owned(),
        libelle: libelle.to_owned(),
    })
}

fn format(derivation: &Derivation) -> Option<CodeDerive> {
    let code = derivation.metadonnees.format_code.clone()?;
    Some(CodeDerive {
        systeme: segur_xds::systeme_du_format(&code)?.to_owned(),
        libelle: code.clone(),
        code,
    })
}

fn ajouter(zip: &mut ZipWriter<Cursor<Vec<u8>>>, chemin: &str, octets: &[u8]) -> Result<(), XdmNonEcrit> {
    zip.start_file(chemin, options(octets)?)?;
    zip.write_all(octets)?;
    Ok(())
}

/// Readers refuse what looks like a bomb: a large content that shrinks too well is stored as it is.
fn options(octets: &[u8]) -> Result<SimpleFileOptions, XdmNonEcrit> {
    let communes = SimpleFileOptions::default()
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let deflate = communes.compression_method(CompressionMethod::Deflated).compression_level(Some(6));
    if octets.len() as u64 >= RATIO_JUGE_DES {
        let mut essai = ZipWriter::new(Cursor::new(Vec::new()));
        essai.start_file("x", deflate)?;
        essai.write_all(octets)?;
        let comprime = essai.finish()?.into_inner().len() as u64;
        if comprime < octets.len() as u64 / (RATIO_MAX / 2) {
            return Ok(communes.compression_method(CompressionMethod::Stored));
        }
    }
    Ok(deflate)
}
