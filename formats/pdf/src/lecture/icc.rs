//! ICC profiles, as far as their header: what device they are for, and in what colours.
//!
//! Source: ICC.1:1998-09, 6.1 (the header: device class at byte 12, colour space of the data at byte 16).

use super::Carnet;
use crate::pdf::Nature;
use crate::syntaxe::{Fichier, Flux};

/// Bytes of the header.
const ENTETE: usize = 128;

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Profil {
    classe: [u8; 4],
    espace: [u8; 4],
}

impl Profil {
    /// The header of a profile; nothing when there are not bytes enough.
    pub(super) fn lire(fichier: &Fichier<'_>, flux: &Flux) -> Option<Self> {
        let octets = fichier.decoder_debut(flux, ENTETE)?;
        if octets.len() < ENTETE {
            return None;
        }
        let quatre = |i: usize| octets.get(i..i + 4).and_then(|q| q.try_into().ok());
        Some(Self {
            classe: quatre(12)?,
            espace: quatre(16)?,
        })
    }

    /// Components of a colour.
    pub(super) fn composantes(self) -> Option<i64> {
        match &self.espace {
            b"GRAY" => Some(1),
            b"RGB " | b"Lab " => Some(3),
            b"CMYK" => Some(4),
            _ => None,
        }
    }

    fn espace(self) -> String {
        self.espace.iter().map(|o| char::from(*o)).filter(|c| !c.is_control()).collect()
    }

    fn classe(self) -> String {
        self.classe.iter().map(|o| char::from(*o)).filter(|c| !c.is_control()).collect()
    }
}

/// The profile of an output intent: of a printer or of a screen, in grey, RGB or CMYK (6.2.2).
pub(super) fn de_sortie(profil: Profil, lieu: &str, carnet: &mut Carnet) {
    if !matches!(&profil.classe, b"prtr" | b"mntr") {
        carnet.noter(Nature::IntentionSortie, lieu, format!("profil de classe « {} »", profil.classe()));
    }
    if !matches!(&profil.espace, b"GRAY" | b"RGB " | b"CMYK") {
        carnet.noter(Nature::IntentionSortie, lieu, format!("profil d'espace « {} »", profil.espace()));
    }
}

/// The profile of a colour space that is used (6.2.3.2).
pub(super) fn d_entree(fichier: &Fichier<'_>, numero: u32, carnet: &mut Carnet) {
    let objet = fichier.objet(numero);
    let Some(flux) = objet.flux() else { return };
    let lieu = format!("objet {numero}");
    let Some(profil) = Profil::lire(fichier, flux) else {
        carnet.noter(Nature::ProfilIcc, lieu, "le profil n'a pas les 128 octets d'un en-tête");
        return;
    };
    if !matches!(&profil.classe, b"prtr" | b"mntr" | b"scnr" | b"spac") {
        carnet.noter(Nature::ProfilIcc, &lieu, format!("profil de classe « {} »", profil.classe()));
    }
    accord(fichier, flux, profil, &lieu, carnet);
}

/// `/N` is the number of components of the space.
pub(super) fn accord(fichier: &Fichier<'_>, flux: &Flux, profil: Profil, lieu: &str, carnet: &mut Carnet) {
    let dites = fichier.lire(&flux.dico, "N").entier();
    if profil.composantes().is_none() || profil.composantes() != dites {
        let dites = dites.map_or_else(|| "(absent)".to_owned(), |n| n.to_string());
        carnet.noter(
            Nature::ProfilIcc,
            lieu,
            format!("/N {dites}, et un profil d'espace « {} »", profil.espace()),
        );
    }
}
