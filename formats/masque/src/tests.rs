//! What disappears, what does not move.

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::*;

fn apres(avant: &str) -> String {
    texte(avant).into_owned()
}

#[test]
fn ce_qui_est_secret_disparait() {
    let cas = [
        (
            "-----BEGIN RSA PRIVATE KEY-----\nQUJD\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----[masqué]-----END RSA PRIVATE KEY-----",
        ),
        (
            "{\"k\":\"-----BEGIN PRIVATE KEY-----\\nQUJD\"}",
            "{\"k\":\"-----BEGIN PRIVATE KEY-----[masqué]",
        ),
        (
            "POST / HTTP/1.1\r\nAuthorization: Basic YWJj\r\nAccept: */*\r\n",
            "POST / HTTP/1.1\r\nAuthorization: [masqué]\r\nAccept: */*\r\n",
        ),
        ("jeton Bearer abcdef0123456789 refusé", "jeton Bearer [masqué] refusé"),
        ("x eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl y", "x [masqué] y"),
        (
            "<wsse:Password Type=\"#t\">tournesol</wsse:Password>",
            "<wsse:Password Type=\"#t\">[masqué]</wsse:Password>",
        ),
        (
            "{\"client_secret\": \"a\\\"b\", \"x\": 1}",
            "{\"client_secret\": \"[masqué]\", \"x\": 1}",
        ),
        ("grant=x&client_secret=abc&y=1", "grant=x&client_secret=[masqué]&y=1"),
        ("grant=x&code_verifier=abc&y=1", "grant=x&code_verifier=[masqué]&y=1"),
        ("<a password=\"tournesol\"/>", "<a password=\"[masqué]\"/>"),
        (
            "{\"j\":\"{\\\"password\\\":\\\"tournesol\\\"}\"}",
            "{\"j\":\"{\\\"password\\\":\\\"[masqué]\\\"}\"}",
        ),
    ];
    for (avant, attendu) in cas {
        assert_eq!(apres(avant), attendu);
        assert_eq!(apres(attendu), attendu, "masking twice changes nothing");
    }
}

#[test]
fn le_reste_ne_bouge_pas() {
    for intact in [
        "urn:oasis:names:tc:SAML:2.0:cm:bearer",
        "Bearer authentication est attendu",
        "<ds:X509Certificate>MIIBeyJ</ds:X509Certificate>",
        "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----",
        "<Password/>",
        "Le mot de passe : absent. secret: non",
        "",
    ] {
        assert_eq!(octets(intact.as_bytes()), None, "{intact}");
    }
    assert_eq!(octets(&[0xff, 0xfe]), None);
    assert_eq!(octets(b"\0\0\0\x20ftypmp42 pwd=abcdef"), None, "a video");
}

