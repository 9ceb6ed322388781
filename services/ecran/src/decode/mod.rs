//! A body as a person reads it: its parts, each in rows; where a finding points, its row says so.

mod formulaire;
mod rendre;
mod xml;

use std::collections::BTreeSet;

use bytes::Bytes;
use segur_model::{Finding, Message};
use segur_soap::mtom;

pub use rendre::rendre;

/// Characters of one row that are shown.
const COLONNES_MAX: usize = 2_000;
/// Rows of one part that are shown.
const RANGS_MAX: usize = 5_000;

/// A part of a body, or a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partie {
    /// What it is.
    pub titre: String,
    /// Its rows, bounded.
    pub rangs: Vec<Rang>,
    /// What is not shown, and why.
    pub note: Option<String>,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rang {
    /// How far it is indented.
    pub niveau: usize,
    /// What is in it, bounded.
    pub texte: String,
    /// Ranks of the findings that point here.
    pub constats: Vec<usize>,
}

impl Rang {
    fn nouveau(niveau: usize, texte: impl Into<String>) -> Self {
        let mut texte: String = texte.into();
        if texte.chars().nth(COLONNES_MAX).is_some() {
            texte = texte.chars().take(COLONNES_MAX).chain("… (coupé ici)".chars()).collect();
        }
        Self {
            niveau,
            texte,
            constats: Vec::new(),
        }
    }
}

/// A body, taken apart as its media type says.
#[must_use]
pub fn lire(message: &Message, corps: &Bytes, constats: &[Finding]) -> Vec<Partie> {
    if corps.is_empty() {
        return Vec::new();
    }
    let media = message.entete("content-type").unwrap_or_default();
    if message
        .entete("content-encoding")
        .is_some_and(|c| !c.eq_ignore_ascii_case("identity"))
    {
        return vec![binaire("Corps compressé", corps)];
    }
    if mtom::est_mtom(media)
        && let Ok(lu) = mtom::lire(media, corps)
    {
        let parties = std::iter::once(&lu.racine).chain(&lu.parties);
        return parties
            .map(|p| {
                let nom = p.content_id.as_deref().unwrap_or("sans Content-ID");
                octets(&format!("Partie « {nom} »"), &p.type_contenu, &p.octets, constats)
            })
            .collect();
    }
    vec![octets("Corps", media, corps, constats)]
}

/// One file, or one part, as its media type says; empty when nothing says it.
#[must_use]
pub fn octets(titre: &str, media: &str, octets: &[u8], constats: &[Finding]) -> Partie {
    let titre = format!(
        "{titre} — {}, {} octets",
        if media.is_empty() { "sans type" } else { media },
        octets.len()
    );
    let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let decode = segur_soap::decoder_recu(octets, Some(media)).or_else(|_| segur_soap::decoder(octets));
    // Who only looks sees what can be seen: a charset that is refused is a finding, not a reason to show nothing.
    let texte = decode.unwrap_or_else(|_| String::from_utf8_lossy(octets));
    let perdus = texte.matches(char::REPLACEMENT_CHARACTER).count();
    if texte.contains('\0') || perdus * 50 > texte.len() {
        return binaire(&titre, octets);
    }
    let rangs = match essence.as_str() {
        "application/x-www-form-urlencoded" => formulaire::rangs(&texte).into(),
        e if e.contains("json") => json(&texte),
        _ if texte.trim_start().starts_with('<') => xml::rangs(&texte, constats).map_or_else(|| lignes(&texte), Rangs::from),
        _ if texte.trim_start().starts_with(['{', '[']) => json(&texte),
        _ => lignes(&texte),
    };
    borner(titre, rangs)
}

/// The findings that have a row among these.
#[must_use]
pub fn places(parties: &[Partie]) -> BTreeSet<usize> {
    let rangs = parties.iter().flat_map(|p| &p.rangs);
    rangs.flat_map(|r| r.constats.iter().copied()).collect()
}

/// Rows, and how many there would be if all were kept.
struct Rangs {
    rangs: Vec<Rang>,
    total: usize,
}

impl From<Vec<Rang>> for Rangs {
    fn from(rangs: Vec<Rang>) -> Self {
        let total = rangs.len();
        Self { rangs, total }
    }
}

