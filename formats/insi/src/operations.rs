//! The operations of an exchange with INSi, and every fact of each.

use segur_model::joints;
use segur_model::vocabulaire::{Fait, Operation, f};

use crate::requete::OperationInsi;

/// Search by traits.
pub const RECHERCHE_TRAITS: &str = "insi.recherche-traits";
/// Search by carte Vitale.
pub const RECHERCHE_VITALE: &str = "insi.recherche-vitale";
/// Verification of an INS.
pub const VERIFICATION: &str = "insi.verification";
/// Reading of the WSDL.
pub const WSDL: &str = "insi.wsdl";
/// What is no message of INSi.
pub const ILLISIBLE: &str = "insi.illisible";
/// A request that carries no message: it only looks whether somebody answers.
pub const SONDE: &str = "insi.sonde";
/// A handshake that fails.
pub const CONNEXION_REFUSEE: &str = "insi.connexion-refusee";

/// The name under which an operation is recorded.
#[must_use]
pub(crate) fn nom(operation: OperationInsi) -> &'static str {
    match operation {
        OperationInsi::Traits => RECHERCHE_TRAITS,
        OperationInsi::Vitale => RECHERCHE_VITALE,
        OperationInsi::Verification => VERIFICATION,
    }
}

const MODE: &[Fait] = &[f("mode", "`structure` (certificat ORG) ou `carte` (assertion PS)")];

const TRAITS: &[Fait] = &[
    f("nom", "NomNaissance envoyé"),
    f("prenom", "Prenom envoyé(s)"),
    f("prenom.nombre", "nombre d'éléments Prenom"),
    f("sexe", "Sexe envoyé"),
    f("date_naissance", "DateNaissance envoyée"),
    f("lieu_naissance", "LieuNaissance envoyé"),
];

const LU_SUR_CARTE: &[Fait] = &[
    f("individu", "MatriculeIndividu envoyé : NumIdentifiant et Cle"),
    f("ouvrant_droit", "MatriculeOD envoyé : NumIdentifiant et Cle"),
    f("nom", "NomNaissance envoyé"),
    f("date_naissance", "DateNaissance envoyée"),
    f("rang", "RangNaissance envoyé"),
    f("vitale", "`oui` quand une assertion Vitale accompagne la demande"),
];

const ENTETE: &[Fait] = &[
    f("emetteur", "ContexteLPS/Emetteur"),
    f("idam", "ContexteLPS/LPS/IDAM"),
    f("lps.nom", "ContexteLPS/LPS/Nom"),
    f("lps.version", "ContexteLPS/LPS/Version"),
    f("lps.instance", "ContexteLPS/LPS/Instance"),
    f("message_id", "wsa:MessageID"),
    f("contexte.lps", "ContexteLPS/Id"),
    f("contexte.bam", "ContexteBAM/Id"),
    f("ps", "NameID de l'assertion PS"),
];

const RESULTAT: &[Fait] = &[
    f("cr", "CodeCR de la réponse : 00, 01 ou 02"),
    f("libelle", "LibelleCR"),
    f("ins", "matricule et clé de l'INS actif, 15 caractères"),
    f("matricule", "NumIdentifiant de l'INS actif, 13 caractères"),
    f("cle", "Cle de l'INS actif"),
    f("oid", "OID de l'INS actif"),
    f("ins.nature", "`NIR` ou `NIA`"),
    f("historique", "INS de l'historique, 15 caractères chacun"),
    f("tiq.nom", "TIQ/NomNaissance"),
    f("tiq.prenoms", "TIQ/ListePrenom"),
    f("tiq.prenom", "TIQ/Prenom"),
    f("tiq.sexe", "TIQ/Sexe"),
    f("tiq.date_naissance", "TIQ/DateNaissance"),
    f("tiq.lieu_naissance", "TIQ/LieuNaissance"),
];

const VERIFIE: &[Fait] = &[
    f("verifie.ins", "matricule et clé de l'INS à vérifier, 15 caractères"),
    f("verifie.oid", "OID de l'INS à vérifier"),
    f("verifie.prenoms", "ListePrenom envoyée"),
    f("cr", "CodeCR de la réponse (forme supposée)"),
    f("libelle", "LibelleCR de la réponse : `OK` ou `KO` (forme supposée)"),
];

const FAUTE: &[Fait] = &[
    f("faute", "sous-code de la faute SOAP (`siram_40`)"),
    f("faute.code", "code de l'erreur (`insi_102`, `desir_550`)"),
];

const RECHERCHE_TRAITS_FAITS: &[Fait] = joints!(Fait; MODE, TRAITS, ENTETE, RESULTAT, FAUTE);
const RECHERCHE_VITALE_FAITS: &[Fait] = joints!(Fait; MODE, LU_SUR_CARTE, ENTETE, RESULTAT, FAUTE);
const VERIFICATION_FAITS: &[Fait] = joints!(Fait; MODE, VERIFIE, TRAITS, ENTETE, FAUTE);

/// Every operation.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        nom: RECHERCHE_TRAITS,
        dit: "INSi : recherche de l'INS par traits (WS_INS2, rechercherInsAvecTraitsIdentite)",
        faits: RECHERCHE_TRAITS_FAITS,
    },
    Operation {
        nom: RECHERCHE_VITALE,
        dit: "INSi : recherche de l'INS par carte Vitale (rechercherInsAvecCarteVitale)",
        faits: RECHERCHE_VITALE_FAITS,
    },
    Operation {
        nom: VERIFICATION,
        dit: "INSi : vérification d'un INS (verifierInsAvecTraitsIdentite ; contrat non public, lu de seconde main)",
        faits: VERIFICATION_FAITS,
    },
    Operation {
        nom: WSDL,
        dit: "INSi : lecture du WSDL",
        faits: &[],
    },
    Operation {
        nom: ILLISIBLE,
        dit: "INSi : requête que le service n'a pas pu lire",
        faits: &[f("faute", "sous-code de la faute SOAP"), f("faute.code", "code de l'erreur")],
    },
    Operation {
        nom: SONDE,
        dit: "INSi : requête HTTP sans message (HEAD, OPTIONS, GET d'autre chose que le WSDL)",
        faits: &[],
    },
    Operation {
        nom: CONNEXION_REFUSEE,
        dit: "INSi : poignée de main TLS qui n'aboutit pas",
        faits: &[],
    },
];
