//! The schema of a scenario file.

use segur_model::vocabulaire::{ACTES, ACTIONS, FAITS_COMMUNS, Fait, Genre, GenreFichier, PANNES, Parametre};
use segur_tous::{FICHIERS, OPERATIONS};
use serde_json::{Map, Value, json};

use super::{DIALECTE, dit, objet, parmi, quand};
use crate::grammaire::{Lexique, mots};

/// JSON Schema 2020-12 of a scenario file: acts with their parameters, operations with their facts, and the fiches,
/// exigences, proofs and rules of a lexique.
#[must_use]
pub fn schema(lexique: &Lexique) -> Value {
    let exigences = || lexique.catalogues.iter().flat_map(|c| &c.exigences);
    let numeros = exigences().flat_map(|e| std::iter::once(&e.id).chain(&e.alias));
    let profils = exigences().map(|e| e.profil.as_str());
    let tete = objet(
        vec![
            (
                "scenario",
                dit(texte(), "numéro du scénario ; le fichier porte ce nom, « / » remplacé par « - »"),
            ),
            ("titre", texte()),
            (
                "contexte",
                dit(
                    liste(renvoi("texte")),
                    "ce qu'il faut savoir avant de jouer ; personne ne l'atteste",
                ),
            ),
            ("referentiel", liste(connus(lexique.catalogues.iter().map(|c| c.code.as_str())))),
            ("exigences", liste(connus(numeros.map(String::as_str)))),
            ("profil", connus(profils)),
            ("si", renvoi("condition")),
            ("acteurs", noms(connus(lexique.professionnels.iter().map(String::as_str)))),
            ("donnees", noms(connus(lexique.patients.iter().map(String::as_str)))),
            ("avant", dit(liste(renvoi("banc")), "ce que fait le monde avant la première étape")),
            ("etapes", liste(renvoi("etape"))),
        ],
        &["scenario", "titre", "referentiel", "exigences", "etapes"],
    );
    let Value::Object(tete) = tete else { return tete };
    let mut racine = Map::from_iter([
        ("$schema".to_owned(), json!(DIALECTE)),
        ("title".to_owned(), json!("Scénario de segur-bench")),
    ]);
    racine.extend(tete);
    racine.insert("$defs".to_owned(), definitions(lexique));
    Value::Object(racine)
}

fn definitions(lexique: &Lexique) -> Value {
    let preuves = lexique
        .catalogues
        .iter()
        .flat_map(|c| &c.exigences)
        .flat_map(|e| &e.scenarios)
        .flat_map(|s| &s.preuves);
    let preuves = json!({
        "type": "object",
        "propertyNames": connus(preuves.map(|p| p.id.as_str())),
        "additionalProperties": liste(renvoi("piece")),
    });
    json!({
        "texte": { "type": ["string", "number", "boolean"] },
        "nom": { "type": "string", "pattern": "^[^0-9\\s{}.-][^\\s{}.]{0,39}$" },
        "duree": { "type": "string", "pattern": "^[0-9]+(ms|s|min|h|j)$" },
        "numero": { "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^([0-9]+(\\.\\.[0-9]+)?|[pb][1-9][0-9]*)$" }] },
        "etendue": { "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]+(\\.\\.[0-9]+)?$" }] },
        "nombre": { "anyOf": [{ "type": "integer", "minimum": 1 }, { "type": "string", "pattern": "^[0-9]+(\\.\\.[0-9]*)?$" }] },
        "operation": { "anyOf": [parmi(OPERATIONS.iter().map(|o| o.nom)), { "type": "string", "pattern": "\\*" }] },
        "operations": { "anyOf": [renvoi("operation"), liste(renvoi("operation"))] },
        "attente": { "anyOf": [renvoi("texte"), liste(renvoi("texte"))] },
        "regles": liste(regles(lexique)),
        "condition": condition(),
        "etape": etape(),
        "observation": { "oneOf": [attendu(), jamais(), fichier()] },
        "banc": { "oneOf": banc() },
        "panne": panne(),
        "preuves": preuves,
        "piece": { "oneOf": pieces() },
    })
}

