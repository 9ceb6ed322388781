//! What there is to type: addresses, keys, people. Nobody here exists.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use segur_kit::Vue;
use segur_model::World;

use crate::demande::Demande;
use crate::gabarit;

/// `GET /taper`.
pub(crate) async fn page(State(vue): State<Vue>, Query(d): Query<Demande>) -> Response {
    let points = match vue.espace(d.espace()) {
        Ok(espace) => espace.points,
        Err(e) => return gabarit::erreur(StatusCode::NOT_FOUND, &vue, &d, &e.to_string()),
    };
    let monde = vue.monde();
    let contenu = html! {
        p { "Aucune de ces personnes n'existe : identités d'essai publiées par les services nationaux, ou inventées pour le banc." }
        section aria-labelledby="t-adresses" {
            h2 id="t-adresses" { "Adresses et clés" }
            dl.faits {
                @for (nom, url) in &points { dt { (nom) } dd { code { (url) } } }
                dt { "Numéro d'homologation DMP" } dd { (monde.homologations_dmp.join(", ")) }
                dt { "Numéro d'autorisation INSi (IDAM)" } dd { (monde.idam.join(", ")) }
                dt { "NIL" } dd { (monde.nil.join(", ")) }
                @for c in monde.clients_psc.values() {
                    dt { "Client Pro Santé Connect « " (c.id) " »" }
                    dd { @if let Some(s) = &c.secret { "secret " code { (s) } " · " } "retour : " (c.redirect_uris.join(", ")) }
                }
            }
        }
        (patients(monde, &d))
        (professionnels(monde, &d))
    };
    gabarit::page(StatusCode::OK, &vue, &d, "/taper", "Patients et professionnels à taper", &contenu)
}

fn voulu(d: &Demande, textes: &[&str]) -> bool {
    let q = d.q.trim().to_lowercase();
    textes.iter().any(|t| t.to_lowercase().contains(&q))
}

fn patients(monde: &World, d: &Demande) -> Markup {
    let choisis = monde
        .patients
        .values()
        .filter(|p| voulu(d, &[&p.fiche, &p.nom_naissance, &p.prenoms.join(" "), &p.note]));
    html! {
        section aria-labelledby="t-patients" {
            h2 id="t-patients" { "Patients (" (monde.patients.len()) ")" }
            form.filtre method="get" action="/taper" role="search" {
                @if d.espace() != segur_kit::ESPACE_DEFAUT { input type="hidden" name="espace" value=(d.espace()); }
                label { "Chercher " input type="search" name="q" value=(d.q) maxlength="100" placeholder="nom, fiche, scénario…"; }
                button type="submit" { "Chercher" }
            }
            table {
                caption { "Ce qu'un agent tape au guichet, et l'INS que l'INSi connaît" }
                thead { tr { th scope="col" { "Fiche" } th scope="col" { "Nom de naissance" } th scope="col" { "Prénoms" } th scope="col" { "Naissance" } th scope="col" { "Sexe" } th scope="col" { "Lieu (COG)" } th scope="col" { "INS, OID" } th scope="col" { "Note" } } }
                tbody {
                    @for p in choisis {
                        @let t = p.saisie();
                        tr {
                            th scope="row" data-titre="Fiche" { (p.fiche) }
                            td data-titre="Nom de naissance" { (t.nom_naissance) }
                            td data-titre="Prénoms" { (t.prenoms.join(" ")) }
                            td data-titre="Naissance" { (t.date_naissance) }
                            td data-titre="Sexe" { (t.sexe) }
                            td data-titre="Lieu (COG)" { (t.lieu_naissance.unwrap_or_default()) }
                            td data-titre="INS, OID" { @if let Some(i) = &p.ins { code { (i.complet()) } " " span.note { (i.oid) } } @else { "aucun" } }
                            td data-titre="Note" { (p.note) }
                        }
                    }
                }
            }
        }
    }
}

fn professionnels(monde: &World, d: &Demande) -> Markup {
    let choisis = monde
        .professionnels
        .values()
        .filter(|p| voulu(d, &[&p.fiche, &p.nom, &p.prenom, &p.rpps, &p.note]));
    let structure = |fiche: &String| {
        monde
            .structures
            .get(fiche)
            .map_or_else(|| fiche.clone(), |s| format!("{} ({})", s.nom, s.id_national))
    };
    html! {
        section aria-labelledby="t-ps" {
            h2 id="t-ps" { "Professionnels (" (monde.professionnels.len()) ")" }
            p { "À la page de connexion de Pro Santé Connect, on choisit la personne : la carte ou l'e-CPS est simulée." }
            table {
                caption { "Qui se connecte, et où il exerce" }
                thead { tr { th scope="col" { "Fiche" } th scope="col" { "Nom" } th scope="col" { "Identifiant national" } th scope="col" { "RPPS" } th scope="col" { "Profession" } th scope="col" { "Structures" } } }
                tbody {
                    @for p in choisis {
                        tr {
                            th scope="row" data-titre="Fiche" { (p.fiche) }
                            td data-titre="Nom" { (p.prenom) " " (p.nom) }
                            td data-titre="Identifiant national" { code { (p.id_national) } }
                            td data-titre="RPPS" { code { (p.rpps) } }
                            td data-titre="Profession" { (p.profession) @if let Some(s) = &p.savoir_faire { " / " (s) } }
                            td data-titre="Structures" { (p.structures.iter().map(structure).collect::<Vec<_>>().join(", ")) }
                        }
                    }
                }
            }
        }
    }
}
