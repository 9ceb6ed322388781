//! The service: what comes in, to which endpoint it goes, what is judged of it.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use segur_dialecte::Lu;
use segur_kit::rusqlite::{self, Connection};
use segur_kit::{ActionRefusee, Contexte, Effet, ModeTls, Point, Reponse, Requete, Service, Travail};
use segur_model::vocabulaire::Operation;
use segur_oidc::decouverte::document;
use segur_oidc::operations::OPERATIONS;
use segur_oidc::{Demande, PscLu};
use serde_json::Value;

use crate::adresses::{ROYAUME, SIMULE, adresses, base};
use crate::appel::Appel;
use crate::avis::prevenir;
use crate::etat::{Etat, TABLES};
use crate::psc::Psc;
use crate::refus::{Issue, Refus, json_sans_cache};
use crate::routes::Route;
use crate::{actions, autorisation, ciba, ecps, edc, introspection, pages, par, proxy, sortie, token, userinfo};

impl Psc {
    /// What the work changed, and once it is committed the clients of ended sessions told.
    fn conclure(&self, ctx: &Contexte, travail: &mut Travail<Etat>, maintenant: i64) -> Option<Effet> {
        let avis = self.avis.preparer(&self.reglage, &self.cles, ctx, &mut travail.etat, maintenant);
        let sortants = ctx.sortants.clone();
        Some(travail.effet()?.puis(move || prevenir(&sortants, avis)))
    }
}

#[async_trait]
impl Service for Psc {
    fn nom(&self) -> &'static str {
        "psc"
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn points(&self) -> Vec<Point> {
        vec![
            Point::http("auth", ModeTls::MutuelFacultatif, "/simule/auth/realms/esante-wallet"),
            Point::http("wallet", ModeTls::Serveur, "/auth"),
            Point::http("edc", ModeTls::Mutuel, ""),
            Point::http("proxy", ModeTls::MutuelFacultatif, ""),
        ]
    }

    fn classer(&self, requete: &Requete) -> String {
        Route::de(requete).operation(requete).to_owned()
    }

    async fn repondre(&self, ctx: &Contexte, requete: Requete) -> Reponse {
        let route = Route::de(&requete);
        let operation = route.operation(&requete);
        let mut echange = requete.echange("psc", operation);
        // With its secrets: what is judged is read as the journal keeps it.
        let demande = Demande::lire(&requete.recue("psc", operation), &requete.corps);
        let travail = Mutex::new(self.etats.ouvrir(&ctx.espace));
        let appel = Appel {
            psc: self,
            ctx,
            requete: &requete,
            demande: &demande,
            travail: &travail,
            maintenant: requete.instant.unix_timestamp(),
        };
        let mut reponse = match &requete.panne {
            Some(code) => panne(&appel, route, code),
            None => aiguiller(&appel, route).await.unwrap_or_else(Into::into),
        };
        echange.reponse.entetes.clone_from(&reponse.entetes);
        echange.statut = Some(reponse.statut);
        let lu = PscLu::lire(&echange, Demande::lire(&echange, &requete.corps), &reponse.corps);
        reponse.faits = lu.faits().faits.clone();
        let maintenant = appel.maintenant;
        let mut travail = travail.into_inner().unwrap_or_else(PoisonError::into_inner);
        reponse.effet = self.conclure(ctx, &mut travail, maintenant);
        reponse.operation = Some(operation.to_owned());
        reponse.constatee(lu.constats(&ctx.connu(&requete, None)))
    }

    async fn action(&self, ctx: &Contexte, action: &str, parametres: Value) -> Result<Value, ActionRefusee> {
        let maintenant = ctx.horloge.maintenant().unix_timestamp();
        let faire = |travail: &mut Travail<Etat>| {
            let rendu = actions::faire(self, ctx, &mut travail.etat, action, &parametres)?;
            let avis = self.avis.preparer(&self.reglage, &self.cles, ctx, &mut travail.etat, maintenant);
            Ok::<_, ActionRefusee>((rendu, avis))
        };
        let (rendu, avis) = self.etats.changer(ctx, faire).await?;
        prevenir(&ctx.sortants, avis);
        Ok(rendu)
    }

