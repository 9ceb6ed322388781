//! The adapters given as examples hold the contract: both play the same acts, and answer the same.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use segur_model::{DemandeActe, Issue, ReponseActe, vocabulaire};
use serde_json::{Value, json};

use crate::banc::{demande, patient};

fn exemple(nom: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/exemples")).join(nom)
}

/// The acts of the examples: those on identities and reports. A person plays the others, or the vendor adds them.
fn joues() -> impl Iterator<Item = &'static vocabulaire::Acte> {
    const AILLEURS: [&str; 27] = [
        "ouvrir-dossier-dmp",
        "rechercher-documents",
        "ouvrir-document",
        "gerer-document",
        "deposer-document",
        "lister-dmp",
        "lister-autorises",
        "retirer-autorisation",
        "connecter-psc",
        "choisir-situation",
        "continuer-psc",
        "appeler-api-psc",
        "deconnecter-psc",
        "lire-session-psc",
        "creer-compte",
        "verifier-comptes",
        "charger-annuaire",
        "chercher-correspondant",
        "envoyer-courriel",
        "envoyer-courriel-usager",
        "relever-courriels",
        "lire-courriel",
        "repondre-courriel",
        "integrer-courriel",
        "supprimer-courriel",
        "enregistrer-opposition",
        "supprimer-compte-rendu",
    ];
    vocabulaire::ACTES.iter().filter(|a| !AILLEURS.contains(&a.nom))
}

/// An adapter, and the way to it.
enum Adaptateur {
    /// A process for each act; its data are in a folder of the test.
    Commande {
        programme: PathBuf,
        script: &'static str,
        dossier: tempfile::TempDir,
    },
    /// Listens at this address.
    Http { adresse: String, _arret: Arret },
}

struct Arret {
    processus: Child,
    _dossier: tempfile::TempDir,
}

impl Drop for Arret {
    fn drop(&mut self) {
        let _ = self.processus.kill();
        let _ = self.processus.wait();
    }
}

impl Adaptateur {
    fn commande(programme: &Path, script: &'static str) -> Self {
        Self::Commande {
            programme: programme.to_owned(),
            script,
            dossier: tempfile::tempdir().unwrap(),
        }
    }

