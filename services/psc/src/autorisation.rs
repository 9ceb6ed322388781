//! The authorization endpoint: what is asked, then a page, a code for who has a session already, or an error.

use segur_kit::Reponse;
use segur_model::Rule;
use segur_model::world::ClientPsc;
use segur_oidc::regles;

use crate::appel::Appel;
use crate::defaut::defaut;
use crate::etat::{Code, Session, VIE_CODE};
use crate::identification::identifier;
use crate::jetons::{mots, perimetre, retour};
use crate::pages::{self, Formulaire};
use crate::refus::Refus;
use crate::{par, telephone};

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

/// What a person does on the pages: no parameter of the request.
pub(crate) const GESTES: [&str; 5] = ["recherche", "geste", "identite", "moyen", ATTENTE];
/// The demand on the telephone that a page waits for.
pub(crate) const ATTENTE: &str = "attente";

/// Whether a declared URI is this one: character by character, but for the port of a loopback address declared with `*`
/// (RFC 8252, § 7.3).
pub(crate) fn declaree(declarees: &[String], uri: &str) -> bool {
    declarees.iter().any(|d| match d.split_once(":*") {
        Some((debut, fin)) => uri
            .strip_prefix(debut)
            .and_then(|s| s.strip_prefix(':'))
            .and_then(|s| s.strip_suffix(fin))
            .is_some_and(|port| port.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == port)),
        // Declared as it is, a port that is none leads nowhere.
        None => d == uri && reqwest::Url::parse(uri).is_ok(),
    })
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
        par::consommer(appel);
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

/// Answers the authorization endpoint, and the forms of its pages (`geste`).
pub(crate) fn repondre(appel: &Appel<'_>, geste: bool) -> Reponse {
    entiere(appel, |appel| suivre(appel, geste))
}

/// With what was pushed, when the request names that.
fn entiere(appel: &Appel<'_>, repondre: impl FnOnce(&Appel<'_>) -> Reponse) -> Reponse {
    if !appel.champ("request_uri").is_some_and(par::est_depot) {
        return repondre(appel);
    }
    match par::reprendre(appel) {
        Ok(demande) => repondre(&Appel {
            demande: &demande,
            ..*appel
        }),
        Err(refus) => en_page(appel, &refus),
    }
}

fn suivre(appel: &Appel<'_>, geste: bool) -> Reponse {
    let validee = match valider(appel) {
        Ok(v) => v,
        Err(page) => return *page,
    };
    if let Some(defaut) = defaut(appel) {
        let mut reponse = validee.erreur(appel, defaut.erreur, defaut.description);
        reponse.refus = defaut.regle.map(|r| r.id.to_owned());
        return reponse;
    }
    if appel.champ(ATTENTE).is_some() {
        return telephone::suivre(appel, &validee);
    }
    if geste {
        return identifier(appel, &validee);
    }
    autoriser(appel, &validee)
}

fn autoriser(appel: &Appel<'_>, validee: &Validee<'_>) -> Reponse {
    let prompt = appel.champ("prompt").unwrap_or_default();
    let invite = |mot: &str| mots(prompt).any(|m| m == mot);
    if invite("none") && prompt != "none" {
        return validee.erreur(appel, "invalid_request", "Invalid parameter: prompt");
    }
    if !invite("login")
        && let Some(sid) = session(appel)
    {
        return validee.coder(appel, &sid);
    }
    if invite("none") {
        return validee.erreur(appel, "login_required", "User is not logged in");
    }
    page(appel, validee, None)
}

/// The live session of this browser, when it is young enough for `max_age`.
fn session(appel: &Appel<'_>) -> Option<String> {
    let temoin = appel.temoin(&nom_temoin(&appel.ctx.espace))?;
    let age_max: i64 = appel.champ("max_age").and_then(|a| a.parse().ok()).unwrap_or(i64::MAX);
    appel.etat(|e| {
        let s: &mut Session = e.session_du_temoin(temoin, appel.maintenant)?;
        (appel.maintenant - s.ouverte <= age_max).then(|| {
            s.active = appel.maintenant;
            s.sid.clone()
        })
    })
}

/// Name of the session cookie: it carries the espace, for a cookie is sent to every port of its host.
pub(crate) fn nom_temoin(espace: &str) -> String {
    format!("PSC_SIMULE_{espace}")
}

/// What leads back to this request: its parameters, or the name of the pushed one.
pub(crate) fn parametres(appel: &Appel<'_>) -> Vec<(String, String)> {
    let depot = appel.champ("request_uri").is_some();
    let tous = [&appel.demande.url, &appel.demande.corps]
        .into_iter()
        .flatten()
        .flat_map(segur_oidc::Champs::iter);
    let siens = tous.filter(|(n, _)| {
        if depot {
            ["client_id", "request_uri", par::SUITE].contains(n)
        } else {
            !GESTES.contains(n)
        }
    });
    siens.map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

/// Where the form of a page of this request goes.
pub(crate) fn action(appel: &Appel<'_>, parametres: &[(String, String)]) -> String {
    let champs: Vec<(&str, &str)> = parametres.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    retour(appel.requete.uri.path(), false, &champs)
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

/// A fault asked for by a scenario.
pub(crate) fn panne(appel: &Appel<'_>, code: &str) -> Reponse {
    entiere(appel, |appel| match valider(appel) {
        Ok(v) => v.erreur(appel, code, "Panne demandée au banc (SIMULÉ)"),
        Err(page) => *page,
    })
}

/// Refusals of the API endpoints that a page must say.
pub(crate) fn en_page(appel: &Appel<'_>, refus: &Refus) -> Reponse {
    let mut page = pages::erreur(
        refus.statut,
        &appel.ctx.espace,
        &refus.erreur,
        &format!("{}.", refus.description),
        "Corrigez la requête du logiciel.",
    );
    page.refus = refus.regle.map(str::to_owned);
    page
}
