//! What must hold in a country for the services to play together.

use std::collections::{BTreeMap, BTreeSet};

use segur_ids::{
    GenreProfessionnel, IdStructure, Nature, cle_ins, cle_valide, date_insi, finess_valide, id_professionnel, id_structure, luhn_juste,
    oid_ins, rpps_valide, siret_valide,
};
use segur_model::world::ReponseInsi;
use segur_model::{Boite, Environnement, Ins, Patient, Professionnel, Structure, World};

use crate::cartes::anomalies_carte;
use crate::client::anomalies_client;
use crate::dmp::anomalies_dmp;
use crate::lecture::nom_de_fiche;
use crate::publiees::{matricule_propre, personne_possible, publiees};

/// Everything that does not hold together in this country, one French sentence each; empty when all does.
///
/// A wrong key, and an INS of production that the country of the demonstration does not hold, are accepted when the `note` of
/// the patient quotes the 15 characters: published test data hold some on purpose.
#[must_use]
pub fn verifier(monde: &World) -> Vec<String> {
    let mut dit = Vec::new();
    for (fiche, structure) in &monde.structures {
        nommer(&mut dit, fiche, &structure.fiche, anomalies_structure(structure));
    }
    for (fiche, professionnel) in &monde.professionnels {
        nommer(&mut dit, fiche, &professionnel.fiche, anomalies_professionnel(monde, professionnel));
    }
    let publiees = publiees();
    for (fiche, patient) in monde.patients.iter() {
        let mut anomalies = anomalies_patient(patient);
        anomalies.extend(personne_possible(&publiees, patient));
        anomalies.extend(anomalies_dmp(monde, patient));
        nommer(&mut dit, fiche, &patient.fiche, anomalies);
    }
    for (fiche, carte) in &monde.cartes {
        nommer(&mut dit, fiche, &carte.fiche, anomalies_carte(monde, carte));
    }
    for client in monde.clients_psc.values() {
        dit.extend(
            anomalies_client(monde, client)
                .into_iter()
                .map(|a| format!("client PSC {} : {a}", client.id)),
        );
    }
    partages(
        &mut dit,
        "sujet de certificat",
        monde
            .clients_psc
            .values()
            .filter_map(|c| Some((c.certificat_dn.clone()?, c.id.as_str()))),
    );
    partages(
        &mut dit,
        "id_national",
        monde.structures.values().map(|s| (s.id_national.clone(), s.fiche.as_str())),
    );
    for (fiche, boite) in &monde.boites {
        nommer(&mut dit, fiche, &boite.fiche, anomalies_boite(monde, boite));
    }
    partages(
        &mut dit,
        "id_national",
        monde.professionnels.values().map(|p| (p.id_national.clone(), p.fiche.as_str())),
    );
    partages(
        &mut dit,
        "RPPS",
        monde
            .professionnels
            .values()
            .filter(|p| !p.rpps.is_empty())
            .map(|p| (p.rpps.clone(), p.fiche.as_str())),
    );
    partages(
        &mut dit,
        "adresse",
        monde.boites.values().map(|b| (b.adresse.to_ascii_lowercase(), b.fiche.as_str())),
    );
    partages(
        &mut dit,
        "matricule",
        monde
            .patients
            .values()
            .filter_map(|p| Some((matricule_propre(p)?, p.fiche.as_str()))),
    );
    dit.extend(
        monde
            .idam
            .iter()
            .filter(|n| !idam(n))
            .map(|n| format!("IDAM « {n} » : 12 lettres capitales et chiffres attendus")),
    );
    dit
}

fn nommer(dit: &mut Vec<String>, cle: &str, fiche: &str, anomalies: Vec<String>) {
    if cle != fiche {
        dit.push(format!("{cle} : rangée sous un autre nom que sa fiche {fiche}"));
    }
    if !nom_de_fiche(fiche) {
        dit.push(format!("{fiche} : le nom d'une fiche s'écrit en capitales, chiffres et soulignés"));
    }
    dit.extend(anomalies.into_iter().map(|a| format!("{fiche} : {a}")));
}

