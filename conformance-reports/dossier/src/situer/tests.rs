use super::*;

/// What is marked: rank of the text, and that text up to the end of the mark.
fn marques<'t>(textes: &[(Genre<'t>, &'t str)], fait: &str, valeur: &str) -> Vec<(usize, &'t str)> {
    let lus: Vec<Texte<'_>> = textes.iter().map(|(g, t)| Texte::lire(*g, t)).collect();
    situer(&lus, fait, valeur)
        .into_iter()
        .map(|(rang, r)| (rang, &textes[rang].1[..r.end]))
        .collect()
}

/// There is one mark, in this text, and it ends what ends so.
fn une(textes: &[(Genre<'_>, &str)], fait: &str, valeur: &str, rang: usize, fin: &str) {
    let marques = marques(textes, fait, valeur);
    assert!(
        matches!(marques[..], [(r, t)] if r == rang && t.ends_with(fin)),
        "{fait} = {valeur}: {marques:?}"
    );
}

fn aucune(textes: &[(Genre<'_>, &str)], fait: &str, valeur: &str) {
    assert_eq!(marques(textes, fait, valeur), [], "{fait} = {valeur}");
}

const RECHERCHE: &str = "<?xml version=\"1.0\"?>\n<s:Envelope xmlns:s=\"urn:s\" xmlns:i=\"urn:i\"><s:Body><i:RECSANSVITALE>\
    <i:NomNaissance>D&apos;AM</i:NomNaissance><i:Prenom>RUTH</i:Prenom><i:Sexe>M</i:Sexe></i:RECSANSVITALE></s:Body></s:Envelope>";
const RESULTAT: &str = "<RESULTAT><CR><CodeCR>00</CodeCR><LibelleCR>OK</LibelleCR></CR><INDIVIDU><INSACTIF><IdIndividu>\
    <NumIdentifiant>2770763220001</NumIdentifiant><Cle>00</Cle></IdIndividu></INSACTIF><TIQ><Sexe>M</Sexe></TIQ></INDIVIDU></RESULTAT>";

fn insi() -> [(Genre<'static>, &'static str); 2] {
    [(Genre::Corps, RECHERCHE), (Genre::Corps, RESULTAT)]
}

#[test]
fn une_valeur_courte_est_marquee_a_la_place_de_son_fait() {
    une(&insi(), "cr", "00", 1, "<CR><CodeCR>00");
    une(&insi(), "cle", "00", 1, "nt><Cle>00");
    une(&insi(), "sexe", "M", 0, "nom><i:Sexe>M");
    une(&insi(), "tiq.sexe", "M", 1, "F><TIQ><Sexe>M");
    aucune(&insi(), "inconnu", "00");
    aucune(&insi(), "inconnu", "M");
}

#[test]
fn une_valeur_echappee_est_marquee_entiere() {
    une(&insi(), "nom", "D'AM", 0, "omNaissance>D&apos;AM");
}

#[test]
fn un_ins_en_deux_morceaux_a_deux_marques() {
    let dits = marques(&insi(), "ins", "277076322000100");
    assert_eq!(dits.len(), 2, "{dits:?}");
    assert!(dits[0].1.ends_with(">2770763220001") && dits[1].1.ends_with("Cle>00"), "{dits:?}");
    aucune(&insi(), "ins", "277076322000142");
    aucune(&insi(), "historique", "277076322000100");
}

#[test]
fn un_fait_connu_n_est_cherche_que_chez_lui() {
    let vihf = "<Assertion ID=\"_1\"><Subject><NameID>899900000045</NameID></Subject></Assertion>";
    let ailleurs = "<lot><auteur>899900000060</auteur></lot>";
    let tout = [(Genre::Corps, vihf), (Genre::Corps, ailleurs)];
    une(&tout, "vihf.ps", "899900000045", 0, "ect><NameID>899900000045");
    aucune(&tout, "vihf.ps", "899900000060");
    une(&tout, "auteur", "899900000060", 1, "lot><auteur>899900000060");
}

#[test]
fn dans_un_formulaire_et_une_adresse() {
    let tout = [
        (
            Genre::LigneRequete,
            "GET /auth?response_type=code&scope=openid%20scope_all&acr_values=eidas1&state=00 HTTP/1.1",
        ),
        (
            Genre::Entete("Location"),
            "https://a/retour?code=[masqué]&state=25ddda2a90fd5605be0e",
        ),
        (Genre::Corps, "grant_type=authorization_code&code=[masqué]&client_id=temoin-sgl"),
    ];
    une(&tout, "scope", "openid scope_all", 0, "&scope=openid%20scope_all");
    une(&tout, "acr_values", "eidas1", 0, "&acr_values=eidas1");
    une(&tout, "state", "00", 0, "das1&state=00");
    une(&tout, "client_id", "temoin-sgl", 2, "&client_id=temoin-sgl");
    une(&tout, "grant", "authorization_code", 2, "grant_type=authorization_code");
    aucune(&tout, "pkce", "present");
}

#[test]
fn un_jeton_masque_ne_montre_rien() {
    let tout = [(
        Genre::Corps,
        "{\"access_token\":\"[masqué]\",\"id_token\":\"[masqué]\",\"expires_in\":60}",
    )];
    aucune(&tout, "nonce", "3f8c4014aa8d5353802331595ef38d57");
    une(&tout, "expires_in", "60", 0, "expires_in\":60");
}

#[test]
fn dans_un_json_par_la_cle() {
    let bundle =
        "{\n \"total\": 1, \"entry\": [{\"resource\": {\"identifier\": [{\"system\": \"a\", \"value\": \"99900000052\"}], \"rang\": 1}}]}";
    let tout = [
        (
            Genre::LigneRequete,
            "GET /fhir/v2/Practitioner?identifier=https%3A%2F%2Fr%7C99900000052&_count=1 HTTP/1.1",
        ),
        (Genre::Corps, bundle),
    ];
    une(&tout, "total", "1", 1, "{\n \"total\": 1");
    une(&tout, "rpps", "99900000052", 1, ", \"value\": \"99900000052");
    une(&tout, "type", "Practitioner", 0, "GET /fhir/v2/Practitioner");
    une(&tout, "p._count", "1", 0, "052&_count=1");
    une(&tout, "parametres", "_count", 0, "052&_count");
    let traces = "{\"appels\": [{\"code_retour\": \"00\", \"rang\": \"00\"}, {\"code_retour\": \"01\"}]}";
    une(&[(Genre::Fichier, traces)], "appels.code_retour", "00", 0, "_retour\": \"00");
    let identite = "{\"statut\": \"provisoire\", \"autre\": {\"statut\": \"provisoire\"}, \"attributs\": [\"fictive\"]}";
    une(
        &[(Genre::Fichier, identite)],
        "statut",
        "provisoire",
        0,
        "{\"statut\": \"provisoire",
    );
    une(&[(Genre::Fichier, identite)], "attributs", "fictive", 0, "[\"fictive");
}

#[test]
fn une_entree_est_marquee_dans_son_objet() {
    let json = "{\"comptes\":[{\"reference\":\"C1\",\"etat\":\"ouvert\",\"n\":2},{\"reference\":\"C2\",\"plus\":{\"etat\":\"clos\"},\"etat\":\"ouvert\"}]}";
    let fichier = [(Genre::Fichier, json)];
    let dites = marques(&fichier, "comptes", "[reference C2, etat ouvert]");
    assert_eq!(dites.len(), 2, "{dites:?}");
    assert!(
        dites[0].1.ends_with("\"reference\":\"C2") && dites[1].1.ends_with("},\"etat\":\"ouvert"),
        "{dites:?}"
    );
    assert_eq!(marques(&fichier, "comptes", "[reference C1, n 2]").len(), 2);
    aucune(&fichier, "comptes", "[reference C1, etat clos]");
    aucune(&fichier, "comptes", "[etat ouvert]"); // two entries hold it
    aucune(&fichier, "autres", "[reference C1, etat ouvert]");
}

const LOT: &str = "<L><ExtrinsicObject id=\"urn:uuid:1\" mimeType=\"text/xml\"><Slot name=\"creationTime\"><ValueList><Value>2026</Value></ValueList></Slot>\
    <Slot name=\"serviceStopTime\"><ValueList><Value>2026</Value></ValueList></Slot>\
    <Classification classificationScheme=\"urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f\" nodeRepresentation=\"N\"/>\
    <Classification classificationScheme=\"urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a\" nodeRepresentation=\"N\"/></ExtrinsicObject>\
    <ExtrinsicObject id=\"urn:uuid:2\"><Classification nodeRepresentation=\"urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1\"/>\
    <Classification classificationScheme=\"urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f\" nodeRepresentation=\"N\"/></ExtrinsicObject>\
    <ExternalIdentifier identificationScheme=\"urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446\" value=\"277^^^&amp;1.2.250&amp;ISO^NH\"/></L>";

#[test]
fn dans_un_lot_par_son_schema_et_jamais_dans_sa_signature() {
    let tout = [(Genre::Corps, LOT)];
    assert_eq!(
        marques(&tout, "doc.confidentialite", "N").len(),
        1,
        "not the class, not the signature"
    );
    une(
        &tout,
        "doc.creation",
        "2026",
        0,
        "<Slot name=\"creationTime\"><ValueList><Value>2026",
    );
    une(&tout, "patient", "277", 0, "46\" value=\"277");
    une(&tout, "oid", "1.2.250", 0, "277^^^&amp;1.2.250");
}

#[test]
fn dans_un_multipart_et_dans_un_document_porte() {
    let mime = "--b_1234\r\nContent-Type: application/xop+xml\r\n\r\n<a><RegistryResponse status=\"urn:x:Success\"/></a>\r\n--b_1234--\r\n";
    let cda = "<ClinicalDocument><id root=\"1.2.3\"/><versionNumber value=\"2\"/><recordTarget><patientRole><id root=\"1.9\" extension=\"277\"/>\
        </patientRole></recordTarget><component><n value=\"2\"/></component></ClinicalDocument>";
    let tout = [(Genre::Corps, mime), (Genre::Corps, cda)];
    une(&tout, "statut", "Success", 0, "urn:x:Success");
    une(&tout, "cda.version", "2", 1, "mber value=\"2");
    une(&tout, "cda.ins", "277", 1, "extension=\"277");
    aucune(&tout, "cda.id", "1.9"); // that of the patient
}

#[test]
fn ce_qui_est_deux_fois_ou_encode_n_est_pas_marque() {
    let tout = [(Genre::Corps, "<a><b>valeur-longue</b><c>valeur-longue</c></a>")];
    aucune(&tout, "d", "valeur-longue");
    une(&tout, "b", "valeur-longue", 0, "<a><b>valeur-longue");
    let base64 = format!("<a><Document>{}/ABCDEFGH+{}</Document></a>", "Q".repeat(2000), "R".repeat(2000));
    aucune(&[(Genre::Corps, &base64)], "x", "ABCDEFGH");
    let texte = [(Genre::Corps, "une ligne avec 2770763220001 dedans")];
    une(&texte, "contient", "2770763220001", 0, "avec 2770763220001");
    aucune(&texte, "contient", "277076322");
}

#[test]
fn une_entree_hostile_ne_casse_rien() {
    for t in [
        "",
        "<",
        "{\"",
        "{\"a\":",
        "[[[[",
        "--b_12345",
        "%",
        "a=%zz&&=",
        "<a b='",
        "\u{feff}<a>é</a>",
        "CN=,=,",
    ] {
        for g in [Genre::Corps, Genre::LigneRequete, Genre::Certificat, Genre::Entete("x")] {
            let _ = marques(&[(g, t)], "a", "é");
        }
    }
    let profond = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let _ = marques(&[(Genre::Corps, &profond)], "a", "1");
}

#[test]
fn le_certificat_et_le_statut() {
    let tout = [
        (Genre::Certificat, "CN=INSI-AUTO,OU=1999900038,O=L,C=FR"),
        (Genre::LigneReponse, "HTTP/1.1 200 OK"),
    ];
    une(&tout, "certificat.cn", "INSI-AUTO", 0, "CN=INSI-AUTO");
    une(&tout, "certificat.ou", "1999900038", 0, "INSI-AUTO,OU=1999900038");
    une(&tout, "reponse", "200", 1, "HTTP/1.1 200");
}
