//! What the answer of a command shows. Literals are stepped over, and so are the mentions that stand for them.

use memchr::{memchr, memmem};
use segur_imap::annonce::annonce;

/// What begins a mention (`services/mssante/src/imap/dire.rs`).
const MENTION: &[u8] = b"[corps : ";
/// Longest mention.
const MENTION_MAX: usize = 1_000;
/// Most Message-ID that are kept.
const MESSAGES_MAX: usize = 1_000;

/// An answer, read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reponse {
    /// `OK`, `NO`, `BAD`; `BYE` when nothing else was said.
    pub etat: Option<&'static str>,
    /// Its code, without what follows it.
    pub code: Option<String>,
    /// The mailbox that it says is open.
    pub boite: Option<String>,
    /// Messages that SEARCH found.
    pub trouves: Option<usize>,
    /// Messages that FETCH told.
    pub rendus: usize,
    /// Messages that went.
    pub effaces: usize,
    /// Message-ID of the mails whose bytes were sent.
    pub message_ids: Vec<String>,
}

impl Reponse {
    pub(super) fn lire(octets: &[u8]) -> Self {
        let mut r = Self::default();
        let mut reste = octets;
        let mut dans_un_message = false;
        while !reste.is_empty() {
            let fin = memchr(b'\n', reste).map_or(reste.len(), |i| i + 1);
            let (brut, suite) = reste.split_at(fin);
            let ligne = brut.trim_ascii_end();
            if !dans_un_message {
                r.ligne(ligne);
            }
            reste = suite;
            dans_un_message = match annonce(ligne) {
                Some(a) => {
                    let taille = usize::try_from(a.taille).unwrap_or(usize::MAX);
                    reste = r.passer(suite, taille);
                    true
                }
                None => false,
            };
        }
        r
    }

    /// Steps over a literal of so many bytes: they are there, or a mention stands for the last of them.
    fn passer<'a>(&mut self, octets: &'a [u8], taille: usize) -> &'a [u8] {
        let zone = &octets[..octets.len().min(taille.saturating_add(MENTION_MAX))];
        if let Some(debut) = memmem::find(zone, MENTION).filter(|d| *d <= taille)
            && let Some(fin) = memchr(b']', &zone[debut..]).map(|i| debut + i + 1)
        {
            let mention = String::from_utf8_lossy(&zone[debut + MENTION.len()..fin - 1]);
            let mut champs = mention.split(", ");
            let dits = champs
                .next()
                .and_then(|c| c.strip_suffix(" octets"))
                .and_then(|n| n.parse::<usize>().ok());
            // A mail may hold the words of a mention: the sizes say which it is.
            if dits.is_some_and(|n| n.saturating_add(debut) == taille) {
                let id = champs.find_map(|c| c.strip_prefix("message-id=")).unwrap_or_default();
                if !id.is_empty() && self.message_ids.len() < MESSAGES_MAX && !self.message_ids.iter().any(|i| i == id) {
                    self.message_ids.push(id.to_owned());
                }
                return &octets[fin..];
            }
        }
        &octets[taille.min(octets.len())..]
    }

    fn ligne(&mut self, ligne: &[u8]) {
        let texte = String::from_utf8_lossy(&ligne[..ligne.len().min(2_000)]);
        let mut mots = texte.split(' ');
        let (Some(tete), Some(mot)) = (mots.next(), mots.next()) else {
            return;
        };
        if let Some(etat) = ["OK", "NO", "BAD", "BYE"].into_iter().find(|e| *e == mot) {
            // What has a tag ends the command; a `BAD` without one too, when nothing does.
            if tete != "*" || (self.etat.is_none() && matches!(etat, "BAD" | "BYE")) {
                self.etat = Some(etat);
                let suite = texte.get(tete.len() + mot.len() + 2..).unwrap_or_default();
                let code = suite.strip_prefix('[').and_then(|c| c.split([' ', ']']).next());
                self.code = code.map(str::to_owned);
                self.boite = suite
                    .split_once("Boite ")
                    .and_then(|(_, b)| b.strip_suffix(" ouverte"))
                    .filter(|b| b.contains('@'))
                    .map(str::to_owned);
            }
            return;
        }
        if tete != "*" {
            return;
        }
        match (mot, mots.next()) {
            ("SEARCH", premier) => {
                let entier = String::from_utf8_lossy(ligne);
                let nombres = entier.split(' ').skip(2).take_while(|n| n.bytes().all(|o| o.is_ascii_digit()));
                self.trouves = Some(premier.map_or(0, |_| nombres.count()));
            }
            ("ESEARCH", _) => self.trouves = trouves(&String::from_utf8_lossy(ligne)),
            (n, Some("FETCH")) if n.bytes().all(|o| o.is_ascii_digit()) => self.rendus += 1,
            (n, Some("EXPUNGE")) if n.bytes().all(|o| o.is_ascii_digit()) => self.effaces += 1,
            _ => {}
        }
    }
}

/// How many messages ESEARCH tells: by their count, or by their set.
fn trouves(texte: &str) -> Option<usize> {
    let apres = |mot: &str| texte.split(&format!(" {mot} ")).nth(1)?.split(' ').next();
    if let Some(n) = apres("COUNT") {
        return n.parse().ok();
    }
    match apres("ALL") {
        None => (!texte.contains(" MIN ") && !texte.contains(" MAX ")).then_some(0),
        Some(ensemble) => {
            let plages = segur_imap::Ensemble::lire(ensemble.as_bytes())?.plages(0);
            Some(plages.iter().map(|p| (p.end() - p.start()) as usize + 1).sum())
        }
    }
}
