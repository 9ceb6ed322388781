//! A film: what its container says of itself, never the film. See `docs/decisions/0019-films.md`.

mod boites;
mod conteneur;

use std::io::{Cursor, Read, Seek};
use std::time::Duration;

use time::OffsetDateTime;

use super::contenu::Lecture;
use super::{Demande, Note, Refus, note};
use crate::examen::Consequence;

/// A recorder that writes the hour of its clock on the wall is ahead by this much at most.
const FUSEAU: time::Duration = time::Duration::hours(14);

/// What a container says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Film {
    duree: Option<Duration>,
    cree: Option<OffsetDateTime>,
    /// Width and height of the picture.
    cotes: Option<(u32, u32)>,
}

/// Judges a film; gives how long it lasts, where that is known.
pub(super) fn juger(d: &Demande<'_>, conteneur: &str, lecture: &mut Lecture<'_>, notes: &mut Vec<Note>) -> Result<Option<Duration>, Refus> {
    let film = lire(conteneur, lecture)?;
    anterieur(d, film, lecture, notes)?;
    if film.duree.is_none() {
        notes.push(note(
            "depot.film.duree",
            "La durée d'un film se lit dans son conteneur.",
            Consequence::NeSaitPas,
            format!("durée non lue ({conteneur}) : les repères ne peuvent pas être comparés à la fin du film"),
            "Vérifier en le lisant que le film va jusqu'à la dernière étape ; un mp4 ou un mkv dit sa durée.",
        ));
    }
    Ok(film.duree)
}

fn lire(conteneur: &str, lecture: &mut Lecture<'_>) -> Result<Film, Refus> {
    let taille = lecture.taille;
    let Some(flux) = lecture.flux.as_mut() else {
        // A film is never a text of the command line.
        return Err(Refus::Film("il n'est pas dans un fichier".to_owned()));
    };
    lire_flux(conteneur, flux, taille).map_err(Refus::Film)
}

/// Reads a container, whatever holds it. An error says that it shows nothing.
fn lire_flux<R: Read + Seek>(conteneur: &str, flux: &mut R, taille: u64) -> Result<Film, String> {
    match conteneur {
        "mp4" | "mov" | "3gp" => {
            // The library is given the table alone: how far it reads is bounded here.
            let boites::Entier { fragments, table } = boites::entier(flux, taille)?;
            let Some(film) = table.and_then(|t| conteneur::lire(&mut Cursor::new(t))) else {
                return Ok(Film::default());
            };
            match film {
                Film { cotes: None, .. } => Err("aucune piste d'image n'y est décrite".to_owned()),
                Film { duree: None, .. } if !fragments => Err("il dit durer 0 seconde".to_owned()),
                film => Ok(film),
            }
        }
        "mkv" | "webm" => {
            boites::segment(flux, taille)?;
            Ok(conteneur::lire(flux).unwrap_or_default())
        }
        _ => Ok(Film::default()),
    }
}

/// A film of before the campaign shows another passage.
fn anterieur(d: &Demande<'_>, film: Film, lecture: &Lecture<'_>, notes: &mut Vec<Note>) -> Result<(), Refus> {
    let (instant, dont) = match (film.cree, lecture.modifie) {
        (Some(cree), _) => (cree, "instant d'enregistrement que dit le film"),
        (None, Some(modifie)) => (
            modifie,
            "dernière écriture du fichier : le film ne dit pas quand il a été enregistré",
        ),
        (None, None) => {
            notes.push(note(
                "depot.film.instant",
                "Un film est de la campagne.",
                Consequence::NeSaitPas,
                "ni le film ni son fichier ne disent quand il a été enregistré".to_owned(),
                "Vérifier que la date et l'heure du système se voient à l'écran.",
            ));
            return Ok(());
        }
    };
    // An instant of the container is told to the second.
    if instant.unix_timestamp() < d.ouverte.unix_timestamp() {
        return Err(Refus::Anterieur {
            film: instant,
            dont,
            ouverte: d.ouverte,
        });
    }
    if instant > OffsetDateTime::now_utc().saturating_add(FUSEAU) {
        notes.push(note(
            "depot.film.futur",
            "Un film n'est pas daté dans le futur.",
            Consequence::Avertit,
            format!("le {} ({dont})", segur_model::texte::date(instant)),
            "Mettre à l'heure le poste qui filme, et vérifier la date et l'heure qui se voient à l'écran.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
