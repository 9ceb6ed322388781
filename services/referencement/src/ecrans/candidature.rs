//! One candidature: where it stands, what is asked now, its chapters, what others grant, and what may be done.

use maud::{Markup, html};
use segur_ecran::dire::instant;
use segur_model::Trust;

use super::{gestes, jeton, nombre};
use crate::appel::{Appel, Issue, json_de};
use crate::candidature::{Chapitre, Depot, Dossier, Du, Etat, EtatChapitre, Role, prochaine};
use crate::gestes::lien_chapitre;

/// `GET /candidatures/{id}`.
pub(crate) fn candidature(appel: &Appel<'_>, id: &str) -> Issue {
    let d = appel.dossier(id)?;
    if appel.en_json() {
        let etat = serde_json::json!({
            "simule": true, "candidature": d.tete, "preuves": d.preuves, "role": appel.role(&d.tete),
        });
        return Ok(json_de(200, &etat));
    }
    let c = &d.tete;
    let role = appel.role(c);
    let contenu = html! {
        (annonce(appel, &d))
        (resume(appel, &d)?)
        (pourquoi(appel, &d))
        (avancement(&d))
        (chapitres(appel, &d, role))
        @if matches!(role, Role::Editeur | Role::Collaborateur) && c.etat.est_aux_preuves() { (dossier_entier(appel, &d)) }
        (attentes(appel, &d, role))
        (errata(&d))
        (gestes::possibles(appel, &d, role))
        (personnes(appel, &d, role))
        p {
            a href=(format!("/candidatures/{id}/preuves")) { "Toutes les preuves" } " · "
            a href=(format!("/candidatures/{id}/historique")) { "Historique : qui a fait quoi, et quand" } " · "
            a href=(format!("/candidatures/{id}/argent")) { "Financement" }
            @if c.attestation.is_some() { " · " a href=(format!("/candidatures/{id}/attestation.pdf")) { "Attestation simulée (PDF)" } }
        }
    };
    Ok(appel.page(200, &format!("{} — {} {}", c.id, c.produit.nom, c.produit.version), &contenu))
}

fn resume(appel: &Appel<'_>, d: &Dossier) -> Result<Markup, crate::appel::Echec> {
    let c = &d.tete;
    let suite = appel.cadre(c, |cadre| prochaine(d, cadre))?;
    Ok(html! {
        dl.resume {
            dt { "État" } dd { strong { (c.etat.dit()) } ", depuis le " (instant(c.depuis)) }
            dt { "Dispositif" } dd { (c.referentiel) " (" (c.version_referentiel) "), vague " (c.vague) }
            dt { "Société" } dd { (c.societe) }
            dt { "Profils" } dd { "Général" @for p in &c.profils { ", " (p) } }
            dt { "Il est" } dd { (instant(appel.maintenant)) " à l'horloge du banc" }
            @if let Some(t) = c.echeance { dt { "Échéance" } dd { (instant(t)) @if t - appel.maintenant < time::Duration::days(7) { strong.avis { " — dans moins d'une semaine" } } } }
            @if let Some((t, du)) = suite { dt { "Ensuite" } dd { (dire(&du)) ", le " (instant(t)) } }
            @if let Some(a) = &c.attestation { dt { "Attestation" } dd { strong { (a.numero) } ", version " (a.version) ", le " (instant(a.le)) } }
        }
        @if !c.robot { p.note { "Le robot n'instruit pas cette candidature : une personne l'a prise." } }
    })
}

/// What has just been done, when the address says so.
fn annonce(appel: &Appel<'_>, d: &Dossier) -> Markup {
    let f = crate::formulaire::Formulaire::de_l_adresse(appel.requete);
    let Some(n) = f.nombre::<usize>("pourvues") else { return html! {} };
    let manquent = d.preuves.iter().filter(|p| p.manque()).count();
    html! { p.fait role="status" { "Dossier déposé : " (nombre(n, "preuve pourvue", "preuves pourvues")) ". " (nombre(manquent, "preuve reste à fournir", "preuves restent à fournir")) ", chapitre par chapitre ci-dessous." } }
}

