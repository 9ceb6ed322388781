//! Faults: data that a test sets, and the bench obeys. Which request a fault touches is decided by its rank and, with a
//! probability, by a draw from (seed, rank): the same requests in the same order meet the same faults.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use segur_model::controle::{Panne, QuoiPanne};
use segur_model::vocabulaire::motif_couvre;
use sha2::{Digest, Sha256};

use crate::erreur::KitError;

/// The operation of reading a list of revocation.
pub(crate) const LECTURE_CRL: &str = "igc.crl";
const PANNES_MAX: usize = 100;
const LATENCE_MAX_MS: u64 = 600_000;

/// The faults of one espace.
#[derive(Default)]
pub(crate) struct Pannes(Mutex<Vec<Active>>);

struct Active {
    panne: Panne,
    /// Requests that it matched since it was set.
    vues: u64,
}

/// What the faults do to one request.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Effets {
    pub(crate) latence: Duration,
    pub(crate) fin: Option<Fin>,
}

/// How a request ends, when a fault decides it. The first of the list wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fin {
    Statut(u16),
    Faute(String),
    CorpsTronque,
    Fermeture,
    CrlInjoignable,
}

impl Fin {
    /// Its name, as the exchanges that it touches say it.
    pub(crate) fn nom(&self) -> &'static str {
        match self {
            Self::Statut(_) => "statut",
            Self::Faute(_) => "faute",
            Self::CorpsTronque => "corps-tronque",
            Self::Fermeture => "fermeture",
            Self::CrlInjoignable => "crl-injoignable",
        }
    }
}

impl Pannes {
    /// Replaces the list.
    pub(crate) fn remplacer(&self, pannes: Vec<Panne>, services: &[&str], operations: &[&str]) -> Result<(), KitError> {
        verifier(&pannes, services, operations)?;
        *self.verrou() = pannes.into_iter().map(|panne| Active { panne, vues: 0 }).collect();
        Ok(())
    }

    /// The list.
    pub(crate) fn liste(&self) -> Vec<Panne> {
        self.verrou().iter().map(|a| a.panne.clone()).collect()
    }

    /// What happens to a request of this operation, which is counted.
    pub(crate) fn requete(&self, operation: &str) -> Effets {
        let mut effets = Effets::default();
        for active in self.verrou().iter_mut() {
            let touche = match active.panne.quoi {
                QuoiPanne::CertificatServeur(_) => false,
                // Only the lists of revocation can be unreachable, whatever operation the fault was set on.
                QuoiPanne::CrlInjoignable => operation == LECTURE_CRL,
                _ => motif_couvre(&active.panne.sur, operation),
            };
            if !touche || !active.tirer() {
                continue;
            }
            let fin = match &active.panne.quoi {
                QuoiPanne::Latence(ms) => {
                    effets.latence += Duration::from_millis(*ms);
                    continue;
                }
                QuoiPanne::Statut(s) => Fin::Statut(*s),
                QuoiPanne::Faute(code) => Fin::Faute(code.clone()),
                QuoiPanne::CorpsTronque => Fin::CorpsTronque,
                QuoiPanne::Fermeture => Fin::Fermeture,
                QuoiPanne::CrlInjoignable => Fin::CrlInjoignable,
                QuoiPanne::CertificatServeur(_) => continue,
            };
            effets.fin.get_or_insert(fin);
        }
        effets
    }

    /// The server certificate to present on a new connection to this service, which is counted.
    pub(crate) fn certificat(&self, service: &str) -> Option<String> {
        let mut choix = None;
        for active in self.verrou().iter_mut() {
            if let QuoiPanne::CertificatServeur(variante) = active.panne.quoi.clone()
                && concerne(&active.panne.sur, service)
                && active.tirer()
            {
                choix.get_or_insert(variante);
            }
        }
        choix
    }

    fn verrou(&self) -> std::sync::MutexGuard<'_, Vec<Active>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Active {
    /// Counts a request that the fault matches, and says whether it is touched.
    fn tirer(&mut self) -> bool {
        self.vues += 1;
        if self.panne.nieme.is_some_and(|n| u64::from(n) != self.vues) {
            return false;
        }
        self.panne.probabilite.is_none_or(|p| tirage(self.panne.graine, self.vues) < p)
    }
}

/// A number from 0 to 1 (excluded), drawn from (seed, rank).
fn tirage(graine: u64, rang: u64) -> f64 {
    let mut h = Sha256::new();
    h.update(b"panne");
    h.update(graine.to_be_bytes());
    h.update(rang.to_be_bytes());
    let t: [u8; 32] = h.finalize().into();
    // 53 bits: what a double holds exactly.
    let bits = t[..8].iter().fold(0_u64, |n, o| n << 8 | u64::from(*o)) >> 11;
    bits as f64 / (1_u64 << 53) as f64
}

/// Whether a pattern over operations is about a service: a connection belongs to no operation yet.
fn concerne(sur: &str, service: &str) -> bool {
    let prefixe = format!("{service}.");
    sur.starts_with(&prefixe) || motif_couvre(sur, &format!("{prefixe}connexion-refusee"))
}

