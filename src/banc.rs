//! A bench in this process: its world, its certificates, its services.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use segur_certs::{Igc, Plan};
use segur_kit::{Banc, Durabilite, ReglageBanc, Service, SourceHorloge};
use segur_model::World;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::erreur::Erreur;

/// The instant of the demo: its clock stands still, so that the same demo gives the same bytes.
pub const INSTANT_DEMO: OffsetDateTime = time::macros::datetime!(2026-01-15 09:00:00 UTC);

/// Names of the services of this version.
pub const SERVICES: &[&str] = &["insi", "dmp", "psc", "annuaire"];

/// Settings of `serve`, as a TOML file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reglage {
    /// Control plane.
    pub controle: ReglageControle,
    /// Address of an endpoint, by name (`"insi.tlsm" = "127.0.0.1:8443"`).
    pub ports: BTreeMap<String, SocketAddr>,
    /// World.
    pub monde: ReglageMonde,
    /// Certificates.
    pub igc: ReglageIgc,
    /// INSi.
    pub insi: ReglageService,
    /// DMP.
    pub dmp: ReglageService,
    /// Pro Santé Connect.
    pub psc: ReglagePsc,
    /// Annuaire Santé.
    pub annuaire: ReglageAnnuaire,
    /// Host name announced in place of the address (`insi.banc.test`).
    pub hote: Option<String>,
}

/// Control plane.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReglageControle {
    /// Address; off loopback it wants a token.
    pub adresse: SocketAddr,
    /// Token.
    pub jeton: Option<String>,
}

impl Default for ReglageControle {
    fn default() -> Self {
        Self {
            adresse: ([127, 0, 0, 1], 0).into(),
            jeton: None,
        }
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
    /// More trust anchors (PEM): the vendor's own IGC-Santé test authorities.
    pub ancres: Vec<PathBuf>,
}

/// INSi, or the DMP.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReglageService {
    /// Rules that do not refuse a call (their findings stay).
    pub tolerances: Vec<String>,
}

/// Pro Santé Connect.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReglagePsc {
    /// Base URL announced for an endpoint (`auth = "https://psc-auth.banc.test"`), without path; absent: its true address.
    pub bases: BTreeMap<String, String>,
    /// CIBA: seconds between two polls (5 by default).
    pub interval: Option<u32>,
    /// Switches of what public sources do not settle, as `psc.regler` names them (`acr = "eidas3"`).
    pub reglages: BTreeMap<String, String>,
}

impl ReglagePsc {
    fn lire(&self) -> Result<segur_psc::PscReglage, Erreur> {
        const POINTS: [&str; 4] = ["auth", "wallet", "edc", "proxy"];
        let mut reglage = segur_psc::PscReglage::default();
        for (point, base) in &self.bases {
            let hote = base.strip_prefix("https://").unwrap_or_default();
            if !POINTS.contains(&point.as_str()) || hote.is_empty() || hote.contains('/') {
                return Err(Erreur::dit(format!(
                    "psc.bases : « {point} = {base} » ; donnez l'adresse (https://hôte, sans chemin) de l'un de {}",
                    POINTS.join(", ")
                )));
            }
        }
        reglage.bases.clone_from(&self.bases);
        if let Some(interval) = self.interval {
            reglage.interval = interval;
        }
        for (cle, valeur) in &self.reglages {
            reglage
                .bascules
                .regler(cle, valeur)
                .map_err(|e| Erreur::dit(format!("psc.reglages : {e}")))?;
        }
        Ok(reglage)
    }
}

/// Annuaire Santé. What is not said keeps the default of the service.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ReglageAnnuaire {
    /// Professionals: 0 for those of the world alone, else the world and generated ones up to this number.
    pub professionnels: u32,
    /// Seed of the generated ones.
    pub graine: Option<String>,
    /// API keys that are accepted; empty: any.
    pub cles: Vec<String>,
    /// Whether a key is wanted.
    pub cle_exigee: Option<bool>,
    /// Requests per second and key; 0: no quota.
    pub quota: Option<u32>,
    /// HTTP status of a search that is refused.
    pub statut_parametre_inconnu: Option<u16>,
    /// HTTP status of a page that is refused.
    pub statut_page_perimee: Option<u16>,
    /// Base URL announced in links.
    pub base: Option<String>,
}

