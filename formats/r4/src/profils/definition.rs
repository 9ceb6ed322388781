//! A StructureDefinition, as a tree of elements: from its snapshot, else from its differential.

use crate::json::Noeud;

/// A definition that profiles are made of.
#[derive(Debug)]
pub(crate) struct Definition {
    /// Canonical, without its version.
    pub(crate) url: String,
    pub(crate) version: String,
    /// The resource or the data type that it constrains.
    pub(crate) type_: String,
    /// Canonical of what it is derived from, when only its difference is here: that is judged too.
    pub(crate) base: Option<String>,
    /// Where an extension may be: elements only; none when it says another kind of place.
    pub(crate) contextes: Option<Vec<String>>,
    pub(crate) racine: El,
    /// Keys of the FHIRPath constraints that are its own, which are not evaluated.
    pub(crate) contraintes: Vec<String>,
}

/// An element, or one of its slices.
#[derive(Debug, Default)]
pub(crate) struct El {
    /// Its id in the definition.
    pub(crate) id: String,
    /// Name, without `[x]`.
    pub(crate) nom: String,
    pub(crate) choix: bool,
    pub(crate) min: usize,
    /// None for any number.
    pub(crate) max: Option<usize>,
    pub(crate) types: Vec<Admis>,
    pub(crate) fixe: Option<Noeud>,
    pub(crate) motif: Option<Noeud>,
    /// The value set of a required binding.
    pub(crate) liaison: Option<String>,
    pub(crate) decoupage: Option<Decoupage>,
    pub(crate) enfants: Vec<El>,
    pub(crate) tranches: Vec<(String, El)>,
}

/// A type that an element may be of, and the profiles of it.
#[derive(Debug)]
pub(crate) struct Admis {
    pub(crate) code: String,
    pub(crate) profils: Vec<String>,
}

/// How an element is sliced.
#[derive(Debug)]
pub(crate) struct Decoupage {
    /// Kind and path of each discriminator.
    pub(crate) discriminants: Vec<(String, String)>,
    pub(crate) ferme: bool,
}

/// A canonical without its version.
pub(crate) fn nue(canonique: &str) -> &str {
    canonique.split_once('|').map_or(canonique, |(u, _)| u)
}

impl Definition {
    /// Reads a StructureDefinition; none when it has no element.
    pub(crate) fn lire(n: &Noeud) -> Option<Self> {
        let instantane = n.get("snapshot");
        let elements: Vec<&Noeud> = instantane.or_else(|| n.get("differential"))?.chacun("element").collect();
        let mut racine = El::default();
        let mut contraintes = Vec::new();
        for e in &elements {
            let id = if e.dit("id").is_empty() { e.dit("path") } else { e.dit("id") };
            racine.placer(id)?.remplir(e, id);
            for k in e.chacun("constraint") {
                let source = k.dit("source");
                let cle = k.dit("key").to_owned();
                if !source.starts_with("http://hl7.org/fhir/StructureDefinition/")
                    && !contraintes.contains(&cle)
                    && (!source.is_empty() || instantane.is_none())
                {
                    contraintes.push(cle);
                }
            }
        }
        let contextes: Vec<&Noeud> = n.chacun("context").collect();
        let tous_elements = !contextes.is_empty() && contextes.iter().all(|c| c.dit("type") == "element");
        Some(Self {
            url: n.dit("url").to_owned(),
            version: n.dit("version").to_owned(),
            type_: n.dit("type").to_owned(),
            base: Some(nue(n.dit("baseDefinition")).to_owned()).filter(|b| instantane.is_none() && !b.is_empty()),
            contextes: tous_elements.then(|| contextes.iter().map(|c| c.dit("expression").to_owned()).collect()),
            racine,
            contraintes,
        })
    }
}

impl El {
    /// The element of an id (`Practitioner.telecom:mss.system`), made when it is not there. The first segment is the root.
    fn placer(&mut self, id: &str) -> Option<&mut Self> {
        let mut ici = self;
        for segment in segments(id).into_iter().skip(1) {
            let (nom, tranche) = segment.split_once(':').map_or((segment, None), |(n, t)| (n, Some(t)));
            let sans = nom.trim_end_matches("[x]");
            let rang = ici.enfants.iter().position(|e| e.nom == sans).unwrap_or_else(|| {
                ici.enfants.push(Self {
                    nom: sans.to_owned(),
                    choix: nom.ends_with("[x]"),
                    ..Self::default()
                });
                ici.enfants.len() - 1
            });
            ici = ici.enfants.get_mut(rang)?;
            if let Some(t) = tranche {
                let rang = ici.tranches.iter().position(|(n, _)| n == t).unwrap_or_else(|| {
                    let el = Self {
                        nom: ici.nom.clone(),
                        choix: ici.choix,
                        ..Self::default()
                    };
                    ici.tranches.push((t.to_owned(), el));
                    ici.tranches.len() - 1
                });
                ici = &mut ici.tranches.get_mut(rang)?.1;
            }
        }
        Some(ici)
    }

    fn remplir(&mut self, e: &Noeud, id: &str) {
        id.clone_into(&mut self.id);
        let entier = |nom: &str| match e.get(nom).map(|v| &v.valeur) {
            Some(crate::json::Valeur::Nombre(n)) => n.parse().ok(),
            _ => None,
        };
        self.min = entier("min").unwrap_or(0);
        self.max = e.dit("max").parse().ok();
        for t in e.chacun("type") {
            self.types.push(Admis {
                code: t.dit("code").to_owned(),
                profils: t.chacun("profile").filter_map(Noeud::texte).map(|p| nue(p).to_owned()).collect(),
            });
        }
        for (nom, v) in e.objet().into_iter().flatten() {
            let majuscule = |prefixe: &str| {
                nom.strip_prefix(prefixe)
                    .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_uppercase()))
            };
            if majuscule("fixed") {
                self.fixe = Some(v.clone());
            } else if majuscule("pattern") {
                self.motif = Some(v.clone());
            }
        }
        self.liaison = e
            .get("binding")
            .filter(|b| b.dit("strength") == "required")
            .map(|b| nue(b.dit("valueSet")).to_owned());
        self.decoupage = e.get("slicing").map(|s| Decoupage {
            discriminants: s
                .chacun("discriminator")
                .map(|d| (d.dit("type").to_owned(), d.dit("path").to_owned()))
                .collect(),
            ferme: s.dit("rules") == "closed",
        });
    }

    pub(crate) fn enfant(&self, nom: &str) -> Option<&Self> {
        self.enfants.iter().find(|e| e.nom == nom)
    }
}

/// The segments of an id or of a path: dots outside of parentheses and quotes.
pub(crate) fn segments(chemin: &str) -> Vec<&str> {
    let (mut debut, mut dedans, mut tous) = (0, 0_usize, Vec::new());
    for (i, c) in chemin.char_indices() {
        match c {
            '(' => dedans += 1,
            ')' => dedans = dedans.saturating_sub(1),
            '.' if dedans == 0 => {
                tous.push(chemin.get(debut..i).unwrap_or_default());
                debut = i + 1;
            }
            _ => {}
        }
    }
    tous.push(chemin.get(debut..).unwrap_or_default());
    tous
}
