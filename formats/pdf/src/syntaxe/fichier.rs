//! A file: its objects, found once each, and its streams, decoded within bounds.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::controle::{Controle, Ou};
use super::filtres;
use super::lexeur::{Lexeur, blanc};
use super::objet::{Dico, Entree, Flux, Objet, Table};
use crate::limites;
use crate::pdf::Nature;

/// What an object stream holds: number and value of each object.
type Contenus = Rc<Vec<(u32, Rc<Objet>)>>;

/// A file under reading.
pub(crate) struct Fichier<'a> {
    pub(crate) octets: &'a [u8],
    /// Where `%PDF-` is: offsets are counted from there.
    pub(crate) decalage: usize,
    pub(crate) trailer: Dico,
    pub(crate) entrees: HashMap<u32, Entree>,
    /// The cross-references were of no use.
    pub(crate) reconstruit: bool,
    pub(crate) xref_en_flux: bool,
    pub(crate) boucle_xref: bool,
    /// What in the layout of the cross-reference table is not exact, in French.
    pub(crate) xref_mise_en_forme: Option<&'static str>,
    /// How values are written.
    pub(crate) controle: Controle,
    /// Values that may still be parsed.
    pub(crate) reste: Cell<usize>,
    /// Bounds that were met, in French.
    pub(crate) bornes: RefCell<BTreeSet<&'static str>>,
    cache: RefCell<HashMap<u32, Rc<Objet>>>,
    en_cours: RefCell<HashSet<u32>>,
    flux_d_objets: RefCell<HashMap<u32, Contenus>>,
    decompresse: Cell<usize>,
    parcouru: Cell<usize>,
}

/// A decoded stream.
pub(crate) enum Brut {
    /// All filters undone.
    Octets(Vec<u8>),
    /// The last filter gives an image: its name, its parameters and its bytes.
    Image(String, Vec<u8>),
    /// A bound was met, or a filter is not known.
    Refuse,
}

impl Brut {
    pub(crate) fn octets(self) -> Option<Vec<u8>> {
        if let Self::Octets(o) = self { Some(o) } else { None }
    }
}

impl<'a> Fichier<'a> {
    /// A file of which nothing is found yet.
    pub(super) fn nouveau(octets: &'a [u8], decalage: usize) -> Self {
        Self {
            octets,
            decalage,
            trailer: Dico::default(),
            entrees: HashMap::new(),
            reconstruit: false,
            xref_en_flux: false,
            boucle_xref: false,
            xref_mise_en_forme: None,
            controle: Controle::default(),
            reste: Cell::new(limites::VALEURS),
            bornes: RefCell::default(),
            cache: RefCell::default(),
            en_cours: RefCell::default(),
            flux_d_objets: RefCell::default(),
            decompresse: Cell::new(limites::DECOMPRESSE),
            parcouru: Cell::new(limites::RECHERCHE),
        }
    }

    /// Takes a table in the place of the former one.
    pub(super) fn prendre(&mut self, table: Table) {
        self.cache.get_mut().clear();
        self.flux_d_objets.get_mut().clear();
        self.entrees = table.entrees;
        self.trailer = table.trailer;
        self.xref_en_flux = table.en_flux;
        self.boucle_xref = table.boucle;
        self.xref_mise_en_forme = table.mise_en_forme;
    }

    pub(crate) fn chiffre(&self) -> bool {
        self.trailer.a("Encrypt")
    }

    /// Tells that a bound was met.
    pub(crate) fn borne(&self, quoi: &'static str) {
        self.bornes.borrow_mut().insert(quoi);
    }

    /// The value of an entry, its reference followed.
    pub(crate) fn lire(&self, dico: &Dico, cle: &str) -> Rc<Objet> {
        dico.brut(cle).map_or_else(|| Rc::new(Objet::Nul), |o| self.suivre(o))
    }

    /// The value, its reference followed.
    pub(crate) fn suivre(&self, objet: &Objet) -> Rc<Objet> {
        match objet {
            Objet::Ref(numero) => self.objet(*numero),
            autre => Rc::new(autre.clone()),
        }
    }

