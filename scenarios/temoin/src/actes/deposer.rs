//! `deposer-document`: what a user writes in the software of a practice or of a hospital, and sends to the DMP.

use segur_model::ReponseActe;

use super::alimenter::Envoi;
use super::consultation::visibilite;
use super::{Poste, Seance, document, erreur, fait, refuse};
use crate::config::ModeDmp;
use crate::cr::redaction::Redaction;
use crate::cr::{CompteRendu, Etat, Libre, Niveau, Visibilite, cda, entete};
use crate::dmp::acces::Usage;
use crate::dmp::consultation::Autorisation;
use crate::dmp::recherche::{self, Criteres};
use crate::dossier::Dossier;
use crate::ecarts::Ecart;

impl Poste {
    pub(super) async fn deposer_document(&self, seance: &Seance<'_>, dossier: &mut Dossier) -> Result<ReponseActe, ReponseActe> {
        let reference = seance.texte("reference");
        let libre = Libre {
            type_: seance.texte("type").to_owned(),
            titre: seance.texte("titre").to_owned(),
            texte: seance.texte("texte").to_owned(),
        };
        let visibilite = visibilite(seance).unwrap_or_default();
        let ancien = self.ancien(seance, dossier)?;
        let avant = ancien.as_ref().or_else(|| dossier.comptes_rendus.get(reference));
        let inchange = avant.is_some_and(|cr| cr.entry_uuid.is_some() && cr.libre.as_ref() == Some(&libre) && cr.visibilite == visibilite);
        if inchange && !self.ecarts.a(Ecart::DmpDocumentInchange) {
            return Err(refuse("rien n'a changé depuis que ce document est versé : il ne repart pas"));
        }
        let c = self.joindre(seance, dossier).await?;
        let m = match seance.texte("mode") {
            "carte" => ModeDmp::Carte,
            "structure" => ModeDmp::Structure,
            _ if self.config.mode_dmp == ModeDmp::Carte => ModeDmp::Carte,
            _ => ModeDmp::Structure,
        };
        // AIR reads: the DMP takes nothing from it (PDT-606).
        let m = self.ecarts.choisir(Ecart::DmpAlimentationAir, m, ModeDmp::Air);
        let appel = self.appel_de(c.dmp, seance, &c.qui, m, Usage::Normal)?;
        let cr = self.composer(seance, ancien.as_ref(), libre, visibilite);
        let ins = self.ins(&dossier.identite);
        let redaction = Redaction {
            config: appel.config,
            ecarts: &self.ecarts,
            identite: &dossier.identite,
            ins,
            ipp: &self.ipp(seance),
            utilisateur: &c.qui,
            cr: &cr,
            maintenant: appel.maintenant,
        };
        let octets = cda::ecrire(&redaction).into_bytes();
        let entete = entete::lire(&octets).map_err(erreur)?;
        self.verifier(c.dmp, &appel, &c.patient).await?;
        if self.ecarts.a(Ecart::DmpAutorisationALAlimentation) {
            // Whatever the answer: the software that does this does not look at it.
            let _ = c.dmp.autoriser(&appel, &c.patient, Autorisation::Ajout { traitant: false }).await;
        }
        let remplace = match &ancien {
            None => None,
            Some(a) if self.ecarts.a(Ecart::DmpRemplacementPerime) => a.entry_uuid.clone(),
            Some(a) => Some(self.reference(&c, &appel, &a.id).await.map_err(erreur)?),
        };
        let envoi = Envoi {
            seance,
            octets: &octets,
            entete: &entete,
            visibilite,
            remplace: remplace.as_deref(),
            ins,
        };
        let mut reponse = match self.verser(c.dmp, &appel, &envoi).await {
            Ok(entree) => {
                let cr = CompteRendu {
                    entry_uuid: Some(entree),
                    ..cr
                };
                dossier.comptes_rendus.insert(reference.to_owned(), cr);
                if self.ecarts.a(Ecart::DmpRechercheApresDepot) {
                    // What comes back is shown to nobody (EX_3.1-2030).
                    let m = recherche::liste(&appel, &c.patient, &Criteres::default());
                    let _ = c.dmp.echanger(&appel, Some(&c.patient), "registry", "td31", &m).await;
                }
                fait(format!("« {} » versé au DMP", seance.texte("titre")))
            }
            Err(pourquoi) => pourquoi,
        };
        reponse.fichiers.push(document("compte-rendu", "application/xml", &octets));
        Ok(reponse)
    }

    /// The document that this one replaces.
    fn ancien(&self, seance: &Seance<'_>, dossier: &Dossier) -> Result<Option<CompteRendu>, ReponseActe> {
        match seance.texte("remplace") {
            "" => Ok(None),
            nom => dossier.comptes_rendus.get(nom).cloned().map(Some).ok_or_else(|| {
                erreur(format!(
                    "document « {nom} » inconnu : ce logiciel ne l'a pas versé dans ce scénario"
                ))
            }),
        }
    }

    fn composer(&self, seance: &Seance<'_>, ancien: Option<&CompteRendu>, libre: Libre, visibilite: Visibilite) -> CompteRendu {
        let tirage = seance.tirage(&self.config);
        let racine = &self.config.racine_oid;
        let demande = seance.texte("demande");
        CompteRendu {
            modele: Default::default(),
            etat: Etat::Complet,
            niveau: Niveau::N1,
            visibilite,
            bloque: false,
            corrige: ancien.is_some(),
            demande: (!demande.is_empty()).then(|| demande.to_owned()),
            recu: ancien.map_or_else(|| self.config.maintenant() - time::Duration::hours(2), |a| a.recu),
            id: tirage.oid(&format!("{racine}.1"), "document", 1),
            set_id: ancien.map_or_else(|| tirage.oid(&format!("{racine}.3"), "versions", 1), |a| a.set_id.clone()),
            version: ancien.map_or(1, |a| a.version + 1),
            remplace: ancien.map(|a| a.id.clone()),
            correspondants: Vec::new(),
            usager: false,
            validation: self.validation(seance),
            envoyes: Vec::new(),
            supprime: false,
            entry_uuid: None,
            libre: Some(libre),
            archive: false,
        }
    }
}
