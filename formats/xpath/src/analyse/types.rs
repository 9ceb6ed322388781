//! Types: `instance of`, `castable`, `cast`.

use super::{Analyse, XS};
use crate::ast::{Expr, TypeItem, TypeSuite};
use crate::erreur::{Erreur, R};
use crate::fonctions;
use crate::lexique::Mot;
use crate::valeur::{Atome, TypeAtome};

impl Analyse<'_> {
    pub(super) fn instance(&mut self) -> R<Expr> {
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
    pub(super) fn conversion(&self, a: Expr, t: TypeAtome, vide: bool) -> R<Expr> {
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
            return Ok(Expr::Litteral(Atome::nom(uri, local, net)));
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
}
