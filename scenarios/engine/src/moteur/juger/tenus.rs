//! What was expected and came: a line that holds proves itself by it.

use segur_dialecte::nomme;
use segur_model::FaitsLus;
use segur_model::Finding;
use segur_model::resultat::Tenu;

use super::{Affaire, Lieu, egal};
use crate::grammaire::ast::{Attendu, Faits, Jamais, Place};
use crate::moteur::apparier::tient_fait;

/// Exchanges of one observation of which the facts are told; the others are counted.
const ECHANGES_MAX: usize = 10;
/// Values of one fact that are told.
const VALEURS_MAX: usize = 5;
/// Characters of a value.
const TEXTE_MAX: usize = 300;

/// A source of facts: an exchange, or a file.
pub(super) struct Lus<'a> {
    pub(super) faits: &'a FaitsLus,
    pub(super) contient: &'a dyn Fn(&str) -> bool,
    pub(super) echange: Option<u64>,
}

/// Of an exchange that was awaited: that it came, the facts by which it was chosen, and those that judge and hold.
pub(super) fn attendu(affaire: &Affaire<'_>, l: &Lieu<'_>, x: &Attendu, pris: &[usize]) -> Vec<Tenu> {
    let operations = x.operations.join(" ou ");
    let lignes = pris.iter().take(VALEURS_MAX).map(|k| {
        let e = &affaire.echange(*k).exchange;
        let statut = e.statut.map_or_else(String::new, |s| format!(" → {s}"));
        format!("{}{statut}", e.requete.ligne)
    });
    let mut tenus = vec![Tenu {
        fait: String::new(),
        juge: true,
        attendu: match x.nombre {
            None => format!("un échange {operations}"),
            Some(n) => format!("{} {operations}", nombre(n)),
        },
        vu: lignes.collect(),
        echange: pris.first().map(|k| affaire.echange(*k).exchange.id),
        source: scenario(&x.place),
    }];
    for &k in pris.iter().take(ECHANGES_MAX) {
        let contient = affaire.contient(k);
        let lus = Lus {
            faits: affaire.a.faits(k),
            contient: &contient,
            echange: Some(affaire.echange(k).exchange.id),
        };
        tenus.extend(faits(l, &x.ou, false, &lus, &x.place));
        tenus.extend(faits(l, &x.egal, true, &lus, &x.place));
    }
    tenus
}

/// Of what must not come.
///
/// `levee`: the étape at which the lock is lifted, and what came before it is counted.
pub(super) fn jamais(affaire: &Affaire<'_>, x: &Jamais, depuis: u64, levee: Option<usize>) -> Vec<Tenu> {
    let fin = levee.and_then(|r| affaire.jouee(r)).and_then(|e| e.fenetre).map(|f| f.depuis);
    let dedans = |id: u64| id > depuis && fin.is_none_or(|fin| id <= fin);
    let recus = affaire.releve.echanges.iter().filter(|e| dedans(e.exchange.id)).count();
    let jusqu_a = match (&x.avant, levee.and_then(|r| affaire.pas.get(r))) {
        (Some(nom), _) => format!("avant l'échange « {nom} »"),
        (None, Some(p)) => format!("tant que le verrou tient (jusqu'à l'{}, où il est levé)", p.etape.numero.dit()),
        (None, None) => "jusqu'à la fin du scénario, temps de calme compris".to_owned(),
    };
    vec![Tenu {
        fait: String::new(),
        juge: true,
        attendu: format!("aucun échange {} {jusqu_a}", x.operations.join(" ou ")),
        vu: vec![match recus {
            0 => "aucun échange d'aucune sorte".to_owned(),
            1 => "aucun de cette sorte, sur 1 échange relevé d'ici là".to_owned(),
            n => format!("aucun de cette sorte, sur {n} échanges relevés d'ici là"),
        }],
        echange: None,
        source: scenario(&x.place),
    }]
}

/// The facts that are as expected.
pub(super) fn faits(l: &Lieu<'_>, attentes: &Faits, juge: bool, lus: &Lus<'_>, place: &Place) -> Vec<Tenu> {
    let tient = |(fait, attente): &&(String, _)| tient_fait(&l.valeurs, fait, attente, lus.faits, lus.contient).unwrap_or(false);
    attentes
        .iter()
        .filter(tient)
        .map(|(fait, attente)| Tenu {
            fait: fait.clone(),
            juge,
            attendu: l.valeurs.dire(attente),
            vu: egal::valeurs_vues(&l.valeurs, lus.faits, fait, attente, VALEURS_MAX)
                .into_iter()
                .map(|v| abreger(&v))
                .collect(),
            echange: lus.echange,
            source: scenario(place),
        })
        .collect()
}

/// The rules, or families of rules, that were asked and that nothing broke.
pub(super) fn regles(demandees: &[String], findings: &[Finding]) -> Vec<String> {
    let tenue = |mot: &&String| !findings.iter().any(|f| f.is_error() && nomme(mot, &f.rule));
    demandees.iter().filter(tenue).cloned().collect()
}

fn scenario(place: &Place) -> String {
    format!("scénario, {place}")
}

fn nombre(n: crate::grammaire::ast::Nombre) -> String {
    match (n.min, n.max) {
        (a, Some(b)) if a == b => echanges(a),
        (0, None) => "autant d'échanges qu'il en vient,".to_owned(),
        (a, None) => format!("au moins {}", echanges(a)),
        (a, Some(b)) => format!("{a} à {b} échanges"),
    }
}

fn echanges(n: u32) -> String {
    if n < 2 { format!("{n} échange") } else { format!("{n} échanges") }
}

fn abreger(valeur: &str) -> String {
    match valeur.char_indices().nth(TEXTE_MAX) {
        Some((fin, _)) => format!("{}…", &valeur[..fin]),
        None => valeur.to_owned(),
    }
}
