//! Texts of several styles, and how they are cut into lines.

use super::police::Polices;

/// A colour: red, green, blue.
pub(crate) type Couleur = (u8, u8, u8);

pub(crate) const NOIR: Couleur = (0x1a, 0x1a, 0x1a);
pub(crate) const GRIS: Couleur = (0x55, 0x55, 0x55);
pub(crate) const FILET: Couleur = (0xbb, 0xbb, 0xbb);
pub(crate) const FOND: Couleur = (0xee, 0xf0, 0xf3);
pub(crate) const ACCENT: Couleur = (0x1b, 0x3a, 0x6b);

/// How a piece of text is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) gras: bool,
    pub(crate) taille: f32,
    pub(crate) couleur: Couleur,
}

/// The text of the document.
pub(crate) const CORPS: Style = Style {
    gras: false,
    taille: 8.5,
    couleur: NOIR,
};

impl Style {
    pub(crate) fn gras(self) -> Self {
        Self { gras: true, ..self }
    }

    pub(crate) fn de(self, couleur: Couleur) -> Self {
        Self { couleur, ..self }
    }

    pub(crate) fn a(self, taille: f32) -> Self {
        Self { taille, ..self }
    }

    /// From one line to the next.
    pub(crate) fn interligne(self) -> f32 {
        self.taille * 1.32
    }
}

/// A text of several styles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texte(Vec<(String, Style)>);

impl Texte {
    pub(crate) fn nouveau(texte: impl Into<String>, style: Style) -> Self {
        Self(vec![(texte.into(), style)])
    }

    /// In the text of the document.
    pub(crate) fn simple(texte: impl Into<String>) -> Self {
        Self::nouveau(texte, CORPS)
    }

    #[must_use]
    pub(crate) fn puis(mut self, texte: impl Into<String>, style: Style) -> Self {
        self.0.push((texte.into(), style));
        self
    }

    /// Whether there is nothing to write.
    pub(crate) fn est_vide(&self) -> bool {
        self.0.iter().all(|(t, _)| t.is_empty())
    }
}

/// A line that fits: what is written, and from where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ligne {
    pub(crate) fragments: Vec<Fragment>,
    pub(crate) largeur: f32,
    pub(crate) hauteur: f32,
}

#[derive(Debug, Clone)]
pub(crate) struct Fragment {
    pub(crate) x: f32,
    pub(crate) texte: String,
    pub(crate) style: Style,
}

/// After these a word too long for its line may be cut.
fn coupable(c: char) -> bool {
    matches!(
        c,
        '/' | '-' | '_' | '.' | ',' | ';' | ':' | '=' | '&' | '?' | '@' | '\\' | '|' | '\u{2010}'..='\u{2014}'
    )
}

impl Polices {
    /// Cuts a text into lines of this width: at spaces, else within a word after a separator, else anywhere.
    pub(crate) fn lignes(&self, texte: &Texte, largeur: f32) -> Vec<Ligne> {
        let lettres: Vec<(char, Style)> = texte
            .0
            .iter()
            .flat_map(|(t, style)| self.lisible(t).chars().map(|c| (c, *style)).collect::<Vec<_>>())
            .collect();
        let avance = |(c, s): &(char, Style)| self.avance(*c, s.gras) * s.taille;
        let mut lignes = Vec::new();
        let (mut debut, mut x) = (0, 0.0);
        // Where the line may end: after a space, after a separator.
        let (mut espace, mut souple) = (0, 0);
        for (i, lettre) in lettres.iter().enumerate() {
            if lettre.0 == '\n' {
                lignes.push(self.ligne(&lettres[debut..i]));
                (debut, x) = (i + 1, 0.0);
                continue;
            }
            x += avance(lettre);
            if lettre.0 == ' ' {
                espace = i + 1;
                continue;
            }
            if x > largeur && i > debut {
                let fin = if espace > debut {
                    espace
                } else if souple > debut {
                    souple
                } else {
                    i
                };
                lignes.push(self.ligne(&lettres[debut..fin]));
                debut = fin;
                x = lettres[debut..=i].iter().map(avance).sum();
            }
            if coupable(lettre.0) {
                souple = i + 1;
            }
        }
        lignes.push(self.ligne(&lettres[debut..]));
        lignes
    }

    fn ligne(&self, lettres: &[(char, Style)]) -> Ligne {
        let fin = lettres.iter().rposition(|(c, _)| *c != ' ').map_or(0, |i| i + 1);
        let mut ligne = Ligne {
            hauteur: lettres.iter().map(|(_, s)| s.interligne()).fold(0.0, f32::max),
            ..Ligne::default()
        };
        if ligne.hauteur == 0.0 {
            ligne.hauteur = CORPS.interligne();
        }
        for (c, style) in lettres.iter().take(fin) {
            match ligne.fragments.last_mut() {
                Some(f) if f.style == *style => f.texte.push(*c),
                _ => ligne.fragments.push(Fragment {
                    x: ligne.largeur,
                    texte: c.to_string(),
                    style: *style,
                }),
            }
            ligne.largeur += self.avance(*c, style.gras) * style.taille;
        }
        ligne
    }
}
