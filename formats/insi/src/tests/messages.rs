//! Writing and reading, facts, what cannot be read.

use segur_model::vocabulaire;

use super::*;
use crate::{
    FauteInsi, Identifiant, Illisible, Individu, ReponseInsi, Resultat, Tiq, ecrire_faute, ecrire_resultat, lire_reponse, lire_requete,
};

fn resultat() -> Resultat {
    let id = |matricule: &str, cle: &str| Identifiant {
        matricule: matricule.into(),
        cle: Some(cle.into()),
        oid: "1.2.250.1.213.1.4.10".into(),
        ..Identifiant::default()
    };
    Resultat {
        code_cr: "00".into(),
        libelle: "OK".into(),
        individu: Some(Individu {
            actif: id("1810163220751", "40"),
            historique: vec![id("2090763220834", "39")],
            tiq: Tiq {
                nom: Some("D'ADR & <FILS>".into()),
                prenom: Some("LAURENT".into()),
                prenoms: Some("LAURENT PAUL".into()),
                sexe: Some(String::new()),
                date_naissance: Some("1981-01-01".into()),
                lieu_naissance: Some("63220".into()),
            },
        }),
    }
}

#[test]
fn un_resultat_ecrit_se_relit() {
    assert_eq!(
        lire_reponse(ecrire_resultat(&resultat()).as_bytes()).unwrap(),
        ReponseInsi::Resultat(resultat())
    );
    insta::assert_snapshot!(ecrire_resultat(&resultat()));
}

#[test]
fn une_faute_ecrite_se_relit() {
    let faute = FauteInsi {
        code: segur_soap::CodeFaute::Sender,
        sous_code: Some("siram_100".into()),
        erreur: "desir_550".into(),
        severite: "erreur".into(),
        raison: "Numéro d'autorisation inconnu".into(),
        texte: "IDAM « X »".into(),
        message_id: Some("uuid:\"1\"".into()),
    };
    let ReponseInsi::Faute(lue) = lire_reponse(ecrire_faute(&faute).as_bytes()).unwrap() else {
        panic!("une faute")
    };
    assert_eq!(
        (lue.code.as_str(), lue.sous_code.as_deref(), lue.erreur.as_deref()),
        ("Sender", Some("siram_100"), Some("desir_550"))
    );
    assert_eq!(
        (lue.severite.as_deref(), lue.message_id.as_deref(), lue.texte.as_str()),
        (Some("erreur"), Some("uuid:\"1\""), "IDAM « X »")
    );
    insta::assert_snapshot!(ecrire_faute(&faute));
}

fn noms_du_vocabulaire() -> BTreeSet<&'static str> {
    let operation = crate::operations::OPERATIONS
        .iter()
        .find(|o| o.nom == "insi.recherche-traits")
        .unwrap();
    operation.faits.iter().chain(vocabulaire::FAITS_COMMUNS).map(|f| f.nom).collect()
}

#[test]
fn les_faits_sont_ceux_du_vocabulaire() {
    let banc = Banc::nouveau();
    let reponse = ecrire_resultat(&resultat());
    let faute = ecrire_faute(&FauteInsi {
        code: segur_soap::CodeFaute::Receiver,
        sous_code: Some("siram_40".into()),
        erreur: "insi_102".into(),
        severite: "fatal".into(),
        raison: String::new(),
        texte: String::new(),
        message_id: None,
    });
    let mut refuse = banc.structure();
    refuse.echec = Some("poignée de main".into());
    let ok = faits(
        "insi.recherche-traits",
        &banc.structure(),
        requete(&banc.ou(), "").as_bytes(),
        reponse.as_bytes(),
    );
    let carte = faits(
        "insi.recherche-traits",
        &banc.echange(None),
        banc.carte().as_bytes(),
        faute.as_bytes(),
    );
    let echec = faits("insi.connexion-refusee", &refuse, b"", b"");
    let mut vus: BTreeSet<&str> = [&ok, &carte, &echec]
        .into_iter()
        .flat_map(|f| f.keys().map(String::as_str))
        .collect();
    vus.extend(["contient", "panne"]); // the kit's own
    vus.insert("tiq.sexe"); // empty in that answer
    assert_eq!(vus, noms_du_vocabulaire());
    assert_eq!(ok["mode"], ["structure"]);
    assert_eq!(carte["mode"], ["carte"]);
    assert_eq!(carte["ps"], ["899900000045"]);
    assert_eq!(carte["faute.code"], ["insi_102"]);
    assert_eq!(ok["ins"], ["181016322075140"]);
    assert_eq!(ok["historique"], ["209076322083439"]);
    assert_eq!(ok["ins.nature"], ["NIR"]);
    assert_eq!(ok["prenom.nombre"], ["1"]);
    assert!(ok["certificat.ou"].contains(&"1999900038".to_owned()));
    assert_eq!(echec["echec"], ["poignée de main"]);
    // Facts that are absent are absent, not empty.
    assert!(faits("insi.wsdl", &banc.echange(None), b"", b"<wsdl/>").keys().eq(["reponse"]));
}

#[test]
fn illisible_dit_pourquoi() {
    assert!(matches!(lire_requete(None, b"<!DOCTYPE a><a/>"), Err(Illisible::Xml(_))));
    assert_eq!(
        lire_requete(None, CORPS.as_bytes()).unwrap_err().code(),
        segur_soap::CodeFaute::Sender
    );
    let onze = requete("1", "").replace(
        "http://www.w3.org/2003/05/soap-envelope",
        "http://schemas.xmlsoap.org/soap/envelope/",
    );
    assert_eq!(
        lire_requete(None, onze.as_bytes()).unwrap_err().code(),
        segur_soap::CodeFaute::VersionMismatch
    );
    let autre = requete("1", "").replace("RECSANSVITALE", "AUTRE");
    assert!(matches!(lire_requete(None, autre.as_bytes()), Err(Illisible::Operation { nom, .. }) if nom.ends_with("}AUTRE")));
}

proptest::proptest! {
    /// Whatever is cut out of a good message, nothing panics, here or in the rules.
    #[test]
    fn un_message_entame_ne_fait_rien_tomber(debut in 0_usize..2000, longueur in 0_usize..400) {
        let entier = requete("1999900038", &securite(""));
        let caracteres: Vec<char> = entier.chars().collect();
        let entame: String = caracteres.iter().enumerate().filter(|(i, _)| *i < debut || *i >= debut + longueur).map(|(_, c)| c).collect();
        let _ = lire_requete(None, entame.as_bytes());
        let _ = lire_reponse(entame.as_bytes());
    }
}
