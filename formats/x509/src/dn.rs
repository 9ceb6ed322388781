//! Distinguished names: written by RFC 4514, and compared without regard to notation.
//!
//! Tools write one subject `CN=…+SN=LIBRE+GN=MAX,title=Médecin,C=FR`, or last RDN last, or by OIDs, or in hexadecimal: the notation
//! does not count, the values, their types and the RDNs that hold them do (RFC 5280, § 7.1).

mod lecture;

use x509_parser::asn1_rs::ToDer;
use x509_parser::prelude::{AttributeTypeAndValue, X509Name};

use crate::attributs::{nom_attribut, oid_attribut, texte};
use lecture::{Nom, lire};

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

/// Whether two written names are the same name: spelling of the types, letter case, spaces, order of the attributes of one RDN do not
/// count, nor whether the RDNs are written from the first or from the last. A name that cannot be read is only itself.
#[must_use]
pub fn dn_equivalents(un: &str, autre: &str) -> bool {
    let (Some(lu), Some(mut renverse)) = (lire(un), lire(autre)) else {
        return un == autre && !un.trim().is_empty();
    };
    if lu.memes_rdns(&renverse) {
        return true;
    }
    renverse.paires.reverse();
    renverse.rdns.iter_mut().for_each(|r| r.reverse());
    lu.memes_rdns(&renverse)
}

/// The first value of a type (`CN`) in a written name.
#[must_use]
pub fn element_dn(dn: &str, type_attribut: &str) -> Option<String> {
    let oid = oid_attribut(type_attribut)?;
    lire(dn)?.paires.into_iter().find(|p| p.genre == oid).map(|p| p.valeur)
}

/// Whether a written name is that of a person: it has a family name or a given name.
#[must_use]
pub fn est_d_une_personne(dn: &str) -> bool {
    lire(dn)
        .iter()
        .flat_map(|nom| &nom.paires)
        .any(|p| matches!(p.genre.as_str(), "2.5.4.4" | "2.5.4.42") && !p.valeur.is_empty())
}

impl Nom {
    /// Whether both have the same RDNs, in this order. One that does not tell its RDNs has those of the other.
    fn memes_rdns(&self, autre: &Self) -> bool {
        let rdns = match (&self.rdns, &autre.rdns) {
            (Some(un), Some(autre)) if un != autre => return false,
            (Some(connus), _) | (None, Some(connus)) => connus.clone(),
            (None, None) => vec![1; self.paires.len()],
        };
        self.paires.len() == autre.paires.len() && self.normal(&rdns) == autre.normal(&rdns)
    }

    /// Its attributes as they are compared: those of one RDN sorted.
    fn normal(&self, rdns: &[usize]) -> Vec<(&str, String)> {
        let norme = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let mut paires: Vec<_> = self.paires.iter().map(|p| (p.genre.as_str(), norme(&p.valeur))).collect();
        let mut reste = paires.as_mut_slice();
        for taille in rdns {
            let Some((rdn, suite)) = reste.split_at_mut_checked(*taille) else {
                break;
            };
            rdn.sort();
            reste = suite;
        }
        paires
    }
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
    fn ce_qui_n_est_pas_ecrit_pareil_n_est_pas_le_meme_nom() {
        let sujet = "CN=SGL+serialNumber=1,OU=1999900038,O=LABO,C=FR";
        for (autre, pareil) in [
            ("C=FR, O=Labo, OU=1999900038, serialNumber=1 + CN=sgl", true),
            ("\n  CN=SGL + serialNumber=1,\n  OU=1999900038, O=LABO, C=FR\n", true),
            ("/C=FR/O=LABO/OU=1999900038/CN=SGL/serialNumber=1", true),
            // One RDN is not two.
            ("CN=SGL,serialNumber=1,OU=1999900038,O=LABO,C=FR", false),
            ("CN=SGL+serialNumber=1+OU=1999900038,O=LABO,C=FR", false),
            // Neither order.
            ("CN=SGL+serialNumber=1,O=LABO,OU=1999900038,C=FR", false),
            // Of no known type.
            ("CN=SGL+serialNumber=1,Site=1999900038,O=LABO,C=FR", false),
            // What is no attribute is not passed over.
            ("CN=SGL+serialNumber=1,OU=1999900038,O=LABO,C=FR,", false),
            ("CN=SGL+serialNumber=1,OU=1999900038,,O=LABO,C=FR", false),
            ("CN=SGL+serialNumber=1,OU=1999900038,O=LABO,INTRUS,C=FR", false),
            ("INTRUS,CN=SGL+serialNumber=1,OU=1999900038,O=LABO,C=FR", false),
            ("CN=SGL+serialNumber=1,OU=1999900038,O=LABO,C=FR\\", false),
            ("CN=SGL+serialNumber=1,OU=1999900038,O=\"LABO\"X,C=FR", false),
        ] {
            assert_eq!(dn_equivalents(sujet, autre), pareil, "{autre}");
            assert_eq!(dn_equivalents(autre, sujet), pareil, "{autre}");
        }
        assert!(dn_equivalents("Site=a,C=FR", "C=fr;SITE=A"));
        // Unreadable: itself, and nothing else.
        assert!(dn_equivalents("INTRUS", "INTRUS") && !dn_equivalents("INTRUS", "intrus"));
    }

    #[test]
    fn une_longue_valeur_se_lit_en_hexadecimal() {
        let long = "LABORATOIRE ".repeat(30);
        let long = long.trim();
        let der = format!("0c82{:04x}{}", long.len(), hex::encode(long));
        assert!(dn_equivalents(&format!("O={long},C=FR"), &format!("2.5.4.10=#{der} , C=FR")));
        assert!(!dn_equivalents(&format!("O={long},C=FR"), &format!("2.5.4.10=#{der}00,C=FR")));
        // What is not text is compared as it is.
        assert!(dn_equivalents("O=#0201ff,C=FR", "C=FR,O=#0201FF"));
    }

    #[test]
    fn ce_qui_s_ecrit_se_relit() {
        for valeur in [" #a,b ", "a=b\"c\\", "é\0<>;+", "#0C0141", " ", "", "A/B"] {
            for dn in [format!("CN={},C=FR", proteger(valeur)), format!("\n C=FR, CN={}", proteger(valeur))] {
                assert_eq!(element_dn(&dn, "CN").as_deref(), Some(valeur), "{dn}");
            }
        }
        assert_eq!(element_dn("/C=FR/O=A/B, C+D/CN=M\\xC3\\xA9decin", "O").as_deref(), Some("A/B, C+D"));
        assert_eq!(element_dn("/C=FR/O=A/B, C+D/CN=M\\xC3\\xA9decin", "CN").as_deref(), Some("Médecin"));
        assert_eq!(element_dn("O=\"A \"\"B\"\", C\" ,C=FR", "O").as_deref(), Some("A \"B\", C"));
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
