//! The text of a document (the narrative block of CDA R2, 4.3.5), written as HTML.

use std::collections::HashMap;

use roxmltree::Node;
use segur_soap::{echapper, est};

use crate::arbre::{self, attribut};
use crate::document::decoder_base64;
use crate::ns;

/// Bytes of HTML that are written.
const HTML_MAX: usize = 1 << 20;
/// Levels of elements within elements.
const PROFONDEUR_MAX: usize = 60;
/// The widest cell.
const ETENDUE_MAX: u32 = 100;

/// What writes.
pub(super) struct Plume<'a> {
    html: String,
    coupe: bool,
    /// What illustrations are, by their `ID`.
    images: HashMap<&'a str, &'a str>,
}

impl<'a> Plume<'a> {
    pub(super) fn nouvelle(cda: Node<'a, '_>) -> Self {
        let images = cda.descendants().filter(|n| est(*n, ns::HL7, "observationMedia"));
        Self {
            html: String::new(),
            coupe: false,
            images: images
                .filter_map(|n| Some((n.attribute("ID")?, arbre::un(n, &["value"])?.attribute("mediaType")?)))
                .collect(),
        }
    }

    pub(super) fn finir(self) -> (String, bool) {
        (self.html, self.coupe)
    }

    /// The body: its sections, or the file that stands for them.
    pub(super) fn corps(&mut self, cda: Node<'_, '_>) {
        for corps in arbre::tous(cda, &["component", "structuredBody"]) {
            self.sections(corps, 0);
        }
        for texte in arbre::tous(cda, &["component", "nonXMLBody", "text"]) {
            self.fichier(texte);
        }
    }

    fn sections(&mut self, parent: Node<'_, '_>, profondeur: usize) {
        for section in arbre::tous(parent, &["component", "section"]) {
            if self.pleine(profondeur) {
                return;
            }
            let titre = arbre::un(section, &["title"]).map(arbre::texte_normalise).unwrap_or_default();
            let titre = if titre.is_empty() {
                arbre::un(section, &["code"])
                    .map(|c| attribut(c, "displayName").to_owned())
                    .unwrap_or_default()
            } else {
                titre
            };
            // The page has its own first and second levels.
            let rang = (profondeur + 3).min(6);
            self.dans("section", |p| {
                if !titre.is_empty() {
                    p.dans(&format!("h{rang}"), |p| p.texte(&titre));
                }
                match arbre::un(section, &["text"]) {
                    Some(texte) => p.dans("div", |p| p.enfants(texte, profondeur + 1)),
                    None if arbre::un(section, &["entry"]).is_some() => {
                        p.dans("p", |p| p.texte("Cette section a des données, et aucun texte à lire."));
                    }
                    None => {}
                }
                p.sections(section, profondeur + 1);
            });
        }
    }

    /// The file of a document of level 1.
    fn fichier(&mut self, texte: Node<'_, '_>) {
        let media = attribut(texte, "mediaType");
        let octets = decoder_base64(texte).filter(|_| attribut(texte, "representation") == "B64");
        match octets {
            Some(octets) if media == "text/plain" => self.dans("pre", |p| p.texte(&String::from_utf8_lossy(&octets))),
            Some(octets) => self.dans("p", |p| {
                p.texte(&format!("Tout est dans le fichier incorporé : {media}, {} octets.", octets.len()))
            }),
            None => self.dans("p", |p| p.texte("Le fichier incorporé ne se décode pas.")),
        }
    }

    fn enfants(&mut self, parent: Node<'_, '_>, profondeur: usize) {
        for n in parent.children() {
            if self.pleine(profondeur) {
                return;
            }
            if n.is_text() {
                self.texte(n.text().unwrap_or_default());
            } else if n.is_element() {
                self.element(n, profondeur + 1);
            }
        }
    }

    fn element(&mut self, n: Node<'_, '_>, p: usize) {
        let nom = if n.tag_name().namespace() == Some(ns::HL7) {
            n.tag_name().name()
        } else {
            ""
        };
        match nom {
            "br" => self.brut("<br>"),
            "sub" | "sup" => self.dans(nom, |s| s.enfants(n, p)),
            "content" => self.style(n, p),
            "caption" => self.dans("p", |s| s.dans("strong", |s| s.enfants(n, p))),
            "paragraph" => {
                let bloc = n
                    .descendants()
                    .skip(1)
                    .any(|d| matches!(d.tag_name().name(), "paragraph" | "list" | "table"));
                self.dans(if bloc { "div" } else { "p" }, |s| s.enfants(n, p));
            }
            "footnote" => {
                self.texte(" (note : ");
                self.enfants(n, p);
                self.texte(")");
            }
            "linkHtml" => {
                self.enfants(n, p);
                // Said, never followed: nothing of a document leads elsewhere.
                if let Some(adresse) = n.attribute("href") {
                    self.texte(&format!(" ({adresse})"));
                }
            }
            "list" => self.liste(n, p),
            "table" => self.tableau(n, p),
            "renderMultiMedia" => self.image(n),
            "col" | "colgroup" | "footnoteRef" => {}
            // What is no element of this text is read, and is nothing else than text.
            _ => self.enfants(n, p),
        }
    }

