//! Between the bench and the témoin: an adapter that rewrites demands and answers, answers by itself, or goes away.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::http::{self, Message};
use super::scene::Scene;

/// An adapter that listens; stops when dropped.
pub struct Adaptateur {
    /// What the declaration of the candidate says.
    pub url: String,
    tache: JoinHandle<()>,
}

impl Drop for Adaptateur {
    fn drop(&mut self) {
        self.tache.abort();
    }
}

impl Adaptateur {
    /// Starts it before this témoin.
    pub async fn demarrer(scene: Arc<Scene>, temoin: SocketAddr) -> Self {
        let prise = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", prise.local_addr().unwrap());
        let rang = Arc::new(AtomicUsize::new(0));
        let tache = tokio::spawn(async move {
            while let Ok((mut flux, _)) = prise.accept().await {
                let (scene, rang) = (scene.clone(), rang.clone());
                tokio::spawn(async move {
                    while let Ok(Some(m)) = http::lire(&mut flux, false).await {
                        let Some(r) = repondre(&scene, &rang, temoin, m.clone()).await else {
                            return;
                        };
                        if http::ecrire(&mut flux, &r).await.is_err() {
                            return;
                        }
                        if let Some(f) = scene.mains.ensuite.as_ref().filter(|_| m.ligne.starts_with("POST")) {
                            glisser(&scene, |s| f(s, &s.demande())).await;
                        }
                    }
                });
            }
        });
        Self { url, tache }
    }
}

async fn au_temoin(temoin: SocketAddr, m: &Message) -> Message {
    let mut flux = TcpStream::connect(temoin).await.unwrap();
    http::echanger(&mut flux, m).await.unwrap()
}

fn json_de(v: &Value) -> Message {
    Message::reponse(200, "application/json", serde_json::to_vec(v).unwrap())
}

async fn repondre(scene: &Arc<Scene>, rang: &AtomicUsize, temoin: SocketAddr, m: Message) -> Option<Message> {
    if m.ligne.starts_with("GET ") {
        return Some(au_temoin(temoin, &m).await);
    }
    let mains = &scene.mains;
    let n = rang.fetch_add(1, Ordering::Relaxed) + 1;
    if mains.meurt_a.is_some_and(|a| n >= a) {
        return None;
    }
    let mut d: Value = serde_json::from_slice(&m.corps).unwrap();
    if let Some(f) = &mains.avant {
        glisser(scene, |s| f(s, &d)).await;
    }
    scene.commencer(&d);
    if let Some(r) = mains.seul.as_ref().and_then(|f| scene.faire(|| f(scene, &d))?) {
        return Some(json_de(&r));
    }
    let demandee = d.clone();
    if let Some(f) = &mains.demande {
        scene.faire(|| f(scene, &mut d))?;
    }
    let mut m = m;
    m.corps = serde_json::to_vec(&d).unwrap();
    if mains.repond_d_abord.is_some_and(|f| f(&demandee)) {
        tokio::spawn(async move { au_temoin(temoin, &m).await });
        return Some(json_de(&json!({ "issue": "fait" })));
    }
    let recue = au_temoin(temoin, &m).await;
    if let Some(f) = &mains.apres {
        glisser(scene, |s| f(s, &demandee)).await;
    }
    if let Some(d) = mains.acte_en_plus.as_ref().and_then(|f| scene.faire(|| f(scene, &demandee))?) {
        let acte = format!("/actes/{}", d["acte"].as_str().unwrap());
        au_temoin(temoin, &Message::post(&acte, "application/json", serde_json::to_vec(&d).unwrap())).await;
    }
    let mut r: Value = serde_json::from_slice(&recue.corps).unwrap();
    if let Some(f) = &mains.reponse {
        scene.faire(|| f(scene, &demandee, &mut r))?;
    }
    Some(json_de(&r))
}

/// Sends beside; what the bench answers is nobody's.
async fn glisser(scene: &Scene, f: impl FnOnce(&Scene) -> Vec<super::scene::Envoi>) {
    for e in scene.faire(|| f(scene)).into_iter().flatten() {
        let _ = scene.envoyer(&[e]).await;
    }
}