impl ReglageAnnuaire {
    fn reglage(&self) -> segur_annuaire::AnnuaireReglage {
        let sinon = segur_annuaire::AnnuaireReglage::default();
        segur_annuaire::AnnuaireReglage {
            professionnels: self.professionnels,
            graine: self.graine.clone().unwrap_or(sinon.graine),
            cles: self.cles.clone(),
            cle_exigee: self.cle_exigee.unwrap_or(sinon.cle_exigee),
            quota: self.quota.unwrap_or(sinon.quota),
            statut_parametre_inconnu: self.statut_parametre_inconnu.unwrap_or(sinon.statut_parametre_inconnu),
            statut_page_perimee: self.statut_page_perimee.unwrap_or(sinon.statut_page_perimee),
            base: self.base.clone(),
        }
    }
}

impl Reglage {
    /// Reads the file; relative paths in it are read from its folder.
    pub fn lire(chemin: &Path) -> Result<Self, Erreur> {
        let texte = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture des réglages", chemin, &e))?;
        let mut r: Self = toml::from_str(&texte).map_err(|e| Erreur::dit(format!("réglages illisibles ({}) : {e}", chemin.display())))?;
        let dossier = chemin.parent().unwrap_or(Path::new("."));
        for p in r.monde.surcouches.iter_mut().chain(&mut r.igc.ancres) {
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
        let dossier = donnees.join("igc");
        if dossier.is_dir() {
            Igc::charger(&dossier)?
        } else {
            let neuve = Igc::creer(&Plan::embarque()?, OffsetDateTime::now_utc())?;
            neuve.enregistrer(&dossier)?;
            neuve
        }
    };
    for chemin in &reglage.ancres {
        let pem = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture des ancres de confiance", chemin, &e))?;
        igc.ajouter_ancres(&pem)?;
    }
    Ok(igc)
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
    /// Services; empty: all.
    pub services: &'a [String],
    /// Espaces.
    pub espaces: &'a [&'a str],
}

/// Starts it.
pub async fn demarrer(d: Depart<'_>) -> Result<Banc, Erreur> {
    let mut r = ReglageBanc::nouveau(d.monde, d.igc);
    r.donnees = d.donnees;
    r.durabilite = d.durabilite;
    r.controle = d.reglage.controle.adresse;
    r.jeton.clone_from(&d.reglage.controle.jeton);
    r.horloge = d.horloge;
    r.ports.clone_from(&d.reglage.ports);
    r.hote_annonce.clone_from(&d.reglage.hote);
    let services = services(d.services, d.reglage)?;
    Ok(Banc::demarrer(r, services, d.espaces).await?)
}

fn services(noms: &[String], reglage: &Reglage) -> Result<Vec<Arc<dyn Service>>, Erreur> {
    let noms: Vec<&str> = if noms.is_empty() {
        SERVICES.to_vec()
    } else {
        noms.iter().map(String::as_str).collect()
    };
    noms.into_iter()
        .map(|nom| match nom {
            "insi" => {
                tolerances_connues(&reglage.insi.tolerances)?;
                Ok(segur_insi::service(segur_insi::InsiReglage {
                    tolerances: reglage.insi.tolerances.clone(),
                }))
            }
            "dmp" => {
                tolerances_connues(&reglage.dmp.tolerances)?;
                Ok(segur_dmp::service(segur_dmp::DmpReglage {
                    tolerances: reglage.dmp.tolerances.clone(),
                }))
            }
            "psc" => Ok(segur_psc::service(reglage.psc.lire()?)),
            "annuaire" => Ok(segur_annuaire::service(reglage.annuaire.reglage())),
            autre => Err(Erreur::dit(format!(
                "service inconnu : « {autre} ». Services de cette version : {}",
                SERVICES.join(", ")
            ))),
        })
        .collect()
}

/// A tolerance that names no rule tolerates nothing: it is a slip.
fn tolerances_connues(tolerances: &[String]) -> Result<(), Erreur> {
    let connues = segur_engine::regles::identifiants();
    match tolerances.iter().find(|t| !connues.contains(*t)) {
        None => Ok(()),
        Some(t) => Err(Erreur::dit(format!(
            "tolérance inconnue : « {t} » n'est pas une règle. « segur-bench regles » les liste."
        ))),
    }
}
