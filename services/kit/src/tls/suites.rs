//! No version or no suite in common: what the client offers tells whether it is wrong, or whether the bench does not play what it has.

use rustls::{CipherSuite, PeerIncompatible};

use super::refus::Refus;

/// The suite of the DMP (PDT-579) that rustls has not: it plays no CBC.
const NON_JOUEE: CipherSuite = CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384;

/// The refusal that the suites of the client explain. `tls12`: TLS 1.2 alone is spoken here, as the real service does.
pub(super) fn refus(cause: &PeerIncompatible, tls12: bool, suites: &[CipherSuite]) -> Option<Refus> {
    match cause {
        PeerIncompatible::Tls12NotOfferedOrEnabled if tls12 && a_tls13(suites) => Some(Refus::nouveau(
            "le client ne propose que TLS 1.3, et ce service ne parle que TLS 1.2, comme le vrai (PDT-579 pour le DMP)",
            "Autorisez TLS 1.2 dans le logiciel, avec ECDHE_RSA et AES-GCM ou ChaCha20",
        )),
        PeerIncompatible::NoCipherSuitesInCommon if suites.contains(&NON_JOUEE) => Some(Refus::nouveau(
            "limite du banc, et non écart du logiciel : de ce qu'il propose, seule la suite ECDHE_RSA_WITH_AES_256_CBC_SHA384 est de celles du DMP \
             (PDT-579), et le banc ne la joue pas (sa bibliothèque TLS, rustls, n'a aucune suite CBC)",
            "Pour être joué ici, ajoutez au logiciel une des trois autres suites du DMP : ECDHE_RSA avec AES_256_GCM_SHA384, AES_128_GCM_SHA256 ou \
             CHACHA20_POLY1305_SHA256",
        )),
        _ => None,
    }
}

/// Whether a suite is one of TLS 1.3: who offers one and not TLS 1.2 (`supported_versions`) speaks nothing older.
fn a_tls13(suites: &[CipherSuite]) -> bool {
    suites.iter().any(|s| u16::from(*s) & 0xff00 == 0x1300)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_1_3_seul_se_dit() {
        use PeerIncompatible::Tls12NotOfferedOrEnabled as Cause;
        // Some offer the suites of both, whatever the versions that they speak.
        let seul = [0x1301, 0xc030, 0x00ff].map(CipherSuite::from);
        assert!(refus(&Cause, true, &seul).unwrap().explication.contains("que TLS 1.3"));
        assert_eq!(refus(&Cause, false, &seul), None);
        assert_eq!(refus(&Cause, true, &[CipherSuite::from(0xc030)]), None);
    }
}
