//! Finding: the criterion with the fewest records leads, the others are tested on each of its records, and the walk stops when the page
//! is full. What an action changed is tested on the resource itself, after everything else.

mod alternative;
mod chaine;
mod criteres;

use segur_fhir::{Recherche, Total, correspond_avec};

use self::alternative::Alternative;
use self::criteres::Pese;
use crate::magasin::{SOINS, longueur};
use crate::rendu::Cible;
use crate::vue::Vue;

/// A page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    pub trouvees: Vec<Cible>,
    /// Where the next page begins; none when this is the last.
    pub suite: Option<u64>,
    /// How many there are in all, when it was asked for or costs nothing.
    pub total: Option<u64>,
}

/// Records found from a position on: at most `combien`.
pub(crate) fn chercher(vue: &Vue, recherche: &Recherche, position: u64, combien: usize) -> Page {
    let genre = Genre::de(recherche.ressource.nom);
    let criteres: Vec<Pese<'_>> = recherche.criteres.iter().map(|c| Pese::nouveau(vue, genre, c)).collect();
    let toutes = [Alternative::toutes(genre.nombre(vue))];
    // The leader of a search without any criterion that can lead is the whole directory.
    let meneur = (0..criteres.len())
        .filter(|i| criteres[*i].mene())
        .min_by_key(|i| criteres[*i].nombre());
    let menees: &[Alternative<'_>] = meneur.map_or(&toutes[..], |i| &criteres[i].alternatives);
    let tient = |rang: u32, lequel: usize| {
        !vue.est_changee(genre.cible(rang))
            && !menees[..lequel].iter().any(|a| a.vaut(rang))
            && criteres.iter().enumerate().all(|(i, c)| Some(i) == meneur || c.tient(rang))
    };
    let de_la_base: u64 = menees.iter().map(Alternative::nombre).sum();

    let mut page = Page::default();
    let mut place = position;
    let mut avant = 0;
    for (lequel, menee) in menees.iter().enumerate() {
        let apres = avant + menee.nombre();
        while place < apres {
            let trouvee = menee.premiere(place - avant).filter(|r| tient(*r, lequel));
            if let Some(rang) = trouvee {
                if page.trouvees.len() == combien {
                    page.suite = Some(place);
                    break;
                }
                page.trouvees.push(genre.cible(rang));
            }
            place += 1;
        }
        if page.suite.is_some() {
            break;
        }
        avant = apres;
    }
    // What changed comes last, in the order of its ranks.
    if page.suite.is_none() && !vue.sans_changement() {
        let debut = position.saturating_sub(de_la_base);
        for (i, cible) in (0_u64..)
            .zip(changees(vue, genre, recherche))
            .skip(usize::try_from(debut).unwrap_or(usize::MAX))
        {
            if page.trouvees.len() == combien {
                page.suite = Some(de_la_base + i);
                break;
            }
            page.trouvees.push(cible);
        }
    }
    page.total = total(vue, recherche, &page, position, || {
        let mut n = 0;
        for (lequel, menee) in menees.iter().enumerate() {
            n += (0..menee.nombre())
                .filter(|p| menee.premiere(*p).is_some_and(|r| tient(r, lequel)))
                .count() as u64;
        }
        n + changees(vue, genre, recherche).count() as u64
    });
    page.total = page.total.or_else(|| (recherche.total == Total::Estime).then_some(de_la_base));
    page
}

/// The total: exact when asked for, free when the page holds all or when nothing has to be counted.
fn total(vue: &Vue, recherche: &Recherche, page: &Page, position: u64, compter: impl FnOnce() -> u64) -> Option<u64> {
    let tout_est_la = position == 0 && page.suite.is_none();
    match recherche.total {
        Total::Aucun => None,
        _ if tout_est_la => Some(page.trouvees.len() as u64),
        Total::Exact => Some(compter()),
        Total::Absent if recherche.sans_critere() => Some(u64::from(Genre::de(recherche.ressource.nom).nombre(vue))),
        Total::Estime | Total::Absent => None,
    }
}

/// The resources of what changed that answer the search.
fn changees<'v>(vue: &'v Vue, genre: Genre, recherche: &'v Recherche) -> impl Iterator<Item = Cible> + 'v {
    let siennes = vue.changees().flat_map(move |maitre| genre.de_maitre(vue, maitre));
    siennes.filter(move |c| {
        vue.ressource(*c)
            .is_some_and(|r| correspond_avec(recherche, &r, &|genre, id| vue.lire(genre, id)))
    })
}

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre {
    Personne,
    Situation,
    Structure,
    Soin,
    Equipement,
}

impl Genre {
    pub fn de(ressource: &str) -> Self {
        match ressource {
            "Practitioner" => Self::Personne,
            "PractitionerRole" => Self::Situation,
            "Organization" => Self::Structure,
            "HealthcareService" => Self::Soin,
            _ => Self::Equipement,
        }
    }

    pub const fn cible(self, rang: u32) -> Cible {
        match self {
            Self::Personne => Cible::Personne(rang),
            Self::Situation => Cible::Situation(rang),
            Self::Structure => Cible::Structure(rang),
            Self::Soin => Cible::Soin(rang),
            Self::Equipement => Cible::Equipement(rang),
        }
    }

    pub fn nombre(self, vue: &Vue) -> u32 {
        let m = &vue.fonds.magasin;
        match self {
            Self::Personne => longueur(&m.personnes),
            Self::Situation => longueur(&m.situations),
            Self::Structure => longueur(&m.structures),
            Self::Soin => longueur(&m.hospitaliers) * SOINS as u32,
            Self::Equipement => longueur(&m.hospitaliers),
        }
    }

    /// Its resources that are of a person or a structure.
    fn de_maitre(self, vue: &Vue, maitre: Cible) -> Vec<Cible> {
        let m = &vue.fonds.magasin;
        let rangs = match (self, maitre) {
            (Self::Personne, Cible::Personne(r)) | (Self::Structure, Cible::Structure(r)) => r..r + 1,
            (Self::Situation, Cible::Personne(r)) => m.situations_de(r),
            (Self::Soin | Self::Equipement, Cible::Structure(r)) => match m.hospitaliers.binary_search(&r) {
                Ok(n) => {
                    let par = if self == Self::Soin { SOINS as u32 } else { 1 };
                    let n = u32::try_from(n).unwrap_or(0);
                    n * par..(n + 1) * par
                }
                Err(_) => 0..0,
            },
            _ => 0..0,
        };
        rangs.map(|r| self.cible(r)).collect()
    }
}
