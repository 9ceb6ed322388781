//! What is amiss among the numbers of a workbook: nothing is changed here, each slip is said.

use std::collections::BTreeMap;

use segur_model::francais::proche;

use super::Chantier;
use crate::glissement::Glissements;
use crate::lignes::Ligne;
use crate::numero;

/// Misspelled numbers for which what was meant is looked for; a hostile workbook has nothing else.
const CHERCHES_MAX: usize = 60;
/// Numbers known to the bench that a misspelled one is compared with, at most.
const CONNUS_MAX: usize = 5_000;

pub(super) fn verifier(chantier: &Chantier, lignes: &[Ligne], connus: &[String], glissements: &mut Glissements) {
    let mut numeros: Vec<&str> = chantier.exigences.iter().map(|e| e.id.as_str()).collect();
    numeros.extend(connus.iter().take(CONNUS_MAX).map(String::as_str));
    let scenarios: Vec<&str> = chantier.scenarios.iter().map(|s| s.numero.as_str()).collect();
    let mut cherches = 0;
    for ligne in lignes {
        let reste = cherches < CHERCHES_MAX;
        cherches += usize::from(forme(ligne, if reste { &numeros } else { &[] }, glissements));
        cherches += usize::from(sous(ligne, if reste { &scenarios } else { &[] }, glissements));
    }
    familles(lignes, glissements);
}

/// A number that is not written as numbers are, with the one that was probably meant. Whether one was looked for.
fn forme(ligne: &Ligne, numeros: &[&str], glissements: &mut Glissements) -> bool {
    let mut cherche = false;
    if !ligne.id.is_empty() && !numero::bien_forme(&ligne.id) && !ligne.id.starts_with("BENCH.") {
        cherche = true;
        let autres = numeros.iter().copied().filter(|n| *n != ligne.id);
        let conseil = proche(&ligne.id, autres).map_or_else(String::new, |p| format!(" ; vouliez-vous dire « {p} » ?"));
        glissements.dire(
            ligne.cellule_id.clone(),
            format!("le n° d'exigence « {} » n'a pas la forme d'un numéro{conseil}", ligne.id),
        );
    }
    let n = &ligne.numero_scenario;
    if !n.is_empty() && !numero::bien_forme(n) {
        let conseil = abrege(n, &ligne.id).map_or_else(
            || format!(" ; un scénario de {0} s'écrit {0}.01", ligne.id),
            |long| format!(" ; vouliez-vous dire « {long} » ?"),
        );
        glissements.dire(
            ligne.cellule_scenario.clone(),
            format!("le n° de scénario « {n} » n'a pas la forme d'un numéro{conseil}"),
        );
    }
    cherche
}

/// `01` under `PSC/va1.01` : `PSC/va1.01.01`; `08.01` under `CDA/INT.08` : `CDA/INT.08.01`.
fn abrege(numero: &str, dessus: &str) -> Option<String> {
    let chiffres = numero.split('.').all(|s| !s.is_empty() && s.bytes().all(|o| o.is_ascii_digit()));
    (chiffres && !dessus.is_empty()).then(|| {
        let dernier = numero.rsplit('.').next().unwrap_or(numero);
        format!("{dessus}.{dernier}")
    })
}

/// A scenario that is not under its exigence, a proof that is not under its scenario, a scope that one has and the other has not.
/// Whether the place of a proof was looked for.
fn sous(ligne: &Ligne, scenarios: &[&str], glissements: &mut Glissements) -> bool {
    let mut cherche = false;
    let n = &ligne.numero_scenario;
    if !n.is_empty()
        && !ligne.id.is_empty()
        && numero::bien_forme(n)
        && !numero::est_sous(n, &ligne.id)
        && numero::cle(n) != numero::cle(&ligne.id)
    {
        glissements.dire(
            ligne.cellule_scenario.clone(),
            format!("le scénario {n} est sous l'exigence {} : il y reste", ligne.id),
        );
    }
    if !n.is_empty() && numero::cle(n) == numero::cle(&ligne.id) {
        glissements.dire(
            ligne.cellule_scenario.clone(),
            format!("le scénario {n} porte le numéro de son exigence : il le garde"),
        );
    }
    if !n.is_empty() && !ligne.id.is_empty() && numero::bien_forme(n) && numero::portee(n) != numero::portee(&ligne.id) {
        let portee = |x: &str| numero::portee(x).map_or_else(|| "aucune portée".to_owned(), |p| format!("la portée « {p}. »"));
        glissements.dire(
            ligne.cellule_scenario.clone(),
            format!(
                "l'exigence {} a {}, et le scénario {n} {} : ils vont ensemble",
                ligne.id,
                portee(&ligne.id),
                portee(n)
            ),
        );
    }
    for p in ligne.preuves.iter().filter(|p| !p.numero.is_empty()) {
        if n.is_empty() || numero::est_sous(&p.numero, n) {
            continue;
        }
        cherche = true;
        let vrai = scenarios
            .iter()
            .find(|s| numero::est_sous(&p.numero, s) && numero::cle(s) != numero::cle(n));
        let dit = if numero::cle(&p.numero) == numero::cle(n) {
            format!("la preuve {} porte le numéro de son scénario : elle y reste", p.numero)
        } else if let Some(vrai) = vrai {
            format!(
                "la preuve {} est sous le scénario {n}, et son numéro est de {vrai} : elle reste où elle est",
                p.numero
            )
        } else {
            let long = format!("{n}.{}", p.numero.rsplit('.').next().unwrap_or_default());
            format!(
                "la preuve {} n'a pas le numéro de son scénario {n} (« {long} » ?) : elle y reste",
                p.numero
            )
        };
        glissements.dire(p.cellule.clone(), dit);
    }
    cherche
}

/// The numbers of a family and their cells, by how it is spelled.
type Ecritures<'l> = BTreeMap<&'l str, Vec<(&'l str, &'l str)>>;

/// One family in two spellings: `VI_SO` and `VI-SO`. The rarer is said.
fn familles(lignes: &[Ligne], glissements: &mut Glissements) {
    let mut vues: BTreeMap<String, Ecritures<'_>> = BTreeMap::new();
    for l in lignes {
        let preuves = l.preuves.iter().map(|p| (p.numero.as_str(), p.cellule.as_str()));
        let siens = [
            (l.id.as_str(), l.cellule_id.as_str()),
            (l.numero_scenario.as_str(), l.cellule_scenario.as_str()),
        ];
        for (n, cellule) in siens.into_iter().chain(preuves).filter(|(n, _)| !n.is_empty()) {
            let ecrite = numero::famille(n);
            vues.entry(numero::serre(ecrite))
                .or_default()
                .entry(ecrite)
                .or_default()
                .push((n, cellule));
        }
    }
    for ecritures in vues.values().filter(|e| e.len() > 1) {
        let Some((courante, _)) = ecritures.iter().max_by_key(|(_, ou)| ou.len()) else {
            continue;
        };
        for (ecrite, ou) in ecritures.iter().filter(|(e, _)| *e != courante) {
            for (n, cellule) in ou {
                glissements.dire(
                    (*cellule).to_owned(),
                    format!("{n} : la famille « {ecrite} » s'écrit ailleurs « {courante} »"),
                );
            }
        }
    }
}
