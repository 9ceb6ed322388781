//! What changed between two packs: constats by exigence and by étape, and states by proof.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use segur_model::{Constat, EtatPreuve};

use crate::verification::lire_intact;
use crate::{DossierError, Manifeste, recit};

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objet {
    /// Constat of an exigence.
    Exigence,
    /// Constat of an étape.
    Etape,
    /// State of a proof.
    Preuve,
    /// The campaign itself (catalogue, product, bench).
    Campagne,
}

/// One change. An absent side did not hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ligne {
    /// What it is about.
    pub objet: Objet,
    /// Id of the exigence, scenario and number of the étape, number of the proof, or name of the datum.
    pub id: String,
    /// Before, as a French label.
    pub avant: Option<String>,
    /// After, as a French label.
    pub apres: Option<String>,
    /// Why, as the second pack says it.
    pub raison: String,
}

/// The changes from a first pack to a second.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// What got worse.
    pub pire: Vec<Ligne>,
    /// What got better.
    pub mieux: Vec<Ligne>,
    /// What changed otherwise, appeared or vanished.
    pub autres: Vec<Ligne>,
}

impl Diff {
    /// Exit code of `diff`: 1 when something is worse, else 0.
    #[must_use]
    pub fn code_sortie(&self) -> u8 {
        u8::from(!self.pire.is_empty())
    }
}

/// Which way a change goes.
enum Sens {
    Pire,
    Mieux,
    Autre,
}

/// Compares two intact packs, the older first.
///
/// # Errors
/// As [`crate::verifier`], and [`DossierError::Altere`]: an altered pack is not compared.
pub fn differencier(a: &Path, b: &Path) -> Result<Diff, DossierError> {
    let (a, b) = (lire_intact(a)?, lire_intact(b)?);
    let mut diff = Diff::default();
    for (nom, avant, apres) in [
        (
            "produit",
            format!("{} {}", a.produit.nom, a.produit.version),
            format!("{} {}", b.produit.nom, b.produit.version),
        ),
        (
            "catalogue",
            format!("{} ({})", a.catalogue.code, a.catalogue.version),
            format!("{} ({})", b.catalogue.code, b.catalogue.version),
        ),
        ("banc", a.banc.clone(), b.banc.clone()),
        ("profils", a.profils.join(", "), b.profils.join(", ")),
    ] {
        if avant != apres {
            diff.autres.push(Ligne {
                objet: Objet::Campagne,
                id: nom.to_owned(),
                avant: Some(avant),
                apres: Some(apres),
                raison: String::new(),
            });
        }
    }
    let exigences = |m: &Manifeste| {
        m.exigences
            .iter()
            .map(|e| (e.id.clone(), (e.constat, e.raison.clone())))
            .collect::<Vec<_>>()
    };
    comparer(
        &mut diff,
        Objet::Exigence,
        exigences(&a),
        exigences(&b),
        Constat::libelle,
        sens_constat,
    );
    // A pack of before this version says nothing of étapes: that is no change.
    if !a.etapes.is_empty() && !b.etapes.is_empty() {
        comparer(&mut diff, Objet::Etape, etapes(&a), etapes(&b), MotEtape::libelle, sens_etape);
    }
    let etats = |m: &Manifeste| {
        m.etats
            .iter()
            .map(|p| (p.id.clone(), (p.etat, p.raison.clone())))
            .collect::<Vec<_>>()
    };
    comparer(&mut diff, Objet::Preuve, etats(&a), etats(&b), EtatPreuve::libelle, sens_etat);
    Ok(diff)
}

fn etapes(m: &Manifeste) -> Vec<(String, (MotEtape, String))> {
    m.etapes
        .iter()
        .map(|e| {
            let id = format!("{}, {}", e.scenario, recit::etape_dite(e.etape, e.repetition));
            (id, (MotEtape::lire(&e.constat), e.raison.clone()))
        })
        .collect()
}

/// The word of an étape, as far as a comparison cares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MotEtape {
    Vu,
    Declare,
    AJouer,
    NonJoue,
    Bloque,
    Ecart,
    /// No verdict of its own, or a word that this version does not know.
    Sans(&'static str),
}

impl MotEtape {
    fn lire(mot: &str) -> Self {
        match mot {
            "vu" => Self::Vu,
            "declare" => Self::Declare,
            "a-jouer" => Self::AJouer,
            "non-joue" => Self::NonJoue,
            "bloque" => Self::Bloque,
            "ecart" => Self::Ecart,
            "geste" => Self::Sans("Geste"),
            "sans-objet" => Self::Sans("Sans objet"),
            _ => Self::Sans("Mot inconnu"),
        }
    }

