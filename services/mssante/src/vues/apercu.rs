//! A mail in a few words: what a list shows of it, and what a search looks at. Made once, then remembered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use segur_dialecte::{Connu, Lu as _};
use segur_kit::{ActionRefusee, Contexte};
use segur_mail::courriel::{Courriel, CourrielLu, matricule_usager};
use segur_mail::mssante::operations::MESSAGE;
use segur_model::{Exchange, Faits, Finding, Severity};

use crate::courrier::{Corps, Message};

/// Remembered at once; beyond, all are forgotten and made again when they are asked for.
const MEMOIRE: usize = 8_000;

/// A mail in a few words.
#[derive(Debug)]
pub(crate) struct Apercu {
    pub(super) genre: String,
    /// A report says that a mail was not delivered.
    pub(super) echec: bool,
    pub(super) objet: String,
    pub(super) de: String,
    pub(super) de_libelle: String,
    pub(super) a: Vec<String>,
    pub(super) message_id: String,
    pub(super) ins: Vec<String>,
    pub(super) pieces: Vec<String>,
    pub(super) ecarts: usize,
    pub(super) avertissements: usize,
    pub(super) session: Option<String>,
    /// What a search looks at, in lower case.
    foin: String,
}

impl Apercu {
    fn nouveau(faits: &Faits, constats: &[Finding], session: Option<String>) -> Self {
        let tous = |nom: &str| faits.get(nom).cloned().unwrap_or_default();
        let un = |nom: &str| faits.get(nom).and_then(|v| v.first()).cloned().unwrap_or_default();
        let compte = |s| constats.iter().filter(|f| f.severity == s).count();
        let mut ins = tous("patient.ins");
        ins.extend(tous("usager.ins"));
        ins.extend(
            faits
                .get("de")
                .into_iter()
                .flatten()
                .filter_map(|de| matricule_usager(de))
                .map(str::to_owned),
        );
        ins.sort();
        ins.dedup();
        let vus = [
            "objet",
            "de",
            "de.libelle",
            "a",
            "cc",
            "destinataire",
            "message_id",
            "patient.ins",
            "usager.ins",
            "pieces",
            "texte",
        ];
        let foin: Vec<String> = vus.iter().flat_map(|nom| tous(nom)).collect();
        Self {
            genre: un("genre"),
            echec: tous("dsn.action").iter().any(|a| a.eq_ignore_ascii_case("failed")),
            objet: un("objet"),
            de: un("de"),
            de_libelle: un("de.libelle"),
            a: tous("a"),
            message_id: un("message_id"),
            ins,
            pieces: tous("pieces"),
            ecarts: compte(Severity::Error),
            avertissements: compte(Severity::Warning),
            session,
            foin: foin.join("\n").to_lowercase(),
        }
    }

    /// Whether all these words, in lower case, are in it.
    pub(super) fn contient(&self, mots: &[String]) -> bool {
        mots.iter().all(|m| self.foin.contains(m.as_str()))
    }
}

/// Those that were made.
#[derive(Default)]
pub(crate) struct Apercus(Mutex<HashMap<Cle, Arc<Apercu>>>);

/// Where the bytes of the mail are, and which exchange brought them.
type Cle = (String, u64, Option<u64>);

fn cle(corps: &Corps) -> Cle {
    (corps.octets.corps.clone(), corps.octets.debut, corps.echange.get().copied())
}

impl Apercus {
    /// Of a mail.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(super) async fn de(&self, ctx: &Contexte, message: &Message) -> Result<Arc<Apercu>, ActionRefusee> {
        let cle = cle(&message.corps);
        if let Some(fait) = self.verrou().get(&cle) {
            return Ok(fait.clone());
        }
        let fait = Arc::new(faire(ctx, message).await?);
        let mut tous = self.verrou();
        if tous.len() >= MEMOIRE {
            tous.clear();
        }
        tous.insert(cle, fait.clone());
        Ok(fait)
    }

    fn verrou(&self) -> std::sync::MutexGuard<'_, HashMap<Cle, Arc<Apercu>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// From what the journal says of the exchange that brought it; else from its bytes.
async fn faire(ctx: &Contexte, message: &Message) -> Result<Apercu, ActionRefusee> {
    let echange = match message.corps.echange.get() {
        Some(id) => ctx.echange(*id).await?,
        None => None,
    };
    let session = echange.as_ref().map(|e| e.session.clone());
    if let Some(e) = echange.filter(|e| la_porte(e, &message.corps)) {
        return Ok(Apercu::nouveau(&e.faits, &e.findings, session));
    }
    let octets = ctx.lire(&message.corps.octets).await?;
    let (monde, igc, recu) = (ctx.monde.clone(), ctx.igc.clone(), message.recu);
    let lire = move || {
        let lu = CourrielLu::lire(&octets);
        let constats = lu.constats(&Connu::du_monde(&monde, igc.confiance(), recu));
        Apercu::nouveau(&lu.faits().faits, &constats, session)
    };
    tokio::task::spawn_blocking(lire).await.map_err(super::courriel::defaut)
}

/// Whether this exchange is the one that brought the mail, and not one that had the operator write it (a report).
fn la_porte(e: &Exchange, corps: &Corps) -> bool {
    if e.operation != MESSAGE {
        return false;
    }
    // Where dots were doubled, the mail is kept beside the exchange.
    e.requete.empreinte == corps.octets.corps || {
        let sien = Courriel::lire(&corps.entetes).ok().and_then(|c| c.message_id);
        sien.is_some() && sien.as_deref() == e.fait("message_id")
    }
}
