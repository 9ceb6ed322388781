//! What stands around a number in the text that a person reads: its sign, its unit, and whether it is only a bound of reference.

use roxmltree::Node;

use super::unites::Grandeur;
use crate::arbre::{self, attribut};
use crate::constats::Juge;
use crate::nombres::canonique;
use crate::regles::bio as regles;

/// One place where a number is written.
#[derive(Debug, PartialEq, Eq)]
struct Occurrence<'t> {
    /// After a minus.
    moins: bool,
    /// The first thing of its cell: a minus there is a sign, and elsewhere may be that of a range.
    premier: bool,
    /// The word after it.
    suite: &'t str,
}

/// The places of a number (in the form of [`canonique`]) in a text.
fn occurrences<'t>(texte: &'t str, nombre: &str) -> Vec<Occurrence<'t>> {
    let mut lues = Vec::new();
    let chiffre = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let mut ici = 0;
    while let Some(debut) = texte[ici..].find(|c: char| c.is_ascii_digit()).map(|i| ici + i) {
        let fin = texte[debut..].find(|c| !chiffre(c)).map_or(texte.len(), |i| debut + i);
        ici = fin;
        let mot = texte[debut..fin].trim_end_matches(['.', ',']);
        if canonique(mot).as_deref() != Some(nombre) {
            continue;
        }
        let avant = texte[..debut].trim_start();
        let signe = avant.trim_end_matches(['-', '−', '–']);
        lues.push(Occurrence {
            moins: signe.len() < avant.len(),
            premier: signe.is_empty(),
            suite: mot_apres(&texte[fin..]),
        });
    }
    lues
}

fn mot_apres(texte: &str) -> &str {
    let texte = texte.trim_start();
    texte
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';' | ',' | ':'))
        .next()
        .unwrap_or_default()
}

/// Tells what the text says otherwise than the value. `lignes`: the lines that the result refers to, else the text of its section, in which
/// the bounds of other results stand too.
pub(super) fn juger<'a, 'i>(
    juge: &mut Juge<'a, 'i>,
    resultat: Node<'a, 'i>,
    quantite: Node<'a, 'i>,
    lignes: &[Node<'a, 'i>],
    en_ligne: bool,
) {
    let valeur = attribut(quantite, "value");
    let Some(nombre) = canonique(valeur) else { return };
    let textes: Vec<&str> = lignes
        .iter()
        .flat_map(|l| l.descendants())
        .filter(Node::is_text)
        .filter_map(|n| n.text())
        .collect();
    // The unit may be in the cell after that of the number.
    let suivant = |rang: usize| {
        textes
            .iter()
            .skip(rang + 1)
            .map(|t| t.trim())
            .find(|t| !t.is_empty())
            .unwrap_or_default()
    };
    let mut lues = Vec::new();
    for (rang, texte) in textes.iter().enumerate() {
        for mut o in occurrences(texte, &nombre) {
            if o.suite.is_empty() && en_ligne {
                o.suite = mot_apres(suivant(rang));
            }
            lues.push(o);
        }
    }
    if lues.is_empty() {
        return;
    }
    let negatif = valeur.starts_with('-') && nombre != "0";
    if negatif && !lues.iter().any(|o| o.moins) {
        juge.dire_attribut(regles::RESULTAT_SIGNE, quantite, "value", "le signe du texte : sans « - »");
    } else if !negatif && nombre != "0" && lues.iter().all(|o| o.moins && o.premier) {
        juge.dire_attribut(regles::RESULTAT_SIGNE, quantite, "value", "le signe du texte : « - »");
    }
    unite(juge, quantite, &lues);
    if en_ligne && seulement_une_borne(resultat, &nombre, lues.len(), &textes) {
        let attendu = "le résultat que la ligne écrit, non l'une de ses bornes de référence";
        juge.dire_attribut(regles::RESULTAT_BORNE, quantite, "value", attendu);
    }
}

/// Told when the number is followed by units that are known, and none of them is that of the value.
fn unite<'a, 'i>(juge: &mut Juge<'a, 'i>, quantite: Node<'a, 'i>, lues: &[Occurrence<'_>]) {
    let Some(dite) = Grandeur::lire(attribut(quantite, "unit")) else {
        return;
    };
    let ecrites: Vec<(&str, Grandeur)> = lues.iter().filter_map(|o| Some((o.suite, Grandeur::lire(o.suite)?))).collect();
    if let Some((ecrite, _)) = ecrites.first()
        && ecrites.iter().all(|(_, g)| *g != dite)
    {
        juge.dire_attribut(regles::RESULTAT_UNITE, quantite, "unit", format!("l'unité du texte, « {ecrite} »"));
    }
}

/// Whether a number is in the line as a bound of reference alone: the other bound is there too, and so is a number that is neither.
fn seulement_une_borne(resultat: Node<'_, '_>, nombre: &str, vues: usize, textes: &[&str]) -> bool {
    let bornes: Vec<String> = arbre::tous(resultat, &["referenceRange", "observationRange", "value"])
        .into_iter()
        .flat_map(|v| ["low", "high"].into_iter().filter_map(move |b| arbre::un(v, &[b])))
        .filter_map(|b| canonique(attribut(b, "value")))
        .collect();
    let comme_borne = bornes.iter().filter(|b| *b == nombre).count();
    let autres = bornes.iter().filter(|b| *b != nombre).collect::<Vec<_>>();
    let ecrit = |n: &str| textes.iter().any(|t| !occurrences(t, n).is_empty());
    let ni_l_un_ni_l_autre = textes
        .iter()
        .flat_map(|t| crate::nombres::nombres(t))
        .any(|n| n != nombre && !bornes.contains(&n));
    comme_borne >= vues && !autres.is_empty() && autres.iter().all(|b| ecrit(b)) && ni_l_un_ni_l_autre
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn les_places_d_un_nombre() {
        let vues = |texte, nombre| {
            occurrences(texte, nombre)
                .into_iter()
                .map(|o| (o.moins, o.premier, o.suite))
                .collect::<Vec<_>>()
        };
        assert_eq!(vues("7,67 pg/ml (9.30 - 17.00)", "7.67"), [(false, true, "pg/ml")]);
        assert_eq!(vues(" −1.950\u{a0}mUI/l", "1.95"), [(true, true, "mUI/l")]);
        assert_eq!(vues("0,70-1,10", "1.1"), [(true, false, "")]);
        assert_eq!(vues("1.10 puis 1,1.", "1.1").len(), 2);
        assert_eq!(vues("aucun", "1"), []);
    }

    proptest! {
        #[test]
        fn rien_ne_fait_paniquer(texte in "\\PC{0,60}", presque in "[0-9., é\u{a0}−-]{0,60}") {
            let _ = (occurrences(&texte, "1"), occurrences(&presque, "1"), Grandeur::lire(&texte), Grandeur::lire(&presque));
        }
    }
}
