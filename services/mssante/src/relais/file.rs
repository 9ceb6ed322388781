//! What waits for other operators: in memory, and in a table of the espace, so that nothing that was accepted is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use segur_kit::rusqlite::{self, Connection, OptionalExtension, params};
use segur_kit::{Effet, Morceau};
use segur_mail::liste_blanche::{ListeBlanche, Variante};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

/// The tables. The digest of the mail stands in `valeur`, where a purge of the journal sees it.
pub(crate) const TABLES: &str = concat!(
    "CREATE TABLE mssante_relais (id INTEGER PRIMARY KEY, valeur TEXT NOT NULL) STRICT;",
    "CREATE TABLE mssante_liste (rang INTEGER PRIMARY KEY, valeur TEXT NOT NULL) STRICT;",
);

/// Most mails that wait, by espace.
const ATTENTE_MAX: usize = 10_000;

/// A mail that waits: for the recipients of one domain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Depart {
    /// Who sends; none: a report, that nobody answers.
    pub expediteur: Option<String>,
    /// Domain of all the recipients.
    pub domaine: String,
    /// Those that have no answer yet.
    pub destinataires: Vec<Vers>,
    /// `RET`.
    pub retour: Option<String>,
    /// `ENVID`.
    pub envid: Option<String>,
    /// What the operator writes before the mail.
    pub prefixe: String,
    /// The mail.
    pub octets: Octets,
    /// When it was accepted, in seconds since 1970.
    pub depose: i64,
    /// How often it was tried.
    pub essais: u32,
    /// Not before.
    pub prochain: i64,
}

/// A recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Vers {
    pub adresse: String,
    /// `NOTIFY`.
    pub notify: Option<String>,
    /// `ORCPT`.
    pub orcpt: Option<String>,
}

/// Where the mail is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Octets(pub Morceau);

impl Default for Octets {
    fn default() -> Self {
        Self(Morceau::entier(b""))
    }
}

/// The relay of one espace.
#[derive(Default)]
pub(super) struct Etat {
    /// What was read under another epoque is no more.
    pub epoque: u64,
    departs: BTreeMap<u64, Depart>,
    /// Those that somebody is giving away now.
    en_cours: BTreeSet<u64>,
    dernier: u64,
    /// How the list of the operator is served.
    pub variante: Variante,
    /// The list in force.
    pub liste: Option<Arc<ListeBlanche>>,
    /// Where the bytes of the last good list that was read elsewhere are.
    pub gardee: Option<Morceau>,
}

/// The relays of every espace.
#[derive(Default)]
pub(super) struct Etats {
    etats: Mutex<BTreeMap<String, Etat>>,
    /// Rung when there is something new to give away.
    sonnettes: Mutex<BTreeMap<String, Arc<Notify>>>,
}

impl Etats {
    pub fn charger(&self, espace: &str, c: &Connection, epoque: u64) -> rusqlite::Result<()> {
        let mut etat = Etat { epoque, ..Etat::default() };
        let mut requete = c.prepare("SELECT id, valeur FROM mssante_relais ORDER BY id")?;
        let mut lignes = requete.query([])?;
        while let Some(l) = lignes.next()? {
            let id = u64::try_from(l.get::<_, i64>(0)?).unwrap_or(0);
            etat.departs.insert(id, json(&l.get::<_, String>(1)?)?);
            etat.dernier = etat.dernier.max(id);
        }
        let gardee: Option<String> = c.query_row("SELECT valeur FROM mssante_liste", [], |l| l.get(0)).optional()?;
        etat.gardee = gardee.map(|g| json(&g)).transpose()?;
        self.verrou().insert(espace.to_owned(), etat);
        self.sonnette(espace).notify_one();
        Ok(())
    }

    pub fn oublier(&self, espace: &str) {
        self.verrou().remove(espace);
    }

    /// Works on an espace, alone. Nothing slow is done under it.
    pub fn avec<R>(&self, espace: &str, faire: impl FnOnce(&mut Etat) -> R) -> R {
        faire(self.verrou().entry(espace.to_owned()).or_default())
    }

    /// Rings when there is something new.
    pub fn sonnette(&self, espace: &str) -> Arc<Notify> {
        let mut sonnettes = self.sonnettes.lock().unwrap_or_else(PoisonError::into_inner);
        sonnettes.entry(espace.to_owned()).or_default().clone()
    }

    /// Mails that enter the queue.
    pub fn deposer(self: &Arc<Self>, espace: &str, departs: Vec<Depart>) -> Effet {
        let (epoque, numerotes) = self.avec(espace, |e| {
            let numerotes: Vec<(u64, Depart)> = departs
                .into_iter()
                .map(|d| {
                    e.dernier += 1;
                    (e.dernier, d)
                })
                .collect();
            (e.epoque, numerotes)
        });
        let textes: Vec<(u64, Option<String>)> = numerotes.iter().map(|(id, d)| (*id, serde_json::to_string(d).ok())).collect();
        let (etats, espace) = (self.clone(), espace.to_owned());
        Effet::libre(move |t, _| {
            for (id, texte) in &textes {
                let id = i64::try_from(*id).unwrap_or(i64::MAX);
                t.prepare_cached("INSERT INTO mssante_relais VALUES (?1, ?2)")?
                    .execute(params![id, texte])?;
            }
            Ok(())
        })
        .sous(epoque)
        .puis(move || {
            etats.avec(&espace, |e| e.departs.extend(numerotes));
            etats.sonnette(&espace).notify_one();
        })
    }

