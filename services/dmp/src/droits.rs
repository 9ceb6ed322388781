//! Who may do what on a DMP.
//!
//! Two tables, as data. `donnees/droits.toml` is the matrix of the GIE SESAM-Vitale, one line an act: actor × mode × access (PDT-526 v1.8 in
//! direct and indirect authentication, PDT-606 in AIR). `donnees/droits-types.toml` is what is known of the other matrix, profession × type
//! of document (see [`types_documents`]). Where a table has no cell for somebody, the answer is [`Droit::Inconnu`]: nothing is refused.
//!
//! What is our deduction, because no public source says it:
//! - a *médecin du travail* is known by a savoir-faire of occupational medicine (codes in the data);
//! - whoever is no *professionnel de santé* (TRE_G15, TRE_G16) and comes with a card has a CPE; physicians in training are physicians;
//! - the columns without a mode of access (médecin du travail, CPE, non-PS in AIR) are read for normal access alone;
//! - `centre_15` and `bris_de_glace` need no authorisation, since TD0.3 is refused in both;
//! - an opposition of the patient closes the reading and the management of documents, not what tells that there is a DMP nor what feeds it.

mod acteur;
mod matrice;
#[cfg(test)]
mod tests;
pub(crate) mod types_documents;

pub(crate) use acteur::{Acces, Acteur, GenreActeur, acteur};
pub(crate) use matrice::{Acte, Condition, Droit, Objet, droit, refus};

/// Rights in direct and indirect authentication.
pub(crate) const PDT_526: &str = "GIE SESAM-Vitale, PDT-526, matrice des droits v1.8 (25/09/2024)";
/// Rights in AIR.
pub(crate) const PDT_606: &str = "GIE SESAM-Vitale, PDT-606, matrice des droits en AIR (08/07/2025)";

/// Why somebody may not do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refus {
    /// Identifier of the rule (`droits.td0.3-ajout`).
    pub regle: String,
    /// Where the rule comes from.
    pub source: &'static str,
    /// What is refused to whom, and what to do instead; French, one or two sentences.
    pub raison: String,
}

/// Whether an act needs an authorisation that is valid (`VALIDE`) on this DMP: consultation alone. A product of the profile Alimentation
/// looks for a reference, masks, archives and deletes without one (PDSM4DMP, TD0.2 and TD3.3c).
pub(crate) fn autorisation_requise(a: &Acteur, acte: Acte) -> bool {
    a.acces == Acces::Normal && matches!(acte, Acte::Td31Metadonnees | Acte::Td32 | Acte::Td32Masque)
}

/// Whether an opposition closes an act: those on documents. TD0.5 and TD1.3a tell the opposition itself, hence are not closed by it.
pub(crate) fn ferme(acte: Acte) -> bool {
    matches!(
        acte,
        Acte::Td31Metadonnees
            | Acte::Td31Reference
            | Acte::Td32
            | Acte::Td32Masque
            | Acte::Td33aMasquer
            | Acte::Td33aDemasquer
            | Acte::Td33b
            | Acte::Td33c
            | Acte::Td33d
    )
}

/// The opposition of a patient that closes an access, as TD0.2 and TD1.3a write it (code system `1.2.250.1.213.4.1.2.3`).
pub(crate) fn opposition(acces: Acces) -> Option<&'static str> {
    match acces {
        Acces::Normal => None,
        Acces::Regulation => Some("OPPOSITION_ACCES_URGENCE"),
        Acces::BrisDeGlace => Some("OPPOSITION_BRIS_DE_GLACE"),
    }
}
