//! The command as its users run it: a process, its exit code, what it prints.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;

use segur_bench::essai::BancDeDemo;
use segur_certs::Igc;
use segur_dossier::Manifeste;
use segur_engine::campagne::Campagne;
use segur_engine::controle::Controle;
use segur_engine::moteur::{Moteur, Reglage};
use segur_engine::pilotes::Pilotes;
use segur_engine::{catalogues, regles};
use segur_model::World;
use segur_model::catalogue::Catalogue;
use segur_model::controle::AccesBanc;
use segur_model::resultat::ResultatCampagne;

/// What the demo sets of its bench, for `serve`: the same campaign gives the same bytes.
pub const REGLAGES_DE_LA_DEMO: &str = r#"
[igc]
demo = true
[horloge]
figee = "2026-01-15T09:00:00Z"
[psc.bases]
auth = "https://psc-auth.banc.test"
wallet = "https://psc-wallet.banc.test"
edc = "https://psc-edc.banc.test"
proxy = "https://psc-proxy.banc.test"
[annuaire]
base = "https://annuaire.banc.test/fhir/v2"
"#;

/// The command.
pub fn commande(arguments: &[&str]) -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_segur-bench"));
    c.args(arguments).stdin(Stdio::null()).env_remove("NO_COLOR");
    c
}

/// Runs it to its end.
pub fn lancer(arguments: &[&str]) -> Output {
    commande(arguments).output().unwrap()
}

/// Its standard output.
pub fn sortie(o: &Output) -> String {
    String::from_utf8(o.stdout.clone()).unwrap()
}

/// Its error output.
pub fn erreurs(o: &Output) -> String {
    String::from_utf8(o.stderr.clone()).unwrap()
}

/// Its exit code; what it printed is shown when it is not the one expected.
#[track_caller]
pub fn code(o: &Output, attendu: i32) {
    assert_eq!(o.status.code(), Some(attendu), "sortie :\n{}\nerreurs :\n{}", sortie(o), erreurs(o));
}

/// The dossier of one scenario that holds, and that of the same with a defect that turns it: each played once, for who only reads them.
pub fn bon_et_pire() -> (PathBuf, PathBuf) {
    static FAITS: LazyLock<(PathBuf, PathBuf)> = LazyLock::new(|| {
        let ou = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bon-et-pire");
        let _ = std::fs::remove_dir_all(&ou);
        let (bon, pire) = (ou.join("bon"), ou.join("pire"));
        code(&demo(&bon, &["--seulement", "INS/va1.28.01"]), 0);
        code(&demo(&pire, &["--seulement", "INS/va1.28.01", "--defaut", "date-zero-acceptee"]), 1);
        (zip(&bon), zip(&pire))
    });
    FAITS.clone()
}

/// A demo in this folder.
pub fn demo(dossier: &Path, plus: &[&str]) -> Output {
    let mut arguments = vec!["demo", "--out", dossier.to_str().unwrap()];
    arguments.extend(plus);
    lancer(&arguments)
}

/// What the whole demo left, played once for all that read it: nothing in it may be written.
pub fn demo_entiere() -> &'static Path {
    static FAITE: LazyLock<PathBuf> = LazyLock::new(|| {
        let ou = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo-entiere");
        let _ = std::fs::remove_dir_all(&ou);
        code(&demo(&ou, &[]), 0);
        ou
    });
    &FAITE
}

fn copier(de: &Path, vers: &Path) {
    std::fs::create_dir_all(vers).unwrap();
    for e in std::fs::read_dir(de).unwrap().map(Result::unwrap) {
        let ici = vers.join(e.file_name());
        if e.path().is_dir() {
            copier(&e.path(), &ici);
        } else {
            std::fs::copy(e.path(), ici).unwrap();
        }
    }
}

/// The certificates of a first start, in this folder of data: drawn once for all the benches of the tests, since 46 RSA keys are seconds. The guides
/// start theirs from nothing, as a person does.
fn garnir(donnees: &Path) {
    static FAITE: LazyLock<PathBuf> = LazyLock::new(|| {
        let ou = Path::new(env!("CARGO_TARGET_TMPDIR")).join("igc-des-bancs");
        let _ = std::fs::remove_dir_all(&ou);
        let plan = segur_certs::Plan::embarque().unwrap();
        Igc::creer(&plan, time::OffsetDateTime::now_utc())
            .unwrap()
            .enregistrer(&ou)
            .unwrap();
        ou
    });
    let igc = donnees.join("igc");
    if !igc.exists() {
        copier(&FAITE, &igc);
    }
}

/// The campaign of the whole demo, copied in this folder: to open it locks it.
pub fn campagne_entiere(dans: &Path) {
    copier(&demo_entiere().join("etat-demo-1/campagne"), &dans.join("campagne"));
}

