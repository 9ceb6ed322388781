//! The rows of a REM made a catalogue, and a scenario for each number.

mod champs;
mod doublons;
mod verifier;

use std::collections::{BTreeMap, BTreeSet};

use champs::{alias, entiere, nature, profil, vague_frequente};
use doublons::Pris;
use segur_model::catalogue::{Catalogue, CatalogueScenario, Proof, Requirement};

use crate::decoupe::{Decoupe, decouper};
use crate::glissement::Glissements;
use crate::lignes::Ligne;
use crate::natures::{natures, toutes};
use crate::numero::serre;
use crate::texte::{empreinte, lisible, plat};

/// A scenario under way.
#[derive(Debug, Clone)]
pub(crate) struct Brouillon {
    /// Number: as published, or ours.
    pub numero: String,
    /// Exigences that it serves; the first holds it in the catalogue.
    pub exigences: Vec<String>,
    /// Profile; empty: that of all.
    pub profil: String,
    pub decoupe: Decoupe,
    /// Fingerprint of its text.
    pub empreinte: String,
    pub preuves: Vec<Proof>,
}

/// What is known of the workbook but by its rows.
#[derive(Debug, Clone)]
pub(crate) struct Identite {
    pub code: String,
    pub version: String,
    pub titre: String,
    pub couloir: String,
    pub vague: Option<u8>,
    pub source: String,
}

/// What rows make.
pub(crate) struct Construit {
    pub catalogue: Catalogue,
    pub brouillons: Vec<Brouillon>,
    /// Exigence of each row, by its place in the sheet.
    pub exigences: BTreeMap<u32, String>,
}

/// Builds the catalogue and the scenarios.
pub(crate) fn construire(lignes: &[Ligne], identite: Identite, connus: &[String], glissements: &mut Glissements) -> Construit {
    let mut chantier = Chantier::default();
    let mut exigences = BTreeMap::new();
    for ligne in lignes {
        let exigence = chantier.ligne(ligne, glissements);
        if let Some(e) = chantier.exigences.get(exigence) {
            exigences.insert(ligne.rang, e.id.clone());
        }
    }
    verifier::verifier(&chantier, lignes, connus, glissements);
    let (catalogue, brouillons) = chantier.finir(identite, glissements);
    Construit {
        catalogue,
        brouillons,
        exigences,
    }
}

#[derive(Debug, Default)]
struct Chantier {
    exigences: Vec<Requirement>,
    /// Exigences by their number made compact: several when a number has several texts.
    par_numero: BTreeMap<String, Vec<usize>>,
    scenarios: Vec<Brouillon>,
    /// Text of each scenario, made flat.
    textes: Vec<String>,
    scenarios_par_numero: BTreeMap<String, Vec<usize>>,
    /// Scenario and rank of each proof, by its number made compact.
    preuves_par_numero: BTreeMap<String, Vec<(usize, usize)>>,
    exigences_prises: Pris,
    scenarios_pris: Pris,
    preuves_prises: Pris,
    /// Names of files, in lower case.
    fichiers: BTreeSet<String>,
    /// Text of each exigence, made flat.
    enonces: Vec<String>,
    /// Exigences without a number so far, by their text made flat.
    sans_numero: BTreeMap<String, usize>,
    vagues: BTreeMap<String, (String, String)>,
}

impl Chantier {
    /// Takes a row; gives its exigence.
    fn ligne(&mut self, ligne: &Ligne, glissements: &mut Glissements) -> usize {
        let exigence = self.exigence(ligne, glissements);
        let rien = ligne.numero_scenario.is_empty() && !ligne.scenario.contains(char::is_alphanumeric) && ligne.preuves.is_empty();
        if rien {
            return exigence;
        }
        let scenario = self.scenario(exigence, ligne, glissements);
        for preuve in &ligne.preuves {
            self.preuve(scenario, preuve, glissements);
        }
        exigence
    }

