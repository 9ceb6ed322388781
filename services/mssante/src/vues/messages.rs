//! Lists of mails: newest first, searched, awaited.

use std::sync::Arc;
use std::time::Duration;

use segur_kit::{ActionRefusee, Contexte};
use tokio::time::{Instant, timeout_at};

use super::demande::Parametres;
use super::formes::{Ligne, ListeVue};
use crate::adresses::{self, Lieu};
use crate::courrier::{Boite, Message};
use crate::service::Operateur;

/// Mails of one answer, when nothing says it, and at most.
const LIMITE: usize = 50;
pub(super) const LIMITE_MAX: usize = 500;
/// How soon one looks again at an espace that is being reset.
const REPRISE: Duration = Duration::from_millis(200);
/// Mails looked at by one search.
const EXAMINES_MAX: usize = 5_000;

/// Which mails.
pub(super) struct Choix {
    /// Address, in lower case; none: every mailbox.
    boite: Option<String>,
    dossier: Option<String>,
    mots: Vec<String>,
    depuis: u64,
    avant: u64,
    limite: usize,
}

impl Choix {
    pub(super) fn lire(operateur: &Operateur, ctx: &Contexte, p: &Parametres<'_>) -> Result<Self, ActionRefusee> {
        Ok(Self {
            boite: p.valeur("boite").map(|b| adresse(operateur, ctx, b)).transpose()?,
            dossier: p.valeur("dossier").map(str::to_owned),
            mots: p.mots()?,
            depuis: p.rang("depuis")?.unwrap_or(0),
            avant: p.rang("avant")?.unwrap_or(u64::MAX),
            limite: p.nombre("limite", LIMITE, LIMITE_MAX)?,
        })
    }
}

/// A mail, and where it lies.
pub(super) struct Pose {
    pub boite: Arc<Boite>,
    pub dossier: String,
    pub message: Message,
}

/// The address that somebody names, of a mailbox that there is.
fn adresse(operateur: &Operateur, ctx: &Contexte, texte: &str) -> Result<String, ActionRefusee> {
    let connue = adresses::designee(ctx, texte).filter(|a| {
        matches!(
            adresses::situer(&ctx.monde, &operateur.reglage, a),
            Lieu::Boite(_) | Lieu::Usager(_)
        )
    });
    connue.ok_or_else(|| {
        ActionRefusee::Inconnue(format!(
            "aucune boîte « {} » : la vue « boites » les donne, et une fiche les nomme aussi",
            texte.chars().take(100).collect::<String>()
        ))
    })
}

/// One mail.
pub(super) fn un(operateur: &Operateur, ctx: &Contexte, boite: &str, dossier: &str, uid: u32) -> Result<Pose, ActionRefusee> {
    let adresse = adresse(operateur, ctx, boite)?;
    let boite = operateur.courriers.de(&ctx.espace).touchee(&adresse);
    let trouve = boite.and_then(|b| {
        let message = b.lire(|e| e.dossiers.get(dossier)?.messages.get(&uid).cloned())?;
        Some(Pose {
            boite: b,
            dossier: dossier.to_owned(),
            message,
        })
    });
    trouve.ok_or_else(|| {
        ActionRefusee::Inconnue(format!(
            "{adresse} n'a pas de courriel {uid} dans « {} »",
            dossier.chars().take(100).collect::<String>()
        ))
    })
}

