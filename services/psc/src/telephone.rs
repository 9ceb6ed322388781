//! The e-CPS on the web: the page shows a number, the telephone asks whether it is the same, and the page waits for the answer.

use segur_kit::Reponse;

use crate::appel::Appel;
use crate::autorisation::{ATTENTE, Validee, action, page, parametres};
use crate::etat::{DemandeCiba, EtatCiba, Moyen, VIE_CIBA};
use crate::identification::{Geste, ouvrir, refusee, sans_reponse, trancher};
use crate::pages;

/// Asks the person on the telephone, and shows the number.
pub(crate) fn demander(appel: &Appel<'_>, validee: &Validee<'_>, id_national: &str) -> Reponse {
    let id = appel.etat(|e| {
        let rang = e.suivant();
        let id = appel
            .ctx
            .secret(&format!("psc.telephone {} {id_national}", validee.client.id), rang);
        // Two digits of what was drawn.
        let nombre = id.get(..8).and_then(|h| u32::from_str_radix(h, 16).ok()).unwrap_or_default() % 100;
        e.cibas.mettre(
            id.clone(),
            DemandeCiba {
                client: validee.client.id.clone(),
                id_national: id_national.to_owned(),
                message: format!("{nombre:02}"),
                moyen: Moyen::Mobile,
                scope: String::new(),
                web: true,
                fin: appel.maintenant + VIE_CIBA,
                interval: 0,
                dernier: None,
                etat: EtatCiba::Attente,
            },
        );
        id
    });
    montrer(appel, validee, &id)
}

/// What the person did on the telephone, here or elsewhere: back to the client, or the same page.
pub(crate) fn suivre(appel: &Appel<'_>, validee: &Validee<'_>) -> Reponse {
    let id = appel.champ(ATTENTE).unwrap_or_default();
    let geste = Geste::de(appel);
    if geste == Some(Geste::Delai) {
        return sans_reponse(appel, validee);
    }
    let demande = appel.etat(|e| e.cibas.lire(id)).filter(|d| d.web && d.client == validee.client.id);
    let Some(demande) = demande.filter(|d| d.etat != EtatCiba::Servie) else {
        return page(appel, validee, Some("Cette demande de connexion est finie : recommencez."));
    };
    // Answered elsewhere meanwhile: what was said there holds.
    if let Some(etat) = geste.and_then(Geste::tranche).filter(|_| demande.attend(appel.maintenant)) {
        let _ = trancher(appel, id, etat, None);
    }
    let Some(demande) = appel.etat(|e| e.cibas.lire(id)) else {
        return sans_reponse(appel, validee);
    };
    match demande.etat {
        EtatCiba::Refusee => refusee(appel, validee),
        EtatCiba::Approuvee => {
            appel.etat(|e| {
                if let Some(d) = e.cibas.modifier(id) {
                    d.etat = EtatCiba::Servie;
                }
            });
            ouvrir(appel, validee, &demande.id_national, Moyen::Mobile)
        }
        _ if demande.attend(appel.maintenant) => montrer(appel, validee, id),
        _ => sans_reponse(appel, validee),
    }
}

fn montrer(appel: &Appel<'_>, validee: &Validee<'_>, id: &str) -> Reponse {
    let mut champs = parametres(appel);
    champs.push((ATTENTE.to_owned(), id.to_owned()));
    match appel.etat(|e| e.cibas.lire(id)) {
        Some(d) => pages::telephone(
            &appel.ctx.espace,
            &validee.client.nom,
            &action(appel, &champs),
            &d.message,
            &d.id_national,
        ),
        None => sans_reponse(appel, validee),
    }
}
