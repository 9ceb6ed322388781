//! What points elsewhere: into the container, to a type of resource.

use std::collections::HashSet;

use segur_dialecte::Constateur;

use crate::chemin::{Chemin, dire};
use crate::json::{Noeud, Valeur};
use crate::regles;
use crate::table::TABLE;

/// The type and the id of a literal reference: `Patient/1`, `https://…/Patient/1/_history/2`.
pub(crate) fn litterale(reference: &str) -> Option<(&str, &str)> {
    let nue = reference.split_once("/_history/").map_or(reference, |(r, _)| r);
    let mut morceaux = nue.rsplit('/');
    let (id, type_) = (morceaux.next()?, morceaux.next()?);
    (TABLE.ressource(type_).is_some() && !id.is_empty()).then_some((type_, id))
}

/// A reference leads to a resource of the types that its element allows, and into the container when it says so.
pub(crate) fn cible(c: &mut Constateur, n: &Noeud, ici: &Chemin<'_>, cibles: &[&str], conteneur: &Noeud) {
    let reference = n.dit("reference");
    let Some(r) = n.get("reference") else { return };
    let vers = if let Some(id) = reference.strip_prefix('#') {
        let contenue = conteneur.chacun("contained").find(|x| x.dit("id") == id);
        if contenue.is_none() && !id.is_empty() {
            dire(c, &regles::REF_1, r, ici, "une ressource de contained qui a cet id", reference);
            return;
        }
        if id.is_empty() {
            conteneur.dit("resourceType")
        } else {
            contenue.map_or("", |x| x.dit("resourceType"))
        }
    } else {
        litterale(reference).map_or("", |(type_, _)| type_)
    };
    if !cibles.is_empty() && TABLE.ressource(vers).is_some() && !cibles.contains(&vers) {
        dire(c, &regles::REFERENCE_CIBLE, r, ici, cibles.join(", "), reference);
    }
}

/// What a resource contains: not again contained, pointed to, without a version of its own.
pub(crate) fn contenues(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    let mut appels = None;
    for (i, x) in n.chacun("contained").enumerate() {
        let ici = chemin.vers("contained", Some(i));
        if let Some(encore) = x.get("contained") {
            dire(c, &regles::DOM_2, encore, &ici, "pas de contained dans contained", encore.montrer());
        }
        let appels = appels.get_or_insert_with(|| {
            let mut tous = HashSet::new();
            dieses(n, &mut tous);
            tous
        });
        let id = x.dit("id");
        let mut siens = HashSet::new();
        dieses(x, &mut siens);
        if !appels.contains(format!("#{id}").as_str()) && !siens.contains("#") {
            dire(
                c,
                &regles::DOM_3,
                x,
                &ici,
                format!("une référence à #{id}, ou de celle-ci à son contenant (#)"),
                "(aucune)",
            );
        }
        let meta = x.get("meta");
        if let Some(v) = meta.and_then(|m| m.get("versionId").or_else(|| m.get("lastUpdated"))) {
            dire(c, &regles::DOM_4, v, &ici, "ni meta.versionId ni meta.lastUpdated", v.montrer());
        }
        if let Some(s) = meta.and_then(|m| m.get("security")) {
            dire(c, &regles::DOM_5, s, &ici, "pas de meta.security", s.montrer());
        }
    }
}

/// Every text that points into the container.
fn dieses<'n>(n: &'n Noeud, tous: &mut HashSet<&'n str>) {
    match &n.valeur {
        Valeur::Texte(t) if t.starts_with('#') => {
            tous.insert(t);
        }
        Valeur::Liste(l) => l.iter().for_each(|x| dieses(x, tous)),
        Valeur::Objet(o) => o.iter().for_each(|(_, x)| dieses(x, tous)),
        _ => {}
    }
}
