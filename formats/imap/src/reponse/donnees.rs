//! The answers of commands.

use std::fmt::Display;

use time::OffsetDateTime;

use super::ecrit::{Ecrit, ascii, date_interne};
use crate::commande::{Compte, Resultats};
use crate::ensemble::Ensemble;
use crate::message::{Quoi, Section};

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Etat {
    /// Done.
    Ok,
    /// Refused.
    No,
    /// Not understood.
    Bad,
    /// The session ends.
    Bye,
}

impl Display for Etat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Ok => "OK",
            Self::No => "NO",
            Self::Bad => "BAD",
            Self::Bye => "BYE",
        })
    }
}

/// `a1 OK [CODE] texte`
pub fn etiquetee(e: &mut Ecrit, etiquette: &str, etat: Etat, code: Option<&str>, texte: &str) {
    let code = code.map_or_else(String::new, |c| format!("[{c}] "));
    e.brut(format!("{etiquette} {etat} {code}{}\r\n", ascii(texte)));
}

/// `* OK [CODE] texte`
pub fn sans_etiquette(e: &mut Ecrit, etat: Etat, code: Option<&str>, texte: &str) {
    etiquetee(e, "*", etat, code, texte);
}

/// `* LIST (\HasNoChildren) "/" INBOX`
pub fn liste(e: &mut Ecrit, mot: &str, attributs: &[&str], nom: &str, utf8: bool) {
    tete(e, mot, attributs, nom, utf8);
    e.fin();
}

/// The same for a folder that is told for one that it holds and that is subscribed to (RFC 5258, § 3.5).
pub fn liste_du_parent(e: &mut Ecrit, attributs: &[&str], nom: &str, utf8: bool) {
    tete(e, "LIST", attributs, nom, utf8);
    e.brut(" (\"CHILDINFO\" (\"SUBSCRIBED\"))").fin();
}

fn tete(e: &mut Ecrit, mot: &str, attributs: &[&str], nom: &str, utf8: bool) {
    e.brut(format!("* {mot} "));
    e.entre_parentheses(attributs, |e, a| {
        e.brut(a);
    });
    e.brut(" \"/\" ").nom(nom, utf8);
}

/// `* STATUS INBOX (MESSAGES 3)`
pub fn statut(e: &mut Ecrit, nom: &str, utf8: bool, comptes: &[(Compte, u64)]) {
    e.brut("* STATUS ").nom(nom, utf8).brut(" ");
    e.entre_parentheses(comptes, |e, (c, n)| {
        e.brut(c.nom()).brut(" ").nombre(*n);
    });
    e.fin();
}

/// `* SEARCH 2 5 (MODSEQ 9)`
pub fn recherche(e: &mut Ecrit, trouves: &[u32], modseq: Option<u64>) {
    e.brut("* SEARCH");
    for n in trouves {
        e.brut(" ").nombre(*n);
    }
    if let Some(m) = modseq.filter(|_| !trouves.is_empty()) {
        e.brut(format!(" (MODSEQ {m})"));
    }
    e.fin();
}

/// `* ESEARCH (TAG "a1") UID COUNT 2 ALL 2,5`
pub fn esearch(e: &mut Ecrit, etiquette: &str, uid: bool, demande: Resultats, trouves: &[u32], modseq: Option<u64>) {
    e.brut("* ESEARCH (TAG ").chaine(etiquette).brut(")");
    if uid {
        e.brut(" UID");
    }
    if let (true, Some(n)) = (demande.min, trouves.first()) {
        e.brut(format!(" MIN {n}"));
    }
    if let (true, Some(n)) = (demande.max, trouves.last()) {
        e.brut(format!(" MAX {n}"));
    }
    if demande.compte {
        e.brut(format!(" COUNT {}", trouves.len()));
    }
    if demande.tous && !trouves.is_empty() {
        e.brut(format!(" ALL {}", Ensemble::de(trouves.iter().copied())));
    }
    if let Some(m) = modseq.filter(|_| !trouves.is_empty()) {
        e.brut(format!(" MODSEQ {m}"));
    }
    e.fin();
}

/// `* n FETCH (…)`, attribute by attribute.
#[derive(Debug)]
pub struct Attributs<'a> {
    e: &'a mut Ecrit,
    vide: bool,
}

impl<'a> Attributs<'a> {
    /// Those of a message, by its number.
    #[must_use]
    pub fn de(e: &'a mut Ecrit, numero: u32) -> Self {
        e.brut(format!("* {numero} FETCH ("));
        Self { e, vide: true }
    }

    /// Another attribute: its name; what it says is written next.
    pub fn nomme(&mut self, nom: &str) -> &mut Ecrit {
        if !self.vide {
            self.e.brut(" ");
        }
        self.vide = false;
        self.e.brut(nom).brut(" ")
    }

    /// `FLAGS (…)`
    pub fn drapeaux<'d>(&mut self, noms: impl IntoIterator<Item = &'d str>) {
        self.nomme("FLAGS").entre_parentheses(noms, |e, d| {
            e.brut(d);
        });
    }

    /// `INTERNALDATE`
    pub fn date(&mut self, date: OffsetDateTime) {
        self.nomme("INTERNALDATE").brut(date_interne(date));
    }

    /// `BODY[…]<…>`: its name, as it was asked.
    pub fn section(&mut self, mot: &str, section: &Section, origine: Option<u32>) -> &mut Ecrit {
        if !self.vide {
            self.e.brut(" ");
        }
        self.vide = false;
        self.e.brut(mot).brut("[");
        let chemin: Vec<String> = section.partie.iter().map(u32::to_string).collect();
        let chemin = chemin.join(".");
        let (quoi, champs) = match &section.quoi {
            Quoi::Tout => ("", None),
            Quoi::Entete => ("HEADER", None),
            Quoi::Champs(c) => ("HEADER.FIELDS", Some(c)),
            Quoi::SaufChamps(c) => ("HEADER.FIELDS.NOT", Some(c)),
            Quoi::Texte => ("TEXT", None),
            Quoi::Mime => ("MIME", None),
        };
        let point = if chemin.is_empty() || quoi.is_empty() { "" } else { "." };
        self.e.brut(format!("{chemin}{point}{quoi}"));
        if let Some(champs) = champs {
            self.e.brut(" ").entre_parentheses(champs, |e, c| {
                e.nom(c, false);
            });
        }
        self.e.brut("]");
        if let Some(o) = origine {
            self.e.brut(format!("<{o}>"));
        }
        self.e.brut(" ")
    }

    /// The end.
    pub fn finir(self) {
        self.e.brut(")\r\n");
    }
}
