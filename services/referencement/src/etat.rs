//! What the service remembers of an espace, in the file of the espace. Nothing here is forgotten to make room: what is too many is refused.

use segur_kit::{Compteur, Garde, Morceau, Rangee, Table, creer_table};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::argent::Financement;
use crate::candidature::{Candidature, Dossier, Evenement, Preuve, Refus};

/// The tables of the service.
pub(crate) const TABLES: &[&str] = &[concat!(
    creer_table!("referencement_candidatures"),
    creer_table!("referencement_preuves"),
    creer_table!("referencement_evenements"),
    creer_table!("referencement_envois"),
    creer_table!("referencement_sessions"),
    creer_table!("referencement_connexions"),
    creer_table!("referencement_financements"),
    "CREATE TABLE referencement_tires (rang INTEGER PRIMARY KEY, valeur INTEGER NOT NULL) STRICT;"
)];

/// Most candidatures of an espace.
pub(crate) const MAX_CANDIDATURES: usize = 200;
/// Most files on their way.
pub(crate) const MAX_ENVOIS: usize = 500;
/// Room for all the rest: far beyond what two hundred candidatures hold.
const MAX: usize = 2_000_000;
/// Most sessions; the oldest ends.
const MAX_SESSIONS: usize = 1000;

/// A person who signed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    pub id_national: String,
    pub nom: String,
    /// What the forms of this session carry.
    pub jeton: String,
    /// For the logout at Pro Santé Connect.
    pub id_token: String,
    /// Real time: who moves the bench clock is not thrown out.
    #[serde(with = "time::serde::rfc3339")]
    pub active: OffsetDateTime,
}

/// A sign-in under way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Connexion {
    pub nonce: String,
    pub verificateur: String,
    pub vers: String,
    pub retour: String,
    #[serde(with = "time::serde::rfc3339")]
    pub le: OffsetDateTime,
}

/// A file on its way: it comes in pieces, and goes on where it stood.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Envoi {
    pub candidature: String,
    pub nom: String,
    pub taille: u64,
    pub recus: u64,
    pub morceaux: Vec<Morceau>,
    /// Who sends it.
    pub par: String,
    #[serde(with = "time::serde::rfc3339")]
    pub le: OffsetDateTime,
    /// It was deposited.
    pub servi: bool,
}

/// One espace.
#[derive(Debug, Clone)]
pub(crate) struct Etat {
    pub candidatures: Table<Candidature>,
    pub preuves: Table<Preuve>,
    pub evenements: Table<Evenement>,
    pub envois: Table<Envoi>,
    pub sessions: Table<Session>,
    pub connexions: Table<Connexion>,
    pub financements: Table<Financement>,
    tires: Compteur,
    /// Bodies that this draft refers to, and that no message holds: taken out of a dossier.
    pub corps: Vec<bytes::Bytes>,
}

impl Default for Etat {
    fn default() -> Self {
        Self {
            candidatures: Table::nouvelle("referencement_candidatures", MAX),
            preuves: Table::nouvelle("referencement_preuves", MAX),
            evenements: Table::nouvelle("referencement_evenements", MAX),
            envois: Table::nouvelle("referencement_envois", MAX),
            sessions: Table::nouvelle("referencement_sessions", MAX_SESSIONS),
            connexions: Table::nouvelle("referencement_connexions", MAX_SESSIONS),
            financements: Table::nouvelle("referencement_financements", MAX),
            tires: Compteur::nouveau("referencement_tires"),
            corps: Vec::new(),
        }
    }
}

impl Garde for Etat {
    fn tables(&mut self) -> Vec<&mut dyn Rangee> {
        vec![
            &mut self.candidatures,
            &mut self.preuves,
            &mut self.evenements,
            &mut self.envois,
            &mut self.sessions,
            &mut self.connexions,
            &mut self.financements,
            &mut self.tires,
        ]
    }

    fn corps(&mut self) -> Vec<bytes::Bytes> {
        std::mem::take(&mut self.corps)
    }
}

impl Etat {
    /// The rank of the next thing drawn.
    pub fn suivant(&mut self) -> u64 {
        self.tires.suivant()
    }

    /// A candidature and its proofs.
    pub fn dossier(&self, id: &str) -> Option<Dossier> {
        let tete = self.candidatures.lire(id)?;
        let debut = format!("{id} ");
        let cles = self.preuves.cles_sous(&debut);
        let mut preuves: Vec<Preuve> = cles.iter().filter_map(|cle| self.preuves.lire(cle)).map(|p| (*p).clone()).collect();
        preuves.sort_by_key(|p| p.rang);
        Some(Dossier {
            tete: (*tete).clone(),
            preuves,
            nouveaux: Vec::new(),
            touchees: std::collections::BTreeSet::new(),
        })
    }

    /// Puts back what changed of it.
    pub fn ranger(&mut self, d: &mut Dossier) {
        if d.nouveaux.is_empty() && d.touchees.is_empty() {
            return;
        }
        let id = d.tete.id.clone();
        for p in d.preuves.iter().filter(|p| d.touchees.contains(&p.id)) {
            self.preuves.mettre(format!("{id} {}", p.id), p.clone());
        }
        for e in d.nouveaux.drain(..) {
            self.evenements.mettre(format!("{id} {:08}", e.rang), e);
        }
        d.touchees.clear();
        self.candidatures.mettre(id, d.tete.clone());
    }

    /// Who did what, and when.
    pub fn historique(&self, id: &str) -> Vec<Evenement> {
        let debut = format!("{id} ");
        let cles = self.evenements.cles_sous(&debut);
        cles.iter().filter_map(|c| self.evenements.lire(c)).map(|e| (*e).clone()).collect()
    }

    /// The number of the next candidature.
    pub fn numero(&mut self) -> Result<String, Refus> {
        let n = self.candidatures.cles(|_, _| true).len();
        if n >= MAX_CANDIDATURES {
            return Err(Refus::Impossible(format!(
                "{MAX_CANDIDATURES} candidatures par espace au plus : créer un autre espace"
            )));
        }
        Ok(format!("C{:04}", n + 1))
    }
}

/// Every espace.
pub(crate) type Etats = segur_kit::Gardes<Etat>;
