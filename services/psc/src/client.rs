//! Who calls: the authentication of a client on a back channel.

use segur_model::world::ClientPsc;
use segur_oidc::jeton::{Attentes, Jeton, Verificateur, verifier};
use segur_oidc::regles;

use crate::adresses::est_audience;
use crate::appel::Appel;
use crate::refus::Refus;

/// Type of a client assertion (RFC 7523).
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Longest life of an assertion, in seconds.
const VIE_ASSERTION: i64 = 3600;
/// Tolerance on the clock of the client, in seconds.
const TOLERANCE: i64 = 60;

/// The client of this request, authenticated by a method that it may use.
pub(crate) fn authentifier<'a>(appel: &Appel<'a>) -> Result<&'a ClientPsc, Refus> {
    appel.lisible()?;
    let methode = appel.demande.methode_client(&echange(appel));
    let client = match methode {
        "client_secret_basic" => par_secret(appel, appel.demande.autorisation.as_ref().and_then(|a| a.secret.as_deref())),
        "client_secret_post" => par_secret(appel, appel.champ("client_secret")),
        "private_key_jwt" | "client_secret_jwt" => par_assertion(appel, methode),
        "tls_client_auth" => par_certificat(appel),
        _ => Err(Refus::client()),
    }?;
    // Two identities in one request are none (RFC 6749, § 2.3).
    if appel.champ("client_id").is_some_and(|id| id != client.id) {
        return Err(Refus::client());
    }
    if !client.methodes.iter().any(|m| m == methode) {
        return Err(
            Refus::nouveau(401, "unauthorized_client", format!("{methode} is not allowed for this client")).sur(regles::JETON_CLIENT),
        );
    }
    Ok(client)
}

fn echange(appel: &Appel<'_>) -> segur_model::Exchange {
    appel.requete.echange("psc", "")
}

fn dit<'a>(appel: &Appel<'a>) -> Option<&'a ClientPsc> {
    appel.client_connu(&appel.demande.client()?)
}

fn par_secret<'a>(appel: &Appel<'a>, secret: Option<&str>) -> Result<&'a ClientPsc, Refus> {
    dit(appel)
        .filter(|c| c.secret.is_some() && c.secret.as_deref() == secret)
        .ok_or_else(Refus::client)
}

/// The subject of the certificate leads to the client, and fails when it leads nowhere.
pub(crate) fn par_certificat<'a>(appel: &Appel<'a>) -> Result<&'a ClientPsc, Refus> {
    let sujet = appel
        .requete
        .pair
        .certificat
        .as_ref()
        .map(|c| c.sujet.as_str())
        .ok_or_else(Refus::client)?;
    appel
        .ctx
        .monde
        .clients_psc
        .values()
        .find(|c| c.certificat_dn.as_deref() == Some(sujet))
        .ok_or_else(Refus::client)
}

fn par_assertion<'a>(appel: &Appel<'a>, methode: &str) -> Result<&'a ClientPsc, Refus> {
    let refuse =
        |pourquoi: String| Refus::nouveau(401, "invalid_client", format!("Client assertion refused: {pourquoi}")).sur(regles::JETON_CLIENT);
    if appel.champ("client_assertion_type") != Some(ASSERTION) {
        return Err(refuse(format!("client_assertion_type : « {ASSERTION} » est attendu")));
    }
    let texte = appel.champ("client_assertion").unwrap_or_default();
    let lu = Jeton::lire(texte).map_err(|e| refuse(e.to_string()))?;
    let client = lu.texte("sub").and_then(|id| appel.client_connu(id)).ok_or_else(Refus::client)?;
    let cles = if methode == "client_secret_jwt" {
        client.secret.iter().map(|s| Verificateur::secret(s.as_bytes())).collect()
    } else {
        cles_publiques(appel, client)
    };
    let jeton = verifier(texte, &cles).map_err(|e| refuse(e.to_string()))?;
    let attentes = Attentes {
        emetteurs: &[client.id.as_str()],
        maintenant: appel.maintenant,
        tolerance: TOLERANCE,
        ..Attentes::default()
    };
    attentes.verifier(&jeton).map_err(|e| refuse(e.to_string()))?;
    if !jeton.audiences().any(|a| est_audience(&appel.psc.reglage, appel.ctx, a)) {
        return Err(refuse("aud : l'émetteur ou l'adresse appelée est attendu".to_owned()));
    }
    let exp = jeton.secondes("exp").unwrap_or_default();
    if exp > appel.maintenant + VIE_ASSERTION + TOLERANCE {
        return Err(refuse("exp : une heure au plus".to_owned()));
    }
    let Some(jti) = jeton.texte("jti").filter(|j| !j.is_empty()) else {
        return Err(refuse("jti manque".to_owned()));
    };
    let neuf = appel.etat(|e| {
        let cle = format!("{} {jti}", client.id);
        let neuf = e.assertions.lire(&cle).is_none();
        if neuf {
            e.assertions.mettre(cle, exp);
        }
        neuf
    });
    if neuf {
        Ok(client)
    } else {
        Err(refuse("jti déjà servi : chaque assertion ne sert qu'une fois".to_owned()))
    }
}

/// The keys that the client declared, else that of its certificate when the bench issued it.
fn cles_publiques(appel: &Appel<'_>, client: &ClientPsc) -> Vec<Verificateur> {
    if let Some(jwks) = &client.jwks {
        return Verificateur::jwks(jwks).unwrap_or_default();
    }
    let identites = appel.ctx.igc.identites().iter();
    identites
        .filter(|i| client.certificat_dn.as_deref() == Some(i.certificat.sujet.as_str()))
        .filter(|i| i.etat == segur_certs::EtatCertificat::Valide)
        .filter_map(|i| Verificateur::de_cle_rsa(&i.cle_pem).ok())
        .collect()
}
