//! What every page has.

use maud::{DOCTYPE, Markup, html};
use segur_kit::Reponse;

const STYLE: &str = "
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:#f5f6fb;color:#161627}
header{background:#7a1f1f;color:#fff;padding:.75rem 1rem}
header strong{letter-spacing:.08em}
main{max-width:44rem;margin:1.5rem auto;padding:0 1rem}
fieldset{border:1px solid #666;border-radius:.4rem;margin:0 0 1rem;background:#fff}
label{display:block;padding:.35rem 0}
button{font:inherit;padding:.5rem 1rem;margin:.25rem .5rem .25rem 0;border:2px solid #1b2a6b;border-radius:.4rem;background:#fff;color:#1b2a6b;cursor:pointer}
button.principal{background:#1b2a6b;color:#fff}
button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid #b34000;outline-offset:2px}
.alerte{border-left:.4rem solid #a00;background:#fff;padding:.75rem 1rem}
.code{font-size:2.5rem;font-weight:700;letter-spacing:.2em}
.petit{font-size:.875rem;color:#444}
@media (prefers-color-scheme:dark){body{background:#16171f;color:#eee}fieldset,.alerte,button{background:#22242f;color:#eee;border-color:#aab}button.principal{background:#c5cdff;color:#111}.petit{color:#bbb}}
";

/// A page. `espace` tells two testers of one browser apart.
pub(super) fn page(statut: u16, titre: &str, espace: &str, contenu: &Markup) -> Reponse {
    // Under « no-referrer » a browser would hide from where a form of ours comes, and it could not be told from another's.
    politique(statut, titre, espace, contenu, "", "same-origin")
}

/// A page that may do more: its scripts, and what it says of where it is.
pub(super) fn politique(statut: u16, titre: &str, espace: &str, contenu: &Markup, scripts: &str, provenance: &str) -> Reponse {
    let texte = html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (titre) " — SIMULÉ" }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                header {
                    strong { "SIMULÉ" } " — banc d'essai, pas le vrai Pro Santé Connect. N'y saisissez aucun code réel."
                    @if espace != segur_kit::ESPACE_DEFAUT { " Espace : " strong { (espace) } }
                }
                main { h1 { (titre) } (contenu) }
            }
        }
    };
    Reponse::nouvelle(statut, "text/html; charset=utf-8", texte.into_string())
        .entete("cache-control", "no-store")
        .entete(
            "content-security-policy",
            format!(
                "default-src 'none'; style-src 'unsafe-inline'; frame-src https: http:; base-uri 'none'; frame-ancestors 'none'{scripts}"
            ),
        )
        .entete("x-content-type-options", "nosniff")
        .entete("referrer-policy", provenance)
}
