//! A guided scenario in the grammar of scenarios: each étape is what a person does and attests, and carries the pieces of its proofs.

use segur_model::catalogue::{NaturePreuve, Proof};

use crate::preuves::etapes_nommees;
use crate::referentiel::Brouillon;

/// Longest title: the rest of the objective is in the first étape.
const TITRE_MAX: usize = 160;

/// One scenario, written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioEcrit {
    /// Its number.
    pub numero: String,
    /// Name of its file, as the grammar wants it.
    pub fichier: String,
    /// The file.
    pub yaml: String,
    /// Étapes of the REM in it.
    pub etapes: usize,
    /// Whether their numbers are those of the text.
    pub numerotees: bool,
    /// Its proofs.
    pub preuves: Vec<Proof>,
}

/// Writes a scenario for the catalogue of this code.
pub(crate) fn ecrire(b: &Brouillon, code: &str) -> ScenarioEcrit {
    let d = &b.decoupe;
    let mut contexte: Vec<&str> = Vec::new();
    let premier = d.objectif.first().map_or("", String::as_str);
    let titre = if premier.is_empty() {
        d.etapes
            .first()
            .map_or_else(|| format!("Preuves du scénario {}", b.numero), |e| coupe(&e.texte))
    } else {
        coupe(premier)
    };
    if d.objectif.len() > 1 || titre != une_ligne(premier) {
        contexte.extend(d.objectif.iter().map(String::as_str));
    }
    contexte.extend(d.contexte.iter().map(String::as_str));
    let mut yaml = format!(
        "scenario: {}\ntitre: {}\nreferentiel: [{}]\n",
        texte(&b.numero),
        texte(&titre),
        texte(code)
    );
    let exigences: Vec<String> = b.exigences.iter().map(|e| texte(e)).collect();
    yaml.push_str(&format!("exigences: [{}]\n", exigences.join(", ")));
    if b.exigences.len() == 1 && !b.profil.is_empty() && b.profil != "Général" {
        yaml.push_str(&format!("profil: {}\n", texte(&b.profil)));
    }
    if !contexte.is_empty() {
        yaml.push_str("contexte:\n");
        for c in contexte {
            yaml.push_str(&format!("  - {}\n", gabarit(c)));
        }
    }
    yaml.push_str("etapes:\n");
    // A scenario whose cell is empty has proofs all the same.
    let seule = [(1, vec!["Les pièces demandées sont réunies."])];
    let etapes: Vec<(u32, Vec<&str>)> = if d.etapes.is_empty() {
        seule.to_vec()
    } else {
        d.etapes
            .iter()
            .map(|e| {
                (
                    e.numero,
                    std::iter::once(e.texte.as_str())
                        .chain(e.attendus.iter().map(String::as_str))
                        .filter(|t| !t.trim().is_empty())
                        .collect(),
                )
            })
            .collect()
    };
    let bornes = (etapes.first().map_or(1, |e| e.0), etapes.last().map_or(1, |e| e.0));
    let portees: Vec<(u32, &Proof, (u32, u32))> = b.preuves.iter().map(|p| porter(p, bornes, &etapes)).collect();
    for (numero, phrases) in &etapes {
        yaml.push_str(&format!("  - etape: {numero}\n    voir:\n"));
        for phrase in phrases {
            yaml.push_str(&format!("      - {}\n", gabarit(phrase)));
        }
        let pieces: Vec<(String, Vec<String>)> = portees
            .iter()
            .filter(|(porteuse, _, _)| porteuse == numero)
            .map(|(_, p, etendue)| (p.id.clone(), pieces(p, *etendue)))
            .filter(|(_, pieces)| !pieces.is_empty())
            .collect();
        if pieces.is_empty() {
            continue;
        }
        yaml.push_str("    preuves:\n");
        for (preuve, pieces) in pieces {
            yaml.push_str(&format!("      {}:\n", texte(&preuve)));
            for piece in pieces {
                yaml.push_str(&format!("        - {piece}\n"));
            }
        }
    }
    ScenarioEcrit {
        numero: b.numero.clone(),
        fichier: format!("{}.yaml", b.numero.replace('/', "-")),
        yaml,
        etapes: etapes.len(),
        numerotees: d.numerotee,
        preuves: b.preuves.clone(),
    }
}

/// The étape that carries a proof, and the étapes that it covers: those that its text names, when the scenario has them; else all.
fn porter<'p>(p: &'p Proof, (premiere, derniere): (u32, u32), etapes: &[(u32, Vec<&str>)]) -> (u32, &'p Proof, (u32, u32)) {
    let nommees = etapes_nommees(&p.demande).filter(|(de, a)| *de >= premiere && *a <= derniere);
    let (de, a) = nommees.unwrap_or((premiere, derniere));
    // The numbers of a text may have gaps: the last étape that is not after the range.
    let porteuse = etapes.iter().map(|e| e.0).filter(|n| *n <= a).max().unwrap_or(derniere);
    (porteuse, p, (de, a))
}

