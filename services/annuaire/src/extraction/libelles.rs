//! The words of the codes that the directory of the bench uses. A code that is not here has no word: readers go by the code.

/// A code and its word.
type Mot = (&'static str, &'static str);

const PROFESSIONS: &[Mot] = &[
    ("10", "Médecin"),
    ("21", "Pharmacien"),
    ("26", "Audioprothésiste"),
    ("28", "Opticien-Lunetier"),
    ("40", "Chirurgien-Dentiste"),
    ("50", "Sage-Femme"),
    ("60", "Infirmier"),
    ("70", "Masseur-Kinésithérapeute"),
    ("80", "Pédicure-Podologue"),
    ("91", "Orthophoniste"),
];
const CATEGORIES: &[Mot] = &[("C", "Civil"), ("M", "Militaire"), ("E", "Etudiant")];
const CIVILITES: &[Mot] = &[("M", "Monsieur"), ("MME", "Madame")];
const CIVILITES_EXERCICE: &[Mot] = &[("DR", "Docteur"), ("PR", "Professeur"), ("MC", "Médecin chef")];
const SAVOIR_FAIRE: &[Mot] = &[
    ("SM03", "Biologie médicale"),
    ("SM26", "Qualifié en Médecine Générale"),
    ("SM54", "Médecine Générale"),
];
const MODES: &[Mot] = &[
    ("L", "Libéral, indépendant, artisan, commerçant"),
    ("S", "Salarié"),
    ("B", "Bénévole"),
];
const GENRES: &[Mot] = &[
    ("GENR01", "Activité standard de soin ou de pharmacien"),
    ("GENR03", "Remplacement dans une activité de soins"),
];
const SECTIONS: &[Mot] = &[
    ("A", "Pharmacien titulaire officine"),
    ("D", "Pharmacien adjoint"),
    ("G", "Pharmacien biologiste"),
];
const SECTEURS: &[Mot] = &[
    ("SA01", "Etablissement public de santé"),
    ("SA05", "Centre de santé"),
    ("SA07", "Cabinet individuel"),
    ("SA08", "Cabinet de groupe"),
    ("SA17", "Etablissement pour personnes âgées"),
    ("SA25", "Laboratoire de biologie médicale"),
    ("SA33", "Pharmacie d'officine"),
];
const VOIES: &[Mot] = &[
    ("ALL", "Allée"),
    ("AV", "Avenue"),
    ("BD", "Boulevard"),
    ("CHE", "Chemin"),
    ("PL", "Place"),
    ("QU", "Quai"),
    ("R", "Rue"),
];
const DIPLOMES: &[Mot] = &[
    ("DE02", "DE Docteur en pharmacie"),
    ("DE03", "DE Docteur en chirurgie dentaire"),
    ("DE05", "DE Docteur en médecine"),
    ("DE06", "DE Sage-Femme"),
    ("DE07", "DE Audioprothésiste"),
    ("DE08", "DE Opticien-Lunetier"),
    ("DE09", "DE Infirmier"),
    ("DE11", "DE Masseur-Kinésithérapeute"),
    ("DE12", "DE Pédicure-Podologue"),
    ("DE13", "DE Orthophoniste"),
];
/// Who registers a profession.
const ORDRES: &[Mot] = &[
    ("10", "CNOM/CNOM/ARS"),
    ("21", "CNOP/CNOP/CNOP"),
    ("40", "CNOCD/CNOCD/ARS"),
    ("50", "CNOSF/CNOSF/ARS"),
    ("60", "CNOI/CNOI/CNOI"),
    ("70", "CNOMK/CNOMK/ARS"),
    ("80", "CNOPP/CNOPP/ARS"),
];

fn mot(liste: &[Mot], code: &str) -> &'static str {
    liste.iter().find(|(c, _)| *c == code).map_or("", |(_, m)| m)
}

macro_rules! mots {
    ($($nom:ident = $liste:ident),+ $(,)?) => { $(
        pub(super) fn $nom(code: &str) -> &'static str {
            mot($liste, code)
        }
    )+ };
}

mots!(
    profession = PROFESSIONS,
    categorie = CATEGORIES,
    civilite = CIVILITES,
    civilite_exercice = CIVILITES_EXERCICE,
    savoir_faire = SAVOIR_FAIRE,
    mode = MODES,
    genre = GENRES,
    section = SECTIONS,
    secteur = SECTEURS,
    voie = VOIES,
    diplome = DIPLOMES,
    ordre = ORDRES,
);
