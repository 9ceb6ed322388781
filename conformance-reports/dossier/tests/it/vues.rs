//! The views: report, workbook, JUnit, what remains to be provided, console.

use std::collections::BTreeMap;
use std::io::Cursor;

use segur_dossier::console;
use segur_model::EtatPreuve;
use segur_model::resultat::Tenu;

use crate::exemple::{campagne, entrees, texte};

fn pack() -> BTreeMap<String, Vec<u8>> {
    let (_tmp, chemin) = campagne().poser();
    entrees(&chemin)
}

#[test]
fn a_completer() {
    insta::assert_snapshot!(texte(&pack(), "a-completer.md"));
}

#[test]
fn junit() {
    insta::assert_snapshot!(texte(&pack(), "junit.xml"));
}

#[test]
fn les_durees_sont_dans_la_copie_a_cote_seulement() {
    let r = campagne().resultat;
    let durees = [("INS/va1.28.01".to_owned(), std::time::Duration::from_millis(1500))].into();
    let avec = segur_dossier::junit_avec_durees(&r, &durees).unwrap();
    assert_eq!(avec.matches("time=\"1.500\"").count(), 3, "case, suite and report: {avec}");
    assert!(!segur_dossier::junit(&r).unwrap().contains("time="));
}

/// What is only declared is never called « conforme », wherever a person reads.
#[test]
fn rien_de_declare_n_est_dit_conforme() {
    let mut c = campagne();
    c.resultat.scenarios.truncate(1);
    c.resultat.exigences.retain(|e| e.constat == segur_model::Constat::Declare);
    c.resultat.causes.clear();
    let (_tmp, chemin) = c.poser();
    let pack = entrees(&chemin);
    let dit = [
        console(&c.resultat).replace("0 conforme,", "").replace("0 non conforme,", ""),
        texte(&pack, "junit.xml"),
        texte(&pack, "a-completer.md"),
    ];
    for d in dit {
        assert!(!d.to_lowercase().contains("conforme"), "{d}");
        assert!(d.contains("SIMULÉ"));
    }
    let html = texte(&pack, "rapport.html");
    let exigences = html.split_once("id=\"exigences\"").unwrap().1;
    assert!(!exigences.to_lowercase().contains("conforme"));
}

#[test]
fn trace() {
    insta::assert_snapshot!(texte(&pack(), "preuves/INS-va1.28.01.02/01_etape2-r1-trace.txt"));
}

#[test]
fn terminal() {
    insta::assert_snapshot!(console(&campagne().resultat));
}

#[test]
fn what_the_bench_saw_is_joined_only_where_it_saw_something() {
    const JOINT: &str = "ce que le banc a vu est joint en appui";
    let mut c = campagne();
    c.resultat.preuves.iter_mut().for_each(|p| p.etat = EtatPreuve::ACompleter);
    assert!(console(&c.resultat).contains(JOINT));
    for s in &mut c.resultat.scenarios {
        s.comptes.vues = 0;
        s.comptes.ecarts = 0;
    }
    let rien = console(&c.resultat);
    assert!(rien.contains("Preuves  (") && !rien.contains(JOINT), "{rien}");
}

#[test]
fn what_is_asked_ends_before_what_the_bench_plans() {
    let mut c = campagne();
    let preuves = c
        .catalogue
        .exigences
        .iter_mut()
        .flat_map(|e| &mut e.scenarios)
        .flat_map(|s| &mut s.preuves);
    preuves.for_each(|p| p.demande = "Une vidéo des étapes du scénario".to_owned());
    for p in &mut c.resultat.preuves {
        p.raison = "vidéo de l'étape 1".to_owned();
    }
    let (_tmp, chemin) = c.poser();
    let dit = texte(&entrees(&chemin), "a-completer.md");
    assert!(
        dit.contains("Une vidéo des étapes du scénario. Au banc : vidéo de l'étape 1."),
        "{dit}"
    );
}

