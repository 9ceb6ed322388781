//! What nobody should send: nothing panics, nothing takes long, what is too large is refused before it is read.

use std::fmt::Write;
use std::time::{Duration, Instant};

use bytes::Bytes;
use proptest::prelude::*;
use segur_imap::annonce::LITTERAUX_MAX;
use segur_imap::lecture::Raison;
use segur_imap::message::{adresses, champs, decoder_mots, decoder_transfert, deplier, fin_entete};
use segur_imap::{Assemblage, Avancee, Commande, Ensemble, Exces, Plafonds, Reglage, lire, motif, nom};

use crate::outils::{PLAFONDS, assembler, commande, requete};

fn vite<T>(quoi: impl FnOnce() -> T) -> T {
    let debut = Instant::now();
    let t = quoi();
    assert!(debut.elapsed() < Duration::from_secs(5), "{:?}", debut.elapsed());
    t
}

#[test]
fn a_literal_that_is_too_large_is_refused_before_it_is_read() {
    let exces = |l: &str| assembler(format!("{l}\r\n").as_bytes()).unwrap_err();
    let e = exces("a APPEND INBOX {1000001}");
    assert_eq!(
        e,
        Exces {
            taille: 1_000_001,
            plafond: 1_000_000,
            synchrone: true,
            message: true
        }
    );
    assert!(!exces("a APPEND INBOX {99999999999999999999+}").synchrone);
    let e = exces("a LOGIN {70000+}");
    assert!(!e.message && !e.synchrone && e.plafond < 65_536, "{e:?}");
    // The name of a mailbox is no message.
    assert!(!exces("a APPEND {70000}").message);
    // Many small ones are a large one, and so are too many.
    let mut a = Assemblage::default();
    let ligne = Bytes::from_static(b"a SEARCH TEXT {30000}");
    let suite = |a: &mut Assemblage| a.ligne(&ligne, &PLAFONDS);
    assert!(suite(&mut a).is_ok());
    a.litteral(Bytes::from(vec![b'x'; 30_000]));
    assert!(suite(&mut a).is_ok());
    a.litteral(Bytes::from(vec![b'x'; 30_000]));
    assert!(suite(&mut a).is_err());
    let mut a = Assemblage::default();
    for _ in 0..LITTERAUX_MAX {
        assert!(matches!(
            a.ligne(&Bytes::from_static(b"a {0}"), &PLAFONDS),
            Ok(Avancee::Litteral { .. })
        ));
        a.litteral(Bytes::new());
    }
    assert!(a.ligne(&Bytes::from_static(b"a {0}"), &PLAFONDS).is_err());
    // What is taken away leaves nothing.
    a.prendre();
    assert!(!a.entame());
    assert!(a.ligne(&Bytes::from_static(b"a LOGIN {60000}"), &PLAFONDS).is_ok());
}

#[test]
fn keys_inside_keys() {
    for n in [50, 199] {
        let ligne = format!("a SEARCH {}ALL{}", "(".repeat(n), ")".repeat(n));
        assert!(requete(&ligne).is_ok(), "{n}");
        assert!(requete(format!("a SEARCH {}SEEN", "NOT ".repeat(n))).is_ok(), "{n}");
        let ou: String = (0..n).map(|i| format!("OR SUBJECT s{i} ")).collect();
        assert!(requete(format!("a SEARCH {ou}ALL")).is_ok(), "{n}");
    }
    for n in [200, 20_000] {
        for ligne in [
            format!("a SEARCH {}ALL{}", "(".repeat(n), ")".repeat(n)),
            format!("a SEARCH {}SEEN", "NOT ".repeat(n)),
            format!("a SEARCH {}", "OR ".repeat(n)),
        ] {
            assert_eq!(vite(|| requete(&ligne)).unwrap_err().raison, Raison::Recherche, "{n}");
        }
    }
    assert_eq!(
        requete(format!("a SEARCH{}", " ALL".repeat(2_001))).unwrap_err().raison,
        Raison::Recherche
    );
}

