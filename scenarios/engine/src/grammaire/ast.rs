//! A scenario as loaded: every reference checked, every duration and number parsed, places kept for messages.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use segur_model::{Issue, Numero};

/// Where in a scenario file, for errors and for results.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// File name, without its folder.
    pub fichier: String,
    /// Line, from 1.
    pub ligne: usize,
    /// Column, from 1.
    pub colonne: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.fichier, self.ligne, self.colonne)
    }
}

/// Where a thing is written changes nothing of what it is.
impl Hash for Place {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// One scenario: one file.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Scenario {
    /// Where the file starts.
    pub place: Place,
    /// Number (`INS/va1.28.01`).
    pub numero: String,
    /// Title (French).
    pub titre: String,
    /// What is to be known before it is played; nobody attests it.
    pub contexte: Vec<Gabarit>,
    /// Référentiel codes.
    pub referentiel: Vec<String>,
    /// Exigences that it serves.
    pub exigences: Vec<String>,
    /// Profile for which it is played; absent: every profile.
    pub profil: Option<String>,
    /// Condition on the candidate.
    pub si: Option<Condition>,
    /// Actors: name → professional (fiche).
    pub acteurs: BTreeMap<String, String>,
    /// Data: name → patient (fiche).
    pub donnees: BTreeMap<String, String>,
    /// What the world does before the first étape.
    pub avant: Vec<ActionBanc>,
    /// Étapes in order.
    pub etapes: Vec<Etape>,
}

impl Scenario {
    /// Which étapes only prepare, in order (architecture, §7): `prealable: oui`, or nothing but `attendu`s that judge nothing, no
    /// proof, and an étape that judges further down.
    #[must_use]
    pub fn prealables(&self) -> Vec<bool> {
        let mut juge_apres = false;
        let mut vus: Vec<bool> = self
            .etapes
            .iter()
            .rev()
            .map(|e| {
                let prealable = e.prealable.unwrap_or_else(|| juge_apres && e.ne_juge_rien());
                juge_apres |= !prealable && e.juge();
                prealable
            })
            .collect();
        vus.reverse();
        vus
    }
}

impl Scenario {
    /// Says of étapes that they prepare, or judge, where what was added to or taken from the scenario would make it otherwise. `None`: as it is.
    pub(crate) fn tenir_prealables(&mut self, voulus: &[Option<bool>]) {
        // What an étape is depends on those below it.
        for (rang, voulu) in voulus.iter().enumerate().rev() {
            let devenu = self.prealables().get(rang).copied();
            if let (Some(e), true) = (self.etapes.get_mut(rang), voulu.is_some() && devenu != *voulu) {
                e.prealable = *voulu;
            }
        }
    }
}

impl Etape {
    /// Whether it asks nothing but what a person attests and gives.
    #[must_use]
    pub fn guidee(&self) -> bool {
        self.banc.is_empty() && self.faire.is_none() && self.observer.is_empty()
    }

    /// Whether all that it observes is an exchange that is awaited, and of which nothing is said.
    fn ne_juge_rien(&self) -> bool {
        let attendu_seul = |o: &Observation| match o {
            Observation::Attendu(a) => a.egal.is_empty() && a.verifier.is_empty(),
            Observation::Jamais(_) | Observation::Fichier(_) => false,
        };
        !self.observer.is_empty()
            && self.observer.iter().all(attendu_seul)
            && self.voir.is_empty()
            && self.preuves.is_empty()
            && self.faire.as_ref().is_none_or(|f| f.issue != Some(Issue::Refuse))
    }

    /// Whether it says something of the candidate: a geste does not.
    #[must_use]
    pub fn juge(&self) -> bool {
        !self.observer.is_empty() || !self.voir.is_empty() || self.faire.as_ref().is_some_and(|f| f.issue == Some(Issue::Refuse))
    }
}

/// `si`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Every declared fact of the candidate has one of these values.
    Faits(BTreeMap<String, Vec<String>>),
    /// A driver declares this act (or `horloge`).
    Capacite(String),
}

/// One étape, or a range of étapes played as one.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Etape {
    /// Where.
    pub place: Place,
    /// Number.
    pub numero: Numero,
    /// `prealable: oui` or `non`, where it is written; else see [`Scenario::prealables`].
    pub prealable: Option<bool>,
    /// Actor who plays it.
    pub par: Option<String>,
    /// Condition on the candidate.
    pub si: Option<Condition>,
    /// Repetition: the whole étape once for each value of the variable.
    pub pour: Option<Pour>,
    /// What the world does first.
    pub banc: Vec<ActionBanc>,
    /// What the candidate is asked.
    pub faire: Option<Faire>,
    /// What must, or must not, be seen.
    pub observer: Vec<Observation>,
    /// What a person attests.
    pub voir: Vec<Gabarit>,
    /// Pieces for proof numbers, in file order.
    pub preuves: Vec<(String, Vec<Piece>)>,
}

/// `pour: {var: a..b}`, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pour {
    /// Variable, used as `{var}`.
    pub variable: String,
    /// First value.
    pub de: u32,
    /// Last value.
    pub a: u32,
}

/// `faire` / `avec` / `issue`.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Faire {
    /// Where.
    pub place: Place,
    /// Act.
    pub acte: String,
    /// Parameters.
    pub avec: BTreeMap<String, Valeur>,
    /// Issue expected.
    pub issue: Option<Issue>,
}

