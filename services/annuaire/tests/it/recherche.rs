//! Searching.

use segur_fhir::{Recherche, correspond, ressource};
use serde_json::Value;

use crate::banc::{Essai, ids, ressources, suivant};

/// The names of a Bundle of persons.
fn noms(bundle: &Value) -> Vec<&str> {
    let mut noms: Vec<&str> = ressources(bundle).iter().filter_map(|r| r["name"][0]["family"].as_str()).collect();
    noms.sort_unstable();
    noms
}

#[tokio::test]
async fn un_professionnel_par_son_rpps() {
    let essai = Essai::nouveau().await;
    for question in [
        "Practitioner?identifier=https%3A%2F%2Frpps.esante.gouv.fr%7C99900000045",
        "Practitioner?identifier=99900000045",
        "Practitioner?identifier=urn:oid:1.2.250.1.71.4.2.1%7C899900000045",
        "Practitioner?identifier=899900000045",
    ] {
        let bundle = essai.chercher(question).await;
        assert_eq!(noms(&bundle), ["BIOTEST"], "{question}");
        assert_eq!(bundle["total"], 1, "{question}");
    }
    let recue = essai.lire("Practitioner?identifier=99900000045").await;
    assert_eq!(recue.fait("rpps").as_deref(), Some("99900000045"));
    assert_eq!(recue.fait("mssante").as_deref(), Some("alex.biotest@test.mssante.fr"));
    assert_eq!(recue.fait("p.identifier").as_deref(), Some("99900000045"));
    assert_eq!(recue.fait("cle").as_deref(), Some("presente"));
    assert!(recue.regles().is_empty(), "{:?}", recue.regles());
}

/// The indexes and the plain meaning of each parameter say the same, resource by resource.
#[tokio::test]
async fn les_index_disent_comme_les_ressources() {
    let essai = Essai::nouveau().await;
    for (genre, questions) in [
        (
            "Practitioner",
            &[
                "",
                "family=pareil",
                "family=LOEUVRE",
                "family:exact=PAREIL",
                "family:exact=pareil",
                "family:contains=test",
                "given=h%C3%A9lo",
                "given=HELO",
                "name=mme",
                "name=DR",
                "name:contains=arbois",
                "family=pareil,garrot",
                "family=pareil&given=cl",
                "qualification-code=10",
                "qualification-code=10,21",
                "qualification-code:not=10,21,60",
                "active=false",
                "active:not=true",
                "mailbox-mss=claude",
                "mailbox-mss:contains=PAREIL",
                "mailbox-mss:exact=claude.pareil@test.mssante.fr",
                "mailbox-mss:contains=discretion",
                "identifier-type=RPPS",
                "identifier-type:not=RPPS",
                "data-information-system=RPPS",
                "data-information-system=FINESS",
                "identifier=https%3A%2F%2Frpps.esante.gouv.fr%7C",
                "identifier=3999900038/SEC0001",
                "identifier=ANS20231122132732",
                "qualification-code=https%3A%2F%2Fmos.esante.gouv.fr%2FNOS%2FTRE_G15-ProfessionSante%2FFHIR%2FTRE-G15-ProfessionSante%7C21",
                "qualification-code=https%3A%2F%2Fmos.esante.gouv.fr%2FNOS%2FTRE_R38-SpecialiteOrdinale%2FFHIR%2FTRE-R38-SpecialiteOrdinale%7C",
                "number-smartcard=1",
                "type-smartcard=CPS",
                "_lastUpdated=le2022-06-01",
                "_lastUpdated=lt2021",
                "_lastUpdated=ne2021-03",
                "name:family=pareil",
                "family=zzz",
                "family=%E6%97%A5",
            ][..],
        ),
        (
            "PractitionerRole",
            &[
                "",
                "role=L",
                "role=S,L",
                "role:not=S",
                "role=GENR03",
                "active=true",
                "mailbox-mss=anne",
                "identifier=x",
                "data-information-system=RPPS",
                "_lastUpdated=le2022-06-01",
            ][..],
        ),
        (
            "Organization",
            &[
                "",
                "name=hopital",
                "name:contains=moineaux",
                "name=centre%20de%20sante%20de%20l%27ile",
                "address-city=paris",
                "address=75",
                "address=lyon",
                "address-line=des",
                "address-postalcode=75015",
                "type=SA25",
                "type=LEGAL-ENTITY",
                "type=SA25,SA01",
                "identifier=1999900038",
                "identifier=999900038",
                "identifier=F999900038",
                "identifier=99990001200017",
                "identifier-type=FINEJ",
                "identifier-type=INTRN",
                "identifier-type:not=SIRET",
                "mailbox-mss=secretariat",
                "active=true",
                "active=false",
                "pharmacy-licence=1",
                "data-information-system=FINESS",
                "_lastUpdated=lt2023-01-01",
            ][..],
        ),
        (
            "HealthcareService",
            &[
                "",
                "service-type=50",
                "service-category=09",
                "characteristic=02",
                "active=true",
                "identifier=x",
            ][..],
        ),
        (
            "Device",
            &["", "status=active", "type=05602", "manufacturer=simule", "model=scanner", "model=x"][..],
        ),
    ] {
        let tous = essai.chercher(&format!("{genre}?_count=1000")).await;
        for question in questions {
            let parametres = segur_fhir::parametres(question).unwrap();
            let recherche = Recherche::lire(ressource(genre).unwrap(), &parametres).unwrap();
            let mut attendus: Vec<String> = ressources(&tous)
                .into_iter()
                .filter(|r| correspond(&recherche, r))
                .map(|r| format!("{genre}/{}", r["id"].as_str().unwrap()))
                .collect();
            let mut vus = ids(&essai.chercher(&format!("{genre}?_count=1000&{question}")).await);
            attendus.sort();
            vus.sort();
            assert_eq!(vus, attendus, "{genre}?{question}");
        }
    }
}

