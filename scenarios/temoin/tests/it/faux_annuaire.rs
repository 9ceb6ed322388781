//! A double of the Annuaire Santé: a handful of professionals, two on a page, and the extraction files.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use segur_temoin::{ConfigAnnuaire, ConfigTemoin};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::faux_psc::Recue;

/// RPPS, family name, given name, active.
const GENS: [(&str, &str, &str, bool); 10] = [
    ("99900000045", "TILLEUL", "ANNE", true),
    ("99900000052", "TILLEUL", "ANNE", true),
    ("99900000060", "TILLEUL", "BASILE", false),
    ("99900000078", "TILLEUL", "CLAIRE", true),
    ("99900000011", "ERABLE", "PAUL", true),
    // Three pages of them.
    ("99900000086", "HETRE", "ANNE", true),
    ("99900000094", "HETRE", "BASILE", true),
    ("99900000102", "HETRE", "CLAIRE", true),
    ("99900000110", "HETRE", "DENIS", true),
    ("99900000128", "HETRE", "ELISE", true),
];

#[derive(Clone, Default)]
struct Etat {
    url: String,
    recues: Arc<Mutex<Vec<Recue>>>,
    /// RPPS of those who practise no more.
    partis: Arc<Mutex<Vec<String>>>,
    jour: Arc<Mutex<u32>>,
    /// Where the next page is said to be.
    ailleurs: Arc<Mutex<Option<String>>>,
    archive: Arc<Mutex<Option<Vec<u8>>>>,
    /// Every search is over the quota.
    quota: Arc<AtomicBool>,
}

pub struct FauxAnnuaire {
    etat: Etat,
    tache: tokio::task::JoinHandle<()>,
}

impl Drop for FauxAnnuaire {
    fn drop(&mut self) {
        self.tache.abort();
    }
}

impl FauxAnnuaire {
    pub async fn demarrer() -> Self {
        let prise = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let etat = Etat {
            url: format!("http://{}", prise.local_addr().unwrap()),
            ..Etat::default()
        };
        let app = Router::new().fallback(repondre).with_state(etat.clone());
        let tache = tokio::spawn(async move { axum::serve(prise, app).await.unwrap() });
        Self { etat, tache }
    }

    pub fn configurer(&self, c: &mut ConfigTemoin) {
        c.annuaire = Some(ConfigAnnuaire {
            fhir: Some(format!("{}/fhir/v2", self.etat.url)),
            cle: "cle-publique".to_owned(),
            par_page: Some(2),
            extraction: Some(format!("{}/extraction", self.etat.url)),
        });
    }

    pub fn retirer(&self, rpps: &str) {
        self.etat.partis.lock().unwrap().push(rpps.to_owned());
    }

    pub fn demain(&self) {
        *self.etat.jour.lock().unwrap() += 1;
    }

    pub fn renvoyer_vers(&self, url: &str) {
        *self.etat.ailleurs.lock().unwrap() = Some(url.to_owned());
    }

    pub fn archive(&self, octets: Vec<u8>) {
        *self.etat.archive.lock().unwrap() = Some(octets);
    }

    pub fn epuiser(&self, quota: bool) {
        self.etat.quota.store(quota, Ordering::Relaxed);
    }

    pub fn prendre(&self) -> Vec<Recue> {
        std::mem::take(&mut self.etat.recues.lock().unwrap())
    }
}

