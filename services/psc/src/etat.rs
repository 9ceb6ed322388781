//! What the service remembers of an espace, until it is reset, in the file of the espace. Everything is capped: the oldest goes first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use segur_kit::{Compteur, Garde, Rangee, Table, creer_table};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use crate::cles::Rotation;
use crate::reglage::Bascules;

/// The tables of the service.
pub(crate) const TABLES: &[&str] = &[
    concat!(
        creer_table!("psc_sessions"),
        creer_table!("psc_codes"),
        creer_table!("psc_cibas"),
        creer_table!("psc_api"),
        creer_table!("psc_proxy"),
        creer_table!("psc_traces"),
        creer_table!("psc_assertions"),
        creer_table!("psc_cles"),
        creer_table!("psc_bascules"),
        "CREATE TABLE psc_tires (rang INTEGER PRIMARY KEY, valeur INTEGER NOT NULL) STRICT;"
    ),
    // What was open before has no seal, and ends.
    concat!(creer_table!("psc_depots"), "DELETE FROM psc_sessions; DELETE FROM psc_cibas;"),
];

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
/// Pushed authorization request: one minute, the default of Keycloak.
pub(crate) const VIE_DEPOT: i64 = 60;
/// CIBA request: 120 s.
pub(crate) const VIE_CIBA: i64 = 120;
/// API token: 1 h, the low end of what the IG recommends.
pub(crate) const VIE_API: i64 = 3600;

/// Most entries of a kind in an espace.
const MAX: usize = 5000;
/// Most pushed requests, which are longer.
const MAX_DEPOTS: usize = 1000;
/// Most live tokens of a kind in a session.
const MAX_PAR_SESSION: usize = 200;

/// How the professional proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Moyen {
    /// CPS card.
    Carte,
    /// e-CPS.
    Mobile,
    /// The identity provider of the client, which `kc_idp_hint` names.
    Delegue,
}

impl Moyen {
    /// `authMode`, and `channel` of CIBA. What Pro Santé Connect says of a delegated identity is not public.
    pub fn mode(self) -> Option<&'static str> {
        match self {
            Self::Carte => Some("CARD"),
            Self::Mobile => Some("MOBILE"),
            Self::Delegue => None,
        }
    }

    /// As people read it.
    pub fn dit(self) -> &'static str {
        match self {
            Self::Carte => "CPS",
            Self::Mobile => "e-CPS",
            Self::Delegue => "fournisseur d'identité délégué",
        }
    }
}

/// A session of a professional.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    pub sid: String,
    pub id_national: String,
    pub moyen: Moyen,
    /// Value of the cookie of the browser; none for CIBA.
    pub temoin: Option<String>,
    /// What signs its refresh tokens, which only the bench reads.
    pub sceau: String,
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

/// A pushed authorization request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Depot {
    pub client: String,
    pub champs: Vec<(String, String)>,
    /// Until when it may be used first.
    pub fin: i64,
    /// What its pages carry, once it was used.
    pub suite: Option<String>,
    /// Whether the client had its answer.
    pub servi: bool,
}

/// An authorization code.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum EtatCiba {
    Attente,
    Approuvee,
    Refusee,
    Servie,
}

/// A CIBA request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DemandeCiba {
    pub client: String,
    pub id_national: String,
    pub message: String,
    pub moyen: Moyen,
    pub scope: String,
    /// Asked by the page of sign-in, not by a client: no poll takes it.
    pub web: bool,
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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SessionProxy {
    pub sid: String,
    pub id_national: String,
    pub client: String,
    pub finie: bool,
}

/// One espace.
#[derive(Debug, Clone)]
pub(crate) struct Etat {
    pub sessions: Table<Session>,
    pub codes: Table<Code>,
    /// Pushed authorization requests, by `request_uri`.
    pub depots: Table<Depot>,
    pub cibas: Table<DemandeCiba>,
    /// API tokens of the Espace de Confiance, by `jti`: end.
    pub api: Table<i64>,
    pub proxy: Table<SessionProxy>,
    pub traces: Table<Value>,
    /// `jti` of client assertions already seen, with the client.
    pub assertions: Table<i64>,
    cles: Table<Rotation>,
    /// Switches changed in this espace: their words.
    pub bascules: Table<String>,
    /// Things drawn so far.
    tires: Compteur,
    /// Sessions that this draft ends, whose clients are told once it is committed.
    pub fins: Vec<Fin>,
}

