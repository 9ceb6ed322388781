//! A lot and the VIHF that comes with it: whoever is authenticated is the author.

use segur_dialecte::Constateur;
use segur_saml::vihf::Vihf;

use super::dates;
use super::formes::{Xcn, Xon};
use crate::lot::{Auteur, Champ, Lot};
use crate::regles;

/// Roles of what is no person: its author is not the one who answers for it.
const SANS_PERSONNE: [&str; 2] = ["AUTOMATE", "DISPOSITIF"];

pub(super) fn juger(constats: &mut Constateur, lot: &Lot, vihf: &Vihf) {
    if let Some(emis) = vihf.instant {
        dates::avec_le_vihf(constats, lot, emis);
    }
    let auteurs = lot.soumission().map(|s| s.auteurs.as_slice()).unwrap_or_default();
    let automate = vihf.roles.first().is_some_and(|r| SANS_PERSONNE.contains(&r.code.as_str()));
    if let Some(ps) = vihf.name_id.as_deref().filter(|ps| !ps.is_empty() && !automate) {
        let lus = valeurs(auteurs, |a| &a.personnes, |t| Xcn::lire(t).map(|x| x.id));
        if let Some((champ, vu)) = aucun(&lus, ps) {
            constats.dire(regles::VIHF_AUTEUR, &champ.lieu, format!("{ps}, comme le VIHF"), vu);
        }
    }
    if let Some(structure) = vihf.structure.as_deref().filter(|s| !s.is_empty()) {
        let lus = valeurs(auteurs, |a| &a.institutions, |t| Xon::lire(t).map(|x| x.id));
        if let Some((champ, vu)) = aucun(&lus, structure) {
            constats.dire(regles::VIHF_STRUCTURE, &champ.lieu, format!("{structure}, comme le VIHF"), vu);
        }
    }
    if let Some(secteur) = vihf.secteur_code().filter(|s| !s.is_empty()) {
        for autre in lot.documents().filter_map(|d| d.secteur.first()) {
            if autre.code.valeur != secteur && !autre.code.valeur.is_empty() {
                let attendu = format!("{secteur}, comme le VIHF");
                constats.dire(regles::VIHF_SECTEUR, &autre.code.lieu, attendu, &autre.code.valeur);
            }
        }
    }
}

/// What each author says of himself, read.
fn valeurs<'a>(
    auteurs: &'a [Auteur],
    champs: impl Fn(&'a Auteur) -> &'a Vec<Champ>,
    lire: impl Fn(&'a str) -> Option<&'a str>,
) -> Vec<(&'a Champ, &'a str)> {
    let tous = auteurs.iter().flat_map(champs);
    tous.filter_map(|c| Some((c, lire(&c.valeur)?))).collect()
}

/// The first, when there are some and none is the one that is looked for.
fn aucun<'a>(lus: &[(&'a Champ, &'a str)], cherche: &str) -> Option<(&'a Champ, &'a str)> {
    lus.first().copied().filter(|_| lus.iter().all(|(_, vu)| *vu != cherche))
}
