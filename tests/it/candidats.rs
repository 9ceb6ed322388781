//! Candidates and adapters that misbehave: whatever they do, the campaign ends, says what happened, and nobody is declared
//! conform who did nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use segur_bench::essai::BancDeDemo;
use segur_model::Constat;
use segur_model::resultat::ResultatScenario;
use segur_temoin::Temoin;

use crate::outils::{code, erreurs, lancer, manifeste, sortie, zip};

/// Every act of the vocabulary.
fn actes() -> String {
    let noms: Vec<String> = segur_model::vocabulaire::ACTES.iter().map(|a| format!("\"{}\"", a.nom)).collect();
    noms.join(", ")
}

/// Runs a campaign with a command as adapter.
fn jouer(dossier: &Path, script: &str, plus: &[&str]) -> Output {
    let adaptateur = dossier.join("adaptateur.sh");
    std::fs::write(&adaptateur, script).unwrap();
    let candidat = dossier.join("candidat.toml");
    let texte = format!(
        "[produit]\nnom = \"Essai\"\nversion = \"1\"\n[campagne]\nprofils = [\"Référentiel d'identités\"]\n[moteur]\ndans_ms = 50\ncalme_ms = 20\n\
         [[pilotes]]\ntype = \"commande\"\ncommande = [\"sh\", \"adaptateur.sh\"]\nactes = [{}]\ndelai_s = 1\n",
        actes()
    );
    std::fs::write(&candidat, texte).unwrap();
    let out = dossier.join("sortie");
    let mut arguments = vec![
        "run",
        "--candidat",
        candidat.to_str().unwrap(),
        "--sans-personne",
        "--out",
        out.to_str().unwrap(),
    ];
    arguments.extend(plus);
    lancer(&arguments)
}

fn combien(dossier: &Path, constat: Constat) -> usize {
    manifeste(&zip(&dossier.join("sortie")))
        .exigences
        .iter()
        .filter(|c| c.constat == constat)
        .count()
}

const MENTEUR: &str = "cat >/dev/null; echo '{\"issue\":\"fait\"}'\n";

#[test]
fn a_candidate_that_answers_fait_to_everything_and_sends_nothing_stops_the_campaign() {
    let d = tempfile::tempdir().unwrap();
    let o = jouer(d.path(), MENTEUR, &[]);
    code(&o, 2);
    assert!(erreurs(&o).contains("aucun échange reçu de ce candidat"), "{}", erreurs(&o));
}

#[test]
fn where_no_exchange_is_awaited_a_liar_is_judged_on_what_it_admits() {
    let d = tempfile::tempdir().unwrap();
    let o = jouer(d.path(), MENTEUR, &["--seulement", "INS/va1.21.01"]);
    code(&o, 1);
    assert_eq!(combien(d.path(), Constat::Conforme), 0, "{}", sortie(&o));
    assert_eq!(combien(d.path(), Constat::NonConforme), 1, "{}", sortie(&o));
}

#[test]
fn a_candidate_that_refuses_everything_gets_no_conforme() {
    let d = tempfile::tempdir().unwrap();
    let o = jouer(d.path(), "cat >/dev/null; echo '{\"issue\":\"refuse\"}'\n", &[]);
    assert_eq!(combien(d.path(), Constat::Conforme), 0, "{}", sortie(&o));
}

#[test]
fn an_adapter_that_fails_says_nothing_of_the_candidate() {
    for (script, dit) in [
        ("sleep 60\n", "n'a pas répondu"),
        ("echo 'pas du json'\n", "illisible"),
        ("echo '{\"issue\":\"peut-être\"}'\n", "illisible"),
        ("echo aie >&2; exit 3\n", "code de sortie 3"),
        ("sleep 60 & sleep 60\n", "n'a pas répondu"),
    ] {
        let d = tempfile::tempdir().unwrap();
        let o = jouer(d.path(), script, &["--seulement", "INS/va1.28.01"]);
        code(&o, 2);
        assert!(erreurs(&o).contains("aucun acte n'a pu être joué"), "{}", erreurs(&o));
        assert_eq!(combien(d.path(), Constat::NonConforme), 0, "{script}");
        assert_eq!(combien(d.path(), Constat::Conforme), 0, "{script}");
        assert!(sortie(&o).contains(dit), "{script} : {}", sortie(&o));
    }
}

