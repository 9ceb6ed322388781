//! The file around the objects: header, trailer, cross-references.

use super::Carnet;
use crate::pdf::Nature;
use crate::syntaxe::Fichier;

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
    let conforme =
        tete.get(5..7) == Some(b"1.") && tete.get(7).is_some_and(u8::is_ascii_digit) && matches!(tete.get(8), Some(b'\n' | b'\r'));
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
    if let Some(fin) = memchr::memmem::rfind(octets, b"%%EOF") {
        let apres = octets.get(fin + 5..).unwrap_or_default();
        if !matches!(apres, b"" | b"\n" | b"\r" | b"\r\n") {
            carnet.noter(
                Nature::ApresFin,
                format!("octet {}", fin + 5),
                format!("{} octets après « %%EOF »", apres.len()),
            );
        }
    } else {
        carnet.noter(Nature::ApresFin, "fin du fichier", "« %%EOF » est absent");
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
            Nature::Xref,
            "fin du fichier",
            "la table des références ne mène pas aux objets : ils ont été cherchés dans le fichier",
        );
    }
    if fichier.boucle_xref {
        carnet.noter(Nature::Xref, "trailer", "/Prev ou /XRefStm renvoie à une section déjà lue");
    }
    if fichier.xref_en_flux {
        carnet.noter(Nature::FluxXref, "fin du fichier", "les références sont un flux (PDF 1.5)");
    }
}
