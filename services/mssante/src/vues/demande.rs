//! What is asked: the view, and its parameters.

use std::time::Duration;

use segur_kit::ActionRefusee;

/// How long one waits when nothing says it, and at most.
const DELAI: Duration = Duration::from_secs(30);
const DELAI_MAX: Duration = Duration::from_secs(120);
/// Characters of a search.
pub(super) const RECHERCHE_MAX: usize = 200;

/// A view.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Chemin {
    /// Every mailbox.
    Boites,
    /// Mails, newest first.
    Messages,
    /// Mails that are to come.
    Attendre,
    /// A session.
    Session(String),
    /// Of one mail.
    Message {
        boite: String,
        dossier: String,
        uid: u32,
        quoi: Quoi,
    },
}

/// What of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoi {
    /// What it says, and what is remarked of it.
    Lu,
    /// Its bytes.
    Source,
    /// A part of it, decoded, by its rank.
    Piece(usize),
    /// A document of its archives, by its rank.
    Document(usize),
    /// The same, as a person reads it.
    Cda(usize),
}

impl Chemin {
    /// Reads a path. The name of a folder may hold bars: it is what stands between the mailbox and the number.
    pub(super) fn lire(chemin: &str) -> Result<Self, ActionRefusee> {
        let morceaux: Vec<&str> = chemin.split('/').collect();
        let lu = match morceaux[..] {
            ["boites"] => Some(Self::Boites),
            ["messages"] => Some(Self::Messages),
            ["messages", "attendre"] => Some(Self::Attendre),
            ["session", nom] if !nom.is_empty() => Some(Self::Session(nom.to_owned())),
            ["message", boite, ref reste @ ..] => Self::message(boite, reste),
            _ => None,
        };
        lu.ok_or_else(|| {
            ActionRefusee::Inconnue(format!(
                "MSSanté n'a pas de vue « {} » ; vues : boites, messages, messages/attendre, session/<session>, message/<boîte>/<dossier>/<uid>, \
                 et derrière celle-ci /source, /piece/<n>, /document/<n>, /cda/<n>",
                chemin.chars().take(100).collect::<String>()
            ))
        })
    }

    fn message(boite: &str, reste: &[&str]) -> Option<Self> {
        let (tete, quoi) = match reste {
            [tete @ .., "source"] => (tete, Quoi::Source),
            [tete @ .., uid, quoi, rang] if uid.parse::<u32>().is_ok() && matches!(*quoi, "piece" | "document" | "cda") => {
                let rang = rang.parse().ok()?;
                let quoi = match *quoi {
                    "piece" => Quoi::Piece(rang),
                    "document" => Quoi::Document(rang),
                    _ => Quoi::Cda(rang),
                };
                (&reste[..tete.len() + 1], quoi)
            }
            tete => (tete, Quoi::Lu),
        };
        let (uid, dossier) = tete.split_last()?;
        let dossier = dossier.join("/");
        (!dossier.is_empty()).then_some(())?;
        Some(Self::Message {
            boite: boite.to_owned(),
            dossier,
            uid: uid.parse().ok()?,
            quoi,
        })
    }
}

/// The parameters.
pub(super) struct Parametres<'a>(pub &'a [(String, String)]);

