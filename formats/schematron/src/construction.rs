//! From the elements of a schema to what is run: phases, abstract patterns, `extends`, expressions (ISO Schematron 5; the
//! published pipeline, second and third passes).

use std::collections::{HashMap, HashSet};

use segur_xpath::{Erreur, Expression, Lecteur, Motif};

use crate::avertissement::Avertissement;
use crate::erreur::ErreurSchema;
use crate::modele::{Controle, Let, Morceau, MotifActif, Rang, Regle, Selection, Valeur};
use crate::source::{Contenu, Element};

/// `extends` within `extends`.
const PROFONDEUR_MAX: usize = 32;
/// Bytes that the parameters of an abstract pattern may grow a text to.
const TEXTE_MAX: usize = 1 << 20;
/// Bytes of all the texts of the abstract patterns, as often as they are used.
const TEXTES_MAX: usize = 256 << 20;
/// Variables and checks of all rules, those of the abstract rules as often as they are extended.
const CONTROLES_MAX: usize = 500_000;
/// Query languages that are XPath 2.0.
const LANGAGES: &[&str] = &["xslt2", "xpath2"];

/// Abstract rules, by their identifier.
type Abstraites<'e> = HashMap<&'e str, &'e Element>;

pub(crate) struct Construction<'e> {
    racine: &'e Element,
    abstraites: Abstraites<'e>,
    patrons: HashMap<&'e str, &'e Element>,
    connues: HashMap<String, Rang>,
    lus: usize,
    pub(crate) lecteur: Lecteur,
    pub(crate) expressions: Vec<Result<Expression, Erreur>>,
    pub(crate) espaces: Vec<(String, String)>,
    pub(crate) globales: Vec<Let>,
    pub(crate) motifs: Vec<MotifActif>,
    pub(crate) diagnostics: HashMap<String, Vec<Morceau>>,
    pub(crate) avertissements: Vec<Avertissement>,
    pub(crate) phase: Option<String>,
}

impl<'e> Construction<'e> {
    pub(crate) fn new(racine: &'e Element) -> Result<Self, ErreurSchema> {
        let langage = racine.attribut("queryBinding").unwrap_or("xslt");
        if racine.nom != "schema" {
            return Err(ErreurSchema::PasUnSchema {
                fichier: racine.fichier.to_string(),
                racine: racine.nom.clone(),
            });
        }
        if !LANGAGES.contains(&langage) {
            return Err(ErreurSchema::Langage(langage.to_owned()));
        }
        let mut soi = Self {
            racine,
            abstraites: HashMap::new(),
            patrons: HashMap::new(),
            connues: HashMap::new(),
            lus: 0,
            lecteur: Lecteur::default(),
            expressions: Vec::new(),
            espaces: Vec::new(),
            globales: Vec::new(),
            motifs: Vec::new(),
            diagnostics: HashMap::new(),
            avertissements: Vec::new(),
            phase: None,
        };
        for ns in racine.nommes("ns") {
            if let (Some(prefixe), Some(uri)) = (ns.attribut("prefix"), ns.attribut("uri")) {
                soi.lecteur.lier(prefixe, uri);
                soi.espaces.push((prefixe.to_owned(), uri.to_owned()));
            }
        }
        for motif in racine.nommes("pattern") {
            if let Some(id) = motif.attribut("id") {
                soi.patrons.entry(id).or_insert(motif);
            }
            for (id, regle) in abstraites(motif) {
                soi.abstraites.entry(id).or_insert(regle);
            }
        }
        Ok(soi)
    }

