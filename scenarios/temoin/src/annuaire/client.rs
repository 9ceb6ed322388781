//! The FHIR API: searches, pages followed as the server gives them, under its quota.

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::{Client, Url};
use segur_model::francais::cause;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::correspondants::{self, Correspondant, Criteres};
use super::{SYSTEME_RPPS, SYSTEME_RPPS_V1};
use crate::config::{ConfigAnnuaire, ConfigTemoin};
use crate::ecarts::{Ecart, Ecarts};
use crate::erreur::TemoinError;
use crate::psc::{court, parametres};
use crate::reseau::{client, corps};

/// Requests in any second. The quota of an application is 17: some are left to the other posts of the same application.
const PAR_SECONDE: usize = 12;
/// What is said of a 429.
pub(crate) const QUOTA: &str = "l'annuaire refuse : quota dépassé, réessayer dans un instant";
/// How many times a refused search leaves again, of a defect.
const REPRISES: usize = 80;
/// Pages of one search: beyond, the criterion is too wide.
const PAGES_MAX: usize = 40;
const ENTETE_CLE: &str = "ESANTE-API-KEY";

/// The directory, by the access that the configuration gives.
pub(crate) struct ClientAnnuaire {
    pub(super) config: ConfigAnnuaire,
    pub(super) http: Client,
    /// When the last requests left.
    departs: Mutex<VecDeque<Instant>>,
}

impl ClientAnnuaire {
    /// Prepares the access of the configuration, when there is one.
    pub(crate) fn preparer(config: &ConfigTemoin) -> Result<Option<Self>, TemoinError> {
        let Some(annuaire) = config.annuaire.clone() else { return Ok(None) };
        let url = annuaire.fhir.as_deref().or(annuaire.extraction.as_deref()).unwrap_or_default();
        Ok(Some(Self {
            http: client(config, url, None)?,
            config: annuaire,
            departs: Mutex::default(),
        }))
    }

    /// The professional who has this RPPS: None, nobody.
    pub(crate) async fn par_rpps(&self, ecarts: &Ecarts, rpps: &str) -> Result<Option<Correspondant>, String> {
        let identifiant = format!("{}|{rpps}", ecarts.choisir(Ecart::AnnuaireSystemeV1, SYSTEME_RPPS, SYSTEME_RPPS_V1));
        let trouvees = self.chercher(ecarts, "Practitioner", &[("identifier", &identifiant)]).await?;
        Ok(correspondants::lire(&trouvees).into_iter().find(|c| c.rpps == rpps))
    }

    /// The professionals that meet these criteria, with their mailboxes. Those who practise no more are not proposed.
    pub(crate) async fn correspondants(&self, ecarts: &Ecarts, c: &Criteres) -> Result<Vec<Correspondant>, String> {
        let identifiant = format!(
            "{}|{}",
            ecarts.choisir(Ecart::AnnuaireSystemeV1, SYSTEME_RPPS, SYSTEME_RPPS_V1),
            c.rpps
        );
        let nom = ecarts.choisir(Ecart::AnnuaireParametreInconnu, "family", "nom");
        let mut criteres: Vec<(&str, &str)> = Vec::new();
        for (parametre, valeur, present) in [
            ("identifier", identifiant.as_str(), !c.rpps.is_empty()),
            (nom, c.nom.as_str(), !c.nom.is_empty()),
            ("given", c.prenom.as_str(), !c.prenom.is_empty()),
        ] {
            if present {
                criteres.push((parametre, valeur));
            }
        }
        let lieux = if c.ville.is_empty() {
            None
        } else {
            Some(self.lieux(ecarts, &c.ville).await?)
        };
        let ressources = match &lieux {
            Some(lieux) if lieux.is_empty() => Vec::new(),
            // By town alone: the people through their places.
            Some(lieux) if criteres.is_empty() => {
                let references: Vec<String> = lieux.iter().map(|l| format!("Organization/{l}")).collect();
                let champs = [
                    ("organization", references.join(",")),
                    ("_include", "PractitionerRole:practitioner".to_owned()),
                ];
                let champs: Vec<(&str, &str)> = champs.iter().map(|(n, v)| (*n, v.as_str())).collect();
                self.chercher(ecarts, "PractitionerRole", &champs).await?
            }
            _ => {
                criteres.push(("_revinclude", "PractitionerRole:practitioner"));
                self.chercher(ecarts, "Practitioner", &criteres).await?
            }
        };
        let mut tous = correspondants::lire(&ressources);
        tous.retain(|x| (x.actif || ecarts.a(Ecart::AnnuaireInactifGarde)) && correspondants::convient(x, c));
        if let Some(lieux) = lieux {
            tous.retain(|x| x.lieux.iter().any(|l| lieux.contains(l)));
        }
        Ok(tous)
    }

    async fn lieux(&self, ecarts: &Ecarts, ville: &str) -> Result<Vec<String>, String> {
        let trouvees = self.chercher(ecarts, "Organization", &[("address-city", ville)]).await?;
        let id = |r: &Value| r.get("id").and_then(Value::as_str).map(str::to_owned);
        Ok(trouvees.iter().filter(|r| correspondants::actif(r)).filter_map(id).collect())
    }

