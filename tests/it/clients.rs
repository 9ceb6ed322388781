//! Clients and validators that are not ours, against the services: they need Node, Python and a browser, which `.ci/run` installs.
//! Each prints what it did; the table of the README is made from it, and this test holds it to what was seen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use segur_certs::Igc;
use segur_engine::controle::Controle;
use segur_model::controle::{AccesBanc, Etat};
use segur_temoin::{ConfigTemoin, Temoin};
use serde_json::{Value, json};

use crate::outils::Service;

/// Where `.ci/run` installs the packages of `tests/tiers/package.json`.
pub fn modules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/ci/node/node_modules")
}

/// A bench of two espaces with the clients of `monde.toml`, and what a client must know of it.
pub struct Banc {
    _service: Service,
    pub dossier: tempfile::TempDir,
    pub etat: Etat,
    pub acces: AccesBanc,
}

const PORT_RETOUR: u16 = 8765;

impl Banc {
    async fn demarrer() -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let dossier = tempfile::tempdir().unwrap();
        let d = dossier.path();
        let cle = jsonwebtoken::EncodingKey::from_rsa_pem(Igc::demo().unwrap().identite("org-sign").unwrap().cle_pem.as_bytes()).unwrap();
        let mut publique =
            serde_json::to_value(jsonwebtoken::jwk::Jwk::from_encoding_key(&cle, jsonwebtoken::Algorithm::RS256).unwrap()).unwrap();
        publique["kid"] = json!("essai");
        std::fs::write(d.join("monde.toml"), monde(&json!({ "keys": [publique] }))).unwrap();
        let reglages = "[igc]\ndemo = true\n[monde]\nsurcouches = [\"monde.toml\"]\n[psc]\ninterval = 1\n";
        Self::regle(dossier, reglages).await
    }

    /// A bench with these settings, whose files are in this folder.
    pub async fn regle(dossier: tempfile::TempDir, reglages: &str) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let d = dossier.path();
        let config = d.join("banc.toml");
        std::fs::write(&config, reglages).unwrap();
        let (service, fichier) = Service::demarrer(&d.join("donnees"), &["--config", config.to_str().unwrap(), "--espaces", "2"]);
        let acces: AccesBanc = serde_json::from_slice(&std::fs::read(fichier).unwrap()).unwrap();
        let etat = Controle::nouveau(acces.clone(), "defaut").unwrap().etat().await.unwrap();
        Self {
            _service: service,
            dossier,
            etat,
            acces,
        }
    }

    /// URL of an endpoint.
    fn point(&self, espace: &str, nom: &str) -> String {
        let espace = self.etat.espaces.iter().find(|e| e.id == espace).unwrap();
        espace.points.get(nom).cloned().unwrap_or_default()
    }

    /// Writes what a script is told, runs it, and gives the lines that it printed.
    fn jouer(&self, programme: &Path, script: &str, dit: &Value) -> Vec<String> {
        self.jouer_avec(programme, script, dit, &modules())
    }

    /// The same, with the packages of Node that are in this folder.
    pub fn jouer_avec(&self, programme: &Path, script: &str, dit: &Value, modules: &Path) -> Vec<String> {
        jouer_dans(self.dossier.path(), programme, script, dit, modules)
    }

    fn commun(&self) -> Value {
        let igc = Igc::demo().unwrap();
        let client = igc.identite("org-auth-cli").unwrap();
        let retour = format!("http://localhost:{PORT_RETOUR}/retour");
        let fin = format!("http://localhost:{PORT_RETOUR}/fin");
        let edc = self.point("defaut", "psc.edc");
        json!({
            "ancres": igc.ancres_pem(),
            "certificat": client.chaine_pem,
            "cle": client.cle_pem,
            "controle": self.acces.controle,
            "emetteur": self.point("defaut", "psc.auth"),
            "identite": "899900000045",
            "secret": { "id": "essai-secret", "secret": "secret-public-de-l-essai", "retour": retour, "fin": fin },
            "navigateur": { "id": "essai-navigateur", "secret": "secret-public-de-l-essai" },
            "jwt": { "id": "essai-jwt", "kid": "essai", "cle": igc.identite("org-sign").unwrap().cle_pem, "retour": retour, "fin": fin },
            "mtls": { "id": "temoin-sgl", "retour": retour, "fin": fin },
            "edc": { "jeton": format!("{edc}/token"), "api": format!("{edc}/api/exemple"), "scope": "exemple" },
            "annuaire": self.point("defaut", "annuaire.fhir"),
            "cle_api": "cle-d-essai",
            "extraction": self.point("defaut", "annuaire.extraction"),
            "rpps": "99900000045",
            "nom": "BIOTEST",
            "prenom": "ALEX",
            "structure": "1999900038",
        })
    }
}