    fn tables(&self) -> &'static [&'static str] {
        TABLES
    }

    fn charger(&self, espace: &str, c: &Connection, epoque: u64) -> rusqlite::Result<()> {
        self.etats.charger(espace, c, epoque)
    }

    fn remettre_a_zero(&self, espace: &str) {
        self.etats.oublier(espace);
    }
}

/// A fault asked for by a scenario: an error code of the protocol, answered as the endpoint answers errors.
fn panne(appel: &Appel<'_>, route: Route, code: &str) -> Reponse {
    let dit = "Panne demandée au banc (SIMULÉ)";
    match route {
        Route::Autorisation | Route::Identification => autorisation::panne(appel, code),
        Route::UserInfo | Route::Api => Refus::nouveau(401, code, dit).into(),
        _ => Refus::nouveau(400, code, dit).into(),
    }
}

async fn aiguiller(appel: &Appel<'_>, route: Route) -> Issue {
    let methode = appel.requete.methode.as_str();
    if !route.prend(methode) {
        let permises = route.methodes();
        return Ok(Reponse::texte(
            405,
            format!("Méthode {methode} refusée ici. Méthodes permises : {}.\n", permises.join(", ")),
        )
        .entete("allow", permises.join(", ")));
    }
    if route.de_nos_pages() && appel.d_ailleurs() {
        let (raison, conseil) = (
            "Ce formulaire ne vient pas d'une page du banc (en-tête Origin).",
            "Ouvrez la page de connexion par le logiciel, et répondez-y : aucun autre site ne peut le faire à votre place.",
        );
        return Ok(pages::erreur(403, &appel.ctx.espace, "origine_refusee", raison, conseil));
    }
    match route {
        Route::Decouverte(standard) => {
            let document = document(&adresses(&appel.psc.reglage, appel.ctx, standard));
            Ok(Reponse::nouvelle(200, "application/json", document.to_string()).entete("cache-control", "no-cache, must-revalidate"))
        }
        Route::Jwks => {
            let rotation = appel.etat(|e| e.rotation());
            let jeu = appel.psc.cles.publiees(&appel.ctx.igc, rotation, appel.maintenant);
            Ok(Reponse::nouvelle(200, "application/json", jeu.to_string()).entete("cache-control", "no-cache"))
        }
        Route::Autorisation => Ok(autorisation::repondre(appel, false)),
        Route::Identification => Ok(autorisation::repondre(appel, true)),
        Route::Depot => par::deposer(appel),
        Route::Token => token::repondre(appel),
        Route::UserInfo => userinfo::repondre(appel),
        Route::Introspection => introspection::introspecter(appel),
        Route::Revocation => introspection::revoquer(appel),
        Route::Sortie | Route::ConfirmationSortie => Ok(sortie::repondre(appel)),
        Route::Ciba => ciba::demander(appel),
        Route::Ecps => Ok(ecps::montrer(appel, None)),
        Route::GesteEcps => Ok(ecps::geste(appel)),
        Route::Echange => edc::echanger(appel),
        Route::Api => edc::api(appel),
        Route::Connect => proxy::connect(appel).await,
        Route::Disconnect => proxy::disconnect(appel),
        Route::Send => proxy::send(appel),
        Route::Traces => proxy::traces(appel),
        Route::Signature => proxy::signer(appel),
        Route::Page => {
            let ecps = format!("{}/e-cps", base(&appel.psc.reglage, appel.ctx, "wallet"));
            Ok(pages::presentation(&appel.ctx.espace, &appel.emetteur(), &ecps))
        }
        Route::Icone => Ok(Reponse::nouvelle(204, "", "")),
        // Announced, and closed to who has no credential of the realm: as Keycloak says it.
        Route::Enregistrement => Err(Refus::nouveau(
            403,
            "insufficient_scope",
            "Policy 'Trusted Hosts' rejected request to client-registration service. Details: Host not trusted.",
        )),
        Route::Autre => Ok(json_sans_cache(
            404,
            &serde_json::json!({
                "error": "not_found",
                "error_description": format!("Le banc ne joue pas cette adresse ; le royaume est sous {SIMULE}{ROYAUME} et {ROYAUME}"),
            }),
        )),
    }
}
