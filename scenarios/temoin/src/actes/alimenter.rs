//! The DMP at the desk: `tester-dmp`, and what feeds the DMP once a report is validated.

use segur_model::ReponseActe;
use segur_saml::vihf::Mode;

use super::{Poste, Seance, erreur, fait, refuse};
use crate::cr::Visibilite;
use crate::cr::entete::Entete;
use crate::dmp::acces::Usage;
use crate::dmp::client::ClientDmp;
use crate::dmp::consultation::Autorisation;
use crate::dmp::lot::Lot;
use crate::dmp::reponse::{Depot, Existence};
use crate::dmp::{Appel, Patient};
use crate::dossier::{Dossier, Identite, InsLocal, Statut};
use crate::ecarts::Ecart;

/// A document to be sent.
pub(super) struct Envoi<'a> {
    pub seance: &'a Seance<'a>,
    pub octets: &'a [u8],
    pub entete: &'a Entete,
    pub visibilite: Visibilite,
    /// Entry of the DMP that it replaces.
    pub remplace: Option<&'a str>,
    /// INS of the identity; absent: that of the document.
    pub ins: Option<&'a InsLocal>,
}

impl Poste {
    pub(super) async fn tester_dmp(&self, seance: &Seance<'_>, dossier: &Dossier) -> ReponseActe {
        let Some(ins) = self.ins(&dossier.identite) else {
            return refuse("identité non qualifiée : l'INS ne peut pas être employé, le DMP n'est pas interrogé (règle 28)");
        };
        let Some(dmp) = &self.dmp else { return sans_dmp() };
        match dmp.tester(&self.appel(dmp, seance), &patient(ins)).await {
            Ok(Existence::Ouvert) => fait("le patient a un DMP, ouvert"),
            Ok(Existence::Ferme) => fait("le patient a un DMP, fermé"),
            Ok(Existence::Absent) => fait("le patient n'a pas de DMP"),
            Err(e) => erreur(e),
        }
    }

    /// The INS of this identity, when it may be used (règle 28).
    pub(super) fn ins<'a>(&self, identite: &'a Identite) -> Option<&'a InsLocal> {
        let permis = identite.statut == Statut::Qualifiee || self.ecarts.a(Ecart::InsNonQualifieeEnvoyee);
        identite.ins.as_ref().filter(|_| permis)
    }

    /// Feeds the DMP as the structure: the identifier of the new entry, or the answer of the act that could not.
    pub(super) async fn alimenter(&self, envoi: &Envoi<'_>) -> Result<String, ReponseActe> {
        let dmp = self.dmp.as_ref().ok_or_else(sans_dmp)?;
        let appel = self.appel(dmp, envoi.seance);
        let teste = match envoi.ins {
            Some(ins) => patient(ins),
            None => du_document(envoi)?,
        };
        self.verifier(dmp, &appel, &teste).await?;
        if self.ecarts.a(Ecart::Td03ALAlimentation) {
            // Whatever the answer: the software that does this does not look at it.
            let _ = dmp.autoriser(&appel, &teste, Autorisation::Ajout { traitant: false }).await;
        }
        self.verser(dmp, &appel, envoi).await
    }

    /// Sends a document, the patient's DMP having been tested.
    pub(super) async fn verser(&self, dmp: &ClientDmp, appel: &Appel<'_>, envoi: &Envoi<'_>) -> Result<String, ReponseActe> {
        let entry_uuid = format!("urn:uuid:{}", appel.tirage.uuid("entree", 1));
        let lot = Lot {
            patient: du_document(envoi)?,
            document: envoi.octets,
            entete: envoi.entete,
            entry_uuid: entry_uuid.clone(),
            remplace: envoi.remplace.map(str::to_owned),
            visibilite: envoi.visibilite,
        };
        match dmp.alimenter(appel, &lot).await {
            Ok(Depot::Accepte) => Ok(entry_uuid),
            Ok(Depot::Refuse(erreurs)) => Err(erreur(format!("le DMP refuse le lot : {}", erreurs.join(", ")))),
            Err(e) => Err(erreur(e)),
        }
    }

    /// Before any document: the patient must have a DMP, and an open one.
    pub(super) async fn verifier(&self, dmp: &ClientDmp, appel: &Appel<'_>, patient: &Patient) -> Result<(), ReponseActe> {
        match dmp.tester(appel, patient).await {
            Ok(Existence::Ouvert) => Ok(()),
            Ok(Existence::Ferme) => Err(refuse("le DMP du patient est fermé : il n'est pas alimenté")),
            Ok(Existence::Absent) => Err(refuse("le patient n'a pas de DMP : il n'est pas alimenté")),
            Err(e) => Err(erreur(e)),
        }
    }

    /// As the structure, which feeds.
    fn appel<'a>(&'a self, dmp: &'a ClientDmp, seance: &'a Seance<'_>) -> Appel<'a> {
        Appel {
            porte: dmp.sienne(),
            mode: Mode::Indirecte,
            usage: Usage::Normal,
            consulte: false,
            config: &self.config,
            ecarts: &self.ecarts,
            utilisateur: &seance.utilisateur,
            secteur: seance.secteur.as_deref().unwrap_or(&self.config.structure.secteur),
            tirage: seance.tirage(&self.config),
            maintenant: self.config.maintenant(),
        }
    }
}

/// The patient of a document, as it names them.
fn du_document(envoi: &Envoi<'_>) -> Result<Patient, ReponseActe> {
    let ins = envoi.entete.ins.as_ref().map(|i| Patient {
        ins: i.extension.clone(),
        oid: i.racine.clone(),
    });
    ins.ok_or_else(|| refuse("document sans INS utilisable en premier identifiant du patient : le DMP n'est pas alimenté"))
}

pub(super) fn sans_dmp() -> ReponseActe {
    erreur("le DMP n'est pas configuré (`dmp`)")
}

pub(super) fn patient(ins: &InsLocal) -> Patient {
    Patient {
        ins: ins.matricule.clone(),
        oid: ins.oid.clone(),
    }
}
