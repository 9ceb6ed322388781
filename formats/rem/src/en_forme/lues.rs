//! The rows that are put in another form: their cells, those that they take from the row above, their proofs, and what they leave.

use segur_model::classeur::{Cellule, LignesDuClasseur};

use crate::classeur::Feuille;
use crate::colonnes::{Colonne, Entete, lire as lire_titre, repete};
use crate::glissement::{Glissements, nom_de_colonne};
use crate::preuves;
use crate::texte::{lisible, plat};

/// Columns that a row without a number takes from the one above, as the import reads it.
const SUIVIES: [Colonne; 9] = [
    Colonne::Id,
    Colonne::Perimetre,
    Colonne::Chapitre,
    Colonne::Section,
    Colonne::Bloc,
    Colonne::Fonction,
    Colonne::Exigence,
    Colonne::Nature,
    Colonne::Profil,
];

/// A proof in its two cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paire {
    pub numero: Option<Cellule>,
    pub texte: Option<Cellule>,
}

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Lue {
    pub exigence: String,
    /// Its cells in the columns of the other form; those of proofs are empty.
    pub cellules: Vec<Option<Cellule>>,
    pub preuves: Vec<Paire>,
}

impl Lue {
    /// The number of its scenario, else its exigence: what a message calls it.
    pub(super) fn scenario(&self, titres: &[String]) -> &str {
        titres
            .iter()
            .zip(&self.cellules)
            .find(|(t, _)| lire_titre(&plat(t)) == Some(Colonne::NumeroScenario))
            .and_then(|(_, c)| c.as_ref())
            .map_or(self.exigence.as_str(), Cellule::texte)
    }
}

/// The rows under the titles that are of an exigence.
pub(super) fn lire(lues: &LignesDuClasseur, feuille: &Feuille, entete: &Entete, source: &[Option<u32>]) -> Vec<Lue> {
    let mut vue = Vue {
        feuille: feuille.clone(),
        entete,
    };
    let mut toutes = Vec::new();
    let mut precedente: Option<(u32, &str)> = None;
    for (rang, ligne) in (0..).zip(&lues.lignes) {
        if rang <= entete.ligne || ligne.exigence.is_empty() {
            continue;
        }
        if let Some((avant, _)) = precedente.filter(|(_, e)| *e == ligne.exigence) {
            vue.completer(rang, avant);
        }
        precedente = Some((rang, &ligne.exigence));
        toutes.push(Lue {
            exigence: ligne.exigence.clone(),
            cellules: source.iter().map(|c| vue.cellule(rang, (*c)?)).collect(),
            preuves: vue.preuves(rang),
        });
    }
    toutes
}

struct Vue<'a> {
    feuille: Feuille,
    entete: &'a Entete,
}

impl Vue<'_> {
    /// A cell as it stands; where a merged region gives it its text, that text.
    fn cellule(&self, rang: u32, colonne: u32) -> Option<Cellule> {
        let brute = self.feuille.brutes.get(&(rang, colonne)).cloned();
        brute.or_else(|| self.feuille.cellules.get(&(rang, colonne)).cloned().map(Cellule::Texte))
    }

    fn est_vide(&self, rang: u32, quoi: Colonne) -> bool {
        let colonne = self.entete.colonnes.get(&quoi);
        colonne.is_none_or(|c| self.cellule(rang, *c).is_none_or(|c| c.texte().trim().is_empty()))
    }

    fn reprendre(&mut self, rang: u32, avant: u32, quoi: Colonne) {
        if let Some(colonne) = self.entete.colonnes.get(&quoi)
            && let Some(cellule) = self.cellule(avant, *colonne)
        {
            self.feuille.brutes.insert((rang, *colonne), cellule);
        }
    }

    /// A row without a number goes on with the one above.
    fn completer(&mut self, rang: u32, avant: u32) {
        if !self.est_vide(rang, Colonne::Id) {
            return;
        }
        for quoi in SUIVIES {
            if self.est_vide(rang, quoi) {
                self.reprendre(rang, avant, quoi);
            }
        }
        let scenario = [Colonne::NumeroScenario, Colonne::Scenario];
        if scenario.iter().all(|c| self.est_vide(rang, *c)) && !self.preuves(rang).is_empty() {
            for quoi in scenario {
                self.reprendre(rang, avant, quoi);
            }
        }
    }

    fn preuves(&self, rang: u32) -> Vec<Paire> {
        let colonne = |quoi: Colonne| self.entete.colonnes.get(&quoi).and_then(|c| self.cellule(rang, *c));
        rangs(self.entete)
            .into_iter()
            .map(|k| Paire {
                numero: colonne(Colonne::NumeroPreuve(k)),
                texte: colonne(Colonne::Preuve(k)),
            })
            .filter(|p| [&p.numero, &p.texte].into_iter().flatten().any(|c| !c.texte().trim().is_empty()))
            .collect()
    }
}

