//! What the views count, once for all of them: the word of an exigence as a person reads it, the étapes, and what was not played, by
//! cause.

use segur_model::catalogue::{Catalogue, Nature};
use segur_model::resultat::{ResultatCampagne, ResultatExigence};
use segur_model::{Cause, Comptes, Constat};

use crate::recit::compte;

/// The word of an exigence for a person: that of its constat, but where a third party decides in the end, a success is a rehearsal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mot {
    Conforme,
    Declare,
    Repetition,
    NonConforme,
    NonTeste,
    NonApplicable,
}

impl Mot {
    /// From best to worst, for tables.
    pub(crate) const TOUS: [Self; 6] = [
        Self::Conforme,
        Self::Declare,
        Self::Repetition,
        Self::NonConforme,
        Self::NonTeste,
        Self::NonApplicable,
    ];

    pub(crate) fn de(e: &ResultatExigence) -> Self {
        match e.constat {
            // What nobody saw was rehearsed by nobody.
            Constat::Conforme | Constat::Declare if e.repetition && e.comptes.vues > 0 => Self::Repetition,
            constat => constat.into(),
        }
    }

    pub(crate) fn libelle(self) -> &'static str {
        match self {
            Self::Conforme => Constat::Conforme.libelle(),
            Self::Declare => Constat::Declare.libelle(),
            Self::Repetition => "Répétition réussie",
            Self::NonConforme => Constat::NonConforme.libelle(),
            Self::NonTeste => Constat::NonTeste.libelle(),
            Self::NonApplicable => Constat::NonApplicable.libelle(),
        }
    }

    /// `2 conformes`, of exigences.
    pub(crate) fn compte(self, n: usize) -> String {
        match self {
            Self::Conforme => compte(n, "conforme", "conformes"),
            Self::Declare => compte(n, "déclarée", "déclarées"),
            Self::Repetition => compte(n, "répétition réussie", "répétitions réussies") + " (un tiers décide)",
            Self::NonConforme => compte(n, "non conforme", "non conformes"),
            Self::NonTeste => compte(n, "non testée", "non testées"),
            Self::NonApplicable => compte(n, "non applicable", "non applicables"),
        }
    }
}

impl From<Constat> for Mot {
    fn from(constat: Constat) -> Self {
        match constat {
            Constat::Conforme => Self::Conforme,
            Constat::Declare => Self::Declare,
            Constat::NonConforme => Self::NonConforme,
            Constat::NonTeste => Self::NonTeste,
            Constat::NonApplicable => Self::NonApplicable,
        }
    }
}

/// How many exigences have this word.
pub(crate) fn nombre<'a>(exigences: impl IntoIterator<Item = &'a ResultatExigence>, mot: Mot) -> usize {
    exigences.into_iter().filter(|e| Mot::de(e) == mot).count()
}

/// The étapes of these scenarios, counted; a scenario that serves two exigences counts once.
pub(crate) fn etapes<'a>(comptes: impl IntoIterator<Item = &'a Comptes>) -> Comptes {
    comptes.into_iter().fold(Comptes::default(), |mut somme, c| {
        somme.ajouter(c);
        somme
    })
}

/// « 120 exigences et 11 préconisations applicables »
pub(crate) fn applicables(r: &ResultatCampagne, c: &Catalogue) -> String {
    let peut = |e: &&ResultatExigence| c.exigence(&e.id).is_some_and(|e| e.nature == Nature::Preconisation);
    let preconisations = r.exigences.iter().filter(peut).count();
    let exigences = r.exigences.len() - preconisations;
    if preconisations == 0 {
        return compte(exigences, "exigence applicable", "exigences applicables");
    }
    format!(
        "{} et {} applicables",
        compte(exigences, "exigence", "exigences"),
        compte(preconisations, "préconisation", "préconisations")
    )
}

/// How many étapes were counted.
pub(crate) fn total(c: &Comptes) -> u32 {
    c.ecarts + c.vues + c.declarees + c.a_jouer + c.bloquees + c.non_jouees
}

/// Counts in French; « aucun écart » would say too much where nothing was judged.
pub(crate) fn dits(c: &Comptes) -> String {
    if c.vides() { "rien à juger".to_owned() } else { c.to_string() }
}

/// Counts by column, for tables.
pub(crate) const COLONNES: [&str; 6] = ["Écarts", "Vues", "Déclarées", "À jouer", "Bloquées", "Non jouées"];

/// The counts of [`COLONNES`].
pub(crate) fn colonnes(c: &Comptes) -> [u32; 6] {
    [c.ecarts, c.vues, c.declarees, c.a_jouer, c.bloquees, c.non_jouees]
}

