//! Reading an expression (XPath 2.0, A.1), by recursive descent.

use std::collections::HashMap;

use crate::ast::{Axe, Depart, Ensemble, Expr, Operation, Ordre, Pas, PasAxe, Predicat, Test, TypeItem, TypeSuite};
use crate::erreur::{Erreur, R};
use crate::fonctions::{self, Fonction};
use crate::lexique::{Mot, decouper};
use crate::noms::{Noms, SANS_ESPACE};
use crate::statique;
use crate::valeur::{Atome, TypeAtome};

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
    pub(crate) constantes: usize,
}

impl Lecteur {
    /// Binds a prefix.
    pub fn lier(&mut self, prefixe: &str, uri: &str) {
        self.espaces.insert(prefixe.to_owned(), uri.to_owned());
    }

    /// The number of a variable name. Names are trimmed: some are published with a trailing space.
    pub fn variable(&mut self, nom: &str) -> u32 {
        let suivant = u32::try_from(self.variables.len()).unwrap_or(u32::MAX);
        *self.variables.entry(nom.trim().to_owned()).or_insert(suivant)
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
        Erreur::syntaxe(self.octet(), format!("{attendu} est attendu, {:?} est lu", self.mot()))
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

    fn ou(&mut self) -> R<Expr> {
        let mut tous = vec![self.et()?];
        while self.mot_cle("or") {
            tous.push(self.et()?);
        }
        Ok(seul_ou(tous, Expr::Ou))
    }

    fn et(&mut self) -> R<Expr> {
        let mut tous = vec![self.comparaison()?];
        while self.mot_cle("and") {
            tous.push(self.comparaison()?);
        }
        Ok(seul_ou(tous, Expr::Et))
    }

    fn comparaison(&mut self) -> R<Expr> {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let a = self.intervalle()?;
        let generale = match self.mot() {
            Mot::Signe("=") => Some(Ordre::Egal),
            Mot::Signe("!=") => Some(Ordre::Different),
            Mot::Signe("<") => Some(Ordre::Inferieur),
            Mot::Signe("<=") => Some(Ordre::InferieurOuEgal),
            Mot::Signe(">") => Some(Ordre::Superieur),
            Mot::Signe(">=") => Some(Ordre::SuperieurOuEgal),
            _ => None,
        };
        if let Some(ordre) = generale {
            self.ici += 1;
            return Ok(Expr::Generale(ordre, Box::new(a), Box::new(self.intervalle()?)));
        }
        let mot = match self.mot() {
            Mot::Nom(None, nom) => nom.as_str(),
            Mot::Signe(signe @ ("<<" | ">>")) => signe,
            _ => return Ok(a),
        };
        let valeur = match mot {
            "eq" => Some(Ordre::Egal),
            "ne" => Some(Ordre::Different),
            "lt" => Some(Ordre::Inferieur),
            "le" => Some(Ordre::InferieurOuEgal),
            "gt" => Some(Ordre::Superieur),
            "ge" => Some(Ordre::SuperieurOuEgal),
            _ => None,
        };
        let noeuds = match mot {
            "is" => Some(Equal),
            "<<" => Some(Less),
            ">>" => Some(Greater),
            _ => None,
        };
        if valeur.is_none() && noeuds.is_none() {
            return Ok(a);
        }
        self.ici += 1;
        let b = Box::new(self.intervalle()?);
        Ok(match (valeur, noeuds) {
            (Some(ordre), _) => Expr::Valeur(ordre, Box::new(a), b),
            (None, Some(ordre)) => Expr::Noeuds(ordre, Box::new(a), b),
            (None, None) => a,
        })
    }

    fn intervalle(&mut self) -> R<Expr> {
        let a = self.somme()?;
        if self.mot_cle("to") {
            return Ok(Expr::Intervalle(Box::new(a), Box::new(self.somme()?)));
        }
        Ok(a)
    }

    fn somme(&mut self) -> R<Expr> {
        let mut a = self.produit()?;
        loop {
            let operation = if self.signe("+") {
                Operation::Plus
            } else if self.signe("-") {
                Operation::Moins
            } else {
                return Ok(a);
            };
            self.maillon()?;
            a = Expr::Calcul(operation, Box::new(a), Box::new(self.produit()?));
        }
    }

    fn produit(&mut self) -> R<Expr> {
        let mut a = self.reunion()?;
        loop {
            let operation = if self.signe("*") {
                Operation::Fois
            } else if self.mot_cle("div") {
                Operation::Div
            } else if self.mot_cle("idiv") {
                Operation::Idiv
            } else if self.mot_cle("mod") {
                Operation::Mod
            } else {
                return Ok(a);
            };
            self.maillon()?;
            a = Expr::Calcul(operation, Box::new(a), Box::new(self.reunion()?));
        }
    }

    fn reunion(&mut self) -> R<Expr> {
        let mut a = self.intersection()?;
        while self.signe("|") || self.mot_cle("union") {
            self.maillon()?;
            a = Expr::Ensembles(Ensemble::Union, Box::new(a), Box::new(self.intersection()?));
        }
        Ok(a)
    }

    fn intersection(&mut self) -> R<Expr> {
        let mut a = self.instance()?;
        loop {
            let ensemble = if self.mot_cle("intersect") {
                Ensemble::Intersection
            } else if self.mot_cle("except") {
                Ensemble::Sauf
            } else {
                return Ok(a);
            };
            self.maillon()?;
            a = Expr::Ensembles(ensemble, Box::new(a), Box::new(self.instance()?));
        }
    }

    fn instance(&mut self) -> R<Expr> {
        let mut a = self.unaire()?;
        // From the loosest to the tightest: instance of, treat as, castable as, cast as. They bind to what stands before them, so
        // that one pass from the tightest gives the same tree.
        if self.mots_cles("cast", "as") {
            let (t, vide) = self.type_seul()?;
            a = self.conversion(a, t, vide)?;
        }
        if self.mots_cles("castable", "as") {
            let (t, vide) = self.type_seul()?;
            a = Expr::Convertible(Box::new(a), t, vide);
        }
        if self.mots_cles("treat", "as") {
            a = Expr::Traiter(Box::new(a), self.type_suite()?);
        }
        if self.mots_cles("instance", "of") {
            a = Expr::Instance(Box::new(a), self.type_suite()?);
        }
        Ok(a)
    }

    fn type_seul(&mut self) -> R<(TypeAtome, bool)> {
        let Mot::Nom(prefixe, nom) = self.mot().clone() else {
            return Err(self.inattendu("un type"));
        };
        let t = self.type_atome(prefixe.as_deref(), &nom)?;
        self.ici += 1;
        Ok((t, self.signe("?")))
    }

    /// A cast. A literal is the only text that becomes a name, with the prefixes of the schema (XPath 2.0, 3.10.2).
    fn conversion(&self, a: Expr, t: TypeAtome, vide: bool) -> R<Expr> {
        if t == TypeAtome::QNom
            && let Expr::Litteral(Atome::Texte(ecrit)) = &a
        {
            let net = ecrit.trim();
            let (prefixe, local) = fonctions::decouper_nom(net)?;
            let uri = match prefixe {
                None => "",
                Some(p) => self
                    .lecteur
                    .uri(p)
                    .ok_or_else(|| Erreur::new("FONS0004", format!("préfixe non déclaré : {p}")))?,
            };
            return Ok(Expr::Litteral(Atome::QNom(uri.into(), local.into(), net.into())));
        }
        Ok(Expr::Convertir(Box::new(a), t, vide))
    }

    fn type_atome(&self, prefixe: Option<&str>, nom: &str) -> R<TypeAtome> {
        let de_xs = prefixe.is_some_and(|p| self.lecteur.uri(p) == Some(XS));
        let t = if de_xs { TypeAtome::nomme(nom) } else { None };
        t.ok_or_else(|| {
            let prefixe = prefixe.map(|p| format!("{p}:")).unwrap_or_default();
            Erreur::new("XPST0051", format!("type inconnu : {prefixe}{nom}"))
        })
    }

    fn type_suite(&mut self) -> R<TypeSuite> {
        let item = match (self.mot().clone(), self.voir(1)) {
            (Mot::Nom(None, nom), Mot::Signe("(")) if nom == "item" || nom == "empty-sequence" => {
                self.ici += 2;
                self.exiger(")")?;
                if nom == "item" { TypeItem::Item } else { TypeItem::Aucun }
            }
            (Mot::Nom(None, _), Mot::Signe("(")) => TypeItem::Noeud(self.genre_test()?.ok_or_else(|| self.inattendu("un type"))?),
            (Mot::Nom(prefixe, nom), _) => {
                let t = self.type_atome(prefixe.as_deref(), &nom)?;
                if matches!(t, TypeAtome::Derive(_)) {
                    // Values do not remember which narrower type they were cast to.
                    return Err(Erreur::new(
                        "XPST0051",
                        format!("instance of, treat as : le type « {nom} » n'est pas suivi"),
                    ));
                }
                self.ici += 1;
                TypeItem::Atome(t)
            }
            _ => return Err(self.inattendu("un type")),
        };
        let (vide, plusieurs) = if self.signe("?") {
            (true, false)
        } else if self.signe("*") {
            (true, true)
        } else if self.signe("+") {
            (false, true)
        } else {
            (false, false)
        };
        Ok(TypeSuite { item, vide, plusieurs })
    }

    fn unaire(&mut self) -> R<Expr> {
        let mut moins = false;
        let mut signe = false;
        loop {
            if self.signe("-") {
                moins = !moins;
                signe = true;
            } else if self.signe("+") {
                signe = true;
            } else {
                break;
            }
        }
        let a = self.chemin()?;
        Ok(match (signe, moins) {
            (true, true) => Expr::Oppose(Box::new(a)),
            (true, false) => Expr::Oppose(Box::new(Expr::Oppose(Box::new(a)))),
            _ => a,
        })
    }

    fn chemin(&mut self) -> R<Expr> {
        let mut pas = Vec::new();
        let depart = if self.signe("//") {
            pas.push(sous_arbre());
            self.pas_de_chemin(&mut pas)?;
            Depart::Racine
        } else if self.signe("/") {
            if !self.commence_un_pas() {
                return Ok(Expr::Chemin(Depart::Racine, pas));
            }
            self.pas_de_chemin(&mut pas)?;
            Depart::Racine
        } else {
            match self.un_pas()? {
                Pas::Expr(expr) => {
                    if !matches!(self.mot(), Mot::Signe("/" | "//")) {
                        return Ok(expr);
                    }
                    Depart::Expr(Box::new(expr))
                }
                autre @ Pas::Axe(_) => {
                    pas.push(autre);
                    Depart::Contexte
                }
            }
        };
        loop {
            if self.signe("//") {
                pas.push(sous_arbre());
            } else if !self.signe("/") {
                break;
            }
            self.pas_de_chemin(&mut pas)?;
        }
        Ok(Expr::Chemin(depart, statique::simplifier(pas)))
    }

    fn pas_de_chemin(&mut self, pas: &mut Vec<Pas>) -> R<()> {
        if pas.len() >= PAS_MAX {
            return Err(Erreur::new("LIMITE", format!("chemin de plus de {PAS_MAX} pas")));
        }
        pas.push(self.un_pas()?);
        Ok(())
    }

    fn commence_un_pas(&self) -> bool {
        match self.mot() {
            Mot::Nom(..) | Mot::ToutDe(_) | Mot::ToutNomme(_) | Mot::Variable(_) | Mot::Texte(_) => true,
            Mot::Entier(_) | Mot::Decimal(_) | Mot::Double(_) => true,
            Mot::Signe(s) => matches!(*s, "*" | "@" | "." | ".." | "("),
            Mot::Fin => false,
        }
    }

    fn un_pas(&mut self) -> R<Pas> {
        if self.signe("..") {
            return self.avec_predicats(Axe::Parent, Test::Noeud);
        }
        if self.signe("@") {
            let test = self.test(Axe::Attribut)?;
            return self.avec_predicats(Axe::Attribut, test);
        }
        if let Mot::Nom(None, nom) = self.mot()
            && matches!(self.voir(1), Mot::Signe("::"))
        {
            let axe = Axe::nomme(nom).ok_or_else(|| Erreur::syntaxe(self.octet(), format!("axe inconnu : {nom}")))?;
            self.ici += 2;
            let test = self.test(axe)?;
            return self.avec_predicats(axe, test);
        }
        if let Some(test) = self.genre_test()? {
            let axe = if matches!(test, Test::Attribut(_)) {
                Axe::Attribut
            } else {
                Axe::Enfant
            };
            return self.avec_predicats(axe, test);
        }
        let appel = matches!(self.mot(), Mot::Nom(..)) && matches!(self.voir(1), Mot::Signe("("));
        match self.mot() {
            Mot::Nom(..) if !appel => {}
            Mot::ToutDe(_) | Mot::ToutNomme(_) | Mot::Signe("*") => {}
            _ => {
                let primaire = self.primaire()?;
                let predicats = self.predicats()?;
                return Ok(Pas::Expr(if predicats.is_empty() {
                    primaire
                } else {
                    Expr::Filtre(Box::new(primaire), predicats)
                }));
            }
        }
        let test = self.test(Axe::Enfant)?;
        self.avec_predicats(Axe::Enfant, test)
    }

    fn avec_predicats(&mut self, axe: Axe, test: Test) -> R<Pas> {
        let predicats = self.predicats()?;
        let cle = predicats.first().and_then(|p| statique::cle(&p.expr));
        Ok(Pas::Axe(PasAxe { axe, test, predicats, cle }))
    }

    fn predicats(&mut self) -> R<Vec<Predicat>> {
        let mut tous = Vec::new();
        while self.signe("[") {
            let expr = self.suite()?;
            self.exiger("]")?;
            let positionnel = statique::positionnel(&expr);
            tous.push(Predicat { expr, positionnel });
        }
        Ok(tous)
    }

    fn test(&mut self, axe: Axe) -> R<Test> {
        if let Some(test) = self.genre_test()? {
            return Ok(test);
        }
        let test = match self.mot().clone() {
            Mot::Signe("*") => Test::Tout,
            Mot::ToutDe(prefixe) => Test::ToutDe(self.espace(&prefixe)?),
            Mot::ToutNomme(local) => Test::ToutNomme(self.lecteur.noms.local(&local)),
            Mot::Nom(prefixe, local) => {
                let espace = match prefixe {
                    Some(p) => self.espace(&p)?,
                    None => SANS_ESPACE,
                };
                Test::Nomme(espace, self.lecteur.noms.local(&local))
            }
            _ => return Err(self.inattendu(if axe == Axe::Attribut { "un nom d'attribut" } else { "un pas" })),
        };
        self.ici += 1;
        Ok(test)
    }

    fn espace(&mut self, prefixe: &str) -> R<u32> {
        let uri = self
            .lecteur
            .uri(prefixe)
            .ok_or_else(|| Erreur::new("XPST0081", format!("préfixe non déclaré : {prefixe}")))?
            .to_owned();
        Ok(self.lecteur.noms.espace(&uri))
    }

    /// `node()`, `text()`…
    fn genre_test(&mut self) -> R<Option<Test>> {
        let Mot::Nom(None, nom) = self.mot() else { return Ok(None) };
        if !matches!(self.voir(1), Mot::Signe("(")) {
            return Ok(None);
        }
        let nom = nom.clone();
        if !matches!(
            nom.as_str(),
            "node" | "text" | "comment" | "processing-instruction" | "document-node" | "element" | "attribute"
        ) {
            return Ok(None);
        }
        self.ici += 2;
        let argument = match self.mot().clone() {
            Mot::Nom(prefixe, local) => {
                let espace = match prefixe {
                    Some(p) => self.espace(&p)?,
                    None => SANS_ESPACE,
                };
                self.ici += 1;
                Some((espace, self.lecteur.noms.local(&local)))
            }
            Mot::Texte(local) => {
                self.ici += 1;
                Some((SANS_ESPACE, self.lecteur.noms.local(&local)))
            }
            Mot::Signe("*") => {
                self.ici += 1;
                None
            }
            _ => None,
        };
        self.exiger(")")?;
        Ok(Some(match nom.as_str() {
            "text" => Test::Texte,
            "comment" => Test::Commentaire,
            "processing-instruction" => Test::Instruction(argument.map(|a| a.1)),
            "document-node" => Test::Document,
            "element" => Test::Element(argument),
            "attribute" => Test::Attribut(argument),
            _ => Test::Noeud,
        }))
    }

    fn primaire(&mut self) -> R<Expr> {
        let mot = self.mot().clone();
        let octet = self.octet();
        self.ici += 1;
        Ok(match mot {
            Mot::Texte(t) => Expr::Litteral(Atome::Texte(t.into())),
            Mot::Entier(n) => Expr::Litteral(Atome::Entier(n)),
            Mot::Double(n) => Expr::Litteral(Atome::Double(n)),
            Mot::Decimal(n) => Expr::Litteral(Atome::decimal(&n).ok_or_else(|| Erreur::syntaxe(octet, format!("nombre mal écrit : {n}")))?),
            Mot::Variable(nom) => Expr::Variable(self.lecteur.variable(&nom)),
            Mot::Signe(".") => Expr::Contexte,
            Mot::Signe("(") => {
                if self.signe(")") {
                    return Ok(Expr::Suite(Vec::new()));
                }
                let dedans = self.suite()?;
                self.exiger(")")?;
                dedans
            }
            Mot::Nom(prefixe, nom) => {
                self.exiger("(")?;
                let mut arguments = Vec::new();
                if !self.signe(")") {
                    loop {
                        arguments.push(self.seule()?);
                        if !self.signe(",") {
                            break;
                        }
                    }
                    self.exiger(")")?;
                }
                self.appel(prefixe.as_deref(), &nom, arguments)?
            }
            _ => {
                self.ici -= 1;
                return Err(self.inattendu("une expression"));
            }
        })
    }

    fn appel(&self, prefixe: Option<&str>, nom: &str, arguments: Vec<Expr>) -> R<Expr> {
        let inconnue = || {
            let prefixe = prefixe.map(|p| format!("{p}:")).unwrap_or_default();
            Erreur::new(
                "XPST0017",
                format!("fonction inconnue : {prefixe}{nom}() à {} argument(s)", arguments.len()),
            )
        };
        let uri = match prefixe {
            None => FN,
            Some(p) => self
                .lecteur
                .uri(p)
                .ok_or_else(|| Erreur::new("XPST0081", format!("préfixe non déclaré : {p}")))?,
        };
        if uri == XS {
            let t = TypeAtome::nomme(nom).ok_or_else(inconnue)?;
            let [argument] = <[Expr; 1]>::try_from(arguments)
                .map_err(|a| Erreur::new("XPST0017", format!("xs:{nom}() veut un argument, {} sont donnés", a.len())))?;
            return self.conversion(argument, t, true);
        }
        let fiche: &'static Fonction = (uri == FN)
            .then(|| fonctions::trouver(nom, arguments.len()))
            .flatten()
            .ok_or_else(inconnue)?;
        Ok(Expr::Fonction(fiche, arguments))
    }
}

fn sous_arbre() -> Pas {
    Pas::Axe(PasAxe {
        axe: Axe::DescendantOuSoi,
        test: Test::Noeud,
        predicats: Vec::new(),
        cle: None,
    })
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
