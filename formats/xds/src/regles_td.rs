//! The rules of the transactions beside tests of existence and lots: authorisations (`dmp.td0.*`), search (`xds.td31.*`), retrieval (`xds.td32.*`),
//! changes of metadata (`xds.td33.*`).

use segur_model::rule::{conseil, rapportee, regle, stricte};
use segur_model::{Severity, Trust};

const EXEMPLES: &str = "GIE SESAM-Vitale, DMP LPS, exemples de messages 1.0.1 v02.05.00";
const WSDL: &str = "DMP, annexe WSDL et schémas v2.01.04";
const ITI18: &str = "IHE ITI TF-2, ITI-18 ; GIE SESAM-Vitale, exemples de messages v02.05.00, TD3.1";
const ITI57: &str = "GIE SESAM-Vitale, exemples de messages v02.05.00, TD3.3c et TD3.3d ; kit C# v2.06 (masquage, archivage)";
const PDSM: &str = "ANS, IG PDSm pour le DMP (td3.3c : la suppression est un changement de statut, ITI-62 et ITI-86 ne sont pas employées)";
const GUIDE: &str = "guide DMPi (SEL-MP-037), cité par des intégrateurs";
const RETIREES: &str = "GIE SESAM-Vitale, PDT-526 notes 10 et 11 ; annexe WSDL v2.01.04 (lisez-moi)";
const WSA: &str = "W3C, WS-Addressing 1.0 (Core), § 3.2 (message id)";
const SAML: &str = "OASIS, SAML 2.0 (Core), § 1.3.4 (identifiants)";
const BANC: &str = "périmètre du banc";

