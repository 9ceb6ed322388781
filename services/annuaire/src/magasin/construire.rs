//! Filling the directory.

use std::collections::HashMap;

use segur_model::World;

use super::textes::Interneur;
use super::{AUCUN, Boite, Exercice, FicheBoite, FichePersonne, FicheStructure, Magasin, Personne, Situation, Structure, longueur};

/// Sectors whose structures have activités de soins: hospitals.
const HOSPITALIERS: [&str; 4] = ["SA01", "SA02", "SA03", "SA04"];

/// First and last day of the last changes of what no action has changed: 2019-09-01 to 2025-12-01. Any test clock is later.
const MAJ_DEBUT: u32 = 1_567_296_000;
const MAJ_JOURS: u64 = 2_283;

/// Makes a [`Magasin`].
#[derive(Debug, Default)]
pub(crate) struct Constructeur {
    magasin: Magasin,
    interneur: Interneur,
    /// Ranks of structures by their national identifier, of those that others may belong to.
    par_finess: HashMap<String, u32>,
}

impl Constructeur {
    /// The world.
    pub fn monde(monde: &World) -> Self {
        let mut c = Self::default();
        let mut rangs = HashMap::new();
        for s in monde.structures.values() {
            rangs.insert(s.fiche.as_str(), c.structure(&FicheStructure::du_monde(monde, s)));
        }
        for p in monde.professionnels.values() {
            let fiche = FichePersonne::du_monde(monde, p, |s| rangs.get(s).copied().unwrap_or(AUCUN));
            let maj = maj(&fiche.id_national);
            c.personne(&fiche, maj);
        }
        c
    }

    pub fn structure(&mut self, f: &FicheStructure) -> u32 {
        let rang = longueur(&self.magasin.structures);
        let s = &f.structure;
        let vide = String::new();
        let mut t = |texte: &str| self.interneur.rang(&mut self.magasin.textes, texte);
        let nouvelle = Structure {
            numero: numero(&s.id_national),
            id_national: t(&s.id_national),
            nom: t(&s.nom),
            finess: t(s.finess.as_ref().unwrap_or(&vide)),
            finess_juridique: t(s.finess_juridique.as_ref().unwrap_or(&vide)),
            siret: t(s.siret.as_ref().unwrap_or(&vide)),
            secteur: t(&s.secteur),
            departement: t(&s.departement),
            telephone: t(&s.telephone),
            numero_voie: t(&s.adresse.numero),
            type_voie: t(&s.adresse.type_voie),
            voie: t(&s.adresse.voie),
            code_postal: t(&s.adresse.code_postal),
            commune: t(&s.adresse.commune),
            code_commune: t(&s.adresse.code_commune),
            juridique: AUCUN,
            boites: longueur(&self.magasin.boites_structures),
            maj: maj(&s.id_national),
            est_juridique: false,
        };
        if HOSPITALIERS.contains(&s.secteur.as_str()) && s.finess_juridique.is_some() {
            self.magasin.hospitaliers.push(rang);
        }
        if let Some(finess) = &s.finess {
            self.par_finess.insert(finess.clone(), rang);
        }
        self.magasin.structures.push(nouvelle);
        for b in &f.boites {
            let b = self.boite(b);
            self.magasin.boites_structures.push(b);
        }
        rang
    }

