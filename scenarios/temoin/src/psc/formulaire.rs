//! The forms of a page, as a browser sees them: enough of HTML for a sign in page, nothing of its scripts.

/// Longest list of fields read.
const CHAMPS_MAX: usize = 500;

/// One thing that a form may send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Champ {
    /// `hidden`, `radio`, `text`, `submit`, `option`…
    pub genre: String,
    pub nom: String,
    pub valeur: String,
    /// Chosen when the page is shown.
    pub choisi: bool,
}

/// One form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Formulaire {
    pub action: String,
    pub post: bool,
    pub champs: Vec<Champ>,
}

impl Formulaire {
    /// Whether it has something of this name.
    pub(crate) fn a(&self, nom: &str) -> bool {
        self.champs.iter().any(|c| c.nom == nom)
    }

    /// What is sent when a person picks these values: `choisir` says for each name which value, given those that are offered.
    pub(crate) fn remplir(&self, choisir: impl Fn(&str, &[&str]) -> Option<String>) -> Vec<(String, String)> {
        let mut envoi: Vec<(String, String)> = Vec::new();
        for c in &self.champs {
            if c.nom.is_empty() || envoi.iter().any(|(n, _)| *n == c.nom) {
                continue;
            }
            let offertes: Vec<&str> = self.champs.iter().filter(|x| x.nom == c.nom).map(|x| x.valeur.as_str()).collect();
            let valeur = choisir(&c.nom, &offertes).or_else(|| {
                let defaut = match c.genre.as_str() {
                    "radio" | "checkbox" | "option" => self.champs.iter().find(|x| x.nom == c.nom && x.choisi),
                    // A button is sent only when it is pressed.
                    "submit" | "button" | "image" | "reset" => None,
                    _ => Some(c),
                };
                defaut.map(|x| x.valeur.clone())
            });
            envoi.extend(valeur.map(|v| (c.nom.clone(), v)));
        }
        envoi
    }
}

/// Every form of a page, in order.
pub(crate) fn lire(html: &str) -> Vec<Formulaire> {
    let mut tous: Vec<Formulaire> = Vec::new();
    let mut dans = false;
    let mut select = String::new();
    let mut reste = html;
    while let Some((avant, suite)) = reste.split_once('<') {
        let _ = avant;
        if let Some(commentaire) = suite.strip_prefix("!--") {
            reste = commentaire.split_once("-->").map_or("", |(_, r)| r);
            continue;
        }
        let Some(fin) = fin_de_balise(suite) else { break };
        let (balise, apres) = (&suite[..fin], &suite[fin + 1..]);
        reste = apres;
        let nom = balise
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let a = |quoi: &str| attribut(balise, quoi);
        match nom.as_str() {
            "form" => {
                dans = true;
                tous.push(Formulaire {
                    action: a("action").unwrap_or_default(),
                    post: a("method").is_some_and(|m| m.eq_ignore_ascii_case("post")),
                    champs: Vec::new(),
                });
            }
            "" if balise.to_ascii_lowercase().starts_with("/form") => dans = false,
            "select" => select = a("name").unwrap_or_default(),
            "input" | "button" | "textarea" | "option" if dans => {
                let Some(f) = tous.last_mut().filter(|f| f.champs.len() < CHAMPS_MAX) else {
                    break;
                };
                let texte = apres.split('<').next().unwrap_or_default().trim();
                let genre = match nom.as_str() {
                    "option" => "option".to_owned(),
                    "button" => a("type").unwrap_or_else(|| "submit".to_owned()),
                    _ => a("type").unwrap_or_else(|| "text".to_owned()),
                };
                f.champs.push(Champ {
                    nom: if nom == "option" {
                        select.clone()
                    } else {
                        a("name").unwrap_or_default()
                    },
                    valeur: a("value").unwrap_or_else(|| if nom == "option" { clair(texte) } else { String::new() }),
                    choisi: a("checked").is_some() || a("selected").is_some(),
                    genre: genre.to_ascii_lowercase(),
                });
            }
            _ => {}
        }
    }
    tous
}

