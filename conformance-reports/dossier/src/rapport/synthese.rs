//! The top of the page: what was tested, what was seen, and what the signature is worth.

use maud::{Markup, html};
use segur_model::{Constat, EtatPreuve};

use super::insigne::{self, classe, classe_etat};
use super::{Page, phrase};
use crate::noms::ancre;
use crate::recit::{self, CONSTATS, ETATS, compte};

pub(crate) fn entete(page: &Page<'_>) -> Markup {
    let (r, c) = (page.d.resultat, page.d.catalogue);
    let profils = if r.profils.is_empty() {
        "Général".to_owned()
    } else {
        format!("Général, {}", r.profils.join(", "))
    };
    html! {
        h1 { "Dossier de preuves : " (r.produit.nom) " " (r.produit.version) }
        p.sous { "Ce qu'un banc d'essai local a vu de ce logiciel face à des services nationaux simulés, exigence par exigence." }
        dl.fiche {
            dt { "Produit" } dd { (r.produit.nom) ", version " (r.produit.version) @if !r.produit.nil.is_empty() { " (NIL " (r.produit.nil) ")" } }
            @if !r.produit.editeur.is_empty() { dt { "Éditeur" } dd { (r.produit.editeur) } }
            dt { "Campagne" } dd { (r.id) ", ouverte le " (recit::date(r.ouverte)) " (horloge du banc)" @if !r.avec_personne { ", sans personne : ce qui se regarde n'a pas été jugé" } }
            dt { "Catalogue" } dd { (c.code) ", " (c.version) " : " (c.titre) br; span.discret { (c.source) } }
            dt { "Périmètre" } dd { (r.couloir) ", vague " (r.vague) ", profils : " (profils) }
            @if !r.faits.is_empty() {
                dt { "Déclaré par l'éditeur" } dd { (r.faits.iter().map(|(k, v)| format!("{k} : {v}")).collect::<Vec<_>>().join(" ; ")) }
            }
            dt { "Banc" } dd { "segur-bench " (r.banc) ", graine du monde « " (r.graine) " »" }
            dt { "Clé du signataire" } dd { code { "SHA-256 " (page.d.empreinte_cle) } }
        }
        @if page.d.identites_acceptees {
            p.attention { strong { "Identités acceptées. " } "La personne qui a écrit ce dossier a levé le contrôle des identités inconnues (--accepter-identites) : il peut contenir des numéros qui ne sont pas du monde fictif du banc." }
        }
    }
}

pub(crate) fn synthese(page: &Page<'_>) -> Markup {
    let r = page.d.resultat;
    html! {
        section aria-labelledby="synthese" {
            h2 id="synthese" { "Synthèse" }
            p.mesure { "Deux résultats, qui ne s'additionnent pas : le " strong { "constat" } " dit ce que le banc a vu d'une exigence ; l'" strong { "état" }
                " dit si la pièce que demande un numéro de preuve est dans ce dossier. Une exigence peut être conforme au banc et sa vidéo rester à faire." }
            div.deux {
                div {
                    h3 { "Constats (" (compte(r.exigences.len(), "exigence applicable", "exigences applicables")) ")" }
                    ul.tuiles { @for c in CONSTATS { li class=(classe(c)) { b { (r.exigences_a(c).len()) } (insigne::signe(c)) " " (c.libelle()) } } }
                }
                div {
                    h3 { "Preuves (" (compte(r.preuves.len(), "numéro", "numéros")) ")" }
                    ul.tuiles { @for e in ETATS { li class=(classe_etat(e)) { b { (r.preuves.iter().filter(|p| p.etat == e).count()) } (e.libelle()) } } }
                }
            }
            (a_regarder(page))
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
                thead { tr { th scope="col" { "Exigence" } th scope="col" { "Ce qu'elle demande" } th scope="col" { "Ce que le banc a vu" } } }
                tbody {
                    @for e in fautives {
                        tr {
                            th scope="row" { a href={ "#" (ancre("ex", &e.id)) } { (e.id) } }
                            td { @if let Some(c) = page.d.catalogue.exigence(&e.id) { (c.resume) } }
                            td { (phrase(&e.raison)) }
                        }
                    }
                }
            }
        }
    }
}

fn tableau_constats(page: &Page<'_>) -> Markup {
    let compte_de = |i: usize, c: Constat| {
        page.chapitres
            .get(i)
            .map_or(0, |(_, l)| l.iter().filter(|(_, e)| e.constat == c).count())
    };
    tableau(page, "Constats par chapitre", &CONSTATS.map(|c| c.libelle()), |i, colonne| {
        compte_de(i, CONSTATS[colonne])
    })
}

fn tableau_preuves(page: &Page<'_>) -> Markup {
    let compte_de = |i: usize, etat: EtatPreuve| {
        page.chapitres.get(i).map_or(0, |(_, l)| {
            page.d
                .resultat
                .preuves
                .iter()
                .filter(|p| p.etat == etat && l.iter().any(|(_, e)| e.id == p.exigence))
                .count()
        })
    };
    tableau(
        page,
        "États des preuves par chapitre",
        &ETATS.map(|e| e.libelle()),
        |i, colonne| compte_de(i, ETATS[colonne]),
    )
}

fn tableau(page: &Page<'_>, titre: &str, colonnes: &[&str; 4], valeur: impl Fn(usize, usize) -> usize) -> Markup {
    html! {
        table {
            caption { (titre) }
            thead { tr { th scope="col" { "Chapitre" } @for c in colonnes { th.n scope="col" { (c) } } } }
            tbody {
                @for (i, (chapitre, _)) in page.chapitres.iter().enumerate() {
                    tr {
                        th scope="row" { a href={ "#chapitre-" (i + 1) } { (chapitre) } }
                        @for colonne in 0..4 { (cellule(valeur(i, colonne))) }
                    }
                }
            }
            @if page.chapitres.len() > 1 {
                tfoot { tr { th scope="row" { "Ensemble" } @for colonne in 0..4 { (cellule((0..page.chapitres.len()).map(|i| valeur(i, colonne)).sum())) } } }
            }
        }
    }
}

fn cellule(n: usize) -> Markup {
    html! { td class=(if n == 0 { "n zero" } else { "n" }) { (n) } }
}

pub(crate) fn signature(page: &Page<'_>) -> Markup {
    html! {
        section aria-labelledby="signature" {
            h2 id="signature" { "Ce que la signature prouve" }
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
