//! A country of as many patients as documents want, and those documents: put in the registry by its own writing, a round of one document for
//! each patient after another, so that those of a patient lie as far from each other as they would after years.

use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use segur_dmp::DmpReglage;
use segur_dmp::peuplement::{Depot, deposer, ouvrir};
use segur_kit::{ActionRefusee, Banc, Contexte, Point, ReglageBanc, Service, SourceHorloge};
use segur_model::World;
use segur_model::world::{EtatDmp, Ins, Patient};
use segur_xds::registre::{AuteurGarde, Codee, DocumentEntry, SubmissionSet};
use sha1::{Digest as _, Sha1};

use crate::banc::{IGC, MAINTENANT};

/// Documents of a patient.
pub const PAR_PATIENT: usize = 25;
/// Patients whose DMP is read, at most: spread over the country.
pub const LUS: usize = 400;
/// Bytes of a document that may be read; of the others: what a registry costs does not depend on them.
const TAILLES: [usize; 2] = [20_000, 500];
/// Documents written in one go.
const LOT: usize = 1_000;

const OID: &str = "1.2.250.1.213.1.4.10";
/// BIOLOGISTE_1.
pub const LECTEUR: &str = "899900000045";
const XCN: &str = "899900000045^BIOTEST^ALEX^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS";
const XON: &str = "LABORATOIRE DES TILLEULS^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1999900038";

/// What is asked for: so many documents.
#[derive(Clone, Copy)]
pub struct Echelle(pub usize);

impl Echelle {
    pub fn patients(self) -> usize {
        self.0.div_ceil(PAR_PATIENT)
    }

    /// Ranks of the patients whose DMP is read.
    pub fn lus(self) -> impl Iterator<Item = usize> {
        let (patients, lus) = (self.patients(), self.patients().min(LUS));
        (0..lus).map(move |n| n * patients / lus)
    }

    /// The country of the demonstration, and the patients.
    pub fn pays(self) -> Arc<World> {
        let mut monde = segur_world::monde_demo().unwrap();
        let modele = monde.patients.values().find(|p| p.ins.is_some()).unwrap().clone();
        for k in 0..self.patients() {
            let patient = Patient {
                fiche: fiche(k),
                ins: Some(ins(k)),
                dmp: EtatDmp::Ouvert.into(),
                insi: Vec::new(),
                historique: Vec::new(),
                ..modele.clone()
            };
            monde.patients.insert(patient.fiche.clone(), patient);
        }
        Arc::new(monde)
    }
}

fn fiche(k: usize) -> String {
    format!("ECHELLE_{k:06}")
}

/// Of a commune that no department has.
fn ins(k: usize) -> Ins {
    let (an, mois, ordre) = (k / 999 / 12, k / 999 % 12 + 1, k % 999 + 1);
    let matricule = format!("1{an:02}{mois:02}75999{ordre:03}");
    let cle = format!("{:02}", segur_ids::cle_ins(&matricule).unwrap());
    Ins {
        matricule,
        cle,
        oid: OID.to_owned(),
    }
}

/// INS and OID of a patient.
pub fn patient(k: usize) -> (&'static str, &'static str) {
    (ins(k).complet().leak(), OID)
}

/// `uniqueId` of a document.
pub fn unique_id(k: usize, rang: usize) -> String {
    format!("1.2.250.1.999.2.{k}.{rang}")
}

/// Puts the documents in a folder of data, which is new.
pub async fn remplir(dossier: &Path, echelle: Echelle) {
    let guichet = Arc::new(Guichet::default());
    let monde = echelle.pays();
    let services: Vec<Arc<dyn Service>> = vec![segur_dmp::service(DmpReglage::default()), guichet.clone()];
    let banc = Banc::demarrer(reglage(dossier, monde), services, &[]).await.unwrap();
    let ctx = guichet.0.lock().unwrap().clone().unwrap();
    let patients = echelle.patients();
    let fiches: Vec<String> = (0..patients).map(fiche).collect();
    for lot in fiches.chunks(LOT) {
        let effet = ouvrir(LECTEUR, lot.iter().map(String::as_str), "20260101080000");
        ctx.changer(effet).await.unwrap();
    }
    let mut lus = vec![false; patients];
    echelle.lus().for_each(|k| lus[k] = true);
    let documents: Vec<(usize, usize)> = (0..PAR_PATIENT).flat_map(|rang| (0..patients).map(move |k| (k, rang))).collect();
    for lot in documents[..echelle.0].chunks(LOT) {
        let depots = lot.iter().map(|&(k, rang)| depot(k, rang, TAILLES[usize::from(!lus[k])]));
        ctx.changer(deposer(depots.collect())).await.unwrap();
    }
    drop(ctx);
    guichet.0.lock().unwrap().take();
    banc.arreter().await;
}

