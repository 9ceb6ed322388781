//! Back-channel logout: telling the clients of a session that it is over (OpenID Connect Back-Channel Logout 1.0).

use std::sync::Arc;
use std::time::Duration;

use segur_certs::Igc;
use segur_dialecte::Lu;
use segur_kit::{Contexte, ParIgc, Registre, Sortants, client_du_banc};
use segur_model::Exchange;
use segur_model::francais::cause;
use segur_oidc::jeton::Signataire;
use segur_oidc::{Demande, PscLu};
use serde_json::json;
use tokio::sync::Semaphore;

use crate::adresses;
use crate::cles::Cles;
use crate::etat::Etat;
use crate::profil::sub;
use crate::reglage::PscReglage;

const OPERATION: &str = "psc.deconnexion-serveur";
/// The event that a logout token says (§ 2.4).
const EVENEMENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Life of a logout token, in seconds: two minutes at most (§ 4).
const VIE: i64 = 120;
/// How long a client has to answer.
const DELAI: Duration = Duration::from_secs(5);
/// Media type of the call (§ 2.5).
const FORMULAIRE: &str = "application/x-www-form-urlencoded";
/// Most bytes kept of an answer.
const REPONSE_MAX: usize = 64 * 1024;
/// Most calls at once.
const ENSEMBLE: usize = 16;

/// What calls the clients: made when first needed.
pub(crate) struct Avis {
    client: ParIgc<Option<reqwest::Client>>,
    places: Arc<Semaphore>,
}

impl Default for Avis {
    fn default() -> Self {
        Self {
            client: ParIgc::default(),
            places: Arc::new(Semaphore::new(ENSEMBLE)),
        }
    }
}

impl Avis {
    /// Trusts the test PKI alone, and goes nowhere but where the client declared.
    fn client(&self, igc: &Igc) -> Option<reqwest::Client> {
        self.client.ou(igc, || client_du_banc(igc, DELAI).ok())
    }

    /// What is to be told to every client of the sessions that this work ends, the one that asked for the logout included (as Keycloak
    /// does), when it declared where.
    pub fn preparer(&self, reglage: &PscReglage, cles: &Cles, ctx: &Contexte, etat: &mut Etat, maintenant: i64) -> Vec<Envoi> {
        let (rotation, bascules) = (etat.rotation().nombre, etat.bascules(reglage.bascules));
        let mut envois = Vec::new();
        for fin in std::mem::take(&mut etat.fins) {
            for id in &fin.clients {
                let uri = ctx.monde.clients_psc.get(id).and_then(|c| c.backchannel_logout_uri.clone());
                let Some(uri) = uri else { continue };
                let (Some(cle), Some(client)) = (cles.active(&ctx.igc, rotation), self.client(&ctx.igc)) else {
                    continue;
                };
                let charge = json!({
                    "iss": adresses::emetteur(reglage, ctx),
                    "aud": id,
                    "iat": maintenant,
                    "exp": maintenant + VIE,
                    "jti": ctx.secret(&format!("psc.jeton.sortie {} {id}", fin.sid), 0),
                    "sub": sub(ctx, bascules.sub, &fin.id_national),
                    "sid": fin.sid,
                    "events": { EVENEMENT: {} },
                });
                let places = self.places.clone();
                envois.push(Envoi {
                    uri,
                    charge,
                    cle,
                    client,
                    places,
                });
            }
        }
        envois
    }
}

/// A logout token still to be made and sent.
pub(crate) struct Envoi {
    uri: String,
    charge: serde_json::Value,
    cle: Signataire,
    client: reqwest::Client,
    places: Arc<Semaphore>,
}

/// Tells them. Returns at once: no answer waits for a client.
pub(crate) fn prevenir(sortants: &Sortants, envois: Vec<Envoi>) {
    for envoi in envois {
        sortants.lancer(|registre| async move {
            // Never closed: a refusal cannot come.
            let _place = envoi.places.clone().acquire_owned().await;
            envoyer(registre, envoi).await;
        });
    }
}

