//! A candidature: what it holds, who may do what to it, and what time does. Pure: no clock, no journal, no network.

mod agir;
mod etat;
mod geste;
mod ouvrir;
pub(crate) mod parcours;
mod refus;
mod regles;
mod robot;
mod temps;

use std::collections::{BTreeMap, BTreeSet};

use segur_dossier::examen::Remarque;
use segur_kit::Morceau;
use segur_model::candidat::Produit;
use segur_model::catalogue::{Catalogue, NaturePreuve};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub(crate) use etat::{Etat, EtatChapitre, Sort};
pub(crate) use geste::{Geste, IssueAttente, Verdict};
pub(crate) use ouvrir::{Demande, ouvrir};
pub(crate) use refus::Refus;
pub(crate) use regles::{Depot, Regles, Vague};
pub(crate) use temps::{Du, prochaine};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Acteur {
    /// Identifier of the person (that of Pro Santé Connect), or a word for who is no person.
    pub id: String,
    /// As people read it.
    pub nom: String,
    /// In what quality.
    pub role: Role,
}

/// In what quality somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    /// Who can engage the company.
    Editeur,
    /// Who was given a mandate: proofs and answers.
    Collaborateur,
    /// The ANS side.
    Relecteur,
    /// The reviewer that the bench plays.
    Robot,
    /// The bench: time, errata.
    Banc,
    /// Nobody of this candidature.
    Personne,
}

impl Role {
    /// As people read it.
    pub fn dit(self) -> &'static str {
        match self {
            Self::Editeur => "éditeur",
            Self::Collaborateur => "collaborateur",
            Self::Relecteur => "relecteur",
            Self::Robot => "robot relecteur",
            Self::Banc => "banc",
            Self::Personne => "sans droit",
        }
    }
}

impl Acteur {
    /// The reviewer that the bench plays.
    pub fn robot() -> Self {
        Self {
            id: "robot".to_owned(),
            nom: "Robot relecteur (simulé)".to_owned(),
            role: Role::Robot,
        }
    }

    /// The bench itself.
    pub fn banc() -> Self {
        Self {
            id: "banc".to_owned(),
            nom: "Banc (simulé)".to_owned(),
            role: Role::Banc,
        }
    }

    /// Whether it is on the side of the ANS.
    pub fn relit(&self) -> bool {
        matches!(self.role, Role::Relecteur | Role::Robot | Role::Banc)
    }
}

/// The head of a candidature: all but its proofs and its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Candidature {
    /// `C0001`.
    pub id: String,
    /// Catalogue: code and version.
    pub referentiel: String,
    pub version_referentiel: String,
    pub titre: String,
    pub couloir: String,
    pub vague: u8,
    pub societe: String,
    pub produit: Produit,
    pub profils: Vec<String>,
    /// Who opened it: the one who engages the company.
    pub editeur: Personne,
    pub collaborateurs: Vec<Personne>,
    /// Whose mandate ended: they review nothing here.
    #[serde(default)]
    pub anciens: Vec<String>,
    pub etat: Etat,
    #[serde(with = "time::serde::rfc3339")]
    pub depuis: OffsetDateTime,
    /// When it falls if nothing comes.
    #[serde(with = "time::serde::rfc3339::option", default)]
    pub echeance: Option<OffsetDateTime>,
    /// Where it came from when it was suspended, or fell out of time.
    #[serde(default)]
    pub avant: Option<Etat>,
    #[serde(default)]
    pub administratif: Option<Administratif>,
    pub chapitres: Vec<Chapitre>,
    pub attentes: Vec<Attente>,
    #[serde(default)]
    pub attestation: Option<Attribution>,
    /// Dossiers that were deposited as a whole.
    #[serde(default)]
    pub dossiers: Vec<DossierDepose>,
    /// Errata that were applied, by identifier.
    #[serde(default)]
    pub errata: Vec<Erratum>,
    /// Versions that were declared since the certificate.
    #[serde(default)]
    pub versions: Vec<String>,
    /// Whether the robot examines.
    pub robot: bool,
    /// Events so far.
    pub evenements: u64,
    /// Instant of the last one: time never goes back in a history.
    #[serde(with = "time::serde::rfc3339")]
    pub dernier: OffsetDateTime,
}

/// A person of Pro Santé Connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Personne {
    pub id: String,
    pub nom: String,
}