    /// An object by its number; null when it is not there, or leads back to itself.
    pub(crate) fn objet(&self, numero: u32) -> Rc<Objet> {
        if let Some(objet) = self.cache.borrow().get(&numero) {
            return Rc::clone(objet);
        }
        // A chain of references (a length in a stream whose length is in a stream…) is cut before the stack feels it.
        if self.en_cours.borrow().len() > limites::PROFONDEUR || !self.en_cours.borrow_mut().insert(numero) {
            return Rc::new(Objet::Nul);
        }
        let objet = self.chercher(numero).unwrap_or_else(|| Rc::new(Objet::Nul));
        // A reference to a reference: followed here, and by the same bound (`en_cours`).
        let objet = if let Objet::Ref(autre) = *objet { self.objet(autre) } else { objet };
        self.en_cours.borrow_mut().remove(&numero);
        self.cache.borrow_mut().insert(numero, Rc::clone(&objet));
        objet
    }

    fn chercher(&self, numero: u32) -> Option<Rc<Objet>> {
        match *self.entrees.get(&numero)? {
            Entree::Libre => None,
            Entree::Octet(ou) => {
                let (lu, objet) = self.objet_a(ou)?;
                (lu == numero).then(|| Rc::new(objet))
            }
            Entree::Dans { flux, rang } => {
                let objets = self.objets_du_flux(flux)?;
                let (_, objet) = objets
                    .get(rang)
                    .filter(|(n, _)| *n == numero)
                    .or_else(|| objets.iter().find(|(n, _)| *n == numero))?;
                Some(Rc::clone(objet))
            }
        }
    }

    /// The object written at an offset, and its number.
    pub(super) fn objet_a(&self, ou: usize) -> Option<(u32, Objet)> {
        if self.parcouru.get() == 0 {
            self.borne("octets parcourus pour lire les objets");
            return None;
        }
        let mut lexeur = Lexeur::fichier(self.octets, ou, &self.reste).controler(&self.controle);
        let avant = self.controle.ou.get();
        let lu = self.lire_objet(&mut lexeur);
        // An object is read from within another (a length): the place is then that of the other again.
        self.controle.ou.set(avant);
        self.payer(lexeur.pos.saturating_sub(ou));
        lu
    }

    fn payer(&self, octets: usize) {
        self.parcouru.set(self.parcouru.get().saturating_sub(octets));
    }

    fn lire_objet(&self, lexeur: &mut Lexeur<'_>) -> Option<(u32, Objet)> {
        let numero = u32::try_from(lexeur.naturel()?).ok()?;
        let avant = lexeur.pos;
        lexeur.naturel()?;
        if !lexeur.mot_cle(b"obj") {
            return None;
        }
        self.controle.ou.set(Ou::Objet(numero));
        self.entete_d_objet(avant, lexeur.pos);
        let objet = lexeur.valeur()?;
        let Objet::Dico(dico) = objet else {
            self.fin_d_objet(lexeur);
            return Some((numero, objet));
        };
        let ici = lexeur.pos;
        if !lexeur.mot_cle(b"stream") {
            lexeur.pos = ici;
            self.fin_d_objet(lexeur);
            return Some((numero, Objet::Dico(dico)));
        }
        if lexeur.voir() == Some(13) {
            lexeur.pos += 1;
        }
        if lexeur.voir() == Some(10) {
            lexeur.pos += 1;
        }
        let debut = lexeur.pos;
        let fin = self.fin_de_flux(&dico, debut);
        lexeur.pos = fin;
        if lexeur.mot_cle(b"endstream") {
            self.fin_d_objet(lexeur);
        }
        Some((numero, Objet::Flux(Rc::new(Flux { dico, debut, fin, numero }))))
    }

