//! Reports, and the DMP.

use super::{Acte, Fait, Genre, GenreFichier, Operation, REFERENCE, choix, f, joints, p};

/// Acts.
pub(super) const ACTES: &[Acte] = &[
    Acte {
        nom: "tester-dmp",
        dit: "Tester l'existence du DMP de cette identité (TD0.2)",
        parametres: &[REFERENCE],
        fichiers: &[],
    },
    Acte {
        nom: "valider-compte-rendu",
        dit: "Valider un compte rendu d'examens de biologie ; le DMP est alimenté d'office (TD2.1), sauf blocage",
        parametres: &[
            p(
                "reference",
                Genre::Texte,
                true,
                "référence du compte rendu dans le scénario, choisie par lui",
            ),
            p("identite", Genre::Texte, true, "référence de l'identité, donnée à `creer-identite`"),
            choix("modele", true, &["hemogramme", "glycemie"], "examens du compte rendu"),
            choix(
                "etat",
                false,
                &["partiel", "complet"],
                "compte rendu partiel ou complet ; par défaut complet",
            ),
            choix(
                "niveau",
                false,
                &["N3", "N1"],
                "CDA structuré (N3) ou PDF dans un CDA (N1) ; par défaut N3",
            ),
            choix(
                "visibilite",
                false,
                &["normale", "masque-ps", "invisible-patient", "invisible-representants"],
                "masquage ou visibilité demandés au DMP ; par défaut normale",
            ),
            choix(
                "dmp",
                false,
                &["alimenter", "bloquer"],
                "`bloquer` : l'utilisateur retient l'alimentation du DMP pour ce compte rendu",
            ),
            p(
                "demande",
                Genre::Texte,
                false,
                "numéro de la demande d'examens, à porter sur le compte rendu",
            ),
        ],
        fichiers: &["compte-rendu", "compte-rendu-pdf", "archive-xdm"],
    },
    Acte {
        nom: "completer-compte-rendu",
        dit: "Compléter ou corriger un compte rendu et le valider de nouveau ; la version précédente est remplacée dans le DMP",
        parametres: &[p(
            "reference",
            Genre::Texte,
            true,
            "référence du compte rendu, donnée à `valider-compte-rendu`",
        )],
        fichiers: &["compte-rendu", "compte-rendu-pdf", "archive-xdm"],
    },
];

/// Facts of the VIHF; every DMP transaction has them.
const FAITS_VIHF: &[Fait] = &[
    f("faute", "sous-code de la faute SOAP"),
    f("message_id", "wsa:MessageID"),
    f("vihf.id", "Assertion/@ID"),
    f("vihf.version", "VIHF_Version"),
    f("vihf.mode", "Authentification_mode : DIRECTE, INDIRECTE, INDIRECTE_RENFORCEE"),
    f("vihf.ps", "NameID : identifiant national du professionnel"),
    f("vihf.structure", "Identifiant_Structure"),
    f("vihf.secteur", "Secteur_Activite, code seul"),
    f("vihf.role", "codes des rôles, dans l'ordre"),
    f("vihf.ins", "INS de resource-id, 15 caractères"),
    f("vihf.oid", "OID de l'INS de resource-id"),
    f("vihf.lps", "LPS_Nom"),
];

const FAITS_DMP_TD02: &[Fait] = joints!(Fait; FAITS_VIHF, &[
    f("patient", "INS demandé, 15 caractères"),
    f("oid", "OID de l'INS demandé"),
    f("existence", "queryResponseCode : OK ou NF"),
    f("dmp.statut", "active ou terminated"),
    f("autorisation", "code de l'autorisation (VALIDE)"),
]);