/// The texts of a page without its messages, a block a line: what a screen reader would say.
fn lu_a_voix_haute(html: &str) -> String {
    const BLOCS: &[&str] = &[
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "dt", "summary", "caption", "div", "section", "header",
    ];
    let mut dit = String::new();
    let mut reste = html;
    let mut message = false;
    while let Some((texte, (balise, suite))) = reste.split_once('<').and_then(|(t, r)| Some((t, r.split_once('>')?))) {
        if !message {
            dit += texte;
        }
        let nom = balise.trim_start_matches('/').split(' ').next().unwrap();
        message = !balise.starts_with('/') && nom == "pre" || message && nom != "pre";
        if BLOCS.contains(&nom) {
            dit.push('\n');
        } else if matches!(nom, "td" | "th" | "dd" | "span" | "small" | "br") {
            dit.push(' ');
        }
        reste = suite;
    }
    let dit = dit
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    dit.lines()
        .map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|l| !l.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn rapport() {
    let html = texte(&pack(), "rapport.html");
    let empreinte = html.split("SHA-256 ").nth(1).unwrap()[..64].to_owned();
    insta::assert_snapshot!(lu_a_voix_haute(html.split_once("<body>").unwrap().1).replace(&empreinte, "(empreinte de la clé)"));
}

#[test]
fn le_rapport_ne_charge_rien_et_tous_ses_liens_menent_quelque_part() {
    let pack = pack();
    let html = texte(&pack, "rapport.html");
    for interdit in ["<script", "<img", "<link", "@import", "url(", "src="] {
        assert!(!html.contains(interdit), "{interdit}");
    }
    let ids: Vec<&str> = html.split(" id=\"").skip(1).map(|s| s.split('"').next().unwrap()).collect();
    let mut uniques = ids.clone();
    uniques.sort_unstable();
    uniques.dedup();
    assert_eq!(ids.len(), uniques.len(), "an anchor is there twice");
    for lien in html.split("href=\"").skip(1).map(|s| s.split('"').next().unwrap()) {
        match lien.strip_prefix('#') {
            Some(ancre) => assert!(ids.contains(&ancre), "{lien}"),
            None => assert!(pack.contains_key(lien), "{lien}"),
        }
    }
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"fr\">"));
    assert!(html.contains(segur_model::AVERTISSEMENT_SIMULE.strip_prefix("SIMULÉ : ").unwrap()));
    assert!(html.contains("Le banc n&#39;a pas de scénario") || html.contains("Le banc n'a pas de scénario"));
}

#[test]
fn un_message_hostile_reste_du_texte() {
    let mut c = campagne();
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>]]>";
    c.resultat.scenarios[1].etapes[1].observations[0].findings[0].seen = hostile.to_owned();
    c.resultat.scenarios[1].raison = hostile.to_owned();
    c.resultat.scenarios[2].etapes[0].raison = hostile.to_owned();
    c.resultat.causes[0].blocage.dit = hostile.to_owned();
    c.resultat.produit.nom = "=HYPERLINK(\"http://x\")".to_owned();
    let tenu = Tenu {
        fait: hostile.to_owned(),
        juge: true,
        attendu: hostile.to_owned(),
        vu: vec![hostile.to_owned(), "\u{1b}[31mrouge\u{202e}".to_owned()],
        echange: Some(90),
        source: hostile.to_owned(),
    };
    let choix = Tenu {
        juge: false,
        ..tenu.clone()
    };
    let o = &mut c.resultat.scenarios[1].etapes[1].observations[0];
    o.tenus = vec![tenu, choix];
    o.regles = vec![hostile.to_owned()];
    o.pour_voir = hostile.to_owned();
    o.nom = Some(hostile.to_owned());
    o.dit = format!("attendu {hostile}");
    o.place = format!("{hostile}:1:2");
    let e = &mut c.resultat.scenarios[1].etapes[1];
    e.par = hostile.to_owned();
    e.banc = vec![hostile.to_owned(), "\u{9b}2J".to_owned()];
    c.resultat.regles[0].id = hostile.to_owned();
    c.resultat.regles[0].dit = hostile.to_owned();
    c.resultat.faits.insert(hostile.to_owned(), hostile.to_owned());
    c.resultat.arriere_plan.push(hostile.to_owned());
    c.resultat.id = "\"}</style><script>alert(1)</script>{".to_owned();
    c.hostile = true;
    let e = crate::exemple::echange(&c, 90, hostile);
    c.resultat.scenarios[1].etapes[1].observations[0].echanges = vec![e];
    let (_tmp, chemin) = c.poser();
    let pack = entrees(&chemin);
    let html = texte(&pack, "rapport.html");
    assert!(!html.contains("<script") && !html.contains("<img"));
    assert_eq!(html.matches("</style>").count(), 1, "a name does not leave its string of CSS");
    assert!(!html.contains(['\u{1b}', '\u{9b}', '\u{202e}']));
    assert!(
        html.contains("<mark title=\"&lt;script"),
        "what was seen is marked, and stays a text"
    );
    for lien in html.split("href=\"").skip(1).map(|s| s.split('"').next().unwrap()) {
        assert!(lien.starts_with('#') || pack.contains_key(lien), "{lien}");
    }
    assert!(html.contains("&lt;script&gt;"));
    assert!(!texte(&pack, "a-completer.md").contains("<script"));
    roxmltree::Document::parse(&texte(&pack, "junit.xml")).unwrap();
}