/// Sends one, and records what became of it.
async fn envoyer(registre: Registre, envoi: Envoi) {
    let mut echange = registre.echange("psc", OPERATION);
    let jeton = envoi.cle.signer_type("logout+jwt", &envoi.charge).unwrap_or_default();
    let corps = format!("logout_token={jeton}");
    let mut lue = Vec::new();
    echange.requete.entetes = vec![("content-type".to_owned(), FORMULAIRE.to_owned())];
    match adresse(&envoi.uri) {
        Err(raison) => echange.echec = Some(raison),
        Ok(adresse) => {
            echange.requete.ligne = format!("POST {} HTTP/1.1", chemin(&adresse));
            echange.requete.entetes.push(("host".to_owned(), hote(&adresse)));
            let appel = envoi.client.post(adresse).header("content-type", FORMULAIRE).body(corps.clone());
            echange.echec = recevoir(appel, &mut echange, &mut lue).await.err();
        }
    }
    let lu = PscLu::lire(&echange, Demande::lire(&echange, corps.as_bytes()), &lue);
    echange.faits = lu.faits().faits.clone();
    registre.inscrire(echange, corps.into(), lue.into()).await;
}

/// Sends, and notes the answer as far as it comes; the error says why it did not come whole.
async fn recevoir(appel: reqwest::RequestBuilder, echange: &mut Exchange, lue: &mut Vec<u8>) -> Result<(), String> {
    let mut reponse = appel.send().await.map_err(|e| echec(&e))?;
    echange.pair.adresse = reponse.remote_addr().map(|a| a.to_string()).unwrap_or_default();
    echange.statut = Some(reponse.status().as_u16());
    echange.reponse.ligne = format!("{:?} {}", reponse.version(), reponse.status());
    let entetes = reponse.headers().iter();
    echange.reponse.entetes = entetes
        .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
        .collect();
    lire(&mut reponse, lue).await
}

/// What the client declared, when it is of the web.
fn adresse(uri: &str) -> Result<reqwest::Url, String> {
    let lue = reqwest::Url::parse(uri).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
    lue.ok_or_else(|| format!("backchannel_logout_uri « {uri} » : une adresse http ou https est attendue ; corrigez-la dans la surcouche"))
}

/// Reads the body, up to the cap.
async fn lire(reponse: &mut reqwest::Response, lue: &mut Vec<u8>) -> Result<(), String> {
    while let Some(morceau) = reponse.chunk().await.map_err(|e| echec(&e))? {
        let place = REPONSE_MAX - lue.len();
        lue.extend(morceau.iter().take(place));
        if morceau.len() > place {
            return Err(format!(
                "réponse de plus de {REPONSE_MAX} octets : la suite n'a pas été lue ; répondez 200 sans corps"
            ));
        }
    }
    Ok(())
}

/// Host, and port when it is not the usual one.
fn hote(adresse: &reqwest::Url) -> String {
    let nom = adresse.host_str().unwrap_or_default();
    adresse.port().map_or_else(|| nom.to_owned(), |port| format!("{nom}:{port}"))
}

/// Path and query.
fn chemin(adresse: &reqwest::Url) -> String {
    match adresse.query() {
        Some(question) => format!("{}?{question}", adresse.path()),
        None => adresse.path().to_owned(),
    }
}

/// Why a call failed, and what to do.
fn echec(erreur: &reqwest::Error) -> String {
    if erreur.is_timeout() {
        return format!(
            "le logiciel n'a pas répondu en {} s ; répondez dès que la session est fermée",
            DELAI.as_secs()
        );
    }
    let cause: String = cause(erreur).chars().take(200).collect();
    if erreur.is_connect() {
        format!(
            "connexion au logiciel impossible ({cause}) ; vérifiez backchannel_logout_uri, et qu'un certificat de l'IGC de test y répond"
        )
    } else {
        format!("réponse du logiciel illisible ({cause}) ; vérifiez qu'il parle HTTP à cette adresse")
    }
}