/// What must be given for a proof. What the grammar has no piece for (a document, a log) is asked by the catalogue alone.
fn pieces(p: &Proof, (de, a): (u32, u32)) -> Vec<String> {
    let dit = || gabarit(&une_ligne(&p.demande));
    let tiers = |qui: &str| format!("tiers: {{ de: {}, quoi: {} }}", texte(qui), dit());
    let mut pieces: Vec<String> = Vec::new();
    for nature in &p.natures {
        let piece = match nature {
            NaturePreuve::Video | NaturePreuve::DemonstrationFree => {
                if de == a {
                    format!("video: {de}")
                } else {
                    format!("video: {de}..{a}")
                }
            }
            NaturePreuve::Screenshot => format!("capture: {}", dit()),
            NaturePreuve::Attestation => format!("attestation: {}", dit()),
            NaturePreuve::AnsTestReportLink => tiers("Espace de tests d'interopérabilité de l'ANS"),
            NaturePreuve::AnsTestExecutionId => tiers("Outil de test éditeurs de MSSanté"),
            NaturePreuve::CndaCertificate => tiers("CNDA"),
            NaturePreuve::PentestPassi => tiers("Prestataire qualifié PASSI"),
            _ => continue,
        };
        if !pieces.contains(&piece) {
            pieces.push(piece);
        }
    }
    pieces
}

fn une_ligne(t: &str) -> String {
    t.replace('\n', " ")
}

/// A title: the text, cut at a word.
fn coupe(t: &str) -> String {
    let t = une_ligne(t);
    if t.chars().count() <= TITRE_MAX {
        return t;
    }
    let tete: String = t.chars().take(TITRE_MAX).collect();
    let fin = tete.rfind(' ').unwrap_or(tete.len());
    format!("{}…", tete.get(..fin).unwrap_or(&tete).trim_end_matches([' ', ',', ';', ':']))
}

/// A text that the grammar shows as it is: its braces name nothing.
fn gabarit(t: &str) -> String {
    texte(&une_ligne(t).replace('{', "{{"))
}

/// A YAML text between double quotes.
fn texte(t: &str) -> String {
    let mut ecrit = String::with_capacity(t.len() + 2);
    ecrit.push('"');
    for c in t.chars() {
        match c {
            '"' | '\\' => {
                ecrit.push('\\');
                ecrit.push(c);
            }
            '\n' | '\r' | '\t' => ecrit.push(' '),
            // What YAML calls unprintable.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}') => ecrit.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => ecrit.push(c),
        }
    }
    ecrit.push('"');
    ecrit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decoupe::decouper;

    fn brouillon(scenario: &str, preuves: &[(&str, &str)]) -> Brouillon {
        Brouillon {
            numero: "X/a.01.01".to_owned(),
            exigences: vec!["X/a.01".to_owned()],
            profil: "Général".to_owned(),
            decoupe: decouper(scenario),
            empreinte: String::new(),
            preuves: preuves
                .iter()
                .map(|(id, demande)| Proof {
                    id: (*id).to_owned(),
                    natures: crate::natures(demande),
                    demande: (*demande).to_owned(),
                    du_systeme: false,
                    nommage: String::new(),
                    toutes: false,
                })
                .collect(),
        }
    }

    #[test]
    fn a_scenario_is_written_as_the_grammar_reads_it() {
        let b = brouillon(
            "Vérifier l'objet « {sujet} ».Etapes du scénario :\n1. Ouvrir \"la fiche\"* elle s'affiche\n2. Fermer {tout}",
            &[
                ("X/a.01.01.01", "Une vidéo de l'étape 1"),
                ("X/a.01.01.02", "Capture d'écran, avec {cela}"),
                ("X/a.01.01.03", "Un log"),
            ],
        );
        let s = ecrire(&b, "REM-X");
        assert_eq!(s.fichier, "X-a.01.01.yaml");
        assert_eq!(
            s.yaml,
            "scenario: \"X/a.01.01\"\ntitre: \"Vérifier l'objet « {sujet} ».\"\nreferentiel: [\"REM-X\"]\nexigences: [\"X/a.01\"]\netapes:\n\
             \x20 - etape: 1\n    voir:\n      - \"Ouvrir \\\"la fiche\\\"\"\n      - \"elle s'affiche\"\n    preuves:\n      \"X/a.01.01.01\":\n        - video: 1\n\
             \x20 - etape: 2\n    voir:\n      - \"Fermer {{tout}\"\n    preuves:\n      \"X/a.01.01.02\":\n        - capture: \"Capture d'écran, avec {{cela}\"\n"
        );
        assert_eq!(s.etapes, 2);
    }

    #[test]
    fn a_scenario_without_a_text_still_carries_its_proofs() {
        let s = ecrire(
            &brouillon("", &[("X/a.01.01.01", "Lien permanent vers le rapport de validation")]),
            "REM-X",
        );
        assert!(s.yaml.contains("- etape: 1\n") && s.yaml.contains("tiers: { de: "), "{}", s.yaml);
    }
}