    /// « n g obj » in the bytes between the object number and what follows « obj »: one white space, and an end of line.
    fn entete_d_objet(&self, avant: usize, apres: usize) {
        let texte = self.octets.get(avant..apres).unwrap_or_default();
        let seule = |o: &u8| blanc(*o);
        let separes = match texte.iter().skip(1).position(seule) {
            Some(generation) => {
                let (debut, fin) = (texte.first(), texte.get(generation + 2..));
                debut.is_some_and(seule) && fin == Some(b"obj")
            }
            None => false,
        };
        if !separes {
            self.controle.noter(Nature::ObjetMiseEnForme, || {
                "« n g obj » n'est pas séparé par deux blancs seuls".to_owned()
            });
        } else if !matches!(self.octets.get(apres), Some(b'\n' | b'\r')) {
            self.controle
                .noter(Nature::ObjetMiseEnForme, || "« obj » n'est pas suivi d'une fin de ligne".to_owned());
        }
    }

    /// « endobj », where an object ends: alone on its line.
    fn fin_d_objet(&self, lexeur: &mut Lexeur<'_>) {
        if !lexeur.mot_cle(b"endobj") {
            return;
        }
        let fin = |o: Option<&u8>| matches!(o, Some(b'\n' | b'\r'));
        let debut = lexeur.pos.saturating_sub(6);
        if !fin(debut.checked_sub(1).and_then(|i| self.octets.get(i))) {
            self.controle.noter(Nature::ObjetMiseEnForme, || {
                "« endobj » n'est pas précédé d'une fin de ligne".to_owned()
            });
        } else if self.octets.get(lexeur.pos).is_some() && !fin(self.octets.get(lexeur.pos)) {
            self.controle.noter(Nature::ObjetMiseEnForme, || {
                "« endobj » n'est pas suivi d'une fin de ligne".to_owned()
            });
        }
    }

    /// `Length` when `endstream` is there; else where `endstream` is.
    fn fin_de_flux(&self, dico: &Dico, debut: usize) -> usize {
        let dite = self.lire(dico, "Length").taille().and_then(|l| debut.checked_add(l));
        if let Some(fin) = dite.filter(|f| *f <= self.octets.len()) {
            let mut lexeur = Lexeur::fichier(self.octets, fin, &self.reste);
            while lexeur.voir().is_some_and(|o| matches!(o, 9 | 10 | 13 | 32)) && lexeur.pos < fin + 8 {
                lexeur.pos += 1;
            }
            if lexeur.octets.get(lexeur.pos..).is_some_and(|r| r.starts_with(b"endstream")) {
                return fin;
            }
        }
        let suite = self.octets.get(debut..).unwrap_or_default();
        let suite = suite.get(..self.parcouru.get()).unwrap_or(suite);
        let fin = memchr::memmem::find(suite, b"endstream").unwrap_or(suite.len());
        self.payer(fin);
        debut + fin
    }

    fn objets_du_flux(&self, numero: u32) -> Option<Contenus> {
        if let Some(objets) = self.flux_d_objets.borrow().get(&numero) {
            return Some(Rc::clone(objets));
        }
        // An object stream is never in an object stream: no descent, and no circle.
        let Entree::Octet(_) = self.entrees.get(&numero)? else {
            return None;
        };
        let objet = self.objet(numero);
        let flux = objet.flux()?;
        let octets = self.decoder(flux).octets().unwrap_or_default();
        let nombre = self.lire(&flux.dico, "N").taille().unwrap_or(0);
        let premier = self.lire(&flux.dico, "First").taille().unwrap_or(0);
        let mut entete = Lexeur::fichier(&octets, 0, &self.reste);
        let mut objets = Vec::new();
        let mut parcouru = 0_usize;
        for _ in 0..nombre.min(limites::OBJETS) {
            let (Some(n), Some(ou)) = (entete.naturel(), entete.naturel()) else {
                break;
            };
            let Some(ou) = premier.checked_add(ou).filter(|o| *o <= octets.len()) else {
                continue;
            };
            // Entries that all point to the same long value would be read as many times.
            if parcouru > octets.len().saturating_mul(2) {
                self.borne("octets parcourus pour lire les objets");
                break;
            }
            let mut lexeur = Lexeur::fichier(&octets, ou, &self.reste);
            let valeur = lexeur.valeur().unwrap_or(Objet::Nul);
            parcouru = parcouru.saturating_add(lexeur.pos - ou);
            objets.push((u32::try_from(n).unwrap_or(u32::MAX), Rc::new(valeur)));
        }
        let objets = Rc::new(objets);
        self.flux_d_objets.borrow_mut().insert(numero, Rc::clone(&objets));
        Some(objets)
    }

