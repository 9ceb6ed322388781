//! The end of the page: scenarios that no applicable exigence carries, exchanges that nobody expected, what remains to do.

use maud::{Markup, html};
use segur_model::EtatPreuve;
use segur_model::resultat::ResultatScenario;

use super::{Page, echange, insigne, phrase, scenario};
use crate::noms::ancre;
use crate::recit::{self, compte};

fn orphelins<'a>(page: &'a Page<'a>) -> Vec<&'a ResultatScenario> {
    page.d
        .resultat
        .scenarios
        .iter()
        .filter(|s| !page.hotes.contains_key(s.id.as_str()))
        .collect()
}

pub(crate) fn a_d_autres_scenarios(page: &Page<'_>) -> bool {
    !orphelins(page).is_empty()
}

pub(crate) fn autres_scenarios(page: &Page<'_>) -> Markup {
    let orphelins = orphelins(page);
    html! {
        @if !orphelins.is_empty() {
            section aria-labelledby="autres" {
                h2 id="autres" { "Autres scénarios" }
                p.mesure { "Joués sans qu'aucune exigence applicable à ce produit ne les appelle : ils ne comptent dans aucun constat d'exigence." }
                @for s in orphelins { (scenario::scenario(page, s, "")) }
            }
        }
    }
}

pub(crate) fn inattendus(page: &Page<'_>) -> Markup {
    let scenarios: Vec<_> = page.d.resultat.scenarios.iter().filter(|s| !s.inattendus.is_empty()).collect();
    html! {
        section aria-labelledby="inattendus" {
            h2 id="inattendus" { "Échanges inattendus" }
            @if scenarios.is_empty() {
                p { "Aucun : chaque échange vu pendant la campagne était attendu par une étape." }
            } @else {
                p.mesure.attention { "Aucune étape n'attendait ces échanges. Ce sont des avertissements, pas des écarts : un appel de trop peut être légitime, ou trahir un défaut." }
                @for s in scenarios {
                    h3 id=(ancre("in", &s.id)) { "Pendant le scénario " a href={ "#" (ancre("sc", &s.id)) } { (s.id) } " (" (compte(s.inattendus.len(), "échange", "échanges")) ")" }
                    @for e in &s.inattendus { (echange::echange(page, e)) }
                }
            }
        }
    }
}

pub(crate) fn reste(page: &Page<'_>) -> Markup {
    let r = page.d.resultat;
    let a_faire: Vec<_> = r
        .preuves
        .iter()
        .filter(|p| matches!(p.etat, EtatPreuve::ACompleter | EtatPreuve::TiersRequis))
        .collect();
    html! {
        section aria-labelledby="reste" {
            h2 id="reste" { "Ce qui reste à fournir" }
            @if a_faire.is_empty() {
                p { "Rien : chaque numéro de preuve de cette campagne a sa pièce, ou est sans objet." }
            } @else {
                p.mesure { "Le fichier " a href="a-completer.md" { "a-completer.md" } " dit comment faire chaque pièce : étapes à filmer, patient, ce qui doit se voir." }
                table {
                    thead { tr { th scope="col" { "N° de preuve" } th scope="col" { "État" } th scope="col" { "Par qui" } th scope="col" { "Demandé" } th scope="col" { "À faire" } } }
                    tbody {
                        @for p in a_faire {
                            @let natures = page.d.catalogue.preuve(&p.id).map_or(&[][..], |(_, _, preuve)| &preuve.natures);
                            tr {
                                th scope="row" { a href={ "#" (ancre("pr", &p.id)) } { (p.id) } }
                                td data-nom="État" { (insigne::etat(p.etat)) }
                                td data-nom="Par qui" { @if p.etat == EtatPreuve::TiersRequis { (recit::tiers(r, &p.id, natures)) } @else { "l'éditeur" } }
                                td data-nom="Demandé" { (recit::demande_ou_natures(page.d.catalogue, &p.id)) }
                                td data-nom="À faire" { (phrase(&p.raison)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
