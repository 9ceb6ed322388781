//! What a third party issues: links, numbers, homologations, penetration tests.

use time::{Date, Month};

use super::{Issue, plat};
use crate::examen::affaire::{Affaire, Piece, Preuve};
use crate::examen::lecture::Lue;
use crate::examen::regles::Regle;

/// Longest text that is taken for a link or a number.
const MAX_COURT: usize = 4 << 10;

/// The host of the first link of a text; none: there is no link.
fn hote(texte: &str) -> Option<String> {
    let debut = ["https://", "http://"]
        .iter()
        .filter_map(|s| Some(texte.find(s)? + s.len()))
        .min()?;
    let suite = texte.get(debut..)?;
    let autorite = suite
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '<' | '>' | '\\'))
        .next()?;
    // What stands before `@` is a name of user, whatever it looks like.
    let hote = autorite.rsplit('@').next()?;
    let hote = hote.split(':').next()?.trim_end_matches('.').to_lowercase();
    (!hote.is_empty()).then_some(hote)
}

/// Whether another kind that the proof accepts may be what this file is.
fn autre_nature(preuve: &Preuve<'_>, p: &Piece<'_>) -> bool {
    preuve.demande.natures.iter().any(|n| !n.est_tiers()) && !matches!(p.lue, Lue::Vide)
}

pub(super) fn lien_present(_: &Regle, _: &Affaire<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        Lue::Texte(t) if t.len() <= MAX_COURT && hote(t).is_some() => Issue::Tient,
        Lue::Fermee(pourquoi) => Issue::NeSaitPas(pourquoi.clone()),
        _ if autre_nature(preuve, p) => Issue::Tient,
        autre => Issue::Manque(format!("à la place d'un lien, {}", autre.dit())),
    }
}

pub(super) fn lien_instance(r: &Regle, _: &Affaire<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Lue::Texte(t) = &p.lue else { return Issue::Tient };
    match hote(t).filter(|_| t.len() <= MAX_COURT) {
        Some(h) if !r.mots.contains(&h) => Issue::Manque(format!("rapport de « {h} »")),
        // Without a link another rule speaks.
        _ => Issue::Tient,
    }
}

pub(super) fn numero_d_execution(_: &Regle, _: &Affaire<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        Lue::Texte(t) => {
            let t = t.trim();
            if (1..=18).contains(&t.len()) && t.bytes().all(|o| o.is_ascii_digit()) {
                return Issue::Tient;
            }
            let debut: String = t.chars().take(40).collect();
            Issue::Manque(format!("« {debut} » n'est pas un nombre entier"))
        }
        Lue::Fermee(pourquoi) => Issue::NeSaitPas(pourquoi.clone()),
        _ if autre_nature(preuve, p) => Issue::Tient,
        autre => Issue::Manque(format!("à la place d'un numéro, {}", autre.dit())),
    }
}

pub(super) fn homologation_acquise(r: &Regle, _: &Affaire<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Some((texte, entier)) = p.lue.texte() else {
        return Issue::NeSaitPas(format!("{} : aucun texte à y lire", p.lue.dit()));
    };
    let texte = plat(&texte);
    match r.mots.iter().find(|m| texte.contains(m.as_str())) {
        Some(m) => Issue::Manque(format!("le document dit « {m} »")),
        None if entier => Issue::Tient,
        None => Issue::NeSaitPas("une partie du texte ne se lit pas".to_owned()),
    }
}

pub(super) fn homologation_du_produit(_: &Regle, a: &Affaire<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Some((texte, entier)) = p.lue.texte() else {
        return Issue::NeSaitPas(format!("{} : aucun texte à y lire", p.lue.dit()));
    };
    let texte = plat(&texte);
    let produit = &a.manifeste.produit;
    let attendus = [("la version", &produit.version), ("le NIL", &produit.nil)];
    let absents: Vec<String> = attendus
        .into_iter()
        .filter(|(_, v)| !v.trim().is_empty() && !contient_mot(&texte, &plat(v.trim())))
        .map(|(quoi, v)| format!("{quoi} « {v} »"))
        .collect();
    match absents.as_slice() {
        [] => Issue::Tient,
        _ if !entier => Issue::NeSaitPas("une partie du texte ne se lit pas".to_owned()),
        noms => Issue::Manque(format!("on n'y lit pas {}", noms.join(", ni "))),
    }
}

