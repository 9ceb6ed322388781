//! The schema of the contract of actes.

use segur_model::acte::VERSION_ACTES;
use segur_model::vocabulaire::{ACTES, Genre, Parametre};
use serde_json::{Map, Value, json};

use super::{DIALECTE, dit, objet, parmi, quand};

/// JSON Schema 2020-12 of the contract of actes: what a driver sends (`DemandeActe`, parameters by act) and what it gets
/// back (`ReponseActe`).
#[must_use]
pub fn schema_actes() -> Value {
    let mut definitions = Map::from_iter([
        ("DemandeActe".to_owned(), demande()),
        ("ReponseActe".to_owned(), reponse()),
        ("Fichier".to_owned(), fichier()),
        ("Identite".to_owned(), identite()),
    ]);
    for acte in ACTES {
        let requis: Vec<&str> = acte.parametres.iter().filter(|p| p.requis).map(|p| p.nom).collect();
        let parametres = acte.parametres.iter().map(|p| (p.nom, dit(parametre(p), p.dit))).collect();
        definitions.insert(format!("parametres.{}", acte.nom), dit(objet(parametres, &requis), acte.dit));
    }
    json!({
        "$schema": DIALECTE,
        "title": "Contrat des actes de segur-bench",
        "oneOf": [{ "$ref": "#/$defs/DemandeActe" }, { "$ref": "#/$defs/ReponseActe" }],
        "$defs": definitions,
    })
}

fn demande() -> Value {
    let mut demande = objet(
        vec![
            ("version", json!({ "const": VERSION_ACTES })),
            ("acte", parmi(ACTES.iter().map(|a| a.nom))),
            (
                "cle",
                dit(
                    json!({ "type": "string" }),
                    "identifie l'acte dans la campagne, la même quand le scénario est rejoué",
                ),
            ),
            ("scenario", json!({ "type": "string" })),
            (
                "etape",
                dit(
                    json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^[pb][1-9][0-9]*$" }] }),
                    "numéro de l'étape dans le référentiel ; p1 ou b1, un texte, quand le banc l'ajoute",
                ),
            ),
            (
                "acteur",
                dit(json!({ "type": "object" }), "le professionnel qui agit, quand le scénario le dit"),
            ),
            ("parametres", json!({ "type": "object" })),
        ],
        &["version", "acte", "cle", "scenario", "etape", "parametres"],
    );
    if let Some(demande) = demande.as_object_mut() {
        // A later version may add keys: a candidate ignores those that it does not know.
        demande.insert("additionalProperties".to_owned(), json!(true));
        let par_acte = ACTES.iter().map(|a| {
            quand(
                "acte",
                a.nom,
                json!({ "properties": { "parametres": { "$ref": format!("#/$defs/parametres.{}", a.nom) } } }),
            )
        });
        demande.insert("allOf".to_owned(), par_acte.collect());
    }
    demande
}

fn reponse() -> Value {
    objet(
        vec![
            (
                "issue",
                dit(
                    parmi(["fait", "refuse", "erreur"]),
                    "fait ; refusé par les règles du logiciel ; tenté sans succès",
                ),
            ),
            ("message", dit(json!({ "type": "string" }), "une phrase pour le testeur")),
            ("fichiers", json!({ "type": "array", "items": { "$ref": "#/$defs/Fichier" } })),
        ],
        &["issue"],
    )
}

fn fichier() -> Value {
    objet(
        vec![
            (
                "nom",
                dit(
                    json!({ "type": "string" }),
                    "nom par lequel les scénarios l'appellent : identite, traces",
                ),
            ),
            (
                "type",
                dit(json!({ "type": "string" }), "type de média ; application/octet-stream à défaut"),
            ),
            ("base64", dit(json!({ "type": "string" }), "contenu, en base64")),
            ("json", dit(json!({}), "contenu, quand c'est du JSON")),
            (
                "chemin",
                dit(json!({ "type": "string" }), "fichier à lire (pilotes commande et manuel)"),
            ),
            (
                "nom_fichier",
                dit(
                    json!({ "type": "string" }),
                    "nom sous lequel le logiciel remet le document à ses utilisateurs ; à défaut, celui de chemin",
                ),
            ),
        ],
        &["nom"],
    )
}

/// What a parameter of type patient holds: the traits as typed at the desk.
fn identite() -> Value {
    let texte = || json!({ "type": "string" });
    objet(
        vec![
            ("nom_naissance", texte()),
            ("prenoms", json!({ "type": "array", "items": { "type": "string" } })),
            ("sexe", texte()),
            ("date_naissance", dit(texte(), "AAAA-MM-JJ")),
            ("lieu_naissance", dit(texte(), "COG ; absent s'il n'est pas connu")),
            ("nom_utilise", texte()),
            ("prenom_utilise", texte()),
        ],
        &["nom_naissance", "prenoms", "sexe", "date_naissance"],
    )
}

fn parametre(p: &Parametre) -> Value {
    match p.genre {
        Genre::Texte => json!({ "type": "string" }),
        Genre::Patient => json!({ "$ref": "#/$defs/Identite" }),
        Genre::Choix => parmi(p.choix.iter().copied()),
        Genre::Nombre => json!({ "type": "integer" }),
        Genre::Duree => json!({ "type": "string", "pattern": "^[0-9]+(ms|s|min|h|j)$" }),
        Genre::Libre => json!({}),
    }
}
