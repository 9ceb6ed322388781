//! The guides run. Every `console` block of the README and of `docs/guide` is typed in a shell, page by page, in a folder of its own, against the
//! command of this build; what a page shows is compared with what is printed. How a page is read: [`page`]; how a transcript is compared:
//! [`transcription`]. Own code rather than `trycmd`: a page is one session, with a bench that stays and ports that each run has for its own.

mod page;
mod session;
mod transcription;

use std::path::{Path, PathBuf};

use session::Session;

use crate::outils::{demo_entiere, zip};

fn racine() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Types what a page of these shows; gives where it was typed.
fn jouer(chemin: &str) -> Session {
    let texte = std::fs::read_to_string(racine().join(chemin)).unwrap();
    let mut session = Session::ouvrir();
    for morceau in page::lire(&texte) {
        match morceau {
            page::Morceau::Fichier { nom, texte } => session.ecrire(&nom, &texte),
            page::Morceau::Commande(c) => {
                if !session.taper(chemin, &c) {
                    break;
                }
            }
        }
    }
    session
}

macro_rules! pages {
    ($($nom:ident: $chemin:literal),* $(,)?) => {
        const PAGES: &[&str] = &[$($chemin),*];
        $(#[test]
        fn $nom() {
            jouer($chemin);
        })*
    };
}

pages! {
    readme: "README.md",
    raccorder_un_logiciel: "docs/guide/raccorder-un-logiciel.md",
    en_integration_continue: "docs/guide/en-integration-continue.md",
    juger_un_document: "docs/guide/juger-un-document.md",
    examiner: "docs/guide/examiner.md",
    jouer_son_classeur: "docs/guide/jouer-son-classeur.md",
    ecrire_un_scenario: "docs/guide/ecrire-un-scenario.md",
    patients_et_professionnels: "docs/guide/patients-et-professionnels.md",
    pro_sante_connect_et_annuaire: "docs/guide/pro-sante-connect-et-annuaire.md",
    en_conteneur: "docs/guide/en-conteneur.md",
    a_plusieurs: "docs/guide/a-plusieurs.md",
    referencement: "docs/guide/referencement.md",
    acces_web_dmp: "docs/guide/acces-web-dmp.md",
}

const LIRE_UN_DOSSIER: &str = "docs/guide/lire-un-dossier.md";

/// Its first command is the whole demo: played in another process and another folder, it gives the bytes of the one that the other tests read.
#[test]
fn lire_un_dossier() {
    let session = jouer(LIRE_UN_DOSSIER);
    let celui_du_guide = std::fs::read(zip(&session.dossier().join("demo"))).unwrap();
    assert!(
        celui_du_guide == std::fs::read(zip(demo_entiere())).unwrap(),
        "les deux dossiers diffèrent"
    );
}

#[test]
fn every_page_is_played() {
    let guides = std::fs::read_dir(racine().join("docs/guide")).unwrap();
    let mut tous: Vec<PathBuf> = guides.map(|f| Path::new("docs/guide").join(f.unwrap().file_name())).collect();
    tous.push("README.md".into());
    let mut joues: Vec<PathBuf> = PAGES.iter().chain([&LIRE_UN_DOSSIER]).map(PathBuf::from).collect();
    tous.sort();
    joues.sort();
    assert_eq!(joues, tous);
}
