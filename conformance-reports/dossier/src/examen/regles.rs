//! The rules of the examination and those who deliver, as data.

use std::sync::LazyLock;

use segur_model::Trust;
use segur_model::catalogue::NaturePreuve;
use segur_model::vocabulaire::motif_couvre;
use serde::{Deserialize, Serialize};

use super::controles::Controle;
use crate::{DossierError, GenrePiece};

/// What a rule that does not hold leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consequence {
    /// The proof would be sent back.
    Revient,
    /// To be known before the deposit.
    Avertit,
    /// A tool does not judge it: a person has to look.
    NeSaitPas,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regle {
    /// Stable identifier (`examen.video.etape-manquante`).
    pub id: String,
    /// What must hold, in French.
    pub dit: String,
    /// Which function looks.
    pub controle: Controle,
    /// What it leads to.
    pub consequence: Consequence,
    /// Kinds of proof that it is about; none: all.
    #[serde(default)]
    pub natures: Vec<NaturePreuve>,
    /// Kinds of piece that it is about; none: all.
    #[serde(default)]
    pub pieces: Vec<GenrePiece>,
    /// Exigences that it is about, as patterns; none: all.
    #[serde(default)]
    pub exigences: Vec<String>,
    /// What the check looks for.
    #[serde(default)]
    pub mots: Vec<String>,
    /// What it leaves out.
    #[serde(default)]
    pub sauf: Vec<String>,
    /// Where it looks; none: everywhere.
    #[serde(default)]
    pub quand: Vec<String>,
    /// Of a picture, least pixels of its shorter and of its longer side.
    #[serde(default)]
    pub cotes: Option<(u32, u32)>,
    /// At the door a piece is refused when what is seen has one of these words (an empty one: whatever is seen). None: it is kept, and told.
    #[serde(default)]
    pub refuse: Vec<String>,
    /// What mends it, in French.
    pub a_faire: String,
    /// Who does: a [`Livreur::id`].
    #[serde(default = "editeur")]
    pub par: String,
    /// Document and section, in French.
    pub source: String,
    /// Trust in that source. Few reasons are published: nearly all are inferred.
    pub trust: Trust,
}

/// Who delivers proofs, and in how long.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Livreur {
    /// Identifier.
    pub id: String,
    /// Name, in French.
    pub nom: String,
    /// The same in a list.
    pub court: String,
    /// What it delivers, in French.
    pub quoi: String,
    /// Kinds of proof that nobody else can issue.
    #[serde(default)]
    pub natures: Vec<NaturePreuve>,
    /// How scenarios name it.
    #[serde(default)]
    pub noms: Vec<String>,
    /// Days, as published.
    #[serde(default)]
    pub jours: Option<u16>,
    /// The same in words; empty: nothing is published.
    #[serde(default)]
    pub delai: String,
    /// When to begin, in French.
    #[serde(default)]
    pub conseil: String,
    /// It acts after the deposit, and delivers no proof.
    #[serde(default)]
    pub apres: bool,
    /// Document.
    pub source: String,
    /// Trust in it.
    pub trust: Trust,
}

/// The vendor.
pub(super) const EDITEUR: &str = "editeur";
/// A third party that no line of the data names.
pub(super) const TIERS: &str = "tiers";

fn editeur() -> String {
    EDITEUR.to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Regles {
    regles: Vec<Regle>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Livreurs {
    livreurs: Vec<Livreur>,
}

/// The rules, in the order they are applied.
///
/// # Errors
/// The data of the program cannot be read: its tests read them.
pub fn regles() -> Result<&'static [Regle], DossierError> {
    static LUES: LazyLock<Result<Vec<Regle>, String>> = LazyLock::new(|| {
        toml::from_str::<Regles>(include_str!("regles.toml"))
            .map(|r| r.regles)
            .map_err(|e| e.to_string())
    });
    LUES.as_deref().map_err(|e| DossierError::vue("l'examen (ses règles)", e))
}

/// Who delivers.
///
/// # Errors
/// The data of the program cannot be read: its tests read them.
pub fn livreurs() -> Result<&'static [Livreur], DossierError> {
    static LUS: LazyLock<Result<Vec<Livreur>, String>> = LazyLock::new(|| {
        toml::from_str::<Livreurs>(include_str!("livreurs.toml"))
            .map(|l| l.livreurs)
            .map_err(|e| e.to_string())
    });
    LUS.as_deref().map_err(|e| DossierError::vue("l'examen (ses délais)", e))
}

impl Regle {
    /// Whether it is about this exigence. A socle number is that of its exigence.
    pub(super) fn vise_exigence(&self, id: &str) -> bool {
        let nu = id.strip_prefix("SC.").unwrap_or(id);
        self.exigences.is_empty() || self.exigences.iter().any(|m| motif_couvre(m, id) || motif_couvre(m, nu))
    }

    /// Whether it is about a proof that accepts these kinds.
    pub(super) fn vise_natures(&self, natures: &[NaturePreuve]) -> bool {
        self.natures.is_empty() || self.natures.iter().any(|n| natures.contains(n))
    }

    /// Whether a piece is refused at the door of which this was seen.
    pub(crate) fn refuse(&self, vu: &str) -> bool {
        self.refuse.iter().any(|m| vu.contains(m.as_str()))
    }

    /// Whether it is about a piece of this kind.
    pub(super) fn vise_piece(&self, genre: GenrePiece) -> bool {
        self.pieces.is_empty() || self.pieces.contains(&genre)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_data_can_be_read_and_name_each_other() {
        let (regles, livreurs) = (regles().unwrap(), livreurs().unwrap());
        let ids: BTreeSet<&str> = regles.iter().map(|r| r.id.as_str()).collect();
        assert_eq!(ids.len(), regles.len(), "each rule has its id");
        let noms: BTreeSet<&str> = livreurs.iter().map(|l| l.id.as_str()).collect();
        assert_eq!(noms.len(), livreurs.len());
        assert!(noms.contains(EDITEUR) && noms.contains(TIERS));
        for r in regles {
            assert!(r.id.starts_with("examen."), "{}", r.id);
            assert!(r.dit.ends_with('.') && r.a_faire.ends_with('.') && !r.source.is_empty(), "{}", r.id);
            assert!(noms.contains(r.par.as_str()), "{} : {}", r.id, r.par);
            assert_eq!(
                matches!(
                    r.controle,
                    Controle::Regard | Controle::SignatureVue | Controle::HomologationDuProfil
                ),
                r.consequence == Consequence::NeSaitPas && r.controle != Controle::NatureConnue,
                "{} : only what nobody looks at is never known",
                r.id
            );
        }
        // A delay is told in words and in days, or not at all.
        for l in livreurs {
            assert_eq!(l.jours.is_some(), !l.delai.is_empty(), "{}", l.id);
        }
    }
}
