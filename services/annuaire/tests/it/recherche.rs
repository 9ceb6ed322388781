//! Searching.

use segur_fhir::{Recherche, correspond_avec, ressource};
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
    let mut toutes = std::collections::BTreeMap::new();
    for r in segur_fhir::RESSOURCES {
        toutes.insert(r.nom, essai.chercher(&format!("{}?_count=1000", r.nom)).await);
    }
    let suivre = |genre: &str, id: &str| ressources(toutes.get(genre)?).into_iter().find(|r| r["id"] == id).cloned();
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
                "name=pareil%20cl",
                "name=PAREIL%20",
                "name:exact=PAREIL%20CLAUDE",
                "name:exact=pareil%20claude",
                "name:contains=il%20cla",
                "name:contains=%20",
                "name=claude%20pareil",
                "qualification-code=DE05",
                "qualification-code=https%3A%2F%2Fmos.esante.gouv.fr%2FNOS%2FTRE_R14-TypeDiplome%2FFHIR%2FTRE-R14-TypeDiplome%7CDE",
                "_lastUpdated=ge2022-01-01",
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
                "mailbox-mss=cabinet",
                "identifier=x",
                "organization.identifier=1999900038",
                "organization.identifier=999900038,1999900020",
                "organization.identifier=https%3A%2F%2Ffiness.esante.gouv.fr%7C999900038",
                "organization:Organization.identifier=999900038",
                "organization.address-city=paris",
                "organization.address-city:contains=ris&role=L",
                "organization.type=SA25",
                "organization.type:not=SA25",
                "organization.name=zzz",
                "organization._id=zzz",
                "practitioner.family=pareil",
                "practitioner.qualification-code=10&organization.address-city=paris",
                "practitioner.active=false",
                "practitioner.identifier=99900000144",
                "organization.active=true",
                "organization._lastUpdated=ge2022-01-01",
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
                "type=https%3A%2F%2Fmos.esante.gouv.fr%2FNOS%2FTRE_R66-CategorieEtablissement%2FFHIR%2FTRE-R66-CategorieEtablissement%7C",
                "type=355,611",
                "type:not=355,611",
                "type=86.10Z",
                "name=cabinet%20de%20groupe",
                "name:exact=CABINET%20INDIVIDUEL",
                "partof.identifier=1999900053",
                "partof.name=hop",
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
                "organization.identifier=1999900020",
                "organization.identifier=1999900038",
                "organization.address-city=clermont",
            ][..],
        ),
        (
            "Device",
            &[
                "organization.name=hopital",
                "type=https%3A%2F%2Fmos.esante.gouv.fr%2FNOS%2FTRE_R272-EquipementMaterielLourd%2FFHIR%2FTRE-R272-EquipementMaterielLourd%7C05602",
                "",
                "status=active",
                "type=05602",
                "manufacturer=simule",
                "model=scanner",
                "model=x",
            ][..],
        ),
    ] {
        let tous = &toutes[genre];
        for question in questions {
            let parametres = segur_fhir::parametres(question).unwrap();
            let recherche = Recherche::lire(ressource(genre).unwrap(), &parametres).unwrap();
            let mut attendus: Vec<String> = ressources(tous)
                .into_iter()
                .filter(|r| correspond_avec(&recherche, r, &suivre))
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

/// A chain of one step, as production answers it: the situations of the structure, with who works there.
#[tokio::test]
async fn une_recherche_chainee() {
    let essai = Essai::nouveau().await;
    let question = "PractitionerRole?organization.identifier=1999900038&_include=PractitionerRole:practitioner";
    let recue = essai.lire(question).await;
    assert_eq!(recue.statut, 200, "{}", recue.texte());
    assert!(recue.regles().is_empty(), "{:?}", recue.regles());
    assert_eq!(recue.fait("p.organization.identifier").as_deref(), Some("1999900038"));
    let bundle = recue.json();
    let labo = essai.chercher("Organization?identifier=1999900038").await;
    let lui = format!("Organization/{}", ressources(&labo)[0]["id"].as_str().unwrap());
    let (situations, personnes): (Vec<&Value>, Vec<&Value>) = ressources(&bundle)
        .into_iter()
        .partition(|r| r["resourceType"] == "PractitionerRole");
    assert!(!situations.is_empty() && !personnes.is_empty());
    assert!(situations.iter().all(|r| r["organization"]["reference"] == lui.as_str()));
    assert!(noms(&bundle).contains(&"BIOTEST"));
    // The page after keeps to it.
    let mut page = essai.chercher(&format!("{}&_count=1", question.split('&').next().unwrap())).await;
    let mut vues = ids(&page);
    while let Some(suite) = essai.suivre(&page).await {
        vues.extend(ids(&suite));
        page = suite;
    }
    vues.sort();
    let mut attendues: Vec<String> = situations
        .iter()
        .map(|r| format!("PractitionerRole/{}", r["id"].as_str().unwrap()))
        .collect();
    attendues.sort();
    assert_eq!(vues, attendues);
    for (question, regle) in [
        (
            "PractitionerRole?organization.identifier=1999900038&_count=5",
            "annuaire.chaine.count",
        ),
        ("PractitionerRole?organization.address-city=paris", "annuaire.chaine.autre"),
        ("HealthcareService?organization.identifier=1999900020", "annuaire.chaine.autre"),
    ] {
        let recue = essai.lire(question).await;
        assert_eq!((recue.statut, recue.regles()), (200, [regle.to_owned()].into()), "{question}");
        assert!(recue.echange.findings.iter().all(|f| !f.is_error()), "{question}");
        assert!(!ressources(&recue.json()).is_empty(), "{question}");
    }
}

/// What an action changed is followed too, on both sides of a chain.
#[tokio::test]
async fn une_chaine_voit_ce_qui_change() {
    let essai = Essai::nouveau().await;
    let combien = async |question: &str| ressources(&essai.chercher(question).await).len();
    let avant = combien("PractitionerRole?organization.identifier=1999900079").await;
    let champs = serde_json::json!({ "nom": "DEPLACEE", "structure": "EHPAD" });
    let changee = serde_json::json!({ "professionnel": "99900000078", "champs": champs });
    assert_eq!(essai.agir("modifier", changee).await.0, 200);
    assert_eq!(combien("PractitionerRole?organization.identifier=1999900079").await, avant + 1);
    assert_eq!(combien("PractitionerRole?practitioner.family=deplacee").await, 1);
    assert_eq!(
        essai.agir("retirer", serde_json::json!({ "professionnel": "99900000078" })).await.0,
        200
    );
    assert_eq!(combien("PractitionerRole?organization.identifier=1999900079").await, avant);
    assert_eq!(essai.agir("retirer", serde_json::json!({ "structure": "HOPITAL" })).await.0, 200);
    assert_eq!(
        combien("PractitionerRole?organization.name=hopital%20des").await,
        0,
        "its name is gone"
    );
    assert!(
        combien("PractitionerRole?organization.identifier=1999900020").await > 0,
        "its identifier is not"
    );
}

#[tokio::test]
async fn l_inclusion_inverse_que_la_documentation_montre() {
    let essai = Essai::nouveau().await;
    let recue = essai
        .lire("Organization?identifier=1999900053&_revinclude=Organization:partof")
        .await;
    assert_eq!(
        (recue.statut, recue.regles()),
        (200, ["annuaire.revinclude.documente".to_owned()].into())
    );
    let bundle = recue.json();
    let noms: Vec<&str> = ressources(&bundle).iter().map(|r| r["name"].as_str().unwrap()).collect();
    assert_eq!(noms, ["HOPITAUX DES VENTS REUNIS", "HOPITAL DES QUATRE-VENTS"], "EJ, then EG");
    let tout = essai.chercher("Organization?_revinclude=Organization:partof&_count=1000").await;
    let toutes = essai.chercher("Organization?_count=1000").await;
    assert_eq!(ressources(&tout).len(), ressources(&toutes).len(), "each once");
    let capacites = essai.chercher("metadata").await;
    let organisation = capacites["rest"][0]["resource"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["type"] == "Organization")
        .unwrap();
    assert_eq!(
        organisation["searchRevInclude"].as_array().unwrap().len(),
        3,
        "the guide announces three"
    );
}

/// What two public clients and the Ségur use case read.
#[tokio::test]
async fn ce_que_les_vraies_ressources_portent() {
    let essai = Essai::nouveau().await;
    let p = essai.chercher("Practitioner?identifier=99900000045").await;
    assert_eq!(ressources(&p)[0]["name"][0]["text"], "BIOTEST ALEX");
    let finess = essai
        .chercher("Organization?identifier=https%3A%2F%2Ffiness.esante.gouv.fr%7C&_count=1000")
        .await;
    let categorie =
        "type=https%3A%2F%2Fmos.esante.gouv.fr%2FNOS%2FTRE_R66-CategorieEtablissement%2FFHIR%2FTRE-R66-CategorieEtablissement%7C";
    let categories = essai.chercher(&format!("Organization?{categorie}&_total=accurate")).await;
    assert_eq!(
        categories["total"].as_u64().unwrap() as usize,
        ressources(&finess).len() - 1,
        "all but the legal entity"
    );
    let hopitaux = essai
        .chercher("Organization?identifier=https%3A%2F%2Ffiness.esante.gouv.fr%7C&type=SA01,SA04&type:not=382,500")
        .await;
    assert!(ressources(&hopitaux).len() > 2);
    let medico_social = essai
        .chercher(&format!(
            "Organization?identifier=https%3A%2F%2Ffiness.esante.gouv.fr%7C&{categorie}159,165,382,500,501,502"
        ))
        .await;
    assert_eq!(ressources(&medico_social).len(), 2, "EHPAD and foyer: {medico_social}");
}

/// Everybody who changed since, however long ago: how far updates go back is not a matter of what is answered.
#[tokio::test]
async fn une_date_ancienne_est_repondue() {
    let essai = Essai::nouveau().await;
    let tous = essai.chercher("Practitioner?_count=1000").await;
    let recue = essai.lire("Practitioner?_lastUpdated=ge2022-01-01&_count=1000").await;
    assert_eq!(recue.statut, 200, "{}", recue.texte());
    assert!(recue.regles().contains("annuaire.delta"), "30 days are what the documentation says");
    let depuis = ressources(&tous)
        .iter()
        .filter(|r| r["meta"]["lastUpdated"].as_str().unwrap() >= "2022")
        .count();
    assert_eq!(ressources(&recue.json()).len(), depuis);
    assert!((1..ressources(&tous).len()).contains(&depuis));
    let anciens = essai.chercher("Practitioner?_lastUpdated=ge1990&_count=1000").await;
    assert_eq!(ressources(&anciens).len(), ressources(&tous).len());
}

/// A client must not depend on the total.
#[tokio::test]
async fn le_total_se_retient() {
    let total = async |essai: &Essai, question: &str| essai.chercher(question).await.get("total").and_then(Value::as_u64);
    let essai = Essai::nouveau().await;
    let nombre = total(&essai, "Practitioner?_count=0").await.unwrap();
    for (valeur, attendus) in [
        ("jamais", [None, None, None]),
        ("sur-demande", [None, Some(2), Some(nombre)]),
        ("selon-le-cout", [Some(2), Some(2), Some(nombre)]),
    ] {
        assert_eq!(
            essai
                .agir("regler", serde_json::json!({ "cle": "total", "valeur": valeur }))
                .await
                .0,
            200
        );
        let questions = [
            "Practitioner?family=pareil",
            "Practitioner?family=pareil&_total=accurate",
            "Practitioner?_count=0",
        ];
        for (question, attendu) in questions.into_iter().zip(attendus) {
            assert_eq!(total(&essai, question).await, attendu, "{valeur} {question}");
        }
    }
    let refusee = essai
        .agir("regler", serde_json::json!({ "cle": "total", "valeur": "parfois" }))
        .await;
    assert!(refusee.0 == 400 && refusee.1.to_string().contains("sur-demande"), "{refusee:?}");
    // From the settings, and what no setting is.
    let reglages =
        |texte: serde_json::Value| segur_kit::lire_reglages::<segur_annuaire::AnnuaireReglage>(texte.as_object().unwrap().clone());
    let lus = reglages(serde_json::json!({ "total": "jamais", "guillemets": true, "inscriptions": true })).unwrap();
    assert_eq!(
        (lus.total, lus.guillemets, lus.inscriptions),
        (segur_annuaire::Totaux::Jamais, true, true)
    );
    let dit = reglages(serde_json::json!({ "total": "parfois" })).unwrap_err();
    assert!(dit.contains("parfois") && dit.contains("selon-le-cout"), "{dit}");
    assert!(reglages(serde_json::json!({ "guillemets": "oui" })).is_err());
    let regle = Essai::regle(segur_annuaire::AnnuaireReglage {
        total: segur_annuaire::Totaux::Jamais,
        ..crate::banc::sans_quota()
    })
    .await;
    assert_eq!(total(&regle, "Practitioner?_total=accurate").await, None);
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
