//! Reading a written name.

use x509_parser::asn1_rs::Any;
use x509_parser::prelude::FromDer;

use crate::attributs::{oid_attribut, texte};

/// What ends a value.
const SEPARATEURS: [char; 3] = [',', ';', '+'];

/// One type and value; the type is an OID, or its name in lower case when that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paire {
    pub(super) genre: String,
    pub(super) valeur: String,
}

/// A written name, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Nom {
    pub(super) paires: Vec<Paire>,
    /// How many of them each RDN has; none in the notation with `/`, which does not tell.
    pub(super) rdns: Option<Vec<usize>>,
}

/// Reads a written name: `,` and `;` separate RDNs, `+` their attributes; or `/` all of them, when it begins the name, as old OpenSSL
/// wrote. None when it is no name.
pub(super) fn lire(dn: &str) -> Option<Nom> {
    // A space at the end may be protected: it is for who reads the last value.
    let dn = dn.trim_start();
    if let Some(barres) = dn.strip_prefix('/') {
        return lire_barres(barres);
    }
    let (mut paires, mut rdns, mut texte) = (Vec::new(), Vec::new(), dn);
    let mut meme_rdn = false;
    loop {
        let (nom, suite) = texte.split_once('=')?;
        let (valeur, suite) = lire_valeur(suite.trim_start())?;
        paires.push(Paire {
            genre: genre(nom)?,
            valeur,
        });
        match rdns.last_mut() {
            Some(dernier) if meme_rdn => *dernier += 1,
            _ => rdns.push(1),
        }
        let mut suite = suite.chars();
        meme_rdn = match suite.next() {
            None => break,
            Some('+') => true,
            Some(',' | ';') => false,
            Some(_) => return None,
        };
        texte = suite.as_str();
    }
    Some(Nom { paires, rdns: Some(rdns) })
}

/// `C=FR/O=A/B/CN=x`: what follows a bar and has no type is still of the value before it, here `A/B`.
fn lire_barres(dn: &str) -> Option<Nom> {
    let mut paires: Vec<(String, String)> = Vec::new();
    for morceau in dn.split('/') {
        match (morceau.split_once('=').and_then(|(n, v)| Some((genre(n)?, v))), paires.last_mut()) {
            (Some((genre, valeur)), _) => paires.push((genre, valeur.to_owned())),
            (None, Some((_, precedente))) => {
                precedente.push('/');
                precedente.push_str(morceau);
            }
            (None, None) => return None,
        }
    }
    // It writes `\xC3` for a byte that is not ASCII.
    let lue = |(genre, valeur): (String, String)| {
        let valeur = libre(&valeur.replace("\\x", "\\"), &[])?.0;
        Some(Paire { genre, valeur })
    };
    let paires = paires.into_iter().map(lue).collect::<Option<_>>()?;
    Some(Nom { paires, rdns: None })
}

/// The type that a name stands for; none when it is not one.
fn genre(nom: &str) -> Option<String> {
    let nom = nom.trim();
    let inconnu = || {
        let ecrit = nom.starts_with(|c: char| c.is_ascii_alphabetic()) && nom.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        ecrit.then(|| nom.to_ascii_lowercase())
    };
    oid_attribut(nom).map(str::to_owned).or_else(inconnu)
}

/// A value, and what follows it.
fn lire_valeur(texte: &str) -> Option<(String, &str)> {
    match texte.strip_prefix('"') {
        Some(cite) => citee(cite),
        None if texte.starts_with('#') => hexadecimale_lue(texte),
        None => libre(texte, &SEPARATEURS),
    }
}

/// `#0C0141`: the DER of the value, as Java writes the types that it has no name for. What is not text is as a name is written of it.
fn hexadecimale_lue(valeur: &str) -> Option<(String, &str)> {
    let (valeur, suite) = valeur.split_at(valeur.find(SEPARATEURS).unwrap_or(valeur.len()));
    let valeur = valeur.trim_end();
    let octets = hex::decode(valeur.strip_prefix('#')?).ok()?;
    let ([], lue) = Any::from_der(&octets).ok()? else { return None };
    let texte = texte(lue.tag(), lue.data).unwrap_or_else(|| valeur.to_ascii_uppercase());
    Some((texte, suite))
}

/// Up to a quote; two of them are one (.NET writes them so).
fn citee(texte: &str) -> Option<(String, &str)> {
    let (mut octets, mut reste) = (Vec::new(), texte);
    loop {
        let mut suite = reste.chars();
        reste = match suite.next()? {
            '"' if suite.as_str().starts_with('"') => {
                octets.push(b'"');
                suite.as_str().get(1..)?
            }
            '"' => return Some((String::from_utf8(octets).ok()?, suite.as_str().trim_start())),
            '\\' => protege(suite.as_str(), &mut octets)?,
            c => {
                octets.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
                suite.as_str()
            }
        };
    }
}

/// Up to a separator, without the spaces before it.
fn libre<'a>(texte: &'a str, separateurs: &[char]) -> Option<(String, &'a str)> {
    let (mut octets, mut reste) = (Vec::new(), texte);
    let mut tenus = 0;
    loop {
        let mut suite = reste.chars();
        reste = match suite.next() {
            None => break,
            Some(c) if separateurs.contains(&c) => break,
            Some('\\') => {
                let apres = protege(suite.as_str(), &mut octets)?;
                tenus = octets.len();
                apres
            }
            Some(c) => {
                octets.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
                tenus = if c.is_whitespace() { tenus } else { octets.len() };
                suite.as_str()
            }
        };
    }
    octets.truncate(tenus);
    Some((String::from_utf8(octets).ok()?, reste))
}

/// What follows a backslash: `,` is `,`; `C3` then `A9` are the UTF-8 of `é`.
fn protege<'a>(texte: &'a str, octets: &mut Vec<u8>) -> Option<&'a str> {
    if let Some(octet) = texte.get(..2).and_then(|deux| hex::decode(deux).ok()) {
        octets.extend(octet);
        return texte.get(2..);
    }
    let mut suite = texte.chars();
    octets.extend(suite.next()?.encode_utf8(&mut [0; 4]).as_bytes());
    Some(suite.as_str())
}
