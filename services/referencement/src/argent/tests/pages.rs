use super::ecran::{Cible, SaisieCalcul, bareme, calculateur, dossier, ouverture};
use super::*;

fn champs(paires: &[(&str, &str)]) -> Vec<(String, String)> {
    paires.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

fn caches() -> Vec<(String, String)> {
    champs(&[("jeton", "abc\"<")])
}

fn cible(caches: &[(String, String)]) -> Cible<'_> {
    Cible {
        action: "/candidatures/C0001/argent",
        caches,
    }
}

#[test]
fn each_act_is_read_back_from_its_form() {
    for (geste, de_plus) in tout().into_iter().zip([
        &[("sites", "999900038\n 999900046;"), ("plafond", "")][..],
        &[
            ("ht", "27 450,00"),
            ("ttc", "32940"),
            ("poste", "licence"),
            ("poste", " formation"),
            ("poste", ""),
        ],
        &[],
        &[
            ("depositaire", "representant"),
            ("piece", "certificat"),
            ("piece", "identite"),
            ("piece", "rib"),
        ],
        &[],
        &[],
        &[],
        &[("nature", "va"), ("signataire", "Dr Tilleul")],
        &[],
        &[
            ("numero", "2023-17"),
            ("au_nom_de", "dr tilleul"),
            ("ht", "27450"),
            ("ttc", "32940,00 €"),
        ],
        &[],
        &[],
    ]) {
        let mut envoyes = champs(&[("geste", geste.mot()), ("instance", "prod")]);
        envoyes.extend(champs(de_plus));
        let lu = lire_geste(Champs(&envoyes)).unwrap();
        let attendu = match geste {
            Geste::Facturer {
                instance,
                numero,
                montants,
                ..
            } => Geste::Facturer {
                instance,
                numero,
                au_nom_de: "dr tilleul".to_owned(),
                montants,
            },
            autre => autre,
        };
        assert_eq!(lu, attendu);
    }
    let lire = |paires: &[(&str, &str)]| lire_geste(Champs(&champs(paires))).map_err(|e| e.to_string());
    assert_eq!(
        lire(&[("geste", "retirer-instance"), ("instance", "prod")]),
        Ok(sur("retirer-instance"))
    );
    assert_eq!(
        lire(&[("geste", "commander"), ("instance", "prod"), ("sous_condition", "oui")]),
        Ok(commander(true))
    );
    let avec_plafond = lire(&[("geste", "ajouter-instance"), ("instance", "a"), ("plafond", "12,5")]).unwrap();
    assert!(matches!(
        avec_plafond,
        Geste::AjouterInstance {
            plafond: Some(Centimes(1_250)),
            ..
        }
    ));
    for (paires, mot) in [
        (&[("geste", "rembourser")][..], "« rembourser »"),
        (&[], "n'est pas un geste"),
        (&[("geste", "devis"), ("ht", "cher"), ("ttc", "1")], "HT : « cher »"),
        (&[("geste", "devis"), ("ht", "1")], "TTC : « »"),
        (&[("geste", "enroler"), ("depositaire", "moi")], "representant, employe, tiers"),
        (&[("geste", "deposer-va"), ("nature", "vsr")], "va, mom"),
        (&[("geste", "ajouter-instance"), ("plafond", "x")], "PLAFOND"),
    ] {
        let refus = lire(paires).unwrap_err();
        assert!(refus.replace('\u{a0}', " ").replace("«  »", "« »").contains(mot), "{refus}");
    }
}

