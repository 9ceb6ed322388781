//! Chapters: a chapter is submitted, and examined, only when every proof of it is there.

use super::affaire::Affaire;
use super::controles::Fonction;
use super::regles::Regle;
use super::resultat::{ChapitreExamine, Manque, PreuveExaminee, Sort};
use super::{regles, remarquer};

/// The chapter of an exigence.
pub(super) fn nom(a: &Affaire<'_>, exigence: &str) -> String {
    let dit = a.chapitres.get(exigence).map(|c| c.nom.as_str()).filter(|n| !n.is_empty());
    dit.unwrap_or("Chapitre inconnu").to_owned()
}

/// The chapters, in the order of the catalogue.
pub(super) fn dresser(a: &Affaire<'_>, preuves: &[PreuveExaminee], regles: &[Regle]) -> Vec<ChapitreExamine> {
    let mut chapitres: Vec<ChapitreExamine> = Vec::new();
    for p in preuves {
        // Nobody has to follow a préconisation: its proofs keep nothing back.
        let facultative = a.chapitres.get(p.exigence.as_str()).is_some_and(|c| c.preconisation);
        if facultative || p.sort == Sort::SansObjet {
            continue;
        }
        let rang = match chapitres.iter().position(|c| c.nom == p.chapitre) {
            Some(rang) => rang,
            None => {
                chapitres.push(ChapitreExamine {
                    nom: p.chapitre.clone(),
                    preuves: 0,
                    complet: false,
                    reviendraient: 0,
                    manquent: Vec::new(),
                    remarques: Vec::new(),
                });
                chapitres.len() - 1
            }
        };
        if let Some(c) = chapitres.get_mut(rang) {
            c.preuves += 1;
            c.reviendraient += usize::from(p.sort == Sort::Reviendrait);
            if p.sort == Sort::AFournir {
                c.manquent.push(Manque {
                    preuve: p.id.clone(),
                    par: p.par.clone().unwrap_or_else(|| regles::EDITEUR.to_owned()),
                });
            }
        }
    }
    for c in &mut chapitres {
        c.complet = c.manquent.is_empty();
        for r in regles {
            if let Fonction::Chapitre(f) = r.controle.fonction() {
                c.remarques.extend(remarquer(r, f(c), &[]));
            }
        }
    }
    chapitres
}
