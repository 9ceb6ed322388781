//! Changes in the text of the sections, in the codes and dates of the body, and in the results of a biology report.

use super::{Cas, N1, N3};

const GLUCOSE: &str = "<value xsi:type=\"PQ\" value=\"0.92\" unit=\"g/L\"/>";
const ANTERIEUR: &str = "<statusCode code=\"completed\"/>\n                              <effectiveTime value=\"20250110\"/>";

pub(super) const TEXTES: &[Cas] = &[
    (N3, "value=\"#glucose\"", "value=\"#glycemie\"", &["cda.corps.reference"]),
    (N3, "value=\"#glucose\"", "value=\"glucose\"", &["cda.corps.reference"]),
    // An illustration may be what the entry refers to; an element outside the text may not.
    (N3, "value=\"#cholesterol\"", "value=\"#courbe\"", &[]),
    (
        N3,
        "<text><reference value=\"#cholesterol\"/></text>",
        "<text ID=\"soi\"><reference value=\"#soi\"/></text>",
        &["cda.corps.reference"],
    ),
    (N3, "value=\"#glucose\"", "value=\"https://exemple.fr/glucose\"", &[]),
    (N3, "ID=\"cholesterol\"", "ID=\"glucose\"", &["cda.corps.id", "cda.corps.reference"]),
    (
        N3,
        "referencedObject=\"courbe\"",
        "referencedObject=\"courbes\"",
        &["cda.corps.multimedia"],
    ),
    (N3, " referencedObject=\"courbe\"", "", &["cda.corps.multimedia"]),
    (
        N3,
        "<text><renderMultiMedia referencedObject=\"COPIE\"/></text>",
        "<text><paragraph> </paragraph></text>",
        &["cda.corps.section.texte"],
    ),
    (N3, "Glycémie à jeun", "GlycÃ©mie Ã\u{a0} jeun", &["cda.corps.double-encodage"]),
    (
        N3,
        "displayName=\"Médecin - Biologie",
        "displayName=\"MÃ©decin - Biologie",
        &["cda.corps.double-encodage"],
    ),
    (
        N3,
        "<text><renderMultiMedia referencedObject=\"COPIE\"/></text>",
        "",
        &["cda.corps.section.texte"],
    ),
    (N3, ">iVBORw0KGgo=<", ">JVBERi0xLjQ=<", &["cda.corps.media.octets"]),
    (N3, ">iVBORw0KGgo=<", ">iVBORw0KGgo<", &["cda.corps.media.octets"]),
    (
        N3,
        "<value mediaType=\"image/png\"",
        "<value mediaType=\"image/jpeg\"",
        &["cda.corps.media.octets"],
    ),
    (
        N3,
        "<title>Copie du document</title>",
        "<title>Copie du document</title><confidentialityCode code=\"MASQUE_PS\" codeSystem=\"1.2.250.1.213.1.1.4.13\"/>",
        &["cda.corps.confidentialite"],
    ),
    (
        N3,
        "<title>Copie du document</title>",
        "<title>Copie du document</title><confidentialityCode code=\"R\" codeSystem=\"2.16.840.1.113883.5.25\"/>",
        &[],
    ),
    (N3, "<code code=\"14749-6\"", "<code code=\"14749-5\"", &["cda.corps.loinc"]),
    (N3, "<code code=\"14749-6\"", "<code code=\"14794-6\"", &["cda.corps.loinc"]),
    (N3, "<code code=\"14749-6\"", "<code code=\"GLYC\"", &["cda.corps.loinc"]),
    (N3, "<effectiveTime value=\"20250110\"/>", "<effectiveTime value=\"202501\"/>", &[]),
    (
        N3,
        "<effectiveTime value=\"20250110\"/>",
        "<effectiveTime value=\"20250230\"/>",
        &["cda.corps.horodatage"],
    ),
    (
        N3,
        "<effectiveTime value=\"20250110\"/>",
        "<effectiveTime value=\"10/01/2025\"/>",
        &["cda.corps.horodatage"],
    ),
    (
        N3,
        "<effectiveTime value=\"20250110\"/>",
        "<effectiveTime value=\"20250110083000\"/>",
        &["cda.corps.horodatage"],
    ),
    (
        N3,
        "<effectiveTime><low value=\"20260115083000+0100\"/></effectiveTime>\n                          <value",
        "<effectiveTime><low value=\"20260115083000\"/></effectiveTime>\n                          <value",
        &["cda.corps.horodatage"],
    ),
    (
        N1,
        "mediaType=\"application/pdf\"",
        "mediaType=\"image/jpeg\"",
        &["cda.corps.magie"],
    ),
    (
        N1,
        "mediaType=\"application/pdf\"",
        "mediaType=\"image/tiff\"",
        &["cda.corps.magie"],
    ),
    (N1, "mediaType=\"application/pdf\"", "mediaType=\"text/rtf\"", &["cda.corps.magie"]),
    (
        N1,
        "mediaType=\"application/pdf\"",
        "mediaType=\"text/plain\"",
        &["cda.corps.magie"],
    ),
    (
        N1,
        "<text mediaType=\"application/pdf\" representation=\"B64\">\nJ",
        "<text mediaType=\"text/plain\" representation=\"B64\">\nK",
        &[],
    ),
];

