//! `rapport.pdf`: held by our own checker, the same bytes twice, each page says what it is, and no name breaks it.

use segur_dialecte::{Confiance, Connu, Lu as _};
use segur_dossier::{empreinte_cle, est_cle_publique};
use segur_model::resultat::ResultatEtape;
use segur_model::{Finding, Severity, World};
use segur_pdf::{Pdf, PdfLu};
use time::OffsetDateTime;

use crate::exemple::{Campagne, campagne, entrees, signataire};

fn octets(c: &Campagne) -> Vec<u8> {
    let (_tmp, chemin) = c.poser();
    entrees(&chemin).remove("rapport.pdf").unwrap()
}

/// What is read of it, and what the bench finds against PDF/A-1.
pub fn lu(octets: &[u8]) -> (Pdf, Vec<Finding>) {
    let lu = PdfLu::lire(octets);
    let (monde, confiance, exige) = (World::default(), Confiance::default(), ["pdf.a1".to_owned()]);
    let constats = lu.constats(&Connu {
        exige: &exige,
        ..Connu::du_monde(&monde, &confiance, OffsetDateTime::UNIX_EPOCH)
    });
    (lu.pdf().unwrap().clone(), constats)
}

/// Without what keeps words of a line together.
pub fn texte(pdf: &Pdf) -> String {
    let pages: Vec<&str> = pdf.pages.iter().map(|p| p.texte.as_str()).collect();
    pages
        .join("\n")
        .replace('\u{a0}', " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

pub fn sain(c: &Campagne) -> Pdf {
    let (pdf, constats) = lu(&octets(c));
    let graves: Vec<&Finding> = constats.iter().filter(|f| f.severity >= Severity::Warning).collect();
    assert!(graves.is_empty(), "{graves:#?}");
    assert_eq!(pdf.nombre_de_pages, pdf.pages.len(), "the checker read it all");
    pdf
}

#[test]
fn notre_controle_n_y_trouve_rien() {
    let octets = octets(&campagne());
    let (pdf, constats) = lu(&octets);
    assert!(constats.is_empty(), "{constats:#?}");
    let annonce = pdf.annonce.unwrap();
    assert_eq!((annonce.partie.as_str(), annonce.niveau.as_str()), ("1", "B"));
    assert_eq!(pdf.polices.len(), 2, "{:?}", pdf.polices);
    for p in &pdf.polices {
        assert!(
            p.incorporee && p.nom.contains("+DejaVuSansCondensed"),
            "embedded, and a subset: {p:?}"
        );
    }
    assert!(octets.len() < 150_000, "{} bytes", octets.len());
}

#[test]
fn chaque_page_dit_ce_qu_elle_est() {
    let pdf = sain(&campagne());
    let total = pdf.pages.len();
    assert!(total > 3);
    for p in &pdf.pages {
        for attendu in [
            "SIMULÉ",
            "Tilleul SGL 4.2.0",
            "campagne demo-1",
            &format!("page {} / {total}", p.numero),
        ] {
            assert!(p.en_clair.contains(attendu), "« {attendu} », page {} : {}", p.numero, p.en_clair);
        }
    }
}

#[test]
fn il_dit_ce_que_dit_la_campagne() {
    let c = campagne();
    let dit = texte(&sain(&c));
    for e in &c.resultat.exigences {
        assert!(dit.contains(&format!("{} : ", e.id)), "{}", e.id);
    }
    for p in &c.resultat.preuves {
        assert!(dit.contains(&p.id), "{}", p.id);
    }
    for attendu in [
        "NIL LA9999",
        "Ce que la signature prouve",
        "1 cause bloque 1 exigence",
        "Exigences dont rien n'a été jugé, par raison",
        "Dans preuves/INS-va1.28.01.02/ : – 01_etape2-r1-reponse.xml",
        "Appui, dans appui/INS-va1.28.01.01/ :",
        "preuves/INS-va1.28.01.02/01_etape2-r1-trace.txt",
        "vidéo des étapes 1 à 3",
    ] {
        assert!(dit.to_lowercase().contains(&attendu.to_lowercase()), "« {attendu} » : {dit}");
    }
    // Every finding: rule, source, place. What a scenario expects is no rule, and is said as the page says it.
    let etapes = c.resultat.scenarios.iter().flat_map(|s| &s.etapes);
    for x in etapes.flat_map(|e| &e.observations).flat_map(|o| &o.findings) {
        let attendus = if x.rule.starts_with("scenario.") {
            ["attente du scénario", "lue dans l'exigence"]
        } else {
            [x.rule.as_str(), x.source.as_str()]
        };
        for attendu in attendus {
            assert!(dit.contains(attendu), "« {attendu} »");
        }
    }
}

#[test]
fn les_signets_menent_aux_parties_et_aux_exigences() {
    let c = campagne();
    let octets = octets(&c);
    let brut: String = octets.iter().map(|o| char::from(*o)).collect();
    assert!(brut.contains("/Type/Outlines") || brut.contains("/Type /Outlines"));
    let titres = brut.matches("/Title").count();
    let chapitres = c.catalogue.par_chapitre().len();
    // Synthèse, échanges inattendus, preuves; and the title of the document.
    assert_eq!(titres, 3 + chapitres + c.resultat.exigences.len() + 1);
}

#[test]
fn la_meme_campagne_donne_les_memes_octets() {
    assert!(octets(&campagne()) == octets(&campagne()));
    let mut autre = campagne();
    autre.resultat.id = "demo-2".to_owned();
    assert!(octets(&campagne()) != octets(&autre));
}

#[test]
fn la_cle_publique_est_dite_publique() {
    let demo = empreinte_cle(&signataire().certificat_pem).unwrap();
    assert!(est_cle_publique(&demo), "certs/demo was made again: its key is {demo}");
    assert!(!est_cle_publique(""));
    assert!(texte(&sain(&campagne())).contains("elle est publique, n'importe qui peut signer avec elle"));
}

/// What a green line needs to prove itself.
#[test]
fn une_ligne_tenue_se_prouve_et_ce_qui_n_est_que_declare_vient_d_abord() {
    let mut c = campagne();
    let scenario = &mut c.resultat.scenarios[0];
    let etape: &mut ResultatEtape = scenario.etapes.iter_mut().find(|e| !e.observations.is_empty()).unwrap();
    etape.par = "Dr Ève TILLEUL, RPPS 99900000045".to_owned();
    etape.banc = vec!["l'horloge avance de deux ans".to_owned()];
    etape.observations[0].tenus = vec![segur_model::resultat::Tenu {
        fait: "insi.prenom".to_owned(),
        juge: true,
        attendu: "un seul prénom".to_owned(),
        vu: vec!["RUTH".to_owned()],
        echange: None,
        source: "INS/va1.28, règle 5".to_owned(),
    }];
    for e in &mut scenario.etapes {
        e.pour_voir = "la requête INSi reçue par le banc".to_owned();
    }
    let dit = texte(&sain(&c));
    for attendu in [
        "Dr Ève TILLEUL, RPPS 99900000045",
        "Le banc : l'horloge avance de deux ans",
        "insi.prenom, attendu : un seul prénom ; vu : RUTH — INS/va1.28, règle 5",
        "Pour que ce soit vu : la requête INSi reçue par le banc",
    ] {
        assert!(dit.contains(attendu), "« {attendu} » : {dit}");
    }
    let declare = dit.find("Ce qui n'est que déclaré").unwrap();
    assert!(declare < dit.find("Étapes par chapitre").unwrap());
}

#[test]
fn un_nom_hostile_se_voit_et_ne_casse_rien() {
    let mut c = campagne();
    c.resultat.produit.nom = "\u{1b}[2J\u{202e}TESIB\u{0} 中文 مرحبا 👩‍⚕️ A\u{301}".to_owned();
    c.resultat.produit.version = "9.".repeat(9_000);
    c.resultat.produit.editeur = "x".repeat(20_000);
    c.resultat.id = format!("camp\r\n{}", "W".repeat(3_000));
    c.resultat.produit.nil = "\u{feff}\u{fffe}\u{e000}\u{10ffff}".to_owned();
    c.resultat.scenarios[0].titre = "mot".repeat(2_000);
    c.resultat.scenarios[0].etapes[0].raison = "\n\n\n".repeat(500) + &"a/".repeat(1_900);
    c.resultat.exigences[0].raison = "<script>=1+1</script>\u{2028}".to_owned();
    c.resultat.preuves[0].raison = "ligne\n".repeat(600);
    let pdf = sain(&c);
    let dit = texte(&pdf);
    assert!(dit.contains("\u{fffd}[2J\u{fffd}TESIB\u{fffd}"), "{dit}");
    for attendu in [
        "[U+4E2D U+6587]",
        "[U+1F469",
        "[U+FEFF U+FFFE U+E000",
        "coupé ici",
        "<script>=1+1</script>\u{fffd}",
    ] {
        assert!(dit.contains(attendu), "« {attendu} »");
    }
    for p in &pdf.pages {
        let fin = format!("page {} / {}", p.numero, pdf.pages.len());
        assert!(p.en_clair.contains(&fin) && p.en_clair.contains("SIMULÉ"));
        // Nothing written out of the page: what is read is what is printed.
        assert_eq!(
            p.texte.split_whitespace().collect::<String>(),
            p.en_clair.split_whitespace().collect::<String>()
        );
    }
}

#[test]
fn une_campagne_vide_s_ecrit() {
    let mut c = campagne();
    c.resultat.scenarios.clear();
    c.resultat.exigences.clear();
    c.resultat.preuves.clear();
    c.resultat.causes.clear();
    c.catalogue.exigences.clear();
    c.resultat.produit.nom.clear();
    c.resultat.produit.nil.clear();
    assert!(texte(&sain(&c)).contains("NIL non déclaré"));
}

/// Five times this is 562 pages and 3 MB.
#[test]
fn cent_exigences_et_mille_echanges() {
    let mut c = campagne();
    let (exigence, resultat) = (c.catalogue.exigences[0].clone(), c.resultat.exigences[0].clone());
    let (scenario, preuve) = (c.resultat.scenarios[0].clone(), c.resultat.preuves[0].clone());
    let preuve_du_catalogue = c.catalogue.exigences[0].scenarios[0].preuves[0].clone();
    for i in 0..100 {
        let id = format!("INS/va9.{i}");
        let mut e = exigence.clone();
        e.id.clone_from(&id);
        e.scenarios[0].id = format!("{id}.01");
        e.scenarios[0].preuves = vec![preuve_du_catalogue.clone()];
        e.scenarios[0].preuves[0].id = format!("{id}.01.01");
        c.catalogue.exigences.push(e);
        let mut r = resultat.clone();
        r.id.clone_from(&id);
        r.scenarios = vec![format!("{id}.01")];
        c.resultat.exigences.push(r);
        let mut s = scenario.clone();
        s.id = format!("{id}.01");
        s.exigences = vec![id.clone()];
        s.inattendus.clear();
        s.etapes.iter_mut().for_each(|e| e.pieces.clear());
        let modele = s
            .etapes
            .iter()
            .flat_map(|e| &e.observations)
            .find(|o| !o.echanges.is_empty())
            .unwrap()
            .clone();
        let etape = s.etapes.iter_mut().find(|e| !e.observations.is_empty()).unwrap();
        etape.observations = (0..10)
            .map(|k| {
                let mut o = modele.clone();
                o.echanges[0].exchange.id = 1_000_000 + i * 10 + k;
                o
            })
            .collect();
        c.resultat.scenarios.push(s);
        let mut p = preuve.clone();
        (p.id, p.exigence, p.scenario) = (format!("{id}.01.01"), id.clone(), format!("{id}.01"));
        c.resultat.preuves.push(p);
    }
    let octets = octets(&c);
    let (pdf, _) = lu(&octets);
    assert!((80..300).contains(&pdf.nombre_de_pages), "{} pages", pdf.nombre_de_pages);
    assert!(octets.len() < 2 << 20, "{} bytes", octets.len());
}
