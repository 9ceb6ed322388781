//! What the parsers say, in French.

use quick_xml::errors::{Error as Evenement, IllFormedError, SyntaxError};
use roxmltree::Error as Arbre;

/// Why the tree could not be built.
pub(crate) fn arbre(erreur: &Arbre) -> String {
    match erreur {
        Arbre::DuplicatedNamespace(prefixe, _) => format!("l'espace de noms « {prefixe} » est déclaré deux fois sur le même élément"),
        Arbre::UnknownNamespace(prefixe, _) => format!("le préfixe « {prefixe} » n'est pas déclaré"),
        Arbre::UnexpectedCloseTag(attendu, vu, _) => format!("balise fermante « {vu} » là où « {attendu} » est attendue"),
        Arbre::UnknownEntityReference(nom, _) => format!("l'entité « {nom} » n'est pas définie"),
        Arbre::MalformedEntityReference(_) => "référence d'entité ou de caractère mal formée : écrire « & » « &amp; »".to_owned(),
        Arbre::DuplicatedAttribute(nom, _) => format!("l'attribut « {nom} » est présent deux fois sur le même élément"),
        Arbre::InvalidAttributeValue(_) => "valeur d'attribut qui contient « < »".to_owned(),
        Arbre::NoRootNode => "aucun élément".to_owned(),
        Arbre::UnclosedRootNode | Arbre::UnexpectedEndOfStream => {
            "le document s'arrête avant sa fin : un élément n'est pas fermé".to_owned()
        }
        Arbre::UnexpectedDeclaration(_) => "déclaration XML ailleurs qu'au tout début".to_owned(),
        Arbre::InvalidName(_) | Arbre::InvalidElementNamePrefix(_) => "nom d'élément ou d'attribut invalide".to_owned(),
        Arbre::NonXmlChar(c, _) => format!("caractère U+{:04X}, que XML n'admet pas", u32::from(*c)),
        Arbre::InvalidChar(..) | Arbre::InvalidChar2(..) | Arbre::InvalidString(..) => format!("syntaxe : {erreur}"),
        Arbre::InvalidComment(_) => "commentaire mal formé".to_owned(),
        Arbre::InvalidCharacterData(_) => "texte qui contient « ]]> »".to_owned(),
        Arbre::UnknownToken(_) => "texte hors de l'élément racine, ou balise mal formée".to_owned(),
        autre => autre.to_string(),
    }
}

/// Why the scan before the tree stopped.
pub(crate) fn evenement(erreur: &Evenement) -> String {
    let dit = match erreur {
        Evenement::Syntax(SyntaxError::UnclosedComment) => "commentaire qui n'est pas fermé",
        Evenement::Syntax(SyntaxError::UnclosedCData) => "section CDATA qui n'est pas fermée",
        Evenement::Syntax(SyntaxError::UnclosedDoctype) => "DTD qui n'est pas fermée",
        Evenement::Syntax(SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl) => "instruction « <? » qui n'est pas fermée",
        Evenement::Syntax(SyntaxError::UnclosedTag) => "balise qui n'est pas fermée",
        Evenement::Syntax(SyntaxError::UnclosedSingleQuotedAttributeValue | SyntaxError::UnclosedDoubleQuotedAttributeValue) => {
            "valeur d'attribut qui n'est pas fermée"
        }
        Evenement::Syntax(SyntaxError::InvalidBangMarkup) => "« <! » qui n'ouvre ni commentaire ni CDATA",
        Evenement::IllFormed(IllFormedError::UnclosedReference) => "« & » sans « ; » : écrire « &amp; »",
        Evenement::IllFormed(IllFormedError::UnmatchedEndTag(_)) => "balise fermante qui ne ferme rien",
        autre => return autre.to_string(),
    };
    dit.to_owned()
}
