//! The fictitious country. Nobody in it exists: the people are the published test identities of the national services, or
//! invented here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Which OIDs an identity answers with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Environnement {
    /// Published test people of INSi: production OIDs (`.8`, `.9`).
    Production,
    /// Our own people: the test OID `.10`.
    #[default]
    Test,
    /// Demonstration OID `.11`.
    Demonstration,
}

/// A matricule INS with its key and the OID of the authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ins {
    /// 13 characters; position 7 may be `A` or `B` (Corsica).
    pub matricule: String,
    /// 2 digits. Published test data hold invalid keys on purpose.
    pub cle: String,
    /// OID of the assigning authority.
    pub oid: String,
}

impl Ins {
    /// The 15 characters, as everywhere but in INSi.
    #[must_use]
    pub fn complet(&self) -> String {
        format!("{}{}", self.matricule, self.cle)
    }
}

/// The five strict traits, as INSi or a person has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traits {
    /// Nom de naissance.
    pub nom_naissance: String,
    /// Prénoms de naissance, in the order of the civil registry.
    pub prenoms: Vec<String>,
    /// `M`, `F`, or empty (an answer of INSi that must be refused).
    pub sexe: String,
    /// `AAAA-MM-JJ`; day or month may be `00`.
    pub date_naissance: String,
    /// COG of the place of birth; absent when it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lieu_naissance: Option<String>,
}

/// What INSi answers to a search on this patient, when it is not the plain answer of the traits. The first whose
/// condition holds is used; without any, a request that matches the patient's traits gets CR 00.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReponseInsi {
    /// Only when the first name(s) sent, joined by a space, are these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prenom: Option<String>,
    /// Only when a COG is sent (`true`) or not (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lieu: Option<bool>,
    /// Only at the nth call for this patient since the last reset, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appel: Option<u32>,
    /// `00`, `01`, `02`; exclusive with `faute`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cr: Option<String>,
    /// Code of a SOAP fault (`insi_102`, `desir_550`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faute: Option<String>,
    /// Traits answered in place of the patient's own (TIQ), with CR 00.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traits: Option<Traits>,
    /// Also answer the element `Prenom` (usually only `ListePrenom` is).
    #[serde(default)]
    pub avec_prenom: bool,
    /// Do not answer `ListePrenom` (one official example has only `Prenom`).
    #[serde(default)]
    pub sans_liste: bool,
}

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

/// One patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patient {
    /// Name by which scenarios call this patient (`QUALIFIEE_SIMPLE`), unique in the world.
    pub fiche: String,
    /// Nom de naissance, as INSi knows it.
    pub nom_naissance: String,
    /// Prénoms de naissance, in the order of the civil registry.
    pub prenoms: Vec<String>,
    /// `M` or `F`.
    pub sexe: String,
    /// `AAAA-MM-JJ`.
    pub date_naissance: String,
    /// COG of the place of birth, absent when it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lieu_naissance: Option<String>,
    /// Nom utilisé.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nom_utilise: Option<String>,
    /// Prénom utilisé.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prenom_utilise: Option<String>,
    /// Active INS; absent for people whom INSi does not find.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ins: Option<Ins>,
    /// Former INS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub historique: Vec<Ins>,
    /// Which OIDs it answers with.
    #[serde(default)]
    pub environnement: Environnement,
    /// What a person types at the desk, when it is not the traits above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saisie: Option<Traits>,
    /// State of the DMP of this person.
    #[serde(default)]
    pub dmp: EtatDmp,
    /// Scripted answers of INSi.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insi: Vec<ReponseInsi>,
    /// Where this identity comes from, and what is special about it (French).
    #[serde(default)]
    pub note: String,
}

impl Patient {
    /// The traits as INSi has them.
    #[must_use]
    pub fn traits(&self) -> Traits {
        Traits {
            nom_naissance: self.nom_naissance.clone(),
            prenoms: self.prenoms.clone(),
            sexe: self.sexe.clone(),
            date_naissance: self.date_naissance.clone(),
            lieu_naissance: self.lieu_naissance.clone(),
        }
    }

    /// What a person types at the desk: `saisie`, or the traits.
    #[must_use]
    pub fn saisie(&self) -> Traits {
        self.saisie.clone().unwrap_or_else(|| self.traits())
    }
}

/// One professional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Professionnel {
    /// Name by which scenarios call this professional (`BIOLOGISTE_1`), unique.
    pub fiche: String,
    /// RPPS, 11 digits, Luhn-valid.
    pub rpps: String,
    /// National identifier: `8` + RPPS.
    pub id_national: String,
    /// Nom d'exercice.
    pub nom: String,
    /// Prénom d'exercice.
    pub prenom: String,
    /// Profession, TRE_G15 (`10` médecin, `21` pharmacien, `60` infirmier…).
    pub profession: String,
    /// Savoir-faire, TRE_R38 (`SM03`…).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub savoir_faire: Option<String>,
    /// Structures (by `fiche`) where this professional works.
    pub structures: Vec<String>,
    /// Billing number (9 digits), in the PS assertion of INSi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facturation: Option<String>,
    /// Notes (French).
    #[serde(default)]
    pub note: String,
}

/// One structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Structure {
    /// Name by which scenarios call it (`LABO_1`), unique.
    pub fiche: String,
    /// Raison sociale.
    pub nom: String,
    /// National identifier (`1` + FINESS, `3` + SIRET): what the OU of its ORG certificates holds.
    pub id_national: String,
    /// Geographic FINESS, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finess: Option<String>,
    /// Secteur d'activité, TRE_R02 (`SA25` laboratoire…).
    pub secteur: String,
    /// Department, as the ST of its certificates has it: `Paris (75)`.
    pub departement: String,
    /// Notes (French).
    #[serde(default)]
    pub note: String,
}

/// The fictitious country.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// Seed from which identifiers are drawn.
    #[serde(default)]
    pub graine: String,
    /// Patients by fiche.
    pub patients: BTreeMap<String, Patient>,
    /// Professionals by fiche.
    pub professionnels: BTreeMap<String, Professionnel>,
    /// Structures by fiche.
    pub structures: BTreeMap<String, Structure>,
    /// Numéros d'autorisation (IDAM) that INSi knows.
    #[serde(default)]
    pub idam: Vec<String>,
    /// Numéros d'homologation DMP (`LPS_ID_HOMOLOGATION_DMP`) that the DMP knows.
    #[serde(default)]
    pub homologations_dmp: Vec<String>,
    /// Numéros de produit (NIL) that the services know.
    #[serde(default)]
    pub nil: Vec<String>,
}
