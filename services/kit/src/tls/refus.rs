//! Why a handshake failed, said so that the person in front of a refused connection knows what to change.

use std::io::ErrorKind;
use std::time::Duration;

use rustls::{AlertDescription as Alerte, CertificateError, CipherSuite, Error, PeerIncompatible};
use segur_model::{Certificat, Finding};
use segur_x509::{Crl, X509};

use super::materiel::MaterielTls;
use super::{suites, usages};
use crate::francais::{citation, date};
use crate::horloge::Horloge;

/// A refusal: what happened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refus {
    pub(crate) explication: String,
    pub(crate) conseil: String,
    /// The rule that does not hold, when it is one.
    pub(crate) constat: Option<Box<Finding>>,
}

const REPRENDRE_CERTIFICATS: &str =
    "« segur-bench raccordement --dans DOSSIER » écrit les certificats de test, en PEM et en PKCS#12, avec leurs clés";
const INSTALLER_CONFIANCE: &str = "Installez dans le magasin de confiance du logiciel (et non du seul système : Java, Windows et OpenSSL ont chacun le leur) \
     les autorités de test que « segur-bench raccordement --dans DOSSIER » écrit, puis redémarrez le logiciel";

impl Refus {
    pub(crate) fn nouveau(explication: impl Into<String>, conseil: impl Into<String>) -> Self {
        Self {
            explication: explication.into(),
            conseil: conseil.into(),
            constat: None,
        }
    }

    pub(crate) fn en_clair() -> Self {
        Self::nouveau(
            "HTTP en clair reçu sur un port TLS",
            "Écrivez « https:// » et non « http:// » dans l'adresse du service, ou activez TLS dans le logiciel",
        )
    }

    /// A simulated service failed: our mistake, and said so.
    pub(crate) fn defaillance() -> Self {
        Self::nouveau(
            "le service simulé s'est arrêté sur une erreur interne : c'est un défaut du banc, pas du logiciel testé",
            "Signalez-le avec les octets de cette requête. Le service continue",
        )
    }

    /// An exchange was not acknowledged, because it could not be kept.
    pub(crate) fn sans_effet(erreur: &crate::erreur::JournalError) -> Self {
        Self::nouveau(
            format!("échange non acquitté : {erreur}"),
            "La cause est dans le banc (disque plein, défaut) : le logiciel a raison de ne pas tenir cet envoi pour acquis",
        )
    }

    pub(super) fn commande_en_clair() -> Self {
        Self::nouveau(
            "commande en clair reçue là où TLS était attendu",
            "Faites chiffrer la connexion par le logiciel : TLS dès l'ouverture sur ce port, ou aussitôt après la réponse à STARTTLS",
        )
    }

    pub(crate) fn tls_en_trop() -> Self {
        Self::nouveau(
            "TLS reçu sur un port en clair",
            "Écrivez « http:// » et non « https:// » dans l'adresse de ce point",
        )
    }

    pub(crate) fn tls_trop_tot() -> Self {
        Self::nouveau(
            "TLS reçu sur un port qui commence en clair",
            "Réglez le logiciel sur STARTTLS (et non sur TLS dès l'ouverture), ou sans TLS, pour ce port",
        )
    }

    pub(super) fn muet(delai: Duration) -> Self {
        Self::nouveau(
            format!(
                "connexion ouverte, puis aucun octet reçu pendant {} s : le client n'a pas commencé la poignée de main TLS",
                delai.as_secs()
            ),
            "Vérifiez que le logiciel parle TLS dès l'ouverture de la connexion (et non STARTTLS), et qu'aucun mandataire ne retient ses octets",
        )
    }

    pub(super) fn inacheve(delai: Duration) -> Self {
        Self::nouveau(
            format!(
                "poignée de main TLS inachevée au bout de {} s : le client s'est tu en cours de route",
                delai.as_secs()
            ),
            "Regardez si le logiciel attend une saisie (code porteur de la carte, choix d'un certificat), ou s'il est arrêté au débogueur",
        )
    }

