//! What a row of the tables plays with: the hands that rewrite, what they see, and what they may do.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use segur_certs::{Igc, Usage};
use segur_model::{Patient, World};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::http::{self, Message};

/// A request that the candidate sends, or that is sent for it.
#[derive(Debug, Clone)]
pub struct Envoi {
    /// Endpoint of the bench (`insi.tlsm`).
    pub point: String,
    /// Request.
    pub message: Message,
    /// Name of the identity under which the connection is opened; `None`: without a certificate.
    pub identite: Option<String>,
}

impl Envoi {
    /// The same with its message rewritten.
    pub fn recrit(self, f: impl FnOnce(Message) -> Message) -> Self {
        Self {
            message: f(self.message),
            ..self
        }
    }
}

/// What is done with a request.
pub enum Geste {
    /// Goes to the bench; the candidate has the answer.
    Relayer(Envoi),
    /// Goes to the bench; nobody has the answer.
    Glisser(Envoi),
    /// All on one connection; the candidate has the last answer.
    Enchainer(Vec<Envoi>),
    /// The candidate has this answer.
    Repondre(Message),
    /// Goes to the bench; the connection is closed before the candidate has an answer.
    Couper(Envoi),
}

/// A request rewritten: what to do in its place.
type SurRequete = Box<dyn Fn(&Scene, Envoi) -> Vec<Geste> + Send + Sync>;
/// A demand, rewritten in place.
type SurDemande = Box<dyn Fn(&Scene, &mut Value) + Send + Sync>;
/// An answer of the adapter in place of the candidate's.
type Seul = Box<dyn Fn(&Scene, &Value) -> Option<Value> + Send + Sync>;
/// The answer of an act, rewritten in place.
type SurReponse = Box<dyn Fn(&Scene, &Value, &mut Value) + Send + Sync>;
/// What is sent beside an act.
type Cote = Box<dyn Fn(&Scene, &Value) -> Vec<Envoi> + Send + Sync>;

/// A demand of an act that the bench does not ask.
type EnPlus = Box<dyn Fn(&Scene, &Value) -> Option<Value> + Send + Sync>;

/// The hands of a row: nothing is rewritten where nothing is said.
#[derive(Default)]
pub struct Mains {
    pub(super) requete: Option<SurRequete>,
    pub(super) demande: Option<SurDemande>,
    pub(super) seul: Option<Seul>,
    pub(super) reponse: Option<SurReponse>,
    pub(super) avant: Option<Cote>,
    pub(super) apres: Option<Cote>,
    pub(super) ensuite: Option<Cote>,
    pub(super) acte_en_plus: Option<EnPlus>,
    /// The act is answered `fait` before it is played.
    pub(super) repond_d_abord: Option<fn(&Value) -> bool>,
    /// The adapter is gone at this act, from 1.
    pub(super) meurt_a: Option<usize>,
}

impl Mains {
    /// Nothing is touched.
    pub fn vides() -> Self {
        Self::default()
    }

    /// Requests of the candidate.
    pub fn requete(mut self, f: impl Fn(&Scene, Envoi) -> Vec<Geste> + Send + Sync + 'static) -> Self {
        self.requete = Some(Box::new(f));
        self
    }

    /// Requests whose endpoint begins so, rewritten one for one.
    pub fn recrit(self, point: &'static str, f: impl Fn(&Scene, Message) -> Message + Send + Sync + 'static) -> Self {
        self.requete(move |s, e| {
            let touche = e.point.starts_with(point);
            vec![Geste::Relayer(if touche { e.recrit(|m| f(s, m)) } else { e })]
        })
    }

    /// Demands.
    pub fn demande(mut self, f: impl Fn(&Scene, &mut Value) + Send + Sync + 'static) -> Self {
        self.demande = Some(Box::new(f));
        self
    }

    /// Acts that the candidate never hears of.
    pub fn seul(mut self, f: impl Fn(&Scene, &Value) -> Option<Value> + Send + Sync + 'static) -> Self {
        self.seul = Some(Box::new(f));
        self
    }

    /// Answers of acts.
    pub fn reponse(mut self, f: impl Fn(&Scene, &Value, &mut Value) + Send + Sync + 'static) -> Self {
        self.reponse = Some(Box::new(f));
        self
    }

    /// The JSON content of a file that acts answer.
    pub fn fichier(self, nom: &'static str, f: impl Fn(&Scene, &Value, &mut Value) + Send + Sync + 'static) -> Self {
        self.reponse(move |s, d, r| {
            for un in r["fichiers"].as_array_mut().into_iter().flatten().filter(|x| x["nom"] == nom) {
                f(s, d, &mut un["json"]);
            }
        })
    }

    /// What is sent before an act.
    pub fn avant(mut self, f: impl Fn(&Scene, &Value) -> Vec<Envoi> + Send + Sync + 'static) -> Self {
        self.avant = Some(Box::new(f));
        self
    }

    /// What is sent once an act was played, before its answer is given.
    pub fn apres(mut self, f: impl Fn(&Scene, &Value) -> Vec<Envoi> + Send + Sync + 'static) -> Self {
        self.apres = Some(Box::new(f));
        self
    }

    /// What is sent as soon as the answer of an act was given.
    pub fn ensuite(mut self, f: impl Fn(&Scene, &Value) -> Vec<Envoi> + Send + Sync + 'static) -> Self {
        self.ensuite = Some(Box::new(f));
        self
    }

    /// An act that the candidate plays once another was played, and before its answer is given.
    pub fn acte_en_plus(mut self, f: impl Fn(&Scene, &Value) -> Option<Value> + Send + Sync + 'static) -> Self {
        self.acte_en_plus = Some(Box::new(f));
        self
    }

