//! The documents that a message carries.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::Bytes;
use segur_dialecte::Joint;

use crate::er7::{Ligne, Message};
use crate::lieu::lieu;

/// Base64 of OBX-5, folded or not, and whether it is padded as it must be: a published sample lost its last signs.
pub(crate) fn decoder(texte: &str) -> Option<(Vec<u8>, bool)> {
    let nu: String = texte.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let sans = nu.trim_end_matches('=');
    let octets = STANDARD_NO_PAD.decode(sans).ok().filter(|o| !o.is_empty())?;
    Some((octets, nu.len() == sans.len().next_multiple_of(4)))
}

/// Whether an OBX says that it holds a document of the volets, and not the body of a mail.
pub(crate) fn porte_un_document(obx: &Ligne<'_>) -> bool {
    let code = obx.composant(3, 1);
    obx.champ(2) == "ED" && obx.composant(5, 3).eq_ignore_ascii_case("XML") && !code.starts_with("CORPSMAIL")
}

/// Whether bytes begin as XML does. Published samples hold a sentence in place of a document.
pub(crate) fn commence_en_xml(octets: &[u8]) -> bool {
    let utf8 = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    utf8.trim_ascii_start().starts_with(b"<") || octets.starts_with(b"\xff\xfe<\0") || octets.starts_with(b"\xfe\xff\0<")
}

/// Those that can be read as XML, each at its place.
pub(crate) fn documents(message: &Message) -> Vec<Joint> {
    let mut trouves = Vec::new();
    for (rang, obx) in message.nommes("OBX").enumerate() {
        let lu = porte_un_document(&obx).then(|| decoder(&obx.composant(5, 5))).flatten();
        let xml = lu.map(|(o, _)| o).filter(|o| commence_en_xml(o));
        if let Some(octets) = xml {
            trouves.push(Joint {
                lieu: lieu(&obx, 5, &format!("OBX[{}]-5", rang + 1)),
                media: "text/xml".to_owned(),
                octets: Bytes::from(octets),
            });
        }
    }
    trouves
}
