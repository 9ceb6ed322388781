//! The body: traits.

use segur_dialecte::Constateur;
use segur_model::Location;

use super::sequence;
use crate::requete::Requete;
use crate::{ns, regles};

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
    // In another namespace every child would be told twice.
    let espace = corps
        .valeur
        .strip_prefix('{')
        .and_then(|v| v.split_once('}'))
        .map_or("", |(e, _)| e);
    let schema = [
        ("NomNaissance", false),
        ("Prenom", true),
        ("Sexe", false),
        ("DateNaissance", false),
        ("LieuNaissance", false),
    ];
    sequence(constats, regles::ORDRE, &traits.enfants, espace, &schema);

    for blanc in &traits.blancs {
        constats.dire(regles::BLANCS, &blanc.lieu, blanc.valeur.trim(), format!("« {} »", blanc.valeur));
    }

    let nom = constats.requis(regles::TRAITS, traits.nom.as_ref(), &corps.lieu, "NomNaissance");
    let prenom = constats.requis(regles::TRAITS, traits.prenoms.first(), &corps.lieu, "Prenom");
    if traits.prenoms.len() > 1 {
        let lieu = traits.prenoms.get(1).map_or(&corps.lieu, |p| &p.lieu);
        constats.dire(
            regles::UN_PRENOM,
            lieu,
            "un élément Prenom",
            format!("{} éléments Prenom", traits.prenoms.len()),
        );
    }
    for champ in nom.into_iter().chain(prenom).chain(traits.prenoms.iter().skip(1)) {
        if let Err(refus) = segur_ids::traits_alphabet(&champ.valeur) {
            constats.dire(
                regles::ALPHABET,
                &champ.lieu,
                "A à Z, espace, trait d'union, apostrophe",
                format!("« {} » : {refus}", champ.valeur),
            );
        }
    }
    if let Some(sexe) = constats.requis(regles::TRAITS, traits.sexe.as_ref(), &corps.lieu, "Sexe")
        && !matches!(sexe.valeur.as_str(), "M" | "F")
    {
        constats.dire(regles::SEXE, &sexe.lieu, "M ou F", &sexe.valeur);
    }
    if let Some(date) = constats.requis(regles::TRAITS, traits.date_naissance.as_ref(), &corps.lieu, "DateNaissance") {
        match segur_ids::date_insi(&date.valeur) {
            Err(_) => constats.dire(regles::DATE, &date.lieu, "AAAA-MM-JJ", &date.valeur),
            Ok(lue) if !lue.au_calendrier() => constats.dire(regles::DATE_CALENDRIER, &date.lieu, "une date du calendrier", &date.valeur),
            Ok(_) => {}
        }
    }
    if let Some(cog) = traits.lieu_naissance.as_ref().filter(|l| !est_cog(&l.valeur)) {
        constats.dire(regles::LIEU, &Location { ..cog.lieu.clone() }, "5 chiffres ou lettres", &cog.valeur);
    }
}

fn est_cog(texte: &str) -> bool {
    texte.len() == 5 && texte.bytes().all(|c| c.is_ascii_alphanumeric())
}
