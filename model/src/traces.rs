//! What a process says of itself on its error output: sentences for a person, or lines of JSON for what gathers them.

use std::fmt::Arguments;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

static EN_JSON: AtomicBool = AtomicBool::new(false);

/// From here on, a line is a JSON object: `t` (RFC 3339), `niveau`, `quoi`, and what is said.
pub fn en_json() {
    EN_JSON.store(true, Ordering::Relaxed);
}

/// Whether lines are JSON.
#[must_use]
pub fn est_en_json() -> bool {
    EN_JSON.load(Ordering::Relaxed)
}

/// A sentence for whoever watches the process.
pub fn avertir(dit: Arguments<'_>) {
    if est_en_json() {
        tracer("avertissement", "avertissement", json!({ "dit": dit.to_string() }));
        return;
    }
    // `eprintln` ends the process, or a thread, when nobody reads any more.
    let _ = writeln!(std::io::stderr(), "{dit}");
}

/// A line of JSON; `plus`: an object, whose members come after those that every line has.
pub fn tracer(niveau: &str, quoi: &str, plus: Value) {
    let mut ligne = json!({
        "t": OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
        "niveau": niveau,
        "quoi": quoi,
    });
    if let (Value::Object(ligne), Value::Object(plus)) = (&mut ligne, plus) {
        ligne.extend(plus);
    }
    let _ = writeln!(std::io::stderr(), "{ligne}");
}
