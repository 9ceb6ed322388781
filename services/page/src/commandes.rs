//! What the world does, by a click: faults, clock, actions of the services, reset.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use segur_ecran::dire::{instant, phrase};
use segur_kit::{ActionRefusee, Vue};
use segur_model::controle::{EtatEspace, Panne, QuoiPanne};
use segur_model::vocabulaire::{self, Action, Genre, Parametre};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::demande::Demande;
use crate::gabarit;

/// Advances of the clock, in seconds.
const AVANCES: [(u64, &str); 5] = [
    (0, "heure réelle"),
    (3600, "+ 1 heure"),
    (86_400, "+ 1 jour"),
    (2_592_000, "+ 30 jours"),
    (31_536_000, "+ 1 an"),
];

type Champs = Form<Vec<(String, String)>>;

/// `GET /commandes`.
pub(crate) async fn page(State(vue): State<Vue>, Query(d): Query<Demande>) -> Response {
    let espace = match vue.espace(d.espace()) {
        Ok(espace) => espace,
        Err(e) => return gabarit::erreur(StatusCode::NOT_FOUND, &vue, &d, &e.to_string()),
    };
    let contenu = html! {
        p { "Ce qui suit ne change que l'espace " strong { (d.espace()) } "." }
        (horloge(&espace, &d))
        (pannes(&vue, &espace, &d))
        (actions(&vue, &d))
        (remise_a_zero(&d))
    };
    gabarit::page(StatusCode::OK, &vue, &d, "/commandes", "Pannes, horloge, actions", &contenu)
}

fn horloge(espace: &EtatEspace, d: &Demande) -> Markup {
    html! {
        section aria-labelledby="t-horloge" {
            h2 id="t-horloge" { "Horloge" }
            p { "Il est " strong { (instant(espace.horloge)) } " au banc." }
            form method="post" action=(d.lien("/commandes/horloge", |_| {})) {
                fieldset {
                    legend { "Avancer, par rapport à l'heure réelle" }
                    @for (secondes, nom) in AVANCES { button type="submit" name="decalage_s" value=(secondes) { (nom) } " " }
                }
            }
        }
    }
}

fn pannes(vue: &Vue, espace: &EtatEspace, d: &Demande) -> Markup {
    let services = vue.etat(Some(d.espace())).services;
    html! {
        section aria-labelledby="t-pannes" {
            h2 id="t-pannes" { "Pannes" }
            @if espace.pannes.is_empty() { p { "Aucune panne posée." } }
            @else {
                ul { @for p in &espace.pannes { li { code { (serde_json::to_string(p).unwrap_or_default()) } } } }
                form method="post" action=(d.lien("/commandes/pannes/oter", |_| {})) { button type="submit" { "Ôter toutes les pannes" } }
            }
            form method="post" action=(d.lien("/commandes/pannes", |_| {})) {
                fieldset {
                    legend { "Poser une panne" }
                    label { "Sur "
                        select name="sur" {
                            @for s in &services {
                                option value=(format!("{}.*", s.nom)) { (s.nom) ", toute opération" }
                                @for o in &s.operations { option value=(o) { (o) } }
                            }
                        }
                    }
                    label { "Quoi "
                        select name="quoi" { @for p in vocabulaire::PANNES { option value=(p.nom) { (p.dit) } } }
                    }
                    label { "Valeur " input name="valeur" maxlength="60" aria-describedby="aide-valeur"; }
                    label { "Seulement à la n" sup { "e" } " requête " input name="nieme" inputmode="numeric" pattern="[0-9]*" maxlength="6"; }
                    p.note id="aide-valeur" { "Valeur : millisecondes d'une latence, code HTTP d'un statut, faute (insi_102, XDSRepositoryError), certificat serveur (expire, revoque, etranger) ; rien pour les autres." }
                    button type="submit" { "Poser" }
                }
            }
        }
    }
}

fn actions(vue: &Vue, d: &Demande) -> Markup {
    let presents: Vec<String> = vue.etat(Some(d.espace())).services.into_iter().flat_map(|s| s.actions).collect();
    html! {
        section aria-labelledby="t-actions" {
            h2 id="t-actions" { "Actions du monde" }
            @for a in vocabulaire::ACTIONS.iter().filter(|a| presents.iter().any(|p| p == a.nom)) { (action(vue, a, d)) }
        }
    }
}

