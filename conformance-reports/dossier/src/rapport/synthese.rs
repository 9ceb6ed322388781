//! The top of the page: what was tested, what was seen, and what the signature is worth.

use maud::{Markup, html};
use segur_model::{Comptes, Constat};

use super::Page;
use super::insigne::{self, classe, classe_etat};
use crate::bilan::{self, Mot};
use crate::noms::ancre;
use crate::recit::{self, ETATS, compte};
use crate::signature::est_cle_publique;
use crate::{fiche, mots};

pub(crate) fn entete(page: &Page<'_>) -> Markup {
    let r = page.d.resultat;
    html! {
        h1 { "Dossier de preuves : " (r.produit.nom) " " (r.produit.version) }
        p.sous { "Ce qu'un banc d'essai local a vu de ce logiciel face à des services nationaux simulés, exigence par exigence." }
        p { "À imprimer ou à classer : " a href="rapport.pdf" { "rapport.pdf" } ", le même rapport en PDF/A." }
        dl.fiche {
            @for (nom, dit) in fiche::lignes(page.d) {
                dt { (nom) } dd { @for (i, ligne) in dit.lines().enumerate() { @if i > 0 { br; } (ligne) } }
            }
        }
        @if page.d.identites_acceptees {
            p.attention { (recit::IDENTITES_ACCEPTEES) }
        }
    }
}

pub(crate) fn synthese(page: &Page<'_>) -> Markup {
    let r = page.d.resultat;
    html! {
        section aria-labelledby="synthese" {
            h2 id="synthese" { "Synthèse" }
            p.mesure { (recit::DEUX_RESULTATS) }
            p.mesure { (recit::VUE_OU_DECLAREE) }
            (etapes(&bilan::etapes(r.scenarios.iter().map(|s| &s.comptes))))
            div.deux {
                div {
                    h3 { "Constats (" (bilan::applicables(r, page.d.catalogue)) ")" }
                    ul.tuiles { @for m in Mot::TOUS { li class=(classe(m)) { b { (bilan::nombre(&r.exigences, m)) } (insigne::signe(m)) " " (m.libelle()) @if m == Mot::Repetition { span.discret { "un tiers décide" } } } } }
                }
                div {
                    h3 { "Preuves (" (compte(r.preuves.len(), "numéro", "numéros")) ")" }
                    ul.tuiles { @for e in ETATS { li class=(classe_etat(e)) { b { (r.preuves.iter().filter(|p| p.etat == e).count()) } (e.libelle()) } } }
                }
            }
            (a_regarder(page))
            (sans_rien(page))
            (tableau_etapes(page))
            (tableau_constats(page))
            (tableau_preuves(page))
        }
    }
}

/// What does not conform comes first: it is what a reader looks for.
fn a_regarder(page: &Page<'_>) -> Markup {
    let fautives: Vec<_> = page
        .d
        .resultat
        .exigences
        .iter()
        .filter(|e| e.constat == Constat::NonConforme)
        .collect();
    html! {
        @if !fautives.is_empty() {
            table {
                caption { "À regarder d'abord : exigences non conformes" }
                thead { tr { th scope="col" { "Exigence" } th scope="col" { "Ce qu'elle demande" } th scope="col" { "Étapes" } th scope="col" { "Ce que le banc a vu" } } }
                tbody {
                    @for e in fautives {
                        tr {
                            th scope="row" { a href={ "#" (ancre("ex", &e.id)) } { (e.id) } }
                            td data-nom="Ce qu'elle demande" { @if let Some(c) = page.d.catalogue.exigence(&e.id) { (c.resume) } }
                            td data-nom="Étapes" { (bilan::dits(&e.comptes)) }
                            td data-nom="Ce que le banc a vu" { (mots::raison(&e.raison)) }
                        }
                    }
                }
            }
        }
    }
}

/// Totals of étapes: they lead, since a word hides how much stands behind it.
fn etapes(c: &Comptes) -> Markup {
    const CLASSES: [&str; 6] = ["ko", "ok", "dec", "att", "blo", "nul"];
    html! {
        h3 { "Étapes (" (compte(bilan::total(c) as usize, "comptée", "comptées")) ")" }
        ul.tuiles {
            @for ((n, nom), classe) in bilan::colonnes(c).iter().zip(bilan::COLONNES).zip(CLASSES) {
                li class=(if *n == 0 { "nul" } else { classe }) { b { (n) } (nom) }
            }
        }
    }
}

/// The exigences of which nothing was judged: reasons that are not one.
fn sans_rien(page: &Page<'_>) -> Markup {
    let motifs = bilan::par_motif(page.d.resultat);
    html! {
        @if !motifs.is_empty() {
            table {
                caption { "Exigences dont rien n'a été jugé, par raison" }
                thead { tr { th scope="col" { "Raison" } th.n scope="col" { "Exigences" } th scope="col" { "Lesquelles" } } }
                tbody {
                    @for (motif, ids) in &motifs {
                        tr {
                            th scope="row" { (motif.libelle()) }
                            td.n data-nom="Exigences" { (ids.len()) }
                            td data-nom="Lesquelles" { @for (i, id) in ids.iter().enumerate() { @if i > 0 { ", " } (super::ouverture::vers_exigence(page, id)) } }
                        }
                    }
                }
            }
        }
    }
}

