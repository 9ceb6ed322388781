//! The door: one given file, judged by the kind that its proof asks, before anything of it is kept.
//!
//! The rules are those of the examination (`examen/regles.toml`), so that what is said here is what `examiner` says the day before the
//! deposit. What only the door sees — where the file comes from, and what the container of a film says — is in this folder.

mod affaire;
mod chapitres;
mod contenu;
mod couverture;
mod film;
mod formes;
mod images;
mod preuve;
mod refus;
mod reperes;
mod tableau;
#[cfg(test)]
mod tests;

use segur_model::candidat::Produit;
use segur_model::catalogue::{CatalogueScenario, NaturePreuve, Proof};
use segur_model::texte::dangereux;
use segur_model::{EtatPreuve, Trust};
use time::{Date, OffsetDateTime};

pub use crate::examen::Remarque as Note;
pub use chapitres::chapitres;
pub(crate) use chapitres::minute;
pub use contenu::Source;
pub use preuve::{PieceRemise, examiner_preuve};
pub use refus::Refus;

use crate::GenrePiece;
use crate::examen::affaire::Preuve;
use crate::examen::controles::natures;
use crate::examen::lecture::Lue;
use crate::examen::{Consequence, porte};
use contenu::Lecture;

/// What a proof asks, and of whom.
#[derive(Debug, Clone, Copy)]
pub struct Demande<'a> {
    /// Exigence of the proof.
    pub exigence: &'a str,
    /// Scenario of the proof.
    pub scenario: &'a CatalogueScenario,
    /// The proof.
    pub preuve: &'a Proof,
    /// The product that applies.
    pub produit: &'a Produit,
    /// Its profiles besides `Général`.
    pub profils: &'a [String],
    /// Identifier of the campaign; empty: of none in particular.
    pub campagne: &'a str,
    /// When it was opened, in real time: a film is not older.
    pub ouverte: OffsetDateTime,
    /// Day of the deposit, or today.
    pub jour: Date,
    /// Numbers of the étapes of the scenario, in order: those that a film must show. Empty: not known.
    pub etapes: &'a [u32],
}

/// What a person gives.
#[derive(Debug, Clone, Copy)]
pub struct Remise<'a> {
    /// Where it is.
    pub contenu: Source<'a>,
    /// Its name, as given.
    pub nom: &'a str,
    /// At which second of a film each étape begins.
    pub reperes: &'a [(u32, u32)],
    /// Most bytes that are taken.
    pub taille_max: u64,
}

/// What it is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jugee {
    /// The kind asked that it answers.
    pub nature: NaturePreuve,
    /// What it is in a dossier.
    pub genre: GenrePiece,
    /// Media type, from its bytes.
    pub media: String,
    /// Its name, without what no reader can see.
    pub nom: String,
    /// Size in bytes.
    pub taille: u64,
    /// How long a film lasts, where it was read.
    pub duree: Option<std::time::Duration>,
    /// What the examination would say, and what could not be judged.
    pub notes: Vec<Note>,
}

/// Media type of a file, from its first bytes: never from its name.
#[must_use]
pub fn type_de(debut: &[u8]) -> &'static str {
    affaire::type_de(segur_dialecte::media::reconnaitre(debut))
}

/// Judges what a person gives for a proof. Nothing is kept here.
///
/// # Errors
/// [`Refus`]: why it is not taken, and what to do.
pub fn juger(d: &Demande<'_>, r: &Remise<'_>) -> Result<Jugee, Refus> {
    let mut lecture = contenu::lire(r)?;
    let mut notes = Vec::new();
    let nom = propre(r.nom, &mut notes);
    let nature = nature(&d.preuve.natures, &lecture.lue);
    let genre = genre(&d.preuve.natures, &lecture.lue);
    if !r.reperes.is_empty() && lecture.video.is_none() {
        return Err(Refus::Reperes(format!("{} n'a pas d'étapes repérées", lecture.lue.dit())));
    }
    notes.extend(regles(d, &nom, genre, &mut lecture)?);
    images::juger(&lecture)?;
    let mut duree = None;
    if let Some(conteneur) = lecture.video {
        duree = film::juger(d, conteneur, &mut lecture, &mut notes)?;
        reperes::juger(d, r, duree, &mut notes)?;
    }
    formes::juger(nature, &nom, &lecture, &mut notes);
    Ok(Jugee {
        nature,
        genre,
        media: affaire::media(&lecture).to_owned(),
        nom,
        taille: lecture.taille,
        duree,
        notes,
    })
}

/// The rules of the examination, put to this piece.
fn regles(d: &Demande<'_>, nom: &str, genre: GenrePiece, lecture: &mut Lecture<'_>) -> Result<Vec<Note>, Refus> {
    let etat = affaire::etat(d, EtatPreuve::ACompleter);
    let cite = affaire::cite(d, nom, lecture);
    let mut preuve = Preuve {
        etat: &etat,
        demande: affaire::demande(d),
        pieces: vec![affaire::piece(&cite, genre, lecture)],
    };
    let dites = porte::juger(&affaire::cadre(d), &preuve).map_err(|e| Refus::Banc(e.to_string()))?;
    if let Some(piece) = preuve.pieces.pop() {
        lecture.lue = piece.lue;
    }
    match dites.iter().find(|x| x.refuse) {
        Some(x) => Err(Refus::Regle(Box::new(x.remarque.clone()))),
        None => Ok(dites.into_iter().map(|x| x.remarque).collect()),
    }
}

/// The kind asked that it answers. Where none fits, a rule refuses; where the kind is not known, it is taken for the first.
fn nature(natures: &[NaturePreuve], lue: &Lue) -> NaturePreuve {
    natures::repond(natures, lue)
        .or_else(|| natures.first().copied())
        .unwrap_or(NaturePreuve::Unclassified)
}

fn genre(natures: &[NaturePreuve], lue: &Lue) -> GenrePiece {
    use NaturePreuve::{DemonstrationFree, Screenshot, Video};
    let demande = |n: NaturePreuve| natures.contains(&n);
    match lue {
        Lue::Video => GenrePiece::Video,
        Lue::Image(_) | Lue::Pdf { .. } | Lue::Zip if demande(Screenshot) => GenrePiece::Capture,
        Lue::Image(_) if demande(DemonstrationFree) && !demande(Video) => GenrePiece::Capture,
        _ => GenrePiece::Fichier,
    }
}

/// A name without what commands a terminal or turns the letters round, and without folders.
fn propre(nom: &str, notes: &mut Vec<Note>) -> String {
    let seul = nom.rsplit(['/', '\\']).next().unwrap_or_default();
    let net: String = seul.chars().filter(|c| !dangereux(*c)).collect();
    let net = match net.trim() {
        "" | "." | ".." => "sans-nom",
        net => net,
    };
    if net != nom {
        notes.push(note(
            "depot.nom",
            "Le nom d'un fichier se lit tel qu'il est.",
            Consequence::Avertit,
            format!("le nom a été réduit à « {net} » : il portait un chemin, des espaces ou des caractères invisibles"),
            "Rien, si ce nom convient ; sinon renommer le fichier et le remettre.",
        ));
    }
    net.to_owned()
}

/// What the door alone sees.
fn note(regle: &str, dit: &str, consequence: Consequence, vu: String, a_faire: &str) -> Note {
    Note {
        regle: regle.to_owned(),
        dit: dit.to_owned(),
        consequence,
        vu,
        fichiers: Vec::new(),
        a_faire: a_faire.to_owned(),
        par: "editeur".to_owned(),
        source: "le banc, à l'entrée de la pièce".to_owned(),
        trust: Trust::Unverified,
    }
}
