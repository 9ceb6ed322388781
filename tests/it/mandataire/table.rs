//! The rows: what is played, what must come of it, and the table of what came.

use std::sync::Mutex;

use segur_model::resultat::{ResultatCampagne, ResultatScenario};
use segur_model::{Constat, ConstatEtape};

use super::essai::{self, Preparation, dire, mots, scenario};
use super::scene::Mains;
use crate::outils::{attendre, intact};

/// What must come of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attente {
    /// It is non-conform.
    Condamne,
    /// An étape that counts, and that holds with the témoin, does not hold any more, or holds on a word alone.
    Tombe,
    /// Nothing of it is seen.
    RienVu,
    /// It is not conform: on the candidate's word at most.
    AuPlusDeclare,
    /// Nothing is seen that is declared with the témoin.
    PasMieux,
    /// As with the témoin, étape by étape.
    Intact,
    /// Nothing of it condemns or is blocked: a person's part alone is missing.
    Paisible,
    /// Nothing of it condemns.
    NonCondamne,
    /// It is blocked, and condemns nothing.
    Bloque,
    /// It holds as with the témoin, and a finding under this rule, or a request that nothing awaited, is told.
    Averti(&'static str),
}

/// A row.
pub struct Ligne {
    nom: &'static str,
    revue: &'static str,
    seulement: &'static str,
    mains: Mains,
    preparation: Preparation,
    attentes: Vec<(&'static str, Attente)>,
    arret: Option<&'static str>,
    cause: Option<&'static str>,
    connu: Option<&'static str>,
}

/// A row: what the candidate does, where the review tells it (empty: nowhere), the scenarios played.
pub fn ligne(nom: &'static str, revue: &'static str, seulement: &'static str, mains: Mains) -> Ligne {
    Ligne {
        nom,
        revue,
        seulement,
        mains,
        preparation: Preparation::default(),
        attentes: Vec::new(),
        arret: None,
        cause: None,
        connu: None,
    }
}

impl Ligne {
    /// What must come of a scenario.
    pub fn attend(mut self, scenario: &'static str, attente: Attente) -> Self {
        self.attentes.push((scenario, attente));
        self
    }

    /// The same of each scenario played.
    pub fn partout(mut self, attente: Attente) -> Self {
        self.attentes.extend(self.seulement.split(',').map(|s| (s, attente)));
        self
    }

    /// What is changed before it begins.
    pub fn prepare(mut self, preparation: Preparation) -> Self {
        self.preparation = preparation;
        self
    }

    /// The campaign must stop, and say this: exit code 2.
    pub fn arrete(mut self, dit: &'static str) -> Self {
        self.arret = Some(dit);
        self
    }

    /// One cause must be told, under this rule or operation.
    pub fn cause(mut self, regle: &'static str) -> Self {
        self.cause = Some(regle);
        self
    }

    /// What must come does not, today, and why. The row fails once it does.
    pub fn connu(mut self, pourquoi: &'static str) -> Self {
        self.connu = Some(pourquoi);
        self
    }
}

/// What came of a row.
struct Fin {
    nom: &'static str,
    revue: &'static str,
    vu: String,
    fautes: Vec<String>,
    connu: Option<&'static str>,
}

/// Plays the rows, prints their table, and fails when one is not as it must be. Rows are played side by side, a thread and a bench
/// each. One in two of each table: `SEGUR_BENCH_MATRICE` plays them all, `SEGUR_BENCH_LIGNE` those whose name holds it.
pub fn jouer(titre: &str, lignes: Vec<Ligne>) {
    let (temoin, _) = intact();
    let seule = std::env::var("SEGUR_BENCH_LIGNE").unwrap_or_default();
    let (total, toutes) = (lignes.len(), std::env::var_os("SEGUR_BENCH_MATRICE").is_some() || !seule.is_empty());
    let choisie = |(rang, l): &(usize, Ligne)| (toutes || rang % 2 == 0) && l.nom.contains(&seule);
    let retenues = lignes.into_iter().enumerate().filter(choisie);
    let (file, fins) = (Mutex::new(retenues), Mutex::new(Vec::new()));
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                while let Some((rang, l)) = prochaine(&file) {
                    let fin = attendre(une(l, temoin));
                    fins.lock().unwrap().push((rang, fin));
                }
            });
        }
    });
    let mut fins = fins.into_inner().unwrap();
    fins.sort_by_key(|(rang, _)| *rang);
    println!("\n| {titre} | Revue | Ce que le banc en dit | |\n| --- | --- | --- | --- |");
    let mut fautes = Vec::new();
    for (_, f) in &fins {
        let tenue = match (f.fautes.is_empty(), f.connu) {
            (true, None) => "tenue".to_owned(),
            (false, Some(pourquoi)) => format!("**connue** : {pourquoi}"),
            (true, Some(_)) => "TENUE DÉSORMAIS".to_owned(),
            (false, None) => "NON TENUE".to_owned(),
        };
        println!("| {} | {} | {} | {tenue} |", f.nom, f.revue, f.vu.replace('|', "\\|"));
        match (f.fautes.is_empty(), f.connu) {
            (false, None) => fautes.push(format!("« {} » :\n    {}", f.nom, f.fautes.join("\n    "))),
            (true, Some(_)) => fautes.push(format!("« {} » est tenue désormais : ôter « connu »", f.nom)),
            _ => {}
        }
    }
    let connues = fins.iter().filter(|(_, f)| f.connu.is_some()).count();
    println!("\n{} lignes sur {total}, dont {connues} connues.", fins.len());
    assert!(fautes.is_empty(), "{} ligne(s) :\n{}", fautes.len(), fautes.join("\n"));
}

