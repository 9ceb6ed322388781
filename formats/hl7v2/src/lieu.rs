//! Where in a message.

use segur_model::Location;

use crate::er7::Ligne;

/// A place in a segment: its line, and what leads there.
pub(crate) fn lieu(ligne: &Ligne<'_>, champ: usize, chemin: &str) -> Location {
    Location {
        line: ligne.ligne,
        column: ligne.colonne(champ),
        path: chemin.to_owned(),
    }
}
