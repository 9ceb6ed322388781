//! The rows of the table of documents, each in a small document made from the level 3 report: what the row asks is there, then each thing
//! of it is changed.

use segur_model::{Finding, Severity};

use super::{N1, N3, change, juger, lire, regles};
use crate::modeles::{ModeleDeDocument, documents};

/// A code that no row has.
const AUTRE_CODE: &str = "11488-4";
/// A section that no row counts.
const AUTRE_SECTION: &str = "1.2.250.1.213.1.1.2.999";

/// What a document of a row has, to be changed.
#[derive(Clone)]
struct Exemple {
    modele: &'static ModeleDeDocument,
    version: String,
    avec: Vec<String>,
    code: String,
    acte: String,
    sections: Vec<String>,
}

impl Exemple {
    /// Every thing that a row asks, in one of its versions.
    fn de(modele: &'static ModeleDeDocument, version: &str) -> Self {
        let comptees = modele.sections.iter().flat_map(|s| std::iter::repeat_n(s.modele.clone(), s.min));
        Self {
            modele,
            version: version.to_owned(),
            avec: modele.avec.clone(),
            code: modele.codes[0].clone(),
            acte: modele.actes.first().map_or("ACTE", String::as_str).to_owned(),
            sections: comptees
                .chain(modele.une_de.first().cloned())
                .chain(modele.partout.clone())
                .collect(),
        }
    }

    /// The document. Its last section is the PDF copy of the report that it is made from.
    fn document(&self) -> String {
        let (debut, reste) = N3.split_once("<templateId root=\"1.3.6.1.4.1.19376.1.3.3\"/>").unwrap();
        let (_, reste) = reste.split_once("extension=\"2024.01\"/>").unwrap();
        let avec: String = self.avec.iter().map(|racine| format!("<templateId root=\"{racine}\"/>")).collect();
        let (entete, corps) = reste.split_once("<structuredBody>").unwrap();
        let copie = corps.rfind("<component>").unwrap();
        let sections: String = self
            .sections
            .iter()
            .map(|racine| format!("<component><section><templateId root=\"{racine}\"/><text>…</text></section></component>"))
            .collect();
        let document = format!(
            "{debut}{avec}<templateId root=\"1.2.250.1.213.1.1.1.{}\" extension=\"{}\"/>{entete}<structuredBody>{sections}{}",
            self.modele.racine,
            self.version,
            &corps[copie..]
        );
        let document = change(
            &document,
            "code=\"11502-2\" codeSystem=\"2.16.840.1.113883.6.1\"",
            &format!("code=\"{}\" codeSystem=\"{}\"", self.code, self.modele.systeme.oid()),
        );
        change(
            &document,
            "<serviceEvent>\n      <code code=\"18719-5\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"Biochimie\"/>",
            &format!("<serviceEvent><code code=\"{}\" codeSystem=\"1.2.250.1.999.9\"/>", self.acte),
        )
    }

    fn avec(&self, changer: impl FnOnce(&mut Self)) -> String {
        let mut autre = self.clone();
        changer(&mut autre);
        autre.document()
    }

