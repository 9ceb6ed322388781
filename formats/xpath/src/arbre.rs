//! A document as the engine walks it: nodes in one table, in document order, so that the order of two nodes is that of their
//! numbers and a subtree is a range.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, RwLock};

use segur_soap::{Limites, XmlRefuse};

use crate::noms::{INCONNU, Noms, Table};

/// Namespaces in scope that are kept, all elements together. Only `resolve-QName()` reads them.
const ESPACES_MAX: usize = 1 << 20;

/// Number of the tree of the first annexe: above those of every document that a schema opens.
pub(crate) const ANNEXES: u32 = 1 << 31;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genre {
    /// The document itself.
    Document,
    /// An element.
    Element,
    /// A text.
    Texte,
    /// A comment.
    Commentaire,
    /// A processing instruction.
    Instruction,
}

/// A node, in a tree of the evaluation. Ordered as documents are: by tree, then by place, an attribute after its element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Noeud {
    /// Number of the tree: 0 is the document that is judged.
    pub(crate) arbre: u32,
    /// Number of the node.
    pub(crate) id: u32,
    /// 0, or the rank of an attribute in the table of attributes, plus 1.
    pub(crate) attribut: u32,
}

impl Noeud {
    /// Number of the element that holds it, or of itself; 0 is the document node.
    #[must_use]
    pub fn numero(self) -> u32 {
        self.id
    }

    /// Whether it is an attribute.
    #[must_use]
    pub fn est_attribut(self) -> bool {
        self.attribut != 0
    }

    /// The document node of its tree.
    #[must_use]
    pub fn racine(self) -> Self {
        Self {
            id: 0,
            attribut: 0,
            ..self
        }
    }

    /// The same place in the tree of another number: a node of an annexe ([`crate::Evaluation::avec_annexes`]).
    #[must_use]
    pub fn de_l_annexe(self, rang: usize) -> Self {
        Self {
            arbre: ANNEXES.saturating_add(petit(rang)),
            ..self
        }
    }

    /// Rank of the annexe that it is of; `None` for a node of another tree.
    #[must_use]
    pub fn annexe(self) -> Option<usize> {
        self.arbre.checked_sub(ANNEXES).map(|rang| rang as usize)
    }
}

#[derive(Debug)]
struct Ligne {
    genre: Genre,
    parent: u32,
    /// First number after the subtree.
    fin: u32,
    espace: u32,
    local: u32,
    /// Text of a text, a comment or an instruction; qualified name of an element, target of an instruction.
    texte: (u32, u32),
    nom: (u32, u32),
    uri: u32,
    attributs: (u32, u32),
    portee: u32,
    octet: u32,
}

#[derive(Debug)]
struct Attribut {
    porteur: u32,
    espace: u32,
    local: u32,
    nom: (u32, u32),
    uri: u32,
    valeur: Arc<str>,
}

/// Names of an element and of an attribute.
type NomsIndexes = ((u32, u32), (u32, u32));

/// Values of an attribute, over the elements of one name: value → numbers of the elements, in order.
pub(crate) type IndexAttribut = HashMap<Arc<str>, Vec<u32>>;

/// Values of a key of the schema (`xsl:key`): value → nodes, in document order.
pub(crate) type IndexCle = HashMap<String, Vec<Noeud>>;

/// A name of a document: as written, and the place and length of its namespace, which is one slice of the document.
type Ecrit<'d> = (&'d str, *const u8, usize);

/// What a name comes to, told once for all the nodes that bear it.
#[derive(Clone, Copy)]
struct NomLu {
    espace: u32,
    local: u32,
    ecrit: (u32, u32),
    uri: u32,
}

/// What is of use only while a tree is made.
struct Chantier<'t, 'd> {
    table: &'t Table,
    noms: HashMap<Ecrit<'d>, NomLu>,
    rangs_des_uris: HashMap<&'d str, u32>,
    espaces_gardes: usize,
}

