//! Each rule: a defect that turns it, and the good call that turns none.

use std::collections::BTreeSet;

use segur_model::{Direction, Exchange, Message};
use time::macros::datetime;

use super::juger;
use crate::{REGLES, issue};

/// A call as the journal keeps it.
pub(super) fn echange(ligne: &str, entetes: &[(&str, &str)], statut: u16) -> Exchange {
    Exchange {
        id: 1,
        espace: "defaut".into(),
        service: "annuaire".into(),
        requete: Message {
            ligne: ligne.into(),
            entetes: entetes.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            ..Message::default()
        },
        statut: Some(statut),
        ..Exchange::vide(Direction::CandidatVersBanc, datetime!(2026-01-15 09:00 UTC))
    }
}

const CLE: (&str, &str) = ("ESANTE-API-KEY", "masqué (sha256 0000)");

/// The rules that a GET breaks, its answer being this.
fn brisees(cible: &str, statut: u16, reponse: &[u8]) -> BTreeSet<String> {
    let e = echange(
        &format!("GET {cible} HTTP/1.1"),
        &[CLE, ("accept", "application/fhir+json")],
        statut,
    );
    juger(&e, b"", reponse).into_iter().map(|c| c.rule).collect()
}

fn seule(regle: &str) -> BTreeSet<String> {
    BTreeSet::from([regle.to_owned()])
}

const BASE: &str = "/fhir/v2";
const RPPS: &str = "https%3A%2F%2Frpps.esante.gouv.fr";
const IDNPS: &str = "urn%3Aoid%3A1.2.250.1.71.4.2.1";

#[test]
fn les_bons_appels_ne_brisent_rien() {
    for suite in [
        "/Practitioner?family=PAREIL&given=claude&_count=20".to_owned(),
        format!("/Practitioner?identifier={RPPS}%7C99900000045"),
        format!("/Practitioner?identifier={IDNPS}%7C899900000045&_revinclude=PractitionerRole:practitioner"),
        "/Practitioner?qualification-code=10&mailbox-mss:contains=mssante".to_owned(),
        "/Practitioner?name:text=claude".to_owned(),
        "/PractitionerRole?practitioner=003-1&_include=*".to_owned(),
        "/PractitionerRole?role=GENR01,L&organization=001-1".to_owned(),
        "/PractitionerRole?organization.identifier=1999900038&_include=PractitionerRole:practitioner".to_owned(),
        "/PractitionerRole?organization:Organization.identifier=1999900038".to_owned(),
        "/Practitioner?_lastUpdated=ge2026-01-10".to_owned(),
        "/Organization?address-city=paris&type=SA25".to_owned(),
        "/Practitioner/003-1".to_owned(),
        "/_page?id=uABC".to_owned(),
        "/metadata".to_owned(),
    ] {
        let brisees = brisees(&format!("{BASE}{suite}"), 200, b"{}");
        assert!(brisees.is_empty(), "{suite} : {brisees:?}");
    }
    let e = echange(
        "GET /annuaire-sante-webservices/V300/services/extraction/PS_LibreAcces HTTP/1.1",
        &[],
        200,
    );
    assert!(juger(&e, b"", b"").is_empty(), "no key is asked for a file");
    let post = echange(
        "POST /fhir/v2/Practitioner/_search HTTP/1.1",
        &[CLE, ("content-type", "application/x-www-form-urlencoded")],
        200,
    );
    assert!(juger(&post, b"family=x", b"{}").is_empty());
    let sans_corps = echange("POST /fhir/v2/Practitioner/_search?family=x HTTP/1.1", &[CLE], 200);
    assert!(juger(&sans_corps, b"", b"{}").is_empty(), "the parameters may all be in the URL");
}

