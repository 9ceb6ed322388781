//! The DMP under a token of Pro Santé Connect: a real token of the simulated one, over TLS, and everything that may be wrong around it.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use segur_dialecte::{Lu as _, Source};
use segur_dmp::{ApiPscReglage, DmpReglage, DroitsDeleguee, ModePsc};
use segur_oidc::jeton::Signataire;
use segur_psc::PscReglage;
use segur_xds::psc::{ENTETE_SITUATION, ENTETE_VIHF};
use serde_json::{Value, json};

use crate::acteurs::{LABO, TRAITANT};
use crate::banc::{Essai, IGC, MAINTENANT, Recue};
use crate::demandes::{APPROUVE, DEPOT, Demande, autoriser, consulter, documents, existe, lister};
use crate::message::{AGATHE, ELIOTT, Lot, PERSONNE, Patient, bon_vihf, enveloppe};

const MEDECIN: &str = "899900000052";
const PHARMACIENNE: &str = "899900000060";
const DEUX_EXERCICES: &str = "899900000136";
const HOPITAL: &str = "1999900020";

fn ouverte() -> ApiPscReglage {
    ApiPscReglage {
        ouverte: true,
        ..ApiPscReglage::default()
    }
}

async fn essai(api_psc: ApiPscReglage) -> Essai {
    let psc = segur_psc::service(PscReglage {
        interval: 0,
        ..PscReglage::default()
    });
    let reglage = DmpReglage {
        api_psc,
        ..DmpReglage::default()
    };
    Essai::avec(None, reglage, vec![psc]).await
}

impl Essai {
    fn point(&self, nom: &str) -> String {
        self.banc.espace("defaut").unwrap().points[nom].clone()
    }

    /// The tokens of this person, by CIBA.
    async fn jetons(&self, id_national: &str) -> Value {
        let psc = format!("{}/protocol/openid-connect", self.point("psc.auth"));
        let poster = async |url: String, corps: String| -> Value {
            let r = self.client_de("org-auth-cli").post(url);
            let r = r.basic_auth("banc-essai", Some("secret-public-du-banc"));
            let r = r.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(corps);
            r.send().await.unwrap().json().await.unwrap()
        };
        let demande = format!("scope=openid%20scope_all&login_hint={id_national}&binding_message=42&acr_values=eidas1&channel=MOBILE");
        let demande = poster(format!("{psc}/ext/ciba/auth"), demande).await;
        let id = demande["auth_req_id"].as_str().unwrap();
        assert_eq!(self.agir_sur("psc", "approuver", json!({ "demande": id })).await.0, 200);
        let corps = format!("grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id={id}");
        poster(format!("{psc}/token"), corps).await
    }

    async fn jeton(&self, id_national: &str) -> String {
        self.jetons(id_national).await["access_token"].as_str().unwrap().to_owned()
    }

    /// A message to the gateway, by a client without a certificate; nothing says who calls, nor for whom.
    fn nue(&self, d: &Demande) -> RequestBuilder {
        let client = reqwest::Certificate::from_pem_bundle(IGC.ancres_pem().as_bytes()).unwrap();
        let client = reqwest::Client::builder().tls_certs_only(client).build().unwrap();
        client
            .post(format!("{}{}", self.point("dmp.psc"), d.suite))
            .header(CONTENT_TYPE, "application/soap+xml; charset=utf-8")
            .body(enveloppe(d.action, "", &d.corps))
    }

    /// The same, under this token, for this patient.
    async fn sous(&self, jeton: &str, patient: Patient, d: &Demande) -> Recue {
        let demande = self.nue(d).bearer_auth(jeton).header("X-PatientINS", patient.0);
        self.recevoir(demande).await
    }

    /// What the recorded bytes of an exchange say, as the engine reads them: facts, and the rules that do not hold.
    async fn relu(&self, vue: &Recue) -> (segur_model::Faits, BTreeSet<(String, bool)>) {
        let e = &vue.echange;
        let (requete, reponse) = self.banc.journal().octets(Some("defaut"), e.id).await.unwrap().unwrap();
        let lu = segur_xds::DIALECTE.lire(&Source::echange(e, &requete, &reponse)).unwrap();
        let monde = segur_world::monde_demo().unwrap();
        let k = segur_dialecte::Connu::du_monde(&monde, IGC.confiance(), MAINTENANT);
        let regles = lu.constats(&k).into_iter().map(|c| (c.rule.clone(), c.is_error()));
        (lu.faits().faits.clone(), regles.collect())
    }
}

