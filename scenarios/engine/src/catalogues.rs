//! The requirement catalogues and the packs that ship inside the binary.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use segur_model::catalogue::{Catalogue, Requirement};
use segur_model::francais::plier;

/// A catalogue that cannot be used.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum CatalogueError {
    /// It cannot be read.
    #[error("catalogue {nom} illisible : {cause}")]
    Illisible {
        /// File.
        nom: String,
        /// Cause, with line and column.
        cause: String,
    },
    /// It includes a catalogue that is not there.
    #[error("catalogue {code} : « inclut » nomme {inclus}, qui n'existe pas. Catalogues connus : {connus}")]
    InclusionInconnue {
        /// The catalogue.
        code: String,
        /// What it includes.
        inclus: String,
        /// The codes there are.
        connus: String,
    },
    /// It includes itself.
    #[error("catalogue {code} : il s'inclut lui-même ({chemin}). Retirez un des « inclut »")]
    InclusionCirculaire {
        /// The catalogue.
        code: String,
        /// From it back to it.
        chemin: String,
    },
    /// A number is there twice.
    #[error("catalogue {code} : le numéro « {numero} » y est deux fois, inclusions comprises. Gardez-en un")]
    Doublon {
        /// The catalogue.
        code: String,
        /// Number of an exigence or of a scenario.
        numero: String,
    },
}

const REFERENTIELS: &[(&str, &str)] = &[
    ("rem-bio-sgl-va1.toml", include_str!("../../referentiels/rem-bio-sgl-va1.toml")),
    ("rem-bio-sgl-va2.toml", include_str!("../../referentiels/rem-bio-sgl-va2.toml")),
    ("rem-hop-dpi-va1.toml", include_str!("../../referentiels/rem-hop-dpi-va1.toml")),
    ("rem-hop-dpi-va2.toml", include_str!("../../referentiels/rem-hop-dpi-va2.toml")),
    ("rem-mdv-lgc-va1.toml", include_str!("../../referentiels/rem-mdv-lgc-va1.toml")),
    ("rem-mdv-lgc-va2.toml", include_str!("../../referentiels/rem-mdv-lgc-va2.toml")),
];

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// Reads a catalogue, its inclusions not resolved.
///
/// # Errors
/// When it is not a catalogue; the message has line and column.
pub fn lire(nom: &str, texte: &str) -> Result<Catalogue, CatalogueError> {
    let mut catalogue: Catalogue = toml::from_str(texte).map_err(|e| CatalogueError::Illisible {
        nom: nom.to_owned(),
        cause: e.to_string(),
    })?;
    for e in catalogue.exigences.iter_mut().filter(|e| e.perimetre.is_empty()) {
        e.perimetre = format!("Vague {}", catalogue.vague);
    }
    Ok(catalogue)
}

/// Every catalogue that ships, inclusions resolved.
///
/// # Errors
/// When one cannot be used.
pub fn embarques() -> Result<Vec<Catalogue>, CatalogueError> {
    static LUS: LazyLock<Result<Vec<Catalogue>, CatalogueError>> = LazyLock::new(|| {
        let lus: Vec<Catalogue> = REFERENTIELS.iter().map(|(n, t)| lire(n, t)).collect::<Result<_, _>>()?;
        resoudre(&lus)
    });
    LUS.clone()
}

/// These catalogues, each with the exigences of those that it includes, then its own.
///
/// # Errors
/// An inclusion is unknown or circular, or a number is there twice.
pub fn resoudre(lus: &[Catalogue]) -> Result<Vec<Catalogue>, CatalogueError> {
    lus.iter().map(|c| complet(c, lus)).collect()
}

fn complet(c: &Catalogue, lus: &[Catalogue]) -> Result<Catalogue, CatalogueError> {
    let mut inclus = Vec::new();
    for code in &c.inclut {
        ajouter(c, code, lus, &mut vec![c.code.clone()], &mut inclus)?;
    }
    let mut complet = c.clone();
    complet.exigences = inclus.iter().flat_map(|i| i.exigences.clone()).collect();
    complet.exigences.extend(c.exigences.iter().cloned());
    // What a catalogue says of an operation comes before what those that it includes say.
    complet.proprietaires.extend(inclus.iter().flat_map(|i| i.proprietaires.clone()));
    complet.inclut = inclus.into_iter().map(|i| i.code.clone()).collect();
    let mut vus = BTreeSet::new();
    // A scenario may have the number of its exigence (`DMP/HISTO.03` does, as published): each sort has its numbers.
    let numeros = |e: &'_ Requirement| {
        let scenarios = e.scenarios.iter().map(|s| (true, s.id.clone()));
        [(false, e.id.clone())].into_iter().chain(scenarios).collect::<Vec<_>>()
    };
    match complet.exigences.iter().flat_map(numeros).find(|n| !vus.insert(n.clone())) {
        Some((_, numero)) => Err(CatalogueError::Doublon {
            code: c.code.clone(),
            numero,
        }),
        None => Ok(complet),
    }
}

