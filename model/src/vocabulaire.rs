//! The vocabulary of scenarios: every act, operation, fact, fault and bench action, as tables. Scenarios are checked
//! against it at load time, `segur-bench vocabulaire` prints it, and the JSON Schema for editors is made from it. Each
//! service has a test that it records and offers just what its lines here say.

use serde::Serialize;

/// Type of a parameter of an act or of a bench action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Genre {
    /// Any text.
    Texte,
    /// A patient: `"{patient}"`, replaced by the identity as typed at the desk.
    Patient,
    /// One of the listed words.
    Choix,
    /// Whole number.
    Nombre,
    /// Duration: `500ms`, `6s`, `2min`.
    Duree,
    /// Any YAML value.
    Libre,
}

/// A parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Parametre {
    /// Name.
    pub nom: &'static str,
    /// Type.
    pub genre: Genre,
    /// Words allowed, for [`Genre::Choix`].
    pub choix: &'static [&'static str],
    /// Whether it must be given.
    pub requis: bool,
    /// What it is (French).
    pub dit: &'static str,
}

const fn p(nom: &'static str, genre: Genre, requis: bool, dit: &'static str) -> Parametre {
    Parametre {
        nom,
        genre,
        choix: &[],
        requis,
        dit,
    }
}

/// An act that a candidate can be asked (**contract**, see `docs/actes.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Acte {
    /// Name.
    pub nom: &'static str,
    /// What the candidate does (French; also shown to a person as the instruction).
    pub dit: &'static str,
    /// Parameters.
    pub parametres: &'static [Parametre],
    /// Files that it answers.
    pub fichiers: &'static [&'static str],
}

const fn choix(nom: &'static str, requis: bool, choix: &'static [&'static str], dit: &'static str) -> Parametre {
    Parametre {
        nom,
        genre: Genre::Choix,
        choix,
        requis,
        dit,
    }
}

const REFERENCE: Parametre = p(
    "reference",
    Genre::Texte,
    true,
    "référence de l'identité dans le scénario, choisie par lui",
);

/// Every act.
pub const ACTES: &[Acte] = &[
    Acte {
        nom: "creer-identite",
        dit: "Créer une identité à partir des traits saisis au guichet (statut « provisoire »)",
        parametres: &[REFERENCE, p("patient", Genre::Patient, true, "les traits à saisir")],
        fichiers: &[],
    },
    Acte {
        nom: "rechercher-ins",
        dit: "Appeler INSi par traits pour cette identité, et appliquer la réponse",
        parametres: &[
            REFERENCE,
            Parametre {
                nom: "mode",
                genre: Genre::Choix,
                choix: &["structure", "carte"],
                requis: false,
                dit: "authentification : certificat de structure, ou carte CPx ; par défaut celle du candidat",
            },
        ],
        fichiers: &[],
    },
    Acte {
        nom: "valider-identite",
        dit: "Enregistrer un justificatif d'identité et valider l'identité",
        parametres: &[
            REFERENCE,
            Parametre {
                nom: "justificatif",
                genre: Genre::Choix,
                choix: &["CN", "PA", "CS", "LE", "AN", "CC", "PC"],
                requis: true,
                dit: "nature du justificatif : carte d'identité, passeport, carte de séjour, livret de famille, acte de naissance, carnet de circulation, permis de conduire",
            },
        ],
        fichiers: &[],
    },
    Acte {
        nom: "marquer-identite",
        dit: "Donner un attribut à l'identité",
        parametres: &[
            REFERENCE,
            Parametre {
                nom: "attribut",
                genre: Genre::Choix,
                choix: &["douteuse", "fictive", "homonyme"],
                requis: true,
                dit: "l'attribut",
            },
        ],
        fichiers: &[],
    },
    Acte {
        nom: "lire-identite",
        dit: "Montrer l'identité telle que le logiciel la tient",
        parametres: &[REFERENCE],
        fichiers: &["identite"],
    },
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
        ],
        fichiers: &["compte-rendu", "compte-rendu-pdf"],
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
        fichiers: &["compte-rendu", "compte-rendu-pdf"],
    },
    Acte {
        nom: "exporter-traces",
        dit: "Exporter le journal des appels à INSi et des changements de statut pour cette identité",
        parametres: &[REFERENCE],
        fichiers: &["traces"],
    },
];

/// A fact of an exchange or of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Fait {
    /// Name.
    pub nom: &'static str,
    /// What it is (French).
    pub dit: &'static str,
}

