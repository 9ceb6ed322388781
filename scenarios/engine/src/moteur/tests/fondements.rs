//! On what a verdict rests: what is seen, what is only said, and what cannot be judged.

use super::*;

/// A lock, then the same act once it is lifted.
fn un_verrou() -> Scenario {
    scenario(
        "  - etape: 1\n    faire: rechercher-ins\n    avec: { reference: A }\n    issue: refuse\n    observer: [ { jamais: insi.recherche-traits } ]\n  - etape: p1\n    faire: rechercher-ins\n    avec: { reference: A }\n    observer: [ { attendu: insi.recherche-traits } ]\n",
    )
}

#[test]
fn bytes_that_were_lost_are_not_judged() {
    let s = un_attendu(", egal: { cr: 00 }");
    let mut h = Histoire::nouvelle().acte(0, Some(Issue::Fait), None, &[(R, &[("cr", "00")])]);
    h.octets.insert("1".to_owned(), None);
    assert_eq!(h.juger(&s).etapes[0].constat, ConstatEtape::NonJoue(Cause::Banc));
}

/// Who speaks to the gateway of Pro Santé Connect writes no VIHF: it is neither right nor wrong in it, and what is theirs is judged as ever.
#[test]
fn what_a_gateway_wrote_is_held_for_nobody() {
    let joue_de = |reste: &str, chemin: &str| {
        let s = scenario(&format!(
            "  - etape: 1\n    faire: rechercher-ins\n    avec: {{ reference: A }}\n    observer:\n      - {{ attendu: dmp.TD0.2{reste} }}\n"
        ));
        let mut h = Histoire::nouvelle().acte(0, Some(Issue::Fait), None, &[(R, &[])]);
        let e = &mut h.releve.echanges[0].exchange;
        "dmp".clone_into(&mut e.service);
        "dmp.TD0.2".clone_into(&mut e.operation);
        e.requete.ligne = format!("POST {chemin}/patients HTTP/1.1");
        let corps = b"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header/><s:Body><x/></s:Body></s:Envelope>";
        h.octets.insert("1".to_owned(), Some(corps.to_vec()));
        let r = h.juger(&s);
        (r.etapes[0].constat.clone(), r.etapes[0].raison.clone())
    };
    let joue = |mots: &str, chemin: &str| joue_de(&format!(", verifier: [{mots}]"), chemin);
    let passerelle = "/api-psc/si-dmp-server/v2/services";
    // A fact of it is no more held than a rule, and it chooses nothing.
    for (reste, attendu) in [
        (", egal: { vihf.mode: DIRECTE }", ConstatEtape::NonJoue(Cause::Banc)),
        (", ou: { vihf.mode: DIRECTE }", ConstatEtape::VU),
    ] {
        assert_eq!(joue_de(reste, passerelle).0, attendu, "{reste}");
        assert_eq!(joue_de(reste, "/si-dmp-server/v2/services").0.mot(), "ecart", "{reste}");
    }
    for mots in ["vihf", "vihf.role", "xds.lot, vihf"] {
        let (constat, raison) = joue(mots, passerelle);
        assert_eq!(constat, ConstatEtape::NonJoue(Cause::Banc), "{mots}");
        assert!(raison.contains("fait par la passerelle"), "{raison}");
    }
    assert_eq!(joue("xds.lot", passerelle).0, ConstatEtape::VU);
    assert_eq!(
        joue("vihf", "/si-dmp-server/v2/services").0.mot(),
        "ecart",
        "elsewhere its absence is told"
    );
}

#[test]
fn an_unfinished_scenario_says_nothing_of_what_must_not_come() {
    let s = un_refus();
    let refuse = Some(Issue::Refuse);
    let mut h = Histoire::nouvelle().acte(0, refuse, refuse, &[]);
    h.releve.termine = false;
    assert_eq!(h.juger(&s).etapes[0].constat, ConstatEtape::NonJoue(Cause::Banc));
}

