//! Where the endpoints say that they are.

use segur_kit::Contexte;
use segur_oidc::decouverte::Adresses;

use crate::reglage::PscReglage;

/// Path of the realm, as products hard-code it.
pub(crate) const ROYAUME: &str = "/auth/realms/esante-wallet";
/// What the issuer has before it, so that no token of the bench passes for a real one.
pub(crate) const SIMULE: &str = "/simule";

/// Base URL of an endpoint, without path.
pub(crate) fn base(reglage: &PscReglage, ctx: &Contexte, point: &str) -> String {
    if let Some(base) = reglage.bases.get(point) {
        return base.clone();
    }
    let url = ctx.points.get(&format!("psc.{point}")).map_or("https://localhost", String::as_str);
    let hote = url.find("://").map_or(0, |i| i + 3);
    let fin = url[hote..].find('/').map_or(url.len(), |i| hote + i);
    url[..fin].to_owned()
}

/// The issuer.
pub(crate) fn emetteur(reglage: &PscReglage, ctx: &Contexte) -> String {
    format!("{}{SIMULE}{ROYAUME}", base(reglage, ctx, "auth"))
}

/// Addresses of a discovery document. The standard one names the authorization endpoint of Keycloak, not that of the wallet.
pub(crate) fn adresses(reglage: &PscReglage, ctx: &Contexte, standard: bool) -> Adresses {
    let emetteur = emetteur(reglage, ctx);
    let autorisation = if standard {
        format!("{emetteur}/protocol/openid-connect/auth")
    } else {
        format!("{}/auth", base(reglage, ctx, "wallet"))
    };
    Adresses { emetteur, autorisation }
}

/// What an assertion of a client may name as its audience: the issuer, and any spelling of an endpoint of the realm.
pub(crate) fn est_audience(reglage: &PscReglage, ctx: &Contexte, aud: &str) -> bool {
    let vraie = ctx
        .points
        .get("psc.auth")
        .map(|url| url.trim_end_matches(ROYAUME).trim_end_matches(SIMULE).to_owned());
    let bases = [Some(base(reglage, ctx, "auth")), vraie];
    bases.into_iter().flatten().any(|base| {
        let Some(chemin) = aud.strip_prefix(&base) else { return false };
        let chemin = chemin.strip_prefix(SIMULE).unwrap_or(chemin);
        chemin
            .strip_prefix(ROYAUME)
            .is_some_and(|suite| suite.is_empty() || suite.starts_with("/protocol/openid-connect/"))
    })
}
