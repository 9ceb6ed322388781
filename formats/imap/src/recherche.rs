//! The keys of a search, and whether a message answers them (RFC 3501, § 6.4.4).

use std::ops::RangeInclusive;

use bytes::Bytes;
use time::{Date, OffsetDateTime};

use crate::drapeau::Drapeau;
use crate::ensemble::Ensemble;
use crate::message::{self, champs, date_du_champ, decoder_mots, deplier, valeur};

/// Keys. `E` is what a set of messages is: as written, then as ranges once the mailbox is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Critere<E = Ensemble> {
    /// Every message.
    Tous,
    /// All of them.
    Et(Vec<Critere<E>>),
    /// One of two.
    Ou(Box<Critere<E>>, Box<Critere<E>>),
    /// Not this.
    Non(Box<Critere<E>>),
    /// Has a flag.
    Porte(Drapeau),
    /// `\Recent`
    Recent,
    /// By number.
    Numeros(E),
    /// By UID.
    Uids(E),
    /// Received before this day.
    Avant(Date),
    /// Received on this day.
    Le(Date),
    /// Received on this day, or after.
    Depuis(Date),
    /// Dated before this day.
    EnvoyeAvant(Date),
    /// Dated of this day.
    EnvoyeLe(Date),
    /// Dated of this day, or after.
    EnvoyeDepuis(Date),
    /// Larger, in bytes.
    PlusGrand(u64),
    /// Smaller, in bytes.
    PlusPetit(u64),
    /// Received so many seconds ago, or before.
    PlusVieux(u64),
    /// Received so many seconds ago, or since.
    PlusJeune(u64),
    /// A field holds a text; an empty one: the field is there.
    Champ {
        /// Its name.
        nom: String,
        /// The text.
        contient: String,
    },
    /// The body holds a text.
    Corps(String),
    /// The header or the body holds a text.
    Texte(String),
    /// Changed at this point, or after (RFC 7162).
    Modseq(u64),
}

/// A message, as a search sees it. What costs is asked last, and only if it may change the answer.
pub trait Cherche {
    /// Its number.
    fn numero(&self) -> u32;
    /// Its UID.
    fn uid(&self) -> u32;
    /// Whether it has a flag.
    fn porte(&self, drapeau: &Drapeau) -> bool;
    /// Whether this session is the first to be told of it.
    fn recent(&self) -> bool;
    /// When it last changed.
    fn modseq(&self) -> u64;
    /// Its size.
    fn taille(&self) -> u64;
    /// When it was received.
    fn date(&self) -> OffsetDateTime;
    /// Its header.
    fn entete(&self) -> Bytes;
    /// All of it.
    fn message(&self) -> Bytes;
}

/// What a search knows of the mailbox.
#[derive(Debug, Clone, Copy)]
pub struct Boite<'a> {
    /// How many messages there are.
    pub messages: u32,
    /// The largest UID.
    pub dernier_uid: u32,
    /// UIDs that the last search kept, ascending (`$`).
    pub memoire: &'a [u32],
    /// Now.
    pub maintenant: OffsetDateTime,
}

/// Ranges, in order.
type Plages = Vec<RangeInclusive<u32>>;

/// Keys of which each set is known.
#[derive(Debug, Clone)]
pub struct Prepare {
    critere: Critere<Plages>,
    maintenant: OffsetDateTime,
}

impl<E> Critere<E> {
    /// All of these.
    #[must_use]
    pub fn tous(mut criteres: Vec<Self>) -> Self {
        match criteres.len() {
            1 => criteres.pop().unwrap_or(Self::Tous),
            _ => Self::Et(criteres),
        }
    }

    /// Not this.
    #[must_use]
    #[allow(clippy::self_named_constructors, reason = "the word of the key")]
    pub fn non(critere: Self) -> Self {
        Self::Non(Box::new(critere))
    }

