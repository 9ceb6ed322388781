//! Each defect changes what the témoin says or keeps, and nothing else. One battery is played without a defect, then with
//! each; what differs must be just what the table says.

use std::collections::BTreeMap;

use segur_model::vocabulaire::motif_couvre;
use segur_temoin::{Temoin, defauts};
use serde_json::{Value, json};

use crate::banc::{Banc, ICI, config, patient};

/// What each defect moves, as patterns over the observations of the battery.
const EFFETS: &[(&str, &[&str])] = &[
    ("trait-manquant-accepte", &["saisie.sans-sexe"]),
    ("ligature-acceptee", &["saisie.ligature"]),
    ("accent-accepte", &["saisie.accent"]),
    (
        "prenoms-groupes",
        &["suivant.*", "ambigu.*", "personne.*", "faute.appels", "carte.appels"],
    ),
    (
        "prenom-suivant-oublie",
        &["suivant.*", "ambigu.appels", "ambigu.traces.*", "personne.*"],
    ),
    ("sans-cog-sur-02", &["ambigu.*"]),
    ("boucle-sur-01", &["personne.appels", "personne.traces.appels*"]),
    ("faute-traitee-comme-01", &["faute.issue", "faute.appels", "faute.traces.appels*"]),
    (
        "appel-identite-fictive",
        &["fictive.issue", "fictive.appels", "fictive.traces.appels*"],
    ),
    (
        "appel-identite-douteuse",
        &["douteuse.issue", "douteuse.appels", "douteuse.traces.appels*"],
    ),
    ("idam-absent", &["*.message.IDAM"]),
    ("emetteur-errone", &["*.message.Emetteur"]),
    ("assertion-perimee", &["carte.message.IssueInstant"]),
    ("content-type-text-xml", &["*.message.type"]),
    ("date-jj-mm-aaaa", &["*.message.DateNaissance"]),
    ("elements-desordonnes", &["*.message.ordre"]),
    ("date-zero-acceptee", &["zero.identite.*", "zero.traces.statuts*"]),
    ("nom-vide-accepte", &["sansnom.identite.*", "sansnom.traces.statuts*"]),
    ("prenoms-vides-acceptes", &["sansprenom.identite.*", "sansprenom.traces.statuts*"]),
    ("sexe-vide-accepte", &["sanssexe.identite.*", "sanssexe.traces.statuts*"]),
    (
        "traits-locaux-conserves",
        &["*.identite.nom_naissance", "*.identite.prenoms", "*.identite.lieu_naissance"],
    ),
    ("prenom-au-lieu-de-liste", &["*.identite.prenoms"]),
    ("incoherence-non-signalee", &["incoherent.identite.alertes*"]),
    ("premier-prenom-ecrase", &["incoherent.identite.premier_prenom"]),
    ("relecture-nia-refusee", &["nia.identite.*", "nia.traces.statuts*"]),
    ("oid-fige", &["nia.identite.oid"]),
    ("cle-omise", &["*.identite.matricule"]),
    ("recuperation-sans-statut", &["*.identite.statut", "*.traces.statuts*"]),
    (
        "validation-sans-statut",
        &["qualifiee.identite.statut", "valide.identite.statut", "*.traces.statuts*"],
    ),
    ("statut-saute", &["*.identite.statut", "*.traces.statuts*"]),
    ("douteuse-sans-retrogradation", &["retrograde-douteuse.*"]),
    ("fictive-sans-retrogradation", &["retrograde-fictive.*"]),
    (
        "matricule-conserve",
        &[
            "retrograde-*.identite.matricule",
            "retrograde-*.identite.oid",
            "retrograde-*.identite.historique*",
        ],
    ),
    ("trace-absente", &["*.traces.appels*"]),
    ("trace-sans-code-retour", &["*.traces.appels.*.code_retour"]),
    ("trace-sans-utilisateur", &["*.traces.appels.*.utilisateur"]),
    ("trace-sans-historique", &["*.traces.appels.*.historique*"]),
    (
        "trace-sans-traits",
        &[
            "*.traces.appels.*.nom_naissance",
            "*.traces.appels.*.prenoms",
            "*.traces.appels.*.sexe",
            "*.traces.appels.*.date_naissance",
            "*.traces.appels.*.lieu_naissance",
        ],
    ),
    ("trace-en-morceaux", &["*.traces.appels*"]),
    ("historique-statut-absent", &["*.traces.statuts*"]),
];

/// Changes what is presented in the handshake, which plain HTTP does not have: see `tls.rs`.
const PAR_TLS: &[&str] = &["certificat-expire", "dmp-certificat-d-un-tiers"];

pub type Observations = BTreeMap<String, String>;

