//! Wrong candidates: what the review tried (A.1 to A.9, E), and more of the same kind.

mod autrui;
mod connexions;
mod documents;
mod existence;
mod identites;
mod insi;
mod lots;
mod sans_logiciel;
mod tardifs;

use super::http::Message;
use super::messages::entre;
use super::scene::{Envoi, Geste, Mains, Scene};
use super::table::Ligne;

/// The rows.
pub fn lignes() -> Vec<Ligne> {
    let mut l = identites::identites();
    l.extend(identites::traces());
    l.extend(sans_logiciel::sans_logiciel());
    l.extend(existence::existence());
    l.extend(tardifs::tardifs());
    l.extend(autrui::autrui());
    l.extend(autrui::certificats());
    l.extend(lots::lots());
    l.extend(insi::insi());
    l.extend(insi::sans_erreur());
    l.extend(documents::documents());
    l.extend(connexions::connexions());
    l
}

fn est_td02(e: &Envoi) -> bool {
    e.message.cible().ends_with("/patients") && e.message.ligne.starts_with("POST")
}

fn est_td21(e: &Envoi) -> bool {
    e.message.cible().ends_with("/repository") && e.message.ligne.starts_with("POST")
}

fn est_insi(e: &Envoi) -> bool {
    e.point.starts_with("insi") && e.message.ligne.starts_with("POST")
}

/// TD2.1 alone is rewritten.
fn td21(f: impl Fn(&Scene, Message) -> Message + Send + Sync + 'static) -> Mains {
    Mains::vides().requete(move |s, e| {
        let touche = est_td21(&e);
        vec![Geste::Relayer(if touche { e.recrit(|m| f(s, m)) } else { e })]
    })
}

fn recherche(f: impl Fn(Message) -> Message + Send + Sync + 'static) -> Mains {
    Mains::vides().requete(move |_, e| {
        let touche = est_insi(&e);
        vec![Geste::Relayer(if touche { e.recrit(&f) } else { e })]
    })
}

fn vihf(m: &Message) -> String {
    let texte = m.texte();
    let debut = "<wsse:Security";
    let fin = "</wsse:Security>";
    format!("{debut}{}{fin}", entre(&texte, debut, fin))
}
