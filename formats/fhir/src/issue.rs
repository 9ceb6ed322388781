//! OperationOutcome.

use serde_json::{Value, json};

/// What the open server says of a page that it cannot give.
pub const PAGE_REFUSEE: &str = "The url can't be processed. Maybe it is too old or corrupted.";

/// The one form that the API uses: one issue, `error`, `exception`, and a sentence.
#[must_use]
pub fn issue(diagnostics: &str) -> Value {
    seule("exception", diagnostics)
}

/// A refusal for too many calls: `throttled` is the code of FHIR for it.
#[must_use]
pub fn trop_d_appels(diagnostics: &str) -> Value {
    seule("throttled", diagnostics)
}

fn seule(code: &str, diagnostics: &str) -> Value {
    json!({
        "resourceType": "OperationOutcome",
        "issue": [{ "severity": "error", "code": code, "diagnostics": diagnostics }]
    })
}

/// The sentences of an OperationOutcome, joined; `None` when this is not one.
#[must_use]
pub fn diagnostics(reponse: &Value) -> Option<String> {
    if reponse.get("resourceType")?.as_str()? != "OperationOutcome" {
        return None;
    }
    let issues = reponse.get("issue").and_then(Value::as_array)?;
    let dits: Vec<&str> = issues.iter().filter_map(|i| i.get("diagnostics")?.as_str()).collect();
    Some(if dits.is_empty() {
        "(sans diagnostics)".to_owned()
    } else {
        dits.join(" ; ")
    })
}
