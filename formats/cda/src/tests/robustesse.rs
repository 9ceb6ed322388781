//! Documents made to harm, and large ones.

use super::{N3, change, juger, juger_document, regles};
use crate::juger_remplacement;

/// The report with many more results, each with its line in the text.
fn beaucoup(combien: usize) -> String {
    let lignes: String = (0..combien)
        .map(|n| format!("<tr><td><content ID=\"r{n}\">Examen {n}</content></td><td>{n},5 g/L</td></tr>"))
        .collect();
    let resultats: String = (0..combien)
        .map(|n| {
            format!(
                "<entryRelationship typeCode=\"COMP\"><observation classCode=\"OBS\" moodCode=\"EVN\">\
                 <templateId root=\"1.3.6.1.4.1.19376.1.3.1.6\"/>\
                 <code code=\"14749-6\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"x\"><originalText><reference value=\"#r{n}\"/></originalText></code>\
                 <statusCode code=\"completed\"/><effectiveTime value=\"20260115083000+0100\"/>\
                 <value xsi:type=\"PQ\" value=\"{n}.50\" unit=\"g/L\"/>\
                 <interpretationCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.83\"/></observation></entryRelationship>"
            )
        })
        .collect();
    let document = change(N3, "<tbody>", &format!("<tbody>{lignes}"));
    change(
        &document,
        "<entryRelationship typeCode=\"COMP\">",
        &format!("{resultats}<entryRelationship typeCode=\"COMP\">"),
    )
}

#[test]
fn dix_mille_resultats_se_jugent() {
    let document = beaucoup(10_000);
    assert_eq!(juger(&document), []);
    // The last one disagrees, and it alone is told.
    let faux = change(&document, "value=\"9999.50\"", "value=\"9998.50\"");
    assert_eq!(regles(&juger(&faux)), ["cda.cr-bio.resultat.texte"]);
}

/// Twice as many results must not take four times as long. Times are of the same machine in the same run, and the bound is loose.
#[test]
fn le_temps_croit_comme_le_document() {
    let duree = |document: &str| {
        (0..3)
            .map(|_| {
                let debut = std::time::Instant::now();
                assert_eq!(juger(document), []);
                debut.elapsed()
            })
            .min()
            .unwrap()
    };
    let (petit, grand) = (duree(&beaucoup(1_000)), duree(&beaucoup(8_000)));
    assert!(
        grand < petit * 32 + std::time::Duration::from_millis(50),
        "{petit:?} then {grand:?}"
    );
}

/// Every result refers to one huge line, and tables are nested in tables: the text is read a bounded number of times.
#[test]
fn un_texte_emboite_n_est_pas_relu_sans_fin() {
    let profond = 60;
    let ouvre: String = (0..profond)
        .map(|n| format!("<table><tbody><tr><td><content ID=\"p{n}\">x</content>"))
        .collect();
    let nombres = "7 ".repeat(20_000);
    let ferme = "</td></tr></tbody></table>".repeat(profond);
    let document = change(N3, "<paragraph>", &format!("{ouvre}{nombres}{ferme}<paragraph>"));
    let document = (0..profond).fold(document, |d, n| {
        change(
            &d,
            "<entryRelationship typeCode=\"COMP\">",
            &format!(
                "<entryRelationship typeCode=\"COMP\"><observation classCode=\"OBS\" moodCode=\"EVN\"><templateId root=\"1.3.6.1.4.1.19376.1.3.1.6\"/>\
                 <code code=\"2093-3\"/><text><reference value=\"#p{n}\"/></text><statusCode code=\"completed\"/><value xsi:type=\"PQ\" value=\"8\" unit=\"g/L\"/>\
                 </observation></entryRelationship><entryRelationship typeCode=\"COMP\">"
            ),
        )
    });
    let constats = juger(&document);
    assert_eq!(regles(&constats), ["cda.cr-bio.resultat.texte"]);
    assert!(
        constats.len() < 10,
        "{} : beyond what may be read again, nothing is told",
        constats.len()
    );
}

#[test]
fn ce_qui_est_fait_pour_nuire_est_refuse_sans_etre_developpe() {
    let corps = N3.split_once("?>").unwrap().1;
    let rires = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    let externe = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>";
    let profond = "<a>".repeat(100_000);
    for document in [
        format!("{rires}{}", corps.replacen("Biochimie", "&c;", 1)),
        format!("{externe}{}", corps.replacen("Biochimie", "&x;", 1)),
        change(N3, "<paragraph>", &format!("<paragraph>{profond}")),
        change(
            N3,
            "<paragraph>",
            &format!("<paragraph {}>", (0..300).map(|n| format!("a{n}=\"\" ")).collect::<String>()),
        ),
        corps.replacen("Biochimie", "&inconnue;", 1),
    ] {
        assert_eq!(regles(&juger(&document)), ["cda.en-tete.lisible"]);
        let remplacement = juger_remplacement(N3.as_bytes(), document.as_bytes());
        assert_eq!(regles(&remplacement), ["cda.remplacement.lisible"]);
    }
    let mut invalide = N3.as_bytes().to_vec();
    let ou = N3.find("AGATHE").unwrap();
    invalide[ou] = 0xFF;
    let constats = juger_document(&invalide);
    assert_eq!(regles(&constats), ["cda.en-tete.lisible"]);
    assert!(constats[0].location.line > 20, "{:?}", constats[0].location);
}
