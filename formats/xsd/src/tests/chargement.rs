//! Where a schema is found, and what it may ask for.

use super::*;
use crate::ErreurXsd;

fn erreur(dossier: &Path) -> ErreurXsd {
    Schemas::charger(dossier).unwrap_err()
}

#[test]
fn le_schema_est_trouve_dans_le_depot_et_a_cote_de_ses_dossiers() {
    let depot = depot();
    std::fs::create_dir(depot.path().join("schematrons")).unwrap();
    for dossier in ["", "schematrons", "infrastructure"] {
        assert!(Schemas::charger(&depot.path().join(dossier)).is_ok(), "{dossier}");
    }
    assert!(matches!(erreur(&depot.path().join("infrastructure/cda")), ErreurXsd::Absent { .. }));
    assert!(matches!(erreur(&depot.path().join("rien")), ErreurXsd::Absent { .. }));
}

#[test]
fn la_casse_des_noms_ne_compte_pas() {
    let depot = tempfile::tempdir().unwrap();
    ecrire(depot.path(), "Infrastructure/CDA/cda_Extended.XSD", ENTREE);
    ecrire(depot.path(), "Infrastructure/CDA/General/Types.xsd", TYPES);
    assert!(Schemas::charger(depot.path()).is_ok());
}

/// What the schema asks for, out of the checkout, is refused before it is looked at.
#[test]
fn rien_n_est_lu_hors_du_depot() {
    let dehors = tempfile::tempdir().unwrap();
    ecrire(dehors.path(), "types.xsd", TYPES);
    let absolu = dehors.path().join("types.xsd");
    for lieu in [
        format!("file://{}", absolu.display()),
        absolu.display().to_string(),
        format!("../../../..{}", absolu.display()),
        format!("..%2f..%2f..%2f..{}", absolu.display()),
        "http://www.example.invalid/types.xsd".to_owned(),
        "https://depot-ans.invalid/infrastructure/cda/general/types.xsd".to_owned(),
        "//exemple.invalid/types.xsd".to_owned(),
        "general\\..\\..\\types.xsd".to_owned(),
        "general/absent.xsd".to_owned(),
        "general".to_owned(),
    ] {
        let depot = depot();
        ecrire(
            depot.path(),
            "infrastructure/cda/CDA_extended.xsd",
            &ENTREE.replace("general/types.xsd", &lieu),
        );
        let erreur = erreur(depot.path());
        assert!(matches!(erreur, ErreurXsd::Fichier { .. }), "{lieu}: {erreur}");
    }
}

#[cfg(unix)]
#[test]
fn un_lien_ne_mene_pas_hors_du_depot() {
    let dehors = tempfile::tempdir().unwrap();
    ecrire(dehors.path(), "types.xsd", TYPES);
    let depot = depot();
    let types = depot.path().join("infrastructure/cda/general/types.xsd");
    std::fs::remove_file(&types).unwrap();
    std::os::unix::fs::symlink(dehors.path().join("types.xsd"), &types).unwrap();
    assert!(matches!(erreur(depot.path()), ErreurXsd::Fichier { .. }));
}

#[test]
fn un_schema_abime_ou_sans_fin_est_refuse() {
    let depot = depot();
    ecrire(depot.path(), "infrastructure/cda/general/types.xsd", "<xs:schema");
    assert!(matches!(erreur(depot.path()), ErreurXsd::Invalide { .. }));
    ecrire(depot.path(), "infrastructure/cda/general/types.xsd", &" ".repeat(9 * 1024 * 1024));
    assert!(matches!(erreur(depot.path()), ErreurXsd::Fichier { .. }));
    // Each schema includes the next one.
    for i in 0..100 {
        let suivant = TYPES.replace(
            "<xs:complexType name=\"Document\">",
            &format!(
                "<xs:include schemaLocation=\"t{}.xsd\"/><xs:complexType name=\"Document{i}\">",
                i + 1
            ),
        );
        ecrire(
            depot.path(),
            &format!("infrastructure/cda/t{i}.xsd"),
            &suivant.replace("\"Entry\"", &format!("\"Entry{i}\"")),
        );
    }
    ecrire(
        depot.path(),
        "infrastructure/cda/CDA_extended.xsd",
        &ENTREE.replace("general/types.xsd", "t0.xsd"),
    );
    let erreur = erreur(depot.path());
    assert!(erreur.to_string().contains("trop de fichiers"), "{erreur}");
}
