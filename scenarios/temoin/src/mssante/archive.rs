//! The archive IHE_XDM (ITI-32): the documents, what they are in ebRIM, and two pages for people.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Appel;
use crate::cr::Visibilite;
use crate::cr::entete::Entete;
use crate::dmp::Patient;
use crate::dmp::lot;
use crate::dmp::metadonnees;
use crate::ecarts::{Ecart, Ecarts};
use crate::identifiants::matricule_suivant;

const SOUS_DOSSIER: &str = "IHE_XDM/SUBSET01";
const DOCUMENT: &str = "DOC0001.XML";

/// What goes in.
pub(crate) struct Contenu<'a> {
    pub document: &'a [u8],
    pub entete: &'a Entete,
    pub patient: Patient,
    pub visibilite: Visibilite,
}

/// Writes the archive of one document.
///
/// # Errors
/// It could not be written (French).
pub(crate) fn ecrire(appel: &Appel<'_>, c: &Contenu<'_>, rang: u32) -> Result<Vec<u8>, String> {
    let patient = c.patient.cx();
    // What a lot of the DMP has wrong is wrong there: an archive says of a document what the document says.
    let mut fiche = metadonnees::du_document("Document01", c.entete, c.document, &patient, c.visibilite, &Ecarts::default());
    fiche.uri = DOCUMENT.to_owned();
    if appel.ecarts.a(Ecart::MssArchiveUriFausse) {
        fiche.uri = "DOC0002.XML".to_owned();
    }
    let mut fiches = vec![fiche];
    if appel.ecarts.a(Ecart::MssDeuxPatients) {
        let autre = Patient {
            ins: matricule_suivant(&c.patient.ins),
            oid: c.patient.oid.clone(),
        };
        let mut fiche = metadonnees::du_document("Document02", c.entete, c.document, &autre.cx(), c.visibilite, &Ecarts::default());
        fiche.uri = "DOC0002.XML".to_owned();
        fiche.unique_id = format!("{}.2", fiche.unique_id);
        fiches.push(fiche);
    }
    let lot_id = appel.tirage.oid(&format!("{}.5", appel.config.racine_oid), "archive", rang);
    let metadonnees = lot::en_archive(appel.config, appel.maintenant, &lot_id, &fiches);
    let titre = &c.entete.titre;
    let mut entrees = vec![
        ("INDEX.HTM".to_owned(), index(titre).into_bytes()),
        ("README.TXT".to_owned(), lisez_moi(appel).into_bytes()),
        (format!("{SOUS_DOSSIER}/METADATA.XML"), metadonnees.into_bytes()),
        (format!("{SOUS_DOSSIER}/{DOCUMENT}"), c.document.to_vec()),
    ];
    if fiches.len() > 1 {
        entrees.push((format!("{SOUS_DOSSIER}/DOC0002.XML"), c.document.to_vec()));
    }
    zipper(&entrees).map_err(|e| format!("l'archive ne s'écrit pas : {e}"))
}

fn zipper(entrees: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (nom, octets) in entrees {
        zip.start_file(nom.as_str(), options)?;
        zip.write_all(octets)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn index(titre: &str) -> String {
    let titre = titre.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<!DOCTYPE html>\r\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{titre}</title></head>\r\n\
         <body><p><a href=\"{SOUS_DOSSIER}/{DOCUMENT}\">{titre}</a></p></body></html>\r\n"
    )
}

fn lisez_moi(appel: &Appel<'_>) -> String {
    format!(
        "Emetteur : {}\r\nLogiciel : {} {}\r\nINDEX.HTM ouvre le document ; IHE_XDM est lu par les logiciels.\r\n",
        appel.config.structure.nom, appel.config.lps.nom, appel.config.lps.version
    )
}