pub(super) const RESULTATS: &[Cas] = &[
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQ\" value=\"0.93\" unit=\"g/L\"/>",
        &["cda.cr-bio.resultat.texte"],
    ),
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQ\" value=\"-0.92\" unit=\"g/L\"/>",
        &["cda.cr-bio.resultat.texte.signe"],
    ),
    (N3, "0,92 g/L", "-0,92 g/L", &["cda.cr-bio.resultat.texte.signe"]),
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQ\" value=\"0.92\" unit=\"mmol/L\"/>",
        &["cda.cr-bio.resultat.texte.unite"],
    ),
    (N3, "0,92 g/L", "0,92</td><td>mg/dl", &["cda.cr-bio.resultat.texte.unite"]),
    (N3, "0,92 g/L", "0,92</td><td>mg/ml", &[]),
    (N3, "0,92 g/L", "0,92 gramme", &[]),
    // The number of a bound, in a line that has a result of its own.
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQ\" value=\"1.10\" unit=\"g/L\"/>",
        &["cda.cr-bio.resultat.texte.borne"],
    ),
    (
        N3,
        "<code code=\"2093-3\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"Cholestérol\"/>\n                          <text>",
        "<text>",
        &["cda.cr-bio.resultat.code.present"],
    ),
    (
        N3,
        "<code nullFlavor=\"NA\"><originalText>Créatinine, méthode du laboratoire</originalText></code>",
        "<code nullFlavor=\"UNK\"/>",
        &["cda.cr-bio.resultat.nomme"],
    ),
    // The number of another line of the same table.
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQ\" value=\"1.80\" unit=\"g/L\"/>",
        &["cda.cr-bio.resultat.texte"],
    ),
    (N3, GLUCOSE, "<value xsi:type=\"PQ\" value=\"0.920\" unit=\"g/L\"/>", &[]),
    (N3, "0,92 g/L", "voir copie", &["cda.cr-bio.resultat.texte"]),
    (N3, "value=\"71\"", "value=\"17\"", &["cda.cr-bio.resultat.texte"]),
    (N3, "unit=\"umol/L\"", "unit=\"µmol/L\"", &["cda.cr-bio.unite"]),
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQ\" value=\"0.92\" unit=\"UI/L\"/>",
        &["cda.cr-bio.resultat.texte.unite", "cda.cr-bio.unite"],
    ),
    (
        N3,
        "<low value=\"0.70\" unit=\"g/L\"/>",
        "<low value=\"0.70\" unit=\"gramme\"/>",
        &["cda.cr-bio.unite"],
    ),
    (
        N3,
        "<interpretationCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.83\"/>",
        "<interpretationCode code=\"NORMAL\" codeSystem=\"2.16.840.1.113883.5.83\"/>",
        &["cda.cr-bio.interpretation.jdv"],
    ),
    (
        N3,
        "<interpretationCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.83\"/>",
        "<interpretationCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.25\"/>",
        &["cda.cr-bio.interpretation"],
    ),
    (
        N3,
        "<interpretationCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.83\"/>",
        "<interpretationCode nullFlavor=\"UNK\"/>",
        &["cda.cr-bio.interpretation"],
    ),
    (
        N3,
        "<interpretationCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.83\"/>",
        "<interpretationCode codeSystem=\"2.16.840.1.113883.5.83\"/>",
        &["cda.cr-bio.interpretation"],
    ),
    (N3, " displayName=\"Glucose sanguin\"", "", &["cda.cr-bio.resultat.code"]),
    (N3, "<code code=\"14749-6\" ", "<code ", &["cda.cr-bio.resultat.code"]),
    (
        N3,
        "<observation classCode=\"OBS\" moodCode=\"EVN\">",
        "<observation classCode=\"OBS\" moodCode=\"RQO\">",
        &["cda.cr-bio.resultat.statut"],
    ),
    (
        N3,
        "<text><reference value=\"#cholesterol\"/></text>\n                          <statusCode code=\"completed\"/>",
        "<text><reference value=\"#cholesterol\"/></text>\n                          <statusCode code=\"active\"/>",
        &["cda.cr-bio.resultat.statut"],
    ),
    (
        N3,
        "<referenceRange typeCode",
        "<referenceRange/><referenceRange typeCode",
        &["cda.cr-bio.resultat.intervalle"],
    ),
    (
        N3,
        ANTERIEUR,
        "<statusCode code=\"completed\"/>",
        &["cda.cr-bio.resultat.anteriorite"],
    ),
    (
        N3,
        ANTERIEUR,
        "<statusCode code=\"aborted\"/><effectiveTime value=\"20250110\"/>",
        &["cda.cr-bio.resultat.anteriorite"],
    ),
    (N3, "classCode=\"BATTERY\"", "classCode=\"CLUSTER\"", &["cda.cr-bio.batterie"]),
    (N3, "<statusCode code=\"active\"/>", "", &["cda.cr-bio.batterie"]),
    (N3, "<entry typeCode=\"DRIV\">", "<entry>", &["cda.cr-bio.entree"]),
    (
        N3,
        "<code code=\"18719-5\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"Biochimie\"/>\n                  <statusCode",
        "<code code=\"BIO\" codeSystem=\"1.2.250.1.999.9\"/>\n                  <statusCode",
        &["cda.cr-bio.entree"],
    ),
    (
        N3,
        "<statusCode code=\"completed\"/>\n                  <entryRelationship",
        "<statusCode code=\"nouveau\"/>\n                  <entryRelationship",
        &["cda.cr-bio.entree"],
    ),
    (
        N3,
        "<code code=\"18719-5\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"Biochimie\"/>\n          <title>",
        "<title>",
        &["cda.cr-bio.chapitre.code"],
    ),
    (
        N3,
        "<code code=\"18719-5\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"Biochimie\"/>\n          <title>",
        "<code code=\"B\" codeSystem=\"1.2.250.1.999.9\"/><title>",
        &["cda.cr-bio.chapitre.code"],
    ),
    (
        N3,
        "    </structuredBody>",
        "<component><section><templateId root=\"1.3.6.1.4.1.19376.1.3.3.2.1\"/><code code=\"18719-5\" codeSystem=\"2.16.840.1.113883.6.1\"/><text>Voir la copie</text></section></component></structuredBody>",
        &["cda.cr-bio.chapitre.contenu"],
    ),
];

