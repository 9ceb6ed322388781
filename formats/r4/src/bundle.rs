//! A Bundle, beyond its structure: its addresses, and what its references lead to.

use std::collections::HashSet;

use segur_dialecte::Constateur;

use crate::chemin::{Chemin, dire};
use crate::json::{Noeud, Valeur};
use crate::references::litterale;
use crate::regles;

/// Judges a Bundle, whatever it is in.
pub(crate) fn juger(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>) {
    let type_ = n.dit("type");
    let mut vus = HashSet::new();
    let entrees: Vec<&Noeud> = n.chacun("entry").collect();
    for (i, e) in entrees.iter().enumerate() {
        let ici = chemin.vers("entry", Some(i));
        let Some(f) = e.get("fullUrl") else {
            // What is sent to be created has no address yet.
            if e.get("resource").is_some() && !matches!(type_, "batch" | "transaction" | "batch-response" | "transaction-response") {
                dire(c, &regles::FULLURL_ABSENT, e, &ici, "fullUrl", "(absent)");
            }
            continue;
        };
        let url = f.texte().unwrap_or_default();
        let version = e.get("resource").and_then(|r| r.get("meta")).map_or("", |m| m.dit("versionId"));
        if type_ != "history" && !vus.insert((url, version)) {
            dire(c, &regles::BDL_7, f, &ici, "un fullUrl qui n'est à aucune autre entrée", url);
        }
        adresse(c, f, url, e.get("resource"), &ici);
    }
    if type_ == "document" {
        let mut connus: HashSet<String> = HashSet::new();
        for e in &entrees {
            let r = e.get("resource");
            connus.insert(e.dit("fullUrl").to_owned());
            connus.extend(r.map(|r| format!("{}/{}", r.dit("resourceType"), r.dit("id"))));
        }
        resoudre(c, n, chemin, &connus);
    }
}

fn adresse(c: &mut Constateur, f: &Noeud, url: &str, ressource: Option<&Noeud>, ici: &Chemin<'_>) {
    let absolue = ["http://", "https://", "urn:uuid:", "urn:oid:"].iter().any(|p| url.starts_with(p));
    if !absolue && url.contains(':') {
        return; // Another scheme is absolute too.
    }
    if !absolue {
        dire(c, &regles::FULLURL_ABSOLU, f, ici, "http(s)://… ou urn:uuid:…", url);
    }
    let (Some(r), Some((type_, id))) = (ressource, litterale(url)) else {
        return;
    };
    let sienne = (r.dit("resourceType"), r.dit("id"));
    if absolue && url.starts_with("http") && !sienne.1.is_empty() && sienne != (type_, id) {
        dire(c, &regles::FULLURL_ID, f, ici, format!("…/{}/{}", sienne.0, sienne.1), url);
    }
}

/// Every literal reference under a value leads to an entry.
fn resoudre(c: &mut Constateur, n: &Noeud, chemin: &Chemin<'_>, connus: &HashSet<String>) {
    match &n.valeur {
        Valeur::Liste(l) => l.iter().for_each(|x| resoudre(c, x, chemin, connus)),
        Valeur::Objet(o) => {
            for (nom, x) in o {
                let ici = chemin.vers(nom, None);
                match x.texte() {
                    Some(r) if **nom == *"reference" && !r.starts_with('#') => {
                        let sans_version = r.split_once("/_history/").map_or(r, |(r, _)| r);
                        if !connus.contains(sans_version) {
                            dire(c, &regles::DOCUMENT_REFERENCE, x, &ici, "une ressource du Bundle", r);
                        }
                    }
                    Some(_) => {}
                    None => resoudre(c, x, &ici, connus),
                }
            }
        }
        _ => {}
    }
}
