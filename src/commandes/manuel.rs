//! `manuel` and `completions`: the command line itself, for `man` and for shells. Both are drawn from what clap parses.

use std::io;

use clap::Command;
use clap_mangen::Man;

use crate::aide::{self, traduire};
use crate::erreur::Erreur;

/// Prints the manual page.
pub fn executer() -> Result<u8, Erreur> {
    let page = page().map_err(|e| Erreur::dit(format!("page de manuel impossible : {}", segur_model::francais::systeme(&e))))?;
    dire!("{}", page.trim_end());
    Ok(0)
}

/// Prints what completes a command line in a shell.
pub fn completions(interpreteur: clap_complete::Shell) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(interpreteur, &mut aide::commande(), "segur-bench", &mut script);
    // clap_complete 4.6 looks for « segur__bench__subcmd__… » under another name when the name of the program has a dash.
    let script = String::from_utf8_lossy(&script).replace("segur__subcmd__bench__subcmd__", "segur__bench__subcmd__");
    // zsh names the groups that it offers: « segur-bench espace commands ».
    let script = traduire(&script).replace(" commands' commands ", " : commandes' commands ");
    dire!("{}", script.trim_end());
    0
}

/// One page for all: whoever looks for an option has one place to look.
fn page() -> io::Result<String> {
    let mut racine = aide::commande();
    racine.build();
    let page = Man::new(racine.clone()).manual("Manuel de segur-bench");
    let mut titre = Vec::new();
    page.render_title(&mut titre)?;
    // There is no date: an empty word holds its place, which the library leaves out.
    let mut texte = String::from_utf8_lossy(&titre).replace(" 1  ", " 1 \"\" ");
    for (nom, section) in [("NOM", nu(|w| page.render_name_section(w))?), ("SYNOPSIS", synopsis(&page)?)] {
        texte.push_str(&format!(".SH {nom}\n{section}"));
    }
    texte.push_str(&format!(".SH OPTIONS\n{}.SH COMMANDES\n", nu(|w| page.render_options_section(w))?));
    for commande in racine.get_subcommands() {
        sous_commande(&mut texte, commande)?;
    }
    Ok(traduire(&texte))
}

/// A command, then those below it.
fn sous_commande(texte: &mut String, commande: &Command) -> io::Result<()> {
    if commande.is_hide_set() {
        return Ok(());
    }
    let page = Man::new(commande.clone());
    let titre = commande.get_bin_name().unwrap_or_else(|| commande.get_name());
    texte.push_str(&format!(".SS \"{}\"\n", titre.replace('-', "\\-")));
    for paragraphe in [
        nu(|w| page.render_description_section(w))?,
        synopsis(&page)?,
        nu(|w| page.render_options_section(w))?,
    ] {
        texte.push_str(&format!("{paragraphe}.PP\n"));
    }
    if let Some(exemples) = commande.get_after_help() {
        // As they are typed: one a line.
        let exemples = exemples
            .to_string()
            .replace('\\', "\\\\")
            .replace('-', "\\-")
            .replace('\'', "\\(aq");
        texte.push_str(&format!(".nf\n{exemples}\n.fi\n"));
    }
    commande.get_subcommands().try_for_each(|c| sous_commande(texte, c))
}

fn synopsis(page: &Man) -> io::Result<String> {
    Ok(nu(|w| page.render_synopsis_section(w))?.replace("subcommands", "commande"))
}

/// A section without its title, which the library writes in English, nor what comes before it.
fn nu(ecrire: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<String> {
    let mut octets = Vec::new();
    ecrire(&mut octets)?;
    let texte = String::from_utf8_lossy(&octets);
    let corps = texte.split_once(".SH ").and_then(|(_, apres)| apres.split_once('\n'));
    Ok(corps.map_or_else(String::new, |(_, corps)| corps.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn la_page_a_toutes_les_commandes_et_rien_d_anglais() {
        let page = page().unwrap();
        let mut racine = aide::commande();
        racine.build();
        for c in racine.get_subcommands().filter(|c| !c.is_hide_set()) {
            let titre = format!(".SS \"segur\\-bench {}\"\n", c.get_name().replace('-', "\\-"));
            assert!(page.contains(&titre), "{titre}");
        }
        assert!(page.contains(".SS \"segur\\-bench espace remise\\-a\\-zero\"") && page.contains("\\-\\-ports\\-neufs"));
        let titres: Vec<&str> = page.lines().filter_map(|l| l.strip_prefix(".SH ")).collect();
        assert_eq!(titres, ["NOM", "SYNOPSIS", "OPTIONS", "COMMANDES"]);
        for anglais in [
            "NAME",
            "DESCRIPTION",
            "SUBCOMMANDS",
            "EXTRA",
            "Print ",
            "default:",
            "ossible values",
            "subcommand",
        ] {
            assert!(!page.contains(anglais), "{anglais}");
        }
    }

    #[test]
    fn les_exemples_sont_sous_leur_commande() {
        let page = page().unwrap();
        assert!(page.contains("\n  segur\\-bench journal \\-\\-suivre \\-\\-operation \\(aqinsi.*\\(aq\n"));
    }
}
