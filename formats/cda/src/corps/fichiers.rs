//! The body: one, and the files that it carries.
//! What a file begins with is all that is known of its format here.

use roxmltree::Node;
use segur_soap::est;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::document::{copies_pdf, decoder_base64};
use crate::ns;
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
    medias(juge);
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
        Some(octets) if media != "application/pdf" && !du_type(media, &octets) => {
            juge.dire(regles::MAGIE, texte, format!("un fichier {media} entier"), debut(&octets));
        }
        Some(_) => {}
    }
}

/// Whether bytes may be of a media type, by the way they begin and the least that such a file has. A type that is not known here is not
/// judged.
fn du_type(media: &str, octets: &[u8]) -> bool {
    match media {
        "application/pdf" => octets.starts_with(MAGIE_PDF),
        "image/jpeg" => octets.starts_with(&[0xFF, 0xD8, 0xFF]) && octets.windows(2).skip(2).any(|m| m == [0xFF, 0xD9]),
        "image/png" => octets.starts_with(b"\x89PNG\r\n\x1a\n"),
        "image/tiff" => est_un_tiff(octets),
        "text/rtf" | "application/rtf" => {
            // Some writers end with a null byte.
            let fin = octets.iter().rposition(|o| !o.is_ascii_whitespace() && *o != 0);
            octets.starts_with(b"{\\rtf") && fin.and_then(|i| octets.get(i)) == Some(&b'}')
        }
        "text/plain" => {
            let autres = ["application/pdf", "image/jpeg", "image/png", "image/tiff", "text/rtf"];
            !autres.iter().any(|autre| du_type(autre, octets)) && est_du_texte(octets)
        }
        _ => true,
    }
}

/// Whether the first directory of a TIFF is within the file, with an entry at least.
fn est_un_tiff(octets: &[u8]) -> bool {
    let petit = octets.starts_with(b"II*\0");
    if !petit && !octets.starts_with(b"MM\0*") {
        return false;
    }
    let nombre = |debut: usize, longueur: usize| {
        let lus = octets.get(debut..debut.checked_add(longueur)?)?;
        let ajouter = |n: usize, o: &u8| (n << 8) | usize::from(*o);
        Some(if petit {
            lus.iter().rev().fold(0, ajouter)
        } else {
            lus.iter().fold(0, ajouter)
        })
    };
    let repertoire = || {
        let debut = nombre(4, 4)?;
        let entrees = nombre(debut, 2)?;
        octets.get(debut..debut.checked_add(2 + 12 * entrees)?).map(|_| entrees)
    };
    repertoire().is_some_and(|entrees| entrees > 0)
}

/// Whether bytes are text that somebody can read: no null byte nor other control, and something else than blanks. UTF-16 is taken at its
/// mark.
fn est_du_texte(octets: &[u8]) -> bool {
    if octets.starts_with(&[0xFF, 0xFE]) || octets.starts_with(&[0xFE, 0xFF]) {
        return octets.len() > 2;
    }
    let commande = |o: &u8| o.is_ascii_control() && !matches!(o, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    let blanc = String::from_utf8_lossy(octets)
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .is_empty();
    !blanc && !octets.iter().any(commande)
}

/// The files that entries carry, but for the PDF copies, which have their own rule.
fn medias(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    let fichiers = cda.descendants().filter(|n| est(*n, ns::HL7, "observationMedia"));
    let copie = |n: &Node<'_, '_>| {
        n.ancestors()
            .any(|s| est(s, ns::HL7, "section") && arbre::a_modele(s, ns::SECTION_COPIE_PDF))
    };
    for valeur in fichiers.filter(|n| !copie(n)).flat_map(|n| arbre::tous(n, &["value"])) {
        if attribut(valeur, "representation") != "B64" {
            continue;
        }
        let media = attribut(valeur, "mediaType");
        match decoder_base64(valeur) {
            None => juge.dire(regles::MEDIA_OCTETS, valeur, "du base64", "un contenu qui ne se décode pas"),
            Some(octets) if !du_type(media, &octets) || octets.is_empty() => {
                juge.dire(regles::MEDIA_OCTETS, valeur, format!("un fichier {media}"), debut(&octets));
            }
            Some(_) => {}
        }
    }
}

fn copie_pdf<'a, 'i>(juge: &mut Juge<'a, 'i>, section: Node<'a, 'i>, medias: &[Node<'a, 'i>]) {
    if medias.is_empty() {
        return juge.manque(regles::COPIE_FICHIER, section, &["entry", "observationMedia", "value"]);
    }
    for media in medias {
        une_copie(juge, *media);
    }
}

fn une_copie<'a, 'i>(juge: &mut Juge<'a, 'i>, media: Node<'a, 'i>) {
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
