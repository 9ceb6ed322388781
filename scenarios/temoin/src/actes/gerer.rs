//! What a user does of a document of the DMP, and of who may read it: `gerer-document`, `lister-autorises`, `retirer-autorisation`, `lister-dmp`.

use segur_model::ReponseActe;
use serde_json::Value;

use super::alimenter::sans_dmp;
use super::consultation::{Contact, date, designe, il_y_a};
use super::montrer::{Objet, jour, oui};
use super::{Poste, Seance, erreur, fait};
use crate::cr::cda::specialite;
use crate::cr::entete::{Auteur, Code, Identifiant};
use crate::dmp::Appel;
use crate::dmp::acces::Usage;
use crate::dmp::changement::{self, Disponibilite};
use crate::dmp::consultation::{self, Autorisation};
use crate::dmp::liste;
use crate::dmp::metadonnees::{self, FicheAuteur};
use crate::dmp::recherche::{self, Retour};
use crate::dmp::reponse::{self, Depot};
use crate::dossier::Dossier;
use crate::ecarts::Ecart;
use crate::identifiants::{minuit, utc};

const MASQUE: (&str, &str) = ("MASQUE_PS", "Masqué aux professionnels de santé");

/// What is done, and how it is said.
enum Action {
    Visibilite {
        ote: Option<&'static str>,
        mis: Option<(&'static str, &'static str)>,
        dit: &'static str,
    },
    Disponibilite(Disponibilite, &'static str),
}

fn action(mot: &str) -> Action {
    let visible = |ote, dit| Action::Visibilite {
        ote: Some(ote),
        mis: None,
        dit,
    };
    match mot {
        "masquer" => Action::Visibilite {
            ote: None,
            mis: Some(MASQUE),
            dit: "masqué aux professionnels",
        },
        "demasquer" => visible(MASQUE.0, "démasqué"),
        "rendre-visible-patient" => visible("INVISIBLE_PATIENT", "rendu visible au patient"),
        "rendre-visible-representants" => visible("INVISIBLE_REPRESENTANTS_LEGAUX", "rendu visible aux représentants"),
        "archiver" => Action::Disponibilite(Disponibilite::Archiver, "archivé"),
        "desarchiver" => Action::Disponibilite(Disponibilite::Desarchiver, "désarchivé"),
        _ => Action::Disponibilite(Disponibilite::Supprimer, "supprimé"),
    }
}

/// The document of an act.
struct Vise {
    unique_id: String,
    titre: String,
    /// As the last list had it.
    entry_uuid: Option<String>,
    archive: bool,
}

impl Poste {
    /// `gerer-document`.
    pub(super) async fn gerer_document(&self, seance: &Seance<'_>, dossier: &mut Dossier) -> Result<ReponseActe, ReponseActe> {
        let c = self.joindre(seance, dossier).await?;
        let vise = self
            .vise(&c, seance, dossier)
            .ok_or_else(|| erreur(format!("document « {} » inconnu : le chercher d'abord", seance.texte("document"))))?;
        let usage = c.ouvert.as_ref().map(|o| o.usage).unwrap_or_default();
        let appel = self.appel_de(c.dmp, seance, &c.qui, c.mode, usage)?;
        if c.ouvert.is_none() {
            self.verifier(c.dmp, &appel, &c.patient).await?;
        }
        let auteur = qui_depose(&appel);
        let objet = changement::Objet {
            patient: &c.patient,
            titre: &vise.titre,
            auteur: &auteur,
        };
        let action = action(seance.texte("action"));
        let (m, dit) = match &action {
            Action::Visibilite { ote, mis, dit } => {
                let octets = self
                    .demander(&c, &appel, &vise.unique_id, Retour::Metadonnees)
                    .await
                    .map_err(erreur)?;
                let m = liste::avec_le_document(&octets, |d| changement::visibilite(&appel, &objet, d, *ote, *mis)).map_err(erreur)?;
                (m.ok_or_else(|| erreur(inconnu(&vise.unique_id)))?, *dit)
            }
            Action::Disponibilite(d, dit) => {
                let cible = self.cible(&c, &appel, &vise).await.map_err(erreur)?;
                (changement::disponibilite(&appel, &objet, &cible, vise.archive, *d), *dit)
            }
        };
        let octets = c
            .dmp
            .echanger(&appel, Some(&c.patient), "registry", "td33", &m)
            .await
            .map_err(erreur)?;
        match reponse::depot(&octets).map_err(erreur)? {
            Depot::Refuse(erreurs) => Err(erreur(format!("le DMP refuse le changement : {}", erreurs.join(", ")))),
            Depot::Accepte => {
                noter(dossier, &vise.unique_id, &action);
                self.noter_dans_la_liste(seance, &vise.unique_id, &action).await;
                Ok(fait(format!("document « {} » {dit}", vise.titre)))
            }
        }
    }

