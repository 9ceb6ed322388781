//! The page that posts the answer to the client (OAuth 2.0 Form Post Response Mode, § 2): by itself, or by its button without script.

use maud::{PreEscaped, html};
use segur_kit::Reponse;

use super::commun::politique;

const SCRIPT: &str = "document.forms[0].requestSubmit();";
/// The digest of the script, in base64: no other runs.
const EMPREINTE: &str = "8oMg6DH06hjiu++kDxP/PEIX+x39eD+UPx09L8TAMZM=";

/// The page. `champs` has the error, when it is one.
pub(crate) fn renvoi(espace: &str, redirect_uri: &str, champs: &[(&str, &str)]) -> Reponse {
    let erreur = champs.iter().find(|(n, _)| *n == "error").map(|(_, v)| *v);
    politique(
        200,
        "Retour au logiciel",
        espace,
        &html! {
            form method="post" action=(redirect_uri) data-retour="form_post" data-erreur=[erreur] {
                @for (nom, valeur) in champs { input type="hidden" name=(nom) value=(valeur); }
                p { "La réponse repart vers le logiciel par un formulaire." }
                button.principal type="submit" { "Continuer" }
            }
            script { (PreEscaped(SCRIPT)) }
        },
        &format!("; script-src 'sha256-{EMPREINTE}'"),
        "no-referrer",
    )
}
