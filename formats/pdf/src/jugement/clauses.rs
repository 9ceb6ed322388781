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
    clause("6.1.4", r::XREF_FORME),
    clause("6.1.6", r::CHAINE_HEXADECIMALE),
    clause("6.1.7", r::FLUX_EXTERNE),
    clause("6.1.8", r::OBJET_FORME),
    clause("6.1.10", r::LZW),
    clause("6.1.11", r::FICHIER_INCORPORE),
    clause("6.1.12", r::LIMITE),
    clause("6.1.13", r::CONTENU_OPTIONNEL),
    clause("6.2.2", r::INTENTION),
    clause("6.2.3", r::COULEUR),
    clause("6.2.3", r::PROFIL_ICC),
    clause("6.2.4", r::IMAGE),
    clause("6.2.5", r::FORMULAIRE),
    clause("6.2.6", r::REFERENCE),
    clause("6.2.7", r::POSTSCRIPT),
    clause("6.2.8", r::TRANSFERT),
    clause("6.2.9", r::RENDU),
    clause("6.3.3", r::POLICE_COMPOSEE),
    clause("6.3.4", r::POLICE),
    clause("6.3.5", r::SOUS_ENSEMBLE),
    clause("6.3.6", r::LARGEUR),
    clause("6.4", r::TRANSPARENCE),
    clause("6.5.2", r::ANNOTATION_TYPE),
    clause("6.5.3", r::ANNOTATION_ETAT),
    clause("6.5.3", r::APPARENCE),
    clause("6.6.1", r::JAVASCRIPT),
    clause("6.6.1", r::LANCEMENT),
    clause("6.6.1", r::ACTION),
    clause("6.6.2", r::DECLENCHEUR),
    clause("6.7.2", r::METADONNEES),
    clause("6.7.2", r::XMP_PROPRIETE),
    clause("6.7.3", r::INFO),
    clause("6.7.5", r::XMP_ENTETE),
    clause("6.7.8", r::XMP_EXTENSION),
    clause("6.7.9", r::XMP),
    clause("6.7.11", r::ANNONCE_EXIGEE),
    clause("6.7.11", r::NIVEAU),
    clause("6.7.11", r::XMP_IDENTIFICATION),
    clause("6.8", r::STRUCTURE),
    clause("6.9", r::APPARENCES),
    clause("6.9", r::CHAMP_APPARENCE),
];

/// Clauses that are not judged, or not wholly: number, and what is left out, in French.
pub const NON_COUVERTES: &[(&str, &str)] = &[
    ("6.1.4", "les vingt octets de chaque entrée de la table des références : non jugés"),
    (
        "6.1.7",
        "fins de ligne autour de stream et endstream, exactitude de /Length : non jugées",
    ),
    ("6.1.12", "nombre d'objets : non jugé"),
    ("6.2.2", "version et contenu du profil ICC au-delà de son en-tête : non lus"),
    (
        "6.2.3",
        "couleur par défaut (noir) d'un tracé sans opérateur de couleur : non jugée",
    ),
    ("6.2.4", "bits par composante des images et des masques : non jugés"),
    ("6.2.10", "opérateurs inconnus dans un contenu : non jugés"),
    (
        "6.3.2",
        "validité des programmes de polices, /FirstChar, /LastChar, /Widths : non jugés",
    ),
    ("6.3.3", "collection de caractères d'un CMap prédéfini : non jugée"),
    ("6.3.5", "glyphes montrés et absents de la police : non jugés"),
    ("6.3.6", "largeurs des glyphes, sinon en Type 3 : non jugées"),
    (
        "6.3.7, 6.3.8",
        "codage des polices TrueType, correspondance avec Unicode : non jugés",
    ),
    ("6.6.1", "action (/A) d'un champ de formulaire : non jugée"),
    (
        "6.7.2",
        "métadonnées d'une page, d'une image ou d'une police ; choix fermés des valeurs XMP : non jugés",
    ),
    ("6.8", "justesse des balises, langue, textes de remplacement (niveau A) : non jugés"),
];
