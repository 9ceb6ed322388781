//! One scenario made of two: the text of the workbook, with étapes of the bench where they do what it asks.

use std::collections::{BTreeMap, BTreeSet};

use segur_model::Numero;
use segur_model::catalogue::Catalogue;

use super::pieces::{du_banc, joindre};
use super::table::Entree;
use crate::grammaire::Derniers;
use crate::grammaire::ast::{Etape, Scenario};

/// The imported scenario, its étapes played by those of the bench where the entry says so. The étapes of the bench keep their order, what
/// prepares them and what they mean.
///
/// # Errors
/// Why the two cannot be merged (French): its owner rewrote the imported scenario, which is then another text.
pub fn fondre(importe: &Scenario, banc: &Scenario, entree: &Entree, catalogue: &Catalogue) -> Result<Scenario, String> {
    reecrit(importe, entree).map_or(Ok(()), Err)?;
    let mut f = Fusion::nouvelle(importe, banc, entree, catalogue);
    for (rang, etape) in banc.etapes.iter().enumerate() {
        f.etape(rang, etape);
    }
    f.reste(u32::MAX);
    let Fusion { sorties, du_banc, .. } = f;
    let mut fondu = Scenario {
        place: importe.place.clone(),
        numero: importe.numero.clone(),
        titre: importe.titre.clone(),
        contexte: importe.contexte.clone(),
        referentiel: importe.referentiel.clone(),
        exigences: importe.exigences.clone(),
        profil: importe.profil.clone(),
        si: banc.si.clone(),
        acteurs: reunies(&importe.acteurs, &banc.acteurs),
        donnees: reunies(&importe.donnees, &banc.donnees),
        avant: banc.avant.clone(),
        etapes: sorties,
    };
    // Pieces that came, and étapes that follow, must not change which étapes of the bench only prepare.
    fondu.tenir_prealables(&du_banc);
    match hors_d_ordre(&fondu.etapes) {
        None => Ok(fondu),
        Some(n) => Err(format!("l'étape {n} passerait avant celle qui la précède")),
    }
}

/// Names of both, those of the bench first: its étapes play them.
fn reunies(importes: &BTreeMap<String, String>, banc: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut tous = importes.clone();
    tous.extend(banc.iter().map(|(n, f)| (n.clone(), f.clone())));
    tous
}

/// Why the imported scenario is no more what the table knows.
fn reecrit(importe: &Scenario, entree: &Entree) -> Option<String> {
    if importe.si.is_some() || !importe.avant.is_empty() {
        return Some("le scénario importé a sa propre tête (« si », « avant ») : il a été réécrit".to_owned());
    }
    entree.couvertes().find_map(|n| {
        let mut siennes = importe.etapes.iter().filter(|e| e.numero == Numero::rem(n, n));
        match (siennes.next(), siennes.next()) {
            (Some(e), None) if e.guidee() && e.si.is_none() && e.pour.is_none() => None,
            (Some(_), _) => Some(format!("l'étape {n} du scénario importé a été réécrite")),
            (None, _) => Some(format!("le scénario importé n'a plus l'étape {n}")),
        }
    })
}

/// The first étape that is not after those above it.
fn hors_d_ordre(etapes: &[Etape]) -> Option<Numero> {
    let mut derniers = Derniers::default();
    etapes.iter().find(|e| !derniers.passer(e.numero, e.si.is_some())).map(|e| e.numero)
}

struct Fusion<'a> {
    importe: &'a Scenario,
    banc: &'a Scenario,
    entree: &'a Entree,
    catalogue: &'a Catalogue,
    /// What the bench plays by itself, étapes of the text.
    automatiques: BTreeSet<u32>,
    prealables: Vec<bool>,
    /// Étapes of the text that have their place.
    placees: BTreeSet<u32>,
    sorties: Vec<Etape>,
    /// For each étape that goes out: whether it prepares, when it is of the bench.
    du_banc: Vec<Option<bool>>,
}

impl<'a> Fusion<'a> {
    fn nouvelle(importe: &'a Scenario, banc: &'a Scenario, entree: &'a Entree, catalogue: &'a Catalogue) -> Self {
        let joue = banc.etapes.iter().filter(|e| !e.guidee());
        Self {
            importe,
            banc,
            entree,
            catalogue,
            automatiques: joue.filter_map(|e| entree.couvre(e.numero)).flat_map(|n| n.de..=n.a).collect(),
            prealables: banc.prealables(),
            placees: BTreeSet::new(),
            sorties: Vec::new(),
            du_banc: Vec::new(),
        }
    }

    fn sortir(&mut self, etape: Etape, prealable: Option<bool>) {
        self.du_banc.push(prealable);
        self.sorties.push(etape);
    }

