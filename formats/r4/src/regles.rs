//! The rules of structure, of references, of the directory, of e-prescription and of profiles. Those of the invariants are beside them.

use segur_model::rule::{conseil, regle, stricte};
use segur_model::{Rule, Severity, Trust, joints};

const JSON: &str = "HL7 FHIR R4 4.0.1, json.html";
const TYPES: &str = "HL7 FHIR R4 4.0.1, datatypes.html";
const DEFINITIONS: &str = "HL7 FHIR R4 4.0.1, définitions des ressources et des types";
const BUNDLE: &str = "HL7 FHIR R4 4.0.1, bundle.html";
const REFERENCES: &str = "HL7 FHIR R4 4.0.1, references.html";
const INVARIANT: &str = "HL7 FHIR R4 4.0.1, invariant du même nom";
const ANNUAIRE: &str = "IG FHIR Annuaire 1.1.0, profils et exemples";
const API: &str = "Documentation publique de l'API FHIR Annuaire Santé v2 (annuaire-sante-fhir-documentation, 2026-06)";
const EP: &str = "IG FHIR e-prescription 1.1.0-ballot";
const PROFIL: &str = "Profil donné par --profils";

segur_model::regles! { dans DE_BASE;
    DOUBLON = stricte("fhir.json.doublon", "Un objet n'a pas deux fois le même nom", JSON);
    MARQUE = conseil("fhir.json.marque", "Un document JSON ne commence pas par une marque d'ordre des octets (BOM)", "RFC 8259, § 8.1");
    RESSOURCE = stricte("fhir.ressource", "resourceType nomme une ressource de R4", JSON);
    INCONNU = stricte("fhir.element.inconnu", "Chaque élément est de la définition de R4", DEFINITIONS);
    REQUIS = stricte("fhir.element.requis", "Un élément obligatoire est là", DEFINITIONS);
    REPETE = stricte("fhir.element.repete", "Un élément qui peut se répéter est une liste, même d'un ; les autres n'en sont pas", JSON);
    CHOIX = stricte("fhir.element.choix", "D'un élément à plusieurs types (value[x]), une seule forme est là", "HL7 FHIR R4 4.0.1, formats.html#choice");
    VIDE = stricte("fhir.element.vide", "Ni objet, ni liste, ni chaîne vide, ni null sans compagnon (ele-1)", JSON);
    TYPE = stricte("fhir.valeur.type", "Une valeur est du type JSON de son élément", JSON);
    FORME = stricte("fhir.valeur.forme", "Une valeur a la forme de son type : date, instant, id, uri, code…", TYPES);
    CODE = stricte("fhir.valeur.code", "Un code est du jeu que R4 impose", DEFINITIONS);
    LONGUEUR = stricte("fhir.valeur.longueur", "Une chaîne ne dépasse pas 1 048 576 caractères", TYPES);
    COMPAGNON = stricte("fhir.compagnon", "Le compagnon (_nom) d'une valeur simple a sa forme", JSON);
    REF_1 = stricte("fhir.invariant.ref-1", "Une référence locale (#id) mène à une ressource de contained", INVARIANT);
    DOM_2 = stricte("fhir.invariant.dom-2", "Une ressource contenue n'en contient pas d'autre", INVARIANT);
    DOM_3 = stricte("fhir.invariant.dom-3", "Une ressource contenue est désignée par son contenant, ou le désigne", INVARIANT);
    DOM_4 = stricte("fhir.invariant.dom-4", "Une ressource contenue n'a ni version ni date de mise à jour", INVARIANT);
    DOM_5 = stricte("fhir.invariant.dom-5", "Une ressource contenue n'a pas d'étiquette de sécurité", INVARIANT);
    REFERENCE_CIBLE = stricte("fhir.reference.cible", "Une référence mène à une ressource d'un type que l'élément admet", REFERENCES);
    BDL_7 = stricte("fhir.invariant.bdl-7", "Un fullUrl est unique dans le Bundle, ou ses versions diffèrent", INVARIANT);
    FULLURL_ABSOLU = stricte("fhir.bundle.fullurl", "Un fullUrl est une adresse absolue (http, https) ou un urn:uuid, urn:oid", BUNDLE);
    FULLURL_ID = stricte("fhir.bundle.fullurl.id", "Un fullUrl qui finit par un type et un id finit par ceux de sa ressource", BUNDLE);
    FULLURL_ABSENT = conseil("fhir.bundle.fullurl.absent", "Chaque entrée d'un Bundle a un fullUrl : sans lui, une référence n'y mène pas (les exemples publiés d'e-prescription n'en ont pas)", BUNDLE);
    DOCUMENT_REFERENCE = conseil("fhir.document.reference", "Dans un document, une référence mène à une ressource du Bundle", "HL7 FHIR R4 4.0.1, documents.html");
}

