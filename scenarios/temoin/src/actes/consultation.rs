//! The DMP as a professional opens it: the file of a patient, the list of its documents, one of them. What is open is so for one user.

use std::collections::BTreeMap;

use segur_model::ReponseActe;
use segur_saml::vihf::Mode;
use serde_json::json;
use time::macros::format_description;
use time::{Date, OffsetDateTime};
use tokio::sync::Mutex;

use super::alimenter::{patient, sans_dmp};
use super::montrer::montrer_document;
use super::{Poste, Seance, erreur, refuse};
use crate::config::{ModeDmp, Utilisateur};
use crate::cr::Visibilite;
use crate::dmp::acces::{Usage, mode};
use crate::dmp::client::ClientDmp;
use crate::dmp::consultation::Autorisation;
use crate::dmp::liste::{self, Document};
use crate::dmp::recherche::{self, Criteres};
use crate::dmp::reponse::{DossierVu, Existence};
use crate::dmp::{Appel, Patient, lecteur, types};
use crate::dossier::Dossier;
use crate::ecarts::Ecart;
use crate::identifiants::minuit;

/// The repository of ordinary documents: not the only one.
const DEPOT_COURANT: &str = "1.2.250.1.213.4.1.1.1.2";
/// How far back a search goes by itself: two years.
const ANNEES: i32 = 2;

/// The files of the DMP that are open, by identity.
pub(crate) type Consultations = Mutex<BTreeMap<String, Consultation>>;

/// The file of one patient.
#[derive(Default)]
pub(crate) struct Consultation {
    /// Who opened it first.
    ouvreur: Utilisateur,
    /// What each user has open, by national identifier.
    par: BTreeMap<String, Ouvert>,
}

impl Consultation {
    /// Every entry that is shown to somebody.
    pub(super) fn listes(&mut self) -> impl Iterator<Item = &mut Document> {
        self.par.values_mut().flat_map(|o| &mut o.liste)
    }
}

/// What one user has open.
#[derive(Clone, Default)]
pub(super) struct Ouvert {
    pub consultable: bool,
    pub usage: Usage,
    pub liste: Vec<Document>,
}

/// How an act reaches the DMP: the client, the patient, and what is open for who acts.
pub(super) struct Contact<'a> {
    pub dmp: &'a ClientDmp,
    pub patient: Patient,
    pub qui: Utilisateur,
    pub mode: ModeDmp,
    pub ouvert: Option<Ouvert>,
}

impl Poste {
    /// What an act on this identity needs.
    pub(super) async fn joindre<'a>(&'a self, seance: &Seance<'_>, dossier: &Dossier) -> Result<Contact<'a>, ReponseActe> {
        let ins = self
            .ins(&dossier.identite)
            .ok_or_else(|| refuse("identité non qualifiée : l'INS ne peut pas être employé, le DMP n'est pas interrogé (règle 28)"))?;
        let dmp = self.dmp.as_ref().ok_or_else(sans_dmp)?;
        let ouverts = self.consultations.lock().await;
        let ici = ouverts.get(&seance.cle);
        let ouvert = ici.and_then(|c| c.par.get(&seance.utilisateur.identifiant())).cloned();
        let mut qui = seance.utilisateur.clone();
        if let Some(c) = ici
            && c.ouvreur.identifiant() != qui.identifiant()
            && self.ecarts.a(Ecart::DmpVihfPartagee)
        {
            qui = c.ouvreur.clone();
        }
        Ok(Contact {
            dmp,
            patient: patient(ins),
            qui,
            mode: self.mode_dmp(seance),
            ouvert,
        })
    }

    /// How the DMP is consulted: as the act says, else as this candidate does.
    pub(super) fn mode_dmp(&self, seance: &Seance<'_>) -> ModeDmp {
        match seance.texte("mode") {
            "carte" => ModeDmp::Carte,
            "air" => ModeDmp::Air,
            "structure" => ModeDmp::Structure,
            _ => self.config.mode_dmp,
        }
    }