/// What decided is shown wherever it stands: a window opens on it past what the page shows, and in a document that is carried.
#[test]
fn ce_qui_a_decide_se_voit_ou_que_ce_soit() {
    let mut c = campagne();
    let loin = format!("<a><b>{}</b><RegistryResponse status=\"urn:x:Success\"/></a>", "é ".repeat(20_000));
    let mut e = crate::exemple::echange(&c, 95, &loin);
    e.documents = vec![c.garder(
        "<ClinicalDocument><title>é</title><versionNumber value=\"7\"/></ClinicalDocument>".as_bytes(),
        "text/xml",
    )];
    let o = &mut c.resultat.scenarios[1].etapes[1].observations[0];
    let tenu = |fait: &str, vu: &str| Tenu {
        fait: fait.to_owned(),
        juge: true,
        attendu: vu.to_owned(),
        vu: vec![vu.to_owned()],
        echange: Some(95),
        source: String::new(),
    };
    o.tenus = vec![tenu("statut", "Success"), tenu("cda.version", "7"), tenu("cda.niveau", "N3")];
    o.echanges = vec![e];
    let (_tmp, chemin) = c.poser();
    let html = texte(&entrees(&chemin), "rapport.html");
    assert!(html.contains("À partir de l'octet ") || html.contains("À partir de l&#39;octet "));
    for marque in ["<mark title=\"statut\"", "value=&quot;<mark title=\"cda.version\""] {
        assert!(html.contains(marque), "{marque}");
    }
    assert!(html.contains("Document porté par la requête"));
    assert_eq!(
        html.matches("non localisé ici").count(),
        3,
        "the level of a CDA is written nowhere, nor two facts of the example"
    );
}

#[test]
fn une_requete_a_expliquer_dit_comment() {
    let mut c = campagne();
    let e = &mut c.resultat.scenarios[4].etapes[2];
    e.constat = segur_model::ConstatEtape::NonJoue(segur_model::Cause::AExpliquer);
    e.raison = "à expliquer : dmp.TD3.1 pour un autre patient (DURAND)".to_owned();
    let (_tmp, chemin) = c.poser();
    let pack = entrees(&chemin);
    for vue in ["rapport.html", "a-completer.md"] {
        let dit = texte(&pack, vue);
        assert!(dit.contains("arriere_plan de candidat.toml") && dit.contains("DURAND"), "{vue}");
    }
    assert!(lu_a_voix_haute(&texte(&pack, "rapport.html")).contains("Étape 2 : envoyer-compte-rendu ? À expliquer"));
}

#[test]
fn un_long_message_est_coupe_dans_la_page_et_entier_dans_le_dossier() {
    let mut c = campagne();
    let long = format!("<a>{}</a>", "é".repeat(40_000));
    let e = crate::exemple::echange(&c, 91, &long);
    c.resultat.scenarios[1].etapes[1].observations[0].echanges = vec![e];
    let (_tmp, chemin) = c.poser();
    let pack = entrees(&chemin);
    assert_eq!(texte(&pack, "appui/INS-va1.41.01/01_etape2-r-requete.xml"), long);
    let html = texte(&pack, "rapport.html");
    assert!(html.contains("Coupé à 16 Kio sur 79"), "{}", html.len());
    assert!(!html.contains(&"é".repeat(9_000)));
}