/// Ranks of the proofs that the titles name.
fn rangs(entete: &Entete) -> Vec<u8> {
    let mut rangs: Vec<u8> = entete
        .colonnes
        .keys()
        .filter_map(|c| match c {
            Colonne::Preuve(k) | Colonne::NumeroPreuve(k) => Some(*k),
            _ => None,
        })
        .collect();
    rangs.sort_unstable();
    rangs.dedup();
    rangs
}

/// Says what is in the sheet and has no place in the other form.
pub(super) fn dire_le_reste(lues: &LignesDuClasseur, feuille: &Feuille, entete: &Entete, source: &[Option<u32>], dits: &mut Vec<String>) {
    let mut perdues: Vec<String> = Vec::new();
    for colonne in (0..).take(lues.largeur()) {
        if source.contains(&Some(colonne)) || est_de_preuve(entete, colonne) {
            continue;
        }
        let pleines = lues.lignes.iter().enumerate().filter(|(rang, ligne)| {
            let ici = ligne.cellules.get(colonne as usize).and_then(Option::as_ref);
            *rang > lues.titres && ici.is_some_and(|c| !c.texte().trim().is_empty())
        });
        let n = pleines.count();
        if n > 0 {
            let titre = feuille.cellules.get(&(entete.ligne, colonne));
            let nomme = titre.map_or_else(|| nom_de_colonne(colonne), |t| format!("« {} »", lisible(t).replace('\n', " ")));
            perdues.push(format!("{nomme} ({n} cellule{})", if n > 1 { "s" } else { "" }));
        }
    }
    if !perdues.is_empty() {
        dits.push(format!("cette forme n'a pas de colonne pour : {}", perdues.join(", ")));
    }
    let orphelines: Vec<String> = (0..)
        .zip(&lues.lignes)
        .filter(|(rang, l)| *rang != entete.ligne && l.exigence.is_empty() && !l.est_vide() && !repete(entete, feuille, *rang))
        .map(|(rang, _)| (rang + 1).to_string())
        .collect();
    if !orphelines.is_empty() {
        let suite = if orphelines.len() > 12 { "…" } else { "" };
        let dites: Vec<&str> = orphelines.iter().take(12).map(String::as_str).collect();
        dits.push(format!(
            "{} ligne(s) qui ne sont d'aucune exigence n'y sont pas : {}{suite}",
            orphelines.len(),
            dites.join(", ")
        ));
    }
}

/// Says how many cells hold several proofs: where each proof has its row, they are still one.
pub(super) fn dire_les_serrees(feuille: &Feuille, entete: &Entete, dits: &mut Vec<String>) {
    let plusieurs = feuille.cellules.iter().filter(|((rang, colonne), texte)| {
        let seules = || preuves::separer("", &lisible(texte), "", &mut Glissements::default());
        *rang > entete.ligne && est_de_preuve(entete, *colonne) && seules().len() > 1
    });
    let n = plusieurs.count();
    if n > 0 {
        dits.push(format!(
            "{n} cellule(s) tiennent plusieurs preuves : elles restent entières, sur une ligne"
        ));
    }
}

/// Whether a column is of proofs.
fn est_de_preuve(entete: &Entete, colonne: u32) -> bool {
    let connue = entete.colonnes.iter().find(|(_, la)| **la == colonne).map(|(quoi, _)| *quoi);
    matches!(connue, Some(Colonne::Preuve(_) | Colonne::NumeroPreuve(_)))
}
