//! What rests on somebody's word, before anything that was seen: a reader must know it first, and what would have made it seen.

use std::collections::BTreeSet;

use maud::{Markup, html};
use segur_model::ConstatEtape;
use segur_model::resultat::{ResultatCampagne, ResultatEtape, ResultatScenario};

use super::{Page, phrase};
use crate::noms::ancre;
use crate::{mots, recit};

/// Past this many lines the list is folded.
const MAX_DEPLIE: usize = 12;

/// One thing that is only declared.
struct Declare<'a> {
    scenario: &'a ResultatScenario,
    etape: &'a ResultatEtape,
    quoi: String,
    pour_voir: String,
}

fn liste(r: &ResultatCampagne) -> Vec<Declare<'_>> {
    let mut tous = Vec::new();
    for s in &r.scenarios {
        for e in s.etapes.iter().filter(|e| e.constat == ConstatEtape::DECLARE) {
            let mut deja = BTreeSet::new();
            let mut dire = |quoi: String, pour_voir: &str| {
                let ligne = Declare {
                    scenario: s,
                    etape: e,
                    pour_voir: pour_voir.to_owned(),
                    quoi,
                };
                if deja.insert((ligne.quoi.clone(), ligne.pour_voir.clone())) {
                    tous.push(ligne);
                }
            };
            let mut sans = true;
            for o in e.observations.iter().filter(|o| o.constat == ConstatEtape::DECLARE) {
                let (dit, _) = mots::observation(o);
                dire(dit, &o.pour_voir);
                sans = false;
            }
            for (phrase, _) in e.vus.iter().filter(|(_, reponse)| *reponse == Some(true)) {
                dire(format!("attesté par le testeur : « {phrase} »"), &e.pour_voir);
                sans = false;
            }
            if sans {
                let acte = e.acte.as_ref().map_or_else(|| "l'étape".to_owned(), recit::acte);
                dire(format!("réponse du logiciel à l'acte : {acte}"), &e.pour_voir);
            }
        }
    }
    tous
}

pub(crate) fn il_y_en_a(page: &Page<'_>) -> bool {
    page.d
        .resultat
        .scenarios
        .iter()
        .flat_map(|s| &s.etapes)
        .any(|e| e.constat == ConstatEtape::DECLARE)
}

pub(crate) fn declares(page: &Page<'_>) -> Markup {
    let tous = liste(page.d.resultat);
    html! {
        @if !tous.is_empty() {
            section aria-labelledby="declare" {
                h2 id="declare" { "Ce qui n'est que déclaré" }
                p.mesure { "Ces étapes tiennent, mais sur la parole du logiciel ou d'un testeur : le banc ne les a pas vues lui-même. La dernière colonne dit ce qui les aurait fait voir." }
                details.liste open[tous.len() <= MAX_DEPLIE] {
                    summary { (recit::compte(tous.len(), "point déclaré", "points déclarés")) }
                    table.large {
                        caption.lecteur { "Points déclarés, par scénario" }
                        thead { tr { th scope="col" { "Scénario" } th scope="col" { "Étape" } th scope="col" { "Ce qui est déclaré" } th scope="col" { "Ce qui l'aurait fait voir" } } }
                        tbody {
                            @for d in &tous {
                                tr {
                                    th scope="row" { a href={ "#" (ancre("sc", &d.scenario.id)) } { (d.scenario.id) } }
                                    td data-nom="Étape" { (recit::etape(d.etape)) }
                                    td data-nom="Ce qui est déclaré" { (phrase(&d.quoi)) }
                                    td data-nom="Ce qui l'aurait fait voir" { @if d.pour_voir.is_empty() { "non dit" } @else { (phrase(&d.pour_voir)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