    pub(super) fn ni_tls_ni_http(debut: &[u8]) -> Self {
        if debut.first().is_some_and(|o| o & 0x80 != 0) && debut.get(2) == Some(&1) {
            return trop_ancien("SSL 2");
        }
        Self::nouveau(
            format!(
                "ce qui est arrivé n'est ni du TLS ni de l'HTTP (premiers octets : {})",
                hex::encode(debut)
            ),
            "Vérifiez que le logiciel appelle le bon port : « segur-bench raccordement » donne l'adresse de chaque service",
        )
    }
}

/// What is known of a connection when it fails.
pub(super) struct Affaire<'a> {
    pub(super) materiel: &'a MaterielTls,
    pub(super) horloge: &'a Horloge,
    /// Server certificate that a fault made us present.
    pub(super) variante: Option<&'a str>,
    pub(super) identite: Option<&'a str>,
    pub(super) delai: Duration,
    /// Version of the client, from its first bytes.
    pub(super) version: Option<[u8; 2]>,
    /// TLS 1.2 alone is spoken here.
    pub(super) tls12: bool,
    /// Suites that the client offered.
    pub(super) suites: Vec<CipherSuite>,
    /// Server name that the client asked for.
    pub(super) sni: Option<String>,
    /// Certificate that it presented.
    pub(super) presente: Option<X509>,
}

