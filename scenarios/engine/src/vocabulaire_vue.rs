//! The vocabulary as a person reads it: `segur-bench vocabulaire [mot]`.

use std::fmt::Write;

use segur_model::vocabulaire::{ACTES, ACTIONS, FAITS_COMMUNS, FAITS_DECLARES, Fait, Genre, PANNES, Parametre};
use segur_tous::{FICHIERS, OPERATIONS};

use segur_model::francais::{plier, proche};

use crate::grammaire::{FAITS_PATIENT, FAITS_PROFESSIONNEL, Lexique};

/// The listing of every act, operation, fact, file, fault and bench action; with a word, only what concerns it.
///
/// # Errors
/// What was probably meant, when nothing has this word (French).
pub fn texte(mot: Option<&str>) -> Result<String, String> {
    ecrire(mot, &rubriques())
}

/// Like [`texte`], plus the fiches and rules of a lexique.
///
/// # Errors
/// As [`texte`].
pub fn texte_avec(mot: Option<&str>, lexique: &Lexique) -> Result<String, String> {
    let mut toutes = rubriques();
    toutes.extend(noms_propres(lexique));
    ecrire(mot, &toutes)
}

/// A word, what it is, and the words under it.
struct Entree {
    nom: String,
    dit: String,
    sous: Vec<(String, String)>,
}

impl Entree {
    fn seule(nom: &str, dit: &str) -> Self {
        Self {
            nom: nom.to_owned(),
            dit: dit.to_owned(),
            sous: Vec::new(),
        }
    }
}

struct Rubrique {
    titre: &'static str,
    entrees: Vec<Entree>,
}

fn rubriques() -> Vec<Rubrique> {
    let faits = |faits: &[Fait]| faits.iter().map(|f| (f.nom.to_owned(), f.dit.to_owned())).collect::<Vec<_>>();
    let seules = |faits: &[Fait]| faits.iter().map(|f| Entree::seule(f.nom, f.dit)).collect::<Vec<_>>();
    let actes = ACTES.iter().map(|a| {
        let mut sous: Vec<_> = a.parametres.iter().map(parametre).collect();
        sous.extend(
            a.fichiers
                .iter()
                .map(|f| (format!("→ {f}"), "fichier que l'acte répond".to_owned())),
        );
        Entree {
            nom: a.nom.to_owned(),
            dit: a.dit.to_owned(),
            sous,
        }
    });
    let operations = OPERATIONS.iter().map(|o| Entree {
        nom: o.nom.to_owned(),
        dit: o.dit.to_owned(),
        sous: faits(o.faits),
    });
    let fichiers = FICHIERS.iter().map(|f| {
        let mut sous = faits(f.faits);
        sous.extend(f.listes.iter().map(|l| {
            let dit = format!("liste : un: {{ {l}: … }} ou chaque: {{ {l}: … }}, les faits sans « {l}. »");
            ((*l).to_owned(), dit)
        }));
        Entree {
            nom: f.nom.to_owned(),
            dit: f.dit.to_owned(),
            sous,
        }
    });
    let actions = ACTIONS.iter().map(|a| Entree {
        nom: a.nom.to_owned(),
        dit: a.dit.to_owned(),
        sous: a.parametres.iter().map(parametre).collect(),
    });
    let pannes = PANNES.iter().map(|p| {
        let valeur = p.valeur.map(|g| format!(" ({})", genre(g))).unwrap_or_default();
        Entree::seule(p.nom, &format!("{}{valeur}", p.dit))
    });
    let declares = FAITS_DECLARES.iter().map(|f| Entree {
        nom: f.nom.to_owned(),
        dit: f.dit.to_owned(),
        sous: f.valeurs.iter().map(|(v, dit)| ((*v).to_owned(), (*dit).to_owned())).collect(),
    });
    vec![
        Rubrique {
            titre: "ACTES : ce qu'on demande au candidat (faire)",
            entrees: actes.collect(),
        },
        Rubrique {
            titre: "OPÉRATIONS : ce que le banc voit passer (attendu, jamais)",
            entrees: operations.collect(),
        },
        Rubrique {
            titre: "FAITS de toute opération",
            entrees: seules(FAITS_COMMUNS),
        },
        Rubrique {
            titre: "FICHIERS : ce que répond un acte (fichier)",
            entrees: fichiers.collect(),
        },
        Rubrique {
            titre: "ACTIONS DU BANC : ce que fait le monde (banc, avant)",
            entrees: actions.collect(),
        },
        Rubrique {
            titre: "PANNES (panne: { sur: OPÉRATION, quoi: … })",
            entrees: pannes.collect(),
        },
        Rubrique {
            titre: "FAITS DÉCLARÉS par l'éditeur (candidat.toml, [faits] ; si: { FAIT: VALEUR })",
            entrees: declares.collect(),
        },
        Rubrique {
            titre: "FAITS d'un patient ({nom.fait})",
            entrees: seules(FAITS_PATIENT),
        },
        Rubrique {
            titre: "FAITS d'un professionnel ({nom.fait})",
            entrees: seules(FAITS_PROFESSIONNEL),
        },
    ]
}

fn noms_propres(lexique: &Lexique) -> Vec<Rubrique> {
    let liste = |noms: &mut dyn Iterator<Item = &String>| noms.map(|n| Entree::seule(n, "")).collect::<Vec<_>>();
    vec![
        Rubrique {
            titre: "FICHES de patients (donnees)",
            entrees: liste(&mut lexique.patients.iter()),
        },
        Rubrique {
            titre: "FICHES de professionnels (acteurs)",
            entrees: liste(&mut lexique.professionnels.iter()),
        },
        Rubrique {
            titre: "RÈGLES (verifier)",
            entrees: liste(&mut lexique.regles.iter()),
        },
    ]
}

