//! What a server says.

/// Longest line of an answer that is read, in bytes (RFC 5321, 4.5.3.1.5 wants 512; some say more).
const LIGNE_MAX: usize = 4096;
/// Most lines of an answer.
const LIGNES_MAX: usize = 100;

/// An answer, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reponse {
    /// Its number.
    pub code: u16,
    /// Its lines, without number.
    pub lignes: Vec<String>,
}

impl Reponse {
    /// Whether it says yes, or that more is awaited.
    #[must_use]
    pub fn oui(&self) -> bool {
        self.code < 400
    }

    /// Whether it says that it may go later.
    #[must_use]
    pub fn plus_tard(&self) -> bool {
        (400..500).contains(&self.code)
    }

    /// Its lines as one.
    #[must_use]
    pub fn texte(&self) -> String {
        self.lignes.join(" ")
    }

    /// The enhanced status at its head (RFC 3463), when it has one.
    #[must_use]
    pub fn statut(&self) -> Option<&str> {
        let mot = self.lignes.first()?.split(' ').next()?;
        let mut parties = mot.split('.');
        let chiffres = |p: Option<&str>| p.is_some_and(|p| !p.is_empty() && p.len() <= 3 && p.bytes().all(|o| o.is_ascii_digit()));
        let bon = matches!(parties.next(), Some("2" | "4" | "5")) && chiffres(parties.next()) && chiffres(parties.next());
        (bon && parties.next().is_none()).then_some(mot)
    }
}

/// Why an answer is none (French).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReponseIllisible {
    /// A line does not begin with three digits.
    #[error("la réponse ne commence pas par un nombre de trois chiffres : ce n'est pas un serveur SMTP")]
    Forme,
    /// Too long, or too many lines.
    #[error("réponse trop longue ({LIGNES_MAX} lignes de {LIGNE_MAX} octets au plus)")]
    Longueur,
}

impl Reponse {
    /// Reads lines as they come; `None` while the answer goes on. `lignes` holds what came so far.
    ///
    /// # Errors
    /// [`ReponseIllisible`].
    pub fn ajouter(lignes: &mut Vec<String>, ligne: &[u8]) -> Result<Option<Self>, ReponseIllisible> {
        if ligne.len() > LIGNE_MAX || lignes.len() >= LIGNES_MAX {
            return Err(ReponseIllisible::Longueur);
        }
        let code = ligne.get(..3).filter(|c| c.iter().all(u8::is_ascii_digit));
        let code: u16 = code
            .and_then(|c| std::str::from_utf8(c).ok()?.parse().ok())
            .filter(|c| (200..600).contains(c))
            .ok_or(ReponseIllisible::Forme)?;
        let suite = match ligne.get(3) {
            None | Some(b' ') => false,
            Some(b'-') => true,
            Some(_) => return Err(ReponseIllisible::Forme),
        };
        lignes.push(String::from_utf8_lossy(ligne.get(4..).unwrap_or_default()).trim_end().to_owned());
        Ok((!suite).then(|| Self {
            code,
            lignes: std::mem::take(lignes),
        }))
    }
}

/// Writes an answer of one or several lines.
#[must_use]
pub fn ecrire(code: u16, lignes: &[&str]) -> String {
    let dernier = lignes.len().saturating_sub(1);
    let mut texte = String::new();
    for (rang, ligne) in lignes.iter().enumerate() {
        let lien = if rang == dernier { ' ' } else { '-' };
        texte.push_str(&format!("{code}{lien}{ligne}\r\n"));
    }
    texte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let texte = ecrire(250, &["banc.test", "STARTTLS", "SIZE 100"]);
        assert_eq!(texte, "250-banc.test\r\n250-STARTTLS\r\n250 SIZE 100\r\n");
        let mut lignes = Vec::new();
        let mut lue = None;
        for ligne in texte.lines() {
            assert_eq!(lue, None);
            lue = Reponse::ajouter(&mut lignes, ligne.as_bytes()).unwrap();
        }
        assert_eq!(lue.unwrap().lignes, ["banc.test", "STARTTLS", "SIZE 100"]);
    }

    #[test]
    fn an_enhanced_status_is_told_from_words() {
        let statut = |texte: &str| {
            let lue = Reponse::ajouter(&mut Vec::new(), texte.as_bytes()).unwrap().unwrap();
            lue.statut().map(str::to_owned)
        };
        assert_eq!(statut("550 5.1.1 inconnu").as_deref(), Some("5.1.1"));
        assert_eq!(statut("550 inconnu"), None);
        assert_eq!(statut("250 2.0 ok"), None);
        assert!(Reponse::ajouter(&mut Vec::new(), b"bonjour").is_err());
        assert!(Reponse::ajouter(&mut Vec::new(), b"999 non").is_err());
    }
}