/// Two fiches that hold the same number.
fn partages<'a>(dit: &mut Vec<String>, quoi: &str, valeurs: impl Iterator<Item = (String, &'a str)>) {
    let mut vues: BTreeMap<String, &str> = BTreeMap::new();
    for (valeur, fiche) in valeurs {
        if let Some(autre) = vues.insert(valeur.clone(), fiche) {
            dit.push(format!("{fiche} : {quoi} {valeur} déjà porté par {autre}"));
        }
    }
}

fn anomalies_structure(s: &Structure) -> Vec<String> {
    let mut dit = Vec::new();
    let lu = id_structure(&s.id_national);
    if lu.is_none() {
        dit.push(format!(
            "id_national {} : préfixe, longueur ou clé invalide (1 + FINESS, 3 + SIRET, 4 + RPPS et rang)",
            s.id_national
        ));
    }
    if let Some(finess) = &s.finess {
        if !finess_valide(finess) {
            dit.push(format!("FINESS {finess} : 9 chiffres et clé de Luhn attendus{}", juste(finess, 9)));
        }
        if let Some(IdStructure {
            genre: segur_ids::GenreStructure::Finess,
            valeur,
        }) = lu
            && valeur != finess
        {
            dit.push(format!("id_national {} et FINESS {finess} se contredisent", s.id_national));
        }
    }
    if !(s.secteur.len() == 4 && s.secteur.strip_prefix("SA").is_some_and(chiffres)) {
        dit.push(format!("secteur « {} » : code TRE_R02 attendu, comme SA25", s.secteur));
    }
    if let Some(siret) = s.siret.as_ref().filter(|n| !siret_valide(n)) {
        dit.push(format!("SIRET {siret} : 14 chiffres et clé de Luhn attendus{}", juste(siret, 14)));
    }
    if let Some(finess) = s.finess_juridique.as_ref().filter(|n| !finess_valide(n)) {
        dit.push(format!(
            "FINESS juridique {finess} : 9 chiffres et clé de Luhn attendus{}",
            juste(finess, 9)
        ));
    }
    if !s.telephone.is_empty() && !chiffres(&s.telephone) {
        dit.push(format!("téléphone « {} » : des chiffres seulement", s.telephone));
    }
    let departement = s.departement.strip_suffix(')').and_then(|d| d.split_once(" ("));
    if departement.is_none_or(|(nom, code)| nom.is_empty() || code.is_empty()) {
        dit.push(format!(
            "département « {} » : nom puis code attendus, comme Paris (75)",
            s.departement
        ));
    }
    dit
}

fn anomalies_professionnel(monde: &World, p: &Professionnel) -> Vec<String> {
    let mut dit = Vec::new();
    anomalies_identifiants(&mut dit, p);
    for profession in std::iter::once(&p.profession).chain(p.exercices_dits.iter().map(|e| &e.profession)) {
        // The employee of a structure may have none.
        let code = profession.len() == 2 && chiffres(profession);
        let absente = profession.is_empty() && p.rpps.is_empty();
        if !(code || absente) {
            dit.push(format!("profession « {profession} » : code TRE_G15 attendu, comme 10"));
        }
    }
    // Who says no exercice works somewhere; who does may say none (a student, somebody retired).
    if p.structures.is_empty() && p.exercices_dits.is_empty() {
        dit.push("n'exerce dans aucune structure".to_owned());
    }
    let activites: Vec<&String> = p.exercices_dits.iter().flat_map(|e| &e.activites).map(|a| &a.structure).collect();
    for structure in p
        .structures
        .iter()
        .chain(activites.iter().copied())
        .filter(|s| !monde.structures.contains_key(*s))
    {
        dit.push(format!("exerce dans la structure {structure}, qui n'existe pas"));
    }
    if !p.exercices_dits.is_empty() {
        let (courtes, longues): (BTreeSet<&String>, BTreeSet<&String>) = (p.structures.iter().collect(), activites.into_iter().collect());
        if courtes != longues {
            dit.push("`structures` et les structures des activités ne sont pas les mêmes".to_owned());
        }
    }
    for exercice in p.exercices_dits.iter().filter(|e| !matches!(e.categorie.as_str(), "C" | "M" | "E")) {
        dit.push(format!("catégorie « {} » : C, M ou E attendu", exercice.categorie));
    }
    for mode in p
        .exercices_dits
        .iter()
        .flat_map(|e| &e.activites)
        .map(|a| &a.mode)
        .filter(|m| !matches!(m.as_str(), "L" | "S" | "B"))
    {
        dit.push(format!("mode d'exercice « {mode} » : L, S ou B attendu"));
    }
    if let Some(numero) = &p.facturation
        && !(numero.len() == 9 && chiffres(numero))
    {
        dit.push(format!("numéro de facturation {numero} : 9 chiffres attendus"));
    }
    dit
}

