//! The extensions whose definition is in the folder: what they hold, and where they may be.

use segur_dialecte::Constateur;

use crate::chemin::Chemin;
use crate::json::{Noeud, Valeur};
use crate::regles;
use crate::table::{TABLE, Type, est_primitif};

use super::Profils;
use super::juger::{dire, par};

/// Judges every extension of a resource, itself and its elements; not those of the resources that it holds.
pub(crate) fn juger(p: &Profils, c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    if let Some(type_) = TABLE.ressource(n.dit("resourceType")) {
        let lieux = TABLE.lignee(type_.nom).map(ToOwned::to_owned).collect();
        dans(p, c, type_, n, &lieux, chemin);
    }
}

/// The names by which a place may be called: `Practitioner.telecom`, `ContactPoint`, `Element`.
type Lieux = Vec<String>;

fn dans(p: &Profils, c: &mut Constateur, type_: &Type, n: &Noeud, lieux: &Lieux, chemin: &Chemin<'_>) {
    for (nom, valeur) in n.objet().into_iter().flatten() {
        let sans = nom.strip_prefix('_').unwrap_or(nom);
        let Some((.., t)) = type_.propriete(sans) else { continue };
        if t.nom == "Resource" {
            continue;
        }
        let liste = matches!(valeur.valeur, Valeur::Liste(_));
        for (i, v) in valeur.items().enumerate() {
            let ici = chemin.vers(nom, liste.then_some(i));
            if t.nom == "Extension" {
                extension(p, c, v, lieux, &ici);
            }
            // Beside a primitive value stands an element.
            let nom_du_type = if est_primitif(t.nom) { "Element" } else { t.nom };
            if let Some(type_) = TABLE.type_(nom_du_type).filter(|_| v.objet().is_some()) {
                let mut siens: Lieux = lieux.iter().map(|l| format!("{l}.{sans}")).collect();
                siens.extend(TABLE.lignee(t.nom).map(ToOwned::to_owned));
                siens.push("Element".to_owned());
                dans(p, c, type_, v, &siens, &ici);
            }
        }
    }
}

fn extension(p: &Profils, c: &mut Constateur, e: &Noeud, lieux: &Lieux, chemin: &Chemin<'_>) {
    let Some(d) = p.definition(e.dit("url")).filter(|d| d.type_ == "Extension") else {
        return;
    };
    if let Some(contextes) = d.contextes.as_ref().filter(|cs| !cs.iter().any(|x| lieux.contains(x))) {
        let ou = lieux.first().map_or("", String::as_str);
        dire(c, (&regles::PROFIL_CONTEXTE, &d.url, ""), e, chemin, contextes.join(", "), ou);
    }
    par(p, c, d, e, chemin);
}
