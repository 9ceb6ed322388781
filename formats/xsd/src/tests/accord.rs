//! The agreement with libxml2 (`xmllint`), on the published examples and on as many documents with one fault in them. Skipped when
//! the corpus or `xmllint` (package `libxml2-utils`) is not at hand.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Command;

use roxmltree::{Document, Node};

use super::*;
use crate::document::racine;

/// With the examples, as many documents as were compared with other validators (`docs/decisions/0015-xsd.md`).
const MUTATIONS: usize = 156;

/// A generator that gives the same numbers each time.
struct Hasard(u64);

impl Hasard {
    fn sous(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).unwrap()
    }
}

/// The document with one thing changed, in a way drawn at random.
fn muter(texte: &str, hasard: &mut Hasard) -> String {
    let document = Document::parse(texte).unwrap();
    loop {
        let elements: Vec<Node<'_, '_>> = document
            .root_element()
            .descendants()
            .filter(|n| n.is_element() && n.parent_element().is_some())
            .collect();
        let noeud = elements[hasard.sous(elements.len())];
        let (etendue, nom) = (noeud.range(), noeud.tag_name().name());
        let element = &texte[etendue.clone()];
        let debut_attributs = element.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap();
        let attribut = noeud.attributes().nth(hasard.sous(3)).map(|a| a.range());
        let nouveau = match (hasard.sous(7), attribut) {
            (0, _) => String::new(),
            (1, _) => format!("{element}{element}"),
            (2, _) => format!("{} inconnu=\"1\"{}", &element[..debut_attributs], &element[debut_attributs..]),
            (3, _) => element
                .replacen(nom, "elementInconnu", 1)
                .replace(&format!("{nom}>"), "elementInconnu>"),
            (4, Some(a)) => format!("{}{}", &texte[etendue.start..a.start], &texte[a.end..etendue.end]),
            (5, Some(a)) => {
                let valeur = texte[a.clone()].split_once('=').unwrap().0;
                format!("{}{valeur}=\" # \"{}", &texte[etendue.start..a.start], &texte[a.end..etendue.end])
            }
            (6, _) => {
                let Some(suivant) = noeud.next_sibling_element() else { continue };
                let autre = suivant.range();
                let change = format!(
                    "{}{}{}{element}{}",
                    &texte[..etendue.start],
                    &texte[autre.clone()],
                    &texte[etendue.end..autre.start],
                    &texte[autre.end..]
                );
                return change;
            }
            _ => continue,
        };
        let change = format!("{}{nouveau}{}", &texte[..etendue.start], &texte[etendue.end..]);
        if Document::parse(&change).is_ok() {
            return change;
        }
    }
}

#[test]
fn le_validateur_est_d_accord_avec_libxml2() {
    let (Some(racine_du_depot), Some(xmllint)) = (segur_essais::corpus("cda/ans-testcontenucda-3-0"), segur_essais::outil("xmllint"))
    else {
        return;
    };
    let mut chemins: Vec<PathBuf> = std::fs::read_dir(racine_du_depot.join("ExemplesCDA"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|x| x == "xml"))
        .collect();
    chemins.sort();
    assert!(chemins.len() >= 62, "{}", chemins.len());
    let schemas = Schemas::charger(&racine_du_depot).unwrap();
    let dossier = tempfile::tempdir().unwrap();
    let mut textes: Vec<String> = Vec::new();
    for chemin in &chemins {
        let octets = std::fs::read(chemin).unwrap();
        let texte = segur_soap::decoder(&octets).unwrap();
        let document = segur_soap::lire(&texte).unwrap();
        assert_eq!(schemas.juger(&octets).unwrap(), [], "{}", chemin.display());
        // Of a document in a style sheet, `xmllint` would judge the sheet.
        let cda = racine(&document).unwrap();
        if cda == document.root_element() {
            textes.push(texte[cda.range()].to_owned());
        }
    }
    let sains = textes.len();
    let mut hasard = Hasard(20_261_122);
    for _ in 0..MUTATIONS {
        let rang = hasard.sous(sains);
        let texte = muter(&textes[rang], &mut hasard);
        textes.push(texte);
    }
    let mut commande = Command::new(xmllint);
    commande.args(["--noout", "--nonet", "--huge", "--schema"]);
    commande.arg(racine_du_depot.join("infrastructure/cda/CDA_extended.xsd"));
    for (i, texte) in textes.iter().enumerate() {
        let fichier = dossier.path().join(format!("{i:03}.xml"));
        std::fs::write(&fichier, texte).unwrap();
        commande.arg(fichier);
    }
    let sortie = String::from_utf8_lossy(&commande.output().unwrap().stderr).into_owned();
    let (mut accords, mut invalides, mut memes_lignes) = (0, 0, 0);
    let mut desaccords = String::new();
    for (i, texte) in textes.iter().enumerate() {
        let nom = format!("{i:03}.xml");
        let valide = sortie.contains(&format!("{nom} validates"));
        assert!(valide || sortie.contains(&format!("{nom} fails to validate")), "{nom}: {sortie}");
        let constats = schemas.juger(texte.as_bytes()).unwrap();
        if valide == constats.is_empty() {
            accords += 1;
        } else {
            let dit: Vec<&str> = sortie.lines().filter(|l| l.contains(&format!("{nom}:"))).collect();
            let _ = writeln!(desaccords, "{nom} : {dit:?} / {constats:?}");
        }
        if !valide {
            invalides += 1;
            let lignes: BTreeSet<u32> = sortie
                .lines()
                .filter_map(|l| l.split_once(&format!("{nom}:"))?.1.split(':').next()?.parse().ok())
                .collect();
            memes_lignes += usize::from(constats.first().is_some_and(|c| lignes.contains(&c.location.line)));
        }
    }
    eprintln!(
        "accord avec libxml2 : {accords} / {} ({invalides} invalides ; ligne commune pour {memes_lignes})",
        textes.len()
    );
    assert_eq!(desaccords, "");
    assert!(invalides >= 60, "{invalides}");
    assert!(memes_lignes * 10 >= invalides * 9, "{memes_lignes}");
}
