//! Each rule is turned by a mutation of a document that has no fault.

use std::collections::BTreeSet;

use super::{ids, juger};

/// A parameter of any type: its value stands in place of `V`.
const PARAMETRE: &str = r#"{"resourceType":"Parameters","parameter":[{"name":"x",V}]}"#;

const PATIENT: &str = r##"{"resourceType":"Patient","id":"p1","active":true,
 "contained":[{"resourceType":"Organization","id":"o1","name":"Cabinet"}],
 "name":[{"family":"MARTIN","given":["Zoé"]}],"gender":"female","birthDate":"1970-01-31","deceasedBoolean":false,
 "contact":[{"organization":{"reference":"#o1"}}],"generalPractitioner":[{"reference":"Practitioner/1"}]}"##;

const PRATICIEN: &str = r#"{"resourceType":"Practitioner","id":"003-1",
 "meta":{"source":"https://annuaire.sante.fr","profile":["https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/as-dp-practitioner"]},
 "identifier":[
  {"type":{"coding":[{"system":"https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203","code":"IDNPS"}]},"system":"urn:oid:1.2.250.1.71.4.2.1","value":"899900000052"},
  {"type":{"coding":[{"system":"https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203","code":"RPPS"}]},"system":"https://rpps.esante.gouv.fr","value":"99900000052"}],
 "active":true,"name":[{"family":"MARTIN"}],
 "telecom":[{"extension":[
   {"url":"https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-contact-point-email-type","valueCoding":{"system":"https://mos.esante.gouv.fr/NOS/TRE_R256-TypeMessagerie/FHIR/TRE-R256-TypeMessagerie","code":"MSSANTE"}},
   {"url":"https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/as-ext-mailbox-mss-metadata","extension":[
    {"url":"type","valueCodeableConcept":{"coding":[{"system":"https://mos.esante.gouv.fr/NOS/TRE_R257-TypeBAL/FHIR/TRE-R257-TypeBAL","code":"PER"}]}},
    {"url":"listeRouge","valueBoolean":false}]}],
  "system":"email","value":"zoe.martin@ville.mssante.fr"}],
 "qualification":[{"code":{"coding":[{"system":"https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante","code":"10"}]}}]}"#;

const STRUCTURE: &str = r#"{"resourceType":"Organization","id":"001-1","meta":{"source":"https://annuaire.sante.fr"},
 "identifier":[{"type":{"coding":[{"system":"https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203","code":"FINEG"}]},"system":"https://finess.esante.gouv.fr","value":"750712184"},
  {"system":"urn:oid:1.2.250.1.71.4.2.2","value":"1750712184"}],
 "active":true,"name":"CABINET","address":[{"use":"work","city":"PARIS"}],"telecom":[{"system":"phone","use":"work","value":"0100000000"}]}"#;

const SITUATION: &str = r#"{"resourceType":"PractitionerRole","id":"005-1","meta":{"source":"https://annuaire.sante.fr"},"active":true,
 "code":[{"coding":[{"system":"https://mos.esante.gouv.fr/NOS/TRE_R23-ModeExercice/FHIR/TRE-R23-ModeExercice","code":"S"}]}]}"#;

const PAGE: &str = r#"{"resourceType":"Bundle","type":"searchset","total":1,"entry":[{"fullUrl":"https://a.fr/fhir/v2/Device/1","search":{"mode":"match"},
  "resource":{"resourceType":"Device","id":"1","meta":{"source":"https://annuaire.sante.fr"},"status":"active"}}],
 "link":[{"relation":"self","url":"https://a.fr/fhir/v2/Device"}]}"#;

