//! Words for what a mail is.

use segur_model::World;

use super::formes::Ligne;
use crate::resume::par_ins;

/// What a mail is, in a word.
pub(super) fn genre(ligne: &Ligne) -> &'static str {
    match ligne.genre.as_str() {
        "document" => "document de santé",
        "pieces" => "pièces jointes",
        "mdn" => "accusé de lecture (MDN)",
        "dsn" if ligne.echec => "avis d'échec (DSN)",
        "dsn" => "accusé de réception (DSN)",
        "texte" => "texte",
        _ => "illisible",
    }
}

/// A size, as a person says it.
pub(super) fn taille(octets: u64) -> String {
    match octets {
        n if n >= 10 * 1024 * 1024 => format!("{} Mio", n / (1024 * 1024)),
        n if n >= 10 * 1024 => format!("{} Kio", n / 1024),
        n => format!("{n} octets"),
    }
}

/// Whose an INS is.
pub(super) fn patient(ins: &str, monde: &World) -> String {
    par_ins(ins, monde).map_or_else(|| format!("INS {ins}"), |p| format!("{} {}", p.nom_naissance, p.prenoms.join(" ")))
}
