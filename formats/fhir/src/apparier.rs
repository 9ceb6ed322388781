//! Whether a resource answers a search: the plain meaning of each parameter, on the JSON itself. The service finds faster with its
//! indexes, and is held to this by its tests.

use serde_json::Value;
use time::{Duration, OffsetDateTime};

use crate::instants::lire_instant;
use crate::pliage::plier;
use crate::recherche::{Critere, Modificateur, Recherche, Valeur};
use crate::systemes::{CANONIQUE, FR_CORE};
use crate::table::{self, Lien};

/// Whether all criteria hold. A chain leads nowhere: see [`correspond_avec`].
#[must_use]
pub fn correspond(recherche: &Recherche, ressource: &Value) -> bool {
    correspond_avec(recherche, ressource, &|_, _| None)
}

/// The same, with what gives a resource by its type and identifier: a chain holds when a resource referred to answers its criterion.
#[must_use]
pub fn correspond_avec(recherche: &Recherche, ressource: &Value, suivre: &dyn Fn(&str, &str) -> Option<Value>) -> bool {
    recherche.criteres.iter().all(|c| match c.chaine {
        None => critere(c, ressource),
        Some(lien) => cibles(lien, ressource, suivre).iter().any(|cible| critere(c, cible)),
    })
}

/// The resources that a reference leads to.
fn cibles(lien: &Lien, ressource: &Value, suivre: &dyn Fn(&str, &str) -> Option<Value>) -> Vec<Value> {
    let mut references = Vec::new();
    let parametre = table::ressource(lien.source).and_then(|r| r.parametre(lien.parametre));
    for chemin in parametre.map_or(&[][..], |p| p.chemins) {
        valeurs(ressource, chemin, &mut references);
    }
    let references = references.into_iter().filter_map(|r| r.as_str()?.rsplit_once('/'));
    references.filter_map(|(genre, id)| suivre(genre, id)).collect()
}

fn critere(critere: &Critere, ressource: &Value) -> bool {
    let mut trouves = Vec::new();
    for chemin in critere.parametre.chemins {
        valeurs(ressource, chemin, &mut trouves);
    }
    let vaut = |v: &Valeur| trouves.iter().any(|t| une(critere.modificateur, v, t));
    match critere.modificateur {
        Some(Modificateur::Sauf) => !critere.valeurs.iter().any(vaut),
        _ => critere.valeurs.iter().any(vaut),
    }
}

fn une(modificateur: Option<Modificateur>, cherche: &Valeur, trouve: &Value) -> bool {
    match cherche {
        Valeur::Texte(t) => trouve.as_str().is_some_and(|v| texte_correspond(modificateur, t, v)),
        Valeur::Jeton { systeme, code } => jetons(trouve)
            .iter()
            .any(|(s, c)| jeton_correspond(systeme.as_deref(), code.as_deref(), s, c)),
        Valeur::Reference { genre, id } => trouve.as_str().and_then(|r| r.rsplit_once('/')).is_some_and(|(avant, le_sien)| {
            let le_genre = avant.rsplit('/').next();
            le_sien == id && genre.as_deref().is_none_or(|g| Some(g) == le_genre)
        }),
        Valeur::Date { prefixe, debut, fin } => trouve
            .as_str()
            .and_then(lire_instant)
            .is_some_and(|i| date_correspond(prefixe, *debut, *fin, i)),
    }
}

/// Text: starts with it, whatever case and accents; the modifiers change that.
#[must_use]
pub fn texte_correspond(modificateur: Option<Modificateur>, cherche: &str, trouve: &str) -> bool {
    match modificateur {
        Some(Modificateur::Exact) => trouve == cherche,
        Some(Modificateur::Contient) => plier(trouve).contains(&plier(cherche)),
        _ => plier(trouve).starts_with(&plier(cherche)),
    }
}

/// `system|code` against a coding; its system is empty when it has none.
#[must_use]
pub fn jeton_correspond(systeme: Option<&str>, code: Option<&str>, le_systeme: &str, le_code: &str) -> bool {
    systeme.is_none_or(|s| s == le_systeme) && code.is_none_or(|c| c == le_code)
}

/// A date with its prefix against an instant.
#[must_use]
pub fn date_correspond(prefixe: &str, debut: OffsetDateTime, fin: OffsetDateTime, instant: OffsetDateTime) -> bool {
    match prefixe {
        "ne" => !(debut <= instant && instant < fin),
        "gt" | "sa" => instant >= fin,
        "lt" | "eb" => instant < debut,
        "ge" => instant >= debut,
        "le" => instant < fin,
        // Nobody says how far « about » goes: a day each way.
        "ap" => instant >= debut - Duration::DAY && instant < fin + Duration::DAY,
        _ => debut <= instant && instant < fin,
    }
}

