//! Parameters.

use proptest::prelude::*;

use crate::{Champs, ChampsRefuses, avec_parametres, encoder};

#[test]
fn lecture() {
    let c = Champs::lire(b"a=1&b=%C3%A9+x&c=&d&e=1%3D2").unwrap();
    assert_eq!((c.un("a"), c.un("b"), c.un("e")), (Some("1"), Some("é x"), Some("1=2")));
    assert_eq!((c.un("c"), c.un("d"), c.un("z")), (None, None, None), "without value is absent");
}

#[test]
fn plafonds() {
    let refuse = |texte: &str| Champs::lire(texte.as_bytes()).unwrap_err();
    assert_eq!(refuse(&"a".repeat(70_000)), ChampsRefuses::TropLongs(70_000));
    let cent_un: Vec<String> = (0..101).map(|i| format!("p{i}=1")).collect();
    assert_eq!(refuse(&cent_un.join("&")), ChampsRefuses::TropNombreux);
    assert_eq!(
        refuse(&format!("login_hint={}", "1".repeat(17_000))),
        ChampsRefuses::ValeurTropLongue("login_hint".into())
    );
    assert_eq!(refuse("state=1&x=2&state=3"), ChampsRefuses::Double("state".into()));
    for mal in ["a=%", "a=%4", "a=%zz", "a=%ff", "a=%+1"] {
        assert_eq!(refuse(mal), ChampsRefuses::Encodage, "{mal}");
    }
}

#[test]
fn ecriture() {
    assert_eq!(encoder("500000001815646/CPAT00045 é"), "500000001815646%2FCPAT00045%20%C3%A9");
    assert_eq!(
        avec_parametres("https://a/b", '?', &[("x", "1"), ("y", "&")]),
        "https://a/b?x=1&y=%26"
    );
    assert_eq!(avec_parametres("https://a/b?z=1", '?', &[("x", "1")]), "https://a/b?z=1&x=1");
    assert_eq!(avec_parametres("https://a/b", '#', &[("x", "1")]), "https://a/b#x=1");
}

proptest! {
    #[test]
    fn ce_qui_est_ecrit_se_relit(valeur in "\\PC{1,200}") {
        let lu = Champs::lire(format!("v={}", encoder(&valeur)).as_bytes()).unwrap();
        prop_assert_eq!(lu.un("v"), Some(valeur.as_str()));
    }

    #[test]
    fn rien_ne_panique(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Champs::lire(&octets);
    }
}
