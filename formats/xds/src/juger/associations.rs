//! The associations: members, signature, replacements.

use segur_model::Rule;

use crate::lot::{Association, Champ, Lot};
use crate::{ns, regles};
use segur_dialecte::Constateur;

pub(super) fn juger(constats: &mut Constateur, lot: &Lot) {
    for association in &lot.associations {
        match association.genre.valeur.as_str() {
            ns::HAS_MEMBER => {
                objets(constats, lot, association);
                if association.statut.as_ref().is_none_or(|s| s.valeur != "Original") {
                    let (lieu, vu) = association
                        .statut
                        .as_ref()
                        .map_or((&association.lieu, "(absent)"), |s| (&s.lieu, s.valeur.as_str()));
                    constats.dire(regles::HAS_MEMBER_STATUT, lieu, "Original", vu);
                }
            }
            ns::SIGNS => objets(constats, lot, association),
            ns::RPLC => remplacement(constats, lot, association),
            autre => constats.dire(regles::ASSOCIATION_TYPE, &association.genre.lieu, "HasMember, signs ou RPLC", autre),
        }
    }
    let Some(soumission) = lot.soumission() else { return };
    for entree in &lot.entrees {
        let attendue = (&soumission.id, &entree.id);
        exactement_une(constats, regles::HAS_MEMBER, lot, ns::HAS_MEMBER, attendue);
    }
    for signature in lot.signatures() {
        exactement_une(constats, regles::SIGNS, lot, ns::SIGNS, (&signature.id, &soumission.id));
    }
    // Others, between objects that are in the lot, but not the ones that these types tie.
    for association in &lot.associations {
        let (regle, de, vers) = match association.genre.valeur.as_str() {
            ns::HAS_MEMBER => (
                regles::HAS_MEMBER,
                association.source.valeur == soumission.id.valeur,
                lot.entrees.iter().any(|e| e.id.valeur == association.cible.valeur),
            ),
            ns::SIGNS => (
                regles::SIGNS,
                lot.signatures().any(|s| s.id.valeur == association.source.valeur),
                association.cible.valeur == soumission.id.valeur,
            ),
            _ => continue,
        };
        if (!de || !vers) && connu(lot, &association.source) && connu(lot, &association.cible) {
            let vu = format!("de {} à {}", association.source.valeur, association.cible.valeur);
            constats.dire(regle, &association.lieu, regle.dit, vu);
        }
    }
}

fn exactement_une(constats: &mut Constateur, regle: Rule, lot: &Lot, genre: &str, (source, cible): (&Champ, &Champ)) {
    let memes: Vec<&Association> = lot
        .associations
        .iter()
        .filter(|a| a.genre.valeur == genre && a.source.valeur == source.valeur && a.cible.valeur == cible.valeur)
        .collect();
    if memes.len() != 1 {
        let lieu = memes.get(1).map_or(&lot.lieu, |a| &a.lieu);
        constats.dire(
            regle,
            lieu,
            format!("une association de {} à {}", source.valeur, cible.valeur),
            format!("{} association(s)", memes.len()),
        );
    }
}

fn objets(constats: &mut Constateur, lot: &Lot, association: &Association) {
    for bout in [&association.source, &association.cible] {
        if !connu(lot, bout) {
            let lieu = if bout.lieu.path.is_empty() { &association.lieu } else { &bout.lieu };
            constats.dire(regles::ASSOCIATION_OBJETS, lieu, "l'identifiant d'un objet du lot", &bout.valeur);
        }
    }
}

fn connu(lot: &Lot, objet: &Champ) -> bool {
    lot.soumissions
        .iter()
        .map(|s| &s.id)
        .chain(lot.entrees.iter().map(|e| &e.id))
        .any(|id| id.valeur == objet.valeur)
}

fn remplacement(constats: &mut Constateur, lot: &Lot, association: &Association) {
    if !lot.documents().any(|d| d.id.valeur == association.source.valeur) {
        constats.dire(
            regles::RPLC,
            &association.source.lieu,
            "l'identifiant d'un document du lot",
            &association.source.valeur,
        );
    }
    if !est_urn_uuid(&association.cible.valeur) {
        constats.dire(
            regles::RPLC,
            &association.cible.lieu,
            "l'entryUUID du document remplacé (urn:uuid:…)",
            &association.cible.valeur,
        );
    }
}

fn est_urn_uuid(texte: &str) -> bool {
    texte.strip_prefix("urn:uuid:").is_some_and(|u| {
        let longueurs: Vec<usize> = u.split('-').map(str::len).collect();
        longueurs == [8, 4, 4, 4, 12] && u.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
    })
}
