//! The settings: what they change, and what is said of those that are wrong.

use segur_insi::{InsiReglage, ouvrir};
use segur_insi_messages::{Dates, Ecriture, Entete, Prenoms, ReponseInsi, lire_reponse};
use serde_json::json;

use crate::outils::{ADRDEUX, Essai, Traits, fait};

fn refus(reglages: serde_json::Value) -> String {
    let serde_json::Value::Object(reglages) = reglages else {
        panic!("a table")
    };
    ouvrir(reglages).err().unwrap()
}

/// A vendor's reader copes with every spelling; ours too, and the facts are the same.
#[tokio::test]
async fn les_reponses_s_ecrivent_comme_on_le_demande() {
    let attendu = Essai::nouveau().chercher(&ADRDEUX).await;
    let essai = Essai::avec(
        InsiReglage {
            reponses: Ecriture {
                prefixe: String::new(),
                corps: "S".into(),
                entete: Entete::Adressage,
                prenoms: Prenoms::LesDeux,
                dates: Dates::Avant,
                aeree: true,
                ..Ecriture::default()
            },
            ..InsiReglage::default()
        },
        segur_world::monde_demo().unwrap(),
    );
    let reponse = essai.chercher(&ADRDEUX).await;
    let texte = String::from_utf8_lossy(&reponse.corps);
    for morceau in [
        "<S:Body xmlns:S=",
        "<RESULTAT xmlns=",
        "rechercherInsAvecTraitsIdentiteResponse</wsa:Action>",
        "uuid:00000000-0000-5000-8000-000000000001</wsa:RelatesTo>",
        "<Prenom>LAURENT</Prenom>",
        "<ListePrenom>LAURENT</ListePrenom>",
    ] {
        assert!(texte.contains(morceau), "{morceau} : {texte}");
    }
    for nom in ["cr", "ins", "oid", "tiq.nom", "tiq.prenoms", "tiq.date_naissance"] {
        assert_eq!(fait(&reponse, nom), fait(&attendu, nom), "{nom}");
    }
    let reponse = essai.chercher(&Traits("ECETINSI", &["PIERRE-ALAIN"], "M", "2009-07-14", "")).await;
    let ReponseInsi::Resultat(lu) = lire_reponse(&reponse.corps).unwrap() else {
        panic!("a result")
    };
    assert!(lu.individu.unwrap().historique.iter().all(|h| h.debut.is_some() && h.fin.is_some()));
    assert!(String::from_utf8_lossy(&reponse.corps).contains("<INSHISTO>\n<DateDeb>"));
}

#[test]
fn un_reglage_faux_est_refuse_en_francais() {
    let bons = json!({
        "tolerances": ["insi.requete.date", "insi.requete.lps.instance.stable"],
        "reponses": { "prefixe": "", "corps": "env", "entete": "vide", "prenoms": "les-deux", "dates": "apres", "aeree": true },
        "verification": { "espace-requete": "urn:x", "ok": ["0", "OUI"] },
    });
    let serde_json::Value::Object(bons) = bons else { panic!("a table") };
    assert!(ouvrir(bons).is_ok());
    for (reglages, attendus) in [
        (
            json!({"tolerances": ["insi.requete.x"]}),
            &["tolérance inconnue", "insi.requete.x"][..],
        ),
        (json!({"reponse": {}}), &["clé inconnue « reponse »", "reponses"]),
        (json!({"reponses": {"prefix": "a"}}), &["clé inconnue « prefix »", "prefixe"]),
        (
            json!({"reponses": {"entete": "present"}}),
            &["« present » n'est pas admis", "adressage"],
        ),
        (json!({"reponses": {"dates": "avantt"}}), &["« avantt » n'est pas admis", "avant"]),
        (json!({"reponses": {"corps": "1a"}}), &["corps = « 1a » n'est pas un préfixe XML"]),
        (
            json!({"verification": {"element": "a b"}}),
            &["element = « a b »", "un nom d'élément XML"],
        ),
        (json!({"verification": {"espace-reponse": ""}}), &["un espace de noms non vide"]),
        (json!({"verification": {"espace": ""}}), &["clé inconnue « espace »"]),
    ] {
        let dit = refus(reglages);
        assert!(attendus.iter().all(|a| dit.contains(a)), "{attendus:?} : {dit}");
    }
}