/// Adds what `code` includes, then `code` itself, each once. `chemin`: the catalogues that led here.
fn ajouter<'a>(
    de: &Catalogue,
    code: &str,
    lus: &'a [Catalogue],
    chemin: &mut Vec<String>,
    inclus: &mut Vec<&'a Catalogue>,
) -> Result<(), CatalogueError> {
    let circulaire = chemin.iter().any(|c| c == code);
    chemin.push(code.to_owned());
    if circulaire {
        return Err(CatalogueError::InclusionCirculaire {
            code: de.code.clone(),
            chemin: chemin.join(" → "),
        });
    }
    let trouve = lus
        .iter()
        .find(|c| c.code == code)
        .ok_or_else(|| CatalogueError::InclusionInconnue {
            code: chemin[chemin.len() - 2].clone(),
            inclus: code.to_owned(),
            connus: lus.iter().map(|c| c.code.as_str()).collect::<Vec<_>>().join(", "),
        })?;
    for plus_loin in &trouve.inclut {
        ajouter(de, plus_loin, lus, chemin, inclus)?;
    }
    chemin.pop();
    if !inclus.iter().any(|c| c.code == code) {
        inclus.push(trouve);
    }
    Ok(())
}

/// The files of an embedded pack: name and text. `None` when there is no such pack.
#[must_use]
pub fn pack_embarque(nom: &str) -> Option<&'static [(&'static str, &'static str)]> {
    PACKS.iter().find(|(n, _)| *n == nom).map(|(_, f)| *f)
}

/// The name of the pack of a couloir, as a folder has it: `medecine-de-ville` for « médecine de ville ».
#[must_use]
pub fn pack_du_couloir(couloir: &str) -> String {
    plier(couloir)
}

/// Names of the embedded packs.
pub fn packs_embarques() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|(n, _)| *n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(code: &str, inclut: &[&str], exigences: &[&str]) -> Catalogue {
        let mut texte = format!(
            "code = '{code}'\nversion = '1'\ntitre = 't'\ncouloir = 'c'\nvague = 1\nsource = 's'\ninclut = {inclut:?}\nexigences = []\n"
        );
        if !exigences.is_empty() {
            texte = texte.replace("exigences = []\n", "");
        }
        for e in exigences {
            texte += &format!(
                "[[exigences]]\nid = '{e}'\nchapitre = 'c'\nprofil = 'Général'\nnature = 'EXIGENCE'\nresume = 'r'\nscenarios = [{{ id = '{e}.01' }}]\n"
            );
        }
        lire("essai.toml", &texte).unwrap()
    }

    #[test]
    fn what_is_included_comes_first_and_once_however_it_is_reached() {
        let lus = [
            catalogue("A", &[], &["X/1"]),
            catalogue("B", &["A"], &["X/2"]),
            catalogue("C", &["B", "A"], &["X/3"]),
        ];
        let c = &resoudre(&lus).unwrap()[2];
        let ids: Vec<&str> = c.exigences.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids, ["X/1", "X/2", "X/3"]);
        assert!(c.couvre("A") && c.couvre("B") && c.couvre("C"));
        assert!(
            !resoudre(&lus).unwrap()[0].couvre("C"),
            "the included one does not play what was written for the other"
        );
    }

    #[test]
    fn an_unknown_or_circular_inclusion_and_a_number_twice_are_refused() {
        let dit = |lus: &[Catalogue]| resoudre(lus).unwrap_err().to_string();
        assert_eq!(
            dit(&[catalogue("A", &["Z"], &[])]),
            "catalogue A : « inclut » nomme Z, qui n'existe pas. Catalogues connus : A"
        );
        assert_eq!(
            dit(&[catalogue("A", &["B"], &[]), catalogue("B", &["A"], &[])]),
            "catalogue A : il s'inclut lui-même (A → B → A). Retirez un des « inclut »"
        );
        // A circle further on is found from wherever it is reached.
        assert!(dit(&[catalogue("A", &["B"], &[]), catalogue("B", &["B"], &[])]).contains("A → B → B"));
        assert!(dit(&[catalogue("A", &[], &["X/1"]), catalogue("B", &["A"], &["X/1"])]).contains("« X/1 » y est deux fois"));
    }

    #[test]
    fn the_catalogues_that_ship_can_be_used() {
        let tous = embarques().unwrap();
        let va2 = tous.iter().find(|c| c.code == "REM-BIO-SGL-Va2").unwrap();
        assert!(va2.couvre("REM-BIO-SGL-Va1"));
        assert!(va2.exigence("SC.PSC.01").is_some() && va2.exigence("INS/va1.28").is_some());
    }
}
