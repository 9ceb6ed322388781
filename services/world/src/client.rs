//! What must hold of a client of Pro Santé Connect.

use segur_model::World;
use segur_model::world::ClientPsc;

/// Ways to authenticate, and whether they want a secret.
const METHODES: [(&str, bool); 5] = [
    ("client_secret_basic", true),
    ("client_secret_post", true),
    ("client_secret_jwt", true),
    ("private_key_jwt", false),
    ("tls_client_auth", false),
];

/// Everything that does not hold, one French sentence each.
pub(crate) fn anomalies_client(monde: &World, client: &ClientPsc) -> Vec<String> {
    let mut dit = Vec::new();
    if client.methodes.is_empty() {
        dit.push("sans méthode d'authentification : donnez methodes".to_owned());
    }
    for methode in &client.methodes {
        match METHODES.iter().find(|(nom, _)| nom == methode) {
            None => dit.push(format!(
                "méthode « {methode} » inconnue ; les méthodes sont {}",
                METHODES.map(|(nom, _)| nom).join(", ")
            )),
            Some((_, true)) if client.secret.as_ref().is_none_or(String::is_empty) => dit.push(format!("{methode} sans secret")),
            Some(("tls_client_auth", _)) if client.certificat_dn.is_none() => dit.push("tls_client_auth sans certificat_dn".to_owned()),
            Some(("private_key_jwt", _)) if client.certificat_dn.is_none() && client.jwks.is_none() => {
                dit.push("private_key_jwt sans jwks ni certificat_dn".to_owned());
            }
            Some(_) => {}
        }
    }
    if let Some(structure) = client.structure.as_ref().filter(|s| !monde.structures.contains_key(*s)) {
        dit.push(format!("de la structure {structure}, qui n'existe pas"));
    }
    let uris = client.redirect_uris.iter().chain(&client.post_logout_redirect_uris);
    dit.extend(uris.filter(|u| !uri_admise(u)).map(|u| {
        format!(
            "URI « {u} » : une URI absolue sans fragment est attendue ; le port ne peut être « * » que sur 127.0.0.1, [::1] ou localhost"
        )
    }));
    dit
}

fn uri_admise(uri: &str) -> bool {
    let Some((schema, reste)) = uri.split_once(':') else { return false };
    let boucle = ["//127.0.0.1:*", "//[::1]:*", "//localhost:*"];
    let etoile = !uri.contains('*')
        || (matches!(schema, "http" | "https") && boucle.iter().any(|b| reste.strip_prefix(b).is_some_and(|s| s.starts_with('/'))));
    let schema_admis = schema.starts_with(|c: char| c.is_ascii_lowercase())
        && schema
            .bytes()
            .all(|o| o.is_ascii_lowercase() || o.is_ascii_digit() || b"+-.".contains(&o));
    schema_admis && !reste.is_empty() && etoile && !uri.contains(['#', ' ']) && uri.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris() {
        for bonne in [
            "https://client.banc.test/retour",
            "http://127.0.0.1:*/retour",
            "http://localhost:*/",
            "fr.editeur.app:/retour",
        ] {
            assert!(uri_admise(bonne), "{bonne}");
        }
        for mauvaise in [
            "",
            "/retour",
            "https://client.banc.test/*",
            "https://*.banc.test/retour",
            "http://127.0.0.1:*",
            "http://127.0.0.1.autre.test:*/x",
            "https://client.banc.test/a#b",
            "HTTPS://client.banc.test/",
        ] {
            assert!(!uri_admise(mauvaise), "{mauvaise}");
        }
    }

    #[test]
    fn un_client_incoherent_est_dit() {
        let client = ClientPsc {
            id: "x".into(),
            methodes: ["client_secret_post", "tls_client_auth", "private_key_jwt", "none"]
                .map(str::to_owned)
                .to_vec(),
            structure: Some("NULLE_PART".into()),
            redirect_uris: vec!["retour".into()],
            ..ClientPsc::default()
        };
        assert_eq!(anomalies_client(&World::default(), &client).len(), 6);
    }
}