impl Recue {
    /// The VIHF that the answer shows.
    fn vihf(&self) -> Option<String> {
        use base64::Engine as _;
        let valeur = self.echange.reponse.entete(ENTETE_VIHF)?;
        let octets = base64::engine::general_purpose::STANDARD.decode(valeur).unwrap();
        Some(String::from_utf8(octets).unwrap())
    }

    /// Status, rule of the refusal; nothing of a refusal is an error, and no VIHF was made.
    fn refusee(&self) -> (u16, &str) {
        let erreurs: Vec<_> = self.echange.findings.iter().filter(|f| f.is_error()).collect();
        assert!(erreurs.is_empty(), "{erreurs:#?}");
        let regle = self.echange.refus.as_deref().unwrap_or_default();
        assert!(self.echange.findings.iter().any(|f| f.rule == regle), "{regle}");
        assert_eq!((self.vihf(), self.fait("vihf.ps")), (None, None));
        (self.statut, regle)
    }
}

/// What anybody would see who does not know of it: closed, it says what it is, and does nothing.
#[tokio::test]
async fn le_mode_est_ferme_sauf_reglage() {
    let essai = essai(ApiPscReglage::default()).await;
    let jeton = essai.jeton(MEDECIN).await;
    let vue = essai.sous(&jeton, AGATHE, &existe(AGATHE)).await;
    assert_eq!(vue.refusee(), (403, "dmp.psc.ouverte"));
    assert_eq!(vue.echange.operation, "dmp.TD0.2");
    assert_snapshot!("psc_fermee", vue.enveloppe.trim());
    let (faits, regles) = essai.relu(&vue).await;
    assert_eq!(faits.get("vihf.ps"), None);
    assert_eq!(regles, BTreeSet::from([("dmp.psc.essais".into(), false)]));
    // Nor are its contracts read.
    let url = format!("{}/patients?wsdl", essai.point("dmp.psc"));
    assert_eq!(essai.recevoir(essai.client_de("org-auth-cli").get(url)).await.statut, 403);
}

#[tokio::test]
async fn un_test_d_existence_est_joue_au_nom_de_la_personne_du_jeton() {
    let essai = essai(ouverte()).await;
    let jeton = essai.jeton(MEDECIN).await;
    let vue = essai.sous(&jeton, AGATHE, &existe(AGATHE)).await;
    assert_eq!(
        (vue.statut, vue.existence().existence.as_deref()),
        (200, Some("OK")),
        "{}",
        vue.enveloppe
    );
    assert_eq!(vue.regles(), BTreeSet::from([("dmp.psc.essais".into(), false)]));
    for (fait, attendu) in [
        ("vihf.ps", MEDECIN),
        ("vihf.mode", "INDIRECTE"),
        ("vihf.version", "3.0"),
        ("vihf.structure", HOPITAL),
        ("vihf.secteur", "SA08"),
        ("vihf.role", "10"),
        ("vihf.usage", "normal"),
        ("vihf.ins", AGATHE.0),
        ("vihf.oid", AGATHE.1),
        ("patient", AGATHE.0),
        ("existence", "OK"),
    ] {
        assert_eq!(vue.fait(fait).as_deref(), Some(attendu), "{fait}");
    }
    let vihf = vue.vihf().unwrap().replace("><", ">\n<");
    let id = vue.fait("vihf.id").unwrap();
    assert_snapshot!("psc_vihf", vihf.replace(&id, "_ID"));
    // It is a right one, but for the signature, which is between the gateway and the DMP: an XML name, universal times, roles of who practises.
    let monde = segur_world::monde_demo().unwrap();
    let k = segur_dialecte::Connu::du_monde(&monde, IGC.confiance(), MAINTENANT);
    let seul = segur_saml::vihf::VihfSeul::lire(vihf.as_bytes()).constats(&k);
    let seul: BTreeSet<_> = seul.iter().map(|c| c.rule.as_str()).collect();
    assert_eq!(seul, BTreeSet::from(["vihf.signature.presente"]));
    // The engine, which has the recorded bytes alone, sees the same; and the token is in none of them.
    let (faits, regles) = essai.relu(&vue).await;
    for (nom, valeurs) in faits.iter().filter(|(nom, _)| nom.as_str() != "panne") {
        assert_eq!(vue.echange.faits.get(nom), Some(valeurs), "{nom}");
    }
    assert!(faits.contains_key("vihf.ps"));
    assert_eq!(regles, vue.regles());
    let porteur = vue.echange.requete.entete(AUTHORIZATION.as_str()).unwrap();
    assert!(porteur.starts_with("Bearer masqué") && !porteur.contains(&jeton), "{porteur}");
    // Each message has a VIHF of its own.
    let autre = essai.sous(&jeton, AGATHE, &existe(AGATHE)).await;
    assert_ne!(autre.fait("vihf.id"), vue.fait("vihf.id"));
    // A message without the header of WS-Security at all is taken too: the gateway puts it in.
    let d = existe(AGATHE);
    let sans = enveloppe(d.action, "", &d.corps);
    let (debut, suite) = sans.split_once("<wsse:Security").unwrap();
    let sans = format!("{debut}{}", suite.split_once("</wsse:Security>").unwrap().1);
    let demande = essai.nue(&d).body(sans).bearer_auth(&jeton).header("X-insHeader", AGATHE.0);
    assert_eq!(essai.recevoir(demande).await.statut, 200);
}

