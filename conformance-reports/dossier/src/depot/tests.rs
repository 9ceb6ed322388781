use std::path::Path;
use std::time::Duration;

use segur_model::catalogue::NaturePreuve::{self, *};
use time::macros::{date, datetime};

use super::*;

pub(super) fn boite(genre: &[u8], contenu: &[u8]) -> Vec<u8> {
    let taille = u32::try_from(contenu.len() + 8).unwrap().to_be_bytes();
    [&taille[..], genre, contenu].concat()
}

/// Seconds from 1904 to 20/11/2026, 10:00.
const CREE: u32 = 3_878_013_600;

/// An MP4 of so many seconds, 1280 × 720, its table after the pictures or before them.
pub(super) fn film(secondes: u32, table_a_la_fin: bool) -> Vec<u8> {
    let b = |n: u32| n.to_be_bytes();
    let matrice = [b(0x1_0000), b(0), b(0), b(0), b(0x1_0000), b(0), b(0), b(0), b(0x4000_0000)].concat();
    let mvhd = [
        [
            b(0),
            b(CREE),
            b(CREE),
            b(1000),
            b(secondes * 1000),
            b(0x1_0000),
            b(0x0100_0000),
            b(0),
            b(0),
        ]
        .concat(),
        matrice.clone(),
        [[0; 24].to_vec(), b(2).to_vec()].concat(),
    ]
    .concat();
    let tkhd = [
        [b(3), b(CREE), b(CREE), b(1), b(0), b(secondes * 1000), b(0), b(0), b(0), b(0)].concat(),
        matrice,
        [b(1280 << 16), b(720 << 16)].concat(),
    ]
    .concat();
    let mdhd = [b(0), b(CREE), b(CREE), b(1000), b(secondes * 1000), b(0x55c4_0000)].concat();
    let hdlr = [&[0; 8], &b"vide"[..], &[0; 13]].concat();
    let mdia = boite(b"mdia", &[boite(b"mdhd", &mdhd), boite(b"hdlr", &hdlr)].concat());
    let trak = boite(b"trak", &[boite(b"tkhd", &tkhd), mdia].concat());
    let moov = boite(b"moov", &[boite(b"mvhd", &mvhd), trak].concat());
    let (ftyp, mdat) = (boite(b"ftyp", b"isom\0\0\0\0isom"), boite(b"mdat", &[0x11; 4096]));
    if table_a_la_fin {
        [ftyp, mdat, moov].concat()
    } else {
        [ftyp, moov, mdat].concat()
    }
}

/// An MKV of so many seconds, 1280 × 720.
pub(super) fn mkv(secondes: u32) -> Vec<u8> {
    let e = |id: &[u8], c: &[u8]| {
        [
            id,
            &[0x10 | u8::try_from(c.len() >> 24).unwrap()],
            &u32::try_from(c.len()).unwrap().to_be_bytes()[1..],
            c,
        ]
        .concat()
    };
    let duree = (f64::from(secondes) * 1000.0).to_be_bytes();
    // Nanoseconds from 2001.
    let cree = (datetime!(2026-11-20 10:00 UTC) - datetime!(2001-01-01 0:00 UTC)).whole_nanoseconds();
    let cree = i64::try_from(cree).unwrap().to_be_bytes();
    let entete = e(
        b"\x1A\x45\xDF\xA3",
        &[&b"\x42\x82\x88matroska"[..], b"\x42\x87\x81\x04", b"\x42\x85\x81\x02"].concat(),
    );
    let info = e(
        b"\x15\x49\xA9\x66",
        &[
            e(b"\x2A\xD7\xB1", &[0x0F, 0x42, 0x40]),
            e(b"\x44\x89", &duree),
            e(b"\x44\x61", &cree),
        ]
        .concat(),
    );
    let image = e(b"\xE0", &[e(b"\xB0", &[5, 0]), e(b"\xBA", &[2, 0xd0])].concat());
    let piste = e(b"\xAE", &[e(b"\xD7", &[1]), e(b"\x83", &[1]), e(b"\x86", b"V_VP9"), image].concat());
    let grappe = e(
        b"\x1F\x43\xB6\x75",
        &[e(b"\xE7", &[0]), e(b"\xA3", &[0x81, 0, 0, 0x80, 1, 2, 3])].concat(),
    );
    let segment = e(b"\x18\x53\x80\x67", &[info, e(b"\x16\x54\xAE\x6B", &piste), grappe].concat());
    [entete, segment].concat()
}

