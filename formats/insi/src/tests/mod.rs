//! What the tests share: a bench's worth of certificates, a clean request, an exchange.

mod carte;
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

/// A card: the person who opens the rights, and a twin of rank 2.
const CARTE: &str = "<v:RECVITALE xmlns:v=\"http://www.cnamts.fr/INSiRecVit\"><v:MatriculeIndividu><v:NumIdentifiant>2080376999338\
</v:NumIdentifiant><v:Cle>79</v:Cle></v:MatriculeIndividu><v:MatriculeOD><v:NumIdentifiant>1750576999335</v:NumIdentifiant><v:Cle>82</v:Cle>\
</v:MatriculeOD><v:NomNaissance>VITALIER</v:NomNaissance><v:DateNaissance>2008-03-03</v:DateNaissance>\
<v:RangNaissance>2</v:RangNaissance></v:RECVITALE>";

const COUVERTURE: &str = "<bam:COUVERTURE><bam:GrandRegime>01</bam:GrandRegime><bam:ASSURE><bam:Id><bam:Num>1750576999335</bam:Num>\
<bam:Cle>82</bam:Cle></bam:Id></bam:ASSURE><bam:BENEFICIAIRE><bam:Nir><bam:Num>2080376999338</bam:Num><bam:Cle>79</bam:Cle></bam:Nir>\
<bam:DateNai>2008-03-03</bam:DateNai><bam:Rang>2</bam:Rang><bam:Porteur>0</bam:Porteur></bam:BENEFICIAIRE></bam:COUVERTURE>";

const VERIFICATION: &str = "<q:RequeteUnitaire xmlns:q=\"urn:inconnu\"><q:IndividuVerifie><q:INSFourni><q:IdIndividu><q:NumIdentifiant>\
1810163220751</q:NumIdentifiant><q:Cle>40</q:Cle></q:IdIndividu><q:OID>1.2.250.1.213.1.4.8</q:OID></q:INSFourni><q:TraitsIdentiteIndividu>\
<q:NomNaissance>ADRDEUX</q:NomNaissance><q:Prenom>LAURENT</q:Prenom><q:ListePrenom>LAURENT PAUL</q:ListePrenom><q:Sexe>M</q:Sexe>\
<q:DateNaissance>1981-01-01</q:DateNaissance></q:TraitsIdentiteIndividu></q:IndividuVerifie></q:RequeteUnitaire>";

/// A search by carte Vitale that holds every rule, but for what the bench cannot judge.
fn vitale(emetteur: &str, securite: &str) -> String {
    requete(emetteur, securite)
        .replace(CORPS, CARTE)
        .replace("<bam:COUVERTURE/>", COUVERTURE)
        .replace(ns::ACTION_TRAITS, ns::ACTION_VITALE)
}

/// A verification, in a namespace of nobody.
fn verification(emetteur: &str) -> String {
    requete(emetteur, "")
        .replace(CORPS, VERIFICATION)
        .replace(ns::ACTION_TRAITS, "urn:inconnue")
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

    /// Card mode, with the assertion of a carte Vitale issued so long ago, before that of the professional or after it.
    fn carte_vitale(&self, age: Duration, avant: bool) -> String {
        let quand = (MAINTENANT - age).format(&time::format_description::well_known::Rfc3339).unwrap();
        let de_la_carte = format!(
            "<saml2:Assertion xmlns:saml2=\"{}\" ID=\"_v\" Version=\"2.0\" IssueInstant=\"{quand}\"/>",
            segur_soap::ns::SAML2
        );
        let ps = self.assertion(vec![Self::facturation()]);
        let toutes = if avant { [de_la_carte, ps] } else { [ps, de_la_carte] };
        vitale("899900000045", &securite(&toutes.concat()))
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

    /// The same exchange, of another operation.
    fn de(e: Exchange, operation: &str, action: &str) -> Exchange {
        let mut e = e;
        e.requete.entetes = vec![("Content-Type".into(), format!("application/soap+xml; action=\"{action}\""))];
        e.operation = operation.to_owned();
        e
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
