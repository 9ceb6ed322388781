//! Why a piece is not taken. Each says what to do; nothing was kept.

use segur_model::texte;
use time::OffsetDateTime;

use super::Note;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refus {
    /// It is not an ordinary file.
    #[error("« {nom} » est {quoi} : donnez le fichier lui-même. Rien n'a été gardé.")]
    PasUnFichier {
        /// Its name.
        nom: String,
        /// What it is.
        quoi: &'static str,
    },
    /// It cannot be read.
    #[error("« {nom} » ne se lit pas ({raison}). Vérifiez le chemin et les droits. Rien n'a été gardé.")]
    Lecture {
        /// Its name.
        nom: String,
        /// What the system says.
        raison: String,
    },
    /// Larger than the cap.
    #[error(
        "« {nom} » fait {taille} octets, {max} au plus. Réduisez-le (un film d'écran tient en 1280 × 720, 10 images par seconde), ou relevez la \
         limite (--max, en Mio). Rien n'a été gardé."
    )]
    TropGros {
        /// Its name.
        nom: String,
        /// Its size.
        taille: u64,
        /// The cap.
        max: u64,
    },
    /// A rule of the examination does not hold, and keeps it out.
    #[error("{dit} Vu : {vu}. {a_faire} Rien n'a été gardé ({regle}).", dit = .0.dit, vu = .0.vu, a_faire = .0.a_faire, regle = .0.regle)]
    Regle(Box<Note>),
    /// A film shows nothing.
    #[error(
        "ce film ne s'ouvre pas : {0}. Enregistrez-le à nouveau, arrêtez l'enregistrement avant de le copier, et lisez-le une fois. Rien n'a été gardé."
    )]
    Film(String),
    /// A picture shows nothing.
    #[error("cette image ne s'ouvre pas : {0}. Produisez-la à nouveau, copiez-la en entier, et ouvrez-la une fois. Rien n'a été gardé.")]
    Image(String),
    /// A film is too short for what it must show.
    #[error(
        "ce film dure {} s pour {etapes} étapes : il ne peut pas les montrer toutes. Filmez le scénario en entier, ou dites quelles étapes il \
         montre (--etapes 1=00:00). Rien n'a été gardé.",
        .duree.as_secs()
    )]
    Court {
        /// How long it lasts.
        duree: std::time::Duration,
        /// How many étapes the scenario has.
        etapes: usize,
    },
    /// The markers do not fit the film or the scenario.
    #[error(
        "repères refusés : {0}. Relevez dans le film la seconde où commence chaque étape (--etapes 1=00:12,2=00:48). Rien n'a été gardé."
    )]
    Reperes(String),
    /// A film of before the campaign.
    #[error(
        "ce film est du {} ({dont}), la campagne a été ouverte le {} : il ne montre pas ce passage. Filmez à nouveau, ou vérifiez l'horloge du \
         poste qui a filmé. Rien n'a été gardé.",
        texte::date(*.film),
        texte::date(*.ouverte)
    )]
    Anterieur {
        /// When it was recorded.
        film: OffsetDateTime,
        /// What says so (French).
        dont: &'static str,
        /// When the campaign was opened.
        ouverte: OffsetDateTime,
    },
    /// A fault of ours.
    #[error("le banc n'a pas pu juger cette pièce : {0}. C'est un défaut du banc : signalez-le. Rien n'a été gardé.")]
    Banc(String),
}
