//! Why an archive is not read.

use segur_model::texte::sur_une_ligne;

use super::bornes::{ARCHIVE_MAX, CHEMIN_MAX, ENTREE_MAX, ENTREES_MAX, RATIO_MAX, TOTAL_MAX};

/// Why an archive was not read. Names are shown with escapes and cut: they come from outside.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XdmIllisible {
    /// Too many bytes.
    #[error("l'archive fait {taille} octets, au-delà de la limite de {ARCHIVE_MAX} : envoyer une archive plus petite")]
    TropGrosse {
        /// Bytes received.
        taille: usize,
    },
    /// Not a zip, or a truncated one.
    #[error("ce n'est pas un zip entier ({cause}) : joindre l'archive IHE_XDM complète, sans la modifier en route")]
    PasUnZip {
        /// What the reader says.
        cause: String,
    },
    /// Too many entries.
    #[error("l'archive a {nombre} entrées, au-delà de la limite de {ENTREES_MAX} : la partager")]
    TropDEntrees {
        /// What was counted.
        nombre: usize,
    },
    /// A path that is absolute, climbs, or has backslashes or control characters.
    #[error("le chemin « {nom} » est refusé ({pourquoi}) : écrire des chemins relatifs, séparés par « / », sans « .. »")]
    Chemin {
        /// The path.
        nom: String,
        /// What is wrong with it.
        pourquoi: &'static str,
    },
    /// A path that is too long.
    #[error("un chemin de l'archive fait {longueur} octets, au-delà de la limite de {CHEMIN_MAX} : le raccourcir")]
    CheminTropLong {
        /// Bytes.
        longueur: usize,
    },
    /// Two entries with one name, case aside.
    #[error("le nom « {nom} » est deux fois dans l'archive, à la casse près : n'en garder qu'un")]
    Doublon {
        /// The name.
        nom: String,
    },
    /// A symbolic link, or another thing that is neither a file nor a folder.
    #[error("« {nom} » est un lien symbolique : mettre le fichier lui-même")]
    Lien {
        /// The name.
        nom: String,
    },
    /// An encrypted entry.
    #[error("« {nom} » est chiffré : l'archive IHE_XDM n'a pas de mot de passe, l'ôter")]
    Chiffree {
        /// The name.
        nom: String,
    },
    /// A compression that is neither none nor deflate.
    #[error("« {nom} » est comprimé par une méthode ({methode}) qui n'est pas lue : employer deflate")]
    Methode {
        /// The name.
        nom: String,
        /// The method.
        methode: String,
    },
    /// Entries that share bytes.
    #[error("des entrées de l'archive se chevauchent ou se cachent ({cause}) : refaire l'archive avec un outil courant")]
    Incoherente {
        /// What the reader says.
        cause: String,
    },
    /// Too many bytes in one entry.
    #[error("« {nom} » fait plus de {ENTREE_MAX} octets une fois décomprimé : envoyer un document plus petit")]
    EntreeTropGrosse {
        /// The name.
        nom: String,
    },
    /// Too many bytes in all.
    #[error("l'archive fait plus de {TOTAL_MAX} octets une fois décomprimée : la partager")]
    TotalTropGros,
    /// A bomb.
    #[error("« {nom} » décomprimé est plus de {RATIO_MAX} fois plus gros que comprimé : ce n'est pas un document")]
    Ratio {
        /// The name.
        nom: String,
    },
    /// Bytes that are not what the archive says: truncated, wrong CRC, wrong size.
    #[error("« {nom} » est abîmé ({cause}) : refaire l'archive")]
    Abimee {
        /// The name.
        nom: String,
        /// What the reader says.
        cause: String,
    },
}

impl XdmIllisible {
    /// Whether it is a bound of the bench, which says nothing of the archive's conformity.
    #[must_use]
    pub fn est_une_borne(&self) -> bool {
        matches!(
            self,
            Self::TropGrosse { .. }
                | Self::TropDEntrees { .. }
                | Self::CheminTropLong { .. }
                | Self::EntreeTropGrosse { .. }
                | Self::TotalTropGros
                | Self::Ratio { .. }
        )
    }
}

/// What the reader of zips says, in French.
pub(super) fn en_francais(cause: &str) -> String {
    const DITS: &[(&str, &str)] = &[
        (
            "Could not find EOCD",
            "la fin de l'archive manque : elle est tronquée, ou n'est pas un zip",
        ),
        ("Invalid checksum", "la somme de contrôle (CRC-32) n'est pas celle de son contenu"),
        ("corrupt deflate stream", "les octets comprimés sont altérés"),
        ("deflate decompression error", "les octets comprimés sont altérés"),
        ("unexpected end of file", "ses octets s'arrêtent avant la fin"),
        ("failed to fill whole buffer", "ses octets s'arrêtent avant la fin"),
        ("Invalid local file header", "l'en-tête d'un fichier est altéré"),
        ("Invalid Central Directory header", "le répertoire de l'archive est altéré"),
        ("overlap", "deux fichiers occupent les mêmes octets"),
        ("Multi-disk", "l'archive est en plusieurs volumes"),
    ];
    let dit = DITS
        .iter()
        .find(|(anglais, _)| cause.to_ascii_lowercase().contains(&anglais.to_ascii_lowercase()));
    dit.map_or_else(
        || "sa structure n'est pas celle d'un zip".to_owned(),
        |(_, francais)| (*francais).to_owned(),
    )
}

/// A name from outside, to be shown.
pub(super) fn montrer(nom: &[u8]) -> String {
    const LONGUEUR: usize = 120;
    let texte = String::from_utf8_lossy(nom);
    let court = sur_une_ligne(&texte.chars().take(LONGUEUR).collect::<String>());
    if texte.chars().count() > LONGUEUR {
        format!("{court}…")
    } else {
        court
    }
}
