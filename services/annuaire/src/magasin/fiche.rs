//! A person or a structure, whole and on its own: what the records are made from, and what a change works on.

use segur_model::{Professionnel, World};

use super::{Boite, Constructeur, Magasin};

/// A person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FichePersonne {
    pub id_national: String,
    pub nom: String,
    pub prenom: String,
    pub civilite: String,
    pub actif: bool,
    pub exercices: Vec<FicheExercice>,
    pub boites: Vec<FicheBoite>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FicheExercice {
    pub profession: String,
    pub categorie: String,
    pub civilite: String,
    pub savoir_faire: String,
    /// Nom d'exercice, when it is another.
    pub nom: String,
    pub prenom: String,
    pub situations: Vec<FicheSituation>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FicheSituation {
    /// Rank of the structure in the directory.
    pub structure: u32,
    pub mode: String,
    pub role: String,
    pub genre: String,
    pub section: String,
    pub boites: Vec<FicheBoite>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FicheBoite {
    pub adresse: String,
    pub genre: String,
    pub service: String,
    pub dematerialisation: bool,
}

/// A structure of the world and its published mailboxes.
#[derive(Debug, Clone)]
pub(crate) struct FicheStructure {
    pub structure: segur_model::Structure,
    pub boites: Vec<FicheBoite>,
}

impl FicheBoite {
    fn du_monde(b: &segur_model::Boite) -> Self {
        Self {
            adresse: b.adresse.clone(),
            genre: b.genre.clone(),
            service: b.service.clone(),
            dematerialisation: b.dematerialisation,
        }
    }

    fn du_magasin(m: &Magasin, b: &Boite) -> Self {
        Self {
            adresse: m.lire(b.adresse).to_owned(),
            genre: m.lire(b.genre).to_owned(),
            service: m.lire(b.service).to_owned(),
            dematerialisation: b.dematerialisation,
        }
    }
}

impl FicheStructure {
    /// A structure of the world. Who answers for a mailbox is restricted data: it does not come here.
    pub fn du_monde(monde: &World, structure: &segur_model::Structure) -> Self {
        let siennes = |b: &&segur_model::Boite| !b.liste_rouge && b.titulaire.is_none() && b.structure.as_ref() == Some(&structure.fiche);
        Self {
            structure: structure.clone(),
            boites: monde.boites.values().filter(siennes).map(FicheBoite::du_monde).collect(),
        }
    }
}

impl FichePersonne {
    /// A professional of the world; `rang` gives the rank of a structure by its fiche.
    pub fn du_monde(monde: &World, p: &Professionnel, rang: impl Fn(&str) -> u32) -> Self {
        let boites: Vec<&segur_model::Boite> = monde
            .boites
            .values()
            .filter(|b| !b.liste_rouge && b.titulaire.as_ref() == Some(&p.fiche))
            .collect();
        let mut prises: Vec<&str> = Vec::new();
        let exercices = p.exercices().into_iter().map(|e| FicheExercice {
            situations: e
                .activites
                .iter()
                .map(|a| {
                    // A mailbox tied to a workplace is that of the first situation there.
                    let siennes: Vec<&segur_model::Boite> = boites
                        .iter()
                        .copied()
                        .filter(|b| b.structure.as_ref() == Some(&a.structure) && !prises.contains(&b.adresse.as_str()))
                        .collect();
                    prises.extend(siennes.iter().map(|b| b.adresse.as_str()));
                    FicheSituation {
                        structure: rang(&a.structure),
                        mode: a.mode.clone(),
                        role: a.role.clone(),
                        genre: a.genre.clone(),
                        section: a.section.clone(),
                        boites: siennes.into_iter().map(FicheBoite::du_monde).collect(),
                    }
                })
                .collect(),
            profession: e.profession,
            categorie: e.categorie,
            civilite: e.civilite,
            savoir_faire: e.savoir_faire.unwrap_or_default(),
            nom: e.nom.unwrap_or_default(),
            prenom: e.prenom.unwrap_or_default(),
        });
        Self {
            id_national: p.id_national.clone(),
            nom: p.nom.clone(),
            prenom: p.prenom.clone(),
            civilite: p.civilite.clone().unwrap_or_default(),
            actif: p.actif,
            exercices: exercices.collect(),
            boites: boites
                .iter()
                .filter(|b| b.structure.is_none())
                .map(|b| FicheBoite::du_monde(b))
                .collect(),
        }
    }

    /// A person of the directory, to be changed.
    pub fn du_magasin(m: &Magasin, rang: u32) -> Option<Self> {
        let p = m.personne(rang)?;
        let texte = |t| m.lire(t).to_owned();
        let exercices = (p.exercices..).zip(m.exercices_de(rang)).map(|(numero, e)| FicheExercice {
            profession: texte(e.profession),
            categorie: texte(e.categorie),
            civilite: texte(e.civilite),
            savoir_faire: texte(e.savoir_faire),
            nom: texte(e.nom),
            prenom: texte(e.prenom),
            situations: m
                .situations_de(rang)
                .filter_map(|r| Some((r, m.situation(r)?)))
                .filter(|(_, s)| s.exercice == numero)
                .map(|(r, s)| FicheSituation {
                    structure: s.structure,
                    mode: texte(s.mode),
                    role: texte(s.role),
                    genre: texte(s.genre),
                    section: texte(s.section),
                    boites: m.boites_de_situation(r).iter().map(|b| FicheBoite::du_magasin(m, b)).collect(),
                })
                .collect(),
        });
        Some(Self {
            id_national: texte(p.id_national),
            nom: texte(p.nom),
            prenom: texte(p.prenom),
            civilite: texte(p.civilite),
            actif: p.actif,
            exercices: exercices.collect(),
            boites: m.boites_de_personne(rang).iter().map(|b| FicheBoite::du_magasin(m, b)).collect(),
        })
    }

    /// A directory of this person alone. Its structures stay ranks of the great one.
    pub fn seule(&self, numero: u64, maj: u32) -> Magasin {
        let mut c = Constructeur::default();
        c.personne(self, maj);
        let mut m = c.finir();
        if let Some(p) = m.personnes.first_mut() {
            p.numero = numero;
        }
        m
    }
}
