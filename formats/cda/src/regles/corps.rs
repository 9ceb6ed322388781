//! Rules of the body, and of the files that it carries.

use super::{STRUCT_MIN, conseil, regles, stricte};

const PDF: &str = "CI-SIS, Structuration minimale v1.16.8 ; formatCode urn:ihe:iti:xds-sd:pdf:2008 (PDF/A-1)";
const COPIE: &str = "CI-SIS, section FR-Document-PDF-copie (1.2.250.1.213.1.1.2.243)";

regles! {
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
    COPIE_FICHIER = conseil("cda.corps.copie-pdf", "La section FR-Document-PDF-copie porte un fichier application/pdf en base64, qui se décode et commence par « %PDF- »", COPIE);
}
