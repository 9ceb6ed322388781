//! A one-page PDF, built by hand: what a person reads. Its font is one of the fourteen that every reader has, not embedded: it
//! is a PDF 1.4, not a PDF/A-1.

use std::io::Write as _;

/// Lines that fit in the page.
const LIGNES_MAX: usize = 60;

/// The PDF of these lines, the first one being its title. The same lines give the same bytes.
pub(crate) fn ecrire(lignes: &[String]) -> Vec<u8> {
    let contenu = page(lignes);
    let mut titre = b"<< /Title (".to_vec();
    titre.extend(echapper(lignes.first().map_or("", String::as_str)));
    titre.extend(b") /Producer (segur-bench) >>");
    let objets: [Vec<u8>; 6] = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>".to_vec(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
        [
            format!("<< /Length {} >>\nstream\n", contenu.len()).as_bytes(),
            &contenu,
            b"\nendstream",
        ]
        .concat(),
        titre,
    ];
    let mut pdf = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (i, objet) in objets.iter().enumerate() {
        places.push(pdf.len());
        let _ = writeln!(pdf, "{} 0 obj", i + 1);
        pdf.extend(objet);
        pdf.extend(b"\nendobj\n");
    }
    let table = pdf.len();
    // Each entry of the table is 20 bytes, end of line included.
    let _ = write!(pdf, "xref\n0 {}\n0000000000 65535 f \n", objets.len() + 1);
    for place in places {
        let _ = writeln!(pdf, "{place:010} 00000 n ");
    }
    let _ = write!(
        pdf,
        "trailer\n<< /Size {} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objets.len() + 1
    );
    pdf
}

fn page(lignes: &[String]) -> Vec<u8> {
    let mut c = b"BT /F1 10 Tf 12 TL 50 800 Td".to_vec();
    for ligne in lignes.iter().take(LIGNES_MAX) {
        c.extend(b" (");
        c.extend(echapper(ligne));
        c.extend(b") Tj T*");
    }
    c.extend(b" ET");
    c
}

/// A PDF string in WinAnsi: the French letters are where Unicode has them; what is not there becomes a question mark.
fn echapper(texte: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    for c in texte.chars() {
        match (c, u8::try_from(u32::from(c))) {
            ('(' | ')' | '\\', Ok(o)) => octets.extend([b'\\', o]),
            ('Œ', _) => octets.push(0x8c),
            ('œ', _) => octets.push(0x9c),
            ('’', _) => octets.push(0x92),
            (_, Ok(o)) if (32..127).contains(&o) || o >= 160 => octets.push(o),
            _ => octets.push(b'?'),
        }
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn la_table_dit_vrai() {
        let pdf = ecrire(&["Compte rendu (1)".to_owned(), "Érythrocytes \\ œ ☺".to_owned()]);
        let cherche = |quoi: &[u8]| pdf.windows(quoi.len()).position(|f| f == quoi);
        let texte = String::from_utf8_lossy(&pdf).into_owned();
        let fin: usize = texte
            .rsplit("startxref\n")
            .next()
            .unwrap()
            .split('\n')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(&pdf[fin..fin + 4], b"xref");
        let entrees: Vec<&[u8]> = pdf[fin..].split(|o| *o == b'\n').skip(2).take(7).collect();
        for (i, entree) in entrees.iter().enumerate().skip(1) {
            let place: usize = std::str::from_utf8(&entree[..10]).unwrap().parse().unwrap();
            assert!(pdf[place..].starts_with(format!("{i} 0 obj\n").as_bytes()), "objet {i}");
            assert_eq!(entree.len(), 19);
        }
        assert!(cherche(b"(Compte rendu \\(1\\)) Tj").is_some());
        assert!(cherche(b"(\xc9rythrocytes \\\\ \x9c ?) Tj").is_some());
        let debut = cherche(b"stream\n").unwrap() + 7;
        let longueur = cherche(b"\nendstream").unwrap() - debut;
        assert!(texte.contains(&format!("/Length {longueur} >>")));
    }
}
