//! Escape sequences: what stands between two escape characters.

use super::Message;
use super::octets::decoder;

impl Message {
    /// A text with its escape sequences replaced: the five signs and `\Xhh…\`. Others (`\.br\`, `\H\`) stay as they are written.
    #[must_use]
    pub fn clair(&self, texte: &str) -> String {
        let s = self.separateurs;
        let mut sortie = String::with_capacity(texte.len());
        let mut reste = texte;
        while let Some((avant, apres)) = reste.split_once(s.echappement) {
            sortie.push_str(avant);
            let Some((mot, suite)) = apres.split_once(s.echappement) else {
                sortie.push(s.echappement);
                reste = apres;
                continue;
            };
            match (mot, mot.strip_prefix('X').and_then(hexadecimal)) {
                ("F", _) => sortie.push(s.champ),
                ("S", _) => sortie.push(s.composant),
                ("R", _) => sortie.push(s.repetition),
                ("E", _) => sortie.push(s.echappement),
                ("T", _) => sortie.push(s.sous_composant),
                (_, Some(octets)) => sortie.push_str(&decoder(&octets).0),
                _ => {
                    sortie.push(s.echappement);
                    sortie.push_str(mot);
                    sortie.push(s.echappement);
                }
            }
            reste = suite;
        }
        sortie + reste
    }

    /// The first escape of a text that HL7 knows no reading for, as it is written: one that is not closed, or whose word is unknown.
    #[must_use]
    pub fn echappement_faux<'t>(&self, texte: &'t str) -> Option<&'t str> {
        let signe = self.separateurs().echappement;
        let mut ici = 0;
        while let Some(debut) = texte[ici..].find(signe).map(|p| p + ici) {
            let mot = debut + signe.len_utf8();
            let Some(fin) = texte[mot..].find(signe).map(|p| p + mot) else {
                return Some(&texte[debut..]);
            };
            ici = fin + signe.len_utf8();
            if !est_connu(&texte[mot..fin]) {
                return Some(&texte[debut..ici]);
            }
        }
        None
    }
}

/// HL7 v2.5, 2.7: the signs, what is in hexadecimal, highlighting, formatting, character sets, what two systems agreed on.
fn est_connu(mot: &str) -> bool {
    let hexa = |lettre: char, tailles: &[usize]| {
        mot.strip_prefix(lettre)
            .is_some_and(|h| hexadecimal(h).is_some() && (tailles.is_empty() || tailles.contains(&h.len())))
    };
    let mise_en_forme = |m: &str| {
        let m = m.to_ascii_lowercase();
        let (nom, nombre) = m.split_at(m.len().min(2));
        let nombre = nombre.trim_start_matches([' ', '+', '-', '<', '>']);
        ["br", "sp", "fi", "nf", "in", "ti", "sk", "ce"].contains(&nom) && nombre.bytes().all(|o| o.is_ascii_digit())
    };
    matches!(mot, "F" | "S" | "T" | "R" | "E" | "H" | "N")
        || hexa('X', &[])
        || hexa('C', &[4])
        || hexa('M', &[4, 6])
        || mot.starts_with('Z')
        || mot.strip_prefix('.').is_some_and(|m| m.is_ascii() && mise_en_forme(m))
}

fn hexadecimal(texte: &str) -> Option<Vec<u8>> {
    if texte.is_empty() || !texte.len().is_multiple_of(2) || !texte.bytes().all(|o| o.is_ascii_hexdigit()) {
        return None;
    }
    (0..texte.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&texte[i..i + 2], 16).ok())
        .collect()
}
