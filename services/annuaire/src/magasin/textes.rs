//! Texts in one buffer: a text is known by its rank, a `u32`.

use std::collections::HashMap;

/// A text of a [`Textes`].
pub(crate) type Texte = u32;

/// The empty text, in every [`Textes`].
pub(crate) const VIDE: Texte = 0;

/// Texts, never removed.
#[derive(Debug)]
pub(crate) struct Textes {
    tampon: String,
    /// Where each ends; it starts where the one before ends.
    fins: Vec<u32>,
}

impl Default for Textes {
    fn default() -> Self {
        Self {
            tampon: String::new(),
            fins: vec![0],
        }
    }
}

impl Textes {
    pub fn lire(&self, rang: Texte) -> &str {
        let i = rang as usize;
        let fin = self.fins.get(i).copied().unwrap_or(0) as usize;
        let debut = if i == 0 {
            0
        } else {
            self.fins.get(i - 1).copied().unwrap_or(0) as usize
        };
        self.tampon.get(debut..fin).unwrap_or("")
    }

    /// Adds a text; one that would make the buffer larger than 4 GiB is lost (empty): no world comes near.
    pub fn ajouter(&mut self, texte: &str) -> Texte {
        if texte.is_empty() {
            return VIDE;
        }
        let Ok(fin) = u32::try_from(self.tampon.len() + texte.len()) else {
            return VIDE;
        };
        self.tampon.push_str(texte);
        self.fins.push(fin);
        u32::try_from(self.fins.len() - 1).unwrap_or(VIDE)
    }

    pub fn serrer(&mut self) {
        self.tampon.shrink_to_fit();
        self.fins.shrink_to_fit();
    }
}

/// Gives the same rank to the same text, while a world is made.
#[derive(Debug, Default)]
pub(crate) struct Interneur(HashMap<Box<str>, Texte>);

impl Interneur {
    pub fn rang(&mut self, textes: &mut Textes, texte: &str) -> Texte {
        if texte.is_empty() {
            return VIDE;
        }
        if let Some(r) = self.0.get(texte) {
            return *r;
        }
        let rang = textes.ajouter(texte);
        self.0.insert(texte.into(), rang);
        rang
    }
}
