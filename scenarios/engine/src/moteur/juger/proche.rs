//! The near miss: « rien n'est venu » is said only when nothing came. Else the nearest exchange, and the facts that differ.

use segur_model::resultat::Conserve;
use segur_model::{Direction, FaitsLus, Finding, Trust, vocabulaire::motif_couvre};

use super::{Affaire, dit};
use crate::grammaire::ast::{Attendu, Observation};
use crate::moteur::apparier::{fenetre, minimum, tient_fait};

/// An exchange that is nearly the one awaited.
pub(super) struct Approche {
    /// Index in the relevé.
    pub(super) echange: usize,
    /// What differs, in French.
    pub(super) dit: String,
    /// The same in a few words, for what is said once of many étapes: `desir_550, IDAM absent`.
    pub(super) court: String,
    /// A connection that was refused: nothing of a request was received.
    pub(super) connexion_refusee: bool,
}

/// On what a request was refused.
#[derive(Default)]
pub(super) struct Refus {
    /// Rule, or code of the fault; empty when neither is known.
    pub(super) regle: String,
    /// Trust in the rule, when it is one.
    pub(super) trust: Option<Trust>,
    /// The rule condemns nobody: it is not verified, or it is only a remark.
    pub(super) innocent: bool,
}

impl Approche {
    /// The rule or the fault that refused it.
    pub(super) fn refus(&self, affaire: &Affaire<'_>) -> Refus {
        let e = affaire.echange(self.echange);
        match (&e.exchange.refus, regle(e)) {
            (Some(nom), f) => Refus {
                regle: nom.clone(),
                trust: f.map(|f| f.trust),
                innocent: f.is_some_and(|f| !f.is_error()),
            },
            (None, _) => Refus {
                regle: faute(affaire.a.faits(self.echange)).cloned().unwrap_or_default(),
                ..Refus::default()
            },
        }
    }
}

/// The finding of the rule on which a request was refused.
fn regle(e: &Conserve) -> Option<&Finding> {
    let regle = e.exchange.refus.as_ref()?;
    e.exchange.findings.iter().find(|f| f.rule == *regle)
}

/// A refusal of the simulated service on a rule that condemns nobody.
pub(super) struct RefusInnocent {
    /// Rule.
    pub(super) regle: String,
    /// Trust in it.
    pub(super) trust: Trust,
    /// The fault and what the rule found, in a few words.
    pub(super) court: String,
}

/// The rule that is not verified, or that only remarks, on which the simulated service refused this request.
pub(super) fn refus_innocent(affaire: &Affaire<'_>, k: usize) -> Option<RefusInnocent> {
    let e = affaire.echange(k);
    let f = regle(e).filter(|f| !f.is_error())?;
    Some(RefusInnocent {
        regle: f.rule.clone(),
        trust: f.trust,
        court: court(e, faute(affaire.a.faits(k))).unwrap_or_default(),
    })
}

/// The code of a fault, most precise first.
fn faute(faits: &FaitsLus) -> Option<&String> {
    ["faute.code", "faute", "erreur"].iter().find_map(|f| faits.valeurs(f).first())
}

/// The nearest exchange of the window that no observation claimed.
pub(super) fn chercher(affaire: &Affaire<'_>, rang: usize, i: usize, x: &Attendu) -> Option<Approche> {
    let p = &affaire.pas[rang];
    let depuis = fenetre(p, affaire.releve)?.depuis;
    // What an observation that may go without took is still what came instead of the one awaited.
    let exigee = |(r, i): &(usize, usize)| match affaire.pas[*r].etape.observer.get(*i) {
        Some(Observation::Attendu(x)) => minimum(x) > 0,
        _ => false,
    };
    let ailleurs = |k: usize| {
        affaire
            .a
            .pris
            .iter()
            .any(|(r, pris)| *r != (rang, i) && exigee(r) && pris.contains(&k))
    };
    let libres = (0..affaire.releve.echanges.len()).filter(|k| {
        let e = &affaire.echange(*k).exchange;
        e.id > depuis && e.direction == Direction::CandidatVersBanc && !ailleurs(*k)
    });
    let mut meilleure: Option<((u8, usize), Approche)> = None;
    for k in libres {
        let Some((rangement, approche)) = approcher(affaire, rang, k, x) else {
            continue;
        };
        if meilleure.as_ref().is_none_or(|(r, _)| rangement <= *r) {
            meilleure = Some((rangement, approche));
        }
    }
    meilleure.map(|(_, a)| a)
}

