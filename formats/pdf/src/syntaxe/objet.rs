//! Values of a PDF file, and where they are.

use std::collections::HashMap;
use std::rc::Rc;

/// A value. Names are kept as text, byte by byte (ISO 8859-1).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Objet {
    Nul,
    Bool(bool),
    Nombre(f64),
    Nom(String),
    Chaine(Vec<u8>),
    Tableau(Vec<Objet>),
    Dico(Dico),
    Flux(Rc<Flux>),
    Ref(u32),
}

/// A dictionary, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Dico(pub(crate) Vec<(String, Objet)>);

/// A stream: its dictionary, and where its bytes are in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flux {
    pub(crate) dico: Dico,
    pub(crate) debut: usize,
    pub(crate) fin: usize,
    /// Object number, 0 when not known.
    pub(crate) numero: u32,
}

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entree {
    Libre,
    Octet(usize),
    Dans { flux: u32, rang: usize },
}

/// What the chain of sections says.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) entrees: HashMap<u32, Entree>,
    pub(super) trailer: Dico,
    /// Whether a section is a stream.
    pub(super) en_flux: bool,
    /// Whether `Prev` or `XRefStm` lead back to a section already read, or too far.
    pub(super) boucle: bool,
    /// What in the layout of a table is not exact, in French.
    pub(super) mise_en_forme: Option<&'static str>,
}

impl Dico {
    /// The value as it is written: a reference is not followed.
    pub(crate) fn brut(&self, cle: &str) -> Option<&Objet> {
        self.0.iter().find(|(k, _)| k == cle).map(|(_, v)| v)
    }

    pub(crate) fn a(&self, cle: &str) -> bool {
        self.brut(cle).is_some_and(|o| *o != Objet::Nul)
    }
}

impl Objet {
    pub(crate) fn nombre(&self) -> Option<f64> {
        if let Self::Nombre(n) = self { Some(*n) } else { None }
    }

    pub(crate) fn entier(&self) -> Option<i64> {
        // A float cast saturates: no value is out of the reach of `as`.
        self.nombre().map(|n| n as i64)
    }

    pub(crate) fn taille(&self) -> Option<usize> {
        self.entier().and_then(|n| usize::try_from(n).ok())
    }

    pub(crate) fn nom(&self) -> Option<&str> {
        if let Self::Nom(n) = self { Some(n) } else { None }
    }

    pub(crate) fn chaine(&self) -> Option<&[u8]> {
        if let Self::Chaine(c) = self { Some(c) } else { None }
    }

    pub(crate) fn tableau(&self) -> Option<&[Objet]> {
        if let Self::Tableau(t) = self { Some(t) } else { None }
    }

    /// The dictionary, or that of the stream.
    pub(crate) fn dico(&self) -> Option<&Dico> {
        match self {
            Self::Dico(d) => Some(d),
            Self::Flux(f) => Some(&f.dico),
            _ => None,
        }
    }

    pub(crate) fn flux(&self) -> Option<&Rc<Flux>> {
        if let Self::Flux(f) = self { Some(f) } else { None }
    }
}