    /// Every resource of a search, page after page.
    async fn chercher(&self, ecarts: &Ecarts, genre: &str, criteres: &[(&str, &str)]) -> Result<Vec<Value>, String> {
        let base = self.base()?;
        let par_page = self.config.par_page.map(|n| n.to_string());
        let mut criteres = criteres.to_vec();
        criteres.extend(par_page.iter().map(|n| ("_count", n.as_str())));
        let query = parametres(&criteres);
        let depart = format!("{base}/{genre}?{query}");
        let mut url = Url::parse(&depart).map_err(|_| format!("annuaire.fhir n'est pas une adresse : {}", court(&base)))?;
        let mut ressources = Vec::new();
        for page in 1..=PAGES_MAX {
            let mut lue = self.lire(ecarts, &url).await;
            let mut reprises = 0;
            while lue == Err(QUOTA.to_owned()) && reprises < REPRISES && ecarts.a(Ecart::AnnuaireQuotaForce) {
                lue = self.lire(ecarts, &url).await;
                reprises += 1;
            }
            let liasse = lue?;
            let avant = ressources.len();
            let entrees = liasse.get("entry").and_then(Value::as_array).into_iter().flatten();
            ressources.extend(entrees.filter_map(|e| e.get("resource").cloned()));
            let abandonnee = page > 1 && ecarts.a(Ecart::AnnuaireSuivanteAbandonnee);
            let suivante = suivante(&liasse).filter(|_| !abandonnee && !ecarts.a(Ecart::AnnuaireSuivanteIgnoree));
            let Some(suivante) = suivante else { return Ok(ressources) };
            let vers = if ecarts.a(Ecart::AnnuaireSuivanteRefaite) {
                let par_page = ressources.len() - avant;
                format!("{depart}&_offset={}", page * par_page)
            } else {
                suivante.to_owned()
            };
            // The key goes with the request: it goes nowhere else.
            let vers = Url::parse(&vers).map_err(|_| "la page suivante de l'annuaire n'est pas une adresse".to_owned())?;
            if vers.origin() != url.origin() {
                return Err(format!(
                    "l'annuaire envoie la page suivante vers {} : recherche arrêtée, la clé ne quitte pas l'annuaire",
                    court(&vers.origin().ascii_serialization())
                ));
            }
            url = vers;
        }
        Err(format!("la recherche rend plus de {PAGES_MAX} pages : préciser les critères"))
    }

    /// One request, when the quota lets it leave.
    async fn lire(&self, ecarts: &Ecarts, url: &Url) -> Result<Value, String> {
        self.attendre_son_tour().await;
        let mut url = url.clone();
        let mut requete = self.http.get(url.clone()).header(ENTETE_CLE, &self.config.cle);
        if ecarts.a(Ecart::AnnuaireCleDansUrl) {
            url.query_pairs_mut().append_pair(ENTETE_CLE, &self.config.cle);
            requete = self.http.get(url);
        }
        let mut recue = requete
            .header("Accept", "application/fhir+json")
            .send()
            .await
            .map_err(|e| format!("annuaire injoignable : {}", cause(&e.without_url())))?;
        let statut = recue.status().as_u16();
        let octets = corps("de l'annuaire", &mut recue).await.map_err(|(_, texte)| texte)?;
        let lu: Value = serde_json::from_slice(&octets).unwrap_or_default();
        if statut == 429 {
            return Err(QUOTA.to_owned());
        }
        let issue = lu
            .get("issue")
            .and_then(|i| i.get(0))
            .and_then(|i| i.get("diagnostics"))
            .and_then(Value::as_str);
        if statut >= 400 || issue.is_some() {
            return Err(format!(
                "l'annuaire a répondu HTTP {statut} : {}",
                court(issue.unwrap_or("sans explication"))
            ));
        }
        if !lu.get("resourceType").is_some_and(Value::is_string) {
            return Err("l'annuaire n'a pas répondu du FHIR en JSON : vérifier annuaire.fhir".to_owned());
        }
        Ok(lu)
    }

    /// Waits until fewer than [`PAR_SECONDE`] requests left in the last second.
    async fn attendre_son_tour(&self) {
        let mut departs = self.departs.lock().await;
        if departs.len() >= PAR_SECONDE
            && let Some(ancien) = departs.pop_front()
        {
            tokio::time::sleep_until(ancien + Duration::from_secs(1)).await;
        }
        departs.push_back(Instant::now());
    }

    fn base(&self) -> Result<String, String> {
        let base = self
            .config
            .fhir
            .as_deref()
            .ok_or("l'annuaire FHIR n'est pas configuré (`annuaire.fhir`)")?;
        Ok(base.trim_end_matches('/').to_owned())
    }
}

fn suivante(liasse: &Value) -> Option<&str> {
    let liens = liasse.get("link")?.as_array()?;
    let lien = liens.iter().find(|l| l.get("relation").and_then(Value::as_str) == Some("next"))?;
    lien.get("url")?.as_str()
}
