//! The envelope that an XOP package stands for (XOP 1.0, § 3.2): each `xop:Include` in place of a Base64 content gives way to it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use roxmltree::Node;

use super::{Partie, cid};
use crate::lecture::{Limites, XmlRefuse, lire};
use crate::lieu::est;
use crate::ns::XOP;

/// An envelope with the content of its parts in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconstituee {
    /// The envelope. What stands after an inclusion, on the line of it, is further right than it was received.
    pub enveloppe: String,
    /// `Content-ID` of the parts that it now holds, but for those that something of `sauf` includes too.
    pub incluses: Vec<String>,
}

/// The envelope with the parts that it includes in it: a library may send any Base64 content apart (the value of a signature, a
/// certificate), and a signature is over the content. Those of `sauf` (namespace and name of their parent) are left: documents stay
/// where they are. None when there is nothing to put in; an inclusion that names no part stays as it is.
///
/// # Errors
/// [`XmlRefuse::TropGros`] when the whole goes past the default [`Limites`].
pub fn reconstituer(enveloppe: &str, parties: &[Partie], sauf: (&str, &str)) -> Result<Option<Reconstituee>, XmlRefuse> {
    if parties.is_empty() || !semble_inclure(enveloppe, sauf.1) {
        return Ok(None);
    }
    // What is not XML is for the one who reads it to say.
    let Ok(document) = lire(enveloppe) else { return Ok(None) };
    let mut sortie = String::new();
    let mut incluses = Vec::new();
    let mut ici = 0;
    for inclusion in inclusions(&document, sauf) {
        let Some(id) = inclusion.attribute("href").and_then(cid) else {
            continue;
        };
        let Some(partie) = parties.iter().find(|p| p.content_id.as_deref() == Some(id.as_str())) else {
            continue;
        };
        let place = inclusion.range();
        let taille = sortie.len() + enveloppe.len() - ici + partie.octets.len() / 3 * 4 + 4;
        let limite = Limites::default().taille;
        if taille > limite {
            return Err(XmlRefuse::TropGros { taille, limite });
        }
        sortie.push_str(enveloppe.get(ici..place.start).unwrap_or_default());
        STANDARD.encode_string(&partie.octets, &mut sortie);
        ici = place.end;
        if !incluses.contains(&id) {
            incluses.push(id);
        }
    }
    if incluses.is_empty() {
        return Ok(None);
    }
    sortie.push_str(enveloppe.get(ici..).unwrap_or_default());
    let gardee = |n: &Node<'_, '_>| est(*n, XOP, "Include") && n.parent_element().is_some_and(|p| est(p, sauf.0, sauf.1));
    for gardee in document.descendants().filter(gardee) {
        let id = gardee.attribute("href").and_then(cid);
        incluses.retain(|i| Some(i) != id.as_ref());
    }
    Ok(Some(Reconstituee {
        enveloppe: sortie,
        incluses,
    }))
}

/// The inclusions that are the whole content of their parent, in order, those of `sauf` apart.
fn inclusions<'a, 'i>(document: &'a roxmltree::Document<'i>, sauf: (&str, &str)) -> impl Iterator<Item = Node<'a, 'i>> {
    let plein = |n: Node<'_, '_>| n.is_element() || n.text().is_some_and(|t| n.is_text() && !t.trim().is_empty());
    document.descendants().filter(move |n| {
        est(*n, XOP, "Include")
            && n.parent_element()
                .is_some_and(|p| !est(p, sauf.0, sauf.1) && p.children().filter(|c| plein(*c)).count() == 1)
    })
}

/// Whether something is included elsewhere than just within an element of this name: the common message, where nothing is, is not
/// read twice.
fn semble_inclure(enveloppe: &str, sauf: &str) -> bool {
    let octets = enveloppe.as_bytes();
    memmem::find_iter(octets, b"Include").any(|i| {
        let balise = octets.get(..i).and_then(|avant| memchr::memrchr(b'<', avant));
        let parent = balise.and_then(|b| enveloppe.get(memchr::memrchr(b'<', octets.get(..b)?)? + 1..b));
        parent.is_none_or(|p| {
            let nom = p.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
            nom.rsplit(':').next() != Some(sauf)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAUF: (&str, &str) = ("urn:d", "Document");

    fn parties() -> Vec<Partie> {
        vec![
            Partie::nouvelle("a@x", "application/ciphervalue", b"abc".to_vec()),
            Partie::nouvelle("d@x", "text/xml", b"<a/>".to_vec()),
        ]
    }

    fn fait(corps: &str) -> Option<(String, Vec<String>)> {
        let xml = format!("<e xmlns:x=\"{XOP}\" xmlns:d=\"urn:d\">{corps}</e>");
        let r = reconstituer(&xml, &parties(), SAUF).unwrap()?;
        let debut = xml.find('>').unwrap() + 1;
        Some((r.enveloppe[debut..r.enveloppe.len() - 4].to_owned(), r.incluses))
    }

    #[test]
    fn une_inclusion_vaut_son_contenu() {
        let (lu, incluses) = fait(
            "<v>\n<x:Include href=\"cid:a%40x\"/></v><w><x:Include href='cid:a@x'></x:Include></w><d:Document><x:Include \
             href='cid:d@x'/></d:Document>",
        )
        .unwrap();
        assert_eq!(lu, "<v>\nYWJj</v><w>YWJj</w><d:Document><x:Include href='cid:d@x'/></d:Document>");
        assert_eq!(incluses, ["a@x"]);
        // A document that a signature includes too is still a document.
        let (lu, incluses) = fait("<v><x:Include href='cid:d@x'/></v><d:Document><x:Include href='cid:d@x'/></d:Document>").unwrap();
        assert!(lu.starts_with("<v>PGEvPg==</v>") && incluses.is_empty());
    }

    #[test]
    fn ce_qui_n_inclut_rien_reste() {
        for corps in [
            "<v>Include</v>",
            "<v/>",
            "<d:Document id='1'><x:Include href='cid:d@x'/></d:Document>",
            // No part, no identifier, not alone, not of XOP.
            "<v><x:Include href='cid:absente'/></v>",
            "<v><x:Include href='a@x'/></v>",
            "<v><x:Include/></v>",
            "<v>texte<x:Include href='cid:a@x'/></v>",
            "<v><x:Include href='cid:a@x'/><x:Include href='cid:a@x'/></v>",
            "<v><Include href='cid:a@x'/></v>",
            "<v><x:Include href='cid:a@x'/>",
        ] {
            assert_eq!(fait(corps), None, "{corps}");
        }
        assert!(!semble_inclure("<a><p:Document id='x'><q:Include/>", "Document"));
        assert!(semble_inclure("<a><p:Document id='x'><!-- --><q:Include/>", "Document"));
    }

    #[test]
    fn une_partie_incluse_cent_fois_ne_remplit_pas_la_memoire() {
        let grosse = vec![Partie::nouvelle("a@x", "", vec![0; 1024 * 1024])];
        let inclusion = "<v><x:Include href='cid:a@x'/></v>";
        let xml = format!("<e xmlns:x=\"{XOP}\">{}</e>", inclusion.repeat(100));
        assert!(matches!(reconstituer(&xml, &grosse, SAUF), Err(XmlRefuse::TropGros { .. })));
    }
}