#[test]
fn a_rule_that_fails_condemns_an_exchange_and_a_file() {
    let s = un_attendu(", verifier: [insi.requete]");
    let mut h = Histoire::nouvelle().acte(0, Some(Issue::Fait), None, &[(R, &[])]);
    "insi".clone_into(&mut h.releve.echanges[0].exchange.service);
    h.octets.insert("1".to_owned(), Some(b"<pas-du-soap/>".to_vec()));
    assert_eq!(etats(&h.juger(&s)), ["ecart"]);
    let s = scenario(
        "  - etape: 1\n    faire: valider-compte-rendu\n    avec: { reference: CR1, identite: A, modele: glycemie }\n    observer: [ { fichier: compte-rendu, verifier: [cda] } ]\n",
    );
    let mut h = Histoire::nouvelle().acte_de("valider-compte-rendu", &[], 0, Some(Issue::Fait), None, &[]);
    h.octets
        .insert("f".to_owned(), Some(br#"<ClinicalDocument xmlns="urn:hl7-org:v3"/>"#.to_vec()));
    let f = Octets {
        empreinte: "f".to_owned(),
        taille: 0,
        media: String::new(),
    };
    h.releve.etapes[0]
        .acte
        .as_mut()
        .unwrap()
        .fichiers
        .insert("compte-rendu".to_owned(), f);
    assert_eq!(etats(&h.juger(&s)), ["ecart"]);
}

#[test]
fn a_file_is_confirmed_by_what_a_later_request_carries_and_by_nothing_else() {
    let s = scenario(
        "  - etape: 1\n    faire: lire-identite\n    avec: { reference: A }\n    observer: [ { fichier: identite, egal: { nom_naissance: VALEURLONGUE } } ]\n  - etape: 2\n    faire: rechercher-ins\n    avec: { reference: A }\n    observer: [ { attendu: insi.recherche-traits, egal: { cr: 00 } } ]\n",
    );
    let joue = |corps: &str| {
        let mut h = Histoire::nouvelle()
            .acte_de("lire-identite", &[], 0, Some(Issue::Fait), None, &[])
            .acte(1, Some(Issue::Fait), None, &[(R, &[("cr", "00")])]);
        h.octets
            .insert("f".to_owned(), Some(br#"{"nom_naissance":"VALEURLONGUE"}"#.to_vec()));
        h.octets.insert("1".to_owned(), Some(corps.as_bytes().to_vec()));
        let f = Octets {
            empreinte: "f".to_owned(),
            taille: 0,
            media: String::new(),
        };
        h.releve.etapes[0].acte.as_mut().unwrap().fichiers.insert("identite".to_owned(), f);
        etats(&h.juger(&s))
    };
    assert_eq!(joue("<nom>AUTRE</nom>"), ["declare", "vu"]);
    assert_eq!(joue("<nom>VALEURLONGUE</nom>"), ["vu", "vu"]);
}

#[test]
fn nothing_was_sent_is_seen_by_counter_proof_alone() {
    let s = un_verrou();
    let refuse = Some(Issue::Refuse);
    let leve = Histoire::nouvelle()
        .acte(0, refuse, refuse, &[])
        .acte(1, Some(Issue::Fait), None, &[(R, &[])])
        .juger(&s);
    assert_eq!(leve.etapes[0].constat, ConstatEtape::VU, "{}", leve.etapes[0].raison);
    let muet = Histoire::nouvelle()
        .acte(0, refuse, refuse, &[])
        .acte(1, Some(Issue::Fait), None, &[])
        .juger(&s);
    assert_eq!(muet.etapes[0].constat, ConstatEtape::DECLARE);
    let viole = Histoire::nouvelle()
        .acte(0, refuse, refuse, &[(R, &[])])
        .acte(1, Some(Issue::Fait), None, &[(R, &[])])
        .juger(&s);
    assert_eq!(viole.etapes[0].constat, ConstatEtape::Ecart);
    let autre = Histoire::nouvelle()
        .acte(0, refuse, refuse, &[])
        .acte_de("rechercher-ins", &[("reference", "B")], 1, Some(Issue::Fait), None, &[(R, &[])])
        .juger(&s);
    assert_eq!(
        autre.etapes[0].constat,
        ConstatEtape::Ecart,
        "another subject lifts nothing: its request must not come either"
    );
}

#[test]
fn a_lock_is_one_parameter() {
    let s = un_verrou();
    let refuse = Some(Issue::Refuse);
    let r = Histoire::nouvelle()
        .acte(0, refuse, refuse, &[])
        .acte_de(
            "rechercher-ins",
            &[("reference", "A"), ("mode", "carte"), ("autre", "x")],
            1,
            Some(Issue::Fait),
            None,
            &[(R, &[])],
        )
        .juger(&s);
    assert_ne!(r.etapes[0].constat, ConstatEtape::VU, "two things differ: which one was the lock?");
}

/// A file that the act of the first étape answered.
fn avec_fichier(mut h: Histoire, nom: &str, octets: &[u8]) -> Histoire {
    h.octets.insert("f".to_owned(), Some(octets.to_vec()));
    let f = Octets {
        empreinte: "f".to_owned(),
        taille: 0,
        media: String::new(),
    };
    h.releve.etapes[0].acte.as_mut().unwrap().fichiers.insert(nom.to_owned(), f);
    h
}

#[test]
fn a_document_is_seen_when_it_carries_the_patient_and_the_value_that_was_drawn() {
    let s = scenario(
        "  - etape: 1\n    faire: valider-compte-rendu\n    avec: { reference: CR1, identite: \"{patient.nom}\", modele: glycemie, demande: \"{tirage.demande}\" }\n    observer: [ { fichier: compte-rendu, egal: { cda.statut: absent } } ]\n",
    );
    let tire = super::super::tirage::tirer(&s, "essai")["demande"][0].clone();
    let joue = |texte: &str| {
        let h = Histoire::nouvelle().acte_de("valider-compte-rendu", &[("demande", &tire)], 0, Some(Issue::Fait), None, &[]);
        let cda = format!("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>{texte}</title></ClinicalDocument>");
        etats(&avec_fichier(h, "compte-rendu", cda.as_bytes()).juger(&s))
    };
    assert_eq!(joue(&format!("DUPONT {tire}")), ["vu"]);
    assert_eq!(joue("DUPONT"), ["declare"], "made for another campaign");
    assert_eq!(joue(&tire), ["declare"], "of nobody");
}

#[test]
fn a_trace_is_one_entry() {
    let traces = |suite: &str| {
        scenario(&format!(
            "  - etape: 1\n    faire: exporter-traces\n    avec: {{ reference: A }}\n    observer: [ {{ fichier: traces, egal: {suite} }} ]\n"
        ))
    };
    let joue = |s: &Scenario, json: &str| {
        let h = Histoire::nouvelle().acte_de("exporter-traces", &[], 0, Some(Issue::Fait), None, &[]);
        etats(&avec_fichier(h, "traces", json.as_bytes()).juger(s))
    };
    let un = traces("{ un: { appels: { code_retour: \"00\", modalite: traits } } }");
    assert_eq!(joue(&un, r#"{"appels":[{"code_retour":"00","modalite":"traits"}]}"#), ["declare"]);
    assert_eq!(joue(&un, r#"{"appels":[{"code_retour":"00"},{"modalite":"traits"}]}"#), ["ecart"]);
    // Of several entries, the one that decided is what is told.
    let deux = r#"{"appels":[{"code_retour":"01","modalite":"traits"},{"code_retour":"00","modalite":"traits"}]}"#;
    let h = Histoire::nouvelle().acte_de("exporter-traces", &[], 0, Some(Issue::Fait), None, &[]);
    let r = avec_fichier(h, "traces", deux.as_bytes()).juger(&un);
    assert_eq!(r.etapes[0].observations[0].tenus[0].vu, ["[code_retour 00, modalite traits]"]);
    let chaque = traces("{ chaque: { appels: { modalite: traits } } }");
    assert_eq!(
        joue(&chaque, r#"{"appels":[{"modalite":"traits"},{"modalite":"traits"}]}"#),
        ["declare"]
    );
    assert_eq!(
        joue(&chaque, r#"{"appels":[{"modalite":"traits"},{"modalite":"vitale"}]}"#),
        ["ecart"]
    );
    assert_eq!(joue(&chaque, r#"{"appels":[]}"#), ["ecart"], "no entry holds nothing");
}

#[test]
fn what_prepares_by_its_own_word_blocks_and_does_not_condemn() {
    let s = scenario(
        "  - etape: p1\n    prealable: oui\n    faire: rechercher-ins\n    avec: { reference: A }\n    observer: [ { attendu: insi.recherche-traits, egal: { cr: 00 } } ]\n  - etape: 1\n    faire: rechercher-ins\n    avec: { reference: B }\n    observer: [ { attendu: insi.recherche-traits, egal: { cr: 00 } } ]\n",
    );
    let r = Histoire::nouvelle()
        .acte(0, Some(Issue::Fait), None, &[(R, &[("cr", "01")])])
        .acte(1, Some(Issue::Fait), None, &[(R, &[("cr", "00")])])
        .juger(&s);
    assert_eq!(etats(&r), ["bloque", "bloque"], "{}", r.raison);
}

#[test]
fn an_étape_left_out_by_the_tester_condemns_nobody_below() {
    let s = scenario(
        "  - { etape: 1, faire: valider-identite, avec: { reference: A, justificatif: CN } }\n  - etape: 2\n    faire: rechercher-ins\n    avec: { reference: A }\n    observer: [ { attendu: insi.recherche-traits, egal: { cr: 00 } } ]\n",
    );
    let mut h = Histoire::nouvelle();
    h.releve.etapes.push(ReleveEtape::passee(
        0,
        super::super::releve::Passee::HorsSelection("--depuis".to_owned()),
    ));
    let r = h.acte(1, Some(Issue::Fait), None, &[]).juger(&s);
    assert_eq!(r.etapes[1].constat, ConstatEtape::NonJoue(Cause::HorsSelection));
}

#[test]
fn a_counter_proof_comes_after_the_lock_and_is_not_refused() {
    let s = un_verrou();
    let refuse = Some(Issue::Refuse);
    let mut h = Histoire::nouvelle()
        .acte(0, refuse, refuse, &[])
        .acte(1, Some(Issue::Fait), None, &[(R, &[("faute", "siram_40")])]);
    assert_eq!(h.releve.echanges.len(), 1);
    h.releve.echanges[0].exchange.refus = Some("insi.requete.traits".to_owned());
    assert_eq!(h.juger(&s).etapes[0].constat, ConstatEtape::DECLARE);
}

#[test]
fn an_act_that_gave_no_file_is_not_judged_on_that_of_an_earlier_one() {
    let s = scenario(
        "  - etape: 1\n    faire: lire-identite\n    avec: { reference: A }\n    observer: [ { fichier: identite, egal: { statut: provisoire } } ]\n  - etape: 2\n    faire: lire-identite\n    avec: { reference: A }\n    observer: [ { fichier: identite, egal: { statut: qualifiee } } ]\n",
    );
    let second = |issue| {
        let h = Histoire::nouvelle()
            .acte_de("lire-identite", &[], 0, Some(Issue::Fait), None, &[])
            .acte_de("lire-identite", &[], 1, Some(issue), None, &[]);
        let r = avec_fichier(h, "identite", br#"{"statut":"provisoire"}"#).juger(&s);
        (r.etapes[0].constat.mot(), r.etapes[1].constat.clone())
    };
    for issue in [Issue::Erreur, Issue::Fait] {
        let (premiere, seconde) = second(issue);
        assert_eq!(premiere, "declare");
        assert!(matches!(seconde, ConstatEtape::NonJoue(_)), "{issue:?} : {seconde:?}");
    }
}

#[test]
fn a_wrong_request_beside_the_right_one_is_to_be_explained() {
    let s = un_attendu(", verifier: [insi.requete.lisible]");
    let joue = |second: &str, statut: Option<u16>| {
        let mut h = Histoire::nouvelle().acte(0, Some(Issue::Fait), None, &[(R, &[]), (R, &[])]);
        let juste = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header/><s:Body>\
                     <r:RECSANSVITALE xmlns:r=\"http://www.cnamts.fr/INSiRecSans\"/></s:Body></s:Envelope>";
        for (e, octets) in h.releve.echanges.iter_mut().zip([juste, second]) {
            "insi".clone_into(&mut e.exchange.service);
            h.octets.insert(e.corps_requete.empreinte.clone(), Some(octets.as_bytes().to_vec()));
        }
        h.releve.echanges[1].exchange.statut = statut;
        (h.juger(&s).etapes[0].constat.clone(), juste.to_owned())
    };
    let (seul, juste) = joue("<pas-du-soap/>", Some(500));
    assert_eq!(seul, ConstatEtape::VU, "the service refused it: nothing came of it");
    assert_eq!(joue(&juste, Some(200)).0, ConstatEtape::VU, "as right as the first");
    assert_eq!(joue("<pas-du-soap/>", Some(200)).0, ConstatEtape::NonJoue(Cause::AExpliquer));
}

#[test]
fn a_request_that_the_service_refused_shows_nothing() {
    let s = un_attendu(", nombre: 1..");
    let joue = |refus: &[Option<&str>]| {
        let venus: Vec<(&str, &[(&str, &str)])> = refus.iter().map(|_| (R, &[][..])).collect();
        let mut h = Histoire::nouvelle().acte(0, Some(Issue::Fait), None, &venus);
        for (e, refus) in h.releve.echanges.iter_mut().zip(refus) {
            e.exchange.refus = refus.map(str::to_owned);
        }
        h.juger(&s).etapes[0].constat.clone()
    };
    assert_eq!(joue(&[None]), ConstatEtape::VU);
    assert_eq!(joue(&[Some("psc.demande.client"), None]), ConstatEtape::VU, "the second was taken");
    assert!(matches!(
        joue(&[Some("psc.demande.client")]),
        ConstatEtape::NonJoue(Cause::Bloque(_))
    ));
}
