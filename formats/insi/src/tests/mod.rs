//! What the tests share: a bench's worth of certificates, a clean request, an exchange.

mod messages;
mod officiels;
mod regles;

use std::collections::BTreeSet;

use bytes::Bytes;
use segur_certs::Igc;
use segur_dialecte::{Confiance, Connu, Lu, Source};
use segur_model::{Direction, Exchange, Faits, Finding, Message, Peer, World};
use segur_saml::{AssertionPs, signer_assertion_ps};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::{DIALECTE, ns};

const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);

const CORPS: &str = "<ins:RECSANSVITALE xmlns:ins=\"http://www.cnamts.fr/INSiRecSans\"><ins:NomNaissance>ADRDEUX</ins:NomNaissance>\
<ins:Prenom>LAURENT</ins:Prenom><ins:Sexe>M</ins:Sexe><ins:DateNaissance>1981-01-01</ins:DateNaissance>\
<ins:LieuNaissance>63220</ins:LieuNaissance></ins:RECSANSVITALE>";

/// A request that holds every rule; `securite` is put in as it is.
fn requete(emetteur: &str, securite: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\" \
xmlns:wsa=\"http://www.w3.org/2005/08/addressing\" xmlns:lps=\"urn:siram:lps:ctxlps\" xmlns:bam=\"urn:siram:bam:ctxbam\">\n<soap:Header>\
<wsa:MessageID>uuid:00000000-0000-5000-8000-000000000001</wsa:MessageID><wsa:Action>{action}</wsa:Action>\
<lps:ContexteLPS Version=\"01_00\" Nature=\"CTXLPS\"><lps:Id>1</lps:Id><lps:Temps>2026-01-15T09:00:00Z</lps:Temps>\
<lps:Emetteur>{emetteur}</lps:Emetteur><lps:LPS><lps:IDAM R=\"4\">BN17SG26LA01</lps:IDAM><lps:Version>1.0</lps:Version>\
<lps:Instance>00000000-0000-5000-8000-000000000002</lps:Instance><lps:Nom>urn:lps:temoin:1.0</lps:Nom></lps:LPS></lps:ContexteLPS>\
<bam:ContexteBAM Version=\"01_02\" Nature=\"CTXBAM\"><bam:Id>2</bam:Id><bam:Temps>2026-01-15T09:00:00Z</bam:Temps>\
<bam:COUVERTURE/></bam:ContexteBAM>{securite}</soap:Header><soap:Body>{CORPS}</soap:Body></soap:Envelope>",
        action = ns::ACTION_TRAITS
    )
}

fn securite(contenu: &str) -> String {
    format!(
        "<w:Security xmlns:w=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\">{contenu}</w:Security>"
    )
}

struct Banc {
    igc: Igc,
    ctx: Contexte,
}

/// What requests are judged with.
#[derive(Clone)]
struct Contexte {
    confiance: Confiance,
    monde: World,
    horloge_declaree: bool,
}

fn lire(e: &Exchange, requete: &[u8], reponse: &[u8]) -> Box<dyn Lu> {
    let (requete, reponse) = (Bytes::copy_from_slice(requete), Bytes::copy_from_slice(reponse));
    DIALECTE.lire(&Source::echange(e, &requete, &reponse)).unwrap()
}

fn juger(e: &Exchange, requete: &[u8], ctx: &Contexte) -> Vec<Finding> {
    let k = Connu {
        horloge_declaree: ctx.horloge_declaree,
        ..Connu::du_monde(&ctx.monde, &ctx.confiance, MAINTENANT).de(e)
    };
    lire(e, requete, b"").constats(&k)
}

fn faits(operation: &str, e: &Exchange, requete: &[u8], reponse: &[u8]) -> Faits {
    let e = Exchange {
        operation: operation.to_owned(),
        ..e.clone()
    };
    lire(&e, requete, reponse).faits().faits.clone()
}

impl Banc {
    fn nouveau() -> Self {
        let igc = Igc::demo().unwrap();
        let ctx = Contexte {
            confiance: igc.confiance().clone(),
            monde: World {
                idam: vec!["BN17SG26LA01".into()],
                ..World::default()
            },
            horloge_declaree: true,
        };
        Self { igc, ctx }
    }

    fn assertion(&self, attributs: Vec<(String, String)>) -> String {
        let i = self.igc.identite("ps-sign-biologiste-1").unwrap();
        let assertion = AssertionPs {
            id: "_a1".into(),
            instant: MAINTENANT - Duration::minutes(1),
            emetteur_dn: i.certificat.sujet.clone(),
            name_id: i.certificat.cn.clone(),
            attributs,
        };
        signer_assertion_ps(&assertion, &i.cle_pem, &i.certificat_pem).unwrap()
    }

    fn facturation() -> (String, String) {
        ("identifiantFacturation".into(), "991999004".into())
    }

    /// Card mode.
    fn carte(&self) -> String {
        requete("899900000045", &securite(&self.assertion(vec![Self::facturation()])))
    }

    fn echange(&self, identite: Option<&str>) -> Exchange {
        let content = format!("application/soap+xml; charset=utf-8; action=\"{}\"", ns::ACTION_TRAITS);
        Exchange {
            id: 1,
            espace: "defaut".into(),
            service: "insi".into(),
            operation: "insi.recherche-traits".into(),
            session: "1".into(),
            duree_ms: 1,
            pair: Peer {
                adresse: "127.0.0.1:5000".into(),
                certificat: identite.map(|i| self.igc.identite(i).unwrap().certificat.clone()),
            },
            requete: Message {
                ligne: "POST /lps HTTP/1.1".into(),
                entetes: vec![("Content-Type".into(), content)],
                ..Message::default()
            },
            statut: Some(200),
            ..Exchange::vide(Direction::CandidatVersBanc, MAINTENANT)
        }
    }

    fn structure(&self) -> Exchange {
        self.echange(Some("org-insi-auto"))
    }

    fn ou(&self) -> String {
        self.igc
            .identite("org-insi-auto")
            .unwrap()
            .certificat
            .ou
            .iter()
            .find(|o| o.starts_with("19999"))
            .unwrap()
            .clone()
    }
}

fn regles(constats: &[Finding]) -> BTreeSet<&str> {
    constats.iter().map(|f| f.rule.as_str()).collect()
}
