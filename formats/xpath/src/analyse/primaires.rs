//! Literals, variables, calls of functions.

use super::{Analyse, FN, XS};
use crate::ast::Expr;
use crate::erreur::{Erreur, R};
use crate::fonctions::{self, Fonction};
use crate::lexique::Mot;
use crate::valeur::{Atome, TypeAtome};

impl Analyse<'_> {
    pub(super) fn primaire(&mut self) -> R<Expr> {
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
            .then(|| fonctions::trouver(nom, arguments.len(), self.lecteur.compatible))
            .flatten()
            .ok_or_else(inconnue)?;
        Ok(Expr::Fonction(fiche, arguments))
    }
}
