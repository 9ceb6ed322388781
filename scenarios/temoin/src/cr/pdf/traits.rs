//! The letters of the report, as strokes. No font file is in the project: these are drawn for it, on a grid.
//!
//! A stroke is a run of points; a point is two digits in base 16, its column (0 to 4) then its row: 0 is the bottom of descenders, 2
//! the base line, 6 the height of a lower-case letter, 8 that of a capital.

/// Strokes by character: those that need no accent.
const SIMPLES: &[(char, &str)] = &[
    (' ', ""),
    ('!', "2825 2322"),
    ('"', "1816 3836"),
    ('%', "0807171808 3233434232 0248"),
    ('&', "4206071827260403122244"),
    ('\'', "2826"),
    ('(', "38262432"),
    (')', "18262412"),
    ('*', "2428 0745 0547"),
    ('+', "2327 0545"),
    (',', "232211"),
    ('-', "1535"),
    ('.', "2322"),
    ('/', "0248"),
    ('0', "120307183847433212 1337"),
    ('1', "172822 1232"),
    ('2', "07183847460242"),
    ('3', "0718384746354443321203 1535"),
    ('4', "380444 3238"),
    ('5', "480805354443321203"),
    ('6', "4738180703123243443505"),
    ('7', "084812"),
    ('8', "15060718384746351504031232434435"),
    ('9', "0312324347381807061545"),
    (':', "2322 2625"),
    (';', "232211 2625"),
    ('<', "470543"),
    ('=', "0444 0646"),
    ('>', "074503"),
    ('?', "07183847462524 2322"),
    ('A', "022842 1535"),
    ('B', "02083847463505 3544433202"),
    ('C', "4738180703123243"),
    ('D', "02082846442202"),
    ('E', "48080242 0535"),
    ('F', "480802 0535"),
    ('G', "47381807031232434525"),
    ('H', "0208 4248 0545"),
    ('I', "1232 1838 2228"),
    ('J', "0312324348"),
    ('K', "0208 480542"),
    ('L', "080242"),
    ('M', "0208254842"),
    ('N', "02084248"),
    ('O', "120307183847433212"),
    ('P', "02083847463505"),
    ('Q', "120307183847433212 2442"),
    ('R', "02083847463505 2542"),
    ('S', "473818070615354443321203"),
    ('T', "0848 2228"),
    ('U', "080312324348"),
    ('V', "082248"),
    ('W', "0812263248"),
    ('X', "0248 0842"),
    ('Y', "082548 2522"),
    ('Z', "08480242"),
    ('[', "38181232"),
    (']', "18383212"),
    ('_', "0141"),
    ('a', "16364542 441403123243"),
    ('b', "0802 0516364543321203"),
    ('c', "4536160503123243"),
    ('d', "4842 4536160503123243"),
    ('e', "044445361605031242"),
    ('f', "48382722 1636"),
    ('g', "4641301001 4536160503123243"),
    ('h', "0802 0516364542"),
    ('i', "162622 1232 2728"),
    ('j', "1636312010 3738"),
    ('k', "0802 460442"),
    ('l', "182822 1232"),
    ('m', "0206 05162522 25364542"),
    ('n', "0206 0516364542"),
    ('o', "120305163645433212"),
    ('p', "0600 0516364543321203"),
    ('q', "4640 4536160503123243"),
    ('r', "0602 05163645"),
    ('s', "45361605143443321203"),
    ('t', "1813223243 0636"),
    ('u', "0603123243 4642"),
    ('v', "062246"),
    ('w', "0612253246"),
    ('x', "0246 0642"),
    ('y', "0622 4610"),
    ('z', "06460242"),
    ('«', "260422 462442"),
    ('°', "1817272818"),
    ('µ', "0600 0603123243 4642"),
    ('»', "062402 264422"),
    ('Œ', "481807031242 2228 2535"),
    ('œ', "12030516252312 2444453625233242"),
    ('’', "2826"),
];

/// A lower-case i under an accent has lost its dot.
const SANS_POINT: &str = "162622 1232";

