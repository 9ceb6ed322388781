//! The same rules at the door: what the examination would say of one piece, before it is kept.

use super::affaire::{Cadre, Preuve};
use super::controles::Fonction;
use super::regles::regles;
use super::resultat::Remarque;
use super::{Consequence, remarquer, visees};
use crate::DossierError;

/// A rule that does not hold or could not be judged, and whether it keeps the piece out.
pub(crate) struct Dite {
    pub(crate) remarque: Remarque,
    pub(crate) refuse: bool,
}

/// Every rule about the pieces of a proof, put to the only one that comes. What is judged of the proof as a whole waits for the dossier.
pub(crate) fn juger(cadre: &Cadre<'_>, preuve: &Preuve<'_>) -> Result<Vec<Dite>, DossierError> {
    let mut dites = Vec::new();
    for r in visees(regles()?, preuve) {
        let Fonction::Piece(f) = r.controle.fonction() else { continue };
        for p in preuve.pieces.iter().filter(|p| r.vise_piece(p.genre)) {
            if let Some(remarque) = remarquer(r, f(r, cadre, preuve, p), &[]) {
                dites.push(Dite {
                    refuse: remarque.consequence == Consequence::Revient && r.refuse(&remarque.vu),
                    remarque,
                });
            }
        }
    }
    Ok(dites)
}