/// Where the tag that begins here ends: a `>` outside of quotes.
fn fin_de_balise(texte: &str) -> Option<usize> {
    let mut guillemet = None;
    for (i, c) in texte.char_indices() {
        match (guillemet, c) {
            (None, '>') => return Some(i),
            (None, '"' | '\'') => guillemet = Some(c),
            (Some(g), c) if g == c => guillemet = None,
            _ => {}
        }
    }
    None
}

/// An attribute of a tag; without a value: an empty text.
fn attribut(balise: &str, nom: &str) -> Option<String> {
    let mut reste = balise.split_once(char::is_whitespace)?.1.trim_start();
    while !reste.is_empty() {
        let fin = reste.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(reste.len());
        let (cle, suite) = reste.split_at(fin);
        let suite = suite.trim_start();
        let (valeur, apres) = match suite.strip_prefix('=').map(str::trim_start) {
            None => ("", suite),
            Some(v) => match v.chars().next() {
                Some(g @ ('"' | '\'')) => v[1..].split_once(g).unwrap_or((&v[1..], "")),
                _ => v.split_at(v.find(char::is_whitespace).unwrap_or(v.len())),
            },
        };
        if cle.eq_ignore_ascii_case(nom) {
            return Some(clair(valeur));
        }
        // A stray character: one step, never a loop that stands still.
        reste = if cle.is_empty() && apres.len() == reste.len() {
            &reste[1..]
        } else {
            apres
        }
        .trim_start();
    }
    None
}

/// Character references become characters.
fn clair(texte: &str) -> String {
    let mut dit = String::with_capacity(texte.len());
    let mut reste = texte;
    while let Some((avant, suite)) = reste.split_once('&') {
        dit.push_str(avant);
        let nommee = suite.split_once(';').filter(|(nom, _)| nom.len() <= 8);
        let caractere = nommee.and_then(|(nom, _)| match nom {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => {
                let n = nom.strip_prefix('#')?;
                let code = match n.strip_prefix(['x', 'X']) {
                    Some(hexa) => u32::from_str_radix(hexa, 16).ok()?,
                    None => n.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (caractere, nommee) {
            (Some(c), Some((_, apres))) => {
                dit.push(c);
                reste = apres;
            }
            _ => {
                dit.push('&');
                reste = suite;
            }
        }
    }
    dit + reste
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_page() {
        let page = r#"<!doctype html><p>a > b</p><!-- <form action="non"> -->
            <form method="POST" action='/suite?a=1&amp;b=2'>
            <input type=hidden name="jeton" value="x&quot;y">
            <input type="radio" name="identite" value="899900000045" checked><INPUT type="radio" name="identite" value="899900000011"/>
            <select name="moyen"><option value="CPS">Carte<option selected>e-CPS</option></select>
            <button name="geste" value="accord">Accepter</button><button name="geste" value="refus">Refuser</button></form>
            <form><input name=autre value=1></form>"#;
        let tous = lire(page);
        assert_eq!(tous.len(), 2);
        let f = &tous[0];
        assert_eq!((f.action.as_str(), f.post, f.a("identite")), ("/suite?a=1&b=2", true, true));
        let rien = f.remplir(|_, _| None);
        let attendu = [("jeton", "x\"y"), ("identite", "899900000045"), ("moyen", "e-CPS")];
        assert_eq!(rien, attendu.map(|(a, b)| (a.to_owned(), b.to_owned())));
        let choisi = f.remplir(|nom, offertes| match nom {
            "identite" => offertes.iter().find(|o| o.ends_with("011")).map(|o| (*o).to_owned()),
            "geste" => Some("refus".to_owned()),
            _ => None,
        });
        assert_eq!(choisi[1].1, "899900000011");
        assert_eq!(choisi[3], ("geste".to_owned(), "refus".to_owned()));
        assert_eq!(tous[1].champs[0].valeur, "1");
    }

    #[test]
    fn pages_hostiles() {
        for page in [
            "<",
            "<form",
            "<form action=\"",
            "<form =\"=\" = ==>",
            "<form><input '=' \" >",
            "<form><input name=\u{e9}=\u{e9}>",
            "<!--",
            "&#x110000;&#;&",
        ] {
            let _ = lire(page);
            let _ = clair(page);
        }
        assert_eq!(clair("&#x41;&#66;&inconnu;&"), "AB&inconnu;&");
    }
}
