//! What readers of TOML say, in French, with its place. The rest is [`segur_model::francais`].

use segur_model::francais::serde;

/// What is wrong with a TOML text, and where.
pub fn toml(texte: &str, e: &toml::de::Error) -> String {
    let lieu = e.span().and_then(|s| texte.get(..s.start)).map_or_else(String::new, |avant| {
        let ligne = avant.matches('\n').count() + 1;
        let colonne = avant.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("ligne {ligne}, colonne {colonne} : ")
    });
    format!("{lieu}{}", serde(e.message(), "TOML"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_cle_un_genre_se_refusent_a_leur_place() {
        #[derive(Debug, ::serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct Essai {
            adresse: String,
            jeton: Option<String>,
        }
        let dit = |texte: &str| toml(texte, &::toml::from_str::<Essai>(texte).unwrap_err());
        assert_eq!(
            dit("adresse = \"x\"\n  adrese = 1\n"),
            "ligne 2, colonne 3 : clé inconnue « adrese » ; vouliez-vous dire « adresse » ?"
        );
        assert!(dit("jeton = \"x\"").ends_with("il manque « adresse »"));
        assert_eq!(
            dit("adresse = 3"),
            "ligne 1, colonne 11 : un texte entre guillemets est attendu ici, et non le nombre 3"
        );
        assert!(dit("adresse = ").contains("ce n'est pas du TOML ; détail technique : "));
        assert!(dit("adresse = \"x\"\nadresse = \"y\"").starts_with("ligne 2"));
    }
}
