//! The fonts with which a text is shown: what PDF/A-1 wants of a subset, of a composite font and of its CMap (6.1.12, 6.3.3, 6.3.5).

mod cff;

use std::collections::BTreeSet;

use super::Carnet;
use crate::page::Fonte;
use crate::pdf::Nature;
use crate::syntaxe::{Dico, Fichier, Flux, Lexeur, Lu, Objet};
use cff::Glyphes;

/// CIDs that PDF 1.4 admits.
const CID: u32 = 65_535;

/// Judges a font that shows text.
pub(super) fn juger(fichier: &Fichier<'_>, fonte: &Fonte, carnet: &mut Carnet) {
    let police = &fonte.police;
    let lieu = format!("page {}, police « {} »", police.page, police.nom);
    match police.sous_type.as_str() {
        "Type1" | "MMType1" if sous_ensemble(&police.nom) => jeu_de_caracteres(fichier, fonte, &lieu, carnet),
        "Type0" => composee(fichier, &fonte.dico, &lieu, carnet),
        _ => {}
    }
}

/// Six capitals and a plus sign: the name of a subset.
fn sous_ensemble(nom: &str) -> bool {
    nom.split_once('+')
        .is_some_and(|(debut, _)| debut.len() == 6 && debut.bytes().all(|o| o.is_ascii_uppercase()))
}

fn programme(fichier: &Fichier<'_>, descripteur: &Dico) -> Option<Glyphes> {
    let objet = fichier.lire(descripteur, "FontFile3");
    let flux = objet.flux()?;
    if !matches!(fichier.lire(&flux.dico, "Subtype").nom(), Some("Type1C" | "CIDFontType0C")) {
        return None;
    }
    cff::lire(&fichier.decoder(flux).octets()?)
}

/// `CharSet` of a subset: it names the glyphs that are shown, at the least.
fn jeu_de_caracteres(fichier: &Fichier<'_>, fonte: &Fonte, lieu: &str, carnet: &mut Carnet) {
    let objet = fichier.lire(&fonte.dico, "FontDescriptor");
    // A font without its program is told elsewhere.
    let Some(descripteur) = objet.dico() else { return };
    let jeu = fichier.lire(descripteur, "CharSet");
    let Some(jeu) = jeu.chaine() else {
        carnet.noter(Nature::SousEnsemble, lieu, "/CharSet est absent");
        return;
    };
    let noms: BTreeSet<&[u8]> = jeu.split(|o| *o == b'/').skip(1).filter(|n| !n.is_empty()).collect();
    // Two codes may show one glyph: they are counted once where WinAnsiEncoding has them so.
    let meme = |code: &u8| match code {
        0xA0 => 0x20,
        0xAD => 0x2D,
        autre => *autre,
    };
    let montres: BTreeSet<u8> = fonte.montres.borrow().iter().map(meme).collect();
    let du_programme = programme(fichier, descripteur).map_or(usize::MAX, |g| g.nombre.saturating_sub(1));
    let glyphes = montres.len().min(du_programme);
    if noms.len() < glyphes {
        carnet.noter(
            Nature::SousEnsemble,
            lieu,
            format!("/CharSet a {} noms, et {glyphes} glyphes du programme sont montrés", noms.len()),
        );
    }
}

fn composee(fichier: &Fichier<'_>, dico: &Dico, lieu: &str, carnet: &mut Carnet) {
    let descendants = fichier.lire(dico, "DescendantFonts");
    let descendant = descendants.tableau().and_then(<[_]>::first).map(|d| fichier.suivre(d));
    let Some(cid) = descendant.as_ref().and_then(|d| d.dico()) else {
        return;
    };
    cmap(fichier, dico, cid, lieu, carnet);
    let objet = fichier.lire(cid, "FontDescriptor");
    let Some(descripteur) = objet.dico() else { return };
    let sorte = fichier.lire(cid, "Subtype");
    if sorte.nom() == Some("CIDFontType2") && !cid.a("CIDToGIDMap") && fichier.lire(descripteur, "FontFile2").flux().is_some() {
        carnet.noter(Nature::PoliceComposee, lieu, "/CIDToGIDMap est absent");
    }
    let nom = fichier.lire(cid, "BaseFont");
    if sous_ensemble(nom.nom().unwrap_or_default()) {
        ensemble_de_cid(fichier, descripteur, lieu, carnet);
    }
}

