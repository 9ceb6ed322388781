//! What keeps from judging condemns nobody (review, B).

use segur_bench::essai::BancDeDemo;
use segur_model::candidat::ReglagePilote;
use serde_json::json;

use super::essai::Preparation;
use super::messages::entre;
use super::scene::{Geste, Mains};
use super::table::Attente::{Bloque, Intact, NonCondamne};
use super::table::{Ligne, ligne};

fn branche(actes: &[&str]) -> impl Fn(&mut segur_model::candidat::Candidat) {
    let actes: Vec<String> = actes.iter().map(|a| (*a).to_owned()).collect();
    move |c| {
        if let Some(ReglagePilote::Http { actes: siens, .. }) = c.pilotes.first_mut() {
            siens.clone_from(&actes);
        }
    }
}

fn temoin(f: fn(&mut segur_temoin::ConfigTemoin, &BancDeDemo)) -> Preparation {
    Preparation {
        temoin: f,
        ..Preparation::default()
    }
}

fn candidat(f: fn(&mut segur_model::candidat::Candidat)) -> Preparation {
    Preparation {
        candidat: f,
        ..Preparation::default()
    }
}

fn depuis(etape: u32) -> Preparation {
    Preparation {
        depuis: Some(etape),
        ..Preparation::default()
    }
}

/// Everything to this endpoint is lost.
fn perdu(point: &'static str) -> Mains {
    Mains::vides().requete(move |_, e| {
        if e.point.starts_with(point) {
            vec![]
        } else {
            vec![Geste::Relayer(e)]
        }
    })
}