/// A document, read once and never changed. It can be shared between threads.
#[derive(Debug)]
pub struct Arbre {
    lignes: Vec<Ligne>,
    attributs: Vec<Attribut>,
    textes: String,
    uris: Vec<String>,
    portees: Vec<Vec<(String, String)>>,
    par_nom: HashMap<(u32, u32), Vec<u32>>,
    index: RwLock<HashMap<NomsIndexes, Arc<IndexAttribut>>>,
    cles: RwLock<HashMap<(u64, String), Arc<IndexCle>>>,
    debuts_de_ligne: OnceLock<Vec<u32>>,
    source: Arc<str>,
}

/// A document that was read, of which trees are made for schemas.
#[derive(Debug, Clone)]
pub struct Lu<'d> {
    document: &'d roxmltree::Document<'d>,
    source: Arc<str>,
}

impl<'d> Lu<'d> {
    /// A document that was read within the bounds of every one ([`segur_soap::lire`]).
    #[must_use]
    pub fn de(document: &'d roxmltree::Document<'d>) -> Self {
        Self {
            document,
            source: Arc::from(document.input_text()),
        }
    }

    /// Makes its tree, in which the names of a table have their numbers.
    #[must_use]
    pub fn arbre(&self, noms: &Noms) -> Arbre {
        Arbre::du_lu(self, noms)
    }
}

impl Arbre {
    /// Reads a document within bounds: no DTD, no external entity. Offsets of its nodes are those of the decoded text.
    ///
    /// # Errors
    /// [`XmlRefuse`], which says where and why.
    pub fn lire(octets: &[u8], noms: &Noms, limites: &Limites) -> Result<Self, XmlRefuse> {
        let texte = segur_soap::decoder_borne(octets, limites)?;
        let document = segur_soap::lire_borne(&texte, limites)?;
        Ok(Self::de(&document, Arc::from(&*texte), noms))
    }

    /// Reads a document that schemas look things up in: each name that it bears gets a number, so that the tree is good for a schema
    /// that is read later. Places in it are not kept.
    ///
    /// # Errors
    /// [`XmlRefuse`], which says where and why.
    pub fn de_reference(octets: &[u8], noms: &Noms, limites: &Limites) -> Result<Self, XmlRefuse> {
        let texte = segur_soap::decoder_borne(octets, limites)?;
        let document = segur_soap::lire_borne(&texte, limites)?;
        for n in document.descendants() {
            if n.is_element() {
                noms.espace(n.tag_name().namespace().unwrap_or_default());
                noms.local(n.tag_name().name());
                for a in n.attributes() {
                    noms.espace(a.namespace().unwrap_or_default());
                    noms.local(a.name());
                }
            } else if let Some(pi) = n.pi() {
                noms.local(pi.target);
            }
        }
        Ok(Self::de(&document, Arc::from(""), noms))
    }

    /// Makes the tree of a document that was read.
    pub(crate) fn du_lu(lu: &Lu<'_>, noms: &Noms) -> Self {
        Self::de(lu.document, lu.source.clone(), noms)
    }

    fn de(document: &roxmltree::Document<'_>, source: Arc<str>, noms: &Noms) -> Self {
        let table = noms.table();
        let mut chantier = Chantier {
            table: &table,
            noms: HashMap::new(),
            rangs_des_uris: HashMap::from([("", 0)]),
            espaces_gardes: 0,
        };
        let mut arbre = Self {
            lignes: Vec::new(),
            attributs: Vec::new(),
            textes: String::with_capacity(document.input_text().len() / 2),
            uris: vec![String::new()],
            portees: vec![Vec::new()],
            par_nom: HashMap::new(),
            index: RwLock::default(),
            cles: RwLock::default(),
            debuts_de_ligne: OnceLock::new(),
            source,
        };
        arbre.ajouter(document.root(), 0, 0, &mut chantier);
        arbre.lignes.shrink_to_fit();
        arbre.attributs.shrink_to_fit();
        arbre.textes.shrink_to_fit();
        arbre
    }

