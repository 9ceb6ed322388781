//! The acts that the state of a candidature and the quality of who looks allow, each as a form.

use maud::{Markup, html};

use super::jeton;
use crate::appel::Appel;
use crate::candidature::{Attente, Candidature, Dossier, Etat, EtatAttente, Role};

/// A form that asks for a reason, and does.
struct Simple {
    mot: &'static str,
    titre: &'static str,
    bouton: &'static str,
    /// It also asks for days.
    jours: bool,
    motif: bool,
    /// Fields that are not shown.
    caches: &'static [(&'static str, &'static str)],
}

const fn motive(mot: &'static str, titre: &'static str, bouton: &'static str) -> Simple {
    Simple {
        mot,
        titre,
        bouton,
        jours: false,
        motif: true,
        caches: &[],
    }
}

/// What may be done now.
pub(super) fn possibles(appel: &Appel<'_>, d: &Dossier, role: Role) -> Markup {
    let c = &d.tete;
    let simples = match role {
        Role::Editeur => de_l_editeur(c),
        Role::Relecteur => du_relecteur(c),
        _ => Vec::new(),
    };
    html! {
        section aria-labelledby="t-gestes" {
            h2 id="t-gestes" { "Ce que vous pouvez faire" }
            @if role == Role::Editeur && matches!(c.etat, Etat::Cree | Etat::AdminComplement) { (administratif(appel, c)) }
            @if role == Role::Editeur && matches!(c.etat, Etat::Reference | Etat::Suivi) { (version(appel, c)) }
            @if role == Role::Relecteur && !c.etat.est_fini() { (erratum(appel, c)) }
            @for s in &simples { (simple(appel, c, s)) }
            @let figes = role == Role::Editeur && d.preuves.iter().any(|p| !p.remises.is_empty());
            @if matches!(role, Role::Editeur | Role::Relecteur) && !figes && !c.etat.est_fini() && !c.etat.est_reference() { (profils(appel, c)) }
            @if simples.is_empty() && role == Role::Collaborateur { p { "Déposer des pièces et répondre aux questions, preuve par preuve. Soumettre un chapitre engage la société : l'éditeur le fait." } }
        }
    }
}

fn de_l_editeur(c: &Candidature) -> Vec<Simple> {
    if c.etat.est_fini() || c.etat.est_reference() {
        return Vec::new();
    }
    vec![motive("abandonner", "Abandonner la candidature", "Abandonner")]
}

fn du_relecteur(c: &Candidature) -> Vec<Simple> {
    let mut gestes = Vec::new();
    let robot = Simple {
        mot: "robot",
        titre: if c.robot {
            "Prendre toute la candidature au robot"
        } else {
            "Rendre la candidature au robot"
        },
        bouton: if c.robot { "Prendre" } else { "Rendre" },
        jours: false,
        motif: false,
        caches: if c.robot { &[] } else { &[("actif", "oui")] },
    };
    match c.etat {
        Etat::AdminDepose => {
            gestes.push(Simple {
                motif: false,
                ..motive("eligible", "Prononcer l'éligibilité", "Éligible")
            });
            gestes.push(motive("complement", "Demander un complément", "Demander"));
        }
        Etat::Decision => gestes.push(Simple {
            motif: false,
            caches: &[("decision", "referencer")],
            ..motive("decider", "Donner l'attestation (simulée)", "Référencer")
        }),
        Etat::Reference | Etat::Suivi => {
            gestes.push(Simple {
                caches: &[("issue", "conforme")],
                ..motive("controler", "Consigner un contrôle sans remarque", "Consigner")
            });
            gestes.push(Simple {
                caches: &[("issue", "non-conforme")],
                ..motive("controler", "Consigner un contrôle avec remarques", "Consigner")
            });
            gestes.push(motive("suspendre", "Suspendre le référencement (simulé)", "Suspendre"));
            gestes.push(motive("retirer", "Retirer le référencement (simulé)", "Retirer"));
        }
        Etat::Suspendu => {
            gestes.push(motive("lever", "Lever la suspension", "Lever"));
            gestes.push(motive("retirer", "Retirer le référencement (simulé)", "Retirer"));
        }
        Etat::HorsDelai => gestes.push(Simple {
            jours: true,
            ..motive("rouvrir", "Rouvrir, hors délai", "Rouvrir")
        }),
        _ => {}
    }
    if c.echeance.is_some() && !c.etat.est_fini() {
        gestes.push(Simple {
            jours: true,
            ..motive("prolonger", "Repousser l'échéance", "Repousser")
        });
    }
    if !c.etat.est_fini() && !c.etat.est_reference() {
        gestes.push(robot);
        gestes.push(motive("decider", "Refuser la candidature (simulé)", "Refuser"));
    }
    gestes
}

