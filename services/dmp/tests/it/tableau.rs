//! A table of what is answered, as text: what succeeds is said, each refusal has a number and its code stands below.

/// What is no refusal.
const REUSSITES: [&str; 6] = ["Success", "DMPOk", "OK", "NF", "PartialSuccess", "-"];

#[derive(Default)]
pub struct Tableau {
    colonnes: Vec<String>,
    lignes: Vec<(String, Vec<String>)>,
}

impl Tableau {
    /// Adds the cells of a column, each with the name of its row.
    pub fn colonne(&mut self, nom: &str, cellules: Vec<(&str, String)>) {
        self.colonnes.push(nom.to_owned());
        for (ligne, cellule) in cellules {
            match self.lignes.iter_mut().find(|(l, _)| l == ligne) {
                Some((_, deja)) => deja.push(cellule),
                None => self.lignes.push((ligne.to_owned(), vec![cellule])),
            }
        }
        assert!(self.lignes.iter().all(|(_, c)| c.len() == self.colonnes.len()), "{nom}");
    }

    /// Adds the cells of a row, each with the name of its column.
    pub fn ligne(&mut self, nom: &str, cellules: Vec<(&str, String)>) {
        if self.lignes.is_empty() {
            self.colonnes = cellules.iter().map(|(c, _)| (*c).to_owned()).collect();
        }
        assert!(cellules.iter().map(|(c, _)| *c).eq(&self.colonnes), "{nom}");
        self.lignes.push((nom.to_owned(), cellules.into_iter().map(|(_, c)| c).collect()));
    }

    /// The same, every cell as it is.
    pub fn dit(&self) -> String {
        self.ecrire(&Clone::clone)
    }

    pub fn texte(&self) -> String {
        let mut codes: Vec<&str> = Vec::new();
        for (_, cellules) in &self.lignes {
            for c in cellules.iter().filter(|c| !REUSSITES.contains(&c.as_str())) {
                if !codes.contains(&c.as_str()) {
                    codes.push(c);
                }
            }
        }
        let dite = |c: &String| match codes.iter().position(|code| code == c) {
            Some(rang) => format!("[{}]", rang + 1),
            None => c.clone(),
        };
        let mut texte = self.ecrire(&dite);
        for (rang, code) in codes.iter().enumerate() {
            texte += &format!("\n[{}] {code}", rang + 1);
        }
        texte
    }

    fn ecrire(&self, dite: &dyn Fn(&String) -> String) -> String {
        let entete = (String::new(), self.colonnes.clone());
        let lignes = self.lignes.iter().map(|(l, c)| (l.clone(), c.iter().map(dite).collect()));
        let lignes: Vec<(String, Vec<String>)> = std::iter::once(entete).chain(lignes).collect();
        let taille = |t: &String| t.chars().count();
        let largeur_nom = lignes.iter().map(|(l, _)| taille(l)).max().unwrap_or_default();
        let largeurs: Vec<usize> = (0..self.colonnes.len())
            .map(|i| lignes.iter().map(|(_, c)| taille(&c[i])).max().unwrap_or_default())
            .collect();
        let mut texte = String::new();
        for (nom, cellules) in &lignes {
            let cellules = cellules.iter().zip(&largeurs).map(|(c, l)| format!(" | {c:<l$}"));
            texte += format!("{nom:<largeur_nom$}{}", cellules.collect::<String>()).trim_end();
            texte += "\n";
        }
        texte
    }
}
