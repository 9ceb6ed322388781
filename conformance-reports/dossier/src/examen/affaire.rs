//! What the checks look at: the manifest, the pieces that were given, and what each proof asks.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::EtatPreuve;
use segur_model::candidat::Produit;
use segur_model::catalogue::{Catalogue, NaturePreuve};
use time::Date;

use super::lecture::{self, Lue};
use crate::fichier::FichierCite;
use crate::manifeste::{ConstatExigence, EtatDePreuve};
use crate::{GenrePiece, Lecteur, Manifeste, PieceDePreuve, noms};

/// What a piece and a proof are judged against: the same at the door as in the dossier.
#[derive(Clone, Copy)]
pub(crate) struct Cadre<'a> {
    /// The product that applies.
    pub(crate) produit: &'a Produit,
    /// Profiles besides `Général`.
    pub(crate) profils: &'a [String],
    pub(crate) campagne: &'a str,
    /// Day of the deposit.
    pub(crate) jour: Date,
}

/// One dossier.
pub(super) struct Affaire<'a> {
    pub(super) manifeste: &'a Manifeste,
    pub(super) cadre: Cadre<'a>,
    catalogue: Option<&'a Catalogue>,
    /// Files that answer, or would had they not been refused, by proof.
    deposees: BTreeMap<&'a str, Vec<&'a FichierCite>>,
    /// By exigence, as the manifest or the catalogue says.
    pub(super) chapitres: BTreeMap<&'a str, Chapitre>,
}

/// Where an exigence is.
#[derive(Default, Clone)]
pub(super) struct Chapitre {
    /// The *Chapitre* of Convergence: the bloc, else the section.
    pub(super) nom: String,
    pub(super) preconisation: bool,
}

/// One proof number, and what was given for it.
pub(crate) struct Preuve<'a> {
    pub(crate) etat: &'a EtatDePreuve,
    pub(crate) demande: Demande,
    /// Files that answer it, and those that were given for it and refused.
    pub(crate) pieces: Vec<Piece<'a>>,
}

/// What a proof asks.
#[derive(Clone)]
pub(crate) struct Demande {
    pub(crate) natures: Vec<NaturePreuve>,
    pub(crate) du_systeme: bool,
    pub(crate) nommage: String,
}

/// One file that answers a proof.
pub(crate) struct Piece<'a> {
    pub(crate) cite: &'a FichierCite,
    pub(crate) genre: GenrePiece,
    /// Name that the candidate gave it.
    pub(crate) nom: Option<&'a str>,
    /// Why the campaign refused it; empty: it answers.
    pub(crate) refus: &'a str,
    pub(crate) lue: Lue,
    /// Its first bytes, as they are: the source of a mail is read so.
    pub(crate) debut: Vec<u8>,
}

impl Preuve<'_> {
    /// Whether something was given for it.
    pub(super) fn fournie(&self) -> bool {
        !self.pieces.is_empty() && self.etat.etat != EtatPreuve::SansObjet
    }
}

impl<'a> Affaire<'a> {
    /// A dossier whose manifest is this one. The catalogue completes a manifest of before this version.
    pub(super) fn nouvelle(manifeste: &'a Manifeste, catalogue: Option<&'a Catalogue>, jour: Date) -> Self {
        let mut deposees: BTreeMap<&str, Vec<&FichierCite>> = BTreeMap::new();
        // `preuves/` holds what answers, `appui/` what supports. The chapters of a film are its table, and no piece.
        for f in manifeste
            .fichiers
            .iter()
            .filter(|f| f.chemin.starts_with("preuves/") && !noms::est_chapitres(&f.chemin))
        {
            if let Some(preuve) = &f.preuve {
                deposees.entry(preuve).or_default().push(f);
            }
        }
        for etat in manifeste.etats.iter().filter(|e| e.pieces.iter().any(|p| !p.refus.is_empty())) {
            let refusees: BTreeSet<&str> = etat
                .pieces
                .iter()
                .filter(|p| !p.refus.is_empty())
                .flat_map(|p| &p.fichiers)
                .map(String::as_str)
                .collect();
            let siens = manifeste
                .fichiers
                .iter()
                .filter(|f| refusees.contains(f.chemin.as_str()) && !noms::est_chapitres(&f.chemin));
            // Beside another that answers, one that was refused is looked at all the same.
            let deja = deposees.entry(&etat.id).or_default();
            for f in siens {
                if !deja.iter().any(|d| d.chemin == f.chemin) {
                    deja.push(f);
                }
            }
        }
        let chapitres = manifeste.exigences.iter();
        Self {
            chapitres: chapitres.map(|e| (e.id.as_str(), chapitre(e, catalogue))).collect(),
            cadre: Cadre {
                produit: &manifeste.produit,
                profils: &manifeste.profils,
                campagne: &manifeste.campagne,
                jour,
            },
            manifeste,
            catalogue,
            deposees,
        }
    }

