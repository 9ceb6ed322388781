//! The matrix: what an actor may do.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use segur_saml::vihf::Mode;
use serde::Deserialize;

use super::{Acces, Acteur, GenreActeur, PDT_526, PDT_606, Refus};

/// As it ships. The tests of the program read it; if it could not be, no right would be known, and none refused.
pub(super) static DROITS: LazyLock<Droits> = LazyLock::new(|| lire(include_str!("../../donnees/droits.toml")).unwrap_or_default());

/// What is asked of a DMP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Acte {
    Td02,
    Td03Ajout,
    Td03Retrait,
    Td04,
    Td05,
    Td13a,
    Td16,
    Td21,
    Td22,
    /// Search that answers metadata (`LeafClass`).
    Td31Metadonnees,
    /// Search that answers identifiers (`ObjectRef`).
    Td31Reference,
    /// Retrieval of a document that is not masked.
    Td32,
    /// Retrieval of a document that is masked to professionals.
    Td32Masque,
    Td33aMasquer,
    Td33aDemasquer,
    Td33b,
    Td33c,
    /// Archive, and back.
    Td33d,
}

impl Acte {
    /// Every act, and its word in the data and in the identifiers of rules.
    pub const TOUS: [(Self, &str); 18] = [
        (Self::Td02, "td0.2"),
        (Self::Td03Ajout, "td0.3-ajout"),
        (Self::Td03Retrait, "td0.3-retrait"),
        (Self::Td04, "td0.4"),
        (Self::Td05, "td0.5"),
        (Self::Td13a, "td1.3a"),
        (Self::Td16, "td1.6"),
        (Self::Td21, "td2.1"),
        (Self::Td22, "td2.2"),
        (Self::Td31Metadonnees, "td3.1-metadonnees"),
        (Self::Td31Reference, "td3.1-reference"),
        (Self::Td32, "td3.2"),
        (Self::Td32Masque, "td3.2-masque"),
        (Self::Td33aMasquer, "td3.3a-masquer"),
        (Self::Td33aDemasquer, "td3.3a-demasquer"),
        (Self::Td33b, "td3.3b"),
        (Self::Td33c, "td3.3c"),
        (Self::Td33d, "td3.3d"),
    ];

    fn mot(self) -> &'static str {
        Self::TOUS.into_iter().find(|(a, _)| *a == self).map_or("", |(_, mot)| mot)
    }
}

impl TryFrom<String> for Acte {
    type Error = String;

    fn try_from(mot: String) -> Result<Self, String> {
        let trouve = Self::TOUS.into_iter().find(|(_, m)| *m == mot);
        trouve.map(|(a, _)| a).ok_or_else(|| format!("acte « {mot} » inconnu"))
    }
}

/// The note of a cell. The first five say how an act is done, the others on which documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Condition {
    /// (1) The authorisation is given to the structure, not to the person.
    PourLaStructure,
    /// (2) The DMP on which professionals of the same structure are authorised.
    PsDeLaStructure,
    /// (3) New authorisations, by date (`LASTAUTORIZATION`).
    ParDate,
    /// (4) The act is imputed to the structure.
    ImputeStructure,
    /// (5) The reference alone, without metadata.
    Reference,
    /// (6), (8) Documents of which the actor is the author.
    Propres,
    /// (7) When the patient allowed it.
    SiPatientPermet,
    /// (9) Documents of the structure.
    Structure,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Droit {
    Oui,
    Non,
    Si(Condition),
    /// The tables, as far as they could be read, do not tell: nothing is refused on it.
    Inconnu,
}

/// What is known of the document that an act is on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Objet {
    /// The actor is its author.
    pub propre: bool,
    /// It comes from the structure of the actor.
    pub de_la_structure: bool,
    /// The patient wrote it.
    pub du_patient: bool,
    /// Whether the patient lets masked documents be read in bris de glace or by a centre de régulation; none when nobody set it.
    pub patient_permet: Option<bool>,
}

impl Condition {
    /// Whether it holds on a document. A condition that is not about documents holds; one of which nothing is known too.
    pub fn tient(self, objet: &Objet) -> bool {
        match self {
            Self::Propres => objet.propre,
            Self::Structure => objet.de_la_structure,
            Self::SiPatientPermet => objet.patient_permet.unwrap_or(true),
            Self::PourLaStructure | Self::PsDeLaStructure | Self::ParDate | Self::ImputeStructure | Self::Reference => true,
        }
    }

    fn dit(self) -> &'static str {
        match self {
            Self::PourLaStructure => "l'autorisation est donnée à la structure",
            Self::PsDeLaStructure => "limité aux professionnels de la même structure",
            Self::ParDate => "nouvelles autorisations par date seulement",
            Self::ImputeStructure => "imputé à la structure",
            Self::Reference => "la référence seule, sans métadonnées",
            Self::Propres => "ses propres documents seulement",
            Self::SiPatientPermet => "seulement si le patient l'a permis",
            Self::Structure => "les documents de sa structure seulement",
        }
    }
}

/// What the matrix says of an act.
pub(crate) fn droit(a: &Acteur, acte: Acte) -> Droit {
    DROITS.ligne(acte).map_or(Droit::Inconnu, |l| l.droit(a))
}

