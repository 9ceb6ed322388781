//! Absence by counter-proof: that nothing was sent is seen only where the same act for the same subject, the lock alone differing, is
//! seen to produce the exchange further down in the same scenario (the attribute is removed, the report released).

use std::collections::{BTreeMap, BTreeSet};

use segur_model::Issue;
use segur_model::resultat::ResultatActe;
use segur_model::vocabulaire::motif_couvre;

use super::{Affaire, Lieu};
use crate::grammaire::ast::{Jamais, Observation, Scenario};
use crate::moteur::apparier::{fenetre, minimum};
use crate::moteur::deroule::derouler;

/// What each act is awaited to produce somewhere in the pack: that nothing of it came is what wants a counter-proof. Another operation
/// that must not come is a guard, seen with what the act was seen to produce.
#[must_use]
pub fn produits(pack: &[Scenario]) -> BTreeMap<String, BTreeSet<String>> {
    let mut produits: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for s in pack {
        let pas = derouler(s);
        for p in &pas {
            let acte = p.ouvreur.and_then(|r| pas.get(r)).and_then(|o| o.etape.faire.as_ref());
            let Some(acte) = acte else { continue };
            let siens = produits.entry(acte.acte.clone()).or_default();
            for o in &p.etape.observer {
                if let Observation::Attendu(a) = o
                    && minimum(a) > 0
                {
                    siens.extend(a.operations.iter().cloned());
                }
            }
        }
    }
    produits
}

/// Whether the act was seen to be done, by what it had to send beside, and what must not come is nothing that it produces.
pub(super) fn est_un_garde(affaire: &Affaire<'_>, l: &Lieu<'_>, x: &Jamais) -> bool {
    let Some(acte) = affaire.ouvreur(&l.p).and_then(|e| e.acte.as_ref()) else {
        return false;
    };
    let produit = affaire.j.produits.get(&acte.resultat.acte).is_some_and(|siens| {
        siens
            .iter()
            .any(|o| x.operations.iter().any(|j| motif_couvre(j, o) || motif_couvre(o, j)))
    });
    let vue = l.p.etape.observer.iter().enumerate().any(|(i, o)| match o {
        Observation::Attendu(a) => minimum(a) > 0 && affaire.venus((l.rang, i)) >= minimum(a),
        Observation::Jamais(_) | Observation::Fichier(_) => false,
    });
    !produit && vue
}

/// Names of the parameters that say of whom, or of what, an act is.
const SUJETS: [&str; 4] = ["reference", "identite", "patient", "demande"];

/// The sentence that says what was seen once the lock was lifted; `None`: nothing was.
pub(super) fn chercher(affaire: &Affaire<'_>, l: &Lieu<'_>, x: &Jamais) -> Option<String> {
    levees(affaire, l, x).find_map(|rang| {
        let p = &affaire.pas[rang];
        let depuis = fenetre(p, affaire.releve)?.depuis;
        // Once the lock is lifted, and not before; a request that the service refused shows nothing of the lock.
        let montre = |k: &usize| {
            let e = &affaire.echange(*k).exchange;
            e.id > depuis && e.refus.is_none() && affaire.a.faits(*k).valeurs("faute").is_empty()
        };
        let venu = observees(affaire, rang, x).any(|(r, i)| affaire.a.pris.get(&(r, i)).is_some_and(|v| v.iter().any(montre)));
        let fait = affaire.jouee(rang)?.acte.as_ref()?.resultat.issue == Some(Issue::Fait);
        (venu && fait).then(|| {
            format!(
                "rien n'est venu tant que le verrou tenait ; levé, le même acte pour le même sujet a produit l'échange ({})",
                p.etape.numero.dit()
            )
        })
    })
}

/// Whether an exchange came once the lock was being lifted: the first act below does it, and the software may go on at once.
pub(super) fn est_levee(affaire: &Affaire<'_>, l: &Lieu<'_>, x: &Jamais, k: usize) -> bool {
    let id = affaire.echange(k).exchange.id;
    let suivant = (l.rang + 1..affaire.pas.len()).find(|r| affaire.pas[*r].agit());
    let levee = suivant.and_then(|r| affaire.jouee(r)).and_then(|e| e.fenetre);
    levee.is_some_and(|f| f.depuis < id) && levees(affaire, l, x).next().is_some()
}

/// Rank of the étape below at which the lock is lifted.
pub(super) fn levee(affaire: &Affaire<'_>, l: &Lieu<'_>, x: &Jamais) -> Option<usize> {
    levees(affaire, l, x).next()
}

/// The étapes below that do the same act for the same subject, or release it, and await what must not come here.
fn levees<'v>(affaire: &'v Affaire<'_>, l: &'v Lieu<'_>, x: &'v Jamais) -> impl Iterator<Item = usize> + 'v {
    let verrouille = affaire.ouvreur(&l.p).and_then(|e| e.acte.as_ref()).map(|a| &a.resultat);
    (l.rang + 1..affaire.pas.len()).filter(move |rang| {
        let leve = affaire.jouee(*rang).and_then(|e| e.acte.as_ref()).map(|a| &a.resultat);
        let (Some(verrouille), Some(leve)) = (verrouille, leve) else {
            return false;
        };
        leve.issue_attendue != Some(Issue::Refuse) && meme_sujet(verrouille, leve) && observees(affaire, *rang, x).next().is_some()
    })
}

/// The observations of the étape, or of those that share its window, that await an operation of the `jamais`.
fn observees<'v>(affaire: &'v Affaire<'_>, rang: usize, x: &'v Jamais) -> impl Iterator<Item = (usize, usize)> + 'v {
    let partage = (rang..affaire.pas.len()).take_while(move |r| *r == rang || !affaire.pas[*r].agit());
    partage.flat_map(move |r| {
        affaire.pas[r].etape.observer.iter().enumerate().filter_map(move |(i, o)| match o {
            Observation::Attendu(a) => a
                .operations
                .iter()
                .any(|o| x.operations.iter().any(|j| motif_couvre(j, o) || motif_couvre(o, j)))
                .then_some((r, i)),
            Observation::Jamais(_) | Observation::Fichier(_) => None,
        })
    })
}

/// The same act save one parameter at most, the lock; or another act, of the same subject and of nothing else.
fn meme_sujet(verrouille: &ResultatActe, leve: &ResultatActe) -> bool {
    let sujet = |a: &ResultatActe| -> Vec<serde_json::Value> { SUJETS.iter().filter_map(|n| a.parametres.get(*n).cloned()).collect() };
    if verrouille.acte != leve.acte {
        let de_lui = |(nom, v): (&String, &serde_json::Value)| SUJETS.contains(&nom.as_str()) && verrouille.parametres.get(nom) == Some(v);
        return !leve.parametres.is_empty() && leve.parametres.iter().all(de_lui);
    }
    let noms = verrouille.parametres.keys().chain(leve.parametres.keys());
    let differents: BTreeSet<&String> = noms.filter(|n| verrouille.parametres.get(*n) != leve.parametres.get(*n)).collect();
    sujet(verrouille) == sujet(leve) && differents.len() <= 1
}
