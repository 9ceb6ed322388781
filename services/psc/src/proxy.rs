//! The Proxy e-Santé: it holds the session of Pro Santé Connect for a software that cannot, and relays its calls.

use std::sync::Arc;
use std::time::Duration;

use segur_kit::Reponse;
use segur_oidc::{deux_chiffres, identifiant_national, regles};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::appel::Appel;
use crate::ciba;
use crate::etat::{EtatCiba, SessionProxy};
use crate::gestes::nouvelle;
use crate::refus::{Issue, json_sans_cache};

/// Cookie of the proxy, as its contract names it. Its value is of one espace only.
const TEMOIN: &str = "proxy_session_id";
/// Between two looks at whether the person answered.
const PAS: Duration = Duration::from_millis(50);
/// Longest wait of `POST /connect`, real time: beyond, the person is not there.
const ATTENTE: Duration = Duration::from_secs(110);

/// An error of the proxy: code, message, and which fields are missing or wrong.
fn erreur(statut: u16, code: &str, message: &str, metadonnees: Value) -> Reponse {
    json_sans_cache(statut, &json!({ "code": code, "message": message, "metadata": metadonnees }))
}

/// `POST /connect`: opens a CIBA request, and answers when the person has.
pub(crate) async fn connect(appel: &Appel<'_>) -> Issue {
    let vide = Value::Null;
    let corps = appel.demande.json.as_ref().unwrap_or(&vide);
    let dit = |nom: &str| corps.get(nom).and_then(Value::as_str).unwrap_or_default();
    let (id, message, client, canal) = (dit("nationalId"), dit("bindingMessage"), dit("clientId"), dit("channel"));
    let mut fautes = serde_json::Map::new();
    for (nom, bon) in [
        ("nationalId", identifiant_national(id)),
        ("bindingMessage", deux_chiffres(message)),
        ("clientId", !client.is_empty()),
        ("channel", matches!(canal, "CARD" | "MOBILE")),
    ] {
        if !bon {
            fautes.insert(nom.to_owned(), "absent ou mal formé".into());
        }
    }
    if !fautes.is_empty() {
        let reponse = erreur(400, "400", "Champs absents ou mal formés", Value::Object(fautes));
        return Ok(reponse.refusee_sur(regles::PROXY_CONNECT.id));
    }
    if session(appel).is_some_and(|s| s.id_national == id && s.client == client) {
        return Ok(Reponse::nouvelle(304, "", ""));
    }
    let Some(connu) = appel.client_connu(client).filter(|c| c.ciba) else {
        return Ok(erreur(404, "404", "Client inconnu du proxy", json!({ "clientId": client })));
    };
    let ouverte = ciba::ouvrir(appel, connu, id, Some(message), Some(canal), Some("openid scope_all"));
    let demande = match ouverte {
        Ok((demande, _)) => demande,
        Err(refus) if refus.erreur == "unknown_user_id" => {
            return Ok(erreur(
                404,
                "404",
                "Identité inconnue de Pro Santé Connect",
                json!({ "nationalId": id }),
            ));
        }
        Err(refus) => return Ok(erreur(503, "503", &refus.description, Value::Null)),
    };
    // The person answers elsewhere: they must see it while this waits.
    appel.publier().await?;
    if !attendre(appel, &demande).await {
        return Ok(erreur(
            401,
            "401",
            "L'utilisateur a refusé, ou n'a pas répondu à temps",
            Value::Null,
        ));
    }
    Ok(ouvrir(appel, &demande, id, client))
}

/// Waits for the person: true when they approved.
async fn attendre(appel: &Appel<'_>, demande: &str) -> bool {
    let attente = async {
        loop {
            appel.reprendre();
            match appel.etat(|e| e.cibas.lire(demande).map(|d| d.etat)) {
                Some(EtatCiba::Attente) => tokio::time::sleep(PAS).await,
                Some(EtatCiba::Approuvee) => return true,
                Some(EtatCiba::Refusee | EtatCiba::Servie) | None => return false,
            }
        }
    };
    tokio::time::timeout(ATTENTE, attente).await.unwrap_or(false)
}

fn ouvrir(appel: &Appel<'_>, demande: &str, id: &str, client: &str) -> Reponse {
    let (numero, sid) = appel.etat(|e| {
        let moyen = e.cibas.modifier(demande).map(|d| {
            d.etat = EtatCiba::Servie;
            d.moyen
        });
        let rang = e.suivant();
        let psc = nouvelle(
            appel,
            &format!("{client} {demande}"),
            rang,
            id,
            moyen.unwrap_or(crate::etat::Moyen::Mobile),
            false,
        );
        let numero = appel.ctx.secret(&format!("psc.proxy {client} {id}"), rang);
        let sid = psc.sid.clone();
        e.sessions.mettre(sid.clone(), psc);
        e.proxy.mettre(
            numero.clone(),
            SessionProxy {
                sid: sid.clone(),
                id_national: id.to_owned(),
                client: client.to_owned(),
                finie: false,
            },
        );
        (numero, sid)
    });
    tracer(appel, "CONNECT_SUCCESS", id, client, &numero, &sid, None);
    json_sans_cache(200, &json!({ "proxy_session_id": numero, "session_state": sid }))
        .entete("set-cookie", format!("{TEMOIN}={numero}; Path=/; HttpOnly; Secure"))
}

/// The session of the cookie, while that of Pro Santé Connect lives.
fn session(appel: &Appel<'_>) -> Option<Arc<SessionProxy>> {
    let numero = appel.temoin(TEMOIN)?;
    appel.etat(|e| {
        let s = e.proxy.lire(numero).filter(|s| !s.finie)?;
        let psc = e.session_a_changer(&s.sid, appel.maintenant)?;
        psc.active = appel.maintenant;
        Some(s)
    })
}

