//! The gateway of the mode « API PSC » (`dmp.psc`): it takes the messages of the DMP without a VIHF, under an access token of Pro Santé Connect,
//! makes the VIHF, and hands the message to the code that answers `dmp.lps`. What is known of it comes from try-outs of the ANS
//! ([`segur_xds::psc`]); the rest is a setting ([`ApiPscReglage`]).

mod patient;
mod refus;
mod reglage;
mod situation;
mod vihf;

use std::sync::Arc;

use segur_kit::{Contexte, Reponse, Requete};
use segur_xds::echange::DmpLu;
use segur_xds::operations;
use segur_xds::psc::{ENTETE_SITUATION, ENTETE_VIHF, ecrire_entete, lire_vihf};

pub use reglage::{ApiPscReglage, DroitsDeleguee, ModePsc};

use crate::dossiers;
use crate::message::Demande;
use crate::service::Dmp;
use refus::Refusee;

/// Name of the endpoint.
pub(crate) const POINT: &str = "psc";

/// OID of an INS whose patient the world has not: that of test, which the try-outs always write.
const OID_ESSAI: &str = "1.2.250.1.213.1.4.10";
/// Transactions that target no patient.
const SANS_PATIENT: [&str; 2] = [operations::TD04, operations::TD05];

/// What the gateway makes of a request.
pub(crate) enum Passage {
    /// It goes on to the DMP, with the VIHF that the answer shows.
    Passe(Demande, Option<String>),
    /// It stops there.
    Arrete(Demande, Box<Refusee>),
}

impl Passage {
    /// Lets a request through, or not.
    pub async fn de(service: &Dmp, ctx: &Contexte, requete: &Requete, demande: Demande) -> Self {
        let reglage = &service.reglage.api_psc;
        if !reglage.ouverte {
            return Self::Arrete(demande, Box::new(Refusee::Fermee));
        }
        let Demande::Message(lu) = &demande else {
            return Self::Passe(demande, None);
        };
        match faire(service, ctx, requete, lu).await {
            // What cannot be read has no header to put it in: the DMP says why.
            Ok(_) if lu.refus().is_some() => Self::Passe(demande, None),
            Ok((lu, texte)) => Self::Passe(Demande::Message(Arc::new(lu)), Some(ecrire_entete(&texte))),
            Err(refusee) => Self::Arrete(demande, Box::new(refusee)),
        }
    }
}

/// The message with its VIHF, and the VIHF.
async fn faire(service: &Dmp, ctx: &Contexte, requete: &Requete, lu: &DmpLu) -> Result<(DmpLu, String), Refusee> {
    let reglage = &service.reglage.api_psc;
    let jeton = porteur(requete).ok_or(Refusee::SansJeton)?;
    let porteur = service.cles_psc.ouvrir(ctx, reglage.jwks.as_deref(), jeton).await?;
    if !porteur.est_du_royaume() {
        let iss = porteur.jeton.texte("iss").unwrap_or_default();
        return Err(Refusee::Royaume(iss.chars().take(200).collect()));
    }
    let personne = ctx.monde.professionnel(&porteur.qui);
    let personne = personne.ok_or_else(|| Refusee::Personne(porteur.qui.chars().take(60).collect()))?;
    let exercices = personne.exercices();
    let exercice = situation::choisir(&exercices, requete.entete(ENTETE_SITUATION))?;
    let patient = match patient::lire(requete, &reglage.entetes_patient()) {
        Err(patient::PatientRefuse::Absent(_)) if SANS_PATIENT.contains(&lu.operation()) => None,
        lu => Some(lu?),
    };
    if lu.porte_un_vihf() {
        return Err(Refusee::Vihf);
    }
    let structure = ctx.monde.structures.get(&reglage.structure);
    let structure = structure.ok_or_else(|| Refusee::Structure(reglage.structure.clone()))?;
    let appel = vihf::Appel {
        porteur: &porteur,
        personne,
        exercice,
        patient: patient.map(|ins| {
            let connu = dossiers::par_ins(&ctx.monde, &ins).and_then(|p| p.ins.as_ref());
            let oid = connu.map_or(OID_ESSAI, |i| i.oid.as_str()).to_owned();
            (ins, oid)
        }),
        structure,
        mode: reglage.mot(),
    };
    let texte = vihf::ecrire(ctx, requete, &appel)?;
    let fait = lire_vihf(&texte).ok_or(Refusee::Relecture)?;
    Ok((lu.avec_vihf(fait), texte))
}

/// The token of `Authorization: Bearer`.
fn porteur(requete: &Requete) -> Option<&str> {
    let (schema, jeton) = requete.entete("authorization")?.split_once(' ')?;
    let jeton = jeton.trim();
    (schema.eq_ignore_ascii_case("bearer") && !jeton.is_empty()).then_some(jeton)
}

/// The answer with the VIHF that was made.
pub(crate) fn montrer(reponse: Reponse, vihf: Option<String>) -> Reponse {
    match vihf {
        Some(vihf) => reponse.entete(ENTETE_VIHF, vihf),
        None => reponse,
    }
}
