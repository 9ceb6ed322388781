//! Who must still deliver, and in how long.

use std::cmp::Reverse;

use segur_model::EtatPreuve;

use super::affaire::Preuve;
use super::regles::{EDITEUR, Livreur, TIERS, livreurs};
use super::resultat::{Livraison, PreuveExaminee};
use crate::{DossierError, GenrePiece};

/// Who delivers a proof: what only a third party can issue, then whom the scenario names, then the vendor.
pub(super) fn de(p: &Preuve<'_>) -> Result<String, DossierError> {
    let tous = livreurs()?;
    let par_nature = tous.iter().find(|l| l.natures.iter().any(|n| p.demande.natures.contains(n)));
    let nomme = p.etat.pieces.iter().find(|x| x.genre == GenrePiece::Tiers);
    let par_nom = nomme.map(|x| tous.iter().find(|l| l.noms.contains(&x.de)).map_or(TIERS, |l| l.id.as_str()));
    let faute = if p.etat.etat == EtatPreuve::TiersRequis { TIERS } else { EDITEUR };
    Ok(par_nature.map(|l| l.id.as_str()).or(par_nom).unwrap_or(faute).to_owned())
}

/// Those who must still deliver. What is not published comes first, as the longest: prudence; then the longest; the vendor last.
pub(super) fn dresser(preuves: &[PreuveExaminee]) -> Result<Vec<Livraison>, DossierError> {
    let mut livraisons: Vec<(&Livreur, Livraison)> = livreurs()?
        .iter()
        .filter(|l| !l.apres)
        .map(|l| {
            let siennes = preuves.iter().filter(|p| p.par.as_deref() == Some(&l.id));
            (l, dire(l, siennes.map(|p| p.id.clone()).collect()))
        })
        .filter(|(_, l)| !l.preuves.is_empty())
        .collect();
    livraisons.sort_by_key(|(l, _)| (l.id == EDITEUR, l.jours.is_some(), Reverse(l.jours)));
    Ok(livraisons.into_iter().map(|(_, l)| l).collect())
}

/// What comes after the deposit.
pub(super) fn ensuite() -> Result<Vec<Livraison>, DossierError> {
    Ok(livreurs()?.iter().filter(|l| l.apres).map(|l| dire(l, Vec::new())).collect())
}

fn dire(l: &Livreur, preuves: Vec<String>) -> Livraison {
    let delai = match (l.delai.as_str(), l.id.as_str()) {
        ("", EDITEUR) => "",
        ("", _) => "délai non publié",
        (dit, _) => dit,
    };
    Livraison {
        id: l.id.clone(),
        nom: l.nom.clone(),
        court: l.court.clone(),
        quoi: l.quoi.clone(),
        preuves,
        jours: l.jours,
        delai: delai.to_owned(),
        conseil: l.conseil.clone(),
        source: l.source.clone(),
        trust: l.trust,
    }
}
