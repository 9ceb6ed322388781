//! Who wrote a document, for whom, and what act it is about: what its metadata say of it.

use roxmltree::Node;
use segur_model::Rule;

use super::{Comparaison, MetadonneesDocument, cote_document, cote_metadonnees, cx_du_document};
use crate::arbre::{self, attribut};
use crate::regles::coherence as regles;

impl<'a, 'i> Comparaison<'a, 'i> {
    /// Each author of the metadata, and each structure, is one of the document's.
    pub(super) fn auteurs(&mut self, m: &MetadonneesDocument) {
        let personnes = self.sous("author", &["assignedAuthor", "id"]);
        for xcn in &m.auteurs {
            self.parmi(regles::AUTEUR, &personnes, xcn, (0, 8));
        }
        let structures = self.sous("author", &["assignedAuthor", "representedOrganization", "id"]);
        for xon in &m.institutions {
            self.parmi(regles::INSTITUTION, &structures, xon, (9, 5));
        }
    }

    /// Each event is a code of one of the acts, as it is or translated; a document whose acts have no code is not compared.
    pub(super) fn evenements(&mut self, m: &MetadonneesDocument) {
        let codes = arbre::tous(self.juge.cda, &["documentationOf", "serviceEvent", "code"]);
        let Some(premier) = codes.first().copied() else { return };
        let dits: Vec<(&str, &str)> = codes
            .iter()
            .flat_map(|c| c.descendants())
            .filter(Node::is_element)
            .map(|n| (attribut(n, "code"), attribut(n, "codeSystem")))
            .filter(|(code, _)| !code.is_empty())
            .collect();
        for (code, systeme) in &m.evenements {
            if !dits.is_empty() && !dits.contains(&(code.as_str(), systeme.as_str())) {
                let vus: Vec<String> = dits.iter().map(|(c, s)| format!("{c} ({s})")).collect();
                let attendu = cote_metadonnees(&format!("{code} ({systeme})"));
                self.juge.dire(regles::EVENEMENT, premier, attendu, cote_document(&vus.join(", ")));
            }
        }
    }

    fn sous(&self, element: &str, chemin: &[&str]) -> Vec<Node<'a, 'i>> {
        let auteurs = arbre::tous(self.juge.cda, &[element]);
        auteurs.into_iter().flat_map(|a| arbre::tous(a, chemin)).collect()
    }

    /// Told when none of these identifiers is the one of a composite, whose number and authority are at these ranks. What either side
    /// leaves out is not compared.
    fn parmi(&mut self, regle: Rule, ids: &[Node<'a, 'i>], compose: &str, (numero, autorite): (usize, usize)) {
        let composants: Vec<&str> = compose.split('^').collect();
        let de = |rang: usize| composants.get(rang).map_or("", |c| c.trim());
        let (numero, autorite) = (de(numero), de(autorite).split('&').nth(1).unwrap_or_default());
        let Some(premier) = ids.first().copied().filter(|_| !numero.is_empty()) else {
            return;
        };
        let sien = |n: &Node<'_, '_>| attribut(*n, "extension") == numero && (autorite.is_empty() || attribut(*n, "root") == autorite);
        if !ids.iter().any(sien) {
            let vus: Vec<String> = ids.iter().map(|n| cx_du_document(*n)).collect();
            self.juge
                .dire(regle, premier, cote_metadonnees(compose), cote_document(&vus.join(", ")));
        }
    }
}
