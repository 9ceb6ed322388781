//! From a command, put together, to what it asks.

mod lexeme;
mod liste;
pub(crate) mod recherche;
mod traduction;

use bytes::Bytes;
use imap_codec::CommandCodec;
use imap_codec::decode::{CommandDecodeError, Decoder};

use crate::annonce::Recue;
use crate::commande::{Commande, Requete};
use crate::nom;
use lexeme::Lexemes;

/// How names and texts are read in this session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reglage {
    /// Names of mailboxes are UTF-8 (`ENABLE UTF8=ACCEPT`, `ENABLE IMAP4rev2`).
    pub utf8: bool,
}

/// What cannot be read: whose answer it waits for, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{raison}")]
pub struct Illisible {
    /// Its tag, when there is one.
    pub etiquette: Option<String>,
    /// Its verb, in lower case, when there is one.
    pub verbe: Option<String>,
    /// Why.
    pub raison: Raison,
}

/// Why a command cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Raison {
    /// Nothing to answer to.
    #[error("commande sans étiquette : attendu « étiquette SP commande »")]
    Etiquette,
    /// No command of ours.
    #[error("commande inconnue")]
    Inconnue,
    /// Arguments of another form.
    #[error("arguments mal formés")]
    Arguments,
    /// A literal holds NUL.
    #[error("un littéral contient l'octet 0")]
    Nul,
    /// Keys inside keys, too deep, or too many.
    #[error("recherche trop imbriquée, ou de trop de clés")]
    Recherche,
    /// Texts in an encoding that nobody here knows.
    #[error("jeu de caractères inconnu : UTF-8 et US-ASCII sont pris, et ceux du Web")]
    Charset,
    /// A name that means nothing.
    #[error(transparent)]
    Nom(#[from] nom::NomMalEncode),
}

/// The verb of a line, in upper case; `UID FETCH` is `FETCH`.
#[must_use]
pub fn verbe(ligne: &[u8]) -> Option<String> {
    let mut mots = ligne.split(|o| matches!(o, b' ' | b'\r' | b'\n')).skip(1);
    let mut verbe = mots.next()?;
    if verbe.eq_ignore_ascii_case(b"UID") {
        verbe = mots.next()?;
    }
    let court = !verbe.is_empty() && verbe.len() <= 20 && verbe.iter().all(|o| o.is_ascii_alphanumeric() || matches!(o, b'-' | b'_'));
    court.then(|| String::from_utf8_lossy(verbe).to_ascii_uppercase())
}

/// Reads a command.
///
/// # Errors
/// [`Illisible`]: whose answer is `BAD`, or `NO` for a name or an encoding.
pub fn lire(recue: &Recue, reglage: Reglage) -> Result<Requete, Illisible> {
    let premiere = recue.lignes.first().map_or(&[][..], |l| &l[..]);
    let etiquette = etiquette(premiere);
    let verbe = verbe(premiere);
    let illisible = |raison| Illisible {
        etiquette: etiquette.clone(),
        verbe: verbe.as_ref().map(|v| v.to_ascii_lowercase()),
        raison,
    };
    let Some(nom) = &etiquette else {
        return Err(illisible(Raison::Etiquette));
    };
    let commande = lire_commande(recue, nom.len() + 1, verbe.as_deref(), reglage).map_err(illisible)?;
    Ok(Requete {
        etiquette: nom.clone(),
        commande,
    })
}

/// Longest tag.
const ETIQUETTE_MAX: usize = 64;

fn etiquette(ligne: &[u8]) -> Option<String> {
    let fin = memchr::memchr(b' ', ligne)?;
    let e = &ligne[..fin];
    let prise = (1..=ETIQUETTE_MAX).contains(&e.len()) && e.iter().all(|o| (crate::drapeau::est_atome(*o) || *o == b']') && *o != b'+');
    prise.then(|| String::from_utf8_lossy(e).into_owned())
}