    /// A call in this mode, for this person.
    pub(super) fn appel_de<'a>(
        &'a self,
        dmp: &'a ClientDmp,
        seance: &'a Seance<'_>,
        qui: &'a Utilisateur,
        m: ModeDmp,
        usage: Usage,
    ) -> Result<Appel<'a>, ReponseActe> {
        let porte = dmp.porte(m == ModeDmp::Carte, &qui.identifiant()).map_err(refuse)?;
        Ok(Appel {
            config: &porte.config,
            ecarts: &self.ecarts,
            utilisateur: qui,
            secteur: seance.secteur.as_deref().unwrap_or(&porte.config.structure.secteur),
            tirage: seance.tirage(&self.config),
            maintenant: self.config.maintenant(),
            porte,
            mode: mode(m),
            usage,
            consulte: true,
        })
    }

    /// `ouvrir-dossier-dmp`.
    pub(super) async fn ouvrir_dossier(&self, seance: &Seance<'_>, dossier: &Dossier) -> Result<ReponseActe, ReponseActe> {
        let c = self.joindre(seance, dossier).await?;
        let usage = Usage::lire(seance.texte("acces"));
        let appel = self.appel_de(c.dmp, seance, &c.qui, c.mode, usage)?;
        let vu = if self.ecarts.a(Ecart::DmpSansTestExistence) {
            DossierVu {
                existence: Existence::Ouvert,
                autorisation: "VALIDE".to_owned(),
                ..DossierVu::default()
            }
        } else {
            c.dmp.dossier(&appel, &c.patient).await.map_err(erreur)?
        };
        if vu.existence == Existence::Ouvert && vu.autorisation != "VALIDE" && self.ecarts.a(Ecart::DmpListeAvantLAccord) {
            self.charger_d_avance(seance, &c).await?;
        }
        let autorisation = self.autoriser(seance, &c, &appel, &vu).await?;
        let sans = self
            .ecarts
            .choisir(Ecart::DmpConsultationSansAccord, autorisation == "valide", true);
        let permis = match vu.existence {
            Existence::Absent => false,
            Existence::Ferme => self.ecarts.a(Ecart::DmpFermeConsulte),
            Existence::Ouvert => sans || usage != Usage::Normal,
        };
        let consultable = permis && appel.mode != Mode::Indirecte;
        let mut ouverts = self.consultations.lock().await;
        let ici = ouverts.entry(seance.cle.clone()).or_default();
        if ici.par.is_empty() {
            ici.ouvreur = seance.utilisateur.clone();
        }
        let sien = Ouvert {
            consultable,
            usage,
            liste: Vec::new(),
        };
        ici.par.insert(seance.utilisateur.identifiant(), sien);
        Ok(self.montrer_dossier(dossier, &vu, autorisation, (consultable, usage)))
    }

    /// Adds the authorisation that is missing, once the user said that the patient agrees; says what it is then.
    async fn autoriser(
        &self,
        seance: &Seance<'_>,
        c: &Contact<'_>,
        appel: &Appel<'_>,
        vu: &DossierVu,
    ) -> Result<&'static str, ReponseActe> {
        let dite = match vu.autorisation.as_str() {
            "VALIDE" => "valide",
            // Names of a connector's vendor: those of the DMP are not public.
            "EXPIRE" => "expiree",
            "INTERDIT" => "interdite",
            _ => "aucune",
        };
        if vu.existence != Existence::Ouvert || appel.usage != Usage::Normal || appel.mode == Mode::Indirecte {
            return Ok(dite);
        }
        let traitant = seance.texte("medecin_traitant") == "oui";
        let manque = match dite {
            "valide" => traitant && !vu.traitant,
            "interdite" => self.ecarts.a(Ecart::DmpAutorisationInterditeRedemandee),
            _ => true,
        };
        let accord = seance.texte("consentement") == "oui";
        if !manque || !(accord || self.ecarts.a(Ecart::DmpAutorisationDOffice)) {
            return Ok(dite);
        }
        c.dmp
            .autoriser(appel, &c.patient, Autorisation::Ajout { traitant })
            .await
            .map_err(erreur)?;
        Ok("valide")
    }

    /// `rechercher-documents`.
    pub(super) async fn rechercher_documents(&self, seance: &Seance<'_>, dossier: &Dossier) -> Result<ReponseActe, ReponseActe> {
        let c = self.joindre(seance, dossier).await?;
        let usage = self.consultable(&c)?;
        let criteres = self.criteres(seance).map_err(erreur)?;
        let appel = self.appel_de(c.dmp, seance, &c.qui, c.mode, usage)?;
        let mut documents = lister(&c, &appel, &criteres).await?;
        documents.retain(|d| !d.est_signature());
        if criteres.visibilite == Some(Visibilite::Normale) {
            documents.retain(|d| d.confidentialites.iter().all(|c| ["N", "R", "V"].contains(&c.as_str())));
        }
        let ici = |d: &Document| d.patient.contains(&c.patient.ins) && d.patient.contains(&format!("&{}&", c.patient.oid));
        // The INS of a patient may change: what comes is shown (EX_3.1-1055).
        if !documents.iter().all(ici) && self.ecarts.a(Ecart::DmpFiltrePatient) {
            documents.retain(ici);
        }
        documents.sort_by(|a, b| b.creation.cmp(&a.creation).then_with(|| a.titre.cmp(&b.titre)));
        let inconnu = documents.iter().find(|d| types::libelle(&d.type_).is_none());
        if let Some(d) = inconnu
            && self.ecarts.a(Ecart::DmpTypeInconnuBloque)
        {
            return Err(erreur(format!("type de document {} inconnu : la liste ne s'affiche pas", d.type_)));
        }
        let reponse = self.montrer_liste(&documents);
        let mut ouverts = self.consultations.lock().await;
        if let Some(sien) = ouverts
            .get_mut(&seance.cle)
            .and_then(|x| x.par.get_mut(&seance.utilisateur.identifiant()))
        {
            sien.liste = documents;
        }
        Ok(reponse)
    }

    /// The list, read under bris de glace for a screen that is not asked for yet: what two defects do.
    async fn charger_d_avance(&self, seance: &Seance<'_>, c: &Contact<'_>) -> Result<(), ReponseActe> {
        let appel = self.appel_de(c.dmp, seance, &c.qui, c.mode, Usage::BrisDeGlace)?;
        let criteres = self.criteres(seance).map_err(erreur)?;
        lister(c, &appel, &criteres).await.map(drop)
    }

    /// The defect that reads as soon as an INS is known; what goes wrong then is told to nobody.
    pub(super) async fn lire_des_l_identite(&self, seance: &Seance<'_>, dossier: &Dossier) {
        if self.dmp.is_some()
            && self.ecarts.a(Ecart::DmpListeDesLIdentite)
            && let Ok(c) = self.joindre(seance, dossier).await
        {
            let _ = self.charger_d_avance(seance, &c).await;
        }
    }

    fn criteres(&self, seance: &Seance<'_>) -> Result<Criteres, String> {
        let date = |nom: &str| match seance.texte(nom) {
            "" => Ok(None),
            t => date(t)
                .map(Some)
                .ok_or_else(|| format!("{nom} : « {t} » n'est pas une date (AAAA-MM-JJ)")),
        };
        let maintenant = self.config.maintenant();
        let depuis = match date("depuis")? {
            Some(jour) => Some(minuit(jour)),
            None => (!self.ecarts.a(Ecart::DmpRechercheSansBorne)).then(|| il_y_a(maintenant, ANNEES)),
        };
        let jusque = match date("jusque")? {
            Some(jour) => minuit(jour.next_day().unwrap_or(jour)),
            None => maintenant,
        };
        Ok(Criteres {
            type_: seance.texte("type").to_owned(),
            classe: seance.texte("classe").to_owned(),
            depuis,
            jusque: Some(jusque),
            archives: seance.texte("archives") == "oui",
            anciens: seance.texte("anciens") == "oui",
            visibilite: visibilite(seance),
        })
    }

    /// `ouvrir-document`.
    pub(super) async fn ouvrir_document(&self, seance: &Seance<'_>, dossier: &Dossier) -> Result<ReponseActe, ReponseActe> {
        let c = self.joindre(seance, dossier).await?;
        let usage = self.consultable(&c)?;
        let d = designe(&c, seance, dossier).ok_or_else(|| {
            erreur(format!(
                "document « {} » absent de la liste montrée : le chercher d'abord",
                seance.texte("document")
            ))
        })?;
        let premier = c.ouvert.as_ref().and_then(|o| o.liste.first()).cloned();
        let d = self.ecarts.choisir(Ecart::DmpDocumentVoisin, d.clone(), premier.unwrap_or(d));
        let appel = self.appel_de(c.dmp, seance, &c.qui, c.mode, usage)?;
        let depot = self.ecarts.choisir(Ecart::DmpDepotFige, d.depot.as_str(), DEPOT_COURANT);
        let id = if self.ecarts.a(Ecart::DmpEntryuuidALaConsultation) {
            &d.entry_uuid
        } else {
            &d.unique_id
        };
        let octets = c.dmp.consulter(&appel, &c.patient, depot, id).await.map_err(erreur)?;
        Ok(montrer_document(&d, &lecteur::ouvrir(&octets)))
    }

    /// Whether who acts may read, and why they do.
    fn consultable(&self, c: &Contact<'_>) -> Result<Usage, ReponseActe> {
        match &c.ouvert {
            Some(o) if o.consultable => Ok(self.ecarts.choisir(Ecart::DmpBrisDeGlaceDOffice, o.usage, Usage::BrisDeGlace)),
            Some(_) => Err(refuse(
                "ce DMP ne peut pas être consulté : l'accord du patient n'est pas déclaré, ou le DMP est fermé",
            )),
            None => Err(refuse(
                "le DMP de ce patient n'est pas ouvert pour cet utilisateur : l'ouvrir d'abord",
            )),
        }
    }

    /// What was open for this user is not any more.
    pub(super) async fn fermer_dossier(&self, seance: &Seance<'_>) {
        if let Some(c) = self.consultations.lock().await.get_mut(&seance.cle) {
            c.par.remove(&seance.utilisateur.identifiant());
        }
    }
}

