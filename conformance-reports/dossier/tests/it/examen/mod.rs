//! The examination: a dossier that is right, and as many that are wrong on purpose as there are rules.

pub mod juste;
mod lisible;
mod mauvais;
mod pieces;
mod regles;
mod un_par_un;

use segur_dossier::examen::{Examen, Reglage, examiner};
use time::macros::date;

use crate::exemple::Campagne;

/// Writes a campaign, and examines what was written on the same day.
pub fn examen(c: &Campagne) -> Examen {
    let (_tmp, chemin) = c.poser();
    examiner(&chemin, &REGLAGE).unwrap()
}

pub const REGLAGE: Reglage<'_> = Reglage {
    jour: date!(2026 - 11 - 28),
    catalogues: &[],
};
