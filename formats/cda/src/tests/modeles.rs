//! The models of the table, each in a small document made from the level 3 report.

use segur_model::Severity;

use super::{N3, change, juger, regles};

/// What a document of a model has of its own.
struct Exemple {
    modeles: &'static [(&'static str, &'static str)],
    code: &'static str,
    acte: &'static str,
    sections: &'static [&'static str],
}

const CR_IMAGERIE: Exemple = Exemple {
    modeles: &[
        ("1.2.840.10008.9.1", ""),
        ("1.2.840.10008.9.20", ""),
        ("1.2.840.10008.9.21", ""),
        ("1.2.250.1.213.1.1.1.45", "2024.01"),
    ],
    code: "18748-4",
    acte: "18748-4",
    sections: &["1.2.250.1.213.1.1.2.206", "1.2.250.1.213.1.1.2.209"],
};
const SORTIE: Exemple = Exemple {
    modeles: &[("1.2.250.1.213.1.1.1.29", "2022.01")],
    code: "11490-0",
    acte: "IMP",
    sections: &["1.2.250.1.213.1.1.2.35.1"],
};
const PRESCRIPTION: Exemple = Exemple {
    modeles: &[
        ("1.3.6.1.4.1.19376.1.9.1.1.1", ""),
        ("1.3.6.1.4.1.19376.1.5.3.1.1.1", ""),
        ("1.2.250.1.213.1.1.1.39", "2024.01"),
    ],
    code: "57833-6",
    acte: "57833-6",
    sections: &["1.2.250.1.213.1.1.2.171"],
};

impl Exemple {
    /// The document. Its last section is the PDF copy of the report it is made from.
    fn document(&self) -> String {
        let (debut, reste) = N3.split_once("<templateId root=\"1.3.6.1.4.1.19376.1.3.3\"/>").unwrap();
        let (_, reste) = reste.split_once("extension=\"2024.01\"/>").unwrap();
        let modeles: String = self
            .modeles
            .iter()
            .map(|(racine, version)| match *version {
                "" => format!("<templateId root=\"{racine}\"/>"),
                _ => format!("<templateId root=\"{racine}\" extension=\"{version}\"/>"),
            })
            .collect();
        let (entete, corps) = reste.split_once("<structuredBody>").unwrap();
        let copie = corps.rfind("<component>").unwrap();
        let sections: String = self
            .sections
            .iter()
            .map(|racine| format!("<component><section><templateId root=\"{racine}\"/><text>…</text></section></component>"))
            .collect();
        let document = format!("{debut}{modeles}{entete}<structuredBody>{sections}{}", &corps[copie..]);
        let document = change(&document, "code=\"11502-2\"", &format!("code=\"{}\"", self.code));
        change(
            &document,
            "<serviceEvent>\n      <code code=\"18719-5\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"Biochimie\"/>",
            &format!("<serviceEvent><code code=\"{}\" codeSystem=\"1.2.250.1.999.9\"/>", self.acte),
        )
    }
}

#[test]
fn un_document_selon_son_modele_ne_dit_rien() {
    for exemple in [CR_IMAGERIE, SORTIE, PRESCRIPTION] {
        let constats = juger(&exemple.document());
        assert_eq!(constats, [], "{}", exemple.code);
    }
}

fn cas() -> Vec<(String, &'static [&'static str])> {
    let autre_copie = |d: &str| change(d, "1.2.250.1.213.1.1.2.243", "1.2.250.1.213.1.1.2.37");
    let (imagerie, sortie, prescription) = (CR_IMAGERIE.document(), SORTIE.document(), PRESCRIPTION.document());
    vec![
        (
            change(&imagerie, "<templateId root=\"1.2.840.10008.9.1\"/>", ""),
            &["cda.modele.template-id"],
        ),
        (change(&imagerie, "code=\"18748-4\"", "code=\"11488-4\""), &["cda.modele.code"]),
        (
            change(&imagerie, "1.2.250.1.213.1.1.2.209", "1.2.250.1.213.1.1.2.36"),
            &["cda.modele.sections"],
        ),
        (
            change(&imagerie, "1.2.250.1.213.1.1.2.206", "1.2.250.1.213.1.1.2.209"),
            &["cda.modele.sections"],
        ),
        (
            change(
                &imagerie,
                "<structuredBody>",
                "<structuredBody><component><section><templateId root=\"1.2.250.1.213.1.1.2.210\"/></section></component>\
                 <component><section><templateId root=\"1.2.250.1.213.1.1.2.210\"/></section></component>",
            ),
            &["cda.modele.sections"],
        ),
        (autre_copie(&imagerie), &[]),
        (change(&sortie, "code=\"IMP\"", "code=\"AMB\""), &["cda.modele.acte"]),
        (change(&sortie, "2022.01", "2031.01"), &["cda.modele.version"]),
        (autre_copie(&prescription), &["cda.modele.copie-pdf"]),
        (change(&prescription, "1.2.250.1.213.1.1.2.171", "1.2.250.1.213.1.1.2.222"), &[]),
        (
            change(&prescription, "1.2.250.1.213.1.1.2.171", "1.2.250.1.213.1.1.2.75"),
            &["cda.modele.sections"],
        ),
        // A model that the table does not know.
        (change(&sortie, "1.2.250.1.213.1.1.1.29", "1.2.250.1.213.1.1.1.40"), &[]),
    ]
}

#[test]
fn chaque_changement_fait_parler_sa_regle() {
    for (rang, (document, attendues)) in cas().into_iter().enumerate() {
        let constats = juger(&document);
        assert_eq!(regles(&constats), attendues, "case {rang}: {constats:#?}");
    }
    let inconnue = juger(&change(&SORTIE.document(), "2022.01", "2031.01"));
    assert_eq!(inconnue[0].severity, Severity::NotEvaluated);
}

pub(super) fn regles_vues() -> Vec<&'static str> {
    cas().into_iter().flat_map(|(_, regles)| regles.iter().copied()).collect()
}
