//! A double of Pro Santé Connect, of an API of the Espace de Confiance, and of the clock of the bench: plain HTTP, does what it is told,
//! keeps what it received.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use segur_temoin::{AuthentificationPsc, ConfigEdc, ConfigPsc, ConfigTemoin};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};
use tokio::net::TcpListener;

pub const RETOUR: &str = "https://temoin.banc.test/psc/retour";
const FIN: &str = "https://temoin.banc.test/psc/fin";
const DEBUT: OffsetDateTime = time::macros::datetime!(2026-01-15 9:00 UTC);

/// What it does from now on.
#[derive(Debug, Clone)]
pub struct Humeur {
    pub acr: &'static str,
    /// `sub` is not made of the national identifier.
    pub sub_uuid: bool,
    /// What the id_token says of another: claim and value.
    pub ment: Option<(&'static str, &'static str)>,
    pub alg_none: bool,
    /// userinfo is that of somebody else.
    pub autre_sub: bool,
    /// The refresh tokens are dead.
    pub fini: bool,
    /// `accord`, `attente`, `refus`.
    pub ciba: &'static str,
    /// The login page redirects here instead.
    pub ailleurs: Option<&'static str>,
    /// This path answers this body, as HTML.
    pub panne: Option<(&'static str, usize)>,
    /// The callback comes with this state.
    pub etat: Option<&'static str>,
    /// The callback says that it comes from this issuer.
    pub emetteur: Option<&'static str>,
    pub horloge: OffsetDateTime,
}

/// A request received: its endpoint, and what it said.
pub type Recue = (String, BTreeMap<String, String>);

/// To whom, with which nonce, until when.
type Donne = (String, String, OffsetDateTime);

#[derive(Clone)]
struct Etat {
    url: String,
    humeur: Arc<Mutex<Humeur>>,
    recues: Arc<Mutex<Vec<Recue>>>,
    /// Codes and tokens given: to whom, with which nonce.
    donnes: Arc<Mutex<BTreeMap<String, Donne>>>,
}

pub struct FauxPsc {
    pub url: String,
    etat: Etat,
    tache: tokio::task::JoinHandle<()>,
}

impl Drop for FauxPsc {
    fn drop(&mut self) {
        self.tache.abort();
    }
}

impl FauxPsc {
    pub async fn demarrer() -> Self {
        let prise = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", prise.local_addr().unwrap());
        let etat = Etat {
            url: url.clone(),
            humeur: Arc::new(Mutex::new(Humeur {
                acr: "eidas1",
                sub_uuid: false,
                ment: None,
                alg_none: false,
                autre_sub: false,
                fini: false,
                ciba: "accord",
                ailleurs: None,
                panne: None,
                etat: None,
                emetteur: None,
                horloge: DEBUT,
            })),
            recues: Arc::default(),
            donnes: Arc::default(),
        };
        let app = Router::new().fallback(repondre).with_state(etat.clone());
        let tache = tokio::spawn(async move { axum::serve(prise, app).await.unwrap() });
        Self { url, etat, tache }
    }

    /// What a témoin is told of it.
    pub fn configurer(&self, c: &mut ConfigTemoin) {
        c.horloge_banc = Some(format!("{}/banc/etat", self.url));
        c.psc = Some(ConfigPsc {
            decouverte: format!("{}/realm/.well-known/wallet-openid-configuration", self.url),
            client_id: "temoin".to_owned(),
            secret: Some("secret".to_owned()),
            authentification: AuthentificationPsc::Secret,
            redirection: RETOUR.to_owned(),
            fin: Some(FIN.to_owned()),
            depose: false,
            edc: Some(ConfigEdc {
                jeton: format!("{}/edc/token", self.url),
                api: format!("{}/edc/api", self.url),
                portee: "resultats".to_owned(),
            }),
        });
    }

    pub fn regler(&self, changer: impl FnOnce(&mut Humeur)) {
        changer(&mut self.etat.humeur.lock().unwrap());
    }

    pub fn avancer(&self, secondes: i64) {
        self.regler(|h| h.horloge += Duration::seconds(secondes));
    }

    /// What came since the last time, but the clock.
    pub fn prendre(&self) -> Vec<Recue> {
        std::mem::take(&mut self.etat.recues.lock().unwrap())
    }
}

pub fn suite(recues: &[Recue]) -> Vec<&str> {
    recues.iter().map(|(o, _)| o.as_str()).collect()
}

fn cle() -> &'static (EncodingKey, Value) {
    static CLE: OnceLock<(EncodingKey, Value)> = OnceLock::new();
    CLE.get_or_init(|| {
        let pem = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
            .unwrap()
            .serialize_pem();
        let cle = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&cle, Algorithm::RS256).unwrap()).unwrap();
        jwk["kid"] = json!("k1");
        (cle, jwk)
    })
}

fn lire(texte: &str) -> BTreeMap<String, String> {
    let u = reqwest::Url::parse(&format!("http://x/?{texte}")).unwrap();
    u.query_pairs().map(|(n, v)| (n.into_owned(), v.into_owned())).collect()
}