const FAITS_DMP_TD21: &[Fait] = joints!(Fait; FAITS_VIHF, &[
    f("statut", "Success ou Failure"),
    f("erreur", "errorCode des RegistryError"),
    f("patient", "INS du lot (patientId du SubmissionSet), 15 caractères"),
    f("oid", "OID de l'INS du lot"),
    f("lot.uniqueId", "uniqueId du lot"),
    f("lot.documents", "nombre de documents, signature non comprise"),
    f("lot.remplace", "entryUUID remplacé (association RPLC)"),
    f("entryUUID", "entryUUID du document, tel qu'envoyé"),
    f("doc.uniqueId", "uniqueId du document"),
    f("doc.typeCode", "typeCode"),
    f("doc.classCode", "classCode"),
    f("doc.formatCode", "formatCode"),
    f("doc.mimeType", "mimeType"),
    f("doc.titre", "titre"),
    f("doc.confidentialite", "codes de confidentialité et de visibilité"),
    f("doc.creation", "creationTime"),
], FAITS_CDA);

const FAITS_CDA: &[Fait] = &[
    f("cda.niveau", "N1 ou N3"),
    f("cda.id", "ClinicalDocument/id@root"),
    f("cda.setId", "setId"),
    f("cda.version", "versionNumber"),
    f("cda.statut", "compte rendu de biologie : active (partiel) ou completed"),
    f("cda.type", "code du document"),
    f("cda.ins", "INS du patient dans le CDA, 15 caractères"),
    f("cda.oid", "OID de l'INS dans le CDA"),
    f("cda.remplace", "identifiant du document remplacé (RPLC)"),
    CDA_DEMANDE,
];

const CDA_DEMANDE: Fait = f("cda.demande", "numéro de la demande d'examens (inFulfillmentOf/order/id@extension)");

const FAITS_XDM: &[Fait] = &[
    f("xdm.documents", "nombre de documents de l'archive"),
    f("cda.niveau", "N1 ou N3"),
    f("cda.id", "ClinicalDocument/id@root"),
    f("cda.setId", "setId"),
    f("cda.version", "versionNumber"),
    f("cda.type", "code du document"),
    f("cda.ins", "INS du patient dans le CDA, 15 caractères"),
    f("cda.oid", "OID de l'INS dans le CDA"),
    CDA_DEMANDE,
];

/// Operations.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        nom: "dmp.TD0.2",
        dit: "DMP : test d'existence et statut de l'autorisation (PRPA_IN201307UV02)",
        faits: FAITS_DMP_TD02,
    },
    Operation {
        nom: "dmp.TD2.1",
        dit: "DMP : alimentation et remplacement (ITI-41, Provide and Register Document Set-b)",
        faits: FAITS_DMP_TD21,
    },
    Operation {
        nom: "dmp.TD0.3",
        dit: "DMP : ajout ou retrait de l'autorisation (reconnue, non jouée par cette version)",
        faits: FAITS_VIHF,
    },
    Operation {
        nom: "dmp.TD3.1",
        dit: "DMP : recherche de documents (reconnue, non jouée par cette version)",
        faits: FAITS_VIHF,
    },
    Operation {
        nom: "dmp.autre",
        dit: "DMP : autre transaction (reconnue, non jouée par cette version)",
        faits: FAITS_VIHF,
    },
    Operation {
        nom: "dmp.wsdl",
        dit: "DMP : lecture d'un WSDL",
        faits: &[],
    },
    Operation {
        nom: "dmp.illisible",
        dit: "DMP : requête que le service n'a pas pu lire",
        faits: &[f("faute", "sous-code de la faute SOAP")],
    },
    Operation {
        nom: "dmp.connexion-refusee",
        dit: "DMP : poignée de main TLS qui n'aboutit pas",
        faits: &[],
    },
];

/// Files.
pub(super) const FICHIERS: &[GenreFichier] = &[
    GenreFichier {
        nom: "compte-rendu",
        dit: "le compte rendu (CDA R2), tel que le logiciel l'a produit",
        listes: &[],
        faits: FAITS_CDA,
    },
    GenreFichier {
        nom: "compte-rendu-pdf",
        dit: "le PDF du compte rendu, tel que le logiciel l'a produit",
        listes: &[],
        faits: &[
            f("pdf.pages", "nombre de pages"),
            f("pdf.datamatrix.ins", "matricule lu dans le datamatrix INS de chaque page"),
        ],
    },
    GenreFichier {
        nom: "archive-xdm",
        dit: "l'archive IHE_XDM qui porte le compte rendu",
        listes: &[],
        faits: FAITS_XDM,
    },
];
