//! The chapters of a film, as a file beside it: WebVTT, which players read and so does an eye.

use std::fmt::Write as _;
use std::time::Duration;

use segur_model::texte::dangereux;

/// Longest text of a chapter.
const MAX_TEXTE: usize = 200;
/// End of the last chapter of a film of which nobody knows how long it lasts: a player stops with the film.
const JOUR: u64 = 24 * 3600 - 1;

/// The chapters: « Étape 1 : … », each to the beginning of the next. `dit` says an étape in words.
#[must_use]
pub fn chapitres(nom_du_film: &str, reperes: &[(u32, u32)], duree: Option<Duration>, dit: impl Fn(u32) -> String) -> String {
    let mut tries = reperes.to_vec();
    tries.sort_by_key(|(_, seconde)| *seconde);
    let mut t = format!("WEBVTT Étapes du film « {} »\n", net(nom_du_film));
    for (rang, (etape, debut)) in tries.iter().enumerate() {
        let debut = u64::from(*debut) * 1000;
        let fin = tries.get(rang + 1).map(|(_, s)| u64::from(*s) * 1000);
        let fin = fin.unwrap_or_else(|| duree.map_or(JOUR * 1000, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX)));
        let dite = net(&dit(*etape));
        let suite = if dite.is_empty() { String::new() } else { format!(" : {dite}") };
        let _ = write!(
            t,
            "\n{}\n{} --> {}\nÉtape {etape}{suite}\n",
            rang + 1,
            instant(debut),
            instant(fin.max(debut + 1000))
        );
    }
    t
}

/// `01:02:03.000`
fn instant(ms: u64) -> String {
    let (s, ms) = (ms / 1000, ms % 1000);
    format!("{:02}:{:02}:{:02}.{ms:03}", s / 3600, s / 60 % 60, s % 60)
}

/// `00:48`, `1:02:03`.
pub(crate) fn minute(secondes: u32) -> String {
    match secondes / 3600 {
        0 => format!("{:02}:{:02}", secondes / 60, secondes % 60),
        h => format!("{h}:{:02}:{:02}", secondes / 60 % 60, secondes % 60),
    }
}

/// A text on one line, that begins no mark and no line of times.
fn net(texte: &str) -> String {
    let sur_une_ligne: Vec<&str> = texte.split_whitespace().collect();
    let mut t = String::new();
    for c in sur_une_ligne.join(" ").chars().filter(|c| !dangereux(*c)).take(MAX_TEXTE) {
        match c {
            '&' => t.push_str("&amp;"),
            '<' => t.push_str("&lt;"),
            '>' => t.push_str("&gt;"),
            c => t.push(c),
        }
    }
    t
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_follow_one_another_and_nothing_is_injected() {
        let dit = |e: u32| match e {
            1 => "ouvrir le dossier".to_owned(),
            2 => "lire\n\n3\n00:00:00.000 --> 00:00:01.000\n<b>faux</b> & \u{202e}".to_owned(),
            _ => String::new(),
        };
        let t = chapitres(
            "a\nb.mp4",
            &[(2, 48), (1, 12), (3, 3723)],
            Some(Duration::from_millis(4_000_500)),
            dit,
        );
        assert_eq!(
            t,
            "WEBVTT Étapes du film « a b.mp4 »\n\
             \n1\n00:00:12.000 --> 00:00:48.000\nÉtape 1 : ouvrir le dossier\n\
             \n2\n00:00:48.000 --> 01:02:03.000\nÉtape 2 : lire 3 00:00:00.000 --&gt; 00:00:01.000 &lt;b&gt;faux&lt;/b&gt; &amp; \n\
             \n3\n01:02:03.000 --> 01:06:40.500\nÉtape 3\n"
        );
        assert!(chapitres("f", &[(1, 0)], None, |_| String::new()).contains("00:00:00.000 --> 23:59:59.000"));
    }
}
