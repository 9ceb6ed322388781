//! The result in the terminal: what blocks, one line per exigence of which something was judged, and the others by cause.

use std::fmt::Write as _;

use segur_model::resultat::{ResultatCampagne, ResultatExigence};
use segur_model::{Constat, EtatPreuve};

use crate::bilan::{self, Mot, Motif};
use crate::causes;
use crate::recit::{ETATS, compte};

/// Longest reason on a line: the report has the rest.
const MAX_RAISON: usize = 200;

/// The summary of a campaign as plain text: the causes that block, each exigence with its counts, its word and the reason, those of
/// which nothing was judged by cause; then étapes, exigences and proofs, counted apart.
#[must_use]
pub fn console(r: &ResultatCampagne) -> String {
    let mut t = format!(
        "{} {} face au banc simulé, campagne {} ({})\n\n",
        r.produit.nom, r.produit.version, r.id, r.referentiel
    );
    let bloquantes = causes::lignes(&r.causes);
    for l in &bloquantes {
        let _ = writeln!(t, "{}", net(l));
    }
    if !bloquantes.is_empty() {
        t.push('\n');
    }
    lignes(&mut t, r);
    for (motif, ids) in bilan::par_motif(r) {
        let _ = writeln!(t, "\n{} ({}) :", motif.libelle(), ids.len());
        for (famille, numeros) in bilan::familles(ids) {
            let _ = writeln!(t, "  {famille:<10} {}", numeros.join(" "));
        }
    }
    totaux(&mut t, r);
    t + "SIMULÉ : ces constats ne sont pas un verdict officiel.\n"
}

/// `INS/va1.28  aucun écart · 3 vues, 1 déclarée  Déclaré  raison`, aligned.
fn lignes(t: &mut String, r: &ResultatCampagne) {
    let jouees: Vec<(&ResultatExigence, String)> = r
        .exigences
        .iter()
        .filter(|e| Motif::de(e).is_none())
        .map(|e| (e, bilan::dits(&e.comptes)))
        .collect();
    let large = |mots: &mut dyn Iterator<Item = usize>| mots.max().unwrap_or(0);
    let id = large(&mut jouees.iter().map(|(e, _)| e.id.chars().count()));
    let comptes = large(&mut jouees.iter().map(|(_, c)| c.chars().count()));
    let mot = large(&mut jouees.iter().map(|(e, _)| Mot::de(e).libelle().chars().count()));
    for (e, c) in &jouees {
        let ligne = format!("{:id$}  {c:comptes$}  {:mot$}  {}", e.id, Mot::de(e).libelle(), raison(r, e));
        let _ = writeln!(t, "{}", net(&ligne).trim_end());
    }
}

/// The reason, short: what blocks was said above, once.
fn raison(r: &ResultatCampagne, e: &ResultatExigence) -> String {
    let bloquee = e.constat == Constat::NonTeste && e.comptes.bloquees > 0 && e.comptes.a_jouer + e.comptes.non_jouees == 0;
    let siennes: Vec<String> = (1..)
        .zip(&r.causes)
        .filter(|(_, c)| c.exigences.contains(&e.id))
        .map(|(rang, _): (usize, _)| rang.to_string())
        .collect();
    match siennes.as_slice() {
        [_] if bloquee && r.causes.len() == 1 => "bloquée par la cause ci-dessus".to_owned(),
        [une] if bloquee => format!("bloquée par la cause {une}"),
        [..] if bloquee && !siennes.is_empty() => format!("bloquée par les causes {}", siennes.join(", ")),
        _ => couper(&e.raison),
    }
}

fn couper(raison: &str) -> String {
    match raison.char_indices().nth(MAX_RAISON) {
        Some((fin, _)) => format!("{}…", raison[..fin].trim_end()),
        None => raison.to_owned(),
    }
}

fn totaux(t: &mut String, r: &ResultatCampagne) {
    let etapes = bilan::etapes(r.scenarios.iter().map(|s| &s.comptes));
    let n = bilan::total(&etapes) as usize;
    let _ = writeln!(t, "\nÉtapes   ({}) : {}", compte(n, "comptée", "comptées"), bilan::dits(&etapes));
    let mots: Vec<String> = Mot::TOUS
        .iter()
        .map(|m| (m, bilan::nombre(&r.exigences, *m)))
        .filter(|(m, n)| *n > 0 || **m != Mot::Repetition)
        .map(|(m, n)| m.compte(n))
        .collect();
    let _ = writeln!(
        t,
        "Constats ({}) : {}",
        compte(r.exigences.len(), "exigence", "exigences"),
        mots.join(", ")
    );
    let etats: Vec<String> = ETATS
        .iter()
        .map(|e| mot_etat(*e, r.preuves.iter().filter(|p| p.etat == *e).count()))
        .collect();
    let _ = writeln!(
        t,
        "Preuves  ({}) : {}",
        compte(r.preuves.len(), "numéro", "numéros"),
        etats.join(", ")
    );
    let vu = etapes.vues + etapes.ecarts > 0;
    if vu && !r.preuves.is_empty() && r.preuves.iter().all(|p| p.etat != EtatPreuve::Produite) {
        *t += "         Le référentiel demande surtout des vidéos et des captures : ce que le banc a vu est joint en appui.\n";
    }
    let inattendus: usize = r.scenarios.iter().map(|s| s.inattendus.len()).sum();
    if inattendus > 0 {
        let _ = writeln!(
            t,
            "Attention : {}, à lire dans le rapport.",
            compte(inattendus, "échange inattendu", "échanges inattendus")
        );
    }
}

fn mot_etat(e: EtatPreuve, n: usize) -> String {
    match e {
        EtatPreuve::Produite => compte(n, "produite", "produites"),
        EtatPreuve::ACompleter => format!("{n} à compléter"),
        EtatPreuve::TiersRequis => compte(n, "attendue d'un tiers", "attendues d'un tiers"),
        EtatPreuve::SansObjet => format!("{n} sans objet"),
    }
}

/// Text from outside, on one line.
fn net(texte: &str) -> String {
    texte.replace(char::is_control, " ")
}
