//! What a complex type holds: attributes, elements, wildcards.

use super::bout::Bout;
use super::{Chantier, DERIVATIONS_MAX, R};
use crate::contenu::{Particule, Terme};
use crate::modele::{Attribut, XS};
use crate::termes::{Element, Espaces, Joker, Nom, Traitement};

/// Times that a content is written out to count it. The schema counts to one, or does not count.
const REPETITIONS_MAX: usize = 1_000;

impl<'a, 'i> Chantier<'a, 'i> {
    /// An attribute, which takes the place of one of the same name, or those of a group.
    pub(super) fn attribut(&mut self, bout: Bout<'a, 'i>, attributs: &mut Vec<Attribut>, profondeur: usize) -> R<()> {
        if bout.sorte() == "attributeGroup" {
            let groupe = self.cible("attributeGroup", bout, profondeur)?;
            return groupe.dedans().try_for_each(|b| self.attribut(b, attributs, profondeur + 1));
        }
        let (nom, source) = match (bout.attribut("name"), bout.attribut("ref")) {
            (Some(nom), _) => (bout.nom_local(nom, "attributeFormDefault"), bout),
            (None, Some(renvoi)) => (bout.renvoi(renvoi)?, self.cible("attribute", bout, profondeur)?),
            _ => return bout.refuser("le banc ne lit pas cela parmi les attributs"),
        };
        attributs.retain(|a| a.nom != nom);
        if bout.attribut("use") != Some("prohibited") {
            // Without a type, any value.
            let sans_type = !source.noeud.has_attribute("type") && source.dedans().next().is_none();
            let valeur = if sans_type {
                self.par_nom[&Nom::new(XS, "anySimpleType")]
            } else {
                self.type_de(source)?
            };
            attributs.push(Attribut {
                nom,
                valeur,
                requis: bout.attribut("use") == Some("required"),
                fixe: bout.noeud.attribute("fixed").or(source.noeud.attribute("fixed")).map(str::to_owned),
            });
        }
        Ok(())
    }

    /// The global component that a reference leads to.
    pub(super) fn cible(&self, sorte: &'static str, bout: Bout<'a, 'i>, profondeur: usize) -> R<Bout<'a, 'i>> {
        let Some(renvoi) = bout.attribut("ref").filter(|_| profondeur < DERIVATIONS_MAX) else {
            return bout.refuser("un renvoi est attendu, ou des renvois n'ont pas de fin");
        };
        match self.globaux.get(&(sorte, bout.renvoi(renvoi)?)) {
            Some(cible) => Ok(*cible),
            None => bout.refuser(&format!("« {renvoi} » n'est pas décrit")),
        }
    }

    pub(super) fn particule(&mut self, bout: Bout<'a, 'i>, profondeur: usize) -> R<Particule> {
        let une = match bout.sorte() {
            "sequence" => Particule::Suite(self.particules_de(bout, profondeur)?),
            "choice" => Particule::Choix(self.particules_de(bout, profondeur)?),
            "group" => {
                let groupe = self.cible("group", bout, profondeur)?;
                Particule::Suite(self.particules_de(groupe, profondeur + 1)?)
            }
            "any" => Particule::Terme(Terme::Joker(joker(bout)?)),
            "element" => Particule::Terme(Terme::Element(self.element(bout)?)),
            _ => return bout.refuser("le banc ne lit pas cela dans un contenu"),
        };
        let nombre = |nom, defaut| match bout.attribut(nom) {
            None => Ok(defaut),
            Some(n) => n.parse().ok().filter(|n| *n <= REPETITIONS_MAX).ok_or(nom),
        };
        let bornes = (nombre("minOccurs", 1), bout.attribut("maxOccurs"));
        match bornes {
            (Ok(1), None | Some("1")) => Ok(une),
            (Ok(min), Some("unbounded")) => Ok(Particule::Repete(Box::new(une), min, None)),
            (Ok(min), _) => match nombre("maxOccurs", 1) {
                Ok(max) if min <= max => Ok(Particule::Repete(Box::new(une), min, Some(max))),
                _ => bout.refuser("maxOccurs trop grand, ou mal écrit"),
            },
            (Err(_), _) => bout.refuser("minOccurs trop grand, ou mal écrit"),
        }
    }

    pub(super) fn particules_de(&mut self, bout: Bout<'a, 'i>, profondeur: usize) -> R<Vec<Particule>> {
        bout.dedans().map(|b| self.particule(b, profondeur)).collect()
    }

    pub(super) fn element(&mut self, bout: Bout<'a, 'i>) -> R<Element> {
        match bout.attribut("name") {
            Some(nom) => self.element_nomme(bout, bout.nom_local(nom, "elementFormDefault")),
            None => {
                let cible = self.cible("element", bout, 0)?;
                self.element_nomme(cible, Nom::new(cible.ns, cible.attribut("name").unwrap_or_default()))
            }
        }
    }

    pub(super) fn element_nomme(&mut self, bout: Bout<'a, 'i>, nom: Nom) -> R<Element> {
        let lu = ["name", "type", "nillable", "minOccurs", "maxOccurs", "form"];
        if let Some(autre) = bout.noeud.attributes().find(|a| a.namespace().is_none() && !lu.contains(&a.name())) {
            return bout.refuser(&format!("le banc ne lit pas « {} »", autre.name()));
        }
        Ok(Element {
            nom,
            valeur: self.type_de(bout)?,
            annulable: bout.vrai("nillable"),
        })
    }
}

fn joker(bout: Bout<'_, '_>) -> R<Joker> {
    let espaces = match bout.attribut("namespace") {
        None | Some("##any") => Espaces::Tous,
        Some("##other") => Espaces::AutreQue(bout.ns.to_owned()),
        Some(liste) => {
            let un = |mot: &str| match mot {
                "##targetNamespace" => bout.ns.to_owned(),
                "##local" => String::new(),
                autre => autre.to_owned(),
            };
            Espaces::Parmi(liste.split_whitespace().map(un).collect())
        }
    };
    let traitement = match bout.attribut("processContents") {
        Some("skip") => Traitement::Saute,
        Some("lax") => Traitement::SiConnu,
        None | Some("strict") => Traitement::Strict,
        Some(_) => return bout.refuser("processContents mal écrit"),
    };
    Ok(Joker { espaces, traitement })
}
