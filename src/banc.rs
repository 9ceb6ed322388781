//! A bench in this process: its world, its certificates, its services.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use segur_certs::{Igc, Plan};
use segur_kit::{Banc, Durabilite, Fabrique, Jeton, PortsGardes, ReglageBanc, Reglages, Retention, Role, Service, SourceHorloge};
use segur_model::World;
use segur_model::francais::suggerer_et_finir;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

use crate::erreur::Erreur;
use crate::{francais, grandeurs};

/// The instant of the demo: its clock stands still, so that the same demo gives the same bytes.
pub const INSTANT_DEMO: OffsetDateTime = time::macros::datetime!(2026-01-15 09:00:00 UTC);

/// The services of this version, and what opens each with its settings. A new one is a line here.
pub(crate) const SERVICES: &[(&str, Fabrique)] = &[
    ("insi", segur_insi::ouvrir),
    ("dmp", segur_dmp::ouvrir),
    ("psc", segur_psc::ouvrir),
    ("annuaire", segur_annuaire::ouvrir),
    ("mssante", segur_mssante::ouvrir),
    ("referencement", referencement),
];

/// One applies for what the catalogues that ship ask, and those that were imported (`referentiels`, folders of `segur-bench import`).
fn referencement(mut reglages: Reglages) -> Result<Arc<dyn Service>, String> {
    let mut catalogues = segur_engine::catalogues::embarques().map_err(|e| e.to_string())?;
    let importes = match reglages.remove("referentiels") {
        None => Vec::new(),
        Some(dossiers) => serde_json::from_value::<Vec<PathBuf>>(dossiers)
            .map_err(|_| "referentiels : une liste de dossiers, tels que « segur-bench import --dans » les écrit".to_owned())?,
    };
    for dossier in importes {
        let catalogue = segur_engine::dossier_importe::catalogue(&dossier).map_err(|e| format!("referentiels : {e}"))?;
        // One that was imported stands in the place of ours of the same code.
        catalogues.retain(|c| c.code != catalogue.code);
        catalogues.push(catalogue);
    }
    segur_referencement::ouvrir(reglages, catalogues)
}

/// The keys of the settings that are no service's.
const REGLAGES: &[&str] = &["controle", "ports", "horloge", "quotas", "monde", "igc", "hote", "hote-env", "noms"];

/// Settings of `serve`, as a TOML file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reglage {
    /// Control plane.
    pub controle: ReglageControle,
    /// Address of an endpoint, by name (`"insi.tlsm" = "127.0.0.1:8443"`).
    pub ports: BTreeMap<String, SocketAddr>,
    /// Journal.
    pub journal: ReglageJournal,
    /// World.
    pub monde: ReglageMonde,
    /// Certificates.
    pub igc: ReglageIgc,
    /// Clock.
    pub horloge: ReglageHorloge,
    /// What each espace may take.
    pub quotas: ReglageQuotas,
    /// Host name announced in place of the address (`insi.banc.test`).
    pub hote: Option<String>,
    /// The environment variable that holds it; empty, `hote` stands.
    #[serde(rename = "hote-env")]
    pub hote_env: Option<String>,
    /// How a proxy before the bench names each endpoint (`{point}-{espace}.banc.test`).
    pub noms: Option<String>,
    /// Settings of each service, under its name: its crate reads them.
    #[serde(flatten)]
    pub services: BTreeMap<String, Value>,
}

/// Control plane.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReglageControle {
    /// Address; off loopback it wants a token.
    pub adresse: SocketAddr,
    /// Token.
    pub jeton: Option<String>,
    /// The environment variable that holds it, in place of this file: a container is given its secrets so.
    #[serde(rename = "jeton-env")]
    pub jeton_env: Option<String>,
    /// Tokens that may do less.
    pub jetons: Vec<ReglageJeton>,
    /// Whether it is asked over TLS; not said: off loopback only.
    pub tls: Option<bool>,
}

