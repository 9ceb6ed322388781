//! Proofs: which pieces an étape gives, and the state of each proof number. Decided by the kinds that the catalogue asks,
//! never by a constat.

use segur_model::catalogue::{Catalogue, NaturePreuve, Requirement};
use segur_model::resultat::{Conserve, Contenu, Octets, Piece, ResultatPreuve, ResultatScenario};
use segur_model::{Constat, EtatPreuve};

use super::apparier::Appariement;
use super::deroule::Pas;
use super::releve::{Releve, ReleveEtape};
use crate::grammaire::ast::{self, Observation};

/// The pieces that an étape gives.
#[must_use]
pub fn pieces(rang: usize, pas: &[Pas<'_>], jouee: &ReleveEtape, releve: &Releve, a: &Appariement, catalogue: &Catalogue) -> Vec<Piece> {
    let Some(p) = pas.get(rang) else { return Vec::new() };
    let mut pieces = Vec::new();
    for (preuve, demandees) in &p.etape.preuves {
        let natures = catalogue.preuve(preuve).map_or(&[][..], |(_, _, p)| p.natures.as_slice());
        for (i, demandee) in demandees.iter().enumerate() {
            let donnee = jouee.donnees.get(&cle_donnee(preuve, i)).cloned();
            let Some(quoi) = contenu(demandee, donnee, rang, pas, releve, a) else {
                continue;
            };
            pieces.push(Piece {
                preuve: preuve.clone(),
                recevable: recevable(&quoi, natures),
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
            let octets = releve
                .etapes
                .iter()
                .filter(|e| e.rang <= rang)
                .rev()
                .find_map(|e| e.acte.as_ref().and_then(|x| x.fichiers.get(nom)))?;
            Contenu::Fichier {
                nom: nom.clone(),
                nom_fichier: None,
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

/// Whether a piece is of a kind that the catalogue asks. A proof that may be a video is never closed by a machine artefact:
/// the reviewer wants to see the screen.
fn recevable(quoi: &Contenu, natures: &[NaturePreuve]) -> bool {
    let demande = |n: &[NaturePreuve]| natures.iter().any(|x| n.contains(x));
    match quoi {
        Contenu::Message { .. } | Contenu::Document { .. } | Contenu::Fichier { .. } => {
            !natures.is_empty() && natures.iter().all(|n| n.est_machine())
        }
        Contenu::Video { octets, .. } => octets.is_some() && demande(&[NaturePreuve::Video, NaturePreuve::DemonstrationFree]),
        Contenu::Capture { octets, .. } => octets.is_some() && demande(&[NaturePreuve::Screenshot, NaturePreuve::DemonstrationFree]),
        Contenu::Attestation { .. } | Contenu::Tiers { .. } => false,
    }
}

/// The state of every proof of the exigences that apply, in the order of the catalogue.
#[must_use]
pub fn etats(exigences: &[&Requirement], resultats: &[ResultatScenario]) -> Vec<ResultatPreuve> {
    let mut etats = Vec::new();
    for e in exigences {
        for s in &e.scenarios {
            for p in &s.preuves {
                let (etat, raison) = etat(&s.id, &p.id, &p.natures, resultats);
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

fn etat(scenario: &str, preuve: &str, natures: &[NaturePreuve], resultats: &[ResultatScenario]) -> (EtatPreuve, String) {
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
        .filter(|p| p.preuve == preuve)
        .collect();
    let libelles = || natures.iter().map(|n| n.libelle()).collect::<Vec<_>>().join(", ");
    if natures.iter().any(|n| n.est_tiers()) {
        let tiers = pieces.iter().find_map(|p| match &p.quoi {
            Contenu::Tiers { de, quoi } => Some(format!("{de} : {quoi}")),
            _ => None,
        });
        return (EtatPreuve::TiersRequis, tiers.unwrap_or_else(libelles));
    }
    if pieces.iter().any(|p| p.recevable) {
        return (EtatPreuve::Produite, String::new());
    }
    let mut a_faire: Vec<String> = pieces
        .iter()
        .filter_map(|p| match &p.quoi {
            Contenu::Video { de, a, .. } if de == a => Some(format!("vidéo de l'étape {de}")),
            Contenu::Video { de, a, .. } => Some(format!("vidéo des étapes {de} à {a}")),
            Contenu::Capture { phrase, .. } => Some(format!("capture : {phrase}")),
            Contenu::Attestation { modele } => Some(format!("attestation : {modele}")),
            Contenu::Tiers { de, quoi } => Some(format!("{de} : {quoi}")),
            _ => None,
        })
        .collect();
    if a_faire.is_empty() {
        let l = libelles();
        a_faire.push(if l.is_empty() {
            "nature de la preuve non précisée par le référentiel".to_owned()
        } else {
            format!("demandé : {l}")
        });
    }
    (EtatPreuve::ACompleter, a_faire.join(" ; "))
}

#[cfg(test)]
mod tests {
    use segur_model::catalogue::NaturePreuve::{CndaCertificate, DemonstrationFree, Screenshot, TraceLog, Video};

    use super::*;

    fn message() -> Contenu {
        Contenu::Message {
            nom: "m".to_owned(),
            echanges: Vec::new(),
        }
    }

    #[test]
    fn a_message_never_stands_for_a_video() {
        assert!(!recevable(&message(), &[Video]));
        assert!(!recevable(&message(), &[TraceLog, Screenshot, Video, DemonstrationFree]));
        assert!(!recevable(&message(), &[]));
        assert!(!recevable(&message(), &[CndaCertificate]));
        assert!(recevable(&message(), &[TraceLog]));
    }

    #[test]
    fn a_video_that_is_only_planned_closes_nothing() {
        let o = Octets {
            empreinte: String::new(),
            taille: 1,
            media: "video/mp4".to_owned(),
        };
        assert!(!recevable(&Contenu::Video { de: 1, a: 2, octets: None }, &[Video]));
        assert!(recevable(
            &Contenu::Video {
                de: 1,
                a: 2,
                octets: Some(o.clone())
            },
            &[Video]
        ));
        assert!(!recevable(
            &Contenu::Video {
                de: 1,
                a: 2,
                octets: Some(o)
            },
            &[TraceLog]
        ));
    }
}