#[test]
fn a_candidate_that_nobody_can_play_is_refused_at_once() {
    let d = tempfile::tempdir().unwrap();
    let candidat = d.path().join("candidat.toml");
    std::fs::write(&candidat, "[produit]\nnom = \"X\"\nversion = \"1\"\n").unwrap();
    let out = d.path().join("s");
    let o = lancer(&["run", "--candidat", candidat.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    code(&o, 2);
    assert!(erreurs(&o).contains("aucun pilote"), "{}", erreurs(&o));
    assert!(!out.exists(), "rien n'est laissé");
}

#[test]
fn slips_in_profiles_and_expected_constats_are_refused() {
    let d = tempfile::tempdir().unwrap();
    let candidat = d.path().join("candidat.toml");
    std::fs::write(
        &candidat,
        "[produit]\nnom = \"X\"\nversion = \"1\"\n[campagne]\nprofils = [\"Nimporte quoi\"]\n",
    )
    .unwrap();
    let o = lancer(&["run", "--candidat", candidat.to_str().unwrap()]);
    code(&o, 2);
    assert!(
        erreurs(&o).contains("Nimporte quoi") && erreurs(&o).contains("Esclave de l'identité"),
        "{}",
        erreurs(&o)
    );
    let attendus = d.path().join("attendus.toml");
    std::fs::write(&attendus, "\"INS/va1.99\" = \"NonConforme\"\n").unwrap();
    let o = jouer(d.path(), "exit 0\n", &["--attendus", attendus.to_str().unwrap()]);
    code(&o, 2);
    assert!(erreurs(&o).contains("INS/va1.99"), "{}", erreurs(&o));
}

#[test]
fn a_declaration_that_cannot_be_read_is_told_with_its_line() {
    let d = tempfile::tempdir().unwrap();
    let candidat = d.path().join("candidat.toml");
    std::fs::write(&candidat, "[produit]\nnom = \"X\"\nversion = 3\n").unwrap();
    let o = lancer(&[
        "run",
        "--candidat",
        candidat.to_str().unwrap(),
        "--sans-personne",
        "--out",
        d.path().join("s").to_str().unwrap(),
    ]);
    code(&o, 2);
    assert!(erreurs(&o).contains("ligne 3, colonne 11"), "{}", erreurs(&o));
}

#[test]
fn a_broken_pack_is_told_with_file_line_and_column() {
    let d = tempfile::tempdir().unwrap();
    let pack = d.path().join("pack");
    std::fs::create_dir(&pack).unwrap();
    std::fs::write(pack.join("INS-va1.28.01.yaml"), "scenario: INS/va1.28.01\ntitre: x\nreferentiel: [REM-BIO-SGL-Va1]\nexigences: [INS/va1.28]\netapes:\n  - etape: 1\n    faire: chercher-ins\n").unwrap();
    let o = jouer(d.path(), "exit 0\n", &["--pack", pack.to_str().unwrap()]);
    code(&o, 2);
    let dit = erreurs(&o);
    assert!(dit.contains("INS-va1.28.01.yaml:7:12") && dit.contains("rechercher-ins"), "{dit}");
}

#[test]
fn expected_constats_make_a_known_failure_pass_and_a_new_one_fail() {
    let d = tempfile::tempdir().unwrap();
    let attendus = d.path().join("attendus.toml");
    std::fs::write(&attendus, "\"SGL.INS.11\" = \"Non conforme\"\n").unwrap();
    let plus = ["--attendus", attendus.to_str().unwrap(), "--seulement"];
    let connu = jouer(d.path(), MENTEUR, &[plus[0], plus[1], plus[2], "INS/va1.21.01"]);
    code(&connu, 0);
    let nouveau = jouer(d.path(), MENTEUR, &[plus[0], plus[1], plus[2], "INS/va1.56.02"]);
    code(&nouveau, 1);
    assert!(
        sortie(&nouveau).contains("pire qu'attendu : INS/va1.56.02#"),
        "{}",
        sortie(&nouveau)
    );
}

#[test]
fn what_was_seen_is_written_étape_by_étape_and_expected_the_next_time() {
    let d = tempfile::tempdir().unwrap();
    let f = d.path().join("attendus.toml");
    let f = f.to_str().unwrap();
    let seulement = ["--seulement", "INS/va1.21.01"];
    code(&jouer(d.path(), MENTEUR, &[seulement[0], seulement[1], "--ecrire-attendus", f]), 1);
    let ecrits = std::fs::read_to_string(f).unwrap();
    assert!(ecrits.contains("= \"ecart\""), "{ecrits}");
    code(&jouer(d.path(), MENTEUR, &[seulement[0], seulement[1], "--attendus", f]), 0);
    let premier = ecrits.lines().find(|l| l.contains("ecart")).unwrap();
    std::fs::write(f, ecrits.replace(premier, "")).unwrap();
    let o = jouer(d.path(), MENTEUR, &[seulement[0], seulement[1], "--attendus", f]);
    code(&o, 1);
    assert!(sortie(&o).contains("attendu « non-joue »"), "{}", sortie(&o));
}

#[test]
fn an_empty_pack_is_refused() {
    let d = tempfile::tempdir().unwrap();
    let pack = d.path().join("vide");
    std::fs::create_dir(&pack).unwrap();
    let o = jouer(d.path(), MENTEUR, &["--pack", pack.to_str().unwrap()]);
    code(&o, 2);
    assert!(
        erreurs(&o).contains("rien à jouer") || erreurs(&o).contains("aucun"),
        "{}",
        erreurs(&o)
    );
}

#[test]
fn a_file_that_is_not_what_its_act_answers_says_nothing_of_the_candidate() {
    let gros = format!(
        "python3 -c 'print(\"{{\\\"issue\\\":\\\"fait\\\",\\\"fichiers\\\":[{{\\\"nom\\\":\\\"identite\\\",\\\"json\\\":{{\\\"statut\\\":\\\"\" + \"x\"*{} + \"\\\"}}}}]}}\")'",
        10 << 20
    );
    for (nom, reponse) in [
        (
            "liste",
            r#"echo '{"issue":"fait","fichiers":[{"nom":"identite","json":{"statut":["provisoire","qualifiee"]}}]}'"#.to_owned(),
        ),
        (
            "autre type",
            r#"echo '{"issue":"fait","fichiers":[{"nom":"identite","json":{"statut":{"a":1}}}]}'"#.to_owned(),
        ),
        (
            "html",
            "echo '{\"issue\":\"fait\",\"fichiers\":[{\"nom\":\"identite\",\"base64\":\"PGh0bWw+PC9odG1sPg==\"}]}'".to_owned(),
        ),
        ("dix mégaoctets", gros),
    ] {
        let d = tempfile::tempdir().unwrap();
        let script = format!(
            "d=$(cat)\ncase \"$d\" in *lire-identite*) {reponse};; *SANS*) echo '{{\"issue\":\"refuse\"}}';; *) echo '{{\"issue\":\"fait\"}}';; esac\n"
        );
        let o = jouer(
            d.path(),
            &script,
            &[
                "--seulement",
                "INS/va1.21.01",
                "--ecrire-attendus",
                d.path().join("a.toml").to_str().unwrap(),
            ],
        );
        let vus = std::fs::read_to_string(d.path().join("a.toml")).unwrap_or_default();
        let etapes = manifeste(&zip(&d.path().join("sortie"))).etapes;
        assert!(
            etapes
                .iter()
                .any(|e| e.raison.contains("hors contrat") || e.raison.contains("n'a pas été remis")),
            "{nom} : {etapes:?}"
        );
        let _ = o;
        assert!(vus.contains("non-joue"), "{nom} : {vus}");
    }
}

#[test]
fn an_adapter_that_answers_two_values_is_not_believed() {
    let d = tempfile::tempdir().unwrap();
    let o = jouer(
        d.path(),
        "cat >/dev/null; echo '{\"issue\":\"refuse\"}{\"issue\":\"fait\"}'\n",
        &["--seulement", "INS/va1.21.01"],
    );
    code(&o, 2);
    assert!(sortie(&o).contains("illisible"), "{}", sortie(&o));
}

#[test]
fn a_declaration_with_a_slip_is_refused_with_what_was_meant() {
    let d = tempfile::tempdir().unwrap();
    let candidat = d.path().join("candidat.toml");
    std::fs::write(
        &candidat,
        "[produit]\nnom = \"X\"\nversion = \"1\"\n[faits]\nhorlogee = \"oui\"\nmode_psc = \"wbe\"\n",
    )
    .unwrap();
    let o = lancer(&["run", "--candidat", candidat.to_str().unwrap(), "--sans-personne"]);
    code(&o, 2);
    let dit = erreurs(&o);
    assert!(dit.contains("« horloge »") && dit.contains("wbe"), "{dit}");
}

/// What a client that pushes its request asks for is in another exchange: no scenario finds it at fault for what it did say.
#[tokio::test(flavor = "multi_thread")]
async fn a_candidate_that_pushes_its_authorization_request_is_judged_as_the_others() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let d = tempfile::tempdir().unwrap();
    let banc = BancDeDemo::demarrer(&d.path().join("banc")).await.unwrap();
    let choix = "PSC.01.01,PSC.08.01,BENCH.PSC.02,BENCH.PSC.03,BENCH.PSC.06,BENCH.PSC.07,BENCH.EDC.01";
    let mut constats = Vec::new();
    for (depose, defaut) in [
        (false, None),
        (true, None),
        (true, Some("psc-acr-eidas2")),
        (true, Some("psc-nonce-rejoue")),
    ] {
        let ici = d.path().join(format!("{depose}-{}", defaut.unwrap_or("sans")));
        let mut config = banc.config_temoin(&ici.join("temoin"), defaut.as_slice()).unwrap();
        config.psc.as_mut().unwrap().depose = depose;
        let temoin = Temoin::demarrer(config, ([127, 0, 0, 1], 0).into()).await.unwrap();
        let (joue, _) = banc.campagne(&ici, &banc.candidat(&temoin.url()), Some(choix)).await.unwrap();
        temoin.arreter().await;
        let dits = |s: &ResultatScenario| s.etapes.iter().map(|e| e.constat.mot()).collect::<Vec<_>>().join(" ");
        constats.push(joue.scenarios.iter().map(|s| (s.id.clone(), dits(s))).collect::<BTreeMap<_, _>>());
    }
    assert_eq!(constats[0], constats[1], "a pushed request is judged where it says what it wants");
    let ecarts = |i: usize| {
        constats[i]
            .iter()
            .filter(|(_, d)| d.contains("ecart"))
            .map(|(id, _)| id.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!((ecarts(0), ecarts(2), ecarts(3)), (vec![], vec!["PSC.08.01"], vec!["BENCH.PSC.02"]));
}
