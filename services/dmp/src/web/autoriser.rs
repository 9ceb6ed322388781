//! The authorisation, added or taken away from a page, as TD0.3 does it.

use segur_kit::{JournalError, Reponse, Requete};
use segur_xds::web::DEDANS;

use super::dossier::Dossier;
use super::page::{Page, du_patient};
use super::route::champ;
use super::visiteur::Qui;
use crate::actes::{ajout, retrait};
use crate::causes::{Cause, Refus};
use crate::dossiers;
use crate::droits::Acte;
use crate::prerempli::utc;
use crate::registre::Changements;

/// `POST /dmp/autorisation/<INS>`.
pub(super) async fn faire(page: &Page<'_>, qui: &Qui, ins: &str) -> Result<Reponse, JournalError> {
    let corps = &page.requete.corps;
    let jeton = page.service.cles.jeton(page.ctx, &qui.cle, ins);
    if vient_d_ailleurs(page.requete) || champ(corps, "jeton").as_deref() != Some(jeton.as_str()) {
        let texte = "Ce formulaire ne vient pas d'une page de ce site, ou le banc a redémarré depuis. Revenez à la page, et recommencez.";
        return Ok(page.erreur(403, texte, ""));
    }
    let Some(patient) = dossiers::par_ins(&page.ctx.monde, ins) else {
        return Ok(page.refus(&Refus::nouveau(Cause::Absent, format!("INS {ins}.")), None));
    };
    page.service.remplissages.assurer(page.ctx, patient).await?;
    let dossier = Dossier::lire(page.ctx, qui, patient).await?;
    let action = champ(corps, "action").unwrap_or_default();
    let acte = match action.as_str() {
        "AJOUT" => Acte::Td03Ajout,
        "SUPPRESSION" => Acte::Td03Retrait,
        _ => return Ok(page.erreur(400, "action : AJOUT ou SUPPRESSION.", "")),
    };
    let droits = match dossiers::ouvert(&dossier.dmp).and_then(|()| dossier.juger(acte)) {
        Ok(droits) => droits,
        Err(refus) => return Ok(page.refus(&refus, Some(&dossier))),
    };
    let porteur = qui.demandeur.porteur(&droits.acteur);
    let lue = dossier.autorisations.iter().find(|(p, _)| p == porteur).map(|(_, a)| a.clone());
    let maintenant = utc(page.requete.instant);
    let (nouvelle, _) = if acte == Acte::Td03Ajout {
        let traitant = qui.est_medecin() && champ(corps, "traitant").is_some();
        ajout(lue.as_ref(), traitant, maintenant)
    } else {
        retrait(lue.as_ref(), maintenant)
    };
    let mut changements = Changements::default();
    changements.autoriser(porteur, &dossier.patient.fiche, lue, nouvelle);
    let mut reponse = du_patient(page.vers(&format!("{DEDANS}/DossierPatient/{}", dossier.ins())), &dossier);
    reponse.effet = changements.effet(page.service.remplissages.epoque(&page.ctx.espace));
    Ok(reponse)
}

/// Whether a browser says that a form comes from another site.
fn vient_d_ailleurs(requete: &Requete) -> bool {
    let origine = requete.entete("origin").map(|o| o.split("://").nth(1).unwrap_or_default());
    origine.is_some_and(|o| o != requete.hote()) || requete.entete("sec-fetch-site").is_some_and(|s| s != "same-origin")
}
