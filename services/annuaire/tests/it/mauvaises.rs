//! Bad input: a clear refusal, never a panic, never a wrong answer.

use serde_json::json;

use crate::banc::{Essai, ressources, suivant};

#[tokio::test]
async fn un_curseur_forge_ou_touche_est_refuse() {
    let essai = Essai::nouveau().await;
    let bundle = essai.chercher("Practitioner?_count=1").await;
    let lien = suivant(&bundle).unwrap();
    let (_, id) = lien.split_once("id=").unwrap();
    assert!(id.starts_with('u'), "{id}");
    for i in (1..id.len()).step_by(7) {
        let mut touche: Vec<char> = id.chars().collect();
        touche[i] = if touche[i] == 'A' { 'B' } else { 'A' };
        let touche: String = touche.into_iter().collect();
        let recue = essai.lire(&format!("_page?id={touche}")).await;
        // The last characters of base64 may hold bits that nothing reads.
        assert!(recue.statut == 500 || touche == id, "{i} : {}", recue.texte());
        assert_eq!(recue.diagnostics(), segur_fhir::PAGE_REFUSEE);
    }
    for id in ["u", "d", "d0", "d1", "d-1", "x", "uAAAA", "%F0%9F%92%A5", &"u".repeat(5000)] {
        assert_eq!(essai.lire(&format!("_page?id={id}")).await.statut, 500, "{id}");
    }
    for sans in ["_page", "_page?id=", "_page?page=2"] {
        assert_eq!(essai.lire(sans).await.statut, 400, "{sans}");
    }
}

#[tokio::test]
async fn un_curseur_trop_long_pour_une_url_est_garde_ici() {
    let essai = Essai::nouveau().await;
    let valeurs: Vec<String> = (0..60).map(|i| format!("zz-valeur-{i}")).collect();
    let bundle = essai
        .chercher(&format!("Practitioner?_count=1&name=mme,{}", valeurs.join(",")))
        .await;
    let lien = suivant(&bundle).unwrap();
    assert!(lien.contains("id=d"), "{lien}");
    assert_eq!(ressources(&essai.suivre(&bundle).await.unwrap()).len(), 1);
    essai.banc.espace("defaut").unwrap();
}

#[tokio::test]
async fn un_count_demesure_est_borne_et_le_reste_suit() {
    let essai = Essai::regle(segur_annuaire::AnnuaireReglage {
        professionnels: 12_000,
        ..crate::banc::sans_quota()
    })
    .await;
    let recue = essai.lire("Practitioner?_count=50000000&_elements=active").await;
    let bundle = recue.json();
    assert_eq!((recue.statut, ressources(&bundle).len()), (200, 10_000));
    assert!(suivant(&bundle).is_some(), "nothing is lost");
    assert!(recue.regles().contains("annuaire.count"));
    for mauvais in ["50000001", "-1", "1e3", "", "99999999999999999999", "dix"] {
        let recue = essai.lire(&format!("Practitioner?_count={mauvais}")).await;
        assert_eq!(recue.statut, 500, "{mauvais}");
        assert!(recue.diagnostics().contains("_count"), "{mauvais}");
    }
}

