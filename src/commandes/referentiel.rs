//! The référentiel of a campaign: a folder that `import` wrote, or a catalogue that ships with its pack.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use segur_engine::catalogues;
use segur_engine::correspondance::{composer, fiches};
use segur_engine::dossier_importe::{self, charger_dossier};
use segur_engine::grammaire::Lexique;
use segur_engine::grammaire::ast::{Gabarit, Scenario};
use segur_engine::moteur::declare::remplie;
use segur_engine::moteur::figurant;
use segur_engine::pilotes::Pilotes;
use segur_model::World;
use segur_model::candidat::{Candidat, ReglageCampagne, ReglagePilote};
use segur_model::catalogue::Catalogue;
use segur_model::classeur::LignesDuClasseur;

use super::campagne::{self, Textes};
use super::import::{self, dossier::Modifies};
use crate::erreur::Erreur;

/// Changed files that are named.
const CITES: usize = 20;

/// A folder of `import`, read.
pub struct Referentiel {
    /// What it asks.
    pub catalogue: Catalogue,
    /// What is played of it.
    pub scenarios: Vec<Scenario>,
    /// Their texts.
    pub textes: Textes,
    /// The rows of the workbook; none: an older import did not keep them.
    pub lignes: Option<LignesDuClasseur>,
    /// Scenarios of which the bench plays a part by itself.
    pub fondus: Vec<String>,
    /// Scenarios of the bench that stand beside, and why.
    pub a_cote: Vec<(String, String)>,
}

impl Referentiel {
    /// Reads a folder, for this world, with what the bench knows of its texts and this candidate lets it play.
    pub fn ouvrir(dossier: &Path, monde: &World, candidat: &Candidat, pilotes: &Pilotes) -> Result<Self, Erreur> {
        let (mut catalogue, mut importes) = charger_dossier(dossier, monde)?;
        let modifies = import::dossier::modifies(dossier, &catalogue);
        let rang: BTreeMap<String, usize> = importes.iter().enumerate().map(|(i, s)| (s.numero.clone(), i)).collect();
        // The dossier has the text of all that is played, rewritten or not.
        let mut textes = campagne::textes(&dossier.join("scenarios").display().to_string(), &importes);
        // What its owner wrote anew is another text: nothing of the bench takes its place in it.
        let reecrits = extraire(&mut importes, &modifies);
        let lexique = campagne::lexique(monde)?;
        let mut livres = Vec::new();
        for nom in catalogues::packs_embarques() {
            let pack = campagne::pack(nom, &lexique)?;
            for (numero, texte) in campagne::textes(nom, &pack) {
                textes.entry(format!("BANC.{numero}")).or_insert(texte);
            }
            livres.extend(pack);
        }
        let joue = |s: &Scenario| !modifies.catalogue && jouable(s, candidat, pilotes);
        let composition = composer(&catalogue, importes, &livres, &joue)?;
        let mut scenarios = composition.scenarios;
        scenarios.extend(reecrits);
        let place = |s: &Scenario| {
            let sien = s.numero.strip_prefix("BANC.").unwrap_or(&s.numero);
            (rang.get(sien).copied().unwrap_or(usize::MAX), sien.len() < s.numero.len())
        };
        scenarios.sort_by_key(place);
        dire_modifies(&mut catalogue, &modifies);
        let table = table(dossier, monde)?;
        scenarios.iter_mut().for_each(|s| proposer(s, &table, monde));
        for numero in &composition.fondus {
            joindre(&mut textes, numero);
        }
        Ok(Self {
            catalogue,
            scenarios,
            textes,
            lignes: lignes(dossier)?,
            fondus: composition.fondus,
            a_cote: composition.a_cote,
        })
    }
}

/// Takes out the scenarios that their owner changed since the import; each says so.
fn extraire(importes: &mut Vec<Scenario>, modifies: &Modifies) -> Vec<Scenario> {
    let change = |s: &Scenario| modifies.fichiers.contains(&format!("scenarios/{}", s.place.fichier));
    let (mut reecrits, intacts): (Vec<Scenario>, Vec<Scenario>) = std::mem::take(importes).into_iter().partition(change);
    *importes = intacts;
    for s in &mut reecrits {
        let dit = "Ce scénario n'est plus celui du classeur : son fichier a été modifié depuis l'import.".to_owned();
        s.contexte.insert(0, Gabarit::fixe(&s.place, dit));
    }
    reecrits
}