/// Every `(system, code)` of a value: CodeableConcept, Coding, Identifier, plain code, boolean.
fn jetons(valeur: &Value) -> Vec<(String, String)> {
    match valeur {
        Value::String(code) => vec![(String::new(), code.clone())],
        Value::Bool(b) => vec![(String::new(), b.to_string())],
        Value::Object(o) => {
            if let Some(codings) = o.get("coding").and_then(Value::as_array) {
                return codings.iter().flat_map(jetons).collect();
            }
            let texte = |nom: &str| o.get(nom).and_then(Value::as_str).unwrap_or_default().to_owned();
            let code = if o.contains_key("code") { texte("code") } else { texte("value") };
            vec![(texte("system"), code)]
        }
        _ => Vec::new(),
    }
}

/// What stands at a place of a resource.
fn valeurs<'a>(ressource: &'a Value, chemin: &str, trouves: &mut Vec<&'a Value>) {
    match chemin {
        "@mssante" => {
            for telecom in liste(ressource, "telecom").filter(|t| est_mssante(t)) {
                trouves.extend(telecom.get("value"));
            }
        }
        "@systeme-information" => trace(ressource, "systeme-information", trouves),
        "@autorite-enregistrement" => trace(ressource, "autorite-enregistrement", trouves),
        "@voie" => {
            for adresse in liste(ressource, "address") {
                for ligne in liste(adresse, "_line") {
                    trouves.extend(liste(ligne, "extension").filter_map(valeur_d_extension));
                }
            }
        }
        "@licence" => extensions(ressource, &format!("{CANONIQUE}as-ext-organization-pharmacy-licence"), trouves),
        "@numero-carte" => carte(ressource, "number", trouves),
        "@type-carte" => carte(ressource, "type", trouves),
        chemin => suivre(ressource, chemin, trouves),
    }
}

fn suivre<'a>(valeur: &'a Value, chemin: &str, trouves: &mut Vec<&'a Value>) {
    if let Value::Array(tous) = valeur {
        tous.iter().for_each(|v| suivre(v, chemin, trouves));
        return;
    }
    if chemin.is_empty() {
        trouves.push(valeur);
        return;
    }
    let (tete, reste) = chemin.split_once('.').unwrap_or((chemin, ""));
    if let Some(v) = valeur.get(tete) {
        suivre(v, reste, trouves);
    }
}

fn liste<'a>(valeur: &'a Value, nom: &str) -> impl Iterator<Item = &'a Value> {
    valeur.get(nom).and_then(Value::as_array).into_iter().flatten()
}

/// Whether a `telecom` is an MSSanté mailbox.
fn est_mssante(telecom: &Value) -> bool {
    liste(telecom, "extension").any(|e| match e.get("url").and_then(Value::as_str) {
        Some(u) if u.strip_prefix(CANONIQUE) == Some("as-ext-mailbox-mss-metadata") => true,
        Some(u) if u.strip_prefix(FR_CORE) == Some("fr-core-contact-point-email-type") => {
            e.pointer("/valueCoding/code").and_then(Value::as_str) == Some("MSSANTE")
        }
        _ => false,
    })
}

fn valeur_d_extension(extension: &Value) -> Option<&Value> {
    extension.as_object()?.iter().find(|(n, _)| n.starts_with("value")).map(|(_, v)| v)
}

fn extensions<'a>(ou: &'a Value, url: &str, trouves: &mut Vec<&'a Value>) {
    let siennes = liste(ou, "extension").filter(|e| e.get("url").and_then(Value::as_str) == Some(url));
    trouves.extend(siennes.filter_map(valeur_d_extension));
}

fn trace<'a>(ressource: &'a Value, nom: &str, trouves: &mut Vec<&'a Value>) {
    let Some(meta) = ressource.get("meta") else { return };
    for e in liste(meta, "extension") {
        extensions(e, nom, trouves);
    }
}

fn carte<'a>(ressource: &'a Value, nom: &str, trouves: &mut Vec<&'a Value>) {
    for e in liste(ressource, "extension") {
        if e.get("url").and_then(Value::as_str) == Some(&format!("{CANONIQUE}as-ext-smartcard")) {
            extensions(e, nom, trouves);
        }
    }
}
