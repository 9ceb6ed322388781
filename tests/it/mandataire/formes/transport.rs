//! How a request travels.

use super::super::http::{Cadre, Message};
use super::super::scene::{Envoi, Geste, Mains};
use super::super::table::Attente::Intact;
use super::super::table::{Ligne, ligne};
use super::{poste, sur_insi};

/// How a request travels.
pub fn transport() -> Vec<Ligne> {
    let partout = |nom, f: fn(Message) -> Message| {
        ligne(
            nom,
            "",
            "INS/va1.34.01,DMP/va1.01.01,PSC.01.01,ANN/va1.02.01",
            Mains::vides().requete(move |_, e| vec![Geste::Relayer(e.recrit(f))]),
        )
        .partout(Intact)
    };
    let corps = |nom, f: fn(Message) -> Message| ligne(nom, "", "INS/va1.34.01,DMP/va1.01.01,PSC.01.01", poste("", f)).partout(Intact);
    vec![
        partout("HTTP : noms d'en-têtes en capitales", |mut m| {
            m.entetes.iter_mut().for_each(|(n, _)| *n = n.to_uppercase());
            m
        }),
        partout("HTTP : des en-têtes en plus", |m| {
            m.avec("User-Agent", "SGL/4.2 (Windows)")
                .avec("SOAPAction", "\"\"")
                .avec("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .avec("X-Request-ID", "42")
                .avec("Via", "1.1 mandataire")
        }),
        partout("HTTP : Accept-Encoding gzip, deflate, br", |m| {
            m.avec("Accept-Encoding", "gzip, deflate, br")
        }),
        partout("HTTP : Connection: close", |m| m.avec("Connection", "close")),
        corps("HTTP : corps par morceaux", |m| m.en(Cadre::Morceaux(113))),
        corps("HTTP : Expect: 100-continue", |m| m.en(Cadre::Attente)),
        sur_insi("INSi : Host: localhost", |m| {
            let port = m.entete("host").rsplit(':').next().unwrap().to_owned();
            m.avec("Host", &format!("localhost:{port}"))
        }),
        sur_insi("INSi : cible absolue, comme vers un mandataire", |m| {
            m.vers("https://127.0.0.1/lps")
        }),
        ligne(
            "HTTP : plusieurs requêtes sur une connexion qui reste",
            "",
            "INS/va1.34.01,INS/va1.52.01,DMP/va1.01.01",
            Mains::vides().requete(|_, e| {
                let wsdl = match e.point.as_str() {
                    "insi.tlsm" => "/lps?wsdl",
                    "dmp.lps" => "/si-dmp-server/v2/services/patients?wsdl",
                    _ => return vec![Geste::Relayer(e)],
                };
                let avant = Envoi {
                    message: Message::get(wsdl),
                    ..e.clone()
                };
                vec![Geste::Enchainer(vec![avant, e])]
            }),
        )
        .partout(Intact),
    ]
}