segur_model::regles! { dans DE_L_ANNUAIRE;
    SYSTEME = stricte("fhir.annuaire.identifiant.systeme", "Un identifiant a le système de son type (IDNPS, RPPS, IDNST, FINEG, FINEJ…)", ANNUAIRE);
    FORME_ID = stricte("fhir.annuaire.identifiant.forme", "Un identifiant national a sa forme : RPPS de 11 chiffres, FINESS de 9 caractères, IDNPS et IDNST qui commencent par leur chiffre de type", "ANS, TRE_G07 et TRE_G08 ; IG FHIR Annuaire 1.1.0");
    CLE_ID = conseil("fhir.annuaire.identifiant.cle", "La clé du RPPS et du FINESS est juste (des exemples publiés ont une clé fausse)", "ANS, foire aux questions du RPPS");
    ACCORD_ID = conseil("fhir.annuaire.identifiant.accord", "L'IDNPS d'une personne est son chiffre de type suivi de son RPPS", "ANS, TRE_G08");
    V1 = conseil("fhir.annuaire.v1", "La ressource est de la forme de l'API v2 : ni systèmes, ni profils, ni place de la profession de la v1 (que des exemples publiés gardent)", API);
    NOMENCLATURE = conseil("fhir.annuaire.nomenclature", "Une nomenclature des NOS se nomme …/NOS/TRE_X-Nom/FHIR/TRE-X-Nom, des deux côtés pareil", ANNUAIRE);
    BAL_METADONNEES = conseil("fhir.annuaire.bal.metadonnees", "Une boîte MSSanté porte ses métadonnées (as-ext-mailbox-mss-metadata) et leur type", ANNUAIRE);
    BAL_COURRIEL = stricte("fhir.annuaire.bal.courriel", "Une boîte MSSanté est un telecom de system email, dont la valeur est une adresse", ANNUAIRE);
    BAL_TYPE = conseil("fhir.annuaire.bal.type", "Le type d'une boîte est un valueCodeableConcept de TRE_R257 (PER, ORG, APP, CAB ; les exemples d'un brouillon ont un valueCode)", ANNUAIRE);
    BAL_PLACE = conseil("fhir.annuaire.bal.place", "Une boîte PER est à une personne ou à sa situation d'exercice, une boîte ORG ou APP à une structure", API);
    LISTE_ROUGE = conseil("fhir.annuaire.bal.liste-rouge", "Une boîte en liste rouge n'est pas publiée", API);
    RESTREINT = conseil("fhir.annuaire.restreint", "Une ressource publique (as-dp-…) ne porte pas de donnée restreinte : naissance, sexe, responsable ou téléphone d'une boîte", ANNUAIRE);
    RETIREE = conseil("fhir.annuaire.retiree", "Une ressource retirée (active false) ne porte que son id et ses identifiants", API);
    LOT_SELF = conseil("fhir.annuaire.recherche.self", "Une réponse de recherche porte le lien self", API);
    LOT_TYPE = conseil("fhir.annuaire.recherche.ressource", "Une réponse de l'annuaire porte des Practitioner, PractitionerRole, Organization, HealthcareService ou Device", API);
}

