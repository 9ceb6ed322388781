//! The table: what ships holds, and what cannot hold is refused.

use std::collections::{BTreeMap, BTreeSet};

use segur_engine::correspondance::Table;
use segur_engine::grammaire::ast::Condition;
use segur_model::vocabulaire::fait_declare;

use super::{banc, du_banc};

const TETE: &str = "couloir = 'biologie'\n[[entrees]]\nscenario = 'INS/va1.28.01'\nempreinte = '0123456789abcdef'\n";

fn refus(suite: &str) -> String {
    match Table::lire("t.toml", &format!("{TETE}{suite}")) {
        Err(e) => e.to_string(),
        Ok(t) => t.verifier(banc()).unwrap_err().to_string(),
    }
}

#[test]
fn the_table_that_ships_holds() {
    let table = Table::livree().unwrap();
    table.verifier(banc()).unwrap();
    assert!(table.entrees.len() >= 48, "{}", table.entrees.len());
}

#[test]
fn an_entry_that_cannot_hold_is_refused() {
    assert!(refus("etapes = { '1' = '2', '2' = '1' }").contains("l'étape 2 du banc passerait avant"));
    assert!(refus("etapes = { '1' = '1..2', '2' = '2..3' }").contains("l'étape 2 du banc passerait avant"));
    assert!(refus("etapes = { 'p1' = '1' }").contains("« p1 » n'est pas une étape du référentiel"));
    assert!(refus("etapes = { '1' = '1' }").contains("l'étape 2 du banc n'y est pas"));
    assert!(refus("etapes = { '1' = '1', '2' = '2', '3' = '3' }").contains("n'a pas d'étape 3. Les siennes : 1, 2"));
    assert!(refus("etapes = { '1' = '1', '2' = '2' }\ngarde = [3]").contains("« garde » nomme l'étape 3"));
    assert!(refus("etape = {}").contains("t.toml illisible"));
    assert!(refus(&TETE[TETE.find("[[").unwrap()..]).contains("y est deux fois"));
    let autre = TETE.replace("va1.28.01", "va1.28.10");
    let e = Table::lire("t.toml", &autre).unwrap().verifier(banc()).unwrap_err().to_string();
    assert!(e.contains("le banc n'a pas ce scénario ; vouliez-vous dire « INS/va1."), "{e}");
    let e = Table::lire("t.toml", &TETE.replace("0123456789abcdef", "xyz"))
        .unwrap_err()
        .to_string();
    assert!(e.contains("n'est pas une empreinte"), "{e}");
}

/// What an étape of the text asks is asked of every candidate: whatever it declares, something that covers it is played, or it is kept.
#[test]
fn no_declaration_leaves_an_etape_of_the_text_out() {
    // The text asks the étapes of this one of those who have several means to sign in.
    let bornes = BTreeMap::from([("PSC.02.01", ("autre_moyen", "non"))]);
    let mut essais = 0;
    for e in Table::livree().unwrap().entrees {
        let s = du_banc(&e.scenario);
        let faits: BTreeSet<&str> =
            s.si.iter()
                .chain(s.etapes.iter().filter_map(|x| x.si.as_ref()))
                .flat_map(|c| match c {
                    Condition::Faits(f) => f.keys().map(String::as_str).collect(),
                    Condition::Capacite(_) => Vec::new(),
                })
                .collect();
        let mut declares: Vec<BTreeMap<&str, &str>> = vec![BTreeMap::new()];
        for fait in faits {
            let valeurs = fait_declare(fait).unwrap().valeurs;
            declares = declares
                .iter()
                .flat_map(|d| {
                    valeurs.iter().map(|(v, _)| {
                        let mut d = d.clone();
                        d.insert(fait, v);
                        d
                    })
                })
                .collect();
        }
        let tient = |c: &Option<Condition>, d: &BTreeMap<&str, &str>| match c {
            Some(Condition::Faits(f)) => f
                .iter()
                .all(|(fait, v)| v.iter().any(|x| Some(&x.as_str()) == d.get(fait.as_str()))),
            _ => true,
        };
        let borne = bornes.get(e.scenario.as_str());
        for d in declares
            .iter()
            .filter(|d| tient(&s.si, d) && borne.is_none_or(|(fait, v)| d.get(fait) != Some(v)))
        {
            for n in e.couvertes().filter(|n| !e.garde.contains(n)) {
                let couvre = |x: &&segur_engine::grammaire::ast::Etape| e.couvre(x.numero).is_some_and(|c| (c.de..=c.a).contains(&n));
                assert!(
                    s.etapes.iter().filter(couvre).any(|x| tient(&x.si, d)),
                    "{} étape {n} : {d:?}",
                    e.scenario
                );
                essais += 1;
            }
        }
    }
    assert!(essais > 100, "{essais}");
}