/// A token that may do less than the first.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReglageJeton {
    /// The secret; or the variable that holds it.
    #[serde(default)]
    pub jeton: Option<String>,
    /// The environment variable that holds it.
    #[serde(default)]
    pub jeton_env: Option<String>,
    /// What it may do.
    pub role: Role,
    /// The only espace that it sees.
    #[serde(default)]
    pub espace: Option<String>,
}

impl Default for ReglageControle {
    fn default() -> Self {
        Self {
            adresse: ([127, 0, 0, 1], 0).into(),
            jeton: None,
            jeton_env: None,
            jetons: Vec::new(),
            tls: None,
        }
    }
}

/// What the journal keeps.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReglageJournal {
    /// How long (`30j`); none: whatever their age.
    pub retention: Option<String>,
    /// How much by espace (`4Gio`, `aucun`).
    pub plafond: String,
}

impl Default for ReglageJournal {
    fn default() -> Self {
        Self {
            retention: None,
            plafond: "4Gio".to_owned(),
        }
    }
}

impl ReglageJournal {
    /// As the bench takes it.
    pub fn lire(&self) -> Result<Retention, Erreur> {
        let age = self.retention.as_deref().map(grandeurs::duree).transpose();
        Ok(Retention {
            age: age.map_err(|e| Erreur::dit(format!("durée de rétention refusée, {e}")))?,
            plafond: grandeurs::plafond(&self.plafond).map_err(|e| Erreur::dit(format!("[journal] plafond refusé, {e}")))?,
        })
    }

    /// For a person.
    pub fn dire(&self) -> String {
        let plafond = Some(&self.plafond).filter(|p| *p != "aucun");
        let garde = match (&self.retention, plafond) {
            (None, None) => return "Le journal garde tous les échanges".to_owned(),
            (Some(duree), None) => format!("{duree} d'échanges"),
            (None, Some(taille)) => format!("{taille} d'échanges par espace"),
            (Some(duree), Some(taille)) => format!("{duree} d'échanges, et {taille} par espace"),
        };
        format!("Le journal garde {garde} : au-delà les plus anciens partent, sauf ceux que tient une campagne")
    }
}

/// What each espace may take, beside its bytes (`[journal] plafond`). Connections are shared out by the bench itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ReglageQuotas {
    /// Exchanges a second, beyond which it is made to wait; 0: as many as can be.
    pub echanges_par_seconde: u32,
    /// Connections at the same time, all espaces together, half of which are shared out between them; not said: 1024.
    pub connexions: Option<usize>,
}

/// Clock.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReglageHorloge {
    /// The instant at which it stands still (`2026-01-15T09:00:00Z`): the same campaign then gives the same bytes. Not said: the true time.
    #[serde(with = "time::serde::rfc3339::option")]
    pub figee: Option<OffsetDateTime>,
}

impl ReglageHorloge {
    /// As the bench takes it.
    pub fn source(&self) -> SourceHorloge {
        self.figee.map_or(SourceHorloge::Reelle, SourceHorloge::Figee)
    }
}

/// World.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReglageMonde {
    /// Overlay files (`monde.toml`).
    pub surcouches: Vec<PathBuf>,
}

/// Certificates.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReglageIgc {
    /// Use the committed demo PKI, whose keys are public, in place of one made at first start.
    pub demo: bool,
    /// The folder that holds it, when it is not the `igc` of the data: several processes of one bench share it.
    pub dossier: Option<PathBuf>,
    /// More trust anchors (PEM): the vendor's own IGC-Santé test authorities.
    pub ancres: Vec<PathBuf>,
}

