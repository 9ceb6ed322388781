//! Who asks, as a VIHF tells it.

use segur_saml::vihf::{Mode, SYSTEME_PROFESSION, SYSTEME_SAVOIR_FAIRE};

use super::Refus;
use super::matrice::DROITS;

/// TRE_G16: professions of health, in training.
const SYSTEME_EN_FORMATION: &str = "1.2.250.1.71.1.2.8";
const MEDECIN: &str = "10";

const ROLES: &str = "ANS, JDV_J65-SubjectRole-DMP, version 20240927120000";
const USAGES: &str = "ANS, TRE_R248-ModeAcces, version 20250131120000";
const MODES: &str = "ANS, IG HL7 v2 transmission de documents CDA, correspondance du VIHF (Authentification_mode)";

/// Whom the columns of the matrices are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum GenreActeur {
    /// A professional of health who is no physician.
    PsNonMedecin,
    /// A physician who is not the *médecin traitant*.
    Medecin,
    MedecinDuTravail,
    MedecinTraitant,
    /// Somebody else, with a card (CPE).
    Cpe,
    /// A structure, by its certificate.
    Structure,
    /// Somebody else, in AIR.
    NonPs,
}

impl GenreActeur {
    pub fn dit(self) -> &'static str {
        match self {
            Self::PsNonMedecin => "un professionnel de santé non médecin",
            Self::Medecin => "un médecin qui n'est pas le médecin traitant",
            Self::MedecinDuTravail => "un médecin du travail (reconnu à son savoir-faire : déduction du banc)",
            Self::MedecinTraitant => "le médecin traitant",
            Self::Cpe => "une personne qui n'est pas professionnel de santé, par sa carte",
            Self::Structure => "une structure, par son certificat",
            Self::NonPs => "une personne qui n'est pas professionnel de santé",
        }
    }
}

/// For what the DMP is entered (`purposeofuse`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Acces {
    Normal,
    /// By a centre de régulation (`centre_15`).
    Regulation,
    BrisDeGlace,
}

impl Acces {
    pub const TOUS: [Self; 3] = [Self::Normal, Self::Regulation, Self::BrisDeGlace];

    /// The code of the VIHF.
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Regulation => "centre_15",
            Self::BrisDeGlace => "bris_de_glace",
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Acteur {
    pub genre: GenreActeur,
    pub mode: Mode,
    pub acces: Acces,
}

/// Who asks, from the facts of a VIHF: `Authentification_mode`, the roles (code, code system) in their order, `purposeofuse`, and whether
/// this DMP has the person for *médecin traitant*.
///
/// # Errors
/// The mode, the first role or the purpose are not ones of the DMP.
pub(crate) fn acteur(mode: &str, roles: &[(&str, &str)], usage: &str, est_traitant: bool) -> Result<Acteur, Refus> {
    let mode = Mode::lire(mode).ok_or_else(|| {
        let connus = Mode::TOUS.map(Mode::mot).join(", ");
        illisible(
            "droits.mode",
            MODES,
            format!("Mode d'authentification « {mode} » inconnu : {connus}."),
        )
    })?;
    let acces = Acces::TOUS.into_iter().find(|a| a.code() == usage).ok_or_else(|| {
        let connus = Acces::TOUS.map(Acces::code).join(", ");
        illisible("droits.usage", USAGES, format!("Mode d'accès « {usage} » inconnu : {connus}."))
    })?;
    let genre = genre(mode, roles, est_traitant)?;
    Ok(Acteur { genre, mode, acces })
}

fn genre(mode: Mode, roles: &[(&str, &str)], est_traitant: bool) -> Result<GenreActeur, Refus> {
    let (code, systeme) = roles.first().copied().unwrap_or_default();
    if !DROITS.professions.get(systeme).is_some_and(|codes| codes.iter().any(|c| c == code)) {
        let dit = format!("Le premier rôle du VIHF, « {code} » du système « {systeme} », n'est pas une profession de JDV_J65.");
        return Err(illisible("droits.role", ROLES, dit));
    }
    let sante = [SYSTEME_PROFESSION, SYSTEME_EN_FORMATION].contains(&systeme);
    let travail =
        |(code, systeme): &(&str, &str)| *systeme == SYSTEME_SAVOIR_FAIRE && DROITS.savoir_faire_medecin_travail.iter().any(|s| s == code);
    Ok(match mode {
        Mode::Indirecte => GenreActeur::Structure,
        _ if sante && code == MEDECIN && est_traitant => GenreActeur::MedecinTraitant,
        _ if sante && code == MEDECIN && roles.iter().skip(1).any(travail) => GenreActeur::MedecinDuTravail,
        _ if sante && code == MEDECIN => GenreActeur::Medecin,
        _ if sante => GenreActeur::PsNonMedecin,
        Mode::Directe => GenreActeur::Cpe,
        Mode::IndirecteRenforcee => GenreActeur::NonPs,
    })
}

fn illisible(regle: &str, source: &'static str, raison: String) -> Refus {
    Refus {
        regle: regle.to_owned(),
        source,
        raison,
    }
}
