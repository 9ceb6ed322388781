//! Values drawn for one campaign and asked in an act: a document that carries one was made for this campaign, and for this act.

use std::collections::BTreeSet;

use segur_model::Faits;
use sha2::{Digest, Sha256};

use crate::grammaire::ast::{Gabarit, Morceau, Scenario, Valeur};

/// The name by which scenarios use them: `{tirage.demande}`.
pub const TIRAGE: &str = "tirage";

/// Letters and digits that nobody mistakes for one another.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// The values of the names that this scenario draws: nobody can know them before the campaign is opened, and the campaign draws
/// them again the same.
#[must_use]
pub fn tirer(scenario: &Scenario, secret: &str) -> Faits {
    let mut noms = BTreeSet::new();
    for faire in scenario.etapes.iter().filter_map(|e| e.faire.as_ref()) {
        faire.avec.values().for_each(|v| citer(v, &mut noms));
    }
    noms.into_iter()
        .map(|nom| {
            let empreinte = Sha256::digest(format!("{secret}\n{}\n{nom}", scenario.numero));
            let valeur: String = empreinte
                .iter()
                .take(10)
                .map(|o| char::from(ALPHABET[usize::from(o % 32)]))
                .collect();
            (nom.to_owned(), vec![valeur])
        })
        .collect()
}

fn citer<'v>(v: &'v Valeur, noms: &mut BTreeSet<&'v str>) {
    match v {
        Valeur::Texte(g) => citer_gabarit(g, noms),
        Valeur::Liste(l) => l.iter().for_each(|v| citer(v, noms)),
        Valeur::Objet(o) => o.values().for_each(|v| citer(v, noms)),
        Valeur::Nombre(_) | Valeur::Decimal(_) | Valeur::Booleen(_) | Valeur::Nul => {}
    }
}

fn citer_gabarit<'v>(g: &'v Gabarit, noms: &mut BTreeSet<&'v str>) {
    for m in &g.morceaux {
        if let Morceau::Reference(nom, Some(fait)) = m
            && nom == TIRAGE
        {
            noms.insert(fait);
        }
    }
}
