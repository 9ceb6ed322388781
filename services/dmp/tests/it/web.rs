//! The web access as a browser meets it, with the card of a professional.

use segur_model::Exchange;
use segur_model::world::Ins;

use crate::banc::{Essai, IGC};
use crate::message::{AGATHE, Lot, PERSONNE};

/// A professional before the site.
struct Web {
    essai: Essai,
    client: reqwest::Client,
}

/// What came back, and what the bench recorded.
struct Vue {
    statut: u16,
    entetes: reqwest::header::HeaderMap,
    octets: Vec<u8>,
    echange: Exchange,
}

impl Web {
    async fn de(identite: Option<&str>) -> Self {
        let essai = Essai::nouveau().await;
        Self {
            client: client(identite),
            essai,
        }
    }

    /// The same bench, somebody else.
    fn autre(self, identite: &str) -> Self {
        Self {
            client: client(Some(identite)),
            ..self
        }
    }

    fn origine(&self) -> String {
        let base = &self.essai.banc.espace("defaut").unwrap().points["dmp.web"];
        base.strip_suffix("/AccesDirect").unwrap().to_owned()
    }

    async fn ouvrir(&self, chemin: &str) -> Vue {
        self.recevoir(self.client.get(format!("{}{chemin}", self.origine()))).await
    }

    async fn envoyer(&self, chemin: &str, champs: &[(&str, &str)], origine: Option<&str>) -> Vue {
        let corps = formulaire(champs);
        let mut demande = self.client.post(format!("{}{chemin}", self.origine()));
        demande = demande.header("content-type", "application/x-www-form-urlencoded");
        if let Some(origine) = origine {
            demande = demande.header("origin", origine);
        }
        self.recevoir(demande.body(corps)).await
    }

    async fn recevoir(&self, demande: reqwest::RequestBuilder) -> Vue {
        let reponse = demande.send().await.unwrap();
        Vue {
            statut: reponse.status().as_u16(),
            entetes: reponse.headers().clone(),
            octets: reponse.bytes().await.unwrap().to_vec(),
            echange: self.essai.dernier().await,
        }
    }
}

fn formulaire(champs: &[(&str, &str)]) -> String {
    champs.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("&")
}

fn client(identite: Option<&str>) -> reqwest::Client {
    let ancres = reqwest::Certificate::from_pem_bundle(IGC.ancres_pem().as_bytes()).unwrap();
    let mut client = reqwest::Client::builder()
        .tls_certs_only(ancres)
        .redirect(reqwest::redirect::Policy::none());
    if let Some(identite) = identite {
        let identite = IGC.identite(identite).unwrap();
        let pem = format!("{}{}", identite.chaine_pem, identite.cle_pem);
        client = client.identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap());
    }
    client.build().unwrap()
}

impl Vue {
    fn texte(&self) -> String {
        String::from_utf8(self.octets.clone()).unwrap()
    }

    fn entete(&self, nom: &str) -> &str {
        self.entetes.get(nom).map_or("", |v| v.to_str().unwrap())
    }

    fn fait(&self, nom: &str) -> String {
        self.echange.fait(nom).unwrap_or_default().to_owned()
    }

    /// Operation, status, rule of the refusal, code.
    fn dite(&self) -> (&str, u16, &str, String) {
        let refus = self.echange.refus.as_deref().unwrap_or_default();
        (&self.echange.operation, self.statut, refus, self.fait("erreur"))
    }
}

pub fn ins(fiche: &str) -> String {
    segur_world::monde_demo().unwrap().patients[fiche]
        .ins
        .as_ref()
        .map(Ins::complet)
        .unwrap()
}

const PRESCRIPTEUR: Option<&str> = Some("ps-auth-medecin-prescripteur");
const REFUSEE: &str = "DMPAccessDeniedByRightsService";

