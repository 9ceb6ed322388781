//! The page and the file for a spreadsheet.

use super::super::{Choix, Usages, Vue, csv, ecran};
use super::compter;
use super::fabrique::{citoyen, dmp, poser};

fn rendre(champs: &[(&str, &'static str)], complet: bool) -> String {
    let mut echoue = dmp(2);
    poser(&mut echoue, "statut", &["Failure"]);
    poser(&mut echoue, "doc.typeCode", &["<b>18748-4"]);
    let c = compter(&[dmp(1), echoue, citoyen(3)]);
    let vue = Vue::lire(|nom| champs.iter().find(|(n, _)| *n == nom).map_or("", |(_, v)| v));
    ecran(&c, Usages::embarque().unwrap(), &vue, "/compteurs", "/compteurs.csv", complet).into_string()
}

#[test]
fn the_page_says_what_is_counted_where_it_comes_from_and_what_is_closed() {
    let page = rendre(&[], true);
    for dit in [
        "compté du journal du banc : SIMULÉ",
        "<caption>Totaux par canal",
        "<td data-titre=\"Acceptés\">2</td><td data-titre=\"Échecs\">1</td></tr></tfoot>",
        "non dit (matricule INS porté)",
        "qualifiée (dite par l'émetteur)",
        "Leurs fenêtres sont closes".to_lowercase().as_str(),
        "prolongé jusqu'au 31/12/2022",
        "1 / 100",
        "&lt;b&gt;18748-4",
        "11502-2<br><span class=\"note\">compte rendu de biologie</span>",
    ] {
        assert!(page.contains(dit), "{dit}");
    }
    assert!(!page.contains("<b>"));
    assert_eq!(page.matches("<table>").count(), page.matches("<caption>").count());
    assert!(!page.contains("<th>"), "each heading says what it heads");
    assert!(!page.contains("recharger") && rendre(&[], false).contains("recharger"));
}

#[test]
fn the_address_chooses_and_what_cannot_be_read_is_told() {
    let page = rendre(&[("site", "999900038"), ("du", "2026-01"), ("au", "2026-01")], true);
    assert!(page.contains("href=\"/compteurs.csv?site=999900038&amp;du=2026-01&amp;au=2026-01\""));
    assert!(page.contains("site 999900038, mois 2026-01"));
    assert!(rendre(&[("site", "750712184")], true).contains("Aucun envoi pour ce choix"));
    for (nom, valeur, dit) in [
        ("du", "janvier", "n'est pas un mois"),
        ("au", "2026-13", "n'est pas un mois"),
        ("dus", "0", "n'est pas un nombre de documents dus"),
        ("seuil", "120", "n'est pas un seuil"),
        ("fse", "x", "n'est pas un nombre de FSE"),
        ("indicateur", "x", "n'est pas connu"),
    ] {
        let page = rendre(&[(nom, valeur)], true);
        assert!(page.contains("role=\"alert\"") && page.contains(dit), "{nom}");
    }
}

#[test]
fn a_rate_is_shown_with_all_that_it_is_made_of() {
    let champs = [("indicateur", "sun-es.mss-citoyenne"), ("dus", "4"), ("seuil", "25")];
    let page = rendre(&champs, true);
    for dit in [
        "25,00\u{a0}%",
        "seuil non sourcé",
        "4 dus, donnés par l'utilisateur",
        "<td>oui</td>",
    ] {
        assert!(page.contains(dit), "{dit}");
    }
    let page = rendre(&[champs[0], ("source", "annexe 2"), ("seuil", "30")], true);
    assert!(page.contains("source : annexe 2") && page.contains("pas de taux") && page.contains("ne se dit pas"));
    assert!(rendre(&[("fse", "500 000")], true).contains("6\u{a0}500,00\u{a0}€"));
}

#[test]
fn the_file_has_the_lines_of_the_choice_and_no_formula() {
    let mut piege = dmp(1);
    poser(&mut piege, "doc.typeCode", &["=1+\"1\";x"]);
    let c = compter(&[piege, citoyen(2)]);
    let texte = csv(&c, &Choix::default());
    let lignes: Vec<&str> = texte.split_terminator("\r\n").collect();
    assert_eq!(lignes[0], "\u{feff}mois;site;canal;type;ins;reussis;echecs;origine");
    assert_eq!(
        lignes[1],
        "\"2026-01\";\"999900038\";\"DMP\";\"'=1+\"\"1\"\";x\";\"non dit (matricule INS porté)\";1;0;\"compté du journal du banc : SIMULÉ\""
    );
    assert_eq!(lignes.len(), 3);
    assert_eq!(csv(&c, &Choix::lire("autres", "", "").unwrap()).lines().count(), 1);
}
