//! Digests, against the published vectors.

use crate::{FormeX5t, at_hash, defi_s256, verificateur_admis};

/// A file of the corpus, when it is at hand.
fn corpus(nom: &str) -> Option<serde_json::Value> {
    let chemin = segur_essais::corpus(&format!("psc/{nom}"))?;
    Some(serde_json::from_slice(&std::fs::read(chemin).unwrap()).unwrap())
}

#[test]
fn x5t_dans_les_deux_formes() {
    let Some(vecteurs) = corpus("edc/x5t-S256-vectors.json") else {
        return;
    };
    for v in vecteurs.as_array().unwrap() {
        let dit = |nom: &str| v[nom].as_str().unwrap();
        let hexa = dit("sha256_hex");
        assert_eq!(FormeX5t::Rfc8705.ecrire(hexa).unwrap(), dit("rfc8705_form"));
        assert_eq!(FormeX5t::Ans.ecrire(hexa).unwrap(), dit("observed_ans_form"));
        for (texte, forme) in [(dit("rfc8705_form"), FormeX5t::Rfc8705), (dit("observed_ans_form"), FormeX5t::Ans)] {
            assert_eq!(FormeX5t::reconnaitre(texte, hexa), Some(forme));
            assert_eq!(FormeX5t::deviner(texte), Some(forme));
            assert_eq!(FormeX5t::reconnaitre(texte, &"0".repeat(64)), None, "another's");
        }
    }
}

#[test]
fn ce_qui_n_est_pas_une_empreinte() {
    for texte in ["", "abc", "K8-37NPZqZ94kPZeg_AzjgrsQzqOkNtVPBZXszAWxT", "Zm9v"] {
        assert_eq!(FormeX5t::deviner(texte), None, "{texte}");
    }
    assert_eq!(FormeX5t::Ans.ecrire("2BCF"), None);
    assert_eq!(FormeX5t::Rfc8705.ecrire(&"G".repeat(64)), None);
    assert_eq!(
        FormeX5t::Ans.ecrire(&"A".repeat(64)),
        None,
        "lower case alone is the form of the ANS"
    );
}

#[test]
fn pkce() {
    // RFC 7636, appendix B.
    assert_eq!(
        defi_s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );
    assert!(verificateur_admis(&"a".repeat(43)) && verificateur_admis(&"~".repeat(128)));
    assert!(!verificateur_admis(&"a".repeat(42)) && !verificateur_admis(&"a".repeat(129)) && !verificateur_admis(&"é".repeat(50)));
}

#[test]
fn at_hash_est_la_moitie_gauche() {
    // OpenID Connect Core 1.0, appendix A.3.
    assert_eq!(at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
}

#[test]
fn userinfo_de_la_reference() {
    for nom in [
        "medecin-liberal-et-salarie.899700427885",
        "synthetic-biologiste-medecin.899900000045",
        "synthetic-infirmier-liberal.899900000029",
        "synthetic-pharmacien-titulaire.899900000011",
        "synthetic-sage-femme.899900000037",
    ] {
        let Some(vrai) = corpus(&format!("userinfo/{nom}.json")) else {
            return;
        };
        let lu: crate::UserInfo = serde_json::from_value(vrai.clone()).unwrap();
        let ecrit = serde_json::to_value(&lu).unwrap();
        assert_eq!(ecrit, vrai, "{nom}: nothing added, nothing lost, same types");
    }
}

#[test]
fn decouverte_de_la_reference() {
    let Some(mut vrai) = corpus("wallet-openid-configuration.bas.json") else {
        return;
    };
    // The device flow and the frame of session management are not played, so not announced.
    let document = vrai.as_object_mut().unwrap();
    for absente in ["device_authorization_endpoint", "check_session_iframe"] {
        assert!(document.shift_remove(absente).is_some(), "{absente}");
    }
    document["mtls_endpoint_aliases"]
        .as_object_mut()
        .unwrap()
        .shift_remove("device_authorization_endpoint");
    document["grant_types_supported"]
        .as_array_mut()
        .unwrap()
        .retain(|g| g != "urn:ietf:params:oauth:grant-type:device_code");
    let adresses = crate::decouverte::Adresses {
        emetteur: vrai["issuer"].as_str().unwrap().to_owned(),
        autorisation: vrai["authorization_endpoint"].as_str().unwrap().to_owned(),
    };
    let notre = crate::decouverte::document(&adresses);
    for (nom, valeur) in vrai.as_object().unwrap() {
        assert_eq!(notre.get(nom), Some(valeur), "{nom}");
    }
    assert_eq!(notre.as_object().unwrap().len(), vrai.as_object().unwrap().len());
}
