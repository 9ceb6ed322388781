//! What is written.

use std::process::Command;

use super::*;
use crate::xdm::{XdmNonEcrit, juger_nom};

#[test]
fn ce_qui_est_ecrit_se_lit_et_ne_donne_rien() {
    for documents in [vec![document(N1)], vec![document(N3)], vec![document(N1), document(N3)]] {
        let octets = ecrire(&soumission(), &documents).unwrap();
        assert_eq!(juger(&octets), []);
        let lue = lire(&octets).unwrap();
        assert_eq!(lue.sous_ensembles.len(), 1);
        assert_eq!(lue.sous_ensembles[0].documents.len(), documents.len());
        assert_eq!(lue.sous_ensembles[0].documents[0].octets, documents[0].octets);
        assert!(lue.autres.is_empty());
    }
}

#[test]
fn les_memes_donnees_donnent_les_memes_octets() {
    assert_eq!(archive(), archive());
}

#[test]
fn les_pages_sont_lisibles_par_une_personne() {
    let lue = lire(&archive()).unwrap();
    let index = String::from_utf8(lue.index.unwrap().octets).unwrap();
    for voulu in [
        "IHE_XDM/SUBSET01/DOC0001.XML",
        "IHE_XDM/SUBSET01/DOC0002.XML",
        "15/01/2026",
        "Ambroise EPROUVETTE",
        "README.TXT",
    ] {
        assert!(index.contains(voulu), "{voulu} : {index}");
    }
    let lisez_moi = String::from_utf8(lue.lisez_moi.unwrap().octets).unwrap();
    assert!(lisez_moi.contains("Émetteur : LABORATOIRE DES TILLEULS\r\n"), "{lisez_moi}");
}

#[test]
fn un_destinataire_est_admis() {
    let avec = SoumissionXdm {
        destinataires: vec!["|899900000045^EPROUVETTE^Ambroise^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS|^^Internet^a@b.invalid".to_owned()],
        titre: None,
        ..soumission()
    };
    assert_eq!(juger(&ecrire(&avec, &[document(N1)]).unwrap()), []);
}

/// White space shrinks a thousand times: the document is stored, and the archive is not taken for a bomb.
#[test]
fn un_document_qui_se_comprime_trop_est_range_tel_quel() {
    let blanc = N1.replacen("<realmCode", &format!("{}<realmCode", " ".repeat(600_000)), 1);
    let octets = ecrire(&soumission(), &[document(&blanc)]).unwrap();
    assert!(octets.len() > 600_000);
    assert_eq!(juger(&octets), []);
}

#[test]
fn ce_qui_ne_peut_pas_etre_ecrit_est_dit() {
    assert!(matches!(ecrire(&soumission(), &[]), Err(XdmNonEcrit::Nombre { nombre: 0 })));
    let trop = vec![document(N1); 300];
    assert!(matches!(ecrire(&soumission(), &trop), Err(XdmNonEcrit::Nombre { nombre: 300 })));
    let autre = N1.replace("284057599900347", "184057599900352");
    assert!(matches!(
        ecrire(&soumission(), &[document(N1), document(&autre)]),
        Err(XdmNonEcrit::Patients { rang: 2 })
    ));
    assert!(matches!(
        ecrire(&soumission(), &[document("<a/>")]),
        Err(XdmNonEcrit::Document { rang: 1, .. })
    ));
    let sans_classe = N1.replacen("code=\"11502-2\"", "code=\"51851-4\"", 1);
    let refus = ecrire(&soumission(), &[document(&sans_classe)]).unwrap_err();
    assert!(refus.to_string().contains("classCode"), "{refus}");
    let donnee = DocumentXdm {
        classe: Some(CodeDerive {
            code: "10".to_owned(),
            systeme: "1.2.250.1.213.1.1.4.1".to_owned(),
            libelle: "Compte rendu".to_owned(),
        }),
        ..document(&sans_classe)
    };
    assert!(ecrire(&soumission(), &[donnee]).is_ok());
    let sans_format = N1.replacen("mediaType=\"application/pdf\"", "mediaType=\"audio/ogg\"", 1);
    let refus = ecrire(&soumission(), &[document(&sans_format)]).unwrap_err();
    assert!(refus.to_string().contains("formatCode"), "{refus}");
}

#[test]
fn le_nom_est_juge_sans_la_casse() {
    assert_eq!(juger_nom("IHE_XDM.ZIP"), []);
    assert_eq!(juger_nom("IHE_XDM.zip"), []);
    assert_eq!(juger_nom("ihe_xdm.zip"), []);
    for nom in ["IHE_XDM.ZIP ", "XDM.ZIP", "IHE_XDM", "", "\u{202e}piz"] {
        assert_eq!(regles(&juger_nom(nom)), ["xdm.nom"], "{nom}");
    }
}

/// Another reader than ours.
#[test]
fn un_outil_courant_lit_l_archive() {
    let dossier = tempfile::tempdir().unwrap();
    let chemin = dossier.path().join("IHE_XDM.ZIP");
    std::fs::write(&chemin, archive()).unwrap();
    let liste = "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print('\\n'.join(z.namelist()))";
    if let Some(python) = segur_essais::outil("python3") {
        let sortie = Command::new(python).arg("-c").arg(liste).arg(&chemin).output().unwrap();
        assert!(sortie.status.success(), "{sortie:?}");
        let noms = String::from_utf8(sortie.stdout).unwrap();
        let attendus: Vec<String> = pieces().into_iter().map(|(c, _)| c).collect();
        assert_eq!(noms.lines().collect::<Vec<_>>(), attendus);
    }
    if let Some(unzip) = segur_essais::outil("unzip") {
        let sortie = Command::new(unzip).arg("-tq").arg(&chemin).output().unwrap();
        assert!(sortie.status.success(), "{sortie:?}");
    }
}
