//! What the bench calls things, in the words of a reader: operations, facts and observations, from the vocabularies of the dialects.

use segur_dialecte::nomme;
use segur_model::resultat::{Conserve, ResultatCampagne, ResultatObservation};
use segur_model::vocabulaire::{FAITS_COMMUNS, Fait, declaration, motif_couvre};
use segur_tous::{FICHIERS, OPERATIONS};

use crate::recit::{compte, phrase};

/// An operation, or a pattern that covers several, as a reader would say it: « INSi, recherche de l'INS par traits ».
pub(crate) fn operation(nom: &str) -> String {
    if let Some(o) = OPERATIONS.iter().find(|o| o.nom == nom) {
        return sans_parenthese(o.dit).replacen(" : ", ", ", 1);
    }
    match service(nom) {
        Some(service) if nom.contains('*') => format!("{service}, tout échange"),
        Some(service) => format!("{service}, {nom}"),
        None => nom.to_owned(),
    }
}

/// A sentence in which each operation is said, and no more named. A rule may begin as an operation does: it keeps its name.
pub(crate) fn operations_dites(phrase: &str) -> String {
    let connue = |nom: &str| OPERATIONS.iter().any(|o| o.nom == nom) || (nom.ends_with(".*") && service(nom).is_some());
    let mut sortie: Vec<String> = Vec::new();
    for mot in phrase.split(' ') {
        let nom = mot.trim_end_matches([',', ';', '.', ':', ')']);
        let cite = sortie.last().is_some_and(|avant| avant == "«");
        sortie.push(match mot.strip_prefix(nom) {
            Some(signe) if connue(nom) && cite => format!("{}{signe}", operation(nom)),
            Some(signe) if connue(nom) => format!("« {} »{signe}", operation(nom)),
            _ => mot.to_owned(),
        });
    }
    sortie.join(" ")
}

/// A reason as a sentence of its own, whose operations are said.
pub(crate) fn raison(raison: &str) -> String {
    phrase(&operations_dites(raison))
}

/// The name of the service that an operation or a pattern is of.
fn service(nom: &str) -> Option<&'static str> {
    let couverte = |o: &&segur_model::vocabulaire::Operation| {
        motif_couvre(nom, o.nom) || nom.split('.').next().is_some_and(|s| o.nom.split('.').next() == Some(s))
    };
    OPERATIONS
        .iter()
        .find(couverte)
        .and_then(|o| o.dit.split(" : ").next())
        .map(sans_parenthese)
}

/// The technical name that follows a sentence is given beside it.
fn sans_parenthese(dit: &'static str) -> &'static str {
    match dit.rfind(" (") {
        Some(i) if dit.ends_with(')') => dit.get(..i).unwrap_or(dit),
        _ => dit,
    }
}

/// What an observation looks for, and the names by which the scenario says it.
pub(crate) fn observation(o: &ResultatObservation) -> (String, String) {
    let nu = match (&o.nom, o.dit.rfind(" (nom ")) {
        (Some(_), Some(i)) => o.dit.get(..i).unwrap_or(&o.dit),
        _ => &o.dit,
    };
    let (quoi, noms) = nu.split_once(' ').unwrap_or((nu, ""));
    let operations = || noms.split(" ou ").map(operation).collect::<Vec<_>>().join(", ou ");
    let inconnue = |nom: &str| operation(nom) == nom;
    let dit = match quoi {
        "attendu" => format!("Échange attendu : {}", operations()),
        "jamais" => format!("Ne doit pas venir : {}", operations()),
        "fichier" => format!("Fichier du logiciel : {}", fichier(noms)),
        _ => return (phrase(nu), String::new()),
    };
    // Names that have no sentence were said already.
    let noms = if noms.split(" ou ").all(inconnue) && quoi != "fichier" {
        ""
    } else {
        noms
    };
    (dit, noms.to_owned())
}

fn fichier(nom: &str) -> String {
    FICHIERS
        .iter()
        .find(|f| f.nom == nom)
        .map_or_else(|| nom.to_owned(), |f| cites(sans_parenthese(f.dit)))
}

/// Words that a vocabulary writes between backquotes, quoted as in a book.
fn cites(dit: &str) -> String {
    let mut sortie = String::new();
    for (i, morceau) in dit.split('`').enumerate() {
        match i {
            0 => {}
            i if i % 2 == 1 => sortie += "« ",
            _ => sortie += " »",
        }
        sortie += morceau;
    }
    sortie
}

/// What a fact is, as the dialect that reads it says.
pub(crate) fn fait(o: &ResultatObservation, x: Option<&Conserve>, nom: &str) -> Option<String> {
    let de = |faits: &'static [Fait]| {
        let sien = |f: &&Fait| f.nom == nom || f.nom.strip_suffix('*').is_some_and(|debut| nom.starts_with(debut));
        faits.iter().find(sien).map(|f| f.dit)
    };
    let operation = x.and_then(|x| OPERATIONS.iter().find(|o| o.nom == x.exchange.operation));
    let de_l_echange = operation.and_then(|o| de(o.faits));
    let du_fichier = || {
        let genre = o.dit.strip_prefix("fichier ")?;
        FICHIERS.iter().find(|f| f.nom == genre).and_then(|f| de(f.faits))
    };
    de_l_echange
        .or_else(|| x.is_none().then(du_fichier)?)
        .or_else(|| de(FAITS_COMMUNS))
        .map(cites)
}

/// What came of a rule, or of a family of rules, that an observation asked: how many there are, and « 42 règles, aucune en défaut ».
pub(crate) fn regle(r: &ResultatCampagne, o: &ResultatObservation, mot: &str) -> (usize, String) {
    let nombre = r.regles.iter().filter(|r| nomme(mot, &r.id)).count();
    let remarques = o.findings.iter().filter(|f| nomme(mot, &f.rule)).count();
    let mut dit = Vec::new();
    if nombre > 0 {
        dit.push(compte(nombre, "règle", "règles"));
    }
    dit.push(match remarques {
        0 => "aucune en défaut".to_owned(),
        n => compte(n, "remarque", "remarques") + " ci-dessous",
    });
    (nombre, dit.join(", "))
}

/// What the vendor declares of its product, a sentence each.
pub(crate) fn declares(r: &ResultatCampagne) -> Vec<String> {
    r.faits
        .iter()
        .flat_map(|(nom, valeur)| declaration(nom, valeur))
        .map(|d| phrase(&d))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_operations_se_disent() {
        assert_eq!(operation("insi.recherche-traits"), "INSi, recherche de l'INS par traits");
        assert_eq!(operation("psc.*"), "Pro Santé Connect, tout échange");
        assert_eq!(operation("psc.inconnue"), "Pro Santé Connect, psc.inconnue");
        assert_eq!(operation("autre.chose"), "autre.chose");
        assert_eq!(cites("l'objet (`a`, `b`)"), "l'objet (« a », « b »)");
        assert_eq!(fichier("traces"), "les traces fonctionnelles");
        assert_eq!(
            operations_dites("aucun échange dmp.TD2.1 avant la fin."),
            "aucun échange « DMP, alimentation et remplacement » avant la fin."
        );
        assert_eq!(
            operations_dites("« dmp.TD2.1 », psc.*, insi.idam"),
            "« DMP, alimentation et remplacement », « Pro Santé Connect, tout échange », insi.idam"
        );
        assert_eq!(operation("annuaire.*"), "Annuaire Santé, tout échange");
    }
}
