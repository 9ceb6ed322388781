//! A service, a way to call it without network, and messages.

use std::sync::Arc;

use hyper::http::{Method, Uri};
use segur_certs::Igc;
use segur_insi::{InsiReglage, service};
use segur_insi_messages::ns;
use segur_kit::{Contexte, Horloge, Reponse, Requete, Service, SourceHorloge};
use segur_model::{Peer, World};
use segur_saml::{AssertionPs, signer_assertion_ps};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

pub const MAINTENANT: OffsetDateTime = datetime!(2026-01-15 09:00 UTC);

pub struct Essai {
    pub service: Arc<dyn Service>,
    pub ctx: Contexte,
}

impl Essai {
    pub fn nouveau() -> Self {
        Self::avec(InsiReglage::default(), segur_world::monde_demo().unwrap())
    }

    pub fn avec(reglage: InsiReglage, monde: World) -> Self {
        let ctx = Contexte {
            espace: "defaut".into(),
            horloge: Horloge::nouvelle(SourceHorloge::Figee(MAINTENANT)),
            monde: Arc::new(monde),
            igc: Arc::new(Igc::demo().unwrap()),
            graine: "demo".into(),
            points: std::sync::Arc::default(),
            sortants: segur_kit::Sortants::default(),
        };
        Self {
            service: service(reglage),
            ctx,
        }
    }

    /// A SOAP request on an endpoint; `identite` names the client certificate.
    pub fn requete(&self, identite: Option<&str>, corps: &str) -> Requete {
        let mut requete = Requete::nouvelle(Method::POST, Uri::from_static("/lps"), corps.to_owned());
        requete.entetes.insert(
            "content-type",
            format!("application/soap+xml; charset=utf-8; action=\"{}\"", ns::ACTION_TRAITS)
                .parse()
                .unwrap(),
        );
        requete.entetes.insert("host", "insi.banc.test:4101".parse().unwrap());
        requete.point = if identite.is_some() { "tlsm" } else { "lps" };
        requete.pair = Peer {
            adresse: "127.0.0.1:5000".into(),
            certificat: identite.map(|i| self.ctx.igc.identite(i).unwrap().certificat.clone()),
        };
        (requete.recu, requete.instant) = (MAINTENANT, MAINTENANT);
        requete
    }

    pub async fn envoyer(&self, requete: Requete) -> Reponse {
        let classee = self.service.classer(&requete);
        let reponse = self.service.repondre(&self.ctx, requete).await;
        assert_eq!(reponse.operation.as_deref(), Some(classee.as_str()), "classed and answered alike");
        reponse
    }

    /// Structure mode, with a good certificate.
    pub async fn structure(&self, corps: &str) -> Reponse {
        self.envoyer(self.requete(Some("org-insi-auto"), corps)).await
    }

    pub async fn carte(&self, corps: &str) -> Reponse {
        self.envoyer(self.requete(None, corps)).await
    }

    /// A request of an operation whose action is this one, empty when it is not known.
    pub async fn demander(&self, identite: Option<&str>, action: &str, corps: &str) -> Reponse {
        let mut requete = self.requete(identite, corps);
        let parametre = if action.is_empty() {
            String::new()
        } else {
            format!("; action=\"{action}\"")
        };
        requete
            .entetes
            .insert("content-type", format!("application/soap+xml{parametre}").parse().unwrap());
        self.envoyer(requete).await
    }

    /// Search by carte Vitale in structure mode.
    pub async fn par_carte(&self, lu: &str) -> Reponse {
        self.demander(Some("org-insi-auto"), ns::ACTION_VITALE, &vitale("1999900038", "", lu))
            .await
    }

    /// Search in structure mode.
    pub async fn chercher(&self, traits: &Traits<'_>) -> Reponse {
        self.structure(&message("1999900038", "", &traits.corps())).await
    }

    pub fn assertion(&self, identite: &str, changer: impl FnOnce(&mut AssertionPs)) -> String {
        let i = self.ctx.igc.identite(identite).unwrap();
        let mut assertion = AssertionPs {
            id: "_a1".into(),
            instant: MAINTENANT - Duration::minutes(1),
            emetteur_dn: i.certificat.sujet.clone(),
            name_id: i.certificat.cn.clone(),
            attributs: vec![("identifiantFacturation".into(), "991999004".into())],
        };
        changer(&mut assertion);
        signer_assertion_ps(&assertion, &i.cle_pem, &i.certificat_pem).unwrap()
    }

