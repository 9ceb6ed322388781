//! Who asks, as the VIHF says it.

use segur_kit::rusqlite;
use segur_model::World;
use segur_model::world::{Dmp, EtatAutorisation};
use segur_saml::vihf::{Mode, Vihf};
use segur_xds::registre::DocumentEntry;

use crate::causes::{Cause, Refus};
use crate::droits::{self, Acces, Acte, Acteur, Droit, Objet, types_documents};
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

    /// Whether this person is the médecin traitant of a DMP: their authorisation says it, since TD0.3 gives the role and takes it away (an
    /// addition without it); who has no authorisation is the one whom the DMP names. Whether a DMP may have several is not public: it may here.
    pub fn est_traitant(&self, monde: &World, dmp: &Dmp, sienne: Option<&Autorisation>) -> bool {
        match sienne.filter(|a| a.etat.is_some()) {
            Some(a) => a.medecin_traitant,
            None => {
                let fiche = dmp.medecin_traitant.as_ref().and_then(|f| monde.professionnels.get(f));
                fiche.is_some_and(|p| p.id_national == self.ps)
            }
        }
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
    /// Whether this DMP has them for médecin traitant.
    pub traitant: bool,
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
        let autorisation = qui_compte(demandeur.indirect(), sienne, r.autorisation(&demandeur.structure, fiche)?);
        Ok(Ok(Self {
            acteur,
            traitant,
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
        let opposition = droits::opposition(self.acteur.acces).filter(|o| droits::ferme(acte) && self.oppositions.contains(o));
        if let Some(opposition) = opposition {
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

    /// Whether a document may be opened: as it is masked or not, and as the profession of who asks reads its type.
    pub fn ouvrir(&self, demandeur: &Demandeur, document: &DocumentEntry) -> Result<(), Refus> {
        let acte = if document.porte("MASQUE_PS") {
            Acte::Td32Masque
        } else {
            Acte::Td32
        };
        self.juger(acte, &Self::objet(demandeur, document))?;
        type_lisible(demandeur, document).map_or(Ok(()), Err)
    }

    /// What is known of a document for these rights.
    pub fn objet(demandeur: &Demandeur, document: &DocumentEntry) -> Objet {
        Objet {
            propre: demandeur.est_auteur(document),
            de_la_structure: demandeur.est_de_la_structure(document),
            du_patient: document
                .auteurs
                .iter()
                .flat_map(|a| &a.personnes)
                .any(|xcn| est_du_patient(xcn, &document.patient)),
            patient_permet: None,
        }
    }
}

/// The authorisation that counts. Theirs when the patient blocks them by name; else the one in force, be it of the person or of the structure.
/// In indirect mode the structure alone is known for sure.
fn qui_compte(indirect: bool, sienne: Option<Autorisation>, structure: Option<Autorisation>) -> Option<Autorisation> {
    let (sienne, structure) = (sienne.filter(|a| a.etat.is_some()), structure.filter(|a| a.etat.is_some()));
    if indirect {
        return structure;
    }
    let en_vigueur = |a: &Autorisation| a.etat == Some(EtatAutorisation::Valide);
    match (sienne, structure) {
        (Some(s), _) if s.etat == Some(EtatAutorisation::Interdit) => Some(s),
        (Some(s), Some(de_structure)) if !en_vigueur(&s) && en_vigueur(&de_structure) => Some(de_structure),
        (Some(s), _) => Some(s),
        (None, structure) => structure,
    }
}

/// Whether an author is the patient: the same INS (PDSM4DMP, documents of the patient).
fn est_du_patient(xcn: &str, patient: &str) -> bool {
    let id = |valeur: &str| valeur.split('^').next().unwrap_or_default().to_owned();
    !id(xcn).is_empty() && id(xcn) == id(patient)
}

/// Whether the profession of who asks reads this type of document, as far as it is known for sure.
fn type_lisible(demandeur: &Demandeur, d: &DocumentEntry) -> Option<Refus> {
    let (code, systeme) = demandeur.roles.first()?;
    let connu = types_documents::lecture((code, systeme), &d.type_code.code).filter(|l| l.refuse())?;
    Some(Refus::nouveau(
        Cause::Droits,
        format!("Type {} : {}.", d.type_code.code, connu.source),
    ))
}

/// Acts that a patient who blocks a professional closes to them. Taking away one's authorisation is among them: it would lift the blocking.
fn consulte(acte: Acte) -> bool {
    matches!(
        acte,
        Acte::Td03Ajout
            | Acte::Td03Retrait
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

#[cfg(test)]
mod tests {
    use super::*;
    use EtatAutorisation::{Expire, Interdit, Valide};

    #[test]
    fn l_autorisation_qui_compte() {
        let a = |etat: Option<EtatAutorisation>, debut: &str| Autorisation {
            etat,
            medecin_traitant: false,
            debut: debut.into(),
            derniere_action: String::new(),
        };
        let compte = |indirect, sienne: Option<Option<EtatAutorisation>>, structure: Option<EtatAutorisation>| {
            let a = qui_compte(indirect, sienne.map(|e| a(e, "ps")), structure.map(|e| a(Some(e), "structure")));
            a.map(|a| (a.debut, a.etat))
        };
        let de = |qui: &str, etat| Some((qui.to_owned(), Some(etat)));
        assert_eq!(compte(false, Some(Some(Valide)), Some(Interdit)), de("ps", Valide));
        assert_eq!(compte(false, Some(Some(Expire)), Some(Valide)), de("structure", Valide));
        assert_eq!(
            compte(false, Some(Some(Interdit)), Some(Valide)),
            de("ps", Interdit),
            "blocked by name"
        );
        assert_eq!(compte(false, Some(Some(Expire)), Some(Interdit)), de("ps", Expire));
        assert_eq!(compte(false, Some(None), Some(Valide)), de("structure", Valide), "taken away");
        assert_eq!(compte(false, Some(None), None), None);
        assert_eq!(
            compte(true, Some(Some(Valide)), None),
            None,
            "in indirect mode nobody proves to be this person"
        );
        assert_eq!(compte(true, Some(Some(Valide)), Some(Expire)), de("structure", Expire));
    }
}
