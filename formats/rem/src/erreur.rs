//! Why a workbook cannot be imported, each with what to do next (French).

/// A workbook that is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RemError {
    /// Nothing in it.
    #[error("le fichier est vide : exportez de nouveau le classeur depuis Convergence, ou reprenez celui que l'ANS publie")]
    Vide,
    /// Too big.
    #[error(
        "le classeur pèse {taille} Mo, et le banc n'en lit pas plus de {maximum} : ôtez-en les images et les feuilles étrangères au REM"
    )]
    TropGros {
        /// What it weighs.
        taille: u64,
        /// What is read at most.
        maximum: u64,
    },
    /// More than anyone writes, once unzipped.
    #[error(
        "le classeur se déplie en plus de {maximum} Mo ({partie}) : ce n'est pas un REM. Ouvrez-le dans un tableur, et enregistrez-le de nouveau en .xlsx"
    )]
    SeDeplie {
        /// Part of the archive.
        partie: String,
        /// What is unzipped at most.
        maximum: u64,
    },
    /// Another kind of file, told by its name.
    #[error("{genre} : le banc lit un classeur .xlsx ou .xlsm, ou un .csv. Ouvrez-le dans un tableur, et enregistrez-le en .xlsx")]
    Genre {
        /// What it is.
        genre: &'static str,
    },
    /// Wants a password to be opened.
    #[error(
        "le classeur est chiffré par un mot de passe : ouvrez-le dans un tableur, ôtez-en le mot de passe d'ouverture, et enregistrez-le en .xlsx (une feuille seulement protégée se lit telle quelle)"
    )]
    Chiffre,
    /// Damaged, or not a workbook.
    #[error("le classeur est illisible ({cause}) : ouvrez-le dans un tableur, et enregistrez-le de nouveau en .xlsx")]
    Illisible {
        /// What was found.
        cause: String,
    },
    /// More rows or cells than a REM has.
    #[error("la feuille « {feuille} » dépasse ce que le banc lit ({maximum}) : gardez-y les seules lignes des exigences")]
    TropDeLignes {
        /// Sheet.
        feuille: String,
        /// What is read at most.
        maximum: &'static str,
    },
    /// No sheet has the columns of a REM.
    #[error(
        "aucune feuille n'a les colonnes d'un REM ni d'un export de Convergence : il faut au moins l'ID (ou le N° exigence) et le scénario de conformité, sur une même ligne de titres. Feuilles vues : {feuilles}"
    )]
    SansColonnes {
        /// The sheets that there are.
        feuilles: String,
    },
    /// The sheet that was named is not there.
    #[error("le classeur n'a pas de feuille « {feuille} ». Feuilles : {feuilles}")]
    SansFeuille {
        /// The sheet asked.
        feuille: String,
        /// The sheets that there are.
        feuilles: String,
    },
    /// A header, and no exigence under it.
    #[error("la feuille « {feuille} » a les titres d'un REM et aucune exigence dessous : exportez-la de nouveau, sans filtre")]
    SansExigence {
        /// Sheet.
        feuille: String,
    },
}