/// Writes in a folder what a script is told, runs it, and gives the lines that it printed.
pub fn jouer_dans(dossier: &Path, programme: &Path, script: &str, dit: &Value, modules: &Path) -> Vec<String> {
    let d = dossier.join(script.replace('.', "-"));
    std::fs::create_dir(&d).unwrap();
    let ici = d.join("ici.json");
    std::fs::write(&ici, dit.to_string()).unwrap();
    for fichier in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tiers")).unwrap() {
        let fichier = fichier.unwrap();
        if fichier.file_type().unwrap().is_file() {
            std::fs::copy(fichier.path(), d.join(fichier.file_name())).unwrap();
        }
    }
    #[cfg(unix)]
    if modules.is_dir() {
        std::os::unix::fs::symlink(modules, d.join("node_modules")).unwrap();
    }
    let sortie = Command::new(programme).arg(d.join(script)).arg(&ici).output().unwrap();
    let (vu, erreur) = (String::from_utf8_lossy(&sortie.stdout), String::from_utf8_lossy(&sortie.stderr));
    assert!(sortie.status.success(), "{script}\n{vu}\n{erreur}");
    vu.lines().map(str::to_owned).collect()
}

/// The clients of the test. That of the certificate takes the place of the témoin's: a subject leads to one client.
fn monde(jwks: &Value) -> String {
    let temoin = segur_world::monde_demo().unwrap().clients_psc["temoin-sgl"].clone();
    let dn = temoin.certificat_dn.unwrap();
    let retour = format!(
        "redirect_uris = [\"http://localhost:{PORT_RETOUR}/retour\"]\npost_logout_redirect_uris = [\"http://localhost:{PORT_RETOUR}/fin\"]\n"
    );
    format!(
        "[[clients_psc]]\nid = \"essai-secret\"\nnom = \"Essai par secret\"\nmethodes = [\"client_secret_basic\", \"client_secret_post\"]\n\
         secret = \"secret-public-de-l-essai\"\n{retour}\n\
         [[clients_psc]]\nid = \"essai-navigateur\"\nnom = \"Essai par navigateur\"\nmethodes = [\"client_secret_basic\", \"client_secret_post\"]\n\
         secret = \"secret-public-de-l-essai\"\nredirect_uris = [\"http://127.0.0.1:*/retour\", \"http://127.0.0.1:*/psc/retour\"]\n\
         post_logout_redirect_uris = [\"http://127.0.0.1:*/psc/fin\"]\n\n\
         [[clients_psc]]\nid = \"essai-jwt\"\nnom = \"Essai par clé\"\nmethodes = [\"private_key_jwt\"]\njwks = '''{jwks}'''\n{retour}\n\
         [[clients_psc]]\nid = \"temoin-sgl\"\nremplace = true\nnom = \"Essai par certificat\"\nmethodes = [\"tls_client_auth\"]\n\
         certificat_dn = \"{dn}\"\n{retour}ciba = true\nedc = true\n"
    )
}

