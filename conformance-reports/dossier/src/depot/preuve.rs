//! One proof, examined from pieces that no pack holds: the rules of the examination, about each piece and about the proof as a whole. A deposit
//! file by file and a dossier that holds the same pieces are told the same.

use std::collections::BTreeSet;

use segur_model::catalogue::NaturePreuve;
use segur_model::resultat::Donnee;
use segur_model::{EtatPreuve, Numero};
use time::Time;

use super::affaire;
use super::contenu::{self, Lecture, Source};
use super::{Demande, Refus, Remise, couverture, nature, propre};
use crate::examen::affaire::Preuve;
use crate::examen::lecture::Lue;
use crate::examen::{self, PreuveExaminee};
use crate::fichier::FichierCite;
use crate::manifeste::EtatDePreuve;
use crate::{DossierError, GenrePiece, PieceDePreuve, recit};

/// A file that was given for a proof, and kept.
#[derive(Debug, Clone, Copy)]
pub struct PieceRemise<'a> {
    /// Name that it was given with.
    pub nom: &'a str,
    /// Where it is.
    pub contenu: Source<'a>,
    /// At which second of a film each étape begins: these are what it shows. Without any, it is taken to show them all.
    pub reperes: &'a [(u32, u32)],
    /// It is an exchange that the bench captured: what a dossier calls a message.
    pub simulee: bool,
}

/// Examines one proof. `pieces`: all of those that were given for it; none: it is still to be given.
///
/// Of a dossier this does not know the campaign: no écart, no piece that it refused, no screen that its scenarios plan. The chapter is left
/// empty. Where a proof asks several kinds at once and one is not there, it is said to be still to be given.
///
/// # Errors
/// [`DossierError::Piece`]: one of the pieces cannot be read.
pub fn examiner_preuve(d: &Demande<'_>, pieces: &[PieceRemise<'_>]) -> Result<PreuveExaminee, DossierError> {
    let mut lues: Vec<(String, Lecture<'_>)> = pieces.iter().map(lire).collect::<Result<_, _>>()?;
    let etat = EtatDePreuve {
        pieces: prevues(d)
            .into_iter()
            .chain(pieces.iter().zip(&lues).map(|(p, (nom, l))| donnee(d, p, nom, &l.lue)))
            .collect(),
        ..etat(d, pieces, &lues)
    };
    let cites: Vec<FichierCite> = lues.iter().map(|(nom, l)| affaire::cite(d, nom, l)).collect();
    let donnees = etat.pieces.iter().filter(|p| p.donnee.is_some());
    let preuve = Preuve {
        etat: &etat,
        demande: affaire::demande(d),
        pieces: cites
            .iter()
            .zip(donnees)
            .zip(&mut lues)
            .map(|((cite, p), (_, lecture))| affaire::piece(cite, p.genre, lecture))
            .collect(),
    };
    let mut examinee = examen::preuve(&affaire::cadre(d), &preuve, String::new(), &[])?;
    // Who gave them and when is known to who keeps them.
    examinee.fournies = etat.pieces.iter().filter_map(|p| p.donnee.as_ref()).map(dite).collect();
    Ok(examinee)
}

fn lire<'a>(p: &PieceRemise<'a>) -> Result<(String, Lecture<'a>), DossierError> {
    let nom = propre(p.nom, &mut Vec::new());
    let remise = Remise {
        contenu: p.contenu,
        nom: p.nom,
        reperes: p.reperes,
        taille_max: u64::MAX,
    };
    match contenu::lire(&remise) {
        Ok(lecture) => Ok((nom, lecture)),
        Err(e) => Err(DossierError::Piece {
            nom,
            raison: match e {
                Refus::PasUnFichier { quoi, .. } => format!("c'est {quoi}"),
                Refus::Lecture { raison, .. } => raison,
                autre => autre.to_string(),
            },
        }),
    }
}