const fn f(nom: &'static str, dit: &'static str) -> Fait {
    Fait { nom, dit }
}

/// Facts that every exchange has.
pub const FAITS_COMMUNS: &[Fait] = &[
    f("reponse", "code HTTP de la réponse"),
    f("certificat.cn", "CN du certificat client présenté"),
    f("certificat.ou", "OU du certificat client présenté"),
    f("echec", "raison d'une connexion refusée"),
    f("panne", "panne du banc appliquée à cet échange (`latence`, `statut`…)"),
    f("contient", "texte présent dans la requête, à travers ses couches"),
];

/// An operation that a service records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// Name.
    pub nom: &'static str,
    /// What it is (French).
    pub dit: &'static str,
    /// Facts beyond [`FAITS_COMMUNS`].
    pub faits: &'static [Fait],
}

const FAITS_INSI_RECHERCHE: &[Fait] = &[
    f("mode", "`structure` (certificat ORG) ou `carte` (assertion PS)"),
    f("nom", "NomNaissance envoyé"),
    f("prenom", "Prenom envoyé(s)"),
    f("prenom.nombre", "nombre d'éléments Prenom"),
    f("sexe", "Sexe envoyé"),
    f("date_naissance", "DateNaissance envoyée"),
    f("lieu_naissance", "LieuNaissance envoyé"),
    f("emetteur", "ContexteLPS/Emetteur"),
    f("idam", "ContexteLPS/LPS/IDAM"),
    f("lps.nom", "ContexteLPS/LPS/Nom"),
    f("lps.version", "ContexteLPS/LPS/Version"),
    f("lps.instance", "ContexteLPS/LPS/Instance"),
    f("message_id", "wsa:MessageID"),
    f("ps", "NameID de l'assertion PS"),
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
    f("faute", "sous-code de la faute SOAP (`siram_40`)"),
    f("faute.code", "code de l'erreur (`insi_102`, `desir_550`)"),
];

/// Facts of the VIHF; every DMP transaction has them.
const FAITS_VIHF: &[Fait] = &[
    f("faute", "sous-code de la faute SOAP"),
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

const FAITS_DMP_TD02: &[Fait] = &[
    f("faute", "sous-code de la faute SOAP"),
    f("vihf.version", "VIHF_Version"),
    f("vihf.mode", "Authentification_mode : DIRECTE, INDIRECTE, INDIRECTE_RENFORCEE"),
    f("vihf.ps", "NameID : identifiant national du professionnel"),
    f("vihf.structure", "Identifiant_Structure"),
    f("vihf.secteur", "Secteur_Activite, code seul"),
    f("vihf.role", "codes des rôles, dans l'ordre"),
    f("vihf.ins", "INS de resource-id, 15 caractères"),
    f("vihf.oid", "OID de l'INS de resource-id"),
    f("vihf.lps", "LPS_Nom"),
    f("patient", "INS demandé, 15 caractères"),
    f("oid", "OID de l'INS demandé"),
    f("existence", "queryResponseCode : OK ou NF"),
    f("dmp.statut", "active ou terminated"),
    f("autorisation", "code de l'autorisation (VALIDE)"),
];

const FAITS_DMP_TD21: &[Fait] = &[
    f("faute", "sous-code de la faute SOAP"),
    f("vihf.version", "VIHF_Version"),
    f("vihf.mode", "Authentification_mode : DIRECTE, INDIRECTE, INDIRECTE_RENFORCEE"),
    f("vihf.ps", "NameID : identifiant national du professionnel"),
    f("vihf.structure", "Identifiant_Structure"),
    f("vihf.secteur", "Secteur_Activite, code seul"),
    f("vihf.role", "codes des rôles, dans l'ordre"),
    f("vihf.ins", "INS de resource-id, 15 caractères"),
    f("vihf.oid", "OID de l'INS de resource-id"),
    f("vihf.lps", "LPS_Nom"),
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
    f("cda.niveau", "N1 ou N3"),
    f("cda.id", "ClinicalDocument/id@root"),
    f("cda.setId", "setId"),
    f("cda.version", "versionNumber"),
    f("cda.statut", "compte rendu de biologie : active (partiel) ou completed"),
    f("cda.type", "code du document"),
    f("cda.ins", "INS du patient dans le CDA, 15 caractères"),
    f("cda.oid", "OID de l'INS dans le CDA"),
    f("cda.remplace", "identifiant du document remplacé (RPLC)"),
];

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
];

