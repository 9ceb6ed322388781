//! The indicators: a rate over the counters, with all that it is made of. Whole numbers, never floats: a rate is in hundredths of per cent.

use super::choix::Choix;
use super::cle::{Cle, Compte, Ins};
use super::compteurs::Compteurs;
use super::programmes::Indicateur;

/// What a person asks of an indicator. The due and the target are never known of the bench.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demande {
    /// Site and window.
    pub choix: Choix,
    /// Documents (or stays) due in the window; none: nothing can be divided.
    pub du: Option<u64>,
    /// Target, in hundredths of per cent.
    pub seuil: Option<u64>,
    /// Document that says the target; empty: it has no source.
    pub source_du_seuil: String,
    /// Counts, with those said to be qualified, those of which a matricule INS is all that is told.
    pub portees: bool,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taux {
    /// Accepted, with the INS that is asked.
    pub numerateur: u64,
    /// Of these, said to be qualified by the sender.
    pub qualifiees: u64,
    /// Accepted, of which a matricule INS is all that is told.
    pub portees: u64,
    /// All that was sent, whatever its INS.
    pub envoyes: Compte,
    /// Due.
    pub du: Option<u64>,
    /// In hundredths of per cent, rounded down; none without what was due.
    pub taux: Option<u64>,
    /// Target, in hundredths of per cent.
    pub seuil: Option<u64>,
    /// Whether it is reached; none when one of the two is not known.
    pub atteint: Option<bool>,
}

/// A number that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaisieIllisible {
    /// Of the due.
    #[error("« {0} » n'est pas un nombre de documents dus : écrire un entier, plus grand que zéro")]
    Du(String),
    /// Of the target.
    #[error("« {0} » n'est pas un seuil : écrire un pourcentage de 0 à 100, avec deux décimales au plus (80 ou 80,5)")]
    Seuil(String),
}

/// Reads what was due; an empty text says nothing.
///
/// # Errors
/// It is no number, or zero.
pub fn lire_du(texte: &str) -> Result<Option<u64>, SaisieIllisible> {
    let serre: String = texte.chars().filter(|c| !c.is_whitespace()).collect();
    if serre.is_empty() {
        return Ok(None);
    }
    let lu = serre.parse::<u64>().ok().filter(|n| (1..=1_000_000_000).contains(n));
    lu.map(Some).ok_or_else(|| SaisieIllisible::Du(texte.chars().take(40).collect()))
}

/// Reads a target (`80`, `80,5 %`), in hundredths of per cent; an empty text says nothing.
///
/// # Errors
/// It is no percentage.
pub fn lire_seuil(texte: &str) -> Result<Option<u64>, SaisieIllisible> {
    let serre: String = texte.chars().filter(|c| !c.is_whitespace() && *c != '%').collect();
    if serre.is_empty() {
        return Ok(None);
    }
    let (entiers, decimales) = serre.split_once([',', '.']).unwrap_or((&serre, ""));
    let chiffres = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let ecrit = !entiers.is_empty() && entiers.len() <= 3 && decimales.len() <= 2 && chiffres(entiers) && chiffres(decimales);
    let lu = ecrit.then(|| format!("{entiers}{decimales:0<2}").parse::<u64>().ok()).flatten();
    let lu = lu.filter(|s| *s <= 10_000);
    lu.map(Some).ok_or_else(|| SaisieIllisible::Seuil(texte.chars().take(40).collect()))
}

/// `80,50 %`.
pub fn dire_taux(centiemes: u64) -> String {
    format!("{},{:02}\u{a0}%", centiemes / 100, centiemes % 100)
}

/// Computes.
pub fn taux(compteurs: &Compteurs, i: &Indicateur, d: &Demande) -> Taux {
    let compte = |cle: &Cle| {
        let du_type = cle.genre.type_code().is_some_and(|t| i.types.contains(t));
        i.canaux.contains(&cle.canal) && (i.types.is_empty() || du_type)
    };
    let avec = |ins: Ins| compteurs.somme(&d.choix, |c| compte(c) && c.ins == ins).reussis;
    let (qualifiees, portees) = (avec(Ins::Qualifiee), avec(Ins::Portee));
    let numerateur = if d.portees {
        qualifiees.saturating_add(portees)
    } else {
        qualifiees
    };
    let divise = |du: u64| numerateur.saturating_mul(10_000).checked_div(du);
    let atteint =
        d.du.zip(d.seuil)
            .map(|(du, seuil)| numerateur.saturating_mul(10_000) >= seuil.saturating_mul(du));
    Taux {
        numerateur,
        qualifiees,
        portees,
        envoyes: compteurs.somme(&d.choix, compte),
        du: d.du,
        taux: d.du.and_then(divise),
        seuil: d.seuil,
        atteint,
    }
}
