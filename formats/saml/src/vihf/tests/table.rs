//! Each rule, and a message that turns it. A case may turn other rules too: a changed byte breaks the signature.

use super::*;

/// Rule, what turns it, and the context it is judged in.
struct Cas(&'static str, String, ContexteVihf);

/// What `Conditions` is put before.
const AVANT: &str = "<saml2:AuthnStatement";

fn conditions(attributs: &str) -> String {
    format!("<saml2:Conditions {attributs}/>{AVANT}")
}

fn cas(banc: &Banc) -> Vec<Cas> {
    let propre = banc.propre();
    let ctx = || banc.contexte("org-auth-cli");
    let vise = |ins: &str, oid: &str| ContexteVihf {
        patients_du_corps: vec![(ins.into(), oid.into())],
        ..ctx()
    };
    let carte = || banc.contexte("ps-auth-biologiste-1");
    let avec = |regle, mode, identite: &str, changer: &dyn Fn(&mut VihfAEmettre)| {
        let mut v = banc.vihf(mode, identite);
        changer(&mut v);
        let ctx = if mode == Mode::Directe { carte() } else { ctx() };
        Cas(regle, message(&banc.signer(&v, identite), ""), ctx)
    };
    let dit = |regle, changer: &dyn Fn(&mut VihfAEmettre)| avec(regle, Mode::Indirecte, CACHET, changer);
    let remplacer = |regle, avant: &str, apres: &str| {
        assert!(propre.contains(avant), "{avant}");
        Cas(regle, message(&propre.replacen(avant, apres, 1), ""), ctx())
    };
    let par = |regle, identite: &str| avec(regle, Mode::Indirecte, identite, &|_| ());
    let fin = propre.find("</Signature>").unwrap() + "</Signature>".len();
    let signature = &propre[propre.find("<Signature ").unwrap()..fin];
    let deplacee = propre
        .replace(signature, "")
        .replace("</saml2:Assertion>", &format!("{signature}</saml2:Assertion>"));
    let autre = propre.replace("_6f1c2b1e", "_7f1c2b1e");
    let code = |code: &str, systeme: &str| Code {
        code: code.into(),
        systeme: systeme.into(),
        ..Code::default()
    };
    let mut cas = vec![
        Cas("vihf.lisible", "<a>".into(), ctx()),
        Cas("vihf.presente", message("", ""), ctx()),
        Cas("vihf.presente", message("", &propre), ctx()),
        Cas("vihf.unique", message(&format!("{propre}{autre}"), ""), ctx()),
        Cas("vihf.enveloppement", message(&propre, &autre), ctx()),
        Cas(
            "vihf.enveloppement",
            message(&propre, "<y ID='_6f1c2b1e-0000-5000-8000-000000000001'/>"),
            ctx(),
        ),
        remplacer("vihf.version", "Version=\"2.0\"", "Version=\"1.1\""),
        dit("vihf.identifiant", &|v| v.id = "6f1c".into()),
        remplacer("vihf.issue-instant", "08:50:00.000Z", "09:50:00.000+01:00"),
        remplacer("vihf.issue-instant", "IssueInstant=\"2026-01-15T08:50:00.000Z\"", ""),
        dit("vihf.duree-vie", &|v| v.instant = MAINTENANT - Duration::minutes(61)),
        dit("vihf.duree-vie", &|v| v.instant = MAINTENANT + Duration::minutes(6)),
        remplacer(
            "vihf.emetteur.format",
            " Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName\"",
            "",
        ),
        dit("vihf.emetteur", &|v| v.emetteur_dn = "CN=AUTRE,OU=1999900038,C=FR".into()),
        Cas("vihf.signature.presente", message(&propre.replace(signature, ""), ""), ctx()),
        Cas("vihf.signature.position", message(&deplacee, ""), ctx()),
        remplacer("vihf.signature.reference", "URI=\"#_6f1c", "URI=\"#_7f1c"),
        remplacer(
            "vihf.signature.transformations",
            "<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></Transform>",
            "",
        ),
        remplacer("vihf.signature.algorithme", "xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha512"),
        remplacer(
            "vihf.signature.sha1",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        ),
        remplacer("vihf.signature.valide", INS, "207058575627098"),
        remplacer("vihf.certificat.present", "<X509Certificate>MII", "<X509Certificate>"),
        avec("vihf.certificat.validite", Mode::Directe, "ps-sign-biologiste-1-expire", &|_| ()),
        par("vihf.certificat.chaine", "org-insi-auto-etranger"),
        avec("vihf.certificat.revocation", Mode::Directe, "ps-sign-biologiste-1-revoque", &|_| ()),
        par("vihf.certificat.signature", "org-auth-cli"),
        avec("vihf.certificat.signature.air", Mode::IndirecteRenforcee, "org-auth-cli", &|_| ()),
        avec("vihf.certificat.signature", Mode::Directe, "ps-auth-biologiste-1", &|_| ()),
        Cas("vihf.certificat.signature", message(&propre, ""), banc.contexte(CACHET)),
        Cas("vihf.certificat.tls", message(&propre, ""), banc.contexte("org-insi-auto-labo2")),
        Cas("vihf.certificat.tls", message(&propre, ""), carte()),
        avec("vihf.certificat.tls", Mode::Directe, "ps-sign-biologiste-2", &|_| ()),
        Cas("vihf.certificat.tls.porteur", message(&propre, ""), carte()),
        Cas(
            "vihf.certificat.tls.porteur",
            message(&banc.signer(&banc.vihf(Mode::Directe, CARTE), CARTE), ""),
            ctx(),
        ),
        Cas("vihf.certificat.tls.insi", message(&propre, ""), banc.contexte("org-insi-auto")),
        remplacer(
            "vihf.name-id",
            "<saml2:Subject><saml2:NameID>899900000045</saml2:NameID></saml2:Subject>",
            "",
        ),
        remplacer(
            "vihf.audience",
            "<saml2:AuthnStatement",
            "<saml2:Conditions><saml2:AudienceRestriction><saml2:Audience>urn:dmp</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>\
             <saml2:AuthnStatement",
        ),
        remplacer("vihf.authn-instant", " AuthnInstant=\"2026-01-15T04:00:00.000Z\"", ""),
        remplacer("vihf.authn-instant", "04:00:00.000Z", "04:00:00"),
        dit("vihf.authn-instant.age", &|v| v.authentification = MAINTENANT - Duration::days(400)),
        dit("vihf.authn-instant.age", &|v| v.authentification = MAINTENANT + Duration::hours(1)),
        dit("vihf.usage.indirect", &|v| v.usage.code = "bris_de_glace".into()),
        remplacer(
            "vihf.contexte.classe",
            "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
            "Password",
        ),
        dit("vihf.contexte.classe", &|v| v.classe_contexte.clear()),
        avec("vihf.contexte.carte", Mode::Directe, CARTE, &|v| {
            v.classe_contexte = "Password".into()
        }),
        dit("vihf.contexte.declaration", &|v| v.declaration_contexte = Some("X".into())),
        avec("vihf.contexte.declaration", Mode::IndirecteRenforcee, CACHET, &|v| {
            v.declaration_contexte = None;
        }),
        remplacer(
            "vihf.attribut.double",
            "<saml2:AttributeStatement>",
            "<saml2:AttributeStatement><saml2:Attribute Name=\"LPS_NOM\"/>",
        ),
        remplacer(
            "vihf.attribut.valeurs",
            "urn:dmp</saml2:AttributeValue>",
            "urn:dmp</saml2:AttributeValue><saml2:AttributeValue>urn:autre</saml2:AttributeValue>",
        ),
        remplacer(
            "vihf.attribut.valeurs",
            "<saml2:AttributeStatement>",
            "<saml2:AttributeStatement><saml2:Attribute Name=\"urn:oasis:names:tc:xacml:2.0:resource:resource-id\"><saml2:AttributeValue>\
             181016322075140^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH</saml2:AttributeValue></saml2:Attribute>",
        ),
        remplacer(
            "vihf.conditions.validite",
            AVANT,
            &conditions("NotOnOrAfter=\"2026-01-15T08:54:59Z\""),
        ),
        remplacer(
            "vihf.conditions.validite",
            AVANT,
            &conditions("NotBefore=\"2026-01-15T09:05:01.000Z\""),
        ),
        remplacer("vihf.conditions.forme", AVANT, &conditions("NotBefore=\"2026-01-15T09:00:00\"")),
        remplacer("vihf.conditions.forme", AVANT, &conditions("NotOnOrAfter=\"demain\"")),
        remplacer(
            "vihf.conditions.forme",
            AVANT,
            &conditions("NotBefore=\"2026-01-15T09:00:00Z\" NotOnOrAfter=\"2026-01-15T09:00:00Z\""),
        ),
        Cas("vihf.patient.oid-corps", message(&propre, ""), vise(INS, "1.2.250.1.213.1.4.8")),
        Cas(
            "vihf.patient.corps",
            message(&propre, ""),
            vise("181016322075140", "1.2.250.1.213.1.4.10"),
        ),
        dit("vihf.usage.oid", &|v| v.usage.systeme = SYSTEME_USAGE_NOS.into()),
        remplacer("vihf.attribut.graphie", "Authentification_mode", "AUTHENTIFICATION_MODE"),
        dit("vihf.vihf-version", &|v| v.version = "2.0".into()),
        dit("vihf.vihf-version.4", &|v| v.version = "4.0".into()),
        remplacer("vihf.mode", ">INDIRECTE<", ">Indirecte<"),
        dit("vihf.structure.certificat", &|v| v.structure = "1999900046".into()),
        avec("vihf.structure.certificat", Mode::IndirecteRenforcee, CARTE, &|_| ()),
        dit("vihf.role.code", &|v| {
            v.roles.truncate(1);
            v.roles[0] = code("SECRETARIAT", "1.2.250.1.213.1.1.4.6");
        }),
        dit("vihf.role.code.second", &|v| v.roles[1].code = "SM99".into()),
        // A code that the set has, of another system: an infirmier in training is none of it.
        dit("vihf.role.code", &|v| {
            v.roles.truncate(1);
            v.roles[0] = code("60", SYSTEME_FORMATION);
        }),
        dit("vihf.role.second", &|v| v.roles.truncate(1)),
        dit("vihf.role.second", &|v| {
            v.roles.truncate(1);
            v.roles[0].code = "21".into();
        }),
        dit("vihf.role.reserve", &|v| v.roles[0].code = "60".into()),
        dit("vihf.role.reserve", &|v| v.roles.push(v.roles[1].clone())),
        dit("vihf.role.systeme", &|v| v.roles[0].code = "21".into()),
        dit("vihf.role.systeme", &|v| {
            v.roles[0].code = "60".into();
            v.roles[1] = code("FON-01", "1.2.250.1.213.1.6.1.17");
        }),
        // A médecin « in training », with a savoir-faire: the role map of a public generator, keyed by the code alone.
        dit("vihf.role.reserve", &|v| v.roles[0].systeme = SYSTEME_FORMATION.into()),
        dit("vihf.confidentialite", &|v| v.confidentialite = Some("CONNEXION_SECRETE".into())),
        remplacer(
            "vihf.attribut.type",
            "xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"",
            "xmlns:xs=\"http://wwww.w3.org/2001/XMLSchema\"",
        ),
        remplacer(
            "vihf.attribut.type",
            "<saml2:AttributeValue><Role",
            "<saml2:AttributeValue xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"xs:string\"><Role",
        ),
        avec("vihf.contexte.declaration.valeur", Mode::IndirecteRenforcee, CACHET, &|v| {
            v.declaration_contexte = Some("CONF_EXI_PGSSIS".into());
        }),
        // A local time, said to be universal.
        dit("vihf.issue-instant.futur", &|v| v.instant = MAINTENANT + Duration::hours(1)),
        dit("vihf.issue-instant.futur", &|v| v.instant = MAINTENANT + Duration::hours(2)),
        // As a public generator writes it: the hour of the zone, no milliseconds, `Z`.
        remplacer(
            "vihf.issue-instant.futur",
            "IssueInstant=\"2026-01-15T08:50:00.000Z\"",
            "IssueInstant=\"2026-01-15T10:00:00Z\"",
        ),
        dit("vihf.identifiant", &|v| v.id = "6f1c2b1e-0000-4000-8000-000000000001".into()),
        dit("vihf.role.profession", &|v| v.roles[0].systeme = SYSTEME_SAVOIR_FAIRE.into()),
        dit("vihf.role.profession", &|v| v.roles[0].code.clear()),
        dit("vihf.patient.cle", &|v| {
            v.patient = Some(("207058575627098".into(), "1.2.250.1.213.1.4.10".into()))
        }),
        dit("vihf.patient.oid", &|v| {
            v.patient = Some((INS.into(), "1.2.250.1.213.1.4.2".into()))
        }),
        dit("vihf.patient.corps", &|v| {
            v.patient = Some(("123456789012311".into(), "1.2.250.1.213.1.4.10".into()))
        }),
        remplacer("vihf.ressource-urn", "urn:dmp", "urn:dmpi"),
        dit("vihf.usage", &|v| v.usage.code = "NORMAL".into()),
        dit("vihf.usage", &|v| v.usage.systeme = SYSTEME_PROFESSION.into()),
        dit("vihf.homologation", &|v| v.homologation = "DMP-AUTRE".into()),
    ];
    for nom in ["999900000045", "89990000004", "8999000000456", "1999900038", "X", "é"] {
        cas.push(dit("vihf.name-id", &|v| v.name_id = nom.into()));
    }
    for structure in ["5999900038", "199990003", "19999000381", "3999900038", "0", "é1"] {
        cas.push(dit("vihf.structure.forme", &|v| v.structure = structure.into()));
    }
    for secteur in ["25", "SA2", "SA257", "sa25", "SAXX", ""] {
        cas.push(dit("vihf.secteur.forme", &|v| v.secteur = secteur.into()));
    }
    cas.push(remplacer("vihf.secteur.forme", "SA25^1.2.250.1.71.4.2.4", "SA25"));
    cas.push(remplacer(
        "vihf.secteur.forme",
        "SA25^1.2.250.1.71.4.2.4",
        "SA25^1.2.250.1.71.4.2.5",
    ));
    for secteur in ["SA00", "SA62", "SA66", "SA67", "SA70"] {
        cas.push(dit("vihf.secteur.code", &|v| v.secteur = secteur.into()));
    }
    for ecrit in [
        "^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^PI",
        "^^^1.2.250.1.213.1.4.10^NH",
        "^1.2.250.1.213.1.4.10",
        "",
    ] {
        cas.push(remplacer("vihf.patient.forme", "^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH", ecrit));
    }
    for nom in [
        "VIHF_Version",
        "Authentification_mode",
        "Identifiant_Structure",
        "Secteur_Activite",
        "urn:oasis:names:tc:xspa:1.0:subject:subject-id",
        "urn:oasis:names:tc:xacml:2.0:subject:role",
        "urn:oasis:names:tc:xacml:2.0:resource:resource-id",
        "Ressource_URN",
        "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse",
        "LPS_Nom",
        "LPS_Version",
        "LPS_ID_HOMOLOGATION_DMP",
    ] {
        cas.push(remplacer("vihf.attribut.present", &format!("Name=\"{nom}\""), "Name=\"autre\""));
    }
    cas.push(dit("vihf.attribut.present", &|v| v.lps_nom.clear()));
    cas
}

#[test]
fn chaque_regle_est_tournee() {
    let banc = Banc::nouveau();
    // Its own test: it turns without a list, not by a message.
    let mut tournees = BTreeSet::from(["vihf.certificat.crl", "vihf.role.connu"]);
    for Cas(regle, document, ctx) in cas(&banc) {
        let constats = juger_vihf(&document, &banc.confiance, MAINTENANT, &ctx);
        assert!(ids(&constats).contains(regle), "{regle} : {:?}\n{document}", ids(&constats));
        tournees.insert(regle);
    }
    let toutes: BTreeSet<_> = REGLES.iter().map(|r| r.id).collect();
    assert_eq!(tournees, toutes);
    assert_eq!(toutes.len(), REGLES.len(), "chaque identifiant est unique");
}

/// What is signed again says one thing wrong: nothing else may turn.
#[test]
fn une_valeur_fausse_ne_tourne_que_sa_regle() {
    let banc = Banc::nouveau();
    // The signature covers these: changing them in the text breaks it too. And what depends on the value is judged with it.
    let seules = [
        "vihf.duree-vie",
        "vihf.authn-instant.age",
        "vihf.usage.indirect",
        "vihf.emetteur",
        "vihf.contexte.classe",
        "vihf.contexte.carte",
        "vihf.contexte.declaration",
        "vihf.contexte.declaration.valeur",
        "vihf.confidentialite",
        "vihf.role.code",
        "vihf.role.code.second",
        "vihf.vihf-version",
        "vihf.vihf-version.4",
        "vihf.role.second",
        "vihf.role.systeme",
        "vihf.secteur.code",
        "vihf.patient.oid",
        "vihf.patient.corps",
        "vihf.patient.oid-corps",
        "vihf.usage",
        "vihf.usage.oid",
        "vihf.homologation",
        "vihf.certificat.validite",
        "vihf.certificat.revocation",
    ];
    let mut vues = BTreeSet::new();
    for Cas(regle, document, ctx) in cas(&banc).into_iter().filter(|c| seules.contains(&c.0)) {
        let constats = juger_vihf(&document, &banc.confiance, MAINTENANT, &ctx);
        if !ids(&constats).contains("vihf.signature.valide") {
            assert_eq!(ids(&constats), BTreeSet::from([regle]), "{constats:#?}");
            vues.insert(regle);
        }
    }
    assert_eq!(vues, BTreeSet::from(seules));
}

/// Everything that a public generator of VIHF is known to get wrong, in one message: each mistake is told, and none hides another. Its text is
/// changed after it was signed, which tells the signature too.
#[test]
fn un_generateur_public_cumule_ses_defauts() {
    let banc = Banc::nouveau();
    let code = |code: &str, systeme: &str| Code {
        code: code.into(),
        systeme: systeme.into(),
        ..Code::default()
    };
    let mut v = banc.vihf(Mode::Indirecte, CACHET);
    // A bare UUID is no XML name when it begins with a digit.
    v.id = "6f1c2b1e-0000-4000-8000-000000000001".into();
    v.classe_contexte = "MobileTwoFactorUnregistered".into();
    // The patient is of the OID of test, whoever it is.
    let ctx = ContexteVihf {
        patients_du_corps: vec![(INS.into(), "1.2.250.1.213.1.4.8".into())],
        ..banc.contexte("org-auth-cli")
    };
    let communes = [
        "vihf.attribut.type",
        // An hour ahead is out of its life too.
        "vihf.duree-vie",
        "vihf.identifiant",
        "vihf.issue-instant.futur",
        "vihf.patient.oid-corps",
        "vihf.signature.valide",
    ];
    for (roles, siennes) in [
        // The role map is keyed by the code alone: who practises is « in training ».
        (
            vec![code("10", SYSTEME_FORMATION), code("SM03", SYSTEME_SAVOIR_FAIRE)],
            vec!["vihf.role.reserve"],
        ),
        (vec![code("50", SYSTEME_FORMATION)], vec![]),
        // The second role is the savoir-faire, of a pharmacien too.
        (
            vec![code("21", SYSTEME_PROFESSION), code("SM03", SYSTEME_SAVOIR_FAIRE)],
            vec!["vihf.role.systeme"],
        ),
    ] {
        v.roles = roles;
        let mut texte = banc.signer(&v, CACHET);
        for (avant, apres) in [
            ("IssueInstant=\"2026-01-15T08:50:00.000Z\"", "IssueInstant=\"2026-01-15T10:00:00Z\""),
            ("AuthnInstant=\"2026-01-15T04:00:00.000Z\"", "AuthnInstant=\"2026-01-15T05:00:00Z\""),
            ("http://www.w3.org/2001/XMLSchema\"", "http://wwww.w3.org/2001/XMLSchema\""),
            (
                "<saml2:AttributeValue><PurposeOfUse",
                "<saml2:AttributeValue xmlns:xs=\"http://wwww.w3.org/2001/XMLSchema\" xsi:type=\"xs:string\"><PurposeOfUse",
            ),
        ] {
            assert!(texte.contains(avant), "{avant}");
            texte = texte.replace(avant, apres);
        }
        let constats = juger_vihf(&message(&texte, ""), &banc.confiance, MAINTENANT, &ctx);
        let attendues: BTreeSet<_> = communes.into_iter().chain(siennes).collect();
        assert_eq!(ids(&constats), attendues);
        let types = constats.iter().filter(|c| c.rule == "vihf.attribut.type").count();
        assert!(types > 2, "each text, and the element");
    }
}

/// The certificate of the connection says nothing of the message: what it turns, and whether it accuses.
#[test]
fn le_certificat_de_la_connexion_est_juge() {
    let banc = Banc::nouveau();
    let indirecte = message(&banc.propre(), "");
    let directe = message(&banc.signer(&banc.vihf(Mode::Directe, CARTE), CARTE), "");
    for (document, tls, attendues) in [
        (&indirecte, "org-auth-cli", vec![]),
        (&indirecte, "org-insi-auto", vec![("vihf.certificat.tls.insi", false)]),
        (
            &indirecte,
            "org-insi-auto-labo2",
            vec![("vihf.certificat.tls", true), ("vihf.certificat.tls.insi", false)],
        ),
        (
            &indirecte,
            "ps-auth-biologiste-1",
            vec![("vihf.certificat.tls", true), ("vihf.certificat.tls.porteur", true)],
        ),
        (&directe, "ps-auth-biologiste-1", vec![]),
        (&directe, "ps-auth-biologiste-2", vec![("vihf.certificat.tls", true)]),
        (
            &directe,
            "org-auth-cli",
            vec![("vihf.certificat.tls", true), ("vihf.certificat.tls.porteur", true)],
        ),
    ] {
        let constats = juger_vihf(document, &banc.confiance, MAINTENANT, &banc.contexte(tls));
        let vues: BTreeSet<_> = constats.iter().map(|c| (c.rule.as_str(), c.is_error())).collect();
        assert_eq!(vues, attendues.into_iter().collect(), "{tls}");
    }
}

/// What is allowed beside: values said twice, and periods in which the message came, near their ends or without one. Nothing but the
/// signature, which covers them, may turn.
#[test]
fn conditions_et_valeurs_admises() {
    let banc = Banc::nouveau();
    let propre = banc.propre();
    for (avant, apres) in [
        (AVANT, conditions("")),
        (
            AVANT,
            conditions("NotBefore=\"2026-01-15T09:04:00Z\" NotOnOrAfter=\"2026-01-15T09:30:00Z\""),
        ),
        (
            AVANT,
            conditions("NotBefore=\"2026-01-15T08:50:00.123Z\" NotOnOrAfter=\"2026-01-15T08:56:00.000Z\""),
        ),
        (
            AVANT,
            conditions("NotBefore=\"0001-01-01T00:00:00Z\" NotOnOrAfter=\"9999-12-31T23:59:59Z\""),
        ),
        (
            "urn:dmp</saml2:AttributeValue>",
            "urn:dmp</saml2:AttributeValue><saml2:AttributeValue> urn:dmp </saml2:AttributeValue>".to_owned(),
        ),
    ] {
        let document = message(&propre.replacen(avant, &apres, 1), "");
        assert_eq!(ids(&banc.juger(&document)), BTreeSet::from(["vihf.signature.valide"]), "{apres}");
    }
    // Two patients of one resource-id are both read.
    let deux = propre.replacen(
        "ISO^NH</saml2:AttributeValue>",
        "ISO^NH</saml2:AttributeValue><saml2:AttributeValue>181016322075140^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH</saml2:AttributeValue>",
        1,
    );
    let patients: Vec<_> = lire_vihf(&deux).unwrap().patients().into_iter().map(|p| p.ins).collect();
    assert_eq!(patients, [INS, "181016322075140"]);
}
