//! The identifiers of the header: what their roots are, and what the national ones of people and structures look like.

use roxmltree::Node;
use segur_ids::Oid;

use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::ns;
use crate::regles::participants as regles;

pub(super) fn juger(juge: &mut Juge<'_, '_>) {
    let cda = juge.cda;
    // The identifier of the document has rules of its own.
    let document = arbre::un(cda, &["id"]);
    let parties = cda.children().filter(|n| n.is_element() && n.tag_name().name() != "component");
    for noeud in parties.flat_map(|n| n.descendants()).filter(|n| Some(*n) != document) {
        if segur_soap::est(noeud, ns::HL7, "id") || segur_soap::est(noeud, ns::HL7, "setId") {
            racine(juge, noeud);
            national(juge, noeud);
        }
    }
    for auteur in arbre::tous(cda, &["author", "assignedAuthor", "id"]) {
        if attribut(auteur, "extension").is_empty() && !attribut(auteur, "root").is_empty() {
            juge.dire_attribut(regles::AUTEUR_EXTENSION, auteur, "extension", "l'identifiant de l'auteur");
        }
    }
    for executant in arbre::tous(cda, &["documentationOf", "serviceEvent", "performer", "assignedEntity"]) {
        juge.au_moins_un(regles::EXECUTANT_ID, executant, &["id"]);
    }
}

/// An absent root is told here, but for those whose own rule asks for it.
fn racine<'a, 'i>(juge: &mut Juge<'a, 'i>, id: Node<'a, 'i>) {
    if id.attribute("nullFlavor").is_some() {
        return;
    }
    let lue = attribut(id, "root");
    let ailleurs = || {
        let dans = |nom| id.ancestors().any(|n| segur_soap::est(n, ns::HL7, nom));
        segur_soap::est(id, ns::HL7, "setId") || ["custodian", "legalAuthenticator"].into_iter().any(dans)
    };
    if lue.is_empty() && ailleurs() {
        return;
    }
    if lue.parse::<Oid>().is_err() && !est_uuid(lue) {
        juge.dire_attribut(regles::IDENTIFIANT, id, "root", "un OID, ou un UUID");
    }
}

/// Eight, four, four, four and twelve hexadecimal digits.
fn est_uuid(texte: &str) -> bool {
    let groupes: Vec<&str> = texte.split('-').collect();
    let longueurs: Vec<usize> = groupes.iter().map(|g| g.len()).collect();
    longueurs == [8, 4, 4, 4, 12] && groupes.iter().all(|g| g.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn national<'a, 'i>(juge: &mut Juge<'a, 'i>, id: Node<'a, 'i>) {
    let lu = attribut(id, "extension");
    if lu.is_empty() {
        return;
    }
    match attribut(id, "root") {
        ns::OID_PROFESSIONNELS if !forme_professionnel(lu) => juge.dire_attribut(
            regles::IDENTIFIANT_NATIONAL,
            id,
            "extension",
            "un PS_IdNat : 8 et le RPPS (11 chiffres), 0 et l'ADELI (9), ou 1, 3, 4, 5, 6 et l'identifiant d'une structure, « / », un identifiant interne",
        ),
        ns::OID_STRUCTURES if !forme_structure(lu) => juge.dire_attribut(
            regles::IDENTIFIANT_NATIONAL,
            id,
            "extension",
            "un Struct_IdNat : 1 et le FINESS (9), 2 et le SIREN (9), 3 et le SIRET (14), 4 et le RPPS-rang (14), 0 et le cabinet ADELI (9)",
        ),
        _ => {}
    }
}

fn chiffres(texte: &str, longueur: usize) -> bool {
    texte.len() == longueur && texte.bytes().all(|b| b.is_ascii_digit())
}

/// Nine digits, or capitals: the FINESS of Corsica has a letter, and so have the ADELI numbers of the test platforms.
fn neuf(texte: &str) -> bool {
    texte.len() == 9 && texte.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// The form of a `PS_IdNat`. Keys are not looked at: the numbers of the published examples are invented.
fn forme_professionnel(texte: &str) -> bool {
    // Those of the test platforms.
    if texte.starts_with("ANS") {
        return true;
    }
    let Some((genre, suite)) = texte.split_at_checked(1) else {
        return false;
    };
    match genre {
        "8" => chiffres(suite, 11),
        "0" => neuf(suite),
        _ => suite.split_once('/').is_some_and(|(structure, interne)| {
            let juste = match genre {
                "1" | "3" => neuf(structure),
                "4" => chiffres(structure, 9),
                "5" | "6" => chiffres(structure, 14),
                _ => false,
            };
            juste && !interne.is_empty()
        }),
    }
}

/// The form of a `Struct_IdNat`.
fn forme_structure(texte: &str) -> bool {
    let Some((genre, suite)) = texte.split_at_checked(1) else {
        return false;
    };
    match genre {
        "0" | "1" => neuf(suite),
        "2" => chiffres(suite, 9),
        "3" | "4" => chiffres(suite, 14),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formes_nationales() {
        for bon in [
            "899900000045",
            "00B1057294",
            "10B0011797/00B1022322",
            "30B0011797/42",
            "518003502400041/1.2.250.1.215.1.2",
            "ANS20210531150001",
        ] {
            assert!(forme_professionnel(bon), "{bon}");
        }
        for mauvais in ["", "abc", "10100997245", "8011234567897", "1999900038", "8é", "30B0011797/"] {
            assert!(!forme_professionnel(mauvais), "{mauvais}");
        }
        for bon in [
            "1999900038",
            "12A0000014",
            "318003502400041",
            "499900000052001",
            "2801234567",
            "00B1057294",
        ] {
            assert!(forme_structure(bon), "{bon}");
        }
        for mauvais in ["", "zz", "899900000045", "101235555", "é", "500000000"] {
            assert!(!forme_structure(mauvais), "{mauvais}");
        }
    }

    #[test]
    fn uuid() {
        assert!(est_uuid("e0a2f9c4-1b2c-4D5E-8f90-0123456789ab"));
        for mauvais in [
            "",
            "mon-set",
            "e0a2f9c4-1b2c-4d5e-8f90-0123456789zz",
            "e0a2f9c41b2c4d5e8f900123456789ab",
        ] {
            assert!(!est_uuid(mauvais), "{mauvais}");
        }
    }
}
