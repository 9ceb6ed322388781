//! From the types of `imap-codec` to ours.

use bytes::Bytes;
use imap_types::auth::AuthMechanism;
use imap_types::command::{CommandBody, FetchModifier, SelectParameter, StoreModifier};
use imap_types::core::AString;
use imap_types::datetime::DateTime;
use imap_types::fetch::{MacroOrMessageDataItemNames, MessageDataItemName, Part, Section as SectionDite};
use imap_types::flag::{Flag, StoreResponse, StoreType};
use imap_types::mailbox::{ListMailbox, Mailbox};
use imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};
use imap_types::status::StatusDataItemName;
use time::{OffsetDateTime, UtcOffset};

use super::{Raison, Reglage};
use crate::commande::{Changement, Commande, Compte, Corps, Designes, Item};
use crate::drapeau::Drapeau;
use crate::ensemble::{Borne, Ensemble, PLAGES_MAX};
use crate::message::{Quoi, Section};
use crate::nom;

pub(super) fn traduire(corps: CommandBody<'_>, message: Option<Bytes>, reglage: Reglage) -> Result<Commande, Raison> {
    let nom = |m: &Mailbox<'_>| dossier(m, reglage);
    Ok(match corps {
        CommandBody::Capability => Commande::Capability,
        CommandBody::Noop => Commande::Noop,
        CommandBody::Logout => Commande::Logout,
        CommandBody::StartTLS => Commande::Starttls,
        CommandBody::Namespace => Commande::Namespace,
        CommandBody::Check => Commande::Check,
        CommandBody::Close => Commande::Close,
        CommandBody::Unselect => Commande::Unselect,
        CommandBody::Idle => Commande::Idle,
        CommandBody::Id { parameters } => Commande::Id(
            parameters
                .unwrap_or_default()
                .into_iter()
                .map(|(n, v)| (texte(n.as_ref()), v.0.map(|v| texte(v.as_ref()))))
                .collect(),
        ),
        CommandBody::Authenticate {
            mechanism,
            initial_response,
        } => Commande::Authenticate {
            mecanisme: mecanisme(&mechanism),
            reponse: initial_response.map(|r| r.declassify().to_vec()),
        },
        CommandBody::Login { username, password } => Commande::Login {
            nom: texte(username.as_ref()),
            mot_de_passe: texte(password.declassify().as_ref()),
        },
        CommandBody::Enable { capabilities } => {
            Commande::Enable(capabilities.as_ref().iter().map(|c| c.to_string().to_ascii_uppercase()).collect())
        }
        CommandBody::Select { mailbox, parameters } => ouvrir(nom(&mailbox)?, false, &parameters)?,
        CommandBody::Examine { mailbox, parameters } => ouvrir(nom(&mailbox)?, true, &parameters)?,
        CommandBody::Delete { mailbox } => Commande::Delete { dossier: nom(&mailbox)? },
        CommandBody::Rename { from, to } => Commande::Rename {
            de: nom(&from)?,
            vers: nom(&to)?,
        },
        CommandBody::Subscribe { mailbox } => Commande::Subscribe { dossier: nom(&mailbox)? },
        CommandBody::Unsubscribe { mailbox } => Commande::Unsubscribe { dossier: nom(&mailbox)? },
        CommandBody::Lsub {
            reference,
            mailbox_wildcard,
        } => Commande::Lsub {
            reference: nom(&reference)?,
            motif: motif(&mailbox_wildcard, reglage)?,
        },
        CommandBody::Status { mailbox, item_names } => Commande::Status {
            dossier: nom(&mailbox)?,
            quoi: item_names.iter().map(compte).collect::<Option<_>>().ok_or(Raison::Arguments)?,
        },
        CommandBody::Append { mailbox, flags, date, .. } => Commande::Append {
            dossier: nom(&mailbox)?,
            drapeaux: drapeaux(&flags),
            date: date.as_ref().map(instant).transpose()?,
            message: message.ok_or(Raison::Arguments)?,
        },
        CommandBody::Expunge => Commande::Expunge { uids: None },
        CommandBody::ExpungeUid { sequence_set } => Commande::Expunge {
            uids: Some(ensemble(&sequence_set)?),
        },
        CommandBody::Fetch {
            sequence_set,
            macro_or_item_names,
            uid,
            modifiers,
        } => Commande::Fetch {
            designes: designes(&sequence_set, uid)?,
            items: items(macro_or_item_names)?,
            change_depuis: change_depuis(&modifiers)?,
        },
        CommandBody::Store {
            sequence_set,
            kind,
            response,
            flags,
            uid,
            modifiers,
        } => Commande::Store {
            designes: designes(&sequence_set, uid)?,
            comment: match kind {
                StoreType::Replace => Changement::Remplacer,
                StoreType::Add => Changement::Ajouter,
                StoreType::Remove => Changement::Retirer,
            },
            drapeaux: drapeaux(&flags),
            silencieux: response == StoreResponse::Silent,
            inchange_depuis: modifiers.first().map(|m| match m {
                StoreModifier::UnchangedSince(n) => *n,
            }),
        },
        CommandBody::Copy {
            sequence_set,
            mailbox,
            uid,
        } => Commande::Copy {
            designes: designes(&sequence_set, uid)?,
            dossier: nom(&mailbox)?,
        },
        CommandBody::Move {
            sequence_set,
            mailbox,
            uid,
        } => Commande::Move {
            designes: designes(&sequence_set, uid)?,
            dossier: nom(&mailbox)?,
        },
        CommandBody::GetQuota { root } => Commande::GetQuota {
            racine: texte(root.as_ref()),
        },
        CommandBody::GetQuotaRoot { mailbox } => Commande::GetQuotaRoot { dossier: nom(&mailbox)? },
        // Read elsewhere, or of no use here.
        _ => return Err(Raison::Arguments),
    })
}

