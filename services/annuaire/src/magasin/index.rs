//! Inverted indexes: from a key to the records that have it, and back.

use std::collections::HashMap;
use std::ops::Range;

use segur_fhir::{plier, systemes};

use super::textes::Textes;
use super::{Magasin, longueur};

/// The records that have each key, and the keys that each record has. Keys are in order.
#[derive(Debug, Default)]
pub(crate) struct Facette {
    cles: Textes,
    debuts: Vec<u32>,
    rangs: Vec<u32>,
    avant_debuts: Vec<u32>,
    avant: Vec<u32>,
}

impl Facette {
    /// Makes it from what gives the keys of each record.
    pub fn nouvelle(nombre: u32, mut cles_de: impl FnMut(u32, &mut dyn FnMut(&str))) -> Self {
        let mut connues: HashMap<Box<str>, u32> = HashMap::new();
        let mut avant = Vec::new();
        let mut avant_debuts = Vec::with_capacity(nombre as usize + 1);
        for rang in 0..nombre {
            avant_debuts.push(longueur(&avant));
            let debut = avant.len();
            cles_de(rang, &mut |cle| {
                let suivant = u32::try_from(connues.len()).unwrap_or(u32::MAX);
                let n = match connues.get(cle) {
                    Some(n) => *n,
                    None => *connues.entry(cle.into()).or_insert(suivant),
                };
                if !avant[debut..].contains(&n) {
                    avant.push(n);
                }
            });
        }
        avant_debuts.push(longueur(&avant));
        let mut ordre: Vec<(Box<str>, u32)> = connues.into_iter().collect();
        ordre.sort_unstable();
        let mut place = vec![0_u32; ordre.len()];
        let mut cles = Textes::default();
        for (i, (cle, n)) in (0_u32..).zip(&ordre) {
            place[*n as usize] = i;
            // The empty text is always the first of a buffer: a key is never empty.
            cles.ajouter(cle);
        }
        let nombre_de_cles = ordre.len();
        drop(ordre);
        let mut debuts = vec![0_u32; nombre_de_cles + 1];
        for n in &mut avant {
            *n = place[*n as usize];
            debuts[*n as usize + 1] += 1;
        }
        for i in 0..nombre_de_cles {
            debuts[i + 1] += debuts[i];
        }
        let mut libre = debuts.clone();
        let mut rangs = vec![0_u32; avant.len()];
        for rang in 0..nombre as usize {
            for n in &avant[avant_debuts[rang] as usize..avant_debuts[rang + 1] as usize] {
                let ou = &mut libre[*n as usize];
                rangs[*ou as usize] = u32::try_from(rang).unwrap_or(u32::MAX);
                *ou += 1;
            }
        }
        cles.serrer();
        avant.shrink_to_fit();
        Self {
            cles,
            debuts,
            rangs,
            avant_debuts,
            avant,
        }
    }

    fn nombre(&self) -> u32 {
        longueur(&self.debuts).saturating_sub(1)
    }

    /// A key. (The buffer has the empty text first.)
    pub fn cle(&self, n: u32) -> &str {
        self.cles.lire(n + 1)
    }

    /// First key that does not come before this text.
    fn place(&self, texte: &str) -> u32 {
        let (mut bas, mut haut) = (0, self.nombre());
        while bas < haut {
            let milieu = bas + (haut - bas) / 2;
            if self.cle(milieu) < texte {
                bas = milieu + 1
            } else {
                haut = milieu
            }
        }
        bas
    }

    /// The keys that begin with a text: one run.
    pub fn prefixe(&self, texte: &str) -> Range<u32> {
        let debut = self.place(texte);
        let (mut bas, mut haut) = (debut, self.nombre());
        while bas < haut {
            let milieu = bas + (haut - bas) / 2;
            if self.cle(milieu).starts_with(texte) {
                bas = milieu + 1
            } else {
                haut = milieu
            }
        }
        debut..bas
    }

    /// This very key.
    pub fn exacte(&self, texte: &str) -> Range<u32> {
        let n = self.place(texte);
        if n < self.nombre() && self.cle(n) == texte {
            n..n + 1
        } else {
            n..n
        }
    }

