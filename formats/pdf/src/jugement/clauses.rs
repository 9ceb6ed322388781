//! What of ISO 19005-1:2005 is judged, and what is not: a document without findings is not a document that conforms.

use segur_model::Rule;

use super::regles as r;

/// A clause that is judged, wholly or in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause {
    /// Its number in ISO 19005-1:2005.
    pub numero: &'static str,
    /// What the rule looks at, in French.
    pub dit: &'static str,
    /// Identifier of the rule.
    pub regle: &'static str,
}

const fn clause(numero: &'static str, regle: Rule) -> Clause {
    Clause {
        numero,
        dit: regle.dit,
        regle: regle.id,
    }
}

/// Clauses judged, and the rule of each.
pub const CLAUSES: &[Clause] = &[
    clause("6.1.2", r::ENTETE),
    clause("6.1.2", r::ENTETE_BINAIRE),
    clause("6.1.3", r::TRAILER_ID),
    clause("6.1.3", r::CHIFFREMENT),
    clause("6.1.3", r::APRES_FIN),
    clause("6.1.4", r::XREF),
    clause("6.1.4", r::FLUX_XREF),
    clause("6.1.7", r::FLUX_EXTERNE),
    clause("6.1.10", r::LZW),
    clause("6.1.11", r::FICHIER_INCORPORE),
    clause("6.1.13", r::CONTENU_OPTIONNEL),
    clause("6.2.2", r::INTENTION),
    clause("6.2.3", r::COULEUR),
    clause("6.2.4", r::IMAGE),
    clause("6.2.5", r::FORMULAIRE),
    clause("6.2.6", r::REFERENCE),
    clause("6.2.7", r::POSTSCRIPT),
    clause("6.2.8", r::TRANSFERT),
    clause("6.3.4", r::POLICE),
    clause("6.4", r::TRANSPARENCE),
    clause("6.5.2", r::ANNOTATION_TYPE),
    clause("6.5.3", r::ANNOTATION_ETAT),
    clause("6.6.1", r::JAVASCRIPT),
    clause("6.6.1", r::LANCEMENT),
    clause("6.6.1", r::ACTION),
    clause("6.6.2", r::DECLENCHEUR),
    clause("6.7.2", r::METADONNEES),
    clause("6.7.9", r::XMP),
    clause("6.7.11", r::ANNONCE_EXIGEE),
    clause("6.7.11", r::NIVEAU),
    clause("6.8", r::STRUCTURE),
    clause("6.9", r::APPARENCES),
];

/// Clauses that are not judged: number, and what it would take, in French.
pub const NON_COUVERTES: &[(&str, &str)] = &[
    (
        "6.1.4",
        "mise en forme exacte de la table des références (espaces, fins de ligne) : non jugée",
    ),
    ("6.1.6", "chaînes hexadécimales (nombre pair de chiffres) : non jugées"),
    (
        "6.1.7",
        "fins de ligne autour de stream et endstream, exactitude de /Length : non jugées",
    ),
    ("6.1.8", "mise en forme de n g obj et endobj : non jugée"),
    (
        "6.1.12",
        "limites d'architecture (longueur des noms, des chaînes, des tableaux) : non jugées",
    ),
    ("6.2.2", "contenu du profil ICC : non lu, sinon son nombre de composantes"),
    (
        "6.2.3",
        "profils ICCBased (validité), espaces de substitution des motifs et des dégradés : non jugés",
    ),
    ("6.2.9", "intentions de rendu : non jugées"),
    ("6.2.10", "opérateurs inconnus dans un contenu : non jugés"),
    (
        "6.3.2, 6.3.3",
        "validité des programmes de polices, polices composées (CIDSystemInfo, CIDToGIDMap, CMap) : non jugées",
    ),
    ("6.3.5", "sous-ensembles de polices (CharSet, CIDSet) : non jugés"),
    ("6.3.6", "largeurs des glyphes : non jugées"),
    (
        "6.3.7, 6.3.8",
        "codage des polices TrueType, correspondance avec Unicode : non jugés",
    ),
    ("6.5.3", "apparences des annotations (/AP) et couleurs (/C, /IC) : non jugées"),
    ("6.7.3", "accord du dictionnaire /Info avec les métadonnées XMP : non jugé"),
    ("6.7.5 à 6.7.8", "paquet XMP (attributs, schémas d'extension, types) : non jugé"),
    ("6.8", "justesse des balises, langue, textes de remplacement (niveau A) : non jugés"),
    ("6.9", "champs et apparences un par un : non jugés"),
];