/// The transaction is the very same: what is fed by one endpoint is read by the other.
#[tokio::test]
async fn une_alimentation_entre_au_registre_et_se_lit_par_l_autre_point() {
    let essai = essai(ouverte()).await;
    let jeton = essai.jeton("899900000045").await;
    let mut lot = Lot::nouveau(1, AGATHE);
    lot.vihf.clear();
    let (type_contenu, corps) = lot.mtom();
    let depot = Demande {
        suite: "/repository",
        action: "",
        corps: String::new(),
    };
    let envoi = || {
        let nue = essai.nue(&depot).bearer_auth(&jeton).header("X-PatientINS", AGATHE.0);
        let mut demande = nue.body(corps.clone()).build().unwrap();
        demande.headers_mut().insert(CONTENT_TYPE, type_contenu.parse().unwrap());
        RequestBuilder::from_parts(essai.client_de("org-auth-cli"), demande)
    };
    let vue = essai.recevoir(envoi()).await;
    assert_eq!(vue.registre().statut.nom(), "Success", "{}", vue.enveloppe);
    assert_eq!(vue.echange.operation, "dmp.TD2.1");
    assert_eq!(vue.fait("vihf.mode").as_deref(), Some("INDIRECTE"));
    // The VIHF is the bench's own: that its structure is not the author's says nothing of who called. The document is judged as ever.
    let du_vihf = |r: &str| ["vihf.", "dmp.acteur.", "xds.lot.vihf"].iter().any(|p| r.starts_with(p));
    assert!(!vue.regles().iter().any(|(r, _)| du_vihf(r)), "{:?}", vue.regles());
    assert!(vue.regles().contains(&("cda.corps.un".into(), true)), "{:?}", vue.regles());
    // The registry refuses it a second time, as it does at its own endpoint.
    let doublon = "XDSDuplicateUniqueIdInRegistry".to_owned();
    assert!(essai.recevoir(envoi()).await.erreurs().contains(&doublon));
    assert_eq!(
        essai.demander(&TRAITANT, Some(AGATHE), &autoriser("AJOUT", None)).await.issue(),
        "DMPOk"
    );
    let lue = essai
        .demander(&TRAITANT, Some(AGATHE), &consulter(&[(DEPOT, &lot.unique_document)]))
        .await;
    assert_eq!(lue.parties[0].octets.as_ref(), lot.document.as_slice(), "{}", lue.enveloppe);
}

