//! Whose an address is.

use segur_kit::Contexte;
use segur_model::World;
use segur_model::world::{Boite, Patient};

use crate::reglage::MssanteReglage;

/// The domain of the mailboxes of citizens (mssante.md, §1).
pub(crate) const DOMAINE_USAGERS: &str = "patient.mssante.fr";

/// Whose an address is, for the operator.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Lieu<'a> {
    /// A mailbox of the operator.
    Boite(&'a Boite),
    /// An address of a domain of the operator, that no mailbox has.
    Inconnue,
    /// A citizen.
    Usager(&'a Patient),
    /// An address of the domain of citizens, that nobody has.
    UsagerInconnu,
    /// Another operator's.
    Ailleurs,
}

/// Whose this address is, in lower case.
pub(crate) fn situer<'a>(monde: &'a World, reglage: &MssanteReglage, cle: &str) -> Lieu<'a> {
    let Some((local, domaine)) = cle.rsplit_once('@') else {
        return Lieu::Ailleurs;
    };
    if domaine == DOMAINE_USAGERS {
        return usager(monde, local).map_or(Lieu::UsagerInconnu, Lieu::Usager);
    }
    if let Some(boite) = boite(monde, cle) {
        return Lieu::Boite(boite);
    }
    if domaines(monde, reglage).any(|d| d.eq_ignore_ascii_case(domaine)) {
        Lieu::Inconnue
    } else {
        Lieu::Ailleurs
    }
}

/// The mailbox that has this address, or this alias.
pub(crate) fn boite<'a>(monde: &'a World, cle: &str) -> Option<&'a Boite> {
    let mut boites = monde.boites.values();
    boites.find(|b| b.adresse.eq_ignore_ascii_case(cle) || b.alias.iter().any(|a| a.eq_ignore_ascii_case(cle)))
}

/// The domains of the operator.
pub(crate) fn domaines<'a>(monde: &'a World, reglage: &'a MssanteReglage) -> impl Iterator<Item = &'a str> {
    let des_boites = monde.boites.values().filter_map(|b| b.adresse.rsplit_once('@')).map(|(_, d)| d);
    des_boites.chain(reglage.domaines.iter().map(String::as_str))
}

/// The citizen whose matricule this is.
pub(crate) fn usager<'a>(monde: &'a World, matricule: &str) -> Option<&'a Patient> {
    monde
        .patients
        .values()
        .find(|p| p.ins.as_ref().is_some_and(|i| i.complet().eq_ignore_ascii_case(matricule)))
}

/// The address of a citizen.
pub(crate) fn adresse_usager(patient: &Patient) -> Option<String> {
    let ins = patient.ins.as_ref()?;
    Some(format!("{}@{DOMAINE_USAGERS}", ins.complet()).to_ascii_lowercase())
}

/// The mailbox that a scenario names: by its address, its fiche, or that of who holds it.
pub(crate) fn designee(ctx: &Contexte, texte: &str) -> Option<String> {
    let monde = &ctx.monde;
    if texte.contains('@') {
        let cle = texte.to_ascii_lowercase();
        return Some(boite(monde, &cle).map_or(cle, |b| b.adresse.to_ascii_lowercase()));
    }
    let sienne = |b: &&Boite| b.titulaire.as_deref() == Some(texte) || (b.titulaire.is_none() && b.structure.as_deref() == Some(texte));
    let boite = monde.boites.get(texte).or_else(|| monde.boites.values().find(sienne));
    boite
        .map(|b| b.adresse.to_ascii_lowercase())
        .or_else(|| adresse_usager(monde.patients.get(texte)?))
}