/// Says, where the dossier names its catalogue, what is no longer as the workbook has it.
fn dire_modifies(catalogue: &mut Catalogue, modifies: &Modifies) {
    if modifies.fichiers.is_empty() {
        return;
    }
    let cites: Vec<&str> = modifies.fichiers.iter().map(String::as_str).take(CITES).collect();
    let reste = modifies.fichiers.len() - cites.len();
    let suite = if reste > 0 {
        format!(", et {reste} de plus")
    } else {
        String::new()
    };
    let dit = format!("Modifié par l'éditeur depuis l'import : {}{suite}.", cites.join(", "));
    segur_model::avertir!("{dit} Le dossier le dira.");
    catalogue.source += &format!(" {dit}");
}

/// The persons of the world that texts speak of: the table of the folder, which its owner edits; else the one that ships.
fn table(dossier: &Path, monde: &World) -> Result<fiches::Table, Erreur> {
    let chemin = dossier.join(fiches::FICHIER);
    let texte = std::fs::read_to_string(&chemin).unwrap_or_else(|_| fiches::LIVREE.to_owned());
    let lexique = Lexique::du_monde(monde, Vec::new());
    Ok(fiches::Table::lire(&chemin.display().to_string(), &texte, &lexique)?)
}

/// Tells who of the world may be the people that a text asks, where nothing is played and the file names nobody. It is a proposal: the
/// tester chooses.
fn proposer(s: &mut Scenario, table: &fiches::Table, monde: &World) {
    if !s.donnees.is_empty() || !s.acteurs.is_empty() || s.etapes.iter().any(|e| e.faire.is_some()) {
        return;
    }
    for t in fiches::fiches_de(s, table) {
        let dit = match t.role {
            fiches::Role::Patient => monde.patients.get(&t.fiche).map(|p| figurant::patient(&t.fiche, p)),
            fiches::Role::Professionnel => monde.professionnels.get(&t.fiche).map(|p| figurant::professionnel(&t.fiche, p)),
        };
        if let Some(dit) = dit {
            s.contexte
                .push(Gabarit::fixe(&s.place, format!("Proposé pour « {} » — {dit}", t.phrase)));
        }
    }
}

/// What a candidate lets the bench play of a scenario of its own: it declares how each act is played, and the facts on which it depends.
/// Where it does not, the text of the workbook stays guided.
fn jouable(s: &Scenario, candidat: &Candidat, pilotes: &Pilotes) -> bool {
    let manuel = |acte: &str| {
        candidat.pilotes.iter().any(|p| match p {
            ReglagePilote::Manuel { actes } => actes.is_empty() || actes.iter().any(|a| a == acte),
            ReglagePilote::Http { .. } | ReglagePilote::Commande { .. } => false,
        })
    };
    let actes = s.etapes.iter().filter_map(|e| e.faire.as_ref());
    !candidat.pilotes.is_empty()
        && actes.into_iter().all(|f| pilotes.capacite(&f.acte) || manuel(&f.acte))
        && s.si.as_ref().is_none_or(|c| remplie(c, candidat, pilotes))
}

/// A scenario that is merged shows both its texts.
fn joindre(textes: &mut Textes, numero: &str) {
    let cle = segur_model::numero::cle(numero);
    let du_banc = textes
        .iter()
        .find(|(n, _)| n.strip_prefix("BANC.").is_some_and(|n| segur_model::numero::cle(n) == cle))
        .map(|(_, (_, texte))| texte.clone());
    if let (Some(texte), Some((_, sien))) = (du_banc, textes.get_mut(numero)) {
        *sien += &format!("\n# Les étapes que le banc joue lui-même viennent de son scénario, que voici.\n---\n{texte}");
    }
}

/// The rows of the workbook, where the import kept them.
fn lignes(dossier: &Path) -> Result<Option<LignesDuClasseur>, Erreur> {
    if dossier.join(segur_model::classeur::FICHIER).is_file() {
        super::export::lire(dossier).map(Some)
    } else {
        Ok(None)
    }
}

/// The catalogue of a folder, of whose couloir and wave the candidate then is: the workbook says what it is of.
pub fn adopter(dossier: &Path, candidat: &mut Candidat) -> Result<Catalogue, Erreur> {
    let catalogue = dossier_importe::catalogue(dossier)?;
    candidat.campagne.couloir.clone_from(&catalogue.couloir);
    candidat.campagne.vague = catalogue.vague;
    Ok(catalogue)
}

/// The catalogue of a campaign, as it was opened.
pub fn de_la_campagne(referentiel: &str, reglage: &ReglageCampagne) -> Result<Catalogue, Erreur> {
    if referentiel.is_empty() {
        campagne::catalogue(&reglage.couloir, reglage.vague)
    } else {
        Ok(dossier_importe::catalogue(Path::new(referentiel))?)
    }
}

/// The folder, however it is named from here: a campaign is resumed from elsewhere.
pub fn absolu(dossier: &Path) -> Result<PathBuf, Erreur> {
    dossier
        .canonicalize()
        .map_err(|e| Erreur::fichier("lecture du référentiel", dossier, &e))
}
