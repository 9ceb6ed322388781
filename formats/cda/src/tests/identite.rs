//! The traits of a document, beside those that a world has under its INS.

use segur_dialecte::{Confiance, Connu, Constateur, Lu};
use segur_model::world::ReponseInsi;
use segur_model::{Finding, Patient, World};
use time::OffsetDateTime;

use super::{N3, change};
use crate::Document;

pub(super) fn regles_vues() -> impl Iterator<Item = &'static str> {
    ["cda.en-tete.traits.identite", "cda.en-tete.traits.identite-autres"].into_iter()
}

/// Agathe, as the document has her.
fn agathe() -> Patient {
    let patient = r#"{"fiche":"AGATHE","nom_naissance":"BANCDESSAI","prenoms":["AGATHE","ROSE-MARIE"],"sexe":"F","date_naissance":"1984-05-17",
        "lieu_naissance":"75112","ins":{"matricule":"2840575999003","cle":"47","oid":"1.2.250.1.213.1.4.8"}}"#;
    serde_json::from_str(patient).unwrap()
}

fn juger(patient: &Patient, document: &str) -> Vec<Finding> {
    let monde = World {
        patients: std::collections::BTreeMap::from([(patient.fiche.clone(), patient.clone())]).into(),
        ..World::default()
    };
    let confiance = Confiance::default();
    let mut c = Constateur::default();
    Document::lire(document.as_bytes(), None).juger(&Connu::du_monde(&monde, &confiance, OffsetDateTime::UNIX_EPOCH), &mut c);
    let mut constats = c.finir();
    constats.retain(|f| regles_vues().any(|r| r == f.rule));
    constats
}

#[test]
fn les_traits_d_une_autre_personne_sont_dits_un_a_un() {
    assert_eq!(juger(&agathe(), N3), vec![]);
    for (avant, apres, ou, attendu) in [
        (
            "<family qualifier=\"BR\">BANCDESSAI</family>",
            "<family qualifier=\"BR\">AUTRE</family>",
            "/name/family[1]",
            "nom de naissance : BANCDESSAI",
        ),
        (
            "<given>AGATHE</given>",
            "<given>ROSE</given>",
            "/name/given[1]",
            "prénoms de naissance : AGATHE ROSE-MARIE",
        ),
        (
            "<given qualifier=\"BR\">AGATHE</given>",
            "<given qualifier=\"BR\">AGA</given>",
            "/name/given[2]",
            "premier prénom de naissance : AGATHE ROSE-MARIE",
        ),
        (
            "value=\"19840517\"",
            "value=\"19840518\"",
            "/birthTime/@value",
            "date de naissance : 1984-05-17",
        ),
        (
            "administrativeGenderCode code=\"F\"",
            "administrativeGenderCode code=\"M\"",
            "/administrativeGenderCode/@code",
            "sexe : F",
        ),
        (
            "<county>75112</county>",
            "<county>75113</county>",
            "/place/addr/county",
            "lieu de naissance : 75112",
        ),
        (
            "<given>AGATHE</given>",
            "<given>AGATHE MARIE-LOUISE</given>",
            "/name/given[1]",
            "prénoms de naissance : AGATHE ROSE-MARIE",
        ),
    ] {
        let constats = juger(&agathe(), &change(N3, avant, apres));
        let [constat] = constats.as_slice() else {
            panic!("{apres} : {constats:#?}")
        };
        // Published sources of test identities disagree on the rest: it is told, and condemns nobody.
        let reste = apres.contains("county") || apres.contains("MARIE-LOUISE");
        assert_eq!(constat.is_error(), !reste, "{constat:?}");
        assert!(constat.location.line > 0, "{constat:?}");
        assert!(constat.location.path.ends_with(ou), "{}", constat.location.path);
        assert_eq!(constat.expected, attendu);
    }
}

#[test]
fn d_autres_facons_d_ecrire_les_memes_traits() {
    for (avant, apres) in [
        (">BANCDESSAI<", ">Banc d’Essai<"),
        (">BANCDESSAI<", ">BÀNC-DESSAI<"),
        (">BANCDESSAI<", ">BA\u{300}NC D'ESSAI<"),
        ("<given>AGATHE</given>", "<given>AGATHE ROSE MARIE</given>"),
        ("<given>AGATHE</given>", "<given>Agathe, Rose-Marie</given>"),
        ("<given>AGATHE</given>", "<given>AGATHE</given><given>ROSE-MARIE</given>"),
        ("<given>AGATHE</given>", "<given>AGATHE ROSE</given>"),
        ("<given qualifier=\"BR\">AGATHE</given>", "<given qualifier=\"BR\">agathe</given>"),
        (
            "<family qualifier=\"CL\">TILLEUL</family>",
            "<family qualifier=\"CL\">AUTRE</family>",
        ),
        ("value=\"19840517\"", "value=\"1984\""),
        ("value=\"19840517\"", "value=\"198405\""),
        ("value=\"19840517\"", "value=\"198405171000+0100\""),
        ("administrativeGenderCode code=\"F\"", "administrativeGenderCode code=\"UN\""),
        ("<county>75112</county>", "<county>99999</county>"),
        ("<county>75112</county>", ""),
        // Another INS, which this world does not have.
        ("284057599900347", "291036399900492"),
    ] {
        assert_eq!(juger(&agathe(), &change(N3, avant, apres)), vec![], "{apres}");
    }
}

/// What the world does not know is not compared, nor is what one of its answers of INSi says in another way.
#[test]
fn ce_que_le_monde_ne_dit_pas() {
    let autre = change(N3, ">BANCDESSAI<", ">RENOMMEE<");
    let mut patient = agathe();
    patient.ins = None;
    assert_eq!(juger(&patient, &autre), vec![]);
    patient = agathe();
    patient.historique = patient.ins.take().into_iter().collect();
    assert_eq!(juger(&patient, &autre).len(), 1, "a former INS is hers");
    patient.insi = vec![ReponseInsi {
        traits: Some(segur_model::world::Traits {
            nom_naissance: "RENOMMÉE".into(),
            ..patient.traits()
        }),
        ..serde_json::from_str("{}").unwrap()
    }];
    assert_eq!(juger(&patient, &autre), vec![]);
    let mut sans_jour = agathe();
    sans_jour.date_naissance = "1984-00-00".into();
    (sans_jour.lieu_naissance, sans_jour.sexe) = (None, String::new());
    sans_jour.prenoms.clear();
    assert_eq!(juger(&sans_jour, N3), vec![]);
    sans_jour.date_naissance = "1985-00-00".into();
    assert_eq!(juger(&sans_jour, N3).len(), 1);
}