    /// The keys of which something holds: all are tried.
    pub fn filtrees(&self, tient: impl Fn(&str) -> bool) -> Vec<Range<u32>> {
        let mut trouvees: Vec<Range<u32>> = Vec::new();
        for n in (0..self.nombre()).filter(|n| tient(self.cle(*n))) {
            match trouvees.last_mut() {
                Some(derniere) if derniere.end == n => derniere.end = n + 1,
                _ => trouvees.push(n..n + 1),
            }
        }
        trouvees
    }

    /// Where the records of a run of keys are.
    pub fn etendue(&self, cles: &Range<u32>) -> Range<usize> {
        let ou = |n: u32| self.debuts.get(n as usize).copied().unwrap_or(0) as usize;
        ou(cles.start)..ou(cles.end)
    }

    /// Records, in the order of their keys.
    pub fn rangs(&self, ou: Range<usize>) -> &[u32] {
        self.rangs.get(ou).unwrap_or_default()
    }

    /// The keys of a record.
    pub fn cles_de(&self, rang: u32) -> &[u32] {
        let ou = |i: u32| self.avant_debuts.get(i as usize).copied().unwrap_or(0) as usize;
        self.avant.get(ou(rang)..ou(rang + 1)).unwrap_or_default()
    }

    /// The key under which a place of the list stands.
    pub fn cle_a(&self, place: usize) -> u32 {
        let n = self.debuts.partition_point(|d| *d as usize <= place);
        u32::try_from(n.saturating_sub(1)).unwrap_or(0)
    }
}

/// Every index of the directory.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub nom: Facette,
    pub prenom: Facette,
    /// Civilités of a name.
    pub titre: Facette,
    pub qualification: Facette,
    pub boite_personne: Facette,
    pub actif_personne: Facette,
    pub type_id_personne: Facette,
    pub systeme_personne: Facette,
    pub role: Facette,
    pub boite_situation: Facette,
    pub actif_situation: Facette,
    pub structure_de_situation: Facette,
    /// Names and trade names.
    pub raison: Facette,
    pub commune: Facette,
    pub code_postal: Facette,
    pub voie: Facette,
    pub departement: Facette,
    pub boite_structure: Facette,
    pub type_structure: Facette,
    pub type_id_structure: Facette,
    pub id_structure: Facette,
    pub systeme_structure: Facette,
    /// Ranks in the order of the national identifier.
    pub par_id: Vec<u32>,
    /// Ranks in the order of the number.
    pub par_numero: Vec<u32>,
    pub structures_par_numero: Vec<u32>,
    /// Ranks in the order of the last change.
    pub personnes_par_maj: Vec<u32>,
    pub situations_par_maj: Vec<u32>,
    pub structures_par_maj: Vec<u32>,
    /// Structures of each legal entity: ranks in its order.
    pub par_juridique: Vec<u32>,
}

