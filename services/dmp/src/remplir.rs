//! The DMP of a patient as it is before anybody acts on it: documents of `prerempli`, authorisations of the world. Written in the registry of
//! an espace the first time that somebody comes for that patient.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use segur_kit::{Contexte, JournalError};
use segur_model::World;
use segur_model::world::Patient;
use segur_xds::ns;
use segur_xds::registre::{AuteurGarde, Codee, Disponibilite, DocumentEntry, Liaison, SubmissionSet};

use crate::actes::DEPOTS;
use crate::dossiers;
use crate::par_monde::ParMonde;
use crate::prerempli::{self, Document};
use crate::registre::{Autorisation, Changements, Contenu, Entree, Fond, Lien, Lot, Registre};

/// `sourceId` of the lots that were there from the start.
const SOURCE: &str = "1.2.250.1.213.4.1.1.1.9";

/// What was done in each espace.
#[derive(Default)]
pub(crate) struct Remplissages(Mutex<BTreeMap<String, Espace>>);

#[derive(Default)]
struct Espace {
    epoque: u64,
    faits: BTreeSet<String>,
}

impl Remplissages {
    /// The espace is read, under this epoque.
    pub fn charger(&self, espace: &str, epoque: u64) {
        let neuf = Espace {
            epoque,
            faits: BTreeSet::new(),
        };
        self.verrou().insert(espace.to_owned(), neuf);
    }

    pub fn oublier(&self, espace: &str) {
        self.verrou().remove(espace);
    }

    /// The epoque under which the espace is read.
    pub fn epoque(&self, espace: &str) -> u64 {
        self.verrou().get(espace).map_or(0, |e| e.epoque)
    }

    /// The DMP of a patient holds what it has from the start, when this returns.
    pub async fn assurer(&self, ctx: &Contexte, patient: &Patient) -> Result<(), JournalError> {
        let fiche = patient.fiche.clone();
        if self.verrou().get(&ctx.espace).is_some_and(|e| e.faits.contains(&fiche)) {
            return Ok(());
        }
        let epoque = self.epoque(&ctx.espace);
        let (monde, rempli, uuid) = (ctx.monde.clone(), patient.clone(), uuids(ctx));
        let changements = ctx.consulter(move |c| {
            let fait = Registre(c).est_rempli(&rempli.fiche)?;
            Ok((!fait).then(|| changements(&monde, &rempli, &uuid)))
        });
        if let Some(effet) = changements.await?.and_then(|c| c.effet(epoque)) {
            match ctx.changer(effet).await {
                // Another request was there before.
                Ok(()) | Err(JournalError::Perime) => {}
                Err(e) => return Err(e),
            }
        }
        if let Some(e) = self.verrou().get_mut(&ctx.espace).filter(|e| e.epoque == epoque) {
            e.faits.insert(fiche);
        }
        Ok(())
    }

    fn verrou(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Espace>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Draws the identifiers of the registry for what is there from the start.
fn uuids(ctx: &Contexte) -> impl Fn(&str) -> String + Send + 'static {
    let ctx = ctx.clone();
    move |but| format!("urn:uuid:{}", ctx.uuid(but, 0))
}

fn changements(monde: &Arc<World>, patient: &Patient, uuid: &dyn Fn(&str) -> String) -> Changements {
    let mut c = Changements::default();
    c.remplir(&patient.fiche);
    for a in &patient.dmp.autorisations {
        let Some(porteur) = dossiers::porteur(monde, &a.de) else { continue };
        let date = |jour: &str| format!("{}080000", jour.replace('-', ""));
        let nouvelle = Autorisation {
            etat: Some(a.etat),
            medecin_traitant: patient.dmp.medecin_traitant.as_ref() == Some(&a.de),
            debut: date(&a.depuis),
            derniere_action: date(a.derniere_action.as_deref().unwrap_or(&a.depuis)),
        };
        c.autoriser(porteur, &patient.fiche, None, nouvelle);
    }
    let documents = documents(monde);
    let siens = || documents.iter().filter(|d| d.patient == patient.fiche);
    let mut lots = BTreeSet::new();
    for d in siens() {
        let (entree, octets) = (uuid(&format!("dmp.entryUUID {}", d.unique_id)), d.contenu());
        c.prendre(&d.unique_id);
        let fond = Fond {
            document: metadonnees(d, &octets),
            depot: depot(d).to_owned(),
            contenu: Contenu::Prerempli(d.unique_id.clone()),
        };
        c.ajouter(Entree {
            statut: statut(d.statut),
            ..Entree::premiere(&entree, &patient.fiche, fond)
        });
        let lot = uuid(&format!("dmp.lot {}", d.lot));
        if lots.insert(d.lot.clone()) {
            c.prendre(&d.lot);
            c.ajouter_lot(Lot {
                uuid: lot.clone(),
                fiche: patient.fiche.clone(),
                soumission: soumission(d),
            });
        }
        let mut lier = |genre: &str, source: &str, cible: &str| {
            c.lier(Lien {
                uuid: uuid(&format!("dmp.association {genre} {source} {cible}")),
                fiche: patient.fiche.clone(),
                liaison: Liaison::entre(genre, source, cible),
            });
        };
        lier(ns::HAS_MEMBER, &lot, &entree);
        if let Some(ancien) = siens().find(|a| Some(&a.unique_id) == d.remplace.as_ref()) {
            lier(ns::RPLC, &entree, &uuid(&format!("dmp.entryUUID {}", ancien.unique_id)));
        }
    }
    c
}

/// The documents of a country, made once: their bytes are not there.
fn documents(monde: &Arc<World>) -> Arc<Vec<Document>> {
    static FAITS: ParMonde<Vec<Document>> = ParMonde::nouveau();
    FAITS.de(monde, prerempli::charger)
}

fn statut(statut: prerempli::Statut) -> Disponibilite {
    match statut {
        prerempli::Statut::Approuve => Disponibilite::Approved,
        prerempli::Statut::Archive => Disponibilite::Archived,
        prerempli::Statut::Remplace => Disponibilite::Deprecated,
    }
}

/// The DMP keeps its vaccination history in a repository of its own (kit C# du GIE): no client may have only one in mind.
fn depot(d: &Document) -> &'static str {
    let [ordinaire, vaccins] = DEPOTS;
    if d.type_code.code == "11369-6" { vaccins } else { ordinaire }
}

