//! What clap says, in French: help, and what is wrong with a command line.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory as _, FromArgMatches as _};

use crate::cli::Cli;

/// Words that clap writes by itself in its help, and what it draws from it.
const MOTS: [(&str, &str); 7] = [
    ("Usage:", "Emploi :"),
    ("Commands:", "Commandes :"),
    ("Arguments:", "Arguments :"),
    ("Options:", "Options :"),
    ("Print help (see more with '--help')", "Affiche cette aide"),
    ("Print help", "Affiche cette aide"),
    ("Print version", "Affiche la version"),
];

/// The command line, read.
pub fn lire(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut commande = commande();
    let mut lus = commande.try_get_matches_from_mut(arguments)?;
    Cli::from_arg_matches_mut(&mut lus).map_err(|e| e.format(&mut commande))
}

/// The command as it is shown. What clap adds to the help of an argument is put there in French: clap cuts lines after it, anywhere.
pub fn commande() -> Command {
    decrire(Cli::command())
}

fn decrire(commande: Command) -> Command {
    let completer = |a: Arg| {
        let liste = |valeurs: Vec<String>, dit: &str| (!valeurs.is_empty()).then(|| format!(" [{dit} : {}]", valeurs.join(", ")));
        let defaut = a.get_default_values().iter().map(|v| v.to_string_lossy().into_owned());
        let choix = a.get_possible_values().into_iter().map(|v| v.get_name().to_owned());
        let (defaut, choix) = match a.get_action().takes_values() {
            true => (liste(defaut.collect(), "par défaut"), liste(choix.collect(), "au choix")),
            false => (None, None),
        };
        let aide = a.get_help().map(ToString::to_string).unwrap_or_default();
        let aide = format!("{aide}{}{}", defaut.unwrap_or_default(), choix.unwrap_or_default());
        a.help(aide.trim_start().to_owned())
            .hide_default_value(true)
            .hide_possible_values(true)
    };
    commande.mut_args(completer).mut_subcommands(decrire)
}

/// The text of an error of clap, and whether it is one: help and version are asked for.
pub fn dire(e: &clap::Error) -> (String, bool) {
    match e.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => (traduire(&e.to_string()), false),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => (traduire(&e.to_string()), true),
        _ => (format!("erreur : {}\n{}", phrase(e), suite(e)), true),
    }
}

/// What clap wrote, in French.
pub fn traduire(texte: &str) -> String {
    MOTS.iter()
        .fold(texte.to_owned(), |t, (anglais, francais)| t.replace(anglais, francais))
}

fn mots(e: &clap::Error, quoi: ContextKind) -> Vec<String> {
    match e.get(quoi) {
        Some(ContextValue::String(s)) => vec![s.clone()],
        Some(ContextValue::Strings(s)) => s.clone(),
        Some(ContextValue::StyledStr(s)) => vec![s.to_string()],
        Some(ContextValue::StyledStrs(s)) => s.iter().map(ToString::to_string).collect(),
        Some(ContextValue::Number(n)) => vec![n.to_string()],
        _ => Vec::new(),
    }
}

