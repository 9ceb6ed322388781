//! The gateway of Pro Santé Connect: what says that a message was sent to it, and the VIHF that its answer shows.

use bytes::Bytes;
use segur_dialecte::Source;
use segur_model::{Direction, Exchange, Severity};

use super::*;
use crate::{DIALECTE, operations, psc};

const MESSAGE: &str = "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Header/><e:Body/></e:Envelope>";

fn vihf(ps: &str) -> String {
    format!(
        "<a:Assertion xmlns:a='urn:oasis:names:tc:SAML:2.0:assertion' ID='_1' Version='2.0'><a:Subject><a:NameID>{ps}</a:NameID></a:Subject></a:Assertion>"
    )
}

fn echange(ligne: &str, entete: Option<String>) -> Exchange {
    let mut e = Exchange::vide(Direction::CandidatVersBanc, MAINTENANT);
    e.service = "dmp".to_owned();
    e.operation = operations::TD32.to_owned();
    e.requete.ligne = ligne.to_owned();
    e.reponse.entetes = entete.map(|v| ("Banc-VIHF".to_owned(), v)).into_iter().collect();
    e
}

fn lu(e: &Exchange) -> (Option<String>, Vec<(String, Severity)>) {
    let (requete, reponse) = (Bytes::from(MESSAGE), Bytes::new());
    let lu = DIALECTE.lire(&Source::echange(e, &requete, &reponse)).unwrap();
    let (monde, confiance) = (World::default(), Confiance::default());
    let constats = lu.constats(&Connu::du_monde(&monde, &confiance, MAINTENANT));
    let propres = constats
        .into_iter()
        .filter(|c| c.rule.starts_with("dmp.psc.") || c.rule.starts_with("vihf."));
    (
        lu.faits().valeurs("vihf.ps").first().cloned(),
        propres.map(|c| (c.rule, c.severity)).collect(),
    )
}

#[test]
fn l_adresse_dit_le_mode() {
    let passerelle = "POST /api-psc/si-dmp-server/v2/services/repository HTTP/1.1";
    assert_eq!(
        lu(&echange(passerelle, None)),
        (None, vec![("dmp.psc.essais".into(), Severity::Info)])
    );
    // Elsewhere a message without its VIHF is wrong, and no header of the answer gives it one.
    let carte = "POST /si-dmp-server/v2/services/repository HTTP/1.1";
    let entete = psc::ecrire_entete(&vihf("899900000052"));
    let vues = vec![("vihf.presente".into(), Severity::Error)];
    assert_eq!(lu(&echange(carte, Some(entete))), (None, vues));
    for (ligne, attendu) in [
        ("GET /api-psc/si-dmp-server/v2/services HTTP/1.1", true),
        (
            "POST https://banc.test:4103/api-psc/si-dmp-server/v2/services/patients?x HTTP/1.1",
            true,
        ),
        ("GET /api-psc/si-dmp-server/v2/services?wsdl HTTP/1.1", true),
        ("POST /api-psc/si-dmp-server/v2/servicesX HTTP/1.1", false),
        ("POST /x?y=/api-psc/si-dmp-server/v2/services/ HTTP/1.1", false),
        ("POST https://banc.test HTTP/1.1", false),
        ("", false),
    ] {
        assert_eq!(psc::est_adresse(ligne), attendu, "{ligne}");
    }
}

#[test]
fn le_vihf_de_la_reponse_donne_ses_faits() {
    let passerelle = "POST /api-psc/si-dmp-server/v2/services/repository HTTP/1.1";
    let ps = |entete: &str| lu(&echange(passerelle, Some(entete.to_owned()))).0;
    assert_eq!(ps(&psc::ecrire_entete(&vihf("899900000052"))).as_deref(), Some("899900000052"));
    let long = psc::ecrire_entete(&vihf(&"8".repeat(40_000)));
    for faux in [
        "",
        "é",
        "====",
        "PGE+",
        &psc::ecrire_entete("<a/>"),
        &psc::ecrire_entete("<!DOCTYPE a><a/>"),
        &long,
    ] {
        assert_eq!(ps(faux), None, "{}", &faux[..faux.len().min(40)]);
    }
}

/// A gateway that is not public accuses nobody.
#[test]
fn aucune_regle_ne_condamne() {
    for r in psc::REGLES {
        assert!(r.severity_effective() < Severity::Error, "{}", r.id);
        assert_eq!(r.trust, segur_model::Trust::SecondHand, "{}", r.id);
    }
}
