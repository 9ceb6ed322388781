//! The marks that texts carry of themselves: titles of a list of étapes, what is wanted before, how to test, numbers, bullets.

use std::sync::LazyLock;

use regex::{Match, Regex};

/// The patterns, built once.
pub(super) struct Reperes {
    /// « Etapes du scénario : », « Etape du scénario : », « Etapes de la vidéo de preuve : », « * Etapes : ».
    pub etapes: Motif,
    /// « L'éditeur DOIT exécuter le scénario de conformité suivant : ».
    pub formule: Motif,
    /// « L'éditeur DOIT exécuter … : », up to its colon.
    pub execution: Motif,
    /// « * Vérifie la règle du guide… suivante : 17 », « Vérifie l'exigence… : EX PSC 16, 20 ».
    pub regle: Motif,
    /// « Prérequis : », « Pré-requis 1 : », « Conditions initiales : ».
    pub prerequis: Motif,
    /// « Modalités de test : », and the sentence on where test cases are.
    pub modalites: Motif,
    /// « Etape 1 : », « Étape n°2 ».
    pub etape: Motif,
    /// « 1. », « 2) », « 3 : », « 4, ».
    pub numero: Motif,
    /// « Cas 1 : », « CAS 2 », « Cas de figure n°1 », « Cas de test 2 : ».
    pub cas: Motif,
    /// « NB : », « A noter : », « Rq : ».
    pub note: Motif,
    /// « Résultat attendu : ».
    pub resultat: Motif,
}

static REPERES: LazyLock<Reperes> = LazyLock::new(|| Reperes {
    etapes: re(r"\*?\s*[ÉE]tapes?(?:\s+(?:du\s+sc[ée]nario|de\s+la\s+vid[ée]o)(?:\s+de\s+preuve)?|\s+de\s+preuve|\s+à\s+suivre)?\s*:"),
    formule: re(
        r"^'?L['’][ée]diteur\s+(?:DOIT|doit)\s+ex[ée]cuter\s+les?\s+(?:sc[ée]narios?\s+de\s+conformit[ée]|cas\s+de\s+tests?)\s+suivants?\s*:$",
    ),
    execution: re(r"L['’][ée]diteur\s+(?:DOIT|doit)\s+(?:ex[ée]cuter|effectuer\s+les\s+d[ée]marches?)\s"),
    regle: re(
        r"\*?\s*V[ée]rifie\s+(?:l(?:a|es?)\s|l['’])\s*(?:r[èe]gles?|exigences?)\b[^\n]{0,200}?(?::\s*\d+(?:\s*(?:,|et)\s*\d+)*|:\s*EX\s+PSC(?:\s*\d+\s*,?)+|:\s*ECO\.[^\n]{0,300}?\.(?:\s|$|\*)|\n)",
    ),
    prerequis: re(r"\*?\s*(?:Pr[ée][-\s]?requis(?:\s+\d{1,2})?|Conditions?\s+initiales?)\s*:"),
    modalites: re(
        r"\*?\s*(?:Modalit[ée]s\s+de\s+test\s*:|Ces?\s+cas\s+de\s+tests?\s+(?:est|sont)\s+accessibles?|Pour\s+collecter\s+la\s+preuve|Pour\s+la\s+preuve\s*:)",
    ),
    etape: re(r"[ÉE]tape\s*(?:n\s?°|N\s?°|n|N|num[ée]ro)?\s*(\d{1,3})\s*(?:[:.)\-–]\s*|\b)"),
    numero: re(r"(\d{1,2})(?:\s?[.):]\s*|\s?,\s+|\s+)"),
    cas: re(r"(?:Cas|CAS)(?:\s+de\s+figure|\s+de\s+tests?)?\s*(?:n\s?°\s?)?\d{1,2}\b\s*[:.)]?"),
    note: re(r"^(?:NB|N\.B\.|Nota|A\s+noter|À\s+noter|Rq|Remarque|Note|Exemple|Caract[ée]ristiques?\s|Description\s*:)"),
    resultat: re(r"R[ée]sultats?\s+attendus?\s*:"),
});

/// A pattern of ours. One that would not build finds nothing, and a test builds them all.
pub(super) struct Motif(Option<Regex>);

impl Motif {
    pub(super) fn est_dans(&self, texte: &str) -> bool {
        self.0.as_ref().is_some_and(|r| r.is_match(texte))
    }

    /// Where it is, first.
    pub(super) fn premier<'t>(&self, texte: &'t str) -> Option<Match<'t>> {
        self.0.as_ref().and_then(|r| r.find(texte))
    }

    /// Where it is, each time.
    pub(super) fn tous<'t>(&self, texte: &'t str) -> Vec<Match<'t>> {
        self.0.as_ref().map(|r| r.find_iter(texte).collect()).unwrap_or_default()
    }

    /// Where its first group is, each time, and all of it.
    pub(super) fn groupes<'t>(&self, texte: &'t str) -> Vec<(Match<'t>, Match<'t>)> {
        let captures = self.0.as_ref().map(|r| r.captures_iter(texte)).into_iter().flatten();
        captures.filter_map(|c| Some((c.get(0)?, c.get(1)?))).collect()
    }

    /// Whether a text begins with it, and what it takes.
    pub(super) fn tete<'t>(&self, texte: &'t str) -> Option<&'t str> {
        self.premier(texte).filter(|m| m.start() == 0).map(|m| m.as_str())
    }
}

fn re(motif: &str) -> Motif {
    Motif(Regex::new(motif).ok())
}

/// The patterns.
pub(super) fn reperes() -> &'static Reperes {
    &REPERES
}

/// Characters that begin an item at the start of a line.
pub(super) const PUCES: &[char] = &['-', '–', '—', '•', '·', '▪', '●', '◦', '➢', '→', '✓', '*', '\u{f0b7}', '\u{f0a7}'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_builds_and_finds_what_it_is_for() {
        let r = reperes();
        for (motif, texte) in [
            (&r.etapes, "fin.Etapes du scénario :Ouvrir"),
            (&r.etapes, "* Etapes de la vidéo de preuve :"),
            (&r.formule, "L'éditeur DOIT exécuter le scénario de conformité suivant :"),
            (&r.execution, "L’éditeur doit exécuter le cas de test"),
            (&r.regle, "* Vérifie la règle du guide suivante : 17Je saisis"),
            (&r.prerequis, "Pré-requis 2 : un compte"),
            (&r.prerequis, "Conditions initiales :"),
            (&r.modalites, "*Modalités de test :"),
            (&r.etape, "Étape n°2 : valider"),
            (&r.numero, "1. Ouvrir"),
            (&r.cas, "Cas de figure n°1 (ici)"),
            (&r.note, "NB : peu"),
            (&r.resultat, "Résultats attendus : rien"),
        ] {
            assert!(motif.est_dans(texte), "{texte}");
        }
    }
}
