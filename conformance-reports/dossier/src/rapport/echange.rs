//! One exchange, folded: its lines and headers, its messages as they were, and where the whole files are.

use maud::{Markup, html};
use segur_model::exchange::{Exchange, Message};
use segur_model::resultat::{Conserve, Octets};
use segur_model::texte::date;

use super::Page;
use super::ecart::ecart;
use super::marques::{self, Marques};
use crate::lieux::{Endroit, Moitie};
use crate::plan::{Extrait, MAX_EXTRAIT};
use crate::recit::compte;
use crate::{mots, trace};

/// An exchange that two observations claim is told once: its marks are those of both.
pub(crate) fn echange(page: &Page<'_>, e: &Conserve) -> Markup {
    let x = &e.exchange;
    if !page.premiere_fois(&format!("x{}", x.id)) {
        return html! { p.discret { "Le même échange que " a href={ "#x" (x.id) } { (mots::operation(&x.operation)) } ", déjà montré." } };
    }
    let liens = page.d.plan.echange(x.id);
    let ancre = marques::de_l_echange(x.id);
    let m = Marques::de(page.d.lieux.echange(x.id), &ancre);
    html! {
        details.echange id={ "x" (x.id) } {
            summary { (titre(x)) @if m.nombre() > 0 { " " span.marque { (compte(m.nombre(), "champ marqué", "champs marqués")) } } }
            div {
                p.params {
                    "Échange " (trace::sens(x.direction)) ", le " (date(x.instant)) " (horloge du banc)."
                    @if let Some(c) = &x.pair.certificat { " Certificat présenté : " code { (m.texte(Endroit::Certificat, &c.sujet)) } "." }
                    @if let Some(echec) = &x.echec { " " strong { "Échec : " } (echec) "." }
                    @if let Some(l) = liens { " " a href=(l.trace) { "Trace complète" } "." }
                }
                (moitie(page, m, Moitie::Requete, &x.requete, liens.and_then(|l| l.requete.as_deref())))
                (moitie(page, m, Moitie::Reponse, &x.reponse, liens.and_then(|l| l.reponse.as_deref())))
                @for (rang, d) in e.documents.iter().enumerate() { (document(page, m, rang, d)) }
                @if let Some(regle) = &x.refus { p.params { "Refusé par le service simulé, sur la règle " code { (regle) } "." } }
                @for f in &x.findings { (ecart(f, &[])) }
            }
        }
    }
}

/// « INSi, recherche par traits · POST /lps HTTP/1.1 → 200 », with the name of the operation.
fn titre(x: &Exchange) -> Markup {
    let ligne = if x.requete.ligne.is_empty() {
        "sans requête"
    } else {
        &x.requete.ligne
    };
    let suite = match (x.statut, &x.echec) {
        (Some(statut), _) => format!(" → {statut}"),
        (None, Some(_)) => " → échec".to_owned(),
        (None, None) => String::new(),
    };
    let dit = mots::operation(&x.operation);
    html! { (dit) @if dit != x.operation { " (" code { (x.operation) } ")" } " · " (ligne) (suite) }
}

fn moitie(page: &Page<'_>, marques: Marques<'_>, cote: Moitie, m: &Message, chemin: Option<&str>) -> Markup {
    if m.ligne.is_empty() && chemin.is_none() {
        return html! {};
    }
    let titre = match cote {
        Moitie::Requete => "Requête",
        Moitie::Reponse => "Réponse",
    };
    html! {
        div.moitie {
            h6 { (titre) }
            pre tabindex="0" {
                (marques.texte(Endroit::Ligne(cote), &m.ligne))
                @for (rang, (nom, valeur)) in m.entetes.iter().enumerate() { "\n" (nom) ": " (marques.texte(Endroit::Entete(cote, rang), valeur)) }
            }
            @if let Some(chemin) = chemin { (corps(page, chemin, marques, Endroit::Corps(cote))) }
        }
    }
}

/// A document that the request carries in its layers: only what was read in it is shown, since the request holds it.
fn document(page: &Page<'_>, m: Marques<'_>, rang: usize, d: &Octets) -> Markup {
    let endroit = Endroit::Document(rang);
    html! {
        @if m.a(endroit) {
            div.moitie {
                h6 { "Document porté par la requête" }
                (m.fenetres(endroit))
                p.discret {
                    @if let Some(chemin) = page.d.plan.contenu(d) { a href=(chemin) { (chemin) } " · " }
                    (d.media) ", " (d.taille) " octets · SHA-256 " code { (d.empreinte) }
                }
            }
        }
    }
}

/// A file answered by the candidate.
pub(crate) fn fichier(page: &Page<'_>, f: &Octets, chemin: &str) -> Markup {
    let ancre = marques::du_fichier(f);
    if !page.premiere_fois(&ancre) {
        return html! { p.discret { "Fichier " a href=(chemin) { (chemin) } ", déjà montré." } };
    }
    let m = Marques::de(page.d.lieux.fichier(f), &ancre);
    html! {
        details.echange {
            summary { "Fichier " (chemin) @if m.nombre() > 0 { " " span.marque { (compte(m.nombre(), "champ marqué", "champs marqués")) } } }
            div { (corps(page, chemin, m, Endroit::Fichier)) }
        }
    }
}

fn corps(page: &Page<'_>, chemin: &str, m: Marques<'_>, endroit: Endroit) -> Markup {
    let Some(f) = page.d.plan.fichier(chemin) else { return html! {} };
    html! {
        @match &f.extrait {
            Extrait::Texte(texte, coupe) => {
                pre tabindex="0" { (m.texte(endroit, texte)) @if *coupe { "…" } }
                @if *coupe { p.discret { "Coupé à " (MAX_EXTRAIT / 1024) " Kio sur " (f.cite.taille.div_ceil(1024)) " : la suite est dans le fichier." } }
            },
            Extrait::Binaire => p.discret { "Contenu qui n'est pas un texte, " (f.cite.taille) " octets." },
            Extrait::HorsPage => p.discret { "Non montré ici pour garder la page légère : " (f.cite.taille) " octets dans le fichier." },
        }
        (m.fenetres(endroit))
        p.discret {
            a href=(f.cite.chemin) { (f.cite.chemin) } " · SHA-256 " code { (f.cite.empreinte) }
            @if let Some(note) = &f.cite.note { br; (note) }
        }
    }
}