/// A grey PNG of this size, whole.
pub(super) fn png(largeur: u32, hauteur: u32) -> Vec<u8> {
    use std::io::Write as _;
    let mut pixels = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..hauteur {
        pixels.write_all(&vec![0; largeur as usize + 1]).unwrap();
    }
    let bloc = |genre: &[u8], contenu: &[u8]| {
        let corps = [genre, contenu].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&corps);
        let taille = u32::try_from(contenu.len()).unwrap().to_be_bytes();
        [&taille[..], &corps, &crc.sum().to_be_bytes()].concat()
    };
    let cotes = [&largeur.to_be_bytes()[..], &hauteur.to_be_bytes(), b"\x08\0\0\0\0"].concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        bloc(b"IHDR", &cotes),
        bloc(b"IDAT", &pixels.finish().unwrap()),
        bloc(b"IEND", b""),
    ]
    .concat()
}

/// An AVI: it says neither how long it lasts nor when it was made.
fn avi() -> Vec<u8> {
    [
        &b"RIFF\x64\0\0\0AVI LIST\x44\0\0\0hdrlavih\x38\0\0\0"[..],
        &[0; 56],
        b"LIST\x10\0\0\0movi00dc\x04\0\0\0abcd",
    ]
    .concat()
}

/// What is given, and what is made of it.
struct Essai<'a> {
    natures: &'a [NaturePreuve],
    nom: &'a str,
    reperes: &'a [(u32, u32)],
    ouverte: OffsetDateTime,
    max: u64,
    etapes: &'a [u32],
}

const OUVERTE: OffsetDateTime = datetime!(2026-11-20 09:00 UTC);

impl<'a> Essai<'a> {
    fn de(natures: &'a [NaturePreuve]) -> Self {
        Self {
            natures,
            nom: "piece",
            reperes: &[],
            ouverte: OUVERTE,
            max: 1 << 30,
            etapes: &[1, 2, 3],
        }
    }

    fn donner(&self, contenu: Source<'_>) -> Result<Jugee, Refus> {
        let preuve = Proof {
            id: "X/1.01.01".to_owned(),
            natures: self.natures.to_vec(),
            toutes: false,
            demande: String::new(),
            du_systeme: false,
            nommage: String::new(),
        };
        let scenario = CatalogueScenario {
            id: "X/1.01".to_owned(),
            etapes: None,
            plan: vec![],
            empreinte: String::new(),
            preuves: vec![],
        };
        let produit = Produit {
            nom: "Tilleul SGL".to_owned(),
            version: "4.2.0".to_owned(),
            editeur: String::new(),
            nil: "LA9999".to_owned(),
        };
        let d = Demande {
            exigence: "X/1",
            scenario: &scenario,
            preuve: &preuve,
            produit: &produit,
            profils: &["Alimentation".to_owned()],
            campagne: "demo-1",
            ouverte: self.ouverte,
            jour: date!(2026 - 11 - 28),
            etapes: self.etapes,
        };
        let r = Remise {
            contenu,
            nom: self.nom,
            reperes: self.reperes,
            taille_max: self.max,
        };
        juger(&d, &r)
    }

    fn octets(&self, octets: &[u8]) -> Result<Jugee, Refus> {
        let tmp = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(tmp.path(), octets).unwrap();
        self.donner(Source::Fichier(tmp.path()))
    }

    fn refuse(&self, octets: &[u8]) -> String {
        self.octets(octets).unwrap_err().to_string()
    }
}

fn note_de<'j>(j: &'j Jugee, regle: &str) -> Option<&'j Note> {
    j.notes.iter().find(|n| n.regle == regle)
}