/// A YAML value whose texts are templates.
#[derive(Debug, Clone, PartialEq)]
pub enum Valeur {
    /// A text, a number, a date: kept as written.
    Texte(Gabarit),
    /// A whole number.
    Nombre(i64),
    /// A number with decimals: only the `probabilite` of a fault.
    Decimal(f64),
    /// `true`, `false`.
    Booleen(bool),
    /// `null`.
    Nul,
    /// A list.
    Liste(Vec<Valeur>),
    /// A mapping.
    Objet(BTreeMap<String, Valeur>),
}

impl Hash for Valeur {
    fn hash<H: Hasher>(&self, h: &mut H) {
        std::mem::discriminant(self).hash(h);
        match self {
            Self::Texte(t) => t.hash(h),
            Self::Nombre(n) => n.hash(h),
            Self::Decimal(d) => d.to_bits().hash(h),
            Self::Booleen(b) => b.hash(h),
            Self::Nul => {}
            Self::Liste(l) => l.hash(h),
            Self::Objet(o) => o.hash(h),
        }
    }
}

/// A text with `{name}` and `{name.fact}` in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Gabarit {
    /// Where.
    pub place: Place,
    /// As written.
    pub brut: String,
    /// Its parts.
    pub morceaux: Vec<Morceau>,
}

impl Gabarit {
    /// A text that names nothing.
    #[must_use]
    pub fn fixe(place: &Place, texte: String) -> Self {
        Self {
            place: place.clone(),
            brut: texte.clone(),
            morceaux: vec![Morceau::Texte(texte)],
        }
    }

    /// The text as it is shown where no value is known: its doubled braces are single, its references as written.
    #[must_use]
    pub fn en_clair(&self) -> String {
        let dit = |m: &Morceau| match m {
            Morceau::Texte(t) => t.clone(),
            Morceau::Reference(nom, None) => format!("{{{nom}}}"),
            Morceau::Reference(nom, Some(fait)) => format!("{{{nom}.{fait}}}"),
        };
        self.morceaux.iter().map(dit).collect()
    }
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Morceau {
    /// Plain text.
    Texte(String),
    /// `{nom}` or `{nom.fait}`: name, then the fact (dots inside kept), if any.
    Reference(String, Option<String>),
}

/// What must be seen.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Observation {
    /// `attendu`.
    Attendu(Attendu),
    /// `jamais`.
    Jamais(Jamais),
    /// `fichier`.
    Fichier(ObservationFichier),
}

/// `attendu: OPÉRATION …`
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Attendu {
    /// Where.
    pub place: Place,
    /// Operations or patterns; any of them.
    pub operations: Vec<String>,
    /// Name that captures the exchange (the first, with `nombre`).
    pub nom: Option<String>,
    /// Chooses exchanges; judges nothing.
    pub ou: Faits,
    /// How many; absent: one is claimed, and no more.
    pub nombre: Option<Nombre>,
    /// How long after the end of the act.
    pub dans: Option<Duration>,
    /// Must come after the exchange captured under this name.
    pub apres: Option<String>,
    /// Judges.
    pub egal: Faits,
    /// Rules, or prefixes of rules, that must hold.
    pub verifier: Vec<String>,
}

/// `jamais: OPÉRATION …`
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Jamais {
    /// Where.
    pub place: Place,
    /// Operations or patterns; any of them.
    pub operations: Vec<String>,
    /// Chooses exchanges.
    pub ou: Faits,
    /// Holds only until the exchange captured under this name.
    pub avant: Option<String>,
}

/// `fichier: nom …`
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct ObservationFichier {
    /// Where.
    pub place: Place,
    /// Name of a file answered by an act of this étape or of an earlier one (the last answered wins).
    pub nom: String,
    /// Judges.
    pub egal: Faits,
    /// Rules that must hold.
    pub verifier: Vec<String>,
}

/// `n`, `a..b` or `a..`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nombre {
    /// At least.
    pub min: u32,
    /// At most; absent: no limit.
    pub max: Option<u32>,
}

/// Facts and what is expected of each, in file order.
pub type Faits = Vec<(String, Attente)>;

/// What is expected of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Attente {
    /// One of these values; each may hold `*` (any run of characters) outside its references.
    Parmi(Vec<Gabarit>),
    /// Present, and none of its values is this one (`"!autre"`).
    Autre(Gabarit),
    /// Has at least one value.
    Present,
    /// Has no value.
    Absent,
    /// `un: {liste: FAITS}`: one entry of the list holds all of it.
    Un(Faits),
    /// `chaque: {liste: FAITS}`: the list has entries, and every one holds all of it.
    Chaque(Faits),
}

/// What the world does.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum ActionBanc {
    /// `horloge: +DURÉE`.
    Horloge(Place, Duration),
    /// `panne: {sur, quoi, …}`: the JSON of [`segur_model::controle::Panne`].
    Panne(Place, Valeur),
    /// `retablir: tout`: no fault any more.
    Retablir(Place),
    /// `SERVICE.ACTION: {…}`.
    Action(Place, String, BTreeMap<String, Valeur>),
}

/// One piece of a proof.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum Piece {
    /// `message: x`: the exchanges captured under this name.
    Message(String),
    /// `document: x`: the document of the exchange captured under this name.
    Document(String),
    /// `fichier: nom`.
    Fichier(String),
    /// `video: n..m`.
    Video(u32, u32),
    /// `capture: phrase`.
    Capture(String),
    /// `attestation: modèle`.
    Attestation(String),
    /// `tiers: {de, quoi}`.
    Tiers {
        /// Who issues it.
        de: String,
        /// What.
        quoi: String,
    },
}
