//! The counters against exchanges made as the journal keeps them.

mod fabrique;
mod indicateurs;
mod pages;

use segur_model::Exchange;

use self::fabrique::{SITE, citoyen, dmp, message, poser};
use super::cle::{Canal, Cle, Compte, Etiquette, Genre, Ins};
use super::{Choix, Compteurs};

fn compter(echanges: &[Exchange]) -> Compteurs {
    let mut c = Compteurs::default();
    echanges.iter().for_each(|e| c.ajouter(e));
    c
}

fn une(e: &Exchange) -> (Cle, Compte) {
    let c = compter(std::slice::from_ref(e));
    let choix = Choix::default();
    let lignes: Vec<(Cle, Compte)> = c.lignes(&choix).map(|(cle, compte)| (cle.clone(), compte)).collect();
    assert_eq!(lignes.len(), 1, "{lignes:?}");
    lignes[0].clone()
}

const fn reussis(n: u64) -> Compte {
    Compte { reussis: n, echecs: 0 }
}

const fn echecs(n: u64) -> Compte {
    Compte { reussis: 0, echecs: n }
}

fn biologie() -> Genre {
    Genre::Document(Etiquette::Dite("11502-2".to_owned()))
}

#[test]
fn a_lot_of_the_dmp_and_a_message_are_counted_by_what_their_facts_tell() {
    let (cle, compte) = une(&dmp(1));
    let attendue = Cle {
        mois: "2026-01".to_owned(),
        site: Etiquette::Dite(SITE.to_owned()),
        canal: Canal::Dmp,
        genre: biologie(),
        ins: Ins::Portee,
    };
    assert_eq!((cle, compte), (attendue.clone(), reussis(1)));
    let attendue = Cle {
        canal: Canal::MssPro,
        ins: Ins::Qualifiee,
        ..attendue
    };
    assert_eq!(une(&message(1)), (attendue.clone(), reussis(1)));
    let canal = Canal::MssCitoyen;
    assert_eq!(une(&citoyen(1)), (Cle { canal, ..attendue }, reussis(1)));
}

#[test]
fn failures_are_counted_apart() {
    for (fait, valeur) in [("statut", "Failure"), ("statut", "PartialSuccess"), ("statut", "")] {
        let mut e = dmp(1);
        poser(&mut e, fait, &[valeur]);
        assert_eq!(une(&e).1, echecs(1), "{valeur}");
    }
    let mut faute = dmp(1);
    faute.statut = Some(500);
    assert_eq!(une(&faute).1, echecs(1));
    let mut coupee = dmp(1);
    coupee.echec = Some("connexion coupée".to_owned());
    assert_eq!(une(&coupee).1, echecs(1));
    let mut refuse = message(1);
    refuse.statut = Some(550);
    refuse.reponse.ligne = "550 5.7.1 Non".to_owned();
    assert_eq!(une(&refuse).1, echecs(1));
}

#[test]
fn what_the_facts_do_not_tell_is_not_guessed() {
    // The bench broke it off before reading: nothing is known but the caller.
    let mut panne = message(1);
    panne.faits.retain(|nom, _| nom.starts_with("certificat"));
    panne.statut = Some(451);
    panne.reponse.ligne = "451 4.3.0 Non".to_owned();
    let (cle, compte) = une(&panne);
    assert_eq!(
        (cle.canal, cle.ins, cle.genre),
        (Canal::MssNonDit, Ins::NonDite, Genre::Document(Etiquette::NonDite))
    );
    assert_eq!((cle.site.mot(), compte), (SITE, echecs(1)));

    // By a token, no certificate names a structure; a mailbox is not looked up.
    let mut jeton = message(1);
    jeton.faits.retain(|nom, _| !nom.starts_with("certificat"));
    assert_eq!(une(&jeton).0.site, Etiquette::NonDite);
    for (structure, site) in [
        ("1999900038", SITE),
        ("399990003800011", "non-dit"),
        ("1999900039", "non-dit"),
        ("999900038", "non-dit"),
        ("", "non-dit"),
    ] {
        let mut e = dmp(1);
        poser(&mut e, "vihf.structure", &[structure]);
        poser(&mut e, "certificat.ou", &[]);
        assert_eq!(une(&e).0.site.mot(), site, "{structure}");
    }

    for (dit, oid, ins) in [
        (&["O"][..], "1.2.250.1.213.1.4.10", Ins::Qualifiee),
        (&["N"], "1.2.250.1.213.1.4.10", Ins::NonQualifiee),
        (&[], "1.2.250.1.213.1.4.8", Ins::Portee),
        (&["O"], "1.2.3", Ins::NonDite),
        (&["oui"], "1.2.250.1.213.1.4.10", Ins::NonDite),
        (&["O", "N"], "1.2.250.1.213.1.4.10", Ins::NonDite),
        (&[], "1.2.3", Ins::Sans),
        (&[], "", Ins::NonDite),
    ] {
        let mut e = message(1);
        poser(&mut e, "x_mss_ins", dit);
        poser(&mut e, "patient.oid", &[oid]);
        poser(&mut e, "cda.oid", &[]);
        assert_eq!(une(&e).0.ins, ins, "{dit:?} {oid}");
    }
}

