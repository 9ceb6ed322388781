//! Money and uses: the pages of `argent` and `usage`, fed with what the espace holds.

use maud::{Markup, html};
use segur_kit::Reponse;

use super::nombre;
use crate::appel::{Appel, Echec, Issue, json_de};
use crate::argent::{
    self, Champs, ContexteFinancement, Financement, Qui, Referencement as Certificat, Refus, Sons, ecran as pages, lire_geste,
    lire_ouverture, lire_qui,
};
use crate::candidature::{Candidature, Role};
use crate::formulaire::Formulaire;
use crate::usage::{Usages, Vue, csv, ecran};

/// Most files of a candidature.
const MAX: usize = 100;

fn sons() -> Result<&'static Sons, Echec> {
    Sons::embarque().map_err(|e| Echec::Banc(e.to_string()))
}

/// `GET /argent`: the calculator, and what it stands on.
pub(crate) fn argent(appel: &Appel<'_>) -> Issue {
    let sons = sons()?;
    let f = Formulaire::de_l_adresse(appel.requete);
    let saisie = pages::SaisieCalcul::lire(Champs(f.champs()));
    let contenu = html! {
        p { "SONS paie l'équipement d'un client en une solution " strong { "référencée" } ". Le dossier d'une candidature se suit sur sa page, au lien « Financement »." }
        (pages::calculateur(sons, &saisie, pages::Cible { action: "/argent", caches: &[] }))
        (pages::bareme(sons))
    };
    Ok(appel.page(200, "Financement (simulé)", &contenu))
}

/// The files of a candidature, oldest first.
fn dossiers(appel: &Appel<'_>, id: &str) -> Vec<Financement> {
    let debut = format!("{id} ");
    appel.etat(|e| {
        let cles = e.financements.cles_sous(&debut);
        cles.iter().filter_map(|c| e.financements.lire(c)).map(|f| (*f).clone()).collect()
    })
}

/// Every file of the espace: an instance and a site count once, whoever asks.
fn tous(appel: &Appel<'_>) -> Vec<Financement> {
    appel.etat(|e| {
        let cles = e.financements.cles(|_, _| true);
        cles.iter().filter_map(|c| e.financements.lire(c)).map(|f| (*f).clone()).collect()
    })
}

/// The parts that who looks may play: a rehearsal has nobody of the ASP, nor a client.
fn parts(role: Role) -> &'static [Qui] {
    match role {
        Role::Editeur | Role::Collaborateur => &[Qui::Fournisseur, Qui::Client],
        Role::Relecteur => &[Qui::Asp],
        _ => &[],
    }
}

/// `GET /candidatures/{id}/argent`.
pub(crate) fn financement(appel: &Appel<'_>, id: &str) -> Issue {
    let d = appel.dossier(id)?;
    if appel.en_json() {
        return Ok(json_de(
            200,
            &serde_json::json!({ "simule": true, "financements": dossiers(appel, id) }),
        ));
    }
    let f = Formulaire::de_l_adresse(appel.requete);
    montrer(appel, &d.tete, f.un("dossier"), Champs(&[]), None)
}

fn montrer(appel: &Appel<'_>, c: &Candidature, choisi: &str, saisie: Champs<'_>, refuse: Option<&Refus>) -> Issue {
    let (sons, siens, role) = (sons()?, dossiers(appel, &c.id), appel.role(c));
    let adresse = format!("/candidatures/{}/argent", c.id);
    let jeton = ("jeton".to_owned(), appel.jeton().to_owned());
    let ouvert = siens
        .iter()
        .find(|f| f.id == choisi)
        .or(if refuse.is_none() { siens.last() } else { None });
    let contenu = html! {
        p { a href=(format!("/candidatures/{}", c.id)) { "← La candidature " (c.id) } " · " a href="/argent" { "Barème et calcul" } }
        p { @match &c.attestation {
            Some(a) if c.etat.est_reference() => { "Référencé (simulé) : " (a.numero) ", version " (a.version) "." }
            _ => "Le produit n'est pas référencé : un client peut commander sous condition, et rien d'autre ne va plus loin.",
        } }
        @if !siens.is_empty() { (choix(&siens, ouvert, &adresse)) }
        @if let Some(f) = ouvert {
            @let caches = [jeton.clone(), ("dossier".to_owned(), f.id.clone())];
            (pages::dossier(sons, f, parts(role), refuse, pages::Cible { action: &adresse, caches: &caches }))
        }
        @if matches!(role, Role::Editeur | Role::Collaborateur) {
            @let premiere = if ouvert.is_none() { refuse } else { None };
            @let caches = [jeton];
            details open[siens.is_empty() || premiere.is_some()] {
                summary { "Ouvrir un dossier pour un client" }
                (pages::ouverture(sons, saisie, premiere, pages::Cible { action: &adresse, caches: &caches }))
            }
        }
        @if c.vague > 1 { p.note { "Aucun barème de vague " (c.vague) " n'est public pour ce couloir : ceux de vague 1 servent à répéter les étapes." } }
        p.note { "Le fournisseur et le client sont joués par qui a la candidature, l'ASP par un relecteur." }
    };
    Ok(appel.page(
        if refuse.is_some() { 409 } else { 200 },
        &format!("Financement de {} (simulé)", c.id),
        &contenu,
    ))
}