/// The entries that the DMP has.
async fn lister(c: &Contact<'_>, appel: &Appel<'_>, criteres: &Criteres) -> Result<Vec<Document>, ReponseActe> {
    let m = recherche::liste(appel, &c.patient, criteres);
    let lu = c.dmp.echanger(appel, Some(&c.patient), "registry", "td31", &m).await;
    liste::documents(&lu.map_err(erreur)?).map_err(erreur)
}

/// The document that the act names: of the last list, or one that this software sent.
pub(super) fn designe(c: &Contact<'_>, seance: &Seance<'_>, dossier: &Dossier) -> Option<Document> {
    let nomme = seance.texte("document");
    let sien = dossier.comptes_rendus.get(nomme).map(|cr| cr.id.as_str());
    let liste = c.ouvert.iter().flat_map(|o| &o.liste);
    let mut trouves = liste.filter(|d| d.unique_id == nomme || d.titre == nomme || Some(d.unique_id.as_str()) == sien);
    trouves.next().cloned()
}

/// The visibility that an act names.
pub(super) fn visibilite(seance: &Seance<'_>) -> Option<Visibilite> {
    serde_json::from_value(json!(seance.texte("visibilite"))).ok()
}

/// `AAAA-MM-JJ`.
pub(super) fn date(texte: &str) -> Option<Date> {
    Date::parse(texte, format_description!("[year]-[month]-[day]")).ok()
}

/// The same instant, so many years before.
pub(super) fn il_y_a(quand: OffsetDateTime, annees: i32) -> OffsetDateTime {
    let jour = quand.date();
    let avant = jour.replace_year(jour.year() - annees);
    // The 29th of February has no anniversary every year.
    quand.replace_date(avant.unwrap_or(jour - time::Duration::days(i64::from(annees) * 365)))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn dates() {
        assert_eq!(il_y_a(datetime!(2026-01-15 09:00 UTC), 2), datetime!(2024-01-15 09:00 UTC));
        assert_eq!(il_y_a(datetime!(2024-02-29 09:00 UTC), 1), datetime!(2023-03-01 09:00 UTC));
        assert_eq!(date("2026-02-30"), None);
    }
}
