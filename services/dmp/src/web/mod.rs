//! The contextual web access (TD0.9): a site over the registry, which a software opens by an address (`/AccesDirect/<page>/<INS>`). Its look
//! and its sentences are the bench's own: those of the real site are not public, and every page says that it is simulated.

mod autoriser;
mod dossier;
mod fichier;
mod habillage;
mod page;
mod pages;
mod route;
mod visiteur;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use segur_dialecte::{Lu as _, Piece};
use segur_kit::{Contexte, JournalError, Reponse, Requete};
use segur_model::{Finding, Rule};
use segur_xds::operations;
use segur_xds::web::{CREATION, DEDANS, FORMULAIRE_MAX, INS, METHODE, PAGE, PATIENT, WebLu, faits_de_la_reponse};

use crate::service::Dmp;
use page::Page;
use route::Route;
use visiteur::Visiteur;

/// Name of the endpoint.
pub(crate) const POINT: &str = "web";

/// What the DMP answers to the page of creation, and the one code of the site that is public (PDT-527, § 2.9).
const CREATION_REFUSEE: &str = "DMPAccessDeniedByRightsService";

/// What the secrets of the forms of each espace are drawn from, as long as the process lives.
#[derive(Default)]
pub(crate) struct Cles(Mutex<BTreeMap<String, String>>);

impl Cles {
    /// What a form on the DMP of a patient carries when it is of this visitor.
    fn jeton(&self, ctx: &Contexte, visiteur: &str, ins: &str) -> String {
        let mut cles = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cle = cles.entry(ctx.espace.clone()).or_insert_with(|| ctx.secret("dmp.web", 0));
        ctx.uuid(&format!("dmp.web.jeton {cle} {visiteur} {ins}"), 0)
    }
}

/// The operation of a request.
pub(crate) fn classer(requete: &Requete) -> &'static str {
    Route::de(requete).operation(requete)
}

/// Answers.
pub(crate) async fn repondre(service: &Dmp, ctx: &Contexte, requete: &Requete) -> Reponse {
    let route = Route::de(requete);
    let operation = route.operation(requete);
    let lu = lire(requete, operation);
    let constats = lu.constats(&ctx.connu(requete, None));
    let visiteur = Visiteur::de(ctx, requete);
    let page = Page::nouvelle(service, ctx, requete, &visiteur);
    let issue = match refus_de_l_adresse(&page, &lu, &constats) {
        Some(reponse) => Ok(reponse),
        None => aiguiller(&page, route).await,
    };
    let mut reponse = issue.unwrap_or_else(|e| page.panne(&e));
    if [operations::TD09, operations::WEB].contains(&operation) {
        reponse.faits = lu.faits().faits.clone();
        reponse.faits.extend(faits_de_la_reponse(&reponse.entetes));
    }
    reponse.constatee(constats)
}

fn lire(requete: &Requete, operation: &str) -> WebLu {
    let e = requete.echange("dmp", operation);
    let piece = Piece {
        message: &e.requete,
        octets: &requete.corps,
    };
    WebLu::lire(&e, piece, None)
}

/// What is refused on the address alone. A datum of the patient in it is told, and the page is shown.
fn refus_de_l_adresse(page: &Page<'_>, lu: &WebLu, constats: &[Finding]) -> Option<Reponse> {
    if let Some(code) = &page.requete.panne {
        return Some(page.panne_demandee(code));
    }
    // An INS after Parametrages is of no use, and no harm.
    let sans_ins = lu.appel().is_some_and(|a| a.ins.is_none());
    let bloque = |r: &Rule| *r != PATIENT || sans_ins;
    let (regle, constat) = [METHODE, CREATION, PAGE, PATIENT, INS]
        .into_iter()
        .filter(bloque)
        .find_map(|r| Some((r, constats.iter().find(|c| c.rule == r.id)?)))?;
    let reponse = if regle == METHODE {
        page.erreur(405, "La page s'ouvre par son adresse (GET).", "")
            .entete("allow", "GET")
    } else if regle == CREATION {
        page.erreur(403, "La création d'un DMP par l'accès web n'est plus possible.", CREATION_REFUSEE)
    } else if regle == PAGE {
        page.erreur(404, &format!("Cette page n'existe pas. {}", attendu(constat)), "")
    } else {
        page.erreur(400, &format!("L'adresse ne désigne pas un patient. {}", attendu(constat)), "")
    };
    Some(reponse.refusee_sur(regle.id))
}

fn attendu(constat: &Finding) -> String {
    format!("Attendu : {} ; vu : {}.", constat.expected, constat.seen)
}

async fn aiguiller(page: &Page<'_>, route: Route) -> Result<Reponse, JournalError> {
    if route == Route::Style {
        return Ok(habillage::style());
    }
    let Some(qui) = page.visiteur.qui() else {
        return Ok(page.qui_etes_vous());
    };
    match route {
        Route::Style | Route::Accueil => Ok(page.vers(&format!("{DEDANS}/TableauDeBord"))),
        Route::Page(appel) => pages::montrer(page, qui, &appel).await,
        Route::Document(ins, unique_id, forme) => fichier::montrer(page, qui, (&ins, &unique_id), forme).await,
        Route::Autoriser(_) if page.requete.corps.len() > FORMULAIRE_MAX => Ok(page.erreur(413, "Ce formulaire est trop long.", "")),
        Route::Autoriser(ins) => autoriser::faire(page, qui, &ins).await,
        Route::Chercher(ins) => Ok(pages::chercher(page, &ins)),
        Route::Autre => Ok(page.erreur(404, "Il n'y a rien à cette adresse.", "")),
    }
}