fn etape() -> Value {
    let mut etape = objet(
        vec![
            (
                "etape",
                dit(
                    renvoi("numero"),
                    "numéro du référentiel, ou étendue : 1..3 ; p1 pour un préalable, b1 pour le banc",
                ),
            ),
            (
                "prealable",
                dit(parmi(["oui", "non"]), "l'étape prépare, et ne condamne rien ; ou bien elle juge"),
            ),
            ("par", dit(renvoi("nom"), "acteur qui joue l'étape")),
            ("si", renvoi("condition")),
            (
                "pour",
                dit(
                    un_seul(renvoi("etendue")),
                    "variable et étendue : l'étape est rejouée pour chaque valeur",
                ),
            ),
            ("banc", dit(liste(renvoi("banc")), "ce que fait le monde")),
            ("faire", dit(json!({ "oneOf": actes() }), "l'acte demandé au candidat")),
            ("avec", json!({ "type": "object" })),
            ("issue", parmi(["fait", "refuse"])),
            ("observer", liste(renvoi("observation"))),
            ("voir", dit(liste(renvoi("texte")), "ce qu'une personne atteste")),
            ("preuves", renvoi("preuves")),
        ],
        &["etape"],
    );
    if let Some(etape) = etape.as_object_mut() {
        let par_acte = ACTES.iter().map(|a| {
            let requis: &[&str] = if a.parametres.iter().any(|p| p.requis) { &["avec"] } else { &[] };
            quand(
                "faire",
                a.nom,
                json!({ "properties": { "avec": parametres(a.parametres) }, "required": requis }),
            )
        });
        etape.insert("allOf".to_owned(), par_acte.collect());
        etape.insert("dependentRequired".to_owned(), json!({ "avec": ["faire"], "issue": ["faire"] }));
        etape.insert("minProperties".to_owned(), json!(2));
    }
    etape
}

fn actes() -> Vec<Value> {
    ACTES.iter().map(|a| json!({ "const": a.nom, "description": a.dit })).collect()
}

fn attendu() -> Value {
    let mut attendu = objet(
        vec![
            ("attendu", renvoi("operations")),
            ("nom", renvoi("nom")),
            ("ou", faits()),
            ("nombre", renvoi("nombre")),
            ("dans", renvoi("duree")),
            ("apres", renvoi("nom")),
            ("egal", faits()),
            ("verifier", renvoi("regles")),
        ],
        &["attendu"],
    );
    par_operation(&mut attendu, "attendu");
    attendu
}

fn jamais() -> Value {
    let mut jamais = objet(
        vec![("jamais", renvoi("operations")), ("ou", faits()), ("avant", renvoi("nom"))],
        &["jamais"],
    );
    par_operation(&mut jamais, "jamais");
    jamais
}

fn fichier() -> Value {
    let mut fichier = objet(
        vec![
            ("fichier", parmi(FICHIERS.iter().map(|f| f.nom))),
            ("egal", json!({ "type": "object" })),
            ("verifier", renvoi("regles")),
        ],
        &["fichier"],
    );
    if let Some(fichier) = fichier.as_object_mut() {
        let par_fichier = FICHIERS
            .iter()
            .map(|f| quand("fichier", f.nom, json!({ "properties": { "egal": faits_de_fichier(f) } })));
        fichier.insert("allOf".to_owned(), par_fichier.collect());
    }
    fichier
}

/// When a single operation is named, its facts and no others.
fn par_operation(observation: &mut Value, cle: &str) {
    if let Some(observation) = observation.as_object_mut() {
        let cas = OPERATIONS.iter().map(|o| {
            let siens = faits_de(FAITS_COMMUNS.iter().chain(o.faits));
            quand(cle, o.nom, json!({ "properties": { "ou": siens.clone(), "egal": siens } }))
        });
        observation.insert("allOf".to_owned(), cas.collect());
    }
}

fn faits() -> Value {
    json!({ "type": "object", "additionalProperties": renvoi("attente") })
}

fn faits_de<'a>(faits: impl Iterator<Item = &'a Fait>) -> Value {
    json!({ "propertyNames": parmi(faits.map(|f| f.nom)) })
}

/// Facts of a file, and of the entries of its lists.
fn faits_de_fichier(fichier: &GenreFichier) -> Value {
    let mut noms: Vec<&str> = fichier.faits.iter().map(|f| f.nom).collect();
    let mut schema = json!({ "type": "object", "additionalProperties": renvoi("attente") });
    if !fichier.listes.is_empty() {
        noms.extend(["un", "chaque"]);
        let listes = fichier.listes.iter().map(|liste| {
            let siens = fichier.faits.iter().filter_map(|f| mots::dans_la_liste(f.nom, liste));
            let mut entree = faits();
            entree["minProperties"] = json!(1);
            entree["propertyNames"] = parmi(siens);
            (*liste, entree)
        });
        let mut listes = objet(listes.collect(), &[]);
        listes["minProperties"] = json!(1);
        schema["properties"] = json!({
            "un": dit(listes.clone(), "une entrée de la liste tient tout cela ensemble"),
            "chaque": dit(listes, "toutes les entrées de la liste le tiennent"),
        });
    }
    schema["propertyNames"] = parmi(noms);
    schema
}

