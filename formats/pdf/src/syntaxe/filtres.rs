//! Filters of streams, each within a bound.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::objet::Dico;

/// Whitespace aside, two digits a byte.
fn ascii_hex(octets: &[u8]) -> Vec<u8> {
    let chiffres: Vec<u8> = octets
        .iter()
        .take_while(|o| **o != b'>')
        .filter_map(|o| char::from(*o).to_digit(16).map(|d| (d & 0xF) as u8))
        .collect();
    chiffres
        .chunks(2)
        .map(|c| c.first().unwrap_or(&0) * 16 + c.get(1).unwrap_or(&0))
        .collect()
}

fn ascii_85(octets: &[u8]) -> Vec<u8> {
    let mut sortie = Vec::new();
    let (mut groupe, mut n) = (0_u32, 0_usize);
    for o in octets {
        match o {
            b'~' => break,
            b'z' if n == 0 => sortie.extend([0; 4]),
            b'!'..=b'u' => {
                groupe = groupe.wrapping_mul(85).wrapping_add(u32::from(o - b'!'));
                n += 1;
                if n == 5 {
                    sortie.extend(groupe.to_be_bytes());
                    (groupe, n) = (0, 0);
                }
            }
            _ => {}
        }
    }
    if n > 1 {
        for _ in n..5 {
            groupe = groupe.wrapping_mul(85).wrapping_add(84);
        }
        sortie.extend(groupe.to_be_bytes().iter().take(n - 1));
    }
    sortie
}

fn longueurs(octets: &[u8], limite: usize) -> Vec<u8> {
    let mut sortie = Vec::new();
    let mut i = 0;
    while let Some(n) = octets.get(i).copied() {
        i += 1;
        match n {
            128 => break,
            0..=127 => {
                let fin = (i + usize::from(n) + 1).min(octets.len());
                sortie.extend_from_slice(octets.get(i..fin).unwrap_or_default());
                i = fin;
            }
            _ => {
                let Some(o) = octets.get(i) else { break };
                sortie.extend(std::iter::repeat_n(*o, 257 - usize::from(n)));
                i += 1;
            }
        }
        if sortie.len() > limite {
            break;
        }
    }
    sortie
}

/// What could be inflated: a damaged end loses the end only.
fn degonfler(octets: &[u8], limite: usize) -> Vec<u8> {
    let mut sortie = Vec::new();
    let borne = u64::try_from(limite).unwrap_or(u64::MAX).saturating_add(1);
    let _ = ZlibDecoder::new(octets).take(borne).read_to_end(&mut sortie);
    if sortie.is_empty() && octets.len() > 2 {
        // A wrong zlib header over a good stream.
        let _ = flate2::read::DeflateDecoder::new(octets.get(2..).unwrap_or_default())
            .take(borne)
            .read_to_end(&mut sortie);
    }
    sortie
}

fn parametre(parametres: Option<&Dico>, cle: &str, defaut: usize) -> usize {
    parametres
        .and_then(|p| p.brut(cle))
        .and_then(super::Objet::taille)
        .unwrap_or(defaut)
}

/// Undoes PNG and TIFF predictors.
fn predire(octets: Vec<u8>, parametres: Option<&Dico>) -> Vec<u8> {
    let predicteur = parametre(parametres, "Predictor", 1);
    if predicteur < 2 {
        return octets;
    }
    let couleurs = parametre(parametres, "Colors", 1).clamp(1, 32);
    let bits = parametre(parametres, "BitsPerComponent", 8).clamp(1, 16);
    let colonnes = parametre(parametres, "Columns", 1).clamp(1, 1 << 20);
    let pas = (couleurs * bits).div_ceil(8);
    let ligne = (couleurs * bits * colonnes).div_ceil(8);
    if predicteur == 2 {
        let mut octets = octets;
        if bits == 8 {
            for rang in octets.chunks_mut(ligne) {
                for i in pas..rang.len() {
                    let gauche = rang.get(i - pas).copied().unwrap_or(0);
                    if let Some(o) = rang.get_mut(i) {
                        *o = o.wrapping_add(gauche);
                    }
                }
            }
        }
        return octets;
    }
    let mut sortie: Vec<u8> = Vec::with_capacity(octets.len());
    let mut dessus = vec![0_u8; ligne];
    for rang in octets.chunks(ligne + 1) {
        let Some((filtre, valeurs)) = rang.split_first() else { break };
        let mut ici = vec![0_u8; ligne];
        for (i, v) in valeurs.iter().enumerate() {
            let gauche = if i >= pas { ici.get(i - pas).copied().unwrap_or(0) } else { 0 };
            let haut = dessus.get(i).copied().unwrap_or(0);
            let coin = if i >= pas { dessus.get(i - pas).copied().unwrap_or(0) } else { 0 };
            let ajout = match filtre {
                1 => gauche,
                2 => haut,
                3 => (u16::from(gauche) + u16::from(haut)).div_euclid(2) as u8,
                4 => paeth(gauche, haut, coin),
                _ => 0,
            };
            if let Some(o) = ici.get_mut(i) {
                *o = v.wrapping_add(ajout);
            }
        }
        sortie.extend(ici.iter().take(valeurs.len()));
        dessus = ici;
    }
    sortie
}

fn paeth(gauche: u8, haut: u8, coin: u8) -> u8 {
    let (a, b, c) = (i16::from(gauche), i16::from(haut), i16::from(coin));
    let p = a + b - c;
    let (da, db, dc) = ((p - a).abs(), (p - b).abs(), (p - c).abs());
    if da <= db && da <= dc {
        gauche
    } else if db <= dc {
        haut
    } else {
        coin
    }
}

/// Applies one filter. `None`: a filter that gives an image, or that is not known. The result may be one byte beyond `limite`,
/// which tells that the bound was met.
pub(super) fn appliquer(nom: &str, octets: &[u8], parametres: Option<&Dico>, limite: usize) -> Option<Vec<u8>> {
    match nom {
        "FlateDecode" | "Fl" => Some(predire(degonfler(octets, limite), parametres)),
        "LZWDecode" | "LZW" => {
            let avance = parametre(parametres, "EarlyChange", 1) != 0;
            Some(predire(super::lzw::decoder(octets, avance, limite), parametres))
        }
        "ASCIIHexDecode" | "AHx" => Some(ascii_hex(octets)),
        "ASCII85Decode" | "A85" => Some(ascii_85(octets)),
        "RunLengthDecode" | "RL" => Some(longueurs(octets, limite)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{appliquer, ascii_85, ascii_hex, paeth};

    #[test]
    fn chaque_filtre_se_decode() {
        assert_eq!(ascii_hex(b"41 4 2 5>zz"), b"AB\x50");
        assert_eq!(ascii_85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(ascii_85(b"z~>"), [0; 4]);
        assert_eq!(
            appliquer("RL", &[2, 1, 2, 3, 254, 9, 128, 7], None, 99),
            Some(vec![1, 2, 3, 9, 9, 9])
        );
        assert_eq!(paeth(10, 20, 10), 20);
        assert_eq!(appliquer("DCTDecode", &[], None, 9), None);
    }
}
