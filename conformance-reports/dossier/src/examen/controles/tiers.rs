//! What a third party issues: links, numbers, homologations, penetration tests.

use segur_model::catalogue::NaturePreuve;

use super::{Issue, plat};
use crate::examen::affaire::{Cadre, Piece, Preuve};
use crate::examen::lecture::Lue;
use crate::examen::regles::Regle;

/// Longest text that is taken for a link or a number.
const MAX_COURT: usize = 4 << 10;

/// A link: its host, and whether a path follows.
#[derive(Debug, PartialEq, Eq)]
struct Lien {
    hote: String,
    chemin: bool,
}

/// The links of a text.
fn liens(texte: &str) -> Vec<Lien> {
    let bas = texte.to_ascii_lowercase();
    let debuts = bas.match_indices("://").filter_map(|(i, m)| {
        let schema = bas.get(..i)?;
        (schema.ends_with("http") || schema.ends_with("https")).then_some(i + m.len())
    });
    debuts.filter_map(|d| lien(bas.get(d..)?)).collect()
}

fn lien(suite: &str) -> Option<Lien> {
    let autorite = suite
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '<' | '>' | '\\'))
        .next()?;
    // What stands before `@` is a name of user, whatever it looks like.
    let nu = autorite.rsplit('@').next()?;
    let fin = nu
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.')))
        .unwrap_or(nu.len());
    let hote = nu.get(..fin)?.trim_end_matches('.').to_owned();
    let port = nu.get(fin..)?;
    let entier = port.is_empty() || port.strip_prefix(':').is_some_and(|p| p.bytes().all(|o| o.is_ascii_digit()));
    let chemin = suite.get(autorite.len()..).and_then(|r| r.strip_prefix('/'));
    let va = chemin
        .and_then(|r| r.chars().next())
        .is_some_and(|c| !c.is_whitespace() && !matches!(c, '"' | '<' | '>' | ')' | ']'));
    (!hote.is_empty()).then_some(Lien {
        hote,
        chemin: entier && va,
    })
}

/// Whether this reads as a link.
pub(super) fn est_un_lien(lue: &Lue) -> bool {
    matches!(lue, Lue::Texte(t) if t.len() <= MAX_COURT && !liens(t).is_empty())
}

/// Whether this reads as a number.
pub(super) fn est_un_numero(lue: &Lue) -> bool {
    matches!(lue, Lue::Texte(t) if entier(t.trim()))
}

fn entier(t: &str) -> bool {
    (1..=18).contains(&t.len()) && t.bytes().all(|o| o.is_ascii_digit()) && t.bytes().any(|o| o != b'0')
}

/// Whether another kind that the proof accepts may be what this file is.
fn autre_nature(preuve: &Preuve<'_>, p: &Piece<'_>) -> bool {
    preuve.demande.natures.iter().any(|n| !n.est_tiers()) && !matches!(p.lue, Lue::Vide)
}

pub(super) fn lien_present(_: &Regle, _: &Cadre<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        Lue::Texte(t) if t.len() <= MAX_COURT && !liens(t).is_empty() => {
            if liens(t).iter().any(|l| l.chemin) {
                return Issue::Tient;
            }
            Issue::Manque("le lien mène à l'accueil d'un site, et non à un rapport".to_owned())
        }
        Lue::Fermee(pourquoi) => Issue::NeSaitPas(pourquoi.clone()),
        Lue::Vide => Issue::Tient,
        _ if autre_nature(preuve, p) => Issue::Tient,
        autre => Issue::Manque(format!("à la place d'un lien, {}", autre.dit())),
    }
}

pub(super) fn lien_instance(r: &Regle, _: &Cadre<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Lue::Texte(t) = &p.lue else { return Issue::Tient };
    if t.len() > MAX_COURT {
        return Issue::Tient;
    }
    let liens = liens(t);
    let (bons, autres): (Vec<&Lien>, Vec<&Lien>) = liens.iter().partition(|l| r.mots.contains(&l.hote));
    let repetition = autres.iter().find(|l| r.sauf.contains(&l.hote));
    match (repetition, autres.first()) {
        (Some(l), _) => Issue::Manque(format!("rapport de « {} »", l.hote)),
        (None, Some(l)) if bons.is_empty() => {
            let natures = &preuve.demande.natures;
            // Where a proof asks something else too, the link may be a part of it.
            let seul = natures.iter().all(|n| *n == NaturePreuve::AnsTestReportLink);
            let suite = if seul { ", et la preuve ne demande qu'un lien" } else { "" };
            Issue::Manque(format!("rapport de « {} »{suite}", l.hote))
        }
        (None, Some(l)) => Issue::NeSaitPas(format!("un autre lien accompagne celui du rapport : « {} »", l.hote)),
        // Without a link another rule speaks.
        (None, None) => Issue::Tient,
    }
}

pub(super) fn numero_d_execution(_: &Regle, _: &Cadre<'_>, preuve: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    match &p.lue {
        Lue::Texte(t) => {
            let t = t.trim();
            let chiffres = t.bytes().all(|o| o.is_ascii_digit());
            // Words may be the trace or the document that the proof accepts as well; digits are a number.
            if entier(t) || !chiffres && autre_nature(preuve, p) {
                return Issue::Tient;
            }
            let debut: String = t.chars().take(40).collect();
            Issue::Manque(format!("« {debut} » n'est pas un nombre entier au-dessus de zéro"))
        }
        Lue::Fermee(pourquoi) => Issue::NeSaitPas(pourquoi.clone()),
        Lue::Vide => Issue::Tient,
        _ if autre_nature(preuve, p) => Issue::Tient,
        autre => Issue::Manque(format!("à la place d'un numéro, {}", autre.dit())),
    }
}