/// What the campaign of the demo gives without a defect, and in which scenarios the témoin asks itself whether it carries each: played once, in
/// this process.
pub fn intact() -> &'static (ResultatCampagne, BTreeMap<&'static str, BTreeSet<String>>) {
    static INTACT: LazyLock<(ResultatCampagne, BTreeMap<&'static str, BTreeSet<String>>)> = LazyLock::new(|| {
        let dossier = tempfile::tempdir().unwrap();
        attendre(async {
            let banc = BancDeDemo::demarrer(&dossier.path().join("banc")).await?;
            banc.temoin(dossier.path(), &[], None).await
        })
        .unwrap()
    });
    &INTACT
}

/// Runs this to its end.
pub fn attendre<T>(f: impl Future<Output = T>) -> T {
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    tokio.unwrap().block_on(f)
}

/// The only dossier of a folder.
pub fn zip(dossier: &Path) -> PathBuf {
    let mut zips = std::fs::read_dir(dossier)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "zip"));
    let un = zips.next().expect("un dossier");
    assert!(zips.next().is_none(), "un seul dossier");
    un
}

/// Every entry of a dossier, in its order: name and bytes.
pub fn deballer(chemin: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(chemin).unwrap()).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut f = archive.by_index(i).unwrap();
            let mut octets = Vec::new();
            f.read_to_end(&mut octets).unwrap();
            (f.name().unwrap().into_owned(), octets)
        })
        .collect()
}

/// The catalogue of the demo.
pub fn catalogue() -> Catalogue {
    let mut tous = catalogues::embarques().unwrap().into_iter();
    tous.find(|c| c.code == "REM-BIO-SGL-Va2").unwrap()
}

/// Judges again what a campaign of the demo kept, with nobody at the other end.
pub async fn rejuger(campagne: &Campagne, monde: &World, igc: &Igc) -> ResultatCampagne {
    let mut candidat = campagne.ouverture.candidat.clone();
    candidat.pilotes.clear();
    let nulle_part = AccesBanc {
        controle: "http://127.0.0.1:9".to_owned(),
        jeton: None,
        confiance: None,
    };
    let scenarios = segur_bench::essai::pack(monde).unwrap();
    let moteur = Moteur {
        controle: &Controle::nouveau(nulle_part, "defaut").unwrap(),
        pilotes: &Pilotes::preparer(&candidat, Path::new("."), None).await.unwrap(),
        candidat: &candidat,
        scenarios: &scenarios,
        catalogue: &catalogue(),
        monde,
        regles: regles::Contexte {
            horloge_declaree: true,
            ..regles::Contexte::du_monde(monde, igc.confiance().clone())
        },
        produits: segur_engine::moteur::juger::produits(&scenarios),
        reglage: Reglage {
            seulement: campagne.ouverture.seulement.clone(),
            depuis: None,
            temoin: true,
        },
        suivi: &(),
    };
    moteur.rejuger(campagne).unwrap()
}

/// The manifest of an intact dossier.
pub fn manifeste(zip: &Path) -> Manifeste {
    let v = segur_dossier::verifier(zip).unwrap();
    assert!(v.intact, "{:?}", v.problemes);
    v.manifeste
}

/// A running process, ended when dropped.
pub struct Service {
    enfant: Child,
}

/// Held while a bench draws its first ports, so that it takes none of those that another test just let go of and means to take again; held whole
/// by who does.
pub static PORTS: std::sync::RwLock<()> = std::sync::RwLock::new(());

impl Service {
    /// Starts `serve` in this folder and waits until it is ready; gives the path of its `banc.json`.
    pub fn demarrer(donnees: &Path, plus: &[&str]) -> (Self, PathBuf) {
        let _garde = PORTS.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Self::demarrer_seul(donnees, plus)
    }

    /// The same, by who holds the ports.
    pub fn demarrer_seul(donnees: &Path, plus: &[&str]) -> (Self, PathBuf) {
        if !plus.contains(&"--igc") {
            garnir(donnees);
        }
        let mut arguments = vec!["serve", "--data", donnees.to_str().unwrap()];
        arguments.extend(plus);
        let mut service = Self {
            enfant: commande(&arguments).stdout(Stdio::piped()).spawn().unwrap(),
        };
        let lignes = BufReader::new(service.enfant.stdout.take().unwrap()).lines();
        for ligne in lignes {
            if ligne.unwrap().starts_with("prêt controle") {
                return (service, donnees.join("banc.json"));
            }
        }
        panic!("serve s'est arrêté avant d'être prêt");
    }
}

impl Service {
    /// The most memory that it held, as the system tells it (`12345 kB`).
    pub fn memoire_max(&self) -> String {
        let etat = std::fs::read_to_string(format!("/proc/{}/status", self.enfant.id())).unwrap_or_default();
        let ligne = etat.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        ligne.map_or_else(|| "inconnue".to_owned(), |l| l.trim().to_owned())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.enfant.kill();
        let _ = self.enfant.wait();
    }
}