impl<'a> Parametres<'a> {
    /// One of them; empty is absent.
    pub(super) fn valeur(&self, nom: &str) -> Option<&'a str> {
        let trouve = self.0.iter().find(|(n, _)| n == nom).map(|(_, v)| v.trim());
        trouve.filter(|v| !v.is_empty())
    }

    /// A number, from 1 on.
    pub(super) fn nombre(&self, nom: &str, defaut: usize, max: usize) -> Result<usize, ActionRefusee> {
        let Some(texte) = self.valeur(nom) else { return Ok(defaut) };
        let lu = texte.parse().ok().filter(|n| (1..=max).contains(n));
        lu.ok_or_else(|| ActionRefusee::Parametres(format!("« {nom} » va de 1 à {max}")))
    }

    /// A rank.
    pub(super) fn rang(&self, nom: &str) -> Result<Option<u64>, ActionRefusee> {
        let refus = |_| {
            ActionRefusee::Parametres(format!(
                "« {nom} » est un rang : celui d'un courriel, ou « dernier » d'une réponse d'avant"
            ))
        };
        self.valeur(nom).map(|texte| texte.parse().map_err(refus)).transpose()
    }

    /// The words that are looked for, in lower case.
    pub(super) fn mots(&self) -> Result<Vec<String>, ActionRefusee> {
        let texte = self.valeur("recherche").unwrap_or_default();
        if texte.chars().count() > RECHERCHE_MAX {
            return Err(ActionRefusee::Parametres(format!(
                "« recherche » a {RECHERCHE_MAX} caractères au plus"
            )));
        }
        Ok(texte.to_lowercase().split_whitespace().map(str::to_owned).collect())
    }

    /// How long to wait: `10s`, `500ms`, or milliseconds; two minutes at most, whatever is asked.
    pub(super) fn delai(&self) -> Result<Duration, ActionRefusee> {
        let Some(texte) = self.valeur("delai") else { return Ok(DELAI) };
        let (nombre, unite) = texte.split_at(texte.trim_end_matches(char::is_alphabetic).len());
        let nombre = nombre.trim_end().parse::<u64>().ok();
        let lu = match (nombre, unite) {
            (Some(n), "" | "ms") => Some(Duration::from_millis(n)),
            (Some(n), "s") => Some(Duration::from_secs(n)),
            _ => None,
        };
        let refus = || ActionRefusee::Parametres("« delai » s'écrit 10s, 500ms, ou en millisecondes".to_owned());
        lu.map(|d| d.min(DELAI_MAX)).ok_or_else(refus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_view_and_a_folder_may_hold_bars() {
        let message = |dossier: &str, uid, quoi| Chemin::Message {
            boite: "a@b.fr".to_owned(),
            dossier: dossier.to_owned(),
            uid,
            quoi,
        };
        for (chemin, attendu) in [
            ("boites", Chemin::Boites),
            ("messages/attendre", Chemin::Attendre),
            ("session/1.7", Chemin::Session("1.7".to_owned())),
            ("message/a@b.fr/INBOX/7", message("INBOX", 7, Quoi::Lu)),
            ("message/a@b.fr/Labo/2026/7", message("Labo/2026", 7, Quoi::Lu)),
            ("message/a@b.fr/Labo/2026/7/source", message("Labo/2026", 7, Quoi::Source)),
            ("message/a@b.fr/Labo/2026/7/piece/0", message("Labo/2026", 7, Quoi::Piece(0))),
            ("message/a@b.fr/INBOX/7/cda/2", message("INBOX", 7, Quoi::Cda(2))),
        ] {
            assert_eq!(Chemin::lire(chemin), Ok(attendu), "{chemin}");
        }
        for faux in [
            "",
            "boites/",
            "session/",
            "message",
            "message/a@b.fr",
            "message/a@b.fr/7",
            "message/a@b.fr/INBOX/x",
            "message/a@b.fr/INBOX/7/piece/x",
            "message/a@b.fr/INBOX/7/autre/1x",
            "message/a@b.fr/INBOX/99999999999",
        ] {
            assert!(matches!(Chemin::lire(faux), Err(ActionRefusee::Inconnue(_))), "{faux}");
        }
    }

    #[test]
    fn a_delay_is_read_with_or_without_its_unit_and_bounded() {
        let delai = |texte: &str| Parametres(&[("delai".to_owned(), texte.to_owned())]).delai();
        for (texte, ms) in [
            ("10s", 10_000),
            ("500ms", 500),
            ("250", 250),
            ("1 s", 1_000),
            ("9999999s", 120_000),
            ("0", 0),
            ("", 30_000),
        ] {
            assert_eq!(delai(texte), Ok(Duration::from_millis(ms)), "{texte}");
        }
        for faux in ["s", "-1s", "1h", "10 minutes", "1.5s"] {
            assert!(delai(faux).is_err(), "{faux}");
        }
    }
}
