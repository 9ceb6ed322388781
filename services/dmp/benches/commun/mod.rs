//! What the benches of this crate share: a message and its answer, the floor, what was measured.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use reqwest::header::CONTENT_TYPE;
use segur_kit::{ActionRefusee, Banc, Contexte, ModeTls, Point, Reponse, Requete, Service};
use tokio::sync::Barrier;

use crate::banc;

/// That of the command (`src/main.rs`): the floors have it too.
#[global_allocator]
static ALLOCATEUR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A content type and a body: a message to send, or the answer to give.
#[derive(Clone)]
pub struct Contenu {
    pub genre: String,
    pub corps: Bytes,
}

/// Sends a message and reads the whole answer, which must be a success.
pub async fn poster(client: &reqwest::Client, adresse: &str, message: &Contenu) -> Contenu {
    let demande = client
        .post(adresse)
        .header(CONTENT_TYPE, &message.genre)
        .body(message.corps.clone());
    let reponse = demande.send().await.unwrap();
    let statut = reponse.status();
    let genre = reponse.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
    let corps = reponse.bytes().await.unwrap();
    let reussie = corps.windows(SUCCES.len()).any(|w| w == SUCCES.as_bytes());
    assert!(statut == 200 && reussie, "{statut} {}", String::from_utf8_lossy(&corps));
    Contenu { genre, corps }
}

const SUCCES: &str = "ResponseStatusType:Success";

/// Messages to send from a client that holds so many connections.
#[derive(Clone)]
pub struct Envoi {
    /// Certificate of the client.
    pub identite: &'static str,
    pub adresse: String,
    /// Sent in turn, from the first again after the last.
    pub messages: Arc<[Contenu]>,
    /// Rank of the first that is sent.
    pub premier: usize,
    /// Sent before the clock starts, all connections together: each sends some, so that each is open.
    pub prechauffe: usize,
    /// Sent while it runs.
    pub mesures: usize,
}

impl Envoi {
    /// Each connection waits for its answer before it sends the next, and takes the next of all.
    pub async fn jouer(&self, connexions: usize) -> Mesure {
        let suivant = Arc::new(AtomicUsize::new(0));
        let depart = Arc::new(Barrier::new(connexions));
        let taches: Vec<_> = (0..connexions)
            .map(|k| {
                let (envoi, suivant, depart) = (self.clone(), suivant.clone(), depart.clone());
                tokio::spawn(async move { envoi.une_connexion(k, connexions, &suivant, &depart).await })
            })
            .collect();
        let mut latences = Vec::new();
        let (mut debuts, mut fins) = (Vec::new(), Vec::new());
        for tache in taches {
            let (debut, fin, siennes) = tache.await.unwrap();
            debuts.push(debut);
            fins.push(fin);
            latences.extend(siennes);
        }
        Mesure {
            duree: *fins.iter().max().unwrap() - *debuts.iter().min().unwrap(),
            latences,
        }
    }

    async fn une_connexion(
        &self,
        k: usize,
        connexions: usize,
        suivant: &AtomicUsize,
        depart: &Barrier,
    ) -> (Instant, Instant, Vec<Duration>) {
        // A client that sends one message at a time holds one connection.
        let client = banc::client(self.identite);
        let message = |n: usize| &self.messages[(self.premier + n) % self.messages.len()];
        for n in (k..self.prechauffe).step_by(connexions) {
            poster(&client, &self.adresse, message(n)).await;
        }
        depart.wait().await;
        let debut = Instant::now();
        let mut latences = Vec::new();
        loop {
            let n = suivant.fetch_add(1, Ordering::Relaxed);
            if n >= self.mesures {
                return (debut, Instant::now(), latences);
            }
            let envoi = Instant::now();
            poster(&client, &self.adresse, message(self.prechauffe + n)).await;
            latences.push(envoi.elapsed());
        }
    }
}

/// The endpoint of the one service of a bench.
pub fn point(banc: &Banc) -> String {
    let points = banc.espace("defaut").unwrap().points;
    let (_, url) = points.iter().find(|(nom, _)| nom.ends_with(".lps")).unwrap();
    url.clone()
}

/// A service of the kit that does nothing: it answers what its function gives of the request.
pub struct Plancher<F>(pub F);

#[async_trait]
impl<F: Fn(&Requete) -> Contenu + Send + Sync + 'static> Service for Plancher<F> {
    fn nom(&self) -> &'static str {
        "plancher"
    }

    fn points(&self) -> Vec<Point> {
        vec![Point::http("lps", ModeTls::Mutuel, "/plancher").en_tls12()]
    }

    fn classer(&self, _: &Requete) -> String {
        "plancher.rien".to_owned()
    }

    async fn repondre(&self, _: &Contexte, requete: Requete) -> Reponse {
        let Contenu { genre, corps } = (self.0)(&requete);
        Reponse::nouvelle(200, &genre, corps)
    }

    async fn action(&self, _: &Contexte, action: &str, _: serde_json::Value) -> Result<serde_json::Value, ActionRefusee> {
        Err(ActionRefusee::Inconnue(action.to_owned()))
    }

    fn remettre_a_zero(&self, _: &str) {}
}

/// What was measured of a target at a number of connections.
#[derive(Default)]
pub struct Mesure {
    pub duree: Duration,
    pub latences: Vec<Duration>,
}

/// Milliseconds: between two answers, all connections together; half of the latencies; nineteen out of twenty; all but one in a hundred.
#[derive(Clone, Copy)]
pub struct Resume(pub [f64; 4]);

impl Mesure {
    pub fn ajouter(&mut self, autre: Self) {
        self.duree += autre.duree;
        self.latences.extend(autre.latences);
    }

    pub fn resumer(mut self) -> Resume {
        self.latences.sort_unstable();
        let nombre = self.latences.len();
        let ms = |d: Duration| d.as_secs_f64() * 1e3;
        // Nearest rank: the smallest latency that this share of the messages does not exceed.
        let centile = |p: usize| ms(self.latences[(nombre * p).div_ceil(100) - 1]);
        Resume([ms(self.duree) / nombre as f64, centile(50), centile(95), centile(99)])
    }
}

/// A number as it is written in French.
pub fn decimal(valeur: f64, chiffres: usize) -> String {
    format!("{valeur:.chiffres$}").replace('.', ",")
}
