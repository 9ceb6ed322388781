//! The composite forms of the metadata: CX, XCN, XON, dates.

use segur_ids::Oid;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// `INS^^^&OID&ISO^NH`: what counts of it. CX.6 and CX.7 are free: the official example has a date there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cx<'a> {
    pub(crate) id: &'a str,
    pub(crate) oid: &'a str,
    pub(crate) genre: &'a str,
}

impl<'a> Cx<'a> {
    /// None when it has not this form.
    pub(crate) fn lire(texte: &'a str) -> Option<Self> {
        let composants: Vec<&str> = texte.split('^').collect();
        let [id, "", "", autorite, genre, ..] = composants[..] else {
            return None;
        };
        let oid = oid_iso(autorite)?;
        (!id.is_empty() && !genre.is_empty()).then_some(Self { id, oid, genre })
    }

    /// What tells a person: CX.1 and CX.4.
    pub(crate) fn personne(&self) -> (&'a str, &'a str) {
        (self.id, self.oid)
    }
}

/// A person. Names in either order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Xcn<'a> {
    pub(crate) id: &'a str,
    pub(crate) nom: &'a str,
    pub(crate) prenom: &'a str,
    pub(crate) oid: &'a str,
    pub(crate) genre: &'a str,
}

/// OID of the authority of professionals.
pub(crate) const OID_PS: &str = "1.2.250.1.71.4.2.1";
/// OID of the register of enterprises, for digital services.
pub(crate) const OID_SIRENE: &str = "1.3.2";
/// OID of the authority of structures.
pub(crate) const OID_STRUCTURES: &str = "1.2.250.1.71.4.2.2";

impl<'a> Xcn<'a> {
    /// None when it has not the form `identifiant^nom^prénom^^^^^^&OID&ISO^D^^^type`. The names may be empty: another rule says so.
    pub(crate) fn lire(texte: &'a str) -> Option<Self> {
        let composants: Vec<&str> = texte.split('^').collect();
        let [id, nom, prenom, _, _, _, _, _, autorite, usage, _, _, genre, ..] = composants[..] else {
            return None;
        };
        let oid = oid_iso(autorite)?;
        let juste = !id.is_empty() && !genre.is_empty() && (usage == "D" || oid != OID_PS);
        juste.then_some(Self {
            id,
            nom: nom.trim(),
            prenom: prenom.trim(),
            oid,
            genre,
        })
    }
}

/// A structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Xon<'a> {
    pub(crate) id: &'a str,
    pub(crate) oid: &'a str,
    pub(crate) genre: &'a str,
}

impl<'a> Xon<'a> {
    /// None when it has not the form `nom^^^^^&OID&ISO^type^^^identifiant`.
    pub(crate) fn lire(texte: &'a str) -> Option<Self> {
        let composants: Vec<&str> = texte.split('^').collect();
        let [nom, _, _, _, _, autorite, genre, _, _, id, ..] = composants[..] else {
            return None;
        };
        let oid = oid_iso(autorite)?;
        (!nom.trim().is_empty() && !genre.is_empty() && !id.is_empty()).then_some(Self { id, oid, genre })
    }
}

/// `&OID&ISO`.
pub(crate) fn oid_iso(autorite: &str) -> Option<&str> {
    let oid = autorite.strip_prefix('&')?.strip_suffix("&ISO")?;
    est_oid(oid).then_some(oid)
}

pub(crate) fn est_oid(texte: &str) -> bool {
    texte.parse::<Oid>().is_ok()
}

/// `AAAAMMJJhhmmss`, of the calendar.
pub(crate) fn est_seconde(texte: &str) -> bool {
    seconde(texte).is_some()
}

/// The instant of `AAAAMMJJhhmmss`, in universal time.
pub(crate) fn seconde(texte: &str) -> Option<OffsetDateTime> {
    date(texte).filter(|_| texte.len() == 14)
}

/// `AAAA[MM[JJ[hh[mm[ss]]]]]`, of the calendar, without offset.
pub(crate) fn est_date(texte: &str) -> bool {
    date(texte).is_some()
}

/// The first instant of what such a date says.
fn date(texte: &str) -> Option<OffsetDateTime> {
    if !matches!(texte.len(), 4 | 6 | 8 | 10 | 12 | 14) || !texte.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nombre = |debut: usize, longueur: usize, absent: u8| match texte.get(debut..debut + longueur) {
        None => Some(absent),
        Some(n) => n.parse().ok(),
    };
    let annee = texte.get(..4)?.parse().ok()?;
    let mois = Month::try_from(nombre(4, 2, 1)?).ok()?;
    let jour = Date::from_calendar_date(annee, mois, nombre(6, 2, 1)?).ok()?;
    let heure = Time::from_hms(nombre(8, 2, 0)?, nombre(10, 2, 0)?, nombre(12, 2, 0)?).ok()?;
    Some(PrimitiveDateTime::new(jour, heure).assume_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formes_composees() {
        let cx = Cx::lire("207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH^^20100907").unwrap();
        assert_eq!((cx.personne(), cx.genre), (("207058575627097", "1.2.250.1.213.1.4.10"), "NH"));
        for faux in [
            "",
            "1",
            "1^^^&1.2&ISO",
            "1^^^1.2&ISO^NH",
            "1^^^&x&ISO^NH",
            "1^a^^&1.2&ISO^NH",
            "^^^&1.2&ISO^NH",
        ] {
            assert_eq!(Cx::lire(faux), None, "{faux}");
        }
        assert!(Xcn::lire("8^MAX^LIBRE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS").is_some());
        assert_eq!(Xcn::lire("8^MAX^LIBRE^^^^^^&1.2.250.1.71.4.2.1&ISO^^^^IDNPS"), None);
        assert!(Xon::lire("N^^^^^&1.2&ISO^IDNST^^^1").is_some());
        assert_eq!(Xon::lire("^^^^^&1.2&ISO^IDNST^^^1"), None);
    }

    #[test]
    fn dates() {
        assert!(est_seconde("20240229235959") && est_date("2024") && est_date("202412") && est_date("20241231"));
        for faux in [
            "20230229000000",
            "2024010124",
            "20240101246000",
            "20240101000000+0100",
            "2024-01-01",
            "",
            "20241",
            "é024",
        ] {
            assert!(!est_date(faux), "{faux}");
        }
    }
}