#[tokio::test]
async fn chaque_page_s_ouvre_et_dit_qu_elle_est_simulee() {
    let web = Web::de(PRESCRIPTEUR).await;
    let ins = ins("DMP_VIE_ENTIERE");
    for (page, h1, dedans) in [
        ("TableauDeBord", "Tableau de bord", "LONGUEVIE"),
        ("TableauDeBord/{}", "Tableau de bord", "Ce patient a un DMP, et il est ouvert."),
        ("DossierPatient/{}", "Dossier du patient", "BAPTISTE ORDONNANCE"),
        ("GestionDMPPatient/{}", "Gestion du DMP", "Retirer mon autorisation"),
        ("Documents/{}", "Documents", "Consultation de médecine générale"),
        ("ParcoursDeSoins/{}", "Parcours de soins", "<h2>2021</h2>"),
        ("HistoriqueAcces/{}", "Historique des accès", "accès web contextuel : Documents"),
        ("Parametrages", "Paramétrages", "Médecin"),
        ("VolontesEtDroits/{}", "Volontés et droits", "APOLLINE DUSERVICE"),
        ("CarnetVaccination/{}", "Carnet de vaccination", "Historique des vaccinations"),
    ] {
        let chemin = format!("/AccesDirect/{}", page.replace("{}", &ins));
        let vue = web.ouvrir(&chemin).await;
        let texte = vue.texte();
        assert_eq!(vue.dite(), ("dmp.TD0.9", 200, "", String::new()), "{chemin} {texte}");
        assert!(
            texte.contains(&format!("<h1>{h1}</h1>")) && texte.contains(dedans),
            "{chemin} {texte}"
        );
        assert!(texte.matches("Service simulé — banc d'essai").count() >= 2, "{chemin}");
        assert!(
            !texte.contains("<script") && !texte.contains("javascript:") && !texte.contains(" style="),
            "{chemin}"
        );
        assert_eq!(vue.entete("cache-control"), "no-store", "{chemin}");
        assert!(vue.entete("content-security-policy").starts_with("default-src 'none'"), "{chemin}");
        assert_eq!(vue.echange.findings, [], "{chemin}");
        assert_eq!(vue.fait("page"), page.split('/').next().unwrap());
        assert_eq!(
            (vue.fait("ps").as_str(), vue.fait("authentification").as_str()),
            ("899900000052", "carte")
        );
        if page.contains("{}") {
            assert_eq!(vue.fait("patient"), ins);
            assert_eq!(
                ["existence", "dmp.statut", "autorisation"].map(|f| vue.fait(f)),
                ["OK", "active", "VALIDE"],
                "{chemin}"
            );
        }
    }
    // What is followed from there is told apart, and names no patient of the software.
    let vue = web.ouvrir(&format!("/dmp/Documents/{ins}")).await;
    assert_eq!(vue.dite(), ("dmp.web", 200, "", String::new()));
    assert_eq!((vue.fait("dossier"), vue.fait("patient")), (ins, String::new()));
    let vue = web.ouvrir("/dmp/style.css").await;
    assert_eq!((vue.statut, vue.entete("content-type")), (200, "text/css; charset=utf-8"));
}

/// The recorded exchange, read again by the dialect, gives the facts that the service gave.
#[tokio::test]
async fn les_faits_se_relisent_dans_les_octets() {
    use segur_dialecte::Source;
    let web = Web::de(PRESCRIPTEUR).await;
    for chemin in [
        format!("/AccesDirect/Documents/{}?lps=essai", ins("DMP_VIE_ENTIERE")),
        "/AccesDirect/Rien".to_owned(),
        format!("/dmp/DossierPatient/{}", ins("DMP_SANS_AUTORISATION")),
    ] {
        let vue = web.ouvrir(&chemin).await;
        let octets = vue.octets.clone().into();
        let lu = segur_xds::DIALECTE
            .lire(&Source::echange(&vue.echange, &bytes::Bytes::new(), &octets))
            .unwrap();
        assert_eq!(lu.faits().faits, vue.echange.faits, "{chemin}");
    }
}

