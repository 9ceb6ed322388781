//! The `segur-bench` command as a library: the command line, and nothing else. What it does lives in the crates below it. Tests run a
//! bench and a campaign in their own process through [`essai`].

/// Prints a line on the standard output. Unlike `println!`, a reader that went away (`| head`, a supervisor that closed the
/// pipe) does not end the process: `serve` goes on serving.
macro_rules! dire {
    ($($t:tt)*) => {{
        use std::io::Write as _;
        let ligne = writeln!(std::io::stdout(), "{}", $crate::affichage::derniere_porte(&format!($($t)*)));
        $crate::affichage::noter(&ligne);
    }};
}

/// Prints a line of which the colours are ours, on the standard output.
macro_rules! dire_en_couleurs {
    ($($t:tt)*) => {{
        use std::io::Write as _;
        let ligne = writeln!(std::io::stdout(), $($t)*);
        $crate::affichage::noter(&ligne);
    }};
}

mod affichage;
mod aide;
mod banc;
mod cli;
mod commandes;
mod declaration;
mod erreur;
pub mod essai;
mod exemples;
mod francais;
mod grandeurs;
mod personne;

use std::ffi::OsString;
use std::time::Duration;

pub use erreur::Erreur;

/// How long what is still at work has to end.
const ARRET: Duration = Duration::from_secs(5);

/// Runs the command of these arguments; gives its exit code.
#[must_use]
pub fn executer(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    // One crypto provider for the whole process. It can only fail when one is installed already: the same one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let arguments = match aide::lire(arguments) {
        Ok(a) => a,
        Err(e) => {
            // Help and version are no errors; anything else is « could not run ».
            let (texte, faute) = aide::dire(&e);
            if faute {
                segur_model::avertir!("{}", texte.trim_end());
                return 2;
            }
            dire!("{}", texte.trim_end());
            return 0;
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(r) => r,
        Err(e) => {
            segur_model::avertir!("erreur : le moteur d'exécution ne démarre pas : {e}");
            return 2;
        }
    };
    let issue = runtime.block_on(commandes::executer(arguments.commande));
    // Who was asked something and did not answer is not waited for: the process would stay, holding its campaign.
    runtime.shutdown_timeout(ARRET);
    match issue {
        // What was asked for is not all there: a full disk.
        Ok(0) if affichage::sortie_perdue() => {
            segur_model::avertir!("erreur : la sortie n'a pas pu être écrite en entier (disque plein ?)");
            2
        }
        Ok(code) => code,
        Err(e) => {
            segur_model::avertir!("{}", affichage::derniere_porte(&format!("erreur : {e}")));
            2
        }
    }
}
