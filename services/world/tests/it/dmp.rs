//! The DMP of the patients: what the country of the demonstration has to offer to a consultation, and what does not hold.

use segur_model::World;
use segur_model::world::{Dmp, EtatAutorisation, EtatDmp, Opposition};
use segur_world::{charger_surcouche, monde_demo, verifier};

#[test]
fn each_situation_has_its_patient() {
    let monde = monde_demo().unwrap();
    let d = |fiche: &str| &monde.patients[fiche].dmp;
    let etat = |fiche: &str, de: &str| d(fiche).autorisations.iter().find(|a| a.de == de).map(|a| a.etat);
    assert_eq!(d("DMP_VIE_ENTIERE").medecin_traitant.as_deref(), Some("MEDECIN_PRESCRIPTEUR"));
    assert!(d("DMP_MON_ESPACE_SANTE").rattache_ens && d("DMP_MON_ESPACE_SANTE").compte_internet);
    assert_eq!(d("DMP_MINEURE_SECRETE").representants.len(), 2);
    assert!(d("DMP_MINEURE_SECRETE").connexion_secrete && monde.patients["DMP_MINEURE_SECRETE"].date_naissance.as_str() > "2008-01-15");
    assert!(monde.patients["DMP_NE_A_L_ETRANGER"].ins.as_ref().unwrap().matricule[5..].starts_with("99"));
    assert!(monde.patients["DMP_OUTRE_MER"].ins.as_ref().unwrap().matricule[5..].starts_with("974"));
    let ferme = d("DMP_FERME_A_SA_DEMANDE").fermeture.as_ref().unwrap();
    assert_eq!(ferme.motif.as_deref(), Some("FERMETURE_DEMANDE_PATIENT"));
    // No published code says a death.
    assert_eq!(d("DMP_DEFUNT").fermeture.as_ref().unwrap().motif, None);
    assert!(d("DMP_SANS_BRIS_DE_GLACE").oppositions.contains(&Opposition::BrisDeGlace));
    assert!(d("DMP_SANS_AUTORISATION").autorisations.is_empty());
    assert_eq!(etat("DMP_TOUT_BLOQUE", "BIOLOGISTE_1"), Some(EtatAutorisation::Interdit));
    assert_eq!(etat("DMP_NE_A_L_ETRANGER", "BIOLOGISTE_1"), Some(EtatAutorisation::Expire));
    assert_eq!(
        *d("QUALIFIEE_SIMPLE"),
        Dmp::default(),
        "the people of the other scenarios are as before"
    );
    for p in monde.professionnels.values().filter(|p| p.fiche.starts_with("SECRETAIRE")) {
        assert!(p.rpps.is_empty() && p.id_national.contains('/'), "{}", p.fiche);
    }
}

#[test]
fn a_dmp_that_does_not_hold_is_told() {
    type Casse = fn(&mut Dmp);
    let cas: [(Casse, &str); 12] = [
        (|d| d.etat = EtatDmp::Absent, "un DMP absent n'a rien d'autre à dire"),
        (|d| d.fermeture = Some(ferme("2025-01-01", None)), "ajoutez etat = \"ferme\""),
        (
            |d| (d.etat, d.fermeture) = (EtatDmp::Ferme, Some(ferme("2025-02-30", None))),
            "fermeture : « 2025-02-30 », un jour du calendrier",
        ),
        (
            |d| (d.etat, d.fermeture) = (EtatDmp::Ferme, Some(ferme("2025-01-01", Some("décès")))),
            "motif de fermeture « décès »",
        ),
        (
            |d| d.medecin_traitant = Some("PERSONNE".into()),
            "médecin traitant PERSONNE, qui n'existe pas",
        ),
        (
            |d| d.medecin_traitant = Some("PHARMACIEN_TITULAIRE".into()),
            "qui n'est pas médecin (profession 10)",
        ),
        (
            |d| d.autorisations[0].de = "PERSONNE".into(),
            "ni un professionnel ni une structure",
        ),
        (
            |d| d.autorisations[1] = d.autorisations[0].clone(),
            "deux autorisations de MEDECIN_PRESCRIPTEUR",
        ),
        (|d| d.autorisations[5].depuis = "hier".into(), "« hier », un jour du calendrier"),
        (
            |d| d.autorisations[0].derniere_action = Some("1999-01-01".into()),
            "sa dernière action la précède",
        ),
        (|d| d.representants = vec!["DMP_VIE_ENTIERE".into()], "un autre patient attendu"),
        (|d| d.connexion_secrete = true, "une connexion secrète sans représentants"),
    ];
    let juste = monde_demo().unwrap();
    for (casser, dit) in cas {
        let mut monde = juste.clone();
        casser(&mut monde.patients.get_mut("DMP_VIE_ENTIERE").unwrap().dmp);
        let anomalies = verifier(&monde);
        assert!(
            anomalies.len() == 1 && anomalies[0].contains(dit) && anomalies[0].starts_with("DMP_VIE_ENTIERE : "),
            "{dit} : {anomalies:?}"
        );
    }
}

fn ferme(date: &str, motif: Option<&str>) -> segur_model::world::Fermeture {
    segur_model::world::Fermeture {
        date: date.into(),
        motif: motif.map(Into::into),
        raison: String::new(),
    }
}

#[test]
fn a_vendor_writes_a_word_or_a_table() {
    let patient = |dmp: &str| {
        format!(
            "[[patients]]\nfiche = \"SIEN\"\nnom_naissance = \"SIEN\"\nprenoms = [\"A\"]\nsexe = \"M\"\ndate_naissance = \"1980-01-01\"\n\
             note = \"Inventé.\"\n{dmp}\n"
        )
    };
    let lire = |dmp: &str| {
        let mut monde = World::default();
        charger_surcouche(&mut monde, &patient(dmp), "monde.toml").map(|()| monde.patients["SIEN"].dmp.clone())
    };
    assert_eq!(lire("").unwrap(), Dmp::default());
    assert_eq!(lire("dmp = \"absent\"").unwrap(), EtatDmp::Absent.into());
    let table = lire("[patients.dmp]\netat = \"ferme\"\nfermeture = { date = \"2025-01-01\" }").unwrap();
    assert_eq!(table.fermeture, Some(ferme("2025-01-01", None)));
    for (dmp, dit) in [
        ("dmp = \"clos\"", "« clos » n'est pas admis"),
        ("dmp = 3", "« ouvert », « ferme », « absent », ou une table"),
        ("[patients.dmp]\nmedecin = \"X\"", "clé inconnue « medecin »"),
        ("[patients.dmp]\noppositions = [\"bris\"]", "« bris » n'est pas admis"),
    ] {
        let erreur = lire(dmp).unwrap_err().to_string();
        assert!(erreur.starts_with("monde.toml:") && erreur.contains(dit), "{erreur}");
    }
}
