//! Makes of `certs/demo/` one with what `plan.toml` has more, without changing what it has: `cargo run -p segur-certs --example completer_demo
//! -- <nouveau dossier>`. What is added can be issued only by an authority that is added too: the keys of the demo are gone.

use segur_certs::{CertsError, INSTANT_DEMO, Igc, Plan};

fn main() -> Result<(), CertsError> {
    let dossier = std::env::args().nth(1).unwrap_or_else(|| "demo-nouvelle".to_owned());
    // The keys of the demo are public, so its authorities keep none: see the documentation of the crate.
    Igc::demo()?
        .completer(&Plan::embarque()?, INSTANT_DEMO)?
        .sans_emetteurs()
        .enregistrer(dossier.as_ref())?;
    println!("{dossier} : comparez avec certs/demo, ajoutez-y ce qui est de plus, et nommez-le dans src/demo.rs.");
    Ok(())
}
