use rusqlite::TransactionBehavior;

use super::*;

fn base() -> Connection {
    let c = Connection::open_in_memory().unwrap();
    c.execute_batch(crate::creer_table!("essai_mots")).unwrap();
    c.execute_batch("CREATE TABLE essai_rangs (rang INTEGER PRIMARY KEY, valeur INTEGER NOT NULL) STRICT")
        .unwrap();
    c
}

/// Commits a draft, as the writer does.
fn valider(c: &mut Connection, rangee: &mut dyn Rangee) -> Result<(), EffetRefuse> {
    let Some(p) = rangee.preparer() else { return Ok(()) };
    let t = c.transaction_with_behavior(TransactionBehavior::Immediate)?;
    (p.ecrire)(&t)?;
    t.commit()?;
    (p.appliquer)();
    Ok(())
}

fn relue(c: &Connection, max: usize) -> Table<String> {
    let mut t = Table::nouvelle("essai_mots", max);
    t.charger(c).unwrap();
    t
}

fn mots(t: &Table<String>) -> Vec<(String, String)> {
    t.cles(|_, _| true)
        .into_iter()
        .map(|c| (c.clone(), String::clone(&t.lire(&c).unwrap())))
        .collect()
}

fn paires(attendues: &[(&str, &str)]) -> Vec<(String, String)> {
    attendues.iter().map(|(c, v)| ((*c).to_owned(), (*v).to_owned())).collect()
}

#[test]
fn un_brouillon_n_est_vu_de_personne_avant_d_etre_valide() {
    let mut c = base();
    let table = relue(&c, 10);
    let mut brouillon = table.clone();
    brouillon.mettre("b".into(), "un".into());
    brouillon.mettre("a".into(), "deux".into());
    brouillon.modifier("b").unwrap().push_str(" !");
    let attendues = paires(&[("b", "un !"), ("a", "deux")]);
    assert_eq!((mots(&table), mots(&brouillon)), (vec![], attendues.clone()), "in order of arrival");
    valider(&mut c, &mut brouillon).unwrap();
    assert_eq!((mots(&table), mots(&relue(&c, 10))), (attendues.clone(), attendues));
}

#[test]
fn de_deux_brouillons_sur_la_meme_chose_un_seul_passe() {
    let mut c = base();
    let mut table = relue(&c, 10);
    table.mettre("a".into(), "un".into());
    valider(&mut c, &mut table).unwrap();
    let (mut x, mut y, mut neuf_1, mut neuf_2) = (table.clone(), table.clone(), table.clone(), table.clone());
    x.modifier("a").unwrap().push('x');
    y.modifier("a").unwrap().push('y');
    neuf_1.mettre("n".into(), "1".into());
    neuf_2.mettre("n".into(), "2".into());
    valider(&mut c, &mut x).unwrap();
    assert!(matches!(valider(&mut c, &mut y), Err(EffetRefuse::Perime)));
    valider(&mut c, &mut neuf_1).unwrap();
    assert!(matches!(valider(&mut c, &mut neuf_2), Err(EffetRefuse::Perime)));
    // Done again on what there is, it passes.
    let mut encore = table.clone();
    encore.modifier("a").unwrap().push('y');
    valider(&mut c, &mut encore).unwrap();
    let attendues = paires(&[("a", "unxy"), ("n", "1")]);
    assert_eq!((mots(&table), mots(&relue(&c, 10))), (attendues.clone(), attendues));
}

/// What one looks for and does not find may be there when it writes: two lots of one number would both be taken.
#[test]
fn un_brouillon_voit_un_instant_et_n_ecrase_pas_ce_qui_est_venu_apres() {
    let mut c = base();
    let mut table = relue(&c, 10);
    table.mettre("a".into(), "un".into());
    valider(&mut c, &mut table).unwrap();
    let (mut premier, mut second, mut tiers) = (table.clone(), table.clone(), table.clone());
    assert!(second.lire("n").is_none(), "free");
    premier.mettre("n".into(), "1".into());
    premier.modifier("a").unwrap().push('1');
    assert_eq!(*tiers.lire("a").unwrap(), "un");
    valider(&mut c, &mut premier).unwrap();
    assert!(second.lire("n").is_none(), "a draft sees one moment");
    assert_eq!(*second.lire("a").unwrap(), "un");
    second.mettre("n".into(), "2".into());
    assert!(matches!(valider(&mut c, &mut second), Err(EffetRefuse::Perime)));
    tiers.modifier("a").unwrap().push('3');
    assert!(matches!(valider(&mut c, &mut tiers), Err(EffetRefuse::Perime)));
    assert_eq!(mots(&table), paires(&[("a", "un1"), ("n", "1")]));
}

#[test]
fn les_plus_anciennes_partent_en_memoire_et_dans_le_fichier() {
    let mut c = base();
    let mut table = relue(&c, 2);
    for cle in ["a", "b", "c"] {
        table.mettre(cle.into(), "x".into());
        valider(&mut c, &mut table).unwrap();
    }
    let attendues = paires(&[("b", "x"), ("c", "x")]);
    assert_eq!((mots(&table), mots(&relue(&c, 100))), (attendues.clone(), attendues));
    assert_eq!(table.modifier("a"), None);
}

#[test]
fn un_numero_ne_se_donne_qu_une_fois() {
    let mut c = base();
    let compteur = Compteur::nouveau("essai_rangs");
    let (mut x, mut y) = (compteur.clone(), compteur.clone());
    assert_eq!((x.suivant(), y.suivant(), x.suivant()), (1, 2, 3));
    valider(&mut c, &mut x).unwrap();
    valider(&mut c, &mut y).unwrap();
    let mut relu = Compteur::nouveau("essai_rangs");
    relu.charger(&c).unwrap();
    assert_eq!(relu.suivant(), 4, "the greatest counts, whoever commits last");
}
