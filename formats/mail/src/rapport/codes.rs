//! The errors of integration that the IG of the ANS lists.

/// Why a document could not be integrated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErreurIntegration {
    /// `902`.
    pub code: String,
    /// What the code says, or what the sender of the report made of it.
    pub libelle: String,
}

const ERREURS: &[(&str, &str)] = &[
    ("0", "Message accepté"),
    ("100", "Ordre ou absence de segments"),
    ("101", "Champ requis absent"),
    ("102", "Erreur de type de donnée"),
    ("103", "Valeur absente de la table"),
    ("198", "Cardinalité non respectée"),
    ("199", "Autre erreur HL7"),
    ("200", "Type de message non pris en charge"),
    ("201", "Code d'événement non pris en charge"),
    ("202", "Traitement non pris en charge"),
    ("203", "Version non prise en charge"),
    ("207", "Erreur de l'application"),
    ("900", "Version du document incorrecte"),
    ("901", "Auteur non autorisé à remplacer ou supprimer le document"),
    ("902", "Identifiant patient inconnu"),
    ("903", "INS absent du document"),
    ("904", "INS différent de celui du destinataire"),
    ("905", "INS incomplet"),
    ("906", "Autre erreur"),
];

/// What a code says; none for one that the IG does not list.
#[must_use]
pub fn erreur_connue(code: &str) -> Option<&'static str> {
    ERREURS.iter().find(|e| e.0 == code).map(|e| e.1)
}

impl ErreurIntegration {
    /// An error of the list, as it says it.
    #[must_use]
    pub fn connue(code: &str) -> Option<Self> {
        erreur_connue(code).map(|libelle| Self {
            code: code.to_owned(),
            libelle: libelle.to_owned(),
        })
    }

    /// The error of a text: `902^Identifiant patient inconnu^messageErrorCondition…`, or `902 …`.
    #[must_use]
    pub fn lire(texte: &str) -> Option<Self> {
        let texte = texte.trim();
        let fin = texte.find(|c: char| !c.is_ascii_digit()).unwrap_or(texte.len());
        let (code, reste) = texte.split_at(fin);
        if !(1..=3).contains(&code.len()) {
            return None;
        }
        let libelle = reste
            .trim_start_matches(['^', ' ', ':'])
            .split('^')
            .next()
            .unwrap_or_default()
            .trim();
        Some(Self {
            code: code.to_owned(),
            libelle: libelle.to_owned(),
        })
    }
}
