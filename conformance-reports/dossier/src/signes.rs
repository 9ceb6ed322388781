//! States as a sign and a word together, for views that are not made of HTML: neither of the two alone.

use segur_model::resultat::{ResultatEtape, ResultatObservation, Testeur};
use segur_model::{Cause, ConstatEtape, EtatPreuve, Fondement, Severity};

use crate::bilan::Mot;

/// What a state is worth, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ton {
    Tenu,
    Declare,
    Repetition,
    Faute,
    Attente,
    Bloque,
    Neutre,
}

/// Sign and worth of the word of an exigence.
pub(crate) fn mot(m: Mot) -> (Ton, &'static str) {
    match m {
        Mot::Conforme => (Ton::Tenu, "✓"),
        Mot::Declare => (Ton::Declare, "◐"),
        Mot::Repetition => (Ton::Repetition, "↻"),
        Mot::NonConforme => (Ton::Faute, "✕"),
        Mot::NonTeste => (Ton::Attente, "○"),
        Mot::NonApplicable => (Ton::Neutre, "–"),
    }
}

/// Sign and worth of what came of an étape, or of an observation.
pub(crate) fn constat(c: &ConstatEtape) -> (Ton, &'static str) {
    match c {
        ConstatEtape::Ecart => (Ton::Faute, "✕"),
        ConstatEtape::Tenu { fondement: Fondement::Vu } => (Ton::Tenu, "✓"),
        ConstatEtape::Tenu {
            fondement: Fondement::Declare,
        } => (Ton::Declare, "◐"),
        ConstatEtape::NonJoue(Cause::AJouer) => (Ton::Attente, "○"),
        ConstatEtape::NonJoue(Cause::AExpliquer) => (Ton::Attente, "?"),
        ConstatEtape::NonJoue(Cause::Bloque(_)) => (Ton::Bloque, "⊘"),
        ConstatEtape::NonJoue(_) => (Ton::Neutre, "○"),
        ConstatEtape::Geste => (Ton::Neutre, "·"),
        ConstatEtape::SansObjet => (Ton::Neutre, "–"),
    }
}

/// A sign and its word, which no line break parts.
pub(crate) fn ensemble(signe: &str, dit: &str) -> String {
    if signe.is_empty() {
        dit.to_owned()
    } else {
        format!("{signe}\u{a0}{dit}")
    }
}

/// What came of an étape: `✓ Vu`, `⊘ Bloqué par l'étape p1`.
pub(crate) fn etape(e: &ResultatEtape) -> (Ton, String) {
    let (ton, signe) = constat(&e.constat);
    (ton, ensemble(signe, &etape_dite(e)))
}

/// The same, without its sign.
pub(crate) fn etape_dite(e: &ResultatEtape) -> String {
    match &e.constat {
        ConstatEtape::NonJoue(Cause::Bloque(b)) if b.etape == e.numero => "Bloque la suite".to_owned(),
        ConstatEtape::NonJoue(Cause::Bloque(b)) => format!("Bloqué par l'{}", b.etape.dit()),
        ConstatEtape::NonJoue(cause @ (Cause::NonDeclare | Cause::HorsContrat | Cause::Banc | Cause::HorsSelection)) => {
            format!("Non joué : {}", cause.libelle())
        }
        ConstatEtape::Geste => "Geste, rien à juger".to_owned(),
        autre => autre.libelle().to_owned(),
    }
}

/// What came of an observation; one that is allowed and not required is neither a merit nor a fault.
pub(crate) fn observation(e: &ResultatEtape, o: &ResultatObservation) -> (Ton, String) {
    let (ton, signe) = constat(&o.constat);
    (ton, ensemble(signe, observation_dite(e, o)))
}

/// The same, without its sign.
pub(crate) fn observation_dite(e: &ResultatEtape, o: &ResultatObservation) -> &'static str {
    match &o.constat {
        ConstatEtape::Geste if o.echanges.is_empty() && o.fichier.is_none() => "Facultatif, pas venu",
        ConstatEtape::Geste => "Facultatif, venu",
        ConstatEtape::NonJoue(Cause::Bloque(b)) if b.etape == e.numero => "Bloque la suite",
        autre => autre.libelle(),
    }
}

/// Worth of the state of a proof.
pub(crate) fn etat(e: EtatPreuve) -> Ton {
    match e {
        EtatPreuve::Produite => Ton::Tenu,
        EtatPreuve::ACompleter | EtatPreuve::TiersRequis => Ton::Attente,
        EtatPreuve::SansObjet => Ton::Neutre,
    }
}

/// Word and worth of a severity.
pub(crate) fn severite(s: Severity) -> (Ton, &'static str) {
    match s {
        Severity::Error => (Ton::Faute, "Écart"),
        Severity::Warning => (Ton::Attente, "Avertissement"),
        Severity::NotEvaluated => (Ton::Neutre, "Non évalué"),
        Severity::Info => (Ton::Neutre, "Information"),
    }
}

/// What the reason of an étape says that its observations, and what a person attests, do not say again.
pub(crate) fn raison_propre(e: &ResultatEtape) -> String {
    let observees = e.observations.iter().map(|o| sans_soi(e, &o.raison).to_owned());
    let attestees = e.vus.iter().map(|(phrase, reponse)| match reponse {
        Some(true) => format!("le testeur atteste : « {phrase} »"),
        Some(false) => format!("le testeur n'a pas vu : « {phrase} »"),
        None => format!("à attester par une personne : « {phrase} »"),
    });
    let mut reste = sans_soi(e, &e.raison).to_owned();
    for dite in observees.chain(attestees).filter(|d| !d.is_empty()) {
        reste = reste.replace(&dite, "");
    }
    let parts: Vec<&str> = reste.split(" ; ").map(str::trim).filter(|p| !p.is_empty() && *p != ";").collect();
    parts.join(" ; ")
}

/// An étape that blocks what follows is not blocked by itself.
pub(crate) fn sans_soi<'r>(e: &ResultatEtape, raison: &'r str) -> &'r str {
    raison
        .strip_prefix(&format!("bloqué par l'{} : ", e.numero.dit()))
        .unwrap_or(raison)
}

/// What a person said of what is to be looked at.
pub(crate) fn attestation(reponse: Option<bool>, testeur: Option<&Testeur>) -> String {
    let qui = testeur.map_or("", |t| t.nom.as_str());
    let qui = if qui.is_empty() { "le testeur" } else { qui };
    match reponse {
        Some(true) => format!("attesté par {qui}"),
        Some(false) => format!("non vu par {qui}"),
        None => "à attester par une personne".to_owned(),
    }
}
