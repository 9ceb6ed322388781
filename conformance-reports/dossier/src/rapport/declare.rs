//! What rests on somebody's word, before anything that was seen: a reader must know it first, and what would have made it seen.

use maud::{Markup, html};
use segur_model::resultat::{ResultatCampagne, ResultatEtape, ResultatScenario};
use segur_model::{ConstatEtape, Numero};

use super::{Page, phrase};
use crate::noms::ancre;
use crate::{mots, recit};

/// Past this many lines the list is folded.
const MAX_DEPLIE: usize = 12;

/// One thing that is only declared, and the étapes of the scenario in which it is.
struct Declare<'a> {
    scenario: &'a ResultatScenario,
    etapes: Vec<&'a ResultatEtape>,
    quoi: String,
    pour_voir: String,
}

fn liste(r: &ResultatCampagne) -> Vec<Declare<'_>> {
    let mut tous: Vec<Declare<'_>> = Vec::new();
    for s in &r.scenarios {
        let debut = tous.len();
        for e in s.etapes.iter().filter(|e| e.constat == ConstatEtape::DECLARE) {
            let mut dire = |quoi: String, pour_voir: &str| {
                let siennes = tous.get_mut(debut..).unwrap_or_default();
                match siennes.iter_mut().find(|d| d.quoi == quoi && d.pour_voir == pour_voir) {
                    Some(d) if d.etapes.iter().any(|deja| std::ptr::eq(*deja, e)) => {}
                    Some(d) => d.etapes.push(e),
                    None => tous.push(Declare {
                        scenario: s,
                        etapes: vec![e],
                        pour_voir: pour_voir.to_owned(),
                        quoi,
                    }),
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

/// « Étape 2 », « Étapes p2, 1 à 2 (passages 1, 3) »
fn etapes(d: &Declare<'_>) -> String {
    if let [une] = d.etapes.as_slice() {
        return recit::etape(une);
    }
    let mut numeros: Vec<(Numero, Vec<String>)> = Vec::new();
    for e in &d.etapes {
        let passage = e.repetition.map(|r| (r + 1).to_string());
        match numeros.iter_mut().find(|(n, _)| *n == e.numero) {
            Some((_, passages)) => passages.extend(passage),
            None => numeros.push((e.numero, passage.into_iter().collect())),
        }
    }
    let dites: Vec<String> = numeros
        .into_iter()
        .map(|(n, passages)| {
            let n = n.to_string().replace("..", " à ");
            match passages.as_slice() {
                [] => n,
                [un] => format!("{n} (passage {un})"),
                plusieurs => format!("{n} (passages {})", plusieurs.join(", ")),
            }
        })
        .collect();
    format!("Étapes {}", dites.join(", "))
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
                                    td data-nom="Étape" { (etapes(d)) }
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
