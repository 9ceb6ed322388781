//! Paths, their steps, tests and predicates.

use super::{Analyse, PAS_MAX};
use crate::ast::{Axe, Depart, Expr, Pas, PasAxe, Predicat, Test};
use crate::compatible;
use crate::erreur::{Erreur, R};
use crate::lexique::Mot;
use crate::noms::SANS_ESPACE;
use crate::statique;

impl Analyse<'_> {
    pub(super) fn unaire(&mut self) -> R<Expr> {
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
        if self.lecteur.compatible && moins {
            return Ok(compatible::oppose(a));
        }
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
        let cle = predicats.first().and_then(|p| statique::cle(&p.expr)).map(Box::new);
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
        tous.shrink_to_fit();
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
    pub(super) fn genre_test(&mut self) -> R<Option<Test>> {
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
}

fn sous_arbre() -> Pas {
    Pas::Axe(PasAxe {
        axe: Axe::DescendantOuSoi,
        test: Test::Noeud,
        predicats: Vec::new(),
        cle: None,
    })
}
