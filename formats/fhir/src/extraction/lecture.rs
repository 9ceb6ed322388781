//! Reading an extraction file by the names of its columns.

use std::collections::BTreeMap;

/// Caps on what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bornes {
    /// Longest line, in bytes.
    pub ligne: usize,
    /// Most lines, the header left out.
    pub lignes: usize,
    /// Most columns.
    pub colonnes: usize,
}

impl Default for Bornes {
    /// Real files have some 2.5 million lines of less than 2 KB.
    fn default() -> Self {
        Self {
            ligne: 32 << 10,
            lignes: 10_000_000,
            colonnes: 500,
        }
    }
}

/// Why a file or a line of it cannot be read (French). Lines are counted from 1, the header is the first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractionIllisible {
    /// No header line.
    #[error("fichier vide : une ligne d'en-tête est attendue")]
    Vide,
    /// A column that the reader needs is not there.
    #[error("ligne 1 : il manque la colonne « {0} » ; vérifiez que c'est le bon fichier de l'extraction")]
    ColonneAbsente(String),
    /// A column is there twice.
    #[error("ligne 1 : la colonne « {0} » y est deux fois : les valeurs seraient ambiguës")]
    ColonneDouble(String),
    /// More than [`Bornes::colonnes`].
    #[error("ligne 1 : {0} colonnes, le maximum est {1}")]
    TropDeColonnes(usize, usize),
    /// Longer than [`Bornes::ligne`].
    #[error("ligne {0} : {1} octets, le maximum est {2} ; une fin de ligne s'est-elle perdue ?")]
    LigneTropLongue(usize, usize, usize),
    /// Not UTF-8.
    #[error("ligne {0} : pas de l'UTF-8 (octet {1} de la ligne) ; le fichier est-il abîmé, ou ré-encodé ?")]
    Utf8(usize, usize),
    /// Fewer or more fields than the header names.
    #[error("ligne {0} : {1} champs pour {2} colonnes")]
    Champs(usize, usize, usize),
    /// More than [`Bornes::lignes`].
    #[error("plus de {0} lignes : la suite n'est pas lue")]
    TropDeLignes(usize),
}

/// A file whose header was read.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    colonnes: BTreeMap<&'a str, usize>,
    nombre: usize,
    /// The header ends with a separator, so do the lines.
    separateur_final: bool,
    suite: &'a [u8],
    bornes: Bornes,
}

/// One line.
#[derive(Debug, Clone)]
pub struct Ligne<'t> {
    /// Its number in the file, from 1.
    pub numero: usize,
    champs: Vec<&'t str>,
    colonnes: &'t BTreeMap<&'t str, usize>,
}

impl Ligne<'_> {
    /// The value of a column; empty when the file has no such column.
    #[must_use]
    pub fn valeur(&self, colonne: &str) -> &str {
        self.colonnes.get(colonne).and_then(|i| self.champs.get(*i)).copied().unwrap_or("")
    }
}

impl<'a> Table<'a> {
    /// Reads the header, which must name these columns.
    ///
    /// # Errors
    /// No header, a column missing or named twice, over the caps, not UTF-8.
    pub fn lire(octets: &'a [u8], requises: &[&str], bornes: Bornes) -> Result<Self, ExtractionIllisible> {
        let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
        let (tete, suite) = couper(octets);
        let tete = texte(tete, 1, bornes)?;
        if tete.is_empty() {
            return Err(ExtractionIllisible::Vide);
        }
        let nus = tete.strip_suffix('|');
        let mut colonnes = BTreeMap::new();
        let noms: Vec<&str> = nus.unwrap_or(tete).split('|').collect();
        if noms.len() > bornes.colonnes {
            return Err(ExtractionIllisible::TropDeColonnes(noms.len(), bornes.colonnes));
        }
        for (i, nom) in noms.iter().enumerate() {
            if colonnes.insert(*nom, i).is_some() {
                return Err(ExtractionIllisible::ColonneDouble((*nom).to_owned()));
            }
        }
        if let Some(absente) = requises.iter().find(|r| !colonnes.contains_key(**r)) {
            return Err(ExtractionIllisible::ColonneAbsente((*absente).to_owned()));
        }
        Ok(Self {
            nombre: noms.len(),
            colonnes,
            separateur_final: nus.is_some(),
            suite,
            bornes,
        })
    }

    /// Every column, by name.
    pub fn colonnes(&self) -> impl Iterator<Item = &str> {
        self.colonnes.keys().copied()
    }

    /// The lines. One that cannot be read is an error, and the next ones still come; empty lines are passed over.
    pub fn lignes(&self) -> impl Iterator<Item = Result<Ligne<'_>, ExtractionIllisible>> {
        let mut reste = self.suite;
        let mut numero = 1;
        let mut lues = 0;
        let mut finie = false;
        std::iter::from_fn(move || {
            loop {
                if finie || reste.is_empty() {
                    return None;
                }
                let (ligne, suite) = couper(reste);
                reste = suite;
                numero += 1;
                if ligne.is_empty() {
                    continue;
                }
                if lues == self.bornes.lignes {
                    finie = true;
                    return Some(Err(ExtractionIllisible::TropDeLignes(self.bornes.lignes)));
                }
                lues += 1;
                return Some(self.ligne(ligne, numero));
            }
        })
    }

    fn ligne(&self, octets: &'a [u8], numero: usize) -> Result<Ligne<'_>, ExtractionIllisible> {
        let ligne = texte(octets, numero, self.bornes)?;
        let mut champs: Vec<&str> = ligne.split('|').collect();
        // A quote is a character like another: nothing is quoted in these files.
        if self.separateur_final && champs.len() == self.nombre + 1 && champs.last() == Some(&"") {
            champs.pop();
        }
        if champs.len() != self.nombre {
            return Err(ExtractionIllisible::Champs(numero, champs.len(), self.nombre));
        }
        Ok(Ligne {
            numero,
            champs,
            colonnes: &self.colonnes,
        })
    }
}

/// The first line without its end, and the rest.
fn couper(octets: &[u8]) -> (&[u8], &[u8]) {
    let (ligne, suite) = match octets.iter().position(|o| *o == b'\n') {
        Some(i) => (&octets[..i], &octets[i + 1..]),
        None => (octets, &[][..]),
    };
    (ligne.strip_suffix(b"\r").unwrap_or(ligne), suite)
}

fn texte(ligne: &[u8], numero: usize, bornes: Bornes) -> Result<&str, ExtractionIllisible> {
    if ligne.len() > bornes.ligne {
        return Err(ExtractionIllisible::LigneTropLongue(numero, ligne.len(), bornes.ligne));
    }
    std::str::from_utf8(ligne).map_err(|e| ExtractionIllisible::Utf8(numero, e.valid_up_to() + 1))
}
