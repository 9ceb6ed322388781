//! The DMP of a patient, beside its documents: what the service answers of it before anybody acts on it.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// State of a DMP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EtatDmp {
    /// Open.
    #[default]
    Ouvert,
    /// Closed.
    Ferme,
    /// None.
    Absent,
}

/// The DMP of a patient. Written as one word when its state says it all (`dmp = "absent"`), else as a table (`[patients.dmp]`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields, default)]
pub struct Dmp {
    /// State.
    pub etat: EtatDmp,
    /// When and why it was closed; only of a closed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fermeture: Option<Fermeture>,
    /// Whether it is attached to Mon espace santé (`RATTACHEMENT_ENS`).
    pub rattache_ens: bool,
    /// Whether the patient opened an internet account (`COMPTE_INTERNET_OUVERT`).
    pub compte_internet: bool,
    /// What the patient opposes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub oppositions: Vec<Opposition>,
    /// Médecin traitant of the DMP, by `fiche`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medecin_traitant: Option<String>,
    /// Authorisations there at the start; who is not listed has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub autorisations: Vec<Autorisation>,
    /// Legal representatives (patients, by `fiche`) of a minor.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub representants: Vec<String>,
    /// Whether this minor asks for the *connexion secrète*: what is then fed is hidden from the representatives.
    pub connexion_secrete: bool,
}

/// How a DMP was closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fermeture {
    /// `AAAA-MM-JJ`.
    pub date: String,
    /// Code of the system `1.2.250.1.213.4.1.2.4`. `FERMETURE_DEMANDE_PATIENT` is the only one published (messages of example of the
    /// GIE SESAM-Vitale, TD1.4): absent when none of those known says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub motif: Option<String>,
    /// Free text.
    #[serde(default)]
    pub raison: String,
}

/// What a patient opposes, on the system `1.2.250.1.213.4.1.2.3` (same messages).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Opposition {
    /// That a professional reads without authorisation in an emergency.
    BrisDeGlace,
    /// That the régulation (centre 15) reads.
    AccesUrgence,
}

impl Opposition {
    /// As messages write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BrisDeGlace => "OPPOSITION_BRIS_DE_GLACE",
            Self::AccesUrgence => "OPPOSITION_ACCES_URGENCE",
        }
    }
}

/// An authorisation of a professional, or of a structure, on the DMP of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Autorisation {
    /// Professional or structure, by `fiche`.
    pub de: String,
    /// State.
    #[serde(default)]
    pub etat: EtatAutorisation,
    /// Since when, `AAAA-MM-JJ`.
    pub depuis: String,
    /// Last act on the DMP, `AAAA-MM-JJ`; that of the authorisation itself when it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derniere_action: Option<String>,
}

/// State of an authorisation. Who has none is in no list (`NON_EXISTE`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EtatAutorisation {
    /// In force.
    #[default]
    Valide,
    /// Over.
    Expire,
    /// The patient blocks this professional.
    Interdit,
}

impl EtatAutorisation {
    /// As messages write it: `VALIDE` is in the published ones, the two others only in the interface of a connector's vendor.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Valide => "VALIDE",
            Self::Expire => "EXPIRE",
            Self::Interdit => "INTERDIT",
        }
    }
}

impl From<EtatDmp> for Dmp {
    fn from(etat: EtatDmp) -> Self {
        Self { etat, ..Self::default() }
    }
}

impl Serialize for Dmp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Dmp {
    /// A word or a table. By hand: an untagged enum would not say which key of the table is wrong.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MotOuTable)
    }
}

struct MotOuTable;

impl<'de> Visitor<'de> for MotOuTable {
    type Value = Dmp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("« ouvert », « ferme », « absent », ou une table")
    }

    fn visit_str<E: Error>(self, mot: &str) -> Result<Dmp, E> {
        let etat = EtatDmp::deserialize(serde::de::value::StrDeserializer::new(mot))?;
        Ok(etat.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Dmp, A::Error> {
        // What is derived for the table.
        Dmp::deserialize(MapAccessDeserializer::new(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_mot_ou_une_table() {
        let lire = |json: &str| serde_json::from_str::<Dmp>(json);
        assert_eq!(lire("\"absent\"").unwrap(), EtatDmp::Absent.into());
        let ferme = lire(r#"{"etat":"ferme","fermeture":{"date":"2025-03-01"},"oppositions":["bris-de-glace"]}"#).unwrap();
        assert_eq!(ferme.fermeture.as_ref().unwrap().motif, None);
        assert_eq!(ferme.oppositions, [Opposition::BrisDeGlace]);
        assert_eq!(
            lire(&serde_json::to_string(&ferme).unwrap()).unwrap(),
            ferme,
            "what is written is read back"
        );
        for (faux, dit) in [
            ("\"clos\"", "unknown variant `clos`"),
            ("{\"etats\":\"ferme\"}", "unknown field `etats`"),
            ("3", "« ouvert », « ferme », « absent », ou une table"),
        ] {
            let erreur = lire(faux).unwrap_err().to_string();
            assert!(erreur.contains(dit), "{erreur}");
        }
    }
}
