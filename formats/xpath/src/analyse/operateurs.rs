//! Operators, by growing precedence.

use super::{Analyse, seul_ou};
use crate::ast::{Ensemble, Expr, Operation, Ordre};
use crate::compatible;
use crate::erreur::R;
use crate::lexique::Mot;

impl Analyse<'_> {
    pub(super) fn ou(&mut self) -> R<Expr> {
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
            let b = self.intervalle()?;
            if self.lecteur.compatible {
                return Ok(compatible::comparaison(ordre, a, b));
            }
            return Ok(Expr::Generale(ordre, Box::new(a), Box::new(b)));
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
            let b = self.produit()?;
            a = self.calcul(operation, a, b);
        }
    }

    fn calcul(&self, operation: Operation, a: Expr, b: Expr) -> Expr {
        if self.lecteur.compatible {
            return compatible::operation(operation, a, b);
        }
        Expr::Calcul(operation, Box::new(a), Box::new(b))
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
            let b = self.reunion()?;
            a = self.calcul(operation, a, b);
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
}
