//! Which processes of a bench answer, and what happens to them while something is played. What was received while one was away says nothing sure: what
//! did not come may have come to nobody.

use std::sync::{Mutex, MutexGuard, PoisonError};

use segur_model::controle::Etat;
use time::{Duration, OffsetDateTime};

use super::ControleError;
use super::poste::Poste;

/// How far the clock of a process may be from this machine's: windows are closed by this machine's, and exchanges dated by the process's.
const ECART_MAX: Duration = Duration::SECOND;

/// What is known of each process.
#[derive(Debug, Default)]
pub(super) struct Veille(Mutex<Vec<Vu>>);

/// What is known of one.
#[derive(Debug, Default, Clone)]
struct Vu {
    /// Its services: those that it last said.
    services: Vec<String>,
    /// Of which start it was; nothing: it did not answer.
    demarrage: Option<String>,
    /// Of which folder of data, and of which settings.
    donnees: String,
    reglages: String,
    /// How far its clock is ahead of this machine's.
    ecart: Duration,
    /// Why it is not asked any more: the URL, the cause.
    perdu: Option<(String, String)>,
    /// What happened to it since it was looked at.
    interrompu: Option<String>,
}

/// What a look at one gave.
pub(super) struct Regard {
    etat: Etat,
    ecart: Duration,
}

/// Looks at a process.
pub(super) async fn regarder(poste: &Poste) -> Result<Regard, ControleError> {
    let avant = OffsetDateTime::now_utc();
    let etat = poste.etat().await?;
    let apres = OffsetDateTime::now_utc();
    let mut ecart = Duration::ZERO;
    if let Some(la) = etat.maintenant {
        // It was read at some instant between the two.
        ecart = if la < avant { la - avant } else { (la - apres).max(Duration::ZERO) };
        if ecart.abs() > ECART_MAX {
            let sens = if ecart.is_negative() { "retarde" } else { "avance" };
            return Err(ControleError::Horloge {
                url: poste.url().to_owned(),
                ecart: format!("{sens} de {:.1} s", ecart.abs().as_seconds_f32()),
            });
        }
    }
    Ok(Regard { etat, ecart })
}

impl Veille {
    pub fn de(processus: usize) -> Self {
        Self(Mutex::new(vec![Vu::default(); processus]))
    }

    fn vus(&self) -> MutexGuard<'_, Vec<Vu>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those that were lost are asked again.
    pub fn recommencer(&self) {
        for vu in self.vus().iter_mut() {
            (vu.demarrage, vu.perdu, vu.interrompu) = (None, None, None);
        }
    }

    pub fn absent(&self, k: usize) -> bool {
        self.vus()[k].perdu.is_some()
    }

    /// It does not answer.
    pub fn perdre(&self, k: usize, e: &ControleError) {
        let ControleError::Injoignable { url, cause } = e else { return };
        let vu = &mut self.vus()[k];
        // One that was not there to begin with interrupts nothing.
        if vu.demarrage.is_some() && vu.interrompu.is_none() {
            vu.interrompu = Some(format!("{} ne répond plus ({cause})", nommer(&vu.services, url)));
        }
        vu.perdu = Some((url.clone(), cause.clone()));
    }

    /// Notes what was seen of one; whether its journal is another than the last time.
    pub fn noter(&self, k: usize, Regard { etat, ecart }: Regard) -> bool {
        let vu = &mut self.vus()[k];
        vu.services = siens(&etat);
        vu.ecart = ecart;
        vu.reglages = etat.reglages;
        vu.demarrage = Some(etat.demarrage);
        let avant = std::mem::replace(&mut vu.donnees, etat.donnees);
        !avant.is_empty() && avant != vu.donnees
    }

    /// The process that plays a service, there or lost.
    pub fn qui_joue(&self, service: &str) -> Option<usize> {
        self.vus().iter().position(|v| v.services.iter().any(|s| s == service))
    }