/// Whether a word is there by itself: `4.2.0` is not in `14.2.0`, nor in `4.2.0.1`; a full stop may end the sentence.
fn contient_mot(texte: &str, mot: &str) -> bool {
    let libre = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    texte.match_indices(mot).any(|(i, m)| {
        let (avant, apres) = (texte.get(..i).unwrap_or_default(), texte.get(i + m.len()..).unwrap_or_default());
        let mut suite = apres.chars();
        let colle = avant.ends_with('.') || (suite.next() == Some('.') && suite.next().is_some_and(char::is_alphanumeric));
        libre(avant.chars().next_back()) && libre(apres.chars().next()) && !colle
    })
}

pub(super) fn pentest_recent(_: &Regle, a: &Affaire<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Some((texte, _)) = p.lue.texte() else {
        return Issue::NeSaitPas(format!("{} : aucune date à y lire", p.lue.dit()));
    };
    // The latest date of the past: a date of validity comes later, that of the rules earlier.
    let Some(derniere) = dates(&plat(&texte)).into_iter().filter(|d| *d <= a.jour).max() else {
        return Issue::NeSaitPas("aucune date lisible".to_owned());
    };
    let an_avant = a
        .jour
        .replace_year(a.jour.year().saturating_sub(1))
        .unwrap_or_else(|_| a.jour.saturating_sub(time::Duration::days(366)));
    if derniere < an_avant {
        return Issue::Manque(format!("la dernière date du document est le {}", jour(derniere)));
    }
    Issue::Tient
}

/// `28/11/2026`.
fn jour(d: Date) -> String {
    format!("{:02}/{:02}/{}", d.day(), u8::from(d.month()), d.year())
}

/// `28/11/2026`, `2026-11-28`, `28 novembre 2026`, in a text without accents.
fn dates(texte: &str) -> Vec<Date> {
    const MOIS: [&str; 12] = [
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ];
    let date = |a: &str, m: u8, j: &str| {
        let mois = Month::try_from(m).ok()?;
        (a.len() == 4).then(|| Date::from_calendar_date(a.parse().ok()?, mois, j.parse().ok()?).ok())?
    };
    let mots: Vec<&str> = texte.split(|c: char| !c.is_alphanumeric()).filter(|m| !m.is_empty()).collect();
    mots.windows(3)
        .filter_map(|f| match f {
            [x, m, y] => match MOIS.iter().position(|nom| nom == m) {
                // « 1er janvier »
                Some(rang) => date(y, u8::try_from(rang + 1).ok()?, x.trim_end_matches("er")),
                None => date(y, m.parse().ok()?, x).or_else(|| date(x, m.parse().ok()?, y)),
            },
            _ => None,
        })
        .collect()
}

pub(super) fn pdf_signe(_: &Regle, _: &Affaire<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        Lue::Pdf { signe: true, .. } => {
            Issue::NeSaitPas("le PDF porte une signature, dont le banc ne juge ni le certificat ni la validité".to_owned())
        }
        Lue::Pdf { signe: false, .. } => Issue::Manque("le PDF ne porte pas de signature électronique".to_owned()),
        autre => Issue::NeSaitPas(format!("{} : une signature peut être à côté", autre.dit())),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn the_host_of_a_link_is_not_what_it_looks_like() {
        for (lien, attendu) in [
            (
                "https://interopsegur.esante.gouv.fr/evs/report/1",
                Some("interopsegur.esante.gouv.fr"),
            ),
            (
                "voir HTTPS ici : https://INTEROP.esante.gouv.fr:443/x",
                Some("interop.esante.gouv.fr"),
            ),
            ("https://interopsegur.esante.gouv.fr@ailleurs.test/x", Some("ailleurs.test")),
            ("https://ailleurs.test/interopsegur.esante.gouv.fr", Some("ailleurs.test")),
            ("interopsegur.esante.gouv.fr", None),
            ("https:///x", None),
        ] {
            assert_eq!(hote(lien).as_deref(), attendu, "{lien}");
        }
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        assert_eq!(
            dates("fait le 28/11/2025, revu 2025-12-01"),
            [date!(2025 - 11 - 28), date!(2025 - 12 - 01)]
        );
        assert_eq!(dates("le 1er fevrier 2024 a lyon"), [date!(2024 - 02 - 01)]);
        assert!(dates("version 4.2.0 du lot 31/02/2024").is_empty());
    }

    #[test]
    fn a_version_stands_by_itself() {
        for (texte, dedans) in [
            ("version 4.2.0", true),
            ("v. 4.2.0, lot 2", true),
            ("version 4.2.0. fin", true),
            ("14.2.0", false),
            ("4.2.0.1", false),
            ("3.4.2.0", false),
        ] {
            assert_eq!(contient_mot(texte, "4.2.0"), dedans, "{texte}");
        }
    }
}