#[test]
fn enormous_sets() {
    let tous = "1:*,".repeat(15_000);
    let Commande::Fetch { designes, .. } = vite(|| commande(format!("a FETCH {tous}1 FLAGS"))) else {
        panic!()
    };
    assert_eq!(vite(|| designes.ensemble.par_numero(100_000)).unwrap(), vec![0..=99_999]);
    let uids: Vec<u32> = (1..=100_000).collect();
    assert_eq!(vite(|| designes.ensemble.par_uid(&uids)), vec![0..=99_999]);
    assert!(requete(format!("a FETCH {}1 FLAGS", "1,".repeat(25_000))).is_err());
    assert!(requete(format!("a SEARCH {}1", "1,".repeat(25_000))).is_err());
    assert!(requete("a FETCH 4294967296 FLAGS").is_err());
    assert!(requete("a FETCH 1:4294967295 FLAGS").is_ok());
}

#[test]
fn patterns_that_would_try_all() {
    let (m, n) = ("*a%".repeat(200), "a".repeat(2_000));
    vite(|| motif::convient(&m, &n));
    vite(|| motif::convient(&"%*".repeat(1_000), &n));
}

#[test]
fn ten_thousand_addresses() {
    let mut champ = String::new();
    for i in 0..20_000 {
        write!(champ, "\"Nom {i}\" <a{i}@exemple.fr>, ").unwrap();
    }
    assert_eq!(vite(|| adresses(champ.as_bytes())).len(), 10_000);
    vite(|| adresses("(".repeat(100_000).as_bytes()));
    vite(|| adresses("a:".repeat(100_000).as_bytes()));
    vite(|| decoder_mots("=?".repeat(100_000).as_bytes()));
    vite(|| decoder_mots("=?a?q?".repeat(50_000).as_bytes()));
}

#[test]
fn depth_of_a_fetch() {
    assert!(requete(format!("a FETCH 1 BODY[{}1]", "1.".repeat(101))).is_err());
    assert!(requete(format!("a FETCH 1 BODY[{}1]", "1.".repeat(50))).is_ok());
}

/// Pieces of commands, so that what is drawn looks like one.
fn morceau() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("a ".to_owned()),
        prop::sample::select(vec![
            "UID ",
            "FETCH ",
            "SEARCH ",
            "LIST ",
            "APPEND ",
            "STORE ",
            "SELECT ",
            "CREATE ",
            "LOGIN ",
            "STATUS ",
            "ID ",
            "AUTHENTICATE "
        ])
        .prop_map(str::to_owned),
        prop::sample::select(vec![
            "(",
            ")",
            "\"",
            "\\",
            "{3}\r\nabc",
            "1:*",
            "*",
            " ",
            "BODY[",
            "]",
            "<0.1>",
            "NOT ",
            "OR ",
            "INBOX",
            "RETURN (",
            "&AOk-",
            "NIL",
            "=",
            "$",
            "é"
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,6}",
    ]
}

