//! What libraries say in English, in French: the system, the network, readers of TOML and JSON. What is not known is quoted, and called a
//! technical detail. And the word that was probably meant.

mod cause;
mod proche;

pub use cause::{cause, systeme};
pub use proche::{plier, proche, suggerer, suggerer_et_finir};

/// What is wrong with a JSON text, and where.
#[must_use]
pub fn json(e: &serde_json::Error) -> String {
    let message = e.to_string();
    // The place is told apart.
    let message = message.split(" at line ").next().unwrap_or_default();
    let lieu = match e.line() {
        0 => String::new(),
        ligne => format!("ligne {ligne}, colonne {} : ", e.column()),
    };
    if e.is_eof() {
        return format!("{lieu}ce texte s'arrête avant la fin");
    }
    format!("{lieu}{}", serde(message, "JSON"))
}

/// What serde says of a key or a value of a text in this format.
#[must_use]
pub fn serde(message: &str, format: &str) -> String {
    let cites = |texte: &str| texte.replace('`', "").replace(" or ", ", ");
    let apres = |debut: &str| message.strip_prefix(debut);
    // The known words follow, or that there are none.
    let connus = |reste: &str| {
        let mots = reste.strip_prefix(", expected ").map(|m| cites(m.trim_start_matches("one of ")));
        mots.unwrap_or_default()
    };
    if let Some((cle, reste)) = apres("unknown field `").and_then(|m| m.split_once('`')) {
        return inconnu(&format!("clé inconnue « {cle} »"), "clés connues", cle, &connus(reste));
    }
    if let Some((valeur, reste)) = apres("unknown variant `").and_then(|m| m.split_once('`')) {
        return inconnu(&format!("« {valeur} » n'est pas admis"), "au choix", valeur, &connus(reste));
    }
    if let Some(cle) = apres("missing field `") {
        return format!("il manque « {} »", cle.split('`').next().unwrap_or_default());
    }
    if let Some(cle) = apres("duplicate field `").or_else(|| apres("duplicate key `")) {
        return format!("« {} » est écrit deux fois", cle.split('`').next().unwrap_or_default());
    }
    if let Some((vu, attendu)) = apres("invalid type: ").and_then(|m| m.split_once(", expected ")) {
        return match genre(attendu) {
            Some(genre) => format!("{genre} est attendu ici, et non {}", vu_en_francais(vu)),
            None => format!("cette valeur n'est pas du genre attendu ; {}", detail(message)),
        };
    }
    if apres("invalid value").or_else(|| apres("invalid length")).is_some() {
        return format!("cette valeur n'est pas admise ici ; {}", detail(message));
    }
    format!("ce n'est pas du {format} ; {}", detail(message))
}

/// What serde waits for.
fn genre(attendu: &str) -> Option<&'static str> {
    Some(match attendu {
        "a string" | "a borrowed string" | "path string" => "un texte entre guillemets",
        "a boolean" => "true ou false",
        "a sequence" => "une liste entre crochets",
        "a map" => "une table de clés et de valeurs",
        "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" => "un nombre entier",
        "f32" | "f64" => "un nombre",
        structure if structure.starts_with("struct ") => "une table de clés et de valeurs",
        _ => return None,
    })
}

/// What it met: `integer `3``.
fn vu_en_francais(vu: &str) -> String {
    let genres = [
        ("integer", "le nombre"),
        ("floating point", "le nombre"),
        ("boolean", "la valeur"),
        ("string", "le texte"),
        ("sequence", "une liste"),
        ("map", "une table"),
        ("null", "rien"),
        ("unit value", "rien"),
    ];
    let trouve = genres.iter().find_map(|(anglais, dit)| Some((dit, vu.strip_prefix(anglais)?)));
    trouve.map_or_else(|| vu.to_owned(), |(dit, reste)| format!("{dit}{}", reste.replace('`', "")))
}

/// A slip is told by the word that was meant; what is like no word, by those that there are.
fn inconnu(dit: &str, titre: &str, mot: &str, connus: &str) -> String {
    let suggestion = suggerer(mot, connus.split(", "));
    if !suggestion.is_empty() {
        return format!("{dit}{suggestion}");
    }
    match connus {
        "" => dit.to_owned(),
        _ => format!("{dit} ; {titre} : {connus}"),
    }
}

fn detail(message: &str) -> String {
    format!("détail technique : {}", message.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, ::serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Essai {
        idam: String,
        jeton: Option<Genre>,
    }

    #[derive(Debug, ::serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Genre {
        Long,
        Court,
    }

    #[test]
    fn une_cle_et_une_valeur_se_refusent_en_francais() {
        let dit = |texte: &str| {
            let dit = json(&serde_json::from_str::<Essai>(texte).unwrap_err());
            dit.split_once(" : ").unwrap().1.to_owned()
        };
        assert_eq!(dit(r#"{ "idamm": 1 }"#), "clé inconnue « idamm » ; vouliez-vous dire « idam » ?");
        assert_eq!(dit(r#"{ "couleur": 1 }"#), "clé inconnue « couleur » ; clés connues : idam, jeton");
        assert_eq!(
            dit(r#"{ "jeton": "cour" }"#),
            "« cour » n'est pas admis ; vouliez-vous dire « court » ?"
        );
        assert_eq!(dit(r#"{ "jeton": "x" }"#), "« x » n'est pas admis ; au choix : long, court");
        assert_eq!(dit("{}"), "il manque « idam »");
        assert_eq!(dit(r#"{ "idam": "x", "idam": "y" }"#), "« idam » est écrit deux fois");
        assert_eq!(
            dit(r#"{ "idam": 3 }"#),
            "un texte entre guillemets est attendu ici, et non le nombre 3"
        );
        assert_eq!(dit("["), "ce texte s'arrête avant la fin");
        assert!(dit("{ idam }").starts_with("ce n'est pas du JSON ; détail technique : "));
        let json = json(&serde_json::from_str::<Essai>("{\n \"idamm\": 1}").unwrap_err());
        assert!(json.starts_with("ligne 2, colonne "), "{json}");
    }
}
