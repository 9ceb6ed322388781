//! Distinguished names: written by RFC 4514, and compared without regard to notation.
//!
//! The official example of the PS assertion writes `SN2=MAX + OID.2.5.4.4=LIBRE + CN=…, OID.2.5.4.12=Médecin, C=FR` for a subject
//! that other tools write `CN=…+SN=LIBRE+GN=MAX,title=Médecin,C=FR`. Both name the same person: only a difference of values, or
//! of two types that are both known, is a mismatch.

use x509_parser::asn1_rs::{Tag, ToDer};
use x509_parser::prelude::{AttributeTypeAndValue, X509Name};

use crate::attributs::{nom_attribut, oid_attribut, texte};

/// One type and value; the type is an OID, or none when its name is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Paire {
    oid: Option<String>,
    valeur: String,
}

/// A name as RFC 4514 writes it: most specific first, the name or the OID of each type.
pub(crate) fn ecrire(nom: &X509Name<'_>) -> String {
    let mut rdns: Vec<String> = nom
        .iter_rdn()
        .map(|rdn| {
            let paire = |a: &AttributeTypeAndValue<'_>| {
                let ecrite = valeur(a).map_or_else(|| hexadecimale(a), |t| proteger(&t));
                format!("{}={ecrite}", nom_attribut(&a.attr_type().to_id_string()))
            };
            let mut paires: Vec<String> = rdn.iter().map(paire).collect();
            // DER sorts the attributes of one RDN by type: reversed, the identifier comes first, as OpenSSL prints a card.
            paires.reverse();
            paires.join("+")
        })
        .collect();
    rdns.reverse();
    rdns.join(",")
}

/// The values of one type, in the order of the name; what is not text, as [`ecrire`] writes it.
pub(crate) fn valeurs(nom: &X509Name<'_>, oid: &str) -> Vec<String> {
    nom.iter_attributes()
        .filter(|a| a.attr_type().to_id_string() == oid)
        .map(|a| valeur(a).unwrap_or_else(|| hexadecimale(a)))
        .collect()
}

fn valeur(a: &AttributeTypeAndValue<'_>) -> Option<String> {
    texte(a.attr_value().tag(), a.attr_value().data)
}

/// `#` and the DER of the value.
fn hexadecimale(a: &AttributeTypeAndValue<'_>) -> String {
    format!("#{}", a.attr_value().to_der_vec().map(hex::encode_upper).unwrap_or_default())
}

/// RFC 4514 §2.4.
fn proteger(texte: &str) -> String {
    let dernier = texte.chars().count().saturating_sub(1);
    let mut s = String::with_capacity(texte.len());
    for (i, c) in texte.chars().enumerate() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => s.extend(['\\', c]),
            ' ' if i == 0 || i == dernier => s.push_str("\\ "),
            '#' if i == 0 => s.push_str("\\#"),
            '\0' => s.push_str("\\00"),
            c => s.push(c),
        }
    }
    s
}

/// Whether two written names are the same name: order of the parts, spelling of the types and letter case do not count.
#[must_use]
pub fn dn_equivalents(un: &str, autre: &str) -> bool {
    let (un, mut reste) = (lire(un), lire(autre));
    if un.is_empty() || un.len() != reste.len() {
        return false;
    }
    // Known types first: else an unknown type could take the place that a known one needs.
    let (connus, inconnus): (Vec<_>, Vec<_>) = un.into_iter().partition(|p| p.oid.is_some());
    connus.into_iter().chain(inconnus).all(|p| {
        let exact = reste.iter().position(|r| r.oid == p.oid && meme_valeur(&r.valeur, &p.valeur));
        let large = || {
            reste
                .iter()
                .position(|r| (r.oid.is_none() || p.oid.is_none()) && meme_valeur(&r.valeur, &p.valeur))
        };
        exact.or_else(large).map(|i| reste.swap_remove(i)).is_some()
    })
}

/// The first value of a type (`CN`) in a written name.
#[must_use]
pub fn element_dn(dn: &str, type_attribut: &str) -> Option<String> {
    let oid = oid_attribut(type_attribut)?;
    lire(dn).into_iter().find(|p| p.oid.as_deref() == Some(oid)).map(|p| p.valeur)
}

/// Whether a written name is that of a person: it has a family name or a given name.
#[must_use]
pub fn est_d_une_personne(dn: &str) -> bool {
    lire(dn)
        .iter()
        .any(|p| matches!(p.oid.as_deref(), Some("2.5.4.4" | "2.5.4.42")) && !p.valeur.is_empty())
}

fn meme_valeur(un: &str, autre: &str) -> bool {
    let norme = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    norme(un) == norme(autre)
}

/// Reads a written name: `,`, `;` and `+` separate (or `/`, when it begins the name, as old OpenSSL wrote).
fn lire(dn: &str) -> Vec<Paire> {
    let dn = dn.trim();
    let (dn, barres) = dn.strip_prefix('/').map_or((dn, false), |reste| (reste, true));
    let mut paires = Vec::new();
    let (mut courant, mut cite, mut echappe) = (String::new(), false, false);
    for c in dn.chars() {
        let separe = if barres { c == '/' } else { matches!(c, ',' | ';' | '+') };
        if echappe {
            courant.push(c);
            echappe = false;
        } else if c == '\\' {
            courant.push(c);
            echappe = true;
        } else if c == '"' {
            cite = !cite;
        } else if separe && !cite {
            paires.extend(paire(&courant));
            courant.clear();
        } else {
            courant.push(c);
        }
    }
    paires.extend(paire(&courant));
    paires
}

