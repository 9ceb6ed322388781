//! Cutting a `multipart/related` body into its parts.

use bytes::Bytes;
use memchr::memmem;

use super::entetes::{essence, parametre, sans_chevrons};
use super::{MtomRefuse, Multipart, Partie, Tolerance, transfert};

/// Bounds of what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitesMtom {
    /// Bytes of the whole body.
    pub taille: usize,
    /// Parts, root included.
    pub parties: usize,
    /// Header lines of one part.
    pub lignes_entetes: usize,
    /// Bytes of the headers of one part.
    pub octets_entetes: usize,
}

impl Default for LimitesMtom {
    fn default() -> Self {
        Self {
            taille: 64 * 1024 * 1024,
            parties: 64,
            lignes_entetes: 32,
            octets_entetes: 16 * 1024,
        }
    }
}

/// Reads the body of an MTOM message within the default [`LimitesMtom`]. Lines end with CRLF, as MIME has it; when no boundary does, and
/// all is written with bare LF, this is read and told. What stands before the first boundary and after the last is passed over.
///
/// # Errors
/// [`MtomRefuse`] when the body is not what its `Content-Type` announces, or goes past a bound.
pub fn lire(content_type: &str, corps: &Bytes) -> Result<Multipart, MtomRefuse> {
    lire_borne(content_type, corps, &LimitesMtom::default())
}

/// Reads the body of an MTOM message within given bounds. See [`lire`].
///
/// # Errors
/// [`MtomRefuse`] when the body is not what its `Content-Type` announces, or goes past a bound.
pub fn lire_borne(content_type: &str, corps: &Bytes, limites: &LimitesMtom) -> Result<Multipart, MtomRefuse> {
    let essence_vue = essence(content_type);
    if essence_vue != "multipart/related" {
        return Err(MtomRefuse::PasMultipart(essence_vue));
    }
    let boundary = parametre(content_type, "boundary").unwrap_or_default();
    if !boundary_admis(&boundary) {
        return Err(MtomRefuse::BoundaryInvalide(format!("« {boundary} »")));
    }
    let genre = parametre(content_type, "type").unwrap_or_default();
    if essence(&genre) != "application/xop+xml" {
        return Err(MtomRefuse::TypeParametre(genre));
    }
    let start = parametre(content_type, "start").map(|s| sans_chevrons(&s).unwrap_or(s.trim()).to_owned());
    let decoupe = Decoupe {
        corps,
        boundary: &boundary,
        fin_de_ligne: b"\r\n",
        limites,
    };
    let nue = Decoupe {
        fin_de_ligne: b"\n",
        ..decoupe
    };
    let ouvre = |d: &Decoupe<'_>| d.limite(0).is_some_and(|l| l.suite == Suite::Partie);
    if ouvre(&decoupe) || !ouvre(&nue) {
        return assembler(decoupe.parties()?, start);
    }
    let mut lu = assembler(nue.parties()?, start)?;
    lu.tolerances.insert(0, Tolerance::FinDeLigne);
    Ok(lu)
}

/// How far a dump is searched for its first boundary.
const PREAMBULE_MAX: usize = 4096;

/// Where the first boundary of a raw dump begins, when it is one: what stands before it is passed over, as on the wire. What begins
/// as XML is an envelope alone.
#[must_use]
pub fn premiere_limite(corps: &[u8]) -> Option<usize> {
    let debut = corps.strip_prefix(b"\xef\xbb\xbf").unwrap_or(corps).trim_ascii_start();
    if debut.starts_with(b"<") {
        return None;
    }
    let mut ligne = 0;
    while ligne < corps.len().min(PREAMBULE_MAX) {
        if corps[ligne..].starts_with(b"--") {
            return Some(ligne);
        }
        ligne += memchr::memchr(b'\n', &corps[ligne..])? + 1;
    }
    None
}

/// Reads a raw dump, which has no `Content-Type`: its first line that begins with two dashes is a boundary (the official sample begins
/// with it), the first part is the root, and lines end as that one does (CRLF or LF).
///
/// # Errors
/// [`MtomRefuse`] when the dump is not a multipart body, or goes past a bound.
pub fn lire_brut(corps: &Bytes) -> Result<Multipart, MtomRefuse> {
    let limites = LimitesMtom::default();
    let debut = premiere_limite(corps).ok_or(MtomRefuse::SansPremiereLimite)?;
    let fin = corps[debut..]
        .iter()
        .take(128)
        .position(|o| *o == b'\n')
        .ok_or(MtomRefuse::SansPremiereLimite)?;
    let (ligne, fin_de_ligne): (&[u8], &[u8]) = match &corps[debut..debut + fin] {
        [ligne @ .., b'\r'] => (ligne, b"\r\n"),
        ligne => (ligne, b"\n"),
    };
    let boundary = std::str::from_utf8(ligne)
        .ok()
        .and_then(|l| l.strip_prefix("--"))
        .map(str::trim_end)
        .ok_or(MtomRefuse::SansPremiereLimite)?;
    if !boundary_admis(boundary) {
        return Err(MtomRefuse::BoundaryInvalide(format!("« {boundary} »")));
    }
    let decoupe = Decoupe {
        corps,
        boundary,
        fin_de_ligne,
        limites: &limites,
    };
    assembler(decoupe.parties()?, None)
}

