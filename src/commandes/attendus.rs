//! What is expected of a campaign, étape by étape: a known failure passes, a new one fails.

use std::collections::BTreeMap;
use std::path::Path;

use segur_engine::grammaire::ast::Scenario;
use segur_model::Constat;
use segur_model::catalogue::Catalogue;
use segur_model::resultat::{ResultatCampagne, ResultatEtape, ResultatScenario};

use crate::erreur::Erreur;

/// Words of an étape, from best to worst.
const MOTS: [&str; 8] = ["sans-objet", "geste", "vu", "declare", "a-jouer", "non-joue", "bloque", "ecart"];

/// The expectations of a file.
pub struct Attendus {
    /// By `<scénario>#<étape>`.
    etapes: BTreeMap<String, usize>,
    /// By exigence.
    exigences: BTreeMap<String, Constat>,
}

/// Reads a file of expectations: étapes as `--ecrire-attendus` writes them, or whole exigences (ids or aliases of the catalogue).
///
/// # Errors
/// The file cannot be read, or names what nobody knows.
pub fn lire(chemin: &Path, catalogue: &Catalogue, scenarios: &[Scenario]) -> Result<Attendus, Erreur> {
    let texte = std::fs::read_to_string(chemin).map_err(|e| Erreur::fichier("lecture des constats attendus", chemin, &e))?;
    let illisible = |cause: String| {
        Erreur::dit(format!(
            "constats attendus illisibles ({}) : {cause}. Une ligne par étape : \"INS/va1.28.01#3\" = \"ecart\" ; ou par exigence : \"INS/va1.28\" = \"NonConforme\".",
            chemin.display()
        ))
    };
    let ecrits: BTreeMap<String, String> = toml::from_str(&texte).map_err(|e| illisible(crate::francais::toml(&texte, &e)))?;
    let mut attendus = Attendus {
        etapes: BTreeMap::new(),
        exigences: BTreeMap::new(),
    };
    for (cle, mot) in ecrits {
        if cle.contains('#') {
            let rang = rang(&mot).ok_or_else(|| illisible(format!("« {mot} » n'est pas l'un de {}", MOTS.join(", "))))?;
            if !existe(&cle, scenarios) {
                return Err(illisible(format!("« {cle} » n'est pas une étape d'un scénario connu")));
            }
            attendus.etapes.insert(cle, rang);
            continue;
        }
        let exigence = catalogue
            .exigence(&cle)
            .ok_or_else(|| illisible(format!("« {cle} » n'est pas une exigence de {}", catalogue.code)))?;
        let constat = Constat::TOUS
            .into_iter()
            .find(|c| mot == c.libelle() || mot == format!("{c:?}"))
            .ok_or_else(|| illisible(format!("« {mot} » n'est pas un constat")))?;
        attendus.exigences.insert(exigence.id.clone(), constat);
    }
    Ok(attendus)
}

/// Writes what was seen, as expectations: what is held needs no line.
///
/// # Errors
/// The file cannot be written.
pub fn ecrire(chemin: &Path, resultat: &ResultatCampagne) -> Result<(), Erreur> {
    let mut texte =
        String::from("# Ce que le banc a constaté, étape par étape (SIMULÉ). Une étape absente n'est ni un écart, ni bloquée.\n");
    for (s, e) in etapes(resultat) {
        if e.constat.mot() != "vu" && e.constat.est_juge() {
            texte += &format!("\"{}\" = \"{}\"\n", cle(s, e), e.constat.mot());
        }
    }
    std::fs::write(chemin, texte).map_err(|e| Erreur::fichier("écriture des constats attendus", chemin, &e))
}

impl Attendus {
    /// Says what is worse and what is better; 1 when an étape or an exigence is worse than expected. An étape that nothing names, by itself
    /// or by its exigence, must be neither an écart nor blocked.
    pub fn comparer(&self, resultat: &ResultatCampagne) -> u8 {
        let mut pire = 0;
        let non_joue = rang("non-joue").unwrap_or_default();
        for (s, e) in etapes(resultat) {
            let cle = cle(s, e);
            let vu = rang(e.constat.mot()).unwrap_or_default();
            let nommee = self.etapes.get(&cle).copied();
            if nommee.is_none() && s.exigences.iter().any(|e| self.exigences.contains_key(e)) {
                continue;
            }
            let attendu = nommee.unwrap_or(non_joue);
            if vu > attendu {
                dire!(
                    "pire qu'attendu : {cle} est « {} », attendu « {} » — {}",
                    e.constat.mot(),
                    MOTS[attendu],
                    e.raison
                );
                pire = 1;
            } else if nommee.is_some() && vu < attendu {
                dire!(
                    "mieux qu'attendu : {cle} est « {} », attendu « {} » : mettez le fichier à jour",
                    e.constat.mot(),
                    MOTS[attendu]
                );
            }
        }
        for e in &resultat.exigences {
            let Some(attendu) = self.exigences.get(&e.id).filter(|a| e.constat != **a) else {
                continue;
            };
            let (sens, suite) = if e.constat > *attendu {
                ("pire", "")
            } else {
                ("mieux", " : mettez le fichier à jour")
            };
            pire |= u8::from(e.constat > *attendu);
            dire!(
                "{sens} qu'attendu : {} est « {} », attendu « {} »{suite}",
                e.id,
                e.constat.libelle(),
                attendu.libelle()
            );
        }
        pire
    }
}

/// Whether `<scénario>#<étape>`, or `#<étape>/<passage>`, is an étape of a scenario.
fn existe(cle: &str, scenarios: &[Scenario]) -> bool {
    let Some((numero, etape)) = cle.split_once('#') else { return false };
    let etape = etape.split('/').next().unwrap_or_default();
    let siennes = scenarios.iter().filter(|s| s.numero == numero).flat_map(|s| &s.etapes);
    siennes.into_iter().any(|e| e.numero.to_string() == etape)
}

fn rang(mot: &str) -> Option<usize> {
    MOTS.iter().position(|m| *m == mot)
}

fn etapes(resultat: &ResultatCampagne) -> impl Iterator<Item = (&ResultatScenario, &ResultatEtape)> {
    resultat.scenarios.iter().flat_map(|s| s.etapes.iter().map(move |e| (s, e)))
}

/// `INS/va1.28.01#3`; `#3/2` for the second étape of that number.
fn cle(s: &ResultatScenario, e: &ResultatEtape) -> String {
    match e.repetition {
        Some(n) if n > 0 => format!("{}#{}/{}", s.id, e.numero, n + 1),
        _ => format!("{}#{}", s.id, e.numero),
    }
}
