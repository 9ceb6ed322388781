//! A search, read from its parameters: nothing that it asks is ever ignored, except what the open server ignores too.

use segur_model::Rule;
use time::OffsetDateTime;

use crate::instants::intervalle;
use crate::nom::{Nom, Vise};
use crate::regles;
use crate::table::{COMMUNS, Genre, Lien, Parametre, Ressource};

/// Largest `_count` that the open server takes.
pub const COUNT_MAX: u64 = 50_000_000;
/// Most values of one parameter, joined by commas.
const VALEURS_MAX: usize = 5_000;
/// The same where each value has to be looked for anywhere in every text, and for the names of `_elements`.
const VALEURS_LENTES_MAX: usize = 500;
/// Longest value, in bytes.
const VALEUR_MAX: usize = 2_000;

/// A search.
#[derive(Debug, Clone, PartialEq)]
pub struct Recherche {
    /// What is searched.
    pub ressource: &'static Ressource,
    /// All must hold.
    pub criteres: Vec<Critere>,
    /// Page size asked for.
    pub count: Option<u64>,
    /// Whether the total is wanted.
    pub total: Total,
    /// References to follow.
    pub include: Vec<&'static Lien>,
    /// References to follow backwards.
    pub revinclude: Vec<&'static Lien>,
    /// Elements wanted; empty: all.
    pub elements: Vec<String>,
}

/// `_total`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Total {
    /// Not asked: given when it costs nothing.
    #[default]
    Absent,
    /// Never.
    Aucun,
    /// Rough.
    Estime,
    /// Exact.
    Exact,
}

/// One parameter and its values: one of them must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Critere {
    /// Parameter: of the resource searched, or of the one that the chain leads to.
    pub parametre: &'static Parametre,
    /// The reference to follow first, when this is a chain (`organization.identifier`).
    pub chaine: Option<&'static Lien>,
    /// Modifier.
    pub modificateur: Option<Modificateur>,
    /// Values, at least one.
    pub valeurs: Vec<Valeur>,
}

/// A modifier that is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modificateur {
    /// Anywhere in the text.
    Contient,
    /// The whole text, with its case and accents.
    Exact,
    /// None of the values.
    Sauf,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Valeur {
    /// Text as written.
    Texte(String),
    /// `system|code`: a system of `None` is any, an empty one is none at all; a code of `None` is any.
    Jeton {
        /// System.
        systeme: Option<String>,
        /// Code.
        code: Option<String>,
    },
    /// Type, when it is said, and technical identifier.
    Reference {
        /// Type.
        genre: Option<String>,
        /// Identifier.
        id: String,
    },
    /// Prefix and the interval that the date covers.
    Date {
        /// `eq`, `ne`, `gt`, `lt`, `ge`, `le`, `sa`, `eb`, `ap`.
        prefixe: &'static str,
        /// Start.
        debut: OffsetDateTime,
        /// End, not in it.
        fin: OffsetDateTime,
    },
}

/// Why a search is refused. The text is what the server answers in `diagnostics`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RechercheRefusee {
    /// No such parameter on this resource.
    #[error("Parameter {parametre} not found for resource {ressource}")]
    Inconnu {
        /// As written, without its modifier.
        parametre: String,
        /// Resource.
        ressource: &'static str,
    },
    /// A value that cannot be read.
    #[error("Invalid value for parameter {parametre} : {raison}")]
    Valeur {
        /// Parameter.
        parametre: String,
        /// What is wrong (French).
        raison: String,
    },
    /// A modifier that this parameter does not take.
    #[error("Modifier {modificateur} not supported for parameter {parametre}")]
    Modificateur {
        /// Parameter.
        parametre: String,
        /// Modifier.
        modificateur: String,
    },
}

impl RechercheRefusee {
    /// The rule on which it stands.
    #[must_use]
    pub fn regle(&self) -> &'static Rule {
        match self {
            Self::Inconnu { parametre, .. } if parametre == "mailbox-mss-type" => &regles::MAILBOX_TYPE,
            Self::Inconnu { .. } => &regles::PARAMETRE,
            Self::Valeur { parametre, .. } if parametre == "_format" => &regles::FORMAT,
            Self::Valeur { .. } | Self::Modificateur { .. } => &regles::VALEUR,
        }
    }
}

