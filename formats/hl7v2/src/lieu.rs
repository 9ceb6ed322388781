//! Where in a message.

use segur_model::Location;

use crate::er7::{Composants, Ligne};

/// A place in a segment: its line, and what leads there.
pub(crate) fn lieu(ligne: &Ligne<'_>, champ: usize, chemin: &str) -> Location {
    Location {
        line: ligne.ligne,
        column: ligne.colonne(champ),
        path: chemin.to_owned(),
    }
}

/// A component of a repetition of a field: `PID-3[2].4`; component 0 is the whole repetition.
pub(crate) fn lieu_du_composant(ligne: &Ligne<'_>, champ: usize, repetition: &Composants<'_>, composant: usize) -> Location {
    let chemin = format!("{}-{champ}[{}]", ligne.nom(), repetition.rang);
    Location {
        line: ligne.ligne,
        column: ligne.colonne_du_composant(repetition, composant),
        path: if composant == 0 { chemin } else { format!("{chemin}.{composant}") },
    }
}
