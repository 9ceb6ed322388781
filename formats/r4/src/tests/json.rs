//! Reading: nothing lost, nothing accepted that JSON is not, nothing endless.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use segur_dialecte::Lu;

use super::{ids, juger};
use crate::json::{self, Json, JsonIllisible, Noeud, VALEURS_MAX, Valeur};
use crate::{R4Illisible, R4Lu};

fn lu(texte: &str) -> Result<Json, JsonIllisible> {
    json::lire(texte.as_bytes())
}

fn raison(octets: &[u8]) -> String {
    R4Lu::lire(octets).illisible().unwrap_or_default()
}

/// What a peer reads.
fn du_pair(v: &serde_json::Value) -> Noeud {
    let valeur = match v {
        serde_json::Value::Null => Valeur::Nul,
        serde_json::Value::Bool(b) => Valeur::Booleen(*b),
        serde_json::Value::Number(n) => Valeur::Nombre(n.to_string().into()),
        serde_json::Value::String(s) => Valeur::Texte(s.as_str().into()),
        serde_json::Value::Array(l) => Valeur::Liste(l.iter().map(du_pair).collect()),
        serde_json::Value::Object(o) => Valeur::Objet(o.iter().map(|(k, v)| (k.as_str().into(), du_pair(v))).collect()),
    };
    Noeud {
        valeur,
        ligne: 0,
        colonne: 0,
    }
}

fn sans_place(n: &Noeud) -> Noeud {
    let valeur = match &n.valeur {
        Valeur::Liste(l) => Valeur::Liste(l.iter().map(sans_place).collect()),
        Valeur::Objet(o) => {
            let mut tous: Vec<(Box<str>, Noeud)> = o.iter().map(|(k, v)| (k.clone(), sans_place(v))).collect();
            tous.sort_by(|a, b| a.0.cmp(&b.0));
            Valeur::Objet(tous)
        }
        autre => autre.clone(),
    };
    Noeud {
        valeur,
        ligne: 0,
        colonne: 0,
    }
}

#[test]
fn les_nombres_gardent_leurs_zeros_et_les_valeurs_leur_place() {
    let j = lu("{\n  \"é\": [1.50, -0, 1e3],\n  \"b\": \"\\ud83d\\ude00\\n\"\n}").unwrap();
    let liste = j.racine.get("é").unwrap();
    let nombres: Vec<String> = liste.items().map(Noeud::montrer).collect();
    assert_eq!(nombres, ["1.50", "-0", "1e3"]);
    assert_eq!((liste.ligne, liste.colonne), (2, 8));
    assert_eq!(j.racine.dit("b"), "😀\n");
    assert!(!j.marque && j.doublons.is_empty());
}

#[test]
fn ce_qui_n_est_pas_du_json_se_dit() {
    for (texte, attendu) in [
        ("", "fichier vide"),
        (" \n", "fichier vide"),
        ("<Patient xmlns=\"http://hl7.org/fhir\"/>", "FHIR en XML n'est pas lu"),
        ("{\"resourceType\":\"Patient\"", "« , » ou « } »"),
        ("{\"a\":NaN}", "NaN et Infinity"),
        ("{\"a\":'b'}", "guillemets doubles"),
        ("{\"a\":1,}", "un nom entre guillemets"),
        ("{\"a\" 1}", "« : »"),
        ("{\"a\":01}", "sans zéro de tête"),
        ("{\"a\":1.}", "sans zéro de tête"),
        ("{\"a\":\"\\ud800\"}", "moitié de paire"),
        ("{\"a\":\"\\udc00\\ud800\"}", "moitié de paire"),
        ("{\"a\":\"\\ud800\\u0041\"}", "moitié de paire"),
        ("{\"a\":\"\\u+123\"}", "quatre chiffres"),
        ("{\"a\":\"\\x\"}", "échappement inconnu"),
        ("{\"a\":\"\n\"}", "caractère de commande"),
        ("{\"a\":\"b", "n'est pas fermée"),
        ("{\"resourceType\":\"Patient\"}\n{\"resourceType\":\"Patient\"}", "NDJSON"),
        ("[]", "pas de resourceType"),
        ("{\"a\":1}", "pas de resourceType"),
        ("[1 2]", "« , » ou « ] »"),
    ] {
        let vu = raison(texte.as_bytes());
        assert!(vu.contains(attendu), "{texte} : {vu}");
    }
    assert!(raison(b"{\"a\":\"\xff\"}").contains("UTF-8 (octet 6)"));
    assert!(raison(&[0xff, 0xfe, b'{', 0]).contains("UTF-8"));
    assert_eq!(
        lu("\"").unwrap_err().to_string(),
        "ligne 1, colonne 2 : une chaîne n'est pas fermée"
    );
    assert!(matches!(R4Lu::lire(b"{}").racine(), Err(R4Illisible::SansType)));
}

