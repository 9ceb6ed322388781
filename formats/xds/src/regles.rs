//! The rules of a lot (`xds.lot.*`) and of a test of existence (`xds.td02.*`). Those of the VIHF are in `segur_saml::vihf::REGLES`,
//! those of a document in `segur_cda::REGLES`.

use segur_model::rule::{conseil, rapportee, regle, stricte};
use segur_model::{Rule, Severity, Trust};

const EXEMPLE: &str = "GIE SESAM-Vitale, DMP LPS, exemples de messages 1.0.1 v02.05.00, TD2.1";
const EXEMPLE_TD02: &str = "GIE SESAM-Vitale, DMP LPS, exemples de messages 1.0.1 v02.05.00, TD0.2";
const WSDL: &str = "DMP, annexe WSDL et schémas v2.01.04 (ebRIM et ebRS 3.0, IHE XDS.b)";
const SCHEMA_RIM: &str = "DMP, annexe WSDL et schémas v2.01.04 (ebRS/rim.xsd)";
const META: &str = "ANS, IG hl7v2-volet-transmission-document-cda-r2 (correspondance des métadonnées XDS du DMP) ; exemples TD2.1";
const PDSM: &str = "ANS, IG PDSm pour le DMP (DocumentEntry) ; exemples TD2.1";
const JDV: &str = "ANS, terminologies (NOS), jeux de valeurs du DMP";
const J59: &str = "ANS, terminologies (NOS), JDV_J59-ContentTypeCode-DMP 20240927, et code annoncé pour le 20260928";
const X16: &str = "ANS, terminologies (NOS), ASS_X16-CorrespondanceType-Classe-DMP 20240927";
const EX_CUMUL: &str = "guide DMPi, EX_2.1-1050, citée par un éditeur de connecteur (non confirmé par une source primaire)";
const EX_AUTEUR: &str = "guide DMPi, EX_2.1-1140, citée par un éditeur de connecteur (non confirmé par une source primaire)";
const EX_DATES: &str =
    "guide DMPi, EX_GEN-1460 (horloge), et ordre des dates dit par un éditeur de connecteur (non confirmé par une source primaire)";
const STRUCTURATION: &str = "CI-SIS, Structuration minimale v1.16.8, § 3.5.5.4";
const INS_OID: &str = "ANS, OID des autorités d'affectation de l'INS (fr-core, PDSm pour le DMP)";
const PDT617: &str = "GIE SESAM-Vitale, PDT-617 (CPE sans noms)";
const XADES: &str = "GIE SESAM-Vitale, exemple de signature XAdES du TD2.1 ; DRIMbox (XadesSign)";
const IHE: &str = "IHE ITI (connaissance générale, aucune source publique lue)";
const INTEGRATEURS: &str = "code public d'intégrateurs (non confirmé par une source primaire)";
const WSS: &str = "OASIS, Web Services Security: SOAP Message Security 1.1, § 10 (fortement recommandé au destinataire)";
const SOAP: &str = "W3C, SOAP 1.2 partie 1, § 2.4 et § 5.4.8";
const BANC: &str = "périmètre du banc";

/// General knowledge: a warning.
const fn usage(id: &'static str, dit: &'static str, source: &'static str) -> Rule {
    regle(id, dit, Severity::Warning, source, Trust::Unverified)
}

/// The check could not be made: said, and never held against anybody.
const fn non_evaluee(id: &'static str, dit: &'static str, source: &'static str) -> Rule {
    regle(id, dit, Severity::NotEvaluated, source, Trust::Verified)
}

