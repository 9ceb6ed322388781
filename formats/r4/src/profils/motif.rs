//! Fixed values, patterns, and what a discriminator looks at.

use crate::json::{Noeud, Valeur};

use super::definition::{El, nue, segments};

/// Whether a value holds all that a pattern does.
pub(crate) fn porte(motif: &Noeud, v: &Noeud) -> bool {
    match (&motif.valeur, &v.valeur) {
        (Valeur::Objet(m), Valeur::Objet(_)) => m.iter().all(|(nom, x)| v.get(nom).is_some_and(|y| porte(x, y))),
        (Valeur::Liste(m), Valeur::Liste(l)) => m.iter().all(|x| l.iter().any(|y| porte(x, y))),
        _ => egal(motif, v),
    }
}

/// Whether a value is another. The version of a canonical is left out: which one of a definition is judged is the folder's matter.
pub(crate) fn egal(a: &Noeud, b: &Noeud) -> bool {
    match (&a.valeur, &b.valeur) {
        (Valeur::Objet(x), Valeur::Objet(y)) => x.len() == y.len() && x.iter().all(|(nom, v)| b.get(nom).is_some_and(|w| egal(v, w))),
        (Valeur::Liste(x), Valeur::Liste(y)) => x.len() == y.len() && x.iter().zip(y).all(|(v, w)| egal(v, w)),
        (Valeur::Nombre(x), Valeur::Nombre(y)) => x == y || x.parse::<f64>().is_ok_and(|x| y.parse() == Ok(x)),
        (Valeur::Texte(x), Valeur::Texte(y)) if x.contains("/StructureDefinition/") => nue(x) == nue(y),
        (x, y) => x == y,
    }
}

/// What a discriminator wants of a slice.
pub(crate) enum Attendu<'d> {
    Fixe(&'d Noeud),
    Motif(&'d Noeud),
    Url(&'d str),
    Liaison(&'d str),
    /// What the elements under it are fixed to.
    Enfants(&'d El),
}

/// What is wanted at a path of a slice; none when its definition does not say.
pub(crate) fn attendu<'d>(tranche: &'d El, chemin: &str) -> Option<Attendu<'d>> {
    let tous = if chemin == "$this" { Vec::new() } else { segments(chemin) };
    let mut ici = tranche;
    for (i, nom) in tous.iter().enumerate() {
        if let Some(n) = ici.fixe.as_ref().or(ici.motif.as_ref()) {
            // The pattern of an element says what its own elements are.
            let reste = tous.get(i..)?;
            return premiere(n, reste).map(Attendu::Motif);
        }
        if *nom == "url" && i + 1 == tous.len() && ici.enfant("url").is_none() {
            let url = ici.types.iter().find(|t| t.code == "Extension")?.profils.first()?;
            return Some(Attendu::Url(url));
        }
        ici = ici.enfant(nom)?;
    }
    if let Some(n) = &ici.fixe {
        return Some(Attendu::Fixe(n));
    }
    if let Some(n) = &ici.motif {
        return Some(Attendu::Motif(n));
    }
    let liaison = ici.liaison.as_deref().map(Attendu::Liaison);
    liaison.or_else(|| fixe_un_enfant(ici).then_some(Attendu::Enfants(ici)))
}

/// Whether an element under this one has a fixed value or a pattern.
fn fixe_un_enfant(el: &El) -> bool {
    el.enfants
        .iter()
        .any(|e| e.fixe.is_some() || e.motif.is_some() || fixe_un_enfant(e))
}

/// Whether a value holds what the elements of its definition are fixed to.
pub(crate) fn porte_les_enfants(el: &El, v: &Noeud) -> bool {
    el.enfants.iter().all(|e| {
        let mut siens = v.chacun(&e.nom).peekable();
        if siens.peek().is_none() {
            return e.min == 0;
        }
        siens.any(|x| e.fixe.as_ref().is_none_or(|f| egal(f, x)) && e.motif.as_ref().is_none_or(|m| porte(m, x)) && porte_les_enfants(e, x))
    })
}

fn premiere<'n>(n: &'n Noeud, chemin: &[&str]) -> Option<&'n Noeud> {
    let Some((nom, reste)) = chemin.split_first() else { return Some(n) };
    n.items().find_map(|x| premiere(x.get(nom)?, reste))
}

/// Every value at a path.
pub(crate) fn valeurs<'n>(n: &'n Noeud, chemin: &str) -> Option<Vec<&'n Noeud>> {
    let mut ici = vec![n];
    if chemin == "$this" {
        return Some(ici);
    }
    for nom in segments(chemin) {
        let url = nom.strip_prefix("extension('").and_then(|u| u.strip_suffix("')"));
        if url.is_none() && nom.contains('(') {
            return None;
        }
        ici = match url {
            Some(url) => ici
                .iter()
                .flat_map(|x| x.chacun("extension"))
                .filter(|e| e.dit("url") == url)
                .collect(),
            None => ici.iter().flat_map(|x| x.chacun(nom)).collect(),
        };
    }
    Some(ici)
}

/// Whether a slice wants something at a path, or nothing there; none when it does not say.
pub(crate) fn existe(tranche: &El, chemin: &str) -> Option<bool> {
    let mut ici = tranche;
    for nom in segments(chemin) {
        ici = match nom.strip_prefix("extension('").and_then(|u| u.strip_suffix("')")) {
            Some(url) => {
                let e = ici.enfant("extension")?;
                if e.max == Some(0) {
                    return Some(false);
                }
                let sienne = |t: &&(String, El)| t.1.types.iter().any(|a| a.profils.iter().any(|p| nue(p) == url));
                &e.tranches.iter().find(sienne)?.1
            }
            None => ici.enfant(nom)?,
        };
    }
    match (ici.min, ici.max) {
        (_, Some(0)) => Some(false),
        (1.., _) => Some(true),
        _ => None,
    }
}
