//! What a person gave, in the dossier and in its views, and what `examiner` says of it.

use std::io::{Read, Seek as _, SeekFrom, Write as _};

use segur_dossier::examen::{Sort, examiner};
use segur_dossier::{Entree, Manifeste, ecrire, verifier};
use segur_model::catalogue::NaturePreuve;
use segur_model::resultat::*;
use segur_model::{EtatPreuve, Numero};
use time::macros::datetime;

use crate::examen::REGLAGE;
use crate::examen::juste::{MP4, PNG, juste, pieces};
use crate::exemple::{Campagne, entrees, signataire, texte};

/// Gives a piece to the proof of an exigence.
fn donner(c: &mut Campagne, exigence: &str, quoi: Contenu, nature: NaturePreuve, nom: &str, reperes: &[(u32, u32)]) -> usize {
    let p = c.resultat.preuves.iter_mut().find(|p| p.exigence == exigence).unwrap();
    p.donnees.push(Piece {
        preuve: p.id.clone(),
        quoi,
        recevable: true,
        refus: String::new(),
        etape: Numero::rem(1, 5),
        repetition: None,
        donnee: Some(Donnee {
            duree_ms: None,
            nature,
            nom: nom.to_owned(),
            par: "Mme Essai".to_owned(),
            le: datetime!(2026-11-27 10:03 UTC),
            reperes: reperes.to_vec(),
            notes: vec!["durée non lue".to_owned()],
        }),
    });
    p.donnees.len() - 1
}

/// The pieces that the scenario gave are asked again, and a person gives them.
fn donnee() -> Campagne {
    let mut c = juste();
    for x in ["VID/1", "CAP/1", "LIE/1", "EXE/1", "TXT/1"] {
        pieces(&mut c, x).iter_mut().for_each(|p| {
            p.recevable = false;
            match &mut p.quoi {
                Contenu::Video { octets, .. } | Contenu::Capture { octets, .. } => *octets = None,
                _ => {}
            }
        });
    }
    for x in ["LIE/1", "EXE/1", "TXT/1"] {
        pieces(&mut c, x).clear();
    }
    c.catalogue
        .exigences
        .iter_mut()
        .flat_map(|e| &mut e.scenarios)
        .filter(|s| s.id == "VID/1.01")
        .for_each(|s| s.plan = vec!["1 : ouvrir le dossier <b>".to_owned(), "2 : lire l'INS".to_owned()]);
    let film = Some(c.garder(MP4, "video/mp4"));
    let quoi = Contenu::Video { de: 1, a: 5, octets: film };
    donner(
        &mut c,
        "VID/1",
        quoi,
        NaturePreuve::Video,
        "f.mp4",
        &[(1, 2), (2, 12), (3, 20), (4, 30), (5, 3700)],
    );
    let octets = Some(c.garder(PNG, "image/png"));
    let phrase = "capture.png".to_owned();
    donner(
        &mut c,
        "CAP/1",
        Contenu::Capture { phrase, octets },
        NaturePreuve::Screenshot,
        "capture.png",
        &[],
    );
    for (exigence, nature, contenu, nom) in [
        (
            "LIE/1",
            NaturePreuve::AnsTestReportLink,
            &b"https://interopsegur.esante.gouv.fr/evs/1"[..],
            "lien.txt",
        ),
        ("EXE/1", NaturePreuve::AnsTestExecutionId, b"4242", "numéro"),
        ("TXT/1", NaturePreuve::Documentation, b"Manuel", "manuel.LOG"),
    ] {
        let octets = c.garder(contenu, "text/plain");
        let quoi = Contenu::Fichier {
            nom: nom.to_owned(),
            nom_fichier: None,
            octets,
        };
        donner(&mut c, exigence, quoi, nature, nom, &[]);
    }
    let p = c.resultat.preuves.iter_mut().find(|p| p.exigence == "TXT/1").unwrap();
    p.etat = EtatPreuve::ACompleter;
    let piece = &mut p.donnees[0];
    (piece.recevable, piece.refus) = (false, "elle n'est pas du produit".to_owned());
    c
}