#[test]
fn each_document_counts_once_by_type_and_by_way() {
    let mut lot = dmp(1);
    poser(&mut lot, "lot.documents", &["3"]);
    poser(&mut lot, "doc.typeCode", &["11502-2", "18748-4", "11502-2"]);
    let c = compter(&[lot.clone()]);
    let choix = Choix::default();
    let lus: Vec<(&str, u64)> = c.lignes(&choix).map(|(cle, n)| (cle.genre.dit(), n.reussis)).collect();
    assert_eq!(lus, [("11502-2", 2), ("18748-4", 1)]);

    // Which of the three has no type is not told: none is said to be of one.
    poser(&mut lot, "doc.typeCode", &["11502-2", "18748-4"]);
    assert_eq!((une(&lot).0.genre, une(&lot).1), (Genre::Document(Etiquette::NonDite), reussis(3)));

    let mut deux = message(1);
    poser(
        &mut deux,
        "destinataire",
        &["a@test.mssante.fr", "167018399933626@patient.test.mssante.fr", "b@test.mssante.fr"],
    );
    let c = compter(&[deux]);
    let canaux: Vec<Canal> = c.lignes(&choix).map(|(cle, _)| cle.canal).collect();
    assert_eq!(canaux, [Canal::MssPro, Canal::MssCitoyen]);

    let mut texte = message(1);
    poser(&mut texte, "genre", &["texte"]);
    assert_eq!(une(&texte).0.genre, Genre::SansArchive);
    for genre in ["mdn", "dsn"] {
        let mut rapport = message(1);
        poser(&mut rapport, "genre", &[genre]);
        assert_eq!(compter(&[rapport]).lignes(&choix).count(), 0, "{genre}");
    }
}

#[test]
fn what_the_bench_sends_and_other_operations_are_not_counted() {
    let mut du_banc = dmp(1);
    du_banc.direction = segur_model::Direction::ServiceVersService;
    let mut test = dmp(2);
    test.operation = segur_xds::operations::TD02.to_owned();
    let c = compter(&[du_banc, test]);
    assert_eq!((c.lignes(&Choix::default()).count(), c.dernier()), (0, 2));
}

#[test]
fn counters_add_up_go_on_from_where_they_were_and_are_kept_as_they_are() {
    let mut echanges: Vec<Exchange> = (1..=20)
        .map(|n| {
            if n % 3 == 0 {
                citoyen(n)
            } else if n % 2 == 0 {
                message(n)
            } else {
                dmp(n)
            }
        })
        .collect();
    poser(&mut echanges[0], "statut", &["Failure"]);
    poser(&mut echanges[4], "vihf.structure", &["1750712184"]);
    echanges[6].instant += time::Duration::days(20);
    let tout = compter(&echanges);

    let mut repris = compter(&echanges[..9]);
    repris = serde_json::from_str(&serde_json::to_string(&repris).unwrap()).unwrap();
    echanges.iter().for_each(|e| repris.ajouter(e));
    assert_eq!(repris, tout, "an exchange that was counted is not counted again");

    let entier = Choix::default();
    let total = tout.somme(&entier, |_| true);
    assert_eq!((total.reussis, total.echecs), (19, 1));
    let par_canal = Canal::TOUS.map(|c| tout.somme(&entier, |cle| cle.canal == c));
    assert_eq!(par_canal.iter().fold(Compte::default(), |s, c| s.plus(*c)), total);
    let par_site = tout.sites().into_iter().map(|s| Choix::lire(s.mot(), "", "").unwrap());
    assert_eq!(
        par_site.map(|c| tout.somme(&c, |_| true)).fold(Compte::default(), Compte::plus),
        total
    );
    let par_mois = tout.mois().into_iter().map(|m| Choix::lire("", m, m).unwrap());
    let par_mois: Vec<Compte> = par_mois.map(|c| tout.somme(&c, |_| true)).collect();
    assert_eq!(par_mois, [Compte { reussis: 18, echecs: 1 }, reussis(1)]);
}
