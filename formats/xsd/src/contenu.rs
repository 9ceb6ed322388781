//! Content models: a regular expression over elements, as the automaton of its positions (Glushkov).

use roxmltree::Node;

use crate::termes::{Element, Joker};

/// Positions of one content model. The biggest is of about forty.
const POSITIONS_MAX: usize = 1_000;
/// Parts of one content model, each as often as it is repeated.
const PARTS_MAX: usize = 20_000;

/// A content model, as the schema writes it.
#[derive(Debug, Clone)]
pub(crate) enum Particule {
    Terme(Terme),
    Suite(Vec<Particule>),
    Choix(Vec<Particule>),
    /// At least, and at most (`None`: without bound).
    Repete(Box<Particule>, usize, Option<usize>),
}

/// What one child is.
#[derive(Debug, Clone)]
pub(crate) enum Terme {
    Element(Element),
    Joker(Joker),
}

impl Terme {
    fn admet(&self, ns: Option<&str>, local: &str) -> bool {
        match self {
            Self::Element(e) => e.nom.est(ns, local),
            Self::Joker(j) => j.espaces.admet(ns.unwrap_or_default()),
        }
    }
}

/// A content model, ready to be followed child after child.
#[derive(Debug, Default)]
pub(crate) struct Automate {
    termes: Vec<Terme>,
    suivants: Vec<Vec<usize>>,
    bord: Bord,
    parts: usize,
}

/// The positions where a part of the model may begin and end, and whether it may be empty.
#[derive(Debug, Clone, Default)]
struct Bord {
    debuts: Vec<usize>,
    fins: Vec<usize>,
    vide: bool,
}

/// Where one is in a content model.
#[derive(Debug)]
pub(crate) enum Etat {
    Depart,
    /// The positions that the last child may be; several only in a schema that is ambiguous.
    Apres(Vec<usize>),
}

/// A model with too many positions.
#[derive(Debug)]
pub(crate) struct TropGrand;

impl Automate {
    pub(crate) fn new(particule: &Particule) -> Result<Self, TropGrand> {
        let mut automate = Self::default();
        automate.bord = automate.lire(particule)?;
        Ok(automate)
    }

    fn lire(&mut self, particule: &Particule) -> Result<Bord, TropGrand> {
        self.parts += 1;
        if self.parts > PARTS_MAX {
            return Err(TropGrand);
        }
        let vide = || Bord {
            vide: true,
            ..Bord::default()
        };
        match particule {
            Particule::Terme(terme) => {
                let ici = self.termes.len();
                if ici == POSITIONS_MAX {
                    return Err(TropGrand);
                }
                self.termes.push(terme.clone());
                self.suivants.push(Vec::new());
                Ok(Bord {
                    debuts: vec![ici],
                    fins: vec![ici],
                    vide: false,
                })
            }
            Particule::Suite(parts) => parts.iter().try_fold(vide(), |avant, p| {
                let apres = self.lire(p)?;
                Ok(self.enchainer(avant, apres))
            }),
            Particule::Choix(parts) => {
                let mut tout = Bord::default();
                for p in parts {
                    let un = self.lire(p)?;
                    tout.debuts.extend(un.debuts);
                    tout.fins.extend(un.fins);
                    tout.vide |= un.vide;
                }
                tout.vide |= parts.is_empty();
                Ok(tout)
            }
            Particule::Repete(un, min, max) => {
                let mut tout = vide();
                for _ in 0..*min {
                    let suivant = self.lire(un)?;
                    tout = self.enchainer(tout, suivant);
                }
                match max {
                    None => {
                        let mut boucle = self.lire(un)?;
                        self.relier(&boucle.fins, &boucle.debuts);
                        boucle.vide = true;
                        tout = self.enchainer(tout, boucle);
                    }
                    Some(max) => {
                        for _ in *min..*max {
                            let mut suivant = self.lire(un)?;
                            suivant.vide = true;
                            tout = self.enchainer(tout, suivant);
                        }
                    }
                }
                Ok(tout)
            }
        }
    }

    fn relier(&mut self, fins: &[usize], debuts: &[usize]) {
        for fin in fins {
            let suivants = &mut self.suivants[*fin];
            suivants.extend(debuts);
            suivants.sort_unstable();
            suivants.dedup();
        }
    }

    fn enchainer(&mut self, mut avant: Bord, mut apres: Bord) -> Bord {
        self.relier(&avant.fins, &apres.debuts);
        if avant.vide {
            avant.debuts.append(&mut apres.debuts);
        }
        if apres.vide {
            apres.fins.append(&mut avant.fins);
        }
        Bord {
            debuts: avant.debuts,
            fins: apres.fins,
            vide: avant.vide && apres.vide,
        }
    }

    /// No element at all, whatever they are.
    pub(crate) fn est_vide(&self) -> bool {
        self.termes.is_empty()
    }

    /// After one more child; `None` when it may not come here.
    pub(crate) fn avancer(&self, etat: &Etat, enfant: Node<'_, '_>) -> Option<Etat> {
        let (ns, local) = (enfant.tag_name().namespace(), enfant.tag_name().name());
        let suite: Vec<usize> = self.attendus(etat).filter(|p| self.termes[*p].admet(ns, local)).collect();
        (!suite.is_empty()).then_some(Etat::Apres(suite))
    }

    /// Whether the children may end here.
    pub(crate) fn peut_finir(&self, etat: &Etat) -> bool {
        match etat {
            Etat::Depart => self.bord.vide,
            Etat::Apres(positions) => positions.iter().any(|p| self.bord.fins.contains(p)),
        }
    }

    fn attendus(&self, etat: &Etat) -> impl Iterator<Item = usize> {
        let listes: Vec<&[usize]> = match etat {
            Etat::Depart => vec![&self.bord.debuts],
            Etat::Apres(positions) => positions.iter().map(|p| self.suivants[*p].as_slice()).collect(),
        };
        listes.into_iter().flatten().copied()
    }

    /// What may come now.
    pub(crate) fn termes_attendus(&self, etat: &Etat) -> impl Iterator<Item = &Terme> {
        self.attendus(etat).map(|p| &self.termes[p])
    }

    /// What the last child is.
    pub(crate) fn terme(&self, etat: &Etat) -> Option<&Terme> {
        match etat {
            Etat::Depart => None,
            Etat::Apres(positions) => positions.first().map(|p| &self.termes[*p]),
        }
    }

    /// What an element would be, were it anywhere in this content.
    pub(crate) fn connu(&self, enfant: Node<'_, '_>) -> Option<&Element> {
        self.termes.iter().find_map(|t| match t {
            Terme::Element(e) if e.nom.est(enfant.tag_name().namespace(), enfant.tag_name().name()) => Some(e),
            _ => None,
        })
    }
}
