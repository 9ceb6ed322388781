//! The archives of a mail, opened, and its documents as a person reads them.

use maud::{Markup, html};
use segur_cda::Rendu;
use segur_ecran::cda;
use segur_ecran::dire::taille;
use segur_kit::Vue;
use segur_model::World;

use super::choix::{Choix, adresse, chemin};
use super::formes::{Archive, Courriel, Fiche, Lieu};
use super::lecture::patient;
use super::{SERVICE, constats};

/// Documents that are rendered at once; the others by their link.
const RENDUS_MAX: usize = 5;

/// What each document looks like; why not, when it is none.
pub(super) async fn rendre(vue: &Vue, choix: &Choix, lu: &Courriel) -> Vec<Result<Rendu, String>> {
    let l = &lu.ligne;
    let mut rendus = Vec::new();
    for rang in 0..lu.documents.len().min(RENDUS_MAX) {
        let chemin = chemin(&l.boite, &l.dossier, l.uid, &format!("/document/{rang}"));
        let octets = vue.montrer(choix.espace(), SERVICE, &chemin, &[]).await;
        rendus.push(match octets {
            Ok(r) => tokio::task::spawn_blocking(move || segur_cda::rendre(&r.corps))
                .await
                .map_err(|_| "c'est un défaut du banc, signalez-le".to_owned())
                .and_then(|r| r.map_err(|e| e.to_string())),
            Err(e) => Err(e.to_string()),
        });
    }
    rendus
}

pub(super) fn archives(lu: &Courriel, monde: &World) -> Markup {
    html! {
        @for (rang, a) in lu.archives.iter().enumerate() {
            @let id = format!("t-archive-{rang}");
            section aria-labelledby=(id) {
                h2 id=(id) { "Archive " (a.nom) ", ouverte" }
                @if let Some(pourquoi) = &a.illisible { p.mal { (pourquoi) } }
                (contenu(a, monde))
                @if !lu.parties.is_empty() { p.note { "C'est la partie " (lu.parties.get(a.partie).map_or("", |p| p.numero.as_str())) ". Ce qui y est remarqué est à sa partie, ou à son document." } }
            }
        }
    }
}

fn contenu(a: &Archive, monde: &World) -> Markup {
    html! {
        @if let Some(p) = &a.patient {
            h3 { "Patient de METADATA.XML" }
            dl.faits {
                dt { "INS" } dd { code { (p.ins) } " " span.note { (p.oid) } @if !p.ins.is_empty() { " · " (patient(&p.ins, monde)) } }
                dt { "Traits du document" } dd { (p.nom) " " (p.prenom) ", " (p.naissance) ", " (p.sexe) }
                dt { "Identité" } dd { @if p.qualifie { "qualifiée" } @else { span.avis { "non qualifiée" } } }
            }
        }
        @for f in &a.fiches { (fiche(f)) }
        @if !a.fichiers.is_empty() {
            details { summary { "Fichiers de l'archive (" (a.fichiers.len()) ")" } ul { @for f in &a.fichiers { li { code { (f.chemin) } " · " (taille(f.taille as u64)) } } } }
        }
    }
}

fn fiche(f: &Fiche) -> Markup {
    let lignes = [
        ("Fichier", &f.uri),
        ("Type", &f.type_code),
        ("Format", &f.format),
        ("Confidentialité", &f.confidentialite.join(", ")),
        ("Auteur", &f.auteurs.join(" ; ")),
        ("Identifiant", &f.unique_id),
        ("Patient", &f.patient),
    ];
    html! {
        h3 { "Fiche : " (f.titre) }
        dl.faits { @for (nom, valeur) in lignes.iter().filter(|(_, v)| !v.is_empty()) { dt { (nom) } dd { (valeur) } } }
    }
}

pub(super) fn documents(lu: &Courriel, choix: &Choix, rendus: &[Result<Rendu, String>]) -> Markup {
    let l = &lu.ligne;
    html! {
        @for (rang, d) in lu.documents.iter().enumerate() {
            @let id = format!("t-document-{rang}");
            @let lien = |quoi: &str| adresse(choix.espace(), &l.boite, &l.dossier, l.uid, &format!("/{quoi}/{rang}"));
            section aria-labelledby=(id) {
                h2 id=(id) { "Document : " @if d.titre.is_empty() { (d.chemin) } @else { (d.titre) } }
                p { code { (d.chemin) } " · " (taille(d.taille as u64)) " · " a href=(lien("document")) { "enregistrer" } " · " a href=(lien("cda")) { "le lire seul" } }
                (constats::a(&lu.constats, Lieu::Document(rang)))
                @match rendus.get(rang) {
                    None => p.note { "Ouvrez-le par son lien." },
                    Some(Err(pourquoi)) => p.mal { "Il ne se lit pas comme un CDA : " (pourquoi) },
                    Some(Ok(r)) => (cda::rendre(r)),
                }
            }
        }
    }
}
