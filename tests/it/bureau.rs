//! At a desk: a developer starts the services, fails to connect, and learns why from the bench, in French.

use std::path::Path;

use crate::outils::{Service, code, commande, erreurs, lancer, sortie};

/// Calls INSi with this client identity of the exported folder; gives the HTTP status, or why it failed.
async fn appeler(url: &str, dossier: &Path, identite: &str) -> Result<u16, String> {
    let lire = |nom: String| std::fs::read(dossier.join(nom)).unwrap();
    let mut pem = lire(format!("{identite}.pem"));
    pem.extend(lire(format!("{identite}.cle.pem")));
    let client = reqwest::Client::builder()
        .tls_certs_only(reqwest::Certificate::from_pem_bundle(&lire("confiance.pem".to_owned())).unwrap())
        .identity(reqwest::Identity::from_pem(&pem).unwrap())
        .build()
        .unwrap();
    client
        .get(format!("{url}?wsdl"))
        .send()
        .await
        .map(|r| r.status().as_u16())
        .map_err(|e| e.to_string())
}

#[tokio::test]
async fn a_developer_whose_handshake_fails_learns_why() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let d = tempfile::tempdir().unwrap();
    let (_banc, acces) = Service::demarrer(&d.path().join("banc"), &[]);
    let acces = acces.to_str().unwrap();
    let fichiers = d.path().join("raccordement");
    let o = lancer(&[
        "raccordement",
        "--banc",
        acces,
        "--dans",
        fichiers.to_str().unwrap(),
        "--format",
        "json",
    ]);
    code(&o, 0);
    let dit: serde_json::Value = serde_json::from_str(&sortie(&o)).unwrap();
    let url = dit["points"]["insi.tlsm"].as_str().unwrap();

    let vierge = lancer(&["raccordement", "--banc", acces, "--essai"]);
    code(&vierge, 0);
    assert!(sortie(&vierge).contains("personne n'a encore essayé"));

    for mauvais in ["org-insi-auto-expire", "org-insi-auto-revoque", "org-insi-auto-etranger"] {
        assert!(appeler(url, &fichiers, mauvais).await.is_err(), "{mauvais}");
    }
    let essai = lancer(&["raccordement", "--banc", acces, "--essai"]);
    code(&essai, 1);
    assert!(
        sortie(&essai).contains("étranger"),
        "la dernière tentative est expliquée : {}",
        sortie(&essai)
    );

    let journal = sortie(&lancer(&["journal", "--banc", acces, "--operation", "*.connexion-refusee"]));
    let o = lancer(&["journal", "--banc", acces, "--operation", "insii.*"]);
    code(&o, 2);
    assert!(erreurs(&o).contains("vouliez-vous dire « insi »"), "{}", erreurs(&o));
    let tous = sortie(&lancer(&["journal", "--banc", acces]));
    let dernier = sortie(&lancer(&["journal", "--banc", acces, "-n", "1"]));
    assert_eq!(tous.lines().next(), dernier.lines().next(), "the newest first");
    let lignes: Vec<&str> = journal.lines().collect();
    assert_eq!(lignes.len(), 3, "{journal}");
    for (ligne, raison) in lignes.iter().zip(["étranger", "révoqué", "expiré"]) {
        assert!(ligne.contains(raison), "{ligne}");
    }

    assert_eq!(appeler(url, &fichiers, "org-insi-auto").await, Ok(200));
    let echecs = sortie(&lancer(&["journal", "--banc", acces, "--echecs"]));
    assert_eq!(echecs, journal, "the call that went through is no failure");
    let essai = lancer(&["raccordement", "--banc", acces, "--essai"]);
    code(&essai, 0);
    // The PKI of another bench is not given as this one's.
    let copie = d.path().join("ailleurs.json");
    std::fs::copy(acces, &copie).unwrap();
    let o = lancer(&[
        "raccordement",
        "--banc",
        copie.to_str().unwrap(),
        "--dans",
        d.path().join("r2").to_str().unwrap(),
    ]);
    code(&o, 2);
    assert!(erreurs(&o).contains("ne sont pas sur cette machine"), "{}", erreurs(&o));
    // A client that insists is one line.
    for _ in 0..4 {
        assert!(appeler(url, &fichiers, "org-insi-auto-expire").await.is_err());
    }
    let lignes = |plus: &[&str]| sortie(&lancer(&[&["journal", "--banc", acces], plus].concat()));
    let groupe = lignes(&[]);
    assert_eq!(groupe.lines().count(), 5, "{groupe}");
    assert!(groupe.lines().next().unwrap().contains("  × 4, depuis le 5 à "), "{groupe}");
    assert_eq!(lignes(&["-n", "1"]).lines().next(), groupe.lines().next(), "a burst counts for one");
    assert_eq!(lignes(&["--tout"]).lines().count(), 8);
    for _ in 0..3 {
        assert_eq!(appeler(url, &fichiers, "org-insi-auto").await, Ok(200));
    }
    assert!(lignes(&["-n", "1"]).contains("insi.wsdl") && lignes(&["-n", "1"]).contains("  × 3, depuis le 9 à "));
    let har: serde_json::Value = serde_json::from_str(&lignes(&["--har"])).unwrap();
    assert_eq!(har["log"]["entries"].as_array().unwrap().len(), 4, "each request is an entry");
    let wsdl = lancer(&["journal", "--banc", acces, "4", "--reponse"]);
    assert!(sortie(&wsdl).contains("rechercherInsAvecTraitsIdentite"));
}

