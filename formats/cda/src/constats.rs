//! Findings in the order they are made, and the cardinalities that most rules ask.

use roxmltree::{Document, Node};
use segur_dialecte::Constateur;
use segur_model::{Location, Rule, Severity};
use segur_soap::{lieu, lieu_attribut};

use crate::regles::{ANNEE_DES_RECENTES, RECENTES};
use crate::{arbre, ns};

/// A document under judgement.
pub(crate) struct Juge<'a, 'i> {
    pub(crate) document: &'a Document<'i>,
    /// `ClinicalDocument`.
    pub(crate) cda: Node<'a, 'i>,
    /// Whether it is of a volet older than some rules.
    ancien: bool,
    pub(crate) constats: Constateur,
}

impl<'a, 'i> Juge<'a, 'i> {
    /// The document that an element is, to judge.
    pub(crate) fn nouveau(document: &'a Document<'i>, cda: Node<'a, 'i>) -> Self {
        Self {
            document,
            cda,
            ancien: arbre::annee_du_volet(cda).is_some_and(|annee| annee < ANNEE_DES_RECENTES),
            constats: Constateur::default(),
        }
    }

    /// Told at an element.
    pub(crate) fn dire(&mut self, regle: Rule, noeud: Node<'a, 'i>, attendu: impl Into<String>, vu: impl Into<String>) {
        if self.reste(regle) {
            self.dire_a(regle, lieu(self.document, noeud), attendu, vu);
        }
    }

    /// Told at an attribute, or at its element when it is absent.
    pub(crate) fn dire_attribut(&mut self, regle: Rule, noeud: Node<'a, 'i>, nom: &str, attendu: impl Into<String>) {
        if !self.reste(regle) {
            return;
        }
        let vu = noeud.attribute(nom).map_or_else(|| "(absent)".to_owned(), |v| format!("« {v} »"));
        self.dire_a(regle, lieu_attribut(self.document, noeud, nom), attendu, vu);
    }

    /// Told for what is not under an element, at the deepest element of the path that is there.
    pub(crate) fn manque(&mut self, regle: Rule, parent: Node<'a, 'i>, chemin: &[&str]) {
        if !self.reste(regle) {
            return;
        }
        let (mut ici, mut reste) = (parent, chemin);
        while let Some((nom, suite)) = reste.split_first()
            && let Some(enfant) = arbre::un(ici, &[nom])
        {
            (ici, reste) = (enfant, suite);
        }
        let attendu = format!("{} présent", chemin.join("/"));
        // The name is there, and the software that reads does not see it.
        let autre = reste.first().and_then(|nom| {
            let dit = |n: &Node<'_, '_>| n.tag_name().name() == *nom && n.tag_name().namespace() != Some(ns::HL7);
            ici.children().filter(Node::is_element).find(dit)
        });
        if let Some(autre) = autre {
            let vu = match autre.tag_name().namespace().filter(|e| !e.is_empty()) {
                None => "présent, mais hors de tout espace de noms : ôter xmlns=\"\"".to_owned(),
                Some(espace) => format!("présent, mais dans l'espace de noms « {espace} » : le mettre dans {}", ns::HL7),
            };
            return self.dire_a(regle, lieu(self.document, autre), attendu, vu);
        }
        let lieu = arbre::sous(lieu(self.document, ici), reste);
        self.dire_a(regle, lieu, attendu, "(absent)");
    }

    /// Whether the rule may still be told: places are costly to look for.
    fn reste(&mut self, regle: Rule) -> bool {
        let reste = self.constats.reste(regle);
        if !reste {
            self.constats.taire(regle.id);
        }
        reste
    }

    fn dire_a(&mut self, regle: Rule, lieu: Location, attendu: impl Into<String>, vu: impl Into<String>) {
        let mut constat = regle.finding(lieu, attendu, vu);
        if self.ancien && RECENTES.contains(&constat.rule.as_str()) {
            constat.severity = constat.severity.min(Severity::Warning);
            constat.expected = format!("{} (non exigé avant les volets de {ANNEE_DES_RECENTES})", constat.expected);
        }
        self.constats.ajouter(constat);
    }

    /// The only element there; the rule is told when there is none, or more than one (the first is then returned).
    pub(crate) fn exactement_un(&mut self, regle: Rule, parent: Node<'a, 'i>, chemin: &[&str]) -> Option<Node<'a, 'i>> {
        let premier = self.au_moins_un(regle, parent, chemin);
        self.au_plus_un(regle, parent, chemin);
        premier
    }

    /// The first element there; the rule is told when there is none.
    pub(crate) fn au_moins_un(&mut self, regle: Rule, parent: Node<'a, 'i>, chemin: &[&str]) -> Option<Node<'a, 'i>> {
        let trouve = arbre::un(parent, chemin);
        if trouve.is_none() {
            self.manque(regle, parent, chemin);
        }
        trouve
    }

    /// The rule is told at the second element.
    pub(crate) fn au_plus_un(&mut self, regle: Rule, parent: Node<'a, 'i>, chemin: &[&str]) {
        let tous = arbre::tous(parent, chemin);
        if let Some(second) = tous.get(1) {
            self.dire(
                regle,
                *second,
                format!("un seul {}", chemin.join("/")),
                format!("{} éléments", tous.len()),
            );
        }
    }
}
