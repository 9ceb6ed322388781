//! What the tester does in the person's place, and what comes of it.

use segur_kit::Reponse;

use crate::appel::Appel;
use crate::etat::{EtatCiba, Moyen, Session, VIE_SESSION};
use crate::refus::Refus;
use crate::validee::{Validee, nom_temoin};

/// What the person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Geste {
    Accord,
    Refus,
    CodeFaux,
    Delai,
}

impl Geste {
    /// In the words of the page, or of the act `connecter-psc`.
    pub fn de(appel: &Appel<'_>) -> Option<Self> {
        match appel.champ("geste")? {
            "accord" | "accepter" => Some(Self::Accord),
            "refus" | "refuser" => Some(Self::Refus),
            "code-faux" => Some(Self::CodeFaux),
            "delai" | "attendre" => Some(Self::Delai),
            _ => None,
        }
    }

    /// What a demand on the telephone becomes.
    pub fn tranche(self) -> Option<EtatCiba> {
        match self {
            Self::Accord => Some(EtatCiba::Approuvee),
            Self::Refus | Self::CodeFaux => Some(EtatCiba::Refusee),
            Self::Delai => None,
        }
    }
}

/// The person refused.
pub(crate) fn refusee(appel: &Appel<'_>, validee: &Validee<'_>) -> Reponse {
    validee.erreur(appel, "access_denied", "User denied the authentication")
}

/// The person did nothing in time.
pub(crate) fn sans_reponse(appel: &Appel<'_>, validee: &Validee<'_>) -> Reponse {
    validee.erreur(appel, "temporarily_unavailable", "authentication_expired")
}

/// Opens the session of this browser, and goes back to the client.
pub(crate) fn ouvrir(appel: &Appel<'_>, validee: &Validee<'_>, id_national: &str, moyen: Moyen) -> Reponse {
    let dits = ["client_id", "state", "nonce"]
        .map(|n| appel.champ(n).unwrap_or_default())
        .join(" ");
    let temoin = appel.etat(|e| {
        let rang = e.suivant();
        let session = nouvelle(appel, &format!("{dits} {id_national}"), rang, id_national, moyen, true);
        let (sid, temoin) = (session.sid.clone(), session.temoin.clone().unwrap_or_default());
        e.sessions.mettre(sid.clone(), session);
        (sid, temoin)
    });
    validee.coder(appel, &temoin.0).entete(
        "set-cookie",
        format!(
            "{}={}; Path=/; Max-Age={VIE_SESSION}; HttpOnly; Secure; SameSite=Lax",
            nom_temoin(&appel.ctx.espace),
            temoin.1
        ),
    )
}

/// A session that opens now. What the client sent goes into the draw: after a reset, another client does not get the same.
pub(crate) fn nouvelle(appel: &Appel<'_>, dits: &str, rang: u64, id_national: &str, moyen: Moyen, navigateur: bool) -> Session {
    Session {
        sid: appel.ctx.secret(&format!("psc.session {dits}"), rang),
        id_national: id_national.to_owned(),
        moyen,
        temoin: navigateur.then(|| appel.ctx.secret(&format!("psc.temoin {dits}"), rang)),
        sceau: appel.ctx.secret(&format!("psc.sceau {dits}"), rang),
        ouverte: appel.maintenant,
        active: appel.maintenant,
        finie: false,
        clients: std::collections::BTreeSet::new(),
        acces: std::collections::BTreeMap::new(),
        rafraichissements: std::collections::BTreeMap::new(),
        jetons: 0,
    }
}

/// Ends a pending CIBA request. A code, when given, must be the one shown.
pub(crate) fn trancher(appel: &Appel<'_>, demande: &str, etat: EtatCiba, code: Option<&str>) -> Result<(), Refus> {
    appel.etat(|e| match e.ciba_en_attente(demande, appel.maintenant) {
        None => Err(Refus::nouveau(
            409,
            "inconnue",
            "Cette demande n'attend pas, ou plus : elle est tranchée, ou son délai est passé.",
        )),
        Some(d) if code.is_some_and(|c| c != d.message) => Err(Refus::nouveau(
            409,
            "code",
            format!("Le nombre affiché est {}, pas celui donné.", d.message),
        )),
        Some(d) => {
            d.etat = etat;
            Ok(())
        }
    })
}
