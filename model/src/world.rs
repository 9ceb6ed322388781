//! The fictitious country. Nobody in it exists: the people are the published test identities of the national services, or
//! invented here.

mod cartes;
mod dmp;
mod patients;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use cartes::{Beneficiaire, CarteVitale};
pub use dmp::{Autorisation, Dmp, EtatAutorisation, EtatDmp, Fermeture, Opposition};
pub use patients::Patients;

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
    /// Whether this is its 15 characters.
    #[must_use]
    pub fn est(&self, complet: &str) -> bool {
        complet.strip_prefix(self.matricule.as_str()) == Some(self.cle.as_str())
    }

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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// One patient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The DMP of this person.
    #[serde(default)]
    pub dmp: Dmp,
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
    /// RPPS, 11 digits, Luhn-valid; empty for who has none (a structure's employee, an EDIT test identity).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rpps: String,
    /// National identifier (IDNPS): `8` + RPPS, a structure's form with `/`, or the identifier of an EDIT test identity.
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
    #[serde(default)]
    pub structures: Vec<String>,
    /// Civilité, TRE_R81 (`M`, `MME`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub civilite: Option<String>,
    /// Exercices, when they are more than one, or say more than the fields above: see [`Professionnel::exercices`].
    #[serde(default, rename = "exercices", skip_serializing_if = "Vec::is_empty")]
    pub exercices_dits: Vec<Exercice>,
    /// Identifiers beside the national one, as Pro Santé Connect lists them (`otherIds`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub autres_ids: Vec<AutreId>,
    /// Whether the directory still lists this person: one who left stays readable as inactive.
    #[serde(default = "vrai", skip_serializing_if = "est_vrai")]
    pub actif: bool,
    /// Billing number (9 digits), in the PS assertion of INSi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facturation: Option<String>,
    /// Notes (French).
    #[serde(default)]
    pub note: String,
}

/// One exercice of a profession.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercice {
    /// Profession, TRE_G15.
    pub profession: String,
    /// Catégorie professionnelle, TRE_R09 (`C` civil, `M` militaire, `E` étudiant).
    #[serde(default = "civil")]
    pub categorie: String,
    /// Civilité d'exercice, TRE_R11 (`DR`, `PR`…); may be empty.
    #[serde(default)]
    pub civilite: String,
    /// Nom d'exercice, when it is not that of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nom: Option<String>,
    /// Prénom d'exercice, when it is not that of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prenom: Option<String>,
    /// Savoir-faire, TRE_R38.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub savoir_faire: Option<String>,
    /// Activities; none for a student or a retired person.
    #[serde(default)]
    pub activites: Vec<Activite>,
}

/// One activity of an exercice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activite {
    /// Structure, by `fiche`.
    pub structure: String,
    /// Mode d'exercice, TRE_R23 (`L` libéral, `S` salarié, `B` bénévole).
    #[serde(default = "salarie")]
    pub mode: String,
    /// Rôle, TRE_R85 or TRE_R21; may be empty.
    #[serde(default)]
    pub role: String,
    /// Genre d'activité, TRE_R22; may be empty.
    #[serde(default)]
    pub genre: String,
    /// Section de l'ordre, pharmacists only.
    #[serde(default)]
    pub section: String,
}

/// One more identifier of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutreId {
    /// Identifier.
    pub identifiant: String,
    /// Who gave it: `RPPS`, `ADELI`, `EDIT`.
    pub origine: String,
    /// Quality, a number.
    pub qualite: u32,
}

fn vrai() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde wants")]
fn est_vrai(v: &bool) -> bool {
    *v
}

fn civil() -> String {
    "C".to_owned()
}

fn salarie() -> String {
    "S".to_owned()
}

impl Professionnel {
    /// The exercices as listed, or the single one that the short fields say: one activity for each structure.
    #[must_use]
    pub fn exercices(&self) -> Vec<Exercice> {
        if !self.exercices_dits.is_empty() {
            return self.exercices_dits.clone();
        }
        let activites = self.structures.iter().map(|s| Activite {
            structure: s.clone(),
            mode: salarie(),
            ..Activite::default()
        });
        vec![Exercice {
            profession: self.profession.clone(),
            categorie: civil(),
            savoir_faire: self.savoir_faire.clone(),
            activites: activites.collect(),
            ..Exercice::default()
        }]
    }
}