#[test]
fn what_is_asked_is_taken_for_it() {
    for (natures, octets, nature, genre, media) in [
        (&[Video][..], film(60, true), Video, GenrePiece::Video, "video/mp4"),
        (
            &[DemonstrationFree, Video],
            mkv(60),
            DemonstrationFree,
            GenrePiece::Video,
            "video/x-matroska",
        ),
        (&[Screenshot], png(1280, 720), Screenshot, GenrePiece::Capture, "image/png"),
        (
            &[SampleDocument, AnsTestReportLink],
            b"https://interopsegur.esante.gouv.fr/x/1".to_vec(),
            AnsTestReportLink,
            GenrePiece::Fichier,
            "text/plain",
        ),
        (
            &[AnsTestReportLink, TraceLog],
            b"{\"date\": 1}".to_vec(),
            TraceLog,
            GenrePiece::Fichier,
            "text/plain",
        ),
        (
            &[TraceLog, AnsTestExecutionId],
            b"12345".to_vec(),
            AnsTestExecutionId,
            GenrePiece::Fichier,
            "text/plain",
        ),
        (
            &[TraceLog, AnsTestExecutionId],
            b"2026-11-20 10:00 INFO envoi".to_vec(),
            TraceLog,
            GenrePiece::Fichier,
            "text/plain",
        ),
    ] {
        let j = Essai::de(natures).octets(&octets).unwrap();
        assert_eq!((j.nature, j.genre, j.media.as_str()), (nature, genre, media));
    }
    let lien = Essai::de(&[AnsTestReportLink])
        .donner(Source::Texte("https://interopsegur.esante.gouv.fr/x/1"))
        .unwrap();
    assert_eq!((lien.nature, lien.taille), (AnsTestReportLink, 39));
    assert!(note_de(&lien, "examen.lien.rapport").is_some(), "what nobody judges is said");
}

#[test]
fn what_is_not_asked_is_refused_by_its_bytes() {
    for (natures, nom, octets, dit) in [
        (&[Screenshot][..], "a.png", b"<!DOCTYPE html><p>a</p>".to_vec(), "une page HTML"),
        (&[Documentation], "a.pdf", film(60, true), "une vidéo"),
        (&[Video], "a.mp4", png(1280, 720), "une image"),
        (&[Video], "a.mp4", boite(b"ftyp", b"isom\0\0\0\0isom"), "autre format"),
        (&[TraceLog], "a.json", b"  \n".to_vec(), "un fichier vide"),
        (&[TraceLog], "a.json", vec![], "un fichier vide"),
        (&[Screenshot], "a.png", png(640, 299), "640 × 299 pixels"),
        (&[Screenshot], "a.png", png(599, 599), "599 × 599 pixels"),
        (&[Documentation], "a.pdf", b"%PDF-1.4\nun morceau".to_vec(), "Un PDF s'ouvre"),
        (&[AnsTestReportLink], "a.txt", b"voir mon espace".to_vec(), "à la place d'un lien"),
        (
            &[AnsTestReportLink],
            "a.txt",
            b"https://interop.esante.gouv.fr/evs/1".to_vec(),
            "« interop.esante.gouv.fr »",
        ),
        (
            &[AnsTestReportLink],
            "a.txt",
            b"https://interopsegur.esante.gouv.fr.evil.com/evs/1".to_vec(),
            "« interopsegur.esante.gouv.fr.evil.com »",
        ),
        (
            &[AnsTestReportLink],
            "a.txt",
            b"https://interopsegur.esante.gouv.fr/".to_vec(),
            "l'accueil d'un site",
        ),
        (&[AnsTestExecutionId], "a.txt", b"12 bis".to_vec(), "n'est pas un nombre entier"),
        (
            &[AnsTestExecutionId],
            "a.txt",
            b"0".to_vec(),
            "n'est pas un nombre entier au-dessus de zéro",
        ),
        (&[SampleDocument], "a.pdf", b"%PDF-1.4 hello".to_vec(), "Un PDF s'ouvre"),
        (&[TraceLog], "a.pdf", b"%PDF-1.4 hello".to_vec(), "Un PDF s'ouvre"),
        (&[SampleDocument], "a.mp4", film(60, true), "une vidéo"),
        (&[SampleDocument], "a.csv", vec![], "un fichier vide"),
        (&[SampleDocument], "a.xml", b"<!DOCTYPE html><p>a</p>".to_vec(), "une page HTML"),
    ] {
        let e = Essai { nom, ..Essai::de(natures) };
        let dite = e.refuse(&octets);
        assert!(
            dite.contains(dit) && dite.contains("Rien n'a été gardé"),
            "{nom} {natures:?} : {dite}"
        );
    }
    // A host that the bench does not know is no reason to keep nothing where something else may be asked.
    let ailleurs = Essai::de(&[AnsTestReportLink, TraceLog])
        .octets(b"https://autre.esante.gouv.fr/evs/1")
        .unwrap();
    assert_eq!(
        note_de(&ailleurs, "examen.lien.instance").map(|n| n.consequence),
        Some(Consequence::Revient)
    );
}

