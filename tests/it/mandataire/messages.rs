//! What the tables do to messages.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::http::Message;
use super::scene::{Envoi, Scene};

/// The value between two marks of a text.
pub fn entre<'t>(texte: &'t str, debut: &str, fin: &str) -> &'t str {
    let d = texte.find(debut).unwrap_or_else(|| panic!("« {debut} » n'est pas dans {texte}")) + debut.len();
    let f = d + texte[d..].find(fin).unwrap_or_else(|| panic!("« {fin} » n'est pas dans {texte}"));
    &texte[d..f]
}

/// An identifier that no message had.
pub fn neuf(rang: u32) -> String {
    format!("7f1c0de0-0000-4000-8000-{rang:012x}")
}

/// The same message under another `MessageID`.
pub fn autre_id(m: Message, rang: u32) -> Message {
    let texte = m.texte();
    let id = entre(&texte, "<wsa:MessageID>", "</wsa:MessageID>").to_owned();
    let prefixe = id.rfind(':').map_or("", |i| &id[..=i]);
    m.change(&id, &format!("{prefixe}{}", neuf(rang)))
}

/// Whether the demand is this act of this scenario (empty: any).
pub fn est(d: &Value, acte: &str, scenario: &str) -> bool {
    d["acte"] == acte && (scenario.is_empty() || d["scenario"] == scenario)
}

/// A request sent by somebody who shows no certificate, or the témoin's own.
pub fn envoi(point: &str, identite: Option<&str>, message: Message) -> Envoi {
    Envoi {
        point: point.to_owned(),
        message,
        identite: identite.map(str::to_owned),
    }
}

/// Base64.
pub fn b64(octets: impl AsRef<[u8]>) -> String {
    STANDARD.encode(octets)
}

/// From Base64.
pub fn de_b64(texte: &str) -> Vec<u8> {
    STANDARD.decode(texte).unwrap()
}

/// Gzip.
pub fn gzip(octets: &[u8]) -> Vec<u8> {
    let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    e.write_all(octets).unwrap();
    e.finish().unwrap()
}

/// Zlib, as in a PDF stream.
pub fn zlib(octets: &[u8]) -> Vec<u8> {
    let mut e = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    e.write_all(octets).unwrap();
    e.finish().unwrap()
}

/// The last TD2.1 that the candidate sent in this scenario (empty: any).
pub fn lot_vu(s: &Scene, scenario: &str) -> Option<Envoi> {
    s.vue(|v| v.envoi.message.cible().ends_with("/repository") && (scenario.is_empty() || v.demande["scenario"] == scenario))
        .map(|v| v.envoi)
}

/// An empty message to the DMP: what a leak needs to travel.
pub fn porteur(corps: &str) -> Message {
    Message::post(
        "/si-dmp-server/v2/services/patients",
        "application/soap+xml; charset=utf-8",
        corps.as_bytes(),
    )
}