/// A table in Markdown: an operation a line, a client a column.
fn tableau(titre: &str, colonnes: &[(&str, Vec<String>)]) -> String {
    let mut lignes: Vec<String> = Vec::new();
    let mut cases: BTreeMap<(String, usize), String> = BTreeMap::new();
    for (i, (_, vues)) in colonnes.iter().enumerate() {
        for ligne in vues {
            let (operation, resultat) = ligne.rsplit_once(' ').unwrap();
            if !lignes.iter().any(|l| l == operation) {
                lignes.push(operation.to_owned());
            }
            let resultat = if resultat == "ok" {
                "oui".to_owned()
            } else {
                format!("refus attendu : `{resultat}`")
            };
            cases.insert((operation.to_owned(), i), resultat);
        }
    }
    let mut texte = format!("| {titre} |");
    for (nom, _) in colonnes {
        texte.push_str(&format!(" {nom} |"));
    }
    texte.push_str(&format!("\n| --- |{}\n", " --- |".repeat(colonnes.len())));
    for ligne in lignes {
        texte.push_str(&format!("| `{ligne}` |"));
        for i in 0..colonnes.len() {
            let vide = "—".to_owned();
            texte.push_str(&format!(" {} |", cases.get(&(ligne.clone(), i)).unwrap_or(&vide)));
        }
        texte.push('\n');
    }
    texte
}

/// The README holds this table, made by the test: `SEGUR_BENCH_TABLES=ecrire` writes it.
fn tenir(marque: &str, table: &str) {
    let chemin = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&chemin).unwrap();
    let (debut, fin) = (format!("<!-- {marque} -->\n"), format!("<!-- /{marque} -->"));
    let d = readme.find(&debut).expect("marque de début") + debut.len();
    let f = d + readme[d..].find(&fin).expect("marque de fin");
    if std::env::var("SEGUR_BENCH_TABLES").is_ok_and(|v| v == "ecrire") {
        std::fs::write(&chemin, format!("{}{table}{}", &readme[..d], &readme[f..])).unwrap();
        return;
    }
    assert_eq!(&readme[d..f], table, "SEGUR_BENCH_TABLES=ecrire refait la table « {marque} »");
}

