//! Connected dark areas of a page. The two full sides of a datamatrix hold together, and span the whole symbol: the box of the area
//! is the box of the symbol.

use crate::page::Toile;

/// Runs of dark pixels in the page: beyond, the page is noise.
const COURSES: usize = 2_000_000;
/// Pixels of the smallest side of a symbol that may be read.
const COTE: usize = 12;
/// Areas tried.
const AIRES: usize = 2_000;

struct Course {
    de: usize,
    a: usize,
}

fn racine(parents: &mut [usize], mut i: usize) -> usize {
    while let Some(p) = parents.get(i).copied() {
        if p == i {
            break;
        }
        // Halving: paths stay short.
        let grand = parents.get(p).copied().unwrap_or(p);
        if let Some(ici) = parents.get_mut(i) {
            *ici = grand;
        }
        i = grand;
    }
    i
}

fn unir(parents: &mut [usize], a: usize, b: usize) {
    let (a, b) = (racine(parents, a), racine(parents, b));
    let (bas, haut) = (a.min(b), a.max(b));
    if let Some(p) = parents.get_mut(haut) {
        *p = bas;
    }
}

/// The boxes (x0, y0, x1, y1, ends excluded) of dark areas that may be symbols, from the top, and whether all was looked at.
pub(super) fn boites(toile: &Toile, sale: [usize; 4]) -> (Vec<[usize; 4]>, bool) {
    let [x0, y0, x1, y1] = sale;
    let mut parents: Vec<usize> = Vec::new();
    let mut courses: Vec<(usize, Course)> = Vec::new();
    let mut avant = 0..0;
    for y in y0..y1 {
        let ligne = toile.gris.get(y * toile.largeur + x0..y * toile.largeur + x1).unwrap_or_default();
        let debut = courses.len();
        let mut x = 0;
        while x < ligne.len() {
            let Some(de) = ligne.get(x..).and_then(|l| l.iter().position(|g| *g < 128)) else {
                break;
            };
            let de = x + de;
            let a = ligne
                .get(de..)
                .and_then(|l| l.iter().position(|g| *g >= 128))
                .map_or(ligne.len(), |n| de + n);
            parents.push(courses.len());
            courses.push((y, Course { de, a }));
            x = a;
        }
        if courses.len() > COURSES {
            return (Vec::new(), false);
        }
        // Two runs of neighbouring rows touch, by a corner too.
        let (mut i, mut j) = (avant.start, debut);
        while i < avant.end && j < courses.len() {
            let (Some((_, haut)), Some((_, bas))) = (courses.get(i), courses.get(j)) else {
                break;
            };
            if haut.de <= bas.a && bas.de <= haut.a {
                unir(&mut parents, i, j);
            }
            if haut.a < bas.a { i += 1 } else { j += 1 }
        }
        avant = debut..courses.len();
    }
    let mut boites: std::collections::BTreeMap<usize, [usize; 4]> = std::collections::BTreeMap::new();
    for (i, (y, course)) in courses.iter().enumerate() {
        let boite = boites.entry(racine(&mut parents, i)).or_insert([usize::MAX, *y, 0, 0]);
        boite[0] = boite[0].min(x0 + course.de);
        boite[2] = boite[2].max(x0 + course.a);
        boite[3] = y + 1;
    }
    let plausible = |b: &[usize; 4]| {
        let (l, h) = (b[2] - b[0], b[3] - b[1]);
        l >= COTE && h >= COTE && l <= 6 * h && h <= 6 * l
    };
    let candidates: Vec<[usize; 4]> = boites.into_values().filter(plausible).collect();
    let complet = candidates.len() <= AIRES;
    (candidates.into_iter().take(AIRES).collect(), complet)
}