#[test]
fn coffres_et_utf16() {
    assert!(octets(&[0x30, 0x82, 0x01, 0x00, 0x02, 0x01, 0x03, 0x30, 0x82]).is_some(), "PKCS#12");
    assert_eq!(octets(&[0x30, 0x82, 0x01, 0x00, 0x30, 0x82, 0x02]), None, "certificate");
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("<Password>x</Password>".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(octets(&utf16).unwrap(), "<Password>[masqué]</Password>".as_bytes());
}

const JETON: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI4OTk5MDAwMDAwNDUifQ.c2lnbmF0dXJlLWZhY3RpY2U";

#[test]
fn un_jeton_disparait_sous_toutes_ses_formes() {
    let json = format!("{{\"id_token\":\"{JETON}\"}}");
    let html = JETON.replace('.', "&#46;");
    for avant in [
        format!("GET /logout?id_token_hint={JETON}&state=x HTTP/1.1"),
        format!("GET /logout?id_token_hint={} HTTP/1.1", JETON.replace('.', "%2E")),
        format!("retour=https%3A%2F%2Fsgl%2Fr%3Fid_token_hint%3D{JETON}%26state%3Dx"),
        format!("Location: https://sgl.example/fin?id_token_hint={JETON}"),
        format!("Referer: https://sgl.example/fin#id_token={JETON}"),
        format!("<a href=\"https://sgl.example/fin?x={JETON}&amp;state=1\">{html}</a>"),
        format!("x={}", JETON.replace('.', "\\u002e")),
        format!("X-Jeton:{JETON}"),
        format!("abc{JETON}"),
        format!("\\u003d{JETON}\\u0026"),
        json.clone(),
        STANDARD.encode(&json),
        URL_SAFE_NO_PAD.encode(format!("?>~ {json}")),
        STANDARD.encode(STANDARD.encode(&json)),
        format!("<doc>{}</doc>", STANDARD.encode(format!("<a>{JETON}</a>"))),
        format!("{}=\r\n{}", &JETON[..70], &JETON[70..]),
        JETON.rsplit_once('.').unwrap().0.to_owned(),
        format!("{}.", JETON.rsplit_once('.').unwrap().0),
        format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode("{ \"typ\": \"JWT\", \"alg\": \"RS256\" }"),
            JETON.split_once('.').unwrap().1
        ),
    ] {
        let apres = apres(&avant);
        assert!(apres.contains(MASQUE), "{avant}");
        for reste in ["eyJ", "c2lnbmF0dXJl", "eyAidHlw", &STANDARD.encode(&json)[..20]] {
            assert!(!apres.contains(reste), "{avant}\n{apres}");
        }
        assert_eq!(octets(apres.as_bytes()), None, "{apres}");
    }
}

#[test]
fn un_parametre_secret_disparait() {
    for (avant, attendu) in [
        (
            "GET /retour?code=abc-1&state=e4 HTTP/1.1",
            "GET /retour?code=[masqué]&state=e4 HTTP/1.1",
        ),
        (
            "GET /retour?state=e4&code=abc-1 HTTP/1.1",
            "GET /retour?state=e4&code=[masqué] HTTP/1.1",
        ),
        ("https://a/r?code=d54a3b0b-9c31.1f0b", "https://a/r?code=[masqué]"),
        (
            "grant_type=authorization_code&code=c1&redirect_uri=https%3A%2F%2Fa",
            "grant_type=authorization_code&code=[masqué]&redirect_uri=https%3A%2F%2Fa",
        ),
        (
            "u=https%3A%2F%2Fa%3Fcode%3Dc1%26state%3Ds",
            "u=https%3A%2F%2Fa%3Fcode%3D[masqué]%26state%3Ds",
        ),
        (
            "\"u\":\"https://a?state=s\\u0026code=c1\"",
            "\"u\":\"https://a?state=s\\u0026code=[masqué]\"",
        ),
        ("<a href=\"/r?state=s&amp;code=c1\"/>", "<a href=\"/r?state=s&amp;code=[masqué]\"/>"),
        (
            "{\"code\":\"c1\",\"redirect_uri\":\"x\"}",
            "{\"code\":\"[masqué]\",\"redirect_uri\":\"x\"}",
        ),
        (
            "token=opaque&token_type_hint=refresh_token",
            "token=[masqué]&token_type_hint=refresh_token",
        ),
        ("x=1&refresh_token=opaque", "x=1&refresh_token=[masqué]"),
        (
            "client_assertion=a.b&client_assertion_type=urn",
            "client_assertion=[masqué]&client_assertion_type=urn",
        ),
        (
            "assertion=PHNhbWw&subject_token=s1&actor_token=a1",
            "assertion=[masqué]&subject_token=[masqué]&actor_token=[masqué]",
        ),
        ("SAMLResponse=PHNhbWw%3D&RelayState=x", "SAMLResponse=[masqué]&RelayState=x"),
        ("logout_token=l1", "logout_token=[masqué]"),
        (
            "{\"access_token\":\"opaque\",\"token\":\"t\"}",
            "{\"access_token\":\"[masqué]\",\"token\":\"[masqué]\"}",
        ),
        (
            "--b\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\ns1\r\n--b--",
            "--b\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\n[masqué]\r\n--b--",
        ),
        (
            "<input type=\"hidden\" name=\"code\" value=\"c1\"/>",
            "<input type=\"hidden\" name=\"code\" value=\"[masqué]\"/>",
        ),
        (
            "Set-Cookie: sid=1; Path=/\r\nDPoP: x\r\n",
            "Set-Cookie: [masqué]\r\nDPoP: [masqué]\r\n",
        ),
    ] {
        assert_eq!(apres(avant), attendu);
        assert_eq!(apres(attendu), attendu, "masking twice changes nothing");
    }
}