    /// What an object stream holds.
    pub(super) fn contenus(&self, flux: u32) -> Vec<(u32, Entree)> {
        let objets = self.objets_du_flux(flux).unwrap_or_default();
        objets
            .iter()
            .enumerate()
            .map(|(rang, (n, _))| (*n, Entree::Dans { flux, rang }))
            .collect()
    }

    /// The filters of a stream, in order.
    pub(crate) fn filtres(&self, dico: &Dico) -> Vec<(String, Option<Dico>)> {
        let cle = |longue: &str, courte: &str| {
            let brut = dico
                .brut(longue)
                .or_else(|| dico.brut(courte).filter(|o| !matches!(o, Objet::Chaine(_) | Objet::Dico(_))));
            brut.map_or_else(|| Rc::new(Objet::Nul), |o| self.suivre(o))
        };
        let parametres = |o: &Objet| self.suivre(o).dico().cloned().map(|d| self.directs(d));
        let (filtres, dits) = (cle("Filter", "F"), cle("DecodeParms", "DP"));
        match &*filtres {
            Objet::Nom(nom) => vec![(nom.clone(), parametres(dits.tableau().and_then(<[_]>::first).unwrap_or(&dits)))],
            Objet::Tableau(noms) => {
                let noms = noms.iter().map(|n| self.suivre(n).nom().unwrap_or_default().to_owned()).enumerate();
                noms.map(|(i, n)| (n, dits.tableau().and_then(|t| t.get(i)).and_then(parametres)))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The same dictionary, its references followed.
    fn directs(&self, dico: Dico) -> Dico {
        Dico(dico.0.into_iter().map(|(k, v)| (k, (*self.suivre(&v)).clone())).collect())
    }

    /// The bytes of a stream, filters undone, within the bounds.
    pub(crate) fn decoder(&self, flux: &Flux) -> Brut {
        let octets = self.octets.get(flux.debut..flux.fin).unwrap_or_default();
        self.defiltrer(&flux.dico, octets)
    }

    /// The first bytes of a stream, at least `n` of them when it has as many.
    pub(crate) fn decoder_debut(&self, flux: &Flux, n: usize) -> Option<Vec<u8>> {
        let filtres = self.filtres(&flux.dico);
        let octets = self.octets.get(flux.debut..flux.fin).unwrap_or_default();
        match filtres.as_slice() {
            [(nom, None)] => filtres::appliquer(nom, octets, None, n),
            _ => self.decoder(flux).octets(),
        }
    }

    /// The same, of bytes that are given (an inline image).
    pub(crate) fn defiltrer(&self, dico: &Dico, octets: &[u8]) -> Brut {
        if dico.a("F") && matches!(dico.brut("F"), Some(Objet::Chaine(_) | Objet::Dico(_))) {
            // The bytes are in another file: never read.
            return Brut::Refuse;
        }
        let filtres = self.filtres(dico);
        if filtres.len() > limites::FILTRES {
            self.borne("filtres d'un flux");
            return Brut::Refuse;
        }
        let mut courant = octets.to_vec();
        let dernier = filtres.len().saturating_sub(1);
        for (i, (nom, parametres)) in filtres.iter().enumerate() {
            let limite = limites::FLUX.min(self.decompresse.get());
            let Some(sortie) = filtres::appliquer(nom, &courant, parametres.as_ref(), limite) else {
                return if i == dernier {
                    Brut::Image(nom.clone(), courant)
                } else {
                    Brut::Refuse
                };
            };
            if sortie.len() > limite {
                self.borne("octets décompressés");
                self.decompresse.set(self.decompresse.get().saturating_sub(limite));
                return Brut::Refuse;
            }
            self.decompresse.set(self.decompresse.get().saturating_sub(sortie.len()));
            courant = sortie;
        }
        Brut::Octets(courant)
    }
}
