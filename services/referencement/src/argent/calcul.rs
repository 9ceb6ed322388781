//! The calculator: from instances and their sites, the caps, the advance and the balance.

use std::collections::BTreeSet;

use super::bareme::Sons;
use super::contexte::Refus;
use super::controles;
use super::montant::Montants;
use super::regles::{Controle, Manquement};
use super::saisie::{lire_sites, texte};

/// Most instances that are computed at once.
const INSTANCES_MAX: usize = 200;

/// The sites of an instance, as a person gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SitesSaisis {
    /// So many, not named.
    Nombre(u32),
    /// These.
    Liste(BTreeSet<String>),
}

impl SitesSaisis {
    /// How many.
    #[must_use]
    pub fn nombre(&self) -> u32 {
        match self {
            Self::Nombre(n) => *n,
            Self::Liste(sites) => u32::try_from(sites.len()).unwrap_or(u32::MAX),
        }
    }
}

/// What is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneCalcul {
    /// The instance.
    pub instance: String,
    /// Its sites.
    pub sites: u32,
    /// `A`; empty when the caps are not public, or when it has no site.
    pub tranche: String,
    /// Caps, to the centime.
    pub plafond: Montants,
    /// The same as published, to the euro.
    pub publie: Montants,
    /// First part.
    pub avance: Montants,
    /// The rest.
    pub solde: Montants,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calcul {
    /// Dispositif.
    pub dispositif: String,
    /// By instance, in the order given.
    pub lignes: Vec<LigneCalcul>,
    /// Sum of the caps.
    pub plafond: Montants,
    /// Sum of the advances.
    pub avance: Montants,
    /// Sum of the balances.
    pub solde: Montants,
    /// What a claim made so would meet.
    pub constats: Vec<Manquement>,
}

/// Reads instances, one a line: `nom : 999900038, 999900046`, or `nom : 22` when only their number is known.
///
/// # Errors
/// A line that is neither, or too many.
pub fn lire_instances(saisie: &str) -> Result<Vec<(String, SitesSaisis)>, Refus> {
    let lignes: Vec<&str> = saisie.lines().filter(|l| !l.trim().is_empty()).collect();
    if lignes.is_empty() || lignes.len() > INSTANCES_MAX {
        return Err(Refus::Saisie(format!(
            "de 1 à {INSTANCES_MAX} instances, une par ligne : « nom : sites »"
        )));
    }
    lignes.into_iter().map(lire_instance).collect()
}

fn lire_instance(ligne: &str) -> Result<(String, SitesSaisis), Refus> {
    let Some((nom, sites)) = ligne.split_once(':') else {
        let dit: String = ligne.chars().take(40).collect();
        return Err(Refus::Saisie(format!(
            "« {dit} » : écrire « nom : » puis les FINESS des sites, ou leur nombre"
        )));
    };
    // A FINESS has nine characters: fewer digits are a number of sites.
    let compte = sites.trim();
    let nombre = (compte.len() < 6).then(|| compte.parse().ok()).flatten();
    let lus = nombre.map_or_else(|| SitesSaisis::Liste(lire_sites(sites)), SitesSaisis::Nombre);
    Ok((texte("le nom de l'instance", nom)?, lus))
}

/// Computes. `declares`: sites of the client, as it declares them.
///
/// # Errors
/// The dispositif is not known.
pub fn calculer(sons: &Sons, dispositif: &str, instances: &[(String, SitesSaisis)], declares: Option<u32>) -> Result<Calcul, Refus> {
    let Some(d) = sons.dispositif(dispositif) else {
        return Err(Refus::Saisie("ce dispositif n'est pas connu : le choisir dans la liste".to_owned()));
    };
    let mut calcul = Calcul {
        dispositif: d.id.clone(),
        lignes: Vec::new(),
        plafond: Montants::default(),
        avance: Montants::default(),
        solde: Montants::default(),
        constats: Vec::new(),
    };
    let mut noms = BTreeSet::new();
    for (instance, sites) in instances {
        let n = sites.nombre();
        if !noms.insert(instance) {
            calcul
                .constats
                .push(sons.manque(Controle::DeuxDemandesMemeInstance, format!("{instance} deux fois")));
        }
        if let SitesSaisis::Liste(liste) = sites {
            let faux = liste.iter().filter(|s| !controles::site_valide(s));
            calcul
                .constats
                .extend(faux.map(|s| sons.manque(Controle::SiteInvalide, format!("« {} »", s.chars().take(40).collect::<String>()))));
        }
        let tranche = d.tranche(n);
        if n == 0 {
            calcul
                .constats
                .push(sons.manque(Controle::SansSite, format!("instance {instance}")));
        } else if tranche.is_none() {
            calcul
                .constats
                .push(sons.manque(Controle::PlafondNonPublic, format!("instance {instance}")));
        }
        let plafond = tranche.map(|t| t.plafond(sons.taux.tva)).unwrap_or_default();
        let avance = plafond.part(sons.taux.avance);
        let ligne = LigneCalcul {
            instance: instance.clone(),
            sites: n,
            tranche: tranche.map(|t| t.nom.clone()).unwrap_or_default(),
            plafond,
            publie: tranche.map(super::donnees::Tranche::publie).unwrap_or_default(),
            avance,
            solde: plafond.moins(avance),
        };
        calcul.plafond = calcul.plafond.plus(ligne.plafond);
        calcul.avance = calcul.avance.plus(ligne.avance);
        calcul.solde = calcul.solde.plus(ligne.solde);
        calcul.lignes.push(ligne);
    }
    let listes = instances.iter().map(|(nom, sites)| match sites {
        SitesSaisis::Nombre(_) => (nom.as_str(), Vec::new()),
        SitesSaisis::Liste(l) => (nom.as_str(), l.iter().map(String::as_str).collect()),
    });
    calcul.constats.extend(controles::sites(sons, listes, None));
    let somme = calcul.lignes.iter().fold(0_u32, |s, l| s.saturating_add(l.sites));
    calcul.constats.extend(controles::somme_des_sites(sons, somme, declares));
    Ok(calcul)
}
