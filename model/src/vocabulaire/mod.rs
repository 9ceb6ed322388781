//! The vocabulary of scenarios: every act, extract, fault and bench action, as tables. The operations, the documents and their facts are
//! given by the dialects that read them (`segur_tous`). Scenarios are checked against all of it at load time, `segur-bench vocabulaire`
//! prints it, and the JSON Schema for editors is made from it.

mod annuaire;
mod communs;
mod consultation;
mod courriels;
mod declares;
mod dmp;
mod identites;
mod operateur;
mod psc;
mod referencement;

use serde::Serialize;

use crate::joints;

/// Type of a parameter of an act or of a bench action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Genre {
    /// Any text.
    Texte,
    /// A patient: `"{patient}"`, replaced by the identity as typed at the desk.
    Patient,
    /// One of the listed words.
    Choix,
    /// Whole number.
    Nombre,
    /// Duration: `500ms`, `6s`, `2min`.
    Duree,
    /// Any YAML value.
    Libre,
}

/// A parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Parametre {
    /// Name.
    pub nom: &'static str,
    /// Type.
    pub genre: Genre,
    /// Words allowed, for [`Genre::Choix`].
    pub choix: &'static [&'static str],
    /// Whether it must be given.
    pub requis: bool,
    /// What it is (French).
    pub dit: &'static str,
}

const fn p(nom: &'static str, genre: Genre, requis: bool, dit: &'static str) -> Parametre {
    Parametre {
        nom,
        genre,
        choix: &[],
        requis,
        dit,
    }
}

/// An act that a candidate can be asked (**contract**, see `docs/actes.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Acte {
    /// Name.
    pub nom: &'static str,
    /// What the candidate does (French; also shown to a person as the instruction).
    pub dit: &'static str,
    /// Parameters.
    pub parametres: &'static [Parametre],
    /// Files that it answers.
    pub fichiers: &'static [&'static str],
}

const fn choix(nom: &'static str, requis: bool, choix: &'static [&'static str], dit: &'static str) -> Parametre {
    Parametre {
        nom,
        genre: Genre::Choix,
        choix,
        requis,
        dit,
    }
}

const REFERENCE: Parametre = p(
    "reference",
    Genre::Texte,
    true,
    "référence de l'identité dans le scénario, choisie par lui",
);

macro_rules! reunir {
    ($($(#[$doc:meta])* $nom:ident: $genre:ty = $($partie:ident),+;)+) => {$(
        $(#[$doc])*
        pub const $nom: &[$genre] = joints!($genre; $($partie::$nom),+);
    )+};
}

reunir! {
    /// Every act.
    ACTES: Acte = identites, dmp, consultation, psc, annuaire, courriels, communs;
    /// Every extract: a file in which the candidate tells about itself. Documents are kinds of their dialects.
    EXTRAITS: GenreFichier = identites, consultation, psc, annuaire, courriels;
    /// Every action.
    ACTIONS: Action = identites, dmp, psc, annuaire, operateur, referencement;
}

/// A fact of an exchange or of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Fait {
    /// Name.
    pub nom: &'static str,
    /// What it is (French).
    pub dit: &'static str,
    /// In an extract: whether it is a list of texts. Any other has one value.
    pub plusieurs: bool,
}

/// A fact.
#[must_use]
pub const fn f(nom: &'static str, dit: &'static str) -> Fait {
    Fait {
        nom,
        dit,
        plusieurs: false,
    }
}

/// A fact that an extract gives as a list of texts.
const fn fs(nom: &'static str, dit: &'static str) -> Fait {
    Fait {
        plusieurs: true,
        ..f(nom, dit)
    }
}

/// An operation that a service records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// Name.
    pub nom: &'static str,
    /// What it is (French).
    pub dit: &'static str,
    /// Facts beyond [`FAITS_COMMUNS`].
    pub faits: &'static [Fait],
}

/// A file that an act answers, and the facts read in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GenreFichier {
    /// Name.
    pub nom: &'static str,
    /// What it is (French).
    pub dit: &'static str,
    /// Keys whose value is a list of records: a fact `appels.date` is the `date` of an entry of `appels`, and `un` and
    /// `chaque` hold together those of one entry.
    pub listes: &'static [&'static str],
    /// Facts: JSON object keys joined by dots; arrays give several values.
    pub faits: &'static [Fait],
}

/// An action of the bench: what the world does, not the candidate (`SERVICE.ACTION` in a scenario).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Action {
    /// `service.action`.
    pub nom: &'static str,
    /// What it does (French).
    pub dit: &'static str,
    /// Parameters.
    pub parametres: &'static [Parametre],
}

/// A fault, as scenarios write it under `quoi`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MotPanne {
    /// Key under `quoi`.
    pub nom: &'static str,
    /// What happens (French).
    pub dit: &'static str,
    /// Type of its value; none: written alone.
    pub valeur: Option<Genre>,
}

pub use communs::{FAITS_COMMUNS, OPERATIONS_COMMUNES, PANNES};
pub use declares::{FAITS_DECLARES, FaitDeclare, declaration, fait_declare};

/// The act of this name.
#[must_use]
pub fn acte(nom: &str) -> Option<&'static Acte> {
    ACTES.iter().find(|a| a.nom == nom)
}

/// Whether a pattern with `*` covers a text. `*` stands for any run of characters.
#[must_use]
pub fn motif_couvre(motif: &str, texte: &str) -> bool {
    let mut morceaux = motif.split('*');
    let Some(premier) = morceaux.next() else { return motif == texte };
    let Some(mut reste) = texte.strip_prefix(premier) else {
        return false;
    };
    let morceaux: Vec<&str> = morceaux.collect();
    let Some((dernier, milieu)) = morceaux.split_last() else {
        return reste.is_empty();
    };
    for m in milieu {
        match reste.find(m) {
            Some(i) => reste = &reste[i + m.len()..],
            None => return false,
        }
    }
    reste.len() >= dernier.len() && reste.ends_with(dernier)
}

#[cfg(test)]
mod tests {
    use super::{EXTRAITS, motif_couvre};

    #[test]
    fn a_list_has_facts_of_its_entries() {
        for f in EXTRAITS {
            for liste in f.listes {
                let siens = f
                    .faits
                    .iter()
                    .filter_map(|x| x.nom.strip_prefix(liste))
                    .filter(|x| x.starts_with('.'));
                assert!(siens.count() > 0, "{} : {liste}", f.nom);
            }
        }
    }

    #[test]
    fn motifs() {
        assert!(motif_couvre("insi.*", "insi.wsdl"));
        assert!(motif_couvre("*@patient.mssante.fr", "1@patient.mssante.fr"));
        assert!(motif_couvre("a*b*c", "aXbYc"));
        assert!(!motif_couvre("a*b*c", "aXbY"));
        assert!(!motif_couvre("insi", "insi.wsdl"));
        assert!(!motif_couvre("ab*ba", "aba"), "the two ends may not share a character");
        assert!(motif_couvre("*", ""));
    }
}
