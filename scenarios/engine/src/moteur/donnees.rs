//! What persons gave to a proof: as pieces of the result, and what is still missing of what it asks.

use std::collections::BTreeSet;

use segur_model::catalogue::{Catalogue, CatalogueScenario, NaturePreuve, Proof};
use segur_model::resultat::{Contenu, Octets, Piece, ResultatEtape, ResultatScenario};
use segur_model::{ConstatEtape, EtatPreuve, Numero};

use super::preuves::{a_fournir, demande};
use crate::campagne::empreinte::de_la_demande;
use crate::campagne::remises::{Justification, Remise, Remises};

/// What the day of the judgement knows.
pub struct Jour<'a> {
    /// Version of the product now.
    pub version: &'a str,
    /// Whether the campaign still has these bytes, as they were given.
    pub presents: &'a dyn Fn(&Octets) -> bool,
}

/// The files that persons gave for a proof, in the order in which they came.
pub(super) fn pieces(
    p: &Proof,
    s: &CatalogueScenario,
    resultats: &[ResultatScenario],
    remises: &Remises,
    jour: &Jour<'_>,
) -> (Vec<Piece>, Vec<String>) {
    let etapes = resultats
        .iter()
        .find(|r| r.id == s.id)
        .map(|r| r.etapes.as_slice())
        .unwrap_or_default();
    let siennes = remises.fichiers.get(&p.id).into_iter().flatten();
    // Bytes that are gone or were altered go into no dossier; they are told.
    let (la, perdues): (Vec<&Remise>, Vec<&Remise>) = siennes.partition(|r| (jour.presents)(&r.octets));
    let mut pieces: Vec<(Piece, bool)> = la.into_iter().map(|r| piece(p, s, r, etapes, jour)).collect();
    // What fell is told until something stands in its place.
    if pieces.iter().any(|(p, _)| p.recevable) {
        pieces.retain(|(_, tombee)| !tombee);
    }
    let retenue = pieces.iter().any(|(p, _)| p.recevable);
    let perdues = perdues.into_iter().filter(|_| !retenue).map(perdue);
    (pieces.into_iter().map(|(p, _)| p).collect(), perdues.collect())
}

/// A file that is there as a piece, and whether it fell: it is of another day of the campaign.
fn piece(p: &Proof, s: &CatalogueScenario, r: &Remise, etapes: &[ResultatEtape], jour: &Jour<'_>) -> (Piece, bool) {
    let (de, a) = etendue(p, r, etapes);
    let quoi = match r.donnee.nature {
        NaturePreuve::Video => Contenu::Video {
            de,
            a,
            octets: Some(r.octets.clone()),
        },
        NaturePreuve::DemonstrationFree if r.octets.media.starts_with("video/") => Contenu::Video {
            de,
            a,
            octets: Some(r.octets.clone()),
        },
        NaturePreuve::Screenshot | NaturePreuve::DemonstrationFree => Contenu::Capture {
            phrase: r.donnee.nom.clone(),
            octets: Some(r.octets.clone()),
        },
        nature => Contenu::Fichier {
            nom: nature.libelle().to_owned(),
            nom_fichier: Some(r.donnee.nom.clone()),
            octets: r.octets.clone(),
        },
    };
    let perimee = perimee(p, s, r, jour);
    let tombee = perimee.is_some();
    let refus = perimee.or_else(|| ecart(r, &quoi, etapes)).unwrap_or_default();
    let piece = Piece {
        preuve: p.id.clone(),
        recevable: refus.is_empty(),
        refus,
        quoi,
        etape: Numero::rem(de, a),
        repetition: None,
        donnee: Some(r.donnee.clone()),
    };
    (piece, tombee)
}

/// Why a file that was given for this number no longer answers, for a candidate with these profils.
#[must_use]
pub fn tombe(catalogue: &Catalogue, profils: &[String], numero: &str, r: &Remise, jour: &Jour<'_>) -> Option<String> {
    let Some((e, s, p)) = catalogue.preuve(numero) else {
        return Some("ce numéro n'est plus dans le référentiel".to_owned());
    };
    if !catalogue.applicables(profils).any(|a| a.id == e.id) {
        return Some(format!("{} ne s'applique plus, avec les profils de la campagne", e.id));
    }
    if !(jour.presents)(&r.octets) {
        return Some(perdue(r));
    }
    perimee(p, s, r, jour)
}

/// What is told of a file whose bytes are gone or were altered.
fn perdue(r: &Remise) -> String {
    format!(
        "« {} » n'est plus dans la campagne, ou ses octets ont changé : donnez-le de nouveau",
        r.donnee.nom
    )
}

/// Why a file that is there is of another day: what it was given for has changed.
fn perimee(p: &Proof, s: &CatalogueScenario, r: &Remise, jour: &Jour<'_>) -> Option<String> {
    if r.version != jour.version {
        return Some(format!(
            "il a été donné pour la version {}, et la campagne est celle de la version {}",
            r.version, jour.version
        ));
    }
    if r.demande != de_la_demande(p, s) {
        return Some(
            "ce que la preuve demande a changé depuis qu'il a été donné : relisez la demande, puis donnez-le de nouveau".to_owned(),
        );
    }
    None
}

/// A reviewer would send back a film of what did not hold.
fn ecart(r: &Remise, quoi: &Contenu, etapes: &[ResultatEtape]) -> Option<String> {
    let (Contenu::Video { .. } | Contenu::Capture { .. }) = quoi else {
        return None;
    };
    let montrees = montrees(r);
    let ecart = etapes.iter().find(|e| {
        let n = e.numero;
        e.constat == ConstatEtape::Ecart && n.est_rem() && (montrees.is_empty() || montrees.iter().any(|m| (n.de..=n.a).contains(m)))
    })?;
    Some(format!("ce qu'elle montre ne tient pas ({})", ecart.numero.dit()))
}

