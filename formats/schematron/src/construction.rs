//! From the elements of a schema to what is run: phases, abstract patterns, `extends`, expressions (ISO Schematron 5; the
//! published pipeline, second and third passes).

mod controles;
mod parametres;

use std::collections::{HashMap, HashSet};

use segur_xpath::{Erreur, Expression, Lecteur, Motif, Noms};

use crate::avertissement::Avertissement;
use crate::erreur::ErreurSchema;
use crate::modele::{Documents, Let, MotifActif, Rang, Regle, Renvoi, Selection, Valeur};
use crate::portees::Portees;
use crate::source::Element;
use controles::nommes;
use parametres::concretiser;

/// `extends` within `extends`.
const PROFONDEUR_MAX: usize = 32;
/// Bytes that the parameters of an abstract pattern may grow a text to.
const TEXTE_MAX: usize = 1 << 20;
/// Bytes of all the texts of the abstract patterns, as often as they are used.
const TEXTES_MAX: usize = 256 << 20;
/// Bytes of what all checks say, those of abstract rules as often as they are extended.
const DITS_MAX: usize = 256 << 20;
/// Bytes of the fragments of XML that variables hold, as often as they are.
const FRAGMENTS_MAX: usize = 16 << 20;
/// Variables and checks of all rules, those of the abstract rules as often as they are extended.
const CONTROLES_MAX: usize = 500_000;
/// Query languages: name, and whether their expressions are those of XPath 1.0. A schema that names none is `xslt` (ISO Schematron,
/// 5.4.13 and annex C). What XPath 3 adds to 2.0 cannot be read, and its assertions are not evaluated.
const LANGAGES: &[(&str, bool)] = &[
    ("xslt2", false),
    ("xpath2", false),
    ("xslt3", false),
    ("xpath3", false),
    ("xslt", true),
    ("xslt1", true),
    ("xpath", true),
];

/// Abstract rules, by their identifier.
type Abstraites<'e> = HashMap<&'e str, &'e Element>;
/// Diagnostics and properties, by their kind and their identifier; of two with one identifier, the first.
type Nommes<'e> = HashMap<(&'e str, &'e str), &'e Element>;
/// Parameters of a pattern: `$name`, value.
type Parametres<'e> = Vec<(String, &'e str)>;

pub(crate) struct Construction<'e> {
    racine: &'e Element,
    /// Written for XPath 1.0: what the standard calls an error of the schema refuses it, and texts are visited. Published schemas of
    /// XPath 2.0 run in a pipeline that does neither.
    version_1: bool,
    abstraites: Abstraites<'e>,
    patrons: HashMap<&'e str, &'e Element>,
    nommes: Nommes<'e>,
    connues: HashMap<String, Rang>,
    /// Those that may read a variable of the pattern alone.
    connues_ici: HashMap<String, Rang>,
    lus: usize,
    dits: usize,
    fragments: usize,
    pub(crate) portees: Portees,
    pub(crate) lecteur: Lecteur,
    pub(crate) expressions: Vec<Result<Expression, Erreur>>,
    pub(crate) espaces: Vec<(String, String)>,
    pub(crate) globales: Vec<Let>,
    pub(crate) motifs: Vec<MotifActif>,
    pub(crate) renvois: Vec<Renvoi>,
    /// Diagnostics and properties that were read: kind, identifier. Those of a pattern alone are forgotten after it.
    renvois_lus: HashMap<(&'static str, String), usize>,
    pub(crate) avertissements: Vec<Avertissement>,
    pub(crate) phase: Option<String>,
}

/// Where a pattern is read: what it is based on, and with which parameters.
struct Ici<'m> {
    abstraites: Abstraites<'m>,
    nommes: Nommes<'m>,
    parametres: &'m Parametres<'m>,
}

