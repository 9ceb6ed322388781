//! Reading the body of a request, within its caps.

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use segur_dialecte::contenu::ContenuRefuse;

use crate::francais::nombre;
use crate::limites::Limites;

/// Why a body could not be read whole.
#[derive(Debug)]
pub(super) struct Interrompu {
    /// What came.
    pub(super) recus: Bytes,
    /// HTTP status to answer; none: nobody is there any more.
    pub(super) statut: Option<u16>,
    /// French.
    pub(super) echec: String,
    pub(super) conseil: &'static str,
}

impl Interrompu {
    /// The head alone is too much.
    pub(super) fn entetes(plafond: usize) -> Self {
        Self {
            recus: Bytes::new(),
            statut: Some(431),
            echec: format!("en-têtes HTTP au-delà du plafond de {} octets", nombre(plafond as u64)),
            conseil: "Réduisez les en-têtes que le logiciel envoie (cookies, jetons)",
        }
    }
}

impl Interrompu {
    /// The body came whole, in an encoding out of which it is not taken. What came is kept by the caller.
    pub(super) fn code(refus: &ContenuRefuse) -> Self {
        let (statut, conseil) = match refus {
            ContenuRefuse::Inconnu(_) => (
                415,
                "C'est une limite du banc, pas un écart du logiciel : envoyez le corps sans le compresser, ou en gzip, pour être jugé ici",
            ),
            ContenuRefuse::Abime(_) => (
                400,
                "Envoyez le corps comme Content-Encoding le dit, en entier, ou ôtez cet en-tête",
            ),
            ContenuRefuse::TropGros { .. } => (
                413,
                "C'est une limite du banc, pas un écart du logiciel : envoyez le corps sans le compresser pour être jugé ici",
            ),
        };
        Self {
            recus: Bytes::new(),
            statut: Some(statut),
            echec: refus.to_string(),
            conseil,
        }
    }
}

/// What is kept of a body above the cap: enough to recognise it.
const APERCU: usize = 64 * 1024;

/// Reads a body. `attend_continuer`: the client waits for leave (`Expect: 100-continue`) before it sends anything.
pub(super) async fn lire(mut corps: Incoming, limites: &Limites, attend_continuer: bool) -> Result<Bytes, Interrompu> {
    let (plafond, delai) = (limites.corps, limites.lecture);
    let debut = Instant::now();
    let annonce = corps.size_hint().exact();
    if attend_continuer && annonce.is_some_and(|a| a > plafond as u64) {
        return Err(trop_gros(annonce, Bytes::new(), plafond));
    }
    let mut recus = BytesMut::new();
    let mut total: u64 = 0;
    loop {
        // Byte after byte, a body could hold its place for ever: what came buys it time.
        let accorde = delai + Duration::from_secs(total / limites.debit.max(1));
        let reste = accorde.saturating_sub(debut.elapsed()).min(delai);
        let morceau = match tokio::time::timeout(reste, corps.frame()).await {
            Ok(Some(Ok(cadre))) => cadre.into_data().unwrap_or_default(),
            Ok(Some(Err(_))) => {
                return Err(Interrompu {
                    echec: format!(
                        "le client a fermé la connexion au milieu de sa requête : {}",
                        recus_sur(total, annonce)
                    ),
                    recus: recus.freeze(),
                    statut: None,
                    conseil: "Le logiciel a renoncé de lui-même (délai d'attente trop court ?) ou a annoncé une longueur (Content-Length) trop grande",
                });
            }
            Ok(None) if total > plafond as u64 => return Err(trop_gros(annonce.or(Some(total)), recus.freeze(), plafond)),
            Ok(None) => return Ok(recus.freeze()),
            // Something came until lately: it is slow, not gone.
            Err(_) if reste < delai / 2 => {
                return Err(Interrompu {
                    echec: format!(
                        "le client envoie sa requête trop lentement : {} en {} s",
                        recus_sur(total, annonce),
                        debut.elapsed().as_secs()
                    ),
                    recus: recus.freeze(),
                    statut: Some(408),
                    conseil: "Le banc n'attend pas un corps qui vient octet par octet : envoyez-le d'une traite",
                });
            }
            Err(_) => {
                return Err(Interrompu {
                    echec: format!(
                        "le client s'est arrêté au milieu de sa requête : {}, puis plus rien pendant {} s",
                        recus_sur(total, annonce),
                        delai.as_secs_f32()
                    ),
                    recus: recus.freeze(),
                    statut: Some(408),
                    conseil: "Vérifiez la longueur annoncée (Content-Length) et que le logiciel envoie bien tout le corps",
                });
            }
        };
        total += morceau.len() as u64;
        if total <= plafond as u64 {
            recus.extend_from_slice(&morceau);
        } else {
            // Read on without keeping, so that the client, still sending, hears the answer instead of a reset.
            recus.truncate(APERCU);
            if total > (plafond as u64).saturating_mul(4) {
                return Err(trop_gros(annonce, recus.freeze(), plafond));
            }
        }
    }
}

fn trop_gros(annonce: Option<u64>, recus: Bytes, plafond: usize) -> Interrompu {
    let taille = annonce.map_or_else(|| "de longueur inconnue".to_owned(), |a| format!("de {} octets", nombre(a)));
    Interrompu {
        recus,
        statut: Some(413),
        echec: format!(
            "corps {taille}, au-delà du plafond de {} octets ; seul son début est gardé",
            nombre(plafond as u64)
        ),
        conseil: "Réduisez ce que le logiciel envoie en une fois",
    }
}

fn recus_sur(total: u64, annonce: Option<u64>) -> String {
    match annonce {
        Some(a) => format!("{} octets reçus sur {} annoncés", nombre(total), nombre(a)),
        None => format!("{} octets reçus", nombre(total)),
    }
}
