//! When the cross-references lead nowhere: the objects are looked for in the bytes, in one pass.

use super::fichier::Fichier;
use super::lexeur::{Lexeur, blanc};
use super::objet::{Dico, Entree, Objet, Table};
use crate::limites;

/// Digits then white space, read backwards from `fin`: the number, and where it starts.
fn nombre_avant(octets: &[u8], fin: usize) -> Option<(u32, usize)> {
    let mut i = fin;
    while i > 0 && fin - i < 8 && octets.get(i - 1).is_some_and(|o| blanc(*o)) {
        i -= 1;
    }
    let dernier = i;
    while i > 0 && dernier - i < 10 && octets.get(i - 1).is_some_and(u8::is_ascii_digit) {
        i -= 1;
    }
    let chiffres = std::str::from_utf8(octets.get(i..dernier)?).ok()?;
    Some((chiffres.parse().ok()?, i))
}

/// Every `n g obj` (the last one of a number counts), the object streams, and the best trailer.
pub(super) fn parcourir(fichier: &mut Fichier<'_>) {
    let octets = fichier.octets;
    let mut table = Table {
        boucle: fichier.boucle_xref,
        en_flux: fichier.xref_en_flux,
        ..Table::default()
    };
    for ou in memchr::memmem::find_iter(octets, b"obj") {
        let Some((_, g)) = nombre_avant(octets, ou) else { continue };
        let Some((numero, debut)) = nombre_avant(octets, g) else { continue };
        if table.entrees.len() < limites::OBJETS {
            table.entrees.insert(numero, Entree::Octet(debut));
        }
    }
    let mut racine = None;
    for ou in memchr::memmem::find_iter(octets, b"trailer") {
        let trailer = Lexeur::fichier(octets, ou + 7, &fichier.reste).valeur();
        if let Some(Objet::Dico(d)) = trailer
            && d.a("Root")
        {
            table.trailer = d;
        }
    }
    let mut numeros: Vec<u32> = table.entrees.keys().copied().collect();
    numeros.sort_unstable();
    fichier.prendre(table);
    let mut dans_des_flux = Vec::new();
    let mut trailer_de_flux: Option<Dico> = None;
    for numero in numeros {
        let objet = fichier.objet(numero);
        let Some(dico) = objet.dico() else { continue };
        match dico.brut("Type").and_then(Objet::nom) {
            Some("ObjStm") => dans_des_flux.extend(fichier.contenus(numero)),
            Some("XRef") if dico.a("Root") => trailer_de_flux = Some(dico.clone()),
            Some("Catalog") => racine = Some(numero),
            _ => {}
        }
    }
    for (numero, entree) in dans_des_flux {
        if fichier.entrees.len() < limites::OBJETS {
            fichier.entrees.entry(numero).or_insert(entree);
        }
        if fichier
            .objet(numero)
            .dico()
            .is_some_and(|d| d.brut("Type").and_then(Objet::nom) == Some("Catalog"))
        {
            racine = racine.or(Some(numero));
        }
    }
    if !fichier.trailer.a("Root") {
        if let Some(trailer) = trailer_de_flux {
            fichier.trailer = trailer;
        } else if let Some(numero) = racine {
            fichier.trailer = Dico(vec![("Root".to_owned(), Objet::Ref(numero))]);
        }
    }
}