/// Most traces kept.
const MAX_TRACES: usize = 2000;
/// The one row of the table of keys.
const ROTATION: &str = "rotation";

impl Default for Etat {
    fn default() -> Self {
        Self {
            sessions: Table::nouvelle("psc_sessions", MAX),
            codes: Table::nouvelle("psc_codes", MAX),
            depots: Table::nouvelle("psc_depots", MAX_DEPOTS),
            cibas: Table::nouvelle("psc_cibas", MAX),
            api: Table::nouvelle("psc_api", MAX),
            proxy: Table::nouvelle("psc_proxy", MAX),
            traces: Table::nouvelle("psc_traces", MAX_TRACES),
            assertions: Table::nouvelle("psc_assertions", MAX),
            cles: Table::nouvelle("psc_cles", 1),
            bascules: Table::nouvelle("psc_bascules", MAX),
            tires: Compteur::nouveau("psc_tires"),
            fins: Vec::new(),
        }
    }
}

impl Garde for Etat {
    fn tables(&mut self) -> Vec<&mut dyn Rangee> {
        vec![
            &mut self.sessions,
            &mut self.codes,
            &mut self.depots,
            &mut self.cibas,
            &mut self.api,
            &mut self.proxy,
            &mut self.traces,
            &mut self.assertions,
            &mut self.cles,
            &mut self.bascules,
            &mut self.tires,
        ]
    }
}

impl Etat {
    /// The rank of the next thing drawn.
    pub fn suivant(&mut self) -> u64 {
        self.tires.suivant()
    }

    /// How often keys were changed.
    pub fn rotation(&self) -> Rotation {
        self.cles.lire(ROTATION).map(|r| *r).unwrap_or_default()
    }

    pub fn tourner(&mut self, rotation: Rotation) {
        self.cles.mettre(ROTATION.to_owned(), rotation);
    }

    /// The switches, over those of the service.
    pub fn bascules(&self, mut bascules: Bascules) -> Bascules {
        for cle in self.bascules.cles(|_, _| true) {
            if let Some(valeur) = self.bascules.lire(&cle) {
                // A word that this version does not know changes nothing.
                let _ = bascules.regler(&cle, &valeur);
            }
        }
        bascules
    }

    /// The live session of a browser, by its cookie.
    pub fn session_du_temoin(&mut self, temoin: &str, maintenant: i64) -> Option<&mut Session> {
        let siennes = self
            .sessions
            .cles(|_, s| s.temoin.as_deref() == Some(temoin) && s.vivante(maintenant));
        self.sessions.modifier(siennes.first()?)
    }

    /// A live session by its id.
    pub fn session(&self, sid: &str, maintenant: i64) -> Option<Arc<Session>> {
        self.sessions.lire(sid).filter(|s| s.vivante(maintenant))
    }

    /// The same, to change.
    pub fn session_a_changer(&mut self, sid: &str, maintenant: i64) -> Option<&mut Session> {
        self.session(sid, maintenant)?;
        self.sessions.modifier(sid)
    }

    /// Ends a session. None when it was over already, or never was: its clients are told once.
    pub fn finir(&mut self, sid: &str, maintenant: i64) -> Option<Fin> {
        let fin = self.sessions.modifier(sid)?.finir(maintenant)?;
        self.fins.push(fin.clone());
        Some(fin)
    }

    /// The CIBA request of this `auth_req_id`, or the one that waits for this person.
    pub fn ciba_en_attente(&mut self, demande: &str, maintenant: i64) -> Option<&mut DemandeCiba> {
        let attendent = self
            .cibas
            .cles(|id, d| d.attend(maintenant) && (id == demande || d.id_national == demande));
        self.cibas.modifier(attendent.last()?)
    }
}

/// Every espace.
pub(crate) type Etats = segur_kit::Gardes<Etat>;
