//! The way of an instance: ordered, claimed, installed, accepted.

use super::super::contexte::Refus;
use super::super::controles;
use super::super::donnees::{ActeDate, Prestation};
use super::super::etapes::{Commande, Etape, NatureVa, Va};
use super::super::regles::Controle;
use super::super::saisie::texte;
use super::Fait;

impl Fait<'_> {
    pub(super) fn commander(&mut self, id: &str, sous_condition: bool) -> Result<String, Refus> {
        let quand = self.quand;
        self.entre(id, Etape::Devis, Etape::Commande)?.commande = Some(Commande { quand, sous_condition });
        let reference = self.c.reference_a(quand);
        if reference.is_none() && !sous_condition {
            let vu = "commande ferme, produit non référencé à cette date";
            self.manques.push(self.c.sons.manque(Controle::CommandeSansCondition, vu));
        }
        let comment = if sous_condition {
            "commande signée sous condition de référencement"
        } else {
            "commande signée"
        };
        Ok(comment.to_owned())
    }

    pub(super) fn demander(&mut self, id: &str) -> Result<String, Refus> {
        let (c, quand, d) = (self.c, self.quand, self.dispositif()?);
        let sons = c.sons;
        if self.instance(id)?.demande.is_some() {
            let vu = format!("instance {id} déjà demandée dans ce dossier");
            return Err(Refus::Regles(vec![sons.manque(Controle::DeuxDemandesMemeInstance, vu)]));
        }
        if self.f.enrolement.is_none() {
            return Err(Refus::Regles(vec![sons.manque(Controle::Ordre, "fournisseur pas encore enrôlé")]));
        }
        self.entre(id, Etape::Commande, Etape::Demande)?.demande = Some(quand);
        self.reference();
        let f = &*self.f;
        let par_instance = f
            .instances
            .iter()
            .map(|i| (i.id.as_str(), i.sites.iter().map(String::as_str).collect()));
        let mut manques = controles::sites(sons, par_instance, Some(f.sites_declares));
        manques.extend(f.instance(id).map(|i| controles::autres(c, f, i)).unwrap_or_default());
        if f.prestation == Prestation::Vague1Et2 && f.deja_vague_1 {
            let vu = format!("{} déclare avoir eu, ou payé, la vague 1", f.client);
            manques.push(sons.manque(Controle::DejaVague1, vu));
        }
        manques.extend(controles::fenetre(c, d, ActeDate::Demande, quand));
        self.manques.extend(manques);
        Ok("demande de financement déposée auprès de l'ASP".to_owned())
    }

    pub(super) fn installer(&mut self, id: &str) -> Result<String, Refus> {
        let (quand, d) = (self.quand, self.dispositif()?);
        self.entre(id, Etape::Avance, Etape::Installation)?.installation = Some(quand);
        self.manques.extend(controles::fenetre(self.c, d, ActeDate::Prestation, quand));
        Ok("installation et formation faites".to_owned())
    }

    pub(super) fn deposer_va(&mut self, id: &str, nature: NatureVa, signataire: &str) -> Result<String, Refus> {
        let va = Va {
            nature,
            signataire: texte("le signataire", signataire)?,
            deposee: self.quand,
            signee: None,
        };
        let dit = format!("{} établie, à signer par {}", nature.dite(), va.signataire);
        self.entre(id, Etape::Installation, Etape::VaSignee)?.va = Some(va);
        Ok(dit)
    }

    pub(super) fn signer_va(&mut self, id: &str) -> Result<String, Refus> {
        let quand = self.quand;
        let i = self.entre(id, Etape::VaDeposee, Etape::VaSignee)?;
        let nature = i.va.as_ref().map_or(NatureVa::Va, |v| v.nature);
        if let Some(va) = &mut i.va {
            va.signee = Some(quand);
        }
        Ok(format!("{} signée par le client", nature.dite()))
    }

    pub(super) fn demander_solde(&mut self, id: &str) -> Result<String, Refus> {
        let (c, quand, d) = (self.c, self.quand, self.dispositif()?);
        let i = self.entre(id, Etape::Installation, Etape::DemandeSolde)?;
        let manques = controles::solde(c.sons, i);
        i.demande_solde = Some(quand);
        self.manques.extend(manques);
        self.manques.extend(controles::fenetre(c, d, ActeDate::Solde, quand));
        Ok("demande de solde déposée auprès de l'ASP".to_owned())
    }
}
