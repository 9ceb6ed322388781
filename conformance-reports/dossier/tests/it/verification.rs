//! Reading back: what is intact, what was altered, what is no pack; and what changed between two.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use segur_dossier::{DossierError, differencier, extraire_convergence, verifier};
use segur_model::{Cause, Constat, ConstatEtape, EtatPreuve};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::exemple::{campagne, entrees, requete, signataire};

/// Makes a zip of these entries, as an ordinary tool would.
pub fn refaire(dossier: &Path, nom: &str, entrees: &BTreeMap<String, Vec<u8>>) -> PathBuf {
    let chemin = dossier.join(nom);
    let mut zip = ZipWriter::new(File::create(&chemin).unwrap());
    for (nom, octets) in entrees {
        zip.start_file(nom.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(octets).unwrap();
    }
    zip.finish().unwrap();
    chemin
}

fn problemes(chemin: &Path) -> String {
    let v = verifier(chemin).unwrap();
    assert!(!v.intact);
    v.problemes.join("\n")
}

#[test]
fn intact() {
    let (tmp, chemin) = campagne().poser();
    let v = verifier(&chemin).unwrap();
    assert_eq!(v.problemes, Vec::<String>::new());
    assert!(v.intact);
    assert_eq!(v.empreinte_cle, v.manifeste.signature.empreinte_cle);
    assert_eq!(v.empreinte_cle.len(), 64);
    let refait = refaire(tmp.path(), "refait.zip", &entrees(&chemin));
    assert!(
        verifier(&refait).unwrap().intact,
        "the same contents zipped again are the same dossier"
    );
}

#[test]
fn modifie_ajoute_retire_double() {
    let (tmp, chemin) = campagne().poser();
    let bon = entrees(&chemin);
    let cible = "preuves/INS-va1.28.01.02/01_etape2-r1-requete.xml";

    let mut modifie = bon.clone();
    modifie.get_mut(cible).unwrap()[40] ^= 1;
    assert_eq!(
        problemes(&refaire(tmp.path(), "modifie.zip", &modifie)),
        format!("« {cible} » a été modifié")
    );

    let mut ajoute = bon.clone();
    ajoute.insert("preuves/INS-va1.41.01.01/01_capture.png".to_owned(), vec![1]);
    assert_eq!(
        problemes(&refaire(tmp.path(), "ajoute.zip", &ajoute)),
        "« preuves/INS-va1.41.01.01/01_capture.png » est en trop"
    );

    let mut retire = bon.clone();
    retire.remove(cible);
    assert_eq!(
        problemes(&refaire(tmp.path(), "retire.zip", &retire)),
        format!("« {cible} » manque")
    );

    assert!(problemes(&leurre(tmp.path(), &bon)).contains(&format!("« {cible} » est deux fois dans l'archive")));
}

/// These entries, one of them twice. No writer agrees to write a name twice: two names of one length, then the second patched everywhere.
pub fn leurre(dossier: &Path, bon: &BTreeMap<String, Vec<u8>>) -> PathBuf {
    let cible = "preuves/INS-va1.28.01.02/01_etape2-r1-requete.xml";
    let leurre = cible.replace("01_etape2-r1", "99_etape2-r1");
    let mut double = bon.clone();
    double.insert(leurre.clone(), b"autre".to_vec());
    let double = refaire(dossier, "double.zip", &double);
    remplacer(&double, leurre.as_bytes(), cible.as_bytes(), 2);
    double
}

pub fn remplacer(chemin: &Path, avant: &[u8], apres: &[u8], fois: usize) {
    let mut octets = fs::read(chemin).unwrap();
    let places: Vec<usize> = octets
        .windows(avant.len())
        .enumerate()
        .filter(|(_, f)| *f == avant)
        .map(|(i, _)| i)
        .collect();
    assert_eq!(places.len(), fois);
    for i in places {
        octets[i..i + apres.len()].copy_from_slice(apres);
    }
    fs::write(chemin, octets).unwrap();
}

#[test]
fn manifeste_ou_signature_refaits() {
    let (tmp, chemin) = campagne().poser();
    let bon = entrees(&chemin);

    let mut embelli = bon.clone();
    let json = String::from_utf8(bon["manifeste.json"].clone())
        .unwrap()
        .replace("\"NonConforme\"", "\"Conforme\"");
    embelli.insert("manifeste.json".to_owned(), json.into_bytes());
    assert!(problemes(&refaire(tmp.path(), "embelli.zip", &embelli)).contains("la signature du manifeste est fausse"));

    let igc = segur_certs::Igc::demo().unwrap();
    let autre = igc.identites().iter().find(|i| i.cle_pem != signataire().cle_pem).unwrap();
    let mut usurpe = bon.clone();
    usurpe.insert("signataire.pem".to_owned(), autre.certificat_pem.clone().into_bytes());
    let dit = problemes(&refaire(tmp.path(), "usurpe.zip", &usurpe));
    assert!(
        dit.contains("la signature du manifeste est fausse") && dit.contains("n'est pas celui que le manifeste annonce"),
        "{dit}"
    );

    for requis in ["manifeste.sig", "signataire.pem"] {
        let mut sans = bon.clone();
        sans.remove(requis);
        assert!(problemes(&refaire(tmp.path(), &format!("sans-{requis}.zip"), &sans)).contains(requis));
    }
}

#[test]
fn noms_dangereux() {
    let (tmp, chemin) = campagne().poser();
    let bon = entrees(&chemin);
    for (leurre, nom, dit) in [
        ("aa/evade.txt", "../evade.txt", "chemin qui sort du dossier"),
        ("aetc/passwd", "/etc/passwd", "chemin qui sort du dossier"),
        ("a-b.txt", "a\\b.txt", "chemin qui sort du dossier"),
        ("Xapport.html", "Rapport.html", "se confondent"),
    ] {
        let mut entrees = bon.clone();
        entrees.insert(leurre.to_owned(), b"x".to_vec());
        let chemin = refaire(tmp.path(), "noms.zip", &entrees);
        remplacer(&chemin, leurre.as_bytes(), nom.as_bytes(), 2);
        assert!(problemes(&chemin).contains(dit), "{nom}");
    }

    let lien = tmp.path().join("lien.zip");
    fs::copy(&chemin, &lien).unwrap();
    let mut zip = ZipWriter::new_append(File::options().read(true).write(true).open(&lien).unwrap()).unwrap();
    zip.add_symlink("preuves/lien", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    zip.finish().unwrap();
    assert!(problemes(&lien).contains("n'est pas un fichier ordinaire"));
}

#[test]
fn octets_caches() {
    let (tmp, chemin) = campagne().poser();
    let octets = fs::read(&chemin).unwrap();

    let apres = tmp.path().join("apres.zip");
    fs::write(&apres, [&octets[..], b"suite"].concat()).unwrap();
    assert!(matches!(verifier(&apres), Err(DossierError::Illisible { .. })));

    let avant = tmp.path().join("avant.zip");
    fs::write(&avant, [b"#!/bin/sh\n", &octets[..]].concat()).unwrap();
    assert!(verifier(&avant).is_err() || !verifier(&avant).unwrap().intact);

    // The local header of an entry says another name than the directory: two readers would see two packs.
    let locale = tmp.path().join("locale.zip");
    let mut double = octets.clone();
    let place = double.windows(9).position(|f| f == b"junit.xml").unwrap();
    double[place..place + 9].copy_from_slice(b"junit.xmx");
    fs::write(&locale, double).unwrap();
    assert!(problemes(&locale).contains("l'en-tête local ne dit pas la même chose"));
}

#[test]
fn aucun_octet_change_ne_passe() {
    let (tmp, chemin) = campagne().poser();
    let bon = fs::read(&chemin).unwrap();
    let contenu = entrees(&chemin);
    let essai = tmp.path().join("essai.zip");
    for place in (0..bon.len()).step_by(503).chain(bon.len() - 120..bon.len()) {
        let mut change = bon.clone();
        change[place] ^= 0x21;
        fs::write(&essai, &change).unwrap();
        // Only what tells nothing of the contents may pass (dates, versions): then the contents are the same.
        if verifier(&essai).is_ok_and(|v| v.intact) {
            assert!(entrees(&essai) == contenu, "byte {place}");
        }
    }
}

#[test]
fn bombes_et_faux_dossiers() {
    let tmp = tempfile::tempdir().unwrap();
    let illisible = |nom: &str, octets: &[u8]| {
        let chemin = tmp.path().join(nom);
        fs::write(&chemin, octets).unwrap();
        let erreur = verifier(&chemin).unwrap_err();
        assert!(matches!(erreur, DossierError::Illisible { .. }), "{erreur}");
        erreur.to_string()
    };
    illisible("vide", b"");
    illisible("texte", b"ceci n'est pas une archive, mais bien un simple texte");
    let (_t, chemin) = campagne().poser();
    let octets = fs::read(&chemin).unwrap();
    illisible("coupe", &octets[..octets.len() / 2]);

    let mut entrees = entrees(&chemin);
    entrees.insert("bombe".to_owned(), vec![0; 2 << 20]);
    let bombe = refaire(tmp.path(), "bombe.zip", &entrees);
    assert!(verifier(&bombe).unwrap_err().to_string().contains("compressé plus de 200 fois"));

    let foule = tmp.path().join("foule.zip");
    let mut zip = ZipWriter::new(File::create(&foule).unwrap());
    for i in 0..20_001 {
        zip.start_file(
            i.to_string(),
            SimpleFileOptions::default().compression_method(CompressionMethod::Stored),
        )
        .unwrap();
    }
    zip.finish().unwrap();
    assert!(verifier(&foule).unwrap_err().to_string().contains("20000 au plus"));

    assert!(matches!(
        verifier(tmp.path()),
        Err(DossierError::Illisible { .. } | DossierError::Lecture { .. })
    ));
    assert!(matches!(verifier(&tmp.path().join("absent")), Err(DossierError::Lecture { .. })));
}

#[test]
fn openssl_suffit() {
    let (tmp, chemin) = campagne().poser();
    let entrees = entrees(&chemin);
    for nom in ["manifeste.json", "manifeste.sig", "signataire.pem"] {
        fs::write(tmp.path().join(nom), &entrees[nom]).unwrap();
    }
    // The very commands that the report prints.
    let commande = |debut: &str| {
        let rapport = String::from_utf8(entrees["rapport.html"].clone()).unwrap();
        let ligne = rapport
            .split("<pre>")
            .find(|p| p.contains(debut))
            .unwrap()
            .split("</pre>")
            .next()
            .unwrap();
        let ligne = ligne.replace("&gt;", ">").replace("&amp;", "&");
        let sortie = std::process::Command::new("sh")
            .arg("-c")
            .arg(ligne)
            .current_dir(tmp.path())
            .output()
            .unwrap();
        (sortie.status.success(), String::from_utf8_lossy(&sortie.stdout).into_owned())
    };
    if segur_essais::outil("openssl").is_none() {
        return;
    }
    assert_eq!(commande("dgst -sha256 -verify"), (true, "Verified OK\n".to_owned()));
    let (_, empreinte) = commande("pkey -pubin");
    assert!(empreinte.trim().ends_with(&verifier(&chemin).unwrap().empreinte_cle), "{empreinte}");

    fs::write(tmp.path().join("manifeste.json"), b"autre").unwrap();
    assert!(!commande("dgst -sha256 -verify").0);
}

#[test]
fn difference() {
    let (t1, ancien) = campagne().poser();
    assert_eq!(
        differencier(&ancien, &ancien).unwrap().to_string(),
        "Aucune différence de constat ni de preuve.\n"
    );

    let mut c = campagne();
    c.resultat.produit.version = "4.3.0".to_owned();
    for e in &mut c.resultat.exigences {
        match e.id.as_str() {
            "INS/va1.28" => (e.constat, e.raison) = (Constat::NonConforme, "étape 2 : rien n'est venu".to_owned()),
            "INS/va1.41" => (e.constat, e.raison) = (Constat::Conforme, String::new()),
            "INS/va1.06" => (e.constat, e.raison) = (Constat::NonTeste, "non joué".to_owned()),
            "MSS/va1.17" => (e.constat, e.raison) = (Constat::Declare, "sur parole".to_owned()),
            _ => {}
        }
    }
    let mut etape = |scenario: usize, etape: usize, constat: ConstatEtape, raison: &str| {
        let e = &mut c.resultat.scenarios[scenario].etapes[etape];
        (e.constat, e.raison) = (constat, raison.to_owned());
    };
    etape(0, 1, ConstatEtape::NonJoue(Cause::AJouer), "à attester par une personne");
    etape(0, 2, ConstatEtape::Ecart, "rien n'est venu");
    etape(1, 1, ConstatEtape::VU, "");
    etape(2, 0, ConstatEtape::DECLARE, "le testeur atteste");
    etape(2, 1, ConstatEtape::NonJoue(Cause::HorsContrat), "fichier hors contrat");
    etape(4, 1, ConstatEtape::DECLARE, "sur parole");
    c.resultat.exigences.retain(|e| e.id != "INS/va1.14");
    c.resultat.preuves.retain(|p| p.exigence != "INS/va1.14");
    c.resultat.preuves[1].etat = EtatPreuve::ACompleter;
    let (_t2, nouveau) = c.poser();
    let diff = differencier(&ancien, &nouveau).unwrap();
    assert_eq!(diff.code_sortie(), 1);
    insta::assert_snapshot!(diff.to_string(), @"
    Moins bien (7)
      - exigence INS/va1.28 : Déclaré → Non conforme (étape 2 : rien n'est venu)
      - exigence INS/va1.06 : Déclaré → Non testé (non joué)
      - exigence MSS/va1.17 : Conforme → Déclaré (sur parole)
      - scénario INS/va1.28.01, étape 1 : Déclaré → À jouer (à attester par une personne)
      - scénario INS/va1.28.01, étape 2 : Vu → Écart (rien n'est venu)
      - scénario MSS/va1.15.01, étape 1, passage 2 : Vu → Déclaré (sur parole)
      - preuve INS/va1.28.01.02 : Produite → À compléter
    Mieux (3)
      - exigence INS/va1.41 : Non conforme → Conforme
      - scénario INS/va1.41.01, étape 2 : Écart → Vu
      - scénario INS/va1.33.01, étapes 1 à 2 : À jouer → Déclaré (le testeur atteste)
    Autres changements (4)
      - produit : Tilleul SGL 4.2.0 → Tilleul SGL 4.3.0
      - exigence INS/va1.14 : Non applicable → absente
      - scénario INS/va1.33.01, étape 3 : À jouer → Non joué (fichier hors contrat)
      - preuve INS/va1.14.01.01 : Sans objet → absente
    ");

    // What failed and is no longer tested is not mended.
    let mut c = campagne();
    for e in c.resultat.exigences.iter_mut().filter(|e| e.id == "INS/va1.41") {
        (e.constat, e.raison) = (Constat::NonTeste, "hors de votre sélection".to_owned());
    }
    let (_t3, plus_rien) = c.poser();
    let diff = differencier(&ancien, &plus_rien).unwrap();
    assert!(diff.mieux.is_empty() && diff.autres.iter().any(|l| l.id == "INS/va1.41"), "{diff}");

    let avant_les_etapes = sans_etapes(t1.path(), &ancien);
    let diff = differencier(&avant_les_etapes, &nouveau).unwrap().to_string();
    assert!(diff.contains("exigence INS/va1.28") && !diff.contains("scénario "), "{diff}");

    let mut altere = entrees(&ancien);
    altere.insert("junit.xml".to_owned(), b"<x/>".to_vec());
    let altere = refaire(t1.path(), "altere.zip", &altere);
    assert!(matches!(differencier(&altere, &nouveau), Err(DossierError::Altere { .. })));
}

/// The same pack as a bench of before the étapes would have written it: its manifest says less, and is signed.
fn sans_etapes(dossier: &Path, pack: &Path) -> PathBuf {
    dire_moins(dossier, pack, |json| {
        for nom in ["etapes", "causes", "moteur", "arriere_plan"] {
            json.as_object_mut().unwrap().remove(nom).unwrap();
        }
        for e in json["exigences"].as_array_mut().unwrap() {
            e.as_object_mut().unwrap().remove("comptes").unwrap();
        }
        for f in json["fichiers"].as_array_mut().unwrap() {
            if f.as_object_mut().unwrap().remove("etape").is_some() {
                f["etapes"] = serde_json::json!([2, 2]);
            }
        }
    })
}

/// The same pack as a bench of before the examination would have written it.
pub fn ancien(dossier: &Path, pack: &Path) -> PathBuf {
    dire_moins(dossier, pack, |json| {
        for (liste, noms) in [
            ("exigences", &["chapitre", "bloc", "resume", "preconisation"][..]),
            ("etats", &["natures", "du_systeme", "nommage", "pieces"]),
        ] {
            for un in json[liste].as_array_mut().unwrap() {
                noms.iter().for_each(|n| drop(un.as_object_mut().unwrap().remove(*n)));
            }
        }
    })
}

fn dire_moins(dossier: &Path, pack: &Path, oter: impl Fn(&mut serde_json::Value)) -> PathBuf {
    let mut entrees = entrees(pack);
    let mut json: serde_json::Value = serde_json::from_slice(&entrees["manifeste.json"]).unwrap();
    oter(&mut json);
    signer(&mut entrees, serde_json::to_vec(&json).unwrap());
    refaire(dossier, "ancien.zip", &entrees)
}

/// Puts this manifest in a pack, and signs it.
pub fn signer(entrees: &mut BTreeMap<String, Vec<u8>>, json: Vec<u8>) {
    use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
    use base64::Engine as _;
    let pem = signataire().cle_pem;
    let corps: String = pem.lines().filter(|l| !l.starts_with("-----")).collect();
    let der = base64::engine::general_purpose::STANDARD.decode(corps).unwrap();
    let paire = RsaKeyPair::from_pkcs8(&der).or_else(|_| RsaKeyPair::from_der(&der)).unwrap();
    let mut sceau = vec![0; paire.public_modulus_len()];
    let alea = aws_lc_rs::rand::SystemRandom::new();
    paire.sign(&RSA_PKCS1_SHA256, &alea, &json, &mut sceau).unwrap();
    entrees.insert("manifeste.json".to_owned(), json);
    entrees.insert("manifeste.sig".to_owned(), sceau);
}

#[test]
fn classeur_extrait() {
    let (tmp, chemin) = campagne().poser();
    let sortie = tmp.path().join("c.xlsx");
    extraire_convergence(&chemin, &sortie).unwrap();
    assert!(fs::read(&sortie).unwrap() == entrees(&chemin)["convergence.xlsx"]);
    assert!(matches!(extraire_convergence(&chemin, &sortie), Err(DossierError::Existe { .. })));

    let mut altere = entrees(&chemin);
    altere.insert("junit.xml".to_owned(), requete(&[]).into_bytes());
    let altere = refaire(tmp.path(), "altere.zip", &altere);
    assert!(matches!(
        extraire_convergence(&altere, &tmp.path().join("d.xlsx")),
        Err(DossierError::Altere { .. })
    ));
    assert!(!tmp.path().join("d.xlsx").exists());
}
