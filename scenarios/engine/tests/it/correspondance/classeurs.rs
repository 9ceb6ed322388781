//! The real workbooks: every entry of the table meets a text, and what is merged can be played.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};

use segur_engine::catalogues;
use segur_engine::correspondance::fiches::{self, fiches_de};
use segur_engine::correspondance::{Composition, Table, composer};
use segur_engine::grammaire::Lexique;
use segur_engine::grammaire::ast::{Etape, Piece, Scenario};
use segur_model::catalogue::Catalogue;
use segur_rem::numero::cle;

use super::{Classeur, banc, classeurs, du_banc};

/// The étapes of what is merged, in order: `g` where a person attests what the text says, `+` where the bench asks something itself.
fn plan(s: &Scenario) -> String {
    let etapes = s.etapes.iter().map(|e| {
        let (prealable, guide) = (if e.prealable == Some(true) { "*" } else { "" }, if e.guidee() { "g" } else { "+" });
        let preuves: usize = e.preuves.iter().map(|(_, p)| p.len()).sum();
        format!(
            "{}{guide}{prealable}{}",
            e.numero,
            if preuves == 0 { String::new() } else { format!("({preuves})") }
        )
    });
    format!("{} : {}", s.numero, etapes.collect::<Vec<_>>().join(" "))
}

/// What the bench plays of an étape.
fn joue(e: &Etape) -> String {
    format!("{:?} {:?} {:?} {:?} {:?}", e.si, e.banc, e.faire, e.observer, e.par)
}

/// Étapes of the bench in their order, each meaning what it meant; every piece of the text; proofs that the catalogue knows.
fn tenir(nom: &str, fondu: &Scenario, importe: &Scenario, catalogue: &Catalogue) {
    let quoi = format!("{nom} {}", fondu.numero);
    // That of the couloir of the workbook, where the number is in several packs.
    let livres = catalogues::embarques().unwrap();
    let du_couloir = |s: &&Scenario| {
        livres
            .iter()
            .any(|c| c.couloir == catalogue.couloir && s.referentiel.contains(&c.code))
    };
    let memes = || banc().iter().filter(|s| cle(&s.numero) == cle(&fondu.numero));
    let sien = memes().find(du_couloir).or_else(|| memes().next()).unwrap();
    let automatiques = |s: &Scenario| -> Vec<(String, bool)> {
        let tous = s.etapes.iter().zip(s.prealables());
        tous.filter(|(e, _)| !e.guidee()).map(|(e, p)| (joue(e), p)).collect()
    };
    assert_eq!(automatiques(fondu), automatiques(sien), "{quoi}");
    let portes: BTreeSet<u32> = fondu
        .etapes
        .iter()
        .filter(|e| e.numero.est_rem())
        .flat_map(|e| e.numero.de..=e.numero.a)
        .collect();
    assert_eq!(portes, importe.etapes.iter().map(|e| e.numero.de).collect(), "{quoi}");
    for e in &importe.etapes {
        let seul = |x: &&Etape| x.numero.est_rem() && (x.numero.de..=x.numero.a).contains(&e.numero.de);
        let auto = fondu.etapes.iter().filter(seul).any(|x| !x.guidee());
        let dit = fondu.etapes.iter().any(|x| e.voir.iter().all(|p| x.voir.contains(p)));
        assert!(auto || dit, "{quoi} : l'étape {} n'est ni jouée ni dite", e.numero);
        for (numero, pieces) in &e.preuves {
            for piece in pieces {
                let porte = |x: &Etape| x.preuves.iter().any(|(n, p)| n == numero && p.contains(piece));
                assert!(fondu.etapes.iter().any(porte), "{quoi} : {numero} a perdu {piece:?}");
            }
        }
    }
    for (numero, pieces) in fondu.etapes.iter().flat_map(|e| &e.preuves) {
        let (exigence, _, _) = catalogue.preuve(numero).unwrap_or_else(|| panic!("{quoi} : {numero}"));
        assert!(fondu.exigences.contains(&exigence.id), "{quoi} : {numero}");
        assert!(!pieces.is_empty(), "{quoi} : {numero}");
    }
}

fn compose(c: &Classeur) -> Composition {
    composer(&c.catalogue, c.importes.clone(), banc(), &|_| true).unwrap()
}

#[test]
fn every_entry_meets_its_text_and_what_is_merged_holds() {
    let Some(classeurs) = classeurs() else { return };
    let (mut rencontrees, mut fondues) = (BTreeSet::new(), BTreeSet::new());
    let (mut comptes, mut plans) = (Vec::new(), BTreeSet::new());
    let table = Table::livree().unwrap();
    for c in classeurs {
        let (nom, catalogue, importes, composition) = (&c.nom, &c.catalogue, &c.importes, compose(c));
        for s in catalogue.exigences.iter().flat_map(|e| &e.scenarios) {
            let connues = table
                .entrees
                .iter()
                .filter(|e| e.empreinte == s.empreinte && cle(&e.scenario) == cle(&s.id));
            for e in connues {
                rencontrees.insert(e.empreinte.clone());
                if composition.fondus.contains(&s.id) {
                    fondues.insert(e.empreinte.clone());
                }
            }
        }
        for numero in &composition.fondus {
            let fondu = composition.scenarios.iter().find(|s| s.numero == *numero).unwrap();
            let importe = importes.iter().find(|s| s.numero == *numero).unwrap();
            tenir(nom, fondu, importe, catalogue);
            plans.insert(plan(fondu));
        }
        let numeros: BTreeSet<&str> = composition.scenarios.iter().map(|s| s.numero.as_str()).collect();
        assert_eq!(numeros.len(), composition.scenarios.len(), "{nom} : a number is there once");
        assert!(
            composition.scenarios.iter().all(|s| s.referentiel == [catalogue.code.as_str()]),
            "{nom}"
        );
        comptes.push((nom.as_str(), composition.fondus.len(), composition.a_cote.len()));
    }
    let toutes: BTreeSet<String> = table.entrees.iter().map(|e| e.empreinte.clone()).collect();
    assert_eq!(rencontrees, toutes, "an entry that meets no text");
    let jouees: BTreeSet<String> = table
        .entrees
        .iter()
        .filter(|e| !e.etapes.is_empty())
        .map(|e| e.empreinte.clone())
        .collect();
    assert_eq!(fondues, jouees, "an entry that is merged nowhere");
    insta::assert_snapshot!("plans", plans.into_iter().collect::<Vec<_>>().join("\n"));
    insta::assert_snapshot!(
        "comptes",
        comptes
            .iter()
            .map(|(n, f, c)| format!("{n} : {f} fondus, {c} à côté"))
            .collect::<Vec<_>>()
            .join("\n")
    );
}