/// Why an act is refused on a document (or on none: [`Objet::default`] with what is known), when it is.
pub(crate) fn refus(a: &Acteur, acte: Acte, objet: &Objet) -> Option<Refus> {
    let ligne = DROITS.ligne(acte)?;
    let pourquoi = match ligne.droit(a) {
        Droit::Oui | Droit::Inconnu => return None,
        Droit::Si(condition) if condition.tient(objet) => return None,
        // What the patient wrote, nobody but the médecin traitant may delete (PDT-526).
        Droit::Si(Condition::Propres) if acte == Acte::Td33c && objet.du_patient && a.genre == GenreActeur::MedecinTraitant => return None,
        Droit::Si(condition) => format!("n'est permise que sous condition ({})", condition.dit()),
        Droit::Non => "n'est pas permise".to_owned(),
    };
    let en = match a.mode {
        Mode::Directe => "authentification directe",
        Mode::Indirecte => "authentification indirecte",
        Mode::IndirecteRenforcee => "authentification indirecte renforcée (AIR)",
    };
    let raison = format!(
        "La transaction {} {pourquoi}. Acteur : {} ; {en} ; mode d'accès « {} ». {}",
        ligne.dit,
        a.genre.dit(),
        a.acces.code(),
        ligne.conseil
    );
    Some(Refus {
        regle: format!("droits.{}", acte.mot()),
        source: if a.mode == Mode::IndirecteRenforcee { PDT_606 } else { PDT_526 },
        raison: raison.trim_end().to_owned(),
    })
}

/// The data.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Droits {
    /// Of physicians whom their savoir-faire makes médecins du travail.
    pub savoir_faire_medecin_travail: Vec<String>,
    /// Codes of the first role, by code system.
    pub professions: BTreeMap<String, Vec<String>>,
    actes: Vec<Ligne>,
}

/// One act. The order of the modes of access is that of the data: normal, régulation, bris de glace, as far as the column has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Ligne {
    acte: Acte,
    dit: String,
    #[serde(default)]
    conseil: String,
    /// In AIR, for everybody.
    #[serde(default)]
    air: Option<Cellule>,
    ps: [Cellule; 3],
    medecin: [Cellule; 3],
    medecin_travail: Cellule,
    traitant: [Cellule; 2],
    cpe: Cellule,
    structure: [Cellule; 2],
    air_non_ps: Cellule,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Cellule {
    Oui,
    Non,
    Inconnu,
    PourLaStructure,
    PsDeLaStructure,
    ParDate,
    ImputeStructure,
    Reference,
    Propres,
    SiPatientPermet,
    Structure,
}

impl From<Cellule> for Droit {
    fn from(cellule: Cellule) -> Self {
        match cellule {
            Cellule::Oui => Self::Oui,
            Cellule::Non => Self::Non,
            Cellule::Inconnu => Self::Inconnu,
            Cellule::PourLaStructure => Self::Si(Condition::PourLaStructure),
            Cellule::PsDeLaStructure => Self::Si(Condition::PsDeLaStructure),
            Cellule::ParDate => Self::Si(Condition::ParDate),
            Cellule::ImputeStructure => Self::Si(Condition::ImputeStructure),
            Cellule::Reference => Self::Si(Condition::Reference),
            Cellule::Propres => Self::Si(Condition::Propres),
            Cellule::SiPatientPermet => Self::Si(Condition::SiPatientPermet),
            Cellule::Structure => Self::Si(Condition::Structure),
        }
    }
}

impl Droits {
    fn ligne(&self, acte: Acte) -> Option<&Ligne> {
        self.actes.iter().find(|l| l.acte == acte)
    }
}

impl Ligne {
    fn droit(&self, a: &Acteur) -> Droit {
        let air = a.mode == Mode::IndirecteRenforcee;
        if let (true, Some(cellule)) = (air, self.air) {
            return cellule.into();
        }
        let [ps_normal, ps_regulation, ps_bris] = self.ps;
        let [medecin_normal, medecin_regulation, medecin_bris] = self.medecin;
        let [traitant_normal, traitant_bris] = self.traitant;
        let [structure_normal, structure_regulation] = self.structure;
        let cellule = match (a.genre, a.acces) {
            (GenreActeur::PsNonMedecin, Acces::Normal) => ps_normal,
            (GenreActeur::PsNonMedecin, Acces::Regulation) => ps_regulation,
            (GenreActeur::PsNonMedecin, Acces::BrisDeGlace) => ps_bris,
            (GenreActeur::Medecin, Acces::Normal) => medecin_normal,
            (GenreActeur::Medecin, Acces::Regulation) => medecin_regulation,
            (GenreActeur::Medecin, Acces::BrisDeGlace) => medecin_bris,
            (GenreActeur::MedecinTraitant, Acces::Normal) => traitant_normal,
            (GenreActeur::MedecinTraitant, Acces::BrisDeGlace) => traitant_bris,
            (GenreActeur::Structure, Acces::Normal) => structure_normal,
            (GenreActeur::Structure, Acces::Regulation) => structure_regulation,
            // PDT-606 has no such column.
            // Another access has no column of its own for these: it never opens what the normal one closes.
            (GenreActeur::MedecinDuTravail, _) if !air => self.medecin_travail,
            (GenreActeur::Cpe, _) => self.cpe,
            (GenreActeur::NonPs, _) => self.air_non_ps,
            _ => Cellule::Inconnu,
        };
        cellule.into()
    }
}

pub(super) fn lire(texte: &str) -> Result<Droits, String> {
    let droits: Droits = toml::from_str(texte).map_err(|e| e.to_string())?;
    match Acte::TOUS
        .iter()
        .find(|(acte, _)| droits.actes.iter().filter(|l| l.acte == *acte).count() != 1)
    {
        None => Ok(droits),
        Some((_, mot)) => Err(format!("l'acte « {mot} » n'est pas dit une fois")),
    }
}
