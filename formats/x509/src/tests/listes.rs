//! Revocation lists as rcgen does not make them: written here byte by byte.

use rcgen::{CrlDistributionPoint, SigningKey};
use time::Duration;

use super::*;

const CERTIFICAT: u8 = 9;
const POINT: &str = "http://igc.exemple/a.crl";
const HIER: OffsetDateTime = datetime!(2026-05-31 12:00 UTC);
const AVANT_HIER: OffsetDateTime = datetime!(2026-05-30 12:00 UTC);
const DEMAIN: OffsetDateTime = datetime!(2026-06-02 12:00 UTC);
const SUSPENDU: u8 = 6;
const LEVE: u8 = 8;

fn der(genre: u8, contenus: &[&[u8]]) -> Vec<u8> {
    let contenu = contenus.concat();
    let longueur = match u8::try_from(contenu.len()).unwrap_or(u8::MAX) {
        courte @ ..=0x7F => vec![courte],
        _ => [&[0x82][..], &u16::try_from(contenu.len()).unwrap().to_be_bytes()].concat(),
    };
    [&[genre][..], &longueur, &contenu].concat()
}

fn date(t: OffsetDateTime) -> Vec<u8> {
    let format = time::macros::format_description!("[year repr:last_two][month][day][hour][minute][second]Z");
    der(0x17, &[t.format(format).unwrap().as_bytes()])
}

fn extension(oid: &[u8], critique: bool, valeur: &[u8]) -> Vec<u8> {
    let critique: &[u8] = if critique { &[1, 1, 0xFF] } else { &[] };
    der(0x30, &[&der(6, &[oid]), critique, &der(4, &[valeur])])
}

fn idp(contenu: &[u8]) -> Vec<u8> {
    extension(&[0x55, 0x1D, 0x1C], true, &der(0x30, &[contenu]))
}

fn idp_de(point: &str) -> Vec<u8> {
    idp(&der(0xA0, &[&der(0xA0, &[&der(0x86, &[point.as_bytes()])])]))
}

fn delta() -> Vec<u8> {
    extension(&[0x55, 0x1D, 0x1B], true, &[2, 1, 1])
}

/// A list of one authority.
struct Liste {
    publiee: OffsetDateTime,
    prochaine: Option<OffsetDateTime>,
    entrees: Vec<Vec<u8>>,
    extensions: Vec<Vec<u8>>,
}

impl Liste {
    fn du(publiee: OffsetDateTime) -> Self {
        Self {
            publiee,
            prochaine: Some(FIN),
            entrees: vec![],
            extensions: vec![],
        }
    }

