//! A text with the fields that decided marked in it, and the windows around those that the page would not show otherwise.

use maud::{Markup, html};
use segur_model::resultat::Octets;

use crate::lieux::{Endroit, Marque, Situe};

/// What was located, and how its marks are called in the page.
#[derive(Clone, Copy)]
pub(crate) struct Marques<'a> {
    situe: Option<&'a Situe>,
    /// Prefix of their anchors.
    ancre: &'a str,
}

impl<'a> Marques<'a> {
    pub(crate) fn de(situe: Option<&'a Situe>, ancre: &'a str) -> Self {
        Self { situe, ancre }
    }

    /// A whole text.
    pub(crate) fn texte(self, endroit: Endroit, texte: &str) -> Markup {
        self.morceau(endroit, 0, texte)
    }

    /// A text that begins at this byte of what holds the marks.
    fn morceau(self, endroit: Endroit, debut: usize, texte: &str) -> Markup {
        let mut fait = 0;
        let fin = debut + texte.len();
        let ici = |(_, m): &(usize, &Marque)| m.endroit == endroit && debut <= m.etendue.start && m.etendue.end <= fin;
        let marques: Vec<(usize, &Marque)> = self.situe.map_or(&[][..], |s| &s.marques).iter().enumerate().filter(ici).collect();
        html! {
            @for (rang, m) in marques {
                @let (a, b) = (m.etendue.start - debut, m.etendue.end - debut);
                (texte.get(fait..a).unwrap_or_default())
                mark title=(noms(m)) id=(ancre(self.ancre, rang)) { (texte.get(a..b).unwrap_or_default()) }
                @let () = fait = b;
            }
            (texte.get(fait..).unwrap_or_default())
        }
    }

    /// What the page would not show of a text, around its marks.
    pub(crate) fn fenetres(self, endroit: Endroit) -> Markup {
        let fenetres = self.situe.map_or(&[][..], |s| &s.fenetres).iter().filter(|f| f.endroit == endroit);
        html! {
            @for f in fenetres {
                @if f.debut > 0 { p.discret { "À partir de l'octet " (f.debut) " :" } }
                pre tabindex="0" { @if f.debut > 0 { "…" } (self.morceau(endroit, f.debut, &f.texte)) @if f.coupee { "…" } }
            }
        }
    }

    /// Whether something is marked there.
    pub(crate) fn a(self, endroit: Endroit) -> bool {
        self.situe.is_some_and(|s| s.marques.iter().any(|m| m.endroit == endroit))
    }

    /// How many fields are marked.
    pub(crate) fn nombre(self) -> usize {
        self.situe.map_or(0, |s| s.marques.len())
    }
}

/// The facts that were read there.
fn noms(m: &Marque) -> String {
    let mut noms: Vec<&str> = m.faits.iter().map(|(fait, _)| fait.as_str()).collect();
    noms.dedup();
    noms.join(", ")
}

/// The anchor of a mark.
pub(crate) fn ancre(prefixe: &str, rang: usize) -> String {
    format!("{prefixe}-{rang}")
}

/// Prefix of the anchors of an exchange, and of a file.
pub(crate) fn de_l_echange(id: u64) -> String {
    format!("m{id}")
}

pub(crate) fn du_fichier(f: &Octets) -> String {
    format!("mf{}", f.empreinte.get(..12).unwrap_or(&f.empreinte))
}
