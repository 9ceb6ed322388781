//! Where the next page begins, as an opaque and authenticated text. It holds the search itself: the service keeps nothing for it.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use segur_kit::Contexte;
use serde::{Deserialize, Serialize};

/// Longest cursor that goes in the URL; a longer one is kept by the service.
pub(crate) const LONGUEUR_MAX: usize = 500;

/// What a cursor holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Curseur {
    /// Resource searched.
    #[serde(rename = "t")]
    pub ressource: String,
    /// Its parameters, as they came.
    #[serde(rename = "q")]
    pub parametres: Vec<(String, String)>,
    /// Where the page begins.
    #[serde(rename = "p")]
    pub position: u64,
    /// Revisions that the search sees.
    #[serde(rename = "r")]
    pub revision: usize,
    /// Bench instant of the first page, seconds.
    #[serde(rename = "e")]
    pub emis: i64,
}

/// The key of an espace, and the one that draws the nonces.
struct Cles {
    chiffre: LessSafeKey,
    nonce: hmac::Key,
}

fn cles(ctx: &Contexte) -> Option<Cles> {
    let chiffre = UnboundKey::new(&AES_256_GCM, &ctx.tirage("annuaire.curseur.chiffre", 0)).ok()?;
    Some(Cles {
        chiffre: LessSafeKey::new(chiffre),
        nonce: hmac::Key::new(hmac::HMAC_SHA256, &ctx.tirage("annuaire.curseur.nonce", 0)),
    })
}

/// Closes what a cursor holds. The nonce is drawn from the content: the same cursor is the same text, and no nonce serves two contents.
pub(crate) fn sceller(ctx: &Contexte, curseur: &Curseur) -> Option<String> {
    let cles = cles(ctx)?;
    let mut octets = serde_json::to_vec(curseur).ok()?;
    let tire = hmac::sign(&cles.nonce, &octets);
    let mut nonce = [0; 12];
    nonce.copy_from_slice(tire.as_ref().get(..12)?);
    cles.chiffre
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut octets)
        .ok()?;
    let mut tout = nonce.to_vec();
    tout.append(&mut octets);
    Some(URL_SAFE_NO_PAD.encode(tout))
}

/// Opens a cursor; `None` when it was not made here, or was touched.
pub(crate) fn ouvrir(ctx: &Contexte, texte: &str) -> Option<Curseur> {
    let mut tout = URL_SAFE_NO_PAD.decode(texte).ok()?;
    if tout.len() <= 12 {
        return None;
    }
    let mut octets = tout.split_off(12);
    let mut nonce = [0; 12];
    nonce.copy_from_slice(&tout);
    let clair = cles(ctx)?
        .chiffre
        .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut octets)
        .ok()?;
    serde_json::from_slice(clair).ok()
}
