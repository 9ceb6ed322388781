//! The pieces of a scenario that is made of two: what the text plans, and what the bench gives.

use segur_model::catalogue::Catalogue;
use segur_model::numero::cle;

use crate::grammaire::ast::{Etape, Piece, Scenario};

/// Pieces for proof numbers, as an étape holds them.
pub(super) type Preuves = Vec<(String, Vec<Piece>)>;

/// The pieces of an étape of the bench for the proofs of the imported scenario, under their imported numbers. Of an étape that a number of
/// the référentiel has, only what the bench itself gives: the text says what else is due.
pub(super) fn du_banc(etape: &Etape, importe: &Scenario, catalogue: &Catalogue) -> Preuves {
    let donne = |p: &&Piece| matches!(p, Piece::Message(_) | Piece::Document(_) | Piece::Fichier(_)) || !etape.numero.est_rem();
    let mut preuves = Preuves::new();
    for (numero, pieces) in &etape.preuves {
        let siennes: Vec<Piece> = pieces.iter().filter(donne).cloned().collect();
        if let (Some(connue), false) = (preuve(numero, importe, catalogue), siennes.is_empty()) {
            joindre(&mut preuves, &[(connue, siennes)]);
        }
    }
    preuves
}

/// The number of a proof as the imported catalogue writes it: of this scenario, else of another of its exigences.
fn preuve(numero: &str, importe: &Scenario, catalogue: &Catalogue) -> Option<String> {
    let voulue = cle(numero);
    let scenarios = || {
        let siennes = catalogue.exigences.iter().filter(|e| importe.exigences.contains(&e.id));
        siennes.flat_map(|e| &e.scenarios)
    };
    let dans = |ici: bool| {
        scenarios()
            .filter(|s| (s.id == importe.numero) == ici)
            .flat_map(|s| &s.preuves)
            .find(|p| cle(&p.id) == voulue)
    };
    dans(true).or_else(|| dans(false)).map(|p| p.id.clone())
}

/// Adds pieces to those that are there, each once.
pub(super) fn joindre(a: &mut Preuves, b: &[(String, Vec<Piece>)]) {
    for (numero, pieces) in b {
        let rang = a.iter().position(|(n, _)| n == numero).unwrap_or_else(|| {
            a.push((numero.clone(), Vec::new()));
            a.len() - 1
        });
        if let Some((_, deja)) = a.get_mut(rang) {
            for piece in pieces {
                if !deja.contains(piece) {
                    deja.push(piece.clone());
                }
            }
        }
    }
}
