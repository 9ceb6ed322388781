//! MSH.

use super::{Juge, evenements};
use crate::er7::{Ligne, Message, Octets};
use crate::instant::{Precision, precision};
use crate::profil::{VOLET_DOCUMENT, VOLET_LPS};
use crate::{Profil, regles};

/// The two that MSH-18 may say in France.
const JEUX: [&str; 2] = ["UNICODE UTF-8", "8859/15"];
/// The versions of the French extension that are met: the text says 2.11, and its own examples 2.9 and 2.10.
const EXTENSIONS: [&str; 3] = ["2.9", "2.10", "2.11"];

pub(super) fn juger(message: &Message, msh: &Ligne<'_>, profil: Profil, juge: &mut Juge<'_>) {
    let s = message.separateurs();
    let signes: String = [s.champ, s.composant, s.repetition, s.echappement, s.sous_composant]
        .iter()
        .collect();
    if signes != "|^~\\&" {
        juge.dire(&regles::SEPARATEURS, msh, 2, "|^~\\&", signes);
    }
    // What is no moment at all is told as every other is.
    let date = msh.composant(7, 1);
    if date.is_empty() || precision(&date).is_some_and(|p| p < Precision::Minute) {
        juge.dire(&regles::MSH_DATE, msh, 7, "AAAAMMJJhhmm[ss][+ZZzz]", msh.champ(7));
    }
    type_du_message(msh, profil, juge);
    for champ in (3..=6).filter(|_| profil == Profil::Pam) {
        juge.present(&regles::MSH_ACTEURS, msh, champ, "une application, un établissement");
    }
    juge.present(&regles::MSH_ID, msh, 10, "un identifiant");
    juge.parmi(&regles::MSH_TRAITEMENT, msh, 11, &["P", "T", "D"]);
    version(msh, profil, juge);
    juge.parmi(&regles::MSH_PAYS, msh, 17, &["FRA"]);
    jeu(message, msh, juge);
    profil_dit(msh, profil, juge);
}

fn type_du_message(msh: &Ligne<'_>, profil: Profil, juge: &mut Juge<'_>) {
    let [message, evenement, structure] = [1, 2, 3].map(|n| msh.composant(9, n));
    // The structure of an acknowledgement is always the same.
    let entier = !message.is_empty() && !evenement.is_empty() && (!structure.is_empty() || profil == Profil::Acquittement);
    if !entier {
        juge.dire(&regles::MSH_TYPE, msh, 9, "type^événement^structure", msh.champ(9));
    }
    if let Some(attendue) = evenements::structure(&message, &evenement)
        && !structure.is_empty()
        && structure != attendue
    {
        juge.dire_en(&regles::MSH_STRUCTURE, (msh, 9), (&msh.premiere(9), 3), attendue, structure);
    }
}

fn version(msh: &Ligne<'_>, profil: Profil, juge: &mut Juge<'_>) {
    let [version, pays, extension] = [1, 2, 3].map(|n| msh.composant(12, n));
    let (juste, attendue) = match profil {
        Profil::Pam => (
            version == "2.5" && pays == "FRA" && EXTENSIONS.contains(&extension.as_str()),
            "2.5^FRA^2.11",
        ),
        Profil::Document | Profil::Lps if msh.composant(9, 1) == "ORU" => (version == "2.5", "2.5"),
        Profil::Document | Profil::Lps | Profil::AcquittementMetier => (version == "2.6", "2.6"),
        Profil::Acquittement | Profil::Autre => (!version.is_empty(), "une version"),
    };
    if !juste {
        juge.dire(&regles::MSH_VERSION, msh, 12, attendue, msh.champ(12));
    }
}

/// What MSH-18 says, and what the bytes are. ASCII alone is of every set.
fn jeu(message: &Message, msh: &Ligne<'_>, juge: &mut Juge<'_>) {
    let dit = msh.composant(18, 1);
    if !JEUX.contains(&dit.as_str()) {
        juge.dire(&regles::MSH_JEU, msh, 18, "UNICODE UTF-8 ou 8859/15", &dit);
    }
    let vu = match message.octets() {
        Octets::Latin9 if dit.contains("UTF-8") => "des octets qui ne sont pas de l'UTF-8",
        Octets::Utf8 if dit.starts_with("8859/") && !message.est_ascii() => "de l'UTF-8",
        _ => return,
    };
    juge.dire(&regles::MSH_JEU_TENU, msh, 18, &format!("du {dit}"), vu);
}

fn profil_dit(msh: &Ligne<'_>, profil: Profil, juge: &mut Juge<'_>) {
    let attendu = match profil {
        Profil::Pam => "IHE_FRANCE-2.11-PAM",
        Profil::Document | Profil::AcquittementMetier => VOLET_DOCUMENT,
        Profil::Lps => VOLET_LPS,
        Profil::Acquittement | Profil::Autre => return,
    };
    let dits: Vec<&str> = msh.repetitions(21).map(|p| p.texte).collect();
    let juste = |p: &&str| match profil {
        Profil::Pam => p.contains("IHE_FRANCE") && p.contains("PAM"),
        // A blank before the name is a slip of the text itself.
        _ => p.split('^').nth(1).is_some_and(|n| n == attendu),
    };
    if !dits.iter().any(juste) {
        juge.dire(&regles::MSH_PROFIL, msh, 21, attendu, msh.champ(21));
    }
}