/// RFC 2046, §5.1.1.
fn boundary_admis(boundary: &str) -> bool {
    (1..=70).contains(&boundary.len())
        && !boundary.ends_with(' ')
        && boundary.bytes().all(|c| c.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&c))
}

/// A part, with its rank (from 1) and the place where it begins.
struct Morceau {
    rang: usize,
    octet: usize,
    partie: Partie,
}

/// Finds the root among the parts.
fn assembler(mut morceaux: Vec<Morceau>, start: Option<String>) -> Result<Multipart, MtomRefuse> {
    for (i, m) in morceaux.iter().enumerate() {
        let meme = |p: &&Morceau| p.partie.content_id.is_some() && p.partie.content_id == m.partie.content_id;
        if let Some(premier) = morceaux[..i].iter().find(meme) {
            return Err(MtomRefuse::PartieDouble {
                content_id: m.partie.content_id.clone().unwrap_or_default(),
                premiere: premier.rang,
                seconde: m.rang,
                octet: m.octet,
            });
        }
    }
    let rang = match start {
        None => 0,
        Some(start) => morceaux
            .iter()
            .position(|m| m.partie.content_id.as_deref() == Some(start.as_str()))
            .ok_or(MtomRefuse::StartIntrouvable { start })?,
    };
    if rang >= morceaux.len() {
        return Err(MtomRefuse::SansPartie);
    }
    let racine = morceaux.remove(rang);
    if essence(&racine.partie.type_contenu) != "application/xop+xml" {
        return Err(MtomRefuse::TypeRacine {
            partie: racine.rang,
            octet: racine.octet,
            vu: racine.partie.type_contenu,
        });
    }
    let tolerances = std::iter::once(&racine).chain(&morceaux).filter_map(|m| {
        let encodage = m.partie.entete("Content-Transfer-Encoding")?;
        transfert::est_quoted(encodage).then_some(Tolerance::QuotedPrintable { partie: m.rang })
    });
    Ok(Multipart {
        tolerances: tolerances.collect(),
        racine: racine.partie,
        parties: morceaux.into_iter().map(|m| m.partie).collect(),
    })
}

/// A header: where it begins, its name and its value.
type Ligne = (usize, String, String);

/// What follows the boundary on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Suite {
    Partie,
    Fin,
}

/// A boundary found: where the line break before it begins, where its own line ends, and what it announces.
struct Limite {
    avant: usize,
    apres: usize,
    suite: Suite,
}

#[derive(Clone, Copy)]
struct Decoupe<'a> {
    corps: &'a Bytes,
    boundary: &'a str,
    fin_de_ligne: &'a [u8],
    limites: &'a LimitesMtom,
}

