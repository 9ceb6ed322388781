//! The XMP metadata of a document: read once into plain values, then held against what XMP defines and what the document says of
//! itself elsewhere.

mod accord;
mod dates;
mod extension;
mod identification;
mod lecture;
mod modele;
mod schemas;
mod texte;
mod types;

use roxmltree::Document;
use segur_soap::{Limites, lire_borne};

use crate::lecture::Carnet;
use crate::pdf::{Annonce, Nature};

pub(crate) use accord::{Info, cles as cles_info, juger as juger_info};
pub(crate) use modele::Propriete;

/// Bounds of a metadata packet.
const LIMITES: Limites = Limites {
    taille: 4 * 1024 * 1024,
    profondeur: 64,
    noeuds: 50_000,
    attributs: 256,
    espaces: 1_000_000,
};

/// What a packet says.
#[derive(Debug, Default)]
pub(crate) struct Paquet {
    /// The claim of conformity, wherever in the packet it is.
    pub(crate) annonce: Option<Annonce>,
    pub(crate) proprietes: Vec<Propriete>,
}

/// Reads a packet, and notes in `carnet` what in it departs from XMP as PDF/A-1 wants it.
///
/// # Errors
/// Why it is not XML in an encoding of XMP.
pub(crate) fn lire(octets: &[u8], lieu: &str, carnet: &mut Carnet) -> Result<Paquet, String> {
    let texte = texte::decoder(octets, &LIMITES)?;
    let document = lire_borne(texte.trim_start(), &LIMITES).map_err(|e| e.to_string())?;
    entete(&document, lieu, carnet);
    let annonce = identification::annonce(&document);
    let mut defauts = Vec::new();
    let proprietes = lecture::proprietes(&document, &mut defauts);
    for defaut in defauts {
        carnet.noter(Nature::XmpSerialisation, lieu, defaut);
    }
    identification::prefixes(&proprietes, lieu, carnet);
    let extensions = extension::lire(&proprietes, lieu, carnet);
    schemas::juger(&proprietes, &extensions, lieu, carnet);
    Ok(Paquet { annonce, proprietes })
}

/// The header of the packet has neither `bytes` nor `encoding` (6.7.5).
fn entete(document: &Document<'_>, lieu: &str, carnet: &mut Carnet) {
    let Some(pi) = document.root().children().filter_map(|n| n.pi()).find(|p| p.target == "xpacket") else {
        return;
    };
    let dit = pi.value.unwrap_or_default();
    for attribut in ["bytes", "encoding"] {
        let present = dit.match_indices(attribut).any(|(i, _)| {
            let avant = dit.get(..i).and_then(|a| a.chars().next_back());
            let apres = dit.get(i + attribut.len()..).unwrap_or_default().trim_start();
            avant.is_none_or(char::is_whitespace) && apres.starts_with('=')
        });
        if present {
            carnet.noter(
                Nature::XmpEntete,
                lieu,
                format!("attribut « {attribut} » dans l'en-tête du paquet XMP"),
            );
        }
    }
}
