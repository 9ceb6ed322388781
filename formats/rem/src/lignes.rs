//! The rows of a sheet as exigences, scenarios and proofs, with what is amiss in how they stand.

use crate::classeur::Feuille;
use crate::colonnes::{Colonne, Entete, repete};
use crate::glissement::{Glissements, adresse};
use crate::numero;
use crate::preuves;
use crate::texte::{lisible, plat, une_ligne};

/// A proof as it stands in its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preuve {
    /// As published; empty: none was given.
    pub numero: String,
    pub texte: String,
    pub cellule: String,
}

/// What one row says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ligne {
    /// Where it stands in its sheet, from 0.
    pub rang: u32,
    pub id: String,
    pub cellule_id: String,
    pub perimetre: String,
    pub chapitre: String,
    pub section: String,
    pub bloc: String,
    pub fonction: String,
    pub exigence: String,
    pub commentaire: String,
    pub nature: String,
    pub profil: String,
    pub numero_scenario: String,
    pub cellule_scenario: String,
    pub scenario: String,
    pub preuves: Vec<Preuve>,
    pub precedent: String,
    pub socle: String,
}

/// The rows under the titles, in order.
pub(crate) fn lire(feuille: &Feuille, entete: &Entete, glissements: &mut Glissements) -> Vec<Ligne> {
    let mut rangs: Vec<u32> = feuille.cellules.keys().map(|(l, _)| *l).filter(|l| *l > entete.ligne).collect();
    rangs.dedup();
    let mut lignes: Vec<Ligne> = Vec::new();
    for rang in rangs {
        if repete(entete, feuille, rang) {
            glissements.dire(cellule(feuille, rang, 0), "la ligne de titres est répétée : elle est passée");
            continue;
        }
        let mut ligne = une(feuille, entete, rang, glissements);
        let vide = ligne.id.is_empty()
            && ligne.exigence.is_empty()
            && ligne.scenario.is_empty()
            && ligne.numero_scenario.is_empty()
            && ligne.preuves.is_empty();
        if vide {
            continue;
        }
        completer(&mut ligne, lignes.last(), glissements);
        lignes.push(ligne);
    }
    lignes
}

/// A row that names no exigence goes on with the one above; with a text of its own, it has none.
fn completer(ligne: &mut Ligne, precedente: Option<&Ligne>, glissements: &mut Glissements) {
    let Some(avant) = precedente else { return };
    let suite = ligne.id.is_empty() && (ligne.exigence.is_empty() || plat(&ligne.exigence) == plat(&avant.exigence));
    if !suite {
        return;
    }
    glissements.dire(
        ligne.cellule_id.clone(),
        format!("pas de numéro d'exigence : la ligne continue {}", dit(&avant.id)),
    );
    ligne.id.clone_from(&avant.id);
    let vides = [
        (&mut ligne.perimetre, &avant.perimetre),
        (&mut ligne.chapitre, &avant.chapitre),
        (&mut ligne.section, &avant.section),
        (&mut ligne.bloc, &avant.bloc),
        (&mut ligne.fonction, &avant.fonction),
        (&mut ligne.exigence, &avant.exigence),
        (&mut ligne.nature, &avant.nature),
        (&mut ligne.profil, &avant.profil),
    ];
    for (ici, la) in vides {
        if ici.is_empty() {
            ici.clone_from(la);
        }
    }
    // A proof alone is one of the scenario above.
    if ligne.numero_scenario.is_empty() && ligne.scenario.is_empty() && !ligne.preuves.is_empty() {
        ligne.numero_scenario.clone_from(&avant.numero_scenario);
        ligne.scenario.clone_from(&avant.scenario);
    }
}

fn dit(id: &str) -> &str {
    if id.is_empty() { "celle du dessus" } else { id }
}

fn une(feuille: &Feuille, entete: &Entete, rang: u32, glissements: &mut Glissements) -> Ligne {
    let brut = |quoi: Colonne| -> (&str, String) {
        let colonne = entete.colonnes.get(&quoi).copied();
        let texte = colonne.and_then(|c| feuille.cellules.get(&(rang, c))).map_or("", String::as_str);
        (texte, cellule(feuille, rang, colonne.unwrap_or(0)))
    };
    let phrase = |quoi| une_ligne(&lisible(brut(quoi).0));
    let (id, cellule_id) = brut(Colonne::Id);
    let id = numero_lu(id, &cellule_id, "le n° d'exigence", glissements);
    let (n, cellule_scenario) = brut(Colonne::NumeroScenario);
    let numero_scenario = numero_lu(n, &cellule_scenario, "le n° de scénario", glissements);
    let mut lues = Vec::new();
    let rangs: Vec<u8> = entete
        .colonnes
        .keys()
        .filter_map(|c| {
            if let Colonne::Preuve(k) | Colonne::NumeroPreuve(k) = c {
                Some(*k)
            } else {
                None
            }
        })
        .collect();
    let mut rangs: Vec<u8> = rangs;
    rangs.sort_unstable();
    rangs.dedup();
    for k in rangs {
        let (n, cellule_n) = brut(Colonne::NumeroPreuve(k));
        let numero = numero_lu(n, &cellule_n, "le n° de preuve", glissements);
        let (texte, cellule_texte) = brut(Colonne::Preuve(k));
        let texte = lisible(texte);
        if numero.is_empty() && !texte.contains(char::is_alphanumeric) {
            continue;
        }
        lues.extend(preuves::separer(&numero, &texte, &cellule_texte, glissements));
    }
    Ligne {
        rang,
        id,
        cellule_id,
        perimetre: phrase(Colonne::Perimetre),
        chapitre: phrase(Colonne::Chapitre),
        section: phrase(Colonne::Section),
        bloc: phrase(Colonne::Bloc),
        fonction: phrase(Colonne::Fonction),
        exigence: lisible(brut(Colonne::Exigence).0),
        commentaire: lisible(brut(Colonne::Commentaire).0),
        nature: phrase(Colonne::Nature),
        profil: phrase(Colonne::Profil),
        numero_scenario,
        cellule_scenario,
        scenario: brut(Colonne::Scenario).0.to_owned(),
        preuves: lues,
        precedent: phrase(Colonne::Precedent),
        socle: phrase(Colonne::ReferenceSocle),
    }
}

/// A number, without the spaces around it. What cannot be one is none, and is said.
fn numero_lu(brut: &str, cellule: &str, quoi: &str, glissements: &mut Glissements) -> String {
    let lu = une_ligne(&lisible(brut));
    if lu.is_empty() {
        return lu;
    }
    if brut.trim_matches(['\n', '\r']) != lu {
        glissements.dire(
            cellule,
            format!("{quoi} « {} » a des espaces en trop : elles sont ôtées", court(&lu)),
        );
    }
    if numero::possible(&lu) {
        return lu;
    }
    glissements.dire(cellule, format!("« {} » n'est pas un numéro : {quoi} manque", court(&lu)));
    String::new()
}

/// A text cut to what a message shows.
pub(crate) fn court(texte: &str) -> String {
    let mut c: String = texte.chars().take(60).collect();
    if c.len() < texte.len() {
        c.push('…');
    }
    c
}

fn cellule(feuille: &Feuille, rang: u32, colonne: u32) -> String {
    format!("{}!{}", feuille.nom, adresse(rang, colonne))
}
