//! A few units of biology, as people print them and as UCUM writes them, made comparable: what is measured, by what, and the power of ten.

/// What a unit comes to. Two units of the same are one, whatever their writing: `mg/mL` and `g/L`, `UI/L` and `[IU]/L`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grandeur {
    dessus: Base,
    dessous: Option<Base>,
    puissance: i8,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Gramme,
    Mole,
    /// International units, and those of enzymes, which French reports print alike.
    Unite,
    Litre,
    PourCent,
}

impl Grandeur {
    /// None when the text is not one of these units: it is then compared with nothing.
    pub(super) fn lire(texte: &str) -> Option<Self> {
        let nette: String = texte.trim().replace(['µ', 'μ'], "u").replace(['[', ']'], "");
        let (dessus, dessous) = nette.split_once('/').map_or((nette.as_str(), None), |(a, b)| (a, Some(b)));
        let (base, puissance) = composant(dessus)?;
        let Some(dessous) = dessous else {
            // A mass or a volume alone is too easily a word.
            return (base == Base::PourCent).then_some(Self {
                dessus: base,
                dessous: None,
                puissance,
            });
        };
        let (sous, moins) = composant(dessous)?;
        Some(Self {
            dessus: base,
            dessous: Some(sous),
            puissance: puissance - moins,
        })
    }
}

/// A base with its prefix: `mmol`, `dL`, `kUI`.
fn composant(texte: &str) -> Option<(Base, i8)> {
    const BASES: &[(&str, Base)] = &[
        ("%", Base::PourCent),
        ("mol", Base::Mole),
        ("UI", Base::Unite),
        ("IU", Base::Unite),
        ("iU", Base::Unite),
        ("U", Base::Unite),
        ("g", Base::Gramme),
        ("l", Base::Litre),
        ("L", Base::Litre),
    ];
    let (prefixe, base) = BASES.iter().find_map(|(nom, base)| Some((texte.strip_suffix(nom)?, *base)))?;
    let puissance = match prefixe {
        "" => 0,
        "k" => 3,
        "d" => -1,
        "c" => -2,
        "m" => -3,
        "u" => -6,
        "n" => -9,
        "p" => -12,
        "f" => -15,
        _ => return None,
    };
    Some((base, puissance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memes_grandeurs() {
        for (a, b) in [
            ("pg/ml", "pg/mL"),
            ("mUI/l", "m[IU]/L"),
            ("µmol/L", "umol/L"),
            ("mg/mL", "g/L"),
            ("g/dL", "cg/mL"),
            ("UI/L", "U/L"),
            ("%", "%"),
        ] {
            assert_eq!(Grandeur::lire(a), Grandeur::lire(b), "{a} {b}");
            assert!(Grandeur::lire(a).is_some(), "{a}");
        }
        for (a, b) in [
            ("pg/mL", "g/L"),
            ("mmol/L", "mg/L"),
            ("g/dL", "g/L"),
            ("UI/mL", "UI/L"),
            ("%", "g/L"),
        ] {
            assert_ne!(Grandeur::lire(a), Grandeur::lire(b), "{a} {b}");
        }
        // Not known, so compared with nothing: giga by litre among them, which is no gram.
        for inconnue in ["G/L", "10*9/L", "/mm3", "", "soit", "g", "Hg", "mmHg"] {
            assert_eq!(Grandeur::lire(inconnue), None, "{inconnue}");
        }
    }
}
