//! Profiles: small ones of our own, each rule turned by a mutation; then those of the ANS, where they are given.

use std::path::Path;

use super::ids;
use crate::{Profils, ProfilsIllisibles, R4Lu};

const BASE: &str = "https://a.fr/StructureDefinition/";

/// A profile of Practitioner, by its snapshot: slices by value, pattern, existence and extension; bindings, fixed values, types.
fn praticien() -> String {
    let e = |id: &str, reste: &str| {
        let path: Vec<&str> = id.split('.').map(|s| s.split(':').next().unwrap()).collect();
        format!(r#"{{"id":"{id}","path":"{}"{reste}}}"#, path.join("."))
    };
    let elements = [
        e(
            "Practitioner",
            r#","constraint":[{"key":"a-1","source":"https://a.fr/StructureDefinition/praticien"}]"#,
        ),
        e(
            "Practitioner.extension",
            r#","slicing":{"discriminator":[{"type":"value","path":"url"}],"rules":"open"}"#,
        ),
        e(
            "Practitioner.extension:couleur",
            &format!(r#","min":1,"max":"1","type":[{{"code":"Extension","profile":["{BASE}couleur"]}}]"#),
        ),
        e(
            "Practitioner.identifier",
            r#","min":1,"max":"*","slicing":{"discriminator":[{"type":"value","path":"system"},{"type":"pattern","path":"type"}],"rules":"closed"}"#,
        ),
        e("Practitioner.identifier:rpps", r#","min":1,"max":"1""#),
        e(
            "Practitioner.identifier:rpps.type",
            r#","patternCodeableConcept":{"coding":[{"code":"RPPS"}]}"#,
        ),
        e("Practitioner.identifier:rpps.system", r#","min":1,"fixedUri":"https://rpps""#),
        e("Practitioner.identifier:rpps.value", r#","min":1"#),
        e("Practitioner.identifier:autre", r#","max":"2""#),
        e("Practitioner.identifier:autre.type", ""),
        e("Practitioner.identifier:autre.type.coding", ""),
        e("Practitioner.identifier:autre.type.coding.code", r#","patternCode":"AUTRE""#),
        e("Practitioner.identifier:autre.system", r#","fixedUri":"https://autre""#),
        e("Practitioner.active", r#","max":"1","fixedBoolean":true"#),
        e(
            "Practitioner.telecom",
            r#","slicing":{"discriminator":[{"type":"exists","path":"extension('https://a.fr/x')"}],"rules":"open"}"#,
        ),
        e("Practitioner.telecom:boite", r#","max":"1""#),
        e("Practitioner.telecom:boite.extension", ""),
        e(
            "Practitioner.telecom:boite.extension:x",
            r#","min":1,"type":[{"code":"Extension","profile":["https://a.fr/x"]}]"#,
        ),
        e("Practitioner.telecom:boite.system", r#","patternCode":"email""#),
        e(
            "Practitioner.gender",
            r#","binding":{"strength":"required","valueSet":"https://a.fr/ValueSet/genre|1"}"#,
        ),
        e("Practitioner.birthDate", r#","max":"0""#),
        e(
            "Practitioner.name",
            &format!(r#","type":[{{"code":"HumanName","profile":["{BASE}nom"]}}]"#),
        ),
        e(
            "Practitioner.communication",
            r#","binding":{"strength":"required","valueSet":"https://a.fr/ValueSet/langue"}"#,
        ),
    ];
    format!(
        r#"{{"resourceType":"StructureDefinition","url":"{BASE}praticien","version":"2","type":"Practitioner","snapshot":{{"element":[{}]}}}}"#,
        elements.join(",")
    )
}

fn dossier() -> tempfile::TempDir {
    let d = tempfile::tempdir().unwrap();
    let dedans = d.path().join("a/b");
    std::fs::create_dir_all(&dedans).unwrap();
    let ecrire = |nom: &str, texte: &str| std::fs::write(dedans.join(nom), texte).unwrap();
    ecrire("praticien.json", &praticien());
    // By its difference alone: its base, in the folder, is judged with it.
    ecrire(
        "fils.json",
        &format!(
            r#"{{"resourceType":"StructureDefinition","url":"{BASE}fils","type":"Practitioner","baseDefinition":"{BASE}praticien|2","differential":{{"element":[{{"id":"Practitioner.photo","path":"Practitioner.photo","max":"1"}}]}}}}"#
        ),
    );
    ecrire(
        "nom.json",
        &format!(
            r#"{{"resourceType":"StructureDefinition","url":"{BASE}nom","type":"HumanName","snapshot":{{"element":[{{"id":"HumanName","path":"HumanName"}},{{"id":"HumanName.family","path":"HumanName.family","min":1,"max":"1"}}]}}}}"#
        ),
    );
    ecrire(
        "couleur.json",
        &format!(
            r#"{{"resourceType":"StructureDefinition","url":"{BASE}couleur","type":"Extension","context":[{{"type":"element","expression":"Practitioner"}}],"snapshot":{{"element":[{{"id":"Extension","path":"Extension"}},{{"id":"Extension.value[x]","path":"Extension.value[x]","min":1,"max":"1","type":[{{"code":"code"}}],"binding":{{"strength":"required","valueSet":"https://a.fr/ValueSet/couleurs"}}}}]}}}}"#
        ),
    );
    ecrire(
        "jeux.json",
        r#"{"resourceType":"Bundle","type":"collection","entry":[
        {"resource":{"resourceType":"ValueSet","url":"https://a.fr/ValueSet/couleurs","compose":{"include":[{"system":"https://a.fr/c"}]}}},
        {"resource":{"resourceType":"CodeSystem","url":"https://a.fr/c","content":"complete","concept":[{"code":"rouge","concept":[{"code":"carmin"}]}]}},
        {"resource":{"resourceType":"ValueSet","url":"https://a.fr/ValueSet/genre","compose":{"include":[{"valueSet":["http://hl7.org/fhir/ValueSet/administrative-gender"]}]}}},
        {"resource":{"resourceType":"ValueSet","url":"https://a.fr/ValueSet/langue","compose":{"include":[{"system":"urn:ietf:bcp:47"}]}}}]}"#,
    );
    ecrire("rompu.json", "{");
    std::fs::write(d.path().join("lisez-moi.txt"), "ce n'est pas un profil").unwrap();
    d
}

const BON: &str = r#"{"resourceType":"Practitioner","meta":{"profile":["https://a.fr/StructureDefinition/praticien"]},
 "extension":[{"url":"https://a.fr/StructureDefinition/couleur","valueCode":"carmin"}],
 "identifier":[{"type":{"coding":[{"system":"s","code":"RPPS"}],"text":"t"},"system":"https://rpps","value":"1"},
  {"type":{"coding":[{"code":"AUTRE"}]},"system":"https://autre","value":"2"}],
 "active":true,"name":[{"family":"A"}],"telecom":[{"extension":[{"url":"https://a.fr/x","valueCode":"a"}],"system":"email","value":"a@b.fr"},{"system":"phone","value":"1"}],
 "gender":"female"}"#;

/// What is replaced, by what, and the rules that are told.
const MUTATIONS: &[(&str, &str, &[&str])] = &[
    ("praticien\"", "inconnu\"", &["fhir.profil.inconnu"]),
    ("praticien\"", "praticien|3\"", &["fhir.profil.version"]),
    ("praticien\"", "nom\"", &["fhir.profil.type"]),
    (
        "\"extension\":[{\"url\":\"https://a.fr/StructureDefinition/couleur\",\"valueCode\":\"carmin\"}],",
        "",
        &["fhir.profil.cardinalite"],
    ),
    (
        "couleur\",\"valueCode\":\"carmin\"",
        "couleur\",\"valueCode\":\"bleu\"",
        &["fhir.profil.code"],
    ),
    (
        "couleur\",\"valueCode\":\"carmin\"",
        "couleur\",\"valueString\":\"carmin\"",
        &["fhir.profil.forme"],
    ),
    ("couleur\",\"valueCode\":\"carmin\"", "couleur\"", &["fhir.profil.cardinalite"]),
    // An identifier of no slice.
    ("\"https://autre\"", "\"https://ailleurs\"", &["fhir.profil.tranche"]),
    ("\"AUTRE\"", "\"RPPS\"", &["fhir.profil.tranche"]),
    ("\"RPPS\"}]", "\"IDNPS\"}]", &["fhir.profil.cardinalite", "fhir.profil.tranche"]),
    (",\"value\":\"1\"},\n", "},\n", &["fhir.profil.cardinalite"]),
    ("\"active\":true", "\"active\":false", &["fhir.profil.valeur"]),
    ("\"system\":\"email\"", "\"system\":\"url\"", &["fhir.profil.valeur"]),
    ("\"female\"", "\"F\"", &["fhir.profil.code"]),
    (
        "\"gender\":\"female\"",
        "\"gender\":\"female\",\"birthDate\":\"1970\"",
        &["fhir.profil.cardinalite"],
    ),
    ("{\"family\":\"A\"}", "{\"text\":\"A\"}", &["fhir.profil.cardinalite"]),
    // Of the system that the set takes whole, and which is not there: not evaluated. Of another: not in the set.
    (
        "\"gender\":\"female\"",
        "\"gender\":\"female\",\"communication\":[{\"coding\":[{\"system\":\"urn:ietf:bcp:47\",\"code\":\"fr\"}]}]",
        &[],
    ),
    (
        "\"gender\":\"female\"",
        "\"gender\":\"female\",\"communication\":[{\"coding\":[{\"system\":\"s\",\"code\":\"fr\"}]}]",
        &["fhir.profil.code"],
    ),
    (
        "\"phone\"",
        "\"phone\",\"extension\":[{\"url\":\"https://a.fr/StructureDefinition/couleur\",\"valueCode\":\"rouge\"}]",
        &["fhir.profil.contexte"],
    ),
    ("StructureDefinition/praticien\"", "StructureDefinition/fils\"", &[]),
    (
        "StructureDefinition/praticien\"]},",
        "StructureDefinition/fils\"]},\"photo\":[{\"url\":\"a\"},{\"url\":\"b\"}],",
        &["fhir.profil.cardinalite"],
    ),
];

#[test]
fn chaque_regle_de_profil_est_tournee() {
    let d = dossier();
    let p = Profils::ouvrir(d.path()).unwrap();
    assert_eq!(p.nombres(), (4, 4));
    assert_eq!(p.ignores().len(), 1);
    let dits = |texte: &str| {
        let mut constats = R4Lu::lire(texte.as_bytes()).constats_des_profils(&p);
        // Each judged profile that has a constraint says that it was not evaluated.
        constats.retain(|f| f.rule != "fhir.profil.non-evalue");
        constats
    };
    let tout = R4Lu::lire(BON.as_bytes()).constats_des_profils(&p);
    assert_eq!(ids(&tout), ["fhir.profil.non-evalue"], "{tout:#?}");
    assert_eq!(tout[0].seen, "1 contrainte(s) FHIRPath : a-1");
    assert!(tout[0].source.contains(BASE));
    let mut tournees = vec!["fhir.profil.non-evalue".to_owned()];
    for (de, vers, attendues) in MUTATIONS {
        let faux = BON.replacen(de, vers, 1);
        assert_ne!(faux, BON, "{de}");
        let vus = dits(&faux);
        assert_eq!(ids(&vus), *attendues, "{faux}\n{vus:#?}");
        tournees.extend(attendues.iter().map(|r| (*r).to_owned()));
    }
    for r in crate::REGLES.iter().filter(|r| r.id.starts_with("fhir.profil.")) {
        assert!(tournees.contains(&r.id.to_owned()), "{} n'est tournée par rien", r.id);
    }
    // A resource of which a server left out elements is not judged by profiles.
    let partielle = r#"{"resourceType":"Practitioner","meta":{"tag":[{"code":"SUBSETTED"}],"profile":["https://a.fr/StructureDefinition/praticien"]},"active":true}"#;
    assert_eq!(
        ids(&R4Lu::lire(partielle.as_bytes()).constats_des_profils(&p)),
        ["fhir.profil.non-evalue"]
    );
    let element = dits(&BON.replacen("\"female\"", "\"F\"", 1));
    assert_eq!(element[0].source, format!("Profil {BASE}praticien, Practitioner.gender"));
}

#[test]
fn un_dossier_sans_profil_se_dit() {
    let d = tempfile::tempdir().unwrap();
    assert!(matches!(Profils::ouvrir(d.path()), Err(ProfilsIllisibles::Aucun(_))));
    assert!(matches!(
        Profils::ouvrir(&d.path().join("absent")),
        Err(ProfilsIllisibles::Dossier(..))
    ));
    let fond = (0..12).fold(d.path().to_owned(), |p, i| p.join(i.to_string()));
    std::fs::create_dir_all(&fond).unwrap();
    assert!(matches!(Profils::ouvrir(d.path()), Err(ProfilsIllisibles::Trop(_))));
    // A profile that is made from itself.
    let boucle = tempfile::tempdir().unwrap();
    let texte = format!(
        r#"{{"resourceType":"StructureDefinition","url":"{BASE}b","type":"Practitioner","baseDefinition":"{BASE}b","differential":{{"element":[{{"id":"Practitioner.active","min":1}}]}}}}"#
    );
    std::fs::write(boucle.path().join("b.json"), texte).unwrap();
    let p = Profils::ouvrir(boucle.path()).unwrap();
    let lu = R4Lu::lire(format!(r#"{{"resourceType":"Practitioner","id":"1","meta":{{"profile":["{BASE}b"]}}}}"#).as_bytes());
    assert_eq!(
        ids(&lu.constats_des_profils(&p)),
        ["fhir.profil.cardinalite", "fhir.profil.non-evalue"]
    );
}

/// What the published samples of the IG break of its own profiles: rule, and the element of the profile.
const ECARTS_PUBLIES: [(&str, &str); 10] = [
    // Medicines in a made up system, which is not of the value set; a substance in SNOMED CT.
    ("fhir.profil.code", "fr-medicationrequest, MedicationRequest.medication[x]"),
    (
        "fhir.profil.code",
        "fr-inpatient-medicationrequest, MedicationRequest.medication[x]",
    ),
    ("fhir.profil.code", "fr-medication-noncompound, CodeableConcept.coding"),
    // Its definition names its context with a slip (retaledAction).
    ("fhir.profil.contexte", "fr-additional-action-relationship"),
    // The samples of the directory say one profile, another source, no identifier of a situation, a type that the set no longer has.
    ("fhir.profil.cardinalite", "meta.profile"),
    ("fhir.profil.cardinalite", "meta.profile:fr-canonical"),
    ("fhir.profil.valeur", "meta.source"),
    (
        "fhir.profil.cardinalite",
        "as-dp-practitionerrole, PractitionerRole.identifier:idSituationExercice",
    ),
    ("fhir.profil.code", "as-ext-organization-types, Extension.value[x]"),
    ("fhir.profil.inconnu", ""),
];

#[test]
fn les_exemples_publies_par_les_profils_de_l_ans() {
    let Some(dossier) = segur_essais::suite(
        "SEGUR_BENCH_PROFILS",
        "paquets de profils de l'ANS (IG-fhir-annuaire, interop-ig-fhir-ePrescription)",
    ) else {
        return;
    };
    let p = Profils::ouvrir(Path::new(&dossier)).unwrap();
    let Some(tous) = super::corpus::exemples() else { return };
    let (mut juges, mut ecarts) = (0, 0);
    for (nom, chemin) in tous {
        let octets = std::fs::read(chemin).unwrap();
        for f in R4Lu::lire(&octets).constats_des_profils(&p) {
            juges += 1;
            if f.severity <= segur_model::Severity::Info {
                continue;
            }
            ecarts += 1;
            let connu = ECARTS_PUBLIES.iter().any(|(r, fin)| f.rule == *r && f.source.ends_with(fin));
            assert!(connu, "{nom} : {f:#?}");
        }
    }
    println!(
        "{:?} définitions et jeux ; {juges} constats, dont {ecarts} écarts connus",
        p.nombres()
    );
    assert!(juges > 50);
}
