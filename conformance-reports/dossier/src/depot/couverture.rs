//! Whether pieces are of all the kinds that a proof asks at once.

use segur_model::catalogue::{NaturePreuve, Proof};

use crate::examen::controles::natures::{convient, repond};
use crate::examen::lecture::Lue;

/// The kinds that no piece is of, in words; none where they are alternatives. `pieces`: what was read, and whether the bench captured it.
pub(super) fn manquent<'l>(p: &Proof, pieces: impl Iterator<Item = (&'l Lue, bool)>) -> Vec<String> {
    if !p.toutes {
        return Vec::new();
    }
    let mut voulues = sortes(&p.natures);
    let mut libres: Vec<&Lue> = Vec::new();
    for (lue, simulee) in pieces {
        if simulee {
            // What the bench captured stands for all that a machine says.
            voulues.retain(|s| !s.iter().any(|n| n.est_machine()));
        }
        // Each for what it most likely is, then for what it may be.
        let rang = repond(&p.natures, lue).and_then(|n| voulues.iter().position(|s| s.contains(&n)));
        match rang {
            Some(rang) => drop(voulues.remove(rang)),
            None => libres.push(lue),
        }
    }
    for lue in libres {
        if let Some(rang) = voulues.iter().position(|s| s.iter().any(|n| convient(*n, lue))) {
            voulues.remove(rang);
        }
    }
    let dite = |s: &Vec<NaturePreuve>| s.iter().map(|n| n.libelle()).collect::<Vec<_>>().join(" ou ");
    voulues.iter().map(dite).collect()
}

/// Kinds asked, those that show a screen together: they are ways of showing the same.
fn sortes(natures: &[NaturePreuve]) -> Vec<Vec<NaturePreuve>> {
    let ecran = |n: &NaturePreuve| matches!(n, NaturePreuve::Video | NaturePreuve::Screenshot | NaturePreuve::DemonstrationFree);
    let mut sortes: Vec<Vec<NaturePreuve>> = Vec::new();
    for n in natures {
        match sortes.iter_mut().find(|s| s.contains(n) || ecran(n) && s.iter().any(ecran)) {
            Some(s) if s.contains(n) => {}
            Some(s) => s.push(*n),
            None => sortes.push(vec![*n]),
        }
    }
    sortes
}

#[cfg(test)]
mod tests {
    use NaturePreuve::*;

    use super::*;
    use crate::examen::lecture::lire;

    #[test]
    fn every_kind_wants_a_piece_of_its_own() {
        const FILM: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x10mdat\x11\x22\x33\x44\x55\x66\x77\x88";
        const PDF: &[u8] = b"%PDF-1.4\nx";
        const TEXTE: &[u8] = b"une ligne";
        const LIEN: &[u8] = b"https://interopsegur.esante.gouv.fr/x";
        for (natures, toutes, pieces, dits) in [
            (&[Video, TraceLog][..], true, &[FILM][..], &["trace ou dump de message"][..]),
            (&[Video, TraceLog], false, &[FILM], &[]),
            (&[Video, TraceLog], true, &[TEXTE, FILM], &[]),
            (&[Video, Screenshot, TraceLog], true, &[TEXTE], &["vidéo ou capture d'écran"]),
            (&[Video, Screenshot, TraceLog], true, &[PDF, TEXTE], &[]),
            // Of two alike, the second is what is still asked.
            (&[Screenshot, SampleDocument], true, &[PDF, PDF], &[]),
            (&[Screenshot, SampleDocument], true, &[PDF], &["document d'exemple"]),
            (&[TraceLog, AnsTestReportLink], true, &[LIEN], &["trace ou dump de message"]),
            (
                &[TraceLog, AnsTestReportLink],
                true,
                &[TEXTE],
                &["lien vers un rapport de l'espace de tests ANS"],
            ),
            (&[TraceLog, AnsTestReportLink], true, &[TEXTE, LIEN], &[]),
        ] {
            let p = Proof {
                id: "X/1.01.01".to_owned(),
                natures: natures.to_vec(),
                demande: String::new(),
                du_systeme: false,
                toutes,
                nommage: String::new(),
            };
            let lues: Vec<Lue> = pieces.iter().map(|o| lire(o, true)).collect();
            assert_eq!(manquent(&p, lues.iter().map(|l| (l, false))), dits, "{natures:?} {}", pieces.len());
        }
    }
}