#[test]
fn a_file_is_opened_from_its_form() {
    let envoyes = champs(&[
        ("dispositif", "BIO-SGL-Va1"),
        ("prestation", "vague-1"),
        ("client", " Laboratoire des Tilleuls "),
        ("sites_declares", "2"),
    ]);
    let lire = |de_plus: &[(&str, &str)], sauf: &str| {
        let mut tous: Vec<(String, String)> = envoyes.iter().filter(|(n, _)| n != sauf).cloned().collect();
        tous.extend(champs(de_plus));
        lire_ouverture(Champs(&tous), "F0001", "labo témoin", "2.1").map_err(|e| e.to_string())
    };
    assert_eq!(lire(&[], ""), Ok(ouverture_attendue()));
    let coche = lire(&[("deja_vague_1", "oui"), ("non_assujetti", "oui")], "").unwrap();
    assert!(coche.deja_vague_1 && !coche.assujetti);
    assert!(
        lire(&[("sites_declares", "deux")], "sites_declares")
            .unwrap_err()
            .contains("un entier")
    );
    assert!(
        lire(&[("prestation", "vague-3")], "prestation")
            .unwrap_err()
            .contains("vague-1, vague-2, vague-1-et-2")
    );
    for (mot, qui) in [("fournisseur", Qui::Fournisseur), ("client", Qui::Client), ("asp", Qui::Asp)] {
        assert_eq!(lire_qui(Champs(&champs(&[("qui", mot)]))), Ok(qui));
    }
    assert!(lire_qui(Champs(&[])).is_err());
}

fn ouverture_attendue() -> Ouverture {
    super::ouverture()
}

/// Every table says what it is, and each of its headings what it heads.
fn accessible(page: &str) {
    assert_eq!(page.matches("<table>").count(), page.matches("<caption>").count());
    assert_eq!(
        page.matches("<th").count() - page.matches("<thead").count(),
        page.matches("scope=").count()
    );
    for entree in page.split("<form").skip(1) {
        assert_eq!(
            entree.matches("name=\"jeton\" value=\"abc&quot;&lt;\"").count(),
            1,
            "the hidden fields are in each form"
        );
    }
}

#[test]
fn a_page_offers_the_acts_of_who_looks_and_tells_those_of_others() {
    let caches = caches();
    for geste in tout() {
        let f = jusqu_a(super::ouverture(), geste.mot());
        let bouton = format!("name=\"geste\" value=\"{}\"", geste.mot());
        let siens = dossier(sons(), &f, &[geste.qui()], None, cible(&caches)).into_string();
        assert!(siens.contains(&bouton), "{}", geste.mot());
        accessible(&siens);
        let tous = [Qui::Fournisseur, Qui::Client, Qui::Asp];
        let autres: Vec<Qui> = tous.into_iter().filter(|q| *q != geste.qui()).collect();
        let autres = dossier(sons(), &f, &autres, None, cible(&caches)).into_string();
        assert!(!autres.contains(&bouton), "{}", geste.mot());
        assert!(autres.contains(&format!("revient au rôle {}", geste.qui().dit())));
        assert!(siens.contains("SIMULÉ") && siens.contains("fenêtre") | siens.contains("Fenêtre"));
    }
}

#[test]
fn what_each_form_asks_is_what_is_read() {
    let caches = caches();
    for (mot, noms) in [
        ("ajouter-instance", &["instance", "sites"][..]),
        ("devis", &["ht", "ttc", "poste"]),
        ("commander", &["sous_condition"]),
        ("enroler", &["depositaire", "piece"]),
        ("deposer-va", &["nature", "signataire"]),
        ("facturer", &["numero", "au_nom_de", "ht", "ttc"]),
    ] {
        let f = jusqu_a(super::ouverture(), mot);
        let page = dossier(sons(), &f, &[Qui::Fournisseur, Qui::Client, Qui::Asp], None, cible(&caches)).into_string();
        let bouton = format!("name=\"geste\" value=\"{mot}\"");
        let form = page.split("<form").find(|f| f.contains(&bouton)).unwrap();
        for nom in noms {
            assert!(form.contains(&format!("name=\"{nom}\"")), "{mot} : {nom}");
        }
        assert!(!form.contains("name=\"plafond\""), "its caps are public");
    }
    let mut hopital = jusqu_a(super::ouverture(), "devis");
    hopital.dispositif = "HOP-DPI-Va2".to_owned();
    let page = dossier(sons(), &hopital, &[Qui::Fournisseur], None, cible(&caches)).into_string();
    assert!(page.contains("name=\"plafond\"") && page.contains("non public"));
    let vide = dossier(sons(), &ouvert(super::ouverture()), &[], None, cible(&caches)).into_string();
    assert!(vide.contains("Aucune instance encore") && !vide.contains("<form"));
}

