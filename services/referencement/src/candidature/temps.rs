//! What time does: the robot at its pace, deadlines, and what follows of itself from an act. Everything is dated by the instant at which
//! it was due, so that a candidature that is looked at late says the same as one that is looked at all the time.

use time::OffsetDateTime;

use super::{Acteur, Cadre, Dossier, Etat, EtatAttente, EtatChapitre, Geste, Preuve, Sort, robot};

/// Most acts of one advance: time is moved by years at most.
const MAX_ACTES: usize = 20_000;

/// What is due next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Du {
    /// The answer to the administrative file.
    Eligibilite,
    /// The robot speaks of this proof.
    Avis(String),
    /// The certificate.
    Decision,
    /// Nothing came in time.
    HorsDelai,
}

/// What is due next, and when. Acts of the ANS come before a deadline of the same instant.
pub(crate) fn prochaine(d: &Dossier, cadre: &Cadre<'_>) -> Option<(OffsetDateTime, Du)> {
    let delais = &cadre.regles.delais;
    let mut dues: Vec<(OffsetDateTime, Du)> = Vec::new();
    if d.tete.robot {
        match d.tete.etat {
            Etat::AdminDepose => dues.push((d.tete.depuis + delais.eligibilite.duree(), Du::Eligibilite)),
            Etat::Decision => dues.push((d.tete.depuis + delais.decision.duree(), Du::Decision)),
            Etat::Instruction => dues.extend(avis_dus(d, cadre)),
            _ => {}
        }
    }
    if let Some(echeance) = d.tete.echeance.filter(|_| !d.tete.etat.est_fini()) {
        dues.push((echeance, Du::HorsDelai));
    }
    let dernier = d.tete.dernier;
    dues.into_iter().map(|(t, du)| (t.max(dernier), du)).min_by_key(|(t, _)| *t)
}

/// When the robot speaks of each proof: it goes through what was submitted at once in the time of an examination, in order.
fn avis_dus<'a>(d: &'a Dossier, cadre: &'a Cadre<'_>) -> impl Iterator<Item = (OffsetDateTime, Du)> + 'a {
    let delais = &cadre.regles.delais;
    let soumis = d.tete.chapitres.iter().filter(|c| c.etat == EtatChapitre::Soumis);
    soumis.flat_map(move |c| {
        let n = i32::try_from(c.file.1).unwrap_or(i32::MAX).max(1);
        d.du_chapitre(&c.nom)
            .filter(|p| p.sort.est_a_juger() && p.prise.is_none() && robot::en_juge(p))
            .map(move |p| {
                let rang = c.a_juger.iter().position(|id| *id == p.id);
                let rang = rang.and_then(|r| i32::try_from(c.file.0 + r).ok());
                let t = match rang {
                    // Answered since: it is read apart.
                    _ if p.sort == Sort::Repondue && p.depuis > c.depuis => p.depuis + delais.reponse.duree(),
                    Some(rang) => c.depuis + delais.instruction.duree() * (rang + 1) / n,
                    None => c.depuis + delais.instruction.duree(),
                };
                (t, Du::Avis(p.id.clone()))
            })
    })
}

impl Dossier {
    /// Does all that was due until then.
    pub fn avancer(&mut self, jusqu_a: OffsetDateTime, cadre: &Cadre<'_>) {
        for _ in 0..MAX_ACTES {
            match prochaine(self, cadre) {
                Some((t, du)) if t <= jusqu_a => self.echoir(t, du, cadre),
                _ => return,
            }
        }
    }

    fn echoir(&mut self, t: OffsetDateTime, du: Du, cadre: &Cadre<'_>) {
        let geste = match du {
            Du::Eligibilite => self.reponse_administrative(cadre),
            Du::Decision => Geste::Decider {
                referencer: true,
                motif: String::new(),
            },
            Du::Avis(id) => {
                let Ok(p) = self.preuve(&id) else { return };
                let (verdict, motif) = robot::avis(p, cadre);
                Geste::Juger {
                    preuve: id,
                    revision: None,
                    verdict,
                    motif,
                    etapes: std::collections::BTreeSet::new(),
                }
            }
            Du::HorsDelai => return self.tomber(t),
        };
        if self.agir(&Acteur::robot(), t, geste, cadre).is_err() {
            // What the robot may not do it does not try again and again: a person has to.
            self.tete.robot = false;
            let dit = "le robot ne peut pas continuer : une personne doit prendre ce dossier".to_owned();
            self.noter(&Acteur::banc(), t, "robot", "", dit);
        }
    }