    /// The exigence of a row, made when it is not there.
    fn exigence(&mut self, ligne: &Ligne, glissements: &mut Glissements) -> usize {
        let mut id = ligne.id.clone();
        let enonce = plat(&ligne.exigence);
        if id.is_empty() {
            if let Some(i) = self.sans_numero.get(&enonce) {
                return *i;
            }
            id = format!("BENCH.EXI.{:02}", self.sans_numero.len() + 1);
            self.sans_numero.insert(enonce.clone(), self.exigences.len());
            glissements.dire(
                ligne.cellule_id.clone(),
                format!("exigence sans numéro : elle prend {id}, qui n'est pas de l'ANS"),
            );
        }
        let cle = serre(&id);
        let memes = self.par_numero.get(&cle).cloned().unwrap_or_default();
        for i in &memes {
            let (Some(e), Some(dit)) = (self.exigences.get_mut(*i), self.enonces.get_mut(*i)) else {
                continue;
            };
            if enonce.is_empty() || *dit == enonce {
                return *i;
            }
            if e.resume.is_empty() {
                e.resume.clone_from(&ligne.exigence);
                *dit = enonce;
                return *i;
            }
        }
        if !memes.is_empty() {
            let double = self.exigences_prises.suivant(&id);
            glissements.dire(
                ligne.cellule_id.clone(),
                format!("l'exigence {id} est là deux fois, avec deux énoncés : la seconde est nommée « {double} »"),
            );
            id = double;
        }
        self.exigences_prises.prendre(&id);
        let perimetre = self.vague(ligne);
        let chapitre = [&ligne.section, &ligne.chapitre, &ligne.bloc].into_iter().find(|t| !t.is_empty());
        self.enonces.push(enonce);
        self.exigences.push(Requirement {
            id,
            alias: alias(ligne),
            chapitre: chapitre.cloned().unwrap_or_else(|| "Sans chapitre".to_owned()),
            bloc: if ligne.bloc.is_empty() {
                ligne.chapitre.clone()
            } else {
                ligne.bloc.clone()
            },
            perimetre,
            fonction: ligne.fonction.clone(),
            profil: profil(&ligne.profil),
            nature: nature(ligne),
            resume: ligne.exigence.clone(),
            regle: String::new(),
            remarque: ligne.commentaire.clone(),
            scenarios: Vec::new(),
        });
        let i = self.exigences.len() - 1;
        self.par_numero.entry(cle).or_default().push(i);
        i
    }

    /// The wave of a row in its canonical spelling; other ones are remembered.
    fn vague(&mut self, ligne: &Ligne) -> String {
        let chiffre = ligne.perimetre.chars().find(char::is_ascii_digit);
        let plate = plat(&ligne.perimetre);
        let Some(chiffre) = chiffre.filter(|_| plate.len() <= 12 && plate.starts_with('v')) else {
            return ligne.perimetre.clone();
        };
        let dite = format!("Vague {chiffre}");
        if ligne.perimetre != dite {
            self.vagues
                .entry(ligne.perimetre.clone())
                .or_insert_with(|| (ligne.cellule_id.clone(), dite.clone()));
        }
        dite
    }

    /// The scenario of a row, made when it is not there.
    fn scenario(&mut self, exigence: usize, ligne: &Ligne, glissements: &mut Glissements) -> usize {
        let id = self.exigences.get(exigence).map(|e| e.id.clone()).unwrap_or_default();
        let texte = plat(&lisible(&ligne.scenario));
        let mut numero = ligne.numero_scenario.clone();
        if numero.is_empty() {
            let pareil = self
                .scenarios
                .iter()
                .zip(&self.textes)
                .position(|(s, t)| s.exigences.contains(&id) && *t == texte);
            if let Some(i) = pareil {
                return i;
            }
            numero = self.scenarios_pris.notre(&id);
            glissements.dire(
                ligne.cellule_scenario.clone(),
                format!("scénario sans numéro : il prend {numero}, qui n'est pas de l'ANS"),
            );
        } else {
            let memes = self.scenarios_par_numero.get(&serre(&numero)).cloned().unwrap_or_default();
            for i in &memes {
                let (Some(s), Some(t)) = (self.scenarios.get_mut(*i), self.textes.get(*i)) else {
                    continue;
                };
                let sien = s.exigences.contains(&id);
                if *t == texte || texte.is_empty() && sien {
                    if !sien {
                        s.exigences.push(id.clone());
                        let premiere = s.exigences.first().cloned().unwrap_or_default();
                        glissements.dire(
                            ligne.cellule_scenario.clone(),
                            format!("le scénario {numero} sert aussi {premiere}, avec le même texte : il n'est joué qu'une fois"),
                        );
                    }
                    return *i;
                }
            }
            if !memes.is_empty() {
                let double = self.scenarios_pris.suivant(&numero);
                glissements.dire(
                    ligne.cellule_scenario.clone(),
                    format!("le scénario {numero} est là deux fois, avec deux textes : le second est nommé « {double} »"),
                );
                numero = double;
            }
        }
        self.ouvrir(&numero, &id, exigence, ligne, texte)
    }

