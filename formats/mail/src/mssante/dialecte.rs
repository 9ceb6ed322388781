//! An exchange with the operator, and a mail kept as a file, read once.

use segur_dialecte::{Connu, Constateur, Dialecte, Lu, Source};
use segur_model::vocabulaire::Operation;
use segur_model::{FaitsLus, Rule};

use super::{imap, operations, smtp};
use crate::courriel::CourrielLu;

/// The dialect of the operator.
pub static DIALECTE: &dyn Dialecte = &Mssante;

struct Mssante;

impl Dialecte for Mssante {
    fn nom(&self) -> &'static str {
        "mssante"
    }

    fn regles(&self) -> &'static [&'static Rule] {
        super::REGLES
    }

    fn operations(&self) -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn lire(&self, source: &Source<'_>) -> Option<Box<dyn Lu>> {
        match *source {
            Source::Echange { e, requete, reponse } if e.service == self.nom() => {
                let faits = match e.operation.as_str() {
                    operations::MESSAGE | operations::RELAIS_ENVOI => {
                        let reponse = reponse.map(|r| &r.octets[..]);
                        return Some(Box::new(CourrielLu::de_la_transaction(e, requete.octets, reponse)));
                    }
                    o if o.starts_with("mssante.smtp.") => smtp::faits(e, requete, reponse),
                    o if o.starts_with("mssante.imap.") => imap::faits(e, requete, reponse),
                    _ => e.faits_communs(),
                };
                Some(Box::new(EchangeLu { faits: faits.into() }))
            }
            Source::Fichier { nom, octets } if nom == Some(GENRE) || semble_un_courriel(octets) => Some(Box::new(CourrielLu::lire(octets))),
            _ => None,
        }
    }
}

/// The kind of a mail that an act answers.
pub const GENRE: &str = "courriel";

/// Headers that a mail has, and other texts do not.
const CONNUS: &[&str] = &["from", "date", "message-id", "received", "return-path", "mime-version", "x-mss-nil"];

/// Whether bytes begin as a mail does: fields, of which one is known, before an empty line.
fn semble_un_courriel(octets: &[u8]) -> bool {
    let debut = octets.get(..octets.len().min(16 << 10)).unwrap_or_default();
    let mut lignes = debut.split(|o| *o == b'\n').map(<[u8]>::trim_ascii_end);
    let nom = |l: &[u8]| {
        let deux_points = memchr::memchr(b':', l)?;
        let nom = l.get(..deux_points)?;
        let admis = !nom.is_empty() && nom.iter().all(|o| o.is_ascii_alphanumeric() || *o == b'-');
        admis.then(|| String::from_utf8_lossy(nom).to_ascii_lowercase())
    };
    let Some(premier) = lignes.next().and_then(nom) else { return false };
    let connu = |n: &String| CONNUS.contains(&n.as_str());
    connu(&premier) || lignes.take_while(|l| !l.is_empty()).filter_map(nom).any(|n| connu(&n))
}

/// An exchange of which only facts are read.
#[derive(Debug, Clone, Default)]
struct EchangeLu {
    faits: FaitsLus,
}

impl Lu for EchangeLu {
    fn faits(&self) -> &FaitsLus {
        &self.faits
    }

    fn juger(&self, _: &Connu<'_>, _: &mut Constateur) {}
}
