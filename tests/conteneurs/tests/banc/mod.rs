//! A bench of one container for each service, each on a network of its own, and the témoin of this machine that calls it.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use testcontainers::core::{IntoContainerPort, Mount, WaitFor};
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, GenericImage, ImageExt};

/// What each container plays, and its endpoints; the one of the control plane is the first.
const SERVICES: [(&str, &[&str]); 5] = [
    ("psc", &["controle", "psc.auth", "psc.edc", "psc.proxy", "psc.wallet"]),
    ("insi", &["controle", "insi.tlsm", "insi.lps"]),
    ("dmp", &["controle", "dmp.lps"]),
    ("annuaire", &["controle", "annuaire.fhir", "annuaire.extraction"]),
    ("mssante", &["controle", "mssante.web", "mssante.soumission", "mssante.smtps", "mssante.imap", "mssante.imaps"]),
];

/// The settings of the demo: its certificates, its clock that stands still, its names. `PORT` is that of Pro Santé Connect.
const REGLAGES: &str = r#"
hote = "localhost"
[igc]
demo = true
[horloge]
figee = "2026-01-15T09:00:00Z"
[controle]
jeton = "jeton-de-l-essai-1"
[psc.bases]
auth = "https://psc-auth.banc.test"
wallet = "https://psc-wallet.banc.test"
edc = "https://psc-edc.banc.test"
proxy = "https://psc-proxy.banc.test"
[annuaire]
base = "https://annuaire.banc.test/fhir/v2"
[mssante]
jwks = "https://psc.banc.test:PORT/simule/auth/realms/esante-wallet/protocol/openid-connect/certs"
"#;

/// The network on which the services speak to each other.
const INTERNE: &str = "interne";

/// The bench.
pub struct Banc {
    dossier: tempfile::TempDir,
    nom: String,
    conteneurs: BTreeMap<&'static str, ContainerAsync<GenericImage>>,
}

