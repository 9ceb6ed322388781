//! Why the gateway lets nothing through: before the DMP, in HTTP. The texts of the try-outs are not public, and these are ours.

use segur_kit::{JetonPscRefuse, Reponse};
use segur_model::{Finding, Location, Rule};
use segur_saml::SamlError;
use segur_xds::psc::{self, ENTETE_SITUATION};

use super::patient::PatientRefuse;
use super::situation::SituationRefusee;

/// A refusal of the gateway (French).
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusee {
    #[error(
        "ce mode est fermé ; « ouverte = true », sous [dmp.api-psc] dans les réglages du banc, l'ouvre. Il est joué de seconde main, d'après des essais de l'ANS de 2022 et 2023 : aucun contrat n'en est public (docs/dmp.md)"
    )]
    Fermee,
    #[error("l'en-tête Authorization manque, ou n'est pas « Bearer » et un jeton d'accès de Pro Santé Connect")]
    SansJeton,
    #[error("{0}")]
    Jeton(JetonPscRefuse),
    #[error("jeton d'un autre royaume que celui de Pro Santé Connect : iss vaut « {0} »")]
    Royaume(String),
    #[error("le professionnel « {0} » du jeton n'est pas du monde du banc ; ajoutez-le à monde.toml")]
    Personne(String),
    #[error("{0}")]
    Situation(#[from] SituationRefusee),
    #[error("{0}")]
    Patient(#[from] PatientRefuse),
    #[error("le message porte déjà un VIHF : dans ce mode la passerelle le fait, envoyez-le sans assertion")]
    Vihf,
    #[error("la structure de la passerelle, « {0} » ([dmp.api-psc] structure), n'est la fiche d'aucune structure du monde")]
    Structure(String),
    #[error("le VIHF ne s'écrit pas : {0}")]
    Ecriture(#[from] SamlError),
    #[error("le VIHF fait par la passerelle ne se relit pas")]
    Relecture,
}

impl From<JetonPscRefuse> for Refusee {
    fn from(refuse: JetonPscRefuse) -> Self {
        Self::Jeton(refuse)
    }
}

impl Refusee {
    /// The rule on which it stands. None condemns anybody.
    pub fn regle(&self) -> Rule {
        match self {
            Self::Fermee => psc::OUVERTE,
            Self::Jeton(JetonPscRefuse::SansAdresse | JetonPscRefuse::Cles(_)) => psc::CLES,
            Self::SansJeton | Self::Jeton(_) | Self::Royaume(_) => psc::JETON,
            Self::Personne(_) => psc::PERSONNE,
            Self::Situation(_) => psc::SITUATION,
            Self::Patient(_) => psc::PATIENT,
            Self::Vihf => psc::VIHF,
            Self::Structure(_) | Self::Ecriture(_) | Self::Relecture => psc::PASSERELLE,
        }
    }

    fn statut(&self) -> u16 {
        match self {
            Self::Fermee | Self::Personne(_) => 403,
            Self::Jeton(JetonPscRefuse::SansAdresse | JetonPscRefuse::Cles(_)) => 503,
            Self::SansJeton | Self::Jeton(_) | Self::Royaume(_) => 401,
            // Seen in the try-outs, for a situation that is missing.
            Self::Situation(_) | Self::Patient(_) | Self::Vihf => 400,
            Self::Structure(_) | Self::Ecriture(_) | Self::Relecture => 500,
        }
    }

    /// The answer. RFC 6750, 3: who gave no token is not told that it is wrong.
    pub fn repondre(&self) -> Reponse {
        let reponse = Reponse::texte(self.statut(), format!("API PSC du DMP (simulée) : {self}.\n")).refusee_sur(self.regle().id);
        match (self.statut(), self) {
            (401, Self::SansJeton) => reponse.entete("www-authenticate", "Bearer"),
            (401, _) => reponse.entete("www-authenticate", "Bearer error=\"invalid_token\""),
            _ => reponse,
        }
    }

    /// What is remarked. The VIHF of a message is told by who reads the message.
    pub fn constat(&self) -> Option<Finding> {
        let (lieu, attendu) = match self {
            Self::Vihf => return None,
            Self::Fermee => ("[dmp.api-psc] ouverte", "true"),
            Self::Jeton(JetonPscRefuse::SansAdresse | JetonPscRefuse::Cles(_)) => {
                ("Authorization", "les clés de Pro Santé Connect, pour vérifier le jeton")
            }
            Self::SansJeton | Self::Jeton(_) | Self::Royaume(_) => {
                ("Authorization", "un jeton d'accès de Pro Santé Connect, en cours de validité")
            }
            Self::Personne(_) => ("Authorization", "un professionnel du monde du banc"),
            Self::Situation(_) => (ENTETE_SITUATION, "l'un de ses exercices"),
            Self::Patient(_) => (psc::LIEU_PATIENT, "un INS en 15 caractères"),
            Self::Structure(_) | Self::Ecriture(_) | Self::Relecture => ("[dmp.api-psc] structure", "la fiche d'une structure du monde"),
        };
        Some(self.regle().finding(Location::path(lieu), attendu, self.to_string()))
    }
}
