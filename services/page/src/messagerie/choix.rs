//! What is asked of the mailboxes.

use segur_kit::ESPACE_DEFAUT;
use serde::{Deserialize, Serialize};

use crate::demande::Demande;

/// The query of a page of the mailboxes. What is not known is passed over.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Choix {
    /// Espace.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) espace: String,
    /// Address of the mailbox, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) boite: String,
    /// Folder.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) dossier: String,
    /// Words that are looked for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) q: String,
    /// Only mails that came before this rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) avant: Option<u64>,
    /// Only mails that came after this rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) depuis: Option<u64>,
    /// The mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uid: Option<u32>,
    /// The session.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) session: String,
}

impl Choix {
    /// The espace.
    pub(super) fn espace(&self) -> &str {
        if self.espace.is_empty() { ESPACE_DEFAUT } else { &self.espace }
    }

    /// As every page is asked.
    pub(super) fn demande(&self) -> Demande {
        Demande {
            espace: self.espace.clone(),
            ..Demande::default()
        }
    }

    /// The same espace, and nothing else.
    pub(super) fn seul(&self) -> Self {
        Self {
            espace: self.espace.clone(),
            ..Self::default()
        }
    }

    /// Whether something is filtered out.
    pub(super) fn filtre(&self) -> bool {
        !self.boite.is_empty() || !self.dossier.is_empty() || !self.q.trim().is_empty()
    }

    /// The parameters of the view of mails.
    pub(super) fn parametres(&self) -> Vec<(String, String)> {
        let rang = |r: Option<u64>| r.map(|r| r.to_string()).unwrap_or_default();
        [
            ("boite", self.boite.clone()),
            ("dossier", self.dossier.clone()),
            ("recherche", self.q.trim().chars().take(200).collect()),
            ("avant", rang(self.avant)),
            ("depuis", rang(self.depuis)),
        ]
        .into_iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(n, v)| (n.to_owned(), v))
        .collect()
    }

    /// An address with this query, something changed.
    pub(super) fn lien(&self, chemin: &str, changer: impl FnOnce(&mut Self)) -> String {
        let mut autre = self.clone();
        changer(&mut autre);
        match serde_urlencoded::to_string(&autre) {
            Ok(q) if !q.is_empty() => format!("{chemin}?{q}"),
            _ => chemin.to_owned(),
        }
    }
}

/// The view of a mail: its path, whose parts are encoded where they would be read as more than a name.
pub(super) fn chemin(boite: &str, dossier: &str, uid: u32, quoi: &str) -> String {
    format!("message/{boite}/{dossier}/{uid}{quoi}")
}

/// The address of a view of a mail, for who has it opened by the browser.
pub(super) fn adresse(espace: &str, boite: &str, dossier: &str, uid: u32, quoi: &str) -> String {
    let encoder = |texte: &str| -> String {
        texte
            .bytes()
            .map(|o| match o {
                o if o.is_ascii_alphanumeric() || b"-_.@/".contains(&o) => char::from(o).to_string(),
                o => format!("%{o:02X}"),
            })
            .collect()
    };
    format!(
        "/banc/vues/mssante/{}?espace={}",
        encoder(&chemin(boite, dossier, uid, quoi)),
        encoder(espace)
    )
}