proptest! {
    #[test]
    fn no_line_panics(morceaux in prop::collection::vec(morceau(), 0..20)) {
        let ligne = format!("{}\r\n", morceaux.concat());
        let mut a = Assemblage::default();
        let mut reste = ligne.as_bytes();
        while let Some(fin) = reste.windows(2).position(|f| f == b"\r\n") {
            let avancee = a.ligne(&Bytes::copy_from_slice(&reste[..fin]), &PLAFONDS);
            reste = &reste[fin + 2..];
            match avancee {
                Ok(Avancee::Litteral { taille, .. }) if taille <= reste.len() => {
                    a.litteral(Bytes::copy_from_slice(&reste[..taille]));
                    reste = &reste[taille..];
                }
                Ok(Avancee::Complete) => {
                    let _ = lire(&a.prendre(), Reglage { utf8: reste.len() % 2 == 0 });
                }
                _ => {
                    a.prendre();
                }
            }
        }
    }

    #[test]
    fn no_bytes_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut a = Assemblage::default();
        let _ = a.ligne(&Bytes::from(octets.clone()), &Plafonds { ligne: 100, commande: 100, message: 100 });
        let _ = lire(&a.prendre(), Reglage::default());
        let _ = adresses(&octets);
        let _ = decoder_mots(&octets);
        let _ = decoder_transfert(&octets, b"base64");
        let _ = decoder_transfert(&octets, b"quoted-printable");
        let _ = deplier(&octets);
        prop_assert!(fin_entete(&octets) <= octets.len());
        prop_assert!(champs(&octets).map(|c| c.brut.len()).sum::<usize>() <= octets.len());
    }

    #[test]
    fn a_name_comes_back(texte in "[^\\p{Cc}]{0,20}") {
        let code = nom::encoder(&texte, false);
        prop_assert!(code.is_ascii());
        let relu = nom::decoder(code.as_bytes(), false).unwrap();
        prop_assert!(relu == texte || relu.eq_ignore_ascii_case(&texte) && relu.starts_with("INBOX"));
    }

    #[test]
    fn a_set_is_what_it_says(texte in "([1-9][0-9]{0,1}|\\*)(:([1-9][0-9]{0,1}|\\*))?(,([1-9][0-9]?|\\*)(:([1-9][0-9]?|\\*))?){0,5}", messages in 0_u32..60) {
        let e = Ensemble::lire(texte.as_bytes()).unwrap();
        prop_assert_eq!(e.to_string().split(',').count(), texte.split(',').count());
        // As the RFC says it, one number after the other.
        let mut attendus: Vec<u32> = Vec::new();
        for p in texte.split(',') {
            let bornes: Vec<u32> = p.split(':').map(|b| if b == "*" { messages } else { b.parse().unwrap() }).collect();
            let (a, b) = (bornes[0], *bornes.last().unwrap());
            attendus.extend(a.min(b)..=a.max(b));
        }
        attendus.sort_unstable();
        attendus.dedup();
        attendus.retain(|n| (1..=messages).contains(n));
        let uids: Vec<u32> = (1..=messages).collect();
        let par_uid: Vec<u32> = e.par_uid(&uids).into_iter().flatten().map(|i| i + 1).collect();
        prop_assert_eq!(&par_uid, &attendus);
        if let Ok(places) = e.par_numero(messages) {
            let par_numero: Vec<u32> = places.into_iter().flatten().map(|i| i + 1).collect();
            prop_assert_eq!(&par_numero, &attendus);
        }
        prop_assert_eq!(Ensemble::de(attendus.iter().copied()).plages(0).into_iter().flatten().collect::<Vec<_>>(), attendus);
    }

    #[test]
    fn a_pattern_matches_as_it_says(m in "[ab/%*]{0,8}", n in "[ab/]{0,8}") {
        fn naif(m: &[u8], n: &[u8]) -> bool {
            match (m, n) {
                ([], []) => true,
                ([b'*', m @ ..], _) => (0..=n.len()).any(|i| naif(m, &n[i..])),
                ([b'%', m @ ..], _) => (0..=n.len()).take_while(|i| !n[..*i].contains(&b'/')).any(|i| naif(m, &n[i..])),
                ([a, m @ ..], [b, n @ ..]) => a == b && naif(m, n),
                _ => false,
            }
        }
        prop_assert_eq!(motif::convient(&m, &n), naif(m.as_bytes(), n.as_bytes()));
    }
}

/// Numbers that the mailbox does not have.
#[test]
fn numbers_beyond_the_mailbox() {
    let par_numero = |t: &str, n| Ensemble::lire(t.as_bytes()).unwrap().par_numero(n);
    assert_eq!(par_numero("2", 3).unwrap(), vec![1..=1]);
    assert_eq!(par_numero("2:9", 3).unwrap(), vec![1..=2], "what may have just come");
    assert_eq!(par_numero("9:*", 3).unwrap(), vec![2..=2], "the last at least");
    assert_eq!(par_numero("1:*", 0).unwrap(), vec![]);
    assert_eq!(par_numero("*", 0).unwrap(), vec![]);
    assert_eq!(par_numero("1", 0).unwrap_err().numero, 1);
    assert_eq!(par_numero("1,4", 3).unwrap_err().numero, 4);
    assert_eq!(par_numero("6:5", 3).unwrap_err().numero, 5);
}
