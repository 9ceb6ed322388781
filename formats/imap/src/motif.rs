//! Patterns of LIST: `*` is anything, `%` anything within one level (RFC 3501, § 6.3.8).

/// What separates the levels of names.
pub const SEPARATEUR: char = '/';

/// Whether a name matches a pattern. The work is at most one times the other, whatever the pattern.
#[must_use]
pub fn convient(motif: &str, nom: &str) -> bool {
    let nom: Vec<char> = nom.chars().collect();
    // `places[i]`: what was read of the pattern matches the first i characters.
    let mut places = vec![false; nom.len() + 1];
    places[0] = true;
    let mut precedent = None;
    for m in motif.chars() {
        // `**` says no more than `*`.
        if m == '*' && precedent == Some('*') {
            continue;
        }
        precedent = Some(m);
        let mut suivantes = vec![false; nom.len() + 1];
        let mut ouverte = false;
        for i in 0..=nom.len() {
            match m {
                '*' | '%' => {
                    ouverte |= places[i];
                    suivantes[i] = ouverte;
                    if m == '%' && nom.get(i) == Some(&SEPARATEUR) {
                        ouverte = false;
                    }
                }
                _ => {
                    if places[i] && nom.get(i) == Some(&m) {
                        suivantes[i + 1] = true;
                    }
                }
            }
        }
        places = suivantes;
    }
    places[nom.len()]
}