/// « cr attendu 00, vu absent ; faute desir_550 », or « rien n'est venu », with what the candidate says of it.
pub(super) fn raison_du_manque(affaire: &Affaire<'_>, rang: usize, i: usize, x: &Attendu, approche: Option<&Approche>) -> String {
    let operations = x.operations.join(" ou ");
    let nombre = affaire.venus((rang, i));
    let vu = match (approche, nombre) {
        (Some(a), _) => a.dit.clone(),
        (None, 0) => "rien n'est venu".to_owned(),
        (None, n) => format!("{n} échange(s) vu(s), au moins {} attendu(s)", minimum(x)),
    };
    let acte = affaire.ouvreur(&affaire.pas[rang]).and_then(|e| e.acte.as_ref());
    let message = acte
        .filter(|a| !a.resultat.message.is_empty())
        .map_or_else(String::new, |a| format!(" ; le candidat dit{}", dit(&a.resultat)));
    format!("{operations} attendu : {vu}{message}")
}

/// How far an exchange is: another operation of the same service is farther than one whose facts differ.
fn approcher(affaire: &Affaire<'_>, rang: usize, k: usize, x: &Attendu) -> Option<((u8, usize), Approche)> {
    let e = &affaire.echange(k).exchange;
    let faits = affaire.a.faits(k);
    let faute = faute(faits);
    let suite = match (&e.refus, faute) {
        (Some(regle), Some(faute)) => format!(
            " ; refusé par le service : {faute}, sur la règle {regle}{}",
            dit_de(affaire.echange(k))
        ),
        (Some(regle), None) => format!(" ; refusé par le service sur la règle {regle}{}", dit_de(affaire.echange(k))),
        (None, Some(faute)) => format!(" ; faute {faute}"),
        (None, None) => String::new(),
    };
    if x.operations.iter().any(|o| motif_couvre(o, &e.operation)) {
        let valeurs = affaire.lieu(rang).valeurs;
        let differences: Vec<String> =
            x.ou.iter()
                .filter(|(fait, attente)| !tient_fait(&valeurs, fait, attente, faits, &affaire.contient(k)).unwrap_or(false))
                .map(|(fait, attente)| {
                    let vus = faits.valeurs(fait);
                    let vu = if vus.is_empty() {
                        "absent".to_owned()
                    } else {
                        vus.iter().map(|v| format!("« {v} »")).collect::<Vec<_>>().join(", ")
                    };
                    format!("{fait} attendu {}, vu {vu}", valeurs.dire(attente))
                })
                .collect();
        let dit = if differences.is_empty() {
            format!("{} est venu hors de la fenêtre ou de l'ordre attendus{suite}", e.operation)
        } else {
            format!("{} est venu, mais {}{suite}", e.operation, differences.join(", "))
        };
        return Some((
            (0, differences.len()),
            Approche {
                echange: k,
                court: court(affaire.echange(k), faute).unwrap_or_else(|| dit.clone()),
                dit,
                connexion_refusee: false,
            },
        ));
    }
    let service = |o: &str| o.split('.').next().unwrap_or_default().to_owned();
    if !x.operations.iter().any(|o| service(o) == e.service) {
        return None;
    }
    if e.operation.ends_with(".connexion-refusee") {
        let raison = e.echec.as_deref().unwrap_or("raison inconnue");
        return Some((
            (2, 0),
            Approche {
                echange: k,
                dit: format!("une connexion a été refusée : {raison}"),
                court: format!("connexion refusée : {raison}"),
                connexion_refusee: true,
            },
        ));
    }
    if (e.refus.is_some() || faute.is_some()) && !e.operation.ends_with(".illisible") {
        return Some((
            (3, 0),
            Approche {
                echange: k,
                dit: format!("{} est venu à la place{suite}", e.operation),
                court: court(affaire.echange(k), faute).unwrap_or_else(|| format!("{} refusé", e.operation)),
                connexion_refusee: false,
            },
        ));
    }
    e.operation.ends_with(".illisible").then(|| {
        (
            (1, 0),
            Approche {
                echange: k,
                dit: format!("une requête est venue, que le service n'a pas pu lire{suite}"),
                court: court(affaire.echange(k), faute).unwrap_or_else(|| "requête illisible".to_owned()),
                connexion_refusee: false,
            },
        )
    })
}

/// The fault, and what the rule of the refusal found.
fn court(e: &Conserve, faute: Option<&String>) -> Option<String> {
    let regle = e
        .exchange
        .refus
        .as_ref()
        .and_then(|r| e.exchange.findings.iter().find(|f| f.rule == *r));
    match (faute, regle) {
        (Some(faute), Some(f)) => Some(format!("{faute} : {} (vu {})", f.dit, f.seen)),
        (None, Some(f)) => Some(format!("{} (vu {})", f.dit, f.seen)),
        (Some(faute), None) => Some(format!("faute {faute}")),
        (None, None) => None,
    }
}

/// What the rule of a refusal says, with what was seen and the trust in it.
fn dit_de(e: &Conserve) -> String {
    regle(e).map_or_else(String::new, |f| {
        format!("{} (attendu {}, vu {})", confiance(f.trust), f.expected, f.seen)
    })
}

/// The trust in a rule, when it is less than whole.
pub(super) fn confiance(trust: Trust) -> &'static str {
    match trust {
        Trust::Verified => "",
        Trust::SecondHand => ", connue de seconde main",
        Trust::Unverified => ", non vérifiée",
    }
}
