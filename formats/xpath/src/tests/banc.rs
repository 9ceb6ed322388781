//! What the tests share: one document, expressions evaluated over it, values written so that a person reads them.

use std::cell::Cell;
use std::time::{Duration, Instant};

use segur_soap::Limites;

use crate::erreur::Erreur;
use crate::evaluation::Evaluation;
use crate::valeur::{Atome, Item};
use crate::{Arbre, Bibliotheque, Expression, Genre, Lecteur, SansVariables};

/// The document of the tests.
pub const DOCUMENT: &[u8] = include_bytes!("../../tests/donnees/document.xml");

/// A reader with the prefixes of the tests.
pub fn lecteur() -> Lecteur {
    let mut lecteur = Lecteur::default();
    lecteur.lier("a", "urn:a");
    lecteur.lier("b", "urn:b");
    lecteur.lier("xsi", "http://www.w3.org/2001/XMLSchema-instance");
    lecteur
}

/// No document is at hand.
pub fn sans_documents(lecteur: Lecteur) -> Bibliotheque {
    let aucun = Box::new(|nom: &str, _: &crate::Noms| Err(format!("« {nom} » n'existe pas")));
    Bibliotheque::new(lecteur, aucun, Limites::default())
}

/// Evaluates from the document node with a budget.
pub fn avec_budget(b: &Bibliotheque, arbre: &Arbre, e: &Expression, pas: u64, delai: Duration) -> Result<String, Erreur> {
    let reste = Cell::new(pas);
    let ev = Evaluation::new(
        b,
        arbre,
        &SansVariables,
        (&reste, Instant::now().checked_add(delai)),
        arbre.racine(),
    );
    let suite = ev.valeur(e)?.0;
    if suite.is_empty() {
        return Ok("()".to_owned());
    }
    Ok(suite.iter().map(|i| ecrire(&ev, i)).collect::<Vec<_>>().join(" , "))
}

/// Value of an expression over a document, as the table writes it.
pub fn sur(octets: &[u8], source: &str) -> Result<String, Erreur> {
    let mut lecteur = lecteur();
    let e = lecteur.lire(source)?;
    let b = sans_documents(lecteur);
    let arbre = b.lire(octets).unwrap();
    avec_budget(&b, &arbre, &e, 50_000_000, Duration::from_secs(20))
}

/// Value of an expression over the document of the tests; `! CODE` for an error.
pub fn valeur(source: &str) -> String {
    sur(DOCUMENT, source).unwrap_or_else(|e| format!("! {}", e.code))
}

fn ecrire(ev: &Evaluation<'_>, item: &Item) -> String {
    let n = match item {
        Item::Atome(a) => return atome(a),
        Item::Noeud(n) => *n,
    };
    let arbre = ev.arbre(n);
    let valeur = arbre.valeur(n);
    let nom = arbre.nom_ecrit(n);
    if n.est_attribut() {
        return format!("@{}='{valeur}'", arbre.local_de(n));
    }
    match arbre.genre(n.numero()) {
        Genre::Document => "doc".to_owned(),
        Genre::Texte => format!("text'{valeur}'"),
        Genre::Commentaire => format!("comment'{valeur}'"),
        Genre::Instruction => format!("pi {nom}"),
        Genre::Element => {
            let id = arbre
                .attributs(n.numero())
                .map(|attribut| crate::Noeud { attribut, ..n })
                .find(|a| arbre.nom_ecrit(*a) == "id");
            let id = id.map_or_else(String::new, |a| format!("#{}", arbre.valeur(a)));
            format!("<{}>{id}", arbre.local_de(n))
        }
    }
}

fn atome(a: &Atome) -> String {
    let dit = a.en_texte();
    match a {
        Atome::Texte(_) => format!("'{dit}'"),
        Atome::Uri(_) => format!("uri'{dit}'"),
        Atome::NonType(_) => format!("?'{dit}'"),
        Atome::Decimal(_) if dit.contains('.') => format!("dec {dit}"),
        Atome::Entier(_) | Atome::Decimal(_) | Atome::Booleen(_) => dit.to_string(),
        Atome::Double(_) => format!("dbl {dit}"),
        Atome::DateHeure(_) => format!("dateTime {dit}"),
        Atome::Date(_) => format!("date {dit}"),
        Atome::QNom(..) => format!("QName {dit}"),
    }
}
