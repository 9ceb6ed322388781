//! A block of headers, cut into fields, and what a field says once it is unfolded and decoded.

use bytes::Bytes;
use mail_parser::parsers::MessageStream;
use mail_parser::{Address, HeaderValue};
use memchr::{memchr, memmem};
use segur_model::Location;

use super::bornes::{ADRESSES_MAX, CHAMPS_MAX, ENTETES_MAX};
use super::commentaires::sans_commentaires;

/// Steps that decoding one value may cost. Beyond, its encoded words are left as they are.
const PAS_MAX: usize = 64 << 20;

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnTete {
    /// Its name, as written.
    pub nom: String,
    /// Its value as written: folded, encoded, without its last line end.
    pub valeur: Bytes,
    /// Where its name is, from 1.
    pub ligne: u32,
}

/// A block of headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnTetes {
    champs: Vec<EnTete>,
    /// Lines that are no field, nor the continuation of one: number, and bytes.
    pub(crate) etrangers: Vec<(u32, Bytes)>,
    /// The block goes past a bound: the rest of it was not read.
    pub(crate) inacheve: bool,
}

/// An address, and the label before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adresse {
    /// Display name, decoded.
    pub libelle: Option<String>,
    /// `boite@domaine`, as written.
    pub adresse: String,
}

impl Adresse {
    /// Whether two addresses are of one mailbox: MSSanté mailboxes do not differ by case.
    #[must_use]
    pub fn est(&self, autre: &str) -> bool {
        self.adresse.eq_ignore_ascii_case(autre)
    }
}

impl EnTetes {
    /// Reads a block from its first byte. Gives how many bytes it takes, the empty line that ends it included, and how many lines.
    pub(crate) fn lire(octets: &Bytes, premiere_ligne: u32) -> (Self, usize, u32) {
        let mut lus = Self::default();
        let (mut ou, mut ligne) = (0, premiere_ligne);
        // Name, beginning and end of the value, line.
        let mut courant: Option<(String, usize, usize, u32)> = None;
        loop {
            let reste = octets.get(ou..).unwrap_or_default();
            if reste.is_empty() || ou > ENTETES_MAX || lus.champs.len() > CHAMPS_MAX {
                lus.inacheve = !reste.is_empty();
                break;
            }
            let long = memchr(b'\n', reste).map_or(reste.len(), |n| n + 1);
            let fin = ou + long;
            let nue = sans_fin(octets.get(ou..fin).unwrap_or_default());
            let (debut, ici) = (ou, ligne);
            ou = fin;
            ligne = ligne.saturating_add(1);
            if nue.is_empty() {
                break;
            }
            if matches!(nue.first(), Some(b' ' | b'\t'))
                && let Some((_, _, bout, _)) = &mut courant
            {
                *bout = debut + nue.len();
                continue;
            }
            lus.poser(octets, courant.take());
            match nom(nue) {
                Some((nom, valeur)) => courant = Some((nom, debut + valeur, debut + nue.len(), ici)),
                None => lus.etrangers.push((ici, octets.slice(debut..debut + nue.len()))),
            }
        }
        lus.poser(octets, courant);
        (lus, ou, ligne - premiere_ligne)
    }

    fn poser(&mut self, octets: &Bytes, champ: Option<(String, usize, usize, u32)>) {
        if let Some((nom, debut, fin, ligne)) = champ {
            self.champs.push(EnTete {
                nom,
                valeur: octets.slice(debut..fin.max(debut)),
                ligne,
            });
        }
    }

    /// Every field, in order.
    #[must_use]
    pub fn champs(&self) -> &[EnTete] {
        &self.champs
    }

    /// Each field of this name.
    pub fn tous<'a>(&'a self, nom: &'a str) -> impl Iterator<Item = &'a EnTete> {
        self.champs.iter().filter(move |c| c.nom.eq_ignore_ascii_case(nom))
    }

    /// The first field of this name.
    #[must_use]
    pub fn un(&self, nom: &str) -> Option<&EnTete> {
        self.champs.iter().find(|c| c.nom.eq_ignore_ascii_case(nom))
    }

    /// The text of the first field of this name, decoded.
    #[must_use]
    pub fn texte(&self, nom: &str) -> Option<String> {
        self.un(nom).map(EnTete::texte)
    }

    /// The addresses of the fields of this name, [`ADRESSES_MAX`] at most.
    #[must_use]
    pub fn adresses(&self, nom: &str) -> Vec<Adresse> {
        let mut toutes = Vec::new();
        for champ in self.tous(nom) {
            toutes.extend(champ.adresses());
            toutes.truncate(ADRESSES_MAX);
        }
        toutes
    }