/// The rows.
pub fn lignes() -> Vec<Ligne> {
    let ins = "INS/va1.34.01,INS/va1.51.01,INS/va1.52.01,INS/va1.54.01,DMP/va1.01.01";
    vec![
        ligne("IDAM inconnu du banc (règle de seconde main)", "B.2", ins, Mains::vides())
            .prepare(temoin(|c, _| c.idam = "ZZ00ZZ00ZZ00".to_owned()))
            .attend("*", NonCondamne)
            .attend("INS/va1.52.01", Bloque)
            .cause("insi.requete.idam"),
        ligne(
            "INSi appelé sous le certificat d'un autre laboratoire",
            "B.1",
            ins,
            Mains::vides().requete(|_, mut e| {
                if e.point.starts_with("insi") {
                    e.identite = Some("org-insi-auto-labo2".to_owned());
                }
                vec![Geste::Relayer(e)]
            }),
        )
        .attend("*", NonCondamne)
        .attend("DMP/va1.01.01", Bloque)
        .cause("insi"),
        ligne(
            "INSi appelé sous un certificat expiré : la connexion est refusée",
            "B.1",
            "INS/va1.52.01,DMP/va1.01.01",
            Mains::vides().requete(|_, mut e| {
                if e.point.starts_with("insi") {
                    e.identite = Some("org-insi-auto-expire".to_owned());
                }
                vec![Geste::Relayer(e)]
            }),
        )
        .partout(Bloque),
        ligne(
            "INSi appelé avec le sexe en chiffre (règle de seconde main)",
            "B.1",
            "INS/va1.52.01,INS/va1.54.01",
            Mains::vides().recrit("insi", |_, m| {
                let texte = m.texte();
                let sexe = format!("<ins:Sexe>{}</", entre(&texte, "<ins:Sexe>", "</"));
                m.change(&sexe, "<ins:Sexe>1</")
            }),
        )
        .partout(NonCondamne),
        ligne("trois actes branchés, et personne", "B.3", "INS/*,DMP/*,DOC/*", Mains::vides())
            .prepare(candidat(|c| branche(&["creer-identite", "rechercher-ins", "lire-identite"])(c)))
            .attend("*", NonCondamne),
        ligne(
            "les actes qui posent un attribut ou valident répondent « erreur »",
            "B.3",
            "INS/*,DMP/va1.01.01",
            Mains::vides().seul(|_, d| {
                let acte = d["acte"].as_str().unwrap();
                ["marquer-identite", "valider-identite"]
                    .contains(&acte)
                    .then(|| json!({ "issue": "erreur", "message": "pas encore" }))
            }),
        )
        .attend("*", NonCondamne),
        ligne(
            "« erreur » à tout",
            "",
            "INS/va1.20.01,INS/va1.21.01,INS/va1.52.01,DMP/va1.01.01,PSC.01.01,ANN/va1.05.01",
            Mains::vides().seul(|_, _| Some(json!({ "issue": "erreur" }))),
        )
        .attend("*", NonCondamne),
        ligne(
            "--depuis 2",
            "B.3",
            "INS/va1.20.01,INS/va1.44.01.01,INS/va1.54.01,DMP/va1.15.01,DMP/va1.22.01,DOC/va1.27.01",
            Mains::vides(),
        )
        .prepare(depuis(2))
        .attend("*", NonCondamne),
        ligne(
            "--depuis 4",
            "B.3",
            "INS/va1.54.01,DMP/va1.15.01,DOC/va1.27.01,PSC.01.01",
            Mains::vides(),
        )
        .prepare(depuis(4))
        .attend("*", NonCondamne),
        ligne(
            "INSi injoignable",
            "B.5",
            "INS/va1.34.01,INS/va1.52.01,DMP/va1.01.01,BENCH.INS.02",
            perdu("insi"),
        )
        .attend("*", NonCondamne),
        ligne(
            "le DMP injoignable",
            "B.5",
            "DMP/va1.01.01,DMP/va1.15.01,DMP/va1.22.01,DOC/va1.27.01,INS/va1.59.01",
            perdu("dmp"),
        )
        .attend("*", NonCondamne)
        .attend("DMP/va1.01.01", Bloque),
        ligne(
            "l'annuaire et Pro Santé Connect injoignables",
            "B.5",
            "ANN/va1.02.01,ANN/va1.05.01,PSC.01.01,PSC.08.01",
            Mains::vides().requete(|_, e| {
                if e.point.starts_with("annuaire") || e.point.starts_with("psc") {
                    vec![]
                } else {
                    vec![Geste::Relayer(e)]
                }
            }),
        )
        .attend("*", NonCondamne),
        ligne(
            "la réponse du DMP au dépôt se perd",
            "",
            "DMP/va1.01.01",
            Mains::vides().requete(|_, e| {
                if e.message.cible().ends_with("/repository") {
                    vec![Geste::Couper(e)]
                } else {
                    vec![Geste::Relayer(e)]
                }
            }),
        )
        .partout(Intact),
        ligne(
            "les fichiers remis sont illisibles",
            "",
            "INS/va1.28.01,INS/va1.52.01,INS/va1.54.01,ANN/va1.05.01",
            Mains::vides().reponse(|_, _, r| {
                for f in r["fichiers"].as_array_mut().into_iter().flatten() {
                    f["json"] = json!("un texte");
                }
            }),
        )
        .attend("*", NonCondamne),
        ligne(
            "l'adaptateur meurt au cinquième acte",
            "B.6",
            "INS/va1.52.01,INS/va1.54.01",
            Mains::vides().meurt_a(5),
        )
        .arrete("La campagne s'arrête là"),
        ligne(
            "l'adaptateur meurt au premier acte",
            "B.6",
            "INS/va1.52.01",
            Mains::vides().meurt_a(1),
        )
        .arrete("La campagne s'arrête là"),
    ]
}

/// B.5: the candidate does all that it is asked, and calls another bench.
pub async fn un_autre_banc() {
    let d = tempfile::tempdir().unwrap();
    let ici = BancDeDemo::demarrer(&d.path().join("ici")).await.unwrap();
    let ailleurs = BancDeDemo::demarrer(&d.path().join("ailleurs")).await.unwrap();
    let config = ailleurs.config_temoin(&d.path().join("temoin"), &[]).unwrap();
    let temoin = segur_temoin::Temoin::demarrer(config, ([127, 0, 0, 1], 0).into()).await.unwrap();
    let joue = ici
        .campagne(d.path(), &ici.candidat(&temoin.url()), Some("INS/va1.52.01,INS/va1.54.01"))
        .await;
    let Err(e) = joue else { panic!("la campagne va à son terme") };
    assert!(e.to_string().contains("aucun échange reçu de ce candidat"), "{e}");
    temoin.arreter().await;
    ailleurs.banc.arreter().await;
    ici.banc.arreter().await;
}