impl Recherche {
    /// Reads the parameters of a search on a resource.
    ///
    /// # Errors
    /// The first parameter that is unknown, or whose value cannot be read.
    pub fn lire(ressource: &'static Ressource, parametres: &[(String, String)]) -> Result<Self, RechercheRefusee> {
        let mut lue = Self::vide(ressource);
        for (ecrit, valeur) in parametres {
            let nom = Nom::lire(ecrit);
            match nom.viser(ressource) {
                Some(vise) => lue.criteres.extend(critere(&nom, vise, valeur)?),
                None if nom.suite.is_none() && COMMUNS.contains(&nom.tete) => lue.commun(nom.tete, valeur)?,
                None => {
                    return Err(RechercheRefusee::Inconnu {
                        parametre: nom.refuse().chars().take(100).collect(),
                        ressource: ressource.nom,
                    });
                }
            }
        }
        Ok(lue)
    }

    fn commun(&mut self, nom: &str, valeur: &str) -> Result<(), RechercheRefusee> {
        match nom {
            "_count" => {
                let lu = valeur.parse::<u64>().ok().filter(|n| *n <= COUNT_MAX);
                self.count =
                    Some(lu.ok_or_else(|| refus(nom, format!("« {} », un entier de 0 à {COUNT_MAX} est attendu", court(valeur))))?);
            }
            "_total" => {
                self.total = match valeur {
                    "none" => Total::Aucun,
                    "estimate" => Total::Estime,
                    "accurate" => Total::Exact,
                    _ => return Err(refus(nom, format!("« {} », none, estimate ou accurate est attendu", court(valeur)))),
                };
            }
            "_include" => suivre(&mut self.include, &[self.ressource.include], nom, valeur, true)?,
            "_revinclude" => {
                let connus = [self.ressource.revinclude, self.ressource.revinclude_documente];
                suivre(&mut self.revinclude, &connus, nom, valeur, false)?;
            }
            "_elements" => {
                let noms = valeur.split(',').map(str::trim).filter(|e| !e.is_empty());
                let noms: Vec<String> = noms.map(str::to_owned).collect();
                if noms.len() > VALEURS_LENTES_MAX || noms.iter().any(|n| !n.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')) {
                    return Err(refus(nom, "des noms d'éléments séparés par des virgules sont attendus".to_owned()));
                }
                self.elements.extend(noms);
            }
            "_format" if !(valeur.is_empty() || valeur.contains("json")) => {
                return Err(refus(nom, format!("« {} », seul le JSON est servi", court(valeur))));
            }
            _ => {}
        }
        Ok(())
    }

    /// A search by one criterion.
    #[must_use]
    pub fn seule(ressource: &'static Ressource, critere: Critere) -> Self {
        Self {
            criteres: vec![critere],
            ..Self::vide(ressource)
        }
    }

    const fn vide(ressource: &'static Ressource) -> Self {
        Self {
            ressource,
            criteres: Vec::new(),
            count: None,
            total: Total::Absent,
            include: Vec::new(),
            revinclude: Vec::new(),
            elements: Vec::new(),
        }
    }

    /// Whether nothing is asked of the resources themselves: the search covers them all.
    #[must_use]
    pub fn sans_critere(&self) -> bool {
        self.criteres.is_empty()
    }
}

