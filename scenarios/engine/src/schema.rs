//! JSON Schemas made from the vocabulary.

use serde_json::Value;

use crate::grammaire::Lexique;

/// JSON Schema 2020-12 of a scenario file, for editors.
#[must_use]
pub fn schema(lexique: &Lexique) -> Value {
    let _ = lexique;
    Value::Null
}

/// JSON Schema 2020-12 of the contract of actes.
#[must_use]
pub fn schema_actes() -> Value {
    Value::Null
}
