//! Every rule turned by a message made for it; clean messages that turn none.

use super::*;
use crate::REGLES;

#[test]
fn les_messages_propres_ne_tournent_rien() {
    let banc = Banc::nouveau();
    assert_eq!(juger(&banc.structure(), requete(&banc.ou(), "").as_bytes(), &banc.ctx), vec![]);
    assert_eq!(juger(&banc.echange(None), banc.carte().as_bytes(), &banc.ctx), vec![]);
    // From a file: nothing is known of the connection.
    let mut fichier = banc.echange(None);
    fichier.pair = Peer::default();
    fichier.requete = Message::default();
    assert_eq!(juger(&fichier, requete("1999900038", "").as_bytes(), &banc.ctx), vec![]);
}

/// Rule, exchange, message.
fn cas(banc: &Banc) -> Vec<(&'static str, Exchange, String)> {
    let propre = requete(&banc.ou(), "");
    let carte = banc.carte();
    let en_tete = |valeur: &str| {
        let mut e = banc.structure();
        e.requete.entetes = vec![("content-type".into(), valeur.into())];
        e
    };
    let mut cas: Vec<(&'static str, Exchange, String)> = vec![
        ("insi.requete.lisible", banc.structure(), "<a>".into()),
        ("insi.requete.lisible", banc.structure(), CORPS.into()),
        (
            "insi.requete.lisible",
            en_tete("application/soap+xml; charset=windows-1252"),
            propre.clone(),
        ),
        (
            "insi.requete.lisible",
            banc.structure(),
            propre.replace(
                "http://www.w3.org/2003/05/soap-envelope",
                "http://schemas.xmlsoap.org/soap/envelope/",
            ),
        ),
        ("insi.requete.type-contenu", en_tete("text/xml; charset=utf-8"), propre.clone()),
        ("insi.requete.type-contenu", en_tete("application/json"), "{}".into()),
        (
            "insi.requete.action-http",
            en_tete("application/soap+xml; action=\"urn:autre\""),
            propre.clone(),
        ),
        ("insi.requete.certificat.cn", banc.echange(Some("org-auth-cli")), propre.clone()),
        (
            "insi.requete.emetteur.structure",
            banc.structure(),
            propre.replace(&format!(">{}<", banc.ou()), ">INSI-AUTO<"),
        ),
        (
            "insi.requete.emetteur.carte",
            banc.echange(None),
            carte.replace("<lps:Emetteur>899900000045", "<lps:Emetteur>899900000046"),
        ),
        ("insi.requete.preuve-identite", banc.echange(None), propre.clone()),
        (
            "insi.requete.expiration",
            banc.structure(),
            requete(
                &banc.ou(),
                &securite(&format!(
                    "<u:Timestamp xmlns:u=\"{}\"><u:Expires>2020-01-01T00:00:00Z</u:Expires></u:Timestamp>",
                    segur_soap::ns::WSU
                )),
            ),
        ),
        (
            "insi.requete.security-timestamp",
            banc.structure(),
            requete(
                &banc.ou(),
                &securite(&format!("<u:Timestamp xmlns:u=\"{}\"/>", segur_soap::ns::WSU)),
            ),
        ),
        (
            "insi.requete.must-understand",
            banc.structure(),
            propre.replace(
                "<wsa:Action>",
                "<x xmlns=\"urn:x\" xmlns:s12=\"http://www.w3.org/2003/05/soap-envelope\" s12:mustUnderstand=\"true\"/><wsa:Action>",
            ),
        ),
        ("insi.requete.securite-vide", banc.structure(), requete(&banc.ou(), &securite(""))),
        (
            "insi.requete.jeton-etranger",
            banc.echange(None),
            requete(
                "899900000045",
                &securite(&banc.assertion(vec![Banc::facturation(), ("VIHF_Version".into(), "3.0".into())])),
            ),
        ),
        (
            "insi.requete.jeton-etranger",
            banc.echange(None),
            requete("899900000045", &securite("<w:BinarySecurityToken>eyJ</w:BinarySecurityToken>")),
        ),
        (
            "insi.requete.psc",
            {
                let mut e = banc.echange(None);
                e.requete.entetes.push(("Authorization".into(), "Bearer ***".into()));
                e
            },
            propre.clone(),
        ),
    ];
    let mutations: &[(&str, &str, &str)] = &[
        ("insi.requete.action", ns::ACTION_TRAITS, ns::ACTION_VITALE),
        (
            "insi.requete.action-presente",
            "<wsa:Action>urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite</wsa:Action>",
            "",
        ),
        (
            "insi.requete.message-id",
            "<wsa:MessageID>uuid:00000000-0000-5000-8000-000000000001</wsa:MessageID>",
            "",
        ),
        ("insi.requete.message-id", "uuid:00000000-0000-5000-8000-000000000001", " "),
        (
            "insi.requete.message-id.forme",
            "uuid:00000000-0000-5000-8000-000000000001",
            "message-1",
        ),
        (
            "insi.requete.bloc-en-double",
            "<wsa:Action>",
            "<wsa:MessageID>2</wsa:MessageID><wsa:Action>",
        ),
        ("insi.requete.contexte", "lps:ContexteLPS", "lps:Contexte"),
        ("insi.requete.contexte", "bam:ContexteBAM", "bam:Contexte"),
        ("insi.requete.contexte.version", " Version=\"01_00\"", ""),
        ("insi.requete.contexte.version-connue", "Version=\"01_02\"", "Version=\"1.0\""),
        ("insi.requete.contexte.nature", "Nature=\"CTXLPS\"", "Nature=\"CTX\""),
        ("insi.requete.contexte.id", "<lps:Id>1</lps:Id>", "<lps:Id> </lps:Id>"),
        (
            "insi.requete.contexte.temps",
            "<lps:Temps>2026-01-15T09:00:00Z",
            "<lps:Temps>15/01/2026",
        ),
        ("insi.requete.contexte.temps", "<bam:Temps>2026-01-15T09:00:00Z</bam:Temps>", ""),
        (
            "insi.requete.contexte.temps-utc",
            "<lps:Temps>2026-01-15T09:00:00Z",
            "<lps:Temps>2026-01-15T10:00:00+01:00",
        ),
        (
            "insi.requete.contexte.temps-utc",
            "<lps:Temps>2026-01-15T09:00:00Z",
            "<lps:Temps>2026-01-15T09:00:00",
        ),
        (
            "insi.requete.contexte.temps-frais",
            "<lps:Temps>2026-01-15T09:00:00Z",
            "<lps:Temps>2026-01-15T09:05:01Z",
        ),
        (
            "insi.requete.contexte.ordre",
            "<lps:Id>1</lps:Id><lps:Temps>2026-01-15T09:00:00Z</lps:Temps>",
            "<lps:Temps>2026-01-15T09:00:00Z</lps:Temps><lps:Id>1</lps:Id>",
        ),
        (
            "insi.requete.contexte.ordre",
            "<lps:Version>1.0</lps:Version>",
            "<lps:Version>1.0</lps:Version><lps:Autre/>",
        ),
        (
            "insi.requete.contexte.ordre",
            "<bam:Id>2</bam:Id>",
            "<bam:Id>2</bam:Id><bam:Id>2</bam:Id>",
        ),
        ("insi.requete.couverture", "<bam:COUVERTURE/>", ""),
        (
            "insi.requete.couverture-vide",
            "<bam:COUVERTURE/>",
            "<bam:COUVERTURE><bam:GrandRegime>01</bam:GrandRegime></bam:COUVERTURE>",
        ),
        (
            "insi.requete.couverture.forme",
            "<bam:COUVERTURE/>",
            "<bam:COUVERTURE><bam:ASSURE><bam:Id><bam:Num>1</bam:Num></bam:Id></bam:ASSURE></bam:COUVERTURE>",
        ),
        ("insi.requete.lps.instance", "00000000-0000-5000-8000-000000000002", "1"),
        ("insi.requete.lps", "<lps:Nom>urn:lps:temoin:1.0</lps:Nom>", ""),
        ("insi.requete.idam", "<lps:IDAM R=\"4\">BN17SG26LA01</lps:IDAM>", ""),
        ("insi.requete.idam.forme", "BN17SG26LA01", "NumAutorisation"),
        ("insi.requete.idam.r", " R=\"4\"", ""),
        ("insi.requete.idam.connu", "BN17SG26LA01", "BN17SG26LA02"),
        ("insi.requete.emetteur", "<lps:Emetteur>", "<lps:Emetteur/><lps:Emetteur>"),
        (
            "insi.requete.espace-de-noms",
            "http://www.cnamts.fr/INSiRecSans",
            "http://www.cnamts.fr/INSiRecVit",
        ),
        (
            "insi.requete.ordre",
            "<ins:Sexe>M</ins:Sexe><ins:DateNaissance>1981-01-01</ins:DateNaissance>",
            "<ins:DateNaissance>1981-01-01</ins:DateNaissance><ins:Sexe>M</ins:Sexe>",
        ),
        (
            "insi.requete.ordre",
            "<ins:Sexe>M</ins:Sexe>",
            "<ins:Sexe>M</ins:Sexe><ins:NomUsuel/>",
        ),
        ("insi.requete.valeur-simple", ">ADRDEUX<", ">ADRDEUX<ins:Sexe>F</ins:Sexe><"),
        (
            "insi.requete.valeur-simple",
            "<lps:Id>1</lps:Id>",
            "<lps:Id>1<lps:Id>2</lps:Id></lps:Id>",
        ),
        (
            "insi.requete.valeur-simple",
            "<lps:Version>1.0</lps:Version>",
            "<lps:Version>1.0<x/></lps:Version>",
        ),
        ("insi.requete.traits", "<ins:Sexe>M</ins:Sexe>", ""),
        ("insi.requete.traits", ">ADRDEUX<", "><"),
        (
            "insi.requete.un-prenom",
            "<ins:Prenom>LAURENT</ins:Prenom>",
            "<ins:Prenom>LAURENT</ins:Prenom><ins:Prenom>PAUL</ins:Prenom>",
        ),
        ("insi.requete.alphabet", "ADRDEUX", "CŒUR"),
        ("insi.requete.alphabet", "LAURENT", "Laurent"),
        ("insi.requete.sexe", ">M<", ">H<"),
        ("insi.requete.date", "1981-01-01", "01/01/1981"),
        ("insi.requete.blancs", "1981-01-01", " 1981-01-01 "),
        ("insi.requete.blancs", "1981-01-01", "\n1981-01-01"),
        ("insi.requete.date.calendrier", "1981-01-01", "1981-02-30"),
        ("insi.requete.lieu", "63220", "6322"),
        ("insi.requete.lieu", "63220", "2a004"),
    ];
    for (regle, avant, apres) in mutations {
        assert!(propre.contains(avant), "{regle} : {avant}");
        cas.push((regle, banc.structure(), propre.replace(avant, apres)));
    }
    let long = "A".repeat(257);
    cas.push(("insi.requete.longueur", banc.structure(), propre.replace("ADRDEUX", &long[..101])));
    for (avant, _) in [("<lps:Id>1", ()), ("urn:lps:temoin:1.0", ())] {
        let apres = if avant.starts_with('<') {
            format!("<lps:Id>{long}")
        } else {
            long.clone()
        };
        cas.push(("insi.requete.contexte.longueur", banc.structure(), propre.replace(avant, &apres)));
    }
    cas.extend(super::carte::cas_de_carte(banc));
    cas
}

