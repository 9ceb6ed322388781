//! Matching: which exchange answers which observation. A pure function of the scenario and of its relevé, called again at
//! each new exchange while the scenario is played, and once more to judge it.
//!
//! An exchange serves one open `attendu`, the first in the file whose `ou` it meets (architecture, §7).

use std::collections::BTreeMap;
use std::time::Duration;

use segur_model::resultat::Echange;
use segur_model::{Faits, World, vocabulaire::motif_couvre};
use time::OffsetDateTime;

use super::deroule::{Pas, derouler};
use super::releve::{Fenetre, Releve};
use super::valeurs::{SansValeur, Valeurs};
use crate::grammaire::ast::{Attendu, Attente, Observation, Scenario};

/// Reads facts out of an exchange: from the recorded bytes, not from what the service said of them.
pub type LireFaits<'a> = dyn Fn(&Echange) -> Faits + 'a;

/// Whether a text is somewhere in the request of an exchange.
pub type Contient<'a> = dyn Fn(&Echange, &str) -> bool + 'a;

/// An observation: rank of the étape, rank of the observation in it.
pub type Rang = (usize, usize);

/// Who answers what.
#[derive(Debug, Default)]
pub struct Appariement {
    /// Indexes in `releve.echanges`, in order, by observation.
    pub pris: BTreeMap<Rang, Vec<usize>>,
    /// Names with their values, captures included.
    pub valeurs: Valeurs,
    /// Index of the first exchange captured under each name.
    pub captures: BTreeMap<String, usize>,
    /// Facts of each exchange of the relevé.
    pub faits: Vec<Faits>,
}

/// Context of a scenario that does not change while it is played.
pub struct Cadre<'a> {
    /// The fictitious country.
    pub monde: &'a World,
    /// Default of `dans`.
    pub dans: Duration,
    /// How to read facts.
    pub lire: &'a LireFaits<'a>,
    /// Whether a text is in a request, through its layers (fact `contient`).
    pub contient: &'a Contient<'a>,
}

/// The values that hold before anything is seen: data and actors.
#[must_use]
pub fn valeurs_initiales(scenario: &Scenario, monde: &World) -> Valeurs {
    let mut v = Valeurs::default();
    for (nom, fiche) in &scenario.donnees {
        if let Some(p) = monde.patients.get(fiche) {
            v.poser_patient(nom, p);
        }
    }
    for (nom, fiche) in &scenario.acteurs {
        if let Some(p) = monde.professionnels.get(fiche) {
            v.poser_professionnel(nom, p);
        }
    }
    v
}

/// The window of an étape, once it is open.
pub(crate) fn fenetre(pas: &Pas<'_>, releve: &Releve) -> Option<Fenetre> {
    match pas.ouvreur {
        Some(rang) => releve.etapes.iter().find(|e| e.rang == rang).and_then(|e| e.fenetre),
        // Nothing was done yet: the window is the scenario itself.
        None => Some(Fenetre {
            depuis: releve.depuis,
            fin_acte: releve.lu_jusqu_a,
        }),
    }
}

/// Matches the exchanges of a relevé with the observations of the étapes played so far.
#[must_use]
pub fn apparier(scenario: &Scenario, releve: &Releve, cadre: &Cadre<'_>) -> Appariement {
    let pas = derouler(scenario);
    let mut a = Appariement {
        valeurs: valeurs_initiales(scenario, cadre.monde),
        faits: releve.echanges.iter().map(cadre.lire).collect(),
        ..Appariement::default()
    };
    for i in 0..releve.echanges.len() {
        let choisi = ouverts(&pas, releve).find(|(rang, attendu, fenetre)| {
            let deja = a.pris.get(rang).map_or(0, Vec::len);
            let plein = attendu.nombre.is_none() && deja >= 1;
            let echange = &releve.echanges[i];
            !plein
                && dans_fenetre(echange, fenetre, attendu.dans.unwrap_or(cadre.dans))
                && convient(&a, attendu, i, releve, pas[rang.0].variable, cadre)
        });
        if let Some((rang, attendu, _)) = choisi {
            let pris = a.pris.entry(rang).or_default();
            pris.push(i);
            if let (Some(nom), 1) = (&attendu.nom, pris.len()) {
                a.captures.insert(nom.clone(), i);
                a.valeurs.poser(nom, a.faits[i].clone());
            }
        }
    }
    a
}

