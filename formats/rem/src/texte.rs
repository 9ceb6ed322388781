//! The text of a cell as a person reads it: HTML made lines, invisible characters gone, nothing else touched. Not an HTML library: real
//! cells hold `<libellé>` or `<identifiant>`, which are words and not tags.

use sha2::{Digest, Sha256};

/// Tags that the exporters write. What else stands between angle brackets is text.
const BALISES: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Those that begin a line.
const EN_LIGNES: &[&str] = &[
    "blockquote",
    "br",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "tr",
    "ul",
];

const ENTITES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("rsquo", "’"),
    ("lsquo", "‘"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("hellip", "…"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("bull", "•"),
    ("middot", "·"),
    ("deg", "°"),
    ("euro", "€"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("ecirc", "ê"),
    ("euml", "ë"),
    ("agrave", "à"),
    ("acirc", "â"),
    ("icirc", "î"),
    ("iuml", "ï"),
    ("ocirc", "ô"),
    ("ugrave", "ù"),
    ("ucirc", "û"),
    ("ccedil", "ç"),
    ("oelig", "œ"),
    ("Eacute", "É"),
    ("Egrave", "È"),
    ("Ecirc", "Ê"),
    ("Agrave", "À"),
    ("Ccedil", "Ç"),
    ("NewLine", "\n"),
    ("Tab", " "),
];

/// What tells a text from another: the digest of its letters and figures, so that spaces, line breaks, tags and marks of lists change nothing.
/// Empty for a text without a word.
#[must_use]
pub fn empreinte(brut: &str) -> String {
    let signes: String = plat(&lisible(brut)).chars().filter(|c| c.is_alphanumeric()).collect();
    if signes.is_empty() {
        return String::new();
    }
    let entiere = hex::encode(Sha256::digest(signes.as_bytes()));
    entiere.get(..16).unwrap_or(&entiere).to_owned()
}

/// The lines of a cell: trimmed, none empty, one after the other.
#[must_use]
pub fn lisible(brut: &str) -> String {
    let texte = html(&brut.replace("_x000D_", "\n").replace("\r\n", "\n").replace('\r', "\n"));
    let mut propre = String::with_capacity(texte.len());
    for ligne in texte.split(['\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let ligne = une_ligne(ligne);
        if ligne.is_empty() {
            continue;
        }
        if !propre.is_empty() {
            propre.push('\n');
        }
        propre.push_str(&ligne);
    }
    propre
}

/// One line: runs of spaces, whatever they are, are one; what is not seen is gone.
#[must_use]
pub fn une_ligne(brut: &str) -> String {
    let visibles = brut.chars().filter(|c| !est_invisible(*c));
    let espaces: String = visibles
        .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
        .collect();
    espaces.split(' ').filter(|m| !m.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Lower case, without accents nor anything but letters and digits: what names are compared by.
#[must_use]
pub fn plat(texte: &str) -> String {
    let mut plat = String::with_capacity(texte.len());
    for c in texte.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'à' | 'â' | 'ä' | 'á' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' | 'í' => 'i',
            'ô' | 'ö' | 'ó' => 'o',
            'ù' | 'û' | 'ü' | 'ú' => 'u',
            'ç' => 'c',
            // « N° », « Nº »: no more than their N. What decomposed letters carry: gone.
            '°' | 'º' | '\u{300}'..='\u{36f}' => continue,
            'œ' => {
                plat.push('o');
                'e'
            }
            c => c,
        };
        if est_invisible(c) {
            continue;
        }
        if c.is_alphanumeric() {
            plat.push(c);
        } else if !plat.is_empty() && !plat.ends_with(' ') {
            plat.push(' ');
        }
    }
    plat.truncate(plat.trim_end().len());
    plat
}

/// The words of a text: what must be found again of a cell.
pub fn mots(texte: &str) -> impl Iterator<Item = &str> {
    texte.split(|c: char| !c.is_alphanumeric()).filter(|m| !m.is_empty())
}

fn est_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Tags made lines and list marks, entities made characters.
fn html(brut: &str) -> String {
    if !brut.contains(['<', '&']) {
        return brut.to_owned();
    }
    let mut texte = String::with_capacity(brut.len());
    // The next number of each list that is open; none: not numbered.
    let mut listes: Vec<Option<u32>> = Vec::new();
    let mut reste = brut;
    while let Some(place) = reste.find(['<', '&']) {
        let (avant, suite) = reste.split_at(place);
        texte.push_str(avant);
        reste = if suite.starts_with('&') {
            entite(suite, &mut texte)
        } else {
            balise(suite, &mut texte, &mut listes)
        };
    }
    texte.push_str(reste);
    texte
}

/// Takes what begins with `&`; gives what follows.
fn entite<'t>(suite: &'t str, texte: &mut String) -> &'t str {
    let dedans = suite.get(1..).unwrap_or_default();
    if let Some(fin) = dedans.bytes().take(10).position(|o| o == b';')
        && let Some(nom) = dedans.get(..fin)
    {
        let nomme = ENTITES.iter().find(|(n, _)| *n == nom).map(|(_, dit)| (*dit).to_owned());
        let numero = nom.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => n.parse().ok(),
        });
        if let Some(dit) = nomme.or_else(|| numero.and_then(char::from_u32).map(String::from)) {
            texte.push_str(&dit);
            return dedans.get(fin + 1..).unwrap_or_default();
        }
    }
    texte.push('&');
    dedans
}

