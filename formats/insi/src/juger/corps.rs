//! The body: traits.

use segur_dialecte::Constateur;
use segur_model::{Champ, Location};

use super::sequence;
use crate::requete::{Requete, Traits};
use crate::{ns, regles};

/// The longest name or list of first names, in characters.
const NOM_MAX: usize = 100;

pub(super) fn juger(constats: &mut Constateur, requete: &Requete) {
    let traits = &requete.traits;
    let corps = &requete.corps;
    let attendu = format!("{{{}}}", ns::RECSANS);
    for etranger in std::iter::once(corps)
        .chain(&traits.enfants)
        .filter(|c| !c.valeur.starts_with(&attendu))
    {
        constats.dire(regles::ESPACE_DE_NOMS, &etranger.lieu, ns::RECSANS, &etranger.valeur);
    }
    let schema = [
        ("NomNaissance", false),
        ("Prenom", true),
        ("Sexe", false),
        ("DateNaissance", false),
        ("LieuNaissance", false),
    ];
    // In another namespace every child would be told twice.
    sequence(constats, regles::ORDRE, &traits.enfants, espace(corps), &schema);
    valeurs(constats, traits, &corps.lieu);
}

/// The namespace of a qualified name.
pub(super) fn espace(nom: &Champ) -> &str {
    nom.valeur.strip_prefix('{').and_then(|v| v.split_once('}')).map_or("", |(e, _)| e)
}

/// The values of the traits, wherever they stand.
pub(super) fn valeurs(constats: &mut Constateur, traits: &Traits, lieu: &Location) {
    for blanc in &traits.blancs {
        constats.dire(regles::BLANCS, &blanc.lieu, blanc.valeur.trim(), format!("« {} »", blanc.valeur));
    }

    let n = constats.requis(regles::TRAITS, traits.nom.as_ref(), lieu, "NomNaissance");
    let prenom = constats.requis(regles::TRAITS, traits.prenoms.first(), lieu, "Prenom");
    if traits.prenoms.len() > 1 {
        let lieu = traits.prenoms.get(1).map_or(lieu, |p| &p.lieu);
        constats.dire(
            regles::UN_PRENOM,
            lieu,
            "un élément Prenom",
            format!("{} éléments Prenom", traits.prenoms.len()),
        );
    }
    for champ in n
        .into_iter()
        .chain(prenom)
        .chain(traits.prenoms.iter().skip(1))
        .chain(&traits.liste)
    {
        nom(constats, champ);
    }
    if let Some(sexe) = constats.requis(regles::TRAITS, traits.sexe.as_ref(), lieu, "Sexe")
        && !matches!(sexe.valeur.as_str(), "M" | "F")
    {
        constats.dire(regles::SEXE, &sexe.lieu, "M ou F", &sexe.valeur);
    }
    if let Some(date) = constats.requis(regles::TRAITS, traits.date_naissance.as_ref(), lieu, "DateNaissance") {
        self::date(constats, date);
    }
    if let Some(cog) = traits
        .lieu_naissance
        .as_ref()
        .filter(|l| !l.valeur.is_empty() && !est_cog(&l.valeur))
    {
        constats.dire(regles::LIEU, &cog.lieu, "5 chiffres ou capitales", &cog.valeur);
    }
}

/// A name or first names: what characters, and how many.
pub(super) fn nom(constats: &mut Constateur, champ: &Champ) {
    if let Err(refus) = segur_ids::traits_alphabet(&champ.valeur) {
        constats.dire(
            regles::ALPHABET,
            &champ.lieu,
            "A à Z, espace, trait d'union, apostrophe",
            format!("« {} » : {refus}", champ.valeur),
        );
    }
    let caracteres = champ.valeur.chars().count();
    if caracteres > NOM_MAX {
        constats.dire(
            regles::LONGUEUR,
            &champ.lieu,
            format!("{NOM_MAX} caractères au plus"),
            format!("{caracteres} caractères"),
        );
    }
}

/// A date of birth.
pub(super) fn date(constats: &mut Constateur, date: &Champ) {
    match segur_ids::date_insi(&date.valeur) {
        Err(_) => constats.dire(regles::DATE, &date.lieu, "AAAA-MM-JJ", &date.valeur),
        Ok(lue) if !lue.au_calendrier() => constats.dire(regles::DATE_CALENDRIER, &date.lieu, "une date du calendrier", &date.valeur),
        Ok(_) => {}
    }
}

fn est_cog(texte: &str) -> bool {
    texte.len() == 5 && texte.bytes().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}