    pub async fn action(&self, nom: &str, parametres: serde_json::Value) -> Result<serde_json::Value, segur_kit::ActionRefusee> {
        self.service.action(&self.ctx, nom, parametres).await
    }
}

/// Traits sent: nom, prénoms (one element each), sexe, date, COG.
#[derive(Clone, Copy)]
pub struct Traits<'a>(pub &'a str, pub &'a [&'a str], pub &'a str, pub &'a str, pub &'a str);

impl Traits<'_> {
    pub fn corps(&self) -> String {
        let element = |nom: &str, valeur: &str| {
            if valeur.is_empty() {
                String::new()
            } else {
                format!("<ins:{nom}>{valeur}</ins:{nom}>")
            }
        };
        let prenoms: String = self.1.iter().map(|p| element("Prenom", p)).collect();
        format!(
            "<ins:RECSANSVITALE xmlns:ins=\"{}\">{}{prenoms}{}{}{}</ins:RECSANSVITALE>",
            ns::RECSANS,
            element("NomNaissance", self.0),
            element("Sexe", self.2),
            element("DateNaissance", self.3),
            element("LieuNaissance", self.4)
        )
    }
}

pub const ADRDEUX: Traits<'static> = Traits("ADRDEUX", &["LAURENT"], "M", "1981-01-01", "");

pub fn message(emetteur: &str, securite: &str, corps: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\" \
xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"><soap:Header>\
<wsa:MessageID>uuid:00000000-0000-5000-8000-000000000001</wsa:MessageID><wsa:Action>{}</wsa:Action>\
<lps:ContexteLPS xmlns:lps=\"urn:siram:lps:ctxlps\" Version=\"01_00\"><lps:Id>1</lps:Id><lps:Temps>2026-01-15T09:00:00Z</lps:Temps>\
<lps:Emetteur>{emetteur}</lps:Emetteur><lps:LPS><lps:IDAM R=\"4\">BN17SG26LA01</lps:IDAM><lps:Version>1.0</lps:Version>\
<lps:Instance>00000000-0000-5000-8000-000000000002</lps:Instance><lps:Nom>urn:lps:essai:1.0</lps:Nom></lps:LPS></lps:ContexteLPS>\
<bam:ContexteBAM xmlns:bam=\"urn:siram:bam:ctxbam\" Version=\"01_02\"><bam:Id>2</bam:Id><bam:Temps>2026-01-15T09:00:00Z</bam:Temps>\
<bam:COUVERTURE/></bam:ContexteBAM>{securite}</soap:Header><soap:Body>{corps}</soap:Body></soap:Envelope>",
        ns::ACTION_TRAITS
    )
}

/// A search by carte Vitale: what is in `RECVITALE`, and in `COUVERTURE`.
pub fn vitale(emetteur: &str, securite: &str, lu: &str) -> String {
    message(emetteur, securite, &format!("<RECVITALE xmlns=\"{}\">{lu}</RECVITALE>", ns::RECVIT))
        .replace(ns::ACTION_TRAITS, ns::ACTION_VITALE)
        .replace(
            "<bam:COUVERTURE/>",
            "<bam:COUVERTURE><bam:ASSURE/><bam:BENEFICIAIRE/></bam:COUVERTURE>",
        )
}

/// `MatriculeIndividu` or `MatriculeOD`.
pub fn matricule(nom: &str, numero: &str, cle: &str) -> String {
    format!("<{nom}><NumIdentifiant>{numero}</NumIdentifiant><Cle>{cle}</Cle></{nom}>")
}

pub fn securite(contenu: &str) -> String {
    format!("<w:Security xmlns:w=\"{}\">{contenu}</w:Security>", segur_soap::ns::WSSE)
}

/// What a snapshot shows of an answer.
pub fn vue(reponse: &Reponse) -> String {
    let entetes: Vec<String> = reponse.entetes.iter().map(|(n, v)| format!("{n}: {v}")).collect();
    format!(
        "{}\n{}\n\n{}",
        reponse.statut,
        entetes.join("\n"),
        String::from_utf8_lossy(&reponse.corps)
    )
}

/// The first value of a fact.
pub fn fait<'r>(reponse: &'r Reponse, nom: &str) -> Option<&'r str> {
    reponse.faits.get(nom).and_then(|v| v.first()).map(String::as_str)
}

/// A file of the corpus, when it is at hand.
pub fn corpus(nom: &str) -> Option<String> {
    let chemin = segur_essais::corpus(&format!("insi/{nom}"))?;
    Some(std::fs::read_to_string(chemin).unwrap())
}
