//! A piece of a proof, as the manifest tells it: what was asked or given, at which étape, and which files of the pack hold it.

use segur_model::Numero;
use segur_model::resultat::{Contenu, Piece};
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
    /// Its files, by path in the pack.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fichiers: Vec<String>,
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
        nom_fichier: None,
        fichiers,
    };
    match &p.quoi {
        Contenu::Message { .. } => {}
        Contenu::Document { .. } => dite.genre = GenrePiece::Document,
        Contenu::Fichier { nom_fichier, .. } => {
            dite.genre = GenrePiece::Fichier;
            dite.nom_fichier.clone_from(nom_fichier);
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