    /// The identifiers (`<…>`) of the fields of this name, with their angle brackets.
    #[must_use]
    pub fn identifiants(&self, nom: &str) -> Vec<String> {
        let mut tous: Vec<String> = self.tous(nom).flat_map(|c| identifiants(&c.nue())).collect();
        tous.truncate(ADRESSES_MAX);
        tous
    }
}

impl EnTete {
    /// Where it is.
    #[must_use]
    pub fn lieu(&self) -> Location {
        Location {
            line: self.ligne,
            column: 1,
            path: self.nom.clone(),
        }
    }

    /// Its text: unfolded, encoded words decoded (RFC 2047).
    #[must_use]
    pub fn texte(&self) -> String {
        match self.lue(|f| f.parse_unstructured()) {
            HeaderValue::Text(t) => t.trim().to_owned(),
            _ => String::new(),
        }
    }

    /// Its addresses, groups spread.
    #[must_use]
    pub fn adresses(&self) -> Vec<Adresse> {
        // The library takes a comment for a part of what it stands beside.
        let nue = self.valeur.contains(&b'(').then(|| Self {
            valeur: Bytes::from(sans_commentaires(&String::from_utf8_lossy(&self.valeur)).into_bytes()),
            ..self.clone()
        });
        let HeaderValue::Address(lue) = nue.as_ref().unwrap_or(self).lue(|f| f.parse_address()) else {
            return Vec::new();
        };
        let une = |a: &mail_parser::Addr<'_>| Adresse {
            libelle: a.name.as_deref().map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned),
            adresse: match a.address.as_deref().unwrap_or_default() {
                // What stood for a comment.
                x if nue.is_some() => x.split_whitespace().collect(),
                x => x.trim().to_owned(),
            },
        };
        match &lue {
            Address::List(l) => l.iter().take(ADRESSES_MAX).map(une).collect(),
            Address::Group(g) => g.iter().flat_map(|g| &g.addresses).take(ADRESSES_MAX).map(une).collect(),
        }
    }

    /// Its value unfolded, not decoded: what is not UTF-8 is replaced.
    #[must_use]
    pub fn deplie(&self) -> String {
        let nus: Vec<u8> = self.valeur.iter().copied().filter(|o| !matches!(o, b'\r' | b'\n')).collect();
        String::from_utf8_lossy(&nus).trim().to_owned()
    }

    /// The same without its comments, of a structured field.
    pub(crate) fn nue(&self) -> String {
        sans_commentaires(&self.deplie()).trim().to_owned()
    }

    /// Its value, by a reader of the library, which stops at the end of a line.
    pub(crate) fn lue(&self, lire: for<'x> fn(&mut MessageStream<'x>) -> HeaderValue<'x>) -> HeaderValue<'static> {
        let mut valeur = self.valeur.to_vec();
        valeur.extend_from_slice(b"\r\n");
        // An encoded word that never ends is looked for to the end of the value, and so is each that begins in it.
        let mots = memmem::find_iter(&valeur, b"=?").count();
        if mots.saturating_mul(valeur.len()) > PAS_MAX {
            let ouverts: Vec<usize> = memmem::find_iter(&valeur, b"=?").collect();
            for ici in ouverts {
                valeur[ici] = b'-';
            }
        }
        lire(&mut MessageStream::new(&valeur)).into_owned()
    }
}

/// A line without its end.
pub(crate) fn sans_fin(ligne: &[u8]) -> &[u8] {
    let ligne = ligne.strip_suffix(b"\n").unwrap_or(ligne);
    ligne.strip_suffix(b"\r").unwrap_or(ligne)
}

/// The name of a field, and where its value begins. Spaces before the colon are of the obsolete syntax, which is read.
fn nom(ligne: &[u8]) -> Option<(String, usize)> {
    let deux_points = memchr(b':', ligne)?;
    let nom = ligne.get(..deux_points)?.trim_ascii_end();
    let admis = !nom.is_empty() && nom.iter().all(|o| (33..=126).contains(o));
    admis.then(|| (String::from_utf8_lossy(nom).into_owned(), deux_points + 1))
}

/// What stands between `<` and `>`, brackets included.
fn identifiants(texte: &str) -> Vec<String> {
    let mut trouves = Vec::new();
    let mut reste = texte;
    while let Some(debut) = reste.find('<') {
        let Some(long) = reste.get(debut..).and_then(|r| r.find('>')) else {
            break;
        };
        let fin = debut + long + 1;
        let sans: String = reste.get(debut..fin).unwrap_or_default().split_whitespace().collect();
        trouves.push(sans);
        reste = reste.get(fin..).unwrap_or_default();
    }
    trouves
}
