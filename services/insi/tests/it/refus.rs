//! What is refused, and how it is said.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use segur_insi::{InsiReglage, fautes};
use time::Duration;

use crate::outils::{ADRDEUX, Essai, MAINTENANT, Traits, fait, message, securite, vue};

#[tokio::test]
async fn les_fautes_sur_le_fil() {
    let essai = Essai::nouveau();
    let propre = message("1999900038", "", &ADRDEUX.corps());
    assert_snapshot!(
        "desir_550_absent",
        vue(&essai
            .structure(&propre.replace("<lps:IDAM R=\"4\">BN17SG26LA01</lps:IDAM>", ""))
            .await)
    );
    assert_snapshot!(
        "desir_550_inconnu",
        vue(&essai.structure(&propre.replace("BN17SG26LA01", "BN17SG26LA99")).await)
    );
    assert_snapshot!(
        "desir_560_cn",
        vue(&essai.envoyer(essai.requete(Some("org-auth-cli"), &propre)).await)
    );
    assert_snapshot!(
        "desir_560_ou",
        vue(&essai.envoyer(essai.requete(Some("org-insi-auto-labo2"), &propre)).await)
    );
    assert_snapshot!("banc_assertion_absente", vue(&essai.carte(&propre).await));
    assert_snapshot!(
        "banc_traits",
        vue(&essai.chercher(&Traits("ADRDEUX", &["LAURENT"], "", "1981-01-01", "")).await)
    );
    assert_snapshot!(
        "banc_alphabet",
        vue(&essai.chercher(&Traits("D'ÆION CŒUR", &["LEON"], "M", "1950-10-10", "")).await)
    );
    assert_snapshot!("banc_illisible", vue(&essai.structure("<a>").await));
    assert_snapshot!(
        "banc_illisible_soap11",
        vue(&essai
            .structure(&propre.replace(segur_soap::ns::SOAP12, segur_soap::ns::SOAP11))
            .await)
    );
    assert_snapshot!(
        "banc_illisible_dtd",
        vue(&essai
            .structure("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")
            .await)
    );
    assert_snapshot!("banc_vitale", vue(&essai.par_carte("<NomNaissance>VITALIER</NomNaissance>").await));
    assert_snapshot!(
        "banc_contexte",
        vue(&essai.structure(&propre.replace("bam:ContexteBAM", "bam:Contexte")).await)
    );
    assert_snapshot!("banc_action", vue(&essai.demander(Some("org-insi-auto"), "urn:foo", &propre).await));
    assert_snapshot!(
        "banc_forme",
        vue(&essai.chercher(&Traits("ADRDEUX", &["LAURENT"], "M", "01/01/1981", "")).await)
    );
    let mut jeton = essai.requete(None, &propre);
    jeton.entetes.insert("authorization", "Bearer eyJ".parse().unwrap());
    assert_snapshot!("banc_psc", vue(&essai.envoyer(jeton).await));
}

#[tokio::test]
async fn illisible_a_son_operation_et_ses_faits() {
    let essai = Essai::nouveau();
    let reponse = essai.structure("ce n'est pas du XML").await;
    assert_eq!(reponse.operation.as_deref(), Some("insi.illisible"));
    assert_eq!(
        (fait(&reponse, "faute"), fait(&reponse, "faute.code")),
        (Some("siram_banc"), Some(fautes::ILLISIBLE))
    );
    assert_eq!(reponse.findings[0].rule, "insi.requete.lisible");
    assert_eq!(reponse.refus.as_deref(), Some("insi.requete.lisible"));
    let mut requete = essai.requete(Some("org-insi-auto"), &message("1999900038", "", &ADRDEUX.corps()));
    requete.entetes.insert("content-type", "text/xml; charset=utf-8".parse().unwrap());
    let reponse = essai.envoyer(requete).await;
    assert_eq!((reponse.statut, reponse.operation.as_deref()), (415, Some("insi.illisible")));
    assert!(String::from_utf8_lossy(&reponse.corps).contains("SOAP 1.1"));
    assert_eq!(reponse.findings[0].rule, "insi.requete.type-contenu");
    assert_eq!(reponse.refus.as_deref(), Some("insi.requete.type-contenu"));
}

#[tokio::test]
async fn un_refus_dit_sa_regle_et_ce_qu_elle_vaut() {
    use segur_model::Trust;
    let essai = Essai::nouveau();
    let propre = message("1999900038", "", &ADRDEUX.corps());
    let structure = |identite: &str, corps: &str| essai.envoyer(essai.requete(Some(identite), corps));
    let cas = [
        (
            structure("org-insi-auto", &propre.replace("BN17SG26LA01", "BN17SG26LA99")).await,
            "insi.requete.idam.connu",
            Trust::SecondHand,
        ),
        (
            structure("org-auth-cli", &propre).await,
            "insi.requete.certificat.cn",
            Trust::SecondHand,
        ),
        (
            structure("org-insi-auto-labo2", &propre).await,
            "insi.requete.emetteur.structure",
            Trust::SecondHand,
        ),
        (essai.carte(&propre).await, "insi.requete.preuve-identite", Trust::Verified),
        (
            essai.chercher(&Traits("ADRDEUX", &["LAURENT"], "", "1981-01-01", "")).await,
            "insi.requete.traits",
            Trust::SecondHand,
        ),
    ];
    for (reponse, regle, confiance) in cas {
        assert_eq!((reponse.statut, reponse.refus.as_deref()), (500, Some(regle)));
        let constat = reponse.findings.iter().find(|f| f.rule == regle).unwrap();
        assert_eq!(constat.trust, confiance, "{regle}");
    }
    // What is answered, and what a scenario asked for, is no refusal on a rule.
    assert_eq!(structure("org-insi-auto", &propre).await.refus, None);
    let mut requete = essai.requete(Some("org-insi-auto"), &propre.replace("BN17SG26LA01", "BN17SG26LA99"));
    requete.panne = Some("insi_102".into());
    assert_eq!(essai.envoyer(requete).await.refus, None);
}