    /// Acts that are answered `fait` before they are played.
    pub fn repond_d_abord(mut self, f: fn(&Value) -> bool) -> Self {
        self.repond_d_abord = Some(f);
        self
    }

    /// The adapter is gone at this act, from 1.
    pub fn meurt_a(mut self, acte: usize) -> Self {
        self.meurt_a = Some(acte);
        self
    }
}

/// A request that was seen.
#[derive(Debug, Clone)]
pub struct Vue {
    /// The demand under which it came.
    pub demande: Value,
    /// The request as the candidate sent it.
    pub envoi: Envoi,
    /// What the bench answered.
    pub reponse: Message,
}

/// Where a row is played.
pub struct Scene {
    /// The fictitious country.
    pub monde: Arc<World>,
    /// Certificates.
    pub igc: Arc<Igc>,
    /// Endpoints of the bench.
    pub points: BTreeMap<String, SocketAddr>,
    pub(super) mains: Mains,
    courante: Mutex<Value>,
    vues: Mutex<Vec<Vue>>,
    garde: Mutex<BTreeMap<String, Value>>,
    paniques: Mutex<Vec<String>>,
    racines: RootCertStore,
    clients: Mutex<BTreeMap<String, Arc<ClientConfig>>>,
}

impl Scene {
    pub(super) fn nouvelle(monde: Arc<World>, igc: Arc<Igc>, points: BTreeMap<String, SocketAddr>, mains: Mains) -> Self {
        let mut racines = RootCertStore::empty();
        for ancre in super::certificats(&igc.ancres_pem()) {
            racines.add(ancre).unwrap();
        }
        Self {
            monde,
            igc,
            points,
            mains,
            courante: Mutex::new(Value::Null),
            vues: Mutex::default(),
            garde: Mutex::default(),
            paniques: Mutex::default(),
            racines,
            clients: Mutex::default(),
        }
    }

    /// The demand that is being played.
    pub fn demande(&self) -> Value {
        self.courante.lock().unwrap().clone()
    }

    pub(super) fn commencer(&self, d: &Value) {
        self.courante.lock().unwrap().clone_from(d);
    }

    /// Whether this act is being played.
    pub fn joue(&self, acte: &str) -> bool {
        self.courante.lock().unwrap()["acte"] == acte
    }

    /// A request seen before, the last that suits.
    pub fn vue(&self, f: impl Fn(&Vue) -> bool) -> Option<Vue> {
        self.vues.lock().unwrap().iter().rev().find(|v| f(v)).cloned()
    }

    pub(super) fn noter(&self, envoi: Envoi, reponse: Message) {
        let demande = self.demande();
        self.vues.lock().unwrap().push(Vue { demande, envoi, reponse });
    }

    /// Keeps a value for later, under a name; the first stays.
    pub fn garder(&self, nom: &str, v: &Value) {
        self.garde.lock().unwrap().entry(nom.to_owned()).or_insert_with(|| v.clone());
    }

    /// What was kept under a name.
    pub fn gardee(&self, nom: &str) -> Option<Value> {
        self.garde.lock().unwrap().get(nom).cloned()
    }

    /// What a hand does. One that fails would close the connection, and pass for the candidate: it is told, and the row fails.
    pub(super) fn faire<T>(&self, f: impl FnOnce() -> T) -> Option<T> {
        let fait = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f));
        fait.inspect_err(|p| {
            let dit = p
                .downcast_ref::<String>()
                .cloned()
                .unwrap_or_else(|| "une main s'est arrêtée".to_owned());
            self.paniques.lock().unwrap().push(dit);
        })
        .ok()
    }

    /// The hands that failed.
    pub(super) fn paniques(&self) -> Vec<String> {
        self.paniques.lock().unwrap().clone()
    }

    /// A person of the world.
    pub fn patient(&self, fiche: &str) -> &Patient {
        &self.monde.patients[fiche]
    }

    /// How a connection is opened under an identity; made when it is first asked for.
    fn client(&self, identite: &str) -> Arc<ClientConfig> {
        let faire = || {
            let base = ClientConfig::builder().with_root_certificates(self.racines.clone());
            let Some(i) = (!identite.is_empty()).then(|| self.igc.identite(identite).unwrap()) else {
                return Arc::new(base.with_no_client_auth());
            };
            assert_ne!(i.usage, Usage::Serveur, "{identite}");
            Arc::new(base.with_client_auth_cert(i.chaine_der().unwrap(), i.cle_der().unwrap()).unwrap())
        };
        let mut clients = self.clients.lock().unwrap();
        clients.entry(identite.to_owned()).or_insert_with(faire).clone()
    }

    /// Sends requests on one connection; gives the last answer.
    pub(super) async fn envoyer(&self, envois: &[Envoi]) -> io::Result<Message> {
        let premier = &envois[0];
        let prise = TcpStream::connect(self.points[&premier.point]).await?;
        let client = self.client(premier.identite.as_deref().unwrap_or_default());
        let hote = premier.message.entete("host").split(':').next().unwrap_or_default().to_owned();
        let nom = ServerName::try_from(hote)
            .ok()
            .filter(|n| matches!(n, ServerName::DnsName(_)))
            .unwrap_or_else(|| ServerName::try_from("127.0.0.1").unwrap());
        let mut flux = TlsConnector::from(client).connect(nom, prise).await?;
        let mut derniere = Message::default();
        for e in envois {
            let mut m = e.message.clone();
            if m.entete("host").is_empty() {
                m.entetes.insert(0, ("Host".to_owned(), self.points[&e.point].to_string()));
            }
            derniere = http::echanger(&mut flux, &m).await?;
        }
        Ok(derniere)
    }
}
