//! The two faces of the document, and what a text becomes so that each of its characters can be shown.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use segur_model::texte::dangereux;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

use crate::DossierError;

/// DejaVu Sans Condensed, cut down to the characters of Europe and the signs used (`polices/LICENCE`, `polices/LISEZMOI.md`).
const NORMALE: &[u8] = include_bytes!("polices/DejaVuSansCondensed.ttf");
const GRASSE: &[u8] = include_bytes!("polices/DejaVuSansCondensed-Bold.ttf");

/// In place of a character that would command a terminal or turn the direction of writing.
const REMPLACANT: char = '\u{fffd}';

/// Longest text of one place. A reason or a finding is far shorter; a name made to fill a disk is not.
const MAX_TEXTE: usize = 4_000;

/// A glyph, and how far it moves the pen, for a size of 1.
type Glyphe = (u32, f32);

struct Face {
    police: Font,
    /// By code: a report asks for some millions of them.
    glyphes: Vec<Option<Glyphe>>,
}

impl Face {
    fn lire(octets: &'static [u8]) -> Result<Self, DossierError> {
        let police = Font::new(octets.into(), 0).ok_or_else(|| DossierError::vue("rapport.pdf", "police illisible"))?;
        let lue = FontRef::new(octets).map_err(|e| DossierError::vue("rapport.pdf", e))?;
        let avances = lue.glyph_metrics(Size::new(1.0), LocationRef::default());
        let mut glyphes = Vec::new();
        for (code, g) in lue.charmap().mappings() {
            // The faces that ship have no character beyond: what is said of a face must not decide how much is reserved.
            let rang = usize::from(u16::try_from(code).map_err(|e| DossierError::vue("rapport.pdf", e))?);
            if glyphes.len() <= rang {
                glyphes.resize(rang + 1, None);
            }
            glyphes[rang] = avances.advance_width(g).map(|a| (g.to_u32(), a));
        }
        Ok(Self { police, glyphes })
    }

    fn glyphe(&self, c: char) -> Option<Glyphe> {
        *self.glyphes.get(c as usize)?
    }
}

/// The faces, read once.
pub(crate) struct Polices {
    normale: Face,
    grasse: Face,
}

impl Polices {
    pub(crate) fn lire() -> Result<Self, DossierError> {
        Ok(Self {
            normale: Face::lire(NORMALE)?,
            grasse: Face::lire(GRASSE)?,
        })
    }

    fn face(&self, gras: bool) -> &Face {
        if gras { &self.grasse } else { &self.normale }
    }

    /// How wide a character is, for a size of 1.
    pub(crate) fn avance(&self, c: char, gras: bool) -> f32 {
        self.face(gras).glyphe(c).map_or(0.0, |(_, a)| a)
    }

    /// How wide a text without a line break is.
    pub(crate) fn largeur(&self, texte: &str, gras: bool, taille: f32) -> f32 {
        texte.chars().map(|c| self.avance(c, gras)).sum::<f32>() * taille
    }

    pub(crate) fn police(&self, gras: bool) -> Font {
        self.face(gras).police.clone()
    }

    /// The glyphs of a text that went through [`Self::lisible`].
    pub(crate) fn glyphes(&self, texte: &str, gras: bool) -> Vec<KrillaGlyph> {
        let face = self.face(gras);
        texte
            .char_indices()
            .filter_map(|(i, c)| {
                let (g, avance) = face.glyphe(c)?;
                Some(KrillaGlyph::new(GlyphId::new(g), avance, 0.0, 0.0, 0.0, i..i + c.len_utf8(), None))
            })
            .collect()
    }

    /// A text that both faces can show whole: what would command is a `�`, what has no glyph is its code (`[U+4E2D]`), what is too long is
    /// cut and says so. Nothing vanishes. Line breaks stay; before a double sign of French punctuation the space does not break.
    pub(crate) fn lisible(&self, texte: &str) -> String {
        let mut dit = String::with_capacity(texte.len());
        let mut lettres = texte.chars().peekable();
        let mut restant = MAX_TEXTE;
        while let Some(c) = lettres.next() {
            if restant == 0 {
                dit += &format!(" […] (coupé ici : {} caractères de plus)", 1 + lettres.count());
                break;
            }
            restant -= 1;
            let suivante = lettres.peek().copied();
            match c {
                '\n' => dit.push('\n'),
                '\r' if suivante == Some('\n') => {}
                '\r' => dit.push('\n'),
                '\t' => dit.push(' '),
                ' ' if suivante.is_some_and(|s| matches!(s, ':' | ';' | '?' | '!' | '»')) => dit.push('\u{a0}'),
                ' ' if dit.ends_with('«') => dit.push('\u{a0}'),
                c if dangereux(c) => dit.push(REMPLACANT),
                c if self.connu(c) => dit.push(c),
                c => {
                    // A run of them is one pair of brackets.
                    if dit.ends_with(']') && dit.rfind('[').is_some_and(|i| dit[i..].starts_with("[U+")) {
                        dit.pop();
                        dit.push(' ');
                    } else {
                        dit.push('[');
                    }
                    dit += &format!("U+{:04X}]", u32::from(c));
                }
            }
        }
        dit
    }

    fn connu(&self, c: char) -> bool {
        self.normale.glyphe(c).is_some() && self.grasse.glyphe(c).is_some()
    }

    /// The same on one line, cut to a width, and the cut shows: what the head of a page or a bookmark has room for.
    pub(crate) fn abrege(&self, texte: &str, gras: bool, taille: f32, largeur: f32) -> String {
        let texte = self.lisible(texte).replace('\n', " ");
        if self.largeur(&texte, gras, taille) <= largeur {
            return texte;
        }
        let mut place = largeur - self.avance('…', gras) * taille;
        let tient = |c: &char| {
            place -= self.avance(*c, gras) * taille;
            place >= 0.0
        };
        texte.chars().take_while(tient).collect::<String>() + "…"
    }
}
