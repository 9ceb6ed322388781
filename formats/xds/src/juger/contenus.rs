//! What is attached: one content for each entry, and what the entry says of it.

use roxmltree::{Document, Node};
use segur_dialecte::Constateur;
use segur_model::Location;
use segur_soap::mtom::{self, Partie};
use segur_soap::{enfant, est};
use sha1::{Digest, Sha1};

use crate::lot::{Entree, Lot};
use crate::ns::{XDS, XOP};
use crate::regles;

pub(super) fn juger(constats: &mut Constateur, lot: &Lot, parties: &[Partie]) {
    for entree in &lot.entrees {
        attache(constats, lot, entree, parties);
        forme(constats, entree);
        if let Some((octets, _)) = lot.contenu(entree, parties) {
            coherence(constats, entree, octets);
        }
    }
    for joint in &lot.documents_joints {
        let sien = |e: &&Entree| e.id.valeur.eq_ignore_ascii_case(&joint.id.valeur);
        if !lot.entrees.iter().any(|e| sien(&e)) {
            constats.dire(
                regles::JOINT,
                &joint.id.lieu,
                "l'identifiant d'un ExtrinsicObject du lot",
                &joint.id.valeur,
            );
        } else if !lot.sert(joint) {
            constats.dire(
                regles::JOINT_UNIQUE,
                &joint.id.lieu,
                "un seul xds:Document de cet identifiant",
                &joint.id.valeur,
            );
        }
        for de_trop in &joint.en_trop {
            constats.dire(regles::JOINT_CONTENU, &de_trop.lieu, "un xop:Include, seul", &de_trop.valeur);
        }
    }
}

/// The parts that nothing in the envelope refers to: a document that goes with the message, and that nobody has read. An `xop:Include`
/// stands for any content in Base64, wherever it is; in `xds:Document` the first alone counts.
pub(crate) fn orphelines(constats: &mut Constateur, document: &Document<'_>, parties: &[Partie]) {
    let compte = |n: &Node<'_, '_>| {
        let parent = n.parent();
        parent.is_none_or(|p| !est(p, XDS, "Document") || enfant(p, XOP, "Include") == Some(*n))
    };
    let designees: Vec<String> = document
        .descendants()
        .filter(|n| est(*n, XOP, "Include") && compte(n))
        .filter_map(|n| n.attribute("href").and_then(mtom::cid))
        .collect();
    for (rang, partie) in parties.iter().enumerate() {
        let nom = partie.content_id.as_deref();
        if nom.is_none_or(|n| !designees.iter().any(|d| d == n)) {
            let lieu = Location::path(format!("pièce jointe n° {}", rang + 1));
            let vu = format!(
                "{}, {} octets",
                nom.map_or_else(|| "(sans Content-ID)".to_owned(), |n| format!("Content-ID « {n} »")),
                partie.octets.len()
            );
            constats.dire(regles::PARTIE_ORPHELINE, &lieu, "un xop:Include qui désigne cette partie", vu);
        }
    }
}

fn attache(constats: &mut Constateur, lot: &Lot, entree: &Entree, parties: &[Partie]) {
    let Some(joint) = lot.joint(entree) else {
        let attendu = format!("un xds:Document d'identifiant {}", entree.id.valeur);
        constats.dire(regles::JOINT, &entree.lieu, attendu, "(absent)");
        return;
    };
    if joint.id.valeur != entree.id.valeur {
        let vu = format!("{} (bizarrerie de l'exemple officiel du TD2.1)", joint.id.valeur);
        constats.dire(regles::JOINT_CASSE, &joint.id.lieu, &entree.id.valeur, vu);
    }
    match (lot.contenu(entree, parties), &joint.cid) {
        (Some((octets, _)), _) if !octets.is_empty() => {}
        (Some(_), _) => constats.dire(regles::PARTIE, &joint.id.lieu, "un contenu", "(vide)"),
        (None, Some(cid)) => constats.dire(regles::PARTIE, &cid.lieu, "une partie du message MTOM", &cid.valeur),
        (None, None) => constats.dire(
            regles::PARTIE,
            &joint.id.lieu,
            "xop:Include, ou un contenu en Base64",
            "ni l'un ni l'autre",
        ),
    }
}

pub(super) fn forme(constats: &mut Constateur, entree: &Entree) {
    if let Some(hash) = entree.condensat.first().filter(|h| !est_sha1(&h.valeur)) {
        constats.dire(regles::HASH_FORME, &hash.lieu, "40 chiffres hexadécimaux", &hash.valeur);
    }
    if let Some(taille) = entree.taille.first().filter(|t| nombre(&t.valeur).is_none()) {
        constats.dire(regles::TAILLE_FORME, &taille.lieu, "un nombre d'octets", &taille.valeur);
    }
}

fn est_sha1(texte: &str) -> bool {
    texte.len() == 40 && texte.bytes().all(|b| b.is_ascii_hexdigit())
}

pub(super) fn coherence(constats: &mut Constateur, entree: &Entree, octets: &[u8]) {
    if let Some(hash) = entree.condensat.first().filter(|h| est_sha1(&h.valeur)) {
        let juste = hex::encode(Sha1::digest(octets));
        if !hash.valeur.eq_ignore_ascii_case(&juste) {
            constats.dire(regles::HASH, &hash.lieu, juste, &hash.valeur);
        }
    }
    if let Some(taille) = entree.taille.first()
        && let Some(dite) = nombre(&taille.valeur)
        && dite != octets.len() as u64
    {
        constats.dire(regles::TAILLE, &taille.lieu, octets.len().to_string(), &taille.valeur);
    }
}

/// Digits alone: what a number is parsed from may also have a sign.
fn nombre(texte: &str) -> Option<u64> {
    texte.bytes().all(|b| b.is_ascii_digit()).then(|| texte.parse().ok()).flatten()
}
