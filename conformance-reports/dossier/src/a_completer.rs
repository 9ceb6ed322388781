//! `a-completer.md`: what the vendor, ANS, CNDA or an auditor must still provide, proof by proof, and how to make it.

mod plan;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use segur_model::catalogue::NaturePreuve;
use segur_model::resultat::{Contenu, ResultatPreuve, ResultatScenario};
use segur_model::{AVERTISSEMENT_SIMULE, Cause, Constat, EtatPreuve};

use crate::plan::Dossier;
use crate::{attentes, bilan, causes, noms, piece, recit};

/// The page.
pub(crate) fn markdown(d: &Dossier<'_>) -> String {
    let r = d.resultat;
    let mut t = format!(
        "# Ce qui reste à fournir : {} {}\n\n> {AVERTISSEMENT_SIMULE}\n\n",
        net(&r.produit.nom),
        net(&r.produit.version)
    );
    let _ = writeln!(
        t,
        "Campagne {}, catalogue {} ({}).\n",
        net(&r.id),
        net(&d.catalogue.code),
        net(&d.catalogue.version)
    );
    t += "Un constat du banc ne remplace aucune de ces pièces : les deux se lisent séparément. ";
    t += if d.classeur.is_some() {
        "Les phrases sont celles de votre classeur.\n\n"
    } else {
        "Les phrases sont du banc, d'après le jeu public de 2023 : le classeur officiel de votre couloir fait foi.\n\n"
    };

    let editeur: Vec<&ResultatPreuve> = r.preuves.iter().filter(|p| p.etat == EtatPreuve::ACompleter).collect();
    let mut par_tiers: BTreeMap<String, Vec<&ResultatPreuve>> = BTreeMap::new();
    for p in r.preuves.iter().filter(|p| p.etat == EtatPreuve::TiersRequis) {
        par_tiers.entry(recit::tiers(r, &p.id, natures(d, p))).or_default().push(p);
    }
    bloque(&mut t, d);
    personne(&mut t, d);
    d_abord(&mut t, d, &editeur);
    t += "## Pièces à fournir\n\n";
    resume(&mut t, d, &editeur, &par_tiers);
    if !editeur.is_empty() {
        t += "## Par l'éditeur\n\n";
        if editeur.iter().any(|p| natures(d, p).contains(&NaturePreuve::Video)) {
            t += "Pour une vidéo : chaque étape dans l'ordre et sans coupure, écran entier, nom et version du produit visibles, date et heure du \
                  système visibles, patient fictif du scénario seulement.\n\n";
        }
        t += "Face à quoi : une pièce officielle se fait face aux plateformes de test nationales (DMP de formation, INSi de test, Pro Santé Connect bac à \
              sable, opérateur MSSanté), jamais face à ce banc, qui fait répéter. Les patients et les valeurs du banc n'y existent pas : prenez un patient de \
              test officiel qui soit dans le même cas.\n\n";
        // What was played first: that is where the dossier helps.
        let (jouees, autres): (Vec<&ResultatPreuve>, Vec<&ResultatPreuve>) =
            editeur.iter().copied().partition(|p| recit::scenario(r, &p.scenario).is_some());
        par_scenario(jouees.into_iter().chain(autres))
            .iter()
            .for_each(|(scenario, preuves)| du_scenario(&mut t, d, scenario, preuves));
    }
    for (tiers, preuves) in &par_tiers {
        let _ = writeln!(t, "## Par un tiers : {}\n", net(tiers));
        for (scenario, preuves) in par_scenario(preuves.iter().copied()) {
            preuves.iter().for_each(|p| du_tiers(&mut t, d, p, tiers));
            plan::du_rem(&mut t, d, scenario);
            t.push('\n');
        }
    }
    sans_objet(&mut t, d);
    t.truncate(t.trim_end().len());
    t + "\n"
}

