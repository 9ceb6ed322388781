//! How much of a catalogue is played, and how: computed from the scenarios, chapter by chapter.

use std::collections::BTreeSet;

use segur_model::catalogue::{Catalogue, CatalogueScenario, Requirement};
use segur_model::{Issue, Numero};
use segur_tous::dialecte_du_fichier;
use serde::Serialize;

use crate::grammaire::ast::{Etape, Observation, Scenario};

/// How an étape, or an exigence, is judged. The first is the weakest: what is played in several ways is what the weakest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Nothing carries it.
    #[serde(rename = "sans")]
    Aucun,
    /// A person attests.
    Guide,
    /// The software says it of itself.
    Declare,
    /// It is seen, and a third party decides all the same.
    Repete,
    /// It is seen.
    Automatique,
}

/// The modes as they are shown, and what each means (French).
pub const LEGENDE: &[(Mode, &str, &str)] = &[
    (
        Mode::Automatique,
        "automatique",
        "le banc demande l'acte, ou voit lui-même l'échange ou le document ; personne n'a rien à constater",
    ),
    (
        Mode::Guide,
        "guidé",
        "une personne constate au moins une phrase (« voir »), quoi que le banc joue à côté",
    ),
    (
        Mode::Repete,
        "répété",
        "automatique, pour une exigence dont un tiers décide (CNDA, espace de tests de l'ANS…) : ce n'est qu'une répétition",
    ),
    (
        Mode::Declare,
        "déclaré",
        "sans personne, mais une partie au moins ne tient qu'à ce que le logiciel dit de lui-même : un extrait, un refus sans échange à guetter",
    ),
    (Mode::Aucun, "sans", "aucune étape de scénario ne la porte"),
];

/// How the two columns are counted (French).
pub const COMPTE: &str = "Une étape est un numéro du référentiel, comptée une fois, au plus faible des façons de la jouer (sans, guidé, déclaré, répété, \
                          automatique) ; ce que le banc ajoute (p1, b1) n'en est pas une. Une exigence est au plus faible de ce que jugent ses scénarios, ceux \
                          du banc compris ; sans, quand elle n'en a aucun.";

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Comptes {
    /// Seen.
    pub automatique: usize,
    /// Attested by a person.
    pub guide: usize,
    /// Seen, and decided by a third party.
    pub repete: usize,
    /// Told by the software.
    pub declare: usize,
    /// Carried by nothing.
    pub sans: usize,
}

impl Comptes {
    fn compter(&mut self, mode: Mode) {
        match mode {
            Mode::Automatique => self.automatique += 1,
            Mode::Guide => self.guide += 1,
            Mode::Repete => self.repete += 1,
            Mode::Declare => self.declare += 1,
            Mode::Aucun => self.sans += 1,
        }
    }

    /// How many of this mode.
    #[must_use]
    pub fn de(&self, mode: Mode) -> usize {
        match mode {
            Mode::Automatique => self.automatique,
            Mode::Guide => self.guide,
            Mode::Repete => self.repete,
            Mode::Declare => self.declare,
            Mode::Aucun => self.sans,
        }
    }

    fn ajouter(&mut self, c: Self) {
        self.automatique += c.automatique;
        self.guide += c.guide;
        self.repete += c.repete;
        self.declare += c.declare;
        self.sans += c.sans;
    }
}

/// One chapter of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chapitre {
    /// Its name, as published.
    pub chapitre: String,
    /// Its étapes.
    pub etapes: Comptes,
    /// Its exigences.
    pub exigences: Comptes,
}

/// The coverage of these exigences, chapter by chapter, then their sum.
#[must_use]
pub fn couverture(catalogue: &Catalogue, choisies: &[&Requirement], scenarios: &[Scenario]) -> (Vec<Chapitre>, Chapitre) {
    let siens: Vec<&Scenario> = scenarios
        .iter()
        .filter(|s| s.referentiel.iter().any(|r| catalogue.couvre(r)))
        .collect();
    let mut chapitres = Vec::new();
    let mut total = Chapitre {
        chapitre: "Total".to_owned(),
        etapes: Comptes::default(),
        exigences: Comptes::default(),
    };
    for (nom, exigences) in catalogue.par_chapitre() {
        let mut c = Chapitre {
            chapitre: nom.to_owned(),
            ..total.clone()
        };
        (c.etapes, c.exigences) = (Comptes::default(), Comptes::default());
        for e in exigences.into_iter().filter(|e| choisies.iter().any(|x| x.id == e.id)) {
            c.exigences.compter(exigence(e, &siens));
            for s in &e.scenarios {
                etapes(e, s, &siens).for_each(|m| c.etapes.compter(m));
            }
        }
        if c.exigences != Comptes::default() {
            total.etapes.ajouter(c.etapes);
            total.exigences.ajouter(c.exigences);
            chapitres.push(c);
        }
    }
    (chapitres, total)
}

/// How an exigence is judged.
#[must_use]
pub fn exigence(e: &Requirement, scenarios: &[&Scenario]) -> Mode {
    let siens = scenarios.iter().filter(|s| e.servie_par(&s.exigences));
    let modes = siens.flat_map(|s| s.etapes.iter().zip(s.prealables()).filter(|(x, prepare)| !prepare && x.juge()));
    let mode = modes.map(|(x, _)| etape(x)).min().unwrap_or(Mode::Aucun);
    repete(e, mode)
}

fn repete(e: &Requirement, mode: Mode) -> Mode {
    if mode == Mode::Automatique && e.est_repetition() {
        Mode::Repete
    } else {
        mode
    }
}

/// How each étape of a scenario of the référentiel is judged.
fn etapes<'a>(e: &'a Requirement, s: &'a CatalogueScenario, scenarios: &'a [&Scenario]) -> impl Iterator<Item = Mode> + 'a {
    let joue = scenarios.iter().find(|x| x.numero == s.id);
    numeros(s).into_iter().map(move |n| {
        let portent = joue.into_iter().flat_map(|x| &x.etapes).filter(move |x| porte(x.numero, n));
        repete(e, portent.map(etape).min().unwrap_or(Mode::Aucun))
    })
}

fn porte(numero: Numero, n: u32) -> bool {
    numero.est_rem() && (numero.de..=numero.a).contains(&n)
}

/// The numbers of its étapes: those of its plan, which may have gaps, else up to the last.
fn numeros(s: &CatalogueScenario) -> BTreeSet<u32> {
    let du_plan: BTreeSet<u32> = s.plan.iter().filter_map(|l| l.split_once(" : ")?.0.parse().ok()).collect();
    if du_plan.is_empty() {
        (1..=s.etapes.unwrap_or(0)).collect()
    } else {
        du_plan
    }
}

fn etape(e: &Etape) -> Mode {
    let extrait = |o: &Observation| matches!(o, Observation::Fichier(f) if dialecte_du_fichier(&f.nom).is_none());
    let guette = e.observer.iter().any(|o| matches!(o, Observation::Jamais(_)));
    let parole = e.faire.as_ref().is_some_and(|f| f.issue == Some(Issue::Refuse)) && !guette;
    if !e.voir.is_empty() || e.guidee() {
        Mode::Guide
    } else if parole || e.observer.iter().any(extrait) {
        Mode::Declare
    } else {
        Mode::Automatique
    }
}
