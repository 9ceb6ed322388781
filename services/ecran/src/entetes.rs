//! What every page tells the browser about itself.

/// Nothing from elsewhere, nothing inline: what comes from a candidate can neither run nor be fetched.
pub const CSP: &str = "default-src 'none'; img-src data:; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The type of a page.
pub const HTML: &str = "text/html; charset=utf-8";

/// The type of a sheet of styles.
pub const CSS: &str = "text/css; charset=utf-8";

/// The headers of a page beside its type: name in lower case, value.
pub const ENTETES: [(&str, &str); 5] = [
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    // Not « no-referrer »: the forms of a page must say where they come from.
    ("referrer-policy", "same-origin"),
    ("cache-control", "no-store"),
    ("cross-origin-opener-policy", "same-origin"),
];
