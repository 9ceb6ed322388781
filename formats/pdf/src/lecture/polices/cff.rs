//! The glyphs that a font program in CFF has: how many, and the CID of each.
//!
//! Source: The Compact Font Format Specification (Adobe Technical Note 5176), 5 (INDEX), 9 (Top DICT) and 13 (Charsets).

/// Glyphs of a font that are read.
const GLYPHES: usize = 65_536;

/// What the program holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glyphes {
    /// With `.notdef`.
    pub(super) nombre: usize,
    /// The names are CIDs.
    pub(super) par_cid: bool,
    /// The name of each glyph but `.notdef`: a CID, or the number of a string. Empty when the charset is a predefined one.
    pub(super) noms: Vec<u32>,
}

fn entier(octets: &[u8], ou: usize, taille: usize) -> Option<usize> {
    let octets = octets.get(ou..ou.checked_add(taille)?)?;
    Some(octets.iter().fold(0, |n, o| (n << 8) | usize::from(*o)))
}

/// An INDEX: how many things it holds, where the first is, and where it ends.
struct Index<'o> {
    octets: &'o [u8],
    nombre: usize,
    premier: Option<(usize, usize)>,
    fin: usize,
}

impl<'o> Index<'o> {
    fn lire(octets: &'o [u8], ou: usize) -> Option<Self> {
        let nombre = entier(octets, ou, 2)?;
        if nombre == 0 {
            return Some(Self {
                octets,
                nombre,
                premier: None,
                fin: ou.checked_add(2)?,
            });
        }
        let taille = entier(octets, ou + 2, 1).filter(|t| (1..=4).contains(t))?;
        let base = ou + 2 + (nombre + 1) * taille;
        let place = |i: usize| Some(base + entier(octets, ou + 3 + i * taille, taille)?);
        Some(Self {
            octets,
            nombre,
            premier: Some((place(0)?, place(1)?)),
            fin: place(nombre)?,
        })
    }

    fn premier(&self) -> Option<&'o [u8]> {
        let (de, a) = self.premier?;
        self.octets.get(de..a)
    }
}

/// Operators of a Top DICT that are looked for, with their first operand.
fn dictionnaire(octets: &[u8]) -> Vec<(u16, i64)> {
    let mut lus = Vec::new();
    let mut premier: Option<i64> = None;
    let mut i = 0;
    while let Some(o) = octets.get(i).copied() {
        let deux = |j: usize| octets.get(j).copied().map_or(0, i64::from);
        let (valeur, pas) = match o {
            0..=21 => {
                let (operateur, pas) = if o == 12 {
                    (0x0C00 | u16::from(octets.get(i + 1).copied().unwrap_or(0)), 2)
                } else {
                    (u16::from(o), 1)
                };
                lus.push((operateur, premier.take().unwrap_or(0)));
                i += pas;
                continue;
            }
            28 => (i64::from(((deux(i + 1) << 8) | deux(i + 2)) as i16), 3),
            29 => {
                let n = (deux(i + 1) << 24) | (deux(i + 2) << 16) | (deux(i + 3) << 8) | deux(i + 4);
                (i64::from(n as i32), 5)
            }
            30 => {
                let reste = octets.get(i + 1..).unwrap_or_default();
                let fin = reste.iter().position(|o| o & 0xF == 0xF || o >> 4 == 0xF).unwrap_or(reste.len());
                (0, fin + 2)
            }
            32..=246 => (i64::from(o) - 139, 1),
            247..=250 => ((i64::from(o) - 247) * 256 + deux(i + 1) + 108, 2),
            251..=254 => (-(i64::from(o) - 251) * 256 - deux(i + 1) - 108, 2),
            _ => (0, 1),
        };
        premier = premier.or(Some(valeur));
        i += pas;
    }
    lus
}

