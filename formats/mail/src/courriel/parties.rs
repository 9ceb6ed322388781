//! The parts of a mail: a flat list, each with its headers and its body as it is encoded. The walk is a loop over a list of what is left
//! to read, bounded in depth and in number: a mail of a thousand levels costs no stack.

use std::sync::OnceLock;

use bytes::Bytes;
use mail_parser::HeaderValue;
use memchr::{memchr_iter, memmem};

use super::bornes::{PARTIES_MAX, PROFONDEUR_MAX, TOUS_ENTETES_MAX};
use super::contenu::Decodee;
use super::entetes::EnTetes;

/// The media type of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeMime {
    /// `multipart`, in lower case.
    pub genre: String,
    /// `mixed`, in lower case.
    pub sous_genre: String,
    /// Parameters: name in lower case, value decoded.
    pub parametres: Vec<(String, String)>,
}

impl TypeMime {
    /// The type of a part that says none.
    fn texte() -> Self {
        Self {
            genre: "text".to_owned(),
            sous_genre: "plain".to_owned(),
            parametres: Vec::new(),
        }
    }

    /// A parameter.
    #[must_use]
    pub fn parametre(&self, nom: &str) -> Option<&str> {
        self.parametres.iter().find(|p| p.0 == nom).map(|p| p.1.as_str())
    }

    /// Whether it is this one.
    #[must_use]
    pub fn est(&self, genre: &str, sous_genre: &str) -> bool {
        self.genre == genre && self.sous_genre == sous_genre
    }

    /// `multipart/mixed`.
    #[must_use]
    pub fn nom(&self) -> String {
        format!("{}/{}", self.genre, self.sous_genre)
    }
}

/// What is wrong with the way a part is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defaut {
    /// `multipart/…` without boundary.
    SansLimite,
    /// The boundary is nowhere in the body.
    LimiteAbsente,
    /// The body ends before the closing boundary.
    NonFermee,
}

/// A part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partie {
    /// Its number, from the outside in (`1.2`); empty for the mail itself.
    pub numero: String,
    /// Rank of the part that holds it.
    pub parent: Option<usize>,
    /// Its headers.
    pub entetes: EnTetes,
    /// Its type; that of a text when it says none.
    pub mime: TypeMime,
    /// Whether it is a message: the mail itself, or the content of a `message/rfc822`.
    pub message: bool,
    /// Its body as it is encoded, without the line end that belongs to the boundary behind it.
    pub corps: Bytes,
    /// Line where its headers begin.
    pub ligne: u32,
    /// Line where its body begins.
    pub ligne_corps: u32,
    pub(crate) defauts: Vec<Defaut>,
    pub(crate) decodee: OnceLock<Decodee>,
}

/// The parts of a mail, in order, and the bound that was met, if one was: what is beyond it was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parties {
    pub toutes: Vec<Partie>,
    pub borne: Option<&'static str>,
}

/// What is left to read.
struct Reste {
    octets: Bytes,
    ligne: u32,
    numero: String,
    parent: Option<usize>,
    profondeur: usize,
    message: bool,
    /// In a `multipart/digest` a part that says nothing is a message.
    condense: bool,
}

/// Cuts a mail into its parts.
pub(crate) fn decouper(octets: &Bytes, premiere_ligne: u32) -> Parties {
    let mut lues = Parties {
        toutes: Vec::new(),
        borne: None,
    };
    let mut entetes_lus = 0;
    let mut a_lire = vec![Reste {
        octets: octets.clone(),
        ligne: premiere_ligne,
        numero: String::new(),
        parent: None,
        profondeur: 0,
        message: true,
        condense: false,
    }];
    while let Some(reste) = a_lire.pop() {
        if lues.toutes.len() >= PARTIES_MAX {
            lues.borne = Some("le nombre de parties");
            break;
        }
        let profondeur = reste.profondeur;
        let (partie, taille) = lire_une(reste);
        entetes_lus += taille;
        let rang = lues.toutes.len();
        if partie.entetes.inacheve || entetes_lus > TOUS_ENTETES_MAX {
            lues.borne = Some("la taille des en-têtes");
            lues.toutes.push(partie);
            break;
        }
        lues.toutes.push(partie);
        let dedans = enfants(&mut lues.toutes[rang], rang, profondeur + 1);
        if !dedans.is_empty() && profondeur >= PROFONDEUR_MAX {
            lues.borne = Some("la profondeur des parties");
            continue;
        }
        a_lire.extend(dedans.into_iter().rev());
    }
    lues
}

fn lire_une(reste: Reste) -> (Partie, usize) {
    let (entetes, taille, lignes) = EnTetes::lire(&reste.octets, reste.ligne);
    let mime = type_mime(&entetes).unwrap_or_else(|| {
        if reste.condense {
            TypeMime {
                genre: "message".to_owned(),
                sous_genre: "rfc822".to_owned(),
                parametres: Vec::new(),
            }
        } else {
            TypeMime::texte()
        }
    });
    let partie = Partie {
        numero: reste.numero,
        parent: reste.parent,
        mime,
        message: reste.message,
        corps: reste.octets.slice(taille.min(reste.octets.len())..),
        ligne: reste.ligne,
        ligne_corps: reste.ligne.saturating_add(lignes),
        defauts: Vec::new(),
        decodee: OnceLock::new(),
        entetes,
    };
    (partie, taille)
}

