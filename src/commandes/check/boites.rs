//! The files that hold several things to judge: mailboxes of mails.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use segur_mail::courriel::mbox;

use super::genres::{self, Banc, Genre};
use super::{Jugement, lire};

/// What is known of a file: one judgement, or one for each mail of a mailbox, named by its rank in it.
pub(super) fn juger(genre: Genre, fichier: &Path, banc: &Banc) -> Vec<(PathBuf, Jugement)> {
    let octets = match lire(fichier) {
        Ok(octets) => octets,
        Err(cause) => return vec![(fichier.to_owned(), Err(cause))],
    };
    if genre != Genre::Mail || !mbox::est_mbox(&octets) {
        let jugement = genres::juger_sans_panne(genre, fichier, &octets, banc);
        return vec![(fichier.to_owned(), jugement)];
    }
    let un = |(rang, mail): (usize, Bytes)| {
        let nom = PathBuf::from(format!("{}#{}", fichier.display(), rang + 1));
        let jugement = genres::juger_sans_panne(genre, &nom, &mail, banc);
        (nom, jugement)
    };
    mbox::courriels(&Bytes::from(octets)).into_iter().enumerate().map(un).collect()
}
