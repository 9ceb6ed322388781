//! Proofs: which pieces an étape gives, and the state of each proof number. Decided by what the catalogue asks, never by the constat of
//! an exigence; whether a piece closes its proof is in [`super::recevabilite`].

use segur_model::catalogue::{Catalogue, CatalogueScenario, NaturePreuve, Proof, Requirement};
use segur_model::resultat::{Conserve, Contenu, Piece, ResultatPreuve, ResultatScenario};
use segur_model::{Constat, EtatPreuve, Issue};
use segur_pdf::NomAttendu;

use super::apparier::Appariement;
use super::deroule::Pas;
use super::donnees::{self, Jour};
use super::recevabilite::{LireOctets, juger};
use super::releve::Releve;
use crate::campagne::remises::{Justification, Remises};
use crate::grammaire::ast::{self, Observation};

/// What the pieces of an étape are made from.
pub struct Fonds<'a> {
    /// The scenario, unrolled.
    pub pas: &'a [Pas<'a>],
    /// What was played of it.
    pub releve: &'a Releve,
    /// Which observation took which exchange.
    pub a: &'a Appariement,
    /// What each proof asks.
    pub catalogue: &'a Catalogue,
    /// Bytes of the campaign.
    pub octets: LireOctets<'a>,
    /// The patient of the scenario, as the name of a document must say him.
    pub patient: NomAttendu,
}

/// The pieces that an étape gives.
#[must_use]
pub fn pieces(rang: usize, f: &Fonds<'_>) -> Vec<Piece> {
    let Some(p) = f.pas.get(rang) else { return Vec::new() };
    let mut pieces = Vec::new();
    for (preuve, demandees) in &p.etape.preuves {
        let demande = f.catalogue.preuve(preuve).map(|(_, _, p)| p);
        for demandee in demandees {
            let Some((venu, quoi)) = contenu(demandee, rang, f) else {
                continue;
            };
            let (recevable, refus) = match juger(&quoi, demande, f.octets, &f.patient) {
                Ok(()) => match de_l_acte(&quoi, venu, f.releve) {
                    Some(refus) => (false, refus),
                    None => (true, String::new()),
                },
                Err(refus) => (false, refus),
            };
            // What came at another étape is filed under that one.
            let venu = f.pas.get(venu).unwrap_or(p);
            pieces.push(Piece {
                preuve: preuve.clone(),
                recevable,
                refus,
                quoi,
                etape: venu.etape.numero,
                repetition: venu.tour,
                donnee: None,
            });
        }
    }
    pieces
}

/// Why the act that gives a file keeps it from answering: it did not end well.
fn de_l_acte(quoi: &Contenu, rang: usize, releve: &Releve) -> Option<String> {
    if !matches!(quoi, Contenu::Fichier { .. }) {
        return None;
    }
    let acte = releve.etapes.iter().find(|e| e.rang == rang)?.acte.as_ref()?;
    match acte.resultat.issue {
        Some(Issue::Fait) => None,
        Some(issue) => Some(format!("l'acte qui remet le fichier a répondu « {} »", issue.mot())),
        None => Some("l'acte qui remet le fichier n'a pas été joué".to_owned()),
    }
}

/// A piece, and the rank of the étape at which it came.
fn contenu(demandee: &ast::Piece, rang: usize, f: &Fonds<'_>) -> Option<(usize, Contenu)> {
    let ici = |quoi| Some((rang, quoi));
    match demandee {
        ast::Piece::Message(nom) => {
            let (venu, echanges) = captures(nom, rang, f)?;
            (!echanges.is_empty()).then(|| {
                (
                    venu,
                    Contenu::Message {
                        nom: nom.clone(),
                        echanges,
                    },
                )
            })
        }
        ast::Piece::Document(nom) => {
            let (venu, echanges) = captures(nom, rang, f)?;
            let octets = echanges.into_iter().flat_map(|e| e.documents).next()?;
            Some((venu, Contenu::Document { nom: nom.clone(), octets }))
        }
        ast::Piece::Fichier(nom) => f.releve.etapes.iter().filter(|e| e.rang <= rang).rev().find_map(|e| {
            let acte = e.acte.as_ref()?;
            let octets = acte.fichiers.get(nom)?.clone();
            let nom_fichier = acte.noms.get(nom).cloned();
            Some((
                e.rang,
                Contenu::Fichier {
                    nom: nom.clone(),
                    nom_fichier,
                    octets,
                },
            ))
        }),
        ast::Piece::Video(de, fin) => ici(Contenu::Video {
            de: *de,
            a: *fin,
            octets: None,
        }),
        ast::Piece::Capture(phrase) => ici(Contenu::Capture {
            phrase: phrase.clone(),
            octets: None,
        }),
        ast::Piece::Attestation(modele) => ici(Contenu::Attestation { modele: modele.clone() }),
        ast::Piece::Tiers { de, quoi } => ici(Contenu::Tiers {
            de: de.clone(),
            quoi: quoi.clone(),
        }),
    }
}

