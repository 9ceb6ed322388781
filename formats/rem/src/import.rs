//! From a workbook to a catalogue and its scenarios.

use segur_model::catalogue::Catalogue;
use segur_model::classeur::LignesDuClasseur;
use sha2::{Digest, Sha256};

use crate::brutes;
use crate::classeur::{self, Classeur, Feuille};
use crate::colonnes::{self, Entete, Forme};
use crate::erreur::RemError;
use crate::glissement::{Glissement, Glissements, adresse, nom_de_colonne};
use crate::lignes;
use crate::nom;
use crate::referentiel::{self, Identite};
use crate::scenario::{ScenarioEcrit, ecrire};
use crate::texte::plat;

/// What is asked of an import.
#[derive(Debug, Clone, Default)]
pub struct Demande<'a> {
    /// Name of the file, for what it says and as a last resort for the code.
    pub fichier: &'a str,
    /// Sheet to read; none: the one that has the columns of a REM.
    pub feuille: Option<&'a str>,
    /// Numbers that the bench knows: a misspelled one is compared with them.
    pub connus: &'a [String],
}

/// A workbook, imported.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its catalogue. Its sentences are those of the workbook.
    pub catalogue: Catalogue,
    /// Its scenarios, in the order of the workbook.
    pub scenarios: Vec<ScenarioEcrit>,
    /// What was amiss, and what was made of it.
    pub glissements: Vec<Glissement>,
    /// The sheet that was read.
    pub feuille: String,
    /// Its form.
    pub forme: Forme,
    /// Its rows as they stand, for an export.
    pub lignes: LignesDuClasseur,
}

impl Import {
    /// Étapes of all its scenarios.
    #[must_use]
    pub fn etapes(&self) -> usize {
        self.scenarios.iter().map(|s| s.etapes).sum()
    }

    /// Proofs of all its scenarios.
    #[must_use]
    pub fn preuves(&self) -> usize {
        self.scenarios.iter().map(|s| s.preuves.len()).sum()
    }
}

/// Imports a workbook.
///
/// # Errors
/// It cannot be read, or has no sheet of a REM: the message says what to do.
pub fn importer(octets: &[u8], demande: &Demande<'_>) -> Result<Import, RemError> {
    let classeur = classeur::lire(octets, demande.fichier)?;
    let mut glissements = Glissements::default();
    let (feuille, entete) = choisir(&classeur, demande.feuille, &mut glissements)?;
    if classeur.macros {
        glissements.dire(feuille.nom.clone(), "le classeur a des macros : elles ne sont ni lues ni jouées");
    }
    annoncer(feuille, &entete, &mut glissements);
    let lignes = lignes::lire(feuille, &entete, &mut glissements);
    if lignes.is_empty() {
        return Err(RemError::SansExigence {
            feuille: feuille.nom.clone(),
        });
    }
    let lu = nom::lire(demande.fichier);
    let empreinte = hex::encode(Sha256::digest(octets));
    let identite = Identite {
        version: lu
            .date
            .clone()
            .unwrap_or_else(|| format!("empreinte {}", empreinte.get(..8).unwrap_or(&empreinte))),
        titre: format!("Classeur {} importé", nom::sans_dossier(demande.fichier)),
        couloir: lu.couloir.clone(),
        vague: lu.vague,
        source: format!(
            "Classeur importé par l'éditeur ({}, feuille « {} », SHA-256 {empreinte}). Les textes sont ceux du classeur : ils restent dans ce dossier et dans les rapports de l'éditeur.",
            nom::sans_dossier(demande.fichier),
            feuille.nom
        ),
        code: lu.code,
    };
    let construit = referentiel::construire(&lignes, identite, demande.connus, &mut glissements);
    let scenarios = construit.brouillons.iter().map(|b| ecrire(b, &construit.catalogue.code)).collect();
    Ok(Import {
        lignes: brutes::garder(feuille, &entete, &construit.exigences),
        catalogue: construit.catalogue,
        scenarios,
        glissements: glissements.finir(&feuille.nom),
        feuille: feuille.nom.clone(),
        forme: entete.forme(),
    })
}

