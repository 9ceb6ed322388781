//! Rules and findings: what must hold, and where it did not.

use serde::{Deserialize, Serialize};

/// How serious it is that a rule does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; judges nothing.
    Info,
    /// The check could not be carried out (a third status: never a failure of what was judged).
    NotEvaluated,
    /// Doubtful, or judged by a rule that is not verified.
    Warning,
    /// The rule is verified and does not hold.
    Error,
}

/// How far the source of a rule can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// Read in a primary public source.
    Verified,
    /// Seen only in third-party code or pages.
    SecondHand,
    /// General knowledge, found in no source.
    Unverified,
}

/// One thing that must hold. Rules are constants of the crate that checks them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Stable identifier, dotted (`insi.prenom-isole`).
    pub id: &'static str,
    /// What must hold, in one French sentence.
    pub dit: &'static str,
    /// Severity when it does not hold, were the source verified. See [`Rule::severity_effective`].
    pub severity: Severity,
    /// Document and section that the rule stands on, in French.
    pub source: &'static str,
    /// Trust in that source.
    pub trust: Trust,
}

impl Rule {
    /// The severity of a finding of this rule: a rule whose source is not verified warns, and never fails anybody.
    #[must_use]
    pub fn severity_effective(&self) -> Severity {
        match self.trust {
            Trust::Verified => self.severity,
            Trust::SecondHand | Trust::Unverified => self.severity.min(Severity::Warning),
        }
    }

    /// A finding of this rule.
    #[must_use]
    pub fn finding(&self, location: Location, expected: impl Into<String>, seen: impl Into<String>) -> Finding {
        Finding {
            rule: self.id.to_owned(),
            dit: self.dit.to_owned(),
            severity: self.severity_effective(),
            location,
            expected: expected.into(),
            seen: seen.into(),
            source: self.source.to_owned(),
            trust: self.trust,
        }
    }
}

/// A rule, all said. The functions below say the usual sorts, so that a list of rules reads as one.
#[must_use]
pub const fn regle(id: &'static str, dit: &'static str, severity: Severity, source: &'static str, trust: Trust) -> Rule {
    Rule {
        id,
        dit,
        severity,
        source,
        trust,
    }
}

/// Read in a primary source: an error.
#[must_use]
pub const fn stricte(id: &'static str, dit: &'static str, source: &'static str) -> Rule {
    regle(id, dit, Severity::Error, source, Trust::Verified)
}

/// Read in a primary source that does not impose it, or from which published examples depart: a warning.
#[must_use]
pub const fn conseil(id: &'static str, dit: &'static str, source: &'static str) -> Rule {
    regle(id, dit, Severity::Warning, source, Trust::Verified)
}

/// Seen in second-hand material only: it would be an error, and is a warning until a primary source says it.
#[must_use]
pub const fn rapportee(id: &'static str, dit: &'static str, source: &'static str) -> Rule {
    regle(id, dit, Severity::Error, source, Trust::SecondHand)
}

/// Where in a message or a file. Lines and columns start at 1; 0 means « not known ».
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// XPath, HTTP header, JSON pointer: whatever leads a person to the place.
    pub path: String,
}

impl Location {
    /// A place known by its path alone.
    #[must_use]
    pub fn path(path: impl Into<String>) -> Self {
        Self {
            line: 0,
            column: 0,
            path: path.into(),
        }
    }
}

/// A value read in a message, and its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Champ {
    /// Text, without the white space around it.
    pub valeur: String,
    /// Where.
    pub lieu: Location,
}

/// A rule that did not hold: where, what was expected, what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Identifier of the rule. The only field whose text is stable.
    pub rule: String,
    /// What the rule says, in French.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dit: String,
    /// Severity, already lowered when the source is not verified.
    pub severity: Severity,
    /// Where.
    pub location: Location,
    /// What was expected, in French.
    pub expected: String,
    /// What was seen.
    pub seen: String,
    /// Source of the rule.
    pub source: String,
    /// Trust in that source.
    pub trust: Trust,
}

impl Finding {
    /// The whole of it in a few words, for the person who reads a fault.
    #[must_use]
    pub fn precision(&self) -> String {
        format!(
            "{}. Attendu : {} ; vu : {} ({}, règle {}).",
            self.dit, self.expected, self.seen, self.location.path, self.rule
        )
    }

    /// Whether this finding alone makes a constat `NonConforme`.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
