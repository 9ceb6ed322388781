//! An answer that is being made, and the exchange that it becomes.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use segur_imap::message::valeur;
use segur_imap::reponse::{self, Etat};
use segur_imap::{Ecrit, Piece};
use segur_kit::{Envoi, Morceau, Replique, Suite};

use crate::courrier::Corps;

/// An answer, and the mails whose bytes it carries.
#[derive(Default)]
pub(super) struct Dite {
    pub e: Ecrit,
    corps: BTreeMap<u32, Arc<Corps>>,
    negative: bool,
}

impl Dite {
    pub fn nouvelle() -> Self {
        Self::default()
    }

    /// A line as it stands.
    pub fn ligne(&mut self, texte: &str) {
        self.e.brut(texte).fin();
    }

    pub fn etiquetee(&mut self, etiquette: &str, etat: Etat, code: Option<&str>, texte: &str) {
        self.negative |= matches!(etat, Etat::No | Etat::Bad);
        reponse::etiquetee(&mut self.e, etiquette, etat, code, texte);
    }

    pub fn sans_etiquette(&mut self, etat: Etat, code: Option<&str>, texte: &str) {
        reponse::sans_etiquette(&mut self.e, etat, code, texte);
    }

    /// The bytes of this mail will be asked for by its UID.
    pub fn connaitre(&mut self, uid: u32, corps: &Arc<Corps>) {
        self.corps.entry(uid).or_insert_with(|| corps.clone());
    }

    pub fn replique(self, suite: Suite) -> Replique {
        let Self { e, corps, negative } = self;
        let mut envois = Vec::new();
        for piece in e.pieces() {
            match piece {
                Piece::Octets(o) => envois.push(Envoi::Octets(o)),
                Piece::Corps { uid, plage } => envois.extend(corps.get(&uid).into_iter().flat_map(|c| tranches(c, &plage))),
            }
        }
        let octets = match envois.first() {
            Some(Envoi::Octets(o)) => {
                let o = o.clone();
                envois.remove(0);
                o
            }
            _ => Bytes::new(),
        };
        Replique {
            envois,
            negative,
            ..Replique::nouvelle(octets, suite)
        }
    }
}

/// Some bytes of a mail: those of its trace, which are in memory, and those that are kept.
fn tranches(corps: &Corps, plage: &Range<u64>) -> Vec<Envoi> {
    let coupe = corps.prefixe.len() as u64;
    let mut envois = Vec::new();
    if plage.start < coupe {
        let vers = |n: u64| usize::try_from(n.min(coupe)).unwrap_or(usize::MAX);
        envois.push(Envoi::Octets(corps.prefixe.slice(vers(plage.start)..vers(plage.end))));
    }
    let debut = plage.start.max(coupe) - coupe;
    let longueur = (plage.end.max(coupe) - coupe).min(corps.octets.longueur).saturating_sub(debut);
    if longueur > 0 {
        let morceau = Morceau {
            corps: corps.octets.corps.clone(),
            debut: corps.octets.debut + debut,
            longueur,
        };
        let mention = mention(corps, &morceau);
        envois.push(Envoi::Garde { morceau, mention });
    }
    envois
}

/// What stands for the bytes of a mail in the record: how many, where they are, of which mail.
fn mention(corps: &Corps, morceau: &Morceau) -> Bytes {
    let id = valeur(&corps.entetes, "Message-ID").unwrap_or_default();
    let id: String = String::from_utf8_lossy(&id)
        .chars()
        .filter(|c| c.is_ascii_graphic() && *c != ']')
        .take(200)
        .collect();
    format!(
        "[corps : {} octets, sha256={}, depuis={}, message-id={id}]",
        morceau.longueur, morceau.corps, morceau.debut
    )
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_is_part_trace_and_part_mail() {
        let corps = Corps::nouveau(
            "Return-Path: <a@b.fr>\r\n",
            b"Message-ID: <1@b.fr>\r\n\r\ncorps",
            Morceau {
                corps: "abc".into(),
                debut: 100,
                longueur: 29,
            },
        );
        let dits = |plage: Range<u64>| -> Vec<String> {
            tranches(&corps, &plage)
                .into_iter()
                .map(|e| match e {
                    Envoi::Octets(o) => String::from_utf8(o.to_vec()).unwrap(),
                    Envoi::Garde { morceau, mention } => {
                        let m = String::from_utf8(mention.to_vec()).unwrap();
                        assert!(
                            m.contains("message-id=<1@b.fr>") && m.contains(&format!("{} octets", morceau.longueur)),
                            "{m}"
                        );
                        format!("{}+{}", morceau.debut, morceau.longueur)
                    }
                })
                .collect()
        };
        assert_eq!(dits(0..52), ["Return-Path: <a@b.fr>\r\n", "100+29"]);
        assert_eq!(dits(0..10), ["Return-Pat"]);
        assert_eq!(dits(20..25), [">\r\n", "100+2"]);
        assert_eq!(dits(23..52), ["100+29"]);
        assert_eq!(dits(30..32), ["107+2"]);
        assert_eq!(dits(52..52), [""; 0]);
        assert_eq!(dits(23..99), ["100+29"], "never beyond the mail");
    }
}
