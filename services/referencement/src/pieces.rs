//! A piece, as it came: never run, never more than was asked.

use bytes::{Bytes, BytesMut};
use segur_kit::{Contexte, Reponse};

use crate::appel::{Appel, Echec, Issue};
use crate::candidature::Piece;

/// Most bytes of one answer: a film is read in parts.
const TRANCHE: u64 = 4 << 20;

/// Kinds that a browser may show in place. All others leave as files.
const EN_PLACE: &[&str] = &[
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/pdf",
    "video/mp4",
    "video/webm",
    "video/quicktime",
    "video/ogg",
];

/// Bytes of a piece, from `debut`, so many at most.
pub(crate) async fn octets(ctx: &Contexte, piece: &Piece, debut: u64, longueur: u64) -> Result<Bytes, Echec> {
    let mut suite = BytesMut::new();
    let fin = debut.saturating_add(longueur).min(piece.taille);
    let mut ici = 0;
    for m in &piece.morceaux {
        let (a, b) = (ici, ici + m.longueur);
        ici = b;
        if b <= debut || a >= fin {
            continue;
        }
        let lu = ctx
            .lire(m)
            .await
            .map_err(|e| Echec::Banc(format!("La pièce ne se lit plus : {e}.")))?;
        let de = usize::try_from(debut.saturating_sub(a)).unwrap_or(usize::MAX);
        let jusqu = usize::try_from(fin.min(b) - a).unwrap_or(usize::MAX);
        suite.extend_from_slice(lu.get(de..jusqu).unwrap_or_default());
    }
    Ok(suite.freeze())
}

/// `GET …/pieces/{remise}/{rang}`.
pub(crate) async fn lire(appel: &Appel<'_>, c: &str, p: &str, remise: usize, rang: usize) -> Issue {
    let d = appel.dossier(c)?;
    let preuve = d.preuve(p)?;
    let piece = preuve.remises.get(remise).and_then(|r| r.pieces.get(rang));
    let piece = piece.ok_or_else(|| Echec::Absente("Cette pièce n'existe pas.".to_owned()))?;
    let (debut, fin) = match appel.requete.entete("range").map(|r| plage(r, piece.taille)) {
        Some(Some(plage)) => plage,
        Some(None) => {
            return Ok(
                Reponse::texte(416, "Cette partie du fichier n'existe pas.\n").entete("content-range", format!("bytes */{}", piece.taille))
            );
        }
        None => (0, piece.taille),
    };
    let partie = debut > 0 || fin < piece.taille;
    let corps = octets(appel.ctx, piece, debut, fin - debut).await?;
    let en_place = EN_PLACE.contains(&piece.media.as_str());
    let media = if en_place {
        piece.media.as_str()
    } else {
        "application/octet-stream"
    };
    let maniere = if en_place { "inline" } else { "attachment" };
    let mut reponse = Reponse::nouvelle(if partie { 206 } else { 200 }, media, corps)
        .entete(
            "content-disposition",
            format!(
                "{maniere}; filename=\"{}\"; filename*=UTF-8''{}",
                ascii(&piece.nom),
                crate::routes::coder(&piece.nom)
            ),
        )
        .entete("accept-ranges", "bytes")
        .entete("x-content-type-options", "nosniff")
        .entete("cache-control", "no-store")
        .entete("cross-origin-resource-policy", "same-origin");
    if media != "application/pdf" {
        reponse = reponse.entete("content-security-policy", "default-src 'none'; sandbox");
    }
    if partie {
        reponse = reponse.entete("content-range", format!("bytes {debut}-{}/{}", fin.saturating_sub(1), piece.taille));
    }
    Ok(reponse)
}

/// The part that is asked, bounded; none when it is not of this file.
fn plage(dite: &str, taille: u64) -> Option<(u64, u64)> {
    let (a, b) = dite.strip_prefix("bytes=")?.split(',').next()?.trim().split_once('-')?;
    let (debut, fin) = match (a.trim().parse::<u64>().ok(), b.trim().parse::<u64>().ok()) {
        (Some(a), Some(b)) if a <= b => (a, b.saturating_add(1).min(taille)),
        (Some(a), None) if b.trim().is_empty() => (a, taille),
        (None, Some(n)) if a.trim().is_empty() && n > 0 => (taille.saturating_sub(n), taille),
        _ => return None,
    };
    (debut < taille).then(|| (debut, fin.min(debut.saturating_add(TRANCHE))))
}

fn ascii(nom: &str) -> String {
    nom.chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_bounded_and_those_that_are_not_there_are_refused() {
        assert_eq!(plage("bytes=0-9", 100), Some((0, 10)));
        assert_eq!(plage("bytes=90-", 100), Some((90, 100)));
        assert_eq!(plage("bytes=-5", 100), Some((95, 100)));
        assert_eq!(plage("bytes=90-900", 100), Some((90, 100)));
        assert_eq!(plage("bytes=0-", 10 << 20), Some((0, TRANCHE)));
        for fausse in ["bytes=100-", "bytes=9-1", "octets=0-1", "bytes=", "bytes=-0", "bytes=a-b"] {
            assert_eq!(plage(fausse, 100), None, "{fausse}");
        }
    }

    #[test]
    fn a_name_commands_no_header() {
        assert_eq!(ascii("a\"b\r\nc.png"), "a_b__c.png");
    }
}
