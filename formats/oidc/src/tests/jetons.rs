//! Tokens: what is signed is verified, and nothing else is.

use std::slice::from_ref;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use segur_certs::Igc;
use serde_json::{Value, json};

use crate::jeton::{Attentes, Jeton, JetonRefuse, PROFONDEUR_MAX, Signataire, Verificateur, jeu_de_cles, verifier};

static IGC: LazyLock<Igc> = LazyLock::new(|| Igc::demo().unwrap());

fn cle(nom: &str) -> Signataire {
    Signataire::rs256(&IGC.identite(nom).unwrap().cle_pem).unwrap()
}

fn brut(entete: &Value, charge: &Value, signature: &str) -> String {
    let p = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
    format!("{}.{}.{signature}", p(entete), p(charge))
}

#[test]
fn signe_puis_verifie() {
    let cle = cle("serveur-expire");
    let jeton = cle.signer(&json!({ "sub": "x", "exp": 10 })).unwrap();
    assert_eq!(
        jeton,
        cle.signer(&json!({ "sub": "x", "exp": 10 })).unwrap(),
        "RS256: the same bytes each time"
    );
    let lu = verifier(&jeton, from_ref(&cle.verificateur)).unwrap();
    assert_eq!((lu.texte("sub"), lu.secondes("exp")), (Some("x"), Some(10)));
    assert_eq!(lu.entete["kid"].as_str(), cle.kid());
    // By the JWKS, as a client would.
    let jwks = jeu_de_cles([&cle]).to_string();
    assert!(verifier(&jeton, &Verificateur::jwks(&jwks).unwrap()).is_ok());
    assert!(
        jwks.contains("\"use\":\"sig\"") && jwks.contains("\"alg\":\"RS256\"") && !jwks.contains("\"d\""),
        "{jwks}"
    );
}

#[test]
fn alg_none() {
    let cle = cle("serveur-expire");
    for alg in ["none", "None", "NONE", "nOnE", "", "RS1", "HS1"] {
        let jeton = brut(&json!({ "alg": alg, "typ": "JWT" }), &json!({ "sub": "x" }), "");
        assert_eq!(
            verifier(&jeton, from_ref(&cle.verificateur)),
            Err(JetonRefuse::Algorithme(alg.into()))
        );
    }
    let sans = brut(&json!({ "typ": "JWT" }), &json!({ "sub": "x" }), "");
    assert_eq!(
        verifier(&sans, from_ref(&cle.verificateur)),
        Err(JetonRefuse::Algorithme(String::new()))
    );
}

#[test]
fn confusion_de_cles() {
    // The public key, which everybody has, as the secret of an HMAC: PEM, DER and JWK texts of it.
    let cle = cle("serveur-expire");
    let certificat = IGC.identite("serveur-expire").unwrap().certificat_pem.clone();
    for secret in [certificat, cle.jwk.to_string(), cle.jwk["n"].as_str().unwrap().to_owned()] {
        let faux = Signataire::hs256(secret.as_bytes()).signer(&json!({ "sub": "x" })).unwrap();
        assert_eq!(
            verifier(&faux, from_ref(&cle.verificateur)),
            Err(JetonRefuse::Algorithme("HS256".into()))
        );
    }
    // And the other way: an RSA signature where a secret is expected.
    let secret = Signataire::hs256(b"secret");
    let rsa = cle.signer(&json!({ "sub": "x" })).unwrap();
    assert_eq!(verifier(&rsa, &[secret.verificateur]), Err(JetonRefuse::Algorithme("RS256".into())));
}

