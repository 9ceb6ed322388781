//! What a command of IMAP shows, read in its recorded bytes.

use segur_dialecte::Piece;
use segur_model::{Exchange, Faits};

/// Facts of one command, with its answer when it came.
pub(super) fn faits(e: &Exchange, _requete: Piece<'_>, _reponse: Option<Piece<'_>>) -> Faits {
    e.faits_communs()
}