/// A list.
pub(super) async fn lister(operateur: &Operateur, ctx: &Contexte, choix: &Choix) -> Result<ListeVue, ActionRefusee> {
    let courrier = operateur.courriers.de(&ctx.espace);
    // Seen before the mailboxes: what comes meanwhile is for the next time.
    let dernier = courrier.dernier();
    let boites = match &choix.boite {
        Some(adresse) => courrier.touchee(adresse).into_iter().collect(),
        None => courrier.touchees(),
    };
    // A rank that nothing has yet is of before a reset.
    let depuis = if choix.depuis > dernier { 0 } else { choix.depuis };
    let voulu = |m: &&Message| m.rang <= dernier && m.rang < choix.avant;
    let (mut poses, mut total) = (Vec::new(), 0);
    let assez = if choix.mots.is_empty() { choix.limite } else { EXAMINES_MAX };
    for boite in &boites {
        boite.lire(|e| {
            for (nom, d) in e.dossiers.iter().filter(|(n, _)| choix.dossier.as_ref().is_none_or(|v| v == *n)) {
                total += d.messages.len();
                // In a folder, what has a greater number came later.
                let recents = d
                    .messages
                    .values()
                    .rev()
                    .take_while(|m| m.rang > depuis)
                    .filter(voulu)
                    .take(assez + 1);
                poses.extend(recents.map(|m| (m.rang, boite, nom.clone(), m.uid)));
            }
        });
    }
    poses.sort_unstable_by_key(|(rang, ..)| std::cmp::Reverse(*rang));
    let mut liste = ListeVue {
        messages: Vec::new(),
        total,
        dernier,
        suite: None,
    };
    let mut vu = None;
    for (examines, (rang, boite, dossier, uid)) in poses.into_iter().enumerate() {
        if liste.messages.len() >= choix.limite || examines >= assez {
            liste.suite = vu;
            break;
        }
        vu = Some(rang);
        // It may be gone by now.
        let Some(message) = boite.lire(|e| e.dossiers.get(&dossier)?.messages.get(&uid).cloned()) else {
            continue;
        };
        let apercu = operateur.apercus.de(ctx, &message).await?;
        if apercu.contient(&choix.mots) {
            let pose = Pose {
                boite: boite.clone(),
                dossier,
                message,
            };
            liste.messages.push(ligne(&pose, &apercu));
        }
    }
    Ok(liste)
}

/// Waits until so many mails are there; none when they do not come in time.
pub(super) async fn attendre(
    operateur: &Operateur,
    ctx: &Contexte,
    mut choix: Choix,
    delai: Duration,
    nombre: usize,
) -> Result<Option<ListeVue>, ActionRefusee> {
    let fin = Instant::now() + delai;
    choix.limite = LIMITE_MAX;
    let (mut trouves, mut epoque) = (Vec::new(), None);
    loop {
        let courrier = operateur.courriers.de(&ctx.espace);
        if epoque.is_some_and(|e| e != courrier.epoque()) {
            // The espace was reset: ranks begin again.
            (trouves, choix.depuis) = (Vec::new(), 0);
        }
        epoque = Some(courrier.epoque());
        // Followed before it is looked at: what comes meanwhile will wake us.
        let mut cloche = courrier.suivre();
        let mut liste = lister(operateur, ctx, &choix).await?;
        // What was looked at need not be again.
        choix.depuis = liste.dernier;
        liste.messages.append(&mut trouves);
        if liste.messages.len() >= nombre {
            return Ok(Some(liste));
        }
        trouves = liste.messages;
        // Between the two moments of a reset there is no mailbox that could wake us.
        let vide = courrier.epoque() == 0;
        let jusque = if vide { fin.min(Instant::now() + REPRISE) } else { fin };
        if timeout_at(jusque, cloche.changed()).await.is_err() && Instant::now() >= fin {
            return Ok(None);
        }
    }
}

/// A mail as a list shows it.
pub(super) fn ligne(pose: &Pose, apercu: &super::apercu::Apercu) -> Ligne {
    let m = &pose.message;
    Ligne {
        boite: pose.boite.adresse.clone(),
        dossier: pose.dossier.clone(),
        uid: m.uid,
        rang: m.rang,
        recu: m.recu,
        taille: m.corps.taille(),
        drapeaux: m.drapeaux.iter().map(str::to_owned).collect(),
        lu: m.drapeaux.a("\\Seen"),
        genre: apercu.genre.clone(),
        echec: apercu.echec,
        objet: apercu.objet.clone(),
        de: apercu.de.clone(),
        de_libelle: apercu.de_libelle.clone(),
        a: apercu.a.clone(),
        message_id: apercu.message_id.clone(),
        ins: apercu.ins.clone(),
        pieces: apercu.pieces.clone(),
        ecarts: apercu.ecarts,
        avertissements: apercu.avertissements,
        echange: m.corps.echange.get().copied(),
        session: apercu.session.clone(),
    }
}
