//! Cross-references: tables, streams, and the chain of sections, each followed once.

use std::collections::HashSet;

use super::fichier::Fichier;
use super::lexeur::Lexeur;
use super::objet::{Dico, Entree, Objet, Table};
use crate::limites;

/// Follows the chain from the last `startxref`. Nothing when the chain is broken: the file is then scanned.
pub(super) fn lire(fichier: &Fichier<'_>) -> Option<Table> {
    let octets = fichier.octets;
    let queue = octets.len().saturating_sub(2048);
    let debut = queue + memchr::memmem::rfind(octets.get(queue..)?, b"startxref")?;
    let mut table = Table::default();
    let mut a_lire = vec![Lexeur::fichier(octets, debut + 9, &fichier.reste).naturel()?];
    let mut lus = HashSet::new();
    while let Some(ou) = a_lire.pop() {
        if lus.len() >= limites::SECTIONS || !lus.insert(ou) {
            table.boucle = true;
            continue;
        }
        let trailer = section(fichier, ou + fichier.decalage, &mut table)?;
        let suite = |cle: &str| trailer.brut(cle).and_then(Objet::taille);
        // The stream of a hybrid file is read before the previous section: it is pushed after it.
        a_lire.extend(suite("Prev"));
        a_lire.extend(suite("XRefStm"));
        if table.trailer.0.is_empty() {
            table.trailer = trailer;
        }
    }
    Some(table)
}

fn section(fichier: &Fichier<'_>, ou: usize, table: &mut Table) -> Option<Dico> {
    let mut lexeur = Lexeur::fichier(fichier.octets, ou, &fichier.reste);
    if !lexeur.mot_cle(b"xref") {
        return flux(fichier, ou, table);
    }
    let mut entete = fin_de_ligne(fichier.octets, lexeur.pos);
    while !lexeur.mot_cle(b"trailer") {
        // One end of line after « xref », and the first subsection right after it; one space between two numbers.
        let suite = entete.take().map(|debut| fichier.octets.get(debut).is_some_and(u8::is_ascii_digit));
        if suite == Some(false) {
            table.mise_en_forme = Some("« xref » n'est pas suivi d'une seule fin de ligne, puis de la première sous-section");
        }
        let premier = lexeur.naturel()?;
        let espace = fichier.octets.get(lexeur.pos) == Some(&b' ') && fichier.octets.get(lexeur.pos + 1).is_some_and(u8::is_ascii_digit);
        if !espace {
            table.mise_en_forme = Some("les deux nombres d'une sous-section ne sont pas séparés d'une seule espace");
        }
        let nombre = lexeur.naturel()?;
        for i in 0..nombre {
            let (position, _generation) = (lexeur.naturel()?, lexeur.naturel()?);
            let vivant = if lexeur.mot_cle(b"n") {
                true
            } else if lexeur.mot_cle(b"f") {
                false
            } else {
                return None;
            };
            let numero = u32::try_from(premier.checked_add(i)?).ok()?;
            let entree = if vivant {
                Entree::Octet(position + fichier.decalage)
            } else {
                Entree::Libre
            };
            noter(table, numero, entree)?;
        }
    }
    match lexeur.valeur()? {
        Objet::Dico(d) => Some(d),
        _ => None,
    }
}

/// Where the line after `ou` begins; `ou` itself when no line ends there.
fn fin_de_ligne(octets: &[u8], ou: usize) -> Option<usize> {
    Some(match octets.get(ou..)? {
        [b'\r', b'\n', ..] => ou + 2,
        [b'\r' | b'\n', ..] => ou + 1,
        _ => ou,
    })
}

fn noter(table: &mut Table, numero: u32, entree: Entree) -> Option<()> {
    if table.entrees.len() >= limites::OBJETS {
        return None;
    }
    // Sections are read from the newest: the first entry of an object is the one that counts.
    table.entrees.entry(numero).or_insert(entree);
    Some(())
}

fn flux(fichier: &Fichier<'_>, ou: usize, table: &mut Table) -> Option<Dico> {
    let (_, objet) = fichier.objet_a(ou)?;
    let flux = objet.flux()?;
    if flux.dico.brut("Type").and_then(Objet::nom) != Some("XRef") {
        return None;
    }
    table.en_flux = true;
    let octets = fichier.decoder(flux).octets()?;
    let largeurs: Vec<usize> = flux.dico.brut("W")?.tableau()?.iter().filter_map(Objet::taille).collect();
    let [w0, w1, w2] = largeurs.try_into().ok()?;
    let pas = [w0, w1, w2].iter().try_fold(0_usize, |s, w| (*w <= 8).then_some(s + w))?;
    if pas == 0 {
        return None;
    }
    let taille = flux.dico.brut("Size").and_then(Objet::taille).unwrap_or(0);
    let index: Vec<usize> = match flux.dico.brut("Index").and_then(Objet::tableau) {
        Some(index) => index.iter().filter_map(Objet::taille).collect(),
        None => vec![0, taille],
    };
    let mut lignes = octets.chunks_exact(pas);
    for paire in index.chunks_exact(2) {
        let [premier, nombre] = paire else { break };
        for i in 0..*nombre {
            let Some(ligne) = lignes.next() else { break };
            let champ = |de: usize, a: usize| {
                ligne
                    .get(de..a)
                    .unwrap_or_default()
                    .iter()
                    .fold(0_u64, |n, o| (n << 8) | u64::from(*o))
            };
            let genre = if w0 == 0 { 1 } else { champ(0, w0) };
            let un = champ(w0, w0 + w1);
            let entree = match genre {
                1 => Entree::Octet(usize::try_from(un).ok()?.checked_add(fichier.decalage)?),
                2 => Entree::Dans {
                    flux: u32::try_from(un).ok()?,
                    rang: usize::try_from(champ(w0 + w1, pas)).ok()?,
                },
                _ => Entree::Libre,
            };
            noter(table, u32::try_from(premier.checked_add(i)?).ok()?, entree)?;
        }
    }
    Some(flux.dico.clone())
}
