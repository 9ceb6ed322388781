//! The e-CPS on the web: the page shows a number, the telephone asks whether it is the same, and the page waits for the answer.

use segur_kit::Reponse;

use crate::appel::Appel;
use crate::demande::{ATTENTE, action, parametres};
use crate::etat::{DemandeCiba, EtatCiba, Moyen, VIE_CIBA};
use crate::gestes::{Geste, ouvrir, refusee, sans_reponse, trancher};
use crate::pages;
use crate::validee::{Validee, page};

/// Asks the person on the telephone, and shows the number.
pub(crate) fn demander(appel: &Appel<'_>, validee: &Validee<'_>, id_national: &str) -> Reponse {
    let (id, demande) = appel.etat(|e| {
        let rang = e.suivant();
        let id = appel
            .ctx
            .secret(&format!("psc.telephone {} {id_national}", validee.client.id), rang);
        // Two digits of what was drawn.
        let nombre = id.get(..8).and_then(|h| u32::from_str_radix(h, 16).ok()).unwrap_or_default() % 100;
        let demande = DemandeCiba {
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
        };
        e.cibas.mettre(id.clone(), demande.clone());
        (id, demande)
    });
    montrer(appel, validee, &id, &demande)
}

/// What the person did on the telephone, here or elsewhere: back to the client, or the same page.
pub(crate) fn suivre(appel: &Appel<'_>, validee: &Validee<'_>) -> Reponse {
    let id = appel.champ(ATTENTE).unwrap_or_default();
    let geste = Geste::de(appel);
    if geste == Some(Geste::Delai) {
        return sans_reponse(appel, validee);
    }
    let lire = || appel.etat(|e| e.cibas.lire(id)).filter(|d| d.web && d.client == validee.client.id);
    // Answered elsewhere meanwhile: what was said there holds.
    if let Some(etat) = geste.and_then(Geste::tranche).filter(|_| lire().is_some()) {
        let _ = trancher(appel, id, etat, None);
    }
    let Some(demande) = lire().filter(|d| d.etat != EtatCiba::Servie) else {
        return page(appel, validee, Some("Cette demande de connexion est finie : recommencez."));
    };
    match demande.etat {
        EtatCiba::Refusee => refusee(appel, validee),
        _ if appel.maintenant >= demande.fin => sans_reponse(appel, validee),
        EtatCiba::Approuvee => {
            appel.etat(|e| {
                if let Some(d) = e.cibas.modifier(id) {
                    d.etat = EtatCiba::Servie;
                }
            });
            ouvrir(appel, validee, &demande.id_national, Moyen::Mobile)
        }
        _ => montrer(appel, validee, id, &demande),
    }
}

fn montrer(appel: &Appel<'_>, validee: &Validee<'_>, id: &str, demande: &DemandeCiba) -> Reponse {
    let mut champs = parametres(appel);
    champs.push((ATTENTE.to_owned(), id.to_owned()));
    let action = action(appel, &champs);
    pages::telephone(
        &appel.ctx.espace,
        &validee.client.nom,
        &action,
        &demande.message,
        &demande.id_national,
    )
}