/// What the vendor declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Administratif {
    pub charte: bool,
    pub prerequis: BTreeSet<String>,
    /// Versions that are not maintained any more, declared even when there are none.
    pub versions_obsoletes: String,
}

/// One chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chapitre {
    pub nom: String,
    pub etat: EtatChapitre,
    /// Round: how often it was submitted.
    pub tour: u32,
    #[serde(with = "time::serde::rfc3339")]
    pub depuis: OffsetDateTime,
    /// Proofs to examine in this round, in order: the pace of the robot.
    #[serde(default)]
    pub a_juger: Vec<String>,
    /// Rounds that the vendor did not ask for (errata): they do not count.
    #[serde(default)]
    pub offerts: u32,
    /// Of all that was submitted at once: how many come before these, and how many there are.
    #[serde(default)]
    pub file: (usize, usize),
}

/// What others than the ANS grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attente {
    pub id: String,
    pub dit: String,
    pub qui: String,
    pub etat: EtatAttente,
    pub reference: String,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EtatAttente {
    Attendue,
    Declaree,
    Obtenue,
    Refusee,
}

impl EtatAttente {
    pub fn dit(self) -> &'static str {
        match self {
            Self::Attendue => "attendue",
            Self::Declaree => "déclarée par l'éditeur, non constatée",
            Self::Obtenue => "constatée (simulé)",
            Self::Refusee => "refusée (simulé)",
        }
    }
}

/// The certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attribution {
    pub numero: String,
    #[serde(with = "time::serde::rfc3339")]
    pub le: OffsetDateTime,
    pub preuves: usize,
    pub tours: u32,
    pub version: String,
}

/// A dossier that was deposited as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DossierDepose {
    pub nom: String,
    pub empreinte: String,
    pub campagne: String,
    pub empreinte_cle: String,
    pub preuves: usize,
    #[serde(with = "time::serde::rfc3339")]
    pub le: OffsetDateTime,
}

/// A correction of the text, published in mid-campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Erratum {
    pub id: String,
    /// Catalogue that it corrects.
    pub referentiel: String,
    /// Day of its publication (`AAAA-MM-JJ`).
    pub date: String,
    /// Numbers of exigences, scenarios or proofs, or patterns (`INS/va1.28*`).
    pub vise: Vec<String>,
    /// What changes (French).
    pub change: String,
    pub source: String,
    /// Proofs that it made fall here.
    #[serde(default)]
    pub tombees: Vec<String>,
}

/// One proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Preuve {
    pub id: String,
    /// Its place in the catalogue.
    pub rang: u32,
    /// It is not asked of the present profiles.
    #[serde(default)]
    pub hors_profil: bool,
    pub exigence: String,
    pub scenario: String,
    pub chapitre: String,
    /// Nobody has to follow a préconisation.
    pub facultative: bool,
    /// What the exigence asks.
    pub resume: String,
    /// What the piece must show.
    pub demande: String,
    pub natures: Vec<NaturePreuve>,
    /// Étapes of the scenario: the check list.
    pub etapes: Vec<EtapeAVoir>,
    pub sort: Sort,
    /// Said with the last verdict, or the question.
    pub motif: String,
    #[serde(with = "time::serde::rfc3339")]
    pub depuis: OffsetDateTime,
    /// Who took it over: the robot leaves it alone.
    #[serde(default)]
    pub prise: Option<Personne>,
    /// Counts changes: who judges what another just judged is told so.
    pub revision: u32,
    pub remises: Vec<Remise>,
    pub avis: Vec<Avis>,
}

/// One étape of the check list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EtapeAVoir {
    pub n: u32,
    pub dit: String,
}

/// What was given for a proof, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Remise {
    pub tour: u32,
    #[serde(with = "time::serde::rfc3339")]
    pub le: OffsetDateTime,
    pub par: Personne,
    pub pieces: Vec<Piece>,
    /// What the robot reads of it (`segur_dossier::examen`).
    pub remarques: Vec<Remarque>,
    /// Justification of what is said to be not applicable.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub justification: String,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Piece {
    pub nom: String,
    pub media: String,
    pub taille: u64,
    pub empreinte: String,
    /// Where its bytes are, in order.
    pub morceaux: Vec<Morceau>,
    /// Étape, and the second of the film where it begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reperes: Vec<(u32, u32)>,
    /// Whether the bench took it.
    #[serde(default)]
    pub simulee: bool,
}

