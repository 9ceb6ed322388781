//! Where the value of a fact stands in a message, so that the page can mark it. A wrong mark would be worse than none: a value is marked
//! where the names beside it are those of its fact, or where nothing else in the whole exchange could be meant.

mod champs;
mod json;
mod noms;
#[cfg(test)]
mod tests;
mod xml;

use std::collections::BTreeMap;
use std::ops::Range;

use champs::Champ;
use noms::Accord;

use crate::entrees;

/// A value that stands alone under no known name is recognised from this length on.
const LONGUEUR_SEULE: usize = 8;
/// A value that stands at more places than that is located at none.
const MAX_PLACES: usize = 6;
/// Past this length without a blank, a field is encoded: what is found inside it is chance.
const ENCODE: usize = 2048;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre<'a> {
    /// `POST /lps?a=1 HTTP/1.1`.
    LigneRequete,
    /// `HTTP/1.1 200 OK`.
    LigneReponse,
    /// The value of the header of this name.
    Entete(&'a str),
    /// A body, or a document.
    Corps,
    /// A file in which the candidate tells about itself: its keys are the names of the facts.
    Fichier,
    /// The subject of a certificate.
    Certificat,
}

/// A text, taken apart.
pub(crate) struct Texte<'a> {
    texte: &'a str,
    champs: Vec<Champ<'a>>,
    fichier: bool,
}

impl<'a> Texte<'a> {
    pub(crate) fn lire(genre: Genre<'a>, texte: &'a str) -> Self {
        let champs = match genre {
            Genre::LigneRequete => champs::adresse(texte, "ligne"),
            Genre::LigneReponse => champs::adresse(texte, "statut"),
            Genre::Entete(nom) => champs::adresse(texte, nom),
            Genre::Corps | Genre::Fichier => champs::corps(texte),
            Genre::Certificat => champs::nom_distinctif(texte),
        };
        Self {
            texte,
            champs,
            fichier: genre == Genre::Fichier,
        }
    }
}

/// A place: rank of the text, and bytes in it.
pub(crate) type Place = (usize, Range<usize>);

/// Where this value of this fact stands among these texts; empty when it cannot be told.
pub(crate) fn situer(textes: &[Texte<'_>], fait: &str, valeur: &str) -> Vec<Place> {
    let valeur = valeur.trim();
    if valeur.is_empty() {
        return Vec::new();
    }
    if let Some(faits) = entrees::faits(valeur) {
        return entree(textes, fait, &faits);
    }
    let trouves = chercher(textes, fait, valeur);
    let de = |accord: Accord| move |t: &&Trouve| t.accord == accord;
    for exact in [true, false] {
        let connus: Vec<&Trouve> = trouves.iter().filter(|t| t.exact == exact).filter(de(Accord::Connu)).collect();
        if !connus.is_empty() {
            return if connus.len() <= MAX_PLACES { places(&connus) } else { Vec::new() };
        }
    }
    if let Some(en_deux) = matricule_et_cle(textes, fait, valeur) {
        return en_deux;
    }
    if noms::connu(fait) && textes.iter().any(|t| !t.fichier) {
        return Vec::new();
    }
    for exact in [true, false] {
        let du_nom: Vec<&Trouve> = trouves.iter().filter(|t| t.exact == exact).filter(de(Accord::DeNom)).collect();
        match du_nom[..] {
            [] => {}
            [une] => return places(&[une]),
            _ => return Vec::new(),
        }
    }
    match &trouves[..] {
        [une] if valeur.chars().count() >= LONGUEUR_SEULE => places(&[une]),
        _ => Vec::new(),
    }
}

struct Trouve {
    place: Place,
    /// The value is the whole field.
    exact: bool,
    accord: Accord,
}

fn places(trouves: &[&Trouve]) -> Vec<Place> {
    trouves.iter().map(|t| t.place.clone()).collect()
}

fn chercher(textes: &[Texte<'_>], fait: &str, valeur: &str) -> Vec<Trouve> {
    let mut trouves = Vec::new();
    for (rang, t) in textes.iter().enumerate() {
        for c in &t.champs {
            let exact = c.valeur.trim() == valeur;
            let etendues = if exact {
                vec![c.etendue.clone()]
            } else {
                contenus(t.texte, c, valeur)
            };
            trouves.extend(etendues.into_iter().map(|etendue| Trouve {
                place: (rang, etendue),
                exact,
                accord: if t.fichier {
                    noms::accord_de_fichier(c, fait)
                } else {
                    noms::accord(c, fait)
                },
            }));
        }
    }
    trouves
}

/// Places of a value inside a field, as whole words.
fn contenus(texte: &str, c: &Champ<'_>, valeur: &str) -> Vec<Range<usize>> {
    let brut = texte.get(c.etendue.clone()).unwrap_or_default();
    if brut.len() > ENCODE && !brut.contains(char::is_whitespace) {
        return Vec::new();
    }
    let mot = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    brut.match_indices(valeur)
        .filter(|(i, v)| {
            let avant = brut.get(..*i).and_then(|t| t.chars().next_back());
            let apres = brut.get(i + v.len()..).and_then(|t| t.chars().next());
            !avant.is_some_and(mot) && !apres.is_some_and(mot)
        })
        .map(|(i, v)| c.etendue.start + i..c.etendue.start + i + v.len())
        .take(MAX_PLACES + 1)
        .collect()
}

/// An entry of a list, in a file of the candidate: the one object that holds all its facts under their names.
fn entree(textes: &[Texte<'_>], fait: &str, faits: &[(&str, &str)]) -> Vec<Place> {
    let liste = fait.rsplit('.').next().unwrap_or(fait);
    let mut objets: BTreeMap<(usize, usize), Vec<&Champ<'_>>> = BTreeMap::new();
    for (rang, t) in textes.iter().enumerate().filter(|(_, t)| t.fichier) {
        for c in &t.champs {
            if c.objet > 0 && c.noms.iter().rev().nth(1) == Some(&liste) {
                objets.entry((rang, c.objet)).or_default().push(c);
            }
        }
    }
    let mut entieres = objets.iter().filter_map(|((rang, _), champs)| {
        let place = |(nom, valeur): &(&str, &str)| {
            let sien = champs.iter().find(|c| c.noms.last() == Some(nom) && c.valeur.trim() == *valeur)?;
            Some((*rang, sien.etendue.clone()))
        };
        faits.iter().map(place).collect::<Option<Vec<Place>>>()
    });
    match (entieres.next(), entieres.next()) {
        (Some(une), None) => une,
        _ => Vec::new(),
    }
}

/// INSi answers an INS in two: `NumIdentifiant`, then `Cle`.
fn matricule_et_cle(textes: &[Texte<'_>], fait: &str, valeur: &str) -> Option<Vec<Place>> {
    let dans = match fait {
        "ins" => "INSACTIF",
        "historique" => "INSHISTO",
        _ => return None,
    };
    let (matricule, cle) = (valeur.get(..13)?, valeur.get(13..)?);
    textes.iter().enumerate().find_map(|(rang, t)| {
        t.champs.windows(2).find_map(|deux| {
            let [a, b] = deux else { return None };
            let bon = a.noms.contains(&dans)
                && a.noms.last() == Some(&"NumIdentifiant")
                && b.noms.last() == Some(&"Cle")
                && a.valeur == matricule
                && b.valeur == cle;
            bon.then(|| vec![(rang, a.etendue.clone()), (rang, b.etendue.clone())])
        })
    })
}
