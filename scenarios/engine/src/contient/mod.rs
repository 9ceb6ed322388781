//! The fact `contient`: whether a text is somewhere in a message or a file, through its layers.
//!
//! A leak does not announce itself: the matricule may be in the URL, in a header, written with spaces, escaped, in UTF-16, in a
//! compressed part, in the PDF that the CDA carries. Each layer is searched, then opened: escapes (percent, XML and JSON,
//! quoted-printable), UTF-16, Base64 and hexadecimal, gzip, zlib and zip, PDF (strings, compressed streams, text and symbols of
//! the pages). What is opened is bounded in bytes, in number and in depth.
//!
//! Not opened: Brotli and Zstandard bodies, encrypted archives and PDFs, pictures of a text. [`Presence::NonToutLu`] tells when
//! something was left closed that might have held the text.

mod base64;
mod cherche;
mod comprime;
mod echappements;
mod pdf;
#[cfg(test)]
mod tests;

use std::io::Read;

use segur_model::Exchange;

pub use cherche::Cherche;

/// How deep layers are opened: a SOAP part, in it Base64, a zip, a CDA, Base64, a PDF, a stream, an escape.
const PROFONDEUR_MAX: usize = 8;
/// Bytes opened in all, so that a hostile message costs a bounded time.
const OUVERT_MAX: usize = 128 << 20;
/// Layers opened in all.
const COUCHES_MAX: usize = 20_000;
/// PDF documents read page by page.
const PDF_MAX: usize = 8;
/// Longest PDF read page by page.
const PDF_TAILLE_MAX: usize = 16 << 20;

/// What a search gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// The text is there.
    Present,
    /// It is not.
    Absent,
    /// It was not met, but something was not opened: a bound was reached, or the encoding is not known.
    NonToutLu,
}

/// Whether `texte` is in `octets` or in a layer of it.
#[must_use]
pub fn contient(octets: &[u8], texte: &str) -> bool {
    examiner(octets, &Cherche::texte(texte)) == Presence::Present
}

/// Whether `texte` is in the request of an exchange: its line, its headers, its body (`corps`).
#[must_use]
pub fn dans_echange(exchange: &Exchange, corps: &[u8], texte: &str) -> bool {
    examiner_echange(exchange, corps, &Cherche::texte(texte)) == Presence::Present
}

/// Searches a file.
#[must_use]
pub fn examiner(octets: &[u8], cherche: &Cherche) -> Presence {
    let mut fouille = Fouille::nouvelle(cherche);
    let vu = fouille.voir(octets, PROFONDEUR_MAX, false);
    fouille.conclure(vu)
}

/// Searches the request of an exchange.
#[must_use]
pub fn examiner_echange(exchange: &Exchange, corps: &[u8], cherche: &Cherche) -> Presence {
    let mut fouille = Fouille::nouvelle(cherche);
    let requete = &exchange.requete;
    let mut vu = fouille.voir(requete.ligne.as_bytes(), PROFONDEUR_MAX, false);
    for (nom, valeur) in &requete.entetes {
        vu = vu || fouille.voir(format!("{nom}: {valeur}").as_bytes(), PROFONDEUR_MAX, false);
    }
    vu = vu || fouille.voir(corps, PROFONDEUR_MAX, false);
    let codages = requete
        .entetes
        .iter()
        .filter(|(nom, _)| nom.eq_ignore_ascii_case("content-encoding"))
        .flat_map(|(_, valeur)| valeur.split(','))
        .map(str::trim);
    for codage in codages {
        match codage.to_ascii_lowercase().as_str() {
            // gzip and zlib are found wherever they are; deflate without its envelope is announced by the header alone.
            "" | "identity" | "gzip" | "x-gzip" => {}
            "deflate" => {
                vu = vu || fouille.decomprimer(&mut comprime::deflate_nu(corps), PROFONDEUR_MAX, false);
            }
            _ => fouille.incomplet |= !corps.is_empty(),
        }
    }
    fouille.conclure(vu)
}

/// One search, with what may still be opened.
struct Fouille<'a> {
    cherche: &'a Cherche,
    reste: usize,
    couches: usize,
    pdfs: usize,
    incomplet: bool,
}

impl<'a> Fouille<'a> {
    fn nouvelle(cherche: &'a Cherche) -> Self {
        Self {
            cherche,
            reste: OUVERT_MAX,
            couches: COUCHES_MAX,
            pdfs: PDF_MAX,
            incomplet: false,
        }
    }

    fn conclure(&self, vu: bool) -> Presence {
        match (vu, self.incomplet) {
            (true, _) => Presence::Present,
            (false, true) => Presence::NonToutLu,
            (false, false) => Presence::Absent,
        }
    }

    /// A layer that was opened: it is paid for, then searched.
    fn ouvrir(&mut self, couche: &[u8], profondeur: usize, pdf: bool) -> bool {
        if couche.len() < self.cherche.plus_court() {
            return false;
        }
        if profondeur == 0 || self.couches == 0 || couche.len() >= self.reste {
            self.incomplet = true;
            // It is here already: looking at it without opening it costs little.
            return self.cherche.dans(couche);
        }
        self.couches -= 1;
        self.reste -= couche.len();
        self.voir(couche, profondeur - 1, pdf)
    }

    /// Searches a layer, then those that it holds. `pdf`: it comes out of a PDF.
    fn voir(&mut self, octets: &[u8], profondeur: usize, pdf: bool) -> bool {
        if octets.is_empty() || self.cherche.vide() {
            return false;
        }
        if self.cherche.dans(octets) {
            return true;
        }
        let pdf = pdf || pdf::est_pdf(octets);
        for lire in [echappements::references, echappements::quoted_printable, echappements::sans_nuls] {
            if lire(octets).is_some_and(|couche| self.ouvrir(&couche, profondeur, pdf)) {
                return true;
            }
        }
        if base64::visiter(octets, &mut |couche| self.ouvrir(couche, profondeur, false)) {
            return true;
        }
        comprime::visiter(octets, &mut |lecteur| self.decomprimer(lecteur, profondeur, pdf)) || (pdf && self.voir_pdf(octets, profondeur))
    }

    fn decomprimer(&mut self, lecteur: &mut dyn Read, profondeur: usize, pdf: bool) -> bool {
        let clair = comprime::lire(lecteur, self.reste);
        if clair.len() >= self.reste {
            self.incomplet = true;
        } else if clair.len() < self.cherche.plus_court() {
            // A false start.
            self.reste -= clair.len();
            return false;
        }
        self.ouvrir(&clair, profondeur, pdf)
    }

    fn voir_pdf(&mut self, octets: &[u8], profondeur: usize) -> bool {
        // Not opened as a PDF again: its own strings would be found for ever.
        if self.ouvrir(&pdf::chaines(octets), profondeur, false) {
            return true;
        }
        let Some(document) = pdf::document(octets) else { return false };
        if self.pdfs == 0 || document.len() > PDF_TAILLE_MAX {
            self.incomplet = true;
            return false;
        }
        self.pdfs -= 1;
        let pages = pdf::pages(document);
        self.incomplet |= !pages.entieres;
        self.ouvrir(pages.texte.as_bytes(), profondeur, false)
    }
}
