//! Identities published for tests: what they are let, that nobody else is.

use std::collections::BTreeSet;

use segur_ids::cle_valide;
use segur_model::{Environnement, Patient};

/// The matricules that keep an OID of production in the country of the demonstration: all are published for tests.
pub(crate) fn publiees() -> BTreeSet<String> {
    let ins = |p: Patient| Some(p.ins.filter(|_| p.environnement == Environnement::Production)?.matricule);
    crate::monde_demo().map_or_else(
        |_| BTreeSet::new(),
        |m| m.patients.into_iter().map(|(_, p)| p).filter_map(ins).collect(),
    )
}

/// The matricule that no other fiche may have. A published copy of somebody else's under a wrong key, which the note quotes, is none.
pub(crate) fn matricule_propre(p: &Patient) -> Option<String> {
    let ins = p.ins.as_ref()?;
    let copie = !cle_valide(&ins.complet()) && p.note.contains(&ins.complet());
    (!copie).then(|| ins.matricule.clone())
}

/// An INS of production that nobody published for tests may be someone's.
pub(crate) fn personne_possible(publiees: &BTreeSet<String>, p: &Patient) -> Option<String> {
    let ins = p.ins.as_ref().filter(|_| p.environnement == Environnement::Production)?;
    let declaree = publiees.contains(&ins.matricule) || p.note.contains(&ins.complet());
    (!declaree).then(|| {
        format!(
            "l'INS {} sous l'OID de production {} peut être celui d'une personne : donnez l'OID de test 1.2.250.1.213.1.4.10 et \
             environnement = \"test\", ou, si c'est une identité publiée pour les essais, citez ces 15 caractères dans la note",
            ins.complet(),
            ins.oid
        )
    })
}