impl Reglage {
    /// Reads the file; relative paths in it are read from its folder.
    pub fn lire(chemin: &Path) -> Result<Self, Erreur> {
        let texte = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture des réglages", chemin, &e))?;
        let mut r: Self = toml::from_str(&texte).map_err(|e| {
            Erreur::dit(format!(
                "réglages illisibles ({}) : {}",
                chemin.display(),
                francais::toml(&texte, &e)
            ))
        })?;
        let lire = |variable: &str| std::env::var(variable).ok().filter(|v| !v.is_empty());
        if let Some(hote) = r.hote_env.as_deref().and_then(lire) {
            r.hote = Some(hote);
        }
        let secret = |variable: &str| {
            lire(variable).ok_or_else(|| {
                Erreur::dit(format!(
                    "{} : [controle] jeton-env nomme la variable {variable}, qui est vide. Donnez-lui le jeton du plan de contrôle, 16 caractères au moins",
                    chemin.display()
                ))
            })
        };
        if let Some(variable) = &r.controle.jeton_env {
            r.controle.jeton = Some(secret(variable)?);
        }
        for j in &mut r.controle.jetons {
            if let Some(variable) = &j.jeton_env {
                j.jeton = Some(secret(variable)?);
            }
            if j.jeton.is_none() {
                return Err(Erreur::dit(format!(
                    "{} : un [[controle.jetons]] n'a ni jeton ni jeton-env : donnez l'un des deux",
                    chemin.display()
                )));
            }
        }
        if r.noms.as_ref().is_some_and(|n| !n.contains("{point}") || !n.contains("{espace}")) {
            return Err(Erreur::dit(format!(
                "{} : noms doit contenir {{point}} et {{espace}}, sans quoi deux points d'accès auraient le même nom (« {{point}}-{{espace}}.banc.test »)",
                chemin.display()
            )));
        }
        let dossier = chemin.parent().unwrap_or(Path::new("."));
        for p in r.monde.surcouches.iter_mut().chain(&mut r.igc.ancres).chain(&mut r.igc.dossier) {
            *p = dossier.join(&p);
        }
        Ok(r)
    }
}

/// The world, with its overlays.
pub fn monde(reglage: &ReglageMonde) -> Result<World, Erreur> {
    let mut monde = segur_world::monde_demo()?;
    for chemin in &reglage.surcouches {
        let texte = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture du monde", chemin, &e))?;
        segur_world::charger_surcouche(&mut monde, &texte, &chemin.to_string_lossy())?;
    }
    let defauts = segur_world::verifier(&monde);
    if defauts.is_empty() {
        Ok(monde)
    } else {
        Err(Erreur::dit(format!("le monde fictif est incohérent :\n  {}", defauts.join("\n  "))))
    }
}

/// The certificates of a `serve`: made at first start, kept in the data folder.
pub fn igc(reglage: &ReglageIgc, donnees: &Path) -> Result<Igc, Erreur> {
    let mut igc = if reglage.demo {
        Igc::demo()?
    } else {
        match &reglage.dossier {
            // Made by somebody else: two processes that made one each would not trust each other.
            Some(dossier) => Igc::charger(dossier)?,
            None => gardee(&donnees.join("igc"))?,
        }
    };
    for chemin in &reglage.ancres {
        let pem = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture des ancres de confiance", chemin, &e))?;
        igc.ajouter_ancres(&pem)?;
    }
    Ok(igc)
}

/// The certificates of a folder, made when it does not exist.
pub fn gardee(dossier: &Path) -> Result<Igc, Erreur> {
    // An empty one is a volume that was just mounted.
    if std::fs::read_dir(dossier).is_ok_and(|mut entrees| entrees.next().is_some()) {
        return Ok(Igc::charger(dossier)?);
    }
    let neuve = Igc::creer(&Plan::embarque()?, OffsetDateTime::now_utc())?;
    neuve.enregistrer(dossier)?;
    Ok(neuve)
}

