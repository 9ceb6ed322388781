//! What was answered holds after the death of the process: sessions, codes, refresh tokens, CIBA demands, the signing key.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use segur_psc::PscReglage;
use serde_json::{Value, json};

use crate::banc::{BIOLOGISTE, ESSAI, Essai, FORMULAIRE, RETOUR, VERIFICATEUR, client, forme};

const DOSSIER: &str = "SEGUR_PSC_ESSAI_DOSSIER";

async fn essai(dossier: &Path) -> Essai {
    // Fixed names: what was signed before the death is of the same issuer after it, whatever the port.
    let reglage = PscReglage {
        bases: BTreeMap::from([("auth".to_owned(), "https://psc-auth.banc.test".to_owned())]),
        ..PscReglage::default()
    };
    Essai::sur(Some(dossier.to_owned()), segur_world::monde_demo().unwrap(), reglage).await
}

/// The process to kill, which gets tokens and prints them: only when the test below starts it.
#[tokio::test(flavor = "multi_thread")]
async fn banc_a_tuer() {
    let Some(dossier) = std::env::var_os(DOSSIER) else { return };
    let essai = essai(Path::new(&dossier)).await;
    essai.agir("tourner-cles", json!({})).await;
    let servi = essai.code(&[], BIOLOGISTE).await;
    let jetons = essai.jetons(ESSAI, &servi).await.json();
    let rendu = essai.jetons(ESSAI, &essai.code(&[], BIOLOGISTE).await).await.json();
    let consomme = rendu["refresh_token"].clone();
    let suivant = rafraichir(&essai, &consomme).await;
    assert_eq!(suivant.0, 200, "{}", suivant.1);
    let dit = json!({
        "acces": jetons["access_token"],
        "rafraichissement": jetons["refresh_token"],
        "consomme": consomme,
        "code": essai.code(&[], BIOLOGISTE).await,
        "servi": servi,
        "ciba": essai.demander_ciba(&[]).await.json()["auth_req_id"],
    });
    println!("\ndit {dit}");
    std::future::pending::<()>().await;
}

async fn rafraichir(essai: &Essai, jeton: &Value) -> (u16, Value) {
    let champs = [("grant_type", "refresh_token"), ("refresh_token", jeton.as_str().unwrap())];
    let r = essai.poster(&essai.oidc("token"), ESSAI, &champs).await;
    (r.statut, r.json())
}

fn enfanter(dossier: &Path) -> (Child, Value, Lines<BufReader<ChildStdout>>) {
    let mut enfant = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durabilite::banc_a_tuer", "--nocapture"])
        .env(DOSSIER, dossier)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lignes = BufReader::new(enfant.stdout.take().unwrap()).lines();
    let dit = lignes.find_map(|l| l.unwrap().strip_prefix("dit ").map(str::to_owned)).unwrap();
    (enfant, serde_json::from_str(&dit).unwrap(), lignes)
}

#[tokio::test]
async fn sessions_codes_et_demandes_survivent_a_kill_9() {
    let dossier = tempfile::tempdir().unwrap();
    let (mut enfant, dit, _lignes) = enfanter(dossier.path());
    enfant.kill().unwrap();
    enfant.wait().unwrap();
    let essai = essai(dossier.path()).await;
    let texte = |nom: &str| dit[nom].as_str().unwrap();

    assert_eq!(essai.userinfo(texte("acces")).await.statut, 200);
    assert_eq!(rafraichir(&essai, &dit["consomme"]).await.0, 400, "a refresh token serves once");
    let (statut, suivant) = rafraichir(&essai, &dit["rafraichissement"]).await;
    assert_eq!(statut, 200, "{suivant}");

    assert_eq!(essai.jetons(ESSAI, texte("code")).await.statut, 200);
    assert_eq!(essai.jetons(ESSAI, texte("code")).await.statut, 400, "a code serves once");
    // Played again, it kills what it gave: the access token, which the child had.
    assert_eq!(essai.jetons(ESSAI, texte("servi")).await.statut, 400);
    assert_eq!(essai.userinfo(texte("acces")).await.statut, 401);

    assert_eq!(essai.agir("approuver", json!({ "demande": dit["ciba"] })).await.0, 200);
    let champs = [("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", texte("ciba"))];
    assert_eq!(essai.poster(&essai.oidc("token"), ESSAI, &champs).await.statut, 200);

    // A reset forgets them, and the file with it.
    essai.remettre_a_zero().await;
    assert_eq!(rafraichir(&essai, &suivant["refresh_token"]).await.0, 400);
    essai.banc.arreter().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_code_presente_plusieurs_fois_a_la_fois_sert_une_fois() {
    let essai = Essai::nouveau().await;
    for _ in 0..5 {
        let code = essai.code(&[], BIOLOGISTE).await;
        let champs = forme(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", RETOUR),
            ("code_verifier", VERIFICATEUR),
        ]);
        let envois: Vec<_> = (0..6)
            .map(|_| {
                let demande = client(None).post(essai.oidc("token")).basic_auth(ESSAI.0, Some(ESSAI.1));
                tokio::spawn(demande.header("content-type", FORMULAIRE).body(champs.clone()).send())
            })
            .collect();
        let mut acceptes = 0;
        for envoi in envois {
            acceptes += u8::from(envoi.await.unwrap().unwrap().status() == 200);
        }
        assert_eq!(acceptes, 1);
    }
    essai.banc.arreter().await;
}