    pub(crate) fn schema(&mut self, demandee: Option<&str>) -> Result<(), ErreurSchema> {
        let actifs = self.actifs(demandee)?;
        let mut reste = TEXTES_MAX;
        let mut noms = HashSet::new();
        for l in self.racine.nommes("let") {
            self.globale(l, &mut noms)?;
        }
        for diagnostic in self.racine.nommes("diagnostics").flat_map(|d| d.nommes("diagnostic")) {
            if let Some(id) = diagnostic.attribut("id") {
                let morceaux = self.morceaux(diagnostic);
                self.diagnostics.insert(id.to_owned(), morceaux);
            }
        }
        for motif in self.racine.nommes("pattern") {
            let actif = actifs
                .as_ref()
                .is_none_or(|a| motif.attribut("id").is_some_and(|id| a.contains(id)));
            if !actif || motif.attribut("abstract") == Some("true") {
                continue;
            }
            let Some(modele) = motif.attribut("is-a") else {
                self.motif(motif, motif, &mut noms)?;
                continue;
            };
            let abstrait = self.patrons.get(modele).copied().ok_or_else(|| ErreurSchema::MotifAbstrait {
                ou: motif.ou(),
                id: modele.to_owned(),
            })?;
            let parametres: Vec<(String, &str)> = motif
                .nommes("param")
                .map(|p| {
                    (
                        format!("${}", p.attribut("name").unwrap_or_default()),
                        p.attribut("value").unwrap_or_default(),
                    )
                })
                .collect();
            let concret = concretiser(abstrait, &parametres, &mut reste)?;
            self.motif(&concret, motif, &mut noms)?;
        }
        Ok(())
    }

    /// The identifiers of the active patterns; `None` for all.
    fn actifs(&mut self, demandee: Option<&str>) -> Result<Option<HashSet<String>>, ErreurSchema> {
        let phase = demandee.or_else(|| self.racine.attribut("defaultPhase")).unwrap_or("#ALL");
        if phase == "#ALL" {
            return Ok(None);
        }
        let element = self
            .racine
            .nommes("phase")
            .find(|p| p.attribut("id") == Some(phase))
            .ok_or_else(|| ErreurSchema::Phase(phase.to_owned()))?;
        self.phase = Some(phase.to_owned());
        let actifs: HashSet<String> = element
            .nommes("active")
            .filter_map(|a| a.attribut("pattern"))
            .map(str::to_owned)
            .collect();
        for id in &actifs {
            if !self.patrons.contains_key(id.as_str()) {
                self.avertissements.push(Avertissement::MotifAbsent { id: id.clone() });
            }
        }
        let mut noms = HashSet::new();
        for l in element.nommes("let") {
            self.globale(l, &mut noms)?;
        }
        Ok(Some(actifs))
    }

    fn globale(&mut self, l: &Element, noms: &mut HashSet<String>) -> Result<(), ErreurSchema> {
        let lue = self.variable(l)?;
        let nom = l.attribut("name").unwrap_or_default().trim().to_owned();
        if !noms.insert(nom.clone()) {
            self.globales.retain(|g| g.variable != lue.variable);
            self.avertissements.push(Avertissement::VariableDouble { nom });
        }
        self.globales.push(lue);
        Ok(())
    }

    fn variable(&mut self, l: &Element) -> Result<Let, ErreurSchema> {
        let nom = l
            .attribut("name")
            .map(str::trim)
            .filter(|n| !n.is_empty())
            .ok_or_else(|| ErreurSchema::Incomplet {
                ou: l.ou(),
                quoi: "un let sans nom".to_owned(),
            })?;
        Ok(Let {
            variable: self.lecteur.variable(nom),
            valeur: match l.attribut("value") {
                Some(v) => Valeur::Expression(self.expression(v, l)),
                None => Valeur::Texte(l.texte()),
            },
        })
    }

    fn motif(&mut self, motif: &Element, appelant: &Element, noms: &mut HashSet<String>) -> Result<(), ErreurSchema> {
        for l in motif.nommes("let") {
            self.globale(l, noms)?;
        }
        let mut regles = Vec::new();
        let ici = abstraites(motif);
        for regle in motif.nommes("rule").filter(|r| r.attribut("abstract") != Some("true")) {
            regles.push(self.regle(regle, &ici)?);
        }
        self.motifs.push(MotifActif {
            id: appelant.attribut("id").map(str::to_owned),
            nom: motif.nommes("title").next().map(|t| t.texte().trim().to_owned()),
            regles,
        });
        Ok(())
    }

