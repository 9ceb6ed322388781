//! Who sits at the terminal: what a person is shown, and what they answer. Calls block: they run on a thread of their own.

use std::path::PathBuf;

use segur_model::{DemandeActe, Issue, Numero};

/// What a person answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reponse<T> {
    /// This.
    Donnee(T),
    /// Not now: it stays to be done.
    Passee,
    /// Enough for today: what is played is kept.
    Arret,
}

/// A scenario, as it is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioAnnonce {
    /// Number.
    pub numero: String,
    /// Title.
    pub titre: String,
    /// What is to be known before.
    pub contexte: Vec<String>,
    /// How many étapes it has.
    pub etapes: usize,
}

/// What a person has to see at an étape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AVoir {
    /// Scenario.
    pub scenario: String,
    /// Étape.
    pub etape: Numero,
    /// Which one it is, from 1, of how many.
    pub rang: (usize, usize),
    /// Whether an act was played just before, by the machine or by the person.
    pub apres_un_acte: bool,
    /// Sentences to attest.
    pub phrases: Vec<String>,
    /// Proofs that a film or a picture of this étape serves: « INS/va1.28.01.01 : vidéo des étapes 1 à 3 ».
    pub a_montrer: Vec<String>,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// For each sentence; `None`: not answered.
    pub vus: Vec<Option<bool>>,
    /// What is to be known of what was not seen.
    pub note: String,
}

/// Where a scenario stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Avancement {
    /// Nobody began.
    AJouer,
    /// Some of it is played.
    Entame,
    /// All is answered.
    Fini,
}

/// A scenario among which a person chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choix {
    /// Number.
    pub numero: String,
    /// Title.
    pub titre: String,
    /// Where it stands.
    pub avancement: Avancement,
}

/// What is done with the scenario that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suite {
    /// It is played, or gone on with.
    Jouer,
    /// It is played again from its start: what was answered is forgotten.
    Rejouer,
    /// It has no object, for this reason (French).
    SansObjet(String),
}

/// A chapter of the référentiel, and its scenarios that a person plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChapitreAJouer {
    /// Name.
    pub nom: String,
    /// Scenarios, in the order of the référentiel.
    pub scenarios: Vec<Choix>,
}

/// Who sits at the terminal.
pub trait Personne: Send + Sync {
    /// Their name, as the dossier will give it.
    fn nom(&self) -> String;
    /// Shows a scenario that begins, or that is taken up again.
    fn annoncer(&self, scenario: &ScenarioAnnonce);
    /// Shows an instruction, waits for « fait », « refuse » or « erreur », with the message of the software.
    fn acte(&self, demande: &DemandeActe, consigne: &str) -> Reponse<(Issue, String)>;
    /// Asks for a file by its path; `None`: there is none.
    fn fichier(&self, nom: &str, dit: &str) -> Option<PathBuf>;
    /// Asks what was seen.
    fn attester(&self, a_voir: &AVoir) -> Reponse<Attestation>;
    /// A scenario is over: its proofs may be given.
    fn preuves(&self, scenario: &str);
    /// Asks which scenario is next, and what is done with it; `None`: enough for today.
    fn choisir(&self, chapitres: &[ChapitreAJouer]) -> Option<(String, Suite)>;
}