/// Why nothing at all was judged for an exigence, where one word says it. The order is that of the views: what a person can do first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Motif {
    AJouer,
    Bloque,
    SansScenario,
    NonPublie,
    HorsSelection,
    SurPiece,
    Preconisation,
    SansObjet,
}

impl Motif {
    /// `None`: something was judged, or the reason must be read.
    pub(crate) fn de(e: &ResultatExigence) -> Option<Self> {
        let c = &e.comptes;
        if c.ecarts + c.vues + c.declarees > 0 {
            return None;
        }
        if c.bloquees > 0 {
            return Some(Self::Bloque);
        }
        if c.a_jouer > 0 {
            return Some(Self::AJouer);
        }
        match (&e.cause, e.constat) {
            (Some(Cause::AJouer), _) => Some(Self::AJouer),
            (Some(Cause::Bloque(_)), _) => Some(Self::Bloque),
            (Some(Cause::SansScenario), _) => Some(Self::SansScenario),
            (Some(Cause::NonPublie), _) => Some(Self::NonPublie),
            (Some(Cause::HorsSelection), _) => Some(Self::HorsSelection),
            (Some(Cause::SurPiece), _) => Some(Self::SurPiece),
            (Some(Cause::Preconisation), _) => Some(Self::Preconisation),
            (None, Constat::NonApplicable) => Some(Self::SansObjet),
            _ => None,
        }
    }

    pub(crate) fn libelle(self) -> &'static str {
        match self {
            Self::AJouer => "À jouer par une personne",
            Self::Bloque => "Bloqué",
            Self::SansScenario => "Le banc n'a pas de scénario",
            Self::NonPublie => "Le référentiel ne publie pas de scénario",
            Self::HorsSelection => "Hors de votre sélection",
            Self::SurPiece => "Sur pièce : un document décide, à joindre",
            Self::Preconisation => "Préconisation, sans scénario",
            Self::SansObjet => "Sans objet pour ce produit",
        }
    }
}

/// The exigences of which nothing was judged, by reason, in the order of the catalogue.
pub(crate) fn par_motif(r: &ResultatCampagne) -> Vec<(Motif, Vec<&str>)> {
    let mut motifs: Vec<(Motif, Vec<&str>)> = Vec::new();
    for e in &r.exigences {
        let Some(motif) = Motif::de(e) else { continue };
        match motifs.iter_mut().find(|(m, _)| *m == motif) {
            Some((_, ids)) => ids.push(&e.id),
            None => motifs.push((motif, vec![&e.id])),
        }
    }
    motifs.sort_by_key(|(m, _)| *m);
    motifs
}

/// Ids by family, so that a hundred of them stay short: `INS/va1.` and `28`, `41`.
pub(crate) fn familles<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut familles: Vec<(&str, Vec<&str>)> = Vec::new();
    for id in ids {
        let (famille, numero) = id.split_at(id.rfind('.').map_or(0, |i| i + 1));
        match familles.iter_mut().find(|(f, _)| *f == famille) {
            Some((_, numeros)) => numeros.push(numero),
            None => familles.push((famille, vec![numero])),
        }
    }
    familles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exigence(comptes: Comptes) -> ResultatExigence {
        ResultatExigence {
            id: "INS/va1.28".to_owned(),
            constat: comptes.constat(),
            comptes,
            repetition: false,
            cause: None,
            raison: String::new(),
            scenarios: vec!["INS/va1.28.01".to_owned()],
        }
    }

    #[test]
    fn une_reussite_qu_un_tiers_decide_est_une_repetition() {
        let mut e = exigence(Comptes {
            vues: 2,
            ..Comptes::default()
        });
        assert_eq!(Mot::de(&e), Mot::Conforme);
        e.repetition = true;
        assert_eq!(Mot::de(&e), Mot::Repetition);
        e.constat = Constat::NonConforme;
        assert_eq!(Mot::de(&e), Mot::NonConforme);
        assert_eq!(Mot::Repetition.compte(2), "2 répétitions réussies (un tiers décide)");
    }

    #[test]
    fn ce_qui_a_ete_juge_garde_sa_ligne() {
        let motif = |c| Motif::de(&exigence(c));
        let rien = Comptes::default();
        assert_eq!(
            motif(Comptes {
                vues: 1,
                a_jouer: 1,
                ..rien
            }),
            None
        );
        assert_eq!(motif(Comptes { a_jouer: 1, ..rien }), Some(Motif::AJouer));
        assert_eq!(
            motif(Comptes {
                a_jouer: 1,
                bloquees: 1,
                ..rien
            }),
            Some(Motif::Bloque)
        );
        assert_eq!(motif(Comptes { non_jouees: 1, ..rien }), None, "its reason must be read");
        assert_eq!(motif(rien), Some(Motif::SansObjet));
    }
}