#[test]
fn an_example_is_of_any_format_that_a_system_writes() {
    let e = Essai::de(&[SampleDocument]);
    let scan = b"II*\0\x08\0\0\0\x02\0".to_vec();
    for octets in [
        b"nom;date\nTEST;2026-11-20\n".to_vec(),
        "compte rendu, en texte".into(),
        png(1280, 720),
        scan,
        b"<lot><a/></lot>".to_vec(),
        b"PK\x03\x04\0\0".to_vec(),
    ] {
        let dit = String::from_utf8_lossy(&octets).chars().take(20).collect::<String>();
        let j = e.octets(&octets).unwrap_or_else(|r| panic!("{dit} : {r}"));
        assert_eq!((j.nature, j.genre), (SampleDocument, GenrePiece::Fichier), "{dit}");
        assert!(!j.notes.is_empty(), "what nobody judges is said: {dit}");
    }
}

#[test]
fn what_is_no_ordinary_file_is_refused() {
    let tmp = tempfile::tempdir().unwrap();
    let e = Essai::de(&[Video]);
    let dit = |chemin: &Path| e.donner(Source::Fichier(chemin)).unwrap_err().to_string();
    assert!(dit(tmp.path()).contains("un dossier"));
    assert!(dit(&tmp.path().join("absent")).contains("ne se lit pas"));
    #[cfg(unix)]
    {
        assert!(dit(Path::new("/dev/null")).contains("un périphérique"));
        let lien = tmp.path().join("lien");
        std::os::unix::fs::symlink(tmp.path().join("absent"), &lien).unwrap();
        assert!(dit(&lien).contains("un lien symbolique qui ne mène à rien"));
    }
}

#[test]
fn a_name_is_cleaned_and_told() {
    let e = Essai {
        nom: "../\u{202e}gnp.capture\u{1b}[2J.png",
        ..Essai::de(&[Screenshot])
    };
    let j = e.octets(&png(1280, 720)).unwrap();
    assert_eq!(j.nom, "gnp.capture[2J.png");
    assert!(note_de(&j, "depot.nom").is_some());
    assert!(!j.notes.iter().any(|n| n.vu.contains(['\u{202e}', '\u{1b}'])));
}

