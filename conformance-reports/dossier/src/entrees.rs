//! A list in which one entry must be found (« une entrée qui porte … »): the entries that decided come first, and are told from the others.

use segur_model::resultat::Tenu;

/// How the engine says that one entry is enough.
const DEBUT: &str = "une entrée qui porte ";

/// The values seen, and how they are to be shown.
pub(crate) struct Vus<'t> {
    /// Those that decided; all of them where it cannot be told.
    pub(crate) decident: Vec<&'t str>,
    /// Entries that were read beside them, and decide nothing.
    pub(crate) autres: Vec<&'t str>,
    /// Between two values: an entry has commas of its own.
    pub(crate) entre: &'static str,
}

pub(crate) fn vus(t: &Tenu) -> Vus<'_> {
    let tous = t.vu.iter().map(String::as_str);
    let Some(attendus) = t.attendu.strip_prefix(DEBUT).map(couples) else {
        let entre = if t.vu.iter().any(|v| est_entree(v)) { " ; " } else { ", " };
        return Vus {
            decident: tous.collect(),
            autres: Vec::new(),
            entre,
        };
    };
    let (mut decident, mut autres): (Vec<&str>, Vec<&str>) = tous.partition(|v| porte(v, &attendus));
    if decident.is_empty() {
        std::mem::swap(&mut decident, &mut autres);
    }
    Vus {
        decident,
        autres,
        entre: " ; ",
    }
}

/// An entry without its brackets.
pub(crate) fn nue(vu: &str) -> &str {
    if est_entree(vu) { interieur(vu) } else { vu }
}

/// The facts of an entry: `[reference C1, etat ouvert]`.
pub(crate) fn faits(vu: &str) -> Option<Vec<(&str, &str)>> {
    if !est_entree(vu) {
        return None;
    }
    interieur(vu).split(", ").map(|f| f.split_once(' ')).collect()
}

fn est_entree(vu: &str) -> bool {
    vu.len() > 2 && vu.starts_with('[') && vu.ends_with(']') && vu.contains(' ')
}

fn interieur(vu: &str) -> &str {
    vu.strip_prefix('[').and_then(|v| v.strip_suffix(']')).unwrap_or(vu)
}

fn porte(vu: &str, attendus: &[String]) -> bool {
    let entre_virgules = format!(", {}, ", interieur(vu));
    attendus.iter().all(|a| entre_virgules.contains(&format!(", {a}, ")))
}

/// `reference « C1 », etat autre que « ouvert »` → `reference C1`: what an entry must hold as it is.
fn couples(attendus: &str) -> Vec<String> {
    let mut couples = Vec::new();
    let mut reste = attendus;
    while let Some((nom, suite)) = reste.split_once(" « ") {
        let (valeur, apres) = suite.split_once(" »").unwrap_or((suite, ""));
        let nom = nom.trim_start_matches([',', ' ']);
        // « autre que » and « l'un de » say no value that must be there.
        if !nom.is_empty() && !nom.contains(' ') {
            couples.push(format!("{nom} {valeur}"));
        }
        reste = apres;
    }
    couples
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenu(attendu: &str, vu: &[&str]) -> Tenu {
        Tenu {
            fait: "comptes".to_owned(),
            juge: true,
            attendu: attendu.to_owned(),
            vu: vu.iter().map(|v| (*v).to_owned()).collect(),
            echange: None,
            source: String::new(),
        }
    }

    #[test]
    fn l_entree_qui_a_decide_vient_d_abord() {
        let t = tenu(
            "une entrée qui porte reference « C2 », etat « ouvert », nom autre que « A », mode l'un de : « x », « y »",
            &["[reference C1, etat ouvert]", "[reference C2, etat ouvert, nom B]"],
        );
        let vus = vus(&t);
        assert_eq!(vus.decident, ["[reference C2, etat ouvert, nom B]"]);
        assert_eq!(vus.autres, ["[reference C1, etat ouvert]"]);
        assert_eq!(nue(vus.decident[0]), "reference C2, etat ouvert, nom B");
        assert_eq!(faits(vus.autres[0]), Some(vec![("reference", "C1"), ("etat", "ouvert")]));
    }

    #[test]
    fn ce_qui_n_est_pas_une_entree_reste_comme_il_est() {
        let t = tenu("« a »", &["a", "b"]);
        let dits = vus(&t);
        assert_eq!((dits.decident, dits.autres.len(), dits.entre), (vec!["a", "b"], 0, ", "));
        assert_eq!((nue("[masqué]"), nue("a")), ("[masqué]", "a"));
        let sans = tenu("une entrée qui porte etat « clos »", &["[etat ouvert]"]);
        assert_eq!(vus(&sans).decident, ["[etat ouvert]"]);
    }
}
