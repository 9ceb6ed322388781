//! Changes in the body, and in what the model of a biology report asks.

use super::{Cas, N1, N3};

pub(super) const CORPS: &[Cas] = &[
    (N1, "</nonXMLBody>", "</nonXMLBody><structuredBody/>", &["cda.corps.un"]),
    (
        N1,
        "</nonXMLBody>\n  </component>",
        "</nonXMLBody>\n  </component><component/>",
        &["cda.corps.un"],
    ),
    (
        N1,
        "</nonXMLBody>",
        "<text mediaType=\"application/pdf\" representation=\"B64\"/></nonXMLBody>",
        &["cda.corps.texte"],
    ),
    (
        N1,
        "mediaType=\"application/pdf\"",
        "mediaType=\"application/msword\"",
        &["cda.corps.media"],
    ),
    (N1, " representation=\"B64\"", "", &["cda.corps.representation"]),
    (N1, "JVBERi0", "JVB?Ri0", &["cda.corps.base64"]),
    (N1, "JVBERi0", "KVBERi0", &["cda.corps.pdf"]),
    (N3, "JVBERi0", "JVB?Ri0", &["cda.corps.copie-pdf"]),
    (N3, "JVBERi0", "KVBERi0", &["cda.corps.copie-pdf"]),
    (
        N3,
        "<value mediaType=\"application/pdf\"",
        "<value mediaType=\"text/plain\"",
        &["cda.corps.copie-pdf"],
    ),
    // A second copy is judged as the first.
    (
        N3,
        "              </value>\n            </observationMedia>",
        "</value></observationMedia><observationMedia><value mediaType=\"application/pdf\" representation=\"B64\">bm9uIHBkZg==</value></observationMedia>",
        &["cda.corps.copie-pdf"],
    ),
    (
        N3,
        "<observationMedia classCode=\"OBS\" moodCode=\"EVN\" ID=\"COPIE\">",
        "<observationMedia ID=\"COPIE\"><value mediaType=\"image/png\"/></observationMedia><observationMedia>",
        &["cda.corps.copie-pdf"],
    ),
];

pub(super) const BIO: &[Cas] = &[
    (
        N3,
        "<templateId root=\"1.3.6.1.4.1.19376.1.3.3\"/>",
        "",
        &["cda.cr-bio.template-id"],
    ),
    (N3, "<code code=\"11502-2\"", "<code code=\"11488-4\"", &["cda.cr-bio.code"]),
    (
        N3,
        "displayName=\"CR d'examens biologiques\"",
        "displayName=\"CR de biologie\"",
        &["cda.cr-bio.code"],
    ),
    (
        N3,
        "<title>Compte rendu d'examens biologiques",
        "<title>Compte rendu de biologie",
        &["cda.cr-bio.titre"],
    ),
    (
        N3,
        "<setId root=\"1.2.250.1.999.1.3.1\"/>",
        "",
        &["cda.cr-bio.set-id", "cda.en-tete.set-id"],
    ),
    (
        N3,
        "<versionNumber value=\"1\"/>",
        "<versionNumber value=\"un\"/>",
        &["cda.cr-bio.version", "cda.en-tete.version"],
    ),
    (
        N3,
        "<addr nullFlavor=\"UNK\"/>",
        "<addr nullFlavor=\"NAV\"/>",
        &["cda.cr-bio.patient.null-flavor"],
    ),
    (
        N3,
        "1.3.6.1.4.1.19376.1.3.3.1.5",
        "1.3.6.1.4.1.19376.1.3.3.1.7",
        &["cda.cr-bio.validation.template-id"],
    ),
    (N3, "<time value=\"202601150957+0100\"/>", "", &["cda.cr-bio.validation.date"]),
    (N3, "<telecom nullFlavor=\"NASK\"/>", "", &["cda.cr-bio.validation.coordonnees"]),
    (N3, "<telecom nullFlavor=\"NAV\"/>", "", &["cda.cr-bio.validation.laboratoire"]),
    (
        N3,
        "<code code=\"18719-5\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"Biochimie\"/>\n      <lab",
        "<lab",
        &["cda.cr-bio.acte.code"],
    ),
    (
        N3,
        "<time><high value=\"20260115095000+0100\"/></time>",
        "",
        &["cda.cr-bio.executant.date"],
    ),
    (
        N3,
        "<addr nullFlavor=\"NASK\"/>\n          <telecom",
        "<telecom",
        &["cda.cr-bio.executant.directeur"],
    ),
    (
        N3,
        "<addr nullFlavor=\"NAV\"/>\n            <standard",
        "<standard",
        &["cda.cr-bio.executant.laboratoire"],
    ),
    (
        N3,
        "<code code=\"G15_10/SM03\" codeSystem=\"1.2.250.1.213.1.1.4.5\" displayName=\"Médecin - Biologie médicale (SM)\"/>\n          <assignedPerson>",
        "<assignedPerson>",
        &["cda.cr-bio.responsable"],
    ),
    (
        N3,
        "<lab:statusCode code=\"completed\"/>",
        "<lab:statusCode code=\"final\"/>",
        &["cda.cr-bio.statut"],
    ),
    (N3, "<lab:statusCode code=\"completed\"/>", "<lab:statusCode code=\"active\"/>", &[]),
    (N3, "<lab:statusCode code=\"completed\"/>", "", &["cda.cr-bio.statut.present"]),
    (
        N3,
        "<templateId root=\"1.3.6.1.4.1.19376.1.3.3.2.1\"/>",
        "<templateId root=\"1.2.250.1.213.1.1.2.60\"/>",
        &["cda.cr-bio.chapitre"],
    ),
    (
        N3,
        "<templateId root=\"1.2.250.1.213.1.1.2.243\"/>",
        "<templateId root=\"1.2.250.1.213.1.1.2.128\"/>",
        &["cda.cr-bio.copie-pdf"],
    ),
    (
        N3,
        "    </structuredBody>",
        "<component><section><templateId root=\"1.2.250.1.213.1.1.2.1\"/></section></component></structuredBody>",
        &["cda.cr-bio.sections"],
    ),
];
