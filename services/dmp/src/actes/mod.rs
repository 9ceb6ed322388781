//! What each transaction does, one kind a file: over the registry as committed, it gives an answer and what changes. None of it waits.

mod alimentation;
mod autorisation;
mod consultation;
mod criteres;
mod existence;
mod gestion;
mod listes;
mod patients;
mod recherche;

pub(crate) use alimentation::sha1_hexa;
pub(crate) use autorisation::{ajout, retrait};
pub(crate) use consultation::DEPOTS;
pub(crate) use existence::SANS_AUTORISATION;
pub(crate) use listes::profession_dite;

use std::fmt::Display;
use std::sync::Arc;

use bytes::Bytes;
use segur_kit::rusqlite::{self, Connection};
use segur_kit::{Contexte, Morceau};
use segur_model::world::{Dmp, Patient};
use segur_model::{Finding, Location, Rule};
use segur_saml::vihf::regles::{PATIENT_CORPS, PATIENT_OID_CORPS};
use segur_xds::ReponseRegistre;
use segur_xds::demande::Habilitation;
use segur_xds::echange::{Corps, DmpLu};
use segur_xds::psc;
use segur_xds::reponses::DocumentRendu;
use time::OffsetDateTime;

use crate::causes::{Cause, Codes, Refus};
use crate::demandeur::{Demandeur, Droits};
use crate::fautes::{self, FauteDmp};
use crate::registre::{Changements, Contenu, Registre};

/// A request, and what is around it.
pub(crate) struct Affaire {
    pub ctx: Contexte,
    pub lu: Arc<DmpLu>,
    pub demandeur: Demandeur,
    pub codes: Codes,
    /// Rules that refuse nothing.
    pub tolerances: Vec<String>,
    /// What is wrong with the message.
    pub constats: Vec<Finding>,
    /// Rank of the request, and its instant on the bench clock.
    pub rang: u64,
    pub instant: OffsetDateTime,
    /// Where the documents of a lot are in the request, by their rank in it; none: they are in no body as they stand.
    pub morceaux: Vec<Option<Morceau>>,
    /// Patient of the VIHF: INS and OID.
    pub patient_du_vihf: Option<(String, String)>,
    /// Whether entries of signatures are given back by searches.
    pub montre_signatures: bool,
    /// A scenario asks that nobody has a DMP.
    pub sans_dmp: bool,
}

/// What is answered.
#[derive(Debug)]
pub(crate) enum Rendu {
    /// A body, and its action.
    Corps(String, String),
    /// Documents, each with where its bytes are.
    Documents(ReponseRegistre, Vec<(DocumentRendu, Contenu)>),
    /// A fault.
    Faute(FauteDmp),
}

/// How a request ends.
#[derive(Debug)]
pub(crate) struct Issue {
    pub rendu: Rendu,
    pub changements: Changements,
    /// The operation, when the registry alone can tell.
    pub operation: Option<&'static str>,
    /// The rule on which it is refused.
    pub refus: Option<String>,
}

impl Issue {
    fn corps(action: &str, corps: String) -> Self {
        Self::de(Rendu::Corps(action.to_owned(), corps))
    }

    fn faute(sous_code: &str, precision: &str) -> Self {
        Self::de(Rendu::Faute(fautes::faute(sous_code, precision)))
    }

    fn de(rendu: Rendu) -> Self {
        Self {
            rendu,
            changements: Changements::default(),
            operation: None,
            refus: None,
        }
    }

    fn sur(mut self, regle: Rule) -> Self {
        self.refus = Some(regle.id.to_owned());
        self
    }

    fn avec(mut self, changements: Changements) -> Self {
        self.changements = changements;
        self
    }

    fn operation(mut self, operation: &'static str) -> Self {
        self.operation = Some(operation);
        self
    }
}

type Jouee<T> = rusqlite::Result<T>;

/// Plays a request.
pub(crate) fn jouer(affaire: &Affaire, c: &Connection) -> Jouee<Issue> {
    let r = &Registre(c);
    match affaire.lu.corps() {
        Corps::Test(lu, _) => existence::jouer(affaire, r, lu.as_ref().as_ref()),
        Corps::Lot(lu, parties, _) => lisible(lu.lot(), |lot| alimentation::jouer(affaire, r, lot, parties)),
        Corps::Habilitation(lue) => lisible(lue.valeur.as_ref(), |h| autorisation::jouer(affaire, r, h)),
        Corps::Patients(lue) => lisible(lue.valeur.as_ref(), |p| patients::jouer(affaire, r, p)),
        Corps::Recherche(lue) => lisible(lue.valeur.as_ref(), |q| recherche::jouer(affaire, r, q)),
        Corps::Retrait(lue) => lisible(lue.valeur.as_ref(), |q| consultation::jouer(affaire, r, q)),
        Corps::MiseAJour(lue) => lisible(lue.valeur.as_ref(), |m| gestion::jouer(affaire, r, m)),
        Corps::Rien => Ok(Issue::faute(fautes::ILLISIBLE, "")),
    }
}

/// Plays what could be read; else the fault that says why it could not.
fn lisible<T, E: Display>(lu: Result<&T, E>, jouer: impl FnOnce(&T) -> Jouee<Issue>) -> Jouee<Issue> {
    match lu {
        Ok(lu) => jouer(lu),
        Err(illisible) => Ok(Issue::faute(fautes::ILLISIBLE, &illisible.to_string())),
    }
}

