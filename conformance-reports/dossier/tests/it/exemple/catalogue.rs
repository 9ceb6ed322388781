//! Its catalogue: requirements, scenarios, proofs.

use segur_model::catalogue::{Catalogue, CatalogueScenario, Nature, NaturePreuve, Proof, Requirement};

pub(super) fn catalogue() -> Catalogue {
    use NaturePreuve::*;
    let preuve = |id: &str, natures: &[NaturePreuve]| Proof {
        id: id.to_owned(),
        natures: natures.to_vec(),
        demande: String::new(),
        du_systeme: false,
        nommage: String::new(),
        toutes: false,
    };
    let exigence = |id: &str, chapitre: &str, profil: &str, resume: &str, regle: &str, scenarios: &[(&str, Vec<Proof>)]| Requirement {
        id: id.to_owned(),
        alias: vec![],
        chapitre: chapitre.to_owned(),
        bloc: format!("Bloc « {chapitre} »"),
        perimetre: "Vague 1".to_owned(),
        fonction: "Identification".to_owned(),
        profil: profil.to_owned(),
        nature: Nature::Exigence,
        resume: resume.to_owned(),
        regle: regle.to_owned(),
        remarque: String::new(),
        scenarios: scenarios
            .iter()
            .map(|(id, p)| CatalogueScenario {
                id: (*id).to_owned(),
                etapes: None,
                plan: vec![],
                empreinte: String::new(),
                preuves: p.clone(),
            })
            .collect(),
    };
    let (ins, mss) = ("Identité nationale de santé", "Messagerie sécurisée");
    let mut exigences = vec![
        exigence(
            "INS/va1.28",
            ins,
            "Général",
            "Récupérer l'INS par traits auprès d'INSi",
            "INS3 règle 11",
            &[(
                "INS/va1.28.01",
                vec![
                    preuve("INS/va1.28.01.01", &[Video]),
                    preuve("INS/va1.28.01.02", &[TraceLog, Screenshot]),
                ],
            )],
        ),
        exigence(
            "INS/va1.41",
            ins,
            "Général",
            "N'envoyer qu'un prénom par appel à INSi",
            "INS3 règle 14",
            &[("INS/va1.41.01", vec![preuve("INS/va1.41.01.01", &[Screenshot])])],
        ),
        exigence(
            "INS/va1.06",
            ins,
            "Général",
            "Tracer chaque appel à INSi et sa réponse",
            "INS3 règle 48",
            &[("INS/va1.28.01", vec![preuve("INS/va1.06.01.01", &[TraceLog])])],
        ),
        exigence(
            "INS/va1.33",
            ins,
            "Général",
            "Appeler INSi à partir de la carte Vitale",
            "",
            &[("INS/va1.33.01", vec![preuve("INS/va1.33.01.01", &[CndaCertificate])])],
        ),
        exigence(
            "INS/va1.30",
            ins,
            "Général",
            "Qualifier l'identité dont INSi confirme les traits",
            "",
            &[("INS/va1.30.01", vec![])],
        ),
        exigence(
            "INS/va1.14",
            ins,
            "Centres de santé",
            "S'authentifier par certificat d'organisation",
            "",
            &[("INS/va1.14.01", vec![preuve("INS/va1.14.01.01", &[Video])])],
        ),
        exigence(
            "MSS/va1.15",
            mss,
            "Général",
            "N'envoyer un compte rendu qu'une fois validé",
            "",
            &[("MSS/va1.15.01", vec![])],
        ),
        exigence(
            "MSS/va1.17",
            mss,
            "Général",
            "Rejouer l'envoi d'un compte rendu retenu",
            "",
            &[("MSS/va1.15.01", vec![])],
        ),
        exigence("MSS/va1.20", mss, "Général", "Accuser réception", "", &[("MSS/va1.20.01", vec![])]),
        exigence(
            "MSS/va1.21",
            mss,
            "Général",
            "Documenter la messagerie",
            "",
            &[("MSS/va1.21.01", vec![])],
        ),
        exigence("MSS/va1.22", mss, "Général", "Classer les messages reçus", "", &[]),
        exigence(
            "MSS/va1.19",
            mss,
            "Général",
            "Ne pas écrire à l'usager dont l'INS n'est pas qualifiée",
            "",
            &[("MSS/va1.19.01", vec![preuve("MSS/va1.19.01.01", &[Screenshot])])],
        ),
    ];
    for e in &mut exigences {
        if e.id == "MSS/va1.22" {
            e.nature = Nature::Preconisation;
        }
    }
    exigences[0].alias = vec!["SGL.INS.15".to_owned()];
    Catalogue {
        code: "REM-BIO-SGL-Va1".to_owned(),
        version: "2023-03".to_owned(),
        titre: "Logiciels de biologie, vague 1".to_owned(),
        couloir: "biologie".to_owned(),
        vague: 1,
        source: "Identifiants du jeu de travail public de 2023 ; résumés du banc".to_owned(),
        inclut: vec![],
        proprietaires: vec![],
        exigences,
    }
}
