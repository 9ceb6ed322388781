use proptest::prelude::*;

use super::*;

const LARGE: usize = 1 << 20;

/// Cuts with a buffer that fills by pieces of the given sizes, in turn; then what is left.
fn decouper(cadres: &[Cadre], octets: &[u8], tailles: &[usize]) -> (Vec<Trame>, Option<Demesure>, Vec<u8>) {
    let (mut tampon, mut trames, mut reste) = (BytesMut::new(), Vec::new(), octets);
    let mut tailles = tailles.iter().cycle();
    for cadre in cadres {
        let mut d = Decoupe::nouvelle(*cadre, LARGE);
        loop {
            match d.prendre(&mut tampon) {
                Err(e) => return (trames, Some(e), Vec::new()),
                Ok(Some(t)) => break trames.push(t),
                Ok(None) if reste.is_empty() => return (trames, None, d.restes(&tampon).1.brut.to_vec()),
                Ok(None) => {
                    let n = tailles.next().copied().unwrap_or(1).clamp(1, reste.len());
                    tampon.extend_from_slice(&reste[..n]);
                    reste = &reste[n..];
                }
            }
        }
    }
    (trames, None, [&tampon[..], reste].concat())
}

fn une(cadre: Cadre, octets: &[u8]) -> Trame {
    let (mut trames, _, reste) = decouper(&[cadre], octets, &[3]);
    assert_eq!((trames.len(), reste), (1, Vec::new()));
    trames.remove(0)
}

/// RFC 5321, 4.5.2, line by line.
fn dedoubler_simplement(octets: &[u8]) -> Vec<u8> {
    let mut lignes: Vec<&[u8]> = Vec::new();
    let mut reste = octets;
    while let Some(i) = chercher(reste, b"\r\n") {
        lignes.push(&reste[..i + 2]);
        reste = &reste[i + 2..];
    }
    lignes.push(reste);
    lignes.iter().flat_map(|l| l.strip_prefix(b".").unwrap_or(l)).copied().collect()
}

#[test]
fn chaque_cadre() {
    let t = une(Cadre::Ligne(100), b"MAIL FROM:<a@b>\r\n");
    assert_eq!(
        (&t.contenu[..], &t.brut[..], t.lf_nus),
        (&b"MAIL FROM:<a@b>"[..], &b"MAIL FROM:<a@b>\r\n"[..], 0)
    );
    let t = une(Cadre::Ligne(100), b"NOOP\n");
    assert_eq!((&t.contenu[..], t.lf_nus), (&b"NOOP"[..], 1));
    assert_eq!(une(Cadre::Exact(5), b"\r\n.\r\n").contenu, "\r\n.\r\n");
    let t = une(Cadre::Donnees(100), b"a\r\n..b\r\n.c\r\n\r\n.\r\n");
    assert_eq!((&t.contenu[..], t.lf_nus), (&b"a\r\n.b\r\nc\r\n\r\n"[..], 0));
    assert_eq!(t.brut, "a\r\n..b\r\n.c\r\n\r\n.\r\n");
    assert_eq!(une(Cadre::Donnees(100), b".\r\n").contenu, "");
    let t = une(Cadre::Mllp(100), b"\r\n\x0bMSH|\r\x1c\x0d");
    assert_eq!((&t.contenu[..], t.hors_cadre), (&b"MSH|\r"[..], 2));
    let t = une(Cadre::Mllp(100), b"MSH|\r\x1c\x0d");
    assert_eq!((&t.contenu[..], t.hors_cadre), (&b""[..], 5), "a block has a start");
}

#[test]
fn ce_qui_ressemble_a_une_fin_de_donnees_n_en_est_pas_une() {
    // The ways in which one server sees two mails where another sees one.
    for octets in [
        &b"a\n.\nb\r\n.\r\n"[..],
        b"a\n.\r\nb\r\n.\r\n",
        b"a\r\n.\nb\r\n.\r\n",
        b"a\r.\rb\r\n.\r\n",
    ] {
        let t = une(Cadre::Donnees(100), octets);
        assert_eq!(t.brut, octets);
        assert!(t.contenu.ends_with(b"b\r\n"));
        let lf = octets.windows(2).filter(|f| f[1] == b'\n' && f[0] != b'\r').count();
        assert_eq!(t.lf_nus, lf);
    }
}

