//! The reader of JSON.

use segur_model::Location;

use super::{Json, JsonIllisible, Noeud, Objet, PROFONDEUR_MAX, VALEURS_MAX, Valeur, membre};

/// Reads a document.
///
/// # Errors
/// [`JsonIllisible`].
pub fn lire(octets: &[u8]) -> Result<Json, JsonIllisible> {
    let nu = octets.strip_prefix(b"\xef\xbb\xbf");
    let texte = std::str::from_utf8(nu.unwrap_or(octets)).map_err(|e| JsonIllisible::Utf8(e.valid_up_to()))?;
    let mut l = Lecteur {
        texte,
        ici: 0,
        ligne: 1,
        debut: 0,
        colonne: (0, 0),
        valeurs: 0,
        doublons: Vec::new(),
    };
    let racine = l.valeur(0)?;
    l.blancs();
    if l.ici < texte.len() {
        return Err(l.erreur("du texte suit le document : un fichier porte une ressource (NDJSON : une ligne par fichier)"));
    }
    Ok(Json {
        racine,
        doublons: l.doublons,
        marque: nu.is_some(),
    })
}

struct Lecteur<'t> {
    texte: &'t str,
    ici: usize,
    ligne: u32,
    /// Where the line begins.
    debut: usize,
    /// How far characters were counted in the line, and how many there were: a long line is counted once.
    colonne: (usize, u32),
    valeurs: usize,
    doublons: Vec<(Box<str>, Location)>,
}