const LIGNE: &str = r#"{"resourceType":"MedicationRequest","id":"l1","meta":{"profile":["https://interop.esante.gouv.fr/ig/fhir/eprescription/StructureDefinition/fr-medicationrequest"]},
 "extension":[{"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-MedicationRequest.renderedDosageInstruction","valueMarkdown":"1 le soir"}],
 "status":"active","intent":"order","medicationCodeableConcept":{"coding":[{"system":"http://data.esante.gouv.fr/ansm/medicament/UCD","code":"3400891846515"}]},
 "subject":{"reference":"Patient/1"},"authoredOn":"2026-01-15","requester":{"reference":"Practitioner/1"},"groupIdentifier":{"value":"g1"},
 "dosageInstruction":[{"timing":{"repeat":{"extension":[{"url":"https://interop.esante.gouv.fr/ig/fhir/eprescription/StructureDefinition/fr-additional-when-values","valueCode":"AGU"}],
   "count":3,"duration":1,"durationUnit":"h","frequency":1,"period":1,"periodUnit":"d","when":["HS"],"offset":30}},
  "route":{"coding":[{"system":"http://standardterms.edqm.eu","code":"20053000"}]},"doseAndRate":[{"doseQuantity":{"value":1.50,"unit":"cp"}}]}]}"#;

const HOSPITALIERE: &str = r#"{"resourceType":"MedicationRequest","id":"l2","meta":{"profile":["https://interop.esante.gouv.fr/ig/fhir/eprescription/StructureDefinition/fr-inpatient-medicationrequest|1.1.0-ballot"]},
 "status":"active","intent":"order","medicationReference":{"reference":"Medication/1"},
 "subject":{"reference":"Patient/1"},"authoredOn":"2026-01-15","requester":{"reference":"Practitioner/1"},"groupIdentifier":{"value":"g1"},
 "dosageInstruction":[{"text":"1 le soir"}],"dispenseRequest":{"validityPeriod":{"start":"2026-01-15","end":"2026-01-20"}}}"#;

const DOSSIER: &str = r#"{"resourceType":"Bundle","identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"},"type":"document","timestamp":"2026-01-15T10:00:00+01:00",
 "entry":[{"fullUrl":"http://a.fr/Composition/c","resource":{"resourceType":"Composition","id":"c","status":"final","type":{"text":"CR"},"date":"2026-01-15","author":[{"reference":"Practitioner/m"}],"title":"CR",
   "section":[{"title":"a","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>"}}]}},
  {"fullUrl":"http://a.fr/Practitioner/m","resource":{"resourceType":"Practitioner","id":"m","active":true}}]}"#;

const OBSERVATION: &str = r#"{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"1"}]},"valueString":"a",
 "referenceRange":[{"text":"b"}],"component":[{"code":{"coding":[{"system":"http://loinc.org","code":"2"}]},"valueString":"c"}]}"#;

