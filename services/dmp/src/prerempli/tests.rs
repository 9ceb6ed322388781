//! The prefilled documents, put before every check of the project, and before those of the ANS where they are at hand.

use std::collections::BTreeSet;

use segur_cda::MetadonneesDocument;
use segur_dialecte::Lu as _;
use segur_model::{Environnement, Finding, Severity};

use super::*;

/// The one whose type nobody knows: its type is told, and nothing else.
const INCONNU: &str = "BANC-NOUVEAU-TYPE";

fn tous() -> Vec<Document> {
    charger(&segur_world::monde_demo().unwrap())
}

fn nom(d: &Document) -> String {
    format!("{} {} {}", d.patient, d.type_code.code, d.titre)
}

fn metadonnees(d: &Document) -> MetadonneesDocument {
    MetadonneesDocument {
        unique_id: Some(d.unique_id.clone()),
        patient_id: Some(d.patient_id.clone()),
        source_patient_id: Some(d.source_patient.clone()),
        source_patient_info: d.source_patient_info.clone(),
        type_code: Some(d.type_code.code.clone()),
        type_code_systeme: Some(d.type_code.systeme.clone()),
        titre: Some(d.titre.clone()),
        confidentialite: d.confidentialites.iter().map(|c| c.code.clone()).collect(),
        langue: Some(d.langue.to_owned()),
        creation: Some(utc(d.creation)),
        debut_acte: Some(utc(d.debut)),
        fin_acte: d.fin.map(utc),
        cadre_exercice: Some(d.cadre.code.clone()),
        secteur: Some(d.secteur.code.clone()),
        auteurs: vec![d.auteur.personne.clone()],
        institutions: d.auteur.institution.clone().into_iter().collect(),
        evenements: d.actes.iter().map(|c| (c.code.clone(), c.systeme.clone())).collect(),
        responsable_legal: Some(d.responsable_legal.clone()),
        format_code: Some(d.format_code.code.clone()),
        mime_type: Some(d.mime.to_owned()),
        remplace: Some(d.remplace.is_some()),
    }
}

#[test]
fn les_donnees_se_lisent_en_entier() {
    listes::lisible().unwrap();
    let fichiers: Vec<_> = lecture::lire().map(Result::unwrap).collect();
    let monde = segur_world::monde_demo().unwrap();
    for f in &fichiers {
        assert_eq!(f.documents(&monde).len(), f.combien(), "{}", f.patient);
    }
    assert_eq!(tous().len(), fichiers.iter().map(lecture::Fichier::combien).sum::<usize>());
    // A country without these people has none of their documents.
    assert!(charger(&World::default()).is_empty());
}

