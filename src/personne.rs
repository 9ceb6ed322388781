//! The person at the terminal, for guided étapes. Several may take turns: each answer bears the name of who gave it.

mod choix;

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use segur_engine::pilotes::{AVoir, Attestation, Avancement, ChapitreAJouer, Personne, Reponse, ScenarioAnnonce, Suite};
use segur_model::{DemandeActe, Issue};

use crate::commandes::preuve::depot::Depot;
use crate::commandes::preuve::{Apport, JUSTIFICATION_MIN, Quoi, ajouter, lire, reperes_lus};

/// Most bytes of a film that is given at the terminal.
const FILM_MAX: u64 = 2 << 30;

/// Asks on the error output, reads the standard input.
pub struct Terminal {
    // One question at a time.
    verrou: Mutex<()>,
    nom: Mutex<String>,
    /// Chapter that the person is in.
    chapitre: Mutex<Option<String>>,
    depot: OnceLock<Depot>,
}

impl Terminal {
    /// A person, of this name; without one they are asked.
    pub fn nouveau(nom: &str) -> Self {
        Self {
            verrou: Mutex::new(()),
            nom: Mutex::new(nom.to_owned()),
            chapitre: Mutex::new(None),
            depot: OnceLock::new(),
        }
    }

    /// The campaign that is played: from then on its proofs may be given.
    pub fn brancher(&self, depot: Depot) {
        let _ = self.depot.set(depot);
    }

    /// Asks who is there, when nobody said.
    pub fn se_presenter(&self) {
        if self.nom().is_empty()
            && let Some(nom) = self.demander("Votre nom, tel que le dossier le donnera (Entrée : aucun) :")
        {
            *self.nom.lock().unwrap_or_else(PoisonError::into_inner) = nettoye(&nom);
        }
    }

    fn demander(&self, question: &str) -> Option<String> {
        let _un = self.verrou.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sortie = std::io::stderr();
        write!(sortie, "{question} ").ok()?;
        sortie.flush().ok()?;
        let mut ligne = String::new();
        let lu = std::io::stdin().lock().read_line(&mut ligne).ok()?;
        (lu > 0).then(|| ligne.trim().to_owned())
    }
}

/// A name without what commands a terminal.
fn nettoye(nom: &str) -> String {
    nom.chars().filter(|c| !segur_model::texte::dangereux(*c)).take(300).collect()
}

