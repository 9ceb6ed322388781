//! The service: what comes in, where it goes, what it changes.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use segur_kit::rusqlite::{self, Connection};
use segur_kit::{ActionRefusee, Contexte, ModeTls, Point, Reponse, Requete, Service};
use segur_model::catalogue::Catalogue;
use segur_model::vocabulaire::Operation;
use serde_json::Value;

use crate::appel::{Appel, Issue};
use crate::candidature::{Cadre, Regles};
use crate::etat::{Etats, TABLES};
use crate::formulaire::Formulaire;
use crate::psc::Guichet;
use crate::reglage::{PiecesDuBanc, Reglage};
use crate::routes::{OPERATIONS, Route};
use crate::{actions, connexion, depot, ecrans, envois, gestes, pieces};

/// The service.
pub(crate) struct Referencement {
    pub reglage: Reglage,
    pub regles: Regles,
    pub catalogues: Vec<Catalogue>,
    pub guichet: Guichet,
    pub etats: Etats,
    /// What was counted of the journal of each espace: read again from its beginning after a restart.
    pub compteurs: tokio::sync::Mutex<std::collections::BTreeMap<String, crate::usage::Compteurs>>,
}

impl Referencement {
    pub fn nouveau(reglage: Reglage, catalogues: Vec<Catalogue>) -> Result<Self, String> {
        Ok(Self {
            regles: reglage.regles()?,
            reglage,
            catalogues,
            guichet: Guichet::default(),
            etats: Etats::default(),
            compteurs: tokio::sync::Mutex::default(),
        })
    }

    /// The catalogue of this code.
    pub fn catalogue(&self, code: &str) -> Option<&Catalogue> {
        self.catalogues.iter().find(|c| c.code == code)
    }

    /// Judges with the rules, a catalogue, and what is drawn in this espace.
    pub fn cadre<R>(&self, ctx: &Contexte, referentiel: &str, faire: impl FnOnce(&Cadre<'_>) -> R) -> Result<R, String> {
        let catalogue = self.catalogue(referentiel);
        let catalogue = catalogue.ok_or_else(|| format!("le référentiel « {referentiel} » n'est pas de cette version du banc"))?;
        let tirage = |but: &str| {
            let t = ctx.tirage(&format!("referencement {but}"), 0);
            t.iter().take(8).fold(0_u64, |n, o| (n << 8) | u64::from(*o))
        };
        Ok(faire(&Cadre {
            regles: &self.regles,
            catalogue,
            renvoie_simulees: self.reglage.pieces_du_banc == PiecesDuBanc::Renvoyees,
            tirage: &tirage,
        }))
    }

    /// The origin of Pro Santé Connect, after a space; nothing where it is not known.
    pub fn origine_psc(&self, ctx: &Contexte) -> String {
        let Ok(a) = crate::psc::adresses(&self.reglage, ctx) else {
            return String::new();
        };
        let parties: Vec<&str> = a.royaume.splitn(4, '/').collect();
        match parties.as_slice() {
            [schema, "", hote, ..] if !hote.contains([';', ' ', ',']) => format!(" {schema}//{hote}"),
            _ => String::new(),
        }
    }

    /// Where a browser that asks this finds the portal, without final « / ».
    pub fn base(&self, ctx: &Contexte, requete: &Requete) -> String {
        if let Some(base) = &self.reglage.base {
            return base.clone();
        }
        let annonce = ctx.points.get("referencement.portail").map(|u| u.trim_end_matches('/').to_owned());
        // Its own address under the name by which it was called: cookies and redirections are of one name.
        match (requete.entete("host"), annonce) {
            (Some(hote), Some(annonce)) => {
                let port = annonce.rsplit(':').next().unwrap_or_default();
                let connu = ["127.0.0.1", "localhost"].iter().any(|h| hote == format!("{h}:{port}"));
                if connu { format!("https://{hote}") } else { annonce }
            }
            (_, Some(annonce)) => annonce,
            (hote, None) => format!("https://{}", hote.unwrap_or("localhost")),
        }
    }
}

#[async_trait]
impl Service for Referencement {
    fn nom(&self) -> &'static str {
        "referencement"
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn points(&self) -> Vec<Point> {
        vec![Point::http("portail", ModeTls::Serveur, "/")]
    }

