//! The form of the login page: who signs in, and by what.

use segur_kit::Reponse;

use crate::appel::Appel;
use crate::etat::Moyen;
use crate::gestes::{Geste, ouvrir, refusee, sans_reponse};
use crate::profil::professionnel;
use crate::telephone;
use crate::validee::{Validee, page};

/// Answers the form of the login page.
pub(crate) fn identifier(appel: &Appel<'_>, validee: &Validee<'_>) -> Reponse {
    match Geste::de(appel) {
        Some(Geste::Refus) => return refusee(appel, validee),
        Some(Geste::Delai) => return sans_reponse(appel, validee),
        Some(Geste::CodeFaux) => return page(appel, validee, Some("Code incorrect : l'identification a échoué. Recommencez.")),
        Some(Geste::Accord) => {}
        None => return page(appel, validee, Some("Choisissez l'un des gestes proposés.")),
    }
    let moyen = match (appel.champ("kc_idp_hint"), appel.champ("moyen")) {
        (Some(_), _) => Moyen::Delegue,
        (None, None | Some("CPS" | "cps")) => Moyen::Carte,
        (None, Some("e-CPS" | "e-cps")) => Moyen::Mobile,
        (None, Some(_)) => return page(appel, validee, Some("Moyen d'identification inconnu : CPS ou e-CPS.")),
    };
    let Some(p) = appel.champ("identite").and_then(|i| professionnel(&appel.ctx.monde, i)) else {
        return page(
            appel,
            validee,
            Some("Ce professionnel n'est pas du monde fictif : choisissez-en un dans la liste."),
        );
    };
    match moyen {
        Moyen::Mobile => telephone::demander(appel, validee, &p.id_national),
        _ => ouvrir(appel, validee, &p.id_national, moyen),
    }
}
