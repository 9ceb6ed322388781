//! A small writer of PDF, for documents that are right and for documents that are wrong on purpose.

use std::io::Write as _;

use datamatrix::{DataMatrix, SymbolList};

use super::{message, personne};

/// Objects, numbered from 1: the text of each, and the bytes of its stream.
#[derive(Clone)]
pub(super) struct Fabrique {
    pub(super) entete: Vec<u8>,
    pub(super) objets: Vec<(String, Option<Vec<u8>>)>,
    pub(super) trailer: String,
    pub(super) fin: Vec<u8>,
}

pub(super) fn degonflable(octets: &[u8]) -> Vec<u8> {
    let mut sortie = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    sortie.write_all(octets).unwrap();
    sortie.finish().unwrap()
}

pub(super) fn xmp(annonce: &str) -> Vec<u8> {
    format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">{annonce}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
    )
    .into_bytes()
}

/// The modules of a symbol: rows of dark or light, from the top.
pub(super) fn modules(texte: &str) -> Vec<Vec<bool>> {
    let octets: Vec<u8> = texte.chars().map(|c| u32::from(c) as u8).collect();
    let symbole = DataMatrix::encode(&octets, SymbolList::default().enforce_square()).unwrap();
    let image = symbole.bitmap();
    let mut modules = vec![vec![false; image.width()]; image.height()];
    for (x, y) in image.pixels() {
        modules[y][x] = true;
    }
    modules
}

/// A symbol as rectangles, modules of 1, its bottom left at the origin.
pub(super) fn rectangles(modules: &[Vec<bool>]) -> String {
    let mut dessin = String::new();
    for (y, rang) in modules.iter().enumerate() {
        for (x, _) in rang.iter().enumerate().filter(|(_, m)| **m) {
            dessin += &format!("{x} {} 1 1 re\n", modules.len() - 1 - y);
        }
    }
    dessin + "f\n"
}

impl Fabrique {
    /// One page that claims PDF/A-1b, without a fault: text, colours, a datamatrix, an image, a form, an annotation.
    pub(super) fn modele() -> Self {
        let p = personne();
        let symbole = rectangles(&modules(&message(&p)));
        let contenu = format!(
            "/G1 gs 0 0 1 rg BT /F1 9 Tf 20 270 Td ({}) Tj 0 -12 Td [(Z) 20 (OE ANNE)] TJ 0 -12 Td (31/01/1980 F) Tj 0 -12 Td ({}) Tj ET\n\
             /X1 Do q 20 0 0 20 250 20 cm /I1 Do Q 0 g q 1.2 0 0 1.2 60 60 cm {symbole} Q",
            p.nom_naissance, p.matricule
        );
        let d = |texte: &str| (texte.to_owned(), None);
        let f = |texte: &str, octets: &[u8]| (texte.to_owned(), Some(octets.to_vec()));
        Self {
            entete: b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec(),
            objets: vec![
                d("<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R /OutputIntents [5 0 R] >>"),
                d("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
                d(
                    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources << /Font << /F1 7 0 R >> /ExtGState << /G1 10 0 R >> \
                   /XObject << /X1 11 0 R /I1 12 0 R >> >> /Contents 8 0 R /Annots [9 0 R] >>",
                ),
                f(
                    "/Type /Metadata /Subtype /XML",
                    &xmp("<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"),
                ),
                d("<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /DestOutputProfile 6 0 R >>"),
                f("/N 3", b"profil fictif"),
                d("<< /Type /Font /Subtype /TrueType /BaseFont /AAAAAA+Fictive /Encoding /WinAnsiEncoding /FontDescriptor 13 0 R >>"),
                f("/Filter /FlateDecode", &degonflable(contenu.as_bytes())),
                d("<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /F 4 /A << /S /URI /URI (https://exemple.invalid) >> >>"),
                d("<< /Type /ExtGState /CA 1 /ca 1.0 /BM /Normal /SMask /None >>"),
                f(
                    "/Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << >>",
                    b"0 g 5 5 4 4 re f",
                ),
                f(
                    "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray /Interpolate false",
                    &[0, 255, 255, 0],
                ),
                d("<< /Type /FontDescriptor /FontName /AAAAAA+Fictive /Flags 32 /FontFile2 14 0 R >>"),
                f("/Length1 4", b"test"),
            ],
            trailer: "/Root 1 0 R /ID [<01> <01>]".to_owned(),
            fin: b"%%EOF\n".to_vec(),
        }
    }

    /// A page of 300 by 300 with this content and nothing else.
    pub(super) fn page(contenu: &str, ressources: &str) -> Self {
        let mut f = Self::modele();
        f.contenu(contenu.as_bytes());
        f.objets[2].0 = format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources << {ressources} >> /Contents 8 0 R >>");
        f
    }

    pub(super) fn contenu(&mut self, octets: &[u8]) {
        self.objets[7] = ("/Filter /FlateDecode".to_owned(), Some(degonflable(octets)));
    }

    /// What the page draws.
    pub(super) fn ajouter_au_contenu(&mut self, suite: &str) {
        let mut octets = Vec::new();
        let compresse = self.objets[7].1.clone().unwrap();
        std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(&compresse[..]), &mut octets).unwrap();
        octets.extend(suite.as_bytes());
        self.contenu(&octets);
    }

    /// Adds an object, and gives its number.
    pub(super) fn ajouter(&mut self, dico: &str, flux: Option<&[u8]>) -> usize {
        self.objets.push((dico.to_owned(), flux.map(<[u8]>::to_vec)));
        self.objets.len()
    }

    /// Changes the text of an object; what is changed must be there.
    pub(super) fn changer(&mut self, numero: usize, avant: &str, apres: &str) {
        let texte = &mut self.objets[numero - 1].0;
        assert!(texte.contains(avant), "nothing to change in {numero}: {avant}");
        *texte = texte.replacen(avant, apres, 1);
    }

    /// The file.
    pub(super) fn ecrire(&self) -> Vec<u8> {
        let mut octets = self.entete.clone();
        let mut places = Vec::new();
        for (i, (texte, flux)) in self.objets.iter().enumerate() {
            places.push(octets.len());
            match flux {
                None => octets.extend(format!("{} 0 obj\n{texte}\nendobj\n", i + 1).bytes()),
                Some(flux) => {
                    let longueur = if texte.contains("/Length ") {
                        String::new()
                    } else {
                        format!("/Length {}", flux.len())
                    };
                    octets.extend(format!("{} 0 obj\n<< {texte} {longueur} >>\nstream\n", i + 1).bytes());
                    octets.extend(flux);
                    octets.extend(b"\nendstream\nendobj\n");
                }
            }
        }
        let xref = octets.len();
        octets.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
        for place in &places {
            octets.extend(format!("{place:010} 00000 n \n").bytes());
        }
        octets.extend(format!("trailer\n<< /Size {} {} >>\nstartxref\n{xref}\n", places.len() + 1, self.trailer).bytes());
        octets.extend(&self.fin);
        octets
    }
}