fn texte(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

fn dossier(m: &Mailbox<'_>, reglage: Reglage) -> Result<String, Raison> {
    Ok(match m {
        Mailbox::Inbox => "INBOX".to_owned(),
        Mailbox::Other(nom) => nom::decoder(nom.as_ref(), reglage.utf8)?,
    })
}

fn motif(m: &ListMailbox<'_>, reglage: Reglage) -> Result<String, Raison> {
    let octets = match m {
        ListMailbox::Token(t) => t.as_ref(),
        ListMailbox::String(s) => s.as_ref(),
    };
    Ok(nom::decoder(octets, reglage.utf8)?)
}

fn mecanisme(m: &AuthMechanism<'_>) -> String {
    m.as_ref().to_ascii_uppercase()
}

fn ouvrir(dossier: String, lecture_seule: bool, parametres: &[SelectParameter]) -> Result<Commande, Raison> {
    let condstore = !parametres.is_empty();
    // QRESYNC is not announced, and nobody may ask it (RFC 7162, § 3.2.5).
    if parametres.iter().any(|p| !matches!(p, SelectParameter::CondStore)) {
        return Err(Raison::Arguments);
    }
    Ok(Commande::Select {
        dossier,
        lecture_seule,
        condstore,
    })
}

fn compte(c: &StatusDataItemName) -> Option<Compte> {
    Some(match c {
        StatusDataItemName::Messages => Compte::Messages,
        StatusDataItemName::Recent => Compte::Recent,
        StatusDataItemName::UidNext => Compte::UidNext,
        StatusDataItemName::UidValidity => Compte::UidValidity,
        StatusDataItemName::Unseen => Compte::Unseen,
        StatusDataItemName::Deleted => Compte::Deleted,
        StatusDataItemName::Size => Compte::Size,
        StatusDataItemName::HighestModSeq => Compte::HighestModseq,
        StatusDataItemName::DeletedStorage => return None,
    })
}

/// Those that may be set; `\Recent` and what a server makes up are passed over.
fn drapeaux(flags: &[Flag<'_>]) -> Vec<Drapeau> {
    flags.iter().filter_map(|f| Drapeau::lire(&f.to_string())).collect()
}

fn instant(d: &DateTime) -> Result<OffsetDateTime, Raison> {
    let d = d.as_ref();
    let decalage = UtcOffset::from_whole_seconds(d.offset().local_minus_utc()).map_err(|_| Raison::Arguments)?;
    let instant = OffsetDateTime::from_unix_timestamp(d.timestamp()).map_err(|_| Raison::Arguments)?;
    instant.checked_to_offset(decalage).ok_or(Raison::Arguments)
}

fn designes(s: &SequenceSet, uid: bool) -> Result<Designes, Raison> {
    Ok(Designes {
        ensemble: ensemble(s)?,
        uid,
    })
}

fn ensemble(s: &SequenceSet) -> Result<Ensemble, Raison> {
    let borne = |b: &SeqOrUid| match b {
        SeqOrUid::Value(n) => Borne::Numero(*n),
        SeqOrUid::Asterisk => Borne::Dernier,
    };
    let plages = s.0.as_ref();
    if plages.len() > PLAGES_MAX {
        return Err(Raison::Arguments);
    }
    Ok(Ensemble::Plages(
        plages
            .iter()
            .map(|p| match p {
                Sequence::Single(n) => (borne(n), borne(n)),
                Sequence::Range(a, b) => (borne(a), borne(b)),
            })
            .collect(),
    ))
}

fn change_depuis(modifs: &[FetchModifier]) -> Result<Option<u64>, Raison> {
    let mut depuis = None;
    for m in modifs {
        match m {
            FetchModifier::ChangedSince(n) => depuis = Some(n.get()),
            // Of QRESYNC, which is not announced.
            FetchModifier::Vanished => return Err(Raison::Arguments),
        }
    }
    Ok(depuis)
}

fn items(demande: MacroOrMessageDataItemNames<'_>) -> Result<Vec<Item>, Raison> {
    let noms = match demande {
        MacroOrMessageDataItemNames::Macro(m) => return m.expand().into_iter().map(item).collect(),
        MacroOrMessageDataItemNames::MessageDataItemNames(noms) => noms,
    };
    if noms.is_empty() {
        return Err(Raison::Arguments);
    }
    noms.into_iter().map(item).collect()
}

fn item(nom: MessageDataItemName<'_>) -> Result<Item, Raison> {
    let rfc822 = |nom: &'static str, quoi: Quoi, discret: bool| {
        Item::Corps(Corps {
            section: Section { partie: Vec::new(), quoi },
            partiel: None,
            discret,
            nom: Some(nom),
        })
    };
    Ok(match nom {
        MessageDataItemName::Flags => Item::Drapeaux,
        MessageDataItemName::Uid => Item::Uid,
        MessageDataItemName::InternalDate => Item::Date,
        MessageDataItemName::Rfc822Size => Item::Taille,
        MessageDataItemName::Envelope => Item::Enveloppe,
        MessageDataItemName::Body => Item::Structure { etendue: false },
        MessageDataItemName::BodyStructure => Item::Structure { etendue: true },
        MessageDataItemName::ModSeq => Item::Modseq,
        MessageDataItemName::Rfc822 => rfc822("RFC822", Quoi::Tout, false),
        MessageDataItemName::Rfc822Header => rfc822("RFC822.HEADER", Quoi::Entete, true),
        MessageDataItemName::Rfc822Text => rfc822("RFC822.TEXT", Quoi::Texte, false),
        MessageDataItemName::BodyExt {
            section: dite,
            partial,
            peek,
        } => Item::Corps(Corps {
            section: section(dite)?,
            partiel: partial.map(|(d, n)| (d, n.get())),
            discret: peek,
            nom: None,
        }),
        MessageDataItemName::Binary { section, partial, peek } => Item::Binaire(Corps {
            section: Section {
                partie: chemin(section.iter().map(|n| n.get()))?,
                quoi: Quoi::Tout,
            },
            partiel: partial.map(|(d, n)| (d, n.get())),
            discret: peek,
            nom: None,
        }),
        MessageDataItemName::BinarySize { section } => Item::TailleBinaire(chemin(section.iter().map(|n| n.get()))?),
    })
}

/// Longest path to a part: none is kept deeper.
const CHEMIN_MAX: usize = 100;

fn chemin(numeros: impl ExactSizeIterator<Item = u32>) -> Result<Vec<u32>, Raison> {
    if numeros.len() > CHEMIN_MAX {
        return Err(Raison::Arguments);
    }
    Ok(numeros.collect())
}

fn section(dite: Option<SectionDite<'_>>) -> Result<Section, Raison> {
    let partie = |p: Option<Part>| p.map_or(Ok(Vec::new()), |p| chemin(p.0.as_ref().iter().map(|n| n.get())));
    let champs = |c: &[AString<'_>]| c.iter().map(|c| texte(c.as_ref())).collect();
    let (p, quoi) = match dite {
        None => (None, Quoi::Tout),
        Some(SectionDite::Part(p)) => (Some(p), Quoi::Tout),
        Some(SectionDite::Header(p)) => (p, Quoi::Entete),
        Some(SectionDite::HeaderFields(p, c)) => (p, Quoi::Champs(champs(c.as_ref()))),
        Some(SectionDite::HeaderFieldsNot(p, c)) => (p, Quoi::SaufChamps(champs(c.as_ref()))),
        Some(SectionDite::Text(p)) => (p, Quoi::Texte),
        Some(SectionDite::Mime(p)) => (Some(p), Quoi::Mime),
    };
    Ok(Section { partie: partie(p)?, quoi })
}