    fn classer(&self, requete: &Requete) -> String {
        Route::de(requete).operation().to_owned()
    }

    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse {
        let route = Route::de(&requete);
        let mut travail = self.etats.ouvrir(&ctx.espace);
        let qui = connexion::reconnaitre(self, ctx, &requete, &mut travail).await;
        let travail = Mutex::new(travail);
        let appel = |qui| Appel {
            service: self,
            ctx,
            requete: &requete,
            travail: &travail,
            qui,
            maintenant: requete.instant,
        };
        let (appel, issue) = match qui {
            Ok(qui) => {
                let appel = appel(qui);
                let issue = match &requete.panne {
                    Some(code) => Ok(Reponse::texte(503, format!("Panne demandée au banc : {code} (SIMULÉ).\n"))),
                    None => aiguiller(&appel, route).await,
                };
                (appel, issue)
            }
            Err(e) => (appel(None), Err(e)),
        };
        let mut reponse = match issue {
            Ok(reponse) => reponse,
            Err(e) => appel.echec(e),
        };
        drop(appel);
        let mut travail = travail.into_inner().unwrap_or_else(PoisonError::into_inner);
        reponse.effet = travail.effet();
        reponse
    }

    async fn action(&self, ctx: &Contexte, action: &str, parametres: Value) -> Result<Value, ActionRefusee> {
        actions::faire(self, ctx, action, &parametres).await
    }

    fn tables(&self) -> &'static [&'static str] {
        TABLES
    }

    fn charger(&self, espace: &str, c: &Connection, epoque: u64) -> rusqlite::Result<()> {
        self.etats.charger(espace, c, epoque)
    }

    // A campaign resets the espace before each scenario: what was deposited over weeks stays.
    fn survit(&self) -> bool {
        true
    }

    fn remettre_a_zero(&self, espace: &str) {
        self.etats.oublier(espace);
    }
}

async fn aiguiller(appel: &Appel<'_>, route: Route) -> Issue {
    if route.agit() {
        let brut = matches!(route, Route::Poser(..) | Route::PoserDossier(..));
        if !brut && appel.requete.corps.len() > crate::formulaire::TAILLE_MAX {
            return Err(crate::appel::Echec::Saisie(
                413,
                "Ce formulaire est trop long : 256 Kio au plus.".to_owned(),
            ));
        }
        let formulaire = match route {
            Route::Poser(..) | Route::PoserDossier(..) => Formulaire::default(),
            _ => Formulaire::du_corps(appel.requete),
        };
        connexion::verifier_origine(appel, &formulaire)?;
    }
    match route {
        Route::Style => Ok(fixe("text/css; charset=utf-8", ecrans::style())),
        Route::Script => Ok(fixe("text/javascript; charset=utf-8", ecrans::SCRIPT.to_owned())),
        Route::Connexion => connexion::commencer(appel),
        Route::Retour => connexion::revenir(appel).await,
        Route::Deconnexion => connexion::sortir(appel),
        Route::Accueil => ecrans::accueil(appel),
        Route::Liste => ecrans::liste(appel),
        Route::Regles => ecrans::regles(appel),
        Route::Argent => ecrans::argent(appel),
        Route::Compteurs => ecrans::compteurs(appel, false).await,
        Route::CompteursCsv => ecrans::compteurs(appel, true).await,
        Route::Nouvelle => ecrans::nouvelle(appel),
        Route::Ouvrir => gestes::ouvrir(appel),
        Route::Candidature(c) => ecrans::candidature(appel, &c),
        Route::Preuves(c) => ecrans::preuves(appel, &c),
        Route::Preuve(c, p) => ecrans::preuve(appel, &c, &p).await,
        Route::Historique(c) => ecrans::historique(appel, &c),
        Route::Attestation(c) => ecrans::attestation(appel, &c),
        Route::Financement(c) => ecrans::financement(appel, &c),
        Route::GesteFinancier(c) => ecrans::agir_sur_le_financement(appel, &c),
        Route::Geste(c, g) => gestes::sur_la_candidature(appel, &c, &g).await,
        Route::GestePreuve(c, p, g) if g == "depot" => depot::preuve(appel, &c, &p).await,
        Route::GestePreuve(c, p, g) => gestes::sur_la_preuve(appel, &c, &p, &g),
        Route::Piece(c, p, r, k) => pieces::lire(appel, &c, &p, r, k).await,
        Route::Poser(c, p, nom) => depot::poser(appel, &c, &p, &nom).await,
        Route::PoserDossier(c, nom) => depot::poser_dossier(appel, &c, &nom).await,
        Route::NouvelEnvoi(c) => envois::nouveau(appel, &c),
        Route::Envoi(e) => envois::suivre(appel, &e),
        Route::Autre => Err(crate::appel::Echec::Absente(
            "Il n'y a rien à cette adresse. Les candidatures sont à l'accueil.".to_owned(),
        )),
    }
}

fn fixe(media: &str, texte: String) -> Reponse {
    Reponse::nouvelle(200, media, texte)
        .entete("cache-control", "no-cache")
        .entete("x-content-type-options", "nosniff")
}
