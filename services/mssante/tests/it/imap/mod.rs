//! The mailboxes by IMAP: what a client that is not ours sends, and what it is told.

mod boite;
mod dossiers;
mod entree;
mod hostiles;
mod messages;
mod partage;

use segur_mssante::MssanteReglage;

use crate::essai::{BIOLOGISTE, Essai, MOT, PRESCRIPTEUR, reglage};
use crate::parler::Client;

/// A session, command by command.
pub struct Session {
    pub client: Client,
    rang: u32,
}

/// An answer: its untagged lines, literals in their place, then the line that ends it.
pub struct Dit {
    pub lignes: Vec<String>,
    pub fin: String,
}

impl Dit {
    /// All of it, one line after the other.
    pub fn tout(&self) -> String {
        format!("{}\n{}", self.lignes.join("\n"), self.fin)
    }

    /// The untagged lines, joined.
    pub fn corps(&self) -> String {
        self.lignes.join("\n")
    }
}

impl Session {
    /// Over implicit TLS, greeted.
    pub async fn nouvelle(essai: &Essai, identite: Option<&str>) -> Self {
        let client = Client::nouveau(essai, "mssante.imaps").await.chiffrer(identite).await;
        let mut s = Self { client, rang: 0 };
        assert!(s.ligne().await.starts_with("* OK [CAPABILITY "));
        s
    }

    /// The mailbox of this address, by its password.
    pub async fn de(essai: &Essai, boite: &str) -> Self {
        let mut s = Self::nouvelle(essai, None).await;
        s.ok(&format!("LOGIN {boite} {MOT}")).await;
        s
    }

    /// The same, in its folder where mail comes.
    pub async fn dans(essai: &Essai, boite: &str) -> Self {
        let mut s = Self::de(essai, boite).await;
        s.ok("SELECT INBOX").await;
        s
    }

    /// A line, the literals that it announces in their place (`⏎` for their line ends).
    pub async fn ligne(&mut self) -> String {
        let mut texte = String::new();
        loop {
            let ligne = self.client.lire().await;
            texte.push_str(&ligne);
            let Some(taille) = ligne.strip_suffix('}').and_then(|l| l.rsplit_once('{')?.1.parse::<usize>().ok()) else {
                return texte;
            };
            let octets = self.client.lire_exactement(taille).await;
            texte.push_str(&String::from_utf8_lossy(&octets).replace("\r\n", "⏎"));
        }
    }

    /// Sends a command; its tag.
    pub async fn envoyer(&mut self, commande: &str) -> String {
        self.rang += 1;
        let etiquette = format!("t{}", self.rang);
        self.client.envoyer(format!("{etiquette} {commande}\r\n")).await;
        etiquette
    }

    /// What comes until the line of this tag.
    pub async fn recevoir(&mut self, etiquette: &str) -> Dit {
        let mut lignes = Vec::new();
        loop {
            let ligne = self.ligne().await;
            assert!(!ligne.is_empty(), "closed after {lignes:?}");
            if let Some(fin) = ligne.strip_prefix(&format!("{etiquette} ")) {
                let fin = fin.to_owned();
                return Dit { lignes, fin };
            }
            lignes.push(ligne);
        }
    }

    pub async fn dire(&mut self, commande: &str) -> Dit {
        let etiquette = self.envoyer(commande).await;
        self.recevoir(&etiquette).await
    }

    pub async fn ok(&mut self, commande: &str) -> Dit {
        let d = self.dire(commande).await;
        assert!(d.fin.starts_with("OK"), "{commande}: {}", d.tout());
        d
    }

    /// Refused, with this beginning (`NO [TRYCREATE]`, `BAD`).
    pub async fn non(&mut self, commande: &str, debut: &str) -> Dit {
        let d = self.dire(commande).await;
        assert!(d.fin.starts_with(debut), "{commande}: {}", d.tout());
        d
    }

    /// Puts a mail.
    pub async fn deposer(&mut self, arguments: &str, courriel: &str) -> Dit {
        let etiquette = self.envoyer(&format!("APPEND {arguments} {{{}}}", courriel.len())).await;
        let suite = self.ligne().await;
        assert!(suite.starts_with("+ "), "{suite}");
        self.client.envoyer(format!("{courriel}\r\n")).await;
        let d = self.recevoir(&etiquette).await;
        assert!(d.fin.starts_with("OK [APPENDUID "), "{}", d.tout());
        d
    }
}

/// A bench, and a mailbox with so many mails.
pub async fn avec(nombre: u32) -> (Essai, Session) {
    avec_reglage(nombre, reglage()).await
}

pub async fn avec_reglage(nombre: u32, reglage: MssanteReglage) -> (Essai, Session) {
    let essai = Essai::sur(None, reglage).await;
    let mut s = Session::de(&essai, BIOLOGISTE.1).await;
    for n in 1..=nombre {
        s.deposer("INBOX", &courriel(n)).await;
    }
    s.ok("SELECT INBOX").await;
    (essai, s)
}

pub fn courriel(n: u32) -> String {
    format!(
        "From: Labo <labo@test.mssante.fr>\r\nTo: {PRESCRIPTEUR}\r\nSubject: essai {n}\r\nMessage-ID: <{n}@test.mssante.fr>\r\n\
         Date: Mon, {n} Dec 2025 10:00:00 +0100\r\n\r\ncorps {n}\r\n"
    )
}
