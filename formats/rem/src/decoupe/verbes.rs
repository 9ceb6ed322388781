//! What an étape begins with, where nothing else marks it: an infinitive, a pronoun, a few nouns that name an act.

/// Words that end like an infinitive and are none, with a capital in the middle of a sentence.
const FAUX: &[&str] = &[
    "Dossier",
    "Courrier",
    "Papier",
    "Premier",
    "Dernier",
    "Janvier",
    "Février",
    "Fichier",
    "Cahier",
    "Métier",
    "Particulier",
    "Chantier",
    "Atelier",
    "Calendrier",
    "Infirmier",
    "Hospitalier",
    "Régulier",
    "Entier",
    "Palier",
    "Clavier",
    "Panier",
    "Casier",
    "Manager",
    "Hébergeur",
    "Super",
    "Server",
    "Master",
    "Header",
    "Placer",
    "Filler",
    "Order",
    "Provider",
    "Viewer",
    "Browser",
    "User",
    "Docker",
    "Router",
    "Loader",
    "Hier",
    "Danger",
    "Léger",
    "Étranger",
    "Cher",
    "Fer",
    "Mer",
    "Hiver",
    "Cancer",
    "Number",
    "Layer",
    "Transfer",
    "Avenir",
    "Loisir",
    "Plaisir",
    "Désir",
    "Souvenir",
    "Espoir",
    "Pouvoir",
    "Soir",
    "Miroir",
    "Trottoir",
    "Territoir",
    "Tiroir",
    "Noir",
    "Kosher",
    "Identifier",
    "Register",
    "Adapter",
];

/// Infinitives that do not end in -er, -ir or -oir.
const EN_RE: &[&str] = &[
    "Transmettre",
    "Mettre",
    "Prendre",
    "Rendre",
    "Suivre",
    "Produire",
    "Inscrire",
    "Joindre",
    "Répondre",
    "Permettre",
    "Remettre",
    "Reproduire",
    "Introduire",
    "Attendre",
    "Lire",
    "Écrire",
    "Ecrire",
    "Soumettre",
    "Comprendre",
    "Entendre",
    "Construire",
    "Détruire",
    "Extraire",
    "Poursuivre",
    "Reprendre",
    "Connaître",
    "Décrire",
    "Conclure",
    "Inclure",
    "Exclure",
    "Atteindre",
    "Éteindre",
    "Admettre",
    "Étendre",
    "Réduire",
    "Faire",
    "Dire",
];

/// Infinitives among the words of [`FAUX`] when what follows is an object: « Identifier un compte ».
const SELON_LA_SUITE: &[&str] = &["Identifier"];

/// Words that begin a clause. After a capital or a figure (`DMP`, `INS`) only the long ones are trusted.
const DEBUTS: &[&str] = &[
    "Je",
    "J'",
    "J’",
    "Le",
    "La",
    "Les",
    "L'",
    "L’",
    "Un",
    "Une",
    "Il",
    "Elle",
    "Si",
    "En",
    "Lors",
    "Lorsque",
    "Pour",
    "Plusieurs",
    "Ce",
    "Ces",
    "Cette",
    "Se",
    "S'",
    "S’",
    "Mon",
    "Ma",
    "Mes",
    "Celle-ci",
    "Celui-ci",
    "Cas",
    "Après",
    "Ensuite",
    "Puis",
    "Enfin",
    "Prérequis",
    "Pré-requis",
    "Modalités",
    "Vérifie",
    "Etape",
    "Etapes",
    "Étape",
    "Étapes",
    "Conformément",
    "Seuls",
    "Attestation",
    "Documentation",
    "Déclaration",
    "Copie",
    "Copies",
    "Capture",
    "Captures",
    "Démonstration",
    "Vidéo",
    "Tableau",
    "Pas",
    "Scénario",
    "Exigence",
    "Résultat",
    "Résultats",
    "Caractéristique",
    "Caractéristiques",
    "Chaque",
    "Aucun",
    "Aucune",
    "Tous",
    "Toutes",
    "Dans",
    "Depuis",
    "A",
    "À",
];