#[tokio::test]
async fn l_assertion_est_jugee_strictement() {
    let essai = Essai::nouveau();
    let envoyer = async |assertion: String, emetteur: &str| essai.carte(&message(emetteur, &securite(&assertion), &ADRDEUX.corps())).await;
    let bonne = essai.assertion("ps-sign-biologiste-1", |_| {});
    assert_eq!(fait(&envoyer(bonne.clone(), "899900000045").await, "cr"), Some("00"));
    let refusees = [
        (
            "saml.ps.certificat.validite",
            essai.assertion("ps-sign-biologiste-1-expire", |_| {}),
        ),
        (
            "saml.ps.certificat.revocation",
            essai.assertion("ps-sign-biologiste-1-revoque", |_| {}),
        ),
        (
            "saml.ps.certificat.chaine",
            essai.assertion("org-insi-auto-etranger", |a| a.name_id = "INSI-AUTO".into()),
        ),
        (
            "saml.ps.duree-vie",
            essai.assertion("ps-sign-biologiste-1", |a| a.instant = MAINTENANT - Duration::hours(2)),
        ),
        ("saml.ps.signature.valide", bonne.replace("991999004", "991999005")),
        (
            "saml.ps.pas-vihf",
            essai.assertion("ps-sign-biologiste-1", |a| a.attributs.push(("VIHF_Version".into(), "3.0".into()))),
        ),
        ("insi.requete.emetteur.carte", bonne.clone()),
        (
            "insi.requete.jeton-etranger",
            "<w:BinarySecurityToken>eyJhbGciOiJub25lIn0</w:BinarySecurityToken>".to_owned(),
        ),
    ];
    for (regle, assertion) in refusees {
        let emetteur = if regle == "insi.requete.emetteur.carte" {
            "899900000060"
        } else if regle.ends_with("chaine") {
            "INSI-AUTO"
        } else {
            "899900000045"
        };
        let reponse = envoyer(assertion, emetteur).await;
        assert_eq!(
            (reponse.statut, fait(&reponse, "faute.code")),
            (500, Some(fautes::ASSERTION)),
            "{regle}"
        );
        assert!(reponse.findings.iter().any(|c| c.rule == regle), "{regle} : {:?}", reponse.findings);
    }
}

#[tokio::test]
async fn une_regle_toleree_ne_refuse_plus_mais_se_voit() {
    let regle = "saml.ps.certificat.validite";
    let essai = Essai::avec(
        InsiReglage {
            tolerances: vec![regle.into()],
            ..InsiReglage::default()
        },
        segur_world::monde_demo().unwrap(),
    );
    let assertion = essai.assertion("ps-sign-biologiste-1-expire", |_| {});
    let reponse = essai.carte(&message("899900000045", &securite(&assertion), &ADRDEUX.corps())).await;
    assert_eq!(fait(&reponse, "cr"), Some("00"));
    assert_eq!(
        reponse.findings.iter().map(|c| c.rule.as_str()).collect::<BTreeSet<_>>(),
        BTreeSet::from([regle])
    );
}

#[tokio::test]
async fn l_age_de_l_assertion_suit_l_horloge_que_le_candidat_suit() {
    let essai = Essai::nouveau();
    let avance = Duration::days(3);
    // The bench is three days ahead; this candidate is not, and its fresh assertion is fresh.
    let mut requete = essai.requete(
        None,
        &message(
            "899900000045",
            &securite(&essai.assertion("ps-sign-biologiste-1", |_| {})),
            &ADRDEUX.corps(),
        ),
    );
    requete.instant = MAINTENANT + avance;
    assert_eq!(fait(&essai.envoyer(requete).await, "cr"), Some("00"));
    // This one follows the bench: its assertion of three days ago, in bench time, is old.
    let corps = message(
        "899900000045",
        &securite(&essai.assertion("ps-sign-biologiste-1", |_| {})),
        &ADRDEUX.corps(),
    )
    .replace("2026-01-15T09:00:00Z", "2026-01-18T09:00:00Z");
    let mut requete = essai.requete(None, &corps);
    requete.instant = MAINTENANT + avance;
    assert_eq!(fait(&essai.envoyer(requete).await, "faute.code"), Some(fautes::ASSERTION));
}

#[tokio::test]
async fn les_pannes_demandees_passent_avant_tout() {
    let essai = Essai::nouveau();
    let panne = async |code: &str| {
        let mut requete = essai.requete(Some("org-insi-auto"), &message("1999900038", "", &ADRDEUX.corps()));
        requete.panne = Some(code.into());
        essai.envoyer(requete).await
    };
    assert_snapshot!("panne_insi_102", vue(&panne("insi_102").await));
    assert_snapshot!("panne_desir_550", vue(&panne("desir_550").await));
    assert_snapshot!("panne_cr_01", vue(&panne("cr_01").await));
    assert_eq!(fait(&panne("cr_02").await, "cr"), Some("02"));
    assert_eq!(fait(&panne("insi_101").await, "faute"), Some("siram_40"));
    // Codes of no source: in the form of the nearest one.
    let inconnue = panne("insi_999<").await;
    assert_eq!(
        (fait(&inconnue, "faute"), fait(&inconnue, "faute.code")),
        (Some("siram_40"), Some("insi_999<"))
    );
    assert_eq!(fait(&panne("desir_999").await, "faute"), Some("siram_100"));
}