fn suivre(
    suivis: &mut Vec<&'static Lien>,
    connus: &[&'static [Lien]],
    nom: &str,
    valeur: &str,
    etoile: bool,
) -> Result<(), RechercheRefusee> {
    for un in valeur.split(',').filter(|v| !v.is_empty()) {
        let mut connu = false;
        for lien in connus.iter().copied().flatten() {
            let dit = format!("{}:{}", lien.source, lien.parametre);
            if (etoile && un == "*") || un == dit || un == format!("{dit}:{}", lien.cible) {
                connu = true;
                if !suivis.contains(&lien) {
                    suivis.push(lien);
                }
            }
        }
        if !connu {
            return Err(refus(nom, format!("« {} » n'est pas possible ici", court(un))));
        }
    }
    Ok(())
}

fn refus(parametre: &str, raison: String) -> RechercheRefusee {
    RechercheRefusee::Valeur {
        parametre: parametre.to_owned(),
        raison,
    }
}

fn court(texte: &str) -> String {
    texte.chars().take(60).collect()
}

/// A criterion; none when it has no value (FHIR: an empty parameter asks nothing).
fn critere(nom: &Nom<'_>, vise: Vise, valeur: &str) -> Result<Option<Critere>, RechercheRefusee> {
    let (parametre, dit) = (vise.parametre, nom.base());
    let modificateur = lire_modificateur(parametre, &dit, nom.modificateur)?;
    let combien = if modificateur == Some(Modificateur::Contient) {
        VALEURS_LENTES_MAX
    } else {
        VALEURS_MAX
    };
    let mut valeurs = Vec::new();
    for brut in couper(valeur, ',') {
        if brut.is_empty() {
            continue;
        }
        if brut.len() > VALEUR_MAX || valeurs.len() == combien {
            let raison = format!("{combien} valeurs de {VALEUR_MAX} octets au plus : répartissez-les sur plusieurs recherches");
            return Err(refus(&dit, raison));
        }
        valeurs.push(lire_valeur(parametre, &dit, &brut)?);
    }
    Ok((!valeurs.is_empty()).then_some(Critere {
        parametre,
        chaine: vise.chaine,
        modificateur,
        valeurs,
    }))
}

/// On a text, the open server ignores a modifier that it does not know (`name:family=`): so does this one, and the checks warn.
fn lire_modificateur(parametre: &Parametre, dit: &str, ecrit: Option<&str>) -> Result<Option<Modificateur>, RechercheRefusee> {
    Ok(match (parametre.genre, ecrit) {
        (_, None) => None,
        (Genre::Texte, Some("contains")) => Some(Modificateur::Contient),
        (Genre::Texte, Some("exact")) => Some(Modificateur::Exact),
        (Genre::Texte, Some(_)) => None,
        (Genre::Jeton, Some("not")) => Some(Modificateur::Sauf),
        (Genre::Reference, Some("Organization" | "Practitioner")) => None,
        (_, Some(m)) => {
            return Err(RechercheRefusee::Modificateur {
                parametre: dit.to_owned(),
                modificateur: court(m),
            });
        }
    })
}

fn lire_valeur(parametre: &Parametre, dit: &str, brut: &str) -> Result<Valeur, RechercheRefusee> {
    Ok(match parametre.genre {
        Genre::Texte => Valeur::Texte(nu(brut)),
        Genre::Jeton => match couper(brut, '|').as_slice() {
            [systeme, code] => Valeur::Jeton {
                systeme: Some(nu(systeme)),
                code: (!code.is_empty()).then(|| nu(code)),
            },
            _ => Valeur::Jeton {
                systeme: None,
                code: Some(nu(brut)),
            },
        },
        Genre::Reference => {
            let texte = nu(brut);
            let mut fin = texte.rsplit('/');
            let id = fin.next().unwrap_or_default().to_owned();
            Valeur::Reference {
                genre: fin.next().map(str::to_owned),
                id,
            }
        }
        Genre::Date => {
            let (prefixe, date) = prefixe(brut);
            let (debut, fin) =
                intervalle(date).ok_or_else(|| refus(dit, format!("« {} », une date FHIR est attendue (2026-01-15)", court(brut))))?;
            Valeur::Date { prefixe, debut, fin }
        }
    })
}

fn prefixe(brut: &str) -> (&'static str, &str) {
    ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"]
        .into_iter()
        .find_map(|p| Some((p, brut.strip_prefix(p)?)))
        .unwrap_or(("eq", brut))
}

/// Cuts at a separator that no `\` precedes; the `\` stay.
fn couper(texte: &str, separateur: char) -> Vec<String> {
    let mut morceaux = vec![String::new()];
    let mut echappe = false;
    for c in texte.chars() {
        if c == separateur && !echappe {
            morceaux.push(String::new());
        } else if let Some(dernier) = morceaux.last_mut() {
            dernier.push(c);
        }
        echappe = c == '\\' && !echappe;
    }
    morceaux
}

/// The text without the `\` that protect its separators.
fn nu(texte: &str) -> String {
    let mut propre = String::with_capacity(texte.len());
    let mut lettres = texte.chars().peekable();
    while let Some(c) = lettres.next() {
        if c == '\\' && lettres.peek().is_some_and(|s| matches!(s, ',' | '|' | '$' | '\\')) {
            propre.extend(lettres.next());
        } else {
            propre.push(c);
        }
    }
    propre
}
