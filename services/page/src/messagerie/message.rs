//! One mail: what it says, what it carries, what is remarked of it where it is.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use segur_ecran::dire::{instant, taille};
use segur_kit::{ActionRefusee, Vue};

use super::choix::{Choix, adresse, chemin};
use super::formes::{Courriel, Enveloppe, Lieu};
use super::{constats, documents, lecture, parties};
use crate::gabarit;

/// Facts of a report that are shown with it.
const DU_RAPPORT: [(&str, &str); 8] = [
    ("rapport.original", "Courriel d'origine"),
    ("rapport.destinataire", "Destinataire"),
    ("mdn.disposition", "Disposition"),
    ("mdn.mode", "Mode"),
    ("mdn.erreur", "Erreur d'intégration"),
    ("dsn.action", "Action"),
    ("dsn.statut", "Statut"),
    ("dsn.envid", "Envoi"),
];

/// `GET /messagerie/courriel`.
pub(crate) async fn page(State(vue): State<Vue>, Query(choix): Query<Choix>) -> Response {
    let Some(uid) = choix.uid else {
        let manque = ActionRefusee::Parametres("Il manque le numéro du courriel : revenez à la liste.".to_owned());
        return super::refus(&vue, &choix, &manque);
    };
    let lu: Result<Courriel, _> = super::lire(&vue, choix.espace(), &chemin(&choix.boite, &choix.dossier, uid, ""), &[]).await;
    let lu = match lu {
        Ok(lu) => lu,
        Err(e) => return super::refus(&vue, &choix, &e),
    };
    let rendus = documents::rendre(&vue, &choix, &lu).await;
    let titre = if lu.ligne.objet.is_empty() {
        "(sans objet)"
    } else {
        &lu.ligne.objet
    };
    let contenu = html! {
        p { a href=(choix.seul().lien("/messagerie", |_| {})) { "← Tous les courriels" } " · "
            a href=(choix.seul().lien("/messagerie", |c| c.boite.clone_from(&choix.boite))) { "Ceux de " (lu.ligne.boite) } }
        (resume(&vue, &choix, &lu))
        @if let Some(pourquoi) = &lu.illisible { p.alerte role="alert" { "Ce courriel ne se lit pas : " (pourquoi) } }
        div.courriel.cote[!lu.constats.is_empty()] {
            (constats::tous(&lu.constats))
            div {
                (constats::a(&lu.constats, Lieu::Courriel))
                (rapport(&lu))
                (texte(&lu))
                (entetes(&lu))
                @if let Some(e) = &lu.enveloppe { (enveloppe(e, &lu)) }
                (parties::parties(&lu, &choix))
                (documents::archives(&lu, vue.monde()))
                (documents::documents(&lu, &choix, &rendus))
            }
        }
        (a_cote(&choix, &lu))
    };
    gabarit::page(StatusCode::OK, &vue, &choix.demande(), "/messagerie", titre, &contenu)
}

fn resume(vue: &Vue, choix: &Choix, lu: &Courriel) -> Markup {
    let l = &lu.ligne;
    let demande = choix.demande();
    html! {
        dl.resume {
            dt { "Boîte" } dd { (l.boite) ", dossier " (l.dossier) ", n° " (l.uid) @if !l.lu { " · non lu" } @if !l.drapeaux.is_empty() { " · " code { (l.drapeaux.join(" ")) } } }
            dt { "De" } dd { @if !l.de_libelle.is_empty() { (l.de_libelle) " " } code { (l.de) } }
            dt { "À" } dd { (l.a.join(", ")) }
            dt { "Reçu" } dd { (instant(l.recu)) " (horloge du banc)" }
            dt { "C'est" } dd { (lecture::genre(l)) ", " (taille(l.taille)) }
            @if !l.ins.is_empty() { dt { "Patient" } dd { (l.ins.iter().map(|i| lecture::patient(i, vue.monde())).collect::<Vec<_>>().join(", ")) } }
            @if !l.message_id.is_empty() { dt { "Message-ID" } dd { code { (l.message_id) } } }
            @if let Some(id) = l.echange {
                dt { "Apporté par" }
                dd { a href=(demande.lien(&format!("/echanges/{id}"), |_| {})) { "l'échange " (id) }
                    @if let Some(s) = &l.session { ", dans " a href=(choix.seul().lien("/messagerie/session", |c| c.session.clone_from(s))) { "la session " (s) } } }
            }
        }
    }
}

