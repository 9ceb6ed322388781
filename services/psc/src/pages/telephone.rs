//! The page that shows a number while the telephone waits, and that telephone beside it.

use maud::html;
use segur_kit::Reponse;

use super::commun::page;

/// The page. `action` leads back to it.
pub(crate) fn telephone(espace: &str, client: &str, action: &str, nombre: &str, id_national: &str) -> Reponse {
    page(
        200,
        "Validez sur votre téléphone",
        espace,
        &html! {
            p { "Pour vous connecter à " strong { (client) } ", ouvrez l'e-CPS sur votre téléphone : elle doit montrer ce nombre." }
            p.code { (nombre) }
            form method="post" action=(action) {
                fieldset {
                    legend { "Le téléphone (e-CPS simulée)" }
                    p { "Une demande de connexion de " strong { (client) } " montre le nombre " strong { (nombre) } "." }
                    input type="hidden" name="identite" value=(id_national);
                    input type="hidden" name="moyen" value="e-CPS";
                    button.principal type="submit" name="geste" value="accord" { "Approuver" }
                    button type="submit" name="geste" value="refus" { "Refuser" }
                    button type="submit" name="geste" value="code-faux" { "Le nombre ne correspond pas" }
                    button type="submit" name="geste" value="delai" { "Laisser passer le délai" }
                }
            }
            p { a href=(action) { "J'ai répondu ailleurs (écran de l'e-CPS, action du banc) : continuer" } }
        },
    )
}