    /// Whether a point of change is part of the keys: the answer then tells the highest.
    #[must_use]
    pub fn veut_modseq(&self) -> bool {
        match self {
            Self::Modseq(_) => true,
            Self::Et(c) => c.iter().any(Self::veut_modseq),
            Self::Ou(a, b) => a.veut_modseq() || b.veut_modseq(),
            Self::Non(c) => c.veut_modseq(),
            _ => false,
        }
    }

    /// What it costs to know: nothing, the header, the body.
    fn cout(&self) -> u8 {
        match self {
            Self::Et(c) => c.iter().map(Self::cout).max().unwrap_or_default(),
            Self::Ou(a, b) => a.cout().max(b.cout()),
            Self::Non(c) => c.cout(),
            Self::Champ { .. } | Self::EnvoyeAvant(_) | Self::EnvoyeLe(_) | Self::EnvoyeDepuis(_) => 1,
            Self::Corps(_) | Self::Texte(_) => 2,
            _ => 0,
        }
    }
}

impl Critere {
    /// The keys before a mailbox: sets resolved, texts in lower case, what costs least first.
    #[must_use]
    pub fn preparer(&self, boite: &Boite<'_>) -> Prepare {
        Prepare {
            critere: self.resoudre(boite),
            maintenant: boite.maintenant,
        }
    }

    fn resoudre(&self, b: &Boite<'_>) -> Critere<Plages> {
        match self {
            Self::Tous => Critere::Tous,
            Self::Et(criteres) => {
                let mut criteres: Vec<_> = criteres.iter().map(|c| c.resoudre(b)).collect();
                criteres.sort_by_key(Critere::cout);
                Critere::Et(criteres)
            }
            Self::Ou(un, autre) => {
                let (un, autre) = (un.resoudre(b), autre.resoudre(b));
                let (un, autre) = if autre.cout() < un.cout() { (autre, un) } else { (un, autre) };
                Critere::Ou(Box::new(un), Box::new(autre))
            }
            Self::Non(c) => Critere::non(c.resoudre(b)),
            Self::Porte(d) => Critere::Porte(d.clone()),
            Self::Recent => Critere::Recent,
            // `$` is kept as UIDs, whichever way it is asked.
            Self::Numeros(Ensemble::Memoire) | Self::Uids(Ensemble::Memoire) => {
                Critere::Uids(Ensemble::de(b.memoire.iter().copied()).plages(b.dernier_uid))
            }
            Self::Numeros(e) => Critere::Numeros(e.plages(b.messages)),
            Self::Uids(e) => Critere::Uids(e.plages(b.dernier_uid)),
            Self::Avant(d) => Critere::Avant(*d),
            Self::Le(d) => Critere::Le(*d),
            Self::Depuis(d) => Critere::Depuis(*d),
            Self::EnvoyeAvant(d) => Critere::EnvoyeAvant(*d),
            Self::EnvoyeLe(d) => Critere::EnvoyeLe(*d),
            Self::EnvoyeDepuis(d) => Critere::EnvoyeDepuis(*d),
            Self::PlusGrand(n) => Critere::PlusGrand(*n),
            Self::PlusPetit(n) => Critere::PlusPetit(*n),
            Self::PlusVieux(n) => Critere::PlusVieux(*n),
            Self::PlusJeune(n) => Critere::PlusJeune(*n),
            Self::Champ { nom, contient } => Critere::Champ {
                nom: nom.clone(),
                contient: contient.to_lowercase(),
            },
            Self::Corps(t) => Critere::Corps(t.to_lowercase()),
            Self::Texte(t) => Critere::Texte(t.to_lowercase()),
            Self::Modseq(n) => Critere::Modseq(*n),
        }
    }
}

impl Prepare {
    /// Whether a message answers the keys.
    #[must_use]
    pub fn retient(&self, m: &impl Cherche) -> bool {
        self.critere.retient(m, self.maintenant)
    }

    /// Whether the header of each message will be read, or more.
    #[must_use]
    pub fn lit_les_messages(&self) -> bool {
        self.critere.cout() > 0
    }
}

