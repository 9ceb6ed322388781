//! Reading an expression (XPath 2.0, A.1), by recursive descent.

mod chemins;
mod operateurs;
mod primaires;
mod types;

use std::collections::HashMap;

use crate::ast::Expr;
use crate::documents::DefinitionCle;
use crate::erreur::{Erreur, R};
use crate::lexique::{Mot, decouper};
use crate::noms::Noms;
use crate::statique;

/// Namespace of the types and their constructors.
pub(crate) const XS: &str = "http://www.w3.org/2001/XMLSchema";
const FN: &str = "http://www.w3.org/2005/xpath-functions";
/// Nested expressions accepted.
const PROFONDEUR_MAX: usize = 120;
/// Operators of the chains of an expression.
const MAILLONS_MAX: usize = 1000;
/// Steps of a path.
const PAS_MAX: usize = 200;
/// Bytes of an expression.
const TAILLE_MAX: usize = 256 * 1024;

/// What expressions are read against, and what they share: prefixes, names of variables, numbers of names, constants.
#[derive(Debug, Default)]
pub struct Lecteur {
    espaces: HashMap<String, String>,
    pub(crate) noms: Noms,
    variables: HashMap<String, u32>,
    /// Names that have a number of their own where expressions are read now.
    prives: HashMap<String, u32>,
    numeros: u32,
    pub(crate) compatible: bool,
    pub(crate) constantes: usize,
    pub(crate) fragments: Vec<String>,
    pub(crate) cles: HashMap<String, Vec<R<DefinitionCle>>>,
}

impl Lecteur {
    /// A reader whose names are numbered by a table that others share.
    #[must_use]
    pub fn avec_noms(noms: Noms) -> Self {
        Self { noms, ..Self::default() }
    }

    /// Binds a prefix.
    pub fn lier(&mut self, prefixe: &str, uri: &str) {
        self.espaces.insert(prefixe.to_owned(), uri.to_owned());
    }

    /// Reads what follows as XPath 1.0 has it: numbers are doubles, a sequence stands for its first node, `=` and `<` convert as the
    /// specification of 1999 says (XPath 1.0, 3.4 and 4). What XPath 2.0 adds is still read.
    pub fn en_version_1(&mut self) {
        self.compatible = true;
    }

    /// The number of a variable name. Names are trimmed: some are published with a trailing space.
    pub fn variable(&mut self, nom: &str) -> u32 {
        let nom = nom.trim();
        if let Some(prive) = self.prives.get(nom) {
            return *prive;
        }
        if let Some(connu) = self.variables.get(nom) {
            return *connu;
        }
        let numero = self.nouveau();
        self.variables.insert(nom.to_owned(), numero);
        numero
    }

    /// The name that a number stands for.
    #[must_use]
    pub fn nom_de_la_variable(&self, numero: u32) -> Option<&str> {
        let tous = self.variables.iter().chain(&self.prives);
        tous.into_iter().find(|(_, n)| **n == numero).map(|(nom, _)| nom.as_str())
    }

    fn nouveau(&mut self) -> u32 {
        let numero = self.numeros;
        self.numeros = self.numeros.saturating_add(1);
        numero
    }

    /// From here to [`Self::fermer_la_portee`] these names have numbers of their own: they are other variables than those that bear
    /// them elsewhere.
    pub fn ouvrir_une_portee<'n>(&mut self, noms: impl IntoIterator<Item = &'n str>) {
        for nom in noms {
            let numero = self.nouveau();
            self.prives.insert(nom.trim().to_owned(), numero);
        }
    }

    /// Ends what [`Self::ouvrir_une_portee`] began.
    pub fn fermer_la_portee(&mut self) {
        self.prives.clear();
    }

    /// Keeps a fragment of XML that a variable holds, one well-formed element; its rank is for [`crate::Bibliotheque::fragment`].
    pub fn fragment(&mut self, xml: String) -> usize {
        self.fragments.push(xml);
        self.fragments.len() - 1
    }

    /// Declares a key of the schema (`xsl:key`): what it holds and by what, with the prefixes that it sees; or why it cannot be read.
    pub fn cle(&mut self, nom: &str, espaces: &[(String, String)], lue: Result<(&str, &str), Erreur>) {
        let avant = (!espaces.is_empty()).then(|| self.espaces.clone());
        for (prefixe, uri) in espaces {
            self.lier(prefixe, uri);
        }
        let definition = lue.and_then(|(noeuds, usage)| {
            let motif = crate::Motif::lire(&self.lire(noeuds)?)
                .ok_or_else(|| Erreur::new("XTSE0340", format!("clé « {nom} » : « {noeuds} » n'est pas un motif")))?;
            let usage = self.lire(usage)?;
            let fixe = !motif.lit_une_variable() && usage.variables().is_empty();
            Ok(DefinitionCle { motif, usage, fixe })
        });
        if let Some(avant) = avant {
            self.espaces = avant;
        }
        self.cles.entry(nom.trim().to_owned()).or_default().push(definition);
    }

    /// Reads an expression.
    ///
    /// # Errors
    /// [`Erreur`], with the place in the expression.
    pub fn lire(&mut self, source: &str) -> Result<crate::Expression, Erreur> {
        Ok(crate::Expression(self.expr(source)?))
    }

    pub(crate) fn expr(&mut self, source: &str) -> R<Expr> {
        if source.len() > TAILLE_MAX {
            return Err(Erreur::new("LIMITE", format!("expression de plus de {TAILLE_MAX} octets")));
        }
        let mots = decouper(source)?;
        let mut analyse = Analyse {
            lecteur: self,
            mots,
            ici: 0,
            profondeur: 0,
            maillons: 0,
        };
        let expr = analyse.suite()?;
        if *analyse.mot() != Mot::Fin {
            return Err(analyse.inattendu("la fin de l'expression"));
        }
        Ok(statique::constantes(expr, &mut self.constantes))
    }

    fn uri(&self, prefixe: &str) -> Option<&str> {
        match self.espaces.get(prefixe) {
            Some(uri) => Some(uri),
            None => match prefixe {
                "xs" | "xsd" => Some(XS),
                "fn" => Some(FN),
                "xml" => Some("http://www.w3.org/XML/1998/namespace"),
                _ => None,
            },
        }
    }
}