/// Document, what is replaced, by what, and the rules that are then told.
const MUTATIONS: &[(&str, &str, &str, &[&str])] = &[
    (
        PATIENT,
        r#""active":true"#,
        r#""active":true,"active":true"#,
        &["fhir.json.doublon"],
    ),
    (
        PATIENT,
        "{\"resourceType\":\"Patient\"",
        "\u{feff}{\"resourceType\":\"Patient\"",
        &["fhir.json.marque"],
    ),
    (PATIENT, "\"Organization\"", "\"Cabinet\"", &["fhir.ressource"]),
    (PATIENT, r#""active""#, r#""actif""#, &["fhir.element.inconnu"]),
    (LIGNE, r#""status":"active","#, "", &["fhir.element.requis"]),
    (
        LIGNE,
        r#""medicationCodeableConcept""#,
        r#""medication""#,
        &["fhir.element.inconnu", "fhir.element.requis"],
    ),
    (PATIENT, r#"["Zoé"]"#, r#""Zoé""#, &["fhir.element.repete"]),
    (PATIENT, "\"female\"", "[\"female\"]", &["fhir.element.repete"]),
    (
        PATIENT,
        r#""deceasedBoolean":false"#,
        r#""deceasedBoolean":false,"deceasedDateTime":"2026""#,
        &["fhir.element.choix"],
    ),
    (PATIENT, r#"["Zoé"]"#, "[]", &["fhir.element.vide"]),
    (PATIENT, r#""MARTIN""#, r#""""#, &["fhir.element.vide"]),
    (PATIENT, r#""active":true"#, r#""maritalStatus":{}"#, &["fhir.element.vide"]),
    (PATIENT, r#""active":true"#, r#""active":null"#, &["fhir.element.vide"]),
    (PATIENT, r#""active":true"#, r#""active":"true""#, &["fhir.valeur.type"]),
    (PATIENT, r#""active":true"#, r#""active":{"a":1}"#, &["fhir.valeur.type"]),
    (PATIENT, "1970-01-31", "1970-02-31", &["fhir.valeur.forme"]),
    (PATIENT, "\"p1\"", "\"p_1\"", &["fhir.valeur.forme"]),
    (LIGNE, "\"frequency\":1", "\"frequency\":0", &["fhir.valeur.forme"]),
    (PATIENT, "\"female\"", "\"F\"", &["fhir.valeur.code"]),
    (LIGNE, "[\"HS\"]", "[\"AGU\"]", &["fhir.valeur.code"]),
    (PATIENT, r#""active":true"#, r#""active":true,"_gender":[]"#, &["fhir.compagnon"]),
    (PATIENT, "\"#o1\"", "\"#o2\"", &["fhir.invariant.dom-3", "fhir.invariant.ref-1"]),
    (
        PATIENT,
        r#""name":"Cabinet""#,
        r#""name":"Cabinet","contained":[{"resourceType":"Basic","code":{"text":"a"}}]"#,
        &["fhir.invariant.dom-2"],
    ),
    (
        PATIENT,
        r#""name":"Cabinet""#,
        r#""name":"Cabinet","meta":{"versionId":"1"}"#,
        &["fhir.invariant.dom-4"],
    ),
    (
        PATIENT,
        r#""name":"Cabinet""#,
        r#""name":"Cabinet","meta":{"security":[{"code":"R"}]}"#,
        &["fhir.invariant.dom-5"],
    ),
    (
        PATIENT,
        "Practitioner/1",
        "https://a.fr/Patient/1/_history/2",
        &["fhir.reference.cible"],
    ),
    (
        PATIENT,
        r##"{"organization":{"reference":"#o1"}}"##,
        r#"{"gender":"male"}"#,
        &["fhir.invariant.dom-3", "fhir.invariant.pat-1"],
    ),
    (PATIENT, r#""name":"Cabinet""#, r#""active":true"#, &["fhir.invariant.org-1"]),
    (
        STRUCTURE,
        r#""use":"work","city""#,
        r#""use":"home","city""#,
        &["fhir.invariant.org-2"],
    ),
    (
        STRUCTURE,
        r#""use":"work","value""#,
        r#""use":"home","value""#,
        &["fhir.invariant.org-3"],
    ),
    (STRUCTURE, r#""system":"phone","#, "", &["fhir.invariant.cpt-2"]),
    (LIGNE, r#","durationUnit":"h""#, "", &["fhir.invariant.tim-1"]),
    (LIGNE, r#","periodUnit":"d""#, "", &["fhir.invariant.tim-2"]),
    (LIGNE, r#""duration":1"#, r#""duration":-1"#, &["fhir.invariant.tim-4"]),
    (LIGNE, r#""period":1"#, r#""period":-1"#, &["fhir.invariant.tim-5"]),
    (
        LIGNE,
        r#""period":1"#,
        r#""periodMax":1"#,
        &["fhir.eprescription.periode", "fhir.invariant.tim-6"],
    ),
    (LIGNE, r#""duration":1"#, r#""durationMax":1"#, &["fhir.invariant.tim-7"]),
    (LIGNE, r#""count":3"#, r#""countMax":3"#, &["fhir.invariant.tim-8"]),
    (LIGNE, "[\"HS\"]", "[\"CM\"]", &["fhir.invariant.tim-9"]),
    (
        LIGNE,
        r#""when":["HS"],"offset":30"#,
        r#""when":["HS"],"timeOfDay":["08:00:00"]"#,
        &["fhir.invariant.tim-10"],
    ),
    (LIGNE, r#""unit":"cp""#, r#""code":"cp""#, &["fhir.invariant.qty-3"]),
    (LIGNE, r#""unit":"cp""#, r#""comparator":"<""#, &["fhir.invariant.sqty-1"]),
    (
        LIGNE,
        r#""url":"https://interop"#,
        r#""extension":[{"url":"a","valueString":"b"}],"url":"https://interop"#,
        &["fhir.invariant.ext-1"],
    ),
    (
        PAGE,
        r#""type":"searchset""#,
        r#""type":"collection""#,
        &["fhir.invariant.bdl-1", "fhir.invariant.bdl-2"],
    ),
    (
        PAGE,
        r#""search":"#,
        r#""request":{"method":"GET","url":"a"},"search":"#,
        &["fhir.invariant.bdl-3"],
    ),
    (
        PAGE,
        r#""search":"#,
        r#""response":{"status":"200"},"search":"#,
        &["fhir.invariant.bdl-4"],
    ),
    (
        PAGE,
        r#""entry":["#,
        r#""entry":[{"fullUrl":"http://a.fr"},"#,
        &["fhir.invariant.bdl-5"],
    ),
    (
        PAGE,
        r#""entry":["#,
        r#""entry":[{"fullUrl":"https://a.fr/fhir/v2/Device/1","resource":{"resourceType":"Device","id":"1"}},"#,
        &["fhir.invariant.bdl-7"],
    ),
    (PAGE, "Device/1\"", "Device/1/_history/1\"", &["fhir.invariant.bdl-8"]),
    (PAGE, "https://a.fr/fhir/v2/Device/1", "Device/1", &["fhir.bundle.fullurl"]),
    (PAGE, "Device/1\"", "Device/2\"", &["fhir.bundle.fullurl.id"]),
    (
        PAGE,
        r#""fullUrl":"https://a.fr/fhir/v2/Device/1","#,
        "",
        &["fhir.bundle.fullurl.absent"],
    ),
    (DOSSIER, r#""system":"urn:ietf:rfc:3986","#, "", &["fhir.invariant.bdl-9"]),
    (
        DOSSIER,
        r#","timestamp":"2026-01-15T10:00:00+01:00""#,
        "",
        &["fhir.invariant.bdl-10"],
    ),
    (
        DOSSIER,
        r#""entry":["#,
        r#""entry":[{"fullUrl":"http://a.fr/Basic/b","resource":{"resourceType":"Basic","id":"b","code":{"text":"a"}}},"#,
        &["fhir.invariant.bdl-11"],
    ),
    (DOSSIER, r#""type":"document""#, r#""type":"message""#, &["fhir.invariant.bdl-12"]),
    (DOSSIER, "Practitioner/m\"}]", "Practitioner/n\"}]", &["fhir.document.reference"]),
    (DOSSIER, r#"\">a</div>"#, r#"\"> </div>"#, &["fhir.invariant.txt-2"]),
    (
        DOSSIER,
        r#"\">a</div>"#,
        r#"\">a<script>b</script></div>"#,
        &["fhir.invariant.txt-1"],
    ),
    (
        DOSSIER,
        r#"\">a</div>"#,
        r#"\"><b onclick=\"c()\">a</b></div>"#,
        &["fhir.invariant.txt-1"],
    ),
    (
        DOSSIER,
        r#","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>"}"#,
        "",
        &["fhir.invariant.cmp-1"],
    ),
    (
        DOSSIER,
        r#""title":"a""#,
        r#""emptyReason":{"text":"b"},"entry":[{"reference":"Practitioner/m"}]"#,
        &["fhir.invariant.cmp-2"],
    ),
    (
        OBSERVATION,
        r#""text":"b""#,
        r#""age":{"low":{"value":1}}"#,
        &["fhir.invariant.obs-3"],
    ),
    (
        OBSERVATION,
        r#""valueString":"a""#,
        r#""valueString":"a","dataAbsentReason":{"text":"b"}"#,
        &["fhir.invariant.obs-6"],
    ),
    (OBSERVATION, r#""code":"2""#, r#""code":"1""#, &["fhir.invariant.obs-7"]),
    (
        PRATICIEN,
        "\"https://rpps.esante.gouv.fr\"",
        "\"http://rpps.esante.gouv.fr\"",
        &["fhir.annuaire.identifiant.systeme"],
    ),
    (
        PRATICIEN,
        "\"99900000052\"",
        "\"9990000005\"",
        &["fhir.annuaire.identifiant.accord", "fhir.annuaire.identifiant.forme"],
    ),
    (
        PRATICIEN,
        "99900000052\"}]",
        "99900000053\"}]",
        &["fhir.annuaire.identifiant.accord", "fhir.annuaire.identifiant.cle"],
    ),
    (PRATICIEN, "899900000052", "299900000052", &["fhir.annuaire.identifiant.forme"]),
    (STRUCTURE, "\"750712184\"", "\"75071218\"", &["fhir.annuaire.identifiant.forme"]),
    (STRUCTURE, "\"750712184\"", "\"750712185\"", &["fhir.annuaire.identifiant.cle"]),
    (STRUCTURE, "\"1750712184\"", "\"6750712184\"", &["fhir.annuaire.identifiant.forme"]),
    (
        STRUCTURE,
        r#""system":"urn:oid:1.2.250.1.71.4.2.2""#,
        r#""system":"http://finess.sante.gouv.fr""#,
        &["fhir.annuaire.v1"],
    ),
    (
        SITUATION,
        "TRE_R23-ModeExercice/FHIR/TRE-R23-ModeExercice",
        "TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante",
        &["fhir.annuaire.v1"],
    ),
    (
        PRATICIEN,
        "FHIR/TRE-G15-ProfessionSante",
        "FHIR/TRE_G15-ProfessionSante",
        &["fhir.annuaire.nomenclature"],
    ),
    (PRATICIEN, "\"MSSANTE\"", "\"AUTRE\"", &["fhir.annuaire.bal.metadonnees"]),
    (PRATICIEN, r#""url":"type""#, r#""url":"genre""#, &["fhir.annuaire.bal.metadonnees"]),
    (PRATICIEN, "zoe.martin@", "zoe.martin", &["fhir.annuaire.bal.courriel"]),
    (
        PRATICIEN,
        r#""system":"email""#,
        r#""system":"url""#,
        &["fhir.annuaire.bal.courriel"],
    ),
    (
        PRATICIEN,
        r#""valueCodeableConcept":{"coding":[{"system":"https://mos.esante.gouv.fr/NOS/TRE_R257-TypeBAL/FHIR/TRE-R257-TypeBAL","code":"PER"}]}"#,
        r#""valueCode":"PER""#,
        &["fhir.annuaire.bal.type"],
    ),
    (PRATICIEN, "\"PER\"", "\"XXX\"", &["fhir.annuaire.bal.type"]),
    (
        PRATICIEN,
        "\"Practitioner\",\"id\"",
        "\"Organization\",\"id\"",
        &["fhir.annuaire.bal.place", "fhir.element.inconnu", "fhir.element.repete"],
    ),
    (
        PRATICIEN,
        r#""valueBoolean":false"#,
        r#""valueBoolean":true"#,
        &["fhir.annuaire.bal.liste-rouge"],
    ),
    (
        PRATICIEN,
        r#""active":true"#,
        r#""active":true,"birthDate":"1970-01-01""#,
        &["fhir.annuaire.restreint"],
    ),
    (PRATICIEN, r#""active":true"#, r#""active":false"#, &["fhir.annuaire.retiree"]),
    (PAGE, "\"self\"", "\"next\"", &["fhir.annuaire.recherche.self"]),
    (
        PAGE,
        r#""entry":["#,
        r#""entry":[{"fullUrl":"http://a.fr/Patient/1","resource":{"resourceType":"Patient","id":"1","active":true}},"#,
        &["fhir.annuaire.recherche.ressource"],
    ),
    (LIGNE, r#""authoredOn":"2026-01-15","#, "", &["fhir.eprescription.date"]),
    (
        LIGNE,
        r#""requester":{"reference":"Practitioner/1"},"#,
        "",
        &["fhir.eprescription.prescripteur"],
    ),
    (
        HOSPITALIERE,
        r#""dosageInstruction":[{"text":"1 le soir"}],"#,
        "",
        &["fhir.eprescription.posologie"],
    ),
    (
        HOSPITALIERE,
        r#""text":"1 le soir""#,
        r#""patientInstruction":"1 le soir""#,
        &["fhir.eprescription.patient-instruction"],
    ),
    (LIGNE, r#","groupIdentifier":{"value":"g1"}"#, "", &["fhir.eprescription.groupe"]),
    (
        LIGNE,
        "medicament/UCD",
        "medicament/ucd",
        &["fhir.eprescription.medicament.systeme"],
    ),
    (
        LIGNE,
        "http://data.esante.gouv.fr/ansm/medicament/UCD",
        "http://BogusSystemMedicabase.com",
        &["fhir.eprescription.systeme-factice"],
    ),
    (LIGNE, "3400891846515", "3400891846516", &["fhir.eprescription.medicament.cle"]),
    (
        LIGNE,
        "http://standardterms.edqm.eu",
        "http://snomed.info/sct",
        &["fhir.eprescription.voie"],
    ),
    (LIGNE, r#""period":1,"#, "", &["fhir.eprescription.periode"]),
    (LIGNE, r#""valueCode":"AGU""#, r#""valueCode":"HS""#, &["fhir.eprescription.quand"]),
    (LIGNE, "valueMarkdown", "valueString", &["fhir.eprescription.posologie-lisible"]),
    (HOSPITALIERE, r#""start":"2026-01-15","#, "", &["fhir.eprescription.hospitaliere"]),
    (
        HOSPITALIERE,
        r#""validityPeriod""#,
        r#""quantity":{"value":1},"validityPeriod""#,
        &["fhir.eprescription.hospitaliere"],
    ),
];

/// A value of a parameter that is right, and one that is not, and the key of its invariant.
const VALEURS: &[(&str, &str, &str)] = &[
    (
        r#""valueAge":{"value":1,"system":"http://unitsofmeasure.org","code":"a"}"#,
        r#""valueAge":{"value":1}"#,
        "age-1",
    ),
    (
        r#""valueAge":{"value":1,"code":"a","system":"http://unitsofmeasure.org"}"#,
        r#""valueAge":{"value":0,"code":"a","system":"http://unitsofmeasure.org"}"#,
        "age-1",
    ),
    (
        r#""valueDistance":{"value":1,"system":"http://unitsofmeasure.org","code":"m"}"#,
        r#""valueDistance":{"value":1,"system":"http://a.fr","code":"m"}"#,
        "dis-1",
    ),
    (
        r#""valueDuration":{"value":1,"system":"http://unitsofmeasure.org","code":"h"}"#,
        r#""valueDuration":{"system":"http://unitsofmeasure.org","code":"h"}"#,
        "drt-1",
    ),
    (
        r#""valueCount":{"value":1,"system":"http://unitsofmeasure.org","code":"1"}"#,
        r#""valueCount":{"value":1.5,"system":"http://unitsofmeasure.org","code":"1"}"#,
        "cnt-3",
    ),
    (
        r#""valueRange":{"low":{"value":1.0},"high":{"value":1}}"#,
        r#""valueRange":{"low":{"value":2},"high":{"value":1}}"#,
        "rng-2",
    ),
    (
        r#""valuePeriod":{"start":"2026-01","end":"2026-01-15"}"#,
        r#""valuePeriod":{"start":"2026-02","end":"2026-01-15"}"#,
        "per-1",
    ),
    (
        r#""valuePeriod":{"start":"2026-01-15T23:30:00Z","end":"2026-01-16T01:00:00+01:00"}"#,
        r#""valuePeriod":{"start":"2026-01-16T00:30:00Z","end":"2026-01-16T01:00:00+01:00"}"#,
        "per-1",
    ),
    (
        r#""valueRatio":{"numerator":{"value":1},"denominator":{"value":1}}"#,
        r#""valueRatio":{"numerator":{"value":1}}"#,
        "rat-1",
    ),
    (
        r#""valueAttachment":{"data":"YQ==","contentType":"text/plain"}"#,
        r#""valueAttachment":{"data":"YQ=="}"#,
        "att-1",
    ),
    (
        r#""valueExpression":{"language":"text/cql","reference":"http://a.fr"}"#,
        r#""valueExpression":{"language":"text/cql"}"#,
        "exp-1",
    ),
    (
        r#""valueString":"a""#,
        r#""valueString":"a","part":[{"name":"b","valueString":"c"}]"#,
        "inv-1",
    ),
];

/// A resource that is right, what is replaced, by what, and the key of its invariant.
const RESSOURCES: &[(&str, &str, &str, &str)] = &[
    (
        r#"{"resourceType":"Condition","subject":{"reference":"Patient/1"},"abatementString":"a","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]}}"#,
        "resolved",
        "active",
        "con-4",
    ),
    (
        r#"{"resourceType":"Condition","subject":{"reference":"Patient/1"},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]}}"#,
        "confirmed",
        "entered-in-error",
        "con-5",
    ),
    (
        r#"{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/1"},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"entered-in-error"}]}}"#,
        "entered-in-error",
        "confirmed",
        "ait-1",
    ),
    (
        r#"{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/1"},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"confirmed"}]},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]}}"#,
        "confirmed",
        "entered-in-error",
        "ait-2",
    ),
    (
        r#"{"resourceType":"Immunization","status":"completed","vaccineCode":{"text":"a"},"patient":{"reference":"Patient/1"},"occurrenceString":"a","education":[{"documentType":"b"}]}"#,
        r#""documentType":"b""#,
        r#""presentationDate":"2026""#,
        "imm-1",
    ),
    (
        r#"{"resourceType":"List","status":"current","mode":"changes","entry":[{"deleted":true,"item":{"reference":"Patient/1"}}]}"#,
        r#""mode""#,
        r#""emptyReason":{"text":"a"},"mode""#,
        "lst-1",
    ),
    (
        r#"{"resourceType":"List","status":"current","mode":"changes","entry":[{"deleted":true,"item":{"reference":"Patient/1"}}]}"#,
        "changes",
        "working",
        "lst-2",
    ),
    (
        r#"{"resourceType":"CarePlan","status":"active","intent":"plan","subject":{"reference":"Patient/1"},"activity":[{"reference":{"reference":"Task/1"}}]}"#,
        r#"[{"reference""#,
        r#"[{"detail":{"status":"completed"},"reference""#,
        "cpl-3",
    ),
    (
        r#"{"resourceType":"RequestGroup","status":"active","intent":"order","action":[{"resource":{"reference":"Task/1"}}]}"#,
        r#""resource":{"reference":"Task/1"}"#,
        r#""title":"a""#,
        "rqg-1",
    ),
    (
        r#"{"resourceType":"ServiceRequest","status":"active","intent":"order","subject":{"reference":"Patient/1"},"code":{"text":"a"},"orderDetail":[{"text":"b"}]}"#,
        r#""code":{"text":"a"},"#,
        "",
        "prr-1",
    ),
    (
        r#"{"resourceType":"MedicationAdministration","status":"completed","medicationReference":{"reference":"Medication/1"},"subject":{"reference":"Patient/1"},"effectiveDateTime":"2026","dosage":{"dose":{"value":1}}}"#,
        r#""dose":{"value":1}"#,
        r#""text":"a""#,
        "mad-1",
    ),
    (
        r#"{"resourceType":"Group","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/1"}}]}"#,
        "true",
        "false",
        "grp-1",
    ),
    (
        r#"{"resourceType":"Goal","lifecycleStatus":"active","description":{"text":"a"},"subject":{"reference":"Patient/1"},"target":[{"measure":{"text":"b"},"detailString":"c"}]}"#,
        r#""measure":{"text":"b"},"#,
        "",
        "gol-1",
    ),
    (
        r#"{"resourceType":"FamilyMemberHistory","status":"completed","patient":{"reference":"Patient/1"},"relationship":{"text":"a"},"ageString":"b","estimatedAge":true}"#,
        r#""ageString""#,
        r#""bornString":"c","ageString""#,
        "fhs-1",
    ),
    (
        r#"{"resourceType":"FamilyMemberHistory","status":"completed","patient":{"reference":"Patient/1"},"relationship":{"text":"a"},"ageString":"b","estimatedAge":true}"#,
        r#""ageString":"b","#,
        "",
        "fhs-2",
    ),
];

#[test]
fn sans_faute() {
    // An identity that was made by hand for tests.
    let fabriquee = STRUCTURE
        .replace("urn:oid:1.2.250.1.71.4.2.2", "urn:oid:1.2.250.1.71.4.2.1")
        .replace("1750712184", "ANS20231122132732");
    assert_eq!(ids(&juger(fabriquee.as_bytes())), [""; 0]);
    for document in [
        PATIENT,
        PRATICIEN,
        STRUCTURE,
        SITUATION,
        PAGE,
        LIGNE,
        HOSPITALIERE,
        DOSSIER,
        OBSERVATION,
    ] {
        let vus = juger(document.as_bytes());
        assert_eq!(ids(&vus), [""; 0], "{vus:#?}");
    }
}

#[test]
fn chaque_regle_est_tournee_par_une_mutation() {
    let mut tournees = BTreeSet::from(["fhir.valeur.longueur".to_owned()]);
    let mut autrement = Vec::new();
    let mut voir = |bon: &str, faux: &str, attendues: &[&str]| {
        assert_ne!(bon, faux, "rien n'a changé : {attendues:?}");
        assert_eq!(ids(&juger(bon.as_bytes())), [""; 0], "{bon}");
        let vus = juger(faux.as_bytes());
        if ids(&vus) != attendues {
            autrement.push(format!("{faux} : {attendues:?}, et non {:?}", ids(&vus)));
        }
        tournees.extend(attendues.iter().map(|r| (*r).to_owned()));
    };
    for (bon, de, vers, attendues) in MUTATIONS {
        voir(bon, &bon.replacen(de, vers, 1), attendues);
    }
    for (bonne, fausse, cle) in VALEURS {
        let regle = format!("fhir.invariant.{cle}");
        voir(&PARAMETRE.replace('V', bonne), &PARAMETRE.replace('V', fausse), &[&regle]);
    }
    for (bon, de, vers, cle) in RESSOURCES {
        let regle = format!("fhir.invariant.{cle}");
        voir(bon, &bon.replacen(de, vers, 1), &[&regle]);
    }
    assert!(autrement.is_empty(), "{}", autrement.join("\n"));
    // Those of profiles have their own tests; what is too long is in those of reading.
    let toutes: BTreeSet<String> = crate::REGLES
        .iter()
        .map(|r| r.id.to_owned())
        .filter(|r| !r.starts_with("fhir.profil."))
        .collect();
    assert_eq!(toutes.difference(&tournees).collect::<Vec<_>>(), Vec::<&String>::new());
}
