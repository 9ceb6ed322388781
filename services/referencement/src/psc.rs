//! The calls to Pro Santé Connect, over the network as any client makes them: the code for tokens, who a token is of, the keys.

use std::time::Duration;

use segur_kit::{Contexte, ParIgc, client_du_banc, marque};
use segur_model::francais;
use segur_oidc::jeton::{Attentes, Jeton, Verificateur, verifier};
use serde_json::Value;

use crate::reglage::Reglage;

/// How long Pro Santé Connect may take.
const DELAI: Duration = Duration::from_secs(10);
/// Most bytes of an answer.
const MAX: usize = 256 * 1024;

/// Who signed in.
pub(crate) struct Identite {
    pub id_national: String,
    pub nom: String,
    pub id_token: String,
}

/// What calls Pro Santé Connect.
#[derive(Default)]
pub(crate) struct Guichet {
    client: ParIgc<Option<reqwest::Client>>,
}

/// Where it is.
pub(crate) struct Adresses {
    pub royaume: String,
    pub connexion: String,
}

/// Where Pro Santé Connect is, for this espace.
pub(crate) fn adresses(reglage: &Reglage, ctx: &Contexte) -> Result<Adresses, String> {
    if let Some(a) = &reglage.psc {
        return Ok(Adresses {
            royaume: a.royaume.clone(),
            connexion: a.connexion.clone(),
        });
    }
    match (ctx.points.get("psc.auth"), ctx.points.get("psc.wallet")) {
        (Some(royaume), Some(connexion)) => Ok(Adresses {
            royaume: royaume.trim_end_matches('/').to_owned(),
            connexion: connexion.clone(),
        }),
        _ => Err(
            "Pro Santé Connect n'est pas joué par ce banc : lancer `serve` avec le service psc, ou dire où il est ([referencement.psc])."
                .to_owned(),
        ),
    }
}

impl Guichet {
    /// The person of a code.
    pub async fn entrer(
        &self,
        reglage: &Reglage,
        ctx: &Contexte,
        (code, retour, verificateur, nonce): (&str, &str, &str, &str),
    ) -> Result<Identite, String> {
        let a = adresses(reglage, ctx)?;
        let client = self.client(ctx)?;
        let (nom, valeur) = marque();
        let corps = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", retour)
            .append_pair("code_verifier", verificateur)
            .finish();
        let demande = client
            .post(format!("{}/protocol/openid-connect/token", a.royaume))
            .basic_auth(&reglage.client_psc, Some(&reglage.secret_psc))
            .header("content-type", "application/x-www-form-urlencoded")
            .header(nom, valeur)
            .body(corps);
        let jetons = json(demande).await?;
        let id_token = jetons.get("id_token").and_then(Value::as_str).unwrap_or_default().to_owned();
        let confiance = Self::confiance(&client, &a).await?;
        let lu = confiance.verifier(ctx, &id_token)?;
        if lu.texte("nonce") != Some(nonce) {
            return Err("le jeton reçu n'est pas celui de cette connexion (nonce)".to_owned());
        }
        if !lu.audiences().any(|aud| aud == reglage.client_psc) {
            return Err("le jeton reçu est celui d'un autre logiciel (aud)".to_owned());
        }
        let acces = jetons.get("access_token").and_then(Value::as_str).unwrap_or_default();
        let qui = confiance.verifier(ctx, acces)?;
        Ok(Identite {
            id_token,
            ..identite(ctx, &qui)?
        })
    }

    /// The person of an access token: a script has no browser.
    pub async fn porteur(&self, reglage: &Reglage, ctx: &Contexte, jeton: &str) -> Result<Identite, String> {
        let a = adresses(reglage, ctx)?;
        let client = self.client(ctx)?;
        // Who cannot be a token does not make anybody ask for keys.
        Jeton::lire(jeton).map_err(|e| e.to_string())?;
        let lu = Self::confiance(&client, &a).await?.verifier(ctx, jeton)?;
        if lu.texte("typ") != Some("Bearer") {
            return Err("ce n'est pas un jeton d'accès".to_owned());
        }
        identite(ctx, &lu)
    }

    /// What the tokens of an espace are verified with.
    async fn confiance(client: &reqwest::Client, a: &Adresses) -> Result<Confiance, String> {
        let demander = |chemin: &str| {
            let (nom, valeur) = marque();
            client.get(format!("{}{chemin}", a.royaume)).header(nom, valeur)
        };
        let cles = texte_de(demander("/protocol/openid-connect/certs")).await?;
        let decouverte = json(demander("/.well-known/openid-configuration")).await?;
        Ok(Confiance {
            cles: Verificateur::jwks(&cles).map_err(|e| e.to_string())?,
            emetteur: decouverte.get("issuer").and_then(Value::as_str).unwrap_or_default().to_owned(),
        })
    }

    fn client(&self, ctx: &Contexte) -> Result<reqwest::Client, String> {
        let client = self.client.ou(&ctx.igc, || client_du_banc(&ctx.igc, DELAI).ok());
        client.ok_or_else(|| "les autorités du banc ne se lisent pas".to_owned())
    }
}

/// The keys, and the issuer: all the espaces of a bench have the same keys.
struct Confiance {
    cles: Vec<Verificateur>,
    emetteur: String,
}

impl Confiance {
    fn verifier(&self, ctx: &Contexte, texte: &str) -> Result<Jeton, String> {
        let jeton = verifier(texte, &self.cles).map_err(|e| e.to_string())?;
        let attentes = Attentes {
            emetteurs: &[&self.emetteur],
            maintenant: ctx.horloge.maintenant().unix_timestamp(),
            ..Attentes::default()
        };
        attentes.verifier(&jeton).map_err(|e| e.to_string())?;
        Ok(jeton)
    }
}

/// Who a token is of, by the name that the world gives.
fn identite(ctx: &Contexte, jeton: &Jeton) -> Result<Identite, String> {
    let id = jeton.personne().ok_or("le jeton ne dit pas de qui il est")?;
    let connu = ctx.monde.professionnel(id);
    let nom = connu.map_or_else(|| id.to_owned(), |p| format!("{} {}", p.prenom, p.nom));
    Ok(Identite {
        id_national: id.to_owned(),
        nom,
        id_token: String::new(),
    })
}

async fn json(demande: reqwest::RequestBuilder) -> Result<Value, String> {
    serde_json::from_str(&texte_de(demande).await?).map_err(|_| "Pro Santé Connect répond autre chose que du JSON".to_owned())
}

async fn texte_de(demande: reqwest::RequestBuilder) -> Result<String, String> {
    let reponse = demande
        .send()
        .await
        .map_err(|e| format!("Pro Santé Connect ne répond pas : {}", francais::cause(&e)))?;
    let statut = reponse.status();
    let texte = reponse.text().await.map_err(|e| francais::cause(&e))?;
    if !statut.is_success() {
        let dit: String = texte.chars().filter(|c| !c.is_control()).take(200).collect();
        return Err(format!("Pro Santé Connect refuse ({}) : {dit}", statut.as_u16()));
    }
    if texte.len() > MAX {
        return Err("la réponse de Pro Santé Connect est trop longue".to_owned());
    }
    Ok(texte)
}