struct Analyse<'a> {
    lecteur: &'a mut Lecteur,
    mots: Vec<(usize, Mot)>,
    ici: usize,
    profondeur: usize,
    maillons: usize,
}

impl Analyse<'_> {
    fn mot(&self) -> &Mot {
        self.voir(0)
    }

    fn voir(&self, plus: usize) -> &Mot {
        self.mots.get(self.ici + plus).map_or(&Mot::Fin, |m| &m.1)
    }

    fn octet(&self) -> usize {
        self.mots.get(self.ici).map_or(0, |m| m.0)
    }

    fn inattendu(&self, attendu: &str) -> Erreur {
        Erreur::syntaxe(self.octet(), format!("attendu : {attendu} ; lu : {}", self.mot()))
    }

    fn signe(&mut self, signe: &str) -> bool {
        let oui = matches!(self.mot(), Mot::Signe(s) if *s == signe);
        self.ici += usize::from(oui);
        oui
    }

    fn exiger(&mut self, signe: &'static str) -> R<()> {
        if self.signe(signe) { Ok(()) } else { Err(self.inattendu(signe)) }
    }

    fn est_mot(&self, plus: usize, nom: &str) -> bool {
        matches!(self.voir(plus), Mot::Nom(None, n) if n == nom)
    }

    fn mot_cle(&mut self, nom: &str) -> bool {
        let oui = self.est_mot(0, nom);
        self.ici += usize::from(oui);
        oui
    }

    fn exiger_mot(&mut self, nom: &'static str) -> R<()> {
        if self.mot_cle(nom) { Ok(()) } else { Err(self.inattendu(nom)) }
    }

    /// Two words in a row, such as `castable as`.
    fn mots_cles(&mut self, a: &str, b: &str) -> bool {
        let oui = self.est_mot(0, a) && self.est_mot(1, b);
        self.ici += 2 * usize::from(oui);
        oui
    }

    /// One more operator of a chain that leans to the left: its tree is as deep as it is long.
    fn maillon(&mut self) -> R<()> {
        self.maillons += 1;
        if self.maillons > MAILLONS_MAX {
            return Err(Erreur::new("LIMITE", format!("plus de {MAILLONS_MAX} opérateurs")));
        }
        Ok(())
    }

    fn suite(&mut self) -> R<Expr> {
        let mut tous = vec![self.seule()?];
        while self.signe(",") {
            tous.push(self.seule()?);
        }
        Ok(seul_ou(tous, Expr::Suite))
    }

    fn seule(&mut self) -> R<Expr> {
        self.profondeur += 1;
        if self.profondeur > PROFONDEUR_MAX {
            return Err(Erreur::new("LIMITE", format!("plus de {PROFONDEUR_MAX} expressions imbriquées")));
        }
        let variable_apres = matches!(self.voir(1), Mot::Variable(_));
        let expr = if self.est_mot(0, "for") && variable_apres {
            self.ici += 1;
            self.liaisons("return", |variable, dans, corps| Expr::Pour { variable, dans, corps })
        } else if (self.est_mot(0, "some") || self.est_mot(0, "every")) && variable_apres {
            let tous = self.est_mot(0, "every");
            self.ici += 1;
            self.liaisons("satisfies", |variable, dans, corps| Expr::Quantifie {
                tous,
                variable,
                dans,
                corps,
            })
        } else if self.est_mot(0, "if") && matches!(self.voir(1), Mot::Signe("(")) {
            self.ici += 2;
            let condition = self.suite()?;
            self.exiger(")")?;
            self.exiger_mot("then")?;
            let alors = self.seule()?;
            self.exiger_mot("else")?;
            let sinon = self.seule()?;
            Ok(Expr::Si(Box::new([condition, alors, sinon])))
        } else {
            self.ou()
        };
        self.profondeur -= 1;
        expr
    }

    fn liaisons(&mut self, fin: &'static str, faire: impl Fn(u32, Box<Expr>, Box<Expr>) -> Expr) -> R<Expr> {
        let mut liees = Vec::new();
        loop {
            let Mot::Variable(nom) = self.mot().clone() else {
                return Err(self.inattendu("une variable"));
            };
            self.ici += 1;
            self.exiger_mot("in")?;
            let dans = self.seule()?;
            liees.push((self.lecteur.variable(&nom), dans));
            self.maillon()?;
            if !self.signe(",") {
                break;
            }
        }
        self.exiger_mot(fin)?;
        let corps = self.seule()?;
        Ok(liees
            .into_iter()
            .rev()
            .fold(corps, |corps, (v, dans)| faire(v, Box::new(dans), Box::new(corps))))
    }
}

fn seul_ou(mut tous: Vec<Expr>, faire: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match (tous.len(), tous.pop()) {
        (1, Some(seul)) => seul,
        (_, Some(dernier)) => {
            tous.push(dernier);
            faire(tous)
        }
        (_, None) => faire(tous),
    }
}