#[test]
fn ce_qui_est_demesure_finit_vite_et_se_dit() {
    let debut = Instant::now();
    let profond = format!("{{\"resourceType\":\"Patient\",\"a\":{}", "[".repeat(10_000));
    assert!(raison(profond.as_bytes()).contains("niveaux d'imbrication"));
    let large = format!("{{\"resourceType\":\"Patient\",\"a\":[{}0]}}", "0,".repeat(VALEURS_MAX));
    assert!(raison(large.as_bytes()).contains("valeurs (limite du banc)"));
    let long = format!("{{\"resourceType\":\"Basic\",\"code\":{{\"text\":\"{}\"}}}}", "a".repeat(3 << 20));
    assert_eq!(ids(&juger(long.as_bytes())), ["fhir.valeur.longueur"]);
    let cles: String = (0..100_000).map(|i| format!(",\"k{i}\":1")).collect();
    let vus = juger(format!("{{\"resourceType\":\"Basic\",\"code\":{{\"text\":\"a\"}}{cles},\"k7\":2}}").as_bytes());
    assert_eq!(ids(&vus), ["fhir.element.inconnu", "fhir.json.doublon"]);
    assert!(vus.len() <= 60);
    let une = "{\"fullUrl\":\"http://a.fr/Basic/1\",\"resource\":{\"resourceType\":\"Basic\",\"id\":\"1\",\"code\":{\"text\":\"a\"}}}";
    let entrees = vec![une; 100_000].join(",");
    let vus = juger(format!("{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{entrees}]}}").as_bytes());
    assert_eq!(ids(&vus), ["fhir.invariant.bdl-7"]);
    assert!(
        vus.last().unwrap().seen.ends_with("(et 99949 de plus pour cette règle)"),
        "{}",
        vus.last().unwrap().seen
    );
    assert!(debut.elapsed() < Duration::from_secs(120), "{:?}", debut.elapsed());
}

proptest! {
    #[test]
    fn un_json_quelconque_se_lit_comme_chez_un_autre(texte in "[\\[\\]{}:,\"a0-9.eE+\\\\u \\-truefalsn]{0,40}") {
        let pair = serde_json::from_str::<serde_json::Value>(&texte);
        // serde_json keeps numbers in 64 bits and refuses those beyond; deeper than it, this one goes no further either.
        if let Ok(v) = &pair {
            let n = lu(&texte).unwrap();
            let nombres = texte.contains(|c: char| c.is_ascii_digit());
            prop_assert!(nombres || !n.doublons.is_empty() || sans_place(&n.racine) == sans_place(&du_pair(v)));
        } else if lu(&texte).is_ok() {
            prop_assert!(pair.unwrap_err().to_string().contains("number out of range"));
        }
    }

    #[test]
    fn des_octets_quelconques_ne_font_pas_tomber(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let lu = R4Lu::lire(&octets);
        prop_assert!(lu.illisible().is_some() || lu.racine().is_ok());
    }
}
