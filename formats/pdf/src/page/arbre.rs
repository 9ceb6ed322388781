//! The page tree: each node once, whatever it says of itself.

use std::collections::HashSet;
use std::rc::Rc;

use crate::limites;
use crate::syntaxe::{Dico, Fichier, Objet};

/// A page, with what it inherits.
#[derive(Debug, Clone)]
pub(crate) struct Feuille {
    /// Object number, 0 when not known.
    pub(crate) numero: u32,
    pub(crate) dico: Dico,
    pub(crate) ressources: Rc<Objet>,
    pub(crate) cadre: [f64; 4],
    pub(crate) rotation: i64,
}

/// What the tree gives: its pages, and the nodes that lead back to a node already met.
#[derive(Debug, Default)]
pub(crate) struct Arbre {
    pub(crate) pages: Vec<Feuille>,
    pub(crate) boucles: Vec<u32>,
}

#[derive(Clone)]
struct Heritage {
    ressources: Rc<Objet>,
    cadre: [f64; 4],
    rotation: i64,
}

fn cadre(fichier: &Fichier<'_>, dico: &Dico) -> Option<[f64; 4]> {
    // What is shown is the crop box, when there is one.
    let lu = [fichier.lire(dico, "CropBox"), fichier.lire(dico, "MediaBox")];
    let coins = lu.iter().find_map(|o| o.tableau())?;
    let coins: Vec<f64> = coins.iter().filter_map(|o| fichier.suivre(o).nombre()).collect();
    let [x0, y0, x1, y1] = coins.try_into().ok()?;
    let cadre = [f64::min(x0, x1), f64::min(y0, y1), f64::max(x0, x1), f64::max(y0, y1)];
    let sensee = |c: f64| c > 1.0 && c < 20_000.0;
    (sensee(cadre[2] - cadre[0]) && sensee(cadre[3] - cadre[1])).then_some(cadre)
}

fn heriter(fichier: &Fichier<'_>, dico: &Dico, de: &Heritage) -> Heritage {
    Heritage {
        ressources: if dico.a("Resources") {
            fichier.lire(dico, "Resources")
        } else {
            Rc::clone(&de.ressources)
        },
        cadre: cadre(fichier, dico).unwrap_or(de.cadre),
        rotation: fichier.lire(dico, "Rotate").entier().unwrap_or(de.rotation),
    }
}

/// The pages, in order.
pub(crate) fn pages(fichier: &Fichier<'_>, catalogue: &Dico) -> Arbre {
    let mut arbre = Arbre::default();
    let mut vus = HashSet::new();
    let racine = catalogue.brut("Pages").cloned().unwrap_or(Objet::Nul);
    let depart = Heritage {
        ressources: Rc::new(Objet::Nul),
        cadre: [0.0, 0.0, 595.0, 842.0],
        rotation: 0,
    };
    let mut pile = vec![(racine, depart)];
    while let Some((noeud, heritage)) = pile.pop() {
        let numero = if let Objet::Ref(n) = noeud { n } else { 0 };
        if numero != 0 && !vus.insert(numero) {
            if arbre.boucles.len() < limites::PAR_NATURE {
                arbre.boucles.push(numero);
            }
            continue;
        }
        let objet = fichier.suivre(&noeud);
        let Some(dico) = objet.dico() else { continue };
        let heritage = heriter(fichier, dico, &heritage);
        if let Some(enfants) = fichier.lire(dico, "Kids").tableau() {
            if pile.len() + enfants.len() > 2 * limites::PAGES {
                fichier.borne("pages");
                continue;
            }
            pile.extend(enfants.iter().rev().map(|e| (e.clone(), heritage.clone())));
            continue;
        }
        if fichier.lire(dico, "Type").nom() == Some("Pages") {
            continue;
        }
        if arbre.pages.len() >= limites::PAGES {
            fichier.borne("pages");
            break;
        }
        arbre.pages.push(Feuille {
            numero,
            dico: dico.clone(),
            ressources: heritage.ressources,
            cadre: heritage.cadre,
            rotation: heritage.rotation.rem_euclid(360),
        });
    }
    arbre
}
