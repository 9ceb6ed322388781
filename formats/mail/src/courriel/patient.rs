//! The patient of an archive: who the metadata say it is, and whether the identity is qualified.

use segur_cda::Cda;
use segur_dialecte::{Lu as _, Traits};
use segur_ids::{Nature, oid_ins};

use crate::xdm::XdmLu;

/// The patient of an archive: the receiver takes it from `patientId` of the metadata, and its traits from the documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patient {
    /// Number of `patientId`, as written: 15 characters for an INS.
    pub ins: String,
    /// Its OID.
    pub oid: String,
    /// Birth name.
    pub nom: String,
    /// First given name.
    pub prenom: String,
    /// `AAAAMMJJ`.
    pub naissance: String,
    /// Sex.
    pub sexe: String,
}

impl Patient {
    /// The patient of an archive; none when neither its metadata nor its documents name one.
    #[must_use]
    pub fn de(archive: &XdmLu) -> Option<Self> {
        let mut patient = Self::default();
        if let Some((ins, oid)) = identifiants(archive).next() {
            (patient.ins, patient.oid) = (ins, oid);
        }
        let cda = archive.documents_lus().find_map(|(_, d)| d.cda().ok());
        if let Some(cda) = cda {
            patient.completer(cda);
        }
        (!patient.ins.is_empty() || !patient.nom.is_empty()).then_some(patient)
    }

    /// The number of every patient that the metadata name, each once.
    pub(crate) fn tous(archive: &XdmLu) -> Vec<String> {
        identifiants(archive).fold(Vec::new(), |mut tous, (ins, _)| {
            if !tous.contains(&ins) {
                tous.push(ins);
            }
            tous
        })
    }

    fn completer(&mut self, cda: &Cda) {
        let t = &cda.traits;
        let valeur = |c: &Option<segur_model::Champ>| c.as_ref().map(|c| c.valeur.clone()).unwrap_or_default();
        self.nom = valeur(&t.nom);
        let premier = valeur(&t.premier);
        self.prenom = if premier.is_empty() {
            valeur(&t.prenoms).split_whitespace().next().unwrap_or_default().to_owned()
        } else {
            premier
        };
        self.naissance = valeur(&t.naissance).chars().take(8).collect();
        self.sexe = valeur(&t.sexe);
    }

    /// Whether its identity is qualified: matricule with its key, OID of an INS, birth name, first given name, birth date and sex.
    #[must_use]
    pub fn qualifie(&self) -> bool {
        let ins = oid_ins(&self.oid).is_some_and(|o| o.nature != Nature::InsC);
        ins && super::matricule_juste(&self.ins) && [&self.nom, &self.prenom, &self.naissance, &self.sexe].iter().all(|t| !t.is_empty())
    }

    /// Its traits, as a PDF is compared with them.
    pub(crate) fn traits(&self) -> Traits {
        let jour = |t: &str| match (t.get(..4), t.get(4..6), t.get(6..8)) {
            (Some(a), Some(m), Some(j)) => format!("{a}-{m}-{j}"),
            _ => String::new(),
        };
        Traits {
            matricule: self.ins.clone(),
            oid: self.oid.clone(),
            nom_naissance: self.nom.clone(),
            prenoms: self.prenom.clone(),
            date_naissance: jour(&self.naissance),
            sexe: self.sexe.clone(),
            lieu_naissance: String::new(),
        }
    }
}

/// Whether a document of the archive says the INS with the traits that qualify it.
pub(crate) fn porte_un_ins_qualifie(archive: &XdmLu) -> bool {
    archive.documents_lus().filter_map(|(_, d)| d.cda().ok()).any(|cda| {
        let t = &cda.traits;
        let traits = t.nom.is_some() && (t.premier.is_some() || t.prenoms.is_some()) && t.naissance.is_some() && t.sexe.is_some();
        let ins = cda.patients.iter().any(|i| {
            oid_ins(&i.racine).is_some_and(|o| o.nature != Nature::InsC) && i.extension.as_deref().is_some_and(super::matricule_juste)
        });
        traits && ins
    })
}

/// Number and OID of each `patientId` of the metadata.
fn identifiants(archive: &XdmLu) -> impl Iterator<Item = (String, String)> {
    let tous = archive.lots().flat_map(|l| {
        l.soumissions
            .iter()
            .flat_map(|s| &s.patient)
            .chain(l.entrees.iter().flat_map(|e| &e.patient))
    });
    tous.filter_map(|c| cx(&c.valeur))
}

/// Number and OID of `<INS>^^^&<OID>&ISO^NH`.
fn cx(valeur: &str) -> Option<(String, String)> {
    let mut champs = valeur.split('^');
    let numero = champs.next()?.trim().to_owned();
    let autorite = champs.nth(2).unwrap_or_default();
    let oid = autorite.split('&').nth(1).unwrap_or_default().to_owned();
    (!numero.is_empty()).then_some((numero, oid))
}

/// The codes of the documents that the archive carries, in order.
pub(crate) fn codes(archive: &XdmLu) -> Vec<String> {
    let documents = archive
        .faits()
        .entrees
        .get(crate::xdm::LISTE)
        .map(Vec::as_slice)
        .unwrap_or_default();
    documents.iter().filter_map(|f| f.get("cda.type")?.first().cloned()).collect()
}