/// Accents over a lower-case letter, and the letters that each makes: the letter, then what it is made of.
const ACCENTS: &[(&str, &[(char, char)])] = &[
    ("2738", &[('é', 'e'), ('É', 'E')]),
    ("2718", &[('à', 'a'), ('è', 'e'), ('ù', 'u'), ('À', 'A'), ('È', 'E'), ('Ù', 'U')]),
    (
        "172837",
        &[
            ('â', 'a'),
            ('ê', 'e'),
            ('î', 'i'),
            ('ô', 'o'),
            ('û', 'u'),
            ('Â', 'A'),
            ('Ê', 'E'),
            ('Î', 'I'),
            ('Ô', 'O'),
            ('Û', 'U'),
        ],
    ),
    (
        "1718 3738",
        &[
            ('ä', 'a'),
            ('ë', 'e'),
            ('ï', 'i'),
            ('ö', 'o'),
            ('ü', 'u'),
            ('ÿ', 'y'),
            ('Ä', 'A'),
            ('Ë', 'E'),
            ('Ï', 'I'),
            ('Ö', 'O'),
            ('Ü', 'U'),
            ('Ÿ', 'Y'),
        ],
    ),
    ("07182738", &[('ñ', 'n'), ('Ñ', 'N')]),
    (CEDILLE, &[('ç', 'c'), ('Ç', 'C')]),
];

/// The only one under its letter.
const CEDILLE: &str = "222110";

/// A run of points: column, row.
pub(super) type Trait = Vec<(f64, f64)>;

/// Every character that is drawn, in the order of Unicode, and its strokes.
pub(super) fn caracteres() -> Vec<(char, Vec<Trait>)> {
    let mut tous: Vec<(char, Vec<Trait>)> = SIMPLES.iter().map(|(c, t)| (*c, traits(t, 0.0))).collect();
    for (accent, lettres) in ACCENTS {
        for (c, base) in *lettres {
            let dessous = match base {
                'i' => SANS_POINT,
                _ => SIMPLES.iter().find(|(b, _)| b == base).map_or("", |(_, t)| *t),
            };
            let hausse = if base.is_uppercase() && *accent != CEDILLE { 2.0 } else { 0.0 };
            let mut dessin = traits(dessous, 0.0);
            dessin.extend(traits(accent, hausse));
            tous.push((*c, dessin));
        }
    }
    tous.sort_by_key(|(c, _)| *c);
    tous
}

fn traits(texte: &str, hausse: f64) -> Vec<Trait> {
    texte.split_whitespace().map(|t| points(t, hausse)).collect()
}

fn points(texte: &str, hausse: f64) -> Trait {
    let chiffres: Vec<f64> = texte.chars().filter_map(|c| c.to_digit(16)).map(f64::from).collect();
    chiffres.chunks_exact(2).map(|p| (p[0], p[1] + hausse)).collect()
}

/// The code of a character in `WinAnsiEncoding`, when it is drawn.
pub(super) fn code(c: char) -> Option<u8> {
    let dessine = SIMPLES.iter().any(|(s, _)| *s == c) || ACCENTS.iter().flat_map(|(_, l)| *l).any(|(s, _)| *s == c);
    if !dessine {
        return None;
    }
    match c {
        'Œ' => Some(0x8c),
        '’' => Some(0x92),
        'œ' => Some(0x9c),
        'Ÿ' => Some(0x9f),
        _ => u8::try_from(u32::from(c)).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_is_drawn_within_its_grid_and_has_a_code() {
        let tous = caracteres();
        assert!(tous.windows(2).all(|deux| deux[0].0 < deux[1].0), "a character is drawn twice");
        let codes: std::collections::BTreeSet<u8> = tous.iter().map(|(c, _)| code(*c).unwrap()).collect();
        assert_eq!(codes.len(), tous.len());
        for (c, texte) in SIMPLES {
            let bien = |t: &str| t.len() >= 4 && t.len().is_multiple_of(2) && t.chars().all(|d| d.is_ascii_digit());
            assert!(texte.split_whitespace().all(bien), "{c}");
        }
        for (c, dessin) in &tous {
            assert_eq!(dessin.is_empty(), *c == ' ', "{c}");
            let dedans = |(x, y): &(f64, f64)| (0.0..=4.0).contains(x) && (0.0..=10.0).contains(y);
            assert!(dessin.iter().flatten().all(dedans), "{c}");
        }
        // What any name, date, unit or word of this report is made of.
        for c in ('A'..='Z')
            .chain('a'..='z')
            .chain('0'..='9')
            .chain("éèêëàâîïôûùçÉÀÇ'-/%.,:;()*".chars())
        {
            assert!(code(c).is_some(), "{c}");
        }
        assert_eq!((code('É'), code('œ'), code('☺'), code('þ')), (Some(0xc9), Some(0x9c), None, None));
    }
}
