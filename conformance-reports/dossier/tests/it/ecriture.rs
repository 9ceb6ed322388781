//! Writing: layout, same bytes, secrets, and a disk that refuses.

use std::fs;

use segur_dossier::{DossierError, Manifeste, Signataire, nom_fichier};
use segur_model::resultat::{Conserve, Contenu, ResultatCampagne};

use crate::exemple::{Campagne, campagne, echange, entrees, requete, sha256, texte};

#[test]
fn le_dossier_a_la_forme_du_contrat() {
    let (_tmp, chemin) = campagne().poser();
    let noms: Vec<String> = entrees(&chemin).into_keys().collect();
    insta::assert_snapshot!(noms.join("\n"), @"
    a-completer.md
    appui/INS-va1.28.01.01/01_etape2-r1-reponse.xml
    appui/INS-va1.28.01.01/01_etape2-r1-requete.xml
    appui/INS-va1.28.01.01/01_etape2-r1-trace.txt
    appui/INS-va1.28.01/00_scenario.yaml
    appui/INS-va1.28.01/01_inattendu-insi.recherche-traits-reponse.xml
    appui/INS-va1.28.01/01_inattendu-insi.recherche-traits-requete.xml
    appui/INS-va1.28.01/01_inattendu-insi.recherche-traits-trace.txt
    appui/INS-va1.30.01/00_scenario.yaml
    appui/INS-va1.30.01/01_etape-p1-insi.recherche-traits-reponse.xml
    appui/INS-va1.30.01/01_etape-p1-insi.recherche-traits-requete.xml
    appui/INS-va1.30.01/01_etape-p1-insi.recherche-traits-trace.txt
    appui/INS-va1.33.01/00_scenario.yaml
    appui/INS-va1.41.01/00_scenario.yaml
    appui/INS-va1.41.01/01_etape2-r-reponse.xml
    appui/INS-va1.41.01/01_etape2-r-requete.xml
    appui/INS-va1.41.01/01_etape2-r-trace.txt
    appui/MSS-va1.15.01/00_scenario.yaml
    appui/MSS-va1.15.01/01_etape2-dmp.td2.1-reponse.xml
    appui/MSS-va1.15.01/01_etape2-dmp.td2.1-requete.xml
    appui/MSS-va1.15.01/01_etape2-dmp.td2.1-trace.txt
    appui/MSS-va1.15.01/02_etape2-insi.recherche-traits-reponse.xml
    appui/MSS-va1.15.01/02_etape2-insi.recherche-traits-requete.xml
    appui/MSS-va1.15.01/02_etape2-insi.recherche-traits-trace.txt
    convergence.xlsx
    junit.xml
    manifeste.json
    manifeste.sig
    preuves/INS-va1.06.01.01/01_etape3-4-traces.json
    preuves/INS-va1.28.01.02/01_etape2-r1-reponse.xml
    preuves/INS-va1.28.01.02/01_etape2-r1-requete.xml
    preuves/INS-va1.28.01.02/01_etape2-r1-trace.txt
    rapport.html
    rapport.pdf
    signataire.pem
    ");
}

#[test]
fn le_manifeste_dit_tout() {
    let (_tmp, chemin) = campagne().poser();
    let entrees = entrees(&chemin);
    let manifeste: Manifeste = serde_json::from_slice(&entrees["manifeste.json"]).unwrap();
    assert!(manifeste.simule);
    assert_eq!(
        (
            manifeste.graine.as_str(),
            manifeste.banc.as_str(),
            manifeste.catalogue.version.as_str()
        ),
        ("demo", "0.1.0", "2023-03")
    );
    assert_eq!(manifeste.constats["NonConforme"], 1);
    assert_eq!(manifeste.preuves["ACompleter"], 3);
    for f in &manifeste.fichiers {
        assert_eq!(f.empreinte, sha256(&entrees[&f.chemin]), "{}", f.chemin);
        assert_eq!(f.taille, entrees[&f.chemin].len() as u64, "{}", f.chemin);
        assert!(!f.prouve.is_empty());
    }
    assert_eq!(
        manifeste.fichiers.len(),
        entrees.len() - 2,
        "all but the manifest and its signature"
    );
    assert_eq!(manifeste.causes[0].proprietaire.as_deref(), Some("INS/va1.34"));
    let exigence = manifeste.exigences.iter().find(|e| e.id == "INS/va1.28").unwrap();
    assert_eq!(exigence.comptes.to_string(), "aucun écart · 1 vue, 2 déclarées");
    assert!(manifeste.exigences.iter().any(|e| e.repetition), "a third party decides");
    let etape = |scenario: &str, numero: &str| {
        let de_lui = |e: &&segur_dossier::ConstatDEtape| e.scenario == scenario && e.etape.to_string() == numero;
        manifeste
            .etapes
            .iter()
            .filter(de_lui)
            .map(|e| (e.constat.as_str(), e.repetition))
            .collect::<Vec<_>>()
    };
    assert_eq!(etape("INS/va1.28.01", "3..4"), [("declare", None)]);
    assert_eq!(etape("INS/va1.30.01", "p1"), [("bloque", None)]);
    assert_eq!(etape("MSS/va1.15.01", "1"), [("vu", Some(0)), ("vu", Some(1))]);
    let piece = manifeste
        .fichiers
        .iter()
        .find(|f| f.chemin == "preuves/INS-va1.28.01.02/01_etape2-r1-requete.xml")
        .unwrap();
    assert_eq!(piece.preuve.as_deref(), Some("INS/va1.28.01.02"), "the real number, with its slash");
    assert_eq!(piece.prouve, "Preuve INS/va1.28.01.02 : requête de l'échange « r1 » (étape 2)");
    assert_eq!(piece.etape.map(|e| e.to_string()).as_deref(), Some("2"));
    let exact = requete(&["RUTH"]);
    assert_eq!(entrees[&piece.chemin], exact.as_bytes(), "the message as it was, byte for byte");
}

#[test]
fn deux_fois_les_memes_octets() {
    let c = campagne();
    let (_t1, un) = c.poser();
    let (_t2, deux) = c.poser();
    assert!(fs::read(un).unwrap() == fs::read(deux).unwrap());
}

/// What changes from one run to the next and must not show.
fn brouiller(r: &mut ResultatCampagne) {
    let mut echanges: Vec<&mut Conserve> = Vec::new();
    for s in &mut r.scenarios {
        for e in &mut s.etapes {
            if let Some(a) = &mut e.acte {
                a.message = a.message.replace("40123", "38111");
            }
            for o in &mut e.observations {
                o.findings.iter_mut().for_each(|f| f.seen = f.seen.replace("40123", "38111"));
                o.tenus.iter_mut().for_each(|t| t.echange = t.echange.map(|id| 1000 - id));
                echanges.extend(&mut o.echanges);
            }
            for p in &mut e.pieces {
                if let Contenu::Message { echanges: dedans, .. } = &mut p.quoi {
                    echanges.extend(dedans);
                }
            }
        }
        echanges.extend(&mut s.inattendus);
    }
    for e in echanges {
        let x = &mut e.exchange;
        x.id = 1000 - x.id;
        x.recu += time::Duration::seconds(i64::try_from(x.id).unwrap());
        x.duree_ms += x.id;
        x.session = format!("autre-{}", x.id);
        x.pair.adresse = "127.0.0.1:60999".to_owned();
        x.requete.entetes[0].1 = "127.0.0.1:38111".to_owned();
        x.reponse.entetes[1].1 = "Sun, 22 Nov 2026 08:00:00 GMT".to_owned();
    }
}

#[test]
fn ni_le_journal_ni_la_machine_ne_se_voient() {
    let mut c = campagne();
    // Two unclaimed exchanges, so that their order of arrival can change.
    let autre = echange(&c, 58, &requete(&["AUTRE"]));
    c.resultat.scenarios[0].inattendus.push(autre);
    let (_t1, un) = c.poser();
    brouiller(&mut c.resultat);
    c.resultat.scenarios[0].inattendus.reverse();
    let (_t2, deux) = c.poser();
    assert!(fs::read(&un).unwrap() == fs::read(deux).unwrap());

    for (nom, octets) in entrees(&un) {
        let texte = String::from_utf8_lossy(&octets);
        for interdit in ["127.0.0.1", "40123", "51000", "21:00:00", "Nov 2026", "s41", "12 ms"] {
            assert!(!texte.contains(interdit), "{nom} holds {interdit}");
        }
    }
}

#[test]
fn les_secrets_n_entrent_pas() {
    let mut c = campagne();
    let secret = "tournesol-4242";
    let message = format!(
        "<E><wsse:Password>{secret}</wsse:Password><a>Bearer {secret}</a><ds:SignatureValue>QUJD</ds:SignatureValue>\
         <cle>-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----</cle></E>"
    );
    let e = echange(&c, 70, &message);
    c.resultat.scenarios[1].etapes[1].observations[0].echanges = vec![e];
    let acte = c.resultat.scenarios[1].etapes[0].acte.as_mut().unwrap();
    acte.parametres.insert("mot_de_passe".to_owned(), secret.into());
    acte.message = format!("jeton refusé : Bearer {secret}");
    let (_tmp, chemin) = c.poser();
    let entrees = entrees(&chemin);
    for (nom, octets) in &entrees {
        let texte = String::from_utf8_lossy(octets);
        for interdit in [secret, "abcdef0123456789", "BEGIN RSA PRIVATE"] {
            assert!(!texte.contains(interdit), "{nom} holds {interdit}");
        }
    }
    let manifeste: Manifeste = serde_json::from_slice(&entrees["manifeste.json"]).unwrap();
    let masque = manifeste.fichiers.iter().find(|f| f.masque).expect("one masked piece");
    assert_eq!(masque.chemin, "appui/INS-va1.41.01/01_etape2-r-requete.xml");
    assert_eq!(masque.empreinte_original.as_deref(), Some(sha256(message.as_bytes()).as_str()));
    assert_ne!(masque.empreinte, sha256(message.as_bytes()));
    assert!(masque.note.as_deref().unwrap().contains("signature XML ne se vérifie donc plus"));
    assert_eq!(manifeste.fichiers.iter().filter(|f| f.masque).count(), 1);
    assert!(texte(&entrees, "rapport.html").contains("1 pièce masquée"));
    assert!(segur_dossier::verifier(&chemin).unwrap().intact, "a masked pack is intact");
}

fn vide(dossier: &std::path::Path) -> bool {
    fs::read_dir(dossier).unwrap().next().is_none()
}

#[test]
fn rien_a_moitie_ecrit() {
    let tmp = tempfile::tempdir().unwrap();
    let c = campagne();

    let absent = tmp.path().join("absent").join("d.zip");
    assert!(matches!(c.ecrire(&absent), Err(DossierError::Ecriture { .. })));
    assert!(!tmp.path().join("absent").exists());

    // A content that disappears between the two readings: when the zip is already half made. What is written is read once then.
    c.lectures.set(0);
    let ecrits = entrees(&c.poser().1).into_keys();
    let ecrits = ecrits.filter(|n| n.contains('/') && !n.ends_with("-trace.txt") && !n.ends_with("00_scenario.yaml"));
    let premiere_passe = c.lectures.replace(0) - ecrits.count() + 1;
    let lectures = std::cell::Cell::new(0);
    let lire = |o: &segur_model::resultat::Octets| {
        lectures.set(lectures.get() + 1);
        match c.octets.borrow().get(&o.empreinte) {
            Some(octets) if lectures.get() <= premiere_passe => Ok(octets.clone()),
            _ => Err(DossierError::Octets {
                empreinte: o.empreinte.clone(),
                raison: "disparu".to_owned(),
            }),
        }
    };
    let entree = segur_dossier::Entree {
        resultat: &c.resultat,
        catalogue: &c.catalogue,
        classeur: None,
        octets: &lire,
        flux: None,
        textes: &|_| None,
        signataire: crate::exemple::signataire(),
        identites_connues: &c.connues,
        accepter_identites: false,
    };
    let erreur = segur_dossier::ecrire(&entree, &tmp.path().join("d.zip")).unwrap_err();
    assert!(matches!(erreur, DossierError::Octets { .. }), "{erreur}");
    assert_eq!(lectures.get(), premiere_passe + 1, "the first pass must have ended");
    assert!(vide(tmp.path()));
}

#[test]
fn rien_n_est_ecrase() {
    let tmp = tempfile::tempdir().unwrap();
    let c = campagne();
    let fichier = tmp.path().join("d.zip");
    fs::write(&fichier, "à garder").unwrap();
    let dossier = tmp.path().join("dossier");
    fs::create_dir(&dossier).unwrap();
    for pris in [&fichier, &dossier] {
        let erreur = c.ecrire(pris).unwrap_err();
        assert!(matches!(erreur, DossierError::Existe { .. }), "{erreur}");
    }
    assert_eq!(fs::read_to_string(&fichier).unwrap(), "à garder");
    assert_eq!(fs::read_dir(tmp.path()).unwrap().count(), 2);
}

#[test]
fn un_contenu_change_ou_absent_arrete_tout() {
    let tmp = tempfile::tempdir().unwrap();
    let chemin = tmp.path().join("d.zip");
    let c = campagne();
    let empreinte = sha256(requete(&["RUTH"]).as_bytes());
    c.octets.borrow_mut().insert(empreinte.clone(), b"autre chose".to_vec());
    assert!(matches!(c.ecrire(&chemin), Err(DossierError::OctetsAlteres { .. })));
    c.octets.borrow_mut().remove(&empreinte);
    assert!(matches!(c.ecrire(&chemin), Err(DossierError::Octets { .. })));
    assert!(vide(tmp.path()));
}

#[test]
fn la_cle_doit_etre_celle_du_certificat() {
    let igc = segur_certs::Igc::demo().unwrap();
    let bon = crate::exemple::signataire();
    let autre = igc.identites().iter().find(|i| i.cle_pem != bon.cle_pem).unwrap();
    let tmp = tempfile::tempdir().unwrap();
    let c = campagne();
    let connues = &c.connues;
    for (certificat_pem, cle_pem) in [
        (bon.certificat_pem.clone(), autre.cle_pem.clone()),
        (bon.certificat_pem.clone(), String::new()),
        (String::new(), bon.cle_pem.clone()),
    ] {
        let entree = segur_dossier::Entree {
            resultat: &c.resultat,
            catalogue: &c.catalogue,
            classeur: None,
            octets: &|o| Ok(c.octets.borrow()[&o.empreinte].clone()),
            flux: None,
            textes: &|_| None,
            signataire: Signataire { certificat_pem, cle_pem },
            identites_connues: connues,
            accepter_identites: false,
        };
        assert!(matches!(
            segur_dossier::ecrire(&entree, &tmp.path().join("d.zip")),
            Err(DossierError::Signataire(_))
        ));
    }
    assert!(vide(tmp.path()));
}

#[test]
fn un_contenu_tres_compressible_reste_lisible() {
    let mut c = campagne();
    let octets = c.garder(&vec![b'0'; (1 << 20) + 1], "text/plain");
    c.resultat.scenarios[0].etapes[3].observations[0].fichier = Some(octets);
    let (_tmp, chemin) = c.poser();
    assert!(segur_dossier::verifier(&chemin).unwrap().intact);
}

#[test]
fn nom_du_fichier() {
    let mut c: Campagne = campagne();
    assert_eq!(nom_fichier(&c.resultat), "dossier-tilleul-sgl-4.2.0-demo-1.zip");
    c.resultat.produit.nom = "../../Évadé".to_owned();
    assert_eq!(nom_fichier(&c.resultat), "dossier-evade-4.2.0-demo-1.zip");
}
