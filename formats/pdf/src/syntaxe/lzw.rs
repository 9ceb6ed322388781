//! `LZWDecode`, which PDF/A-1 forbids and old documents use.

/// Decodes until the end, a wrong code, or more than `limite` bytes (the excess tells that the bound was met).
pub(super) fn decoder(octets: &[u8], avance: bool, limite: usize) -> Vec<u8> {
    // Each entry is a slice of what was written: no table of strings to grow.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut sortie: Vec<u8> = Vec::new();
    let (mut tampon, mut bits, mut largeur) = (0_u32, 0_u32, 9_u32);
    let mut avant: Option<(usize, usize)> = None;
    for o in octets {
        tampon = (tampon << 8) | u32::from(*o);
        bits += 8;
        if bits < largeur {
            continue;
        }
        bits -= largeur;
        let code = (tampon >> bits) & ((1 << largeur) - 1);
        tampon &= (1 << bits) - 1;
        let debut = sortie.len();
        match code {
            256 => {
                table.clear();
                largeur = 9;
                avant = None;
                continue;
            }
            257 => break,
            0..=255 => sortie.push((code & 0xFF) as u8),
            _ => {
                let indice = (code - 258) as usize;
                match (table.get(indice).copied(), avant) {
                    (Some((d, f)), _) => sortie.extend_from_within(d..f),
                    (None, Some((d, f))) if indice == table.len() => {
                        sortie.extend_from_within(d..f);
                        let premier = sortie.get(d).copied().unwrap_or(0);
                        sortie.push(premier);
                    }
                    _ => break,
                }
            }
        }
        if let Some((d, f)) = avant
            && table.len() < 4096 - 258
        {
            // What was written before, and the first byte of what is written now: they follow each other.
            table.push((d, f + 1));
        }
        avant = Some((debut, sortie.len()));
        let prochain = table.len() + 258 + usize::from(avance);
        largeur = match prochain {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        if sortie.len() > limite {
            break;
        }
    }
    sortie
}

#[cfg(test)]
mod tests {
    #[test]
    fn l_exemple_de_la_reference_se_decode() {
        // The worked example of the PDF Reference, 3.3.3.
        let code = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        let clair = [45, 45, 45, 45, 45, 65, 45, 45, 45, 66];
        assert_eq!(super::decoder(&code, true, 100), clair);
    }
}
