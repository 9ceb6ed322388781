//! What stands beside a lot, or in another form, and is right.

use segur_soap::mtom::Partie;

use super::*;

#[test]
fn le_contenu_peut_etre_dans_l_enveloppe() {
    let banc = Banc::nouveau();
    let mut pieces = Pieces::propres();
    pieces.joints = format!(
        "<xds:Document id=\"Document01\">{}</xds:Document>{}",
        STANDARD.encode(CDA),
        joint("Signature01")
    );
    let signature = &banc.parties()[1..];
    assert_eq!(juger_lot(&pieces.enveloppe(), signature, &banc.ctx), vec![]);
}

/// What is beside a lot, and right: slots of the request, a list of references, a signature of the message in a part of its own, and two
/// entries whose identifiers differ in case alone.
#[test]
fn ce_qui_entoure_le_lot_et_y_a_sa_place() {
    let banc = Banc::nouveau();
    let propre = Pieces::propres().enveloppe();
    let slots = format!(
        "<rs:RequestSlotList xmlns:rs=\"{}\"><Slot xmlns=\"{}\" name=\"x\"/></rs:RequestSlotList><RegistryObjectList",
        ns::RS,
        ns::RIM
    );
    let inclus = format!(
        "<x xmlns=\"urn:x\"><i:Include xmlns:i=\"{}\" href=\"cid:jeton@banc\"/></x></soap:Header>",
        ns::XOP
    );
    let parties = [
        banc.parties(),
        vec![Partie::nouvelle("jeton@banc", "application/octet-stream", b"abc".to_vec())],
    ]
    .concat();
    for (enveloppe, parties) in [
        (propre.replacen("<RegistryObjectList", &slots, 1), banc.parties()),
        (
            propre.replace("</RegistryObjectList>", "<ObjectRef id=\"urn:uuid:1\"/></RegistryObjectList>"),
            banc.parties(),
        ),
        (propre.replace("</soap:Header>", &inclus), parties),
    ] {
        assert_ne!(enveloppe, propre);
        assert_eq!(juger_lot(&enveloppe, &parties, &banc.ctx), vec![]);
    }
    let casse = |id: &str| Pieces::entree(id, &format!("1.2.250.1.999.1.2.{}", id.len()));
    let mut pieces = Pieces::propres();
    pieces.document.push_str(&casse("document01"));
    pieces
        .joints
        .push_str(&joint("document01").replace("cid:document01", "cid:Document01"));
    assert!(!regles(&banc.juger(&pieces)).iter().any(|r| r.starts_with("xds.lot.joint")));
}

/// The certificates that come with that of the signer may make its chain, and are not trusted by themselves.
#[test]
fn la_chaine_passe_par_les_autres_certificats_de_la_signature() {
    let banc = Banc::nouveau();
    let racines = |a: &&segur_certs::Autorite| a.confiance && a.certificat.sujet == a.certificat.emetteur;
    let pem: String = banc
        .igc
        .autorites()
        .iter()
        .filter(racines)
        .map(|a| a.certificat_pem.as_str())
        .collect();
    let ctx = ContexteLot {
        confiance: segur_x509::Confiance::lire::<&[u8]>(&pem, []).unwrap(),
        ..banc.ctx.clone()
    };
    let juger = |signature: &str| juger_lot(&Pieces::propres().enveloppe(), &Banc::parties_de(signature), &ctx);
    assert_eq!(regles(&juger(&banc.signature)), BTreeSet::from(["xds.lot.signature.chaine"]));
    let chaine = segur_x509::lire_pem(&banc.igc.identite("org-sign").unwrap().chaine_pem).unwrap();
    let autres: String = chaine[1..]
        .iter()
        .map(|der| format!("<X509Certificate>{}</X509Certificate>", STANDARD.encode(der)))
        .collect();
    // In any order, in one X509Data or in several.
    for (avant, apres) in [
        ("</X509Data>", format!("{autres}</X509Data>")),
        ("<X509Data>", format!("<X509Data>{autres}")),
        ("<X509Data>", format!("<X509Data>{autres}</X509Data><X509Data>")),
    ] {
        assert_eq!(juger(&banc.signature.replace(avant, &apres)), vec![], "{apres}");
    }
}
