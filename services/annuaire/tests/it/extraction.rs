//! The extraction files.

use std::io::Read as _;

use segur_fhir::extraction::{Bornes, CORRESPONDANCE, DIPLOMES, PERSONNE_ACTIVITE, Table};
use serde_json::json;

use crate::banc::{Essai, Recue};

impl Essai {
    async fn extraire(&self, fichier: &str) -> Recue {
        let url = format!("{}/{fichier}", self.url("annuaire.extraction"));
        self.envoyer(self.client.get(url)).await
    }
}

/// The files of an archive, by name.
fn ouvrir(recue: &Recue) -> Vec<(String, Vec<u8>)> {
    assert_eq!(recue.statut, 200, "{}", recue.texte());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&recue.corps)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut f = zip.by_index(i).unwrap();
            let mut octets = Vec::new();
            f.read_to_end(&mut octets).unwrap();
            (f.name().unwrap().into_owned(), octets)
        })
        .collect()
}

#[tokio::test]
async fn ps_libre_acces() {
    let essai = Essai::nouveau().await;
    let recue = essai.extraire("PS_LibreAcces").await;
    assert_eq!(
        recue.entetes["content-disposition"],
        "attachment; filename=\"PS_LibreAcces_202601150130.zip\""
    );
    let fichiers = ouvrir(&recue);
    let noms: Vec<&str> = fichiers.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(
        noms,
        [
            "PS_LibreAcces_Personne_activite_202601150130.txt",
            "PS_LibreAcces_SavoirFaire_202601150130.txt",
            "PS_LibreAcces_Dipl_AutExerc_202601150130.txt"
        ]
    );
    let texte = std::str::from_utf8(&fichiers[0].1).unwrap();
    assert!(
        texte.lines().all(|l| l.ends_with('|') && l.split('|').count() == 57),
        "56 columns and a separator"
    );
    let table = Table::lire(&fichiers[0].1, &PERSONNE_ACTIVITE, Bornes::default()).unwrap();
    let lignes: Vec<_> = table.lignes().map(Result::unwrap).collect();
    let de = |rpps: &str| lignes.iter().filter(|l| l.valeur("Identifiant PP") == rpps).collect::<Vec<_>>();
    assert_eq!(de("99900000144").len(), 3, "one line for each situation");
    assert_eq!(de("99900000136").len(), 2, "and for each exercice");
    assert_eq!(de("99900000151").len(), 1, "a student has one, without structure");
    assert_eq!(de("99900000151")[0].valeur("Code catégorie professionnelle"), "E");
    assert_eq!(de("99900000169").len(), 0, "who left is not there");
    let labo = de("99900000045")[0];
    for (colonne, valeur) in [
        ("Type d'identifiant PP", "8"),
        ("Identification nationale PP", "899900000045"),
        ("Code civilité d'exercice", "DR"),
        ("Libellé civilité", "Monsieur"),
        ("Nom d'exercice", "BIOTEST"),
        ("Libellé profession", "Médecin"),
        ("Code savoir-faire", "SM03"),
        ("Code mode exercice", "S"),
        ("Numéro SIRET site", "99990001200017"),
        ("Numéro SIREN site", "999900012"),
        ("Numéro FINESS site", "999900038"),
        ("Identifiant technique de la structure", "F999900038"),
        ("Raison sociale site", "LABORATOIRE DES TILLEULS"),
        ("Enseigne commerciale site", ""),
        ("Numéro Voie (coord. structure)", "12"),
        ("Libellé type de voie (coord. structure)", "Allée"),
        ("Libellé Voie (coord. structure)", "DES TILLEULS"),
        ("Code postal (coord. structure)", "75015"),
        ("Code commune (coord. structure)", "75115"),
        ("Libellé commune (coord. structure)", "PARIS"),
        ("Téléphone (coord. structure)", "0199000001"),
        ("Code Département (structure)", "75"),
        ("Libellé Département (structure)", "Paris"),
        ("Ancien identifiant de la structure", "1999900038"),
        ("Autorité d'enregistrement", "CNOM/CNOM/ARS"),
        ("Code secteur d'activité", "SA25"),
        ("Code genre activité", "GENR01"),
    ] {
        assert_eq!(labo.valeur(colonne), valeur, "{colonne}");
    }
    assert_eq!(recue.fait("fichier").as_deref(), Some("PS_LibreAcces"));
    assert_eq!(recue.fait("date").as_deref(), Some("202601150130"));
    assert_eq!(recue.fait("lignes"), Some(lignes.len().to_string()));
    let encore = essai.extraire("PS_LibreAcces").await;
    assert_eq!(recue.corps, encore.corps, "the same bytes for the same night");
}

#[tokio::test]
async fn les_diplomes_sont_ceux_de_l_api() {
    let essai = Essai::nouveau().await;
    let fichiers = ouvrir(&essai.extraire("PS_LibreAcces").await);
    let texte = std::str::from_utf8(&fichiers[2].1).unwrap();
    assert!(texte.lines().all(|l| l.ends_with('|') && l.split('|').count() == 14));
    let table = Table::lire(&fichiers[2].1, &DIPLOMES, Bornes::default()).unwrap();
    let lignes: Vec<_> = table.lignes().map(Result::unwrap).collect();
    let de = |rpps: &str| lignes.iter().filter(|l| l.valeur("Identifiant PP") == rpps).collect::<Vec<_>>();
    let biologiste = de("99900000045");
    assert_eq!(biologiste.len(), 1);
    assert_eq!(biologiste[0].valeur("Code diplôme obtenu"), "DE05");
    assert_eq!(biologiste[0].valeur("Libellé diplôme obtenu"), "DE Docteur en médecine");
    assert_eq!(biologiste[0].valeur("Code type diplôme obtenu"), "DE");
    assert_eq!(de("99900000151").len(), 0, "a student");
    for l in &lignes {
        let (rpps, code) = (l.valeur("Identifiant PP"), l.valeur("Code diplôme obtenu"));
        let trouve = essai
            .chercher(&format!("Practitioner?identifier={rpps}&qualification-code={code}"))
            .await;
        assert_eq!(trouve["total"], 1, "{rpps} {code}");
        assert!(!l.valeur("Libellé diplôme obtenu").is_empty(), "{code}");
    }
}

