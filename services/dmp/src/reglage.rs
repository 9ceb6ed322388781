//! `dmp.regler` and `dmp.publier`: what a person changes of the DMP of a patient between two acts of a candidate, or of the parameters that the DMP publishes.

use std::collections::BTreeMap;

use segur_kit::{ActionRefusee, Contexte};
use segur_model::world::{Dmp, EtatAutorisation, EtatDmp, Fermeture, Opposition};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::dossiers;
use crate::parametres;
use crate::prerempli::utc;
use crate::registre::{Autorisation, Changements, Registre};
use crate::remplir::Remplissages;
use crate::service::publies;

/// No professional.
const AUCUN: &str = "aucun";

/// What is asked of the DMP of a patient. What is not said stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Demande {
    /// Fiche of the patient.
    patient: String,
    etat: Option<EtatDmp>,
    date: Option<String>,
    motif: Option<String>,
    raison: Option<String>,
    ens: Option<OuiNon>,
    compte_internet: Option<OuiNon>,
    bris_de_glace: Option<Dit>,
    acces_urgence: Option<Dit>,
    /// Fiche of a professional; `aucun`: none.
    medecin_traitant: Option<String>,
    /// Fiche of a professional or of a structure, and what its authorisation becomes.
    professionnel: Option<String>,
    autorisation: Option<EtatDemande>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OuiNon {
    Oui,
    Non,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Dit {
    Permis,
    Oppose,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EtatDemande {
    Aucune,
    Valide,
    Expiree,
    Interdite,
}

/// What is asked of the parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Publication {
    gestion_mineurs: Option<OuiNon>,
    cumul: Option<OuiNon>,
    age_majorite: Option<u8>,
    plateforme: Option<Plateforme>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Plateforme {
    Production,
    Test,
}

/// `dmp.publier`: the parameters that the DMP publishes.
pub(crate) async fn publier(ctx: &Contexte, epoque: u64, demande: Value) -> Result<Value, ActionRefusee> {
    let p: Publication = serde_json::from_value(demande).map_err(|e| ActionRefusee::Parametres(format!("dmp.publier : {e}")))?;
    let oui = |v: Option<OuiNon>| v.map(|v| v == OuiNon::Oui);
    let reglage = parametres::Reglage {
        production: p.plateforme.map(|p| p == Plateforme::Production),
        fonctions_gestion_mineurs: oui(p.gestion_mineurs),
        cumul_invisible_patient_masque_ps: oui(p.cumul),
        age_majorite: p.age_majorite,
    };
    let mut publies = publies(ctx).await?;
    publies.regler(&reglage);
    let mut changements = Changements::default();
    changements.regler(dossiers::PARAMETRES, &publies);
    if let Some(effet) = changements.effet(epoque) {
        ctx.changer(effet).await?;
    }
    Ok(json!({ "parametres": publies }))
}

/// `dmp.regler`: the DMP of a patient. What it held at the start is written first, so that an authorisation of the world is changed and not added.
pub(crate) async fn regler(ctx: &Contexte, remplissages: &Remplissages, demande: Value) -> Result<Value, ActionRefusee> {
    let demande: Demande = serde_json::from_value(demande).map_err(|e| ActionRefusee::Parametres(format!("dmp.regler : {e}")))?;
    let inconnue = |fiche: &str, quoi: &str| {
        ActionRefusee::Parametres(format!("« {fiche} » n'est la fiche d'aucun {quoi} (« segur-bench identites »)."))
    };
    let patient = ctx
        .monde
        .patients
        .get(&demande.patient)
        .ok_or_else(|| inconnue(&demande.patient, "patient"))?
        .clone();
    let traitant = demande.medecin_traitant.as_deref().filter(|f| *f != AUCUN);
    if let Some(fiche) = traitant.filter(|f| !ctx.monde.professionnels.contains_key(*f)) {
        return Err(inconnue(fiche, "professionnel"));
    }
    let autorise = match (&demande.professionnel, demande.autorisation) {
        (Some(fiche), Some(etat)) => Some((porteur(ctx, fiche)?, etat)),
        (None, None) => None,
        _ => {
            let dit = "« professionnel » et « autorisation » vont ensemble : de qui, et ce que son autorisation devient.";
            return Err(ActionRefusee::Parametres(dit.to_owned()));
        }
    };
    if let Some(date) = demande.date.as_ref().filter(|d| !est_date(d)) {
        return Err(ActionRefusee::Parametres(format!("date « {date} » : écrivez-la AAAA-MM-JJ.")));
    }
    remplissages.assurer(ctx, &patient).await?;
    let maintenant = utc(ctx.horloge.maintenant());
    let monde = ctx.monde.clone();
    let (changements, mut dmp, etats) = ctx
        .consulter(move |c| {
            let r = Registre(c);
            let mut changements = Changements::default();
            let cle = dossiers::cle(&patient.fiche);
            let mut dmp = dossiers::etat(&r, &patient)?;
            let avant = dmp.medecin_traitant.clone();
            appliquer(&demande, &mut dmp);
            changements.regler(&cle, &dmp);
            let mut autorisations = BTreeMap::new();
            if let Some((porteur, etat)) = autorise {
                let lue = r.autorisation(&porteur, &patient.fiche)?;
                let nouvelle = autorisation(lue.as_ref(), etat, &maintenant);
                autorisations.insert(porteur, (lue, nouvelle));
            }
            if demande.medecin_traitant.is_some() {
                // Who has an authorisation has the role by it.
                for (fiche, role) in [(&avant, false), (&dmp.medecin_traitant, true)] {
                    let Some(p) = fiche.as_ref().and_then(|f| monde.professionnels.get(f)) else {
                        continue;
                    };
                    if let Some((_, nouvelle)) = autorisations.get_mut(&p.id_national) {
                        nouvelle.medecin_traitant = role && nouvelle.etat.is_some();
                    } else if let Some(lue) = r.autorisation(&p.id_national, &patient.fiche)? {
                        let mut nouvelle = lue.clone();
                        nouvelle.medecin_traitant = role && nouvelle.etat.is_some();
                        autorisations.insert(p.id_national.clone(), (Some(lue), nouvelle));
                    }
                }
            }
            let mut etats: BTreeMap<String, Autorisation> = r.autorisations_du_patient(&patient.fiche)?.into_iter().collect();
            for (porteur, (lue, nouvelle)) in autorisations {
                etats.insert(porteur.clone(), nouvelle.clone());
                changements.autoriser(&porteur, &patient.fiche, lue, nouvelle);
            }
            Ok((changements, dmp, etats))
        })
        .await?;
    if let Some(effet) = changements.effet(remplissages.epoque(&ctx.espace)) {
        ctx.changer(effet).await?;
    }
    // As they are now: those of the world are only where they began.
    dmp.autorisations.clear();
    Ok(json!({ "dmp": dmp, "autorisations": etats }))
}

/// `AAAA-MM-JJ`.
fn est_date(texte: &str) -> bool {
    time::Date::parse(texte, time::macros::format_description!("[year]-[month]-[day]")).is_ok()
}

fn porteur(ctx: &Contexte, fiche: &str) -> Result<String, ActionRefusee> {
    dossiers::porteur(&ctx.monde, fiche).map(str::to_owned).ok_or_else(|| {
        ActionRefusee::Parametres(format!(
            "« {fiche} » n'est la fiche d'aucun professionnel ni d'aucune structure (« segur-bench identites »)."
        ))
    })
}

fn appliquer(demande: &Demande, dmp: &mut Dmp) {
    if let Some(etat) = demande.etat {
        dmp.etat = etat;
    }
    if dmp.etat != EtatDmp::Ferme {
        dmp.fermeture = None;
    }
    if dmp.etat == EtatDmp::Ferme && (demande.date.is_some() || demande.motif.is_some() || demande.raison.is_some()) {
        let f = dmp.fermeture.get_or_insert_with(Fermeture::default);
        f.date = demande.date.clone().unwrap_or_else(|| f.date.clone());
        f.motif = demande.motif.clone().or_else(|| f.motif.clone());
        f.raison = demande.raison.clone().unwrap_or_else(|| f.raison.clone());
    }
    let oui = |voulu: Option<OuiNon>, avant: bool| voulu.map_or(avant, |v| v == OuiNon::Oui);
    dmp.rattache_ens = oui(demande.ens, dmp.rattache_ens);
    dmp.compte_internet = oui(demande.compte_internet, dmp.compte_internet);
    for (dit, opposition) in [
        (demande.bris_de_glace, Opposition::BrisDeGlace),
        (demande.acces_urgence, Opposition::AccesUrgence),
    ] {
        let Some(dit) = dit else { continue };
        dmp.oppositions.retain(|o| *o != opposition);
        if dit == Dit::Oppose {
            dmp.oppositions.push(opposition);
        }
    }
    if let Some(fiche) = &demande.medecin_traitant {
        dmp.medecin_traitant = Some(fiche.clone()).filter(|f| f != AUCUN);
    }
}

fn autorisation(lue: Option<&Autorisation>, voulue: EtatDemande, maintenant: &str) -> Autorisation {
    let etat = match voulue {
        EtatDemande::Aucune => None,
        EtatDemande::Valide => Some(EtatAutorisation::Valide),
        EtatDemande::Expiree => Some(EtatAutorisation::Expire),
        EtatDemande::Interdite => Some(EtatAutorisation::Interdit),
    };
    Autorisation {
        etat,
        medecin_traitant: lue.is_some_and(|a| a.medecin_traitant) && etat.is_some(),
        debut: lue.map_or_else(|| maintenant.to_owned(), |a| a.debut.clone()),
        derniere_action: maintenant.to_owned(),
    }
}
