//! Films and screenshots.

use std::collections::BTreeSet;

use segur_model::Numero;

use super::Issue;
use crate::examen::affaire::{Cadre, Piece, Preuve};
use crate::examen::lecture::Lue;
use crate::examen::regles::Regle;
use crate::{GenrePiece, PieceDePreuve};

pub(super) fn video_lisible(_: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        // What is empty has a rule of its own.
        Lue::Video | Lue::Vide => Issue::Tient,
        Lue::Fermee(pourquoi) => Issue::NeSaitPas(pourquoi.clone()),
        autre => Issue::Manque(format!("sous le nom d'une vidéo, {}", autre.dit())),
    }
}

pub(super) fn image_lisible(_: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        // Annotated screenshots often come as a PDF.
        Lue::Image(_) | Lue::Pdf { .. } | Lue::Vide => Issue::Tient,
        Lue::Fermee(pourquoi) => Issue::NeSaitPas(pourquoi.clone()),
        autre => Issue::Manque(format!("sous le nom d'une capture, {}", autre.dit())),
    }
}

pub(super) fn image_assez_grande(r: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Some((petit, grand)) = r.cotes else { return Issue::Tient };
    match p.lue {
        Lue::Image(Some((largeur, hauteur))) if largeur.min(hauteur) < petit || largeur.max(hauteur) < grand => {
            Issue::Manque(format!("{largeur} × {hauteur} pixels ; il en faut {grand} × {petit} au moins"))
        }
        Lue::Image(None) => Issue::NeSaitPas("les dimensions de l'image ne se lisent pas".to_owned()),
        _ => Issue::Tient,
    }
}

pub(super) fn etapes_filmees(_: &Cadre<'_>, p: &Preuve<'_>) -> Issue {
    let films = p.etat.pieces.iter().filter(|x| x.genre == GenrePiece::Video);
    let (mut demandees, mut montrees) = (BTreeSet::new(), BTreeSet::new());
    for film in films {
        // A person may give more étapes than the scenario asks to film.
        if film.donnee.is_none() {
            demandees.extend(film.demandees());
        }
        if film.repond() {
            montrees.extend(film.montrees());
        }
    }
    let manquent: Vec<u32> = demandees.difference(&montrees).copied().collect();
    if montrees.is_empty() || manquent.is_empty() {
        return Issue::Tient;
    }
    Issue::Manque(format!("la vidéo ne montre pas : {}", suites(&manquent)))
}

/// `étape 3`, `étapes 3 à 5, étape 9`.
fn suites(numeros: &[u32]) -> String {
    let mut suites: Vec<(u32, u32)> = Vec::new();
    for n in numeros {
        match suites.last_mut() {
            Some((_, a)) if a.checked_add(1) == Some(*n) => *a = *n,
            _ => suites.push((*n, *n)),
        }
    }
    suites
        .iter()
        .map(|(de, a)| Numero::rem(*de, *a).dit())
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn captures_toutes(_: &Cadre<'_>, p: &Preuve<'_>) -> Issue {
    let captures = || p.etat.pieces.iter().filter(|x| x.genre == GenrePiece::Capture);
    let la = |x: &PieceDePreuve| x.repond() || captures().any(|y| y.tient_lieu_de(x));
    // One that was given and refused is told by its own rule.
    let manquent: Vec<String> = captures()
        .filter(|x| x.donnee.is_none() && !la(x))
        .map(|x| format!("« {} »", x.dit))
        .collect();
    if manquent.is_empty() || !captures().any(PieceDePreuve::repond) {
        return Issue::Tient;
    }
    Issue::Manque(format!("il manque la capture de {}", manquent.join(", ")))
}
