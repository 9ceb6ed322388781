//! Canonical XML: of a whole document, and of one element where it stands.

use bergshamra_c14n::C14nMode;
use quick_xml::Reader;
use quick_xml::events::Event;
use roxmltree::{NS_XML_URI, Node};
use segur_soap::{Limites, echapper, enfant};

const EXCLUSIF: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// A canonicalisation, as an element names it.
pub(crate) struct Canonicalisation {
    mode: C14nMode,
    /// Exclusive ones: prefixes that are kept all the same.
    prefixes: Vec<String>,
}

impl Canonicalisation {
    /// The one that `CanonicalizationMethod` or `Transform` names; none when it is not one.
    pub(crate) fn lire(noeud: Node<'_, '_>) -> Option<Self> {
        let mode = C14nMode::from_uri(noeud.attribute("Algorithm").unwrap_or_default())?;
        let liste = enfant(noeud, EXCLUSIF, "InclusiveNamespaces").and_then(|l| l.attribute("PrefixList"));
        let prefixes = liste.filter(|_| mode.is_exclusive()).unwrap_or_default();
        Some(Self {
            mode,
            prefixes: prefixes.split_whitespace().map(str::to_owned).collect(),
        })
    }

    /// The one of a reference that names none.
    pub(crate) fn implicite() -> Self {
        Self {
            mode: C14nMode::Inclusive,
            prefixes: Vec::new(),
        }
    }

    /// The same: a reference by identifier does not cover comments (XML Signature, § 4.4.3.3).
    pub(crate) fn sans_commentaires(mut self) -> Self {
        self.mode = match self.mode {
            C14nMode::InclusiveWithComments => C14nMode::Inclusive,
            C14nMode::Inclusive11WithComments => C14nMode::Inclusive11,
            C14nMode::ExclusiveWithComments => C14nMode::Exclusive,
            autre => autre,
        };
        self
    }

    /// The canonical form of an element where it stands, without one of its descendants. Why there is none, in French.
    pub(crate) fn element(&self, noeud: Node<'_, '_>, sans: Option<Node<'_, '_>>) -> Result<Vec<u8>, String> {
        let isole = isoler(noeud, sans, self.mode)?;
        self.canoniser(&isole)
    }

    /// The canonical form of a whole document, read within the bounds of every XML here. Why there is none, in French.
    pub(crate) fn document(&self, octets: &[u8]) -> Result<Vec<u8>, String> {
        let texte = segur_soap::decoder(octets).map_err(|e| e.to_string())?;
        segur_soap::borner(&texte, &Limites::default()).map_err(|e| e.to_string())?;
        self.canoniser(sans_declaration(&texte))
    }

    fn canoniser(&self, texte: &str) -> Result<Vec<u8>, String> {
        bergshamra_c14n::canonicalize(texte, self.mode, None, &self.prefixes).map_err(|e| format!("canonicalisation ({e})"))
    }
}

/// The XML declaration names the encoding that the bytes had; the text no longer has it.
fn sans_declaration(texte: &str) -> &str {
    texte
        .strip_prefix("<?xml")
        .filter(|t| t.starts_with(char::is_whitespace))
        .and_then(|t| t.split_once("?>"))
        .map_or(texte, |(_, reste)| reste.trim_start())
}

/// An element as a document of its own: what it inherits where it stands is written on it. Its canonical form is then that of the
/// whole document.
fn isoler(noeud: Node<'_, '_>, sans: Option<Node<'_, '_>>, mode: C14nMode) -> Result<String, String> {
    let (etendue, texte) = (noeud.range(), noeud.document().input_text());
    let brut = &texte[etendue.clone()];
    let (nom, ecrites) = balise(brut).ok_or("élément illisible")?;
    let mut isole = brut[..=nom].to_owned();
    for espace in noeud.namespaces() {
        let prefixe = espace.name().unwrap_or_default();
        if prefixe != "xml" && !ecrites.iter().any(|e| e == prefixe) {
            let deux_points = if prefixe.is_empty() { "" } else { ":" };
            isole.push_str(&format!(" xmlns{deux_points}{prefixe}=\"{}\"", echapper(espace.uri())));
        }
    }
    for (nom, valeur) in attributs_herites(noeud, mode)? {
        isole.push_str(&format!(" xml:{nom}=\"{}\"", echapper(valeur)));
    }
    let (debut, fin) = match sans.map(|s| s.range()) {
        Some(cache) if cache.start > etendue.start + nom && cache.end <= etendue.end => (cache.start, cache.end),
        Some(_) => return Err("la signature enveloppée n'est pas dans ce qu'elle signe".to_owned()),
        None => (etendue.end, etendue.end),
    };
    isole.push_str(&texte[etendue.start + nom + 1..debut]);
    isole.push_str(&texte[fin..etendue.end]);
    Ok(isole)
}

/// Of the start tag that begins this text: the length of its name, and the prefixes that it declares (the default one is empty).
fn balise(texte: &str) -> Option<(usize, Vec<String>)> {
    let mut lecteur = Reader::from_str(texte);
    let (Ok(Event::Start(balise)) | Ok(Event::Empty(balise))) = lecteur.read_event() else {
        return None;
    };
    let prefixe = |nom: &str| match nom.strip_prefix("xmlns")? {
        "" => Some(String::new()),
        reste => reste.strip_prefix(':').map(str::to_owned),
    };
    let ecrites = balise.attributes().flatten().filter_map(|a| prefixe(a.key.as_ref())).collect();
    Some((balise.name().as_ref().len(), ecrites))
}

/// The attributes of `xml:` that an element has from its ancestors: inclusive canonicalisations write them on it.
fn attributs_herites<'a>(noeud: Node<'a, '_>, mode: C14nMode) -> Result<Vec<(&'a str, &'a str)>, String> {
    let mut herites: Vec<(&str, &str)> = Vec::new();
    if mode.is_exclusive() {
        return Ok(herites);
    }
    let moderne = matches!(mode, C14nMode::Inclusive11 | C14nMode::Inclusive11WithComments);
    for a in noeud
        .ancestors()
        .skip(1)
        .flat_map(|n| n.attributes())
        .filter(|a| a.namespace() == Some(NS_XML_URI))
    {
        match a.name() {
            "id" if moderne => {}
            "base" if moderne => return Err("un xml:base hérité, en C14N 1.1".to_owned()),
            nom if noeud.has_attribute((NS_XML_URI, nom)) || herites.iter().any(|(h, _)| *h == nom) => {}
            nom => herites.push((nom, a.value())),
        }
    }
    Ok(herites)
}
