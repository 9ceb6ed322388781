//! The dates of a lot in order: its documents, its signature, its submission, then its reception.

use segur_dialecte::{Connu, Constateur};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::formes::seconde;
use super::xades::Signataire;
use crate::lot::{Champ, Lot};
use crate::regles;

/// How far two clocks may differ.
const TOLERANCE: Duration = Duration::minutes(5);
/// What no time zone explains.
const SUR: Duration = Duration::days(1);
/// How far apart a lot and its VIHF may be: the life of a VIHF, as integrators have it.
const VIHF: Duration = Duration::hours(1);

pub(super) fn juger(constats: &mut Constateur, lot: &Lot, signataires: &[Signataire], k: &Connu<'_>) {
    let soumission = soumission(lot);
    let creations: Vec<(OffsetDateTime, &Champ)> = lot.documents().filter_map(|d| instant(&d.creation)).collect();
    for (quand, champ) in creations.iter().chain(&soumission) {
        avenir(constats, *quand, champ, k);
    }
    if let Some((soumis, heure)) = soumission {
        for (_, creation) in creations.iter().filter(|(creation, _)| *creation > soumis) {
            let attendu = format!("au plus tard {}, comme la soumission", heure.valeur);
            constats.dire(regles::DATE_ORDRE, &creation.lieu, attendu, &creation.valeur);
        }
    }
    for quand in signataires.iter().filter_map(|s| s.quand.as_ref()) {
        signature(constats, quand, &creations, k);
    }
}

/// The lot, and the VIHF that came with it, issued at this instant.
pub(super) fn avec_le_vihf(constats: &mut Constateur, lot: &Lot, emis: OffsetDateTime) {
    if let Some((soumis, heure)) = soumission(lot)
        && (soumis - emis).abs() > VIHF
    {
        let attendu = format!("à moins d'une heure de l'émission du VIHF ({})", lisible(emis));
        constats.dire(regles::DATE_VIHF, &heure.lieu, attendu, &heure.valeur);
    }
}

fn soumission(lot: &Lot) -> Option<(OffsetDateTime, &Champ)> {
    lot.soumission().and_then(|s| instant(&s.heure))
}

/// The first value, when it is the date that it must be: another rule tells it otherwise.
fn instant(champs: &[Champ]) -> Option<(OffsetDateTime, &Champ)> {
    let champ = champs.first()?;
    Some((seconde(&champ.valeur)?, champ))
}

/// Told when a date is after the reception: doubtful by some hours, wrong by more than a day.
fn avenir(constats: &mut Constateur, quand: OffsetDateTime, champ: &Champ, k: &Connu<'_>) {
    let Some(recu) = k.reception_connue() else { return };
    let regle = match quand - recu {
        avance if avance > SUR => regles::DATE_FUTUR,
        avance if avance > TOLERANCE => regles::DATE_AVENIR,
        _ => return,
    };
    let attendu = format!("au plus tard à la réception ({})", lisible(recu));
    constats.dire(regle, &champ.lieu, attendu, &champ.valeur);
}

fn signature(constats: &mut Constateur, quand: &Champ, creations: &[(OffsetDateTime, &Champ)], k: &Connu<'_>) {
    let Ok(signe) = OffsetDateTime::parse(&quand.valeur, &Rfc3339) else {
        // XML lets a date and time have no zone: what it then says is not known.
        return constats.dire(
            regles::DATE_SIGNATURE,
            &quand.lieu,
            "une date et une heure, avec leur décalage (Z)",
            &quand.valeur,
        );
    };
    let derniere = creations.iter().max_by_key(|(creation, _)| *creation);
    if let Some((_, creation)) = derniere.filter(|(creation, _)| *creation - signe > TOLERANCE) {
        let attendu = format!("à partir de la création du document ({})", creation.valeur);
        constats.dire(regles::DATE_SIGNATURE, &quand.lieu, attendu, &quand.valeur);
    } else if let Some(recu) = k.reception_connue().filter(|recu| signe - *recu > TOLERANCE) {
        let attendu = format!("au plus tard à la réception ({})", lisible(recu));
        constats.dire(regles::DATE_SIGNATURE, &quand.lieu, attendu, &quand.valeur);
    }
}

/// In universal time, as metadata have it.
fn lisible(t: OffsetDateTime) -> String {
    let t = t.to_offset(time::UtcOffset::UTC);
    let (annee, mois, jour) = (t.year(), u8::from(t.month()), t.day());
    format!("{annee:04}{mois:02}{jour:02}{:02}{:02}{:02}", t.hour(), t.minute(), t.second())
}
