//! An act is done, or refused: a pure function of the candidature, of who acts, and of when.

mod avis;
mod depots;
mod profils;
mod suite;
mod vie;

use time::{Duration, OffsetDateTime};

use super::geste::{Geste, IssueAttente};
use super::ouvrir::verifier;
use super::{Acteur, Cadre, Dossier, Etat, EtatAttente, Evenement, Preuve, Refus};

/// Most characters of what is written.
const MAX_TEXTE: usize = 4000;
/// Most remises kept of a proof.
const MAX_REMISES: usize = 50;
/// Most collaborators, versions.
const MAX_LISTE: usize = 100;

impl Dossier {
    /// Does it. On refusal nothing is changed.
    pub fn agir(&mut self, acteur: &Acteur, quand: OffsetDateTime, geste: Geste, cadre: &Cadre<'_>) -> Result<(), Refus> {
        if !geste.permis(acteur.role) {
            return Err(Refus::Role(acteur.role));
        }
        let quand = quand.max(self.tete.dernier);
        let mut essai = self.clone();
        essai.faire(acteur, quand, geste, cadre)?;
        *self = essai;
        Ok(())
    }

    fn faire(&mut self, acteur: &Acteur, quand: OffsetDateTime, geste: Geste, cadre: &Cadre<'_>) -> Result<(), Refus> {
        let mot = geste.mot();
        let (objet, dit) = match geste {
            Geste::DeposerAdministratif {
                charte,
                prerequis,
                versions_obsoletes,
            } => self.administratif(charte, prerequis, versions_obsoletes, quand, cadre)?,
            Geste::Mandater { personne } => self.mandater(personne)?,
            Geste::Demandater { id } => self.demandater(&id)?,
            Geste::ChangerProfils { profils } => self.profils(acteur, profils, quand, cadre)?,
            Geste::Deposer { preuve, revision, remise } => self.deposer(&preuve, revision, remise, quand)?,
            Geste::DeposerDossier { dossier, remises } => self.deposer_dossier(dossier, remises, quand)?,
            Geste::DeclarerNonApplicable {
                preuve,
                revision,
                justification,
            } => self.non_applicable(acteur, &preuve, revision, justification, quand)?,
            Geste::Repondre { preuve, revision, texte } => self.repondre(acteur, &preuve, revision, texte, quand)?,
            Geste::Soumettre { chapitre } => self.soumettre(chapitre.as_deref(), quand, cadre)?,
            Geste::DeclarerAttente { attente, reference } => {
                verifier("la référence", &reference)?;
                self.attente(&attente, EtatAttente::Declaree, reference)?
            }
            Geste::Constater { attente, issue, reference } => {
                let etat = match issue {
                    IssueAttente::Obtenue => EtatAttente::Obtenue,
                    IssueAttente::Refusee => EtatAttente::Refusee,
                };
                self.attente(&attente, etat, reference)?
            }
            Geste::DeclarerVersion { version, majeure } => self.version(version, majeure)?,
            Geste::Abandonner { motif } => {
                self.vivante("plus rien n'est à abandonner")?;
                if self.tete.etat.est_reference() {
                    return Err(self.etat("un référencement se retire, il ne s'abandonne pas"));
                }
                self.passer(Etat::Abandonne, quand, None);
                (String::new(), format!("abandon : {}", texte("le motif", motif)?))
            }
            Geste::Complement { motif } => {
                self.dans(&[Etat::AdminDepose], "un complément se demande sur un dossier administratif déposé")?;
                let motif = texte("ce qui manque", motif)?;
                self.passer(Etat::AdminComplement, quand, Some(cadre.regles.delais.complement.duree()));
                (String::new(), format!("complément demandé : {motif}"))
            }
            Geste::Eligible => {
                self.dans(
                    &[Etat::AdminDepose],
                    "l'éligibilité se prononce sur un dossier administratif déposé",
                )?;
                self.passer(Etat::Eligible, quand, Some(cadre.regles.delais.depot.duree()));
                (
                    String::new(),
                    "éligible : l'espace de preuves est ouvert, les profils sont figés au premier dépôt".to_owned(),
                )
            }
            Geste::Prendre { preuve } => self.prendre(acteur, &preuve)?,
            Geste::Rendre { preuve } => {
                self.a_changer(&preuve)?.prise = None;
                (preuve, "rendue au robot".to_owned())
            }
            Geste::Robot { actif } => {
                self.tete.robot = actif;
                let dit = if actif {
                    "le robot instruit"
                } else {
                    "le robot n'instruit plus : une personne a pris le dossier"
                };
                (String::new(), dit.to_owned())
            }
            Geste::Juger {
                preuve,
                revision,
                verdict,
                motif,
                etapes,
            } => self.juger(acteur, &preuve, revision, (verdict, motif, etapes), quand)?,
            Geste::Prolonger { jours, motif } => self.prolonger(jours, motif)?,
            Geste::Rouvrir { jours, motif } => self.rouvrir(jours, motif, quand)?,
            Geste::Decider { referencer, motif } => self.decider(referencer, motif, quand, cadre)?,
            Geste::Controler { conforme, motif } => {
                self.dans(&[Etat::Reference, Etat::Suivi], "un contrôle se fait après le référencement")?;
                self.passer(Etat::Suivi, quand, None);
                let issue = if conforme { "sans remarque" } else { "avec remarques" };
                (
                    String::new(),
                    format!("contrôle après référencement, {issue} : {}", texte("le motif", motif)?),
                )
            }
            Geste::Suspendre { motif } => {
                self.dans(&[Etat::Reference, Etat::Suivi], "seul un référencement se suspend")?;
                self.tete.avant = Some(self.tete.etat);
                self.passer(Etat::Suspendu, quand, None);
                (String::new(), format!("suspension : {}", texte("le motif", motif)?))
            }
            Geste::Lever { motif } => {
                self.dans(&[Etat::Suspendu], "seule une suspension se lève")?;
                self.tete.avant = None;
                self.passer(Etat::Suivi, quand, None);
                (String::new(), format!("suspension levée : {}", texte("le motif", motif)?))
            }
            Geste::Retirer { motif } => {
                self.dans(&[Etat::Reference, Etat::Suivi, Etat::Suspendu], "seul un référencement se retire")?;
                self.passer(Etat::Retire, quand, None);
                (String::new(), format!("retrait : {}", texte("le motif", motif)?))
            }
            Geste::Erratum(e) => self.erratum(e, quand)?,
        };
        self.noter(acteur, quand, mot, &objet, dit);
        self.conclure(quand, cadre);
        Ok(())
    }

