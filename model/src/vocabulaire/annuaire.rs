//! The Annuaire Santé.

use super::{Acte, Action, GenreFichier, Operation};

/// Acts.
pub(super) const ACTES: &[Acte] = &[];

/// Operations.
pub(super) const OPERATIONS: &[Operation] = &[];

/// Files.
pub(super) const FICHIERS: &[GenreFichier] = &[];

/// Actions of the bench.
pub(super) const ACTIONS: &[Action] = &[];
