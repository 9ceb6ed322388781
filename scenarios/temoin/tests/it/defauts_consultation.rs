//! Each defect of the consultation changes what the témoin asks of the DMP or shows of it, and nothing else: the battery of the other DMP
//! defects, on searches, documents and changes.

use roxmltree::Document;
use segur_model::ReponseActe;
use segur_temoin::{AccesDmp, Structure};
use serde_json::{Value, json};

use crate::banc::{Banc, carte, demande, structure};
use crate::defauts::{Observations, tenir_la_table};
use crate::faux_dmp::{Recue, element, faits_cda, vihf};
use crate::faux_registre::FauxRegistre;

/// What each defect moves, as patterns over the observations of the battery.
pub const EFFETS: &[(&str, &[&str])] = &[
    (
        "dmp-sans-test-existence",
        &["*ouvre*", "sans-accord.*", "ferme*", "glace.*", "bloque.*"],
    ),
    (
        "dmp-consultation-sans-accord",
        &[
            "ouvre.fichier.consultable",
            "ouvre.fichier.message",
            "sans-accord.*",
            "bloque.fichier.consultable",
            "bloque.fichier.message",
        ],
    ),
    ("dmp-ferme-consulte", &["ferme*"]),
    ("dmp-autorisation-d-office", &["ouvre.*", "sans-accord.*"]),
    ("dmp-autorisation-interdite-redemandee", &["bloque.*"]),
    ("dmp-autorisation-a-l-alimentation", &["depose.*", "remplace.*"]),
    ("dmp-bris-de-glace-non-rappele", &["glace.fichier.acces"]),
    (
        "dmp-traits-du-dmp",
        &[
            "*.fichier.nom",
            "*.fichier.prenoms",
            "*.fichier.nom_utilise",
            "*.fichier.date_naissance",
        ],
    ),
    ("dmp-vihf-generique", &["*.vihf.ps"]),
    ("dmp-vihf-partagee", &["autre*", "glace.*"]),
    ("dmp-vihf-rejouee", &["*.vihf.id"]),
    ("dmp-vihf-autre-patient", &["*cherche*.td31.vihf.resource-id"]),
    ("dmp-role-sans-savoir-faire", &["*.vihf.role"]),
    ("dmp-secteur-hors-jeu", &["*.vihf.Secteur_Activite"]),
    ("dmp-lecture-indirecte", &["*.vihf.declaration", "*.vihf.Authentification_mode"]),
    ("dmp-messageid-absent", &["*.message"]),
    ("dmp-mauvaise-action", &["*.td33.action"]),
    ("dmp-patient-entre-parentheses", &["*cherche*.td31.corps"]),
    ("dmp-apostrophe-ouverte", &["*cherche*.td31.corps"]),
    ("dmp-recherche-sans-statut", &["*cherche*.td31.corps"]),
    ("dmp-recherche-sans-actifs", &["cherche-tout.td31.corps"]),
    ("dmp-recherche-sans-borne", &["cherche.td31.corps", "autre-cherche.td31.corps"]),
    ("dmp-recherche-heure-locale", &["*cherche*.td31.corps"]),
    ("dmp-recherche-apres-depot", &["depose.*", "remplace.*"]),
    (
        "dmp-liste-en-references",
        &["*cherche*", "lit*.*", "masque.*", "archive.*", "supprime.*"],
    ),
    ("dmp-reference-avec-patient", &["*.td31.corps"]),
    ("dmp-filtre-patient", &["*cherche*.fichier.*"]),
    (
        "dmp-type-inconnu-bloque",
        &["*cherche*", "lit*.*", "masque.*", "archive.*", "supprime.*"],
    ),
    ("dmp-masquage-non-montre", &["*cherche*.fichier.*"]),
    ("dmp-archive-non-signalee", &["*cherche*.fichier.*"]),
    ("dmp-entryuuid-a-la-consultation", &["lit*.td32.corps"]),
    ("dmp-depot-fige", &["lit*.td32.corps"]),
    ("dmp-alimentation-air", &["depose.*", "remplace.*"]),
    ("dmp-lot-sans-mtom", &["*.td21.corps", "*.td21.pieces", "*.td21.cda.*"]),
    ("dmp-document-inchange", &["redepose.*", "demasque.*", "remplace.*"]),
    ("dmp-masquage-dans-cda", &["depose.td21.*"]),
    ("dmp-remplacement-perime", &["remplace.*"]),
    (
        "dmp-masquage-sans-precedente",
        &["demasque.td33.corps", "suite.td33.corps", "masque.td33.corps"],
    ),
    (
        "dmp-masquage-sans-lid",
        &["demasque.td33.corps", "suite.td33.corps", "masque.td33.corps"],
    ),
    (
        "dmp-masquage-incomplet",
        &["demasque.td33.corps", "suite.td33.corps", "masque.td33.corps"],
    ),
    ("dmp-uniqueid-en-cible", &["archive.td33.corps", "supprime.td33.corps"]),
    ("dmp-entryuuid-perime", &["archive.*", "supprime.*"]),
    ("dmp-statut-archive-ebrim", &["archive.td33.corps", "supprime.td33.corps"]),
    ("dmp-suppression-d-un-actif", &["supprime.td33.corps"]),
    ("dmp-suppression-iti62", &["supprime.td33.*", "supprime.iti62.*", "supprime.suite"]),
    (
        "dmp-bris-de-glace-d-office",
        &["*cherche*.td31.vihf.purposeofuse", "lit*.td32.vihf.purposeofuse"],
    ),
    ("dmp-document-voisin", &["lit-bilan.*"]),
    ("dmp-changement-du-voisin", &["suite.*"]),
    (
        "dmp-liste-avant-l-accord",
        &[
            "ouvre.suite",
            "ouvre.td31.*",
            "ouvre-accord.*",
            "autre-ouvre.*",
            "glace.*",
            "bloque.*",
        ],
    ),
    ("dmp-liste-des-l-identite", &["ins.*"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn chaque_defaut_change_ce_qu_il_dit_et_rien_d_autre() {
    tenir_la_table(EFFETS, |defauts| async move { batterie(&defauts).await }).await;
}

/// What the faultless one does.
#[tokio::test(flavor = "multi_thread")]
async fn sans_defaut() {
    let o = batterie(&[]).await;
    for (place, issue, suite) in [
        ("ouvre", "fait", "td02"),
        ("sans-accord", "refuse", ""),
        ("ouvre-accord", "fait", "td02 td03"),
        ("cherche", "fait", "td31"),
        ("lit", "fait", "td32"),
        ("depose", "fait", "td02 td21"),
        ("redepose", "refuse", ""),
        ("demasque", "fait", "td31 td33"),
        ("remplace", "fait", "td02 td31 td21"),
        ("archive", "fait", "td31 td33"),
        ("supprime", "fait", "td31 td33"),
        ("autre-ouvre", "fait", "td02 td03"),
        ("glace", "fait", "td02"),
        ("liste", "fait", "td04"),
        ("retire", "fait", "td03"),
        ("ferme-cherche", "refuse", ""),
        ("bloque", "fait", "td02"),
    ] {
        let vu = |quoi: &str| o.get(&format!("{place}.{quoi}")).map(String::as_str);
        assert_eq!((vu("issue"), vu("suite")), (Some(issue), Some(suite)), "{place}");
    }
    for (cle, contient) in [
        ("ouvre.fichier.consultable", "\"non\""),
        ("ouvre-accord.fichier.consultable", "\"oui\""),
        // Two years before the frozen clock, to the second; until now.
        ("cherche.td31.corps", "20240115090000"),
        ("cherche.td31.corps", "20260115090000"),
        // Days of Paris, said in UTC.
        ("cherche-tout.td31.corps", "20201231230000"),
        ("cherche-tout.td31.corps", "20260115230000"),
        ("cherche-tout.td31.corps", "MASQUE_PS^^1.2.250.1.213.1.1.4.13"),
        ("cherche.fichier.documents", "\"libelle\":\"NOUVEAU\""),
        ("cherche.fichier.documents", "\"etats\":[\"masque-ps\"]"),
        ("cherche.fichier.documents", "\"etats\":[\"ancienne-version\"]"),
        ("cherche.fichier.nombre", "6"),
        ("cherche.td31.vihf.Authentification_mode", "INDIRECTE_RENFORCEE"),
        ("cherche.td31.vihf.declaration", "APP_BROWSER_AUTH"),
        ("autre-cherche.td31.vihf.Authentification_mode", "DIRECTE"),
        ("autre-cherche.td31.vihf.Identifiant_Structure", "399990000100010"),
        ("autre-ouvre.td03.corps", "MEDECIN_TRAITANT"),
        ("depose.td21.vihf.Authentification_mode", "INDIRECTE"),
        ("lit.td32.corps", "1.2.250.1.213.4.1.1.1.4"),
        ("lit.fichier.texte", "Tétanos, 2024"),
        ("glace.td02.vihf.purposeofuse", "bris_de_glace"),
        ("glace.fichier.message", "bris de glace"),
        ("ferme.fichier.fermeture", "2025-12-18"),
        ("ferme.fichier.motif", "FERMETURE_DEMANDE_PATIENT"),
        ("bloque.fichier.autorisation", "interdite"),
        ("masque.td33.corps", "lid=\"urn:uuid:lid-1.2.3.1\""),
        ("masque.td33.corps", "MASQUE_PS"),
        (
            "masque.td33.corps",
            "<rim:Slot name=\"PreviousVersion\"><rim:ValueList><rim:Value>3<",
        ),
        ("archive.td33.corps", "urn:uuid:demandé-1.2.3.1"),
        ("liste.fichier.dossiers", "207058575627097"),
    ] {
        let vu = o.get(cle).unwrap_or_else(|| panic!("{cle}"));
        assert!(vu.contains(contient), "{cle} : {vu}");
    }
    assert!(!o["demasque.td33.corps"].contains("MASQUE_PS"), "{}", o["demasque.td33.corps"]);
    assert!(!o["ouvre.fichier.nom"].contains("DMP"), "the traits of the DMP are not shown");
    assert!(!o.contains_key("ouvre.fichier.nom_utilise"), "NON RENSEIGNE is nobody's name");
}

/// A second user, who has a card and a practice of their own.
fn autre() -> Value {
    json!({ "rpps": "99900000052", "id_national": "899900000052", "nom": "ORDONNANCE", "prenom": "BAPTISTE", "profession": "10", "savoir_faire": "SM26" })
}

/// Plays everything, and says all that was seen, flat.
async fn batterie(defauts: &[&str]) -> Observations {
    let registre = FauxRegistre::demarrer().await;
    let b = Banc::regle(defauts, |c| {
        c.dmp = Some(registre.url.clone());
        let (certificat, cle) = carte().clone();
        c.acces_dmp = vec![AccesDmp {
            carte: true,
            porteurs: vec!["899900000052".to_owned()],
            structure: Structure {
                nom: "CABINET".to_owned(),
                id_national: "399990000100010".to_owned(),
                secteur: "SA08".to_owned(),
                ..Structure::default()
            },
            auth_certificat: certificat.clone(),
            auth_cle: cle.clone(),
            sign_certificat: certificat,
            sign_cle: cle,
        }];
        assert!(!structure()[0].0.is_empty());
    })
    .await;
    b.qualifier("VIE").await;
    let mut o = Observations::new();
    let depot =
        json!({ "reference": "CONS", "type": "11488-4", "titre": "Consultation", "texte": "Tension 134/80.", "visibilite": "masque-ps" });
    let suite = json!({ "reference": "SUITE", "type": "11488-4", "titre": "Consultation", "texte": "Tension 134/80, au repos.", "remplace": "CONS" });
    let gerer = |document: &str, action: &str| json!({ "document": document, "action": action });
    let accord = || json!({ "consentement": "oui" });
    let pas: Vec<(&str, Option<Value>, &str, Value)> = vec![
        ("ins", None, "rechercher-ins", json!({ "reference": "P" })),
        ("ouvre", None, "ouvrir-dossier-dmp", json!({})),
        ("sans-accord", None, "rechercher-documents", json!({})),
        ("ouvre-accord", None, "ouvrir-dossier-dmp", accord()),
        ("cherche", None, "rechercher-documents", json!({})),
        (
            "cherche-tout",
            None,
            "rechercher-documents",
            json!({ "depuis": "2021-01-01", "jusque": "2026-01-15", "type": "11502-2", "classe": "10", "archives": "oui", "anciens": "oui",
                    "visibilite": "masque-ps" }),
        ),
        ("lit", None, "ouvrir-document", json!({ "document": "Vaccins" })),
        ("lit-bilan", None, "ouvrir-document", json!({ "document": "Bilan" })),
        ("depose", None, "deposer-document", depot.clone()),
        ("redepose", None, "deposer-document", depot),
        ("demasque", None, "gerer-document", gerer("CONS", "demasquer")),
        ("remplace", None, "deposer-document", suite),
        // Two documents of one's own, that no list shows.
        ("suite", None, "gerer-document", gerer("SUITE", "rendre-visible-patient")),
        ("masque", None, "gerer-document", gerer("Bilan", "masquer")),
        ("archive", None, "gerer-document", gerer("Bilan", "archiver")),
        ("supprime", None, "gerer-document", gerer("Vieux", "supprimer")),
        ("autorises", None, "lister-autorises", json!({ "lesquels": "tous" })),
        (
            "autre-ouvre",
            Some(autre()),
            "ouvrir-dossier-dmp",
            json!({ "consentement": "oui", "mode": "carte", "medecin_traitant": "oui" }),
        ),
        ("autre-cherche", Some(autre()), "rechercher-documents", json!({ "mode": "carte" })),
        (
            "glace",
            Some(autre()),
            "ouvrir-dossier-dmp",
            json!({ "acces": "bris-de-glace", "motif": "coma", "mode": "carte" }),
        ),
        ("liste", None, "lister-dmp", json!({ "selon": "document" })),
        ("retire", None, "retirer-autorisation", json!({})),
        ("ferme", None, "ouvrir-dossier-dmp", json!({})),
        ("ferme-cherche", None, "rechercher-documents", json!({})),
        ("bloque", None, "ouvrir-dossier-dmp", accord()),
    ];
    for (rang, (nom, qui, acte, mut parametres)) in pas.into_iter().enumerate() {
        match nom {
            "ferme" => registre.regler(("terminated", "NON_EXISTE")),
            "bloque" => registre.regler(("active", "INTERDIT")),
            _ => {}
        }
        if !["lister-dmp", "rechercher-ins"].contains(&acte) {
            parametres["identite"] = json!("P");
        }
        let mut d = demande("VIE", 10 + u32::try_from(rang).unwrap(), acte, parametres);
        d.acteur = qui;
        let r = b.poster(&d).await;
        noter(&mut o, nom, &registre.prendre(), &r);
    }
    o
}

fn noter(o: &mut Observations, place: &str, recues: &[Recue], r: &ReponseActe) {
    o.insert(format!("{place}.issue"), r.issue.mot().to_owned());
    o.insert(
        format!("{place}.suite"),
        recues.iter().map(transaction).collect::<Vec<_>>().join(" "),
    );
    for m in recues {
        let place = format!("{place}.{}", transaction(m));
        let doc = Document::parse(&m.enveloppe).unwrap();
        let mut mettre = |nom: &str, valeur: String| {
            o.insert(format!("{place}.{nom}"), valeur);
        };
        let texte = |nom| element(&doc, nom).and_then(|n| n.text()).unwrap_or_default().to_owned();
        mettre("action", texte("Action"));
        mettre("message", texte("MessageID"));
        mettre("vihf.id", element(&doc, "Assertion").unwrap().attribute("ID").unwrap().to_owned());
        mettre("vihf.declaration", texte("AuthnContextDecl"));
        vihf(&doc, &mut mettre);
        let corps = element(&doc, "Body").unwrap();
        mettre("corps", m.enveloppe[corps.range()].to_owned());
        mettre("pieces", m.pieces.len().to_string());
        if let Some((_, cda)) = m.pieces.first() {
            for (nom, valeur) in faits_cda(cda) {
                mettre(&format!("cda.{nom}"), valeur);
            }
        }
    }
    for f in r.fichiers.iter().filter_map(|f| f.json.as_ref()) {
        for (nom, valeur) in f.as_object().unwrap() {
            o.insert(format!("{place}.fichier.{nom}"), valeur.to_string());
        }
    }
}

fn transaction(m: &Recue) -> &'static str {
    let doc = Document::parse(&m.enveloppe).unwrap();
    let racine = element(&doc, "Body").unwrap().first_element_child().unwrap();
    match racine.tag_name().name() {
        "PRPA_IN201307UV02" => "td02",
        "setAuthorization" => "td03",
        "patientList" => "td04",
        "listAuthorizationByPatient" => "td16",
        "ProvideAndRegisterDocumentSetRequest" => "td21",
        "AdhocQueryRequest" => "td31",
        "RetrieveDocumentSetRequest" => "td32",
        "SubmitObjectsRequest" => "td33",
        "RemoveObjectsRequest" => "iti62",
        autre => panic!("{autre}"),
    }
}
