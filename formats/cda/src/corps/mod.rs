//! The body: the files it carries, its codes and dates, its text and the entries that refer to it.

mod codes;
mod encodage;
mod fichiers;
mod intervalles;
mod precis;
mod resultats;
mod texte;
mod unites;
mod valeurs;

use crate::arbre;
use crate::constats::Juge;
use crate::ns;
use texte::Textes;

pub(crate) fn juger(juge: &mut Juge<'_, '_>) {
    fichiers::juger(juge);
    codes::juger(juge);
    valeurs::juger(juge);
    intervalles::juger(juge);
    encodage::juger(juge);
    let Some(corps) = arbre::un(juge.cda, &["component", "structuredBody"]) else {
        return;
    };
    let mut textes = Textes::lire(juge, corps);
    texte::juger(juge, corps, &textes);
    if arbre::a_modele(juge.cda, ns::MODELE_XD_LAB) || arbre::a_modele(juge.cda, ns::MODELE_CR_BIO) {
        resultats::juger(juge, corps, &mut textes);
    }
}
