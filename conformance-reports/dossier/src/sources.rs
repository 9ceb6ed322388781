//! On what an expectation stands, as every view writes it: where it was read, and where in a scenario it is written.

use segur_model::Finding;

use crate::recit::confiance;

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

/// The same on one line: « exigence INS/va1.28, x.yaml, ligne 14 ».
pub(crate) fn dite(source: &str, exigences: &[String]) -> String {
    let (lue, ecrite) = attente(source, exigences);
    let mut parts = vec![lue];
    parts.extend(ecrite.map(place));
    parts.retain(|p| !p.is_empty());
    parts.join(", ")
}

/// On what a finding stands. The bench vouches for nobody's text but its own: it says what it read in the exigence, and where it wrote it.
pub(crate) fn ecart(f: &Finding, exigences: &[String]) -> String {
    if !attente_du_banc(f) {
        return if f.source.is_empty() {
            String::new()
        } else {
            format!("{} ({})", f.source, confiance(f.trust))
        };
    }
    let (lue, ecrite) = attente(&f.source, exigences);
    let lue = match lue.strip_prefix("exigence") {
        Some(s) if s.starts_with('s') => format!(", lue dans les {lue}"),
        Some(_) => format!(", lue dans l'{lue}"),
        None if lue.is_empty() => String::new(),
        None => format!(", lue dans {lue}"),
    };
    let ecrite = ecrite.map_or_else(String::new, |p| format!(" ({})", place(p)));
    format!("attente du banc{lue}{ecrite}")
}

/// Whether what was not met is what a scenario expects, and no published rule.
pub(crate) fn attente_du_banc(f: &Finding) -> bool {
    f.rule.starts_with("scenario.")
}

/// `x.yaml:14:7` in two: the file and the line.
pub(crate) fn fichier_et_ligne(place: &str) -> Option<(&str, &str)> {
    let mut morceaux = place.rsplitn(3, ':');
    let (_, ligne, fichier) = (morceaux.next()?, morceaux.next()?, morceaux.next()?);
    Some((fichier, ligne))
}

/// « x.yaml, ligne 14 ».
pub(crate) fn place(place: &str) -> String {
    fichier_et_ligne(place).map_or_else(|| place.to_owned(), |(fichier, ligne)| format!("{fichier}, ligne {ligne}"))
}

#[cfg(test)]
mod tests {
    use super::{attente, dite};

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
        assert_eq!(
            dite("INS/va1.06, scénario, a.yaml:15:2", &siennes),
            "exigence INS/va1.06, a.yaml, ligne 15"
        );
        assert_eq!(dite("scénario, a.yaml:15:2", &[]), "a.yaml, ligne 15");
    }
}
