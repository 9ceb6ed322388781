//! The rules of an archive (`xdm.*`). Those of the metadata are in `segur_xds::REGLES`, those of the documents in
//! `segur_cda::REGLES`.

use segur_model::rule::{conseil, rapportee, regle, stricte};
use segur_model::{Severity, Trust};

const ITI32: &str = "IHE ITI TF-2, § 3.32.4.1.2 (ITI-32, Distribute Document Set on Media, contenu du message)";
const APPNOTE: &str = "PKWARE, APPNOTE 6.3, § 4.4.17.1 (noms des fichiers) et § 4.3 (structure du zip)";
const URI: &str = "ANS, IG hl7v2-volet-transmission-document-cda-r2 (correspondance des métadonnées XDS : URI pour XDM, ITI-32)";
const ITI32_AUTRES: &str =
    "IHE ITI TF-2, § 3.32.4.1.2 et 3.32.4.1.2.2 (ITI-32 : d'autres fichiers sont permis, et ignorés de qui lit l'archive)";
const ITI32_RACINE: &str = "IHE ITI TF-2, § 3.32.4.1.2.2 (ITI-32, contenu de la racine ; texte HTML de la révision 17)";
const URI_MONTANTE: &str = "IHE ITI TF-2, § 3.32.4.1.2.2 (ITI-32 : une URI relative peut commencer par « ../ ») ; ANS, IG \
     hl7v2-volet-transmission-document-cda-r2 (l'URI y est le nom d'un fichier : sa position sur « ../ » n'est pas connue)";
const OPTIONALITE: &str = "IHE ITI TF-3, tableau 4.3.1-3 (métadonnées de XDM ; la ligne n'a pas été relue)";
const REFERENTIEL: &str = "Référentiel socle MSSanté n° 2 (clients), ECO.2.1.1 (texte officiel non lu)";
const SOCLE_NOM: &str =
    "CI-SIS, Échange de documents de santé, et ANS, IG Transmission au LPS de documents CDA provenant d'un courriel MSSanté";
const LOTS: &str = "IHE ITI TF-2, § 3.32 (ITI-32 : un lot par dossier) et TF-3, § 4.2.3.3 (uniqueId du lot ; texte non relu)";
const PAGES: &str =
    "IHE ITI TF-2, § 3.32.4.1.2.2 (ITI-32 : page de présentation et fichier qui dit d'où vient l'archive ; leur forme n'a pas été relue)";
const POURCENT: &str = "RFC 3986, § 2.1 ; IHE ITI TF-2, § 3.32 (l'URI est une référence relative)";
const BANC: &str = "périmètre du banc (bornes de lecture)";

segur_model::regles! {
    NOM = conseil("xdm.nom", "L'archive est jointe sous le nom IHE_XDM.ZIP (la casse est libre)", SOCLE_NOM);
    LISIBLE = stricte("xdm.archive.lisible",
        "L'archive est un zip entier et sûr : chemins relatifs séparés par « / », noms distincts, ni lien, ni chiffrement, \
         ni chevauchement", APPNOTE);
    BORNES = regle("xdm.archive.bornes", "L'archive tient dans les bornes du banc : au-delà, elle n'est pas jugée",
        Severity::NotEvaluated, BANC, Trust::Verified);
    INDEX = stricte("xdm.index", "L'archive a INDEX.HTM à sa racine", ITI32);
    LISEZ_MOI = stricte("xdm.readme", "L'archive a README.TXT à sa racine", ITI32);
    LOT = stricte("xdm.lot", "L'archive a au moins un lot : un dossier de IHE_XDM, avec METADATA.XML", ITI32);
    METADATA = stricte("xdm.metadata", "Chaque dossier de IHE_XDM a son fichier METADATA.XML", ITI32);
    METADATA_RACINE = stricte("xdm.metadata.racine",
        "METADATA.XML est un SubmitObjectsRequest d'ebRS 3.0, sans enveloppe SOAP", ITI32);
    METADATA_VERSION = stricte("xdm.metadata.version", "Les métadonnées sont en ebRIM 3.0 (RegistryObjectList, rim:3.0), non d'une version d'avant", ITI32);
    ID_UNIQUE = rapportee("xdm.metadata.id-unique",
        "Deux objets de METADATA.XML (Classification, ExternalIdentifier, Association) n'ont pas le même id",
        "OASIS ebRIM 3.0 (id d'un objet ; texte non relu) ; un gabarit officiel du DMP s'en écarte");
    LOT_UNIQUE = rapportee("xdm.lot.unique",
        "Deux lots d'une archive n'ont pas le même uniqueId : chaque dossier de IHE_XDM est un lot, identifié pour lui seul", LOTS);
    PAGE = conseil("xdm.page.contenu", "INDEX.HTM et README.TXT sont du texte que quelqu'un lit : ni vides, ni binaires", PAGES);
    NOM_ENCODAGE = conseil("xdm.nom-encodage",
        "Le nom d'un fichier de l'archive est en UTF-8, ou sans accent : un autre est lu en CP437, et qui lit l'archive peut le voir autrement", APPNOTE);
    URI_POURCENT = regle("xdm.uri.pourcent",
        "URI échappée (%20 pour un espace, RFC 3986) : elle nomme un fichier une fois décodée ; un nom sans caractère à échapper est plus sûr",
        Severity::Info, POURCENT, Trust::Verified);
    NOMS = conseil("xdm.noms-iso9660",
        "Les noms sont d'ISO 9660 niveau 1 : 8 caractères et 3 d'extension au plus, en capitales, chiffres et « _ »", ITI32);
    URI_PRESENCE = stricte("xdm.uri", "Chaque ExtrinsicObject a une URI, et une seule : le nom de son fichier", URI);
    URI_FICHIER = stricte("xdm.uri.fichier", "URI nomme, à partir du dossier de METADATA.XML, un fichier de l'archive", URI);
    URI_HAUT = conseil("xdm.uri.montante", "URI nomme un fichier du dossier de METADATA.XML, sans remonter par « ../ »", URI_MONTANTE);
    URI_CASSE = conseil("xdm.uri.casse", "URI et le nom du fichier sont identiques, casse comprise", URI);
    URI_UNIQUE = stricte("xdm.uri.unique", "Deux ExtrinsicObject ne nomment pas le même fichier", URI);
    ORPHELIN = conseil("xdm.orphelin",
        "Chaque document clinique d'un lot est nommé par un ExtrinsicObject : sans cela, qui lit l'archive l'ignore", ITI32_AUTRES);
    EN_PLUS = regle("xdm.fichier-en-plus",
        "Un autre fichier d'un lot (feuille de style, image, fichier du système) est permis ; qui lit l'archive l'ignore",
        Severity::Info, ITI32_AUTRES, Trust::Verified);
    AUTORUN = stricte("xdm.autorun", "La racine de l'archive ne porte aucun fichier de démarrage automatique (AUTORUN.INF ou équivalent)", ITI32_RACINE);
    HASH = rapportee("xdm.hash", "Chaque ExtrinsicObject a un hash : le SHA-1 de son fichier", OPTIONALITE);
    TAILLE = rapportee("xdm.size", "Chaque ExtrinsicObject a un size : le nombre d'octets de son fichier", OPTIONALITE);
    PATIENT = rapportee("xdm.patient", "Une archive ne porte que les documents d'un patient", REFERENTIEL);
}
