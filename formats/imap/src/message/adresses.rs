//! Addresses (RFC 5322, § 3.4), for ENVELOPE: names as they stand, encoded words included.

/// One address, or one end of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adresse {
    /// The name of the person.
    pub nom: Option<Vec<u8>>,
    /// The mailbox; at the start of a group, its name; at its end, none.
    pub boite: Option<Vec<u8>>,
    /// The domain; none: this is one end of a group.
    pub hote: Option<Vec<u8>>,
}

/// Most addresses read in a field.
pub const ADRESSES_MAX: usize = 10_000;

/// Reads the value of a field, unfolded.
#[must_use]
pub fn adresses(valeur: &[u8]) -> Vec<Adresse> {
    let mut lecteur = Lecteur {
        adresses: Vec::new(),
        mots: Vec::new(),
        groupe: false,
    };
    let mut reste = valeur;
    while let Some((&o, suite)) = reste.split_first() {
        reste = suite;
        match o {
            b',' => lecteur.finir(),
            b';' => lecteur.fermer(),
            b':' => lecteur.ouvrir(),
            b'"' => lecteur.mots.push(Mot::Cite(entre(&mut reste, b'"', None))),
            b'(' => lecteur.mots.push(Mot::Commentaire(entre(&mut reste, b')', Some(b'(')))),
            b'<' => lecteur.mots.push(Mot::Chevrons(chevrons(&mut reste))),
            b'@' | b'.' => lecteur.mots.push(Mot::Signe(o)),
            o if o.is_ascii_whitespace() => {}
            _ => {
                let fin = suite
                    .iter()
                    .position(|o| o.is_ascii_whitespace() || SIGNES.contains(o))
                    .unwrap_or(suite.len());
                let atome = &valeur[valeur.len() - suite.len() - 1..valeur.len() - suite.len() + fin];
                lecteur.mots.push(Mot::Atome(atome.to_vec()));
                reste = &suite[fin..];
            }
        }
        if lecteur.adresses.len() >= ADRESSES_MAX {
            return lecteur.adresses;
        }
    }
    lecteur.finir();
    if lecteur.groupe {
        lecteur.adresses.push(Adresse::default());
    }
    lecteur.adresses
}

const SIGNES: &[u8] = b",;:\"(<@.";

enum Mot {
    Atome(Vec<u8>),
    Cite(Vec<u8>),
    Commentaire(Vec<u8>),
    Chevrons(Vec<u8>),
    Signe(u8),
}

struct Lecteur {
    adresses: Vec<Adresse>,
    mots: Vec<Mot>,
    groupe: bool,
}

impl Lecteur {
    /// The words so far are an address.
    fn finir(&mut self) {
        let mots = std::mem::take(&mut self.mots);
        let commentaire = mots.iter().rev().find_map(|m| match m {
            Mot::Commentaire(c) if !c.is_empty() => Some(c.clone()),
            _ => None,
        });
        let chevrons = mots.iter().rposition(|m| matches!(m, Mot::Chevrons(_)));
        let (nom, adresse) = match chevrons.and_then(|i| mots.get(i)) {
            Some(Mot::Chevrons(a)) => (phrase(&mots), a.clone()),
            _ => (None, collee(&mots)),
        };
        if adresse.is_empty() && nom.is_none() {
            return;
        }
        // A route, long obsolete: `@a,@b:boite@hote`.
        let adresse = match adresse.strip_prefix(b"@") {
            Some(r) => memchr::memchr(b':', r).map_or(&adresse[..], |i| &r[i + 1..]),
            None => &adresse,
        };
        let (boite, hote) = match memchr::memrchr(b'@', adresse) {
            Some(i) => (&adresse[..i], &adresse[i + 1..]),
            // No domain is not a group: its place is held by nothing.
            None => (adresse, &b""[..]),
        };
        self.adresses.push(Adresse {
            nom: nom.or(commentaire),
            boite: Some(sans_guillemets(boite)),
            hote: Some(hote.to_vec()),
        });
    }

    /// The words so far are the name of a group.
    fn ouvrir(&mut self) {
        let mots = std::mem::take(&mut self.mots);
        if self.groupe {
            self.adresses.push(Adresse::default());
        }
        self.groupe = true;
        self.adresses.push(Adresse {
            boite: Some(phrase(&mots).unwrap_or_default()),
            ..Adresse::default()
        });
    }

    fn fermer(&mut self) {
        self.finir();
        if self.groupe {
            self.groupe = false;
            self.adresses.push(Adresse::default());
        }
    }
}

/// The words of a name, one space between them; a dot stays with the word before it.
fn phrase(mots: &[Mot]) -> Option<Vec<u8>> {
    let mut phrase = Vec::new();
    for mot in mots {
        match mot {
            Mot::Atome(m) | Mot::Cite(m) => {
                if !phrase.is_empty() {
                    phrase.push(b' ');
                }
                phrase.extend_from_slice(m);
            }
            Mot::Signe(s) => phrase.push(*s),
            Mot::Commentaire(_) => {}
            Mot::Chevrons(_) => break,
        }
    }
    (!phrase.is_empty()).then_some(phrase)
}

/// An address without brackets.
fn collee(mots: &[Mot]) -> Vec<u8> {
    let mut adresse = Vec::new();
    for mot in mots {
        match mot {
            Mot::Atome(m) => adresse.extend_from_slice(m),
            Mot::Cite(m) => {
                adresse.push(b'"');
                adresse.extend_from_slice(m);
                adresse.push(b'"');
            }
            Mot::Signe(s) => adresse.push(*s),
            Mot::Commentaire(_) | Mot::Chevrons(_) => {}
        }
    }
    adresse
}

/// What stands between brackets, without white space around its parts.
fn chevrons(reste: &mut &[u8]) -> Vec<u8> {
    let mut cite = false;
    let mut fin = reste.len();
    for (i, o) in reste.iter().enumerate() {
        match o {
            b'"' => cite = !cite,
            b'>' if !cite => {
                fin = i;
                break;
            }
            _ => {}
        }
    }
    let dedans = &reste[..fin];
    *reste = reste.get(fin + 1..).unwrap_or_default();
    if dedans.contains(&b'"') {
        return dedans.trim_ascii().to_vec();
    }
    dedans.iter().copied().filter(|o| !o.is_ascii_whitespace()).collect()
}

/// Up to the end mark, escapes undone. `ouvre`: marks that nest.
fn entre(reste: &mut &[u8], ferme: u8, ouvre: Option<u8>) -> Vec<u8> {
    let (mut texte, mut profondeur) = (Vec::new(), 0_usize);
    let mut octets = reste.iter().enumerate();
    while let Some((i, &o)) = octets.next() {
        match o {
            b'\\' => texte.extend(octets.next().map(|(_, o)| *o)),
            o if o == ferme && profondeur == 0 => {
                *reste = &reste[i + 1..];
                return texte;
            }
            o => {
                if Some(o) == ouvre {
                    profondeur += 1;
                } else if o == ferme {
                    profondeur -= 1;
                }
                texte.push(o);
            }
        }
    }
    *reste = b"";
    texte
}

fn sans_guillemets(boite: &[u8]) -> Vec<u8> {
    let dedans = boite.strip_prefix(b"\"").and_then(|b| b.strip_suffix(b"\""));
    dedans.unwrap_or(boite).to_vec()
}
