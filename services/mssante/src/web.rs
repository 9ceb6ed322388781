//! What the operator serves over HTTP: how a client finds it.

use segur_kit::{Contexte, Reponse, Requete};
use segur_mail::mssante::operations::{AUTOCONFIGURATION, LISTE_BLANCHE, WEB};

use crate::adresses;
use crate::service::Operateur;

/// Where the white list is (mssante.md, §2).
const CHEMIN_LISTE: &str = "/listeblanchemssante.xml";
/// Where mail clients look for their settings (Thunderbird, « Autoconfiguration »).
const CHEMINS_AUTO: [&str; 2] = ["/.well-known/autoconfig/mail/config-v1.1.xml", "/mail/config-v1.1.xml"];
/// The records that a zone would hold (RFC 6186, RFC 8314).
const CHEMIN_ZONE: &str = "/zone";

/// The operation of a request.
pub(crate) fn classer(requete: &Requete) -> &'static str {
    match requete.uri.path() {
        CHEMIN_LISTE => LISTE_BLANCHE,
        CHEMIN_ZONE => AUTOCONFIGURATION,
        c if CHEMINS_AUTO.contains(&c) => AUTOCONFIGURATION,
        _ => WEB,
    }
}

/// Answers.
pub(crate) fn repondre(operateur: &Operateur, ctx: &Contexte, requete: &Requete) -> Reponse {
    if !matches!(requete.methode.as_str(), "GET" | "HEAD") {
        return Reponse::texte(405, "L'opérateur se lit par GET.\n");
    }
    match requete.uri.path() {
        CHEMIN_LISTE => match operateur.liste_servie(ctx) {
            Some(octets) => Reponse::nouvelle(200, "application/xml", octets),
            None => Reponse::texte(503, "La liste blanche est injoignable (mssante.liste-blanche).\n"),
        },
        CHEMIN_ZONE => Reponse::texte(200, zone(operateur, ctx)),
        c if CHEMINS_AUTO.contains(&c) => Reponse::nouvelle(200, "text/xml; charset=utf-8", autoconfiguration(operateur, ctx)),
        autre => Reponse::texte(
            404,
            format!(
                "Rien à l'adresse « {autre} » : {CHEMIN_LISTE} donne la liste blanche, {} l'autoconfiguration, {CHEMIN_ZONE} les \
                 enregistrements SRV.\n",
                CHEMINS_AUTO[0]
            ),
        ),
    }
}

/// Host and port of an endpoint.
fn adresse(ctx: &Contexte, point: &str) -> Option<(String, u16)> {
    let url = ctx.points.get(&format!("mssante.{point}"))?;
    let hote = url.split("://").nth(1)?.split('/').next()?;
    let (hote, port) = hote.rsplit_once(':')?;
    Some((hote.to_owned(), port.parse().ok()?))
}

/// The services that are announced: record, endpoint, protocol and socket as Thunderbird names them.
const ANNONCES: [(&str, &str, &str, &str); 4] = [
    ("_submission", "soumission", "smtp", "STARTTLS"),
    ("_submissions", "smtps", "smtp", "SSL"),
    ("_imap", "imap", "imap", "STARTTLS"),
    ("_imaps", "imaps", "imap", "SSL"),
];

/// The SRV records of each domain of the operator, as a zone file. What MSSanté names them is not public (mssante.md, §4, CONF.04): these are
/// the names of RFC 6186 and 8314.
fn zone(operateur: &Operateur, ctx: &Contexte) -> String {
    let mut domaines: Vec<&str> = adresses::domaines(&ctx.monde, &operateur.reglage).collect();
    domaines.sort_unstable();
    domaines.dedup();
    let mut texte = String::new();
    for domaine in domaines {
        for (nom, point, ..) in ANNONCES {
            if let Some((hote, port)) = adresse(ctx, point) {
                texte.push_str(&format!("{nom}._tcp.{domaine}. 300 IN SRV 0 1 {port} {hote}.\n"));
            }
        }
    }
    texte
}

fn autoconfiguration(operateur: &Operateur, ctx: &Contexte) -> String {
    let domaine = adresses::domaines(&ctx.monde, &operateur.reglage)
        .next()
        .unwrap_or_default()
        .to_owned();
    let serveurs: String = ANNONCES
        .iter()
        .filter_map(|(_, point, type_, prise)| {
            let (hote, port) = adresse(ctx, point)?;
            let balise = if *type_ == "smtp" { "outgoingServer" } else { "incomingServer" };
            Some(format!(
                "    <{balise} type=\"{type_}\">\n      <hostname>{hote}</hostname>\n      <port>{port}</port>\n      \
                 <socketType>{prise}</socketType>\n      <authentication>OAuth2</authentication>\n      \
                 <username>%EMAILADDRESS%</username>\n    </{balise}>\n"
            ))
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<clientConfig version=\"1.1\">\n  <emailProvider id=\"{domaine}\">\n    \
         <domain>{domaine}</domain>\n{serveurs}  </emailProvider>\n</clientConfig>\n"
    )
}
