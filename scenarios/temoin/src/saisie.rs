//! What is typed at the desk: the rules that an identity must meet to be created (RNIV, règle 5 and the characters that
//! INSi accepts).

use serde::{Deserialize, Deserializer};
use time::{Date, Month};

use crate::dossier::{Identite, Statut};
use crate::ecarts::{Ecart, Ecarts};

/// COG of an unknown place of birth.
pub(crate) const LIEU_INCONNU: &str = "99999";
/// What the screen holds; the référentiel asks at least 54 and recommends 100.
const LONGUEUR_MAX: usize = 100;
const PRENOMS_MAX: usize = 20;

/// The parameter `patient` of `creer-identite`. Everything is optional here: what misses is refused with a sentence.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Saisie {
    #[serde(deserialize_with = "absent_si_nul")]
    nom_naissance: String,
    #[serde(deserialize_with = "absent_si_nul")]
    prenoms: Vec<String>,
    #[serde(deserialize_with = "absent_si_nul")]
    sexe: String,
    #[serde(deserialize_with = "absent_si_nul")]
    date_naissance: String,
    lieu_naissance: Option<String>,
    nom_utilise: Option<String>,
    prenom_utilise: Option<String>,
}

/// A trait said to be `null` is a trait that was not typed.
fn absent_si_nul<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(d: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(d)?.unwrap_or_default())
}

impl Saisie {
    /// The identity typed, or why it is refused (French).
    pub(crate) fn accepter(self, ecarts: &Ecarts, aujourdhui: Date) -> Result<Identite, String> {
        let lieu = self
            .lieu_naissance
            .filter(|l| !l.trim().is_empty())
            .unwrap_or_else(|| LIEU_INCONNU.to_owned());
        if !self.nom_naissance.is_empty() || !ecarts.a(Ecart::TraitManquantAccepte) {
            texte("nom de naissance", &self.nom_naissance, ecarts)?;
        }
        if self.prenoms.len() > PRENOMS_MAX || self.prenoms.iter().map(|p| p.chars().count() + 1).sum::<usize>() > LONGUEUR_MAX + 1 {
            return Err(format!("prénoms de naissance : plus de {LONGUEUR_MAX} caractères"));
        }
        for prenom in &self.prenoms {
            texte("prénom de naissance", prenom, ecarts)?;
        }
        let presents = present("premier prénom de naissance", self.prenoms.first().map_or("", String::as_str))
            .and_then(|()| present("sexe", &self.sexe))
            .and_then(|()| present("date de naissance", &self.date_naissance));
        if let Err(manque) = presents
            && !ecarts.a(Ecart::TraitManquantAccepte)
        {
            return Err(manque);
        }
        if !self.sexe.is_empty() && !matches!(self.sexe.as_str(), "M" | "F") {
            return Err(format!("sexe « {} » : M ou F attendu", self.sexe));
        }
        if !self.date_naissance.is_empty() {
            date(&self.date_naissance, aujourdhui)?;
        }
        cog(&lieu)?;
        Ok(Identite {
            statut: Statut::Provisoire,
            attributs: Vec::new(),
            premier_prenom: self.prenoms.first().cloned().unwrap_or_default(),
            nom_naissance: self.nom_naissance,
            prenoms: self.prenoms,
            sexe: self.sexe,
            date_naissance: self.date_naissance,
            lieu_naissance: lieu,
            nom_utilise: self.nom_utilise,
            prenom_utilise: self.prenom_utilise,
            ins: None,
            justificatif: None,
            alertes: Vec::new(),
        })
    }
}

fn present(trait_: &str, valeur: &str) -> Result<(), String> {
    if valeur.is_empty() {
        Err(format!("trait strict manquant : {trait_}"))
    } else {
        Ok(())
    }
}

/// A–Z, space, hyphen, apostrophe, and at least a letter.
fn texte(trait_: &str, valeur: &str, ecarts: &Ecarts) -> Result<(), String> {
    present(trait_, valeur.trim())?;
    if valeur.chars().count() > LONGUEUR_MAX {
        return Err(format!("{trait_} : plus de {LONGUEUR_MAX} caractères"));
    }
    let ligature = |c: char| "ÆŒæœ".contains(c);
    let accepte = |c: char| {
        c.is_ascii_uppercase()
            || matches!(c, ' ' | '-' | '\'')
            || (ligature(c) && ecarts.a(Ecart::LigatureAcceptee))
            || (!c.is_ascii() && c.is_alphabetic() && !ligature(c) && ecarts.a(Ecart::AccentAccepte))
    };
    match valeur.chars().find(|c| !accepte(*c)) {
        Some(c) => Err(format!(
            "{trait_} : caractère « {c} » refusé (lettres A à Z, espace, tiret et apostrophe seulement)"
        )),
        None if !valeur.chars().any(char::is_alphabetic) => Err(format!("{trait_} : aucune lettre")),
        None if valeur.trim() != valeur => Err(format!("{trait_} : espace au début ou à la fin")),
        None => Ok(()),
    }
}