#[test]
fn what_was_given_is_filed_under_its_proof_with_who_gave_it() {
    let (_tmp, chemin) = donnee().poser();
    let e = entrees(&chemin);
    assert_eq!(e["preuves/VID-1.01.01/01_video-1-5.mp4"], MP4);
    assert_eq!(e["preuves/CAP-1.01.01/01_capture.png"], PNG);
    assert_eq!(
        texte(&e, "preuves/LIE-1.01.01/01_lien.txt"),
        "https://interopsegur.esante.gouv.fr/evs/1"
    );
    assert_eq!(texte(&e, "preuves/EXE-1.01.01/01_numero.txt"), "4242");
    assert_eq!(texte(&e, "appui/TXT-1.01.01/01_manuel.log"), "Manuel");
    let chapitres = texte(&e, "preuves/VID-1.01.01/01_video-1-5-chapitres.vtt");
    assert!(chapitres.starts_with("WEBVTT"), "{chapitres}");
    assert!(
        chapitres.contains("00:00:02.000 --> 00:00:12.000\nÉtape 1 : ouvrir le dossier &lt;b&gt;\n"),
        "{chapitres}"
    );
    let m: Manifeste = serde_json::from_slice(&e["manifeste.json"]).unwrap();
    let film = m.etats.iter().find(|p| p.exigence == "VID/1").unwrap().pieces.last().unwrap();
    let d = film.donnee.as_ref().unwrap();
    assert_eq!((d.par.as_str(), d.reperes.len(), film.fichiers.len()), ("Mme Essai", 5, 2));
    let refusee = m.fichiers.iter().find(|f| f.chemin.starts_with("appui/TXT")).unwrap();
    assert_eq!(refusee.note.as_deref(), Some("Pièce écartée : elle n'est pas du produit"));
    assert!(verifier(&chemin).unwrap().intact);
}

#[test]
fn every_view_says_who_gave_it_and_where_each_étape_is() {
    let (_tmp, chemin) = donnee().poser();
    let e = entrees(&chemin);
    let par = "fournie par Mme Essai le 27/11/2026 à 10:03:00 UTC";
    let etapes = "étape 1 à 00:02, étape 2 à 00:12, étape 3 à 00:20, étape 4 à 00:30, étape 5 à 1:01:40";
    let html = texte(&e, "rapport.html");
    assert!(html.contains(par) && html.contains(etapes) && html.contains("Pièce écartée"));
    assert!(html.len() < 4 << 20 && !html.contains("data:video"), "a film is beside the page");
    let a_completer = texte(&e, "a-completer.md");
    assert!(
        a_completer.contains("- Déjà fournie : `appui/TXT-1.01.01/01_manuel.log`, pièce fournie par Mme Essai"),
        "{a_completer}"
    );
    assert!(a_completer.contains("pièce écartée : elle n'est pas du produit"), "{a_completer}");
    let pdf = segur_pdf::PdfLu::lire(&e["rapport.pdf"]);
    let pages: String = pdf.pdf().unwrap().pages.iter().map(|p| p.texte.replace('\n', " ")).collect();
    assert!(pages.contains("Mme Essai") && pages.contains("1:01:40"));
    let mut classeur = zip::ZipArchive::new(std::io::Cursor::new(&e["convergence.xlsx"])).unwrap();
    let mut chaines = String::new();
    classeur
        .by_name("xl/sharedStrings.xml")
        .unwrap()
        .read_to_string(&mut chaines)
        .unwrap();
    assert!(chaines.contains(par) && chaines.contains(etapes));
}

#[test]
fn the_same_campaign_gives_the_same_bytes() {
    let c = donnee();
    let (un, deux) = (c.poser(), c.poser());
    assert_eq!(std::fs::read(un.1).unwrap(), std::fs::read(deux.1).unwrap());
}

#[test]
fn examiner_does_not_ask_again_what_was_given() {
    let (_tmp, chemin) = donnee().poser();
    let e = examiner(&chemin, &REGLAGE).unwrap();
    let texte = segur_dossier::examen::texte(&e);
    assert!(
        texte.contains("  Preuve VID/1.01.01 : f.mp4, pièce fournie par Mme Essai le 27/11/2026 à 10:03:00 UTC : étape 1 à 00:02"),
        "{texte}"
    );
    let de = |x: &str| e.preuves.iter().find(|p| p.exigence == x).unwrap();
    for x in ["VID/1", "CAP/1", "LIE/1", "EXE/1"] {
        let p = de(x);
        assert_eq!(p.sort, Sort::NonJugee, "{x} : {:?}", p.remarques);
    }
    assert!(!de("VID/1").fichiers.iter().any(|f| f.ends_with(".vtt")), "chapters are no piece");
    assert!(de("TXT/1").remarques.iter().any(|r| r.regle == "examen.piece.refusee"));
    // What no marker shows is still to be filmed.
    let mut c = donnee();
    let film = &mut c.resultat.preuves[0].donnees[0];
    film.donnee.as_mut().unwrap().reperes.truncate(3);
    let (_tmp, chemin) = c.poser();
    let e = examiner(&chemin, &REGLAGE).unwrap();
    let vu = e
        .remarques()
        .find(|r| r.regle == "examen.video.etape-manquante")
        .map(|r| r.vu.as_str());
    assert_eq!(vu, Some("la vidéo ne montre pas : étapes 4 à 5"));
}

