//! The e-CPS: what waits on the telephone, and what the tester does there.

use segur_kit::Reponse;

use crate::appel::Appel;
use crate::etat::EtatCiba;
use crate::gestes::{Geste, trancher};
use crate::pages::{self, EnAttente};
use crate::profil::professionnel;

/// The e-CPS: what waits.
pub(crate) fn montrer(appel: &Appel<'_>, dit: Option<&str>) -> Reponse {
    let monde = &appel.ctx.monde;
    let demandes: Vec<EnAttente> = appel.etat(|e| {
        let attendent = e.cibas.cles(|_, d| d.attend(appel.maintenant));
        attendent
            .into_iter()
            .filter_map(|id| e.cibas.lire(&id).map(|d| (id, d)))
            .map(|(id, d)| EnAttente {
                id,
                client_id: d.client.clone(),
                client: monde.clients_psc.get(&d.client).map_or_else(|| d.client.clone(), |c| c.nom.clone()),
                personne: professionnel(monde, &d.id_national).map_or_else(String::new, |p| format!("{} {}", p.prenom, p.nom)),
                id_national: d.id_national.clone(),
                message: d.message.clone(),
                moyen: d.moyen.dit(),
                web: d.web,
                reste: d.fin - appel.maintenant,
            })
            .collect()
    });
    pages::ecps(&appel.ctx.espace, &demandes, dit)
}

/// What the tester did on the e-CPS.
pub(crate) fn geste(appel: &Appel<'_>) -> Reponse {
    let Some(etat) = Geste::de(appel).and_then(Geste::tranche) else {
        return montrer(appel, Some("Choisissez Approuver ou Refuser."));
    };
    match trancher(appel, appel.champ("demande").unwrap_or_default(), etat, None) {
        Ok(()) if etat == EtatCiba::Approuvee => montrer(appel, Some("Demande approuvée : revenez au logiciel.")),
        Ok(()) => montrer(appel, Some("Demande refusée.")),
        Err(refus) => montrer(appel, Some(&refus.description)),
    }
}
