//! Writing and reading, facts, what cannot be read.

use segur_model::vocabulaire;

use super::*;
use crate::{
    AQui, Dates, Ecriture, Entete, FauteInsi, Identifiant, Illisible, Individu, Prenoms, ReponseInsi, Resultat, Tiq, Verification,
    ecrire_faute, ecrire_resultat, ecrire_verification, lire_reponse, lire_requete, lire_verification,
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
        lire_reponse(ecrire_resultat(&resultat(), &Ecriture::default(), AQui::default()).as_bytes()).unwrap(),
        ReponseInsi::Resultat(resultat())
    );
    insta::assert_snapshot!(ecrire_resultat(&resultat(), &Ecriture::default(), AQui::default()));
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

/// Each spelling says the same, and a reader by namespace reads it so.
#[test]
fn chaque_ecriture_dit_la_meme_chose() {
    let mut sien = resultat();
    sien.individu.as_mut().unwrap().tiq.sexe = Some("M".into());
    let ecrit = |e: &Ecriture| {
        let a = AQui {
            message_id: Some("uuid:1"),
            action: Some(ns::ACTION_TRAITS_REPONSE),
        };
        let texte = ecrire_resultat(&sien, e, a);
        let ReponseInsi::Resultat(lu) = lire_reponse(texte.as_bytes()).unwrap() else {
            panic!("{texte}")
        };
        (texte, lu)
    };
    let mut vus = Vec::new();
    for prefixe in ["ns2", "", "S"] {
        for (enveloppe, corps) in [("soap", "soap"), ("soap", "S"), ("", "env"), ("S", ""), ("", "")] {
            for (entete, aeree) in [(Entete::Absent, false), (Entete::Vide, true), (Entete::Adressage, false)] {
                let e = Ecriture {
                    prefixe: prefixe.into(),
                    enveloppe: enveloppe.into(),
                    corps: corps.into(),
                    entete,
                    aeree,
                    ..Ecriture::default()
                };
                let (texte, lu) = ecrit(&e);
                assert_eq!(lu, sien, "{texte}");
                assert_eq!(texte.contains("Header"), entete != Entete::Absent);
                assert_eq!(texte.contains("RelatesTo"), entete == Entete::Adressage);
                vus.push(texte);
            }
        }
    }
    assert_eq!(vus.iter().collect::<BTreeSet<_>>().len(), vus.len(), "no two alike");
    // As the injection files of the CNDA: a default namespace, another prefix on Body, dates before what the schema puts first.
    let (cnda, lu) = ecrit(&Ecriture {
        prefixe: String::new(),
        corps: "S".into(),
        dates: Dates::Avant,
        prenoms: Prenoms::LesDeux,
        ..Ecriture::default()
    });
    insta::assert_snapshot!(cnda);
    let historique = &lu.individu.unwrap().historique[0];
    assert_eq!(
        (historique.debut.as_deref(), historique.fin.as_deref()),
        (Some("2019-03-01"), Some("2019-02-28"))
    );
    for (prenoms, attendus) in [
        (Prenoms::Liste, (None, Some("LAURENT PAUL"))),
        (Prenoms::Premier, (Some("LAURENT"), None)),
        (Prenoms::LesDeux, (Some("LAURENT"), Some("LAURENT PAUL"))),
    ] {
        let (_, lu) = ecrit(&Ecriture {
            prenoms,
            dates: Dates::Apres,
            ..Ecriture::default()
        });
        let tiq = lu.individu.unwrap().tiq;
        assert_eq!((tiq.prenom.as_deref(), tiq.prenoms.as_deref()), attendus);
    }
    for (prefixe, admis) in [
        ("ns2", true),
        ("", true),
        ("_a-b.c", true),
        ("2", false),
        ("a:b", false),
        ("é", false),
        ("xmlns", false),
    ] {
        let e = Ecriture {
            prefixe: prefixe.into(),
            ..Ecriture::default()
        };
        assert_eq!(e.prefixe_refuse().is_none(), admis, "{prefixe}");
    }
}

#[test]
fn une_verification_ecrite_se_relit() {
    let ko = Verification {
        code: "01".into(),
        libelle: "KO".into(),
    };
    let texte = ecrire_verification(&ko, "RESULTAT", ns::REP_UNITAIRE, &Ecriture::default(), AQui::default());
    insta::assert_snapshot!(texte);
    assert_eq!(lire_verification(texte.as_bytes()), Some(ko));
    assert_eq!(lire_verification(b"<a/>"), None);
}