/// Why it stands where it stands, when somebody said so.
fn pourquoi(appel: &Appel<'_>, d: &Dossier) -> Markup {
    let c = &d.tete;
    let gestes: &[&str] = match c.etat {
        Etat::AdminComplement => &["complement"],
        Etat::Refuse => &["decider", "refuser"],
        Etat::Abandonne => &["abandonner"],
        Etat::HorsDelai => &["hors-delai"],
        Etat::Suspendu => &["suspendre"],
        Etat::Retire => &["retirer"],
        _ => return html! {},
    };
    let dit = appel
        .etat(|e| e.historique(&c.id))
        .into_iter()
        .rev()
        .find(|e| gestes.contains(&e.geste.as_str()));
    html! {
        @if let Some(e) = dit { p.alerte { span.motif { (e.dit) } " (" (e.par.nom) ", le " (instant(e.quand)) ")." } }
        @if c.etat == Etat::HorsDelai { p { "Un relecteur peut la rouvrir, avec un délai ; ce qui était déposé ou en cours d'envoi est gardé." } }
    }
}

fn dire(du: &Du) -> &'static str {
    match du {
        Du::Eligibilite => "le robot répond au dossier administratif",
        Du::Avis(_) => "le robot rend un avis",
        Du::Decision => "décision",
        Du::HorsDelai => "sans geste de l'éditeur, la candidature tombe hors délai",
    }
}

/// How far it is, as a bar and as words.
fn avancement(d: &Dossier) -> Markup {
    let total = d.preuves.iter().filter(|p| !p.facultative || !p.remises.is_empty()).count();
    let bonnes = d.preuves.iter().filter(|p| p.sort.est_bonne()).count();
    html! {
        p.avancement {
            label for="avancement" { "Avancement : " (bonnes) " sur " (total) " " }
            progress id="avancement" max=(total) value=(bonnes) { (bonnes) " sur " (total) }
            @for (sort, n) in d.comptes() { " · " (sort.dit()) " : " (n) }
        }
    }
}

fn chapitres(appel: &Appel<'_>, d: &Dossier, role: Role) -> Markup {
    let c = &d.tete;
    let unique = appel.service.regles.vague(c.vague).is_some_and(|v| v.depot == Depot::Unique);
    let soumet = role == Role::Editeur && c.etat.est_aux_preuves();
    html! {
        section aria-labelledby="t-chapitres" {
            h2 id="t-chapitres" { "Chapitres" }
            table {
                caption { (nombre(c.chapitres.len(), "chapitre", "chapitres")) @if unique { ". En vague 1, toutes les preuves se déposent en une fois." } @else { ". Un chapitre est examiné quand il est complet et soumis." } }
                thead { tr { th scope="col" { "Chapitre" } th scope="col" { "État" } th scope="col" { "Tour" } th scope="col" { "Preuves bonnes" } th scope="col" { "À faire" } } }
                tbody { @for ch in &c.chapitres { (ligne(appel, d, ch, soumet && !unique)) } }
            }
            @if soumet && unique {
                form method="post" action=(format!("/candidatures/{}/gestes/soumettre", c.id)) { (jeton(appel)) button type="submit" { "Soumettre le dossier entier" } }
            }
        }
    }
}

fn ligne(appel: &Appel<'_>, d: &Dossier, ch: &Chapitre, soumet: bool) -> Markup {
    let id = &d.tete.id;
    let siennes = || d.du_chapitre(&ch.nom);
    let (total, bonnes) = (siennes().count(), siennes().filter(|p| p.sort.est_bonne()).count());
    let a_corriger = siennes().filter(|p| p.sort.est_a_corriger() && !p.facultative).count();
    let a_juger = siennes().filter(|p| p.sort.est_a_juger()).count();
    let ouvert = matches!(ch.etat, EtatChapitre::Ouvert | EtatChapitre::Correction);
    html! {
        tr {
            th scope="row" data-titre="Chapitre" { a href=(lien_chapitre(id, &ch.nom)) { (ch.nom) } }
            td data-titre="État" { (ch.etat.dit()) }
            td data-titre="Tour" { (ch.tour) }
            td data-titre="Preuves bonnes" { (bonnes) " sur " (total) }
            td data-titre="À faire" {
                @if ch.etat == EtatChapitre::Soumis { (a_juger) " à juger" }
                @else if a_corriger > 0 { (a_corriger) " à fournir ou à corriger" }
                @else if ouvert && soumet {
                    form method="post" action=(format!("/candidatures/{id}/gestes/soumettre")) {
                        (jeton(appel)) input type="hidden" name="chapitre" value=(ch.nom);
                        button type="submit" { "Soumettre" span.masque { " le chapitre " (ch.nom) } }
                    }
                }
            }
        }
    }
}

