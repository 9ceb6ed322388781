//! The rules of a relay (`mssante.liste-blanche.*`): who may speak for a domain.

use segur_model::rule::rapportee;

const SOURCE: &str = "Référentiel socle MSSanté n° 1 (opérateurs), liste blanche et authentification mutuelle (texte officiel non lu) ; ANS, MSS-liste-blanche";

segur_model::regles! {
    DOMAINE = rapportee("mssante.liste-blanche.domaine",
        "Le domaine de l'expéditeur est dans la liste blanche", SOURCE);
    CERTIFICAT = rapportee("mssante.liste-blanche.certificat",
        "Le certificat de l'opérateur qui appelle est l'un de ceux que la liste blanche donne à ce domaine", SOURCE);
}
