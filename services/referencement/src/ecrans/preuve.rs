//! One proof at a time: what is asked, what was given, round by round, what was said; the verdict for who reviews, the deposit for who applies.

use maud::{Markup, html};
use segur_dossier::examen::{Consequence, Remarque};
use segur_ecran::dire::instant;
use segur_model::Trust;

use super::artefact;
use super::choix::Choix;
use super::jeton;
use crate::appel::{Appel, Issue, json_de};
use crate::candidature::{Avis, Dossier, EtatChapitre, Preuve, Remise, Role, Sort};
use crate::envois::MORCEAU_MAX;
use crate::formulaire::Formulaire;
use crate::routes::adresse_preuve;

/// `GET /candidatures/{id}/preuves/{n°}`.
pub(crate) async fn preuve(appel: &Appel<'_>, id: &str, numero: &str) -> Issue {
    let d = appel.dossier(id)?;
    let p = d.preuve(numero)?;
    if appel.en_json() {
        return Ok(json_de(
            200,
            &serde_json::json!({ "simule": true, "preuve": p, "role": appel.role(&d.tete) }),
        ));
    }
    let f = Formulaire::de_l_adresse(appel.requete);
    let choix = Choix::de(&f);
    let role = appel.role(&d.tete);
    // The last round, and the one before it beside it.
    let derniere = p.remises.len().checked_sub(1);
    let montree = f.nombre::<usize>("remise").filter(|r| *r < p.remises.len()).or(derniere);
    let avant = montree.and_then(|r| r.checked_sub(1));
    let mut montrees = Vec::new();
    for rang in [avant, montree].into_iter().flatten() {
        if let Some(r) = p.remises.get(rang) {
            montrees.push((rang, r, artefact::toutes(appel, id, p, rang, r).await?));
        }
    }
    let contenu = html! {
        (navigation(&d, p, &choix))
        div.instruction {
            div.demande {
                (demande(p, role == Role::Relecteur))
                (avis(p))
                @if role == Role::Relecteur { (juger(appel, &d, p)) }
                @if matches!(role, Role::Editeur | Role::Collaborateur) { (fournir(appel, &d, p)) }
            }
            div.pieces {
                @if montrees.is_empty() { p.rien { "Rien n'a encore été déposé." } }
                @else {
                    @if p.remises.len() > 2 { (tours(&d, p, montree)) }
                    div.tours[montrees.len() > 1] {
                        @for (rang, r, vues) in &montrees { (remise(*rang, r, montree == Some(*rang), vues)) }
                    }
                }
            }
        }
    };
    Ok(appel.page(200, &format!("{} — {}", p.id, p.sort.dit()), &contenu))
}

fn navigation(d: &Dossier, p: &Preuve, choix: &Choix) -> Markup {
    let id = &d.tete.id;
    let de_la_liste: Vec<&Preuve> = d.preuves.iter().filter(|x| choix.prend(d, x) || x.id == p.id).collect();
    let ici = de_la_liste.iter().position(|x| x.id == p.id);
    let a = |r: Option<usize>| {
        r.and_then(|r| de_la_liste.get(r))
            .map(|x| format!("{}{}", adresse_preuve(id, &x.id), choix.requete()))
    };
    let avant = a(ici.and_then(|i| i.checked_sub(1)));
    let apres = a(ici.map(|i| i + 1));
    let a_juger = d.preuves.iter().filter(|x| d.attend_un_avis(x)).count();
    html! {
        nav.passage aria-label="Passage d'une preuve à l'autre" {
            a data-touche="l" href=(format!("/candidatures/{id}/preuves{}", choix.requete())) { "← La liste" }
            @if let Some(v) = avant { a data-touche="p" rel="prev" href=(v) { "Précédente" } }
            @if let Some(v) = apres { a data-touche="s" rel="next" href=(v) { "Suivante" } }
            span { (ici.map_or(0, |i| i + 1)) " / " (de_la_liste.len()) @if a_juger > 0 { ", " (a_juger) " à juger dans la candidature" } }
        }
    }
}

