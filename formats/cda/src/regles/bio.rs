//! Rules of the biology report (CR-BIO).

use super::{conseil, regles, stricte};

const ENTETE: &str = "ANS, TestContenuCDA 3.0, volet CR-BIO, Entete_CR-BIO.sch (2021.01 et 2024.01)";
const SCHEMATRON: &str = "ANS, TestContenuCDA 3.0, CI-SIS_BIO-CR-BIO (2021.01, 2023.01 et 2024.01)";
const SCHEMATRON_2024: &str = "ANS, TestContenuCDA 3.0, CI-SIS_BIO-CR-BIO_2024.01";
const XSD: &str = "ANS, TestContenuCDA 3.0, schéma ihelab.xsd (lab:statusCode)";

regles! {
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
    SECTIONS = stricte("cda.cr-bio.sections", "Les sections de premier niveau sont de celles qu'admet le modèle de compte rendu de biologie", ENTETE);
}