    fn reponse_administrative(&self, cadre: &Cadre<'_>) -> Geste {
        let dus = cadre.vague(&self.tete).map(|v| v.prerequis.as_slice()).unwrap_or_default();
        let declares = self.tete.administratif.as_ref().map(|a| &a.prerequis);
        let manquent: Vec<&str> = dus
            .iter()
            .filter(|p| declares.is_none_or(|d| !d.contains(&p.id)))
            .map(|p| p.dit.as_str())
            .collect();
        if manquent.is_empty() {
            return Geste::Eligible;
        }
        Geste::Complement {
            motif: format!("il manque : {}", manquent.join(" ; ")),
        }
    }

    fn tomber(&mut self, t: OffsetDateTime) {
        let etat = self.tete.etat;
        self.tete.avant = Some(etat);
        self.passer(Etat::HorsDelai, t, None);
        let dit = format!("échéance passée, la candidature était « {} »", etat.dit());
        self.noter(&Acteur::banc(), t, "hors-delai", "", dit);
    }

    /// What follows of itself from an act: chapters close, the candidature goes where its chapters are.
    pub(super) fn conclure(&mut self, quand: OffsetDateTime, cadre: &Cadre<'_>) {
        let noms: Vec<String> = self.tete.chapitres.iter().map(|c| c.nom.clone()).collect();
        for nom in noms {
            self.conclure_chapitre(&nom, quand, cadre);
        }
        self.suivre_les_chapitres(quand, cadre);
    }

    fn conclure_chapitre(&mut self, nom: &str, quand: OffsetDateTime, cadre: &Cadre<'_>) {
        let Ok(c) = self.chapitre(nom) else { return };
        if c.etat != EtatChapitre::Soumis || self.du_chapitre(nom).any(|p| p.sort.est_a_juger()) {
            return;
        }
        let (tour, offerts) = (c.tour, c.offerts);
        let n = |s: Sort| self.du_chapitre(nom).filter(|p| p.sort == s && !p.facultative).count();
        let (refusees, questions) = (n(Sort::NonConforme), n(Sort::Question));
        let renvoye = self.du_chapitre(nom).any(|p: &Preuve| !p.facultative && p.sort.est_a_corriger());
        let etat = if renvoye {
            EtatChapitre::Correction
        } else {
            EtatChapitre::Conforme
        };
        if let Ok(c) = self.chapitre_a_changer(nom) {
            c.etat = etat;
            c.depuis = quand;
            c.a_juger.clear();
        }
        let dit = if renvoye {
            format!("chapitre « {nom} » renvoyé au tour {tour} : {refusees} non conformes, {questions} questions")
        } else {
            format!("chapitre « {nom} » conforme au tour {tour}")
        };
        self.noter(&Acteur::banc(), quand, "clore-chapitre", nom, dit);
        // A question is answered, whatever the round; only a refusal at the last one ends the candidature.
        if refusees > 0 && tour.saturating_sub(offerts) >= cadre.regles.tours.nombre {
            self.passer(Etat::Refuse, quand, None);
            let dit = format!("refus : {tour} tours sur « {nom} », et {} au plus", cadre.regles.tours.nombre);
            self.noter(&Acteur::banc(), quand, "refuser", nom, dit);
        }
    }

    /// Whether a chapter that somebody has to fill is still open.
    fn reste_ouvert(&self) -> bool {
        let ouverts = self.tete.chapitres.iter().filter(|c| c.etat == EtatChapitre::Ouvert);
        ouverts.into_iter().any(|c| self.du_chapitre(&c.nom).any(|p| !p.facultative))
    }

    fn suivre_les_chapitres(&mut self, quand: OffsetDateTime, cadre: &Cadre<'_>) {
        let etat = self.tete.etat;
        if !etat.est_aux_preuves() && !matches!(etat, Etat::AttenteExterne | Etat::Decision) {
            return;
        }
        let delais = &cadre.regles.delais;
        let un = |e: EtatChapitre| self.tete.chapitres.iter().any(|c| c.etat == e);
        let obtenues = self.tete.attentes.iter().all(|a| a.etat == EtatAttente::Obtenue);
        let (suivant, delai) = if un(EtatChapitre::Soumis) {
            (Etat::Instruction, None)
        } else if un(EtatChapitre::Correction) {
            (Etat::Correction, Some(delais.correction.duree()))
        } else if self.reste_ouvert() {
            match etat {
                Etat::Eligible | Etat::PreuvesEnCours => return,
                _ => (Etat::PreuvesEnCours, Some(delais.depot.duree())),
            }
        } else if obtenues {
            (Etat::Decision, None)
        } else {
            (Etat::AttenteExterne, Some(delais.attente.duree()))
        };
        if suivant == etat {
            return;
        }
        self.passer(suivant, quand, delai);
        let dit = format!("la candidature est « {} »", suivant.dit());
        self.noter(&Acteur::banc(), quand, "etat", "", dit);
    }
}