#[test]
fn the_markers_fit_the_film_and_the_scenario() {
    let bons = [(1, 2), (3, 59), (2, 30)];
    let e = Essai {
        reperes: &bons,
        ..Essai::de(&[Video])
    };
    let j = e.octets(&film(60, true)).unwrap();
    assert_eq!(j.duree, Some(Duration::from_secs(60)));
    assert!(note_de(&j, "depot.film.reperes").is_none());
    for (reperes, dit) in [
        (&[(1, 2), (2, 60)][..], "le film finit à 01:00"),
        (&[(1, 30), (2, 12)], "ne commence pas après"),
        (&[(1, 30), (2, 30)], "ne commence pas après"),
        (&[(1, 2), (1, 3)], "l'étape 1 en a deux"),
        (&[(4, 2)], "n'a pas d'étape 4"),
    ] {
        let dite = Essai {
            reperes,
            ..Essai::de(&[Video])
        }
        .refuse(&film(60, true));
        assert!(dite.contains(dit), "{dite}");
    }
    let capture = Essai {
        reperes: &[(1, 2)],
        ..Essai::de(&[Screenshot])
    }
    .refuse(&png(1280, 720));
    assert!(capture.contains("repères refusés"), "{capture}");
    let sans = Essai::de(&[Video]).octets(&film(60, true)).unwrap();
    assert!(note_de(&sans, "depot.film.reperes").is_some());
    // One that nobody can measure is taken, and told.
    let tard = Essai {
        reperes: &[(1, 2), (2, 60_000), (3, 60_001)],
        ouverte: datetime!(2000-01-01 0:00 UTC),
        ..Essai::de(&[Video])
    };
    let avi = tard.octets(&avi()).unwrap();
    assert!(note_de(&avi, "depot.film.duree").is_some() && note_de(&avi, "depot.film.reperes").is_none());
}

#[test]
fn a_film_lasts_as_many_seconds_as_there_are_etapes_and_is_not_of_tomorrow() {
    let court = Essai::de(&[Video]).refuse(&film(2, true));
    assert!(court.contains("ce film dure 2 s pour 3 étapes"), "{court}");
    assert!(Essai::de(&[Video]).octets(&film(3, true)).is_ok());
    let reperes = [(2, 0)];
    let repere = Essai {
        reperes: &reperes,
        ..Essai::de(&[Video])
    };
    assert!(repere.octets(&film(2, true)).is_ok(), "the markers say what it shows");
    let sans = Essai::de(&[Video]).octets(&film(60, true)).unwrap();
    assert!(note_de(&sans, "depot.film.reperes").unwrap().vu.contains("sans --etapes"));
    let une = Essai {
        etapes: &[1],
        ..Essai::de(&[Video])
    };
    assert!(note_de(&une.octets(&film(60, true)).unwrap(), "depot.film.reperes").is_none());

    let tmp = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(tmp.path(), avi()).unwrap();
    let date = |quand: OffsetDateTime| {
        tmp.as_file().set_modified(quand.into()).unwrap();
        Essai::de(&[Video]).donner(Source::Fichier(tmp.path())).unwrap()
    };
    let demain = date(datetime!(2200-01-01 0:00 UTC));
    let note = note_de(&demain, "depot.film.futur").unwrap();
    assert!(note.vu.contains("01/01/2200"), "{}", note.vu);
    assert!(note_de(&date(OUVERTE), "depot.film.futur").is_none());
}

#[test]
fn a_picture_that_is_cut_or_fake_is_refused() {
    let entiere = png(1280, 720);
    let photo = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xC0\0\x0B\x08\x02\xD0\x05\0\x01\x01\x11\0";
    for (octets, dit) in [
        (entiere[..200].to_vec(), "elle est coupée"),
        (
            [&entiere[..33], b"<html><body>une page</body></html>"].concat(),
            "n'est pas une image",
        ),
        (photo.to_vec(), "elle est coupée"),
    ] {
        let dite = Essai::de(&[Screenshot]).refuse(&octets);
        assert!(dite.contains("cette image ne s'ouvre pas") && dite.contains(dit), "{dite}");
    }
}

#[test]
fn a_film_is_not_older_than_its_campaign() {
    let e = Essai {
        ouverte: datetime!(2026-11-20 10:00:01 UTC),
        ..Essai::de(&[Video])
    };
    let dite = e.refuse(&film(60, true));
    for dit in ["20/11/2026 à 10:00:00 UTC", "20/11/2026 à 10:00:01 UTC", "que dit le film"] {
        assert!(dite.contains(dit), "{dite}");
    }
    let muet = Essai {
        ouverte: datetime!(2999-01-01 0:00 UTC),
        ..Essai::de(&[Video])
    };
    assert!(muet.refuse(&avi()).contains("dernière écriture du fichier"));
    let jadis = Essai {
        ouverte: datetime!(2000-01-01 0:00 UTC),
        ..Essai::de(&[Video])
    };
    let avi = jadis.octets(&avi()).unwrap();
    assert!(note_de(&avi, "depot.film.duree").is_some_and(|n| n.vu.contains("durée non lue")));
}

