//! Rules of the body, and of the files that it carries.

use super::{STRUCT_MIN, conseil, stricte};

const PDF: &str = "CI-SIS, Structuration minimale v1.16.8 ; formatCode urn:ihe:iti:xds-sd:pdf:2008 (PDF/A-1)";
const MAGIES: &str = "CI-SIS, Structuration minimale v1.16.8 ; en-têtes des formats JPEG (ISO/IEC 10918), TIFF 6.0 et RTF 1.9";
const XSD: &str = "ANS, TestContenuCDA 3.0, schéma NarrativeBlock.xsd (ID, IDREFS)";
const CONFIDENTIALITES: &str = "ANS, JDV_J08 de TestContenuCDA 3.0 ; IG PDSm pour le DMP (le CDA ne porte que N, R ou V)";
const LOINC_CLE: &str = "Regenstrief Institute, LOINC Users' Guide, annexe C (Calculating Mod 10 Check Digits)";
const TYPES: &str = "HL7 V3, types de données (PQ, REAL, INT), et ANS, TestContenuCDA 3.0, schéma datatypes-base.xsd (real, int)";
const TYPE_ABSTRAIT: &str =
    "HL7 CDA R2, schéma POCD_MT000040.xsd (value de type ANY) et datatypes-base.xsd (ANY est abstrait) de TestContenuCDA 3.0";
const COPIE: &str = "CI-SIS, section FR-Document-PDF-copie (1.2.250.1.213.1.1.2.243)";

segur_model::regles! {
    CORPS = stricte("cda.corps.un", "Le document a un seul corps : component/nonXMLBody (niveau 1) ou component/structuredBody (niveau 3)", STRUCT_MIN);
    TEXTE = stricte("cda.corps.texte", "Un document non structuré porte un fichier et un seul (nonXMLBody/text)", STRUCT_MIN);
    MEDIA = stricte(
        "cda.corps.media",
        "Le fichier est de type application/pdf, text/plain, text/rtf, image/jpeg ou image/tiff",
        STRUCT_MIN
    );
    REPRESENTATION = stricte("cda.corps.representation", "Le fichier est transmis en base64 (representation=\"B64\")", STRUCT_MIN);
    BASE64 = stricte("cda.corps.base64", "Le contenu du fichier est du base64 qui se décode, et n'est pas vide", STRUCT_MIN);
    PDF_MAGIE = stricte("cda.corps.pdf", "Un fichier de type application/pdf commence par « %PDF- »", PDF);
    MAGIE = stricte(
        "cda.corps.magie",
        "Un fichier image/jpeg, image/tiff ou text/rtf commence comme un fichier de ce type et en a la structure la plus courte (fin d'image, répertoire TIFF, accolade fermée) ; un fichier text/plain est du texte, non vide",
        MAGIES
    );
    MEDIA_OCTETS = conseil(
        "cda.corps.media.octets",
        "Un fichier incorporé dans une entrée (observationMedia) se décode, et est bien du type qu'il annonce",
        "en-têtes des formats PDF, JPEG, PNG, TIFF, RTF ; des exemples publiés par l'ANS s'en écartent"
    );
    ID = stricte("cda.corps.id", "Un identifiant du texte (attribut ID) n'est donné qu'une fois dans le document", XSD);
    REFERENCE = conseil(
        "cda.corps.reference",
        "Une entrée qui renvoie au texte (text/reference, originalText/reference) désigne un ID du texte d'une section ou d'une illustration : « # » puis l'ID",
        "HL7 CDA R2, § 4.3.5.1 (content) ; des exemples publiés par l'ANS s'en écartent"
    );
    MULTIMEDIA = stricte("cda.corps.multimedia", "Une illustration du texte (renderMultiMedia) désigne un objet du document (referencedObject)", XSD);
    SECTION_TEXTE = conseil(
        "cda.corps.section.texte",
        "Une section qui porte des entrées porte aussi le texte que la personne lit, non vide",
        "HL7 CDA R2, § 1.2.3 (lisibilité par une personne) et 4.3.5"
    );
    CONFIDENTIALITE = stricte("cda.corps.confidentialite", "La confidentialité d'une section, si elle est dite, est N, R ou V : le masquage n'est que dans les métadonnées", CONFIDENTIALITES);
    HORODATAGE = conseil(
        "cda.corps.horodatage",
        "Une date du corps existe au calendrier, et porte son décalage horaire si elle porte une heure",
        "CI-SIS, Structuration minimale v1.16.8 (formes des dates de l'en-tête) ; des exemples publiés par l'ANS s'en écartent dans le corps"
    );
    LOINC = stricte("cda.corps.loinc", "Un code donné comme LOINC (2.16.840.1.113883.6.1) a la forme d'un code LOINC, et sa clé (modulo 10)", LOINC_CLE);
    NOMBRE = stricte(
        "cda.corps.nombre",
        "La valeur d'une quantité (PQ, REAL, leurs bornes, dose, quantité, période) est un nombre au point décimal, celle d'un INT un entier : ni virgule, ni < ou >, ni unité, ni vide",
        TYPES
    );
    INFINI = conseil(
        "cda.corps.nombre.infini",
        "Une quantité infinie ou sans nombre s'écrit par un nullFlavor (PINF, NINF), que le schéma seul n'impose pas",
        TYPES
    );
    VALEUR_TYPE = stricte(
        "cda.corps.valeur.type",
        "La valeur d'une observation, d'un intervalle de référence ou d'un critère dit son type (value/@xsi:type)",
        TYPE_ABSTRAIT
    );
    TYPE_CONNU = stricte(
        "cda.corps.valeur.type.connu",
        "Un type annoncé (@xsi:type) est l'un des types de données de HL7 V3 que le schéma du CDA définit",
        "ANS, TestContenuCDA 3.0, schémas datatypes-base.xsd et datatypes.xsd"
    );
    INTERVALLE = stricte(
        "cda.corps.intervalle",
        "Le bas d'un intervalle (low) n'est pas au-dessus de son haut (high) : quantités de même unité, ou dates",
        "HL7 V3, type IVL (low au plus égal à high) ; ANS, TestContenuCDA 3.0, IVL_TS.sch"
    );
    DOUBLE_ENCODAGE = conseil(
        "cda.corps.double-encodage",
        "Un texte n'a pas été encodé deux fois en UTF-8 : « Ã© » pour « é », « â€™ » pour « ’ »",
        "bon sens : ces suites ne sont d'aucun texte français ; aucune règle publique ne l'écrit"
    );
    COPIE_FICHIER = conseil(
        "cda.corps.copie-pdf",
        "La section FR-Document-PDF-copie porte un fichier application/pdf en base64, qui se décode et commence par « %PDF- » ; s'il y en a plusieurs, chacun",
        COPIE
    );
}
