//! What is quoted, invoiced and paid for an instance.

use std::collections::BTreeSet;

use super::super::contexte::Refus;
use super::super::controles;
use super::super::etapes::{Devis, Etape, Facture, Versement};
use super::super::montant::{Centimes, Montants};
use super::super::regles::Controle;
use super::super::saisie::texte;
use super::Fait;

impl Fait<'_> {
    pub(super) fn devis(&mut self, id: &str, montants: Montants, postes: BTreeSet<String>) -> Result<String, Refus> {
        let (sons, quand, assujetti, d) = (self.c.sons, self.quand, self.f.assujetti, self.dispositif()?);
        for poste in &postes {
            match sons.postes.iter().find(|p| p.id == *poste) {
                None => return Err(Refus::Saisie(format!("« {poste} » n'est pas un poste de donnees/argent/sons.toml"))),
                Some(p) if !p.couvert => self.manques.push(sons.manque(Controle::PosteNonCouvert, format!("« {} »", p.dit))),
                Some(_) => {}
            }
        }
        let i = self.instance(id)?;
        Self::pas_encore(sons, i, Etape::Commande)?;
        let manques = controles::montants(sons, d, i, assujetti, montants);
        i.devis = Some(Devis { quand, montants, postes });
        self.manques.extend(manques);
        Ok(format!("devis de {} HT, {} TTC", montants.ht, montants.ttc))
    }

    pub(super) fn facturer(&mut self, id: &str, numero: &str, au_nom_de: &str, montants: Montants) -> Result<String, Refus> {
        let (quand, sons, assujetti, d) = (self.quand, self.c.sons, self.f.assujetti, self.dispositif()?);
        let facture = Facture {
            quand,
            numero: texte("le numéro de la facture", numero)?,
            au_nom_de: texte("le nom de la facture", au_nom_de)?,
            montants,
        };
        let dit = format!("facture {} de {} TTC", facture.numero, montants.ttc);
        let i = self.entre(id, Etape::Installation, Etape::DemandeSolde)?;
        let manques = controles::montants(sons, d, i, assujetti, montants);
        i.facture = Some(facture);
        self.manques.extend(manques);
        Ok(dit)
    }

    pub(super) fn avancer(&mut self, id: &str) -> Result<String, Refus> {
        let (c, quand) = (self.c, self.quand);
        let i = self.instance(id)?;
        if i.demande.is_none() {
            let vu = format!("instance {id} sans demande de financement");
            return Err(Refus::Regles(vec![c.sons.manque(Controle::AvanceAvantDemande, vu)]));
        }
        Self::pas_encore(c.sons, i, Etape::Avance)?;
        let devis = i.devis.as_ref().map(|d| d.montants).unwrap_or_default();
        let montants = devis.part(c.sons.taux.avance);
        i.avance = Some(Versement { quand, montants });
        Ok(format!("avance de {} % : {} TTC", c.sons.taux.avance, montants.ttc))
    }

    pub(super) fn solder(&mut self, id: &str) -> Result<String, Refus> {
        let (quand, taux) = (self.quand, self.c.sons.taux.solde);
        let i = self.entre(id, Etape::DemandeSolde, Etape::Solde)?;
        let avance = i.avance.as_ref().map(|v| v.montants).unwrap_or_default();
        let reste = i.du().moins(avance);
        let montants = Montants {
            ht: reste.ht.max(Centimes(0)),
            ttc: reste.ttc.max(Centimes(0)),
        };
        i.solde = Some(Versement { quand, montants });
        Ok(format!("solde de {taux} % : {} TTC", montants.ttc))
    }
}
