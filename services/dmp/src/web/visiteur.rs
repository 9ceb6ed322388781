//! Who comes: the professional of a card.

use segur_kit::{Contexte, Requete};
use segur_model::World;
use segur_model::world::Professionnel;
use segur_saml::vihf::{Mode, SYSTEME_PROFESSION, SYSTEME_SAVOIR_FAIRE};
use segur_xds::web::d_une_structure;

use crate::demandeur::Demandeur;
use crate::droits::Acces;

/// TRE_A00, and the role of who has no profession of health: the world gives them none, and their card says no more.
const SYSTEME_AUTRES: &str = "1.2.250.1.213.1.1.4.6";
const SECRETARIAT: &str = "SECRETARIAT_MEDICAL";

/// Who comes.
#[derive(Debug, Clone)]
pub(crate) enum Visiteur {
    /// A professional of the world.
    Connu(Box<Qui>),
    /// Nobody showed anything.
    Personne,
    /// A structure, by its certificate.
    Structure(String),
    /// A card of nobody whom the world has.
    Inconnu(String),
}

/// A professional, authenticated.
#[derive(Debug, Clone)]
pub(crate) struct Qui {
    pub ps: Professionnel,
    pub demandeur: Demandeur,
    /// Name of the structure.
    pub structure: String,
    /// What the bench draws the secret of their forms from.
    pub cle: String,
}

impl Visiteur {
    pub fn de(ctx: &Contexte, requete: &Requete) -> Self {
        let Some(certificat) = &requete.pair.certificat else {
            return Self::Personne;
        };
        if d_une_structure(certificat) {
            return Self::Structure(certificat.cn.clone());
        }
        match ctx.monde.professionnel(&certificat.cn) {
            Some(ps) => Self::Connu(Box::new(Qui::nouveau(&ctx.monde, ps, certificat.empreinte.clone()))),
            None => Self::Inconnu(certificat.cn.clone()),
        }
    }

    /// The professional.
    pub fn qui(&self) -> Option<&Qui> {
        match self {
            Self::Connu(qui) => Some(qui),
            _ => None,
        }
    }
}

impl Qui {
    fn nouveau(monde: &World, ps: &Professionnel, cle: String) -> Self {
        let structure = ps.structures.iter().find_map(|f| monde.structures.get(f));
        let code = |code: &str, systeme: &str| (code.to_owned(), systeme.to_owned());
        let mut roles = match ps.profession.as_str() {
            "" => vec![code(SECRETARIAT, SYSTEME_AUTRES)],
            profession => vec![code(profession, SYSTEME_PROFESSION)],
        };
        roles.extend(ps.savoir_faire.as_deref().map(|s| code(s, SYSTEME_SAVOIR_FAIRE)));
        Self {
            demandeur: Demandeur {
                ps: ps.id_national.clone(),
                structure: structure.map(|s| s.id_national.clone()).unwrap_or_default(),
                mode: Mode::Directe.mot().to_owned(),
                roles,
                usage: Acces::Normal.code().to_owned(),
            },
            structure: structure.map(|s| s.nom.clone()).unwrap_or_default(),
            ps: ps.clone(),
            cle,
        }
    }

    /// First name and name.
    pub fn nom(&self) -> String {
        format!("{} {}", self.ps.prenom, self.ps.nom)
    }

    /// Whether this is a physician: who may say to be the médecin traitant.
    pub fn est_medecin(&self) -> bool {
        self.ps.profession == "10"
    }
}