#[test]
fn a_hostile_name_and_a_piece_given_twice_have_each_their_file() {
    let mut c = donnee();
    for _ in 0..2 {
        let octets = c.garder(b"Manuel", "text/plain");
        let nom = "../../\u{202e}<script>CON\u{1b}".to_owned();
        let quoi = Contenu::Fichier {
            nom: nom.clone(),
            nom_fichier: None,
            octets,
        };
        donner(&mut c, "ATT/1", quoi, NaturePreuve::Attestation, &nom, &[]);
    }
    let (_tmp, chemin) = c.poser();
    assert!(verifier(&chemin).unwrap().intact);
    let e = entrees(&chemin);
    let siens: Vec<&String> = e
        .keys()
        .filter(|k| k.starts_with("preuves/ATT-1.01.01/") && k.ends_with(".txt"))
        .collect();
    assert_eq!(siens.len(), 2, "{siens:?}");
    assert!(siens.iter().all(|k| k.is_ascii() && !k.contains('<')), "{siens:?}");
    assert!(!texte(&e, "rapport.html").contains("<script>CON"));
}

#[test]
fn a_named_proof_keeps_the_name_of_the_file() {
    let mut c = donnee();
    pieces(&mut c, "DOC/1").clear();
    let octets = c.garder(&crate::examen::juste::pdf_a1(), "application/pdf");
    let nom = "20260115_CR-BIO_DE VINCI_RUTH_42.pdf";
    let quoi = Contenu::Fichier {
        nom: "compte-rendu".to_owned(),
        nom_fichier: None,
        octets,
    };
    donner(&mut c, "DOC/1", quoi, NaturePreuve::SampleDocument, nom, &[]);
    let (_tmp, chemin) = c.poser();
    assert!(entrees(&chemin).contains_key(&format!("preuves/DOC-1.01.01/01_compte-rendu/{nom}")));
    let e = examiner(&chemin, &REGLAGE).unwrap();
    assert!(!e.remarques().any(|r| r.regle == "examen.document.nom"));
}

/// The whole of a big film is never asked: only its stream is, and what it weighs is in the pack. One of 2 Go goes the same way, and takes a
/// minute to hash without optimisation.
#[test]
fn a_big_film_goes_through_as_a_stream() {
    const TAILLE: u64 = 48 << 20;
    let tmp = tempfile::tempdir().unwrap();
    let creux = tmp.path().join("film.mp4");
    let mut f = std::fs::File::create(&creux).unwrap();
    f.write_all(&MP4[..24]).unwrap();
    f.write_all(&u32::try_from(TAILLE - 24).unwrap().to_be_bytes()).unwrap();
    f.write_all(b"mdat").unwrap();
    f.set_len(TAILLE).unwrap();
    f.seek(SeekFrom::Start(0)).unwrap();
    let mut condense = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    let mut tampon = vec![0; 1 << 20];
    let mut lecteur = std::fs::File::open(&creux).unwrap();
    while let Ok(n @ 1..) = lecteur.read(&mut tampon) {
        condense.update(&tampon[..n]);
    }
    let grand = Octets {
        empreinte: hex::encode(condense.finish()),
        taille: TAILLE,
        media: "video/mp4".to_owned(),
    };
    let mut c = donnee();
    let octets = Some(grand.clone());
    donner(
        &mut c,
        "PSC.08",
        Contenu::Video { de: 1, a: 4, octets },
        NaturePreuve::Video,
        "grand.mp4",
        &[(1, 0)],
    );
    let flux = |o: &Octets| (o.empreinte == grand.empreinte).then(|| Box::new(std::fs::File::open(&creux).unwrap()) as Box<dyn Read>);
    let lire = |o: &Octets| {
        assert_ne!(o.empreinte, grand.empreinte, "a big film is asked whole");
        Ok(c.octets.borrow()[&o.empreinte].clone())
    };
    let chemin = tmp.path().join("d.zip");
    let entree = Entree {
        classeur: None,
        resultat: &c.resultat,
        catalogue: &c.catalogue,
        octets: &lire,
        flux: Some(&flux),
        textes: &|_| None,
        signataire: signataire(),
        identites_connues: &c.connues,
        accepter_identites: false,
    };
    let ecrit = ecrire(&entree, &chemin).unwrap();
    assert!(ecrit.taille > TAILLE);
    // Another content under the same digest is seen before the pack has a name.
    let menteur = |_: &Octets| Some(Box::new(std::io::Cursor::new(MP4)) as Box<dyn Read>);
    let faux = Entree {
        flux: Some(&menteur),
        signataire: signataire(),
        ..entree
    };
    let autre = tmp.path().join("faux.zip");
    assert!(matches!(
        ecrire(&faux, &autre),
        Err(segur_dossier::DossierError::OctetsAlteres { .. })
    ));
    assert!(!autre.exists());
}
