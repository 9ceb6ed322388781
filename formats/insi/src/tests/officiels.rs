//! Official samples, when they are there.

use super::*;
use crate::{ReponseInsi, lire_reponse};

fn corpus(nom: &str) -> Option<Vec<u8>> {
    let chemin = segur_essais::corpus(&format!("insi/{nom}"))?;
    Some(std::fs::read(chemin).unwrap())
}

#[test]
fn les_reponses_officielles_se_lisent() {
    let attendus = [
        ("REP_CR01.xml", "01", "", 0, None, None),
        (
            "TEST_1.10.xml",
            "00",
            "109076322083489",
            0,
            None,
            Some("PIERRE-ALAIN MURIEL FLORIANT"),
        ),
        (
            "TEST_2.04_cas2.xml",
            "00",
            "109076322083489",
            2,
            None,
            Some("PIERRE-ALAIN MURIEL FLORIANT"),
        ),
        ("TEST_2.05.xml", "00", "109076322088835", 0, Some("MATRICULE"), Some("MATRICULE")),
        ("TEST_2.08_cas1.xml", "00", "180032B02040123", 1, Some("ANTHONY"), Some("ANTHONY")),
        ("TEST_2.08_cas2.variant.xml", "00", "181036322045676", 2, None, Some("GATIEN")),
        ("TEST_2.08_cas2.xml", "00", "181036322045660", 2, Some("GATIEN"), Some("GATIEN")),
        ("TEST_3.05_cas3.xml", "00", "277076322082910", 0, None, Some("NATHALIE")),
        (
            "WS_INS2_rechercherInsAvecTraitsIdentite_reponse.GIE.xml",
            "00",
            "207058575627097",
            0,
            Some("LAURENCE"),
            None,
        ),
    ];
    for (nom, cr, ins, historique, prenom, prenoms) in attendus {
        let Some(octets) = corpus(&format!("responses/{nom}")) else {
            return;
        };
        let ReponseInsi::Resultat(lu) = lire_reponse(&octets).unwrap() else {
            panic!("{nom}")
        };
        assert_eq!(lu.code_cr, cr, "{nom}");
        let Some(individu) = lu.individu else {
            assert_eq!(cr, "01", "{nom}");
            continue;
        };
        assert_eq!(
            (individu.actif.complet().as_str(), individu.historique.len()),
            (ins, historique),
            "{nom}"
        );
        assert_eq!(
            (individu.tiq.prenom.as_deref(), individu.tiq.prenoms.as_deref()),
            (prenom, prenoms),
            "{nom}"
        );
        if nom == "TEST_2.04_cas2.xml" {
            let premier = &individu.historique[0];
            assert_eq!(
                (premier.complet().as_str(), premier.debut.as_deref(), premier.fin.as_deref()),
                ("209076322083439", Some("2019-03-01"), Some("2019-02-28"))
            );
        }
    }
    for (nom, sous_code, erreur) in [
        ("desir_550_siram_100.xml", "siram_100", "desir_550"),
        ("insi_102_siram_40.xml", "siram_40", "insi_102"),
    ] {
        let Some(octets) = corpus(&format!("faults/{nom}")) else { return };
        let ReponseInsi::Faute(lue) = lire_reponse(&octets).unwrap() else {
            panic!("{nom}")
        };
        assert_eq!((lue.sous_code.as_deref(), lue.erreur.as_deref()), (Some(sous_code), Some(erreur)));
    }
}

#[test]
fn la_requete_officielle_ne_tourne_que_ce_qui_est_date_ou_fictif() {
    let Some(octets) = corpus("requests/WS_INS2_rechercherInsAvecTraitsIdentite_requete.GIE.xml") else {
        return;
    };
    let banc = Banc::nouveau();
    let mut echange = banc.echange(None);
    echange.recu = datetime!(2021-06-16 09:39:03 UTC);
    let ctx = Contexte {
        horloge_declaree: false,
        ..banc.ctx.clone()
    };
    let constats = juger(&echange, &octets, &ctx);
    let attendues = [
        "insi.requete.idam.connu", // « NumAutorisation »
        "insi.requete.idam.forme",
        "saml.ps.certificat.chaine", // the real test authority
        "saml.ps.certificat.validite",
        "saml.ps.signature.valide", // edited after it was signed
    ];
    assert_eq!(regles(&constats), BTreeSet::from(attendues), "{constats:#?}");
}
