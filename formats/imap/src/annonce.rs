//! Literals: a line that ends with `{n}` announces n bytes, and the command goes on after them (RFC 3501, § 4.3; RFC 7888). A
//! command is so made of lines and literals in turn; they are put together here, under caps.

use bytes::Bytes;

/// What a command may weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plafonds {
    /// One line, in bytes.
    pub ligne: usize,
    /// All that is neither a message of APPEND nor its line ends.
    pub commande: usize,
    /// A message of APPEND.
    pub message: usize,
}

/// Most literals in a command: a search by as many texts.
pub const LITTERAUX_MAX: usize = 64;

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Annonce {
    /// Bytes that follow.
    pub taille: u64,
    /// The client waits for `+` before it sends them. Otherwise they are on their way (`{n+}`, `{n-}`).
    pub synchrone: bool,
    /// `~{n}`: they may hold NUL (RFC 3516).
    pub binaire: bool,
    /// Where the announce begins in the line.
    pub debut: usize,
}

/// The literal that a line announces at its end.
#[must_use]
pub fn annonce(ligne: &[u8]) -> Option<Annonce> {
    let sans = ligne.strip_suffix(b"}")?;
    let ouvrante = memchr::memrchr(b'{', sans)?;
    let (chiffres, synchrone) = match sans.get(ouvrante + 1..)? {
        [c @ .., b'+' | b'-'] => (c, false),
        c => (c, true),
    };
    if chiffres.is_empty() || !chiffres.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let binaire = ouvrante.checked_sub(1).and_then(|i| ligne.get(i)) == Some(&b'~');
    Some(Annonce {
        // A number too large to be read is too large to be taken.
        taille: std::str::from_utf8(chiffres).ok().and_then(|c| c.parse().ok()).unwrap_or(u64::MAX),
        synchrone,
        binaire,
        debut: ouvrante - usize::from(binaire),
    })
}

/// A literal, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Litteral {
    /// Its bytes.
    pub octets: Bytes,
    /// It may hold NUL.
    pub binaire: bool,
}

/// A command as it came whole: each literal stands between the line that announces it and the next one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recue {
    /// The lines, without their ends, and without the announce of a literal.
    pub lignes: Vec<Bytes>,
    /// The literals: one less than the lines.
    pub litteraux: Vec<Litteral>,
}

/// What is awaited after a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Avancee {
    /// Nothing: the command is whole.
    Complete,
    /// A literal.
    Litteral {
        /// Its size.
        taille: usize,
        /// The client waits to be told to go on.
        synchrone: bool,
    },
}

/// A literal that is not taken. It is refused before it is read; one that the client does not wait to send is on its way, and the
/// session cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("littéral de {taille} octets : {plafond} au plus ici")]
pub struct Exces {
    /// What was announced.
    pub taille: u64,
    /// What is taken at most.
    pub plafond: usize,
    /// The client waits for the answer.
    pub synchrone: bool,
    /// It is the message of APPEND.
    pub message: bool,
}

/// A command that comes.
#[derive(Debug, Default)]
pub struct Assemblage {
    recue: Recue,
    taille: usize,
    attendu: Option<bool>,
}

impl Assemblage {
    /// Takes a line, without its end.
    ///
    /// # Errors
    /// [`Exces`]: it announces more than is taken.
    pub fn ligne(&mut self, ligne: &Bytes, plafonds: &Plafonds) -> Result<Avancee, Exces> {
        self.taille = self.taille.saturating_add(ligne.len());
        let Some(a) = annonce(ligne) else {
            self.recue.lignes.push(ligne.clone());
            return Ok(Avancee::Complete);
        };
        let message = self.attend_message(&ligne[..a.debut]);
        self.recue.lignes.push(ligne.slice(..a.debut));
        let place = if message {
            plafonds.message
        } else {
            plafonds.commande.saturating_sub(self.taille)
        };
        match usize::try_from(a.taille) {
            Ok(taille) if taille <= place && self.recue.litteraux.len() < LITTERAUX_MAX => {
                if !message {
                    self.taille += taille;
                }
                self.attendu = Some(a.binaire);
                Ok(Avancee::Litteral {
                    taille,
                    synchrone: a.synchrone,
                })
            }
            _ => Err(Exces {
                taille: a.taille,
                plafond: place,
                synchrone: a.synchrone,
                message,
            }),
        }
    }

    /// Takes the literal that was awaited. The line that goes on after it is awaited next.
    pub fn litteral(&mut self, octets: Bytes) {
        let binaire = self.attendu.take().unwrap_or_default();
        self.recue.litteraux.push(Litteral { octets, binaire });
    }

    /// Whether something of a command came.
    #[must_use]
    pub fn entame(&self) -> bool {
        !self.recue.lignes.is_empty()
    }

    /// The verb of what came so far, in upper case.
    #[must_use]
    pub fn verbe(&self) -> Option<String> {
        crate::lecture::verbe(self.recue.lignes.first()?)
    }

    /// The command, whole; a new one may come.
    pub fn prendre(&mut self) -> Recue {
        self.taille = 0;
        self.attendu = None;
        std::mem::take(&mut self.recue)
    }

    /// Whether the first argument was given: the literal that is awaited is another (the password of LOGIN, the message of APPEND).
    #[must_use]
    pub fn nom_donne(&self) -> bool {
        self.premier_argument(self.recue.lignes.first().map_or(&[][..], |l| &l[..]))
    }

    /// In APPEND the literal is the message, unless the name of the mailbox is awaited: then nothing stands after the verb.
    fn attend_message(&self, debut: &[u8]) -> bool {
        let premiere = self.recue.lignes.first().map_or(debut, |l| &l[..]);
        let append = crate::lecture::verbe(premiere).as_deref() == Some("APPEND");
        append && self.premier_argument(premiere)
    }

    fn premier_argument(&self, premiere: &[u8]) -> bool {
        let mots = premiere.split(|o| *o == b' ').filter(|m| !m.is_empty());
        mots.count() > 2 || !self.recue.litteraux.is_empty()
    }
}