/// One word of one text changed, in the workbook itself.
#[test]
fn with_one_word_changed_the_two_stand_side_by_side() {
    let Some(classeurs) = classeurs() else { return };
    let classeur = classeurs.iter().find(|c| c.nom == "rem-BIO-va1.xlsx").unwrap();
    let (octets, avant) = (&classeur.octets, compose(classeur));
    assert!(avant.fondus.iter().any(|n| n == "INS/va1.28.01"));
    let mut change = Cursor::new(Vec::new());
    let mut lu = zip::ZipArchive::new(Cursor::new(octets)).unwrap();
    let mut ecrit = zip::ZipWriter::new(&mut change);
    let mut changes = 0;
    for i in 0..lu.len() {
        let mut entree = lu.by_index(i).unwrap();
        let nom = entree.name().unwrap().into_owned();
        let mut contenu = Vec::new();
        entree.read_to_end(&mut contenu).unwrap();
        if nom == "xl/sharedStrings.xml" || nom.contains("worksheets/sheet") {
            let texte = String::from_utf8(contenu).unwrap();
            changes += texte.matches("en guise de jour").count();
            contenu = texte.replace("en guise de jour", "en place de jour").into_bytes();
        }
        ecrit.start_file(nom, zip::write::SimpleFileOptions::default()).unwrap();
        ecrit.write_all(&contenu).unwrap();
    }
    ecrit.finish().unwrap();
    assert!(changes > 0);
    let (catalogue, importes) = super::lu(&classeur.nom, change.get_ref());
    let apres = composer(&catalogue, importes.clone(), banc(), &|_| true).unwrap();
    let change = "INS/va1.28.01".to_owned();
    let attendus: Vec<&String> = avant.fondus.iter().filter(|n| **n != change).collect();
    assert_eq!(apres.fondus.iter().collect::<Vec<_>>(), attendus);
    let guide = importes.iter().find(|s| s.numero == change);
    let rang = apres.scenarios.iter().position(|s| Some(s) == guide).unwrap();
    assert_eq!(apres.scenarios[rang + 1].numero, "BANC.INS/va1.28.01", "beside it, and not merged");
    assert_eq!(apres.scenarios[rang + 1].etapes.len(), du_banc(&change).etapes.len());
}

/// The persons that the texts speak of: phrases, and how many scenarios each serves.
#[test]
fn texts_that_speak_of_a_patient_have_one() {
    let Some(classeurs) = classeurs() else { return };
    let lexique = Lexique {
        patients: crate::pack::fiches("patients", "patients"),
        professionnels: crate::pack::fiches("professionnels.toml", "professionnels"),
        ..Lexique::default()
    };
    let table = fiches::Table::lire(fiches::FICHIER, fiches::LIVREE, &lexique).unwrap();
    let mut comptes: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let (mut parlent, mut servis) = (0, 0);
    for c in classeurs {
        for s in &c.importes {
            let textes = s.contexte.iter().chain(s.etapes.iter().flat_map(|e| &e.voir));
            let dit = textes.map(|g| g.en_clair().to_lowercase()).collect::<Vec<_>>().join(" ");
            let parle = ["patient", "usager", "identité qualifiée", "identité récupérée"]
                .iter()
                .any(|m| dit.contains(m));
            let trouvees = fiches_de(s, &table);
            let patient = trouvees.iter().any(|t| t.role == fiches::Role::Patient);
            parlent += usize::from(parle);
            servis += usize::from(parle && patient);
            for t in trouvees {
                *comptes
                    .entry(format!("{} « {} » → {}", t.role.mot(), t.phrase, t.fiche))
                    .or_default() += 1;
            }
        }
    }
    let lignes: Vec<String> = comptes.iter().map(|(p, n)| format!("{n:>4} {p}")).collect();
    insta::assert_snapshot!(
        "fiches",
        format!("{servis} servis, sur {parlent} qui parlent d'un patient\n{}", lignes.join("\n"))
    );
}

/// Pieces that a person gives are asked once at an étape.
#[test]
fn no_piece_is_asked_twice_at_an_etape() {
    let Some(classeurs) = classeurs() else { return };
    for c in classeurs {
        let nom = &c.nom;
        for s in compose(c).scenarios {
            for e in &s.etapes {
                let toutes: Vec<(&String, &Piece)> = e.preuves.iter().flat_map(|(n, p)| p.iter().map(move |p| (n, p))).collect();
                for (i, p) in toutes.iter().enumerate() {
                    assert!(!toutes[..i].contains(p), "{nom} {} {} : {p:?}", s.numero, e.numero);
                }
            }
        }
    }
}
