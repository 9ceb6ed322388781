//! Parts, drawn: rows, and the numbers of the findings that point to them.

use maud::{Markup, html};

use super::{Partie, Rang};

/// Levels of indent that are shown.
const NIVEAUX_MAX: usize = 40;

/// Parts, one figure each. `prefixe`: what their ids begin with, one for each call in a page.
#[must_use]
pub fn rendre(parties: &[Partie], prefixe: &str) -> Markup {
    html! { @for (rang, p) in parties.iter().enumerate() { (partie(p, &format!("{prefixe}-{rang}"))) } }
}

fn partie(partie: &Partie, id: &str) -> Markup {
    html! {
        figure {
            figcaption id=(id) { (partie.titre) }
            div.corps tabindex="0" role="region" aria-labelledby=(id) {
                @for r in &partie.rangs { (rang(r)) }
            }
            @if let Some(note) = &partie.note { p.note { (note) } }
        }
    }
}

fn rang(r: &Rang) -> Markup {
    // Styles in attributes are forbidden by the policy of the pages: the indent is in the text.
    let marge = "  ".repeat(r.niveau.min(NIVEAUX_MAX));
    html! {
        div.rang.vise[!r.constats.is_empty()] {
            code { (marge) (r.texte) }
            @for c in &r.constats { a.renvoi id=(format!("vu-{c}")) href=(format!("#constat-{c}")) aria-label=(format!("remarque {}", c + 1)) { "⚠ " (c + 1) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_rang_vise_porte_le_numero_de_ses_constats_et_rien_n_est_de_l_html() {
        let partie = Partie {
            titre: "<b>".to_owned(),
            rangs: vec![Rang {
                niveau: 1,
                texte: "<script>".to_owned(),
                constats: vec![0, 4],
            }],
            note: Some("la suite est ailleurs".to_owned()),
        };
        let html = rendre(&[partie], "piece").into_string();
        for attendu in [
            "<figcaption id=\"piece-0\">&lt;b&gt;</figcaption>",
            "<div class=\"rang vise\"><code>  &lt;script&gt;</code>",
            "<a class=\"renvoi\" id=\"vu-4\" href=\"#constat-4\" aria-label=\"remarque 5\">⚠ 5</a>",
            "<p class=\"note\">la suite est ailleurs</p>",
        ] {
            assert!(html.contains(attendu), "{attendu} dans {html}");
        }
    }
}
