//! Chains: which authorities may stand in one.

use rcgen::{CustomExtension, GeneralSubtree, NameConstraints};

use super::*;

fn juger(ancres: &[&Autorite], listes: &[Vec<u8>], feuille: &X509, autres: &[&Autorite]) -> Vec<Probleme> {
    let autres: Vec<X509> = autres.iter().map(|a| a.x509.clone()).collect();
    confiance(ancres, listes).a(MAINTENANT).juger(feuille, &autres)
}

fn inconnue(critique: bool) -> CustomExtension {
    let mut e = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
    e.set_criticality(critique);
    e
}

#[test]
fn une_autorite_revoquee_rompt_la_chaine() {
    let racine = Autorite::nouvelle("RACINE", None);
    let milieu = Autorite::avec("MILIEU", Some(&racine), |p| p.serial_number = Some(SerialNumber::from(7_u64)));
    let feuille = milieu.emettre(&parametres("feuille".into(), 9));
    let revoquee = vec![Probleme::AutoriteRevoquee {
        autorite: "CN=MILIEU,C=FR".to_owned(),
        le: DEBUT,
    }];
    let listes = [milieu.liste(&[], FIN), racine.liste(&[7], FIN)];
    // It came with the message, or was trusted before it was revoked.
    assert_eq!(juger(&[&racine], &listes, &feuille, &[&milieu]), revoquee);
    assert_eq!(juger(&[&racine, &milieu], &listes, &feuille, &[]), revoquee);
    // Of who came with the message, what cannot be known is said; who is trusted needs no list.
    let inconnue = vec![Probleme::RevocationInconnue {
        autorite: "CN=RACINE,C=FR".to_owned(),
    }];
    assert_eq!(juger(&[&racine], &listes[..1], &feuille, &[&milieu]), inconnue);
    assert_eq!(juger(&[&racine, &milieu], &listes[..1], &feuille, &[]), vec![]);
}

#[test]
fn une_autorite_expiree_ne_cache_pas_son_renouvellement() {
    let vieille = Autorite::avec("RACINE", None, |p| p.not_after = MAINTENANT - time::Duration::days(1));
    let racine = vieille.renouvelee("RACINE", None, |_| {});
    let homonyme = Autorite::nouvelle("RACINE", None);
    let feuille = racine.emettre(&parametres("feuille".into(), 9));
    let listes = [racine.liste(&[], FIN)];
    for ancres in [
        [&vieille, &homonyme, &racine],
        [&racine, &vieille, &homonyme],
        [&homonyme, &racine, &vieille],
    ] {
        assert_eq!(juger(&ancres, &listes, &feuille, &[]), vec![]);
    }
    let expiree = |cn: &str| {
        vec![Probleme::AutoriteHorsValidite {
            autorite: format!("CN={cn},C=FR"),
        }]
    };
    assert_eq!(juger(&[&homonyme, &vieille], &listes, &feuille, &[]), expiree("RACINE"));
    // Of those that come with the message too; and one that leads nowhere does not hide one that does.
    let vieux = Autorite::avec("MILIEU", Some(&racine), |p| p.not_after = MAINTENANT - time::Duration::days(1));
    let milieu = vieux.renouvelee("MILIEU", Some(&racine), |_| {});
    let ailleurs = vieux.renouvelee("MILIEU", Some(&homonyme), |_| {});
    let feuille = milieu.emettre(&parametres("feuille".into(), 9));
    let listes = [racine.liste(&[], FIN), milieu.liste(&[], FIN)];
    assert_eq!(juger(&[&racine], &listes, &feuille, &[&vieux, &ailleurs, &milieu]), vec![]);
    assert_eq!(juger(&[&racine], &listes, &feuille, &[&vieux]), expiree("MILIEU"));
}