    /// Asks the DMP for a document by its `uniqueId` (DMP_3.1b, or the whole of its metadata).
    async fn demander(&self, c: &Contact<'_>, appel: &Appel<'_>, unique_id: &str, retour: Retour) -> Result<Vec<u8>, String> {
        let m = recherche::document(appel, &c.patient, unique_id, retour);
        c.dmp.echanger(appel, Some(&c.patient), "registry", "td31-reference", &m).await
    }

    /// The present technical identifier of a document: it changes at each version of the metadata, and is asked for each time.
    async fn cible(&self, c: &Contact<'_>, appel: &Appel<'_>, vise: &Vise) -> Result<String, String> {
        if let Some(uuid) = &vise.entry_uuid
            && self.ecarts.a(Ecart::DmpEntryuuidPerime)
        {
            return Ok(uuid.clone());
        }
        let uuid = self.reference(c, appel, &vise.unique_id).await?;
        Ok(if self.ecarts.a(Ecart::DmpUniqueidEnCible) {
            vise.unique_id.clone()
        } else {
            uuid
        })
    }

    /// DMP_3.1b.
    pub(super) async fn reference(&self, c: &Contact<'_>, appel: &Appel<'_>, unique_id: &str) -> Result<String, String> {
        let octets = self.demander(c, appel, unique_id, Retour::Reference).await?;
        liste::reference(&octets)?.ok_or_else(|| inconnu(unique_id))
    }

    /// `lister-autorises`.
    pub(super) async fn lister_autorises(&self, seance: &Seance<'_>, dossier: &Dossier) -> Result<ReponseActe, ReponseActe> {
        let c = self.joindre(seance, dossier).await?;
        let appel = self.appel_de(c.dmp, seance, &c.qui, c.mode, Usage::Normal)?;
        let m = consultation::td16(match seance.texte("lesquels") {
            "interdits" => "INTERDITE",
            "tous" => "TOUTE",
            _ => "ACTIVE",
        });
        let octets = c
            .dmp
            .echanger(&appel, Some(&c.patient), "habilitations", "td16", &m)
            .await
            .map_err(erreur)?;
        let lus = consultation::autorises(&octets).map_err(erreur)?;
        let ligne = |a: &consultation::Autorise| {
            let mut o = Objet::default();
            o.mettre("id_national", &a.id);
            o.mettre("nom", &a.nom);
            o.mettre("prenom", &a.prenom);
            o.mettre("specialite", &a.specialite);
            o.mettre("mode", &a.mode);
            Value::Object(o.0)
        };
        let mut o = Objet::default();
        o.0.insert("autorises".to_owned(), lus.iter().map(ligne).collect());
        Ok(o.repondre("autorises-dmp", &format!("{} autorisations", lus.len())))
    }

    /// `retirer-autorisation`.
    pub(super) async fn retirer_autorisation(&self, seance: &Seance<'_>, dossier: &Dossier) -> Result<ReponseActe, ReponseActe> {
        let c = self.joindre(seance, dossier).await?;
        let appel = self.appel_de(c.dmp, seance, &c.qui, c.mode, Usage::Normal)?;
        c.dmp
            .autoriser(&appel, &c.patient, Autorisation::Suppression)
            .await
            .map_err(erreur)?;
        self.fermer_dossier(seance).await;
        Ok(fait("autorisation retirée"))
    }

