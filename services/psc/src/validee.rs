//! An authorization request whose client is known: back to it with an error or a code, or the login page.

use segur_kit::Reponse;
use segur_model::Rule;
use segur_model::world::ClientPsc;
use segur_oidc::regles;

use crate::appel::Appel;
use crate::demande::{action, consommer, declaree, parametres};
use crate::etat::{Code, VIE_CODE};
use crate::jetons::{perimetre, retour};
use crate::pages::{self, Formulaire};

/// A request whose client and redirect URI are good: what is wrong beyond goes back to the client by a redirect.
pub(crate) struct Validee<'a> {
    pub client: &'a ClientPsc,
    pub redirect_uri: &'a str,
    pub state: Option<&'a str>,
    pub mode: Mode,
}

/// How the answer goes back to the client (`response_mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Requete,
    Fragment,
    /// A form that the browser posts (OAuth 2.0 Form Post Response Mode).
    Formulaire,
}

/// Reads the client and the redirect URI, or answers the page that says what is wrong.
pub(crate) fn valider<'a>(appel: &Appel<'a>) -> Result<Validee<'a>, Box<Reponse>> {
    let page = |regle: Rule, erreur, raison: String, conseil| {
        let page = pages::erreur(400, &appel.ctx.espace, erreur, &raison, conseil);
        Err(Box::new(page.refusee_sur(regle.id)))
    };
    if let Some(illisible) = appel.demande.illisible() {
        return page(
            regles::LISIBLE,
            "invalid_request",
            format!("Requête illisible : {illisible}."),
            "Corrigez la requête du logiciel.",
        );
    }
    let Some(client) = appel.champ("client_id").and_then(|id| appel.client_connu(id)) else {
        return page(
            regles::CLIENT,
            "invalid_client",
            "Client inconnu (client_id).".to_owned(),
            "Déclarez le logiciel au banc : [[clients_psc]] dans la surcouche du monde.",
        );
    };
    let redirect_uri = appel.champ("redirect_uri").unwrap_or_default();
    if !declaree(&client.redirect_uris, redirect_uri) {
        return page(
            regles::REDIRECT_URI,
            "invalid_redirect_uri",
            "Paramètre redirect_uri invalide.".to_owned(),
            "Il doit être, au caractère près, l'une des adresses déclarées du logiciel.",
        );
    }
    Ok(Validee {
        client,
        redirect_uri,
        state: appel.champ("state"),
        mode: match appel.champ("response_mode") {
            Some("fragment") => Mode::Fragment,
            Some("form_post") => Mode::Formulaire,
            _ => Mode::Requete,
        },
    })
}

impl Validee<'_> {
    /// Back to the client, with an error.
    pub fn erreur(&self, appel: &Appel<'_>, erreur: &str, description: &str) -> Reponse {
        self.rediriger(appel, &[("error", erreur), ("error_description", description)])
    }

    fn rediriger(&self, appel: &Appel<'_>, champs: &[(&str, &str)]) -> Reponse {
        let iss = appel.emetteur();
        let mut tous = champs.to_vec();
        if let Some(state) = self.state {
            tous.push(("state", state));
        }
        tous.push(("iss", &iss));
        consommer(appel);
        if self.mode == Mode::Formulaire {
            return pages::renvoi(&appel.ctx.espace, self.redirect_uri, &tous);
        }
        // After a form (POST), 303 makes the browser GET; 302 is what Keycloak answers to a GET.
        let statut = if appel.requete.methode == "POST" { 303 } else { 302 };
        Reponse::nouvelle(statut, "", "")
            .entete("location", retour(self.redirect_uri, self.mode == Mode::Fragment, &tous))
            .entete("cache-control", "no-store")
            .entete("referrer-policy", "no-referrer")
    }

    /// Back to the client, with a code of this session.
    pub fn coder(&self, appel: &Appel<'_>, sid: &str) -> Reponse {
        let ctx = appel.ctx;
        let defi = appel
            .champ("code_challenge")
            .map(|d| (d.to_owned(), appel.champ("code_challenge_method") == Some("S256")));
        let scope = perimetre(appel.bascules().scope, appel.champ("scope"));
        let code = appel.etat(|e| {
            let rang = e.suivant();
            let but = format!("psc.code {sid} {} {}", self.client.id, self.state.unwrap_or_default());
            let code = format!("{}.{sid}.{}", ctx.secret(&but, rang), ctx.uuid("psc.client", 0));
            e.codes.mettre(
                code.clone(),
                Code {
                    client: self.client.id.clone(),
                    redirect_uri: self.redirect_uri.to_owned(),
                    scope,
                    nonce: appel.champ("nonce").map(str::to_owned),
                    defi,
                    sid: sid.to_owned(),
                    fin: appel.maintenant + VIE_CODE,
                    servi: false,
                    jetons: Vec::new(),
                },
            );
            code
        });
        self.rediriger(appel, &[("session_state", sid), ("code", &code)])
    }
}

/// The login page of this request.
pub(crate) fn page(appel: &Appel<'_>, validee: &Validee<'_>, message: Option<&str>) -> Reponse {
    let recherche: String = appel.champ("recherche").unwrap_or_default().chars().take(100).collect();
    let parametres = parametres(appel);
    pages::connexion(&Formulaire {
        espace: &appel.ctx.espace,
        monde: &appel.ctx.monde,
        client: &validee.client.nom,
        action: &action(appel, &parametres),
        parametres: &parametres,
        recherche: &recherche,
        message,
        propose: appel.champ("login_hint"),
        delegue: appel.champ("kc_idp_hint"),
    })
}

/// Name of the session cookie: it carries the espace, for a cookie is sent to every port of its host.
pub(crate) fn nom_temoin(espace: &str) -> String {
    format!("PSC_SIMULE_{espace}")
}