/// What each setting of the mode gives the right to do.
#[tokio::test]
async fn les_droits_suivent_le_reglage_du_mode() {
    use DroitsDeleguee::{Directe, Indirecte, IndirecteRenforcee};
    let lire = documents(AGATHE, &[APPROUVE], &[]);
    for (mode, droits_deleguee, dit, ajout, lecture) in [
        (
            ModePsc::Indirecte,
            Directe,
            "INDIRECTE",
            "DMPAccessDeniedByRightsService",
            "DMPAccessDeniedByRightsService",
        ),
        (
            ModePsc::Deleguee,
            Indirecte,
            "DELEGUEE",
            "DMPAccessDeniedByRightsService",
            "DMPAccessDeniedByRightsService",
        ),
        (ModePsc::Deleguee, IndirecteRenforcee, "DELEGUEE", "DMPOk", "Success"),
        (ModePsc::Deleguee, Directe, "DELEGUEE", "DMPOk", "Success"),
    ] {
        let essai = essai(ApiPscReglage {
            mode,
            droits_deleguee,
            ..ouverte()
        })
        .await;
        let jeton = essai.jeton("899900000078").await;
        let vue = essai.sous(&jeton, AGATHE, &autoriser("AJOUT", None)).await;
        assert_eq!(
            (vue.issue().as_str(), vue.fait("vihf.mode").as_deref()),
            (ajout, Some(dit)),
            "{mode:?} {droits_deleguee:?}"
        );
        let vue = essai.sous(&jeton, AGATHE, &lire).await;
        assert_eq!(vue.issue(), lecture, "{mode:?} {droits_deleguee:?}");
        // The bench judges no word of its own VIHF, be it one that no matrix has.
        assert!(
            vue.regles().iter().all(|(r, erreur)| !erreur && !r.starts_with("vihf.")),
            "{:?}",
            vue.regles()
        );
    }
}

#[tokio::test]
async fn qui_a_plusieurs_exercices_dit_lequel() {
    let essai = essai(ouverte()).await;
    let jeton = essai.jeton(DEUX_EXERCICES).await;
    let dire = async |situation: &str| {
        let demande = essai.nue(&existe(AGATHE)).bearer_auth(&jeton).header("X-PatientINS", AGATHE.0);
        essai.recevoir(demande.header(ENTETE_SITUATION, situation)).await
    };
    let roles = |vue: &Recue| vue.echange.faits["vihf.role"].join(" ");
    let (medecin, pharmacienne) = (dire("10C").await, dire("21C").await);
    assert_eq!((roles(&medecin).as_str(), roles(&pharmacienne).as_str()), ("10 SM26", "21 G"));
    // The claim of the sector is copied as it is: it is that of the first activity, whichever exercice is chosen.
    assert_eq!(pharmacienne.fait("vihf.secteur").as_deref(), Some("SA08"));
    for inconnue in ["99Z", "10", "10c"] {
        let vue = dire(inconnue).await;
        assert_eq!(vue.refusee(), (400, "dmp.psc.situation"), "{inconnue}");
    }
    assert_snapshot!("psc_situation_inconnue", dire("99Z").await.enveloppe.trim());
    let vue = essai.sous(&jeton, AGATHE, &existe(AGATHE)).await;
    assert_eq!(vue.refusee(), (400, "dmp.psc.situation"));
    assert_snapshot!("psc_situation_absente", vue.enveloppe.trim());
    // Who has one exercice is asked for nothing, and what is said is not looked at.
    let jeton = essai.jeton(PHARMACIENNE).await;
    let demande = essai.nue(&existe(AGATHE)).bearer_auth(&jeton).header("X-PatientINS", AGATHE.0);
    let vue = essai.recevoir(demande.header(ENTETE_SITUATION, "99Z")).await;
    assert_eq!((vue.statut, roles(&vue).as_str()), (200, "21 G"));
}