#[test]
fn ce_qui_ressemble_ne_bouge_pas() {
    for intact in [
        "<code code=\"11502-2\" codeSystem=\"2.16.840.1.113883.6.1\"/>",
        "{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"11502-2\"}],\"status\":\"final\"}",
        "GET /fhir/Observation?code=http://loinc.org%7C11502-2 HTTP/1.1",
        "GET /fhir/Observation?code=11502-2 HTTP/1.1",
        "grant_type=authorization_code&state=s1&nonce=n1&auth_req_id=a1&session_state=x&code_challenge=c&client_id=i",
        "  id_token_hint = present",
        "{\"id_token_hint\":[\"present\"]}",
        "<saml:Assertion ID=\"a\">\n<saml:Issuer>CN=X</saml:Issuer></saml:Assertion>",
        "<xs:element name=\"token\"/>",
        "Un jeton « eyJ » est attendu, code = 3",
        "eyJ.eyJ.x",
        "<text>eyJhbGciOiJSUzI1NiJ9 seul</text>",
        "assertion = la signature est fausse",
    ] {
        assert_eq!(octets(intact.as_bytes()), None, "{intact}");
    }
}

#[test]
fn un_fichier_comprime_qui_tient_un_jeton_n_entre_pas() {
    let zip = |contenu: &[u8]| {
        let mut ecrivain = zip::ZipWriter::new(Cursor::new(Vec::new()));
        ecrivain.start_file("a.xml", zip::write::SimpleFileOptions::default()).unwrap();
        ecrivain.write_all(contenu).unwrap();
        ecrivain.finish().unwrap().into_inner()
    };
    let gzip = |contenu: &[u8]| {
        let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        e.write_all(contenu).unwrap();
        e.finish().unwrap()
    };
    for tenu in [
        zip(JETON.as_bytes()),
        gzip(JETON.as_bytes()),
        zip(&zip(STANDARD.encode(JETON).as_bytes())),
    ] {
        let masque = String::from_utf8(octets(&tenu).unwrap()).unwrap();
        assert!(masque.starts_with(MASQUE), "{masque}");
    }
    for intact in [zip(b"<a/>"), gzip(b"<a/>")] {
        assert_eq!(octets(&intact), None);
    }
}

#[test]
fn utf16_sans_marque() {
    for unite in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
        let octets_utf16: Vec<u8> = format!("{{\"id_token\":\"{JETON}\"}}").encode_utf16().flat_map(unite).collect();
        assert_eq!(octets(&octets_utf16).unwrap(), "{\"id_token\":\"[masqué]\"}".as_bytes());
    }
}

#[test]
fn un_grand_document_ne_coute_rien() {
    let gros = STANDARD.encode("résultat ".repeat(300_000));
    let document = format!("<a>{gros}</a>");
    let depart = std::time::Instant::now();
    assert_eq!(octets(document.as_bytes()), None);
    let _ = octets("eyJ".repeat(300_000).as_bytes());
    let _ = octets("code=".repeat(5_000).as_bytes());
    assert!(depart.elapsed() < std::time::Duration::from_secs(30), "{:?}", depart.elapsed());
}