fn action(vue: &Vue, a: &Action, d: &Demande) -> Markup {
    let chemin = a
        .nom
        .split_once('.')
        .map(|(s, n)| format!("/commandes/actions/{s}/{n}"))
        .unwrap_or_default();
    html! {
        details {
            summary { code { (a.nom) } " — " (phrase(a.dit)) }
            form method="post" action=(d.lien(&chemin, |_| {})) {
                @for p in a.parametres { (parametre(vue, a, p)) }
                button type="submit" { "Faire" }
            }
        }
    }
}

fn parametre(vue: &Vue, a: &Action, p: &Parametre) -> Markup {
    let aide = format!("aide-{}-{}", a.nom, p.nom);
    let fiches: Vec<&String> = match p.nom {
        "patient" => vue.monde().patients.keys().collect(),
        "professionnel" | "personne" | "ps" => vue.monde().professionnels.keys().collect(),
        "structure" => vue.monde().structures.keys().collect(),
        _ => Vec::new(),
    };
    html! {
        label {
            (p.nom) @if p.requis { " (requis)" } " "
            @if p.genre == Genre::Choix {
                select name=(p.nom) aria-describedby=(aide) { @if !p.requis { option value="" { "—" } } @for c in p.choix { option value=(c) { (c) } } }
            } @else if !fiches.is_empty() {
                select name=(p.nom) aria-describedby=(aide) { @if !p.requis { option value="" { "—" } } @for f in fiches { option value=(f) { (f) } } }
            } @else if p.genre == Genre::Libre {
                textarea name=(p.nom) rows="3" aria-describedby=(aide) {}
            } @else {
                input name=(p.nom) required[p.requis] aria-describedby=(aide);
            }
        }
        p.note id=(aide) { (phrase(p.dit)) @if p.genre == Genre::Libre { " (JSON)" } }
    }
}

fn remise_a_zero(d: &Demande) -> Markup {
    html! {
        section aria-labelledby="t-zero" {
            h2 id="t-zero" { "Remise à zéro" }
            p { "Oublie pannes, horloge et état des services (documents du DMP, sessions). Les échanges restent au journal." }
            form method="post" action=(d.lien("/commandes/remise-a-zero", |_| {})) {
                label.case { input type="checkbox" name="confirme" value="oui" required; " je veux remettre cet espace à zéro" }
                button type="submit" { "Remettre à zéro" }
            }
        }
    }
}

/// Done: back to the page, so that reloading it does nothing again.
fn fait(d: &Demande) -> Response {
    Redirect::to(&d.lien("/commandes", |_| {})).into_response()
}

fn refuse(vue: &Vue, d: &Demande, texte: &str) -> Response {
    gabarit::erreur(StatusCode::BAD_REQUEST, vue, d, texte)
}

fn champ<'a>(champs: &'a Champs, nom: &str) -> &'a str {
    champs.iter().find(|(n, _)| n == nom).map_or("", |(_, v)| v.trim())
}

/// `POST /commandes/horloge`.
pub(crate) async fn regler_horloge(State(vue): State<Vue>, Query(d): Query<Demande>, champs: Champs) -> Response {
    let Ok(secondes) = champ(&champs, "decalage_s").parse() else {
        return refuse(&vue, &d, "L'avance de l'horloge est un nombre de secondes.");
    };
    match vue.regler_horloge(d.espace(), secondes) {
        Ok(_) => fait(&d),
        Err(e) => refuse(&vue, &d, &e.to_string()),
    }
}

/// `POST /commandes/pannes`: one more.
pub(crate) async fn ajouter_panne(State(vue): State<Vue>, Query(d): Query<Demande>, champs: Champs) -> Response {
    let posees = vue.espace(d.espace()).map(|e| e.pannes);
    let pose = quoi(champ(&champs, "quoi"), champ(&champs, "valeur")).and_then(|quoi| {
        let nieme = match champ(&champs, "nieme") {
            "" => None,
            n => Some(n.parse().map_err(|_| "La requête visée est un nombre, à partir de 1.".to_owned())?),
        };
        let mut pannes = posees.map_err(|e| e.to_string())?;
        pannes.push(Panne {
            sur: champ(&champs, "sur").to_owned(),
            quoi,
            nieme,
            probabilite: None,
            graine: 0,
        });
        vue.poser_pannes(d.espace(), pannes).map_err(|e| e.to_string())
    });
    match pose {
        Ok(_) => fait(&d),
        Err(e) => refuse(&vue, &d, &e),
    }
}