fn paire(texte: &str) -> Option<Paire> {
    let (nom, valeur) = texte.split_once('=')?;
    Some(Paire {
        oid: oid_attribut(nom).map(str::to_owned),
        valeur: hexadecimal(valeur.trim()).unwrap_or_else(|| deproteger(valeur.trim())),
    })
}

/// `#0C0141`: the DER of the value, as Java writes the types that it has no name for.
fn hexadecimal(valeur: &str) -> Option<String> {
    let octets = hex::decode(valeur.strip_prefix('#')?).ok()?;
    match octets[..] {
        // No name is longer than the 127 bytes of the short form, nor any of its types written on more than one.
        [genre, longueur @ ..=0x7F, ref contenu @ ..] if contenu.len() == usize::from(longueur) => texte(Tag(u32::from(genre)), contenu),
        _ => None,
    }
}

/// `\,` is `,`; `\C3\A9` is the UTF-8 of `é`.
fn deproteger(valeur: &str) -> String {
    let mut sortie = Vec::with_capacity(valeur.len());
    let mut reste = valeur.as_bytes();
    while let [octet, suite @ ..] = reste {
        reste = match (octet, suite) {
            (b'\\', [haut, bas, apres @ ..]) if haut.is_ascii_hexdigit() && bas.is_ascii_hexdigit() => {
                let chiffre = |c: &u8| char::from(*c).to_digit(16).and_then(|d| u8::try_from(d).ok()).unwrap_or_default();
                sortie.push(chiffre(haut) * 16 + chiffre(bas));
                apres
            }
            (b'\\', [protege, apres @ ..]) => {
                sortie.push(*protege);
                apres
            }
            _ => {
                sortie.push(*octet);
                suite
            }
        };
    }
    String::from_utf8_lossy(&sortie).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXEMPLE: &str = "SN2=MAX + OID.2.5.4.4=LIBRE + CN=899900063480, OID.2.5.4.12=Médecin, C=FR";

    #[test]
    fn la_notation_ne_compte_pas() {
        for autre in [
            "CN=899900063480+SN=LIBRE+GN=MAX,T=Médecin,C=FR",
            "C=FR, title=Médecin, givenName=MAX + surname=LIBRE + CN=899900063480",
            "/C=FR/2.5.4.12=Médecin/GN=MAX/SN=LIBRE/CN=899900063480",
            "C=FR;T=\"Médecin\";GN=max+SN=libre+CN=899900063480",
            "C=FR,T=M\\C3\\A9decin,GN=MAX+SN=LIBRE+CN=899900063480",
            // As Java writes it, with a T61String in Latin-1.
            "CN=899900063480+2.5.4.4=#14054c49425245+2.5.4.42=#0c034d4158,2.5.4.12=#14074de9646563696e,C=FR",
        ] {
            assert!(dn_equivalents(EXEMPLE, autre), "{autre}");
            assert!(dn_equivalents(autre, EXEMPLE), "{autre}");
        }
    }

    #[test]
    fn une_personne_a_un_nom() {
        assert!(est_d_une_personne(EXEMPLE));
        assert!(!est_d_une_personne("CN=SGL,OU=1999900038,O=LABORATOIRE,ST=Paris (75),C=FR"));
        assert!(!est_d_une_personne(""));
    }

    #[test]
    fn les_valeurs_et_les_types_comptent() {
        for autre in [
            "CN=899900063481+SN=LIBRE+GN=MAX,T=Médecin,C=FR",
            "CN=899900063480+SN=LIBRE+GN=MAX,T=Médecin",
            "CN=899900063480+SN=LIBRE+GN=MAX,T=Médecin,C=FR,O=X",
            "CN=899900063480+SN=LIBRE+2.5.4.42=#0c044d4158,T=Médecin,C=FR",
            "CN=899900063480+SN=LIBRE+2.5.4.42=#0c034d415,T=Médecin,C=FR",
            "CN=899900063480+GN=LIBRE+SN=MAX,T=Médecin,C=FR",
            "",
        ] {
            assert!(!dn_equivalents(EXEMPLE, autre), "{autre}");
        }
        assert!(!dn_equivalents("", ""));
    }

    #[test]
    fn echappements() {
        assert!(dn_equivalents("O=A\\, B,C=FR", "O=\"A, B\",C=FR"));
        assert_eq!(element_dn("O=A\\+B,CN=x", "CN").as_deref(), Some("x"));
        assert_eq!(element_dn("O=A\\+B,CN=x", "O").as_deref(), Some("A+B"));
        for (brut, attendu) in [
            ("LABORATOIRE D'ESSAI (75)", "LABORATOIRE D'ESSAI (75)"),
            ("a,b+c", "a\\,b\\+c"),
            (" #a,b ", "\\ #a\\,b\\ "),
            ("#1 ", "\\#1\\ "),
            (" ", "\\ "),
            ("é\\", "é\\\\"),
            ("", ""),
        ] {
            assert_eq!(proteger(brut), attendu);
        }
    }
}