    fn libelle(self) -> &'static str {
        match self {
            Self::Vu => "Vu",
            Self::Declare => "Déclaré",
            Self::AJouer => "À jouer",
            Self::NonJoue => "Non joué",
            Self::Bloque => "Bloqué",
            Self::Ecart => "Écart",
            Self::Sans(mot) => mot,
        }
    }

    /// From best to worst: held, waiting for somebody, blocked, wrong.
    fn rang(self) -> Option<u8> {
        match self {
            Self::Vu => Some(0),
            Self::Declare => Some(1),
            Self::AJouer | Self::NonJoue => Some(2),
            Self::Bloque => Some(3),
            Self::Ecart => Some(4),
            Self::Sans(_) => None,
        }
    }
}

fn comparer<T: Copy + PartialEq>(
    diff: &mut Diff,
    objet: Objet,
    a: Vec<(String, (T, String))>,
    b: Vec<(String, (T, String))>,
    libelle: fn(T) -> &'static str,
    sens: fn(Option<T>, Option<T>) -> Sens,
) {
    let ancien: BTreeMap<&str, T> = a.iter().map(|(id, (t, _))| (id.as_str(), *t)).collect();
    let nouveau: BTreeMap<&str, T> = b.iter().map(|(id, (t, _))| (id.as_str(), *t)).collect();
    let changes = b
        .iter()
        .map(|(id, (t, raison))| (id, ancien.get(id.as_str()).copied(), Some(*t), raison.clone()));
    let disparus = a
        .iter()
        .filter(|(id, _)| !nouveau.contains_key(id.as_str()))
        .map(|(id, (t, _))| (id, Some(*t), None, String::new()));
    for (id, avant, apres, raison) in changes.chain(disparus).filter(|(_, avant, apres, _)| avant != apres) {
        let ligne = Ligne {
            objet,
            id: id.clone(),
            avant: avant.map(|t| libelle(t).to_owned()),
            apres: apres.map(|t| libelle(t).to_owned()),
            raison,
        };
        match sens(avant, apres) {
            Sens::Pire => diff.pire.push(ligne),
            Sens::Mieux => diff.mieux.push(ligne),
            Sens::Autre => diff.autres.push(ligne),
        }
    }
}

/// What is no longer asked, or what failed and is no longer tested, is neither better nor worse; what newly does not conform is worse,
/// wherever it comes from.
fn sens_constat(avant: Option<Constat>, apres: Option<Constat>) -> Sens {
    match (avant, apres) {
        (_, Some(Constat::NonConforme)) => Sens::Pire,
        (Some(Constat::NonConforme), Some(Constat::NonTeste)) => Sens::Autre,
        (Some(Constat::NonApplicable) | None, _) | (_, Some(Constat::NonApplicable) | None) => Sens::Autre,
        (Some(a), Some(b)) if b > a => Sens::Pire,
        _ => Sens::Mieux,
    }
}

/// An écart that is no longer looked at is not mended: it is neither better nor worse.
fn sens_etape(avant: Option<MotEtape>, apres: Option<MotEtape>) -> Sens {
    match (avant, apres) {
        (_, Some(MotEtape::Ecart)) => Sens::Pire,
        (Some(MotEtape::Ecart), Some(MotEtape::Vu | MotEtape::Declare)) => Sens::Mieux,
        (Some(MotEtape::Ecart), _) => Sens::Autre,
        (Some(a), Some(b)) => match (a.rang(), b.rang()) {
            (Some(a), Some(b)) if b > a => Sens::Pire,
            (Some(a), Some(b)) if b < a => Sens::Mieux,
            _ => Sens::Autre,
        },
        _ => Sens::Autre,
    }
}

fn sens_etat(avant: Option<EtatPreuve>, apres: Option<EtatPreuve>) -> Sens {
    match (avant, apres) {
        (Some(EtatPreuve::Produite), Some(EtatPreuve::ACompleter | EtatPreuve::TiersRequis)) => Sens::Pire,
        (Some(EtatPreuve::ACompleter | EtatPreuve::TiersRequis), Some(EtatPreuve::Produite)) => Sens::Mieux,
        _ => Sens::Autre,
    }
}

impl fmt::Display for Ligne {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let objet = match self.objet {
            Objet::Exigence => "exigence ",
            Objet::Etape => "scénario ",
            Objet::Preuve => "preuve ",
            Objet::Campagne => "",
        };
        let cote = |c: &Option<String>| c.clone().unwrap_or_else(|| "absente".to_owned());
        write!(f, "{objet}{} : {} → {}", self.id, cote(&self.avant), cote(&self.apres))?;
        if self.raison.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", self.raison)
        }
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pire.is_empty() && self.mieux.is_empty() && self.autres.is_empty() {
            return writeln!(f, "Aucune différence de constat ni de preuve.");
        }
        for (titre, lignes) in [
            ("Moins bien", &self.pire),
            ("Mieux", &self.mieux),
            ("Autres changements", &self.autres),
        ] {
            if !lignes.is_empty() {
                writeln!(f, "{titre} ({})", lignes.len())?;
                lignes.iter().try_for_each(|l| writeln!(f, "  - {l}"))?;
            }
        }
        Ok(())
    }
}
