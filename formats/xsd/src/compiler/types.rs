//! Types, from what they are derived from to what they are.

use std::collections::HashMap;
use std::sync::Arc;

use regex::Regex;

use super::bout::Bout;
use super::{Chantier, R, liste};
use crate::contenu::{Automate, Particule};
use crate::modele::{Complexe, Contenu, Sorte, Type};
use crate::primitifs::Blancs;
use crate::simples::{Facette, Simple, Variete};
use crate::termes::Rang;

impl<'a, 'i> Chantier<'a, 'i> {
    pub(super) fn simple_acheve(&mut self, depuis: Bout<'a, 'i>, rang: Rang, profondeur: usize) -> R<Simple> {
        self.achever(rang, profondeur + 1)?;
        match self.types[rang].as_ref().map(|t| &t.sorte) {
            Some(Sorte::Simple(s)) => Ok(s.clone()),
            _ => depuis.refuser("un type simple est attendu"),
        }
    }

    pub(super) fn simple(&mut self, source: Bout<'a, 'i>, profondeur: usize) -> R<Type> {
        let Some(bout) = source.dedans().next() else {
            return source.refuser("un type sans contenu");
        };
        let (base, simple) = match bout.sorte() {
            "restriction" => {
                let base = match bout.attribut("base") {
                    Some(nom) => self.type_nomme(bout, &bout.renvoi(nom)?)?,
                    None => self.type_dedans(bout)?,
                };
                let mut simple = self.simple_acheve(bout, base, profondeur)?;
                restreindre(&mut simple, bout, &mut self.motifs)?;
                (Some(base), simple)
            }
            "list" => {
                let item = match bout.attribut("itemType") {
                    Some(nom) => self.type_nomme(bout, &bout.renvoi(nom)?)?,
                    None => self.type_dedans(bout)?,
                };
                self.simple_acheve(bout, item, profondeur)?;
                (None, liste(item))
            }
            "union" => {
                let mut membres = Vec::new();
                for nom in bout.attribut("memberTypes").unwrap_or_default().split_whitespace() {
                    membres.push(self.type_nomme(bout, &bout.renvoi(nom)?)?);
                }
                membres.extend(bout.dedans().map(|b| self.reserver(b)).collect::<Vec<_>>());
                for membre in &membres {
                    self.simple_acheve(bout, *membre, profondeur)?;
                }
                let simple = Simple {
                    variete: Variete::Union(membres),
                    blancs: Blancs::Gardes,
                    facettes: Vec::new(),
                };
                (None, simple)
            }
            _ => return bout.refuser("le banc ne lit pas cela dans un type simple"),
        };
        let sorte = Sorte::Simple(simple);
        Ok(Type { base, sorte })
    }

    pub(super) fn type_dedans(&mut self, bout: Bout<'a, 'i>) -> R<Rang> {
        match bout.dedans().find(|b| b.sorte() == "simpleType") {
            Some(dedans) => Ok(self.reserver(dedans)),
            None => bout.refuser("sans type de base"),
        }
    }

