//! The `segur-bench` command: a command line, and nothing else. What it does lives in the crates below it.

/// Prints a line on the standard output. Unlike `println!`, a reader that went away (`| head`, a supervisor that closed the
/// pipe) does not end the process: `serve` goes on serving.
macro_rules! dire {
    ($($t:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($t)*);
    }};
}

mod affichage;
mod banc;
mod cli;
mod commandes;
mod erreur;
mod personne;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // One crypto provider for the whole process. It can only fail when one is installed already: the same one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let arguments = match cli::Cli::try_parse() {
        Ok(a) => a,
        Err(e) => {
            // Help and version are no errors; anything else is « could not run ».
            let _ = e.print();
            return if e.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(r) => r,
        Err(e) => {
            eprintln!("erreur : le moteur d'exécution ne démarre pas : {e}");
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(commandes::executer(arguments.commande)) {
        Ok(code) => ExitCode::from(code),
        Err(e) => {
            eprintln!("erreur : {e}");
            ExitCode::from(2)
        }
    }
}
