//! What an authorization request is made of: its parameters, what a person does on its pages, and whether it was pushed.

use segur_oidc::PREFIXE_DEPOT;

use crate::appel::Appel;
use crate::jetons::retour;

/// What a person does on the pages: no parameter of the request.
pub(crate) const GESTES: [&str; 5] = ["recherche", "geste", "identite", "moyen", ATTENTE];
/// The demand on the telephone that a page waits for.
pub(crate) const ATTENTE: &str = "attente";
/// Carried by the pages that follow the first use of a pushed request.
pub(crate) const SUITE: &str = "suite";

/// Whether a declared URI is this one: character by character, but for the port of a loopback address declared with `*`
/// (RFC 8252, § 7.3).
pub(crate) fn declaree(declarees: &[String], uri: &str) -> bool {
    declarees.iter().any(|d| match d.split_once(":*") {
        Some((debut, fin)) => uri
            .strip_prefix(debut)
            .and_then(|s| s.strip_prefix(':'))
            .and_then(|s| s.strip_suffix(fin))
            .is_some_and(|port| port.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == port)),
        // Declared as it is, a port that is none leads nowhere.
        None => d == uri && reqwest::Url::parse(uri).is_ok(),
    })
}

/// Whether a `request_uri` is that of a pushed request.
pub(crate) fn est_depot(uri: &str) -> bool {
    uri.starts_with(PREFIXE_DEPOT)
}

/// The answer left: nothing more is had of this request.
pub(crate) fn consommer(appel: &Appel<'_>) {
    if let Some(uri) = appel.champ("request_uri") {
        appel.etat(|e| {
            if let Some(d) = e.depots.modifier(uri) {
                d.servi = true;
            }
        });
    }
}

/// What leads back to this request: its parameters, or the name of the pushed one.
pub(crate) fn parametres(appel: &Appel<'_>) -> Vec<(String, String)> {
    let depot = appel.champ("request_uri").is_some();
    let tous = [&appel.demande.url, &appel.demande.corps]
        .into_iter()
        .flatten()
        .flat_map(segur_oidc::Champs::iter);
    let siens = tous.filter(|(n, _)| {
        if depot {
            ["client_id", "request_uri", SUITE].contains(n)
        } else {
            !GESTES.contains(n)
        }
    });
    siens.map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

/// Where the form of a page of this request goes.
pub(crate) fn action(appel: &Appel<'_>, parametres: &[(String, String)]) -> String {
    let champs: Vec<(&str, &str)> = parametres.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    retour(appel.requete.uri.path(), false, &champs)
}
