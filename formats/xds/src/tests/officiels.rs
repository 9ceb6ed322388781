//! The official samples, when they are there: what each turns is known, one by one.

use segur_model::Severity;

use super::messages::{operation, texte};
use super::*;
use crate::echange::lire_message;
use crate::{lire_lot, lire_reponse, lire_td02, lire_td02_reponse};

/// Rule and severity, once each.
fn vu(constats: &[Finding]) -> String {
    let vues: BTreeSet<String> = constats.iter().map(|f| format!("{} {:?}", f.rule, f.severity)).collect();
    vues.into_iter().collect::<Vec<_>>().join("\n")
}

fn contexte(banc: &Banc) -> ContexteLot {
    ContexteLot {
        maintenant: datetime!(2021-06-04 14:00 UTC),
        ..banc.ctx.clone()
    }
}

#[test]
fn l_alimentation_officielle() {
    let Some(octets) = corpus("dmp-samples-v2.05/TD2.1_Alimentation_requete.xml") else {
        return;
    };
    assert_eq!(operation(None, &octets), "dmp.TD2.1");
    let message = lire_message(None, &octets.into()).unwrap();
    let lot = lire_lot(&segur_soap::lire(&message.enveloppe).unwrap()).unwrap();
    assert_eq!(
        (lot.documents().count(), lot.signatures().count(), message.parties.len()),
        (1, 1, 2)
    );
    let document = lot.documents().next().unwrap();
    assert!(lot.contenu(document, &message.parties).unwrap().0.starts_with(b"<ClinicalDocument"));
    let constats = juger_lot(&message.enveloppe, &message.parties, &contexte(Banc::nouveau()));
    insta::assert_snapshot!(vu(&constats));
    for erreur in constats.iter().filter(|f| f.severity == Severity::Error) {
        assert!(erreur.rule.starts_with("xds.lot.signature."), "{erreur:#?}");
    }
}

/// The whole exchanges: besides the VIHF and the document, which have their own tests, nothing but what the lot turns.
#[test]
fn les_echanges_officiels() {
    for (operation, nom, attendues) in [
        ("dmp.TD0.2", "TD0.2_Test_dexistence_requete.xml", &[][..]),
        (
            "dmp.TD2.1",
            "TD2.1_Alimentation_requete.xml",
            // Its VIHF is of two years before, and of another sector.
            &[
                "xds.lot.date.vihf",
                "xds.lot.joint.casse",
                "xds.lot.signature.chaine",
                "xds.lot.signature.manifeste",
                "xds.lot.signature.sha1",
                "xds.lot.soap12",
                "xds.lot.typeCode.valeur",
                "xds.lot.vihf.secteur",
            ],
        ),
    ] {
        let Some(octets) = corpus(&format!("dmp-samples-v2.05/{nom}")) else {
            return;
        };
        let mut echange = echanges::echange(operation, "application/soap+xml");
        echange.requete.entetes.clear();
        let constats = echanges::juger(&echange, &octets, Environnement::Test);
        assert_eq!(echanges::propres(&constats), attendues.iter().copied().collect(), "{operation}");
        let lu = echanges::lire(&echange, &octets, b"");
        assert_eq!(lu.faits().valeurs("patient"), ["207058575627097"], "{operation}");
    }
}

#[test]
fn la_reponse_officielle() {
    let Some(octets) = corpus("dmp-samples-v2.05/TD2.1_Alimentation_reponse.xml") else {
        return;
    };
    let lue = lire_reponse(&segur_soap::lire(&texte(&octets)).unwrap());
    assert_eq!(lue, Some(crate::ReponseRegistre::succes()));
}

#[test]
fn le_test_d_existence_officiel() {
    let (Some(question), Some(reponse)) = (
        corpus("dmp-samples-v2.05/TD0.2_Test_dexistence_requete.xml"),
        corpus("dmp-samples-v2.05/TD0.2_Test_dexistence_reponse.xml"),
    ) else {
        return;
    };
    assert_eq!(operation(None, &question), "dmp.TD0.2");
    let lue = lire_td02(&segur_soap::lire(&texte(&question)).unwrap()).unwrap();
    assert_eq!(lue.patient.map(|c| c.valeur).as_deref(), Some("207058575627097"));
    assert_eq!(lue.raison.map(|c| c.valeur).as_deref(), Some("TEST_EXST"));
    assert_eq!(lue.question.1, "87d5fd8f-72b2-43bf-938c-0402bf850d25");
    let lue = lire_td02_reponse(&segur_soap::lire(&texte(&reponse)).unwrap()).unwrap();
    assert_eq!(
        (lue.existence.as_deref(), lue.statut.as_deref(), lue.autorisation.as_deref()),
        (Some("OK"), Some("active"), Some("VALIDE"))
    );
}

/// The template of the official kit is of 2010: INS-C, an element out of its namespace, and codes that are no more.
#[test]
fn le_gabarit_du_kit() {
    let Some(octets) = corpus("dmp-kit-templates-v2.06/template_XDS.xml") else {
        return;
    };
    let texte = segur_soap::decoder(&octets).unwrap().into_owned();
    insta::assert_snapshot!(vu(&juger_lot(&texte, &[], &contexte(Banc::nouveau()))));
}