/// The proofs of each scenario together: its étapes are told once.
fn par_scenario<'p>(preuves: impl IntoIterator<Item = &'p ResultatPreuve>) -> Vec<(&'p str, Vec<&'p ResultatPreuve>)> {
    let mut groupes: Vec<(&str, Vec<&ResultatPreuve>)> = Vec::new();
    for p in preuves {
        match groupes.iter_mut().find(|(s, _)| *s == p.scenario) {
            Some((_, siennes)) => siennes.push(p),
            None => groupes.push((&p.scenario, vec![p])),
        }
    }
    groupes
}

fn natures<'a>(d: &'a Dossier<'_>, p: &ResultatPreuve) -> &'a [NaturePreuve] {
    d.catalogue.preuve(&p.id).map_or(&[], |(_, _, preuve)| &preuve.natures)
}

/// What blocks is lifted before anything is filmed.
fn bloque(t: &mut String, d: &Dossier<'_>) {
    let Some(titre) = causes::titre(&d.resultat.causes) else { return };
    let _ = writeln!(t, "## À lever d'abord : {titre}\n");
    for c in &d.resultat.causes {
        let _ = writeln!(t, "- {} ({})", net(&causes::phrase(c)), net(&causes::vue_d_abord(c)));
    }
    t.push('\n');
}

/// What a person must still play comes first: a piece made before may have to be made again.
fn personne(t: &mut String, d: &Dossier<'_>) {
    let attendus = attentes::par_scenario(d.resultat);
    if attendus.is_empty() {
        return;
    }
    *t += "## À jouer, à attester ou à expliquer par une personne\n\nLe banc guide ces étapes : relancez la campagne dans un terminal, \
           devant le produit.\n\n";
    if attentes::a_expliquer(d.resultat) {
        let _ = writeln!(t, "{}\n", attentes::COMMENT_EXPLIQUER);
    }
    for (s, attentes) in attendus {
        let _ = writeln!(t, "- Scénario {}, {}", net(&s.id), net(&s.titre));
        for a in attentes {
            let _ = writeln!(t, "  - {} : {}", recit::phrase(&a.etapes), net(&a.raison));
        }
    }
    t.push('\n');
}

/// Whether the vendor makes the piece itself, on what a third party gives access to.
fn sur_l_environnement_d_un_tiers(d: &Dossier<'_>, p: &ResultatPreuve) -> bool {
    recit::pieces(d.resultat, &p.id).any(|x| matches!(x.quoi, Contenu::Tiers { .. }))
}

fn resume(t: &mut String, d: &Dossier<'_>, editeur: &[&ResultatPreuve], par_tiers: &BTreeMap<String, Vec<&ResultatPreuve>>) {
    if editeur.is_empty() && par_tiers.is_empty() {
        *t += "Il ne reste aucune pièce à fournir pour les preuves de cette campagne.\n\n";
        return;
    }
    *t += "| Par qui | Preuves à fournir |\n| --- | ---: |\n";
    let ailleurs = editeur.iter().filter(|p| sur_l_environnement_d_un_tiers(d, p)).count();
    let _ = writeln!(t, "| l'éditeur | {} |", editeur.len() - ailleurs);
    if ailleurs > 0 {
        let _ = writeln!(t, "| l'éditeur, sur l'environnement d'un tiers (DMP de formation) | {} |", ailleurs);
    }
    for (tiers, preuves) in par_tiers {
        let _ = writeln!(t, "| {} | {} |", net(tiers), preuves.len());
    }
    t.push('\n');
}

/// Filming what does not conform is work lost.
fn d_abord(t: &mut String, d: &Dossier<'_>, editeur: &[&ResultatPreuve]) {
    let fautives: Vec<_> = d
        .resultat
        .exigences
        .iter()
        .filter(|e| e.constat == Constat::NonConforme && editeur.iter().any(|p| p.exigence == e.id))
        .collect();
    if fautives.is_empty() {
        return;
    }
    *t += "## À corriger avant de produire ces pièces\n\nLe banc a vu un écart sur ces exigences ; une pièce faite maintenant le montrerait.\n\n";
    for e in fautives {
        let _ = writeln!(t, "- {} : {} : {}", net(&e.id), bilan::dits(&e.comptes), net(&e.raison));
    }
    t.push('\n');
}

