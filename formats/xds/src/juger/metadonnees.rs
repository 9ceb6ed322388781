//! Presence and form of the metadata that are not codes.

use segur_model::{Environnement, Location};

use super::codes::de_la_liste;
use super::formes::{Cx, OID_PS, OID_SIRENE, OID_STRUCTURES, Xcn, Xon, est_date, est_oid, est_seconde};
use segur_dialecte::Constateur;

use super::{Porteur, unique};
use crate::listes::CONTENUS;
use crate::lot::{Auteur, Champ, Entree, Lot, Soumission};
use crate::regles;

/// Longest title.
const TITRE_MAX: usize = 128;
/// Systems of the specialties of an author (JDV_J01): that of the specialties themselves, then those of what is no specialty.
const SPECIALITES: [&str; 5] = [
    "1.2.250.1.213.1.1.4.5",
    "1.2.250.1.213.1.1.4.6",
    "1.2.250.1.213.1.6.1.4",
    "1.2.250.1.213.1.6.1.107",
    "1.2.250.1.213.1.6.1.109",
];
/// Longest `uniqueId`.
const UNIQUE_MAX: usize = 64;

pub(super) fn soumission(constats: &mut Constateur, s: &Soumission) {
    auteurs(constats, regles::S_AUTEUR, &s.auteurs, &s.lieu);
    let contenus: Vec<Champ> = s.contenu.iter().map(|c| c.code.clone()).collect();
    if constats
        .requis(regles::S_CONTENU, contenus.first(), &s.lieu, "contentTypeCode")
        .is_some()
        && let Some(contenu) = s.contenu.first()
    {
        de_la_liste(constats, &CONTENUS, regles::S_CONTENU_VALEUR, regles::S_CONTENU_SYSTEME, contenu);
    }
    constats.requis(regles::S_PATIENT, s.patient.first(), &s.lieu, "patientId");
    if let Some(source) = constats.requis(regles::S_SOURCE, s.source.first(), &s.lieu, "sourceId")
        && !est_oid(&source.valeur)
    {
        constats.dire(regles::S_SOURCE_FORME, &source.lieu, "un OID", &source.valeur);
    }
    if let Some(heure) = constats.requis(regles::S_HEURE, s.heure.first(), &s.lieu, "submissionTime")
        && !est_seconde(&heure.valeur)
    {
        constats.dire(regles::S_HEURE_FORME, &heure.lieu, "AAAAMMJJhhmmss", &heure.valeur);
    }
    unique_id(constats, regles::S_UNIQUE, &s.unique_id, &s.lieu, Porteur::Dmp);
    let simples = [
        ("title", &s.titre),
        ("comments", &s.commentaire),
        ("submissionTime", &s.heure),
        ("patientId", &s.patient),
        ("sourceId", &s.source),
        ("uniqueId", &s.unique_id),
        ("contentTypeCode", &contenus),
    ];
    for (nom, valeurs) in simples {
        unique(constats, nom, valeurs.iter().map(|v| v.lieu.clone()));
    }
}

pub(super) fn entree(constats: &mut Constateur, e: &Entree, porteur: Porteur) {
    auteurs(constats, regles::D_AUTEUR, &e.auteurs, &e.lieu);
    if let Some(creation) = constats.requis(regles::D_CREATION, e.creation.first(), &e.lieu, "creationTime")
        && !est_seconde(&creation.valeur)
    {
        constats.dire(regles::CREATION_FORME, &creation.lieu, "AAAAMMJJhhmmss", &creation.valeur);
    }
    if let Some(responsable) = constats.requis(regles::D_RESPONSABLE, e.responsable.first(), &e.lieu, "legalAuthenticator") {
        personne(constats, responsable);
    }
    constats.requis(regles::D_PATIENT, e.patient.first(), &e.lieu, "patientId");
    if let Some(source) = constats.requis(regles::D_SOURCE_PATIENT, e.source_patient.first(), &e.lieu, "sourcePatientId") {
        source_patient(constats, source);
    }
    if let Some(titre) = constats.requis(regles::D_TITRE, e.titre.first(), &e.lieu, "title")
        && titre.valeur.chars().count() > TITRE_MAX
    {
        let vu = format!("{} caractères : {}", titre.valeur.chars().count(), titre.valeur);
        constats.dire(regles::TITRE_LONG, &titre.lieu, format!("{TITRE_MAX} caractères au plus"), vu);
    }
    unique_id(constats, regles::D_UNIQUE, &e.unique_id, &e.lieu, porteur);
    dates_de_l_acte(constats, e);
    langue_et_media(constats, e);
    let simples = [
        ("title", &e.titre),
        ("creationTime", &e.creation),
        ("languageCode", &e.langue),
        ("legalAuthenticator", &e.responsable),
        ("serviceStartTime", &e.debut_acte),
        ("serviceStopTime", &e.fin_acte),
        ("sourcePatientId", &e.source_patient),
        ("patientId", &e.patient),
        ("uniqueId", &e.unique_id),
        ("hash", &e.condensat),
        ("size", &e.taille),
    ];
    for (nom, valeurs) in simples {
        unique(constats, nom, valeurs.iter().map(|v| v.lieu.clone()));
    }
}