fn phrase(e: &clap::Error) -> String {
    let tous = |quoi| mots(e, quoi).join(", ");
    let (argument, valeur) = (tous(ContextKind::InvalidArg), tous(ContextKind::InvalidValue));
    match e.kind() {
        ErrorKind::UnknownArgument => format!("« {argument} » n'est pas une option de cette commande"),
        ErrorKind::InvalidSubcommand => format!("« {} » n'est pas une commande", tous(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => "il manque une commande".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("il manque : {argument}"),
        ErrorKind::InvalidValue if valeur.is_empty() => format!("« {argument} » veut une valeur"),
        ErrorKind::InvalidValue => format!(
            "« {valeur} » ne va pas à « {argument} » ; au choix : {}",
            tous(ContextKind::ValidValue)
        ),
        ErrorKind::ValueValidation => format!("« {valeur} » ne va pas à « {argument} » : ce n'est pas une valeur de ce genre"),
        ErrorKind::ArgumentConflict => format!("« {argument} » ne va pas avec « {} »", tous(ContextKind::PriorArg)),
        ErrorKind::TooManyValues => format!("« {valeur} » est de trop pour « {argument} »"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("« {argument} » n'a pas le nombre de valeurs voulu"),
        ErrorKind::NoEquals => format!("« {argument} » s'écrit avec « = »"),
        ErrorKind::InvalidUtf8 => "un argument n'est pas du texte UTF-8".to_owned(),
        _ => "cette ligne de commande n'a pas pu être lue".to_owned(),
    }
}

/// What was probably meant, and how it is written.
fn suite(e: &clap::Error) -> String {
    let mut suite = String::new();
    let suggestions = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let meant: Vec<String> = suggestions
        .into_iter()
        .flat_map(|s| mots(e, s))
        .map(|m| format!("« {m} »"))
        .collect();
    if !meant.is_empty() {
        suite.push_str(&format!("\n  vouliez-vous dire {} ?\n", meant.join(" ou ")));
    }
    for emploi in mots(e, ContextKind::Usage) {
        suite.push_str(&format!("\n{}\n", traduire(&emploi)));
    }
    suite.push_str("\nPour en savoir plus : --help\n");
    suite
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dit(arguments: &[&str]) -> String {
        let arguments = std::iter::once(&"segur-bench").chain(arguments);
        dire(&lire(arguments.map(Into::into)).err().unwrap()).0
    }

    #[test]
    fn une_ligne_de_commande_se_refuse_en_francais() {
        for (arguments, attendus) in [
            (&["srve"][..], &["« srve » n'est pas une commande", "« serve »"][..]),
            (
                &["serve", "--dta", "x"],
                &["« --dta » n'est pas une option", "« --data »", "Emploi : segur-bench serve"],
            ),
            (&["serve", "--durabilite", "faible"], &["« faible » ne va pas à", "normale, forte"]),
            (&["serve", "--espaces", "beaucoup"], &["« beaucoup » ne va pas à"]),
            (&["verify"], &["il manque : <DOSSIER>"]),
            (&["journal", "--requete", "--reponse"], &["ne va pas avec"]),
            (&["serve", "--data"], &["« --data <DATA> » veut une valeur"]),
        ] {
            let texte = dit(arguments);
            for attendu in attendus {
                assert!(texte.contains(attendu), "{attendu} dans :\n{texte}");
            }
            for anglais in ["error", "unexpected", "Usage", "tip:", "invalid", "required"] {
                assert!(!texte.contains(anglais), "{anglais} dans :\n{texte}");
            }
        }
    }

    #[test]
    fn l_aide_est_en_francais() {
        let mut commande = commande();
        let mut aides = vec![dit(&["--help"])];
        let noms: Vec<String> = commande.get_subcommands_mut().map(|s| s.get_name().to_owned()).collect();
        aides.extend(noms.iter().map(|n| dit(&[n, "--help"])));
        for aide in aides {
            for anglais in ["Usage:", "Commands:", "default", "possible", "values", "Print "] {
                assert!(!aide.contains(anglais), "{anglais} dans :\n{aide}");
            }
        }
    }

    /// The lines of the code blocks of a page, continuations joined: those of a terminal (`console`, `sh`).
    fn lignes(page: &str) -> Vec<String> {
        let mut dedans = false;
        let mut lignes: Vec<String> = Vec::new();
        let mut suite = false;
        for ligne in page.lines() {
            if let Some(genre) = ligne.trim_start().strip_prefix("```") {
                dedans = !dedans && matches!(genre.trim(), "console" | "sh" | "bash");
                suite = false;
            } else if dedans {
                let nue = ligne.strip_prefix("$ ").unwrap_or(ligne).trim();
                let (nue, continue_) = nue.strip_suffix('\\').map_or((nue, false), |n| (n.trim(), true));
                match lignes.last_mut().filter(|_| suite) {
                    Some(derniere) => derniere.push_str(&format!(" {nue}")),
                    None => lignes.push(nue.to_owned()),
                }
                suite = continue_;
            }
        }
        lignes
    }

    /// The words of a line, as a shell makes them: quotes, and a comment that ends it.
    fn mots(ligne: &str) -> Vec<String> {
        let (mut mots, mut mot, mut guillemet) = (Vec::new(), None::<String>, None);
        for c in ligne.chars() {
            match (guillemet, c) {
                (Some(g), c) if c == g => guillemet = None,
                (Some(_), c) => mot.get_or_insert_default().push(c),
                (None, '"' | '\'') => {
                    guillemet = Some(c);
                    mot.get_or_insert_default();
                }
                (None, '#') if mot.is_none() => break,
                (None, '|' | '>' | '&' | ';') if mot.is_none() => break,
                (None, c) if c.is_whitespace() => mots.extend(mot.take()),
                (None, c) => mot.get_or_insert_default().push(c),
            }
        }
        mots.extend(mot);
        mots
    }

    /// This version reads this command: what follows `segur-bench`, as a shell would take it.
    #[track_caller]
    fn se_lit(commande: &str, ou: &str) {
        let arguments = std::iter::once("segur-bench".to_owned()).chain(mots(commande));
        if let Err(e) = lire(arguments.map(Into::into)) {
            assert!(!dire(&e).1, "{ou} : {commande}\n{}", dire(&e).0);
        }
    }

    /// Every command has examples under its help, those of itself, but for those that do nothing yet.
    #[test]
    fn les_exemples_de_l_aide_se_lisent() {
        let racine = commande();
        let dits = |c: &clap::Command| c.get_about().map(ToString::to_string).unwrap_or_default();
        for c in racine
            .get_subcommands()
            .filter(|c| !c.is_hide_set() && !dits(c).contains("(à venir)"))
        {
            let exemples = c.get_after_help().map(ToString::to_string).unwrap_or_default();
            let mut lignes = exemples.lines();
            assert!(
                lignes.next().is_some_and(|l| l.starts_with("Exemple")),
                "{} n'a pas d'exemple",
                c.get_name()
            );
            // What is said after them, past an empty line, is no command.
            for ligne in lignes.take_while(|l| !l.is_empty()) {
                let commande = ligne.strip_prefix("  segur-bench ").unwrap();
                assert!(commande.split(' ').next() == Some(c.get_name()), "{} : {commande}", c.get_name());
                se_lit(commande, c.get_name());
            }
        }
    }

    /// Every command that a page shows is one that this version reads: names, options and values.
    #[test]
    fn les_commandes_des_guides_se_lisent() {
        let racine = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let dossiers = ["docs", "docs/guide"].map(|d| std::fs::read_dir(racine.join(d)).unwrap());
        let pages = dossiers.into_iter().flatten().map(|f| f.unwrap().path());
        let mut lues = 0;
        for page in pages
            .chain([racine.join("README.md")])
            .filter(|p| p.extension().is_some_and(|e| e == "md"))
        {
            for ligne in lignes(&std::fs::read_to_string(&page).unwrap()) {
                let Some(commande) = ligne
                    .strip_prefix("segur-bench ")
                    .or_else(|| ligne.strip_prefix("cargo run -- "))
                    .or_else(|| ligne.strip_prefix("cargo run --release -- "))
                else {
                    continue;
                };
                if commande.contains('…') {
                    continue;
                }
                se_lit(commande, &page.display().to_string());
                lues += 1;
            }
        }
        assert!(lues >= 30, "{lues} commands read");
    }
}
