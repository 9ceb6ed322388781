//! What is administrative in a DMP: the summary, its management, what the patient wants, and the authorisation to declare.

use maud::{Markup, html};
use segur_kit::Reponse;
use segur_model::world::{EtatAutorisation, Opposition};
use segur_xds::registre::Disponibilite;
use segur_xds::web::{DEDANS, PageWeb};

use super::{nombre, tableau, tableau_de_documents};
use crate::actes::profession_dite;
use crate::droits::Acte;
use crate::registre::{Autorisation, Entree};
use crate::web::dossier::Dossier;
use crate::web::habillage::{self, jour};
use crate::web::page::Page;
use crate::web::visiteur::Qui;

/// Documents of the summary.
const DERNIERS: usize = 5;

/// `DossierPatient`: the summary of a DMP.
pub(super) fn dossier(page: &Page<'_>, d: &Dossier) -> Markup {
    let actifs: Vec<&Entree> = d.documents().filter(|e| e.statut == Disponibilite::Approved).collect();
    let derniers = actifs.get(..DERNIERS.min(actifs.len())).unwrap_or_default();
    html! {
        section aria-labelledby="t-resume" {
            h2 id="t-resume" { "En bref" }
            dl.resume {
                dt { "Votre autorisation" } dd { (tableau::autorisation(d)) @if let Some(debut) = debut(d) { ", depuis le " (jour(debut)) } }
                dt { "Médecin traitant" } dd { (traitant(page, d)) }
                dt { "Mon espace santé" } dd { (oui(d.dmp.rattache_ens, "DMP rattaché", "DMP non rattaché")) }
            }
        }
        section aria-labelledby="t-derniers" {
            h2 id="t-derniers" { "Derniers documents" }
            @if d.juger(Acte::Td31Metadonnees).is_err() {
                p.rien { "Votre profession ne consulte pas les documents de ce DMP." }
            } @else if derniers.is_empty() {
                p.rien { "Aucun document actif." }
            } @else {
                (tableau_de_documents(d, derniers, &format!("Les {} derniers actes, sur {}.", derniers.len(), nombre(actifs.len(), "document actif", "documents actifs"))))
                p { a href=(format!("{DEDANS}/Documents/{}", d.ins())) { "Tous les documents" } }
            }
        }
    }
}

/// `GestionDMPPatient`: administrative data, and the authorisation of who asks.
pub(super) fn gestion(page: &Page<'_>, qui: &Qui, d: &Dossier) -> Markup {
    let p = &d.patient;
    html! {
        section aria-labelledby="t-adm" {
            h2 id="t-adm" { "Données administratives" }
            dl.resume {
                dt { "Nom de naissance" } dd { (p.nom_naissance) }
                @if let Some(n) = &p.nom_utilise { dt { "Nom utilisé" } dd { (n) } }
                dt { "Prénoms" } dd { (p.prenoms.join(", ")) }
                dt { "Sexe" } dd { (match p.sexe.as_str() { "F" => "féminin", "M" => "masculin", _ => "non renseigné" }) }
                dt { "Date de naissance" } dd { (jour(&p.date_naissance.replace('-', ""))) }
                @if let Some(lieu) = &p.lieu_naissance { dt { "Lieu de naissance (code)" } dd { (lieu) } }
                dt { "INS" } dd { code { (d.ins()) } @if let Some(i) = &p.ins { " — OID " code { (i.oid) } } }
                dt { "DMP" } dd { "ouvert" }
                dt { "Mon espace santé" } dd { (oui(d.dmp.rattache_ens, "DMP rattaché", "DMP non rattaché")) }
                dt { "Compte internet du patient" } dd { (oui(d.dmp.compte_internet, "ouvert", "aucun")) }
                dt { "Médecin traitant" } dd { (traitant(page, d)) }
            }
        }
        section aria-labelledby="t-autorisation" {
            h2 id="t-autorisation" { "Votre autorisation" }
            p { "État : " strong { (tableau::autorisation(d)) } @if let Some(debut) = debut(d) { ", depuis le " (jour(debut)) } "." }
            @if qui.est_medecin() && d.juger(Acte::Td03Ajout).is_ok() { (formulaire(page, qui, d, "AJOUT", "Mettre à jour l'autorisation")) }
            @if d.juger(Acte::Td03Retrait).is_ok() { (formulaire(page, qui, d, "SUPPRESSION", "Retirer mon autorisation")) }
        }
        p.note { "Le banc ne ferme, ne modifie et ne crée pas de DMP par l'accès web." }
    }
}