fn tableau_etapes(page: &Page<'_>) -> Markup {
    let scenarios = &page.d.resultat.scenarios;
    let chapitre = |i: usize| {
        let servis = page.chapitres.get(i).map_or(&[][..], |(_, l)| l);
        let siens = scenarios.iter().filter(|s| servis.iter().any(|(_, e)| e.scenarios.contains(&s.id)));
        bilan::colonnes(&bilan::etapes(siens.map(|s| &s.comptes)))
    };
    // A scenario that serves two chapters is in both, and once in the whole.
    let ensemble = bilan::colonnes(&bilan::etapes(
        scenarios
            .iter()
            .filter(|s| page.hotes.contains_key(s.id.as_str()))
            .map(|s| &s.comptes),
    ));
    tableau(page, "Étapes par chapitre", &bilan::COLONNES, chapitre, ensemble)
}

fn tableau_constats(page: &Page<'_>) -> Markup {
    let chapitre = |i: usize| {
        let siennes = page.chapitres.get(i).map_or(&[][..], |(_, l)| l);
        Mot::TOUS.map(|m| nombre(bilan::nombre(siennes.iter().map(|(_, e)| *e), m)))
    };
    let ensemble = somme(page, chapitre);
    tableau(page, "Constats par chapitre", &Mot::TOUS.map(Mot::libelle), chapitre, ensemble)
}

fn tableau_preuves(page: &Page<'_>) -> Markup {
    let chapitre = |i: usize| {
        let siennes = page.chapitres.get(i).map_or(&[][..], |(_, l)| l);
        let preuves = || {
            let toutes = page.d.resultat.preuves.iter();
            toutes.filter(|p| siennes.iter().any(|(_, e)| e.id == p.exigence))
        };
        ETATS.map(|etat| nombre(preuves().filter(|p| p.etat == etat).count()))
    };
    let ensemble = somme(page, chapitre);
    tableau(
        page,
        "États des preuves par chapitre",
        &ETATS.map(|e| e.libelle()),
        chapitre,
        ensemble,
    )
}

fn somme<const N: usize>(page: &Page<'_>, chapitre: impl Fn(usize) -> [u32; N]) -> [u32; N] {
    (0..page.chapitres.len())
        .map(chapitre)
        .fold([0; N], |s, c| std::array::from_fn(|i| s[i] + c[i]))
}

fn nombre(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn tableau<const N: usize>(
    page: &Page<'_>,
    titre: &str,
    colonnes: &[&str; N],
    chapitre: impl Fn(usize) -> [u32; N],
    ensemble: [u32; N],
) -> Markup {
    html! {
        table.chiffres {
            caption { (titre) }
            thead { tr { th scope="col" { "Chapitre" } @for c in colonnes { th.n scope="col" { (c) } } } }
            tbody {
                @for (i, (nom, _)) in page.chapitres.iter().enumerate() {
                    tr { th scope="row" { a href={ "#chapitre-" (i + 1) } { (nom) } } @for (n, nom) in chapitre(i).into_iter().zip(colonnes) { (cellule(n, nom)) } }
                }
            }
            @if page.chapitres.len() > 1 {
                tfoot { tr { th scope="row" { "Ensemble" } @for (n, nom) in ensemble.into_iter().zip(colonnes) { (cellule(n, nom)) } } }
            }
        }
    }
}

fn cellule(n: u32, nom: &str) -> Markup {
    html! { td class=(if n == 0 { "n zero" } else { "n" }) data-nom=(nom) { (n) } }
}

pub(crate) fn signature(page: &Page<'_>) -> Markup {
    html! {
        section aria-labelledby="signature" {
            h2 id="signature" { "Ce que la signature prouve" }
            @if est_cle_publique(page.d.empreinte_cle) { p.attention { (recit::CLE_PUBLIQUE) } }
            p.mesure { (recit::PORTEE_SIGNATURE) }
            p.mesure { "Le fichier " code { "manifeste.json" } " donne l'empreinte SHA-256 de chaque fichier du dossier ; " code { "manifeste.sig" } " signe ce manifeste. Dans le dossier décompressé :" }
            pre { (recit::COMMANDE_OPENSSL) }
            p.mesure { "répond « Verified OK ». L'empreinte de la clé, à comparer avec celle que donne l'éditeur (" code { (page.d.empreinte_cle) } "), s'obtient par :" }
            pre { (recit::COMMANDE_EMPREINTE) }
            p.mesure { code { "segur-bench verify" } " fait tout cela, et vérifie en plus chaque fichier. Les liens de cette page vers les pièces s'ouvrent une fois le dossier décompressé." }
            @let masques: Vec<_> = page.d.plan.fichiers.iter().filter(|f| f.masque.is_some()).collect();
            @if !masques.is_empty() {
                p.attention { strong { (compte(masques.len(), "pièce masquée", "pièces masquées")) ". " } "Des secrets (clés, jetons, mots de passe) y ont été remplacés par « [masqué] ». Le manifeste garde l'empreinte de l'original ; une signature XML qui couvrait le passage masqué ne se vérifie plus." }
            }
        }
    }
}