    fn avec(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    /// It holds the certificate.
    fn tient(mut self, le: OffsetDateTime, extensions: &[Vec<u8>]) -> Self {
        let toutes = if extensions.is_empty() {
            vec![]
        } else {
            der(0x30, &[&extensions.concat()])
        };
        self.entrees.push(der(0x30, &[&[2, 1, CERTIFICAT], &date(le), &toutes]));
        self
    }

    fn tient_pour(self, raison: u8) -> Self {
        self.tient(DEBUT, &[extension(&[0x55, 0x1D, 0x15], false, &[0x0A, 1, raison])])
    }

    fn signer(&self, autorite: &Autorite) -> Vec<u8> {
        const ECDSA_SHA256: [u8; 12] = [0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
        let facultatif = |genre: u8, dedans: &[Vec<u8>]| {
            if dedans.is_empty() {
                vec![]
            } else {
                der(genre, &[&dedans.concat()])
            }
        };
        let extensions = facultatif(0x30, &self.extensions);
        let tbs = der(
            0x30,
            &[
                &[2, 1, 1],
                &ECDSA_SHA256,
                autorite.x509.sujet_der(),
                &date(self.publiee),
                &self.prochaine.map(date).unwrap_or_default(),
                &facultatif(0x30, &self.entrees),
                &facultatif(
                    0xA0,
                    if extensions.is_empty() {
                        &[]
                    } else {
                        std::slice::from_ref(&extensions)
                    },
                ),
            ],
        );
        let signature = autorite.emetteur.key().sign(&tbs).unwrap();
        der(0x30, &[&tbs, &ECDSA_SHA256, &der(3, &[&[0], &signature])])
    }
}

fn juger(listes: &[Liste]) -> Vec<Probleme> {
    let racine = Autorite::nouvelle("RACINE", None);
    let mut p = parametres("feuille".into(), CERTIFICAT.into());
    p.crl_distribution_points = vec![CrlDistributionPoint {
        uris: vec!["ldap://ailleurs".to_owned(), POINT.to_owned()],
    }];
    let listes: Vec<_> = listes.iter().map(|l| l.signer(&racine)).collect();
    confiance(&[&racine], &listes).a(MAINTENANT).juger(&racine.emettre(&p), &[])
}

fn inconnue() -> Vec<Probleme> {
    vec![Probleme::RevocationInconnue {
        autorite: "CN=RACINE,C=FR".to_owned(),
    }]
}

fn revoque() -> Vec<Probleme> {
    vec![Probleme::Revoque { le: DEBUT }]
}

#[test]
fn le_silence_d_une_liste_ne_vaut_que_de_ce_qu_elle_couvre() {
    let sans_suite = Liste {
        prochaine: None,
        ..Liste::du(HIER)
    };
    let inconnue_critique = |critique| extension(&[0x2A, 3, 4], critique, &[5, 0]);
    for (quoi, liste, attendu) in [
        ("complete", Liste::du(HIER), vec![]),
        ("to be published", Liste::du(DEMAIN), inconnue()),
        ("no next one", sans_suite, inconnue()),
        ("changes alone", Liste::du(HIER).avec(delta()), inconnue()),
        ("users", Liste::du(HIER).avec(idp(&[0x81, 1, 0xFF])), vec![]),
        ("authorities", Liste::du(HIER).avec(idp(&[0x82, 1, 0xFF])), inconnue()),
        ("some reasons", Liste::du(HIER).avec(idp(&[0x83, 2, 6, 0x40])), inconnue()),
        ("attributes", Liste::du(HIER).avec(idp(&[0x85, 1, 0xFF])), inconnue()),
        ("its point", Liste::du(HIER).avec(idp_de(POINT)), vec![]),
        (
            "another point",
            Liste::du(HIER).avec(idp_de("http://igc.exemple/b.crl")),
            inconnue(),
        ),
        ("unknown, critical", Liste::du(HIER).avec(inconnue_critique(true)), inconnue()),
        ("unknown, not critical", Liste::du(HIER).avec(inconnue_critique(false)), vec![]),
    ] {
        assert_eq!(juger(&[liste]), attendu, "{quoi}");
    }
}

#[test]
fn ce_qu_une_liste_tient_est_revoque() {
    let autre_emetteur = extension(&[0x55, 0x1D, 0x1D], true, &[0x30, 0]);
    let illisible = extension(&[0x2A, 3, 4], true, &[5, 0]);
    for (quoi, liste, attendu) in [
        ("complete", Liste::du(HIER).tient(DEBUT, &[]), revoque()),
        ("changes", Liste::du(HIER).avec(delta()).tient(DEBUT, &[]), revoque()),
        (
            "some reasons",
            Liste::du(HIER).avec(idp(&[0x83, 2, 6, 0x40])).tient(DEBUT, &[]),
            revoque(),
        ),
        // Neither revoked nor good: the list cannot be used.
        ("of another issuer", Liste::du(HIER).tient(DEBUT, &[autre_emetteur]), inconnue()),
        ("unknown, critical", Liste::du(HIER).avec(illisible).tient(DEBUT, &[]), inconnue()),
        // At the instant of the bench it is not yet.
        ("to come", Liste::du(DEMAIN).tient(DEMAIN, &[]), inconnue()),
        ("taken off", Liste::du(HIER).avec(delta()).tient_pour(LEVE), inconnue()),
    ] {
        assert_eq!(juger(&[liste]), attendu, "{quoi}");
    }
}

#[test]
fn une_suspension_se_leve_une_revocation_non() {
    let leve = |publiee| Liste::du(publiee).avec(delta()).tient_pour(LEVE);
    let suspendu = |publiee| Liste::du(publiee).tient_pour(SUSPENDU);
    for (quoi, listes, attendu) in [
        ("on hold", vec![suspendu(HIER)], revoque()),
        ("lifted by changes", vec![suspendu(HIER), leve(HIER + Duration::hours(1))], vec![]),
        ("lifted before", vec![suspendu(HIER), leve(AVANT_HIER)], revoque()),
        ("to be lifted", vec![suspendu(HIER), leve(DEMAIN)], revoque()),
        ("on no list any more", vec![suspendu(AVANT_HIER), Liste::du(HIER)], vec![]),
        ("on the newer list", vec![suspendu(HIER), Liste::du(AVANT_HIER)], revoque()),
        ("revoked for good", vec![Liste::du(HIER).tient_pour(1), leve(HIER)], revoque()),
        (
            "and on no list",
            vec![Liste::du(AVANT_HIER).tient(DEBUT, &[]), Liste::du(HIER)],
            revoque(),
        ),
    ] {
        assert_eq!(juger(&listes), attendu, "{quoi}");
    }
}