segur_model::regles! {
    LISIBLE = stricte("dmp.demande.lisible", "Le corps du message est celui que sa transaction demande", WSDL);
    MESSAGE_ID_REEMPLOYE = conseil("xds.message.id.reemploye",
        "MessageID ne sert qu'à un message : un autre ne le porte pas (le même message, envoyé de nouveau, le garde)", WSA);
    VIHF_REEMPLOYE = conseil("xds.message.vihf.reemploye",
        "L'identifiant d'une assertion (ID du VIHF) ne sert qu'à elle : une autre ne le porte pas (la même assertion peut servir à plusieurs messages)", SAML);
    // Authorisations and lists.
    AUTORISATION_ACTION = stricte("dmp.td03.action", "action vaut AJOUT ou SUPPRESSION", WSDL);
    AUTORISATION_ROLE = stricte("dmp.td03.role", "role, s'il est présent, vaut MEDECIN_TRAITANT", WSDL);
    LISTE_DATE = stricte("dmp.td04.date", "startDate est une date et une heure (aaaaMMjjhhmmss)", EXEMPLES);
    LISTE_TRI = stricte("dmp.td04.tri", "dateType vaut LASTAUTORIZATION (sic) ou LASTDOC", WSDL);
    LISTE_MODE = stricte("dmp.td16.mode", "mode vaut ACTIVE, INTERDITE ou TOUTE", WSDL);
    TRAITS = rapportee("dmp.td05.traits", "La recherche d'un patient sans INS donne au moins un nom de famille", EXEMPLES);
    TRAIT_INCONNU = conseil("dmp.td05.trait.inconnu",
        "Les critères de la recherche sont de ceux que le banc joue (nom, prénom, sexe, date de naissance, adresse) : il ignore les autres", BANC);
    RETIREE = stricte("dmp.transaction.retiree",
        "La transaction est encore ouverte : la création, TD1.3b, TD1.4 et TD1.5 ne le sont plus pour un DMP rattaché à Mon espace santé, et la création ne l'est plus du tout", RETIREES);
    // Search.
    REQUETE = stricte("xds.td31.requete", "AdhocQuery/@id est celui d'une requête stockée du DMP", ITI18);
    REQUETE_HORS_EXEMPLES = conseil("xds.td31.requete.vue",
        "La requête stockée est de celles que l'on a vues adresser au DMP : IHE connaît celle-ci, le DMP ne l'a pas montrée", ITI18);
    RETOUR = stricte("xds.td31.retour", "returnType vaut LeafClass ou ObjectRef", ITI18);
    COMPOSE = conseil("xds.td31.compose", "returnComposedObjects vaut true, comme dans l'exemple officiel", ITI18);
    PARAMETRE_REQUIS = stricte("xds.td31.parametre.requis", "Chaque paramètre que la requête demande est donné", ITI18);
    PARAMETRE_INCONNU = conseil("xds.td31.parametre.inconnu",
        "Chaque Slot est un paramètre de cette requête (un registre ignore ceux qu'il ne connaît pas)", ITI18);
    PARAMETRE_FORME = stricte("xds.td31.parametre.forme",
        "Une valeur est 'texte', un nombre, ou une liste ('un','deux') : apostrophes et parenthèses vont par deux", ITI18);
    PARAMETRE_NOMBRE = stricte("xds.td31.parametre.nombre", "Un paramètre à une seule valeur n'en a qu'une", ITI18);
    TROP_DE_VALEURS = regle("xds.td31.valeurs", "La requête a au plus 10 000 valeurs : le banc n'en lit pas davantage", Severity::NotEvaluated, BANC, Trust::Verified);
    PATIENT = stricte("xds.td31.patient", "patientId est l'INS d'un patient, entre apostrophes et sans parenthèses ('INS^^^&OID&ISO^NH')", ITI18);
    STATUT = stricte("xds.td31.statut", "Chaque statut cherché est Approved, Deprecated, ou Archived du CI-SIS (urn:asip:ci-sis:2010:StatusType:Archived)", ITI18);
    CODE_FORME = stricte("xds.td31.code", "Un code cherché est de la forme code^^codingScheme", ITI18);
    DATE_FORME = stricte("xds.td31.date", "Une date cherchée a de 4 à 14 chiffres (aaaaMMjjhhmmss, UTC)", ITI18);
    DATE_UTC = rapportee("xds.td31.date.utc", "Les dates de la recherche sont en UTC : une borne dans l'avenir, de moins de trois heures, est sans doute en heure locale", "EX_3.1-1070, guide DMPi, cité par des intégrateurs");
    ACTIFS = rapportee("xds.td31.actifs", "Une recherche propose toujours les documents actifs (Approved)", "EX_3.1-1030, guide DMPi, cité par des intégrateurs");
    FILTRE_PATIENT = rapportee("xds.td31.reference.patient",
        "La recherche d'une référence (GetDocuments par uniqueId) ne donne pas de patientId : il vient du VIHF", "RG_3010, guide DMPi, cité par des intégrateurs");
    LOTS = rapportee("xds.td31.par-lots", "GetDocumentsAndAssociations porte sur 20 documents au plus", GUIDE);
    // Retrieval.
    RETRAIT_IDENTIFIANTS = stricte("xds.td32.identifiants", "Chaque DocumentRequest porte RepositoryUniqueId et DocumentUniqueId", EXEMPLES);
    RETRAIT_OID = stricte("xds.td32.uniqueId", "DocumentUniqueId est le uniqueId du document (un OID), et non son entryUUID", EXEMPLES);
    RETRAIT_NOMBRE = stricte("xds.td32.nombre", "Une consultation demande au moins un document, et chacun une fois", EXEMPLES);
    // Changes.
    MAJ_ASSOCIATION = stricte("xds.td33.association",
        "Un changement a au moins une association : UpdateAvailabilityStatus (statut), ou HasMember avec PreviousVersion (visibilité)", ITI57);
    MAJ_SOURCE = stricte("xds.td33.source", "L'association part du SubmissionSet du changement", ITI57);
    MAJ_CIBLE = stricte("xds.td33.cible", "La cible d'un changement de statut est l'entryUUID courant du document (urn:uuid:…)", ITI57);
    MAJ_STATUTS = stricte("xds.td33.statuts",
        "OriginalStatus et NewStatus disent archiver (Approved vers Archived), désarchiver (Archived vers Approved) ou supprimer (Approved ou Archived vers Deleted), sous leurs URN du DMP", ITI57);
    MAJ_VERSION = stricte("xds.td33.version", "PreviousVersion est le numéro (versionName) de la version que l'on change", ITI57);
    MAJ_LID = stricte("xds.td33.lid", "L'ExtrinsicObject d'un changement de visibilité porte lid, l'identifiant logique du document", ITI57);
    MAJ_COMPLET = stricte("xds.td33.complet",
        "L'ExtrinsicObject d'un changement de visibilité redonne toutes les métadonnées du document, hash, size et repositoryUniqueId compris", ITI57);
    SUPPRESSION_IHE = stricte("xds.td33.suppression",
        "Un document du DMP se supprime par un changement de statut (TD3.3c), pas par RemoveObjects (ITI-62) ni RemoveMetadata (ITI-86)", PDSM);
}
