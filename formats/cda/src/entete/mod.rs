//! Judging a document by itself.

mod bio;
mod contexte;
mod general;
mod identifiants;
mod identification;
mod participants;
mod patient;
mod professions;
mod traits;

use crate::constats::Juge;

/// What the rules of a document say of it: header, body, and what its model adds.
pub(crate) fn juger(juge: &mut Juge<'_, '_>) {
    identification::juger(juge);
    patient::juger(juge);
    participants::juger(juge);
    identifiants::juger(juge);
    contexte::juger(juge);
    general::juger(juge);
    crate::corps::juger(juge);
    crate::modeles::juger(juge);
    bio::juger(juge);
}