fn dossier_entier(appel: &Appel<'_>, d: &Dossier) -> Markup {
    let id = &d.tete.id;
    html! {
        section aria-labelledby="t-dossier" {
            h2 id="t-dossier" { "Déposer un dossier du banc" }
            p { "Le zip que " code { "segur-bench run" } " ou " code { "demo" } " a écrit : il est vérifié, puis chaque pièce va à son numéro. Il doit être de ce produit, de cette version, de ce référentiel et de ces profils." }
            form.envoi method="post" action=(format!("/candidatures/{id}/gestes/dossier")) data-envois=(format!("/candidatures/{id}/envois")) {
                (jeton(appel))
                label { "Dossier " input type="file" name="fichier" accept=".zip" required; }
                button type="submit" { "Déposer le dossier" }
                p.etat role="status" {}
            }
            p.note { "Sans navigateur : " code { "curl -T dossier.zip -H \"Authorization: Bearer $JETON\" …/candidatures/" (id) "/dossier/dossier.zip" } }
            @if !d.tete.dossiers.is_empty() {
                ul { @for x in &d.tete.dossiers { li { (x.nom) ", campagne " code { (x.campagne) } ", " (nombre(x.preuves, "preuve pourvue", "preuves pourvues")) ", le " (instant(x.le)) br; span.note { "SHA-256 " code { (x.empreinte) } ", signé par la clé " code { (x.empreinte_cle) } } } } }
            }
        }
    }
}

fn attentes(appel: &Appel<'_>, d: &Dossier, role: Role) -> Markup {
    let c = &d.tete;
    let vague = appel.service.regles.vague(c.vague);
    let source = |id: &str| {
        vague
            .and_then(|v| v.attentes.iter().find(|a| a.id == id))
            .map(|a| (a.source.clone(), a.trust))
    };
    html! {
        section aria-labelledby="t-attentes" {
            h2 id="t-attentes" { "Ce que d'autres accordent" }
            p.note { "Le banc ne délivre rien de tout cela : un relecteur, ou l'action " code { "referencement.tiers" } ", dit ce que le tiers aurait répondu." }
            table {
                thead { tr { th scope="col" { "Quoi" } th scope="col" { "Qui" } th scope="col" { "Où en est-on" } th scope="col" { "Référence" } th scope="col" { "Geste" } } }
                tbody { @for a in &c.attentes { tr {
                    th scope="row" data-titre="Quoi" { (a.dit) @if let Some((s, t)) = source(&a.id) { br; span.note { (s) @if t != Trust::Verified { " (de seconde main)" } } } }
                    td data-titre="Qui" { (a.qui) }
                    td data-titre="Où en est-on" { (a.etat.dit()) }
                    td data-titre="Référence" { (a.reference) }
                    td data-titre="Geste" { (gestes::sur_une_attente(appel, c, a, role)) }
                } } }
            }
        }
    }
}

fn errata(d: &Dossier) -> Markup {
    html! {
        @if !d.tete.errata.is_empty() {
            section aria-labelledby="t-errata" {
                h2 id="t-errata" { "Errata" }
                ul { @for e in &d.tete.errata { li {
                    strong { (e.id) } ", " (e.date) " : " (e.change) " (" (e.source) "). "
                    @if e.tombees.is_empty() { "Aucune preuve n'est tombée." } @else { "Preuves tombées : " (e.tombees.join(", ")) "." }
                } } }
            }
        }
    }
}

fn personnes(appel: &Appel<'_>, d: &Dossier, role: Role) -> Markup {
    let c = &d.tete;
    html! {
        section aria-labelledby="t-personnes" {
            h2 id="t-personnes" { "Qui y travaille" }
            ul {
                li { (c.editeur.nom) ", éditeur : engage la société" }
                @for p in &c.collaborateurs { li { (p.nom) ", collaborateur"
                    @if role == Role::Editeur { form.en-ligne method="post" action=(format!("/candidatures/{}/gestes/demandater", c.id)) {
                        (jeton(appel)) input type="hidden" name="personne" value=(p.id); button type="submit" { "Retirer le mandat" span.masque { " de " (p.nom) } }
                    } }
                } }
            }
            @if role == Role::Editeur && !c.etat.est_fini() {
                form.filtre method="post" action=(format!("/candidatures/{}/gestes/mandater", c.id)) {
                    (jeton(appel))
                    label { "Fiche ou identifiant " input name="personne" required list="fiches" maxlength="100"; }
                    datalist id="fiches" { @for f in appel.ctx.monde.professionnels.keys() { option value=(f) {} } }
                    button type="submit" { "Donner un mandat" }
                }
            }
        }
    }
}
