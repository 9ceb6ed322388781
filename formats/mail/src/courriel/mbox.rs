//! A mailbox in one file: mails behind lines « From … », as many tools keep and export them.

use bytes::{Bytes, BytesMut};
use memchr::memchr;

/// Mails of one file.
pub const COURRIELS_MAX: usize = 10_000;

/// Whether bytes begin as a mailbox does.
#[must_use]
pub fn est_mbox(octets: &[u8]) -> bool {
    octets.starts_with(b"From ")
}

/// The mails of a mailbox, `>From` undone, without the empty line that ends each; none when it does not begin as one. Beyond
/// [`COURRIELS_MAX`] nothing is given.
#[must_use]
pub fn courriels(octets: &Bytes) -> Vec<Bytes> {
    let mut trouves = Vec::new();
    let mut courant: Option<BytesMut> = None;
    let (mut ou, mut vide) = (0, true);
    while let Some(reste) = octets.get(ou..).filter(|r| !r.is_empty()) {
        let fin = memchr(b'\n', reste).map_or(reste.len(), |n| n + 1);
        let ligne = reste.get(..fin).unwrap_or_default();
        ou += fin;
        if vide && est_mbox(ligne) {
            if trouves.len() >= COURRIELS_MAX {
                break;
            }
            trouves.extend(courant.take().map(finir));
            courant = Some(BytesMut::new());
            vide = false;
            continue;
        }
        vide = ligne.trim_ascii().is_empty();
        if let Some(mail) = &mut courant {
            // « >From », « >>From »: one « > » was added.
            let ajoutes = ligne.iter().take_while(|o| **o == b'>').count();
            let echappee = ajoutes > 0 && est_mbox(ligne.get(ajoutes..).unwrap_or_default());
            mail.extend_from_slice(if echappee { ligne.get(1..).unwrap_or_default() } else { ligne });
        }
    }
    trouves.extend(courant.map(finir));
    trouves
}

/// The empty line before the next « From » is of the mailbox, not of the mail.
fn finir(mail: BytesMut) -> Bytes {
    let mail = mail.freeze();
    for fin in [&b"\r\n\r\n"[..], b"\n\n"] {
        if mail.ends_with(fin) {
            return mail.slice(..mail.len() - fin.len() / 2);
        }
    }
    mail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_gives_its_mails() {
        let mbox = Bytes::from_static(
            b"From a@b Mon Jan  1 00:00:00 2026\nSubject: un\n\nbonjour\n>From moi\n>>From lui\nFrom quelqu'un, au milieu\n\n\
              From a@b Mon Jan  1 00:00:01 2026\r\nSubject: deux\r\n\r\nfin\r\n",
        );
        let lus = courriels(&mbox);
        assert_eq!(lus.len(), 2);
        assert_eq!(
            &lus[0][..],
            b"Subject: un\n\nbonjour\nFrom moi\n>From lui\nFrom quelqu'un, au milieu\n"
        );
        assert_eq!(&lus[1][..], b"Subject: deux\r\n\r\nfin\r\n");
        assert!(courriels(&Bytes::from_static(b"Subject: seul\n\n")).is_empty());
    }
}
