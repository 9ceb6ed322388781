//! `preuve verifier`: what was given is still there, whole, and still answers.

use segur_engine::campagne::remises::intacte;
use segur_engine::moteur::donnees::{Jour, tombe};
use segur_model::resultat::Octets;

use super::depot::Depot;
use super::{Quoi, juger};
use crate::erreur::Erreur;

/// 0 all that was given stands; 1 something does not.
pub(super) fn executer(depot: &Depot) -> Result<u8, Erreur> {
    let remises = depot.remises()?;
    let candidat = depot.candidat();
    let presents = |o: &Octets| intacte(&depot.campagne, o);
    let jour = Jour {
        version: &candidat.produit.version,
        presents: &presents,
    };
    let (mut vues, mut fautes) = (0, 0);
    for (numero, siens) in &remises.fichiers {
        for r in siens {
            vues += 1;
            let dit = match tombe(&depot.catalogue, &candidat.campagne.profils, numero, r, &jour) {
                Some(dit) => Some(dit),
                None => {
                    let d = depot.preuve(numero)?;
                    let quoi = Quoi::Fichier(depot.chemin(&r.octets));
                    juger::juger(depot, &d, &quoi, Some(&r.donnee.nom), &r.donnee.reperes, u64::MAX)
                        .err()
                        .map(|e| e.to_string())
                }
            };
            match dit {
                None => dire!("  ✓ {numero}  « {} »", r.donnee.nom),
                Some(dit) => {
                    fautes += 1;
                    dire!("  ✗ {numero}  « {} » : {dit}", r.donnee.nom);
                }
            }
        }
    }
    let s = if vues > 1 { "s" } else { "" };
    dire!("{vues} pièce{s} donnée{s}, {fautes} à revoir");
    Ok(u8::from(fautes > 0))
}