#[test]
fn signature_fausse_ou_cle_inconnue() {
    let (une, autre) = (cle("serveur-expire"), cle("serveur-revoque"));
    let jeton = une.signer(&json!({ "sub": "x" })).unwrap();
    assert_eq!(
        verifier(&jeton, from_ref(&autre.verificateur)),
        Err(JetonRefuse::CleInconnue),
        "its kid is not that"
    );
    let sans_kid = verifier(
        &jeton,
        &[Verificateur::de_cle_rsa(&IGC.identite("serveur-revoque").unwrap().cle_pem).unwrap()],
    );
    assert_eq!(sans_kid, Err(JetonRefuse::Signature));
    let (tete, signature) = jeton.rsplit_once('.').unwrap();
    let (entete, _) = tete.split_once('.').unwrap();
    let charge = URL_SAFE_NO_PAD.encode(r#"{"sub":"y"}"#);
    assert_eq!(
        verifier(&format!("{entete}.{charge}.{signature}"), from_ref(&une.verificateur)),
        Err(JetonRefuse::Signature)
    );
    assert_eq!(verifier(&jeton, &[]), Err(JetonRefuse::CleInconnue));
}

#[test]
fn taille_forme_profondeur() {
    let un_mo = format!("{}.{}.x", "a".repeat(500_000), "b".repeat(500_000));
    assert_eq!(Jeton::lire(&un_mo), Err(JetonRefuse::TropLong(1_000_003)));
    for mal in ["", "a.b", "a.b.c.d", "..", "e30.W10.x", "e30.!!.x", "e30.e30"] {
        assert_eq!(Jeton::lire(mal), Err(JetonRefuse::Forme), "{mal}");
    }
    assert!(Jeton::lire("e30.e30.").is_ok());
    let nid = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    let de = |n: usize| Jeton::lire(&format!("e30.{}.x", URL_SAFE_NO_PAD.encode(format!("{{\"a\":{}}}", nid(n)))));
    assert!(de(PROFONDEUR_MAX - 1).is_ok());
    for n in [PROFONDEUR_MAX, 126, 500, 5000] {
        assert_eq!(de(n), Err(JetonRefuse::Profondeur), "{n}");
    }
}

#[test]
fn attentes() {
    let jeton = |charge: Value| Jeton {
        entete: serde_json::Map::new(),
        charge: charge.as_object().unwrap().clone(),
    };
    let a = Attentes {
        emetteurs: &["psc"],
        audiences: &["moi"],
        maintenant: 100,
        tolerance: 5,
    };
    let bon = json!({ "iss": "psc", "aud": "moi", "exp": 200, "iat": 90, "nbf": 90 });
    let avec = |nom: &str, valeur: Value| {
        let mut c = bon.clone();
        c[nom] = valeur;
        a.verifier(&jeton(c))
    };
    assert_eq!(a.verifier(&jeton(bon.clone())), Ok(()));
    assert_eq!(avec("aud", json!(["autre", "moi"])), Ok(()));
    assert_eq!(avec("iss", json!("autre")), Err(JetonRefuse::Emetteur("autre".into())));
    assert_eq!(avec("aud", json!("autre")), Err(JetonRefuse::Audience));
    assert_eq!(avec("aud", json!(null)), Err(JetonRefuse::Audience));
    assert_eq!(avec("exp", json!(95)), Err(JetonRefuse::Expire));
    assert_eq!(avec("exp", json!(96)), Ok(()));
    assert_eq!(avec("exp", json!("200")), Err(JetonRefuse::Expire), "a text is no date");
    assert_eq!(avec("exp", json!(null)), Err(JetonRefuse::Expire));
    assert_eq!(avec("exp", json!(i64::MAX)), Ok(()));
    assert_eq!(avec("nbf", json!(106)), Err(JetonRefuse::Futur));
    assert_eq!(avec("iat", json!(106)), Err(JetonRefuse::Futur));
}

proptest! {
    #[test]
    fn rien_ne_panique(texte in "\\PC{0,300}") {
        let _ = Jeton::lire(&texte);
        let _ = verifier(&texte, &[Verificateur::secret(b"s")]);
        let _ = Verificateur::jwks(&texte);
    }
}
