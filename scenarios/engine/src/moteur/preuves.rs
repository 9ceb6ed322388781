//! Proofs: which pieces an étape gives, and the state of each proof number. Decided by what the catalogue asks, never by the constat of
//! an exigence; whether a piece closes its proof is in [`super::recevabilite`].

use segur_model::catalogue::{Catalogue, NaturePreuve, Proof, Requirement};
use segur_model::resultat::{Conserve, Contenu, Octets, Piece, ResultatPreuve, ResultatScenario};
use segur_model::{Constat, EtatPreuve};

use super::apparier::Appariement;
use super::deroule::Pas;
use super::recevabilite::{LireOctets, juger};
use super::releve::{Releve, ReleveEtape};
use crate::grammaire::ast::{self, Observation};

/// The pieces that an étape gives.
#[must_use]
pub fn pieces(
    rang: usize,
    pas: &[Pas<'_>],
    jouee: &ReleveEtape,
    (releve, a): (&Releve, &Appariement),
    catalogue: &Catalogue,
    octets: LireOctets<'_>,
) -> Vec<Piece> {
    let Some(p) = pas.get(rang) else { return Vec::new() };
    let mut pieces = Vec::new();
    for (preuve, demandees) in &p.etape.preuves {
        let demande = catalogue.preuve(preuve).map(|(_, _, p)| p);
        for (i, demandee) in demandees.iter().enumerate() {
            let donnee = jouee.donnees.get(&cle_donnee(preuve, i)).cloned();
            let Some(quoi) = contenu(demandee, donnee, rang, pas, releve, a) else {
                continue;
            };
            let (recevable, refus) = match juger(&quoi, demande, octets) {
                Ok(()) => (true, String::new()),
                Err(refus) => (false, refus),
            };
            pieces.push(Piece {
                preuve: preuve.clone(),
                recevable,
                refus,
                quoi,
                etape: p.etape.numero,
                repetition: p.tour,
            });
        }
    }
    pieces
}

/// Key of a piece that a person gives.
#[must_use]
pub fn cle_donnee(preuve: &str, rang: usize) -> String {
    format!("{preuve}/{rang}")
}

fn contenu(
    demandee: &ast::Piece,
    donnee: Option<Octets>,
    rang: usize,
    pas: &[Pas<'_>],
    releve: &Releve,
    a: &Appariement,
) -> Option<Contenu> {
    Some(match demandee {
        ast::Piece::Message(nom) => {
            let echanges = captures(nom, rang, pas, releve, a);
            if echanges.is_empty() {
                return None;
            }
            Contenu::Message {
                nom: nom.clone(),
                echanges,
            }
        }
        ast::Piece::Document(nom) => {
            let octets = captures(nom, rang, pas, releve, a).into_iter().flat_map(|e| e.documents).next()?;
            Contenu::Document { nom: nom.clone(), octets }
        }
        ast::Piece::Fichier(nom) => {
            let (octets, nom_fichier) = releve.etapes.iter().filter(|e| e.rang <= rang).rev().find_map(|e| {
                let acte = e.acte.as_ref()?;
                Some((acte.fichiers.get(nom)?, acte.noms.get(nom)))
            })?;
            Contenu::Fichier {
                nom: nom.clone(),
                nom_fichier: nom_fichier.cloned(),
                octets: octets.clone(),
            }
        }
        ast::Piece::Video(de, fin) => Contenu::Video {
            de: *de,
            a: *fin,
            octets: donnee,
        },
        ast::Piece::Capture(phrase) => Contenu::Capture {
            phrase: phrase.clone(),
            octets: donnee,
        },
        ast::Piece::Attestation(modele) => Contenu::Attestation { modele: modele.clone() },
        ast::Piece::Tiers { de, quoi } => Contenu::Tiers {
            de: de.clone(),
            quoi: quoi.clone(),
        },
    })
}

/// The exchanges captured under a name, all of them when the observation has a `nombre`: those of this repetition of the étape, where
/// it captures them itself, else of the last étape above that does, else of the first below.
fn captures(nom: &str, rang: usize, pas: &[Pas<'_>], releve: &Releve, a: &Appariement) -> Vec<Conserve> {
    let de = |r: usize| {
        let p = pas.get(r)?;
        p.etape.observer.iter().enumerate().find_map(|(i, o)| {
            let nommee = matches!(o, Observation::Attendu(x) if x.nom.as_deref() == Some(nom));
            a.pris.get(&(r, i)).filter(|_| nommee)
        })
    };
    let pris = (0..=rang).rev().find_map(de).or_else(|| (rang + 1..pas.len()).find_map(de));
    pris.map(|pris| pris.iter().map(|i| releve.echanges[*i].clone()).collect())
        .unwrap_or_default()
}

/// The state of every proof of the exigences that apply, in the order of the catalogue.
#[must_use]
pub fn etats(exigences: &[&Requirement], resultats: &[ResultatScenario]) -> Vec<ResultatPreuve> {
    let mut etats = Vec::new();
    for e in exigences {
        for s in &e.scenarios {
            for p in &s.preuves {
                let (etat, raison) = etat(&s.id, p, resultats);
                etats.push(ResultatPreuve {
                    id: p.id.clone(),
                    exigence: e.id.clone(),
                    scenario: s.id.clone(),
                    etat,
                    raison,
                });
            }
        }
    }
    etats
}

fn etat(scenario: &str, preuve: &Proof, resultats: &[ResultatScenario]) -> (EtatPreuve, String) {
    if let Some(r) = resultats.iter().find(|r| r.id == scenario)
        && r.constat == Constat::NonApplicable
        && r.etapes.is_empty()
    {
        return (EtatPreuve::SansObjet, r.raison.clone());
    }
    let pieces: Vec<&Piece> = resultats
        .iter()
        .flat_map(|r| &r.etapes)
        .flat_map(|e| &e.pieces)
        .filter(|p| p.preuve == preuve.id)
        .collect();
    if preuve.natures.iter().any(|n| n.est_tiers()) {
        let tiers = pieces.iter().find_map(|p| match &p.quoi {
            Contenu::Tiers { de, quoi } => Some(format!("{de} : {quoi}")),
            _ => None,
        });
        return (EtatPreuve::TiersRequis, tiers.unwrap_or_else(|| demande(preuve)));
    }
    let refus: Vec<&str> = pieces.iter().map(|p| p.refus.as_str()).filter(|r| !r.is_empty()).collect();
    if refus.is_empty() && pieces.iter().any(|p| p.recevable) {
        return (EtatPreuve::Produite, String::new());
    }
    let mut a_faire: Vec<String> = Vec::new();
    let dits = refus
        .iter()
        .map(|r| format!("la pièce du dossier n'est pas retenue : {r}"))
        .chain(pieces.iter().filter_map(|p| a_fournir(&p.quoi)));
    for dit in dits {
        if !a_faire.contains(&dit) {
            a_faire.push(dit);
        }
    }
    if a_faire.is_empty() {
        a_faire.push(demande(preuve));
    }
    (EtatPreuve::ACompleter, a_faire.join(" ; "))
}

/// What a piece that is only planned still wants.
fn a_fournir(quoi: &Contenu) -> Option<String> {
    match quoi {
        Contenu::Video { de, a, .. } if de == a => Some(format!("vidéo de l'étape {de}")),
        Contenu::Video { de, a, .. } => Some(format!("vidéo des étapes {de} à {a}")),
        Contenu::Capture { phrase, .. } => Some(format!("capture : {phrase}")),
        Contenu::Attestation { modele } => Some(format!("attestation : {modele}")),
        Contenu::Tiers { de, quoi } => Some(format!("{de} : {quoi}")),
        Contenu::Message { .. } | Contenu::Document { .. } | Contenu::Fichier { .. } => None,
    }
}

/// What a proof asks, where no étape of the bench says it.
fn demande(preuve: &Proof) -> String {
    if !preuve.demande.is_empty() {
        return preuve.demande.clone();
    }
    let precises: Vec<&str> = preuve
        .natures
        .iter()
        .filter(|n| !matches!(n, NaturePreuve::Unclassified | NaturePreuve::ToBeDefined))
        .map(|n| n.libelle())
        .collect();
    if precises.is_empty() {
        "le jeu public ne précise pas cette preuve : lisez-la dans le classeur officiel de votre couloir".to_owned()
    } else {
        precises.join(", ou ")
    }
}
