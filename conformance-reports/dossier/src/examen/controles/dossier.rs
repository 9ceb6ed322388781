//! The dossier as a whole, and its chapters.

use super::Issue;
use crate::examen::affaire::Affaire;
use crate::examen::resultat::ChapitreExamine;
use crate::recit::compte;

pub(super) fn identites_acceptees(a: &Affaire<'_>) -> Issue {
    if a.manifeste.identites_acceptees {
        return Issue::Manque("des identités qui ne sont ni fictives, ni publiées, ni déclarées ont été acceptées à l'écriture".to_owned());
    }
    Issue::Tient
}

pub(super) fn depot_apres_campagne(a: &Affaire<'_>) -> Issue {
    let ouverte = a.manifeste.ouverte.get(..10).unwrap_or_default();
    // Both are written year first.
    if ouverte > a.cadre.jour.to_string().as_str() {
        return Issue::Manque(format!("dépôt le {}, campagne ouverte le {ouverte}", a.cadre.jour));
    }
    Issue::Tient
}

pub(super) fn nil_connu(a: &Affaire<'_>) -> Issue {
    if a.cadre.produit.nil.trim().is_empty() {
        return Issue::Manque("le dossier ne dit pas le NIL du produit".to_owned());
    }
    Issue::Tient
}

pub(super) fn chapitre_complet(c: &ChapitreExamine) -> Issue {
    match c.manquent.len() {
        0 => Issue::Tient,
        n => Issue::Manque(format!("il manque {} sur {}", compte(n, "preuve", "preuves"), c.preuves)),
    }
}
