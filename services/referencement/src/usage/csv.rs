//! The counters, for a spreadsheet: UTF-8 with its mark, semicolons, one line each, in the same order as the page.

use super::choix::Choix;
use super::compteurs::Compteurs;

/// What cannot be taken for a formula, and is one cell whatever it holds.
fn cellule(texte: &str) -> String {
    let garde = if texte.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{garde}{}\"", texte.replace('"', "\"\""))
}

/// The lines of a choice.
pub fn csv(compteurs: &Compteurs, choix: &Choix) -> String {
    let mut texte = "\u{feff}mois;site;canal;type;ins;reussis;echecs;origine\r\n".to_owned();
    for (cle, compte) in compteurs.lignes(choix) {
        let dits = [&cle.mois, cle.site.dit(), cle.canal.dit(), cle.genre.dit(), cle.ins.dit()].map(cellule);
        let origine = cellule("compté du journal du banc : SIMULÉ");
        texte.push_str(&format!("{};{};{};{origine}\r\n", dits.join(";"), compte.reussis, compte.echecs));
    }
    texte
}