/// Why the scenario of a proof was not played.
fn pourquoi(d: &Dossier<'_>, p: &ResultatPreuve) -> &'static str {
    let e = d.resultat.exigences.iter().find(|e| e.id == p.exigence);
    e.and_then(|e| e.cause.as_ref())
        .map_or("le banc n'en a pas pour cette exigence", Cause::libelle)
}

/// One proof: what it is for, what to do, who acts.
fn titre(t: &mut String, d: &Dossier<'_>, p: &ResultatPreuve, qui: &str) {
    let _ = writeln!(t, "#### Preuve {}\n", net(&p.id));
    let resume = d
        .catalogue
        .exigence(&p.exigence)
        .map_or(String::new(), |e| format!(" : {}", net(&e.resume)));
    let _ = writeln!(t, "- Exigence {}{resume}", net(&p.exigence));
    let _ = writeln!(t, "- **À faire** : {}", net(&recit::phrase(&a_faire(d, p))));
    let _ = writeln!(t, "- Qui agit : {}", net(qui));
}

/// What is to be done, always as a sentence: nothing stays without. The text of the référentiel comes before what the scenario of the bench
/// plans.
fn a_faire(d: &Dossier<'_>, p: &ResultatPreuve) -> String {
    let demande = recit::demande(d.catalogue, &p.id);
    match (demande, p.raison.as_str()) {
        ("", "") => format!("fournir : {}", recit::natures(natures(d, p))),
        ("", raison) => raison.to_owned(),
        (demande, raison) if raison.is_empty() || raison == demande => demande.to_owned(),
        (demande, raison) => format!("{} Au banc : {raison}.", fermee(demande)),
    }
}

/// A sentence that ends before another begins.
fn fermee(phrase: &str) -> String {
    let phrase = phrase.trim_end();
    let finie = phrase.ends_with(['.', '!', '?', '…', ':', ';']);
    format!("{phrase}{}", if finie { "" } else { "." })
}

/// Who acts on the screen, where the scenario names people; else the vendor.
fn acteurs(s: Option<&ResultatScenario>) -> String {
    let mut noms: Vec<&str> = Vec::new();
    for e in s.into_iter().flat_map(|s| &s.etapes).filter(|e| !e.par.is_empty()) {
        if !noms.contains(&e.par.as_str()) {
            noms.push(&e.par);
        }
    }
    match noms.as_slice() {
        [] => "l'éditeur, devant son produit".to_owned(),
        noms => format!("l'éditeur, devant son produit ; utilisateur connecté : {}", noms.join(", puis ")),
    }
}

/// The proofs of one scenario, then its étapes, once.
fn du_scenario(t: &mut String, d: &Dossier<'_>, scenario: &str, preuves: &[&ResultatPreuve]) {
    let joue = recit::scenario(d.resultat, scenario);
    let dit = joue.map_or_else(String::new, |s| format!(" : {}", s.titre));
    let _ = writeln!(t, "### Scénario {}{}\n", net(scenario), net(&dit));
    let qui = acteurs(joue);
    let mut filmer: Option<(u32, u32)> = None;
    for p in preuves {
        de_l_editeur(t, d, p, &qui, &mut filmer);
        t.push('\n');
    }
    plan::du_rem(t, d, scenario);
    match (joue, preuves.first()) {
        (Some(s), _) if !s.etapes.is_empty() => plan::du_banc(t, d, s, filmer),
        (_, Some(p)) => {
            let _ = writeln!(t, "- Au banc : scénario non joué ({})", pourquoi(d, p));
        }
        _ => {}
    }
    t.push('\n');
}

fn de_l_editeur(t: &mut String, d: &Dossier<'_>, p: &ResultatPreuve, qui: &str, filmer: &mut Option<(u32, u32)>) {
    titre(t, d, p, qui);
    // What a person gave is not asked again.
    let dites = if p.donnees.is_empty() {
        Vec::new()
    } else {
        piece::de_la_preuve(d, &p.id)
    };
    let donnee = |rang: usize| dites.get(rang).is_some_and(|x| dites.iter().any(|y| y.tient_lieu_de(x)));
    for (_, piece) in recit::pieces(d.resultat, &p.id).enumerate().filter(|(rang, _)| !donnee(*rang)) {
        match &piece.quoi {
            Contenu::Video { de, a, octets: None } => *filmer = Some(filmer.map_or((*de, *a), |(x, y)| (x.min(*de), y.max(*a)))),
            Contenu::Capture { phrase, octets: None } if !p.raison.contains(phrase) => {
                let _ = writeln!(t, "- Capture d'écran : {}", net(phrase));
            }
            Contenu::Attestation { modele } if !p.raison.contains(modele) => {
                let _ = writeln!(
                    t,
                    "- Attestation à signer par une personne qui engage l'entreprise : {}",
                    net(modele)
                );
            }
            Contenu::Tiers { de, quoi } if !p.raison.contains(quoi) => {
                let _ = writeln!(t, "- Sur l'environnement de {} : {}", net(de), net(quoi));
            }
            _ => {}
        }
    }
    let donnees = d.plan.preuve(&p.id).filter_map(|f| Some((f, f.donnee.as_ref()?)));
    for (f, donnee) in donnees {
        let ecartee = f.cite.note.as_ref().filter(|_| !f.recevable);
        let suite = ecartee.map_or_else(String::new, |n| format!(" ; {}", recit::suite(n)));
        let _ = writeln!(
            t,
            "- Déjà fournie : `{}`, {}{}",
            f.cite.chemin,
            net(&recit::fournie_et_reperes(donnee)),
            net(&suite)
        );
    }
    let appuis: Vec<&str> = d
        .plan
        .preuve(&p.id)
        .filter(|f| f.donnee.is_none() && !noms::est_chapitres(&f.cite.chemin))
        .map(|f| f.cite.chemin.as_str())
        .collect();
    if !appuis.is_empty() {
        let _ = writeln!(
            t,
            "- Déjà dans ce dossier, en appui : {}",
            appuis.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ")
        );
    }
}

fn du_tiers(t: &mut String, d: &Dossier<'_>, p: &ResultatPreuve, tiers: &str) {
    titre(t, d, p, &format!("{tiers}, à la demande de l'éditeur"));
    for piece in recit::pieces(d.resultat, &p.id) {
        if let Contenu::Tiers { quoi, .. } = &piece.quoi
            && !p.raison.contains(quoi)
        {
            let _ = writeln!(t, "- À demander : {}", net(quoi));
        }
    }
    t.push('\n');
}

fn sans_objet(t: &mut String, d: &Dossier<'_>) {
    let sans: Vec<_> = d.resultat.preuves.iter().filter(|p| p.etat == EtatPreuve::SansObjet).collect();
    if !sans.is_empty() {
        *t += "## Sans objet pour ce produit\n\n";
        for p in sans {
            let _ = writeln!(t, "- {} : {}", net(&p.id), net(&p.raison));
        }
    }
}

/// Text from outside, on one line, that Markdown leaves alone.
fn net(texte: &str) -> String {
    let mut sortie = String::with_capacity(texte.len());
    for c in texte.chars() {
        match c {
            c if c.is_control() => sortie.push(' '),
            '<' => sortie.push_str("&lt;"),
            '|' | '`' | '*' | '[' | ']' => {
                sortie.push('\\');
                sortie.push(c);
            }
            c => sortie.push(c),
        }
    }
    sortie
}
