//! What is asked of the DMP beside tests of existence and lots: reading and judging, transaction by transaction.

mod habilitation;
mod mise_a_jour;
mod patients;
mod recherche;
mod retrait;
mod valeurs;

use roxmltree::{Document, Node};
use segur_dialecte::Constateur;
use segur_model::{Champ, Location};
use segur_soap::{Lieux, lieu, texte_de};

use crate::lecture::nom_qualifie;

pub use habilitation::{ActionAutorisation, Habilitation, ModeListe, TriListe};
pub use mise_a_jour::{Changement, MiseAJour};
pub use patients::{RecherchePatient, TraitCherche};
pub use recherche::{Parametre, Recherche, Retour, StoredQuery};
pub use retrait::{DocumentDemande, Retrait};

pub(crate) use recherche::lire as lire_recherche;
pub(crate) use retrait::lire as lire_retrait;

/// A closed list of words of a message.
pub(crate) trait Mots: Copy + PartialEq + 'static {
    /// Each value, and its word.
    const MOTS: &'static [(Self, &'static str)];

    /// The value of a word.
    fn lire(mot: &str) -> Option<Self> {
        Self::MOTS.iter().find(|(_, m)| *m == mot).map(|(v, _)| *v)
    }

    /// Its word, as the message says it.
    fn mot(self) -> &'static str {
        Self::MOTS.iter().find(|(v, _)| *v == self).map_or("", |(_, mot)| mot)
    }
}

/// Why a request is not the one that its action announces.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("« {nom} » n'est pas {attendu} : le mettre dans le corps SOAP, avec son espace de noms")]
pub struct DemandeIllisible {
    /// What was awaited.
    pub attendu: &'static str,
    /// Qualified name of what was found.
    pub nom: String,
    /// Where.
    pub lieu: Location,
}

/// A request, read with what its bytes show to be wrong.
#[derive(Debug, Clone)]
pub struct Lue<T> {
    /// What it asks.
    pub valeur: Result<T, DemandeIllisible>,
    /// What is wrong with it.
    pub constats: Constateur,
}

impl<T> Lue<T> {
    pub(crate) fn juste(valeur: T, constats: Constateur) -> Self {
        Self {
            valeur: Ok(valeur),
            constats,
        }
    }

    pub(crate) fn illisible(document: &Document<'_>, vu: Node<'_, '_>, attendu: &'static str) -> Self {
        let illisible = DemandeIllisible {
            attendu,
            nom: nom_qualifie(vu),
            lieu: lieu(document, vu),
        };
        let mut constats = Constateur::default();
        constats.dire(crate::regles_td::LISIBLE, &illisible.lieu, attendu, &illisible);
        Self {
            valeur: Err(illisible),
            constats,
        }
    }
}

/// Reading with the place of everything.
pub(crate) struct Releve<'d, 'i>(Lieux<'d, 'i>);

impl<'d, 'i> Releve<'d, 'i> {
    pub fn de(document: &'d Document<'i>) -> Self {
        Self(Lieux::de(document))
    }

    pub fn lieu(&self, noeud: Node<'_, '_>) -> Location {
        self.0.lieu(noeud)
    }

    /// The text of an element.
    pub fn texte(&self, noeud: Node<'_, '_>) -> Champ {
        Champ {
            valeur: texte_de(noeud).trim().to_owned(),
            lieu: self.0.lieu(noeud),
        }
    }

    /// An attribute, when it is there.
    pub fn attribut(&self, noeud: Node<'_, '_>, nom: &str) -> Option<Champ> {
        noeud.attribute(nom).map(|v| Champ {
            valeur: v.trim().to_owned(),
            lieu: self.0.attribut(noeud, nom),
        })
    }

    /// The name of an element that has no place where it is.
    pub fn nomme(&self, noeud: Node<'_, '_>) -> Champ {
        Champ {
            valeur: nom_qualifie(noeud),
            lieu: self.0.lieu(noeud),
        }
    }
}
