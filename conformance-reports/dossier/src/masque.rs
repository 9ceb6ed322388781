//! Secrets never enter the pack: private keys, bearer tokens, authorization and cookie headers, passwords. The search is
//! on bytes, so that any encoding that keeps ASCII is covered, and it leaves everything else byte for byte as it was.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in place of a secret.
pub(crate) const MASQUE: &str = "[masqué]";

/// Names of fields, elements and parameters whose value is a secret, in lower case, without `-` and `_`.
const CHAMPS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "motdepasse",
    "mdp",
    "secret",
    "clientsecret",
    "apikey",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "clientassertion",
    "codeverifier",
    "logouttoken",
    "subjecttoken",
    "privatekey",
    "cleprivee",
];

/// HTTP headers whose value is a secret.
pub(crate) const ENTETES: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
    "esante-api-key",
    "authentication-info",
];

/// Whether a field of this name holds a secret.
pub(crate) fn champ_secret(nom: &str) -> bool {
    let nu: String = nom
        .chars()
        .filter(|c| *c != '-' && *c != '_')
        .flat_map(char::to_lowercase)
        .collect();
    CHAMPS.contains(&nu.as_str())
}

/// A text with its secrets masked.
pub(crate) fn texte(texte: &str) -> Cow<'_, str> {
    match octets(texte.as_bytes()) {
        Some(masque) => Cow::Owned(String::from_utf8_lossy(&masque).into_owned()),
        None => Cow::Borrowed(texte),
    }
}

/// The bytes with their secrets masked; `None` when there was nothing to mask.
pub(crate) fn octets(contenu: &[u8]) -> Option<Vec<u8>> {
    if est_coffre(contenu) {
        return Some(format!("{MASQUE} : ce fichier contenait une clé privée.\n").into_bytes());
    }
    if let Some(texte) = utf16(contenu) {
        return octets(texte.as_bytes());
    }
    let mut secrets: Vec<Range<usize>> = Vec::new();
    cles_pem(contenu, &mut secrets);
    if !est_binaire(contenu) {
        lignes_entetes(contenu, &mut secrets);
        porteurs(contenu, &mut secrets);
        jetons(contenu, &mut secrets);
        elements(contenu, &mut secrets);
        champs(contenu, &mut secrets);
    }
    secrets.retain(|r| !r.is_empty() && &contenu[r.clone()] != MASQUE.as_bytes());
    (!secrets.is_empty()).then(|| remplacer(contenu, secrets))
}

/// A video or an image: in so many random bytes a short word like `pwd=` comes up by chance, and masking would break them.
fn est_binaire(contenu: &[u8]) -> bool {
    contenu.iter().take(8 * 1024).any(|o| *o == 0)
}

fn remplacer(contenu: &[u8], mut secrets: Vec<Range<usize>>) -> Vec<u8> {
    secrets.sort_by_key(|r| (r.start, r.end));
    let mut sortie = Vec::with_capacity(contenu.len());
    let mut fait = 0;
    for r in secrets {
        if r.start >= fait {
            sortie.extend_from_slice(&contenu[fait..r.start]);
            sortie.extend_from_slice(MASQUE.as_bytes());
        }
        fait = fait.max(r.end);
    }
    sortie.extend_from_slice(&contenu[fait..]);
    sortie
}