    /// What a mail becomes once it was tried: it still waits so, or it is over. `epoque`: that under which it was taken; a reset since then has
    /// forgotten it, and its number may be another's.
    pub fn conclure(self: &Arc<Self>, espace: &str, (epoque, id): (u64, u64), reste: Option<Depart>) -> Effet {
        let texte = reste.as_ref().map(|d| serde_json::to_string(d).ok());
        let (etats, espace) = (self.clone(), espace.to_owned());
        let rang = i64::try_from(id).unwrap_or(i64::MAX);
        Effet::libre(move |t, _| {
            match &texte {
                Some(texte) => t
                    .prepare_cached("UPDATE mssante_relais SET valeur = ?2 WHERE id = ?1")?
                    .execute(params![rang, texte])?,
                None => t.prepare_cached("DELETE FROM mssante_relais WHERE id = ?1")?.execute([rang])?,
            };
            Ok(())
        })
        .sous(epoque)
        .puis(move || {
            etats.avec(&espace, |e| {
                match reste {
                    Some(d) => e.departs.insert(id, d),
                    None => e.departs.remove(&id),
                };
            });
        })
    }

    /// Where the bytes of the last good list are, kept.
    pub fn garder_liste(self: &Arc<Self>, espace: &str, ou: Morceau, liste: ListeBlanche) -> Effet {
        let epoque = self.avec(espace, |e| e.epoque);
        let texte = serde_json::to_string(&ou).ok();
        let (etats, espace) = (self.clone(), espace.to_owned());
        Effet::libre(move |t, _| {
            t.execute(
                "INSERT INTO mssante_liste VALUES (1, ?1) ON CONFLICT (rang) DO UPDATE SET valeur = ?1",
                [&texte],
            )?;
            Ok(())
        })
        .sous(epoque)
        .puis(move || {
            etats.avec(&espace, |e| {
                e.gardee = Some(ou);
                e.liste = Some(Arc::new(liste));
            });
        })
    }

    fn verrou(&self) -> MutexGuard<'_, BTreeMap<String, Etat>> {
        self.etats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Etat {
    /// Takes in hand what is due now, by epoque and number: nobody else gives it away until [`Etat::lacher`]. One at a time for each domain, so that
    /// mails come in their order, that who is slow makes only its own wait, and that one at most is of a fate unknown when the process is killed.
    pub fn prendre(&mut self, maintenant: i64, max: usize) -> Vec<((u64, u64), Depart)> {
        let en_cours = self.en_cours.iter().filter_map(|id| self.departs.get(id));
        let mut occupes: BTreeSet<&str> = en_cours.map(|d| d.domaine.as_str()).collect();
        let mut pris = Vec::new();
        for (id, d) in &self.departs {
            if pris.len() < max && d.prochain <= maintenant && !self.en_cours.contains(id) && occupes.insert(&d.domaine) {
                pris.push((*id, d.clone()));
            }
        }
        self.en_cours.extend(pris.iter().map(|(id, _)| *id));
        pris.into_iter().map(|(id, d)| ((self.epoque, id), d)).collect()
    }

    /// Lets it go; `prochain`: when it may be tried again, when nothing could be written of what became of it.
    pub fn lacher(&mut self, (epoque, id): (u64, u64), prochain: Option<i64>) {
        if epoque != self.epoque {
            return;
        }
        self.en_cours.remove(&id);
        if let (Some(quand), Some(d)) = (prochain, self.departs.get_mut(&id)) {
            d.prochain = quand;
        }
    }

    /// Whether nothing more is taken.
    pub fn plein(&self) -> bool {
        self.departs.len() >= ATTENTE_MAX
    }

    /// Whether something waits.
    pub fn attend(&self) -> bool {
        !self.departs.is_empty()
    }
}

fn json<T: serde::de::DeserializeOwned>(texte: &str) -> rusqlite::Result<T> {
    serde_json::from_str(texte).map_err(|e| rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn etat(domaines: &[(&str, i64)]) -> Etat {
        let departs = domaines.iter().zip(1..).map(|((domaine, prochain), id)| {
            let depart = Depart {
                domaine: (*domaine).to_owned(),
                prochain: *prochain,
                ..Depart::default()
            };
            (id, depart)
        });
        Etat {
            epoque: 7,
            departs: departs.collect(),
            ..Etat::default()
        }
    }

    #[test]
    fn one_mail_at_a_time_for_each_domain_in_order() {
        let mut e = etat(&[("a.fr", 0), ("a.fr", 0), ("b.fr", 50), ("c.fr", 0), ("b.fr", 0)]);
        let pris = |e: &mut Etat, max| e.prendre(10, max).into_iter().map(|((_, id), _)| id).collect::<Vec<_>>();
        assert_eq!(pris(&mut e, 8), [1, 4, 5]);
        assert_eq!(pris(&mut e, 8), [0; 0], "in hand, or of a domain that is");
        // Of another epoque: nothing is let go.
        e.lacher((6, 1), None);
        assert_eq!(pris(&mut e, 8), [0; 0]);
        e.lacher((7, 1), Some(1_000));
        assert_eq!(pris(&mut e, 8), [2]);
        e.lacher((7, 2), None);
        e.lacher((7, 4), None);
        assert_eq!(pris(&mut e, 1), [2], "no more than there is room for");
    }
}