fn type_mime(entetes: &EnTetes) -> Option<TypeMime> {
    let HeaderValue::ContentType(c) = entetes.un("Content-Type")?.lue(|f| f.parse_content_type()) else {
        return None;
    };
    Some(TypeMime {
        genre: c.ctype().trim().to_ascii_lowercase(),
        sous_genre: c.subtype().unwrap_or_default().trim().to_ascii_lowercase(),
        parametres: parametres(&c),
    })
}

pub(crate) fn parametres(c: &mail_parser::ContentType<'_>) -> Vec<(String, String)> {
    let tous = c.attributes().unwrap_or_default();
    tous.iter().map(|a| (a.name.to_ascii_lowercase(), a.value.to_string())).collect()
}

/// What a part holds that is made of parts: those of a `multipart`, the message of a `message/rfc822` that is not encoded.
fn enfants(partie: &mut Partie, rang: usize, profondeur: usize) -> Vec<Reste> {
    let sous = |n: usize| match partie.numero.as_str() {
        "" => n.to_string(),
        parent => format!("{parent}.{n}"),
    };
    if partie.mime.genre == "message" && matches!(partie.mime.sous_genre.as_str(), "rfc822" | "global") && !partie.encodee() {
        return vec![Reste {
            octets: partie.corps.clone(),
            ligne: partie.ligne_corps,
            numero: sous(1),
            parent: Some(rang),
            profondeur,
            message: true,
            condense: false,
        }];
    }
    if partie.mime.genre != "multipart" {
        return Vec::new();
    }
    let Some(limite) = partie.mime.parametre("boundary").filter(|l| !l.is_empty()).map(str::to_owned) else {
        partie.defauts.push(Defaut::SansLimite);
        return Vec::new();
    };
    let coupe = couper(&partie.corps, limite.as_bytes());
    if coupe.debuts.is_empty() {
        partie.defauts.push(Defaut::LimiteAbsente);
        return Vec::new();
    }
    let condense = partie.mime.sous_genre == "digest";
    let mut lignes = Lignes {
        ou: 0,
        ligne: partie.ligne_corps,
    };
    let dedans = coupe.debuts.iter().enumerate().map(|(n, (debut, fin))| Reste {
        octets: partie.corps.slice(*debut..(*fin).max(*debut)),
        ligne: lignes.a(&partie.corps, *debut),
        numero: sous(n + 1),
        parent: Some(rang),
        profondeur,
        message: false,
        condense,
    });
    let dedans = dedans.collect();
    if !coupe.fermee {
        partie.defauts.push(Defaut::NonFermee);
    }
    dedans
}

struct Coupe {
    /// Beginning and end of each part.
    debuts: Vec<(usize, usize)>,
    fermee: bool,
}

/// The parts between the lines of a boundary. No more than the bound are looked for.
fn couper(corps: &[u8], limite: &[u8]) -> Coupe {
    let aiguille = [b"--", limite].concat();
    let mut debuts: Vec<(usize, usize)> = Vec::new();
    let mut ouverte: Option<usize> = None;
    for ici in memmem::find_iter(corps, &aiguille) {
        if ici != 0 && corps.get(ici - 1) != Some(&b'\n') {
            continue;
        }
        let apres = corps.get(ici + aiguille.len()..).unwrap_or_default();
        let (ferme, apres) = match apres.strip_prefix(b"--") {
            Some(apres) => (true, apres),
            None => (false, apres),
        };
        // Only white space may follow: else this is the line of a longer boundary, or a text.
        let fin_de_ligne = memchr::memchr(b'\n', apres).map_or(apres.len(), |n| n + 1);
        if !apres.get(..fin_de_ligne).unwrap_or_default().trim_ascii().is_empty() {
            continue;
        }
        if let Some(debut) = ouverte.take() {
            debuts.push((debut, avant_la_fin_de_ligne(corps, debut, ici)));
        }
        if ferme {
            return Coupe { debuts, fermee: true };
        }
        if debuts.len() > PARTIES_MAX {
            break;
        }
        ouverte = Some(corps.len() - apres.len() + fin_de_ligne);
    }
    if let Some(debut) = ouverte {
        debuts.push((debut, corps.len()));
    }
    Coupe { debuts, fermee: false }
}

/// The line end before a boundary is a part of it.
fn avant_la_fin_de_ligne(corps: &[u8], debut: usize, limite: usize) -> usize {
    let avant = corps.get(debut..limite).unwrap_or_default();
    debut + super::entetes::sans_fin(avant).len()
}

/// Counts lines as it goes forward.
struct Lignes {
    ou: usize,
    ligne: u32,
}

impl Lignes {
    fn a(&mut self, octets: &[u8], ou: usize) -> u32 {
        let passes = memchr_iter(b'\n', octets.get(self.ou..ou).unwrap_or_default()).count();
        self.ou = ou;
        self.ligne = self.ligne.saturating_add(u32::try_from(passes).unwrap_or(u32::MAX));
        self.ligne
    }
}