fn simple(appel: &Appel<'_>, c: &Candidature, s: &Simple) -> Markup {
    html! {
        details {
            summary { (s.titre) }
            form method="post" action=(format!("/candidatures/{}/gestes/{}", c.id, s.mot)) {
                (jeton(appel))
                @for (nom, valeur) in s.caches { input type="hidden" name=(nom) value=(valeur); }
                @if s.jours { label { "Jours " input name="jours" inputmode="numeric" pattern="[0-9]+" required maxlength="3"; } }
                @if s.motif { label { "Motif " textarea name="motif" rows="2" required maxlength="4000" {} } }
                button type="submit" { (s.bouton) }
            }
        }
    }
}

fn administratif(appel: &Appel<'_>, c: &Candidature) -> Markup {
    let prerequis = appel
        .service
        .regles
        .vague(c.vague)
        .map(|v| v.prerequis.as_slice())
        .unwrap_or_default();
    let dits = c.administratif.as_ref().map(|a| &a.prerequis);
    html! {
        form method="post" action=(format!("/candidatures/{}/gestes/deposer-administratif", c.id)) {
            (jeton(appel))
            fieldset {
                legend { "Dossier administratif et formulaire d'éligibilité" }
                @for p in prerequis {
                    label.case { input type="checkbox" name="prerequis" value=(p.id) checked[dits.is_some_and(|d| d.contains(&p.id))]; " " (p.dit) span.note { " — " (p.source) } }
                }
                label { "Versions obsolètes encore installées (écrire « aucune » s'il n'y en a pas) "
                    textarea name="versions_obsoletes" rows="2" required maxlength="4000" { @if let Some(a) = &c.administratif { (a.versions_obsoletes) } } }
                label.case { input type="checkbox" name="charte" value="oui" required; " J'accepte la Charte, et je peux engager la société" }
                button type="submit" { "Déposer le dossier administratif" }
            }
        }
    }
}

fn version(appel: &Appel<'_>, c: &Candidature) -> Markup {
    html! {
        form.filtre method="post" action=(format!("/candidatures/{}/gestes/declarer-version", c.id)) {
            (jeton(appel))
            label { "Nouvelle version " input name="version" required maxlength="200"; }
            label.case { input type="checkbox" name="majeure" value="oui"; " majeure" }
            button type="submit" { "Déclarer la version" }
        }
    }
}

fn erratum(appel: &Appel<'_>, c: &Candidature) -> Markup {
    html! {
        details {
            summary { "Appliquer un erratum à cette candidature" }
            form method="post" action=(format!("/candidatures/{}/gestes/erratum", c.id)) {
                (jeton(appel))
                label { "Identifiant " input name="id" required maxlength="100"; }
                label { "Date de publication " input name="date" required maxlength="10" placeholder="2026-03-16"; }
                label { "Exigences, scénarios ou preuves visés " input name="vise" required maxlength="1000"; }
                label { "Ce qui change " textarea name="change" rows="2" required maxlength="4000" {} }
                label { "Source " input name="source" maxlength="200"; }
                button type="submit" { "Appliquer" }
            }
        }
    }
}

fn profils(appel: &Appel<'_>, c: &Candidature) -> Markup {
    let mut tous: Vec<&str> = Vec::new();
    for e in appel
        .service
        .catalogue(&c.referentiel)
        .map(|k| k.exigences.as_slice())
        .unwrap_or_default()
    {
        if e.profil != "Général" && !tous.contains(&e.profil.as_str()) {
            tous.push(&e.profil);
        }
    }
    html! {
        details {
            summary { "Changer les profils" }
            form method="post" action=(format!("/candidatures/{}/gestes/changer-profils", c.id)) {
                (jeton(appel))
                p.note { "L'éditeur avant le premier dépôt ; ensuite un relecteur, car des preuves sont à requalifier." }
                @for p in tous { label.case { input type="checkbox" name="profil" value=(p) checked[c.profils.iter().any(|x| x == p)]; " " (p) } }
                button type="submit" { "Changer" }
            }
        }
    }
}

/// What may be done of something that a third party grants.
pub(super) fn sur_une_attente(appel: &Appel<'_>, c: &Candidature, a: &Attente, role: Role) -> Markup {
    if c.etat.est_fini() || a.etat == EtatAttente::Obtenue {
        return html! {};
    }
    html! {
        @match role {
            Role::Editeur | Role::Collaborateur => form.en-ligne method="post" action=(format!("/candidatures/{}/gestes/declarer-attente", c.id)) {
                (jeton(appel)) input type="hidden" name="attente" value=(a.id);
                label { "Référence " input name="reference" required maxlength="200"; }
                button type="submit" { "Déclarer" span.masque { " : " (a.dit) } }
            }
            Role::Relecteur => form.en-ligne method="post" action=(format!("/candidatures/{}/gestes/constater", c.id)) {
                (jeton(appel)) input type="hidden" name="attente" value=(a.id);
                label { "Référence " input name="reference" maxlength="200" value=(a.reference); }
                button type="submit" name="issue" value="obtenue" { "Obtenue" span.masque { " : " (a.dit) } }
                button type="submit" name="issue" value="refusee" { "Refusée" span.masque { " : " (a.dit) } }
            }
            _ => {}
        }
    }
}