/// Étapes at which a film has a marker.
fn montrees(r: &Remise) -> BTreeSet<u32> {
    r.donnee.reperes.iter().map(|(etape, _)| *etape).collect()
}

/// First and last étape that a file shows: those of its markers, else those that the scenario plans for the proof, else all.
fn etendue(p: &Proof, r: &Remise, etapes: &[ResultatEtape]) -> (u32, u32) {
    let montrees = montrees(r);
    if let (Some(de), Some(a)) = (montrees.first(), montrees.last()) {
        return (*de, *a);
    }
    let prevues = || {
        etapes.iter().flat_map(|e| &e.pieces).filter_map(|x| match x.quoi {
            Contenu::Video { de, a, octets: None } if x.preuve == p.id => Some((de, a)),
            Contenu::Capture { octets: None, .. } if x.preuve == p.id => Some((x.etape.de, x.etape.a)),
            _ => None,
        })
    };
    let toutes = || etapes.iter().map(|e| e.numero).filter(|n| n.est_rem());
    let de = prevues().map(|(de, _)| de).min().or_else(|| toutes().map(|n| n.de).min());
    let a = prevues().map(|(_, a)| a).max().or_else(|| toutes().map(|n| n.a).max());
    (de.unwrap_or(1), a.unwrap_or(1))
}

/// What is still to be given, once persons gave something; `None`: they gave nothing that stands.
pub(super) fn manque(p: &Proof, du_banc: &[&Piece], donnees: &[Piece]) -> Option<Vec<String>> {
    let retenues: Vec<&Piece> = donnees.iter().filter(|d| d.recevable).collect();
    if retenues.is_empty() {
        return None;
    }
    let mut manque = films_incomplets(du_banc, &retenues);
    if p.toutes {
        let machine = du_banc.iter().any(|x| x.recevable);
        let donnee = |n: NaturePreuve| retenues.iter().any(|d| d.donnee.as_ref().is_some_and(|d| meme_sorte(d.nature, n)));
        let mut dites: Vec<NaturePreuve> = Vec::new();
        for n in &p.natures {
            if donnee(*n) || machine && n.est_machine() || dites.iter().any(|d| meme_sorte(*d, *n)) {
                continue;
            }
            dites.push(*n);
            let planifie = du_banc.iter().filter(|x| sorte_de(&x.quoi).is_some_and(|s| meme_sorte(s, *n)));
            let dits: Vec<String> = planifie.filter_map(|x| a_fournir(&x.quoi)).collect();
            manque.push(if dits.is_empty() {
                n.libelle().to_owned()
            } else {
                dits.join(" ; ")
            });
        }
    }
    Some(manque)
}

/// The étapes that the scenario wants filmed and that no marker shows. A film without a marker is taken to show them all.
fn films_incomplets(du_banc: &[&Piece], retenues: &[&Piece]) -> Vec<String> {
    let films = || retenues.iter().filter(|d| matches!(d.quoi, Contenu::Video { .. }));
    let reperes = |d: &&&Piece| d.donnee.as_ref().map(|d| d.reperes.clone()).unwrap_or_default();
    if films().next().is_none()
        || films().any(|d| reperes(&d).is_empty())
        || retenues.iter().any(|d| !matches!(d.quoi, Contenu::Video { .. }))
    {
        return Vec::new();
    }
    let montrees: BTreeSet<u32> = films().flat_map(|d| reperes(&d)).map(|(etape, _)| etape).collect();
    let prevues = du_banc.iter().filter_map(|x| match x.quoi {
        Contenu::Video { de, a, octets: None } => Some(de..=a),
        _ => None,
    });
    let manquent: BTreeSet<u32> = prevues.flatten().filter(|n| !montrees.contains(n)).collect();
    if manquent.is_empty() {
        return Vec::new();
    }
    let dites: Vec<String> = manquent.iter().map(u32::to_string).collect();
    let quoi = if dites.len() > 1 { "les étapes" } else { "l'étape" };
    vec![format!("aucune vidéo ne repère {quoi} {}", dites.join(", "))]
}

/// The kind of a piece that is planned.
fn sorte_de(quoi: &Contenu) -> Option<NaturePreuve> {
    match quoi {
        Contenu::Video { .. } => Some(NaturePreuve::Video),
        Contenu::Capture { .. } => Some(NaturePreuve::Screenshot),
        Contenu::Attestation { .. } => Some(NaturePreuve::Attestation),
        _ => None,
    }
}

/// Whether two kinds are ways of showing the same: what shows a screen is always one of several ways.
fn meme_sorte(a: NaturePreuve, b: NaturePreuve) -> bool {
    let ecran = |n| matches!(n, NaturePreuve::Video | NaturePreuve::Screenshot | NaturePreuve::DemonstrationFree);
    a == b || ecran(a) && ecran(b)
}

/// A proof that a person says not to be due.
pub(super) fn sans_objet(p: &Proof, s: &CatalogueScenario, j: &Justification) -> (EtatPreuve, String) {
    if j.demande != de_la_demande(p, s) {
        let dit = format!(
            "ce que la preuve demande a changé depuis qu'elle a été dite sans objet (« {} ») : relisez la demande ; {}",
            j.texte,
            demande(p)
        );
        return (EtatPreuve::ACompleter, dit);
    }
    let qui = if j.par.is_empty() { String::new() } else { format!("{}, ", j.par) };
    (EtatPreuve::SansObjet, format!("justifié ({qui}le {}) : {}", j.le.date(), j.texte))
}
