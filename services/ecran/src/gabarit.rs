//! A page, from its head to its foot. Whose it is and where it leads are said by the screen.

use maud::{DOCTYPE, Markup, html};

/// A page.
#[derive(Debug, Clone, Copy)]
pub struct Feuille<'a> {
    /// What the tab of the browser says.
    pub onglet: &'a str,
    /// Its title.
    pub titre: &'a str,
    /// Address of its styles.
    pub style: &'a str,
    /// Address of its script.
    pub script: Option<&'a str>,
    /// What stands over it: what is simulated here, and where one may go.
    pub bandeau: &'a Markup,
    /// What it holds.
    pub contenu: &'a Markup,
}

impl Feuille<'_> {
    /// The whole page.
    #[must_use]
    pub fn rendre(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="fr" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.onglet) }
                    link rel="stylesheet" href=(self.style);
                    link rel="icon" href="data:,";
                    @if let Some(script) = self.script { script src=(script) defer {} }
                }
                body {
                    a.evitement href="#contenu" { "Aller au contenu" }
                    header { (self.bandeau) }
                    main id="contenu" tabindex="-1" { h1 { (self.titre) } (self.contenu) }
                }
            }
        }
    }
}

/// Where one may go from here.
#[derive(Debug, Clone)]
pub struct Lien<'a> {
    /// Address.
    pub adresse: String,
    /// What it is called.
    pub nom: &'a str,
    /// Whether one is there.
    pub courant: bool,
}

/// Pages to go to, under a name for who does not see them.
#[must_use]
pub fn navigation(nom: &str, liens: &[Lien<'_>]) -> Markup {
    html! {
        nav aria-label=(nom) {
            ul { @for l in liens { li { a href=(l.adresse) aria-current=[l.courant.then_some("page")] { (l.nom) } } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_page_a_son_titre_ses_liens_et_rien_d_ailleurs() {
        let liens = [("/", "Ici", true), ("/la", "Là", false)].map(|(adresse, nom, courant)| Lien {
            adresse: adresse.to_owned(),
            nom,
            courant,
        });
        let page = Feuille {
            onglet: "Titre — banc SIMULÉ",
            titre: "<Titre>",
            style: "/page.css",
            script: None,
            bandeau: &navigation("Pages", &liens),
            contenu: &html! { p { "contenu" } },
        };
        let html = page.rendre().into_string();
        for attendu in [
            "<html lang=\"fr\">",
            "<h1>&lt;Titre&gt;</h1><p>contenu</p></main>",
            "<li><a href=\"/\" aria-current=\"page\">Ici</a></li><li><a href=\"/la\">Là</a></li>",
        ] {
            assert!(html.contains(attendu), "{attendu} dans {html}");
        }
        assert!(!html.contains("<script") && !html.contains(" style="), "{html}");
    }
}
