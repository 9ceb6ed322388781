use std::io::Cursor;

use proptest::prelude::*;

use super::super::tests::{boite, film, mkv};
use super::*;

fn lire(conteneur: &str, octets: &[u8]) -> Result<Film, String> {
    lire_flux(conteneur, &mut Cursor::new(octets), octets.len() as u64)
}

#[test]
fn a_container_says_how_long_when_and_how_large() {
    let attendu = Film {
        duree: Some(Duration::from_secs(60)),
        cree: Some(time::macros::datetime!(2026-11-20 10:00 UTC)),
        cotes: Some((1280, 720)),
    };
    for (conteneur, octets) in [("mp4", film(60, true)), ("mp4", film(60, false)), ("mkv", mkv(60))] {
        assert_eq!(lire(conteneur, &octets), Ok(attendu), "{conteneur}");
    }
    assert_eq!(lire("avi", b"RIFF"), Ok(Film::default()));
}

#[test]
fn a_film_that_shows_nothing_is_told_why() {
    let entier = film(60, false);
    for (octets, dit) in [
        (entier[..entier.len() - 40].to_vec(), "il est coupé"),
        (film(60, true)[..20 + 8 + 4096].to_vec(), "sa table manque"),
        (film(0, true), "0 seconde"),
        (
            [
                boite(b"ftyp", b"isom\0\0\0\0isom"),
                boite(b"mdat", &[]),
                film(60, true).split_off(20 + 8 + 4096),
            ]
            .concat(),
            "que son en-tête",
        ),
    ] {
        let dite = lire("mp4", &octets).unwrap_err();
        assert!(dite.contains(dit), "{dite} / {dit}");
    }
    let mut coupe = mkv(60);
    coupe.truncate(coupe.len() - 10);
    assert!(lire("mkv", &coupe).unwrap_err().contains("il est coupé"));
}

/// A film made by an encoder, where there is one: what is written by hand above could flatter the reader.
#[test]
fn a_real_film_is_read_where_ffmpeg_is_installed() {
    let tmp = tempfile::tempdir().unwrap();
    for ext in ["mp4", "mov", "mkv"] {
        let chemin = tmp.path().join(format!("f.{ext}"));
        let fait = std::process::Command::new("ffmpeg")
            .args(["-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=640x480:rate=5:duration=3"])
            .args(["-metadata", "creation_time=2026-11-20T10:00:00Z"])
            .arg(&chemin)
            .status();
        if !fait.is_ok_and(|s| s.success()) {
            println!("sauté : ffmpeg n'est pas installé");
            return;
        }
        let octets = std::fs::read(&chemin).unwrap();
        let lu = lire(ext, &octets).unwrap();
        assert_eq!((lu.duree, lu.cotes), (Some(Duration::from_secs(3)), Some((640, 480))), "{ext}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever its bytes, a film is read or refused in few reads, and never stops the bench.
    #[test]
    fn a_mutated_film_never_panics(
        lequel in 0_usize..3,
        coups in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        fin in any::<prop::sample::Index>(),
        coupe in any::<bool>(),
    ) {
        let (conteneur, mut octets) = match lequel {
            0 => ("mp4", film(60, true)),
            1 => ("mov", film(60, false)),
            _ => ("mkv", mkv(60)),
        };
        // What is between the header and the table is only pictures.
        for (place, octet) in coups {
            let n = octets.len();
            octets[place.index(n)] = octet;
        }
        if coupe {
            octets.truncate(fin.index(octets.len()));
        }
        let _ = lire(conteneur, &octets);
        let _ = segur_dialecte::media::reconnaitre(&octets);
    }
}
