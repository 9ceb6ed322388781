//! Running a schema over a document (ISO Schematron 6): in each pattern, the first rule whose context matches a node is the only
//! one that fires on it.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use segur_model::Location;
use segur_soap::XmlRefuse;
use segur_xpath::{Arbre, Budget, Erreur, Evaluation, Expression, Noeud, Valeur as ValeurLue, Variables};

use crate::aiguillage::{Aiguillage, Rangs};
use crate::modele::{Controle, Let, Morceau, MotifActif, Rang, Regle, Renvoi, Selection, Valeur};
use crate::piece::Piece;
use crate::rapport::{Constat, Declenchement, Issue, MotifLu, Propriete, Rapport};
use crate::schema::Schema;
use crate::subordonnes::{Lecture, Lus};

/// Nodes that a thread takes at once.
const TRANCHE: u32 = 128;
/// Bytes that a property may copy of a document.
const COPIE_MAX: usize = 1 << 20;

/// Bounds of a validation.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Threads; 0 for as many as the machine has cores.
    pub fils: usize,
    /// Work that each thread may do: nodes visited, values compared.
    pub pas: u64,
    /// Time after which what is left is « non évalué ».
    pub delai: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fils: 1,
            pas: 20_000_000_000,
            delai: Duration::from_secs(120),
        }
    }
}

/// Why a document was not judged.
#[derive(Debug, thiserror::Error)]
pub enum ErreurValidation {
    /// The document cannot be read.
    #[error(transparent)]
    Document(#[from] XmlRefuse),
    /// A fault of the engine: never one of the document.
    #[error("le moteur de schematron s'est arrêté sur ce document ({0}) : c'est un défaut du banc, à signaler")]
    Panne(String),
}

/// Nodes that a context gives which is no pattern, by its expression and by the document.
type Choisis = HashMap<(Rang, Option<usize>), Result<HashSet<Noeud>, Erreur>>;

/// What a rule did on a node: motif, node, what it came to.
type Tir = (usize, Noeud, Declenchement);

impl Schema {
    /// Judges a document.
    ///
    /// # Errors
    /// [`ErreurValidation`] when the document cannot be read. An assertion that cannot be evaluated is no error: it is in the report.
    pub fn valider(&self, octets: &[u8], options: &Options) -> Result<Rapport, ErreurValidation> {
        self.valider_dans(octets, None, options)
    }

    /// Judges a document that is a file: the documents that it names for patterns (`pattern/@documents`) are sought in its folder too.
    ///
    /// # Errors
    /// As [`Schema::valider`]. A named document that is not read is no error: its pattern is « non évalué ».
    pub fn valider_dans(&self, octets: &[u8], dossier: Option<&Path>, options: &Options) -> Result<Rapport, ErreurValidation> {
        self.juger(&self.bibliotheque.lire(octets)?, dossier, options, true)
    }

    /// Judges a document that is judged by several schemas of one set. Rules that found nothing are not in the report.
    pub(crate) fn valider_piece(&self, piece: &Piece<'_>, options: &Options) -> Result<Rapport, ErreurValidation> {
        self.juger(&piece.arbre(self.bibliotheque.noms_sus()), None, options, false)
    }

    /// `muettes`: the rules that found nothing are told too.
    fn juger(&self, arbre: &Arbre, dossier: Option<&Path>, options: &Options, muettes: bool) -> Result<Rapport, ErreurValidation> {
        let fils = match options.fils {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        };
        let suivante = AtomicU32::new(0);
        let tirs: Mutex<Vec<Tir>> = Mutex::default();
        let budget = Budget {
            pas: options.pas,
            echeance: Instant::now().checked_add(options.delai),
        };
        let lus = if self.subordonnes.is_empty() {
            Lus::default()
        } else {
            sans_panne(|| Travail::new(self, arbre, &Lus::default(), budget, muettes).lire_les_subordonnes(dossier))?
        };
        let travailler = || {
            let faits = sans_panne(|| Travail::new(self, arbre, &lus, budget, muettes).parcourir(&suivante))?;
            tirs.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(faits);
            Ok(())
        };
        if fils == 1 {
            travailler()?;
        } else {
            std::thread::scope(|s| {
                let autres: Vec<_> = (1..fils).map(|_| s.spawn(travailler)).collect();
                let ici = travailler();
                autres
                    .into_iter()
                    .map(|a| a.join().unwrap_or_else(|p| Err(ErreurValidation::Panne(dit(p.as_ref())))))
                    .fold(ici, Result::and)
            })?;
        }
        let mut tirs = tirs.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !self.subordonnes.is_empty() {
            tirs.extend(sans_panne(|| {
                Travail::new(self, arbre, &lus, budget, muettes).juger_les_subordonnes()
            })?);
        }
        // Each node was judged by one thread: the order of the document is that of one thread alone.
        tirs.sort_by_key(|(motif, n, _)| (*motif, *n));
        Ok(self.rapport(tirs, &lus))
    }

