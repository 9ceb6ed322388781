//! Who asks, as the VIHF says it.

use segur_kit::rusqlite;
use segur_model::World;
use segur_model::world::{Dmp, EtatAutorisation};
use segur_saml::vihf::{Mode, Vihf};
use segur_xds::registre::DocumentEntry;

use crate::causes::{Cause, Refus};
use crate::droits::{self, Acces, Acte, Acteur, Droit, Objet};
use crate::registre::{Autorisation, Registre};

/// Authority of the identifiers of professionals (`PS_IdNat`).
pub(crate) const AUTORITE_PS: &str = "1.2.250.1.71.4.2.1";
/// Authority of the identifiers of structures (`Struct_IdNat`).
pub(crate) const AUTORITE_STRUCTURE: &str = "1.2.250.1.71.4.2.2";

/// Who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Demandeur {
    /// National identifier (`NameID`).
    pub ps: String,
    /// `Identifiant_Structure`.
    pub structure: String,
    /// `Authentification_mode`, as written.
    pub mode: String,
    /// Roles: code, code system.
    pub roles: Vec<(String, String)>,
    /// `purposeofuse`.
    pub usage: String,
}

impl Demandeur {
    pub fn de(vihf: &Vihf) -> Self {
        let texte = |t: Option<&str>| t.unwrap_or_default().to_owned();
        Self {
            ps: texte(vihf.name_id.as_deref()),
            structure: texte(vihf.structure.as_deref()),
            mode: texte(vihf.mode.as_deref()),
            roles: vihf.roles.iter().map(|r| (r.code.clone(), r.systeme.clone())).collect(),
            usage: vihf.usage.as_ref().map(|u| u.code.clone()).unwrap_or_default(),
        }
    }

    /// Whether the structure alone speaks.
    pub fn indirect(&self) -> bool {
        Mode::lire(&self.mode) == Some(Mode::Indirecte)
    }

    /// Who bears the authorisation that this person adds: the structure for its employees, else the person.
    pub fn porteur(&self, acteur: &Acteur) -> &str {
        match droits::droit(acteur, Acte::Td03Ajout) {
            Droit::Si(droits::Condition::PourLaStructure) => &self.structure,
            _ if self.indirect() => &self.structure,
            _ => &self.ps,
        }
    }

    /// Whether this person is the médecin traitant of a DMP: the DMP has them so, or they declared it.
    pub fn est_traitant(&self, monde: &World, dmp: &Dmp, autorisation: Option<&Autorisation>) -> bool {
        let fiche = dmp.medecin_traitant.as_ref().and_then(|f| monde.professionnels.get(f));
        fiche.is_some_and(|p| p.id_national == self.ps)
            || (dmp.medecin_traitant.is_none() && autorisation.is_some_and(|a| a.medecin_traitant))
    }

    /// Whether a document is this person's own.
    pub fn est_auteur(&self, document: &DocumentEntry) -> bool {
        let id = |xcn: &String| xcn.split('^').next().is_some_and(|id| !id.is_empty() && id == self.ps);
        !self.indirect() && document.auteurs.iter().flat_map(|a| &a.personnes).any(id)
    }

    /// Whether a document comes from this structure.
    pub fn est_de_la_structure(&self, document: &DocumentEntry) -> bool {
        let id = |xon: &String| xon.split('^').nth(9).is_some_and(|id| !id.is_empty() && id == self.structure);
        document.auteurs.iter().flat_map(|a| &a.institutions).any(id)
    }
}

/// Who asks, before one DMP: their rights there.
#[derive(Debug, Clone)]
pub(crate) struct Droits {
    pub acteur: Acteur,
    /// The authorisation that counts: their own, else that of their structure.
    pub autorisation: Option<Autorisation>,
    oppositions: Vec<&'static str>,
}

impl Droits {
    /// Reads them.
    pub fn lire(r: &Registre<'_>, monde: &World, demandeur: &Demandeur, fiche: &str, dmp: &Dmp) -> rusqlite::Result<Result<Self, Refus>> {
        let sienne = r.autorisation(&demandeur.ps, fiche)?;
        let traitant = demandeur.est_traitant(monde, dmp, sienne.as_ref());
        let roles: Vec<(&str, &str)> = demandeur.roles.iter().map(|(c, s)| (c.as_str(), s.as_str())).collect();
        let acteur = match droits::acteur(&demandeur.mode, &roles, &demandeur.usage, traitant) {
            Ok(acteur) => acteur,
            Err(refus) => return Ok(Err(en_refus(&refus))),
        };
        let valide = |a: &Option<Autorisation>| a.as_ref().is_some_and(|a| a.etat.is_some());
        let autorisation = if valide(&sienne) {
            sienne
        } else {
            r.autorisation(&demandeur.structure, fiche)?.filter(|a| a.etat.is_some()).or(sienne)
        };
        Ok(Ok(Self {
            acteur,
            autorisation,
            oppositions: dmp.oppositions.iter().map(|o| o.code()).collect(),
        }))
    }

    /// State of the authorisation, as TD0.2 says it.
    pub fn etat(&self) -> Option<EtatAutorisation> {
        self.autorisation.as_ref().and_then(|a| a.etat)
    }

    /// Whether an act may be done on a document, or at all.
    pub fn juger(&self, acte: Acte, objet: &Objet) -> Result<(), Refus> {
        if let Some(refus) = droits::refus(&self.acteur, acte, objet) {
            return Err(en_refus(&refus));
        }
        if let Some(opposition) = droits::opposition(self.acteur.acces).filter(|o| self.oppositions.contains(o)) {
            return Err(Refus::nouveau(Cause::Opposition, format!("Opposition : {opposition}.")));
        }
        if self.etat() == Some(EtatAutorisation::Interdit) && self.acteur.acces == Acces::Normal && consulte(acte) {
            return Err(Refus::nouveau(Cause::Interdit, ""));
        }
        if droits::autorisation_requise(&self.acteur, acte) && self.etat() != Some(EtatAutorisation::Valide) {
            let vu = self.etat().map_or("aucune", EtatAutorisation::code);
            return Err(Refus::nouveau(Cause::Autorisation, format!("Autorisation : {vu}.")));
        }
        Ok(())
    }

    /// What is known of a document for these rights.
    pub fn objet(demandeur: &Demandeur, document: &DocumentEntry) -> Objet {
        Objet {
            propre: demandeur.est_auteur(document),
            de_la_structure: demandeur.est_de_la_structure(document),
            patient_permet: None,
        }
    }
}

/// Acts that a patient who blocks a professional closes to them.
fn consulte(acte: Acte) -> bool {
    matches!(
        acte,
        Acte::Td03Ajout
            | Acte::Td16
            | Acte::Td31Metadonnees
            | Acte::Td32
            | Acte::Td32Masque
            | Acte::Td33aMasquer
            | Acte::Td33aDemasquer
            | Acte::Td33b
    )
}

fn en_refus(refus: &droits::Refus) -> Refus {
    Refus::nouveau(
        Cause::Droits,
        format!("{} (règle {} ; {})", refus.raison, refus.regle, refus.source),
    )
}
