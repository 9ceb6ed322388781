//! `check`: judges files alone, without a bench. What cannot be known from a file (who signed, when it was received) is
//! said to be not evaluated, and never fails the file.

use std::io::Read;
use std::path::{Path, PathBuf};

use segur_cda::ContexteCda;
use segur_model::{Environnement, Finding, Severity};
use segur_saml::{Confiance, vihf};
use segur_soap::mtom;
use segur_xds::ContexteLot;
use serde_json::json;
use time::OffsetDateTime;

use crate::cli::{Check, Format};
use crate::erreur::Erreur;

/// Kinds of the contract.
const GENRES: &[&str] = &["cda", "xdm", "mail", "vihf", "xds", "soap", "hl7v2", "fhir", "pdf"];

/// Largest file judged.
const TAILLE_MAX: u64 = 64 << 20;

/// Rules that want what a file alone does not hold: the time of reception, and whom to trust.
const HORS_DU_FICHIER: &[&str] = &["chaine", "validite", "revocation", "frais", "duree-vie", "homologation"];

/// Judges each file: 0 no finding of severity error, 1 some, 2 a file cannot be read.
pub fn executer(a: &Check) -> Result<u8, Erreur> {
    let environnement = match a.environnement.as_deref() {
        None | Some("test") => Environnement::Test,
        Some("production") => Environnement::Production,
        Some(autre) => {
            return Err(Erreur::dit(format!(
                "environnement inconnu : « {autre} ». Donnez `test` ou `production`."
            )));
        }
    };
    if !GENRES.contains(&a.genre.as_str()) {
        return Err(Erreur::dit(format!(
            "genre inconnu : « {} ». Genres : {}",
            a.genre,
            GENRES.join(", ")
        )));
    }
    if !matches!(a.genre.as_str(), "cda" | "vihf" | "xds" | "soap") {
        return super::pas_encore(&format!("check {}", a.genre));
    }
    if a.schematron.is_some() {
        return super::pas_encore("check --schematron");
    }
    let mut code = 0;
    for fichier in fichiers(&a.fichiers)? {
        let octets = lire(&fichier)?;
        let jugement = juger(&a.genre, &octets, environnement);
        match a.format {
            Format::Json => imprimer_json(&fichier, &a.genre, &jugement),
            Format::Text => imprimer(&fichier, &jugement),
        }
        code = code.max(match &jugement {
            Err(_) => 2,
            Ok(f) => u8::from(f.iter().any(Finding::is_error)),
        });
    }
    if a.format == Format::Text && matches!(a.genre.as_str(), "cda" | "soap") {
        eprintln!("Règles natives du banc seulement : les schematrons de l'ANS ne sont pas appliqués.");
    }
    Ok(code)
}

/// Folders give the files in them, in name order.
fn fichiers(donnes: &[PathBuf]) -> Result<Vec<PathBuf>, Erreur> {
    let mut tous = Vec::new();
    for chemin in donnes {
        if !chemin.is_dir() {
            tous.push(chemin.clone());
            continue;
        }
        let entrees = std::fs::read_dir(chemin).map_err(|e| Erreur::fichier("lecture du dossier", chemin, &e))?;
        let mut dedans: Vec<PathBuf> = entrees.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.is_file()).collect();
        dedans.sort();
        tous.extend(dedans);
    }
    Ok(tous)
}

fn lire(chemin: &Path) -> Result<Vec<u8>, Erreur> {
    let illisible = |e: std::io::Error| Erreur::fichier("lecture", chemin, &e);
    let mut octets = Vec::new();
    std::fs::File::open(chemin)
        .map_err(illisible)?
        .take(TAILLE_MAX + 1)
        .read_to_end(&mut octets)
        .map_err(illisible)?;
    if octets.len() as u64 > TAILLE_MAX {
        return Err(Erreur::dit(format!("{} dépasse {} Mio", chemin.display(), TAILLE_MAX >> 20)));
    }
    Ok(octets)
}

