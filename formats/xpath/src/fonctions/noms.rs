//! Qualified names (F&O 11).

use std::sync::Arc;

use super::{Appel, Fonction, sans_nombre};
use crate::arbre::{Genre, Noeud};
use crate::erreur::{Erreur, R};
use crate::valeur::{Atome, Suite, TypeAtome};

pub(super) const FONCTIONS: &[Fonction] = &[
    sans_nombre("QName", 2, 2, |a| {
        let (uri, ecrit) = (a.texte(0)?, a.texte_requis(1)?);
        let (prefixe, local) = decouper(&ecrit)?;
        if prefixe.is_some() && uri.is_empty() {
            return Err(Erreur::new(
                "FOCA0002",
                format!("« {ecrit} » a un préfixe, et pas d'espace de noms"),
            ));
        }
        Ok(Atome::nom(uri, local, ecrit.clone()).into())
    }),
    sans_nombre("resolve-QName", 2, 2, resoudre),
    sans_nombre("node-name", 1, 1, |a| {
        let suite = a.suite(0)?;
        let Some(n) = (if suite.is_empty() { None } else { a.noeud(0)? }) else {
            return Ok(Suite::vide());
        };
        let arbre = a.ev.arbre(n);
        if arbre.nom_ecrit(n).is_empty() {
            return Ok(Suite::vide());
        }
        Ok(Atome::nom(arbre.espace_de(n), arbre.local_de(n), arbre.nom_ecrit(n)).into())
    }),
    sans_nombre("local-name-from-QName", 1, 1, |a| {
        partie(a, |_, local, _| Some(Atome::Texte(local)))
    }),
    sans_nombre("namespace-uri-from-QName", 1, 1, |a| partie(a, |uri, _, _| Some(Atome::Uri(uri)))),
    sans_nombre("prefix-from-QName", 1, 1, |a| {
        partie(a, |_, _, ecrit| ecrit.split_once(':').map(|(p, _)| Atome::texte(p)))
    }),
];

/// Prefix, if any, and local name of what must be a qualified name.
pub(crate) fn decouper(ecrit: &str) -> R<(Option<&str>, &str)> {
    let nom =
        |s: &str| s.starts_with(|c: char| c == '_' || c.is_alphabetic()) && s.chars().all(|c| c.is_alphanumeric() || "_-.·".contains(c));
    let (prefixe, local) = match ecrit.split_once(':') {
        Some((p, l)) => (Some(p), l),
        None => (None, ecrit),
    };
    if nom(local) && prefixe.is_none_or(nom) {
        return Ok((prefixe, local));
    }
    Err(Erreur::new("FOCA0002", format!("« {ecrit} » n'est pas un nom qualifié")))
}

fn resoudre(a: &Appel<'_, '_>) -> R<Suite> {
    let Some(ecrit) = a.atome(0, TypeAtome::Texte)? else {
        return Ok(Suite::vide());
    };
    let ecrit = ecrit.en_texte();
    let net = ecrit.trim();
    let (prefixe, local) = decouper(net)?;
    let element = a
        .noeud(1)?
        .filter(|n: &Noeud| !n.est_attribut() && a.ev.arbre(*n).genre(n.id) == Genre::Element)
        .ok_or_else(|| Erreur::type_("resolve-QName() : un élément est attendu"))?;
    let portee =
        a.ev.arbre(element)
            .espaces_en_portee(element.id)
            .ok_or_else(|| Erreur::new("LIMITE", "le document déclare trop d'espaces de noms"))?;
    let voulu = prefixe.unwrap_or_default();
    let uri: Arc<str> = match portee.iter().find(|(p, _)| p == voulu) {
        Some((_, uri)) => uri.as_str().into(),
        None if voulu == "xml" => "http://www.w3.org/XML/1998/namespace".into(),
        None if voulu.is_empty() => "".into(),
        None => return Err(Erreur::new("FONS0004", format!("le préfixe « {voulu} » n'est pas déclaré"))),
    };
    Ok(Atome::nom(uri, local, net).into())
}

fn partie(a: &Appel<'_, '_>, f: impl Fn(Arc<str>, Arc<str>, Arc<str>) -> Option<Atome>) -> R<Suite> {
    match a.ev.un_au_plus(&a.suite(0)?, a.nom)? {
        None => Ok(Suite::vide()),
        Some(Atome::QNom(nom)) => Ok(f(nom.espace, nom.local, nom.ecrit).map_or_else(Suite::vide, Suite::from)),
        Some(autre) => Err(Erreur::type_(format!(
            "{}() : « {} » n'est pas un xs:QName",
            a.nom,
            autre.en_texte()
        ))),
    }
}