#[tokio::test]
async fn le_jeton_est_un_jeton_d_acces_vivant_de_ce_royaume() {
    let essai = essai(ouverte()).await;
    let jetons = essai.jetons(MEDECIN).await;
    let texte = |nom: &str| jetons[nom].as_str().unwrap().to_owned();
    let acces = texte("access_token");
    let ouvrir = async |autorisation: Option<String>| {
        let mut demande = essai.nue(&existe(AGATHE)).header("X-PatientINS", AGATHE.0);
        if let Some(a) = autorisation {
            demande = demande.header(AUTHORIZATION, a);
        }
        essai.recevoir(demande).await
    };
    // Those that the bench's own keys sign, and others.
    let emetteur = essai.point("psc.auth");
    let charge = |iss: &str, qui: &str| {
        let maintenant = MAINTENANT.unix_timestamp();
        json!({"iss": iss, "typ": "Bearer", "preferred_username": qui, "iat": maintenant, "exp": maintenant + 120})
    };
    let signer = |identite: &str, charge: &Value| {
        let cle = Signataire::rs256(&IGC.identite(identite).unwrap().cle_pem).unwrap();
        format!("Bearer {}", cle.signer(charge).unwrap())
    };
    let autre_royaume = emetteur.replace("esante-wallet", "master");
    let (contenu, signature) = acces.rsplit_once('.').unwrap();
    let falsifie = format!("Bearer {contenu}.{}", signature.chars().rev().collect::<String>());
    // The table can fail: this one, made the same way, opens.
    assert_eq!(
        ouvrir(Some(signer("serveur-expire", &charge(&emetteur, MEDECIN)))).await.statut,
        200
    );
    assert_eq!(ouvrir(Some(format!("bearer {acces}"))).await.statut, 200);
    for (quoi, autorisation) in [
        ("rien", None),
        ("un autre schéma", Some("Basic YmFuYzpiYW5j".to_owned())),
        ("pas de jeton", Some("Bearer ".to_owned())),
        ("pas un JWT", Some("Bearer abc".to_owned())),
        ("falsifié", Some(falsifie)),
        (
            "d'un autre royaume",
            Some(signer("serveur-expire", &charge(&autre_royaume, MEDECIN))),
        ),
        ("d'une clé inconnue", Some(signer("org-auth-cli", &charge(&emetteur, MEDECIN)))),
        ("d'identité", Some(format!("Bearer {}", texte("id_token")))),
        ("de rafraîchissement", Some(format!("Bearer {}", texte("refresh_token")))),
    ] {
        let vue = ouvrir(autorisation).await;
        assert_eq!(vue.refusee(), (401, "dmp.psc.jeton"), "{quoi}");
        let defi = vue.echange.reponse.entete("www-authenticate").unwrap();
        assert!(defi.starts_with("Bearer"), "{quoi} : {defi}");
    }
    let inconnu = ouvrir(Some(signer("serveur-expire", &charge(&emetteur, "899900099999")))).await;
    assert_eq!(inconnu.refusee(), (403, "dmp.psc.personne"));
    // A live one dies.
    let url = format!("{}/banc/horloge?espace=defaut", essai.banc.acces().controle);
    let r = reqwest::Client::new().put(url).json(&json!({ "decalage_s": 3600 }));
    assert!(r.send().await.unwrap().status().is_success());
    let vue = ouvrir(Some(format!("Bearer {acces}"))).await;
    assert_eq!(vue.refusee(), (401, "dmp.psc.jeton"));
    assert!(vue.enveloppe.contains("expiré"), "{}", vue.enveloppe);
}

