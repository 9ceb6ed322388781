//! Pages that only say something.

use maud::html;
use segur_kit::Reponse;

use super::commun::page;

/// A request that cannot be answered by a redirect: where it would go is not sure. `erreur` is for whoever reads by machine.
pub(crate) fn erreur(statut: u16, espace: &str, erreur: &str, raison: &str, conseil: &str) -> Reponse {
    page(
        statut,
        "Nous sommes désolés…",
        espace,
        &html! {
            div.alerte role="alert" data-erreur=(erreur) {
                p { strong { (raison) } }
                p { (conseil) }
            }
            p.petit { "Comme le vrai service, cette page ne redirige pas : une adresse de retour douteuse n'est jamais suivie." }
        },
    )
}

/// Asks whether the session is to end: the request did not prove whose it is. `champs` are its own.
pub(crate) fn quitter(espace: &str, chemin: &str, champs: &[(String, String)]) -> Reponse {
    page(
        200,
        "Voulez-vous vous déconnecter ?",
        espace,
        &html! {
            p {
                "Un logiciel demande la fin de votre session Pro Santé Connect. Rien ne prouve que c'est bien de celle-ci qu'il parle ("
                code { "id_token_hint" } " absent, ou d'une autre session) : fermez cette page pour rester connecté."
            }
            form method="post" action=(chemin) {
                @for (nom, valeur) in champs { input type="hidden" name=(nom) value=(valeur); }
                button.principal type="submit" name="geste" value="accord" { "Se déconnecter" }
            }
        },
    )
}

/// The session is over. The frames tell the other clients of the session.
pub(crate) fn deconnecte(espace: &str, cadres: &[String]) -> Reponse {
    page(
        200,
        "Vous êtes déconnecté",
        espace,
        &html! {
            p { "La session Pro Santé Connect simulée est fermée." }
            @for adresse in cadres { iframe src=(adresse) title="Fin de session d'un logiciel" hidden {} }
        },
    )
}

/// The root of an endpoint.
pub(crate) fn presentation(espace: &str, emetteur: &str, ecps: &str) -> Reponse {
    page(
        200,
        "Pro Santé Connect",
        espace,
        &html! {
            p { "Le service simulé répond. Émetteur (iss) : " code { (emetteur) } }
            ul {
                li { "Document de découverte : " code { (emetteur) "/.well-known/wallet-openid-configuration" } }
                li { "e-CPS : " a href=(ecps) { (ecps) } }
            }
        },
    )
}