const FAITS_XDM: &[Fait] = &[
    f("xdm.documents", "nombre de documents de l'archive"),
    f("cda.niveau", "N1 ou N3"),
    f("cda.id", "ClinicalDocument/id@root"),
    f("cda.setId", "setId"),
    f("cda.version", "versionNumber"),
    f("cda.type", "code du document"),
    f("cda.ins", "INS du patient dans le CDA, 15 caractères"),
    f("cda.oid", "OID de l'INS dans le CDA"),
];

/// Every operation.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        nom: "insi.recherche-traits",
        dit: "INSi : recherche de l'INS par traits (WS_INS2, rechercherInsAvecTraitsIdentite)",
        faits: FAITS_INSI_RECHERCHE,
    },
    Operation {
        nom: "insi.wsdl",
        dit: "INSi : lecture du WSDL",
        faits: &[],
    },
    Operation {
        nom: "insi.illisible",
        dit: "INSi : requête que le service n'a pas pu lire",
        faits: &[f("faute", "sous-code de la faute SOAP"), f("faute.code", "code de l'erreur")],
    },
    Operation {
        nom: "insi.connexion-refusee",
        dit: "INSi : poignée de main TLS qui n'aboutit pas",
        faits: &[],
    },
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
    Operation {
        nom: "igc.crl",
        dit: "IGC-Santé de test : lecture d'une liste de révocation",
        faits: &[],
    },
];

/// A file that an act answers, and the facts read in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct GenreFichier {
    /// Name.
    pub nom: &'static str,
    /// What it is (French).
    pub dit: &'static str,
    /// Facts: JSON object keys joined by dots; arrays give several values.
    pub faits: &'static [Fait],
}

/// Every file kind.
pub const FICHIERS: &[GenreFichier] = &[
    GenreFichier {
        nom: "identite",
        dit: "l'identité telle que le logiciel la tient (objet JSON)",
        faits: &[
            f("statut", "`provisoire`, `recuperee`, `validee` ou `qualifiee`"),
            f("attributs", "`douteuse`, `fictive`, `homonyme`"),
            f("matricule", "matricule INS avec sa clé, 15 caractères ; absent sans INS"),
            f("oid", "OID de l'INS ; absent sans INS"),
            f("historique", "anciens matricules avec clé"),
            f("nom_naissance", "nom de naissance"),
            f("prenoms", "prénoms de naissance, séparés par une espace"),
            f("premier_prenom", "premier prénom de naissance"),
            f("date_naissance", "AAAA-MM-JJ"),
            f("sexe", "M ou F"),
            f("lieu_naissance", "COG"),
            f(
                "alertes",
                "alertes montrées à l'utilisateur : `prenoms-incoherents`, `reponse-insi-refusee`",
            ),
        ],
    },
    GenreFichier {
        nom: "compte-rendu",
        dit: "le compte rendu (CDA R2), tel que le logiciel l'a produit",
        faits: FAITS_CDA,
    },
    GenreFichier {
        nom: "compte-rendu-pdf",
        dit: "le PDF du compte rendu, tel que le logiciel l'a produit",
        faits: &[
            f("pdf.pages", "nombre de pages"),
            f("pdf.datamatrix.ins", "matricule lu dans le datamatrix INS de chaque page"),
        ],
    },
    GenreFichier {
        nom: "archive-xdm",
        dit: "l'archive IHE_XDM qui porte le compte rendu",
        faits: FAITS_XDM,
    },
    GenreFichier {
        nom: "traces",
        dit: "les traces fonctionnelles (objet JSON : `appels`, `statuts`)",
        faits: &[
            f("appels.date", "instant de chaque appel à INSi (RFC 3339)"),
            f("appels.utilisateur", "professionnel à l'origine de l'appel (RPPS)"),
            f("appels.operation", "opération appelée"),
            f("appels.modalite", "`traits` ou `vitale`"),
            f("appels.code_retour", "00, 01, 02 ou code de la faute"),
            f("appels.matricule", "matricule et clé renvoyés, 15 caractères"),
            f("appels.oid", "OID renvoyé"),
            f("appels.historique", "INS de l'historique renvoyé, 15 caractères"),
            f("appels.nom_naissance", "nom de naissance renvoyé"),
            f("appels.prenoms", "liste des prénoms renvoyée"),
            f("appels.sexe", "sexe renvoyé"),
            f("appels.date_naissance", "date de naissance renvoyée"),
            f("appels.lieu_naissance", "lieu de naissance renvoyé"),
            f("statuts.avant", "statut antérieur"),
            f("statuts.apres", "nouveau statut"),
            f("statuts.date", "instant du changement"),
            f("statuts.utilisateur", "auteur du changement (RPPS)"),
        ],
    },
];