#[tokio::test]
async fn l_ins_vient_d_un_en_tete() {
    let essai = essai(ouverte()).await;
    let jeton = essai.jeton(MEDECIN).await;
    let dire = async |entetes: &[(&str, &str)], d: &Demande| {
        let demande = entetes
            .iter()
            .fold(essai.nue(d).bearer_auth(&jeton), |r, (nom, v)| r.header(*nom, *v));
        essai.recevoir(demande).await
    };
    let d = existe(AGATHE);
    for nom in ["X-PatientINS", "X-insHeader"] {
        assert_eq!(dire(&[(nom, AGATHE.0)], &d).await.statut, 200, "{nom}");
    }
    for entetes in [
        &[][..],
        &[("X-PatientINS", "")],
        &[("X-PatientINS", "agathe")],
        &[("X-PatientINS", "2840575999003")],
        &[("X-PatientINS", AGATHE.0), ("X-insHeader", ELIOTT.0)],
        &[("X-Autre", AGATHE.0)],
    ] {
        assert_eq!(dire(entetes, &d).await.refusee(), (400, "dmp.psc.patient"), "{entetes:?}");
    }
    // The list of the DMP that one may read targets nobody.
    let liste = dire(&[], &lister("20260101000000", "LASTADD", None)).await;
    assert_ne!(liste.echange.refus.as_deref(), Some("dmp.psc.patient"));
    assert_eq!(liste.fait("vihf.ps").as_deref(), Some(MEDECIN));
    assert_eq!(liste.fait("vihf.ins"), None);
    // Somebody whom the world has not.
    let vue = dire(&[("X-PatientINS", PERSONNE.0)], &existe(PERSONNE)).await;
    assert_eq!(
        (vue.existence().existence.as_deref(), vue.fait("vihf.oid").as_deref()),
        (Some("NF"), Some(PERSONNE.1))
    );
    // Another patient than the body's: a fault, or an error of the registry; on a rule that condemns nobody.
    let vue = dire(&[("X-PatientINS", ELIOTT.0)], &d).await;
    assert_eq!(vue.faute().unwrap().0, "banc_vihf");
    assert_eq!(vue.echange.refus.as_deref(), Some("dmp.psc.patient-corps"));
    let (_, relues) = essai.relu(&vue).await;
    let attendues = ["dmp.psc.essais", "dmp.psc.patient-corps"].map(|r| (r.to_owned(), false));
    assert_eq!((relues, vue.regles()), (attendues.clone().into(), attendues.into()));
    let vue = dire(&[("X-PatientINS", ELIOTT.0)], &documents(AGATHE, &[APPROUVE], &[])).await;
    assert_eq!(vue.issue(), "XDSPatientIdDoesNotMatch");
    assert_eq!(vue.echange.refus.as_deref(), Some("dmp.psc.patient-corps"));
}

#[tokio::test]
async fn un_en_tete_et_une_structure_se_reglent() {
    let reglage = ApiPscReglage {
        entete_patient: Some("X-Mon-INS".to_owned()),
        structure: "LABO_1".to_owned(),
        ..ouverte()
    };
    let essai = essai(reglage).await;
    let jeton = essai.jeton(MEDECIN).await;
    let d = existe(AGATHE);
    let vue = essai
        .recevoir(essai.nue(&d).bearer_auth(&jeton).header("x-mon-ins", AGATHE.0))
        .await;
    assert_eq!((vue.statut, vue.fait("vihf.structure").as_deref()), (200, Some(LABO.structure.0)));
    assert_eq!(essai.sous(&jeton, AGATHE, &d).await.refusee(), (400, "dmp.psc.patient"));
}

/// A VIHF that is there all the same: two would be there, and what the true gateway makes of it is not known.
#[tokio::test]
async fn un_vihf_dans_le_message_est_refuse() {
    let essai = essai(ouverte()).await;
    let jeton = essai.jeton(MEDECIN).await;
    let d = existe(AGATHE);
    let demande = essai.nue(&d).body(enveloppe(d.action, &bon_vihf(AGATHE), &d.corps));
    let vue = essai.recevoir(demande.bearer_auth(&jeton).header("X-PatientINS", AGATHE.0)).await;
    assert_eq!(vue.refusee(), (400, "dmp.psc.vihf"));
    let (faits, regles) = essai.relu(&vue).await;
    assert_eq!(faits.get("vihf.ps"), None, "whom that VIHF names is not who asks");
    assert_eq!(regles, vue.regles());
}

