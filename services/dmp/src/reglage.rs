//! `dmp.regler`: what a person changes of the DMP of a patient between two acts of a candidate, or of the parameters that the DMP publishes.

use segur_kit::{ActionRefusee, Contexte};
use segur_model::world::{Dmp, EtatAutorisation, EtatDmp, Fermeture, Opposition};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::actes::horodate;
use crate::dossiers;
use crate::parametres::{self, Parametres};
use crate::registre::{Autorisation, Changements, Registre};

/// What is asked. What is not said stays.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
struct Demande {
    /// Fiche of the patient.
    patient: Option<String>,
    etat: Option<EtatDmp>,
    fermeture: Option<Fermeture>,
    rattache_ens: Option<bool>,
    compte_internet: Option<bool>,
    oppositions: Option<Vec<Opposition>>,
    /// Fiche of a professional; empty: none.
    medecin_traitant: Option<String>,
    /// Fiche of a professional or of a structure, and what it becomes.
    autorisation: Option<AutorisationDemandee>,
    parametres: Option<parametres::Reglage>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AutorisationDemandee {
    de: String,
    etat: EtatDemande,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EtatDemande {
    Aucune,
    Valide,
    Expire,
    Interdit,
}

/// Carries it out.
pub(crate) async fn regler(ctx: &Contexte, epoque: u64, parametres: Value) -> Result<Value, ActionRefusee> {
    let demande: Demande = serde_json::from_value(parametres).map_err(|e| ActionRefusee::Parametres(format!("dmp.regler : {e}")))?;
    let etat_demande = demande.autorisation.as_ref().map(|a| porteur(ctx, &a.de)).transpose()?;
    if let Some(fiche) = demande
        .medecin_traitant
        .as_ref()
        .filter(|f| !f.is_empty() && !ctx.monde.professionnels.contains_key(*f))
    {
        return Err(ActionRefusee::Parametres(format!(
            "« {fiche} » n'est la fiche d'aucun professionnel (« segur-bench identites »)."
        )));
    }
    let patient = match &demande.patient {
        Some(fiche) => Some(ctx.monde.patients.get(fiche).cloned().ok_or_else(|| {
            ActionRefusee::Parametres(format!("« {fiche} » n'est la fiche d'aucun patient (« segur-bench identites »)."))
        })?),
        None if demande.parametres.is_some() => None,
        None => {
            return Err(ActionRefusee::Parametres(
                "donnez « patient » (une fiche), ou « parametres ».".to_owned(),
            ));
        }
    };
    let maintenant = horodate(ctx.horloge.maintenant());
    let (changements, dit) = ctx
        .consulter(move |c| {
            let r = Registre(c);
            let mut changements = Changements::default();
            let mut dit = json!({});
            if let Some(reglage) = &demande.parametres {
                let mut p: Parametres = r.regle(dossiers::PARAMETRES)?.unwrap_or_default();
                p.regler(reglage);
                changements.regler(dossiers::PARAMETRES, &p);
                dit["parametres"] = serde_json::to_value(&p).unwrap_or_default();
            }
            if let Some(patient) = &patient {
                let cle = dossiers::cle(&patient.fiche);
                let mut dmp: Dmp = r.regle(&cle)?.unwrap_or_else(|| patient.dmp.clone());
                appliquer(&demande, &mut dmp);
                changements.regler(&cle, &dmp);
                dit["dmp"] = serde_json::to_value(&dmp).unwrap_or_default();
                if let (Some(porteur), Some(voulue)) = (&etat_demande, &demande.autorisation) {
                    let lue = r.autorisation(porteur, &patient.fiche)?;
                    let nouvelle = autorisation(lue.as_ref(), voulue.etat, &maintenant);
                    changements.autoriser(porteur, &patient.fiche, lue, nouvelle);
                }
            }
            Ok((changements, dit))
        })
        .await?;
    if let Some(effet) = changements.effet(epoque) {
        ctx.changer(effet).await?;
    }
    Ok(dit)
}

fn porteur(ctx: &Contexte, fiche: &str) -> Result<String, ActionRefusee> {
    let professionnel = ctx.monde.professionnels.get(fiche).map(|p| p.id_national.clone());
    let structure = || ctx.monde.structures.get(fiche).map(|s| s.id_national.clone());
    professionnel.or_else(structure).ok_or_else(|| {
        ActionRefusee::Parametres(format!(
            "« {fiche} » n'est la fiche d'aucun professionnel ni d'aucune structure (« segur-bench identites »)."
        ))
    })
}

fn appliquer(demande: &Demande, dmp: &mut Dmp) {
    if let Some(etat) = demande.etat {
        dmp.etat = etat;
        if etat != EtatDmp::Ferme {
            dmp.fermeture = None;
        }
    }
    if demande.fermeture.is_some() {
        dmp.fermeture.clone_from(&demande.fermeture);
    }
    dmp.rattache_ens = demande.rattache_ens.unwrap_or(dmp.rattache_ens);
    dmp.compte_internet = demande.compte_internet.unwrap_or(dmp.compte_internet);
    if let Some(oppositions) = &demande.oppositions {
        dmp.oppositions.clone_from(oppositions);
    }
    if let Some(fiche) = &demande.medecin_traitant {
        dmp.medecin_traitant = Some(fiche.clone()).filter(|f| !f.is_empty());
    }
}

fn autorisation(lue: Option<&Autorisation>, voulue: EtatDemande, maintenant: &str) -> Autorisation {
    let etat = match voulue {
        EtatDemande::Aucune => None,
        EtatDemande::Valide => Some(EtatAutorisation::Valide),
        EtatDemande::Expire => Some(EtatAutorisation::Expire),
        EtatDemande::Interdit => Some(EtatAutorisation::Interdit),
    };
    Autorisation {
        etat,
        medecin_traitant: lue.is_some_and(|a| a.medecin_traitant) && etat.is_some(),
        debut: lue.map_or_else(|| maintenant.to_owned(), |a| a.debut.clone()),
        derniere_action: maintenant.to_owned(),
    }
}