impl Index {
    pub fn nouveau(m: &Magasin) -> Self {
        let (np, ns, nt) = (longueur(&m.personnes), longueur(&m.situations), longueur(&m.structures));
        let personne = |r: u32| &m.personnes[r as usize];
        let structure = |r: u32| &m.structures[r as usize];
        let plie = |t: u32, dire: &mut dyn FnMut(&str)| {
            let texte = plier(m.lire(t));
            if !texte.is_empty() {
                dire(&texte);
            }
        };
        let jetons = |liste: Vec<(String, String)>, dire: &mut dyn FnMut(&str)| liste.iter().for_each(|(s, c)| dire(&format!("{s}|{c}")));
        // Of who left, only the identifiers are still found.
        let vivante = |r: u32| personne(r).actif;
        let occupee = |r: u32| vivante(m.situations[r as usize].personne);
        let mut par_id: Vec<u32> = (0..np).collect();
        par_id.sort_unstable_by_key(|r| m.lire(personne(*r).id_national));
        let trier = |n: u32, cle: &dyn Fn(u32) -> u64| {
            let mut v: Vec<u32> = (0..n).collect();
            v.sort_by_key(|r| cle(*r));
            v
        };
        Self {
            nom: Facette::nouvelle(np, |r, dire| {
                if vivante(r) {
                    plie(personne(r).nom, dire)
                }
            }),
            prenom: Facette::nouvelle(np, |r, dire| {
                if vivante(r) {
                    plie(personne(r).prenom, dire)
                }
            }),
            titre: Facette::nouvelle(np, |r, dire| {
                if vivante(r) {
                    m.titres(r).for_each(|t| plie(t, dire))
                }
            }),
            qualification: Facette::nouvelle(np, |r, dire| {
                if vivante(r) {
                    jetons(m.qualifications(r), dire)
                }
            }),
            boite_personne: Facette::nouvelle(np, |r, dire| {
                if vivante(r) {
                    m.boites_de_personne(r).iter().for_each(|b| plie(b.adresse, dire))
                }
            }),
            actif_personne: Facette::nouvelle(np, |r, dire| dire(if personne(r).actif { "|true" } else { "|false" })),
            type_id_personne: Facette::nouvelle(np, |r, dire| {
                for (genre, ..) in m.identifiants_personne(personne(r)) {
                    dire(&format!("{}|{genre}", systemes::TYPE_IDENTIFIANT));
                }
            }),
            systeme_personne: Facette::nouvelle(np, |_, dire| dire("|RPPS")),
            role: Facette::nouvelle(ns, |r, dire| {
                if occupee(r) {
                    jetons(m.roles(r), dire)
                }
            }),
            boite_situation: Facette::nouvelle(ns, |r, dire| {
                if occupee(r) {
                    m.boites_de_situation(r).iter().for_each(|b| plie(b.adresse, dire))
                }
            }),
            actif_situation: Facette::nouvelle(ns, |r, dire| {
                dire(if personne(m.situations[r as usize].personne).actif {
                    "|true"
                } else {
                    "|false"
                });
            }),
            structure_de_situation: Facette::nouvelle(ns, |r, dire| {
                if occupee(r) {
                    dire(&format!("{:010}", m.situations[r as usize].structure))
                }
            }),
            raison: Facette::nouvelle(nt, |r, dire| {
                plie(structure(r).nom, dire);
                let enseigne = m.enseigne(structure(r));
                if !enseigne.is_empty() {
                    dire(&plier(enseigne));
                }
            }),
            commune: Facette::nouvelle(nt, |r, dire| plie(structure(r).commune, dire)),
            code_postal: Facette::nouvelle(nt, |r, dire| plie(structure(r).code_postal, dire)),
            voie: Facette::nouvelle(nt, |r, dire| {
                let s = structure(r);
                [s.numero_voie, s.type_voie, s.voie].into_iter().for_each(|t| plie(t, dire));
            }),
            departement: Facette::nouvelle(nt, |r, dire| {
                let d = m.code_departement(structure(r));
                if !d.is_empty() {
                    dire(&plier(d));
                }
            }),
            boite_structure: Facette::nouvelle(nt, |r, dire| m.boites_de_structure(r).iter().for_each(|b| plie(b.adresse, dire))),
            type_structure: Facette::nouvelle(nt, |r, dire| {
                let types = m.types_structure(structure(r)).into_iter().map(|(s, c, _)| (s, c));
                jetons(types.collect(), dire);
            }),
            type_id_structure: Facette::nouvelle(nt, |r, dire| {
                for (genre, ..) in m.identifiants_structure(structure(r)) {
                    dire(&format!("{}|{genre}", systemes::TYPE_IDENTIFIANT));
                }
            }),
            id_structure: Facette::nouvelle(nt, |r, dire| {
                for (_, systeme, valeur) in m.identifiants_structure(structure(r)) {
                    dire(&format!("{systeme}|{valeur}"));
                }
            }),
            systeme_structure: Facette::nouvelle(nt, |r, dire| {
                dire(if m.lire(structure(r).finess).is_empty() {
                    "|RPPS"
                } else {
                    "|FINESS"
                })
            }),
            par_id,
            par_numero: trier(np, &|r| personne(r).numero),
            structures_par_numero: trier(nt, &|r| structure(r).numero),
            personnes_par_maj: trier(np, &|r| u64::from(personne(r).maj)),
            situations_par_maj: trier(ns, &|r| u64::from(personne(m.situations[r as usize].personne).maj)),
            structures_par_maj: trier(nt, &|r| u64::from(structure(r).maj)),
            par_juridique: trier(nt, &|r| u64::from(structure(r).juridique)),
        }
    }
}