/// How to start a bench in this process.
pub struct Depart<'a> {
    /// Settings.
    pub reglage: &'a Reglage,
    /// World.
    pub monde: Arc<World>,
    /// Certificates.
    pub igc: Arc<Igc>,
    /// Folder of the journal.
    pub donnees: Option<PathBuf>,
    /// Clock.
    pub horloge: SourceHorloge,
    /// Journal.
    pub durabilite: Durabilite,
    /// Services.
    pub services: Vec<Arc<dyn Service>>,
    /// Espaces.
    pub espaces: &'a [&'a str],
    /// Ports of the last time.
    pub gardes: PortsGardes,
    /// Where free ports are looked for; 0: the system chooses.
    pub premier_port: u16,
}

/// Starts it.
pub async fn demarrer(d: Depart<'_>) -> Result<Banc, Erreur> {
    let mut r = ReglageBanc::nouveau(d.monde, d.igc);
    r.donnees = d.donnees;
    r.durabilite = d.durabilite;
    r.retention = d.reglage.journal.lire()?;
    r.controle = d.reglage.controle.adresse;
    let c = &d.reglage.controle;
    r.jeton.clone_from(&c.jeton);
    let jeton = |j: &ReglageJeton| {
        Some(Jeton {
            secret: j.jeton.clone()?,
            role: j.role,
            espace: j.espace.clone(),
        })
    };
    r.jetons = c.jetons.iter().filter_map(jeton).collect();
    r.controle_tls = c.tls.unwrap_or(!c.adresse.ip().is_loopback());
    r.horloge = d.horloge;
    // One file may serve several processes: the ports of the services of the others are theirs.
    let ailleurs = |nom: &str| {
        let service = nom.split('.').next().unwrap_or_default();
        SERVICES.iter().any(|(n, _)| *n == service) && !d.services.iter().any(|s| s.nom() == service)
    };
    r.ports = d
        .reglage
        .ports
        .iter()
        .filter(|(nom, _)| !ailleurs(nom))
        .map(|(n, a)| (n.clone(), *a))
        .collect();
    r.gardes = d.gardes;
    r.premier_port = d.premier_port;
    r.hote_annonce.clone_from(&d.reglage.hote);
    r.noms.clone_from(&d.reglage.noms);
    let quotas = &d.reglage.quotas;
    r.limites.echanges = quotas.echanges_par_seconde;
    if let Some(n) = quotas.connexions {
        r.limites.connexions = n.max(1);
    }
    r.pages = Some(segur_page::pages);
    Ok(Banc::demarrer(r, d.services, d.espaces).await?)
}

/// The services of these names, all without any.
pub(crate) fn services(noms: &[String], reglage: &Reglage) -> Result<Vec<Arc<dyn Service>>, Erreur> {
    let noms_connus = || SERVICES.iter().map(|(nom, _)| *nom);
    let connus = || noms_connus().collect::<Vec<_>>().join(", ");
    let connu = |nom: &str| SERVICES.iter().find(|(n, _)| *n == nom);
    if let Some(inconnu) = reglage.services.keys().find(|nom| connu(nom).is_none()) {
        return Err(Erreur::dit(format!(
            "réglages : « {inconnu} » n'est ni un réglage ni un service{} Services de cette version : {}",
            suggerer_et_finir(inconnu, REGLAGES.iter().copied().chain(noms_connus())),
            connus()
        )));
    }
    let tous = SERVICES.iter().map(|(nom, _)| (*nom).to_owned()).collect::<Vec<_>>();
    let noms = if noms.is_empty() { &tous } else { noms };
    noms.iter()
        .map(|nom| {
            let (nom, ouvrir) = connu(nom).ok_or_else(|| {
                let voulu = suggerer_et_finir(nom, noms_connus());
                Erreur::dit(format!(
                    "service inconnu : « {nom} »{voulu} Services de cette version : {}",
                    connus()
                ))
            })?;
            let reglages = match reglage.services.get(*nom) {
                None => Reglages::new(),
                Some(Value::Object(o)) => o.clone(),
                Some(_) => return Err(Erreur::dit(format!("réglages : « {nom} » doit être une table [{nom}]"))),
            };
            ouvrir(reglages).map_err(|e| Erreur::dit(format!("[{nom}] : {e}")))
        })
        .collect()
}