    fn rapport(&self, tirs: Vec<Tir>, lus: &Lus) -> Rapport {
        let mut motifs: Vec<MotifLu> = self
            .motifs
            .iter()
            .map(|m| MotifLu {
                id: m.id.clone(),
                nom: m.nom.clone(),
                documents: None,
                regles: Vec::new(),
            })
            .collect();
        for ((m, _), du_motif) in self.subordonnes.iter().zip(&lus.motifs) {
            if let Some(motif) = motifs.get_mut(*m) {
                motif.documents = Some(du_motif.rangs.iter().filter_map(|r| lus.noms.get(*r).cloned()).collect());
            }
        }
        for (motif, _, tir) in tirs {
            if let Some(m) = motifs.get_mut(motif) {
                m.regles.push(tir);
            }
        }
        Rapport {
            titre: self.titre.clone(),
            version: self.version.clone(),
            phase: self.phase.clone(),
            espaces: self.espaces.clone(),
            motifs,
        }
    }
}

/// A fault of the engine stops this document alone.
fn sans_panne<T>(f: impl FnOnce() -> T) -> Result<T, ErreurValidation> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|panne| ErreurValidation::Panne(dit(panne.as_ref())))
}

fn dit(panne: &(dyn std::any::Any + Send)) -> String {
    let texte = panne.downcast_ref::<&str>().map(|s| (*s).to_owned());
    texte.or_else(|| panne.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// The work of one thread.
struct Travail<'a> {
    schema: &'a Schema,
    arbre: &'a Arbre,
    /// The documents that patterns name.
    lus: &'a Lus,
    reste: Cell<u64>,
    echeance: Option<Instant>,
    globales: Globales<'a>,
    /// Nodes of the rules whose context is no pattern.
    choisis: RefCell<Choisis>,
    /// Rules whose context met a bound: said once.
    arretees: RefCell<HashSet<Rangs>>,
    /// The rules to try on a node: one allocation for all nodes.
    a_essayer: RefCell<Vec<Rangs>>,
    muettes: bool,
}

impl<'a> Travail<'a> {
    fn new(schema: &'a Schema, arbre: &'a Arbre, lus: &'a Lus, budget: Budget, muettes: bool) -> Self {
        Self {
            schema,
            arbre,
            lus,
            reste: Cell::new(budget.pas),
            echeance: budget.echeance,
            globales: Globales {
                schema,
                valeurs: schema.globales.iter().map(|_| OnceCell::new()).collect(),
                en_cours: RefCell::default(),
            },
            choisis: RefCell::default(),
            arretees: RefCell::default(),
            a_essayer: RefCell::default(),
            muettes,
        }
    }

    fn evaluation<'s>(&'s self, variables: &'s dyn Variables, n: Noeud) -> Evaluation<'s> {
        let ev = Evaluation::new(&self.schema.bibliotheque, self.arbre, variables, (&self.reste, self.echeance), n);
        if self.lus.arbres.is_empty() {
            return ev;
        }
        ev.avec_annexes(&self.lus.arbres)
    }

    /// The tree of a node that is judged.
    fn arbre_de(&self, n: Noeud) -> &'a Arbre {
        n.annexe().and_then(|rang| self.lus.arbres.get(rang)).unwrap_or(self.arbre)
    }

    /// The document of a node, when it is not the one that was given.
    fn document(&self, n: Noeud) -> Option<String> {
        n.annexe().and_then(|rang| self.lus.noms.get(rang).cloned())
    }

    /// The documents that patterns name, each name evaluated from the document that is judged.
    fn lire_les_subordonnes(&self, dossier: Option<&Path>) -> Lus {
        let mut lecture = Lecture::new(&self.schema.bibliotheque, &self.schema.dossier, dossier);
        let ev = self.evaluation(&self.globales, self.arbre.racine());
        for documents in self.schema.motifs.iter().filter_map(|m| m.documents.as_ref()) {
            match self.expression(documents.noms).and_then(|e| ev.textes(e)) {
                Ok(noms) => lecture.motif(&noms),
                Err(cause) => lecture.refuser(cause.to_string()),
            }
        }
        lecture.lus
    }

    fn juger_les_subordonnes(&self) -> Vec<Tir> {
        let mut tirs = Vec::new();
        for ((m, aiguillage), du_motif) in self.schema.subordonnes.iter().zip(&self.lus.motifs) {
            for refus in &du_motif.refus {
                tirs.extend(self.non_lu(*m, refus));
            }
            for rang in &du_motif.rangs {
                let Some(arbre) = self.lus.arbres.get(*rang) else { continue };
                let dans = |n: Noeud| n.de_l_annexe(*rang);
                if aiguillage.textes {
                    for n in arbre.noeuds_et_textes(0..arbre.taille(), aiguillage.attributs) {
                        self.noeud(dans(n), aiguillage, Some(*m), &mut tirs);
                    }
                } else {
                    for n in arbre.noeuds(0..arbre.taille(), aiguillage.attributs) {
                        self.noeud(dans(n), aiguillage, Some(*m), &mut tirs);
                    }
                }
            }
        }
        tirs
    }

    /// A document that a pattern names was not read: said on the document that is judged.
    fn non_lu(&self, m: usize, refus: &str) -> Option<Tir> {
        let motif = self.schema.motifs.get(m)?;
        let documents = motif.documents.as_ref()?;
        let regle = Regle {
            contexte: documents.ecrit.clone(),
            selection: Selection::Illisible(Erreur {
                code: "FODC0002",
                dit: refus.to_owned(),
            }),
            id: motif.id.clone(),
            role: None,
            flag: None,
            lets: Vec::new(),
            controles: Vec::new(),
            ou: documents.ou.clone(),
        };
        let dit = "Un document que le motif nomme (documents) n'est pas lu".to_owned();
        let n = self.arbre.racine();
        Some((m, n, self.non_evaluee(&regle, n, dit, refus.to_owned())))
    }

    fn parcourir(&self, suivante: &AtomicU32) -> Vec<Tir> {
        let mut tirs = Vec::new();
        let taille = self.arbre.taille();
        let aiguillage = &self.schema.aiguillage;
        loop {
            let debut = suivante.fetch_add(TRANCHE, Ordering::Relaxed);
            if debut >= taille {
                return tirs;
            }
            let tranche = debut..taille.min(debut.saturating_add(TRANCHE));
            if aiguillage.textes {
                for n in self.arbre.noeuds_et_textes(tranche, aiguillage.attributs) {
                    self.noeud(n, aiguillage, None, &mut tirs);
                }
            } else {
                for n in self.arbre.noeuds(tranche, aiguillage.attributs) {
                    self.noeud(n, aiguillage, None, &mut tirs);
                }
            }
        }
    }

    /// `seul`: the pattern that is run over this document alone.
    fn noeud(&self, n: Noeud, aiguillage: &Aiguillage, seul: Option<usize>, tirs: &mut Vec<Tir>) {
        let ev = self.evaluation(&self.globales, n);
        let mut fait = None;
        if n == n.racine() {
            self.sans_voie(n, seul, tirs);
        }
        let mut a_essayer = self.a_essayer.take();
        aiguillage.regles(&ev, n, &mut a_essayer);
        for (m, r) in &a_essayer {
            if fait == Some(*m) {
                continue;
            }
            let regle = &self.schema.motifs[*m].regles[*r];
            match self.correspond(regle, &ev, n) {
                Ok(false) => {}
                Ok(true) => {
                    fait = Some(*m);
                    tirs.extend(self.tirer(regle, n).map(|tir| (*m, n, tir)));
                }
                // Once the budget is spent every rule would say so on every node.
                Err(cause) if cause.code == "LIMITE" && !self.arretees.borrow_mut().insert((*m, *r)) => {}
                Err(cause) => tirs.push((*m, n, self.sans_contexte(regle, n, &cause))),
            }
        }
        self.a_essayer.replace(a_essayer);
    }

    /// The rules whose context cannot be evaluated at all: said once, on the document, whatever rule fires there.
    fn sans_voie(&self, racine: Noeud, seul: Option<usize>, tirs: &mut Vec<Tir>) {
        let ici = |(m, motif): &(usize, &MotifActif)| seul.map_or(motif.documents.is_none(), |s| s == *m);
        for (m, motif) in self.schema.motifs.iter().enumerate().filter(ici) {
            for regle in &motif.regles {
                let cause = match &regle.selection {
                    Selection::Motif(_) => continue,
                    Selection::Illisible(cause) => cause.clone(),
                    Selection::Expression(rang) => match self.choisir(*rang, racine) {
                        Ok(_) => continue,
                        Err(cause) => cause,
                    },
                };
                tirs.push((m, racine, self.sans_contexte(regle, racine, &cause)));
            }
        }
    }

    /// Whether a context that is no pattern gives a node; it is evaluated once, from anywhere.
    fn choisir(&self, rang: Rang, n: Noeud) -> Result<bool, Erreur> {
        let cle = (rang, n.annexe());
        if let Some(choisis) = self.choisis.borrow().get(&cle) {
            return choisis.as_ref().map(|c| c.contains(&n)).map_err(Clone::clone);
        }
        let choisis = self.expression(rang).and_then(|expr| {
            let noeuds = self.evaluation(&self.globales, n.racine()).noeuds(expr)?;
            Ok(noeuds.into_iter().collect::<HashSet<_>>())
        });
        let choisi = choisis.as_ref().map(|c| c.contains(&n)).map_err(Clone::clone);
        self.choisis.borrow_mut().insert(cle, choisis);
        choisi
    }

    fn correspond(&self, regle: &Regle, ev: &Evaluation<'_>, n: Noeud) -> Result<bool, Erreur> {
        match &regle.selection {
            Selection::Motif(motif) => motif.correspond(ev, n),
            // Said once, on the document.
            Selection::Illisible(_) => Ok(false),
            Selection::Expression(rang) => Ok(self.choisir(*rang, n).unwrap_or(false)),
        }
    }

    fn expression(&self, rang: Rang) -> Result<&'a Expression, Erreur> {
        match self.schema.expressions.get(rang) {
            Some(lue) => lue.as_ref().map_err(Clone::clone),
            None => Err(Erreur {
                code: "LIMITE",
                dit: "expression inconnue".to_owned(),
            }),
        }
    }

    /// Runs a rule on a node; `None` when it finds nothing and that is not asked.
    fn tirer(&self, regle: &Regle, n: Noeud) -> Option<Declenchement> {
        let locales = Locales {
            travail: self,
            lets: &regle.lets,
            valeurs: regle.lets.iter().map(|_| OnceCell::new()).collect(),
            visibles: Cell::new(0),
        };
        let ev = self.evaluation(&locales, n);
        let mut constats = Vec::new();
        for (visibles, controle) in &regle.controles {
            locales.visibles.set(*visibles);
            let issue = match self.expression(controle.test).and_then(|e| ev.est_vrai(e)) {
                Ok(vrai) if vrai == controle.assertion => continue,
                Ok(_) if controle.assertion => Ok(Issue::Echec),
                Ok(_) => Ok(Issue::Signalement),
                Err(cause) => Err(cause),
            };
            constats.push(self.constat(controle, &ev, n, issue));
        }
        (self.muettes || !constats.is_empty()).then(|| Declenchement {
            contexte: regle.contexte.clone(),
            id: regle.id.clone(),
            role: regle.role.clone(),
            flag: regle.flag.clone(),
            constats,
            declenche: true,
            document: self.document(n),
        })
    }

    fn constat(&self, controle: &Controle, ev: &Evaluation<'_>, n: Noeud, issue: Result<Issue, Erreur>) -> Constat {
        let renvois = |rangs: &[usize]| -> Vec<&'a Renvoi> { rangs.iter().filter_map(|r| self.schema.renvois.get(*r)).collect() };
        let diagnostics = renvois(&controle.diagnostics);
        let proprietes = renvois(&controle.proprietes);
        Constat {
            issue: issue.as_ref().map_or(Issue::NonEvalue, |i| *i),
            test: controle.ecrit.clone(),
            message: self.dire(&controle.message, ev, n),
            langues: diagnostics.iter().map(|r| r.langue.clone()).collect(),
            diagnostics: diagnostics
                .into_iter()
                .map(|r| (r.id.clone(), self.dire(&r.contenu, ev, n)))
                .collect(),
            proprietes: proprietes.into_iter().map(|r| self.propriete(r, ev, n)).collect(),
            id: controle.id.clone(),
            role: controle.role.clone(),
            flag: controle.flag.clone(),
            see: controle.see.clone(),
            document: self.document(n),
            lieu: self.lieu(n),
            chemin_complet: self.arbre_de(n).chemin_complet(n),
            ou: controle.ou.clone(),
            cause: issue.err().map(|e| e.to_string()),
        }
    }

    fn propriete(&self, r: &Renvoi, ev: &Evaluation<'_>, n: Noeud) -> Propriete {
        let mut xml = String::new();
        for m in &r.contenu {
            match m {
                Morceau::Copie(rang) => match self.expression(*rang).and_then(|e| ev.copie(e, COPIE_MAX)) {
                    Ok(copie) => xml.push_str(&copie),
                    Err(e) => {
                        // Writing to a text does not fail.
                        let _ = write!(xml, "[non évalué : {}]", quick_xml::escape::escape(e.to_string()));
                    }
                },
                autre => xml.push_str(&quick_xml::escape::escape(self.dire(std::slice::from_ref(autre), ev, n))),
            }
        }
        Propriete {
            id: r.id.clone(),
            role: r.role.clone(),
            scheme: r.scheme.clone(),
            langue: r.langue.clone(),
            xml,
        }
    }

    fn sans_contexte(&self, regle: &Regle, n: Noeud, cause: &Erreur) -> Declenchement {
        let dit = "Le contexte de la règle ne s'évalue pas sur ce nœud".to_owned();
        self.non_evaluee(regle, n, dit, cause.to_string())
    }

    fn non_evaluee(&self, regle: &Regle, n: Noeud, message: String, cause: String) -> Declenchement {
        Declenchement {
            contexte: regle.contexte.clone(),
            id: regle.id.clone(),
            role: regle.role.clone(),
            flag: regle.flag.clone(),
            constats: vec![Constat {
                issue: Issue::NonEvalue,
                test: regle.contexte.split_whitespace().collect::<Vec<_>>().join(" "),
                message,
                diagnostics: Vec::new(),
                langues: Vec::new(),
                proprietes: Vec::new(),
                id: regle.id.clone(),
                role: regle.role.clone(),
                flag: regle.flag.clone(),
                see: None,
                document: self.document(n),
                lieu: self.lieu(n),
                chemin_complet: self.arbre_de(n).chemin_complet(n),
                ou: regle.ou.clone(),
                cause: Some(cause),
            }],
            declenche: false,
            document: self.document(n),
        }
    }

    fn dire(&self, morceaux: &[Morceau], ev: &Evaluation<'_>, n: Noeud) -> String {
        morceaux
            .iter()
            .map(|m| match m {
                Morceau::Texte(t) => t.clone(),
                Morceau::Nom => ev.nom(n).to_owned(),
                Morceau::Valeur(rang) | Morceau::Copie(rang) => ou_pourquoi(self.expression(*rang).and_then(|e| ev.texte(e))),
                Morceau::NomDe(rang) => ou_pourquoi(self.expression(*rang).and_then(|e| ev.nom_ou_texte(e))),
            })
            .collect()
    }

    fn lieu(&self, n: Noeud) -> Location {
        let arbre = self.arbre_de(n);
        let (line, column) = arbre.position(n);
        Location {
            line,
            column,
            path: arbre.chemin(n),
        }
    }
}