fn juger(genre: &str, octets: &[u8], environnement: Environnement) -> Result<Vec<Finding>, String> {
    match genre {
        "cda" => {
            segur_cda::lire(octets).map_err(|e| e.to_string())?;
            Ok(segur_cda::juger_document(
                octets,
                &ContexteCda {
                    environnement,
                    ..ContexteCda::default()
                },
            ))
        }
        "vihf" => juger_vihf(&texte(octets)?),
        "xds" => juger_lot(octets, environnement),
        _ => {
            let (enveloppe, _) = enveloppe(octets)?;
            let mut findings = juger_vihf(&enveloppe)?;
            findings.extend(juger_lot(octets, environnement)?);
            Ok(findings)
        }
    }
}

fn texte(octets: &[u8]) -> Result<String, String> {
    segur_soap::decoder(octets)
        .map(std::borrow::Cow::into_owned)
        .map_err(|e| e.to_string())
}

/// The SOAP envelope of a raw dump (MTOM or plain), with its parts.
fn enveloppe(octets: &[u8]) -> Result<(String, Vec<mtom::Partie>), String> {
    if octets.trim_ascii_start().starts_with(b"--") {
        let multipart = mtom::lire_brut(octets).map_err(|e| e.to_string())?;
        return Ok((texte(&multipart.racine.octets)?, multipart.parties));
    }
    Ok((texte(octets)?, Vec::new()))
}

fn juger_vihf(document: &str) -> Result<Vec<Finding>, String> {
    if vihf::lire_vihf(document).is_none() {
        return Err("pas d'assertion SAML 2.0 dans ce fichier".to_owned());
    }
    let maintenant = OffsetDateTime::now_utc();
    let confiance = Confiance {
        ancres_pem: "",
        crls_der: &[],
        maintenant,
    };
    let mut findings = vihf::juger_vihf(document, &confiance, maintenant, &vihf::ContexteVihf::default());
    for f in &mut findings {
        let fin = f.rule.rsplit('.').next().unwrap_or_default();
        if HORS_DU_FICHIER.iter().any(|h| fin.contains(h)) {
            f.severity = Severity::NotEvaluated;
            "ne se juge pas sur un fichier seul".clone_into(&mut f.seen);
        }
    }
    Ok(findings)
}

fn juger_lot(octets: &[u8], environnement: Environnement) -> Result<Vec<Finding>, String> {
    let (enveloppe, parties) = enveloppe(octets)?;
    segur_xds::lire_lot(&enveloppe).map_err(|e| e.to_string())?;
    Ok(segur_xds::juger_lot(
        &enveloppe,
        &parties,
        &ContexteLot {
            environnement,
            ancres_pem: String::new(),
            maintenant: OffsetDateTime::now_utc(),
        },
    ))
}

fn imprimer_json(fichier: &Path, genre: &str, jugement: &Result<Vec<Finding>, String>) {
    let objet = match jugement {
        Ok(f) => json!({ "file": fichier.display().to_string(), "kind": genre, "ok": !f.iter().any(Finding::is_error), "findings": f }),
        Err(e) => json!({ "file": fichier.display().to_string(), "kind": genre, "ok": false, "error": e, "findings": [] }),
    };
    dire!("{objet}");
}

fn imprimer(fichier: &Path, jugement: &Result<Vec<Finding>, String>) {
    match jugement {
        Err(e) => dire!("{} : illisible — {e}", fichier.display()),
        Ok(f) if f.is_empty() => dire!("{} : rien à signaler", fichier.display()),
        Ok(findings) => {
            dire!("{}", fichier.display());
            for f in findings {
                let lieu = if f.location.line > 0 {
                    format!("{}:{} ", f.location.line, f.location.column)
                } else {
                    String::new()
                };
                dire!("  {} {} — {}", super::journal::severite(f.severity), f.rule, f.dit);
                dire!("      {lieu}{}", f.location.path);
                dire!("      attendu {} ; vu {}", f.expected, f.seen);
                dire!("      source : {}", f.source);
            }
        }
    }
}