fn rapport(lu: &Courriel) -> Markup {
    let dits: Vec<(&str, &Vec<String>)> = DU_RAPPORT
        .iter()
        .filter_map(|(fait, dit)| Some((*dit, lu.faits.get(*fait)?)))
        .collect();
    html! {
        @if !dits.is_empty() {
            section aria-labelledby="t-rapport" {
                h2 id="t-rapport" { "Ce que dit l'accusé" }
                dl.faits { @for (nom, valeurs) in dits { dt { (nom) } dd { (valeurs.join(", ")) } } }
            }
        }
    }
}

/// What a person reads. The HTML of a mail is text, never HTML of the page.
fn texte(lu: &Courriel) -> Markup {
    let html_seul = lu.textes.iter().all(|t| t.media != "text/plain");
    html! {
        section aria-labelledby="t-texte" {
            h2 id="t-texte" { "Texte" }
            @if lu.texte.trim().is_empty() { p.note { "Ce courriel n'a pas de texte." } }
            @else {
                @if html_seul { p.note { "Tiré de son HTML." } }
                pre.texte tabindex="0" { (lu.texte.trim_end()) }
            }
            @for t in lu.textes.iter().filter(|t| t.media != "text/plain") {
                @let numero = lu.parties.get(t.partie).map_or("", |p| p.numero.as_str());
                details {
                    summary { @if numero.is_empty() { "Source du corps" } @else { "Source de la partie " (numero) } " (" (t.media) ")" }
                    pre tabindex="0" { (t.texte) }
                    @if t.coupe { p.note { "La suite est dans la partie." } }
                }
            }
        }
    }
}

fn entetes(lu: &Courriel) -> Markup {
    html! {
        section aria-labelledby="t-entetes" {
            h2 id="t-entetes" { "En-têtes, décodés" }
            dl.entetes {
                @for (rang, e) in lu.entetes.iter().enumerate() {
                    dt { (e.nom) } dd { (e.valeur) (constats::a(&lu.constats, Lieu::Entete(rang))) }
                }
            }
            (constats::a(&lu.constats, Lieu::Entetes))
            @if !lu.trace.is_empty() {
                details { summary { "Ce que l'opérateur a écrit devant" } pre tabindex="0" { (lu.trace.trim_end()) } }
            }
        }
    }
}

fn enveloppe(e: &Enveloppe, lu: &Courriel) -> Markup {
    html! {
        section aria-labelledby="t-enveloppe" {
            h2 id="t-enveloppe" { "Enveloppe" }
            dl.entetes {
                dt { "MAIL FROM" } dd { "<" (e.expediteur.as_deref().unwrap_or_default()) ">" @if let Some(r) = &e.ret { " RET=" (r) } @if let Some(i) = &e.envid { " ENVID=" (i) } }
                @for d in e.destinataires.iter().take(100) {
                    dt { "RCPT TO" } dd { "<" (d.adresse) ">" @if !d.notify.is_empty() { " NOTIFY=" (d.notify.join(",")) } @if let Some(o) = &d.orcpt { " ORCPT=" (o) } }
                }
            }
            @if e.destinataires.len() > 100 { p.note { "100 destinataires montrés sur " (e.destinataires.len()) "." } }
            (constats::a(&lu.constats, Lieu::Enveloppe))
        }
    }
}

/// Its source, its session, its facts, and what takes it away.
fn a_cote(choix: &Choix, lu: &Courriel) -> Markup {
    let l = &lu.ligne;
    let source = adresse(choix.espace(), &l.boite, &l.dossier, l.uid, "/source");
    let vider = choix.demande().lien("/commandes/actions/mssante/vider", |_| {});
    html! {
        section aria-labelledby="t-source" {
            h2 id="t-source" { "Source et session" }
            ul {
                li { a href=(source) download=(format!("courriel-{}.eml", l.uid)) { "La source, telle que la boîte la garde" } }
                @if let Some(s) = &l.session { li { a href=(choix.seul().lien("/messagerie/session", |c| c.session.clone_from(s))) { "La session, commande par commande" } } }
            }
            details {
                summary { "Faits lus (ce que les scénarios comparent)" }
                dl.faits { @for (nom, valeurs) in &lu.faits { dt { code { (nom) } } dd { (valeurs.join(" | ")) } } }
            }
            @if !l.message_id.is_empty() {
                form method="post" action=(vider) {
                    input type="hidden" name="boite" value=(l.boite);
                    input type="hidden" name="message" value=(l.message_id);
                    button type="submit" { "Ôter ce courriel de la boîte" }
                }
            }
        }
    }
}