impl Personne for Terminal {
    fn nom(&self) -> String {
        self.nom.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn annoncer(&self, s: &ScenarioAnnonce) {
        segur_model::avertir!("\n━━ {} ━━ {} étape(s)", s.numero, s.etapes);
        // A title that was cut is the beginning of what follows it.
        let coupe = s.titre.strip_suffix('…').unwrap_or("-");
        if !s.contexte.first().is_some_and(|c| c.starts_with(coupe)) {
            segur_model::avertir!("{}", s.titre);
        }
        for c in &s.contexte {
            segur_model::avertir!("  {c}");
        }
    }

    fn acte(&self, demande: &DemandeActe, consigne: &str) -> Reponse<(Issue, String)> {
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
            let Some(reponse) = self.demander("Quand c'est fini : [f]ait, [r]efusé par le logiciel, [e]rreur, [p]lus tard, [q]uitter ?")
            else {
                return Reponse::Arret;
            };
            let issue = match reponse.to_lowercase().chars().next() {
                Some('f') => Issue::Fait,
                Some('r') => Issue::Refuse,
                Some('e') => Issue::Erreur,
                Some('p') => return Reponse::Passee,
                Some('q') => return Reponse::Arret,
                _ => {
                    segur_model::avertir!("Répondez f, r, e, p ou q.");
                    continue;
                }
            };
            let message = if issue == Issue::Fait {
                String::new()
            } else {
                self.demander("Message affiché par le logiciel (Entrée : aucun) :")
                    .unwrap_or_default()
            };
            return Reponse::Donnee((issue, message));
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

    fn attester(&self, a: &AVoir) -> Reponse<Attestation> {
        segur_model::avertir!("\n── {} · {} ({} sur {}) ──", a.scenario, a.etape.dit(), a.rang.0, a.rang.1);
        for (i, phrase) in a.phrases.iter().enumerate() {
            segur_model::avertir!("  {}. {phrase}", i + 1);
        }
        for m in &a.a_montrer {
            segur_model::avertir!("  ▸ {m}");
        }
        let question = if a.apres_un_acte { "Vu à l'écran" } else { "Fait, et vu" };
        loop {
            let Some(reponse) = self.demander(&format!("{question} ? [o]ui, [n]on, [p]lus tard, [q]uitter :")) else {
                return Reponse::Arret;
            };
            match reponse.to_lowercase().chars().next() {
                Some('o') => {
                    return Reponse::Donnee(Attestation {
                        vus: vec![Some(true); a.phrases.len()],
                        note: String::new(),
                    });
                }
                Some('n') => return self.manquent(a),
                Some('p') => return Reponse::Passee,
                Some('q') => return Reponse::Arret,
                _ => segur_model::avertir!("Répondez o, n, p ou q."),
            }
        }
    }

    fn preuves(&self, scenario: &str) {
        let Some(depot) = self.depot.get() else { return };
        let demandees: Vec<String> = match depot.a_donner(scenario) {
            Ok(d) => d,
            Err(e) => {
                segur_model::avertir!("{e}");
                return;
            }
        };
        if demandees.is_empty() {
            return;
        }
        segur_model::avertir!(
            "\nPreuves de {scenario} (Entrée : plus tard, par « segur-bench preuve ajouter {} N° FICHIER ») :",
            depot.id
        );
        for numero in demandees {
            if !self.une_preuve(depot, &numero) {
                return;
            }
        }
    }

    fn choisir(&self, chapitres: &[ChapitreAJouer]) -> Option<(String, Suite)> {
        let mut montrer = true;
        loop {
            let courant = self.chapitre.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let menu = choix::Menu::nouveau(chapitres, courant.as_deref());
            // After a slip of the keyboard the list is still above.
            if montrer {
                segur_model::avertir!("\n{menu}");
            }
            montrer = true;
            let reponse = self.demander(&menu.question())?;
            match menu.lire(&reponse) {
                choix::Reponse::Scenario(numero) => {
                    if let Some(suite) = self.deja_joue(chapitres, &numero) {
                        return Some((numero, suite));
                    }
                }
                choix::Reponse::SansObjet(numero) => {
                    let pourquoi = self.demander("Pourquoi n'a-t-il pas d'objet ? (une phrase que l'examinateur lira ; Entrée : rien)")?;
                    if pourquoi.chars().count() >= JUSTIFICATION_MIN {
                        return Some((numero, Suite::SansObjet(nettoye(&pourquoi))));
                    }
                    segur_model::avertir!("Rien n'est changé : il faut une phrase ({JUSTIFICATION_MIN} caractères au moins).");
                }
                choix::Reponse::Chapitre(nom) => *self.chapitre.lock().unwrap_or_else(PoisonError::into_inner) = nom,
                choix::Reponse::Testeur => {
                    self.nom.lock().unwrap_or_else(PoisonError::into_inner).clear();
                    self.se_presenter();
                }
                choix::Reponse::Quitter => return None,
                choix::Reponse::Inconnue(dit) => {
                    segur_model::avertir!("{dit}");
                    montrer = false;
                }
            }
        }
    }
}

impl Terminal {
    /// What is done with a scenario that was chosen; `None`: nothing.
    fn deja_joue(&self, chapitres: &[ChapitreAJouer], numero: &str) -> Option<Suite> {
        let mut tous = chapitres.iter().flat_map(|c| &c.scenarios);
        let fini = tous.any(|c| c.numero == numero && c.avancement == Avancement::Fini);
        if !fini {
            return Some(Suite::Jouer);
        }
        let question = format!("{numero} est déjà joué. Oublier ses réponses, et le rejouer ? [o]ui, [n]on :");
        let oui = self.demander(&question)?.to_lowercase().starts_with('o');
        oui.then_some(Suite::Rejouer)
    }

    /// Which sentences were not seen, and what was seen in their place.
    fn manquent(&self, a: &AVoir) -> Reponse<Attestation> {
        let n = a.phrases.len();
        let manquent: Vec<usize> = loop {
            if n < 2 {
                break (1..=n).collect();
            }
            let Some(reponse) = self.demander("Lesquelles ne l'ont pas été ? (numéros ; Entrée : toutes)") else {
                return Reponse::Arret;
            };
            if reponse.is_empty() {
                break (1..=n).collect();
            }
            let lus: Option<Vec<usize>> = reponse
                .split([',', ' ', ';'])
                .filter(|m| !m.is_empty())
                .map(|m| m.parse().ok().filter(|x| (1..=n).contains(x)))
                .collect();
            match lus {
                Some(lus) if !lus.is_empty() => break lus,
                _ => segur_model::avertir!("Donnez des numéros de 1 à {n}."),
            }
        };
        let note = self
            .demander("Ce que vous avez vu à la place, pour qui lira (Entrée : rien) :")
            .map(|t| t.chars().filter(|c| !segur_model::texte::dangereux(*c)).take(500).collect())
            .unwrap_or_default();
        Reponse::Donnee(Attestation {
            vus: (1..=n).map(|i| Some(!manquent.contains(&i))).collect(),
            note,
        })
    }

    /// Asks for one proof; `false`: nobody answers any more.
    fn une_preuve(&self, depot: &Depot, numero: &str) -> bool {
        let Ok(d) = depot.preuve(numero) else { return true };
        let natures: Vec<&str> = d.preuve.natures.iter().map(|n| n.libelle()).collect();
        segur_model::avertir!("  {numero} ({}) : {}", natures.join(" ou "), d.preuve.demande.replace('\n', " "));
        loop {
            let Some(reponse) = self.demander("  Fichier (Entrée : plus tard, q : plus de preuves) :") else {
                return false;
            };
            match reponse.as_str() {
                "" => return true,
                "q" => return false,
                _ => {}
            }
            let quoi = lire(&reponse);
            let reperes = match self.reperes(&quoi) {
                Ok(r) => r,
                Err(dit) => {
                    segur_model::avertir!("  {dit}");
                    continue;
                }
            };
            let apport = Apport {
                quoi,
                reperes,
                par: &self.nom(),
                taille_max: FILM_MAX,
            };
            match ajouter(depot, &d, apport) {
                Ok(dits) => {
                    dits.iter().for_each(|l| segur_model::avertir!("  {l}"));
                    return true;
                }
                Err(e) => segur_model::avertir!("  {e}"),
            }
        }
    }

    /// Where the étapes begin in a film.
    fn reperes(&self, quoi: &Quoi) -> Result<Vec<(u32, u32)>, String> {
        let Quoi::Fichier(chemin) = quoi else { return Ok(Vec::new()) };
        let film = chemin.extension().and_then(|e| e.to_str()).is_some_and(|e| {
            ["mp4", "mov", "webm", "mkv", "avi", "m4v"]
                .iter()
                .any(|f| f.eq_ignore_ascii_case(e))
        });
        if !film {
            return Ok(Vec::new());
        }
        let dits = self
            .demander("  Où commence chaque étape (1=00:12,2=00:48 ; Entrée : non repéré) :")
            .unwrap_or_default();
        reperes_lus(&dits).map_err(|e| e.to_string())
    }
}

fn en_clair(v: &serde_json::Value) -> String {
    match v {
        serde_json::Value::String(s) => s.clone(),
        serde_json::Value::Array(l) => l.iter().map(en_clair).collect::<Vec<_>>().join(", "),
        v => v.to_string(),
    }
}
