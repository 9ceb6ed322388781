//! `rapport.html`: what a reviewer reads. One page that needs nothing else: no script, no font, no image, no network.

mod declare;
mod ecart;
mod echange;
mod exigence;
mod filtre;
mod impression;
mod insigne;
mod marques;
mod ouverture;
mod regles;
mod scenario;
mod suite;
mod synthese;
mod tenu;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use segur_model::catalogue::Requirement;
use segur_model::resultat::ResultatExigence;
use segur_model::texte::dangereux;

use crate::bilan::Mot;
use crate::chapitres::Chapitres;
use crate::noms::ancre;
use crate::plan::Dossier;
use crate::recit::{ETATS, phrase};

/// Nothing may be loaded, whatever a message of the candidate contains.
const POLITIQUE: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// What the sections of the page share.
pub(crate) struct Page<'a> {
    d: &'a Dossier<'a>,
    /// Exigences of the result by chapter, in the order of the catalogue.
    chapitres: Vec<(&'a str, Vec<(&'a Requirement, &'a ResultatExigence)>)>,
    /// Exigence under which a scenario is told; the others refer to it.
    hotes: HashMap<&'a str, &'a str>,
    /// What was shown: an exchange is told once.
    montres: RefCell<HashSet<String>>,
}

impl<'a> Page<'a> {
    fn new(d: &'a Dossier<'a>) -> Self {
        let Chapitres { liste: chapitres, hotes } = Chapitres::de(d);
        Self {
            d,
            chapitres,
            hotes,
            montres: RefCell::default(),
        }
    }

    /// Whether this was not shown before; it then is.
    fn premiere_fois(&self, quoi: &str) -> bool {
        self.montres.borrow_mut().insert(quoi.to_owned())
    }

    /// The word of an exigence and the states of its proofs, as classes.
    fn classes(&self, e: &ResultatExigence) -> String {
        format!("v-{}{}", insigne::classe(Mot::de(e)), self.etats(&e.id))
    }

    /// The states of the proofs of an exigence, as classes.
    fn etats(&self, exigence: &str) -> String {
        let siennes = || self.d.resultat.preuves.iter().filter(|p| p.exigence == exigence);
        ETATS
            .into_iter()
            .filter(|e| siennes().any(|p| p.etat == *e))
            .map(|e| format!(" p-{}", insigne::nom_etat(e)))
            .collect()
    }
}

/// The page.
pub(crate) fn html(d: &Dossier<'_>) -> String {
    let page = Page::new(d);
    let r = d.resultat;
    let html = html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLITIQUE);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { "Dossier de preuves : " (r.produit.nom) " " (r.produit.version) " (" (segur_model::SIMULE) ")" }
                style { (PreEscaped(include_str!("style.css"))) (filtre::style(&page)) (impression::marges(&page)) }
            }
            body {
                a.evite href="#synthese" { "Aller à la synthèse" }
                header.simule { p { b { (segur_model::SIMULE) } (sans_mot(segur_model::AVERTISSEMENT_SIMULE)) } }
                div.page {
                    (sommaire(&page))
                    main {
                        (synthese::entete(&page))
                        (ouverture::causes(&page))
                        (declare::declares(&page))
                        (ouverture::personne(&page))
                        (synthese::synthese(&page))
                        (synthese::signature(&page))
                        (exigence::exigences(&page))
                        (suite::autres_scenarios(&page))
                        (suite::inattendus(&page))
                        (suite::reste(&page))
                        (regles::regles(&page))
                    }
                }
            }
        }
    }
    .into_string();
    // What a candidate sends is shown, never obeyed: no code of a terminal, no turn of the direction of writing.
    // A line of a message may end with a carriage return: it is a line break, and nothing to show.
    let html = html.replace("\r\n", "\n").replace('\r', "\n");
    html.replace(|c: char| dangereux(c) && !matches!(c, '\n' | '\t'), "\u{fffd}")
}

/// The sentence without the word that the banner already shows.
fn sans_mot(phrase: &str) -> &str {
    phrase.strip_prefix(segur_model::SIMULE).unwrap_or(phrase)
}

fn sommaire(page: &Page<'_>) -> Markup {
    let r = page.d.resultat;
    html! {
        nav.sommaire aria-label="Sommaire" {
            h2 { "Sommaire" }
            ol {
                @if !r.causes.is_empty() { li { a href="#causes" { "Ce qui bloque" } } }
                @if declare::il_y_en_a(page) { li { a href="#declare" { "Ce qui n'est que déclaré" } } }
                @if ouverture::attend_une_personne(page) { li { a href="#personne" { "Ce qu'une personne doit faire" } } }
                li { a href="#synthese" { "Synthèse" } }
                li { a href="#signature" { "Ce que la signature prouve" } }
                li { a href="#exigences" { "Exigences" } }
            }
            @for (i, (chapitre, liste)) in page.chapitres.iter().enumerate() {
                a href={ "#chapitre-" (i + 1) } { (chapitre) }
                div.puces {
                    @for (_, e) in liste {
                        @let mot = Mot::de(e);
                        a class=(insigne::classe(mot)) href={ "#" (ancre("ex", &e.id)) } title=(mot.libelle()) { (insigne::signe(mot)) " " (e.id) }
                    }
                }
            }
            ol {
                @if suite::a_d_autres_scenarios(page) { li { a href="#autres" { "Autres scénarios" } } }
                li { a href="#inattendus" { "Échanges inattendus" } }
                li { a href="#reste" { "Ce qui reste à fournir" } }
                @if !r.regles.is_empty() { li { a href="#regles" { "Règles appliquées" } } }
            }
        }
    }
}
