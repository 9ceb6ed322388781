//! The reviewer that the bench plays: what it says of one proof. Its rules are those of `segur-bench examiner`, inferred for nearly all of
//! them; it sees no picture and hears no film, and says so.

use segur_dossier::examen::{Consequence, Remarque};

use super::{Cadre, Preuve, Role, Sort, Verdict};

/// The rule by which a piece that the bench took is sent back: a rehearsal may leave it.
const SIMULEE: &str = "examen.piece.simulee";
/// One question out of so many proofs that a person would have to look at.
const UNE_SUR: u64 = 4;
/// Most characters of a reason.
const MAX_MOTIF: usize = 1500;

/// Whether it speaks of a proof. A justification is judged by a person alone: nobody can tell a reason from a row of letters by counting.
pub(super) fn en_juge(p: &Preuve) -> bool {
    p.remise().is_some_and(|r| r.justification.is_empty() && !r.pieces.is_empty())
}

/// What it says of the pieces of a proof, and why.
pub(super) fn avis(p: &Preuve, cadre: &Cadre<'_>) -> (Verdict, String) {
    let remarques = p.remise().map(|r| r.remarques.as_slice()).unwrap_or_default();
    let admise = |r: &&Remarque| r.regle == SIMULEE && !cadre.renvoie_simulees;
    let de = |c: Consequence| remarques.iter().filter(move |r| r.consequence == c).filter(move |r| !admise(r));
    let revient: Vec<String> = de(Consequence::Revient)
        .map(|r| format!("{} {} [{}]", r.vu, r.a_faire, r.regle))
        .collect();
    if !revient.is_empty() {
        return (Verdict::NonConforme, borner(&revient.join("\n")));
    }
    let a_voir: Vec<&Remarque> = de(Consequence::NeSaitPas).collect();
    if let Some(premiere) = a_voir.first()
        && !deja_interrogee(p)
        && (cadre.tirage)(&format!("question {}", p.id)).is_multiple_of(UNE_SUR)
    {
        return (
            Verdict::Question,
            borner(&format!(
                "{} Dire où cela se voit dans la pièce. [{}]",
                premiere.dit, premiere.regle
            )),
        );
    }
    let motif = match a_voir.as_slice() {
        [] => "Rien relevé par le robot.".to_owned(),
        reste => {
            let dits: Vec<&str> = reste.iter().map(|r| r.dit.as_str()).collect();
            format!("Rien relevé par le robot, qui n'a pas regardé : {}", dits.join(" ; "))
        }
    };
    (Verdict::Conforme, borner(&motif))
}

/// It asks once.
fn deja_interrogee(p: &Preuve) -> bool {
    p.avis.iter().any(|a| a.par.role == Role::Robot && a.sort == Sort::Question)
}

fn borner(t: &str) -> String {
    if t.chars().nth(MAX_MOTIF).is_none() {
        return t.to_owned();
    }
    t.chars().take(MAX_MOTIF).chain("…".chars()).collect()
}
