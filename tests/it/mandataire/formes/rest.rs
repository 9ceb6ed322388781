//! Pro Santé Connect and the annuaire.

use super::super::http::Message;
use super::super::messages::envoi;
use super::super::scene::{Geste, Mains};
use super::super::table::Attente::Intact;
use super::super::table::{Ligne, ligne};
use super::{ANNUAIRE, PSC};

/// The query of a request, its parameters rewritten.
fn query(m: Message, f: impl Fn(Vec<String>) -> Vec<String>) -> Message {
    let cible = m.cible().to_owned();
    let Some((chemin, q)) = cible.split_once('?') else { return m };
    let neuve = f(q.split('&').map(str::to_owned).collect()).join("&");
    m.vers(&format!("{chemin}?{neuve}"))
}

fn envers(mut p: Vec<String>) -> Vec<String> {
    p.reverse();
    p
}

/// Percent-encodings with lower-case digits.
fn petits(texte: &str) -> String {
    let mut sortie = String::new();
    let mut reste = texte;
    while let Some(i) = reste.find('%') {
        sortie.push_str(&reste[..i]);
        sortie.push_str(&reste[i..i + 3].to_lowercase());
        reste = &reste[i + 3..];
    }
    sortie.push_str(reste);
    sortie
}

pub fn psc() -> Vec<Ligne> {
    let form = |nom, f: fn(Message) -> Message| {
        ligne(
            nom,
            "",
            PSC,
            Mains::vides().requete(move |_, e| {
                let touche = e.point.starts_with("psc") && e.message.entete("content-type").contains("form-urlencoded");
                vec![Geste::Relayer(if touche { e.recrit(f) } else { e })]
            }),
        )
        .partout(Intact)
    };
    let demande = |nom, f: fn(Message) -> Message| {
        ligne(
            nom,
            "",
            PSC,
            Mains::vides().requete(move |_, e| {
                let touche = e.point.starts_with("psc") && e.message.cible().contains("/auth?");
                vec![Geste::Relayer(if touche { e.recrit(f) } else { e })]
            }),
        )
        .partout(Intact)
    };
    vec![
        form("PSC : paramètres de formulaire dans un autre ordre", |m| {
            let t = envers(m.texte().split('&').map(str::to_owned).collect()).join("&");
            m.ecrit(&t)
        }),
        form("PSC : formulaire avec charset, pour cent en minuscules, espaces en %20", |m| {
            let t = petits(&m.texte()).replace('+', "%20");
            m.ecrit(&t).avec("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
        }),
        demande("PSC : paramètres de la demande dans un autre ordre", |m| query(m, envers)),
        demande("PSC : paramètres OIDC en plus (ui_locales, display, claims_locales)", |m| {
            query(m, |mut p| {
                // The wallet sends the browser on with what it was given.
                if !p.iter().any(|x| x.starts_with("ui_locales=")) {
                    p.extend(["ui_locales=fr", "display=page", "claims_locales=fr-FR"].map(str::to_owned));
                }
                p
            })
        }),
        demande("PSC : pour cent en minuscules et espaces en + dans la demande", |m| {
            let c = petits(m.cible()).replace("%20", "+");
            m.vers(&c)
        }),
        ligne(
            "PSC : « bearer » en minuscules",
            "",
            PSC,
            Mains::vides().recrit("psc", |_, m| {
                let a = m.entete("authorization").replace("Bearer ", "bearer ");
                if a.is_empty() { m } else { m.avec("Authorization", &a) }
            }),
        )
        .partout(Intact),
        ligne(
            "PSC : la découverte et les clés sont relues à chaque requête",
            "",
            PSC,
            Mains::vides().requete(|_, e| {
                if e.point != "psc.auth" || e.message.cible().contains("well-known") {
                    return vec![Geste::Relayer(e)];
                }
                let lire = |cible: &str| {
                    let m = Message::get(&format!("/simule/auth/realms/esante-wallet/{cible}")).avec("Host", "psc-auth.banc.test");
                    Geste::Glisser(envoi("psc.auth", None, m))
                };
                vec![
                    lire(".well-known/wallet-openid-configuration"),
                    lire("protocol/openid-connect/certs"),
                    Geste::Relayer(e),
                ]
            }),
        )
        .partout(Intact),
    ]
}

pub fn annuaire() -> Vec<Ligne> {
    let fhir =
        |nom, f: fn(Message) -> Message| ligne(nom, "", ANNUAIRE, Mains::vides().recrit("annuaire.fhir", move |_, m| f(m))).partout(Intact);
    vec![
        fhir("annuaire : paramètres dans un autre ordre", |m| query(m, envers)),
        fhir("annuaire : la barre du jeton écrite telle quelle, pour cent en minuscules", |m| {
            let c = petits(&m.cible().replace("%7C", "|").replace("%3A", ":").replace("%2F", "/"));
            m.vers(&c)
        }),
        fhir("annuaire : sans _count", |m| {
            query(m, |p| p.into_iter().filter(|x| !x.starts_with("_count")).collect())
        }),
        fhir("annuaire : Accept: application/json, et _format", |m| {
            query(m, |mut p| {
                if !p.iter().any(|x| x.starts_with("id=")) {
                    p.push("_format=json".to_owned());
                }
                p
            })
            .avec("Accept", "application/json")
        }),
    ]
}
