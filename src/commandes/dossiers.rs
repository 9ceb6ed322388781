//! `verify`, `diff`, `export`: dossiers that are already written.

use std::path::Path;

use crate::erreur::Erreur;

/// 0 intact, 1 altered; unreadable is an error (2).
pub fn verifier(dossier: &Path) -> Result<u8, Erreur> {
    let v = segur_dossier::verifier(dossier)?;
    if v.intact {
        dire!("intact : {} est tel que le banc l'a écrit", dossier.display());
        dire!("clé du signataire : {}", v.empreinte_cle);
        dire!("La signature ne prouve rien contre l'éditeur, qui tient le banc : comparez l'empreinte à celle que vous attendez.");
        return Ok(0);
    }
    dire!("ALTÉRÉ : {}", dossier.display());
    for p in &v.problemes {
        dire!("  {p}");
    }
    Ok(1)
}

/// 0 nothing worse, 1 something worse.
pub fn comparer(avant: &Path, apres: &Path) -> Result<u8, Erreur> {
    let diff = segur_dossier::differencier(avant, apres)?;
    dire!("{diff}");
    Ok(diff.code_sortie())
}

/// Takes the Convergence workbook out of a dossier.
pub fn exporter(dossier: &Path, sortie: &Path) -> Result<u8, Erreur> {
    segur_dossier::extraire_convergence(dossier, sortie)?;
    dire!("{}", sortie.display());
    Ok(0)
}
