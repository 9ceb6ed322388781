//! Under which of their exercices a professional calls.

use segur_model::world::Exercice;
use segur_xds::psc::ENTETE_SITUATION;

/// Why none was chosen (French).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SituationRefusee {
    #[error("ce professionnel a plusieurs exercices : {ENTETE_SITUATION} dit lequel ({0})")]
    Manque(String),
    #[error("{ENTETE_SITUATION} vaut « {0} », qui n'est aucun des exercices de ce professionnel ({1})")]
    Inconnue(String, String),
    #[error("ce professionnel n'a aucun exercice")]
    Aucune,
}

/// The code of an exercice: profession and category (`10C`).
fn code(e: &Exercice) -> String {
    format!("{}{}", e.profession, e.categorie)
}

/// The exercice: the only one, whatever is said; of several, the one that is said.
pub(crate) fn choisir<'e>(exercices: &'e [Exercice], dite: Option<&str>) -> Result<&'e Exercice, SituationRefusee> {
    let codes = || exercices.iter().map(code).collect::<Vec<_>>().join(", ");
    match (exercices, dite.map(str::trim).filter(|d| !d.is_empty())) {
        ([], _) => Err(SituationRefusee::Aucune),
        ([seul], _) => Ok(seul),
        (_, None) => Err(SituationRefusee::Manque(codes())),
        (plusieurs, Some(dite)) => plusieurs
            .iter()
            .find(|e| code(e) == dite)
            .ok_or_else(|| SituationRefusee::Inconnue(dite.chars().take(40).collect(), codes())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exercice(profession: &str, categorie: &str) -> Exercice {
        Exercice {
            profession: profession.to_owned(),
            categorie: categorie.to_owned(),
            ..Exercice::default()
        }
    }

    #[test]
    fn one_of_several_is_said() {
        let deux = [exercice("10", "C"), exercice("21", "C")];
        let choisi = |dite| choisir(&deux, dite).map(|e| e.profession.as_str());
        assert_eq!(choisi(Some("21C")), Ok("21"));
        assert_eq!(choisi(Some(" 10C ")), Ok("10"));
        assert_eq!(choisi(None), Err(SituationRefusee::Manque("10C, 21C".into())));
        assert_eq!(choisi(Some("")), Err(SituationRefusee::Manque("10C, 21C".into())));
        for dite in ["21", "21M", "10c", "21C10C"] {
            assert_eq!(choisi(Some(dite)), Err(SituationRefusee::Inconnue(dite.into(), "10C, 21C".into())));
        }
        // Of one, nothing is asked, and what is said is not looked at.
        assert_eq!(choisir(&deux[..1], Some("99Z")).map(|e| e.profession.as_str()), Ok("10"));
        assert_eq!(choisir(&[], None), Err(SituationRefusee::Aucune));
    }
}
