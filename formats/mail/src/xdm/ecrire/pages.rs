//! `INDEX.HTM` and `README.TXT`: for people who open the archive without software that knows it.

use std::fmt::Write as _;

use segur_soap::echapper;

use super::{Pret, SoumissionXdm};
use crate::xdm::lire::LISEZ_MOI;

/// XHTML Basic, one link per document.
pub(super) fn index(dossier: &str, documents: &[Pret<'_>]) -> String {
    let mut page = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n",
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML Basic 1.0//EN\" \"http://www.w3.org/TR/xhtml-basic/xhtml-basic10.dtd\">\r\n",
        "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"fr\">\r\n",
        "<head><title>Documents de santé</title></head>\r\n<body>\r\n<h1>Documents de santé</h1>\r\n<ul>\r\n",
    ));
    for d in documents {
        let m = &d.derivation.metadonnees;
        let titre = echapper(m.titre.as_deref().unwrap_or(&d.fichier));
        let date = m.creation.as_deref().and_then(jour).unwrap_or_default();
        let auteur = echapper(&nom(&d.derivation.auteur.personne));
        let _ = write!(
            page,
            "<li><a href=\"{dossier}/{}\">{titre}</a> ({date}{auteur})</li>\r\n",
            d.fichier
        );
    }
    let _ = write!(
        page,
        "</ul>\r\n<p><a href=\"{LISEZ_MOI}\">À propos de cette archive</a></p>\r\n</body>\r\n</html>\r\n"
    );
    page
}

pub(super) fn lisez_moi(s: &SoumissionXdm) -> String {
    format!(
        "Archive IHE_XDM : documents de santé et leurs métadonnées.\r\n\
         Ouvrir INDEX.HTM pour la liste des documents ; un logiciel de santé lit IHE_XDM/SUBSET01/METADATA.XML.\r\n\
         \r\n\
         Émetteur : {}\r\nLogiciel : {}\r\nContact : {}\r\n",
        ligne(&s.emetteur),
        ligne(&s.logiciel),
        ligne(&s.contact)
    )
}

/// A value on one line.
fn ligne(texte: &str) -> String {
    texte.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `JJ/MM/AAAA, ` of a timestamp.
fn jour(horodatage: &str) -> Option<String> {
    let (annee, mois, jour) = (horodatage.get(..4)?, horodatage.get(4..6)?, horodatage.get(6..8)?);
    Some(format!("{jour}/{mois}/{annee}, "))
}

/// Given name and name of an XCN.
fn nom(xcn: &str) -> String {
    let parties: Vec<&str> = xcn.split('^').collect();
    match parties[..] {
        [_, nom, prenom, ..] => format!("{prenom} {nom}"),
        _ => String::new(),
    }
}
