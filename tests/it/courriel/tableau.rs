//! A table of the README, an operation a line and a client a column, of which each test holds the columns of its own clients.

use std::path::Path;

/// What a client printed, under its name.
type Colonne<'a> = (&'a str, Vec<String>);
/// These lines say what was seen last, which varies from one machine, or one run, to the next: they are written, and never held against anybody.
const DITES: [&str; 2] = ["version", "courriels"];
const VIDE: &str = "—";

fn dite(ligne: &str) -> bool {
    DITES.contains(&ligne)
}

/// The columns, then the lines with a cell for each column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Tableau {
    colonnes: Vec<String>,
    lignes: Vec<(String, Vec<String>)>,
}

impl Tableau {
    /// Reads it back.
    fn lire(texte: &str) -> Self {
        let cases = |ligne: &str| -> Vec<String> {
            let ligne = ligne.trim().trim_start_matches('|').trim_end_matches('|');
            ligne.split(" | ").map(|c| c.trim().to_owned()).collect()
        };
        let mut lignes = texte.lines().filter(|l| !l.starts_with("| ---"));
        let Some(tete) = lignes.next() else { return Self::default() };
        Self {
            colonnes: cases(tete).split_off(1),
            lignes: lignes
                .map(|l| {
                    let mut c = cases(l);
                    let nom = c.remove(0);
                    (nom.trim_matches('`').to_owned(), c)
                })
                .collect(),
        }
    }

    fn ecrire(&self, titre: &str) -> String {
        let mut texte = format!("| {titre} |");
        for nom in &self.colonnes {
            texte.push_str(&format!(" {nom} |"));
        }
        texte.push_str(&format!("\n| --- |{}\n", " --- |".repeat(self.colonnes.len())));
        for (nom, cases) in &self.lignes {
            let nom = if dite(nom) { nom.clone() } else { format!("`{nom}`") };
            texte.push_str(&format!("| {nom} | {} |\n", cases.join(" | ")));
        }
        texte
    }

    /// Its column of this name, made anew from what the client printed.
    fn poser(&mut self, (client, vues): &Colonne<'_>) {
        let rang = self.colonnes.iter().position(|c| c == client).unwrap_or_else(|| {
            self.colonnes.push((*client).to_owned());
            for (_, cases) in &mut self.lignes {
                cases.push(VIDE.to_owned());
            }
            self.colonnes.len() - 1
        });
        for (_, cases) in &mut self.lignes {
            cases[rang] = VIDE.to_owned();
        }
        for vue in vues {
            let (operation, resultat) = vue.rsplit_once(' ').unwrap();
            let case = match resultat {
                "ok" => "oui".to_owned(),
                _ if dite(operation) => resultat.to_owned(),
                refus => format!("refus attendu : `{refus}`"),
            };
            let ligne = self.lignes.iter().position(|(nom, _)| nom == operation).unwrap_or_else(|| {
                self.lignes.push((operation.to_owned(), vec![VIDE.to_owned(); self.colonnes.len()]));
                self.lignes.len() - 1
            });
            self.lignes[ligne].1[rang] = case;
        }
        self.lignes.retain(|(_, cases)| cases.iter().any(|c| c != VIDE));
    }

    /// Itself, without what varies from one machine to the next.
    fn tenu(&self) -> Vec<(String, Vec<String>)> {
        self.lignes.iter().filter(|(nom, _)| !dite(nom)).cloned().collect()
    }
}

/// The README holds these columns of the table between these marks: `SEGUR_BENCH_TABLES=ecrire` writes them.
pub(super) fn tenir(marque: &str, titre: &str, colonnes: &[Colonne<'_>]) {
    static UN: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _un = UN.lock();
    let chemin = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&chemin).unwrap();
    let (debut, fin) = (format!("<!-- {marque} -->\n"), format!("<!-- /{marque} -->"));
    let d = readme.find(&debut).expect("marque de début") + debut.len();
    let f = d + readme[d..].find(&fin).expect("marque de fin");
    let ecrit = Tableau::lire(&readme[d..f]);
    let mut vu = ecrit.clone();
    for colonne in colonnes {
        vu.poser(colonne);
    }
    if std::env::var("SEGUR_BENCH_TABLES").is_ok_and(|v| v == "ecrire") {
        std::fs::write(&chemin, format!("{}{}{}", &readme[..d], vu.ecrire(titre), &readme[f..])).unwrap();
        return;
    }
    assert_eq!(
        (&ecrit.colonnes, ecrit.tenu()),
        (&vu.colonnes, vu.tenu()),
        "SEGUR_BENCH_TABLES=ecrire refait la table « {marque} »"
    );
}

#[test]
fn a_column_takes_the_place_of_the_one_of_its_name_and_leaves_the_others() {
    let dit = |lignes: &[&str]| lignes.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
    let mut t = Tableau::default();
    t.poser(&("un", dit(&["version 1.0", "lire ok", "vieux ok"])));
    t.poser(&("deux", dit(&["lire NO", "écrire un mot ok"])));
    t.poser(&("un", dit(&["version 1.1", "lire ok"])));
    let texte = t.ecrire("lecture");
    assert_eq!(
        texte,
        "| lecture | un | deux |\n| --- | --- | --- |\n| version | 1.1 | — |\n| `lire` | oui | refus attendu : `NO` |\n\
         | `écrire un mot` | — | oui |\n"
    );
    assert_eq!(Tableau::lire(&texte), t);
}
