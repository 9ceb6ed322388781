//! `rapport.pdf`: what a reviewer prints or files. PDF/A-1b: the fonts are in it, nothing is asked of anybody, and each page says that it is
//! simulated. The same dossier gives the same bytes.

pub(crate) mod attestation;
mod couverture;
mod dessin;
mod exigence;
mod feuille;
mod police;
mod scenario;
mod suite;
mod synthese;
mod tableau;
mod texte;

use std::collections::HashMap;

use crate::DossierError;
use crate::chapitres::Chapitres;
use crate::plan::Dossier;
use crate::signes::Ton;
use feuille::{Cible, Feuille};
use police::Polices;
use texte::{ACCENT, CORPS, Couleur, Texte};

/// What the sections share.
pub(crate) struct Rapport<'a> {
    d: &'a Dossier<'a>,
    chapitres: Chapitres<'a>,
    /// Where each exigence, scenario and section is told.
    exigences: HashMap<&'a str, Cible>,
    scenarios: HashMap<&'a str, Cible>,
    sections: Vec<(String, Cible)>,
}

/// The document.
pub(crate) fn pdf(d: &Dossier<'_>) -> Result<Vec<u8>, DossierError> {
    let polices = Polices::lire()?;
    let mut f = Feuille::nouvelle(&polices);
    let rapport = Rapport::nouveau(d, &mut f);
    rapport.couverture(&mut f);
    rapport.synthese(&mut f);
    rapport.exigences(&mut f);
    rapport.autres_scenarios(&mut f);
    rapport.inattendus(&mut f);
    rapport.preuves(&mut f);
    if f.pleine() {
        f.titre(&Texte::nouveau("Ce rapport s'arrête ici", CORPS.a(12.0).gras()), 10.0, None, None);
        f.phrase(format!(
            "Il a {} pages, le plus qu'il puisse avoir : la suite se lit dans rapport.html et dans manifeste.json.",
            feuille::MAX_PAGES
        ));
    }
    f.finir();
    dessin::ecrire(d, &f)
}

impl<'a> Rapport<'a> {
    fn nouveau(d: &'a Dossier<'a>, f: &mut Feuille<'_>) -> Self {
        let chapitres = Chapitres::de(d);
        let exigences = d.resultat.exigences.iter().map(|e| (e.id.as_str(), f.cible())).collect();
        let scenarios = d.resultat.scenarios.iter().map(|s| (s.id.as_str(), f.cible())).collect();
        let mut sections = vec!["Synthèse".to_owned()];
        sections.extend(chapitres.liste.iter().map(|(c, _)| (*c).to_owned()));
        if !chapitres.orphelins(d.resultat).is_empty() {
            sections.push(suite::AUTRES.to_owned());
        }
        sections.extend([suite::INATTENDUS.to_owned(), suite::PREUVES.to_owned()]);
        Self {
            d,
            chapitres,
            exigences,
            scenarios,
            sections: sections.into_iter().map(|s| (s, f.cible())).collect(),
        }
    }

    /// The heading of a section, on a page of its own, with its bookmark.
    fn section(&self, f: &mut Feuille<'_>, nom: &str) {
        f.finir();
        f.page_suivante();
        self.partie(f, nom);
    }

    /// The same, on the page where it falls.
    fn partie(&self, f: &mut Feuille<'_>, nom: &str) {
        let cible = self.sections.iter().find(|(s, _)| s == nom).map(|(_, c)| *c);
        let texte = Texte::nouveau(nom, CORPS.a(15.0).gras().de(ACCENT));
        f.titre(&texte, 20.0, Some((0, signet(f, nom))), cible);
    }
}

/// A heading within a section.
fn sous_titre(f: &mut Feuille<'_>, nom: impl Into<String>) {
    f.titre(&Texte::nouveau(nom, CORPS.a(10.5).gras().de(ACCENT)), 8.0, None, None);
}

/// The text of a bookmark: one line, that a panel can show.
fn signet(f: &Feuille<'_>, texte: &str) -> String {
    f.polices.abrege(texte, false, 1.0, 50.0)
}

/// Dark enough to be read when printed in grey.
fn couleur(ton: Ton) -> Couleur {
    match ton {
        Ton::Tenu => (0x17, 0x5c, 0x2e),
        Ton::Declare => (0x1b, 0x3a, 0x8b),
        Ton::Repetition => (0x5b, 0x2a, 0x86),
        Ton::Faute => (0xa3, 0x1d, 0x1d),
        Ton::Attente => (0x7a, 0x4a, 0x00),
        Ton::Bloque => (0x6b, 0x3a, 0x12),
        Ton::Neutre => (0x55, 0x55, 0x55),
    }
}