fn verifier(pannes: &[Panne], services: &[&str], operations: &[&str]) -> Result<(), KitError> {
    let refus = |rang: usize, texte: String| Err(KitError::Panne(format!("n° {} : {texte}", rang + 1)));
    if pannes.len() > PANNES_MAX {
        return Err(KitError::Panne(format!("{} pannes à la fois, {PANNES_MAX} au plus", pannes.len())));
    }
    for (rang, p) in pannes.iter().enumerate() {
        if !services.iter().any(|s| concerne(&p.sur, s)) && !operations.iter().any(|o| motif_couvre(&p.sur, o)) {
            return refus(
                rang,
                format!(
                    "« sur: {} » ne désigne aucune opération ; connues : {}",
                    p.sur,
                    operations.join(", ")
                ),
            );
        }
        if p.nieme == Some(0) {
            return refus(rang, "« nieme » compte à partir de 1".to_owned());
        }
        if p.probabilite.is_some_and(|x| !(0.0..=1.0).contains(&x)) {
            return refus(rang, "« probabilite » va de 0 à 1".to_owned());
        }
        match &p.quoi {
            QuoiPanne::Latence(ms) if *ms > LATENCE_MAX_MS => return refus(rang, format!("latence de {ms} ms, {LATENCE_MAX_MS} au plus")),
            QuoiPanne::Statut(s) if !(200..=599).contains(s) => {
                return refus(rang, format!("{s} n'est pas un code HTTP final (200 à 599)"));
            }
            QuoiPanne::CertificatServeur(v) if !crate::tls::VARIANTES.contains(&v.as_str()) => {
                return refus(
                    rang,
                    format!("certificat serveur « {v} » inconnu ; connus : {}", crate::tls::VARIANTES.join(", ")),
                );
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panne(sur: &str, quoi: QuoiPanne) -> Panne {
        Panne {
            sur: sur.to_owned(),
            quoi,
            nieme: None,
            probabilite: None,
            graine: 0,
        }
    }

    fn posees(pannes: Vec<Panne>) -> Pannes {
        let p = Pannes::default();
        p.remplacer(pannes, &["insi"], &[]).unwrap();
        p
    }

    #[test]
    fn la_nieme_seulement() {
        let p = posees(vec![Panne {
            nieme: Some(2),
            ..panne("insi.wsdl", QuoiPanne::Statut(503))
        }]);
        let fins: Vec<_> = ["insi.wsdl", "insi.illisible", "insi.wsdl", "insi.wsdl"]
            .map(|o| p.requete(o).fin)
            .into();
        assert_eq!(fins, [None, None, Some(Fin::Statut(503)), None]);
    }

    #[test]
    fn le_tirage_suit_la_graine_et_le_rang() {
        let suite = |graine| {
            let p = posees(vec![Panne {
                probabilite: Some(0.5),
                graine,
                ..panne("insi.*", QuoiPanne::Fermeture)
            }]);
            (0..64).map(|_| p.requete("insi.wsdl").fin.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(suite(1), suite(1));
        assert_ne!(suite(1), suite(2));
        let touchees = suite(1).iter().filter(|t| **t).count();
        assert!((16..48).contains(&touchees), "{touchees} of 64");
        let jamais = posees(vec![Panne {
            probabilite: Some(0.0),
            ..panne("*", QuoiPanne::Fermeture)
        }]);
        assert_eq!(jamais.requete("insi.wsdl"), Effets::default());
    }

    #[test]
    fn les_latences_s_ajoutent_et_la_premiere_fin_gagne() {
        let p = posees(vec![
            panne("*", QuoiPanne::Latence(5)),
            panne("insi.*", QuoiPanne::Faute("insi_102".to_owned())),
            panne("insi.*", QuoiPanne::Latence(7)),
            panne("insi.*", QuoiPanne::Fermeture),
        ]);
        let effets = p.requete("insi.wsdl");
        assert_eq!(
            effets,
            Effets {
                latence: Duration::from_millis(12),
                fin: Some(Fin::Faute("insi_102".to_owned()))
            }
        );
    }

    #[test]
    fn le_certificat_compte_les_connexions_et_la_crl_les_crl() {
        let p = posees(vec![
            Panne {
                nieme: Some(2),
                ..panne("insi.recherche-traits", QuoiPanne::CertificatServeur("expire".to_owned()))
            },
            panne("insi.*", QuoiPanne::CrlInjoignable),
        ]);
        assert_eq!(p.requete("insi.recherche-traits"), Effets::default());
        assert_eq!([(); 3].map(|()| p.certificat("insi")), [None, Some("expire".to_owned()), None]);
        assert_eq!(p.certificat("dmp"), None);
        assert_eq!(p.requete("igc.crl").fin, Some(Fin::CrlInjoignable));
    }

    #[test]
    fn ce_qui_n_a_pas_de_sens_est_refuse_et_rien_ne_change() {
        let p = posees(vec![panne("insi.*", QuoiPanne::Fermeture)]);
        for mauvaise in [
            panne("mss.depot", QuoiPanne::Fermeture),
            panne("insi.*", QuoiPanne::Statut(100)),
            panne("insi.*", QuoiPanne::CertificatServeur("perime".to_owned())),
            panne("insi.*", QuoiPanne::Latence(LATENCE_MAX_MS + 1)),
            Panne {
                nieme: Some(0),
                ..panne("insi.*", QuoiPanne::Fermeture)
            },
            Panne {
                probabilite: Some(1.5),
                ..panne("insi.*", QuoiPanne::Fermeture)
            },
            Panne {
                probabilite: Some(f64::NAN),
                ..panne("insi.*", QuoiPanne::Fermeture)
            },
        ] {
            assert!(p.remplacer(vec![mauvaise.clone()], &["insi"], &[]).is_err(), "{mauvaise:?}");
        }
        assert_eq!(p.liste().len(), 1);
    }
}
