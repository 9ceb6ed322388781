//! The simulated e-CPS: what waits for the person's approval.

use maud::html;
use segur_kit::Reponse;

use super::commun::page;

/// One pending request.
pub(crate) struct EnAttente {
    pub id: String,
    pub client_id: String,
    pub client: String,
    pub personne: String,
    pub id_national: String,
    pub message: String,
    pub moyen: &'static str,
    /// Asked by the page of sign-in, which shows the number itself.
    pub web: bool,
    pub reste: i64,
}

/// The screen.
pub(crate) fn ecps(espace: &str, demandes: &[EnAttente], dit: Option<&str>) -> Reponse {
    page(
        200,
        "e-CPS",
        espace,
        &html! {
            @if let Some(d) = dit { p.alerte role="status" { (d) } }
            @if demandes.is_empty() { p { "Aucune demande en attente. Rechargez la page après avoir lancé la connexion dans le logiciel." } }
            @for d in demandes {
                form method="post" action="/e-cps" {
                    fieldset {
                        legend { (d.personne) " (" (d.id_national) ")" }
                        p { "Le logiciel " strong { (d.client) } " demande votre identité, par " (d.moyen) ". Vérifiez que ce nombre est celui que montre "
                            @if d.web { "la page de connexion :" } @else { "le logiciel :" } }
                        p.code { (d.message) }
                        p.petit { "Encore " (d.reste) " s." }
                        input type="hidden" name="demande" value=(d.id);
                        input type="hidden" name="client_id" value=(d.client_id);
                        input type="hidden" name="identite" value=(d.id_national);
                        input type="hidden" name="moyen" value=(d.moyen);
                        button.principal type="submit" name="geste" value="accord" { "Approuver" }
                        button type="submit" name="geste" value="refus" { "Refuser" }
                        button type="submit" name="geste" value="code-faux" { "Le nombre ne correspond pas" }
                    }
                }
            }
        },
    )
}