#[tokio::test]
async fn une_adresse_fausse_est_enregistree_et_dite() {
    let web = Web::de(PRESCRIPTEUR).await;
    let juste = ins("DMP_VIE_ENTIERE");
    let fausse = format!("{}00", &juste[..13]);
    for (chemin, statut, regle, erreur) in [
        (format!("/AccesDirect/Dossier/{juste}"), 404, "dmp.web.page", ""),
        (format!("/AccesDirect/Documents/{fausse}"), 400, "dmp.web.ins", ""),
        (format!("/AccesDirect/Documents/{}", &juste[..13]), 400, "dmp.web.ins", ""),
        (format!("/AccesDirect/CreationDMP/{juste}"), 403, "dmp.web.creation", REFUSEE),
        ("/AccesDirect/Documents".to_owned(), 400, "dmp.web.patient", ""),
    ] {
        let vue = web.ouvrir(&chemin).await;
        assert_eq!(vue.dite(), ("dmp.TD0.9", statut, regle, erreur.to_owned()), "{chemin}");
        assert_eq!(vue.echange.findings.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), [regle]);
        assert!(vue.texte().contains("/dmp/TableauDeBord\""), "a way out");
    }
    // Told, and shown all the same.
    for (chemin, regle) in [
        (format!("/AccesDirect/Documents/{juste}?nom=LONGUEVIE"), "dmp.web.donnees"),
        (format!("/AccesDirect/Parametrages/{juste}"), "dmp.web.patient"),
    ] {
        let vue = web.ouvrir(&chemin).await;
        assert_eq!(vue.dite(), ("dmp.TD0.9", 200, "", String::new()), "{chemin}");
        assert_eq!(vue.echange.findings.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), [regle]);
    }
    let vue = web.envoyer(&format!("/AccesDirect/Documents/{juste}"), &[], None).await;
    assert_eq!(vue.dite(), ("dmp.TD0.9", 405, "dmp.web.methode", String::new()));
}

#[tokio::test]
async fn l_authentification_est_celle_d_un_professionnel() {
    let chemin = format!("/AccesDirect/Documents/{}", ins("DMP_VIE_ENTIERE"));
    let vue = Web::de(None).await.ouvrir(&chemin).await;
    assert_eq!(vue.dite(), ("dmp.TD0.9", 401, "", String::new()));
    assert!(!vue.texte().contains("LONGUEVIE"));
    let vue = Web::de(Some("org-auth-cli")).await.ouvrir(&chemin).await;
    assert_eq!(vue.dite(), ("dmp.TD0.9", 403, "dmp.web.directe", String::new()));
    assert!(vue.texte().contains("carte du professionnel") && !vue.texte().contains("LONGUEVIE"));
}

#[tokio::test]
async fn un_dmp_ferme_absent_ou_bloque_mene_au_tableau_de_bord() {
    let web = Web::de(Some("ps-auth-medecin-hospitalier")).await;
    for (fiche, statut, existence, dmp, erreur) in [
        ("DMP_FERME_A_SA_DEMANDE", 403, "OK", "terminated", "XDSRegistryError"),
        ("DMP_PERE_DE_LA_MINEURE", 404, "NF", "", "XDSUnknownPatientId"),
        ("DMP_TOUT_BLOQUE", 403, "OK", "active", "banc_interdit"),
    ] {
        let ins = ins(fiche);
        let vue = web.ouvrir(&format!("/AccesDirect/DossierPatient/{ins}")).await;
        assert_eq!(vue.dite(), ("dmp.TD0.9", statut, "", erreur.to_owned()), "{fiche}");
        assert_eq!([vue.fait("existence"), vue.fait("dmp.statut")], [existence, dmp], "{fiche}");
        assert!(vue.texte().contains(&format!("href=\"/dmp/TableauDeBord/{ins}\"")), "{fiche}");
        // The first page says what there is.
        let vue = web.ouvrir(&format!("/AccesDirect/TableauDeBord/{ins}")).await;
        assert_eq!((vue.statut, vue.fait("existence").as_str()), (200, existence), "{fiche}");
    }
    let vue = web.ouvrir(&format!("/AccesDirect/Documents/{}", PERSONNE.0)).await;
    assert_eq!((vue.statut, vue.fait("existence").as_str()), (404, "NF"));
}

