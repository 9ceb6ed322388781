//! The result in the terminal: one line per exigence.

use std::fmt::Write as _;

use segur_model::resultat::ResultatCampagne;
use segur_model::{Constat, EtatPreuve};

use crate::recit::{CONSTATS, ETATS, compte};

/// The summary of a campaign as plain text: each exigence with its constat and, when it is not plainly `Conforme`, the
/// reason; then constats and proofs, counted apart.
#[must_use]
pub fn console(r: &ResultatCampagne) -> String {
    let mut t = format!("{} {} face au banc simulé, campagne {} ({})\n\n", r.produit.nom, r.produit.version, r.id, r.referentiel);
    let largeur = r.exigences.iter().map(|e| e.id.chars().count()).max().unwrap_or(0);
    for e in &r.exigences {
        let raison = match e.constat {
            Constat::Conforme => "",
            _ if e.raison.is_empty() && e.scenarios.is_empty() => "aucun scénario",
            _ => &e.raison,
        };
        let ligne = format!("{:largeur$}  {:14}  {raison}", e.id, e.constat.libelle());
        let _ = writeln!(t, "{}", ligne.trim_end());
    }
    let constats = CONSTATS.iter().map(|c| mot(*c, r.exigences_a(*c).len())).collect::<Vec<_>>().join(", ");
    let etats = ETATS.iter().map(|e| mot_etat(*e, r.preuves.iter().filter(|p| p.etat == *e).count())).collect::<Vec<_>>().join(", ");
    let _ = writeln!(t, "\nConstats ({}) : {constats}", compte(r.exigences.len(), "exigence", "exigences"));
    let _ = writeln!(t, "Preuves  ({}) : {etats}", compte(r.preuves.len(), "numéro", "numéros"));
    let inattendus: usize = r.scenarios.iter().map(|s| s.inattendus.len()).sum();
    if inattendus > 0 {
        let _ = writeln!(t, "Attention : {}, à lire dans le rapport.", compte(inattendus, "échange inattendu", "échanges inattendus"));
    }
    t + "SIMULÉ : ces constats ne sont pas un verdict officiel.\n"
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