fn json_(v: &Value) -> Response {
    ([("content-type", "application/json")], v.to_string()).into_response()
}

fn refus(statut: u16, code: &str) -> Response {
    let corps = json!({ "error": code, "error_description": "dit par PSC" }).to_string();
    (StatusCode::from_u16(statut).unwrap(), [("content-type", "application/json")], corps).into_response()
}

fn vers(url: &str) -> Response {
    (StatusCode::FOUND, [("location", url)]).into_response()
}

async fn repondre(State(e): State<Etat>, methode: Method, uri: Uri, tetes: HeaderMap, corps: Bytes) -> Response {
    let h = e.humeur.lock().unwrap().clone();
    let chemin = uri.path();
    if chemin == "/banc/etat" {
        let horloge = h.horloge.format(&time::format_description::well_known::Rfc3339).unwrap();
        return json_(&json!({ "version": "", "graine": "", "services": [], "espaces":
            [{ "id": "defaut", "points": {}, "horloge": horloge, "pannes": [] }] }));
    }
    let query = lire(uri.query().unwrap_or_default());
    let form = lire(std::str::from_utf8(&corps).unwrap());
    let autorisation = tetes
        .get("authorization")
        .map(|a| a.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let mut dit: BTreeMap<String, String> = form.clone();
    dit.extend(query.iter().map(|(n, v)| (format!("url.{n}"), v.clone())));
    dit.insert("porteur".to_owned(), autorisation.split(' ').next().unwrap().to_owned());
    for jeton in [
        "code",
        "code_verifier",
        "url.code_challenge",
        "url.id_token_hint",
        "url.access_token",
        "refresh_token",
        "subject_token",
    ] {
        // Drawn, or signed: only whether it is there.
        if let Some(v) = dit.get_mut(jeton) {
            *v = "présent".to_owned();
        }
    }
    let operation = format!("{methode} {chemin}");
    e.recues.lock().unwrap().push((operation.clone(), dit));
    if let Some((_, taille)) = h.panne.filter(|(p, _)| chemin.ends_with(p)) {
        return ([("content-type", "text/html")], format!("<html>{}</html>", "x".repeat(taille))).into_response();
    }
    match operation.as_str() {
        "GET /realm/.well-known/wallet-openid-configuration" => json_(&fiche(&e.url, "/wallet/auth")),
        "GET /realm/.well-known/openid-configuration" => json_(&fiche(&e.url, "/realm/protocol/openid-connect/auth")),
        "GET /certs" => json_(&json!({ "keys": [{ "kty": "inconnu" }, cle().1] })),
        "GET /wallet/auth" | "GET /realm/protocol/openid-connect/auth" => {
            if query["redirect_uri"] != RETOUR {
                return (
                    StatusCode::BAD_REQUEST,
                    "<html><body><p>Invalid parameter: redirect_uri</p></body></html>",
                )
                    .into_response();
            }
            let suite = uri.query().unwrap().replace('&', "&amp;");
            let page = format!(
                "<html><form method=post action=\"/identification?{suite}\"><input type=radio name=identite value=899900000045>\
                 <input type=radio name=identite value=899900000011><input type=radio name=moyen value=CPS checked>\
                 <button name=geste value=accord></form>"
            );
            ([("set-cookie", "sso=1; Path=/"), ("content-type", "text/html")], page).into_response()
        }
        "POST /identification" => {
            assert!(tetes.get("cookie").is_some_and(|c| c == "sso=1"));
            identifier(&e, &h, &query, &form)
        }
        "POST /token" => jetons(&e, &h, &form),
        "GET /userinfo" => {
            let jeton = autorisation
                .strip_prefix("Bearer ")
                .or(query.get("access_token").map(String::as_str))
                .unwrap_or_default();
            match e.donnes.lock().unwrap().get(jeton) {
                Some((qui, _, fin)) if *fin > h.horloge => json_(&userinfo(&h, qui)),
                _ => refus(401, "invalid_token"),
            }
        }
        "GET /logout" => vers(&format!("{FIN}?state={}", query.get("state").map_or("", String::as_str))),
        "POST /ciba" => json_(&json!({ "auth_req_id": format!("req-{}", form["login_hint"]), "expires_in": 120, "interval": 5 })),
        "POST /edc/token" => {
            let vivant = e
                .donnes
                .lock()
                .unwrap()
                .get(&form["subject_token"])
                .is_some_and(|(_, _, fin)| *fin > h.horloge);
            if vivant {
                json_(&json!({ "access_token": "api" }))
            } else {
                refus(400, "invalid_grant")
            }
        }
        "GET /edc/api" => json_(&json!({ "bonjour": true })),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn fiche(url: &str, autorisation: &str) -> Value {
    json!({ "issuer": format!("{url}/realm"), "authorization_endpoint": format!("{url}{autorisation}"), "token_endpoint": format!("{url}/token"),
        "userinfo_endpoint": format!("{url}/userinfo"), "end_session_endpoint": format!("{url}/logout"), "jwks_uri": format!("{url}/certs"),
        "backchannel_authentication_endpoint": format!("{url}/ciba"), "acr_values_supported": ["0", "0"] })
}

fn identifier(e: &Etat, h: &Humeur, query: &BTreeMap<String, String>, form: &BTreeMap<String, String>) -> Response {
    if let Some(ailleurs) = h.ailleurs {
        return vers(ailleurs);
    }
    let etat = h.etat.or(query.get("state").map(String::as_str)).unwrap_or_default();
    match form["geste"].as_str() {
        "refus" => vers(&format!("{RETOUR}?error=access_denied&state={etat}")),
        "code-faux" | "delai" => "<html><body><p>Code faux.</p></body></html>".into_response(),
        _ => {
            let code = format!("code-{}", e.donnes.lock().unwrap().len());
            let nonce = query.get("nonce").cloned().unwrap_or_default();
            e.donnes
                .lock()
                .unwrap()
                .insert(code.clone(), (form["identite"].clone(), nonce, h.horloge));
            let iss = h.emetteur.map_or_else(String::new, |i| format!("&iss={i}"));
            vers(&format!("{RETOUR}?code={code}&state={etat}{iss}"))
        }
    }
}

fn jetons(e: &Etat, h: &Humeur, form: &BTreeMap<String, String>) -> Response {
    let mut donnes = e.donnes.lock().unwrap();
    let (qui, nonce) = match form["grant_type"].as_str() {
        "authorization_code" => match donnes.remove(&form["code"]) {
            Some((qui, nonce, _)) => (qui, nonce),
            None => return refus(400, "invalid_grant"),
        },
        "refresh_token" if h.fini => return refus(400, "invalid_grant"),
        "refresh_token" => {
            let (qui, nonce, _) = donnes[&form["refresh_token"]].clone();
            (qui, nonce)
        }
        "urn:openid:params:grant-type:ciba" => match h.ciba {
            "attente" => return refus(400, "authorization_pending"),
            "lent" => return refus(400, "slow_down"),
            "expire" => return refus(400, "expired_token"),
            "refus" => return refus(403, "access_denied"),
            _ => (form["auth_req_id"].trim_start_matches("req-").to_owned(), String::new()),
        },
        autre => panic!("{autre}"),
    };
    let n = donnes.len();
    let (acces, rafraichissement) = (format!("acces-{n}"), format!("rafraichissement-{n}"));
    donnes.insert(acces.clone(), (qui.clone(), nonce.clone(), h.horloge + Duration::seconds(120)));
    donnes.insert(rafraichissement.clone(), (qui.clone(), nonce.clone(), h.horloge));
    json_(
        &json!({ "access_token": acces, "refresh_token": rafraichissement, "token_type": "Bearer", "expires_in": 120,
        "id_token": id_token(&e.url, h, &qui, &nonce), "scope": "openid" }),
    )
}

fn id_token(url: &str, h: &Humeur, qui: &str, nonce: &str) -> String {
    let mut c = json!({ "iss": format!("{url}/realm"), "aud": "temoin", "sub": sub(h, qui), "nonce": nonce, "acr": h.acr,
        "iat": h.horloge.unix_timestamp(), "exp": h.horloge.unix_timestamp() + 120 });
    if let Some((nom, valeur)) = h.ment {
        c[nom] = serde_json::from_str(valeur).unwrap_or_else(|_| json!(valeur));
    }
    let entete = Header {
        kid: Some("k1".to_owned()),
        ..Header::new(Algorithm::RS256)
    };
    let jeton = encode(&entete, &c, &cle().0).unwrap();
    if h.alg_none {
        let corps = jeton.split('.').nth(1).unwrap();
        // {"alg":"none"}
        return format!("eyJhbGciOiJub25lIn0.{corps}.");
    }
    jeton
}

fn sub(h: &Humeur, qui: &str) -> String {
    if h.sub_uuid {
        "0b6f6a3e-0000-4000-8000-000000000001".to_owned()
    } else {
        format!("f:550dc1c8:{qui}")
    }
}

fn userinfo(h: &Humeur, qui: &str) -> Value {
    let activite = |secteur: &str, structure: &str| json!({ "codeSecteurDactivite": secteur, "identifiantTechniqueDeLaStructure": structure, "numeroFinessSite": "", "codeSectionPharmacien": "G" });
    let (nom, prenom, profession, activites) = match qui {
        "899900000011" => (
            "ERABLE",
            "PAUL",
            "21",
            vec![activite("SA33", "F999900011"), activite("SA25", "F999900038")],
        ),
        _ => ("TILLEUL", "ANNE", "10", vec![activite("SA25", "F999900038")]),
    };
    json!({ "sub": if h.autre_sub { "f:550dc1c8:899900000099".to_owned() } else { sub(h, qui) }, "SubjectNameID": qui, "family_name": nom, "given_name": prenom,
        "otherIds": [{ "identifiant": qui, "origine": "RPPS", "qualite": 1 }], "Acces_Regulation_Medicale": "FAUX",
        "SubjectRefPro": { "exercices": [{ "codeProfession": profession, "nomDexercice": nom, "prenomDexercice": prenom, "codeSavoirFaire": "SM03",
            "activities": activites }] } })
}