fn demande(p: &Preuve, relit: bool) -> Markup {
    html! {
        section aria-labelledby="t-demande" {
            h2 id="t-demande" { "Ce qui est demandé" }
            dl.resume {
                dt { "Exigence" } dd { strong { (p.exigence) } " — " (p.resume) }
                dt { "Scénario" } dd { (p.scenario) ", chapitre « " (p.chapitre) " »" }
                dt { "Pièce" } dd { (p.natures.iter().map(|n| n.libelle()).collect::<Vec<_>>().join(" ou ")) @if !p.demande.is_empty() { " : " (p.demande) } }
                dt { "État" } dd { strong { (p.sort.dit()) } ", depuis le " (instant(p.depuis)) @if !p.motif.is_empty() { br; span.motif { (p.motif) } } }
                @if let Some(q) = &p.prise { dt { "Instruite par" } dd { (q.nom) ", qui l'a prise au robot" } }
            }
            @if !p.etapes.is_empty() && !relit { details { summary { "Étapes du scénario (" (p.etapes.len()) ") : ce que la pièce montre" }
                ol { @for e in &p.etapes { li value=(e.n) { @if e.dit.is_empty() { "étape " (e.n) } @else { (e.dit) } } } }
            } }
            @if p.facultative { p.note { "Préconisation : rien n'oblige à la fournir, et elle ne retient pas le chapitre." } }
        }
    }
}

fn avis(p: &Preuve) -> Markup {
    html! {
        @if !p.avis.is_empty() {
            section aria-labelledby="t-avis" {
                h2 id="t-avis" { "Ce qui a été dit" }
                ol.avis-dits { @for a in p.avis.iter().rev().take(50) { (un_avis(a)) } }
            }
        }
    }
}