#[test]
fn a_film_of_two_gigabytes_is_not_read_and_the_cap_is_a_setting() {
    use std::io::{Seek as _, SeekFrom, Write as _};
    let tmp = tempfile::NamedTempFile::new().unwrap();
    let petit = film(60, true);
    let (debut, table) = (&petit[..20], &petit[20 + 8 + 4096..]);
    let mut f = tmp.as_file();
    f.write_all(debut).unwrap();
    f.write_all(&(2_u32 << 30).to_be_bytes()).unwrap();
    f.write_all(b"mdat").unwrap();
    f.seek(SeekFrom::Start(20 + (2 << 30))).unwrap();
    f.write_all(table).unwrap();
    let grand = Essai {
        max: 3 << 30,
        ..Essai::de(&[Video])
    };
    let j = grand.donner(Source::Fichier(tmp.path())).unwrap();
    assert_eq!(
        (j.duree, j.taille),
        (Some(Duration::from_secs(60)), 20 + (2 << 30) + table.len() as u64)
    );
    let refus = Essai::de(&[Video]).donner(Source::Fichier(tmp.path())).unwrap_err();
    assert!(matches!(refus, Refus::TropGros { max, .. } if max == 1 << 30), "{refus}");
    assert!(refus.to_string().contains("--max, en Mio"), "{refus}");
}

#[test]
fn a_signature_is_seen_and_never_judged() {
    let signe = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Sig << /SubFilter /x /ByteRange [0 1 2 3] >> >>\nendobj\n\
        2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
        3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << >> >>\nendobj\ntrailer\n<< /Size 3 /Root 1 0 R >>\n%%EOF\n";
    let image = Essai::de(&[Attestation]).octets(&png(1280, 720)).unwrap();
    let note = note_de(&image, "examen.attestation.signature").unwrap();
    assert_eq!(note.consequence, Consequence::NeSaitPas);
    assert!(note.vu.contains("signature manuscrite à vérifier par une personne"));
    let pdf = Essai::de(&[Attestation]).octets(signe).unwrap();
    assert!(
        note_de(&pdf, "examen.attestation.signature")
            .unwrap()
            .vu
            .contains("ne juge ni le certificat ni la validité")
    );
}

#[test]
fn a_document_is_judged_by_its_dialect() {
    const CDA: &str = include_str!("../../../../formats/cda/tests/donnees/cr-bio-n1.xml");
    let e = Essai::de(&[SampleDocument]);
    let bon = e.octets(CDA.as_bytes()).unwrap();
    assert!(bon.notes.iter().all(|n| n.consequence != Consequence::Revient), "{:?}", bon.notes);
    let faux = CDA.replace("<languageCode code=\"fr-FR\"", "<languageCode code=\"\"");
    let faux = e.octets(faux.as_bytes()).unwrap();
    assert!(note_de(&faux, "examen.document.cda-non-conforme").is_some());
    assert!(faux.notes.iter().any(|n| n.regle.starts_with("cda.")), "{:?}", faux.notes);
    for (octets, dit) in [(&b"MSH|^~\\&|a"[..], "HL7 v2"), (br#"{"resourceType": "Bundle"}"#, "JSON ou FHIR")] {
        let j = e.octets(octets).unwrap();
        assert!(note_de(&j, "depot.document.format").unwrap().vu.contains(dit));
    }
    let tableau = Essai {
        nom: "matrice.CSV",
        ..Essai::de(&[Documentation])
    };
    let j = tableau.octets("a;b;c\n\"1;2\";2;3\né;2\n".as_bytes()).unwrap();
    assert_eq!(
        note_de(&j, "depot.tableau.lignes").unwrap().vu,
        "ligne 3 : 2 champs, 3 à la première"
    );
    assert_eq!(note_de(&j, "depot.tableau.alphabet").unwrap().vu, "alphabet : UTF-8");
}
