//! Which proofs a list shows: by chapter and by state, kept in the address.

use crate::candidature::{Dossier, Preuve, Sort};
use crate::formulaire::Formulaire;
use crate::routes::coder;

/// What a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Choix {
    pub chapitre: String,
    /// A state, `a-juger`, `a-corriger`; empty: all.
    pub sort: String,
}

impl Choix {
    pub fn de(f: &Formulaire) -> Self {
        Self {
            chapitre: f.un("chapitre").to_owned(),
            sort: f.un("sort").to_owned(),
        }
    }

    pub fn prend(&self, d: &Dossier, p: &Preuve) -> bool {
        let sort = match self.sort.as_str() {
            "" => true,
            "a-juger" => d.attend_un_avis(p),
            "a-corriger" => p.sort.est_a_corriger() && !p.facultative,
            mot => p.sort.mot() == mot,
        };
        sort && (self.chapitre.is_empty() || p.chapitre == self.chapitre)
    }

    /// The proofs that it shows.
    pub fn preuves<'a>(&'a self, d: &'a Dossier) -> impl Iterator<Item = &'a Preuve> {
        d.preuves.iter().filter(|p| self.prend(d, p))
    }

    /// In an address.
    pub fn requete(&self) -> String {
        let mut r = String::new();
        for (nom, valeur) in [("chapitre", &self.chapitre), ("sort", &self.sort)] {
            if !valeur.is_empty() {
                r.push(if r.is_empty() { '?' } else { '&' });
                r.push_str(&format!("{nom}={}", coder(valeur)));
            }
        }
        r
    }
}

/// The states that a list is asked by, as people read them.
pub(crate) fn sorts() -> Vec<(String, &'static str)> {
    let mut tous = vec![
        (String::new(), "toutes"),
        ("a-juger".to_owned(), "à juger"),
        ("a-corriger".to_owned(), "à fournir ou à corriger"),
    ];
    tous.extend(Sort::TOUS.iter().map(|s| (s.mot().to_owned(), s.dit())));
    tous
}
