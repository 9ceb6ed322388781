//! The adapters given as examples hold the contract: both play the same acts, and answer the same.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use segur_model::{DemandeActe, Issue, ReponseActe, vocabulaire};
use serde_json::{Value, json};

use crate::banc::{client_http, demande, patient};

fn exemple(nom: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/exemples")).join(nom)
}

fn python() -> Option<&'static str> {
    let la = Command::new("python3").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success());
    if !la {
        eprintln!("SAUTÉ : python3 absent");
    }
    la.then_some("python3")
}

/// One way of starting an adapter, with its data in a folder of the test.
struct Adaptateur {
    programme: &'static str,
    script: &'static str,
    dossier: tempfile::TempDir,
}

impl Adaptateur {
    fn new(programme: &'static str, script: &'static str) -> Self {
        Self { programme, script, dossier: tempfile::tempdir().unwrap() }
    }

    fn brut(&self, entree: &[u8]) -> ReponseActe {
        let mut p = Command::new(self.programme)
            .arg(exemple(self.script))
            .current_dir(self.dossier.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that already answered does not read to the end.
        let _ = p.stdin.take().unwrap().write_all(entree);
        let sortie = p.wait_with_output().unwrap();
        assert!(sortie.status.success());
        serde_json::from_slice(&sortie.stdout).unwrap_or_else(|e| panic!("{} : {e} : {}", self.script, String::from_utf8_lossy(&sortie.stdout)))
    }

    fn acte(&self, d: &DemandeActe) -> ReponseActe {
        self.brut(&serde_json::to_vec(d).unwrap())
    }
}

/// Every act, the refusals and the errors; what is answered must be what the contract says.
fn parcours(a: &Adaptateur) {
    let issue = |etape, acte: &str, p: Value, attendue: Issue| {
        let r = a.acte(&demande("INS/va1.21.01", etape, acte, p));
        assert_eq!(r.issue, attendue, "{} {acte} {etape} : {}", a.script, r.message);
        assert!(attendue == Issue::Fait || !r.message.is_empty(), "a refusal or an error says why");
        r
    };
    let creer = |etape, changement: Value, attendue| {
        let mut p = patient("D'ARTAGNAN", &["ZOE", "ANNE-LISE"]);
        p.as_object_mut().unwrap().extend(changement.as_object().unwrap().clone());
        issue(etape, "creer-identite", json!({ "reference": "P/1", "patient": p }), attendue);
    };
    let p = |x: Value| {
        let mut x = x;
        x["reference"] = json!("P/1");
        x
    };
    issue(1, "lire-identite", p(json!({})), Issue::Erreur);
    for refus in [
        json!({ "nom_naissance": "" }),
        json!({ "nom_naissance": null }),
        json!({ "prenoms": [] }),
        json!({ "sexe": "" }),
        json!({ "sexe": "M F" }),
        json!({ "date_naissance": "" }),
        json!({ "date_naissance": "2001-02-29" }),
        json!({ "date_naissance": "1960-00-12" }),
        json!({ "date_naissance": "2999-01-01" }),
        json!({ "nom_naissance": "D'ÆION" }),
        json!({ "prenoms": ["LÉA"] }),
        json!({ "prenoms": ["zoe"] }),
        json!({ "lieu_naissance": "PARIS" }),
    ] {
        creer(2, refus, Issue::Refuse);
    }
    issue(3, "lire-identite", p(json!({})), Issue::Erreur);
    creer(4, json!({ "date_naissance": "2000-02-29", "lieu_naissance": "2A020" }), Issue::Fait);
    let lu = |etape| crate::banc::fichier(issue(etape, "lire-identite", p(json!({})), Issue::Fait));
    let attendu = json!({ "statut": "provisoire", "nom_naissance": "D'ARTAGNAN", "prenoms": "ZOE ANNE-LISE", "premier_prenom": "ZOE",
        "date_naissance": "2000-02-29", "sexe": "M", "lieu_naissance": "2A020" });
    assert_eq!(lu(5), attendu);
    // Nothing is plugged: it says so, and never pretends.
    assert!(issue(6, "rechercher-ins", p(json!({ "mode": "structure" })), Issue::Erreur).message.contains("branché"));
    issue(7, "valider-identite", p(json!({ "justificatif": "PC" })), Issue::Refuse);
    let mut valider = demande("INS/va1.21.01", 8, "valider-identite", p(json!({ "justificatif": "CN" })));
    valider.acteur = Some(json!({ "rpps": "99900000045", "nom": "É\"x\\\u{1F600}" }));
    assert_eq!(a.acte(&valider).issue, Issue::Fait);
    assert_eq!(lu(9)["statut"], "validee");
    issue(10, "marquer-identite", p(json!({ "attribut": "homonyme" })), Issue::Fait);
    issue(11, "marquer-identite", p(json!({ "attribut": "douteuse" })), Issue::Fait);
    let i = lu(12);
    let mut attributs: Vec<&str> = i["attributs"].as_array().unwrap().iter().map(|x| x.as_str().unwrap()).collect();
    attributs.sort_unstable();
    assert_eq!((i["statut"].as_str().unwrap(), attributs), ("provisoire", vec!["douteuse", "homonyme"]));
    issue(13, "rechercher-ins", p(json!({})), Issue::Refuse);
    issue(14, "valider-identite", p(json!({ "justificatif": "CN" })), Issue::Refuse);
    // The same demand under the same cle: the same answer, nothing done.
    assert_eq!(lu(9)["statut"], "validee");
    assert_eq!(a.acte(&valider).issue, Issue::Fait);
    let t = crate::banc::fichier(issue(15, "exporter-traces", p(json!({})), Issue::Fait));
    let statuts = t["statuts"].as_array().unwrap();
    assert_eq!(statuts.len(), 2, "{t}");
    assert_eq!((&statuts[0]["avant"], &statuts[0]["apres"]), (&json!("provisoire"), &json!("validee")));
    assert_eq!((&statuts[0]["utilisateur"], &t["appels"]), (&json!("99900000045"), &json!([])));
    // Another scenario does not see this reference; a scenario played again starts anew.
    assert_eq!(a.acte(&demande("AUTRE", 1, "lire-identite", p(json!({})))).issue, Issue::Erreur);
    creer(4, json!({ "date_naissance": "2000-02-29", "lieu_naissance": "2A020" }), Issue::Fait);
    assert_eq!(lu(9), attendu);

    issue(16, "lire-identite", json!({}), Issue::Erreur);
    issue(16, "creer-identite", p(json!({})), Issue::Erreur);
    issue(16, "lire-identite", p(json!({ "x": { "y": 1 } })), Issue::Erreur);
    issue(16, "rechercher-ins", p(json!({ "mode": "fax" })), Issue::Erreur);
    issue(16, "voler", p(json!({})), Issue::Erreur);
    let mut version = demande("S", 1, "lire-identite", p(json!({})));
    version.version = 2;
    assert_eq!(a.acte(&version).issue, Issue::Erreur);
    for brut in [&b""[..], b"{", b"{\"version\":1,}", b"[1", b"\"a\\u12\"", b"{} {}", b"\xff\xfe", &[b'['; 5000]] {
        assert_eq!(a.brut(brut).issue, Issue::Erreur, "{}", String::from_utf8_lossy(brut));
    }
    for acte in vocabulaire::ACTES {
        let r = a.acte(&demande("VIDE", 1, acte.nom, json!({})));
        assert!(r.message.contains("param"), "{} connaît {} : {}", a.script, acte.nom, r.message);
    }
}

#[test]
fn shell() {
    parcours(&Adaptateur::new("sh", "adaptateur.sh"));
}

#[test]
fn python_commande() {
    if let Some(python) = python() {
        parcours(&Adaptateur::new(python, "adaptateur.py"));
    }
}

struct Arret(Child);

impl Drop for Arret {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn python_http() {
    let Some(python) = python() else { return };
    let dossier = tempfile::tempdir().unwrap();
    let mut p = Command::new(python)
        .arg(exemple("adaptateur.py"))
        .args(["--http", "0"])
        .current_dir(dossier.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(p.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let _arret = Arret(p);
    let url = url.trim();
    let http = client_http();
    let liste: Value = http.get(format!("{url}/actes")).send().await.unwrap().json().await.unwrap();
    let noms: Vec<&str> = vocabulaire::ACTES.iter().map(|a| a.nom).collect();
    assert_eq!(liste, json!({ "version": 1, "actes": noms }));
    let poster = |acte: &'static str, corps: String| http.post(format!("{url}/actes/{acte}")).body(corps).send();
    let d = demande("S", 1, "creer-identite", json!({ "reference": "P", "patient": patient("X", &["ZOE"]) }));
    let corps = serde_json::to_string(&d).unwrap();
    let r: ReponseActe = poster("creer-identite", corps.clone()).await.unwrap().json().await.unwrap();
    assert_eq!(r.issue, Issue::Fait);
    let lire = serde_json::to_string(&demande("S", 2, "lire-identite", json!({ "reference": "P" }))).unwrap();
    let r: ReponseActe = poster("lire-identite", lire).await.unwrap().json().await.unwrap();
    assert_eq!(crate::banc::fichier(r)["nom_naissance"], "X");
    assert_eq!(poster("lire-identite", corps).await.unwrap().status(), 400, "the address and the demand differ");
    assert_eq!(poster("voler", "{}".into()).await.unwrap().status(), 404);
    assert_eq!(poster("lire-identite", "{".into()).await.unwrap().status(), 400);
}
