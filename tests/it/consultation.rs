//! The témoin consults the DMP of the bench: a day of a GP, of a hospital doctor, of a nurse and of a biologist. Without a defect the service remarks
//! nothing wrong; with each defect of the consultation, what its line of the catalogue says turns (`tourne`): a rule, a refusal, a transaction that
//! comes or does not, or what the screen shows.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Mutex;

use segur_bench::essai::BancDeDemo;
use segur_engine::controle::Controle;
use segur_model::acte::VERSION_ACTES;
use segur_model::{DemandeActe, Issue, Numero, ReponseActe};
use segur_temoin::Temoin;
use serde_json::{Value, json};

/// An act: its name in this test, who does it, and what is asked.
type Pas = (&'static str, &'static str, &'static str, Value);

const MT: &str = "MEDECIN_PRESCRIPTEUR";
const HOSPITALIER: &str = "MEDECIN_HOSPITALIER";
const INFIRMIER: &str = "INFIRMIER_LIBERAL";
const BIOLOGISTE: &str = "BIOLOGISTE_1";

/// Patients of the day: reference, fiche.
const PATIENTS: [(&str, &str); 4] = [
    ("VIE", "DMP_VIE_ENTIERE"),
    ("SANS", "DMP_SANS_AUTORISATION"),
    ("FERME", "DMP_FERME_A_SA_DEMANDE"),
    ("BLOQUE", "DMP_TOUT_BLOQUE"),
];

fn journee() -> Vec<Pas> {
    let gerer = |document: &str, action: &str| json!({ "identite": "VIE", "document": document, "action": action, "mode": "carte" });
    let consultation = json!({ "reference": "CONS", "identite": "VIE", "type": "11488-4", "titre": "Consultation du jour",
        "texte": "Tension 134/80.", "visibilite": "masque-ps", "mode": "carte" });
    let suite = json!({ "reference": "SUITE", "identite": "VIE", "type": "11488-4", "titre": "Consultation du jour, complétée",
        "texte": "Tension 134/80, au repos.", "remplace": "CONS", "mode": "carte" });
    vec![
        // The GP, by card.
        ("gp-ouvre", MT, "ouvrir-dossier-dmp", json!({ "identite": "VIE", "mode": "carte" })),
        (
            "gp-cherche",
            MT,
            "rechercher-documents",
            json!({ "identite": "VIE", "mode": "carte" }),
        ),
        (
            "gp-cherche-tout",
            MT,
            "rechercher-documents",
            json!({ "identite": "VIE", "depuis": "2021-01-01", "jusque": "2026-01-15", "archives": "oui", "anciens": "oui", "mode": "carte" }),
        ),
        (
            "gp-vaccins",
            MT,
            "ouvrir-document",
            json!({ "identite": "VIE", "document": "Historique des vaccinations", "mode": "carte" }),
        ),
        (
            "gp-masque",
            MT,
            "ouvrir-document",
            json!({ "identite": "VIE", "document": "Compte rendu d'anesthésie", "mode": "carte" }),
        ),
        ("gp-depose", MT, "deposer-document", consultation.clone()),
        ("gp-redepose", MT, "deposer-document", consultation),
        ("gp-demasque", MT, "gerer-document", gerer("CONS", "demasquer")),
        ("gp-remplace", MT, "deposer-document", suite),
        (
            "gp-revoit",
            MT,
            "rechercher-documents",
            json!({ "identite": "VIE", "type": "11488-4", "mode": "carte" }),
        ),
        ("gp-masque-suite", MT, "gerer-document", gerer("SUITE", "masquer")),
        ("gp-archive", MT, "gerer-document", gerer("SUITE", "archiver")),
        ("gp-desarchive", MT, "gerer-document", gerer("SUITE", "desarchiver")),
        ("gp-archive-encore", MT, "gerer-document", gerer("SUITE", "archiver")),
        ("gp-supprime", MT, "gerer-document", gerer("SUITE", "supprimer")),
        ("gp-liste", MT, "lister-dmp", json!({ "depuis": "2021-01-01", "mode": "carte" })),
        // The hospital, in AIR to read and as a structure to feed.
        (
            "hop-ouvre",
            HOSPITALIER,
            "ouvrir-dossier-dmp",
            json!({ "identite": "VIE", "mode": "air" }),
        ),
        (
            "hop-cherche",
            HOSPITALIER,
            "rechercher-documents",
            json!({ "identite": "VIE", "depuis": "2023-01-01", "classe": "10", "mode": "air" }),
        ),
        (
            "hop-lit",
            HOSPITALIER,
            "ouvrir-document",
            json!({ "identite": "VIE", "document": "Lettre de liaison à la sortie", "mode": "air" }),
        ),
        (
            "hop-depose",
            HOSPITALIER,
            "deposer-document",
            json!({ "reference": "CRH", "identite": "VIE", "type": "34112-3", "titre": "Compte rendu du jour", "texte": "Retour à domicile.", "mode": "structure" }),
        ),
        // A nurse, whom the patient authorises, then not any more.
        (
            "ide-ouvre",
            INFIRMIER,
            "ouvrir-dossier-dmp",
            json!({ "identite": "SANS", "mode": "carte" }),
        ),
        (
            "ide-sans-accord",
            INFIRMIER,
            "rechercher-documents",
            json!({ "identite": "SANS", "mode": "carte" }),
        ),
        (
            "ide-accord",
            INFIRMIER,
            "ouvrir-dossier-dmp",
            json!({ "identite": "SANS", "consentement": "oui", "mode": "carte" }),
        ),
        (
            "ide-cherche",
            INFIRMIER,
            "rechercher-documents",
            json!({ "identite": "SANS", "mode": "carte" }),
        ),
        (
            "ide-autorises",
            INFIRMIER,
            "lister-autorises",
            json!({ "identite": "SANS", "mode": "carte" }),
        ),
        (
            "ide-retire",
            INFIRMIER,
            "retirer-autorisation",
            json!({ "identite": "SANS", "mode": "carte" }),
        ),
        (
            "hop-brise",
            HOSPITALIER,
            "ouvrir-dossier-dmp",
            json!({ "identite": "SANS", "acces": "bris-de-glace", "motif": "coma", "mode": "carte" }),
        ),
        (
            "hop-urgence",
            HOSPITALIER,
            "rechercher-documents",
            json!({ "identite": "SANS", "mode": "carte" }),
        ),
        // The biologist, before a closed DMP and one where the patient blocked everybody.
        (
            "bio-ferme",
            BIOLOGISTE,
            "ouvrir-dossier-dmp",
            json!({ "identite": "FERME", "mode": "air" }),
        ),
        (
            "bio-ferme-cherche",
            BIOLOGISTE,
            "rechercher-documents",
            json!({ "identite": "FERME", "mode": "air" }),
        ),
        (
            "bio-bloque",
            BIOLOGISTE,
            "ouvrir-dossier-dmp",
            json!({ "identite": "BLOQUE", "consentement": "oui", "mode": "air" }),
        ),
        (
            "bio-bloque-cherche",
            BIOLOGISTE,
            "rechercher-documents",
            json!({ "identite": "BLOQUE", "mode": "air" }),
        ),
    ]
}

/// Acts that the software refuses, and that send nothing.
const REFUSES: [&str; 4] = ["gp-redepose", "ide-sans-accord", "bio-ferme-cherche", "bio-bloque-cherche"];

/// What turns with each defect: the act, and what must be new in what was seen of it.
const TOURNENT: &[(&str, &str, &str)] = &[
    ("dmp-sans-test-existence", "gp-ouvre", "suite ()"),
    ("dmp-consultation-sans-accord", "ide-sans-accord", "suite (dmp.TD3.1)"),
    ("dmp-ferme-consulte", "bio-ferme-cherche", "suite (dmp.TD3.1)"),
    ("dmp-autorisation-d-office", "ide-ouvre", "suite (dmp.TD0.2 dmp.TD0.3)"),
    ("dmp-autorisation-interdite-redemandee", "bio-bloque", "suite (dmp.TD0.2 dmp.TD0.3)"),
    (
        "dmp-autorisation-a-l-alimentation",
        "gp-depose",
        "suite (dmp.TD0.2 dmp.TD0.3 dmp.TD2.1)",
    ),
    ("dmp-bris-de-glace-non-rappele", "hop-brise", "\"acces\":\"normal\""),
    ("dmp-traits-du-dmp", "gp-ouvre", "\"prenoms\":\"MADELEINE\""),
    ("dmp-vihf-generique", "gp-ouvre", "vihf.ps 399990000100010"),
    ("dmp-vihf-partagee", "hop-ouvre", "vihf.ps 899900000052"),
    ("dmp-vihf-rejouee", "gp-cherche", "vihf.id rejoué"),
    ("dmp-vihf-autre-patient", "gp-cherche", "regle vihf.patient.corps"),
    ("dmp-role-sans-savoir-faire", "gp-ouvre", "regle vihf.role.second"),
    ("dmp-secteur-hors-jeu", "gp-ouvre", "regle vihf.secteur.forme"),
    ("dmp-lecture-indirecte", "hop-cherche", "vihf.mode INDIRECTE"),
    ("dmp-messageid-absent", "gp-cherche", "regle xds.message.message-id"),
    ("dmp-mauvaise-action", "gp-demasque", "regle xds.message.action"),
    ("dmp-patient-entre-parentheses", "gp-cherche", "regle xds.td31.patient"),
    ("dmp-apostrophe-ouverte", "gp-cherche", "regle xds.td31.parametre.forme"),
    ("dmp-recherche-sans-statut", "gp-cherche", "regle xds.td31.parametre.requis"),
    (
        "dmp-recherche-sans-actifs",
        "gp-cherche-tout",
        "recherche.statut Archived,Deprecated",
    ),
    ("dmp-recherche-sans-borne", "gp-cherche", "recherche.acte.de -"),
    ("dmp-recherche-heure-locale", "gp-cherche", "recherche.acte.de 20240115100000"),
    ("dmp-recherche-apres-depot", "gp-depose", "suite (dmp.TD0.2 dmp.TD2.1 dmp.TD3.1)"),
    ("dmp-liste-en-references", "gp-cherche", "retour ObjectRef"),
    ("dmp-reference-avec-patient", "gp-demasque", "avis xds.td31.reference.patient"),
    ("dmp-type-inconnu-bloque", "gp-cherche-tout", "issue erreur"),
    ("dmp-masquage-non-montre", "gp-cherche-tout", "fichier"),
    ("dmp-archive-non-signalee", "gp-cherche-tout", "fichier"),
    ("dmp-entryuuid-a-la-consultation", "gp-vaccins", "regle xds.td32.uniqueId"),
    ("dmp-depot-fige", "gp-vaccins", "XDSDocumentUniqueIdError"),
    ("dmp-alimentation-air", "hop-depose", "vihf.mode INDIRECTE_RENFORCEE"),
    ("dmp-lot-sans-mtom", "gp-depose", "regle xds.message.mtom"),
    ("dmp-document-inchange", "gp-redepose", "suite (dmp.TD0.2 dmp.TD2.1)"),
    ("dmp-masquage-dans-cda", "gp-depose", "regle cda.en-tete.confidentialite"),
    ("dmp-remplacement-perime", "gp-remplace", "suite (dmp.TD0.2 dmp.TD2.1)"),
    ("dmp-masquage-sans-precedente", "gp-demasque", "regle xds.td33.version"),
    ("dmp-masquage-sans-lid", "gp-demasque", "regle xds.td33.lid"),
    ("dmp-masquage-incomplet", "gp-demasque", "regle xds.td33.complet"),
    ("dmp-uniqueid-en-cible", "gp-archive", "regle xds.td33.cible"),
    ("dmp-entryuuid-perime", "gp-archive", "suite (dmp.TD3.3d)"),
    ("dmp-statut-archive-ebrim", "gp-archive", "regle xds.td33.statuts"),
    ("dmp-suppression-d-un-actif", "gp-supprime", "de Approved"),
    ("dmp-suppression-iti62", "gp-supprime", "regle xds.td33.suppression"),
    ("dmp-bris-de-glace-d-office", "gp-cherche", "vihf.usage bris_de_glace"),
    ("dmp-document-voisin", "gp-vaccins", "fichier"),
    ("dmp-liste-avant-l-accord", "ide-ouvre", "suite (dmp.TD0.2 dmp.TD3.1)"),
];

/// Played elsewhere: against a false DMP alone, since the one of the bench keeps documents under the present INS of a patient; by a scenario
/// alone (`packs_dmp.rs`), since it wants two documents of one's own that no list shows, or acts before the day begins.
const AILLEURS: [&str; 3] = ["dmp-filtre-patient", "dmp-changement-du-voisin", "dmp-liste-des-l-identite"];

/// Facts that tell what was sent.
const FAITS: [&str; 10] = [
    "vihf.ps",
    "vihf.mode",
    "vihf.usage",
    "retour",
    "recherche.statut",
    "recherche.acte.de",
    "erreur",
    "de",
    "doc.confidentialite",
    "faute",
];

type Vus = BTreeMap<&'static str, BTreeSet<String>>;

async fn acte(temoin: &Temoin, http: &reqwest::Client, rang: u32, acteur: Value, acte: &str, parametres: Value) -> ReponseActe {
    let demande = DemandeActe {
        version: VERSION_ACTES,
        acte: acte.to_owned(),
        cle: format!("JOURNEE#{rang}.1"),
        scenario: "JOURNEE".to_owned(),
        etape: Numero::rem(rang, rang),
        acteur: Some(acteur),
        parametres: parametres.as_object().unwrap().clone(),
    };
    let url = format!("{}/actes/{acte}", temoin.url());
    http.post(url).json(&demande).send().await.unwrap().json().await.unwrap()
}

/// Plays the day, or what of it leads to one act, and says all that was seen of each act.
async fn jouer(banc: &BancDeDemo, donnees: &Path, defauts: &[&str], jusque: Option<&str>) -> Vus {
    let controle = Controle::nouveau(banc.banc.acces(), "defaut").unwrap();
    controle.remise_a_zero().await.unwrap();
    let config = banc.config_temoin(donnees, defauts).unwrap();
    let temoin = Temoin::demarrer(config, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let acteur = |fiche: &str| serde_json::to_value(&banc.monde.professionnels[fiche]).unwrap();
    let mut rang = 0;
    for (reference, fiche) in PATIENTS {
        let patient = serde_json::to_value(banc.monde.patients[fiche].saisie()).unwrap();
        for (nom, parametres) in [
            ("creer-identite", json!({ "reference": reference, "patient": patient })),
            ("rechercher-ins", json!({ "reference": reference })),
            ("valider-identite", json!({ "reference": reference, "justificatif": "CN" })),
        ] {
            rang += 1;
            let r = acte(&temoin, &http, rang, acteur(BIOLOGISTE), nom, parametres).await;
            assert_eq!(r.issue, Issue::Fait, "{fiche} : {}", r.message);
        }
    }
    let mut vus = Vus::new();
    let mut assertions = BTreeSet::new();
    for (nom, qui, mot, parametres) in journee() {
        rang += 1;
        // What others did before leads to nothing, but that the file was opened by somebody else.
        let sert = |cible: &str| nom == "gp-ouvre" || nom.split('-').next() == cible.split('-').next();
        if !jusque.is_none_or(sert) {
            continue;
        }
        let avant = controle.echanges(0).await.unwrap().last().map_or(0, |e| e.id);
        let r = acte(&temoin, &http, rang, acteur(qui), mot, parametres).await;
        let echanges = controle.echanges(avant).await.unwrap();
        let mut v = BTreeSet::new();
        v.insert(format!("issue {}", r.issue.mot()));
        if r.issue == Issue::Erreur {
            v.insert(format!("message {}", r.message));
        }
        let suite: Vec<&str> = echanges.iter().map(|e| e.operation.as_str()).collect();
        v.insert(format!("suite ({})", suite.join(" ")));
        for e in &echanges {
            if let Some(id) = e.faits.get("vihf.id")
                && !assertions.insert(serde_json::to_string(id).unwrap())
            {
                v.insert("vihf.id rejoué".to_owned());
            }
            v.extend(e.findings.iter().map(|f| {
                let genre = if f.is_error() { "regle" } else { "avis" };
                format!("{genre} {}", f.rule)
            }));
            v.extend(e.refus.iter().map(|regle| format!("refus {regle}")));
            for fait in FAITS {
                match e.faits.get(fait) {
                    Some(valeurs) => v.insert(format!(
                        "{fait} {}",
                        serde_json::to_string(valeurs).unwrap().replace(['[', ']', '"'], "")
                    )),
                    None => v.insert(format!("{fait} -")),
                };
            }
        }
        for f in r.fichiers.iter().filter_map(|f| f.json.as_ref()) {
            v.insert(format!("fichier {f}"));
        }
        vus.insert(nom, v);
        if jusque == Some(nom) {
            break;
        }
    }
    temoin.arreter().await;
    vus
}

fn attendre<T>(f: impl Future<Output = T>) -> T {
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    tokio.unwrap().block_on(f)
}

#[test]
fn each_defect_of_the_consultation_turns_what_it_says() {
    let racine = tempfile::tempdir().unwrap();
    let sain = attendre(async {
        let banc = BancDeDemo::demarrer(&racine.path().join("banc")).await.unwrap();
        jouer(&banc, &racine.path().join("sain"), &[], None).await
    });
    if std::env::var_os("SEGUR_BENCH_VOIR").is_some() {
        for (nom, v) in &sain {
            eprintln!(
                "{nom}\n  {}",
                v.iter()
                    .map(|x| x.chars().take(300).collect::<String>())
                    .collect::<Vec<_>>()
                    .join("\n  ")
            );
        }
    }
    for (nom, v) in &sain {
        let issue = if REFUSES.contains(nom) { "issue refuse" } else { "issue fait" };
        assert!(v.contains(issue), "{nom} : {v:?}");
        let fautes: Vec<&String> = v.iter().filter(|x| x.starts_with("regle ") || x.starts_with("refus ")).collect();
        assert!(fautes.is_empty(), "{nom} : {fautes:?}");
        if REFUSES.contains(nom) {
            assert!(v.contains("suite ()"), "{nom} : {v:?}");
        }
    }

    let prevus: BTreeSet<&str> = TOURNENT.iter().map(|(d, ..)| *d).chain(AILLEURS).collect();
    let connus: BTreeSet<&str> = segur_temoin::defauts()
        .iter()
        .filter(|d| !d.tourne.is_empty())
        .map(|d| d.nom.as_str())
        .collect();
    assert_eq!(prevus, connus, "the table follows the catalogue");

    let un_seul = std::env::var("SEGUR_BENCH_DEFAUT").ok();
    let file = Mutex::new(TOURNENT.iter().filter(|(d, ..)| un_seul.as_ref().is_none_or(|n| n == d)));
    let fautes: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|s| {
        for rang in 0..3 {
            let (file, fautes, sain, racine, voir) = (&file, &fautes, &sain, racine.path(), un_seul.is_some());
            s.spawn(move || {
                attendre(async {
                    let banc = BancDeDemo::demarrer(&racine.join(format!("banc-{rang}"))).await.unwrap();
                    loop {
                        let Some((defaut, nom, attendu)) = file.lock().unwrap().next() else {
                            return;
                        };
                        let vus = jouer(&banc, &racine.join(defaut), &[defaut], Some(nom)).await;
                        let neufs: Vec<&String> = vus[nom].difference(&sain[nom]).collect();
                        if !neufs.iter().any(|n| n.contains(attendu)) {
                            fautes
                                .lock()
                                .unwrap()
                                .push(format!("{defaut}, {nom} : « {attendu} » attendu, nouveau : {neufs:?}"));
                        }
                        if voir || std::env::var_os("SEGUR_BENCH_VOIR").is_some() {
                            eprintln!("{defaut}, {nom} : {neufs:#?}");
                        }
                    }
                });
            });
        }
    });
    let mut fautes = fautes.into_inner().unwrap();
    fautes.sort();
    assert!(fautes.is_empty(), "{}", fautes.join("\n"));
}