fn choix(siens: &[Financement], ouvert: Option<&Financement>, adresse: &str) -> Markup {
    html! {
        nav aria-label="Dossiers de financement" { ul { @for f in siens {
            li { a href=(format!("{adresse}?dossier={}", f.id)) aria-current=[ouvert.is_some_and(|o| o.id == f.id).then_some("true")] { (f.id) " — " (f.client) } }
        } } }
        p.note { (nombre(siens.len(), "dossier", "dossiers")) }
    }
}

/// `POST /candidatures/{id}/argent`.
pub(crate) fn agir_sur_le_financement(appel: &Appel<'_>, id: &str) -> Issue {
    let d = appel.dossier(id)?;
    let c = &d.tete;
    let f = Formulaire::du_corps(appel.requete);
    let champs = Champs(f.champs());
    let choisi = f.un("dossier").to_owned();
    match agir(appel, c, champs, &choisi)? {
        Ok(fait) => Ok(appel.fait(&format!("/candidatures/{id}/argent?dossier={fait}"))),
        Err(refus) if appel.en_json() || appel.qui.as_ref().is_some_and(|q| q.porteur) => Ok(json_de(
            409,
            &serde_json::json!({ "refus": "financement", "dit": refus.to_string(),
                "regles": refus.manquements().iter().map(|m| m.regle.to_string()).collect::<Vec<_>>() }),
        )),
        Err(refus) => montrer(appel, c, &choisi, champs, Some(&refus)),
    }
}

fn agir(appel: &Appel<'_>, c: &Candidature, champs: Champs<'_>, choisi: &str) -> Result<Result<String, Refus>, Echec> {
    let (sons, autres, permis) = (sons()?, tous(appel), parts(appel.role(c)));
    let ouvre = champs.un("geste").is_empty();
    let qui = if ouvre { Ok(Qui::Fournisseur) } else { lire_qui(champs) };
    let qui = match qui {
        Ok(q) if permis.contains(&q) => q,
        Ok(_) => return Err(crate::candidature::Refus::Role(appel.role(c)).into()),
        Err(e) => return Ok(Err(e)),
    };
    let reference = c.attestation.as_ref().filter(|_| c.etat.est_reference()).map(|a| Certificat {
        numero: a.numero.clone(),
        produit: c.produit.nom.clone(),
        version: a.version.clone(),
        date: a.le,
    });
    let contexte = ContexteFinancement {
        sons,
        qui,
        reference,
        autres: &autres,
        fenetres: appel.service.reglage.fenetres,
    };
    let fait = if ouvre {
        let siens = dossiers(appel, &c.id).len();
        if siens >= MAX {
            return Err(Echec::Saisie(
                409,
                format!("{MAX} dossiers de financement par candidature au plus."),
            ));
        }
        let nom = format!("{}-F{}", c.id, siens + 1);
        lire_ouverture(champs, &nom, &c.produit.nom, &c.produit.version).and_then(|o| Financement::ouvrir(o, &contexte))
    } else {
        let dossier = autres.iter().find(|f| f.id == choisi && f.id.starts_with(&format!("{}-", c.id)));
        let mut dossier = dossier
            .cloned()
            .ok_or_else(|| Echec::Absente("Ce dossier de financement n'existe pas.".to_owned()))?;
        lire_geste(champs)
            .and_then(|g| argent::agir(&mut dossier, g, appel.maintenant, &contexte))
            .map(|_| dossier)
    };
    Ok(fait.map(|f| {
        let nom = f.id.clone();
        appel.etat(|e| e.financements.mettre(format!("{} {nom}", c.id), f));
        nom
    }))
}

/// `GET /compteurs`, `GET /compteurs.csv`.
pub(crate) async fn compteurs(appel: &Appel<'_>, en_csv: bool) -> Issue {
    appel.qui()?;
    let f = Formulaire::de_l_adresse(appel.requete);
    let vue = Vue::lire(|nom| f.un(nom));
    let usages = Usages::embarque().map_err(|e| Echec::Banc(e.to_string()))?;
    let mut tous = appel.service.compteurs.lock().await;
    let siens = tous.entry(appel.ctx.espace.clone()).or_default();
    let complet = siens
        .suivre(appel.ctx)
        .await
        .map_err(|e| Echec::Banc(format!("Le journal ne se lit pas : {e}.")))?;
    if en_csv {
        return Ok(Reponse::nouvelle(200, "text/csv; charset=utf-8", csv(siens, &vue.choix))
            .entete("content-disposition", "attachment; filename=\"compteurs-simules.csv\"")
            .entete("cache-control", "no-store"));
    }
    let contenu = ecran(siens, usages, &vue, "/compteurs", "/compteurs.csv", complet);
    drop(tous);
    Ok(appel.page(200, "Usages (simulé)", &contenu))
}
