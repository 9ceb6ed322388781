//! The folder that is open, as the client knows it: what changes after is told between commands, and numbers stay until then.

use segur_imap::ensemble::HorsBoite;
use segur_imap::reponse::Attributs;
use segur_imap::{Drapeau, Ensemble};

use super::Active;
use super::dire::Dite;
use crate::courrier::{Dossier, Message};

/// What the client knows.
pub(super) struct Vue {
    /// Its name.
    pub dossier: String,
    /// Its UIDVALIDITY.
    pub validite: u32,
    /// It was opened by EXAMINE.
    pub lecture_seule: bool,
    /// The messages, by number: their UIDs.
    pub uids: Vec<u32>,
    /// The first UID that it does not know.
    prochain: u32,
    /// Up to where flags were told.
    modseq: u64,
    /// Up to where messages that went were told.
    efface: u64,
}

impl Vue {
    pub fn nouvelle(nom: String, dossier: &Dossier, lecture_seule: bool) -> Self {
        Self {
            dossier: nom,
            validite: dossier.validite,
            lecture_seule,
            uids: dossier.messages.keys().copied().collect(),
            prochain: dossier.prochain,
            modseq: dossier.modseq,
            efface: dossier.modseq,
        }
    }

    /// How many messages it knows.
    pub fn messages(&self) -> u32 {
        u32::try_from(self.uids.len()).unwrap_or(u32::MAX)
    }

    /// The number of a message.
    pub fn numero(&self, uid: u32) -> Option<u32> {
        let place = self.uids.binary_search(&uid).ok()?;
        u32::try_from(place + 1).ok()
    }

    /// Tells what changed. `efface`: also which messages went; their numbers are no more.
    pub fn suivre(&mut self, d: &Dossier, efface: bool, active: Active, dite: &mut Dite) {
        if efface && self.efface < d.modseq {
            let depuis = d.expulses.partition_point(|(m, _)| *m <= self.efface);
            let mut partis: Vec<u32> = d.expulses[depuis..].iter().map(|(_, uid)| *uid).collect();
            partis.sort_unstable();
            self.oublier(&partis, dite);
            self.efface = d.modseq;
        }
        if d.modseq <= self.modseq {
            return;
        }
        let arrives: Vec<u32> = d.messages.range(self.prochain..).map(|(uid, _)| *uid).collect();
        let connus = self.prochain;
        self.accueillir(&arrives, active, dite);
        for (uid, m) in d.messages.range(..connus) {
            if let (true, Some(numero)) = (m.modseq > self.modseq, self.numero(*uid)) {
                dire_drapeaux(dite, numero, m, true, active.condstore);
            }
        }
        self.prochain = d.prochain;
        self.modseq = d.modseq;
    }

    /// These messages went, UIDs ascending: their numbers, and those after them, are no more what they were.
    pub fn oublier(&mut self, partis: &[u32], dite: &mut Dite) {
        let mut place = 0;
        self.uids.retain(|uid| {
            let reste = partis.binary_search(uid).is_err();
            if reste {
                place += 1;
            } else {
                dite.ligne(&format!("* {} EXPUNGE", place + 1));
            }
            reste
        });
    }

    /// These messages came, UIDs ascending.
    pub fn accueillir(&mut self, arrives: &[u32], active: Active, dite: &mut Dite) {
        let Some(dernier) = arrives.last() else { return };
        self.uids.extend(arrives);
        self.prochain = dernier + 1;
        dite.ligne(&format!("* {} EXISTS", self.uids.len()));
        if !active.rev2 {
            dite.ligne("* 0 RECENT");
        }
    }

    /// What this session changed itself, up to this point, is known: it was told already, or will not be.
    pub fn savoir(&mut self, modseq: u64) {
        self.modseq = self.modseq.max(modseq);
    }

    /// The messages of a set, as (number, UID), in order.
    ///
    /// # Errors
    /// A number that no message has.
    pub fn designes(&self, ensemble: &Ensemble, uid: bool, memoire: &[u32]) -> Result<Vec<(u32, u32)>, HorsBoite> {
        let places = match (ensemble, uid) {
            (Ensemble::Memoire, _) => Ensemble::de(memoire.iter().copied()).par_uid(&self.uids),
            (e, true) => e.par_uid(&self.uids),
            (e, false) => e.par_numero(self.messages())?,
        };
        let un = |place: u32| Some((place + 1, *self.uids.get(usize::try_from(place).ok()?)?));
        Ok(places.into_iter().flatten().filter_map(un).collect())
    }
}

/// `* n FETCH (UID … FLAGS (…) MODSEQ (…))`
pub(super) fn dire_drapeaux(dite: &mut Dite, numero: u32, m: &Message, uid: bool, modseq: bool) {
    let mut a = Attributs::de(&mut dite.e, numero);
    if uid {
        a.nomme("UID").nombre(m.uid);
    }
    a.drapeaux(m.drapeaux.iter());
    if modseq {
        a.nomme("MODSEQ").brut(format!("({})", m.modseq));
    }
    a.finir();
}

/// The flags that a folder may have: those of the system, and the keywords that are in use.
pub(super) fn drapeaux_du(d: &Dossier) -> Vec<String> {
    /// Most keywords that are told.
    const MOTS_MAX: usize = 100;
    let mut noms: Vec<String> = Drapeau::SYSTEME.iter().map(|d| d.nom().to_owned()).collect();
    let systeme = noms.len();
    for m in d.messages.values() {
        for mot in m.drapeaux.iter().filter(|m| !m.starts_with('\\')) {
            if noms.len() < systeme + MOTS_MAX && !noms.iter().any(|n| n.eq_ignore_ascii_case(mot)) {
                noms.push(mot.to_owned());
            }
        }
    }
    noms
}
