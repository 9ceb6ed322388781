//! What was seen of a list, of which the engine tells the entries as `[reference C1, etat ouvert]`: that which decided, where one is enough.

use segur_model::resultat::Tenu;

/// What stands between two values: an entry has commas of its own.
pub(crate) fn entre(t: &Tenu) -> &'static str {
    if t.vu.iter().any(|v| est_entree(v)) { " ; " } else { ", " }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tenu(vu: &[&str]) -> Tenu {
        Tenu {
            fait: "comptes".to_owned(),
            juge: true,
            attendu: "« a »".to_owned(),
            vu: vu.iter().map(|v| (*v).to_owned()).collect(),
            echange: None,
            source: String::new(),
        }
    }

    #[test]
    fn une_entree_se_lit_sans_ses_crochets() {
        assert_eq!(nue("[reference C2, etat ouvert, nom B]"), "reference C2, etat ouvert, nom B");
        assert_eq!(
            faits("[reference C1, etat ouvert]"),
            Some(vec![("reference", "C1"), ("etat", "ouvert")])
        );
        assert_eq!(entre(&tenu(&["[reference C1, etat ouvert]"])), " ; ");
    }

    #[test]
    fn ce_qui_n_est_pas_une_entree_reste_comme_il_est() {
        assert_eq!(entre(&tenu(&["a", "b"])), ", ");
        assert_eq!((nue("[masqué]"), nue("a")), ("[masqué]", "a"));
    }
}
