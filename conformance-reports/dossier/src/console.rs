//! The result in the terminal: one line per exigence that was played, and the others by family.

use std::fmt::Write as _;

use segur_model::resultat::{ResultatCampagne, ResultatExigence};
use segur_model::{Constat, EtatPreuve};

use crate::recit::{CONSTATS, ETATS, compte};

/// The summary of a campaign as plain text: each exigence with its constat and, when it is not plainly `Conforme`, the
/// reason; then constats and proofs, counted apart.
#[must_use]
pub fn console(r: &ResultatCampagne) -> String {
    let mut t = format!(
        "{} {} face au banc simulé, campagne {} ({})\n\n",
        r.produit.nom, r.produit.version, r.id, r.referentiel
    );
    let (jouees, sans_scenario): (Vec<_>, Vec<_>) = r.exigences.iter().partition(|e| !e.scenarios.is_empty());
    let largeur = jouees.iter().map(|e| e.id.chars().count()).max().unwrap_or(0);
    for e in &jouees {
        let raison = if e.constat == Constat::Conforme { "" } else { &e.raison };
        let ligne = format!("{:largeur$}  {:14}  {raison}", e.id, e.constat.libelle());
        let _ = writeln!(t, "{}", ligne.replace(char::is_control, " ").trim_end());
    }
    t += &par_famille(&sans_scenario);
    let constats = CONSTATS
        .iter()
        .map(|c| mot(*c, r.exigences_a(*c).len()))
        .collect::<Vec<_>>()
        .join(", ");
    let etats = ETATS
        .iter()
        .map(|e| mot_etat(*e, r.preuves.iter().filter(|p| p.etat == *e).count()))
        .collect::<Vec<_>>()
        .join(", ");
    let _ = writeln!(
        t,
        "\nConstats ({}) : {constats}",
        compte(r.exigences.len(), "exigence", "exigences")
    );
    let _ = writeln!(t, "Preuves  ({}) : {etats}", compte(r.preuves.len(), "numéro", "numéros"));
    if !r.preuves.is_empty() && r.preuves.iter().all(|p| p.etat != EtatPreuve::Produite) {
        t += "         Le référentiel demande surtout des vidéos et des captures : ce que le banc a vu est joint en appui.\n";
    }
    let inattendus: usize = r.scenarios.iter().map(|s| s.inattendus.len()).sum();
    if inattendus > 0 {
        let _ = writeln!(
            t,
            "Attention : {}, à lire dans le rapport.",
            compte(inattendus, "échange inattendu", "échanges inattendus")
        );
    }
    t + "SIMULÉ : ces constats ne sont pas un verdict officiel.\n"
}

/// The exigences without a scenario, a line per family: a hundred lines that say the same would hide the others.
fn par_famille(exigences: &[&ResultatExigence]) -> String {
    let mut familles: Vec<(&str, Vec<&str>)> = Vec::new();
    for e in exigences {
        let coupe = e.id.rfind('.').map_or(0, |i| i + 1);
        let (famille, numero) = e.id.split_at(coupe);
        match familles.iter_mut().find(|(f, _)| *f == famille) {
            Some((_, numeros)) => numeros.push(numero),
            None => familles.push((famille, vec![numero])),
        }
    }
    if familles.is_empty() {
        return String::new();
    }
    let mut t = format!("\nNon testé, aucun scénario joué ({}) :\n", exigences.len());
    for (famille, numeros) in familles {
        let _ = writeln!(t, "  {famille:<10} {}", numeros.join(" "));
    }
    t
}

fn mot(c: Constat, n: usize) -> String {
    match c {
        Constat::Conforme => compte(n, "conforme", "conformes"),
        Constat::NonConforme => compte(n, "non conforme", "non conformes"),
        Constat::NonTeste => compte(n, "non testée", "non testées"),
        Constat::NonApplicable => compte(n, "non applicable", "non applicables"),
    }
}

fn mot_etat(e: EtatPreuve, n: usize) -> String {
    match e {
        EtatPreuve::Produite => compte(n, "produite", "produites"),
        EtatPreuve::ACompleter => format!("{n} à compléter"),
        EtatPreuve::TiersRequis => compte(n, "attendue d'un tiers", "attendues d'un tiers"),
        EtatPreuve::SansObjet => format!("{n} sans objet"),
    }
}
