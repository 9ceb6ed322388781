//! What is judged of a message: what every one asks, then what its profile does.

mod acquittement;
mod cda;
mod document;
mod entete;
mod envoi;
mod evenements;
mod identite;
mod ins;
mod lignes;
mod metadonnees;
mod pam;
mod structure;

use segur_dialecte::Constateur;
use segur_model::{Environnement, Location, Rule, Severity};

use crate::er7::{Composants, Ligne, Message};
use crate::lieu::{lieu, lieu_du_composant};
use crate::{Profil, regles};

/// Deletes what was there (HL7 v2.5, 2.5.3: two double quotes): nothing is there then.
const EFFACE: &str = "\"\"";

/// The collector, and the two ways of asking that most rules have.
pub(super) struct Juge<'c> {
    c: &'c mut Constateur,
}

impl Juge<'_> {
    /// Of a field; field 0 is the segment itself.
    fn dire(&mut self, regle: &Rule, ligne: &Ligne<'_>, champ: usize, attendu: &str, vu: impl ToString) {
        let chemin = match champ {
            0 => ligne.nom().to_owned(),
            n => format!("{}-{n}", ligne.nom()),
        };
        self.c.dire(*regle, &lieu(ligne, champ, &chemin), attendu, vu);
    }

    /// Of a component of a repetition; component 0 is the repetition itself.
    fn dire_en(&mut self, regle: &Rule, champ: (&Ligne<'_>, usize), ou: (&Composants<'_>, usize), attendu: &str, vu: impl ToString) {
        self.c.dire(*regle, &lieu_du_composant(champ.0, champ.1, ou.0, ou.1), attendu, vu);
    }

    /// Of a segment that is not there.
    fn absent(&mut self, regle: &Rule, segment: &str, attendu: &str) {
        self.c.dire(*regle, &Location::path(segment), attendu, "aucun");
    }

    /// A field is one of these words.
    fn parmi(&mut self, regle: &Rule, ligne: &Ligne<'_>, champ: usize, mots: &[&str]) {
        let vu = ligne.composant(champ, 1);
        if !mots.contains(&vu.as_str()) {
            self.dire(regle, ligne, champ, &mots.join(", "), vu);
        }
    }

    /// The same, where the field may be empty.
    fn parmi_si_dit(&mut self, regle: &Rule, ligne: &Ligne<'_>, champ: usize, mots: &[&str]) {
        if !ligne.champ(champ).is_empty() {
            self.parmi(regle, ligne, champ, mots);
        }
    }

    /// A field holds something: what deletes it does not.
    fn present(&mut self, regle: &Rule, ligne: &Ligne<'_>, champ: usize, attendu: &str) {
        if ["", EFFACE].contains(&ligne.composant(champ, 1).trim()) {
            self.dire(regle, ligne, champ, attendu, ligne.champ(champ));
        }
    }
}

/// Tells every rule that does not hold. Of a message that follows an earlier version of its volet, all that is said is a warning.
pub(crate) fn juger(message: &Message, profil: Profil, environnement: Environnement, c: &mut Constateur) {
    if profil.est_a_jour(message) {
        return tout_juger(message, profil, environnement, c);
    }
    let mut siens = Constateur::default();
    tout_juger(message, profil, environnement, &mut siens);
    c.verser(&siens, |mut f| {
        f.severity = f.severity.min(Severity::Warning);
        Some(f)
    });
    if let Some(msh) = message.premier("MSH") {
        let vu = msh.champ(21);
        c.dire(
            regles::VERSION_ANCIENNE,
            &lieu(&msh, 21, "MSH-21"),
            "la version que le banc juge : 2.1 (document), 1.1 (LPS)",
            vu,
        );
    }
}

fn tout_juger(message: &Message, profil: Profil, environnement: Environnement, c: &mut Constateur) {
    let mut juge = Juge { c };
    let Some(msh) = message.premier("MSH") else { return };
    lignes::juger(message, &mut juge);
    entete::juger(message, &msh, profil, &mut juge);
    structure::juger(message, &msh, profil, &mut juge);
    match profil {
        Profil::Pam => {
            identite::juger(message, &msh, profil, environnement, &mut juge);
            pam::juger(message, &msh, &mut juge);
        }
        Profil::Document | Profil::Lps => {
            identite::juger(message, &msh, profil, environnement, &mut juge);
            document::juger(message, &msh, profil, &mut juge);
        }
        Profil::Acquittement => acquittement::technique(message, &msh, &mut juge),
        Profil::AcquittementMetier => acquittement::metier(message, &msh, &mut juge),
        Profil::Autre => {
            identite::juger(message, &msh, profil, environnement, &mut juge);
            juge.dire(&regles::PROFIL, &msh, 9, "ADT, ORU ou MDM avec un document, ACK, ZAM", msh.champ(9));
        }
    }
}