impl Decoupe<'_> {
    fn parties(&self) -> Result<Vec<Morceau>, MtomRefuse> {
        if self.corps.len() > self.limites.taille {
            return Err(MtomRefuse::TropGros {
                taille: self.corps.len(),
                limite: self.limites.taille,
            });
        }
        let mut limite = self.limite(0).ok_or_else(|| MtomRefuse::BoundaryAbsent {
            boundary: self.boundary.to_owned(),
        })?;
        let mut morceaux = Vec::new();
        while limite.suite == Suite::Partie {
            let rang = morceaux.len() + 1;
            let octet = limite.apres;
            if rang > self.limites.parties {
                return Err(MtomRefuse::TropDeParties {
                    limite: self.limites.parties,
                });
            }
            // The line break that ends a boundary line may be the one that begins the next boundary: a part may be empty.
            let suivante = self.limite(octet - self.fin_de_ligne.len()).ok_or_else(|| MtomRefuse::Inacheve {
                partie: rang,
                octet,
                boundary: self.boundary.to_owned(),
            })?;
            let partie = self.partie(rang, octet, suivante.avant.max(octet))?;
            morceaux.push(Morceau { rang, octet, partie });
            limite = suivante;
        }
        if morceaux.is_empty() {
            return Err(MtomRefuse::SansPartie);
        }
        Ok(morceaux)
    }

    /// The first boundary at or after a byte: at the very start, or after a line break.
    fn limite(&self, depuis: usize) -> Option<Limite> {
        let eol = self.fin_de_ligne;
        let debut = (depuis == 0).then(|| self.limite_a(0, 0)).flatten();
        let marque = [eol, b"--", self.boundary.as_bytes()].concat();
        debut.or_else(|| {
            memmem::find_iter(self.corps.get(depuis..).unwrap_or_default(), &marque)
                .find_map(|i| self.limite_a(depuis + i, depuis + i + eol.len()))
        })
    }

    /// A boundary whose two dashes are at `ligne`: nothing but padding may follow it on its line.
    fn limite_a(&self, avant: usize, ligne: usize) -> Option<Limite> {
        let suite = self
            .corps
            .get(ligne..)?
            .strip_prefix(b"--")?
            .strip_prefix(self.boundary.as_bytes())?;
        let (reste, annonce) = match suite.strip_prefix(b"--") {
            Some(reste) => (reste, Suite::Fin),
            None => (suite, Suite::Partie),
        };
        let blancs = reste.iter().take_while(|o| matches!(o, b' ' | b'\t')).count();
        let fin = self.corps.len() - reste.len() + blancs;
        match reste.get(blancs..)? {
            [] if annonce == Suite::Fin => Some(Limite {
                avant,
                apres: fin,
                suite: annonce,
            }),
            apres if apres.starts_with(self.fin_de_ligne) => Some(Limite {
                avant,
                apres: fin + self.fin_de_ligne.len(),
                suite: annonce,
            }),
            _ => None,
        }
    }

    fn partie(&self, rang: usize, debut: usize, fin: usize) -> Result<Partie, MtomRefuse> {
        let (lignes, contenu) = self.entetes(rang, debut, fin)?;
        let un = |nom: &'static str| {
            let mut tous = lignes.iter().filter(|(_, n, _)| n.eq_ignore_ascii_case(nom));
            let premier = tous.next().map(|(_, _, v)| v.clone());
            match tous.next() {
                Some((octet, ..)) => Err(MtomRefuse::EnteteDouble {
                    partie: rang,
                    octet: *octet,
                    nom,
                }),
                None => Ok(premier),
            }
        };
        let content_id = un("Content-ID")?
            .map(|vu| {
                sans_chevrons(&vu).map(str::to_owned).ok_or(MtomRefuse::ContentIdMalForme {
                    partie: rang,
                    octet: debut,
                    vu,
                })
            })
            .transpose()?;
        let type_contenu = un("Content-Type")?.unwrap_or_default();
        let encodage = un("Content-Transfer-Encoding")?.unwrap_or_default();
        let octets = transfert::lire(&encodage, &self.corps.slice(contenu.min(fin)..fin)).map_err(|raison| MtomRefuse::Encodage {
            partie: rang,
            octet: contenu,
            encodage,
            raison,
        })?;
        Ok(Partie {
            content_id,
            type_contenu,
            entetes: lignes.into_iter().map(|(_, n, v)| (n, v)).collect(),
            octets,
        })
    }

    /// The headers, and where the content begins.
    fn entetes(&self, rang: usize, debut: usize, fin: usize) -> Result<(Vec<Ligne>, usize), MtomRefuse> {
        let mut lues: Vec<Ligne> = Vec::new();
        let mut ici = debut;
        let mal = |octet, raison| MtomRefuse::EnteteMalForme {
            partie: rang,
            octet,
            raison,
        };
        let trop = |limite, quoi| MtomRefuse::EntetesTropGros {
            partie: rang,
            octet: debut,
            limite,
            quoi,
        };
        loop {
            let reste = self.corps.get(ici..fin).unwrap_or_default();
            let borne = self.limites.octets_entetes.saturating_sub(ici - debut);
            let fenetre = reste.get(..borne.min(reste.len())).unwrap_or_default();
            let Some(longueur) = memmem::find(fenetre, self.fin_de_ligne) else {
                // A part that ends with its headers has its empty line eaten by the boundary.
                return match reste {
                    [] => Ok((lues, fin)),
                    _ if fenetre.len() < reste.len() => Err(trop(self.limites.octets_entetes, "octets")),
                    _ => Err(mal(ici, "pas de ligne vide après les en-têtes")),
                };
            };
            let ligne = std::str::from_utf8(&reste[..longueur]).map_err(|_| mal(ici, "octets qui ne sont pas du texte UTF-8"))?;
            let octet = ici;
            ici += longueur + self.fin_de_ligne.len();
            if ligne.is_empty() {
                return Ok((lues, ici));
            }
            if lues.len() >= self.limites.lignes_entetes {
                return Err(trop(self.limites.lignes_entetes, "lignes"));
            }
            if ligne.chars().any(|c| c.is_control() && c != '\t') {
                return Err(mal(octet, "caractère de contrôle"));
            }
            if let Some(suite) = ligne.strip_prefix([' ', '\t']) {
                let (_, _, valeur) = lues.last_mut().ok_or_else(|| mal(octet, "ligne de suite sans en-tête"))?;
                valeur.push(' ');
                valeur.push_str(suite.trim());
                continue;
            }
            let (nom, valeur) = ligne.split_once(':').ok_or_else(|| mal(octet, "pas de « : »"))?;
            if nom.is_empty() || !nom.bytes().all(|c| c.is_ascii_graphic()) {
                return Err(mal(octet, "nom d'en-tête invalide"));
            }
            lues.push((octet, nom.to_owned(), valeur.trim().to_owned()));
        }
    }
}