/// Where the proof stands, as a campaign would say it.
fn etat(d: &Demande<'_>, pieces: &[PieceRemise<'_>], lues: &[(String, Lecture<'_>)]) -> EtatDePreuve {
    if pieces.is_empty() {
        let tiers = d.preuve.natures.iter().any(|n| n.est_tiers());
        return EtatDePreuve {
            raison: recit::demandee(d.preuve),
            ..affaire::etat(d, if tiers { EtatPreuve::TiersRequis } else { EtatPreuve::ACompleter })
        };
    }
    let manquent = couverture::manquent(d.preuve, pieces.iter().zip(lues).map(|(p, (_, l))| (&l.lue, p.simulee)));
    if manquent.is_empty() {
        return affaire::etat(d, EtatPreuve::Produite);
    }
    EtatDePreuve {
        raison: manquent.join(" ; "),
        ..affaire::etat(d, EtatPreuve::ACompleter)
    }
}

/// What is asked of the proof as a whole: the étapes, where a film may show them.
fn prevues(d: &Demande<'_>) -> Vec<PieceDePreuve> {
    use NaturePreuve::{DemonstrationFree, Video};
    if !d.preuve.natures.iter().any(|n| matches!(n, Video | DemonstrationFree)) {
        return Vec::new();
    }
    let une = |n: &u32| piece(GenrePiece::Video, Some((*n, *n)), Numero::rem(*n, *n));
    d.etapes.iter().map(une).collect()
}

/// A piece that was given, as the campaign tells one that a person gave.
fn donnee(d: &Demande<'_>, p: &PieceRemise<'_>, nom: &str, lue: &Lue) -> PieceDePreuve {
    let nature = nature(&d.preuve.natures, lue);
    let genre = if p.simulee { GenrePiece::Message } else { genre(nature, lue) };
    let montrees: BTreeSet<u32> = match p.reperes {
        [] => d.etapes.iter().copied().collect(),
        reperes => reperes.iter().map(|(etape, _)| *etape).collect(),
    };
    let montre = montrees.first().copied().zip(montrees.last().copied());
    let (de, a) = montre.unwrap_or((1, 1));
    let mut reperes = p.reperes.to_vec();
    reperes.sort_unstable();
    PieceDePreuve {
        recevable: true,
        dit: if genre == GenrePiece::Capture {
            nom.to_owned()
        } else {
            String::new()
        },
        nom_fichier: Some(nom.to_owned()),
        donnee: Some(Donnee {
            nature,
            nom: nom.to_owned(),
            par: String::new(),
            le: d.jour.with_time(Time::MIDNIGHT).assume_utc(),
            reperes,
            duree_ms: None,
            notes: Vec::new(),
        }),
        fichiers: vec![nom.to_owned()],
        ..piece(genre, montre.filter(|_| genre == GenrePiece::Video), Numero::rem(de, a))
    }
}

/// One that is still to be made.
fn piece(genre: GenrePiece, montre: Option<(u32, u32)>, etape: Numero) -> PieceDePreuve {
    PieceDePreuve {
        genre,
        recevable: false,
        refus: String::new(),
        etape,
        repetition: None,
        montre,
        dit: String::new(),
        de: String::new(),
        nom_fichier: None,
        donnee: None,
        fichiers: Vec::new(),
    }
}

/// What a given piece is in a dossier: what it was taken for says it.
fn genre(nature: NaturePreuve, lue: &Lue) -> GenrePiece {
    match nature {
        NaturePreuve::Video => GenrePiece::Video,
        NaturePreuve::DemonstrationFree if matches!(lue, Lue::Video) => GenrePiece::Video,
        NaturePreuve::Screenshot | NaturePreuve::DemonstrationFree => GenrePiece::Capture,
        _ => GenrePiece::Fichier,
    }
}

/// `film.mp4 : étape 1 à 00:12, étape 2 à 00:48`
fn dite(d: &Donnee) -> String {
    match recit::reperes(d) {
        r if r.is_empty() => d.nom.clone(),
        r => format!("{} : {r}", d.nom),
    }
}
