//! Judging: from a scenario and its relevé to constats. Pure: the runner calls it at the end of a scenario, the replay test
//! calls it again with the candidate absent, and both must agree.
//!
//! One judge per kind of observation (`attendu`, `jamais`, `fichier`), one for the act and one for what a person attests, each over
//! one context value, [`Affaire`].

mod acte;
mod attendu;
mod banc;
mod blocage;
mod comptes;
mod contre_preuve;
mod egal;
mod etape;
mod fichier;
mod jamais;
mod proche;
mod sujet;
mod tenus;

use std::collections::{BTreeMap, BTreeSet};

use segur_model::catalogue::Catalogue;
use segur_model::resultat::{Conserve, Octets, ResultatActe, ResultatEtape, ResultatScenario, Tenu};
use segur_model::{Cause, Comptes, ConstatEtape, Finding, World};

use super::apparier::{Appariement, Cadre, Rang, apparier};
use super::deroule::{Pas, derouler};
use super::figurant;
use super::recevabilite;
use super::releve::{Passee, Releve, ReleveEtape};
use super::valeurs::Valeurs;
use crate::grammaire::ast::{Gabarit, Scenario};
use crate::regles;

pub use contre_preuve::produits;

/// What judging needs besides the scenario and its relevé.
pub struct Jugement<'a> {
    /// World, delays, facts.
    pub cadre: Cadre<'a>,
    /// Rules.
    pub regles: &'a regles::Contexte<'a>,
    /// Kinds of the proofs.
    pub catalogue: &'a Catalogue,
    /// Operations that the candidate calls by itself (`arriere_plan` of its declaration).
    pub arriere_plan: &'a [String],
    /// What each act of the pack is awaited to produce ([`produits`]).
    pub produits: &'a BTreeMap<String, BTreeSet<String>>,
}

/// One scenario as it was played: all that a judge looks at.
struct Affaire<'a> {
    scenario: &'a Scenario,
    pas: Vec<Pas<'a>>,
    releve: &'a Releve,
    a: Appariement,
    j: &'a Jugement<'a>,
}

/// One étape of it.
struct Lieu<'a> {
    rang: usize,
    p: Pas<'a>,
    valeurs: Valeurs,
    /// An étape above was left out by the tester: what did not come says nothing.
    amont_absent: bool,
}

/// The verdict of one observation.
struct Vu {
    constat: ConstatEtape,
    raison: String,
    echanges: Vec<usize>,
    fichier: Option<Octets>,
    findings: Vec<Finding>,
    tenus: Vec<Tenu>,
    regles: Vec<String>,
    /// What would have made it *vu*, where it is only *déclaré*.
    pour_voir: &'static str,
}

impl Vu {
    fn simple(constat: ConstatEtape, raison: impl Into<String>) -> Self {
        Self {
            constat,
            raison: raison.into(),
            echanges: Vec::new(),
            fichier: None,
            findings: Vec::new(),
            tenus: Vec::new(),
            regles: Vec::new(),
            pour_voir: "",
        }
    }

    /// The bench itself could not judge.
    fn du_banc(raison: impl Into<String>) -> Self {
        Self::simple(ConstatEtape::NonJoue(Cause::Banc), raison)
    }
}

impl<'a> Affaire<'a> {
    fn ouvrir(scenario: &'a Scenario, releve: &'a Releve, j: &'a Jugement<'a>) -> Self {
        Self {
            scenario,
            pas: derouler(scenario),
            releve,
            a: apparier(scenario, releve, &j.cadre),
            j,
        }
    }

    fn jouee(&self, rang: usize) -> Option<&'a ReleveEtape> {
        self.releve.etapes.iter().find(|e| e.rang == rang)
    }

    fn lieu(&self, rang: usize) -> Lieu<'a> {
        let p = self.pas[rang];
        let mut valeurs = self.a.valeurs.clone();
        if let Some((nom, v)) = p.variable {
            valeurs.poser_variable(nom, v);
        }
        let amont_absent =
            (0..rang).any(|r| self.pas[r].agit() && self.jouee(r).is_some_and(|e| matches!(e.passee, Some(Passee::HorsSelection(_)))));
        Lieu {
            rang,
            p,
            valeurs,
            amont_absent,
        }
    }

    fn echange(&self, i: usize) -> &'a Conserve {
        &self.releve.echanges[i]
    }

    /// How many exchanges an observation took.
    fn venus(&self, rang: Rang) -> u32 {
        self.a.pris.get(&rang).map_or(0, |p| u32::try_from(p.len()).unwrap_or(u32::MAX))
    }

    fn contient(&self, i: usize) -> impl Fn(&str) -> bool + use<'_, 'a> {
        let e = self.echange(i);
        move |t| self.j.cadre.lectures.contient(e, t)
    }

    /// The act that opened the window of an étape, as it was played.
    fn ouvreur(&self, p: &Pas<'_>) -> Option<&'a ReleveEtape> {
        p.ouvreur.and_then(|rang| self.jouee(rang))
    }
}

