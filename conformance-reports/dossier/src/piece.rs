//! A piece of a proof, as the manifest tells it: what was asked or given, at which étape, and which files of the pack hold it.

use std::collections::BTreeSet;

use segur_model::Numero;
use segur_model::resultat::{Contenu, Donnee, Piece};
use serde::{Deserialize, Serialize};

use crate::plan::Dossier;
use crate::recit;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GenrePiece {
    /// An exchange, captured by the bench.
    Message,
    /// A document taken out of an exchange.
    Document,
    /// A file from the candidate or from a person.
    Fichier,
    /// A video.
    Video,
    /// A screenshot.
    Capture,
    /// An attestation to sign.
    Attestation,
    /// What a third party issues.
    Tiers,
}

/// One piece. Without a file it is still to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceDePreuve {
    /// What it is.
    pub genre: GenrePiece,
    /// Whether it answers the proof; else it supports it, or is still to be made.
    pub recevable: bool,
    /// Why the campaign refused it although its kind is asked (French).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub refus: String,
    /// Étape that gives it.
    pub etape: Numero,
    /// Which repetition of it, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetition: Option<u32>,
    /// First and last étape that a video shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub montre: Option<(u32, u32)>,
    /// What it must show or say: sentence of a capture, template of an attestation, what a third party issues.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dit: String,
    /// The third party.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub de: String,
    /// Name that the candidate gave its file. In the pack the bench names it anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nom_fichier: Option<String>,
    /// How it came, when a person gave it: who, when, and where each étape begins in a film.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub donnee: Option<Donnee>,
    /// Its files, by path in the pack.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fichiers: Vec<String>,
}

/// Longest range of étapes that is walked: a manifest may say any number.
const MAX_ETAPES: u32 = 999;

impl PieceDePreuve {
    /// Whether it answers its proof, in a file.
    pub(crate) fn repond(&self) -> bool {
        self.recevable && self.refus.is_empty() && !self.fichiers.is_empty()
    }

    /// The étapes that a film is asked to show.
    pub(crate) fn demandees(&self) -> BTreeSet<u32> {
        let suite = |(de, a): (u32, u32)| de..=a.min(de.saturating_add(MAX_ETAPES));
        self.montre.into_iter().flat_map(suite).collect()
    }

    /// The étapes that it shows: those that are marked in it, else all that it was given for.
    pub(crate) fn montrees(&self) -> BTreeSet<u32> {
        match self.donnee.as_ref().map(|d| d.reperes.as_slice()) {
            Some(reperes @ [_, ..]) => reperes.iter().map(|(etape, _)| *etape).collect(),
            _ => self.demandees(),
        }
    }

    /// Whether a given piece stands for one that is still to be made: it is not asked again.
    pub(crate) fn tient_lieu_de(&self, prevue: &Self) -> bool {
        if self.donnee.is_none() || prevue.donnee.is_some() || !self.repond() || prevue.repond() {
            return false;
        }
        match (self.genre, prevue.genre) {
            (GenrePiece::Video, GenrePiece::Video) => self.montrees().is_superset(&prevue.demandees()),
            (GenrePiece::Capture, GenrePiece::Capture) => self.dit == prevue.dit || couvre(self.etape, prevue.etape),
            (GenrePiece::Fichier | GenrePiece::Document, GenrePiece::Attestation | GenrePiece::Tiers) => true,
            _ => false,
        }
    }
}

fn couvre(donnee: Numero, prevue: Numero) -> bool {
    donnee.sorte == prevue.sorte && donnee.de <= prevue.de && donnee.a >= prevue.a
}

/// The pieces of a proof, in the order of the campaign.
pub(crate) fn de_la_preuve(d: &Dossier<'_>, preuve: &str) -> Vec<PieceDePreuve> {
    recit::pieces(d.resultat, preuve)
        .enumerate()
        .map(|(rang, p)| {
            let siens = d.plan.preuve(preuve).filter(|f| f.piece == Some(rang));
            dire(p, siens.map(|f| f.cite.chemin.clone()).collect())
        })
        .collect()
}

fn dire(p: &Piece, fichiers: Vec<String>) -> PieceDePreuve {
    let mut dite = PieceDePreuve {
        genre: GenrePiece::Message,
        recevable: p.recevable,
        refus: p.refus.clone(),
        etape: p.etape,
        repetition: p.repetition,
        montre: None,
        dit: String::new(),
        de: String::new(),
        nom_fichier: p.donnee.as_ref().map(|d| d.nom.clone()),
        donnee: p.donnee.clone(),
        fichiers,
    };
    match &p.quoi {
        Contenu::Message { .. } => {}
        Contenu::Document { .. } => dite.genre = GenrePiece::Document,
        Contenu::Fichier { nom_fichier, .. } => {
            dite.genre = GenrePiece::Fichier;
            if nom_fichier.is_some() {
                dite.nom_fichier.clone_from(nom_fichier);
            }
        }
        Contenu::Video { de, a, .. } => {
            dite.genre = GenrePiece::Video;
            dite.montre = Some((*de, *a));
        }
        Contenu::Capture { phrase, .. } => {
            dite.genre = GenrePiece::Capture;
            dite.dit.clone_from(phrase);
        }
        Contenu::Attestation { modele } => {
            dite.genre = GenrePiece::Attestation;
            dite.dit.clone_from(modele);
        }
        Contenu::Tiers { de, quoi } => {
            dite.genre = GenrePiece::Tiers;
            dite.de.clone_from(de);
            dite.dit.clone_from(quoi);
        }
    }
    dite
}