/// An RPPS makes the national identifier `8` + RPPS; without one it is that of a structure's employee, or of an EDIT test identity.
fn anomalies_identifiants(dit: &mut Vec<String>, p: &Professionnel) {
    let lu = id_professionnel(&p.id_national);
    if p.rpps.is_empty() {
        let d_un_rpps = lu.is_some_and(|id| id.genre == GenreProfessionnel::Rpps);
        if d_un_rpps || (lu.is_none() && !id_edit(&p.id_national)) {
            dit.push(format!(
                "id_national {} sans RPPS : 3 + FINESS + / + numéro local, une autre forme de structure, ou ANS + 14 chiffres attendu",
                p.id_national
            ));
        }
        return;
    }
    if !rpps_valide(&p.rpps) {
        dit.push(format!(
            "RPPS {} : 11 chiffres et clé de Luhn attendus{}",
            p.rpps,
            juste(&p.rpps, 11)
        ));
    }
    if lu.is_none_or(|id| id.genre != GenreProfessionnel::Rpps || id.valeur != p.rpps) {
        dit.push(format!("id_national {} : 8 suivi du RPPS {} attendu", p.id_national, p.rpps));
    }
}

/// Identity made by hand on the platform EDIT.
fn id_edit(texte: &str) -> bool {
    texte.strip_prefix("ANS").is_some_and(|d| d.len() == 14 && chiffres(d))
}

fn anomalies_boite(monde: &World, b: &Boite) -> Vec<String> {
    let mut dit = Vec::new();
    let adresse = b.adresse.split_once('@').filter(|(local, domaine)| {
        !local.is_empty()
            && domaine.ends_with(".mssante.fr")
            && b.adresse.bytes().all(|o| o.is_ascii_graphic() && o != b'|')
            && b.adresse.len() <= 254
    });
    if adresse.is_none() {
        dit.push(format!(
            "adresse « {} » : une adresse d'un domaine en .mssante.fr attendue",
            b.adresse
        ));
    }
    let proprietaires = (b.titulaire.is_some(), b.structure.is_some());
    match (b.genre.as_str(), proprietaires) {
        ("PER", (true, _)) | ("CAB", (true, true)) | ("ORG" | "APP", (false, true)) => {}
        ("PER", _) => dit.push("une boîte PER a un titulaire".to_owned()),
        ("CAB", _) => dit.push("une boîte CAB a un titulaire et le cabinet où il exerce".to_owned()),
        ("ORG" | "APP", _) => dit.push(format!("une boîte {} est celle d'une structure, sans titulaire", b.genre)),
        (autre, _) => dit.push(format!("genre « {autre} » : PER, CAB, ORG ou APP attendu")),
    }
    if let Some(titulaire) = &b.titulaire {
        match monde.professionnels.get(titulaire) {
            None => dit.push(format!("titulaire {titulaire}, qui n'existe pas")),
            Some(p) if b.structure.as_ref().is_some_and(|s| !p.structures.contains(s)) => {
                dit.push(format!("{titulaire} n'exerce pas dans la structure de la boîte"));
            }
            Some(_) => {}
        }
    }
    if let Some(structure) = b.structure.as_ref().filter(|s| !monde.structures.contains_key(*s)) {
        dit.push(format!("structure {structure}, qui n'existe pas"));
    }
    dit
}

