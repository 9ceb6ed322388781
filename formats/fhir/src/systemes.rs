//! Systems and canonicals of the API v2 (reference: IG annuaire 1.1.0, fr-core 2.1.0).

/// National identifier of a person (IDNPS).
pub const IDNPS: &str = "urn:oid:1.2.250.1.71.4.2.1";
/// RPPS.
pub const RPPS: &str = "https://rpps.esante.gouv.fr";
/// National identifier of a structure (IDNST).
pub const IDNST: &str = "urn:oid:1.2.250.1.71.4.2.2";
/// FINESS, of a place or of a legal entity: the type of the identifier tells.
pub const FINESS: &str = "https://finess.esante.gouv.fr";
/// Technical identifier of a structure (`F…`, `C…`, `R…`).
pub const RPPS_RANG: &str = "https://rppsrang.esante.gouv.fr";
/// Technical identifiers of the directory itself.
pub const ANNUAIRE: &str = "https://annuaire.sante.fr";
/// SIRET and SIREN, as fr-core writes them.
pub const SIRET: &str = "https://sirene.fr";
/// Types of identifiers (`IDNPS`, `RPPS`, `FINEG`…).
pub const TYPE_IDENTIFIANT: &str = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203";
/// Legal or geographical entity.
pub const TYPE_ENTITE: &str = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-3307";
/// Profiles and extensions of the directory.
pub const CANONIQUE: &str = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/";
/// Profiles and extensions of fr-core.
pub const FR_CORE: &str = "https://hl7.fr/ig/fhir/core/StructureDefinition/";
/// Mark of a resource of which only some elements are given.
pub const OBSERVATION_VALUE: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

/// Systems of the API v1, which v2 no longer answers to.
pub const ANCIENS: &[&str] = &[
    "http://rpps.fr",
    "http://finess.sante.gouv.fr",
    "http://interopsante.org/",
    "http://interop.esante.gouv.fr/",
];

/// A nomenclature of the NOS by its full name (`TRE_G15-ProfessionSante`).
#[must_use]
pub fn nos(nom: &str) -> String {
    format!("https://mos.esante.gouv.fr/NOS/{nom}/FHIR/{}", nom.replacen('_', "-", 1))
}

/// Name of the nomenclature of professions.
pub const PROFESSION: &str = "TRE_G15-ProfessionSante";
/// Professional category.
pub const CATEGORIE: &str = "TRE_R09-CategorieProfessionnelle";
/// Specialities.
pub const SPECIALITE: &str = "TRE_R38-SpecialiteOrdinale";
/// Kind of savoir-faire.
pub const TYPE_SAVOIR_FAIRE: &str = "TRE_R04-TypeSavoirFaire";
/// Mode of exercice.
pub const MODE: &str = "TRE_R23-ModeExercice";
/// Kind of activity.
pub const GENRE_ACTIVITE: &str = "TRE_R22-GenreActivite";
/// Function.
pub const FONCTION: &str = "TRE_R21-Fonction";
/// Section of the pharmacists' board.
pub const SECTION: &str = "TRE_R06-SectionTableauCNOP";
/// Sector of activity.
pub const SECTEUR: &str = "TRE_R02-SecteurActivite";
/// Kind of mail service.
pub const MESSAGERIE: &str = "TRE_R256-TypeMessagerie";
/// Kind of mailbox.
pub const TYPE_BAL: &str = "TRE_R257-TypeBAL";
/// Towns.
pub const COMMUNE: &str = "TRE_R13-Commune";
/// State diplomas.
pub const DIPLOME: &str = "TRE_R48-DiplomeEtatFrancais";
/// Kind of diploma.
pub const TYPE_DIPLOME: &str = "TRE_R14-TypeDiplome";
/// Category of a FINESS establishment.
pub const CATEGORIE_ETABLISSEMENT: &str = "TRE_R66-CategorieEtablissement";
/// Legal status of a FINESS legal entity.
pub const STATUT_JURIDIQUE: &str = "TRE_R72-FinessStatutJuridique";
/// Main activity (NAF).
pub const ACTIVITE_INSEE: &str = "TRE_R75-InseeNAFrev2Niveau5";
/// Who registers a professional.
pub const AUTORITE_ENREGISTREMENT: &str = "TRE_R60-AutoriteEnregistrement";
/// State of a registration.
pub const STATUT_INSCRIPTION: &str = "TRE_R33-StatutInscription";
/// Modality of an activité de soins.
pub const MODALITE: &str = "TRE_R275-ModaliteActivite";
/// Kind of an activité de soins.
pub const ACTIVITE_SANITAIRE: &str = "TRE_R274-ActiviteSanitaireRegulee";
/// Form of an activité de soins.
pub const FORME: &str = "TRE_R276-FormeActivite";
/// Kind of a heavy equipment.
pub const EQUIPEMENT: &str = "TRE_R272-EquipementMaterielLourd";
/// Numbers of authorisation (ARHGOS).
pub const ARHGOS: &str = "https://arhgos.ars.sante.fr";
