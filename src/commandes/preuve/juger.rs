//! Whether a file may answer a proof: the door of the dossier, which has the rules of the examination.

use std::path::Path;

use segur_dossier::depot::{self, Demande, Jugee, Remise, Source};
use time::OffsetDateTime;

use super::Quoi;
use super::depot::{Demandee, Depot};
use crate::erreur::Erreur;

/// Judges it; nothing is kept. `nom`: the name that it was given with, when it is not that of the file.
pub(super) fn juger(
    depot: &Depot,
    d: &Demandee<'_>,
    quoi: &Quoi,
    nom: Option<&str>,
    reperes: &[(u32, u32)],
    taille_max: u64,
) -> Result<Jugee, Erreur> {
    let maintenant = OffsetDateTime::now_utc();
    let etapes = etapes(d);
    let candidat = depot.candidat();
    let demande = Demande {
        exigence: &d.exigence.id,
        scenario: d.scenario,
        preuve: d.preuve,
        produit: &candidat.produit,
        profils: &candidat.campagne.profils,
        campagne: &depot.id,
        // The clock of the bench may have been ahead.
        ouverte: depot.vue.ouverture.ouverte.min(maintenant),
        jour: maintenant.date(),
        etapes: &etapes,
    };
    let (contenu, sien) = match quoi {
        Quoi::Fichier(chemin) => (Source::Fichier(chemin), nom_de(chemin)),
        Quoi::Court(texte) => (Source::Texte(texte), nom_saisi(texte)),
    };
    let remise = Remise {
        contenu,
        nom: nom.unwrap_or(&sien),
        reperes,
        taille_max,
    };
    depot::juger(&demande, &remise).map_err(|e| Erreur::dit(e.to_string()))
}

/// The numbers of the étapes of its scenario.
fn etapes(d: &Demandee<'_>) -> Vec<u32> {
    let du_plan = d.scenario.plan.iter().filter_map(|p| p.split_once(" : ")?.0.parse().ok());
    let mut lues: Vec<u32> = du_plan.collect();
    if lues.is_empty() {
        lues.extend(1..=d.scenario.etapes.unwrap_or(0));
    }
    lues
}

/// A link or a number that was typed is known by itself.
fn nom_saisi(texte: &str) -> String {
    let nu = texte.trim_start_matches("https://").trim_start_matches("http://");
    nu.chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' })
        .take(100)
        .collect()
}

fn nom_de(chemin: &Path) -> String {
    chemin.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
