//! Matching: which exchange answers which observation. A pure function of the scenario and of its relevé, called again at
//! each new exchange while the scenario is played, and once more to judge it.
//!
//! An exchange serves one open `attendu`, the first in the file whose `ou` it meets (architecture, §7).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use segur_model::resultat::Conserve;
use segur_model::{Faits, FaitsLus, World, vocabulaire::motif_couvre};
use time::OffsetDateTime;

use super::deroule::{Pas, derouler};
use super::lectures::{Lecture, Lectures};
use super::releve::{Fenetre, Releve};
use super::tirage::{TIRAGE, tirer};
use super::valeurs::{SansValeur, Valeurs};
use crate::grammaire::ast::{self, Attendu, Attente, Observation, Scenario};

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
    /// What was read of each exchange of the relevé.
    pub lues: Vec<Arc<Lecture>>,
}

impl Appariement {
    /// The facts of an exchange, by its index in the relevé.
    #[must_use]
    pub fn faits(&self, i: usize) -> &FaitsLus {
        self.lues[i].faits()
    }
}

/// Context of a scenario that does not change while it is played.
#[derive(Clone, Copy)]
pub struct Cadre<'a> {
    /// The fictitious country.
    pub monde: &'a World,
    /// Default of `dans`.
    pub dans: Duration,
    /// The exchanges, as they are read.
    pub lectures: Lectures<'a>,
    /// What the values drawn for this campaign are drawn from.
    pub secret: &'a str,
    /// The candidate calls INSi as soon as an identity is created (declared fact `insi_a_la_creation`).
    pub insi_a_la_creation: bool,
}

/// The values that hold before anything is seen: data, actors, draws.
#[must_use]
pub fn valeurs_initiales(scenario: &Scenario, cadre: &Cadre<'_>) -> Valeurs {
    let mut v = Valeurs::default();
    for (nom, fiche) in &scenario.donnees {
        if let Some(p) = cadre.monde.patients.get(fiche) {
            v.poser_patient(nom, p);
        }
    }
    for (nom, fiche) in &scenario.acteurs {
        if let Some(p) = cadre.monde.professionnels.get(fiche) {
            v.poser_professionnel(nom, p, cadre.monde);
        }
    }
    let tirages = tirer(scenario, cadre.secret);
    if !tirages.is_empty() {
        v.poser(TIRAGE, tirages);
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
        valeurs: valeurs_initiales(scenario, cadre),
        lues: releve.echanges.iter().map(|e| cadre.lectures.lue(e)).collect(),
        ..Appariement::default()
    };
    for i in 0..releve.echanges.len() {
        // What has come as often as it must leaves the exchanges of another act to that act, however soon they come; it takes them
        // only when nothing else does.
        let ouvert = |cede: bool| {
            ouverts(&pas, releve, cadre).find(|(rang, attendu, fenetre)| {
                let deja = a.pris.get(rang).map_or(0, Vec::len);
                let plein = attendu.nombre.is_none() && deja >= 1;
                let echange = &releve.echanges[i];
                let minimum = minimum(attendu);
                let rassasie = minimum == 0 || (cede && deja >= usize::try_from(minimum).unwrap_or(usize::MAX));
                !plein
                    && dans_fenetre(echange, fenetre, attendu.dans.unwrap_or(cadre.dans))
                    && !(rassasie && d_un_autre_acte(echange, pas[rang.0].ouvreur, releve))
                    && convient(&a, attendu, i, releve, pas[rang.0].variable, cadre)
            })
        };
        let choisi = ouvert(true).or_else(|| ouvert(false));
        if let Some((rang, attendu, _)) = choisi {
            let pris = a.pris.entry(rang).or_default();
            pris.push(i);
            if let (Some(nom), 1) = (&attendu.nom, pris.len()) {
                a.captures.insert(nom.clone(), i);
                a.valeurs.poser(nom, a.faits(i).faits.clone());
            }
        }
    }
    a
}

/// `attendu`s whose window is open, in file order.
fn ouverts<'a>(pas: &'a [Pas<'a>], releve: &'a Releve, cadre: &'a Cadre<'_>) -> impl Iterator<Item = (Rang, &'a Attendu, Fenetre)> {
    pas.iter()
        .enumerate()
        .filter_map(move |(rang, p)| {
            let jouee = releve.etapes.iter().any(|e| e.rang == rang && e.passee.is_none());
            // An étape that only observes is open as soon as the étape above it acted.
            let ouverte = jouee || (!p.agit() && !releve.etapes.iter().any(|e| e.rang == rang));
            let fenetre = fenetre(p, releve)?;
            ouverte.then_some((rang, p, fenetre))
        })
        .flat_map(move |(rang, p, fenetre)| {
            p.etape.observer.iter().enumerate().filter_map(move |(i, o)| match o {
                Observation::Attendu(a) => Some(((rang, i), a, ouvrir_a_la_creation(a, p, pas, releve, cadre).unwrap_or(fenetre))),
                _ => None,
            })
        })
}

