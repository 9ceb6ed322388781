//! How a candidate must call the directory.

use segur_model::rule::{conseil, regle, stricte};
use segur_model::{Severity, Trust};

const DOC: &str = "Documentation publique de l'API FHIR Annuaire Santé v2 (annuaire-sante-fhir-documentation, 2026-06)";
const CAPACITES: &str = "IG FHIR Annuaire, CapabilityStatement des données publiques v2";
const MSS: &str = "IG Messagerie sécurisée, essai de l'API Annuaire en production du 12 juin 2026";
const POST: &str = "HL7 FHIR R4, http.html, search (POST [base]/[type]/_search)";
const CHAINES: &str = "HL7 FHIR R4, search.html, Chained Parameters ; annuaire-sante-fhir-documentation, tickets 128, 297 et 415";
const INCLUSIONS: &str = "Documentation de l'API v2, modifying-search-results, _revinclude ; absent du CapabilityStatement de l'IG";
const EXTRACTION: &str = "Extractions de l'Annuaire Santé, annuaire.sante.fr (libre accès)";

segur_model::regles! {
    CLE_ABSENTE = stricte("annuaire.cle.absente", "L'en-tête ESANTE-API-KEY porte la clé d'API", DOC);
    CLE_URL = stricte("annuaire.cle.url", "La clé d'API n'est jamais dans l'URL", DOC);
    ILLISIBLE = stricte(
    "annuaire.requete.illisible",
    "La requête se lit : paramètres encodés, en UTF-8, de taille raisonnable",
    "RFC 3986 §2.1 ; HL7 FHIR R4, http.html §3.1.0.2",
);
    METHODE = stricte(
    "annuaire.methode",
    "GET, ou POST sur _search : l'annuaire ne s'écrit pas",
    CAPACITES,
);
    PARAMETRE = stricte(
    "annuaire.parametre.inconnu",
    "Chaque paramètre de recherche existe pour la ressource : l'API refuse les autres",
    CAPACITES,
);
    MAILBOX_TYPE = conseil(
    "annuaire.parametre.mailbox-mss-type",
    "mailbox-mss-type est dans l'IG mais pas exposé par l'API : filtrer le type de boîte dans la réponse",
    MSS,
);
    VALEUR = stricte(
    "annuaire.parametre.valeur",
    "La valeur de chaque paramètre est de sa forme (date, nombre, jeton, inclusion possible)",
    "HL7 FHIR R4, search.html §3.1.1.4",
);
    FORMULAIRE = stricte(
    "annuaire.post.formulaire",
    "Le corps d'un POST _search est un formulaire (application/x-www-form-urlencoded) : ni JSON, ni multipart, ni ressource Parameters",
    POST,
);
    CHAINE = regle(
    "annuaire.chaine.autre",
    "Une recherche chaînée est PractitionerRole?organization.identifier, à laquelle la production répond : des autres, des éditeurs disent ne rien obtenir",
    Severity::Warning,
    CHAINES,
    Trust::SecondHand,
);
    CHAINE_COUNT = regle(
    "annuaire.chaine.count",
    "Une recherche chaînée n'a pas de _count : en production, elle dépasse alors le délai de la passerelle (504)",
    Severity::Warning,
    "annuaire-sante-fhir-documentation, ticket 415 (juillet 2026)",
    Trust::SecondHand,
);
    REVINCLUDE_PARTOF = conseil(
    "annuaire.revinclude.documente",
    "_revinclude=Organization:partof est dans la documentation de l'API, pas parmi les trois que le CapabilityStatement annonce",
    INCLUSIONS,
);
    MODIFICATEUR = conseil(
    "annuaire.modificateur",
    "Un texte ne prend que les modificateurs :contains, :exact et :text : les autres sont ignorés sans le dire",
    CAPACITES,
);
    PROFESSION = conseil(
    "annuaire.profession",
    "La profession et le savoir-faire se cherchent sur Practitioner (qualification-code), plus sur PractitionerRole",
    DOC,
);
    COUNT = conseil(
    "annuaire.count",
    "_count ne dépasse pas ce que la documentation montre (10 000)",
    DOC,
);
    ASPIRATION = regle(
    "annuaire.aspiration",
    "L'annuaire entier ne se lit pas par l'API : le fichier d'extraction quotidien est fait pour cela",
    Severity::Warning,
    "Documentation publique de l'API (quota par application) et offre d'extraction : aucun texte ne l'interdit",
    Trust::Unverified,
);
    DELTA = conseil("annuaire.delta", "_lastUpdated ne remonte pas à plus de 30 jours", DOC);
    PAGE_REFUSEE = conseil(
    "annuaire.page.refusee",
    "La page suivante est demandée par le lien next tel que reçu, sans tarder",
    DOC,
);
    PAGE_PARAMETRES = conseil(
    "annuaire.page.parametres",
    "La page suivante ne se demande qu'avec le lien next : aucun paramètre ne s'y ajoute",
    DOC,
);
    V1_CHEMIN = conseil(
    "annuaire.v1.chemin",
    "La version de l'API est dans le chemin : /fhir/v2 (la v1 s'arrête, le chemin sans version est redirigé)",
    DOC,
);
    V1_SYSTEME = conseil(
    "annuaire.v1.systeme",
    "Les systèmes d'identifiants et de codes sont ceux de la v2",
    "IG FHIR Annuaire 1.1.0, systèmes d'identifiants",
);
    SYSTEME_IDNPS = stricte(
    "annuaire.identifiant.systeme",
    "Un RPPS (11 chiffres) va avec le système RPPS, un identifiant national (8 puis RPPS) avec le système IDNPS",
    "IG FHIR Annuaire 1.1.0, as-practitioner, identifier",
);
    QUOTA = conseil(
    "annuaire.quota",
    "L'application tient le quota de l'API (17 requêtes par seconde)",
    DOC,
);
    FORMAT = conseil("annuaire.format", "L'API ne parle que JSON", DOC);
    RESTREINTE = conseil(
    "annuaire.extraction.restreinte",
    "Seules les extractions en libre accès se lisent sans habilitation (Porteurs_CPS_CPF est restreinte)",
    EXTRACTION,
);
}
