//! A bench that is several processes, each with services of its own: the campaign is the same, byte for byte; and one that goes away condemns nobody.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::outils::{REGLAGES_DE_LA_DEMO, Service, code, commande, demo, lancer, sortie, zip};

/// What each process plays.
const PROCESSUS: [&str; 4] = ["psc", "insi,annuaire", "dmp", "mssante"];
/// Scenarios of every service, of a few seconds.
const SEULEMENT: &str = "INS/va1.28*,DMP/va1.1*,PSC.0*,MSS/va1.1*";

/// As on a network.
const CONTROLE: &str = "[controle]\njeton = \"jeton-de-l-essai-1\"\ntls = true\n";

struct Banc {
    dossier: PathBuf,
    processus: BTreeMap<&'static str, Service>,
}

impl Banc {
    fn demarrer(dossier: &Path) -> Self {
        std::fs::create_dir_all(dossier.join("acces")).unwrap();
        let mut banc = Self {
            dossier: dossier.to_owned(),
            processus: BTreeMap::new(),
        };
        PROCESSUS.iter().for_each(|services| banc.lancer(services));
        banc
    }

    fn acces(&self) -> String {
        self.dossier.join("acces").to_str().unwrap().to_owned()
    }

    fn lancer(&mut self, services: &'static str) {
        let config = self.dossier.join(format!("{services}.toml"));
        let mut reglages = format!("{REGLAGES_DE_LA_DEMO}{CONTROLE}");
        if services == "mssante" {
            // The operator asks the keys of Pro Santé Connect of who owns them, over the network.
            let emetteur = self.point("psc", "psc.auth");
            reglages.push_str(&format!("[mssante]\njwks = \"{emetteur}/protocol/openid-connect/certs\"\n"));
        }
        std::fs::write(&config, reglages).unwrap();
        let acces = self.dossier.join("acces").join(format!("{services}.json"));
        let plus = [
            "--ports-neufs",
            "--services",
            services,
            "--config",
            config.to_str().unwrap(),
            "--acces",
            acces.to_str().unwrap(),
        ];
        let (service, _) = Service::demarrer(&self.dossier.join(services), &plus);
        self.processus.insert(services, service);
    }

    /// The address of an endpoint, as the bench says it to who connects.
    fn point(&self, services: &str, nom: &str) -> String {
        let acces = self.dossier.join("acces").join(format!("{services}.json"));
        let dit = lancer(&["raccordement", "--format", "json", "--banc", acces.to_str().unwrap()]);
        code(&dit, 0);
        let json: serde_json::Value = serde_json::from_str(&sortie(&dit)).unwrap();
        json["points"][nom].as_str().unwrap().trim_end_matches('/').to_owned()
    }
}

#[test]
fn a_bench_of_several_processes_is_the_same_bench() {
    let racine = tempfile::tempdir().unwrap();
    let (un, plusieurs) = (racine.path().join("un"), racine.path().join("plusieurs"));
    let mut banc = Banc::demarrer(&racine.path().join("banc"));
    let acces = banc.acces();
    code(&lancer(&["sante", "--banc", &acces]), 0);
    code(&demo(&un, &["--seulement", SEULEMENT]), 0);
    code(&demo(&plusieurs, &["--seulement", SEULEMENT, "--banc", &acces]), 0);
    assert!(
        std::fs::read(zip(&un)).unwrap() == std::fs::read(zip(&plusieurs)).unwrap(),
        "one process and four give other bytes"
    );

    // An exchange is asked for by the number that the list gives it, and by no other.
    let liste = lancer(&["journal", "--banc", &acces]);
    code(&liste, 0);
    let liste = sortie(&liste);
    let milieu: Vec<&str> = liste.lines().nth(liste.lines().count() / 2).unwrap().split_whitespace().collect();
    let un_seul = lancer(&["journal", milieu[0], "--banc", &acces]);
    code(&un_seul, 0);
    assert!(sortie(&un_seul).contains(milieu[2]), "{milieu:?}\n{}", sortie(&un_seul));
    code(&lancer(&["journal", "999999", "--banc", &acces]), 2);
    // Twice the same process is a mistake, not another process.
    let double = racine.path().join("banc/acces/encore.json");
    std::fs::copy(racine.path().join("banc/acces/dmp.json"), &double).unwrap();
    let deux = lancer(&["sante", "--banc", &acces]);
    code(&deux, 2);
    assert!(String::from_utf8_lossy(&deux.stderr).contains("même processus"), "{deux:?}");
    std::fs::remove_file(double).unwrap();

    // The DMP goes away in the middle: what wants it is blocked by that and by nothing else, and the rest is played.
    let coupee = racine.path().join("coupee");
    let mut enfant = commande(&[
        "demo",
        "--seulement",
        SEULEMENT,
        "--banc",
        &acces,
        "--out",
        coupee.to_str().unwrap(),
    ])
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    let mut lignes = BufReader::new(enfant.stderr.take().unwrap()).lines();
    lignes
        .find(|l| l.as_ref().unwrap().contains("DMP/"))
        .expect("un scénario du DMP")
        .unwrap();
    drop(banc.processus.remove("dmp"));
    lignes.for_each(drop);
    let fini = enfant.wait_with_output().unwrap();
    code(&fini, 1);
    let dit = sortie(&fini);
    assert!(
        dit.contains("le service dmp du banc ne répond") && dit.contains(" 0 non conforme"),
        "{dit}"
    );
    assert!(dit.contains("MSS/va1.16"), "what comes after and does not want it is played: {dit}");
    code(&lancer(&["sante", "--banc", &acces]), 2);

    // It comes back: what was not judged is played, and nothing is left of the interruption.
    banc.lancer("dmp");
    std::fs::remove_file(zip(&coupee)).unwrap();
    let reprise = ["demo", "--banc", &acces, "--out", coupee.to_str().unwrap(), "--reprendre", "demo-1"];
    code(&lancer(&reprise), 0);
    let diff = lancer(&["diff", zip(&un).to_str().unwrap(), zip(&coupee).to_str().unwrap()]);
    code(&diff, 0);
    assert!(sortie(&diff).contains("Aucune différence"), "{}", sortie(&diff));
}