/// `VolontesEtDroits`: what the patient wrote, what they oppose, who may read.
pub(super) fn volontes(page: &Page<'_>, d: &Dossier) -> Markup {
    let siens: Vec<&Entree> = d
        .documents()
        .filter(|e| e.statut == Disponibilite::Approved && e.fond.document.classe.code == "90")
        .collect();
    let representants = d.dmp.representants.iter().filter_map(|f| page.ctx.monde.patients.get(f));
    let oppose = |o: Opposition| d.dmp.oppositions.contains(&o);
    html! {
        section aria-labelledby="t-volontes" {
            h2 id="t-volontes" { "Volontés et documents du patient" }
            @if d.juger(Acte::Td31Metadonnees).is_err() || siens.is_empty() {
                p.rien { "Aucun document du patient (directives anticipées, par exemple) ne vous est montré." }
            } @else {
                (tableau_de_documents(d, &siens, "Documents de la catégorie 90, que le patient a déposés."))
            }
        }
        section aria-labelledby="t-oppositions" {
            h2 id="t-oppositions" { "Oppositions" }
            dl.resume {
                dt { "Bris de glace" } dd { (oui(oppose(Opposition::BrisDeGlace), "le patient s'y oppose", "le patient ne s'y oppose pas")) }
                dt { "Centre de régulation (centre 15)" } dd { (oui(oppose(Opposition::AccesUrgence), "le patient s'y oppose", "le patient ne s'y oppose pas")) }
                @if d.dmp.connexion_secrete { dt { "Connexion secrète" } dd { "demandée par ce patient mineur" } }
                @for r in representants { dt { "Représentant légal" } dd { (r.nom_naissance) " " (r.prenoms.join(" ")) } }
            }
        }
        section aria-labelledby="t-droits" { h2 id="t-droits" { "Professionnels et structures" } (habilites(page, d)) }
    }
}

fn habilites(page: &Page<'_>, d: &Dossier) -> Markup {
    let monde = &page.ctx.monde;
    let qui = |porteur: &str| {
        if let Some(p) = monde.professionnel(porteur) {
            return (format!("{} {}", p.prenom, p.nom), profession_dite(&p.profession));
        }
        let structure = monde.structure(porteur);
        (structure.map_or_else(|| porteur.to_owned(), |s| s.nom.clone()), "structure")
    };
    let etat = |a: &Autorisation| match a.etat {
        Some(EtatAutorisation::Valide) => Some(if a.medecin_traitant {
            "autorisé, médecin traitant"
        } else {
            "autorisé"
        }),
        Some(EtatAutorisation::Interdit) => Some("bloqué par le patient"),
        Some(EtatAutorisation::Expire) => Some("autorisation expirée"),
        None => None,
    };
    let lignes: Vec<(&String, &Autorisation, &str)> = d
        .autorisations
        .iter()
        .filter_map(|(porteur, a)| Some((porteur, a, etat(a)?)))
        .collect();
    html! {
        @if lignes.is_empty() {
            p.rien { "Personne." }
        } @else {
            table {
                caption { (nombre(lignes.len(), "autorisation", "autorisations")) "." }
                thead { tr { th scope="col" { "Qui" } th scope="col" { "Profession" } th scope="col" { "État" } th scope="col" { "Depuis" } th scope="col" { "Dernière action" } } }
                tbody {
                    @for (porteur, a, etat) in lignes {
                        @let (nom, metier) = qui(porteur);
                        tr {
                            th scope="row" data-titre="Qui" { (nom) }
                            td data-titre="Profession" { (metier) }
                            td data-titre="État" { (etat) }
                            td.court data-titre="Depuis" { (jour(&a.debut)) }
                            td.court data-titre="Dernière action" { (jour(&a.derniere_action)) }
                        }
                    }
                }
            }
        }
    }
}

/// What comes before the pages of a DMP on which there is no authorisation.
pub(super) fn declarer(page: &Page<'_>, qui: &Qui, d: &Dossier, ici: PageWeb) -> Reponse {
    let contenu = html! {
        p { "La page « " (habillage::nom(ici)) " » demande une autorisation du patient. La vôtre : " strong { (tableau::autorisation(d)) } "." }
        p { "Si le patient est d'accord, déclarez-la. L'action est tracée dans son DMP (TD0.3)." }
        (formulaire(page, qui, d, "AJOUT", "Déclarer l'autorisation du patient"))
        p { a href=(format!("{DEDANS}/TableauDeBord/{}", d.ins())) { "Tableau de bord" } }
    };
    page.montrer(200, "Autorisation à déclarer", None, Some(d), &contenu)
}

fn formulaire(page: &Page<'_>, qui: &Qui, d: &Dossier, action: &str, bouton: &str) -> Markup {
    let ins = d.ins();
    let traitant = d
        .droits
        .as_ref()
        .ok()
        .and_then(|r| r.autorisation.as_ref())
        .is_some_and(|a| a.medecin_traitant);
    html! {
        form.autorisation method="post" action=(format!("{DEDANS}/autorisation/{ins}")) {
            input type="hidden" name="jeton" value=(page.service.cles.jeton(page.ctx, &qui.cle, &ins));
            input type="hidden" name="action" value=(action);
            @if action == "AJOUT" && qui.est_medecin() {
                label.case { input type="checkbox" name="traitant" value="oui" checked[traitant]; " Je suis le médecin traitant de ce patient" }
            }
            button type="submit" { (bouton) }
        }
    }
}

fn debut(d: &Dossier) -> Option<&str> {
    let a = d.droits.as_ref().ok()?.autorisation.as_ref()?;
    Some(a.debut.as_str()).filter(|t| !t.is_empty())
}

fn traitant(page: &Page<'_>, d: &Dossier) -> String {
    let fiche = d.dmp.medecin_traitant.as_ref().and_then(|f| page.ctx.monde.professionnels.get(f));
    fiche.map_or_else(|| "non déclaré".to_owned(), |p| format!("{} {}", p.prenom, p.nom))
}

fn oui<'a>(vrai: bool, oui: &'a str, non: &'a str) -> &'a str {
    if vrai { oui } else { non }
}