impl Affaire<'_> {
    /// It failed before the client had said hello.
    pub(super) fn avant_bonjour(&self, e: &std::io::Error) -> Refus {
        match erreur_rustls(e) {
            Some(e) => self.erreur_tls(e),
            None => Refus::nouveau(
                "connexion fermée par le client au milieu de son premier message TLS (ClientHello)",
                "Le client a abandonné de lui-même : regardez son propre journal, et les mandataires ou pare-feu entre lui et le banc",
            ),
        }
    }

    /// It failed after that: our certificate was on its way, or received.
    pub(super) fn apres_bonjour(&self, e: &std::io::Error, certificat: Option<&Certificat>) -> Refus {
        if let Some(e) = erreur_rustls(e) {
            return match (e, certificat) {
                (Error::InvalidCertificate(cause), Some(c)) => self.certificat_client(cause, c),
                _ => self.erreur_tls(e),
            };
        }
        match e.kind() {
            ErrorKind::TimedOut => Refus::inacheve(self.delai),
            _ => self.notre_certificat(
                "connexion fermée par le client pendant la poignée de main, après l'envoi de notre certificat, sans dire pourquoi",
                format!(
                    "Le plus souvent le client n'a pas accepté notre certificat. {INSTALLER_CONFIANCE}. {}",
                    self.conseil_nom()
                ),
            ),
        }
    }

    /// The client presented a certificate that is not good.
    fn certificat_client(&self, cause: &CertificateError, c: &Certificat) -> Refus {
        let qui = format!("CN={}, série {}", citation(&c.cn), c.serie);
        match cause {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Refus::nouveau(
                format!("certificat client expiré depuis le {} ({qui}){}", date(c.fin), self.a_l_heure()),
                format!("Configurez dans le logiciel un certificat en cours de validité. {REPRENDRE_CERTIFICATS}"),
            ),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Refus::nouveau(
                format!(
                    "certificat client pas encore valide : il commence le {} ({qui}){}",
                    date(c.debut),
                    self.a_l_heure()
                ),
                "Vérifiez l'horloge de la machine qui porte le banc, et la date d'émission du certificat",
            ),
            CertificateError::Revoked => Refus::nouveau(
                format!(
                    "certificat client révoqué : série {}, {} (CN={})",
                    c.serie,
                    self.revocation(),
                    citation(&c.cn)
                ),
                format!("Configurez dans le logiciel un certificat non révoqué. {REPRENDRE_CERTIFICATS}"),
            ),
            CertificateError::UnknownIssuer | CertificateError::BadSignature => self.etranger(c, &qui),
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
                usages::refus(self.presente.as_ref(), &qui)
            }
            autre => Refus::nouveau(
                format!("certificat client inacceptable : {autre} ({qui})"),
                format!("Remplacez-le par un certificat RSA ou ECDSA bien formé. {REPRENDRE_CERTIFICATS}"),
            ),
        }
    }

    fn etranger(&self, c: &Certificat, qui: &str) -> Refus {
        if self
            .materiel
            .igc
            .autorites()
            .iter()
            .any(|a| a.confiance && a.certificat.sujet == c.emetteur)
        {
            return Refus::nouveau(
                format!(
                    "certificat étranger à l'IGC-Santé de test : il nomme pour émetteur {}, qui ne l'a pourtant pas signé ({qui})",
                    citation(&c.emetteur)
                ),
                format!("Il vient sans doute d'une autre IGC de test, refaite depuis. Reprenez ceux de ce banc : {REPRENDRE_CERTIFICATS}"),
            );
        }
        Refus::nouveau(
            format!(
                "certificat étranger à l'IGC-Santé de test : émis par {} ({qui})",
                citation(&c.emetteur)
            ),
            format!(
                "Configurez un certificat de l'IGC de test du banc. {REPRENDRE_CERTIFICATS}. Pour garder le vôtre (IGC-Santé de test de l'ANS), \
                 faites accepter son autorité au banc (`[igc] ancres` dans le fichier de `serve --config`), et présentez la chaîne complète"
            ),
        )
    }

    /// An error of the protocol itself, or what the client said of us.
    pub(super) fn erreur_tls(&self, e: &Error) -> Refus {
        match e {
            Error::NoCertificatesPresented => Refus::nouveau(
                "aucun certificat client présenté, alors que ce point l'exige (authentification mutuelle)",
                format!(
                    "Configurez dans le logiciel un certificat d'authentification et sa clé privée. {REPRENDRE_CERTIFICATS}. Si c'est fait : un client \
                     n'envoie rien quand son certificat ne vient pas d'une autorité de la liste demandée, ou quand sa clé privée manque"
                ),
            ),
            Error::AlertReceived(alerte) => self.alerte(*alerte),
            Error::PeerIncompatible(cause) if let Some(refus) = suites::refus(cause, self.tls12, &self.suites) => refus,
            Error::PeerIncompatible(cause) if self.est_trop_ancien(cause) => trop_ancien(match self.version {
                Some([3, 0]) => "SSL 3",
                Some([3, 1]) => "TLS 1.0",
                Some([3, 2]) => "TLS 1.1",
                _ => "une version antérieure à TLS 1.2",
            }),
            Error::PeerIncompatible(cause) => Refus::nouveau(
                format!("client et banc n'ont aucun algorithme en commun ({cause:?})"),
                "Activez dans le logiciel une suite ECDHE avec AES-GCM ou ChaCha20, une courbe P-256 ou X25519, et les signatures RSA/SHA-256",
            ),
            Error::NoApplicationProtocol => Refus::nouveau(
                "le client n'accepte pas HTTP/1.1 (extension ALPN)",
                "Ajoutez « http/1.1 » aux protocoles que le logiciel propose : les services simulés ne parlent pas HTTP/2",
            ),
            Error::InvalidCertificate(cause) => Refus::nouveau(
                format!("la preuve de possession de la clé du certificat client est fausse ({cause})"),
                format!("Le certificat et la clé privée configurés ne vont pas ensemble. {REPRENDRE_CERTIFICATS}"),
            ),
            autre => Refus::nouveau(
                format!("le client n'a pas respecté le protocole TLS ({autre})"),
                "Vérifiez qu'aucun mandataire n'altère la connexion ; capturez-la (tcpdump, Wireshark) si cela se répète",
            ),
        }
    }

    /// An old client lacks other things too, and rustls may complain of those first.
    fn est_trop_ancien(&self, cause: &PeerIncompatible) -> bool {
        use PeerIncompatible as Cause;
        matches!(self.version, Some([3, 0..=2]))
            || matches!(
                cause,
                Cause::Tls12NotOffered | Cause::Tls12NotOfferedOrEnabled | Cause::ServerDoesNotSupportTls12Or13
            )
            || matches!(
                cause,
                Cause::ServerTlsVersionIsDisabledByOurConfig | Cause::SupportedVersionsExtensionRequired
            )
    }

    /// The client told us, by an alert, why it would not go on.
    fn alerte(&self, alerte: Alerte) -> Refus {
        match alerte {
            Alerte::UnknownCA => self.notre_certificat(
                "le client a refusé notre certificat : autorité inconnue (alerte unknown_ca)",
                format!("Les autorités de test ne sont pas dans son magasin de confiance. {INSTALLER_CONFIANCE}"),
            ),
            Alerte::BadCertificate | Alerte::CertificateUnknown | Alerte::UnsupportedCertificate => {
                let mot = match alerte {
                    Alerte::BadCertificate => "bad_certificate",
                    Alerte::CertificateUnknown => "certificate_unknown",
                    _ => "unsupported_certificate",
                };
                self.notre_certificat(
                    &format!("le client a refusé notre certificat (alerte {mot})"),
                    format!("{INSTALLER_CONFIANCE}. {}", self.conseil_nom()),
                )
            }
            Alerte::CertificateExpired => self.notre_certificat(
                "le client a refusé notre certificat : il le tient pour expiré (alerte certificate_expired)",
                "Vérifiez l'horloge de la machine du client. Si l'IGC de test a expiré, refaites-la avec « segur-bench certs »".to_owned(),
            ),
            Alerte::CertificateRevoked => self.notre_certificat(
                "le client a refusé notre certificat : il le tient pour révoqué (alerte certificate_revoked)",
                "Le client garde peut-être une liste de révocation d'une autre IGC de test : videz son cache".to_owned(),
            ),
            Alerte::UnrecognisedName => self.notre_certificat(
                "le client a refusé le nom du serveur (alerte unrecognized_name)",
                self.conseil_nom(),
            ),
            Alerte::ProtocolVersion | Alerte::InsufficientSecurity | Alerte::HandshakeFailure => Refus::nouveau(
                format!("le client a interrompu la poignée de main : aucun réglage TLS en commun (alerte {alerte:?})"),
                "Autorisez TLS 1.2 ou 1.3 dans le logiciel, avec des suites ECDHE",
            ),
            Alerte::UserCanceled | Alerte::CloseNotify => Refus::nouveau(
                "le client a renoncé pendant la poignée de main",
                "Regardez si le choix du certificat ou la saisie du code de la carte a été annulé",
            ),
            autre => Refus::nouveau(
                format!("le client a interrompu la poignée de main (alerte {autre:?})"),
                "L'erreur est dans le client : regardez son propre journal à cet instant",
            ),
        }
    }

    /// The client rejects us: not the same story when a fault made us present a bad certificate.
    fn notre_certificat(&self, explication: &str, conseil: String) -> Refus {
        match self.variante {
            Some(v) => Refus::nouveau(
                format!("{explication} ; le banc présentait exprès un certificat « {v} » (panne certificat-serveur)"),
                "C'est le comportement attendu d'un logiciel face à ce certificat. Pour revenir à la normale, retirez la panne (PUT /banc/pannes)",
            ),
            None => Refus::nouveau(explication, conseil),
        }
    }

    fn conseil_nom(&self) -> String {
        let noms = self.materiel.certificat(self.variante, self.identite).noms.join(", ");
        let demande = match &self.sni {
            Some(sni) => format!("le client a demandé « {} »", citation(sni)),
            None => "le client n'a demandé aucun nom (adresse IP ?)".to_owned(),
        };
        format!("Vérifiez aussi le nom d'hôte : {demande}, le certificat du banc couvre {noms}")
    }

    fn a_l_heure(&self) -> String {
        if self.horloge.est_simulee() {
            format!(" ; horloge du banc : {}", date(self.horloge.maintenant()))
        } else {
            String::new()
        }
    }

    /// The list that holds this certificate, and since when.
    fn revocation(&self) -> String {
        let Some(presente) = &self.presente else {
            return "liste inconnue".to_owned();
        };
        let listes = self.materiel.igc.crls().iter();
        let depuis = listes
            .filter_map(|crl| Some((&crl.nom, Crl::lire(&crl.der).ok()?.revoque_le(presente)?)))
            .next();
        depuis.map_or_else(
            || "liste d'une autorité de sa chaîne".to_owned(),
            |(nom, quand)| format!("dans la liste {nom} depuis le {}", date(quand)),
        )
    }
}

fn trop_ancien(version: &str) -> Refus {
    Refus::nouveau(
        format!("protocole trop ancien : le client ne propose que {version}"),
        "Activez TLS 1.2 ou 1.3 dans le logiciel (les services nationaux n'acceptent plus TLS 1.0 ni 1.1)",
    )
}

/// The error of rustls inside an error of the connection.
pub(crate) fn erreur_rustls(e: &std::io::Error) -> Option<&Error> {
    e.get_ref().and_then(|interieure| interieure.downcast_ref::<Error>())
}
