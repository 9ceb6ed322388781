//! The login page: who, by what means, and what the person does.

use maud::html;
use segur_kit::Reponse;
use segur_model::World;

use super::commun::page;

/// Most people on one page: beyond, the tester searches.
const MAX: usize = 50;

/// What the page is made from.
pub(crate) struct Formulaire<'a> {
    pub espace: &'a str,
    pub monde: &'a World,
    /// Name of the client that asks.
    pub client: &'a str,
    /// Where the form goes: the request itself, so that nothing is kept between the two.
    pub action: &'a str,
    /// Parameters of the request, carried by the search.
    pub parametres: &'a [(String, String)],
    /// Text searched for.
    pub recherche: &'a str,
    /// What went wrong at the last try.
    pub message: Option<&'a str>,
    /// Identity proposed first (`login_hint`).
    pub propose: Option<&'a str>,
    /// The identity provider that the client goes straight to (`kc_idp_hint`): no means is offered.
    pub delegue: Option<&'a str>,
}

/// The page.
pub(crate) fn connexion(f: &Formulaire<'_>) -> Reponse {
    let cherche = f.recherche.to_lowercase();
    let trouves: Vec<_> = f
        .monde
        .professionnels
        .values()
        .filter(|p| p.actif)
        .filter(|p| {
            cherche.is_empty()
                || [&p.nom, &p.prenom, &p.id_national, &p.fiche]
                    .iter()
                    .any(|t| t.to_lowercase().contains(&cherche))
        })
        .collect();
    let montres = &trouves[..trouves.len().min(MAX)];
    let choisi = |i: usize, id: &str| f.propose.map_or(i == 0, |p| p == id);
    page(
        200,
        "Connexion",
        f.espace,
        &html! {
            p { "Le logiciel " strong { (f.client) } " demande votre identité." }
            @if let Some(m) = f.message { p.alerte role="alert" { (m) } }
            @if f.monde.professionnels.len() > MAX || !f.recherche.is_empty() {
                form method="get" action="" role="search" {
                    @for (nom, valeur) in f.parametres { input type="hidden" name=(nom) value=(valeur); }
                    label for="recherche" { "Chercher un professionnel (nom, prénom, identifiant)" }
                    input id="recherche" name="recherche" type="search" value=(f.recherche) maxlength="100";
                    button type="submit" { "Chercher" }
                }
            }
            form method="post" action=(f.action) {
                fieldset {
                    legend { "Professionnel de test" }
                    @if montres.is_empty() { p { "Personne ne répond à cette recherche." } }
                    @for (i, p) in montres.iter().enumerate() {
                        label {
                            input type="radio" name="identite" value=(p.id_national) checked[choisi(i, &p.id_national)] required;
                            " " (p.prenom) " " (p.nom) " " span.petit { (p.id_national) }
                        }
                    }
                    @if trouves.len() > MAX { p.petit { "Et " (trouves.len() - MAX) " autres : précisez la recherche." } }
                }
                @if let Some(d) = f.delegue {
                    p {
                        "Le logiciel choisit le fournisseur d'identité délégué « " strong { (d) } " » (" code { "kc_idp_hint" }
                        ") : la page de Pro Santé Connect est sautée, et la personne s'identifie chez lui."
                    }
                } @else {
                    fieldset {
                        legend { "Moyen d'identification" }
                        label { input type="radio" name="moyen" value="CPS" checked; " Carte CPS" }
                        label { input type="radio" name="moyen" value="e-CPS"; " Application mobile e-CPS" }
                    }
                }
                p { "Ce que fait la personne :" }
                button.principal type="submit" name="geste" value="accord" { "S'identifier" }
                button type="submit" name="geste" value="refus" { "Refuser" }
                button type="submit" name="geste" value="code-faux" { "Se tromper de code" }
                button type="submit" name="geste" value="delai" { "Laisser passer le délai" }
            }
        },
    )
}
