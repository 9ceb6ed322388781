//! Right candidates, in forms that the sources allow and that the témoin does not have: each must come out as the témoin does.

mod actes;
mod en_plus;
mod mtom;
mod rest;
mod soap;
mod transport;

use super::http::Message;
use super::scene::{Envoi, Geste, Mains};
use super::table::Attente::Intact;
use super::table::{Ligne, ligne};

const INSI: &str = "INS/va1.34.01,INS/va1.52.01,BENCH.INS.03";

const DMP: &str = "DMP/va1.01.01,DMP/va1.15.01";

const PSC: &str = "PSC.01.01,PSC.08.01";

const ANNUAIRE: &str = "ANN/va1.02.01,ANN/va1.05.01,SSI/IE.30.03";

/// The rows.
pub fn lignes() -> Vec<Ligne> {
    let mut l = vec![ligne("le mandataire ne touche à rien", "", "*", Mains::vides()).attend("*", Intact)];
    l.extend(soap::enveloppe());
    l.extend(transport::transport());
    l.extend(soap::insi());
    l.extend(mtom::mtom());
    l.extend(en_plus::en_plus());
    l.extend(rest::psc());
    l.extend(rest::annuaire());
    l.extend(actes::fichiers());
    l.extend(actes::manieres());
    l
}

/// Requests with a body to these endpoints.
fn poste(point: &'static str, f: impl Fn(Message) -> Message + Send + Sync + 'static) -> Mains {
    Mains::vides().requete(move |_, e| {
        let touche = e.point.starts_with(point) && e.message.ligne.starts_with("POST");
        vec![Geste::Relayer(if touche { e.recrit(&f) } else { e })]
    })
}

fn sur_insi(nom: &'static str, f: impl Fn(Message) -> Message + Send + Sync + 'static) -> Ligne {
    ligne(nom, "", INSI, poste("insi", f)).partout(Intact)
}

fn sur_dmp(nom: &'static str, f: impl Fn(Message) -> Message + Send + Sync + 'static) -> Ligne {
    ligne(nom, "", DMP, poste("dmp", f)).partout(Intact)
}

/// TD2.1 alone.
fn sur_lot(nom: &'static str, f: impl Fn(Message) -> Message + Send + Sync + 'static) -> Ligne {
    sur_dmp(nom, move |m| if m.cible().ends_with("/repository") { f(m) } else { m })
}

fn est_insi(e: &Envoi) -> bool {
    e.point.starts_with("insi") && e.message.ligne.starts_with("POST")
}