#[test]
fn espaces_are_created_listed_reset_and_deleted() {
    let d = tempfile::tempdir().unwrap();
    let (_banc, acces) = Service::demarrer(&d.path().join("banc"), &["--espaces", "1"]);
    let acces = acces.to_str().unwrap();
    let espace = |plus: &[&str]| {
        let mut arguments = vec!["espace", "--banc", acces];
        arguments.extend(plus);
        lancer(&arguments)
    };
    code(&espace(&["creer", "equipe-b"]), 0);
    let liste = sortie(&espace(&["lister"]));
    assert!(["defaut", "espace-1", "equipe-b"].iter().all(|e| liste.contains(e)), "{liste}");
    code(&espace(&["remise-a-zero", "equipe-b"]), 0);
    code(&espace(&["supprimer", "equipe-b"]), 0);
    assert!(!sortie(&espace(&["lister"])).contains("equipe-b"));
    let inconnu = espace(&["supprimer", "equipe-b"]);
    code(&inconnu, 2);
    assert!(erreurs(&inconnu).contains("equipe-b"), "{}", erreurs(&inconnu));
    code(&lancer(&["sante", "--banc", acces]), 0);
}

#[test]
fn a_port_in_use_and_a_folder_that_cannot_be_written_are_told() {
    let d = tempfile::tempdir().unwrap();
    let pris = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let reglage = d.path().join("banc.toml");
    std::fs::write(&reglage, format!("[ports]\n\"insi.tlsm\" = \"{}\"\n", pris.local_addr().unwrap())).unwrap();
    let o = lancer(&[
        "serve",
        "--data",
        d.path().join("b").to_str().unwrap(),
        "--config",
        reglage.to_str().unwrap(),
    ]);
    code(&o, 2);
    assert!(erreurs(&o).contains(&pris.local_addr().unwrap().to_string()), "{}", erreurs(&o));

    let fichier = d.path().join("un-fichier");
    std::fs::write(&fichier, "x").unwrap();
    let o = lancer(&["demo", "--out", fichier.join("dedans").to_str().unwrap()]);
    code(&o, 2);
    assert!(erreurs(&o).contains("un-fichier"), "{}", erreurs(&o));
}

#[test]
fn without_a_bench_the_commands_say_how_to_start_one() {
    let o = lancer(&["journal", "--banc", "/nulle/part/banc.json"]);
    code(&o, 2);
    assert!(erreurs(&o).contains("segur-bench serve"), "{}", erreurs(&o));
}

