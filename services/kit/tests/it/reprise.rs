//! What a service goes on with when an espace opens: it writes by itself, exchange and state together, and ends when the espace does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use async_trait::async_trait;
use bytes::Bytes;
use segur_kit::{ActionRefusee, Banc, Contexte, Point, Service};
use serde_json::Value;

use crate::jouet::{deposer, depots};
use crate::outils::{Pilote, reglage};

#[derive(Default)]
struct Reveil {
    finis: Arc<AtomicUsize>,
}

#[async_trait]
impl Service for Reveil {
    fn nom(&self) -> &'static str {
        "reveil"
    }

    fn points(&self) -> Vec<Point> {
        Vec::new()
    }

    async fn action(&self, _: &Contexte, _: &str, _: Value) -> Result<Value, ActionRefusee> {
        Ok(Value::Null)
    }

    fn ouvert(&self, ctx: &Contexte) {
        let finis = self.finis.clone();
        let seconde = ctx.espace == "autre";
        ctx.sortants.lancer(move |registre| async move {
            let echange = registre.echange("reveil", "reveil.suite");
            let effet = deposer(&Bytes::from_static(b"suite"), seconde);
            let ecrit = registre.inscrire_avec(echange, "demande".into(), "reponse".into(), effet).await;
            assert_eq!(ecrit.is_ok(), !seconde, "all or nothing");
            registre.arret().await;
            finis.fetch_add(1, Ordering::SeqCst);
        });
    }

    fn remettre_a_zero(&self, _: &str) {}
}

#[tokio::test]
async fn un_service_reprend_a_l_ouverture_et_finit_a_l_arret() {
    let dossier = tempfile::tempdir().unwrap();
    let mut r = reglage();
    r.donnees = Some(dossier.path().to_owned());
    let service = Arc::new(Reveil::default());
    let finis = service.finis.clone();
    let banc = Banc::demarrer(r, vec![service], &["defaut", "autre"]).await.unwrap();
    let pilote = Pilote::nouveau(&banc);
    let e = pilote.attendre("reveil.suite").await;
    assert_eq!(
        (e.espace.as_str(), e.direction),
        ("defaut", segur_model::Direction::BancVersCandidat)
    );

    // Both tasks are told to end, and end long before anybody loses patience.
    let debut = Instant::now();
    banc.arreter().await;
    assert!(debut.elapsed().as_secs() < 5);
    assert_eq!(finis.load(Ordering::SeqCst), 2);
    assert_eq!(depots(dossier.path()), [(e.id, b"suite".to_vec())]);
}