/// What is the bench's own fault blocks, and condemns nobody.
#[tokio::test]
async fn ce_qui_manque_au_banc_ne_condamne_personne() {
    let sans_structure = essai(ApiPscReglage {
        structure: "PASSERELLE_DE_PERSONNE".to_owned(),
        ..ouverte()
    })
    .await;
    let jeton = sans_structure.jeton(MEDECIN).await;
    let vue = sans_structure.sous(&jeton, AGATHE, &existe(AGATHE)).await;
    assert_eq!(vue.refusee(), (500, "dmp.psc.passerelle"));
    // Nobody plays Pro Santé Connect here, and nobody says where it is; or it is said, and nobody answers there.
    for (jwks, dit) in [
        (None, "rien ne dit où trouver ses clés"),
        (
            Some("https://127.0.0.1:1/auth/realms/esante-wallet/protocol/openid-connect/certs"),
            "ne donne pas ses clés",
        ),
    ] {
        let reglage = DmpReglage {
            api_psc: ApiPscReglage {
                jwks: jwks.map(str::to_owned),
                ..ouverte()
            },
            ..DmpReglage::default()
        };
        let seul = Essai::avec(None, reglage, Vec::new()).await;
        let vue = seul.sous(&jeton, AGATHE, &existe(AGATHE)).await;
        assert_eq!(vue.refusee(), (503, "dmp.psc.cles"));
        assert!(vue.enveloppe.contains(dit), "{}", vue.enveloppe);
    }
}

/// Pro Santé Connect in a process of its own: its keys are asked of it.
#[tokio::test]
async fn un_autre_banc_joue_pro_sante_connect() {
    let la_bas = essai(ApiPscReglage::default()).await;
    let reglage = |jwks: String| DmpReglage {
        api_psc: ApiPscReglage {
            jwks: Some(jwks),
            ..ouverte()
        },
        ..DmpReglage::default()
    };
    let certs = format!("{}/protocol/openid-connect/certs", la_bas.point("psc.auth"));
    let ici = Essai::avec(None, reglage(certs.clone()), Vec::new()).await;
    let jeton = la_bas.jeton(MEDECIN).await;
    let vue = ici.sous(&jeton, AGATHE, &existe(AGATHE)).await;
    assert_eq!((vue.statut, vue.fait("vihf.ps").as_deref()), (200, Some(MEDECIN)));
    // What answers there is no set of keys.
    let ailleurs = Essai::avec(None, reglage(certs.replace("/certs", "/userinfo")), Vec::new()).await;
    assert_eq!(
        ailleurs.sous(&jeton, AGATHE, &existe(AGATHE)).await.refusee(),
        (503, "dmp.psc.cles")
    );
}

/// What is no message of the DMP is told as at the other endpoint; a fault that a scenario asks for is given.
#[tokio::test]
async fn le_reste_est_celui_du_dmp() {
    let essai = essai(ouverte()).await;
    let jeton = essai.jeton(MEDECIN).await;
    let base = essai.point("dmp.psc");
    let wsdl = essai
        .recevoir(essai.client_de("org-auth-cli").get(format!("{base}/patients?wsdl")))
        .await;
    assert_eq!(wsdl.statut, 200);
    assert!(
        wsdl.enveloppe.contains("/api-psc/si-dmp-server/v2/services/patients"),
        "{}",
        wsdl.enveloppe
    );
    let ailleurs = Demande {
        suite: "/registry",
        ..existe(AGATHE)
    };
    let vue = essai.sous(&jeton, AGATHE, &ailleurs).await;
    assert_eq!(vue.faute().unwrap().0, "banc_illisible");
    assert_eq!((vue.echange.operation.as_str(), vue.fait("vihf.ps")), ("dmp.illisible", None));
    // The same path at the endpoint of cards is nothing.
    let lps = essai.base().replace("/si-dmp-server", "/api-psc/si-dmp-server");
    let vue = essai
        .recevoir(essai.client_de("org-auth-cli").post(format!("{lps}/patients")).body("x"))
        .await;
    assert_eq!(vue.statut, 404);
}

#[test]
fn un_reglage_faux_se_dit() {
    let ouvrir = |texte: &str| segur_dmp::ouvrir(toml::from_str(texte).unwrap()).map(|_| ());
    assert_eq!(
        ouvrir("[api-psc]\nouverte = true\nmode = 'DELEGUEE'\ndroits-deleguee = 'DIRECTE'\nentete-patient = 'X-INS'\nstructure = 'LABO_1'"),
        Ok(())
    );
    for faux in [
        "mode = 'DIRECTE'",
        "droits-deleguee = 'AIR'",
        "entete-patient = 'X INS'",
        "entete-patient = ''",
        "ouvert = true",
    ] {
        assert!(ouvrir(&format!("[api-psc]\n{faux}")).is_err(), "{faux}");
    }
}