fn codee(c: &prerempli::Code) -> Codee {
    Codee {
        code: c.code.clone(),
        systeme: c.systeme.clone(),
        libelle: c.libelle.clone(),
    }
}

fn auteur(d: &Document) -> AuteurGarde {
    AuteurGarde {
        personnes: vec![d.auteur.personne.clone()],
        institutions: d.auteur.institution.clone().into_iter().collect(),
        roles: d.auteur.role.clone().into_iter().collect(),
        specialites: vec![d.auteur.specialite.clone()],
    }
}

fn metadonnees(d: &Document, octets: &[u8]) -> DocumentEntry {
    DocumentEntry {
        mime_type: d.mime.to_owned(),
        titre: d.titre.clone(),
        commentaire: String::new(),
        creation: prerempli::utc(d.creation),
        langue: d.langue.to_owned(),
        responsable: vec![d.responsable_legal.clone()],
        debut_acte: prerempli::utc(d.debut),
        fin_acte: d.fin.map(prerempli::utc).unwrap_or_default(),
        source_patient: d.source_patient.clone(),
        infos_patient: d.source_patient_info.clone(),
        patient: d.patient_id.clone(),
        unique_id: d.unique_id.clone(),
        condensat: crate::actes::sha1_hexa(octets),
        taille: octets.len() as u64,
        references: d.references.clone(),
        auteurs: vec![auteur(d)],
        classe: codee(&d.class_code),
        type_code: codee(&d.type_code),
        confidentialite: d.confidentialites.iter().map(codee).collect(),
        format: codee(&d.format_code),
        secteur: codee(&d.secteur),
        cadre: codee(&d.cadre),
        evenements: d.actes.iter().map(codee).collect(),
    }
}

/// The lot of a document. Its kind of content is not in the data: a consultation, for all.
fn soumission(d: &Document) -> SubmissionSet {
    SubmissionSet {
        titre: d.titre.clone(),
        commentaire: String::new(),
        heure: prerempli::utc(d.soumission),
        auteurs: vec![auteur(d)],
        contenu: Codee {
            code: "07".to_owned(),
            systeme: "1.2.250.1.213.2.2".to_owned(),
            libelle: "Consultation".to_owned(),
        },
        patient: d.patient_id.clone(),
        source: SOURCE.to_owned(),
        unique_id: d.lot.clone(),
    }
}

/// The bytes of a document, wherever they are; of one that was there from the start and whose data are gone, none.
pub(crate) async fn octets(ctx: &Contexte, contenu: &Contenu) -> Result<Bytes, JournalError> {
    match contenu {
        Contenu::Depose(morceau) => ctx.lire(morceau).await,
        Contenu::Prerempli(id) => {
            let documents = documents(&ctx.monde);
            let connu = documents.iter().find(|d| d.unique_id == *id);
            Ok(connu.map(|d| d.contenu().into()).unwrap_or_default())
        }
    }
}
