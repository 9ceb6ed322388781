//! What rests on somebody's word, grouped and counted once for every view: what is declared, in which étapes, what would have made it seen.

use segur_model::resultat::{ResultatCampagne, ResultatEtape, ResultatScenario};
use segur_model::{ConstatEtape, Numero};

use crate::{mots, recit};

/// What the views say of the list.
pub(crate) const PHRASE: &str = "Ces étapes tiennent, mais sur la parole du logiciel ou d'un testeur : le banc ne les a pas vues lui-même. La \
    dernière colonne dit ce qui les aurait fait voir.";

/// One thing that is only declared, and the étapes of the scenario in which it is.
pub(crate) struct Declare<'a> {
    pub(crate) scenario: &'a ResultatScenario,
    pub(crate) etapes: Vec<&'a ResultatEtape>,
    pub(crate) quoi: String,
    /// Empty: nothing is said.
    pub(crate) pour_voir: String,
}

/// The étapes that count, and are only declared: a préalable condemns nothing, and is in no count.
fn etapes_declarees(s: &ResultatScenario) -> impl Iterator<Item = &ResultatEtape> {
    s.etapes.iter().filter(|e| e.constat == ConstatEtape::DECLARE && !e.prealable)
}

/// Every point, scenario by scenario.
pub(crate) fn liste(r: &ResultatCampagne) -> Vec<Declare<'_>> {
    let mut tous: Vec<Declare<'_>> = Vec::new();
    for s in &r.scenarios {
        let debut = tous.len();
        for e in etapes_declarees(s) {
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

/// « 53 points, 77 étapes » : an étape may have several points, and a point several étapes.
pub(crate) fn comptes(r: &ResultatCampagne, points: usize) -> String {
    let etapes = r.scenarios.iter().flat_map(etapes_declarees).count();
    format!(
        "{}, {}",
        recit::compte(points, "point", "points"),
        recit::compte(etapes, "étape", "étapes")
    )
}

impl Declare<'_> {
    /// « Étape 2 », « Étapes p2, 1 à 2 (passages 1, 3) »
    pub(crate) fn etapes_dites(&self) -> String {
        if let [une] = self.etapes.as_slice() {
            return recit::etape(une);
        }
        let mut numeros: Vec<(Numero, Vec<String>)> = Vec::new();
        for e in &self.etapes {
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

    /// What would have made it seen.
    pub(crate) fn pour_voir_dit(&self) -> String {
        if self.pour_voir.is_empty() {
            "non dit".to_owned()
        } else {
            recit::phrase(&self.pour_voir)
        }
    }
}