fn parametre(p: &Parametre) -> (String, String) {
    let sorte = if p.choix.is_empty() {
        genre(p.genre).to_owned()
    } else {
        p.choix.join(" | ")
    };
    let requis = if p.requis { "" } else { ", facultatif" };
    (p.nom.to_owned(), format!("{} ({sorte}{requis})", p.dit))
}

fn genre(genre: Genre) -> &'static str {
    match genre {
        Genre::Texte => "texte",
        Genre::Patient => "patient : \"{nom}\"",
        Genre::Choix => "un mot",
        Genre::Nombre => "nombre entier",
        Genre::Duree => "durée : 500ms, 6s, 2min",
        Genre::Libre => "valeur libre",
    }
}

fn ecrire(mot: Option<&str>, rubriques: &[Rubrique]) -> Result<String, String> {
    let mot = mot.map(str::trim).filter(|m| !m.is_empty());
    let mut sortie = String::new();
    for rubrique in rubriques {
        let lignes: Vec<String> = rubrique.entrees.iter().filter_map(|e| entree(e, mot)).collect();
        if !lignes.is_empty() {
            let separation = if sortie.is_empty() { "" } else { "\n" };
            // Writing to a String cannot fail.
            let _ = write!(sortie, "{separation}{}\n{}", rubrique.titre, lignes.concat());
        }
    }
    match mot {
        Some(mot) if sortie.is_empty() => Err(inconnu(mot, rubriques)),
        _ => Ok(sortie),
    }
}

/// An entry that a word concerns: whole when its own name does, else with only the words under it that do.
fn entree(entree: &Entree, mot: Option<&str>) -> Option<String> {
    let cherche = mot.map(plier);
    let concerne = |nom: &str| cherche.as_deref().is_none_or(|m| plier(nom).contains(m));
    let entiere = concerne(&entree.nom);
    let sous: Vec<&(String, String)> = entree.sous.iter().filter(|(nom, _)| entiere || concerne(nom)).collect();
    if !entiere && sous.is_empty() {
        return None;
    }
    let mut texte = ligne(2, &entree.nom, &entree.dit, 26);
    for (nom, dit) in sous {
        texte.push_str(&ligne(6, nom, dit, 22));
    }
    Some(texte)
}

fn ligne(retrait: usize, nom: &str, dit: &str, largeur: usize) -> String {
    format!("{:retrait$}{}\n", "", format!("{nom:<largeur$} {dit}").trim_end())
}

fn inconnu(mot: &str, rubriques: &[Rubrique]) -> String {
    let noms = rubriques
        .iter()
        .flat_map(|r| &r.entrees)
        .flat_map(|e| std::iter::once(e.nom.as_str()).chain(e.sous.iter().map(|(nom, _)| nom.as_str())));
    let suite = proche(mot, noms).map_or_else(
        || "« segur-bench vocabulaire » seul les liste tous.".to_owned(),
        |connu| format!("Vouliez-vous dire « {connu} » ?"),
    );
    format!("« {mot} » n'est pas un mot du vocabulaire. {suite}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tout_y_est() {
        let texte = texte(None).unwrap();
        let noms = ACTES
            .iter()
            .map(|a| a.nom)
            .chain(OPERATIONS.iter().map(|o| o.nom))
            .chain(ACTIONS.iter().map(|a| a.nom));
        let noms = noms.chain(PANNES.iter().map(|p| p.nom)).chain(FICHIERS.iter().map(|f| f.nom));
        let noms = noms.chain(OPERATIONS.iter().flat_map(|o| o.faits.iter().map(|f| f.nom)));
        for nom in noms {
            assert!(texte.lines().any(|l| l.split_whitespace().next() == Some(nom)), "{nom}");
        }
    }

    #[test]
    fn un_mot_ne_montre_que_ce_qui_le_concerne() {
        let acte = texte(Some("Valider_identité")).unwrap();
        assert!(acte.starts_with("ACTES"), "{acte}");
        assert!(
            acte.contains("CN | PA") && !acte.contains("creer-identite") && !acte.contains("OPÉRATIONS"),
            "{acte}"
        );

        let fait = texte(Some("matricule")).unwrap();
        assert!(fait.contains("insi.recherche-traits") && fait.contains("identite"), "{fait}");
        assert!(!fait.contains("lps.version") && !fait.contains("PANNES"), "{fait}");
    }

    #[test]
    fn un_mot_inconnu_a_une_reponse() {
        assert_eq!(
            texte(Some("corps-tronq ")).unwrap().lines().count(),
            2,
            "a part of a word is enough"
        );
        assert!(texte(Some("fermetrue")).unwrap_err().contains("Vouliez-vous dire « fermeture » ?"));
        assert!(texte(Some("zzzzzzzzzzzz")).unwrap_err().contains("les liste tous"));
    }

    #[test]
    fn un_lexique_ajoute_ses_noms() {
        let lexique = Lexique {
            patients: ["QUALIFIEE_SIMPLE".to_owned()].into(),
            regles: ["insi.prenom-isole".to_owned()].into(),
            ..Lexique::default()
        };
        assert!(texte_avec(None, &lexique).unwrap().contains("  QUALIFIEE_SIMPLE\n"));
        assert!(texte_avec(Some("prenom-isole"), &lexique).unwrap().contains("RÈGLES"));
        assert!(!texte(None).unwrap().contains("RÈGLES"));
    }
}