/// Node, with the packages of `tests/tiers/package.json`.
pub fn node() -> Option<PathBuf> {
    let node = segur_essais::outil("node")?;
    if modules().join("openid-client").is_dir() {
        return Some(node);
    }
    let quoi = "paquets de tests/tiers/package.json absents ; .ci/run les installe dans target/ci/node";
    segur_essais::manque(segur_essais::Besoin::Outils, quoi);
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_clients_that_are_not_ours_go_through_pro_sante_connect() {
    let (Some(node), Some(python), Some(_)) = (
        node(),
        segur_essais::python(&["authlib", "joserfc", "httpx", "oic"]),
        segur_essais::outil("apache2"),
    ) else {
        return;
    };
    let banc = Banc::demarrer().await;
    let dit = banc.commun();
    let colonnes = [
        ("openid-client 6.8", &node, "openid_client.mjs"),
        ("oauth4webapi 3.8", &node, "oauth4webapi.mjs"),
        ("passport-openidconnect 0.1", &node, "passport.mjs"),
        ("Authlib 1.9 + joserfc 1.8", &python, "authlib_client.py"),
        ("pyoidc 1.7", &python, "pyoidc.py"),
        ("mod_auth_openidc 2.4", &python, "mod_auth_openidc.py"),
    ];
    let colonnes = colonnes.map(|(nom, programme, script)| (nom, banc.jouer(programme, script, &dit)));
    tenir("clients-psc", &tableau("opération de Pro Santé Connect", &colonnes));
}

#[tokio::test(flavor = "multi_thread")]
async fn validators_that_are_not_ours_accept_the_directory() {
    let (Some(node), Some(python)) = (node(), segur_essais::python(&["fhir.resources", "httpx"])) else {
        return;
    };
    let banc = Banc::demarrer().await;
    let dit = banc.commun();
    let fhirjs = banc.jouer(&node, "fhir_valider.mjs", &dit);
    let modeles = banc.jouer(&python, "fhir_resources.py", &dit);
    tenir(
        "clients-annuaire",
        &tableau(
            "réponse de l'annuaire",
            &[("FHIR.js 4.12 (R4)", fhirjs), ("fhir.resources 8.3 (R4B)", modeles)],
        ),
    );
}

/// Programs that use the directory, as those of vendors do. The extraction files have quotation marks here: readers must not mind.
#[tokio::test(flavor = "multi_thread")]
async fn clients_that_are_not_ours_use_the_directory() {
    let (Some(node), Some(python)) = (node(), segur_essais::python(&["fhirclient", "fhirpy", "pandas", "requests"])) else {
        return;
    };
    let reglages = "[igc]\ndemo = true\n[annuaire]\nguillemets = true\n";
    let banc = Banc::regle(tempfile::tempdir().unwrap(), reglages).await;
    let dit = banc.commun();
    let colonnes = [
        ("fhirclient 4.4", &python, "fhirclient_annuaire.py"),
        ("fhirpy 2.3", &python, "fhirpy_annuaire.py"),
        ("fhir-kit-client 2.0", &node, "fhir_kit.mjs"),
        ("pandas 3.1 (extraction)", &python, "pandas_extraction.py"),
    ];
    let colonnes = colonnes.map(|(nom, programme, script)| (nom, banc.jouer(programme, script, &dit)));
    tenir("usages-annuaire", &tableau("opération de l'annuaire", &colonnes));
}

/// The témoin as a browser meets it: on an address of its own, a client of the bench.
async fn temoin(banc: &Banc) -> Temoin {
    // Its callback is declared with its port: the socket is taken first, and kept.
    let prise = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let ici = prise.local_addr().unwrap();
    let igc = Igc::demo().unwrap();
    let insi = igc.identite("org-insi-auto").unwrap();
    let config = toml::to_string(&json!({
        "insi_tlsm": banc.point("defaut", "insi.tlsm"),
        "certificat": insi.chaine_pem,
        "cle": insi.cle_pem,
        "emetteur": "1999900038",
        "idam": "BANC00000001",
        "donnees": banc.dossier.path().join("temoin"),
        "ancres": igc.ancres_pem(),
        "lps": { "nom": "temoin", "version": "1", "instance": "5f0b8a9e-3a57-5c1e-9d0a-6d6f64656d6f" },
        "utilisateur": { "rpps": "99900000060", "nom": "PAILLASSE", "prenom": "MARGUERITE" },
        "psc": {
            "decouverte": format!("{}/.well-known/wallet-openid-configuration", banc.point("defaut", "psc.auth")),
            "client_id": "essai-navigateur",
            "secret": "secret-public-de-l-essai",
            "redirection": format!("http://{ici}/psc/retour"),
            "fin": format!("http://{ici}/psc/fin"),
        },
    }))
    .unwrap();
    Temoin::demarrer_sur(ConfigTemoin::lire(&config).unwrap(), prise).unwrap()
}

/// Who a code stands for: it is exchanged, and UserInfo asked.
async fn identite_du_code(banc: &Banc, espace: &str, code: &str, retour: &str) -> String {
    let ancres = reqwest::Certificate::from_pem_bundle(Igc::demo().unwrap().ancres_pem().as_bytes()).unwrap();
    let client = reqwest::Client::builder().tls_certs_only(ancres).build().unwrap();
    let base = format!("{}/protocol/openid-connect", banc.point(espace, "psc.auth"));
    let corps = format!("grant_type=authorization_code&code={code}&redirect_uri={retour}");
    let jetons: Value = client
        .post(format!("{base}/token"))
        .basic_auth("essai-navigateur", Some("secret-public-de-l-essai"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(corps)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let acces = jetons["access_token"].as_str().unwrap_or_else(|| panic!("{jetons}"));
    let qui: Value = client
        .get(format!("{base}/userinfo"))
        .bearer_auth(acces)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    qui["SubjectNameID"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_browser_signs_in_and_two_testers_do_not_mix() {
    let (Some(node), Some(chromium)) = (node(), segur_essais::outil("chromium")) else {
        return;
    };
    let banc = Banc::demarrer().await;
    let temoin = temoin(&banc).await;
    let testeur =
        |espace: &str, identite: &str| json!({ "nom": espace, "autorisation": banc.point(espace, "psc.wallet"), "identite": identite });
    let mut dit = json!({
        "chromium": chromium,
        "temoin": temoin.url(),
        "identite": "899900000045",
        "nom": "BIOTEST",
        "page_erreur": format!("{}?client_id=inconnu", banc.point("defaut", "psc.wallet")),
        "client": "essai-navigateur",
        "espaces": [testeur("espace-1", "899900000060"), testeur("espace-2", "899900000086")],
    });
    if let Ok(images) = std::env::var("SEGUR_BENCH_IMAGES") {
        dit["images"] = json!(images);
    }
    let vu = banc.jouer(&node, "navigateur.mjs", &dit);
    for (espace, identite) in [("espace-1", "899900000060"), ("espace-2", "899900000086")] {
        let ligne = vu.iter().find_map(|l| l.strip_prefix(&format!("code {espace} "))).unwrap();
        let (code, retour) = ligne.split_once(' ').unwrap();
        assert_eq!(identite_du_code(&banc, espace, code, retour).await, identite, "{espace}");
    }
    let epreuves: Vec<&String> = vu.iter().filter(|l| !l.starts_with("code ")).collect();
    assert_eq!(
        epreuves,
        [
            "temoin.connexion ok",
            "temoin.deconnexion ok",
            "erreur.page ok",
            "deux testeurs, deux connexions ok",
            "deux testeurs, deux sessions ok",
            "form_post avec script ok",
            "form_post sans script ok",
            "formulaire d'un autre site refusé ok"
        ]
    );
    temoin.arreter().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_bench_holds_in_a_real_browser() {
    let (Some(node), Some(chromium)) = (node(), segur_essais::outil("chromium")) else {
        return;
    };
    let banc = Banc::demarrer().await;
    let appel = format!("{}/metadata", banc.point("defaut", "annuaire.fhir"));
    // Something to look at: an answer, a refusal with an écart, a handshake that fails.
    let client = reqwest::Client::builder()
        .add_root_certificate(reqwest::Certificate::from_pem(Igc::demo().unwrap().ancres_pem().as_bytes()).unwrap())
        .build()
        .unwrap();
    for url in [
        appel.clone(),
        format!("{}/Practitioner?nom=BIO", banc.point("defaut", "annuaire.fhir")),
    ] {
        client.get(url).send().await.unwrap();
    }
    client.get(banc.point("defaut", "dmp.lps")).send().await.unwrap_err();
    // And a mail with a document, in the mailbox of somebody.
    let recevoir = format!("{}/banc/actions/mssante/recevoir", banc.acces.controle);
    let pli = json!({ "boite": "BIOLOGISTE_1", "patient": "QUALIFIEE_SIMPLE" });
    let mis = client.post(recevoir).json(&pli).send().await.unwrap();
    let mis: Value = mis.error_for_status().unwrap().json().await.unwrap();
    let courriel = format!(
        "/messagerie/courriel?boite={}&dossier=INBOX&uid={}",
        mis["boite"].as_str().unwrap(),
        mis["uid"]
    );
    let mut dit = json!({
        "chromium": chromium,
        "base": banc.acces.controle,
        "appel": appel,
        "pages": { "echanges": "/", "echange": "/echanges/2", "refuse": "/echanges/3", "taper": "/taper", "commandes": "/commandes",
            "messagerie": "/messagerie", "courriel": courriel },
    });
    if let Ok(images) = std::env::var("SEGUR_BENCH_IMAGES") {
        dit["images"] = json!(images);
    }
    assert_eq!(banc.jouer(&node, "page_banc.mjs", &dit), ["pages ok", "arrivées ok", "clavier ok"]);
}
