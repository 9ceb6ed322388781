//! What clap says, in French: help, and what is wrong with a command line.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Words that clap writes by itself in its help.
const MOTS: [(&str, &str); 9] = [
    ("Usage:", "Emploi :"),
    ("Commands:", "Commandes :"),
    ("Arguments:", "Arguments :"),
    ("Options:", "Options :"),
    ("[default:", "[par défaut :"),
    ("[possible values:", "[au choix :"),
    ("Print help (see more with '--help')", "Affiche cette aide"),
    ("Print help", "Affiche cette aide"),
    ("Print version", "Affiche la version"),
];

/// The text of an error of clap, and whether it is one: help and version are asked for.
pub fn dire(e: &clap::Error) -> (String, bool) {
    match e.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => (traduire(&e.to_string()), false),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => (traduire(&e.to_string()), true),
        _ => (format!("erreur : {}\n{}", phrase(e), suite(e)), true),
    }
}

fn traduire(texte: &str) -> String {
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
    use clap::Parser as _;

    use super::*;

    fn dit(arguments: &[&str]) -> String {
        let arguments = std::iter::once(&"segur-bench").chain(arguments);
        dire(&crate::cli::Cli::try_parse_from(arguments).err().unwrap()).0
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
        let mut commande = <crate::cli::Cli as clap::CommandFactory>::command();
        let mut aides = vec![dit(&["--help"])];
        let noms: Vec<String> = commande.get_subcommands_mut().map(|s| s.get_name().to_owned()).collect();
        aides.extend(noms.iter().map(|n| dit(&[n, "--help"])));
        for aide in aides {
            for anglais in ["Usage:", "Commands:", "default:", "possible values", "Print "] {
                assert!(!aide.contains(anglais), "{anglais} dans :\n{aide}");
            }
        }
    }
}
