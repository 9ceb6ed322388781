//! The administrative file, and who works on a candidature.

use time::OffsetDateTime;

use super::{MAX_LISTE, texte};
use crate::candidature::ouvrir::verifier;
use crate::candidature::{Administratif, Cadre, Dossier, Etat, Personne, Refus};

impl Dossier {
    pub(super) fn administratif(
        &mut self,
        charte: bool,
        prerequis: std::collections::BTreeSet<String>,
        versions_obsoletes: String,
        quand: OffsetDateTime,
        cadre: &Cadre<'_>,
    ) -> Result<(String, String), Refus> {
        self.dans(&[Etat::Cree, Etat::AdminComplement], "le dossier administratif est déjà déposé")?;
        if !charte {
            return Err(Refus::Saisie(
                "la Charte est acceptée par une personne qui engage la société : cocher la case, ou faire déposer par cette personne"
                    .to_owned(),
            ));
        }
        let connus = cadre.vague(&self.tete).map(|v| v.prerequis.as_slice()).unwrap_or_default();
        if let Some(inconnu) = prerequis.iter().find(|p| connus.iter().all(|c| c.id != **p)) {
            return Err(Refus::Saisie(format!("« {inconnu} » n'est pas un prérequis de cette vague")));
        }
        let versions_obsoletes = texte(
            "la déclaration des versions obsolètes (« aucune » s'il n'y en a pas)",
            versions_obsoletes,
        )?;
        let dit = format!(
            "dossier administratif déposé, {} prérequis déclarés sur {}",
            prerequis.len(),
            connus.len()
        );
        self.tete.administratif = Some(Administratif {
            charte,
            prerequis,
            versions_obsoletes,
        });
        self.passer(Etat::AdminDepose, quand, None);
        Ok((String::new(), dit))
    }

    pub(super) fn mandater(&mut self, personne: Personne) -> Result<(String, String), Refus> {
        self.vivante("plus personne n'y travaille")?;
        verifier("l'identifiant du collaborateur", &personne.id)?;
        verifier("le nom du collaborateur", &personne.nom)?;
        if personne.id == self.tete.editeur.id || self.tete.collaborateurs.iter().any(|c| c.id == personne.id) {
            return Err(Refus::Impossible(format!("{} y est déjà", personne.nom)));
        }
        if self.tete.collaborateurs.len() >= MAX_LISTE {
            return Err(Refus::Impossible(format!("{MAX_LISTE} collaborateurs au plus")));
        }
        let dit = format!("mandat donné à {}", personne.nom);
        self.tete.collaborateurs.push(personne);
        Ok((String::new(), dit))
    }

    pub(super) fn demandater(&mut self, id: &str) -> Result<(String, String), Refus> {
        let rang = self.tete.collaborateurs.iter().position(|c| c.id == id);
        let rang = rang.ok_or_else(|| Refus::Saisie("cette personne n'a pas de mandat ici".to_owned()))?;
        let retire = self.tete.collaborateurs.remove(rang);
        self.tete.anciens.push(retire.id.clone());
        Ok((String::new(), format!("mandat retiré à {}", retire.nom)))
    }
}
