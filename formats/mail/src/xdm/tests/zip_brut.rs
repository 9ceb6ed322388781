//! A zip written byte by byte, so that it may lie.

/// An entry. `Default` gives a sound, stored, empty one.
#[derive(Clone, Default)]
pub(super) struct Entree {
    pub(super) nom: Vec<u8>,
    /// Name in the local header, when it is another.
    pub(super) nom_local: Option<Vec<u8>>,
    pub(super) donnees: Vec<u8>,
    pub(super) drapeaux: u16,
    pub(super) methode: u16,
    /// Uncompressed size that both headers announce; none: the true one.
    pub(super) taille: Option<u32>,
    pub(super) crc: Option<u32>,
    /// Unix mode, in the external attributes.
    pub(super) mode: u32,
    /// Shares the local header, and the data, of the entry before it.
    pub(super) partage: bool,
    /// Left out of the directory.
    pub(super) cache: bool,
}

pub(super) fn entree(nom: &str, donnees: &[u8]) -> Entree {
    Entree {
        nom: nom.as_bytes().to_vec(),
        donnees: donnees.to_vec(),
        mode: 0o100_644,
        ..Entree::default()
    }
}

/// The bytes of a zip of these entries.
pub(super) fn ecrire_brut(entrees: &[Entree]) -> Vec<u8> {
    let mut sortie: Vec<u8> = Vec::new();
    let mut repertoire: Vec<u8> = Vec::new();
    let (mut debut, mut nombre) = (0_usize, 0_u16);
    for e in entrees {
        let taille = e.taille.unwrap_or_else(|| u32::try_from(e.donnees.len()).unwrap());
        let commun = |vers: &mut Vec<u8>, nom: &[u8]| {
            deux(vers, 20);
            deux(vers, e.drapeaux);
            deux(vers, e.methode);
            quatre(vers, 0x0021_0000);
            quatre(vers, e.crc.unwrap_or_else(|| crc32(&e.donnees)));
            quatre(vers, u32::try_from(e.donnees.len()).unwrap());
            quatre(vers, taille);
            deux(vers, u16::try_from(nom.len()).unwrap());
            deux(vers, 0);
        };
        if !e.partage {
            debut = sortie.len();
            sortie.extend(b"PK\x03\x04");
            let local = e.nom_local.as_ref().unwrap_or(&e.nom);
            commun(&mut sortie, local);
            sortie.extend(local);
            sortie.extend(&e.donnees);
        }
        if e.cache {
            continue;
        }
        nombre += 1;
        repertoire.extend(b"PK\x01\x02");
        deux(&mut repertoire, 0x031E);
        commun(&mut repertoire, &e.nom);
        deux(&mut repertoire, 0);
        deux(&mut repertoire, 0);
        deux(&mut repertoire, 0);
        quatre(&mut repertoire, e.mode << 16);
        quatre(&mut repertoire, u32::try_from(debut).unwrap());
        repertoire.extend(&e.nom);
    }
    let ou = u32::try_from(sortie.len()).unwrap();
    sortie.extend(&repertoire);
    sortie.extend(b"PK\x05\x06\0\0\0\0");
    deux(&mut sortie, nombre);
    deux(&mut sortie, nombre);
    quatre(&mut sortie, u32::try_from(repertoire.len()).unwrap());
    quatre(&mut sortie, ou);
    deux(&mut sortie, 0);
    sortie
}

fn deux(vers: &mut Vec<u8>, n: u16) {
    vers.extend(n.to_le_bytes());
}

fn quatre(vers: &mut Vec<u8>, n: u32) {
    vers.extend(n.to_le_bytes());
}

fn crc32(octets: &[u8]) -> u32 {
    !octets.iter().fold(!0_u32, |crc, octet| {
        (0..8).fold(crc ^ u32::from(*octet), |c, _| (c >> 1) ^ (0xEDB8_8320 & (c & 1).wrapping_neg()))
    })
}
