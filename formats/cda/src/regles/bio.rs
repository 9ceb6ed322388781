//! Rules of the biology report (CR-BIO).

use super::{conseil, stricte};

const ENTETE: &str = "ANS, TestContenuCDA 3.0, volet CR-BIO, Entete_CR-BIO.sch (2021.01 et 2024.01)";
const SCHEMATRON: &str = "ANS, TestContenuCDA 3.0, CI-SIS_BIO-CR-BIO (2021.01, 2023.01 et 2024.01)";
const SCHEMATRON_2024: &str = "ANS, TestContenuCDA 3.0, CI-SIS_BIO-CR-BIO_2024.01";
const RESULTATS: &str = "ANS, TestContenuCDA 3.0, volet CR-BIO 2024.01, schématrons des entrées (E_FR-…)";
const INTERPRETATIONS: &str = "ANS, TestContenuCDA 3.0, volet CR-BIO 2024.01, JDV_HL7_ObservationInterpretation-CISIS.sch";
const LISIBILITE: &str =
    "HL7 CDA R2, § 1.2.3 et 4.3.5 (le texte est ce que la personne lit et ce qui est attesté) ; aucune règle publique n'en fixe la forme";
const XSD: &str = "ANS, TestContenuCDA 3.0, schéma ihelab.xsd (lab:statusCode)";

