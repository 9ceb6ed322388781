//! What the views of the service answer, as far as a page shows it.

use std::collections::BTreeMap;

use segur_model::Finding;
use serde::Deserialize;
use time::OffsetDateTime;

#[derive(Deserialize)]
pub(super) struct Boite {
    pub(super) adresse: String,
    pub(super) genre: String,
    pub(super) ouverte: bool,
    pub(super) messages: usize,
    pub(super) non_lus: usize,
}

#[derive(Deserialize)]
pub(super) struct Liste {
    pub(super) messages: Vec<Ligne>,
    pub(super) total: usize,
    pub(super) dernier: u64,
    pub(super) suite: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Ligne {
    pub(super) boite: String,
    pub(super) dossier: String,
    pub(super) uid: u32,
    pub(super) rang: u64,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) recu: OffsetDateTime,
    pub(super) taille: u64,
    pub(super) drapeaux: Vec<String>,
    pub(super) lu: bool,
    pub(super) genre: String,
    /// A report says that a mail was not delivered.
    pub(super) echec: bool,
    pub(super) objet: String,
    pub(super) de: String,
    pub(super) de_libelle: String,
    pub(super) a: Vec<String>,
    pub(super) message_id: String,
    pub(super) ins: Vec<String>,
    pub(super) pieces: Vec<String>,
    pub(super) ecarts: usize,
    pub(super) avertissements: usize,
    pub(super) echange: Option<u64>,
    pub(super) session: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Courriel {
    #[serde(flatten)]
    pub(super) ligne: Ligne,
    pub(super) illisible: Option<String>,
    pub(super) trace: String,
    pub(super) enveloppe: Option<Enveloppe>,
    pub(super) entetes: Vec<EnTete>,
    pub(super) texte: String,
    pub(super) textes: Vec<Texte>,
    pub(super) parties: Vec<Partie>,
    pub(super) archives: Vec<Archive>,
    pub(super) documents: Vec<Document>,
    pub(super) faits: BTreeMap<String, Vec<String>>,
    pub(super) constats: Vec<Constat>,
}

#[derive(Deserialize)]
pub(super) struct Enveloppe {
    pub(super) expediteur: Option<String>,
    pub(super) destinataires: Vec<Destinataire>,
    pub(super) ret: Option<String>,
    pub(super) envid: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Destinataire {
    pub(super) adresse: String,
    pub(super) notify: Vec<String>,
    pub(super) orcpt: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct EnTete {
    pub(super) nom: String,
    pub(super) valeur: String,
}

#[derive(Deserialize)]
pub(super) struct Texte {
    pub(super) partie: usize,
    pub(super) media: String,
    pub(super) texte: String,
    pub(super) coupe: bool,
}

#[derive(Deserialize)]
pub(super) struct Partie {
    pub(super) numero: String,
    pub(super) media: String,
    pub(super) nom: Option<String>,
    pub(super) encodage: String,
    pub(super) taille: Option<usize>,
    pub(super) d_un_autre: bool,
}

#[derive(Deserialize)]
pub(super) struct Archive {
    pub(super) partie: usize,
    pub(super) nom: String,
    pub(super) illisible: Option<String>,
    pub(super) patient: Option<Patient>,
    pub(super) fiches: Vec<Fiche>,
    pub(super) fichiers: Vec<Fichier>,
}

#[derive(Deserialize)]
pub(super) struct Patient {
    pub(super) ins: String,
    pub(super) oid: String,
    pub(super) nom: String,
    pub(super) prenom: String,
    pub(super) naissance: String,
    pub(super) sexe: String,
    pub(super) qualifie: bool,
}

#[derive(Deserialize)]
pub(super) struct Fiche {
    pub(super) uri: String,
    pub(super) titre: String,
    pub(super) type_code: String,
    pub(super) format: String,
    pub(super) confidentialite: Vec<String>,
    pub(super) auteurs: Vec<String>,
    pub(super) unique_id: String,
    pub(super) patient: String,
}

#[derive(Deserialize)]
pub(super) struct Fichier {
    pub(super) chemin: String,
    pub(super) taille: usize,
}

#[derive(Deserialize)]
pub(super) struct Document {
    pub(super) chemin: String,
    pub(super) titre: String,
    pub(super) taille: usize,
}

/// A finding, and where it is shown.
#[derive(Deserialize)]
pub(super) struct Constat {
    #[serde(flatten)]
    pub(super) constat: Finding,
    pub(super) lieu: Lieu,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Lieu {
    Entete(usize),
    Partie(usize),
    Document(usize),
    Enveloppe,
    Entetes,
    Courriel,
}

#[derive(Deserialize)]
pub(super) struct Commande {
    pub(super) echange: u64,
    pub(super) operation: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) instant: OffsetDateTime,
    pub(super) echec: Option<String>,
    pub(super) requete: String,
    pub(super) reponse: String,
    pub(super) ecarts: usize,
}