/// A fault, as its word and its value say it: read as the control plane reads it.
fn quoi(nom: &str, valeur: &str) -> Result<QuoiPanne, String> {
    let mot = vocabulaire::PANNES
        .iter()
        .find(|p| p.nom == nom)
        .ok_or_else(|| format!("« {nom} » n'est pas une panne."))?;
    let json = match mot.valeur {
        None => Value::String(nom.to_owned()),
        Some(Genre::Nombre) => {
            let nombre: u64 = valeur.parse().map_err(|_| format!("« {nom} » veut un nombre : {}.", mot.dit))?;
            Value::Object(Map::from_iter([(nom.to_owned(), nombre.into())]))
        }
        Some(_) if valeur.is_empty() => return Err(format!("« {nom} » veut une valeur : {}.", mot.dit)),
        Some(_) => Value::Object(Map::from_iter([(nom.to_owned(), valeur.into())])),
    };
    serde_json::from_value(json).map_err(|_| format!("La valeur « {valeur} » ne va pas avec « {nom} » : {}.", mot.dit))
}

/// `POST /commandes/pannes/oter`.
pub(crate) async fn oter_pannes(State(vue): State<Vue>, Query(d): Query<Demande>) -> Response {
    match vue.poser_pannes(d.espace(), Vec::new()) {
        Ok(_) => fait(&d),
        Err(e) => refuse(&vue, &d, &e.to_string()),
    }
}

/// `POST /commandes/actions/{service}/{action}`: what the service answers is shown.
pub(crate) async fn agir(
    State(vue): State<Vue>,
    Path((service, nom)): Path<(String, String)>,
    Query(d): Query<Demande>,
    champs: Champs,
) -> Response {
    let complet = format!("{service}.{nom}");
    let Some(action) = vocabulaire::ACTIONS.iter().find(|a| a.nom == complet) else {
        return gabarit::erreur(StatusCode::NOT_FOUND, &vue, &d, "Ce n'est pas une action du banc.");
    };
    let parametres = match parametres(action, &champs) {
        Ok(p) => p,
        Err(e) => return refuse(&vue, &d, &e),
    };
    match vue.agir(d.espace(), &service, &nom, Value::Object(parametres)).await {
        Ok(rendu) => {
            let contenu = html! {
                p { "C'est fait. Le service répond :" }
                pre tabindex="0" { (format!("{rendu:#}")) }
                p { a href=(d.lien("/commandes", |_| {})) { "Revenir aux actions" } }
            };
            gabarit::page(StatusCode::OK, &vue, &d, "", &format!("Action {complet}"), &contenu)
        }
        Err(ActionRefusee::Inconnue(t) | ActionRefusee::Parametres(t) | ActionRefusee::Impossible(t)) => refuse(&vue, &d, &t),
    }
}

/// The fields that were filled in, each by its kind.
fn parametres(action: &Action, champs: &Champs) -> Result<Map<String, Value>, String> {
    let mut tous = Map::new();
    for p in action.parametres {
        let texte = champ(champs, p.nom);
        if texte.is_empty() {
            continue;
        }
        let valeur = match p.genre {
            Genre::Nombre => texte
                .parse::<i64>()
                .map(Value::from)
                .map_err(|_| format!("« {} » est un nombre.", p.nom))?,
            Genre::Libre => serde_json::from_str(texte).map_err(|_| format!("« {} » n'est pas du JSON : {}.", p.nom, p.dit))?,
            _ => Value::from(texte),
        };
        tous.insert(p.nom.to_owned(), valeur);
    }
    Ok(tous)
}

/// Confirmation of a reset.
#[derive(Deserialize)]
pub(crate) struct Confirmation {
    #[serde(default)]
    confirme: String,
}

/// `POST /commandes/remise-a-zero`.
pub(crate) async fn remettre_a_zero(State(vue): State<Vue>, Query(d): Query<Demande>, Form(c): Form<Confirmation>) -> Response {
    if c.confirme != "oui" {
        return refuse(&vue, &d, "La remise à zéro se confirme par la case.");
    }
    match vue.remettre_a_zero(d.espace()).await {
        Ok(_) => fait(&d),
        Err(e) => refuse(&vue, &d, &e.to_string()),
    }
}
