//! One file per command, or per small family of commands.

mod a_taper;
mod attendus;
pub(crate) mod campagne;
mod catalogue;
mod certs;
mod check;
pub(crate) mod demo;
mod documents;
mod dossiers;
mod espace;
mod examiner;
mod export;
mod har;
pub(crate) mod identites;
mod import;
mod journal;
mod manuel;
mod ouverts;
mod ports;
pub(crate) mod preuve;
mod purge;
mod raccordement;
pub(crate) mod referentiel;
mod run;
mod schematron;
mod serve;
mod temoin;

use crate::cli::Commande;
use crate::erreur::Erreur;

/// Runs a command; gives the exit code.
pub async fn executer(commande: Commande) -> Result<u8, Erreur> {
    match commande {
        Commande::Demo(a) => demo::executer(a).await,
        Commande::Serve(a) => serve::executer(a).await,
        Commande::Run(a) => run::executer(*a).await,
        Commande::Journal(a) => journal::executer(a).await,
        Commande::Purge(a) => purge::executer(a).await,
        Commande::Raccordement(a) => raccordement::executer(a).await,
        Commande::Espace(a) => espace::executer(a).await,
        Commande::Sante(a) => espace::sante(&a).await,
        Commande::Exigences(a) => catalogue::exigences(&a),
        Commande::Regles { mot, format } => catalogue::regles(mot.as_deref(), format),
        Commande::Vocabulaire { mot, format } => catalogue::vocabulaire(mot.as_deref(), format),
        Commande::Verify { dossier, empreinte } => dossiers::verifier(&dossier, empreinte.as_deref()),
        Commande::Examiner { dossier, format, depot } => examiner::executer(&dossier, format, depot.as_deref()),
        Commande::Diff { avant, apres } => dossiers::comparer(&avant, &apres),
        Commande::Export(a) => export::executer(&a),
        Commande::Certs(a) => certs::executer(&a).await,
        Commande::Temoin { config, adresse } => temoin::executer(&config, adresse).await,
        Commande::Check(a) => check::executer(&a),
        Commande::Schematron {
            schema,
            fichiers,
            svrl,
            phase,
        } => schematron::executer(&schema, &fichiers, svrl.as_deref(), phase.as_deref()),
        Commande::Import(a) => import::executer(&a),
        Commande::Preuve(a) => preuve::executer(a),
        Commande::Mesures => pas_encore("mesures"),
        Commande::Completions { interpreteur } => Ok(manuel::completions(interpreteur)),
        Commande::Manuel => manuel::executer(),
    }
}

/// The contract names it, this version does not have it: it says so rather than pretend.
fn pas_encore(quoi: &str) -> Result<u8, Erreur> {
    Err(Erreur::dit(format!(
        "« {quoi} » n'existe pas encore dans cette version ({})",
        env!("CARGO_PKG_VERSION")
    )))
}
