//! The small words of the grammar, over a command put together: `{n}` CR LF before each literal.

use std::borrow::Cow;

use crate::drapeau::est_atome;

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexemes<'a> {
    reste: &'a [u8],
}

impl<'a> Lexemes<'a> {
    pub(super) fn nouveaux(octets: &'a [u8]) -> Self {
        Self { reste: octets }
    }

    pub(super) fn fini(&self) -> bool {
        self.reste.is_empty()
    }

    pub(super) fn reste(&self) -> &'a [u8] {
        self.reste
    }

    pub(super) fn voit(&self, octet: u8) -> bool {
        self.reste.first() == Some(&octet)
    }

    /// Takes this byte, which must come.
    pub(super) fn prendre(&mut self, octet: u8) -> Option<()> {
        self.reste = self.reste.strip_prefix(&[octet])?;
        Some(())
    }

    pub(super) fn espace(&mut self) -> Option<()> {
        self.prendre(b' ')
    }

    /// Bytes while they please; at least one.
    pub(super) fn tant_que(&mut self, plait: impl Fn(u8) -> bool) -> Option<&'a [u8]> {
        let fin = self.reste.iter().position(|o| !plait(*o)).unwrap_or(self.reste.len());
        let (pris, reste) = self.reste.split_at(fin);
        self.reste = reste;
        (!pris.is_empty()).then_some(pris)
    }

    /// An atom, in upper case.
    pub(super) fn mot(&mut self) -> Option<String> {
        let mot = self.tant_que(est_atome)?;
        Some(String::from_utf8_lossy(mot).to_ascii_uppercase())
    }

    /// An atom, a quoted string or a literal. Bytes that are not ASCII stand in quotes too: clients send them.
    pub(super) fn chaine(&mut self) -> Option<Cow<'a, [u8]>> {
        self.atome_ou_chaine(|o| est_atome(o) || o == b']')
    }

    /// The same, where an atom may hold `%` and `*`.
    pub(super) fn motif(&mut self) -> Option<Cow<'a, [u8]>> {
        self.atome_ou_chaine(|o| est_atome(o) || matches!(o, b']' | b'%' | b'*'))
    }

    fn atome_ou_chaine(&mut self, atome: impl Fn(u8) -> bool) -> Option<Cow<'a, [u8]>> {
        match self.reste.first()? {
            b'"' => self.guillemets(),
            b'{' | b'~' => self.litteral().map(Cow::Borrowed),
            _ => self.tant_que(atome).map(Cow::Borrowed),
        }
    }

    fn guillemets(&mut self) -> Option<Cow<'a, [u8]>> {
        self.prendre(b'"')?;
        let fin = memchr::memchr2(b'"', b'\\', self.reste)?;
        if self.reste[fin] == b'"' {
            let texte = &self.reste[..fin];
            self.reste = &self.reste[fin + 1..];
            return sans_fin(texte).then_some(Cow::Borrowed(texte));
        }
        let mut texte = Vec::new();
        loop {
            let (c, reste) = match self.reste {
                [b'"', reste @ ..] => {
                    self.reste = reste;
                    return sans_fin(&texte).then_some(Cow::Owned(texte));
                }
                [b'\\', c @ (b'"' | b'\\'), reste @ ..] => (*c, reste),
                [b'\\', ..] | [] => return None,
                [c, reste @ ..] => (*c, reste),
            };
            texte.push(c);
            self.reste = reste;
        }
    }

    fn litteral(&mut self) -> Option<&'a [u8]> {
        if self.voit(b'~') {
            self.prendre(b'~')?;
        }
        self.prendre(b'{')?;
        let taille: usize = std::str::from_utf8(self.tant_que(|o| o.is_ascii_digit())?).ok()?.parse().ok()?;
        self.reste = self.reste.strip_prefix(b"}\r\n")?;
        let (octets, reste) = self.reste.split_at_checked(taille)?;
        self.reste = reste;
        Some(octets)
    }

    /// `(a b …)`, each read by `un`; empty if `vide`.
    pub(super) fn parentheses<T>(&mut self, mut un: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.prendre(b'(')?;
        let mut liste = Vec::new();
        if !self.voit(b')') {
            liste.push(un(self)?);
            while self.voit(b' ') {
                self.espace()?;
                liste.push(un(self)?);
            }
        }
        self.prendre(b')')?;
        Some(liste)
    }

    pub(super) fn nombre(&mut self) -> Option<u64> {
        std::str::from_utf8(self.tant_que(|o| o.is_ascii_digit())?).ok()?.parse().ok()
    }
}

/// A quoted string stands on one line.
fn sans_fin(texte: &[u8]) -> bool {
    !texte.iter().any(|o| matches!(o, b'\r' | b'\n' | 0))
}