    pub fn personne(&mut self, f: &FichePersonne, maj: u32) -> u32 {
        let rang = longueur(&self.magasin.personnes);
        // Unique, so not worth interning.
        let id_national = self.magasin.textes.ajouter(&f.id_national);
        let p = Personne {
            numero: numero(&f.id_national),
            id_national,
            nom: self.texte(&f.nom),
            prenom: self.texte(&f.prenom),
            civilite: self.texte(&f.civilite),
            exercices: longueur(&self.magasin.exercices),
            situations: longueur(&self.magasin.situations),
            boites: longueur(&self.magasin.boites_personnes),
            maj,
            actif: f.actif,
        };
        self.magasin.personnes.push(p);
        for b in &f.boites {
            let b = self.boite(b);
            self.magasin.boites_personnes.push(b);
        }
        for e in &f.exercices {
            let exercice = longueur(&self.magasin.exercices);
            let nouveau = Exercice {
                profession: self.texte(&e.profession),
                categorie: self.texte(&e.categorie),
                civilite: self.texte(&e.civilite),
                savoir_faire: self.texte(&e.savoir_faire),
                nom: self.texte(&e.nom),
                prenom: self.texte(&e.prenom),
            };
            self.magasin.exercices.push(nouveau);
            for s in &e.situations {
                let nouvelle = Situation {
                    personne: rang,
                    exercice,
                    structure: s.structure,
                    mode: self.texte(&s.mode),
                    role: self.texte(&s.role),
                    genre: self.texte(&s.genre),
                    section: self.texte(&s.section),
                    boites: longueur(&self.magasin.boites_situations),
                };
                self.magasin.situations.push(nouvelle);
                for b in &s.boites {
                    let b = self.boite(b);
                    self.magasin.boites_situations.push(b);
                }
            }
        }
        rang
    }

    /// Ties structures to their legal entities and gives the directory.
    pub fn finir(mut self) -> Magasin {
        let m = &mut self.magasin;
        for i in 0..m.structures.len() {
            let voulu = m.textes.lire(m.structures[i].finess_juridique);
            let rang = self
                .par_finess
                .get(voulu)
                .copied()
                .filter(|r| *r as usize != i && !voulu.is_empty());
            if let Some(r) = rang {
                m.structures[i].juridique = r;
                m.structures[r as usize].est_juridique = true;
            }
        }
        m.textes.serrer();
        distinguer(&mut m.personnes, |p| &mut p.numero);
        distinguer(&mut m.structures, |s| &mut s.numero);
        m.personnes.shrink_to_fit();
        m.exercices.shrink_to_fit();
        m.situations.shrink_to_fit();
        m.structures.shrink_to_fit();
        m.boites_personnes.shrink_to_fit();
        m.boites_situations.shrink_to_fit();
        m.boites_structures.shrink_to_fit();
        self.magasin
    }

    fn texte(&mut self, texte: &str) -> u32 {
        self.interneur.rang(&mut self.magasin.textes, texte)
    }

    fn boite(&mut self, b: &FicheBoite) -> Boite {
        Boite {
            adresse: self.magasin.textes.ajouter(&b.adresse),
            genre: self.texte(&b.genre),
            service: self.texte(&b.service),
            dematerialisation: b.dematerialisation,
        }
    }
}

/// Two identifiers seldom give the same number; the later in order takes the next free one.
fn distinguer<T>(tous: &mut [T], numero: impl Fn(&mut T) -> &mut u64) {
    let mut ordre: Vec<(u64, u32)> = (0..longueur(tous)).map(|r| (*numero(&mut tous[r as usize]), r)).collect();
    ordre.sort_unstable();
    let mut dernier = None;
    for (n, rang) in ordre {
        let libre = match dernier {
            Some(d) if n <= d => d + 1,
            _ => n,
        };
        *numero(&mut tous[rang as usize]) = libre;
        dernier = Some(libre);
    }
}

/// 14 digits drawn from an identifier: opaque, the same whatever else the world holds.
pub(crate) fn numero(id_national: &str) -> u64 {
    melange(id_national) % 100_000_000_000_000
}

/// FNV-1a, stirred: spreads, protects nothing.
pub(crate) fn melange(texte: &str) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for b in texte.bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^ (h >> 33)
}

/// Last change of what no action has changed.
pub(crate) fn maj(id_national: &str) -> u32 {
    let jour = u32::try_from(melange(id_national) % MAJ_JOURS).unwrap_or(0);
    // The directory is fed at night: one in the morning.
    MAJ_DEBUT + jour * 86_400
}
