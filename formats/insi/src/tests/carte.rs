//! The rules of the search by carte Vitale and of the verification.

use super::*;

/// The search by carte Vitale, and the verification.
pub(super) fn cas_de_carte(banc: &Banc) -> Vec<(&'static str, Exchange, String)> {
    let de_carte = |e: Exchange| Banc::de(e, "insi.recherche-vitale", ns::ACTION_VITALE);
    let propre = vitale(&banc.ou(), "");
    let individu = "<v:MatriculeIndividu><v:NumIdentifiant>2080376999338</v:NumIdentifiant><v:Cle>79</v:Cle></v:MatriculeIndividu>";
    let mutations: &[(&str, &str, &str)] = &[
        ("insi.requete.action", ns::ACTION_VITALE, ns::ACTION_TRAITS),
        (
            "insi.requete.vitale.espace-de-noms",
            "http://www.cnamts.fr/INSiRecVit",
            "http://www.cnamts.fr/INSiRecSans",
        ),
        (
            "insi.requete.vitale.ordre",
            "<v:NomNaissance>VITALIER</v:NomNaissance>",
            "<v:Nom>VITALIER</v:Nom>",
        ),
        (
            "insi.requete.vitale.matricule",
            "<v:NumIdentifiant>2080376999338",
            "<v:NumIdentifiant>208037699933",
        ),
        (
            "insi.requete.vitale.matricule",
            "<v:NumIdentifiant>2080376999338",
            "<v:NumIdentifiant>208A376999338",
        ),
        ("insi.requete.vitale.matricule", "<v:Cle>79", "<v:Cle>7"),
        ("insi.requete.vitale.cle", "<v:Cle>79", "<v:Cle>78"),
        ("insi.requete.vitale.rang", "<v:RangNaissance>2", "<v:RangNaissance>deux"),
        ("insi.requete.valeur-simple", "<v:RangNaissance>2", "<v:RangNaissance>2<v:x/>"),
        ("insi.requete.alphabet", "VITALIER", "Vitalier"),
        ("insi.requete.date", "<v:DateNaissance>2008-03-03", "<v:DateNaissance>03/03/2008"),
        ("insi.requete.couverture.remplie", COUVERTURE, "<bam:COUVERTURE/>"),
        ("insi.requete.couverture.accord", "<bam:Num>1750576999335", "<bam:Num>2770876999336"),
        ("insi.requete.couverture.accord", "<bam:Rang>2", "<bam:Rang>1"),
        ("insi.requete.couverture.forme", "<bam:DateNai>2008-03-03", "<bam:DateNai>080303"),
        ("insi.requete.couverture.forme", "<bam:Rang>2", "<bam:Rang>II"),
    ];
    let mut cas: Vec<(&'static str, Exchange, String)> = mutations
        .iter()
        .map(|(regle, avant, apres)| {
            assert!(propre.contains(avant), "{regle} : {avant}");
            (*regle, de_carte(banc.structure()), propre.replace(avant, apres))
        })
        .collect();
    let sans_date = propre
        .replace(individu, "")
        .replace("<v:DateNaissance>2008-03-03</v:DateNaissance>", "");
    assert_ne!(sans_date, propre);
    cas.push(("insi.requete.vitale.beneficiaire", de_carte(banc.structure()), sans_date));
    let seule = vitale("899900000045", &securite(&banc.assertion(vec![Banc::facturation()])));
    cas.push(("insi.requete.vitale.assertion", de_carte(banc.echange(None)), seule));
    let fraiche = banc.carte_vitale(Duration::minutes(19), false);
    cas.push(("insi.requete.vitale.assertion.forme", de_carte(banc.echange(None)), fraiche));
    let vieille = banc.carte_vitale(Duration::minutes(21), true);
    cas.push(("insi.requete.vitale.assertion.age", de_carte(banc.echange(None)), vieille));
    let a_verifier = verification(&banc.ou());
    let de_verification = || Banc::de(banc.structure(), "insi.verification", "urn:inconnue");
    cas.push((
        "insi.requete.verification.ins",
        de_verification(),
        a_verifier.replace("<q:Cle>40</q:Cle>", ""),
    ));
    cas.push(("insi.requete.verification.contrat", de_verification(), a_verifier));
    cas
}

/// What is well asked by card turns nothing, and a verification says only that the bench knows little.
#[test]
fn carte_vitale_et_verification_propres() {
    let banc = Banc::nouveau();
    let e = Banc::de(banc.structure(), "insi.recherche-vitale", ns::ACTION_VITALE);
    let propre = vitale(&banc.ou(), "");
    assert_eq!(juger(&e, propre.as_bytes(), &banc.ctx), vec![]);
    // By the person who opens the rights, with the date and the rank.
    let sans = propre.replace("2080376999338", "").replace("<v:Cle>79</v:Cle>", "");
    let regles_de = |m: &str| {
        regles(&juger(&e, m.as_bytes(), &banc.ctx))
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        regles_de(&sans),
        ["insi.requete.couverture.forme"],
        "empty is no number, which only the context forbids"
    );
    for avant in [true, false] {
        let message = banc.carte_vitale(Duration::minutes(1), avant);
        let carte = Banc::de(banc.echange(None), "insi.recherche-vitale", ns::ACTION_VITALE);
        let constats = juger(&carte, message.as_bytes(), &banc.ctx);
        assert_eq!(
            regles(&constats),
            BTreeSet::from(["insi.requete.vitale.assertion.forme"]),
            "{constats:#?}"
        );
        assert!(constats.iter().all(|c| c.severity == segur_model::Severity::NotEvaluated));
    }
    let e = Banc::de(banc.structure(), "insi.verification", "urn:inconnue");
    let constats = juger(&e, verification(&banc.ou()).as_bytes(), &banc.ctx);
    assert_eq!(regles(&constats), BTreeSet::from(["insi.requete.verification.contrat"]));
    assert!(constats[0].severity == segur_model::Severity::NotEvaluated && constats[0].trust == segur_model::Trust::SecondHand);
}
