//! An act is done, or refused: a pure function of the file, of who acts, of when and of what the ANS says.

mod argent;
mod dossier;
mod parcours;

use time::OffsetDateTime;

use super::bareme::Sons;
use super::contexte::{ContexteFinancement, Refus};
use super::donnees::Dispositif;
use super::etapes::Etape;
use super::financement::{Financement, Instance, Ligne};
use super::geste::Geste;
use super::regles::{Controle, Manquement};

/// Most lines of a history.
const LIGNES_MAX: usize = 5000;

/// Does it: what was done, then what it warns of. On refusal nothing is changed.
///
/// # Errors
/// [`Refus`]: who may, which step comes first, which rules do not hold, with what to do.
pub fn agir(f: &mut Financement, geste: Geste, quand: OffsetDateTime, c: &ContexteFinancement<'_>) -> Result<Vec<Ligne>, Refus> {
    let (mot, attendu) = (geste.mot(), geste.qui());
    if c.qui != attendu {
        let (geste, qui) = (mot, c.qui);
        return Err(Refus::Qui { geste, attendu, qui });
    }
    if f.historique.len() >= LIGNES_MAX {
        return Err(Refus::Saisie(format!("{LIGNES_MAX} lignes d'historique : ouvrir un autre dossier")));
    }
    let instance = geste.instance().map(str::to_owned);
    let mut essai = f.clone();
    let mut fait = Fait {
        f: &mut essai,
        c,
        quand,
        manques: Vec::new(),
    };
    let dit = fait.faire(geste)?;
    let avis = fait.avis()?;
    let ligne = |dit, regle| Ligne {
        quand,
        qui: c.qui,
        geste: mot.to_owned(),
        instance: instance.clone(),
        dit,
        regle,
    };
    let mut lignes = vec![ligne(dit, None)];
    lignes.extend(
        avis.into_iter()
            .map(|m| ligne(format!("{} Vu : {}. {}", m.dit, m.vu, m.a_faire), Some(m.regle.to_owned()))),
    );
    essai.historique.extend(lignes.iter().cloned());
    *f = essai;
    Ok(lignes)
}

/// An act that is being done.
struct Fait<'a> {
    f: &'a mut Financement,
    c: &'a ContexteFinancement<'a>,
    quand: OffsetDateTime,
    manques: Vec<Manquement>,
}

impl<'a> Fait<'a> {
    /// What does not hold and refuses nothing.
    fn avis(self) -> Result<Vec<Manquement>, Refus> {
        if self.manques.iter().any(|m| m.refuse) {
            Err(Refus::Regles(self.manques))
        } else {
            Ok(self.manques)
        }
    }

    fn dispositif(&self) -> Result<&'a Dispositif, Refus> {
        let connu = self.c.sons.dispositif(&self.f.dispositif);
        connu.ok_or_else(|| {
            Refus::Saisie(format!(
                "« {} » n'est pas un dispositif de donnees/argent/sons.toml",
                self.f.dispositif
            ))
        })
    }

    fn faire(&mut self, geste: Geste) -> Result<String, Refus> {
        match geste {
            Geste::AjouterInstance { instance, sites, plafond } => self.ajouter(instance, sites, plafond),
            Geste::RetirerInstance { instance } => self.retirer(&instance),
            Geste::Devis {
                instance,
                montants,
                postes,
            } => self.devis(&instance, montants, postes),
            Geste::Commander { instance, sous_condition } => self.commander(&instance, sous_condition),
            Geste::Enroler { depositaire, pieces } => self.enroler(depositaire, pieces),
            Geste::DemanderFinancement { instance } => self.demander(&instance),
            Geste::VerserAvance { instance } => self.avancer(&instance),
            Geste::Installer { instance } => self.installer(&instance),
            Geste::DeposerVa {
                instance,
                nature,
                signataire,
            } => self.deposer_va(&instance, nature, &signataire),
            Geste::SignerVa { instance } => self.signer_va(&instance),
            Geste::Facturer {
                instance,
                numero,
                au_nom_de,
                montants,
            } => self.facturer(&instance, &numero, &au_nom_de, montants),
            Geste::DemanderSolde { instance } => self.demander_solde(&instance),
            Geste::VerserSolde { instance } => self.solder(&instance),
        }
    }

    fn instance(&mut self, id: &str) -> Result<&mut Instance, Refus> {
        let trouvee = self.f.instances.iter_mut().find(|i| i.id == id);
        trouvee.ok_or_else(|| Refus::InstanceInconnue(id.to_owned()))
    }

    /// An instance for which a step is done, and another is not.
    fn entre(&mut self, id: &str, apres: Etape, avant: Etape) -> Result<&mut Instance, Refus> {
        let sons = self.c.sons;
        let i = self.instance(id)?;
        if i.faite(apres).is_none() {
            let vu = format!("instance {id} sans l'étape « {} »", apres.dite());
            return Err(Refus::Regles(vec![sons.manque(Controle::Ordre, vu)]));
        }
        Self::pas_encore(sons, i, avant)?;
        Ok(i)
    }

    fn pas_encore(sons: &Sons, i: &Instance, etape: Etape) -> Result<(), Refus> {
        if i.faite(etape).is_none() {
            return Ok(());
        }
        let vu = format!("instance {}, étape « {} » déjà faite", i.id, etape.dite());
        Err(Refus::Regles(vec![sons.manque(Controle::Ordre, vu)]))
    }
}