    /// Each thing that the row asks, changed, with the rule that tells it.
    fn changes(&self) -> Vec<(String, &'static str)> {
        let m = self.modele;
        let mut cas = vec![
            (self.avec(|e| AUTRE_CODE.clone_into(&mut e.code)), "cda.modele.code"),
            (self.avec(|e| "2031.01".clone_into(&mut e.version)), "cda.modele.version"),
        ];
        for rang in 0..m.avec.len() {
            let sans = self.avec(|e| _ = e.avec.remove(rang));
            cas.push((sans, "cda.modele.template-id"));
        }
        if !m.actes.is_empty() {
            cas.push((self.avec(|e| "AUTRE".clone_into(&mut e.acte)), "cda.modele.acte"));
        }
        for section in &m.sections {
            if section.min > 0 {
                cas.push((self.avec(|e| e.sections.retain(|s| *s != section.modele)), "cda.modele.sections"));
            }
            if let Some(max) = section.max {
                let trop = self.avec(|e| e.sections.extend(std::iter::repeat_n(section.modele.clone(), max + 1)));
                cas.push((trop, "cda.modele.sections"));
            }
        }
        if !m.une_de.is_empty() {
            cas.push((self.avec(|e| e.sections.retain(|s| !m.une_de.contains(s))), "cda.modele.sections"));
            let double = self.avec(|e| e.sections.extend(m.une_de.first().cloned()));
            cas.push((double, "cda.modele.sections"));
        }
        for partout in &m.partout {
            cas.push((self.avec(|e| e.sections.retain(|s| s != partout)), "cda.modele.sections"));
        }
        for chemin in &m.en_tete {
            cas.push((sans(&self.document(), chemin), "cda.modele.en-tete"));
        }
        if m.copie_pdf {
            let sans = change(&self.document(), "1.2.250.1.213.1.1.2.243", AUTRE_SECTION);
            cas.push((sans, "cda.modele.copie-pdf"));
        }
        cas
    }
}

/// A document whose first element of a path of the header has another name.
fn sans(document: &str, chemin: &str) -> String {
    let mut ici = 0;
    let mut fin = document.len();
    for nom in chemin.split('/') {
        let trouve = [format!("<{nom}>"), format!("<{nom} ")];
        let dedans = &document[ici..fin];
        let debut = trouve
            .iter()
            .filter_map(|t| dedans.find(t.as_str()))
            .min()
            .unwrap_or_else(|| panic!("{chemin}"));
        ici += debut;
        fin = document[ici..].find(&format!("</{nom}>")).map_or(fin, |f| ici + f);
    }
    let nom = chemin.rsplit('/').next().unwrap();
    // The element is one that closes itself, or one with a content.
    let ferme = document[ici..].find('>').unwrap();
    let (avant, apres) = document.split_at(ici);
    let reste = if apres[..ferme].ends_with('/') {
        &apres[ferme + 1..]
    } else {
        apres.split_once(&format!("</{nom}>")).unwrap().1
    };
    format!("{avant}{reste}")
}

fn exemples() -> impl Iterator<Item = Exemple> {
    let modeles = &documents().modeles;
    modeles.iter().flat_map(|m| m.versions.iter().map(move |v| Exemple::de(m, v)))
}

#[test]
fn un_document_selon_son_modele_ne_dit_rien_et_se_nomme() {
    for exemple in exemples() {
        let document = exemple.document();
        assert_eq!(juger(&document), [], "{}", exemple.modele.nom);
        let lu = lire(document.as_bytes()).unwrap();
        assert_eq!(lu.volet(), Some(exemple.modele.nom.as_str()));
        assert!(lu.nom_du_type().is_some());
    }
}

#[test]
fn chaque_ligne_de_la_table_a_un_changement_qui_la_fait_parler() {
    let mut vus = 0;
    for exemple in exemples() {
        for (rang, (document, attendue)) in exemple.changes().into_iter().enumerate() {
            let constats = juger(&document);
            let du_modele: Vec<Finding> = constats.into_iter().filter(|c| c.rule.starts_with("cda.modele.")).collect();
            assert_eq!(
                regles(&du_modele),
                [attendue],
                "{}, case {rang}: {du_modele:#?}",
                exemple.modele.nom
            );
            let severite = match attendue {
                "cda.modele.version" => Severity::NotEvaluated,
                _ => Severity::Error,
            };
            assert!(du_modele.iter().all(|c| c.severity == severite), "{du_modele:#?}");
            vus += 1;
        }
    }
    println!("{} modèles, {vus} changements", documents().modeles.len());
}