/// Rows of a sheet, cells as texts.
fn feuille(xlsx: &[u8], rang: usize) -> Vec<Vec<String>> {
    use std::io::Read as _;
    let mut zip = zip::ZipArchive::new(Cursor::new(xlsx)).unwrap();
    let mut lire = |nom: &str| {
        let mut t = String::new();
        zip.by_name(nom).unwrap().read_to_string(&mut t).unwrap();
        t
    };
    let chaines = lire("xl/sharedStrings.xml");
    let chaines = roxmltree::Document::parse(&chaines).unwrap();
    let chaines: Vec<String> = chaines
        .descendants()
        .filter(|n| n.has_tag_name(("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "si")))
        .map(|si| si.descendants().filter_map(|n| n.text().filter(|_| n.is_text())).collect())
        .collect();
    let xml = lire(&format!("xl/worksheets/sheet{rang}.xml"));
    let xml = roxmltree::Document::parse(&xml).unwrap();
    xml.descendants()
        .filter(|n| n.tag_name().name() == "row")
        .map(|ligne| {
            ligne
                .children()
                .map(|c| {
                    let v = c
                        .descendants()
                        .find(|n| n.tag_name().name() == "v")
                        .and_then(|v| v.text())
                        .unwrap_or_default();
                    if c.attribute("t") == Some("s") {
                        chaines[v.parse::<usize>().unwrap()].clone()
                    } else {
                        v.to_owned()
                    }
                })
                .collect()
        })
        .collect()
}

#[test]
fn convergence() {
    let pack = pack();
    let exigences = feuille(&pack["convergence.xlsx"], 1);
    assert_eq!(
        exigences[0],
        [
            "Périmètre",
            "ID",
            "Chapitre",
            "Fonction",
            "Exigence",
            "Commentaire",
            "Profil",
            "N° scénario",
            "Scénario de conformité",
            "N° preuve",
            "Preuve",
            "Profil historique",
            "Criticité",
            "Ordre",
        ]
    );
    assert_eq!(exigences.len(), 1 + 7 + 5, "one row per proof, and one per scenario that asks none");
    insta::assert_snapshot!(exigences.iter().skip(1).map(|l| l.join(" | ")).collect::<Vec<_>>().join("\n"));
    let banc = feuille(&pack["convergence.xlsx"], 2);
    assert!(banc[0][0].starts_with("SIMULÉ"));
    insta::assert_snapshot!(
        "convergence_banc",
        banc.iter()
            .skip(1)
            .map(|l| l.join(" | ").replace('\n', " + "))
            .collect::<Vec<_>>()
            .join("\n")
    );
}

/// The example, many times over: 500 exigences of a scenario each, and ten exchanges in each scenario.
fn grande() -> crate::exemple::Campagne {
    let mut c = campagne();
    let (modele, exigence) = (c.resultat.scenarios[0].clone(), c.resultat.exigences[0].clone());
    let requis = c.catalogue.exigences[0].clone();
    c.resultat.scenarios.clear();
    c.resultat.exigences.clear();
    c.resultat.preuves.clear();
    c.resultat.causes.clear();
    c.catalogue.exigences.clear();
    for n in 0..500_u64 {
        let (id, numero) = (format!("INS/va2.{n}"), format!("INS/va2.{n}.01"));
        let mut s = modele.clone();
        s.id.clone_from(&numero);
        s.exigences = vec![id.clone()];
        s.inattendus.clear();
        for e in &mut s.etapes {
            e.pieces.clear();
        }
        let o = &mut s.etapes[2].observations[0];
        let tenus = o.tenus.clone();
        o.tenus.clear();
        o.echanges.clear();
        for k in 0..10 {
            let rang = 1000 + n * 10 + k;
            let corps =
                crate::exemple::requete(&["RUTH"]).replace("<soap:Header>", &format!("<soap:Header><x>{rang}{}</x>", "y".repeat(3000)));
            o.echanges.push(crate::exemple::echange(&c, rang, &corps));
            o.tenus.extend(tenus.iter().cloned().map(|mut t| {
                t.echange = Some(rang);
                t
            }));
        }
        let mut e = exigence.clone();
        e.id.clone_from(&id);
        e.scenarios = vec![numero.clone()];
        let mut r = requis.clone();
        r.id.clone_from(&id);
        r.chapitre = format!("Chapitre {}", n / 50);
        r.scenarios[0].id.clone_from(&numero);
        r.scenarios[0].preuves.clear();
        c.resultat.scenarios.push(s);
        c.resultat.exigences.push(e);
        c.catalogue.exigences.push(r);
    }
    c
}

/// What opens in any browser: the whole stays small enough, whatever was exchanged.
#[test]
fn cinq_cents_exigences_et_cinq_mille_echanges_tiennent_dans_une_page() {
    let (_tmp, chemin) = grande().poser();
    let html = entrees(&chemin).remove("rapport.html").unwrap();
    assert!(html.len() < 32 << 20, "{} bytes", html.len());
    if let Some(dossier) = std::env::var_os("SEGUR_DOSSIER_GRAND") {
        std::fs::write(std::path::Path::new(&dossier).join("grand.html"), html).unwrap();
    }
}

/// Leaves the page of the example beside the build, to be looked at: `cargo test -p segur-dossier -- --ignored apercu`.
#[test]
#[ignore = "to be looked at"]
fn apercu() {
    let dossier = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("apercu");
    for (nom, octets) in pack() {
        let chemin = dossier.join(nom);
        std::fs::create_dir_all(chemin.parent().unwrap()).unwrap();
        std::fs::write(chemin, octets).unwrap();
    }
    eprintln!("{}", dossier.join("rapport.html").display());
}
