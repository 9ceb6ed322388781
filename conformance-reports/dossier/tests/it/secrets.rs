//! A written dossier, opened: no token, no code, no secret of a client, in any file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::exemple::{campagne, echange, entrees, requete};
use crate::jetons::jetons;

const JETON: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJhbmMifQ.eyJzdWIiOiI4OTk5MDAwMDAwNDUiLCJhdWQiOiJ0ZW1vaW4ifQ.c2lnbmF0dXJlLWZhY3RpY2U";
/// Secrets that have no form of their own: they are known by where they stand.
const OPAQUES: &[&str] = &["code-tres-secret", "secret-du-client", "valeur-du-cookie", "jeton-opaque"];

/// What a candidate sends and receives through Pro Santé Connect, tokens everywhere.
fn corps() -> [(&'static str, String, &'static str); 6] {
    let json = format!("{{\"access_token\":\"jeton-opaque\",\"refresh_token\":\"{JETON}\",\"id_token\":\"{JETON}\",\"expires_in\":60}}");
    [
        (
            "forme",
            "grant_type=authorization_code&code=code-tres-secret&redirect_uri=https%3A%2F%2Fa&client_secret=secret-du-client".to_owned(),
            "application/x-www-form-urlencoded",
        ),
        ("json", json.clone(), "application/json"),
        (
            "base64",
            format!("{{\"copie\":\"{}\"}}", STANDARD.encode(&json)),
            "application/json",
        ),
        (
            "html",
            format!("<a href=\"/fin?id_token_hint={}&amp;state=1\">x</a>", JETON.replace('.', "&#46;")),
            "text/html",
        ),
        (
            "multipart",
            format!(
                "--b\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\nsecret-du-client\r\n--b\r\n\r\n{JETON}\r\n--b--\r\n"
            ),
            "multipart/form-data; boundary=b",
        ),
        (
            "logout",
            format!("logout_token={}", JETON.replace('.', "%2E")),
            "application/x-www-form-urlencoded",
        ),
    ]
}

#[test]
fn aucun_jeton_dans_aucun_fichier() {
    let mut c = campagne();
    for (rang, (quoi, texte, media)) in (90..).zip(corps()) {
        let mut e = echange(&c, rang, &requete(&["RUTH"]));
        let x = &mut e.exchange;
        x.service = "psc".to_owned();
        x.operation = format!("psc.{quoi}");
        x.requete.ligne = format!("GET /logout?id_token_hint={JETON}&state={quoi} HTTP/1.1");
        x.requete.entetes.push((
            "Referer".to_owned(),
            format!("https://a/r?state=s&code=code-tres-secret#id_token={JETON}"),
        ));
        x.requete.entetes.push(("Cookie".to_owned(), "s=valeur-du-cookie".to_owned()));
        x.reponse.ligne = "HTTP/1.1 302 Found".to_owned();
        x.reponse
            .entetes
            .push(("Location".to_owned(), "https://a/retour?code=code-tres-secret&state=s".to_owned()));
        x.reponse
            .entetes
            .push(("Set-Cookie".to_owned(), "s=valeur-du-cookie; Path=/".to_owned()));
        x.faits.insert("id_token_hint".to_owned(), vec!["present".to_owned()]);
        x.echec = Some(format!("jeton {JETON} refusé"));
        e.corps_requete = c.garder(texte.as_bytes(), media);
        e.corps_reponse = c.garder(texte.as_bytes(), media);
        c.resultat.scenarios[0].inattendus.push(e);
    }
    c.resultat.scenarios[0].raison = format!("le jeton {JETON} n'est pas signé");
    let (_tmp, chemin) = c.poser();
    let entrees = entrees(&chemin);
    for (nom, octets) in &entrees {
        assert_eq!(jetons(octets), Vec::<String>::new(), "{nom}");
        for opaque in OPAQUES {
            assert!(!octets.windows(opaque.len()).any(|f| f == opaque.as_bytes()), "{nom}: {opaque}");
        }
    }
    assert_eq!(jetons(&std::fs::read(&chemin).unwrap()), Vec::<String>::new(), "the pack itself");
    let pdf = segur_pdf::lire(&entrees["rapport.pdf"]).unwrap();
    let dit: String = pdf.pages.iter().flat_map(|p| p.texte.split_whitespace()).collect();
    assert!(dit.contains("[masqué]") && jetons(dit.as_bytes()).is_empty());
    assert!(OPAQUES.iter().all(|o| !dit.contains(o)), "{dit}");
    let rapport = String::from_utf8(entrees["rapport.html"].clone()).unwrap();
    assert!(
        rapport.contains("id_token_hint=[masqué]&amp;state=forme"),
        "what is no secret stays"
    );
    assert!(rapport.contains("code=[masqué]&amp;state=s"));
}

#[test]
fn la_recherche_voit_ce_qu_elle_doit() {
    let utf16: Vec<u8> = JETON.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let zip = |contenu: &[u8]| {
        let mut ecrivain = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        ecrivain.start_file("a", zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut ecrivain, contenu).unwrap();
        ecrivain.finish().unwrap().into_inner()
    };
    for octets in [
        format!("id_token_hint={JETON}&x").into_bytes(),
        JETON.replace('.', "%2E").into_bytes(),
        JETON.replace('.', "&#46;").into_bytes(),
        JETON.replace('.', "\\u002e").into_bytes(),
        STANDARD.encode(format!("{{\"t\":\"{JETON}\"}}")).into_bytes(),
        utf16,
        zip(format!("<c>{JETON}</c>").as_bytes()),
        zip(&zip(STANDARD.encode(JETON).as_bytes())),
    ] {
        assert!(!jetons(&octets).is_empty(), "{}", String::from_utf8_lossy(&octets));
    }
    assert!(jetons(b"eyJhbGciOiJSUzI1NiJ9 seul, et eyJ.eyJ").is_empty());
}
