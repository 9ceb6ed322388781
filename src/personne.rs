//! The person at the terminal, for guided étapes.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use segur_engine::pilotes::Personne;
use segur_model::{DemandeActe, Issue, Numero};

/// Asks on the error output, reads the standard input.
pub struct Terminal {
    // One question at a time.
    verrou: Mutex<()>,
}

impl Terminal {
    /// A person.
    pub fn nouveau() -> Self {
        Self { verrou: Mutex::new(()) }
    }

    fn demander(&self, question: &str) -> Option<String> {
        let _un = self.verrou.lock().ok()?;
        let mut sortie = std::io::stderr();
        write!(sortie, "{question} ").ok()?;
        sortie.flush().ok()?;
        let mut ligne = String::new();
        let lu = std::io::stdin().lock().read_line(&mut ligne).ok()?;
        (lu > 0).then(|| ligne.trim().to_owned())
    }
}

impl Personne for Terminal {
    fn acte(&self, demande: &DemandeActe, consigne: &str) -> Option<(Issue, String)> {
        segur_model::avertir!("\n── {} · {} ──", demande.scenario, demande.etape.dit());
        if let Some(a) = demande.acteur.as_ref().and_then(|a| a.get("nom")).and_then(|n| n.as_str()) {
            segur_model::avertir!("En tant que : {a}");
        }
        segur_model::avertir!("À faire dans votre logiciel : {consigne}");
        for (nom, valeur) in &demande.parametres {
            match valeur {
                serde_json::Value::Object(o) => {
                    segur_model::avertir!("  {nom} :");
                    for (k, v) in o {
                        segur_model::avertir!("    {k} : {}", en_clair(v));
                    }
                }
                v => segur_model::avertir!("  {nom} : {}", en_clair(v)),
            }
        }
        loop {
            let reponse = self.demander("Quand c'est fini : [f]ait, [r]efusé par le logiciel, [e]rreur, [p]asser ?")?;
            let issue = match reponse.to_lowercase().chars().next() {
                Some('f') => Issue::Fait,
                Some('r') => Issue::Refuse,
                Some('e') => Issue::Erreur,
                Some('p') => return None,
                _ => {
                    segur_model::avertir!("Répondez f, r, e ou p.");
                    continue;
                }
            };
            let message = if issue == Issue::Fait {
                String::new()
            } else {
                self.demander("Message affiché par le logiciel (Entrée : aucun) :")?
            };
            return Some((issue, message));
        }
    }

    fn fichier(&self, nom: &str, dit: &str) -> Option<PathBuf> {
        loop {
            let reponse = self.demander(&format!("Fichier « {nom} » — {dit}\nChemin (Entrée : aucun) :"))?;
            if reponse.is_empty() {
                return None;
            }
            let chemin = PathBuf::from(&reponse);
            if chemin.is_file() {
                return Some(std::path::absolute(&chemin).unwrap_or(chemin));
            }
            segur_model::avertir!("« {reponse} » n'est pas un fichier lisible.");
        }
    }

    fn attester(&self, scenario: &str, etape: Numero, phrase: &str) -> Option<bool> {
        segur_model::avertir!("\n{scenario} · {}. À voir à l'écran : {phrase}", etape.dit());
        loop {
            match self
                .demander("L'avez-vous vu ? [o]ui, [n]on, [p]asser :")?
                .to_lowercase()
                .chars()
                .next()
            {
                Some('o') => return Some(true),
                Some('n') => return Some(false),
                Some('p') => return None,
                _ => segur_model::avertir!("Répondez o, n ou p."),
            }
        }
    }
}

fn en_clair(v: &serde_json::Value) -> String {
    match v {
        serde_json::Value::String(s) => s.clone(),
        serde_json::Value::Array(l) => l.iter().map(en_clair).collect::<Vec<_>>().join(", "),
        v => v.to_string(),
    }
}
