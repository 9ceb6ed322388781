//! A node, written as XML again (`xsl:copy-of`).

use crate::arbre::{Arbre, Genre, Noeud};
use crate::erreur::{Erreur, R};

/// What is written, within a bound.
pub(crate) struct Copie {
    sortie: String,
    max: usize,
}

impl Copie {
    pub(crate) fn new(max: usize) -> Self {
        Self {
            sortie: String::new(),
            max,
        }
    }

    pub(crate) fn finir(self) -> String {
        self.sortie
    }

    fn ecrire(&mut self, brut: &str) -> R<()> {
        if self.sortie.len() + brut.len() > self.max {
            return Err(Erreur::new("LIMITE", format!("copie de plus de {} octets", self.max)));
        }
        self.sortie.push_str(brut);
        Ok(())
    }

    pub(crate) fn texte(&mut self, t: &str) -> R<()> {
        self.ecrire(&echapper(t, false))
    }

    // An element is opened and closed by its range of numbers: no call within a call, however deep the document.
    pub(crate) fn noeud(&mut self, arbre: &Arbre, n: Noeud) -> R<()> {
        if n.est_attribut() {
            return self.texte(&arbre.valeur(n));
        }
        let mut ouverts: Vec<(u32, String)> = Vec::new();
        for id in n.id..arbre.fin(n.id) {
            self.fermer(&mut ouverts, id)?;
            let ici = Noeud { id, attribut: 0, ..n };
            match arbre.genre(id) {
                Genre::Document => {}
                Genre::Texte => self.texte(&arbre.valeur(ici))?,
                Genre::Commentaire => self.ecrire(&format!("<!--{}-->", arbre.valeur(ici)))?,
                Genre::Instruction => self.ecrire(&format!("<?{} {}?>", arbre.nom_ecrit(ici), arbre.valeur(ici)))?,
                Genre::Element => {
                    let nom = arbre.nom_ecrit(ici).to_owned();
                    self.ecrire(&format!("<{nom}"))?;
                    self.espaces(arbre, ici, ouverts.is_empty())?;
                    for rang in arbre.attributs(id) {
                        let a = Noeud { attribut: rang, ..ici };
                        self.ecrire(&format!(" {}=\"{}\"", arbre.nom_ecrit(a), echapper(&arbre.valeur(a), true)))?;
                    }
                    if arbre.fin(id) == id + 1 {
                        self.ecrire("/>")?;
                    } else {
                        self.ecrire(">")?;
                        ouverts.push((arbre.fin(id), nom));
                    }
                }
            }
        }
        self.fermer(&mut ouverts, arbre.fin(n.id))
    }

    /// The namespaces of an element that the one that holds it does not have; all of them for the first one.
    fn espaces(&mut self, arbre: &Arbre, n: Noeud, premier: bool) -> R<()> {
        let dessus = arbre.parent(n.id).filter(|_| !premier).and_then(|p| arbre.espaces_en_portee(p));
        for (prefixe, uri) in arbre.espaces_en_portee(n.id).unwrap_or_default() {
            let aucun = prefixe.is_empty() && uri.is_empty();
            if aucun || prefixe == "xml" || dessus.is_some_and(|d| d.iter().any(|(p, u)| (p, u) == (prefixe, uri))) {
                continue;
            }
            let nom = if prefixe.is_empty() {
                "xmlns".to_owned()
            } else {
                format!("xmlns:{prefixe}")
            };
            self.ecrire(&format!(" {nom}=\"{}\"", echapper(uri, true)))?;
        }
        // A default namespace that ends here, or that what surrounds the copy may have.
        if arbre.espace_de(n).is_empty() && !arbre.nom_ecrit(n).contains(':') {
            let herite = |p: &str| dessus.is_some_and(|d| d.iter().any(|(x, _)| x == p));
            if premier || herite("") {
                self.ecrire(" xmlns=\"\"")?;
            }
        }
        Ok(())
    }

    fn fermer(&mut self, ouverts: &mut Vec<(u32, String)>, ici: u32) -> R<()> {
        while let Some((_, nom)) = ouverts.pop_if(|(fin, _)| *fin <= ici) {
            self.ecrire(&format!("</{nom}>"))?;
        }
        Ok(())
    }
}

fn echapper(t: &str, attribut: bool) -> String {
    let mut sortie = String::with_capacity(t.len());
    for c in t.chars() {
        match c {
            '&' => sortie.push_str("&amp;"),
            '<' => sortie.push_str("&lt;"),
            '>' => sortie.push_str("&gt;"),
            '\r' => sortie.push_str("&#13;"),
            '"' if attribut => sortie.push_str("&quot;"),
            '\n' | '\t' if attribut => sortie.push_str(&format!("&#{};", u32::from(c))),
            c => sortie.push(c),
        }
    }
    sortie
}