    fn http(programme: &Path, script: &'static str) -> Self {
        let dossier = tempfile::tempdir().unwrap();
        let mut p = lancer(programme, script, dossier.path())
            .args(["--http", "0"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(p.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self::Http {
            adresse: url.trim().strip_prefix("http://").unwrap().to_owned(),
            _arret: Arret {
                processus: p,
                _dossier: dossier,
            },
        }
    }

    fn brut(&self, acte: &str, entree: &[u8]) -> ReponseActe {
        let sortie = match self {
            Self::Commande {
                programme,
                script,
                dossier,
            } => {
                let mut p = lancer(programme, script, dossier.path()).spawn().unwrap();
                // A program that already answered does not read to the end.
                let _ = p.stdin.take().unwrap().write_all(entree);
                let sortie = p.wait_with_output().unwrap();
                assert!(sortie.status.success());
                sortie.stdout
            }
            Self::Http { adresse, .. } => http(adresse, "POST", &format!("/actes/{acte}"), entree).1,
        };
        serde_json::from_slice(&sortie).unwrap_or_else(|e| panic!("{e} : {}", String::from_utf8_lossy(&sortie)))
    }

    fn acte(&self, d: &DemandeActe) -> ReponseActe {
        self.brut(&d.acte, &serde_json::to_vec(d).unwrap())
    }
}

fn lancer(programme: &Path, script: &str, dossier: &Path) -> Command {
    let mut c = Command::new(programme);
    c.arg(exemple(script))
        .current_dir(dossier)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    c
}

/// One request, one connection: status and body.
fn http(adresse: &str, methode: &str, chemin: &str, corps: &[u8]) -> (u16, Vec<u8>) {
    let mut flux = TcpStream::connect(adresse).unwrap();
    write!(
        flux,
        "{methode} {chemin} HTTP/1.0\r\nHost: {adresse}\r\nContent-Length: {}\r\n\r\n",
        corps.len()
    )
    .unwrap();
    flux.write_all(corps).unwrap();
    let mut tout = Vec::new();
    flux.read_to_end(&mut tout).unwrap();
    let fin = tout.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let statut = std::str::from_utf8(&tout[9..12]).unwrap().parse().unwrap();
    (statut, tout[fin + 4..].to_vec())
}

/// Every act, the refusals and the errors; what is answered must be what the contract says.
fn parcours(a: &Adaptateur) {
    let issue = |etape, acte: &str, p: Value, attendue: Issue| {
        let r = a.acte(&demande("INS/va1.21.01", etape, acte, p));
        assert_eq!(r.issue, attendue, "{acte} {etape} : {}", r.message);
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
    assert!(
        issue(6, "rechercher-ins", p(json!({ "mode": "structure" })), Issue::Erreur)
            .message
            .contains("branché")
    );
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
    assert_eq!(
        (i["statut"].as_str().unwrap(), attributs),
        ("provisoire", vec!["douteuse", "homonyme"])
    );
    issue(13, "rechercher-ins", p(json!({})), Issue::Refuse);
    issue(14, "valider-identite", p(json!({ "justificatif": "CN" })), Issue::Refuse);
    // No identity of theirs is qualified, and no report is plugged.
    let refus = issue(14, "tester-dmp", p(json!({})), Issue::Refuse);
    assert!(refus.message.contains("qualifiée"));
    let cr = |identite| json!({ "reference": "CR", "identite": identite, "modele": "glycemie", "etat": "partiel", "niveau": "N1" });
    assert!(
        issue(14, "valider-compte-rendu", cr("P/1"), Issue::Erreur)
            .message
            .contains("branché")
    );
    assert!(issue(14, "valider-compte-rendu", cr("Q"), Issue::Erreur).message.contains("« Q »"));
    assert!(
        issue(14, "completer-compte-rendu", json!({ "reference": "CR" }), Issue::Erreur)
            .message
            .contains("« CR » inconnu")
    );
    // The same demand under the same cle: the same answer, nothing done.
    assert_eq!(lu(9)["statut"], "validee");
    assert_eq!(a.acte(&valider).issue, Issue::Fait);
    let t = crate::banc::fichier(issue(15, "exporter-traces", p(json!({})), Issue::Fait));
    let statuts = t["statuts"].as_array().unwrap();
    assert_eq!(statuts.len(), 2, "{t}");
    assert_eq!(
        (&statuts[0]["avant"], &statuts[0]["apres"]),
        (&json!("provisoire"), &json!("validee"))
    );
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
    let mut sans_modele = cr("P/1");
    sans_modele.as_object_mut().unwrap().remove("modele");
    assert!(
        issue(16, "valider-compte-rendu", sans_modele, Issue::Erreur)
            .message
            .contains("modele")
    );
    for (nom, faux) in [
        ("modele", "ecbu"),
        ("etat", "final"),
        ("niveau", "N2"),
        ("visibilite", "cachee"),
        ("dmp", "non"),
    ] {
        let mut faute = cr("P/1");
        faute[nom] = json!(faux);
        assert!(issue(16, "valider-compte-rendu", faute, Issue::Erreur).message.contains(nom));
    }
    let mut version = demande("S", 1, "lire-identite", p(json!({})));
    version.version = 2;
    assert_eq!(a.acte(&version).issue, Issue::Erreur);
    for brut in [
        &b""[..],
        b"{",
        b"{\"version\":1,}",
        b"[1",
        b"\"a\\u12\"",
        b"{} {}",
        b"\xff\xfe",
        &[b'['; 5000],
    ] {
        assert_eq!(
            a.brut("lire-identite", brut).issue,
            Issue::Erreur,
            "{}",
            String::from_utf8_lossy(brut)
        );
    }
    for acte in joues() {
        let r = a.acte(&demande("VIDE", 1, acte.nom, json!({})));
        assert!(r.message.contains("param"), "{} : {}", acte.nom, r.message);
    }
}

#[test]
fn shell() {
    parcours(&Adaptateur::commande(Path::new("sh"), "adaptateur.sh"));
}

#[test]
fn python_commande() {
    let Some(python) = segur_essais::outil("python3") else {
        return;
    };
    // The whole course is played over HTTP: here, that each process finds what the former left.
    let a = Adaptateur::commande(&python, "adaptateur.py");
    let creer = demande(
        "S",
        1,
        "creer-identite",
        json!({ "reference": "P", "patient": patient("X", &["ZOE"]) }),
    );
    assert_eq!(a.acte(&creer).issue, Issue::Fait);
    let r = a.acte(&demande("S", 2, "lire-identite", json!({ "reference": "P" })));
    assert_eq!(crate::banc::fichier(r)["nom_naissance"], "X");
    assert_eq!(a.brut("lire-identite", b"{").issue, Issue::Erreur);
}

#[test]
fn python_http() {
    let Some(python) = segur_essais::outil("python3") else {
        return;
    };
    let a = Adaptateur::http(&python, "adaptateur.py");
    parcours(&a);
    let Adaptateur::Http { adresse, .. } = &a else { return };
    let liste: Value = serde_json::from_slice(&http(adresse, "GET", "/actes", b"").1).unwrap();
    let noms: Vec<&str> = joues().map(|a| a.nom).collect();
    assert_eq!(liste, json!({ "version": 1, "actes": noms }));
    let corps = serde_json::to_vec(&demande("S", 1, "lire-identite", json!({ "reference": "P" }))).unwrap();
    assert_eq!(
        http(adresse, "POST", "/actes/exporter-traces", &corps).0,
        400,
        "the address and the demand differ"
    );
    assert_eq!(http(adresse, "POST", "/actes/voler", b"{}").0, 404);
    assert_eq!(http(adresse, "POST", "/actes/lire-identite", b"{").0, 400);
}
