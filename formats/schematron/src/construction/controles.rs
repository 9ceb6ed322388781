//! What a rule checks, and what is said of it: messages, diagnostics, properties.

use super::parametres::concretiser;
use super::{CONTROLES_MAX, Construction, DITS_MAX, Ici, Nommes};
use crate::erreur::ErreurSchema;
use crate::modele::{Controle, Morceau, Renvoi};
use crate::source::{Contenu, Element, LANGUE};

impl Construction<'_> {
    /// Each abstract rule that extends the next one twice doubles what they make.
    pub(super) fn compter(&mut self, e: &Element) -> Result<(), ErreurSchema> {
        self.lus += 1;
        if self.lus > CONTROLES_MAX {
            return Err(ErreurSchema::Borne {
                quoi: format!("{} : plus de {CONTROLES_MAX} variables et contrôles, extends compris", e.ou()),
            });
        }
        Ok(())
    }

    pub(super) fn controle(&mut self, e: &Element, ici: &Ici<'_>, reste: &mut usize) -> Result<Controle, ErreurSchema> {
        let test = e.attribut("test").ok_or_else(|| ErreurSchema::Incomplet {
            ou: e.ou(),
            quoi: format!("un {} sans test", e.nom),
        })?;
        let texte = |nom: &str| e.attribut(nom).map(str::to_owned);
        Ok(Controle {
            assertion: e.nom == "assert",
            test: self.expression(test, e)?,
            ecrit: test.split_whitespace().collect::<Vec<_>>().join(" "),
            message: self.morceaux(e)?,
            id: texte("id"),
            role: texte("role"),
            flag: texte("flag"),
            see: texte("see"),
            diagnostics: self.renvois(e, "diagnostic", ici, reste)?,
            proprietes: self.renvois(e, "property", ici, reste)?,
            ou: e.ou(),
        })
    }

    /// The diagnostics, or the properties, that a check refers to: those of its pattern, else those of the schema.
    fn renvois(&mut self, e: &Element, quoi: &'static str, ici: &Ici<'_>, reste: &mut usize) -> Result<Vec<usize>, ErreurSchema> {
        let groupe = if quoi == "diagnostic" { "diagnostics" } else { "properties" };
        let mut rangs = Vec::new();
        for id in e.attribut(groupe).unwrap_or_default().split_whitespace() {
            self.compter(e)?;
            if let Some(rang) = self.renvois_lus.get(&(quoi, id.to_owned())) {
                rangs.push(*rang);
                continue;
            }
            let propre = ici.nommes.get(&(quoi, id)).copied();
            let a_garder = propre.is_none();
            let Some(lu) = propre.or_else(|| self.nommes.get(&(quoi, id)).copied()) else {
                continue;
            };
            let mut renvoi = std::borrow::Cow::Borrowed(lu);
            if !ici.parametres.is_empty() {
                renvoi = std::borrow::Cow::Owned(concretiser(lu, ici.parametres, reste)?);
            }
            let texte = |nom: &str| renvoi.attribut(nom).map(str::to_owned);
            let lu = Renvoi {
                id: id.to_owned(),
                langue: texte(LANGUE),
                role: texte("role"),
                scheme: texte("scheme"),
                contenu: self.morceaux(&renvoi)?,
            };
            self.renvois.push(lu);
            rangs.push(self.renvois.len() - 1);
            // What reads a variable of the rule is looked at again in each rule that refers to it.
            if a_garder
                && !self.renvois[self.renvois.len() - 1]
                    .contenu
                    .iter()
                    .any(|m| self.lit_une_variable(m))
            {
                self.renvois_lus.insert((quoi, id.to_owned()), self.renvois.len() - 1);
            }
        }
        Ok(rangs)
    }

    fn lit_une_variable(&self, m: &Morceau) -> bool {
        let expression = m.rang().and_then(|rang| self.expressions.get(rang));
        expression.is_some_and(|e| e.as_ref().is_ok_and(|e| !e.variables().is_empty()))
    }

    fn morceaux(&mut self, e: &Element) -> Result<Vec<Morceau>, ErreurSchema> {
        // White space alone between two elements is not text: the stylesheet of the published pipeline drops it.
        let dit = |c: &&Contenu| !matches!(c, Contenu::Texte(t) if t.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')));
        e.contenu
            .iter()
            .filter(dit)
            .map(|c| {
                Ok(match c {
                    Contenu::Texte(t) => {
                        self.dits += t.len();
                        if self.dits > DITS_MAX {
                            return Err(ErreurSchema::Borne {
                                quoi: format!("{} : plus de {} Mio de messages, extends compris", e.ou(), DITS_MAX >> 20),
                            });
                        }
                        Morceau::Texte(t.clone())
                    }
                    Contenu::Fragment(_) => Morceau::Texte(String::new()),
                    Contenu::Element(e) => match e.nom.as_str() {
                        "value-of" => Morceau::Valeur(self.expression(e.attribut("select").unwrap_or("."), e)?),
                        "name" => match e.attribut("path") {
                            Some(chemin) => Morceau::NomDe(self.expression(chemin, e)?),
                            None => Morceau::Nom,
                        },
                        "xsl:copy-of" => Morceau::Copie(self.expression(e.attribut("select").unwrap_or("."), e)?),
                        _ => Morceau::Texte(format!(" {} ", e.texte())),
                    },
                })
            })
            .collect()
    }
}

/// The diagnostics and the properties that stand in the schema, or in a pattern.
pub(super) fn nommes(dans: &Element) -> Nommes<'_> {
    let mut tous = Nommes::new();
    for (groupe, quoi) in [("diagnostics", "diagnostic"), ("properties", "property")] {
        for e in dans.nommes(groupe).flat_map(|g| g.nommes(quoi)) {
            if let Some(id) = e.attribut("id") {
                tous.entry((quoi, id)).or_insert(e);
            }
        }
    }
    tous
}