#[test]
fn chaque_defaut_brise_sa_regle_et_nulle_autre() {
    let dit = |texte: &str| issue(texte).to_string();
    let mut vues = BTreeSet::new();
    for (regle, suite, statut, reponse) in [
        (
            "annuaire.cle.url",
            format!("{BASE}/Practitioner?family=x&api-key=abc"),
            200,
            String::new(),
        ),
        (
            "annuaire.requete.illisible",
            format!("{BASE}/Practitioner?family=%FF"),
            400,
            dit("x"),
        ),
        (
            "annuaire.parametre.inconnu",
            format!("{BASE}/Practitioner?family=x&birthdate=1980"),
            500,
            dit("Parameter birthdate not found for resource Practitioner"),
        ),
        (
            "annuaire.parametre.mailbox-mss-type",
            format!("{BASE}/Practitioner?family=x&mailbox-mss-type=PER"),
            500,
            dit("Parameter mailbox-mss-type not found for resource Practitioner"),
        ),
        (
            "annuaire.parametre.valeur",
            format!("{BASE}/Practitioner?family=x&_total=oui"),
            500,
            dit("x"),
        ),
        (
            "annuaire.modificateur",
            format!("{BASE}/Practitioner?name:family=x"),
            200,
            String::new(),
        ),
        (
            "annuaire.profession",
            format!("{BASE}/PractitionerRole?role=10&role=L"),
            200,
            String::new(),
        ),
        (
            "annuaire.count",
            format!("{BASE}/Practitioner?family=x&_count=10001"),
            200,
            String::new(),
        ),
        (
            "annuaire.aspiration",
            format!("{BASE}/Practitioner?_count=1000&active=true"),
            200,
            String::new(),
        ),
        (
            "annuaire.aspiration",
            format!("{BASE}/Practitioner?_lastUpdated=le2026-01-01"),
            200,
            String::new(),
        ),
        (
            "annuaire.delta",
            format!("{BASE}/Practitioner?family=x&_lastUpdated=ge2025-11-01"),
            200,
            String::new(),
        ),
        (
            "annuaire.parametre.inconnu",
            format!("{BASE}/Practitioner?family=x&_has:PractitionerRole:practitioner:organization.address-city=Angers"),
            500,
            dit("Parameter address-city not found for resource Practitioner"),
        ),
        (
            "annuaire.chaine.autre",
            format!("{BASE}/PractitionerRole?organization.address-city=paris"),
            200,
            String::new(),
        ),
        (
            "annuaire.chaine.count",
            format!("{BASE}/PractitionerRole?organization.identifier=1999900038&_count=10"),
            200,
            String::new(),
        ),
        (
            "annuaire.revinclude.documente",
            format!("{BASE}/Organization?name=x&_revinclude=Organization:partof"),
            200,
            String::new(),
        ),
        (
            "annuaire.identifiant.systeme",
            format!("{BASE}/Practitioner?family=x&identifier={RPPS}%7C899900000045"),
            200,
            String::new(),
        ),
        (
            "annuaire.page.refusee",
            format!("{BASE}/_page?id=uABC"),
            500,
            dit(crate::PAGE_REFUSEE),
        ),
        (
            "annuaire.page.parametres",
            format!("{BASE}/_page?id=uABC&_count=100"),
            200,
            String::new(),
        ),
        ("annuaire.v1.chemin", "/fhir/Practitioner?family=x".to_owned(), 307, String::new()),
        (
            "annuaire.v1.chemin",
            "/fhir/v1/Practitioner?family=x".to_owned(),
            404,
            String::new(),
        ),
        (
            "annuaire.v1.systeme",
            format!("{BASE}/Practitioner?identifier=http%3A%2F%2Frpps.fr%7C99900000045"),
            200,
            String::new(),
        ),
        (
            "annuaire.identifiant.systeme",
            format!("{BASE}/Practitioner?identifier={RPPS}%7C899900000045"),
            200,
            String::new(),
        ),
        (
            "annuaire.identifiant.systeme",
            format!("{BASE}/Practitioner?identifier={IDNPS}%7C99900000045"),
            200,
            String::new(),
        ),
        ("annuaire.quota", format!("{BASE}/Practitioner?family=x"), 429, String::new()),
        (
            "annuaire.format",
            format!("{BASE}/Practitioner?family=x&_format=xml"),
            500,
            dit("x"),
        ),
        (
            "annuaire.extraction.restreinte",
            "/annuaire-sante-webservices/V300/services/extraction/Porteurs_CPS_CPF".to_owned(),
            403,
            String::new(),
        ),
    ] {
        assert_eq!(brisees(&suite, statut, reponse.as_bytes()), seule(regle), "{suite}");
        vues.insert(regle);
    }
    // Those that are not in the target of a GET.
    let de = |ligne: &str, entetes: &[(&str, &str)]| -> BTreeSet<String> {
        juger(&echange(ligne, entetes, 200), b"", b"{}")
            .into_iter()
            .map(|c| c.rule)
            .collect()
    };
    assert_eq!(
        de("GET /fhir/v2/Practitioner?family=x HTTP/1.1", &[]),
        seule("annuaire.cle.absente")
    );
    assert_eq!(de("PUT /fhir/v2/Practitioner/1 HTTP/1.1", &[CLE]), seule("annuaire.methode"));
    assert_eq!(
        de("GET /fhir/v2/metadata HTTP/1.1", &[CLE, ("accept", "application/fhir+xml")]),
        seule("annuaire.format")
    );
    for genre in ["application/json", "multipart/form-data; boundary=x", "application/fhir+json", ""] {
        let e = echange("POST /fhir/v2/Practitioner/_search HTTP/1.1", &[CLE, ("content-type", genre)], 403);
        let constats = juger(&e, br#"{"identifier":"99999999999"}"#, b"{}");
        let dits: Vec<(&str, bool)> = constats.iter().map(|c| (c.rule.as_str(), c.is_error())).collect();
        assert_eq!(dits, [("annuaire.post.formulaire", true)], "{genre}");
    }
    vues.extend(["annuaire.cle.absente", "annuaire.methode", "annuaire.post.formulaire"]);
    let toutes: BTreeSet<&str> = REGLES.iter().map(|r| r.id).collect();
    assert_eq!(vues, toutes, "every rule has its defect");
    assert_eq!(toutes.len(), REGLES.len(), "an identifier serves once");
    assert!(REGLES.iter().all(|r| !r.source.is_empty() && r.id.starts_with("annuaire.")));
}

#[test]
fn la_cle_vue_dans_l_url_n_est_pas_recopiee() {
    let e = echange("GET /fhir/v2/Practitioner?family=x&esante-api-key=SECRET HTTP/1.1", &[], 401);
    let constats = juger(&e, b"", b"");
    assert!(constats.iter().any(|c| c.rule == "annuaire.cle.url"));
    assert!(constats.iter().all(|c| !format!("{c:?}").contains("SECRET")), "{constats:?}");
}

#[test]
fn une_poignee_de_main_manquee_n_est_pas_jugee() {
    assert!(juger(&echange("", &[], 0), b"", b"").is_empty());
}
