//! Identifiers that serve again: told, never refused.

use crate::acteurs::LABO;
use crate::banc::Essai;
use crate::message::{AGATHE, ELIOTT, enveloppe, existence, question, vihf};
use segur_xds::ns::ACTION_TD02;

fn dits(recue: &crate::banc::Recue) -> Vec<String> {
    assert_eq!(recue.existence().existence.as_deref(), Some("OK"), "{}", recue.enveloppe);
    let regles = recue.regles().into_iter().filter(|(r, _)| r.ends_with(".reemploye"));
    regles.map(|(r, erreur)| format!("{r} {erreur}")).collect()
}

/// The `MessageID` of a message.
fn id(message: &str) -> String {
    let (_, suite) = message.split_once("<wsa:MessageID>").unwrap();
    suite.split_once('<').unwrap().0.to_owned()
}

#[tokio::test]
async fn un_message_id_est_d_un_message() {
    let essai = Essai::nouveau().await;
    let (premier, autre) = (existence(AGATHE), existence(ELIOTT));
    assert_eq!(dits(&essai.tester(premier.clone()).await), [""; 0]);
    // Sent again, it is the same message.
    assert_eq!(dits(&essai.tester(premier.clone()).await), [""; 0]);
    let repris = autre.replace(&id(&autre), &id(&premier));
    let recue = essai.tester(repris.clone()).await;
    assert_eq!(dits(&recue), ["xds.message.id.reemploye false"]);
    let constat = recue
        .echange
        .findings
        .iter()
        .find(|f| f.rule == "xds.message.id.reemploye")
        .unwrap();
    assert_eq!(constat.seen, id(&premier));
    // It stays the first's.
    assert_eq!(dits(&essai.tester(repris).await), ["xds.message.id.reemploye false"]);
    assert_eq!(dits(&essai.tester(autre).await), [""; 0]);
}

#[tokio::test]
async fn un_id_de_vihf_est_d_une_assertion() {
    let dossier = tempfile::tempdir().unwrap();
    let essai = Essai::dans(Some(dossier.path().to_owned()), &[]).await;
    let avec = |patient, secondes| {
        let vihf = vihf(patient, |v| {
            v.id = "_une".into();
            v.instant -= time::Duration::seconds(secondes);
        });
        enveloppe(ACTION_TD02, &vihf, &question(patient))
    };
    assert_eq!(dits(&essai.tester(avec(AGATHE, 0)).await), [""; 0]);
    // The same assertion, for another message: it is made for that.
    let autre_message = avec(AGATHE, 0).replace("extension=\"q1\"", "extension=\"q2\"");
    let autre_message = autre_message.replace(&id(&autre_message), "urn:uuid:11111111-1111-4111-8111-111111111111");
    assert_eq!(dits(&essai.tester(autre_message).await), [""; 0]);
    for autre in [avec(ELIOTT, 0), avec(AGATHE, 1)] {
        assert_eq!(dits(&essai.tester(autre).await), ["xds.message.vihf.reemploye false"]);
    }
    // Two that differ have two identifiers.
    assert_eq!(
        dits(
            &essai
                .tester(enveloppe(ACTION_TD02, &LABO.vihf(Some(AGATHE)), &question(AGATHE)))
                .await
        ),
        [""; 0]
    );
    // It is remembered after a restart, and forgotten by a reset.
    essai.banc.arreter().await;
    let essai = Essai::dans(Some(dossier.path().to_owned()), &[]).await;
    assert_eq!(dits(&essai.tester(avec(ELIOTT, 0)).await), ["xds.message.vihf.reemploye false"]);
    let url = format!("{}/banc/espaces/defaut/remise-a-zero", essai.banc.acces().controle);
    assert_eq!(reqwest::Client::new().post(url).send().await.unwrap().status(), 200);
    assert_eq!(dits(&essai.tester(avec(ELIOTT, 0)).await), [""; 0]);
}