/// A PKCS#12 store, or a bare private key in DER: known by the object identifiers that open them.
fn est_coffre(contenu: &[u8]) -> bool {
    const PKCS12_DATA: &[u8] = &[0x02, 0x01, 0x03, 0x30];
    const PKCS8_RSA: &[u8] = &[
        0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
    ];
    const PKCS8_EC: &[u8] = &[0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    const PKCS1: &[u8] = &[0x02, 0x01, 0x00, 0x02, 0x82];
    let Some((0x30, reste)) = contenu.split_first().map(|(t, r)| (*t, r)) else {
        return false;
    };
    let entete = match reste.first() {
        Some(l) if *l < 0x80 => 1,
        Some(l) => 1 + usize::from(l & 0x7f),
        None => return false,
    };
    let Some(corps) = reste.get(entete..) else { return false };
    [PKCS12_DATA, PKCS8_RSA, PKCS8_EC, PKCS1]
        .iter()
        .any(|signe| corps.starts_with(signe))
}

/// A UTF-16 text, which the byte search would not see through.
pub(crate) fn utf16(contenu: &[u8]) -> Option<String> {
    let unites = |f: fn([u8; 2]) -> u16| contenu[2..].chunks_exact(2).map(|p| f([p[0], p[1]])).collect::<Vec<u16>>();
    match contenu {
        [0xff, 0xfe, ..] => Some(String::from_utf16_lossy(&unites(u16::from_le_bytes))),
        [0xfe, 0xff, ..] => Some(String::from_utf16_lossy(&unites(u16::from_be_bytes))),
        _ => None,
    }
}

/// `-----BEGIN … PRIVATE KEY-----` up to its end, or to the end of the content.
fn cles_pem(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for debut in positions(contenu, b"-----BEGIN ") {
        let titre = &contenu[debut..contenu.len().min(debut + 64)];
        if let Some(i) = trouver(titre, b"PRIVATE KEY-----") {
            let corps = debut + i + b"PRIVATE KEY-----".len();
            let fin = trouver(&contenu[corps..], b"-----END").map_or(contenu.len(), |f| corps + f);
            secrets.push(corps..fin);
        }
    }
}

/// `Authorization: …` at the start of a line, as in a raw dump of a request.
fn lignes_entetes(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    let mut debut = 0;
    for ligne in contenu.split_inclusive(|o| *o == b'\n') {
        if let Some(deux_points) = ligne.iter().take(32).position(|o| *o == b':')
            && ENTETES.iter().any(|e| ligne[..deux_points].eq_ignore_ascii_case(e.as_bytes()))
        {
            let valeur = deux_points + 1 + ligne[deux_points + 1..].iter().take_while(|o| **o == b' ').count();
            let fin = ligne.len() - ligne.iter().rev().take_while(|o| matches!(o, b'\r' | b'\n')).count();
            secrets.push(debut + valeur..debut + fin.max(valeur));
        }
        debut += ligne.len();
    }
}

/// `Bearer xxxx`. A digit is asked for, so that prose about bearer tokens stays whole.
fn porteurs(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for debut in positions(contenu, b"earer ") {
        let jeton = debut + b"earer ".len();
        let fin = jeton + contenu[jeton..].iter().take_while(|o| est_jeton(**o)).count();
        if debut > 0
            && contenu[debut - 1].eq_ignore_ascii_case(&b'b')
            && fin - jeton >= 12
            && contenu[jeton..fin].iter().any(u8::is_ascii_digit)
        {
            secrets.push(jeton..fin);
        }
    }
}

/// JSON Web Tokens wherever they are: three base64url parts, the first of which opens an object.
fn jetons(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for debut in positions(contenu, b"eyJ") {
        if debut > 0 && est_base64url(contenu[debut - 1]) {
            continue;
        }
        let fin = debut + contenu[debut..].iter().take_while(|o| est_base64url(**o) || **o == b'.').count();
        let parties: Vec<&[u8]> = contenu[debut..fin].split(|o| *o == b'.').collect();
        if parties.len() >= 3 && parties[..2].iter().all(|p| p.len() >= 8) {
            secrets.push(debut..fin);
        }
    }
}

/// `<wsse:Password …>value</…>`.
fn elements(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for debut in positions(contenu, b"<") {
        let nom_fin = debut
            + 1
            + contenu[debut + 1..]
                .iter()
                .take_while(|o| o.is_ascii_alphanumeric() || matches!(o, b':' | b'_' | b'-' | b'.'))
                .count();
        let Ok(nom) = std::str::from_utf8(&contenu[debut + 1..nom_fin]) else {
            continue;
        };
        if !champ_secret(nom.rsplit(':').next().unwrap_or(nom)) {
            continue;
        }
        let Some(ferme) = trouver(&contenu[nom_fin..], b">").map(|i| nom_fin + i) else {
            continue;
        };
        if contenu[ferme - 1] == b'/' {
            continue;
        }
        let fin = trouver(&contenu[ferme..], b"<").map_or(contenu.len(), |i| ferme + i);
        secrets.push(ferme + 1..fin);
    }
}

/// `"password": "value"`, `password="value"`, `password=value&`.
fn champs(contenu: &[u8], secrets: &mut Vec<Range<usize>>) {
    for (signe, egal) in contenu.iter().enumerate().filter(|(_, o)| matches!(o, b':' | b'=')) {
        let avant = contenu[..signe].trim_ascii_end();
        let (cle, citee) = match avant.split_last() {
            Some((b'"', reste)) => (reste.strip_suffix(b"\\").unwrap_or(reste), true),
            _ => (avant, false),
        };
        if *egal == b':' && !citee {
            continue;
        }
        let debut_cle = cle
            .iter()
            .rposition(|o| !(o.is_ascii_alphanumeric() || matches!(o, b'_' | b'-')))
            .map_or(0, |i| i + 1);
        let Ok(nom) = std::str::from_utf8(&cle[debut_cle..]) else {
            continue;
        };
        if !champ_secret(nom) {
            continue;
        }
        let mut debut = signe + 1 + contenu[signe + 1..].iter().take_while(|o| o.is_ascii_whitespace()).count();
        if contenu.get(debut) == Some(&b'\\') {
            debut += 1;
        }
        match contenu.get(debut) {
            Some(guillemet @ (b'"' | b'\'')) => secrets.push(debut + 1..fin_de_chaine(contenu, debut + 1, *guillemet)),
            Some(_) if *egal == b'=' => {
                let fin = debut
                    + contenu[debut..]
                        .iter()
                        .take_while(|o| !o.is_ascii_whitespace() && !matches!(o, b'&' | b'<' | b';' | b'"' | b'\''))
                        .count();
                secrets.push(debut..fin);
            }
            _ => {}
        }
    }
}

fn fin_de_chaine(contenu: &[u8], debut: usize, guillemet: u8) -> usize {
    let mut i = debut;
    while let Some(o) = contenu.get(i) {
        match o {
            b'\\' if contenu.get(i + 1) == Some(&guillemet) && contenu.get(i.wrapping_sub(1)) != Some(&b'\\') => {
                // An escaped quote: inside a value of plain JSON it goes on; inside JSON within JSON it ends the value.
                if matches!(contenu.get(i + 2), Some(b',' | b'}' | b' ' | b']')) {
                    return i;
                }
                i += 2;
            }
            o if *o == guillemet => return i,
            _ => i += 1,
        }
    }
    contenu.len()
}

fn est_base64url(o: u8) -> bool {
    o.is_ascii_alphanumeric() || matches!(o, b'-' | b'_' | b'=')
}

fn est_jeton(o: u8) -> bool {
    est_base64url(o) || matches!(o, b'.' | b'~' | b'+' | b'/')
}

fn trouver(foin: &[u8], aiguille: &[u8]) -> Option<usize> {
    foin.windows(aiguille.len()).position(|f| f == aiguille)
}

fn positions<'a>(foin: &'a [u8], aiguille: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    foin.windows(aiguille.len())
        .enumerate()
        .filter_map(move |(i, f)| (f == aiguille).then_some(i))
}

#[cfg(test)]
mod tests {
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
}