#[test]
fn a_page_says_where_the_file_is_and_why_an_act_was_refused() {
    let caches = caches();
    let mut f = jusqu_a(
        Ouverture {
            client: "<b>Labo & Cie</b>".to_owned(),
            ..super::ouverture()
        },
        "demander-solde",
    );
    f.instances[0].va.as_mut().unwrap().signee = None;
    let refus = faire(&mut f, sur("demander-solde")).unwrap_err();
    let page = dossier(sons(), &f, &[Qui::Fournisseur], Some(&refus), cible(&caches)).into_string();
    for dit in [
        "&lt;b&gt;Labo &amp; Cie",
        "<code>sons.va-non-signee</code>",
        "Rien n'a changé",
        "de seconde main",
        "certificat R-0001",
        "9\u{a0}882,00",
        "32\u{a0}940,00",
        "01/06/2023 à 08:00 UTC",
    ] {
        assert!(page.contains(dit), "{dit}");
    }
    assert!(!page.contains("<b>"));
    let simple = Refus::InstanceInconnue("sud".to_owned());
    let page = dossier(sons(), &f, &[], Some(&simple), cible(&caches)).into_string();
    assert!(page.contains("« sud » n'est pas de ce dossier"));
    let saisie = champs(&[("client", "Déjà tapé"), ("dispositif", "BIO-LOINC-Va1")]);
    let page = ouverture(sons(), Champs(&saisie), Some(&simple), cible(&caches)).into_string();
    assert!(page.contains("Déjà tapé") && page.contains("value=\"BIO-LOINC-Va1\" selected"));
    accessible(&page);
}

#[test]
fn the_caps_and_the_calculator_are_said_with_their_sources() {
    let caches = caches();
    let page = bareme(sons()).into_string();
    accessible(&page);
    for dit in [
        "43 à 63",
        "64 et plus",
        "<td data-titre=\"Sites\">1</td>",
        "30\u{a0}744,17",
        "jusqu'au 14/12/2023 à 14:00",
        "sons.somme-des-sites",
    ] {
        assert!(page.contains(dit), "{dit}");
    }
    assert_eq!(
        page.matches("<tr>").count(),
        5 + 6 + 4 + sons().dispositifs.iter().map(|d| d.fenetres.len()).sum::<usize>() + 9 + 21 - 1
    );
    let calcul = |instances: &str, declares: &str| {
        let champs = champs(&[("dispositif", "BIO-SGL-Va1"), ("instances", instances), ("declares", declares)]);
        calculateur(sons(), &SaisieCalcul::lire(Champs(&champs)), cible(&caches)).into_string()
    };
    let page = calcul("prod : 22", "22");
    accessible(&page);
    assert!(page.contains("36\u{a0}893,00") && page.contains("11\u{a0}067,90") && page.contains("Rien à redire"));
    assert!(calcul("prod : 22", "23").contains("sons.somme-des-sites"));
    assert!(calcul("prod 22", "").contains("role=\"alert\""));
    assert!(calcul("prod : 22", "x").contains("un entier"));
    assert!(calcul("", "2").contains("de 1 à 200"));
    let vide = calcul("", "");
    assert!(!vide.contains("<table>") && !vide.contains("role=\"alert\""));
    let hopital = champs(&[("dispositif", "HOP-PFI-Va2"), ("instances", "pfi : 3")]);
    let page = calculateur(sons(), &SaisieCalcul::lire(Champs(&hopital)), cible(&caches)).into_string();
    assert!(page.contains("aucun plafond connu") && page.contains("sons.plafond-non-public"));
}