    pub(super) fn complexe(&mut self, source: Bout<'a, 'i>, rang: Rang, profondeur: usize) -> R<Type> {
        let enveloppe = source.dedans().find(|b| matches!(b.sorte(), "complexContent" | "simpleContent"));
        let derivation = enveloppe.and_then(|e| e.dedans().next());
        let corps = derivation.unwrap_or(source);
        let par_extension = corps.sorte() == "extension";
        let valeur = enveloppe.is_some_and(|e| e.sorte() == "simpleContent");
        let mut mixte = source.vrai("mixed") || enveloppe.is_some_and(|e| e.vrai("mixed"));
        let mut attributs = Vec::new();
        let mut base = None;
        if let Some(d) = derivation {
            let Some(nom) = d.attribut("base").filter(|_| matches!(d.sorte(), "extension" | "restriction")) else {
                return d.refuser("une extension ou une restriction est attendue");
            };
            let de = self.type_nomme(d, &d.renvoi(nom)?)?;
            self.achever(de, profondeur + 1)?;
            if let Some(Sorte::Complexe(c)) = self.types[de].as_ref().map(|t| &t.sorte) {
                attributs.clone_from(&c.attributs);
            }
            base = Some(de);
        }
        let mut particule = None;
        for bout in corps
            .dedans()
            .filter(|b| derivation.is_some() || Some(b.noeud) != enveloppe.map(|e| e.noeud))
        {
            match bout.sorte() {
                "attribute" | "attributeGroup" => self.attribut(bout, &mut attributs, 0)?,
                _ if particule.is_none() => particule = Some(self.particule(bout, 0)?),
                _ => return bout.refuser("un second contenu"),
            }
        }
        let contenu = match (valeur, base) {
            (true, Some(de)) if par_extension && particule.is_none() => Contenu::Valeur(self.valeur_de(source, de)?),
            (true, _) => return source.refuser("le banc ne lit pas cette sorte de simpleContent"),
            (false, _) => {
                let mut tout = particule.unwrap_or(Particule::Suite(Vec::new()));
                if let Some(de) = base.filter(|_| par_extension) {
                    let Some((avant, mixte_avant)) = self.particules.get(&de).cloned() else {
                        return source.refuser("l'extension d'un type qui n'a pas d'éléments");
                    };
                    mixte |= mixte_avant;
                    tout = Particule::Suite(vec![avant, tout]);
                }
                let Ok(automate) = Automate::new(&tout) else {
                    return source.refuser("un contenu trop grand");
                };
                self.particules.insert(rang, (tout, mixte));
                Contenu::Elements { automate, mixte }
            }
        };
        let sorte = Sorte::Complexe(Complexe {
            abstrait: source.vrai("abstract"),
            attributs,
            attributs_libres: false,
            contenu,
        });
        Ok(Type { base, sorte })
    }

    /// The simple type of what a type with a value derives from.
    pub(super) fn valeur_de(&self, source: Bout<'a, 'i>, base: Rang) -> R<Rang> {
        match self.types[base].as_ref().map(|t| &t.sorte) {
            Some(Sorte::Simple(_)) => Ok(base),
            Some(Sorte::Complexe(Complexe {
                contenu: Contenu::Valeur(v),
                ..
            })) => Ok(*v),
            _ => source.refuser("une valeur étend des éléments"),
        }
    }
}

/// Adds the facets of a restriction.
fn restreindre(simple: &mut Simple, restriction: Bout<'_, '_>, connus: &mut HashMap<String, Regex>) -> R<()> {
    let mut parmi = Vec::new();
    let mut motifs = Vec::new();
    for bout in restriction.dedans() {
        let valeur = bout.noeud.attribute("value").unwrap_or_default();
        let nombre = || valeur.parse::<f64>().map_err(|e| e.to_string());
        let longueur = || valeur.parse::<usize>().map_err(|e| e.to_string());
        match bout.sorte() {
            "enumeration" => parmi.push(valeur.to_owned()),
            // The copies of a type, one in each namespace, have the same patterns.
            "pattern" => motifs.push(match connus.get(valeur) {
                Some(connu) => connu.clone(),
                None => {
                    let motif = segur_xpath::motif_de_schema(valeur).map_err(|e| e.to_string())?;
                    connus.insert(valeur.to_owned(), motif.clone());
                    motif
                }
            }),
            "length" => simple
                .facettes
                .extend([Facette::LongueurMin(longueur()?), Facette::LongueurMax(longueur()?)]),
            "minLength" => simple.facettes.push(Facette::LongueurMin(longueur()?)),
            "maxLength" => simple.facettes.push(Facette::LongueurMax(longueur()?)),
            "minInclusive" => simple.facettes.push(Facette::AuMoins(nombre()?)),
            "maxInclusive" => simple.facettes.push(Facette::AuPlus(nombre()?)),
            "minExclusive" => simple.facettes.push(Facette::PlusQue(nombre()?)),
            "maxExclusive" => simple.facettes.push(Facette::MoinsQue(nombre()?)),
            "whiteSpace" => {
                simple.blancs = match valeur {
                    "preserve" => Blancs::Gardes,
                    "replace" => Blancs::Remplaces,
                    _ => Blancs::Reduits,
                }
            }
            "simpleType" => {}
            _ => return bout.refuser("le banc ne lit pas cette restriction"),
        }
    }
    if !parmi.is_empty() {
        simple.facettes.push(Facette::Parmi(Arc::new(parmi.into_iter().collect())));
    }
    if !motifs.is_empty() {
        simple.facettes.push(Facette::Motifs(motifs));
    }
    Ok(())
}