#[test]
fn une_autorite_limite_la_longueur_de_la_chaine() {
    for (permis, tenu) in [(0, false), (1, true)] {
        let racine = Autorite::avec("RACINE", None, |p| p.is_ca = IsCa::Ca(BasicConstraints::Constrained(permis)));
        let milieu = Autorite::nouvelle("MILIEU", Some(&racine));
        let feuille = milieu.emettre(&parametres("feuille".into(), 9));
        let listes = [racine.liste(&[], FIN), milieu.liste(&[], FIN)];
        let attendu = Probleme::ChaineTropLongue {
            autorite: "CN=RACINE,C=FR".to_owned(),
            permis: 0,
        };
        let attendus = if tenu { vec![] } else { vec![attendu] };
        assert_eq!(juger(&[&racine], &listes, &feuille, &[&milieu]), attendus);
        // Right under it.
        let proche = racine.emettre(&parametres("feuille".into(), 9));
        assert_eq!(juger(&[&racine], &listes, &proche, &[]), vec![]);
        // A renewal of its own key is not one more.
        let nouvelle = Autorite::nouvelle("RACINE", Some(&racine));
        let feuille = nouvelle.emettre(&parametres("feuille".into(), 9));
        let listes = [racine.liste(&[], FIN), nouvelle.liste(&[], FIN)];
        assert_eq!(juger(&[&racine], &listes, &feuille, &[&nouvelle]), vec![]);
    }
}

#[test]
fn une_extension_critique_inconnue_est_refusee() {
    let racine = Autorite::nouvelle("RACINE", None);
    let refuse = |sujet: &str| {
        vec![Probleme::ExtensionCritique {
            sujet: sujet.to_owned(),
            extension: "1.2.3.4".to_owned(),
        }]
    };
    for critique in [true, false] {
        let mut p = parametres("feuille".into(), 9);
        p.custom_extensions = vec![inconnue(critique)];
        let attendus = if critique { refuse("CN=feuille,C=FR") } else { vec![] };
        assert_eq!(juger(&[&racine], &[racine.liste(&[], FIN)], &racine.emettre(&p), &[]), attendus);
        let milieu = Autorite::avec("MILIEU", Some(&racine), |p| p.custom_extensions = vec![inconnue(critique)]);
        let feuille = milieu.emettre(&parametres("feuille".into(), 9));
        let attendus = if critique { refuse("CN=MILIEU,C=FR") } else { vec![] };
        let listes = [racine.liste(&[], FIN), milieu.liste(&[], FIN)];
        assert_eq!(juger(&[&racine], &listes, &feuille, &[&milieu]), attendus);
    }
    // Known, and not applied here: nobody is condemned.
    let milieu = Autorite::avec("MILIEU", Some(&racine), |p| {
        p.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DnsName("exemple.fr".to_owned())],
            excluded_subtrees: vec![],
        });
    });
    let feuille = milieu.emettre(&parametres("feuille".into(), 9));
    let problemes = juger(&[&racine], &[racine.liste(&[], FIN), milieu.liste(&[], FIN)], &feuille, &[&milieu]);
    assert!(problemes.iter().all(Probleme::est_inconnu));
    assert!(
        matches!(&problemes[..], [Probleme::ContrainteNonVerifiee { extension, .. }] if extension == "nameConstraints (2.5.29.30)"),
        "{problemes:?}"
    );
}

/// What was verified of one certificate says nothing of its neighbour.
#[test]
fn la_memoire_ne_confond_ni_les_certificats_ni_les_autorites() {
    let racine = Autorite::nouvelle("RACINE", None);
    let homonyme = Autorite::nouvelle("RACINE", None);
    let feuille = racine.emettre(&parametres("feuille".into(), 9));
    for _ in 0..2 {
        assert!(feuille.emis_par(&racine.x509));
        assert!(!feuille.emis_par(&homonyme.x509), "same name, another key");
        let mut der = feuille.der().to_vec();
        *der.last_mut().unwrap() ^= 1;
        // The signature is altered: still a certificate, but not this one.
        assert!(!X509::lire(&der).unwrap().emis_par(&racine.x509));
        assert_eq!(X509::lire(feuille.der()).unwrap(), feuille);
    }
}
