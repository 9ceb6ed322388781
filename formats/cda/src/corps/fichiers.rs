//! The body: one, and the files that it carries.

use roxmltree::Node;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::document::{copies_pdf, decoder_base64};
use crate::regles::corps as regles;

/// How a PDF file begins.
const MAGIE_PDF: &[u8] = b"%PDF-";

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    let Some(composant) = juge.exactement_un(regles::CORPS, juge.cda, &["component"]) else {
        return;
    };
    let n1 = arbre::tous(composant, &["nonXMLBody"]);
    let n3 = arbre::tous(composant, &["structuredBody"]);
    if n1.len() + n3.len() != 1 {
        let vu = format!("{} nonXMLBody et {} structuredBody", n1.len(), n3.len());
        juge.dire(regles::CORPS, composant, "un seul nonXMLBody ou structuredBody", vu);
    }
    if let Some(corps) = n1.into_iter().next() {
        non_structure(juge, corps);
    }
    for (section, medias) in copies_pdf(juge.cda) {
        copie_pdf(juge, section, &medias);
    }
}

fn non_structure<'a, 'i>(juge: &mut Juge<'a, 'i>, corps: Node<'a, 'i>) {
    let Some(texte) = juge.exactement_un(regles::TEXTE, corps, &["text"]) else {
        return;
    };
    let media = attribut(texte, "mediaType");
    let medias = ["application/pdf", "text/plain", "text/rtf", "image/jpeg", "image/tiff"];
    if !medias.contains(&media) {
        juge.dire_attribut(regles::MEDIA, texte, "mediaType", medias.join(", "));
    }
    if attribut(texte, "representation") != "B64" {
        juge.dire_attribut(regles::REPRESENTATION, texte, "representation", "B64");
        return;
    }
    match decoder_base64(texte) {
        None => juge.dire(regles::BASE64, texte, "du base64", "un contenu qui ne se décode pas"),
        Some(octets) if octets.is_empty() => juge.dire(regles::BASE64, texte, "un fichier", "(vide)"),
        Some(octets) if media == "application/pdf" && !octets.starts_with(MAGIE_PDF) => {
            juge.dire(regles::PDF_MAGIE, texte, "« %PDF- »", debut(&octets));
        }
        Some(_) => {}
    }
}

fn copie_pdf<'a, 'i>(juge: &mut Juge<'a, 'i>, section: Node<'a, 'i>, medias: &[Node<'a, 'i>]) {
    let Some(media) = medias.first().copied() else {
        return juge.manque(regles::COPIE_FICHIER, section, &["entry", "observationMedia", "value"]);
    };
    if attribut(media, "mediaType") != "application/pdf" {
        return juge.dire_attribut(regles::COPIE_FICHIER, media, "mediaType", "application/pdf");
    }
    match decoder_base64(media) {
        None => juge.dire(regles::COPIE_FICHIER, media, "du base64", "un contenu qui ne se décode pas"),
        Some(octets) if !octets.starts_with(MAGIE_PDF) => juge.dire(regles::COPIE_FICHIER, media, "« %PDF- »", debut(&octets)),
        Some(_) => {}
    }
}

fn debut(octets: &[u8]) -> String {
    match octets {
        [] => "(vide)".to_owned(),
        _ => format!(
            "« {} »",
            octets
                .iter()
                .take(8)
                .copied()
                .flat_map(std::ascii::escape_default)
                .map(char::from)
                .collect::<String>()
        ),
    }
}