/// For a candidate that calls INSi when it creates an identity, what is expected of INSi may come from the creation on.
fn ouvrir_a_la_creation(a: &Attendu, p: &Pas<'_>, pas: &[Pas<'_>], releve: &Releve, cadre: &Cadre<'_>) -> Option<Fenetre> {
    let de_insi = cadre.insi_a_la_creation && a.operations.iter().any(|o| o.starts_with("insi."));
    let ouvreur = p.ouvreur.filter(|_| de_insi)?;
    let reference = |rang: usize| {
        pas[rang].etape.faire.as_ref().map(|f| match f.avec.get("reference") {
            Some(ast::Valeur::Texte(g)) => (f.acte.as_str(), Some(g.brut.as_str())),
            _ => (f.acte.as_str(), None),
        })
    };
    let (_, cherchee) = reference(ouvreur)?;
    let creation = (0..ouvreur)
        .rev()
        .find(|rang| reference(*rang).is_some_and(|(acte, r)| acte == "creer-identite" && r == cherchee))?;
    let debut = fenetre(&pas[creation], releve)?;
    let fin = fenetre(p, releve)?;
    Some(Fenetre {
        depuis: debut.depuis,
        ..fin
    })
}

/// How many exchanges an observation wants at least.
pub(crate) fn minimum(x: &Attendu) -> u32 {
    x.nombre.map_or(1, |n| n.min)
}

/// Whether another act was asked before this exchange came: what may come any number of times belongs to the act that causes it, however
/// close the next one is.
fn d_un_autre_acte(echange: &Conserve, ouvreur: Option<usize>, releve: &Releve) -> bool {
    releve
        .etapes
        .iter()
        .filter(|e| ouvreur.is_none_or(|o| e.rang > o))
        .filter_map(|e| e.fenetre)
        .any(|f| f.depuis < echange.exchange.id)
}

fn dans_fenetre(echange: &Conserve, fenetre: &Fenetre, dans: Duration) -> bool {
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
    // What another wrote in it chooses nothing.
    let siens = attendu.ou.iter().filter(|(fait, _)| a.lues[i].d_un_autre(fait).is_none());
    choisit(&valeurs, siens, a.faits(i), &|t| cadre.lectures.contient(echange, t)).unwrap_or(false)
}

/// Whether the facts meet an `ou`.
///
/// # Errors
/// When the `ou` names something that has no value yet.
pub(crate) fn choisit<'a>(
    valeurs: &Valeurs,
    ou_: impl IntoIterator<Item = &'a (String, Attente)>,
    faits: &FaitsLus,
    contient: &dyn Fn(&str) -> bool,
) -> Result<bool, SansValeur> {
    for (fait, attente) in ou_ {
        if !tient_fait(valeurs, fait, attente, faits, contient)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether one fact is what is expected. `contient` is asked of the bytes, `un` and `chaque` of the entries; every other fact was
/// read before.
///
/// # Errors
/// When a reference has no value.
pub(crate) fn tient_fait(
    valeurs: &Valeurs,
    fait: &str,
    attente: &Attente,
    faits: &FaitsLus,
    contient: &dyn Fn(&str) -> bool,
) -> Result<bool, SansValeur> {
    let entrees = || faits.entrees.get(fait).map_or(&[][..], Vec::as_slice);
    match attente {
        Attente::Un(attendus) => {
            for entree in entrees() {
                if tient_entree(valeurs, attendus, entree)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        Attente::Chaque(attendus) => {
            for entree in entrees() {
                if !tient_entree(valeurs, attendus, entree)? {
                    return Ok(false);
                }
            }
            return Ok(!entrees().is_empty());
        }
        _ => {}
    }
    if fait != "contient" {
        return valeurs.tient(attente, faits.valeurs(fait));
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
        Attente::Present | Attente::Un(_) | Attente::Chaque(_) => true,
        Attente::Absent => false,
    })
}

/// Whether one entry holds all that is expected of it.
fn tient_entree(valeurs: &Valeurs, attendus: &ast::Faits, entree: &Faits) -> Result<bool, SansValeur> {
    for (fait, attente) in attendus {
        if !valeurs.tient(attente, entree.get(fait).map_or(&[][..], Vec::as_slice))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What is still awaited among the étapes whose window is open: the last instant at which one of them may still be met.
/// `None`: nothing is awaited any more.
#[must_use]
pub fn encore_attendu(scenario: &Scenario, releve: &Releve, a: &Appariement, cadre: &Cadre<'_>) -> Option<OffsetDateTime> {
    let pas = derouler(scenario);
    ouverts(&pas, releve, cadre)
        .filter(|(rang, attendu, _)| {
            let pris = u32::try_from(a.pris.get(rang).map_or(0, Vec::len)).unwrap_or(u32::MAX);
            pris < minimum(attendu)
        })
        .map(|(_, attendu, fenetre)| fenetre.fin_acte + attendu.dans.unwrap_or(cadre.dans))
        .max()
        .filter(|fin| *fin > releve.lu_jusqu_a)
}
