//! Makes `certs/demo/` again, with new keys: `cargo run -p segur-certs --example regenerer_demo -- <nouveau dossier>`.
//! Whatever was signed with the old keys no longer verifies afterwards (examples of dossiers, snapshots).

use segur_certs::{CertsError, INSTANT_DEMO, Igc, Plan};

fn main() -> Result<(), CertsError> {
    let dossier = std::env::args().nth(1).unwrap_or_else(|| "demo-nouvelle".to_owned());
    Igc::creer(&Plan::embarque()?, INSTANT_DEMO)?
        .sans_emetteurs()
        .enregistrer(dossier.as_ref())?;
    println!("{dossier} : comparez avec certs/demo, puis remplacez-en le contenu (sauf LISEZMOI.md).");
    Ok(())
}