/// Where a structure is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Adresse {
    /// Number in the street.
    pub numero: String,
    /// Type of street (`R`, `AV`, `ALL`…).
    pub type_voie: String,
    /// Name of the street.
    pub voie: String,
    /// Code postal.
    pub code_postal: String,
    /// Town.
    pub commune: String,
    /// COG of the town.
    pub code_commune: String,
}

/// One MSSanté mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boite {
    /// Name by which scenarios call it, unique.
    pub fiche: String,
    /// Address.
    pub adresse: String,
    /// What it is, TRE_R257 (`PER`, `CAB`, `ORG`, `APP`).
    pub genre: String,
    /// Professional (by `fiche`) whose it is: `PER`, and `CAB`, that of the practice where they work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub titulaire: Option<String>,
    /// Structure (by `fiche`) whose it is, or where the professional reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structure: Option<String>,
    /// Liste rouge: never published.
    #[serde(default)]
    pub liste_rouge: bool,
    /// Service of the structure, or what the mailbox is for.
    #[serde(default)]
    pub service: String,
    /// Who answers for it: restricted data, never published in open access.
    #[serde(default)]
    pub responsable: String,
    /// Whether the owner takes letters as mails (dématérialisation).
    #[serde(default)]
    pub dematerialisation: bool,
    /// Other addresses under which it takes mail; the annuaire publishes none of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alias: Vec<String>,
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
    /// SIRET, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
    /// FINESS of the legal entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finess_juridique: Option<String>,
    /// Where it is.
    #[serde(default)]
    pub adresse: Adresse,
    /// Telephone.
    #[serde(default)]
    pub telephone: String,
    /// Notes (French).
    #[serde(default)]
    pub note: String,
}

/// A client of Pro Santé Connect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientPsc {
    /// `client_id`.
    pub id: String,
    /// What the login page calls it.
    pub nom: String,
    /// How it may authenticate: `client_secret_basic`, `client_secret_post`, `client_secret_jwt`, `private_key_jwt`, `tls_client_auth`.
    pub methodes: Vec<String>,
    /// Secret, for the methods that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Subject of its certificate (RFC 4514, as [`crate::Certificat::sujet`]), for `tls_client_auth`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificat_dn: Option<String>,
    /// Its public keys (a JWK set, as text) for `private_key_jwt`; absent: the key of the certificate above, when the bench issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<String>,
    /// Redirect URIs, compared character by character. One on a loopback address may have `*` for a port.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// URIs allowed after a logout.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Whether CIBA was opened to it.
    #[serde(default)]
    pub ciba: bool,
    /// Where Pro Santé Connect tells it that a session is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Page that the browser loads when a session is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frontchannel_logout_uri: Option<String>,
    /// Whether it belongs to the Espace de Confiance: a certificate is then wanted on each of its own calls.
    #[serde(default)]
    pub edc: bool,
    /// Structure, by `fiche`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structure: Option<String>,
}

/// The fictitious country.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// Seed from which identifiers are drawn.
    #[serde(default)]
    pub graine: String,
    /// Patients by fiche.
    pub patients: Patients,
    /// Professionals by fiche.
    pub professionnels: BTreeMap<String, Professionnel>,
    /// Structures by fiche.
    pub structures: BTreeMap<String, Structure>,
    /// MSSanté mailboxes by fiche.
    #[serde(default)]
    pub boites: BTreeMap<String, Boite>,
    /// Cartes Vitale by fiche.
    #[serde(default)]
    pub cartes: BTreeMap<String, CarteVitale>,
    /// Clients of Pro Santé Connect by `client_id`.
    #[serde(default)]
    pub clients_psc: BTreeMap<String, ClientPsc>,
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

impl World {
    /// The professional of this national identifier (`PS_IdNat`).
    #[must_use]
    pub fn professionnel(&self, id_national: &str) -> Option<&Professionnel> {
        self.professionnels.values().find(|p| p.id_national == id_national)
    }

    /// The structure of this national identifier (`Struct_IdNat`).
    #[must_use]
    pub fn structure(&self, id_national: &str) -> Option<&Structure> {
        self.structures.values().find(|s| s.id_national == id_national)
    }
}
