//! Standard SVRL (ISO/IEC 19757-3, annex D).

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::rapport::{Constat, Issue, Rapport};

/// Namespace of SVRL.
const SVRL: &str = "http://purl.oclc.org/dsdl/svrl";
/// Namespace of what SVRL has no word for: an assertion that could not be evaluated.
const BANC: &str = "urn:segur-bench:svrl";

/// Writes a report. What could not be evaluated is written in our namespace, so that no reader of SVRL takes it for a failure.
///
/// # Errors
/// None in practice: it writes to memory.
pub fn ecrire(rapport: &Rapport, document: &str) -> io::Result<Vec<u8>> {
    let mut w = Writer::new_with_indent(Vec::new(), b' ', 1);
    w.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut racine = BytesStart::new("svrl:schematron-output");
    racine.push_attribute(("xmlns:svrl", SVRL));
    racine.push_attribute(("xmlns:banc", BANC));
    racine.push_attribute(("title", rapport.titre.as_str()));
    racine.push_attribute(("schemaVersion", rapport.version.as_str()));
    if let Some(phase) = &rapport.phase {
        racine.push_attribute(("phase", phase.as_str()));
    }
    w.write_event(Event::Start(racine))?;
    for (prefixe, uri) in &rapport.espaces {
        let mut ns = BytesStart::new("svrl:ns-prefix-in-attribute-values");
        ns.push_attribute(("uri", uri.as_str()));
        ns.push_attribute(("prefix", prefixe.as_str()));
        w.write_event(Event::Empty(ns))?;
    }
    for motif in &rapport.motifs {
        let mut e = BytesStart::new("svrl:active-pattern");
        match &motif.documents {
            None => e.push_attribute(("document", document)),
            Some(documents) => e.push_attribute(("documents", documents.join(" ").as_str())),
        }
        facultatif(&mut e, "id", motif.id.as_deref());
        facultatif(&mut e, "name", motif.nom.as_deref());
        w.write_event(Event::Empty(e))?;
        for regle in &motif.regles {
            if regle.declenche {
                let mut e = BytesStart::new("svrl:fired-rule");
                e.push_attribute(("context", regle.contexte.as_str()));
                facultatif(&mut e, "id", regle.id.as_deref());
                facultatif(&mut e, "role", regle.role.as_deref());
                facultatif(&mut e, "flag", regle.flag.as_deref());
                facultatif(&mut e, "document", regle.document.as_deref());
                w.write_event(Event::Empty(e))?;
            }
            for c in &regle.constats {
                constat(&mut w, c)?;
            }
        }
    }
    w.write_event(Event::End(BytesEnd::new("svrl:schematron-output")))?;
    let mut octets = w.into_inner();
    octets.push(b'\n');
    Ok(octets)
}

fn facultatif(e: &mut BytesStart<'_>, nom: &str, valeur: Option<&str>) {
    if let Some(v) = valeur {
        e.push_attribute((nom, v));
    }
}

fn constat(w: &mut Writer<Vec<u8>>, c: &Constat) -> io::Result<()> {
    let nom = match c.issue {
        Issue::Echec => "svrl:failed-assert",
        Issue::Signalement => "svrl:successful-report",
        Issue::NonEvalue => "banc:not-evaluated",
    };
    let mut e = BytesStart::new(nom);
    e.push_attribute(("test", c.test.as_str()));
    facultatif(&mut e, "id", c.id.as_deref());
    facultatif(&mut e, "role", c.role.as_deref());
    facultatif(&mut e, "flag", c.flag.as_deref());
    e.push_attribute(("location", c.chemin_complet.as_str()));
    facultatif(&mut e, "see", c.see.as_deref());
    facultatif(&mut e, "cause", c.cause.as_deref());
    w.write_event(Event::Start(e))?;
    // Diagnostics come first, then properties, and hold their text as the assertion does (annex D).
    for (rang, (id, dit)) in c.diagnostics.iter().enumerate() {
        let langue = c.langues.get(rang).and_then(Option::as_deref);
        let mut e = BytesStart::new("svrl:diagnostic-reference");
        e.push_attribute(("diagnostic", id.as_str()));
        facultatif(&mut e, "xml:lang", langue);
        w.write_event(Event::Start(e))?;
        texte(w, &BytesText::new(dit.trim()), langue)?;
        w.write_event(Event::End(BytesEnd::new("svrl:diagnostic-reference")))?;
    }
    for p in &c.proprietes {
        let mut e = BytesStart::new("svrl:property-reference");
        e.push_attribute(("property", p.id.as_str()));
        facultatif(&mut e, "role", p.role.as_deref());
        facultatif(&mut e, "scheme", p.scheme.as_deref());
        w.write_event(Event::Start(e))?;
        texte(w, &BytesText::from_escaped(p.xml.trim()), p.langue.as_deref())?;
        w.write_event(Event::End(BytesEnd::new("svrl:property-reference")))?;
    }
    texte(w, &BytesText::new(c.message.trim()), None)?;
    w.write_event(Event::End(BytesEnd::new(nom)))
}

fn texte(w: &mut Writer<Vec<u8>>, dit: &BytesText<'_>, langue: Option<&str>) -> io::Result<()> {
    let mut e = BytesStart::new("svrl:text");
    facultatif(&mut e, "xml:lang", langue);
    w.write_event(Event::Start(e))?;
    w.write_event(Event::Text(dit.borrow()))?;
    w.write_event(Event::End(BytesEnd::new("svrl:text")))
}
