//! What a person sees while a campaign is played. Progress goes to the error output, and only on a terminal; results go
//! to the standard output.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use segur_engine::moteur::{Progres, Suivi};
use segur_model::Constat;
use segur_model::texte::dangereux;

/// Whether a line of the standard output was lost.
static PERDUE: AtomicBool = AtomicBool::new(false);

/// Keeps that a line could not be written. A reader that went away wanted no more of it: that is no loss.
pub fn noter(ligne: &std::io::Result<()>) {
    if ligne.as_ref().is_err_and(|e| e.kind() != std::io::ErrorKind::BrokenPipe) {
        PERDUE.store(true, Ordering::Relaxed);
    }
}

/// Whether what was printed is not all there.
pub fn sortie_perdue() -> bool {
    PERDUE.load(Ordering::Relaxed)
}

/// Follows a campaign.
pub struct Progression {
    barre: Option<ProgressBar>,
    muette: bool,
    debut: Mutex<Instant>,
    durees: Mutex<BTreeMap<String, Duration>>,
}

impl Progression {
    /// On a terminal: a bar; else a line per scenario on the error output. No bar over the questions asked of a person.
    pub fn nouvelle(avec_personne: bool, muette: bool) -> Self {
        let barre = (!avec_personne && !muette && std::io::stderr().is_terminal()).then(|| {
            let barre = ProgressBar::new(0);
            if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} {msg}") {
                barre.set_style(style);
            }
            barre.enable_steady_tick(Duration::from_millis(120));
            barre
        });
        Self {
            barre,
            muette,
            debut: Mutex::new(Instant::now()),
            durees: Mutex::default(),
        }
    }

    /// How long each scenario took, in real time: for the copy of the JUnit that stands beside the dossier.
    pub fn durees(&self) -> BTreeMap<String, Duration> {
        self.durees.lock().map(|d| d.clone()).unwrap_or_default()
    }
}

impl Suivi for Progression {
    fn voir(&self, progres: &Progres) {
        match progres {
            Progres::ScenarioCommence {
                rang,
                total,
                numero,
                titre,
            } => {
                if let Ok(mut debut) = self.debut.lock() {
                    *debut = Instant::now();
                }
                if let Some(b) = &self.barre {
                    b.set_length(*total as u64);
                    b.set_position(*rang as u64 - 1);
                    b.set_message(format!("{numero} — {titre}"));
                }
            }
            Progres::Attente { etape } => {
                if let Some(b) = &self.barre {
                    b.set_message(format!("étape {etape} : attente des échanges…"));
                }
            }
            Progres::ActeJoue {
                etape,
                acte,
                issue,
                message,
            } => {
                if let Some(b) = &self.barre {
                    let issue = issue.map_or("non joué", segur_model::Issue::mot);
                    b.set_message(format!("étape {etape} : {acte} → {issue} {message}"));
                }
            }
            Progres::ScenarioFini { resultat, repris } => {
                let suffixe = if *repris { " (joué auparavant)" } else { "" };
                if let (false, Ok(debut), Ok(mut durees)) = (*repris, self.debut.lock(), self.durees.lock()) {
                    durees.insert(resultat.id.clone(), debut.elapsed());
                }
                // Blocked is neither a failure nor something left to do.
                let signe = if resultat.comptes.bloquees > 0 && resultat.comptes.ecarts == 0 {
                    "‖"
                } else {
                    signe(resultat.constat)
                };
                let ligne = format!("  {signe} {:<22} {}{suffixe}", resultat.id, resultat.titre);
                match &self.barre {
                    Some(b) => {
                        b.println(ligne);
                        b.inc(1);
                    }
                    None if self.muette => {}
                    None => segur_model::avertir!("{ligne}"),
                }
            }
        }
    }
}

impl Drop for Progression {
    fn drop(&mut self) {
        if let Some(b) = &self.barre {
            b.finish_and_clear();
        }
    }
}

/// `2026-01-15 09:00:00 UTC`.
pub fn instant(t: time::OffsetDateTime) -> String {
    let forme = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    t.to_offset(time::UtcOffset::UTC).format(forme).unwrap_or_default()
}

/// One character for a constat.
pub fn signe(c: Constat) -> &'static str {
    match c {
        Constat::Conforme => "✓",
        Constat::Declare => "~",
        Constat::NonConforme => "✗",
        Constat::NonTeste => "·",
        Constat::NonApplicable => "–",
    }
}

/// Colours the line of an exigence by its constat, on a terminal alone and unless `NO_COLOR` is set.
pub fn colorer(ligne: &str) -> String {
    if !std::io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some() {
        return ligne.to_owned();
    }
    for (c, code) in [
        (Constat::NonConforme, "31;1"),
        (Constat::NonTeste, "33"),
        (Constat::NonApplicable, "2"),
        (Constat::Declare, "36"),
        (Constat::Conforme, "32"),
    ] {
        // The label stands alone between two blanks: « Non conforme » is not « Conforme ».
        let cherche = format!("  {}", c.libelle());
        if let Some(i) = ligne.find(&cherche) {
            let (avant, apres) = ligne.split_at(i + 2);
            let (mot, reste) = apres.split_at(c.libelle().len());
            return format!("{avant}\u{1b}[{code}m{mot}\u{1b}[0m{reste}");
        }
    }
    ligne.to_owned()
}

/// A text that came from outside, on one line of a terminal: line breaks, the codes that move the cursor (C0, C1) and those that turn the
/// direction of writing are shown, not obeyed.
pub fn propre(texte: &str) -> String {
    let mut sortie = String::with_capacity(texte.len());
    for c in texte.chars() {
        match c {
            '\n' | '\r' => sortie.push('⏎'),
            '\t' => sortie.push(' '),
            c if dangereux(c) => sortie.extend(c.escape_unicode()),
            c => sortie.push(c),
        }
    }
    sortie
}

/// The last door before the terminal: whatever was forgotten above, nothing commands it. Our own line breaks stay.
pub fn derniere_porte(texte: &str) -> std::borrow::Cow<'_, str> {
    if !texte.chars().any(|c| dangereux(c) && !matches!(c, '\n' | '\t')) {
        return texte.into();
    }
    let lignes: Vec<String> = texte.split('\n').map(propre).collect();
    lignes.join("\n").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rien_ne_commande_le_terminal() {
        assert_eq!(propre("DUPONT\nprêt 9"), "DUPONT⏎prêt 9");
        assert_eq!(propre("a\u{1b}[2Jb\u{9b}31mc\u{202e}d\te"), "a\\u{1b}[2Jb\\u{9b}31mc\\u{202e}d e");
        assert_eq!(propre("Élodie d’Œuvre"), "Élodie d’Œuvre");
        assert_eq!(derniere_porte("une\n\tdeux"), "une\n\tdeux");
        assert_eq!(derniere_porte("une\n\u{1b}]0;titre\u{7}"), "une\n\\u{1b}]0;titre\\u{7}");
    }
}
