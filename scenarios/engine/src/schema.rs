//! JSON Schemas (2020-12) made from the vocabulary: of a scenario file, for editors; of the contract of actes, for
//! vendors. They help while writing: only [`crate::grammaire::charger`] checks everything.

mod actes;
mod scenario;

use serde_json::{Value, json};

pub use actes::schema_actes;
pub use scenario::schema;

const DIALECTE: &str = "https://json-schema.org/draft/2020-12/schema";

/// One of these words.
fn parmi<'a>(mots: impl IntoIterator<Item = &'a str>) -> Value {
    json!({ "enum": mots.into_iter().collect::<Vec<_>>() })
}

/// A mapping with just these keys.
fn objet(proprietes: Vec<(&str, Value)>, requis: &[&str]) -> Value {
    let proprietes: serde_json::Map<String, Value> = proprietes.into_iter().map(|(cle, v)| (cle.to_owned(), v)).collect();
    json!({ "type": "object", "additionalProperties": false, "required": requis, "properties": proprietes })
}

/// `schema` holds when `cle` has this value.
fn quand(cle: &str, vaut: &str, schema: Value) -> Value {
    json!({ "if": { "properties": { cle: { "const": vaut } }, "required": [cle] }, "then": schema })
}

/// A schema with a sentence for the person who hovers over it.
fn dit(mut schema: Value, phrase: &str) -> Value {
    if let Some(objet) = schema.as_object_mut() {
        objet.insert("description".to_owned(), json!(phrase));
    }
    schema
}
