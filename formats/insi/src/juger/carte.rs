//! The search by carte Vitale: what was read on the card, in the body and in `COUVERTURE`.

use segur_dialecte::Constateur;
use segur_ids::cle_ins;
use segur_model::{Champ, Location};

use super::{corps, est_cle, est_matricule, sequence};
use crate::requete::{Couverture, LuSurCarte, Matricule, Requete};
use crate::{ns, regles};

pub(super) fn juger(constats: &mut Constateur, requete: &Requete) {
    let (lu, corps) = (&requete.carte, &requete.corps);
    espace_et_ordre(constats, requete);
    for matricule in [&lu.individu, &lu.ouvrant_droit] {
        forme(constats, matricule);
    }
    if let Some(nom) = &lu.nom {
        corps::nom(constats, nom);
    }
    if let Some(date) = &lu.date_naissance {
        corps::date(constats, date);
    }
    if let Some(rang) = lu.rang.as_ref().filter(|r| !matches!(r.valeur.as_bytes(), [b'1'..=b'9'])) {
        constats.dire(regles::VITALE_RANG, &rang.lieu, "un chiffre, de 1 à 9", &rang.valeur);
    }
    let par_l_ouvrant_droit = lu.ouvrant_droit.dit().is_some() && lu.date_naissance.as_ref().is_some_and(|d| !d.valeur.is_empty());
    if lu.individu.dit().is_none() && !par_l_ouvrant_droit {
        constats.dire(
            regles::VITALE_BENEFICIAIRE,
            &corps.lieu,
            "MatriculeIndividu, ou MatriculeOD et DateNaissance",
            "ni l'un ni l'autre",
        );
    }
    let couverture = requete.bam.as_ref().and_then(|b| b.couverture.as_ref());
    if let Some(couverture) = couverture {
        remplie(constats, couverture);
        accord(constats, couverture, lu);
    }
}

fn espace_et_ordre(constats: &mut Constateur, requete: &Requete) {
    let (lu, corps) = (&requete.carte, &requete.corps);
    let attendu = format!("{{{}}}", ns::RECVIT);
    for etranger in std::iter::once(corps)
        .chain(&lu.enfants)
        .filter(|c| !c.valeur.starts_with(&attendu))
    {
        constats.dire(regles::VITALE_ESPACE, &etranger.lieu, ns::RECVIT, &etranger.valeur);
    }
    let schema = [
        ("MatriculeIndividu", false),
        ("MatriculeOD", false),
        ("NomNaissance", false),
        ("DateNaissance", false),
        ("RangNaissance", false),
    ];
    sequence(constats, regles::VITALE_ORDRE, &lu.enfants, corps::espace(corps), &schema);
}

fn forme(constats: &mut Constateur, matricule: &Matricule) {
    // The schema takes an empty text, which says no more than no element.
    let Some(numero) = matricule.numero.as_ref().filter(|n| !n.valeur.is_empty()) else {
        return;
    };
    if !est_matricule(&numero.valeur) {
        return constats.dire(regles::VITALE_MATRICULE, &numero.lieu, "13 caractères", &numero.valeur);
    }
    let Some(cle) = &matricule.cle else { return };
    if !est_cle(&cle.valeur) {
        constats.dire(regles::VITALE_MATRICULE, &cle.lieu, "2 chiffres", &cle.valeur);
    } else if let Some(juste) = cle_ins(&numero.valeur).map(|c| format!("{c:02}")).filter(|c| *c != cle.valeur) {
        constats.dire(regles::VITALE_CLE, &cle.lieu, juste, &cle.valeur);
    }
}

fn remplie(constats: &mut Constateur, couverture: &Couverture) {
    let (assure, beneficiaire) = couverture.groupes;
    for (la, nom) in [(assure, "ASSURE"), (beneficiaire, "BENEFICIAIRE")] {
        if !la {
            let lieu = Location {
                path: format!("{}/{nom}", couverture.lieu.path),
                ..couverture.lieu.clone()
            };
            constats.dire(regles::COUVERTURE_REMPLIE, &lieu, format!("{nom} présent"), "(absent)");
        }
    }
}

/// What both say, and not alike. What only one says is not told.
fn accord(constats: &mut Constateur, couverture: &Couverture, lu: &LuSurCarte) {
    let paires = [
        (&couverture.assure.numero, &lu.ouvrant_droit.numero),
        (&couverture.beneficiaire.numero, &lu.individu.numero),
        (&couverture.date_naissance, &lu.date_naissance),
        (&couverture.rang, &lu.rang),
    ];
    for (dans_couverture, dans_le_corps) in paires {
        if let (Some(c), Some(l)) = (dans_couverture, dans_le_corps)
            && !c.valeur.is_empty()
            && !l.valeur.is_empty()
            && c.valeur.trim_start_matches('0') != l.valeur.trim_start_matches('0')
        {
            constats.dire(regles::COUVERTURE_ACCORD, &l.lieu, &c.valeur, &l.valeur);
        }
    }
}

/// The forms that the schema of the context gives.
pub(super) fn formes_de_couverture(constats: &mut Constateur, couverture: &Couverture) {
    let mut dire = |champ: &Option<Champ>, attendu: &str, bon: fn(&str) -> bool| {
        if let Some(c) = champ.as_ref().filter(|c| !bon(&c.valeur)) {
            constats.dire(regles::COUVERTURE_FORME, &c.lieu, attendu, &c.valeur);
        }
    };
    for matricule in [&couverture.assure, &couverture.beneficiaire] {
        dire(&matricule.numero, "13 caractères", est_matricule);
        dire(&matricule.cle, "2 chiffres", est_cle);
    }
    dire(&couverture.date_naissance, "AAAA-MM-JJ", |d| segur_ids::date_insi(d).is_ok());
    dire(&couverture.rang, "un entier", |r| {
        let chiffres = r.strip_prefix(['+', '-']).unwrap_or(r);
        !chiffres.is_empty() && chiffres.len() <= 20 && chiffres.bytes().all(|c| c.is_ascii_digit())
    });
}
