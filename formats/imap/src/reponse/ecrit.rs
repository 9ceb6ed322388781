//! The small words of answers: strings, lists, dates.

use std::ops::Range;

use bytes::Bytes;
use time::OffsetDateTime;

use crate::nom;

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes.
    Octets(Bytes),
    /// Part of a message that is kept elsewhere: its size is announced already.
    Corps {
        /// Of which message.
        uid: u32,
        /// Which of its bytes.
        plage: Range<u64>,
    },
}

/// An answer that is being written.
#[derive(Debug, Clone, Default)]
pub struct Ecrit {
    pieces: Vec<Piece>,
    tampon: Vec<u8>,
}

/// Longest quoted string: beyond, a literal is easier on clients that read lines.
const CITE_MAX: usize = 4_000;

impl Ecrit {
    /// Nothing yet.
    #[must_use]
    pub fn nouveau() -> Self {
        Self::default()
    }

    /// Bytes as they stand.
    pub fn brut(&mut self, octets: impl AsRef<[u8]>) -> &mut Self {
        self.tampon.extend_from_slice(octets.as_ref());
        self
    }

    /// A number.
    pub fn nombre(&mut self, n: impl Into<u64>) -> &mut Self {
        self.brut(n.into().to_string())
    }

    /// A string: quoted where it may be, else a literal.
    pub fn chaine(&mut self, octets: impl AsRef<[u8]>) -> &mut Self {
        let octets = octets.as_ref();
        let cite = octets.len() <= CITE_MAX && octets.iter().all(|o| matches!(o, 1..=127) && !matches!(o, b'\r' | b'\n'));
        if !cite {
            return self.litteral(octets);
        }
        self.tampon.push(b'"');
        for o in octets {
            if matches!(o, b'"' | b'\\') {
                self.tampon.push(b'\\');
            }
            self.tampon.push(*o);
        }
        self.tampon.push(b'"');
        self
    }

    /// A string, or `NIL`.
    pub fn chaine_ou_nil(&mut self, octets: Option<impl AsRef<[u8]>>) -> &mut Self {
        match octets {
            Some(o) => self.chaine(o),
            None => self.brut("NIL"),
        }
    }

    /// A literal.
    pub fn litteral(&mut self, octets: impl AsRef<[u8]>) -> &mut Self {
        let octets = octets.as_ref();
        self.brut(format!("{{{}}}\r\n", octets.len())).brut(octets)
    }

    /// A literal whose bytes are those of a message.
    pub fn corps(&mut self, uid: u32, plage: Range<u64>) -> &mut Self {
        let taille = plage.end.saturating_sub(plage.start);
        self.brut(format!("{{{taille}}}\r\n"));
        if taille > 0 {
            self.vider();
            self.pieces.push(Piece::Corps { uid, plage });
        }
        self
    }

    /// The name of a mailbox. UTF-8, where the client asked for it, stands in quotes.
    pub fn nom(&mut self, nom: &str, utf8: bool) -> &mut Self {
        let code = nom::encoder(nom, utf8);
        let nu = !code.is_empty()
            && code
                .bytes()
                .all(|o| o.is_ascii_alphanumeric() || matches!(o, b'.' | b'-' | b'_' | b'/' | b'&' | b'+' | b','));
        if nu && !code.eq_ignore_ascii_case("NIL") {
            return self.brut(code);
        }
        if code.is_ascii() {
            return self.chaine(code);
        }
        let cite = code.replace('\\', "\\\\").replace('"', "\\\"");
        self.brut("\"").brut(cite).brut("\"")
    }

    /// `(a b …)`
    pub fn entre_parentheses<T>(&mut self, liste: impl IntoIterator<Item = T>, mut un: impl FnMut(&mut Self, T)) -> &mut Self {
        self.brut("(");
        for (i, t) in liste.into_iter().enumerate() {
            if i > 0 {
                self.brut(" ");
            }
            un(self, t);
        }
        self.brut(")")
    }

    /// The end of a line.
    pub fn fin(&mut self) -> &mut Self {
        self.brut("\r\n")
    }

    /// Another answer, after this one.
    pub fn suite(&mut self, autre: Self) -> &mut Self {
        if autre.pieces.is_empty() {
            return self.brut(autre.tampon);
        }
        self.vider();
        self.pieces.extend(autre.pieces);
        self.tampon = autre.tampon;
        self
    }

    /// Whether nothing was written.
    #[must_use]
    pub fn est_vide(&self) -> bool {
        self.pieces.is_empty() && self.tampon.is_empty()
    }

    /// The pieces, in order.
    #[must_use]
    pub fn pieces(mut self) -> Vec<Piece> {
        self.vider();
        self.pieces
    }

    fn vider(&mut self) {
        if !self.tampon.is_empty() {
            self.pieces.push(Piece::Octets(std::mem::take(&mut self.tampon).into()));
        }
    }
}

/// `"17-Jul-1996 02:44:25 -0700"`
#[must_use]
pub fn date_interne(d: OffsetDateTime) -> String {
    const MOIS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let minutes = i32::from(d.offset().whole_minutes());
    let signe = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!(
        "\"{:2}-{}-{:04} {:02}:{:02}:{:02} {signe}{:02}{:02}\"",
        d.day(),
        MOIS[usize::from(u8::from(d.month()) - 1)],
        d.year(),
        d.hour(),
        d.minute(),
        d.second(),
        minutes / 60,
        minutes % 60
    )
}

/// A French sentence in the only letters that a line of answer may have.
#[must_use]
pub fn ascii(texte: &str) -> String {
    let mut sortie = String::with_capacity(texte.len());
    for c in texte.chars() {
        match c {
            ' '..='~' => sortie.push(c),
            'à' | 'â' | 'ä' => sortie.push('a'),
            'é' | 'è' | 'ê' | 'ë' => sortie.push('e'),
            'î' | 'ï' => sortie.push('i'),
            'ô' | 'ö' => sortie.push('o'),
            'ù' | 'û' | 'ü' => sortie.push('u'),
            'ç' => sortie.push('c'),
            'À' | 'Â' => sortie.push('A'),
            'É' | 'È' | 'Ê' => sortie.push('E'),
            'œ' => sortie.push_str("oe"),
            '«' | '»' | '“' | '”' => sortie.push('"'),
            '’' => sortie.push('\''),
            '…' => sortie.push_str("..."),
            '\u{a0}' | '\u{202f}' | '\r' | '\n' | '\t' => sortie.push(' '),
            '–' | '—' => sortie.push('-'),
            '°' => sortie.push('o'),
            _ => sortie.push('?'),
        }
    }
    sortie
}
