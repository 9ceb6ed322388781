//! What is counted of each espace, for what watches the bench (`GET /banc/mesures`, the text of Prometheus), and the line that an exchange leaves in the
//! traces.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use segur_model::Exchange;
use segur_model::traces;
use serde_json::json;

use crate::espaces::Coeur;

/// Exchanges of a service that ended alike.
#[derive(Debug, Clone, Copy, Default)]
struct Compte {
    echanges: u64,
    recus: u64,
    envoyes: u64,
    millisecondes: u64,
    constats: u64,
}

/// By service, and how they ended.
#[derive(Debug, Default)]
pub(crate) struct Comptes(Mutex<BTreeMap<(String, &'static str), Compte>>);

impl Comptes {
    /// Counts an exchange that is committed.
    pub(crate) fn compter(&self, e: &Exchange) {
        let issue = match (&e.echec, &e.refus) {
            (Some(_), _) => "echec",
            (None, Some(_)) => "refus",
            (None, None) => "servi",
        };
        let mut tous = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let c = tous.entry((e.service.clone(), issue)).or_default();
        c.echanges += 1;
        c.recus += e.requete.taille;
        c.envoyes += e.reponse.taille;
        c.millisecondes += e.duree_ms;
        c.constats += e.findings.len() as u64;
    }
}

/// Its line in the traces: from the number that the candidate gave its request, if it did, to what was remarked on it.
pub(crate) fn tracer(e: &Exchange) {
    if !traces::est_en_json() {
        return;
    }
    let constats: Vec<&str> = e.findings.iter().map(|f| f.rule.as_str()).collect();
    traces::tracer(
        "info",
        "echange",
        json!({
            "echange": e.id, "espace": e.espace, "service": e.service, "operation": e.operation, "session": e.session, "demande": e.demande(),
            "statut": e.statut, "ms": e.duree_ms, "recus": e.requete.taille, "envoyes": e.reponse.taille, "echec": e.echec, "refus": e.refus,
            "constats": constats,
        }),
    );
}

/// A family of measures: name, kind, what it is.
const FAMILLES: [(&str, &str, &str); 5] = [
    ("echanges_total", "counter", "Échanges écrits au journal."),
    ("octets_recus_total", "counter", "Octets reçus dans ces échanges."),
    ("octets_envoyes_total", "counter", "Octets envoyés dans ces échanges."),
    ("duree_secondes_total", "counter", "Durée de ces échanges, ajoutée."),
    ("constats_total", "counter", "Constats que les services y ont faits."),
];

/// The measures of an espace, or of all, since the process started.
pub(crate) fn texte(coeur: &Coeur, espace: Option<&str>) -> String {
    let espaces: Vec<_> = coeur
        .lire()
        .values()
        .filter(|e| espace.is_none_or(|id| id == e.id))
        .cloned()
        .collect();
    let mut t = String::new();
    for (rang, (nom, genre, dit)) in FAMILLES.iter().enumerate() {
        let _ = writeln!(t, "# HELP segur_banc_{nom} {dit}\n# TYPE segur_banc_{nom} {genre}");
        for e in &espaces {
            let comptes = e.comptes.0.lock().unwrap_or_else(PoisonError::into_inner);
            for ((service, issue), c) in comptes.iter() {
                let valeur = match rang {
                    0 => c.echanges.to_string(),
                    1 => c.recus.to_string(),
                    2 => c.envoyes.to_string(),
                    3 => format!("{}.{:03}", c.millisecondes / 1000, c.millisecondes % 1000),
                    _ => c.constats.to_string(),
                };
                let _ = writeln!(
                    t,
                    "segur_banc_{nom}{{espace=\"{}\",service=\"{service}\",issue=\"{issue}\"}} {valeur}",
                    e.id
                );
            }
        }
    }
    let _ = writeln!(
        t,
        "# HELP segur_banc_connexions Connexions ouvertes.\n# TYPE segur_banc_connexions gauge"
    );
    for e in &espaces {
        let _ = writeln!(t, "segur_banc_connexions{{espace=\"{}\"}} {}", e.id, coeur.connexions.tenues(&e.id));
    }
    if espace.is_none() {
        let _ = writeln!(
            t,
            "# HELP segur_banc_dernier_echange Numéro du dernier échange.\n# TYPE segur_banc_dernier_echange counter\nsegur_banc_dernier_echange {}\n\
             # HELP segur_banc_ouvertures Combien de fois le dossier des données a été ouvert.\n# TYPE segur_banc_ouvertures counter\nsegur_banc_ouvertures {}",
            coeur.journal.dernier_id(),
            coeur.journal.ouverture()
        );
    }
    t
}