#[tokio::test(flavor = "multi_thread")]
async fn chaque_defaut_change_ce_qu_il_dit_et_rien_d_autre() {
    // Those of the DMP and of Pro Santé Connect have batteries of their own; those of mail are played against the operator of the bench, by the
    // matrix alone: nothing here speaks SMTP and IMAP.
    let ailleurs: Vec<&str> = [
        crate::defauts_dmp::EFFETS,
        crate::defauts_psc::EFFETS,
        crate::defauts_consultation::EFFETS,
    ]
    .concat()
    .iter()
    .map(|(d, _)| *d)
    .chain(crate::defauts_psc::PAR_TLS.iter().copied())
    .collect();
    let connus: Vec<&str> = defauts()
        .iter()
        .map(|d| d.nom.as_str())
        .filter(|n| !PAR_TLS.contains(n))
        .filter(|n| !ailleurs.contains(n) && !n.starts_with("mss-"))
        .collect();
    let prevus: Vec<&str> = EFFETS.iter().map(|(n, _)| *n).collect();
    assert_eq!(prevus, connus, "the table follows the catalogue");

    tenir_la_table(EFFETS, |defauts| async move { batterie(&defauts).await }).await;
}

/// Each defect of a table changes what it says and nothing else, against the same battery played without defect.
pub async fn tenir_la_table<F>(effets: &'static [(&'static str, &'static [&'static str])], batterie: fn(Vec<&'static str>) -> F)
where
    F: Future<Output = Observations> + Send + 'static,
{
    let (sain, encore) = tokio::join!(batterie(Vec::new()), batterie(Vec::new()));
    assert_eq!(sain, encore, "the battery is deterministic");
    let mut taches = tokio::task::JoinSet::new();
    let mut ecarts = Vec::new();
    for (nom, motifs) in effets {
        let (sain, malade) = (sain.clone(), batterie(vec![nom]));
        taches.spawn(async move { comparer(nom, motifs, &sain, &malade.await) });
    }
    while let Some(e) = taches.join_next().await {
        ecarts.extend(e.unwrap());
    }
    ecarts.sort();
    assert!(ecarts.is_empty(), "{}", ecarts.join("\n"));
}

fn comparer(nom: &str, motifs: &[&str], sain: &Observations, malade: &Observations) -> Vec<String> {
    let cles: std::collections::BTreeSet<&String> = sain.keys().chain(malade.keys()).collect();
    let changes: Vec<&String> = cles.into_iter().filter(|c| sain.get(*c) != malade.get(*c)).collect();
    let de_trop = changes.iter().filter(|c| !motifs.iter().any(|m| motif_couvre(m, c)));
    let sans_effet = motifs.iter().filter(|m| !changes.iter().any(|c| motif_couvre(m, c)));
    let de_trop = de_trop.map(|c| format!("{nom} change aussi {c} : {:?} → {:?}", sain.get(*c), malade.get(*c)));
    de_trop.chain(sans_effet.map(|m| format!("{nom} ne change pas {m}"))).collect()
}

/// Plays everything, and says all that was seen, flat.
async fn batterie(defauts: &[&str]) -> Observations {
    let b = Banc::nouveau(defauts).await;
    let mut o = Observations::new();
    for (nom, changement) in [
        ("sans-sexe", json!({ "sexe": "" })),
        ("ligature", json!({ "nom_naissance": "D'ÆION" })),
        ("accent", json!({ "nom_naissance": "LÉA" })),
    ] {
        let mut p = patient("X", &["JEAN"]);
        p.as_object_mut().unwrap().extend(changement.as_object().unwrap().clone());
        let r = b
            .acte("saisie", 1, "creer-identite", json!({ "reference": nom, "patient": p }))
            .await;
        o.insert(format!("saisie.{nom}"), r.issue.mot().to_owned());
    }
    for (nom, prenoms) in [
        ("SIMPLE", &["JEAN"][..]),
        ("SUIVANT", &["OLA", "CATARINA"]),
        ("AMBIGU", &["LEO", "LUC"]),
        ("PERSONNE", &["PIERRE", "PAUL"]),
        ("FAUTE", &["JEAN", "PAUL"]),
        ("ZERO", &["JEAN"]),
        ("SANSNOM", &["JEAN"]),
        ("SANSPRENOM", &["JEAN"]),
        ("SANSSEXE", &["JEAN"]),
        ("INCOHERENT", &["PAUL"]),
        ("NIA", &["JEAN"]),
    ] {
        b.creer(nom, prenoms).await;
        jouer(&b, &mut o, nom, &[("rechercher-ins", json!({}))]).await;
    }
    let chercher = || ("rechercher-ins", json!({}));
    let valider = |j: &str| ("valider-identite", json!({ "justificatif": j }));
    let marquer = |a: &str| ("marquer-identite", json!({ "attribut": a }));
    for (nom, actes) in [
        (
            "CARTE",
            vec![
                ("rechercher-ins", json!({ "mode": "carte" })),
                ("rechercher-ins", json!({ "mode": "carte" })),
            ],
        ),
        ("VALIDE", vec![valider("CN")]),
        ("PERMIS", vec![valider("PC")]),
        ("QUALIFIEE", vec![chercher(), valider("CN")]),
        ("FICTIVE", vec![marquer("fictive"), chercher()]),
        ("DOUTEUSE", vec![marquer("douteuse"), chercher()]),
        ("RETROGRADE-FICTIVE", vec![chercher(), valider("PA"), marquer("fictive")]),
        ("RETROGRADE-DOUTEUSE", vec![chercher(), valider("CS"), marquer("douteuse")]),
    ] {
        b.creer(nom, &["JEAN"]).await;
        jouer(&b, &mut o, nom, &actes).await;
    }
    o
}

async fn jouer(b: &Banc, o: &mut Observations, nom: &str, actes: &[(&str, Value)]) {
    let s = nom.to_lowercase();
    let mut etape = 1;
    for (acte, parametres) in actes {
        etape += 1;
        let mut parametres = parametres.clone();
        parametres["reference"] = json!("P");
        let r = b.acte(nom, etape, acte, parametres).await;
        o.insert(format!("{s}.issue"), r.issue.mot().to_owned());
    }
    aplatir(o, &format!("{s}.identite"), &b.lire(nom, 100).await);
    aplatir(o, &format!("{s}.traces"), &b.traces(nom, 101).await);
    // The name asked may be one that INSi gave: what was received since is told by the scenario's own name or by order.
    let recues: Vec<_> = b
        .insi
        .recues()
        .into_iter()
        .filter(|r| r.nom == nom || r.nom == "SIMPLE-LONG" && nom == "CARTE")
        .collect();
    o.insert(
        format!("{s}.appels"),
        recues.iter().map(crate::fausse_insi::Recue::resume).collect::<Vec<_>>().join(","),
    );
    if matches!(nom, "SUIVANT" | "CARTE") {
        for e in ["IDAM", "Emetteur", "Action", "MessageID", "Instance", "DateNaissance"] {
            let valeurs: Vec<String> = recues.iter().flat_map(|r| r.elements(e)).collect();
            o.insert(format!("{s}.message.{e}"), valeurs.join(","));
        }
        o.insert(format!("{s}.message.type"), recues[0].media.clone());
        let emise = recues[0].brut.split_once("IssueInstant=\"").map(|(_, r)| r[..20].to_owned());
        o.insert(format!("{s}.message.IssueInstant"), emise.unwrap_or_default());
        let doc = roxmltree::Document::parse(&recues[0].brut).unwrap();
        let corps = doc.descendants().find(|n| n.tag_name().name() == "RECSANSVITALE").unwrap();
        let ordre: Vec<&str> = corps.children().map(|n| n.tag_name().name()).collect();
        o.insert(format!("{s}.message.ordre"), ordre.join(","));
    }
}

fn aplatir(o: &mut Observations, chemin: &str, v: &Value) {
    match v {
        Value::Object(x) => x.iter().for_each(|(k, v)| aplatir(o, &format!("{chemin}.{k}"), v)),
        Value::Array(x) => x.iter().enumerate().for_each(|(i, v)| aplatir(o, &format!("{chemin}.{i}"), v)),
        autre => {
            o.insert(chemin.to_owned(), autre.to_string());
        }
    }
}

#[tokio::test]
async fn ce_qui_est_accepte_a_tort_est_transmis() {
    for (defaut, nom) in [("ligature-acceptee", "D'ÆION CŒUR"), ("accent-accepte", "LÉA")] {
        let b = Banc::nouveau(&[defaut]).await;
        b.creer(nom, &["JEAN"]).await;
        b.chercher(nom, 2).await;
        assert_eq!(b.insi.recues()[0].nom, nom);
    }
}

#[tokio::test]
async fn la_boucle_a_une_fin() {
    let b = Banc::nouveau(&["boucle-sur-01"]).await;
    b.creer("PERSONNE", &["PIERRE", "PAUL", "JACQUES", "LUC"]).await;
    b.chercher("PERSONNE", 2).await;
    assert_eq!(b.insi.recues().len(), 30);
}

#[tokio::test]
async fn plusieurs_defauts_ensemble() {
    let b = Banc::nouveau(&["idam-absent", "prenom-suivant-oublie"]).await;
    b.creer("SUIVANT", &["OLA", "CATARINA"]).await;
    b.chercher("SUIVANT", 2).await;
    assert_eq!((b.insi.recues().len(), b.insi.recues()[0].element("IDAM")), (1, None));
}

#[tokio::test]
async fn defaut_inconnu() {
    let b = Banc::nouveau(&[]).await;
    let e = Temoin::demarrer(config(&b.insi.url, b.donnees.path(), &["idam-absant"]), ICI)
        .await
        .err()
        .expect("refused");
    assert!(e.to_string().contains("« idam-absent »"), "{e}");
    let e = Temoin::demarrer(config(&b.insi.url, b.donnees.path(), &["certificat-expire"]), ICI)
        .await
        .err()
        .expect("refused");
    assert!(e.to_string().contains("certificat_expire"), "{e}");
}