segur_model::regles! {
    // The message.
    LISIBLE = stricte("xds.lot.lisible",
        "La requête porte un lot : ProvideAndRegisterDocumentSetRequest, avec sa liste d'objets ebRIM", WSDL);
    SOAP12 = conseil("xds.lot.soap12",
        "L'enveloppe est de SOAP 1.2, comme l'annonce application/soap+xml (l'exemple officiel porte l'espace de noms de SOAP 1.1 : toléré)", WSDL);
    ESPACE = stricte("xds.lot.espace-de-noms", "Les objets du lot et leur contenu sont dans l'espace de noms d'ebRIM 3.0", WSDL);
    STRUCTURE = stricte("xds.lot.structure",
        "Le lot est un seul SubmitObjectsRequest, avec un seul RegistryObjectList, et ses xds:Document à côté : ni l'un ni l'autre n'est répété, et rien ne s'y ajoute", WSDL);
    EMBOITEMENT = conseil("xds.lot.emboitement",
        "Les objets du lot sont des enfants de RegistryObjectList : le banc ne lit pas ceux qu'un autre objet contient", EXEMPLE);
    // The schema of ebRIM. It is published with the WSDL; official examples leave two of its attributes out.
    EBRIM_ORDRE = stricte("xds.lot.ebrim.ordre",
        "Les enfants d'un objet ebRIM sont dans l'ordre du schéma : Slot, Name, Description, VersionInfo, Classification, ExternalIdentifier ; ceux qui sont uniques ne sont pas répétés", SCHEMA_RIM);
    EBRIM_CONTENU = stricte("xds.lot.ebrim.contenu",
        "Un élément ebRIM n'a que les enfants, les attributs et le texte que le schéma lui donne, et ceux qu'il exige (un Slot a une ValueList)", SCHEMA_RIM);
    EBRIM_ATTRIBUT = stricte("xds.lot.ebrim.attribut",
        "Un élément ebRIM a les attributs que le schéma exige (id de chaque objet, name d'un Slot, value d'un ExternalIdentifier…)", SCHEMA_RIM);
    EBRIM_ATTRIBUT_OMIS = conseil("xds.lot.ebrim.attribut.omis",
        "classifiedObject et registryObject sont présents : le schéma les exige (des exemples officiels du TD3.3 les omettent : toléré)", SCHEMA_RIM);
    EBRIM_LONGUEUR = stricte("xds.lot.ebrim.longueur",
        "Une valeur ebRIM n'est pas plus longue que le schéma ne l'admet : 256 caractères (Value, value d'un ExternalIdentifier, nodeRepresentation…), 1024 pour un LocalizedString", SCHEMA_RIM);
    // What the lot holds.
    SOUMISSION = stricte("xds.lot.soumission", "Le lot a un SubmissionSet (RegistryPackage), et un seul", META);
    NOEUD = stricte("xds.lot.soumission.noeud",
        "Une Classification (classificationNode a54d6aa5…) dit que le RegistryPackage est un SubmissionSet", EXEMPLE);
    DOCUMENTS = stricte("xds.lot.documents", "Le lot a au moins un document, outre la signature", EXEMPLE);
    ENTREE_SIGNATURE = stricte("xds.lot.entree-signature",
        "Le lot a une fiche (ExtrinsicObject) pour sa signature XAdES, et une seule", EXEMPLE);
    TYPE_OBJET = stricte("xds.lot.type-objet", "objectType de chaque ExtrinsicObject est celui d'un document stable (7edca82f…)", EXEMPLE);
    ID_UNIQUE = usage("xds.lot.id-unique", "Deux objets du lot n'ont pas le même identifiant", IHE);
    SCHEMA = stricte("xds.lot.schema", "Le schéma de chaque Classification et ExternalIdentifier est l'un de ceux de son objet", EXEMPLE);
    SCHEMA_FORMAT = stricte("xds.lot.schema.formatCode",
        "Le schéma de formatCode est a09d5840-386c-46f2-b5ad-9c3699a4309d (l'UUID terminé par 9fdf87b75cc4, vu dans un client public, est faux)", EXEMPLE);
    RATTACHEMENT = conseil("xds.lot.rattachement", "classifiedObject et registryObject nomment l'objet qui les porte", EXEMPLE);
    UNICITE = stricte("xds.lot.unicite", "Une métadonnée à une seule valeur n'en a qu'une", META);
    STATUT = conseil("xds.lot.statut", "L'émetteur ne fixe pas le statut (availabilityStatus) : le registre le fait", META);
    // Associations.
    HAS_MEMBER = stricte("xds.lot.hasMember",
        "Une association HasMember, et une seule, va du SubmissionSet à chaque document et à la signature (N + 1)", EXEMPLE);
    HAS_MEMBER_STATUT = stricte("xds.lot.hasMember.statut", "Une association HasMember porte SubmissionSetStatus = Original", EXEMPLE);
    SIGNS = stricte("xds.lot.signs", "Une association signs, et une seule, va de la signature au SubmissionSet", EXEMPLE);
    ASSOCIATION_OBJETS = stricte("xds.lot.association.objets",
        "Une association relie des objets du lot (RPLC excepté, dont la cible est au registre)", EXEMPLE);
    ASSOCIATION_TYPE = conseil("xds.lot.association.type", "Les associations d'une alimentation sont HasMember, signs et RPLC", EXEMPLE);
    RPLC = stricte("xds.lot.rplc",
        "Un remplacement (RPLC) va d'un document du lot à l'entryUUID (urn:uuid:…) du document remplacé", "ANS, IG PDSm pour le DMP (td2.1) ; CI-SIS, Structuration minimale v1.16.8, § 3.5.5.10");
    // SubmissionSet.
    S_AUTEUR = stricte("xds.lot.soumission.author", "Le lot a un auteur (authorPerson)", META);
    S_CONTENU = stricte("xds.lot.soumission.contentTypeCode", "Le lot a un contentTypeCode", META);
    S_CONTENU_VALEUR = conseil("xds.lot.soumission.contentTypeCode.valeur",
        "contentTypeCode est l'un de JDV_J59 : la version du banc est dite, une plus récente peut en admettre d'autres", J59);
    S_CONTENU_SYSTEME = stricte("xds.lot.soumission.contentTypeCode.systeme",
        "Le codingScheme de contentTypeCode est celui du code dans JDV_J59 (deux systèmes y ont le code 11)", J59);
    S_PATIENT = stricte("xds.lot.soumission.patientId", "Le lot a un patientId", META);
    S_SOURCE = stricte("xds.lot.soumission.sourceId", "Le lot a un sourceId : l'OID du système émetteur", META);
    S_SOURCE_FORME = stricte("xds.lot.soumission.sourceId.forme", "sourceId est un OID", META);
    S_HEURE = stricte("xds.lot.soumission.submissionTime", "Le lot a un submissionTime", META);
    S_HEURE_FORME = stricte("xds.lot.soumission.submissionTime.forme",
        "submissionTime est de la forme AAAAMMJJhhmmss, en temps universel, sans décalage", META);
    S_UNIQUE = stricte("xds.lot.soumission.uniqueId", "Le lot a un uniqueId", META);
    // DocumentEntry: presence.
    D_AUTEUR = stricte("xds.lot.document.author", "Chaque document a un auteur (authorPerson)", META);
    D_CLASSE = stricte("xds.lot.document.classCode", "Chaque document a un classCode", META);
    D_CONFIDENTIALITE = stricte("xds.lot.document.confidentialityCode", "Chaque document a un confidentialityCode", META);
    D_CREATION = stricte("xds.lot.document.creationTime", "Chaque document a un creationTime", META);
    D_FORMAT = stricte("xds.lot.document.formatCode", "Chaque document a un formatCode", META);
    D_SECTEUR = stricte("xds.lot.document.healthcareFacilityTypeCode", "Chaque document a un healthcareFacilityTypeCode", META);
    D_LANGUE = stricte("xds.lot.document.languageCode", "Chaque document a un languageCode", META);
    D_RESPONSABLE = stricte("xds.lot.document.legalAuthenticator", "Chaque document a un legalAuthenticator", META);
    D_MIME = stricte("xds.lot.document.mimeType", "Chaque document a un mimeType", META);
    D_PATIENT = stricte("xds.lot.document.patientId", "Chaque document a un patientId", META);
    D_CADRE = stricte("xds.lot.document.practiceSettingCode", "Chaque document a un practiceSettingCode", META);
    D_DEBUT = stricte("xds.lot.document.serviceStartTime", "Chaque document a un serviceStartTime", META);
    D_SOURCE_PATIENT = stricte("xds.lot.document.sourcePatientId",
        "Chaque document a un sourcePatientId : l'IPP, ou l'INS s'il n'y en a pas", META);
    D_TITRE = stricte("xds.lot.document.title", "Chaque document a un titre", META);
    D_TYPE = stricte("xds.lot.document.typeCode", "Chaque document a un typeCode", META);
    D_UNIQUE = stricte("xds.lot.document.uniqueId", "Chaque document a un uniqueId", META);
    // Forms.
    UNIQUE_OID = stricte("xds.lot.uniqueId.forme", "uniqueId est un OID seul : le DMP n'admet pas la forme OID^extension", STRUCTURATION);
    UNIQUE_LONG = usage("xds.lot.uniqueId.longueur", "uniqueId fait 64 caractères au plus", IHE);
    UNIQUE_DISTINCT = usage("xds.lot.uniqueId.distinct", "Les uniqueId du lot, de ses documents et de sa signature diffèrent", IHE);
    PATIENT_FORME = stricte("xds.lot.patientId.forme",
        "patientId est de la forme INS^^^&OID&ISO^NH, l'INS en 15 caractères (matricule et clé)", PDSM);
    PATIENT_CLE = conseil("xds.lot.patientId.cle",
        "La clé de l'INS est juste (les données de test publiées en ont de fausses, à dessein)", "INS, calcul de la clé du NIR");
    PATIENT_OID = stricte("xds.lot.patientId.oid",
        "L'OID de l'INS est connu : NIR ou NIA, réel, de test ou de démonstration ; l'INS-C n'a plus cours", INS_OID);
    PATIENT_REEL = stricte("xds.lot.patientId.environnement",
        "En production, l'OID de l'INS n'est ni de test (.10) ni de démonstration (.11)", INS_OID);
    PATIENT_MEME = stricte("xds.lot.patientId.meme", "Le lot et tous ses documents sont du même patient (INS et OID)", META);
    SOURCE_PATIENT_FORME = stricte("xds.lot.sourcePatientId.forme",
        "sourcePatientId est de la forme IPP^^^&OID&ISO^PI (ou l'INS, avec NH)", META);
    SOURCE_PATIENT_GENRE = stricte("xds.lot.sourcePatientId.genre",
        "Le type (CX.5) de sourcePatientId est NH pour un INS : un INS n'est pas un IPP (PI)", META);
    INFOS_PATIENT_FORME = stricte("xds.lot.sourcePatientInfo.forme",
        "Une valeur de sourcePatientInfo nomme un champ de PID et le donne : PID-5|…, PID-7|…, PID-8|…", META);
    INFOS_PATIENT_VALEUR = conseil("xds.lot.sourcePatientInfo.valeur",
        "PID-5 a un nom et un prénom, PID-7 est une date (AAAAMMJJ), PID-8 est M, F, U, O, A ou N", META);
    REFERENCES_FORME = stricte("xds.lot.referenceIdList.forme",
        "Une valeur de referenceIdList est de la forme identifiant^^^&OID&ISO^type (l'autorité peut manquer)", META);
    REFERENCES_TYPE = conseil("xds.lot.referenceIdList.type",
        "Le type d'une valeur de referenceIdList est l'un de JDV_J231 : urn:ihe:iti:xds:2013:accession, …:2013:order ou …:2016:studyInstanceUID", "ANS, JDV_J231-XdsTypesIdentifiantsReferenceId-DMP 20221216");
    URI_HORS_XDM = conseil("xds.lot.uri", "Un lot du DMP ne porte pas d'URI : elle n'est que d'une archive XDM (ITI-32)", META);
    CREATION_FORME = stricte("xds.lot.creationTime.forme",
        "creationTime est de la forme AAAAMMJJhhmmss, en temps universel, sans décalage", META);
    ACTE_FORME = rapportee("xds.lot.serviceTime.forme",
        "serviceStartTime et serviceStopTime sont des dates (AAAAMMJJ, hhmmss au besoin) en temps universel, sans décalage", INTEGRATEURS);
    ACTE_ORDRE = usage("xds.lot.serviceTime.ordre", "serviceStopTime n'est pas avant serviceStartTime", IHE);
    XCN = stricte("xds.lot.xcn.forme", "Une personne est de la forme identifiant^nom^prénom^^^^^^&OID&ISO^D^^^type (XCN)", PDSM);
    XCN_NOM = stricte("xds.lot.xcn.nom", "Le nom et le prénom d'une personne ne sont pas vides (leur ordre n'est pas jugé)", PDT617);
    XCN_ID = conseil("xds.lot.xcn.identifiant",
        "L'identifiant national d'un professionnel (PS_IdNat) a un préfixe connu et une clé juste", META);
    XCN_AUTORITE = conseil("xds.lot.xcn.autorite",
        "Le type d'identifiant d'une personne va avec son autorité : IDNPS (ou RPPS) sous 1.2.250.1.71.4.2.1, et sous elle seule", PDSM);
    XON = stricte("xds.lot.xon.forme", "Une structure est de la forme nom^^^^^&OID&ISO^type^^^identifiant (XON)", PDSM);
    XON_ID = conseil("xds.lot.xon.identifiant",
        "L'identifiant national d'une structure (Struct_IdNat) a un préfixe connu et une clé juste", META);
    XON_AUTORITE = conseil("xds.lot.xon.autorite",
        "Le type d'identifiant d'une structure va avec son autorité : IDNST sous 1.2.250.1.71.4.2.2, SIREN sous 1.3.2 (FINEG n'est ni l'un ni l'autre)", PDSM);
    SPECIALITE_SYSTEME = conseil("xds.lot.authorSpecialty.systeme",
        "Le système d'authorSpecialty est l'un de ceux des spécialités d'auteur : 1.2.250.1.213.1.1.4.5, …1.1.4.6, …1.6.1.4, …1.6.1.107 ou …1.6.1.109", "ANS, JDV_J01-XdsAuthorSpecialty-CISIS (TestContenuCDA 3.0) ; JDV_J56, celui du DMP, n'a pas été lu");
    SPECIALITE = stricte("xds.lot.authorSpecialty.forme", "authorSpecialty est de la forme code^libellé^OID", META);
    LANGUE = stricte("xds.lot.languageCode.valeur", "languageCode vaut exactement fr-FR", META);
    MIME = stricte("xds.lot.mimeType.valeur",
        "mimeType est text/xml (CDA), application/xslt+xml (CDA auto-présentable) ou application/dicom (KOS)", META);
    MIME_PDF = stricte("xds.lot.mimeType.pdf",
        "Un PDF n'est pas déposé tel quel : il est dans un CDA de niveau 1, de mimeType text/xml", META);
    TITRE_LONG = stricte("xds.lot.title.longueur", "Le titre fait 128 caractères au plus", META);
    CLASSE_SYSTEME = stricte("xds.lot.classCode.systeme", "Le codingScheme de classCode est 1.2.250.1.213.1.1.4.1", META);
    CLASSE_VALEUR = stricte("xds.lot.classCode.valeur", "classCode est l'un de JDV_J57 (classes du DMP)", JDV);
    CLASSE_COUPLE = stricte("xds.lot.classCode.couple",
        "classCode est celui de ce typeCode : ASS_X16 en donne un, et un seul (18748-4, compte rendu d'imagerie, est de classe 31 : 10 est d'anciens exemples)", X16);
    CLASSE_COUPLE_XDM = rapportee("xds.lot.classCode.couple.xdm",
        "classCode est celui de ce typeCode, dans une archive aussi : la table du DMP (ASS_X16) est comparée, celle du CI-SIS (ASS_X04) n'a pas été lue", X16);
    TYPE_SYSTEME = stricte("xds.lot.typeCode.systeme",
        "Le codingScheme de typeCode est celui du code : LOINC (2.16.840.1.113883.6.1) ou TA_ASIP (1.2.250.1.213.1.1.4.12)", JDV);
    TYPE_VALEUR = conseil("xds.lot.typeCode.valeur",
        "typeCode est l'un de JDV_J66 : la version du banc est dite, une plus récente peut en admettre d'autres", JDV);
    TYPE_HORS_DMP = stricte("xds.lot.typeCode.hors-dmp",
        "typeCode n'est pas de ceux que JDV_J07 admet dans un CDA et que JDV_J66 ne donne pas au DMP (51851-4, 56446-8, EXPORT_DUI, FEUILLE-DE-STYLE, FICHE-CONTACTS, PIECE-IDENTITE)", JDV);
    FORMAT_SYSTEME = stricte("xds.lot.formatCode.systeme",
        "Le codingScheme de formatCode est celui du format : IHE (1.3.6.1.4.1.19376.1.2.3), TRE_A06 (1.2.250.1.213.1.1.4.2.282), DICOM ou URN", JDV);
    FORMAT_VALEUR = conseil("xds.lot.formatCode.valeur",
        "formatCode est l'un de JDV_J60 : la version du banc est dite, une plus récente peut en admettre d'autres", JDV);
    SECTEUR_SYSTEME = stricte("xds.lot.healthcareFacilityTypeCode.systeme",
        "Le codingScheme de healthcareFacilityTypeCode est 1.2.250.1.71.4.2.4 (1.2.250.1.213.1.1.4.6 pour EXP_PATIENT et SNR)", JDV);
    SECTEUR_VALEUR = stricte("xds.lot.healthcareFacilityTypeCode.valeur",
        "healthcareFacilityTypeCode est l'un de JDV_J61 : SA01 à SA69, hors SA62, SA66 et SA67, EXP_PATIENT ou SNR", JDV);
    CADRE_SYSTEME = stricte("xds.lot.practiceSettingCode.systeme",
        "Le codingScheme de practiceSettingCode est 1.2.250.1.213.1.1.4.9 (…4.6 pour EXP_PATIENT et SNR)", JDV);
    CADRE_VALEUR = stricte("xds.lot.practiceSettingCode.valeur", "practiceSettingCode est l'un de JDV_J62 (ESSMS, admis dans un CDA, n'en est pas)", JDV);
    CONFIDENTIALITE_BASE = stricte("xds.lot.confidentialityCode.base", "Un confidentialityCode, et un seul, est N, R ou V", PDSM);
    CONFIDENTIALITE_VALEUR = stricte("xds.lot.confidentialityCode.valeur",
        "confidentialityCode est N, R ou V, et au besoin MASQUE_PS, INVISIBLE_PATIENT, INVISIBLE_REPRESENTANTS_LEGAUX", JDV);
    CONFIDENTIALITE_SYSTEME = stricte("xds.lot.confidentialityCode.systeme",
        "Le codingScheme de confidentialityCode est 2.16.840.1.113883.5.25 (N, R, V) ou 1.2.250.1.213.1.1.4.13 (masquage, visibilité)", JDV);
    CONFIDENTIALITE_CUMUL = rapportee("xds.lot.confidentialityCode.cumul",
        "Un document n'est pas à la fois masqué aux professionnels et invisible au patient, tant que le paramètre cumul-invisible_patient-masque_ps du DMP vaut false (la signature du lot exceptée)", EX_CUMUL);
    CONFIDENTIALITE_NOMBRE = stricte("xds.lot.confidentialityCode.nombre",
        "Il y a au plus quatre confidentialityCode, tous différents", META);
    EVENEMENT_SYSTEME = stricte("xds.lot.eventCodeList.systeme", "Chaque eventCodeList a un code et un codingScheme", META);
    // Contents.
    JOINT = stricte("xds.lot.joint",
        "Un xds:Document de même identifiant est joint pour chaque ExtrinsicObject, et pour eux seuls", EXEMPLE);
    JOINT_CASSE = conseil("xds.lot.joint.casse",
        "Document/@id et ExtrinsicObject/@id sont identiques, casse comprise (l'exemple officiel écrit documentME2 et DocumentME2 : toléré)", EXEMPLE);
    JOINT_UNIQUE = stricte("xds.lot.joint.unique",
        "Chaque ExtrinsicObject n'a qu'un xds:Document : deux ne portent pas le même identifiant", EXEMPLE);
    JOINT_CONTENU = stricte("xds.lot.joint.contenu",
        "Un xds:Document contient un seul xop:Include, ou un contenu en Base64, et rien d'autre", "W3C, XOP 1.0, § 3 ; DMP, annexe WSDL et schémas v2.01.04 (Document : base64Binary)");
    PARTIE_ORPHELINE = conseil("xds.lot.partie.orpheline",
        "Chaque partie du message MTOM, outre la racine, est désignée par un xop:Include (l'exemple officiel n'en a pas d'autre) : le banc ne lit pas celles qui ne le sont pas", EXEMPLE);
    PARTIE = stricte("xds.lot.partie", "xop:Include désigne une partie du message MTOM, qui existe et n'est pas vide", EXEMPLE);
    HASH_FORME = stricte("xds.lot.hash.forme", "hash, s'il est présent, est un SHA-1 en hexadécimal (40 caractères)", META);
    HASH = stricte("xds.lot.hash.coherence", "hash, s'il est présent, est celui des octets du document joint", META);
    TAILLE_FORME = stricte("xds.lot.size.forme", "size, s'il est présent, est un nombre d'octets", META);
    TAILLE = stricte("xds.lot.size.coherence", "size, s'il est présent, est la taille du document joint", META);
    // Entry of the signature.
    SIGNATURE_FICHE = stricte("xds.lot.signature.fiche",
        "La fiche de la signature a les métadonnées fixes de la signature (classe, type, format, événement, titre Source, langue art, text/xml)", EXEMPLE);
    SIGNATURE_VISIBILITE = stricte("xds.lot.signature.visibilite",
        "La fiche de la signature porte N, MASQUE_PS et INVISIBLE_PATIENT", EXEMPLE);
    SIGNATURE_SOURCE = conseil("xds.lot.signature.sourcePatientId", "sourcePatientId de la signature est l'INS du lot", EXEMPLE);
    // Dates, from the document to the message.
    DATE_ORDRE = rapportee("xds.lot.date.ordre",
        "Les dates se suivent : un document (creationTime) n'est pas créé après la soumission de son lot (submissionTime)", EX_DATES);
    DATE_AVENIR = rapportee("xds.lot.date.avenir",
        "creationTime et submissionTime ne sont pas après la réception (une heure locale écrite comme du temps universel l'est)", EX_DATES);
    DATE_FUTUR = stricte("xds.lot.date.futur",
        "creationTime et submissionTime ne sont pas plus d'un jour après la réception : aucun décalage horaire ne l'explique", META);
    DATE_SIGNATURE = rapportee("xds.lot.signature.date",
        "SigningTime est une date et une heure, ni avant la création d'un document du lot, ni après la réception", EX_DATES);
    DATE_VIHF = rapportee("xds.lot.date.vihf",
        "Le lot (submissionTime) et le VIHF qui l'accompagne (IssueInstant) sont de la même heure", EX_DATES);
    // The lot and the VIHF that comes with it.
    VIHF_AUTEUR = rapportee("xds.lot.vihf.auteur",
        "L'auteur du lot (authorPerson) est celui que le VIHF authentifie (NameID)", EX_AUTEUR);
    VIHF_STRUCTURE = rapportee("xds.lot.vihf.structure",
        "La structure de l'auteur du lot (authorInstitution) est celle du VIHF (Identifiant_Structure)", EX_AUTEUR);
    VIHF_SECTEUR = usage("xds.lot.vihf.secteur",
        "Le secteur d'activité de chaque document (healthcareFacilityTypeCode) est celui du VIHF (Secteur_Activite)", "les deux sont de JDV_J61 ; aucune source publique n'impose qu'ils soient égaux");
    // The XAdES signature.
    XADES_LISIBLE = stricte("xds.lot.signature.lisible",
        "Le document de la signature est un ds:Signature, dans un document XML bien formé", XADES);
    XADES_C14N = stricte("xds.lot.signature.canonicalisation", "SignedInfo est canonisé par C14N 1.0 avec commentaires", XADES);
    XADES_REFERENCES = stricte("xds.lot.signature.references",
        "SignedInfo référence le manifeste (#IHEManifest) et les propriétés signées (SignedProperties), et rien d'autre", XADES);
    XADES_PROPRIETES = stricte("xds.lot.signature.proprietes",
        "La signature a ses propriétés XAdES v1.1.1 et l'objet de signature 1.2.840.10065.1.12.1.14", XADES);
    XADES_MANIFESTE = stricte("xds.lot.signature.manifeste",
        "Le manifeste référence urn:oid:<uniqueId> du lot et de chacun de ses documents, une fois chacun", XADES);
    XADES_LOT = stricte("xds.lot.signature.lot", "Le condensat du lot, dans le manifeste, est la constante AA==", XADES);
    XADES_CONDENSAT = stricte("xds.lot.signature.condensat",
        "Le condensat de chaque document, dans le manifeste, est celui de ses octets canonisés", XADES);
    XADES_SHA1 = usage("xds.lot.signature.sha1",
        "La signature n'emploie pas SHA-1 (toléré : les exemples publics l'emploient)", "usage cryptographique courant (politique du DMP inconnue)");
    XADES_CERTIFICAT = stricte("xds.lot.signature.certificat", "KeyInfo porte le certificat X.509 du signataire", XADES);
    XADES_CHAINE = rapportee("xds.lot.signature.chaine",
        "Le certificat du signataire, en cours de validité, est émis par une autorité de l'IGC-Santé", "DRIMbox et kit du GIE SESAM-Vitale (certificat de signature)");
    XADES_VALIDE = stricte("xds.lot.signature.valide", "La signature est juste", XADES);
    XADES_NON_EVALUEE = non_evaluee("xds.lot.signature.non-evaluee",
        "La signature, ou un de ses condensats, n'a pas pu être vérifiée par le banc", BANC);
    // TD0.2.
    TD02_LISIBLE = stricte("xds.td02.lisible", "La requête est un message PRPA_IN201307UV02", EXEMPLE_TD02);
    TD02_ENVELOPPE = stricte("xds.td02.enveloppe",
        "Le message HL7 porte id, creationTime, processingCode, processingModeCode et acceptAckCode : son schéma les veut tous", WSDL);
    TD02_INTERACTION = stricte("xds.td02.interaction", "interactionId est PRPA_IN201307UV02", EXEMPLE_TD02);
    TD02_RAISON = stricte("xds.td02.raison", "reasonCode est TEST_EXST : un test d'existence", EXEMPLE_TD02);
    TD02_DESTINATAIRE = stricte("xds.td02.destinataire",
        "Le destinataire est le DMP (1.2.250.1.213.4.1.1.1), et l'émetteur a un OID", EXEMPLE_TD02);
    TD02_QUESTION = stricte("xds.td02.question",
        "La question porte queryId, statusCode et semanticsText : son schéma les veut tous", WSDL);
    TD02_QUESTION_VALEUR = conseil("xds.td02.question.valeur",
        "statusCode est new, et semanticsText est Patient.id, comme dans l'exemple officiel", EXEMPLE_TD02);
    TD02_TRAITEMENT = conseil("xds.td02.traitement",
        "processingCode est D (exemple officiel) ou P, processingModeCode T et acceptAckCode AL", EXEMPLE_TD02);
    TD02_PATIENT = stricte("xds.td02.patient", "patientIdentifier porte l'INS en 15 caractères, sous un OID d'INS connu", EXEMPLE_TD02);
    TD02_PATIENT_UNIQUE = stricte("xds.td02.patient.unique",
        "Un test d'existence porte sur un seul patient : deux patientIdentifier/value ne sont pas deux INS différents", EXEMPLE_TD02);
    TD02_PATIENT_PLUSIEURS = conseil("xds.td02.patient.plusieurs",
        "Le patient est désigné par un seul patientIdentifier/value, son INS (l'exemple officiel n'en a qu'un ; le schéma en admet d'autres)", EXEMPLE_TD02);
    TD02_PATIENT_REEL = stricte("xds.td02.patient.environnement",
        "En production, l'OID de l'INS n'est ni de test (.10) ni de démonstration (.11)", INS_OID);
    // The message around both.
    MESSAGE_LISIBLE = stricte("xds.message.lisible",
        "La requête est un message SOAP 1.2 lisible, dont le corps est celui d'une transaction du DMP", WSDL);
    MESSAGE_TYPE = stricte("xds.message.type-contenu",
        "L'en-tête HTTP Content-Type est application/soap+xml (SOAP 1.2), ou multipart/related (MTOM)", WSDL);
    MESSAGE_SERVICE = stricte("xds.message.service",
        "La transaction est envoyée au service qui la porte : patients (TD0.2, TD0.4, TD0.5, TD1.3a), habilitations (TD0.3, TD1.6), repository (TD2.1, TD3.2), registry (TD3.1, TD3.3)", WSDL);
    MESSAGE_TRANSACTION = non_evaluee("xds.message.transaction",
        "Le message est une transaction du DMP que le banc joue (TD0.2 à TD3.3d)", BANC);
    MESSAGE_REPONSE = non_evaluee("xds.message.reponse",
        "Le message est une requête : la réponse d'un service (DMP, INSi) est celle du banc ou du service national, et ne se juge pas", BANC);
    ACTION = stricte("xds.message.action", "wsa:Action est l'action de la transaction", WSDL);
    MESSAGE_ID = stricte("xds.message.message-id", "L'en-tête SOAP porte wsa:MessageID, non vide", EXEMPLE);
    NON_COMPRIS = conseil("xds.message.must-understand",
        "Aucun bloc de l'en-tête SOAP qui doit être compris (mustUnderstand) n'est inconnu du destinataire : un service qui suit SOAP le refuserait, le banc ne le refuse pas", SOAP);
    EXPIRATION = conseil("xds.message.expiration",
        "Le message arrive avant la fin que son horodatage annonce (Security/Timestamp/Expires), quand il en porte un", WSS);
    MIME_FIN_DE_LIGNE = conseil("xds.message.mime.fin-de-ligne",
        "Les lignes du message MTOM finissent par CRLF : une limite de parties suit CRLF (lu tel quel par le banc ; des bibliothèques connues le lisent, d'autres non)", "RFC 2046, § 5.1.1");
    MIME_QUOTED_PRINTABLE = conseil("xds.message.mime.quoted-printable",
        "Les parties du message MTOM ne sont pas en quoted-printable (décodé par le banc ; aucune source publique ne dit que le DMP le décode)", "RFC 2045, § 6.7 ; exemples TD2.1 (binary)");
    COMPRESSION = conseil("xds.message.compression",
        "Le corps de la requête n'est pas compressé (lu décompressé par le banc ; aucune source publique ne dit que le DMP le lit)", "RFC 9110, § 8.4");
    INCLUSION = stricte("xds.message.inclusion",
        "xop:Include, hors de xds:Document, désigne une partie du message MTOM, et il est seul dans l'élément dont elle est le contenu", "W3C, XOP 1.0, § 3.2 et § 4.1");
    MIME_MESSAGE = stricte("xds.message.mtom",
        "Une alimentation est un message MTOM (multipart/related) dont la racine est l'enveloppe", EXEMPLE);
}
