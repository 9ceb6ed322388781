//! Every request has a subject: a patient, the professional who acts, the structure. A request that no observation claimed and whose
//! subject is not the scenario's is to be explained: until then nothing of its window is held.

use std::collections::BTreeMap;

use segur_model::resultat::{Conserve, ResultatEtape};
use segur_model::vocabulaire::motif_couvre;
use segur_model::{Cause, ConstatEtape, Direction, FaitsLus, Patient};

use super::Affaire;
use crate::grammaire::ast::Observation;
use crate::moteur::apparier::fenetre;

/// Requests to explain, by the rank of the étape that opened their window, with what is foreign in them.
pub(super) fn etrangers(affaire: &Affaire<'_>) -> BTreeMap<usize, Vec<String>> {
    let mut par_rang: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let pris: Vec<usize> = affaire.a.pris.values().flatten().copied().collect();
    let structure = pris.iter().find_map(|k| structure(affaire.a.faits(*k)));
    for k in 0..affaire.releve.echanges.len() {
        let e = affaire.echange(k);
        if e.exchange.direction != Direction::CandidatVersBanc {
            continue;
        }
        let rang = rang_de(affaire, e.exchange.id);
        let faits = affaire.a.faits(k);
        if pris.contains(&k) {
            // Awaited or not, a request is for whom the scenario is about, and under whom the étape says.
            let noms: &[&str] = if e.exchange.operation == "psc.token" {
                &["id_national"]
            } else {
                &["vihf.ps", "ps"]
            };
            let dits: Vec<String> = autre_patient(affaire, e, faits)
                .into_iter()
                .chain(autre_professionnel(affaire, rang, faits, noms))
                .collect();
            if !dits.is_empty() {
                par_rang
                    .entry(rang)
                    .or_default()
                    .push(format!("{} est venu {}", e.exchange.operation, dits.join(", ")));
            }
            continue;
        }
        if affaire.releve.tardifs.contains(&e.exchange.id) {
            par_rang
                .entry(rang)
                .or_default()
                .push(format!("{} est venu alors que le scénario était fini", e.exchange.operation));
        }
        let mut dits: Vec<String> = autre_patient(affaire, e, faits).into_iter().collect();
        if let (Some(vue), Some(siennes)) = (self::structure(faits), &structure)
            && vue != *siennes
        {
            dits.push(format!("pour la structure {vue}, quand le scénario s'est joué pour {siennes}"));
        }
        let arriere_plan = affaire.j.arriere_plan.iter().any(|o| motif_couvre(o, &e.exchange.operation));
        if !arriere_plan {
            dits.extend(autre_professionnel(affaire, rang, faits, &["vihf.ps", "ps"]));
        }
        dits.extend(fautive(affaire, rang, k));
        if !dits.is_empty() {
            par_rang
                .entry(rang)
                .or_default()
                .push(format!("{} est venu {}", e.exchange.operation, dits.join(", ")));
        }
    }
    par_rang
}

/// What is wrong in a request that comes beside the one that is judged, and that the service took: a right one does not make it right.
fn fautive(affaire: &Affaire<'_>, rang: usize, k: usize) -> Option<String> {
    let e = affaire.echange(k);
    let prise = e.exchange.refus.is_none() && e.exchange.statut.is_none_or(|s| s < 400);
    let memes = affaire
        .pas
        .iter()
        .filter(|p| p.ouvreur == Some(rang))
        .flat_map(|p| &p.etape.observer);
    let jugees = memes.filter_map(|o| match o {
        Observation::Attendu(x) if x.operations.iter().any(|o| motif_couvre(o, &e.exchange.operation)) => Some(&x.verifier),
        _ => None,
    });
    let mut fautes = jugees
        .filter(|mots| prise && !mots.is_empty())
        .filter_map(|mots| affaire.a.lues[k].juger(mots, &e.exchange, affaire.j.regles).ok())
        .flatten()
        .filter(segur_model::Finding::is_error);
    fautes.next().map(|f| format!("une fois de plus, avec un écart ({})", f.rule))
}