    /// One more event of the history.
    pub(in crate::candidature) fn noter(&mut self, par: &Acteur, quand: OffsetDateTime, geste: &str, objet: &str, dit: String) {
        self.tete.evenements += 1;
        self.tete.dernier = quand;
        self.nouveaux.push(Evenement {
            rang: self.tete.evenements,
            quand,
            par: par.clone(),
            geste: geste.to_owned(),
            objet: objet.to_owned(),
            dit,
            etat: self.tete.etat,
        });
    }

    /// Goes to a state, with a deadline or none.
    pub(in crate::candidature) fn passer(&mut self, etat: Etat, quand: OffsetDateTime, delai: Option<Duration>) {
        self.tete.etat = etat;
        self.tete.depuis = quand;
        self.tete.echeance = delai.map(|d| quand + d);
    }

    pub(super) fn etat(&self, quoi: &'static str) -> Refus {
        Refus::Etat {
            etat: self.tete.etat,
            quoi,
        }
    }

    pub(super) fn dans(&self, etats: &[Etat], quoi: &'static str) -> Result<(), Refus> {
        if etats.contains(&self.tete.etat) {
            Ok(())
        } else {
            Err(self.etat(quoi))
        }
    }

    pub(super) fn vivante(&self, quoi: &'static str) -> Result<(), Refus> {
        if self.tete.etat.est_fini() { Err(self.etat(quoi)) } else { Ok(()) }
    }

    pub(super) fn aux_preuves(&self) -> Result<(), Refus> {
        if self.tete.etat.est_aux_preuves() {
            Ok(())
        } else {
            Err(self.etat("les preuves se déposent après l'éligibilité, et tant que la candidature court"))
        }
    }
}

/// Whether what was read is still what there is.
fn verifier_revision(p: &Preuve, revision: Option<u32>) -> Result<(), Refus> {
    if revision.is_none_or(|r| r == p.revision) {
        return Ok(());
    }
    let par = p.avis.last().map(|a| format!("{}, {}", a.par.nom, a.sort.dit()));
    Err(Refus::Entretemps {
        preuve: p.id.clone(),
        par: par.unwrap_or_else(|| p.sort.dit().to_owned()),
    })
}

/// What somebody writes: there, and not too long.
fn texte(quoi: &str, t: String) -> Result<String, Refus> {
    let t = t.trim();
    if t.is_empty() {
        return Err(Refus::Saisie(format!("{quoi} manque")));
    }
    if t.chars().count() > MAX_TEXTE {
        return Err(Refus::Saisie(format!("{quoi} : {MAX_TEXTE} caractères au plus")));
    }
    Ok(t.chars().filter(|c| !segur_model::texte::dangereux(*c) || *c == '\n').collect())
}