fn sans_session() -> Reponse {
    erreur(401, "401", "Session du proxy absente ou finie : refaites /connect", Value::Null)
}

/// `DELETE /disconnect`.
pub(crate) fn disconnect(appel: &Appel<'_>) -> Issue {
    let Some(s) = session(appel) else { return Ok(sans_session()) };
    let numero = appel.temoin(TEMOIN).unwrap_or_default();
    appel.etat(|e| {
        if let Some(p) = e.proxy.modifier(numero) {
            p.finie = true;
        }
        e.finir(&s.sid, appel.maintenant);
    });
    tracer(appel, "DISCONNECT", &s.id_national, &s.client, numero, &s.sid, None);
    Ok(Reponse::nouvelle(200, "", "").entete("set-cookie", format!("{TEMOIN}=; Path=/; Max-Age=0; HttpOnly; Secure")))
}

/// `/send/<service>/<path>`: the only service behind is the sample API, `api`.
pub(crate) fn send(appel: &Appel<'_>) -> Issue {
    let Some(s) = session(appel) else { return Ok(sans_session()) };
    let chemin = appel.requete.uri.path().trim_start_matches("/send").trim_start_matches('/');
    let (service, suite) = chemin.split_once('/').unwrap_or((chemin, ""));
    tracer(
        appel,
        "SEND",
        &s.id_national,
        &s.client,
        appel.temoin(TEMOIN).unwrap_or_default(),
        &s.sid,
        Some(&format!("{} /{chemin}", appel.requete.methode)),
    );
    if service != "api" {
        return Ok(erreur(
            502,
            "502",
            "Aucun service de ce nom derrière le proxy simulé : « api » est le seul",
            json!({ "service": service }),
        ));
    }
    Ok(json_sans_cache(
        200,
        &json!({
            "message": "API Pro Santé Connectée SIMULÉE, par le proxy",
            "SubjectNameID": s.id_national,
            "client_id": s.client,
            "methode": appel.requete.methode.as_str(),
            "chemin": format!("/{suite}"),
        }),
    ))
}

/// `GET /traces?start=&end=`: only meant for conformity checks.
pub(crate) fn traces(appel: &Appel<'_>) -> Issue {
    let lire = |nom: &str| {
        appel
            .champ(nom)
            .map(|t| OffsetDateTime::parse(t, &Rfc3339).map_err(|_| nom.to_owned()))
    };
    let bornes = (lire("start").transpose(), lire("end").transpose());
    let (debut, fin) = match bornes {
        (Ok(Some(debut)), Ok(fin)) => (debut, fin),
        (Ok(None), _) => return Ok(erreur(400, "400", "start manque", json!({ "start": "absent" }))),
        (Err(nom), _) | (_, Err(nom)) => {
            return Ok(erreur(400, "400", &format!("{nom} : une date RFC 3339 est attendue"), Value::Null));
        }
    };
    let dans = |t: &Value| {
        let quand = t
            .get("timestamp")
            .and_then(Value::as_str)
            .and_then(|t| OffsetDateTime::parse(t, &Rfc3339).ok());
        quand.is_some_and(|q| q >= debut && fin.is_none_or(|f| q <= f))
    };
    let liste: Vec<Value> = appel.etat(|e| {
        let voulues = e.traces.cles(|_, t| dans(t));
        voulues.iter().filter_map(|c| e.traces.lire(c)).map(|t| Value::clone(&t)).collect()
    });
    Ok(json_sans_cache(200, &Value::Array(liste)))
}

fn tracer(appel: &Appel<'_>, genre: &str, id: &str, client: &str, numero: &str, sid: &str, api: Option<&str>) {
    let pair = &appel.requete.pair;
    let (ip, port) = pair.adresse.rsplit_once(':').unwrap_or((pair.adresse.as_str(), ""));
    let trace = json!({
        "type": genre,
        "IdRPPS": id,
        "clientId": client,
        "proxy_id_session": numero,
        "session_state": sid,
        "clientIp": ip,
        "clientPort": port,
        "dn": pair.certificat.as_ref().map(|c| c.sujet.as_str()),
        "timestamp": appel.requete.instant.format(&Rfc3339).unwrap_or_default(),
        "apiRequest": api,
    });
    let cle = format!("{} {} {genre}", appel.requete.session, appel.requete.rang);
    appel.etat(|e| e.traces.mettre(cle, trace));
}

/// `POST /signsessiondata`: the API of conformity signs what it is told of a session.
pub(crate) fn signer(appel: &Appel<'_>) -> Issue {
    const CHAMPS: [&str; 4] = ["nationalId", "clientID", "proxy_session_id", "session_state"];
    let dit = |nom: &str| appel.demande.json.as_ref().and_then(|j| j.get(nom)).and_then(Value::as_str);
    let manquants: Vec<&str> = CHAMPS.into_iter().filter(|c| dit(c).is_none_or(str::is_empty)).collect();
    if !manquants.is_empty() {
        return Ok(erreur(400, "400", "Champs absents", json!({ "absents": manquants })));
    }
    let mut sortie = serde_json::Map::new();
    for champ in CHAMPS {
        sortie.insert(champ.to_owned(), dit(champ).unwrap_or_default().into());
    }
    // A JWS over the same fields, which the JWKS of the realm verifies. How the true API signs is not public.
    let rotations = appel.etat(|e| e.rotation().nombre);
    let cle = appel.psc.cles.active(&appel.ctx.igc, rotations);
    let signature = cle.and_then(|c| c.signer(&Value::Object(sortie.clone())).ok()).unwrap_or_default();
    sortie.insert("signature".to_owned(), signature.into());
    Ok(json_sans_cache(200, &Value::Object(sortie)))
}