    /// One proof, its pieces read. They are many, and some are big: one proof at a time is in memory.
    pub(super) fn preuve(&self, etat: &'a EtatDePreuve, lecteur: &mut Lecteur) -> Preuve<'a> {
        let siennes = self.deposees.get(etat.id.as_str());
        Preuve {
            etat,
            demande: demande(etat, self.catalogue),
            pieces: siennes.into_iter().flatten().map(|f| piece(etat, f, lecteur)).collect(),
        }
    }
}

fn demande(etat: &EtatDePreuve, catalogue: Option<&Catalogue>) -> Demande {
    let connue = if etat.natures.is_empty() {
        catalogue.and_then(|c| c.preuve(&etat.id)).map(|(_, _, p)| p)
    } else {
        None
    };
    match connue {
        Some(p) => Demande {
            natures: p.natures.clone(),
            du_systeme: p.du_systeme,
            nommage: p.nommage.clone(),
        },
        None => Demande {
            natures: etat.natures.clone(),
            du_systeme: etat.du_systeme,
            nommage: etat.nommage.clone(),
        },
    }
}

fn chapitre(e: &ConstatExigence, catalogue: Option<&Catalogue>) -> Chapitre {
    match catalogue.and_then(|c| c.exigence(&e.id)).filter(|_| e.chapitre.is_empty()) {
        Some(c) => Chapitre {
            nom: c.chapitre_de_convergence().to_owned(),
            preconisation: c.nature == segur_model::catalogue::Nature::Preconisation,
        },
        None => Chapitre {
            nom: if e.bloc.is_empty() { &e.chapitre } else { &e.bloc }.clone(),
            preconisation: e.preconisation,
        },
    }
}

fn piece<'a>(etat: &'a EtatDePreuve, cite: &'a FichierCite, lecteur: &mut Lecteur) -> Piece<'a> {
    let entiere = cite.taille <= lecture::MAX_PIECE;
    let max = if entiere { lecture::MAX_PIECE } else { lecture::DEBUT };
    let (lue, debut) = match lecteur.debut(&cite.chemin, max) {
        Ok(octets) => {
            let fin = octets.len().min(usize::try_from(lecture::DEBUT).unwrap_or(usize::MAX));
            (lecture::lire(&octets, entiere), octets.get(..fin).unwrap_or_default().to_vec())
        }
        Err(raison) => (Lue::Fermee(raison), Vec::new()),
    };
    let dite = etat.pieces.iter().find(|p| p.fichiers.contains(&cite.chemin));
    Piece {
        cite,
        genre: dite.map_or_else(|| deviner(cite, &lue), |p| p.genre),
        nom: dite.and_then(|p: &PieceDePreuve| p.nom_fichier.as_deref()),
        refus: dite.map_or("", |p| p.refus.as_str()),
        lue,
        debut,
    }
}

/// What a pack of before this version does not say.
fn deviner(cite: &FichierCite, lue: &Lue) -> GenrePiece {
    let echange = ["-trace.txt", "-requete.", "-reponse."].iter().any(|m| cite.chemin.contains(m));
    match lue {
        _ if echange => GenrePiece::Message,
        Lue::Video => GenrePiece::Video,
        Lue::Image(_) => GenrePiece::Capture,
        _ => GenrePiece::Fichier,
    }
}
