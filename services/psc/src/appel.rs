//! What each endpoint is handed.

use std::sync::{Mutex, PoisonError};

use segur_kit::{Contexte, Requete, Travail};
use segur_model::world::ClientPsc;
use segur_oidc::Demande;
use segur_oidc::jeton::{Attentes, Jeton, JetonRefuse, Signataire, verifier};
use segur_oidc::regles;

use crate::adresses;
use crate::etat::Etat;
use crate::psc::Psc;
use crate::refus::Refus;
use crate::reglage::Bascules;

/// One request, and what surrounds it.
#[derive(Clone, Copy)]
pub(crate) struct Appel<'a> {
    pub psc: &'a Psc,
    pub ctx: &'a Contexte,
    pub requete: &'a Requete,
    pub demande: &'a Demande,
    /// What it changes, committed with its exchange.
    pub travail: &'a Mutex<Travail<Etat>>,
    /// Bench clock, seconds since 1970.
    pub maintenant: i64,
}

impl<'a> Appel<'a> {
    /// Works on the state of the espace, alone. Nothing slow (a signature) is done under it.
    pub fn etat<R>(&self, faire: impl FnOnce(&mut Etat) -> R) -> R {
        faire(&mut self.travail.lock().unwrap_or_else(PoisonError::into_inner).etat)
    }

    /// Goes on from the state as it is now, a reset included: what was changed and not committed is lost.
    pub fn reprendre(&self) {
        *self.travail.lock().unwrap_or_else(PoisonError::into_inner) = self.psc.etats.ouvrir(&self.ctx.espace);
    }

    /// Commits what it changed so far, for others to see before it is answered. To go on after, see [`Self::reprendre`].
    pub async fn publier(&self) -> Result<(), Refus> {
        let effet = self.travail.lock().unwrap_or_else(PoisonError::into_inner).effet();
        match effet {
            Some(effet) => {
                let fait = self.ctx.changer(effet).await;
                fait.map_err(|e| Refus::nouveau(503, "temporarily_unavailable", e.to_string()))
            }
            None => Ok(()),
        }
    }

    pub fn bascules(&self) -> Bascules {
        self.etat(|e| e.bascules(self.psc.reglage.bascules))
    }

    pub fn emetteur(&self) -> String {
        adresses::emetteur(&self.psc.reglage, self.ctx)
    }

    pub fn champ(&self, nom: &str) -> Option<&'a str> {
        self.demande.champ(nom)
    }

    /// Refuses parameters that cannot be read.
    pub fn lisible(&self) -> Result<(), Refus> {
        match self.demande.illisible() {
            Some(raison) => Err(Refus::requete(raison.to_string()).sur(regles::LISIBLE)),
            None => Ok(()),
        }
    }

    pub fn client_connu(&self, id: &str) -> Option<&'a ClientPsc> {
        self.ctx.monde.clients_psc.get(id)
    }

    /// Whether a browser says that the form comes from another site. Who is no browser says nothing.
    pub fn d_ailleurs(&self) -> bool {
        let Some(origine) = self.requete.entetes.get("origin") else {
            return false;
        };
        let siennes = [
            format!("https://{}", self.requete.hote()),
            adresses::base(&self.psc.reglage, self.ctx, self.requete.point),
        ];
        !siennes.iter().any(|s| origine.as_bytes() == s.as_bytes())
    }

    /// A cookie of the browser.
    pub fn temoin(&self, nom: &str) -> Option<&'a str> {
        let entetes = self.requete.entetes.get_all("cookie").iter().filter_map(|v| v.to_str().ok());
        entetes
            .flat_map(|v| v.split(';').take(100))
            .filter_map(|m| m.trim().split_once('='))
            .find(|(n, _)| *n == nom)
            .map(|(_, v)| v)
    }

    /// A token that this issuer signed, whoever it is for, dead or alive.
    pub fn jeton_de_psc(&self, texte: &str) -> Result<Jeton, JetonRefuse> {
        let jeton = verifier(texte, &self.psc.cles.verificateurs(&self.ctx.igc))?;
        let iss = jeton.texte("iss").unwrap_or_default();
        if iss == self.emetteur() {
            Ok(jeton)
        } else {
            Err(JetonRefuse::Emetteur(iss.to_owned()))
        }
    }

    /// A refresh token that a session, over or not, signed.
    pub fn rafraichissement(&self, texte: &str) -> Option<Jeton> {
        let lu = Jeton::lire(texte).ok()?;
        let session = self.etat(|e| e.sessions.lire(lu.texte("sid")?))?;
        verifier(texte, &[Signataire::hs256(session.sceau.as_bytes()).verificateur]).ok()
    }

    /// An access token of PSC that is alive: signed here, in time, of a live session, not revoked.
    pub fn acces_vivant(&self, texte: &str) -> Result<Jeton, Refus> {
        let mort = |_| Refus::porteur("Token verification failed").sur(regles::ACCES_MORT);
        let jeton = self.jeton_de_psc(texte).map_err(mort)?;
        let attentes = Attentes {
            maintenant: self.maintenant,
            ..Attentes::default()
        };
        attentes.verifier(&jeton).map_err(mort)?;
        if jeton.texte("typ") != Some("Bearer") {
            return Err(Refus::porteur("Token type not supported").sur(regles::ACCES_MORT));
        }
        let (sid, jti) = (jeton.texte("sid").unwrap_or_default(), jeton.texte("jti").unwrap_or_default());
        let vivant = self
            .etat(|e| e.session(sid, self.maintenant))
            .is_some_and(|s| s.acces.contains_key(jti));
        if vivant {
            Ok(jeton)
        } else {
            Err(Refus::porteur("User session not found or doesn't have client attached on it").sur(regles::ACCES_MORT))
        }
    }

    /// SHA-256 of the certificate of this connection.
    pub fn empreinte(&self) -> Option<&'a str> {
        self.requete.pair.certificat.as_ref().map(|c| c.empreinte.as_str())
    }
}