/// `attendu`s whose window is open, in file order.
fn ouverts<'a>(pas: &'a [Pas<'a>], releve: &'a Releve) -> impl Iterator<Item = (Rang, &'a Attendu, Fenetre)> {
    pas.iter()
        .enumerate()
        .filter_map(move |(rang, p)| {
            let jouee = releve.etapes.iter().any(|e| e.rang == rang && e.passee.is_none());
            // An étape that only observes is open as soon as the étape above it acted.
            let ouverte = jouee || (!p.agit() && !releve.etapes.iter().any(|e| e.rang == rang));
            let fenetre = fenetre(p, releve)?;
            ouverte.then_some((rang, p, fenetre))
        })
        .flat_map(|(rang, p, fenetre)| {
            p.etape.observer.iter().enumerate().filter_map(move |(i, o)| match o {
                Observation::Attendu(a) => Some(((rang, i), a, fenetre)),
                _ => None,
            })
        })
}

fn dans_fenetre(echange: &Echange, fenetre: &Fenetre, dans: Duration) -> bool {
    let fin: OffsetDateTime = fenetre.fin_acte + dans;
    echange.exchange.id > fenetre.depuis && echange.exchange.recu <= fin
}

fn convient(a: &Appariement, attendu: &Attendu, i: usize, releve: &Releve, variable: Option<(&str, u32)>, cadre: &Cadre<'_>) -> bool {
    let echange = &releve.echanges[i];
    if !attendu.operations.iter().any(|o| motif_couvre(o, &echange.exchange.operation)) {
        return false;
    }
    if let Some(avant) = &attendu.apres
        && a.captures.get(avant).is_none_or(|j| *j >= i)
    {
        return false;
    }
    let mut valeurs = std::borrow::Cow::Borrowed(&a.valeurs);
    if let Some((nom, v)) = variable {
        valeurs.to_mut().poser_variable(nom, v);
    }
    choisit(&valeurs, &attendu.ou, &a.faits[i], &|t| (cadre.contient)(echange, t)).unwrap_or(false)
}

/// Whether the facts meet an `ou`.
///
/// # Errors
/// When the `ou` names something that has no value yet.
pub(crate) fn choisit(
    valeurs: &Valeurs,
    ou_: &crate::grammaire::ast::Faits,
    faits: &Faits,
    contient: &dyn Fn(&str) -> bool,
) -> Result<bool, SansValeur> {
    for (fait, attente) in ou_ {
        if !tient_fait(valeurs, fait, attente, faits, contient)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether one fact is what is expected. `contient` is asked of the bytes; every other fact was read before.
///
/// # Errors
/// When a reference has no value.
pub(crate) fn tient_fait(
    valeurs: &Valeurs,
    fait: &str,
    attente: &Attente,
    faits: &Faits,
    contient: &dyn Fn(&str) -> bool,
) -> Result<bool, SansValeur> {
    if fait != "contient" {
        return valeurs.tient(attente, faits.get(fait).map_or(&[][..], Vec::as_slice));
    }
    Ok(match attente {
        Attente::Parmi(gabarits) => {
            let mut un = false;
            for g in gabarits {
                un |= valeurs.textes(g)?.iter().all(|t| contient(t));
            }
            un
        }
        Attente::Autre(g) => !valeurs.textes(g)?.iter().any(|t| contient(t)),
        Attente::Present => true,
        Attente::Absent => false,
    })
}

/// What is still awaited among the étapes whose window is open: the last instant at which one of them may still be met.
/// `None`: nothing is awaited any more.
#[must_use]
pub fn encore_attendu(scenario: &Scenario, releve: &Releve, a: &Appariement, cadre: &Cadre<'_>) -> Option<OffsetDateTime> {
    let pas = derouler(scenario);
    ouverts(&pas, releve)
        .filter(|(rang, attendu, _)| {
            let pris = u32::try_from(a.pris.get(rang).map_or(0, Vec::len)).unwrap_or(u32::MAX);
            pris < attendu.nombre.map_or(1, |n| n.min)
        })
        .map(|(_, attendu, fenetre)| fenetre.fin_acte + attendu.dans.unwrap_or(cadre.dans))
        .max()
        .filter(|fin| *fin > releve.lu_jusqu_a)
}
