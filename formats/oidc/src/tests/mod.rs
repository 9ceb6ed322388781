//! Tests of the crate.

mod champs;
mod empreintes;
mod faits;
mod jetons;
mod regles;

use segur_dialecte::{Confiance, Connu, Lu, Source};
use segur_model::{Certificat, ClientPsc, Exchange, Finding, World};
use time::OffsetDateTime;
use time::macros::datetime;

pub(crate) const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);
pub(crate) const EMPREINTE: &str = "2bcfb7ecd3d9a99f7890f65e83f0338e0aec433a8e90db553c1657b33016c533";

/// An exchange with its bytes.
pub(crate) struct Essai {
    pub exchange: Exchange,
    pub requete: String,
    pub reponse: String,
}

impl Essai {
    pub fn nouveau(operation: &str, ligne: &str) -> Self {
        let exchange = serde_json::from_value(serde_json::json!({
            "id": 1, "espace": "defaut", "service": "psc", "operation": operation, "direction": "candidat-vers-banc", "session": "1",
            "recu": "2026-01-15T09:00:00Z", "instant": "2026-01-15T09:00:00Z", "duree_ms": 0, "pair": { "adresse": "127.0.0.1:1" },
            "requete": { "ligne": ligne, "entetes": [["content-type", "application/x-www-form-urlencoded"]], "taille": 0, "empreinte": "" },
            "reponse": { "ligne": "HTTP/1.1 200 OK", "entetes": [["content-type", "application/json"]], "taille": 0, "empreinte": "" },
            "statut": 200, "faits": {}
        }));
        Self {
            exchange: exchange.unwrap(),
            requete: String::new(),
            reponse: String::new(),
        }
    }

    pub fn corps(mut self, requete: impl Into<String>) -> Self {
        self.requete = requete.into();
        self
    }

    pub fn repondu(mut self, statut: u16, reponse: impl Into<String>) -> Self {
        self.exchange.statut = Some(statut);
        self.reponse = reponse.into();
        self
    }

    pub fn entete(mut self, nom: &str, valeur: &str) -> Self {
        self.exchange.requete.entetes.retain(|(n, _)| n != nom);
        self.exchange.requete.entetes.push((nom.into(), valeur.into()));
        self
    }

    pub fn retour(mut self, nom: &str, valeur: &str) -> Self {
        self.exchange.reponse.entetes.retain(|(n, _)| n != nom);
        self.exchange.reponse.entetes.push((nom.into(), valeur.into()));
        self
    }

    pub fn certifie(mut self) -> Self {
        self.exchange.pair.certificat = Some(Certificat {
            sujet: "CN=X".into(),
            emetteur: String::new(),
            cn: "X".into(),
            ou: Vec::new(),
            serie: String::new(),
            empreinte: EMPREINTE.into(),
            debut: MAINTENANT,
            fin: MAINTENANT,
        });
        self
    }

    fn lire(&self) -> Box<dyn Lu> {
        let (requete, reponse) = (self.requete.clone().into(), self.reponse.clone().into());
        crate::DIALECTE.lire(&Source::echange(&self.exchange, &requete, &reponse)).unwrap()
    }

    pub fn faits(&self) -> segur_model::Faits {
        self.lire().faits().faits.clone()
    }

    pub fn fait(&self, nom: &str) -> Option<String> {
        self.faits().get(nom).and_then(|v| v.first()).cloned()
    }

    pub fn constats(&self) -> Vec<Finding> {
        let client = ClientPsc {
            id: "edc".into(),
            edc: true,
            ..ClientPsc::default()
        };
        let monde = World {
            clients_psc: [("edc".to_owned(), client)].into(),
            ..World::default()
        };
        self.lire().constats(&Connu::du_monde(&monde, &Confiance::default(), MAINTENANT))
    }

    /// Rules found, and whether each is an error.
    pub fn regles(&self) -> Vec<(String, bool)> {
        self.constats().iter().map(|f| (f.rule.clone(), f.is_error())).collect()
    }
}
