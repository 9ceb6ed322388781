//! UserInfo, as Pro Santé Connect answers it: numbers where others send text, and the reverse; what is absent is an empty text.

use serde::{Deserialize, Serialize};

/// What the endpoint answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserInfo {
    /// Sector of the first activity, with the OID of its nomenclature (`SA07^1.2.250.1.71.4.2.4`).
    #[serde(rename = "Secteur_Activite")]
    pub secteur: String,
    /// Opaque: never to be parsed.
    pub sub: String,
    /// Raison sociale of the first activity.
    #[serde(rename = "SubjectOrganization")]
    pub organisation: String,
    /// Empty in every capture.
    #[serde(rename = "Mode_Acces_Raison")]
    pub mode_acces_raison: String,
    /// The national identifier again.
    pub preferred_username: String,
    /// Prénom d'exercice.
    pub given_name: String,
    /// `FAUX` or `VRAI`: a text, not a boolean.
    #[serde(rename = "Acces_Regulation_Medicale")]
    pub regulation_medicale: String,
    /// `1.0`.
    #[serde(rename = "UITVersion")]
    pub version: String,
    /// `CARD` or `MOBILE`; not always there.
    #[serde(rename = "authMode", skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// `APPPRIP3^1.2.250.1.213.1.5.1.1.1`.
    #[serde(rename = "Palier_Authentification")]
    pub palier: String,
    /// The professional: exercices and activities.
    #[serde(rename = "SubjectRefPro")]
    pub ref_pro: RefPro,
    /// Technical identifier of the structure of the first activity: `F` and FINESS, `C` and SIRET, `R` and a number. Not the FINESS.
    #[serde(rename = "SubjectOrganizationID")]
    pub organisation_id: String,
    /// Professions, each with the OID of its nomenclature.
    #[serde(rename = "SubjectRole")]
    pub roles: Vec<String>,
    /// `1.2.250.1.213.1.3.1.1`.
    #[serde(rename = "PSI_Locale")]
    pub psi_locale: String,
    /// Other identifiers; not always there.
    #[serde(rename = "otherIds", skip_serializing_if = "Option::is_none")]
    pub autres_ids: Option<Vec<AutreIdentifiant>>,
    /// National identifier (IDNPS).
    #[serde(rename = "SubjectNameID")]
    pub id_national: String,
    /// Nom d'exercice.
    pub family_name: String,
}

/// One more identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutreIdentifiant {
    /// Identifier.
    pub identifiant: String,
    /// `RPPS`, `ADELI`, `EDIT`.
    pub origine: String,
    /// A number, not a text.
    pub qualite: u32,
}

/// The professional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RefPro {
    /// Civilité; not always there.
    #[serde(rename = "codeCivilite", skip_serializing_if = "Option::is_none")]
    pub civilite: Option<String>,
    /// Exercices.
    pub exercices: Vec<ExercicePro>,
}

/// One exercice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExercicePro {
    /// TRE_G15.
    #[serde(rename = "codeProfession")]
    pub profession: String,
    /// TRE_R09.
    #[serde(rename = "codeCategorieProfessionnelle")]
    pub categorie: String,
    /// TRE_R11; may be empty.
    #[serde(rename = "codeCiviliteDexercice")]
    pub civilite: String,
    /// Nom d'exercice.
    #[serde(rename = "nomDexercice")]
    pub nom: String,
    /// Prénom d'exercice.
    #[serde(rename = "prenomDexercice")]
    pub prenom: String,
    /// TRE_R04.
    #[serde(rename = "codeTypeSavoirFaire")]
    pub type_savoir_faire: String,
    /// TRE_R38 and others.
    #[serde(rename = "codeSavoirFaire")]
    pub savoir_faire: String,
    /// Activities; none for a student.
    pub activities: Vec<ActivitePro>,
}

macro_rules! activite {
    ($($(#[$doc:meta])* $champ:ident = $nom:literal;)*) => {
        /// One activity: 30 texts, empty when there is nothing to say.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct ActivitePro {
            $($(#[$doc])* #[serde(rename = $nom)] pub $champ: String,)*
        }
    };
}

activite! {
    /// TRE_R23.
    mode = "codeModeExercice";
    /// TRE_R02.
    secteur = "codeSecteurDactivite";
    /// Section of the ordre, pharmacists.
    section = "codeSectionPharmacien";
    /// Rôle.
    role = "codeRole";
    /// Genre d'activité.
    genre = "codeGenreActivite";
    /// SIRET.
    siret = "numeroSiretSite";
    /// SIREN.
    siren = "numeroSirenSite";
    /// FINESS of the place.
    finess = "numeroFinessSite";
    /// FINESS of the legal entity (the name is spelt so).
    finess_juridique = "numeroFinessetablissementJuridique";
    /// Technical identifier of the structure.
    technique = "identifiantTechniqueDeLaStructure";
    /// Raison sociale.
    raison_sociale = "raisonSocialeSite";
    /// Enseigne.
    enseigne = "enseigneCommercialeSite";
    /// Complement of the addressee.
    complement_destinataire = "complementDestinataire";
    /// Complement of the place.
    complement_geographique = "complementPointGeographique";
    /// Number in the street.
    numero_voie = "numeroVoie";
    /// Bis, ter.
    indice_voie = "indiceRepetitionVoie";
    /// Type of street.
    type_voie = "codeTypeDeVoie";
    /// Street.
    voie = "libelleVoie";
    /// Mention distribution.
    distribution = "mentionDistribution";
    /// Bureau cedex.
    cedex = "bureauCedex";
    /// Code postal.
    code_postal = "codePostal";
    /// COG.
    code_commune = "codeCommune";
    /// Country.
    pays = "codePays";
    /// Telephone.
    telephone = "telephone";
    /// Second telephone.
    telephone2 = "telephone2";
    /// Fax.
    telecopie = "telecopie";
    /// E-mail.
    courriel = "adresseEMail";
    /// Département.
    departement = "codeDepartement";
    /// National identifier of the structure.
    ancien_identifiant = "ancienIdentifiantDeLaStructure";
    /// Registering authority.
    autorite = "autoriteDenregistrement";
}