#[tokio::test]
async fn les_references() {
    let essai = Essai::nouveau().await;
    let multi = essai.chercher("Practitioner?identifier=99900000144").await;
    let id = multi["entry"][0]["resource"]["id"].as_str().unwrap().to_owned();
    for forme in [
        id.clone(),
        format!("Practitioner/{id}"),
        format!("https%3A%2F%2Fx%2Ffhir%2Fv2%2FPractitioner%2F{id}"),
    ] {
        let roles = essai.chercher(&format!("PractitionerRole?practitioner={forme}")).await;
        assert_eq!(ressources(&roles).len(), 3, "{forme}");
    }
    let roles = essai.chercher(&format!("PractitionerRole?practitioner={id}&_include=*")).await;
    let genres: Vec<&str> = ressources(&roles).iter().map(|r| r["resourceType"].as_str().unwrap()).collect();
    assert_eq!(genres.iter().filter(|g| **g == "Organization").count(), 3);
    assert_eq!(genres.iter().filter(|g| **g == "Practitioner").count(), 1);
    let avec = essai
        .chercher("Practitioner?identifier=99900000144&_revinclude=PractitionerRole:practitioner")
        .await;
    assert_eq!(ressources(&avec).len(), 4);
    assert_eq!(avec["total"], 1, "inclusions are not counted");
    let hopital = essai
        .chercher("Organization?identifier=1999900020&_revinclude=PractitionerRole:organization&_revinclude=HealthcareService:organization&_revinclude=Device:organization&_include=Organization:partof")
        .await;
    let genres: Vec<&str> = ressources(&hopital).iter().map(|r| r["resourceType"].as_str().unwrap()).collect();
    assert_eq!(genres.iter().filter(|g| **g == "Organization").count(), 2, "{genres:?}");
    assert!(genres.contains(&"HealthcareService") && genres.contains(&"Device") && genres.contains(&"PractitionerRole"));
}

#[tokio::test]
async fn page_apres_page_chacun_une_fois() {
    let essai = Essai::nouveau().await;
    for question in [
        "Practitioner?_count=3",
        "Practitioner?name=m,d,c&_count=2",
        "PractitionerRole?role=S,L,GENR01&_count=4",
        "Organization?_count=1",
    ] {
        let entier = ids(&essai.chercher(&question.replace("_count=", "_count=100")).await);
        let mut bundle = essai.chercher(question).await;
        let mut vus = ids(&bundle);
        while let Some(suite) = essai.suivre(&bundle).await {
            vus.extend(ids(&suite));
            bundle = suite;
        }
        assert_eq!(vus, entier, "{question}");
    }
}

#[tokio::test]
async fn le_total_et_les_elements() {
    let essai = Essai::nouveau().await;
    let sans = essai.chercher("Practitioner?family=p&_count=1").await;
    assert!(sans.get("total").is_none(), "it would have to be counted");
    let exact = essai.chercher("Practitioner?family=p&_count=1&_total=accurate").await;
    assert_eq!(exact["total"], ressources(&essai.chercher("Practitioner?family=p").await).len());
    assert!(essai.chercher("Practitioner?family=p&_total=none").await.get("total").is_none());
    assert!(essai.chercher("Practitioner?_count=1").await["total"].as_u64().unwrap() > 20);
    let zero = essai.chercher("Practitioner?_count=0").await;
    assert!(zero.get("entry").is_none() && suivant(&zero).is_none() && zero["total"].as_u64().unwrap() > 20);
    let peu = essai.chercher("Practitioner?family=pareil&_elements=name").await;
    let r = &peu["entry"][0]["resource"];
    assert_eq!(r["meta"]["tag"][0]["code"], "SUBSETTED");
    assert!(r.get("identifier").is_none() && r.get("name").is_some() && r.get("id").is_some());
}