/// Nouns that name an act, with what must follow them.
const ACTES: &[&str] = &[
    "Parcours des",
    "Parcours du",
    "Fermeture des",
    "Fermeture de",
    "Clic sur",
    "Retour sur",
    "Retour du",
    "Authentification par",
    "Connexion via",
    "Connexion au",
    "Connexion à",
    "Si connexion",
    "Action de",
    "Affichage de",
    "Affichage du",
    "Déconnexion du",
    "Déconnexion de",
];

/// Clauses that say what is then seen: « Le système affiche », « L'utilisateur… ».
const CONSTATS: &[&str] = &["Le ", "La ", "Les ", "L'", "L’", "Je ", "J'", "J’"];

/// The word that a text begins with, its apostrophe included.
pub(super) fn mot(texte: &str) -> &str {
    let mut fin = 0;
    for (i, c) in texte.char_indices() {
        if matches!(c, '\'' | '’') {
            return texte.get(..i + c.len_utf8()).unwrap_or(texte);
        }
        if !(c.is_alphabetic() || c == '-' && i > 0) {
            break;
        }
        fin = i + c.len_utf8();
    }
    texte.get(..fin).unwrap_or(texte)
}

/// Whether a text begins with an infinitive that has a capital: « Afficher », « Se connecter ».
pub(super) fn infinitif(texte: &str) -> bool {
    let premier = mot(texte);
    if matches!(premier, "Se" | "S'" | "S’") {
        let suite = texte.get(premier.len()..).unwrap_or_default().trim_start();
        return mot(suite).ends_with("er") || mot(suite).ends_with("re") || mot(suite).ends_with("ir");
    }
    let bas: Vec<char> = premier.chars().skip(1).collect();
    if bas.len() < 3 || !bas.iter().all(|c| c.is_lowercase()) || !premier.starts_with(char::is_uppercase) {
        return false;
    }
    if EN_RE.contains(&premier) {
        return true;
    }
    if SELON_LA_SUITE.contains(&premier) {
        let suite = texte.get(premier.len()..).unwrap_or_default().trim_start();
        return matches!(mot(suite), "un" | "une" | "le" | "la" | "les" | "l'" | "l’" | "des" | "et" | "au");
    }
    if FAUX.contains(&premier) {
        return false;
    }
    // -ier: verbs are few, nouns many.
    if premier.ends_with("ier") {
        return [
            "Vérifier",
            "Modifier",
            "Notifier",
            "Qualifier",
            "Publier",
            "Trier",
            "Copier",
            "Confier",
            "Certifier",
            "Spécifier",
            "Justifier",
            "Authentifier",
            "Visualier",
            "Relier",
            "Associer",
            "Apprécier",
            "Initier",
        ]
        .contains(&premier);
    }
    premier.ends_with("er") || premier.ends_with("ir")
}

/// Whether a text begins as a clause does. `sur`: only what could be nothing else.
pub(super) fn debut(texte: &str, sur: bool) -> bool {
    if infinitif(texte) || acte(texte) || texte.starts_with("CAS ") || texte.starts_with("Nom :") || texte.starts_with("Description :") {
        return true;
    }
    let premier = mot(texte);
    DEBUTS.contains(&premier) && (!sur || premier.chars().count() > 4)
}

/// Whether it begins with a noun that names an act.
pub(super) fn acte(texte: &str) -> bool {
    ACTES.iter().any(|a| texte.starts_with(a))
}

/// Whether it begins with what is then seen.
pub(super) fn constat(texte: &str) -> bool {
    CONSTATS.iter().any(|c| texte.starts_with(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinitives_are_told_from_nouns() {
        for verbe in [
            "Afficher la liste",
            "Se connecter au",
            "S'authentifier",
            "Vérifier que",
            "Choisir",
            "Transmettre un",
            "Identifier un compte",
            "Trier par",
        ] {
            assert!(infinitif(verbe), "{verbe}");
        }
        for nom in [
            "Dossier Médical",
            "Santé Connect",
            "afficher",
            "Order Placer",
            "Matrix",
            "Identifier",
            "Ser",
            "Hôpital",
            "DMP",
            "Se",
            "",
        ] {
            assert!(!infinitif(nom), "{nom}");
        }
    }
}
