//! What `ENVELOPE` tells of a header (RFC 3501, § 7.4.2).

use super::adresses::{Adresse, adresses};
use super::champs::{champs, deplier};

/// The envelope of a message, values as they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enveloppe {
    /// `Date`
    pub date: Option<Vec<u8>>,
    /// `Subject`
    pub sujet: Option<Vec<u8>>,
    /// `From`
    pub de: Vec<Adresse>,
    /// `Sender`, else `From`.
    pub expediteur: Vec<Adresse>,
    /// `Reply-To`, else `From`.
    pub repondre_a: Vec<Adresse>,
    /// `To`
    pub a: Vec<Adresse>,
    /// `Cc`
    pub cc: Vec<Adresse>,
    /// `Bcc`
    pub cci: Vec<Adresse>,
    /// `In-Reply-To`
    pub en_reponse_a: Option<Vec<u8>>,
    /// `Message-ID`
    pub message_id: Option<Vec<u8>>,
}

impl Enveloppe {
    /// Reads a header. Of a field that comes twice, the first text counts, and all addresses.
    #[must_use]
    pub fn lire(entete: &[u8]) -> Self {
        let mut e = Self::default();
        for c in champs(entete) {
            let valeur = || deplier(c.valeur);
            let mettre = |place: &mut Option<Vec<u8>>| {
                place.get_or_insert_with(|| valeur().into_owned());
            };
            let ajouter = |liste: &mut Vec<Adresse>| liste.extend(adresses(&valeur()));
            match c.nom.to_ascii_lowercase().as_slice() {
                b"date" => mettre(&mut e.date),
                b"subject" => mettre(&mut e.sujet),
                b"in-reply-to" => mettre(&mut e.en_reponse_a),
                b"message-id" => mettre(&mut e.message_id),
                b"from" => ajouter(&mut e.de),
                b"sender" => ajouter(&mut e.expediteur),
                b"reply-to" => ajouter(&mut e.repondre_a),
                b"to" => ajouter(&mut e.a),
                b"cc" => ajouter(&mut e.cc),
                b"bcc" => ajouter(&mut e.cci),
                _ => {}
            }
        }
        for vide in [&mut e.expediteur, &mut e.repondre_a] {
            if vide.is_empty() {
                vide.clone_from(&e.de);
            }
        }
        e
    }
}
