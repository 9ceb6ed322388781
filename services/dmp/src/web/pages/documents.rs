//! The documents of a DMP: the list and its filters; the same, year by year.

use std::collections::BTreeMap;

use maud::{Markup, html};
use segur_xds::registre::Disponibilite;
use segur_xds::web::DEDANS;

use super::{auteurs, etats, lien, nombre, tableau_de_documents};
use crate::registre::Entree;
use crate::web::dossier::Dossier;
use crate::web::habillage::jour;
use crate::web::route::champ;

/// Rows of the list.
const LIGNES_MAX: usize = 500;

/// Which documents, by their state. Active ones are always proposed (EX_3.1-1030).
const ETATS: [(&str, &str, &[Disponibilite]); 4] = [
    ("actifs", "Actifs", &[Disponibilite::Approved]),
    (
        "archives",
        "Actifs et archivés",
        &[Disponibilite::Approved, Disponibilite::Archived],
    ),
    (
        "anciens",
        "Actifs et anciennes versions",
        &[Disponibilite::Approved, Disponibilite::Deprecated],
    ),
    (
        "tous",
        "Tous",
        &[Disponibilite::Approved, Disponibilite::Archived, Disponibilite::Deprecated],
    ),
];

/// What is asked of the list.
struct Filtre {
    etat: usize,
    classe: Option<String>,
    type_code: Option<String>,
    titre: Option<String>,
    /// `aaaaMMjj`.
    depuis: Option<String>,
}

impl Filtre {
    fn lire(question: &str) -> Self {
        let un = |nom| champ(question.as_bytes(), nom);
        let etat = un("etat").and_then(|e| ETATS.iter().position(|(mot, ..)| *mot == e));
        let depuis = un("depuis").map(|d| d.replace('-', ""));
        Self {
            etat: etat.unwrap_or(0),
            classe: un("classe"),
            type_code: un("type"),
            titre: un("titre"),
            depuis: depuis.filter(|d| d.len() == 8 && d.bytes().all(|o| o.is_ascii_digit())),
        }
    }

    fn retient(&self, e: &Entree) -> bool {
        let d = &e.fond.document;
        let egal = |voulu: &Option<String>, vu: &str| voulu.as_deref().is_none_or(|v| v == vu);
        let cherche = |t: &str| segur_ids::sans_accent(t).to_lowercase();
        ETATS.get(self.etat).is_some_and(|(.., s)| s.contains(&e.statut))
            && egal(&self.classe, &d.classe.code)
            && egal(&self.type_code, &d.type_code.code)
            && self.titre.as_deref().is_none_or(|t| cherche(&d.titre).contains(&cherche(t)))
            && self
                .depuis
                .as_deref()
                .is_none_or(|j| d.debut_acte.get(..8).is_some_and(|acte| acte >= j))
    }
}

/// `Documents`.
pub(super) fn liste(dossier: &Dossier, question: &str) -> Markup {
    let filtre = Filtre::lire(question);
    let tous: Vec<&Entree> = dossier.documents().collect();
    let retenus: Vec<&Entree> = tous.iter().copied().filter(|e| filtre.retient(e)).collect();
    let montres = retenus.get(..LIGNES_MAX.min(retenus.len())).unwrap_or_default();
    let legende = format!(
        "{} sur {}, le plus récent d'abord.{}",
        nombre(retenus.len(), "document", "documents"),
        tous.len(),
        if montres.len() < retenus.len() {
            " Les premiers seulement sont montrés : restreignez."
        } else {
            ""
        }
    );
    html! {
        (formulaire(dossier, &filtre, &tous))
        @if montres.is_empty() {
            p.rien { "Aucun document ne répond à ces critères." }
        } @else {
            (tableau_de_documents(dossier, montres, &legende))
        }
    }
}

fn formulaire(dossier: &Dossier, filtre: &Filtre, tous: &[&Entree]) -> Markup {
    let codes = |lire: fn(&Entree) -> &segur_xds::registre::Codee| {
        let paires = tous.iter().map(|e| lire(e)).map(|c| {
            let dit = if c.libelle.is_empty() { &c.code } else { &c.libelle };
            (c.code.as_str(), dit.as_str())
        });
        paires.collect::<BTreeMap<_, _>>()
    };
    let choix = |nom: &str, dit: &str, codes: BTreeMap<&str, &str>, choisi: Option<&str>| {
        html! {
            label { (dit) " " select name=(nom) {
                option value="" { "Toutes" }
                @for (code, libelle) in codes { option value=(code) selected[choisi == Some(code)] { (libelle) } }
            } }
        }
    };
    let depuis = filtre
        .depuis
        .as_deref()
        .map(|d| [d.get(..4), d.get(4..6), d.get(6..8)].map(Option::unwrap_or_default).join("-"));
    html! {
        form.filtre method="get" action=(format!("{DEDANS}/Documents/{}", dossier.ins())) {
            label { "État " select name="etat" {
                @for (rang, (mot, dit, _)) in ETATS.iter().enumerate() { option value=(mot) selected[rang == filtre.etat] { (dit) } }
            } }
            (choix("classe", "Catégorie", codes(|e| &e.fond.document.classe), filtre.classe.as_deref()))
            (choix("type", "Nature", codes(|e| &e.fond.document.type_code), filtre.type_code.as_deref()))
            label { "Titre contient " input name="titre" value=(filtre.titre.as_deref().unwrap_or_default()); }
            label { "Acte depuis le " input type="date" name="depuis" value=(depuis.unwrap_or_default()); }
            button type="submit" { "Filtrer" }
        }
    }
}

/// `ParcoursDeSoins`: active documents, year by year.
pub(super) fn parcours(dossier: &Dossier) -> Markup {
    let mut annees: BTreeMap<&str, Vec<&Entree>> = BTreeMap::new();
    for e in dossier.documents().filter(|e| e.statut == Disponibilite::Approved).take(LIGNES_MAX) {
        annees
            .entry(e.fond.document.debut_acte.get(..4).unwrap_or("Sans date"))
            .or_default()
            .push(e);
    }
    html! {
        @if annees.is_empty() { p.rien { "Aucun document." } }
        @for (annee, entrees) in annees.iter().rev() {
            section {
                h2 { (annee) }
                ol.parcours {
                    @for e in entrees {
                        @let d = &e.fond.document;
                        li { span.date { (jour(&d.debut_acte)) } " " (lien(dossier, d)) " — " (auteurs(d)) (etats(e)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_filtre_inconnu_ne_cache_rien_de_plus() {
        let f = Filtre::lire("etat=n-importe&depuis=hier&type=&titre=%20");
        assert_eq!((f.etat, f.depuis, f.type_code, f.titre), (0, None, None, None));
        let f = Filtre::lire("etat=tous&depuis=2024-01-31");
        assert_eq!((f.etat, f.depuis.as_deref()), (3, Some("20240131")));
    }
}
