//! The exchanges that it kept.

use segur_model::resultat::*;
use segur_model::{Certificat, Direction, Exchange, Message, Peer};
use time::macros::datetime;

use super::{Campagne, INS, OUVERTE, RPPS};

pub fn ins15() -> String {
    format!("{INS}{:02}", segur_ids::cle_ins(INS).unwrap())
}

pub fn requete(prenoms: &[&str]) -> String {
    let prenoms: String = prenoms.iter().map(|p| format!("      <insi:Prenom>{p}</insi:Prenom>\n")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\">\n  <soap:Header>\n    \
         <saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">8{RPPS}</saml:NameID>\n  </soap:Header>\n  <soap:Body>\n    \
         <insi:RECSANSVITALE xmlns:insi=\"http://www.cnamts.fr/INSiRecSans\">\n      <insi:NomNaissance>DE VINCI</insi:NomNaissance>\n{prenoms}      \
         <insi:Sexe>F</insi:Sexe>\n      <insi:DateNaissance>1977-07-14</insi:DateNaissance>\n    </insi:RECSANSVITALE>\n  </soap:Body>\n</soap:Envelope>\n"
    )
}

fn reponse() -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\">\n  <soap:Body>\n    \
         <r:RESULTAT xmlns:r=\"http://www.cnamts.fr/INSiResultat\">\n      <r:CR><r:CodeCR>00</r:CodeCR></r:CR>\n      \
         <r:INSACTIF><r:IdIndividu><r:NumIdentifiant>{INS}</r:NumIdentifiant><r:Cle>{:02}</r:Cle></r:IdIndividu></r:INSACTIF>\n    \
         </r:RESULTAT>\n  </soap:Body>\n</soap:Envelope>\n",
        segur_ids::cle_ins(INS).unwrap()
    )
}

pub fn echange(c: &Campagne, id: u64, requete: &str) -> Conserve {
    let media = "application/soap+xml; charset=utf-8";
    let (q, r) = (c.garder(requete.as_bytes(), media), c.garder(reponse().as_bytes(), media));
    let entetes = |liste: &[(&str, &str)]| liste.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect::<Vec<_>>();
    Conserve {
        exchange: Exchange {
            id,
            espace: "defaut".to_owned(),
            service: "insi".to_owned(),
            operation: "insi.recherche-traits".to_owned(),
            direction: Direction::CandidatVersBanc,
            session: format!("s{id}"),
            recu: datetime!(2026-11-21 21:00:00.123 UTC),
            instant: OUVERTE,
            duree_ms: 12,
            pair: Peer {
                adresse: "127.0.0.1:51000".to_owned(),
                certificat: Some(Certificat {
                    sujet: "CN=INSI-AUTO,OU=1999900038,O=LABORATOIRE DES TILLEULS,ST=Paris (75),C=FR".to_owned(),
                    emetteur: "CN=TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS,O=ASIP-SANTE,C=FR".to_owned(),
                    cn: "INSI-AUTO".to_owned(),
                    ou: vec!["1999900038".to_owned()],
                    serie: "0A1B".to_owned(),
                    empreinte: "ab".repeat(32),
                    debut: OUVERTE,
                    fin: OUVERTE,
                }),
            },
            requete: Message {
                ligne: "POST /lps HTTP/1.1".to_owned(),
                entetes: entetes(&[
                    ("Host", "127.0.0.1:40123"),
                    ("Content-Type", media),
                    ("Authorization", "Bearer abcdef0123456789"),
                ]),
                taille: q.taille,
                empreinte: q.empreinte.clone(),
            },
            reponse: Message {
                ligne: "HTTP/1.1 200 OK".to_owned(),
                entetes: entetes(&[("Content-Type", media), ("Date", "Sat, 21 Nov 2026 21:00:00 GMT")]),
                taille: r.taille,
                empreinte: r.empreinte.clone(),
            },
            statut: Some(200),
            echec: None,
            faits: [("cr", "00"), ("ins", &ins15()), ("nom", "DE VINCI")]
                .iter()
                .map(|(n, v)| ((*n).to_owned(), vec![(*v).to_owned()]))
                .collect(),
            findings: vec![],
            refus: None,
        },
        corps_requete: q,
        corps_reponse: r,
        documents: Vec::new(),
    }
}