fn anomalies_patient(p: &Patient) -> Vec<String> {
    let mut dit = Vec::new();
    if p.note.trim().is_empty() {
        dit.push("sans note : dites d'où vient cette identité".to_owned());
    }
    if !matches!(p.sexe.as_str(), "M" | "F") {
        dit.push(format!("sexe « {} » : M ou F attendu", p.sexe));
    }
    if let Err(e) = date_insi(&p.date_naissance) {
        dit.push(e.to_string());
    }
    if let Some(cog) = &p.lieu_naissance
        && !(cog.len() == 5 && cog.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()))
    {
        dit.push(format!("lieu de naissance « {cog} » : COG de 5 caractères attendu"));
    }
    for ins in p.ins.iter().chain(&p.historique) {
        anomalies_ins(&mut dit, p, ins);
    }
    if p.ins.is_none() && !p.historique.is_empty() {
        dit.push("un historique sans INS actif".to_owned());
    }
    for (rang, reponse) in (1..).zip(&p.insi) {
        dit.extend(
            anomalies_reponse(p, reponse)
                .into_iter()
                .map(|a| format!("réponse d'INSi n° {rang} : {a}")),
        );
    }
    dit
}

fn anomalies_ins(dit: &mut Vec<String>, p: &Patient, ins: &Ins) {
    let complet = ins.complet();
    match cle_ins(&ins.matricule) {
        None => dit.push(format!(
            "matricule {} : 13 caractères attendus, sans espace, chiffres sauf 2A ou 2B",
            ins.matricule
        )),
        Some(juste) if !cle_valide(&complet) && !p.note.contains(&complet) => dit.push(format!(
            "clé de {complet} invalide : écrivez cle = \"{juste:02}\" ; si c'est voulu, citez ces 15 caractères dans la note"
        )),
        Some(_) => {}
    }
    match oid_ins(&ins.oid) {
        Some(sens) if sens.nature != Nature::InsC && sens.environnement == p.environnement => {}
        Some(_) => dit.push(format!(
            "OID {} : pas celui d'un INS de l'environnement « {} »",
            ins.oid,
            environnement(p.environnement)
        )),
        None => dit.push(format!("OID {} : pas celui d'un INS", ins.oid)),
    }
}

fn anomalies_reponse(p: &Patient, r: &ReponseInsi) -> Vec<String> {
    let mut dit = Vec::new();
    match (r.cr.as_deref(), &r.faute) {
        (None | Some("00"), None) if p.ins.is_none() => dit.push("CR 00 pour un patient sans INS".to_owned()),
        (None | Some("00"), None) => {}
        (Some(cr @ ("01" | "02")), None) if r.traits.is_some() => {
            dit.push(format!("des traits avec le CR {cr} : seul le CR 00 en renvoie"));
        }
        (Some("01" | "02"), None) => {}
        (None, Some(_)) if r.traits.is_none() => {}
        _ => dit.push("donnez soit `cr` (00, 01 ou 02 ; 00 par défaut), soit `faute` sans traits".to_owned()),
    }
    if r.appel == Some(0) {
        dit.push("les appels se comptent à partir de 1".to_owned());
    }
    if let Some(traits) = &r.traits
        && let Err(e) = date_insi(&traits.date_naissance)
    {
        dit.push(e.to_string());
    }
    dit
}

fn environnement(e: Environnement) -> &'static str {
    match e {
        Environnement::Production => "production",
        Environnement::Test => "test",
        Environnement::Demonstration => "demonstration",
    }
}

/// The number that would be right, when only its key is wrong.
fn juste(numero: &str, longueur: usize) -> String {
    let juste = (numero.len() == longueur).then(|| luhn_juste(numero)).flatten();
    juste.map_or_else(String::new, |n| format!(" ; avec la clé juste : {n}"))
}

fn chiffres(texte: &str) -> bool {
    texte.bytes().all(|b| b.is_ascii_digit())
}

/// A CNDA authorisation number.
fn idam(numero: &str) -> bool {
    numero.len() == 12 && numero.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}
