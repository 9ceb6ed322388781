//! The way in: sign in, see one's candidatures, open one.

use maud::{Markup, html};
use segur_ecran::dire::instant;

use super::{jeton, nombre};
use crate::appel::{Appel, Issue, json_de};
use crate::candidature::{Dossier, Role};
use crate::formulaire::Formulaire;
use crate::routes::coder;

/// What is shown to who did not sign in.
pub(crate) fn connexion(vers: &str, perdu: bool) -> Markup {
    html! {
        @if perdu { p.alerte role="alert" { "La session était finie : ce que vous veniez d'envoyer n'a pas été pris. Reconnectez-vous, la même page revient, et recommencez." } }
        p { "Le vrai Convergence s'ouvre par un compte industriel. Ici, on entre par le Pro Santé Connect du banc : n'importe quelle personne du monde fictif peut déposer une candidature ; les relecteurs sont nommés dans les réglages (" code { "[referencement] relecteurs" } ")." }
        p { a.bouton href=(format!("/connexion?vers={}", coder(vers))) { "Se connecter par Pro Santé Connect" } }
        p.note { "Un programme se présente par " code { "Authorization: Bearer" } ", avec un jeton d'accès de Pro Santé Connect." }
    }
}

/// `GET /`.
pub(crate) fn accueil(appel: &Appel<'_>) -> Issue {
    let Some(qui) = &appel.qui else {
        if appel.en_json() {
            return Err(crate::appel::Echec::Anonyme);
        }
        return Ok(appel.page(200, "Référencement simulé", &connexion("/", false)));
    };
    let mut dossiers = Vec::new();
    for id in appel.etat(|e| e.candidatures.cles(|_, _| true)) {
        let Some(mut d) = appel.etat(|e| e.dossier(&id)) else { continue };
        if appel.role(&d.tete) == Role::Personne {
            continue;
        }
        appel.avancer(&mut d)?;
        dossiers.push(d);
    }
    if appel.en_json() {
        let toutes: Vec<_> = dossiers.iter().map(|d| &d.tete).collect();
        return Ok(json_de(200, &serde_json::json!({ "simule": true, "candidatures": toutes })));
    }
    let contenu = html! {
        @if dossiers.is_empty() {
            p { @if qui.relecteur { "Aucune candidature n'est ouverte dans cet espace." } @else { "Vous n'avez pas de candidature ici." } }
        } @else { (tableau(appel, &dossiers)) }
        p { a.bouton href="/candidatures/nouvelle" { "Ouvrir une candidature" } }
        p.note { "Pour voir un parcours sans attendre : action " code { "referencement.parcours" } " de la page du banc, ou "
            code { "POST /banc/actions/referencement/parcours" } "." }
    };
    Ok(appel.page(200, "Candidatures", &contenu))
}

fn tableau(appel: &Appel<'_>, dossiers: &[Dossier]) -> Markup {
    html! {
        table {
            caption { (nombre(dossiers.len(), "candidature", "candidatures")) }
            thead { tr { th scope="col" { "Numéro" } th scope="col" { "Produit" } th scope="col" { "Dispositif" } th scope="col" { "État" } th scope="col" { "Preuves" } th scope="col" { "Échéance" } th scope="col" { "Vous y êtes" } } }
            tbody {
                @for d in dossiers {
                    @let c = &d.tete;
                    @let bonnes = d.preuves.iter().filter(|p| p.sort.est_bonne()).count();
                    @let a_juger = d.preuves.iter().filter(|p| d.attend_un_avis(p)).count();
                    tr {
                        th scope="row" data-titre="Numéro" { a href=(format!("/candidatures/{}", c.id)) { (c.id) } }
                        td data-titre="Produit" { (c.produit.nom) " " (c.produit.version) br; span.note { (c.societe) } }
                        td data-titre="Dispositif" { (c.referentiel) ", vague " (c.vague) }
                        td data-titre="État" { (c.etat.dit()) }
                        td data-titre="Preuves" { (bonnes) " sur " (d.preuves.len()) @if a_juger > 0 { ", " (a_juger) " à juger" } }
                        td data-titre="Échéance" { @match c.echeance { Some(t) => (instant(t)), None => "—" } }
                        td data-titre="Vous y êtes" { (appel.role(c).dit()) }
                    }
                }
            }
        }
    }
}

/// `GET /candidatures/nouvelle`.
pub(crate) fn nouvelle(appel: &Appel<'_>) -> Issue {
    appel.qui()?;
    let choisi = Formulaire::de_l_adresse(appel.requete).un("referentiel").to_owned();
    let catalogues = &appel.service.catalogues;
    let catalogue = appel.service.catalogue(&choisi).or_else(|| catalogues.last());
    let Some(catalogue) = catalogue else {
        return Err(crate::appel::Echec::Banc("Ce banc n'a aucun référentiel.".to_owned()));
    };
    let mut profils: Vec<&str> = Vec::new();
    for e in &catalogue.exigences {
        if e.profil != "Général" && !profils.contains(&e.profil.as_str()) {
            profils.push(&e.profil);
        }
    }
    let contenu = html! {
        p { "Une candidature est pour un dispositif, un produit, une version et des profils. Les profils décident des preuves demandées ; ils se figent au premier dépôt." }
        form.filtre method="get" action="/candidatures/nouvelle" {
            label { "Dispositif " select name="referentiel" { @for c in catalogues { option value=(c.code) selected[c.code == catalogue.code] { (c.code) " — " (c.titre) } } } }
            button type="submit" { "Voir ses profils" }
        }
        form method="post" action="/candidatures" {
            (jeton(appel))
            input type="hidden" name="referentiel" value=(catalogue.code);
            fieldset {
                legend { "Produit candidat à " (catalogue.code) " (vague " (catalogue.vague) ")" }
                label { "Société " input name="societe" required maxlength="200" autocomplete="organization"; }
                label { "Nom commercial du produit " input name="produit" required maxlength="200"; }
                label { "Version exacte " input name="version" required maxlength="200"; }
                label { "NIL, s'il y en a un " input name="nil" maxlength="200"; }
            }
            fieldset {
                legend { "Profils, en plus du profil général" }
                @for p in &profils { label.case { input type="checkbox" name="profil" value=(p); " " (p) } }
            }
            button type="submit" { "Ouvrir la candidature" }
        }
    };
    Ok(appel.page(200, "Ouvrir une candidature", &contenu))
}
