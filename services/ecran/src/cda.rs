//! A clinical document as a person reads it.

use maud::{Markup, PreEscaped, html};
pub use segur_cda::Rendu;

/// Whether bytes say that they are a clinical document, by their first element.
#[must_use]
pub fn est(octets: &[u8]) -> bool {
    segur_soap::premier_element(octets).as_deref() == Some("ClinicalDocument")
}

/// A document, read; none when the bytes hold none. It takes its time: away from what answers.
#[must_use]
pub fn lire(octets: &[u8]) -> Option<Rendu> {
    segur_cda::rendre(octets).ok()
}

/// A document that was read: its title, its header, the text of its sections.
#[must_use]
pub fn rendre(rendu: &Rendu) -> Markup {
    html! {
        details.cda open {
            summary { (rendu.titre) }
            dl.faits { @for (nom, valeur) in &rendu.entete { dt { (nom) } dd { (valeur) } } }
            // Escaped where it was made: the elements are ours, and none has an address.
            (PreEscaped(&rendu.corps))
            @if rendu.coupe { p.note { "Le document est plus long que ce qui est montré : enregistrez-le." } }
        }
    }
}