#[test]
fn au_dela_du_plafond_le_debut_est_garde_puis_la_session_finit() {
    let octets = |n: usize| [vec![b'x'; n], b"\r\n.\r\n".to_vec()].concat();
    let t = une(Cadre::Donnees(200_002), &octets(200_000));
    assert_eq!((t.exces, t.contenu.len()), (None, 200_002));
    let t = une(Cadre::Donnees(200_001), &octets(200_000));
    assert_eq!((t.exces, t.contenu.len()), (Some(200_002), APERCU));
    let t = une(Cadre::Exact(LARGE + 1), &vec![0; LARGE + 1]);
    assert_eq!(
        t.exces,
        Some(LARGE as u64 + 1),
        "the cap of the bench holds, whatever the service asks"
    );
    let (trames, demesure, _) = decouper(&[Cadre::Ligne(1000)], &[b'x'; 10_000], &[700]);
    assert_eq!((trames.len(), demesure), (0, Some(Demesure)));
    let mut d = Decoupe::nouvelle(Cadre::Ligne(1000), LARGE);
    let mut tampon = BytesMut::from(&[b'x'; 3000][..]);
    assert_eq!(d.prendre(&mut tampon), Ok(None));
    assert!(tampon.len() <= RECUL, "what is thrown away is not kept in memory");
}

/// Bytes in which ends, and parts of ends, are frequent.
fn octets() -> impl Strategy<Value = Vec<u8>> {
    let morceau = prop_oneof![
        Just(b"\r\n.\r\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\n".to_vec()),
        Just(b".".to_vec()),
        Just(vec![0x0b]),
        Just(vec![0x1c, 0x0d]),
        Just(vec![0x1c]),
        proptest::collection::vec(any::<u8>(), 0..20),
    ];
    proptest::collection::vec(morceau, 0..30).prop_map(|m| m.concat())
}

fn cadre() -> impl Strategy<Value = Cadre> {
    (0..4_u8, 0..40_usize).prop_map(|(genre, n)| match genre {
        0 => Cadre::Ligne(n),
        1 => Cadre::Exact(n),
        2 => Cadre::Donnees(n),
        _ => Cadre::Mllp(n),
    })
}

proptest! {
    #[test]
    fn tout_decoupage_donne_les_memes_trames(
        octets in octets(),
        cadres in proptest::collection::vec(cadre(), 1..6),
        tailles in proptest::collection::vec(1..12_usize, 1..8),
    ) {
        let d_un_coup = decouper(&cadres, &octets, &[usize::MAX]);
        prop_assert_eq!(&decouper(&cadres, &octets, &tailles), &d_un_coup);
        prop_assert_eq!(&decouper(&cadres, &octets, &[1]), &d_un_coup);
    }

    #[test]
    fn rien_n_est_perdu_et_les_plafonds_tiennent(octets in octets(), cadres in proptest::collection::vec(cadre(), 1..6)) {
        let (trames, demesure, reste) = decouper(&cadres, &octets, &[5]);
        for t in &trames {
            let Some(Cadre::Ligne(n) | Cadre::Exact(n) | Cadre::Donnees(n) | Cadre::Mllp(n)) = t.cadre else { continue };
            prop_assert!(t.exces.is_some() || t.contenu.len() <= n);
            prop_assert!(t.exces.is_none_or(|e| e > n as u64));
            if let (Some(Cadre::Donnees(_)), None) = (t.cadre, t.exces) {
                let brut = &t.brut[..t.brut.len() - LIGNE_POINT.len()];
                prop_assert_eq!(&t.contenu[..], &dedoubler_simplement(brut)[..]);
            }
        }
        if demesure.is_none() {
            let tout: Vec<u8> = trames.iter().flat_map(|t| t.brut.to_vec()).chain(reste).collect();
            prop_assert_eq!(tout, octets, "the bytes received are those recorded");
        }
    }
}
