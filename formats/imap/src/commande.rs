//! What a client asks.

use std::fmt::{Display, Formatter};

use bytes::Bytes;
use time::OffsetDateTime;

use crate::drapeau::Drapeau;
use crate::ensemble::Ensemble;
use crate::message::Section;
use crate::recherche::Critere;

/// A command, and the tag by which its answer is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Requete {
    /// Its tag.
    pub etiquette: String,
    /// What is asked.
    pub commande: Commande,
}

/// A set of messages, and whether it is told by UID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Designes {
    /// The set.
    pub ensemble: Ensemble,
    /// By UID, not by number.
    pub uid: bool,
}

/// What is asked. Names of mailboxes are decoded.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the verbs of the RFCs, which say more than a line could")]
pub enum Commande {
    Capability,
    Noop,
    Logout,
    Starttls,
    Namespace,
    Check,
    Close,
    Unselect,
    Idle,
    /// What the client says of itself.
    Id(Vec<(String, Option<String>)>),
    Authenticate {
        /// In upper case.
        mecanisme: String,
        /// The initial response, decoded (RFC 4959).
        reponse: Option<Vec<u8>>,
    },
    Login {
        nom: String,
        mot_de_passe: String,
    },
    /// In upper case.
    Enable(Vec<String>),
    Select {
        dossier: String,
        /// EXAMINE.
        lecture_seule: bool,
        condstore: bool,
    },
    Create {
        dossier: String,
        /// The uses that it is made for (`\Sent`; RFC 6154).
        usages: Vec<String>,
    },
    Delete {
        dossier: String,
    },
    Rename {
        de: String,
        vers: String,
    },
    Subscribe {
        dossier: String,
    },
    Unsubscribe {
        dossier: String,
    },
    List(Liste),
    Lsub {
        reference: String,
        motif: String,
    },
    Status {
        dossier: String,
        quoi: Vec<Compte>,
    },
    Append {
        dossier: String,
        drapeaux: Vec<Drapeau>,
        date: Option<OffsetDateTime>,
        message: Bytes,
    },
    Expunge {
        /// Those only (UID EXPUNGE, RFC 4315).
        uids: Option<Ensemble>,
    },
    Search(Recherche),
    Fetch {
        designes: Designes,
        items: Vec<Item>,
        /// Only what changed since (RFC 7162).
        change_depuis: Option<u64>,
    },
    Store {
        designes: Designes,
        comment: Changement,
        drapeaux: Vec<Drapeau>,
        /// The client does not want to be told the flags.
        silencieux: bool,
        /// Only what did not change since (RFC 7162).
        inchange_depuis: Option<u64>,
    },
    Copy {
        designes: Designes,
        dossier: String,
    },
    Move {
        designes: Designes,
        dossier: String,
    },
    GetQuota {
        racine: String,
    },
    GetQuotaRoot {
        dossier: String,
    },
}

/// How STORE changes flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changement {
    /// `FLAGS`
    Remplacer,
    /// `+FLAGS`
    Ajouter,
    /// `-FLAGS`
    Retirer,
}

/// LIST, extended or not (RFC 5258, 5819, 6154).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Liste {
    /// Subscribed ones only.
    pub abonnes: bool,
    /// Those too that only have a child that matches.
    pub parents: bool,
    /// Those only that have a use.
    pub usages: bool,
    /// What the patterns are relative to.
    pub reference: String,
    /// Patterns: one that matches is enough.
    pub motifs: Vec<String>,
    /// What is told of each, when it was asked (`RETURN`).
    pub retour: Option<Retour>,
}

/// What LIST tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retour {
    /// `SUBSCRIBED`
    pub abonnes: bool,
    /// `CHILDREN`
    pub enfants: bool,
    /// `SPECIAL-USE`
    pub usages: bool,
    /// `STATUS (…)`
    pub comptes: Vec<Compte>,
}

/// What STATUS counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of the RFCs")]
pub enum Compte {
    Messages,
    Recent,
    UidNext,
    UidValidity,
    Unseen,
    Deleted,
    Size,
    HighestModseq,
}

impl Compte {
    /// Each, by its name on the wire.
    pub const TOUS: [(Self, &str); 8] = [
        (Self::Messages, "MESSAGES"),
        (Self::Recent, "RECENT"),
        (Self::UidNext, "UIDNEXT"),
        (Self::UidValidity, "UIDVALIDITY"),
        (Self::Unseen, "UNSEEN"),
        (Self::Deleted, "DELETED"),
        (Self::Size, "SIZE"),
        (Self::HighestModseq, "HIGHESTMODSEQ"),
    ];

    /// Reads one, in any case.
    #[must_use]
    pub fn lire(texte: &str) -> Option<Self> {
        Self::TOUS.iter().find(|(_, n)| n.eq_ignore_ascii_case(texte)).map(|(c, _)| *c)
    }

    /// Its name on the wire.
    #[must_use]
    pub fn nom(self) -> &'static str {
        Self::TOUS.iter().find(|(c, _)| *c == self).map_or("", |(_, n)| n)
    }
}