/// The exchanges captured under a name, all of them when the observation has a `nombre`, and the rank of the étape that captures them: this
/// repetition of the étape, else the last above that does, else the first below.
fn captures(nom: &str, rang: usize, f: &Fonds<'_>) -> Option<(usize, Vec<Conserve>)> {
    let de = |r: usize| {
        let p = f.pas.get(r)?;
        p.etape.observer.iter().enumerate().find_map(|(i, o)| {
            let nommee = matches!(o, Observation::Attendu(x) if x.nom.as_deref() == Some(nom));
            let pris = f.a.pris.get(&(r, i)).filter(|_| nommee)?;
            Some((r, pris.iter().map(|i| f.releve.echanges[*i].clone()).collect()))
        })
    };
    (0..=rang).rev().find_map(de).or_else(|| (rang + 1..f.pas.len()).find_map(de))
}

/// The state of every proof of the exigences that apply, in the order of the catalogue.
#[must_use]
pub fn etats(exigences: &[&Requirement], resultats: &[ResultatScenario], remises: &Remises, jour: &Jour<'_>) -> Vec<ResultatPreuve> {
    let mut etats = Vec::new();
    for e in exigences {
        for s in &e.scenarios {
            for p in &s.preuves {
                let (donnees, perdues) = donnees::pieces(p, s, resultats, remises, jour);
                let (etat, raison) = etat(s, p, resultats, (&donnees, &perdues), remises.sans_objet.get(&p.id));
                etats.push(ResultatPreuve {
                    id: p.id.clone(),
                    exigence: e.id.clone(),
                    scenario: s.id.clone(),
                    etat,
                    raison,
                    donnees,
                });
            }
        }
    }
    etats
}

fn etat(
    scenario: &CatalogueScenario,
    preuve: &Proof,
    resultats: &[ResultatScenario],
    (donnees, perdues): (&[Piece], &[String]),
    sans_objet: Option<&Justification>,
) -> (EtatPreuve, String) {
    let siens = resultats.iter().find(|r| r.id == scenario.id);
    if let Some(r) = siens
        && r.constat == Constat::NonApplicable
        && r.etapes.is_empty()
    {
        return (EtatPreuve::SansObjet, r.raison.clone());
    }
    if let Some(j) = sans_objet {
        return donnees::sans_objet(preuve, scenario, j);
    }
    let pieces: Vec<&Piece> = resultats
        .iter()
        .flat_map(|r| &r.etapes)
        .flat_map(|e| &e.pieces)
        .filter(|p| p.preuve == preuve.id)
        .collect();
    let refus: Vec<&str> = pieces
        .iter()
        .copied()
        .chain(donnees)
        .map(|p| p.refus.as_str())
        .filter(|r| !r.is_empty())
        .chain(perdues.iter().map(String::as_str))
        .collect();
    let manque = donnees::manque(preuve, &pieces, donnees);
    if manque.as_ref().is_some_and(Vec::is_empty) && donnees.iter().all(|p| p.refus.is_empty()) {
        return (EtatPreuve::Produite, String::new());
    }
    if donnees.is_empty() && perdues.is_empty() && preuve.natures.iter().any(|n| n.est_tiers()) {
        let tiers = pieces.iter().find_map(|p| match &p.quoi {
            Contenu::Tiers { de, quoi } => Some(format!("{de} : {quoi}")),
            _ => None,
        });
        return (EtatPreuve::TiersRequis, tiers.unwrap_or_else(|| demande(preuve)));
    }
    // A piece that is still planned is still to be made, whatever the bench captured beside it.
    let planifiees = pieces.iter().any(|p| a_fournir(&p.quoi).is_some());
    if donnees.is_empty() && refus.is_empty() && !planifiees && pieces.iter().any(|p| p.recevable) {
        return (EtatPreuve::Produite, String::new());
    }
    let mut a_faire: Vec<String> = Vec::new();
    let dits = refus
        .iter()
        .map(|r| format!("la pièce du dossier n'est pas retenue : {r}"))
        .chain(manque.unwrap_or_else(|| planifie(preuve, &pieces)));
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

/// What the pieces that are planned still want. Where a picture is planned that must show no more than the proof asks, it and the film are two
/// ways of showing the same.
fn planifie(preuve: &Proof, pieces: &[&Piece]) -> Vec<String> {
    let plat = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
    let toute_la_demande =
        |p: &&&Piece| matches!(&p.quoi, Contenu::Capture { phrase, octets: None } if plat(phrase) == plat(&preuve.demande));
    let film = pieces.iter().find_map(|p| match &p.quoi {
        Contenu::Video { octets: None, .. } => a_fournir(&p.quoi),
        _ => None,
    });
    let au_choix = film.filter(|_| !preuve.toutes && pieces.iter().any(|p| toute_la_demande(&p)));
    let Some(film) = au_choix else {
        return pieces.iter().filter_map(|p| a_fournir(&p.quoi)).collect();
    };
    let autres = pieces
        .iter()
        .filter(|p| !matches!(p.quoi, Contenu::Video { .. } | Contenu::Capture { .. }));
    std::iter::once(format!("{film}, ou captures d'écran"))
        .chain(autres.filter_map(|p| a_fournir(&p.quoi)))
        .collect()
}

/// What a piece that is only planned still wants.
pub(super) fn a_fournir(quoi: &Contenu) -> Option<String> {
    match quoi {
        Contenu::Video { octets: Some(_), .. } | Contenu::Capture { octets: Some(_), .. } => None,
        Contenu::Video { de, a, .. } if de == a => Some(format!("vidéo de l'étape {de}")),
        Contenu::Video { de, a, .. } => Some(format!("vidéo des étapes {de} à {a}")),
        Contenu::Capture { phrase, .. } => Some(format!("capture : {phrase}")),
        Contenu::Attestation { modele } => Some(format!("attestation : {modele}")),
        Contenu::Tiers { de, quoi } => Some(format!("{de} : {quoi}")),
        Contenu::Message { .. } | Contenu::Document { .. } | Contenu::Fichier { .. } => None,
    }
}

/// What a proof asks, where no étape of the bench says it.
pub(super) fn demande(preuve: &Proof) -> String {
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
        "rien ne précise cette preuve ici : lisez-la dans le classeur officiel de votre couloir".to_owned()
    } else {
        precises.join(", ou ")
    }
}

