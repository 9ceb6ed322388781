//! What the service remembers of an espace, until it is reset. Everything is capped: the oldest goes first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;
use time::OffsetDateTime;

use crate::cles::Rotation;
use crate::reglage::Bascules;

/// Access token: 120 s.
pub(crate) const VIE_ACCES: i64 = 120;
/// Refresh token: 30 min.
pub(crate) const VIE_RAFRAICHISSEMENT: i64 = 30 * 60;
/// Session: 4 h at most.
pub(crate) const VIE_SESSION: i64 = 4 * 3600;
/// Session: 30 min without use.
pub(crate) const REPOS_SESSION: i64 = 30 * 60;
/// Code: one minute, the default of Keycloak.
pub(crate) const VIE_CODE: i64 = 60;
/// CIBA request: 120 s.
pub(crate) const VIE_CIBA: i64 = 120;
/// API token: 1 h, the low end of what the IG recommends.
pub(crate) const VIE_API: i64 = 3600;

/// Most entries of a kind in an espace.
const MAX: usize = 5000;
/// Most live tokens of a kind in a session.
const MAX_PAR_SESSION: usize = 200;

/// Entries by id, the oldest forgotten when there are too many.
#[derive(Debug)]
pub(crate) struct Registre<T> {
    par_id: BTreeMap<String, T>,
    ordre: VecDeque<String>,
}

impl<T> Default for Registre<T> {
    fn default() -> Self {
        Self {
            par_id: BTreeMap::new(),
            ordre: VecDeque::new(),
        }
    }
}

impl<T> Registre<T> {
    pub fn ajouter(&mut self, id: String, valeur: T) {
        while self.ordre.len() >= MAX {
            if let Some(ancien) = self.ordre.pop_front() {
                self.par_id.remove(&ancien);
            }
        }
        self.ordre.push_back(id.clone());
        self.par_id.insert(id, valeur);
    }

    pub fn lire(&self, id: &str) -> Option<&T> {
        self.par_id.get(id)
    }

    pub fn modifier(&mut self, id: &str) -> Option<&mut T> {
        self.par_id.get_mut(id)
    }

    /// In order of arrival.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.ordre.iter().filter_map(|id| Some((id.as_str(), self.par_id.get(id)?)))
    }

    pub fn valeurs_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.par_id.values_mut()
    }
}

/// How the professional proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moyen {
    /// CPS card.
    Carte,
    /// e-CPS.
    Mobile,
}

impl Moyen {
    /// `authMode`, and `channel` of CIBA.
    pub fn mode(self) -> &'static str {
        match self {
            Self::Carte => "CARD",
            Self::Mobile => "MOBILE",
        }
    }
}

/// A session of a professional.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub sid: String,
    pub id_national: String,
    pub moyen: Moyen,
    /// Value of the cookie of the browser; none for CIBA.
    pub temoin: Option<String>,
    pub ouverte: i64,
    pub active: i64,
    pub finie: bool,
    /// Clients that got tokens in it.
    pub clients: BTreeSet<String>,
    /// Live access tokens: `jti`, end.
    pub acces: BTreeMap<String, i64>,
    /// Live refresh tokens: `jti`, end.
    pub rafraichissements: BTreeMap<String, i64>,
    /// Tokens made so far: feeds the draw of the next.
    pub jetons: u64,
}

impl Session {
    pub fn vivante(&self, maintenant: i64) -> bool {
        !self.finie && maintenant < self.ouverte + VIE_SESSION && maintenant < self.active + REPOS_SESSION
    }

    /// Ends it. None when it was over already: its clients are told once.
    pub fn finir(&mut self, maintenant: i64) -> Option<Fin> {
        let vivante = self.vivante(maintenant);
        self.finie = true;
        self.acces.clear();
        self.rafraichissements.clear();
        vivante.then(|| Fin {
            sid: self.sid.clone(),
            id_national: self.id_national.clone(),
            clients: self.clients.clone(),
        })
    }

