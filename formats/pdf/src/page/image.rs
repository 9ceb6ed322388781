//! Images: decoded to shades of grey, within bounds.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::couleur::{Espace, POIDS, Usages, espace, octet, sombre};
use crate::limites;
use crate::syntaxe::{Brut, Dico, Fichier, Objet};

/// An image, a stencil, or an image and what it lets through.
#[derive(Debug)]
pub(crate) struct Image {
    largeur: usize,
    hauteur: usize,
    gris: Vec<u8>,
    /// A stencil paints where it is dark.
    pochoir: bool,
    masque: Option<Box<Image>>,
}

/// A column of an image, and that of its mask.
pub(crate) type Colonne = (usize, usize);

/// A row of an image, and that of its mask.
pub(crate) struct Rangee<'i> {
    gris: &'i [u8],
    masque: Option<&'i [u8]>,
    pochoir: bool,
}

impl Rangee<'_> {
    /// The shade in a column, when something is painted there.
    pub(crate) fn en(&self, (x, du_masque): Colonne, encre: u8) -> Option<u8> {
        let ici = self.gris.get(x).copied().unwrap_or(255);
        if self.pochoir {
            return sombre(ici).then_some(encre);
        }
        match self.masque {
            Some(masque) if sombre(masque.get(du_masque).copied().unwrap_or(255)) => None,
            _ => Some(ici),
        }
    }
}

impl Image {
    fn x(&self, u: f64) -> usize {
        ((u * self.largeur as f64) as usize).min(self.largeur.saturating_sub(1))
    }

    fn y(&self, v: f64) -> usize {
        ((v * self.hauteur as f64) as usize).min(self.hauteur.saturating_sub(1))
    }

    fn pixel(&self, u: f64, v: f64) -> u8 {
        self.gris.get(self.y(v) * self.largeur + self.x(u)).copied().unwrap_or(255)
    }

    /// The columns at places of the unit square.
    pub(crate) fn colonnes(&self, us: impl Iterator<Item = f64>) -> Vec<Colonne> {
        us.map(|u| (self.x(u), self.masque.as_ref().map_or(0, |m| m.x(u)))).collect()
    }

    /// The row at a height of the unit square.
    pub(crate) fn rangee(&self, v: f64) -> Rangee<'_> {
        Rangee {
            gris: self.ligne(v),
            masque: self.masque.as_ref().map(|m| m.ligne(v)),
            pochoir: self.pochoir,
        }
    }

    fn ligne(&self, v: f64) -> &[u8] {
        let debut = self.y(v) * self.largeur;
        self.gris.get(debut..debut + self.largeur).unwrap_or_default()
    }

    /// The shade at a place of the unit square, when something is painted there.
    pub(crate) fn en(&self, u: f64, v: f64, encre: u8) -> Option<u8> {
        let ici = self.pixel(u, v);
        if self.pochoir {
            return sombre(ici).then_some(encre);
        }
        match &self.masque {
            Some(masque) if sombre(masque.pixel(u, v)) => None,
            _ => Some(ici),
        }
    }
}

fn cle<'a>(dico: &'a Dico, longue: &str, courte: &str) -> Option<&'a Objet> {
    dico.brut(longue).or_else(|| dico.brut(courte))
}

/// Decodes an image; nothing when its format is not read, or it is beyond the bounds. `nomme` finds a colour space of the resources.
pub(crate) fn lire(
    fichier: &Fichier<'_>,
    dico: &Dico,
    octets: &[u8],
    nomme: &dyn Fn(&str) -> Option<Objet>,
    usages: &mut Usages,
    est_masque: bool,
) -> Option<Image> {
    let nombre = |longue: &str, courte: &str| cle(dico, longue, courte).and_then(|o| fichier.suivre(o).taille());
    let (largeur, hauteur) = (nombre("Width", "W")?, nombre("Height", "H")?);
    let pixels = largeur.checked_mul(hauteur).filter(|p| *p > 0)?;
    if pixels > limites::PIXELS_IMAGE {
        fichier.borne("pixels d'une image");
        return None;
    }
    let pochoir = cle(dico, "ImageMask", "IM")
        .map(|o| fichier.suivre(o))
        .is_some_and(|o| *o == Objet::Bool(true));
    let dit = cle(dico, "ColorSpace", "CS").cloned();
    let dit = match dit {
        Some(Objet::Nom(nom)) => Some(nomme(&nom).unwrap_or(Objet::Nom(nom))),
        autre => autre,
    };
    let mut espace = match (&dit, pochoir) {
        (Some(objet), false) => espace(fichier, objet, usages, 0),
        _ => Espace::Gris,
    };
    let decode: Vec<f64> = cle(dico, "Decode", "D")
        .map(|o| fichier.suivre(o))
        .and_then(|o| o.tableau().map(|t| t.iter().filter_map(Objet::nombre).collect()))
        .unwrap_or_default();
    let mut bits = if pochoir {
        1
    } else {
        nombre("BitsPerComponent", "BPC").unwrap_or(8)
    };
    let donnees = match fichier.defiltrer(dico, octets) {
        Brut::Octets(donnees) => donnees,
        Brut::Image(nom, jpeg) if nom == "DCTDecode" || nom == "DCT" => {
            let (donnees, canaux, l, h) = decoder_jpeg(&jpeg)?;
            if (l, h) != (largeur, hauteur) {
                return None;
            }
            if canaux != espace.composantes() {
                espace = if canaux == 1 { Espace::Gris } else { Espace::Rvb };
            }
            bits = 8;
            donnees
        }
        _ => return None,
    };
    if espace == Espace::Autre || !matches!(bits, 1 | 2 | 4 | 8 | 16) {
        return None;
    }
    let gris = vers_gris(&donnees, largeur, hauteur, bits, &espace, &decode);
    let masque = if est_masque { None } else { masque(fichier, dico, nomme) };
    Some(Image {
        largeur,
        hauteur,
        gris,
        pochoir,
        masque: masque.map(Box::new),
    })
}