#[test]
fn chaque_regle_est_tournee() {
    let banc = Banc::nouveau();
    let mut tournees = BTreeSet::new();
    for (regle, echange, message) in cas(&banc) {
        let constats = juger(&echange, message.as_bytes(), &banc.ctx);
        assert!(regles(&constats).contains(regle), "{regle} : {constats:#?}");
        assert!(
            constats.iter().all(|f| !f.location.path.is_empty()),
            "every finding has a place: {constats:#?}"
        );
        tournees.insert(regle);
    }
    assert_eq!(tournees, REGLES.iter().map(|r| r.id).collect::<BTreeSet<_>>());
}

/// What else a defect may turn, because it is one more thing that does not hold.
#[test]
fn un_defaut_ne_tourne_que_sa_regle() {
    let banc = Banc::nouveau();
    let aussi = |regle: &str| -> &[&str] {
        match regle {
            "insi.requete.emetteur" => &["insi.requete.contexte.ordre"],
            "insi.requete.idam.forme" => &["insi.requete.idam.connu"],
            "insi.requete.expiration" => &["insi.requete.security-timestamp"],
            "insi.requete.jeton-etranger" => &["saml.ps.pas-vihf", "insi.requete.preuve-identite"],
            "insi.requete.couverture.forme" => &["insi.requete.couverture-vide", "insi.requete.couverture.accord"],
            "insi.requete.vitale.assertion.age" => &["insi.requete.vitale.assertion.forme"],
            "insi.requete.vitale.matricule" | "insi.requete.vitale.rang" | "insi.requete.date" => &["insi.requete.couverture.accord"],
            "insi.requete.verification.ins" => &["insi.requete.verification.contrat"],
            "insi.requete.type-contenu" => &["insi.requete.lisible"],
            _ => &[],
        }
    };
    for (regle, echange, message) in cas(&banc) {
        let constats = juger(&echange, message.as_bytes(), &banc.ctx);
        let permises: BTreeSet<&str> = aussi(regle).iter().copied().chain([regle]).collect();
        assert!(regles(&constats).is_subset(&permises), "{regle} : {:?}", regles(&constats));
    }
}

