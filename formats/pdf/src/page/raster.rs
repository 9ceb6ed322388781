//! A page in black and white, a bit for a pixel: fills of paths and images, and nothing else. Enough to see a symbol; not a viewer.
//! What is painted covers what was there, so that a shade is dark or is not as soon as it is put.

use super::couleur::sombre;
use super::image::Image;
use super::matrice::Matrice;
use crate::limites;

/// A closed polygon, in pixels.
pub(crate) type Contour = Vec<(f64, f64)>;

/// Pixels of a word.
pub(crate) const MOT: usize = 64;

/// A box of pixels: from (x0, y0), to (x1, y1) excluded.
pub(crate) type Boite = [usize; 4];

/// What is drawn on.
#[derive(Debug)]
pub(crate) struct Toile {
    pub(crate) largeur: usize,
    pub(crate) hauteur: usize,
    /// Words of a row.
    mots: usize,
    /// Rows of bits, the lowest bit of a word at its left: set where it is dark, never beyond the width.
    bits: Vec<u64>,
    /// From user space to pixels.
    pub(crate) repere: Matrice,
    /// Where something was drawn.
    pub(crate) sale: Option<Boite>,
}

#[derive(Debug, Clone, Copy)]
struct Cote {
    haut: f64,
    bas: f64,
    x: f64,
    pente: f64,
    sens: i32,
    /// Where it crosses the row that is painted.
    ici: f64,
}

impl Toile {
    /// At most 400 pixels per inch, and [`limites::PIXELS_PAGE`].
    pub(crate) fn nouvelle(cadre: [f64; 4]) -> Self {
        let (l, h) = (cadre[2] - cadre[0], cadre[3] - cadre[1]);
        let echelle = f64::min(400.0 / 72.0, (limites::PIXELS_PAGE as f64 / (l * h)).sqrt());
        let (largeur, hauteur) = ((l * echelle).ceil() as usize, (h * echelle).ceil() as usize);
        let mots = largeur.div_ceil(MOT);
        Self {
            largeur,
            hauteur,
            mots,
            bits: vec![0; mots * hauteur],
            repere: Matrice([echelle, 0.0, 0.0, -echelle, -cadre[0] * echelle, cadre[3] * echelle]),
            sale: None,
        }
    }

    /// The bits of a row.
    pub(crate) fn ligne(&self, y: usize) -> &[u64] {
        self.bits.get(y * self.mots..(y + 1) * self.mots).unwrap_or_default()
    }

    fn ligne_mut(&mut self, y: usize) -> &mut [u64] {
        self.bits.get_mut(y * self.mots..(y + 1) * self.mots).unwrap_or_default()
    }

    /// Whether a pixel is dark.
    pub(crate) fn sombre(&self, x: usize, y: usize) -> bool {
        self.ligne(y).get(x / MOT).is_some_and(|mot| mot >> (x % MOT) & 1 == 1)
    }

    /// Pixels of a unit of user space.
    pub(crate) fn echelle(&self) -> f64 {
        self.repere.0[0]
    }

    pub(crate) fn entiere(&self) -> Boite {
        [0, 0, self.largeur, self.hauteur]
    }

    /// The pixels that a set of points covers, within a box.
    pub(crate) fn boite(points: impl IntoIterator<Item = (f64, f64)>, dans: Boite) -> Boite {
        let mut b = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for (x, y) in points {
            b = [b[0].min(x), b[1].min(y), b[2].max(x), b[3].max(y)];
        }
        // A cast from float saturates, and NaN gives 0.
        let (x0, y0) = (b[0].floor() as usize, b[1].floor() as usize);
        let (x1, y1) = (b[2].ceil() as usize, b[3].ceil() as usize);
        [x0.max(dans[0]), y0.max(dans[1]), x1.min(dans[2]), y1.min(dans[3])]
    }

    fn salir(&mut self, b: Boite) {
        let [x0, y0, x1, y1] = self.sale.unwrap_or(b);
        self.sale = Some([x0.min(b[0]), y0.min(b[1]), x1.max(b[2]), y1.max(b[3])]);
    }