fn source_patient(constats: &mut Constateur, source: &Champ) {
    let attendu = "IPP^^^&OID&ISO^PI, ou l'INS avec NH";
    match Cx::lire(&source.valeur) {
        None => constats.dire(regles::SOURCE_PATIENT_FORME, &source.lieu, attendu, &source.valeur),
        // The INS-C, which is no more, had another type in the templates of its time.
        Some(cx) if segur_ids::oid_ins(cx.oid).is_some_and(|o| o.nature != segur_ids::Nature::InsC) && cx.genre != "NH" => {
            constats.dire(regles::SOURCE_PATIENT_GENRE, &source.lieu, attendu, &source.valeur);
        }
        Some(_) => {}
    }
}

fn dates_de_l_acte(constats: &mut Constateur, e: &Entree) {
    let debut = constats.requis(regles::D_DEBUT, e.debut_acte.first(), &e.lieu, "serviceStartTime");
    let fin = e.fin_acte.first();
    for date in debut.into_iter().chain(fin).filter(|d| !est_date(&d.valeur)) {
        constats.dire(regles::ACTE_FORME, &date.lieu, "AAAAMMJJ ou AAAAMMJJhhmmss", &date.valeur);
    }
    if let (Some(debut), Some(fin)) = (debut, fin)
        && est_date(&debut.valeur)
        && est_date(&fin.valeur)
    {
        // Two dates of unlike precision are compared on what both say.
        let commun = debut.valeur.len().min(fin.valeur.len());
        if fin.valeur.get(..commun) < debut.valeur.get(..commun) {
            constats.dire(regles::ACTE_ORDRE, &fin.lieu, format!("à partir de {}", debut.valeur), &fin.valeur);
        }
    }
}

/// Those of the signature are told with its other fixed metadata.
fn langue_et_media(constats: &mut Constateur, e: &Entree) {
    let langue = constats.requis(regles::D_LANGUE, e.langue.first(), &e.lieu, "languageCode");
    let media = constats.requis(regles::D_MIME, e.mime_type.first(), &e.lieu, "@mimeType");
    if e.est_signature() {
        return;
    }
    if let Some(langue) = langue.filter(|l| l.valeur != "fr-FR") {
        constats.dire(regles::LANGUE, &langue.lieu, "fr-FR", &langue.valeur);
    }
    match media {
        Some(m) if m.valeur.eq_ignore_ascii_case("application/pdf") => {
            constats.dire(regles::MIME_PDF, &m.lieu, "text/xml (le PDF dans un CDA de niveau 1)", &m.valeur);
        }
        Some(m) if !matches!(m.valeur.as_str(), "text/xml" | "application/xslt+xml" | "application/dicom") => {
            constats.dire(
                regles::MIME,
                &m.lieu,
                "text/xml, application/xslt+xml ou application/dicom",
                &m.valeur,
            );
        }
        _ => {}
    }
}

fn unique_id(constats: &mut Constateur, presence: segur_model::Rule, valeurs: &[Champ], parent: &Location, porteur: Porteur) {
    let Some(unique) = constats.requis(presence, valeurs.first(), parent, "uniqueId") else {
        return;
    };
    // Only the DMP refuses an extension.
    let oid = match porteur {
        Porteur::Dmp | Porteur::MiseAJour => unique.valeur.as_str(),
        Porteur::Xdm => unique.valeur.split_once('^').map_or(unique.valeur.as_str(), |(oid, _)| oid),
    };
    if !est_oid(oid) && unique.valeur.len() <= 128 {
        constats.dire(regles::UNIQUE_OID, &unique.lieu, "un OID, sans extension", &unique.valeur);
    }
    if unique.valeur.len() > UNIQUE_MAX {
        let vu = format!("{} caractères : {}", unique.valeur.len(), unique.valeur);
        constats.dire(regles::UNIQUE_LONG, &unique.lieu, format!("{UNIQUE_MAX} caractères au plus"), vu);
    }
}

fn auteurs(constats: &mut Constateur, presence: segur_model::Rule, auteurs: &[Auteur], parent: &Location) {
    if auteurs.is_empty() {
        constats.requis(presence, None, parent, "author");
    }
    for auteur in auteurs {
        if let Some(premiere) = constats.requis(presence, auteur.personnes.first(), &auteur.lieu, "authorPerson") {
            personne(constats, premiere);
        }
        for institution in &auteur.institutions {
            structure(constats, institution);
        }
        for specialite in &auteur.specialites {
            match systeme_de_specialite(&specialite.valeur) {
                None => constats.dire(regles::SPECIALITE, &specialite.lieu, "code^libellé^OID", &specialite.valeur),
                Some(oid) if !SPECIALITES.contains(&oid) => {
                    constats.dire(regles::SPECIALITE_SYSTEME, &specialite.lieu, SPECIALITES.join(", "), oid);
                }
                Some(_) => {}
            }
        }
        unique(constats, "authorPerson", auteur.personnes.iter().map(|p| p.lieu.clone()));
    }
}