impl Lecteur<'_> {
    fn octet(&self) -> Option<u8> {
        self.texte.as_bytes().get(self.ici).copied()
    }

    fn colonne(&mut self) -> u32 {
        let (depuis, comptes) = if self.colonne.0 >= self.debut {
            self.colonne
        } else {
            (self.debut, 0)
        };
        let de_plus = self.texte.get(depuis..self.ici).map_or(0, |t| t.chars().count());
        self.colonne = (self.ici, comptes.saturating_add(u32::try_from(de_plus).unwrap_or(u32::MAX)));
        self.colonne.1.saturating_add(1)
    }

    fn erreur(&mut self, raison: &'static str) -> JsonIllisible {
        JsonIllisible::Forme {
            ligne: self.ligne,
            colonne: self.colonne(),
            raison,
        }
    }

    fn blancs(&mut self) {
        while let Some(o @ (b' ' | b'\t' | b'\r' | b'\n')) = self.octet() {
            self.ici += 1;
            if o == b'\n' {
                self.ligne = self.ligne.saturating_add(1);
                self.debut = self.ici;
                self.colonne = (self.ici, 0);
            }
        }
    }

    fn attendre(&mut self, octet: u8, raison: &'static str) -> Result<(), JsonIllisible> {
        self.blancs();
        if self.octet() != Some(octet) {
            return Err(self.erreur(raison));
        }
        self.ici += 1;
        Ok(())
    }

    fn valeur(&mut self, profondeur: usize) -> Result<Noeud, JsonIllisible> {
        if profondeur > PROFONDEUR_MAX {
            return Err(JsonIllisible::Profondeur(self.ligne));
        }
        self.valeurs += 1;
        if self.valeurs > VALEURS_MAX {
            return Err(JsonIllisible::Valeurs);
        }
        self.blancs();
        let (ligne, colonne) = (self.ligne, self.colonne());
        let valeur = match self.octet() {
            Some(b'{') => Valeur::Objet(self.objet(profondeur)?),
            Some(b'[') => Valeur::Liste(self.liste(profondeur)?),
            Some(b'"') => Valeur::Texte(self.chaine()?),
            Some(b'-' | b'0'..=b'9') => Valeur::Nombre(self.nombre()?),
            Some(_) => self.mot()?,
            None => return Err(self.erreur("le document s'arrête ici : il est incomplet")),
        };
        Ok(Noeud { valeur, ligne, colonne })
    }

    fn mot(&mut self) -> Result<Valeur, JsonIllisible> {
        let reste = self.texte.get(self.ici..).unwrap_or_default();
        for (mot, valeur) in [
            ("true", Valeur::Booleen(true)),
            ("false", Valeur::Booleen(false)),
            ("null", Valeur::Nul),
        ] {
            if reste.starts_with(mot) {
                self.ici += mot.len();
                return Ok(valeur);
            }
        }
        Err(self.erreur(if reste.starts_with('<') {
            "c'est du XML : FHIR en XML n'est pas lu, convertissez la ressource en JSON"
        } else if reste.starts_with("NaN") || reste.starts_with("Infinity") {
            "NaN et Infinity ne sont pas du JSON"
        } else if reste.starts_with('\'') {
            "une chaîne JSON est entre guillemets doubles"
        } else {
            "une valeur JSON est attendue ici"
        }))
    }

    fn objet(&mut self, profondeur: usize) -> Result<Objet, JsonIllisible> {
        self.ici += 1;
        let mut membres: Objet = Vec::new();
        let mut connus = std::collections::HashSet::new();
        self.blancs();
        if self.octet() == Some(b'}') {
            self.ici += 1;
            return Ok(membres);
        }
        loop {
            self.blancs();
            let (ligne, colonne) = (self.ligne, self.colonne());
            if self.octet() != Some(b'"') {
                return Err(self.erreur("un nom entre guillemets est attendu ici (virgule de trop, ou guillemets oubliés)"));
            }
            let nom = self.chaine()?;
            // Few members: looked through. Many: kept in a set.
            if membres.len() == 32 {
                connus.extend(membres.iter().map(|(n, _)| n.clone()));
            }
            let deja = if membres.len() < 32 {
                membre(&membres, &nom).is_some()
            } else {
                !connus.insert(nom.clone())
            };
            if deja {
                let lieu = Location {
                    line: ligne,
                    column: colonne,
                    path: String::new(),
                };
                self.doublons.push((nom.clone(), lieu));
            }
            self.attendre(b':', "« : » est attendu après le nom")?;
            membres.push((nom, self.valeur(profondeur + 1)?));
            self.blancs();
            match self.octet() {
                Some(b',') => self.ici += 1,
                Some(b'}') => {
                    self.ici += 1;
                    return Ok(membres);
                }
                _ => return Err(self.erreur("« , » ou « } » est attendu ici")),
            }
        }
    }

    fn liste(&mut self, profondeur: usize) -> Result<Vec<Noeud>, JsonIllisible> {
        self.ici += 1;
        let mut items = Vec::new();
        self.blancs();
        if self.octet() == Some(b']') {
            self.ici += 1;
            return Ok(items);
        }
        loop {
            items.push(self.valeur(profondeur + 1)?);
            self.blancs();
            match self.octet() {
                Some(b',') => self.ici += 1,
                Some(b']') => {
                    self.ici += 1;
                    return Ok(items);
                }
                _ => return Err(self.erreur("« , » ou « ] » est attendu ici")),
            }
        }
    }

    fn chiffres(&mut self) -> bool {
        let debut = self.ici;
        while self.octet().is_some_and(|o| o.is_ascii_digit()) {
            self.ici += 1;
        }
        self.ici > debut
    }

    fn nombre(&mut self) -> Result<Box<str>, JsonIllisible> {
        let debut = self.ici;
        if self.octet() == Some(b'-') {
            self.ici += 1;
        }
        let entier = self.ici;
        let mut bon = self.chiffres();
        bon &= !(self.texte.as_bytes().get(entier) == Some(&b'0') && self.ici > entier + 1);
        if self.octet() == Some(b'.') {
            self.ici += 1;
            bon &= self.chiffres();
        }
        if let Some(b'e' | b'E') = self.octet() {
            self.ici += 1;
            if let Some(b'+' | b'-') = self.octet() {
                self.ici += 1;
            }
            bon &= self.chiffres();
        }
        if !bon {
            return Err(self.erreur("un nombre JSON s'écrit sans zéro de tête, et avec des chiffres après le point"));
        }
        Ok(self.texte.get(debut..self.ici).unwrap_or_default().into())
    }

    fn chaine(&mut self) -> Result<Box<str>, JsonIllisible> {
        self.ici += 1;
        let mut debut = self.ici;
        let mut sortie = String::new();
        loop {
            match self.octet() {
                Some(b'"') => {
                    sortie.push_str(self.texte.get(debut..self.ici).unwrap_or_default());
                    self.ici += 1;
                    return Ok(sortie.into());
                }
                Some(b'\\') => {
                    sortie.push_str(self.texte.get(debut..self.ici).unwrap_or_default());
                    self.ici += 1;
                    sortie.push(self.echappe()?);
                    debut = self.ici;
                }
                Some(0..=31) => return Err(self.erreur("un caractère de commande dans une chaîne s'écrit \\uXXXX (fin de ligne : \\n)")),
                Some(_) => self.ici += 1,
                None => return Err(self.erreur("une chaîne n'est pas fermée")),
            }
        }
    }

    fn echappe(&mut self) -> Result<char, JsonIllisible> {
        let octet = self.octet();
        self.ici += 1;
        Ok(match octet {
            Some(o @ (b'"' | b'\\' | b'/')) => char::from(o),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => {
                self.ici -= 1;
                return Err(self.erreur("échappement inconnu après « \\ »"));
            }
        })
    }

    fn unicode(&mut self) -> Result<char, JsonIllisible> {
        const SEULE: &str = "une moitié de paire de substitution (\\uD800 à \\uDFFF) est seule";
        let haut = self.hexa()?;
        if !(0xd800..0xe000).contains(&haut) {
            return char::from_u32(haut).ok_or_else(|| self.erreur(SEULE));
        }
        if haut >= 0xdc00 || !self.texte.get(self.ici..).unwrap_or_default().starts_with("\\u") {
            return Err(self.erreur(SEULE));
        }
        self.ici += 2;
        let bas = self.hexa()?;
        if !(0xdc00..0xe000).contains(&bas) {
            return Err(self.erreur(SEULE));
        }
        char::from_u32(0x10000 + ((haut - 0xd800) << 10) + (bas - 0xdc00)).ok_or_else(|| self.erreur(SEULE))
    }

    fn hexa(&mut self) -> Result<u32, JsonIllisible> {
        let quatre = self.texte.get(self.ici..self.ici + 4).unwrap_or_default();
        let bon = quatre.len() == 4 && quatre.bytes().all(|o| o.is_ascii_hexdigit());
        let lu = u32::from_str_radix(quatre, 16).ok().filter(|_| bon);
        self.ici += if lu.is_some() { 4 } else { 0 };
        lu.ok_or_else(|| self.erreur("\\u veut quatre chiffres hexadécimaux"))
    }
}
