//! Official and third-party requests, answered.

use segur_insi::InsiReglage;

use crate::outils::{Essai, corpus, fait, message};

const GIE: &str = "requests/WS_INS2_rechercherInsAvecTraitsIdentite_requete.GIE.xml";

/// Exactly what the official example needs to be answered: the authority of its card is not ours and the card has expired, it was
/// edited after it was signed, it is of 2021, and its IDAM is the word `NumAutorisation`.
const TOLERANCES_GIE: [&str; 5] = [
    "saml.ps.certificat.chaine",
    "saml.ps.certificat.validite",
    "saml.ps.signature.valide",
    "saml.ps.duree-vie",
    "insi.requete.idam.connu",
];

#[tokio::test]
async fn l_exemple_officiel_est_repondu_avec_ces_tolerances_et_pas_moins() {
    let Some(requete) = corpus(GIE) else { return };
    let repondre = async |tolerances: Vec<String>| {
        let essai = Essai::avec(
            InsiReglage {
                tolerances,
                ..InsiReglage::default()
            },
            segur_world::monde_demo().unwrap(),
        );
        essai.carte(&requete).await
    };
    let toutes: Vec<String> = TOLERANCES_GIE.iter().map(|t| (*t).to_owned()).collect();
    let reponse = repondre(toutes.clone()).await;
    // As the official answer to this example.
    assert_eq!(
        (fait(&reponse, "cr"), fait(&reponse, "ins"), fait(&reponse, "tiq.prenom")),
        (Some("00"), Some("207058575627097"), Some("LAURENCE"))
    );
    assert_eq!(fait(&reponse, "tiq.prenoms"), None);
    for de_trop in &toutes {
        let reste: Vec<String> = toutes.iter().filter(|t| *t != de_trop).cloned().collect();
        assert_eq!(repondre(reste).await.statut, 500, "{de_trop} is needed");
    }
}

#[tokio::test]
async fn la_reponse_a_l_exemple_officiel_est_la_sienne() {
    let (Some(requete), Some(officielle)) = (
        corpus(GIE),
        corpus("responses/WS_INS2_rechercherInsAvecTraitsIdentite_reponse.GIE.xml"),
    ) else {
        return;
    };
    let essai = Essai::avec(
        InsiReglage {
            tolerances: TOLERANCES_GIE.map(str::to_owned).to_vec(),
            ..InsiReglage::default()
        },
        segur_world::monde_demo().unwrap(),
    );
    let notre = essai.carte(&requete).await;
    let lire = |octets: &[u8]| segur_insi_messages::lire_reponse(octets).unwrap();
    assert_eq!(lire(&notre.corps), lire(officielle.as_bytes()));
}

#[tokio::test]
async fn un_corps_d_integrateur_est_repondu() {
    let Some(corps) = corpus("requests/WS_INS2_rechercherInsAvecTraitsIdentite_requete.SAPA.xml") else {
        return;
    };
    let essai = Essai::nouveau();
    let corps = corps.trim_start_matches(|c| c != '<').to_owned();
    let corps = corps.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").unwrap_or(&corps);
    let reponse = essai.structure(&message("1999900038", "", corps)).await;
    assert_eq!((fait(&reponse, "cr"), fait(&reponse, "ins")), (Some("00"), Some("181016322075140")));
    assert_eq!(reponse.findings, vec![]);
}

/// Each official injection file whose patient is in the world is what the service answers to that patient's traits.
#[tokio::test]
async fn les_reponses_officielles_sont_celles_du_monde() {
    let essai = Essai::nouveau();
    let mut compares = 0;
    for nom in [
        "TEST_2.04_cas2.xml",
        "TEST_2.05.xml",
        "TEST_2.08_cas1.xml",
        "TEST_2.08_cas2.variant.xml",
        "TEST_2.08_cas2.xml",
        "TEST_3.05_cas3.xml",
    ] {
        let Some(officielle) = corpus(&format!("responses/{nom}")) else {
            return;
        };
        let segur_insi_messages::ReponseInsi::Resultat(attendu) = segur_insi_messages::lire_reponse(officielle.as_bytes()).unwrap() else {
            panic!("{nom}")
        };
        let attendu = attendu.individu.unwrap();
        let [nom_naissance, prenoms, sexe, date] = [
            &attendu.tiq.nom,
            &attendu.tiq.prenoms,
            &attendu.tiq.sexe,
            &attendu.tiq.date_naissance,
        ]
        .map(|t| t.clone().unwrap_or_default());
        let reponse = essai
            .chercher(&crate::outils::Traits(&nom_naissance, &[&prenoms], &sexe, &date, ""))
            .await;
        assert_eq!(fait(&reponse, "ins"), Some(attendu.actif.complet().as_str()), "{nom}");
        let historique: Vec<String> = attendu.historique.iter().map(segur_insi_messages::Identifiant::complet).collect();
        assert_eq!(reponse.faits.get("historique").cloned().unwrap_or_default(), historique, "{nom}");
        assert_eq!(fait(&reponse, "oid"), Some(attendu.actif.oid.as_str()), "{nom}");
        compares += 1;
    }
    assert_eq!(compares, 6);
}