#[test]
fn le_constat_dit_ou() {
    let banc = Banc::nouveau();
    let message = requete(&banc.ou(), "")
        .replace("1981-01-01", "1981")
        .replace("<ins:Sexe>", "\n  <ins:Sexe>");
    let constats = juger(&banc.structure(), message.as_bytes(), &banc.ctx);
    let [constat] = &constats[..] else { panic!("{constats:?}") };
    assert_eq!(
        (constat.location.line, constat.location.path.as_str()),
        (4, "/Envelope/Body/RECSANSVITALE/DateNaissance")
    );
    assert_eq!(constat.seen, "1981");
}

#[test]
fn une_regle_non_verifiee_n_est_jamais_une_erreur() {
    let banc = Banc::nouveau();
    for (_, echange, message) in cas(&banc) {
        for constat in juger(&echange, message.as_bytes(), &banc.ctx) {
            assert!(constat.trust == segur_model::Trust::Verified || !constat.is_error(), "{constat:?}");
        }
    }
}

#[test]
fn sans_horloge_declaree_rien_n_est_perime_par_le_banc() {
    let banc = Banc::nouveau();
    let mut echange = banc.echange(None);
    echange.instant += Duration::days(2);
    let ctx = Contexte {
        horloge_declaree: false,
        ..banc.ctx.clone()
    };
    assert_eq!(juger(&echange, banc.carte().as_bytes(), &ctx), vec![]);
    let declaree = juger(&echange, banc.carte().as_bytes(), &banc.ctx);
    assert_eq!(
        regles(&declaree),
        BTreeSet::from(["saml.ps.duree-vie", "insi.requete.contexte.temps-frais"])
    );
}