    /// `lister-dmp`: about no patient.
    pub(super) async fn lister_dmp(&self, seance: &Seance<'_>) -> Result<ReponseActe, ReponseActe> {
        let dmp = self.dmp.as_ref().ok_or_else(sans_dmp)?;
        let appel = self.appel_de(dmp, seance, &seance.utilisateur, self.mode_dmp(seance), Usage::Normal)?;
        let depuis = match seance.texte("depuis") {
            "" => il_y_a(appel.maintenant, 1),
            t => minuit(date(t).ok_or_else(|| erreur(format!("depuis : « {t} » n'est pas une date (AAAA-MM-JJ)")))?),
        };
        let m = consultation::td04(&utc(depuis), seance.texte("selon") == "document");
        let octets = dmp.echanger(&appel, None, "patients", "td04", &m).await.map_err(erreur)?;
        let lus = consultation::dmp_listes(&octets).map_err(erreur)?;
        let ligne = |d: &consultation::DmpListe| {
            let mut o = Objet::default();
            o.mettre("ins", &d.ins);
            o.mettre("nom", &d.nom);
            o.mettre("prenom", &d.prenom);
            o.mettre("date_naissance", &jour(&d.naissance));
            o.mettre("medecin_traitant", oui(d.traitant));
            Value::Object(o.0)
        };
        let mut o = Objet::default();
        o.0.insert("dossiers".to_owned(), lus.iter().map(ligne).collect());
        Ok(o.repondre("liste-dmp", &format!("{} DMP", lus.len())))
    }

    fn vise(&self, c: &Contact<'_>, seance: &Seance<'_>, dossier: &Dossier) -> Option<Vise> {
        if let Some(d) = designe(c, seance, dossier) {
            return Some(Vise {
                archive: d.statut == "Archived",
                unique_id: d.unique_id,
                titre: d.titre,
                entry_uuid: Some(d.entry_uuid),
            });
        }
        let nomme = seance.texte("document");
        let siens = dossier.comptes_rendus.iter();
        let (_, cr) = siens.into_iter().find(|(reference, cr)| *reference == nomme || cr.id == nomme)?;
        let premier = dossier.comptes_rendus.values().find(|p| p.entry_uuid.is_some()).unwrap_or(cr);
        let id = self.ecarts.choisir(Ecart::DmpChangementDuVoisin, &cr.id, &premier.id);
        let cr = if *id == cr.id { cr } else { premier };
        Some(Vise {
            unique_id: cr.id.clone(),
            titre: cr.titre().to_owned(),
            entry_uuid: cr.entry_uuid.clone(),
            archive: cr.archive,
        })
    }

    /// What the list shows follows what was done.
    async fn noter_dans_la_liste(&self, seance: &Seance<'_>, unique_id: &str, action: &Action) {
        let mut ouverts = self.consultations.lock().await;
        let Some(ici) = ouverts.get_mut(&seance.cle) else { return };
        for d in ici.listes().filter(|d| d.unique_id == unique_id) {
            match action {
                Action::Visibilite { ote, mis, .. } => {
                    d.confidentialites.retain(|c| Some(c.as_str()) != *ote);
                    d.confidentialites.extend(mis.map(|(code, _)| code.to_owned()));
                }
                Action::Disponibilite(Disponibilite::Archiver, _) => "Archived".clone_into(&mut d.statut),
                Action::Disponibilite(Disponibilite::Desarchiver, _) => "Approved".clone_into(&mut d.statut),
                Action::Disponibilite(Disponibilite::Supprimer, _) => {}
            }
        }
    }
}

/// What this software keeps of a document that it sent follows what was done.
fn noter(dossier: &mut Dossier, unique_id: &str, action: &Action) {
    for cr in dossier.comptes_rendus.values_mut().filter(|cr| cr.id == unique_id) {
        match action {
            Action::Disponibilite(Disponibilite::Archiver, _) => cr.archive = true,
            Action::Disponibilite(Disponibilite::Desarchiver, _) => cr.archive = false,
            Action::Disponibilite(Disponibilite::Supprimer, _) => cr.entry_uuid = None,
            Action::Visibilite { .. } => {}
        }
    }
}

/// Who makes a change, as metadata have an author.
pub(super) fn qui_depose(appel: &Appel<'_>) -> FicheAuteur {
    let (u, config) = (appel.utilisateur, appel.config);
    let (code, libelle) = specialite(u);
    metadonnees::auteur(&Auteur {
        id: Identifiant {
            racine: "1.2.250.1.71.4.2.1".to_owned(),
            extension: u.identifiant(),
        },
        nom: u.nom.clone(),
        prenom: u.prenom.clone(),
        specialite: Code {
            code,
            systeme: "1.2.250.1.213.1.1.4.5".to_owned(),
            libelle,
        },
        structure: Identifiant {
            racine: "1.2.250.1.71.4.2.2".to_owned(),
            extension: config.id_structure().to_owned(),
        },
        structure_nom: config.structure.nom.clone(),
    })
}

fn inconnu(unique_id: &str) -> String {
    format!("le DMP ne connaît pas le document {unique_id}")
}
