//! What was read in the exchanges of a scenario: each one once, remembered by its id.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use segur_dialecte::{Connu, Lu, Source, nomme};
use segur_model::resultat::{Conserve, Octets};
use segur_model::{Exchange, FaitsLus, Finding};

use crate::contient::{self, Cherche, Presence};
use crate::documents::{self, DocumentNonJuge};
use crate::regles::Contexte;

/// What is remembered while one scenario is played and judged.
#[derive(Debug, Default)]
pub struct Memoire {
    lues: Mutex<BTreeMap<u64, Arc<Lecture>>>,
    trouves: Mutex<BTreeMap<(u64, String), Presence>>,
}

/// The exchanges of a scenario, as they are read: from the recorded bytes, never from what the service said of them.
#[derive(Clone, Copy)]
pub struct Lectures<'a> {
    memoire: &'a Memoire,
    octets: &'a dyn Fn(&Octets) -> Option<Vec<u8>>,
}

impl<'a> Lectures<'a> {
    /// Reads with this memory; `octets` gives the bytes that the campaign keeps.
    pub fn nouvelles(memoire: &'a Memoire, octets: &'a dyn Fn(&Octets) -> Option<Vec<u8>>) -> Self {
        Self { memoire, octets }
    }

    /// Bytes kept by the campaign; `None` when they are gone or were altered.
    #[must_use]
    pub fn octets(&self, o: &Octets) -> Option<Vec<u8>> {
        (self.octets)(o)
    }

    /// What was read of an exchange.
    #[must_use]
    pub fn lue(&self, e: &Conserve) -> Arc<Lecture> {
        if let Some(lue) = verrou(&self.memoire.lues).get(&e.exchange.id) {
            return lue.clone();
        }
        let octets = |o: &Octets| self.octets(o).unwrap_or_default();
        let lue = Lecture::de_l_echange(&e.exchange, octets(&e.corps_requete), octets(&e.corps_reponse));
        self.memoire.retenir(e.exchange.id, lue)
    }

    /// Whether a text is somewhere in a request: its line, its headers, every layer of its body.
    #[must_use]
    pub fn contient(&self, e: &Conserve, texte: &str) -> bool {
        self.presence(e, texte) == Presence::Present
    }

    /// The same, told apart from a request of which something could not be read.
    #[must_use]
    pub fn presence(&self, e: &Conserve, texte: &str) -> Presence {
        let cle = (e.exchange.id, texte.to_owned());
        if let Some(trouve) = verrou(&self.memoire.trouves).get(&cle) {
            return *trouve;
        }
        let trouve = match self.octets(&e.corps_requete) {
            Some(corps) => contient::examiner_echange(&e.exchange, &corps, &Cherche::texte(texte)),
            None => Presence::NonToutLu,
        };
        verrou(&self.memoire.trouves).insert(cle, trouve);
        trouve
    }
}

impl Memoire {
    /// Remembers what was read of the exchange of this id.
    pub(super) fn retenir(&self, id: u64, lue: Lecture) -> Arc<Lecture> {
        let lue = Arc::new(lue);
        verrou(&self.lues).insert(id, lue.clone());
        lue
    }

    /// A memory that already knows these facts.
    #[cfg(test)]
    pub(crate) fn de(faits: impl IntoIterator<Item = (u64, FaitsLus)>) -> Self {
        let memoire = Self::default();
        for (id, faits) in faits {
            memoire.retenir(id, Lecture::nue(faits));
        }
        memoire
    }
}

/// A memory is only a memory: what a panic left in it is still true.
fn verrou<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An exchange, read once. A reading that stopped is an error of the bench, and says nothing of it.
pub struct Lecture {
    lu: Box<dyn Lu>,
    arretee: bool,
}

