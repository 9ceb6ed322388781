//! The pieces of a text: where its étapes begin, and what stands between two cuts.

use super::coupures::{Cause, coupures};
use super::reperes::reperes;

/// A piece of the text, and why it begins where it does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Morceau<'t> {
    pub cause: Cause,
    /// From its mark on.
    pub texte: &'t str,
    /// Where the text of a numbered one begins in it.
    pub apres_numero: usize,
    pub debut: usize,
}

/// Where the étapes begin: after their title, else after the stock phrase that announces them or the rule that is checked.
pub(super) fn debut_des_etapes(texte: &str) -> Option<usize> {
    let r = reperes();
    if let Some(titre) = r.etapes.premier(texte) {
        return Some(titre.end());
    }
    let regle = r.regle.tous(texte).last().map(regex::Match::end);
    // « L'éditeur DOIT exécuter … : » ; a colon of an address is none.
    let annonce = r.execution.premier(texte).and_then(|m| {
        let suite = texte.get(m.end()..)?;
        let ligne = suite.get(..suite.find('\n').unwrap_or(suite.len()))?;
        let deux_points = ligne
            .match_indices(':')
            .map(|(i, _)| i)
            .find(|i| !ligne.get(i + 1..).is_some_and(|s| s.starts_with("//")))?;
        let annonce = ligne.get(..deux_points)?;
        // « …le cas de test suivant (Type_Code: 11490-0) : » : the last colon of the announcement.
        let ouverte = annonce.matches('(').count() > annonce.matches(')').count();
        let fin = if ouverte {
            ligne.get(deux_points + 1..)?.find(':').map_or(deux_points, |i| deux_points + 1 + i)
        } else {
            deux_points
        };
        (!ligne.get(..fin)?.contains(". ")).then_some(m.end() + fin + 1)
    });
    // A colon that a list of words follows announces no étape: « …les navigateurs suivants : chrome, firefox ».
    let annonce = annonce.filter(|fin| {
        let suite = texte.get(*fin..).unwrap_or_default().trim_start();
        let mots: Vec<&str> = suite.split_whitespace().take(4).collect();
        let scenario = texte.get(..*fin).is_some_and(|a| a.to_lowercase().contains("scénario"));
        scenario || !(suite.starts_with(char::is_lowercase) && mots.iter().any(|m| m.ends_with(',')))
    });
    match (regle, annonce) {
        (Some(r), Some(a)) => Some(r.max(a)),
        (r, a) => r.or(a),
    }
}

/// The pieces of a text. `numeros`: its series; `zone`: where its étapes begin.
pub(super) fn morceaux<'t>(texte: &'t str, numeros: &[(usize, u32, usize)], zone: Option<usize>) -> Vec<Morceau<'t>> {
    let marques: Vec<(usize, u32)> = numeros.iter().map(|(i, n, _)| (*i, *n)).collect();
    let places: Vec<(usize, Cause)> = coupures(texte, &marques, zone).into_iter().collect();
    let fins = places.iter().skip(1).map(|(i, _)| *i).chain([texte.len()]);
    let bruts = places.iter().zip(fins).filter_map(|((debut, cause), fin)| {
        let dedans = texte.get(*debut..fin)?;
        let serre = dedans.trim_start();
        let debut_serre = debut + (dedans.len() - serre.len());
        let apres = match cause {
            Cause::Numero(_) => numeros
                .iter()
                .find(|(i, _, _)| i == debut)
                .map_or(0, |(_, _, f)| f.saturating_sub(debut_serre)),
            _ => 0,
        };
        Some(Morceau {
            cause: *cause,
            texte: serre.trim_end(),
            apres_numero: apres.min(serre.trim_end().len()),
            debut: *debut,
        })
    });
    bruts.filter(|m| !m.texte.is_empty()).collect()
}
