//! One exchange, folded: its lines and headers, its messages as they were, and where the whole files are.

use maud::{Markup, html};
use segur_model::exchange::{Exchange, Message};
use segur_model::resultat::Conserve;
use segur_model::texte::date;

use super::Page;
use super::ecart::ecart;
use crate::plan::{Extrait, MAX_EXTRAIT};
use crate::trace;

pub(crate) fn echange(page: &Page<'_>, e: &Conserve) -> Markup {
    let x = &e.exchange;
    let liens = page.d.plan.echange(x.id);
    html! {
        details.echange {
            summary { (titre(x)) }
            div {
                p.params {
                    "Échange " (trace::sens(x.direction)) ", le " (date(x.instant)) " (horloge du banc)."
                    @if let Some(c) = &x.pair.certificat { " Certificat présenté : " code { (c.sujet) } "." }
                    @if let Some(echec) = &x.echec { " " strong { "Échec : " } (echec) "." }
                    @if let Some(l) = liens { " " a href=(l.trace) { "Trace complète" } "." }
                }
                (moitie(page, "Requête", &x.requete, liens.and_then(|l| l.requete.as_deref())))
                (moitie(page, "Réponse", &x.reponse, liens.and_then(|l| l.reponse.as_deref())))
                @if let Some(regle) = &x.refus { p.params { "Refusé par le service simulé, sur la règle " code { (regle) } "." } }
                @for f in &x.findings { (ecart(f)) }
            }
        }
    }
}

/// `insi.recherche-traits · POST /lps HTTP/1.1 → 200`.
fn titre(x: &Exchange) -> String {
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
    format!("{} · {ligne}{suite}", x.operation)
}

fn moitie(page: &Page<'_>, titre: &str, m: &Message, chemin: Option<&str>) -> Markup {
    if m.ligne.is_empty() && chemin.is_none() {
        return html! {};
    }
    let entetes: String = std::iter::once(m.ligne.clone())
        .chain(m.entetes.iter().map(|(n, v)| format!("{n}: {v}")))
        .collect::<Vec<_>>()
        .join("\n");
    html! {
        div.moitie {
            h6 { (titre) }
            pre { (entetes) }
            @if let Some(chemin) = chemin { (corps(page, chemin)) }
        }
    }
}

/// A file answered by the candidate.
pub(crate) fn fichier(page: &Page<'_>, chemin: &str) -> Markup {
    html! { details.echange { summary { "Fichier " (chemin) } div { (corps(page, chemin)) } } }
}

fn corps(page: &Page<'_>, chemin: &str) -> Markup {
    let Some(f) = page.d.plan.fichier(chemin) else { return html! {} };
    html! {
        @match &f.extrait {
            Extrait::Texte(texte, coupe) => {
                pre tabindex="0" { (texte) @if *coupe { "…" } }
                @if *coupe { p.discret { "Coupé à " (MAX_EXTRAIT / 1024) " Kio sur " (f.cite.taille.div_ceil(1024)) " : la suite est dans le fichier." } }
            },
            Extrait::Binaire => p.discret { "Contenu qui n'est pas un texte, " (f.cite.taille) " octets." },
            Extrait::HorsPage => p.discret { "Non montré ici pour garder la page légère : " (f.cite.taille) " octets dans le fichier." },
        }
        p.discret {
            a href=(f.cite.chemin) { (f.cite.chemin) } " · SHA-256 " code { (f.cite.empreinte) }
            @if let Some(note) = &f.cite.note { br; (note) }
        }
    }
}