impl Lecture {
    /// Reads an exchange in its recorded bytes, never in what the service said of it.
    #[must_use]
    pub fn de_l_echange(e: &Exchange, requete: Vec<u8>, reponse: Vec<u8>) -> Self {
        let (requete, reponse) = (Bytes::from(requete), Bytes::from(reponse));
        // What the bench could not take out of its encoding, it refused unread: nothing is said of what it holds.
        let Ok(requete) = segur_dialecte::contenu::contenu(&e.requete, &requete) else {
            return Self {
                lu: Box::new(segur_tous::Nu(e.faits_communs().into())),
                arretee: false,
            };
        };
        let lu = documents::sans_panne(|| segur_tous::lire(&Source::echange(e, &requete, &reponse))).map(|lu| lu.map(|(_, lu)| lu));
        match lu {
            Ok(Some(lu)) => Self { lu, arretee: false },
            autre => Self {
                lu: Box::new(segur_tous::Nu(e.faits_communs().into())),
                arretee: autre.is_err(),
            },
        }
    }

    /// One of which only these facts are known.
    #[cfg(test)]
    fn nue(faits: FaitsLus) -> Self {
        Self {
            lu: Box::new(segur_tous::Nu(faits)),
            arretee: false,
        }
    }

    /// Its facts.
    #[must_use]
    pub fn faits(&self) -> &FaitsLus {
        self.lu.faits()
    }

    /// Why a fact, or a rule, is not its sender's, when what holds it was written by another (French).
    #[must_use]
    pub fn d_un_autre(&self, mot: &str) -> Option<&'static str> {
        self.lu
            .non_juge()
            .filter(|(famille, _)| nomme(famille, mot))
            .map(|(_, raison)| raison)
    }

    /// The documents that it carries: bytes, and media type.
    pub fn documents(&self) -> impl Iterator<Item = (&Bytes, &str)> {
        self.lu.documents().iter().map(|d| (&d.octets, d.media.as_str()))
    }

    /// Judges an exchange against the rules that these words name, and the documents that it carries by what the ANS publishes when it is
    /// asked.
    ///
    /// # Errors
    /// [`DocumentNonJuge`] when a check stopped, or when what is asked is of nobody who sent it: nothing is said of the exchange then.
    pub fn juger(&self, mots: &[String], e: &Exchange, ctx: &Contexte<'_>) -> Result<Vec<Finding>, DocumentNonJuge> {
        if self.arretee {
            return Err(DocumentNonJuge::Panne);
        }
        if mots.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(raison) = mots.iter().find_map(|m| self.d_un_autre(m)) {
            return Err(DocumentNonJuge::DUnAutre(raison));
        }
        let k = Connu {
            exige: mots,
            ..ctx.connu().de(e)
        };
        let mut findings = documents::sans_panne(|| self.lu.constats(&k))?;
        if let Some(ans) = documents::ans_demande(mots, ctx) {
            findings.extend(documents::sans_panne(|| {
                documents::schematrons_des_joints(ans, self.lu.documents())
            })??);
        }
        findings.retain(|f| documents::repond(mots, f));
        Ok(findings)
    }
}

impl fmt::Debug for Lecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lecture")
            .field("faits", self.faits())
            .field("arretee", &self.arretee)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use segur_model::Direction;
    use time::OffsetDateTime;

    use super::*;

    /// A body in gzip is read as what it stands for; one that the bench refused unread says nothing of who sent it.
    #[test]
    fn un_corps_compresse_est_lu_pour_ce_qu_il_vaut() {
        let lue = |encodage: &str, corps: &[u8]| {
            let mut e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
            e.service = "dmp".to_owned();
            e.operation = "dmp.illisible".to_owned();
            e.requete.entetes = vec![
                ("content-type".to_owned(), "application/soap+xml".to_owned()),
                ("content-encoding".to_owned(), encodage.to_owned()),
            ];
            Lecture::de_l_echange(&e, corps.to_vec(), Vec::new()).lu.illisible()
        };
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(b"<a/>").unwrap();
        let clair = lue("identity", b"<a/>");
        assert!(clair.is_some());
        assert_eq!(lue("gzip", &gzip.finish().unwrap()), clair);
        for encodage in ["gzip", "br"] {
            assert_eq!(lue(encodage, b"<a/>"), None, "{encodage}");
        }
    }
}
