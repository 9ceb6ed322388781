//! oidc-provider, as `tests/tiers/oidc_provider.mjs` runs it: same certificate, same key for tokens, same client.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::banc::{ESSAI, IGC};

/// A running oidc-provider.
pub struct Pair {
    processus: Child,
    pub url: String,
    /// Refresh tokens, each for one series of refreshes.
    pub jetons: Vec<String>,
    _dossier: tempfile::TempDir,
}

impl Pair {
    /// Starts it; None when node or the package is not there.
    pub fn demarrer(acces_signe: bool, jetons: usize) -> Option<Self> {
        let depot = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let modules = depot.join("target/ci/node/node_modules").canonicalize().ok()?;
        if !modules.join("oidc-provider").is_dir() {
            return None;
        }
        let (serveur, signature) = (IGC.identite("serveur").unwrap(), IGC.identite("serveur-expire").unwrap());
        let dit = json!({
            "certificat": serveur.chaine_pem,
            "cle": serveur.cle_pem,
            "signature": signature.cle_pem,
            "client": ESSAI.0,
            "secret": ESSAI.1,
            "acces_signe": acces_signe,
            "jetons": jetons,
        });
        let dossier = tempfile::tempdir().unwrap();
        let ici = dossier.path().join("ici.json");
        std::fs::write(&ici, dit.to_string()).unwrap();
        // A module is looked for from where the script is.
        std::os::unix::fs::symlink(modules, dossier.path().join("node_modules")).unwrap();
        let script = dossier.path().join("oidc_provider.mjs");
        std::fs::copy(depot.join("tests/tiers/oidc_provider.mjs"), &script).unwrap();
        let mut commande = Command::new("node");
        commande
            .arg(script)
            .arg(ici)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut processus = commande.spawn().ok()?;
        // It also says there what it thinks of its own settings.
        let mut lignes = BufReader::new(processus.stdout.take().unwrap()).lines();
        let pret = lignes.find_map(|l| l.ok().filter(|l| l.starts_with('{'))).unwrap();
        let pret: Value = serde_json::from_str(&pret).unwrap();
        Some(Self {
            processus,
            url: pret["url"].as_str().unwrap().to_owned(),
            jetons: pret["jetons"]
                .as_array()
                .unwrap()
                .iter()
                .map(|j| j.as_str().unwrap().to_owned())
                .collect(),
            _dossier: dossier,
        })
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        let _ = self.processus.kill();
        let _ = self.processus.wait();
    }
}