/// `CIDSet` of a subset: a bit for each CID of the program.
fn ensemble_de_cid(fichier: &Fichier<'_>, descripteur: &Dico, lieu: &str, carnet: &mut Carnet) {
    let objet = fichier.lire(descripteur, "CIDSet");
    let Some(flux) = objet.flux() else {
        carnet.noter(Nature::SousEnsemble, lieu, "/CIDSet est absent");
        return;
    };
    let Some(bits) = fichier.decoder(flux).octets() else { return };
    if bits.iter().all(|o| *o == 0) {
        carnet.noter(Nature::SousEnsemble, lieu, "/CIDSet est vide");
        return;
    }
    let Some(glyphes) = programme(fichier, descripteur).filter(|g| g.par_cid) else {
        return;
    };
    let dit = |cid: u32| {
        let octet = usize::try_from(cid / 8).ok().and_then(|i| bits.get(i)).copied().unwrap_or(0);
        octet & (0x80 >> (cid % 8)) != 0
    };
    if let Some(cid) = glyphes.noms.iter().copied().find(|cid| !dit(*cid)) {
        carnet.noter(
            Nature::SousEnsemble,
            lieu,
            format!("/CIDSet n'a pas le CID {cid}, qui est dans le programme"),
        );
    }
}

fn cmap(fichier: &Fichier<'_>, dico: &Dico, cid: &Dico, lieu: &str, carnet: &mut Carnet) {
    let codage = fichier.lire(dico, "Encoding");
    let flux = match &*codage {
        Objet::Nom(nom) if matches!(nom.as_str(), "Identity-H" | "Identity-V") => return,
        Objet::Nom(nom) => {
            carnet.noter(Nature::PoliceComposee, lieu, format!("le CMap /{nom} n'est pas incorporé"));
            return;
        }
        Objet::Flux(flux) => flux,
        _ => return,
    };
    if matches!(fichier.lire(&flux.dico, "CMapName").nom(), Some("Identity-H" | "Identity-V")) {
        return;
    }
    for cle in ["Registry", "Ordering"] {
        let (a, b) = (systeme(fichier, cid, cle), systeme(fichier, &flux.dico, cle));
        if let (Some(a), Some(b)) = (a, b)
            && a != b
        {
            let dire = |o: &[u8]| String::from_utf8_lossy(o).into_owned();
            let vu = format!("/{cle} « {} » dans la police, « {} » dans le CMap", dire(&a), dire(&b));
            carnet.noter(Nature::PoliceComposee, lieu, vu);
        }
    }
    if let Some(maximum) = cid_maximal(fichier, flux)
        && maximum > CID
    {
        carnet.noter(Nature::Limite, lieu, format!("CID {maximum} dans le CMap, au-delà de {CID}"));
    }
}

/// An entry of `CIDSystemInfo`.
fn systeme(fichier: &Fichier<'_>, dico: &Dico, cle: &str) -> Option<Vec<u8>> {
    let systeme = fichier.lire(dico, "CIDSystemInfo");
    Some(fichier.lire(systeme.dico()?, cle).chaine()?.to_vec())
}

fn nombre(octets: &[u8]) -> u32 {
    octets.iter().take(4).fold(0, |n, o| (n << 8) | u32::from(*o))
}

/// The largest CID that a CMap gives.
fn cid_maximal(fichier: &Fichier<'_>, flux: &Flux) -> Option<u32> {
    let octets = fichier.decoder(flux).octets()?;
    let mut lexeur = Lexeur::contenu(&octets, &fichier.reste);
    let mut valeurs: Vec<Objet> = Vec::new();
    let mut maximum = None;
    while let Some(lu) = lexeur.suivant() {
        let mot = match lu {
            Lu::Valeur(v) => {
                valeurs.push(v);
                continue;
            }
            Lu::Mot(mot) => mot,
        };
        let cid = |o: &Objet| o.entier().and_then(|n| u32::try_from(n).ok());
        let trouves: Vec<u32> = match mot.as_str() {
            "endcidchar" => valeurs.chunks_exact(2).filter_map(|c| cid(c.get(1)?)).collect(),
            "endcidrange" => valeurs
                .chunks_exact(3)
                .filter_map(|c| {
                    let etendue = nombre(c.get(1)?.chaine()?).saturating_sub(nombre(c.first()?.chaine()?));
                    Some(cid(c.get(2)?)?.saturating_add(etendue))
                })
                .collect(),
            _ => Vec::new(),
        };
        maximum = maximum.max(trouves.into_iter().max());
        valeurs.clear();
    }
    maximum
}