fn ou_pourquoi(texte: Result<String, Erreur>) -> String {
    texte.unwrap_or_else(|e| format!("[non évalué : {e}]"))
}

/// Variables of the schema and of its active patterns: evaluated from the document node, when they are first read.
struct Globales<'a> {
    schema: &'a Schema,
    valeurs: Vec<OnceCell<Result<ValeurLue, Erreur>>>,
    en_cours: RefCell<Vec<usize>>,
}

impl Variables for Globales<'_> {
    fn valeur(&self, variable: u32, ev: &Evaluation<'_>) -> Option<Result<ValeurLue, Erreur>> {
        let rang = self.schema.globales.iter().position(|l| l.variable == variable)?;
        if let Some(prete) = self.valeurs[rang].get() {
            return Some(prete.clone());
        }
        if self.en_cours.borrow().contains(&rang) {
            return Some(Err(Erreur {
                code: "XTDE0640",
                dit: "une variable se définit par elle-même".to_owned(),
            }));
        }
        self.en_cours.borrow_mut().push(rang);
        let racine = ev.depuis_la_racine();
        let lue = lire(self.schema, &self.schema.globales[rang], &racine.avec(self));
        self.en_cours.borrow_mut().pop();
        Some(self.valeurs[rang].get_or_init(|| lue).clone())
    }
}