fn jeton(texte: &str) -> String {
    let (_, suite) = texte.split_once("name=\"jeton\" value=\"").unwrap();
    suite.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn une_autorisation_se_declare_par_un_geste() {
    let web = Web::de(PRESCRIPTEUR).await;
    let ins = ins("DMP_SANS_AUTORISATION");
    let page = format!("/AccesDirect/Documents/{ins}");
    let vue = web.ouvrir(&page).await;
    assert_eq!((vue.statut, vue.fait("autorisation").as_str()), (200, "NON_EXISTE"));
    let texte = vue.texte();
    assert!(
        texte.contains("<h1>Autorisation à déclarer</h1>") && !texte.contains("<table"),
        "{texte}"
    );
    let bon = jeton(&texte);
    let vers = format!("/dmp/autorisation/{ins}");
    // Opening a page declares nothing; nor does a form of another site, of another patient, of nobody.
    for (jeton, origine) in [("", None), ("faux", None), (bon.as_str(), Some("https://ailleurs.test"))] {
        let vue = web.envoyer(&vers, &[("jeton", jeton), ("action", "AJOUT")], origine).await;
        assert_eq!(vue.dite(), ("dmp.web", 403, "", String::new()), "{jeton}");
    }
    let autre = format!("/dmp/autorisation/{}", crate::web::ins("DMP_NE_A_L_ETRANGER"));
    assert_eq!(web.envoyer(&autre, &[("jeton", &bon), ("action", "AJOUT")], None).await.statut, 403);
    assert_eq!(web.ouvrir(&page).await.fait("autorisation"), "NON_EXISTE");
    assert_eq!(web.envoyer(&vers, &[("jeton", &bon), ("action", "X")], None).await.statut, 400);

    let origine = web.origine();
    let champs = [("jeton", bon.as_str()), ("action", "AJOUT"), ("traitant", "oui")];
    let vue = web.envoyer(&vers, &champs, Some(&origine)).await;
    assert_eq!(
        (vue.statut, vue.entete("location")),
        (303, format!("/dmp/DossierPatient/{ins}").as_str())
    );
    assert_eq!(vue.fait("autorisation.action"), "AJOUT");
    let vue = web.ouvrir(&page).await;
    assert_eq!(vue.fait("autorisation"), "VALIDE");
    assert!(vue.texte().contains("<table"), "{}", vue.texte());
    let vue = web.ouvrir("/dmp/TableauDeBord").await;
    assert!(vue.texte().contains("15/01/2026, médecin traitant"), "{}", vue.texte());
    // And taken away.
    let texte = web.ouvrir(&format!("/dmp/GestionDMPPatient/{ins}")).await.texte();
    let champs = [("jeton", jeton(&texte)), ("action", "SUPPRESSION".to_owned())];
    let champs = champs.each_ref().map(|(n, v)| (*n, v.as_str()));
    assert_eq!(web.envoyer(&vers, &champs, None).await.statut, 303);
    assert_eq!(web.ouvrir(&page).await.fait("autorisation"), "NON_EXISTE");
    // A token is of one person.
    let web = web.autre("ps-auth-infirmier-liberal");
    assert_eq!(web.envoyer(&vers, &[("jeton", &bon), ("action", "AJOUT")], None).await.statut, 403);
}

/// A médecin du travail may not add an authorisation (PDT-526): the site does not offer it.
#[tokio::test]
async fn qui_ne_peut_pas_s_autoriser_reste_dehors() {
    let web = Web::de(Some("ps-auth-medecin-du-travail")).await;
    let vue = web
        .ouvrir(&format!("/AccesDirect/Documents/{}", ins("DMP_SANS_AUTORISATION")))
        .await;
    assert_eq!(vue.dite(), ("dmp.TD0.9", 403, "", REFUSEE.to_owned()));
    assert!(!vue.texte().contains("<form"), "{}", vue.texte());
}

/// The addresses of the documents of a list, each with its row.
fn documents(texte: &str) -> Vec<(String, String)> {
    let lignes = texte.split("<tr>").skip(1).filter_map(|l| {
        let (_, suite) = l.split_once("href=\"/dmp/document/")?;
        Some((format!("/dmp/document/{}", suite.split_once('"')?.0), l.to_owned()))
    });
    lignes.collect()
}

#[tokio::test]
async fn un_document_se_lit_et_son_pdf_s_ouvre() {
    let web = Web::de(PRESCRIPTEUR).await;
    let ins = ins("DMP_VIE_ENTIERE");
    let liste = web.ouvrir(&format!("/AccesDirect/Documents/{ins}?etat=tous")).await.texte();
    let tous = documents(&liste);
    assert!(tous.len() > 25, "{}", tous.len());
    let (mut pdf, mut kos, mut lus) = (0, 0, 0);
    for (adresse, ligne) in &tous {
        let vue = web.ouvrir(adresse).await;
        let texte = vue.texte();
        assert_eq!(vue.statut, 200, "{adresse}");
        assert!(texte.contains("Fiche du document") && !texte.contains("<script"), "{adresse}");
        lus += usize::from(texte.contains("<h2 id=\"t-contenu\">Contenu</h2>"));
        kos += usize::from(texte.contains("(KOS)"));
        if texte.contains("Ouvrir le PDF") {
            pdf += 1;
            let vue = web.ouvrir(&format!("{adresse}/pdf")).await;
            assert_eq!((vue.statut, vue.entete("content-type")), (200, "application/pdf"), "{ligne}");
            assert!(vue.octets.starts_with(b"%PDF-") && vue.entete("x-content-type-options") == "nosniff");
        } else {
            assert_eq!(web.ouvrir(&format!("{adresse}/pdf")).await.statut, 404, "{adresse}");
        }
        let vue = web.ouvrir(&format!("{adresse}/fichier")).await;
        assert_eq!(vue.entete("content-type"), "application/octet-stream", "nothing of it runs here");
        assert!(vue.entete("content-disposition").starts_with("attachment;"));
        assert_eq!(vue.entete("content-security-policy"), "default-src 'none'; sandbox");
        assert!(!vue.octets.is_empty());
    }
    assert!(pdf > 0 && kos > 0 && lus > 20, "{pdf} {kos} {lus}");
    assert_eq!(web.ouvrir(&format!("/dmp/document/{ins}/1.2.3")).await.statut, 404);
    // A document of one patient is not one of another.
    let (adresse, _) = &tous[0];
    let ailleurs = adresse.replace(&ins, &crate::web::ins("DMP_MINEURE_SECRETE"));
    assert_eq!(web.ouvrir(&ailleurs).await.statut, 404);
}

#[tokio::test]
async fn les_filtres_et_les_etats() {
    let web = Web::de(PRESCRIPTEUR).await;
    let ins = ins("DMP_VIE_ENTIERE");
    let base = format!("/dmp/Documents/{ins}");
    let compter = async |question: &str| documents(&web.ouvrir(&format!("{base}{question}")).await.texte()).len();
    let (actifs, archives, anciens, tous) = (
        compter("").await,
        compter("?etat=archives").await,
        compter("?etat=anciens").await,
        compter("?etat=tous").await,
    );
    assert!(
        actifs < archives && actifs < anciens && archives + anciens - actifs == tous,
        "{actifs} {archives} {anciens} {tous}"
    );
    let texte = web.ouvrir(&format!("{base}?etat=tous")).await.texte();
    for etat in [
        "<li>archivé</li>",
        "<li>ancienne version</li>",
        "<li>masqué aux professionnels</li>",
    ] {
        assert!(texte.contains(etat), "{etat}");
    }
    assert!(compter("?type=11502-2").await < actifs);
    assert!(compter("?titre=CONSULTATION").await > 0);
    assert_eq!(compter("?depuis=2031-01-01").await, 0);
    let texte = web.ouvrir(&format!("{base}?titre=%3Cb%3E%22")).await.texte();
    assert!(texte.contains("value=\"&lt;b&gt;&quot;\""), "{texte}");
}

/// The médecin traitant sees what is masked; another professional does not, and is not told that it is there.
#[tokio::test]
async fn ce_qui_est_masque_l_est_comme_par_les_services() {
    let web = Web::de(PRESCRIPTEUR).await;
    let ins = ins("DMP_VIE_ENTIERE");
    let liste = format!("/AccesDirect/Documents/{ins}?etat=tous");
    let siens = documents(&web.ouvrir(&liste).await.texte());
    let masques: Vec<&String> = siens.iter().filter(|(_, l)| l.contains("masqué aux")).map(|(a, _)| a).collect();
    assert!(!masques.is_empty());
    let web = web.autre("ps-auth-infirmier-liberal");
    let vus: Vec<String> = documents(&web.ouvrir(&liste).await.texte()).into_iter().map(|(a, _)| a).collect();
    assert!(!vus.is_empty());
    for adresse in masques {
        assert!(!vus.contains(adresse), "{adresse}");
        let vue = web.ouvrir(adresse).await;
        assert_eq!((vue.statut, vue.fait("erreur").as_str()), (404, "XDSDocumentUniqueIdError"));
        assert_eq!(web.ouvrir(&format!("{adresse}/fichier")).await.statut, 404);
    }
}

/// A document that a software fed is there, and nothing of it is HTML of ours.
#[tokio::test]
async fn ce_qui_est_depose_se_lit() {
    let essai = Essai::nouveau().await;
    let lot = Lot::nouveau(1, AGATHE);
    let recue = essai.alimenter(&lot).await;
    assert_eq!(recue.erreurs(), Vec::<String>::new(), "{}", recue.enveloppe);
    let web = Web {
        client: client(Some("ps-auth-biologiste-1")),
        essai,
    };
    let ins = recue.fait("patient").unwrap();
    let vue = web.ouvrir(&format!("/AccesDirect/Documents/{ins}")).await;
    let texte = vue.texte();
    let texte = if texte.contains("Autorisation à déclarer") {
        let champs = [("jeton", jeton(&texte)), ("action", "AJOUT".to_owned())];
        let champs = champs.each_ref().map(|(n, v)| (*n, v.as_str()));
        web.envoyer(&format!("/dmp/autorisation/{ins}"), &champs, None).await;
        web.ouvrir(&format!("/AccesDirect/Documents/{ins}")).await.texte()
    } else {
        texte
    };
    let deposes = documents(&texte);
    assert_eq!(deposes.len(), 1, "{texte}");
    let vue = web.ouvrir(&deposes[0].0).await;
    assert_eq!(vue.statut, 200);
    let historique = web.ouvrir(&format!("/AccesDirect/HistoriqueAcces/{ins}")).await.texte();
    assert!(historique.contains("TD2.1, alimentation et remplacement"), "{historique}");
}

#[tokio::test]
async fn une_recherche_par_ins_mene_au_tableau_de_bord() {
    let web = Web::de(PRESCRIPTEUR).await;
    let ins = ins("DMP_VIE_ENTIERE");
    let vue = web.ouvrir(&format!("/dmp/recherche?ins=+{}+{}", &ins[..5], &ins[5..])).await;
    assert_eq!(
        (vue.statut, vue.entete("location")),
        (303, format!("/dmp/TableauDeBord/{ins}").as_str())
    );
    assert_eq!(web.ouvrir("/dmp/recherche?ins=12").await.statut, 400);
    assert_eq!(web.ouvrir("/").await.entete("location"), "/dmp/TableauDeBord");
    assert_eq!(web.ouvrir("/dmp/../etc").await.statut, 404);
}

/// The endpoint of services is no site, and the site takes no message.
#[tokio::test]
async fn les_deux_adresses_ne_se_melangent_pas() {
    let web = Web::de(PRESCRIPTEUR).await;
    let vue = web.envoyer("/si-dmp-server/v2/services/patients", &[], None).await;
    assert_eq!(vue.statut, 404);
    assert_eq!(vue.echange.operation, "dmp.illisible");
}