fn banc() -> Vec<Value> {
    let mut toutes = vec![
        seule("horloge", json!({ "type": "string", "pattern": "^\\+[0-9]+(s|min|h|j)$" })),
        seule("panne", renvoi("panne")),
        seule("retablir", json!({ "const": "tout" })),
    ];
    toutes.extend(ACTIONS.iter().map(|a| dit(seule(a.nom, parametres(a.parametres)), a.dit)));
    toutes
}

fn panne() -> Value {
    let quoi = PANNES.iter().map(|p| {
        let schema = match p.valeur {
            None => json!({ "const": p.nom }),
            Some(Genre::Nombre) => seule(p.nom, json!({ "type": "integer", "minimum": 0 })),
            Some(_) if p.nom == "certificat-serveur" => seule(p.nom, parmi(mots::CERTIFICATS_SERVEUR.iter().copied())),
            Some(_) => seule(p.nom, renvoi("texte")),
        };
        dit(schema, p.dit)
    });
    objet(
        vec![
            ("sur", renvoi("operation")),
            ("quoi", json!({ "oneOf": quoi.collect::<Vec<_>>() })),
            ("nieme", json!({ "type": "integer", "minimum": 1 })),
            ("probabilite", json!({ "type": "number", "minimum": 0, "maximum": 1 })),
            ("graine", json!({ "type": "integer", "minimum": 0 })),
        ],
        &["sur", "quoi"],
    )
}

fn pieces() -> Vec<Value> {
    let schema = |piece: &str| match piece {
        "message" | "document" => renvoi("nom"),
        "fichier" => parmi(FICHIERS.iter().map(|f| f.nom)),
        "video" => renvoi("etendue"),
        "tiers" => objet(vec![("de", texte()), ("quoi", texte())], &["de", "quoi"]),
        _ => texte(),
    };
    mots::PIECES.iter().map(|p| seule(p, schema(p))).collect()
}

fn condition() -> Value {
    let capacite = parmi(ACTES.iter().map(|a| a.nom).chain([mots::CAPACITE_HORLOGE]));
    json!({
        "type": "object",
        "minProperties": 1,
        "if": { "required": ["capacite"] },
        "then": { "properties": { "capacite": capacite }, "maxProperties": 1 },
        "else": { "additionalProperties": renvoi("attente") },
    })
}

fn parametres(table: &'static [Parametre]) -> Value {
    let requis: Vec<&str> = table.iter().filter(|p| p.requis).map(|p| p.nom).collect();
    objet(table.iter().map(|p| (p.nom, dit(parametre(p), p.dit))).collect(), &requis)
}

fn parametre(p: &Parametre) -> Value {
    match p.genre {
        Genre::Texte => renvoi("texte"),
        Genre::Patient => json!({ "type": "string", "pattern": "^\\{[^{}. ]+\\}$" }),
        Genre::Choix => parmi(p.choix.iter().copied()),
        Genre::Nombre => json!({ "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": "^\\{.+\\}$" }] }),
        Genre::Duree => renvoi("duree"),
        Genre::Libre => json!({}),
    }
}

/// Rules, and the beginnings of rules.
fn regles(lexique: &Lexique) -> Value {
    let mut mots: Vec<&str> = Vec::new();
    for regle in &lexique.regles {
        mots.extend(regle.match_indices('.').map(|(i, _)| &regle[..i]).chain([regle.as_str()]));
    }
    connus(mots)
}

/// One of these words; any text when none is known.
fn connus<'a>(mots: impl IntoIterator<Item = &'a str>) -> Value {
    let mut mots: Vec<&str> = mots.into_iter().collect();
    mots.sort_unstable();
    mots.dedup();
    if mots.is_empty() {
        json!({ "type": "string" })
    } else {
        parmi(mots)
    }
}

fn noms(valeur: Value) -> Value {
    json!({ "type": "object", "propertyNames": renvoi("nom"), "additionalProperties": valeur })
}

fn un_seul(valeur: Value) -> Value {
    json!({ "type": "object", "propertyNames": renvoi("nom"), "additionalProperties": valeur, "minProperties": 1, "maxProperties": 1 })
}

fn seule(cle: &str, valeur: Value) -> Value {
    objet(vec![(cle, valeur)], &[cle])
}

fn liste(element: Value) -> Value {
    json!({ "type": "array", "minItems": 1, "items": element })
}

fn texte() -> Value {
    renvoi("texte")
}

fn renvoi(nom: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{nom}") })
}