segur_model::regles! {
    MODELE = stricte("cda.cr-bio.template-id", "Un compte rendu de biologie porte le templateId 1.3.6.1.4.1.19376.1.3.3", ENTETE);
    CODE = stricte("cda.cr-bio.code", "code est 11502-2 (LOINC), de libellé « CR d'examens biologiques »", ENTETE);
    TITRE = stricte("cda.cr-bio.titre", "title est « Compte rendu d'examens biologiques »", ENTETE);
    SET_ID = stricte("cda.cr-bio.set-id", "setId est présent", ENTETE);
    VERSION = stricte("cda.cr-bio.version", "versionNumber est présent, et est un entier positif", ENTETE);
    PATIENT_NUL = stricte("cda.cr-bio.patient.null-flavor", "Adresse, coordonnées, sexe et date de naissance inconnus du patient s'écrivent avec le nullFlavor UNK", ENTETE);
    VALIDATION_MODELE = stricte("cda.cr-bio.validation.template-id", "Un biologiste qui a validé (authenticator) porte le templateId 1.3.6.1.4.1.19376.1.3.3.1.5", ENTETE);
    VALIDATION_DATE = stricte("cda.cr-bio.validation.date", "Un biologiste qui a validé (authenticator) a une date de validation (time)", ENTETE);
    VALIDATION_COORDONNEES = stricte("cda.cr-bio.validation.coordonnees", "Un biologiste qui a validé (authenticator) a une adresse et des coordonnées (addr, telecom)", ENTETE);
    VALIDATION_LABORATOIRE = stricte("cda.cr-bio.validation.laboratoire", "Le laboratoire d'un biologiste qui a validé a un identifiant, un nom, des coordonnées et une adresse", ENTETE);
    ACTE_CODE = stricte("cda.cr-bio.acte.code", "Chaque acte documenté (documentationOf/serviceEvent) a un code", ENTETE);
    EXECUTANT_DATE = stricte("cda.cr-bio.executant.date", "L'exécutant d'un acte a une date d'exécution (performer/time)", ENTETE);
    EXECUTANT_DIRECTEUR = stricte("cda.cr-bio.executant.directeur", "Le directeur du laboratoire exécutant a un nom, une adresse et des coordonnées", ENTETE);
    EXECUTANT_LABORATOIRE = stricte(
        "cda.cr-bio.executant.laboratoire",
        "Le laboratoire exécutant a un identifiant, un nom, des coordonnées, une adresse et un cadre d'exercice",
        ENTETE
    );
    RESPONSABLE = stricte("cda.cr-bio.responsable", "Le biologiste responsable (encompassingEncounter/responsibleParty) a un identifiant, une profession et un nom", ENTETE);
    STATUT = stricte("cda.cr-bio.statut", "Le statut du compte rendu (lab:statusCode) est active (partiel) ou completed (complet)", XSD);
    STATUT_PRESENT = conseil("cda.cr-bio.statut.present", "L'acte principal porte le statut du compte rendu (lab:statusCode)", "exemples de CR-BIO publiés par l'ANS (TestContenuCDA 3.0)");
    CHAPITRE = stricte("cda.cr-bio.chapitre", "Le compte rendu a au moins un chapitre (section 1.3.6.1.4.1.19376.1.3.3.2.1)", SCHEMATRON);
    COPIE_PDF = stricte("cda.cr-bio.copie-pdf", "À partir du modèle 2024.01, le compte rendu porte sa copie PDF (section 1.2.250.1.213.1.1.2.243)", SCHEMATRON_2024);
    CHAPITRE_CODE = conseil(
        "cda.cr-bio.chapitre.code",
        "Un chapitre ou sous-chapitre a un code LOINC (spécialité ou groupe d'examens)",
        "IHE PaLM TF-3 (XD-LAB), sections Laboratory Specialty et Report Item ; exemples publiés par l'ANS"
    );
    CHAPITRE_CONTENU = conseil(
        "cda.cr-bio.chapitre.contenu",
        "Un chapitre porte des sous-chapitres ou des entrées, un sous-chapitre des entrées : un texte seul n'est pas de niveau 3",
        "IHE PaLM TF-3 (XD-LAB), sections Laboratory Specialty et Report Item ; exemples publiés par l'ANS"
    );
    ENTREE = stricte(
        "cda.cr-bio.entree",
        "Une entrée de résultats (1.3.6.1.4.1.19376.1.3.1) a un typeCode et un acte, au code LOINC s'il en a un, au statut completed, active ou aborted, avec un composant COMP",
        RESULTATS
    );
    BATTERIE = stricte(
        "cda.cr-bio.batterie",
        "Une batterie (1.3.6.1.4.1.19376.1.3.1.4) est un organizer BATTERY, EVN, au statut completed, active ou aborted",
        RESULTATS
    );
    RESULTAT_STATUT = stricte("cda.cr-bio.resultat.statut", "Un résultat (1.3.6.1.4.1.19376.1.3.1.6) est EVN, au statut completed ou aborted", RESULTATS);
    RESULTAT_INTERVALLE = stricte("cda.cr-bio.resultat.intervalle", "Un résultat a au plus un intervalle de référence (referenceRange)", RESULTATS);
    RESULTAT_CODE = stricte("cda.cr-bio.resultat.code", "Le code LOINC d'un résultat a @code et @displayName", RESULTATS);
    ANTERIORITE = stricte("cda.cr-bio.resultat.anteriorite", "L'antériorité d'un résultat (REFR) est datée, au statut completed", RESULTATS);
    RESULTAT_TEXTE = conseil(
        "cda.cr-bio.resultat.texte",
        "Le nombre d'un résultat se lit dans le texte de sa section, dans la ligne que le résultat désigne s'il en désigne une",
        LISIBILITE
    );
    RESULTAT_CODE_PRESENT = stricte("cda.cr-bio.resultat.code.present", "Un résultat (1.3.6.1.4.1.19376.1.3.1.6) a un code", RESULTATS);
    RESULTAT_NOMME = conseil("cda.cr-bio.resultat.nomme", "Un résultat sans @code est nommé par son originalText", RESULTATS);
    RESULTAT_SIGNE = conseil("cda.cr-bio.resultat.texte.signe", "Le signe d'un résultat est celui que le texte écrit", LISIBILITE);
    RESULTAT_UNITE = conseil(
        "cda.cr-bio.resultat.texte.unite",
        "L'unité d'un résultat est celle que le texte écrit après son nombre, quand elle est de celles que le banc sait comparer (g, mol, UI, U, %, par L, par g)",
        LISIBILITE
    );
    RESULTAT_BORNE = conseil(
        "cda.cr-bio.resultat.texte.borne",
        "Le nombre d'un résultat n'est pas, dans sa ligne, écrit seulement comme borne de référence",
        LISIBILITE
    );
    INTERPRETATION = stricte(
        "cda.cr-bio.interpretation",
        "Une interprétation (observation/interpretationCode) a un code du système 2.16.840.1.113883.5.83, sans nullFlavor",
        INTERPRETATIONS
    );
    INTERPRETATION_JDV = conseil(
        "cda.cr-bio.interpretation.jdv",
        "Une interprétation est du jeu de valeurs JDV_HL7_ObservationInterpretation_CISIS (révisable)",
        INTERPRETATIONS
    );
    UNITE = conseil("cda.cr-bio.unite", "Une unité est écrite en UCUM, à la casse près", "UCUM, § 2 (grammaire et unités) ; HL7 V3, type PQ ; exigence SGL.DOC.21, facultative");
    SECTIONS = stricte("cda.cr-bio.sections", "Les sections de premier niveau sont de celles qu'admet le modèle de compte rendu de biologie", ENTETE);
}