/// The étape in whose window an exchange came.
fn rang_de(affaire: &Affaire<'_>, id: u64) -> usize {
    (0..affaire.pas.len())
        .rev()
        .find(|r| affaire.jouee(*r).and_then(|e| e.fenetre).is_some_and(|f| f.depuis < id))
        .unwrap_or(0)
}

/// Takes what was held in the window of such a request away.
pub(super) fn expliquer(affaire: &Affaire<'_>, rang: usize, etrangers: &BTreeMap<usize, Vec<String>>, r: &mut ResultatEtape) {
    let ouvreur = affaire.pas[rang].ouvreur.unwrap_or(0);
    let Some(dits) = etrangers
        .get(&ouvreur)
        .filter(|_| fenetre(&affaire.pas[rang], affaire.releve).is_some())
    else {
        return;
    };
    if !matches!(r.constat, ConstatEtape::Tenu { .. }) {
        return;
    }
    let dit = dits.join(" ; ");
    match &affaire.releve.explication {
        Some(explication) => {
            r.constat = ConstatEtape::DECLARE;
            r.raison = format!("{dit} ; le testeur explique : « {explication} »");
        }
        None => {
            r.constat = ConstatEtape::NonJoue(Cause::AExpliquer);
            r.raison = format!("à expliquer : {dit}");
        }
    }
}

/// The patient of a request, when it is none of the scenario's.
fn autre_patient(affaire: &Affaire<'_>, e: &Conserve, faits: &FaitsLus) -> Option<String> {
    let siens: Vec<&Patient> = affaire
        .scenario
        .donnees
        .values()
        .filter_map(|fiche| affaire.j.cadre.monde.patients.get(fiche))
        .collect();
    let ins = |v: &String| {
        siens
            .iter()
            .any(|p| p.ins.iter().chain(&p.historique).any(|i| i.est(v) || i.matricule == *v))
    };
    let etranger = INS.iter().flat_map(|f| faits.valeurs(f)).find(|v| !ins(v));
    if let Some(v) = etranger {
        return Some(format!("pour un autre patient (INS {v})"));
    }
    if e.exchange.operation != "insi.recherche-traits" {
        return None;
    }
    let nom = faits.valeurs("nom").first()?;
    let naissance = faits.valeurs("date_naissance").first().map(|d| d.trim());
    // Both: a homonym, or somebody born the same day, is somebody else. As the world has them, or as they are typed at the desk.
    let connu = siens.iter().any(|p| {
        let saisie = p.saisie();
        let noms = [&p.nom_naissance, &saisie.nom_naissance];
        let dates = [&p.date_naissance, &saisie.date_naissance];
        noms.iter().any(|n| lettres(n) == lettres(nom)) && naissance.is_none_or(|n| dates.iter().any(|d| *d == n))
    });
    (!connu).then(|| {
        format!(
            "pour un autre patient ({nom}{})",
            naissance.map_or_else(String::new, |n| format!(", {n}"))
        )
    })
}

/// Facts that hold the INS of whom a request is about.
const INS: [&str; 3] = ["patient", "vihf.ins", "cda.ins"];

/// A name without what a software may write otherwise: case, accents, ligatures, hyphens, apostrophes, spaces.
fn lettres(nom: &str) -> String {
    segur_model::francais::plier(nom).chars().filter(|c| c.is_alphabetic()).collect()
}

/// The professional of a request, when the étape says who acts and it is another.
fn autre_professionnel(affaire: &Affaire<'_>, rang: usize, faits: &FaitsLus, noms: &[&str]) -> Option<String> {
    let par = affaire.pas[rang].etape.par.as_ref()?;
    let attendu = affaire.a.valeurs.premier(par, "id_national");
    let vu = noms.iter().find_map(|f| faits.valeurs(f).first())?;
    (!attendu.is_empty() && vu != attendu).then(|| format!("sous l'identité de {vu}, quand {attendu} agit"))
}

/// The structure of a request.
fn structure(faits: &FaitsLus) -> Option<&String> {
    faits.valeurs("vihf.structure").first()
}
