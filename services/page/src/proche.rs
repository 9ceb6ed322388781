//! What was nearly right: the person whom a search just missed, with the traits that differ.

use segur_model::{Exchange, Patient, World};

use crate::resume::par_ins;

/// Traits of a search, and how a patient has each.
const TRAITS: [(&str, &str); 5] = [
    ("nom", "nom de naissance"),
    ("prenom", "premier prénom"),
    ("date_naissance", "date de naissance"),
    ("sexe", "sexe"),
    ("lieu_naissance", "lieu de naissance"),
];

/// Of an exchange that found nobody: who is nearest. None when nobody is near, or somebody was found.
pub(crate) fn proche(e: &Exchange, monde: &World) -> Option<String> {
    let personne =
        e.fait("cr") == Some("01") || e.fait("faute.code") == Some("insi_102") || e.fait("erreur") == Some("XDSUnknownPatientId");
    if !personne {
        return None;
    }
    match e.fait("patient") {
        Some(ins) => par_numero(ins, monde),
        None => par_traits(e, monde),
    }
}

/// Two traits at least are those of the person, the name or the first name among them.
fn par_traits(e: &Exchange, monde: &World) -> Option<String> {
    let dit = TRAITS.map(|(fait, _)| e.fait(fait).unwrap_or_default());
    let compte = |p: &Patient| {
        let siens = traits(p);
        let egaux = dit
            .iter()
            .zip(&siens)
            .filter(|(a, b)| !a.is_empty() && a.eq_ignore_ascii_case(b))
            .count();
        let nomme = dit[0].eq_ignore_ascii_case(&siens[0]) || dit[1].eq_ignore_ascii_case(&siens[1]);
        if nomme { egaux } else { 0 }
    };
    let plus_proche = monde.patients.values().filter(|p| p.ins.is_some()).max_by_key(|p| compte(p))?;
    if compte(plus_proche) < 2 {
        return None;
    }
    let siens = traits(plus_proche);
    let differences: Vec<String> = TRAITS
        .iter()
        .zip(dit.iter().zip(&siens))
        // What was not sent was not asked: it kept nobody from being found.
        .filter(|(_, (a, b))| !a.is_empty() && !a.eq_ignore_ascii_case(b))
        .map(|((_, nom), (a, b))| format!("{nom} « {b} », envoyé « {a} »"))
        .collect();
    let qui = format!("{} {} ({})", siens[0], plus_proche.prenoms.join(" "), plus_proche.fiche);
    Some(if differences.is_empty() {
        format!("Tous les traits envoyés sont ceux de {qui} : le monde du banc dit pourtant que cette recherche n'aboutit pas.")
    } else {
        format!("Le plus proche est {qui} : {}.", differences.join(" ; "))
    })
}

fn traits(p: &Patient) -> [String; 5] {
    [
        p.nom_naissance.clone(),
        p.prenoms.first().cloned().unwrap_or_default(),
        p.date_naissance.clone(),
        p.sexe.clone(),
        p.lieu_naissance.clone().unwrap_or_default(),
    ]
}

/// The INS that differs by the fewest characters, two at most.
fn par_numero(ins: &str, monde: &World) -> Option<String> {
    if let Some(p) = par_ins(ins, monde) {
        return Some(format!(
            "Cet INS est celui de {} ({}) : voir son DMP, ou l'OID envoyé.",
            p.nom_naissance, p.fiche
        ));
    }
    let ecart = |p: &Patient| {
        let sien = p.ins.as_ref().map(segur_model::Ins::complet).unwrap_or_default();
        if sien.len() == ins.len() {
            sien.bytes().zip(ins.bytes()).filter(|(a, b)| a != b).count()
        } else {
            usize::MAX
        }
    };
    let plus_proche = monde.patients.values().min_by_key(|p| ecart(p)).filter(|p| ecart(p) <= 2)?;
    let sien = plus_proche.ins.as_ref()?.complet();
    Some(format!(
        "Le plus proche est l'INS {sien} de {} ({}).",
        plus_proche.nom_naissance, plus_proche.fiche
    ))
}

#[cfg(test)]
mod tests {
    use segur_model::Direction;
    use time::OffsetDateTime;

    use super::*;

    fn echange(faits: &[(&str, &str)]) -> Exchange {
        let mut e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
        e.faits = faits.iter().map(|(n, v)| ((*n).to_owned(), vec![(*v).to_owned()])).collect();
        e
    }

    #[test]
    fn la_personne_que_la_recherche_a_manquee() {
        let monde = segur_world::monde_demo().unwrap();
        let p = monde.patients.get("SGL_PARTIEL").unwrap();
        let cherche = |cr: &str, date: &str, prenom: &str| {
            proche(
                &echange(&[
                    ("cr", cr),
                    ("nom", &p.nom_naissance),
                    ("prenom", prenom),
                    ("date_naissance", date),
                    ("sexe", "M"),
                ]),
                &monde,
            )
        };
        let dit = cherche("01", "1958-02-08", "ANATOLE").unwrap();
        assert!(
            dit.contains("SGL_PARTIEL") && dit.contains("date de naissance « 1958-02-07 », envoyé « 1958-02-08 »"),
            "{dit}"
        );
        assert!(!dit.contains("lieu de naissance"), "{dit}");
        assert_eq!(cherche("00", "1958-02-07", "ANATOLE"), None, "found");
        assert_eq!(
            proche(
                &echange(&[("cr", "01"), ("nom", "ZZZ"), ("sexe", "M"), ("date_naissance", "1958-02-07")]),
                &monde
            ),
            None
        );
    }

    #[test]
    fn un_ins_a_un_chiffre_pres() {
        let monde = segur_world::monde_demo().unwrap();
        let demande = |ins: &str| proche(&echange(&[("erreur", "XDSUnknownPatientId"), ("patient", ins)]), &monde);
        assert!(demande("158027699903009").unwrap().contains("158027699903008"));
        assert_eq!(demande("999999999999999"), None);
    }
}
