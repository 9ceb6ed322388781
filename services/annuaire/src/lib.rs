//! The simulated Annuaire Santé.
