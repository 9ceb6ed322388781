//! Comments of structured headers: `(…)`, nested, wherever white space may stand (RFC 5322, section 3.2.2).

/// A value with a space in the place of each comment. A parenthesis in a quoted string is none, nor one that `\\` quotes; a comment that
/// is not closed is kept as it is written, for a rule to see it.
pub(crate) fn sans_commentaires(valeur: &str) -> String {
    let mut nu = String::with_capacity(valeur.len());
    let (mut profondeur, mut entre_guillemets) = (0_usize, false);
    let mut ouvert = 0;
    let mut suite = valeur.char_indices();
    while let Some((ici, c)) = suite.next() {
        match c {
            '\\' => {
                let quote = suite.next().map(|(_, q)| q);
                if profondeur == 0 {
                    nu.push(c);
                    nu.extend(quote);
                }
            }
            '"' if profondeur == 0 => {
                entre_guillemets = !entre_guillemets;
                nu.push(c);
            }
            '(' if !entre_guillemets => {
                if profondeur == 0 {
                    ouvert = ici;
                }
                profondeur += 1;
            }
            ')' if profondeur > 0 => {
                profondeur -= 1;
                if profondeur == 0 {
                    nu.push(' ');
                }
            }
            _ if profondeur == 0 => nu.push(c),
            _ => {}
        }
    }
    if profondeur > 0 {
        nu.push_str(valeur.get(ouvert..).unwrap_or_default());
    }
    nu
}

#[cfg(test)]
mod tests {
    use super::sans_commentaires;

    #[test]
    fn comments_are_spaces() {
        for (ecrit, nu) in [
            ("<a@b> (ref)", "<a@b>  "),
            ("a(b(c)d)e", "a e"),
            ("a (\\)) b", "a   b"),
            ("\"(a)\" (b)", "\"(a)\"  "),
            ("a\\(b", "a\\(b"),
            ("a (b", "a (b"),
            ("a) b", "a) b"),
            ("(é)", " "),
            ("a\\", "a\\"),
        ] {
            assert_eq!(sans_commentaires(ecrit), nu, "{ecrit}");
        }
    }
}