fn un_avis(a: &Avis) -> Markup {
    html! {
        li {
            p { strong { (a.sort.dit()) } ", tour " (a.tour) ", par " (a.par.nom) " (" (a.par.role.dit()) "), le " (instant(a.le)) }
            @if !a.texte.is_empty() { p.motif { (a.texte) } }
            @if !a.etapes.is_empty() { p.note { "Étapes cochées : " (a.etapes.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")) } }
        }
    }
}

/// The verdict. Every key is said beside its button.
fn juger(appel: &Appel<'_>, d: &Dossier, p: &Preuve) -> Markup {
    let adresse = adresse_preuve(&d.tete.id, &p.id);
    let soumis = d.chapitre(&p.chapitre).is_ok_and(|c| c.etat == EtatChapitre::Soumis);
    if !soumis {
        return html! { p.note { "Son chapitre n'est pas soumis : il n'y a rien à juger." } };
    }
    if p.remises.is_empty() {
        return html! { p.note { "Rien n'est déposé pour cette preuve." } };
    }
    let cochees = p.avis.iter().rev().find(|a| !a.etapes.is_empty()).map(|a| &a.etapes);
    let justifie = p.remise().is_some_and(|r| !r.justification.is_empty());
    html! {
        section aria-labelledby="t-juger" {
            h2 id="t-juger" { "Votre avis (simulé)" }
            form.juger method="post" action=(format!("{adresse}/juger")) {
                (jeton(appel))
                input type="hidden" name="revision" value=(p.revision);
                @if !p.etapes.is_empty() {
                    fieldset { legend { "Étapes vues" }
                        @for e in &p.etapes {
                            label.case { input type="checkbox" name="etape" value=(e.n) data-etape=(e.n) checked[cochees.is_some_and(|c| c.contains(&e.n))]; " " (e.n) @if !e.dit.is_empty() { " — " (e.dit) } }
                        }
                    }
                }
                label { "Motif ou question " textarea name="motif" rows="3" maxlength="4000" data-touche="m" {} }
                p.boutons {
                    button type="submit" name="verdict" value="conforme" data-touche="c" { "Conforme " kbd { "c" } } " "
                    button type="submit" name="verdict" value="non-conforme" data-touche="n" { "Non conforme " kbd { "n" } } " "
                    button type="submit" name="verdict" value="question" data-touche="q" { "Question " kbd { "q" } }
                    @if justifie { " " button type="submit" name="verdict" value="sans-objet" data-touche="x" { "Sans objet " kbd { "x" } } }
                }
                p.note { "Touches : " kbd { "c" } " conforme, " kbd { "n" } " non conforme, " kbd { "q" } " question (le motif s'écrit d'abord : " kbd { "m" } "), "
                    kbd { "x" } " sans objet (d'une preuve dite non applicable), " kbd { "1" } " à " kbd { "9" } " étapes, " kbd { "s" } " suivante, " kbd { "p" } " précédente, " kbd { "l" } " liste, " kbd { "Échap" } " quitte le motif. "
                    kbd { "n" } " ou " kbd { "q" } " sans motif mène au motif : " kbd { "Ctrl" } "+" kbd { "Entrée" } " l'envoie alors comme non conforme, ou comme question. Un avis se reprend tant que le chapitre n'est pas clos." }
            }
            form.en-ligne method="post" action=(format!("{adresse}/{}", if p.prise.is_some() { "rendre" } else { "prendre" })) {
                (jeton(appel)) button type="submit" { @if p.prise.is_some() { "Rendre cette preuve au robot" } @else { "Prendre cette preuve au robot" } }
            }
        }
    }
}

fn fournir(appel: &Appel<'_>, d: &Dossier, p: &Preuve) -> Markup {
    let id = &d.tete.id;
    let adresse = adresse_preuve(id, &p.id);
    let etat = d.chapitre(&p.chapitre).map(|c| c.etat).unwrap_or(EtatChapitre::Soumis);
    let deposable = d.tete.etat.est_aux_preuves()
        && match etat {
            EtatChapitre::Ouvert => true,
            EtatChapitre::Correction => !p.sort.est_bonne(),
            _ => false,
        };
    html! {
        @if p.sort == Sort::Question && d.tete.etat.est_aux_preuves() {
            section aria-labelledby="t-repondre" {
                h2 id="t-repondre" { "Répondre à la question" }
                form method="post" action=(format!("{adresse}/repondre")) {
                    (jeton(appel)) input type="hidden" name="revision" value=(p.revision);
                    label { "Réponse " textarea name="texte" rows="3" required maxlength="4000" {} }
                    button type="submit" { "Répondre" }
                }
            }
        }
        @if deposable {
            section aria-labelledby="t-deposer" {
                h2 id="t-deposer" { "Déposer" }
                form.envoi method="post" action=(format!("{adresse}/depot")) data-envois=(format!("/candidatures/{id}/envois")) data-morceau=(MORCEAU_MAX) {
                    (jeton(appel)) input type="hidden" name="revision" value=(p.revision);
                    label { "Fichiers " input type="file" name="fichier" multiple; }
                    label { "Repères d'un film, étape par étape " input name="reperes" maxlength="1000" placeholder="3=0:42, 4=1:10"; }
                    label { "Ou un lien, un numéro d'exécution " input name="texte" maxlength="1000"; }
                    button type="submit" { "Déposer" }
                    p.etat role="status" {}
                }
                details { summary { "Cette preuve ne s'applique pas au produit" }
                    form method="post" action=(format!("{adresse}/non-applicable")) {
                        (jeton(appel)) input type="hidden" name="revision" value=(p.revision);
                        label { "Justification " textarea name="texte" rows="3" required maxlength="4000" {} }
                        button type="submit" { "Dire non applicable" }
                    }
                }
                p.note { "Sans navigateur : " code { "curl -T capture.png -H \"Authorization: Bearer $JETON\" …" (adresse) "/pieces/capture.png" } }
            }
        } @else if d.tete.etat.est_aux_preuves() && p.sort != Sort::Question {
            p.note { "Rien ne se dépose maintenant : son chapitre est " (etat.dit()) "." }
        }
    }
}

/// Earlier deposits, to look at.
fn tours(d: &Dossier, p: &Preuve, montree: Option<usize>) -> Markup {
    html! {
        nav aria-label="Dépôts" { ul { @for (rang, r) in p.remises.iter().enumerate() {
            li { a href=(format!("{}?remise={rang}", adresse_preuve(&d.tete.id, &p.id))) aria-current=[(montree == Some(rang)).then_some("true")] { "Dépôt " (rang + 1) ", tour " (r.tour) } }
        } } }
    }
}

fn remise(rang: usize, r: &Remise, courante: bool, vues: &Markup) -> Markup {
    html! {
        section.remise aria-label=(format!("Dépôt {}", rang + 1)) {
            h2 { @if courante { "Dépôt " } @else { "Dépôt précédent : " } (rang + 1) ", tour " (r.tour) }
            p.note { "Par " (r.par.nom) ", le " (instant(r.le)) }
            @if !r.justification.is_empty() { p { strong { "Dite non applicable : " } (r.justification) } }
            (vues)
            (remarques(&r.remarques))
        }
    }
}

/// What the rules of the examination say of a deposit.
fn remarques(remarques: &[Remarque]) -> Markup {
    let mot = |c: Consequence| match c {
        Consequence::Revient => ("ecart", "Reviendrait"),
        Consequence::Avertit => ("avertissement", "À savoir"),
        Consequence::NeSaitPas => ("", "À regarder par une personne"),
    };
    html! {
        @if !remarques.is_empty() {
            details open {
                summary { "Ce que l'examen du banc en dit (" (remarques.len()) ")" }
                ul.constats {
                    @for r in remarques { @let (classe, dit) = mot(r.consequence); li class=(classe) {
                        p { strong { (dit) } ". Attendu : " (r.dit) }
                        p { "Vu : " (r.vu) @if !r.fichiers.is_empty() { " — " (r.fichiers.join(", ")) } }
                        p { "À faire : " (r.a_faire) }
                        p.note { code { (r.regle) } ", " (r.source) @match r.trust { Trust::Verified => "", Trust::SecondHand => " (de seconde main)", Trust::Unverified => " (déduit, non vérifié)" } }
                    } }
                }
            }
        }
    }
}
