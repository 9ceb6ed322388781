//! The pieces of a text, put together as a scenario.

use super::coupures::{Cause, est_nomme, sans_puce};
use super::morceaux::{Morceau, debut_des_etapes, morceaux};
use super::reperes::reperes;
use super::serie::serie;
use super::{Decoupe, EtapeLue, verbes};

/// An étape under way.
#[derive(Debug, Clone)]
struct Ouverte {
    numero: Option<u32>,
    /// The mark of its number, as written.
    marque: String,
    texte: String,
    attendus: Vec<String>,
    /// It was an item itself.
    puce: bool,
    /// Items that follow are parts of it.
    liste: bool,
}

/// A sentence that begins so is an étape, even after a note or in a list.
const AGIT: &[&str] = &[
    "Je ",
    "J'",
    "J’",
    "Il ",
    "En ",
    "Mon ",
    "Le logiciel",
    "Le système",
    "L'utilisateur",
    "L’utilisateur",
];

/// Cuts a text whose lines were made clean.
pub(super) fn assembler(texte: &str) -> Decoupe {
    let zone = debut_des_etapes(texte);
    let decalage = zone.unwrap_or(0);
    let numeros: Vec<(usize, u32, usize)> = serie(texte.get(decalage..).unwrap_or_default())
        .into_iter()
        .map(|(debut, numero, fin)| (debut + decalage, numero, fin + decalage))
        .collect();
    // Without a title, what stands before the first number announces the étapes.
    let zone = zone.or_else(|| numeros.first().map(|(debut, _, _)| *debut));
    let morceaux = morceaux(texte, &numeros, zone);
    let mut a = Assembleur {
        numerote: !numeros.is_empty(),
        ..Assembleur::default()
    };
    let mut avant = true;
    for m in morceaux {
        if zone.is_some_and(|z| m.debut < z) {
            a.preambule(m);
        } else {
            // What was to be known before ends where the étapes begin.
            a.a_savoir &= !avant;
            avant = false;
            a.etape(m);
        }
    }
    a.finir()
}

#[derive(Debug, Default)]
struct Assembleur {
    lu: Decoupe,
    ouvertes: Vec<Ouverte>,
    numerote: bool,
    /// What waits for the étape that it announces: « Cas n°1 : ».
    attente: String,
    /// Until the next mark, what comes is to be known, and is no étape.
    a_savoir: bool,
    /// Items that follow belong to what is to be known.
    liste_a_savoir: bool,
    /// From this étape on, they are of another alternative.
    alternative: Option<usize>,
    /// What was read last is a note.
    note: bool,
    /// A result is awaited: « Résultat attendu : ».
    attendu: bool,
}

impl Assembleur {
    /// What comes before the étapes.
    fn preambule(&mut self, m: Morceau<'_>) {
        let r = reperes();
        let texte = m.texte;
        if r.etapes.tete(texte).is_some_and(|t| t.len() == texte.len()) || r.formule.est_dans(texte) {
            self.lu.tus.push(texte.to_owned());
            return;
        }
        if !texte.contains(char::is_alphanumeric) {
            return;
        }
        let sans = sans_puce(texte).filter(|(p, _)| *p != 'o').map_or(texte, |(_, t)| t);
        let nouveau = r.prerequis.tete(texte).is_some()
            || r.prerequis.tete(sans).is_some()
            || r.regle.tete(texte).is_some()
            || r.modalites.tete(texte).is_some();
        if nouveau {
            self.a_savoir = true;
            self.lu.contexte.push(sans.to_owned());
        } else if self.a_savoir {
            self.prolonger_le_contexte(m, sans);
        } else if matches!(m.cause, Cause::Colle | Cause::Phrase) || self.lu.objectif.is_empty() || texte.starts_with(char::is_uppercase) {
            self.lu.objectif.push(sans.to_owned());
        } else if let Some(dernier) = self.lu.objectif.last_mut() {
            joindre(dernier, sans);
        }
    }

    fn prolonger_le_contexte(&mut self, m: Morceau<'_>, sans: &str) {
        match self.lu.contexte.last_mut() {
            Some(dernier) if m.cause != Cause::Repere => joindre(dernier, sans),
            _ => self.lu.contexte.push(sans.to_owned()),
        }
    }