    /// Fills polygons; a pixel is painted when its centre is inside, so that neighbours leave no gap. Gives the work done.
    pub(crate) fn remplir(&mut self, contours: &[Contour], pair_impair: bool, gris: u8, dans: Boite, budget: usize) -> usize {
        let boite = Self::boite(contours.iter().flatten().copied(), dans);
        let [x0, y0, x1, y1] = boite;
        if x0 >= x1 || y0 >= y1 {
            return contours.len();
        }
        let mut cotes = cotes(contours, y0 as f64, y1 as f64);
        cotes.sort_by(|a, b| a.haut.total_cmp(&b.haut));
        let mut travail = cotes.len();
        let mut suivants = cotes.into_iter().peekable();
        let mut actifs: Vec<Cote> = Vec::new();
        for rang in y0..y1 {
            let y = rang as f64 + 0.5;
            while let Some(cote) = suivants.next_if(|c| c.haut <= y) {
                actifs.push(cote);
            }
            actifs.retain(|c| c.bas > y);
            for cote in &mut actifs {
                cote.ici = cote.x + (y - cote.haut) * cote.pente;
            }
            // From row to row they hardly move: what is nearly in order is put in order at once.
            actifs.sort_by(|a, b| a.ici.total_cmp(&b.ici));
            travail += 1 + 2 * actifs.len();
            let mut tour = 0;
            for paire in actifs.windows(2) {
                let [a_gauche, a_droite] = paire else { continue };
                let (gauche, droite) = (a_gauche.ici, a_droite.ici);
                tour += if pair_impair { 1 } else { a_gauche.sens };
                let dedans = if pair_impair { tour % 2 != 0 } else { tour != 0 };
                if !dedans {
                    continue;
                }
                let de = ((gauche - 0.5).ceil().max(0.0) as usize).clamp(x0, x1);
                let a = ((droite - 0.5).ceil().max(0.0) as usize).clamp(de, x1);
                travail += a - de;
                peindre(self.ligne_mut(rang), de, a, sombre(gris));
            }
            if travail > budget {
                break;
            }
        }
        self.salir(boite);
        travail
    }

    /// Draws an image on the unit square of a transform (to pixels).
    pub(crate) fn poser(&mut self, image: &Image, vers: &Matrice, encre: u8, dans: Boite) -> usize {
        let coins = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| vers.point(x, y));
        let boite = Self::boite(coins, dans);
        let [x0, y0, x1, y1] = boite;
        let Some(retour) = vers.inverse() else { return 1 };
        if x0 >= x1 || y0 >= y1 {
            return 1;
        }
        if retour.est_droite() {
            self.poser_droite(image, &retour, encre, boite);
            self.salir(boite);
            return (x1 - x0) * (y1 - y0);
        }
        for y in y0..y1 {
            for x in x0..x1 {
                let (u, v) = retour.point(x as f64 + 0.5, y as f64 + 0.5);
                if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
                    continue;
                }
                // The first row of an image is at the top of the unit square.
                if let Some(gris) = image.en(u, 1.0 - v, encre) {
                    poindre(self.ligne_mut(y), x, sombre(gris));
                }
            }
        }
        self.salir(boite);
        (x1 - x0) * (y1 - y0)
    }

    /// Draws an image that is not turned, as nearly all are: a column of the page is of one column of the image, a row of one row.
    fn poser_droite(&mut self, image: &Image, retour: &Matrice, encre: u8, [x0, y0, x1, y1]: Boite) {
        let dedans = |w: f64| (0.0..1.0).contains(&w);
        let us: Vec<(usize, f64)> = (x0..x1)
            .map(|x| (x, retour.point(x as f64 + 0.5, 0.0).0))
            .filter(|(_, u)| dedans(*u))
            .collect();
        let colonnes = image.colonnes(us.iter().map(|(_, u)| *u));
        for y in y0..y1 {
            let v = retour.point(0.0, y as f64 + 0.5).1;
            if !dedans(v) {
                continue;
            }
            // The first row of an image is at the top of the unit square.
            let rangee = image.rangee(1.0 - v);
            let ligne = self.ligne_mut(y);
            for ((x, _), colonne) in us.iter().zip(&colonnes) {
                if let Some(gris) = rangee.en(*colonne, encre) {
                    poindre(ligne, *x, sombre(gris));
                }
            }
        }
    }
}

fn poindre(ligne: &mut [u64], x: usize, sombre: bool) {
    if let Some(mot) = ligne.get_mut(x / MOT) {
        let bit = 1 << (x % MOT);
        if sombre { *mot |= bit } else { *mot &= !bit }
    }
}

/// Paints pixels of a row, the end excluded.
fn peindre(ligne: &mut [u64], de: usize, a: usize, sombre: bool) {
    if de >= a {
        return;
    }
    let (premier, dernier) = (de / MOT, (a - 1) / MOT);
    for (rang, mot) in ligne.iter_mut().enumerate().take(dernier + 1).skip(premier) {
        let mut bits = u64::MAX;
        if rang == premier {
            bits &= u64::MAX << (de % MOT);
        }
        if rang == dernier {
            bits &= u64::MAX >> (MOT - 1 - (a - 1) % MOT);
        }
        if sombre { *mot |= bits } else { *mot &= !bits }
    }
}

fn cotes(contours: &[Contour], haut: f64, bas: f64) -> Vec<Cote> {
    let mut cotes = Vec::new();
    for contour in contours {
        let suivants = contour.iter().cycle().skip(1);
        for (a, b) in contour.iter().zip(suivants) {
            if !(a.0.is_finite() && a.1.is_finite() && b.0.is_finite() && b.1.is_finite()) || a.1 == b.1 {
                continue;
            }
            let (de, vers, sens) = if a.1 < b.1 { (a, b, 1) } else { (b, a, -1) };
            if vers.1 <= haut || de.1 >= bas {
                continue;
            }
            cotes.push(Cote {
                haut: de.1,
                bas: vers.1,
                x: de.0,
                pente: (vers.0 - de.0) / (vers.1 - de.1),
                sens,
                ici: 0.0,
            });
        }
    }
    cotes
}
