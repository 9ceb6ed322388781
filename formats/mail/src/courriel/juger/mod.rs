//! Judging a mail, one theme a file.

mod contenu;
mod demandes;
mod documents;
mod expediteur;
mod format;
mod identifiants;
mod mime;
mod mss;
mod objet;
mod rapports;
mod textes;
mod usager;

use segur_dialecte::Constateur;
use segur_model::{Location, Rule};

use super::adresses::matricule_usager;
use super::lire::{Courriel, GenreCourriel};
use super::patient::Patient;
use super::porte::{Archive, PdfJoint};
use super::regles;
use crate::mssante::Enveloppe;
use crate::rapport::Rapport;

pub(super) use contenu::{chemin_archive, contenu, place};
pub(super) use demandes::demandes;

/// Everything that a mail is judged on.
pub(super) struct Affaire<'a> {
    pub courriel: &'a Courriel,
    /// None for a file.
    pub enveloppe: Option<&'a Enveloppe>,
    pub archives: &'a [Archive],
    pub pdfs: &'a [PdfJoint],
    pub patient: Option<&'a Patient>,
    pub rapport: Option<&'a Rapport>,
    pub genre: GenreCourriel,
}

impl Affaire<'_> {
    /// Whom it is for: the envelope says it, the headers without one.
    pub fn destinataires(&self) -> Vec<&str> {
        match self.enveloppe {
            Some(e) => e.destinataires.iter().map(|d| d.adresse.as_str()).collect(),
            None => {
                let tous = self.courriel.a.iter().chain(&self.courriel.cc);
                tous.map(|a| a.adresse.as_str()).filter(|a| !a.is_empty()).collect()
            }
        }
    }

    /// The matricules of the citizens among them, as written, each once.
    pub fn usagers(&self) -> Vec<&str> {
        let mut tous: Vec<&str> = Vec::new();
        for matricule in self.destinataires().into_iter().filter_map(matricule_usager) {
            if !tous.iter().any(|t| t.eq_ignore_ascii_case(matricule)) {
                tous.push(matricule);
            }
        }
        tous
    }

    /// The confidentiality codes of the documents, each once.
    pub fn confidentialites(&self) -> Vec<String> {
        let lots = self.archives.iter().flat_map(|a| a.lu.lots());
        let codes = lots.flat_map(|l| l.documents().flat_map(|e| &e.confidentialite).map(|c| c.code.valeur.clone()));
        codes.fold(Vec::new(), |mut tous, c| {
            if !tous.contains(&c) {
                tous.push(c);
            }
            tous
        })
    }

    /// Whether a software sends it on behalf of a professional: neither a citizen, nor a report.
    pub fn d_un_produit(&self) -> bool {
        !self.courriel.d_un_usager() && !self.genre.est_un_rapport()
    }

    /// How many clinical documents the archives carry; none when one of them does not tell.
    pub fn documents_connus(&self) -> Option<usize> {
        let compter = |a: &Archive| {
            let archive = a.lu.archive().ok()?;
            let lots = archive.sous_ensembles.iter().any(|s| s.metadonnees.is_some());
            // What no entry names may be a style sheet, or a picture: it is a document only where no lot was read.
            let nommes: usize = a.lu.lots().map(|l| l.entrees.len()).sum();
            lots.then(|| if nommes > 0 { nommes } else { archive.documents().count() })
        };
        self.archives.iter().map(compter).sum()
    }

    /// Where a header is, or should be.
    pub fn entete(&self, nom: &str) -> Location {
        self.courriel.entetes().un(nom).map_or_else(
            || Location {
                line: 0,
                column: 0,
                path: nom.to_owned(),
            },
            super::EnTete::lieu,
        )
    }

    /// Tells that a header is not what a rule wants.
    pub fn dire(&self, c: &mut Constateur, regle: Rule, nom: &str, attendu: impl Into<String>, vu: impl ToString) {
        c.dire(regle, &self.entete(nom), attendu, vu);
    }
}

/// What a header holds, or that it is absent.
pub(super) fn vu(valeur: Option<&str>) -> String {
    valeur.unwrap_or("(absent)").to_owned()
}

/// Judges what depends on the bytes alone.
pub(super) fn passe(a: &Affaire<'_>, c: &mut Constateur) {
    if let Some(borne) = a.courriel.borne {
        let attendu = "un courriel dans les bornes du banc";
        let dit = format!("borne atteinte ({borne}) : ce qui est au-delà n'a pas été jugé");
        c.dire(regles::BORNES, &Location::path("courriel"), attendu, dit);
    }
    format::juger(a, c);
    mime::juger(a, c);
    identifiants::juger(a, c);
    mss::juger(a, c);
    objet::juger(a, c);
    textes::juger(a, c);
    documents::juger(a, c);
    usager::juger(a, c);
    expediteur::juger(a, c);
    rapports::juger(a, c);
}
