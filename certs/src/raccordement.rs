//! What a vendor installs to connect a system to the bench.

use std::{
    fs,
    path::{Path, PathBuf},
};

use p12_keystore::{Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKey, PrivateKeyChain};
use segur_x509::{X509Error, lire_pem};

use crate::{
    CertsError, Identite, Igc,
    atomique::{self, Acces},
};

/// As many as OpenSSL. The password of test keys guards nothing: more would only be slower.
const ITERATIONS: u32 = 2048;

/// Protection of a PKCS#12 file.
#[derive(Debug, Clone, Copy)]
enum Coffre {
    /// PBES2, AES-256, HMAC-SHA-256: OpenSSL 3, Java 8u301, Windows Server 2019 and later.
    Moderne,
    /// 3DES and SHA-1: what older Windows and Java read.
    Ancien,
}

/// Writes into `dossier` (created when needed), for every client identity (structures and cards, expired, revoked and
/// foreign ones included):
///
/// * `<nom>.pem` (certificate and intermediates), `<nom>.cle.pem` (key);
/// * `<nom>.p12` (AES-256) and `<nom>-ancien.p12` (3DES and SHA-1, for old Windows and Java);
///
/// the trust store `confiance.pem` and `confiance.p12`, and the CRLs in `crl/`. Files of an earlier export are replaced;
/// each is whole or absent. Answers the files written, in that order.
///
/// # Errors
/// When the password is empty or not printable ASCII (other characters are not understood alike by all readers), or when
/// a file cannot be written.
pub fn exporter(igc: &Igc, dossier: &Path, mot_de_passe: &str) -> Result<Vec<PathBuf>, CertsError> {
    admis(mot_de_passe)?;
    let crl = dossier.join("crl");
    fs::create_dir_all(&crl).map_err(CertsError::ecriture(&crl))?;

    let clientes: Vec<&Identite> = igc.identites().iter().filter(|i| i.usage.est_client()).collect();
    let mut ecrits = exporter_identites(clientes, dossier, mot_de_passe)?;
    let mut poser = |chemin: PathBuf, octets: &[u8], acces| {
        atomique::poser(&chemin, octets, acces).map_err(CertsError::ecriture(&chemin))?;
        ecrits.push(chemin);
        Ok::<(), CertsError>(())
    };
    poser(dossier.join("confiance.pem"), igc.ancres_pem().as_bytes(), Acces::Public)?;
    poser(
        dossier.join("confiance.p12"),
        &coffre("confiance", &magasin_de_confiance(igc)?, Coffre::Moderne, mot_de_passe)?,
        Acces::Public,
    )?;
    for c in igc.crls() {
        poser(crl.join(&c.nom), &c.der, Acces::Public)?;
    }
    Ok(ecrits)
}

fn admis(mot_de_passe: &str) -> Result<(), CertsError> {
    if mot_de_passe.is_empty() {
        return Err(CertsError::MotDePasse("il est vide"));
    }
    if !mot_de_passe.bytes().all(|c| (b' '..=b'~').contains(&c)) {
        return Err(CertsError::MotDePasse("il contient un caractère accentué ou non imprimable"));
    }
    Ok(())
}

/// Writes the four files of each identity: see [`exporter`].
///
/// # Errors
/// As [`exporter`].
pub fn exporter_identites<'a>(
    identites: impl IntoIterator<Item = &'a Identite>,
    dossier: &Path,
    mot_de_passe: &str,
) -> Result<Vec<PathBuf>, CertsError> {
    admis(mot_de_passe)?;
    fs::create_dir_all(dossier).map_err(CertsError::ecriture(dossier))?;
    let mut ecrits = Vec::new();
    let mut poser = |chemin: PathBuf, octets: &[u8], acces| {
        atomique::poser(&chemin, octets, acces).map_err(CertsError::ecriture(&chemin))?;
        ecrits.push(chemin);
        Ok::<(), CertsError>(())
    };
    for i in identites {
        let coffre = |genre| coffre(&i.nom, &cle_et_chaine(i)?, genre, mot_de_passe);
        poser(dossier.join(format!("{}.pem", i.nom)), i.chaine_pem.as_bytes(), Acces::Public)?;
        poser(dossier.join(format!("{}.cle.pem", i.nom)), i.cle_pem.as_bytes(), Acces::Secret)?;
        poser(dossier.join(format!("{}.p12", i.nom)), &coffre(Coffre::Moderne)?, Acces::Secret)?;
        poser(
            dossier.join(format!("{}-ancien.p12", i.nom)),
            &coffre(Coffre::Ancien)?,
            Acces::Secret,
        )?;
    }
    Ok(ecrits)
}

fn cle_et_chaine(i: &Identite) -> Result<KeyStore, CertsError> {
    let cle = PrivateKey::from_der(i.cle_der()?.secret_der()).map_err(CertsError::fabrication(&i.nom))?;
    let certificats = lire_pem(&i.chaine_pem)?
        .iter()
        .map(|der| certificat(der))
        .collect::<Result<Vec<_>, _>>()?;
    let mut magasin = KeyStore::new();
    // The alias is what Java and Windows show, and what a configuration names.
    magasin.add_entry(
        &i.nom,
        KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new(i.nom.as_str(), cle, certificats)),
    );
    Ok(magasin)
}

/// Java takes from a PKCS#12 the certificates that carry its own attribute « trusted »; the crate adds it.
fn magasin_de_confiance(igc: &Igc) -> Result<KeyStore, CertsError> {
    let mut magasin = KeyStore::new();
    for (rang, der) in lire_pem(&igc.ancres_pem())?.iter().enumerate() {
        magasin.add_entry(&format!("ancre-{:03}", rang + 1), KeyStoreEntry::Certificate(certificat(der)?));
    }
    Ok(magasin)
}

fn certificat(der: &[u8]) -> Result<Certificate, CertsError> {
    Ok(Certificate::from_der(der).map_err(|e| X509Error::Certificat(e.to_string()))?)
}

fn coffre(nom: &str, magasin: &KeyStore, genre: Coffre, mot_de_passe: &str) -> Result<Vec<u8>, CertsError> {
    let (chiffrement, scellement) = match genre {
        Coffre::Moderne => (EncryptionAlgorithm::PbeWithHmacSha256AndAes256, MacAlgorithm::HmacSha256),
        Coffre::Ancien => (EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc, MacAlgorithm::HmacSha1),
    };
    magasin
        .writer(mot_de_passe)
        .encryption_algorithm(chiffrement)
        .encryption_iterations(ITERATIONS)
        .mac_algorithm(scellement)
        .mac_iterations(ITERATIONS)
        .write()
        .map_err(CertsError::fabrication(nom))
}
