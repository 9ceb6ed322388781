//! A lot and the VIHF that comes with it.

use segur_saml::vihf::{CodeLu, Texte, Vihf};

use super::*;

fn texte(t: &str) -> Option<Texte> {
    Some(Texte {
        texte: t.to_owned(),
        lieu: segur_model::Location::default(),
    })
}

/// That of the author of the clean lot.
fn vihf() -> Vihf {
    Vihf {
        instant: Some(MAINTENANT - time::Duration::minutes(1)),
        name_id: texte("899900000045"),
        structure: texte("1999900038"),
        secteur: texte("SA25^1.2.250.1.71.4.2.4"),
        ..Vihf::default()
    }
}

fn juger(vihf: &Vihf, pieces: &Pieces) -> Vec<Finding> {
    let enveloppe = pieces.enveloppe();
    let mut c = Constateur::default();
    LotLu::lire(&segur_soap::lire(&enveloppe).unwrap(), &[], Porteur::Dmp).juger_avec(vihf, &mut c);
    c.finir()
}

#[test]
fn ce_que_dit_le_vihf_est_ce_que_dit_le_lot() {
    let propres = Pieces::propres();
    assert_eq!(juger(&vihf(), &propres), vec![]);
    type Cas = (&'static str, fn(&mut Vihf));
    let cas: [Cas; 5] = [
        ("xds.lot.vihf.auteur", |v| v.name_id = texte("899900000052")),
        ("xds.lot.vihf.structure", |v| v.structure = texte("1999900046")),
        ("xds.lot.vihf.secteur", |v| v.secteur = texte("SA07^1.2.250.1.71.4.2.4")),
        ("xds.lot.date.vihf", |v| v.instant = Some(MAINTENANT - time::Duration::hours(2))),
        ("xds.lot.date.vihf", |v| v.instant = Some(MAINTENANT + time::Duration::hours(2))),
    ];
    for (regle, changer) in cas {
        let mut v = vihf();
        changer(&mut v);
        let constats = juger(&v, &propres);
        assert_eq!(regles(&constats), BTreeSet::from([regle]));
        assert!(
            constats
                .iter()
                .all(|c| !c.is_error() && !c.seen.is_empty() && !c.location.path.is_empty())
        );
    }
}

/// What one of the two does not say is not compared; a device answers for nobody.
#[test]
fn ce_qui_n_est_pas_dit_n_est_pas_compare() {
    let propres = Pieces::propres();
    assert_eq!(juger(&Vihf::default(), &propres), vec![]);
    let mut automate = vihf();
    automate.name_id = texte("899900000052");
    automate.roles = vec![CodeLu {
        valeur: segur_saml::vihf::Code {
            code: "AUTOMATE".into(),
            ..segur_saml::vihf::Code::default()
        },
        lieu: segur_model::Location::default(),
    }];
    assert_eq!(juger(&automate, &propres), vec![]);
    let mut sans = propres.clone();
    sans.soumission = sans.soumission.replace(&slot("authorInstitution", STRUCTURE), "");
    assert_eq!(juger(&vihf(), &sans), vec![]);
}
