//! The metadata of a lot, read; and a lot beside the others of its archive.

use segur_model::Location;
use segur_soap::est;
use segur_xds::{Lot, LotIllisible, LotLu, Porteur, ns};

use super::archive::Fichier;
use super::juger::{Juge, place};
use super::refus::montrer;
use super::regles;

/// Why metadata give no lot: where, and what was seen.
pub(super) enum PasLu {
    /// The root is not what it must be, or cannot be read.
    Racine(Location, String),
    /// The objects are of another version of ebRIM.
    Version(Location, String),
}

/// The metadata, read.
pub(super) fn lot_de(fichier: &Fichier) -> Result<LotLu, PasLu> {
    let illisible = |e: segur_soap::XmlRefuse| PasLu::Racine(Location::path("/"), e.to_string());
    let texte = segur_soap::decoder(&fichier.octets).map_err(illisible)?;
    let document = segur_soap::lire(&texte).map_err(illisible)?;
    let lu = LotLu::lire(&document, &[], Porteur::Xdm);
    lu.lot().map_err(|e| match e {
        LotIllisible::AutreVersion { espace, lieu } => PasLu::Version(lieu.clone(), format!("RegistryObjectList {espace}")),
        LotIllisible::TropGros { .. } => PasLu::Racine(e.lieu(), e.to_string()),
        // What to do with a message of the DMP is not what to do with an archive.
        LotIllisible::PasUnLot { nom, lieu } | LotIllisible::AutreMessage { nom, lieu } => PasLu::Racine(lieu.clone(), nom.clone()),
    })?;
    // The reader of lots also takes an envelope.
    let racine = document.root_element();
    if !est(racine, ns::LCM, "SubmitObjectsRequest") {
        return Err(PasLu::Racine(
            segur_soap::lieu(&document, racine),
            racine.tag_name().name().to_owned(),
        ));
    }
    Ok(lu)
}

impl Juge<'_> {
    /// Classifications, identifiers and associations that share one `id`.
    pub(super) fn ids(&mut self, metadonnees: &Fichier, lot: &Lot) {
        for id in &lot.ids_repetes {
            let lieu = place(&metadonnees.chemin, &id.lieu);
            self.dire(regles::ID_UNIQUE, lieu, "un id qui n'est celui d'aucun autre objet", &id.valeur);
        }
    }

    /// A lot sent twice, in two folders, is two lots for nobody.
    pub(super) fn unicite(&mut self, metadonnees: &Fichier, lot: &Lot) {
        for id in lot.soumissions.iter().flat_map(|s| &s.unique_id).filter(|u| !u.valeur.is_empty()) {
            if self.lots.contains(&id.valeur) {
                let lieu = place(&metadonnees.chemin, &id.lieu);
                self.dire(
                    regles::LOT_UNIQUE,
                    lieu,
                    "un uniqueId qui n'est pas celui d'un autre dossier",
                    &id.valeur,
                );
            }
        }
        self.lots
            .extend(lot.soumissions.iter().flat_map(|s| &s.unique_id).map(|u| u.valeur.clone()));
    }

    /// What somebody opens to see the archive, or to know where it comes from.
    pub(super) fn page(&mut self, page: &Fichier) {
        let vide = page.octets.iter().all(u8::is_ascii_whitespace);
        let utf16 = page.octets.starts_with(&[0xFF, 0xFE]) || page.octets.starts_with(&[0xFE, 0xFF]);
        let binaire = !utf16 && page.octets.contains(&0);
        if vide || binaire {
            let lieu = Location::path(montrer(page.chemin.as_bytes()));
            self.dire(regles::PAGE, lieu, "un texte", if vide { "(vide)" } else { "un fichier binaire" });
        }
    }
}
