//! A grey ICC profile, version 2, computed: what the output intent of PDF/A-1 embeds (ICC.1:2001-04). It has the four tags that a
//! monochrome display profile has to have.

/// White of the connection space, D50, in sixteenths of bits after the point.
const D50: [u32; 3] = [0x0000_f6d6, 0x0001_0000, 0x0000_d32d];
/// Gamma 2.2, eight bits after the point.
const GAMMA: u16 = 0x0233;
const DESCRIPTION: &str = "Gris segur-bench, gamma 2.2";
const DROITS: &str = "Domaine public";

/// The profile: always the same bytes.
pub(super) fn profil() -> Vec<u8> {
    let mut blanc = etiquette(b"XYZ ");
    blanc.extend(D50.iter().flat_map(|n| n.to_be_bytes()));
    let mut courbe = etiquette(b"curv");
    courbe.extend(1_u32.to_be_bytes());
    courbe.extend(GAMMA.to_be_bytes());
    let mut droits = etiquette(b"text");
    droits.extend(DROITS.bytes().chain([0]));
    let etiquettes = [(b"desc", description()), (b"wtpt", blanc), (b"kTRC", courbe), (b"cprt", droits)];

    let mut table = 4_u32.to_be_bytes().to_vec();
    let mut corps = Vec::new();
    for (nom, octets) in etiquettes {
        table.extend(nom);
        let place = 128 + 4 + 12 * 4 + corps.len();
        table.extend(
            [place, octets.len()]
                .iter()
                .flat_map(|n| u32::try_from(*n).unwrap_or(u32::MAX).to_be_bytes()),
        );
        corps.extend(octets);
        corps.resize(corps.len().next_multiple_of(4), 0);
    }
    let taille = u32::try_from(128 + table.len() + corps.len()).unwrap_or(u32::MAX);
    [entete(taille), table, corps].concat()
}

fn entete(taille: u32) -> Vec<u8> {
    let mut e = taille.to_be_bytes().to_vec();
    e.extend([0; 4]); // no preferred module
    e.extend([2, 0x10, 0, 0]); // version 2.1
    e.extend(b"mntrGRAYXYZ ");
    e.extend([2026_u16, 1, 1, 0, 0, 0].iter().flat_map(|n| n.to_be_bytes())); // date of this profile
    e.extend(b"acsp");
    // Platform, flags, maker, model, attributes, intent: nothing to say of them.
    e.resize(68, 0);
    e.extend(D50.iter().flat_map(|n| n.to_be_bytes()));
    e.resize(128, 0);
    e
}

/// The signature of a type, and its four reserved bytes.
fn etiquette(genre: &[u8; 4]) -> Vec<u8> {
    [*genre, [0; 4]].concat()
}

/// A `textDescriptionType`: in ASCII, and nothing in Unicode nor in the script of the Macintosh.
fn description() -> Vec<u8> {
    let mut d = etiquette(b"desc");
    d.extend(u32::try_from(DESCRIPTION.len() + 1).unwrap_or(u32::MAX).to_be_bytes());
    d.extend(DESCRIPTION.bytes().chain([0]));
    d.extend([0; 4 + 4 + 2 + 1 + 67]);
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_holds_together() {
        let p = profil();
        let n = |i: usize| u32::from_be_bytes(p[i..i + 4].try_into().unwrap()) as usize;
        assert_eq!(n(0), p.len());
        assert_eq!((&p[12..24], &p[36..40]), (b"mntrGRAYXYZ ".as_slice(), b"acsp".as_slice()));
        let mut fin = 128 + 4 + 12 * n(128);
        for i in (0..n(128)).map(|i| 132 + 12 * i) {
            assert!(n(i + 4) >= fin && n(i + 4) % 4 == 0, "the tags overlap");
            fin = n(i + 4) + n(i + 8);
        }
        assert_eq!(fin.next_multiple_of(4), p.len());
    }
}
