//! Sign in without a browser (CIBA, mode poll): the request, and one poll.

use time::{Duration, OffsetDateTime};

use serde_json::Value;

use super::client::{ClientPsc, Decouverte};
use super::connexion::Connexion;
use super::jetons::Jetons;
use super::{Appel, PORTEE, Refus};
use crate::ecarts::Ecart;

/// Interval when PSC gives none (CIBA core, §7.3).
const INTERVALLE: i64 = 5;

/// A request that waits for the person.
#[derive(Clone)]
pub(crate) struct Attente {
    pub decouverte: Decouverte,
    /// Shown to the person, who compares it with what the e-CPS shows.
    pub code: String,
    auth_req_id: String,
    pub intervalle: Duration,
    /// When PSC may be asked.
    pub prochaine: OffsetDateTime,
    expire: OffsetDateTime,
}

/// What a poll gave.
pub(crate) enum Scrutation {
    Attendre,
    Ouverte(Box<Connexion>),
    Finie(Refus),
}

impl ClientPsc {
    /// Asks PSC to reach this person on this means (`CARD`, `MOBILE`).
    pub(crate) async fn demander_ciba(&self, appel: &Appel<'_>, id_national: &str, canal: &str) -> Result<Attente, Refus> {
        let e = appel.ecarts;
        let decouverte = self.decouvrir().await?;
        let url = decouverte
            .ciba
            .clone()
            .ok_or_else(|| Refus::Panne("la découverte de PSC ne donne pas backchannel_authentication_endpoint".to_owned()))?;
        let code = format!("{:02}", appel.tirage.nombre("ciba", 1) % 100);
        let indice = id_national
            .strip_prefix('8')
            .filter(|_| e.a(Ecart::PscCibaIndiceRpps))
            .unwrap_or(id_national);
        let message = e.choisir(Ecart::PscCibaMessageLibre, code.as_str(), "Connexion au SGL");
        let mut champs = vec![
            ("scope", PORTEE),
            ("login_hint", indice),
            ("binding_message", message),
            ("channel", canal),
        ];
        if let Some(acr) = appel.acr() {
            champs.push(("acr_values", acr));
        }
        let lu = self.poster(appel, &url, &champs, "CIBA").await?;
        let entier = |nom: &str, sinon: i64| lu.get(nom).and_then(Value::as_i64).unwrap_or(sinon).clamp(1, 3600);
        let auth_req_id = lu
            .get("auth_req_id")
            .and_then(Value::as_str)
            .filter(|id| !id.is_empty() && id.len() <= 4096)
            .ok_or_else(|| Refus::Ecarte("PSC n'a pas donné d'auth_req_id : recommencer la connexion".to_owned()))?;
        let intervalle = Duration::seconds(entier("interval", INTERVALLE));
        Ok(Attente {
            auth_req_id: auth_req_id.to_owned(),
            decouverte,
            code,
            intervalle,
            prochaine: appel.maintenant + intervalle,
            expire: appel.maintenant + Duration::seconds(entier("expires_in", 120)),
        })
    }

    /// Asks once where the request stands. Never before its time: the caller looks at [`Attente::prochaine`].
    pub(crate) async fn scruter(&self, appel: &Appel<'_>, attente: &mut Attente) -> Scrutation {
        let champs = [
            ("grant_type", "urn:openid:params:grant-type:ciba"),
            ("auth_req_id", attente.auth_req_id.as_str()),
        ];
        let lu = self.demander_jeton(appel, &attente.decouverte, &champs).await;
        let refus = match lu {
            Ok(v) => {
                let connexion = match Jetons::lire(&v, appel.maintenant) {
                    Ok(jetons) => self.conclure(appel, &attente.decouverte, jetons, None).await,
                    Err(e) => Err(e),
                };
                return match connexion {
                    Ok(c) => Scrutation::Ouverte(Box::new(c)),
                    Err(e) => Scrutation::Finie(e),
                };
            }
            Err(refus) => refus,
        };
        if refus.est("slow_down") {
            // CIBA core, §11: five seconds more, from now on.
            attente.intervalle += Duration::seconds(5);
        }
        let encore = refus.est("slow_down") || refus.est("authorization_pending") || matches!(refus, Refus::Panne(_));
        attente.prochaine = appel.maintenant + attente.intervalle;
        if encore && appel.maintenant < attente.expire {
            Scrutation::Attendre
        } else {
            Scrutation::Finie(refus)
        }
    }
}