/// What an image lets through: `SMask`, or `Mask` as a stream (where it is 1, nothing is painted).
fn masque(fichier: &Fichier<'_>, dico: &Dico, nomme: &dyn Fn(&str) -> Option<Objet>) -> Option<Image> {
    let (doux, dur) = (fichier.lire(dico, "SMask"), fichier.lire(dico, "Mask"));
    let flux = doux.flux().or_else(|| dur.flux())?;
    let octets = fichier.octets.get(flux.debut..flux.fin)?;
    let mut image = lire(fichier, &flux.dico, octets, nomme, &mut Usages::default(), true)?;
    if doux.flux().is_none() {
        image.gris.iter_mut().for_each(|g| *g = 255 - *g);
    }
    image.pochoir = false;
    Some(image)
}

fn decoder_jpeg(octets: &[u8]) -> Option<(Vec<u8>, usize, usize, usize)> {
    let options = DecoderOptions::default().set_max_width(16_384).set_max_height(16_384);
    let mut jpeg = JpegDecoder::new_with_options(ZCursor::new(octets), options);
    jpeg.decode_headers().ok()?;
    let (l, h) = jpeg.dimensions()?;
    if l.checked_mul(h)? > limites::PIXELS_IMAGE {
        return None;
    }
    let gris = jpeg.input_colorspace() == Some(ColorSpace::Luma);
    let sortie = if gris { ColorSpace::Luma } else { ColorSpace::RGB };
    jpeg.set_options(options.jpeg_set_out_colorspace(sortie));
    let donnees = jpeg.decode().ok()?;
    Some((donnees, if gris { 1 } else { 3 }, l, h))
}

fn vers_gris(donnees: &[u8], largeur: usize, hauteur: usize, bits: usize, espace: &Espace, decode: &[f64]) -> Vec<u8> {
    let n = espace.composantes();
    let pas = (largeur * n * bits).div_ceil(8);
    let maximum = ((1_u32 << bits) - 1) as f64;
    let mut gris = Vec::with_capacity(largeur * hauteur);
    let palette = matches!(espace, Espace::Palette(_));
    // The common case of one component: the shade of each value is known before.
    let table: Option<Vec<u8>> = (n == 1 && bits <= 8).then(|| {
        let valeurs = 0..=(1_u32 << bits) - 1;
        valeurs
            .map(|v| espace.gris(&[valeur(f64::from(v), maximum, 0, palette, decode)]).unwrap_or(255))
            .collect()
    });
    // The other common case, a photograph: what each sample weighs is known before.
    let poids: Option<[Vec<f64>; 3]> = (*espace == Espace::Rvb && bits == 8).then(|| {
        [0, 1, 2].map(|i: usize| {
            (0..=255_u8)
                .map(|v| POIDS[i] * valeur(f64::from(v), maximum, i, palette, decode))
                .collect()
        })
    });
    let mut couleur = vec![0.0; n];
    for y in 0..hauteur {
        let ligne = donnees.get((y * pas).min(donnees.len())..).unwrap_or_default();
        if let Some(poids) = &poids {
            for x in 0..largeur {
                let pese = |i: usize| {
                    let brut = ligne.get(3 * x + i).copied().unwrap_or(u8::MAX);
                    poids[i].get(usize::from(brut)).copied().unwrap_or_default()
                };
                gris.push(octet(pese(0) + pese(1) + pese(2)));
            }
            continue;
        }
        for x in 0..largeur {
            if let Some(table) = &table {
                let brut = echantillon(ligne, x, bits);
                gris.push(brut.and_then(|b| table.get(b as usize).copied()).unwrap_or(255));
                continue;
            }
            for (i, c) in couleur.iter_mut().enumerate() {
                let brut = echantillon(ligne, x * n + i, bits).map_or(maximum, f64::from);
                *c = valeur(brut, maximum, i, palette, decode);
            }
            gris.push(espace.gris(&couleur).unwrap_or(255));
        }
    }
    gris
}

fn valeur(brut: f64, maximum: f64, i: usize, palette: bool, decode: &[f64]) -> f64 {
    match (decode.get(2 * i), decode.get(2 * i + 1)) {
        (Some(de), Some(a)) => de + brut * (a - de) / maximum,
        _ if palette => brut,
        _ => brut / maximum,
    }
}

fn echantillon(ligne: &[u8], rang: usize, bits: usize) -> Option<u32> {
    match bits {
        8 => ligne.get(rang).map(|o| u32::from(*o)),
        16 => Some(u32::from(*ligne.get(2 * rang)?) << 8 | u32::from(*ligne.get(2 * rang + 1)?)),
        _ => {
            let bit = rang * bits;
            let o = u32::from(*ligne.get(bit / 8)?);
            Some((o >> (8 - bits - bit % 8)) & ((1 << bits) - 1))
        }
    }
}