    fn regle(&mut self, regle: &Element, ici: &Abstraites<'_>) -> Result<Regle, ErreurSchema> {
        let contexte = regle.attribut("context").ok_or_else(|| ErreurSchema::Incomplet {
            ou: regle.ou(),
            quoi: "une règle sans contexte".to_owned(),
        })?;
        let rang = self.expression(contexte, regle);
        let selection = match &self.expressions[rang] {
            Err(e) => Selection::Illisible(e.clone()),
            Ok(e) => match Motif::lire(e) {
                Some(motif) => Selection::Motif(motif),
                // From anywhere: `//(contexte)`.
                None => Selection::Expression(self.expression(&format!("/descendant-or-self::node()/({contexte})"), regle)),
            },
        };
        let mut lue = Regle {
            contexte: contexte.to_owned(),
            selection,
            id: regle.attribut("id").map(str::to_owned),
            role: regle.attribut("role").map(str::to_owned),
            flag: regle.attribut("flag").map(str::to_owned),
            lets: Vec::new(),
            controles: Vec::new(),
            ou: regle.ou(),
        };
        self.contenu(regle, ici, &mut lue, 0)?;
        Ok(lue)
    }

    /// The variables and checks of a rule, those of the abstract rules that it extends in their place: the ones of its own pattern
    /// (`ici`) first.
    fn contenu(&mut self, regle: &Element, ici: &Abstraites<'_>, vers: &mut Regle, profondeur: usize) -> Result<(), ErreurSchema> {
        if profondeur > PROFONDEUR_MAX {
            return Err(ErreurSchema::Borne {
                quoi: format!("{} : plus de {PROFONDEUR_MAX} extends imbriqués", regle.ou()),
            });
        }
        for e in regle.enfants() {
            self.lus += 1;
            if self.lus > CONTROLES_MAX {
                // Each abstract rule that extends the next one twice doubles what they make.
                return Err(ErreurSchema::Borne {
                    quoi: format!("{} : plus de {CONTROLES_MAX} variables et contrôles, extends compris", regle.ou()),
                });
            }
            match e.nom.as_str() {
                "let" => vers.lets.push(self.variable(e)?),
                "assert" | "report" => {
                    let controle = self.controle(e)?;
                    vers.controles.push((vers.lets.len(), controle));
                }
                "extends" => {
                    let id = e.attribut("rule").unwrap_or_default();
                    match ici.get(id).or_else(|| self.abstraites.get(id)).copied() {
                        Some(abstraite) => self.contenu(abstraite, ici, vers, profondeur + 1)?,
                        None => self.avertissements.push(Avertissement::RegleAbsente {
                            ou: e.ou(),
                            id: id.to_owned(),
                        }),
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn controle(&mut self, e: &Element) -> Result<Controle, ErreurSchema> {
        let test = e.attribut("test").ok_or_else(|| ErreurSchema::Incomplet {
            ou: e.ou(),
            quoi: format!("un {} sans test", e.nom),
        })?;
        let texte = |nom: &str| e.attribut(nom).map(str::to_owned);
        Ok(Controle {
            assertion: e.nom == "assert",
            test: self.expression(test, e),
            ecrit: test.split_whitespace().collect::<Vec<_>>().join(" "),
            message: self.morceaux(e),
            id: texte("id"),
            role: texte("role"),
            flag: texte("flag"),
            see: texte("see"),
            diagnostics: e
                .attribut("diagnostics")
                .map(|d| d.split_whitespace().map(str::to_owned).collect())
                .unwrap_or_default(),
            ou: e.ou(),
        })
    }

    fn morceaux(&mut self, e: &Element) -> Vec<Morceau> {
        // White space alone between two elements is not text: the stylesheet of the published pipeline drops it.
        let dit = |c: &&Contenu| !matches!(c, Contenu::Texte(t) if t.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')));
        e.contenu
            .iter()
            .filter(dit)
            .map(|c| match c {
                Contenu::Texte(t) => Morceau::Texte(t.clone()),
                Contenu::Element(e) => match e.nom.as_str() {
                    "value-of" => Morceau::Valeur(self.expression(e.attribut("select").unwrap_or("."), e)),
                    "name" => match e.attribut("path") {
                        Some(chemin) => Morceau::Valeur(self.expression(&format!("name({chemin})"), e)),
                        None => Morceau::Nom,
                    },
                    _ => Morceau::Texte(format!(" {} ", e.texte())),
                },
            })
            .collect()
    }

    /// The number of an expression; equal expressions are read once.
    fn expression(&mut self, source: &str, e: &Element) -> Rang {
        if let Some(connue) = self.connues.get(source) {
            return *connue;
        }
        let lue = self.lecteur.lire(source);
        if let Err(cause) = &lue {
            self.avertissements.push(Avertissement::Expression {
                ou: e.ou(),
                expression: source.to_owned(),
                cause: cause.to_string(),
            });
        }
        self.expressions.push(lue);
        self.connues.insert(source.to_owned(), self.expressions.len() - 1);
        self.expressions.len() - 1
    }
}

/// The abstract rules of a pattern; of two with one identifier, the first.
fn abstraites(motif: &Element) -> Abstraites<'_> {
    let mut toutes = Abstraites::new();
    for regle in motif.nommes("rule") {
        if let (Some("true"), Some(id)) = (regle.attribut("abstract"), regle.attribut("id")) {
            toutes.entry(id).or_insert(regle);
        }
    }
    toutes
}

/// An abstract pattern with its parameters replaced: plain text, in the order of declaration, in `test`, `context`, `select` and in
/// texts (the published pipeline, second pass).
fn concretiser(e: &Element, parametres: &[(String, &str)], reste: &mut usize) -> Result<Element, ErreurSchema> {
    let mut concret = Element {
        nom: e.nom.clone(),
        attributs: Vec::with_capacity(e.attributs.len()),
        contenu: Vec::with_capacity(e.contenu.len()),
        fichier: e.fichier.clone(),
        ligne: e.ligne,
    };
    for (nom, valeur) in &e.attributs {
        let valeur = if matches!(nom.as_str(), "test" | "context" | "select") {
            remplacer(valeur, parametres, reste, e)?
        } else {
            valeur.clone()
        };
        concret.attributs.push((nom.clone(), valeur));
    }
    for c in &e.contenu {
        concret.contenu.push(match c {
            Contenu::Texte(t) => Contenu::Texte(remplacer(t, parametres, reste, e)?),
            Contenu::Element(e) => Contenu::Element(concretiser(e, parametres, reste)?),
        });
    }
    Ok(concret)
}

fn remplacer(t: &str, parametres: &[(String, &str)], reste: &mut usize, e: &Element) -> Result<String, ErreurSchema> {
    let trop = |max: usize| ErreurSchema::Borne {
        quoi: format!("{} : les paramètres font un texte de plus de {max} octets", e.ou()),
    };
    let mut texte = t.to_owned();
    for (nom, valeur) in parametres.iter().filter(|(n, _)| n.len() > 1) {
        let combien = texte.matches(nom.as_str()).count();
        if combien == 0 {
            continue;
        }
        // Before it is made: a few parameters that double each other would fill any memory.
        if (texte.len() - combien * nom.len()).saturating_add(combien.saturating_mul(valeur.len())) > TEXTE_MAX {
            return Err(trop(TEXTE_MAX));
        }
        texte = texte.replace(nom.as_str(), valeur);
    }
    *reste = reste.checked_sub(texte.len()).ok_or_else(|| trop(TEXTES_MAX))?;
    Ok(texte)
}