#[cfg(test)]
mod tests {
    use segur_model::Numero;
    use segur_model::resultat::Octets;

    use super::*;

    fn scenario(pieces: Vec<Piece>) -> ResultatScenario {
        let json = serde_json::json!({
            "id": "X/1.01", "titre": "", "exigences": [], "constat": "Conforme", "comptes": segur_model::Comptes::default(), "raison": "",
            "etapes": [{ "numero": Numero::rem(1, 1), "constat": segur_model::ConstatEtape::VU, "raison": "", "observations": [] }],
            "inattendus": []
        });
        let mut r: ResultatScenario = serde_json::from_value(json).unwrap();
        r.etapes[0].pieces = pieces;
        r
    }

    fn piece(quoi: Contenu, refus: &str) -> Piece {
        Piece {
            preuve: "X/1.01.01".to_owned(),
            recevable: refus.is_empty() && a_fournir(&quoi).is_none(),
            refus: refus.to_owned(),
            quoi,
            etape: Numero::rem(1, 1),
            repetition: None,
            donnee: None,
        }
    }

    #[test]
    fn what_is_still_planned_or_was_refused_keeps_a_proof_open() {
        let preuve = Proof {
            id: "X/1.01.01".to_owned(),
            natures: vec![NaturePreuve::Video, NaturePreuve::Screenshot],
            demande: String::new(),
            du_systeme: false,
            nommage: String::new(),
            toutes: false,
        };
        let du_rem = CatalogueScenario {
            id: "X/1.01".to_owned(),
            etapes: None,
            plan: Vec::new(),
            preuves: Vec::new(),
            empreinte: String::new(),
        };
        let octets = || {
            Some(Octets {
                empreinte: "o".to_owned(),
                taille: 1,
                media: "image/png".to_owned(),
            })
        };
        let capture = |octets| Contenu::Capture {
            phrase: "l'écran".to_owned(),
            octets,
        };
        let etat_de = |pieces| etat(&du_rem, &preuve, &[scenario(pieces)], (&[], &[]), None);
        assert_eq!(etat_de(vec![piece(capture(octets()), "")]).0, EtatPreuve::Produite);
        let (etat, dit) = etat_de(vec![
            piece(capture(octets()), ""),
            piece(Contenu::Video { de: 1, a: 6, octets: None }, ""),
        ]);
        assert_eq!((etat, dit.as_str()), (EtatPreuve::ACompleter, "vidéo des étapes 1 à 6"));
        let (etat, dit) = etat_de(vec![piece(capture(octets()), ""), piece(capture(octets()), "floue")]);
        assert_eq!(etat, EtatPreuve::ACompleter);
        assert!(dit.contains("floue"), "{dit}");
    }
}