/// A level 1 or level 3 document of a type, with no model of its own.
fn du_type(document: &str, code: &str, systeme: &str) -> String {
    let document = change(
        document,
        "<code code=\"11502-2\" codeSystem=\"2.16.840.1.113883.6.1\"",
        &format!("<code code=\"{code}\" codeSystem=\"{systeme}\""),
    );
    document
        .replace(
            "<templateId root=\"1.3.6.1.4.1.19376.1.3.3\"/>",
            "<templateId root=\"1.2.250.1.999.8\"/>",
        )
        .replace("<templateId root=\"1.2.250.1.213.1.1.1.55\" extension=\"2024.01\"/>", "")
}

fn sans_volet() -> Vec<(String, &'static [&'static str])> {
    let (loinc, ans) = (crate::ns::LOINC, "1.2.250.1.213.1.1.4.12");
    vec![
        (du_type(N3, "11490-0", loinc), &["cda.modele.volet"]),
        (du_type(N3, "11502-2", loinc), &["cda.modele.volet"]),
        (du_type(N3, "SYNTH", ans), &["cda.modele.volet"]),
        (du_type(N1, "11490-0", loinc), &[]),
        // No structured model of these is known to be, nor not to be.
        (du_type(N3, "15507-7", loinc), &[]),
        (du_type(N3, "34874-8", loinc), &["cda.modele.forme"]),
        (du_type(N3, "96349-6", loinc), &["cda.modele.forme"]),
        (du_type(N3, "85208-7", loinc), &["cda.modele.forme"]),
        (du_type(N1, "34874-8", loinc), &[]),
        (du_type(N1, "96349-6", loinc), &[]),
        (du_type(N1, "IMG-KOS", ans), &["cda.modele.forme"]),
    ]
}

#[test]
fn un_document_sans_volet_avertit_au_plus() {
    for (rang, (document, attendues)) in sans_volet().into_iter().enumerate() {
        let mut constats = juger(&document);
        constats.retain(|c| c.rule.starts_with("cda.modele."));
        assert_eq!(regles(&constats), attendues, "case {rang}: {constats:#?}");
        assert!(constats.iter().all(|c| c.severity == Severity::Warning), "{constats:#?}");
    }
    // Every row has its document.
    let vus: Vec<String> = sans_volet()
        .into_iter()
        .filter(|(_, r)| *r == ["cda.modele.forme"])
        .map(|(d, _)| d)
        .collect();
    for forme in &documents().formes {
        assert!(
            vus.iter().any(|d| d.contains(&format!("code=\"{}\"", forme.code))),
            "{}",
            forme.code
        );
    }
}

/// The guide tells every row.
#[test]
fn le_guide_dit_chaque_ligne() {
    let guide = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/juger-un-document.md");
    let texte = std::fs::read_to_string(guide).unwrap();
    let lignes: Vec<&str> = texte.lines().filter(|l| l.starts_with("| ")).collect();
    let dite = |code: &str, quoi: &str| lignes.iter().any(|l| l.contains(code) && l.contains(quoi));
    for m in &documents().modeles {
        for code in &m.codes {
            assert!(dite(code, &m.nom), "{}: {code}", m.nom);
        }
    }
    for f in &documents().formes {
        assert!(dite(&f.code, &format!("| {:?}", f.forme).to_uppercase()), "{}", f.code);
    }
}

/// The version is known by no row: nothing is said but that.
#[test]
fn un_modele_que_la_table_ne_connait_pas_ne_dit_rien() {
    let sortie = exemples().find(|e| e.modele.racine == "29").unwrap().document();
    let autre = change(&sortie, "1.2.250.1.213.1.1.1.29", "1.2.250.1.213.1.1.1.15");
    assert_eq!(juger(&autre), []);
    assert_eq!(lire(autre.as_bytes()).unwrap().volet(), None);
}

pub(super) fn regles_vues() -> Vec<&'static str> {
    let des_lignes = exemples().flat_map(|e| e.changes()).map(|(_, regle)| regle);
    let sans = sans_volet();
    des_lignes
        .chain(sans.iter().flat_map(|(_, regles)| regles.iter().copied()))
        .collect()
}