/// The glyphs of a program; nothing when it is not read.
pub(super) fn lire(octets: &[u8]) -> Option<Glyphes> {
    let noms = Index::lire(octets, entier(octets, 2, 1)?)?;
    let tete = Index::lire(octets, noms.fin)?;
    let operateurs = dictionnaire(tete.premier()?);
    let valeur = |op: u16| operateurs.iter().find(|(o, _)| *o == op).map(|(_, v)| *v);
    let traces = Index::lire(octets, usize::try_from(valeur(17)?).ok()?)?;
    let nombre = traces.nombre.min(GLYPHES);
    let charset = usize::try_from(valeur(15).unwrap_or(0)).ok()?;
    Some(Glyphes {
        nombre,
        par_cid: valeur(0x0C1E).is_some(),
        // 0, 1 and 2 are those of the specification.
        noms: if charset > 2 {
            charset_a(octets, charset, nombre)?
        } else {
            Vec::new()
        },
    })
}

fn charset_a(octets: &[u8], ou: usize, nombre: usize) -> Option<Vec<u32>> {
    let mut noms = Vec::new();
    let format = entier(octets, ou, 1)?;
    let mut place = ou + 1;
    while noms.len() + 1 < nombre {
        let premier = u32::try_from(entier(octets, place, 2)?).ok()?;
        let suivants = match format {
            0 => 0,
            1 => entier(octets, place + 2, 1)?,
            2 => entier(octets, place + 2, 2)?,
            _ => return None,
        };
        place += 2 + format;
        let suite = (premier..).take((suivants + 1).min(nombre - 1 - noms.len()));
        noms.extend(suite);
    }
    Some(noms)
}

#[cfg(test)]
mod tests {
    use super::{Glyphes, lire};

    /// Header, one name, a Top DICT that says where charset and glyphs are.
    fn programme(charset: &[u8], cid: bool) -> Vec<u8> {
        let mut tete = Vec::new();
        if cid {
            tete.extend([139, 139, 139, 12, 30]);
        }
        // Two places as five-byte integers: their values are known once the length of the dictionary is.
        let longueur = tete.len() + 12;
        let debut = 4 + 6 + 2 + 3 + longueur + 2 + 2;
        tete.push(29);
        tete.extend(u32::try_from(debut).unwrap().to_be_bytes());
        tete.push(15);
        tete.push(29);
        tete.extend(u32::try_from(debut + charset.len()).unwrap().to_be_bytes());
        tete.push(17);
        assert_eq!(tete.len(), longueur);
        let mut octets = vec![1, 0, 4, 1, 0, 1, 1, 1, 2, b'A', 0, 1, 1, 1, u8::try_from(longueur + 1).unwrap()];
        octets.extend(&tete);
        octets.extend([0, 0, 0, 0]);
        octets.extend(charset);
        octets.extend([0, 4, 1, 1, 2, 3, 4, 5, 14, 14, 14, 14]);
        octets
    }

    #[test]
    fn les_trois_formes_d_un_charset() {
        for (charset, noms) in [
            (&[0, 0, 5, 0, 7, 0, 9][..], [5, 7, 9]),
            (&[1, 0, 5, 1, 0, 9, 0], [5, 6, 9]),
            (&[2, 1, 0, 0, 2], [256, 257, 258]),
        ] {
            let lus = lire(&programme(charset, true));
            let attendus = Glyphes {
                nombre: 4,
                par_cid: true,
                noms: noms.to_vec(),
            };
            assert_eq!(lus, Some(attendus));
        }
        assert!(!lire(&programme(&[0, 0, 5, 0, 7, 0, 9], false)).unwrap().par_cid);
    }

    #[test]
    fn un_programme_coupe_n_est_pas_lu() {
        let entier = programme(&[0, 0, 5, 0, 7, 0, 9], true);
        for fin in 0..entier.len() {
            let _ = lire(&entier[..fin]);
        }
        assert_eq!(lire(&[]), None);
        assert_eq!(lire(&[1, 0, 4, 1, 255, 255, 4, 255, 255, 255, 255]), None);
    }
}