/// Quotation marks are characters like others: a reader that takes them for quoting loses a name, or lines.
#[tokio::test]
async fn des_guillemets_par_un_reglage() {
    let droit = Essai::nouveau().await;
    let essai = Essai::regle(segur_annuaire::AnnuaireReglage {
        guillemets: true,
        ..crate::banc::sans_quota()
    })
    .await;
    for (fichier, colonnes, colonne) in [
        ("PS_LibreAcces", &PERSONNE_ACTIVITE[..], "Raison sociale site"),
        (
            "Extraction_Correspondance_MSSante",
            &CORRESPONDANCE[..],
            "Raison Sociale structure BAL",
        ),
    ] {
        let sans = ouvrir(&droit.extraire(fichier).await).remove(0).1;
        assert!(!sans.contains(&b'"'), "{fichier}: off by default");
        let avec = ouvrir(&essai.extraire(fichier).await).remove(0).1;
        let noms = |octets: &[u8]| -> Vec<String> {
            let table = Table::lire(octets, colonnes, Bornes::default()).unwrap();
            table.lignes().map(|l| l.unwrap().valeur(colonne).to_owned()).collect()
        };
        let (droits, avec) = (noms(&sans), noms(&avec));
        assert_eq!(
            droits,
            avec.iter().map(|n| n.replace('"', "")).collect::<Vec<_>>(),
            "the names are the same"
        );
        let combien = |n: usize| avec.iter().filter(|a| a.matches('"').count() == n).count();
        assert!(combien(0) > 0 && combien(2) > 0, "{fichier}: some have, some have not: {avec:?}");
        assert!(fichier != "PS_LibreAcces" || combien(1) > 0, "and one is never closed: {avec:?}");
    }
}

#[tokio::test]
async fn correspondance_mssante() {
    let essai = Essai::nouveau().await;
    let recue = essai.extraire("Extraction_Correspondance_MSSante").await;
    let fichiers = ouvrir(&recue);
    let texte = std::str::from_utf8(&fichiers[0].1).unwrap();
    assert!(texte.lines().all(|l| l.split('|').count() == 31));
    assert!(!texte.contains("discretion"), "liste rouge");
    assert!(!texte.contains("sil.labo"), "application mailboxes are not in this file");
    assert!(!texte.contains("cabinet.du-pont"), "nor are those of a practice");
    assert!(!texte.contains("CLAVIER ROSELINE"), "who answers for a mailbox is restricted");
    let table = Table::lire(&fichiers[0].1, &CORRESPONDANCE, Bornes::default()).unwrap();
    let lignes: Vec<_> = table.lignes().map(Result::unwrap).collect();
    let de = |adresse: &str| lignes.iter().find(|l| l.valeur("Adresse BAL").starts_with(adresse)).unwrap();
    assert_eq!(de("alex.biotest").valeur("Identification nationale PP"), "899900000045");
    assert_eq!(de("alex.biotest").valeur("Dématérialisation"), "O");
    assert_eq!(de("apolline").valeur("Identification Structure"), "999900020");
    let labo = de("secretariat.labo-tilleuls");
    assert_eq!(
        (labo.valeur("Type de BAL"), labo.valeur("Service de rattachement")),
        ("ORG", "Secrétariat")
    );
    assert_eq!(labo.valeur("Raison Sociale structure BAL"), "LABORATOIRE DES TILLEULS");
    assert_eq!((labo.valeur("Code postal"), labo.valeur("Département")), ("75015", "75"));
}

#[tokio::test]
async fn le_changement_est_dans_le_fichier_du_lendemain() {
    let essai = Essai::nouveau().await;
    let avant = essai.extraire("PS_LibreAcces").await;
    essai
        .agir(
            "modifier",
            json!({ "professionnel": "BIOLOGISTE_1", "champs": { "nom": "DEMAIN" } }),
        )
        .await;
    essai.agir("retirer", json!({ "professionnel": "SAGE_FEMME" })).await;
    assert_eq!(essai.extraire("PS_LibreAcces").await.corps, avant.corps, "today's file is made");
    essai.banc.horloge("defaut").unwrap().regler(86_400).unwrap();
    let apres = essai.extraire("PS_LibreAcces").await;
    assert_eq!(apres.fait("date").as_deref(), Some("202601160130"));
    let texte = String::from_utf8(ouvrir(&apres).remove(0).1).unwrap();
    assert!(texte.contains("|DEMAIN|") && !texte.contains("BIOTEST") && !texte.contains("SFTEST"));
}

#[tokio::test]
async fn les_extractions_refusees() {
    let essai = Essai::nouveau().await;
    let restreinte = essai.extraire("Porteurs_CPS_CPF").await;
    assert_eq!(restreinte.statut, 403);
    assert!(restreinte.regles().contains("annuaire.extraction.restreinte") && restreinte.texte().contains("SIMULÉ"));
    assert_eq!(essai.extraire("Autre").await.statut, 404);
}
