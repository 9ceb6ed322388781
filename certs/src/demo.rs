//! The committed infrastructure, in the program itself.

use std::sync::OnceLock;

use time::{OffsetDateTime, macros::datetime};

use crate::{CertsError, Igc, dossier::rassembler};

/// The instant at which the demo was made, hence its dates: see `certs/demo/LISEZMOI.md`.
pub const INSTANT_DEMO: OffsetDateTime = datetime!(2026-01-01 00:00:00 UTC);

macro_rules! fichiers {
    (autorites: $($autorite:literal)+; identites: $($identite:literal)+) => {
        &[
            ("igc.toml", include_bytes!("../demo/igc.toml")),
            $(
                (concat!("autorites/", $autorite, ".pem"), include_bytes!(concat!("../demo/autorites/", $autorite, ".pem"))),
                (concat!("crl/", $autorite, ".crl"), include_bytes!(concat!("../demo/crl/", $autorite, ".crl"))),
            )+
            $(
                (concat!("identites/", $identite, ".pem"), include_bytes!(concat!("../demo/identites/", $identite, ".pem"))),
                (concat!("identites/", $identite, ".cle.pem"), include_bytes!(concat!("../demo/identites/", $identite, ".cle.pem"))),
            )+
        ]
    };
}

/// `certs/demo/`, by relative path.
const FICHIERS: &[(&str, &[u8])] = fichiers!(
    autorites: "ACR-EL-TEST" "ACI-EL-ORG-TEST" "ACR-FO-TEST" "ACI-FO-PP-TEST" "ACR-ETRANGERE" "ACI-ETRANGERE" "ACR-EL-2-TEST" "ACI-EL-ORG-2-TEST"
        "ACR-FO-2-TEST" "ACI-FO-PP-2-TEST" "ACR-EL-3-TEST" "ACI-EL-ORG-3-TEST";
    identites:
        "serveur" "serveur-expire" "serveur-revoque" "serveur-etranger"
        "org-insi-auto" "org-insi-auto-expire" "org-insi-auto-revoque" "org-insi-auto-etranger"
        "org-insi-auto-labo2" "org-insi-manu" "org-auth-cli" "org-sign"
        "ps-auth-biologiste-1" "ps-sign-biologiste-1" "ps-sign-biologiste-1-expire" "ps-sign-biologiste-1-revoque"
        "ps-auth-biologiste-2" "ps-sign-biologiste-2"
        "banc-signataire"
        "operateur-banc" "operateur-autre" "operateur-autre-expire" "operateur-autre-revoque" "operateur-inconnu"
        "ps-auth-medecin-prescripteur" "ps-sign-medecin-prescripteur" "ps-auth-medecin-hospitalier" "ps-sign-medecin-hospitalier"
        "ps-auth-infirmier-liberal" "ps-sign-infirmier-liberal" "ps-auth-medecin-du-travail" "ps-sign-medecin-du-travail"
        "org-auth-cli-hopital" "org-sign-hopital"
);

impl Igc {
    /// The committed infrastructure of test: public keys, valid from 2025 to 2055 (but for what is expired on purpose).
    ///
    /// # Errors
    /// None in a tested build.
    pub fn demo() -> Result<Self, CertsError> {
        // That each private key is that of its certificate is held by the tests, which load the same files from their folder.
        static LUE: OnceLock<Igc> = OnceLock::new();
        if let Some(lue) = LUE.get() {
            return Ok(lue.clone());
        }
        let lue = rassembler("certs/demo (embarqué)", &|chemin| {
            FICHIERS
                .iter()
                .find(|(c, _)| *c == chemin)
                .map(|(_, octets)| octets.to_vec())
                .ok_or_else(|| CertsError::Fichier {
                    fichier: format!("certs/demo/{chemin}"),
                    raison: "ce fichier n'est pas dans le programme".to_owned(),
                })
        })?;
        Ok(LUE.get_or_init(|| lue).clone())
    }
}