fn borner(titre: String, Rangs { mut rangs, total }: Rangs) -> Partie {
    rangs.truncate(RANGS_MAX);
    let note = (total > RANGS_MAX).then(|| format!("{RANGS_MAX} lignes montrées sur {total} : la suite est dans les octets."));
    Partie { titre, rangs, note }
}

/// A row a line. A file may be nothing but lines: those that are not shown are counted, and never made.
fn lignes(texte: &str) -> Rangs {
    Rangs {
        rangs: texte.lines().take(RANGS_MAX).map(|l| Rang::nouveau(0, l)).collect(),
        total: texte.lines().count(),
    }
}

fn json(texte: &str) -> Rangs {
    let Ok(valeur) = serde_json::from_str::<serde_json::Value>(texte) else {
        return lignes(texte);
    };
    let mut lues = lignes(&format!("{valeur:#}"));
    let jetons = valeur
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(nom, v)| Some((nom.as_str(), v.as_str()?)));
    let jetons: Vec<Rang> = jetons.flat_map(|(nom, v)| formulaire::jeton(nom, v)).collect();
    lues.total += jetons.len();
    lues.rangs.extend(jetons);
    lues
}

fn binaire(titre: &str, octets: &[u8]) -> Partie {
    let debut = octets.chunks(16).take(4).map(|l| {
        let hexa: Vec<String> = l.iter().map(|o| format!("{o:02x}")).collect();
        Rang::nouveau(0, hexa.join(" "))
    });
    Partie {
        titre: titre.to_owned(),
        rangs: debut.collect(),
        note: Some("Ce n'est pas un texte : le début est montré, le tout est dans les octets.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(media: &str) -> Message {
        Message {
            entetes: vec![("Content-Type".to_owned(), media.to_owned())],
            ..Message::default()
        }
    }

    fn textes(media: &str, corps: &str) -> Vec<String> {
        let parties = lire(&message(media), &Bytes::from(corps.to_owned()), &[]);
        parties
            .into_iter()
            .flat_map(|p| p.rangs)
            .map(|r| format!("{}{}", "  ".repeat(r.niveau), r.texte))
            .collect()
    }

    #[test]
    fn chaque_genre_se_lit() {
        assert_eq!(textes("text/plain", "un\ndeux"), ["un", "deux"]);
        assert_eq!(textes("application/json", r#"{"a":1}"#), ["{", "  \"a\": 1", "}"]);
        assert_eq!(textes("application/json", "{pas du json"), ["{pas du json"]);
        assert_eq!(textes("application/x-www-form-urlencoded", "a=1+2&b=%C3%A9"), ["a = 1 2", "b = é"]);
        assert_eq!(textes("text/xml", "<a>\n <b c='1'>x</b></a>"), ["<a>", "  <b c='1'>x</b>", "</a>"]);
        assert_eq!(textes("text/xml", "<a><b"), ["<a><b"], "cut: shown as it is");
        assert_eq!(textes("application/octet-stream", "\0\u{1}"), ["00 01"]);
        assert_eq!(textes("", ""), Vec::<String>::new());
    }

    #[test]
    fn un_jeton_se_lit() {
        // {"alg":"none"} . {"sub":"x"}
        let lus = textes("application/json", r#"{"id_token":"eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln"}"#);
        assert!(lus.iter().any(|l| l.contains("\"sub\": \"x\"")), "{lus:?}");
    }

    #[test]
    fn ce_qui_est_trop_long_est_coupe_et_le_dit() {
        let long = "x".repeat(COLONNES_MAX + 1);
        assert!(textes("text/plain", &long)[0].ends_with("… (coupé ici)"));
        let haut = "x\n".repeat(RANGS_MAX + 1);
        let parties = lire(&message("text/plain"), &Bytes::from(haut), &[]);
        assert_eq!(parties[0].rangs.len(), RANGS_MAX);
        assert!(parties[0].note.as_ref().unwrap().contains("5000 lignes montrées sur 5001"));
        assert_eq!(
            lignes(&"\n".repeat(RANGS_MAX * 2)).rangs.len(),
            RANGS_MAX,
            "the others are never made"
        );
    }
}
