//! MSH, and the lines themselves.

use segur_ids::{DateInsi, date_insi};
use segur_model::Location;

use super::Juge;
use crate::er7::{Ligne, Message, Octets};
use crate::lieu::lieu;
use crate::profil::{VOLET_DOCUMENT, VOLET_LPS};
use crate::{Profil, regles};

/// The two that MSH-18 may say in France.
const JEUX: [&str; 2] = ["UNICODE UTF-8", "8859/15"];
/// The versions of the French extension that are met: the text says 2.11, and its own examples 2.9 and 2.10.
const EXTENSIONS: [&str; 3] = ["2.9", "2.10", "2.11"];

pub(super) fn juger(message: &Message, msh: &Ligne<'_>, profil: Profil, juge: &mut Juge<'_>) {
    lignes(message, juge);
    let s = message.separateurs();
    let signes: String = [s.champ, s.composant, s.repetition, s.echappement, s.sous_composant]
        .iter()
        .collect();
    if signes != "|^~\\&" {
        juge.dire(&regles::SEPARATEURS, msh, 2, "|^~\\&", signes);
    }
    if !est_un_instant(&msh.composant(7, 1)) {
        juge.dire(&regles::MSH_DATE, msh, 7, "AAAAMMJJhhmm[ss][+ZZzz]", msh.champ(7));
    }
    type_du_message(msh, profil, juge);
    juge.present(&regles::MSH_ID, msh, 10, "un identifiant");
    juge.parmi(&regles::MSH_TRAITEMENT, msh, 11, &["P", "T", "D"]);
    version(msh, profil, juge);
    juge.parmi(&regles::MSH_PAYS, msh, 17, &["FRA"]);
    jeu(message, msh, juge);
    profil_dit(msh, profil, juge);
}

fn lignes(message: &Message, juge: &mut Juge<'_>) {
    for (rang, segment) in message.segments().enumerate() {
        let nom = segment.nom().trim_matches('\u{1c}');
        let forme = nom.len() == 3 && nom.bytes().all(|o| o.is_ascii_uppercase() || o.is_ascii_digit());
        let place = lieu(&segment, 0, &format!("segment {}", rang + 1));
        if !forme {
            let vu: String = nom.chars().take(40).collect();
            juge.c.dire(regles::SEGMENT, &place, "un nom de segment : MSH, PID, OBX…", vu);
        } else if nom == "MSH" && rang > 0 {
            juge.c.dire(regles::UN_SEUL, &place, "un message", "un autre commence ici");
        }
    }
    if message.autres_fins() {
        juge.c
            .dire(regles::FIN, &Location::path("fins de segment"), "0x0D", "0x0A, seul ou après 0x0D");
    }
}

fn type_du_message(msh: &Ligne<'_>, profil: Profil, juge: &mut Juge<'_>) {
    let [message, evenement, structure] = [1, 2, 3].map(|n| msh.composant(9, n));
    // The structure of an acknowledgement is always the same.
    let entier = !message.is_empty() && !evenement.is_empty() && (!structure.is_empty() || profil == Profil::Acquittement);
    if !entier {
        juge.dire(&regles::MSH_TYPE, msh, 9, "type^événement^structure", msh.champ(9));
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

/// `AAAAMMJJhhmm`, then seconds and a zone.
fn est_un_instant(texte: &str) -> bool {
    let chiffres = texte.split(['+', '-', '.']).next().unwrap_or_default();
    (12..=14).contains(&chiffres.len()) && chiffres.bytes().all(|o| o.is_ascii_digit()) && au_calendrier(chiffres)
}

/// Whether the first eight digits are a day of the calendar. A text without eight digits is none.
pub(super) fn au_calendrier(texte: &str) -> bool {
    let morceaux = (texte.get(..4), texte.get(4..6), texte.get(6..8));
    let (Some(annee), Some(mois), Some(jour)) = morceaux else {
        return false;
    };
    date_insi(&format!("{annee}-{mois}-{jour}")).is_ok_and(DateInsi::au_calendrier)
}