fn lire_commande(recue: &Recue, debut: usize, verbe: Option<&str>, reglage: Reglage) -> Result<Commande, Raison> {
    let verbe = verbe.ok_or(Raison::Inconnue)?;
    if !VERBES.contains(&verbe) {
        return Err(Raison::Inconnue);
    }
    let (reunie, message) = reunir(recue, verbe == "APPEND")?;
    let uid = recue
        .lignes
        .first()
        .is_some_and(|l| l.get(debut..debut + 4).is_some_and(|u| u.eq_ignore_ascii_case(b"UID ")));
    let mut suite = Lexemes::nouveaux(reunie.get(debut + verbe.len() + if uid { 4 } else { 0 }..).unwrap_or_default());
    match verbe {
        "SEARCH" => recherche::lire(&mut suite, uid),
        "LIST" if !uid => liste::lire(&mut suite, reglage),
        "CREATE" if !uid => liste::creer(&mut suite, reglage),
        // What the last search kept (RFC 5182) holds the place of a set, and a set holds its place here.
        "FETCH" | "STORE" | "COPY" | "MOVE" | "EXPUNGE" if suite.reste().starts_with(b" $ ") || suite.reste().starts_with(b" $\r") => {
            let place = reunie.len() - suite.reste().len() + 1;
            let mut commande = decoder(&[&reunie[..place], b"1", &reunie[place + 1..]].concat(), message, reglage)?;
            commande.memoire();
            Ok(commande)
        }
        _ => decoder(&reunie, message, reglage),
    }
}

/// The verbs that are read, `UID` put apart.
const VERBES: [&str; 32] = [
    "APPEND",
    "AUTHENTICATE",
    "CAPABILITY",
    "CHECK",
    "CLOSE",
    "COPY",
    "CREATE",
    "DELETE",
    "ENABLE",
    "EXAMINE",
    "EXPUNGE",
    "FETCH",
    "GETQUOTA",
    "GETQUOTAROOT",
    "ID",
    "IDLE",
    "LIST",
    "LOGIN",
    "LOGOUT",
    "LSUB",
    "MOVE",
    "NAMESPACE",
    "NOOP",
    "RENAME",
    "SEARCH",
    "SELECT",
    "STARTTLS",
    "STATUS",
    "STORE",
    "SUBSCRIBE",
    "UNSELECT",
    "UNSUBSCRIBE",
];

/// The command in one piece, CR LF at its end. The message of APPEND is put apart, and one byte stands for it.
fn reunir(recue: &Recue, append: bool) -> Result<(Vec<u8>, Option<Bytes>), Raison> {
    let mut reunie = Vec::new();
    let mut message = None;
    let dernier = recue.litteraux.len();
    let mut parenthese = false;
    for (i, ligne) in recue.lignes.iter().enumerate() {
        let ligne = match (parenthese, i == dernier) {
            (true, true) => ligne.strip_prefix(b")").ok_or(Raison::Arguments)?,
            _ => &ligne[..],
        };
        let Some(l) = recue.litteraux.get(i) else {
            reunie.extend_from_slice(ligne);
            continue;
        };
        if !l.binaire && memchr::memchr(0, &l.octets).is_some() {
            return Err(Raison::Nul);
        }
        // The literal that stands for the name of the mailbox comes first, right after the verb.
        let nomme = i > 0 || ligne.iter().filter(|o| **o == b' ').count() > 2;
        if append && nomme && i + 1 == dernier {
            message = Some(l.octets.clone());
            // `UTF8 (~{n}…)`: the same message, whose headers may be UTF-8 (RFC 6855, § 4).
            parenthese = ligne.to_ascii_uppercase().ends_with(b" UTF8 (");
            reunie.extend_from_slice(if parenthese { &ligne[..ligne.len() - 6] } else { ligne });
            reunie.extend_from_slice(b"{1}\r\n.");
        } else {
            reunie.extend_from_slice(ligne);
            reunie.extend_from_slice(format!("{{{}}}\r\n", l.octets.len()).as_bytes());
            reunie.extend_from_slice(&l.octets);
        }
    }
    reunie.extend_from_slice(b"\r\n");
    Ok((reunie, message))
}

fn decoder(reunie: &[u8], message: Option<Bytes>, reglage: Reglage) -> Result<Commande, Raison> {
    match CommandCodec::default().decode(reunie) {
        Ok((b"", c)) => traduction::traduire(c.body, message, reglage),
        Ok(_) | Err(CommandDecodeError::Incomplete | CommandDecodeError::LiteralFound { .. } | CommandDecodeError::Failed) => {
            Err(Raison::Arguments)
        }
    }
}
