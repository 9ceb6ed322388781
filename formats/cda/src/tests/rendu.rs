//! A document as a person reads it.

use segur_essais::corpus;

use super::{N1, N3};
use crate::{Rendu, rendre};

fn dit<'r>(rendu: &'r Rendu, nom: &str) -> &'r str {
    rendu.entete.iter().find(|(n, _)| *n == nom).map_or("", |(_, v)| v.as_str())
}

/// The text of the report between these tags replaced.
fn avec(texte: &str) -> Rendu {
    let debut = N3.find("<text>").unwrap() + "<text>".len();
    let fin = N3.find("</text>").unwrap();
    let document = format!("{}{texte}{}", &N3[..debut], &N3[fin..]);
    rendre(document.as_bytes()).unwrap()
}

#[test]
fn a_report_is_its_header_and_the_text_of_its_sections() {
    let rendu = rendre(N3.as_bytes()).unwrap();
    assert_eq!(rendu.titre, "Compte rendu d'examens biologiques");
    for (nom, attendu) in [
        ("Document", "CR d'examens biologiques (11502-2)"),
        ("Établi le", "15/01/2026 à 10:00"),
        ("Patient", "BANCDESSAI AGATHE, naissance le 17/05/1984, féminin"),
        (
            "Identifiants du patient",
            "INS 284057599900347 (1.2.250.1.213.1.4.10) ; 1.2.250.1.999.1.7^IPP-0042",
        ),
        ("Auteur", "Ambroise EPROUVETTE, LABORATOIRE DES TILLEULS, 899900000045"),
        ("Destinataire", "Octavie ORDONNANCE, CABINET DES ÉRABLES, 899900000052"),
        ("Conservé par", "LABORATOIRE DES TILLEULS"),
        ("Acte", "Biochimie (18719-5), le 15/01/2026 à 08:30"),
        ("Confidentialité", "Normal (N)"),
        ("Version", "1"),
    ] {
        assert_eq!(dit(&rendu, nom), attendu, "{nom}");
    }
    assert!(
        rendu
            .corps
            .starts_with("<section><h3>Biochimie</h3><section><h4>Biochimie</h4><div>"),
        "{}",
        rendu.corps
    );
    for morceau in [
        "<td>Glycémie à jeun</td><td>0,92 g/L</td>",
        "<p>Créatinine : 71 µmol/L. Courbe : [illustration courbe : image/",
    ] {
        assert!(rendu.corps.contains(morceau), "{morceau} dans {}", rendu.corps);
    }
    assert!(!rendu.coupe);
    let rendu = rendre(N1.as_bytes()).unwrap();
    assert!(
        rendu.corps.starts_with("<p>Tout est dans le fichier incorporé : application/pdf, "),
        "{}",
        rendu.corps
    );
    assert!(rendre(b"<autre/>").is_err() && rendre(b"").is_err());
}

#[test]
fn styles_lists_and_cells_become_elements_of_ours() {
    let rendu = avec(
        "<list listType='ordered'><caption>Liste</caption><item><content styleCode='Bold'>a &lt; b</content><br/></item></list>\
         <table><caption>T</caption><thead><tr><th colspan='2'>x</th><th rowspan='4000000000'/></tr></thead><tr><td colspan='-1'>y</td></tr></table>\
         <paragraph>p<list><item>q</item></list></paragraph><linkHtml href='https://ailleurs.example/'>ici</linkHtml>",
    );
    for attendu in [
        "<p><strong>Liste</strong></p><ol><li><strong>a &lt; b</strong><br></li></ol>",
        "<table><caption>T</caption><thead><tr><th colspan=\"2\">x</th><th rowspan=\"100\"></th></tr></thead><tr><td>y</td></tr></table>",
        "<div>p<ul><li>q</li></ul></div>ici (https://ailleurs.example/)",
    ] {
        assert!(rendu.corps.contains(attendu), "{attendu} dans {}", rendu.corps);
    }
}

#[test]
fn nothing_of_a_document_can_run_or_be_fetched() {
    let rendu = avec(
        "<script>alert(1)</script><content onclick='alert(2)' styleCode='Bold&quot; onclick=&quot;x'>c</content>\
         <x:img xmlns:x='http://www.w3.org/1999/xhtml' src='https://ailleurs.example/x.png' onerror='alert(3)'/>\
         <td colspan='2\" onclick=\"x'>d</td>&lt;img src=x onerror=alert(4)&gt;<renderMultiMedia referencedObject='&lt;b&gt;'/>\
         <linkHtml href='javascript:alert(5)'>e</linkHtml><style>@import url(x)</style>",
    );
    for interdit in ["<script", "<img", "<x:", "<a", "<style", "onclick=\"", "<b>", "href", "src=\""] {
        assert!(!rendu.corps.contains(interdit), "{interdit} dans {}", rendu.corps);
    }
    assert!(rendu.corps.contains("alert(1)") && rendu.corps.contains("&lt;img src=x onerror=alert(4)&gt;"));
}

#[test]
fn what_is_too_long_or_too_deep_is_cut_and_says_so() {
    let long = avec(&format!("<paragraph>{}</paragraph>", "é".repeat(1 << 20)));
    assert!(long.coupe && long.corps.len() < (1 << 20) + 1000, "{}", long.corps.len());
    let profond = avec(&format!("{}x{}", "<content>".repeat(150), "</content>".repeat(150)));
    assert!(profond.coupe);
    let nombreux = avec(&"<table><tbody><tr><td>x</td></tr></tbody></table>".repeat(20_000));
    assert!(nombreux.coupe && nombreux.corps.len() < 2 << 20);
    // What was opened is closed.
    for balise in ["section", "div", "p", "table", "tr", "td"] {
        for rendu in [&long, &nombreux] {
            let ouvertes = rendu.corps.matches(&format!("<{balise}>")).count() + rendu.corps.matches(&format!("<{balise} ")).count();
            assert_eq!(ouvertes, rendu.corps.matches(&format!("</{balise}>")).count(), "{balise}");
        }
    }
}

/// The published examples are rendered, and nothing in them is an element that is not ours.
#[test]
fn the_published_examples_are_read() {
    let Some(dossier) = corpus("cda/ans-testcontenucda-3-0/ExemplesCDA") else {
        return;
    };
    let permis = [
        "section", "h3", "h4", "h5", "h6", "div", "p", "br", "strong", "em", "u", "ul", "ol", "li", "table", "caption", "thead", "tbody",
        "tfoot", "tr", "th", "td", "pre", "sub", "sup",
    ];
    let mut lus = 0;
    for fichier in std::fs::read_dir(dossier).unwrap() {
        let chemin = fichier.unwrap().path();
        if chemin.extension().is_none_or(|e| e != "xml") {
            continue;
        }
        let Ok(rendu) = rendre(&std::fs::read(&chemin).unwrap()) else {
            continue;
        };
        lus += 1;
        assert!(
            !rendu.corps.is_empty() && !dit(&rendu, "Patient").is_empty(),
            "{}",
            chemin.display()
        );
        for balise in rendu.corps.split('<').skip(1) {
            let nom = balise.trim_start_matches('/').split([' ', '>']).next().unwrap();
            assert!(permis.contains(&nom), "{nom} dans {}", chemin.display());
        }
    }
    assert!(lus > 50, "{lus}");
}
