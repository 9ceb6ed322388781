//! What `check` prints: for a person, or one JSON object for each file.

use std::path::Path;

use segur_model::{Finding, Severity};
use serde_json::json;

use super::genres::{Banc, Genre};
use super::{Bilan, Constats, Jugement};
use crate::affichage::propre;
use crate::cli::Format;
use crate::commandes::journal::severite;

pub(super) fn imprimer(fichier: &Path, genre: Genre, jugement: &Jugement, format: Format) {
    match format {
        Format::Json => imprimer_json(fichier, genre, jugement),
        Format::Text => imprimer_texte(fichier, jugement),
    }
}

fn imprimer_json(fichier: &Path, genre: Genre, jugement: &Jugement) {
    let (fichier, genre) = (fichier.display().to_string(), genre.nom());
    let mut objet = match jugement {
        Ok(Constats { findings: f, .. }) => {
            json!({ "file": fichier, "kind": genre, "ok": !f.iter().any(Finding::is_error) && super::juge(f), "findings": f })
        }
        Err(e) => json!({ "file": fichier, "kind": genre, "ok": false, "error": e, "findings": [] }),
    };
    if let Ok(Constats { document: Some(d), .. }) = jugement {
        objet["document"] = json!(d);
    }
    dire!("{objet}");
}

fn imprimer_texte(fichier: &Path, jugement: &Jugement) {
    match jugement {
        Err(e) => dire!("{} : illisible — {}", nom(fichier), propre(e)),
        Ok(c) => {
            match &c.findings[..] {
                [] => dire!("{} : rien à signaler", nom(fichier)),
                findings => dire!("{} : {}", nom(fichier), compte(findings)),
            }
            if let Some(document) = &c.document {
                dire!("  document : {}", propre(&document.dit()));
            }
            c.findings.iter().for_each(constat);
        }
    }
}

fn nom(fichier: &Path) -> String {
    propre(&fichier.display().to_string())
}

fn constat(f: &Finding) {
    let lieu = if f.location.line > 0 {
        format!("{}:{} ", f.location.line, f.location.column)
    } else {
        String::new()
    };
    dire!("  {} {} — {}", severite(f.severity), f.rule, f.dit);
    dire!("      {lieu}{}", propre(&f.location.path));
    dire!("      attendu {} ; vu {}", propre(&f.expected), propre(&f.seen));
    dire!("      source : {}", f.source);
}

/// « 1 erreur, 3 avertissements ».
fn compte(findings: &[Finding]) -> String {
    let combien = |s: Severity| findings.iter().filter(|f| f.severity == s).count();
    [
        (Severity::Error, "erreur", "erreurs"),
        (Severity::Warning, "avertissement", "avertissements"),
        (Severity::NotEvaluated, "non évalué", "non évalués"),
        (Severity::Info, "information", "informations"),
    ]
    .into_iter()
    .map(|(s, un, plusieurs)| (combien(s), un, plusieurs))
    .filter(|(n, ..)| *n > 0)
    .map(|(n, un, plusieurs)| format!("{n} {}", if n == 1 { un } else { plusieurs }))
    .collect::<Vec<_>>()
    .join(", ")
}

