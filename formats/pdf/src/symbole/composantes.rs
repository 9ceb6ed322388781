//! Connected dark areas of a page. The two full sides of a datamatrix hold together, and span the whole symbol: the box of the area
//! is the box of the symbol.

use crate::page::{MOT, Toile};

/// Runs of dark pixels in the page: beyond, the page is noise.
const COURSES: usize = 2_000_000;
/// Pixels of the smallest side of a symbol that may be read.
const COTE: usize = 12;
/// Areas tried.
const AIRES: usize = 2_000;

/// A run of dark pixels in a row. A page has less than 4 billion pixels.
struct Course {
    y: u32,
    de: u32,
    a: u32,
}

fn racine(parents: &mut [u32], mut i: u32) -> u32 {
    while let Some(p) = parents.get(i as usize).copied() {
        if p == i {
            break;
        }
        // Halving: paths stay short.
        let grand = parents.get(p as usize).copied().unwrap_or(p);
        if let Some(ici) = parents.get_mut(i as usize) {
            *ici = grand;
        }
        i = grand;
    }
    i
}

fn unir(parents: &mut [u32], a: usize, b: usize) {
    let (a, b) = (racine(parents, petit(a)), racine(parents, petit(b)));
    let (bas, haut) = (a.min(b), a.max(b));
    if let Some(p) = parents.get_mut(haut as usize) {
        *p = bas;
    }
}

// Pixels of a page and runs are bounded far below.
fn petit(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Where the first pixel is, from a place of a row on, that is dark or is not.
fn premier(ligne: &[u64], depuis: usize, sombre: bool) -> Option<usize> {
    let mut masque = u64::MAX << (depuis % MOT);
    for (rang, mot) in ligne.iter().enumerate().skip(depuis / MOT) {
        let voulus = (if sombre { *mot } else { !*mot }) & masque;
        if voulus != 0 {
            return Some(rang * MOT + voulus.trailing_zeros() as usize);
        }
        masque = u64::MAX;
    }
    None
}

/// The boxes (x0, y0, x1, y1, ends excluded) of dark areas that may be symbols, from the top, and whether all was looked at.
pub(super) fn boites(toile: &Toile, sale: [usize; 4]) -> (Vec<[usize; 4]>, bool) {
    let [x0, y0, _, y1] = sale;
    let mut parents: Vec<u32> = Vec::new();
    let mut courses: Vec<Course> = Vec::new();
    let mut avant = 0..0;
    for y in y0..y1 {
        let ligne = toile.ligne(y);
        let debut = courses.len();
        let mut x = x0;
        while let Some(de) = premier(ligne, x, true) {
            let a = premier(ligne, de, false).unwrap_or(toile.largeur);
            parents.push(petit(courses.len()));
            courses.push(Course {
                y: petit(y),
                de: petit(de),
                a: petit(a),
            });
            x = a;
        }
        if courses.len() > COURSES {
            return (Vec::new(), false);
        }
        // Two runs of neighbouring rows touch, by a corner too.
        let (mut i, mut j) = (avant.start, debut);
        while i < avant.end && j < courses.len() {
            let (Some(haut), Some(bas)) = (courses.get(i), courses.get(j)) else {
                break;
            };
            let touchent = haut.de <= bas.a && bas.de <= haut.a;
            let dessus = haut.a < bas.a;
            if touchent {
                unir(&mut parents, i, j);
            }
            if dessus { i += 1 } else { j += 1 }
        }
        avant = debut..courses.len();
    }
    // An area is named by its first run, so that it is met before its others.
    let mut boites: Vec<[usize; 4]> = Vec::new();
    let mut rangs: Vec<u32> = vec![0; courses.len()];
    for (i, course) in courses.iter().enumerate() {
        let aire = racine(&mut parents, petit(i)) as usize;
        let (y, de, a) = (course.y as usize, course.de as usize, course.a as usize);
        if aire == i {
            if let Some(rang) = rangs.get_mut(i) {
                *rang = petit(boites.len());
            }
            boites.push([de, y, a, y + 1]);
        } else if let Some(boite) = rangs.get(aire).and_then(|r| boites.get_mut(*r as usize)) {
            *boite = [boite[0].min(de), boite[1], boite[2].max(a), y + 1];
        }
    }
    let plausible = |b: &[usize; 4]| {
        let (l, h) = (b[2] - b[0], b[3] - b[1]);
        l >= COTE && h >= COTE && l <= 6 * h && h <= 6 * l
    };
    let candidates: Vec<[usize; 4]> = boites.into_iter().filter(plausible).collect();
    let complet = candidates.len() <= AIRES;
    (candidates.into_iter().take(AIRES).collect(), complet)
}