/// A timestamp that a library adds is nobody's token, whatever else is known of the caller; an empty element that repeats a comment, and
/// the end of a day as the schema lets it be written, are right.
#[test]
fn des_formes_inhabituelles_et_admises() {
    let banc = Banc::nouveau();
    let horodatee = requete(
        "1999900038",
        &securite(&format!(
            "<u:Timestamp xmlns:u=\"{}\"><u:Expires>9999-12-31T23:59:59Z</u:Expires></u:Timestamp>",
            segur_soap::ns::WSU
        )),
    );
    let mut fichier = banc.echange(None);
    fichier.pair = Peer::default();
    fichier.requete = Message::default();
    let constats = juger(&fichier, horodatee.as_bytes(), &banc.ctx);
    assert_eq!(regles(&constats), BTreeSet::from(["insi.requete.security-timestamp"]));
    assert!(!constats[0].is_error());
    let propre = requete(&banc.ou(), "");
    let mut ctx = banc.ctx.clone();
    ctx.horloge_declaree = false;
    for (avant, apres) in [
        ("<lps:Temps>2026-01-15T09:00:00Z", "<lps:Temps>2026-01-14T24:00:00Z"),
        ("<lps:Temps>2026-01-15T09:00:00Z", "<lps:Temps>2026-01-14T24:00:00.000Z"),
        (">ADRDEUX<", ">ADR<!-- rien -->DEUX<"),
    ] {
        let message = propre.replace(avant, apres);
        assert_ne!(message, propre);
        assert_eq!(juger(&banc.structure(), message.as_bytes(), &ctx), vec![], "{apres}");
    }
    for faux in [
        "2026-01-14T24:00:01Z",
        "2026-01-14T24:01:00Z",
        "2026-01-14T24:00:00.001Z",
        "2026-02-30T24:00:00Z",
        "9999-12-31T24:00:00Z",
    ] {
        let message = propre.replace("<lps:Temps>2026-01-15T09:00:00Z", &format!("<lps:Temps>{faux}"));
        let constats = juger(&banc.structure(), message.as_bytes(), &ctx);
        assert_eq!(regles(&constats), BTreeSet::from(["insi.requete.contexte.temps"]), "{faux}");
    }
}