#[test]
fn une_vie_entiere_et_toutes_les_situations() {
    let tous = tous();
    let vie: Vec<&Document> = tous.iter().filter(|d| d.patient == "DMP_VIE_ENTIERE").collect();
    let types: BTreeSet<&str> = vie.iter().map(|d| d.type_code.code.as_str()).collect();
    assert!(vie.len() >= 25 && types.len() >= 12, "{} documents, {types:?}", vie.len());
    for type_ in [
        "11502-2",
        "11490-0",
        "34112-3",
        "34874-8",
        "11488-4",
        "18748-4",
        "IMG-KOS",
        "57833-6",
        "60593-1",
        "60591-5",
        "11369-6",
        "87273-9",
        "DOCPAT05",
        "DOCPAT01",
        "CERT_DECL",
    ] {
        assert!(types.contains(type_), "{type_}");
    }
    assert!(tous.iter().map(|d| &d.patient).collect::<BTreeSet<_>>().len() >= 6);
    let annees: BTreeSet<i32> = vie.iter().map(|d| d.creation.year()).collect();
    assert!(annees.len() >= 5, "{annees:?}");
    for visibilite in ["MASQUE_PS", "INVISIBLE_PATIENT", "INVISIBLE_REPRESENTANTS_LEGAUX"] {
        assert!(
            tous.iter().any(|d| d.confidentialites.iter().any(|c| c.code == visibilite)),
            "{visibilite}"
        );
    }
    assert!(tous.iter().any(|d| d.statut == Statut::Archive) && tous.iter().any(|d| d.type_code.code == INCONNU));
    // Three versions: one set, each replaces the one before, the last alone is approved.
    let mut chaine: Vec<&&Document> = vie.iter().filter(|d| d.type_code.code == "60591-5").collect();
    chaine.sort_by_key(|d| d.version);
    assert_eq!(chaine.iter().map(|d| d.version).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(chaine.iter().map(|d| &d.set_id).collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(chaine[1].remplace.as_ref(), Some(&chaine[0].unique_id));
    assert_eq!(chaine[2].remplace.as_ref(), Some(&chaine[1].unique_id));
    let statuts: Vec<Statut> = chaine.iter().map(|d| d.statut).collect();
    assert_eq!(statuts, [Statut::Remplace, Statut::Remplace, Statut::Approuve]);
    // Two documents of one lot: submitted together, after both.
    let sortie: Vec<&&Document> = vie
        .iter()
        .filter(|d| matches!(d.type_code.code.as_str(), "34112-3" | "11490-0"))
        .collect();
    assert!(sortie[0].lot == sortie[1].lot && sortie[0].soumission == sortie[1].soumission);
    assert!(sortie.iter().all(|d| d.soumission > d.creation));
}

#[test]
fn chaque_identifiant_est_un_oid_qui_ne_sert_qu_une_fois() {
    let tous = tous();
    let lots: BTreeSet<&str> = tous.iter().map(|d| d.lot.as_str()).collect();
    let ensembles: BTreeSet<&str> = tous.iter().map(|d| d.set_id.as_str()).collect();
    let documents: BTreeSet<&str> = tous.iter().map(|d| d.unique_id.as_str()).collect();
    assert_eq!(documents.len(), tous.len());
    let ensemble: BTreeSet<&str> = lots.iter().chain(&ensembles).chain(&documents).copied().collect();
    assert_eq!(ensemble.len(), lots.len() + ensembles.len() + documents.len());
    for oid in ensemble {
        assert!(oid.len() <= 60 && oid.starts_with(lecture::RACINE), "{oid}");
    }
}

/// At the clock of the demonstration, everything is past; and in the order that a lot wants.
#[test]
fn les_dates_sont_en_ordre() {
    let demonstration = time::macros::datetime!(2026-01-15 09:00 UTC);
    let monde = segur_world::monde_demo().unwrap();
    for d in charger(&monde) {
        assert!(d.soumission < demonstration, "{}", nom(&d));
        assert!(
            d.debut <= d.creation && d.fin.is_none_or(|f| d.debut < f && f <= d.creation),
            "{}",
            nom(&d)
        );
        assert!(d.titre.chars().count() <= 128);
        if let Some(f) = &monde.patients[&d.patient].dmp.fermeture {
            assert!(utc(d.soumission)[..8] < *f.date.replace('-', ""), "{} : after the closing", nom(&d));
        }
    }
}

#[test]
fn les_controles_du_banc_ne_disent_rien() {
    let (mut octets, mut fautes) = (0, Vec::new());
    for d in tous() {
        let contenu = d.contenu();
        octets += contenu.len();
        assert!(contenu == d.contenu(), "{} : the same bytes each time", nom(&d));
        if d.mime == "application/dicom" {
            continue;
        }
        let lu = segur_cda::Document::lire(&contenu, Some(&metadonnees(&d)));
        let dits: Vec<Finding> = lu
            .constats_seuls(Environnement::Test)
            .into_iter()
            .filter(|f| !connu(&d, f))
            .collect();
        fautes.extend(dits.into_iter().map(|f| format!("{} : {f:?}", nom(&d))));
        for joint in lu.documents().iter().filter(|j| j.media == cda::PDF) {
            let pdf = segur_pdf::PdfLu::lire(&joint.octets).constats_seuls(Environnement::Test);
            fautes.extend(pdf.into_iter().map(|f| format!("{} : PDF : {f:?}", nom(&d))));
        }
    }
    assert_eq!(fautes, Vec::<String>::new());
    assert!(octets < 1 << 20, "{octets} bytes");
}

/// Of the invented type, that it is in no list is true.
fn connu(d: &Document, f: &Finding) -> bool {
    d.type_code.code == INCONNU && f.rule.contains("code")
}

/// What can be derived from a document alone is what its metadata say.
#[test]
fn les_metadonnees_sont_celles_que_le_document_donne() {
    for d in tous() {
        let patient = matches!(d.fond.redacteur, Redacteur::Patient);
        if d.mime == "application/dicom" || patient {
            continue;
        }
        let derive = segur_cda::deriver(&d.contenu()).unwrap();
        assert_eq!(derive.auteur.personne, d.auteur.personne);
        assert_eq!(derive.auteur.institution, d.auteur.institution);
        assert_eq!(derive.auteur.specialite.as_ref(), Some(&d.auteur.specialite));
        assert_eq!(derive.auteur.role, d.auteur.role);
        let mut attendu = metadonnees(&d);
        // What is compared with the author of the document is not derived from it.
        attendu.auteurs.clear();
        attendu.institutions.clear();
        attendu.evenements.clear();
        attendu.confidentialite.truncate(1);
        attendu.source_patient_info.clear();
        attendu.remplace = None;
        assert_eq!(derive.metadonnees, attendu, "{}", nom(&d));
    }
}

/// The class of each type is that of the table ASS_X16, and every code is in the set of the DMP.
#[test]
fn les_codes_sont_ceux_du_dmp() {
    let Some(dossier) = segur_essais::corpus("valuesets") else { return };
    let lignes = |fichier: &str| -> Vec<Vec<String>> {
        let texte = std::fs::read_to_string(dossier.join(fichier)).unwrap();
        texte.lines().skip(1).map(|l| l.split('\t').map(str::to_owned).collect()).collect()
    };
    let classes = lignes("ASS_X16-CorrespondanceType-Classe-DMP.tsv");
    for (type_, classe) in listes::types().into_iter().filter(|(t, _)| t.code != INCONNU) {
        let ligne = classes.iter().find(|l| l[0] == type_.code && l[1] == type_.systeme).unwrap();
        assert_eq!(
            (&ligne[2], &ligne[3], &ligne[4], &ligne[5]),
            (&type_.libelle, &classe.code, &classe.systeme, &classe.libelle)
        );
    }
    let jeu = |fichier: &str| -> BTreeSet<(String, String)> { lignes(fichier).into_iter().map(|l| (l[0].clone(), l[1].clone())).collect() };
    let (formats, secteurs) = (jeu("JDV_J60-FormatCode-DMP.tsv"), jeu("JDV_J61-HealthcareFacilityTypeCode-DMP.tsv"));
    let (cadres, niveaux) = (
        jeu("JDV_J62-PracticeSettingCode-DMP.tsv"),
        jeu("JDV_J58-ConfidentialityCode-DMP.tsv"),
    );
    let dans = |jeu: &BTreeSet<(String, String)>, c: &Code| assert!(jeu.contains(&(c.code.clone(), c.systeme.clone())), "{c:?}");
    for d in tous() {
        dans(&formats, &d.format_code);
        dans(&secteurs, &d.secteur);
        dans(&cadres, &d.cadre);
        d.confidentialites.iter().for_each(|c| dans(&niveaux, c));
    }
}

/// The XSD and the schematrons of the ANS: one document of each kind, which the others are made like.
#[test]
fn les_schematrons_de_l_ans_ne_disent_rien() {
    let Some(dossier) = segur_essais::corpus("cda/ans-testcontenucda-3-0") else {
        return;
    };
    let jeu = segur_schematron::JeuAns::ouvrir(&dossier).unwrap();
    let schemas = segur_xsd::Schemas::charger(&dossier).unwrap();
    let (mut vus, mut fautes) = (BTreeSet::new(), Vec::new());
    for d in tous() {
        let genre = (
            d.format_code.code.clone(),
            matches!(d.fond.redacteur, Redacteur::Patient),
            d.remplace.is_some(),
            d.auteur.role.is_some(),
            d.auteur.specialite.clone(),
        );
        if d.mime == "application/dicom" || d.type_code.code == INCONNU || !vus.insert(genre) {
            continue;
        }
        let contenu = d.contenu();
        let mut dits = schemas.juger(&contenu).unwrap();
        let lu = segur_cda::Document::lire(&contenu, None);
        let modeles = lu.cda().unwrap().template_ids();
        dits.extend(jeu.juger(&contenu, &modeles, &segur_schematron::Options::default()).unwrap());
        // Documents of level 1 have no schematron of their own, and are told so.
        dits.retain(|f| f.severity > Severity::Info);
        fautes.extend(
            dits.into_iter()
                .map(|f| format!("{} : {} {:?} {}", nom(&d), f.rule, f.location.path, f.dit)),
        );
    }
    assert_eq!(fautes, Vec::<String>::new());
    assert!(vus.len() >= 12, "{}", vus.len());
}

/// A Part 10 file whose elements can be walked to the end, in order, and which says whose it is.
#[test]
fn le_kos_est_un_fichier_dicom() {
    let d = tous().into_iter().find(|d| d.type_code.code == "IMG-KOS").unwrap();
    let octets = d.contenu();
    assert_eq!(&octets[128..132], b"DICM");
    let mut dits = Vec::new();
    marcher(&octets[132..], &mut dits);
    let valeur = |balise: u32| {
        dits.iter()
            .find(|(b, _)| *b == balise)
            .map(|(_, v)| v.trim_end_matches(['\0', ' ']).to_owned())
    };
    assert_eq!(valeur(0x0002_0002).as_deref(), Some(kos::CLASSE_SOP));
    assert_eq!(valeur(0x0002_0003), Some(d.unique_id.clone()));
    assert_eq!(valeur(0x0008_0018), Some(d.unique_id.clone()));
    assert_eq!(valeur(0x0010_0020).as_deref(), d.patient_id.split('^').next());
    let etude = valeur(0x0020_000d).unwrap();
    assert!(
        d.references.iter().any(|r| r.starts_with(&format!("{etude}^"))),
        "{:?}",
        d.references
    );
    let seules: Vec<u32> = dits.iter().map(|(b, _)| *b).filter(|b| *b > 0x0003_0000).collect();
    assert!(seules.windows(2).all(|deux| deux[0] < deux[1]), "{seules:x?}");
}

/// The elements of the first level.
fn marcher(mut reste: &[u8], dits: &mut Vec<(u32, String)>) {
    let n = |o: &[u8]| o.iter().rev().fold(0_usize, |n, x| n << 8 | usize::from(*x));
    while !reste.is_empty() {
        let balise = u32::try_from(n(&reste[..2]) << 16 | n(&reste[2..4])).unwrap();
        let (debut, longueur) = match &reste[4..6] {
            b"OB" | b"SQ" => (12, n(&reste[8..12])),
            _ => (8, n(&reste[6..8])),
        };
        assert_eq!(longueur % 2, 0, "{balise:08x}");
        dits.push((balise, String::from_utf8_lossy(&reste[debut..debut + longueur]).into_owned()));
        reste = &reste[debut + longueur..];
    }
}