    // Recurses as deep as the document, which its reading has bounded.
    fn ajouter<'d>(&mut self, n: roxmltree::Node<'d, '_>, parent: u32, portee: u32, chantier: &mut Chantier<'_, 'd>) {
        let id = petit(self.lignes.len());
        let genre = match n.node_type() {
            roxmltree::NodeType::Root => Genre::Document,
            roxmltree::NodeType::Element => Genre::Element,
            roxmltree::NodeType::Text => Genre::Texte,
            roxmltree::NodeType::Comment => Genre::Commentaire,
            roxmltree::NodeType::PI => Genre::Instruction,
        };
        let mut ligne = Ligne {
            genre,
            parent,
            fin: 0,
            espace: INCONNU,
            local: INCONNU,
            texte: (0, 0),
            nom: (0, 0),
            uri: 0,
            attributs: (petit(self.attributs.len()), petit(self.attributs.len())),
            portee,
            octet: petit(n.range().start),
        };
        match genre {
            Genre::Element => {
                let local = n.tag_name().name();
                let reste = n.document().input_text().get(n.range().start + 1..).unwrap_or_default();
                let lu = self.nom(nom_ecrit(reste, local), local, n.tag_name().namespace(), chantier);
                (ligne.espace, ligne.local, ligne.nom, ligne.uri) = (lu.espace, lu.local, lu.ecrit, lu.uri);
                ligne.portee = self.portee(n, portee, chantier);
                for a in n.attributes() {
                    let ecrit = n.document().input_text().get(a.range_qname()).unwrap_or(a.name());
                    let lu = self.nom(ecrit, a.name(), a.namespace(), chantier);
                    self.attributs.push(Attribut {
                        porteur: id,
                        espace: lu.espace,
                        local: lu.local,
                        nom: lu.ecrit,
                        uri: lu.uri,
                        valeur: Arc::from(a.value()),
                    });
                }
                ligne.attributs.1 = petit(self.attributs.len());
                self.par_nom.entry((ligne.espace, ligne.local)).or_default().push(id);
            }
            Genre::Instruction => {
                if let Some(pi) = n.pi() {
                    ligne.nom = self.garder(pi.target);
                    ligne.texte = self.garder(pi.value.unwrap_or_default());
                    ligne.local = chantier.table.local(pi.target);
                }
            }
            Genre::Texte | Genre::Commentaire => ligne.texte = self.garder(n.text().unwrap_or_default()),
            Genre::Document => {}
        }
        let portee = ligne.portee;
        self.lignes.push(ligne);
        for enfant in n.children() {
            self.ajouter(enfant, id, portee, chantier);
        }
        let fin = petit(self.lignes.len());
        if let Some(l) = self.lignes.get_mut(id as usize) {
            l.fin = fin;
        }
    }

    fn garder(&mut self, texte: &str) -> (u32, u32) {
        let debut = petit(self.textes.len());
        self.textes.push_str(texte);
        (debut, petit(self.textes.len()))
    }

    fn nom<'d>(&mut self, ecrit: &'d str, local: &str, uri: Option<&'d str>, chantier: &mut Chantier<'_, 'd>) -> NomLu {
        let uri = uri.unwrap_or_default();
        let cle = (ecrit, uri.as_ptr(), uri.len());
        if let Some(lu) = chantier.noms.get(&cle) {
            return *lu;
        }
        let lu = NomLu {
            espace: chantier.table.espace(uri),
            local: chantier.table.local(local),
            ecrit: self.garder(ecrit),
            uri: self.uri(uri, chantier),
        };
        chantier.noms.insert(cle, lu);
        lu
    }

    fn uri<'d>(&mut self, uri: &'d str, chantier: &mut Chantier<'_, 'd>) -> u32 {
        if let Some(i) = chantier.rangs_des_uris.get(uri) {
            return *i;
        }
        let rang = petit(self.uris.len());
        self.uris.push(uri.to_owned());
        chantier.rangs_des_uris.insert(uri, rang);
        rang
    }

    fn portee(&mut self, n: roxmltree::Node<'_, '_>, herite: u32, chantier: &mut Chantier<'_, '_>) -> u32 {
        let ici = || n.namespaces().map(|e| (e.name().unwrap_or_default(), e.uri()));
        let Some(dessus) = self.portees.get(herite as usize) else {
            return herite;
        };
        if dessus.len() == ici().count() && ici().zip(dessus).all(|(a, b)| a.0 == b.0 && a.1 == b.1) {
            return herite;
        }
        chantier.espaces_gardes += ici().count();
        if chantier.espaces_gardes > ESPACES_MAX {
            return u32::MAX;
        }
        self.portees.push(ici().map(|(p, u)| (p.to_owned(), u.to_owned())).collect());
        petit(self.portees.len() - 1)
    }

    fn ligne(&self, id: u32) -> &Ligne {
        &self.lignes[id as usize]
    }

    fn attribut(&self, n: Noeud) -> Option<&Attribut> {
        (n.attribut != 0).then(|| &self.attributs[n.attribut as usize - 1])
    }

    fn extrait(&self, (a, b): (u32, u32)) -> &str {
        &self.textes[a as usize..b as usize]
    }

    pub(crate) fn genre(&self, id: u32) -> Genre {
        self.ligne(id).genre
    }

    pub(crate) fn fin(&self, id: u32) -> u32 {
        self.ligne(id).fin
    }

    pub(crate) fn parent(&self, id: u32) -> Option<u32> {
        (id != 0).then(|| self.ligne(id).parent)
    }

    /// Namespace and local name, as numbers.
    pub(crate) fn numeros(&self, n: Noeud) -> (u32, u32) {
        match self.attribut(n) {
            Some(a) => (a.espace, a.local),
            None => (self.ligne(n.id).espace, self.ligne(n.id).local),
        }
    }

    /// The children of a node, in order.
    pub(crate) fn enfants(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        let fin = self.ligne(id).fin;
        let mut suivant = id + 1;
        std::iter::from_fn(move || {
            if suivant >= fin {
                return None;
            }
            let ici = suivant;
            suivant = self.ligne(ici).fin;
            Some(ici)
        })
    }

    /// The attributes of an element, as ranks plus 1.
    pub(crate) fn attributs(&self, id: u32) -> std::ops::RangeInclusive<u32> {
        let (a, b) = self.ligne(id).attributs;
        a + 1..=b
    }

    /// Elements of this name in a subtree, the top excluded, in order.
    pub(crate) fn nommes(&self, sous: u32, nom: (u32, u32)) -> &[u32] {
        let Some(tous) = self.par_nom.get(&nom) else { return &[] };
        let debut = tous.partition_point(|i| *i <= sous);
        let fin = tous.partition_point(|i| *i < self.ligne(sous).fin);
        &tous[debut..fin]
    }

    /// The index of the values of an attribute over the elements of one name, made on first use.
    pub(crate) fn index(&self, element: (u32, u32), attribut: (u32, u32)) -> Arc<IndexAttribut> {
        let cle = (element, attribut);
        if let Some(pret) = self.index.read().ok().and_then(|i| i.get(&cle).cloned()) {
            return pret;
        }
        let mut index = IndexAttribut::new();
        for id in self.par_nom.get(&element).into_iter().flatten() {
            for rang in self.attributs(*id) {
                let a = &self.attributs[rang as usize - 1];
                if (a.espace, a.local) == attribut {
                    index.entry(a.valeur.clone()).or_default().push(*id);
                }
            }
        }
        let index = Arc::new(index);
        if let Ok(mut tous) = self.index.write() {
            tous.insert(cle, index.clone());
        }
        index
    }

    /// The index of a key of a schema over this tree, when it was kept.
    pub(crate) fn cle(&self, bibliotheque: u64, nom: &str) -> Option<Arc<IndexCle>> {
        let cle = (bibliotheque, nom.to_owned());
        self.cles.read().ok().and_then(|c| c.get(&cle).cloned())
    }

    /// Keeps the index of a key.
    pub(crate) fn garder_cle(&self, bibliotheque: u64, nom: &str, index: &Arc<IndexCle>) {
        if let Ok(mut cles) = self.cles.write() {
            cles.insert((bibliotheque, nom.to_owned()), index.clone());
        }
    }

    /// The string value of a node.
    pub(crate) fn valeur(&self, n: Noeud) -> Arc<str> {
        if let Some(a) = self.attribut(n) {
            return a.valeur.clone();
        }
        let l = self.ligne(n.id);
        match l.genre {
            Genre::Texte | Genre::Commentaire | Genre::Instruction => Arc::from(self.extrait(l.texte)),
            Genre::Element | Genre::Document => {
                let textes = || (n.id + 1..l.fin).filter(|i| self.genre(*i) == Genre::Texte);
                let mut tous = textes();
                match (tous.next(), tous.next()) {
                    (None, _) => Arc::from(""),
                    (Some(seul), None) => Arc::from(self.extrait(self.ligne(seul).texte)),
                    _ => Arc::from(textes().map(|i| self.extrait(self.ligne(i).texte)).collect::<String>()),
                }
            }
        }
    }

    /// The value of an attribute; empty for a node of another kind.
    pub(crate) fn valeur_d_attribut(&self, n: Noeud) -> &str {
        self.attribut(n).map_or("", |a| &a.valeur)
    }

    /// Whether the string value of a node is this text.
    pub(crate) fn vaut(&self, n: Noeud, texte: &str) -> bool {
        match self.attribut(n) {
            Some(a) => &*a.valeur == texte,
            None => &*self.valeur(n) == texte,
        }
    }

    /// The qualified name as written; empty for what has none.
    pub(crate) fn nom_ecrit(&self, n: Noeud) -> &str {
        match self.attribut(n) {
            Some(a) => self.extrait(a.nom),
            None => self.extrait(self.ligne(n.id).nom),
        }
    }

    /// The namespace of a name; empty when there is none.
    pub(crate) fn espace_de(&self, n: Noeud) -> &str {
        let uri = self.attribut(n).map_or_else(|| self.ligne(n.id).uri, |a| a.uri);
        &self.uris[uri as usize]
    }

    /// The local name; empty for what has none.
    pub(crate) fn local_de(&self, n: Noeud) -> &str {
        let ecrit = self.nom_ecrit(n);
        ecrit.rsplit_once(':').map_or(ecrit, |(_, l)| l)
    }

    /// The namespaces in scope of an element: prefix (empty for the default one), URI.
    /// `None` beyond the bound on what is kept.
    pub(crate) fn espaces_en_portee(&self, id: u32) -> Option<&[(String, String)]> {
        self.portees.get(self.ligne(id).portee as usize).map(Vec::as_slice)
    }

    /// The element that bears an attribute.
    pub(crate) fn porteur(&self, n: Noeud) -> Option<u32> {
        self.attribut(n).map(|a| a.porteur)
    }

    /// The document node.
    #[must_use]
    pub fn racine(&self) -> Noeud {
        Noeud {
            arbre: 0,
            id: 0,
            attribut: 0,
        }
    }

    /// The nodes that the rules of a schema visit, of these numbers: documents, elements, comments and instructions, and on demand
    /// attributes; never texts.
    pub fn noeuds(&self, numeros: std::ops::Range<u32>, attributs: bool) -> impl Iterator<Item = Noeud> + '_ {
        numeros
            .filter(|id| self.genre(*id) != Genre::Texte)
            .flat_map(move |id| self.avec_attributs(id, attributs))
    }

    /// As [`Self::noeuds`], texts included.
    pub fn noeuds_et_textes(&self, numeros: std::ops::Range<u32>, attributs: bool) -> impl Iterator<Item = Noeud> + '_ {
        numeros.flat_map(move |id| self.avec_attributs(id, attributs))
    }

    fn avec_attributs(&self, id: u32, attributs: bool) -> impl Iterator<Item = Noeud> + use<> {
        let rangs = attributs.then(|| self.attributs(id)).into_iter().flatten();
        std::iter::once(0)
            .chain(rangs)
            .map(move |attribut| Noeud { arbre: 0, id, attribut })
    }

    /// Nodes, the document node included.
    #[must_use]
    pub fn taille(&self) -> u32 {
        petit(self.lignes.len())
    }

    /// Line and column of a node, from 1, in the decoded text.
    #[must_use]
    pub fn position(&self, n: Noeud) -> (u32, u32) {
        let octet = self.ligne(n.id).octet;
        let debuts = self.debuts_de_ligne.get_or_init(|| {
            let sauts = self.source.bytes().enumerate().filter(|(_, b)| *b == b'\n');
            std::iter::once(0).chain(sauts.map(|(i, _)| petit(i + 1))).collect()
        });
        let rang = debuts.partition_point(|d| *d <= octet);
        let debut = debuts.get(rang.wrapping_sub(1)).copied().unwrap_or(0);
        let avant = self.source.get(debut as usize..octet as usize).unwrap_or_default();
        (petit(rang), petit(avant.chars().count() + 1))
    }

    /// The path of a node for a person: qualified names as written, a rank from the second sibling of a name on. It is the form
    /// that the ANS pipeline writes.
    #[must_use]
    pub fn chemin(&self, n: Noeud) -> String {
        self.chemin_par(n, |arbre, id, pas| {
            let nom = arbre.extrait(arbre.ligne(id).nom);
            pas.push_str(nom);
            let rang = 1 + arbre.freres_avant(id).filter(|f| arbre.extrait(arbre.ligne(*f).nom) == nom).count();
            if rang > 1 {
                pas.push_str(&format!("[{rang}]"));
            }
        })
    }

    /// The path of a node for a program: namespaces in full, always a rank (ISO Schematron, `schematron-get-full-path`).
    #[must_use]
    pub fn chemin_complet(&self, n: Noeud) -> String {
        self.chemin_par(n, |arbre, id, pas| {
            let ici = Noeud { arbre: 0, id, attribut: 0 };
            let (uri, local) = (arbre.espace_de(ici), arbre.local_de(ici));
            let meme = |f: &u32| {
                let f = Noeud {
                    arbre: 0,
                    id: *f,
                    attribut: 0,
                };
                arbre.espace_de(f) == uri && arbre.local_de(f) == local
            };
            let rang = 1 + arbre.freres_avant(id).filter(meme).count();
            if uri.is_empty() {
                pas.push_str(&format!("{local}[{rang}]"));
            } else {
                pas.push_str(&format!("*:{local}[namespace-uri()='{uri}'][{rang}]"));
            }
        })
    }

    fn freres_avant(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        self.enfants(self.ligne(id).parent)
            .take_while(move |f| *f < id)
            .filter(|f| self.genre(*f) == Genre::Element)
    }

    // The document node has the path of its element, as the published pipeline has it.
    fn chemin_par(&self, n: Noeud, ecrire: impl Fn(&Self, u32, &mut String)) -> String {
        let n = if n.id == 0 {
            let element = self.enfants(0).find(|e| self.genre(*e) == Genre::Element);
            Noeud {
                id: element.unwrap_or(0),
                ..n
            }
        } else {
            n
        };
        let mut lignee: Vec<u32> = std::iter::successors(Some(n.id), |i| self.parent(*i))
            .filter(|i| self.genre(*i) == Genre::Element)
            .collect();
        lignee.reverse();
        let mut chemin = String::new();
        for id in lignee {
            chemin.push('/');
            ecrire(self, id, &mut chemin);
        }
        if n.est_attribut() {
            chemin.push_str("/@");
            chemin.push_str(self.nom_ecrit(n));
        }
        if chemin.is_empty() {
            chemin.push('/');
        }
        chemin
    }
}

// Documents are capped far below 4 Gio before they come here.
fn petit(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The qualified name of a start tag, as written (`reste` begins with it); its local part when that is not what is there.
fn nom_ecrit<'a>(reste: &'a str, local: &'a str) -> &'a str {
    let fin = reste
        .find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')
        .unwrap_or(reste.len());
    let nom = &reste[..fin];
    match nom.split_once(':') {
        Some((prefixe, l)) if l == local && !prefixe.is_empty() => nom,
        _ => local,
    }
}
