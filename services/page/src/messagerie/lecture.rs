//! Words for what a mail is.

use segur_ecran::courriel;
use segur_model::World;

use super::formes::Ligne;
use crate::resume::par_ins;

/// What a mail is, in a word.
pub(super) fn genre(ligne: &Ligne) -> &'static str {
    courriel::genre(&ligne.genre, ligne.echec)
}

/// Whose an INS is.
pub(super) fn patient(ins: &str, monde: &World) -> String {
    par_ins(ins, monde).map_or_else(|| format!("INS {ins}"), |p| format!("{} {}", p.nom_naissance, p.prenoms.join(" ")))
}