fn noms_du_vocabulaire(nom: &str) -> BTreeSet<&'static str> {
    let operation = crate::operations::OPERATIONS.iter().find(|o| o.nom == nom).unwrap();
    operation.faits.iter().chain(vocabulaire::FAITS_COMMUNS).map(|f| f.nom).collect()
}

#[test]
fn les_faits_sont_ceux_du_vocabulaire() {
    let banc = Banc::nouveau();
    let reponse = ecrire_resultat(&resultat(), &Ecriture::default(), AQui::default());
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
    assert_eq!(vus, noms_du_vocabulaire("insi.recherche-traits"));
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
fn les_faits_de_la_carte_et_de_la_verification_sont_ceux_du_vocabulaire() {
    let banc = Banc::nouveau();
    let kit = ["contient", "panne", "echec", "faute", "faute.code"];
    let message = banc.carte_vitale(Duration::ZERO, true);
    let reponse = ecrire_resultat(&resultat(), &Ecriture::default(), AQui::default());
    let de_carte = faits("insi.recherche-vitale", &banc.echange(None), message.as_bytes(), reponse.as_bytes());
    let mut vus: BTreeSet<&str> = de_carte.keys().map(String::as_str).chain(kit).collect();
    let du_certificat: Vec<&str> = vocabulaire::FAITS_COMMUNS
        .iter()
        .map(|f| f.nom)
        .filter(|n| n.starts_with("certificat"))
        .collect();
    vus.extend(du_certificat.iter().copied().chain(["tiq.sexe"]));
    assert_eq!(vus, noms_du_vocabulaire("insi.recherche-vitale"));
    assert_eq!(
        (de_carte["mode"][0].as_str(), de_carte["ps"][0].as_str()),
        ("carte", "899900000045")
    );
    assert_eq!(de_carte["individu"], ["208037699933879"]);
    assert_eq!(de_carte["ouvrant_droit"], ["175057699933582"]);
    assert_eq!((de_carte["rang"][0].as_str(), de_carte["vitale"][0].as_str()), ("2", "oui"));

    let ko = Verification {
        code: "01".into(),
        libelle: "KO".into(),
    };
    let reponse = ecrire_verification(&ko, "RESULTAT", ns::REP_UNITAIRE, &Ecriture::default(), AQui::default());
    // The place of birth is in none of the samples.
    let avec_lieu = verification(&banc.ou()).replace(
        "</q:TraitsIdentiteIndividu>",
        "<q:LieuNaissance>63220</q:LieuNaissance></q:TraitsIdentiteIndividu>",
    );
    let verifies = faits("insi.verification", &banc.structure(), avec_lieu.as_bytes(), reponse.as_bytes());
    let mut vus: BTreeSet<&str> = verifies.keys().map(String::as_str).chain(kit).collect();
    vus.insert("ps");
    assert_eq!(vus, noms_du_vocabulaire("insi.verification"));
    assert_eq!(verifies["verifie.ins"], ["181016322075140"]);
    assert_eq!((verifies["nom"][0].as_str(), verifies["libelle"][0].as_str()), ("ADRDEUX", "KO"));
}

#[test]
fn un_fait_est_borne() {
    let banc = Banc::nouveau();
    let long = "É".repeat(100_000);
    let lus = faits(
        "insi.recherche-traits",
        &banc.structure(),
        requete(&banc.ou(), "").replace("ADRDEUX", &long).as_bytes(),
        b"",
    );
    assert_eq!(lus["nom"][0].chars().count(), 1_001);
    assert!(lus["nom"][0].ends_with('…'));
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
        for entier in [requete("1999900038", &securite("")), vitale("1999900038", &securite("")), verification("1999900038")] {
        let caracteres: Vec<char> = entier.chars().collect();
        let entame: String = caracteres.iter().enumerate().filter(|(i, _)| *i < debut || *i >= debut + longueur).map(|(_, c)| c).collect();
        let _ = lire_requete(None, entame.as_bytes());
        let _ = lire_reponse(entame.as_bytes());
        let _ = lire_verification(entame.as_bytes());
        }
    }
}