impl Critere<Plages> {
    fn retient(&self, m: &impl Cherche, maintenant: OffsetDateTime) -> bool {
        let dedans = |plages: &Plages, n: u32| {
            let i = plages.partition_point(|p| *p.end() < n);
            plages.get(i).is_some_and(|p| p.contains(&n))
        };
        let envoye = || valeur(&m.entete(), "Date").and_then(|d| date_du_champ(&d));
        let age = || u64::try_from((maintenant - m.date()).whole_seconds()).unwrap_or_default();
        match self {
            Self::Tous => true,
            Self::Et(criteres) => criteres.iter().all(|c| c.retient(m, maintenant)),
            Self::Ou(un, autre) => un.retient(m, maintenant) || autre.retient(m, maintenant),
            Self::Non(c) => !c.retient(m, maintenant),
            Self::Porte(d) => m.porte(d),
            Self::Recent => m.recent(),
            Self::Numeros(plages) => dedans(plages, m.numero()),
            Self::Uids(plages) => dedans(plages, m.uid()),
            Self::Avant(d) => m.date().date() < *d,
            Self::Le(d) => m.date().date() == *d,
            Self::Depuis(d) => m.date().date() >= *d,
            Self::EnvoyeAvant(d) => envoye().is_some_and(|e| e < *d),
            Self::EnvoyeLe(d) => envoye().is_some_and(|e| e == *d),
            Self::EnvoyeDepuis(d) => envoye().is_some_and(|e| e >= *d),
            Self::PlusGrand(n) => m.taille() > *n,
            Self::PlusPetit(n) => m.taille() < *n,
            Self::PlusVieux(n) => age() >= *n,
            Self::PlusJeune(n) => age() <= *n,
            Self::Champ { nom, contient } => champ_contient(&m.entete(), nom, contient),
            Self::Corps(texte) => corps_contient(&m.message(), texte),
            Self::Texte(texte) => {
                let message = m.message();
                let entete = &message[..message::fin_entete(&message)];
                if champs(entete).any(|c| texte_contient(&deplier(c.brut), texte)) {
                    return true;
                }
                // The names of attachments stand in the header of their parts, which TEXT looks into (RFC 9051, 6.4.4) and BODY does not.
                let structure = message::structure(&message);
                let mut plait = |t: &str| contient(t, texte);
                message::entetes_des_parties(&message, &structure, &mut plait) || message::textes(&message, &structure, &mut plait)
            }
            Self::Modseq(n) => m.modseq() >= *n,
        }
    }
}

fn champ_contient(entete: &[u8], nom: &str, texte: &str) -> bool {
    champs(entete)
        .filter(|c| c.nom.eq_ignore_ascii_case(nom.as_bytes()))
        .any(|c| texte_contient(&deplier(c.valeur), texte))
}

/// Whether a value, encoded words read, holds a text in lower case.
fn texte_contient(valeur: &[u8], texte: &str) -> bool {
    if valeur.is_ascii() && memchr::memmem::find(valeur, b"=?").is_none() {
        return texte.is_ascii() && contient_ascii(valeur, texte.as_bytes());
    }
    contient(&decoder_mots(valeur), texte)
}

fn contient(foin: &str, texte: &str) -> bool {
    if foin.is_ascii() {
        return texte.is_ascii() && contient_ascii(foin.as_bytes(), texte.as_bytes());
    }
    foin.to_lowercase().contains(texte)
}

/// Without a copy: most headers are ASCII, and there are many.
fn contient_ascii(foin: &[u8], texte: &[u8]) -> bool {
    let Some((premier, reste)) = texte.split_first() else { return true };
    memchr::memchr2_iter(*premier, premier.to_ascii_uppercase(), foin)
        .any(|i| foin.get(i + 1..i + 1 + reste.len()).is_some_and(|f| f.eq_ignore_ascii_case(reste)))
}

fn corps_contient(octets: &[u8], texte: &str) -> bool {
    let structure = message::structure(octets);
    message::textes(octets, &structure, &mut |t| contient(t, texte))
}
