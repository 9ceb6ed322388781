//! Reading a pack back: is it as the bench wrote it?

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use segur_model::francais::systeme;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::manifeste::{FORMAT, Manifeste};
use crate::signature::ClePublique;
use crate::{DossierError, Lecteur, archive, racine, structure};

/// Most bytes of the manifest.
const MAX_MANIFESTE: u64 = 32 << 20;
/// Most bytes of the certificate and of the signature.
const MAX_SCEAU: u64 = 1 << 20;

/// What a manifest of any version says.
#[derive(Deserialize)]
struct Entete {
    format: String,
}

pub(crate) type Zip = ZipArchive<BufReader<File>>;

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Nothing is altered, added, missing or twice there, and the signature holds.
    pub intact: bool,
    /// What is wrong, one French sentence each.
    pub problemes: Vec<String>,
    /// SHA-256 of the public key in `signataire.pem` (SubjectPublicKeyInfo, DER); empty when it cannot be read. To be
    /// compared with the fingerprint that the vendor gives: anybody can sign a pack again with another key.
    pub empreinte_cle: String,
    /// The manifest. To be trusted only when the pack is intact.
    pub manifeste: Manifeste,
}

/// Verifies a pack. Nothing is extracted.
///
/// # Errors
/// [`DossierError::Lecture`] and [`DossierError::Illisible`] when there is no pack to judge. An altered pack is not an
/// error: see [`Verification::intact`].
pub fn verifier(chemin: &Path) -> Result<Verification, DossierError> {
    ouvrir(chemin, structure::MAX_TOTAL).map(|(verification, _)| verification)
}

/// Verifies a pack of so many bytes at most, and keeps it open.
pub(crate) fn ouvrir(chemin: &Path, max: u64) -> Result<(Verification, Zip), DossierError> {
    let illisible = |raison: String| DossierError::illisible(chemin, raison);
    let mut fichier = File::open(chemin).map_err(|e| DossierError::lecture(chemin, e))?;
    if !fichier.metadata().map_err(|e| DossierError::lecture(chemin, e))?.is_file() {
        return Err(illisible("ce n'est pas un fichier".to_owned()));
    }
    let structure = structure::lire(&mut fichier, max).map_err(illisible)?;
    let mut problemes = structure.problemes;
    let mut zip = ZipArchive::new(BufReader::new(fichier)).map_err(|e| illisible(du_zip(&e)))?;

    let json = petit(&mut zip, racine::MANIFESTE, MAX_MANIFESTE).map_err(|raison| {
        let nomme = raison.contains(racine::MANIFESTE);
        illisible(if nomme {
            raison
        } else {
            format!("« {} » : {raison}", racine::MANIFESTE)
        })
    })?;
    // Its version first: the fields of another are not those of this one.
    let dechiffre = |e: serde_json::Error| illisible(format!("manifeste illisible (ligne {}, colonne {})", e.line(), e.column()));
    let entete: Entete = serde_json::from_slice(&json).map_err(dechiffre)?;
    if entete.format != FORMAT {
        return Err(illisible(format!("format « {} » ; cette version lit « {FORMAT} »", entete.format)));
    }
    let manifeste: Manifeste = serde_json::from_slice(&json).map_err(dechiffre)?;
    let empreinte_cle = sceau(&mut zip, &json, &manifeste, &mut problemes);
    inventaire(&mut zip, &structure.entrees, &manifeste, &mut problemes);
    let verification = Verification {
        intact: problemes.is_empty(),
        problemes,
        empreinte_cle,
        manifeste,
    };
    Ok((verification, zip))
}

/// Takes the Convergence workbook out of an intact pack, into a new file.
///
/// # Errors
/// As [`verifier`]; [`DossierError::Altere`] when the pack is not intact; [`DossierError::Existe`] when `sortie` is taken.
pub fn extraire_convergence(chemin: &Path, sortie: &Path) -> Result<(), DossierError> {
    archive::refuser_existant(sortie)?;
    let classeur = Lecteur::ouvrir(chemin)?.lire(racine::CONVERGENCE, structure::MAX_TOTAL)?;
    archive::atomique(sortie, |f| f.write_all(&classeur).map_err(|e| DossierError::ecriture(sortie, e)))
}

/// The manifest of an intact pack.
pub(crate) fn lire_intact(chemin: &Path) -> Result<Manifeste, DossierError> {
    Lecteur::ouvrir(chemin).map(Lecteur::dans_le_manifeste)
}