#[tokio::test]
async fn un_parametre_inconnu_est_refuse_jamais_ignore() {
    let essai = Essai::nouveau().await;
    for (question, parametre) in [
        ("Practitioner?mailbox-mss-type=PER", "mailbox-mss-type"),
        ("Practitioner?family=x&birthdate=1980-01-01", "birthdate"),
        ("PractitionerRole?specialty=10", "specialty"),
        ("Practitioner?organization.name=x", "organization.name"),
        ("Practitioner?_since=2026-01-01", "_since"),
        ("Practitioner?_has:PractitionerRole:practitioner:role=L", "_has"),
        ("Practitioner?Family=x", "Family"),
    ] {
        let recue = essai.lire(question).await;
        assert_eq!(recue.statut, 500, "{question}");
        let genre = question.split('?').next().unwrap();
        assert_eq!(
            recue.diagnostics(),
            format!("Parameter {parametre} not found for resource {genre}"),
            "{question}"
        );
        assert!(recue.fait("erreur").unwrap().contains("not found"));
    }
    assert_eq!(
        essai
            .agir("regler", json!({ "cle": "statut-parametre-inconnu", "valeur": 400 }))
            .await
            .0,
        200
    );
    assert_eq!(essai.lire("Practitioner?x=1").await.statut, 400);
    for question in [
        "Practitioner?_total=oui",
        "Practitioner?_include=PractitionerRole:practitioner",
        "Practitioner?_revinclude=*",
        "PractitionerRole?_include=PractitionerRole:location",
        "Practitioner?_format=xml",
        "Practitioner?_elements=%3Cb%3E",
        "Practitioner?_lastUpdated=hier",
        "Practitioner?_lastUpdated=ge2026-13-01",
        "Practitioner?active:exact=true",
        "Practitioner?qualification-code:in=x",
    ] {
        let recue = essai.lire(question).await;
        assert_eq!(recue.statut, 400, "{question} : {}", recue.texte());
        assert!(!recue.diagnostics().is_empty());
    }
}

/// Every character of Unicode, in each kind of parameter: an answer or the refusal that is set, nothing else.
#[tokio::test]
async fn tout_caractere_d_unicode() {
    let essai = Essai::nouveau().await;
    let tous: Vec<char> = (0..=u32::from(char::MAX)).filter_map(char::from_u32).collect();
    // By fours, in separate values, each followed by a letter.
    for (i, lot) in tous.chunks(12_000).enumerate() {
        let url = format!("{}/Practitioner/_search", essai.url("annuaire.fhir"));
        for morceau in lot.chunks(3_000) {
            let texte: String = morceau.iter().filter(|c| !matches!(c, ',' | '|' | '\\')).collect();
            let nom = ["family", "given:contains", "name:exact", "mailbox-mss"][i % 4];
            // One value of 2,000 bytes at most: cut at characters.
            let mut valeurs = Vec::new();
            let mut un = String::new();
            for c in texte.chars() {
                if un.len() + c.len_utf8() > 1_900 {
                    valeurs.push(std::mem::take(&mut un));
                }
                un.push(c);
            }
            valeurs.push(un);
            let corps = format!("{nom}={}", segur_fhir::encoder(&valeurs.join(",")));
            let demande = essai
                .client
                .post(&url)
                .header("esante-api-key", "c")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(corps);
            let statut = demande.send().await.unwrap().status().as_u16();
            assert_eq!(statut, 200, "{nom} {:?}", morceau.first());
        }
    }
    for seul in [
        "%00",
        "%EF%BF%BF",
        "%F0%9F%92%89",
        "%C3%A9",
        "%E2%80%AE",
        "%ED%A0%80",
        "%FF",
        "%",
        "%4",
        "+",
        "%2C",
        "%7C",
        "%5C",
        "%5C%2C",
    ] {
        let recue = essai.lire(&format!("Practitioner?family={seul}")).await;
        assert!(matches!(recue.statut, 200 | 400), "{seul} : {}", recue.statut);
        let recue = essai.lire(&format!("Organization?identifier={seul}")).await;
        assert!(matches!(recue.statut, 200 | 400), "{seul} : {}", recue.statut);
    }
}

#[tokio::test]
async fn trop_long_ou_trop_nombreux() {
    let essai = Essai::nouveau().await;
    let url = format!("{}/Practitioner/_search", essai.url("annuaire.fhir"));
    for corps in [
        "family=x&".repeat(300),
        format!("family={}", "x".repeat(70_000)),
        format!("family={}", "x,".repeat(5_001)),
        format!("family:contains={}", "x,".repeat(501)),
        format!("family={}", "x,".repeat(300_000)),
        format!("family={}", "x".repeat(3_000)),
    ] {
        let demande = essai
            .client
            .post(&url)
            .header("esante-api-key", "c")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(corps.clone());
        let recue = essai.envoyer(demande).await;
        assert!(matches!(recue.statut, 400 | 500), "{}", recue.texte());
        assert!(!recue.diagnostics().is_empty());
    }
}