/// Takes what begins with `<`; gives what follows.
fn balise<'t>(suite: &'t str, texte: &mut String, listes: &mut Vec<Option<u32>>) -> &'t str {
    let dedans = suite.get(1..).unwrap_or_default();
    let (fermante, corps) = dedans.strip_prefix('/').map_or((false, dedans), |c| (true, c));
    let nom_fin = corps.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(corps.len());
    let nom = corps.get(..nom_fin).unwrap_or_default().to_ascii_lowercase();
    let apres = corps.get(nom_fin..).unwrap_or_default();
    let fin = apres
        .find('>')
        .filter(|f| *f < 2_000 && !apres.get(..*f).unwrap_or_default().contains('<'));
    let (Some(fin), true) = (fin, BALISES.contains(&nom.as_str())) else {
        texte.push('<');
        return dedans;
    };
    // « <a de> » is no tag: after its name comes nothing, a slash, or attributes.
    let attributs = apres.get(..fin).unwrap_or_default();
    if !(attributs.trim_matches([' ', '/', '\n']).is_empty() || attributs.contains('=')) {
        texte.push('<');
        return dedans;
    }
    if EN_LIGNES.contains(&nom.as_str()) {
        texte.push('\n');
    }
    match (nom.as_str(), fermante) {
        ("td" | "th", _) => texte.push(' '),
        ("ol", false) => {
            let debut = attributs.split("start=").nth(1).map(|s| s.trim_matches(['"', '\'']));
            let chiffres = debut.map(|s| s.chars().take_while(char::is_ascii_digit).collect::<String>());
            listes.push(Some(chiffres.and_then(|c| c.parse().ok()).unwrap_or(1)));
        }
        ("ul", false) => listes.push(None),
        ("ol" | "ul", true) => {
            listes.pop();
        }
        ("li", false) => match listes.last_mut() {
            Some(Some(numero)) => {
                texte.push_str(&format!("{numero}. "));
                *numero = numero.saturating_add(1);
            }
            _ => texte.push_str("- "),
        },
        _ => {}
    }
    // A list with nothing open is closed in vain, and one that is never closed costs little.
    listes.truncate(64);
    apres.get(fin + 1..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_made_lines_and_marks() {
        let lu = lisible(
            "<p class=\"mb-1\">Étapes&nbsp;:</p><ol start=\"2\"><li>Ouvrir</li><li>Fermer<ul><li>la fen&ecirc;tre</li></ul></li></ol>",
        );
        assert_eq!(lu, "Étapes :\n2. Ouvrir\n3. Fermer\n- la fenêtre");
    }

    #[test]
    fn what_is_no_tag_is_text() {
        for brut in [
            "objet : XDM+<libellé> <NOM>",
            "show/<identifiant> Suite",
            "a < b && c > d",
            "<a de> R&D &inconnue; &",
        ] {
            assert_eq!(lisible(brut), brut);
        }
    }

    #[test]
    fn what_is_not_seen_is_gone() {
        assert_eq!(
            lisible("\u{200b}\u{feff}Un\u{a0} deux\t\r\n\r\n trois\u{200b}_x000D_quatre"),
            "Un deux\ntrois\nquatre"
        );
    }

    #[test]
    fn names_are_compared_flat() {
        assert_eq!(plat("  N° \n Scénario (CŒUR)"), "n scenario coeur");
        assert_eq!(plat("e\u{301}nonce\u{301}"), "enonce");
    }
}
