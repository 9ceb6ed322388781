//! The directory in memory: compact records whose texts are ranks in one buffer. A resource is made of them when it is asked for.

mod construire;
mod derives;
mod fiche;
mod generer;
mod index;
mod textes;
mod valeurs;

pub(crate) use construire::Constructeur;
pub(crate) use fiche::{FicheBoite, FicheExercice, FichePersonne, FicheSituation, FicheStructure};
pub(crate) use generer::generer;
pub(crate) use index::{Facette, Index};
pub(crate) use textes::{Texte, Textes, VIDE};

/// No such record.
pub(crate) const AUCUN: u32 = u32::MAX;

/// A person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Personne {
    /// Drawn from the national identifier: the technical identifiers are made of it.
    pub numero: u64,
    pub id_national: Texte,
    pub nom: Texte,
    pub prenom: Texte,
    pub civilite: Texte,
    /// Where its exercices, situations and mailboxes begin; those of the next person end them.
    pub exercices: u32,
    pub situations: u32,
    pub boites: u32,
    /// Last change, seconds since 1970.
    pub maj: u32,
    pub actif: bool,
}

/// An exercice of a profession.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exercice {
    pub profession: Texte,
    pub categorie: Texte,
    pub civilite: Texte,
    pub savoir_faire: Texte,
    pub nom: Texte,
    pub prenom: Texte,
}

/// A situation d'exercice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation {
    pub personne: u32,
    pub exercice: u32,
    pub structure: u32,
    pub mode: Texte,
    pub role: Texte,
    pub genre: Texte,
    pub section: Texte,
    pub boites: u32,
}

/// A structure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Structure {
    pub numero: u64,
    pub id_national: Texte,
    pub nom: Texte,
    pub finess: Texte,
    pub finess_juridique: Texte,
    pub siret: Texte,
    pub secteur: Texte,
    pub departement: Texte,
    pub telephone: Texte,
    pub numero_voie: Texte,
    pub type_voie: Texte,
    pub voie: Texte,
    pub code_postal: Texte,
    pub commune: Texte,
    pub code_commune: Texte,
    /// The legal entity that it belongs to.
    pub juridique: u32,
    pub boites: u32,
    pub maj: u32,
    /// Some structure belongs to it.
    pub est_juridique: bool,
}

/// A published mailbox.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Boite {
    pub adresse: Texte,
    pub genre: Texte,
    pub service: Texte,
    pub dematerialisation: bool,
}

/// The directory.
#[derive(Debug, Default)]
pub(crate) struct Magasin {
    pub textes: Textes,
    pub personnes: Vec<Personne>,
    pub exercices: Vec<Exercice>,
    pub situations: Vec<Situation>,
    pub structures: Vec<Structure>,
    /// Mailboxes of persons, situations and structures: each kind in a list of its own, in the order of its owners.
    pub boites_personnes: Vec<Boite>,
    pub boites_situations: Vec<Boite>,
    pub boites_structures: Vec<Boite>,
    /// Structures that have activités de soins and equipment, in order.
    pub hospitaliers: Vec<u32>,
}

/// How many activités de soins, and how many pieces of equipment, such a structure has.
pub(crate) const SOINS: usize = 2;

/// The part of a list that belongs to one owner.
fn part<T>(liste: &[T], debut: u32, fin: Option<u32>) -> &[T] {
    let fin = fin.map_or(liste.len(), |f| f as usize);
    liste.get(debut as usize..fin).unwrap_or_default()
}

impl Magasin {
    pub fn lire(&self, texte: Texte) -> &str {
        self.textes.lire(texte)
    }

    pub fn personne(&self, rang: u32) -> Option<&Personne> {
        self.personnes.get(rang as usize)
    }

    pub fn exercices_de(&self, rang: u32) -> &[Exercice] {
        let suivante = self.personne(rang + 1).map(|p| p.exercices);
        self.personne(rang).map_or(&[], |p| part(&self.exercices, p.exercices, suivante))
    }

    /// Ranks of the situations of a person.
    pub fn situations_de(&self, rang: u32) -> std::ops::Range<u32> {
        let fin = self.personne(rang + 1).map_or(longueur(&self.situations), |p| p.situations);
        self.personne(rang).map_or(0..0, |p| p.situations..fin)
    }

    pub fn boites_de_personne(&self, rang: u32) -> &[Boite] {
        let suivante = self.personne(rang + 1).map(|p| p.boites);
        self.personne(rang)
            .map_or(&[], |p| part(&self.boites_personnes, p.boites, suivante))
    }

    pub fn situation(&self, rang: u32) -> Option<&Situation> {
        self.situations.get(rang as usize)
    }

    pub fn boites_de_situation(&self, rang: u32) -> &[Boite] {
        let suivante = self.situation(rang + 1).map(|s| s.boites);
        self.situation(rang)
            .map_or(&[], |s| part(&self.boites_situations, s.boites, suivante))
    }

    pub fn structure(&self, rang: u32) -> Option<&Structure> {
        self.structures.get(rang as usize)
    }

    pub fn boites_de_structure(&self, rang: u32) -> &[Boite] {
        let suivante = self.structure(rang + 1).map(|s| s.boites);
        self.structure(rang)
            .map_or(&[], |s| part(&self.boites_structures, s.boites, suivante))
    }

    /// The RPPS, when the national identifier is `8` + RPPS.
    pub fn rpps<'a>(&'a self, personne: &Personne) -> Option<&'a str> {
        let id = self.lire(personne.id_national);
        id.strip_prefix('8')
            .filter(|r| r.len() == 11 && r.bytes().all(|b| b.is_ascii_digit()))
    }
}

/// The length of a list, as a rank.
pub(crate) fn longueur<T>(liste: &[T]) -> u32 {
    u32::try_from(liste.len()).unwrap_or(u32::MAX)
}