/// What was applied and what was not, on the error output: results alone are on the standard one.
pub(super) fn conclure(genre: Genre, bilan: &Bilan, banc: &Banc) {
    if bilan.fichiers > 1 {
        let non_evalues = match bilan.non_evalues {
            0 => String::new(),
            n => format!(", {n} non évalués"),
        };
        segur_model::avertir!(
            "{} {} : {} sans erreur, {} en erreur, {} illisibles{non_evalues}.",
            bilan.fichiers,
            // A mailbox holds several, a file of messages too.
            match genre {
                Genre::Mail => "courriels",
                Genre::Hl7v2 => "messages",
                _ => "fichiers",
            },
            bilan.fichiers - bilan.en_erreur - bilan.illisibles - bilan.non_evalues,
            bilan.en_erreur,
            bilan.illisibles
        );
    }
    if genre == Genre::Mail {
        segur_model::avertir!(
            "Jugés : le courriel, l'archive IHE_XDM et les PDF qu'il porte. Un fichier ne montre ni l'enveloppe SMTP, ni qui s'est authentifié : \
             ce qui en dépend n'est pas jugé."
        );
    }
    if genre == Genre::Hl7v2 {
        segur_model::avertir!(
            "Jugés : l'en-tête, la structure, l'identité, IHE PAM France, les volets de transmission d'un document (2.1, au LPS 1.1), les acquittements, et le CDA \
             que porte le message. D'un autre profil, seuls l'en-tête et l'identité le sont."
        );
    }
    match genre {
        Genre::Pdf => clauses(),
        Genre::Cda | Genre::Xdm | Genre::Mail | Genre::Hl7v2 => match &banc.ans {
            Some(ans) => {
                segur_model::avertir!("Appliqués : règles du banc, schématrons de {}.", ans.jeu.dossier().display());
                match &ans.xsd {
                    Ok(_) => segur_model::avertir!("Appliqué : schéma XML CDA_extended.xsd."),
                    Err(cause) => segur_model::avertir!("Non appliqué : schéma XML de l'ANS ({cause})."),
                }
                for a in ans.jeu.avertissements() {
                    segur_model::avertir!("Schéma publié à reprendre : {a}");
                }
                segur_model::avertir!("Ces schématrons ne sont pas un avis de l'ANS : son espace de test reste la référence.");
            }
            None => segur_model::avertir!(
                "Règles natives du banc seulement : ni les schématrons ni le schéma XML de l'ANS ne sont appliqués (--schematron DOSSIER)."
            ),
        },
        Genre::Soap => segur_model::avertir!(
            "Jugés comme à la réception : l'enveloppe, l'assertion, le corps, et chaque document joint par les règles natives (schématrons : `check cda --schematron`).\n\
             Les en-têtes HTTP le sont quand le fichier est une capture qui commence par eux. Un fichier ne montre ni la connexion TLS, ni l'heure de réception, ni \
             les autorités et les personnes qu'un banc connaît : ce qui en dépend n'est pas jugé."
        ),
        Genre::Fhir => fhir(banc),
        Genre::Vihf | Genre::Xds => {}
    }
}

fn fhir(banc: &Banc) {
    segur_model::avertir!(
        "Jugés : le JSON, la structure de FHIR R4 4.0.1 (éléments, types, codes imposés, références), ses invariants écrits à la main, les règles de l'Annuaire Santé et de \
         l'e-prescription. Ni FHIRPath, ni terminologies externes."
    );
    match &banc.profils {
        Some(profils) => {
            let (definitions, jeux) = profils.nombres();
            segur_model::avertir!(
                "Appliqués : {definitions} profils et extensions, {jeux} jeux de valeurs du dossier donné. Les contraintes FHIRPath des profils ne sont pas évaluées : elles sont \
                 comptées. Ce n'est pas un avis de l'ANS ni de HL7."
            );
            for ignore in profils.ignores() {
                segur_model::avertir!("Fichier laissé de côté : {}", propre(ignore));
            }
        }
        None => segur_model::avertir!("Aucun profil n'est appliqué (--profils DOSSIER)."),
    }
}

fn clauses() {
    let couvertes: Vec<&str> = segur_pdf::CLAUSES.iter().map(|c| c.numero).collect();
    segur_model::avertir!(
        "Clauses d'ISO 19005-1 jugées, en tout ou partie : {}.",
        dedoublees(&couvertes).join(", ")
    );
    let autres: Vec<String> = segur_pdf::NON_COUVERTES.iter().map(|(n, dit)| format!("{n} ({dit})")).collect();
    segur_model::avertir!("Non jugées : {}. Ce n'est pas une validation PDF/A complète.", autres.join(" ; "));
}

fn dedoublees<'a>(tous: &[&'a str]) -> Vec<&'a str> {
    let mut vues = Vec::new();
    for t in tous {
        if !vues.contains(t) {
            vues.push(*t);
        }
    }
    vues
}