/// The OID of `code^label^OID`; none when it has not this form.
fn systeme_de_specialite(texte: &str) -> Option<&str> {
    match texte.split('^').collect::<Vec<_>>()[..] {
        [code, libelle, oid] if !code.is_empty() && !libelle.is_empty() && est_oid(oid) => Some(oid),
        _ => None,
    }
}

fn personne(constats: &mut Constateur, champ: &Champ) {
    let Some(lue) = Xcn::lire(&champ.valeur) else {
        constats.dire(
            regles::XCN,
            &champ.lieu,
            "identifiant^nom^prénom^^^^^^&OID&ISO^D^^^IDNPS",
            &champ.valeur,
        );
        return;
    };
    if lue.nom.is_empty() || lue.prenom.is_empty() {
        constats.dire(regles::XCN_NOM, &champ.lieu, "un nom et un prénom", &champ.valeur);
    }
    // RPPS is what the guide of HL7 V2 writes in the same place.
    let national = matches!(lue.genre, "IDNPS" | "RPPS");
    if national != (lue.oid == OID_PS) {
        let vu = format!("{} sous {}", lue.genre, lue.oid);
        constats.dire(regles::XCN_AUTORITE, &champ.lieu, format!("IDNPS sous {OID_PS}"), vu);
    } else if lue.genre == "IDNPS" && segur_ids::id_professionnel(lue.id).is_none() {
        constats.dire(regles::XCN_ID, &champ.lieu, "un identifiant national (8 et le RPPS…)", lue.id);
    }
}

fn structure(constats: &mut Constateur, champ: &Champ) {
    match Xon::lire(&champ.valeur) {
        None => constats.dire(regles::XON, &champ.lieu, "nom^^^^^&OID&ISO^IDNST^^^identifiant", &champ.valeur),
        Some(lue) if !matches!((lue.oid, lue.genre), (OID_STRUCTURES, "IDNST") | (OID_SIRENE, "SIREN")) => {
            let vu = format!("{} sous {}", lue.genre, lue.oid);
            constats.dire(regles::XON_AUTORITE, &champ.lieu, format!("IDNST sous {OID_STRUCTURES}"), vu);
        }
        Some(lue) if lue.oid == OID_STRUCTURES && segur_ids::id_structure(lue.id).is_none() => {
            constats.dire(regles::XON_ID, &champ.lieu, "un identifiant national (1 et le FINESS…)", lue.id);
        }
        Some(_) => {}
    }
}

/// The patient of the lot and of each of its documents.
pub(super) fn patients(constats: &mut Constateur, lot: &Lot) {
    let du_lot = lot.soumission().and_then(|s| s.patient.first());
    let reference = du_lot.and_then(|p| Cx::lire(&p.valeur));
    let tous = lot
        .soumissions
        .iter()
        .map(|s| &s.patient)
        .chain(lot.entrees.iter().map(|e| &e.patient))
        .filter_map(|p| p.first())
        .filter(|p| !p.valeur.is_empty());
    for champ in tous {
        let Some(cx) = Cx::lire(&champ.valeur) else {
            constats.dire(regles::PATIENT_FORME, &champ.lieu, "INS^^^&OID&ISO^NH", &champ.valeur);
            continue;
        };
        patient(constats, champ, cx);
        if let Some(reference) = reference.filter(|r| r.personne() != cx.personne()) {
            let attendu = format!("{} ({}), comme le lot", reference.id, reference.oid);
            constats.dire(regles::PATIENT_MEME, &champ.lieu, attendu, format!("{} ({})", cx.id, cx.oid));
        }
    }
}

fn patient(constats: &mut Constateur, champ: &Champ, cx: Cx<'_>) {
    let connu = segur_ids::oid_ins(cx.oid).filter(|o| o.nature != segur_ids::Nature::InsC);
    match connu {
        None => constats.dire(regles::PATIENT_OID, &champ.lieu, "un OID d'INS (1.2.250.1.213.1.4.8 à .11)", cx.oid),
        // Held against production alone: see `LotLu`.
        Some(o) if o.environnement != Environnement::Production => {
            constats.dire(regles::PATIENT_REEL, &champ.lieu, "1.2.250.1.213.1.4.8 ou .9", cx.oid);
        }
        Some(_) => {}
    }
    // Another kind of identifier has another form.
    if connu.is_none() {
        return;
    }
    let forme =
        cx.id.len() == 15 && cx.id.get(..13).is_some_and(segur_ids::matricule_forme) && cx.id.bytes().skip(13).all(|b| b.is_ascii_digit());
    if !forme || cx.genre != "NH" {
        constats.dire(
            regles::PATIENT_FORME,
            &champ.lieu,
            "l'INS en 15 caractères, et NH",
            format!("{} ({})", cx.id, cx.genre),
        );
    } else if !segur_ids::cle_valide(cx.id) {
        let cle = cx.id.get(..13).and_then(segur_ids::cle_ins);
        constats.dire(
            regles::PATIENT_CLE,
            &champ.lieu,
            cle.map_or_else(String::new, |c| format!("la clé {c:02}")),
            cx.id,
        );
    }
}