/// The lock is not held while a row is played.
fn prochaine<T>(file: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    file.lock().unwrap().next()
}

async fn une(l: Ligne, temoin: &ResultatCampagne) -> Fin {
    let (joue, mut fautes) = essai::jouer(l.seulement, l.mains, l.preparation).await.unwrap();
    let main_arretee = !fautes.is_empty();
    let vu = match (&joue, l.arret) {
        (Err(e), Some(dit)) => {
            if !e.to_string().contains(dit) {
                fautes.push(format!("arrêt « {dit} » attendu, vu « {e} »"));
            }
            format!("la campagne s'arrête (code 2) : « {} »", debut(&e.to_string()))
        }
        (Err(e), None) => {
            fautes.push(format!("la campagne s'arrête : {e}"));
            format!("arrêt : {e}")
        }
        (Ok(r), Some(dit)) => {
            fautes.push(format!("arrêt « {dit} » attendu, la campagne va à son terme"));
            resume(r, &l.attentes)
        }
        (Ok(r), None) => {
            for (id, a) in &l.attentes {
                if let Some(faute) = juger(temoin, r, id, *a) {
                    fautes.push(faute);
                }
            }
            if let Some(regle) = l.cause
                && !r
                    .causes
                    .iter()
                    .any(|c| c.blocage.regle.contains(regle) || c.blocage.operation.contains(regle))
            {
                fautes.push(format!("cause « {regle} » attendue, vu {:?}", r.causes));
            }
            resume(r, &l.attentes)
        }
    };
    Fin {
        nom: l.nom,
        revue: l.revue,
        vu,
        fautes,
        connu: l.connu.filter(|_| !main_arretee),
    }
}

fn debut(texte: &str) -> String {
    texte.chars().take(90).collect()
}

fn resume(r: &ResultatCampagne, attentes: &[(&str, Attente)]) -> String {
    let cites = r
        .scenarios
        .iter()
        .filter(|s| attentes.iter().any(|(id, _)| *id == s.id || *id == "*"));
    let dits: Vec<String> = cites.map(dire).collect();
    if dits.len() <= 3 {
        return dits.join(" ; ");
    }
    let de = |c: Constat| r.scenarios.iter().filter(|s| s.constat == c).count();
    let mots: Vec<String> = Constat::TOUS
        .iter()
        .filter(|c| de(**c) > 0)
        .map(|c| format!("{} {}", de(*c), c.libelle().to_lowercase()))
        .collect();
    format!("{} scénarios : {}", r.scenarios.len(), mots.join(", "))
}

/// What is not as it must be; `None`: all is.
fn juger(temoin: &ResultatCampagne, r: &ResultatCampagne, id: &str, attente: Attente) -> Option<String> {
    if id == "*" {
        return r.scenarios.iter().find_map(|s| juger_un(temoin, s, attente));
    }
    juger_un(temoin, scenario(r, id), attente)
}

fn juger_un(temoin: &ResultatCampagne, s: &ResultatScenario, attente: Attente) -> Option<String> {
    let t = scenario(temoin, &s.id);
    let pareil = mots(s) == mots(t) && s.constat == t.constat;
    let bon = match attente {
        Attente::Condamne => s.constat == Constat::NonConforme,
        Attente::Tombe => tombe(t, s),
        Attente::RienVu => s.comptes.vues == 0 && s.constat != Constat::Conforme,
        Attente::AuPlusDeclare => s.constat != Constat::Conforme,
        Attente::PasMieux => !mieux(t, s),
        Attente::Intact => pareil,
        Attente::Paisible => s.comptes.ecarts + s.comptes.bloquees + s.comptes.non_jouees == 0,
        Attente::NonCondamne => s.constat != Constat::NonConforme,
        Attente::Bloque => s.constat == Constat::NonTeste && s.comptes.bloquees > 0,
        Attente::Averti(regle) => pareil && averti(s, regle),
    };
    (!bon).then(|| {
        let raison: String = s.raison.chars().take(500).collect();
        format!(
            "{} : {attente:?} attendu, vu {} {:?}, témoin {} {:?} ; {raison}",
            s.id,
            dire(s),
            mots(s),
            dire(t),
            mots(t)
        )
    })
}

/// Whether an étape holds less than with the témoin.
fn tombe(temoin: &ResultatScenario, vu: &ResultatScenario) -> bool {
    let rang = |c: &ConstatEtape| match c.mot() {
        "vu" => 0,
        "declare" => 1,
        _ => 2,
    };
    temoin
        .etapes
        .iter()
        .zip(&vu.etapes)
        .filter(|(t, v)| !t.prealable || v.constat == ConstatEtape::NonJoue(segur_model::Cause::AExpliquer))
        .any(|(t, v)| matches!(t.constat, ConstatEtape::Tenu { .. }) && rang(&v.constat) > rang(&t.constat))
}

fn mieux(temoin: &ResultatScenario, vu: &ResultatScenario) -> bool {
    temoin
        .etapes
        .iter()
        .zip(&vu.etapes)
        .any(|(t, v)| t.constat == ConstatEtape::DECLARE && v.constat == ConstatEtape::VU)
}

fn averti(s: &ResultatScenario, regle: &str) -> bool {
    if regle == "inattendu" {
        return !s.inattendus.is_empty();
    }
    let dits = s.etapes.iter().flat_map(|e| &e.observations);
    let echanges = dits.clone().flat_map(|o| &o.echanges).flat_map(|c| &c.exchange.findings);
    dits.flat_map(|o| &o.findings).chain(echanges).any(|f| f.rule.starts_with(regle))
}