    /// What is among the étapes.
    fn etape(&mut self, m: Morceau<'_>) {
        let r = reperes();
        let texte = m.texte;
        if let Cause::Numero(numero) = m.cause {
            let (marque, suite) = texte.split_at_checked(m.apres_numero).unwrap_or(("", texte));
            self.a_savoir = false;
            self.attendu = false;
            self.ouvrir(Some(numero), marque.trim(), suite.trim(), false);
            return;
        }
        if let Some(titre) = r.etapes.tete(texte).filter(|t| t.len() == texte.len()) {
            self.lu.tus.push(titre.to_owned());
            self.a_savoir = false;
            self.nouvelle_liste();
            return;
        }
        if r.formule.est_dans(texte) {
            self.lu.tus.push(texte.to_owned());
            return;
        }
        let (puce, sans) = sans_puce(texte).map_or((None, texte), |(p, t)| (Some(p), t));
        if puce == Some('o') {
            self.lu.tus.push("o".to_owned());
        }
        if !sans.contains(char::is_alphanumeric) {
            return;
        }
        // Bullets whose number comes next (« - 1.Ouvrir »).
        if [&r.prerequis, &r.regle].iter().any(|x| x.tete(sans).is_some()) {
            self.lu.contexte.push(sans.to_owned());
            self.liste_a_savoir = true;
            return;
        }
        if r.modalites.tete(sans).is_some() {
            self.lu.contexte.push(sans.to_owned());
            self.a_savoir = true;
            return;
        }
        if let Some(marque) = r.resultat.tete(sans) {
            self.attendu = true;
            self.lu.tus.push(marque.to_owned());
            let suite = sans.get(marque.len()..).unwrap_or_default().trim();
            if !suite.is_empty() {
                self.attendre(suite);
            }
            return;
        }
        if self.a_savoir {
            self.prolonger_le_contexte(m, sans);
            return;
        }
        if self.liste_a_savoir {
            let phrase = m.cause == Cause::Phrase && !AGIT.iter().any(|d| sans.starts_with(d));
            if puce.is_some() || sans.starts_with('(') || phrase {
                self.prolonger_le_contexte(m, sans);
                return;
            }
            self.liste_a_savoir = false;
        }
        if self.numerote && self.ouvertes.is_empty() {
            // Before the first number: what the étapes start from.
            self.lu.contexte.push(sans.to_owned());
            return;
        }
        match puce {
            Some('*') => self.etoile(sans),
            Some(_) => self.item(sans),
            None => self.suite(m, sans),
        }
    }

    /// « * Le système affiche… » : what the étape above must show; an étape where there is none above.
    fn etoile(&mut self, texte: &str) {
        if self.ouvertes.is_empty()
            || self
                .ouvertes
                .last()
                .is_some_and(|o| o.puce && o.attendus.is_empty() && !self.numerote)
        {
            self.ouvrir(None, "", texte, true);
        } else {
            self.attendre(texte);
        }
    }

    fn attendre(&mut self, texte: &str) {
        match self.ouvertes.last_mut() {
            Some(derniere) => derniere.attendus.push(texte.to_owned()),
            None => self.ouvrir(None, "", texte, false),
        }
    }

    /// An item: a part of the étape that announces a list, else an étape.
    fn item(&mut self, texte: &str) {
        if self.attendu {
            self.attendre(texte);
            return;
        }
        let numerote = self.numerote && !self.ouvertes.is_empty();
        // Where items were étapes already, only a colon makes the next ones parts of one.
        let items = self.ouvertes.iter().any(|o| o.puce);
        if let Some(derniere) = self.ouvertes.last_mut() {
            let ouvert = derniere.texte.ends_with(':') || !items && !derniere.texte.ends_with(['.', '!', '?']);
            // « - Message1 : … » : each is one.
            let nomme = est_nomme(texte);
            let annonce = !derniere.puce && ouvert && self.attente.is_empty() && (!nomme || derniere.texte.ends_with(':'));
            if derniere.liste || annonce || numerote {
                derniere.liste = true;
                enumerer(derniere.dernier(), texte);
                return;
            }
        }
        self.ouvrir(None, "", texte, true);
    }

    /// A line, a sentence or a clause.
    fn suite(&mut self, m: Morceau<'_>, texte: &str) {
        let r = reperes();
        if self.attendu && m.cause != Cause::Repere {
            self.attendre(texte);
            return;
        }
        if m.cause == Cause::Repere {
            self.repere(texte);
            return;
        }
        if texte.starts_with("Exigence ") && texte.split(' ').count() <= 3 {
            // The title of what follows.
            joindre(&mut self.attente, texte);
            return;
        }
        if self.attente_seule() {
            self.ouvrir(None, "", texte, false);
            return;
        }
        let note = r.note.est_dans(texte);
        let phrase = m.cause == Cause::Phrase && !AGIT.iter().any(|d| texte.starts_with(d));
        self.note = note || self.note && phrase;
        let en_liste = self.ouvertes.last().is_some_and(|o| o.liste) && phrase;
        let prolonge = self.numerote
            || self.note
            || en_liste
            || m.cause == Cause::Ligne && texte.starts_with(|c: char| c.is_lowercase() || matches!(c, '(' | ',' | ';'));
        let enumere = m.cause == Cause::Ligne && !AGIT.iter().any(|d| texte.starts_with(d)) && !verbes::infinitif(texte);
        match self.ouvertes.last_mut() {
            Some(derniere) if prolonge || enumere && derniere.texte.ends_with(':') => joindre(derniere.dernier(), texte),
            _ => self.ouvrir(None, "", texte, false),
        }
    }

    fn attente_seule(&self) -> bool {
        !self.attente.is_empty() && !self.numerote
    }