fn date(valeur: &str, aujourdhui: Date) -> Result<(), String> {
    let impossible = || format!("date de naissance « {valeur} » impossible (AAAA-MM-JJ attendu)");
    let mut parties = valeur.split('-');
    let mut nombre = |longueur: usize| -> Option<u16> {
        let p = parties
            .next()
            .filter(|p| p.len() == longueur && p.bytes().all(|b| b.is_ascii_digit()))?;
        p.parse().ok()
    };
    let lue = (|| {
        let (annee, mois, jour) = (nombre(4)?, nombre(2)?, nombre(2)?);
        let mois = Month::try_from(u8::try_from(mois).ok()?).ok()?;
        Date::from_calendar_date(i32::from(annee), mois, u8::try_from(jour).ok()?).ok()
    })();
    let lue = lue.filter(|d| d.year() >= 1850).ok_or_else(impossible)?;
    if parties.next().is_some() {
        return Err(impossible());
    }
    if lue > aujourdhui {
        return Err(format!("date de naissance « {valeur} » dans le futur"));
    }
    Ok(())
}

fn cog(valeur: &str) -> Result<(), String> {
    let b = valeur.as_bytes();
    let chiffres = |x: &[u8]| x.iter().all(u8::is_ascii_digit);
    let corse = b.len() == 5 && matches!(&b[..2], b"2A" | b"2B") && chiffres(&b[2..]);
    if corse || (b.len() == 5 && chiffres(b)) {
        Ok(())
    } else {
        Err(format!(
            "lieu de naissance « {valeur} » : code officiel géographique sur 5 caractères attendu, 99999 si inconnu"
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use time::macros::date;

    use super::*;

    fn essai(ecarts: &Ecarts, changement: Value) -> Result<Identite, String> {
        let mut v = json!({ "nom_naissance": "D'ARTAGNAN DE L'HERAULT", "prenoms": ["PIERRE-ALAIN", "MARIE"], "sexe": "M",
            "date_naissance": "2001-06-17", "lieu_naissance": "2A020", "inconnu": 1 });
        for (k, x) in changement.as_object().unwrap() {
            v[k] = x.clone();
        }
        serde_json::from_value::<Saisie>(v).unwrap().accepter(ecarts, date!(2026 - 01 - 15))
    }

    #[test]
    fn accepte() {
        let i = essai(&Ecarts::default(), json!({})).unwrap();
        assert_eq!(
            (i.premier_prenom.as_str(), i.lieu_naissance.as_str(), i.statut),
            ("PIERRE-ALAIN", "2A020", Statut::Provisoire)
        );
        let sans_lieu = essai(&Ecarts::default(), json!({ "lieu_naissance": null })).unwrap();
        assert_eq!(sans_lieu.lieu_naissance, "99999");
        essai(
            &Ecarts::default(),
            json!({ "nom_naissance": "A".repeat(54), "date_naissance": "2024-02-29" }),
        )
        .unwrap();
        essai(&Ecarts::default(), json!({ "nom_naissance": "DUPONT--MARTIN" })).unwrap();
    }

    #[test]
    fn refuse() {
        for (changement, mot) in [
            (json!({ "nom_naissance": "" }), "nom de naissance"),
            (json!({ "nom_naissance": null }), "nom de naissance"),
            (json!({ "prenoms": [] }), "premier prénom"),
            (json!({ "prenoms": null }), "premier prénom"),
            (json!({ "sexe": "" }), "sexe"),
            (json!({ "sexe": "X" }), "sexe"),
            (json!({ "date_naissance": "" }), "date"),
            (json!({ "nom_naissance": "D'ÆION" }), "« Æ »"),
            (json!({ "prenoms": ["CŒUR"] }), "« Œ »"),
            (json!({ "nom_naissance": "LÉA" }), "« É »"),
            (json!({ "prenoms": ["ANNE", "zoe"] }), "« z »"),
            (json!({ "nom_naissance": "R2D2" }), "« 2 »"),
            (json!({ "nom_naissance": " - " }), "lettre"),
            (json!({ "date_naissance": "2001-02-29" }), "impossible"),
            (json!({ "date_naissance": "1960-00-12" }), "impossible"),
            (json!({ "date_naissance": "17/06/2001" }), "impossible"),
            (json!({ "date_naissance": "2001-06-17-1" }), "impossible"),
            (json!({ "date_naissance": "2026-01-16" }), "futur"),
            (json!({ "lieu_naissance": "PARIS" }), "géographique"),
            (json!({ "lieu_naissance": "2C020" }), "géographique"),
        ] {
            let e = essai(&Ecarts::default(), changement.clone()).unwrap_err();
            assert!(e.contains(mot), "{changement} : {e}");
        }
    }

    #[test]
    fn defauts_de_saisie() {
        let i = essai(&Ecart::LigatureAcceptee.into(), json!({ "nom_naissance": "D'ÆION" })).unwrap();
        assert_eq!(i.nom_naissance, "D'ÆION");
        essai(&Ecart::LigatureAcceptee.into(), json!({ "nom_naissance": "LÉA" })).unwrap_err();
        essai(&Ecart::AccentAccepte.into(), json!({ "nom_naissance": "LÉA" })).unwrap();
        essai(&Ecart::AccentAccepte.into(), json!({ "nom_naissance": "D'ÆION" })).unwrap_err();
        for vide in [
            json!({ "nom_naissance": "" }),
            json!({ "prenoms": [] }),
            json!({ "sexe": "" }),
            json!({ "date_naissance": "" }),
        ] {
            essai(&Ecart::TraitManquantAccepte.into(), vide).unwrap();
        }
        essai(&Ecart::TraitManquantAccepte.into(), json!({ "nom_naissance": "LÉA" })).unwrap_err();
    }
}