/// One thing said of a proof: verdict, question, answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Avis {
    pub tour: u32,
    #[serde(with = "time::serde::rfc3339")]
    pub le: OffsetDateTime,
    pub par: Acteur,
    /// Where the proof stands after.
    pub sort: Sort,
    pub texte: String,
    /// Étapes ticked.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub etapes: BTreeSet<u32>,
}

/// Who did what, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Evenement {
    pub rang: u64,
    /// On the bench clock.
    #[serde(with = "time::serde::rfc3339")]
    pub quand: OffsetDateTime,
    pub par: Acteur,
    /// Word of the act.
    pub geste: String,
    /// Proof or chapter; empty: the candidature.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub objet: String,
    /// French.
    pub dit: String,
    /// Where the candidature stands after.
    pub etat: Etat,
}

/// A candidature and its proofs, at work.
#[derive(Debug, Clone)]
pub(crate) struct Dossier {
    pub tete: Candidature,
    /// In the order of the catalogue.
    pub preuves: Vec<Preuve>,
    /// What was done since it was read.
    pub nouveaux: Vec<Evenement>,
    /// Numbers of the proofs that changed since.
    pub touchees: BTreeSet<String>,
}

/// What an act is judged with.
#[derive(Clone, Copy)]
pub(crate) struct Cadre<'a> {
    pub regles: &'a Regles,
    pub catalogue: &'a Catalogue,
    /// Whether the robot sends back what the bench itself took.
    pub renvoie_simulees: bool,
    /// A number drawn for a purpose: the same for the same.
    pub tirage: &'a dyn Fn(&str) -> u64,
}

impl Cadre<'_> {
    /// What the wave of a candidature asks.
    pub fn vague(&self, c: &Candidature) -> Option<&Vague> {
        self.regles.vague(c.vague)
    }
}

impl Dossier {
    /// One proof.
    pub fn preuve(&self, id: &str) -> Result<&Preuve, Refus> {
        self.preuves
            .iter()
            .find(|p| p.id == id)
            .ok_or_else(|| Refus::PreuveInconnue(id.to_owned()))
    }

    /// One proof, to change.
    pub(super) fn a_changer(&mut self, id: &str) -> Result<&mut Preuve, Refus> {
        let p = self.preuves.iter_mut().find(|p| p.id == id);
        let p = p.ok_or_else(|| Refus::PreuveInconnue(id.to_owned()))?;
        self.touchees.insert(p.id.clone());
        p.revision += 1;
        Ok(p)
    }

    /// The chapter of this name.
    pub fn chapitre(&self, nom: &str) -> Result<&Chapitre, Refus> {
        let c = self.tete.chapitres.iter().find(|c| c.nom == nom);
        c.ok_or_else(|| Refus::ChapitreInconnu(nom.to_owned()))
    }

    pub(super) fn chapitre_a_changer(&mut self, nom: &str) -> Result<&mut Chapitre, Refus> {
        let c = self.tete.chapitres.iter_mut().find(|c| c.nom == nom);
        c.ok_or_else(|| Refus::ChapitreInconnu(nom.to_owned()))
    }

    /// The proofs of a chapter.
    pub fn du_chapitre<'a>(&'a self, nom: &'a str) -> impl Iterator<Item = &'a Preuve> {
        self.preuves.iter().filter(move |p| p.chapitre == nom)
    }

    /// Whether a proof waits for a verdict: given, in a chapter that is submitted.
    pub fn attend_un_avis(&self, p: &Preuve) -> bool {
        p.sort.est_a_juger() && self.chapitre(&p.chapitre).is_ok_and(|c| c.etat == EtatChapitre::Soumis)
    }

    /// How many proofs are in each state.
    pub fn comptes(&self) -> BTreeMap<Sort, usize> {
        let mut comptes = BTreeMap::new();
        for p in &self.preuves {
            *comptes.entry(p.sort).or_default() += 1;
        }
        comptes
    }
}

impl Preuve {
    /// What was given last.
    pub fn remise(&self) -> Option<&Remise> {
        self.remises.last()
    }

    /// Whether somebody has to give something.
    pub fn manque(&self) -> bool {
        !self.facultative && !self.hors_profil && self.sort == Sort::Attendue
    }
}

#[cfg(test)]
mod tests;
