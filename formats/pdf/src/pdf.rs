//! What a PDF says and holds.

/// A PDF document, read. What was not read for want of bounds is told in [`Pdf::limites`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pdf {
    /// Version of the header (`1.4`), or of the catalog when it says another.
    pub version: String,
    /// The claim of the metadata (`pdfaid:part`), when there is one.
    pub annonce: Option<Annonce>,
    /// Encrypted: nothing else is then read.
    pub chiffre: bool,
    /// The cross-references lead nowhere: the objects were found by going through the bytes.
    pub reconstruit: bool,
    /// Number of pages in the tree.
    pub nombre_de_pages: usize,
    /// The first pages, with what is read on them.
    pub pages: Vec<Page>,
    /// Fonts with which a text is shown.
    pub polices: Vec<Police>,
    /// Output intents of the catalog.
    pub intentions: Vec<IntentionSortie>,
    /// What the document holds that a clause of PDF/A-1, or prudence, looks at.
    pub releves: Vec<Releve>,
    /// Bounds that were met, in French: what is beyond them was not judged.
    pub limites: Vec<String>,
}

/// A claim of conformity to PDF/A.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annonce {
    /// `pdfaid:part`.
    pub partie: String,
    /// `pdfaid:conformance`.
    pub niveau: String,
}

/// A page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// From 1.
    pub numero: usize,
    /// Object number of the page.
    pub objet: u32,
    /// `/Rotate`, from 0 to 270.
    pub rotation: i64,
    /// Its text, in the order it is drawn.
    pub texte: String,
    /// What of it is printed: neither out of the page or of the area that is painted, nor under one point, nor in an invisible mode. A
    /// text that is covered, or of the colour of what is behind, is not told from another.
    pub en_clair: String,
    /// An image is painted, and a text is written in the invisible mode: the image may be a scan, and this the words of it.
    pub numerisee: bool,
    /// Every character shown has a text: a word that is not found is not there.
    pub texte_complet: bool,
    /// Datamatrix symbols decoded.
    pub symboles: Vec<Symbole>,
    /// What is not drawn by the bench, and might hide a symbol, in French. Empty: the whole page was looked at.
    pub non_dessine: Vec<String>,
}

/// A datamatrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbole {
    /// Its message, byte by byte (ISO 8859-1).
    pub texte: String,
}

/// A font.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Police {
    /// `BaseFont`.
    pub nom: String,
    /// `Type1`, `TrueType`, `Type0`, `Type3`…
    pub sous_type: String,
    /// Its program is in the file.
    pub incorporee: bool,
    /// What makes of its program none, when it is there: empty, or cut.
    pub defaut: Option<&'static str>,
    /// Object number, 0 when it is written in the resources.
    pub objet: u32,
    /// Page that first uses it.
    pub page: usize,
}

/// An output intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentionSortie {
    /// `S`: `GTS_PDFA1` for PDF/A.
    pub sorte: String,
    /// Components of its profile (`DestOutputProfile`), when it is there.
    pub composantes: Option<i64>,
}

/// Something that was seen, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Releve {
    /// What it is.
    pub nature: Nature,
    /// Where: object, page, trailer.
    pub lieu: String,
    /// What was seen, in French.
    pub vu: String,
}

/// What is looked for. Each nature has its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nature {
    /// The file does not begin with `%PDF-1.n`.
    Entete,
    /// No comment of binary bytes after the header.
    EnteteBinaire,
    /// No `/ID` in the trailer.
    IdentifiantFichier,
    /// `/Encrypt`.
    Chiffrement,
    /// Bytes after the last `%%EOF`.
    ApresFin,
    /// Cross-references that lead nowhere, or to themselves.
    Xref,
    /// Cross-references as a stream.
    FluxXref,
    /// A stream whose bytes are in another file.
    FluxExterne,
    /// LZW.
    Lzw,
    /// A file within the file.
    FichierIncorpore,
    /// `/OCProperties`.
    ContenuOptionnel,
    /// An output intent that cannot serve.
    IntentionSortie,
    /// Device colours without a profile that covers them.
    CouleurAppareil,
    /// `/Alternates`, `/OPI` or `/Interpolate true` in an image.
    Image,
    /// `/OPI` or PostScript in a form XObject.
    Formulaire,
    /// A reference XObject.
    Reference,
    /// A PostScript XObject.
    PostScript,
    /// A transfer function.
    Transfert,
    /// A font without its program.
    Police,
    /// Soft mask, opacity, blend mode, transparency group.
    Transparence,
    /// An annotation of a kind that is not admitted.
    AnnotationType,
    /// An annotation that is hidden, not printed, or transparent.
    AnnotationEtat,
    /// JavaScript.
    JavaScript,
    /// A program or a file to launch.
    Lancement,
    /// Another action that is not admitted.
    Action,
    /// A trigger (`/AA`) of the catalog, of a field.
    Declencheur,
    /// No metadata, or filtered ones.
    Metadonnees,
    /// Metadata that are not XML.
    XmpIllisible,
    /// A form of which the appearances are to be computed.
    ApparencesAFaire,
    /// XFA.
    Xfa,
    /// A document that claims level A and is not tagged.
    Structure,
    /// A page tree that leads back to itself.
    ArbreEnBoucle,
    /// A form XObject that calls itself.
    FormulaireEnBoucle,
    /// The end is missing, or the cross-references lead nowhere: the file is not the one that was written.
    Endommage,
    /// A cross-reference table whose layout is not exact.
    XrefMiseEnForme,
    /// A hexadecimal string with an odd number of digits, or something else than digits.
    ChaineHexadecimale,
    /// `n g obj` or `endobj` not laid out as PDF/A-1 wants.
    ObjetMiseEnForme,
    /// Beyond an architectural limit: number, name, string, array, dictionary, nesting, colorants, CID.
    Limite,
    /// An ICC profile that is not one, or is not of its colour space.
    ProfilIcc,
    /// A rendering intent that PDF does not define.
    IntentionRendu,
    /// A composite font whose parts do not fit.
    PoliceComposee,
    /// A subset of a font that does not list its glyphs.
    SousEnsemble,
    /// A glyph of a Type 3 font whose width is not that of the font.
    LargeurGlyphe,
    /// An appearance of an annotation that is not of its kind.
    Apparence,
    /// A widget without an appearance.
    ChampSansApparence,
    /// `/Info` and the metadata do not say the same.
    Info,
    /// Metadata whose RDF is not that of XMP.
    XmpSerialisation,
    /// `bytes` or `encoding` in the header of the packet.
    XmpEntete,
    /// A property that nothing defines, or whose value is not of its type.
    XmpPropriete,
    /// An extension schema that is not written as PDF/A-1 wants.
    XmpExtension,
    /// Another prefix than `pdfaid`.
    XmpIdentification,
}