impl<'e> Construction<'e> {
    pub(crate) fn new(racine: &'e Element, noms: Noms) -> Result<Self, ErreurSchema> {
        let langage = racine.attribut("queryBinding").unwrap_or("xslt").trim();
        if racine.nom != "schema" {
            return Err(ErreurSchema::PasUnSchema {
                fichier: racine.fichier.to_string(),
                racine: racine.nom.clone(),
            });
        }
        let version_1 = LANGAGES
            .iter()
            .find(|(nom, _)| nom.eq_ignore_ascii_case(langage))
            .map(|(_, v)| *v)
            .ok_or_else(|| ErreurSchema::Langage(langage.to_owned()))?;
        let mut soi = Self {
            racine,
            version_1,
            abstraites: HashMap::new(),
            patrons: HashMap::new(),
            nommes: nommes(racine),
            connues: HashMap::new(),
            connues_ici: HashMap::new(),
            lus: 0,
            dits: 0,
            fragments: 0,
            portees: Portees::default(),
            lecteur: Lecteur::avec_noms(noms),
            expressions: Vec::new(),
            espaces: Vec::new(),
            globales: Vec::new(),
            motifs: Vec::new(),
            renvois: Vec::new(),
            renvois_lus: HashMap::new(),
            avertissements: Vec::new(),
            phase: None,
        };
        if version_1 {
            soi.lecteur.en_version_1();
        }
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
        }
        for groupe in racine.enfants().filter(|e| matches!(e.nom.as_str(), "pattern" | "rules")) {
            for (id, regle) in abstraites(groupe) {
                soi.abstraites.entry(id).or_insert(regle);
            }
        }
        Ok(soi)
    }

    /// Texts are nodes that rules may be about (ISO Schematron, annex C); the pipeline that is published for XSLT 2 leaves them out.
    pub(crate) fn visite_les_textes(&self) -> bool {
        self.version_1
    }

    pub(crate) fn schema(&mut self, demandee: Option<&str>) -> Result<(), ErreurSchema> {
        let phase = self.phase(demandee)?;
        let actifs = phase.map(|p| self.actifs(p));
        let racine = self.racine;
        let motifs: Vec<(&'e Element, &'e Element)> = racine
            .nommes("pattern")
            .filter(|m| actifs.as_ref().is_none_or(|a| m.attribut("id").is_some_and(|id| a.contains(id))))
            .filter(|m| m.attribut("abstract") != Some("true"))
            .map(|m| Ok((m, self.modele(m)?)))
            .collect::<Result<_, ErreurSchema>>()?;
        let lets_de = |e: &'e Element| -> Vec<&'e Element> { e.nommes("let").collect() };
        let (du_schema, de_la_phase) = (lets_de(racine), phase.map(lets_de).unwrap_or_default());
        self.sans_double(&du_schema)?;
        self.sans_double(&de_la_phase)?;
        // A variable of the phase hides that of the schema that has its name.
        let cachees: HashSet<&str> = de_la_phase.iter().filter_map(|l| nom_de(l)).collect();
        let du_schema: Vec<&Element> = du_schema
            .into_iter()
            .filter(|l| nom_de(l).is_none_or(|n| !cachees.contains(n)))
            .collect();
        self.portees.declarer(
            du_schema.iter().chain(&de_la_phase).filter_map(|l| nom_de(l)),
            motifs.iter().map(|(_, modele)| modele.nommes("let").filter_map(nom_de).collect()),
            &mut self.lecteur,
        );
        self.globales(&du_schema)?;
        self.globales(&de_la_phase)?;
        self.cles();
        let mut reste = TEXTES_MAX;
        for (motif, modele) in motifs {
            let parametres: Parametres<'_> = motif
                .nommes("param")
                .map(|p| {
                    (
                        format!("${}", p.attribut("name").unwrap_or_default()),
                        p.attribut("value").unwrap_or_default(),
                    )
                })
                .collect();
            if motif.attribut("is-a").is_none() {
                self.motif(motif, motif, &Vec::new(), &mut reste)?;
            } else {
                let concret = concretiser(modele, &parametres, &mut reste)?;
                self.motif(&concret, motif, &parametres, &mut reste)?;
            }
        }
        Ok(())
    }

    /// What a pattern is made of: itself, or the abstract pattern that it names.
    fn modele(&self, motif: &'e Element) -> Result<&'e Element, ErreurSchema> {
        match motif.attribut("is-a") {
            None => Ok(motif),
            Some(id) => match self.patrons.get(id).copied() {
                Some(modele) if modele.attribut("is-a").is_some() => Err(ErreurSchema::MotifAbstraitDerive {
                    ou: modele.ou(),
                    id: id.to_owned(),
                }),
                Some(modele) => Ok(modele),
                None => Err(ErreurSchema::MotifAbstrait {
                    ou: motif.ou(),
                    id: id.to_owned(),
                }),
            },
        }
    }

    /// The phase that is run: the one that is asked, else that of the schema, else none (all patterns).
    fn phase(&mut self, demandee: Option<&str>) -> Result<Option<&'e Element>, ErreurSchema> {
        let du_schema = self.racine.attribut("defaultPhase");
        let phase = demandee.filter(|p| *p != "#DEFAULT").or(du_schema).unwrap_or("#ALL");
        if phase == "#ALL" {
            return Ok(None);
        }
        let element = self
            .racine
            .nommes("phase")
            .find(|p| p.attribut("id") == Some(phase))
            .ok_or_else(|| ErreurSchema::Phase(phase.to_owned()))?;
        self.phase = Some(phase.to_owned());
        Ok(Some(element))
    }

    /// The identifiers of the patterns that a phase makes active.
    fn actifs(&mut self, phase: &Element) -> HashSet<String> {
        let actifs: HashSet<String> = phase
            .nommes("active")
            .filter_map(|a| a.attribut("pattern"))
            .map(str::to_owned)
            .collect();
        for id in &actifs {
            if !self.patrons.contains_key(id.as_str()) {
                self.avertissements.push(Avertissement::MotifAbsent { id: id.clone() });
            }
        }
        actifs
    }

    /// Of one place no two variables have the same name (ISO Schematron, 5.4.5). Schemas of XPath 2.0 that do it are run, with the last
    /// one, and it is said.
    fn sans_double(&mut self, lets: &[&Element]) -> Result<(), ErreurSchema> {
        let mut vus = HashSet::new();
        for l in lets {
            let Some(nom) = nom_de(l) else { continue };
            if vus.insert(nom) {
                continue;
            }
            if self.version_1 {
                return Err(ErreurSchema::VariableDouble {
                    ou: l.ou(),
                    nom: nom.to_owned(),
                });
            }
            self.avertissements.push(Avertissement::VariableDouble { nom: nom.to_owned() });
        }
        Ok(())
    }

    fn globales(&mut self, lets: &[&Element]) -> Result<(), ErreurSchema> {
        for l in lets {
            let lue = self.variable(l)?;
            self.globales.retain(|g| g.variable != lue.variable);
            self.globales.push(lue);
        }
        Ok(())
    }

    /// Keys of XSLT that the schema declares (ISO Schematron, annexes C and H).
    fn cles(&mut self) {
        for cle in self.racine.nommes("xsl:key") {
            let nom = cle.attribut("name").unwrap_or_default();
            let espaces: Vec<(String, String)> = cle
                .attributs
                .iter()
                .filter_map(|(n, uri)| Some((n.strip_prefix("xmlns:")?.to_owned(), uri.clone())))
                .collect();
            let usage = usage(cle).ok_or_else(|| Erreur {
                code: "XTSE1205",
                dit: format!(
                    "clé « {nom} » ({}) : ni « use », ni un texte ou une expression pour contenu",
                    cle.ou()
                ),
            });
            let noeuds = cle.attribut("match").unwrap_or_default();
            self.lecteur
                .cle(nom, &espaces, usage.as_ref().map(|u| (noeuds, u.as_str())).map_err(Clone::clone));
        }
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
                Some(v) => Valeur::Expression(self.expression(v, l)?),
                None => match l.fragment() {
                    Some(xml) => {
                        self.fragments += xml.len();
                        if self.fragments > FRAGMENTS_MAX {
                            return Err(ErreurSchema::Borne {
                                quoi: format!("{} : plus de {} Mio de XML dans les variables", l.ou(), FRAGMENTS_MAX >> 20),
                            });
                        }
                        Valeur::Fragment(self.lecteur.fragment(xml.to_owned()))
                    }
                    None => Valeur::Texte(l.texte()),
                },
            },
        })
    }

    fn motif(&mut self, motif: &Element, appelant: &Element, parametres: &Parametres<'_>, reste: &mut usize) -> Result<(), ErreurSchema> {
        let lets: Vec<&Element> = motif.nommes("let").collect();
        self.sans_double(&lets)?;
        let prives = self.portees.prives(lets.iter().filter_map(|l| nom_de(l)));
        // What diagnostics say with other variables or parameters is not what they say here.
        let seul = !prives.is_empty() || !parametres.is_empty();
        if seul {
            self.renvois_lus.clear();
        }
        self.lecteur.ouvrir_une_portee(prives.iter().map(String::as_str));
        self.portees.entrer(&prives, &mut self.lecteur);
        let lu = self.dans_sa_portee(motif, appelant, parametres, &lets, reste);
        self.lecteur.fermer_la_portee();
        self.portees.sortir();
        self.connues_ici.clear();
        if seul {
            self.renvois_lus.clear();
        }
        lu
    }

    fn dans_sa_portee(
        &mut self,
        motif: &Element,
        appelant: &Element,
        parametres: &Parametres<'_>,
        lets: &[&Element],
        reste: &mut usize,
    ) -> Result<(), ErreurSchema> {
        self.globales(lets)?;
        let documents = match (appelant.attribut("documents"), motif.attribut("documents")) {
            (Some(noms), _) | (None, Some(noms)) => Some(Documents {
                noms: self.expression(noms, appelant)?,
                ecrit: noms.split_whitespace().collect::<Vec<_>>().join(" "),
                ou: appelant.ou(),
            }),
            (None, None) => None,
        };
        let ici = Ici {
            abstraites: abstraites(motif),
            nommes: nommes(motif),
            parametres,
        };
        let mut regles = Vec::new();
        for regle in motif.nommes("rule").filter(|r| r.attribut("abstract") != Some("true")) {
            regles.push(self.regle(regle, &ici, reste)?);
        }
        self.motifs.push(MotifActif {
            id: appelant.attribut("id").map(str::to_owned),
            nom: motif.nommes("title").next().map(|t| t.texte().trim().to_owned()),
            documents,
            regles,
        });
        Ok(())
    }

    fn regle(&mut self, regle: &Element, ici: &Ici<'_>, reste: &mut usize) -> Result<Regle, ErreurSchema> {
        let contexte = regle.attribut("context").ok_or_else(|| ErreurSchema::Incomplet {
            ou: regle.ou(),
            quoi: "une règle sans contexte".to_owned(),
        })?;
        self.portees.locales.clear();
        let rang = self.expression(contexte, regle)?;
        let selection = match &self.expressions[rang] {
            Err(e) => Selection::Illisible(e.clone()),
            Ok(e) => match Motif::lire(e) {
                Some(motif) => Selection::Motif(motif),
                // From anywhere: `//(contexte)`.
                None => Selection::Expression(self.expression(&format!("/descendant-or-self::node()/({contexte})"), regle)?),
            },
        };
        if let Selection::Motif(motif) = &selection
            && motif.textes()
            && !self.version_1
        {
            self.avertissements.push(Avertissement::ContexteDeTexte {
                ou: regle.ou(),
                contexte: contexte.to_owned(),
            });
        }
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
        self.contenu(regle, ici, &mut lue, 0, reste)?;
        lue.lets.shrink_to_fit();
        lue.controles.shrink_to_fit();
        Ok(lue)
    }

    /// The variables and checks of a rule, those of the abstract rules that it extends in their place: the ones of its own pattern
    /// (`ici`) first.
    fn contenu(
        &mut self,
        regle: &Element,
        ici: &Ici<'_>,
        vers: &mut Regle,
        profondeur: usize,
        reste: &mut usize,
    ) -> Result<(), ErreurSchema> {
        if profondeur > PROFONDEUR_MAX {
            return Err(ErreurSchema::Borne {
                quoi: format!("{} : plus de {PROFONDEUR_MAX} extends imbriqués", regle.ou()),
            });
        }
        if self.version_1 {
            // Under XSLT 2 a variable of a rule may hide another.
            self.sans_double(&regle.nommes("let").collect::<Vec<_>>())?;
        }
        for e in regle.enfants() {
            self.compter(regle)?;
            match e.nom.as_str() {
                "let" => {
                    let lue = self.variable(e)?;
                    self.portees.locales.insert(lue.variable);
                    vers.lets.push(lue);
                }
                "assert" | "report" => {
                    let controle = self.controle(e, ici, reste)?;
                    vers.controles.push((vers.lets.len(), controle));
                }
                "extends" => {
                    let id = e.attribut("rule").unwrap_or_default();
                    match ici.abstraites.get(id).or_else(|| self.abstraites.get(id)).copied() {
                        Some(abstraite) => self.contenu(abstraite, ici, vers, profondeur + 1, reste)?,
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

    /// The number of an expression; equal expressions are read once, where their variables are the same.
    fn expression(&mut self, source: &str, e: &Element) -> Result<Rang, ErreurSchema> {
        let ici = self.portees.a_des_prives() && source.contains('$');
        let connues = if ici { &self.connues_ici } else { &self.connues };
        let rang = match connues.get(source) {
            Some(connue) => *connue,
            None => {
                let lue = self.lecteur.lire(source);
                if let Err(cause) = &lue {
                    self.avertissements.push(Avertissement::Expression {
                        ou: e.ou(),
                        expression: source.to_owned(),
                        cause: cause.to_string(),
                    });
                }
                self.expressions.push(lue);
                let rang = self.expressions.len() - 1;
                let connues = if ici { &mut self.connues_ici } else { &mut self.connues };
                connues.insert(source.to_owned(), rang);
                rang
            }
        };
        if source.contains('$') {
            self.verifier(rang, e)?;
        }
        Ok(rang)
    }

    /// Every variable that an expression reads is declared where it is read (ISO Schematron, 5.4.5).
    fn verifier(&mut self, rang: Rang, e: &Element) -> Result<(), ErreurSchema> {
        let Some(Ok(expression)) = self.expressions.get(rang) else {
            return Ok(());
        };
        let Some(inconnue) = self.portees.inconnue(&expression.variables()) else {
            return Ok(());
        };
        let nom = self.lecteur.nom_de_la_variable(inconnue).unwrap_or_default().to_owned();
        if self.version_1 {
            return Err(ErreurSchema::VariableInconnue { ou: e.ou(), nom });
        }
        self.avertissements.push(Avertissement::VariableInconnue { ou: e.ou(), nom });
        Ok(())
    }
}

/// The name that a variable is declared under.
fn nom_de(l: &Element) -> Option<&str> {
    l.attribut("name").map(str::trim).filter(|n| !n.is_empty())
}

/// What a key finds its nodes by: `use`, or a content that is a text or one expression.
fn usage(cle: &Element) -> Option<String> {
    if let Some(usage) = cle.attribut("use") {
        return Some(usage.to_owned());
    }
    let mut contenu = cle.enfants();
    let (premier, suite) = (contenu.next(), contenu.next());
    match (premier, suite) {
        (Some(e), None) if matches!(e.nom.as_str(), "xsl:value-of" | "xsl:sequence") => e.attribut("select").map(str::to_owned),
        (None, None) | (Some(_), None) if premier.is_none_or(|e| e.nom == "xsl:text") => {
            let texte = premier.map_or_else(|| cle.texte().trim().to_owned(), Element::texte);
            let litteral = texte.replace('"', "\"\"");
            (!texte.is_empty()).then(|| format!("\"{litteral}\""))
        }
        _ => None,
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