    /// « Cas 1 : », « [Si …] », « OU » : what follows is of it.
    fn repere(&mut self, texte: &str) {
        let r = reperes();
        if let Some(suite) = texte.strip_prefix("OU") {
            self.alternative = Some(self.ouvertes.len());
            joindre(&mut self.attente, "OU");
            let suite = suite.trim();
            if !suite.is_empty() {
                self.ouvrir(None, "", suite, false);
            }
            return;
        }
        let seul = r.cas.tete(texte).is_some_and(|t| {
            let reste = texte.get(t.len()..).unwrap_or_default().trim();
            reste.is_empty() || reste.starts_with('(') && (reste.ends_with(')') || reste.ends_with(':')) || reste.ends_with(':')
        });
        let condition = texte.starts_with("[Si") && texte.ends_with([']', ':']);
        match self.ouvertes.last_mut() {
            Some(derniere) if self.numerote => joindre(derniere.dernier(), texte),
            _ if seul || condition => joindre(&mut self.attente, texte),
            _ => self.ouvrir(None, "", texte, false),
        }
    }

    /// A second title: what stands since « OU » announces it.
    fn nouvelle_liste(&mut self) {
        if let Some(depuis) = self.alternative.take()
            && depuis < self.ouvertes.len()
        {
            for o in self.ouvertes.split_off(depuis) {
                for dit in [&o.marque, &o.texte] {
                    if !dit.is_empty() {
                        joindre(&mut self.attente, dit);
                    }
                }
                for a in &o.attendus {
                    joindre(&mut self.attente, a);
                }
            }
        }
    }

    fn ouvrir(&mut self, numero: Option<u32>, marque: &str, texte: &str, puce: bool) {
        let mut texte = texte.to_owned();
        if !self.attente.is_empty() {
            let mut annonce = std::mem::take(&mut self.attente);
            joindre(&mut annonce, &texte);
            texte = annonce;
        }
        // « …les démarches suivantes : », « jouer le scénario suivant : » announce étapes, and are none.
        if texte.ends_with(':') && annonce_des_etapes(&texte) && numero.is_none() {
            self.attente = texte;
            return;
        }
        self.ouvertes.push(Ouverte {
            numero,
            marque: marque.to_owned(),
            texte,
            attendus: Vec::new(),
            puce,
            liste: false,
        });
    }

    fn finir(mut self) -> Decoupe {
        if !self.attente.is_empty() {
            let attente = std::mem::take(&mut self.attente);
            match self.ouvertes.last_mut() {
                Some(derniere) => joindre(derniere.dernier(), &attente),
                None => self.lu.contexte.push(attente),
            }
        }
        // A number with nothing after it is no étape of its own.
        let vides = self
            .ouvertes
            .iter()
            .any(|o| !o.texte.contains(char::is_alphanumeric) && o.attendus.is_empty());
        let croissants = self.ouvertes.windows(2).all(|p| matches!(p, [a, b] if a.numero < b.numero));
        let tous = self.ouvertes.iter().all(|o| o.numero.is_some());
        self.lu.numerotee = tous && croissants && !vides && !self.ouvertes.is_empty();
        for (rang, mut o) in self.ouvertes.into_iter().enumerate() {
            let rang = u32::try_from(rang).unwrap_or(u32::MAX).saturating_add(1);
            if self.lu.numerotee {
                self.lu.tus.push(o.marque);
            } else if !o.marque.is_empty() {
                // Its number is not that of the étape: it stays in the text.
                o.texte = format!("{} {}", o.marque, o.texte);
            }
            self.lu.etapes.push(EtapeLue {
                numero: o.numero.filter(|_| self.lu.numerotee).unwrap_or(rang),
                texte: o.texte,
                attendus: o.attendus,
            });
        }
        if self.lu.etapes.is_empty() {
            // Nothing but an objective, or a rule: that is what is to be done.
            let tout: Vec<String> = self.lu.objectif.drain(..).chain(self.lu.contexte.drain(..)).collect();
            if !tout.is_empty() {
                self.lu.etapes = tout
                    .into_iter()
                    .zip(1..)
                    .map(|(texte, numero)| EtapeLue {
                        numero,
                        texte,
                        attendus: Vec::new(),
                    })
                    .collect();
            }
        }
        self.lu
    }
}

impl Ouverte {
    /// Where what continues it goes.
    fn dernier(&mut self) -> &mut String {
        self.attendus.last_mut().unwrap_or(&mut self.texte)
    }
}

fn annonce_des_etapes(texte: &str) -> bool {
    let fin: String = texte.chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect();
    let fin = fin.to_lowercase();
    fin.contains("suivant")
        && ["scénario", "scenario", "démarche", "étapes", "cas de test"]
            .iter()
            .any(|m| fin.contains(m))
        || fin.contains("l'éditeur doit fournir") && fin.contains("convergence")
}

/// Adds what continues a text.
fn joindre(texte: &mut String, suite: &str) {
    if !texte.is_empty() {
        texte.push(' ');
    }
    texte.push_str(suite);
}

/// Adds an item to the list that a text announces.
fn enumerer(texte: &mut String, item: &str) {
    if texte.ends_with(':') {
        texte.push(' ');
    } else if !texte.is_empty() && !texte.ends_with(' ') {
        texte.push_str(" ; ");
    }
    texte.push_str(item);
}