    fn ouvrir(&mut self, numero: &str, id: &str, exigence: usize, ligne: &Ligne, texte: String) -> usize {
        // Two numbers may not have one file: « A/1 » and « A-1 ».
        let fichier = |n: &str| n.replace('/', "-").to_lowercase();
        let mut retenu = numero.to_owned();
        while !self.fichiers.insert(fichier(&retenu)) {
            retenu = self.scenarios_pris.suivant(numero);
        }
        self.scenarios_pris.prendre(&retenu);
        self.scenarios.push(Brouillon {
            numero: retenu.clone(),
            exigences: vec![id.to_owned()],
            profil: self.exigences.get(exigence).map(|e| e.profil.clone()).unwrap_or_default(),
            decoupe: decouper(&ligne.scenario),
            empreinte: empreinte(&ligne.scenario),
            preuves: Vec::new(),
        });
        let i = self.scenarios.len() - 1;
        self.textes.push(texte);
        self.scenarios_par_numero.entry(serre(numero)).or_default().push(i);
        i
    }

    fn preuve(&mut self, scenario: usize, lue: &crate::lignes::Preuve, glissements: &mut Glissements) {
        let Some(porteur) = self.scenarios.get(scenario).map(|s| s.numero.clone()) else {
            return;
        };
        let mut numero = lue.numero.clone();
        if numero.is_empty() {
            let deja = self
                .scenarios
                .get(scenario)
                .is_some_and(|s| s.preuves.iter().any(|p| p.demande == lue.texte && p.id.starts_with("BENCH.")));
            if deja {
                return;
            }
            numero = self.preuves_prises.notre(&porteur);
            glissements.dire(
                lue.cellule.clone(),
                format!("preuve sans numéro : elle prend {numero}, qui n'est pas de l'ANS"),
            );
        } else {
            let memes = self.preuves_par_numero.get(&serre(&numero)).cloned().unwrap_or_default();
            let ici = memes
                .iter()
                .filter(|(s, _)| *s == scenario)
                .filter_map(|(s, p)| self.scenarios.get(*s)?.preuves.get(*p));
            if ici.into_iter().any(|p| plat(&p.demande) == plat(&lue.texte)) {
                return;
            }
            if let Some((s, _)) = memes.first() {
                let double = self.preuves_prises.suivant(&numero);
                let la = self.scenarios.get(*s).map_or("", |s| s.numero.as_str());
                let dit = if *s == scenario {
                    format!("la preuve {numero} est là deux fois, avec deux textes : la seconde est nommée « {double} »")
                } else {
                    format!("la preuve {numero} est déjà au scénario {la} : celle-ci est nommée « {double} »")
                };
                glissements.dire(lue.cellule.clone(), dit);
                numero = double;
            }
        }
        if lue.texte.is_empty() {
            glissements.dire(
                lue.cellule.clone(),
                format!("la preuve {numero} n'a pas de texte : sa sorte n'est pas connue"),
            );
        }
        self.preuves_prises.prendre(&numero);
        if let Some(s) = self.scenarios.get_mut(scenario) {
            let natures = natures(&lue.texte);
            s.preuves.push(Proof {
                id: numero,
                // Nothing in a workbook says that what a bench takes on the wire would do.
                du_systeme: natures.iter().any(|n| n.est_machine()),
                natures,
                demande: lue.texte.clone(),
                nommage: String::new(),
                toutes: toutes(&lue.texte),
            });
            let rang = s.preuves.len() - 1;
            self.preuves_par_numero
                .entry(serre(&lue.numero))
                .or_default()
                .push((scenario, rang));
        }
    }

    fn finir(mut self, identite: Identite, glissements: &mut Glissements) -> (Catalogue, Vec<Brouillon>) {
        for (ecrite, (cellule, dite)) in std::mem::take(&mut self.vagues) {
            glissements.dire(cellule, format!("« {ecrite} » est lu « {dite} »"));
        }
        for s in &self.scenarios {
            let Some(premiere) = s.exigences.first() else { continue };
            if let Some(e) = self.exigences.iter_mut().find(|e| e.id == *premiere) {
                e.scenarios.push(CatalogueScenario {
                    id: s.numero.clone(),
                    etapes: s.decoupe.etapes.last().map(|d| d.numero),
                    plan: s.decoupe.etapes.iter().map(|d| format!("{} : {}", d.numero, entiere(d))).collect(),
                    preuves: s.preuves.clone(),
                    empreinte: s.empreinte.clone(),
                });
            }
        }
        self.alias_uniques();
        let vague = identite.vague.or_else(|| vague_frequente(&self.exigences)).unwrap_or(0);
        let catalogue = Catalogue {
            code: identite.code,
            version: identite.version,
            titre: identite.titre,
            couloir: identite.couloir,
            vague,
            source: identite.source,
            inclut: Vec::new(),
            proprietaires: Vec::new(),
            exigences: self.exigences,
        };
        (catalogue, self.scenarios)
    }

    /// An alias that is the number of another exigence would hide it.
    fn alias_uniques(&mut self) {
        let ids: Vec<String> = self.exigences.iter().map(|e| e.id.clone()).collect();
        for e in &mut self.exigences {
            e.alias.retain(|a| !ids.contains(a));
        }
    }
}
