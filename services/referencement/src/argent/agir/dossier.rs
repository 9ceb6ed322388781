//! What is done to the file as a whole: its instances, and the vendor at the ASP.

use std::collections::BTreeSet;

use super::super::contexte::Refus;
use super::super::controles;
use super::super::donnees::ActeDate;
use super::super::etapes::{Depositaire, Enrolement, Etape};
use super::super::financement::Instance;
use super::super::montant::Centimes;
use super::super::regles::Controle;
use super::super::saisie::texte;
use super::Fait;

/// Most instances of a file.
const INSTANCES_MAX: usize = 200;
/// Most sites of an instance.
const SITES_MAX: usize = 1000;

impl Fait<'_> {
    pub(super) fn ajouter(&mut self, id: String, sites: BTreeSet<String>, plafond_donne: Option<Centimes>) -> Result<String, Refus> {
        let id = texte("l'instance", &id)?;
        if self.f.instances.len() >= INSTANCES_MAX || sites.len() > SITES_MAX {
            return Err(Refus::Saisie(format!(
                "{INSTANCES_MAX} instances au plus, de {SITES_MAX} sites au plus"
            )));
        }
        if self.f.instance(&id).is_some() {
            let vu = format!("l'instance {id} est déjà dans ce dossier");
            self.manques.push(self.c.sons.manque(Controle::DeuxDemandesMemeInstance, vu));
        }
        if sites.is_empty() {
            self.manques.push(self.c.sons.manque(Controle::SansSite, format!("instance {id}")));
        }
        for faux in sites.iter().filter(|s| !controles::site_valide(s)) {
            let vu: String = format!("« {faux} »").chars().take(40).collect();
            self.manques.push(self.c.sons.manque(Controle::SiteInvalide, vu));
        }
        let dit = format!("instance {id}, {} sites", sites.len());
        self.f.instances.push(Instance {
            id,
            sites,
            plafond_donne,
            ..Instance::default()
        });
        Ok(dit)
    }

    pub(super) fn retirer(&mut self, id: &str) -> Result<String, Refus> {
        let sons = self.c.sons;
        Self::pas_encore(sons, self.instance(id)?, Etape::Devis)?;
        self.f.instances.retain(|i| i.id != id);
        Ok(format!("instance {id} retirée"))
    }

    /// The certificate names what is installed.
    pub(super) fn reference(&mut self) -> String {
        let (c, f) = (self.c, &*self.f);
        let meme = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
        let Some(r) = c.reference_a(self.quand) else {
            let vu = match &c.reference {
                Some(r) => format!("certificat {} postérieur à cette date", r.numero),
                None => "aucun certificat".to_owned(),
            };
            self.manques.push(c.sons.manque(Controle::NonReference, vu));
            return String::new();
        };
        if !meme(&r.produit, &f.produit) || !meme(&r.version, &f.version) {
            let vu = format!("certificat de {} {}, dossier de {} {}", r.produit, r.version, f.produit, f.version);
            self.manques.push(c.sons.manque(Controle::VersionNonReferencee, vu));
        }
        r.numero.clone()
    }

    pub(super) fn enroler(&mut self, depositaire: Depositaire, pieces: BTreeSet<String>) -> Result<String, Refus> {
        let (sons, d) = (self.c.sons, self.dispositif()?);
        if self.f.enrolement.is_some() {
            return Err(Refus::Regles(vec![sons.manque(Controle::Ordre, "enrôlement déjà fait")]));
        }
        let certificat = self.reference();
        let donnees: Vec<&str> = pieces.iter().map(String::as_str).collect();
        let manquantes = controles::pieces_manquantes(sons, depositaire, self.f.assujetti, &donnees);
        self.manques.extend(manquantes);
        self.manques.extend(controles::fenetre(self.c, d, ActeDate::Enrolement, self.quand));
        let dit = format!("enrôlé auprès de l'ASP, certificat {certificat}");
        self.f.enrolement = Some(Enrolement {
            quand: self.quand,
            depositaire,
            pieces,
            certificat,
        });
        Ok(dit)
    }
}
