//! A transcript against what was printed. `…` stands for anything within a line; alone on its line, for any lines. A port of 127.0.0.1 in a
//! page is another in each run: it is learnt where it is first shown, and holds from then on.

use std::collections::BTreeMap;

use regex::{Captures, Regex};

/// The ports of a page, and those of this run.
#[derive(Debug, Default)]
pub struct Ports(BTreeMap<String, String>);

impl Ports {
    /// A command of the page, with the ports of this run.
    pub fn traduire(&self, commande: &str) -> String {
        let port = Regex::new(r"127\.0\.0\.1:(\d+)").unwrap();
        let ici = |c: &Captures<'_>| match self.0.get(&c[1]) {
            Some(ici) => format!("127.0.0.1:{ici}"),
            None => c[0].to_owned(),
        };
        port.replace_all(commande, ici).into_owned()
    }

    /// Whether a line is the one that was shown.
    fn egale(&mut self, attendue: &str, vue: &str) -> bool {
        let port = Regex::new(r"127\\\.0\\\.0\\\.1:(\d+)").unwrap();
        let motif = regex::escape(attendue.trim_end()).replace('…', ".*");
        let dits: Vec<String> = port.captures_iter(&motif).map(|c| c[1].to_owned()).collect();
        let motif = port.replace_all(&motif, r"127\.0\.0\.1:(\d+)");
        let Some(lus) = Regex::new(&format!("^{motif}$")).unwrap().captures(vue.trim_end()) else {
            return false;
        };
        let lus: Vec<String> = lus.iter().skip(1).flatten().map(|p| p.as_str().to_owned()).collect();
        if !dits
            .iter()
            .zip(&lus)
            .all(|(dit, lu)| self.0.get(dit).is_none_or(|connu| connu == lu))
        {
            return false;
        }
        self.0.extend(dits.into_iter().zip(lus));
        true
    }

    /// The first line of a transcript that is not in its place, after the last one that is; none: it is what was printed.
    pub fn difference(&mut self, attendu: &[String], vu: &str) -> Option<String> {
        let mut vues = vu.trim_end().lines();
        let (mut saut, mut derniere) = (false, "");
        for ligne in attendu {
            if ligne.trim() == "…" {
                saut = true;
                continue;
            }
            loop {
                match vues.next() {
                    Some(vue) if self.egale(ligne, vue) => {
                        derniere = vue;
                        break;
                    }
                    Some(_) if saut => {}
                    Some(vue) => return Some(format!("après « {derniere} » : attendu « {ligne} », vu « {vue} »")),
                    None => return Some(format!("après « {derniere} » : attendu « {ligne} », nulle part")),
                }
            }
            saut = false;
        }
        let reste = vues.next().filter(|_| !saut);
        reste.map(|vue| format!("rien de plus n'est montré, vu « {vue} »"))
    }
}

#[test]
fn a_transcript_is_compared_line_by_line() {
    let mut ports = Ports::default();
    let mut compare = |attendu: &str, vu: &str| {
        let attendu: Vec<String> = attendu.lines().map(str::to_owned).collect();
        ports.difference(&attendu, vu)
    };
    assert_eq!(compare("a\n…\nd (…)\n", "a  \nb\nc\nd (4.2)\n"), None);
    assert!(compare("a\nb", "a\nb\nc\n").unwrap().contains("« c »"));
    assert!(compare("a\nb\n…", "a\n").unwrap().contains("« b »"));
    assert!(compare("a.b", "axb").is_some());
    assert_eq!(compare("à https://127.0.0.1:4101/lps", "à https://127.0.0.1:5001/lps"), None);
    assert!(
        compare("à https://127.0.0.1:4101/lps", "à https://127.0.0.1:5002/lps").is_some(),
        "a port holds"
    );
    assert_eq!(
        ports.traduire("curl http://127.0.0.1:4101/x http://127.0.0.1:9/"),
        "curl http://127.0.0.1:5001/x http://127.0.0.1:9/"
    );
}