/// A bench on this folder, its clock stopped.
pub fn reglage(dossier: &Path, monde: Arc<World>) -> ReglageBanc {
    let mut reglage = ReglageBanc::nouveau(monde, IGC.clone());
    reglage.horloge = SourceHorloge::Figee(MAINTENANT);
    reglage.donnees = Some(dossier.to_owned());
    reglage
}

/// A service that does nothing but keep what the kit lends to services.
#[derive(Default)]
struct Guichet(Mutex<Option<Contexte>>);

#[async_trait]
impl Service for Guichet {
    fn nom(&self) -> &'static str {
        "guichet"
    }

    fn points(&self) -> Vec<Point> {
        Vec::new()
    }

    fn ouvert(&self, ctx: &Contexte) {
        *self.0.lock().unwrap() = Some(ctx.clone());
    }

    async fn action(&self, _: &Contexte, action: &str, _: serde_json::Value) -> Result<serde_json::Value, ActionRefusee> {
        Err(ActionRefusee::Inconnue(action.to_owned()))
    }

    fn remettre_a_zero(&self, _: &str) {}
}

/// Types that the biologist may read, of several years.
const TYPES: [(&str, &str, &str); 4] = [
    ("10", "11502-2", "CR d'examens biologiques"),
    ("11", "34112-3", "CR hospitalier"),
    ("31", "18748-4", "CR d'imagerie médicale"),
    ("42", "57833-6", "Prescription de produits de santé"),
];

fn depot(k: usize, rang: usize, taille: usize) -> Depot {
    let mut texte = format!("Document {rang} du patient {k}. ");
    while texte.len() < taille {
        texte.push_str("Une ligne du compte rendu, telle qu'une personne la lit. ");
    }
    texte.truncate(taille);
    let octets = Bytes::from(texte);
    let (ins, oid) = (ins(k).complet(), OID);
    let cx = format!("{ins}^^^&{oid}&ISO^NH");
    let (classe, genre, libelle) = TYPES[rang % TYPES.len()];
    let date = format!("{}{:02}15083000", 2020 + rang % 6, rang % 12 + 1);
    let auteur = || AuteurGarde {
        personnes: vec![XCN.to_owned()],
        institutions: vec![XON.to_owned()],
        roles: Vec::new(),
        specialites: vec!["G15_10/SM03^Médecin - Biologie médicale (SM)^1.2.250.1.213.1.1.4.5".to_owned()],
    };
    let codee = |code: &str, systeme: &str, libelle: &str| Codee {
        code: code.to_owned(),
        systeme: systeme.to_owned(),
        libelle: libelle.to_owned(),
    };
    let document = DocumentEntry {
        mime_type: "text/xml".to_owned(),
        titre: format!("{libelle} n° {rang}"),
        creation: date.clone(),
        langue: "fr-FR".to_owned(),
        responsable: vec![XCN.to_owned()],
        debut_acte: date.clone(),
        source_patient: format!("IPP{k}^^^&1.2.250.1.999.7&ISO^PI"),
        patient: cx.clone(),
        unique_id: unique_id(k, rang),
        condensat: hex::encode(Sha1::digest(&octets)),
        taille: octets.len() as u64,
        auteurs: vec![auteur()],
        classe: codee(classe, "1.2.250.1.213.1.1.4.1", libelle),
        type_code: codee(genre, "2.16.840.1.113883.6.1", libelle),
        confidentialite: vec![codee("N", "2.16.840.1.113883.5.25", "Normal")],
        format: codee(
            "urn:ihe:iti:xds-sd:text:2008",
            "1.3.6.1.4.1.19376.1.2.3",
            "Document à corps non structuré",
        ),
        secteur: codee("SA25", "1.2.250.1.71.4.2.4", "Laboratoire de biologie médicale"),
        cadre: codee("AMBULATOIRE", "1.2.250.1.213.1.1.4.9", "Ambulatoire"),
        ..DocumentEntry::default()
    };
    let soumission = SubmissionSet {
        titre: document.titre.clone(),
        heure: date,
        auteurs: vec![auteur()],
        contenu: codee("07", "1.2.250.1.213.2.2", "Consultation"),
        patient: cx,
        source: "1.2.250.1.999.2".to_owned(),
        unique_id: format!("1.2.250.1.999.3.{k}.{rang}"),
        ..SubmissionSet::default()
    };
    Depot {
        fiche: fiche(k),
        uuids: [1, 2, 3].map(|n| format!("urn:uuid:ec{k:06x}-{rang:04x}-4000-8000-00000000000{n}")),
        document,
        soumission,
        octets,
    }
}