/// Variables of a rule: each sees those declared before it.
struct Locales<'t, 'a> {
    travail: &'t Travail<'a>,
    lets: &'t [Let],
    valeurs: Vec<OnceCell<Result<ValeurLue, Erreur>>>,
    visibles: Cell<usize>,
}

impl Variables for Locales<'_, '_> {
    fn valeur(&self, variable: u32, ev: &Evaluation<'_>) -> Option<Result<ValeurLue, Erreur>> {
        let visibles = self.visibles.get();
        let Some(rang) = self.lets[..visibles].iter().rposition(|l| l.variable == variable) else {
            return self.travail.globales.valeur(variable, ev);
        };
        if let Some(prete) = self.valeurs[rang].get() {
            return Some(prete.clone());
        }
        self.visibles.set(rang);
        let lue = lire(self.travail.schema, &self.lets[rang], ev);
        self.visibles.set(visibles);
        Some(self.valeurs[rang].get_or_init(|| lue).clone())
    }

    fn globales(&self) -> Option<&dyn Variables> {
        Some(&self.travail.globales)
    }
}

fn lire(schema: &Schema, l: &Let, ev: &Evaluation<'_>) -> Result<ValeurLue, Erreur> {
    match &l.valeur {
        Valeur::Texte(t) => Ok(ValeurLue::texte(t)),
        Valeur::Fragment(rang) => Ok(schema.bibliotheque.fragment(*rang)),
        Valeur::Expression(rang) => match schema.expressions.get(*rang) {
            Some(Ok(e)) => ev.valeur(e),
            Some(Err(e)) => Err(e.clone()),
            None => Err(Erreur {
                code: "LIMITE",
                dit: "expression inconnue".to_owned(),
            }),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;

    /// No expression is known to make the engine panic: what stands around a panic is tested with one of ours.
    #[test]
    fn a_panic_is_a_fault_of_the_engine_and_never_a_finding() {
        for (quoi, panne) in [
            ("texte", catch_unwind(|| panic!("aïe"))),
            ("phrase", catch_unwind(|| panic!("{} aïe", 1))),
        ] {
            let panne: Result<(), _> = panne;
            let faute = ErreurValidation::Panne(dit(panne.unwrap_err().as_ref()));
            assert!(faute.to_string().contains("aïe"), "{quoi}");
            assert!(faute.to_string().contains("défaut du banc"), "{quoi}");
        }
        assert_eq!(dit(&3_u8), "");
    }
}