/// A dated element of an entry, to which a dose or a frequency is added.
const DATE: &str = "<effectiveTime value=\"20250110\"/>";

/// What the schema of the CDA would refuse, and that is told without it.
pub(super) const VALEURS: &[Cas] = &[
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQ\" value=\"0,92\" unit=\"g/L\"/>",
        &["cda.corps.nombre"],
    ),
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQ\" value=\"&lt;0.92\" unit=\"g/L\"/>",
        &["cda.corps.nombre"],
    ),
    (N3, GLUCOSE, "<value xsi:type=\"PQ\" value=\"0.92 g/L\"/>", &["cda.corps.nombre"]),
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQ\" value=\"\" unit=\"g/L\"/>",
        &["cda.corps.nombre"],
    ),
    (N3, GLUCOSE, "<value xsi:type=\"REAL\" value=\"positif\"/>", &["cda.corps.nombre"]),
    (N3, GLUCOSE, "<value xsi:type=\"INT\" value=\"14.0\"/>", &["cda.corps.nombre"]),
    (N3, GLUCOSE, "<value xsi:type=\"INT\" value=\"INF\"/>", &["cda.corps.nombre"]),
    (
        N3,
        GLUCOSE,
        "<h:value xmlns:h=\"urn:hl7-org:v3\" xsi:type=\"h:PQ\" value=\"0,92\" unit=\"g/L\"/>",
        &["cda.corps.nombre"],
    ),
    (
        N3,
        "<low value=\"0.70\" unit=\"g/L\"/>",
        "<low value=\"0,70\" unit=\"g/L\"/>",
        &["cda.corps.nombre"],
    ),
    (
        N3,
        DATE,
        "<effectiveTime xsi:type=\"PIVL_TS\"><period value=\"1,5\" unit=\"h\"/></effectiveTime>",
        &["cda.corps.nombre"],
    ),
    (
        N3,
        DATE,
        "<effectiveTime value=\"20250110\"/><doseQuantity><low value=\"1 000\" unit=\"mg\"/></doseQuantity>",
        &["cda.corps.nombre"],
    ),
    (
        N3,
        DATE,
        "<effectiveTime value=\"20250110\"/><repeatNumber value=\"1.5\"/>",
        &["cda.corps.nombre"],
    ),
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQ\" value=\"INF\" unit=\"g/L\"/>",
        &["cda.corps.nombre.infini"],
    ),
    (N3, GLUCOSE, "<value value=\"0.92\" unit=\"g/L\"/>", &["cda.corps.valeur.type"]),
    (N3, GLUCOSE, "<value nullFlavor=\"UNK\"/>", &["cda.corps.valeur.type"]),
    (N3, "<value xsi:type=\"IVL_PQ\">", "<value>", &["cda.corps.valeur.type"]),
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"PQQ\" value=\"0.92\"/>",
        &["cda.corps.valeur.type.connu"],
    ),
    (
        N3,
        GLUCOSE,
        "<value xsi:type=\"pq\" value=\"0.92\"/>",
        &["cda.corps.valeur.type.connu"],
    ),
    (
        N3,
        "<low value=\"0.70\" unit=\"g/L\"/>",
        "<low value=\"7.0\" unit=\"g/L\"/>",
        &["cda.corps.intervalle"],
    ),
    (N3, "<low value=\"0.70\" unit=\"g/L\"/>", "<low value=\"70\" unit=\"mg/L\"/>", &[]),
    (
        N3,
        "<effectiveTime><low value=\"20260115083000+0100\"/></effectiveTime>\n                          <value",
        "<effectiveTime><low value=\"20260115083000+0100\"/><high value=\"20260114\"/></effectiveTime>\n                          <value",
        &["cda.corps.intervalle"],
    ),
    // What is a number, or is no number and says it.
    (N3, GLUCOSE, "<value xsi:type=\"PQ\" value=\" +9.2E-1 \" unit=\"g/L\"/>", &[]),
    (N3, GLUCOSE, "<value xsi:type=\"PQ\" nullFlavor=\"NINF\"/>", &[]),
    (N3, GLUCOSE, "<value xsi:type=\"INT\" value=\"-14\"/>", &[]),
    (N3, GLUCOSE, "<value xsi:type=\"ST\">&lt; 0,92 g/L</value>", &[]),
    // A type that is not of the CDA is not judged.
    (
        N3,
        GLUCOSE,
        "<value xmlns:x=\"urn:autre\" xsi:type=\"x:PQ\" value=\"0,92\" unit=\"g/L\"/>",
        &[],
    ),
];