/// The DMP of a patient, as it is now, and what who asks may do there.
struct Dossier<'a> {
    patient: &'a Patient,
    droits: Droits,
}

/// What a message names is not the patient of its VIHF.
struct AutrePatient {
    erreur: segur_xds::ErreurRegistre,
    /// The rule on which it is refused.
    regle: Option<String>,
}

impl Affaire {
    /// A UUID with its prefix, drawn from this.
    fn urn(&self, but: &str, rang: u64) -> String {
        format!("urn:uuid:{}", self.ctx.uuid(but, rang))
    }

    /// A UUID of the answer: of the request that it answers, and of its rank.
    fn uuid(&self, but: &str) -> String {
        let message = self.lu.adressage().message_id.as_deref().unwrap_or_default();
        self.ctx.uuid(&format!("{but} {message}"), self.rang)
    }

    /// The present instant, `aaaaMMjjhhmmss`, UTC.
    fn maintenant(&self) -> String {
        crate::prerempli::utc(self.instant)
    }

    /// Whether a rule refuses nothing.
    fn tolere(&self, regle: &str) -> bool {
        self.tolerances.iter().any(|t| t == regle)
    }

    /// Every patient that it is about: of the VIHF, of a test of existence; for the list of those whom somebody may read, all that have an
    /// authorisation from the start.
    pub fn patients(&self) -> Vec<&Patient> {
        let listes = match self.lu.corps() {
            Corps::Habilitation(lue) if matches!(lue.valeur, Ok(Habilitation::Patients { .. })) => self.ctx.monde.patients.values(),
            _ => Default::default(),
        };
        let du_test = match self.lu.corps() {
            Corps::Test(lu, _) => lu.as_ref().as_ref().ok().and_then(|t| {
                let (ins, oid) = (t.patient.as_ref()?, t.oid.as_ref()?);
                crate::dossiers::patient(&self.ctx.monde, &ins.valeur, &oid.valeur)
            }),
            _ => None,
        };
        let listes = listes.filter(|p| !p.dmp.autorisations.is_empty());
        self.patient().into_iter().chain(du_test).chain(listes).collect()
    }

    /// The patient of the VIHF.
    fn patient(&self) -> Option<&Patient> {
        let (ins, oid) = self.patient_du_vihf.as_ref()?;
        crate::dossiers::patient(&self.ctx.monde, ins, oid)
    }

    fn dmp(&self, r: &Registre<'_>, patient: &Patient) -> Jouee<Dmp> {
        crate::dossiers::etat(r, patient)
    }

    /// The DMP of the patient of the VIHF, open, and the rights there; or why not.
    fn dossier(&self, r: &Registre<'_>) -> Jouee<Result<Dossier<'_>, Refus>> {
        if self.patient_du_vihf.is_none() {
            return Ok(Err(Refus::nouveau(Cause::SansPatient, "")));
        }
        let Some(patient) = self.patient() else {
            let ins = self.patient_du_vihf.as_ref().map(|p| p.0.as_str()).unwrap_or_default();
            return Ok(Err(Refus::nouveau(Cause::Absent, format!("INS {ins}."))));
        };
        let dmp = self.dmp(r, patient)?;
        if let Err(refus) = crate::dossiers::ouvert(&dmp) {
            return Ok(Err(refus));
        }
        let droits = Droits::lire(r, &self.ctx.monde, &self.demandeur, &patient.fiche, &dmp)?;
        Ok(droits.map(|droits| Dossier { patient, droits }))
    }

    /// A refusal, as an error of the registry.
    fn erreur(&self, refus: &Refus) -> segur_xds::ErreurRegistre {
        let (code, contexte) = self.codes.dire(refus);
        segur_xds::ErreurRegistre {
            code,
            contexte,
            avertissement: false,
            lieu: refus.lieu.clone(),
        }
    }

    /// Whether an identifier is that of the patient of this DMP; else the error, and the rule that the message breaks when it is among its
    /// findings. `nomme`: what names it, and where.
    fn du_dossier(
        &self,
        dossier: &Dossier<'_>,
        (ins, oid): (&str, &str),
        nomme: &str,
        lieu: Option<&Location>,
    ) -> Result<(), AutrePatient> {
        let vise = crate::dossiers::patient(&self.ctx.monde, ins, oid);
        if vise.is_some_and(|p| p.fiche == dossier.patient.fiche) {
            return Ok(());
        }
        let mut constats = self.constats.iter().map(|c| &c.rule);
        let regle = constats.find(|r| [PATIENT_CORPS.id, PATIENT_OID_CORPS.id, psc::PATIENT_CORPS.id].contains(&r.as_str()));
        Err(AutrePatient {
            erreur: segur_xds::ErreurRegistre {
                code: "XDSPatientIdDoesNotMatch".to_owned(),
                contexte: format!("{nomme}, resource-id du VIHF : un autre patient."),
                avertissement: false,
                lieu: lieu.map(|l| l.path.clone()),
            },
            regle: regle.cloned(),
        })
    }

    /// Bytes of a document of the lot, to keep.
    fn contenu(&self, rang: usize, octets: &Bytes, changements: &mut Changements) -> Contenu {
        let morceau = self.morceaux.get(rang).cloned().flatten().unwrap_or_else(|| {
            changements.garder(octets.clone());
            Morceau::entier(octets)
        });
        Contenu::Depose(morceau)
    }
}
