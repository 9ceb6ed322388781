//! `HistoriqueAcces`: the exchanges of the journal that were about a DMP.

use maud::{Markup, html};
use segur_kit::JournalError;
use segur_model::Exchange;
use segur_xds::operations::OPERATIONS;

use crate::web::dossier::Dossier;
use crate::web::page::Page;

/// Exchanges read at once, and in all; those that are shown.
const LOT: u32 = 500;
const LUS_MAX: usize = 20_000;
const MONTRES: usize = 200;

/// The page.
pub(super) async fn historique(page: &Page<'_>, d: &Dossier) -> Result<Markup, JournalError> {
    let ins = d.ins();
    let (mut siens, mut apres, mut lus) = (Vec::new(), 0, 0);
    let coupe = loop {
        let lot = page.ctx.echanges(&["dmp.TD*"], apres, LOT).await?;
        let Some(dernier) = lot.last() else { break false };
        apres = dernier.id;
        lus += lot.len();
        siens.extend(lot.into_iter().filter(|e| vise(e, &ins)));
        if lus >= LUS_MAX {
            break true;
        }
    };
    siens.reverse();
    let total = siens.len();
    siens.truncate(MONTRES);
    Ok(html! {
        @if coupe { p.avis { "L'espace a plus d'échanges avec le DMP que cette page n'en lit : les plus récents peuvent manquer." } }
        @if siens.is_empty() {
            p.rien { "Aucun accès n'est enregistré depuis que l'espace est ouvert." }
        } @else {
            table {
                caption { (super::nombre(total, "accès", "accès")) " au journal du banc, le plus récent d'abord" @if total > MONTRES { " (les " (MONTRES) " premiers)" } "." }
                thead { tr { th scope="col" { "Quand" } th scope="col" { "Action" } th scope="col" { "Qui" } th scope="col" { "Issue" } } }
                tbody {
                    @for e in &siens {
                        tr {
                            td.court data-titre="Quand" { (segur_ecran::dire::instant(e.instant)) }
                            th scope="row" data-titre="Action" { (action(e)) }
                            td data-titre="Qui" { (qui(page, e)) }
                            td data-titre="Issue" { (issue(e)) }
                        }
                    }
                }
            }
        }
        p.note { "Cette page montre les échanges que le banc a enregistrés. Ce que le vrai DMP y montre, et à qui, n'est pas public." }
    })
}

fn vise(e: &Exchange, ins: &str) -> bool {
    let dit = |nom: &str| e.faits.get(nom).is_some_and(|v| v.iter().any(|i| i == ins));
    dit("vihf.ins") || dit("patient")
}

fn action(e: &Exchange) -> String {
    let dite = OPERATIONS
        .iter()
        .find(|o| o.nom == e.operation)
        .map_or(e.operation.as_str(), |o| o.dit);
    let dite = dite.strip_prefix("DMP : ").unwrap_or(dite);
    let dite = dite.split(" (").next().unwrap_or(dite);
    let numero = e.operation.strip_prefix("dmp.").unwrap_or_default();
    match e.fait("page") {
        Some(page) => format!("{numero}, {dite} : {page}"),
        None => format!("{numero}, {dite}"),
    }
}

fn qui(page: &Page<'_>, e: &Exchange) -> String {
    let monde = &page.ctx.monde;
    let ps = e.fait("vihf.ps").or_else(|| e.fait("ps")).unwrap_or_default();
    let nom = monde
        .professionnel(ps)
        .map_or_else(|| ps.to_owned(), |p| format!("{} {}", p.prenom, p.nom));
    let structure = e.fait("vihf.structure").and_then(|s| monde.structure(s));
    match structure {
        Some(s) if !nom.is_empty() => format!("{nom}, {}", s.nom),
        Some(s) => s.nom.clone(),
        None => nom,
    }
}

fn issue(e: &Exchange) -> &'static str {
    let erreur = ["erreur", "faute"].iter().any(|f| e.fait(f).is_some()) || e.fait("statut") == Some("Failure");
    if e.reussi() && !erreur { "fait" } else { "refusé" }
}
