//! The page of a running bench, by HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod messagerie;

use std::sync::{Arc, LazyLock};

use reqwest::header::{HOST, HeaderMap, ORIGIN};
use reqwest::{Client, StatusCode, redirect};
use segur_certs::Igc;
use segur_kit::{Banc, Ecriture, ReglageBanc, SourceHorloge};
use segur_model::{Direction, Exchange, Location, rule};
use time::macros::datetime;

static IGC: LazyLock<Arc<Igc>> = LazyLock::new(|| Arc::new(Igc::demo().unwrap()));

const ECART: segur_model::Rule = rule::stricte("essai.regle", "ce qui doit tenir", "un texte");

struct Essai {
    banc: Banc,
    client: Client,
    base: String,
}

struct Page {
    statut: StatusCode,
    entetes: HeaderMap,
    texte: String,
}

impl Essai {
    async fn demarrer() -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut reglage = ReglageBanc::nouveau(Arc::new(segur_world::monde_demo().unwrap()), IGC.clone());
        reglage.horloge = SourceHorloge::Figee(datetime!(2026-01-15 09:00:00 UTC));
        reglage.pages = Some(segur_page::pages);
        let insi = segur_insi::ouvrir(segur_kit::Reglages::new()).unwrap();
        let mssante = segur_mssante::service(messagerie::reglage());
        let banc = Banc::demarrer(reglage, vec![insi, mssante], &["espace-1"]).await.unwrap();
        Self {
            base: banc.acces().controle,
            client: Client::builder().redirect(redirect::Policy::none()).build().unwrap(),
            banc,
        }
    }

    async fn voir(&self, chemin: &str) -> Page {
        Self::page(self.client.get(format!("{}{chemin}", self.base))).await
    }

    async fn poster(&self, chemin: &str, corps: &'static str) -> Page {
        Self::page(self.formulaire(chemin, corps).header(ORIGIN, &self.base)).await
    }

    fn formulaire(&self, chemin: &str, corps: &'static str) -> reqwest::RequestBuilder {
        self.client
            .post(format!("{}{chemin}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(corps)
    }

    async fn page(demande: reqwest::RequestBuilder) -> Page {
        let reponse = demande.send().await.unwrap();
        Page {
            statut: reponse.status(),
            entetes: reponse.headers().clone(),
            texte: reponse.text().await.unwrap(),
        }
    }

    /// An exchange of the journal, with its body, changed.
    async fn echange(&self, corps: &'static str, changer: impl FnOnce(&mut Exchange)) -> u64 {
        let mut e = Exchange::vide(Direction::CandidatVersBanc, datetime!(2026-01-15 09:00:00 UTC));
        e.espace = "defaut".to_owned();
        e.service = "insi".to_owned();
        e.operation = "insi.recherche-traits".to_owned();
        e.requete.ligne = "POST /lps HTTP/1.1".to_owned();
        e.requete.entetes = vec![("content-type".to_owned(), "application/soap+xml".to_owned())];
        e.statut = Some(200);
        changer(&mut e);
        self.banc.journal().append(Ecriture::nouvelle(e, corps, "")).await.unwrap().id
    }
}

fn fait(e: &mut Exchange, nom: &str, valeur: &str) {
    e.faits.insert(nom.to_owned(), vec![valeur.to_owned()]);
}

#[tokio::test]
async fn chaque_page_tient_sa_politique_et_dit_simule() {
    let essai = Essai::demarrer().await;
    let id = essai.echange("<a/>", |_| {}).await;
    for chemin in [
        "/",
        "/taper",
        "/commandes",
        &format!("/echanges/{id}"),
        "/?espace=espace-1",
        "/messagerie",
    ] {
        let page = essai.voir(chemin).await;
        assert_eq!(page.statut, 200, "{chemin} {}", page.texte);
        let csp = page.entetes["content-security-policy"].to_str().unwrap();
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
        assert!(
            page.texte.contains("SIMULÉ") && page.texte.contains("<html lang=\"fr\">"),
            "{chemin}"
        );
        assert!(!page.texte.contains(" style=") && !page.texte.contains("onclick"), "{chemin}");
    }
    for (chemin, type_contenu) in [("/page.css", "text/css"), ("/page.js", "text/javascript")] {
        let page = essai.voir(chemin).await;
        assert!(page.entetes["content-type"].to_str().unwrap().starts_with(type_contenu));
    }
}

#[tokio::test]
async fn ce_qui_vient_du_candidat_reste_du_texte() {
    let essai = Essai::demarrer().await;
    let id = essai
        .echange("<a><script>alert(1)</script></a>", |e| {
            fait(e, "nom", "<script>alert(2)</script>");
            e.requete.ligne = "GET /<img onerror=x> HTTP/1.1".to_owned();
            e.findings = vec![ECART.finding(Location::path("/a"), "<b>", "\"><i>")];
        })
        .await;
    for chemin in ["/".to_owned(), format!("/echanges/{id}"), "/?q=%3Cscript%3E".to_owned()] {
        let texte = essai.voir(&chemin).await.texte;
        for interdit in ["<script>alert", "<img onerror", "<i>"] {
            assert!(!texte.contains(interdit), "{chemin} {interdit}");
        }
        assert!(texte.contains("&lt;script&gt;"), "{chemin}");
    }
}

#[tokio::test]
async fn un_echange_montre_ses_remarques_dans_le_message() {
    let essai = Essai::demarrer().await;
    let id = essai
        .echange("<Envelope><Body>\n<Prenom>X</Prenom></Body></Envelope>", |e| {
            let lieu = Location {
                line: 2,
                column: 1,
                path: "/Envelope/Body/Prenom".to_owned(),
            };
            e.findings = vec![ECART.finding(lieu, "un prénom", "X")];
            fait(e, "cr", "01");
            fait(e, "nom", "DEUXTEMPS");
            fait(e, "prenom", "ANATOLE");
            fait(e, "date_naissance", "1958-02-08");
        })
        .await;
    let texte = essai.voir(&format!("/echanges/{id}")).await.texte;
    for attendu in [
        "1 remarque, dont 1 écart",
        "<div class=\"rang vise\"><code>    &lt;Prenom&gt;X&lt;/Prenom&gt;</code><a class=\"renvoi\" id=\"vu-0\" href=\"#constat-0\"",
        "voir sa ligne",
        "un texte",
        "SGL_PARTIEL",
        "date de naissance « 1958-02-07 », envoyé « 1958-02-08 »",
        "curl -i -X 'POST'",
    ] {
        assert!(texte.contains(attendu), "{attendu} dans {texte}");
    }
    for absent in [
        format!("/echanges/{}", id + 1),
        "/echanges/x".to_owned(),
        format!("/echanges/{id}?espace=espace-1"),
    ] {
        assert_eq!(essai.voir(&absent).await.statut, 404, "{absent}");
    }
}

#[tokio::test]
async fn la_liste_se_filtre_et_se_suit_jusqu_au_premier() {
    let essai = Essai::demarrer().await;
    for rang in 0..250 {
        essai
            .echange("", |e| {
                fait(e, "nom", &format!("NUMERO{rang}X"));
                if rang % 50 == 0 {
                    e.statut = Some(500);
                }
            })
            .await;
    }
    let mut vus = Vec::new();
    let mut suivant = Some("/".to_owned());
    while let Some(chemin) = suivant {
        let texte = essai.voir(&chemin).await.texte;
        vus.extend(
            texte
                .split("href=\"/echanges/")
                .skip(1)
                .filter_map(|t| t.split('"').next()?.parse::<u64>().ok()),
        );
        let lien = texte.split("rel=\"next\" href=\"").nth(1).and_then(|t| t.split('"').next());
        suivant = lien.map(|l| l.replace("&amp;", "&"));
    }
    let attendus: Vec<u64> = (1..=250).rev().collect();
    assert_eq!(vus, attendus, "each once, newest first");
    let lignes = |texte: &str| texte.matches("<tr class").count() + texte.matches("<tr>").count() - 1;
    assert_eq!(lignes(&essai.voir("/?echecs=oui").await.texte), 5);
    assert_eq!(lignes(&essai.voir("/?q=numero7x").await.texte), 1);
    assert_eq!(lignes(&essai.voir("/?service=dmp").await.texte), 0);
    assert_eq!(essai.voir("/?espace=inconnu").await.statut, 404);
}

#[tokio::test]
async fn ce_qui_fut_purge_se_dit_sous_la_liste() {
    let essai = Essai::demarrer().await;
    let id = essai.echange("<x/>", |_| {}).await;
    assert!(!essai.voir("/").await.texte.contains("purge du"));
    let tout = serde_json::json!({"avant": "2999-01-01T00:00:00Z"});
    let purge = essai.client.post(format!("{}/banc/purge", essai.base)).body(tout.to_string());
    assert_eq!(purge.send().await.unwrap().status(), 200);
    let texte = essai.voir("/").await.texte;
    assert!(
        texte.contains("Journal : purge du ") && texte.contains("1 échange ôté ("),
        "{texte}"
    );
    assert_eq!(essai.voir(&format!("/echanges/{id}")).await.statut, 404);
    assert!(!essai.voir("/?espace=espace-1").await.texte.contains("purge du"));
}

#[tokio::test]
async fn les_echanges_arrivent_a_mesure() {
    let essai = Essai::demarrer().await;
    let avant = essai.echange("", |_| {}).await;
    let mut flux = essai
        .client
        .get(format!("{}/flux?avant={avant}&echecs=oui", essai.base))
        .send()
        .await
        .unwrap();
    essai.echange("", |e| fait(e, "nom", "PASSE")).await;
    let id = essai
        .echange("", |e| {
            e.statut = Some(500);
            fait(e, "nom", "<b>\nCASSE");
        })
        .await;
    let mut recu = String::new();
    while !recu.contains("\n\n") {
        recu.push_str(&String::from_utf8_lossy(&flux.chunk().await.unwrap().unwrap()));
    }
    assert!(recu.contains("event: ligne") && recu.contains(&format!("id: {id}")), "{recu}");
    assert!(recu.contains("&lt;b&gt; CASSE") && !recu.contains("PASSE"), "{recu}");
}

#[tokio::test]
async fn pannes_horloge_actions_et_remise_a_zero() {
    let essai = Essai::demarrer().await;
    let etat = || essai.banc.espace("espace-1").unwrap();
    let pose = essai
        .poster("/commandes/pannes?espace=espace-1", "sur=insi.*&quoi=latence&valeur=5&nieme=2")
        .await;
    assert_eq!(
        (pose.statut, pose.entetes["location"].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/commandes?espace=espace-1")
    );
    assert_eq!(etat().pannes[0].nieme, Some(2));
    assert!(
        essai.banc.espace("defaut").unwrap().pannes.is_empty(),
        "the other espace is untouched"
    );
    assert!(essai.voir("/commandes?espace=espace-1").await.texte.contains("insi.*"));
    for (corps, dit) in [
        ("sur=insi.*&quoi=latence&valeur=beaucoup", "veut un nombre"),
        ("sur=insi.*&quoi=faute", "veut une valeur"),
        ("sur=insi.*&quoi=sieste", "pas une panne"),
        ("sur=rien.du.tout&quoi=fermeture", "rien.du.tout"),
        ("sur=insi.*&quoi=fermeture&nieme=un", "est un nombre"),
    ] {
        let refus = essai.poster("/commandes/pannes?espace=espace-1", corps).await;
        assert!(refus.statut == 400 && refus.texte.contains(dit), "{corps} {}", refus.texte);
    }
    assert_eq!(etat().pannes.len(), 1);
    assert_eq!(
        essai.poster("/commandes/horloge?espace=espace-1", "decalage_s=86400").await.statut,
        StatusCode::SEE_OTHER
    );
    assert_eq!(etat().horloge, datetime!(2026-01-16 09:00:00 UTC));
    let fait = essai.poster("/commandes/actions/insi/environnement", "valeur=production").await;
    assert!(fait.statut == 200 && fait.texte.contains("C'est fait"), "{}", fait.texte);
    assert_eq!(
        essai.poster("/commandes/actions/insi/environnement", "valeur=lune").await.statut,
        400
    );
    assert_eq!(essai.poster("/commandes/actions/insi/rien", "").await.statut, 404);
    assert_eq!(
        essai.poster("/commandes/remise-a-zero?espace=espace-1", "").await.statut,
        400,
        "not confirmed"
    );
    assert_eq!(etat().pannes.len(), 1);
    assert_eq!(
        essai
            .poster("/commandes/remise-a-zero?espace=espace-1", "confirme=oui")
            .await
            .statut,
        StatusCode::SEE_OTHER
    );
    assert_eq!((etat().pannes.len(), etat().horloge), (0, datetime!(2026-01-15 09:00:00 UTC)));
}

/// A page of the web, or a name of theirs that they made point here, changes nothing.
#[tokio::test]
async fn une_page_d_ailleurs_ne_peut_rien() {
    let essai = Essai::demarrer().await;
    let demande = || essai.formulaire("/commandes/horloge", "decalage_s=3600");
    let refusee = Essai::page(demande().header(ORIGIN, "https://ailleurs.example")).await;
    assert_eq!(refusee.statut, StatusCode::FORBIDDEN);
    let refusee = Essai::page(demande().header(ORIGIN, &essai.base).header(HOST, "ailleurs.example")).await;
    assert_eq!(refusee.statut, StatusCode::FORBIDDEN);
    assert_eq!(essai.banc.espace("defaut").unwrap().horloge, datetime!(2026-01-15 09:00:00 UTC));
}

/// A long campaign: the page answers, and a filter that keeps nothing gives up by a link instead of reading all.
#[tokio::test]
#[ignore = "cent mille échanges : « .ci/nuit » le joue"]
async fn cent_mille_echanges() {
    let essai = Essai::demarrer().await;
    let debut = std::time::Instant::now();
    let journal = essai.banc.journal();
    for _ in 0..1000 {
        let lot: Vec<_> = (0..100)
            .map(|_| {
                let mut e = Exchange::vide(Direction::CandidatVersBanc, datetime!(2026-01-15 09:00:00 UTC));
                e.espace = "defaut".to_owned();
                e.service = "insi".to_owned();
                e.operation = "insi.recherche-traits".to_owned();
                e.statut = Some(200);
                journal.append(Ecriture::nouvelle(e, "", ""))
            })
            .collect();
        for ecrit in lot {
            ecrit.await.unwrap();
        }
    }
    println!("écrits en {:?}", debut.elapsed());
    for (chemin, dit) in [
        ("/", "100 échanges montrés"),
        ("/?avant=50000", "100 échanges montrés"),
        ("/?q=introuvable", "Aucun échange ne répond"),
    ] {
        let debut = std::time::Instant::now();
        let page = essai.voir(chemin).await;
        println!("{chemin} en {:?}, {} octets", debut.elapsed(), page.texte.len());
        assert!(page.texte.contains(dit) && page.texte.contains("rel=\"next\""), "{chemin}");
    }
}