segur_model::regles! { dans DE_LA_PRESCRIPTION;
    AUTHORED_ON = stricte("fhir.eprescription.date", "Une ligne de prescription dit sa date (authoredOn)", EP);
    REQUESTER = stricte("fhir.eprescription.prescripteur", "Une ligne de prescription dit son prescripteur (requester)", EP);
    POSOLOGIE = stricte("fhir.eprescription.posologie", "Une ligne de prescription a une posologie (dosageInstruction)", EP);
    PATIENT_INSTRUCTION = stricte("fhir.eprescription.patient-instruction", "patientInstruction est interdit : ce qui ne se structure pas va dans additionalInstruction.text", EP);
    GROUPE = conseil("fhir.eprescription.groupe", "Une ligne dit sa prescription par groupIdentifier (des exemples publiés ne le font pas)", EP);
    MEDICAMENT_SYSTEME = conseil("fhir.eprescription.medicament.systeme", "Un médicament est codé en UCD, CIP, spécialité ou SMS, dans les systèmes de l'IG", EP);
    FACTICE = conseil("fhir.eprescription.systeme-factice", "Aucun système de codes n'est factice (des exemples publiés ont http://BogusSystemMedicabase.com)", EP);
    CLE_13 = conseil("fhir.eprescription.medicament.cle", "Un code UCD ou CIP a 13 chiffres, commence par 3400, et sa clé est juste", EP);
    VOIE = conseil("fhir.eprescription.voie", "La voie et la forme sont codées dans les Standard Terms de l'EDQM", EP);
    PERIODE = conseil("fhir.eprescription.periode", "periodUnit ne va qu'avec period (deux exemples publiés l'ont seul)", EP);
    QUAND = stricte("fhir.eprescription.quand", "L'extension fr-additional-when-values porte un des seize moments de l'IG", EP);
    LISIBLE = conseil("fhir.eprescription.posologie-lisible", "Une ligne de ville porte sa posologie lisible (renderedDosageInstruction, en valueMarkdown)", EP);
    HOSPITALIERE = stricte("fhir.eprescription.hospitaliere", "Une ligne hospitalière n'a ni quantité, ni intervalle, ni dispensateur, et sa période de validité dit son début", EP);
}

segur_model::regles! { dans DES_PROFILS;
    PROFIL_INCONNU = regle("fhir.profil.inconnu", "Chaque profil que dit la ressource est dans le dossier de profils", Severity::NotEvaluated, PROFIL, Trust::Verified);
    PROFIL_VERSION = regle("fhir.profil.version", "Le profil du dossier est de la version que dit la ressource : jugé quand même", Severity::Info, PROFIL, Trust::Verified);
    PROFIL_TYPE = stricte("fhir.profil.type", "Un profil est dit d'une ressource de son type", PROFIL);
    PROFIL_CARDINALITE = stricte("fhir.profil.cardinalite", "Un élément est là autant de fois que le profil le demande", PROFIL);
    PROFIL_VALEUR = stricte("fhir.profil.valeur", "Un élément a la valeur que le profil impose (fixed, pattern)", PROFIL);
    PROFIL_FORME = stricte("fhir.profil.forme", "Un élément est d'un des types que le profil admet", PROFIL);
    PROFIL_CODE = stricte("fhir.profil.code", "Un code est du jeu de valeurs que le profil impose", PROFIL);
    PROFIL_TRANCHE = stricte("fhir.profil.tranche", "Dans un découpage fermé, chaque valeur est d'une tranche du profil", PROFIL);
    PROFIL_CONTEXTE = conseil("fhir.profil.contexte", "Une extension est là où sa définition l'admet (une définition publiée nomme mal le sien)", PROFIL);
    PROFIL_NON_EVALUE = regle("fhir.profil.non-evalue", "Les contraintes FHIRPath d'un profil, les jeux de valeurs absents du dossier et certains découpages ne sont pas évalués", Severity::Info, PROFIL, Trust::Verified);
}

/// Every rule.
pub const REGLES: &[&Rule] = joints!(&Rule; DE_BASE, crate::invariants::REGLES, DE_L_ANNUAIRE, DE_LA_PRESCRIPTION, DES_PROFILS);