/// What libraries say in English is said in French where a person reads it: a key nearly right, a bench that went away, an adapter that is
/// not there.
#[test]
fn slips_and_dead_ends_are_told_in_french() {
    let d = tempfile::tempdir().unwrap();
    let fichier = |nom: &str, texte: &str| {
        let chemin = d.path().join(nom);
        std::fs::write(&chemin, texte).unwrap();
        chemin.to_str().unwrap().to_owned()
    };
    let donnees = d.path().join("donnees");
    let donnees = donnees.to_str().unwrap();
    let serve = |config: &str| {
        vec![
            "serve".to_owned(),
            "--data".into(),
            donnees.into(),
            "--config".into(),
            config.into(),
        ]
    };
    let run = |candidat: &str| vec!["run".to_owned(), "--candidat".into(), candidat.into(), "--sans-personne".into()];
    fichier("faux.toml", "idamm = [\"ABCD12EF3401\"]\n");
    let produit = "[produit]\nnom = \"X\"\nversion = \"1\"\n";
    // A port that nobody has any more.
    let mort = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let acces = fichier("banc.json", &format!("{{ \"controle\": \"http://{mort}\", \"jeton\": null }}"));
    for (arguments, attendus) in [
        (
            serve(&fichier("a.toml", "[controle]\nadrese = \"127.0.0.1:0\"\n")),
            &["clé inconnue « adrese » ; vouliez-vous dire « adresse » ?"][..],
        ),
        (
            serve(&fichier("b.toml", "[insii]\n")),
            &["« insii »", "vouliez-vous dire « insi » ?"],
        ),
        (
            serve(&fichier("c.toml", "[insi]\ntolerence = []\n")),
            &["[insi]", "clé inconnue « tolerence » ; vouliez-vous dire « tolerances » ?"],
        ),
        (
            serve(&fichier("d.toml", "[monde]\nsurcouches = [\"faux.toml\"]\n")),
            &["faux.toml:1:1", "clé inconnue « idamm » ; vouliez-vous dire « idam » ?"],
        ),
        (
            run(&fichier("e.toml", &produit.replace("version", "verzion"))),
            &["ligne 3, colonne 1 : clé inconnue « verzion » ; vouliez-vous dire « version » ?"],
        ),
        (
            run(&fichier(
                "f.toml",
                &format!("{produit}[[pilotes]]\ntype = \"http\"\nurl = \"http://{mort}\"\n"),
            )),
            &[
                "l'adaptateur est injoignable",
                "personne n'écoute à cette adresse ; vérifiez qu'il est démarré",
            ],
        ),
        (
            vec!["journal".to_owned(), "--banc".into(), acces],
            &["personne n'écoute à cette adresse. Vérifiez que « segur-bench serve » tourne"],
        ),
        (
            vec!["verify".to_owned(), d.path().join("absent.zip").to_str().unwrap().to_owned()],
            &["impossible (introuvable)"],
        ),
    ] {
        let o = lancer(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        code(&o, 2);
        for attendu in attendus {
            assert!(erreurs(&o).contains(attendu), "{arguments:?}\n{attendu}\n{}", erreurs(&o));
        }
        for anglais in ["error", "unknown", "expected", "os error", "No such"] {
            assert!(!erreurs(&o).contains(anglais), "{arguments:?}\n{}", erreurs(&o));
        }
    }
}

#[test]
fn what_is_not_there_yet_says_so() {
    for arguments in [&["mesures"][..], &["check", "cdaa", "x"]] {
        let o = lancer(arguments);
        code(&o, 2);
        assert!(
            erreurs(&o).contains("n'existe pas encore") || erreurs(&o).contains("genre inconnu"),
            "{}",
            erreurs(&o)
        );
    }
}

#[test]
fn the_completions_are_scripts_in_french() {
    let dit = |interpreteur: &str| {
        let o = lancer(&["completions", interpreteur]);
        code(&o, 0);
        sortie(&o)
    };
    for interpreteur in ["bash", "zsh", "fish", "powershell"] {
        let script = dit(interpreteur);
        assert!(script.contains("raccordement") && script.contains("ports-neufs"), "{interpreteur}");
        for anglais in ["Print help", "Print version", " commands' "] {
            assert!(!script.contains(anglais), "{interpreteur} : {anglais}");
        }
    }
    let Some(bash) = segur_essais::outil("bash") else { return };
    let d = tempfile::tempdir().unwrap();
    let fichier = d.path().join("segur-bench");
    std::fs::write(&fichier, dit("bash")).unwrap();
    // Read, then used: what follows « segur-bench rac » is one word.
    let essai = format!(
        ". '{}'; COMP_WORDS=(segur-bench rac); COMP_CWORD=1; _segur__bench segur-bench rac segur-bench; echo \"${{COMPREPLY[*]}}\"
         COMP_WORDS=(segur-bench check --sch); COMP_CWORD=2; _segur__bench segur-bench --sch check; echo \"${{COMPREPLY[*]}}\"
         COMP_WORDS=(segur-bench espace cre); COMP_CWORD=2; _segur__bench segur-bench cre espace; echo \"${{COMPREPLY[*]}}\"",
        fichier.display()
    );
    let o = std::process::Command::new(bash).args(["-c", &essai]).output().unwrap();
    assert_eq!(
        (sortie(&o).as_str(), erreurs(&o).as_str()),
        ("raccordement\n--schematron\ncreer\n", "")
    );
}

#[test]
fn the_catalogue_the_rules_and_the_vocabulary_are_printed() {
    let exigences = sortie(&lancer(&["exigences", "--couverture"]));
    assert!(exigences.contains("INS/va1.28") && exigences.contains("INS/va1.28.01"));
    let regles: serde_json::Value = serde_json::from_str(&sortie(&lancer(&["regles", "--format", "json"]))).unwrap();
    let regles = regles.as_array().unwrap();
    assert!(regles.len() > 50);
    assert!(
        regles.iter().all(|r| !r["source"].as_str().unwrap().is_empty()),
        "chaque règle nomme sa source"
    );
    let mots = sortie(&lancer(&["vocabulaire", "rechercher-ins"]));
    assert!(mots.contains("rechercher-ins"));
    let cherchees = sortie(&lancer(&["regles", "VIHF.signature"]));
    assert!(
        cherchees.contains("vihf.signature.valide") && !cherchees.contains("insi."),
        "{cherchees}"
    );
    assert!(sortie(&lancer(&["exigences", "va1.28"])).contains("\n2 exigences, dont 1"));
    for (arguments, voulu) in [
        (["regles", "introuvable-ici"], "rien ne contient « introuvable-ici »"),
        (["exigences", "zzzz"], "rien ne contient « zzzz »"),
        (["vocabulaire", "zzz"], "« zzz » n'est pas un mot du vocabulaire"),
        (["vocabulaire", "recherche-ins"], "Vouliez-vous dire « rechercher-ins »"),
    ] {
        let o = lancer(&arguments);
        code(&o, 2);
        assert!(erreurs(&o).contains(voulu), "{arguments:?} {}", erreurs(&o));
    }
    let schema: serde_json::Value = serde_json::from_str(&sortie(&lancer(&["vocabulaire", "--format", "json-schema"]))).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

/// A reader that goes away, or a full disk, changes no exit code but that of an export that is not all there.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_a_closed_error_output_ends_nothing() {
    let plein = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let erreurs_perdues = commande(&["srve"]).stderr(plein()).output().unwrap();
    code(&erreurs_perdues, 2);
    let sortie_perdue = commande(&["vocabulaire"]).stdout(plein()).output().unwrap();
    code(&sortie_perdue, 2);
    assert!(
        erreurs(&sortie_perdue).contains("n'a pas pu être écrite en entier"),
        "{}",
        erreurs(&sortie_perdue)
    );
}