/// Lists are long by POST: each is found, on its page, and the pages go on.
#[tokio::test]
async fn des_milliers_de_valeurs_par_post() {
    let essai = Essai::regle(segur_annuaire::AnnuaireReglage {
        professionnels: 3_000,
        ..crate::banc::sans_quota()
    })
    .await;
    let tous = essai.chercher("Practitioner?_count=10000").await;
    let ids: Vec<&str> = ressources(&tous)
        .iter()
        .map(|r| r["identifier"][0]["value"].as_str().unwrap())
        .collect();
    let demandes = &ids[500..2_500];
    let demander = |suite: &str| {
        essai
            .client
            .post(format!("{}/Practitioner/_search", essai.url("annuaire.fhir")))
            .header("esante-api-key", "c")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("identifier=inconnu,{},{}{suite}", demandes.join(","), demandes[0]))
    };
    let recue = essai.envoyer(demander("&_count=10000")).await;
    assert_eq!(recue.statut, 200, "{}", recue.texte());
    let mut vus: Vec<String> = ressources(&recue.json())
        .iter()
        .map(|r| r["identifier"][0]["value"].as_str().unwrap().to_owned())
        .collect();
    let mut attendus: Vec<&str> = demandes.to_vec();
    vus.sort();
    attendus.sort_unstable();
    assert_eq!(vus, attendus, "each once");
    let premiere = essai.envoyer(demander("&_count=1500")).await.json();
    assert_eq!(ressources(&premiere).len(), 1_500);
    let seconde = essai.suivre(&premiere).await.unwrap();
    assert_eq!(ressources(&seconde).len(), 500);
    assert!(suivant(&seconde).is_none());
}

/// Who refused, and on what: a rule that the exchange says, or none.
#[tokio::test]
async fn un_refus_dit_sa_regle() {
    let essai = Essai::nouveau().await;
    for (question, regle) in [
        ("Practitioner?birthdate=1980-01-01", Some("annuaire.parametre.inconnu")),
        ("Practitioner?mailbox-mss-type=PER", Some("annuaire.parametre.mailbox-mss-type")),
        ("Practitioner?_count=dix", Some("annuaire.parametre.valeur")),
        ("Practitioner?_format=xml", Some("annuaire.format")),
        ("Practitioner?_lastUpdated=ge2020-01-01", None),
        ("PractitionerRole?organization.partof.name=x", Some("annuaire.parametre.inconnu")),
        ("Practitioner?name=%FF", Some("annuaire.requete.illisible")),
        ("_page?id=u", Some("annuaire.page.refusee")),
        ("Practitioner/inconnu", None),
        ("Practitioner?name=mme", None),
    ] {
        let recue = essai.lire(question).await;
        assert_eq!(recue.echange.refus.as_deref(), regle, "{question} : {}", recue.texte());
    }
    let url = format!("{}/Practitioner", essai.url("annuaire.fhir"));
    let recue = essai.envoyer(essai.client.put(&url).header("ESANTE-API-KEY", "cle-du-banc")).await;
    assert_eq!((recue.statut, recue.echange.refus.as_deref()), (403, Some("annuaire.methode")));
    let porteurs = format!("{}/Porteurs_CPS_CPF", essai.url("annuaire.extraction"));
    let recue = essai.envoyer(essai.client.get(&porteurs)).await;
    assert_eq!(
        (recue.statut, recue.echange.refus.as_deref()),
        (403, Some("annuaire.extraction.restreinte"))
    );
    let sans = Essai::regle(segur_annuaire::AnnuaireReglage {
        cle_exigee: true,
        ..crate::banc::sans_quota()
    })
    .await;
    let recue = sans
        .envoyer(sans.client.get(format!("{}/Practitioner?name=x", sans.url("annuaire.fhir"))))
        .await;
    assert_eq!((recue.statut, recue.echange.refus.as_deref()), (401, Some("annuaire.cle.absente")));
}