/// Checks the signature; gives the fingerprint of the key.
fn sceau(zip: &mut Zip, json: &[u8], manifeste: &Manifeste, problemes: &mut Vec<String>) -> String {
    let cle = petit(zip, racine::SIGNATAIRE, MAX_SCEAU)
        .and_then(|pem| String::from_utf8(pem).map_err(|e| e.to_string()))
        .and_then(|pem| ClePublique::lire(&pem));
    let cle = match cle {
        Ok(cle) => cle,
        Err(raison) => {
            problemes.push(format!(
                "{} : {raison} ; la signature ne peut pas être vérifiée",
                racine::SIGNATAIRE
            ));
            return String::new();
        }
    };
    match petit(zip, racine::SIGNATURE, MAX_SCEAU) {
        Ok(signature) if cle.a_signe(json, &signature) => {}
        Ok(_) => problemes.push("la signature du manifeste est fausse : il a été modifié, ou signé par une autre clé".to_owned()),
        Err(raison) => problemes.push(format!("{} : {raison}", racine::SIGNATURE)),
    }
    if manifeste.signature.empreinte_cle != cle.empreinte {
        problemes.push("le certificat du signataire n'est pas celui que le manifeste annonce".to_owned());
    }
    cle.empreinte
}

/// Every file of the manifest is there with its bytes, and nothing else is.
fn inventaire(zip: &mut Zip, entrees: &[structure::EntreeZip], manifeste: &Manifeste, problemes: &mut Vec<String>) {
    let presents: BTreeMap<&str, u64> = entrees.iter().map(|e| (e.nom.as_str(), e.taille)).collect();
    let mut attendus: BTreeSet<&str> = [racine::MANIFESTE, racine::SIGNATURE].into();
    for f in &manifeste.fichiers {
        if !attendus.insert(&f.chemin) {
            problemes.push(format!("« {} » est deux fois dans le manifeste", f.chemin));
        }
        match presents.get(f.chemin.as_str()) {
            None => problemes.push(format!("« {} » manque", f.chemin)),
            Some(taille) => match empreinte(zip, &f.chemin, *taille) {
                Ok(e) if e == f.empreinte && *taille == f.taille => {}
                Ok(_) => problemes.push(format!("« {} » a été modifié", f.chemin)),
                Err(raison) => problemes.push(format!("« {} » a été modifié, et ne se lit plus ({raison})", f.chemin)),
            },
        }
    }
    for requis in [
        racine::SIGNATAIRE,
        racine::RAPPORT,
        racine::CONVERGENCE,
        racine::JUNIT,
        racine::A_COMPLETER,
    ] {
        if !attendus.contains(requis) {
            problemes.push(format!("le manifeste ne déclare pas « {requis} »"));
        }
    }
    for nom in presents.keys().filter(|n| !attendus.contains(*n)) {
        problemes.push(format!("« {nom} » est en trop"));
    }
}

/// SHA-256 of an entry, never reading beyond its declared size.
fn empreinte(zip: &mut Zip, nom: &str, taille: u64) -> Result<String, String> {
    let mut condense = Sha256::new();
    let lus = lire_borne(zip, nom, taille, &mut |morceau| condense.update(morceau))?;
    if lus == taille {
        Ok(hex::encode(condense.finalize()))
    } else {
        Err("taille inattendue".to_owned())
    }
}

/// What the reader of archives says, in French.
pub(crate) fn du_zip(e: &ZipError) -> String {
    match e {
        ZipError::Io(e) => de_lecture(e),
        ZipError::FileNotFound => "fichier absent de l'archive".to_owned(),
        ZipError::UnsupportedArchive(_) => "compression ou chiffrement que le banc ne lit pas".to_owned(),
        _ => "archive zip abîmée".to_owned(),
    }
}

/// The same of its bytes: the kinds of errors are those of the system, their words those of the library.
pub(crate) fn de_lecture(e: &io::Error) -> String {
    let dit = e.to_string().to_lowercase();
    match e.kind() {
        _ if dit.contains("checksum") => "somme de contrôle fausse".to_owned(),
        _ if dit.contains("deflate") => "données compressées abîmées".to_owned(),
        io::ErrorKind::UnexpectedEof => "données tronquées".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => "données abîmées".to_owned(),
        _ => systeme(e),
    }
}

fn petit(zip: &mut Zip, nom: &str, max: u64) -> Result<Vec<u8>, String> {
    let mut octets = Vec::new();
    lire_borne(zip, nom, max, &mut |morceau| octets.extend_from_slice(morceau))?;
    Ok(octets)
}

pub(crate) fn lire_borne(zip: &mut Zip, nom: &str, max: u64, prendre: &mut dyn FnMut(&[u8])) -> Result<u64, String> {
    let entree = zip.by_name(nom).map_err(|e| {
        if matches!(e, ZipError::FileNotFound) {
            format!("« {nom} » manque")
        } else {
            du_zip(&e)
        }
    })?;
    let mut lecteur = entree.take(max.saturating_add(1));
    let mut tampon = vec![0; 64 * 1024];
    let mut total = 0_u64;
    loop {
        let n = match lecteur.read(&mut tampon) {
            Ok(0) => return Ok(total),
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(de_lecture(&e)),
        };
        total += n as u64;
        if total > max {
            return Err(format!("« {nom} » dépasse {max} octets"));
        }
        prendre(&tampon[..n]);
    }
}
