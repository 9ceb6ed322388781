//! Judging what the candidate asked, one exchange at a time.

use segur_dialecte::{Connu, Constateur};
use segur_model::{Exchange, FaitsLus, Location, Rule};
use serde_json::Value;

use super::demande::Demande;
use super::faits::{canal, porteur};
use super::formes::{deux_chiffres, identifiant_national, imprevisible};
use crate::empreinte::{FormeX5t, verificateur_admis};
use crate::jeton::Jeton;
use crate::operations;
use crate::regles as r;

/// What begins the name of a pushed request (RFC 9126, § 2.2).
pub const PREFIXE_DEPOT: &str = "urn:ietf:params:oauth:request_uri:";

/// An exchange that is judged. The answer is read for what it says of the request (a URI that was refused), and is not judged itself.
pub(super) struct Jugement<'a> {
    pub exchange: &'a Exchange,
    pub demande: &'a Demande,
    pub faits: &'a FaitsLus,
    pub k: &'a Connu<'a>,
    pub constats: &'a mut Constateur,
}

impl Jugement<'_> {
    pub(super) fn juger(&mut self) {
        // What a tester does on the pages of the bench, what the bench sends, or what never was a request, is no act of the candidate.
        if matches!(
            self.exchange.operation.as_str(),
            operations::IDENTIFICATION
                | operations::PAGE
                | operations::ILLISIBLE
                | operations::CONNEXION_REFUSEE
                | operations::SONDE
                | operations::AUTRE
                | operations::DECONNEXION_SERVEUR
        ) {
            return;
        }
        if let Some(illisible) = self.demande.illisible().map(ToString::to_string) {
            self.dire(r::LISIBLE, "la requête", "des paramètres lisibles, chacun une fois", &illisible);
            // Nothing else can be told of parameters that were not read.
            return;
        }
        self.url();
        match self.exchange.operation.as_str() {
            operations::DECOUVERTE => self.attendre(r::DECOUVERTE_WALLET, "document", "wallet"),
            operations::AUTHORIZE => self.page(),
            operations::PAR => {
                self.client();
                self.autorisation();
            }
            operations::TOKEN => self.jeton(),
            operations::USERINFO => self.userinfo(),
            operations::INTROSPECTION | operations::REVOCATION => self.client(),
            operations::LOGOUT => self.sortie(),
            operations::CIBA => self.ciba(),
            operations::ECHANGE => self.echange(),
            operations::API => self.api(),
            operations::PROXY_CONNECT => self.proxy(),
            _ => {}
        }
    }

    fn dire(&mut self, regle: Rule, lieu: &str, attendu: &str, vu: &str) {
        self.constats.dire(regle, &Location::path(lieu), attendu, vu);
    }

    fn fait(&self, nom: &str) -> Option<&str> {
        self.faits.valeurs(nom).first().map(String::as_str)
    }

    fn erreur(&self) -> &str {
        self.fait("erreur").unwrap_or_default()
    }

    fn attendre(&mut self, regle: Rule, fait: &str, attendu: &str) {
        let vu = self.fait(fait).unwrap_or("(absent)").to_owned();
        if vu != attendu {
            self.dire(regle, fait, attendu, &vu);
        }
    }

    /// What has no place in a URL, which logs and histories keep.
    fn url(&mut self) {
        let Ok(url) = &self.demande.url else { return };
        let trouve = |noms: &[&'static str]| noms.iter().copied().find(|n| url.un(n).is_some());
        let secret = trouve(&["client_secret", "refresh_token", "client_assertion"]);
        let acces = trouve(&["access_token", "subject_token"]);
        if let Some(nom) = secret {
            self.dire(r::URL_SECRET, &format!("URL : {nom}"), "dans le corps de la requête", "dans l'URL");
        }
        if let Some(nom) = acces {
            self.dire(r::URL_ACCES, &format!("URL : {nom}"), "dans l'en-tête Authorization", "dans l'URL");
        }
    }

    /// A request that the browser carries.
    fn page(&mut self) {
        self.attendre(r::VOIE, "voie", "wallet");
        let deposee = self.fait("request_uri").is_some_and(|u| u.starts_with(PREFIXE_DEPOT));
        if deposee {
            // Its parameters were judged where they were pushed.
            if self.erreur() == "invalid_request" && self.fait("issue") == Some("erreur") {
                self.dire(
                    r::DEPOT,
                    "request_uri",
                    "une demande déposée, vivante, qui n'a pas servi",
                    "refusée",
                );
            }
        } else {
            self.autorisation();
        }
    }

    fn autorisation(&mut self) {
        let erreur = self.erreur().to_owned();
        if erreur == "invalid_client" && self.exchange.operation == operations::AUTHORIZE {
            let vu = self.fait("client_id").unwrap_or("(absent)").to_owned();
            self.dire(r::CLIENT, "client_id", "un client connu", &vu);
        }
        if erreur == "invalid_redirect_uri" || self.fait("raison") == Some("redirect_uri") {
            let vu = self.fait("redirect_uri").unwrap_or("(absente)").to_owned();
            self.dire(r::REDIRECT_URI, "redirect_uri", "une URI déclarée", &vu);
        }
        self.attendre(r::RESPONSE_TYPE, "response_type", "code");
        self.perimetre(r::SCOPE_OPENID);
        if self.fait("scope").is_some_and(|s| !s.split(' ').any(|m| m == "scope_all")) {
            let vu = self.fait("scope").unwrap_or_default().to_owned();
            self.dire(r::SCOPE_ALL, "scope", "openid scope_all", &vu);
        }
        self.niveau(r::ACR_VALUES);
        for (nom, absente, faible) in [("state", r::STATE, r::STATE_ENTROPIE), ("nonce", r::NONCE, r::NONCE_ENTROPIE)] {
            match self.fait(nom).map(str::to_owned) {
                None => self.dire(absente, nom, "une valeur imprévisible", "(absent)"),
                Some(v) if !imprevisible(&v) => self.dire(faible, nom, "au moins 16 caractères, variés", &v),
                Some(_) => {}
            }
        }
        match (self.fait("code_challenge").is_some(), self.fait("code_challenge_method")) {
            (true, Some("S256")) => {}
            (true, methode) => {
                let vu = methode.unwrap_or("(absente : plain)").to_owned();
                self.dire(r::PKCE_S256, "code_challenge_method", "S256", &vu);
            }
            (false, _) => self.dire(r::PKCE_S256, "code_challenge", "un défi S256", "(absent)"),
        }
    }

    fn perimetre(&mut self, regle: Rule) {
        if !self.fait("scope").is_some_and(|s| s.split(' ').any(|m| m == "openid")) {
            let vu = self.fait("scope").unwrap_or("(absent)").to_owned();
            self.dire(regle, "scope", "openid scope_all", &vu);
        }
    }

    /// `acr` alone is what an example of the ANS prints: it warns, and is not held to be no request at all.
    fn niveau(&mut self, regle: Rule) {
        let acr = self.fait("acr").or_else(|| self.demande.champ("acr")).map(str::to_owned);
        match (self.fait("acr_values").map(str::to_owned), acr) {
            (Some(v), _) if v == "eidas1" => {}
            (Some(v), _) => self.dire(regle, "acr_values", "eidas1", &v),
            (None, Some(acr)) => self.dire(r::ACR, "acr", "acr_values=eidas1", &format!("acr={acr}")),
            (None, None) => self.dire(regle, "acr_values", "eidas1", "(absent)"),
        }
    }

    /// How the client identified itself.
    fn client(&mut self) {
        // Of CIBA, of a flow or of a grant that is closed to the client, `unauthorized_client` says nothing of who it is.
        let ferme = matches!(self.exchange.operation.as_str(), operations::CIBA | operations::PAR) || self.fait("grant") == Some("autre");
        let refuse = match self.erreur() {
            "invalid_client" => true,
            "unauthorized_client" => !ferme,
            _ => false,
        };
        if refuse {
            let vu = format!(
                "{} ({})",
                self.fait("client_id").unwrap_or("(client inconnu)"),
                self.fait("methode").unwrap_or_default()
            );
            self.dire(r::JETON_CLIENT, "authentification du client", "un client connu, authentifié", &vu);
        }
        let edc = self
            .fait("client_id")
            .is_some_and(|c| self.k.monde.clients_psc.values().any(|p| p.edc && p.id == c));
        if edc && self.exchange.pair.certificat.is_none() {
            self.dire(r::EDC_MTLS, "certificat client", "le certificat de la structure", "(aucun)");
        }
    }

    fn jeton(&mut self) {
        self.client();
        let erreur = self.erreur().to_owned();
        match self.fait("grant").unwrap_or_default() {
            "authorization_code" => {
                if let Some(v) = self
                    .demande
                    .champ("code_verifier")
                    .filter(|v| !verificateur_admis(v))
                    .map(str::to_owned)
                {
                    self.dire(r::JETON_VERIFICATEUR, "code_verifier", "43 à 128 caractères permis", &v);
                }
                match self.fait("raison") {
                    Some("redirect_uri") => {
                        let vu = self.fait("redirect_uri").unwrap_or("(absente)").to_owned();
                        self.dire(r::JETON_URI, "redirect_uri", "celle de la demande d'autorisation", &vu);
                    }
                    Some("pkce") => self.dire(r::JETON_VERIFICATEUR, "code_verifier", "celui du défi de la demande", "refusé"),
                    Some("code") => self.dire(r::JETON_CODE, "code", "un code vivant, servi une seule fois", "refusé"),
                    _ => {}
                }
            }
            "refresh_token" => {
                let jeton = self.demande.champ("refresh_token").and_then(|t| Jeton::lire(t).ok());
                self.vivant(r::JETON_VIVANT, "refresh_token", jeton.as_ref());
            }
            "ciba" if erreur == "slow_down" => {
                self.dire(r::SONDAGE, "interrogation", "attendre l'intervalle reçu (interval)", "slow_down");
            }
            _ => {}
        }
    }

    /// Whether a token sent was still alive on the clock that made it.
    fn vivant(&mut self, regle: Rule, lieu: &str, jeton: Option<&Jeton>) {
        let Some(exp) = jeton.and_then(|j| j.secondes("exp")) else { return };
        let retard = self.exchange.instant.unix_timestamp().saturating_sub(exp);
        if retard > 0 {
            self.dire(regle, lieu, "un jeton vivant", &format!("expiré depuis {retard} s"));
        }
    }

    fn userinfo(&mut self) {
        match porteur(self.demande) {
            // A token in the URL is told by its own rule.
            Some("entete" | "url") => {}
            Some(autre) => self.dire(r::PORTEUR, "access_token", "Authorization: Bearer …", &format!("dans le {autre}")),
            None => self.dire(r::PORTEUR, "Authorization", "Bearer …", "(absent)"),
        }
        if self.exchange_statut() == 403 {
            let vu = "403 : le jeton ne porte pas openid";
            self.dire(r::SCOPE_OPENID, "scope", "openid scope_all, dès la demande d'autorisation", vu);
        }
        if self.exchange_statut() == 401 && porteur(self.demande).is_some() {
            self.dire(r::ACCES_MORT, "Authorization", "un jeton vivant", "401");
        }
    }

    fn exchange_statut(&self) -> u16 {
        self.exchange.statut.unwrap_or_default()
    }

    fn sortie(&mut self) {
        if self.demande.champ("id_token_hint").is_none() {
            self.dire(r::SORTIE_JETON, "id_token_hint", "le jeton d'identité de la session", "(absent)");
        }
        if self.erreur() == "invalid_redirect_uri" {
            let vu = self.fait("post_logout_redirect_uri").unwrap_or("(absente)").to_owned();
            self.dire(r::SORTIE_URI, "post_logout_redirect_uri", "une URI déclarée", &vu);
        }
        if canal(self.demande) == "navigateur"
            && self.demande.champ("post_logout_redirect_uri").is_some()
            && self.demande.champ("state").is_none()
        {
            self.dire(r::SORTIE_STATE, "state", "une valeur imprévisible", "(absent)");
        }
    }

    fn ciba(&mut self) {
        self.client();
        self.perimetre(r::CIBA_SCOPE);
        self.niveau(r::CIBA_ACR);
        let champ = |nom: &str| self.demande.champ(nom).unwrap_or("(absent)").to_owned();
        let (canal, message, identite) = (champ("channel"), champ("binding_message"), champ("login_hint"));
        match canal.as_str() {
            "CARD" | "MOBILE" => {}
            "(absent)" => self.dire(r::CIBA_CANAL_ABSENT, "channel", "CARD ou MOBILE", &canal),
            _ => self.dire(r::CIBA_CANAL, "channel", "CARD ou MOBILE", &canal),
        }
        if !deux_chiffres(&message) {
            self.dire(r::CIBA_MESSAGE, "binding_message", "deux chiffres, de 00 à 99", &message);
        }
        if !identifiant_national(&identite) {
            self.dire(r::CIBA_IDENTITE, "login_hint", "un identifiant national de personne", &identite);
        }
        if self.demande.champ("client_notification_token").is_some() {
            self.dire(r::CIBA_PING, "client_notification_token", "(absent)", "présent");
        }
    }

    fn echange(&mut self) {
        self.client();
        let genre = self.demande.champ("subject_token_type").unwrap_or("(absent)").to_owned();
        let connu = matches!(
            genre.as_str(),
            "urn:ietf:params:oauth:token-type:access_token" | "urn:ietf:params:oauth:token-type:jwt"
        );
        if self.demande.champ("subject_token").is_none() {
            self.dire(r::EDC_ECHANGE, "subject_token", "le jeton d'accès de PSC", "(absent)");
        } else if !connu {
            self.dire(
                r::EDC_ECHANGE,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token (ou jwt)",
                &genre,
            );
        }
        if self.demande.champ("scope").is_none() {
            self.dire(r::EDC_SCOPE, "scope", "un périmètre métier", "(absent)");
        }
        let jeton = self.demande.champ("subject_token").and_then(|t| Jeton::lire(t).ok());
        self.vivant(r::EDC_VIVANT, "subject_token", jeton.as_ref());
        let lie = jeton.as_ref().and_then(Jeton::x5t);
        let sien = self.exchange.pair.certificat.as_ref().map(|c| c.empreinte.as_str());
        if let (Some(x5t), Some(empreinte)) = (lie, sien)
            && FormeX5t::reconnaitre(x5t, empreinte).is_none()
        {
            self.dire(
                r::EDC_JETON_LIE,
                "subject_token : cnf",
                "l'empreinte du certificat de la connexion",
                "celle d'un autre certificat",
            );
        }
    }

    fn api(&mut self) {
        if self.fait("cnf") == Some("autre-certificat") {
            self.dire(r::EDC_CERTIFICAT, "cnf", "le certificat de la connexion", "un autre certificat");
        }
    }

    fn proxy(&mut self) {
        let json = self.demande.json.clone().unwrap_or(Value::Null);
        let dit = |nom: &str| json.get(nom).and_then(Value::as_str).unwrap_or_default();
        let mut fautes = Vec::new();
        for (nom, bon) in [
            ("nationalId", identifiant_national(dit("nationalId"))),
            ("bindingMessage", deux_chiffres(dit("bindingMessage"))),
            ("clientId", !dit("clientId").is_empty()),
            ("channel", matches!(dit("channel"), "CARD" | "MOBILE")),
        ] {
            if !bon {
                fautes.push(nom);
            }
        }
        if !fautes.is_empty() {
            let vu = format!("absents ou mal formés : {}", fautes.join(", "));
            self.dire(r::PROXY_CONNECT, "corps", "nationalId, bindingMessage, clientId, channel", &vu);
        }
    }
}
