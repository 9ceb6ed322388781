//! What a check says, with its source.

use maud::{Markup, html};
use segur_model::Finding;

use super::insigne;
use crate::recit;

/// `exigences`: those that the scenario serves; none outside a scenario.
pub(crate) fn ecart(f: &Finding, exigences: &[String]) -> Markup {
    let (classe, mot) = insigne::severite(f.severity);
    let lieu = match (f.location.line, f.location.path.as_str()) {
        (0, chemin) => chemin.to_owned(),
        (ligne, "") => format!("ligne {ligne}, colonne {}", f.location.column),
        (ligne, chemin) => format!("ligne {ligne}, colonne {} : {chemin}", f.location.column),
    };
    let attente = f.rule.starts_with("scenario.");
    html! {
        div class={ "ecart " (classe) } {
            h6 { (mot) " : " @if attente { "attente du scénario" } @else { code { (f.rule) } } }
            @if !f.dit.is_empty() { p { (f.dit) } }
            dl {
                dt { "Attendu" } dd { (f.expected) }
                dt { "Vu" } dd { (f.seen) }
                @if !lieu.is_empty() { dt { "Où" } dd { code { (lieu) } } }
                @if attente {
                    dt { "Source" } dd { (attente_du_banc(f, exigences)) }
                } @else if !f.source.is_empty() {
                    dt { "Source" } dd { (f.source) " (" (recit::confiance(f.trust)) ")" }
                }
            }
        }
    }
}

/// The bench vouches for nobody's text but its own: it says what it read in the exigence, and where it wrote it.
fn attente_du_banc(f: &Finding, exigences: &[String]) -> String {
    let (lue, ecrite) = attente(&f.source, exigences);
    let lue = match lue.strip_prefix("exigence") {
        Some(s) if s.starts_with('s') => format!(", lue dans les {lue}"),
        Some(_) => format!(", lue dans l'{lue}"),
        None if lue.is_empty() => String::new(),
        None => format!(", lue dans {lue}"),
    };
    let ecrite = ecrite.map_or_else(String::new, |place| format!(" ({place})"));
    format!("attente du banc{lue}{ecrite}")
}

/// A source of the engine in two: where the expectation is read, and its place in a scenario (`INS/va1.28, scénario, x.yaml:14:7`).
pub(crate) fn attente<'s>(source: &'s str, exigences: &[String]) -> (String, Option<&'s str>) {
    let Some((lue, place)) = source.split_once("scénario, ") else {
        return (source.to_owned(), None);
    };
    let lue = match lue.trim_end_matches(", ") {
        "" => exigences.join(" ; "),
        lue => lue.to_owned(),
    };
    // The engine separates exigences so; a comma may stand in the rule that follows one.
    let dite = match lue.contains(" ; ") {
        _ if lue.is_empty() => String::new(),
        false => format!("exigence {lue}"),
        true => format!("exigences {lue}"),
    };
    (dite, Some(place))
}

#[cfg(test)]
mod tests {
    use super::attente;

    #[test]
    fn une_attente_dit_ou_elle_est_lue_et_ou_elle_est_ecrite() {
        let siennes = ["INS/va1.28".to_owned(), "INS/va1.06".to_owned()];
        let dit = |source| attente(source, &siennes);
        assert_eq!(
            dit("scénario, a.yaml:1:2"),
            ("exigences INS/va1.28 ; INS/va1.06".to_owned(), Some("a.yaml:1:2"))
        );
        assert_eq!(
            dit("INS/va1.06, scénario, a.yaml:1:2"),
            ("exigence INS/va1.06".to_owned(), Some("a.yaml:1:2"))
        );
        assert_eq!(dit("PSC.01 (EXI 1, 2), scénario, a.yaml:1:2").0, "exigence PSC.01 (EXI 1, 2)");
        assert_eq!(dit("Guide, § 4"), ("Guide, § 4".to_owned(), None));
        assert_eq!(attente("scénario, a.yaml:1:2", &[]), (String::new(), Some("a.yaml:1:2")));
    }
}
