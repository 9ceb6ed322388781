//! Durations, sizes and instants, as a person writes them.

use std::time::Duration;

use segur_engine::grammaire;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// What a size may be.
const FORMES_TAILLE: &str = "une taille s'écrit avec son unité : 500Mio, 4Gio ; aucun : sans plafond";
/// One exchange may take about so much: less would keep nothing.
const PLAFOND_MIN: u64 = 256 << 20;

/// `12h`, `30j`.
pub fn duree(texte: &str) -> Result<Duration, String> {
    grammaire::duree(texte.trim()).map_err(|e| format!("« {texte} » : {e}"))
}

/// `500Mio`, `4Gio`, `aucun`.
pub fn plafond(texte: &str) -> Result<Option<u64>, String> {
    let nu = texte.trim();
    if nu == "aucun" {
        return Ok(None);
    }
    let forme = || format!("« {texte} » : {FORMES_TAILLE}");
    let chiffres = nu.bytes().take_while(u8::is_ascii_digit).count();
    let decalage = match nu[chiffres..].trim_start() {
        "Mio" => 20,
        "Gio" => 30,
        "Tio" => 40,
        _ => return Err(forme()),
    };
    let octets = nu[..chiffres]
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(1 << decalage))
        .ok_or_else(forme)?;
    if octets < PLAFOND_MIN {
        return Err(format!("« {texte} » : un espace tient au moins {} Mio", PLAFOND_MIN >> 20));
    }
    Ok(Some(octets))
}

/// `12 octets`, `3,4 Mio`.
pub fn octets(n: u64) -> String {
    let (unite, nom) = match n {
        0..1_024 => return format!("{n} octet{}", if n > 1 { "s" } else { "" }),
        1_024..1_048_576 => (1u64 << 10, "Kio"),
        1_048_576..1_073_741_824 => (1 << 20, "Mio"),
        _ => (1 << 30, "Gio"),
    };
    let dixiemes = n.saturating_mul(10) / unite;
    format!("{},{} {nom}", dixiemes / 10, dixiemes % 10)
}

/// A day or an instant (UTC), or how long before now.
pub fn instant(texte: &str, maintenant: OffsetDateTime) -> Result<OffsetDateTime, String> {
    let nu = texte.trim();
    let jour = Date::parse(nu, format_description!("[year]-[month]-[day]")).map(|d| d.midnight().assume_utc());
    let ecrit = jour.or_else(|_| OffsetDateTime::parse(nu, &Rfc3339)).ok();
    let passe = || maintenant.checked_sub(grammaire::duree(nu).ok()?.try_into().ok()?);
    ecrit.or_else(passe).ok_or_else(|| {
        format!("« {texte} » : écrivez une durée (30j, 12h), un jour (2026-01-31, à 0 h UTC) ou un instant (2026-01-31T09:00:00Z)")
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn ce_qu_une_personne_ecrit() {
        assert_eq!(duree("30j"), Ok(Duration::from_secs(30 * 86_400)));
        let refus = duree("un mois").unwrap_err();
        assert!(refus.starts_with("« un mois » : une durée s'écrit avec son unité"), "{refus}");
        for (texte, octets) in [
            ("4Gio", Some(4 << 30)),
            ("512 Mio", Some(512 << 20)),
            ("1Tio", Some(1 << 40)),
            ("aucun", None),
        ] {
            assert_eq!(plafond(texte), Ok(octets), "{texte}");
        }
        for texte in ["", "4", "4 Go", "Gio", "-1Gio", "99999999999999999999Gio", "99999999Tio", "1Mio"] {
            assert!(plafond(texte).is_err(), "{texte}");
        }
        let maintenant = datetime!(2026-03-31 10:00 UTC);
        for (texte, attendu) in [
            ("30j", datetime!(2026-03-01 10:00 UTC)),
            ("2026-01-31", datetime!(2026-01-31 00:00 UTC)),
            ("2026-01-31T09:00:00+01:00", datetime!(2026-01-31 08:00 UTC)),
        ] {
            assert_eq!(instant(texte, maintenant), Ok(attendu), "{texte}");
        }
        for texte in ["", "hier", "31/01/2026", "30", "2026-02-30"] {
            assert!(instant(texte, maintenant).is_err(), "{texte}");
        }
    }
}
