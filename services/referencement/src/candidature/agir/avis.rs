//! What is said of a proof.

use time::OffsetDateTime;

use super::{texte, verifier_revision};
use crate::candidature::geste::Verdict;
use crate::candidature::{Acteur, Dossier, Etat, EtatChapitre, Personne, Refus, Role, Sort};

impl Dossier {
    pub(super) fn prendre(&mut self, acteur: &Acteur, id: &str) -> Result<(String, String), Refus> {
        self.vivante("plus rien n'y est examiné")?;
        let p = self.preuve(id)?;
        if let Some(autre) = p.prise.as_ref().filter(|q| q.id != acteur.id) {
            return Err(Refus::Entretemps {
                preuve: id.to_owned(),
                par: format!("prise par {}", autre.nom),
            });
        }
        self.a_changer(id)?.prise = Some(Personne {
            id: acteur.id.clone(),
            nom: acteur.nom.clone(),
        });
        Ok((id.to_owned(), "prise au robot".to_owned()))
    }

    pub(super) fn juger(
        &mut self,
        acteur: &Acteur,
        id: &str,
        revision: Option<u32>,
        (verdict, motif, etapes): (Verdict, String, std::collections::BTreeSet<u32>),
        quand: OffsetDateTime,
    ) -> Result<(String, String), Refus> {
        self.dans(&[Etat::Instruction], "une preuve se juge quand son chapitre est soumis")?;
        let p = self.preuve(id)?;
        verifier_revision(p, revision)?;
        if self.chapitre(&p.chapitre)?.etat != EtatChapitre::Soumis {
            return Err(Refus::Impossible(format!("le chapitre de la preuve « {id} » n'est pas soumis")));
        }
        // Who reads may change their mind as long as the chapter is not closed; the robot speaks once.
        let jugeable = p.sort.est_a_juger() || (acteur.role == Role::Relecteur && !p.remises.is_empty());
        if !jugeable {
            return Err(Refus::Impossible(format!(
                "la preuve « {id} » est {} : il n'y a rien à juger",
                p.sort.dit()
            )));
        }
        if let Some(autre) = p.prise.as_ref().filter(|q| q.id != acteur.id) {
            return Err(Refus::Entretemps {
                preuve: id.to_owned(),
                par: format!("prise par {}", autre.nom),
            });
        }
        let sien = p.remises.iter().any(|r| r.par.id == acteur.id) || self.tete.anciens.contains(&acteur.id);
        if sien {
            return Err(Refus::Impossible(format!(
                "la preuve « {id} » : personne ne juge ce qu'il a déposé"
            )));
        }
        if verdict == Verdict::SansObjet && p.remise().is_none_or(|r| r.justification.is_empty()) {
            return Err(Refus::Impossible(format!(
                "la preuve « {id} » n'a pas de justification écrite : sans elle, elle n'est pas sans objet"
            )));
        }
        if let Some(n) = etapes.iter().find(|n| p.etapes.iter().all(|e| e.n != **n)) {
            return Err(Refus::Saisie(format!("l'étape {n} n'est pas de ce scénario")));
        }
        let sort = match verdict {
            Verdict::Conforme => Sort::Conforme,
            Verdict::NonConforme => Sort::NonConforme,
            Verdict::Question => Sort::Question,
            Verdict::SansObjet => Sort::SansObjet,
        };
        let motif = match verdict {
            Verdict::Conforme | Verdict::SansObjet if motif.trim().is_empty() => String::new(),
            Verdict::Question => texte("la question", motif)?,
            _ => texte("le motif", motif)?,
        };
        let dit = if motif.is_empty() {
            sort.dit().to_owned()
        } else {
            format!("{} : {motif}", sort.dit())
        };
        self.aviser(acteur, id, sort, motif, etapes, quand)?;
        if acteur.role == Role::Relecteur && self.preuve(id)?.prise.is_none() {
            self.a_changer(id)?.prise = Some(Personne {
                id: acteur.id.clone(),
                nom: acteur.nom.clone(),
            });
        }
        Ok((id.to_owned(), dit))
    }
}