impl Banc {
    /// Starts one container for each service; `None`, said: no engine answers, or the image is not there.
    pub async fn demarrer(nom: &str) -> Option<Self> {
        if !docker(&["image", "inspect", "segur-bench:dev"]).is_some_and(|o| o.status.success()) {
            eprintln!("sauté : aucun moteur ne répond, ou l'image segur-bench:dev n'y est pas (docker/construire, puis docker load)");
            assert!(std::env::var_os("SEGUR_BENCH_EXIGE_CONTENEURS").is_none(), "des conteneurs sont exigés");
            return None;
        }
        let mut banc = Self {
            dossier: tempfile::tempdir().unwrap(),
            nom: nom.to_owned(),
            conteneurs: BTreeMap::new(),
        };
        std::fs::create_dir(banc.acces()).unwrap();
        // Another user than ours runs the container.
        ouvrir(banc.dossier.path());
        reseau("create", &[&format!("{nom}-{INTERNE}")]);
        let ports = ports_libres(SERVICES.iter().map(|(_, p)| p.len()).sum());
        let mut suivants = ports.iter();
        let plan: Vec<(&'static str, Vec<(&str, u16)>)> = SERVICES
            .iter()
            .map(|(s, points)| (*s, points.iter().map(|p| (*p, *suivants.next().unwrap())).collect()))
            .collect();
        let psc = plan[0].1[1].1;
        for (service, points) in plan {
            banc.lancer(service, &points, psc).await;
        }
        Some(banc)
    }

    /// The accesses of its processes.
    pub fn acces(&self) -> PathBuf {
        self.dossier.path().join("acces")
    }

    async fn lancer(&mut self, service: &'static str, points: &[(&str, u16)], psc: u16) {
        let controle = points[0].1;
        let mut reglages = REGLAGES.replace("PORT", &psc.to_string());
        reglages.push_str(&format!("[ports]\n\"igc.crl\" = \"0.0.0.0:{}\"\n", 1025));
        for (point, port) in &points[1..] {
            reglages.push_str(&format!("\"{point}\" = \"0.0.0.0:{port}\"\n"));
        }
        let fichier = self.dossier.path().join(format!("{service}.toml"));
        std::fs::write(&fichier, reglages).unwrap();
        ouvrir(&fichier);
        let mut image = GenericImage::new("segur-bench", "dev").with_wait_for(WaitFor::message_on_stdout("prêt controle"));
        for (_, port) in points {
            image = image.with_exposed_port(port.tcp());
        }
        let mut demande = image
            .with_cmd(["serve", "--services", service, "--controle", &format!("0.0.0.0:{controle}"), "--data", "/donnees", "--config", "/etc/segur-bench/essai.toml"])
            .with_container_name(format!("{}-{service}", self.nom))
            .with_network(format!("{}-{service}", self.nom))
            .with_mount(Mount::bind_mount(fichier.to_str().unwrap(), "/etc/segur-bench/essai.toml"))
            .with_mount(Mount::tmpfs_mount("/tmp"))
            .with_readonly_rootfs(true)
            .with_cap_drop("ALL")
            .with_user("10001");
        for (_, port) in points {
            demande = demande.with_mapped_port(*port, port.tcp());
        }
        let conteneur = demande.start().await.unwrap_or_else(|e| panic!("le conteneur {service} ne démarre pas : {e}"));
        if matches!(service, "psc" | "mssante") {
            self.relier(service);
        }
        self.conteneurs.insert(service, conteneur);
        let copie = self.acces().join(format!("{service}.json"));
        let source = format!("{}-{service}:/donnees/banc.json", self.nom);
        assert!(docker(&["cp", &source, copie.to_str().unwrap()]).unwrap().status.success(), "{source}");
    }

    /// Puts a service on the network between services.
    pub fn relier(&self, service: &str) {
        let alias = format!("{service}.banc.test");
        reseau("connect", &["--alias", &alias, &format!("{}-{INTERNE}", self.nom), &format!("{}-{service}", self.nom)]);
    }

    /// Takes it off.
    pub fn couper(&self, service: &str) {
        reseau("disconnect", &[&format!("{}-{INTERNE}", self.nom), &format!("{}-{service}", self.nom)]);
    }

    /// Kills a service, as a machine that falls does.
    pub fn tuer(&self, service: &str) {
        assert!(docker(&["kill", &format!("{}-{service}", self.nom)]).unwrap().status.success());
    }

    /// Starts it again, and waits until it answers.
    pub fn relancer(&self, service: &str) {
        let conteneur = format!("{}-{service}", self.nom);
        assert!(docker(&["start", &conteneur]).unwrap().status.success());
        let acces = self.acces().join(format!("{service}.json"));
        for _ in 0..100 {
            if segur_bench(&["sante", "--banc", acces.to_str().unwrap()]).status.success() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        panic!("{service} ne répond plus après son redémarrage");
    }

    /// The témoin plays against it.
    pub fn demo(&self, sortie: &Path, plus: &[&str]) -> Output {
        self.commande_demo(sortie, plus).output().unwrap()
    }

    /// The same, that goes on beside the test.
    pub fn demo_en_cours(&self, sortie: &Path, plus: &[&str]) -> Child {
        self.commande_demo(sortie, plus).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    fn commande_demo(&self, sortie: &Path, plus: &[&str]) -> Command {
        let mut c = Command::new(binaire());
        c.args(["demo", "--banc"]).arg(self.acces()).arg("--out").arg(sortie).args(plus).stdin(Stdio::null());
        c
    }
}

impl Drop for Banc {
    fn drop(&mut self) {
        for service in self.conteneurs.keys() {
            docker(&["rm", "-f", "-v", &format!("{}-{service}", self.nom)]);
        }
        for reseau in SERVICES.iter().map(|(s, _)| *s).chain([INTERNE]) {
            docker(&["network", "rm", &format!("{}-{reseau}", self.nom)]);
        }
    }
}

/// The command of this build.
fn binaire() -> PathBuf {
    std::env::var_os("SEGUR_BENCH_BINAIRE").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/debug/segur-bench"),
        PathBuf::from,
    )
}

/// Runs it to its end.
pub fn segur_bench(arguments: &[&str]) -> Output {
    let sortie = Command::new(binaire()).args(arguments).stdin(Stdio::null()).output();
    sortie.unwrap_or_else(|e| panic!("{} : {e} (cargo build d'abord, ou SEGUR_BENCH_BINAIRE)", binaire().display()))
}

/// Asks the engine; nothing: there is no client of one here.
fn docker(arguments: &[&str]) -> Option<Output> {
    Command::new("docker").args(arguments).output().ok()
}

fn reseau(quoi: &str, arguments: &[&str]) {
    let fait = docker(&[&["network", quoi], arguments].concat()).unwrap();
    assert!(fait.status.success(), "docker network {quoi} {arguments:?} : {}", String::from_utf8_lossy(&fait.stderr));
}

fn ouvrir(chemin: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = if chemin.is_dir() { 0o755 } else { 0o644 };
    std::fs::set_permissions(chemin, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Ports that nobody holds now: the same inside and outside, since they are written in the addresses.
fn ports_libres(combien: usize) -> Vec<u16> {
    let prises: Vec<TcpListener> = (0..combien).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    prises.iter().map(|p| p.local_addr().unwrap().port()).collect()
}
