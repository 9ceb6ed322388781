//! What a page asks for, in its order: commands, with what they print; files.

/// One thing to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Morceau {
    /// A block of another kind whose first line is a comment that names a file and nothing else (`# banc.toml`): this file, whole.
    Fichier { nom: String, texte: String },
    /// A line of a `console` block that begins with `$ `, those that it continues on (`\`), and what follows until the next one.
    Commande(Commande),
}

/// A command, as a person types it.
#[derive(Debug, PartialEq, Eq)]
pub struct Commande {
    /// Where it is in the page.
    pub ligne: usize,
    pub texte: String,
    /// What it prints, on both outputs; nothing shown: whatever it prints.
    pub attendu: Vec<String>,
    /// What the comment that ends it says.
    pub issue: Issue,
}

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    /// 0, or the number of « sort en N ».
    Code(i32),
    /// « échoue »: a program that is not ours says no, by whatever number.
    Echec,
}

impl Issue {
    fn lire(commande: &str) -> Self {
        let dit = commande.rsplit_once(" # ").map_or("", |(_, c)| c.trim_start());
        if dit.starts_with("échoue") {
            return Self::Echec;
        }
        let code = dit.split_once("sort en ").and_then(|(_, c)| c.get(..1)?.parse().ok());
        Self::Code(code.unwrap_or(0))
    }

    /// Whether a code is that.
    pub fn est(self, code: i32) -> bool {
        match self {
            Self::Code(c) => c == code,
            Self::Echec => code != 0,
        }
    }
}

/// Reads a page.
pub fn lire(page: &str) -> Vec<Morceau> {
    let mut morceaux = Vec::new();
    let mut lignes = page.lines().enumerate();
    while let Some((_, ligne)) = lignes.next() {
        let Some(genre) = ligne.strip_prefix("```") else { continue };
        let bloc: Vec<(usize, &str)> = lignes
            .by_ref()
            .take_while(|(_, l)| !l.starts_with("```"))
            .map(|(n, l)| (n + 1, l))
            .collect();
        if genre == "console" {
            morceaux.extend(commandes(&bloc).into_iter().map(Morceau::Commande));
        } else if let Some(nom) = bloc.first().and_then(|(_, l)| nom_de_fichier(l)) {
            let texte = bloc.iter().map(|(_, l)| format!("{l}\n")).collect();
            morceaux.push(Morceau::Fichier { nom, texte });
        }
    }
    morceaux
}

fn nom_de_fichier(ligne: &str) -> Option<String> {
    let nom = ligne
        .strip_prefix("# ")
        .or_else(|| ligne.strip_prefix("<!-- ")?.strip_suffix(" -->"))?;
    (nom.contains('.') && !nom.contains(' ')).then(|| nom.to_owned())
}

fn commandes(bloc: &[(usize, &str)]) -> Vec<Commande> {
    let mut toutes: Vec<Commande> = Vec::new();
    let mut continue_ = false;
    for (ligne, texte) in bloc {
        match (texte.strip_prefix("$ "), toutes.last_mut()) {
            (Some(commande), _) => toutes.push(Commande {
                ligne: *ligne,
                texte: commande.to_owned(),
                attendu: Vec::new(),
                issue: Issue::Code(0),
            }),
            (None, Some(derniere)) if continue_ => derniere.texte.push_str(&format!("\n{texte}")),
            (None, Some(derniere)) => derniere.attendu.push((*texte).to_owned()),
            (None, None) => panic!("ligne {ligne} : un bloc console commence par « $ »"),
        }
        let derniere = toutes.last_mut().unwrap();
        continue_ = derniere.attendu.is_empty() && texte.ends_with('\\');
        derniere.issue = Issue::lire(&derniere.texte);
    }
    toutes
}

#[test]
fn a_page_is_read_in_its_order() {
    let page = "# T\n\n```toml\n# banc.toml\nx = 1\n```\ntexte\n```console\n$ un --a \\\n    b   # sort en 1 : rien\n$ deux\nvu\n…\n```\n\n```sh\nrien\n```\n";
    let commande = |ligne, texte: &str, attendu: &[&str], issue| {
        Morceau::Commande(Commande {
            ligne,
            texte: texte.to_owned(),
            attendu: attendu.iter().map(|l| (*l).to_owned()).collect(),
            issue,
        })
    };
    let lu = lire(page);
    assert_eq!(
        lu,
        [
            Morceau::Fichier {
                nom: "banc.toml".to_owned(),
                texte: "# banc.toml\nx = 1\n".to_owned()
            },
            commande(9, "un --a \\\n    b   # sort en 1 : rien", &[], Issue::Code(1)),
            commande(11, "deux", &["vu", "…"], Issue::Code(0)),
        ]
    );
    assert_eq!(Issue::lire("curl x   # échoue : le certificat a expiré"), Issue::Echec);
}
