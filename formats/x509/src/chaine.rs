//! The chain of a certificate, to an anchor.

use std::collections::VecDeque;

use crate::{ConfianceDatee, Probleme, X509};

/// Certificates between the one that is judged and an anchor.
pub(crate) const LONGUEUR_MAX: usize = 5;
/// Certificates of a message that are tried as intermediates: each may cost a verification.
const INTERMEDIAIRES_MAX: usize = 16;

impl<'a> ConfianceDatee<'a> {
    /// A chain from the leaf to an anchor, both included: a shortest one. Several authorities may have one name: the key tells, then
    /// the validity, so that an expired one does not hide its renewal. What kept the first candidate out, when there is no chain.
    pub(crate) fn chaine<'b>(&self, feuille: &'b X509, autres: &'b [X509]) -> Result<Vec<&'b X509>, Probleme>
    where
        'a: 'b,
    {
        let mut a_suivre = VecDeque::from([vec![feuille]]);
        let mut vus: Vec<&X509> = vec![feuille];
        let (mut dernier, mut empeche) = (feuille, None);
        while let Some(chaine) = a_suivre.pop_front() {
            let Some(courant) = chaine.last().copied() else { break };
            dernier = courant;
            let sous = chaine.iter().skip(1).filter(|c| !c.auto_emis()).count();
            for ancre in self.confiance.0.ancres.iter().filter(|a| courant.emis_par(a)) {
                match self.empechement(ancre, sous) {
                    None => return Ok([chaine, vec![ancre]].concat()),
                    raison => empeche = empeche.or(raison),
                }
            }
            for autre in autres.iter().take(INTERMEDIAIRES_MAX) {
                if chaine.len() > LONGUEUR_MAX || vus.contains(&autre) || !courant.emis_par(autre) {
                    continue;
                }
                match self.empechement(autre, sous).or_else(|| inconnue(autre)) {
                    None => {
                        vus.push(autre);
                        a_suivre.push_back([chaine.as_slice(), &[autre]].concat());
                    }
                    raison => empeche = empeche.or(raison),
                }
            }
        }
        Err(empeche.unwrap_or_else(|| Probleme::EmetteurInconnu {
            emetteur: dernier.dit().emetteur.clone(),
        }))
    }

    /// What keeps an authority from standing above this many others.
    fn empechement(&self, autorite: &X509, sous: usize) -> Option<Probleme> {
        let nom = || autorite.dit().sujet.clone();
        if !autorite.valide_a(self.instant) {
            return Some(Probleme::AutoriteHorsValidite { autorite: nom() });
        }
        let permis = autorite.chemin_max().filter(|p| usize::try_from(*p).is_ok_and(|p| p < sous))?;
        Some(Probleme::ChaineTropLongue { autorite: nom(), permis })
    }
}

/// An intermediate authority with a critical extension that is not known has no place in a chain. Constraints that are not applied here
/// are told of the chain that is found.
fn inconnue(autorite: &X509) -> Option<Probleme> {
    Probleme::extension_critique(autorite).filter(|p| !p.est_inconnu())
}
