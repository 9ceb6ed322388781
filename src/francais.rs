//! What libraries say in English, in French: the system, and readers of TOML. What is not known is quoted, and called a technical detail.

use std::io::ErrorKind;

use segur_engine::grammaire::proche;

/// « ; vouliez-vous dire … ? », when a known word is near this one.
pub fn suggerer<'a>(mot: &str, connus: impl IntoIterator<Item = &'a str>) -> String {
    proche(mot, connus).map_or_else(String::new, |p| format!(" ; vouliez-vous dire « {p} » ?"))
}

/// The same at the end of a sentence, which it ends either way.
pub fn suggerer_et_finir<'a>(mot: &str, connus: impl IntoIterator<Item = &'a str>) -> String {
    let suggestion = suggerer(mot, connus);
    if suggestion.is_empty() { ".".to_owned() } else { suggestion }
}

/// Why a file could not be used.
pub fn systeme(e: &std::io::Error) -> String {
    let dit = match e.kind() {
        ErrorKind::NotFound => "introuvable",
        ErrorKind::PermissionDenied => "accès refusé",
        ErrorKind::AlreadyExists => "existe déjà",
        ErrorKind::IsADirectory => "c'est un dossier",
        ErrorKind::NotADirectory => "un élément du chemin n'est pas un dossier",
        ErrorKind::StorageFull => "plus de place sur ce disque",
        ErrorKind::ReadOnlyFilesystem => "ce disque est en lecture seule",
        ErrorKind::InvalidData => "ce n'est pas du texte UTF-8",
        ErrorKind::BrokenPipe => "le lecteur est parti",
        _ => return detail(&e.to_string()),
    };
    dit.to_owned()
}

/// What is wrong with a TOML text, and where.
pub fn toml(texte: &str, e: &toml::de::Error) -> String {
    let lieu = e.span().and_then(|s| texte.get(..s.start)).map_or_else(String::new, |avant| {
        let ligne = avant.matches('\n').count() + 1;
        let colonne = avant.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("ligne {ligne}, colonne {colonne} : ")
    });
    format!("{lieu}{}", serde(e.message()))
}

/// What serde says of a key or a value.
pub fn serde(message: &str) -> String {
    let cites = |texte: &str| texte.replace('`', "").replace(" or ", ", ");
    let apres = |debut: &str| message.strip_prefix(debut);
    if let Some((cle, reste)) = apres("unknown field `").and_then(|m| m.split_once('`')) {
        let connues = reste.trim_start_matches(", expected ").trim_start_matches("one of ");
        return match connues {
            "" | ", there are no fields" => format!("« {cle} » n'a pas de sens ici"),
            _ => format!("« {cle} » n'a pas de sens ici ; clés connues : {}", cites(connues)),
        };
    }
    if let Some((valeur, reste)) = apres("unknown variant `").and_then(|m| m.split_once('`')) {
        let connues = reste.trim_start_matches(", expected ").trim_start_matches("one of ");
        return format!("« {valeur} » n'est pas admis ; au choix : {}", cites(connues));
    }
    if let Some(cle) = apres("missing field `") {
        return format!("il manque « {} »", cle.trim_end_matches('`'));
    }
    if let Some(cle) = apres("duplicate field `").or_else(|| apres("duplicate key `")) {
        return format!("« {} » est écrit deux fois", cle.split('`').next().unwrap_or_default());
    }
    if apres("invalid type").or_else(|| apres("invalid value")).is_some() {
        return format!("cette valeur n'est pas du genre attendu ; {}", detail(message));
    }
    format!("ce n'est pas du TOML ; {}", detail(message))
}

fn detail(message: &str) -> String {
    format!("détail technique : {}", message.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_cle_un_genre_un_fichier_se_refusent_en_francais() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct Essai {
            adresse: String,
            jeton: Option<String>,
        }
        let dit = |texte: &str| toml(texte, &::toml::from_str::<Essai>(texte).unwrap_err());
        assert_eq!(
            dit("adresse = \"x\"\n  adrese = 1\n"),
            "ligne 2, colonne 3 : « adrese » n'a pas de sens ici ; clés connues : adresse, jeton"
        );
        assert!(dit("jeton = \"x\"").ends_with("il manque « adresse »"));
        assert!(dit("adresse = 3").contains("n'est pas du genre attendu ; détail technique : "));
        assert!(dit("adresse = ").contains("ce n'est pas du TOML ; détail technique : "));
        assert!(dit("adresse = \"x\"\nadresse = \"y\"").starts_with("ligne 2"));
        assert_eq!(systeme(&std::fs::read("/nulle/part").unwrap_err()), "introuvable");
    }
}
