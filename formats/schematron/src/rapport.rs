//! What a schema says of a document.

use segur_model::{Finding, Location, Severity, Trust};

/// What an assertion or a report came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Issue {
    /// The test of an `assert` is false.
    Echec,
    /// The test of a `report` is true.
    Signalement,
    /// The test could not be evaluated: a fault of the schema or of the bench, never one of the document.
    NonEvalue,
}

/// One assertion that failed, one report that spoke, or one that could not be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constat {
    /// What it came to.
    pub issue: Issue,
    /// The test, white space normalised.
    pub test: String,
    /// The message, as the schema writes it.
    pub message: String,
    /// Diagnostics: identifier, text.
    pub diagnostics: Vec<(String, String)>,
    /// Language of each diagnostic (`xml:lang`), in their order.
    pub langues: Vec<Option<String>>,
    /// Properties.
    pub proprietes: Vec<Propriete>,
    /// `id` of the assertion.
    pub id: Option<String>,
    /// `role`.
    pub role: Option<String>,
    /// `flag`.
    pub flag: Option<String>,
    /// `see`.
    pub see: Option<String>,
    /// The document that it is about, when it is not the one that was given: as the schema names it.
    pub document: Option<String>,
    /// Line, column and XPath in the document, with the names as written.
    pub lieu: Location,
    /// XPath with the namespaces in full: the `location` of SVRL.
    pub chemin_complet: String,
    /// File and line of the assertion in the schema.
    pub ou: String,
    /// Why it could not be evaluated.
    pub cause: Option<String>,
}

/// What a schema says besides of what it reports (`sch:property`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Propriete {
    /// Its identifier.
    pub id: String,
    /// `role`.
    pub role: Option<String>,
    /// `scheme`.
    pub scheme: Option<String>,
    /// `xml:lang`.
    pub langue: Option<String>,
    /// Its content, as XML: text, and what it copies of the document.
    pub xml: String,
}

impl Constat {
    /// Whether the document is wrong by it: a failed assertion, or a report whose `role` (or `flag`) says that it is an error.
    #[must_use]
    pub fn est_un_echec(&self) -> bool {
        match self.issue {
            Issue::Echec => true,
            Issue::Signalement => gravite(self) == Severity::Error,
            Issue::NonEvalue => false,
        }
    }
}

/// A rule that fired on a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declenchement {
    /// `context` of the rule.
    pub contexte: String,
    /// `id` of the rule.
    pub id: Option<String>,
    /// `role` of the rule.
    pub role: Option<String>,
    /// `flag` of the rule.
    pub flag: Option<String>,
    /// What its assertions came to; empty when all hold.
    pub constats: Vec<Constat>,
    /// False when the rule itself could not be tried on the node.
    pub declenche: bool,
    /// The document that the node is of, when it is not the one that was given.
    pub document: Option<String>,
}

/// An active pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotifLu {
    /// `id` of the pattern.
    pub id: Option<String>,
    /// Its title.
    pub nom: Option<String>,
    /// The documents that it was run over in place of the one that was given, as the schema names them; none for other patterns.
    pub documents: Option<Vec<String>>,
    /// Rules that fired, in document order.
    pub regles: Vec<Declenchement>,
}

/// What a schema says of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rapport {
    /// Title of the schema.
    pub titre: String,
    /// `schemaVersion`.
    pub version: String,
    /// The phase that was run; none for all patterns.
    pub phase: Option<String>,
    /// Prefixes that the expressions use.
    pub espaces: Vec<(String, String)>,
    /// The active patterns, in the order of the schema.
    pub motifs: Vec<MotifLu>,
}

impl Rapport {
    /// Everything said, in the order of the report.
    pub fn constats(&self) -> impl Iterator<Item = &Constat> {
        self.motifs.iter().flat_map(|m| &m.regles).flat_map(|r| &r.constats)
    }

    /// How many came to this.
    #[must_use]
    pub fn combien(&self, issue: Issue) -> usize {
        self.constats().filter(|c| c.issue == issue).count()
    }

    /// How many say that the document is wrong ([`Constat::est_un_echec`]).
    #[must_use]
    pub fn echecs(&self) -> usize {
        self.constats().filter(|c| c.est_un_echec()).count()
    }

    /// Rules fired, over all nodes.
    #[must_use]
    pub fn regles(&self) -> usize {
        self.motifs.iter().flat_map(|m| &m.regles).filter(|r| r.declenche).count()
    }

    /// As findings of the bench. `famille` names the schema in their identifiers (`schematron.<famille>.<id or pattern>`), `schema` in
    /// their source.
    #[must_use]
    pub fn findings(&self, famille: &str, schema: &str) -> Vec<Finding> {
        self.motifs
            .iter()
            .flat_map(|m| m.regles.iter().flat_map(|r| &r.constats).map(move |c| (m, c)))
            .map(|(m, c)| finding(famille, schema, m, c))
            .collect()
    }
}

fn finding(famille: &str, schema: &str, motif: &MotifLu, c: &Constat) -> Finding {
    let id = c.id.as_deref().or(motif.id.as_deref());
    let rule = id.map_or_else(|| format!("schematron.{famille}"), |id| format!("schematron.{famille}.{id}"));
    let message = c.message.split_whitespace().collect::<Vec<_>>().join(" ");
    let seen = match (&c.cause, c.issue) {
        (Some(cause), _) => format!("non évaluée : {cause}"),
        (None, Issue::Signalement) => "le cas signalé".to_owned(),
        (None, _) => "la condition ne tient pas".to_owned(),
    };
    let seen = match &c.document {
        Some(document) => format!("{seen} (dans « {document} »)"),
        None => seen,
    };
    Finding {
        rule,
        dit: message,
        severity: gravite(c),
        location: c.lieu.clone(),
        expected: c.test.clone(),
        seen,
        source: format!("schématron {schema} ({})", c.ou),
        trust: Trust::Verified,
    }
}

/// Words of a role that say that a report is an error.
const ERREURS: &[&str] = &["error", "err", "fatal", "critical", "erreur", "bloquant"];

/// The severity that `role` (or `flag`) says. Without either, a failed assertion is an error, and a report a warning; a report whose role
/// says something else is no error.
fn gravite(c: &Constat) -> Severity {
    let dit = c.role.as_deref().or(c.flag.as_deref()).map(str::to_lowercase);
    match (c.issue, dit.as_deref()) {
        (Issue::NonEvalue, _) => Severity::NotEvaluated,
        (_, Some("warning" | "warn" | "avertissement")) => Severity::Warning,
        (_, Some("info" | "information" | "hint")) => Severity::Info,
        (Issue::Signalement, Some(mot)) if ERREURS.contains(&mot) => Severity::Error,
        (Issue::Signalement, _) => Severity::Warning,
        _ => Severity::Error,
    }
}
