//! `verify`, `diff`: dossiers that are already written.

use std::path::Path;

use crate::erreur::Erreur;

/// 0 intact, 1 altered; unreadable is an error (2).
pub fn verifier(dossier: &Path, attendue: Option<&str>) -> Result<u8, Erreur> {
    un_zip(dossier)?;
    // What is no fingerprint is no alteration: it was mistyped.
    if let Some(a) = attendue.filter(|a| a.len() != 64 || !a.bytes().all(|o| o.is_ascii_hexdigit())) {
        return Err(Erreur::dit(format!(
            "--empreinte « {a} » : une empreinte a 64 caractères hexadécimaux (celle qu'imprime `verify`)"
        )));
    }
    let v = segur_dossier::verifier(dossier)?;
    if let Some(attendue) = attendue
        && !attendue.eq_ignore_ascii_case(&v.empreinte_cle)
    {
        dire!("ALTÉRÉ : {}", dossier.display());
        dire!("  signé par la clé {}, attendue {attendue}", v.empreinte_cle);
        return Ok(1);
    }
    if v.intact {
        dire!("intact : {} est tel que le détenteur de la clé l'a signé", dossier.display());
        dire!("clé du signataire : {}", v.empreinte_cle);
        if segur_dossier::est_cle_publique(&v.empreinte_cle) {
            dire!("C'est la clé de démonstration : elle est publique, n'importe qui peut signer avec elle.");
        }
        dire!("La signature ne prouve rien contre l'éditeur, qui tient le banc : comparez l'empreinte à celle que vous attendez.");
        return Ok(0);
    }
    dire!("ALTÉRÉ : {}", dossier.display());
    for p in &v.problemes {
        dire!("  {p}");
    }
    Ok(1)
}

/// A folder was unpacked: nothing says any more that it is whole.
pub(super) fn un_zip(dossier: &Path) -> Result<(), Erreur> {
    if dossier.is_dir() {
        return Err(Erreur::dit(format!(
            "{} est un dossier : donnez le fichier .zip, tel qu'il a été écrit",
            dossier.display()
        )));
    }
    Ok(())
}

/// 0 nothing worse, 1 something worse.
pub fn comparer(avant: &Path, apres: &Path) -> Result<u8, Erreur> {
    let diff = segur_dossier::differencier(avant, apres)?;
    dire!("{diff}");
    Ok(diff.code_sortie())
}
