//! A client certificate that is not for connecting.

use segur_dialecte::connexion::CERTIFICAT_USAGE;
use segur_model::Location;
use segur_x509::X509;

use super::refus::Refus;

/// The refusal of one, and the rule that it breaks. `qui`: its name and its serial number.
pub(super) fn refus(presente: Option<&X509>, qui: &str) -> Refus {
    let usages = presente.map(X509::usages).cloned().unwrap_or_default();
    let etendus = match usages.etendus.as_deref() {
        None => " ; il ne porte aucun usage étendu, comme un certificat de signature (cachet)".to_owned(),
        Some([]) => String::new(),
        Some(mots) => format!(" ; usages présents : {}", mots.join(", ")),
    };
    let cle = usages.cle.as_ref().map_or("(absent)", |c| c.texte.as_str());
    let explication = if usages.a("clientAuth") {
        format!("certificat client dont la clé ne sert pas à s'authentifier (digitalSignature) ; keyUsage : {cle} ({qui})")
    } else {
        format!("certificat client sans l'usage étendu « authentification client » (clientAuth){etendus} ({qui})")
    };
    let conseil = "Un certificat de serveur ou de signature ne sert pas à se connecter : présentez en TLS celui d'authentification (ORG AUTH_CLI, ou CPx \
                   authentification), et gardez celui de signature (ORG SIGN, ou CPx signature) pour signer le VIHF et le lot";
    let vu = format!(
        "{qui} ; keyUsage : {cle} ; extendedKeyUsage : {}",
        usages.etendus.as_ref().map_or_else(|| "(absent)".to_owned(), |e| e.join(", "))
    );
    let mut refus = Refus::nouveau(explication, conseil);
    let attendu = "clientAuth, et digitalSignature quand keyUsage est présent";
    refus.constat = Some(Box::new(CERTIFICAT_USAGE.finding(Location::path("certificat client"), attendu, vu)));
    refus
}
