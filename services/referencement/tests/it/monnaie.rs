//! Money and counters, by the pages.

use crate::parcours::eligible;
use crate::portail::Portail;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_funding_stops_where_the_product_is_not_referenced() {
    let p = Portail::nouveau().await;
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let id = eligible(&p, &editeur).await;
    let argent = format!("/candidatures/{id}/argent");
    let r = editeur
        .poster(
            &argent,
            &[
                ("dispositif", "BIO-SGL-Va1"),
                ("prestation", "vague-1"),
                ("client", "Laboratoire Fictif"),
                ("sites_declares", "1"),
            ],
        )
        .await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    let dossier = r.vers().rsplit('=').next().unwrap().to_owned();
    let geste = |plus: &[(&'static str, &'static str)]| {
        let mut champs = vec![("dossier", dossier.as_str()), ("qui", "fournisseur"), ("instance", "I1")];
        champs.extend_from_slice(plus);
        let champs: Vec<(String, String)> = champs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        champs
    };
    let faire = async |champs: Vec<(String, String)>| {
        let champs: Vec<(&str, &str)> = champs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        editeur.poster(&argent, &champs).await
    };
    let r = faire(geste(&[("geste", "ajouter-instance"), ("sites", "999900046")])).await;
    assert_eq!(r.statut, 303, "{}", r.texte());
    // The vendor is enrolled only once the product is referenced: the rule is named, and nothing is kept.
    let r = faire(geste(&[
        ("geste", "enroler"),
        ("certificat", "SIMULE-VA2-0"),
        ("representant", "x"),
        ("depositaire", "representant"),
        ("rib", "oui"),
    ]))
    .await;
    assert!(r.statut == 409 && r.texte().contains("sons."), "{} {}", r.statut, r.texte());
    // Nobody plays the ASP but a reviewer, and nobody else sees the file.
    let mut champs = geste(&[("geste", "verser-solde")]);
    champs.iter_mut().filter(|(n, _)| n == "qui").for_each(|(_, v)| "asp".clone_into(v));
    assert_eq!(faire(champs).await.statut, 403);
    let autre = p.entrer("BIOLOGISTE_1").await;
    assert_eq!(autre.obtenir(&argent).await.statut, 404);
    let lus = editeur.json(&argent).await;
    assert_eq!(lus["financements"][0]["enrolement"], serde_json::Value::Null);
    assert_eq!(lus["financements"][0]["instances"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn caps_and_counters_are_read_by_who_signed_in() {
    let p = Portail::nouveau().await;
    assert_eq!(p.anonyme().obtenir("/compteurs").await.statut, 401);
    let editeur = p.entrer("SECRETAIRE_LABO").await;
    let calcul = editeur.obtenir("/argent?dispositif=BIO-SGL-Va1&instances=I1+%3A+21").await.texte();
    // 21 sites: the last of its tranche.
    assert!(calcul.contains("32") && calcul.contains("940"), "{calcul}");
    let page = editeur.obtenir("/compteurs").await;
    assert!(page.statut == 200 && page.texte().contains("compté") && page.texte().contains("SUN-ES"));
    let csv = editeur.obtenir("/compteurs.csv").await;
    assert!(csv.statut == 200 && csv.entetes["content-type"].to_str().unwrap().starts_with("text/csv"));
}
