//! Tests on documents that they write, each changed in one place; on hostile files; and on the corpus when it is at hand.

mod clauses;
mod corpus;
mod datamatrix;
mod dommages;
mod fabrique;
mod hostiles;
mod nom;
mod traits;
mod verapdf;
mod xmp;

use segur_model::{Environnement, Finding};

use segur_dialecte::{Constateur, Lu, Traits};

use crate::jugement::ContextePdf;
use fabrique::Fabrique;

/// Everything is asked.
fn exigeant() -> ContextePdf {
    ContextePdf {
        pdfa_exige: true,
        datamatrix_exige: true,
        traits_imprimes: true,
        traits: Some(personne()),
    }
}

/// A person of nowhere.
fn personne() -> Traits {
    let treize = "2800175999111";
    let cle = segur_ids::cle_ins(treize).unwrap();
    Traits {
        matricule: format!("{treize}{cle:02}"),
        oid: "1.2.250.1.213.1.4.8".to_owned(),
        nom_naissance: "D'ESSAI-BANC".to_owned(),
        prenoms: "ZOE ANNE".to_owned(),
        date_naissance: "1980-01-31".to_owned(),
        sexe: "F".to_owned(),
        lieu_naissance: "75999".to_owned(),
    }
}

/// The message of the datamatrix of that person.
fn message(p: &Traits) -> String {
    format!(
        "IS010000000000000000000000S1{}S2{}\u{1D}S3{}\u{1D}S4{}\u{1D}S5{}S631-01-1980S7{}",
        p.matricule, p.oid, p.prenoms, p.nom_naissance, p.sexe, p.lieu_naissance
    )
}

fn juger(octets: &[u8], contexte: &ContextePdf) -> Vec<Finding> {
    let mut c = Constateur::default();
    match crate::lire(octets) {
        Ok(pdf) => crate::jugement::juger(&pdf, contexte, &mut c),
        Err(_) => return crate::PdfLu::lire(octets).constats_seuls(Environnement::Test),
    }
    c.finir()
}

fn juger_tout(octets: &[u8]) -> Vec<Finding> {
    juger(octets, &exigeant())
}

fn regles(constats: &[Finding]) -> Vec<&str> {
    let mut regles: Vec<&str> = constats.iter().map(|c| c.rule.as_str()).collect();
    regles.sort_unstable();
    regles.dedup();
    regles
}

#[test]
fn le_modele_n_a_pas_de_faute() {
    let constats = juger_tout(&Fabrique::modele().ecrire());
    assert!(constats.is_empty(), "{constats:#?}");
}

#[test]
fn chaque_clause_couverte_a_sa_regle() {
    for clause in crate::CLAUSES {
        assert!(crate::REGLES.iter().any(|r| r.id == clause.regle), "{}", clause.regle);
    }
    let a1 = crate::REGLES.iter().filter(|r| r.id.starts_with("pdf.a1."));
    for regle in a1.filter(|r| !matches!(r.id, "pdf.a1.annonce" | "pdf.a1.xfa")) {
        assert!(crate::CLAUSES.iter().any(|c| c.regle == regle.id), "{} has no clause", regle.id);
    }
    let mut ids: Vec<&str> = crate::REGLES.iter().map(|r| r.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), crate::REGLES.len());
}
