//! More defects of a lot, one at a time: what the value sets, the schema, the authorities and the clock tell.

/// Where a slot is put before.
const SLOT_LANGUE: &str = "<Slot name=\"languageCode\">";

const MASQUE_ET_INVISIBLE: &str = concat!(
    "<Classification classificationScheme=\"urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f\" classifiedObject=\"Document01\" id=\"c\" nodeRepresentation=\"MASQUE_PS\">",
    "<Slot name=\"codingScheme\"><ValueList><Value>1.2.250.1.213.1.1.4.13</Value></ValueList></Slot></Classification>",
    "<Classification classificationScheme=\"urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f\" classifiedObject=\"Document01\" id=\"c\" nodeRepresentation=\"INVISIBLE_PATIENT\">",
    "<Slot name=\"codingScheme\"><ValueList><Value>1.2.250.1.213.1.1.4.13</Value></ValueList></Slot></Classification>",
    "<Classification classificationScheme=\"urn:uuid:f33fb8ac",
);

/// Changes in the metadata: rule, piece, before, after.
pub(super) const VALEURS: &[(&str, char, &str, &str)] = &[
    // The class of old samples, and the right one.
    ("xds.lot.classCode.couple", 'd', "11502-2", "18748-4"),
    ("xds.lot.classCode.couple", 'd', "11502-2", "18761-7"),
    ("xds.lot.typeCode.hors-dmp", 'd', "11502-2", "51851-4"),
    // It has a class, and is no more a type of the DMP.
    ("xds.lot.typeCode.valeur", 'd', "11502-2", "11526-1"),
    (
        "xds.lot.soumission.contentTypeCode.valeur",
        's',
        "nodeRepresentation=\"07\"",
        "nodeRepresentation=\"SA01\"",
    ),
    // Good codes, of the system of another.
    (
        "xds.lot.soumission.contentTypeCode.systeme",
        's',
        "nodeRepresentation=\"07\"",
        "nodeRepresentation=\"05\"",
    ),
    (
        "xds.lot.soumission.contentTypeCode.systeme",
        's',
        "1.2.250.1.213.2.2",
        "1.2.250.1.213.1.6.1.128",
    ),
    (
        "xds.lot.sourcePatientId.genre",
        'd',
        "0456^^^&amp;1.2.250.1.999.1.9&amp;ISO^PI",
        "279035121518989^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^PI",
    ),
    (
        "xds.lot.sourcePatientInfo.forme",
        'd',
        SLOT_LANGUE,
        "<Slot name=\"sourcePatientInfo\"><ValueList><Value>TILLEUL^ANNE</Value></ValueList></Slot><Slot name=\"languageCode\">",
    ),
    (
        "xds.lot.sourcePatientInfo.valeur",
        'd',
        SLOT_LANGUE,
        "<Slot name=\"sourcePatientInfo\"><ValueList><Value>PID-5|TILLEUL^ANNE^^^^^L</Value><Value>PID-7|1979-03-01</Value></ValueList></Slot><Slot name=\"languageCode\">",
    ),
    (
        "xds.lot.sourcePatientInfo.valeur",
        'd',
        SLOT_LANGUE,
        "<Slot name=\"sourcePatientInfo\"><ValueList><Value>PID-8|2</Value></ValueList></Slot><Slot name=\"languageCode\">",
    ),
    (
        "xds.lot.sourcePatientInfo.valeur",
        'd',
        SLOT_LANGUE,
        "<Slot name=\"sourcePatientInfo\"><ValueList><Value>PID-5|TILLEUL</Value></ValueList></Slot><Slot name=\"languageCode\">",
    ),
    (
        "xds.lot.referenceIdList.forme",
        'd',
        SLOT_LANGUE,
        "<Slot name=\"urn:ihe:iti:xds:2013:referenceIdList\"><ValueList><Value>A1^urn:ihe:iti:xds:2013:accession</Value></ValueList></Slot><Slot name=\"languageCode\">",
    ),
    (
        "xds.lot.referenceIdList.type",
        'd',
        SLOT_LANGUE,
        "<Slot name=\"urn:ihe:iti:xds:2013:referenceIdList\"><ValueList><Value>A1^^^&amp;1.2.250.1.999.1.7&amp;ISO^urn:ihe:iti:xds:2013:workflowInstanceId</Value></ValueList></Slot><Slot name=\"languageCode\">",
    ),
    (
        "xds.lot.uri",
        'd',
        SLOT_LANGUE,
        "<Slot name=\"URI\"><ValueList><Value>DOC0001.XML</Value></ValueList></Slot><Slot name=\"languageCode\">",
    ),
    ("xds.lot.xcn.autorite", 'd', "^D^^^IDNPS", "^D^^^EI"),
    ("xds.lot.xcn.autorite", 'd', "1.2.250.1.71.4.2.1&", "1.2.250.1.71.4.2.9&"),
    ("xds.lot.xon.autorite", 'd', "^IDNST^", "^FINEG^"),
    ("xds.lot.xon.autorite", 'd', "1.2.250.1.71.4.2.2&", "1.2.250.1.71.4.2.9&"),
    (
        "xds.lot.authorSpecialty.systeme",
        'd',
        "Biologie^1.2.250.1.213.1.1.4.5",
        "Biologie^1.2.250.1.71.4.2.5",
    ),
    (
        "xds.lot.confidentialityCode.cumul",
        'd',
        "<Classification classificationScheme=\"urn:uuid:f33fb8ac",
        MASQUE_ET_INVISIBLE,
    ),
    // The schema of ebRIM.
    (
        "xds.lot.ebrim.ordre",
        's',
        "<Slot name=\"submissionTime\"><ValueList><Value>20260115085900</Value></ValueList></Slot><Name><LocalizedString charset=\"UTF8\" value=\"Lot\" xml:lang=\"FR\"/></Name>",
        "<Name><LocalizedString charset=\"UTF8\" value=\"Lot\" xml:lang=\"FR\"/></Name><Slot name=\"submissionTime\"><ValueList><Value>20260115085900</Value></ValueList></Slot>",
    ),
    ("xds.lot.ebrim.attribut", 'd', " id=\"c\"", ""),
    ("xds.lot.ebrim.attribut.omis", 'd', "registryObject=\"Document01\"", ""),
    (
        "xds.lot.ebrim.contenu",
        'd',
        SLOT_LANGUE,
        "<Slot name=\"urn:x\"/><Slot name=\"languageCode\">",
    ),
    (
        "xds.lot.ebrim.contenu",
        'd',
        SLOT_LANGUE,
        "<Slot name=\"languageCode\" genre=\"x\">",
    ),
    (
        "xds.lot.ebrim.contenu",
        's',
        "<Name><LocalizedString",
        "<Inconnu/><Name><LocalizedString",
    ),
    // Dates: a document after its lot, a local time, another century.
    ("xds.lot.date.ordre", 'd', "20260115085800", "20260115085901"),
    ("xds.lot.date.avenir", 's', "20260115085900", "20260115095900"),
];
