//! Tests of what the network does not show.

use std::collections::BTreeSet;
use std::sync::Arc;

use segur_certs::Igc;
use segur_fhir::{Recherche, ressource};
use segur_kit::{Contexte, Horloge, Requete, Service, SourceHorloge};
use time::macros::datetime;

use crate::annuaire::Annuaire;
use crate::magasin::{Facette, Magasin, generer, longueur};
use crate::rendu::Cible;
use crate::vue::{Fonds, Vue};
use crate::{AnnuaireReglage, moteur};

fn genere(n: u32, graine: &str) -> Magasin {
    generer(&segur_world::monde_demo().unwrap(), n, graine)
}

#[test]
fn le_monde_genere_est_le_meme_pour_la_meme_graine() {
    let (a, b, autre) = (genere(300, "x"), genere(300, "x"), genere(300, "y"));
    let noms = |m: &Magasin| m.personnes.iter().map(|p| m.lire(p.nom).to_owned()).collect::<Vec<_>>();
    assert_eq!(noms(&a), noms(&b));
    assert_ne!(noms(&a), noms(&autre));
    assert_eq!(a.personnes.len(), 300, "those of the world are among them");
    let mut ids = BTreeSet::new();
    for p in &a.personnes {
        assert!(ids.insert(a.lire(p.id_national)), "an identifier is one person's");
        if let Some(rpps) = a.rpps(p) {
            assert!(segur_ids::rpps_valide(rpps), "{rpps}");
        }
    }
    let numeros: BTreeSet<u64> = a.personnes.iter().map(|p| p.numero).collect();
    assert_eq!(numeros.len(), 300);
    for s in &a.structures {
        assert!(
            segur_ids::id_structure(a.lire(s.id_national)).is_some(),
            "{}",
            a.lire(s.id_national)
        );
    }
    let adresses: BTreeSet<&str> = a.boites_personnes.iter().map(|b| a.lire(b.adresse)).collect();
    assert_eq!(adresses.len(), a.boites_personnes.len());
    assert!(a.boites_personnes.iter().all(|b| a.lire(b.adresse).is_ascii()));
}

/// The technical identifiers of a person depend on who it is, not on who else is there.
#[test]
fn les_identifiants_techniques_tiennent() {
    let (petit, grand) = (genere(0, "x"), genere(5_000, "x"));
    for (a, b) in petit.personnes.iter().zip(&grand.personnes) {
        assert_eq!((petit.lire(a.id_national), a.numero), (grand.lire(b.id_national), b.numero));
    }
}

#[test]
fn une_facette_va_dans_les_deux_sens() {
    let mots = [&["b", "a"][..], &["a"], &[], &["ab", "a", "a"], &["c"]];
    let f = Facette::nouvelle(5, |r, dire| mots[r as usize].iter().for_each(|m| dire(m)));
    let de = |plage: std::ops::Range<u32>| f.rangs(f.etendue(&plage)).to_vec();
    assert_eq!(de(f.exacte("a")), [0, 1, 3]);
    assert_eq!(de(f.prefixe("a")), [0, 1, 3, 3]);
    assert_eq!(de(f.prefixe("")).len(), 6);
    assert_eq!(de(f.exacte("z")), Vec::<u32>::new());
    assert_eq!(de(f.prefixe("z")), Vec::<u32>::new());
    assert_eq!(
        f.filtrees(|c| c.contains('b')),
        std::iter::once(1..3).collect::<Vec<_>>(),
        "ab and b follow each other"
    );
    assert_eq!(f.cles_de(3).len(), 2);
    assert_eq!(f.cle(f.cle_a(3)), "ab");
    let vide = Facette::nouvelle(0, |_, _| {});
    assert!(vide.prefixe("").is_empty() && vide.exacte("a").is_empty());
}