/// An action of the bench: what the world does, not the candidate (`SERVICE.ACTION` in a scenario).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Action {
    /// `service.action`.
    pub nom: &'static str,
    /// What it does (French).
    pub dit: &'static str,
    /// Parameters.
    pub parametres: &'static [Parametre],
}

/// Every action.
pub const ACTIONS: &[Action] = &[
    Action {
        nom: "insi.repondre",
        dit: "Script d'INSi : ce que le téléservice répond pour ce patient, jusqu'à la remise à zéro",
        parametres: &[
            p("patient", Genre::Texte, true, "fiche du patient"),
            p("reponses", Genre::Libre, true, "liste de réponses, comme `insi` dans le monde"),
        ],
    },
    Action {
        nom: "insi.environnement",
        dit: "Plateforme simulée : `editeur` (inconnu = faute insi_102) ou `production` (inconnu = CR 01)",
        parametres: &[Parametre {
            nom: "valeur",
            genre: Genre::Choix,
            choix: &["editeur", "production"],
            requis: true,
            dit: "la plateforme",
        }],
    },
];

/// A fault, as scenarios write it under `quoi`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MotPanne {
    /// Key under `quoi`.
    pub nom: &'static str,
    /// What happens (French).
    pub dit: &'static str,
    /// Type of its value; none: written alone.
    pub valeur: Option<Genre>,
}

/// Every fault.
pub const PANNES: &[MotPanne] = &[
    MotPanne {
        nom: "latence",
        dit: "répondre après ce nombre de millisecondes",
        valeur: Some(Genre::Nombre),
    },
    MotPanne {
        nom: "statut",
        dit: "répondre ce code HTTP, corps vide",
        valeur: Some(Genre::Nombre),
    },
    MotPanne {
        nom: "faute",
        dit: "répondre la faute ou le code métier du service (`insi_102`, `desir_550`, `cr_01`)",
        valeur: Some(Genre::Texte),
    },
    MotPanne {
        nom: "corps-tronque",
        dit: "n'envoyer que la première moitié du corps",
        valeur: None,
    },
    MotPanne {
        nom: "fermeture",
        dit: "fermer la connexion sans répondre",
        valeur: None,
    },
    MotPanne {
        nom: "certificat-serveur",
        dit: "présenter un certificat serveur `expire`, `revoque` ou `etranger`",
        valeur: Some(Genre::Texte),
    },
    MotPanne {
        nom: "crl-injoignable",
        dit: "le point de distribution des CRL répond 503",
        valeur: None,
    },
];

/// The act of this name.
#[must_use]
pub fn acte(nom: &str) -> Option<&'static Acte> {
    ACTES.iter().find(|a| a.nom == nom)
}

/// The operations that a name or a pattern (`insi.*`) covers.
pub fn operations(motif: &str) -> impl Iterator<Item = &'static Operation> + '_ {
    OPERATIONS.iter().filter(move |o| motif_couvre(motif, o.nom))
}

/// Whether a pattern with `*` covers a text. `*` stands for any run of characters.
#[must_use]
pub fn motif_couvre(motif: &str, texte: &str) -> bool {
    let mut morceaux = motif.split('*');
    let Some(premier) = morceaux.next() else { return motif == texte };
    let Some(mut reste) = texte.strip_prefix(premier) else {
        return false;
    };
    let morceaux: Vec<&str> = morceaux.collect();
    let Some((dernier, milieu)) = morceaux.split_last() else {
        return reste.is_empty();
    };
    for m in milieu {
        match reste.find(m) {
            Some(i) => reste = &reste[i + m.len()..],
            None => return false,
        }
    }
    reste.len() >= dernier.len() && reste.ends_with(dernier)
}

#[cfg(test)]
mod tests {
    use super::motif_couvre;

    #[test]
    fn motifs() {
        assert!(motif_couvre("insi.*", "insi.wsdl"));
        assert!(motif_couvre("*@patient.mssante.fr", "1@patient.mssante.fr"));
        assert!(motif_couvre("a*b*c", "aXbYc"));
        assert!(!motif_couvre("a*b*c", "aXbY"));
        assert!(!motif_couvre("insi", "insi.wsdl"));
        assert!(!motif_couvre("ab*ba", "aba"), "the two ends may not share a character");
        assert!(motif_couvre("*", ""));
    }
}