pub(super) fn homologation_acquise(r: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Some((texte, entier)) = p.lue.texte() else {
        return Issue::NeSaitPas(format!("{} : aucun texte à y lire", p.lue.dit()));
    };
    let texte = plat(&texte);
    let dit = |mots: &[String]| mots.iter().find(|m| texte.contains(m.as_str())).cloned();
    match dit(&r.mots) {
        Some(m) => match dit(&r.sauf) {
            // A decision tells how it came to be: which of the two is the last word is for a person to read.
            Some(acquis) => Issue::NeSaitPas(format!("le document dit « {m} », et aussi « {acquis} »")),
            None => Issue::Manque(format!("le document dit « {m} »")),
        },
        None if entier => Issue::Tient,
        None => Issue::NeSaitPas("une partie du texte ne se lit pas".to_owned()),
    }
}

pub(super) fn homologation_du_produit(_: &Regle, a: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let Some((texte, entier)) = p.lue.texte() else {
        return Issue::NeSaitPas(format!("{} : aucun texte à y lire", p.lue.dit()));
    };
    let texte = plat(&texte);
    let produit = a.produit;
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

/// Whether a word is there by itself: `4.2.0` is not in `14.2.0`, in `4.2.0.1` nor in `4.2.0-rc1`; a full stop may end the sentence, and a
/// `v` may stand before.
fn contient_mot(texte: &str, mot: &str) -> bool {
    texte.match_indices(mot).any(|(i, m)| {
        let (avant, apres) = (texte.get(..i).unwrap_or_default(), texte.get(i + m.len()..).unwrap_or_default());
        let avant = avant.strip_suffix('v').unwrap_or(avant);
        let libre_avant = avant.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '.');
        let mut suite = apres.chars();
        let libre_apres = match suite.next() {
            None => true,
            Some('.' | '-' | '+' | '_') => suite.next().is_none_or(|c| !c.is_alphanumeric()),
            Some(c) => !c.is_alphanumeric(),
        };
        libre_avant && libre_apres
    })
}

pub(super) fn homologation_du_profil(_: &Regle, a: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    let texte = p.lue.texte().map(|(t, _)| plat(&t)).unwrap_or_default();
    let nommes: Vec<&str> = a
        .profils
        .iter()
        .map(String::as_str)
        .filter(|p| texte.contains(plat(p).as_str()))
        .collect();
    Issue::NeSaitPas(match (a.profils, nommes.as_slice()) {
        ([], _) => "une personne seule peut en juger : la campagne ne déclare pas de profil".to_owned(),
        (tous, []) => format!("on n'y lit aucun des profils de la campagne ({})", tous.join(", ")),
        (_, noms) => format!("on y lit : {} ; une personne compare à l'exigence", noms.join(", ")),
    })
}

pub(super) fn signature_vue(_: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
    Issue::NeSaitPas(match &p.lue {
        Lue::Pdf { signe: true, .. } => {
            "le PDF porte une signature électronique, dont le banc ne juge ni le certificat ni la validité".to_owned()
        }
        Lue::Pdf { signe: false, .. } | Lue::Image(_) => {
            "pas de signature électronique : signature manuscrite à vérifier par une personne".to_owned()
        }
        autre => format!("{} : une personne vérifie la signature", autre.dit()),
    })
}

pub(super) fn pdf_signe(_: &Regle, _: &Cadre<'_>, _: &Preuve<'_>, p: &Piece<'_>) -> Issue {
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
    use super::*;

    #[test]
    fn the_host_of_a_link_is_not_what_it_looks_like() {
        const BON: &str = "interopsegur.esante.gouv.fr";
        for (texte, attendus) in [
            ("https://interopsegur.esante.gouv.fr/evs/report/1", vec![(BON, true)]),
            ("HTTPS://INTEROPSEGUR.ESANTE.GOUV.FR:443/x", vec![(BON, true)]),
            ("(https://interopsegur.esante.gouv.fr/x), voir", vec![(BON, true)]),
            ("Rapport (https://interopsegur.esante.gouv.fr), voir", vec![(BON, false)]),
            ("«https://interopsegur.esante.gouv.fr»", vec![(BON, false)]),
            ("https://interopsegur.esante.gouv.fr/", vec![(BON, false)]),
            ("https://interopsegur.esante.gouv.fr\u{ff0f}x", vec![(BON, false)]),
            ("[r](https://interopsegur.esante.gouv.fr/evs/1)", vec![(BON, true)]),
            (
                "http://schema.org puis https://interopsegur.esante.gouv.fr/x",
                vec![("schema.org", false), (BON, true)],
            ),
            ("https://interopsegur.esante.gouv.fr@ailleurs.test/x", vec![("ailleurs.test", true)]),
            ("https://ailleurs.test/interopsegur.esante.gouv.fr", vec![("ailleurs.test", true)]),
            ("interopsegur.esante.gouv.fr", vec![]),
            ("https:///x", vec![]),
        ] {
            let lus = liens(texte);
            let lus: Vec<(&str, bool)> = lus.iter().map(|l| (l.hote.as_str(), l.chemin)).collect();
            assert_eq!(lus, attendus, "{texte}");
        }
    }

    #[test]
    fn a_version_stands_by_itself() {
        for (texte, dedans) in [
            ("version 4.2.0", true),
            ("v. 4.2.0, lot 2", true),
            ("logiciel v4.2.0", true),
            ("version 4.2.0. fin", true),
            ("4.2.0 - lot 2", true),
            ("14.2.0", false),
            ("rev4.2.0", false),
            ("4.2.0.1", false),
            ("4.2.0-rc1", false),
            ("3.4.2.0", false),
        ] {
            assert_eq!(contient_mot(texte, "4.2.0"), dedans, "{texte}");
        }
    }
}
