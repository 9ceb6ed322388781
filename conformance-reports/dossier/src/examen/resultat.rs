//! What an examination gives. Its JSON form is described in `docs/guide/examiner.md`: keys are kept, and others may be added.

use std::fmt::Write as _;

use segur_model::Trust;
use segur_model::candidat::Produit;
use segur_model::texte::dangereux;
use serde::{Deserialize, Serialize};

use super::regles::Consequence;
use crate::DossierError;

/// A whole examination. Never a verdict of the ANS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examen {
    /// Always true.
    pub simule: bool,
    /// The sentence that says so.
    pub avertissement: String,
    /// What the reasons are worth.
    pub reserve: String,
    /// The product.
    pub produit: Produit,
    /// The campaign.
    pub campagne: String,
    /// Catalogue: code and version.
    pub catalogue: String,
    /// Day of the deposit (`AAAA-MM-JJ`).
    pub jour: String,
    /// SHA-256 of the key that signs the dossier: anybody can sign it again with another.
    pub empreinte_cle: String,
    /// That key is the one of the demonstration, which everybody has.
    pub cle_publique: bool,
    /// How many of each.
    pub bilan: Bilan,
    /// Every proof, in the order of the catalogue.
    pub preuves: Vec<PreuveExaminee>,
    /// The exigences of which something is told.
    pub exigences: Vec<ExigenceExaminee>,
    /// What is told of the whole dossier.
    pub dossier: Vec<Remarque>,
    /// Chapters, in the order of the catalogue.
    pub chapitres: Vec<ChapitreExamine>,
    /// Who must still deliver: what takes longest, or is not published, first.
    pub livraisons: Vec<Livraison>,
    /// What comes after the deposit.
    pub ensuite: Vec<Livraison>,
}

/// Counts. Those of proofs add up to `preuves`, but for `dont_tiers`, which is a part of `a_fournir`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilan {
    /// Proof numbers.
    pub preuves: usize,
    /// Given, and would come back.
    pub reviendraient: usize,
    /// Not given.
    pub a_fournir: usize,
    /// Of these, those that only a third party issues.
    pub dont_tiers: usize,
    /// Given; nothing would come back, and something has to be looked at by a person.
    pub non_jugees: usize,
    /// Given, and nothing is said against it.
    pub sans_remarque: usize,
    /// Not asked of this product.
    pub sans_objet: usize,
    /// Exigences of which the campaign saw an écart.
    pub exigences_en_ecart: usize,
    /// Chapters that could be submitted.
    pub chapitres_complets: usize,
}

/// Where a proof stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Given, and would come back.
    Reviendrait,
    /// Not given, or not all of it.
    AFournir,
    /// Given; a person has to look.
    NonJugee,
    /// Given, said to be whole by the campaign, and nothing is said against it.
    SansRemarque,
    /// Not asked of this product.
    SansObjet,
}

/// One proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreuveExaminee {
    /// Number.
    pub id: String,
    /// Exigence.
    pub exigence: String,
    /// Scenario.
    pub scenario: String,
    /// Chapter.
    pub chapitre: String,
    /// Kinds asked, in French.
    pub demandees: Vec<String>,
    /// Where it stands.
    pub sort: Sort,
    /// Who must still deliver it ([`Livraison::id`]); none: it is there, or not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub par: Option<String>,
    /// What is to be done, as the campaign says; empty when it is there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reste: String,
    /// Files that answer it.
    pub fichiers: Vec<String>,
    /// Of what a person gave: name, who and when, and where each étape begins in a film.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fournies: Vec<String>,
    /// What is told of it.
    pub remarques: Vec<Remarque>,
}

/// One exigence of which something is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExigenceExaminee {
    /// Id.
    pub id: String,
    /// What it asks.
    pub resume: String,
    /// Chapter.
    pub chapitre: String,
    /// What is told of it.
    pub remarques: Vec<Remarque>,
}

/// One rule that does not hold, or that nobody could judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarque {
    /// The rule.
    pub regle: String,
    /// What must hold.
    pub dit: String,
    /// What it leads to.
    pub consequence: Consequence,
    /// What was seen, or why it could not be judged.
    pub vu: String,
    /// Files.
    pub fichiers: Vec<String>,
    /// What mends it.
    pub a_faire: String,
    /// Who does ([`Livraison::id`]).
    pub par: String,
    /// Document and section.
    pub source: String,
    /// Trust in that source.
    pub trust: Trust,
}

/// One chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChapitreExamine {
    /// Name.
    pub nom: String,
    /// Proofs asked: without those of préconisations, and those that have no object.
    pub preuves: usize,
    /// Every one of them is there: it could be submitted.
    pub complet: bool,
    /// Of these, how many would come back.
    pub reviendraient: usize,
    /// Numbers that miss, and who delivers them.
    pub manquent: Vec<Manque>,
    /// What is told of it.
    pub remarques: Vec<Remarque>,
}

/// A proof that misses in a chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manque {
    /// Number.
    pub preuve: String,
    /// Who delivers it.
    pub par: String,
}

/// Who must still deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Livraison {
    /// Identifier.
    pub id: String,
    /// Name.
    pub nom: String,
    /// The same in a list.
    pub court: String,
    /// What it delivers.
    pub quoi: String,
    /// Proof numbers.
    pub preuves: Vec<String>,
    /// Days, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jours: Option<u16>,
    /// The same in words: « délai non publié » when nothing is; empty for the vendor, who knows his own.
    pub delai: String,
    /// When to begin.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conseil: String,
    /// Document.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

impl Examen {
    /// Exit code of `examiner`: 1 when something would come back, whatever the trust in the reason; else 0.
    #[must_use]
    pub fn code_sortie(&self) -> u8 {
        u8::from(self.bilan.reviendraient + self.bilan.exigences_en_ecart > 0)
    }

    /// The whole of it as JSON. What would command a terminal is written as an escape, so that the text stays JSON whatever shows it.
    ///
    /// # Errors
    /// It could not be written: a fault of the bench.
    pub fn json(&self) -> Result<String, DossierError> {
        let json = serde_json::to_string_pretty(self).map_err(|e| DossierError::vue("l'examen", e))?;
        let mut sortie = String::with_capacity(json.len());
        for c in json.chars() {
            if dangereux(c) && c != '\n' {
                // All of them are in the basic plane.
                let _ = write!(sortie, "\\u{:04x}", u32::from(c));
            } else {
                sortie.push(c);
            }
        }
        Ok(sortie)
    }

    /// Every remark.
    pub fn remarques(&self) -> impl Iterator<Item = &Remarque> {
        let preuves = self.preuves.iter().flat_map(|p| &p.remarques);
        let exigences = self.exigences.iter().flat_map(|e| &e.remarques);
        let chapitres = self.chapitres.iter().flat_map(|c| &c.remarques);
        preuves.chain(exigences).chain(chapitres).chain(&self.dossier)
    }
}