/// In a larger directory too, the indexes say what the resources say.
#[test]
fn les_index_du_monde_genere() {
    let fonds = Arc::new(Fonds::nouveau(genere(1_500, "z"), false));
    let vue = Vue::nouvelle(fonds.clone(), Arc::default(), 0);
    let tous: Vec<Cible> = (0..longueur(&fonds.magasin.personnes)).map(Cible::Personne).collect();
    for question in [
        "family=mar",
        "name=mar,m,dr",
        "name=marton%20a,bel%20,d%27",
        "name:contains=on%20a",
        "name:contains=et%20",
        "family=b&given=a&qualification-code=60",
        "qualification-code=60,10&active=true",
        "given:contains=marie",
        "mailbox-mss=m,ma,mar",
    ] {
        let lus = segur_fhir::parametres(question).unwrap();
        let recherche = Recherche::lire(ressource("Practitioner").unwrap(), &lus).unwrap();
        let attendues: BTreeSet<Cible> = tous
            .iter()
            .copied()
            .filter(|c| vue.ressource(*c).is_some_and(|r| segur_fhir::correspond(&recherche, &r)))
            .collect();
        // By pages of seven: each once.
        let (mut vues, mut position) = (Vec::new(), Some(0));
        while let Some(p) = position {
            let page = moteur::chercher(&vue, &recherche, p, 7);
            vues.extend(page.trouvees);
            position = page.suite;
        }
        let ensemble: BTreeSet<Cible> = vues.iter().copied().collect();
        assert_eq!(ensemble.len(), vues.len(), "{question}: each once");
        assert_eq!(ensemble, attendues, "{question}");
        assert!(!ensemble.is_empty(), "{question}");
    }
}

fn contexte() -> Contexte {
    Contexte {
        espace: "defaut".into(),
        horloge: Horloge::nouvelle(SourceHorloge::Figee(datetime!(2026-01-15 09:00 UTC))),
        monde: Arc::new(segur_world::monde_demo().unwrap()),
        igc: Arc::new(Igc::demo().unwrap()),
        graine: "demo".into(),
        points: Arc::default(),
        sortants: segur_kit::Sortants::default(),
    }
}

async fn obtenir(service: &Annuaire, ctx: &Contexte, uri: &str) -> (u16, serde_json::Value) {
    let mut requete = Requete::nouvelle("GET".parse().unwrap(), uri.parse().unwrap(), "");
    requete.entetes.insert("esante-api-key", "cle".parse().unwrap());
    requete.instant = ctx.horloge.maintenant();
    let classee = service.classer(&requete);
    let reponse = service.repondre(ctx, requete).await;
    assert_eq!(reponse.operation.as_deref(), Some(classee.as_str()), "classed and answered alike");
    (reponse.statut, serde_json::from_slice(&reponse.corps).unwrap())
}

/// A cursor is of one espace, and the same search gives the same one: after a reset too, or a scenario played again would not give
/// the same bytes.
#[tokio::test]
async fn un_curseur_est_d_un_espace_et_se_redonne_le_meme() {
    let service = Annuaire::nouveau(AnnuaireReglage {
        quota: 0,
        ..AnnuaireReglage::default()
    });
    let ctx = contexte();
    let suivante = |b: &serde_json::Value| {
        let url = b["link"][0]["url"].as_str().unwrap().to_owned();
        assert_eq!(b["link"][0]["relation"], "next");
        url
    };
    let (_, bundle) = obtenir(&service, &ctx, "/fhir/v2/Practitioner?_count=1").await;
    let url = suivante(&bundle);
    assert_eq!(obtenir(&service, &ctx, &url).await.0, 200);
    let ailleurs = Contexte {
        espace: "autre".into(),
        ..ctx.clone()
    };
    assert_eq!(obtenir(&service, &ailleurs, &url).await.0, 500);
    let (_, encore) = obtenir(&service, &ctx, "/fhir/v2/Practitioner?_count=1").await;
    assert_eq!(suivante(&encore), url, "the same search at the same instant: the same cursor");
    service.remettre_a_zero("defaut");
    let (_, neuf) = obtenir(&service, &ctx, "/fhir/v2/Practitioner?_count=1").await;
    assert_eq!(suivante(&neuf), url);
    assert_eq!(obtenir(&service, &ctx, &url).await.0, 200);
}

#[tokio::test]
async fn une_panne_demandee() {
    let service = Annuaire::nouveau(AnnuaireReglage::default());
    let ctx = contexte();
    for (panne, statut) in [("429", 429), ("503", 503), ("Unknown error", 500)] {
        let mut requete = Requete::nouvelle("GET".parse().unwrap(), "/fhir/v2/Practitioner?family=x".parse().unwrap(), "");
        requete.panne = Some(panne.to_owned());
        assert_eq!(service.repondre(&ctx, requete).await.statut, statut, "{panne}");
    }
}
