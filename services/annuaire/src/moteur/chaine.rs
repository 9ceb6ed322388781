//! Chains of one step: `organization.identifier` on a situation.

use segur_fhir::{Critere, Lien, Recherche};

use super::alternative::Alternative;
use super::criteres::une_a_une;
use super::{Genre, chercher};
use crate::rendu::Cible;
use crate::vue::Vue;

/// A chain: what it leads to is searched first, then what refers to that.
pub(super) fn chaine<'v>(vue: &'v Vue, genre: Genre, critere: &'v Critere, lien: &Lien) -> Alternative<'v> {
    if matches!(genre, Genre::Soin | Genre::Equipement) {
        return une_a_une(vue, genre, critere.clone());
    }
    let Some(cible) = segur_fhir::ressource(lien.cible) else {
        return Alternative::rangs(Vec::new());
    };
    let seul = Critere {
        chaine: None,
        ..critere.clone()
    };
    let trouvees = chercher(vue, &Recherche::seule(cible, seul), 0, usize::MAX).trouvees;
    let mut rangs: Vec<u32> = trouvees.into_iter().flat_map(|c| referents(vue, genre, c)).collect();
    rangs.sort_unstable();
    rangs.dedup();
    Alternative::rangs(rangs)
}

/// The situations or structures that refer to a person or a structure.
fn referents(vue: &Vue, genre: Genre, cible: Cible) -> Vec<u32> {
    let (m, ix) = (&vue.fonds.magasin, &vue.fonds.index);
    match (genre, cible) {
        // Of who left, no reference is given.
        (Genre::Situation, Cible::Personne(r)) if m.personne(r).is_some_and(|p| p.actif) => m.situations_de(r).collect(),
        (Genre::Situation, Cible::Structure(r)) => {
            let cle = ix.structure_de_situation.exacte(&format!("{r:010}"));
            let ou = ix.structure_de_situation.etendue(&cle);
            ix.structure_de_situation.rangs(ou).to_vec()
        }
        (Genre::Structure, Cible::Structure(r)) => rattachees(vue, r).to_vec(),
        _ => Vec::new(),
    }
}

/// The structures that belong to a legal entity.
pub(super) fn rattachees(vue: &Vue, rang: u32) -> &[u32] {
    let (m, ix) = (&vue.fonds.magasin, &vue.fonds.index);
    let juridique = |s: &u32| m.structure(*s).map_or(u32::MAX, |st| st.juridique);
    let debut = ix.par_juridique.partition_point(|s| juridique(s) < rang);
    let fin = ix.par_juridique.partition_point(|s| juridique(s) <= rang);
    ix.par_juridique.get(debut..fin).unwrap_or_default()
}
