//! The files that hold several things to judge: mailboxes of mails, files of HL7 v2 messages.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use segur_mail::courriel::mbox;

use super::genres::{self, Banc, Genre};
use super::{Jugement, lire};

/// What is known of a file: one judgement, or one for each mail of a mailbox or message of a file, named by its rank in it.
pub(super) fn juger(genre: Genre, fichier: &Path, banc: &Banc) -> Vec<(PathBuf, Jugement)> {
    let octets = match lire(fichier) {
        Ok(octets) => octets,
        Err(cause) => return vec![(fichier.to_owned(), Err(cause))],
    };
    let octets = Bytes::from(octets);
    let plusieurs = match genre {
        Genre::Mail if mbox::est_mbox(&octets) => mbox::courriels(&octets),
        Genre::Hl7v2 => match &segur_hl7v2::messages(&octets)[..] {
            [_] => Vec::new(),
            messages => messages.iter().map(|m| octets.slice_ref(m)).collect(),
        },
        _ => Vec::new(),
    };
    if plusieurs.is_empty() {
        let jugement = genres::juger_sans_panne(genre, fichier, &octets, banc);
        return vec![(fichier.to_owned(), jugement)];
    }
    let un = |(rang, octets): (usize, Bytes)| {
        let nom = PathBuf::from(format!("{}#{}", fichier.display(), rang + 1));
        let jugement = genres::juger_sans_panne(genre, &nom, &octets, banc);
        (nom, jugement)
    };
    plusieurs.into_iter().enumerate().map(un).collect()
}