/// SEARCH.
#[derive(Debug, Clone, PartialEq)]
pub struct Recherche {
    /// The answer is told by UID.
    pub uid: bool,
    /// What is told, when it was asked (`RETURN`, RFC 4731): the answer is then ESEARCH.
    pub retour: Option<Resultats>,
    /// The keys.
    pub critere: Critere,
}

/// What ESEARCH tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of the RFC")]
pub struct Resultats {
    pub min: bool,
    pub max: bool,
    pub tous: bool,
    pub compte: bool,
    /// `SAVE` (RFC 5182).
    pub garder: bool,
}

/// What FETCH asks of each message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// `FLAGS`
    Drapeaux,
    /// `UID`
    Uid,
    /// `INTERNALDATE`
    Date,
    /// `RFC822.SIZE`
    Taille,
    /// `ENVELOPE`
    Enveloppe,
    /// `BODYSTRUCTURE`, or `BODY` without the extensions.
    Structure {
        /// With them.
        etendue: bool,
    },
    /// `MODSEQ`
    Modseq,
    /// `BODY[…]`, `RFC822`…
    Corps(Corps),
    /// `BINARY[…]` (RFC 3516): the part without its transfer encoding.
    Binaire(Corps),
    /// `BINARY.SIZE[…]`
    TailleBinaire(Vec<u32>),
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corps {
    /// Which.
    pub section: Section,
    /// From a byte, so many at most.
    pub partiel: Option<(u32, u32)>,
    /// The message is not seen for it.
    pub discret: bool,
    /// The name under which it is told, when it was asked in the manner of RFC 822.
    pub nom: Option<&'static str>,
}

impl Item {
    /// Whether asking it makes the message seen.
    #[must_use]
    pub fn marque(&self) -> bool {
        matches!(self, Self::Corps(c) | Self::Binaire(c) if !c.discret)
    }
}

impl Display for Item {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let corps = |f: &mut Formatter<'_>, mot: &str, c: &Corps| {
            let peek = if c.discret { ".PEEK" } else { "" };
            write!(f, "{mot}{peek}[{}]", c.section)?;
            c.partiel.map_or(Ok(()), |(debut, nombre)| write!(f, "<{debut}.{nombre}>"))
        };
        match self {
            Self::Drapeaux => f.write_str("FLAGS"),
            Self::Uid => f.write_str("UID"),
            Self::Date => f.write_str("INTERNALDATE"),
            Self::Taille => f.write_str("RFC822.SIZE"),
            Self::Enveloppe => f.write_str("ENVELOPE"),
            Self::Structure { etendue: true } => f.write_str("BODYSTRUCTURE"),
            Self::Structure { etendue: false } => f.write_str("BODY"),
            Self::Modseq => f.write_str("MODSEQ"),
            Self::Corps(Corps { nom: Some(nom), .. }) => f.write_str(nom),
            Self::Corps(c) => corps(f, "BODY", c),
            Self::Binaire(c) => corps(f, "BINARY", c),
            Self::TailleBinaire(chemin) => {
                let chemin: Vec<String> = chemin.iter().map(u32::to_string).collect();
                write!(f, "BINARY.SIZE[{}]", chemin.join("."))
            }
        }
    }
}

impl Commande {
    /// The set of messages is what the last search kept.
    pub(crate) fn memoire(&mut self) {
        match self {
            Self::Fetch { designes, .. } | Self::Store { designes, .. } | Self::Copy { designes, .. } | Self::Move { designes, .. } => {
                designes.ensemble = Ensemble::Memoire;
            }
            Self::Expunge { uids: Some(uids) } => *uids = Ensemble::Memoire,
            _ => {}
        }
    }

    /// The verb, in lower case, as operations name it. What a command does to UIDs does not change it.
    #[must_use]
    pub fn verbe(&self) -> &'static str {
        match self {
            Self::Capability => "capability",
            Self::Noop => "noop",
            Self::Logout => "logout",
            Self::Starttls => "starttls",
            Self::Namespace => "namespace",
            Self::Check => "check",
            Self::Close => "close",
            Self::Unselect => "unselect",
            Self::Idle => "idle",
            Self::Id(_) => "id",
            Self::Authenticate { .. } => "authenticate",
            Self::Login { .. } => "login",
            Self::Enable(_) => "enable",
            Self::Select { lecture_seule: false, .. } => "select",
            Self::Select { lecture_seule: true, .. } => "examine",
            Self::Create { .. } => "create",
            Self::Delete { .. } => "delete",
            Self::Rename { .. } => "rename",
            Self::Subscribe { .. } => "subscribe",
            Self::Unsubscribe { .. } => "unsubscribe",
            Self::List(_) => "list",
            Self::Lsub { .. } => "lsub",
            Self::Status { .. } => "status",
            Self::Append { .. } => "append",
            Self::Expunge { .. } => "expunge",
            Self::Search(_) => "search",
            Self::Fetch { .. } => "fetch",
            Self::Store { .. } => "store",
            Self::Copy { .. } => "copy",
            Self::Move { .. } => "move",
            Self::GetQuota { .. } => "getquota",
            Self::GetQuotaRoot { .. } => "getquotaroot",
        }
    }
}
