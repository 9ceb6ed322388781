//! Certificates of anybody of the world, by an infrastructure that still issues.

use segur_certs::{Igc, Usage, identites_de};
use segur_x509::X509;

use crate::{MAINTENANT, fraiche};

#[test]
fn une_structure_et_une_carte_ont_les_leurs_et_sont_de_confiance() {
    let tmp = tempfile::tempdir().unwrap();
    let dossier = tmp.path().join("igc");
    fraiche().enregistrer(&dossier).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let cle = dossier.join("autorites/ACI-EL-ORG-TEST.cle.pem");
        assert_eq!(std::fs::metadata(cle).unwrap().permissions().mode() & 0o777, 0o600);
    }
    for racine in ["ACR-EL-TEST", "ACR-FO-TEST", "ACI-ETRANGERE"] {
        assert!(!dossier.join(format!("autorites/{racine}.cle.pem")).exists(), "{racine}");
    }
    // What was written issues as what was made.
    let igc = Igc::charger(&dossier).unwrap();
    let monde = segur_world::monde_demo().unwrap();
    for (fiche, usages, dn) in [
        (
            "IMAGERIE",
            &[Usage::OrgAuthCli, Usage::OrgSign, Usage::OrgAuthCli, Usage::OrgAuthCli][..],
            "O=CENTRE D'IMAGERIE DU CADRAN",
        ),
        ("INFIRMIER_HAD", &[Usage::PsAuth, Usage::PsSign], "title=Infirmier"),
        ("SECRETAIRE_LABO", &[Usage::PsAuth, Usage::PsSign], "O=LABORATOIRE DES TILLEULS"),
    ] {
        let identites = igc.emettre(&identites_de(&monde, fiche).unwrap(), MAINTENANT).unwrap();
        assert_eq!(identites.iter().map(|i| i.usage).collect::<Vec<_>>(), usages, "{fiche}");
        for i in identites {
            assert!(i.certificat.sujet.contains(dn), "{}", i.certificat.sujet);
            let lu = X509::lire_pem(&i.certificat_pem).unwrap();
            assert_eq!(igc.confiance().a(MAINTENANT).juger(&lu, &[]), vec![], "{}", i.nom);
        }
    }
}

#[test]
fn tout_le_monde_a_un_plan_et_la_demonstration_n_emet_plus() {
    let monde = segur_world::monde_demo().unwrap();
    let mut series = std::collections::BTreeSet::new();
    for fiche in monde.structures.keys().chain(monde.professionnels.keys()) {
        for i in identites_de(&monde, fiche).unwrap() {
            assert!(series.insert(i.serie.clone()), "{fiche} : a serial number of its own");
        }
    }
    assert!(series.len() > 100, "{}", series.len());
    assert!(identites_de(&monde, "PERSONNE").is_none());
    let refus = Igc::demo().unwrap().emettre(&identites_de(&monde, "IMAGERIE").unwrap(), MAINTENANT);
    assert!(refus.unwrap_err().to_string().contains("dossier neuf"));
}