    /// Notes new tokens, and forgets those that are dead.
    pub fn noter(&mut self, acces: (String, i64), rafraichissement: (String, i64), maintenant: i64) {
        for (vivants, nouveau) in [(&mut self.acces, acces), (&mut self.rafraichissements, rafraichissement)] {
            vivants.retain(|_, fin| *fin > maintenant);
            if vivants.len() >= MAX_PAR_SESSION
                && let Some(premier) = vivants.iter().min_by_key(|(_, fin)| **fin).map(|(j, _)| j.clone())
            {
                vivants.remove(&premier);
            }
            vivants.insert(nouveau.0, nouveau.1);
        }
    }
}

/// A session that just ended, and who must hear of it.
#[derive(Debug, Clone)]
pub(crate) struct Fin {
    pub sid: String,
    pub id_national: String,
    pub clients: BTreeSet<String>,
}

/// An authorization code.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub client: String,
    pub redirect_uri: String,
    pub scope: String,
    pub nonce: Option<String>,
    /// PKCE: challenge and whether it is S256.
    pub defi: Option<(String, bool)>,
    pub sid: String,
    pub fin: i64,
    pub servi: bool,
    /// Tokens that it gave: dead when it is played again.
    pub jetons: Vec<String>,
}

/// Where a CIBA request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EtatCiba {
    Attente,
    Approuvee,
    Refusee,
    Servie,
}

/// A CIBA request.
#[derive(Debug, Clone)]
pub(crate) struct DemandeCiba {
    pub client: String,
    pub id_national: String,
    pub message: String,
    pub moyen: Moyen,
    pub scope: String,
    pub fin: i64,
    pub interval: u32,
    /// Last poll, real time: the pace of a client is no matter of the bench clock.
    pub dernier: Option<OffsetDateTime>,
    pub etat: EtatCiba,
}

impl DemandeCiba {
    /// Whether the person can still answer.
    pub fn attend(&self, maintenant: i64) -> bool {
        self.etat == EtatCiba::Attente && maintenant < self.fin
    }
}

/// A session of the Proxy e-Santé.
#[derive(Debug, Clone)]
pub(crate) struct SessionProxy {
    pub sid: String,
    pub id_national: String,
    pub client: String,
    pub finie: bool,
}

/// One espace.
#[derive(Debug, Default)]
pub(crate) struct Etat {
    pub sessions: Registre<Session>,
    pub codes: Registre<Code>,
    pub cibas: Registre<DemandeCiba>,
    /// API tokens of the Espace de Confiance, by `jti`: end.
    pub api: Registre<i64>,
    pub proxy: Registre<SessionProxy>,
    pub traces: VecDeque<Value>,
    /// `jti` of client assertions already seen, with the client.
    pub assertions: Registre<i64>,
    pub rotation: Rotation,
    /// Switches changed in this espace.
    pub bascules: Option<Bascules>,
    /// Things drawn so far.
    pub tires: u64,
}

/// Most traces kept.
const MAX_TRACES: usize = 2000;

impl Etat {
    /// The rank of the next thing drawn.
    pub fn suivant(&mut self) -> u64 {
        self.tires += 1;
        self.tires
    }

    pub fn tracer(&mut self, trace: Value) {
        if self.traces.len() >= MAX_TRACES {
            self.traces.pop_front();
        }
        self.traces.push_back(trace);
    }

    /// The live session of a browser, by its cookie.
    pub fn session_du_temoin(&mut self, temoin: &str, maintenant: i64) -> Option<&mut Session> {
        self.sessions
            .valeurs_mut()
            .find(|s| s.temoin.as_deref() == Some(temoin) && s.vivante(maintenant))
    }

    /// A live session by its id.
    pub fn session(&mut self, sid: &str, maintenant: i64) -> Option<&mut Session> {
        self.sessions.modifier(sid).filter(|s| s.vivante(maintenant))
    }

    /// The CIBA request of this `auth_req_id`, or the one that waits for this person.
    pub fn ciba_en_attente(&mut self, demande: &str, maintenant: i64) -> Option<&mut DemandeCiba> {
        let id = self
            .cibas
            .iter()
            .filter(|(id, d)| d.attend(maintenant) && (*id == demande || d.id_national == demande))
            .last()
            .map(|(id, _)| id.to_owned())?;
        self.cibas.modifier(&id)
    }
}

/// Every espace.
pub(crate) type Etats = segur_kit::Etats<Etat>;