/// The sheet to read: the one that is named, else of those that have the columns the one called « Exigences », else the fullest.
fn choisir<'c>(classeur: &'c Classeur, voulue: Option<&str>, glissements: &mut Glissements) -> Result<(&'c Feuille, Entete), RemError> {
    let toutes = || {
        classeur
            .feuilles
            .iter()
            .map(|f| format!("« {} »", f.nom))
            .collect::<Vec<_>>()
            .join(", ")
    };
    if let Some(nom) = voulue
        && !classeur.feuilles.iter().any(|f| plat(&f.nom) == plat(nom))
    {
        return Err(RemError::SansFeuille {
            feuille: nom.to_owned(),
            feuilles: toutes(),
        });
    }
    let candidates = classeur.feuilles.iter().filter(|f| voulue.is_none_or(|v| plat(&f.nom) == plat(v)));
    let mut lues: Vec<(&Feuille, Entete)> = candidates.filter_map(|f| Some((f, colonnes::entete(f)?))).collect();
    let poids = |(f, e): &(&Feuille, Entete)| (!f.cachee, plat(&f.nom).contains("exigence"), e.colonnes.len(), f.cellules.len());
    lues.sort_by_key(|l| std::cmp::Reverse(poids(l)));
    let mut lues = lues.into_iter();
    let (feuille, entete) = lues.next().ok_or_else(|| RemError::SansColonnes { feuilles: toutes() })?;
    for (autre, _) in lues {
        glissements.dire(
            autre.nom.clone(),
            "cette feuille a aussi les colonnes d'un REM, et n'est pas lue : --feuille la choisit",
        );
    }
    for autre in &classeur.feuilles {
        let plate = plat(&autre.nom);
        if plate.contains("coeur de metier") || plate.contains("coeurs de metier") {
            glissements.dire(
                autre.nom.clone(),
                "les scénarios cœur de métier ne sont pas lus : seuls le sont les scénarios de conformité",
            );
        }
    }
    if feuille.cachee {
        glissements.dire(feuille.nom.clone(), "la feuille est masquée : elle est lue");
    }
    Ok((feuille, entete))
}

/// What must be said of how the cells stand.
fn annoncer(feuille: &Feuille, entete: &Entete, glissements: &mut Glissements) {
    let la = |(l, c): (u32, u32)| format!("{}!{}", feuille.nom, adresse(l, c));
    let utile = |l: u32, c: u32| l >= entete.ligne && entete.colonnes.values().any(|x| *x == c);
    let cachees: Vec<u32> = feuille
        .lignes_cachees
        .iter()
        .copied()
        .filter(|l| feuille.cellules.range((*l, 0)..=(*l, u32::MAX)).next().is_some())
        .collect();
    if !cachees.is_empty() {
        let dites: Vec<String> = cachees.iter().take(12).map(|l| (l + 1).to_string()).collect();
        let suite = if cachees.len() > 12 { "…" } else { "" };
        let dit = format!(
            "{} ligne(s) masquée(s) ou filtrée(s), lues comme les autres : {}{suite}",
            cachees.len(),
            dites.join(", ")
        );
        glissements.dire(feuille.nom.clone(), dit);
    }
    let colonnes: Vec<String> = feuille
        .colonnes_cachees
        .iter()
        .filter(|c| utile(entete.ligne, **c))
        .map(|c| nom_de_colonne(*c))
        .collect();
    if !colonnes.is_empty() {
        glissements.dire(
            feuille.nom.clone(),
            format!("colonne(s) masquée(s), lues comme les autres : {}", colonnes.join(", ")),
        );
    }
    for (debut, fin) in feuille
        .fusions
        .iter()
        .filter(|((l, c), (bas, droite))| *bas > entete.ligne && (*c..=*droite).any(|x| utile(*l.max(&entete.ligne), x)))
    {
        glissements.dire(
            la(*debut),
            format!(
                "cellules fusionnées jusqu'à {} : chaque ligne reçoit leur valeur",
                adresse(fin.0, fin.1)
            ),
        );
    }
    for ((l, c), valeur) in feuille.formules.iter().filter(|((l, c), _)| utile(*l, *c)) {
        let dit = if *valeur {
            "formule : sa dernière valeur enregistrée est lue"
        } else {
            "formule sans valeur enregistrée : la cellule est vide"
        };
        glissements.dire(la((*l, *c)), dit);
    }
    for (place, erreur) in feuille.erreurs.iter().filter(|((l, c), _)| utile(*l, *c)) {
        glissements.dire(la(*place), format!("le tableur y montre l'erreur {erreur} : la cellule est vide"));
    }
    for place in feuille.coupees.iter().filter(|(l, c)| utile(*l, *c)) {
        glissements.dire(
            la(*place),
            "plus de 32 767 caractères, ce qu'aucun tableur n'écrit : la suite est coupée",
        );
    }
    if feuille.trop_large {
        glissements.dire(feuille.nom.clone(), "plus de 256 colonnes : les suivantes ne sont pas lues");
    }
    let preuves = entete
        .colonnes
        .keys()
        .filter_map(|c| if let colonnes::Colonne::Preuve(k) = c { Some(*k) } else { None });
    let sans_numero: Vec<String> = preuves
        .filter(|k| !entete.colonnes.contains_key(&colonnes::Colonne::NumeroPreuve(*k)))
        .map(|k| if k == 0 { "la preuve".to_owned() } else { format!("la preuve {k}") })
        .collect();
    if !sans_numero.is_empty() {
        glissements.dire(
            feuille.nom.clone(),
            format!("pas de colonne de numéro pour {}", sans_numero.join(", ")),
        );
    }
}
