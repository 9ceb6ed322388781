//! A page of results as a Bundle.

use std::collections::BTreeSet;

use segur_fhir::{Lien, Recherche, encoder};
use serde_json::{Map, Value, json};

use crate::moteur::{Genre, Page};
use crate::rendu::{Cible, elements};
use crate::vue::Vue;

/// Page size when none is asked for.
pub(crate) const PAR_DEFAUT: usize = 50;
/// Most results on a page, whatever is asked for: the next ones are on the next page.
pub(crate) const PAR_PAGE_MAX: usize = 10_000;
/// Most resources that inclusions bring to a page.
const INCLUSIONS_MAX: usize = 20_000;

/// What a Bundle says besides its entries.
pub(crate) struct Enveloppe<'a> {
    pub id: String,
    pub base: &'a str,
    /// Identifier of the next page.
    pub suivante: Option<String>,
    /// The request itself, from the base.
    pub soi: String,
}

/// Writes it. `link` comes after `entry`, and an entry has no `search`.
pub(crate) fn ecrire(vue: &Vue, recherche: &Recherche, page: &Page, enveloppe: &Enveloppe<'_>) -> Value {
    let base = enveloppe.base;
    let mut bundle = Map::new();
    bundle.insert("resourceType".to_owned(), json!("Bundle"));
    bundle.insert("id".to_owned(), json!(enveloppe.id));
    bundle.insert("type".to_owned(), json!("searchset"));
    if let Some(total) = page.total {
        bundle.insert("total".to_owned(), json!(total));
    }
    let mut entrees = Vec::with_capacity(page.trouvees.len());
    let mut ecrites: BTreeSet<Cible> = BTreeSet::new();
    let mut inclues = Vec::new();
    for cible in &page.trouvees {
        let Some(r) = vue.ressource(*cible) else { continue };
        suivre(vue, recherche, *cible, &r, &mut inclues);
        ecrites.insert(*cible);
        entrees.push(entree(base, elements(r, &recherche.elements)));
    }
    for cible in inclues.into_iter().take(INCLUSIONS_MAX) {
        if ecrites.insert(cible)
            && let Some(r) = vue.ressource(cible)
        {
            entrees.push(entree(base, r));
        }
    }
    if !entrees.is_empty() {
        bundle.insert("entry".to_owned(), Value::Array(entrees));
    }
    let mut liens = Vec::new();
    if let Some(id) = &enveloppe.suivante {
        liens.push(json!({ "relation": "next", "url": format!("{base}/_page?id={id}") }));
    }
    liens.push(json!({ "relation": "self", "url": format!("{base}/{}", enveloppe.soi) }));
    bundle.insert("link".to_owned(), Value::Array(liens));
    Value::Object(bundle)
}

fn entree(base: &str, ressource: Value) -> Value {
    let texte = |nom: &str| ressource.get(nom).and_then(Value::as_str).unwrap_or_default();
    json!({ "fullUrl": format!("{base}/{}/{}", texte("resourceType"), texte("id")), "resource": ressource })
}

/// What `_include` and `_revinclude` bring for a result: one step, never further.
fn suivre(vue: &Vue, recherche: &Recherche, cible: Cible, ressource: &Value, inclues: &mut Vec<Cible>) {
    let champ = |l: &Lien| match (l.source, l.parametre) {
        ("PractitionerRole", "practitioner") => "/practitioner/reference",
        ("PractitionerRole", _) => "/organization/reference",
        ("Organization", _) => "/partOf/reference",
        ("HealthcareService", _) => "/providedBy/reference",
        _ => "/owner/reference",
    };
    for lien in &recherche.include {
        let reference = ressource.pointer(champ(lien)).and_then(Value::as_str);
        inclues.extend(
            reference
                .and_then(|r| r.split_once('/'))
                .and_then(|(genre, id)| vue.trouver(genre, id)),
        );
    }
    for lien in &recherche.revinclude {
        let place = INCLUSIONS_MAX.saturating_sub(inclues.len());
        inclues.extend(referents(vue, lien, cible, ressource, place));
    }
}

/// The resources that refer to this one: a search like another.
fn referents(vue: &Vue, lien: &Lien, cible: Cible, ressource: &Value, place: usize) -> Vec<Cible> {
    let (Some(source), Some(id)) = (segur_fhir::ressource(lien.source), ressource.get("id").and_then(Value::as_str)) else {
        return Vec::new();
    };
    if matches!(Genre::de(lien.source), Genre::Soin | Genre::Equipement) {
        return vue.de_structure(cible, Genre::de(lien.source) == Genre::Soin);
    }
    let parametres = [(lien.parametre.to_owned(), format!("{}/{id}", lien.cible))];
    match Recherche::lire(source, &parametres) {
        Ok(r) => crate::moteur::chercher(vue, &r, 0, place).trouvees,
        Err(_) => Vec::new(),
    }
}

/// Parameters as a query string.
pub(crate) fn requete(parametres: &[(String, String)]) -> String {
    let morceaux: Vec<String> = parametres.iter().map(|(n, v)| format!("{}={}", encoder(n), encoder(v))).collect();
    morceaux.join("&")
}
