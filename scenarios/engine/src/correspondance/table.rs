//! The table, read and checked.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::Numero;
use segur_model::francais::suggerer_et_finir;
use serde::Deserialize;

use super::erreur::CorrespondanceError;
use crate::grammaire::ast::Scenario;

/// The table that ships.
const LIVREE: (&str, &str) = ("biologie.toml", include_str!("../../../correspondances/biologie.toml"));

/// Every text that was compared with a scenario of the bench.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Couloir of the texts, and of the scenarios.
    pub couloir: String,
    /// One entry per scenario and text.
    pub entrees: Vec<Entree>,
}

/// What stands where, for one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entree {
    /// Number of the scenario of the bench.
    pub scenario: String,
    /// Fingerprint of the text.
    pub empreinte: String,
    /// Étape of the bench → étapes of the text that it covers, in the order of the bench. Empty: the text was read, and nothing corresponds.
    pub etapes: Vec<(Numero, Numero)>,
    /// Étapes of the text that are covered and whose sentences are attested all the same.
    pub garde: BTreeSet<u32>,
    /// Other couloirs where it holds.
    pub aussi: Vec<String>,
}

impl Entree {
    /// The étapes of the text that this étape of the bench covers.
    #[must_use]
    pub fn couvre(&self, etape: Numero) -> Option<Numero> {
        self.etapes.iter().find(|(banc, _)| *banc == etape).map(|(_, texte)| *texte)
    }

    /// Every étape of the text that is covered.
    pub fn couvertes(&self) -> impl Iterator<Item = u32> {
        self.etapes.iter().flat_map(|(_, t)| t.de..=t.a)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableEcrite {
    couloir: String,
    #[serde(default)]
    entrees: Vec<EntreeEcrite>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntreeEcrite {
    scenario: String,
    empreinte: String,
    #[serde(default)]
    etapes: BTreeMap<String, String>,
    #[serde(default)]
    garde: BTreeSet<u32>,
    #[serde(default)]
    aussi: Vec<String>,
    /// For who reads the file.
    #[serde(default, rename = "note")]
    _note: String,
}

impl Table {
    /// The table that ships.
    ///
    /// # Errors
    /// It cannot be used.
    pub fn livree() -> Result<Self, CorrespondanceError> {
        Self::lire(LIVREE.0, LIVREE.1)
    }

    /// Reads a table.
    ///
    /// # Errors
    /// It is not one, or an entry cannot hold.
    pub fn lire(nom: &str, texte: &str) -> Result<Self, CorrespondanceError> {
        let ecrite: TableEcrite = toml::from_str(texte).map_err(|e| CorrespondanceError::Illisible {
            nom: nom.to_owned(),
            cause: e.to_string(),
        })?;
        let entrees: Vec<Entree> = ecrite.entrees.into_iter().map(entree).collect::<Result<_, _>>()?;
        let mut vues = BTreeSet::new();
        if let Some(e) = entrees.iter().find(|e| !vues.insert((&e.scenario, &e.empreinte))) {
            return Err(CorrespondanceError::Doublon {
                scenario: e.scenario.clone(),
                empreinte: e.empreinte.clone(),
            });
        }
        Ok(Self {
            couloir: ecrite.couloir,
            entrees,
        })
    }

    /// Checks it against the scenarios of the bench: each is there, and each of its étapes has a place.
    ///
    /// # Errors
    /// The first entry that cannot hold.
    pub fn verifier(&self, banc: &[Scenario]) -> Result<(), CorrespondanceError> {
        for e in &self.entrees {
            let Some(s) = banc.iter().find(|s| s.numero == e.scenario) else {
                return Err(CorrespondanceError::Scenario {
                    scenario: e.scenario.clone(),
                    suggestion: suggerer_et_finir(&e.scenario, banc.iter().map(|s| s.numero.as_str())),
                });
            };
            siennes(e, s)?;
        }
        Ok(())
    }

    /// What is known of this text under this number.
    #[must_use]
    pub fn entree(&self, scenario: &str, empreinte: &str) -> Option<&Entree> {
        self.entrees
            .iter()
            .find(|e| !empreinte.is_empty() && e.scenario == scenario && e.empreinte == empreinte)
    }

    /// Whether an entry holds in a workbook of this couloir.
    #[must_use]
    pub fn vaut(&self, entree: &Entree, couloir: &str) -> bool {
        self.couloir == couloir || entree.aussi.iter().any(|a| a == couloir)
    }
}

fn entree(ecrite: EntreeEcrite) -> Result<Entree, CorrespondanceError> {
    let scenario = ecrite.scenario;
    if ecrite.empreinte.len() != 16 || !ecrite.empreinte.bytes().all(|o| o.is_ascii_hexdigit()) {
        return Err(CorrespondanceError::Empreinte {
            scenario,
            empreinte: ecrite.empreinte,
        });
    }
    let numero = |t: &String| match t.parse::<Numero>() {
        Ok(n) if n.est_rem() => Ok(n),
        _ => Err(CorrespondanceError::Etape {
            scenario: scenario.clone(),
            etape: t.clone(),
        }),
    };
    let mut etapes: Vec<(Numero, Numero)> = ecrite
        .etapes
        .iter()
        .map(|(b, t)| Ok((numero(b)?, numero(t)?)))
        .collect::<Result<_, _>>()?;
    etapes.sort();
    let recule = etapes.windows(2).find(|deux| match deux {
        [(b1, t1), (b2, t2)] => t2.de < t1.de || (b1.a < b2.de && t2.de <= t1.a && t1 != t2),
        _ => false,
    });
    if let Some([_, (etape, _)]) = recule {
        return Err(CorrespondanceError::Ordre {
            scenario,
            etape: etape.to_string(),
        });
    }
    let entree = Entree {
        scenario,
        empreinte: ecrite.empreinte,
        etapes,
        garde: ecrite.garde,
        aussi: ecrite.aussi,
    };
    match entree.garde.iter().find(|n| !entree.couvertes().any(|c| c == **n)) {
        Some(n) => Err(CorrespondanceError::Garde {
            scenario: entree.scenario.clone(),
            etape: *n,
        }),
        None => Ok(entree),
    }
}

/// The étapes of an entry are those of its scenario.
fn siennes(e: &Entree, s: &Scenario) -> Result<(), CorrespondanceError> {
    let faux = |dit: String| {
        Err(CorrespondanceError::Etapes {
            scenario: e.scenario.clone(),
            dit,
        })
    };
    let rem: BTreeSet<Numero> = s.etapes.iter().map(|x| x.numero).filter(|n| n.est_rem()).collect();
    if let Some((n, _)) = e.etapes.iter().find(|(n, _)| !rem.contains(n)) {
        let connues: Vec<String> = rem.iter().map(ToString::to_string).collect();
        return faux(format!(
            "ce scénario du banc n'a pas d'étape {n}. Les siennes : {}",
            connues.join(", ")
        ));
    }
    if e.etapes.is_empty() {
        return Ok(());
    }
    match rem.iter().find(|n| e.couvre(**n).is_none()) {
        Some(n) => faux(format!(
            "l'étape {n} du banc n'y est pas. Dites quelles étapes importées elle couvre"
        )),
        None => Ok(()),
    }
}
