//! An infrastructure in a folder: written whole, never over another, read back as it was, broken files named.

use std::{fs, path::Path};

use segur_certs::Igc;

use crate::{fraiche, refus};

#[test]
fn charger_rend_ce_qui_fut_enregistre() {
    let tmp = tempfile::tempdir().unwrap();
    let dossier = tmp.path().join("sous/igc");
    let mut igc = fraiche().clone();
    fraiche().enregistrer(&dossier).unwrap();
    assert_eq!(&Igc::charger(&dossier).unwrap(), fraiche());

    let etrangere = igc.autorites().iter().find(|a| !a.confiance).unwrap().certificat_pem.clone();
    igc.ajouter_ancres(&etrangere).unwrap();
    let autre = tmp.path().join("autre");
    fs::create_dir(&autre).unwrap();
    igc.enregistrer(&autre).unwrap();
    assert_eq!(Igc::charger(&autre).unwrap(), igc);

    let restes: Vec<_> = fs::read_dir(tmp.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .filter(|n| n.to_string_lossy().contains("tmp"))
        .collect();
    assert!(restes.is_empty(), "{restes:?}");
}

#[test]
fn rien_n_est_ecrase() {
    let tmp = tempfile::tempdir().unwrap();
    let dossier = tmp.path().join("igc");
    fs::create_dir(&dossier).unwrap();
    fs::write(dossier.join("a-moi.txt"), "précieux").unwrap();
    let message = refus(fraiche().enregistrer(&dossier));
    assert!(
        message.contains("n'est jamais écrasée") && message.contains(&dossier.display().to_string()),
        "{message}"
    );
    assert_eq!(fs::read_dir(&dossier).unwrap().count(), 1);
    assert_eq!(fs::read_dir(tmp.path()).unwrap().count(), 1, "un dossier provisoire reste");
}

#[cfg(unix)]
#[test]
fn les_cles_sont_a_leur_proprietaire() {
    use std::os::unix::fs::PermissionsExt;
    let tmp = tempfile::tempdir().unwrap();
    let dossier = tmp.path().join("igc");
    fraiche().enregistrer(&dossier).unwrap();
    let mode = |f: &str| fs::metadata(dossier.join(f)).unwrap().permissions().mode() & 0o777;
    for i in fraiche().identites() {
        assert_eq!(mode(&format!("identites/{}.cle.pem", i.nom)), 0o600);
    }
    assert_eq!(mode("identites/serveur.pem") & 0o600, 0o600);
}

#[test]
fn un_fichier_casse_est_nomme() {
    let tmp = tempfile::tempdir().unwrap();
    let modele = tmp.path().join("modele");
    fraiche().enregistrer(&modele).unwrap();
    let autre_cle = fraiche().identite("org-insi-manu").unwrap().cle_pem.clone();
    let gros = "x".repeat(1024 * 1024 + 1);
    let index = fs::read_to_string(modele.join("igc.toml")).unwrap();

    let cas: &[(&str, Option<String>, &str)] = &[
        ("igc.toml", None, "lecture de"),
        ("igc.toml", Some("format = 1\n".to_owned()), "est inutilisable"),
        ("igc.toml", Some(index.replace("format = 1", "format = 9")), "format 9 inconnu"),
        (
            "igc.toml",
            Some(index.replace("nom = \"serveur\"", "nom = \"/serveur\"")),
            "nom « /serveur »",
        ),
        ("igc.toml", Some(gros), "plus de 1048576 octets"),
        ("identites/serveur.pem", None, "lecture de"),
        ("identites/serveur.pem", Some("bonjour".to_owned()), "aucun certificat"),
        (
            "identites/serveur.cle.pem",
            Some("bonjour".to_owned()),
            "clé privée PKCS#8 illisible",
        ),
        (
            "identites/serveur.cle.pem",
            Some(autre_cle),
            "n'est pas celle du certificat serveur.pem",
        ),
        ("autorites/ACR-EL-TEST.pem", Some(String::new()), "aucun certificat"),
        ("crl/ACI-EL-ORG-TEST.crl", Some("pas une CRL".to_owned()), "CRL illisible"),
    ];
    for (fichier, contenu, dit) in cas {
        let dossier = tmp.path().join("essai");
        copier(&modele, &dossier);
        match contenu {
            None => fs::remove_file(dossier.join(fichier)).unwrap(),
            Some(texte) => fs::write(dossier.join(fichier), texte).unwrap(),
        }
        let message = refus(Igc::charger(&dossier));
        assert!(
            message.contains(fichier) && message.contains(dit) && !message.contains(".."),
            "{fichier} : {message}"
        );
        fs::remove_dir_all(&dossier).unwrap();
    }
}

fn copier(de: &Path, a: &Path) {
    fs::create_dir(a).unwrap();
    for entree in fs::read_dir(de).unwrap() {
        let entree = entree.unwrap();
        let cible = a.join(entree.file_name());
        if entree.file_type().unwrap().is_dir() {
            copier(&entree.path(), &cible);
        } else {
            fs::copy(entree.path(), cible).unwrap();
        }
    }
}
