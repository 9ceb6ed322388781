//! What is held of a connection, whatever is spoken on it.

use segur_model::rule::stricte;

segur_model::regles! {
    CERTIFICAT_USAGE = stricte("tls.certificat.usage",
        "Le certificat client présenté en TLS est celui d'authentification (ORG AUTH_CLI, ou CPx authentification : clientAuth, et digitalSignature), pas celui qui signe (ORG SIGN, ou CPx signature)",
        "RFC 5280, § 4.2.1.3 et § 4.2.1.12 ; ANS, DRIMbox (Readme, « Authentification vers le DMP » : ORG AUTH_CLI pour TLS, ORG SIGN pour signer)");
}
