//! Why a file, an address or a connection could not be used.

use std::error::Error;
use std::io::{self, ErrorKind};

use super::detail;

/// Texts of the network and of TLS, and what each means to whoever reads it. Of an error and its causes, the first that holds one tells.
const RESEAU: [(&str, &str); 14] = [
    (
        "failed to lookup address",
        "ce nom d'hôte est inconnu ; vérifiez-le, ou ajoutez-le à /etc/hosts",
    ),
    (
        "UnknownIssuer",
        "le certificat présenté vient d'une autorité inconnue ; installez l'autorité qui l'a émis",
    ),
    ("NotValidForName", "le certificat présenté ne vaut pas pour ce nom d'hôte"),
    ("not valid for name", "le certificat présenté ne vaut pas pour ce nom d'hôte"),
    (
        "NotValidYet",
        "le certificat présenté n'est pas encore valide ; vérifiez l'heure de cette machine",
    ),
    (
        "not valid yet",
        "le certificat présenté n'est pas encore valide ; vérifiez l'heure de cette machine",
    ),
    ("Expired", "le certificat présenté a expiré"),
    ("certificate expired", "le certificat présenté a expiré"),
    ("Revoked", "le certificat présenté est révoqué"),
    (
        "received corrupt message",
        "ce qui répond là ne parle pas TLS ; est-ce http, et non https ?",
    ),
    (
        "invalid HTTP version",
        "ce qui répond là ne parle pas HTTP ; est-ce https, et non http ?",
    ),
    (
        "connection closed before message completed",
        "la connexion s'est fermée avant la réponse",
    ),
    ("operation timed out", "pas de réponse à temps"),
    (
        "relative URL without a base",
        "cette adresse n'est pas une URL ; elle commence par http:// ou https://",
    ),
];

/// Alerts of TLS by which the other end says what is wrong with our certificate.
const ALERTES: [(&str, &str); 6] = [
    ("CertificateRequired", "il exige un certificat, et aucun ne lui a été présenté"),
    ("UnknownCA", "il ne connaît pas l'autorité du certificat qui lui est présenté"),
    ("CertificateExpired", "le certificat qui lui est présenté a expiré"),
    ("CertificateRevoked", "le certificat qui lui est présenté est révoqué"),
    ("BadCertificate", "le certificat qui lui est présenté ne lui va pas"),
    ("CertificateUnknown", "le certificat qui lui est présenté ne lui va pas"),
];

/// Why a file or an address could not be used, as the system says it.
#[must_use]
pub fn systeme(e: &io::Error) -> String {
    connu(e.kind()).map_or_else(|| detail(&e.to_string()), str::to_owned)
}

fn connu(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "introuvable",
        ErrorKind::PermissionDenied => "accès refusé",
        ErrorKind::AlreadyExists => "existe déjà",
        ErrorKind::IsADirectory => "c'est un dossier",
        ErrorKind::NotADirectory => "un élément du chemin n'est pas un dossier",
        ErrorKind::DirectoryNotEmpty => "ce dossier n'est pas vide",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "plus de place sur ce disque",
        ErrorKind::ReadOnlyFilesystem => "ce disque est en lecture seule",
        ErrorKind::InvalidData => "ce n'est pas du texte UTF-8",
        ErrorKind::BrokenPipe => "le lecteur est parti",
        ErrorKind::ConnectionRefused => "personne n'écoute à cette adresse",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => "l'autre bout a coupé la connexion",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => "cette adresse est hors d'atteinte d'ici",
        ErrorKind::TimedOut => "pas de réponse à temps",
        ErrorKind::UnexpectedEof => "la connexion s'est fermée avant la fin",
        ErrorKind::AddrInUse => "ce port est déjà pris",
        ErrorKind::AddrNotAvailable => "cette machine n'a pas cette adresse",
        _ => return None,
    })
}

/// Why a call over the network failed, from the error of an HTTP client and its causes: the first of them alone never says why.
#[must_use]
pub fn cause(e: &(dyn Error + 'static)) -> String {
    let chaine = || std::iter::successors(Some(e), |&e| e.source());
    for un in chaine() {
        let texte = un.to_string();
        if let Some((_, alerte)) = texte.split_once("received fatal alert: ") {
            let dit = ALERTES.iter().find(|(nom, _)| *nom == alerte).map(|(_, dit)| format!(" : {dit}"));
            return format!(
                "l'autre bout a refusé la connexion TLS{} (alerte {alerte})",
                dit.unwrap_or_default()
            );
        }
        if let Some((_, dit)) = RESEAU.iter().find(|(anglais, _)| texte.contains(anglais)) {
            return (*dit).to_owned();
        }
    }
    // The innermost is nearest to the system; TLS writes its own errors as unreadable data, which says nothing.
    let systeme = chaine().filter_map(|un| un.downcast_ref::<io::Error>());
    let dit = systeme
        .filter_map(|un| connu(un.kind()).filter(|_| un.kind() != ErrorKind::InvalidData))
        .last();
    dit.map_or_else(
        || detail(&chaine().last().map_or_else(|| e.to_string(), ToString::to_string)),
        str::to_owned,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a client wraps around the error of the system.
    #[derive(Debug, thiserror::Error)]
    #[error("error sending request for url (https://127.0.0.1:9/)")]
    struct Enveloppe(#[source] io::Error);

    #[test]
    fn le_systeme_et_le_reseau_parlent_francais() {
        assert_eq!(systeme(&std::fs::read("/nulle/part").unwrap_err()), "introuvable");
        let dit = |e: io::Error| cause(&Enveloppe(e));
        assert_eq!(dit(ErrorKind::ConnectionRefused.into()), "personne n'écoute à cette adresse");
        assert_eq!(dit(ErrorKind::TimedOut.into()), "pas de réponse à temps");
        let tls = |texte: &str| dit(io::Error::new(ErrorKind::InvalidData, texte.to_owned()));
        assert!(tls("invalid peer certificate: UnknownIssuer").contains("autorité inconnue"));
        assert_eq!(
            tls("received fatal alert: CertificateExpired"),
            "l'autre bout a refusé la connexion TLS : le certificat qui lui est présenté a expiré (alerte CertificateExpired)"
        );
        assert!(tls("invalid peer certificate: certificate expired: verification time 1 (UNIX)").contains("a expiré"));
        assert_eq!(tls("something else."), "détail technique : something else");
        let nom = io::Error::other("failed to lookup address information: Name or service not known");
        assert!(dit(nom).starts_with("ce nom d'hôte est inconnu"));
    }
}
