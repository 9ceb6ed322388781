//! The file around the objects: header, trailer, cross-references.

use super::Carnet;
use crate::pdf::Nature;
use crate::syntaxe::{Entree, Fichier};

/// The version of the header.
pub(super) fn version(fichier: &Fichier<'_>) -> String {
    let suite = fichier.octets.get(fichier.decalage + 5..).unwrap_or_default();
    let version = suite.iter().take(8).take_while(|o| o.is_ascii_digit() || **o == b'.');
    version.map(|o| char::from(*o)).collect()
}

pub(super) fn relever(fichier: &Fichier<'_>, carnet: &mut Carnet) {
    let octets = fichier.octets;
    if fichier.decalage != 0 {
        carnet.noter(Nature::Entete, "octet 0", format!("« %PDF- » est à l'octet {}", fichier.decalage));
    }
    let tete = octets.get(fichier.decalage..).unwrap_or_default();
    let conforme = tete.get(5).is_some_and(u8::is_ascii_digit)
        && tete.get(6) == Some(&b'.')
        && tete.get(7).is_some_and(u8::is_ascii_digit)
        && matches!(tete.get(8), Some(b'\n' | b'\r'));
    if !conforme {
        carnet.noter(Nature::Entete, "première ligne", format!("« %PDF-{} »", version(fichier)));
    }
    let fin_de_ligne = tete.iter().take(64).position(|o| matches!(o, b'\n' | b'\r'));
    let deuxieme = fin_de_ligne.and_then(|fin| tete.get(fin..)).unwrap_or_default();
    let deuxieme = if deuxieme.starts_with(b"\r\n") {
        deuxieme.get(2..)
    } else {
        deuxieme.get(1..)
    }
    .unwrap_or_default();
    let binaire = deuxieme.first() == Some(&b'%') && deuxieme.get(1..5).is_some_and(|q| q.iter().all(|o| *o > 127));
    if !binaire {
        carnet.noter(
            Nature::EnteteBinaire,
            "deuxième ligne",
            "pas de commentaire de quatre octets au-dessus de 127",
        );
    }
    // An update, or a file made for the web, has more than one: the last one is after the last place of a table.
    let table = memchr::memmem::rfind(octets, b"startxref").unwrap_or(0);
    if let Some(fin) = memchr::memmem::rfind(octets, b"%%EOF").filter(|fin| *fin > table) {
        let apres = octets.get(fin + 5..).unwrap_or_default();
        if !matches!(apres, b"" | b"\n" | b"\r" | b"\r\n") {
            carnet.noter(
                Nature::ApresFin,
                format!("octet {}", fin + 5),
                format!("{} octets après « %%EOF »", apres.len()),
            );
        }
    } else if !fichier.reconstruit {
        carnet.noter(
            Nature::Endommage,
            "fin du fichier",
            "« %%EOF » est absent : la fin du fichier manque",
        );
    }
    if fichier.chiffre() {
        carnet.noter(Nature::Chiffrement, "trailer", "/Encrypt est présent");
    }
    if fichier
        .trailer
        .brut("ID")
        .is_none_or(|id| fichier.suivre(id).tableau().is_none_or(<[_]>::is_empty))
    {
        carnet.noter(Nature::IdentifiantFichier, "trailer", "/ID est absent");
    }
    if fichier.reconstruit {
        carnet.noter(
            Nature::Endommage,
            "fin du fichier",
            "la table des références ne mène pas aux objets, qui ont été cherchés dans le fichier : il est tronqué, ou ses octets ont changé",
        );
    }
    if fichier.boucle_xref {
        carnet.noter(Nature::Xref, "trailer", "/Prev ou /XRefStm renvoie à une section déjà lue");
    }
    if let Some(quoi) = fichier.xref_mise_en_forme.filter(|_| !fichier.reconstruit) {
        carnet.noter(Nature::XrefMiseEnForme, "table des références", quoi);
    }
    if fichier.xref_en_flux {
        carnet.noter(Nature::FluxXref, "fin du fichier", "les références sont un flux (PDF 1.5)");
    }
}

/// How values are written: those of every object that the cross-references lead to, and of the contents that were read.
pub(super) fn valeurs(fichier: &Fichier<'_>, carnet: &mut Carnet) {
    // The objects of a damaged file are not those that were written.
    if fichier.reconstruit {
        return;
    }
    let mut numeros: Vec<u32> = fichier
        .entrees
        .iter()
        .filter(|(_, e)| matches!(e, Entree::Octet(_)))
        .map(|(n, _)| *n)
        .collect();
    numeros.sort_unstable();
    for numero in numeros {
        fichier.objet(numero);
    }
    for ecart in fichier.controle.prendre() {
        carnet.noter(ecart.nature, ecart.ou.dire(), ecart.vu);
    }
}