    /// How far the clock of a process is ahead of this machine's.
    pub fn ecart(&self, k: usize) -> Duration {
        self.vus()[k].ecart
    }

    /// Two that are one process, or that do not simulate the same; and what differs, nothing when it is one process.
    pub fn disparates(&self) -> Option<(usize, usize, Option<&'static str>)> {
        let vus = self.vus();
        let la = |k: usize| vus[k].demarrage.as_ref().filter(|d| !d.is_empty());
        (0..vus.len()).find_map(|k| {
            let sien = la(k)?;
            (0..k).find_map(|j| match la(j)? {
                autre if autre == sien => Some((j, k, None)),
                _ if vus[j].reglages != vus[k].reglages => Some((j, k, Some("monde fictif ou leur horloge"))),
                _ => None,
            })
        })
    }

    /// Whether it is the same that was looked at, and keeps what it receives.
    pub fn comparer(&self, k: usize, etat: &Etat) {
        let vu = &mut self.vus()[k];
        if vu.interrompu.is_some() {
            return;
        }
        let qui = nommer(&siens(etat), "un processus du banc");
        if vu.demarrage.as_ref() != Some(&etat.demarrage) {
            vu.interrompu = Some(format!("{qui} a redémarré"));
        } else if let Some(plein) = &etat.journal {
            vu.interrompu = Some(format!("{qui} ne garde plus rien ({plein})"));
        }
    }

    pub fn interruption(&self) -> Option<String> {
        self.vus().iter().find_map(|v| v.interrompu.clone())
    }

    /// The last that was lost, as an error.
    pub fn derniere(&self) -> Option<ControleError> {
        let (url, cause) = self.vus().iter().rev().find_map(|v| v.perdu.clone())?;
        Some(ControleError::Injoignable { url, cause })
    }

    /// The services of those that do not answer, and why.
    pub fn absents(&self) -> Vec<(String, String)> {
        let vus = self.vus();
        let perdus = vus.iter().filter_map(|v| Some((v, v.perdu.as_ref()?)));
        perdus
            .flat_map(|(v, (url, cause))| {
                let dit = format!("{} ne répond pas ({cause})", nommer(&v.services, url));
                // Nothing was ever known of it but its address.
                let noms = if v.services.is_empty() {
                    vec![String::new()]
                } else {
                    v.services.clone()
                };
                noms.into_iter().map(move |nom| (nom, dit.clone()))
            })
            .collect()
    }
}

/// The services of a process, without what every process plays.
fn siens(etat: &Etat) -> Vec<String> {
    let noms = etat.services.iter().map(|s| s.nom.clone());
    noms.filter(|n| n != "igc").collect()
}

fn nommer(services: &[String], url: &str) -> String {
    match services {
        [] => format!("le banc {url}"),
        [un] => format!("le service {un} du banc"),
        plusieurs => format!("le processus du banc qui joue {}", plusieurs.join(", ")),
    }
}

/// The states of several processes, as that of one bench.
pub(super) fn ensemble(etats: Vec<Etat>) -> Etat {
    let mut etats = etats.into_iter();
    let Some(mut tout) = etats.next() else { return Etat::default() };
    for autre in etats {
        for service in autre.services {
            if !tout.services.iter().any(|s| s.nom == service.nom) {
                tout.services.push(service);
            }
        }
        for espace in autre.espaces {
            let Some(connu) = tout.espaces.iter_mut().find(|e| e.id == espace.id) else {
                tout.espaces.push(espace);
                continue;
            };
            for (nom, url) in espace.points {
                connu.points.entry(nom).or_insert(url);
            }
            for panne in espace.pannes {
                if !connu.pannes.contains(&panne) {
                    connu.pannes.push(panne);
                }
            }
            connu.purge = connu.purge.take().or(espace.purge);
        }
        tout.journal = tout.journal.take().or(autre.journal);
    }
    tout
}