    /// The étapes of the text before this one that nothing covers, as they were imported.
    fn reste(&mut self, avant: u32) {
        let couvertes: BTreeSet<u32> = self.entree.couvertes().collect();
        let importe = self.importe;
        for e in importe
            .etapes
            .iter()
            .filter(|e| e.numero.de < avant && !couvertes.contains(&e.numero.de))
        {
            if self.placees.insert(e.numero.de) {
                self.sortir(e.clone(), None);
            }
        }
    }

    fn etape(&mut self, rang: usize, etape: &Etape) {
        // What is of the bench alone comes just before what it prepares.
        let suivante = self.banc.etapes.iter().skip(rang).find_map(|e| self.entree.couvre(e.numero));
        if let Some(n) = suivante {
            self.reste(n.de);
        }
        let Some(couvre) = self.entree.couvre(etape.numero) else {
            let mut e = etape.clone();
            e.preuves = du_banc(etape, self.importe, self.catalogue);
            let prealable = self.prealables.get(rang).copied();
            return self.sortir(e, prealable);
        };
        if etape.guidee() && (couvre.de..=couvre.a).all(|n| !self.automatiques.contains(&n)) {
            self.guidees(etape, couvre);
        } else {
            self.jouee(rang, etape, couvre);
        }
    }

    /// Where the bench only asks to look, the sentences of the text are those that one looks for.
    fn guidees(&mut self, etape: &Etape, couvre: Numero) {
        let importe = self.importe;
        let meme = |e: &&Etape| self.entree.couvre(e.numero).is_some_and(|n| n.de <= couvre.a && couvre.de <= n.a);
        let si = self
            .banc
            .etapes
            .iter()
            .filter(meme)
            .all(|e| e.si == etape.si)
            .then(|| etape.si.clone())
            .flatten();
        for e in importe.etapes.iter().filter(|e| couvre.de <= e.numero.de && e.numero.a <= couvre.a) {
            if self.placees.insert(e.numero.de) {
                let mut e = e.clone();
                e.si.clone_from(&si);
                self.sortir(e, None);
            }
        }
        let siennes = du_banc(etape, importe, self.catalogue);
        if let Some(derniere) = self.sorties.last_mut() {
            joindre(&mut derniere.preuves, &siennes);
        }
    }

    fn jouee(&mut self, rang: usize, etape: &Etape, couvre: Numero) {
        let mut e = etape.clone();
        e.numero = couvre;
        e.preuves.clear();
        for n in (couvre.de..=couvre.a).filter(|n| !self.entree.garde.contains(n) && self.porte(rang, *n)) {
            joindre(&mut e.preuves, &self.preuves_du_texte(n));
        }
        joindre(&mut e.preuves, &du_banc(etape, self.importe, self.catalogue));
        let prealable = self.prealables.get(rang).copied();
        self.sortir(e, prealable);
        let derniere = |n: &u32| self.qui_couvre(*n).next_back().is_some_and(|(r, _)| r == rang);
        let gardees: Vec<u32> = (couvre.de..=couvre.a)
            .filter(|n| self.entree.garde.contains(n))
            .filter(derniere)
            .collect();
        self.garder(&gardees, couvre);
    }

    /// What a person attests besides, under the number of what is played there.
    fn garder(&mut self, gardees: &[u32], numero: Numero) {
        let siennes = self.importe.etapes.iter().filter(|e| gardees.contains(&e.numero.de));
        let gardee = siennes.cloned().reduce(|mut a, b| {
            a.voir.extend(b.voir);
            joindre(&mut a.preuves, &b.preuves);
            a
        });
        if let Some(mut e) = gardee {
            e.numero = numero;
            self.sortir(e, None);
        }
    }

    fn preuves_du_texte(&self, n: u32) -> super::pieces::Preuves {
        let sienne = self.importe.etapes.iter().find(|e| e.numero.de == n);
        sienne.map(|e| e.preuves.clone()).unwrap_or_default()
    }

    /// The étapes of the bench that cover an étape of the text.
    fn qui_couvre(&self, n: u32) -> impl DoubleEndedIterator<Item = (usize, &'a Etape)> {
        let entree = self.entree;
        let banc = self.banc.etapes.iter().enumerate();
        banc.filter(move |(_, e)| entree.couvre(e.numero).is_some_and(|c| (c.de..=c.a).contains(&n)))
    }

    /// Whether the pieces of an étape of the text are asked at this étape of the bench: the last that is played for every candidate, else
    /// the last under each condition.
    fn porte(&self, rang: usize, n: u32) -> bool {
        if let Some((r, _)) = self.qui_couvre(n).rfind(|(_, e)| e.si.is_none()) {
            return r == rang;
        }
        let si = self.banc.etapes.get(rang).map(|e| &e.si);
        self.qui_couvre(n).rfind(|(_, e)| Some(&e.si) == si).is_some_and(|(r, _)| r == rang)
    }
}