/// Judges one scenario.
#[must_use]
pub fn conclure(scenario: &Scenario, releve: &Releve, j: &Jugement<'_>) -> ResultatScenario {
    let affaire = Affaire::ouvrir(scenario, releve, j);
    let etrangers = sujet::etrangers(&affaire);
    let mut arret: Option<(Cause, String)> = None;
    let mut etapes: Vec<ResultatEtape> = Vec::new();
    for rang in 0..affaire.pas.len() {
        let mut r = match &arret {
            Some((cause, raison)) => etape::arretee(&affaire, rang, cause, raison),
            None => etape::etape(&affaire, rang),
        };
        sujet::expliquer(&affaire, rang, &etrangers, &mut r);
        if arret.is_none() {
            arret = etape::apres(&affaire, rang);
        }
        etapes.push(r);
    }
    fonder(scenario, j.catalogue, &mut etapes);
    recevabilite::ecarter_les_fautives(&mut etapes);
    let pris: Vec<usize> = affaire.a.pris.values().flatten().copied().collect();
    let inattendus = (0..releve.echanges.len())
        .filter(|i| !pris.contains(i))
        .map(|i| releve.echanges[i].clone())
        .collect();
    let absentes = comptes::absentes_du_pack(scenario, j.catalogue);
    let mut comptes = comptes::compter(&etapes);
    comptes.non_jouees += u32::try_from(absentes.len()).unwrap_or(u32::MAX);
    let (constat, mut raison) = (comptes.constat(), comptes::dire(&etapes, &comptes));
    let partie = comptes::partie(scenario, j.catalogue, &etapes);
    if let (Some(p), segur_model::Constat::NonTeste) = (&partie, constat) {
        raison = ajouter(p.to_string(), raison);
    }
    ResultatScenario {
        id: scenario.numero.clone(),
        titre: scenario.titre.clone(),
        contexte: contexte(scenario, j.cadre.monde),
        exigences: scenario.exigences.clone(),
        constat,
        comptes,
        raison,
        cause: None,
        partie,
        etapes,
        inattendus,
    }
}

/// Why what follows an étape cannot be judged, from what was played of the scenario: nothing more is asked of the candidate then.
#[must_use]
pub fn arret(scenario: &Scenario, releve: &Releve, j: &Jugement<'_>) -> Option<Cause> {
    let affaire = Affaire::ouvrir(scenario, releve, j);
    let jouees = (0..affaire.pas.len()).filter(|rang| affaire.jouee(*rang).is_some());
    jouees
        .into_iter()
        .find_map(|rang| etape::apres(&affaire, rang))
        .map(|(cause, _)| cause)
}

/// What is to be known before a scenario, and who of the world stands in it.
fn contexte(s: &Scenario, monde: &World) -> Vec<String> {
    let mut dits: Vec<String> = s.contexte.iter().map(Gabarit::en_clair).collect();
    dits.extend(figurant::du_scenario(s, monde));
    dits
}

/// A scenario that is not played: it does not apply, or it is not known whether it does.
#[must_use]
pub fn non_joue(scenario: &Scenario, cause: Option<Cause>, raison: &str) -> ResultatScenario {
    let mut comptes = Comptes::default();
    if let Some(cause) = &cause {
        comptes.compter(&ConstatEtape::NonJoue(cause.clone()));
    }
    ResultatScenario {
        id: scenario.numero.clone(),
        titre: scenario.titre.clone(),
        contexte: scenario.contexte.iter().map(Gabarit::en_clair).collect(),
        exigences: scenario.exigences.clone(),
        constat: comptes.constat(),
        comptes,
        raison: raison.to_owned(),
        cause,
        partie: None,
        etapes: Vec::new(),
        inattendus: Vec::new(),
    }
}

/// Says what the expectations of a scenario stand on: its exigences, with the rule of the guide that each one carries.
fn fonder(scenario: &Scenario, catalogue: &Catalogue, etapes: &mut [ResultatEtape]) {
    let dites: Vec<String> = scenario
        .exigences
        .iter()
        .map(|id| match catalogue.exigence(id) {
            Some(e) if !e.regle.is_empty() => format!("{id} ({})", e.regle),
            _ => id.clone(),
        })
        .collect();
    let fondement = dites.join(" ; ");
    for o in etapes.iter_mut().flat_map(|e| &mut e.observations) {
        for f in o.findings.iter_mut().filter(|f| f.rule.starts_with("scenario.")) {
            f.source = format!("{fondement}, {}", f.source);
        }
        for t in &mut o.tenus {
            t.source = format!("{fondement}, {}", t.source);
        }
    }
}

fn ajouter(a: String, b: String) -> String {
    if a.is_empty() {
        b
    } else if b.is_empty() {
        a
    } else {
        format!("{a} ; {b}")
    }
}

/// The candidate's sentence.
fn dit(acte: &ResultatActe) -> String {
    if acte.message.is_empty() {
        String::new()
    } else {
        format!(" : « {} »", acte.message)
    }
}