async fn repondre(State(e): State<Etat>, uri: Uri, tetes: HeaderMap) -> Response {
    let u = reqwest::Url::parse(&format!("http://x/?{}", uri.query().unwrap_or_default())).unwrap();
    let query: BTreeMap<String, String> = u.query_pairs().map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
    let mut dit = query.clone();
    let cle = tetes.get("esante-api-key").is_some_and(|c| c == "cle-publique");
    dit.insert("cle".to_owned(), cle.to_string());
    let chemin = uri.path().to_owned();
    e.recues.lock().unwrap().push((chemin.clone(), dit));
    if let Some(fichier) = chemin.strip_prefix("/extraction/") {
        return extraction(&e, fichier);
    }
    if e.quota.load(Ordering::Relaxed) {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    let base = format!("{}/fhir/v2", e.url);
    let Some(chemin) = chemin.strip_prefix("/fhir/v2/") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (genre, page, critere) = match chemin {
        "_page" => {
            let (page, critere) = query["id"].split_once('-').unwrap();
            ("Practitioner", page.parse().unwrap(), lire(critere))
        }
        "Practitioner" | "PractitionerRole" | "Organization" => (chemin, 0usize, query.clone()),
        _ => return json_(StatusCode::OK, &json!({ "resourceType": "Practitioner" })),
    };
    let connus = [
        "identifier",
        "family",
        "given",
        "_revinclude",
        "_include",
        "organization",
        "address-city",
        "_count",
    ];
    if let Some(inconnu) = critere.keys().find(|k| !connus.contains(&k.as_str()) && *k != "ESANTE-API-KEY") {
        let issue = json!({ "resourceType": "OperationOutcome", "issue": [{ "severity": "error", "code": "exception",
            "diagnostics": format!("Parameter {inconnu} not found for resource {genre}") }] });
        return json_(StatusCode::INTERNAL_SERVER_ERROR, &issue);
    }
    let liasse = |entrees: Vec<Value>, suite: Option<String>| {
        let mut liens = vec![json!({ "relation": "self", "url": base })];
        liens.extend(suite.map(|u| json!({ "relation": "next", "url": u })));
        let entrees: Vec<Value> = entrees.into_iter().map(|r| json!({ "resource": r })).collect();
        json_(
            StatusCode::OK,
            &json!({ "resourceType": "Bundle", "type": "searchset", "entry": entrees, "link": liens }),
        )
    };
    if genre == "Organization" {
        let id = if critere["address-city"].starts_with("PARIS") {
            vec![json!({ "resourceType": "Organization", "id": "o1", "active": true })]
        } else {
            vec![]
        };
        return liasse(id, None);
    }
    if genre == "PractitionerRole" {
        assert_eq!(critere["organization"], "Organization/o1");
        return liasse(vec![role("99900000045"), praticien(&e, 0)], None);
    }
    let dedans: Vec<usize> = (0..GENS.len()).filter(|i| convient(GENS[*i], &critere)).collect();
    let debut = page * 2;
    let fin = (debut + 2).min(dedans.len());
    let mut entrees: Vec<Value> = dedans[debut.min(fin)..fin].iter().map(|i| praticien(&e, *i)).collect();
    if critere.contains_key("_revinclude") {
        let roles: Vec<Value> = dedans[debut.min(fin)..fin].iter().map(|i| role(GENS[*i].0)).collect();
        entrees.extend(roles);
    }
    let texte: Vec<String> = critere.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let suite = (fin < dedans.len()).then(|| {
        let ailleurs = e.ailleurs.lock().unwrap().clone();
        let id = reqwest::Url::parse_with_params("http://x/", [("id", format!("{}-{}", page + 1, texte.join("&")))]).unwrap();
        ailleurs.unwrap_or_else(|| format!("{base}/_page?{}", id.query().unwrap()))
    });
    liasse(entrees, suite)
}

fn lire(critere: &str) -> BTreeMap<String, String> {
    let paires = critere.split('&').filter_map(|p| p.split_once('='));
    paires.map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

fn convient((rpps, nom, prenom, _): (&str, &str, &str, bool), c: &BTreeMap<String, String>) -> bool {
    let commence = |texte: &str, cle: &str| c.get(cle).is_none_or(|v| texte.starts_with(&v.to_uppercase()));
    let identifiant = format!("https://rpps.esante.gouv.fr|{rpps}");
    c.get("identifier").is_none_or(|i| *i == identifiant) && commence(nom, "family") && commence(prenom, "given")
}

fn praticien(e: &Etat, rang: usize) -> Value {
    let (rpps, nom, prenom, actif) = GENS[rang];
    let identifiants = json!([{ "system": "urn:oid:1.2.250.1.71.4.2.1", "value": format!("8{rpps}") },
                              { "system": "https://rpps.esante.gouv.fr", "value": rpps }]);
    if !actif || e.partis.lock().unwrap().iter().any(|p| p == rpps) {
        return json!({ "resourceType": "Practitioner", "id": format!("p{rpps}"), "active": false, "identifier": identifiants });
    }
    let metadonnees = |rouge: bool| {
        json!([{ "url": "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-contact-point-email-type", "valueCoding": { "code": "MSSANTE" } },
               { "url": "x/as-ext-mailbox-mss-metadata", "extension": [{ "url": "listeRouge", "valueBoolean": rouge }] }])
    };
    json!({ "resourceType": "Practitioner", "id": format!("p{rpps}"), "active": true, "identifier": identifiants,
        "name": [{ "family": nom, "given": [prenom] }],
        "telecom": [{ "system": "email", "value": format!("{}@pro.mssante.example", prenom.to_lowercase()), "extension": metadonnees(false) },
                    { "system": "email", "value": "rouge@pro.mssante.example", "extension": metadonnees(true) },
                    { "system": "phone", "value": "0199000000" },
                    { "system": "email", "value": "ordinaire@example.org" }] })
}

fn role(rpps: &str) -> Value {
    json!({ "resourceType": "PractitionerRole", "id": format!("r{rpps}"), "active": true, "practitioner": { "reference": format!("Practitioner/p{rpps}") },
        "organization": { "reference": "Organization/o1" } })
}

fn extraction(e: &Etat, fichier: &str) -> Response {
    let jour = *e.jour.lock().unwrap();
    let texte = match fichier {
        "PS_LibreAcces" => {
            "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Nom d'exercice|\n8|99900000011|899900000011|ERABLE|\n\
             8|99900000011|899900000011|ERABLE|\n8|99900000045|899900000045|TILLEUL|\n"
        }
        _ => {
            "Type de BAL|Adresse BAL|Type Identifiant PP|Identifiant PP|Identification nationale PP\nPER|a@b.example|8|99900000011|899900000011\n"
        }
    };
    let nom = if fichier == "PS_LibreAcces" {
        "PS_LibreAcces_Personne_activite"
    } else {
        fichier
    };
    let archive = e.archive.lock().unwrap().clone();
    let octets = archive.unwrap_or_else(|| {
        let mut z = ZipWriter::new(Cursor::new(Vec::new()));
        z.start_file(format!("{nom}_2026.txt"), SimpleFileOptions::default()).unwrap();
        z.write_all(texte.as_bytes()).unwrap();
        z.finish().unwrap().into_inner()
    });
    let disposition = format!("attachment; filename=\"{fichier}_202601{:02}0600.zip\"", 15 + jour);
    ([("content-disposition", disposition)], octets).into_response()
}

fn json_(statut: StatusCode, v: &Value) -> Response {
    (statut, [("content-type", "application/fhir+json")], v.to_string()).into_response()
}