    fn style(&mut self, n: Node<'_, '_>, p: usize) {
        let styles = attribut(n, "styleCode").to_ascii_lowercase();
        let a = |mot: &str| styles.split_whitespace().any(|s| s.trim_start_matches("xs_") == mot);
        match (a("bold"), a("italics"), a("underline")) {
            (true, ..) => self.dans("strong", |s| s.enfants(n, p)),
            (_, true, _) => self.dans("em", |s| s.enfants(n, p)),
            (.., true) => self.dans("u", |s| s.enfants(n, p)),
            _ => self.enfants(n, p),
        }
    }

    fn liste(&mut self, n: Node<'_, '_>, p: usize) {
        for titre in arbre::tous(n, &["caption"]) {
            self.element(titre, p);
        }
        let nom = if attribut(n, "listType") == "ordered" { "ol" } else { "ul" };
        self.dans(nom, |s| {
            for item in arbre::tous(n, &["item"]) {
                if s.pleine(p) {
                    return;
                }
                s.dans("li", |s| s.enfants(item, p + 1));
            }
        });
    }

    fn tableau(&mut self, n: Node<'_, '_>, p: usize) {
        // A wide table scrolls in its own place.
        self.brut("<div class=\"large\" role=\"region\" aria-label=\"Tableau\" tabindex=\"0\"><table>");
        for titre in arbre::tous(n, &["caption"]).into_iter().take(1) {
            self.dans("caption", |s| s.enfants(titre, p + 1));
        }
        for partie in n.children().filter(Node::is_element) {
            match partie.tag_name().name() {
                nom @ ("thead" | "tbody" | "tfoot") => self.dans(nom, |s| {
                    for rang in arbre::tous(partie, &["tr"]) {
                        s.rang(rang, p + 2);
                    }
                }),
                "tr" => self.rang(partie, p + 1),
                _ => {}
            }
        }
        self.brut("</table></div>");
    }

    fn rang(&mut self, rang: Node<'_, '_>, p: usize) {
        if self.pleine(p) {
            return;
        }
        self.dans("tr", |s| {
            for cellule in rang.children().filter(Node::is_element) {
                let nom = match cellule.tag_name().name() {
                    "th" => "th",
                    "td" => "td",
                    _ => continue,
                };
                if s.pleine(p) {
                    return;
                }
                let etendue = |quoi: &str| attribut(cellule, quoi).parse().unwrap_or(1_u32).clamp(1, ETENDUE_MAX);
                let mut ouverture = format!("<{nom}");
                for quoi in ["colspan", "rowspan"] {
                    if etendue(quoi) > 1 {
                        ouverture.push_str(&format!(" {quoi}=\"{}\"", etendue(quoi)));
                    }
                }
                s.brut(&format!("{ouverture}>"));
                s.enfants(cellule, p + 1);
                s.brut(&format!("</{nom}>"));
            }
        });
    }

    fn image(&mut self, n: Node<'_, '_>) {
        for id in attribut(n, "referencedObject").split_whitespace().take(10) {
            let media = self.images.get(id).copied().unwrap_or("absente du document");
            self.texte(&format!("[illustration {id} : {media}]"));
        }
    }

    fn dans(&mut self, nom: &str, ecrire: impl FnOnce(&mut Self)) {
        self.brut(&format!("<{nom}>"));
        ecrire(self);
        // What was opened is closed, even beyond the bound.
        self.brut(&format!("</{nom}>"));
    }

    fn texte(&mut self, texte: &str) {
        let place = HTML_MAX.saturating_sub(self.html.len());
        let tient = if texte.len() <= place {
            texte
        } else {
            self.coupe = true;
            texte.get(..texte.floor_char_boundary(place)).unwrap_or_default()
        };
        self.html.push_str(&echapper(tient));
    }

    fn brut(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Whether no more is to be written here.
    fn pleine(&mut self, profondeur: usize) -> bool {
        let pleine = self.html.len() > HTML_MAX || profondeur > PROFONDEUR_MAX;
        self.coupe |= pleine;
        pleine
    }
}
